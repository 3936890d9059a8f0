"""A fit and its check: the first three quarters find the factors, the last one judges them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from hpsim.fit.estimate import MOST_RESPONSES, Estimate, estimate
from hpsim.fit.problem import HourlyLog, Problem, phases_of, problem_of, split_hour
from hpsim.fit.response import Driven, LoggedRoom, time_constants_h
from hpsim.fit.unknowns import FitUnknown, values_of
from hpsim.kernel.types import FloatArray

Progress = Callable[[int, int], None]
HEAT_FLOOR = 0.02  # of the mean: no meter and no day is surer
LEAST_HEAT_W = 5.0
LEAST_ROWS = 12
NO_WORSE = 1.0
"""Fitted over unfitted error in the free run, below which a fit is adopted."""


@dataclass(frozen=True)
class FreeRun:
    """Errors in the part of a log that the fit has not seen."""

    hours: int
    """Compared temperatures."""
    rmse_k: float
    bias_k: float
    days: int
    """Compared heats."""
    heat_rmse_w: float
    heat_bias: float
    """Relative to the mean."""


@dataclass(frozen=True)
class Fit:
    """A room fitted to a log."""

    unknowns: tuple[FitUnknown, ...]
    estimate: Estimate
    values: dict[str, float]
    """Factors and values by name."""
    fitted: FreeRun
    unfitted: FreeRun
    seen_rmse_k: float
    """Of the part that was fitted."""
    loss_w_per_k: float
    unfitted_loss_w_per_k: float
    loss_sigma_w_per_k: float
    time_constants_h: tuple[float, float]
    responses: int

    @property
    def is_adopted(self) -> bool:
        """Return whether it runs better than the room as described."""
        return _score(self.fitted, self.unfitted) < NO_WORSE


def _score(one: FreeRun, other: FreeRun) -> float:
    """Return an error over another's: of temperatures, of heats, or the mean of both."""
    ratios = []
    if one.hours:
        ratios.append(one.rmse_k / max(other.rmse_k, 1e-6))
    if one.days:
        ratios.append(one.heat_rmse_w / max(other.heat_rmse_w, 1e-6))
    return float(np.mean(ratios)) if ratios else 1.0


def fit_room(
    room: LoggedRoom,
    log: HourlyLog,
    unknowns: tuple[FitUnknown, ...],
    progress: Progress | None = None,
    split: int | None = None,
) -> Fit:
    """Return a room fitted to a log of its temperature and heat.

    Parameters
    ----------
    room : LoggedRoom
        The scenario's room over the days of the log.
    log : HourlyLog
        By the hour.
    unknowns : tuple of FitUnknown
        What is found, with its range before.
    progress : callable
        Called with responses done and at most.
    split : int
        Hour at which the free run begins; default: the last quarter.
    """
    split = split_hour(log) if split is None else split
    phases = phases_of(log)
    seen = problem_of(room, log, unknowns, phases, (log.first, split))
    kept = problem_of(room, log, unknowns, phases, (split, log.last))
    floor_w = max(
        LEAST_HEAT_W, HEAT_FLOOR * float(np.abs(seen.heat_w).mean() if seen.heat_w.size else 0.0)
    )
    found = estimate(seen.rows, unknowns, seen.step_h, heat_floor_w=floor_w, progress=progress)
    values = values_of(unknowns, found.scaled)
    at = seen.driven(values)
    plain = seen.driven({})
    fitted = free_run(kept, kept.driven(values), values)
    unfitted = free_run(kept, kept.driven({}), {})
    if progress is not None:
        progress(MOST_RESPONSES, MOST_RESPONSES)
    return Fit(
        unknowns=unknowns,
        estimate=found,
        values=values,
        fitted=fitted,
        unfitted=unfitted,
        seen_rmse_k=_rms(found.rows.temperature_k),
        loss_w_per_k=at.loss_w_per_k,
        unfitted_loss_w_per_k=plain.loss_w_per_k,
        loss_sigma_w_per_k=_loss_sigma(seen, found, at),
        time_constants_h=time_constants_h(at.load_pass),
        responses=found.responses,
    )


def free_run(problem: Problem, driven: Driven, values: dict[str, float]) -> FreeRun:
    """Return the errors of a response over the rows of a problem."""
    rows = problem.rows_of(driven, values)
    mean = float(problem.heat_w.mean()) if problem.heat_w.size else 1.0
    return FreeRun(
        hours=rows.temperature_k.size,
        rmse_k=_rms(rows.temperature_k),
        bias_k=float(rows.temperature_k.mean()) if rows.temperature_k.size else 0.0,
        days=rows.heat_w.size,
        heat_rmse_w=_rms(rows.heat_w),
        heat_bias=float(rows.heat_w.mean()) / mean if rows.heat_w.size else 0.0,
    )


def _rms(values: FloatArray) -> float:
    return float(np.sqrt(np.mean(values**2))) if values.size else 0.0


def _loss_sigma(problem: Problem, found: Estimate, at: Driven) -> float:
    """Return the standard deviation of the loss [W/K], by differences of conduction and leaks."""
    names = [u.name for u in problem.unknowns]
    slopes = np.zeros(len(names))
    for name in ("conduction", "leaks"):
        if name not in names:
            continue
        k = names.index(name)
        moved = found.scaled.copy()
        moved[k] += 0.25
        more = problem.driven(values_of(problem.unknowns, moved)).loss_w_per_k
        slopes[k] = (more - at.loss_w_per_k) / 0.25
    return float(np.sqrt(max(float(slopes @ found.covariance @ slopes), 0.0)))
