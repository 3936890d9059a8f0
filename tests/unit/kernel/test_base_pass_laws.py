"""Films, long wave, gaps, doors and windows of the base pass, each number worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from hpsim.kernel.air_exchange import driven_air, exchange_now, open_switched
from hpsim.kernel.corrections import corrections, gap_factors, sweep_faces
from hpsim.kernel.films import (
    LEAST_FILM_W_PER_M2K,
    add_product,
    outer_convection,
    outer_terms,
    sloped_nusselt,
)
from hpsim.kernel.ideal_load_types import AirExchange, Gaps, OuterFaces
from hpsim.kernel.ideal_load_work import aligned, reach_of
from hpsim.kernel.sunlight import Opening, is_shaded, landing_face

STEFAN_BOLTZMANN = 5.67e-8


def a_face(**changes: float) -> OuterFaces:
    """Return one outer face, all of it zero but the changes; smooth films by the cube root."""
    values = {"roughness": 1.0, "area_m2": 1.0, **changes}
    fields = (values.get(name, 0.0) for name in OuterFaces._fields[1:])
    return OuterFaces(np.array([0]), *(np.array([v]) for v in fields))


def exchange(**changes: object) -> AirExchange:
    """Return an exchange of one step without doors, leaks or fans."""
    one, none = np.zeros(1), np.zeros((0, 1))
    plain = AirExchange(
        one, one, np.zeros(0), none, none, np.zeros((0, 2)), one, one, none, none,
        none, np.zeros(0), np.zeros(0),
    )  # fmt: skip
    return plain._replace(**changes)


def film_of(face: OuterFaces, east: float, north: float) -> float:
    """Return the outside film at 10 and 4 W/m2K on glass by wind and lee, face as warm as air."""
    film = np.array([LEAST_FILM_W_PER_M2K])
    outer_convection(face, 10.0, 4.0, east, north, film)
    return float(film[0])


def test_a_face_has_the_film_of_its_side_of_the_wind_or_the_mean() -> None:
    """DOE-2: the natural film, here at its minimum, and the forced one by the root of squares."""
    face = a_face(windward_factor=1.2, leeward_factor=0.8, north=1.0)
    for wind, forced in (((0.0, 1.0), 12.0), ((0.0, -1.0), 3.2), ((0.0, 0.0), 7.6)):
        assert film_of(face, *wind) == pytest.approx(math.hypot(forced, LEAST_FILM_W_PER_M2K))


def test_a_rough_face_takes_more_of_the_wind() -> None:
    face = a_face(windward_factor=1.0, leeward_factor=1.0, roughness=1.67)
    on_glass = math.hypot(7.0, LEAST_FILM_W_PER_M2K)
    by_hand = LEAST_FILM_W_PER_M2K + 1.67 * (on_glass - LEAST_FILM_W_PER_M2K)
    assert film_of(face, 0.0, 0.0) == pytest.approx(by_hand)


def test_long_wave_outdoors_is_that_of_the_fourth_powers() -> None:
    """Stefan-Boltzmann to sky and surroundings, and the film, less what the modes carry."""
    to_sky, to_air = 0.9 * STEFAN_BOLTZMANN * 0.3, 0.9 * STEFAN_BOLTZMANN * 0.7
    face = a_face(
        area_m2=4.0,
        sky_w_per_m2k4=to_sky,
        surroundings_w_per_m2k4=to_air,
        base_sky=1.5,
        base_surroundings=3.0,
        base_convection=10.0,
    )
    air, sky, wall, film = -5.0, -20.0, 2.0, 14.0
    slope, known = np.zeros(1), np.zeros(1)
    outer_terms(face, air, sky, np.array([wall]), np.array([film]), slope, known)

    def fourth(degc: float) -> float:
        return (degc + 273.15) ** 4

    whole = to_sky * (fourth(sky) - fourth(wall)) + to_air * (fourth(air) - fourth(wall))
    whole += film * (air - wall)
    in_modes = 1.5 * (sky - wall) + (3.0 + 10.0) * (air - wall)
    assert known[0] - slope[0] * wall == pytest.approx(4.0 * (whole - in_modes))


def test_a_gap_at_sixty_degrees_by_its_laminar_branch() -> None:
    """ISO 15099, eq. 49 to 51, at Ra 10,000: 1.6205 laminar, 1.409 turbulent."""
    assert sloped_nusselt(1e4, 60.0) == pytest.approx(1.6205, abs=5e-4)


@pytest.mark.parametrize("n", [1, 4, 6, 9, 13])
def test_rows_are_added_with_their_factors(n: int) -> None:
    rng = np.random.default_rng(n)
    rows, factors, target = rng.normal(size=(n, 3)), rng.normal(size=n), rng.normal(size=3)
    expected = target + factors @ rows
    add_product(target, rows, factors)
    np.testing.assert_allclose(target, expected)


@pytest.mark.parametrize("more", [0, 1])
def test_matrices_begin_where_a_cache_line_does(more: int) -> None:
    one, other = np.ones((2, 3)), np.full((3, 3), 2.0)
    rows = aligned(one, other, n_columns=3 + more)
    assert rows.ctypes.data % 64 == 0
    np.testing.assert_array_equal(rows, np.pad(np.vstack([one, other]), [(0, 0), (0, more)]))


def test_a_gap_is_weakened_by_the_response_of_both_its_faces() -> None:
    """Heat q from one face to the other brings them (s_nn + s_oo - 2 s_no) q closer."""
    one = np.ones(1)
    gaps = Gaps(np.array([0]), np.array([1]), 2.0 * one, 5.0 * one, *(one,) * 5)
    s, factor = np.array([[0.02, 0.005], [0.005, 0.03]]), np.zeros(1)
    gap_factors(gaps, s, np.array([8.0]), factor)
    apart_k, change = 10.0, (8.0 - 5.0) * 2.0
    flow = factor[0] * apart_k
    assert flow == pytest.approx(change * (apart_k - flow * (0.02 + 0.03 - 2.0 * 0.005)))


@pytest.mark.parametrize("one_by_one", [False, True])
def test_corrections_and_the_temperatures_they_make_belong_together(one_by_one: bool) -> None:
    """Two faces and their air at 20 degC: each flow is its conductance times what is left to it.

    Sun of 40 W on the second face, which the temperatures do not have yet, acts on both.
    """
    held = np.array([[0.0, 0.0, 0.0], [0.0, 0.03, 0.002], [0.0, 0.002, 0.02]])
    without, extra = np.array([20.0, 14.0, 25.0]), np.array([6.0, -4.0])
    to = corrections(np.diag(held)[1:], np.zeros(2), np.zeros(2), np.ones(2))
    y = without.copy()
    to.drawn_to[:], to.more[1] = 20.0, 40.0
    to.factor[:] = extra / (1.0 + extra * to.own)
    for _ in range(40):
        unsettled = sweep_faces(to, 1, held, one_by_one, 1e-9, y)
    assert unsettled == 0
    np.testing.assert_allclose(to.flow, extra * (20.0 - y[1:]), rtol=1e-9)
    np.testing.assert_allclose(
        y[1:], without[1:] + held[1:, 1:] @ (to.flow + np.array([0.0, 40.0]))
    )


def test_a_change_counts_by_what_others_have_of_it() -> None:
    """A watt at the first face warms the second as 0.002 / 0.02 W there would; the air has 0.3 W.

    A change of 6 W that nobody else feels is settled at once, and is there nevertheless.
    """
    held = np.array([[0.0, 0.0, 0.0], [0.0, 0.03, 0.002], [0.0, 0.002, 0.02]])
    reach = reach_of(held, np.array([[1.0, 0.05, 0.3]]))
    np.testing.assert_allclose(reach[1:], [0.1, 0.3])
    for of_face, left in ((0.1, 0), (0.3, 1)):
        to = corrections(np.zeros(1), np.zeros(1), np.zeros(1), np.array([of_face]))
        to.drawn_to[:], to.factor[:] = 21.0, 6.0
        assert sweep_faces(to, 1, held[:2], False, 1.0, np.array([20.0, 20.0, 20.0])) == left
        assert to.flow[0] == pytest.approx(6.0)


def test_air_through_a_doorway_goes_by_the_root_of_the_difference() -> None:
    """Heat is then the difference to the power of 3/2; leaks bring air of the outdoors."""
    now = exchange(
        conductance_w_per_k=np.array([3.0]),
        heat_w=np.array([3.0 * 5.0]),
        air_j_per_m3_k=np.array([1200.0]),
        door_factor=np.array([[50.0]]),
        door_degc=np.array([[24.0]]),
    )
    conductance, heat = exchange_now(now, 0, 20.0, -10.0, 0.01)
    assert conductance == pytest.approx(3.0 + 12.0 + 50.0 * 2.0)
    assert heat - conductance * 20.0 == pytest.approx(
        3.0 * (5.0 - 20.0) + 12.0 * (-10.0 - 20.0) + 50.0 * 4.0**1.5
    )


def test_leaks_and_unbalanced_fans_join_by_the_root_of_squares() -> None:
    """Stack alone, 4 Pa of a difference as large as the room's kelvins; the room at 20 degC."""
    now = exchange(
        leak_m3_per_s=np.array([0.01]),
        leak_stack_pa=np.array([[40.0]]),
        leak_wind_pa=np.zeros((1, 1)),
        leak_of_stack=np.array([[1.0, 1.0]]),
        unbalanced_m3_per_s=np.array([0.02]),
    )
    leaks = 0.01 * (40.0 * 30.0 / 293.15) ** 0.65
    assert driven_air(now, 0, 20.0, -10.0) == pytest.approx(math.hypot(leaks, 0.02))


