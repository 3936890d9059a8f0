"""How long nothing has to be decided: what is in motion, and the next timer."""

from __future__ import annotations

import math

from hpsim.kernel.compiling import internal
from hpsim.kernel.controller import TOUCH_K
from hpsim.kernel.heat_pump import dead_time_s
from hpsim.kernel.indoor_fan import GONE_COIL
from hpsim.kernel.own_control import cool_above, is_beyond, until_hold
from hpsim.kernel.state import EPSILON_S, LEAST_INTERVAL_S, State, Unit
from hpsim.kernel.thermostat import (
    SECOND_STAGE_S,
    SLEWING_K,
    is_satisfied,
    margin,
    set_point,
)
from hpsim.kernel.types import Control, Machine

LONGEST_STEPS = 10  # brief intervals in one at most, where a machine runs
CALM_STEPS = 30  # and where a speed that heats follows the room, far from its stop
SLOW_STEPS = 5  # where it is off and what it has left still goes
LIKE_LAST = 1.1  # of the last run's length: by then the present one is likely to have ended
FIRST_PART = 0.25  # of a brief interval: the first in a run that cools a small room (judgement)
RECURRING_S = 30.0  # a multiple of it recurs, and is prepared already
WET_S = 1800.0  # so long after a stop a coil dries off slowly
CREEPING_K = 0.5  # nearer to its stop a sensor may creep: millikelvins are minutes
NEAR_OPENING_K = 1.5  # air this near to where a window or fan opens: intervals are brief


@internal
def is_far_from_stop(state: State) -> bool:
    """Return whether the sensor is too far from where the unit stops to creep up to it."""
    past_k = state.mode * (state.sensed_degc - set_point(state))
    return bool(margin(state.speed_now, state) - past_k > CREEPING_K)


@internal
def is_calm(unit: Unit, state: State) -> bool:
    """Return whether the last run in this mode began with less than `SLEWING_K` in two brief steps.

    Of a minute each, or shorter ones.
    """
    return bool(abs(state.first_k_per_s) * 2.0 * unit.brief_s < SLEWING_K)


@internal
def longest_interval(control: Control, unit: Unit, state: State) -> float:
    """Return how long an interval may be at this instant [s], timers and thresholds apart.

    Brief while anything moves that is taken as constant over an interval; longer where it moves
    slowly; up to a half-hour where nothing does, since the room's response is exact.
    """
    brief_s, two_s, several_s = unit.brief_s, 2.0 * unit.brief_s, SLOW_STEPS * unit.brief_s
    longest_s = LONGEST_STEPS * brief_s
    if state.air_degc > state.opens_above_degc - NEAR_OPENING_K:
        return brief_s
    grown_s = min(max(state.since_s, brief_s), several_s)
    if state.on:
        if state.follows:
            if state.mode > 0.0 and not unit.burns and not unit.has_backup:
                if is_far_from_stop(state):
                    longest_s = CALM_STEPS * brief_s
                if not is_calm(unit, state):
                    longest_s = min(longest_s, max(state.since_s, brief_s))
                return min(state.follow_s, longest_s)
            grown_s = max(state.since_s, brief_s)
            if state.mode < 0.0 and is_calm(unit, state):
                grown_s *= 2.0
            return min(state.follow_s, grown_s, longest_s)
        if not state.is_drying and (state.backup_on or unit.draws or unit.two_stage):
            return brief_s
        left_s = LIKE_LAST * state.ran_s - state.since_s  # if this run is like the last one
        left_s = RECURRING_S * math.ceil(left_s * (1.0 / RECURRING_S))
        if state.mode < 0.0:  # what a coil catches goes with the air, which falls meanwhile
            if not is_calm(unit, state):
                return min(several_s, max(state.since_s, FIRST_PART * brief_s))
            longest_s = several_s
        return left_s if two_s < left_s < longest_s else longest_s
    if state.backup_on or state.calls != 0.0 or state.recovering_to != 0.0:
        return brief_s
    if state.too_hot and state.sensed_degc >= cool_above(control, unit, state) - TOUCH_K:
        return brief_s  # called for, as soon as it may cool
    if unit.n_doors > 0:
        return grown_s
    if state.fan_runs:
        if unit.draws:
            return brief_s
        if state.built > GONE_COIL and not state.fan_samples:
            return max(min(2.0 * state.since_s, several_s), two_s)
        if state.water_kg > 0.0 and state.since_s < WET_S:
            return min(max(state.since_s, several_s), 2.0 * several_s)
    return several_s if control.sensor_lag_s <= 0.0 else unit.rest_s


@internal
def until_timer(
    machine: Machine,
    control: Control,
    unit: Unit,
    outdoor_degc: float,
    state: State,
    interval_s: float,
) -> float:
    """Return the interval, cut to the next timer that expires [s]."""
    since_s = state.since_s
    if state.on:
        dead_s = dead_time_s(machine, state.mode)
        if since_s < dead_s - EPSILON_S:
            interval_s = min(interval_s, dead_s - since_s)
        if since_s < control.minimum_on_s - EPSILON_S and is_satisfied(control, state):
            interval_s = min(interval_s, control.minimum_on_s - since_s)
        if state.boosting:
            interval_s = min(interval_s, max(machine.compressor.boost_s - since_s, 1e-3))
        past_k = state.mode * (state.sensed_degc - set_point(state))
        if state.hold_s > 0.0:
            interval_s = until_hold(state, past_k, interval_s)
        if control.is_own > 0.0 and not is_beyond(state, past_k):  # the speed has a floor
            if since_s < control.boost_s - EPSILON_S:
                interval_s = min(interval_s, control.boost_s - since_s)
            elif since_s < control.lowest_after_s - EPSILON_S:
                interval_s = min(interval_s, control.lowest_after_s - since_s)
        if state.defrosting_s > 0.0:
            interval_s = min(interval_s, state.defrosting_s)
        if unit.two_stage and since_s < SECOND_STAGE_S - EPSILON_S:
            interval_s = min(interval_s, SECOND_STAGE_S - since_s)
        if state.heat_held:
            interval_s = min(interval_s, machine.burner.fan_delay_s - since_s)
    else:
        if state.wait_s > EPSILON_S:
            interval_s = min(interval_s, state.wait_s)
        interval_s = min(interval_s, state.fan_left_s)
    if state.may_lock:
        interval_s = until_lock_out(machine, unit, outdoor_degc, state, interval_s)
    if unit.has_backup and state.stage < machine.backup.stages:
        delay_s = control.backup_delay_s
        if state.since_stage_s < delay_s - EPSILON_S:
            interval_s = min(interval_s, delay_s - state.since_stage_s)
        if 0.0 < state.full_s < delay_s - EPSILON_S:
            interval_s = min(interval_s, delay_s - state.full_s)
    return interval_s


@internal
def until_lock_out(
    machine: Machine, unit: Unit, outdoor_degc: float, state: State, interval_s: float
) -> float:
    """Return the interval, cut where the compressor's lockout begins or ends [s]."""
    above_k = outdoor_degc - state.heat_above_degc
    if state.locked_out:
        above_k -= machine.outdoor_coil.restart_above_k
    if above_k * state.outdoor_rise_k < 0.0:
        reached_s = -above_k / (state.outdoor_rise_k * unit.base_per_s)
        interval_s = min(interval_s, max(reached_s, LEAST_INTERVAL_S))
    return interval_s
