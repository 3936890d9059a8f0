"""A unit's own control: offsets, hold, speed law, start floor, oil return, change of mode.

Setpoints are 20 and 26 degC. In heating the unit stops 1.5 K above and starts again at the
setpoint; in cooling it stops 2 K below and starts again 1 K below. A stop is held back 180 s.
Full speed lies 2.5 K before the setpoint, the lowest (0.25) at the stop.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from hand_made import Instant, calls_of, control, flat_map, machine
from hpsim.kernel.crossing import fraction_to_crossing
from hpsim.kernel.interval_length import until_timer
from hpsim.kernel.own_control import follow_hold, follow_oil, own_floor, until_hold
from hpsim.kernel.thermostat import (
    call,
    has_to_stop,
    new_speed,
    start,
    stop,
    watch_humidity,
)
from hpsim.kernel.types import Control

HEATING, COOLING = 1.0, -1.0
OWN = {
    "is_own": 1.0,
    "heating_stop_k": 1.5,
    "heating_restart_k": 0.0,
    "heating_hold_s": 180.0,
    "heating_at_once_k": 2.5,
    "cooling_stop_k": 2.0,
    "cooling_restart_k": 1.0,
    "cooling_hold_s": 180.0,
    "heating_lowest_at_k": 1.5,
    "cooling_lowest_at_k": 2.0,
    "integral_time_s": math.inf,
    "change_band_k": 2.5,
    "change_wait_s": 1200.0,
}


def own(**changes: float) -> Control:
    return control(**{**OWN, **changes})


def inverter(**changes: float) -> Instant:
    table = flat_map(2000.0, 500.0, (0.25, 1.0))
    unit = machine(heating=table, cooling=table, compressor={"modulates": 1.0, "boost_s": 300.0})
    return Instant(machine=unit, control=own(**changes))


def started(i: Instant, mode: float) -> Instant:
    start(i.machine, i.control, i.unit, 7200.0, i.put(calls=mode).work)
    return i


# ---- offsets


@pytest.mark.parametrize(
    ("sensed_degc", "calls"),
    [(20.0, HEATING), (20.01, 0.0), (24.99, 0.0), (25.0, COOLING), (27.0, COOLING)],
)
def test_a_unit_starts_at_its_restart_offset_on_either_side_of_the_setpoint(
    sensed_degc: float, calls: float
) -> None:
    assert calls_of(inverter().put(sensed_degc=sensed_degc)) == calls


@pytest.mark.parametrize(
    ("sensed_degc", "calls"),
    [(19.5, HEATING), (19.51, 0.0), (26.59, 0.0), (26.6, COOLING)],
)
def test_restart_offsets_lie_before_the_setpoints(sensed_degc: float, calls: float) -> None:
    offsets = inverter(heating_restart_k=-0.5, cooling_restart_k=-0.6)
    assert calls_of(offsets.put(sensed_degc=sensed_degc)) == calls


@pytest.mark.parametrize(
    ("mode", "sensed_degc", "stops"),
    [
        (HEATING, 21.49, False),
        (HEATING, 21.50, True),
        (COOLING, 24.01, False),
        (COOLING, 24.00, True),
    ],
)
def test_a_unit_stops_at_its_stop_offset_at_any_speed(
    mode: float, sensed_degc: float, stops: bool
) -> None:
    i = started(inverter().put(sensed_degc=22.0), mode)
    for speed in (0.25, 1.0):
        i.put(since_s=900.0, speed_now=speed, sensed_degc=sensed_degc, beyond_s=180.0)
        assert has_to_stop(i.control, i.state) is stops


def test_a_stop_is_held_back_and_the_time_begins_anew_with_each_crossing() -> None:
    i = started(inverter().put(sensed_degc=22.0), HEATING).put(since_s=900.0, sensed_degc=21.6)
    past_k = 1.6
    assert not has_to_stop(i.control, i.state)
    assert until_hold(i.state, past_k, 300.0) == 180.0
    follow_hold(i.state, past_k, 100.0)
    assert (i.beyond_s, until_hold(i.state, past_k, 300.0)) == (100.0, 80.0)
    assert not has_to_stop(i.control, i.state)
    assert has_to_stop(i.control, i.put(sensed_degc=22.5).state)  # 2.5 K past: at once
    follow_hold(i.state, past_k, 80.0)
    assert has_to_stop(i.control, i.put(sensed_degc=21.6).state)
    follow_hold(i.state, 1.4, 30.0)  # the room has fallen back
    assert i.beyond_s == 0.0
    assert until_hold(i.state, 1.4, 300.0) == 300.0


def test_a_held_stop_cuts_the_interval_and_where_it_begins_is_found() -> None:
    i = started(inverter().put(sensed_degc=22.0), HEATING)
    i.put(since_s=4000.0, sensed_degc=21.6, beyond_s=150.0)
    assert until_timer(i.machine, i.control, i.unit, 10.0, i.state, 3600.0) == 30.0
    i.put(sensed_degc=21.25)
    at = fraction_to_crossing(i.machine, i.control, i.unit, i.state, 21.75, True, 21.5)
    assert at == pytest.approx(0.5)


def test_a_stop_forgets_hold_and_oil() -> None:
    i = started(inverter(), HEATING).put(beyond_s=99.0, slow_s=99.0, oil_left_s=9.0)
    stop(i.machine, i.control, i.unit, i.work, np.zeros((1, 7)))
    assert (i.beyond_s, i.hold_s, i.slow_s, i.oil_left_s) == (0.0, 0.0, 0.0, 0.0)


def test_the_unit_rests_for_its_wait_before_it_starts_again() -> None:
    i = inverter(minimum_off_s=60.0, heating_rest_s=180.0).put(mode=HEATING, since_s=100.0)
    calls_of(i.put(sensed_degc=19.0))
    assert i.wait_s == 80.0
    i = inverter(minimum_off_s=240.0, heating_rest_s=180.0).put(mode=HEATING, since_s=100.0)
    calls_of(i.put(sensed_degc=19.0))
    assert i.wait_s == 140.0


def test_the_heating_setpoint_is_shifted_and_the_cooling_one_is_not() -> None:
    i = inverter(heating_shift_k=-2.0)
    assert (i.heat_at_degc, i.cool_at_degc) == (18.0, 26.0)


# ---- speed


@pytest.mark.parametrize(
    ("mode", "sensed_degc", "speed"),
    [
        (HEATING, 17.5, 1.0),  # 2.5 K before
        (HEATING, 16.0, 1.0),
        (HEATING, 21.5, 0.25),
        (HEATING, 19.5, 0.625),  # half-way from 21.5 to 17.5
        (COOLING, 28.5, 1.0),
        (COOLING, 24.0, 0.25),
        (COOLING, 26.25, 0.625),  # half-way from 24 to 28.5
    ],
)
def test_speed_goes_straight_from_full_to_the_lowest_by_the_sensor(
    mode: float, sensed_degc: float, speed: float
) -> None:
    i = started(inverter().put(sensed_degc=22.0), mode).put(since_s=4000.0, speed_now=speed)
    end, _ = new_speed(
        i.machine, i.control, i.unit, 10.0, i.put(sensed_degc=sensed_degc).state, 30.0
    )
    assert end == pytest.approx(speed)


@pytest.mark.parametrize(
    ("since_s", "floor"), [(0.0, 0.5), (899.0, 0.5), (900.0, 0.5), (1050.0, 0.375), (1200.0, 0.25)]
)
def test_after_a_start_speed_has_a_floor_that_falls(since_s: float, floor: float) -> None:
    i = started(inverter(boost_speed=0.5, boost_s=900.0, lowest_after_s=1200.0), HEATING)
    assert own_floor(i.control, i.state, 0.0, since_s) == pytest.approx(floor)
    assert own_floor(i.control, i.state, 1.5, since_s) == 0.25  # past its stop, which is held back


def test_a_start_begins_at_its_floor_and_a_cold_room_asks_for_more() -> None:
    i = started(inverter(boost_speed=0.5, boost_s=900.0).put(sensed_degc=21.0), HEATING)
    assert (i.speed_now, i.boosting) == (0.5, 0.0)
    end, _ = new_speed(i.machine, i.control, i.unit, 10.0, i.put(since_s=60.0).state, 30.0)
    assert end == 0.5  # the law has 0.34
    i.put(sensed_degc=16.0)
    end, _ = new_speed(i.machine, i.control, i.unit, 10.0, i.state, 10.0)
    assert end == pytest.approx(0.7)  # up by 0.02 a second
    # the floor's end is met
    i.put(since_s=880.0, hold_s=0.0)
    assert until_timer(i.machine, i.control, i.unit, 10.0, i.state, 60.0) == 20.0


def test_oil_returns_after_a_long_slow_run() -> None:
    i = started(
        inverter(
            oil_after_s=7200.0,
            oil_below_speed=0.55,
            oil_speed=0.7,
            oil_for_s=180.0,
            oil_below_degc=15.0,
        ).put(sensed_degc=21.0),
        HEATING,
    ).put(since_s=9000.0, speed_now=0.3, sensed_degc=21.4)

    def speed_of(outdoor_degc: float, interval_s: float) -> tuple[float, float]:
        return new_speed(i.machine, i.control, i.unit, outdoor_degc, i.state, interval_s)

    follow_oil(i.control, i.state, 0.3, 7190.0)
    assert speed_of(10.0, 60.0)[1] <= 10.0
    follow_oil(i.control, i.state, 0.3, 10.0)
    assert speed_of(10.0, 300.0) == (0.7, 180.0)
    follow_oil(i.control, i.state, 0.7, 100.0)
    assert (i.oil_left_s, speed_of(10.0, 300.0)) == (80.0, (0.7, 80.0))
    follow_oil(i.control, i.state, 0.7, 80.0)
    assert (i.oil_left_s, i.slow_s) == (0.0, 0.0)
    # a faster run in between begins the count anew, and warm weather needs none
    follow_oil(i.control, i.state, 0.3, 5000.0)
    follow_oil(i.control, i.state, 0.6, 60.0)
    assert i.slow_s == 0.0
    follow_oil(i.control, i.state, 0.3, 7200.0)
    assert speed_of(16.0, 300.0)[0] < 0.7


# ---- change of mode


@pytest.mark.parametrize(
    ("mode", "sensed_degc", "calls"),
    [
        (HEATING, 25.0, COOLING),  # 20 + 2.5 is passed long before
        (COOLING, 20.0, HEATING),
    ],
)
def test_with_setpoints_far_apart_the_other_mode_needs_its_restart_alone(
    mode: float, sensed_degc: float, calls: float
) -> None:
    i = inverter().put(mode=mode, sensed_degc=sensed_degc)
    assert calls_of(i) == calls
    assert i.wait_s == 1200.0  # and its time
    i.put(call_s=1000.0)
    call(i.machine, i.control, i.unit, i.state)
    assert i.wait_s == 200.0


@pytest.mark.parametrize(
    ("mode", "sensed_degc", "calls"),
    [
        (HEATING, 24.0, 0.0),  # past cooling's restart at 21.2, but not 22 + 2.5
        (HEATING, 24.5, COOLING),
        (COOLING, 20.0, 0.0),  # past heating's restart at 22, but not 22.2 - 2.5
        (COOLING, 19.7, HEATING),
        (COOLING, 21.2, COOLING),  # its own mode goes on
    ],
)
def test_with_setpoints_close_together_the_band_decides(
    mode: float, sensed_degc: float, calls: float
) -> None:
    i = inverter().put(mode=mode, heat_at_degc=22.0, cool_at_degc=22.2, sensed_degc=sensed_degc)
    assert calls_of(i) == calls


# ---- dry mode


def humid(relative: float, sensed_degc: float) -> Instant:
    i = inverter(dry_above=0.6, dry_overcool_k=2.0, dry_hold_s=180.0)
    i.put(saturated_ratio=0.02, saturated_at_degc=25.0, air_degc=25.0, sensed_degc=sensed_degc)
    i.put(humidity_ratio=0.02 * relative, relative=relative)
    watch_humidity(i.control, i.unit, i.state)
    return i


def test_humid_air_alone_does_not_start_a_unit_of_its_own_control() -> None:
    assert calls_of(humid(0.7, 24.9)) == 0.0
    assert calls_of(humid(0.7, 25.0)) == COOLING


def test_a_start_in_humid_air_runs_slow_to_the_dry_stop() -> None:
    i = started(humid(0.7, 25.0), COOLING)
    assert (i.is_drying, i.speed_now, i.follows) == (1.0, 0.25, 0.0)
    i.put(since_s=900.0, sensed_degc=24.0)  # 26 - 2
    assert not has_to_stop(i.control, i.state)
    assert has_to_stop(i.control, i.put(beyond_s=180.0).state)
    assert started(humid(0.5, 25.0), COOLING).is_drying == 0.0


def test_a_dry_or_a_warm_room_turns_the_dry_mode_into_cooling() -> None:
    for change in ({"sensed_degc": 27.0}, {"humidity_ratio": 0.0109}):
        i = started(humid(0.7, 25.0), COOLING).put(**change)
        watch_humidity(i.control, i.unit, i.state)
        assert (i.is_drying, i.follows, i.at_any_k, i.hold_s) == (0.0, 1.0, 2.0, 180.0)


def test_the_dry_mode_goes_on_until_five_points_below_its_humidity() -> None:
    """It begins above 60 % and ends at 55 %, so that it does not begin again at once."""
    for relative, is_drying in ((0.555, 1.0), (0.545, 0.0)):
        i = started(humid(0.7, 25.0), COOLING).put(humidity_ratio=0.02 * relative)
        watch_humidity(i.control, i.unit, i.state)
        assert i.is_drying == is_drying


def test_a_room_that_comes_back_by_itself_is_left_in_its_mode() -> None:
    """Heating went too far, to 26 degC, and after 20 min the room is back at 25: no cooling."""
    i = inverter().put(mode=HEATING, sensed_degc=25.5, since_s=600.0)
    for call_s, sensed_degc, wait_s in (
        (0.0, 25.5, 1200.0),
        (300.0, 26.0, 900.0),
        (1200.0, 25.0, 1200.0),  # 1 K back: the wait begins anew
        (1200.0, 25.0, 0.0),  # and this time it has not
    ):
        calls_of(i.put(sensed_degc=sensed_degc, call_s=call_s))
        assert i.wait_s == pytest.approx(wait_s)
