"""Ranges of a fit: draws, noise and held temperatures against what can be worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from hpsim.fit.estimate import Rows, estimate
from hpsim.fit.noise import Noise, Residuals, draws, fitted_noise, independent_days
from hpsim.fit.problem import HourlyLog, held_ends_degc
from hpsim.fit.unknowns import USUAL, FitUnknown
from hpsim.fit.words import Determined, value_text
from hpsim.units.display import Reader

MONTE_CARLO = 0.06  # of a standard deviation, by some thousand independent draws


def test_the_mean_of_few_values_has_students_distribution() -> None:
    values = np.random.default_rng(3).normal(20.0, 0.5, 10)
    base = values.mean() - values
    residuals = Residuals(base, np.ones((10, 1)), 10.0, 0.01)
    scale = values.std(ddof=1) / np.sqrt(10.0)
    found = draws(residuals.log_likelihood, np.array([[scale]]))
    assert found.std() == pytest.approx(scale * np.sqrt(9.0 / 7.0), rel=MONTE_CARLO)
    assert np.mean(np.abs(found) < 2.262 * scale) == pytest.approx(0.95, abs=0.01)  # t, 9 dof


def test_many_values_have_the_normal_distribution_of_least_squares() -> None:
    random = np.random.default_rng(5)
    slopes, noise = random.standard_normal((400, 3)), random.normal(0.0, 0.2, 400)
    best = -np.linalg.lstsq(slopes, noise, rcond=None)[0]
    base = noise + slopes @ best
    covariance = np.var(base) * np.linalg.inv(slopes.T @ slopes)
    residuals = Residuals(base, slopes, 400.0, 0.01)
    found = draws(residuals.log_likelihood, np.linalg.cholesky(covariance))
    assert found.std(axis=0) == pytest.approx(np.sqrt(covariance.diagonal()), rel=MONTE_CARLO)
    tenth = 0.1 * 0.2 / np.sqrt(400.0)  # of a standard deviation
    assert found.mean(axis=0) == pytest.approx(np.zeros(3), abs=tenth)


def test_what_unknowns_have_used_of_white_noise_is_given_back() -> None:
    random = np.random.default_rng(2)
    slopes, noise = random.standard_normal((40, 8)), random.normal(0.0, 0.3, 40)
    left = noise - slopes @ np.linalg.lstsq(slopes, noise, rcond=None)[0]
    size = np.sqrt(left @ left / (40 - 8))
    found = fitted_noise(left, np.ones(40), slopes, np.zeros((8, 8)))
    assert np.hypot(found.white, found.slow) == pytest.approx(size, rel=0.05)  # else 0.89 of it


def test_a_mean_of_a_slow_deviation_scatters_as_its_sum_of_covariances() -> None:
    step_h = np.ones(12)
    step_h[[0, 5]] = np.inf
    noise = Noise(0.1, 0.3, 5.0)
    covariance = np.zeros((12, 12))
    for first, last in ((0, 5), (5, 12)):
        for i in range(first, last):
            for j in range(first, last):
                begun = min(i, j) - first + 1
                grown = 1.0 - np.exp(-2.0 * begun / 5.0)
                covariance[i, j] = 0.09 * np.exp(-abs(i - j) / 5.0) * grown
    covariance += 0.01 * np.eye(12)
    of_one, of_mean = noise.over(step_h)
    assert of_one == pytest.approx(np.sqrt(covariance.diagonal().mean()))
    assert of_mean == pytest.approx(np.sqrt(covariance.sum() / 12.0))


def test_a_held_temperature_has_the_means_of_its_hours() -> None:
    hours = np.arange(41) / 2.0
    course = 20.0 + 3.0 * np.sin(hours / 5.0)
    whole = 20.0 + 3.0 * 5.0 * (np.cos(np.arange(20) / 5.0) - np.cos(np.arange(1, 21) / 5.0))
    ends = held_ends_degc(HourlyLog(whole, np.zeros(20), 0, 20))
    assert ends[6:-6] == pytest.approx(course[6:-6], abs=1e-3)
    simpson = (ends[0:-2:2] + 4.0 * ends[1::2] + ends[2::2]) / 6.0
    assert simpson[2:-2] == pytest.approx(whole[2:-2], abs=1e-12)


def test_without_a_log_what_was_known_remains() -> None:
    unknowns = [u for u in USUAL if u.name in ("leaks", "conduction", "sensor")]
    rows = Rows(np.random.default_rng(1).normal(0.0, 0.1, 50), np.zeros(0))
    found = estimate(lambda _: rows, unknowns, np.ones(50), heat_floor_w=10.0)
    assert found.scaled == pytest.approx(np.zeros(3), abs=1e-9)
    assert found.covariance == pytest.approx(np.eye(3), abs=0.1)


def test_days_that_are_like_the_day_before_count_less() -> None:
    random, like = np.random.default_rng(4), np.zeros(4000)
    for k in range(1, like.size):
        like[k] = 0.5 * like[k - 1] + random.standard_normal()
    # rel: some three times what the correlation of 4000 values scatters by chance, 1 / sqrt(4000)
    assert independent_days(like) == pytest.approx(like.size / 3.0, rel=0.1)
    assert independent_days(random.standard_normal(4000)) == pytest.approx(4000.0, rel=0.1)
    assert independent_days(like[:10]) == 10.0


def test_a_value_is_in_the_units_of_its_reader() -> None:
    kelvin = FitUnknown("sensor", "how much too high the thermometer reads", 0.3, False, unit="K")
    watts = FitUnknown("other", "what else is metered", 50.0, False, unit="W")
    factor = FitUnknown("sun", "how much sun comes in", 0.2, True)
    for unknown, at, us in (
        (kelvin, (-0.5, -1.0, 0.01), "\N{MINUS SIGN}0.9 °F (\N{MINUS SIGN}1.8 to +0.0)"),
        (watts, (164.2, 156.0, 172.0), "+164.2 W (+156.0 to +172.0)"),
        (factor, (1.1, 0.9, 1.3), "× 1.10 (0.90 to 1.30)"),
    ):
        row = Determined(unknown, *at, removed=0.5)
        assert value_text(row, Reader("us")) == us
    assert value_text(Determined(kelvin, 0.5, 0.0, 1.0, 0.5)) == "+0.5 K (+0.0 to +1.0)"
