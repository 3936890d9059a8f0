import math

import numpy as np
import pytest

from hpsim.building.films import (
    FOURTH_ROOT,
    MIN_FILM_W_PER_M2K,
    doe2_outside,
    fixed_film,
    glass_inside,
    tarp,
    wind_ratio,
)
from hpsim.kernel.films import differences_for_films, guess_roots, natural_films, refine_roots

PRINTED = 5e-3  # values below are printed with three figures


def test_a_vertical_wall_takes_the_cube_root_law():
    # EnergyPlus Engineering Reference, TARP: h = 1.31 dT^(1/3); 8 K -> 2.62
    assert tarp(90.0).at(8.0) == pytest.approx(2.62, rel=PRINTED)
    assert tarp(90.0).at(-8.0) == pytest.approx(2.62, rel=PRINTED)


def test_a_warm_floor_is_enhanced_and_a_cold_one_reduced():
    # 9.482 / (7.283 - 1) = 1.509 and 1.810 / (1.382 + 1) = 0.760 at 1 K
    assert tarp(0.0).at(1.0) == pytest.approx(1.509, rel=PRINTED)
    assert tarp(0.0).at(-1.0) == pytest.approx(0.760, rel=PRINTED)


def test_a_ceiling_is_a_floor_upside_down():
    assert tarp(180.0).at(5.0) == tarp(0.0).at(-5.0)
    assert tarp(180.0).at(-5.0) == tarp(0.0).at(5.0)


def test_sloped_formulas_meet_the_vertical_one():
    # 9.482/7.283 = 1.302 and 1.810/1.382 = 1.310 against 1.31: the published forms nearly join
    for tilt in (89.9, 90.1):
        assert tarp(tilt).at(1.0) == pytest.approx(1.31, rel=0.01)


def test_still_air_keeps_a_least_film():
    assert tarp(90.0).at(0.0) == MIN_FILM_W_PER_M2K


def test_glass_follows_iso_15099():
    # Nu = 0.56 Ra^(1/4) by hand: 2 m, 5 K, 20 degC, sea level: Ra = 4.0e9, Nu = 141, h = 1.80
    t, dt, height = 293.15, 5.0, 2.0
    k = 2.873e-3 + 7.76e-5 * t
    mu = 3.723e-6 + 4.94e-8 * t
    cp = 1002.737 + 1.2324e-2 * t
    rho = 101325.0 / (287.0 * t)
    rayleigh = rho**2 * height**3 * 9.81 * cp * dt / (t * mu * k)
    expected = 0.56 * rayleigh**0.25 * k / height
    assert glass_inside(90.0, height, 20.0, 101325.0).at(dt) == pytest.approx(expected, rel=2e-3)
    assert glass_inside(90.0, height, 20.0, 101325.0).law == FOURTH_ROOT


def test_wind_at_mid_height_of_a_wall_in_open_country():
    # (270/10)^0.14 (1.35/270)^0.14 = 0.755
    assert wind_ratio(1.35, "country") == pytest.approx(0.755, rel=PRINTED)
    assert wind_ratio(10.0, "country") == pytest.approx(1.0)


def test_a_sheltered_terrain_slows_the_wind():
    ratios = [wind_ratio(3.0, terrain) for terrain in ("open", "country", "suburban", "urban")]
    assert ratios == sorted(ratios, reverse=True)


def test_the_doe2_film_by_hand():
    # glass, windward, 4 m/s: 3.26 * 4^0.89 = 11.2; natural 1.5: sqrt(1.5^2 + 11.2^2) = 11.3
    forced = 3.26 * 4.0**0.89
    glass = math.hypot(1.5, forced)
    assert doe2_outside(1.5, 4.0, 1.0, is_windward=True) == pytest.approx(glass)
    assert doe2_outside(1.5, 4.0, 1.67, is_windward=True) == pytest.approx(
        1.5 + 1.67 * (glass - 1.5)
    )
    assert doe2_outside(1.5, 0.0, 1.67, is_windward=True) == 1.5


def cube_roots(apart_k):
    size_k, root = np.empty(apart_k.size), np.empty(apart_k.size)
    differences_for_films(20.0 + apart_k, np.full(apart_k.size, 20.0), np.empty_like(root), size_k)
    guess_roots(size_k.view(np.int64), root.view(np.int64))
    refine_roots(size_k, root)
    return root


@pytest.mark.parametrize(
    "film", [tarp(0.0), tarp(90.0), fixed_film(3.0), glass_inside(90, 1, 15, 9e4)]
)
@pytest.mark.parametrize("difference", [-12.0, -0.3, 0.0, 1e-9, 4.0])
def test_the_loop_evaluates_the_same_law(film, difference):
    warm, cold, law = (np.array([value]) for value in (film.warm, film.cold, film.law))
    apart_k, fourth, compiled = (
        np.array([difference]),
        np.flatnonzero(law == FOURTH_ROOT),
        np.zeros(1),
    )
    natural_films(apart_k, warm, cold, law, fourth, cube_roots(apart_k), compiled)
    assert compiled[0] == pytest.approx(film.at(difference), rel=1e-6)


def test_cube_roots_are_those_of_the_library():
    size_k = np.geomspace(1e-4, 1e3, 1000)
    np.testing.assert_allclose(cube_roots(-size_k), np.cbrt(size_k), rtol=3e-8)
