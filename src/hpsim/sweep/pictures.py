"""Pictures of a sweep folder: which columns go where, small multiples, and the file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from hpsim.errors import HpsimError, Problem
from hpsim.kernel.types import FloatArray
from hpsim.plots import style, sweeps
from hpsim.plots.figures import save_figure
from hpsim.sweep import captions
from hpsim.sweep.design import SAMPLED
from hpsim.sweep.sensitivity import FEW_VALUES, effects_of
from hpsim.sweep.table import Rows, read_rows
from hpsim.sweep.values import amount

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.colors import Normalize
    from matplotlib.figure import Figure

SCALES = ("linear", "log")
KINDS = ("heatmap", "lines", "points", "pareto", "tornado")
PLOTS = "plots"
MOST_PANELS = 24
PANEL_INCHES = (3.0, 2.5)
ROW_INCHES = 0.17  # of a heat map with many: so that their names stay apart
MOST_COLUMNS = 4
DPI = 110
MOST_LINES = 12
SUFFIXES = (".png", ".svg", ".pdf")


@dataclass(frozen=True)
class Picture:
    """What to draw."""

    x: str | None = None
    y: str | None = None
    color: str | None = None
    facet: str | None = None
    kind: str | None = None
    """One of `KINDS`; None: what fits the columns."""
    scale: str = "linear"
    """One of `SCALES`, of the colours of a heat map or else of the vertical axis."""
    title: str | None = None


def draw(
    folder: str | Path,
    picture: Picture,
    where: Sequence[str] = (),
    out: Path | None = None,
) -> Path:
    """Draw a picture of a sweep folder and return its file.

    Parameters
    ----------
    where
        Texts ``COLUMN=VALUE``: only such rows.
    out
        The file; default: in the folder, named after what it shows.

    Raises
    ------
    HpsimError
        No rows, an unknown column, or columns that make no such picture.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    rows = read_rows(folder, where)
    chosen = _chosen(rows, picture)
    target = out or Path(folder) / PLOTS / f"{_file_name(chosen)}.png"
    if target.suffix not in SUFFIXES:
        raise _wrong(
            f"'{target.name}' is no picture's name",
            f"one that ends in {', '.join(SUFFIXES)}",
            "out",
        )
    with style.styled(), mpl.rc_context({"savefig.dpi": DPI}):
        figure = figure_of(rows, chosen, Figure)
        target.parent.mkdir(parents=True, exist_ok=True)
        return save_figure(figure, target)


def _file_name(picture: Picture) -> str:
    scale = picture.scale if picture.scale != "linear" else None
    parts = [picture.kind, picture.x, picture.y, picture.color, picture.facet, scale]
    return "-".join(part.replace(".", "_") for part in parts if part)


def _chosen(rows: Rows, said: Picture) -> Picture:
    """Return the picture with whole column names and a kind."""

    def column(name: str | None) -> str | None:
        return None if name is None else rows.column(name)

    x, y, color, facet = (column(n) for n in (said.x, said.y, said.color, said.facet))
    kind = said.kind
    if kind is not None and kind not in KINDS:
        raise _wrong(f"unknown kind '{kind}'", f"one of {', '.join(KINDS)}", "kind")
    metrics = set(rows.metrics)
    if kind is None:
        kind = "points"
        if x is None and y in metrics:
            kind = "tornado"
        elif y is not None and y not in metrics:
            kind = "heatmap"
        elif x not in metrics and not (x is not None and _is_scattered(rows, x)):
            kind = "lines"
    if said.scale not in SCALES:
        raise _wrong(f"unknown scale '{said.scale}'", f"one of {', '.join(SCALES)}", "scale")
    if kind == "tornado" and said.scale != "linear":
        raise _wrong("bars need a linear scale", "leave --scale out", "scale")
    needs = {"tornado": (("y", y),), "heatmap": (("x", x), ("y", y), ("color", color))}
    for name, value in needs.get(kind, (("x", x), ("y", y))):
        if value is None:
            hint = f"--{name} COLUMN; axes: {', '.join(rows.axes)}"
            raise _wrong(f"a picture of kind {kind} needs --{name}", hint, name)
    return Picture(x, y, color, facet, kind, said.scale, said.title)


def _is_scattered(rows: Rows, column: str) -> bool:
    """Return whether an axis is sampled, so that all else differs from one value to the next."""
    return rows.kind_of(column) in SAMPLED and len(rows.levels(column)) > FEW_VALUES


def _wrong(message: str, hint: str, key: str) -> HpsimError:
    return HpsimError("the picture can't be drawn", [Problem(message, key, hint=hint)])


