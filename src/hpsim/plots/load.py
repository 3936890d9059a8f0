"""What the room asks for against what a unit can give, over outdoor temperature."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hpsim import metrics
from hpsim.metrics.common import median
from hpsim.plots import style
from hpsim.plots.layouts import PerMachine
from hpsim.plots.registry import plot
from hpsim.results import Results
from hpsim.units.display import FloatArray, in_units, label_in

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOSTLY = 0.5  # of an hour
BAND_STEP_K = 1.0
BAND_LOAD = 0.98  # of a season's load: milder weather, in which both seasons occur, has no band
LINE_WIDTHS = (1.6, 0.8)
"""Of a unit's minimum, which decides whether it cycles, and of its maximum."""
Season = Literal["heating", "cooling"]
SEASONS: tuple[Season, ...] = ("heating", "cooling")


class SeasonLook(NamedTuple):
    """How heating and cooling differ, in grey too."""

    season: Season
    color: str
    hatch: str
    linestyle: str
    marker: str


HEATING = SeasonLook("heating", style.HEATING, "", "-", "o")
COOLING = SeasonLook("cooling", style.COOLING, "\\\\\\", "--", "^")


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


class InSeason(NamedTuple):
    """The hours with a load of heating or cooling, (n_hours,), and what a unit gives in them."""

    outdoor_degc: FloatArray
    load_w: FloatArray
    minimum_w: FloatArray
    """Sensible; nan where it does not run at this outdoor temperature."""
    maximum_w: FloatArray
    season: Season

    def bands(self) -> list[tuple[FloatArray, FloatArray]]:
        """Return least and most output, each over the outdoor temperatures of most of the load."""
        shown, outdoor = self._has_band(), self.outdoor_degc
        ends = (self.minimum_w, self.maximum_w)
        return [band_over_outdoor(outdoor[shown], output_w[shown]) for output_w in ends]

    def _has_band(self) -> NDArray[np.bool_]:
        """Return which hours, (n_hours,), are in the weather of `BAND_LOAD` of the load."""
        colder = self.outdoor_degc if self.season == "heating" else -self.outdoor_degc
        order = np.argsort(colder, kind="stable")
        so_far = np.cumsum(self.load_w[order])
        if not so_far.size:
            return np.zeros(0, np.bool_)
        last = int(np.searchsorted(so_far, BAND_LOAD * so_far[-1]))
        return np.asarray(colder <= colder[order[last]])


def in_season(results: Results, season: Season) -> InSeason:
    """Return the hours with a load of a season."""
    load_w: FloatArray = getattr(results.room, f"ideal_{season}_w")
    loaded = load_w > 0.0
    outputs = [getattr(results, f"{end}_{season}_w")[loaded] for end in ("minimum", "maximum")]
    if season == "cooling":
        stopped = results.hourly.cut_out_cooling[loaded] >= MOSTLY
        outputs = [np.where(stopped, np.nan, output_w) for output_w in outputs]
    minimum_w, maximum_w = outputs
    outdoor_degc = results.room.outdoor_degc[loaded]
    return InSeason(outdoor_degc, load_w[loaded], minimum_w, maximum_w, season)


LOAD_AND_OUTPUT = PerMachine(
    "load_and_output",
    "What the room needs, and what each unit can give",
    (1.0, 3.1),
    "Below its band a unit switches on and off; above it, it can't keep up by itself.",
    title_pad=16.0,  # a line of figures in between
)


@plot(LOAD_AND_OUTPUT)
def plot_load_over_outdoor(ax: Axes, results: Results) -> None:
    """Draw every hour's ideal load and the unit's steady output between minimum and maximum.

    Above the band the unit can't keep up; below it, it has to switch on and off.
    """
    room, units = results.room, results.units
    for look in (HEATING, COOLING):
        _plot_season(ax, results, look)
    below = metrics.METRICS["hours_below_minimum_output"].of(results)
    above = metrics.METRICS["hours_above_maximum_output"].of(results)
    if below is not None:
        text = f"{below:,} h below its minimum, {above:,} h above"
        note = ax.annotate(text, (0.0, 1.02), xycoords="axes fraction", va="bottom", fontsize=8)
        note.set_in_layout(False)
    xlabel, ylabel = label_in("outdoor_temperature_degc", units), label_in("heat_flow_kw", units)
    ax.set(xlabel=xlabel, ylabel=ylabel)
    shown = [room.ideal_heating_w, room.ideal_cooling_w]
    shown += [in_season(results, season).bands()[1][1] for season in SEASONS]
    highest_kw = max(float(np.nanmax(w, initial=0.0)) for w in shown) / 1000.0
    style.from_zero(ax, in_units(highest_kw, "heat_flow_kw", units))


def _plot_season(ax: Axes, results: Results, look: SeasonLook) -> None:
    hours, units, name = in_season(results, look.season), results.units, look.season.capitalize()

    def heat(watts: FloatArray) -> FloatArray:
        return in_units(watts / 1000.0, "heat_flow_kw", units)

    def outdoor_of(degc: FloatArray) -> FloatArray:
        return in_units(degc, "outdoor_degc", units)

    if not hours.load_w.size:
        return
    least, most = hours.bands()
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
            label=f"{name}: output range",
        )
        for (outdoor, output), width in zip((least, most), LINE_WIDTHS, strict=True):
            x, y = outdoor_of(outdoor), heat(output)
            ax.plot(x, y, look.linestyle, color=look.color, linewidth=width)
    ax.scatter(
        outdoor_of(hours.outdoor_degc),
        heat(hours.load_w),
        s=5.0,
        marker=look.marker,
        color=look.color,
        alpha=0.35,
        linewidths=0.0,
        rasterized=True,  # thousands of points: a picture inside the SVG
        label=f"{name}: load of an hour",
    )
