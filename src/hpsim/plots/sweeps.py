"""Pictures of sweeps: heat map, lines, points, Pareto front, tornado; one panel each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from hpsim.plots import style
from hpsim.plots.registry import SweepPanel, SweepPlot, sweep_plot
from hpsim.units.display import FloatArray

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.colors import Normalize
    from matplotlib.figure import Figure
    from matplotlib.image import AxesImage

COLOR_MAP = "viridis"  # monotone in lightness: reads in grey and to the colour-blind
DARK_BELOW = 0.55  # of the colour range, where white text reads better
MAX_CELLS_WITH_TEXT = 180
MAX_COLUMNS_WITH_TEXT = 9  # four digits fill a cell of a ninth of a panel
MAX_POWERS = 3  # of a logarithmic scale that goes through zero
LINEAR_DECADES = 0.4  # what lies between zero and the smallest power takes
MARKERS = "osD^vPX*"
BLANK_PIXELS = 6.0
MAX_TAKEN = 0.9  # of a panel's width by texts, which then overlap its edges rather than the bars


@sweep_plot(SweepPlot("heatmap", needs=("x", "y", "color"), has_categories=True))
def plot_heat_map(ax: Axes, panel: SweepPanel) -> AxesImage:
    """Draw the means of a metric as coloured cells with their numbers."""
    values, scale = panel.cells(), panel.color_scale()
    x_names, y_names = panel.names()
    image = ax.imshow(
        np.ma.masked_invalid(values),
        cmap=COLOR_MAP,
        norm=scale,
        aspect="auto",
        interpolation="nearest",
    )
    ax.set_xticks(range(len(x_names)), x_names)
    ax.set_yticks(range(len(y_names)), y_names)
    ax.grid(visible=False)
    ax.tick_params(length=0)
    if values.size <= MAX_CELLS_WITH_TEXT and len(x_names) <= MAX_COLUMNS_WITH_TEXT:
        _write_cells(ax, values, scale)
    return image


def color_scale(values: FloatArray, *, is_log: bool) -> Normalize:
    """Return the scale of colours from the smallest to the largest value; nan is left out.

    By powers of ten, those below the smallest power that matters, and below zero, are on a linear
    piece of it.
    """
    from matplotlib.colors import LogNorm, Normalize, SymLogNorm

    known = values[np.isfinite(values)]
    if not known.size:
        return Normalize(0.0, 1.0)
    low, high = float(known.min()), float(known.max())
    if not is_log or low == high:
        return Normalize(low, high)
    if low > 0.0:
        return LogNorm(low, high)
    return SymLogNorm(smallest_power(known), linscale=LINEAR_DECADES, vmin=low, vmax=high)


def smallest_power(values: FloatArray) -> float:
    """Return the power of ten at or below the least size but 0, of the last few of the range.

    Examples
    --------
    >>> smallest_power(np.array([0.0, 3.0, 2500.0])), smallest_power(np.array([1e-9, 20.0]))
    (1.0, 0.01)
    """
    sizes = np.abs(values[values != 0.0])
    if not sizes.size:
        return 1.0
    least = max(float(sizes.min()), float(sizes.max()) / 10**MAX_POWERS)
    return float(10.0 ** np.floor(np.log10(least)))


def scale_by_powers(axes: Sequence[Axes]) -> None:
    """Let the vertical axis that some panels share go by powers of ten; zero has its place."""
    low = min(float(ax.dataLim.y0) for ax in axes)
    sizes = np.array([(ax.dataLim.minposy, ax.dataLim.y1) for ax in axes])
    high = float(sizes.max())
    for ax in axes:
        if low > 0.0:
            ax.set_yscale("log")
        else:
            ax.set_yscale("symlog", linthresh=smallest_power(sizes), linscale=LINEAR_DECADES)
        label_powers(ax.yaxis, low, high)


def part_thousands(axes: Sequence[Axes]) -> None:
    """Write numbers at axes with their thousands parted; names stay."""
    from matplotlib.ticker import ScalarFormatter

    for axis in (axis for ax in axes for axis in (ax.xaxis, ax.yaxis)):
        if isinstance(axis.get_major_formatter(), ScalarFormatter):
            axis.set_major_formatter("{x:,.10g}")


def label_powers(axis: Axis, low: float, high: float) -> None:
    """Write plain numbers at an axis by powers of ten, and between them where they are few."""
    from matplotlib.ticker import LogLocator, NullFormatter, StrMethodFormatter

    plain = StrMethodFormatter("{x:,.10g}")
    axis.set_major_formatter(plain)
    if low <= 0.0:
        return
    if high < 100.0 * low:  # one power of ten alone, or none
        axis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
    axis.set_minor_formatter(plain if high < 3.0 * low else NullFormatter())


def _write_cells(ax: Axes, values: FloatArray, scale: Normalize) -> None:
    for (row, column), value in np.ndenumerate(values):
        if np.isfinite(value):
            fraction = float(scale(value)) if scale.vmin != scale.vmax else 1.0
            color = "white" if fraction < DARK_BELOW else style.BLACK
            text = cell_text(float(value))
            ax.text(column, row, text, ha="center", va="center", fontsize=7, color=color)


def cell_text(value: float) -> str:
    """Return a number for a cell: three digits, thousands with k.

    Examples
    --------
    >>> cell_text(0.1234), cell_text(12.34), cell_text(1234.0), cell_text(12345.0)
    ('0.12', '12.3', '1,234', '12.3k')
    """
    if abs(value) >= 10_000:
        return f"{value / 1000:.1f}k"
    if abs(value) >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


@sweep_plot(SweepPlot("lines"))
def plot_lines(ax: Axes, panel: SweepPanel) -> None:
    """Draw a line for each name over common places; nan leaves a gap."""
    x, names = panel.places()
    for i, (name, y) in enumerate(panel.lines()):
        look = style.line_look(i)
        known = np.isfinite(y)
        ax.plot(
            x[known],
            y[known],
            **look._asdict(),
            marker=MARKERS[i % len(MARKERS)],
            markersize=3.5,
            linewidth=1.4,
            label=name,
        )
    if names:
        ax.set_xticks(x, names)


@sweep_plot(SweepPlot("points", shows="rows"))
def plot_points(ax: Axes, panel: SweepPanel) -> None:
    """Draw a cloud of points for each name."""
    for i, (name, x, y) in enumerate(panel.points()):
        look = style.line_look(i)
        ax.scatter(
            x,
            y,
            s=14,
            color=look.color,
            marker=MARKERS[i % len(MARKERS)],
            linewidths=0,
            alpha=0.75,
            label=name,
        )
    places, names = panel.places()
    if names:
        ax.set_xticks(places, names)


@sweep_plot(SweepPlot("pareto", shows="rows"))
def plot_pareto_front(ax: Axes, panel: SweepPanel) -> None:
    """Draw points, and the staircase of those that no other beats in both (less is better)."""
    plot_points(ax, panel)
    x, y = (np.concatenate([group[i] for group in panel.points()]) for i in (1, 2))
    front = pareto_front(x, y)
    look: dict[str, Any] = {"color": style.BLACK, "linewidth": 1.1}
    ring: dict[str, Any] = {"marker": "o", "markersize": 7, "markerfacecolor": "none"}
    label = "no other has less of both"
    ax.step(x[front], y[front], where="post", label=label, **look, **ring)


def pareto_front(x: FloatArray, y: FloatArray) -> list[int]:
    """Return the indices of points that none beats in both, by rising ``x``; less is better.

    Examples
    --------
    >>> pareto_front(np.array([1.0, 2.0, 3.0]), np.array([5.0, 6.0, 1.0]))
    [0, 2]
    """
    best = np.inf
    front = []
    for i in np.lexsort((y, x)):
        if np.isfinite(x[i]) and y[i] < best:
            best = float(y[i])
            front.append(int(i))
    return front


def make_room_for_ends(figure: Figure, axes: Sequence[Axes]) -> None:
    """Let panels of bars show so much that what is at their ends lies inside, after a blank.

    Texts keep their width whatever range is shown: of two, each with so many pixels beyond its
    bar's end, the range follows from the bars between them.
    """
    figure.draw_without_rendering()
    width = min(float(ax.get_window_extent().width) for ax in axes)
    places, left, right = [], [], []
    for ax in axes:
        for text in ax.texts:
            box = text.get_window_extent()
            at = float(text.xy[0])  # type: ignore[attr-defined]  # annotations, which have a place
            end = float(ax.transData.transform((at, 0.0))[0])
            places.append(at)
            left.append((end - box.x0 + BLANK_PIXELS) / width)
            right.append((box.x1 - end + BLANK_PIXELS) / width)
    place, to_left, to_right = np.array(places), np.array(left), np.array(right)
    taken = np.minimum(to_left[:, None] + to_right[None, :], MAX_TAKEN)
    span = float(((place[None, :] - place[:, None]) / (1.0 - taken)).max()) or 1.0
    for ax in axes:
        ax.set_xlim((place - to_left * span).min(), (place + to_right * span).max())


@sweep_plot(
    SweepPlot(
        "tornado",
        needs=("y",),
        shows="effects",
        panel_inches=(4.4, 2.5),  # with what stands at the ends of bars
        max_columns=2,
        finish=make_room_for_ends,
    )
)
def plot_tornado(ax: Axes, panel: SweepPanel) -> None:
    """Draw for each axis the range over which it moves a metric, the first on top."""
    effects = panel.effects()
    for i, effect in enumerate(effects):
        if not np.isfinite(effect.low):
            continue
        ax.barh(i, effect.high - effect.low, left=effect.low, height=0.55, color=style.SKY)
        look: dict[str, Any] = {"va": "center", "fontsize": 8}
        if not (effect.low_at or effect.high_at):
            ax.annotate("moves nothing", (effect.low, i), ha="center", color="#555555", **look)
            continue
        style.write_next_to(ax, effect.low_at, (effect.low, i), (-4, 0), ha="right", **look)
        style.write_next_to(ax, effect.high_at, (effect.high, i), (4, 0), ha="left", **look)
    for text in ax.texts:
        text.set_in_layout(False)  # else panels shrink for texts that still stand outside
    style.horizontal_bars(ax, [effect.axis for effect in effects])
