import numpy as np
import pytest

from hpsim.building.enclosure import (
    Box,
    Patch,
    box_view_factors,
    detect_box,
    grey_exchange_areas,
    parallel_rectangles,
    perpendicular_rectangles,
    view_factors,
)

ROUNDING = 1e-12


def shoebox(turned_deg: float = 0.0) -> tuple[Patch, ...]:
    walls = [(21.6, 0.0), (16.2, 90.0), (21.6, 180.0), (16.2, 270.0)]
    patches = [Patch(area, (az + turned_deg) % 360.0, 90.0) for area, az in walls]
    return (*patches, Patch(48.0, 180.0, 0.0), Patch(48.0, 180.0, 180.0))


def test_factors_of_a_cube_are_those_of_the_textbook():
    # Howell C-11 and C-14: 0.1998 opposite, 0.2000 adjacent
    assert parallel_rectangles(1.0, 1.0, 1.0) == pytest.approx(0.1998, abs=5e-5)
    assert perpendicular_rectangles(1.0, 1.0, 1.0) == pytest.approx(0.2000, abs=5e-5)


def test_factors_of_a_box_close_and_are_reciprocal():
    factors = box_view_factors(Box(0.0, 8.0, 6.0, 2.7))
    area = np.array([21.6, 16.2, 21.6, 16.2, 48.0, 48.0])
    np.testing.assert_allclose(factors.sum(axis=1), 1.0, atol=ROUNDING)
    exchange = area[:, None] * factors
    np.testing.assert_allclose(exchange, exchange.T, atol=1e-10)


def test_a_shoebox_is_recognised_however_it_is_turned():
    for turned in (0.0, 17.0, 90.0):
        box = detect_box(shoebox(turned), 2.7)
        assert box is not None
        assert {round(box.length_m, 6), round(box.depth_m, 6)} == {8.0, 6.0}


def test_a_room_with_a_sloped_ceiling_is_no_box():
    patches = (*shoebox()[:4], Patch(50.0, 180.0, 20.0), shoebox()[5])
    assert detect_box(patches, 2.7) is None


def test_areas_that_disagree_make_no_box():
    assert detect_box((*shoebox()[:5], Patch(40.0, 180.0, 180.0)), 2.7) is None


@pytest.mark.parametrize("with_box", [True, False])
def test_any_enclosure_closes_and_is_reciprocal(with_box):
    patches = (
        *shoebox()[:4],
        Patch(40.0, 180.0, 0.0),
        Patch(8.0, 180.0, 0.0),
        shoebox()[5],
        Patch(12.0, 0.0, 90.0, is_body=True),
    )
    factors = view_factors(patches, detect_box(patches, 2.7) if with_box else None)
    area = np.array([patch.area_m2 for patch in patches])
    np.testing.assert_allclose(factors.sum(axis=1), 1.0, atol=1e-9)
    exchange = area[:, None] * factors
    np.testing.assert_allclose(exchange, exchange.T, atol=1e-9)
    assert factors.min() >= 0.0


def test_pieces_that_face_the_same_way_do_not_see_each_other():
    patches = (*shoebox()[:4], Patch(40.0, 0.0, 0.0), Patch(8.0, 0.0, 0.0), shoebox()[5])
    factors = view_factors(patches, detect_box(patches, 2.7))
    assert factors[4, 5] == pytest.approx(0.0, abs=1e-12)


def test_an_attic_of_floor_and_bent_roof_closes():
    patches = (Patch(30.0, 180.0, 180.0), Patch(17.0, 180.0, 25.0), Patch(17.0, 0.0, 25.0))
    factors = view_factors(patches, None)
    np.testing.assert_allclose(factors.sum(axis=1), 1.0, atol=1e-9)
    assert factors[0, 0] == pytest.approx(0.0, abs=1e-9)


def test_black_surfaces_exchange_by_view_factors_alone():
    patches = shoebox()
    area = np.array([patch.area_m2 for patch in patches])
    factors = view_factors(patches, detect_box(patches, 2.7))
    exchange = grey_exchange_areas(factors, area, np.ones(6))
    np.testing.assert_allclose(exchange, area[:, None] * factors, atol=1e-9)


def test_two_parallel_grey_plates_exchange_as_the_textbook_says():
    # q = sigma (T1^4 - T2^4) / (1/e1 + 1/e2 - 1) for infinite plates
    factors = np.array([[0.0, 1.0], [1.0, 0.0]])
    exchange = grey_exchange_areas(factors, np.ones(2), np.array([0.9, 0.3]))
    assert exchange[0, 1] == pytest.approx(1.0 / (1.0 / 0.9 + 1.0 / 0.3 - 1.0), rel=ROUNDING)


def test_a_mirror_takes_no_part():
    patches = shoebox()
    area = np.array([patch.area_m2 for patch in patches])
    factors = view_factors(patches, detect_box(patches, 2.7))
    emissivity = np.array([0.9, 0.9, 0.0, 0.9, 0.9, 0.9])
    assert np.abs(grey_exchange_areas(factors, area, emissivity)[2]).max() < ROUNDING
