"""What a log scatters about a model, slow deviation and sensor's noise, and what that leaves open.

The deviation is a first-order autoregressive process, what a model leaves out of people, wind and
sun; the sensor adds white noise. A Kalman filter on the one state turns residuals into innovations
that are independent, whatever is missing between them; the likelihood of these gives both noises.

The fit itself minimises the residuals, not the innovations: what runs free for a week is wanted,
and innovations forgive a slow error, which is what a wrong loss makes. The noise says how many
independent hours there are, and so how much a log weighs against what was known before.

What prior and residuals leave open around an estimate is found by draws. A heat balance is nearly
linear in factors, so that from the estimate on the residuals follow a line and cost nothing; the
prior is that of the factors' logarithms, wide and bent. The size of the noise is known only as far
as the residuals determine it, and is summed over: few residuals give the wide tails of Student's
distribution. Metropolis draws from their product.

References
----------
Madsen (2008), Time Series Analysis, 10.3: filter, innovations, likelihood. Rouchier, Rabouille and
Oberlé (2018), Building and Environment 134: without such a noise model errors come out too small.
Bayley and Hammersley (1946), J. R. Statist. Soc. Suppl. 8: effective number of observations.
Gelman et al. (2013), Bayesian Data Analysis, 3.2 (unknown variance), 11.2 and 12.2 (Metropolis).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from hpsim.kernel.types import FloatArray
from hpsim.records import dataclass

TIMES_H = (1.5, 5.0, 15.0, 48.0)
"""Correlation times that are tried, some three times apart: hourly means show none much shorter,
logs of some weeks none much longer."""
RATIOS = (0.3, 1.0, 3.0, 10.0)
"""Standard deviations of the slow deviation over that of the sensor that are tried: the smallest
adds 4 % to the sensor's scatter, to the largest the sensor adds 0.5 %."""
SIZE_ROUNDS = 8
MANY_DAYS, MOST_ALIKE = 20, 0.9
"""Days of heat from which their correlation is found, since by chance it is 1/√days (of 20: 0.22),
and the most that it counts as: each day then is worth a nineteenth of one."""
LEAST_SENSOR_K = 0.03
"""Resolution of a good thermometer: no residual is trusted more."""
CHAINS, STEPS, WARM_UP = 200, 300, 100
"""Chains, steps of each, and how many of them adapt the steps and are left out."""
SIZES, LARGEST = 40, 10.0
"""Of the noise that are summed over, up to so many times that of the residuals."""
SEED = 20
FIRST_PART, WANTED_ACCEPTANCE, ADAPTS = 0.5, 0.25, 0.2
"""How far from the estimate chains begin, over what is open; moves to accept, 0.44 of one unknown
to 0.23 of many (Gelman et al., 12.2); and how fast steps adapt to that."""


@dataclass(frozen=True, slots=True)
class Noise:
    """Standard deviations of a slow deviation and of white noise."""

    white: float
    slow: float = 0.0
    time_h: float = 10.0

    def larger(self, factor: float) -> Noise:
        """Return the same noise with larger standard deviations."""
        return Noise(factor * self.white, factor * self.slow, self.time_h)

    def over(self, step_h: FloatArray) -> tuple[float, float]:
        """Return the standard deviation of a residual, and the white one of as sure a mean.

        A mean over many hours of white noise with the second would scatter as by this noise: each
        hour of a slow deviation tells as little as its correlation with the others lets it.

        Parameters
        ----------
        step_h : (n,)
            Time since the residual before [h]; infinite where the deviation begins at zero.
        """
        if self.slow == 0.0 or not step_h.size:
            return self.white, self.white
        begins, decay = _decay(step_h, np.array([self.time_h]))
        variance = weight = of_mean = of_one = 0.0
        for k, a in enumerate(decay[:, 0]):
            variance = a * a * variance * (not begins[k]) + 1.0 - a * a
            of_one += variance
        for k in range(step_h.size - 1, -1, -1):
            a = decay[k, 0]
            weight += 1.0
            of_mean += (1.0 - a * a) * weight**2
            weight *= a * (not begins[k])
        plain, slow2 = self.white**2, self.slow**2 / step_h.size
        return float(np.sqrt(plain + slow2 * of_one)), float(np.sqrt(plain + slow2 * of_mean))


