"""Where an interval ends in which the sensor, or a humidity, crosses a switching threshold."""

from __future__ import annotations

from hpsim.kernel.compiling import internal
from hpsim.kernel.controller import TOUCH_K, crossing
from hpsim.kernel.other_air import is_near
from hpsim.kernel.own_control import cool_above, heat_below, is_beyond
from hpsim.kernel.pack import LoopInputs
from hpsim.kernel.state import EPSILON_S, LEAST_INTERVAL_S, PER_S, Interval, State, Unit, Work
from hpsim.kernel.thermostat import (
    TOUCH_RELATIVE,
    dry_at,
    margin,
    relative_humidity,
    set_point,
)
from hpsim.kernel.types import Control, Machine

NEAR_K = 0.5 * TOUCH_K  # an interval that ends so near a threshold ends at it
NEAR_RELATIVE = 0.5 * TOUCH_RELATIVE
LATE_S = 0.5  # an interval may end so long after the crossing, except while the unit cools
MOST_ROUNDS = 12  # of the search for it
# air that is so near what the machine has met needs no other output: in heating and in a search for
# a crossing, in cooling [K, -]
OTHER_HEATED_K, OTHER_COOLED_K, OTHER_RATIO = 0.1, 0.05, 4e-5
FIT, LOOK, NARROW, DONE = range(4)  # what another try of an interval is for
SENSOR, HUMIDITY = range(2)  # what crosses a threshold
BENT_ROUNDS = 3  # for a guess
FALL_BACK = 0.25  # of a brief interval: within so long a sensor that falls back is noticed


@internal
def look_for_crossing(inputs: LoopInputs, unit: Unit, work: Work) -> None:
    """Choose a shorter interval where the sensor turns, or begin to search where it crosses."""
    machine, control, state, interval = inputs.machine, inputs.control, work.state, work.interval
    least_s = control.minimum_on_s - state.since_s if state.hold_s <= 0.0 else 0.0
    may_stop = state.on and interval.length_s > least_s + EPSILON_S
    aim = set_point(state)
    if interval.rounds >= 0:  # the first look: what follows keeps its rate of speed
        interval.rounds = -1
        # on its way to the lowest speed a unit does not stop yet as it does there
        highest = max(state.speed_now, interval.speed_end)
        interval.stop_at_degc = aim + state.mode * margin(highest, state)
        per_s = work.lengths[state.prepared, PER_S]
        interval.speed_per_s = (interval.speed_end - state.speed_now) * per_s
    stop_at = interval.stop_at_degc
    if state.hold_s > 0.0 and is_beyond(state, state.mode * (state.sensed_degc - aim)):
        stop_at = aim + state.mode * state.at_once_k
        if interval.length_s > FALL_BACK * unit.brief_s and not is_beyond(
            state, state.mode * (interval.sensed_end_degc - aim)
        ):  # it falls back from where it would stop, and the speed with it
            shorten(work, 0.5 * interval.length_s)
            return
    end = interval.sensed_end_degc
    share = fraction_to_crossing(machine, control, unit, state, end, may_stop, stop_at)
    if may_stop and share * interval.length_s < least_s:  # the timer holds it back
        shorten(work, least_s)
        return
    if share > 1.0 and interval.length_s > unit.brief_s:  # may it turn beyond a threshold?
        turn = sensor_turns_at(control, unit, work)
        if fraction_to_crossing(machine, control, unit, state, turn, may_stop, stop_at) <= 1.0:
            shorten(work, max(0.5 * interval.length_s, unit.brief_s))
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
    interval.early_s = 0.0
    interval.late_s = interval.whole_s = interval.length_s
    search(control, unit, work, interval.late_miss)