def test_windows_open_in_turn_as_far_as_the_surplus_asks() -> None:
    """1,000 W too much at 25 degC, 50 W/K: the first opens whole, the second for 0.639."""
    now = exchange(switched_w_per_k=np.array([[200.0], [100.0]]))
    share = np.zeros(2)
    opened = open_switched(now, 0, 20.0, 1000.0, 25.0, 50.0, 30.0, np.array([24.5, 24.0]), share)
    # at 24.0: 1,050 W, 400 W of it go; at 24.5: 1,025 - 100 W/K 4.5 K of 200 W/K 4.5 K
    assert share == pytest.approx([(1025.0 - 450.0) / 900.0, 1.0])
    assert opened == pytest.approx(100.0 + 200.0 * 575.0 / 900.0)


def test_no_window_opens_at_what_cooling_keeps_the_air_from() -> None:
    now, share = exchange(switched_w_per_k=np.array([[200.0]])), np.zeros(1)
    assert open_switched(now, 0, 20.0, 1e4, 25.0, 50.0, 24.0, np.array([24.0]), share) == 0.0
    assert share[0] == 0.0


def wall(**changes: float) -> Opening:
    """Return a window 2 m wide and 1.5 m high in a wall of 6 by 3 m, 5 m deep behind."""
    plain = dict.fromkeys(Opening._fields, 0.0)
    plain |= {"left_m": 2.0, "bottom_m": 1.0, "width_m": 2.0, "height_m": 1.5}
    plain |= {"wall_width_m": 6.0, "wall_height_m": 3.0, "room_depth_m": 5.0}
    plain |= {"fin_top_m": 9.0, "fin_bottom_m": -9.0, "overhang_right_m": 9.0}
    return Opening(**{**plain, **changes})


