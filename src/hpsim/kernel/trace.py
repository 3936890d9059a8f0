"""Step by step, what an hour's sums add up: for the parts of a year that are traced.

Tracing changes no bit of a year: intervals go on as they would, and what one adds is spread over
the steps that it touches. Powers are constant within an interval; what the coil gives and
the air's course are not, and are worked out for each step.
"""

from __future__ import annotations

import math

from hpsim.kernel.accounting import electricity_j
from hpsim.kernel.air_moisture import predict_humidity
from hpsim.kernel.airflow import VAPORISATION_J_PER_KG
from hpsim.kernel.coil import over_interval
from hpsim.kernel.compiling import internal
from hpsim.kernel.heat_pump import CONSTANTS, FADE, prepare_start
from hpsim.kernel.pack import LoopInputs
from hpsim.kernel.room import mean_air, prepare_fading, prepare_length, prepare_ramp
from hpsim.kernel.state import (
    COOL,
    DEFROSTS,
    EPSILON_S,
    HALF_PEAK,
    HEAT,
    HUMIDITY,
    LATENT,
    N_CHANNELS,
    QUARTER_PEAK,
    RETURNED,
    ROOM,
    SPEED,
    STARTS_COOLING,
    STARTS_HEATING,
    Unit,
    Work,
)
from hpsim.kernel.types import FloatArray


@internal
def remember(work: Work) -> None:
    """Keep the hour's sums as they are at an interval's begin."""
    for c in range(N_CHANNELS):
        work.before[c] = work.sums[c]
    work.interval.electricity_before_j = electricity_j(work.totals)


