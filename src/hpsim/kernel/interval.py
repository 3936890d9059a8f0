"""One interval: how long it may be, what the machine does in it, and where it ends.

Room and sensor have closed forms over any length, so that an interval reaches from one event to the
next. Where the sensor crosses a switching threshold, it ends there; where a speed follows the room,
both are found together.
"""

from __future__ import annotations

import math

from hpsim.kernel.coil import exchange, over_interval, steady_cooling, steady_heating
from hpsim.kernel.compiling import inlined, internal
from hpsim.kernel.controller import TOUCH_K
from hpsim.kernel.indoor_fan import fan_alone_w, sampled_s
from hpsim.kernel.own_control import is_beyond
from hpsim.kernel.pack import LoopInputs
from hpsim.kernel.room import predict_air_and_sensor, prepare_length
from hpsim.kernel.state import EPSILON_S, FOR_S, LEAST_INTERVAL_S, Unit, Work
from hpsim.kernel.thermostat import (
    READ_AHEAD_S,
    fraction_to_crossing,
    longest_interval,
    margin,
    new_speed,
    set_point,
    until_timer,
)
from hpsim.kernel.types import Control
from hpsim.kernel.weather_step import read_machine

NEAR_K = 0.5 * TOUCH_K  # an interval that ends so near a threshold ends at it
MOST_ROUNDS = 12  # of the search for it
SAME_SPEED = 1e-5  # a speed so near another is the same
BENT_K = 2e-4  # a course of the sensor so near the one foreseen needs no other speed
MOST_RESPONSE = -0.9  # a course answers what is foreseen with less than the opposite of it
MOST_CORRECTIONS = 4
FALL_BACK = 0.25  # of a brief interval: within so long a sensor that falls back is noticed


@inlined
def choose_interval(inputs: LoopInputs, unit: Unit, work: Work, left_s: float) -> None:
    """Choose how long nothing has to be decided, at most ``left_s``, and the speed until then."""
    machine, control, state = inputs.machine, inputs.control, work.state
    length_s = min(left_s, longest_interval(control, inputs.openings, unit, state))
    outdoor = work.interval.outdoor_degc
    length_s = until_timer(machine, control, unit, outdoor, state, length_s)
    work.interval.integral = state.integral
    choose_speed(inputs, unit, work, length_s)


@inlined
def choose_speed(inputs: LoopInputs, unit: Unit, work: Work, length_s: float) -> None:
    """Choose the speed at the end of an interval of this length, which it may shorten."""
    machine, control, state, interval = inputs.machine, inputs.control, work.state, work.interval
    speed_end = state.speed_now
    if state.on:
        speed_end, length_s = new_speed(
            machine, control, unit, interval.outdoor_degc, state, length_s
        )
    interval.length_s, interval.speed_end = length_s, speed_end
    interval.mean_speed = 0.5 * (state.speed_now + speed_end)


@inlined
def run_machine(inputs: LoopInputs, unit: Unit, work: Work, k: int) -> None:
    """Work out the machine's steady output over the interval, and the air exchange in it."""
    machine, state, interval = inputs.machine, work.state, work.interval
    speed = interval.mean_speed
    if unit.exchanges:
        openings, outdoor = inputs.openings, interval.outdoor_degc
        exchange(inputs.room, openings, machine, unit, work, k, outdoor, speed)
    if state.on and not state.machine_read:
        read_machine(inputs, work, k)
    middle = interval.fraction + 0.5 * interval.length_s * unit.base_per_s
    capacity_w = latent_w = power_w = fuel_w = fan_w = case_w = 0.0
    state.ahead_s = 0.5 * interval.length_s if state.since_s >= READ_AHEAD_S else 0.0
    if state.on and state.mode > 0.0:
        capacity_w, power_w, fuel_w, fan_w, case_w, interval.length_s = steady_heating(
            machine, work, speed, middle, interval.length_s
        )
    elif state.on:
        outdoor = state.outdoor_from_degc + middle * state.outdoor_rise_k
        capacity_w, latent_w, power_w, fan_w, case_w = steady_cooling(
            machine, inputs.control, inputs.saturation, work, speed, middle, outdoor
        )
    elif state.fan_runs:
        fan_w = fan_alone_w(machine, work)
    interval.capacity_w, interval.latent_capacity_w = capacity_w, latent_w
    interval.power_w, interval.fuel_w = power_w, fuel_w
    interval.fan_w, interval.case_w = fan_w, case_w


