"""The foreseen course of a sensor, against what room and machine then do."""

from __future__ import annotations

import math

import numpy as np
import pytest

from hand_made import Instant, control, drivers, flat_map, machine
from hpsim.kernel.interval import choose_interval, respond
from hpsim.kernel.lookup import rise_of_capacity
from hpsim.kernel.pack import packed
from hpsim.kernel.sensor_course import coil_ahead, foresee_course, foresee_for, more_by_weather

HEATING = 1.0
LAG_S, START_S = 120.0, 90.0


def heating_up(built: float, speed: float, integral: float) -> Instant:
    """Return a variable unit that heats a room of 100 W/K at 10 degC, as far as it is built up."""
    table = flat_map(2000.0, 500.0, (0.25, 1.0))
    unit = machine(
        heating=table,
        cooling=table,
        compressor={"modulates": 1.0, "slew_per_s": 0.001},
        indoor_coil={"heating_start_s": START_S},
    )
    law = control(sensor_lag_s=LAG_S, integral_time_s=math.inf, proportional_band_k=2.0)
    i = Instant(machine=unit, control=law, drivers=drivers(10.0, n_hours=2))
    i.work.x[0] = 9.15  # 19.15 degC
    i.put(air_degc=19.15, sensed_degc=19.2, humidity_ratio=0.005, mode=HEATING, on=1.0)
    i.put(follows=1.0, lowest=0.25, top=1.0, floor=0.25, speed_per_k=1.0 / 2.0, integral=integral)
    i.put(speed_now=speed, built=built, since_s=4000.0, follow_s=300.0)
    i.put(at_any_k=9.0, at_minimum_k=9.0)
    # the last interval's machine
    interval = i.work.interval
    interval.per_speed_w, interval.mean_speed = 2000.0, speed
    interval.capacity_w = interval.sensible_w = 2000.0 * speed
    return i


def gone_through(i: Instant) -> Instant:
    choose_interval(i.packed, i.unit, i.work, 0, 180.0)
    respond(i.packed, i.unit, i.work, 0)
    return i


# speed that is the law's and has built up, or not yet; that slews up, and down
@pytest.mark.parametrize(
    ("built", "speed", "integral"),
    [(1.0, 0.6, 0.2), (0.3, 0.6, 0.2), (0.3, 0.5, 0.3), (0.7, 0.75, 0.1), (0.5, 0.25, -0.5)],
)
def test_a_course_is_foreseen_as_room_and_machine_then_go(
    built: float, speed: float, integral: float
) -> None:
    i = heating_up(built, speed, integral)
    foresee_course(i.machine, i.control, i.unit, i.work, 180.0)
    length_s, slope, bow = i.work.interval.foreseen_s, i.sensed_k_per_s, i.bow_k_per_s2
    then = gone_through(heating_up(built, speed, integral)).work.interval
    assert then.length_s == pytest.approx(length_s)
    passed_k = then.sensed_end_degc - 19.2
    assert slope * length_s == pytest.approx(passed_k, abs=1e-3)
    mean_k = then.air_mean_degc - 19.2 - LAG_S * passed_k / length_s
    assert bow * length_s**2 == pytest.approx(mean_k - 0.5 * passed_k, abs=1e-3)
    assert abs(passed_k) > 0.01


def test_a_coil_ahead_gives_what_builds_up_at_the_present_speed() -> None:
    """1,200 W at 0.6 of the last interval is 1,000 at 0.5 now; of 300 W that are missing, fades."""
    i = heating_up(0.7, 0.5, 0.3)
    interval = i.work.interval
    interval.mean_speed, interval.capacity_w, interval.fan_w = 0.6, 1200.0, 40.0
    mean_w, fading_w, by_speed_w = coil_ahead(i.machine, i.unit, i.work, 120.0)
    time_s = (np.arange(10_000) + 0.5) * 120.0 / 10_000
    built = float((1.0 - 0.3 * np.exp(-time_s / START_S)).mean())
    assert mean_w == pytest.approx(40.0 + 1000.0 * built, rel=1e-6)
    assert fading_w == pytest.approx(-300.0)
    assert by_speed_w == pytest.approx(2000.0 * built, rel=1e-6)


