"""The most likely unknowns by Gauss and Newton, with the derivatives by differences of responses.

Unknowns are counted in standard deviations of what was known before, so the prior is a sum of
squares like any other. The noise is estimated anew from each iteration's residuals.

References
----------
Nocedal and Wright (2006), Numerical Optimization, 10.3; Broyden's update: 11.1.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from hpsim.fit.noise import LEAST_SENSOR_K, Noise, fitted_noise
from hpsim.fit.unknowns import FitUnknown
from hpsim.kernel.types import FloatArray

WIDE = 4.0  # times the steps of differences, to both sides
FACTOR_STEP, KELVIN_STEP = 0.04, 0.4  # for differences: as straight as a response is exact
MOST_STEP = 2.0  # standard deviations in one iteration
FARTHEST = 4.0  # standard deviations from the prior: what lies beyond is another room
MOST_RESPONSES = 60
MOST_ITERATIONS = 25
FIRST_ITERATIONS = 2  # in which residuals count as white
CLOSE_ENOUGH, SETTLED = 0.1, 0.5  # of a posterior's standard deviation
HALVINGS = 3

Progress = Callable[[int, int], None]
"""Called with responses done and at most."""


@dataclass(frozen=True)
class Rows:
    """What is compared: residuals by kind, model less measured."""

    temperature_k: FloatArray
    """(n,) hourly, while power drives."""
    heat_w: FloatArray
    """(m,) means of days, while the temperature is held."""

    @property
    def stacked(self) -> FloatArray:
        """Return all of them (n + m,)."""
        return np.concatenate([self.temperature_k, self.heat_w])


@dataclass(frozen=True)
class Weights:
    """How residuals are turned into independent ones of standard deviation 1."""

    noise: Noise
    n: int
    """Temperatures; what follows them are heats of days."""
    heat_sigma_w: float

    def white(self, columns: FloatArray) -> FloatArray:
        """Return residuals or derivatives (n + m, p) as independent ones."""
        out = columns.astype(float)
        out[: self.n] /= self.noise.of_a_mean
        out[self.n :] /= self.heat_sigma_w
        return out


@dataclass(frozen=True)
class Estimate:
    """The most likely unknowns and how sure they are, in prior standard deviations."""

    scaled: FloatArray
    """(p,)"""
    covariance: FloatArray
    """(p, p)"""
    weights: Weights
    rows: Rows
    """At the estimate."""
    jacobian: FloatArray
    """(n + m, p) by prior standard deviation."""
    responses: int
    """That it took."""
    is_settled: bool
    """The last step was small."""


def estimate(
    respond: Callable[[FloatArray], Rows],
    unknowns: Sequence[FitUnknown],
    step_h: FloatArray,
    *,
    heat_floor_w: float,
    progress: Progress | None = None,
) -> Estimate:
    """Return the most likely unknowns, and their covariance.

    Parameters
    ----------
    respond : callable
        Residuals at scaled unknowns (p,).
    unknowns : sequence of FitUnknown
        p of them.
    step_h : (n,)
        Time since the temperature before [h]; infinite where it was held until then.
    heat_floor_w : float
        Standard deviation of a day's heat at least [W].
    progress : callable
        Called after each response.
    """
    search = _Search(respond, unknowns, step_h, heat_floor_w, progress)
    return search.run()


class _Search:
    """The state of one search."""

    def __init__(
        self,
        respond: Callable[[FloatArray], Rows],
        unknowns: Sequence[FitUnknown],
        step_h: FloatArray,
        heat_floor_w: float,
        progress: Progress | None,
    ) -> None:
        self._respond, self._p = respond, len(unknowns)
        self._steps = [
            (FACTOR_STEP if one.is_factor else KELVIN_STEP) / one.sigma for one in unknowns
        ]
        self._step_h, self._heat_floor_w = step_h, heat_floor_w
        self._progress, self.responses = progress, 0

    def _rows(self, scaled: FloatArray) -> Rows:
        rows = self._respond(scaled)
        self.responses += 1
        if self._progress is not None:
            self._progress(min(self.responses, MOST_RESPONSES), MOST_RESPONSES)
        return rows

    def run(self) -> Estimate:
        """Iterate until a step is small."""
        at = np.zeros(self._p)
        rows = self._rows(at)
        jacobian, is_fresh = self._jacobian(at, rows), True
        for k in range(MOST_ITERATIONS):
            weights = self._weights(rows, jacobian, at, is_first=k < FIRST_ITERATIONS)
            step, covariance = _step(weights, rows, jacobian, at)
            there, found, taken = self._along(step, at, rows, weights)
            if taken > 0.0:
                jacobian = _updated(jacobian, there - at, found.stacked - rows.stacked)
                is_fresh = False
            at, rows = there, found
            is_near = bool(np.all(np.abs(step) < CLOSE_ENOUGH * np.sqrt(covariance.diagonal())))
            if is_near and is_fresh and k >= FIRST_ITERATIONS:
                break
            is_poor = k == 0 or taken < 1.0 or is_near
            if is_poor and not is_fresh and self._may_respond(3 * self._p + 5):
                jacobian, is_fresh = self._jacobian(at, rows), True
            elif taken == 0.0 or not self._may_respond(2 * self._p + 5):
                break
        jacobian = self._central_jacobian(at)
        weights = self._weights(rows, jacobian, at)
        step, covariance = _step(weights, rows, jacobian, at)
        at, rows, _ = self._along(step, at, rows, weights)
        covariance = covariance + np.outer(step, step)  # what the last step still moved
        is_settled = bool(np.all(np.abs(step) < SETTLED * np.sqrt(covariance.diagonal())))
        return Estimate(at, covariance, weights, rows, jacobian, self.responses, is_settled)

    def _may_respond(self, times: int) -> bool:
        """Return whether there are so many responses left."""
        return self.responses + times <= MOST_RESPONSES

    def _jacobian(self, at: FloatArray, rows: Rows) -> FloatArray:
        base, columns = rows.stacked, []
        for k in range(self._p):
            step = self._steps[k] if at[k] <= 0.0 else -self._steps[k]
            columns.append((self._moved(at, k, step) - base) / step)
        return np.column_stack(columns)

    def _central_jacobian(self, at: FloatArray) -> FloatArray:
        """Return derivatives by steps to both sides, as exact as a covariance needs them."""
        columns = []
        for k in range(self._p):
            step = WIDE * self._steps[k]
            columns.append((self._moved(at, k, step) - self._moved(at, k, -step)) / (2.0 * step))
        return np.column_stack(columns)

    def _moved(self, at: FloatArray, k: int, step: float) -> FloatArray:
        moved = at.copy()
        moved[k] += step
        return self._rows(moved).stacked

    def _along(
        self, step: FloatArray, at: FloatArray, rows: Rows, weights: Weights
    ) -> tuple[FloatArray, Rows, float]:
        """Go along a step, or half of it, as far as it helps; return where, and how much of it."""
        before, part = _cost(weights, rows, at), 1.0
        for _ in range(HALVINGS):
            there = np.clip(at + part * step, -FARTHEST, FARTHEST)
            found = self._rows(there)
            if _cost(weights, found, there) < before:
                return there, found, part
            part *= 0.4
        return at, rows, 0.0

    def _weights(
        self, rows: Rows, jacobian: FloatArray, at: FloatArray, *, is_first: bool = False
    ) -> Weights:
        """Return the noise of residuals after the step that the last noise would make.

        The first residuals are those of an unfitted room: the noise is what a fit would leave. At
        first it counts as white: a slow one would hide what the unknowns shall explain.
        """
        weights = self._plain(rows, is_first=is_first)
        for _ in range(3):
            step, _ = _step(weights, rows, jacobian, at)
            left = rows.stacked + jacobian @ step
            n = rows.temperature_k.size
            parts = Rows(left[:n], left[n:])
            weights = self._plain(parts, is_first=is_first)
        return weights

    def _plain(self, rows: Rows, *, is_first: bool) -> Weights:
        n, m = rows.temperature_k.size, rows.heat_w.size
        noise = Noise(1.0)
        if n and is_first:
            rms = float(np.sqrt(np.mean(rows.temperature_k**2)))
            noise = Noise(max(rms, LEAST_SENSOR_K))
        elif n:
            noise = fitted_noise(rows.temperature_k, self._step_h)
            noise = noise.larger(np.sqrt(n / max(n - self._p, 1)))  # the fit has used p of them
        freedom = max(m - min(3, m // 3), 1)
        heat = np.sqrt(float(rows.heat_w @ rows.heat_w) / freedom) if m else 1.0
        return Weights(noise, n, max(float(heat), self._heat_floor_w))


def _step(
    weights: Weights, rows: Rows, jacobian: FloatArray, at: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return the step to the minimum of the linear problem, and the covariance there."""
    both = np.column_stack([jacobian, rows.stacked])
    white = weights.white(both)
    slopes, residuals = white[:, :-1], white[:, -1]
    information = slopes.T @ slopes + np.eye(at.size)
    covariance = np.linalg.inv(information)
    step = -covariance @ (slopes.T @ residuals + at)
    largest = float(np.abs(step).max(initial=0.0))
    return step * min(1.0, MOST_STEP / max(largest, 1e-12)), np.asarray(covariance)


def _updated(jacobian: FloatArray, moved: FloatArray, change: FloatArray) -> FloatArray:
    """Return derivatives that give the change that a step made, by Broyden's update."""
    missed = change - jacobian @ moved
    return np.asarray(jacobian + np.outer(missed, moved) / float(moved @ moved))


def _cost(weights: Weights, rows: Rows, at: FloatArray) -> float:
    """Return half the sum of squares, the prior's with it."""
    white = weights.white(rows.stacked[:, None])
    return 0.5 * float((white**2).sum() + at @ at)


def names_of_large(
    covariance: FloatArray, names: Sequence[str], least: float
) -> list[tuple[str, str, float]]:
    """Return pairs of names that are correlated by more than a limit, strongest first."""
    sigma = np.sqrt(covariance.diagonal())
    correlation = covariance / np.outer(sigma, sigma)
    pairs = [
        (names[j], names[i], float(correlation[i, j]))
        for i in range(len(names))
        for j in range(i)
        if abs(correlation[i, j]) > least
    ]
    return sorted(pairs, key=lambda pair: -abs(pair[2]))
