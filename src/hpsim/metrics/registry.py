"""What a metric is, and how a function becomes one."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import wraps
from typing import TypeAlias

from hpsim.records import dataclass
from hpsim.results import Results, Run

Function: TypeAlias = Callable[[Results], float]


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric and how to show it."""

    key: str
    """In the summary; a dot makes a nested key."""
    label: str
    unit: str
    is_count: bool
    of_ideal: bool
    """Only the load under ideal control has it."""
    function: Function

    def of(self, results: Results) -> float | int | None:
        """Return the value as the summary has it: None where it is not defined."""
        value = self.function(results)
        if not math.isfinite(value):
            return None
        return round(value) if self.is_count else value


REGISTERED: dict[str, list[Metric]] = {}
"""The metrics of each module, in its own order."""


def metric(
    label: str,
    *,
    unit: str,
    key: str | None = None,
    is_count: bool = False,
    of_ideal: bool = False,
    words: str = "",
) -> Callable[[Function], Function]:
    """Return a decorator that lists a function among the metrics, and refuses a whole run.

    Parameters
    ----------
    label, unit
        For tables and axes.
    key
        Key in the summary, where it differs from the function's name.
    is_count
        It counts something: a whole number in the summary.
    of_ideal
        Only the load under ideal control has it.
    words
        What it returns, of a function that is made for one of several alike.
    """

    def register(function: Function) -> Function:
        name = key or function.__name__
        function.__doc__ = words or function.__doc__
        found = Metric(name, label, unit, is_count, of_ideal, function)
        REGISTERED.setdefault(function.__module__, []).append(found)

        @wraps(function)
        def of_one(results: Results | Run) -> float:
            if isinstance(results, Run):
                own = f"{function.__name__}(run[0]), or run['its name']"
                raise TypeError(
                    f"{function.__name__} is of one candidate: {own}; "
                    "hpsim.metrics.dataframe_of(run) has all metrics of all candidates"
                )
            return function(results)

        return of_one

    return register
