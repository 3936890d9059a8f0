r"""From the label on the box to test points that return it.

A label has three efficiencies and a size. Here they become the net test points of AHRI 210/240,
by one unknown after the other: EER2 gives the COP at 95 degF; SEER2 gives the bend of the power
curve (variable speed), the COP at 82 degF (single stage) or that of the low stage (two-stage);
HSPF2 gives the COP at 47 degF. Nothing is iterated between them. Where no value inside physical
bounds returns the label, the end of the interval is used, and miss and bound are reported.

Variable speed: one power curve through all speeds,

.. math:: p(r) = \pi + (1 - \pi)\, r\, (1 - \kappa (1 - r)), \qquad p(1) = 1,

with r the capacity and p the power over those of full speed at the same temperature: the
compressor's power per capacity falls linearly as the heat exchangers unload, and a constant part
(electronics, fans) bends the COP down again at very low speed.

References
----------
Ratios marked A82: RESNET MINHERS Addendum 82 as coded in OpenStudio-HPXML v1.11 (hvac.rb,
defaults.rb) and bigladder/resdx c671051. Calibrated ones (kappa in heating, pi): 57 listed
cold-climate units of 2018; see ``docs/heat_pump_model.md``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from hpsim.equipment.ratings import (
    A_DEGF,
    B_DEGF,
    BTU_PER_WH,
    E_DEGF,
    F_DEGF,
    H0_DEGF,
    H1_DEGF,
    H2_DEGF,
    H3_DEGF,
    LOAD_LINE_V_VARIABLE,
    RATING_REGION,
    Compressor,
    CoolingTests,
    HeatingTests,
    Point,
    eer2,
    hspf2,
    seer2,
)

# ---- variable speed, cooling
CONSTANT_SHARE = 0.05  # pi: median of listed minimum-speed heating COPs is 0.046
TYPICAL_KAPPA = 0.64  # median of 68 solved units; used where a label has no SEER2
POWER_82_OVER_95 = 1.0 / (0.940 * 1.326)  # A82, maximum speed
CAPACITY_95_OVER_82 = 0.940  # A82, maximum speed
CAPACITY_95_OVER_82_LOW = 0.948  # A82, minimum speed
COOLING_OVERSPEED_SLOPE = 1.1  # A82: rise of power per capacity above full speed
MAXIMUM_OVER_FULL_COOLING = 1.0 / 0.934  # A82
LOW_SPEED_RANGE = (0.15, 0.60)
COP_82_LOW_LIMIT = 12.0
COP_82_LOW_OVER_95_LIMIT = 3.0
TEST_C_D_VARIABLE = 0.25  # AHRI 210/240 default of an untested unit
# ---- variable speed, heating
KAPPA_47, KAPPA_17 = 0.35, 0.20
COP_47_OVER_17 = 1.351  # A82
COP_5_OVER_17 = 0.902 / 1.164  # A82
LOW_47_DEFAULT = 0.30
LOW_17_OVER_47 = 1.39
LOW_17_LIMIT = 0.7
HEATING_OVERSPEED_SLOPE_47, HEATING_OVERSPEED_SLOPE_17 = 0.64, 0.49  # A82
MAXIMUM_OVER_FULL_47 = 1.0 / 0.908  # A82
MAXIMUM_OVER_FULL_17 = 1.0 / 0.817  # A82
MAXIMUM_5_OVER_17 = 0.866  # A82
FULL_OVER_MAXIMUM_5 = 0.988  # A82
Q17_OVER_Q47_VARIABLE = 0.689
# ---- fixed speed
C_D_FIXED_SPEED = 0.08  # A82
C_D_ROOM_UNIT = 0.22  # A82, room air conditioners and terminal heat pumps
C_D_LIMIT = 0.25
CAPACITY_95_OVER_82_FIXED = 0.936  # A82
COP_82_OVER_95_RANGE = (1.10, 1.40)
COP_82_OVER_95_ROOM_UNIT = 1.19  # room-AC curves at 67 degF wet bulb
CAPACITY_95_OVER_82_ROOM_UNIT = 0.942
COP_82_OVER_95_TWO_STAGE = 1.244  # A82
LOW_STAGE_COOLING, LOW_STAGE_HEATING = 0.728, 0.712  # A82
LOW_STAGE_COP_RANGE = (0.95, 1.45)
LOW_STAGE_HEATING_COP = 1.0 / 0.850  # A82
Q17_OVER_Q47_FIXED = 0.626  # A82
COP_47_OVER_17_FIXED = 1.356  # A82
# ---- both
FROST_CAPACITY_35, FROST_POWER_35 = 0.9478, 0.9913  # A82 at 35 degF: F = 0.029
COP_47_RANGE = (1.5, 7.0)
SEER2_OVER_EER2_LIMIT = 2.4  # the Addendum's table ends there; above it metrics are mixed
LOWEST_VARIABLE_DEGF, LOWEST_FIXED_DEGF = -15.0, 0.0
_ROOT_TOLERANCE = 1e-11


@dataclass(frozen=True, slots=True)
class Label:
    """What the box says; capacities net [W], efficiencies in Btu/Wh, None where not given."""

    compressor: Compressor
    q95_w: float
    """Rated cooling capacity, the unit's size."""
    seer2: float | None = None
    eer2: float | None = None
    hspf2: float | None = None
    cop47: float | None = None
    """Used instead of a missing HSPF2."""
    q47_w: float | None = None
    q17_w: float | None = None
    q5_w: float | None = None
    """Rated (full) capacity at 5 degF."""
    q17_maximum_w: float | None = None
    q5_maximum_w: float | None = None
    q95_minimum_w: float | None = None
    q47_minimum_w: float | None = None
    lowest_degf: float | None = None
    c_d: float | None = None
    room_unit: bool = False
    """Window unit or packaged terminal unit: rated by CEER or EER only."""
    can_heat: bool = True
    ordered: bool = False
    """Keep low-speed capacity at 17 degF at or below that at 47 degF, whatever the usual ratio."""


