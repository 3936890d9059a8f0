"""What the room asks for against what a unit can give, over outdoor temperature."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from hpsim import metrics
from hpsim.metrics.common import median
from hpsim.plots import style
from hpsim.plots.layouts import PerMachine
from hpsim.plots.registry import plot
from hpsim.results import Results
from hpsim.units.display import in_units, label_in
from hpsim.units.systems import UnitSystem

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from hpsim.units.display import FloatArray

MOSTLY = 0.5  # of an hour
BAND_STEP_K = 1.0


class SeasonLook(NamedTuple):
    """How heating and cooling differ, in grey too."""

    name: str
    color: str
    hatch: str
    linestyle: str
    marker: str


HEATING = SeasonLook("Heating", style.HEATING, "", "-", "o")
COOLING = SeasonLook("Cooling", style.COOLING, "\\\\\\", "--", "^")


def band_over_outdoor(
    outdoor_degc: FloatArray, output_w: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return output over outdoor temperature, in steps of 1 K that occur: the median of the hours.

    Hours without a number (the unit is off then) are left out.
    """
    known = np.isfinite(output_w)
    step = np.floor(outdoor_degc[known] / BAND_STEP_K)
    steps = np.array(sorted(set(step.tolist())))
    medians = [median(output_w[known][step == s]) for s in steps]
    return (steps + 0.5) * BAND_STEP_K, np.array(medians)


def cooling_outputs(results: Results) -> tuple[FloatArray, FloatArray]:
    """Return least and most sensible output (n_hours,) [W]; nan where it does not run outdoors."""
    stopped = results.hourly.cut_out_cooling >= MOSTLY
    least, most = results.minimum_cooling_w, results.maximum_cooling_w
    return np.where(stopped, np.nan, least), np.where(stopped, np.nan, most)


LOAD_AND_OUTPUT = PerMachine(
    "load_and_output",
    "What the room needs, and what each unit can give",
    (1.0, 3.1),
    "Below its band a unit switches on and off; above it the room gets too cold or too warm.",
    title_pad=16.0,  # a line of figures in between
)


@plot(LOAD_AND_OUTPUT)
def plot_load_over_outdoor(ax: Axes, results: Results) -> None:
    """Draw every hour's ideal load and the unit's steady output between minimum and maximum.

    Above the band the unit can't keep up; below it, it has to switch on and off.
    """
    room, units = results.room, results.units
    heating = (room.ideal_heating_w, results.minimum_heating_w, results.maximum_heating_w)
    cooling = (room.ideal_cooling_w, *cooling_outputs(results))
    _plot_season(ax, room.outdoor_degc, heating, HEATING, units)
    _plot_season(ax, room.outdoor_degc, cooling, COOLING, units)
    below = metrics.METRICS["hours_below_minimum_output"].of(results)
    above = metrics.METRICS["hours_above_maximum_output"].of(results)
    if below is not None:
        text = f"{below:,} h below its minimum, {above:,} h above"
        note = ax.annotate(text, (0.0, 1.02), xycoords="axes fraction", va="bottom", fontsize=8)
        note.set_in_layout(False)
    xlabel, ylabel = label_in("outdoor_temperature_degc", units), label_in("heat_flow_kw", units)
    ax.set(xlabel=xlabel, ylabel=ylabel)
    shown = [room.ideal_heating_w, room.ideal_cooling_w, *_outputs_in_season(results)]
    highest_kw = max(float(np.nanmax(w, initial=0.0)) for w in shown) / 1000.0
    style.from_zero(ax, in_units(highest_kw, "heat_flow_kw", units))


def _outputs_in_season(results: Results) -> tuple[FloatArray, FloatArray]:
    """Return the maximum outputs of the hours with a load of their kind."""
    room = results.room
    return (
        results.maximum_heating_w[room.ideal_heating_w > 0.0],
        results.maximum_cooling_w[room.ideal_cooling_w > 0.0],
    )


def _plot_season(
    ax: Axes,
    outdoor_degc: FloatArray,
    load_and_outputs_w: tuple[FloatArray, FloatArray, FloatArray],
    look: SeasonLook,
    units: UnitSystem,
) -> None:
    load_w, minimum_w, maximum_w = load_and_outputs_w

    def heat(watts: FloatArray) -> FloatArray:
        return in_units(watts / 1000.0, "heat_flow_kw", units)

    def outdoor_of(degc: FloatArray) -> FloatArray:
        return in_units(degc, "outdoor_degc", units)

    loaded = load_w > 0.0
    if not loaded.any():
        return
    # the band where the season's load occurs
    least = band_over_outdoor(outdoor_degc[loaded], minimum_w[loaded])
    most = band_over_outdoor(outdoor_degc[loaded], maximum_w[loaded])
    if least[0].size and most[0].size == least[0].size:
        ax.fill_between(
            outdoor_of(least[0]),
            heat(least[1]),
            heat(most[1]),
            facecolor=look.color,
            edgecolor=look.color,
            alpha=0.22,
            hatch=look.hatch,
            linewidth=0.0,
            label=f"{look.name}: output range",
        )
        for outdoor, output in (least, most):
            ax.plot(
                outdoor_of(outdoor), heat(output), look.linestyle, color=look.color, linewidth=1.2
            )
    ax.scatter(
        outdoor_of(outdoor_degc[loaded]),
        heat(load_w[loaded]),
        s=5.0,
        marker=look.marker,
        color=look.color,
        alpha=0.35,
        linewidths=0.0,
        rasterized=True,  # thousands of points: a picture inside the SVG
        label=f"{look.name}: load of an hour",
    )