@internal
def trace_interval(
    inputs: LoopInputs, unit: Unit, work: Work, trace: FloatArray, row: int, hour_s: float
) -> None:
    """Add an interval to the steps that it touches; before the modes have moved on.

    Parameters
    ----------
    inputs : LoopInputs
        Machine, saturated air and sensor.
    unit : Unit
        With the length of a step.
    work : Work
        Sums after the interval, and before it as `remember` has kept them.
    trace : (n, n_channels)
        Sums over each step.
    row : int
        Of the hour's first step.
    hour_s : float
        The interval's begin, since the hour's.
    """
    state, interval, step_s = work.state, work.interval, unit.step_s
    length_s, fading_w, coil = interval.length_s, interval.fading_w, interval.fading_coil
    direct_k_per_w, lag_s = unit.direct_k_per_w, inputs.control.sensor_lag_s
    ramp_w, change = interval.ramp_w, interval.speed_end - state.speed_now
    time_s = work.start_times_s[coil]
    built, built_latent, water_kg = state.built, state.built_latent, state.water_kg
    at_begin = (built, built_latent, water_kg, state.since_s)
    depression = (state.depression_k, state.stale, state.taken_up)
    air = (state.depression_at_degc, state.depression_at_ratio)
    electricity_j_ = electricity_j(work.totals) - interval.electricity_before_j
    step = int((hour_s + EPSILON_S) / step_s)
    share = 1.0
    at_s = room_until = heat_j = latent_j = returned_j = 0.0
    humid_until = humidity_until(unit, work, 0.0)
    while length_s - at_s > 0.25 * EPSILON_S:
        end_s = (step + 1) * step_s - hour_s
        if end_s > length_s - EPSILON_S:
            end_s = length_s
        share = (end_s - at_s) / length_s
        past_middle = 0.5 * (at_s + end_s) / length_s - 0.5
        trace[row + step, SPEED] += change * past_middle * (end_s - at_s)
        for c in range(N_CHANNELS):
            trace[row + step, c] += share * (work.sums[c] - work.before[c])
        for c in (STARTS_HEATING, STARTS_COOLING, DEFROSTS):  # at the interval's begin
            at_once = 1.0 if at_s == 0.0 else 0.0
            trace[row + step, c] += (at_once - share) * (work.sums[c] - work.before[c])
        for c in (QUARTER_PEAK, HALF_PEAK):
            trace[row + step, c] += share * (electricity_j_ + work.before[c] - work.sums[c])
        humid_from, humid_until = humid_until, humidity_until(unit, work, end_s)
        trace[row + step, HUMIDITY] += humid_until - humid_from
        if share < 1.0:
            # what the coil gives in this step, more than its share; the last has what is left
            more_j, more_latent_j, more_returned_j = -heat_j, -latent_j, -returned_j
            if end_s < length_s:
                part_s = end_s - at_s
                sensible_w, latent_w, evaporated_kg, built, built_latent, water_kg, _, _ = (
                    over_interval(
                        inputs.machine,
                        inputs.saturation,
                        work,
                        part_s,
                        interval.capacity_w,
                        interval.latent_capacity_w,
                        interval.fan_w,
                        interval.case_w,
                    )
                )
                state.built, state.built_latent, state.water_kg = built, built_latent, water_kg
                state.since_s += part_s
                evaporated_kg -= share * interval.evaporated_kg
                more_j = (sensible_w - interval.sensible_w + ramp_w * past_middle) * part_s
                more_returned_j = evaporated_kg * VAPORISATION_J_PER_KG
                more_latent_j = (latent_w - interval.latent_w) * part_s - more_returned_j
            heat_j += more_j
            latent_j += more_latent_j
            returned_j += more_returned_j
            heats = state.mode > 0.0
            trace[row + step, HEAT if heats else COOL] += more_j if heats else -more_j
            trace[row + step, LATENT] += more_latent_j
            trace[row + step, RETURNED] += more_returned_j
            prepare_length(work, direct_k_per_w, lag_s, end_s)
            heat_w = interval.heat_w + ramp_w * 0.5 * (end_s / length_s - 1.0)
            if ramp_w != 0.0:
                prepare_ramp(work, unit, lag_s)
            if fading_w != 0.0:
                fade = math.exp(-end_s / time_s)
                prepare_fading(work, unit, lag_s, time_s / end_s, fade, coil)
                heat_w += fading_w * time_s * (1.0 - fade) / end_s
                heat_w -= fading_w * time_s * (1.0 - math.exp(-length_s / time_s)) / length_s
            until = mean_air(unit, work, end_s, heat_w, ramp_w * end_s / length_s) * end_s
            trace[row + step, ROOM] += (
                until - room_until - share * interval.air_mean_degc * length_s
            )
            room_until = until
            rise = interval.humidity_end - state.humidity_ratio
            trace[row + step, HUMIDITY] += rise * share * 0.5 * (at_s + end_s - length_s)
        at_s = end_s
        step += 1
    if share < 1.0:  # all as it was
        state.built, state.built_latent, state.water_kg, state.since_s = at_begin
        state.depression_k, state.stale, state.taken_up = depression
        state.depression_at_degc, state.depression_at_ratio = air
        prepare_length(work, direct_k_per_w, lag_s, length_s)
        if ramp_w != 0.0:
            prepare_ramp(work, unit, lag_s)
        if fading_w != 0.0:
            prepare_start(time_s, length_s, work.starts, coil)
            constants, fade = work.starts[coil, CONSTANTS], work.starts[coil, FADE]
            prepare_fading(work, unit, lag_s, constants, fade, coil)


@internal
def humidity_until(unit: Unit, work: Work, at_s: float) -> float:
    """Return the integral of a humidity that is worked out later, to a time in the interval.

    From where it is to be caught up: nothing where it is known. The interval stays as it was.
    """
    state, interval = work.state, work.interval
    length_s, begin = interval.length_s, interval.fraction
    until_s = state.humid_later_s - length_s + at_s
    if state.humid_later_s <= 0.0 or until_s <= 0.0:
        return 0.0
    latent_w, evaporated_kg = interval.latent_w, interval.evaporated_kg
    interval.fraction -= (state.humid_later_s - length_s) * unit.base_per_s
    interval.length_s = until_s
    interval.latent_w = interval.evaporated_kg = 0.0
    predict_humidity(unit, work)
    integral: float = interval.humidity_mean * until_s
    interval.length_s, interval.fraction = length_s, begin
    interval.latent_w, interval.evaporated_kg = latent_w, evaporated_kg
    interval.humidity_end = interval.humidity_mean = state.humidity_ratio
    return integral
