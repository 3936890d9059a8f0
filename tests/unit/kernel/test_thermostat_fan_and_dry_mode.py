"""When the fan runs without the compressor, and when a unit dries the air.

Setpoints 20 and 26 degC and a differential of 0.5 K, as in `test_thermostat`.
"""

from __future__ import annotations

import numpy as np
import pytest

from hand_made import Instant, calls_of, control, drivers, machine, started
from hpsim.kernel.crossing import fraction_to_dry
from hpsim.kernel.indoor_fan import choose_fan_program, run_fan
from hpsim.kernel.interval_length import longest_interval
from hpsim.kernel.thermostat import (
    has_to_stop,
    watch_humidity,
)

HEATING, COOLING = 1.0, -1.0


def stopped(at_instant: Instant) -> Instant:
    """Return a unit whose fan has what it does after a stop."""
    choose_fan_program(at_instant.machine, at_instant.control, at_instant.work)
    return at_instant


# ---- fan


@pytest.mark.parametrize(
    ("on", "mode", "since_s", "runs", "held"),
    [
        (1.0, HEATING, 29.0, 1.0, 1.0),  # the flame burns and its heat is held back
        (1.0, HEATING, 30.0, 1.0, 0.0),
        (1.0, COOLING, 10.0, 1.0, 0.0),
        (0.0, COOLING, 59.0, 1.0, 0.0),
        (0.0, COOLING, 60.0, 0.0, 0.0),
        (0.0, HEATING, 89.0, 1.0, 0.0),  # 60 + 30
        (0.0, HEATING, 90.0, 0.0, 0.0),
    ],
)
def test_the_fan_runs_on_after_a_stop_and_waits_for_a_burner(
    on: float, mode: float, since_s: float, runs: float, held: float
) -> None:
    unit = machine(
        fan={"overrun_s": 60.0, "heating_overrun_more_s": 30.0}, burner={"fan_delay_s": 30.0}
    )
    i = stopped(Instant(machine=unit).put(mode=mode)).put(on=on, since_s=since_s)
    run_fan(i.machine, i.state)
    assert (i.fan_runs, i.heat_held) == (runs, held)


def test_a_fan_that_is_always_on_begins_with_the_first_run() -> None:
    i = Instant(machine=machine(fan={"always_on": 1.0})).put(since_s=9e5)
    run_fan(i.machine, i.state)
    assert i.fan_runs == 0.0
    run_fan(i.machine, stopped(i.put(mode=COOLING)).state)
    assert i.fan_runs == 1.0


@pytest.mark.parametrize(
    ("busy", "steps"),
    [
        ({"on": 1.0, "since_s": 50.0, "follows": 1.0, "follow_s": 300.0}, 2),
        ({"backup_on": 1.0}, 1),
        ({"recovering_to": -1.0}, 1),
        ({"calls": 1.0}, 1),
        ({"fan_runs": 1.0, "built": 0.5, "since_s": 30.0}, 2),  # a coil that still cools
    ],
)
def test_an_interval_with_anything_going_on_is_a_step_or_two(
    busy: dict[str, float], steps: int
) -> None:
    i = stopped(Instant(control=control(sensor_lag_s=120.0)).put(mode=COOLING))
    assert longest_of(i) == 1800.0
    assert longest_of(i.put(**busy)) == 60.0 * steps


def longest_of(i: Instant) -> float:
    return longest_interval(i.control, i.unit, i.state)


def test_where_water_dries_off_an_interval_is_some_steps() -> None:
    i = stopped(Instant(control=control(sensor_lag_s=120.0)).put(mode=COOLING))
    i.put(fan_runs=1.0, built=0.0, water_kg=0.1, since_s=240.0)
    assert [longest_of(i.put(since_s=s)) for s in (240.0, 500.0, 1799.0)] == [300.0, 500.0, 600.0]
    assert longest_of(i.put(since_s=1800.0)) == 1800.0  # nearly dry, slowly


