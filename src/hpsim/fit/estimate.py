"""The most likely unknowns by Gauss and Newton, with the derivatives by differences of responses.

Unknowns are counted in standard deviations of what was known before, so the prior is a sum of
squares like any other. The noise is estimated anew from each iteration's residuals.

References
----------
Nocedal and Wright (2006), Numerical Optimization, 10.3; Broyden's update: 11.1.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from hpsim.fit.noise import LEAST_SENSOR_K, Residuals, draws, fitted_noise, independent_days
from hpsim.fit.unknowns import FitUnknown
from hpsim.kernel.types import FloatArray
from hpsim.records import dataclass

OPEN, SHORTEST = 1.5, 0.02  # standard deviations of what is open, and at least of the prior
MOST_OF_FREE, LEAST_PART = 0.6, 0.1  # of the way to the farthest unknowns, and of a step
FACTOR_STEP, KELVIN_STEP = 0.04, 0.4  # for differences: as straight as a response is exact
MOST_STEP = 2.0  # standard deviations in one iteration
FARTHEST = 4.0  # standard deviations from the prior: what lies beyond is another room
MOST_RESPONSES = 60
MOST_ITERATIONS = 25
FIRST_ITERATIONS = 2  # in which residuals count as white, and as long as steps still help
HELPS = 0.8  # of the residuals' size that a step leaves
CLOSE_ENOUGH, SETTLED = 0.1, 0.5  # of a posterior's standard deviation
LAST_STEPS = 8  # responses that are kept for them, with the last derivatives
SMALLEST_PART = 0.3  # of a factor that one step leaves
LEAST_FACTOR = 0.02
HALVINGS, CORRECTIONS = 3, 1  # of a step that does not help

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
class Estimate:
    """The most likely unknowns and how sure they are, in prior standard deviations."""

    scaled: FloatArray
    """(p,)"""
    covariance: FloatArray
    """(p, p)"""
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


@dataclass(frozen=True)
class _Coordinates:
    """What is searched: factors themselves in place of their logarithms.

    A heat balance is linear in conductances, capacities and heat. Factors that trade against each
    other with the same temperatures therefore lie on a straight line, while their logarithms lie on
    a bent one, off which straight steps lead. The prior remains that of the logarithms.
    """

    log_sigma: FloatArray
    """(p,) prior standard deviations of logarithms; 0: of an unknown that is no factor."""

    def scaled(self, at: FloatArray) -> FloatArray:
        """Return unknowns (..., p) in prior standard deviations, of logarithms where factors."""
        is_factor = self.log_sigma > 0.0
        out, sigma = np.array(at, dtype=float), self.log_sigma[is_factor]
        above = np.maximum(sigma * at[..., is_factor], LEAST_FACTOR - 1.0)
        out[..., is_factor] = np.log1p(above) / sigma
        return out

    def of(self, scaled: FloatArray) -> FloatArray:
        """Return coordinates (p,) of unknowns in prior standard deviations."""
        is_factor = self.log_sigma > 0.0
        out = np.array(scaled, dtype=float)
        out[is_factor] = np.expm1((self.log_sigma * scaled)[is_factor]) / self.log_sigma[is_factor]
        return out

    def slope(self, at: FloatArray) -> FloatArray:
        """Return the derivatives (p,) of scaled unknowns by their coordinates."""
        return np.asarray(1.0 / (1.0 + self.log_sigma * at))

    def moved(self, at: FloatArray, step: FloatArray) -> FloatArray:
        """Return where a step leads, within the range in which unknowns are searched."""
        lowest = (1.0 + self.log_sigma * at) * (SMALLEST_PART - 1.0)
        with np.errstate(divide="ignore", invalid="ignore"):
            parts = np.where(self.log_sigma * step < lowest, lowest / (self.log_sigma * step), 1.0)
        there = at + float(parts.min(initial=1.0)) * step
        return np.clip(there, *(self.of(np.full(at.size, end)) for end in (-FARTHEST, FARTHEST)))


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
        self._sigma = np.array([one.sigma for one in unknowns])
        self._of = _Coordinates(np.array([one.is_factor * one.sigma for one in unknowns]))
        self._step_h, self._heat_floor_w = step_h, heat_floor_w
        self._progress, self.responses = progress, 0

    def _rows(self, at: FloatArray) -> Rows:
        rows = self._respond(self._of.scaled(at))
        self.responses += 1
        if self._progress is not None:
            self._progress(min(self.responses, MOST_RESPONSES), MOST_RESPONSES)
        return rows

    def run(self) -> Estimate:
        """Iterate until a step is small."""
        at = np.zeros(self._p)
        rows = self._rows(at)
        jacobian, is_fresh, is_first = self._jacobian(at, rows), True, True
        for k in range(MOST_ITERATIONS):
            sigma = self._noise(rows, jacobian, at, is_first=is_first)
            step, covariance = self._step(sigma, rows, jacobian, at)
            there, found, taken = self._along(step, at, rows, sigma, jacobian)
            if taken > 0.0:
                jacobian = _updated(jacobian, there - at, found.stacked - rows.stacked)
                is_fresh = False
            is_near = bool(np.all(np.abs(step) < CLOSE_ENOUGH * np.sqrt(covariance.diagonal())))
            if is_near and not is_first:
                break
            is_first = k + 1 < FIRST_ITERATIONS or (is_first and _size(found) < HELPS * _size(rows))
            at, rows = there, found
            is_poor = k == 0 or taken < 1.0
            if is_poor and not is_fresh and self._may_respond(3 * self._p + LAST_STEPS):
                jacobian, is_fresh = self._jacobian(at, rows), True
            elif taken == 0.0 or not self._may_respond(2 * self._p + LAST_STEPS):
                break
        jacobian, taken = self._wide_jacobian(at, covariance), 1.0
        while True:
            sigma = self._noise(rows, jacobian, at)
            step, covariance = self._step(sigma, rows, jacobian, at)
            moves = float((np.abs(step) / np.sqrt(covariance.diagonal())).max(initial=0.0))
            if moves < CLOSE_ENOUGH or taken == 0.0 or not self._may_respond(2):
                break
            at, rows, taken = self._along(step, at, rows, sigma, jacobian)
        covariance = covariance + np.outer(step, step)  # what a last step would still move
        return Estimate(
            scaled=self._of.scaled(at),
            covariance=self._spread(rows, jacobian, at, covariance),
            rows=rows,
            jacobian=jacobian / self._of.slope(at),
            responses=self.responses,
            is_settled=moves < SETTLED,
        )

    def _spread(
        self, rows: Rows, jacobian: FloatArray, at: FloatArray, covariance: FloatArray
    ) -> FloatArray:
        """Return the covariance (p, p) about the estimate of what is left open."""
        n, heat_w, log_sigma, hours = rows.temperature_k.size, rows.heat_w, self._of.log_sigma, 0.0
        if n:
            prior = np.diag(self._of.slope(at) ** 2)
            noise = fitted_noise(rows.temperature_k, self._step_h, jacobian[:n], prior)
            of_one, of_mean = noise.over(self._step_h)
            hours = n * (of_one / of_mean) ** 2
        parts = (
            Residuals(rows.temperature_k, jacobian[:n], hours, LEAST_SENSOR_K),
            Residuals(heat_w, jacobian[n:], independent_days(heat_w), self._heat_floor_w),
        )

        def log_density(moved: FloatArray) -> FloatArray:
            scaled = self._of.scaled(at + moved)
            # of the factors, not of their logarithms
            value = -np.sum(0.5 * scaled**2 + log_sigma * scaled, axis=1)
            for part in parts:
                value = value + part.log_likelihood(moved)
            is_room = np.all(1.0 + log_sigma * (at + moved) > LEAST_FACTOR, axis=1)
            return np.where(is_room, value, -np.inf)

        moved = draws(log_density, np.asarray(np.linalg.cholesky(covariance)))
        away = self._of.scaled(at + moved) - self._of.scaled(at)
        return np.asarray(away.T @ away / away.shape[0])

    def _may_respond(self, times: int) -> bool:
        """Return whether there are so many responses left."""
        return self.responses + times <= MOST_RESPONSES

    def _differences(self, at: FloatArray) -> FloatArray:
        """Return steps (p,) of differences, of the same part of every factor."""
        is_factor = self._of.log_sigma > 0.0
        steps = np.where(is_factor, FACTOR_STEP, KELVIN_STEP) / self._sigma
        return np.asarray(steps / self._of.slope(at))

    def _jacobian(self, at: FloatArray, rows: Rows) -> FloatArray:
        base, columns = rows.stacked, []
        for k, size in enumerate(self._differences(at)):
            step = size if at[k] <= 0.0 else -size
            columns.append((self._moved(at, k, step) - base) / step)
        return np.column_stack(columns)

    def _wide_jacobian(self, at: FloatArray, covariance: FloatArray) -> FloatArray:
        """Return derivatives by steps to both sides along principal axes of what is open.

        The steps are about as long as what is open, so that these slopes hold where a covariance
        needs them. A common scale of all factors, which no log determines, is such an axis, and
        moves nothing.
        """
        variance, direction = np.linalg.eigh(covariance)
        axes = direction * np.maximum(np.sqrt(np.maximum(variance, 0.0)), SHORTEST)
        slopes = []
        for axis in axes.T:
            up, down = (self._within(at, end * axis) * end for end in (OPEN, -OPEN))
            above, below = (self._rows(at + part * axis).stacked for part in (up, down))
            slopes.append((above - below) / (up - down))
        return np.asarray(np.column_stack(slopes) @ np.linalg.inv(axes))

    def _within(self, at: FloatArray, step: FloatArray) -> float:
        """Return the part of a step that stays well within the range in which unknowns lie."""
        ends = self._of.of(np.full(at.size, -FARTHEST)), self._of.of(np.full(at.size, FARTHEST))
        free = np.where(step < 0.0, at - ends[0], ends[1] - at)
        parts = MOST_OF_FREE * free / np.maximum(np.abs(step), 1e-12)
        return float(np.clip(parts.min(initial=1.0), LEAST_PART, 1.0))

    def _moved(self, at: FloatArray, k: int, step: float) -> FloatArray:
        moved = at.copy()
        moved[k] += step
        return self._rows(moved).stacked

    def _along(
        self,
        step: FloatArray,
        at: FloatArray,
        rows: Rows,
        sigma: FloatArray,
        jacobian: FloatArray,
    ) -> tuple[FloatArray, Rows, float]:
        """Go along a step, or part of it, as far as it helps; return where, and how much of it.

        A step that ends on the slope of a narrow valley is followed by one with the same
        derivatives, which leads back into it.
        """
        before, part = self._cost(sigma, rows, at), 1.0
        for _ in range(HALVINGS):
            there = self._of.moved(at, part * step)
            for _ in range(CORRECTIONS + 1):
                found = self._rows(there)
                if self._cost(sigma, found, there) < before:
                    return there, found, part
                if not self._may_respond(1):
                    return at, rows, 0.0
                there = self._of.moved(there, self._step(sigma, found, jacobian, there)[0])
            part *= 0.4
        return at, rows, 0.0

    def _step(
        self, sigma: FloatArray, rows: Rows, jacobian: FloatArray, at: FloatArray
    ) -> tuple[FloatArray, FloatArray]:
        """Return the step to the minimum of the linear problem, and the covariance there."""
        white = np.column_stack([jacobian, rows.stacked]) / sigma[:, None]
        slopes, residuals = white[:, :-1], white[:, -1]
        of_prior = self._of.slope(at)
        information = slopes.T @ slopes + np.diag(of_prior**2)
        covariance = np.linalg.inv(information)
        step = -covariance @ (slopes.T @ residuals + of_prior * self._of.scaled(at))
        largest = float(np.abs(step * of_prior).max(initial=0.0))
        return step * min(1.0, MOST_STEP / max(largest, 1e-12)), np.asarray(covariance)

    def _cost(self, sigma: FloatArray, rows: Rows, at: FloatArray) -> float:
        """Return half the sum of squares, the prior's with it."""
        white, scaled = rows.stacked / sigma, self._of.scaled(at)
        return 0.5 * float((white**2).sum() + scaled @ scaled)

    def _noise(
        self, rows: Rows, jacobian: FloatArray, at: FloatArray, *, is_first: bool = False
    ) -> FloatArray:
        """Return standard deviations (n + m,) of residuals after the step that the last would make.

        The first residuals are those of an unfitted room: the noise is what a fit would leave. At
        first it counts as white: a slow one would hide what the unknowns shall explain.
        """
        sigma, n = self._plain(rows, is_first=is_first), rows.temperature_k.size
        for _ in range(3):
            step, _ = self._step(sigma, rows, jacobian, at)
            left = rows.stacked + jacobian @ step
            sigma = self._plain(Rows(left[:n], left[n:]), is_first=is_first)
        return sigma

    def _plain(self, rows: Rows, *, is_first: bool) -> FloatArray:
        """Return deviations (n + m,): of a mean over many hours, by the hour, and of days' heat."""
        n, m = rows.temperature_k.size, rows.heat_w.size
        of_mean = 1.0
        if n and is_first:
            of_mean = max(float(np.sqrt(np.mean(rows.temperature_k**2))), LEAST_SENSOR_K)
        elif n:
            noise = fitted_noise(rows.temperature_k, self._step_h)
            noise = noise.larger(np.sqrt(n / max(n - self._p, 1)))  # the fit has used p of them
            of_mean = noise.over(self._step_h)[1]
        used = min(3, m // 3)  # three, as a change point has; of few days a third
        freedom = max(m - used, 1)
        heat = np.sqrt(float(rows.heat_w @ rows.heat_w) / freedom) if m else 1.0
        return np.repeat([of_mean, max(float(heat), self._heat_floor_w)], [n, m])


def _size(rows: Rows) -> float:
    """Return the size of temperature residuals; without any, of heats."""
    return float(np.linalg.norm(rows.temperature_k if rows.temperature_k.size else rows.heat_w))


def _updated(jacobian: FloatArray, moved: FloatArray, change: FloatArray) -> FloatArray:
    """Return derivatives that give the change that a step made, by Broyden's update."""
    missed = change - jacobian @ moved
    return np.asarray(jacobian + np.outer(missed, moved) / float(moved @ moved))


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
