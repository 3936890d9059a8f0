"""Money in ``summary.json``: prices with their sources, first costs, and how candidates compare."""

from __future__ import annotations

from typing import Any, TypeAlias

from hpsim.economics.prices import Prices
from hpsim.judgement import UNFIT
from hpsim.metrics import METRICS
from hpsim.metrics.ownership import (
    OwnedYear,
    compared,
    crossings,
    owned_years,
    sensitivities,
)
from hpsim.results import Run

Json: TypeAlias = dict[str, Any]

STOPS = frozenset({"heating_stops_at_degc", "cooling_stops_at_degc"})
"""Numbers of a verdict whose reason is that the weather stops the unit."""
HIGHEST_TIMES = 4.0
"""Crossing prices are looked for up to this many times the present one."""


def money_of_run(run: Run) -> Json | None:
    """Return what the costs of a run rest on and how they compare; None without prices."""
    prices = run.prices
    if prices.currency is None:
        return None
    if run.period is not None:
        return {"currency": prices.currency, "prices": _price_rows(prices, run)}
    years = owned_years(run.candidates, prices)
    assumed = prices.assumed
    price = prices.electricity_per_kwh
    able = _that_heat(years, run)
    found = crossings(able, assumed, price, HIGHEST_TIMES * price) if price else []
    return {
        "currency": prices.currency,
        "prices": _price_rows(prices, run),
        "study_period_years": assumed.years,
        "discount_rate": assumed.discount_rate,
        "electricity_escalation": assumed.electricity_escalation,
        "fuel_escalation": assumed.fuel_escalation,
        "owned": [_owned(year) for year in years],
        "compared": [row._asdict() for row in compared(able, assumed)],
        "sensitivity": {
            year.name: [row._asdict() for row in sensitivities(year, assumed)] for year in years
        },
        "crossing_prices": [row._asdict() for row in found],
    }


def _that_heat(years: list[OwnedYear], run: Run) -> list[OwnedYear]:
    """Return the candidates whose costs compare: those that do not leave the room cold or hot.

    One that gives no cooling at all stays: that is another service, not a worse one.
    """
    if run.judgement is None:
        return years
    verdicts, fails = run.judgement.verdicts, set()
    for results in run.candidates:
        verdict = verdicts.get(results.candidate)
        cold_h = METRICS["unmet_heating_h"].of(results) or 0
        if verdict is None or verdict.word not in UNFIT:
            continue
        stops = cold_h > run.judgement.short_hours or not STOPS.isdisjoint(verdict.numbers)
        if verdict.word == "too small" or stops:
            fails.add(results.candidate)
    return [year for year in years if year.name not in fails]


def _price_rows(prices: Prices, run: Run) -> list[Json]:
    """Return each price that was used, with where it is from."""
    fuels = frozenset(r.fuel for r in run.candidates if r.fuel is not None)
    rows = [{"of": "electricity", "value": prices.price_words, "source": prices.price_source}]
    averages = {key: (value, source) for key, value, source in prices.sources_for(fuels)}
    for fuel in sorted(fuels):
        value, source = averages.get(f"tariff.{fuel}", (None, "given"))
        if value is None:
            value = prices.fuel_words(fuel)
        rows.append({"of": fuel, "value": value, "source": source})
    return rows


def _owned(year: OwnedYear) -> Json:
    owned = year.owned
    return {
        "name": year.name,
        "first_cost": {"low": owned.low, "typical": owned.typical, "high": owned.high},
        "incentives": owned.incentives,
        "maintenance_per_year": owned.maintenance_per_year,
        "life_years": owned.at(owned.typical, year.starts).life_years,
        "source": owned.source,
        "maintenance_source": owned.maintenance_source,
    }