@internal
def fraction_to_crossing(
    machine: Machine,
    control: Control,
    unit: Unit,
    state: State,
    sensed_end: float,
    may_stop: bool,
    stop_at_degc: float,
) -> float:
    """Return the share of the interval after which the sensor crosses a threshold, or 2."""
    sensed = state.sensed_degc
    heats = state.mode > 0.0
    share = 2.0
    if may_stop:
        share = crossing(sensed, sensed_end, stop_at_degc, heats)
    elif not state.on:
        if unit.may_heat:
            share = crossing(sensed, sensed_end, heat_below(control, unit, state), False)
        if unit.may_cool:
            cool_at = cool_above(control, unit, state)
            share = min(share, crossing(sensed, sensed_end, cool_at, True))
        if state.damp:
            start_at = state.dry_floor_degc + unit.half_k
            share = min(share, crossing(sensed, sensed_end, start_at, True))
    if state.boosting:
        share = min(share, crossing(sensed, sensed_end, set_point(state), heats))
    elif unit.may_dry and state.is_drying:
        warm_at = state.cool_at_degc + unit.dry_warm_k
        share = min(share, crossing(sensed, sensed_end, warm_at, True))
    if unit.has_backup:
        if state.backup_on:
            share = min(share, crossing(sensed, sensed_end, state.heat_at_degc, True))
        if state.stage < machine.backup.stages:
            share = min(share, crossing(sensed, sensed_end, state.backup_at_degc, False))
    return share


@internal
def fraction_to_dry(control: Control, unit: Unit, state: State, relative_end: float) -> float:
    """Return the share of the interval after which humidity starts or ends drying, or 2."""
    if not unit.may_dry or not (state.is_drying or (not state.on and control.is_own <= 0.0)):
        return 2.0
    before, after = state.relative - dry_at(control, state), relative_end - dry_at(control, state)
    if before * after >= 0.0 or abs(before) <= TOUCH_RELATIVE:
        return 2.0
    return before / (before - after)


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
    k_per_s = 0.0
    if interval.watches == SENSOR and control.sensor_lag_s > 0.0:
        air, sensed = interval.air_end_degc, interval.sensed_end_degc
        k_per_s = sensor_k_per_s(control, unit, interval, air, sensed)
        may_be_late = interval.rounds > 0 and not (work.state.on and work.state.mode < 0.0)
        if may_be_late and 0.0 <= miss * k_per_s <= LATE_S * k_per_s * k_per_s:
            interval.tries = DONE
            return
    if abs(miss) <= near or late_s - early_s <= LEAST_INTERVAL_S or interval.rounds == MOST_ROUNDS:
        interval.tries = DONE
        return
    interval.rounds += 1
    length_s = early_s + (late_s - early_s) * early / (early - late)
    if interval.watches == SENSOR and control.sensor_lag_s > 0.0:
        if interval.rounds == 1:
            length_s = late_s * bent_course(control, unit, work, early, late)
        else:  # by the sensor's slope where the last try has ended
            if interval.rounds == 2 and work.state.on:  # it was missed by output of another length
                k_per_s -= miss / (interval.whole_s - interval.length_s)
            by_slope_s = interval.length_s - miss / k_per_s
            if early_s < by_slope_s < late_s:
                length_s = by_slope_s
    shorten(work, max(length_s, LEAST_INTERVAL_S))


@internal
def shorten(work: Work, length_s: float) -> None:
    """Let the interval be of another length [s], with the speed that is reached until then."""
    state, interval = work.state, work.interval
    interval.length_s = length_s
    interval.speed_end = state.speed_now + interval.speed_per_s * length_s
    interval.runs_anew = interval.speed_per_s != 0.0
    if state.on:
        off_k = abs(state.air_degc + length_s * interval.met_k_per_s - interval.met_degc)
        if interval.runs_anew or off_k > OTHER_HEATED_K:
            meet_air(work)
    elif interval.evaporated_kg > 0.0:
        interval.met_degc = state.air_degc + length_s * interval.met_k_per_s
        interval.met_ratio = state.humidity_ratio + length_s * interval.met_ratio_per_s
    if interval.bow_k != 0.0:
        interval.bow_k = state.bow_k_per_s2 * length_s * length_s
    choose_mean_speed(state, interval)


