"""One interval: how long it may be, what the machine does in it, and where it ends.

Room and sensor have closed forms over any length, so that an interval reaches from one event to the
next. Where the sensor crosses a switching threshold, it ends there; where a speed follows the room,
both are found together.
"""

from __future__ import annotations

import math

from hpsim.kernel.coil import READ_AHEAD_S, exchange, over_interval, steady_cooling, steady_heating
from hpsim.kernel.compiling import internal
from hpsim.kernel.controller import TOUCH_K
from hpsim.kernel.heat_pump import CONSTANTS, FADE
from hpsim.kernel.indoor_fan import fan_alone_w, sampled_s
from hpsim.kernel.own_control import is_beyond
from hpsim.kernel.pack import LoopInputs
from hpsim.kernel.room import (
    find_length,
    predict_air_and_sensor,
    predict_humidity,
    prepare_fading,
)
from hpsim.kernel.state import EPSILON_S, FADING_COIL, LEAST_INTERVAL_S, Interval, State, Unit, Work
from hpsim.kernel.thermostat import (
    SETTLED_S,
    TOUCH_RELATIVE,
    dry_at,
    fraction_to_crossing,
    fraction_to_dry,
    longest_interval,
    margin,
    new_speed,
    relative_humidity,
    set_point,
    until_timer,
)
from hpsim.kernel.types import Control
from hpsim.kernel.weather_step import read_machine

NEAR_K = 0.5 * TOUCH_K  # an interval that ends so near a threshold ends at it
NEAR_RELATIVE = 0.5 * TOUCH_RELATIVE
MOST_ROUNDS = 12  # of the search for it
SAME_SPEED = 1e-5  # a speed so near another is the same
BENT_K = 2e-4  # a course of the sensor so near the one foreseen needs no other speed
MOST_RESPONSE = -0.9  # a course answers what is foreseen with less than the opposite of it
MOST_CORRECTIONS = 4
FIT_AIR, FIT_SPEED, LOOK, NARROW, DONE = range(5)  # what another try of an interval is for
SENSOR, HUMIDITY = range(2)  # what crosses a threshold
FALL_BACK = 0.25  # of a brief interval: within so long a sensor that falls back is noticed


@internal
def choose_interval(inputs: LoopInputs, unit: Unit, work: Work, left_s: float) -> None:
    """Choose how long nothing has to be decided, at most ``left_s``, and the speed until then."""
    machine, control, state = inputs.machine, inputs.control, work.state
    length_s = min(left_s, longest_interval(control, inputs.openings, unit, state))
    outdoor = work.interval.outdoor_degc
    length_s = until_timer(machine, control, unit, outdoor, state, length_s)
    work.interval.integral = state.integral
    if state.on and state.follows and control.sensor_lag_s > 0.0:  # its slope now, and its bend
        air, sensed = state.air_degc, state.sensed_degc
        state.sensed_k_per_s = sensor_k_per_s(control, unit, work.interval, air, sensed)
        state.sensed_k_per_s -= 6.0 * state.bow_k_per_s2 * length_s
    choose_speed(inputs, unit, work, length_s)


@internal
def choose_speed(inputs: LoopInputs, unit: Unit, work: Work, length_s: float) -> None:
    """Choose the speed at the end of an interval of this length, which it may shorten."""
    machine, control, state, interval = inputs.machine, inputs.control, work.state, work.interval
    speed_end = state.speed_now
    if state.on:
        speed_end, length_s = new_speed(
            machine, control, unit, interval.outdoor_degc, state, length_s
        )
    interval.length_s, interval.speed_end = length_s, speed_end
    lower, higher = min(state.speed_now, speed_end), max(state.speed_now, speed_end)
    interval.bow_k = 0.0
    if (
        state.on
        and state.follows
        and not state.boosting
        and state.oil_left_s <= 0.0
        and higher > state.floor
        and lower < state.top
        and higher - lower < 0.99 * machine.compressor.slew_per_s * length_s
    ):
        interval.bow_k = state.bow_k_per_s2 * length_s * length_s
    choose_mean_speed(state, interval)