@dataclass(frozen=True, slots=True)
class LabelSolution:
    """Net performance that returns the label, or comes as near as physics allows."""

    label: Label
    c_d: float
    """Of both seasons' rating [-]."""
    cop95: float
    kappa: float
    """Bend of the cooling power curve, variable speed; 0 otherwise."""
    cop82: float
    """Full-speed COP at 82 degF (single and two-stage)."""
    cop82_low: float
    """Low-speed COP at 82 degF (two-stage and variable)."""
    r_low: float
    """Capacity of the test low speed over full, cooling."""
    r_minimum: float
    """Least capacity over full in cooling that the unit can hold."""
    r_low_47: float
    r_low_17: float
    q47_w: float
    q17_w: float
    q5_w: float
    cop47: float
    off_degf: float
    targets: tuple[float | None, float | None, float | None]
    """SEER2, EER2, HSPF2 that were aimed at, defaults filled in."""
    bounds: tuple[str, ...]
    """Names of the bounds that were met."""
    notes: tuple[str, ...]
    """What was assumed, in words."""

    def cooling_tests(self) -> CoolingTests:
        """Return the net cooling test points."""
        return _COOLING[self.label.compressor](self)

    def heating_tests(self) -> HeatingTests:
        """Return the net heating test points; only for a unit that heats."""
        return heating_points(self, self.cop47)

    def load_factor(self) -> float:
        """Return V of the cooling load line."""
        return LOAD_LINE_V_VARIABLE if self.label.compressor == "variable_speed" else 1.0

    def seer2(self) -> float:
        """Return SEER2 of the solution's test points [Btu/Wh]."""
        return seer2(self.cooling_tests(), self.label.compressor, self.c_d, self.load_factor())

    def eer2(self) -> float:
        """Return EER2 of the solution's test points [Btu/Wh]."""
        return eer2(self.cooling_tests())

    def hspf2(self, region: int = RATING_REGION) -> float:
        """Return HSPF2 of the solution's test points [Btu/Wh]."""
        label = self.label
        tests = self.heating_tests()
        return hspf2(tests, label.compressor, self.c_d, label.q95_w, region, self.off_degf)


