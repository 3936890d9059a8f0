"""A fit and its check: the first three quarters find the factors, the last one judges them."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from hpsim.description.paths import write_whole
from hpsim.fit.estimate import MOST_RESPONSES, Estimate, estimate
from hpsim.fit.problem import (
    DAY_H,
    HourlyLog,
    Problem,
    phases_of,
    problem_of,
    split_hour,
    time_constants_h,
)
from hpsim.fit.unknowns import OF_ROOM, FitUnknown, values_of
from hpsim.kernel.types import FloatArray
from hpsim.records import dataclass
from hpsim.scenario.fitted import Fitted, FittedLog
from hpsim.simulate.driven import Driven, LoggedRoom

Progress = Callable[[int, int], None]
HEAT_FLOOR = 0.02  # of the mean: no meter and no day is surer
LEAST_HEAT_W = 5.0
FEWEST_DAYS = 3
LEAST_REMOVED = 0.25
"""Of one unknown's variance: a log that removes less of all of them says nothing."""
DIGITS = 4  # of what is written
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
    by_days_w_per_k: tuple[float, float] | None = None
    """Loss and its standard error from heat over temperature difference, if days were held."""
    fitted_by_days_w_per_k: float | None = None
    """The same of the fitted room's heat over these days."""
    sun_share: float = 1.0
    """Of the sun that open shades would let in, what came in during the log."""
    other: tuple[FreeRun, FreeRun] | None = None
    """Fitted and unfitted, in another log that the fit was carried to."""
    refused: str = ""
    """Why it is not adopted even if it predicts well; empty: nothing speaks against it."""

    @property
    def is_adopted(self) -> bool:
        """Return whether it determined something, and runs better than the room as described."""
        return not self.why_not

    @property
    def why_not(self) -> str:
        """Return why it is not adopted; empty: it is."""
        if self.refused:
            return self.refused
        runs = [(self.fitted, self.unfitted), *([self.other] if self.other else [])]
        if not all(_score(*pair) < NO_WORSE for pair in runs):
            return "it does no better than the room as described"
        left = dict(
            zip([u.name for u in self.unknowns], self.estimate.covariance.diagonal(), strict=True)
        )
        if any(left[name] < 1.0 - LEAST_REMOVED for name in OF_ROOM if name in left):
            return ""
        return "the log determines nothing of the room, each range is nearly that from before"

    @property
    def carried(self) -> dict[str, float]:
        """Return the values of the room alone, as they hold in other weather and with other shades.

        Sun is known of the glass that was not shaded: of the rest it is what it was before.
        """
        found = {name: value for name, value in self.values.items() if name in OF_ROOM}
        if "sun" in found:
            found["sun"] = found["sun"] ** self.sun_share
        return found


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
    phases, outdoor = phases_of(log), room.climate.outdoor_degc
    found = fit_problems(
        problem_of(room, log, unknowns, phases, (log.first, split)),
        problem_of(room, log, unknowns, phases, (split, log.last)),
        progress,
    )
    outdoor = 0.5 * (outdoor[1:] + outdoor[:-1])
    by_days = loss_by_days(log, outdoor, phases.heat_days)
    if by_days is None:
        return found
    whole = problem_of(room, log, unknowns, phases, (log.first, log.last)).driven(found.values)
    output = found.values.get("machine_output", 1.0)
    same = loss_by_days(replace(log, heat_w=whole.load_w / output), outdoor, phases.heat_days)
    assert same is not None
    return replace(found, by_days_w_per_k=by_days, fitted_by_days_w_per_k=same[0])


def fit_problems(seen: Problem, kept: Problem, progress: Progress | None = None) -> Fit:
    """Return a room fitted to one part of what was measured, and checked by another."""
    unknowns = seen.unknowns
    floor_w = max(
        LEAST_HEAT_W, HEAT_FLOOR * float(np.abs(seen.heat_w).mean() if seen.heat_w.size else 0.0)
    )
    found = estimate(seen.rows, unknowns, seen.step_h, heat_floor_w=floor_w, progress=progress)
    values = values_of(unknowns, found.scaled)
    described = {u.name: u.mean for u in unknowns if not u.is_factor}
    at = seen.driven(values)
    plain = seen.driven(described)
    fitted = free_run(kept, kept.driven(values), values)
    unfitted = free_run(kept, kept.driven(described), described)
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
        sun_share=sun_share(seen, plain),
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


