"""Where an interval ends: at a threshold that the sensor crosses, with a speed that fits."""

from __future__ import annotations

import math

import numpy as np
import pytest

from hand_made import Instant, control, drivers, flat_map, machine
from hpsim.kernel.air_moisture import predict_humidity
from hpsim.kernel.crossing import (
    FIT,
    OTHER_HEATED_K,
    SENSOR,
    bent_course,
    choose_mean_speed,
    search,
    sensor_k_per_s,
    sensor_turns_at,
)
from hpsim.kernel.heat_pump import prepare_start
from hpsim.kernel.interval import (
    choose_interval,
    predict,
    respond,
    rise_with_speed,
    run_machine,
)
from hpsim.kernel.room import prepare_length

HEATING = 1.0
NEAR_K = 1e-3  # half a second, the shortest interval, of the steepest course
LAG_S, TIME_S = 120.0, 1e4  # of the sensor; 1 MJ/K over 100 W/K


def pass_interval(i: Instant, left_s: float = 900.0) -> None:
    """Go through one interval, to its end."""
    choose_interval(i.packed, i.unit, i.work, 0, left_s)
    run_machine(i.packed, i.unit, i.work, 0)
    respond(i.packed, i.unit, i.work, 0)


def cooling_down(air_degc: float, sensed_degc: float) -> Instant:
    """Return a room that falls towards 10 degC; heating is called for at 19.75 degC."""
    i = Instant(control=control(sensor_lag_s=LAG_S), drivers=drivers(10.0, n_hours=2))
    i.work.x[0] = air_degc - 10.0
    return i.put(air_degc=air_degc, sensed_degc=sensed_degc, humidity_ratio=0.005)


def sensed_at(time_s: float, air_degc: float, sensed_degc: float) -> float:
    """Return the sensor's closed form in that room."""
    above = air_degc - 10.0
    share = above * TIME_S / (TIME_S - LAG_S)
    left = sensed_degc - 10.0 - share
    return 10.0 + share * math.exp(-time_s / TIME_S) + left * math.exp(-time_s / LAG_S)


@pytest.mark.parametrize(("air_degc", "sensed_degc"), [(20.0, 19.9), (19.8, 20.1), (19.5, 20.3)])
def test_a_rest_ends_where_the_sensor_calls(air_degc: float, sensed_degc: float) -> None:
    i = cooling_down(air_degc, sensed_degc)
    pass_interval(i)
    length_s = i.work.interval.length_s
    assert 60.0 < length_s < 900.0
    assert i.work.interval.sensed_end_degc == pytest.approx(19.75, abs=NEAR_K)
    assert sensed_at(length_s, air_degc, sensed_degc) == pytest.approx(19.75, abs=NEAR_K)


def test_a_rest_without_an_event_is_a_quarter_hour() -> None:
    i = cooling_down(22.0, 22.0)
    pass_interval(i)
    assert i.work.interval.length_s == 900.0
    assert i.work.interval.sensed_end_degc == pytest.approx(sensed_at(900.0, 22.0, 22.0))


def test_a_sensor_that_turns_stays_within_the_tangents() -> None:
    # the air is warmer than the sensor and falls: the sensor rises first
    i = cooling_down(21.0, 20.8)
    pass_interval(i)
    bound = sensor_turns_at(i.control, i.unit, i.work)
    highest = max(sensed_at(float(t), 21.0, 20.8) for t in range(901))
    assert highest > 20.8
    assert highest < bound < highest + 0.2


def test_a_turn_that_may_pass_a_threshold_is_looked_at_closely() -> None:
    # the sensor falls towards air of 19.6 degC, which warms by 5 mK/s
    i = cooling_down(19.6, 19.76).put(given_w=6000.0)
    pass_interval(i)
    assert i.work.interval.length_s <= 60.0


