"""From test points to the table that the year, the ratings and the plots read.

A table holds gross capacity and compressor power over outdoor temperature and speed. Speed is a
fraction of full speed: of a variable-speed unit, the capacity over rated capacity at 95 degF
(cooling) or 47 degF (heating). Net becomes gross by the *rated* fan at each knot, which the
rating calculator takes off again, so a table rates exactly as its test points do.

Cooling is linear in temperature through 82 and 95 degF and is held below 67 degF, the coldest test
of a label (F): below some 15 to 20 degC a unit keeps its condensing pressure up, so that neither
capacity nor COP gain from colder air. (The published method goes on to 40 degF.) Heating is
linear through 17 and 47 degF up to 70 degF and, at fixed speed, down to the cut-out; at variable
speed it is linear from 17 to 5 degF and from there to the lowest operating temperature, where
capacity and COP have fallen as Addendum 82 has it. (The rating itself, by AHRI's rule, goes on
below 5 degF with the slope of the 17-47 degF line: a matter of its coldest bins only.) Beyond its
end knots a table is held.

References
----------
RESNET MINHERS Addendum 82 as coded in OpenStudio-HPXML v1.11 (hvac.rb): extrapolation, fans.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from typing import Annotated, Any, NamedTuple, TypeAlias

import numpy as np
from pydantic import Field, Tag

from hpsim.description.base import Description, HeatFlow, Positive, by_shape
from hpsim.equipment.label import (
    COOLING_OVERSPEED_SLOPE,
    FULL_OVER_MAXIMUM_5,
    HEATING_OVERSPEED_SLOPE_17,
    HEATING_OVERSPEED_SLOPE_47,
    KAPPA_17,
    KAPPA_47,
    LOW_STAGE_COOLING,
    LOW_STAGE_HEATING,
    MAXIMUM_OVER_FULL_17,
    MAXIMUM_OVER_FULL_47,
    MAXIMUM_OVER_FULL_COOLING,
    POWER_82_OVER_95,
    LabelSolution,
    capacity_82_over_95,
    power_curve,
)
from hpsim.equipment.ratings.points import (
    A_DEGF,
    B_DEGF,
    F_DEGF,
    H1_DEGF,
    H3_DEGF,
    H4_DEGF,
    Point,
    intermediate,
)
from hpsim.kernel.types import FloatArray, PerformanceMap

HOTTEST_DEGF = 125.0  # cooling stops above: bigladder/resdx
COLDEST_COOLING_DEGF = F_DEGF
"""Test F of AHRI 210/240. Small units hold the condensing temperature in cooler air by the outdoor
fan's speed (low-ambient control), or stop (`unit_defaults.FIXED_SPEED_COOLING_DEGF`)."""
COLDEST_PUBLISHED_DEGF = 40.0  # A82
HELD_POWER_FRACTION = 0.5  # A82: of the power at 82 degF
WARMEST_HEATING_DEGF = 70.0  # A82
CAPACITY_FALL_PER_DEGF = 0.025  # A82, below 5 degF
COP_FALL_PER_DEGF = 0.012  # A82, below 5 degF
SAME_TEMPERATURE_F = 0.1
MIN_RANGE_ABOVE_FULL = 1.02
"""Speed range left above full speed where maxima in the cold lie above rated capacity."""
MIN_FRACTION = 0.2
"""Minimum part of the next knot's capacity or power, where straight lines go on, and of net values
that gross keeps without the fan; no listed unit comes near it."""
SPEED_KNOTS = 9
"""A straight line between knots overstates power by at most 1 % with nine of them."""
SAME_SPEED = 1e-6


class NetMap(NamedTuple):
    """Net capacity and power over outdoor temperature and speed."""

    knots_degf: FloatArray  # (n_outdoor,)
    speeds: FloatArray  # (n_speed,) fraction of full speed
    capacity_w: FloatArray  # (n_outdoor, n_speed)
    power_w: FloatArray  # (n_outdoor, n_speed)


