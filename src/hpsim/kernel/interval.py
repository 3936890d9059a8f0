"""One interval: how long it may be, what the machine does in it, and where it ends.

Room and sensor have closed forms over any length, so that an interval reaches from one event to the
next. Where the sensor crosses a switching threshold, it ends there; where a speed follows the room,
both are found together.
"""

from __future__ import annotations

from hpsim.kernel.air_moisture import (
    predict_humidity,
)
from hpsim.kernel.airflow import VAPORISATION_J_PER_KG
from hpsim.kernel.coil import (
    LEAST_FADING_W,
    exchange,
    over_interval,
    steady_cooling,
    steady_heating,
)
from hpsim.kernel.compiling import internal
from hpsim.kernel.crossing import (
    DONE,
    FIT,
    LOOK,
    NARROW,
    OTHER_COOLED_K,
    OTHER_HEATED_K,
    OTHER_RATIO,
    choose_mean_speed,
    look_for_crossing,
    meet_air,
    narrow,
    sensor_above_k,
)
from hpsim.kernel.heat_pump import CONSTANTS, FADE, dead_time_s
from hpsim.kernel.indoor_fan import fan_alone_w, sampled_s
from hpsim.kernel.interval_length import is_far_from_stop, longest_interval, until_timer
from hpsim.kernel.other_air import as_built_k, humidity_bow, meet_drying_air, move_output
from hpsim.kernel.pack import LoopInputs
from hpsim.kernel.room import (
    find_length,
    predict_air_and_sensor,
    prepare_fading,
    prepare_ramp,
)
from hpsim.kernel.sensor_course import foresee_course, foresee_for
from hpsim.kernel.state import (
    EPSILON_S,
    FADING_COIL,
    HAS_RAMP,
    PER_S,
    Interval,
    State,
    Unit,
    Work,
)
from hpsim.kernel.thermostat import end_boost, new_speed
from hpsim.kernel.types import Machine
from hpsim.kernel.weather_step import read_machine

SAME_SPEED = 1e-5  # a speed so near another is the same
# a course of the sensor so near the one foreseen needs no other speed; of a shorter one, less:
# 0.2 % of full speed in a band of 2 K, which adds nothing to the errors of years next to 5 s; in
# heating far from a stop three times as much
BENT_K, BENT_FOR_S, BENT_FAR = 4.5e-3, 60.0, 3.0
MOST_RESPONSE = -0.9  # of a course to a change of what is foreseen: never the full opposite
MOST_CORRECTIONS = 4
CUT_ROUNDS = 3  # for a length at which a speed comes to its end
# brief intervals: how far trust in the foreseen speed may grow, also near a stop, where intervals
# are shorter, so that one miss does not shorten the next
MOST_FOLLOWED = 30


@internal
def choose_interval(inputs: LoopInputs, unit: Unit, work: Work, k: int, left_s: float) -> None:
    """Choose how long nothing has to be decided, at most ``left_s``, and the speed until then."""
    machine, control, state = inputs.machine, inputs.control, work.state
    if state.boosting:
        end_boost(machine, state)
    length_s = min(left_s, longest_interval(control, unit, state))
    outdoor = work.interval.outdoor_degc
    length_s = until_timer(machine, control, unit, outdoor, state, length_s)
    work.interval.integral = state.integral
    work.interval.rest_for_s = work.interval.foreseen_s = 0.0
    if state.on and not state.machine_read:
        read_machine(inputs, work, k)
    if state.on and state.follows and control.sensor_lag_s > 0.0:
        foresee_course(machine, control, unit, work, length_s)
    choose_speed(inputs, unit, work, length_s)
    foresee_air(machine, state, work.interval)


@internal
def begins_output(machine: Machine, state: State) -> bool:
    """Return whether a run's output begins to build up with this interval."""
    return state.on and abs(state.since_s - dead_time_s(machine, state.mode)) < EPSILON_S


