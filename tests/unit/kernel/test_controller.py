"""What a thermostat calls for, when a start is allowed, and a modulating unit's speed."""

from __future__ import annotations

import pytest

from hpsim.kernel.controller import calling, crossing, modulate, short_circuit_k_per_w, start_wait

NO_INTEGRAL_S = 1e12  # an integral time that adds nothing
FAST = 1.0  # the whole range of speed in a second


def step(
    *,
    error_k: float,
    interval_s: float = 60.0,
    error_k_per_s: float = 0.0,
    speed: float = 0.5,
    integral: float = 0.0,
    integral_time_s: float = NO_INTEGRAL_S,
    slew_per_s: float = FAST,
    near_end: float = 1e-5,
) -> tuple[float, float, float]:
    """Return speed, integral and interval of a unit with a band of 2 K and speeds 0.2 to 1."""
    return modulate(
        0.5,
        1.0 / integral_time_s,
        slew_per_s,
        0.5,
        60.0,
        error_k,
        error_k_per_s,
        speed,
        integral,
        0.2,
        1.0,
        near_end,
        interval_s,
    )


# ---- calls and timers


@pytest.mark.parametrize(
    ("sensed_degc", "heats", "cools", "calls"),
    [
        (18.0, True, True, 1.0),
        (18.0, False, True, 0.0),
        (28.0, True, True, -1.0),
        (28.0, True, False, 0.0),
        (22.0, True, True, 0.0),
        (19.0001, True, True, 1.0),  # within a millikelvin of the threshold
        (19.002, True, True, 0.0),
    ],
)
def test_a_call_needs_a_room_outside_its_limits_and_a_unit_that_can(
    sensed_degc: float, heats: bool, cools: bool, calls: float
) -> None:
    assert calling(sensed_degc, 19.0, 27.0, heats, cools) == calls


def test_heating_comes_first_where_the_limits_overlap() -> None:
    assert calling(22.0, 23.0, 21.0, True, True) == 1.0


@pytest.mark.parametrize(
    ("timers", "wait_s"),
    [
        # minimum off, start delay, starts an hour, dead time; then 100 s since the stop, 200 s
        # since the start and 10 s since the call
        ((180.0, 0.0, 0.0, 0.0), 80.0),  # 180 - 100 since the stop
        ((0.0, 60.0, 0.0, 0.0), 50.0),  # 60 - 10 since the call
        ((0.0, 0.0, 6.0, 0.0), 400.0),  # 3600 / 6 - 200 since the start
        ((0.0, 0.0, 0.0, 300.0), 200.0),  # 300 - 100 since the stop
        ((180.0, 60.0, 6.0, 300.0), 400.0),  # the longest of them, not their sum
    ],
)
def test_a_start_is_held_back_by_the_longest_timer(
    timers: tuple[float, float, float, float], wait_s: float
) -> None:
    assert start_wait(*timers, 100.0, 200.0, 10.0) == wait_s


def test_expired_timers_hold_nothing_back() -> None:
    assert start_wait(180.0, 60.0, 6.0, 300.0, 1000.0, 1000.0, 1000.0) <= 0.0


# ---- speed


def test_the_proportional_part_is_the_error_over_the_band() -> None:
    assert step(error_k=1.0)[0] == pytest.approx(0.5)  # 1 K of 2 K
    assert step(error_k=1.5)[0] == pytest.approx(0.75)
    assert step(error_k=1.0, integral=0.2)[0] == pytest.approx(0.7)


def test_the_integral_gains_the_error_over_the_band_and_the_integral_time() -> None:
    # 1 K / 2 K * 60 s / 1200 s
    speed, integral, _ = step(error_k=1.0, integral_time_s=1200.0)
    assert integral == pytest.approx(0.025)
    assert speed == pytest.approx(0.525)  # with the integral just gained


def test_the_error_is_taken_half_way_for_the_integral_and_at_the_end_for_the_speed() -> None:
    # 1 K that is gone after the interval: mean 0.5 K, end 0 K
    speed, integral, _ = step(
        error_k=1.0, error_k_per_s=-1.0 / 60.0, speed=0.9, integral=0.4, integral_time_s=1200.0
    )
    assert integral == pytest.approx(0.4125)  # 0.4 + 0.25 * 60 / 1200
    assert speed == pytest.approx(integral)


@pytest.mark.parametrize(
    ("error_k", "integral", "expected"),
    [
        (1.0, 0.8, 0.8),  # 0.8 + 0.5 is above 1: holds
        (-1.0, 1.6, 1.575),  # 1.6 - 0.5 is above 1, but the error leads back
        (-1.0, 0.6, 0.6),  # 0.6 - 0.5 is below 0.2: holds
        (1.0, -0.4, -0.375),  # -0.4 + 0.5 is below 0.2, but the error leads back
    ],
)
def test_the_integral_does_not_wind_up_at_an_end_of_the_speed(
    error_k: float, integral: float, expected: float
) -> None:
    speed = min(max(integral + error_k / 2.0, 0.2), 1.0)  # as wanted
    found = step(error_k=error_k, speed=speed, integral=integral, integral_time_s=1200.0)
    assert found[1] == pytest.approx(expected)


