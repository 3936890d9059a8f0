"""Figures of a run: where their panels stand.

matplotlib is imported when a figure is made, without pyplot: nothing global changes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from hpsim.plots import style
from hpsim.plots.registry import Layout
from hpsim.records import dataclass
from hpsim.results import Results, Run, Trace
from hpsim.units.display import quantity_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

COLUMNS = 4  # small multiples next to each other
COLUMN_INCH = 3.1
LETTER_INCH = 0.072  # of a legend, on average, at the font size of `style`
HANDLE_INCH = 0.5  # a legend's sample of line or colour, with the gaps next to it
DPI = 130  # of PNG files, and of pictures inside SVG files
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
TRACED_DAYS = ("winter_day", "summer_day", "mild_day")
OF_PERIOD = {
    "winter_day": "Coldest day",
    "summer_day": "Hottest day",
    "mild_day": "Mild day",
}
"""What they are among actual days."""

DrawRun: TypeAlias = "Callable[[Axes, Run], None]"
DrawMachine: TypeAlias = "Callable[[Axes, Results], None]"
DrawDay: TypeAlias = "Callable[[Axes, Results, Trace], None]"


def machines_of(run: Run) -> list[Results]:
    """Return the candidates that are heat pumps or heaters."""
    return [results for results in run.candidates if results.traits.is_machine]


def look_of(run: Run, name: str) -> style.LineLook:
    """Return the look of a candidate's lines, the same in every figure and on the page."""
    return style.line_look([results.candidate for results in run.candidates].index(name))


def has_machines(run: Run) -> bool:
    """Return whether any candidate is a heat pump or heater."""
    return bool(machines_of(run))


def burns_fuel(run: Run) -> bool:
    """Return whether any candidate burns fuel."""
    return any(results.fuel is not None for results in run.candidates)


@dataclass(frozen=True)
class PerRun(Layout[DrawRun]):
    """Panels side by side, each of all candidates: they get ``(ax, run)``."""

    inches: Callable[[Run], tuple[float, float]]
    """Width and height."""
    note: str = ""
    """How to read it, in a line below."""

    def draw(self, run: Run, name: str) -> Figure:  # noqa: ARG002  # one figure
        """Return the figure."""
        panels = [panel for panel in self.panels if panel.applies(run)]
        over = "the year" if run.period is None else run.span
        title = self.title.format(scenario=run.scenario_name, span=run.span, over=over)
        figure = new_figure(*self.inches(run), title)
        widths = [panel.size for panel in panels]
        axes = figure.subplots(1, len(panels), sharey=True, width_ratios=widths, squeeze=False)[0]
        for ax, panel in zip(axes, panels, strict=True):
            panel.draw(ax, run)
        if len(panels) > 1:
            legend_below(figure, axes[0])
        if self.note:
            figure.supxlabel(self.note, x=0.01, ha="left", fontsize=9)
        return figure


@dataclass(frozen=True)
class PerMachine(Layout[DrawMachine]):
    """One panel for each machine, all with the same axes: they get ``(ax, results)``."""

    inches: tuple[float, float]
    """Height of what stands above and below, and of each row."""
    legend_title: str = ""
    title_pad: float | None = None
    """Between a panel and its title, in points; None: as everywhere."""
    color_label: str = ""
    """What the colours of the panels' pictures count, whose scale they then share."""

    def names(self, run: Run) -> list[str]:
        """Return its name, if the run has a machine."""
        return super().names(run) if has_machines(run) else []

    def draw(self, run: Run, name: str) -> Figure:  # noqa: ARG002  # one figure
        """Return the figure."""
        (panel,) = self.panels
        shown = machines_of(run)
        figure, axes = panel_each(shown, panel.draw, self.title, self.inches, self.title_pad)
        legend_below(figure, axes[0, 0], self.legend_title)
        if self.color_label:
            share_colors(figure, axes, self.color_label)
        return figure


