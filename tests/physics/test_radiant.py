"""The mean radiant temperature of a machine's year, against ideal loads under other control."""

import numpy as np
import pytest

import hand_made_rooms as made
from hpsim.building.ideal_load import ideal_load_result, planes
from hpsim.building.network import assemble
from hpsim.building.radiant import _inverse, mean_radiant_degc, radiant_dynamics

# a fall of 3 K in one half-hour: natural films grow with the difference, what follows the air is
# linear at the year's mean; an eighth of the fall in the first hours, 2 % in the mean
LINEAR_K = 0.37
MEAN_K = 0.06
ROUNDING_K = 1e-9


def hourly_mean(instants):
    return (0.5 * (instants[1:] + instants[:-1])).reshape(made.HOURS, -1).mean(axis=1)


def under(room, heating_degc):
    """Return the room's year with setpoints of each half-hour, and its hourly means."""
    answer = ideal_load_result(
        room,
        made.daily_weather(0.0, 8.0),
        made.dark(room),
        heating_degc,
        np.full(heating_degc.size, 1000.0),
    )
    return answer, hourly_mean(answer.air_degc), hourly_mean(answer.mean_radiant_degc)


def test_the_faces_follow_a_setback_as_in_a_base_pass_that_has_it():
    room = made.shoebox(glazed=("south", "north"), heat=made.gains(100.0))
    assert planes(room)
    hour = (np.arange(2 * made.HOURS + 1) / 2.0) % 48
    steady, set_back = np.full(hour.size, 20.0), np.where(hour < 20.0, 17.0, 20.0)
    answer, air, radiant = under(room, steady)
    _, colder_air, colder_radiant = under(room, set_back)
    found = mean_radiant_degc(radiant_dynamics(answer.load_pass), radiant, colder_air - air)
    fall = radiant - colder_radiant
    assert fall.max() > 2.0
    assert np.abs(found - colder_radiant).max() < LINEAR_K
    assert (found - colder_radiant).mean() == pytest.approx(0.0, abs=MEAN_K)


def test_a_lasting_fall_of_the_air_takes_the_faces_along_by_their_share():
    room = made.fixed_films(made.shoebox(glazed=()), 4.0, 15.0)
    answer, air, radiant = under(room, np.full(2 * made.HOURS + 1, 20.0))
    dynamics = radiant_dynamics(answer.load_pass)
    found = mean_radiant_degc(dynamics, radiant, np.full(made.HOURS, -1.0))
    walls = 1 / 15.0 + sum(layer.resistance_m2k_per_w for layer in made.WALL)
    share = walls / (walls + 1 / 4.0)  # of a wall between two films, seen from outdoors
    np.testing.assert_allclose(found, radiant - share, atol=ROUNDING_K)
    assert air.mean() == pytest.approx(20.0)


def test_few_modes_follow_the_air_as_all_nodes_do():
    """All nodes by the eigenvectors of ``C^-1 K``, once massless ones are solved for."""
    room = made.shoebox(glazed=("south", "north"), heat=made.gains(100.0))
    answer, _, _ = under(room, np.full(2 * made.HOURS + 1, 20.0))
    base = answer.load_pass
    few, matrices = radiant_dynamics(base), assemble(base.home_layout, base.at)
    rest = np.arange(1, matrices.capacity_j_per_k.size)
    assert base.home_layout.zones[0].air_node == 0
    k, c = matrices.conductance_w_per_k, np.maximum(matrices.capacity_j_per_k[rest], 1e-3)
    read = np.zeros(c.size)
    for face, weight in zip(base.layout.inner, base.layout.radiant_weights, strict=True):
        read[face.node - 1] += weight
    rate, vectors = np.linalg.eig(k[np.ix_(rest, rest)] / c[:, None])
    gain = (read @ vectors) * np.linalg.solve(vectors, -k[rest, 0] / c) / rate
    time_s = np.geomspace(900.0, 1e8, 60)[:, None]
    exact = -np.expm1(-time_s * rate) @ gain
    found = few.direct_k_per_w - np.expm1(-time_s * few.rate_per_s) @ few.gain_k_per_w
    assert few.rate_per_s.size <= 12
    assert np.abs(found - exact).max() < 0.002
    assert found[-1] == pytest.approx(exact[-1], rel=1e-6)


def test_an_inverse_by_halves_is_the_inverse() -> None:
    half = np.random.default_rng(0).normal(size=(9, 9))
    matrix = half @ half.T + np.eye(9)
    np.testing.assert_allclose(_inverse(matrix) @ matrix, np.eye(9), atol=1e-12)
