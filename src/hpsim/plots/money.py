"""What candidates cost to run and to own: over size, over their life, over price, hour by hour."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from hpsim.description.schedules import DAYS_PER_MONTH
from hpsim.metrics.cost import hourly_cost
from hpsim.metrics.ownership import OwnedYear, crossings, owned_years, total_at_price
from hpsim.plots import style
from hpsim.plots.comparison import Part, stack_bars
from hpsim.plots.layouts import (
    MONTHS,
    PerRun,
    look_of,
    machines_of,
    panel_each,
)
from hpsim.plots.registry import Layout, plot
from hpsim.plots.year import MONTH_STARTS
from hpsim.records import dataclass
from hpsim.results import Results, Run
from hpsim.units.display import FloatArray, in_units, label_in

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

HIGHEST_TIMES = 3.0  # of the present price, at which lines end
POINTS = 40
LINE_GAP = 0.035  # between labels at the ends of lines, of the axis
HOURS_PER_DAY = 24
SIZE = "rated_capacity_kw"
LIFE_PARTS = (
    ("First cost", ("first",), style.BLUE, ""),
    ("Electricity", ("electricity",), style.ORANGE, "////"),
    ("Fuel", ("fuel",), style.VERMILION, "...."),
    ("Upkeep", ("maintenance", "other", "replacement", "residual"), style.LIGHT_GREY, ""),
)


def owned_of(run: Run) -> list[OwnedYear]:
    """Return the candidates of a run whose costs are known."""
    return owned_years(run.candidates, run.prices)


def has_sizes(run: Run) -> bool:
    """Return whether candidates of two sizes at least have known costs."""
    return len({year.owned.size_w for year in owned_of(run) if year.owned.size_w}) > 1


def varies_by_hour(run: Run) -> bool:
    """Return whether electricity costs more at some hours than at others."""
    rate = run.prices.rate
    if rate is None or not machines_of(run) or run.period is not None:
        return False
    return len(rate.periods) > 1 or rate.hourly_per_kwh is not None


def _years_words(run: Run) -> str:
    return f"over {run.prices.assumed.years} years [{run.prices.currency}]"


@plot(
    PerRun(
        "life_cycle_cost",
        "{scenario}: what each candidate costs over its life",
        lambda run: (8.0, 1.9 + 0.55 * len(owned_of(run))),
    ),
    applies=lambda run: bool(owned_of(run)),
)
def plot_life_cycle(ax: Axes, run: Run) -> None:
    """Draw what each candidate's life-cycle cost consists of, and its range by first cost."""
    years, assumed = owned_of(run), run.prices.assumed
    costs = [_drawable(year.life_cycle(assumed).parts) for year in years]
    parts = [
        Part(label, [max(sum(cost[k] for k in keys), 0.0) for cost in costs], color, hatch)
        for label, keys, color, hatch in LIFE_PARTS
    ]
    stack_bars(ax, [year.name for year in years], parts)
    highest = 0.0
    for i, year in enumerate(years):
        ends = [year.life_cycle(assumed, first).total for first in _ends(year)]
        middle = year.life_cycle(assumed).total
        error = [[middle - ends[0]], [ends[1] - middle]]
        if ends[0] < ends[1]:
            ax.errorbar(middle, i + 0.4, xerr=error, color=style.BLACK, capsize=3, linewidth=1.0)
        highest = max(highest, ends[1])
    ax.set_xlim(0.0, 1.2 * highest)
    ax.set(xlabel=f"Present value {_years_words(run)}; line: first cost low to high")
    ax.legend(loc="lower right", bbox_to_anchor=(1.0, 0.98), ncols=4, fontsize=8)


def _drawable(parts: dict[str, float]) -> dict[str, float]:
    """Return parts of which none is below zero: what is left at the end comes off the first."""
    upkeep = sum(parts[key] for key in LIFE_PARTS[-1][1])
    if upkeep >= 0.0:
        return parts
    nothing = dict.fromkeys(LIFE_PARTS[-1][1], 0.0)
    return {**parts, **nothing, "first": parts["first"] + upkeep}


def _ends(year: OwnedYear) -> tuple[float, float]:
    return year.owned.low, year.owned.high


@plot(
    PerRun("cost_by_size", "{scenario}: cost over size", lambda _: (7.2, 4.4)),
    applies=has_sizes,
)
def plot_cost_by_size(ax: Axes, run: Run) -> None:
    """Draw equipment and energy over size: low, typical and high first cost."""
    sized = [year for year in owned_of(run) if year.owned.size_w]
    assumed = run.prices.assumed
    places: dict[float, int] = {}
    tops: dict[float, float] = {}
    names: list[tuple[float, str, str]] = []
    for year in sized:
        size = in_units((year.owned.size_w or 0.0) / 1000.0, SIZE, run.units)
        look = look_of(run, year.name)
        n = places.setdefault(size, 0)
        places[size] += 1
        x = size * (1.0 + 0.05 * n)  # candidates of one size stand next to each other
        cost = year.life_cycle(assumed)
        low, high = (year.life_cycle(assumed, first).total for first in _ends(year))
        ax.errorbar(
            x,
            cost.total,
            yerr=[[cost.total - low], [high - cost.total]],
            fmt="o",
            color=look.color,
            capsize=4,
        )
        ax.plot(x, cost.electricity + cost.fuel, "s", color=look.color, markerfacecolor="white")
        names.append((size, style.wrapped(year.name, 18), look.color))
        tops[size] = max(tops.get(size, 0.0), high)
    _name_above(ax, names, tops)
    ax.plot([], [], "o", color=style.BLACK, label="All costs; line: first cost low to high")
    ax.plot([], [], "s", color=style.BLACK, markerfacecolor="white", label="Energy alone")
    sizes = sorted(places)
    ax.set_xticks(sizes, [f"{size:.3g}" for size in sizes])
    ax.set_xlim(sizes[0] - 0.15 * sizes[-1], 1.3 * sizes[-1])
    ax.set_ylim(0.0, (1.15 + 0.1 * max(places.values())) * max(tops.values()))
    ax.set(xlabel=label_in(SIZE, run.units), ylabel=f"Present value {_years_words(run)}")
    ax.legend(loc="lower right", fontsize=8)
    style.with_commas(ax, "y")