# ---------------------------------------------------------------------------------- power curve
def power_curve(r: float, kappa: float, overspeed_slope: float) -> float:
    """Return power over full-speed power at the capacity ratio ``r``, same temperature [-]."""
    if r <= 1.0:
        return CONSTANT_SHARE + (1.0 - CONSTANT_SHARE) * r * (1.0 - kappa * (1.0 - r))
    return r * (1.0 + overspeed_slope * (r - 1.0))


def capacity_82_over_95(r: float, r_low: float) -> float:
    """Return capacity at 82 over that at 95 degF, at constant speed (variable speed)."""
    low, full = 1.0 / CAPACITY_95_OVER_82_LOW, 1.0 / CAPACITY_95_OVER_82
    return low + (full - low) * min(max(0.0, (r - r_low) / (1.0 - r_low)), 1.0)


def intermediate(r_low: float) -> float:
    """Return the intermediate test speed: a third of the way from low to full."""
    return r_low + (1.0 - r_low) / 3.0


def _at(t_degf: float, t1: float, p1: Point, t2: float, p2: Point) -> Point:
    share = (t_degf - t1) / (t2 - t1)
    return Point(
        p1.capacity_w + (p2.capacity_w - p1.capacity_w) * share,
        p1.power_w + (p2.power_w - p1.power_w) * share,
    )


def cooling_point(solution: LabelSolution, r: float, t_degf: float) -> Point:
    """Return net capacity and power of a variable-speed unit, linear between 82 and 95 degF."""
    q95 = solution.label.q95_w
    power = q95 / solution.cop95 * power_curve(r, solution.kappa, COOLING_OVERSPEED_SLOPE)
    at_95 = Point(q95 * r, power)
    at_82 = Point(q95 * r * capacity_82_over_95(r, solution.r_low), power * POWER_82_OVER_95)
    return _at(t_degf, A_DEGF, at_95, B_DEGF, at_82)


def _variable_cooling(solution: LabelSolution) -> CoolingTests:
    low, middle = solution.r_low, intermediate(solution.r_low)
    return CoolingTests(
        a_full=cooling_point(solution, 1.0, A_DEGF),
        b_full=cooling_point(solution, 1.0, B_DEGF),
        b_low=cooling_point(solution, low, B_DEGF),
        f_low=cooling_point(solution, low, F_DEGF),
        e_int=cooling_point(solution, middle, E_DEGF),
    )


def _q95_over_q82(solution: LabelSolution) -> float:
    return CAPACITY_95_OVER_82_ROOM_UNIT if solution.label.room_unit else CAPACITY_95_OVER_82_FIXED


def _single_cooling(solution: LabelSolution) -> CoolingTests:
    q95 = solution.label.q95_w
    q82 = q95 / _q95_over_q82(solution)
    return CoolingTests(Point(q95, q95 / solution.cop95), Point(q82, q82 / solution.cop82))


def _two_stage_cooling(solution: LabelSolution) -> CoolingTests:
    full = _single_cooling(solution)
    q_low_95 = LOW_STAGE_COOLING * full.a_full.capacity_w
    q_low_82 = LOW_STAGE_COOLING * full.b_full.capacity_w
    cop_low_95 = solution.cop82_low / COP_82_OVER_95_TWO_STAGE
    b_low = Point(q_low_82, q_low_82 / solution.cop82_low)
    f_low = _at(F_DEGF, A_DEGF, Point(q_low_95, q_low_95 / cop_low_95), B_DEGF, b_low)
    return replace(full, b_low=b_low, f_low=f_low)


_COOLING: dict[Compressor, Callable[[LabelSolution], CoolingTests]] = {
    "single_stage": _single_cooling,
    "two_stage": _two_stage_cooling,
    "variable_speed": _variable_cooling,
}


# -------------------------------------------------------------------------------------- heating
def _frosted(point: Point) -> Point:
    return Point(point.capacity_w * FROST_CAPACITY_35, point.power_w * FROST_POWER_35)


def _pair(
    h1: Point, h3: Point, scale_1: tuple[float, float], scale_3: tuple[float, float]
) -> Callable[[float], Point]:
    low_1 = Point(h1.capacity_w * scale_1[0], h1.power_w * scale_1[1])
    low_3 = Point(h3.capacity_w * scale_3[0], h3.power_w * scale_3[1])
    return lambda t: _at(t, H3_DEGF, low_3, H1_DEGF, low_1)


