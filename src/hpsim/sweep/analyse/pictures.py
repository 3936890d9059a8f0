"""Pictures of a sweep folder: which columns go where, small multiples, and the file."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from hpsim.kernel.types import FloatArray
from hpsim.plots import style, sweeps
from hpsim.plots.figures import save_figure
from hpsim.sweep.analyse import captions
from hpsim.sweep.analyse.picture import Picture, cannot_draw, chosen_picture
from hpsim.sweep.analyse.sensitivity import effects_of
from hpsim.sweep.analyse.table import Rows, read_rows
from hpsim.sweep.design.values import amount, text_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.colors import Normalize
    from matplotlib.figure import Figure

PLOTS = "plots"
MAX_PANELS = 24
PANEL_INCHES = (3.0, 2.5)
ROW_INCHES = 0.17  # of a heat map with many: so that their names stay apart
MAX_COLUMNS = 4
TORNADO_INCHES, MAX_TORNADOES = (4.4, 2.5), 2
"""A panel with what stands at the ends of bars, and how many fit side by side."""
DPI = 110
MAX_LINES = 12
SUFFIXES = (".png", ".svg", ".pdf")


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
    chosen = chosen_picture(rows, picture)
    target = out or Path(folder) / PLOTS / f"{_file_name(chosen)}.png"
    if target.suffix not in SUFFIXES:
        raise cannot_draw(
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
    return "-".join(re.sub(r"[^\w-]", "_", part) for part in parts if part)


def figure_of(rows: Rows, picture: Picture, new_figure: Callable[..., Figure]) -> Figure:
    """Return the figure of a picture: one panel, or one for each value of the facet."""
    panels: list[tuple[str, Rows]] = [("", rows)]
    if picture.facet is not None:
        levels = rows.levels(picture.facet)
        if len(levels) > MAX_PANELS:
            hint = f"at most {MAX_PANELS}: use --where"
            raise cannot_draw(f"{len(levels)} panels are too many", hint, "facet")
        facet = picture.facet
        panels = [(_named(rows, facet, level), _only(rows, facet, level)) for level in levels]
    is_tornado = picture.kind == "tornado"
    n_rows = -(-len(panels) // (MAX_TORNADOES if is_tornado else MAX_COLUMNS))
    columns = -(-len(panels) // n_rows)
    width, height = TORNADO_INCHES if is_tornado else PANEL_INCHES
    if picture.kind == "heatmap":
        height = max(height, ROW_INCHES * len(rows.levels(str(picture.y))))
    size = (max(width * columns + 0.9, 6.4), max(height * n_rows + 0.9, 3.9))
    figure = new_figure(figsize=size, layout="constrained")
    axes = figure.subplots(n_rows, columns, squeeze=False, sharex=True, sharey=True)
    flat = list(axes.flat)
    for ax in flat[len(panels) :]:
        ax.set_visible(False)
    for ax in flat[len(panels) - columns : len(panels)]:  # the lowest of each column
        ax.tick_params(labelbottom=True)
    shared = _color_scale(rows, picture, panels)
    mark: Any = None
    if picture.kind == "tornado":
        _draw_tornadoes(flat, panels, picture)
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
        _legend(figure, flat[0], rows, picture)
    if picture.scale == "log" and picture.kind != "heatmap":
        sweeps.scale_by_powers(flat[: len(panels)])
    headline = picture.title or captions.title(rows, picture)
    style.put_headline(figure, headline, captions.subtitle(rows, picture))
    style.part_tick_labels(figure, flat[: len(panels)])
    if picture.kind == "tornado":
        sweeps.make_room_for_ends(figure, flat[: len(panels)])
    return figure


def _named(rows: Rows, column: str, level: Any) -> str:
    """Return what stands over a panel: a value, with its column where it says nothing by itself."""
    return text_of(level) if _is_word(level) else f"{rows.label(column)}: {text_of(level)}"


def _is_word(level: Any) -> bool:
    """Return whether a value is a name or has a unit."""
    it = amount(level)
    return isinstance(level, str) and (it is None or bool(it.unit))


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
    elif picture.kind != "tornado":
        _draw_points(ax, part, picture, whole)
    return None


def _tick_names(levels: Sequence[Any]) -> list[str]:
    """Return what stands at an axis: numbers alone where the label has the unit."""
    amounts = [amount(level) for level in levels]
    known = [a for a in amounts if a is not None]
    if len(known) == len(levels) and len({a.unit for a in known}) == 1:
        return [f"{a.number:g}" for a in known]
    return [text_of(level) for level in levels]


def _cells(part: Rows, picture: Picture, whole: Rows) -> FloatArray:
    """Return the mean of the colour's metric in each cell, (n_y, n_x)."""
    x, y, color = str(picture.x), str(picture.y), str(picture.color)
    if color not in whole.metrics:
        raise cannot_draw(f"'{color}' has no numbers to colour by", "a metric", "color")
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
    places, names = _places(whole, x)
    values = part.numbers(y)
    if picture.color is None:
        means = [("", _column_means(part, whole, x, values))]
    else:
        table = _means(part, whole, picture.color, x, values)
        shown = _few_levels(whole, picture.color)
        means = [(text_of(level), table[i]) for i, level in enumerate(shown)]
    sweeps.plot_lines(ax, places, means)
    if names:
        ax.set_xticks(places, names)


