"""Prices in ``provenance.json``: written whole and read back, so that costs can be redone."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Any

import numpy as np

from hpsim.description.schedules import Calendar
from hpsim.economics.life_cycle import Assumptions
from hpsim.economics.owned import Owned
from hpsim.economics.prices import Prices
from hpsim.economics.rate import DemandCharge, EnergyPeriod, Rate, Tier, flat_rate
from hpsim.folder.summary import Json


def prices_as_json(prices: Prices) -> Json:
    """Return prices as they stand in ``provenance.json``."""
    calendar = prices.calendar
    return {
        "price_per_kwh": prices.electricity_per_kwh,
        "currency": prices.currency,
        "fuel_per_kwh": dict(prices.fuel_per_kwh),
        "carbon_kg_per_kwh": prices.electricity_carbon_kg_per_kwh,
        "fuel_carbon_kg_per_kwh": dict(prices.fuel_carbon_kg_per_kwh),
        "averages": [list(row) for row in prices.sources],
        "rate": None if prices.rate is None else _plain(asdict(prices.rate)),
        "first_weekday": calendar.first_weekday,
        "daylight_saving": calendar.daylight_saving,
        "other_kwh": None if prices.other_kwh is None else prices.other_kwh.tolist(),
        "owned": {name: asdict(owned) for name, owned in prices.owned.items()},
        "assumed": asdict(prices.assumed),
        "leak_kg_per_year": prices.leak_kg_per_year,
        "compressors": sorted(prices.compressors),
        "warnings": list(prices.warnings),
        "price_source": prices.price_source,
        "is_carbon_given": prices.is_carbon_given,
    }


def prices_from_json(given: Json) -> Prices:
    """Return the prices of a run's ``provenance.json``, of older versions too."""
    currency, flat = given["currency"], given["price_per_kwh"]
    written, other = given.get("rate"), given.get("other_kwh")
    rate = None if written is None else _rate_from_json(written)
    if "rate" not in given and currency is not None and flat is not None:
        rate = flat_rate(flat, currency)
    return Prices(
        currency=currency,
        electricity_per_kwh=flat,
        fuel_per_kwh=given.get("fuel_per_kwh", {}),
        electricity_carbon_kg_per_kwh=given.get("carbon_kg_per_kwh"),
        fuel_carbon_kg_per_kwh=given.get("fuel_carbon_kg_per_kwh", {}),
        sources=tuple((key, value, source) for key, value, source in given.get("averages", ())),
        rate=rate,
        calendar=Calendar(given.get("first_weekday", 0), given.get("daylight_saving", "none")),
        other_kwh=None if other is None else np.array(other, dtype=float),
        owned={name: _owned_from_json(row) for name, row in given.get("owned", {}).items()},
        assumed=Assumptions(**given.get("assumed", {})),
        leak_kg_per_year=given.get("leak_kg_per_year", 0.0),
        compressors=frozenset(given.get("compressors", ())),
        warnings=tuple(given.get("warnings", ())),
        price_source=given.get("price_source", "given"),
        is_carbon_given=given.get("is_carbon_given", False),
    )


def _owned_from_json(row: Json) -> Owned:
    curve = tuple((starts, life) for starts, life in row["life_by_starts"])
    return Owned(**{**row, "life_by_starts": curve})


def _plain(value: Any) -> Any:
    """Return a part of a record for JSON: arrays and tuples as lists, no end of a tier as None."""
    if isinstance(value, np.ndarray):
        return (value.astype(int) if value.dtype == bool else value).tolist()
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    return None if value == math.inf else value


def _tiers_from_json(rows: Any) -> tuple[Tier, ...]:
    return tuple(Tier(price, math.inf if end is None else end) for price, end in rows)


def _rate_from_json(row: Json) -> Rate:
    hourly = row["hourly_per_kwh"]
    return Rate(
        **{
            **row,
            "periods": tuple(
                EnergyPeriod(p["name"], _tiers_from_json(p["tiers"]), p["is_per_day"])
                for p in row["periods"]
            ),
            "weekday": np.array(row["weekday"], dtype=np.int64),
            "weekend": np.array(row["weekend"], dtype=np.int64),
            "demand": tuple(
                DemandCharge(
                    charge["name"],
                    _tiers_from_json(charge["tiers"]),
                    np.array(charge["weekday"], dtype=bool),
                    np.array(charge["weekend"], dtype=bool),
                )
                for charge in row["demand"]
            ),
            "hourly_per_kwh": None if hourly is None else np.array(hourly, dtype=float),
        }
    )
