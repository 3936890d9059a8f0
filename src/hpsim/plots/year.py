"""The year as the page shows it: loads against outputs, months, calendar of starts, humidity.

These figures are drawn when asked for, not in result folders: ``report.html`` has them.
"""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np

from hpsim.description.schedules import DAYS_PER_MONTH
from hpsim.metrics.common import median
from hpsim.plots import style
from hpsim.plots.layouts import (
    MONTHS,
    PerMachine,
    PerRun,
    has_machines,
    legend_columns,
    look_of,
    machines_of,
)
from hpsim.plots.load import LINE_WIDTHS, SEASONS, Season, in_season
from hpsim.plots.registry import plot
from hpsim.results import Results, Run
from hpsim.units.display import FloatArray, in_units, label_in

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MONTH_STARTS = tuple(accumulate(DAYS_PER_MONTH, initial=0))
"""Days since the year's start at which months begin, and the year's end."""
MONTH_NAMES = tuple(month[:3] for month in MONTHS)
HOURS_PER_DAY = 24
HUMID_PERCENT = 60.0
SHOWN_OVER_LOAD = 2.2
"""What of the units' bands is shown, over the highest load."""
SHOWN_OVER_MINIMUM = 1.05


def has_whole_year(run: Run) -> bool:
    """Return whether any candidate has a year of hours."""
    return any(is_whole_year(results) for results in run.candidates)


def is_whole_year(results: Results) -> bool:
    """Return whether the hours of a candidate are a year."""
    return results.hourly.room_degc.size == HOURS_PER_DAY * MONTH_STARTS[-1]


def loads_w(run: Run, season: Season) -> FloatArray:
    """Return the loads of a season above zero, the highest first, (n,) [W]."""
    if not run.candidates:
        return np.zeros(0)
    load_w: FloatArray = getattr(run.candidates[0].room, f"ideal_{season}_w")
    return np.sort(load_w[load_w > 0.0])[::-1]


def minimum_w(results: Results, season: Season) -> float | None:
    """Return a unit's minimum output in the middle of a season's hours with a load [W]."""
    output_w: FloatArray = getattr(results, f"minimum_{season}_w")
    load_w: FloatArray = getattr(results.room, f"ideal_{season}_w")
    known = np.isfinite(output_w) & (load_w > 0.0)
    return median(output_w[known]) if known.any() else None


def monthly_kwh(results: Results) -> FloatArray:
    """Return the electricity of each month, (12,) [kWh]."""
    starts = HOURS_PER_DAY * np.array(MONTH_STARTS[:-1])
    return np.asarray(np.add.reduceat(results.electric_power_w, starts) / 1000.0, np.float64)


def starts_by_day_and_hour(results: Results) -> FloatArray:
    """Return how often the compressor starts in each hour, (n_days, 24)."""
    starts = results.hourly.starts_heating + results.hourly.starts_cooling
    return np.asarray(starts.reshape(-1, HOURS_PER_DAY), np.float64)


def daily_humidity_percent(results: Results) -> FloatArray:
    """Return each day's mean relative humidity, (n_days,) [%]."""
    humidity = results.relative_humidity.reshape(-1, HOURS_PER_DAY)
    return np.asarray(100.0 * humidity.mean(axis=1), np.float64)


def highest_shown_w(run: Run) -> float:
    """Return where the axis of loads and bands ends [W].

    It has the lower line of the unit that the answer names, however far above the loads that is.
    """
    room = run.candidates[0].room
    named = None if run.judgement is None else run.judgement.named
    highest_w = SHOWN_OVER_LOAD * max(room.ideal_heating_w.max(), room.ideal_cooling_w.max())
    for results in run.candidates:
        if results.candidate == named:
            for season in SEASONS:
                loaded = getattr(room, f"ideal_{season}_w") > 0.0
                low_w: FloatArray = getattr(results, f"minimum_{season}_w")[loaded]
                highest_w = max(highest_w, SHOWN_OVER_MINIMUM * np.nanmax(low_w, initial=0.0))
    return float(highest_w)


LOADS_AND_BANDS = PerRun(
    "loads_and_bands",
    "Below its band a unit switches on and off",
    lambda _run: (8.4, 4.6),
    is_saved=False,
)


@plot(LOADS_AND_BANDS, applies=has_machines)
def plot_loads_and_bands(ax: Axes, run: Run) -> None:
    """Draw every hour's load, and each unit's outputs from its minimum to its maximum."""
    room, units = run.candidates[0].room, run.units
    outdoor = in_units(room.outdoor_degc, "outdoor_degc", units)
    for season, marker in zip(SEASONS, ("o", "^"), strict=True):
        load_w: FloatArray = getattr(room, f"ideal_{season}_w")
        loaded = load_w > 0.0
        if not loaded.any():
            continue
        kw = in_units(load_w[loaded] / 1000.0, "heat_flow_kw", units)
        ax.scatter(
            outdoor[loaded],
            kw,
            s=5.0,
            marker=marker,
            color=style.GREY,
            alpha=0.4,
            linewidths=0.0,
            rasterized=True,
            label=f"{season.capitalize()}: load of an hour",
        )
        for results in machines_of(run):
            _plot_band(ax, run, results, season)
    highest = in_units(highest_shown_w(run) / 1000.0, "heat_flow_kw", units)
    ax.set_ylim(0.0, highest or 1.0)
    ax.set(
        xlabel=label_in("outdoor_temperature_degc", units),
        ylabel=label_in("heat_flow_kw", units),
    )
    _, names = ax.get_legend_handles_labels()
    ax.legend(  # above the axes: lines and bands reach into every corner
        fontsize=8,
        loc="lower left",
        bbox_to_anchor=(0.0, 1.0),
        borderaxespad=0.0,
        markerscale=2.5,
        ncols=legend_columns(names, LOADS_AND_BANDS.inches(run)[0]),
    )


