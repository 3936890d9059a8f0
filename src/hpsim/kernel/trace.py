"""Step by step, what an hour's sums add up: for the parts of a year that are traced.

Tracing changes no bit of a year: intervals go on as they would, and what one adds is spread over
the steps that it touches. Powers are constant within an interval; the air's course is not, and is
worked out for each step.
"""

from __future__ import annotations

from hpsim.kernel.accounting import electricity_j
from hpsim.kernel.compiling import inlined, internal
from hpsim.kernel.room import mean_air, prepare_length
from hpsim.kernel.state import (
    DEFROSTS,
    EPSILON_S,
    FOR_S,
    HALF_PEAK,
    HUMIDITY,
    N_CHANNELS,
    QUARTER_PEAK,
    ROOM,
    STARTS_COOLING,
    STARTS_HEATING,
    Unit,
    Work,
)
from hpsim.kernel.types import FloatArray


@inlined
def remember(work: Work) -> None:
    """Keep the hour's sums as they are at an interval's begin."""
    for c in range(N_CHANNELS):
        work.before[c] = work.sums[c]
    work.interval.electricity_before_j = electricity_j(work.totals)


@internal
def trace_interval(
    unit: Unit,
    work: Work,
    direct_k_per_w: float,
    lag_s: float,
    trace: FloatArray,
    row: int,
    hour_s: float,
) -> None:
    """Add an interval to the steps that it touches; before the modes have moved on.

    Parameters
    ----------
    unit : Unit
        With the length of a step.
    work : Work
        Sums after the interval, and before it as `remember` has kept them.
    direct_k_per_w, lag_s : float
        The room's, and its sensor's.
    trace : (n, n_channels)
        Sums over each step.
    row : int
        Of the hour's first step.
    hour_s : float
        The interval's begin, since the hour's.
    """
    interval, step_s = work.interval, unit.step_s
    length_s = interval.length_s
    electricity_j_ = electricity_j(work.totals) - interval.electricity_before_j
    step = int((hour_s + EPSILON_S) / step_s)
    at_s = room_until = 0.0
    while length_s - at_s > EPSILON_S:
        end_s = (step + 1) * step_s - hour_s
        if end_s > length_s - EPSILON_S:
            end_s = length_s
        share = (end_s - at_s) / length_s
        for c in range(N_CHANNELS):
            trace[row + step, c] += share * (work.sums[c] - work.before[c])
        for c in (STARTS_HEATING, STARTS_COOLING, DEFROSTS):  # at the interval's begin
            at_once = 1.0 if at_s == 0.0 else 0.0
            trace[row + step, c] += (at_once - share) * (work.sums[c] - work.before[c])
        for c in (QUARTER_PEAK, HALF_PEAK):
            trace[row + step, c] += share * (electricity_j_ + work.before[c] - work.sums[c])
        if share < 1.0:
            prepare_length(work, direct_k_per_w, lag_s, end_s)
            until = mean_air(unit, work, end_s, interval.heat_w) * end_s
            trace[row + step, ROOM] += (
                until - room_until - share * interval.air_mean_degc * length_s
            )
            room_until = until
            rise = interval.humidity_end - work.state.humidity_ratio
            trace[row + step, HUMIDITY] += rise * share * 0.5 * (at_s + end_s - length_s)
        at_s = end_s
        step += 1
    if work.lengths[work.state.prepared, FOR_S] != length_s:
        prepare_length(work, direct_k_per_w, lag_s, length_s)
