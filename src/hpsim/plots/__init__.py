"""Plots: one function a plot, drawn into a given Axes; `figures` lays them out and saves them.

Importing this loads no matplotlib: the functions take axes that somebody else has made.
"""

from __future__ import annotations

from hpsim.plots.comparison import (
    plot_cost,
    plot_electricity_by_use,
    plot_starts,
    plot_unmet_hours,
)
from hpsim.plots.day import plot_day_power, plot_day_speed, plot_day_temperature
from hpsim.plots.duration import plot_power_duration, plot_run_lengths
from hpsim.plots.figures import (
    comparison_figure,
    day_figure,
    figures_of,
    load_figure,
    power_duration_figure,
    run_length_figure,
    save_figures,
)
from hpsim.plots.load import plot_load_over_outdoor
from hpsim.plots.style import styled

__all__ = [
    "comparison_figure",
    "day_figure",
    "figures_of",
    "load_figure",
    "plot_cost",
    "plot_day_power",
    "plot_day_speed",
    "plot_day_temperature",
    "plot_electricity_by_use",
    "plot_load_over_outdoor",
    "plot_power_duration",
    "plot_run_lengths",
    "plot_starts",
    "plot_unmet_hours",
    "power_duration_figure",
    "run_length_figure",
    "save_figures",
    "styled",
]
