import numpy as np
import pytest
from scipy.linalg import expm

from hpsim.building.modal import all_modes, by_weight, in_fours, keep, ramp_weights
from hpsim.building.network import Matrices

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


def test_kept_modes_are_filled_up_to_fours_with_the_heaviest_others():
    weights = np.array([5.0, 0.2, 3.0, 0.25, 0.1, 0.3])
    kept = in_fours(weights > 1.0, weights)
    assert kept.tolist() == [True, False, True, True, False, True]
    assert in_fours(kept, weights).tolist() == kept.tolist()
    assert in_fours(weights > 0.15, weights).all()  # no more than there are


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