def _plot_band(ax: Axes, run: Run, results: Results, season: Season) -> None:
    units, look = run.units, look_of(run, results.candidate)
    bands, lines = in_season(results, season).bands(), []
    for (outdoor, output), end in zip(bands, ("minimum", "maximum"), strict=True):
        x = in_units(outdoor, "outdoor_degc", units)
        y = in_units(output / 1000.0, "heat_flow_kw", units)
        label = results.candidate if (end, season) == ("minimum", _first_season(results)) else None
        width = LINE_WIDTHS[end == "maximum"]
        ax.plot(x, y, **look._asdict(), linewidth=width, label=label)
        lines.append((x, y))
    (x, low), (_, high) = lines
    if low.size and low.size == high.size:
        ax.fill_between(x, low, high, color=look.color, alpha=0.1, linewidth=0.0)


def _first_season(results: Results) -> Season:
    return "heating" if (results.room.ideal_heating_w > 0.0).any() else "cooling"


MONTHLY = PerRun(
    "monthly_electricity",
    "Electricity month by month",
    lambda _run: (8.4, 3.6),
    is_saved=False,
)


@plot(MONTHLY, applies=lambda run: has_machines(run) and has_whole_year(run))
def plot_monthly_electricity(ax: Axes, run: Run) -> None:
    """Draw each candidate's electricity of each month."""
    shown = [results for results in machines_of(run) if is_whole_year(results)]
    width = 0.8 / len(shown)
    for k, results in enumerate(shown):
        places = np.arange(12) + (k - 0.5 * (len(shown) - 1)) * width
        color = look_of(run, results.candidate).color
        ax.bar(places, monthly_kwh(results), width, color=color, label=results.candidate)
    ax.set_xticks(range(12), MONTH_NAMES)
    ax.grid(visible=False, axis="x")
    ax.set(ylabel="Electricity per month [kWh]")
    ax.legend(fontsize=8, ncols=2)


@plot(
    PerMachine(
        "starts_calendar",
        "When the compressor starts",
        (1.0, 2.2),
        color_label="Starts in the hour",
        is_saved=False,
    ),
    applies=has_whole_year,
)
def plot_starts_calendar(ax: Axes, results: Results) -> None:
    """Draw how often the compressor starts in each hour of each day; darker: more often."""
    starts = starts_by_day_and_hour(results).T
    ax.imshow(
        starts,
        aspect="auto",
        cmap="Greys",
        vmin=0.0,
        vmax=max(float(starts.max()), 1.0),
        extent=(0.0, float(starts.shape[1]), float(HOURS_PER_DAY), 0.0),
        interpolation="nearest",
    )
    ax.set_xticks(MONTH_STARTS[:-1:3], MONTH_NAMES[::3])
    ax.set_yticks(range(0, HOURS_PER_DAY + 1, 6))
    ax.grid(visible=False)
    ax.set(ylabel="Hour of the day [h]")


LOAD_DURATION = PerRun(
    "load_duration",
    "For how many hours the room needs how much",
    lambda _run: (9.6, 3.6),
    is_saved=False,
)


def _plot_duration(ax: Axes, run: Run, season: Season) -> None:
    """Draw a season's loads, the highest first, and each unit's minimum output."""
    loads, units = loads_w(run, season) / 1000.0, run.units
    hours = np.arange(1, loads.size + 1)
    kw = in_units(loads, "heat_flow_kw", units)
    ax.plot(hours, kw, color=style.BLACK, linewidth=2.2, label="Load of the room")
    for results in machines_of(run):
        output_w = minimum_w(results, season)
        if output_w is not None:
            look = look_of(run, results.candidate)
            level = in_units(output_w / 1000.0, "heat_flow_kw", units)
            ax.axhline(level, **look._asdict(), label=f"{results.candidate}: minimum output")
    ax.set(title=season.capitalize(), xlabel=f"Hours {run.per_span} with at least this load [h]")
    ax.set_ylabel(label_in("heat_flow_kw", units))
    ax.set_ylim(bottom=0.0)
    ax.set_xlim(left=0.0)
    style.with_commas(ax, "x", 5)


@plot(LOAD_DURATION, applies=lambda run: bool(loads_w(run, "heating").size))
def plot_heating_duration(ax: Axes, run: Run) -> None:
    """Draw the heating loads by size; right of where a unit's minimum crosses, it cycles."""
    _plot_duration(ax, run, "heating")


@plot(LOAD_DURATION, applies=lambda run: bool(loads_w(run, "cooling").size))
def plot_cooling_duration(ax: Axes, run: Run) -> None:
    """Draw the cooling loads by size; right of where a unit's minimum crosses, it cycles."""
    _plot_duration(ax, run, "cooling")


HUMIDITY = PerRun(
    "humidity", "Humidity of the room over the year", lambda _run: (8.4, 3.6), is_saved=False
)


@plot(HUMIDITY, applies=has_whole_year)
def plot_humidity(ax: Axes, run: Run) -> None:
    """Draw each day's mean relative humidity, and the 60 % above which hours count as humid."""
    for results in run.candidates:
        if is_whole_year(results):
            look = look_of(run, results.candidate)._asdict()
            humidity = daily_humidity_percent(results)
            ax.plot(humidity, **look, linewidth=1.2, label=results.candidate)
    ax.axhline(HUMID_PERCENT, color=style.GREY, linewidth=1.0, linestyle=":")
    ax.set_xlim(0.0, MONTH_STARTS[-1])
    ax.set_xticks(MONTH_STARTS[:-1], MONTH_NAMES)
    ax.set(ylabel="Relative humidity [%], daily mean")
    ax.legend(fontsize=8, ncols=2)
