"""What bills say by themselves: a base load and a slope below, or above, a balance temperature.

The degree-day model of a home's energy with variable bases, three parameters for heating or
cooling and five for both: ``E = base + heating (T_h - T)+ + cooling (T - T_c)+`` per day. Bills are
compared with the sums over their own days, so that a cold week counts in a mild month. With one
slope the days' mean temperatures count, as walls average over a day; with both slopes the hours do,
since a day may heat at night and cool in the afternoon.

References
----------
Kissock, Haberl and Claridge (2003), Inverse Modeling Toolkit, ASHRAE Transactions 109(2): change
points; Fels (1986), PRISM, Energy and Buildings 9: variable bases for bills. ASHRAE Guideline
14-2014: CVRMSE.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field, replace

import numpy as np

from hpsim.errors import HpsimError, Problem
from hpsim.kernel.types import FloatArray
from hpsim.records import dataclass

LOWEST_DEGC, HIGHEST_DEGC, STEP_K = 4.0, 26.0, 0.25
"""Balance temperatures that are tried."""
LEAST_GAP_K = 1.0
"""Between those of heating and of cooling."""
FEWEST_BILLS = 9
HOURS = 24.0
BOTH = 5
BETTER = 10.0
"""How far a further slope must lower the Bayesian information criterion: very strong evidence
(Kass and Raftery 1995, J. Am. Stat. Assoc. 90)."""
MANY, ROUNDS = 100, 12
"""Bills or days from which their scatter shows how it follows the energy, and rounds at most."""
LEAST_OF_MEAN = 0.1
"""Of the mean energy: days that use less scatter as if they used so much."""
RARE = 1e-3
"""Probability over that of the best balance temperatures, below which others are left out."""
EXACT = 1e-13
"""Of the sum of squares that rounding leaves."""


@dataclass(frozen=True)
class ChangePoint:
    """A change-point model of a home's energy."""

    parameters: int
    """2: no slope; 3: heating or cooling; 5: both."""
    base_kwh_per_day: float
    heating_kwh_per_k_day: float
    """0 where nothing heats."""
    heating_below_degc: float
    cooling_kwh_per_k_day: float
    cooling_above_degc: float
    r_squared: float
    cv_rmse: float
    """Root mean square error over the mean, corrected for the parameters."""
    others: FloatArray = field(default_factory=lambda: np.zeros((0, 7)), compare=False, repr=False)
    """(n_others, 7) with other balance temperatures: probability, slope of heating, its variance,
    balance temperature, and the same three of cooling."""

    def heating_kwh(self, outdoor_degc: FloatArray) -> FloatArray:
        """Return the energy of hours (n,) that heats."""
        below = np.maximum(self.heating_below_degc - self.basis(outdoor_degc), 0.0)
        return np.asarray(self.heating_kwh_per_k_day * below / HOURS)

    def cooling_kwh(self, outdoor_degc: FloatArray) -> FloatArray:
        """Return the energy of hours (n,) that cools."""
        above = np.maximum(self.basis(outdoor_degc) - self.cooling_above_degc, 0.0)
        return np.asarray(self.cooling_kwh_per_k_day * above / HOURS)

    def basis(self, outdoor_degc: FloatArray) -> FloatArray:
        """Return the temperature (n,) that counts in each hour."""
        return outdoor_degc if self.parameters == BOTH else day_means(outdoor_degc)