def heating_points(solution: LabelSolution, cop47: float) -> HeatingTests:
    """Return the net heating test points for a COP at 47 degF; all powers go with 1 / COP."""
    s = solution
    variable = s.label.compressor == "variable_speed"
    cop17 = cop47 / (COP_47_OVER_17 if variable else COP_47_OVER_17_FIXED)
    h1 = Point(s.q47_w, s.q47_w / cop47)
    h3 = Point(s.q17_w, s.q17_w / cop17)
    h2 = _frosted(_at(H2_DEGF, H3_DEGF, h3, H1_DEGF, h1))
    full = HeatingTests(h1_full=h1, h3_full=h3, h2_full=h2)
    if s.label.compressor == "single_stage":
        return full
    if not variable:
        stage = (LOW_STAGE_HEATING, LOW_STAGE_HEATING / LOW_STAGE_HEATING_COP)
        low = _pair(h1, h3, stage, stage)
        return replace(
            full,
            h0_low=low(H0_DEGF),
            h1_low=low(H1_DEGF),
            h2_low=_frosted(low(H2_DEGF)),
            h3_low=low(H3_DEGF),
        )
    r_47, r_17 = s.r_low_47, s.r_low_17
    i_47, i_17 = intermediate(r_47), intermediate(r_17)
    low = _pair(h1, h3, (r_47, power_curve(r_47, KAPPA_47, 0.0)), (r_17, _p17(r_17)))
    middle = _pair(h1, h3, (i_47, power_curve(i_47, KAPPA_47, 0.0)), (i_17, _p17(i_17)))
    cop5 = cop17 * COP_5_OVER_17
    return replace(
        full,
        h4_full=Point(s.q5_w, s.q5_w / cop5),
        h0_low=low(H0_DEGF),
        h1_low=low(H1_DEGF),
        h2_int=_frosted(middle(H2_DEGF)),
    )


def _p17(r: float) -> float:
    return power_curve(r, KAPPA_17, HEATING_OVERSPEED_SLOPE_17)


# -------------------------------------------------------------------------------------- solving
def _bracketed_root(f: Callable[[float], float], low: float, high: float) -> float:
    """Return the root of a function that changes sign on the interval (Illinois method)."""
    f_low, f_high = f(low), f(high)
    for _ in range(100):
        x = (low * f_high - high * f_low) / (f_high - f_low)
        y = f(x)
        if abs(y) < _ROOT_TOLERANCE or high - low < _ROOT_TOLERANCE:
            return x
        if (y > 0.0) == (f_high > 0.0):
            high, f_high, f_low = x, y, f_low * 0.5
        else:
            low, f_low, f_high = x, y, f_high * 0.5
    return x


def _clip(x: float, low: float, high: float) -> float:
    return min(max(x, low), high)


def regression_low_speed(seer2_over_eer2: float) -> float:
    """Return minimum over full capacity in cooling by Addendum 82's regression."""
    return _clip(0.510 - 0.119 * seer2_over_eer2, 0.1, 1.0) / 0.934


def _kappa_limit(cop95: float, r_low: float) -> tuple[float, str]:
    """Return the largest kappa, and which bound sets it."""
    cop82_limit = min(COP_82_LOW_LIMIT, COP_82_LOW_OVER_95_LIMIT * cop95)
    gain = capacity_82_over_95(r_low, r_low) / POWER_82_OVER_95
    least_power = r_low * gain * cop95 / cop82_limit
    pi = CONSTANT_SHARE
    kappa = (1.0 - (least_power - pi) / ((1.0 - pi) * r_low)) / (1.0 - r_low)
    if kappa >= 1.0:
        return 1.0, "kappa_max"
    ratio_binds = COP_82_LOW_OVER_95_LIMIT * cop95 < COP_82_LOW_LIMIT
    return max(kappa, 0.0), "ratio_max" if ratio_binds else "cop82_max"