@inlined
def respond(inputs: LoopInputs, unit: Unit, work: Work, k: int) -> None:
    """Let machine and room go through the interval, which ends where the sensor crosses.

    The search for where is that of a false position between an early and a late end, Illinois'
    way: where an end stays, its miss counts half.
    """
    machine, control, state, interval = inputs.machine, inputs.control, work.state, work.interval
    respond_for(inputs, unit, work)
    if state.on and state.follows:
        correct_speed(inputs, unit, work, k)
    may_stop = state.on and (
        state.since_s >= control.minimum_on_s - EPSILON_S or state.hold_s > 0.0
    )
    aim = set_point(state)
    stop_at = aim + state.mode * margin(interval.speed_end, state)
    if state.hold_s > 0.0 and is_beyond(state, state.mode * (state.sensed_degc - aim)):
        stop_at = aim + state.mode * state.at_once_k
    speed_per_s = (interval.speed_end - state.speed_now) / interval.length_s
    begin = state.sensed_degc
    if state.hold_s > 0.0 and is_beyond(state, state.mode * (begin - aim)):
        while interval.length_s > FALL_BACK * unit.brief_s and not is_beyond(
            state, state.mode * (interval.sensed_end_degc - aim)
        ):  # it falls back from where it would stop, and the speed with it
            shorten(inputs, unit, work, k, 0.5 * interval.length_s, speed_per_s)
    share = fraction_to_crossing(
        machine, control, unit, state, interval.sensed_end_degc, may_stop, stop_at
    )
    while share > 1.0 and interval.length_s > unit.brief_s:  # may it turn beyond a threshold?
        turn = sensor_turns_at(control, unit, work)
        if fraction_to_crossing(machine, control, unit, state, turn, may_stop, stop_at) > 1.0:
            break
        length_s = max(0.5 * interval.length_s, unit.brief_s)
        shorten(inputs, unit, work, k, length_s, speed_per_s)
        share = fraction_to_crossing(
            machine, control, unit, state, interval.sensed_end_degc, may_stop, stop_at
        )
    if share <= 1.0:
        target = begin + share * (interval.sensed_end_degc - begin)
        early_s, early_k = 0.0, begin - target
        late_s, late_k = interval.length_s, interval.sensed_end_degc - target
        miss, rounds = late_k, 0
        while abs(miss) > NEAR_K and late_s - early_s > LEAST_INTERVAL_S and rounds < MOST_ROUNDS:
            rounds += 1
            length_s = early_s + (late_s - early_s) * early_k / (early_k - late_k)
            if rounds == 1:
                length_s = bent_course(control, unit, work, early_k, late_k, length_s)
            shorten(inputs, unit, work, k, max(length_s, LEAST_INTERVAL_S), speed_per_s)
            miss = interval.sensed_end_degc - target
            if miss * early_k > 0.0:
                late_k *= 0.5 if early_s > 0.0 else 1.0
                early_s, early_k = interval.length_s, miss
            else:
                early_k *= 0.5
                late_s, late_k = interval.length_s, miss


@internal
def shorten(
    inputs: LoopInputs, unit: Unit, work: Work, k: int, length_s: float, speed_per_s: float
) -> None:
    """Let the interval be of another length, with the speed that is reached until then.

    Parameters
    ----------
    k : int
        Base step.
    length_s : float
        The new length [s].
    speed_per_s : float
        Change of the speed [1/s].
    """
    state, interval = work.state, work.interval
    interval.length_s = length_s
    interval.speed_end = state.speed_now + speed_per_s * length_s
    if speed_per_s != 0.0:
        interval.mean_speed = 0.5 * (state.speed_now + interval.speed_end)
        run_machine(inputs, unit, work, k)
    respond_for(inputs, unit, work)


