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

from hpsim.kernel import state as at
from hpsim.kernel.compiling import inlined
from hpsim.kernel.controller import TOUCH_K
from hpsim.kernel.state import EPSILON_S, Unit
from hpsim.kernel.types import Control, FloatArray

RETURNS_K = 0.2  # judgement: a room that has turned so far does not need the other mode
LEAST_SPAN = 1e-9  # of speeds: a unit whose lowest speed is its only one


@inlined
def heat_below(control: Control, unit: Unit, now: FloatArray) -> float:
    """Return the sensed temperature below which heating is called for [degC]."""
    below_degc: float = now[at.HEAT_AT_DEGC] - unit.start_heating_k
    if control.is_own > 0.0 and now[at.MODE] < 0.0:
        below_degc = min(below_degc, now[at.COOL_AT_DEGC] - control.change_band_k)
    return below_degc


@inlined
def cool_above(control: Control, unit: Unit, now: FloatArray) -> float:
    """Return the sensed temperature above which cooling is called for [degC]."""
    above_degc: float = now[at.COOL_AT_DEGC] + unit.start_cooling_k
    if control.is_own > 0.0 and now[at.MODE] > 0.0:
        above_degc = max(above_degc, now[at.HEAT_AT_DEGC] + control.change_band_k)
    return above_degc


@inlined
def wait_for_change(control: Control, now: FloatArray) -> float:
    """Return how long a call for the other mode has to last [s].

    A room that comes back by itself is left alone: where at the end of the wait the sensor has
    turned by more than `RETURNS_K`, as after a run that went too far, the wait begins anew.
    """
    sensed = now[at.SENSED_DEGC]
    if now[at.CALL_S] <= 0.0:
        now[at.FARTHEST_DEGC] = sensed
    elif now[at.MODE] > 0.0:
        now[at.FARTHEST_DEGC] = max(now[at.FARTHEST_DEGC], sensed)
    else:
        now[at.FARTHEST_DEGC] = min(now[at.FARTHEST_DEGC], sensed)
    has_turned = now[at.MODE] * (now[at.FARTHEST_DEGC] - sensed) > RETURNS_K
    if has_turned and now[at.CALL_S] >= control.change_wait_s - EPSILON_S:
        now[at.CALL_S] = 0.0
        now[at.FARTHEST_DEGC] = sensed
    return control.change_wait_s


@inlined
def begin_own_run(control: Control, now: FloatArray) -> None:
    """Load what the run that starts will stop by, and the speed by the sensor's offset.

    The speed goes straight from full at ``full_at_k`` before the setpoint to the lowest at
    ``lowest_at_k`` past it: a proportional controller with a band and an offset of its own.
    """
    heats = now[at.MODE] > 0.0
    stop_k = control.heating_stop_k if heats else control.cooling_stop_k
    full_at_k = control.heating_full_at_k if heats else control.cooling_full_at_k
    lowest_at_k = control.heating_lowest_at_k if heats else control.cooling_lowest_at_k
    now[at.AT_MINIMUM_K] = now[at.AT_ANY_K] = stop_k
    now[at.HOLD_S] = control.heating_hold_s if heats else control.cooling_hold_s
    now[at.AT_ONCE_K] = control.heating_at_once_k if heats else control.cooling_at_once_k
    span = max(now[at.TOP] - now[at.LOWEST], LEAST_SPAN)
    now[at.BAND_K] = (full_at_k + lowest_at_k) / span
    now[at.INTEGRAL] = now[at.LOWEST] + lowest_at_k / now[at.BAND_K]


@inlined
def own_floor(control: Control, now: FloatArray, past_k: float) -> float:
    """Return the speed below which the unit does not go, so long after its start.

    A unit past its stop, which only holds it back, goes down to its lowest.
    """
    lowest: float = now[at.LOWEST]
    since_s = now[at.SINCE_S]
    if since_s >= max(control.boost_s, control.lowest_after_s) - EPSILON_S:
        return lowest
    if is_beyond(now, past_k):
        return lowest
    floor: float = min(max(control.boost_speed, lowest), now[at.TOP])
    if since_s >= control.boost_s - EPSILON_S:
        left = (control.lowest_after_s - since_s) / (control.lowest_after_s - control.boost_s)
        floor = lowest + left * (floor - lowest)
    return floor


@inlined
def is_beyond(now: FloatArray, past_k: float) -> bool:
    """Return whether a run is past the offset at which it stops."""
    return bool(past_k >= now[at.AT_ANY_K] - TOUCH_K)


@inlined
def is_held_back(now: FloatArray, past_k: float) -> bool:
    """Return whether a unit that is past its stop still runs on."""
    return bool(
        now[at.BEYOND_S] < now[at.HOLD_S] - EPSILON_S and past_k < now[at.AT_ONCE_K] - TOUCH_K
    )


@inlined
def until_hold(now: FloatArray, past_k: float, interval_s: float) -> float:
    """Return the interval, cut to where a run has been past its stop for long enough [s]."""
    left_s: float = now[at.HOLD_S] - now[at.BEYOND_S]
    if left_s > EPSILON_S and is_beyond(now, past_k):
        return min(interval_s, left_s)
    return interval_s


@inlined
def follow_hold(now: FloatArray, past_k: float, interval_s: float) -> None:
    """Count how long a run has been past its stop; ``past_k``: at the interval's beginning."""
    if is_beyond(now, past_k):
        now[at.BEYOND_S] += interval_s
    else:
        now[at.BEYOND_S] = 0.0


@inlined
def return_oil(control: Control, now: FloatArray, outdoor_degc: float, interval_s: float) -> float:
    """Begin an oil return that is due, and return the interval, cut to where one begins or ends.

    While it lasts (``OIL_LEFT_S``) the unit runs at a fixed speed.
    """
    if now[at.OIL_LEFT_S] <= 0.0 and now[at.SLOW_S] >= control.oil_after_s - EPSILON_S:
        now[at.SLOW_S] = 0.0
        if outdoor_degc <= control.oil_below_degc:
            now[at.OIL_LEFT_S] = control.oil_for_s
    if now[at.OIL_LEFT_S] > 0.0:
        now[at.SPEED_NOW] = min(max(control.oil_speed, now[at.LOWEST]), now[at.TOP])
        left_s: float = now[at.OIL_LEFT_S]
    else:
        left_s = control.oil_after_s - now[at.SLOW_S]
    return min(interval_s, left_s)


@inlined
def follow_oil(control: Control, now: FloatArray, speed: float, interval_s: float) -> None:
    """Count an interval towards the next oil return, or off the present one."""
    if now[at.OIL_LEFT_S] > 0.0:
        now[at.OIL_LEFT_S] -= interval_s
        if now[at.OIL_LEFT_S] < EPSILON_S:
            now[at.OIL_LEFT_S] = 0.0
    elif speed < control.oil_below_speed:
        now[at.SLOW_S] += interval_s
    else:
        now[at.SLOW_S] = 0.0
