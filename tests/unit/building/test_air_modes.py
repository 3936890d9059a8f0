import itertools
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import hand_made_rooms as made
from hpsim.building.air_modes import (
    RISE_ERROR,
    air_dynamics,
    air_modes,
    film_sets,
    with_films,
)
from hpsim.building.modal import Modes, all_modes
from hpsim.building.network import assemble
from hpsim.kernel.response import changing_response

ROUNDING = 1e-9
BETWEEN = 1.5  # the rise is looked at every tenth of its time's own length, not between


@cache
def room_modes():
    base = made.year(made.shoebox(), made.daily_weather(), heating_degc=20.0).load_pass
    return all_modes(base.matrices), base.layout


def dynamics_of(modes, layout, rise_error=RISE_ERROR):
    return air_dynamics(modes, layout, air_modes(modes, layout, rise_error))


def rise(dynamics, t):
    return -np.expm1(-np.outer(t, dynamics.rate_per_s)) @ dynamics.gain_k_per_w


def test_few_modes_rise_as_all_do():
    modes, layout = room_modes()
    full, few = dynamics_of(modes, layout, 0.0), dynamics_of(modes, layout)
    assert few.rate_per_s.size <= 8 < full.rate_per_s.size
    t = np.geomspace(1.0, 1e8, 3000)
    np.testing.assert_allclose(rise(few, t), rise(full, t), rtol=BETWEEN * RISE_ERROR)


def test_few_modes_keep_the_first_slope_the_steady_rise_and_its_mean_time():
    modes, layout = room_modes()
    full, few = dynamics_of(modes, layout, 0.0), dynamics_of(modes, layout)
    for power in (1.0, 0.0, -1.0):
        moments = [float(d.gain_k_per_w @ d.rate_per_s**power) for d in (few, full)]
        assert moments[0] == pytest.approx(moments[1], rel=ROUNDING)


@settings(max_examples=50)
@given(
    times=st.lists(st.floats(1.0, 7.0), min_size=1, max_size=40, unique=True),
    seed=st.integers(0, 2**32 - 1),
)
def test_any_network_gets_stable_modes_within_the_tolerance(times, seed):
    """Rates over six decades, in any strengths: the air and one wall, or forty modes."""
    rng = np.random.default_rng(seed)
    rate = np.sort(10.0 ** -np.array(times))
    _, layout = room_modes()
    shape = rng.normal(size=(layout.capacity_j_per_k.size, rate.size)) * 10.0 ** rng.uniform(
        -4, 0, rate.size
    )
    modes = Modes(rate, shape, np.zeros((shape.shape[0],) * 2))
    few = air_modes(modes, layout)
    assert few.rate_per_s.size <= rate.size
    assert (few.rate_per_s > 0.0).all()
    assert (few.gain_k_per_w > 0.0).all()
    t = np.geomspace(10.0, 365.0 * 86400.0, 150)
    full = rise(dynamics_of(modes, layout, 0.0), t)
    np.testing.assert_allclose(rise(few, t), full, rtol=BETWEEN * RISE_ERROR)


STEP_S = 1800.0
WITHIN_K = 0.02  # of some 10 K: what Euler's steps of ten seconds cost
OF_STEP = np.tile([0.0] * 14 + [1.0] * 9 + [2.0] * 25, 10)  # films that change three times a day


FACTORS = (1.0, 0.5, 2.0)


@cache
def rooms_of_three_films():
    """Return a room's layout and its matrices with inside films as usual, halved and doubled."""
    base = made.year(made.shoebox(), made.daily_weather(), heating_degc=20.0).load_pass
    at = [replace(base.at, inner=factor * base.at.inner) for factor in FACTORS]
    conductance = base.at.inner * [face.area_m2 for face in base.layout.inner]
    changes = [(factor - 1.0) * conductance for factor in FACTORS]
    return base.layout, [assemble(base.layout, each) for each in at], changes


def modes_of_three_films(rise_error=RISE_ERROR):
    layout, matrices, changes = rooms_of_three_films()
    modes = all_modes(matrices[0])
    times_s = air_modes(modes, layout, rise_error).times_s
    return with_films(modes, layout, np.array(changes), times_s)


@pytest.mark.parametrize(("rise_error", "within"), [(0.0, ROUNDING), (RISE_ERROR, RISE_ERROR)])
def test_other_films_rise_as_their_own_network_does(rise_error, within):
    """Two times the tolerance: the times are those that the first films asked for."""
    layout, matrices, _ = rooms_of_three_films()
    t = np.geomspace(10.0, 1e8, 300)
    for m, few in zip(matrices, modes_of_three_films(rise_error), strict=True):
        full = dynamics_of(all_modes(m), layout, 0.0)
        np.testing.assert_allclose(rise(few, t), rise(full, t), rtol=2.0 * within)


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


@pytest.mark.parametrize("rise_error", [0.0, RISE_ERROR])
def test_a_room_whose_films_change_answers_as_its_nodes_do(rise_error):
    """A kilowatt by half-hours at random for ten days."""
    layout, matrices, _ = rooms_of_three_films()
    sets = film_sets(modes_of_three_films(rise_error), OF_STEP)
    heat_w = 1000.0 * np.random.default_rng(3).integers(0, 2, OF_STEP.size)
    rise, _ = node_by_node(layout, matrices, heat_w)
    again = changing_response(sets, heat_w, STEP_S) - _from_year_before(sets, heat_w)
    assert np.ptp(rise) > 5.0
    assert np.abs(again - rise).max() < WITHIN_K


def _from_year_before(sets, heat_w):
    """Return what the same days before leave: the loop's year joins its beginning."""
    n = heat_w.size
    long = sets._replace(of_step=np.tile(sets.of_step, 2))
    return changing_response(long, np.concatenate([heat_w, 0.0 * heat_w]), STEP_S)[n:]


def test_other_films_leave_the_airs_temperature_and_the_rooms_heat_as_they_are():
    layout, matrices, _ = rooms_of_three_films()
    few = modes_of_three_films()
    sets = film_sets(few, OF_STEP)
    # the heat that a mode holds per kelvin of its share of the air
    heat = layout.capacity_j_per_k @ all_modes(matrices[0]).shape
    holds = [heat @ (of.basis / of.in_air) for of in few]
    for i, j in itertools.product(range(3), repeat=2):
        change = sets.change[j, i][: holds[j].size, : holds[i].size]
        np.testing.assert_allclose(change.sum(axis=0), 1.0, atol=ROUNDING)
        np.testing.assert_allclose(holds[j] @ change, holds[i], rtol=ROUNDING)