@internal
def foresee_air(machine: Machine, state: State, interval: Interval) -> None:
    """Foresee the mean air that the machine meets, by its course in the last interval.

    Where output begins, by that of the last run.
    """
    half_s = 0.5 * interval.length_s
    if begins_output(machine, state):
        state.air_k_per_s, state.ratio_per_s = state.first_k_per_s, state.first_ratio_per_s
    interval.met_degc = state.air_degc + half_s * state.air_k_per_s
    interval.met_ratio = state.humidity_ratio + half_s * state.ratio_per_s


@internal
def choose_speed(inputs: LoopInputs, unit: Unit, work: Work, length_s: float) -> None:
    """Choose the speed at the end of an interval of this length, which it may shorten."""
    machine, control, state, interval = inputs.machine, inputs.control, work.state, work.interval
    speed_end, cut_s = state.speed_now, length_s
    for nth in range(CUT_ROUNDS if state.on else 0):
        if nth > 0 and not foresee_for(state, interval, cut_s):
            break
        speed_end, cut_s = new_speed(machine, control, unit, interval.outdoor_degc, state, length_s)
    interval.length_s, interval.speed_end, length_s = cut_s, speed_end, cut_s
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
def run_machine(inputs: LoopInputs, unit: Unit, work: Work, k: int) -> None:
    """Work out the machine's steady output over the interval, and the air exchange in it."""
    machine, state, interval = inputs.machine, work.state, work.interval
    speed = interval.mean_speed
    if state.exchanges:
        openings, outdoor = inputs.openings, interval.outdoor_degc
        exchange(inputs.room, openings, machine, unit, work, k, outdoor, speed)
    middle = interval.fraction + 0.5 * interval.length_s * unit.base_per_s
    capacity_w = latent_w = power_w = fuel_w = fan_w = case_w = 0.0
    interval.per_speed_w = 0.0
    change = interval.speed_end - state.speed_now
    if state.on and state.mode > 0.0:
        capacity_w, power_w, fuel_w, fan_w, case_w, cut_s = steady_heating(
            machine, work, speed, change, middle, interval.length_s
        )
        if cut_s < interval.length_s:  # at the begin or end of a defrost
            interval.speed_end -= (1.0 - cut_s / interval.length_s) * (
                interval.speed_end - state.speed_now
            )
            interval.length_s = cut_s
    elif state.on:
        outdoor = state.outdoor_from_degc + middle * state.outdoor_rise_k
        capacity_w, latent_w, power_w, fan_w, case_w = steady_cooling(
            machine, inputs.control, inputs.saturation, work, speed, change, middle, outdoor
        )
    elif state.fan_runs:
        fan_w = fan_alone_w(machine, work)
    interval.ran_in_degc, interval.ran_in_ratio = interval.met_degc, interval.met_ratio
    interval.capacity_w, interval.latent_capacity_w = capacity_w, latent_w
    interval.power_w, interval.fuel_w = power_w, fuel_w
    interval.fan_w, interval.case_w = fan_w, case_w


@internal
def respond(inputs: LoopInputs, unit: Unit, work: Work, k: int) -> None:
    """Let machine and room go through the interval, which ends where the sensor crosses.

    In rounds: machine and room go through it as it is, and what comes out gives its speed, its
    length and at last the crossing another try.
    """
    interval = work.interval
    interval.tries = FIT
    interval.rounds, interval.missed, interval.moved = 0, 0.0, 0.0
    interval.humid_for_s = 0.0
    interval.runs_anew, interval.moves = True, False
    while True:
        if interval.runs_anew:
            run_machine(inputs, unit, work, k)
        elif interval.moves:
            move_output(inputs.machine, work)
        if interval.tries == FIT and interval.moves:
            predict(inputs, unit, work)
        else:
            respond_for(inputs, unit, work)
        interval.moves = False
        if interval.tries == FIT:
            if work.state.on and another_output(inputs, unit, work):
                continue
            if interval.evaporated_kg > 0.0 and not work.state.on:
                interval.rounds += 1
                if interval.rounds <= MOST_CORRECTIONS and meet_drying_air(unit, work):
                    continue
            interval.tries = LOOK
        if interval.tries == LOOK:
            look_for_crossing(inputs, unit, work)
        elif interval.tries == NARROW:
            narrow(inputs, unit, work)
        if interval.tries == DONE:
            break


