import numpy as np
import pytest

from hand_made_rooms import opening
from hpsim.building.outdoor import to_instants
from hpsim.building.solar import plane_of, spread, sun_in_frame
from hpsim.kernel.sunlight import landing_face, trace_beam
from hpsim.kernel.types import Climate


def test_hours_keep_their_mean_and_stay_positive():
    hourly = np.array([0.0, 0.0, 10.0, 400.0, 700.0, 20.0, 0.0, 0.0])
    for n in (2, 6, 60):
        steps = spread(hourly, n).reshape(-1, n)
        np.testing.assert_allclose(steps.mean(axis=1), hourly, atol=1e-12)
        assert steps.min() >= 0.0


def test_a_straight_course_is_met_exactly():
    hourly = 100.0 + 12.0 * np.arange(20)
    inner = spread(hourly, 4)[8:-8]
    np.testing.assert_allclose(np.diff(inner), 3.0, atol=1e-12)


def test_a_high_sun_lands_on_the_floor_and_a_low_one_opposite():
    w = opening()
    assert landing_face(w, 4.0, 1.0, 0.0, 1.0, 0.5) == 3  # steep: floor
    assert landing_face(w, 4.0, 2.0, 0.0, 0.05, 1.0) == 0  # flat: back wall
    assert landing_face(w, 4.0, 2.0, 2.0, 0.05, 0.3) == 1  # from the right: left wall
    assert landing_face(w, 4.0, 2.0, -2.0, 0.05, 0.3) == 2


def test_an_overhang_shades_as_the_triangle_says():
    # overhang 1 m deep, 0.5 m above: sun at 45 degrees throws 1 m of shadow, 0.5 m on the glass
    w = opening(
        overhang_depth_m=1.0, overhang_above_m=0.5, overhang_left_m=-50.0, overhang_right_m=50.0
    )
    out = np.zeros((1, 5))
    one = np.ones(1)
    trace_beam(w, 0.0 * one, one, one, 4, 200, out)
    assert out.sum() == pytest.approx(1.0 - 0.5 / 2.0, abs=0.005)


def test_rays_of_a_row_land_as_each_alone():
    rng = np.random.default_rng(3)
    u, v, n = rng.normal(size=400), rng.normal(size=400), np.abs(rng.normal(size=400)) + 0.01
    one_by_one, together = np.zeros((400, 5)), np.zeros((400, 5))
    trace_beam(opening(left_fin_depth_m=1e-12), u, v, n, 6, 12, one_by_one)
    trace_beam(opening(), u, v, n, 6, 12, together)
    assert (one_by_one > 0.0).any(axis=0).all()
    np.testing.assert_allclose(together, one_by_one, atol=1e-12)


def test_a_fin_shades_from_its_side_alone():
    # fin 1 m deep at the left edge; sun 45 degrees from the left: 1 m of 3 m in shade
    w = opening(left_fin_depth_m=1.0, fin_top_m=50.0, fin_bottom_m=-50.0)
    one = np.ones(1)
    for side, lit in ((-1.0, 2.0 / 3.0), (1.0, 1.0)):
        out = np.zeros((1, 5))
        trace_beam(w, side * one, 0.3 * one, one, 300, 2, out)
        assert out.sum() == pytest.approx(lit, abs=0.005)


def test_the_sun_in_a_walls_frame():
    at = Climate(*[np.zeros(2)] * 4, 1e5, np.array([180.0, 90.0]), np.array([30.0, 10.0]))
    right, up, out = sun_in_frame(180.0, 90.0, at, np.arange(at.sun_elevation_deg.size))
    np.testing.assert_allclose(out, [np.cos(np.radians(30)), 0.0], atol=1e-12)
    np.testing.assert_allclose(up, np.sin(np.radians([30, 10])), atol=1e-12)
    # seen from outside, east lies to the right of a south wall
    np.testing.assert_allclose(right, [0.0, np.cos(np.radians(10))], atol=1e-12)


def test_a_sun_that_stands_square_to_a_roof_is_neither_up_nor_right_of_it():
    """A roof that rises 30 degrees faces a sun 60 degrees high; one 30 lower is up-slope of it."""
    at = Climate(*[np.zeros(2)] * 4, 1e5, np.array([180.0, 180.0]), np.array([60.0, 90.0]))
    right, up, out = sun_in_frame(180.0, 30.0, at, np.arange(2))
    np.testing.assert_allclose(right, 0.0, atol=1e-12)
    np.testing.assert_allclose(up, [0.0, np.sin(np.radians(30.0))], atol=1e-12)
    np.testing.assert_allclose(out, [1.0, np.cos(np.radians(30.0))], atol=1e-12)


def test_level_planes_have_one_key():
    assert plane_of(33.0, 0.0) == plane_of(180.0, 0.0)
    assert plane_of(-90.0, 90.0) == (270.0, 90.0)


def test_between_instants_values_go_straight():
    np.testing.assert_allclose(
        to_instants(np.array([0.0, 4.0, 2.0]), 4), [0.0, 1.0, 2.0, 3.0, 4.0, 3.5, 3.0, 2.5, 2.0]
    )