# 0.2 K before its stop, and far from it: 4.5 and 13.5 mK in a band of 2 K
@pytest.mark.parametrize(("stops_k", "near"), [(-0.6, 2.25e-3), (9.0, 6.75e-3)])
def test_a_speed_that_follows_the_room_fits_the_sensor_where_it_ends(
    stops_k: float, near: float
) -> None:
    table = flat_map(2000.0, 500.0, (0.25, 1.0))
    unit = machine(heating=table, cooling=table, compressor={"modulates": 1.0, "slew_per_s": 0.01})
    law = control(sensor_lag_s=LAG_S, integral_time_s=math.inf, proportional_band_k=2.0)
    i = Instant(machine=unit, control=law, drivers=drivers(10.0, n_hours=2))
    i.work.x[0] = 9.15  # 19.15 degC
    i.put(air_degc=19.15, sensed_degc=19.2, humidity_ratio=0.005, mode=HEATING, on=1.0)
    i.put(follows=1.0, lowest=0.25, top=1.0, integral=0.06, speed_per_k=0.5, speed_now=0.46)
    i.put(since_s=4000.0, built=1.0, follow_s=300.0, at_any_k=stops_k, at_minimum_k=stops_k)
    pass_interval(i)
    interval = i.work.interval
    assert interval.length_s == 300.0
    law_speed = 0.06 + (20.0 - interval.sensed_end_degc) / 2.0
    assert interval.speed_end == pytest.approx(law_speed, abs=near)
    assert abs(interval.speed_end - 0.46) > 0.01  # it has moved


def test_humidity_foreseen_while_water_dries_off_does_not_count_where_none_does() -> None:
    """The air may turn out to be saturated: then the coil stays wet, and the air is no wetter."""
    i = cooling_down(19.9, 19.9)
    pass_interval(i)
    interval = i.work.interval
    interval.tries, interval.evaporated_kg = FIT, 1e-3
    predict(i.packed, i.unit, i.work)
    assert interval.humid_for_s == interval.length_s
    wetter = float(interval.humidity_end)
    interval.evaporated_kg = 0.0
    predict(i.packed, i.unit, i.work)
    assert interval.humid_for_s != interval.length_s
    predict_humidity(i.unit, i.work)
    assert interval.humidity_end < wetter


def test_more_has_built_up_when_a_rising_speed_is_at_its_end() -> None:
    # 1000 W to 1600 W in 120 s, of which 1 - 0.8 exp(-t / 90 s) has built up
    i = Instant(control=control(sensor_lag_s=LAG_S)).put(built=0.2)
    interval, parts = i.work.interval, 10_000
    time_s = (np.arange(parts) + 0.5) * 120.0 / parts
    built = 1.0 - 0.8 * np.exp(-time_s / 90.0)
    prepare_start(90.0, 120.0, i.work.starts, 0)
    prepare_length(i.work, i.unit.direct_k_per_w, LAG_S, 120.0)
    interval.built, interval.per_speed_w = 1.0 - 0.8 * math.exp(-120.0 / 90.0), 1000.0
    interval.sensible_w, interval.speed_end = 1300.0 * built.mean(), 0.6
    rise_with_speed(i.unit, i.work, LAG_S)
    assert interval.sensible_w == pytest.approx(((1000.0 + 5.0 * time_s) * built).mean(), rel=1e-6)
    assert interval.ramp_w == pytest.approx(600.0 * 0.5 * (0.2 + interval.built))


def test_a_sensor_follows_the_air_its_offset_and_supply_air_that_falls_back() -> None:
    """From 19 towards 20 + 0.5 + 0.2 degC, 1,000 W at 0.2 K/kW, with a lag of 120 s."""
    i = Instant(control=control(sensor_lag_s=LAG_S, sensor_offset_k=0.5))
    i.work.interval.sensible_w = 1000.0
    slope = sensor_k_per_s(
        i.control, i.unit._replace(supply_k_per_w=2e-4), i.work.interval, 20.0, 19.0
    )
    assert slope == pytest.approx(1.7 / 120.0)


def test_a_machine_meets_the_air_that_its_interval_turns_out_to_have() -> None:
    """Foreseen: 6 K warmer by the middle of ten minutes, as if the room warmed by 0.02 K/s."""
    i = Instant(control=control(sensor_lag_s=LAG_S), drivers=drivers(10.0, n_hours=2))
    i.work.x[0] = 9.0
    i.put(air_degc=19.0, sensed_degc=19.0, humidity_ratio=0.005, mode=HEATING, on=1.0)
    i.put(since_s=4000.0, built=1.0, air_k_per_s=0.02, speed_now=1.0, lowest=1.0, top=1.0)
    pass_interval(i)
    interval = i.work.interval
    assert interval.length_s == 600.0
    assert abs(interval.air_mean_degc - 19.0) < 1.0
    assert interval.met_degc == pytest.approx(interval.air_mean_degc, abs=OTHER_HEATED_K)