def change_point(
    outdoor_degc: FloatArray, spans: Sequence[tuple[int, int]], kwh: FloatArray
) -> ChangePoint:
    """Return the change-point model of metered energy with as many parameters as it holds.

    Days scatter the more, the more they use. With both slopes few days show the base load, so that
    of many days the scatter's power of the mean is found from the residuals, and they are weighted
    by it. With one slope they count alike: the cold ones tell the loss.

    Parameters
    ----------
    outdoor_degc : (n_hours,)
        Outdoor temperature.
    spans : sequence of tuple
        First hour of each bill, and the hour after its last; days for a meter.
    kwh : (n_bills,)
        Energy of each.

    Raises
    ------
    HpsimError
        There are too few bills.
    """
    if len(spans) < FEWEST_BILLS:
        message = f"too few bills for a change point: {len(spans)}"
        raise HpsimError(
            message, [Problem(message, hint=f"{FEWEST_BILLS} and more, of all seasons")]
        )
    grid = np.arange(LOWEST_DEGC, HIGHEST_DEGC + STEP_K, STEP_K)
    days = np.array([b - a for a, b in spans], dtype=float) / HOURS
    daily, weight = kwh / days, days
    by_day = _degrees(grid, day_means(outdoor_degc), spans)
    by_hour = _degrees(grid, outdoor_degc, spans)
    for _ in range(ROUNDS if daily.size >= MANY else 1):
        sums_of_day = _Sums(daily, weight, *by_day)
        models = (
            sums_of_day.none(),
            sums_of_day.one(heats=True),
            sums_of_day.one(heats=False),
            _Sums(daily, weight, *by_hour).both(),
        )
        found = min(models, key=lambda one: one.criterion)
        h, c = found.at
        below, above = by_hour if found.parameters == BOTH else by_day
        base, heating, cooling = found.coefficients[h, c]
        expected = base + heating * below[h] + cooling * above[c]
        if found.parameters != BOTH:
            break
        last, weight = weight, _weights(daily, expected, days)
        if np.allclose(weight, last, rtol=1e-3):
            break
    mean = float(np.average(daily, weights=days))
    spread = float(np.average((daily - mean) ** 2, weights=days))
    error = float(np.average((daily - expected) ** 2, weights=days))
    freedom = max(daily.size - found.parameters, 1)
    return ChangePoint(
        parameters=found.parameters,
        base_kwh_per_day=float(base),
        heating_kwh_per_k_day=float(heating),
        heating_below_degc=float(grid[h]) if heating > 0.0 else LOWEST_DEGC,
        cooling_kwh_per_k_day=float(cooling),
        cooling_above_degc=float(grid[c]) if cooling > 0.0 else HIGHEST_DEGC,
        r_squared=1.0 - error / spread if spread > 0.0 else 0.0,
        cv_rmse=float(np.sqrt(error * daily.size / freedom) / mean) if mean > 0.0 else 0.0,
        others=found.others(grid),
    )


def _weights(daily: FloatArray, expected: FloatArray, days: FloatArray) -> FloatArray:
    """Return the inverse of the variance of bills (n,), but for a factor.

    The variance is a power of the expected energy, at least that of `LEAST_OF_MEAN` of the mean:
    the slope of a line through logarithms.
    """
    size = np.maximum(expected, LEAST_OF_MEAN * float(daily.mean()))
    square = np.maximum((daily - expected) ** 2 * days, 1e-12 * float(daily.mean()) ** 2)
    log = np.log(size / size.mean())
    if float(np.ptp(log)) < 1e-6:
        return days
    power = np.clip(np.polyfit(log, np.log(square), 1)[0], 0.0, 2.0)
    return np.asarray(days * np.exp(-power * log))


@dataclass(frozen=True)
class _Models:
    """Models of as many parameters, by the balance temperatures of heating and of cooling."""

    parameters: int
    n: int
    squares: FloatArray
    """(n_heating, n_cooling) infinite where a slope is not positive."""
    coefficients: FloatArray
    """(n_heating, n_cooling, 3) base and both slopes."""
    variances: FloatArray
    """(n_heating, n_cooling, 2) of the slopes, over that of the residuals."""

    @property
    def at(self) -> tuple[int, int]:
        """Return where the best one is."""
        h, c = np.unravel_index(int(np.argmin(self.squares)), self.squares.shape)
        return int(h), int(c)

    @property
    def criterion(self) -> float:
        """Return the Bayesian information criterion; a further slope must be worth `BETTER`."""
        squares = float(self.squares.min())
        if not np.isfinite(squares):
            return np.inf
        slopes = self.parameters // 2 if self.parameters > 2 else 0
        return (
            self.n * float(np.log(max(squares, 1e-30) / self.n))
            + self.parameters * float(np.log(self.n))
            + BETTER * slopes
        )

    def others(self, grid: FloatArray) -> FloatArray:
        """Return `ChangePoint.others`: each as probable as the bills are under it."""
        least, freedom = max(float(self.squares.min()), 1e-30), max(self.n - self.parameters, 1)
        chance = np.exp(-0.5 * freedom * np.log(np.maximum(self.squares, least) / least))
        h, c = np.nonzero(chance > RARE)
        slopes, variances = self.coefficients[h, c, 1:], self.variances[h, c] * least / freedom
        return np.column_stack(
            [
                chance[h, c] / chance[h, c].sum(),
                *(slopes[:, 0], variances[:, 0], grid[h]),
                *(slopes[:, 1], variances[:, 1], grid[c]),
            ]
        )


