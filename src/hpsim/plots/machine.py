"""A heat pump's map: net output and COP over outdoor temperature, at its own speeds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hpsim.equipment.map_rating import RatingBasis, net_point
from hpsim.kernel.types import FloatArray, Machine, PerformanceMap
from hpsim.plots import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SAMPLES = 181
_LOOKS = {
    "maximum": style.LineLook(style.VERMILION, (0, (5, 2))),
    "full speed": style.LineLook(style.BLACK, "-"),
    "minimum": style.LineLook(style.BLUE, (0, (1, 1))),
}


def _speeds(table: PerformanceMap, *, modulates: bool) -> dict[str, float]:
    if not modulates:
        lowest = float(table.speed[0])
        return {"full speed": 1.0} if lowest == 0.0 else {"full speed": 1.0, "minimum": lowest}
    ends = {"maximum": float(table.speed[-1]), "full speed": 1.0, "minimum": float(table.speed[0])}
    return ends if ends["maximum"] > 1.0 else {k: v for k, v in ends.items() if k != "maximum"}


def plot_output(
    capacity_ax: Axes,
    cop_ax: Axes,
    table: PerformanceMap,
    fan_w: FloatArray,
    *,
    heating: bool,
    modulates: bool,
) -> None:
    """Draw net output [W] and net COP of a table against outdoor temperature."""
    outdoor_degc = np.linspace(table.outdoor_degc[0], table.outdoor_degc[-1], SAMPLES)
    for name, speed in _speeds(table, modulates=modulates).items():
        points = [net_point(table, fan_w, float(t), speed, heating=heating) for t in outdoor_degc]
        look = _LOOKS[name]
        for ax, values in (
            (capacity_ax, [p.capacity_w for p in points]),
            (cop_ax, [p.cop for p in points]),
        ):
            ax.plot(outdoor_degc, values, color=look.color, linestyle=look.linestyle, label=name)
    capacity_ax.set(title="Heating" if heating else "Cooling", ylabel="Net output [W]")
    cop_ax.set(xlabel="Outdoor temperature [°C]", ylabel="Net COP [-]")
    for ax in (capacity_ax, cop_ax):
        ax.set_ylim(bottom=0.0)


def machine_figure(machine: Machine, basis: RatingBasis, title: str) -> Figure:
    """Return a figure of a machine's tables, without frost, with the rated fan."""
    from matplotlib.figure import Figure

    seasons = [
        (machine.heating, basis.heating_fan_w, True, basis.can_heat),
        (machine.cooling, basis.cooling_fan_w, False, basis.can_cool),
    ]
    shown = [season[:3] for season in seasons if season[3]]
    figure = Figure(figsize=(4.2 * len(shown) + 0.6, 5.6), layout="constrained")
    figure.suptitle(title, x=0.01, ha="left")
    axes = figure.subplots(2, len(shown), sharex="col", squeeze=False)
    for column, (table, fan_w, heating) in enumerate(shown):
        plot_output(
            axes[0, column],
            axes[1, column],
            table,
            fan_w,
            heating=heating,
            modulates=machine.compressor.modulates > 0.0,
        )
    axes[0, 0].legend(loc="best")
    return figure