def _decay(step_h: FloatArray, time_h: FloatArray) -> tuple[NDArray[np.bool_], FloatArray]:
    """Return where deviations begin (n,), and their decay since the residual before (n, c)."""
    begins = ~np.isfinite(step_h)
    hours = np.where(begins, 1.0, step_h)  # it was held until an hour before
    return begins, np.exp(-hours[:, None] / time_h)


def _gains(
    white: FloatArray, slow: FloatArray, time_h: FloatArray, step_h: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the decay, the filter's gain and the innovations' deviation of noises, (n, c) each."""
    begins, decay = _decay(step_h, time_h)
    white2, slow2 = white**2, slow**2
    gain, deviation = np.empty(decay.shape), np.empty(decay.shape)
    variance = np.zeros(white.size)
    for k, a2 in enumerate(decay**2):
        if begins[k]:
            variance = np.zeros(white.size)
        variance = a2 * variance + (1.0 - a2) * slow2
        total = variance + white2
        gain[k], deviation[k] = variance / total, total
        variance = variance * white2 / total
    decay[begins] = 0.0
    return decay, gain, np.sqrt(deviation)


def _innovations(columns: FloatArray, decay: FloatArray, gain: FloatArray) -> FloatArray:
    """Return innovations (n, k, c) of k columns under c noises."""
    out = np.empty((*columns.shape, gain.shape[1]))
    state = np.zeros(out.shape[1:])
    for k, row in enumerate(columns):
        state = decay[k] * state
        out[k] = row[:, None] - state
        state = state + gain[k] * out[k]
    return out


def fitted_noise(
    residuals: FloatArray,
    step_h: FloatArray,
    jacobian: FloatArray | None = None,
    information: FloatArray | None = None,
) -> Noise:
    """Return the noise under which residuals are most likely.

    Time and ratio are those of a grid, the size follows from the innovations. With derivatives it
    is the restricted likelihood, in which the unknowns have used some of the residuals: a fit
    takes most from slow noise, which then seems to be less than it is.

    Parameters
    ----------
    residuals : (n,)
        Of a model that fits.
    step_h : (n,)
        Time since the one before [h]; infinite where the deviation begins at zero.
    jacobian : (n, p)
        Derivatives of the residuals.
    information : (p, p)
        Of the unknowns, before the residuals.

    References
    ----------
    Patterson and Thompson (1971), Biometrika 58: restricted likelihood.
    """
    tried = [(0.0, 1.0), *((ratio, time_h) for ratio in RATIOS for time_h in TIMES_H)]
    ratio, time_h = (np.array(column) for column in zip(*tried, strict=True))
    decay, gain, deviation = _gains(np.ones(ratio.size), ratio, time_h, step_h)
    slopes = np.zeros((residuals.size, 0)) if jacobian is None else jacobian
    scaled = _innovations(np.column_stack([residuals, slopes]), decay, gain)
    scaled /= deviation[:, None, :]
    costs, sizes = np.empty((2, ratio.size))
    for k in range(ratio.size):
        y, x = scaled[:, 0, k], scaled[:, 1:, k]
        sizes[k], costs[k] = _size(y, x, np.zeros((0, 0)) if information is None else information)
    best = int(np.argmin(costs + np.log(deviation).sum(axis=0)))
    return Noise(float(sizes[best]), float(ratio[best] * sizes[best]), float(time_h[best]))


def _size(y: FloatArray, x: FloatArray, information: FloatArray) -> tuple[float, float]:
    """Return the size of white residuals (n,) with derivatives (n, p), and minus log likelihood."""
    of_x, of_y = x.T @ x, x.T @ y
    size2, left, used, cost = float(np.mean(y**2)), y, 0.0, 0.0
    for _ in range(SIZE_ROUNDS if x.size else 1):
        size2 = max(float(left @ left) / max(y.size - used, 1.0), LEAST_SENSOR_K**2)
        if not x.size:
            break
        covariance = np.linalg.inv(of_x / size2 + information)
        moved = -covariance @ of_y / size2
        left, used = y + x @ moved, float(np.trace(covariance @ of_x)) / size2
        cost = 0.5 * float(moved @ information @ moved) - 0.5 * np.linalg.slogdet(covariance)[1]
    cost += 0.5 * y.size * np.log(size2) + 0.5 * float(left @ left) / size2
    return float(np.sqrt(size2)), float(cost)


def independent_days(heat_w: FloatArray) -> float:
    """Return how many independent ones residuals of days or bills (m,) are worth.

    Each day tells as little as its correlation with the next lets it; of fewer than `MANY_DAYS`
    that can't be told, and they count as they are.
    """
    m = heat_w.size
    if m < MANY_DAYS:
        return float(m)
    correlation = float(heat_w[1:] @ heat_w[:-1]) / max(float(heat_w @ heat_w), 1e-12)
    correlation = float(np.clip(correlation, 0.0, MOST_ALIKE))
    return m * (1.0 - correlation) / (1.0 + correlation)


# --- what is left open ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Residuals:
    """Residuals of one kind at an estimate."""

    base: FloatArray
    """(n,)"""
    slope: FloatArray
    """(n, p)"""
    independent: float
    """How many of them there are, of independent ones."""
    smallest: float
    """Size of their noise at least."""

    @cached_property
    def _triangle(self) -> FloatArray:
        """Return a square matrix with the same sums of squares as base and slopes have."""
        columns = np.column_stack([self.base, self.slope])
        return np.asarray(np.linalg.qr(columns, mode="r"), np.float64)

    def log_likelihood(self, moved: FloatArray) -> FloatArray:
        """Return the logarithm (k,) of the likelihood at steps (k, p) from the estimate.

        The prior of the noise's size is that of a scale, one over it.
        """
        n = self.base.size
        if not n:
            return np.zeros(moved.shape[0])
        of_base, *others = self._triangle.T
        left = of_base + moved @ np.array(others)
        squares = self.independent / n * np.sum(left**2, axis=1)
        rms = float(np.sqrt(np.mean(self.base**2)))
        size = np.geomspace(self.smallest, LARGEST * max(rms, self.smallest), SIZES)
        each = -self.independent * np.log(size) - 0.5 * squares[:, None] / size**2
        most = each.max(axis=1)
        return np.asarray(most + np.log(np.exp(each - most[:, None]).sum(axis=1)))


def draws(
    log_density: Callable[[FloatArray], FloatArray], root_of_covariance: FloatArray
) -> FloatArray:
    """Return draws (k, p) from a density.

    Parameters
    ----------
    log_density : callable
        Its logarithm (k,) at points (k, p).
    root_of_covariance : (p, p)
        Of a normal distribution about like it, around zero.
    """
    random, p = np.random.default_rng(SEED), root_of_covariance.shape[0]

    def steps() -> FloatArray:
        return np.asarray(random.standard_normal((CHAINS, p)) @ root_of_covariance.T)

    at = FIRST_PART * steps()
    value, length, kept = log_density(at), 2.38 / np.sqrt(p), []
    for k in range(STEPS):
        there = at + length * steps()
        found = log_density(there)
        with np.errstate(invalid="ignore"):  # from outside of what is possible to there
            is_taken = np.log(random.random(CHAINS)) < found - value
        at, value = np.where(is_taken[:, None], there, at), np.where(is_taken, found, value)
        if k < WARM_UP:
            length *= np.exp(ADAPTS * (float(is_taken.mean()) - WANTED_ACCEPTANCE))
        else:
            kept.append(at)
    return np.concatenate(kept)
