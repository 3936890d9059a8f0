"""Candidates side by side: one horizontal bar each."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from hpsim import metrics
from hpsim.economics.prices import Prices
from hpsim.plots import style
from hpsim.results import Results
from hpsim.units.labels import label

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_TICKS, MOST_LONG_TICKS = 5, 3
LONG = 1e4  # numbers from here on are so long that fewer fit
HEATERS = ("baseboard", "furnace", "pair")  # what starts is no compressor, or not always
ROOM_FOR_TOTALS = 1.24  # the axis is longer than the longest bar, for the number at its end


class Part(NamedTuple):
    """A part of a stacked bar."""

    label: str
    values: Sequence[float]
    color: str
    hatch: str = ""


FUEL_COLOR, FUEL_HATCH = style.ORANGE, "////"
USES = (  # what is orange or blue in one panel is so in all
    ("compressor_heating", style.HEATING, ""),
    ("compressor_cooling", style.COOLING, style.HATCH_COOLING),
    ("fan", style.SKY, ""),
    ("backup", style.BLACK, ""),
    ("defrost", style.PURPLE, "...."),
    ("standby", style.LIGHT_GREY, ""),
)


def stack_bars(ax: Axes, names: list[str], parts: Sequence[Part], digits: int = 0) -> None:
    """Draw stacked bars with their totals; parts that are nowhere above zero are left out."""
    left = [0.0] * len(names)
    for part in parts:
        values = [value if value > 0 else 0.0 for value in part.values]  # nan: nothing to draw
        if any(values):
            ax.barh(
                range(len(names)),
                values,
                left=left,
                height=0.6,
                label=part.label,
                color=part.color,
                hatch=part.hatch,
                edgecolor="white",
                linewidth=0.5,
            )
            left = [a + b for a, b in zip(left, values, strict=True)]
    for i, total in enumerate(left):
        known = any(part.values[i] >= 0 for part in parts)
        text = f"{total:,.{digits}f}" if known else "\N{EN DASH}"
        ax.annotate(text, (total, i), (4, 0), textcoords="offset points", va="center")
    ax.set_xlim(0.0, max(*left, 1e-9) * ROOM_FOR_TOTALS if any(left) else 1.0)
    style.with_commas(ax, "x", MOST_LONG_TICKS if max(left) >= LONG else MOST_TICKS)
    style.horizontal_bars(ax, names)


def plot_electricity_by_use(ax: Axes, runs: Mapping[str, Results]) -> None:
    """Draw each run's electricity of the year, stacked by what used it."""
    parts = [
        Part(entry.label, [entry.function(r) for r in runs.values()], color, hatch)
        for use, color, hatch in USES
        for entry in (metrics.METRICS[f"electricity_by_use_kwh.{use}"],)
    ]
    stack_bars(ax, list(runs), parts)
    ax.set(title="Electricity", xlabel=label("electricity_per_year_kwh"))


def plot_fuel(ax: Axes, runs: Mapping[str, Results]) -> None:
    """Draw what each run burns in a year, by its higher heating value."""
    burnt = [metrics.fuel_kwh(r) if r.fuel is not None else math.nan for r in runs.values()]
    stack_bars(ax, list(runs), [Part("Fuel", burnt, FUEL_COLOR, FUEL_HATCH)])
    ax.set(title="Fuel", xlabel="Fuel per year, HHV [kWh]")


def plot_cost(ax: Axes, runs: Mapping[str, Results], prices: Prices) -> None:
    """Draw what each run's electricity and fuel cost in a year at flat prices."""
    costs = [metrics.cost_of(r, prices) for r in runs.values()]
    told = [None not in cost for cost in costs]
    parts = [
        Part(
            name,
            [cost[i] or 0.0 if ok else math.nan for cost, ok in zip(costs, told, strict=True)],
            color,
            hatch,
        )
        for i, (name, color, hatch) in enumerate(
            (("Electricity", style.GREEN, ""), ("Fuel", FUEL_COLOR, FUEL_HATCH))
        )
    ]
    stack_bars(ax, list(runs), parts)
    title = "Cost, fuel hatched" if any(r.fuel is not None for r in runs.values()) else "Cost"
    ax.set(title=title, xlabel=f"Cost per year [{prices.currency}]")


def plot_carbon(ax: Axes, runs: Mapping[str, Results], prices: Prices) -> None:
    """Draw what each run's electricity and fuel emit in a year."""
    carbon = [metrics.carbon_kg(r, prices) for r in runs.values()]
    known = [math.nan if kg is None else kg for kg in carbon]
    stack_bars(ax, list(runs), [Part("Carbon", known, style.GREY)])
    ax.set(title="Carbon", xlabel="CO₂e per year [kg]")


def plot_starts(ax: Axes, runs: Mapping[str, Results]) -> None:
    """Draw each run's compressor starts, heating and cooling."""
    _plot_by_season(ax, runs, "starts_heating", "starts_cooling")
    is_compressor = not any(r.kind in HEATERS for r in runs.values())
    title = "Compressor starts" if is_compressor else "Starts"
    ax.set(title=title, xlabel="Starts per year [-]")


def plot_unmet_hours(ax: Axes, runs: Mapping[str, Results]) -> None:
    """Draw each run's hours more than 0.5 K outside the set point."""
    _plot_by_season(ax, runs, "unmet_heating_h", "unmet_cooling_h")
    ax.set(title="Unmet hours", xlabel=f"Over {metrics.TOLERANCE_K:g} K off, per year [h]")


def _plot_by_season(
    ax: Axes, runs: Mapping[str, Results], heating_key: str, cooling_key: str
) -> None:
    heating = [metrics.METRICS[heating_key].function(r) for r in runs.values()]
    cooling = [metrics.METRICS[cooling_key].function(r) for r in runs.values()]
    parts = (
        Part("Heating", heating, style.HEATING),
        Part("Cooling", cooling, style.COOLING, style.HATCH_COOLING),
    )
    stack_bars(ax, list(runs), parts)
