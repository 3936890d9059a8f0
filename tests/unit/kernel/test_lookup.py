"""Reading a performance map: between its knots, on them and beyond its ends."""

from __future__ import annotations

import numpy as np
import pytest

from hpsim.kernel.lookup import (
    at_weather,
    bracket,
    interpolate,
    look_up,
    scale_map,
    steady,
    steady_mean,
)
from hpsim.kernel.types import PerformanceMap

AXIS = np.array([0.0, 10.0, 30.0])


def table() -> PerformanceMap:
    """Return a map whose values at all knots differ."""
    return PerformanceMap(
        outdoor_degc=np.array([-10.0, 0.0, 20.0]),
        speed=np.array([0.5, 1.0]),
        capacity_w=np.array([[1000.0, 1600.0], [2000.0, 3000.0], [3000.0, 5000.0]]),
        power_w=np.array([[400.0, 700.0], [500.0, 900.0], [600.0, 800.0]]),
    )


@pytest.mark.parametrize(
    ("value", "index", "fraction"),
    [
        (-5.0, 0, 0.0),
        (0.0, 0, 0.0),
        (2.5, 0, 0.25),
        (10.0, 0, 1.0),
        (15.0, 1, 0.25),  # 5 of 20
        (30.0, 1, 1.0),
        (99.0, 1, 1.0),
    ],
)
def test_a_value_is_between_two_knots_or_held_at_the_nearer_end(
    value: float, index: int, fraction: float
) -> None:
    assert bracket(AXIS, value) == (index, fraction)


@pytest.mark.parametrize(
    ("value", "expected"), [(-1.0, 5.0), (10.0, 7.0), (20.0, 8.0), (25.0, 8.5), (31.0, 9.0)]
)
def test_interpolation_is_linear_on_an_uneven_axis(value: float, expected: float) -> None:
    assert interpolate(AXIS, np.array([5.0, 7.0, 9.0]), value) == pytest.approx(expected)


READINGS = [
    # outdoor, speed, capacity, power
    (0.0, 1.0, 3000.0, 900.0),  # a knot
    (-5.0, 0.5, 1500.0, 450.0),  # half-way in temperature
    (0.0, 0.75, 2500.0, 700.0),  # half-way in speed
    (-5.0, 0.75, 1900.0, 625.0),  # mean of 1000, 1600, 2000, 3000; of 400, 700, 500, 900
    (5.0, 0.6, 2500.0, 595.0),  # 2200 + (3400 - 2200) / 4; 580 + (640 - 580) / 4
    (-40.0, 0.5, 1000.0, 400.0),  # beyond the ends: held
    (50.0, 2.0, 5000.0, 800.0),
    (50.0, 0.1, 3000.0, 600.0),
]


@pytest.mark.parametrize(("outdoor_degc", "speed", "capacity_w", "power_w"), READINGS)
def test_a_map_is_bilinear_between_its_knots_and_held_beyond_them(
    outdoor_degc: float, speed: float, capacity_w: float, power_w: float
) -> None:
    assert look_up(table(), outdoor_degc, speed) == pytest.approx((capacity_w, power_w))


@pytest.mark.parametrize(("outdoor_degc", "speed", "capacity_w", "power_w"), READINGS)
def test_the_year_reads_a_map_as_the_ratings_do(
    outdoor_degc: float, speed: float, capacity_w: float, power_w: float
) -> None:
    rows = np.empty((4, 2))
    at_weather(table(), outdoor_degc, -10.0, rows)
    j, g = bracket(table().speed, speed)
    assert steady(rows, j, g, 0.0) == pytest.approx((capacity_w, power_w))
    at_weather(table(), -10.0, outdoor_degc, rows)
    assert steady(rows, j, g, 1.0) == pytest.approx((capacity_w, power_w))


def test_within_a_base_step_the_year_goes_straight_from_begin_to_end() -> None:
    rows = np.empty((4, 2))
    at_weather(table(), -10.0, 20.0, rows)
    # a quarter from 1600 to 5000 and from 700 to 800, past the knot at 0 degC
    assert steady(rows, 0, 1.0, 0.25) == pytest.approx((2450.0, 725.0))


def test_faults_scale_capacities_and_powers_each_by_their_own_factor() -> None:
    rows = np.empty((4, 2))
    at_weather(table(), -10.0, 0.0, rows)
    scale_map(rows, 0.5, 2.0)
    assert rows.tolist() == [[500.0, 800.0], [1000.0, 1500.0], [800.0, 1400.0], [1000.0, 1800.0]]


@pytest.mark.parametrize(("speed", "change"), [(0.6, 0.1), (0.6, -0.4), (0.45, 0.02), (0.9, 0.2)])
def test_a_mean_over_a_speed_that_changes_is_that_of_its_small_parts(
    speed: float, change: float
) -> None:
    axis = np.array([0.4, 0.45, 0.8, 1.0])  # steep, flat, steep
    now = np.array([[500.0, 900.0, 1200.0, 2000.0], [600.0, 900.0, 1400.0, 2200.0]] * 2)
    now[2:] *= 0.3
    at = speed + change * ((np.arange(20_000) + 0.5) / 20_000 - 0.5)
    parts = np.array([steady(now, *bracket(axis, value), 0.25) for value in at])
    capacity_w, power_w, per_speed_w = steady_mean(
        now, axis, *bracket(axis, speed), speed, change, 0.25
    )
    assert (capacity_w, power_w) == pytest.approx(tuple(parts.mean(axis=0)), rel=1e-6)
    ends = [steady(now, *bracket(axis, speed + half * change), 0.25)[0] for half in (-0.5, 0.5)]
    assert per_speed_w == pytest.approx((ends[1] - ends[0]) / change)
