"""A heat pump's map: net output and COP over outdoor temperature, at its own speeds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hpsim.plots import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from hpsim.equipment.output_curves import SeasonCurves

_LOOKS = {
    "maximum": style.LineLook(style.VERMILION, (0, (5, 2))),
    "full speed": style.LineLook(style.BLACK, "-"),
    "minimum": style.LineLook(style.BLUE, (0, (1, 1))),
}


def plot_output(capacity_ax: Axes, cop_ax: Axes, season: SeasonCurves) -> None:
    """Draw net output [W] and net COP of a season against outdoor temperature."""
    for curve in season.curves:
        look = _LOOKS[curve.speed]
        for ax, values in ((capacity_ax, curve.capacity_w), (cop_ax, curve.cop)):
            ax.plot(
                season.outdoor_degc,
                values,
                color=look.color,
                linestyle=look.linestyle,
                label=curve.speed,
            )
    capacity_ax.set(title=season.season, ylabel="Net output [W]")
    cop_ax.set(xlabel="Outdoor temperature [°C]", ylabel="Net COP [-]")
    for ax in (capacity_ax, cop_ax):
        ax.set_ylim(bottom=0.0)


def machine_figure(seasons: Sequence[SeasonCurves], title: str) -> Figure:
    """Return a figure of a machine's tables, without frost, with the rated fan."""
    from hpsim.plots.notebook import NotebookFigure

    figure = NotebookFigure(figsize=(4.2 * len(seasons) + 0.6, 5.6), layout="constrained")
    figure.suptitle(title, x=0.01, ha="left")
    axes = figure.subplots(2, len(seasons), sharex="col", squeeze=False)
    for column, season in enumerate(seasons):
        plot_output(axes[0, column], axes[1, column], season)
    axes[0, 0].legend(loc="best")
    return figure
