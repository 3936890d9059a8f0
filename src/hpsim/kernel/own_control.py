"""What a unit's own control does that a wall thermostat does not.

A wall thermostat switches half its differential to either side of the setpoint. The board of a
ductless unit has a stop and a restart offset for each mode, which needn't lie on two sides; it
holds a stop back for some time; its speed follows the offset of its sensor; after a start the speed
does not fall below some floor; after long slow runs it speeds up to bring oil back; and it changes
between heating and cooling only where the active mode's setpoint is passed by a band.

Offsets count as *past* the setpoint, in the sense in which the unit drives the room: 1.5 K past it
is 1.5 K too warm in heating and 1.5 K too cold in cooling.
"""

from __future__ import annotations

from hpsim.kernel.compiling import internal
from hpsim.kernel.controller import TOUCH_K
from hpsim.kernel.state import EPSILON_S, State, Unit
from hpsim.kernel.types import Control

RETURNS_K = 0.2  # judgement: a room that has turned so far does not need the other mode
LEAST_SPAN = 1e-9  # of speeds: a unit whose lowest speed is its only one


@internal
def band_middle_k(control: Control) -> tuple[float, float]:
    """Return how far past heating and cooling setpoint a unit's own band has its middle [K].

    Between where it stops and where it starts again, without what shift and bias of the sensor
    make of it. Zero for a wall thermostat, which keeps a room at its setpoint.
    """
    if control.is_own <= 0.0:
        return 0.0, 0.0
    heating_k = 0.5 * (control.heating_stop_k + control.heating_restart_k)
    return heating_k, 0.5 * (control.cooling_stop_k + control.cooling_restart_k)


@internal
def heat_below(control: Control, unit: Unit, state: State) -> float:
    """Return the sensed temperature below which heating is called for [degC]."""
    below_degc: float = state.heat_at_degc - unit.start_heating_k
    if control.is_own > 0.0 and state.mode < 0.0:
        below_degc = min(below_degc, state.cool_at_degc - control.change_band_k)
    return below_degc


@internal
def cool_above(control: Control, unit: Unit, state: State) -> float:
    """Return the sensed temperature above which cooling is called for [degC]."""
    above_degc: float = state.cool_at_degc + unit.start_cooling_k
    if control.is_own > 0.0 and state.mode > 0.0:
        above_degc = max(above_degc, state.heat_at_degc + control.change_band_k)
    return above_degc


@internal
def wait_for_change(control: Control, state: State) -> float:
    """Return how long a call for the other mode has to last [s].

    A room that comes back by itself is left alone: where at the end of the wait the sensor has
    turned by more than `RETURNS_K`, as after a run that went too far, the wait begins anew.
    """
    sensed = state.sensed_degc
    if state.call_s <= 0.0:
        state.farthest_degc = sensed
    elif state.mode > 0.0:
        state.farthest_degc = max(state.farthest_degc, sensed)
    else:
        state.farthest_degc = min(state.farthest_degc, sensed)
    has_turned = state.mode * (state.farthest_degc - sensed) > RETURNS_K
    if has_turned and state.call_s >= control.change_wait_s - EPSILON_S:
        state.call_s = 0.0
        state.farthest_degc = sensed
    return control.change_wait_s


@internal
def begin_own_run(control: Control, state: State) -> None:
    """Load what the run that starts will stop by, and the speed by the sensor's offset.

    The speed goes straight from full at ``full_at_k`` before the setpoint to the lowest at
    ``lowest_at_k`` past it: a proportional controller with a band and an offset of its own.
    """
    heats = state.mode > 0.0
    stop_k = control.heating_stop_k if heats else control.cooling_stop_k
    full_at_k = control.heating_full_at_k if heats else control.cooling_full_at_k
    lowest_at_k = control.heating_lowest_at_k if heats else control.cooling_lowest_at_k
    state.at_minimum_k = state.at_any_k = stop_k
    state.hold_s = control.heating_hold_s if heats else control.cooling_hold_s
    state.at_once_k = control.heating_at_once_k if heats else control.cooling_at_once_k
    span = max(state.top - state.lowest, LEAST_SPAN)
    state.speed_per_k = span / (full_at_k + lowest_at_k)
    state.integral = state.lowest + lowest_at_k * state.speed_per_k


@internal
def own_floor(control: Control, state: State, past_k: float, since_s: float) -> float:
    """Return the speed below which the unit does not go, so long after its start [s].

    A unit past its stop, which only holds it back, goes down to its lowest.
    """
    lowest: float = state.lowest
    if since_s >= max(control.boost_s, control.lowest_after_s) - EPSILON_S:
        return lowest
    if is_beyond(state, past_k):
        return lowest
    floor: float = min(max(control.boost_speed, lowest), state.top)
    if since_s >= control.boost_s - EPSILON_S:
        left = (control.lowest_after_s - since_s) / (control.lowest_after_s - control.boost_s)
        floor = lowest + left * (floor - lowest)
    return floor


@internal
def is_beyond(state: State, past_k: float) -> bool:
    """Return whether a run is past the offset at which it stops."""
    return bool(past_k >= state.at_any_k - TOUCH_K)


@internal
def is_held_back(state: State, past_k: float) -> bool:
    """Return whether a unit that is past its stop still runs on."""
    return bool(state.beyond_s < state.hold_s - EPSILON_S and past_k < state.at_once_k - TOUCH_K)


@internal
def until_hold(state: State, past_k: float, interval_s: float) -> float:
    """Return the interval, cut to where a run has been past its stop for long enough [s]."""
    left_s: float = state.hold_s - state.beyond_s
    if left_s > EPSILON_S and is_beyond(state, past_k):
        return min(interval_s, left_s)
    return interval_s


@internal
def follow_hold(state: State, past_k: float, interval_s: float) -> None:
    """Count how long a run has been past its stop; ``past_k``: at the interval's beginning."""
    if is_beyond(state, past_k):
        state.beyond_s += interval_s
    else:
        state.beyond_s = 0.0


@internal
def return_oil(control: Control, state: State, outdoor_degc: float, interval_s: float) -> float:
    """Begin an oil return that is due, and return the interval, cut to where one begins or ends.

    While it lasts (``OIL_LEFT_S``) the unit runs at a fixed speed.
    """
    if state.oil_left_s <= 0.0 and state.slow_s >= control.oil_after_s - EPSILON_S:
        state.slow_s = 0.0
        if outdoor_degc <= control.oil_below_degc:
            state.oil_left_s = control.oil_for_s
    if state.oil_left_s > 0.0:
        state.speed_now = min(max(control.oil_speed, state.lowest), state.top)
        left_s: float = state.oil_left_s
    else:
        left_s = control.oil_after_s - state.slow_s
    return min(interval_s, left_s)


@internal
def follow_oil(control: Control, state: State, speed: float, interval_s: float) -> None:
    """Count an interval towards the next oil return, or off the present one."""
    if state.oil_left_s > 0.0:
        state.oil_left_s -= interval_s
        if state.oil_left_s < EPSILON_S:
            state.oil_left_s = 0.0
    elif speed < control.oil_below_speed:
        state.slow_s += interval_s
    else:
        state.slow_s = 0.0
