"""Which picture of a sweep is meant: whole column names, and the kind that fits them."""

from __future__ import annotations

from hpsim.errors import HpsimError
from hpsim.plots.figures import sweep_plots
from hpsim.plots.registry import SweepPlot
from hpsim.records import dataclass
from hpsim.sweep.analyse.table import Rows

SCALES = ("linear", "log")
MAX_LEVELS = 100
"""Of a heat map's axis: rows of more would not fit a page."""


@dataclass(frozen=True)
class Picture:
    """What to draw."""

    x: str | None = None
    y: str | None = None
    color: str | None = None
    facet: str | None = None
    kind: str | None = None
    """Of `hpsim.plots.figures.sweep_plots`; None: what fits the columns."""
    scale: str = "linear"
    """One of `SCALES`, of the colours of a heat map or else of the vertical axis."""
    title: str | None = None


def chosen_picture(rows: Rows, given: Picture) -> Picture:
    """Return the picture with whole column names and a kind."""

    def column(name: str | None) -> str | None:
        return None if name is None else rows.column(name)

    x, y, color, facet = (column(n) for n in (given.x, given.y, given.color, given.facet))
    kind = given.kind or _fitting_kind(rows, x, y)
    known = sweep_plots()
    if kind not in known:
        raise cannot_draw(f"unknown kind '{kind}'", f"one of {', '.join(known)}", "kind")
    plot = known[kind]
    if given.scale not in SCALES:
        raise cannot_draw(f"unknown scale '{given.scale}'", f"one of {', '.join(SCALES)}", "scale")
    if plot.shows == "effects" and given.scale != "linear":
        raise cannot_draw("bars need a linear scale", "leave --scale out", "scale")
    chosen = Picture(x, y, color, facet, kind, given.scale, given.title)
    for name in plot.needs:
        if getattr(chosen, name) is None:
            hint = f"--{name} COLUMN; axes: {', '.join(rows.axes)}"
            raise cannot_draw(f"a picture of kind {kind} needs --{name}", hint, name)
    _refuse_empty(rows, chosen, plot)
    return chosen


def _fitting_kind(rows: Rows, x: str | None, y: str | None) -> str:
    """Return the kind of picture that suits the columns."""
    metrics = set(rows.metrics)
    if x is None and y in metrics:
        return "tornado"
    if y is not None and y not in metrics:
        return "heatmap"
    if x not in metrics and not (x is not None and rows.is_drawn(x)):
        return "lines"
    return "points"


def _refuse_empty(rows: Rows, picture: Picture, plot: SweepPlot) -> None:
    """Raise where a picture would be empty, or a heat map has more rows than a page."""
    metrics = set(rows.metrics)
    for name, column in (("x", picture.x), ("y", picture.y), ("color", picture.color)):
        if column in metrics and not rows.has_numbers(str(column)):
            hint = "some belong to years by the minute, to prices, or to some kinds of machine"
            raise cannot_draw(f"no row has '{column}'", hint, name)
    if not plot.has_categories:
        if picture.y is not None and not rows.is_number(picture.y):
            hint = "a metric, or --kind heatmap"
            raise cannot_draw(f"'{picture.y}' has no numbers to draw", hint, "y")
        return
    for name, column in (("x", picture.x), ("y", picture.y)):
        if (n := len(rows.levels(str(column)))) > MAX_LEVELS:
            hint = f"at most {MAX_LEVELS}: use --where, or --kind points with a metric as --y"
            raise cannot_draw(f"{n} values are too many for a heat map", hint, name)


def cannot_draw(message: str, hint: str, key: str) -> HpsimError:
    """Return the error that a picture can't be drawn, and why."""
    return HpsimError.of(message, key, hint=hint, title="the picture can't be drawn")