class Outputs(Description):
    """Net capacities at one end of the speed range; None: the default ratio to rated."""

    cooling_w: HeatFlow | None = Field(default=None, gt=0)
    """At 95 degF."""
    heating_w: HeatFlow | None = Field(default=None, gt=0)
    """At 47 degF."""
    heating_17f_w: HeatFlow | None = Field(default=None, gt=0)
    """At 17 degF."""
    heating_5f_w: HeatFlow | None = Field(default=None, gt=0)
    """At 5 degF."""
    heating_lowest_w: HeatFlow | None = Field(default=None, gt=0)
    """At the lowest operating temperature."""

    def over(self, default: Outputs) -> Outputs:
        """Return these outputs, the default ones where they are not given."""
        both = {k: getattr(self, k) or getattr(default, k) for k in type(self).model_fields}
        return Outputs(**both)


def _outputs_shape(value: Any) -> str | None:
    if isinstance(value, (Mapping, Outputs)):
        return "[by season]"
    return "[value]" if isinstance(value, (str, int, float)) else None


OutputsOrHeating: TypeAlias = Annotated[
    Annotated[HeatFlow, Positive, Tag("[value]")] | Annotated[Outputs, Tag("[by season]")],
    by_shape(_outputs_shape, "not a capacity", "'2900 Btu/h' (heating), or {heating, cooling}"),
]


class Limits(NamedTuple):
    """Outputs at the ends of the speed range."""

    minimum: Outputs
    maximum: Outputs


# ------------------------------------------------------------------------------------- look-up
def bracket(axis: FloatArray, value: float) -> tuple[int, float]:
    """Locate ``value`` on ``axis``: index of the left knot and fraction beyond it, 0 … 1.

    The kernel's own rule (`hpsim.kernel.lookup.bracket`) without compiling it.
    """
    i = int(np.searchsorted(axis[1:-1], value, side="left"))
    fraction = (value - axis[i]) / (axis[i + 1] - axis[i])
    return i, min(max(float(fraction), 0.0), 1.0)


def look_up(table: PerformanceMap, outdoor_degc: float, speed: float) -> Point:
    """Return gross capacity and compressor power [W], bilinear in temperature and speed."""
    i, f = bracket(table.outdoor_degc, outdoor_degc)
    j, g = bracket(table.speed, speed)
    rows = (slice(i, i + 2), slice(j, j + 2))
    weights = np.outer((1.0 - f, f), (1.0 - g, g))
    return Point(
        float((weights * table.capacity_w[rows]).sum()),
        float((weights * table.power_w[rows]).sum()),
    )


# -------------------------------------------------------------------------------------- speeds
def _speeds(knots: list[float], count: int) -> FloatArray:
    """Return the knots in order, the widest gaps halved until there are ``count``."""
    kept: list[float] = []
    for knot in sorted(knots):
        if not kept or knot - kept[-1] > SAME_SPEED:
            kept.append(knot)
    while len(kept) < count:
        gaps = [right - left for left, right in itertools.pairwise(kept)]
        i = gaps.index(max(gaps))
        kept.insert(i + 1, 0.5 * (kept[i] + kept[i + 1]))
    return np.array(kept)


def _nearest_to(value: float, known: list[float]) -> float:
    """Return a known knot in place of a value that differs by rounding only."""
    return next((k for k in known if abs(k - value) <= SAME_SPEED), value)


# ------------------------------------------------------------------------------------- cooling
def extended_cooling(
    speeds: FloatArray,
    q95: FloatArray,
    p95: FloatArray,
    q82: FloatArray,
    p82: FloatArray,
    coldest_degf: float = COLDEST_COOLING_DEGF,
) -> NetMap:
    """Return the net map on lines through 82 and 95 degF to the coldest knot.

    Power is held where it is half of that at 82 degF.

    Parameters
    ----------
    speeds
        (n_speed,) fraction of full speed.
    q95, p95, q82, p82
        (n_speed,) net capacity and net power at 95 and at 82 degF [W].
    coldest_degf
        Coldest knot; the table is held below.
    """
    ratio = float(p82[-1] / p95[-1])  # the same at every speed
    coldest = coldest_degf
    if ratio < 1.0:
        falls = (1.0 - ratio) / ratio / (A_DEGF - B_DEGF)  # of the power at 82 degF, per degF
        half = B_DEGF - HELD_POWER_FRACTION / falls
        coldest = min(max(half, coldest_degf), B_DEGF - 1.0)
    knots = [coldest, B_DEGF, A_DEGF, HOTTEST_DEGF]
    if coldest > coldest_degf + 0.1:
        knots.insert(0, coldest_degf)
    t = np.array(knots)[:, None]
    weight = (t - B_DEGF) / (A_DEGF - B_DEGF)
    capacity = q82 + weight * (q95 - q82)
    held = (np.maximum(t, coldest) - B_DEGF) / (A_DEGF - B_DEGF)
    power = p82 + held * (p95 - p82)
    capacity = np.maximum(capacity, MIN_FRACTION * q95)
    return NetMap(t[:, 0], speeds, capacity, np.maximum(power, MIN_FRACTION * p82))