@internal
def choose_mean_speed(state: State, interval: Interval) -> None:
    """Choose the interval's mean speed: of a law of the sensor, that at its mean."""
    interval.mean_speed = 0.5 * (state.speed_now + interval.speed_end)
    if interval.bow_k != 0.0:
        wanted = interval.mean_speed - state.mode * interval.bow_k * state.speed_per_k
        interval.mean_speed = min(max(wanted, state.floor), state.top)


@internal
def meet_air(work: Work) -> None:
    """Let the machine meet the air of an interval of this length: anew, or near by as it is."""
    state, interval = work.state, work.interval
    interval.met_degc = state.air_degc + interval.length_s * interval.met_k_per_s
    if state.mode < 0.0:
        interval.met_ratio = state.humidity_ratio + interval.length_s * interval.met_ratio_per_s
    interval.moves = state.mode < 0.0 and not interval.runs_anew and is_near(work)
    interval.runs_anew = not interval.moves


@internal
def sensor_above_k(control: Control, unit: Unit, interval: Interval) -> float:
    """Return how far above the air the sensor settles, by the coil's heat in the interval [K]."""
    return control.sensor_offset_k + unit.supply_k_per_w * interval.sensible_w


@internal
def sensor_k_per_s(
    control: Control, unit: Unit, interval: Interval, air_degc: float, sensed_degc: float
) -> float:
    """Return the slope of a sensor that lags [K/s], by the heat of the last interval."""
    above_k = sensor_above_k(control, unit, interval)
    return (air_degc + above_k - sensed_degc) * unit.lag_per_s


@internal
def bent_course(control: Control, unit: Unit, work: Work, early_k: float, late_k: float) -> float:
    """Return after which share of the interval a sensor that lags crosses its threshold.

    Where the quartic does that is at both ends where the sensor is, and as steep, and has its mean,
    which follows from the air's: by Newton's way from the straight line between them; that line's
    answer where it does not bend so.

    Parameters
    ----------
    early_k, late_k : float
        Sensor less threshold at begin and end of the interval, of opposite signs [K].
    """
    state, interval, lag_s = work.state, work.interval, control.sensor_lag_s
    air, sensed, length_s = state.air_degc, state.sensed_degc, work.interval.length_s
    first = length_s * sensor_k_per_s(control, unit, interval, air, sensed)
    air, sensed = interval.air_end_degc, interval.sensed_end_degc
    last = length_s * sensor_k_per_s(control, unit, interval, air, sensed)
    rise = late_k - early_k
    mean_k = interval.air_mean_degc + sensor_above_k(control, unit, interval) - state.sensed_degc
    mean_k -= lag_s / length_s * rise + 0.5 * rise + (first - last) * (1.0 / 12.0)
    bow_k = 30.0 * mean_k  # times the square of ``share (1 - share)``: what no cubic has
    square, cube = 3.0 * rise - 2.0 * first - last + bow_k, first + last - 2.0 * rise - 2.0 * bow_k
    straight = share = -early_k / rise
    for _ in range(BENT_ROUNDS):
        slope = first + share * (2.0 * square + share * (3.0 * cube + share * 4.0 * bow_k))
        if slope * rise <= 0.0:
            return straight
        bent_k = first + share * (square + share * (cube + share * bow_k))
        share -= (early_k + share * bent_k) / slope
        if not 0.0 < share < 1.0:
            return straight
    return share


@internal
def sensor_turns_at(control: Control, unit: Unit, work: Work) -> float:
    """Return a bound on what the sensor reaches inside the interval where it turns [degC].

    Where the tangents at begin and end meet; its end where it doesn't turn.
    """
    state, interval = work.state, work.interval
    above_k = sensor_above_k(control, unit, interval)
    begin_k = state.air_degc + above_k - state.sensed_degc
    end_k = interval.air_end_degc + above_k - interval.sensed_end_degc
    if begin_k * end_k >= 0.0 or control.sensor_lag_s <= 0.0:
        return interval.sensed_end_degc
    lags = interval.length_s * unit.lag_per_s
    rise_k = interval.sensed_end_degc - state.sensed_degc
    return state.sensed_degc + begin_k * (rise_k - end_k * lags) / (begin_k - end_k)
