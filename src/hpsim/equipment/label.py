r"""A label, and the test points of a unit that returns it.

A label has three efficiencies and a size; `hpsim.equipment.label_solving` finds the net test points
of AHRI 210/240 that return them. Which points a compressor has, and how they depend on what is
found, is here.

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
from dataclasses import replace
from functools import partial

from hpsim.equipment.ratings.cooling import eer2, load_line_v, seer2
from hpsim.equipment.ratings.heating import RATING_REGION, hspf2
from hpsim.equipment.ratings.points import (
    A_DEGF,
    B_DEGF,
    F_DEGF,
    H1_DEGF,
    H2_DEGF,
    H3_DEGF,
    Compressor,
    CoolingTests,
    HeatingTests,
    NetLine,
    Point,
    cooling_tests,
    heating_tests,
    intermediate,
)
from hpsim.records import dataclass

# ---- variable speed, cooling
CONSTANT_FRACTION = 0.05  # pi: median of listed minimum-speed heating COPs is 0.046
POWER_82_OVER_95 = 1.0 / (0.940 * 1.326)  # A82, maximum speed
CAPACITY_95_OVER_82 = 0.940  # A82, maximum speed
CAPACITY_95_OVER_82_LOW = 0.948  # A82, minimum speed
COOLING_OVERSPEED_SLOPE = 1.1  # A82: rise of power per capacity above full speed
MAXIMUM_OVER_FULL_COOLING = 1.0 / 0.934  # A82
# ---- variable speed, heating
KAPPA_47, KAPPA_17 = 0.35, 0.20
COP_47_OVER_17 = 1.351  # A82
COP_5_OVER_17 = 0.902 / 1.164  # A82
HEATING_OVERSPEED_SLOPE_47, HEATING_OVERSPEED_SLOPE_17 = 0.64, 0.49  # A82
MAXIMUM_OVER_FULL_47 = 1.0 / 0.908  # A82
MAXIMUM_OVER_FULL_17 = 1.0 / 0.817  # A82
MAXIMUM_5_OVER_17 = 0.866  # A82
FULL_OVER_MAXIMUM_5 = 0.988  # A82
# ---- fixed speed
C_D_FIXED_SPEED = 0.08  # A82
C_D_LIMIT = 0.25
CAPACITY_95_OVER_82_FIXED = 0.936  # A82
CAPACITY_95_OVER_82_ROOM_UNIT = 0.942
COP_82_OVER_95_TWO_STAGE = 1.244  # A82
LOW_STAGE_COOLING, LOW_STAGE_HEATING = 0.728, 0.712  # A82
LOW_STAGE_HEATING_COP = 1.0 / 0.850  # A82
Q17_OVER_Q47_FIXED = 0.626  # A82
COP_47_OVER_17_FIXED = 1.356  # A82


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
    """None: as in cooling."""
    q17_w: float | None = None
    q5_w: float | None = None
    """Rated (full) capacity at 5 degF."""
    q17_maximum_w: float | None = None
    q5_maximum_w: float | None = None
    q95_minimum_w: float | None = None
    q47_minimum_w: float | None = None
    lowest_degf: float | None = None
    """Where the rating takes it to stop; None: the standard's."""
    coldest_degf: float | None = None
    """Down to where the heating map is extended; None: where the rating takes it to stop."""
    c_d: float | None = None
    room_unit: bool = False
    """Window unit or packaged terminal unit: rated by CEER or EER only."""
    can_heat: bool = True
    ordered: bool = False
    """Keep low-speed capacity at 17 degF at or below that at 47 degF, whatever the ratio."""


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
    """Minimum capacity over full in cooling that the unit can hold."""
    r_low_47: float
    r_low_17: float
    q47_w: float
    q17_w: float
    q5_w: float
    cop47: float
    off_degf: float
    """Where the rating takes it to stop."""
    coldest_degf: float
    """Down to where the heating map is extended."""
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

    def seer2(self) -> float:
        """Return SEER2 of the solution's test points [Btu/Wh]."""
        compressor = self.label.compressor
        return seer2(self.cooling_tests(), compressor, self.c_d, load_line_v(compressor))

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
        return CONSTANT_FRACTION + (1.0 - CONSTANT_FRACTION) * r * (1.0 - kappa * (1.0 - r))
    return r * (1.0 + overspeed_slope * (r - 1.0))


def capacity_82_over_95(r: float, r_low: float) -> float:
    """Return capacity at 82 over that at 95 degF, at constant speed (variable speed)."""
    low, full = 1.0 / CAPACITY_95_OVER_82_LOW, 1.0 / CAPACITY_95_OVER_82
    return low + (full - low) * min(max(0.0, (r - r_low) / (1.0 - r_low)), 1.0)


def _at(t_degf: float, t1: float, p1: Point, t2: float, p2: Point) -> Point:
    fraction = (t_degf - t1) / (t2 - t1)
    return Point(
        p1.capacity_w + (p2.capacity_w - p1.capacity_w) * fraction,
        p1.power_w + (p2.power_w - p1.power_w) * fraction,
    )


def cooling_point(solution: LabelSolution, t_degf: float, r: float) -> Point:
    """Return net capacity and power of a variable-speed unit, linear between 82 and 95 degF."""
    q95 = solution.label.q95_w
    power = q95 / solution.cop95 * power_curve(r, solution.kappa, COOLING_OVERSPEED_SLOPE)
    at_95 = Point(q95 * r, power)
    at_82 = Point(q95 * r * capacity_82_over_95(r, solution.r_low), power * POWER_82_OVER_95)
    return _at(t_degf, A_DEGF, at_95, B_DEGF, at_82)


def _variable_cooling(solution: LabelSolution) -> CoolingTests:
    return cooling_tests(partial(cooling_point, solution), "variable_speed", solution.r_low)


def _single_cooling(solution: LabelSolution) -> CoolingTests:
    q95 = solution.label.q95_w
    is_room_unit = solution.label.room_unit
    q82 = q95 / (CAPACITY_95_OVER_82_ROOM_UNIT if is_room_unit else CAPACITY_95_OVER_82_FIXED)
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
def _pair(
    h1: Point, h3: Point, scale_1: tuple[float, float], scale_3: tuple[float, float]
) -> NetLine:
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
    h2 = _at(H2_DEGF, H3_DEGF, h3, H1_DEGF, h1)
    full = {H1_DEGF: h1, H2_DEGF: h2, H3_DEGF: h3}.__getitem__
    if not variable:
        stage = (LOW_STAGE_HEATING, LOW_STAGE_HEATING / LOW_STAGE_HEATING_COP)
        has_low = s.label.compressor == "two_stage"
        return heating_tests(full, _pair(h1, h3, stage, stage) if has_low else None, None, None)
    r_47, r_17 = s.r_low_47, s.r_low_17
    i_47, i_17 = intermediate(r_47), intermediate(r_17)
    low = _pair(h1, h3, (r_47, power_curve(r_47, KAPPA_47, 0.0)), (r_17, _p17(r_17)))
    middle = _pair(h1, h3, (i_47, power_curve(i_47, KAPPA_47, 0.0)), (i_17, _p17(i_17)))
    return heating_tests(full, low, middle, Point(s.q5_w, s.q5_w / (cop17 * COP_5_OVER_17)))


def _p17(r: float) -> float:
    return power_curve(r, KAPPA_17, HEATING_OVERSPEED_SLOPE_17)
