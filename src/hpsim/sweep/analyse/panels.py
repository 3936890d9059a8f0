"""What the panels of a sweep's picture show: the rows of each, as its plot wants them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from hpsim.kernel.types import FloatArray
from hpsim.plots import sweeps
from hpsim.plots.registry import Effect, SweepPlot
from hpsim.records import dataclass
from hpsim.sweep.analyse.picture import Picture, cannot_draw
from hpsim.sweep.analyse.sensitivity import class_means, effects_of
from hpsim.sweep.analyse.table import Rows
from hpsim.sweep.design.values import amount, words_of

if TYPE_CHECKING:
    from matplotlib.colors import Normalize

MAX_PANELS = 24
MAX_LINES = 12


@dataclass(frozen=True)
class Sheet:
    """All panels of a picture: what they share."""

    rows: Rows
    """Of all panels."""
    picture: Picture
    plot: SweepPlot

    @cached_property
    def panels(self) -> list[Panel]:
        """One panel, or one for each value of the facet."""
        facet = self.picture.facet
        if facet is None:
            return [Panel(self, "", self.rows)]
        levels = self.rows.levels(facet)
        if len(levels) > MAX_PANELS:
            hint = f"at most {MAX_PANELS}: use --where"
            raise cannot_draw(f"{len(levels)} panels are too many", hint, "facet")
        return [
            Panel(self, _named(self.rows, facet, level), _only(self.rows, facet, level))
            for level in levels
        ]

    @cached_property
    def color_scale(self) -> Normalize:
        """The scale of the colours of a heat map."""
        cells = np.concatenate([panel.cells().ravel() for panel in self.panels])
        return sweeps.color_scale(cells, is_log=self.picture.scale == "log")

    @cached_property
    def axes_by_effect(self) -> list[str]:
        """The axes that move the metric, that of the widest range in any panel first."""
        spans: dict[str, float] = {}
        for panel in self.panels:
            for axis, effect in panel.effects_by_axis.items():
                spans[axis] = max(spans.get(axis, 0.0), effect.span)
        if not spans:
            raise cannot_draw("no axis moves this metric by itself", "another metric", "y")
        return sorted(spans, key=lambda axis: -spans[axis])


@dataclass(frozen=True)
class Panel:
    """One panel: the rows with a value of the facet, or all of them."""

    sheet: Sheet
    title: str
    rows: Rows

    @property
    def x(self) -> str:
        """The column of the horizontal axis."""
        return str(self.sheet.picture.x)

    @property
    def y(self) -> str:
        """The column of the vertical axis."""
        return str(self.sheet.picture.y)

    def places(self) -> tuple[FloatArray, list[str]]:
        """Return where a column's values stand on an axis, and their names if not numbers."""
        whole = self.sheet.rows
        levels, amounts = whole.levels(self.x), whole.amounts(self.x)
        if amounts is None or None in levels:
            return np.arange(len(levels), dtype=np.float64), [words_of(level) for level in levels]
        number_of = dict(zip(whole.values(self.x), amounts[0], strict=True))
        return np.array([number_of[level] for level in levels]), []

    def lines(self) -> list[tuple[str, FloatArray]]:
        """Return the means of ``y`` at each place, for each value of ``color``."""
        color = self.sheet.picture.color
        if color is None:
            return [("", self._means(self.y, self.x))]
        table = self._means(self.y, color, self.x)
        return [(words_of(level), table[i]) for i, level in enumerate(self._colors(color))]

    def points(self) -> list[tuple[str, FloatArray, FloatArray]]:
        """Return ``x`` and ``y`` of each row, for each value of ``color``."""
        places, _ = self.places()
        x, y = places[self._codes(self.x)], self.rows.numbers(self.y)
        color = self.sheet.picture.color
        if color is None:
            return [("", x, y)]
        codes = self._codes(color)
        return [
            (words_of(level), x[codes == i], y[codes == i])
            for i, level in enumerate(self._colors(color))
        ]

    def cells(self) -> FloatArray:
        """Return the mean of the colour's metric in each cell, (n_y, n_x)."""
        color = str(self.sheet.picture.color)
        if color not in self.sheet.rows.metrics:
            raise cannot_draw(f"'{color}' has no numbers to colour by", "a metric", "color")
        return self._means(color, self.y, self.x)

    def names(self) -> tuple[list[str], list[str]]:
        """Return the values of ``x`` and ``y`` as names."""
        levels = self.sheet.rows.levels
        return tick_names(levels(self.x)), tick_names(levels(self.y))

    def color_scale(self) -> Normalize:
        """Return the scale of the colours that all panels share."""
        return self.sheet.color_scale

    @cached_property
    def effects_by_axis(self) -> dict[str, Any]:
        """What each axis does to the metric by itself."""
        return {e.axis: e for e in effects_of(self.rows, self.y) if e.low is not None}

    def effects(self) -> list[Effect]:
        """Return what each axis does to ``y``, in the order that all panels share."""
        found = []
        for axis in self.sheet.axes_by_effect:
            label, effect = self.rows.label(axis), self.effects_by_axis.get(axis)
            if effect is None:
                found.append(Effect(label, np.nan, np.nan, "", ""))
            else:
                low, high = effect.low, np.nan if effect.high is None else effect.high
                ends = words_of(effect.low_at), words_of(effect.high_at)
                found.append(Effect(label, low, high, *ends))
        return found

    def _colors(self, column: str) -> list[Any]:
        """Return the values that have a colour each."""
        levels = self.sheet.rows.levels(column)
        if len(levels) > MAX_LINES:
            hint = f"at most {MAX_LINES}: use --facet or --where"
            raise cannot_draw(f"{len(levels)} colours are too many", hint, "color")
        return levels

    def _codes(self, column: str) -> Any:
        """Return the index of each row's value among those of all panels; -1: none of them."""
        return self.rows.codes(column, self.sheet.rows.levels(column))

    def _means(self, of: str, *columns: str) -> FloatArray:
        """Return a column's means over the cells of others' values; nan where there are none."""
        values = self.rows.numbers(of)
        shape = tuple(len(self.sheet.rows.levels(column)) for column in columns)
        codes = np.array([self._codes(column) for column in columns])
        use = np.isfinite(values) & (codes >= 0).all(axis=0)
        cells = np.ravel_multi_index(tuple(codes[:, use]), shape)
        return class_means(cells, values[use], math.prod(shape)).reshape(shape)


def _named(rows: Rows, column: str, level: Any) -> str:
    """Return the title of a panel: a value, with its column where it says nothing by itself."""
    is_name = isinstance(level, str) and amount(level) is None
    return words_of(level) if is_name else f"{rows.label(column)}: {words_of(level)}"


def is_word(level: Any) -> bool:
    """Return whether a value is a name or has a unit."""
    it = amount(level)
    return isinstance(level, str) and (it is None or bool(it.unit))


def _only(rows: Rows, column: str, level: Any) -> Rows:
    keep = np.array([value == level for value in rows.values(column)])
    return replace(rows, table=rows.table.filter(keep))


def tick_names(levels: Sequence[Any]) -> list[str]:
    """Return the names at an axis: numbers alone where the label has the unit."""
    amounts = [amount(level) for level in levels]
    known = [a for a in amounts if a is not None]
    if len(known) == len(levels) and len({a.unit for a in known}) == 1:
        return [f"{a.number:g}" for a in known]
    return [words_of(level) for level in levels]