@internal
def choose_mean_speed(state: State, interval: Interval) -> None:
    """Choose the interval's mean speed: of a law of the sensor, that at its mean."""
    interval.mean_speed = 0.5 * (state.speed_now + interval.speed_end)
    if interval.bow_k != 0.0:
        wanted = interval.mean_speed - state.mode * interval.bow_k / state.band_k
        interval.mean_speed = min(max(wanted, state.floor), state.top)


@internal
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
    reads_ahead = state.since_s >= READ_AHEAD_S or (interval.fits_air and interval.tries != FIT_AIR)
    state.ahead_s = 0.5 * interval.length_s if reads_ahead else 0.0
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


@internal
def respond(inputs: LoopInputs, unit: Unit, work: Work, k: int) -> None:
    """Let machine and room go through the interval, which ends where the sensor crosses.

    In rounds: machine and room go through it as it is, and what comes out gives its speed, its
    length and at last the crossing another try.
    """
    state, interval = work.state, work.interval
    interval.fits_air = (
        state.on
        and state.mode < 0.0
        and state.since_s < SETTLED_S
        and interval.length_s > unit.brief_s
    )
    interval.tries = FIT_AIR if interval.fits_air else FIT_SPEED
    interval.rounds, interval.missed, interval.moved = 0, 0.0, 0.0
    interval.runs_anew = True
    while True:
        if interval.runs_anew:
            run_machine(inputs, unit, work, k)
        respond_for(inputs, unit, work)
        if interval.tries == FIT_AIR:
            fit_air(work)
            continue
        if interval.tries == FIT_SPEED:
            follows = state.on and state.follows
            if follows and another_speed(inputs, unit, work):
                continue
            interval.tries = LOOK
        if interval.tries == LOOK:
            look_for_crossing(inputs, unit, work)
        elif interval.tries == NARROW:
            narrow(inputs, unit, work)
        if interval.tries == DONE:
            break


@internal
def fit_air(work: Work) -> None:
    """Let the machine run with the air's course in this interval, not in the last one."""
    state, interval = work.state, work.interval
    per_s = 1.0 / interval.length_s
    state.air_k_per_s = (interval.air_end_degc - state.air_degc) * per_s
    state.ratio_per_s = (interval.humidity_end - state.humidity_ratio) * per_s
    interval.tries = FIT_SPEED


@internal
def look_for_crossing(inputs: LoopInputs, unit: Unit, work: Work) -> None:
    """Choose a shorter interval where the sensor turns, or begin to search where it crosses."""
    machine, control, state, interval = inputs.machine, inputs.control, work.state, work.interval
    may_stop = state.on and (
        state.since_s >= control.minimum_on_s - EPSILON_S or state.hold_s > 0.0
    )
    aim = set_point(state)
    if interval.rounds >= 0:  # the first look: what follows keeps its rate of speed
        interval.rounds = -1
        interval.stop_at_degc = aim + state.mode * margin(interval.speed_end, state)
        interval.speed_per_s = (interval.speed_end - state.speed_now) / interval.length_s
    stop_at = interval.stop_at_degc
    if state.hold_s > 0.0 and is_beyond(state, state.mode * (state.sensed_degc - aim)):
        stop_at = aim + state.mode * state.at_once_k
        if interval.length_s > FALL_BACK * unit.brief_s and not is_beyond(
            state, state.mode * (interval.sensed_end_degc - aim)
        ):  # it falls back from where it would stop, and the speed with it
            shorten(state, interval, 0.5 * interval.length_s)
            return
    end = interval.sensed_end_degc
    share = fraction_to_crossing(machine, control, unit, state, end, may_stop, stop_at)
    if share > 1.0 and interval.length_s > unit.brief_s:  # may it turn beyond a threshold?
        turn = sensor_turns_at(control, unit, work)
        if fraction_to_crossing(machine, control, unit, state, turn, may_stop, stop_at) <= 1.0:
            shorten(state, interval, max(0.5 * interval.length_s, unit.brief_s))
            return
    interval.tries = DONE
    relative_end = 0.0
    if unit.may_dry:
        relative_end = relative_humidity(state, interval.air_end_degc, interval.humidity_end)
    dry_share = fraction_to_dry(control, unit, state, relative_end)
    if dry_share < share:
        interval.watches, interval.target = HUMIDITY, dry_at(control, state)
        interval.early_miss = state.relative - interval.target
        interval.late_miss = relative_end - interval.target
    elif share <= 1.0:
        interval.watches = SENSOR
        interval.target = state.sensed_degc + share * (end - state.sensed_degc)
        interval.early_miss = state.sensed_degc - interval.target
        interval.late_miss = end - interval.target
    else:
        return
    interval.tries, interval.rounds = NARROW, 0
    interval.early_s, interval.late_s = 0.0, interval.length_s
    search(control, unit, work, interval.late_miss)


