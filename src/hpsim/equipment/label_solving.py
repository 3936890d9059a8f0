"""From the label on the box to test points that return it.

One unknown is found after the other: EER2 gives the COP at 95 degF; SEER2 gives the bend of the
power curve (variable speed), the COP at 82 degF (single stage) or that of the low stage
(two-stage); HSPF2 gives the COP at 47 degF. Nothing is iterated between them. Where no value inside
physical bounds returns the label, the end of the interval is used, and miss and bound are reported.

References
----------
As in `hpsim.equipment.label`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache, lru_cache

from hpsim.equipment.label import (
    C_D_FIXED_SPEED,
    C_D_LIMIT,
    CAPACITY_95_OVER_82,
    CONSTANT_FRACTION,
    COOLING_OVERSPEED_SLOPE,
    COP_82_OVER_95_TWO_STAGE,
    FULL_OVER_MAXIMUM_5,
    LOW_STAGE_COOLING,
    MAXIMUM_5_OVER_17,
    MAXIMUM_OVER_FULL_17,
    POWER_82_OVER_95,
    Q17_OVER_Q47_FIXED,
    Label,
    LabelSolution,
    capacity_82_over_95,
    power_curve,
)
from hpsim.equipment.ratings.points import BTU_PER_WH, Compressor

TYPICAL_KAPPA = 0.64  # median of 68 solved units; used where a label has no SEER2
LOW_SPEED_RANGE = (0.15, 0.60)
"""Of the test low speed by regression and by default; a minimum above it is itself that speed."""
HIGHEST_MINIMUM = 0.98
"""Of full output: a unit whose minimum is nearer to it does not modulate."""
COP_82_LOW_LIMIT = 12.0
COP_82_LOW_OVER_95_LIMIT = 3.0
TEST_C_D_VARIABLE = 0.25  # AHRI 210/240 default of an untested unit
LOW_47_DEFAULT = 0.30
LOW_17_OVER_47 = 1.39
LOW_17_LIMIT = 0.7
Q17_OVER_Q47_VARIABLE = 0.689
C_D_ROOM_UNIT = 0.22  # A82, room air conditioners and terminal heat pumps
COP_82_OVER_95_RANGE = (1.10, 1.40)
COP_82_OVER_95_ROOM_UNIT = 1.19  # room-AC curves at 67 degF wet bulb
LOW_STAGE_COP_RANGE = (0.95, 1.45)
COP_47_RANGE = (1.5, 7.0)
SEER2_OVER_EER2_LIMIT = 2.4  # the Addendum's table ends there; above it metrics are mixed
LOWEST_VARIABLE_DEGF, LOWEST_FIXED_DEGF = -15.0, 0.0
_ROOT_TOLERANCE = 1e-11


def _bracketed_root(f: Callable[[float], float], low: float, high: float) -> float:
    """Return the root of a function that changes sign on the interval (Illinois method)."""
    f_low, f_high = f(low), f(high)
    kept = 0
    for _ in range(100):
        x = (low * f_high - high * f_low) / (f_high - f_low)
        y = f(x)
        if abs(y) < _ROOT_TOLERANCE or high - low < _ROOT_TOLERANCE:
            return x
        # an end that is kept twice counts half: else it would stay for good
        if (y > 0.0) == (f_high > 0.0):
            high, f_high, f_low = x, y, f_low * (0.5 if kept < 0 else 1.0)
            kept = -1
        else:
            low, f_low, f_high = x, y, f_high * (0.5 if kept > 0 else 1.0)
            kept = 1
    return x


def _within(
    solved: Callable[[float], LabelSolution],
    miss: Callable[[float], float],
    ends: tuple[float, float],
    names: tuple[str, str],
) -> LabelSolution:
    """Return the solution that misses its label by nothing, or that at an end of the range.

    ``miss`` rises from one end to the other; ``names`` are those of the bounds.
    """
    miss = cache(miss)  # the ends of the range are asked for twice
    low, high = ends
    if miss(high) <= 0.0:
        found = solved(high)
        return replace(found, bounds=(*found.bounds, names[1]))
    if miss(low) >= 0.0:
        found = solved(low)
        return replace(found, bounds=(*found.bounds, names[0]))
    return solved(_bracketed_root(miss, low, high))


def _clip(x: float, low: float, high: float) -> float:
    return min(max(x, low), high)


def regression_low_speed(seer2_over_eer2: float) -> float:
    """Return minimum over full capacity in cooling by Addendum 82's regression."""
    return _clip(0.510 - 0.119 * seer2_over_eer2, 0.1, 1.0) / 0.934


