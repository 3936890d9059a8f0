"""Plots: one function a plot, drawn into a given Axes and registered for the figure it belongs to.

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
from hpsim.plots.figures import figure, figures_of, save_figures
from hpsim.plots.load import plot_load_over_outdoor
from hpsim.plots.style import styled
from hpsim.plots.year import (
    plot_cooling_duration,
    plot_heating_duration,
    plot_humidity,
    plot_loads_and_bands,
    plot_monthly_electricity,
    plot_starts_calendar,
)

__all__ = [
    "figure",
    "figures_of",
    "plot_cooling_duration",
    "plot_cost",
    "plot_day_power",
    "plot_day_speed",
    "plot_day_temperature",
    "plot_electricity_by_use",
    "plot_heating_duration",
    "plot_humidity",
    "plot_load_over_outdoor",
    "plot_loads_and_bands",
    "plot_monthly_electricity",
    "plot_power_duration",
    "plot_run_lengths",
    "plot_starts",
    "plot_starts_calendar",
    "plot_unmet_hours",
    "save_figures",
    "styled",
]