@inlined
def correct_speed(inputs: LoopInputs, unit: Unit, work: Work, k: int) -> None:
    """Let the speed follow the sensor's course in this interval, not in the last one.

    Until the course that is foreseen comes true: Newton's way, with the course's response to what
    is foreseen as the last intervals had it. How it went decides how long the next one may be.
    """
    state, interval = work.state, work.interval
    rounds, missed, moved = 0, 0.0, 0.0
    while not state.boosting and state.oil_left_s <= 0.0 and rounds < MOST_CORRECTIONS:
        length_s, speed_end, foreseen = interval.length_s, interval.speed_end, state.sensed_k_per_s
        miss = (interval.sensed_end_degc - state.sensed_degc) / length_s - foreseen
        if abs(miss) * length_s <= BENT_K:
            break
        squared = length_s * length_s
        if moved != 0.0:
            response = 1.0 + (miss - missed) / moved
            state.response_per_s2 = min(max(response, MOST_RESPONSE), 0.0) / squared
        missed = miss
        moved = miss / (1.0 - max(state.response_per_s2 * squared, MOST_RESPONSE))
        state.sensed_k_per_s, state.integral = foreseen + moved, interval.integral
        choose_speed(inputs, unit, work, length_s)
        if interval.length_s == length_s and abs(interval.speed_end - speed_end) <= SAME_SPEED:
            break  # as at the lowest speed, or while it slews
        rounds += 1
        run_machine(inputs, unit, work, k)
        respond_for(inputs, unit, work)
    if rounds <= 1 and interval.length_s >= 0.99 * state.follow_s:
        state.follow_s = min(2.0 * state.follow_s, unit.rest_s)
    elif rounds == MOST_CORRECTIONS:
        state.follow_s = max(0.5 * state.follow_s, unit.brief_s)


@inlined
def bent_course(
    control: Control, unit: Unit, work: Work, early_k: float, late_k: float, straight_s: float
) -> float:
    """Return where a parabola crosses that begins as steep as the sensor's course [s].

    Parameters
    ----------
    early_k, late_k : float
        Sensor less threshold at begin and end of the interval [K].
    straight_s : float
        Where the straight line between them does: the answer of a sensor without lag.
    """
    state, length_s, lag_s = work.state, work.interval.length_s, control.sensor_lag_s
    if lag_s <= 0.0:
        return straight_s
    offset_k = control.sensor_offset_k + unit.supply_k_per_w * work.interval.sensible_w
    sign = -1.0 if early_k > 0.0 else 1.0
    slope = sign * (state.air_degc + offset_k - state.sensed_degc) / lag_s
    bend = (sign * (late_k - early_k) - slope * length_s) / (length_s * length_s)
    root = slope * slope + 4.0 * bend * abs(early_k)
    if root <= 0.0:
        return straight_s
    steepness = slope + math.sqrt(root)
    if steepness * length_s <= 2.0 * abs(early_k):  # it would cross beyond the end
        return straight_s
    return 2.0 * abs(early_k) / steepness


@inlined
def respond_for(inputs: LoopInputs, unit: Unit, work: Work) -> None:
    """Work out what machine, room and sensor do in the interval as long as it is now."""
    control, state, interval = inputs.control, work.state, work.interval
    length_s = interval.length_s
    if state.fan_samples:
        runs_s = sampled_s(state, state.since_s + length_s) - sampled_s(state, state.since_s)
        state.fan_time_share = runs_s / length_s
        interval.fan_w = fan_alone_w(inputs.machine, work) * state.fan_time_share
    if work.lengths[state.prepared, FOR_S] != length_s:
        state.prepared = 1 - state.prepared
    if work.lengths[state.prepared, FOR_S] != length_s:
        prepare_length(work, unit.direct_k_per_w, control.sensor_lag_s, length_s)
    (
        interval.sensible_w,
        interval.latent_w,
        interval.evaporated_kg,
        interval.built,
        interval.built_latent,
        interval.water_kg,
    ) = over_interval(
        inputs.machine,
        inputs.saturation,
        work,
        length_s,
        interval.capacity_w,
        interval.latent_capacity_w,
        interval.fan_w,
        interval.case_w,
    )
    heat_w = interval.sensible_w + state.given_w
    if state.backup_on:
        heat_w += state.backup_now_w
    offset_k = control.sensor_offset_k + unit.supply_k_per_w * interval.sensible_w
    predict_air_and_sensor(unit, work, heat_w, offset_k)


@inlined
def sensor_turns_at(control: Control, unit: Unit, work: Work) -> float:
    """Return a bound on what the sensor reaches inside the interval where it turns [degC].

    Where the tangents at begin and end meet; its end where it doesn't turn.
    """
    state, interval = work.state, work.interval
    offset_k = control.sensor_offset_k + unit.supply_k_per_w * interval.sensible_w
    begin_k = state.air_degc + offset_k - state.sensed_degc
    end_k = interval.air_end_degc + offset_k - interval.sensed_end_degc
    if begin_k * end_k >= 0.0 or control.sensor_lag_s <= 0.0:
        return interval.sensed_end_degc
    lags = interval.length_s / control.sensor_lag_s
    rise_k = interval.sensed_end_degc - state.sensed_degc
    return state.sensed_degc + begin_k * (rise_k - end_k * lags) / (begin_k - end_k)