def figure_of(rows: Rows, picture: Picture, new_figure: Callable[..., Figure]) -> Figure:
    """Return the figure of a picture: one panel, or one for each value of the facet."""
    panels: list[tuple[str, Rows]] = [("", rows)]
    if picture.facet is not None:
        levels = rows.levels(picture.facet)
        if len(levels) > MOST_PANELS:
            hint = f"at most {MOST_PANELS}: use --where"
            raise _wrong(f"{len(levels)} panels are too many", hint, "facet")
        panels = [(str(level), _only(rows, picture.facet, level)) for level in levels]
    n_rows = -(-len(panels) // MOST_COLUMNS)
    columns = -(-len(panels) // n_rows)
    width, height = PANEL_INCHES
    if picture.kind == "heatmap":
        height = max(height, ROW_INCHES * len(rows.levels(str(picture.y))))
    size = (max(width * columns + 0.9, 6.4), max(height * n_rows + 0.9, 3.9))
    figure = new_figure(figsize=size, layout="constrained")
    axes = figure.subplots(n_rows, columns, squeeze=False, sharex=_shares(picture), sharey=True)
    flat = list(axes.flat)
    for ax in flat[len(panels) :]:
        ax.set_visible(False)
    for ax in flat[len(panels) - columns : len(panels)]:  # the lowest of each column
        ax.tick_params(labelbottom=True)
    shared = _color_scale(rows, picture, panels)
    mark: Any = None
    for ax, (name, part) in zip(flat, panels, strict=False):
        mark = _draw_panel(ax, part, picture, rows, shared) or mark
        if name:
            ax.set_title(name)
    _label_edges(figure, rows, picture)
    if mark is not None:
        plain = "{x:,.10g}" if picture.scale == "log" else None
        ends = flat[: len(panels)]
        figure.colorbar(mark, ax=ends, label=rows.label(picture.color or ""), format=plain)
    else:
        _legend(figure, flat[0])
    if picture.scale == "log" and picture.kind != "heatmap":
        sweeps.scale_by_powers(flat[: len(panels)])
    headline = picture.title or captions.title(rows, picture)
    style.put_headline(figure, headline, captions.subtitle(rows, picture))
    style.part_tick_labels(figure, flat[: len(panels)])
    return figure


def _shares(picture: Picture) -> bool:
    return picture.kind != "tornado"


def _only(rows: Rows, column: str, level: Any) -> Rows:
    keep = np.array([value == level for value in rows.values(column)])
    return replace(rows, table=rows.table.filter(keep))


def _color_scale(
    rows: Rows, picture: Picture, panels: Sequence[tuple[str, Rows]]
) -> Normalize | None:
    """Return the scale of the colours that all panels of a heat map share."""
    if picture.kind != "heatmap":
        return None
    cells = [_cells(part, picture, rows).ravel() for _, part in panels]
    return sweeps.color_scale(np.concatenate(cells), is_log=picture.scale == "log")


def _draw_panel(
    ax: Axes, part: Rows, picture: Picture, whole: Rows, scale: Normalize | None
) -> Any:
    """Draw one panel; return the image of a heat map."""
    if picture.kind == "heatmap":
        assert picture.x is not None
        assert picture.y is not None
        assert scale is not None
        names = [_tick_names(whole.levels(c)) for c in (picture.x, picture.y)]
        return sweeps.plot_heat_map(ax, _cells(part, picture, whole), names[0], names[1], scale)
    if picture.kind == "lines":
        _draw_lines(ax, part, picture, whole)
    elif picture.kind == "tornado":
        _draw_tornado(ax, part, picture)
    else:
        _draw_points(ax, part, picture, whole)
    return None


def _tick_names(levels: Sequence[Any]) -> list[str]:
    """Return what stands at an axis: numbers alone where the label has the unit."""
    amounts = [amount(level) for level in levels]
    known = [a for a in amounts if a is not None]
    if len(known) == len(levels) and len({a.unit for a in known}) == 1:
        return [f"{a.number:g}" for a in known]
    return [str(level) for level in levels]


def _cells(part: Rows, picture: Picture, whole: Rows) -> FloatArray:
    """Return the mean of the colour's metric in each cell, (n_y, n_x)."""
    x, y, color = str(picture.x), str(picture.y), str(picture.color)
    if color not in whole.metrics:
        raise _wrong(f"'{color}' has no numbers to colour by", "a metric", "color")
    return _means(part, whole, y, x, part.numbers(color))


def _means(part: Rows, whole: Rows, first: str, second: str, values: FloatArray) -> FloatArray:
    """Return means over the cells of two columns' values; nan where there are none."""
    n_first, n_second = len(whole.levels(first)), len(whole.levels(second))
    one, other = _codes(part, whole, first), _codes(part, whole, second)
    use = np.isfinite(values) & (one >= 0) & (other >= 0)
    cells = one[use] * n_second + other[use]
    count = np.bincount(cells, minlength=n_first * n_second)
    total = np.bincount(cells, weights=values[use], minlength=n_first * n_second)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.where(count > 0, total / np.maximum(count, 1), np.nan)).reshape(
            n_first, n_second
        )


def _codes(part: Rows, whole: Rows, column: str) -> Any:
    index = {value: i for i, value in enumerate(whole.levels(column))}
    return np.array([index.get(value, -1) for value in part.values(column)], dtype=np.int64)


def _draw_lines(ax: Axes, part: Rows, picture: Picture, whole: Rows) -> None:
    x, y = str(picture.x), str(picture.y)
    levels = whole.levels(x)
    places, names = _places(levels)
    values = part.numbers(y)
    if picture.color is None:
        means = [("", _column_means(part, whole, x, values))]
    else:
        table = _means(part, whole, picture.color, x, values)
        shown = _few_levels(whole, picture.color)
        means = [(str(level), table[i]) for i, level in enumerate(shown)]
    sweeps.plot_lines(ax, places, means)
    if names:
        ax.set_xticks(places, names)


def _along(part: Rows, column: str) -> FloatArray:
    """Return where points stand: the column's numbers, or those of its values as written."""
    if part.is_number(column):
        return part.numbers(column)
    amounts = [amount(value) for value in part.values(column)]
    return np.array([np.nan if a is None else a.number for a in amounts])


def _few_levels(rows: Rows, column: str) -> list[Any]:
    """Return the values that have a colour each."""
    levels = rows.levels(column)
    if len(levels) > MOST_LINES:
        hint = f"at most {MOST_LINES}: use --facet or --where"
        raise _wrong(f"{len(levels)} colours are too many", hint, "color")
    return levels


def _column_means(part: Rows, whole: Rows, x: str, values: FloatArray) -> FloatArray:
    codes = _codes(part, whole, x)
    n = len(whole.levels(x))
    return np.array(
        [np.nanmean(values[codes == i]) if (codes == i).any() else np.nan for i in range(n)]
    )


def _places(levels: Sequence[Any]) -> tuple[FloatArray, list[str]]:
    """Return where values stand on an axis, and their names if not simply numbers."""
    amounts = [amount(level) for level in levels]
    units = {a.unit for a in amounts if a is not None}
    if all(a is not None for a in amounts) and len(units) == 1:
        numbers = np.array([a.number for a in amounts if a is not None])
        return numbers, []
    return np.arange(len(levels), dtype=np.float64), [str(level) for level in levels]


def _draw_points(ax: Axes, part: Rows, picture: Picture, whole: Rows) -> None:
    x, y = _along(part, str(picture.x)), part.numbers(str(picture.y))
    groups = [("", x, y)]
    if picture.color is not None:
        codes = _codes(part, whole, picture.color)
        names = [str(level) for level in _few_levels(whole, picture.color)]
        groups = [(name, x[codes == i], y[codes == i]) for i, name in enumerate(names)]
    sweeps.plot_points(ax, groups)
    if picture.kind == "pareto":
        sweeps.plot_pareto_front(ax, x, y)


def _draw_tornado(ax: Axes, part: Rows, picture: Picture) -> None:
    told = [e for e in effects_of(part, str(picture.y)) if e.low is not None and e.high is not None]
    if not told:
        raise _wrong("no axis moves this metric by itself", "another metric", "y")
    sweeps.plot_tornado(
        ax,
        [part.label(effect.axis) for effect in told],
        [effect.low or 0.0 for effect in told],
        [effect.high or 0.0 for effect in told],
        [(effect.low_at, effect.high_at) for effect in told],
    )


def _label_edges(figure: Figure, rows: Rows, picture: Picture) -> None:
    if picture.kind == "tornado":
        figure.supxlabel(rows.label(str(picture.y)), fontsize=9)
        return
    figure.supxlabel(_with_unit(rows, str(picture.x)), fontsize=9)
    figure.supylabel(_with_unit(rows, str(picture.y)), fontsize=9)


def _with_unit(rows: Rows, column: str) -> str:
    """Return a column's label, with the unit in which its values are written."""
    text = rows.label(column)
    if rows.is_number(column):
        return text
    units = {a.unit if (a := amount(level)) else "" for level in rows.levels(column)}
    unit = next(iter(units)) if len(units) == 1 else ""
    return f"{text} [{unit}]" if unit else text


def _legend(figure: Figure, ax: Axes) -> None:
    handles, names = ax.get_legend_handles_labels()
    shown = [(h, n) for h, n in zip(handles, names, strict=True) if n]
    if shown:
        figure.legend(
            [h for h, _ in shown],
            [n for _, n in shown],
            loc="outside right center",
            fontsize=8,
        )
