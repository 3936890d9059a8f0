"""Figures of a run: which plots stand where, and saving them.

matplotlib is imported when a figure is made, without pyplot: nothing global changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from hpsim.plots import style
from hpsim.plots.comparison import (
    plot_carbon,
    plot_cost,
    plot_electricity_by_use,
    plot_fuel,
    plot_starts,
    plot_unmet_hours,
)
from hpsim.plots.day import plot_day_power, plot_day_speed, plot_day_temperature
from hpsim.plots.duration import plot_power_duration, plot_run_lengths
from hpsim.plots.load import plot_load_over_outdoor
from hpsim.results import Results, Run

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLUMNS = 4  # small multiples beside each other
COLUMN_INCH = 3.1
LETTER_INCH = 0.072  # of a legend, on average, at the font size of `style`
HANDLE_INCH = 0.5  # a legend's sample of line or colour, with the gaps beside it
SUFFIXES = (".png", ".svg")
DPI = 130  # of PNG files, and of pictures inside SVG files


def by_name(run: Run) -> dict[str, Results]:
    """Return the candidates by their names."""
    return {results.candidate: results for results in run.candidates}


def machines_of(run: Run) -> list[Results]:
    """Return the candidates that are heat pumps."""
    from hpsim.metrics import has_machine

    return [results for results in run.candidates if has_machine(results)]


def new_figure(width_inch: float, height_inch: float, title: str) -> Figure:
    """Return an empty figure with a title."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width_inch, height_inch), dpi=DPI, layout="constrained")
    figure.suptitle(title, x=0.01, ha="left")
    return figure


def comparison_figure(run: Run) -> Figure:
    """Return candidates side by side: electricity, cost, starts, unmet hours.

    Where one of them burns fuel, also fuel and carbon: kilowatt-hours of fuel are never drawn in
    one bar with those of electricity.
    """
    runs = by_name(run)
    burns = any(results.fuel is not None for results in run.candidates)
    panels: list[tuple[float, Callable[[Axes], None]]] = [
        (2.2, lambda ax: plot_electricity_by_use(ax, runs))
    ]
    if burns:
        panels.append((1.2, lambda ax: plot_fuel(ax, runs)))
    if run.prices.currency is not None:
        panels.append((1.2 if burns else 1.0, lambda ax: plot_cost(ax, runs, run.prices)))
        if burns:
            panels.append((1.2, lambda ax: plot_carbon(ax, runs, run.prices)))
    panels += [
        (1.3, lambda ax: plot_starts(ax, runs)),
        (1.3, lambda ax: plot_unmet_hours(ax, runs)),
    ]
    widths = [width for width, _ in panels]
    height = 1.9 + 0.5 * len(runs)
    title = f"{run.scenario_name}: a year with each candidate"
    figure = new_figure(15.0 if burns else 12.0, height, title)
    axes = figure.subplots(1, len(widths), sharey=True, width_ratios=widths, squeeze=False)[0]
    for ax, (_, plot) in zip(axes, panels, strict=True):
        plot(ax)
    _legend_below(figure, axes[0])
    return figure


