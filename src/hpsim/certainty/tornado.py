"""One unknown at a time, low and high, the others in the middle: the quick form of how sure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from hpsim.certainty.sample import METRICS, Bench, Progress
from hpsim.results import Run
from hpsim.scenario.model import Scenario
from hpsim.simulate.linear_algebra import one_blas_thread
from hpsim.verdict.rules import Decision

LOW, MIDDLE, HIGH = 0.05, 0.5, 0.95


@one_blas_thread()
def tornado(
    scenario: Scenario, run: Run, *, workers: int = 1, progress: Progress | None = None
) -> dict[str, Any]:
    """Return what ``hpsim sure --quick --json`` prints: the swings of all unknowns, by candidate.

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
    n = len(bench.unknowns)
    probabilities = np.full((2 * n + 1, n), MIDDLE)
    for k in range(n):
        probabilities[2 * k + 1, k], probabilities[2 * k + 2, k] = LOW, HIGH
    years = (scenario.weather,) * len(probabilities)
    loads = bench.loads(probabilities, years, workers, exact=True)
    cases = bench.all_cases(probabilities, years, loads, workers, progress)
    values = bench.values(probabilities)
    return {
        "quick": True,
        "candidates": [
            {
                "name": name,
                "middle": _case(cases[0][m]),
                "swings": [
                    {
                        "unknown": unknown.column,
                        "words": unknown.words,
                        "low": float(values[2 * k + 1, k]),
                        "high": float(values[2 * k + 2, k]),
                        "at_low": _case(cases[2 * k + 1][m]),
                        "at_high": _case(cases[2 * k + 2][m]),
                    }
                    for k, unknown in enumerate(bench.unknowns)
                ],
            }
            for m, name in enumerate(bench.names)
        ],
    }


def _case(case: Decision) -> dict[str, Any]:
    return {"verdict": case.word, **{metric: getattr(case.facts, metric) for metric in METRICS}}


def largest(
    swings: Sequence[dict[str, Any]], metric: str, count: int = 6
) -> Sequence[dict[str, Any]]:
    """Return the swings that change the verdict or a metric most."""

    def size(swing: dict[str, Any]) -> tuple[bool, float]:
        low, high = swing["at_low"], swing["at_high"]
        moved = (high[metric] or 0.0) - (low[metric] or 0.0)
        return low["verdict"] != high["verdict"], abs(moved)

    return sorted(swings, key=size, reverse=True)[:count]
