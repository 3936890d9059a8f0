"""What the thermostat and the unit's own controller decide."""

from __future__ import annotations

from hpsim.kernel.air import DRY_AIR_J_PER_KG_K
from hpsim.kernel.compiling import internal

TOUCH_K = 2e-4  # a threshold this near counts as reached; a creeping sensor would take a minute
# A speed nearer than this to what is wanted follows it over the interval, and is not slewed at full
# rate; but not the last bit down to the lowest speed, since the stop waits for it.
TRACKING = 0.02
AT_END = 1e-5  # a speed this near an end of its range is there
DRY_HYSTERESIS = 0.05  # judgement: drying ends so far below its limit of relative humidity
CHANGED_SET_POINT_K = 0.3  # a setpoint that moves less in a base step starts no recovery
RECOVERY_LOSS_K = 0.5  # judgement: backup comes in recovery if the room falls so far behind


@internal
def calling(
    sensed_degc: float, heat_below_degc: float, cool_above_degc: float, heats: bool, cools: bool
) -> float:
    """Return what the thermostat calls for: 1 heating, -1 cooling, 0 nothing."""
    if heats and sensed_degc <= heat_below_degc + TOUCH_K:
        return 1.0
    if cools and sensed_degc >= cool_above_degc - TOUCH_K:
        return -1.0
    return 0.0


@internal
def short_circuit_k_per_w(share: float, airflow_kg_per_s: float) -> float:
    """Return what supply air that falls back to the sensor adds to its reading [K/W].

    Parameters
    ----------
    share : float
        Of supply air in what the sensor feels.
    airflow_kg_per_s : float
        The unit's full airflow.
    """
    return share / (1.0 - share) / (airflow_kg_per_s * DRY_AIR_J_PER_KG_K)


@internal
def start_wait(
    minimum_off_s: float,
    start_delay_s: float,
    starts_per_hour: float,
    dead_time_s: float,
    since_stop_s: float,
    since_start_s: float,
    call_s: float,
) -> float:
    """Return how long the timers still hold back a start [s]; 0 or less: not at all."""
    wait_s = max(minimum_off_s - since_stop_s, start_delay_s - call_s)
    if starts_per_hour > 0.0:
        wait_s = max(wait_s, 3600.0 / starts_per_hour - since_start_s)
    return max(wait_s, dead_time_s - since_stop_s)


@internal
def modulate(
    speed_per_k: float,
    integral_per_s: float,
    slew_per_s: float,
    least_interval_s: float,
    slewing_s: float,
    error_k: float,
    error_k_per_s: float,
    speed: float,
    integral: float,
    lowest: float,
    top: float,
    near_end: float,
    interval_s: float,
) -> tuple[float, float, float]:
    """Return a modulating unit's speed at the interval's end, its integral, and the interval.

    Proportional-integral on the sensed error, slewed. ``speed_per_k`` is one over the proportional
    band, ``integral_per_s`` one over the integral time. The error is taken half-way (integral) and
    at the end (speed) from its present slope, so that the result hardly depends on the step. The
    integral holds while the speed is at an end and the error pushes further. The interval is
    shortened where a fast change of speed ends inside it, or where the speed comes to an end of its
    range or leaves it: between such instants its course is smooth. Within ``near_end`` of an end it
    is there. One that is far from what is wanted is followed by ``slewing_s``.
    """
    per_k, per_s = speed_per_k, integral_per_s
    before = integral + error_k * per_k
    at_begin = min(max(before, lowest), top)
    behind = at_begin - speed
    if abs(behind) > TRACKING:
        interval_s = min(interval_s, slewing_s)
    error = (error_k + 0.5 * error_k_per_s * interval_s) * per_k
    wanted, rise = integral + error, 0.0
    if (wanted < top or error < 0.0) and (wanted > lowest or error > 0.0):
        rise = error * interval_s * per_s
    wanted = integral + rise + (error_k + error_k_per_s * interval_s) * per_k
    at_end = min(max(wanted, lowest), top)
    share, largest = 1.0, slew_per_s * interval_s
    if abs(behind) > TRACKING or (behind < -AT_END and before <= lowest):
        closes = largest - (at_end - at_begin if behind > 0.0 else at_begin - at_end)
        if closes <= abs(behind):  # it slews all the time towards what is wanted
            at_end = speed + (largest if behind > 0.0 else -largest)
        else:
            share = abs(behind) / closes
    elif (before - lowest) * (wanted - lowest) < 0.0 and abs(before - lowest) > near_end:
        share = (lowest - before) / (wanted - before)
    elif (before - top) * (wanted - top) < 0.0 and abs(before - top) > near_end:
        share = (top - before) / (wanted - before)
    if share < 1.0:
        share = max(share, min(least_interval_s / interval_s, 1.0))
        wanted = before + share * (wanted - before)
        at_end = min(max(wanted, lowest), top)
        interval_s, largest = share * interval_s, share * largest
        if rise != 0.0:
            rise = (error_k + 0.5 * error_k_per_s * interval_s) * per_k * interval_s * per_s
    change = min(max(at_end - speed, -largest), largest)
    return speed + change, integral + rise, interval_s


@internal
def crossing(before: float, after: float, threshold: float, is_rising: bool) -> float:
    """Return the share of the interval after which a linear course reaches the threshold, or 2."""
    if is_rising:
        if before < threshold - TOUCH_K and after >= threshold:
            return (threshold - before) / (after - before)
    elif before > threshold + TOUCH_K and after <= threshold:
        return (threshold - before) / (after - before)
    return 2.0