def variable_cooling_map(s: LabelSolution, limits: Limits) -> NetMap:
    """Return the net map of a variable-speed unit."""
    q95 = s.label.q95_w
    least_w, most_w = limits.minimum.cooling_w, limits.maximum.cooling_w
    low = s.r_minimum if least_w is None else least_w / q95
    high = MAXIMUM_OVER_FULL_COOLING if most_w is None else most_w / q95
    known = [s.r_low, intermediate(s.r_low), 1.0]
    ends = [_nearest_to(min(low, s.r_low), known), _nearest_to(max(high, 1.0), known)]
    speeds = _speeds(known + ends, SPEED_KNOTS)
    p = np.array([power_curve(r, s.kappa, COOLING_OVERSPEED_SLOPE) for r in speeds])
    gain = np.array([capacity_82_over_95(r, s.r_low) for r in speeds])
    p95 = q95 / s.cop95 * p
    return extended_cooling(speeds, q95 * speeds, p95, q95 * speeds * gain, p95 * POWER_82_OVER_95)


def fixed_cooling_map(s: LabelSolution) -> NetMap:
    """Return the net map of one or two stages."""
    tests = s.cooling_tests()
    full = (tests.a_full, tests.b_full)
    if s.label.compressor == "single_stage":
        speeds, columns = np.array([0.0, 1.0]), [full, full]
    else:
        assert tests.b_low is not None
        q_low = LOW_STAGE_COOLING * tests.a_full.capacity_w
        cop = tests.b_low.cop * tests.a_full.cop / tests.b_full.cop
        low = (Point(q_low, q_low / cop), tests.b_low)
        speeds, columns = np.array([LOW_STAGE_COOLING, 1.0]), [low, full]
    values = np.array(columns)  # (speed, temperature, capacity or power)
    return extended_cooling(speeds, *values.reshape(2, 4).T)


# ------------------------------------------------------------------------------------- heating
Rows: TypeAlias = list[tuple[float, FloatArray, FloatArray]]
"""(degF, net capacity, net power) from cold to warm, by speed."""


def warm_end(cold: tuple[FloatArray, FloatArray], warm: tuple[FloatArray, FloatArray]) -> Rows:
    """Return the row at 70 degF on the lines through 17 and 47 degF."""
    (q17, p17), (q47, p47) = cold, warm
    beyond = (WARMEST_HEATING_DEGF - H1_DEGF) / (H1_DEGF - H3_DEGF)
    power = np.maximum(p47 + beyond * (p47 - p17), MIN_FRACTION * p47)
    return [(WARMEST_HEATING_DEGF, q47 + beyond * (q47 - q17), power)]


def cold_line(rows: Rows, off_degf: float) -> Rows:
    """Return the row at the cut-out of a fixed-speed unit, on the lines through the two rows."""
    (t17, q17, p17), (t47, q47, p47) = rows
    beyond = (t17 - off_degf) / (t47 - t17)
    if beyond < SAME_TEMPERATURE_F / (t47 - t17):
        return []
    capacity = np.maximum(q17 - beyond * (q47 - q17), MIN_FRACTION * q17)
    power = np.maximum(p17 - beyond * (p47 - p17), MIN_FRACTION * p17)
    return [(off_degf, capacity, power)]


def map_of(rows: Rows, speeds: FloatArray) -> NetMap:
    """Return the map of rows at speeds."""
    knots, capacity, power = zip(*rows, strict=True)
    return NetMap(np.array(knots), speeds, np.array(capacity), np.array(power))


def straight_heating(
    speeds: FloatArray,
    cold: tuple[FloatArray, FloatArray],
    warm: tuple[FloatArray, FloatArray],
    off_degf: float,
) -> NetMap:
    """Return the net map on lines through capacity and power at 17 and 47 degF, by speed."""
    rows: Rows = [(H3_DEGF, *cold), (H1_DEGF, *warm)]
    return map_of(cold_line(rows, off_degf) + rows + warm_end(cold, warm), speeds)