def _solve_variable_cooling(s: LabelSolution) -> LabelSolution:
    limit, name = _kappa_limit(s.cop95, s.r_low)
    target = s.targets[0]

    def with_kappa(kappa: float) -> LabelSolution:
        r = s.r_low
        gain = capacity_82_over_95(r, r) / POWER_82_OVER_95
        low = s.cop95 * r * gain / power_curve(r, kappa, COOLING_OVERSPEED_SLOPE)
        full = s.cop95 / CAPACITY_95_OVER_82 / POWER_82_OVER_95
        return replace(s, kappa=kappa, cop82_low=low, cop82=full)

    if target is None:
        return with_kappa(min(TYPICAL_KAPPA, limit))

    def miss(kappa: float) -> float:
        tests = _variable_cooling(replace(s, kappa=kappa))
        return seer2(tests, "variable_speed", s.c_d, LOAD_LINE_V_VARIABLE) - target

    if miss(limit) <= 0.0:
        return replace(with_kappa(limit), bounds=(*s.bounds, name))
    if miss(0.0) >= 0.0:
        return replace(with_kappa(0.0), bounds=(*s.bounds, "kappa_min"))
    return with_kappa(_bracketed_root(miss, 0.0, limit))


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
        tests = _two_stage_cooling(with_ratio(ratio))
        return seer2(tests, "two_stage", s.c_d) - target

    low, high = LOW_STAGE_COP_RANGE
    if miss(high) <= 0.0:
        return replace(with_ratio(high), bounds=(*s.bounds, "low_stage_max"))
    if miss(low) >= 0.0:
        return replace(with_ratio(low), bounds=(*s.bounds, "low_stage_min"))
    return with_ratio(_bracketed_root(miss, low, high))


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
        tests = heating_points(s, cop47)
        label = s.label
        rating = hspf2(tests, label.compressor, s.c_d, label.q95_w, RATING_REGION, s.off_degf)
        return 1.0 / rating

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


# ------------------------------------------------------------------------------------- defaults
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
        notes.append("HSPF2 not given: the stated COP at 47 degF is used")
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


def default_q47_w(compressor: Compressor, q95_w: float) -> float:
    """Return the usual rated heating capacity for a size, where no class figure is known [W]."""
    if compressor != "variable_speed":
        return q95_w
    return 1.022 * q95_w + 607.0 / BTU_PER_WH  # fit to 69 listed variable-speed units


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
    r_minimum = _r_minimum(label, r_regression)
    r_low = _clip(max(r_minimum, r_regression), *LOW_SPEED_RANGE)
    q47 = label.q47_w
    if q47 is None:
        q47 = default_q47_w(label.compressor, label.q95_w)
    q17 = label.q17_w
    if q17 is None:
        q17 = q47 * (Q17_OVER_Q47_VARIABLE if variable else Q17_OVER_Q47_FIXED)
    listed_47 = 0.0 if label.q47_minimum_w is None else label.q47_minimum_w / q47
    r_low_47 = _clip(max(listed_47, LOW_47_DEFAULT), *LOW_SPEED_RANGE)
    r_low_17 = min(LOW_17_LIMIT, LOW_17_OVER_47 * r_low_47)
    if label.ordered:
        r_low_17 = min(r_low_17, r_low_47 * q47 / q17)
    lowest = LOWEST_VARIABLE_DEGF if variable else LOWEST_FIXED_DEGF
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
        off_degf=lowest if label.lowest_degf is None else label.lowest_degf,
        targets=(label.seer2, eer2_value, hspf2_value),
        bounds=(),
        notes=tuple(notes),
    )


def solve_label(label: Label) -> LabelSolution:
    """Return the net performance whose ratings are those of the label.

    Parameters
    ----------
    label
        Efficiencies and capacities; what is missing is defaulted, with a note each.

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


def misses(solution: LabelSolution) -> dict[str, float]:
    """Return how far each rating is from the label, as a fraction; missing targets left out."""
    found = {}
    target_seer2, target_eer2, target_hspf2 = solution.targets
    if target_seer2 is not None:
        found["seer2"] = solution.seer2() / target_seer2 - 1.0
    if target_eer2 is not None:
        found["eer2"] = solution.eer2() / target_eer2 - 1.0
    if target_hspf2 is not None:
        found["hspf2"] = solution.hspf2() / target_hspf2 - 1.0
    return found
