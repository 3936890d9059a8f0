import itertools
from dataclasses import replace

import numpy as np
import pytest
from scipy.linalg import expm

import hand_made_rooms as made
from hpsim.building.modal import air_dynamics, all_modes, by_weight, film_sets, keep, ramp_weights
from hpsim.building.network import Matrices, assemble
from hpsim.kernel.response import changing_response

ROUNDING = 1e-9


def chain(n: int = 6, massless: tuple[int, ...] = (2,)) -> Matrices:
    """Return a chain of nodes whose last is tied to outdoors; some have no heat capacity."""
    rng = np.random.default_rng(1)
    k = np.zeros((n, n))
    for i in range(n - 1):
        g = rng.uniform(1.0, 20.0)
        k[[i, i + 1], [i, i + 1]] += g
        k[i, i + 1] -= g
        k[i + 1, i] -= g
    k[-1, -1] += 7.0
    weather = np.zeros((n, 2))
    weather[-1, 0] = 7.0
    capacity = rng.uniform(1e4, 1e6, n)
    capacity[list(massless)] = 0.0
    return Matrices(capacity, k, weather, np.zeros((n, 0)))


def test_modes_answer_a_step_as_the_matrix_exponential_does():
    m = chain(massless=())
    modes = all_modes(m)
    heat, t = np.zeros(6), 5000.0
    heat[0] = 100.0
    a = -m.conductance_w_per_k / m.capacity_j_per_k[:, None]
    exact = (np.eye(6) - expm(a * t)) @ np.linalg.solve(m.conductance_w_per_k, heat)
    z = modes.shape.T @ heat * -np.expm1(-modes.rate_per_s * t) / modes.rate_per_s
    np.testing.assert_allclose(modes.shape @ z + modes.at_once @ heat, exact, atol=1e-12)


def test_massless_nodes_leave_the_steady_state_as_it_is():
    m = chain(massless=(2, 4))
    modes = all_modes(m)
    assert modes.rate_per_s.size == 4
    steady = (modes.shape / modes.rate_per_s) @ modes.shape.T + modes.at_once
    np.testing.assert_allclose(steady, np.linalg.inv(m.conductance_w_per_k), rtol=ROUNDING)


def test_a_massless_node_is_the_limit_of_a_small_mass():
    m = chain(massless=(2,))
    small = chain(massless=())
    small.capacity_j_per_k[2] = 1.0
    slow, full = all_modes(m), all_modes(small)
    np.testing.assert_allclose(full.rate_per_s[:-1], slow.rate_per_s, rtol=1e-4)


def test_dropped_modes_leave_their_steady_part():
    m = chain()
    few = keep(all_modes(m), np.array([True, False, True, False, False]))
    steady = (few.shape / few.rate_per_s) @ few.shape.T + few.at_once
    np.testing.assert_allclose(steady, np.linalg.inv(m.conductance_w_per_k), rtol=ROUNDING)


def test_the_lightest_modes_go_while_their_sum_is_small():
    kept = by_weight(np.array([5.0, 0.2, 3.0, 0.25, 0.1]), 0.5)
    np.testing.assert_array_equal(kept, [True, False, True, True, False])
    assert by_weight(np.array([5.0, 0.2]), 0.0).all()


@pytest.mark.parametrize("rate", [1e-9, 2e-7, 5.5e-7, 5.6e-7, 1e-4, 1e-2])
def test_the_weights_of_a_ramp_are_its_integrals(rate):
    step = 1800.0
    t = (np.arange(200000) + 0.5) / 200000 * step
    kernel = np.exp(-rate * (step - t)) * step / t.size
    decay, gain, start, end = ramp_weights(np.array([rate]), step)
    assert decay[0] == pytest.approx(np.exp(-rate * step))
    assert gain[0] == pytest.approx(kernel.sum(), rel=1e-6)
    assert end[0] == pytest.approx((kernel * t / step).sum(), rel=1e-6)
    assert start[0] + end[0] == pytest.approx(gain[0], rel=1e-12)


