"""One unknown at a time, low and high, the others in the middle: the quick form of how sure."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from hpsim.certainty.sample import METRICS, Bench, Progress
from hpsim.results import Run
from hpsim.scenario.model import Scenario
from hpsim.simulate.linear_algebra import one_blas_thread
from hpsim.verdict.rules import Decision

LOW, MIDDLE, HIGH = 0.05, 0.5, 0.95


class Swing(NamedTuple):
    """What one unknown does to one machine, all others being in the middle."""

    unknown: str
    words: str
    low: float
    """Its value at 5 %, in SI."""
    high: float
    at_low: Decision
    at_high: Decision


class Tornado(NamedTuple):
    """The middle case of each machine, and the swings around it."""

    names: tuple[str, ...]
    middle: tuple[Decision, ...]
    swings: tuple[tuple[Swing, ...], ...]
    """By machine, in the order of the unknowns."""


@one_blas_thread()
def tornado(
    scenario: Scenario, run: Run, *, workers: int = 1, progress: Progress | None = None
) -> Tornado:
    """Return the swings of all unknowns.

    Parameters
    ----------
    scenario : Scenario
        As its author wrote it.
    run : Run
        Of it, judged.
    workers : int
        Threads.
    progress : callable
        Called after each case.
    """
    bench = Bench.of(scenario, run)
    n = len(bench.uncertain.unknowns)
    probabilities = np.full((2 * n + 1, n), MIDDLE)
    for k in range(n):
        probabilities[2 * k + 1, k], probabilities[2 * k + 2, k] = LOW, HIGH
    years = (scenario.weather,) * len(probabilities)
    loads = bench.loads(probabilities, years, workers, exact=True)
    cases = bench.all_cases(probabilities, years, loads, workers, progress)
    values = bench.values(probabilities)
    swings = tuple(
        tuple(
            Swing(
                unknown.column,
                unknown.words,
                float(values[2 * k + 1, k]),
                float(values[2 * k + 2, k]),
                cases[2 * k + 1][m],
                cases[2 * k + 2][m],
            )
            for k, unknown in enumerate(bench.uncertain.unknowns)
        )
        for m in range(len(bench.names))
    )
    return Tornado(bench.names, cases[0], swings)


def tornado_document(found: Tornado) -> dict[str, Any]:
    """Return what ``hpsim sure --quick --json`` prints."""
    return {
        "quick": True,
        "candidates": [
            {
                "name": name,
                "middle": _case(middle),
                "swings": [
                    swing._asdict()
                    | {"at_low": _case(swing.at_low), "at_high": _case(swing.at_high)}
                    for swing in swings
                ],
            }
            for name, middle, swings in zip(found.names, found.middle, found.swings, strict=True)
        ],
    }


def _case(case: Decision) -> dict[str, Any]:
    return {
        "verdict": case.word,
        **{metric: getattr(case.facts, metric) for metric in METRICS},
    }


def largest(swings: tuple[Swing, ...], metric: str, count: int = 6) -> list[Swing]:
    """Return the swings that change the verdict or a metric most."""

    def size(swing: Swing) -> tuple[bool, float]:
        low, high = swing.at_low, swing.at_high
        ends = [getattr(case.facts, metric) or 0.0 for case in (low, high)]
        return low.word != high.word, abs(ends[1] - ends[0])

    return sorted(swings, key=size, reverse=True)[:count]