@pytest.mark.parametrize(("mode", "longest_s"), [(HEATING, 600.0), (COOLING, 300.0)])
def test_intervals_of_a_constant_speed_are_long(mode: float, longest_s: float) -> None:
    i = Instant(control=control(sensor_lag_s=120.0)).put(mode=mode, on=1.0)
    assert [longest_of(i.put(since_s=s)) for s in (0.0, 120.0, 400.0)] == [longest_s] * 3


def test_a_coil_that_cools_a_small_room_has_brief_intervals_at_first() -> None:
    i = Instant(control=control(sensor_lag_s=120.0)).put(mode=COOLING, on=1.0)
    i.put(first_k_per_s=-0.005)  # 0.6 K in two minutes at the begin of the last run
    assert [longest_of(i.put(since_s=s)) for s in (0.0, 15.0, 120.0, 900.0)] == [15, 15, 120, 300]
    i.put(first_k_per_s=-0.004)
    assert longest_of(i.put(since_s=0.0)) == 300.0


@pytest.mark.parametrize("is_own", [0.0, 1.0])
def test_intervals_of_a_speed_that_follows_and_cools_grow_from_its_start(is_own: float) -> None:
    i = Instant(control=control(sensor_lag_s=120.0, is_own=is_own)).put(mode=COOLING, on=1.0)
    i.put(follows=1.0, follow_s=1800.0)
    assert [longest_of(i.put(since_s=s)) for s in (0.0, 120.0, 400.0)] == [120.0, 240.0, 600.0]
    i.put(first_k_per_s=-0.005)  # 0.6 K in two minutes at the begin of the last run
    assert [longest_of(i.put(since_s=s)) for s in (0.0, 120.0, 400.0)] == [60.0, 120.0, 400.0]
    assert longest_of(i.put(since_s=900.0)) == 600.0


def test_intervals_of_a_speed_that_follows_and_heats_are_long_where_it_is_foreseen() -> None:
    """It stops at 21 degC: at 20.6 a sensor may creep there, at 20.4 it is still far."""
    i = Instant(control=control(sensor_lag_s=120.0)).put(mode=HEATING, on=1.0)
    i.put(follows=1.0, at_any_k=1.0, at_minimum_k=1.0, since_s=40.0)
    assert [longest_of(i.put(follow_s=s)) for s in (240.0, 480.0)] == [240.0, 480.0]
    assert longest_of(i.put(follow_s=1800.0, sensed_degc=20.6)) == 600.0
    assert longest_of(i.put(sensed_degc=20.4)) == 1800.0
    i.put(first_k_per_s=0.005, follow_s=1800.0)  # a large unit in a small room
    assert [longest_of(i.put(since_s=s)) for s in (0.0, 120.0, 900.0)] == [60.0, 120.0, 900.0]
    furnace = machine(burner={"fuel_fraction": 1.0})
    fire = Instant(control=control(sensor_lag_s=120.0), machine=furnace)
    fire.put(mode=HEATING, on=1.0, follows=1.0, at_any_k=1.0, at_minimum_k=1.0, follow_s=1800.0)
    assert longest_of(fire.put(since_s=120.0)) == 120.0  # heat lags behind the fire


def test_an_interval_reaches_a_little_beyond_the_end_of_a_run_like_the_last_one() -> None:
    """A run of 500 s of which 200 are over: 350 s more, in the next thirty that recur."""
    i = Instant(control=control(sensor_lag_s=120.0)).put(mode=HEATING, on=1.0, ran_s=500.0)
    assert longest_of(i.put(since_s=200.0)) == 360.0
    assert longest_of(i.put(since_s=500.0)) == 600.0  # already longer
    assert longest_of(i.put(since_s=0.0, ran_s=3600.0)) == 600.0


def test_a_window_that_may_open_is_watched_every_step() -> None:
    window = {"switched_above_degc": np.array([23.0]), "switched_below_room_k": np.array([2.0])}
    openings = drivers(10.0, n_hours=2)._replace(**window, switched_w_per_k=np.zeros((1, 4)))
    i = Instant(control=control(sensor_lag_s=120.0), drivers=openings)
    i.put(air_degc=21.0, opens_above_degc=23.0)
    assert longest_of(i) == 1800.0
    assert longest_of(i.put(air_degc=22.0)) == 60.0


