"""Pictures of a sweep folder: which columns go where, small multiples, captions, and the file."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from hpsim.description.paths import check_file_target
from hpsim.plots import style, sweeps
from hpsim.plots.figures import save_figure, sweep_plots
from hpsim.plots.registry import SweepPlot
from hpsim.sweep.analyse.panels import Sheet, is_word, tick_names
from hpsim.sweep.analyse.picture import Picture, cannot_draw, chosen_picture
from hpsim.sweep.analyse.table import Rows, read_rows, units_of
from hpsim.sweep.design.values import words_of
from hpsim.units.systems import UnitSystem

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.cm import ScalarMappable
    from matplotlib.figure import Figure

PLOTS = "plots"
ROW_INCHES = 0.17  # of a heat map with many: so that their names stay apart
DPI = 110
SUFFIXES = (".png", ".svg", ".pdf")
MAX_NAMED = 4
"""Of the values that a condition leaves."""


def draw(
    folder: str | Path,
    picture: Picture,
    where: Sequence[str] = (),
    out: Path | None = None,
    units: UnitSystem | None = None,
) -> Path:
    """Draw a picture of a sweep folder and return its file.

    Parameters
    ----------
    folder
        That `hpsim sweep run` wrote.
    picture
        What it shows.
    where
        Texts ``COLUMN=VALUE``: only such rows.
    out
        The file; default: in the folder, named after what it shows.
    units
        us or si; default: those of the sweep's scenario.

    Raises
    ------
    HpsimError
        No rows, an unknown column, or columns that make no such picture.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    rows = read_rows(folder, where)
    rows = replace(rows, units=units_of(rows.about, units))
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
        check_file_target(target)
        return save_figure(figure, target)


def _file_name(picture: Picture) -> str:
    scale = picture.scale if picture.scale != "linear" else None
    parts = [picture.kind, picture.x, picture.y, picture.color, picture.facet, scale]
    return "-".join(re.sub(r"[^\w-]", "_", part) for part in parts if part)


def figure_of(rows: Rows, picture: Picture, new_figure: Callable[..., Figure]) -> Figure:
    """Return the figure of a picture: one panel, or one for each value of the facet."""
    from matplotlib.colors import LogNorm

    plot = sweep_plots()[str(picture.kind)]
    panels = Sheet(rows, picture, plot).panels
    figure, axes = _empty_panels(rows, picture, plot, len(panels), new_figure)
    mark: ScalarMappable | None = None
    for ax, panel in zip(axes, panels, strict=True):
        mark = plot.draw(ax, panel) or mark
        if panel.title:
            ax.set_title(panel.title)
    _label_edges(figure, rows, picture, plot)
    if mark is not None:
        label = rows.label(picture.color or "")
        bar = figure.colorbar(mark, ax=axes, label=label, format="{x:,.10g}")
        if isinstance(mark.norm, LogNorm):
            sweeps.label_powers(bar.ax.yaxis, *bar.ax.get_ylim())
    else:
        _legend(figure, axes[0], rows, picture)
    if picture.scale == "log" and not plot.has_categories:
        sweeps.scale_by_powers(axes)
    sweeps.part_thousands(axes)
    headline = picture.title or _headline(rows, picture, plot)
    style.put_headline(figure, headline, _subtitle(rows, picture, plot))
    style.part_tick_labels(figure, axes)
    if plot.finish is not None:
        plot.finish(figure, axes)
    return figure


def _empty_panels(
    rows: Rows, picture: Picture, plot: SweepPlot, count: int, new_figure: Callable[..., Figure]
) -> tuple[Figure, list[Axes]]:
    """Return a figure and the axes of its panels, all on the same scales."""
    n_rows = -(-count // plot.max_columns)
    columns = -(-count // n_rows)
    width, height = plot.panel_inches
    if plot.has_categories:
        height = max(height, ROW_INCHES * len(rows.levels(str(picture.y))))
    size = (max(width * columns + 0.9, 6.4), max(height * n_rows + 0.9, 3.9))
    figure = new_figure(figsize=size, layout="constrained")
    flat = list(figure.subplots(n_rows, columns, squeeze=False, sharex=True, sharey=True).flat)
    for ax in flat[count:]:
        ax.set_visible(False)
    for ax in flat[count - columns : count]:  # the lowest of each column
        ax.tick_params(labelbottom=True)
    return figure, flat[:count]


def _label_edges(figure: Figure, rows: Rows, picture: Picture, plot: SweepPlot) -> None:
    if "x" not in plot.needs:
        figure.supxlabel(rows.label(str(picture.y)), fontsize=9)
        return
    as_named = plot.has_categories
    figure.supxlabel(_with_unit(rows, str(picture.x), as_named=as_named), fontsize=9)
    figure.supylabel(_with_unit(rows, str(picture.y), as_named=as_named), fontsize=9)


def _with_unit(rows: Rows, column: str, *, as_named: bool) -> str:
    """Return a column's label, with the unit that its values have without saying it."""
    text, amounts, levels = rows.label(column), rows.amounts(column), rows.levels(column)
    if rows.is_number(column) or amounts is None or None in levels:
        return text
    if as_named and tick_names(levels) == [words_of(level) for level in levels]:
        return text
    return f"{text} [{unit_sign(amounts[1])}]" if amounts[1] else text


def unit_sign(written: str) -> str:
    """Return a unit as axes have it.

    Examples
    --------
    >>> unit_sign("degF"), unit_sign("ft2"), unit_sign("kBtu/h")
    ('°F', 'ft²', 'kBtu/h')
    """
    text = re.sub(r"\bdeg(?=[CF]\b)", "°", written)
    return re.sub(r"(?<=m|t)[23]\b", lambda power: "²³"["23".index(power[0])], text)


def _legend(figure: Figure, ax: Axes, rows: Rows, picture: Picture) -> None:
    handles, names = ax.get_legend_handles_labels()
    shown = [(h, n) for h, n in zip(handles, names, strict=True) if n]
    color = picture.color
    are_words = color is None or all(is_word(level) for level in rows.levels(color))
    if shown:
        figure.legend(
            [h for h, _ in shown],
            [n for _, n in shown],
            loc="outside right center",
            fontsize=8,
            title=None if color is None or are_words else rows.label(color),
            title_fontsize=8,
        )


def _headline(rows: Rows, picture: Picture, plot: SweepPlot) -> str:
    """Return what is drawn."""
    shown = [picture.color if plot.has_categories else picture.y]
    if plot.shows == "rows":
        shown.append(picture.x)
    first, *others = (_without_unit(rows.label(str(column))) for column in shown)
    return f"{rows.about['name']}: {' against '.join([first, *map(_in_sentence, others)])}"


def _subtitle(rows: Rows, picture: Picture, plot: SweepPlot) -> str:
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
    levels = [words_of(level) for level in rows.levels(column)]
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
