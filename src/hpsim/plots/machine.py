"""A heat pump's map: net output and COP over outdoor temperature, at its own speeds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hpsim.plots import style
from hpsim.units.display import how_shown, in_units, label_in
from hpsim.units.systems import UnitSystem

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from hpsim.equipment.output_curves import SeasonCurves

_LOOKS = {
    "maximum": style.LineLook(style.VERMILION, (0, (5, 2))),
    "full speed": style.LineLook(style.BLACK, "-"),
    "minimum": style.LineLook(style.BLUE, (0, (1, 1))),
}


def plot_output(
    capacity_ax: Axes, cop_ax: Axes, season: SeasonCurves, units: UnitSystem = "si"
) -> None:
    """Draw net output and net COP of a season against outdoor temperature.

    Parameters
    ----------
    capacity_ax, cop_ax : Axes
        Drawn into.
    season : SeasonCurves
        Heating or cooling.
    units : str
        us or si.
    """
    output, outdoor = "net_heat_output_w", "outdoor_temperature_degc"
    for curve in season.curves:
        look = _LOOKS[curve.speed]
        capacity = in_units(curve.capacity_w, output, units)
        for ax, values in ((capacity_ax, capacity), (cop_ax, curve.cop)):
            places = in_units(season.outdoor_degc, outdoor, units)
            ax.plot(places, values, **look._asdict(), label=curve.speed)
    unit = how_shown(output, units).unit
    capacity_ax.set(title=season.season, ylabel=f"Net output [{unit}]")
    cop_ax.set(xlabel=label_in(outdoor, units), ylabel="Net COP [-]")
    style.with_commas(capacity_ax, "y")
    for ax in (capacity_ax, cop_ax):
        ax.set_ylim(bottom=0.0)


def machine_figure(seasons: Sequence[SeasonCurves], title: str, units: UnitSystem = "si") -> Figure:
    """Return a figure of a machine's tables, without frost, with the rated fan."""
    from hpsim.plots.notebook import NotebookFigure

    figure = NotebookFigure(figsize=(4.2 * len(seasons) + 0.6, 5.6), layout="constrained")
    figure.suptitle(title, x=0.01, ha="left")
    axes = figure.subplots(2, len(seasons), sharex="col", squeeze=False)
    for column, season in enumerate(seasons):
        plot_output(axes[0, column], axes[1, column], season, units)
    axes[0, 0].legend(loc="best")
    return figure
