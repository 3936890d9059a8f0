"""What is written over a picture of a sweep: what it shows, of which rows, over what averaged."""

from __future__ import annotations

import re
from collections.abc import Collection

from hpsim.plots.registry import SweepPlot
from hpsim.sweep.analyse.picture import Picture
from hpsim.sweep.analyse.table import Rows
from hpsim.sweep.design.values import text_of

MAX_NAMED = 4
"""Of the values that a condition leaves."""


def title(rows: Rows, picture: Picture, plot: SweepPlot) -> str:
    """Return what is drawn."""
    shown = [picture.color if plot.has_categories else picture.y]
    if plot.shows == "rows":
        shown.append(picture.x)
    first, *others = (_without_unit(rows.label(str(column))) for column in shown)
    return f"{rows.about['name']}: {' against '.join([first, *map(_in_sentence, others)])}"


def subtitle(rows: Rows, picture: Picture, plot: SweepPlot) -> str:
    """Return of which rows it is drawn, and over which axes means were taken."""
    shown = [picture.x, picture.y, picture.color, picture.facet]
    used = {*shown, *(rows.written_as(column) for column in shown if column is not None)}
    parts = [_held(rows, column) for column in _held_columns(rows) if column not in used]
    free = [a for a in rows.axes if a not in used and len(rows.levels(a)) > 1]
    if plot.shows == "effects":
        parts.append("from an axis' lowest to its highest mean, all else alike")
        parts.append(f"{rows.table.num_rows:,} rows")
    elif plot.shows == "rows":
        parts += [f"a point for each {_list(rows, free)}"] if free else []
    else:
        averaged = [axis for axis in free if _varies_within(rows, axis, used)]
        parts += [f"mean over {_list(rows, averaged)}"] if averaged else []
        along = [axis for axis in free if axis not in averaged]
        parts += [f"also different from place to place: {_list(rows, along)}"] if along else []
    return "; ".join(part for part in parts if part)


def _held_columns(rows: Rows) -> list[str]:
    """Return the columns that conditions name, and the axes that have one value."""
    axes = [axis["column"] for axis in rows.about["axes"]]
    columns = dict.fromkeys([*axes, *rows.held])
    return [c for c in columns if c in rows.held or len(rows.levels(c)) == 1]


def _held(rows: Rows, column: str) -> str:
    names = rows.levels("candidate")
    if column == "candidate_index" and len(names) == 1:
        return f"candidate: {names[0]}"
    levels = [text_of(level) for level in rows.levels(column)]
    values = ", ".join(levels) if len(levels) <= MAX_NAMED else f"{len(levels)} values"
    return f"{_in_sentence(rows.label(column))}: {values}"


def _list(rows: Rows, columns: Collection[str]) -> str:
    return ", ".join(_in_sentence(rows.label(column)) for column in columns)


def _without_unit(label: str) -> str:
    return re.sub(r" \[.*\]$", "", label)


def _in_sentence(label: str) -> str:
    """Return a label with a small first letter, unless it is an abbreviation."""
    text = _without_unit(label)
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _varies_within(rows: Rows, axis: str, columns: Collection[str | None]) -> bool:
    """Return whether an axis has several values where the columns of axes are alike."""
    metrics = set(rows.metrics)
    fixed = [rows.values(c) for c in columns if c is not None and c not in metrics]
    places = list(zip(*fixed, strict=True)) if fixed else [()] * rows.table.num_rows
    pairs = set(zip(places, rows.values(axis), strict=True))
    return len(pairs) > len(set(places))