def test_output_goes_with_the_weather_from_the_middle_of_an_interval_to_the_next() -> None:
    """1,000 to 1,060 W in a half-hour: 6 W in 180 s, of 1,030 W in its middle."""
    i = heating_up(1.0, 0.625, 0.2)
    i.work.heating[0], i.work.heating[1] = (500.0, 1500.0), (530.0, 1590.0)
    i.put(rises_by_weather=rise_of_capacity(i.work.heating))
    interval = i.work.interval
    interval.fraction, interval.length_s = 0.5, 180.0
    assert more_by_weather(i.unit, i.work, 180.0) == pytest.approx(6.0 / 1030.0)
    interval.capacity_w, interval.sensible_w, interval.mean_speed = 1000.0, 1040.0, 0.625
    mean_w, _, _ = coil_ahead(i.machine, i.unit, i.work, 180.0)
    assert mean_w == pytest.approx(1040.0 + 1000.0 * 6.0 / 1030.0)


def past_its_stop() -> Instant:
    """Return a unit that has heated at its floor of 0.6, and has just passed its stop."""
    i = heating_up(1.0, 0.6, -0.5).put(sensed_degc=20.4, floor=0.6, hold_s=300.0, at_once_k=9.0)
    i.work.x[0] = 11.2
    i.put(air_degc=21.2, at_any_k=0.3, at_minimum_k=0.3, since_s=500.0)
    own = i.control._replace(is_own=1.0, boost_speed=0.6, boost_s=900.0)
    i.control, i.packed = own, packed(i.inputs._replace(control=own))
    return i


def test_a_unit_past_its_stop_is_foreseen_to_slow_down() -> None:
    i = past_its_stop()
    foresee_course(i.machine, i.control, i.unit, i.work, 180.0)
    length_s, slope = i.work.interval.foreseen_s, i.sensed_k_per_s
    then = gone_through(past_its_stop()).work.interval
    assert then.length_s == pytest.approx(length_s)
    assert then.speed_end == pytest.approx(0.6 - 0.001 * 180.0)
    assert slope * length_s == pytest.approx(then.sensed_end_degc - 20.4, abs=1e-3)


def test_a_shorter_course_has_the_parabolas_slope() -> None:
    """``s = 3e-3 t - 1e-5 t^2``: 0 after 300 s and a sixth of 0.9 K above on the mean."""
    i = Instant().put(sensed_k_per_s=0.0, bow_k_per_s2=1e-5 / 6.0)
    interval = i.work.interval
    interval.foreseen_s, interval.integral = 300.0, 0.3
    assert foresee_for(i.state, interval, 100.0)
    assert i.sensed_k_per_s == pytest.approx(3e-3 - 1e-5 * 100.0)
    assert (interval.foreseen_s, i.integral) == (100.0, 0.3)
    assert not foresee_for(i.state, interval, 101.0)
    interval.foreseen_s = 0.0
    assert not foresee_for(i.state, interval, 50.0)


def test_a_unit_on_its_way_to_the_lowest_speed_does_not_stop_yet_as_it_does_there() -> None:
    """At the lowest speed it stops 0.2 K past the setpoint, at any other 2 K past it."""
    i = heating_up(1.0, 0.35, -0.5).put(sensed_degc=20.1, at_minimum_k=0.2, at_any_k=2.0)
    i.work.x[0] = 11.0
    i.put(air_degc=21.0)
    gone_through(i)
    interval = i.work.interval
    assert interval.speed_end == pytest.approx(0.25)
    assert interval.length_s == pytest.approx(100.0, rel=0.02)  # at a thousandth a second
    assert interval.sensed_end_degc > 20.3