@internal
def narrow(inputs: LoopInputs, unit: Unit, work: Work) -> None:
    """Take a try of the search for its early or its late end, and choose the next.

    That of the sensor's slope or of a false position between them, Illinois' way: where an end
    stays, its miss counts half.
    """
    state, interval = work.state, work.interval
    reached = interval.sensed_end_degc
    if interval.watches == HUMIDITY:
        reached = relative_humidity(state, interval.air_end_degc, interval.humidity_end)
    miss = reached - interval.target
    if miss * interval.early_miss > 0.0:
        interval.late_miss *= 0.5 if interval.early_s > 0.0 else 1.0
        interval.early_s, interval.early_miss = interval.length_s, miss
    else:
        interval.early_miss *= 0.5
        interval.late_s, interval.late_miss = interval.length_s, miss
    search(inputs.control, unit, work, miss)


@internal
def search(control: Control, unit: Unit, work: Work, miss: float) -> None:
    """Choose the next try between the ends, unless the last was near enough."""
    interval = work.interval
    early_s, late_s = interval.early_s, interval.late_s
    early, late = interval.early_miss, interval.late_miss
    near = NEAR_K if interval.watches == SENSOR else NEAR_RELATIVE
    if abs(miss) <= near or late_s - early_s <= LEAST_INTERVAL_S or interval.rounds == MOST_ROUNDS:
        interval.tries = DONE
        return
    interval.rounds += 1
    length_s = early_s + (late_s - early_s) * early / (early - late)
    if interval.watches == SENSOR and control.sensor_lag_s > 0.0:
        if interval.rounds == 1:
            length_s = bent_course(control, unit, work, early, late, length_s)
        else:  # by the sensor's slope where the last try has ended
            air, sensed = interval.air_end_degc, interval.sensed_end_degc
            by_slope_s = interval.length_s
            by_slope_s -= miss / sensor_k_per_s(control, unit, interval, air, sensed)
            if early_s < by_slope_s < late_s:
                length_s = by_slope_s
    shorten(work.state, interval, max(length_s, LEAST_INTERVAL_S))


@internal
def sensor_k_per_s(
    control: Control, unit: Unit, interval: Interval, air_degc: float, sensed_degc: float
) -> float:
    """Return the slope of a sensor that lags [K/s], by the heat of the last interval."""
    above_k = control.sensor_offset_k + unit.supply_k_per_w * interval.sensible_w
    return (air_degc + above_k - sensed_degc) / control.sensor_lag_s


@internal
def shorten(state: State, interval: Interval, length_s: float) -> None:
    """Let the interval be of another length [s], with the speed that is reached until then."""
    interval.length_s = length_s
    interval.speed_end = state.speed_now + interval.speed_per_s * length_s
    interval.runs_anew = interval.speed_per_s != 0.0
    if interval.bow_k != 0.0:
        interval.bow_k = state.bow_k_per_s2 * length_s * length_s
    choose_mean_speed(state, interval)


