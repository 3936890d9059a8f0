"""All metrics of a candidate, as summaries and tables have them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from hpsim.economics.bill import PARTS
from hpsim.economics.prices import Prices
from hpsim.metrics import comfort, efficiency, energy, humidity, running, sound
from hpsim.metrics.cost import bill_by_part, carbon_kg, cost_of, equal_comfort
from hpsim.metrics.ownership import COLUMNS as OWNERSHIP_COLUMNS
from hpsim.metrics.ownership import ownership_columns
from hpsim.metrics.registry import REGISTERED, Metric
from hpsim.results import Results, Run

if TYPE_CHECKING:
    import pandas as pd

Columns: TypeAlias = dict[str, float | str | None]

METRICS: dict[str, Metric] = {
    found.key: found
    for subject in (energy, running, comfort, humidity, sound, efficiency)
    for found in REGISTERED[subject.__name__]
}
"""Every metric by its key, in the order of the summary."""


def metrics_of(results: Results, prices: Prices | None = None) -> dict[str, object]:
    """Return all metrics of a candidate as the summary has them.

    ``prices``: default those of its run; without a run there are none, and no costs.

    Returns
    -------
    dict
        Key -> number, None where it is not known, or a dict of such. Costs and carbon are energy
        times price or emission, None without a machine.
    """
    summary: dict[str, object] = {}
    for key, value in columns_of(results, prices).items():
        outer, dot, inner = key.partition(".")
        if not dot:
            summary[key] = value
            continue
        nested = summary.setdefault(outer, {})
        assert isinstance(nested, dict)
        nested[inner] = value
    return summary


def columns_of(results: Results, prices: Prices | None = None) -> Columns:
    """Return all metrics of a candidate without nesting: ``room_degc.min`` and so on."""
    prices = results.prices if prices is None else prices
    return {**days_of(results), **figures_of(results), **money_of(results, prices)}


def dataframe_of(run: Run) -> pd.DataFrame:
    """Return all metrics of a run's candidates, a row each; nan or None where one isn't known.

    Index ``candidate``; columns as in `columns_of`.
    """
    import pandas as pd

    index = pd.Index([results.candidate for results in run.candidates], name="candidate")
    return pd.DataFrame([columns_of(results, run.prices) for results in run.candidates], index)


def days_of(results: Results) -> Columns:
    """Return which actual days the metrics belong to; nothing of a year."""
    period = results.period
    if period is None:
        return {}
    return {
        "first_day": period.first.isoformat(),
        "last_day": period.last.isoformat(),
        "simulated_h": period.n_hours,
    }


def figures_of(results: Results) -> Columns:
    """Return all metrics that have nothing to do with prices, without nesting."""
    return {
        entry.key: entry.of(results)
        for entry in METRICS.values()
        if results.traits.is_ideal or not entry.of_ideal
    }


def money_of(results: Results, prices: Prices) -> Columns:
    """Return what the energy is, costs and emits, without nesting.

    Of actual days the amounts are those of the days, without ``_per_year`` in their names, and
    there is no cost of owning.
    """
    parts = bill_by_part(results, prices)
    costs = electricity, fuel = cost_of(results, prices, parts)
    heater_kwh, with_heater = equal_comfort(results, prices, costs)
    found: Columns = {
        "fuel": results.fuel,
        "cost_per_year": None if electricity is None or fuel is None else electricity + fuel,
        "cost_by_energy_per_year.electricity": electricity,
        "cost_by_energy_per_year.fuel": fuel,
        **{
            f"electricity_bill_per_year.{part}": None if parts is None else parts[part]
            for part in PARTS
        },
        "equal_comfort.heater_kwh": heater_kwh,
        "equal_comfort.cost_per_year": with_heater,
        **ownership_columns(results, prices, costs),
        "currency": prices.currency,
        "carbon_kg_per_year": carbon_kg(results, prices),
    }
    if results.period is None:
        return found
    return {
        without_per_year(key): value for key, value in found.items() if key not in OWNERSHIP_COLUMNS
    }


def without_per_year(key: str) -> str:
    """Return the key of an amount of money or carbon in a run of actual days."""
    return key.replace("_per_year", "")


MONEY_COLUMNS = (
    "cost_per_year",
    "cost_by_energy_per_year.electricity",
    "cost_by_energy_per_year.fuel",
    *(f"electricity_bill_per_year.{part}" for part in PARTS),
    "equal_comfort.heater_kwh",
    "equal_comfort.cost_per_year",
    *OWNERSHIP_COLUMNS,
    "carbon_kg_per_year",
)
"""Numbers of `money_of`, in its order."""
DAYS_COLUMNS = tuple(
    without_per_year(key) for key in MONEY_COLUMNS if without_per_year(key) not in MONEY_COLUMNS
)
"""Those of actual days that have other names."""