# ---- dehumidification


def dry_mode(relative: float, *, overcool_k: float = 2.0, **state: float) -> Instant:
    """Return a unit that dries the air above 60 %, in a room of some relative humidity."""
    i = Instant(control=control(dry_above=0.6, dry_overcool_k=overcool_k))
    i.put(saturated_ratio=0.02, saturated_at_degc=25.0, air_degc=25.0, sensed_degc=25.0)
    i.put(humidity_ratio=0.02 * relative, relative=relative)
    i.put(**state)
    watch_humidity(i.control, i.unit, i.state)
    return i


@pytest.mark.parametrize(
    ("overcool_k", "floor_degc"),
    [
        (2.0, 24.0),  # 26 - 2
        (8.0, 20.5),  # not 26 - 8 = 18, but a differential above the heating setpoint of 20
    ],
)
def test_dehumidification_has_a_floor_below_cooling_and_above_heating(
    overcool_k: float, floor_degc: float
) -> None:
    assert dry_mode(0.7, overcool_k=overcool_k).dry_floor_degc == floor_degc


@pytest.mark.parametrize(
    ("relative", "sensed_degc", "calls"),
    [
        (0.60, 25.0, COOLING),
        (0.59, 25.0, 0.0),
        (0.70, 24.25, COOLING),  # the floor, and half the differential
        (0.70, 24.24, 0.0),
        (0.70, 19.75, HEATING),  # heating comes first
    ],
)
def test_humid_air_calls_for_dehumidification_above_its_floor(
    relative: float, sensed_degc: float, calls: float
) -> None:
    assert calls_of(dry_mode(relative, sensed_degc=sensed_degc)) == calls


@pytest.mark.parametrize(
    ("relative", "sensed_degc", "stops"),
    [
        (0.56, 24.5, False),
        (0.55, 24.5, True),  # 0.60 less the hysteresis of 0.05
        (0.70, 24.01, False),
        (0.70, 24.00, True),  # the floor itself, no differential past it
    ],
)
def test_dehumidification_ends_below_its_limit_or_at_its_floor(
    relative: float, sensed_degc: float, stops: bool
) -> None:
    i = started(dry_mode(0.7, calls=COOLING)).put(since_s=600.0)
    assert i.is_drying
    assert has_to_stop(i.control, i.put(relative=relative, sensed_degc=sensed_degc).state) is stops


def test_a_start_in_a_warm_room_is_ordinary_cooling() -> None:
    assert not started(dry_mode(0.7, calls=COOLING, sensed_degc=26.25)).is_drying


def test_a_room_that_warms_up_turns_dehumidification_into_ordinary_cooling() -> None:
    i = started(dry_mode(0.7, calls=COOLING))
    assert i.at_any_k == 0.0
    watch_humidity(i.control, i.unit, i.put(sensed_degc=26.24).state)
    assert i.is_drying
    watch_humidity(i.control, i.unit, i.put(sensed_degc=26.25).state)
    assert not i.is_drying
    assert (i.at_any_k, i.at_minimum_k) == (0.25, 0.25)  # the thermostat's own again


def test_relative_humidity_follows_the_air_between_base_steps() -> None:
    # saturation is 6.2 % a kelvin: 0.6 / 1.062 in air a kelvin warmer
    assert dry_mode(0.6, air_degc=26.0).relative == pytest.approx(0.6 / 1.062)


def test_an_interval_ends_where_humidity_crosses_its_limit() -> None:
    i = dry_mode(0.58)
    assert fraction_to_dry(i.control, i.unit, i.state, 0.62) == pytest.approx(0.5)
    assert fraction_to_dry(i.control, i.unit, i.state, 0.59) == 2.0
    i.put(is_drying=1.0, on=1.0)
    assert fraction_to_dry(i.control, i.unit, i.state, 0.52) == pytest.approx(0.5)  # 0.55
    assert fraction_to_dry(i.control, i.unit, i.state, 0.62) == 2.0  # away from it