@dataclass(frozen=True)
class PerDay(Layout[DrawDay]):
    """A traced day: a column for each candidate, a row for each panel, which gets a trace, too.

    Panels get ``(ax, results, trace)``; the figures are named after the days.
    """

    def names(self, run: Run) -> list[str]:
        """Return the traced days."""
        return [day for day in TRACED_DAYS if any(day in r.traces for r in run.candidates)]

    def draw(self, run: Run, name: str) -> Figure:
        """Return the figure of a day."""
        shown = [results for results in run.candidates if name in results.traces]
        columns, n = min(len(shown), COLUMNS), len(self.panels)
        blocks = -(-len(shown) // columns)
        figure = new_figure(width_of(columns), 0.9 + 4.6 * blocks, _headline(shown[0], name))
        heights = [panel.size for panel in self.panels] * blocks
        axes = figure.subplots(
            n * blocks, columns, sharex=True, sharey="row", height_ratios=heights, squeeze=False
        )
        for i in range(blocks * columns):
            top, column = n * (i // columns), i % columns
            stacked = axes[top : top + n, column]
            if i >= len(shown):
                for ax in stacked:
                    ax.set_visible(False)
                continue
            for ax, panel in zip(stacked, self.panels, strict=True):
                panel.draw(ax, shown[i], shown[i].traces[name])
                if column > 0:
                    ax.set_ylabel("")
            stacked[0].set_title(style.wrapped(shown[i].candidate))
            stacked[-1].set_xlabel("Hour of the day [h]")
            stacked[-1].tick_params(labelbottom=True)  # also above another row of candidates
        first = axes[::n, 0]  # of each block; a setpoint beyond all their axes is not in the legend
        for lines in zip(*(ax.lines for ax in first), strict=True):
            if not any(map(_is_in_view, first, lines)):
                lines[0].set_label("_out of view")
        legend_below(figure, axes[0, 0])
        return figure


def _is_in_view(ax: Axes, line: Line2D) -> bool:
    low, high = ax.get_ylim()
    values = np.asarray(line.get_ydata(), float)
    return bool(((low <= values) & (values <= high)).any())


def panel_each(
    shown: Sequence[Results],
    draw: DrawMachine,
    title: str,
    inches: tuple[float, float],
    title_pad: float | None = None,
) -> tuple[Figure, Any]:
    """Return a figure with a panel for each of some results, and the axes, which are the same.

    Parameters
    ----------
    shown : sequence of Results
        One or more.
    draw : callable
        Draws a panel.
    title : str
        Of the figure.
    inches : tuple of float
        Height of what stands above and below, and of each row.
    title_pad : float
        Between a panel and its title, in points; None: as everywhere.
    """
    columns = min(len(shown), COLUMNS)
    rows = -(-len(shown) // columns)
    figure = new_figure(width_of(columns), inches[0] + inches[1] * rows, title)
    axes = figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False)
    for ax, results in zip(axes.flat, shown, strict=False):
        draw(ax, results)
        ax.set_title(style.wrapped(results.candidate), pad=title_pad)
        ax.label_outer()
    for ax in axes.flat[len(shown) :]:
        ax.set_visible(False)
    return figure, axes


def new_figure(width_inch: float, height_inch: float, title: str) -> Figure:
    """Return an empty figure with a title."""
    from hpsim.plots.notebook import NotebookFigure

    figure = NotebookFigure(figsize=(width_inch, height_inch), dpi=DPI, layout="constrained")
    figure.suptitle(title, x=0.01, ha="left")
    return figure


def width_of(columns: int) -> float:
    """Return the width of a figure of so many columns [inch]."""
    return max(COLUMN_INCH * columns, 6.0) + 0.4


def share_colors(figure: Figure, axes: Any, label: str) -> None:
    """Give the pictures of counts in all axes one scale from zero, and show it."""
    from matplotlib.ticker import MaxNLocator

    pictures = [picture for ax in axes.flat for picture in ax.images]
    most = max(float(picture.get_clim()[1]) for picture in pictures)
    for picture in pictures:
        picture.set_clim(0.0, most)
    ticks = MaxNLocator(5, integer=True)
    figure.colorbar(pictures[0], ax=axes, label=label, ticks=ticks, aspect=15, pad=0.01)


def legend_below(figure: Figure, ax: Axes, title: str = "") -> None:
    """Put the legend of one axes, which holds for all, below them."""
    handles, labels = ax.get_legend_handles_labels()
    if not handles:
        return
    legend = figure.legend(
        handles,
        labels,
        loc="outside lower left",
        ncols=legend_columns(labels, figure.get_figwidth()),
        handlelength=1.6,
        markerscale=2.5,
        title=title or None,
        alignment="left",
    )
    for handle in legend.legend_handles:
        if handle is not None and type(handle).__name__ == "PathCollection":  # faint points
            handle.set_alpha(0.8)


def legend_columns(labels: Sequence[str], width_inch: float) -> int:
    """Return how many columns of a legend fit into a width."""
    entry_inch = HANDLE_INCH + LETTER_INCH * max(len(label) for label in labels)
    return max(1, int(width_inch // entry_inch))


def _headline(results: Results, day: str) -> str:
    trace = results.traces[day]
    seconds = trace.first_step * trace.step_s
    outdoor = _outdoor_range(results, seconds)
    name = day.replace("_", " ").capitalize() if results.period is None else OF_PERIOD[day]
    date = (results.begins + np.timedelta64(round(seconds), "s")).astype("datetime64[D]").item()
    return f"{name}, {date.day} {MONTHS[date.month - 1]}: outdoors {outdoor}"


def _outdoor_range(results: Results, seconds: float) -> str:
    first = int(seconds // 3600)
    outdoor = results.room.outdoor_degc[first : first + 24]
    low, high = (
        quantity_text(float(t), "outdoor_degc", results.units)
        for t in (outdoor.min(), outdoor.max())
    )
    return f"{low.rpartition(' ')[0]} to {high}"
