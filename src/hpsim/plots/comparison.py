"""Candidates side by side: one horizontal bar each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from hpsim import metrics
from hpsim.plots import style
from hpsim.plots.layouts import PerRun, burns_fuel
from hpsim.plots.registry import plot
from hpsim.results import Run
from hpsim.units.display import how_shown, in_units, quantity_text
from hpsim.units.labels import label

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MAX_TICKS, MAX_LONG_TICKS = 5, 3
LONG = 1e4  # numbers from here on are so long that fewer fit
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


def stack_parts(ax: Axes, parts: Sequence[Part]) -> list[tuple[list[float], list[float]]]:
    """Draw stacked bars, and return for each part where they begin and end.

    Parts that are nowhere above zero are left out.
    """
    drawn = []
    left = [0.0] * len(parts[0].values)
    for part in parts:
        values = [value if value > 0 else 0.0 for value in part.values]  # nan: nothing to draw
        if any(values):
            ax.barh(
                range(len(values)),
                values,
                left=left,
                height=0.6,
                label=part.label,
                color=part.color,
                hatch=part.hatch,
                edgecolor="white",
                linewidth=0.5,
            )
            ends = [a + b for a, b in zip(left, values, strict=True)]
            drawn.append((left, ends))
            left = ends
    return drawn


def stack_bars(ax: Axes, names: list[str], parts: Sequence[Part]) -> None:
    """Draw stacked bars with their totals."""
    drawn = stack_parts(ax, parts)
    totals = drawn[-1][1] if drawn else [0.0] * len(names)
    for i, total in enumerate(totals):
        known = any(part.values[i] >= 0 for part in parts)
        text = f"{total:,.0f}" if known else "\N{EN DASH}"
        style.write_next_to(ax, text, (total, i), (4, 0), va="center")
    ax.set_xlim(0.0, max(*totals, 1e-9) * ROOM_FOR_TOTALS if drawn else 1.0)
    style.with_commas(ax, "x", MAX_LONG_TICKS if max(totals) >= LONG else MAX_TICKS)
    style.horizontal_bars(ax, names)


COMPARISON = PerRun(
    "comparison",
    "{scenario}: {span} with each candidate",
    lambda run: (15.0 if burns_fuel(run) else 12.0, 1.9 + 0.5 * len(run.candidates)),
)
"""Kilowatt-hours of fuel are never drawn in one bar with those of electricity."""


def _names(run: Run) -> list[str]:
    return [results.candidate for results in run.candidates]


def _values(run: Run, key: str) -> list[float]:
    """Return a metric of every candidate; nan where it has none."""
    return [metrics.METRICS[key].function(results) for results in run.candidates]


def _costs(run: Run) -> bool:
    return run.prices.currency is not None


@plot(COMPARISON, size=2.2)
def plot_electricity_by_use(ax: Axes, run: Run) -> None:
    """Draw each candidate's electricity of the year, stacked by what used it."""
    parts = []
    for use, color, hatch in USES:
        key = f"electricity_by_use_kwh.{use}"
        parts.append(Part(metrics.METRICS[key].label, _values(run, key), color, hatch))
    stack_bars(ax, _names(run), parts)
    name = "electricity_per_year_kwh" if run.period is None else "electricity_kwh"
    ax.set(title="Electricity", xlabel=label(name))


@plot(COMPARISON, size=1.2, applies=burns_fuel)
def plot_fuel(ax: Axes, run: Run) -> None:
    """Draw what each candidate burns in a year, by its higher heating value."""
    burnt = [metrics.fuel_kwh(r) if r.fuel is not None else math.nan for r in run.candidates]
    stack_bars(ax, _names(run), [Part("Fuel", burnt, FUEL_COLOR, FUEL_HATCH)])
    ax.set(title="Fuel", xlabel=f"Fuel {run.per_span}, HHV [kWh]")


@plot(COMPARISON, size=1.0, applies=lambda run: _costs(run) and not burns_fuel(run))
@plot(COMPARISON, size=1.2, applies=lambda run: _costs(run) and burns_fuel(run))
def plot_cost(ax: Axes, run: Run) -> None:
    """Draw what each candidate's electricity and fuel cost in a year at flat prices."""
    costs = [metrics.cost_of(results, run.prices) for results in run.candidates]
    electricity, fuel = zip(
        *((math.nan, math.nan) if None in cost else cost for cost in costs), strict=True
    )
    parts = [
        Part("Electricity", electricity, style.GREEN),
        Part("Fuel", fuel, FUEL_COLOR, FUEL_HATCH),
    ]
    stack_bars(ax, _names(run), parts)
    title = "Cost, fuel hatched" if burns_fuel(run) else "Cost"
    ax.set(title=title, xlabel=f"Cost {run.per_span} [{run.prices.currency}]")


@plot(COMPARISON, size=1.2, applies=lambda run: _costs(run) and burns_fuel(run))
def plot_carbon(ax: Axes, run: Run) -> None:
    """Draw what each candidate's electricity and fuel emit in a year."""
    carbon = [metrics.carbon_kg(results, run.prices) for results in run.candidates]
    known = [math.nan if kg is None else in_units(kg, "carbon_kg", run.units) for kg in carbon]
    stack_bars(ax, _names(run), [Part("Carbon", known, style.GREY)])
    unit = how_shown("carbon_kg", run.units).unit
    ax.set(title="Carbon", xlabel=f"CO₂e {run.per_span} [{unit}]")


@plot(COMPARISON, size=1.3)
def plot_starts(ax: Axes, run: Run) -> None:
    """Draw each candidate's compressor starts, heating and cooling."""
    _plot_by_season(ax, run, "starts_heating", "starts_cooling")
    is_compressor = all(r.traits.starts_are_of_compressor for r in run.candidates)
    title = "Compressor starts" if is_compressor else "Starts"
    ax.set(title=title, xlabel=f"Starts {run.per_span}")


@plot(COMPARISON, size=1.3)
def plot_unmet_hours(ax: Axes, run: Run) -> None:
    """Draw each candidate's hours more than 0.5 K outside the setpoint."""
    _plot_by_season(ax, run, "unmet_heating_h", "unmet_cooling_h")
    off = quantity_text(metrics.TOLERANCE_K, "tolerance_k", run.units, 1)
    ax.set(title="Unmet hours", xlabel=f"Over {off} off, {run.per_span} [h]")


def _plot_by_season(ax: Axes, run: Run, heating_key: str, cooling_key: str) -> None:
    parts = (
        Part("Heating", _values(run, heating_key), style.HEATING),
        Part("Cooling", _values(run, cooling_key), style.COOLING, style.HATCH_COOLING),
    )
    stack_bars(ax, _names(run), parts)