@internal
def another_output(inputs: LoopInputs, unit: Unit, work: Work) -> bool:
    """Let a machine that is on run anew where it should have met other air, or at another speed.

    Returns whether the interval is to be gone through once more.
    """
    state, interval, length_s = work.state, work.interval, work.interval.length_s
    air_degc, per_s = interval.air_mean_degc, work.lengths[state.prepared, PER_S]
    if state.mode < 0.0 and interval.built > state.built:
        air_degc += as_built_k(work)
    off_k = abs(air_degc - interval.met_degc)
    if state.mode > 0.0:
        is_other = off_k > OTHER_HEATED_K
    else:
        off = interval.humidity_mean + humidity_bow(unit, work) - interval.met_ratio
        is_other = off_k > OTHER_COOLED_K or abs(off) > OTHER_RATIO
        dries = 0.5 * length_s * interval.latent_by_ratio_w * unit.per_kg
        met_ratio = interval.met_ratio + off / (1.0 + dries * (1.0 / VAPORISATION_J_PER_KG))
        interval.met_ratio_per_s = (met_ratio - state.humidity_ratio) * per_s
    interval.met_k_per_s = (air_degc - state.air_degc) * per_s
    if state.since_s < dead_time_s(inputs.machine, state.mode) - EPSILON_S:
        is_other = False  # nothing builds up yet
    interval.runs_anew = state.follows and another_speed(inputs, unit, work)
    if not interval.runs_anew and (not is_other or interval.rounds >= MOST_CORRECTIONS):
        return False
    interval.rounds += 0 if interval.runs_anew else 1
    meet_air(work)
    return True


@internal
def another_speed(inputs: LoopInputs, unit: Unit, work: Work) -> bool:
    """Let the speed follow the sensor's course in this interval, not in the last one.

    Until the course that is foreseen comes true: Newton's way, with the course's response to what
    is foreseen as the last intervals had it. How it went decides how long the next one may be.
    Returns whether the interval is to be gone through with another speed.
    """
    state, interval, rounds = work.state, work.interval, work.interval.rounds
    length_s, speed, foreseen = interval.length_s, interval.mean_speed, state.sensed_k_per_s
    per_s = work.lengths[state.prepared, PER_S]
    passed_k = interval.sensed_end_degc - state.sensed_degc
    miss = passed_k * per_s - foreseen
    bent_k = BENT_K * min(length_s * (1.0 / BENT_FOR_S), 1.0)
    if state.mode > 0.0 and is_far_from_stop(state):
        bent_k *= BENT_FAR
    fits = abs(miss) * length_s <= bent_k
    if interval.bow_k != 0.0 or state.bow_k_per_s2 == 0.0:
        mean_degc = interval.air_mean_degc + sensor_above_k(inputs.control, unit, interval)
        mean_degc -= inputs.control.sensor_lag_s * passed_k * per_s
        bow_k = mean_degc - state.sensed_degc - 0.5 * passed_k
        state.bow_k_per_s2 = bow_k * per_s * per_s
        fits = fits and abs(bow_k - interval.bow_k) <= bent_k
    fits = fits or state.boosting or state.oil_left_s > 0.0
    if fits:
        interval.moved = 0.0
    if not fits and rounds < MOST_CORRECTIONS:
        squared = length_s * length_s
        if interval.moved != 0.0:
            response = 1.0 + (miss - interval.missed) / interval.moved
            state.response_per_s2 = min(max(response, MOST_RESPONSE), 0.0) * per_s * per_s
        interval.missed = miss
        interval.moved = miss / (1.0 - max(state.response_per_s2 * squared, MOST_RESPONSE))
        state.sensed_k_per_s = foreseen + interval.moved
        interval.foreseen_s = length_s if interval.foreseen_s > 0.0 else 0.0
        state.integral = interval.integral
        choose_speed(inputs, unit, work, length_s)
        if interval.length_s != length_s or abs(interval.mean_speed - speed) > SAME_SPEED:
            interval.rounds += 1
            return True
        # else as at the lowest speed, or while it slews
    if rounds <= 1 and interval.length_s >= 0.99 * state.follow_s:
        state.follow_s = min(2.0 * state.follow_s, MOST_FOLLOWED * unit.brief_s)
    elif rounds == MOST_CORRECTIONS:
        state.follow_s = max(0.5 * state.follow_s, unit.brief_s)
    return False