def test_merged_modes_keep_the_steady_rise_and_nearly_the_first_hours():
    base = made.year(made.shoebox(), made.daily_weather(), heating_degc=20.0).base
    modes = all_modes(base.matrices)
    full, few = air_dynamics(modes, base.layout), air_dynamics(modes, base.layout, 0.5)
    assert few.rate_per_s.size < 0.5 * full.rate_per_s.size
    assert few.gain_k_per_w.sum() == pytest.approx(full.gain_k_per_w.sum(), rel=1e-12)
    t = np.arange(1.0, 240.0)[:, None] * 30.0

    def rise_k_per_kw(d):
        return 1000.0 * ((1.0 - np.exp(-t * d.rate_per_s)) @ d.gain_k_per_w)

    assert np.abs(rise_k_per_kw(few) - rise_k_per_kw(full)).max() < 0.02


STEP_S = 1800.0
OF_STEP = np.tile([0.0] * 14 + [1.0] * 9 + [2.0] * 25, 10)  # films that change three times a day


def rooms_of_three_films():
    """Return a room's layout and its matrices with inside films as usual, halved and doubled."""
    base = made.year(made.shoebox(), made.daily_weather(), heating_degc=20.0).base
    at = [replace(base.at, inner=factor * base.at.inner) for factor in (1.0, 0.5, 2.0)]
    return base.layout, [assemble(base.layout, each) for each in at]


def node_by_node(layout, matrices, heat_w):
    """Return the air's rise (n + 1,) and the room's heat [J] by implicit steps of ten seconds."""
    capacity, air, inner_s = layout.capacity_j_per_k, layout.zones[0].air_node, 10.0
    inverse = [np.linalg.inv(np.diag(capacity / inner_s) + m.conductance_w_per_k) for m in matrices]
    t = np.zeros(capacity.size)
    rise, held = [0.0], [0.0]
    for which, heat in zip(OF_STEP.astype(int), heat_w, strict=True):
        for _ in range(round(STEP_S / inner_s)):
            t = inverse[which] @ (capacity / inner_s * t) + inverse[which][:, air] * heat
        rise.append(t[air])
        held.append(capacity @ t)
    return np.array(rise), np.array(held)


@pytest.mark.parametrize(("merged_k", "within_k"), [(0.0, 0.02), (0.5, 0.06)])
def test_a_room_whose_films_change_answers_as_its_nodes_do(merged_k, within_k):
    """A kilowatt by half-hours at random for ten days; Euler's ten seconds cost the 0.02 K."""
    layout, matrices = rooms_of_three_films()
    modes = [all_modes(m) for m in matrices]
    sets = film_sets(modes, layout, layout.capacity_j_per_k, merged_k, OF_STEP)
    heat_w = 1000.0 * np.random.default_rng(3).integers(0, 2, OF_STEP.size)
    rise, _ = node_by_node(layout, matrices, heat_w)
    again = changing_response(sets, heat_w, STEP_S) - _from_year_before(sets, heat_w)
    assert np.ptp(rise) > 5.0
    assert np.abs(again - rise).max() < within_k


def _from_year_before(sets, heat_w):
    """Return what the same days before leave: the loop's year joins its beginning."""
    n = heat_w.size
    long = sets._replace(of_step=np.tile(sets.of_step, 2))
    return changing_response(long, np.concatenate([heat_w, 0.0 * heat_w]), STEP_S)[n:]


def test_other_films_leave_the_airs_temperature_and_the_rooms_heat_as_they_are():
    layout, matrices = rooms_of_three_films()
    modes = [all_modes(m) for m in matrices]
    air, capacity = layout.zones[0].air_node, layout.capacity_j_per_k
    few = film_sets(modes, layout, capacity, 0.5, OF_STEP)
    for i, j in itertools.product(range(3), repeat=2):
        real = few.gain_k_per_w[i] > 0.0
        np.testing.assert_allclose(few.change[j, i].sum(axis=0)[real], 1.0, atol=ROUNDING)
    every = film_sets(modes, layout, capacity, 0.0, OF_STEP)
    # the heat that a mode holds per kelvin of its share of the air; some have no share at all
    shapes = [m.shape[:, m.shape[air] ** 2 > 0.0] for m in modes]
    holds = [capacity @ shape / shape[air] for shape in shapes]
    seen = [np.abs(shape[air]) > 1e-6 * np.abs(shape[air]).max() for shape in shapes]
    for i, j in itertools.product(range(3), repeat=2):
        n = holds[i].size
        after = holds[j][seen[j]] @ every.change[j, i][: holds[j].size][seen[j]]
        np.testing.assert_allclose(after[:n][seen[i]], holds[i][seen[i]], rtol=1e-6)
