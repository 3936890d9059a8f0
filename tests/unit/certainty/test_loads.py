"""Design loads of many draws from those of a few, on functions that cost nothing."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from hpsim.certainty.loads import (
    GOOD_ENOUGH,
    best_fitted,
    fitted,
    loads_of_draws,
    quadratic,
)
from hpsim.kernel.types import FloatArray
from hpsim.results import DesignLoads

DRAWS = 200


def rooms() -> FloatArray:
    return np.exp(0.3 * np.random.default_rng(1).standard_normal((DRAWS, 3)))


def counting(
    load_w: Callable[[FloatArray], float], calls: list[int], x: FloatArray
) -> Callable[[int], DesignLoads]:
    def exact(index: int) -> DesignLoads:
        calls.append(index)
        return DesignLoads(load_w(x[index]), -17.0, None, None, 32.0, "header")

    return exact


def test_a_smooth_load_is_known_from_a_few_draws() -> None:
    """Conduction in proportion to one factor, air as the root of two squares."""
    x, calls = rooms(), list[int]()

    def load_w(row: FloatArray) -> float:
        return float(900.0 * row[0] + 400.0 * np.hypot(row[1], 0.5 * row[2]))

    found = loads_of_draws(x, counting(load_w, calls, x))
    assert len(calls) < 0.3 * DRAWS
    misses = [loads.heating_w / load_w(row) - 1.0 for loads, row in zip(found, x, strict=True)]
    assert np.sqrt(np.mean(np.square(misses))) < GOOD_ENOUGH
    assert {loads.cooling_sensible_w for loads in found} == {None}


def test_where_no_surface_fits_every_draw_is_computed() -> None:
    x, calls = rooms(), list[int]()
    noise = np.random.default_rng(2).random(DRAWS)
    by_row = {float(row[0]): 1000.0 * (1.0 + noise[i]) for i, row in enumerate(x)}
    found = loads_of_draws(x, counting(lambda row: by_row[float(row[0])], calls, x), workers=2)
    assert sorted(calls) == list(range(DRAWS))
    assert [loads.heating_w for loads in found] == list(by_row.values())


def test_a_cubic_is_met_and_its_left_out_error_is_none() -> None:
    x = rooms()[:, :1]
    values = 3.0 + x[:, 0] - 2.0 * x[:, 0] ** 2 + x[:, 0] ** 3
    predicted, error = fitted(quadratic(x), values[:50])
    assert predicted == pytest.approx(values[50:], rel=1e-3)
    assert error < 1e-3 * values.mean()


def test_unknowns_that_do_not_matter_are_left_out_of_the_surface() -> None:
    """Of seven unknowns two matter: thirty draws are enough, though all have 43 terms."""
    x = np.exp(0.3 * np.random.default_rng(4).standard_normal((DRAWS, 7)))
    values = 900.0 * x[:, 2] + 300.0 * x[:, 5] * x[:, 2]
    predicted, error = best_fitted(x, values[:30])
    assert predicted == pytest.approx(values[30:], rel=1e-3)
    assert error < 1e-3 * values.mean()
