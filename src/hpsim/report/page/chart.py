"""What a picture of the page is: plotly traces in SI units, and how its axes change with units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Any

import numpy as np

from hpsim.kernel.types import FloatArray
from hpsim.records import dataclass
from hpsim.results import Run
from hpsim.units.display import how_shown, label_in
from hpsim.units.systems import UnitSystem

SYSTEMS: tuple[UnitSystem, ...] = ("us", "si")
DASHES = ("solid", "dash", "dot", "dashdot")
COLOURS = 8
"""Of candidates; more begin again."""


@dataclass(frozen=True)
class Axis:
    """An axis: its title in both systems, and how SI values become what is shown."""

    title: Mapping[str, str]
    units: Mapping[str, tuple[str, float, float]] | None = None
    """System -> unit, factor, offset; None: values are shown as they are."""
    range: tuple[float, float] | None = None
    """In SI units; None: as far as the values go."""
    plotly: Mapping[str, Any] = field(default_factory=dict)
    names: Sequence[str] = ()
    """Of rows, from the top: values are the rows' numbers."""
    headings: Sequence[int] = ()
    """Rows that are headings of those below them."""


def quantity_axis(name: str, **options: Any) -> Axis:
    """Return the axis of a quantity named with its unit suffix."""
    titles: dict[str, str] = {}
    units: dict[str, tuple[str, float, float]] = {}
    for system in SYSTEMS:
        shown = how_shown(name, system)
        units[system] = (shown.unit, shown.factor, shown.offset)
        titles[system] = label_in(name, system)
    return Axis(titles, units, **options)


def plain_axis(title: str, **options: Any) -> Axis:
    """Return an axis that is the same in both systems."""
    return Axis(dict.fromkeys(SYSTEMS, title), **options)


def names_axis(names: Sequence[str], headings: Sequence[int] = ()) -> Axis:
    """Return a vertical axis of names, the first at the top, for bars at 0, 1, 2 ..."""
    rows = {"tickvals": list(range(len(names))), "range": [len(names) - 0.5, -0.5]}
    grid = {"showgrid": False, "zeroline": False}
    return Axis(dict.fromkeys(SYSTEMS, ""), None, None, {**rows, **grid}, names, headings)


ROW_BARS = {
    "type": "bar",
    "orientation": "h",
    "hovertemplate": "%{x:,}<extra>%{fullData.name}</extra>",
}
"""Options of bars next to an axis of names."""


@dataclass(frozen=True)
class Trace:
    """A line, bars, points or a heat map."""

    name: str
    colour: str
    """A variable of the page's style, such as ``c0``."""
    x: list[Any] | None = None
    y: list[Any] | None = None
    z: list[list[float]] | None = None
    plotly: Mapping[str, Any] = field(default_factory=dict)
    fill_opacity: float = 0.13


@dataclass(frozen=True)
class Chart:
    """A picture of the page."""

    group: str
    """The section in which it stands."""
    title: str
    note: str
    x: Axis
    y: Axis
    traces: Sequence[Trace]
    height: int = 320
    legend: bool = True
    layout: Mapping[str, Any] = field(default_factory=dict)
    hover: str = "closest"
    rows: int = 1
    """Stacked panels that share the horizontal axis; traces name theirs: ``yaxis: y2``."""

    def as_mapping(self, identifier: str) -> dict[str, Any]:
        """Return it for the page's script, its lists of values as they are."""
        axes = {"x": vars(self.x), "y": vars(self.y)}
        return {"id": identifier, **vars(self), **axes, "traces": [vars(t) for t in self.traces]}


@dataclass(frozen=True)
class Looks:
    """How a candidate looks, the same in every picture of a page."""

    names: tuple[str, ...]
    """Of all candidates of the page."""

    @classmethod
    def of(cls, *runs: Run) -> Looks:
        """Return the looks of a page about some runs; a name has one look in all of them."""
        names = (results.candidate for run in runs for results in run.candidates)
        return cls(tuple(dict.fromkeys(names)))

    def place(self, name: str) -> int:
        """Return which of the colours a candidate has."""
        return self.names.index(name) % COLOURS

    def colour(self, name: str) -> str:
        """Return the variable of the page's style."""
        return f"c{self.place(name)}"

    def dash(self, name: str) -> str:
        """Return the dashes of its lines, as plotly has them."""
        return DASHES[self.names.index(name) % len(DASHES)]


def rounded(values: FloatArray, decimals: int) -> list[float | None]:
    """Return an array for JSON, rounded; what is not finite is None."""
    near = np.round(np.asarray(values, np.float64), decimals)
    shown: list[float | None] = near.tolist()
    for i in np.flatnonzero(~np.isfinite(near)):
        shown[i] = None
    return shown
