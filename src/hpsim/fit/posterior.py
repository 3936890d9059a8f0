"""What prior and residuals leave open around an estimate, by draws.

A heat balance is nearly linear in factors, so that from the estimate on the residuals follow a line
and cost nothing; the prior is that of the factors' logarithms, wide and bent. The size of the noise
is known only as far as the residuals determine it, and is summed over: few residuals give the wide
tails of Student's distribution. Metropolis draws from their product.

References
----------
Gelman et al. (2013), Bayesian Data Analysis, 3.2 (unknown variance), 11.2 and 12.2 (Metropolis).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import numpy as np

from hpsim.kernel.types import FloatArray
from hpsim.records import dataclass

CHAINS, STEPS, WARM_UP = 200, 300, 100
"""Chains, steps of each, and how many of them adapt the steps and are left out."""
SIZES, LARGEST = 40, 10.0
"""Of the noise that are summed over, up to so many times that of the residuals."""
SEED = 20
FIRST_PART, WANTED_ACCEPTANCE, ADAPTS = 0.5, 0.25, 0.2
"""How far from the estimate chains begin, over what is open; moves to accept, 0.44 of one unknown
to 0.23 of many (Gelman et al., 12.2); and how fast steps adapt to that."""


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