@internal
def another_speed(inputs: LoopInputs, unit: Unit, work: Work) -> bool:
    """Let the speed follow the sensor's course in this interval, not in the last one.

    Until the course that is foreseen comes true: Newton's way, with the course's response to what
    is foreseen as the last intervals had it. How it went decides how long the next one may be.
    Returns whether the interval is to be gone through with another speed.
    """
    state, interval, rounds = work.state, work.interval, work.interval.rounds
    length_s, speed, foreseen = interval.length_s, interval.mean_speed, state.sensed_k_per_s
    passed_k = interval.sensed_end_degc - state.sensed_degc
    miss = passed_k / length_s - foreseen
    fits = abs(miss) * length_s <= BENT_K
    if interval.bow_k != 0.0 or state.bow_k_per_s2 == 0.0:
        offset_k = inputs.control.sensor_offset_k + unit.supply_k_per_w * interval.sensible_w
        mean_degc = interval.air_mean_degc + offset_k
        mean_degc -= inputs.control.sensor_lag_s * passed_k / length_s
        bow_k = mean_degc - state.sensed_degc - 0.5 * passed_k
        state.bow_k_per_s2 = bow_k / (length_s * length_s)
        fits = fits and abs(bow_k - interval.bow_k) <= BENT_K
    fits = fits or state.boosting or state.oil_left_s > 0.0
    if not fits and rounds < MOST_CORRECTIONS:
        squared = length_s * length_s
        if interval.moved != 0.0:
            response = 1.0 + (miss - interval.missed) / interval.moved
            state.response_per_s2 = min(max(response, MOST_RESPONSE), 0.0) / squared
        interval.missed = miss
        interval.moved = miss / (1.0 - max(state.response_per_s2 * squared, MOST_RESPONSE))
        state.sensed_k_per_s = foreseen + interval.moved
        state.integral = interval.integral
        choose_speed(inputs, unit, work, length_s)
        if interval.length_s != length_s or abs(interval.mean_speed - speed) > SAME_SPEED:
            interval.rounds += 1
            return True
        # else as at the lowest speed, or while it slews
    if rounds <= 1 and interval.length_s >= 0.99 * state.follow_s:
        state.follow_s = min(2.0 * state.follow_s, unit.rest_s)
    elif rounds == MOST_CORRECTIONS:
        state.follow_s = max(0.5 * state.follow_s, unit.brief_s)
    return False


@internal
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


@internal
def respond_for(inputs: LoopInputs, unit: Unit, work: Work) -> None:
    """Work out what machine, room and sensor do in the interval as long as it is now."""
    control, state, interval = inputs.control, work.state, work.interval
    length_s = interval.length_s
    if state.fan_samples:
        runs_s = sampled_s(state, state.since_s + length_s) - sampled_s(state, state.since_s)
        state.fan_time_share = runs_s / length_s
        interval.fan_w = fan_alone_w(inputs.machine, work) * state.fan_time_share
    find_length(unit, work, control.sensor_lag_s, length_s)
    (
        interval.sensible_w,
        interval.latent_w,
        interval.evaporated_kg,
        interval.built,
        interval.built_latent,
        interval.water_kg,
        interval.fading_w,
        interval.fading_coil,
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
    coil = interval.fading_coil
    if interval.fading_w != 0.0 and work.lengths[state.prepared, FADING_COIL] != coil:
        constants, fade = work.starts[coil, CONSTANTS], work.starts[coil, FADE]
        direct_k_per_w, lag_s = unit.direct_k_per_w, control.sensor_lag_s
        prepare_fading(work, direct_k_per_w, lag_s, constants, fade, coil)
    heat_w = interval.sensible_w + state.given_w
    if state.backup_on:
        heat_w += state.backup_now_w
    offset_k = control.sensor_offset_k + unit.supply_k_per_w * interval.sensible_w
    predict_air_and_sensor(unit, work, heat_w, offset_k)
    if unit.may_dry or interval.tries == FIT_AIR:
        predict_humidity(unit, work)


@internal
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