def _curve(r: FloatArray, kappa: float, slope: float) -> FloatArray:
    return np.array([power_curve(float(x), kappa, slope) for x in r])


class _HeatingSpeeds(NamedTuple):
    speeds: FloatArray
    q17_w: FloatArray
    q5_w: FloatArray
    h4: float


def _heating_speeds(s: LabelSolution, limits: Limits) -> _HeatingSpeeds:
    """Lay out the speeds and the capacities they have at 17 and 5 degF.

    A speed is the capacity ratio at 47 degF. At 17 degF the test low speed has a higher ratio
    (`LOW_17_OVER_47`); at 5 degF capacities follow those at 17 degF. No speed has more capacity
    at a lower temperature.
    """
    low, least, most = s.r_low_47, limits.minimum, limits.maximum
    lowest = low if least.heating_w is None else least.heating_w / s.q47_w
    highest = MAXIMUM_OVER_FULL_47 if most.heating_w is None else most.heating_w / s.q47_w
    q5_highest = most.heating_5f_w or s.q5_w / FULL_OVER_MAXIMUM_5
    q5_highest = max(q5_highest, s.q5_w)
    q17_highest = most.heating_17f_w
    if q17_highest is None:
        q17_highest = s.q17_w * highest * MAXIMUM_OVER_FULL_17 / MAXIMUM_OVER_FULL_47
    q17_highest = max(q17_highest, q5_highest, s.q17_w)
    highest = max(highest, q17_highest / s.q47_w, 1.0)
    if q17_highest > s.q17_w:
        highest = max(highest, MIN_RANGE_ABOVE_FULL)
    lowest = min(lowest, low)
    q17_low = s.r_low_17 * s.q17_w
    q17_lowest = lowest * q17_low / low
    if least.heating_17f_w is not None:
        q17_lowest = min(least.heating_17f_w, q17_lowest)
    knots = [lowest, low, 1.0, highest]
    q17_at = [q17_lowest, q17_low, s.q17_w, q17_highest]
    q5_at = [q * q5_highest / q17_highest for q in q17_at]
    if least.heating_5f_w is not None and lowest < low:
        q5_at[0] = min(least.heating_5f_w, q17_lowest, q5_at[1] * lowest / low)
    if lowest > low - SAME_SPEED:
        knots, q17_at, q5_at = knots[1:], q17_at[1:], q5_at[1:]
    if highest < 1.0 + SAME_SPEED:
        knots, q17_at, q5_at = knots[:-1], q17_at[:-1], q5_at[:-1]
    h4 = float(np.interp(s.q5_w, q5_at, knots))
    tests = [*knots, intermediate(low)]
    speeds = _speeds([*tests, _nearest_to(h4, tests)], SPEED_KNOTS)
    h4 = float(speeds[np.abs(speeds - h4).argmin()])
    q5 = np.interp(speeds, knots, q5_at)
    q5[speeds == h4] = s.q5_w
    q17 = np.minimum(np.interp(speeds, knots, q17_at), s.q47_w * speeds)
    return _HeatingSpeeds(speeds, q17, q5, h4)