def sun_share(problem: Problem, driven: Driven) -> float:
    """Return how much of the sun that open shades would let in came in during a log, 0 to 1."""
    model = problem.room.model
    if all(window.shade is None for window in model.windows):
        return 1.0
    bare = replace(model, windows=tuple(replace(w, shade=None) for w in model.windows))
    open_room = replace(problem, room=replace(problem.room, model=bare))
    most = float(open_room.driven({}).load_pass.transmitted_solar_w.sum())
    return float(driven.load_pass.transmitted_solar_w.sum()) / most if most > 0.0 else 1.0


def carried_to(room: LoggedRoom, log: HourlyLog, found: Fit) -> Fit:
    """Return a fit with its free run through another log, of which it has seen nothing.

    The room is over the days of that log, whose first day sets the walls.
    """
    begin = min(log.first + DAY_H, log.last)
    whole = problem_of(room, log, found.unknowns, phases_of(log), (begin, log.last))
    runs = (free_run(whole, whole.driven(v), v) for v in (found.carried, {}))
    fitted, unfitted = runs
    return replace(found, other=(fitted, unfitted))


def loss_by_days(
    log: HourlyLog, outdoor_degc: FloatArray, days: Sequence[tuple[int, int]]
) -> tuple[float, float] | None:
    """Return a loss and its standard error [W/K] from heat over temperature difference alone.

    The co-heating test's line through the origin over days on which the temperature was held: sun,
    people and stored heat count as scatter.

    Parameters
    ----------
    log : HourlyLog
        By the hour.
    outdoor_degc : (n_hours,)
        Outdoor air.
    days : sequence of tuple
        First hour and the one after the last of days whose heat is known.

    References
    ----------
    Johnston, Miles-Shenton, Wingfield, Farmer and Bell (2013), Whole House Heat Loss Test Method
    (Coheating), Leeds Metropolitan University; Jack et al. (2018), Build. Res. Inf. 46, 383.
    """
    if len(days) < FEWEST_DAYS:
        return None
    heat = np.array([float(log.heat_w[a:b].mean()) for a, b in days])
    apart = np.array([float(np.nanmean(log.indoor_degc[a:b] - outdoor_degc[a:b])) for a, b in days])
    loss = float(heat @ apart) / float(apart @ apart)
    left = heat - loss * apart
    error = np.sqrt(float(left @ left) / (heat.size - 1) / float(apart @ apart))
    return loss, float(error)


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


# --- the file that extends the scenario ----------------------------------------------------------


def fitted_block(found: Fit, log: FittedLog, before: Fitted | None) -> dict[str, object]:
    """Return the block ``fitted`` as a file has it; of the log's own unknowns nothing is kept.

    The factors multiply those that the scenario had ``before``. Of the sun that shades kept out of
    the log the range is that from before.
    """
    base, unknowns, values = before or Fitted(), found.unknowns, found.carried
    block: dict[str, object] = {}
    kept = [k for k, u in enumerate(unknowns) if u.name in OF_ROOM]
    for k in kept:
        name = unknowns[k].name
        if name == "neighbours":
            block[name] = f"{base.neighbours_k + values[name]:.{DIGITS}g} K"
        else:
            block[name] = float(f"{getattr(base, name) * values[name]:.{DIGITS}g}")
    sigma = np.array([unknowns[k].sigma for k in kept])
    share = np.array([found.sun_share if unknowns[k].name == "sun" else 1.0 for k in kept])
    covariance = found.estimate.covariance[np.ix_(kept, kept)] * np.outer(
        sigma * share, sigma * share
    )
    covariance = covariance + np.diag(((1.0 - share) * sigma) ** 2)
    block["scatter"] = {
        "of": [unknowns[k].name for k in kept],
        "covariance": [
            [float(f"{x:.6g}") for x in row] for row in 0.5 * (covariance + covariance.T)
        ],
    }
    block["log"] = log.as_written()
    return block


def write_fitted(path: Path, scenario_file: str, block: Mapping[str, object], about: str) -> None:
    """Write a file that extends a scenario with a fit, whole or not at all.

    Parameters
    ----------
    path : Path
        Where; replaced if it is there.
    scenario_file : str
        What the file extends: a path, or the name of a shipped scenario.
    block : mapping
        Of `fitted_block`.
    about : str
        Line that opens it.
    """
    from io import StringIO

    from ruamel.yaml import YAML

    base = Path(scenario_file)
    if base.exists():
        scenario_file = os.path.relpath(base, path.parent)
    yaml, text = YAML(), StringIO()
    yaml.default_flow_style = None
    yaml.width = 110
    yaml.dump({"extends": scenario_file, "fitted": dict(block)}, text)
    write_whole(path, f"# {about}\n{text.getvalue()}")
