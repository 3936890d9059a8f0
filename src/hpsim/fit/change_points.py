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

    def heating_kwh(self, outdoor_degc: FloatArray) -> FloatArray:
        """Return the energy of hours (n,) that heats."""
        below = np.maximum(self.heating_below_degc - self._basis(outdoor_degc), 0.0)
        return np.asarray(self.heating_kwh_per_k_day * below / HOURS)

    def cooling_kwh(self, outdoor_degc: FloatArray) -> FloatArray:
        """Return the energy of hours (n,) that cools."""
        above = np.maximum(self._basis(outdoor_degc) - self.cooling_above_degc, 0.0)
        return np.asarray(self.cooling_kwh_per_k_day * above / HOURS)

    def _basis(self, outdoor_degc: FloatArray) -> FloatArray:
        return outdoor_degc if self.parameters == BOTH else day_means(outdoor_degc)


def change_point(
    outdoor_degc: FloatArray, spans: Sequence[tuple[int, int]], kwh: FloatArray
) -> ChangePoint:
    """Return the change-point model of metered energy with as many parameters as it holds.

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
        message = f"{len(spans)} bills are too few for a change point"
        raise HpsimError(
            message, [Problem(message, hint=f"{FEWEST_BILLS} and more, of all seasons")]
        )
    grid = np.arange(LOWEST_DEGC, HIGHEST_DEGC + STEP_K, STEP_K)
    days = np.array([b - a for a, b in spans], dtype=float) / HOURS
    by_day = day_means(outdoor_degc)
    below, above = _degrees(grid, by_day, spans)
    daily, root = kwh / days, np.sqrt(days)
    best = _candidate(daily, root, [], 2)
    heating = min((_candidate(daily, root, [h], 3) for h in below), key=_error)
    at_h = [_candidate(daily, root, [h], 3) for h in below].index(heating)
    cooling = min((_candidate(daily, root, [c], 3) for c in above), key=_error)
    at_c = [_candidate(daily, root, [c], 3) for c in above].index(cooling)
    below, above = _degrees(grid, outdoor_degc, spans)
    gap = round(LEAST_GAP_K / STEP_K)
    pairs = [(h, c) for h in range(grid.size) for c in range(h + gap, grid.size)]
    both, (both_h, both_c) = min(
        ((_candidate(daily, root, [below[h], above[c]], 5), (h, c)) for h, c in pairs),
        key=lambda one: _error(one[0]),
    )
    named = [
        (best, 0, 0),
        (heating, at_h, -1),
        (cooling, -1, at_c),
        (both, both_h, both_c),
    ]
    usable = [one for one in named if all(slope > 0.0 for slope in one[0].slopes)]
    found, h, c = min(usable, key=lambda one: _criterion(one[0], daily.size))
    slopes = list(found.slopes)
    has_h = found.parameters == 5 or (found.parameters == 3 and h >= 0)
    has_c = found.parameters == 5 or (found.parameters == 3 and c >= 0)
    mean = float(np.average(daily, weights=days))
    spread = float(np.average((daily - mean) ** 2, weights=days))
    error = found.squares / float(days.sum())
    freedom = max(daily.size - found.parameters, 1)
    return ChangePoint(
        parameters=found.parameters,
        base_kwh_per_day=found.base,
        heating_kwh_per_k_day=slopes.pop(0) if has_h else 0.0,
        heating_below_degc=float(grid[h]) if has_h else LOWEST_DEGC,
        cooling_kwh_per_k_day=slopes.pop(0) if has_c else 0.0,
        cooling_above_degc=float(grid[c]) if has_c else HIGHEST_DEGC,
        r_squared=1.0 - error / spread if spread > 0.0 else 0.0,
        cv_rmse=float(np.sqrt(error * daily.size / freedom) / mean) if mean > 0.0 else 0.0,
    )


@dataclass(frozen=True)
class _Fit:
    squares: float
    base: float
    slopes: tuple[float, ...]
    parameters: int


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


def _candidate(
    daily: FloatArray, root: FloatArray, columns: Sequence[FloatArray], parameters: int
) -> _Fit:
    """Return least squares of a base and slopes, bills weighted by their days."""
    matrix = np.column_stack([np.ones(daily.size), *columns])
    weighted, wanted = matrix * root[:, None], daily * root
    normal = weighted.T @ weighted + 1e-9 * np.eye(matrix.shape[1])
    found = np.linalg.solve(normal, weighted.T @ wanted)
    left = wanted - weighted @ found
    return _Fit(float(left @ left), float(found[0]), tuple(map(float, found[1:])), parameters)


def _error(fit: _Fit) -> float:
    return fit.squares if all(slope > 0.0 for slope in fit.slopes) else np.inf


def _criterion(fit: _Fit, n: int) -> float:
    """Return the Bayesian information criterion; a further slope must be worth `BETTER`."""
    return (
        n * float(np.log(max(fit.squares, 1e-30) / n))
        + fit.parameters * float(np.log(n))
        + (BETTER * (len(fit.slopes)))
    )
