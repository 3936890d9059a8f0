"""The course of the sensor that a speed follows, foreseen before an interval is gone through.

Every try of an interval runs the machine. The room's response to heat is known, and so is what the
coil gives as it builds up and by its speed; so that the course can mostly be worked out beforehand,
together with the speed that follows it.
"""

from __future__ import annotations

from hpsim.kernel.compiling import internal
from hpsim.kernel.controller import TRACKING
from hpsim.kernel.crossing import sensor_k_per_s
from hpsim.kernel.heat_pump import CONSTANTS, FADE, build_up, dead_time_s, prepare_start
from hpsim.kernel.own_control import own_floor
from hpsim.kernel.room import find_length, prepare_fading, prepare_ramp, relax
from hpsim.kernel.state import (
    COOLING_COIL,
    EPSILON_S,
    FADING_COIL,
    FADING_FELT,
    FADING_MEAN,
    FELT_K_PER_W,
    HAS_RAMP,
    HEATING_COIL,
    LAG_DECAY,
    MEAN_K_PER_W,
    PER_S,
    RAMP_FELT,
    RAMP_MEAN,
    Interval,
    State,
    Unit,
    Work,
)
from hpsim.kernel.thermostat import set_point, slewing_s
from hpsim.kernel.types import Control, Machine

NEARLY_BUILT = 0.999  # of a coil's output
FAR = 2.0  # a speed that slews so many intervals to where it is wanted will not be there in this
LIKE_FORESEEN = 0.02  # of its length: an interval so near the one foreseen has its course


@internal
def foresee_course(
    machine: Machine, control: Control, unit: Unit, work: Work, length_s: float
) -> None:
    """Foresee the sensor's course over an interval: its mean slope, and its bow.

    By the room's response to what the coil gives at the present speed, and to a speed that slews.
    Where the speed is the law's, passed ``p`` and bow ``b`` solve two linear equations, with the
    slope of the heat by the speed. Where there is no such slope, or the speed is far from what is
    wanted, as in the last interval: by the slope now, and the bend then.

    Parameters
    ----------
    machine : Machine
        That runs.
    control : Control
        With a sensor that lags.
    unit : Unit
        What does not change.
    work : Work
        State and last interval. The course is put into the state, and its length here.
    length_s : float
        Longest that the interval may be [s].
    """
    state, interval = work.state, work.interval
    sensed, lag_s, speed_per_k = state.sensed_degc, control.sensor_lag_s, state.speed_per_k
    error_k = state.mode * (set_point(state) - sensed)
    if control.is_own > 0.0:  # it may be another one since the last interval
        end_s = state.since_s + length_s - 2.0 * EPSILON_S
        state.floor = own_floor(control, state, -error_k, max(end_s, state.since_s))
    law = state.integral + error_k * speed_per_k
    is_law = state.floor < law < state.top
    behind = min(max(law, state.floor), state.top) - state.speed_now
    slew = machine.compressor.slew_per_s
    if abs(behind) > TRACKING:
        is_law = False
        length_s = min(length_s, slewing_s(unit, state))
        if abs(behind) > FAR * slew * length_s:
            foresee_as_last(control, unit, work, length_s)
            return
        length_s = min(length_s, abs(behind) / slew)
        behind = slew * length_s if behind > 0.0 else -slew * length_s
    if not has_slope(machine, state, interval):
        foresee_as_last(control, unit, work, length_s)
        return
    coil_w, fading_w, by_speed_w = coil_ahead(machine, unit, work, length_s)
    find_length(unit, work, lag_s, length_s)
    interval.length_s = interval.foreseen_s = length_s
    relax(unit, work)
    lengths, nth = work.lengths, state.prepared
    if lengths[nth, HAS_RAMP] < 0.0 and (is_law or behind != 0.0):
        prepare_ramp(work, unit, lag_s)
    heat_w = coil_w + state.given_w - state.exchange_w_per_k * state.air_degc
    if state.backup_on:
        heat_w += state.backup_now_w
    offset_k = control.sensor_offset_k + unit.supply_k_per_w * coil_w
    reached = 1.0 - lengths[nth, LAG_DECAY]
    # sensor and air's mean by a speed that holds all the time, and by one that is reached evenly
    felt = by_speed_w * (lengths[nth, FELT_K_PER_W] + unit.supply_k_per_w * reached)
    mean = by_speed_w * (lengths[nth, MEAN_K_PER_W] + unit.supply_k_per_w)
    felt_end = 0.5 * felt + by_speed_w * lengths[nth, RAMP_FELT]
    mean_end = 0.5 * mean + by_speed_w * lengths[nth, RAMP_MEAN]
    passed_k = interval.rest_sensed_degc + lengths[nth, FELT_K_PER_W] * heat_w
    passed_k += reached * offset_k - sensed + felt_end * behind
    mean_k = interval.rest_mean_degc + lengths[nth, MEAN_K_PER_W] * heat_w
    mean_k += offset_k - sensed + mean_end * behind
    if fading_w != 0.0:
        coil = HEATING_COIL if state.mode > 0.0 else COOLING_COIL
        if lengths[nth, FADING_COIL] != coil:
            constants, fade = work.starts[coil, CONSTANTS], work.starts[coil, FADE]
            prepare_fading(work, unit, lag_s, constants, fade, coil)
        passed_k += lengths[nth, FADING_FELT] * fading_w
        mean_k += lengths[nth, FADING_MEAN] * fading_w
    per_s = lengths[nth, PER_S]
    lags = lag_s * per_s + 0.5
    bow_k = mean_k - lags * passed_k
    if is_law:
        per_k = state.mode * speed_per_k  # speed by kelvin of the sensor
        integrals = length_s * unit.integral_per_s
        ahead = integrals * per_k * state.mode * error_k
        with_integral = (1.0 + 0.5 * integrals) * per_k
        of_passed, of_bow = passed_k + felt_end * ahead, mean_k + mean_end * ahead
        p_p, b_p = 1.0 + felt_end * with_integral, lags + mean_end * with_integral
        p_b, b_b = felt * per_k, 1.0 + mean * per_k
        per_determinant = 1.0 / (p_p * b_b - p_b * b_p)
        passed_k = (of_passed * b_b - p_b * of_bow) * per_determinant
        bow_k = (of_bow * p_p - b_p * of_passed) * per_determinant
    state.sensed_k_per_s = passed_k * per_s
    state.bow_k_per_s2 = bow_k * per_s * per_s