@pytest.mark.parametrize(
    ("minimum_on_s", "length_s"), [(0.0, None), (100.0, 100.0), (240.0, 240.0)]
)
def test_a_stop_that_a_timer_holds_back_ends_the_interval_with_the_timer(
    minimum_on_s: float, length_s: float | None
) -> None:
    """Without a timer the sensor reaches the stop at 20.25 degC within half a minute."""
    i = Instant(control=control(sensor_lag_s=LAG_S, minimum_on_s=minimum_on_s))
    i.work.x[0] = 10.5
    i.put(air_degc=20.5, sensed_degc=20.2, humidity_ratio=0.005, mode=HEATING, on=1.0)
    i.put(since_s=0.0, built=1.0, speed_now=1.0, lowest=1.0, top=1.0)
    pass_interval(i)
    if length_s is None:
        assert i.work.interval.length_s < 60.0
        assert i.work.interval.sensed_end_degc == pytest.approx(20.25, abs=NEAR_K)
    else:
        assert i.work.interval.length_s == length_s


def test_a_bent_course_crosses_where_the_quartic_does_that_has_its_ends_slopes_and_mean() -> None:
    """``s = 20 + 2 u - u^2 + 0.5 u^3 - 0.25 u^4`` over 300 s, air from ``lag s' + s``."""
    i = Instant(control=control(sensor_lag_s=LAG_S))
    interval, lags = i.work.interval, LAG_S / 300.0
    i.put(air_degc=20.0 + 2.0 * lags, sensed_degc=20.0)
    interval.length_s, interval.sensed_end_degc = 300.0, 21.25
    interval.air_end_degc = 21.25 + lags * (2.0 - 2.0 + 1.5 - 1.0)
    interval.air_mean_degc = 20.0 + 1.0 - 1.0 / 3.0 + 0.125 - 0.05 + lags * 1.25
    share = 0.4
    threshold = 20.0 + 2.0 * share - share**2 + 0.5 * share**3 - 0.25 * share**4
    found = bent_course(i.control, i.unit, i.work, 20.0 - threshold, 21.25 - threshold)
    assert found == pytest.approx(share, abs=1e-4)


@pytest.mark.parametrize(("on", "slope"), [(1.0, 0.01 - 2e-4), (0.0, 0.01)])
def test_a_second_guess_allows_for_output_that_goes_with_the_length(
    on: float, slope: float
) -> None:
    """The guess at 100 of 200 s, true but for the output, is 20 mK beyond: 0.2 mK for each second.

    So a sensor that rises by 10 mK/s reaches the threshold by 9.8 mK for each second less.
    """
    i = Instant(control=control(sensor_lag_s=LAG_S)).put(on=on, mode=HEATING, air_degc=20.0)
    interval = i.work.interval
    interval.watches, interval.rounds, interval.length_s, interval.whole_s = SENSOR, 1, 100.0, 200.0
    interval.sensed_end_degc, interval.air_end_degc = 20.27, 20.27 + 0.01 * LAG_S
    interval.sensible_w = 0.0
    interval.early_s, interval.early_miss = 0.0, -0.5
    interval.late_s, interval.late_miss = 100.0, 0.02
    search(i.control, i.unit, i.work, 0.02)
    assert interval.length_s == pytest.approx(100.0 - 0.02 / slope)


def test_a_rest_ends_where_humidity_calls_for_drying() -> None:
    i = Instant(
        control=control(sensor_lag_s=LAG_S, dry_above=0.6, dry_overcool_k=4.0),
        drivers=drivers(25.0, n_hours=2, moisture_gain_kg_per_s=1e-3, outdoor_air_kg_per_s=0.0),
    )
    i.work.x[0] = 0.0
    i.put(air_degc=25.0, sensed_degc=25.0, saturated_ratio=0.02, saturated_at_degc=25.0)
    i.put(humidity_ratio=0.0119, relative=0.595)
    pass_interval(i)
    # 1 g/s into 700 kg: 0.0001 kg/kg more after 70 s
    assert i.work.interval.length_s == pytest.approx(70.0, rel=0.01)
    assert i.work.interval.humidity_end == pytest.approx(0.6 * 0.02, rel=1e-5)


def test_a_speed_by_the_sensor_has_the_mean_that_belongs_to_the_sensors_mean() -> None:
    """Heating, 2 K from none to full: 0.1 K warmer on the mean than half-way is 0.05 slower."""
    i = Instant().put(mode=HEATING, speed_per_k=0.5, speed_now=0.5, floor=0.2, top=1.0)
    interval = i.work.interval
    interval.speed_end = 0.7
    for bow_k, mean in ((0.1, 0.55), (-0.1, 0.65), (0.0, 0.6), (2.0, 0.2)):
        interval.bow_k = bow_k
        choose_mean_speed(i.state, interval)
        assert interval.mean_speed == pytest.approx(mean)
