"""What is wrong with the values of a sweep, found before its first run."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from hpsim.description.yamlfile import KeyPath, dotted
from hpsim.errors import Problem, ScenarioError
from hpsim.sweep.columns import ColumnType, column_type
from hpsim.sweep.design.blocks import Design
from hpsim.sweep.design.expand import Invalid, Run
from hpsim.sweep.design.rules import Rule
from hpsim.sweep.design.sweepfile import Sweep
from hpsim.sweep.design.values import Value, canonical, column_name, column_value
from hpsim.units.messages import count_of, shown

FEW_VALUES, MAX_VALUES = 32, 500
"""Of an axis that are tried by themselves: always, and while there is time."""
MAX_COMBINATIONS = 20_000
GOLDEN = 0.618034  # steps of this fraction of a range fill it evenly wherever they end
SHOWN_PROBLEMS = 20


class Findings:
    """What is found wrong with the values of a sweep while its runs are looked at."""

    def __init__(self, sweep: Sweep, paths: Mapping[str, KeyPath]) -> None:
        self.sweep = sweep
        self.paths = paths
        self.of_values: dict[tuple[str, str], Problem] = {}
        """One problem for each value, with the file and line of its axis."""
        self.of_base: list[Problem] = []
        """Those that have nothing to do with axes."""
        self.n_invalid = 0
        self.seen: set[int] = set()

    def look_at(self, index: int, made: Callable[[int], Run | Invalid | None]) -> Run | None:
        """Return a run, None if it is invalid, left out, or was looked at before."""
        if index in self.seen:
            return None
        self.seen.add(index)
        run = made(index)
        if isinstance(run, Invalid):
            self.n_invalid += 1
            self._sort(run)
            return None
        return run

    def refusal(self, *, skip_invalid: bool) -> ScenarioError | None:
        """Return the error that keeps a sweep from starting, None if it may start."""
        problems, n_seen = list(self.of_base), len(self.seen)
        if not skip_invalid or self.n_invalid == n_seen:
            problems += self.of_values.values()
        problems = sorted(dict.fromkeys(problems), key=lambda problem: problem.line or 0)
        if not problems:
            return None
        more = len(problems) - SHOWN_PROBLEMS
        listed = problems[:SHOWN_PROBLEMS]
        if more > 0:
            listed.append(Problem(f"and {more} more"))
        message = f"{self.sweep.file}: {count_of(len(problems), 'problem')}"
        message += f"; {self.n_invalid} of {n_seen} runs looked at make no valid scenario"
        if self.of_values and self.n_invalid < n_seen:
            message += " (--skip-invalid goes on without them)"
        return ScenarioError(message, listed)

    def _sort(self, run: Invalid) -> None:
        """Put the problems of a run with the value of an axis that they come from."""
        sweep = self.sweep
        for problem in run.problems:
            key = self._axis_of(problem)
            if key is None:
                self.of_base.append(problem)
                continue
            value = run.settings.get(key)
            file, line = sweep.places.get(key, (sweep.file, None))
            at = key if key.startswith("$") else problem.key or key
            message = f"{shown(value)}: {problem.message}"
            is_named = value is None or shown(value) in problem.message
            if is_named or "unknown key" in problem.message:
                message = problem.message
            self.of_values.setdefault(
                (key, canonical(value)), Problem(message, at, file, line, problem.hint)
            )

    def _axis_of(self, problem: Problem) -> str | None:
        """Return the axis or derived key that a problem's key lies in or above, if any."""
        if problem.key in self.sweep.places:
            return problem.key
        for key, path in self.paths.items():
            name = dotted(path)
            if problem.key == key or problem.key == name:
                return key
        for key, path in self.paths.items():
            name = dotted(path)
            above, below = f"{problem.key}.", f"{name}."
            if problem.key and (name.startswith(above) or problem.key.startswith(below)):
                return key
        parts = problem.key.split(".")[0].split("[")[0]
        near = [k for k, path in self.paths.items() if path and path[0] == parts]
        return near[0] if parts and near else None


def one_by_one(design: Design, most: int) -> Iterator[int]:
    """Yield runs in which one block has its entries and the others their first.

    Of a block with more than ``most`` entries as many, from its first to its last.
    """
    step = design.size
    for block in design.blocks:
        n = len(block.entries)
        step //= max(n, 1)
        entries = np.linspace(0, n - 1, min(n, most)).round().astype(int)
        yield from (int(entry) * step for entry in entries)


def spread(size: int, most: int) -> Iterator[int]:
    """Yield numbers below ``size``, each once, far apart from one to the next: at most ``most``."""
    step = max(round(size * GOLDEN), 1)
    while math.gcd(step, size) > 1:
        step += 1
    yield from (i * step % size for i in range(min(size, most)))


def type_of(rule: Rule, types: Mapping[str, ColumnType], seen: Sequence[Value]) -> ColumnType:
    """Return the type of a derived key's column.

    A computed value may be whole for the values that were seen and not for others, so it is a
    number; a table lists all that it may give.
    """
    if rule.name == "same":
        known = types.get(column_name(str(rule.given["of"])))
        if known is not None:
            return known
    table = rule.given.get("table")
    if rule.name == "lookup" and isinstance(table, Mapping):
        return column_type([column_value(value) for value in table.values()])
    kind = column_type([column_value(value) for value in seen])
    return "number" if kind == "whole" else kind