@pytest.mark.parametrize(("error_k", "speed"), [(5.0, 1.0), (-5.0, 0.2)])
def test_the_speed_stays_within_the_compressors_range(error_k: float, speed: float) -> None:
    assert step(error_k=error_k)[0] == pytest.approx(speed)


@pytest.mark.parametrize(("error_k", "speed"), [(2.0, 0.56), (-2.0, 0.44)])
def test_the_speed_changes_at_its_slew_rate_at_most(error_k: float, speed: float) -> None:
    # 0.001 per second for 60 s from 0.5, up and down; the interval stays
    changed, _, interval_s = step(error_k=error_k, slew_per_s=0.001)
    assert changed == pytest.approx(speed)
    assert interval_s == 60.0


def test_the_interval_ends_with_a_fast_change_of_speed() -> None:
    # from 0.5 to 0.75 at 0.01 per second
    assert step(error_k=1.5, slew_per_s=0.01)[2] == pytest.approx(25.0)
    assert step(error_k=1.5, slew_per_s=10.0)[2] == 0.5  # the shortest interval


def test_a_fast_change_ends_where_it_meets_what_is_wanted_then() -> None:
    # 0.75 is wanted now and falls by 0.002 per second; from 0.5 at 0.01 per second: 25 / 1.2 s
    speed, _, interval_s = step(error_k=1.5, error_k_per_s=-0.004, slew_per_s=0.01)
    assert interval_s == pytest.approx(25.0 / 1.2)
    assert speed == pytest.approx(0.75 - 0.002 * 25.0 / 1.2)


@pytest.mark.parametrize(("error_k", "error_k_per_s"), [(0.6, -0.02), (0.2, 0.02)])
def test_the_interval_ends_where_the_speed_reaches_or_leaves_its_lowest(
    error_k: float, error_k_per_s: float
) -> None:
    # 0.2 is that of 0.4 K
    speed, _, interval_s = step(
        error_k=error_k, error_k_per_s=error_k_per_s, speed=max(0.5 * error_k, 0.2)
    )
    assert interval_s == pytest.approx(10.0)
    assert speed == pytest.approx(0.2)


def test_a_small_change_of_speed_is_spread_over_the_interval() -> None:
    speed, _, interval_s = step(error_k=1.02, slew_per_s=0.01)  # 0.51 from 0.5
    assert speed == pytest.approx(0.51)
    assert interval_s == 60.0


def test_the_last_change_down_to_the_lowest_speed_is_not_spread() -> None:
    # 0.21 to 0.2 at 0.01 per second: the stop follows after one second
    assert step(error_k=0.3, speed=0.21, slew_per_s=0.01)[2] == pytest.approx(1.0)


@pytest.mark.parametrize("speed", [0.2 - 5e-6, 0.2, 0.2 + 5e-6])
def test_a_speed_almost_at_an_end_needs_no_interval_of_its_own(speed: float) -> None:
    assert step(error_k=0.4 + 1e-6, error_k_per_s=-1e-3, speed=speed, slew_per_s=0.01)[2] == 60.0


# ---- crossings


@pytest.mark.parametrize(
    ("before", "after", "is_rising", "fraction"),
    [
        (19.0, 21.0, True, 0.5),
        (19.0, 23.0, True, 0.25),
        (19.0, 20.0, True, 1.0),  # at the interval's very end
        (19.0, 19.9, True, 2.0),
        (21.0, 19.0, True, 2.0),  # the other way
        (20.0, 21.0, True, 2.0),  # starts on the threshold: no crossing ahead
        (19.9999, 21.0, True, 2.0),  # nor within a millikelvin of it
        (21.0, 19.0, False, 0.5),
        (23.0, 19.0, False, 0.75),
        (19.0, 21.0, False, 2.0),
        (20.0001, 19.0, False, 2.0),
    ],
)
def test_a_crossing_of_20_degc_is_found_on_the_straight_line(
    before: float, after: float, is_rising: bool, fraction: float
) -> None:
    assert crossing(before, after, 20.0, is_rising) == pytest.approx(fraction)


def test_supply_air_at_the_sensor_raises_its_reading_by_its_ratio_to_room_air() -> None:
    # 1 kW heats 0.1 kg/s by 1000 / (0.1 * 1006) = 9.94 K; one part in five reads 9.94 / 4
    # above the room, since the supply itself starts from what the sensor's air has
    assert short_circuit_k_per_w(0.2, 0.1) * 1000.0 == pytest.approx(2.485, abs=5e-4)
    assert short_circuit_k_per_w(0.0, 0.1) == 0.0