def _kappa_limit(cop95: float, r_low: float) -> tuple[float, str]:
    """Return the largest kappa, and which bound sets it."""
    cop82_limit = min(COP_82_LOW_LIMIT, COP_82_LOW_OVER_95_LIMIT * cop95)
    gain = capacity_82_over_95(r_low, r_low) / POWER_82_OVER_95
    min_power = r_low * gain * cop95 / cop82_limit
    pi = CONSTANT_FRACTION
    kappa = (1.0 - (min_power - pi) / ((1.0 - pi) * r_low)) / (1.0 - r_low)
    if kappa >= 1.0:
        return 1.0, "kappa_max"
    ratio_binds = COP_82_LOW_OVER_95_LIMIT * cop95 < COP_82_LOW_LIMIT
    return max(kappa, 0.0), "ratio_max" if ratio_binds else "cop82_max"


def _solve_variable_cooling(s: LabelSolution) -> LabelSolution:
    target = s.targets[0]
    kappa, bounds = _kappa(s.cop95, s.r_low, s.c_d, target)
    if bounds and kappa > 0.0 and s.label.eer2 is None:
        return _with_higher_eer2(s)
    return _with_kappa(s, kappa, bounds)


def _with_higher_eer2(s: LabelSolution) -> LabelSolution:
    """Return the solution of a SEER2 that the EER2 by default is too low for.

    However much better the unit is at part load: what is given stays, and the guess gives way.
    """
    target = s.targets[0]
    assert target is not None

    def with_cop95(cop95: float) -> LabelSolution:
        kappa, name = _kappa_limit(cop95, s.r_low)
        return _with_kappa(replace(s, cop95=cop95), kappa, (name,))

    def miss(cop95: float) -> float:
        return with_cop95(cop95).seer2() - target

    highest = target / BTU_PER_WH  # no SEER2 is below its EER2
    if miss(s.cop95) >= 0.0 or miss(highest) <= 0.0:
        return with_cop95(highest if miss(highest) <= 0.0 else s.cop95)
    found = with_cop95(_bracketed_root(miss, s.cop95, highest))
    eer2_value = found.cop95 * BTU_PER_WH
    note = f"EER2 not given: {eer2_value:.2f}, the least with which this unit can have its SEER2"
    notes = tuple(n for n in s.notes if not n.startswith("EER2 not given"))
    targets = (target, eer2_value, s.targets[2])
    return replace(found, targets=targets, notes=(note, *notes), bounds=s.bounds)


def _with_kappa(s: LabelSolution, kappa: float, bounds: tuple[str, ...]) -> LabelSolution:
    """Return the solution with a bend of the power curve."""
    gain = capacity_82_over_95(s.r_low, s.r_low) / POWER_82_OVER_95
    low = s.cop95 * s.r_low * gain / power_curve(s.r_low, kappa, COOLING_OVERSPEED_SLOPE)
    full = s.cop95 / CAPACITY_95_OVER_82 / POWER_82_OVER_95
    return replace(s, kappa=kappa, cop82_low=low, cop82=full, bounds=(*s.bounds, *bounds))


@lru_cache(maxsize=256)
def _kappa(
    cop95: float, r_low: float, c_d: float, target: float | None
) -> tuple[float, tuple[str, ...]]:
    """Return the bend of the power curve that gives a SEER2, and the bound that it meets, if any.

    Of all sizes alike: a rating is a ratio of capacities and powers that go with the size.
    """
    limit, name = _kappa_limit(cop95, r_low)
    if target is None:
        return min(TYPICAL_KAPPA, limit), ()
    of_a_watt = _start(Label("variable_speed", 1.0, seer2=target, can_heat=False))
    of_a_watt = replace(of_a_watt, cop95=cop95, r_low=r_low, c_d=c_d)

    def with_kappa(kappa: float) -> LabelSolution:
        return replace(of_a_watt, kappa=kappa)

    def miss(kappa: float) -> float:
        return with_kappa(kappa).seer2() - target

    found = _within(with_kappa, miss, (0.0, limit), ("kappa_min", name))
    return found.kappa, found.bounds


def _solve_single_cooling(s: LabelSolution) -> LabelSolution:
    label, target = s.label, s.targets[0]
    if label.room_unit or target is None:
        ratio = COP_82_OVER_95_ROOM_UNIT if label.room_unit else COP_82_OVER_95_TWO_STAGE
        return replace(s, cop82=s.cop95 * ratio)
    cop82 = target / (1.0 - 0.5 * s.c_d) / BTU_PER_WH
    low, high = COP_82_OVER_95_RANGE
    ratio = _clip(cop82 / s.cop95, low, high)
    if ratio == cop82 / s.cop95:
        return replace(s, cop82=cop82)
    c_d = s.c_d
    if label.c_d is None:
        c_d = _clip(2.0 * (1.0 - target / (ratio * s.cop95 * BTU_PER_WH)), 0.0, C_D_LIMIT)
    solved = replace(s, cop82=s.cop95 * ratio, c_d=c_d)
    if abs(solved.seer2() / target - 1.0) < 1e-9:
        return solved
    name = "ratio82_max" if ratio == high else "ratio82_min"
    return replace(solved, bounds=(*s.bounds, name))