def variable_heating_map(
    s: LabelSolution, limits: Limits, fan: Callable[[FloatArray], FloatArray]
) -> tuple[NetMap, float]:
    """Return the net map of a variable-speed unit, and the H4 test's speed.

    ``fan`` gives the rated fan power [W] at speeds. No COP is below 1: what a compressor takes ends
    in the refrigerant, and a unit's control has no speed at which a resistance would do as well.
    Only minima of a few hundred Btu/h in deep cold would have one, where the power curve's constant
    part is of full power.
    """
    lay = _heating_speeds(s, limits)
    tests = s.heating_tests()
    h4 = tests.h4_full
    assert h4 is not None
    q47 = s.q47_w * lay.speeds
    p5 = h4.power_w * _curve(lay.q5_w / s.q5_w, KAPPA_17, HEATING_OVERSPEED_SLOPE_17)
    p17 = tests.h3_full.power_w * _curve(lay.q17_w / s.q17_w, KAPPA_17, HEATING_OVERSPEED_SLOPE_17)
    p47 = tests.h1_full.power_w * _curve(lay.speeds, KAPPA_47, HEATING_OVERSPEED_SLOPE_47)
    # above full speed the penalty ends where the gross COP would be worse than in the cold
    fan_w = fan(lay.speeds)
    p17 = _not_below_colder(lay.speeds, lay.q17_w, p17, lay.q5_w, p5, fan_w)
    p47 = _not_below_colder(lay.speeds, q47, p47, lay.q17_w, p17, fan_w)
    rows: Rows = [(H4_DEGF, lay.q5_w, p5), (H3_DEGF, lay.q17_w, p17), (H1_DEGF, q47, p47)]
    rows = _cold_end(rows[0], s.coldest_degf, limits.maximum.heating_lowest_w) + rows
    net = map_of(rows + warm_end((lay.q17_w, p17), (q47, p47)), lay.speeds)
    low, full = (
        int(np.searchsorted(lay.speeds, speed - SAME_SPEED)) for speed in (s.r_low_47, 1.0)
    )
    # outside the tests' speeds the warm end is like the nearest
    for table in (net.capacity_w, net.power_w):
        table[-1, :low] = table[-1, low] * table[-2, :low] / table[-2, low]
        table[-1, full:] = table[-1, full] * table[-2, full:] / table[-2, full]
    return net._replace(power_w=np.minimum(net.power_w, net.capacity_w)), lay.h4


def _not_below_colder(
    speeds: FloatArray,
    capacity_w: FloatArray,
    power_w: FloatArray,
    colder_capacity_w: FloatArray,
    colder_power_w: FloatArray,
    fan_w: FloatArray,
) -> FloatArray:
    """Return net power, above full speed lowered to the gross COP of the colder row."""
    gross_cop = (colder_capacity_w - fan_w) / (colder_power_w - fan_w)
    highest = (capacity_w - fan_w) / gross_cop + fan_w
    return np.where(speeds > 1.0, np.minimum(power_w, highest), power_w)


def _cold_end(
    coldest: tuple[float, FloatArray, FloatArray], off_degf: float, maximum_w: float | None
) -> Rows:
    """Return the row at the lowest operating temperature (A82), if it is below the coldest row.

    Capacity falls to 1 / (1 + 0.025 d) over d degF, or to the known maximum; COP by 1.2 % per
    degF; both the same at all speeds.
    """
    t, capacity, power = coldest
    fall = t - off_degf
    if fall < SAME_TEMPERATURE_F:
        return []
    ratio = 1.0 / (1.0 + CAPACITY_FALL_PER_DEGF * fall)
    if maximum_w is not None:
        ratio = min(max(maximum_w / float(capacity[-1]), MIN_FRACTION), 1.0)
    cop_ratio = max(1.0 - COP_FALL_PER_DEGF * fall, MIN_FRACTION)
    return [(off_degf, capacity * ratio, power * ratio / cop_ratio)]


def fixed_heating_map(s: LabelSolution) -> NetMap:
    """Return the net map of one or two stages."""
    tests = s.heating_tests()
    full = (tests.h1_full, tests.h3_full)
    if s.label.compressor == "single_stage":
        speeds, columns = np.array([0.0, 1.0]), [full, full]
    else:
        assert tests.h1_low is not None
        assert tests.h3_low is not None
        speeds = np.array([LOW_STAGE_HEATING, 1.0])
        columns = [(tests.h1_low, tests.h3_low), full]
    values = np.array(columns)  # (speed, temperature, capacity or power)
    q47, p47, q17, p17 = values.reshape(2, 4).T
    return straight_heating(speeds, (q17, p17), (q47, p47), s.coldest_degf)


# --------------------------------------------------------------------------------------- gross
def gross_map(net: NetMap, rated_fan_w: FloatArray, *, heating: bool) -> PerformanceMap:
    """Return the table of gross capacity and compressor power from net ones.

    In cooling the coil must also remove the fan's heat; in heating the fan delivers part of the
    capacity. Either way its power is taken off the input.
    """
    sign = -1.0 if heating else 1.0
    capacity_w, power_w = net.capacity_w, net.power_w
    return PerformanceMap(
        outdoor_degc=np.ascontiguousarray((net.knots_degf - 32.0) / 1.8),
        speed=np.ascontiguousarray(net.speeds),
        capacity_w=np.maximum(capacity_w + sign * rated_fan_w, MIN_FRACTION * capacity_w),
        power_w=np.maximum(power_w - rated_fan_w, MIN_FRACTION * power_w),
    )