def _few_levels(rows: Rows, column: str) -> list[Any]:
    """Return the values that have a colour each."""
    levels = rows.levels(column)
    if len(levels) > MAX_LINES:
        hint = f"at most {MAX_LINES}: use --facet or --where"
        raise cannot_draw(f"{len(levels)} colours are too many", hint, "color")
    return levels


def _column_means(part: Rows, whole: Rows, x: str, values: FloatArray) -> FloatArray:
    codes, known = _codes(part, whole, x), np.isfinite(values)
    here = [values[(codes == i) & known] for i in range(len(whole.levels(x)))]
    return np.array([found.mean() if found.size else np.nan for found in here])


def _places(rows: Rows, column: str) -> tuple[FloatArray, list[str]]:
    """Return where a column's values stand on an axis, and their names if not simply numbers."""
    levels, amounts = rows.levels(column), rows.amounts(column)
    if amounts is None or None in levels:
        return np.arange(len(levels), dtype=np.float64), [text_of(level) for level in levels]
    number_of = dict(zip(rows.values(column), amounts[0], strict=True))
    return np.array([number_of[level] for level in levels]), []


def _draw_points(ax: Axes, part: Rows, picture: Picture, whole: Rows) -> None:
    places, names = _places(whole, str(picture.x))
    x, y = places[_codes(part, whole, str(picture.x))], part.numbers(str(picture.y))
    groups = [("", x, y)]
    if picture.color is not None:
        codes = _codes(part, whole, picture.color)
        colors = [text_of(level) for level in _few_levels(whole, picture.color)]
        groups = [(name, x[codes == i], y[codes == i]) for i, name in enumerate(colors)]
    sweeps.plot_points(ax, groups)
    if picture.kind == "pareto":
        sweeps.plot_pareto_front(ax, x, y)
    if names:
        ax.set_xticks(places, names)


def _draw_tornadoes(
    axes: Sequence[Axes], panels: Sequence[tuple[str, Rows]], picture: Picture
) -> None:
    """Draw bars in each panel, all in one order: that of the widest in any of them."""
    y = str(picture.y)
    found = [{e.axis: e for e in effects_of(part, y) if e.low is not None} for _, part in panels]
    spans: dict[str, float] = {}
    for effect in [effect for of_panel in found for effect in of_panel.values()]:
        spans[effect.axis] = max(spans.get(effect.axis, 0.0), effect.span)
    if not spans:
        raise cannot_draw("no axis moves this metric by itself", "another metric", "y")
    order = sorted(spans, key=lambda axis: -spans[axis])
    for ax, (_, part), of_panel in zip(axes, panels, found, strict=False):
        effects = [of_panel.get(axis) for axis in order]
        sweeps.plot_tornado(
            ax,
            [part.label(axis) for axis in order],
            [np.nan if e is None or e.low is None else e.low for e in effects],
            [np.nan if e is None or e.high is None else e.high for e in effects],
            [("", "") if e is None else (e.low_at, e.high_at) for e in effects],
        )


def _label_edges(figure: Figure, rows: Rows, picture: Picture) -> None:
    if picture.kind == "tornado":
        figure.supxlabel(rows.label(str(picture.y)), fontsize=9)
        return
    as_named = picture.kind == "heatmap"
    figure.supxlabel(_with_unit(rows, str(picture.x), as_named=as_named), fontsize=9)
    figure.supylabel(_with_unit(rows, str(picture.y), as_named=as_named), fontsize=9)


def _with_unit(rows: Rows, column: str, *, as_named: bool) -> str:
    """Return a column's label, with the unit that its values have without saying it."""
    text, amounts, levels = rows.label(column), rows.amounts(column), rows.levels(column)
    if rows.is_number(column) or amounts is None or None in levels:
        return text
    if as_named and _tick_names(levels) == [text_of(level) for level in levels]:
        return text
    return f"{text} [{amounts[1]}]" if amounts[1] else text


def _legend(figure: Figure, ax: Axes, rows: Rows, picture: Picture) -> None:
    handles, names = ax.get_legend_handles_labels()
    shown = [(h, n) for h, n in zip(handles, names, strict=True) if n]
    color = picture.color
    are_words = color is None or all(_is_word(level) for level in rows.levels(color))
    if shown:
        figure.legend(
            [h for h, _ in shown],
            [n for _, n in shown],
            loc="outside right center",
            fontsize=8,
            title=None if color is None or are_words else rows.label(color),
            title_fontsize=8,
        )