def _solve_two_stage_cooling(s: LabelSolution) -> LabelSolution:
    cop82 = s.cop95 * COP_82_OVER_95_TWO_STAGE
    target = s.targets[0]

    def with_ratio(ratio: float) -> LabelSolution:
        return replace(s, cop82=cop82, cop82_low=cop82 * ratio)

    if target is None:
        return with_ratio(1.15)

    def miss(ratio: float) -> float:
        return with_ratio(ratio).seer2() - target

    return _within(with_ratio, miss, LOW_STAGE_COP_RANGE, ("low_stage_min", "low_stage_max"))


_SOLVE_COOLING: dict[Compressor, Callable[[LabelSolution], LabelSolution]] = {
    "single_stage": _solve_single_cooling,
    "two_stage": _solve_two_stage_cooling,
    "variable_speed": _solve_variable_cooling,
}


def _solve_heating(s: LabelSolution) -> LabelSolution:
    """Find the COP at 47 degF: 1 / HSPF2 is linear in 1 / COP while no bin cuts out."""
    target = s.targets[2]
    if target is None:
        return s

    def inverse(cop47: float) -> float:
        return 1.0 / replace(s, cop47=cop47).hspf2()

    low, high = COP_47_RANGE
    at_low, at_high = inverse(low), inverse(high)
    if 1.0 / at_high <= target:
        return replace(s, cop47=high, bounds=(*s.bounds, "cop47_max"))
    if 1.0 / at_low >= target:
        return replace(s, cop47=low, bounds=(*s.bounds, "cop47_min"))
    left = min(4.0, 0.5 * (low + high))
    at_left = inverse(left)
    slope = (at_left - at_high) / (1.0 / left - 1.0 / high)
    x = 1.0 / high + (1.0 / target - at_high) / slope
    guess = 1.0 / x if x > 0.0 else left
    if low < guess < high and abs(inverse(guess) * target - 1.0) < _ROOT_TOLERANCE:
        return replace(s, cop47=guess)
    root = _bracketed_root(lambda cop47: 1.0 / inverse(cop47) - target, low, high)
    return replace(s, cop47=root)


_EER2_FROM_SEER2: dict[Compressor, tuple[float, float]] = {
    # OpenStudio-HPXML v1.11, defaults.rb
    "single_stage": (0.73, 1.47),
    "two_stage": (0.63, 2.34),
    "variable_speed": (0.31, 6.45),
}
_HSPF2_FROM_SEER2: dict[Compressor, tuple[float, float]] = {
    # variable: 53 listed units, standard deviation 0.83; fixed speed: through the pairs 14.3/7.4
    # and 17/8.2 of the OpenStudio-HPXML v1.11 option library
    "single_stage": (0.296, 3.16),
    "two_stage": (0.296, 3.16),
    "variable_speed": (0.20, 5.8),
}


def check_label(label: Label) -> list[tuple[str, str]]:
    """Return what can't be right about a label, as (field, sentence)."""
    problems = []
    if label.seer2 is None and label.eer2 is None:
        problems.append(("seer2", "no cooling efficiency: give seer2, eer2 or both"))
    if label.seer2 is not None and label.eer2 is not None:
        ratio = label.seer2 / label.eer2
        if ratio < 1.0:
            problems.append(
                ("seer2", f"SEER2 {label.seer2:g} is below EER2 {label.eer2:g}: mixed metrics?")
            )
        elif ratio > SEER2_OVER_EER2_LIMIT:
            problems.append(
                (
                    "seer2",
                    (
                        f"SEER2 over EER2 is {ratio:.2f}, above {SEER2_OVER_EER2_LIMIT}:"
                        " mixed metrics (an older SEER or a European figure given as SEER2)?"
                    ),
                )
            )
    return problems


def _default_eer2(label: Label, notes: list[str]) -> float:
    if label.eer2 is not None:
        return label.eer2
    assert label.seer2 is not None
    slope, start = _EER2_FROM_SEER2[label.compressor]
    value = min(label.seer2, slope * label.seer2 + start)
    notes.append(f"EER2 not given: {value:.2f} taken from SEER2 (OpenStudio-HPXML regression)")
    return value


def _default_hspf2(label: Label, seer2_value: float | None, notes: list[str]) -> float | None:
    if not label.can_heat or label.hspf2 is not None:
        return label.hspf2 if label.can_heat else None
    if label.cop47 is not None:
        notes.append("HSPF2 not given: the stated COP at 8.33 degC is used")
        return None
    slope, start = _HSPF2_FROM_SEER2[label.compressor]
    value = slope * (15.0 if seer2_value is None else seer2_value) + start
    notes.append(f"HSPF2 not given: {value:.2f} taken from SEER2 (typical pairs)")
    return value