@internal
def respond_for(inputs: LoopInputs, unit: Unit, work: Work) -> None:
    """Work out what machine, room and sensor do in the interval as long as it is now."""
    control, state, interval = inputs.control, work.state, work.interval
    length_s = interval.length_s
    find_length(unit, work, control.sensor_lag_s, length_s)
    if state.fan_samples:
        runs_s = sampled_s(state, state.since_s + length_s) - sampled_s(state, state.since_s)
        state.fan_time_share = runs_s * work.lengths[state.prepared, PER_S]
        interval.fan_w = fan_alone_w(inputs.machine, work) * state.fan_time_share
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
    interval.ramp_w = 0.0
    if state.follows and state.on and interval.speed_end != state.speed_now:
        rise_with_speed(unit, work, control.sensor_lag_s)
    coil = interval.fading_coil
    if interval.fading_w != 0.0 and work.lengths[state.prepared, FADING_COIL] != coil:
        constants, fade = work.starts[coil, CONSTANTS], work.starts[coil, FADE]
        prepare_fading(work, unit, control.sensor_lag_s, constants, fade, coil)
    predict(inputs, unit, work)


@internal
def predict(inputs: LoopInputs, unit: Unit, work: Work) -> None:
    """Let room, sensor and, where it counts, humidity respond to what the coil gives."""
    control, state, interval = inputs.control, work.state, work.interval
    heat_w = interval.sensible_w + state.given_w
    if state.backup_on:
        heat_w += state.backup_now_w
    predict_air_and_sensor(unit, work, heat_w, sensor_above_k(control, unit, interval))
    is_watched = (state.on and state.mode < 0.0) or interval.evaporated_kg > 0.0
    if unit.may_dry or (is_watched and interval.tries == FIT):
        predict_humidity(unit, work)
        interval.humid_for_s = interval.length_s
    else:
        interval.humid_for_s = 0.0


@internal
def rise_with_speed(unit: Unit, work: Work, lag_s: float) -> None:
    """Let the coil's heat rise evenly with the speed, as far as it has built up.

    And with the air that a cooling coil meets: in a small room it falls by kelvins meanwhile.
    """
    state, interval = work.state, work.interval
    rise_w = interval.per_speed_w * (interval.speed_end - state.speed_now)
    if state.mode < 0.0:
        warmer_k = interval.met_degc - state.air_degc
        wetter = interval.met_ratio - state.humidity_ratio
        rise_w -= 2.0 * interval.sensible_by_air_w_per_k * warmer_k
        rise_w -= 2.0 * interval.sensible_by_ratio_w * wetter
    interval.ramp_w = 0.5 * (state.built + interval.built) * rise_w
    if interval.built > state.built:  # more has built up when the speed is at its end
        constants = work.starts[interval.fading_coil, CONSTANTS]
        fade = work.starts[interval.fading_coil, FADE]
        together = constants * (constants * (1.0 - fade) - 0.5 * (1.0 + fade))
        interval.sensible_w -= (1.0 - state.built) * rise_w * together
    if abs(interval.ramp_w) < LEAST_FADING_W:
        interval.ramp_w = 0.0
    elif work.lengths[state.prepared, HAS_RAMP] < 0.0:
        prepare_ramp(work, unit, lag_s)