class _Sums:
    """Weighted sums of bills (n,) and their degrees (n_grid, n), from which all models follow."""

    def __init__(
        self, daily: FloatArray, weight: FloatArray, below: FloatArray, above: FloatArray
    ) -> None:
        self._n, w = daily.size, weight / weight.mean()
        self._all, self._y, self._yy = w.sum(), w @ daily, float(w @ daily**2)
        self._of = [
            (degrees @ w, (degrees * w) @ daily, (degrees**2) @ w) for degrees in (below, above)
        ]
        self._cross = (below * w) @ above.T

    def none(self) -> _Models:
        """Return the model without a slope."""
        return self._solved(np.full((1, 1, 1, 1), self._all), np.full((1, 1, 1), self._y), 2, ())

    def one(self, *, heats: bool) -> _Models:
        """Return those with one slope."""
        total, product, square = self._of[0 if heats else 1]
        left = np.array([[np.full(total.size, self._all), total], [total, square]])
        right = np.array([np.full(total.size, self._y), product])
        shape = (-1, 1) if heats else (1, -1)
        return self._solved(
            np.moveaxis(left, -1, 0).reshape(*shape, 2, 2),
            right.T.reshape(*shape, 2),
            3,
            (1 if heats else 2,),
        )

    def both(self) -> _Models:
        """Return those with both slopes, at least `LEAST_GAP_K` apart."""
        (b, by, bb), (a, ay, aa) = self._of
        shape = self._cross.shape
        left, right = np.empty((*shape, 3, 3)), np.empty((*shape, 3))
        left[..., 0, 0], right[..., 0] = self._all, self._y
        left[..., 0, 1] = left[..., 1, 0] = b[:, None]
        left[..., 0, 2] = left[..., 2, 0] = a
        left[..., 1, 1], left[..., 2, 2] = bb[:, None], aa
        left[..., 1, 2] = left[..., 2, 1] = self._cross
        right[..., 1], right[..., 2] = by[:, None], ay
        found = self._solved(left, right, BOTH, (1, 2))
        row, column = np.indices(shape)
        is_apart = column - row >= round(LEAST_GAP_K / STEP_K)
        return replace(found, squares=np.where(is_apart, found.squares, np.inf))

    def _solved(
        self, left: FloatArray, right: FloatArray, parameters: int, slopes: tuple[int, ...]
    ) -> _Models:
        """Return models from their normal equations."""
        inverse = np.linalg.inv(left + 1e-9 * np.eye(left.shape[-1]))
        solved = np.einsum("...ij,...j->...i", inverse, right)
        squares = self._yy - np.sum(solved * right, axis=-1)
        squares = np.maximum(squares, EXACT * self._yy)
        coefficients = np.zeros((*squares.shape, 3))
        variances = np.zeros((*squares.shape, 2))
        coefficients[..., (0, *slopes)] = solved
        for k, slope in enumerate(slopes, start=1):
            variances[..., slope - 1] = inverse[..., k, k]
            squares = np.where(solved[..., k] > 0.0, squares, np.inf)
        return _Models(parameters, self._n, squares, coefficients, variances)


def day_means(hourly: FloatArray) -> FloatArray:
    """Return the mean of the day around each hour (n_hours,), days counted from the first hour."""
    n = -(-hourly.size // 24)
    padded = np.full(24 * n, np.nan)
    padded[: hourly.size] = hourly
    return np.repeat(np.nanmean(padded.reshape(n, 24), axis=1), 24)[: hourly.size]


def _degrees(
    grid: FloatArray, outdoor_degc: FloatArray, spans: Sequence[tuple[int, int]]
) -> tuple[FloatArray, FloatArray]:
    """Return the mean degrees below and above each balance temperature (n_grid, n_bills)."""
    below = _means(np.maximum(grid[:, None] - outdoor_degc, 0.0), spans)
    return below, _means(np.maximum(outdoor_degc - grid[:, None], 0.0), spans)


def _means(by_day: FloatArray, spans: Sequence[tuple[int, int]]) -> FloatArray:
    """Return the means of rows (n_grid, n_hours) over spans."""
    sums = np.concatenate([np.zeros((by_day.shape[0], 1)), np.cumsum(by_day, axis=1)], axis=1)
    begin = np.array([a for a, _ in spans])
    end = np.array([b for _, b in spans])
    return np.asarray((sums[:, end] - sums[:, begin]) / (end - begin))
