"""A fit's own ranges take the place of the usual ones."""

from __future__ import annotations

import numpy as np
import pytest

from hpsim.certainty.apply import unknowns_of, with_room
from hpsim.certainty.draws import latin_hypercube
from hpsim.certainty.from_fit import fitted_correlations
from hpsim.certainty.sample import sample
from hpsim.certainty.unknowns import Unknown, correlation_matrix, usual
from hpsim.errors import ScenarioError
from hpsim.fit.unknowns import OF_USUAL
from hpsim.scenario.load import load_scenario
from hpsim.scenario.model import Scenario
from hpsim.scenario.room import expand, room_inputs
from hpsim.scenario.unknowns import Unknowns
from hpsim.simulate.response import room_response
from hpsim.verdict.judge import judged_run

SCATTER = "{of: [conduction, leaks], covariance: [[0.01, -0.012], [-0.012, 0.04]]}"


def fitted_scenario(scatter: str = SCATTER, *more: str) -> Scenario:
    keys = ["fitted.conduction=1.1", "fitted.leaks=0.8", f"fitted.scatter={scatter}", *more]
    return load_scenario("chicago-addition", keys)


def drawn_of(scenario: Scenario) -> tuple[Unknown, ...]:
    room = expand(room_inputs(scenario), "5A")
    return unknowns_of(scenario, room, scenario.candidates)


def test_what_a_fit_knows_is_drawn_from_the_fit_alone() -> None:
    names = [u.name for u in drawn_of(fitted_scenario())]
    assert "u_values" not in names
    assert "air_leakage" not in names
    assert {"fitted_conduction", "fitted_leaks", "air_movement", "people"} <= set(names)


def test_a_fit_without_scatter_is_known_and_leaves_the_rest_unknown() -> None:
    scenario = load_scenario("chicago-addition", ["fitted.conduction=1.1"])
    names = [u.name for u in drawn_of(scenario)]
    assert not any(name.startswith("fitted_") for name in names)


def test_draws_scatter_as_the_covariance_has_it() -> None:
    scenario = fitted_scenario()
    unknowns = [u for u in drawn_of(scenario) if u.name.startswith("fitted_")]
    matrix = correlation_matrix(unknowns, scenario.unknowns, fitted_correlations(scenario.fitted))
    assert matrix[0, 1] == pytest.approx(-0.6)
    probabilities = latin_hypercube(2000, matrix, 1)
    logs = np.log([u.values(probabilities[:, k]) for k, u in enumerate(unknowns)])
    assert logs.mean(axis=1) == pytest.approx(np.log([1.1, 0.8]), abs=0.01)
    assert np.cov(logs) == pytest.approx(np.array([[0.01, -0.012], [-0.012, 0.04]]), abs=0.002)


def test_a_draw_of_a_fit_reaches_the_rooms_numbers() -> None:
    scenario = fitted_scenario()
    room = expand(room_inputs(scenario), "5A")
    drawn = with_room(scenario, room, {"fitted_conduction": 1.5, "fitted_leaks": 0.8})
    assert drawn.fitted is not None
    assert drawn.fitted.conduction == 1.5
    more = room_response(drawn).ideal.heat_loss_w_per_k
    assert more > 1.1 * room_response(scenario).ideal.heat_loss_w_per_k


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("fitted.scatter={of: [sun], covariance: [[0.1, 0.2]]}", "1 rows of 1 numbers"),
        ("fitted.scatter={of: [sun, sun], covariance: [[1, 0], [0, 1]]}", "stands twice"),
        ("fitted.scatter={of: [sun, leaks], covariance: [[1, 0], [1, 1]]}", "not symmetric"),
        ("fitted.scatter={of: [sun, leaks], covariance: [[1, 2], [2, 1]]}", "no values can"),
        ("fitted.scatter={of: [moon], covariance: [[1]]}", "moon"),
        ("fitted.sun=0", "0"),
    ],
)
def test_an_impossible_fit_is_refused_with_a_reason(key: str, message: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        load_scenario("chicago-addition", [key])
    assert message in str(caught.value)


@pytest.mark.slow
def test_a_fit_that_narrows_the_room_makes_the_verdict_surer() -> None:
    keys = Unknowns.keys()
    others = [name for name in usual() if name in keys and name not in OF_USUAL]
    known = [f"unknowns.{name}=known" for name in others]
    fast = ["simulation.resolution=hour", "verdict.what_if=false", *known]
    wide = load_scenario("chicago-addition", fast)
    names = ("conduction", "leaks", "fast_capacity", "own_gains")
    rows = [[4e-4 if one == other else 0.0 for other in names] for one in names]
    scatter = f"fitted.scatter={{of: [{', '.join(names)}], covariance: {rows}}}"
    narrow = load_scenario("chicago-addition", [*fast, scatter])
    sure, unsure = (sample(s, judged_run(s), draws=10, seed=3) for s in (narrow, wide))
    for k in range(len(sure.names)):
        words, wide_words = sure.words(k), unsure.words(k)
        middle = max(set(words), key=words.count)
        assert words.count(middle) == sure.draws
        assert middle in wide_words
        kwh, wide_kwh = (s.figures(k, "electricity_kwh") for s in (sure, unsure))
        assert np.std(kwh) < np.std(wide_kwh)  # type: ignore[arg-type]