@pytest.mark.parametrize("side", ["left", "right"])
def test_a_fin_shades_as_far_as_the_suns_slant_carries(side: str) -> None:
    """Sun at (1, 0.2, 0.5): 0.8 m of fin shade 1.6 m along the wall, 0.1 m of it off the glass."""
    fin = wall(**{f"{side}_fin_depth_m": 0.8, "fin_distance_m": 0.1})
    towards, edge = (-1.0, 2.0) if side == "left" else (1.0, 4.0)
    for from_edge_m, shaded in ((1.49, True), (1.51, False)):
        u = edge - towards * from_edge_m
        assert is_shaded(fin, u, 1.5, towards, 0.2, 0.5) is shaded
        assert is_shaded(fin, u, 1.5, -towards, 0.2, 0.5) is False


def test_an_overhang_shades_as_far_as_the_suns_slant_carries() -> None:
    """Sun at (0, 1, 0.5): 0.6 m of overhang shade 1.2 m, 0.3 m of it above the glass."""
    roof = wall(overhang_depth_m=0.6, overhang_above_m=0.3)
    assert is_shaded(roof, 3.0, 2.5 - 0.89, 0.0, 1.0, 0.5) is True
    assert is_shaded(roof, 3.0, 2.5 - 0.91, 0.0, 1.0, 0.5) is False


def test_a_beam_from_below_lands_on_the_ceiling() -> None:
    """Off snow or a roof below: 1.5 m up to the ceiling at 1 in 3 is 4.5 m, before the wall."""
    assert landing_face(wall(), 3.0, 1.5, 0.0, -1.0, 3.0) == 4
    assert landing_face(wall(), 3.0, 1.5, 0.0, -1.0, 3.5) == 0
