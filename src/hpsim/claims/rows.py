"""Rows of a sweep, as the tests of claims read them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from statistics import median
from typing import Any, TypeAlias

from hpsim.records import dataclass
from hpsim.units.numbers import number

Row: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True)
class Rows:
    """Rows of one sweep, by candidate and place."""

    rows: tuple[Row, ...]
    axes: tuple[str, ...]
    """Columns that tell places apart: climate, quality, …"""

    def of(self, candidate: str) -> dict[tuple[Any, ...], Row]:
        """Return a candidate's rows by place."""
        return {self.place(r): r for r in self.rows if r["candidate"] == candidate}

    def place(self, row: Row) -> tuple[Any, ...]:
        """Return which climate, quality and so on a row is of."""
        return tuple(str(row[axis]) for axis in self.axes)

    def pairs(self, first: str, second: str) -> list[tuple[Row, Row]]:
        """Return the rows of two candidates at the same places."""
        one, other = self.of(first), self.of(second)
        return [(one[place], other[place]) for place in one if place in other]

    def where(self, keep: Callable[[Row], bool]) -> Rows:
        """Return some of the rows."""
        return Rows(tuple(row for row in self.rows if keep(row)), self.axes)


def ratio(pairs: Sequence[tuple[Row, Row]], metric: str) -> list[float]:
    """Return the first's metric over the second's, where both have one."""
    found = []
    for one, other in pairs:
        a, b = one.get(metric), other.get(metric)
        if a is not None and b:
            found.append(float(a) / float(b))
    return found


def short_h(row: Row) -> int:
    """Return the hours in which a unit can't hold a setpoint because it can't give more.

    Those in which it gives all it can, or, if they are more, the unmet hours as far as the load is
    above its output in as many: its own control asks for full speed only beyond the setpoint.
    """
    keys = ("short_of_capacity_heating_h", "short_of_capacity_cooling_h")
    at_full = sum(int(row.get(key) or 0) for key in keys)
    unmet = sum(int(row.get(key) or 0) for key in ("unmet_heating_h", "unmet_cooling_h"))
    return max(at_full, min(unmet, int(row.get("hours_above_maximum_output") or 0)))


def spread(values: Sequence[float], digits: int = 2) -> str:
    """Return lowest to highest, and the middle."""
    ends = (min(values), median(values), max(values))
    low, mid, high = (number(value, digits) for value in ends)
    return f"{low} to {high}, median {mid}"
