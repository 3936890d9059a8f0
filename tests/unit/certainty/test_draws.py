"""Draws: stratified, correlated as asked, and their standard errors right."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from hpsim.certainty.draws import block_sizes, fraction_with_error, latin_hypercube

SEEDS = 20
# the scatter of 20 results lies within these of its true value in 99 % of cases (chi-square, 19)
LOW, HIGH = 0.60, 1.43


def cheap_model(u: np.ndarray) -> np.ndarray:
    """Return whether a unit fits, as a made-up rule has it."""
    return (u[:, 0] + 0.5 * u[:, 1] + 0.3 * np.sin(6.0 * u[:, 2]) + 0.2 * u[:, 3] > 0.9) * 1.0


def test_each_block_has_one_draw_in_each_part_of_the_range() -> None:
    draws = latin_hypercube(60, np.eye(3), seed=1)
    ends = np.cumsum([0, *block_sizes(60)])
    for a, b in itertools.pairwise(ends):
        parts = np.floor(draws[a:b] * (b - a)).astype(int)
        assert all(sorted(column) == list(range(b - a)) for column in parts.T)


def test_the_same_seed_gives_the_same_draws_and_another_one_others() -> None:
    one, same, other = (latin_hypercube(30, np.eye(2), seed) for seed in (3, 3, 4))
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)


def test_correlations_are_as_asked() -> None:
    wanted = np.array([[1.0, 0.8, 0.0], [0.8, 1.0, -0.5], [0.0, -0.5, 1.0]])
    draws = latin_hypercube(2000, wanted, seed=1)
    found = np.corrcoef(np.argsort(np.argsort(draws, axis=0), axis=0).T)
    assert found == pytest.approx(wanted, abs=0.06)


def test_the_standard_error_is_the_scatter_of_twenty_seeds() -> None:
    found = []
    for seed in range(SEEDS):
        hits = cheap_model(latin_hypercube(300, np.eye(4), seed))
        found.append(fraction_with_error(hits, block_sizes(300)))
    fractions, errors = np.array(found).T
    printed = float(np.sqrt((errors**2).mean()))
    assert LOW < fractions.std(ddof=1) / printed < HIGH
    independent = np.sqrt(fractions.mean() * (1.0 - fractions.mean()) / 300)
    assert printed < 0.8 * independent  # which is what Latin hypercubes are for


def test_a_fraction_that_all_draws_agree_on_is_not_certain() -> None:
    fraction, error = fraction_with_error(np.ones(300), block_sizes(300))
    assert fraction == 1.0
    assert error == pytest.approx(1.0 / 300, rel=0.1)


def test_two_blocks_that_agree_by_chance_are_not_certain() -> None:
    hits = np.array([1.0, 1.0, 1.0, 1.0, 0.0] * 2)
    fraction, error = fraction_with_error(hits, block_sizes(10))
    assert fraction == 0.8
    assert error == pytest.approx((0.75 * 0.25 / 10) ** 0.5)


def test_few_draws_have_the_error_of_independent_ones() -> None:
    assert block_sizes(7) == [7]
    _, error = fraction_with_error(np.array([1.0, 0.0, 1.0, 0.0]), block_sizes(4))
    assert error == pytest.approx(0.25, rel=0.01)