@internal
def foresee_as_last(control: Control, unit: Unit, work: Work, length_s: float) -> None:
    """Foresee the sensor's mean slope by its slope now, and the bend of the last interval."""
    state = work.state
    k_per_s = sensor_k_per_s(control, unit, work.interval, state.air_degc, state.sensed_degc)
    state.sensed_k_per_s = k_per_s - 6.0 * state.bow_k_per_s2 * length_s


@internal
def has_slope(machine: Machine, state: State, interval: Interval) -> bool:
    """Return whether it is known how a unit's heat goes with its speed: not in a defrost."""
    is_dead = state.since_s < dead_time_s(machine, state.mode) - EPSILON_S
    has_program = state.boosting or state.oil_left_s > 0.0
    return bool(interval.per_speed_w != 0.0 and not is_dead and not has_program)


@internal
def coil_ahead(
    machine: Machine, unit: Unit, work: Work, length_s: float
) -> tuple[float, float, float]:
    """Return what the coil of a unit that runs gives over an interval at the present speed [W].

    By its steady output in the last one, and how that goes with the weather: the mean, what of it
    fades from the interval's begin, and the mean's slope by the speed.
    """
    state, interval, starts = work.state, work.interval, work.starts
    more = state.speed_now - interval.mean_speed
    by_weather = more_by_weather(unit, work, length_s)
    more_w = by_weather * state.mode * interval.capacity_w
    if state.built >= NEARLY_BUILT:
        by_speed_w: float = interval.per_speed_w
        return interval.sensible_w + more_w + by_speed_w * more, 0.0, by_speed_w
    coil = HEATING_COIL if state.mode > 0.0 else COOLING_COIL
    prepare_start(work.start_times_s[coil], length_s, starts, coil)
    mean, _ = build_up(state.built, starts[coil, CONSTANTS], starts[coil, FADE])
    full_w = state.mode * interval.capacity_w + interval.case_w + interval.per_speed_w * more
    full_w += more_w
    fan_w = interval.fan_w * machine.air_path.delivery_effectiveness
    return fan_w + mean * full_w, (state.built - 1.0) * full_w, mean * interval.per_speed_w


@internal
def more_by_weather(unit: Unit, work: Work, length_s: float) -> float:
    """Return by which part of itself steady output is more in an interval than in the last one.

    By outdoor temperature alone, from the middle of one to the other's; that of the highest speed,
    since it is nearly the same at all speeds.
    """
    apart_s = 0.5 * (work.interval.length_s + length_s)
    part: float = apart_s * unit.base_per_s * work.state.rises_by_weather
    return part


@internal
def foresee_for(state: State, interval: Interval, length_s: float) -> bool:
    """Foresee the course for another length; return whether it is another course.

    With the parabola through begin and end that has the course's bow: its mean slope falls by six
    times the bow over the square of the length for every second more.
    """
    sooner_s = interval.foreseen_s - length_s
    if interval.foreseen_s <= 0.0 or abs(sooner_s) < LIKE_FORESEEN * length_s:
        return False
    state.sensed_k_per_s += 6.0 * state.bow_k_per_s2 * sooner_s
    state.integral, interval.foreseen_s = interval.integral, length_s
    return True