def _legend_below(figure: Figure, ax: Axes, title: str = "") -> None:
    """Put the legend of one axes, which holds for all, below them."""
    handles, labels = ax.get_legend_handles_labels()
    if not handles:
        return
    entry_inch = HANDLE_INCH + LETTER_INCH * max(len(label) for label in labels)
    legend = figure.legend(
        handles,
        labels,
        loc="outside lower left",
        ncols=max(1, int(figure.get_figwidth() // entry_inch)),
        handlelength=1.6,
        markerscale=2.5,
        title=title or None,
        alignment="left",
    )
    for handle in legend.legend_handles:
        if handle is not None and type(handle).__name__ == "PathCollection":  # faint points
            handle.set_alpha(0.8)


def day_figure(run: Run, day: str) -> Figure:
    """Return a traced day of every candidate: temperature, speed, power.

    Parameters
    ----------
    day
        Name of the trace: ``winter_day`` or ``summer_day``.
    """
    shown = [results for results in run.candidates if day in results.traces]
    columns = min(len(shown), COLUMNS)
    blocks = -(-len(shown) // columns)
    first = shown[0].traces[day]
    title = f"{day.replace('_', ' ').capitalize()}, {_date(first.first_step * first.step_s)}"
    outdoor = _outdoor_range(shown[0], first.first_step * first.step_s)
    size = (max(COLUMN_INCH * columns, 6.0) + 0.4, 0.9 + 4.6 * blocks)
    figure = new_figure(*size, f"{title}: outdoors {outdoor}")
    ratios = [2.0, 1.0, 1.2] * blocks
    axes = figure.subplots(
        3 * blocks, columns, sharex=True, sharey="row", height_ratios=ratios, squeeze=False
    )
    for i, results in enumerate(shown):
        top, column = 3 * (i // columns), i % columns
        _draw_day(axes[top : top + 3, column], results, day, is_first=column == 0)
    for i in range(len(shown), blocks * columns):
        for ax in axes[3 * (i // columns) : 3 * (i // columns) + 3, i % columns]:
            ax.set_visible(False)
    _legend_below(figure, axes[0, 0])
    return figure


def _draw_day(axes: np.ndarray, results: Results, day: str, *, is_first: bool) -> None:
    trace = results.traces[day]
    temperature, speed, power = axes
    plot_day_temperature(temperature, results, trace)
    plot_day_speed(speed, results, trace)
    plot_day_power(power, results, trace)
    temperature.set_title(style.wrapped(results.candidate))
    power.set_xlabel("Hour of the day [h]")
    if not is_first:
        for ax in axes:
            ax.set_ylabel("")


def _date(seconds: float) -> str:
    day = np.datetime64("2001-01-01") + int(seconds // 86_400)
    months = "January February March April May June July August September October November"
    month = (*months.split(), "December")[int(str(day)[5:7]) - 1]
    return f"{int(str(day)[8:10])} {month}"


def _outdoor_range(results: Results, seconds: float) -> str:
    first = int(seconds // 3600)
    outdoor = results.room.outdoor_degc[first : first + 24]
    return f"{outdoor.min():.0f} to {outdoor.max():.0f} °C".replace("-", "\N{MINUS SIGN}")


def load_figure(run: Run) -> Figure:
    """Return the room's load against each unit's least and greatest output."""
    shown = machines_of(run)
    title = "What the room asks for, and what each unit can give"
    figure, axes = _small_multiples(shown, title, plot_load_over_outdoor, (1.0, 3.1))
    for ax, results in zip(axes.flat, shown, strict=False):
        ax.set_title(style.wrapped(results.candidate), pad=16)  # a line of figures in between
    _legend_below(
        figure,
        axes[0, 0],
        "Below its band a unit switches on and off; above it the room gets too cold or too warm.",
    )
    return figure


def run_length_figure(run: Run) -> Figure:
    """Return how long each unit's compressor ran at a time."""
    title = "How long the compressor runs at a time"
    figure, axes = _small_multiples(machines_of(run), title, plot_run_lengths, (1.2, 2.6))
    _legend_below(figure, axes[0, 0])
    return figure


def _small_multiples(
    shown: list[Results],
    title: str,
    plot: Callable[[Axes, Results], None],
    height_inch: tuple[float, float],
) -> tuple[Figure, np.ndarray]:
    """Return a figure with one axes a candidate, the outer ones labelled, and its axes.

    Parameters
    ----------
    height_inch
        What stands above and below, and each row.
    """
    columns = min(len(shown), COLUMNS)
    rows = -(-len(shown) // columns)
    width_inch = max(COLUMN_INCH * columns, 6.0) + 0.4
    figure = new_figure(width_inch, height_inch[0] + height_inch[1] * rows, title)
    axes = figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False)
    for ax, results in zip(axes.flat, shown, strict=False):
        plot(ax, results)
        ax.set_title(style.wrapped(results.candidate))
        ax.label_outer()
    for ax in axes.flat[len(shown) :]:
        ax.set_visible(False)
    return figure, axes


def power_duration_figure(run: Run) -> Figure:
    """Return the hours of the year over electric power."""
    figure = new_figure(7.5, 4.2, "Electric power over the year, highest hour first")
    shown = {results.candidate: results for results in machines_of(run)}
    plot_power_duration(figure.subplots(), shown)
    return figure


def figures_of(run: Run) -> Iterator[tuple[str, Figure]]:
    """Give every figure that a run has something for, with the name of its file."""
    yield "comparison", comparison_figure(run)
    for day in ("winter_day", "summer_day"):
        if any(day in results.traces for results in run.candidates):
            yield day, day_figure(run, day)
    if machines_of(run):
        yield "load_and_output", load_figure(run)
        yield "power_duration", power_duration_figure(run)
        yield "run_lengths", run_length_figure(run)


def save_figures(run: Run, folder: Path) -> list[Path]:
    """Save every figure of a run as PNG and SVG in ``folder`` and return the paths.

    Raises
    ------
    OSError
        A file could not be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    with style.styled():
        for name, figure in figures_of(run):
            for suffix in SUFFIXES:
                paths.append(save_figure(figure, folder / f"{name}{suffix}"))
                figure.set_layout_engine(None)  # laid out once is enough: a third of the time
    return paths


def save_figure(figure: Figure, path: Path) -> Path:
    """Save a figure in the format that the path's suffix says; without a date, so reproducibly.

    Raises
    ------
    OSError
        It could not be written; then nothing is left of it.
    """
    metadata = {"Date": None} if path.suffix == ".svg" else {"Software": "hpsim"}
    try:
        figure.savefig(path, metadata=metadata)
    except OSError as error:
        path.unlink(missing_ok=True)
        raise OSError(error.errno, error.strerror or str(error), str(path)) from error
    return path