def _r_minimum(label: Label, r_regression: float) -> float:
    if label.q95_minimum_w is not None:
        return label.q95_minimum_w / label.q95_w
    if label.q47_minimum_w is not None and label.q47_w is not None:
        return label.q47_minimum_w / label.q47_w
    return r_regression


def _q5(label: Label, q17_w: float) -> float:
    if label.q5_w is not None:
        return label.q5_w
    if label.q5_maximum_w is not None:
        return FULL_OVER_MAXIMUM_5 * label.q5_maximum_w
    q17_maximum = label.q17_maximum_w
    if q17_maximum is None:
        q17_maximum = q17_w * MAXIMUM_OVER_FULL_17
    return FULL_OVER_MAXIMUM_5 * MAXIMUM_5_OVER_17 * q17_maximum


def _start(label: Label) -> LabelSolution:
    """Fill in defaults; what is still to be solved is left at a placeholder."""
    notes: list[str] = []
    variable = label.compressor == "variable_speed"
    eer2_value = _default_eer2(label, notes)
    hspf2_value = _default_hspf2(label, label.seer2, notes)
    if label.seer2 is None and not (label.room_unit and label.compressor == "single_stage"):
        notes.append("SEER2 not given: typical part-load efficiency assumed")
    ratio = 1.6 if label.seer2 is None else label.seer2 / eer2_value
    r_regression = regression_low_speed(ratio)
    r_minimum = min(_r_minimum(label, r_regression), HIGHEST_MINIMUM)
    r_low = max(_clip(r_regression, *LOW_SPEED_RANGE), r_minimum)
    q47 = label.q95_w if label.q47_w is None else label.q47_w
    q17 = label.q17_w
    if q17 is None:
        q17 = q47 * (Q17_OVER_Q47_VARIABLE if variable else Q17_OVER_Q47_FIXED)
    listed_47 = 0.0 if label.q47_minimum_w is None else label.q47_minimum_w / q47
    r_low_47 = min(max(listed_47, LOW_47_DEFAULT), HIGHEST_MINIMUM)
    r_low_17 = min(max(LOW_17_LIMIT, r_low_47), LOW_17_OVER_47 * r_low_47)
    if label.ordered:
        r_low_17 = min(r_low_17, r_low_47 * q47 / q17)
    off = label.lowest_degf
    if off is None:
        off = LOWEST_VARIABLE_DEGF if variable else LOWEST_FIXED_DEGF
    if label.c_d is not None:
        c_d = label.c_d
    elif variable:
        c_d = TEST_C_D_VARIABLE
    else:
        c_d = C_D_ROOM_UNIT if label.room_unit else C_D_FIXED_SPEED
    return LabelSolution(
        label=label,
        c_d=c_d,
        cop95=eer2_value / BTU_PER_WH,
        kappa=0.0,
        cop82=0.0,
        cop82_low=0.0,
        r_low=r_low if variable else LOW_STAGE_COOLING,
        r_minimum=min(r_minimum, r_low) if variable else LOW_STAGE_COOLING,
        r_low_47=r_low_47,
        r_low_17=r_low_17,
        q47_w=q47,
        q17_w=q17,
        q5_w=_q5(label, q17),
        cop47=0.0 if label.cop47 is None else label.cop47,
        off_degf=off,
        coldest_degf=off if label.coldest_degf is None else label.coldest_degf,
        targets=(label.seer2, eer2_value, hspf2_value),
        bounds=(),
        notes=tuple(notes),
    )


@lru_cache(maxsize=256)
def solve_label(label: Label) -> LabelSolution:
    """Return the net performance whose ratings are those of the label.

    What the label does not give is defaulted, with a note each.

    Returns
    -------
    LabelSolution
        Its ``bounds`` name what stopped the search where the label can't be met.

    Raises
    ------
    ValueError
        If the label has no cooling efficiency or mixes metrics (see `check_label`).
    """
    problems = check_label(label)
    if problems:
        raise ValueError("; ".join(message for _, message in problems))
    solution = _SOLVE_COOLING[label.compressor](_start(label))
    return _solve_heating(solution) if label.can_heat else solution


@lru_cache(maxsize=256)
def misses(solution: LabelSolution) -> Mapping[str, float]:
    """Return how far each rating is from the label, as a fraction; missing targets left out."""
    ratings = {"seer2": solution.seer2, "eer2": solution.eer2, "hspf2": solution.hspf2}
    pairs = zip(ratings.items(), solution.targets, strict=True)
    return {key: rating() / target - 1.0 for (key, rating), target in pairs if target is not None}