def _name_above(ax: Axes, names: list[tuple[float, str, str]], tops: dict[float, float]) -> None:
    """Write names and colors of each size above one another, over the highest cost of the size."""
    lines = dict.fromkeys(tops, 0)
    for size, name, color in reversed(names):
        up = 5.0 + 9.5 * lines[size]
        look = {"fontsize": 7.5, "ha": "center", "va": "bottom", "color": color}
        style.write_next_to(ax, name, (size, tops[size]), (0, up), **look)
        lines[size] += name.count("\n") + 1


@plot(
    PerRun(
        "cost_by_price",
        "{scenario}: what it costs to own, by the price of electricity",
        lambda _: (7.6, 4.4),
    ),
    applies=lambda run: len(owned_of(run)) > 1 and bool(run.prices.electricity_per_kwh),
)
def plot_cost_by_price(ax: Axes, run: Run) -> None:
    """Draw life-cycle cost over the price of electricity, with the points where lines cross."""
    years, assumed = owned_of(run), run.prices.assumed
    now = run.prices.electricity_per_kwh
    assert now is not None  # else it does not apply
    prices = np.linspace(0.0, HIGHEST_TIMES * now, POINTS)
    ends = []
    for year in years:
        totals = [total_at_price(year, assumed, now, float(price)) for price in prices]
        look = look_of(run, year.name)
        ax.plot(prices, totals, **look._asdict())
        ends.append((totals[-1], year.name, look.color))
    top = max(end for end, _, _ in ends)
    height = -np.inf
    for end, name, color in sorted(ends):
        height = max(end, height + LINE_GAP * 1.6 * top)
        at_end = {"color": color, "fontsize": 7.5, "va": "center", "annotation_clip": False}
        style.write_next_to(ax, style.wrapped(name, 24), (prices[-1], height), (5, 0), **at_end)
    labelled: list[float] = []
    by_name = {year.name: year for year in years}
    for found in crossings(years, assumed, now, float(prices[-1])):
        total = total_at_price(by_name[found.first], assumed, now, found.price_per_kwh)
        ax.plot(found.price_per_kwh, total, "o", color=style.BLACK, markersize=4)
        if any(abs(found.price_per_kwh - other) < 0.02 * prices[-1] for other in labelled):
            continue
        labelled.append(found.price_per_kwh)
        price = found.price_per_kwh
        style.write_next_to(ax, f"{price:.2f}", (price, total), (0, 7), ha="center", fontsize=8)
    ax.axvline(now, color=style.GREY, linewidth=1.0, linestyle=":")
    style.write_next_to(ax, f"now {now:.3g}", (now, 0.0), (4, 4), fontsize=8, color=style.GREY)
    ax.set_xlim(0.0, prices[-1])
    ax.set_ylim(0.0, 1.1 * top)
    ax.set(
        xlabel=f"Price of electricity [{run.prices.currency}/kWh]",
        ylabel=f"Life-cycle cost {_years_words(run)}",
    )
    style.with_commas(ax, "y")


DrawPriced: TypeAlias = "Callable[[Axes, Run, Results], None]"


@dataclass(frozen=True)
class PerPricedMachine(Layout[DrawPriced]):
    """One panel for each machine, which gets the run's prices, too: ``(ax, run, results)``."""

    def draw(self, run: Run, name: str) -> Figure:  # noqa: ARG002  # one figure
        """Return the figure, with one scale of colours for all panels."""
        shown = machines_of(run)
        (panel,) = self.panels
        highest = max(float(cost_by_month_and_hour(run, results).max()) for results in shown)

        def draw(ax: Axes, results: Results) -> None:
            panel.draw(ax, run, results)
            ax.images[0].set_clim(0.0, highest)

        figure, axes = panel_each(shown, draw, self.title, (1.2, 2.6))
        label = f"Mean cost of an hour [{run.prices.currency}/h]"
        figure.colorbar(axes[0, 0].images[0], ax=axes, label=label, shrink=0.85)
        return figure


def cost_by_month_and_hour(run: Run, results: Results) -> FloatArray:
    """Return the mean cost of energy in each hour of the day of each month, (12, 24)."""
    cost = hourly_cost(results, run.prices)
    if cost is None:
        return np.zeros((len(MONTHS), HOURS_PER_DAY))
    days = cost.reshape(-1, HOURS_PER_DAY)
    return np.asarray(np.add.reduceat(days, MONTH_STARTS[:-1]) / np.array(DAYS_PER_MONTH)[:, None])


@plot(PerPricedMachine("cost_by_hour", "When the money goes"), applies=varies_by_hour)
def plot_cost_by_hour(ax: Axes, run: Run, results: Results) -> None:
    """Draw what the energy of an hour costs, by month and hour of the day in standard time."""
    ax.imshow(
        cost_by_month_and_hour(run, results),
        aspect="auto",
        cmap="cividis",
        extent=(0.0, 24.0, 12.0, 0.0),
        interpolation="nearest",
    )
    ax.set_xticks(range(0, 25, 6))
    ax.set_yticks(np.arange(0, 12, 2) + 0.5, [month[:3] for month in MONTHS[::2]])
    ax.grid(visible=False)
    ax.set(xlabel="Hour of the day, standard time [h]")
