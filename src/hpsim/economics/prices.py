"""What a year's electricity and fuel cost and emit: the tariff, completed by averages.

A fuel whose price nobody gave takes the average of its region, with a warning. Averages are in US
dollars: with another currency a fuel without a price has no cost.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from hpsim.economics.fuels import (
    DOLLAR,
    ELECTRICITY,
    FUELS,
    PRICES_FROM,
    US,
    FuelName,
    average_price,
    fuel_carbon_kg_per_kwh,
    grid_carbon_kg_per_kwh,
)
from hpsim.economics.tariff import Tariff
from hpsim.units.money import parse_price

PRICE, CARBON = "price", "carbon"  # keys of a tariff other than the fuels


@dataclass(frozen=True)
class Prices:
    """Flat prices and mean emissions; without any, costs and carbon can't be computed."""

    currency: str | None = None
    electricity_per_kwh: float | None = None
    fuel_per_kwh: Mapping[str, float] = field(default_factory=dict)
    """By the fuel's name; of higher heating value."""
    electricity_carbon_kg_per_kwh: float | None = None
    fuel_carbon_kg_per_kwh: Mapping[str, float] = field(default_factory=dict)
    sources: tuple[tuple[str, str, str], ...] = ()
    """Averages taken for what is not given: key, value, source; fuels by ``tariff.NAME``."""

    def of_fuel(self, fuel: str | None) -> float | None:
        """Return the price of a fuel per kWh, None if it is not known."""
        return None if fuel is None else self.fuel_per_kwh.get(fuel)

    def sources_for(self, fuels: frozenset[str]) -> tuple[tuple[str, str, str], ...]:
        """Return the sources that matter where these fuels are burnt."""
        own = {f"tariff.{fuel}" for fuel in fuels}
        others = {f"tariff.{fuel}" for fuel in FUELS} - own
        return tuple(row for row in self.sources if row[0] not in others)


NO_PRICES = Prices()


def prices_of(tariff: Tariff | None) -> Prices:
    """Return the prices of a scenario, completed by the averages of its region."""
    if tariff is None:
        return NO_PRICES
    price, in_dollars = tariff.price_per_kwh, tariff.currency == DOLLAR
    region = tariff.region or (US if in_dollars else None)
    per_kwh: dict[str, float] = {}
    sources: list[tuple[str, str, str]] = []
    if price is None:
        assert region is not None  # a tariff has one of them
        written = average_price(ELECTRICITY, region)
        price = parse_price(written)
        sources.append((f"tariff.{PRICE}", written, f"{PRICES_FROM}, mean of {region}"))
    for fuel in FUELS:
        own = tariff.price_of(fuel)
        if own is not None:
            per_kwh[fuel] = own.per_kwh
        elif region is not None and in_dollars:
            per_kwh[fuel], row = _average(fuel, region)
            sources.append(row)
    grid = tariff.carbon_kg_per_kwh
    if grid is None and region is not None:
        grid, source = grid_carbon_kg_per_kwh(region)
        sources.append((f"tariff.{CARBON}", f"{grid:.3f} kg/kWh", source))
    return Prices(
        currency=price.currency,
        electricity_per_kwh=price.per_kwh,
        fuel_per_kwh=per_kwh,
        electricity_carbon_kg_per_kwh=grid,
        fuel_carbon_kg_per_kwh={fuel: fuel_carbon_kg_per_kwh(fuel) for fuel in FUELS},
        sources=tuple(sources),
    )


@cache
def _average(fuel: FuelName, region: str) -> tuple[float, tuple[str, str, str]]:
    written = average_price(fuel, region)
    row = (f"tariff.{fuel}", written, f"{PRICES_FROM}, mean of {region}")
    return FUELS[fuel].parse_price(written).per_kwh, row


def warnings_of(prices: Prices, fuels: frozenset[str]) -> list[str]:
    """Return which averages a reader must know, where these fuels were burnt."""
    warnings = []
    taken = {key: (value, source) for key, value, source in prices.sources}
    for key, words in ((PRICE, "electricity"), (CARBON, "carbon of electricity")):
        if f"tariff.{key}" in taken and (key == PRICE or fuels):
            value, source = taken[f"tariff.{key}"]
            warnings.append(f"{words}: {value} ({source}): say tariff.{key} if you know yours")
    for fuel in sorted(fuels):
        key, words = f"tariff.{fuel}", FUELS[fuel].words  # type: ignore[index]  # one of them
        if key in taken:
            value, source = taken[key]
            warnings.append(f"{words}: {value} ({source}): say {key} if you know yours")
        elif prices.currency is not None and prices.of_fuel(fuel) is None:
            warnings.append(f"no price of {words}: costs are not told where it is burnt ({key})")
    return warnings
