"""What a year's electricity and fuel cost and emit: the tariff, completed by averages.

A fuel whose price nobody gave takes the average of its region, which is told. Averages are in US
dollars: beside another currency a fuel without a price has no cost.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hpsim.fuels import (
    FUELS,
    PRICES_FROM,
    US,
    FuelName,
    average_price,
    fuel_carbon_kg_per_kwh,
    grid_carbon_kg_per_kwh,
)

if TYPE_CHECKING:
    from hpsim.scenario import Tariff

DOLLAR = "USD"


@dataclass(frozen=True)
class Prices:
    """Flat prices and mean emissions; without any, costs and carbon can't be told."""

    currency: str | None = None
    electricity_per_kwh: float | None = None
    fuel_per_kwh: Mapping[str, float] = field(default_factory=dict)
    """By the fuel's name; of higher heating value."""
    electricity_carbon_kg_per_kwh: float | None = None
    fuel_carbon_kg_per_kwh: Mapping[str, float] = field(default_factory=dict)
    sources: tuple[tuple[str, str, str], ...] = ()
    """Averages taken for what nobody said: key, value, source; fuels by ``tariff.NAME``."""

    def of_fuel(self, fuel: str | None) -> float | None:
        """Return the price of a fuel per kWh, None if it is not known."""
        return None if fuel is None else self.fuel_per_kwh.get(fuel)

    def said_of(self, fuels: frozenset[str]) -> tuple[tuple[str, str, str], ...]:
        """Return the sources that matter where these fuels are burnt."""
        own = {f"tariff.{fuel}" for fuel in fuels}
        others = {f"tariff.{fuel}" for fuel in FUELS} - own
        return tuple(row for row in self.sources if row[0] not in others)


NO_PRICES = Prices()


def prices_of(tariff: Tariff | None) -> Prices:
    """Return the prices of a scenario, completed by the averages of its region."""
    if tariff is None:
        return NO_PRICES
    price = tariff.price_per_kwh
    region = tariff.region or (US if price.currency == DOLLAR else None)
    per_kwh: dict[str, float] = {}
    sources: list[tuple[str, str, str]] = []
    for fuel in FUELS:
        own = tariff.price_of(fuel)
        if own is not None:
            per_kwh[fuel] = own.per_kwh
        elif region is not None and price.currency == DOLLAR:
            per_kwh[fuel], row = _average(fuel, region)
            sources.append(row)
    grid = tariff.carbon_kg_per_kwh
    if grid is None and region is not None:
        grid, source = grid_carbon_kg_per_kwh(region)
        sources.append(("tariff.carbon", f"{grid:.3f} kg/kWh", source))
    return Prices(
        currency=price.currency,
        electricity_per_kwh=price.per_kwh,
        fuel_per_kwh=per_kwh,
        electricity_carbon_kg_per_kwh=grid,
        fuel_carbon_kg_per_kwh={fuel: fuel_carbon_kg_per_kwh(fuel) for fuel in FUELS},
        sources=tuple(sources),
    )


def _average(fuel: FuelName, region: str) -> tuple[float, tuple[str, str, str]]:
    written = average_price(fuel, region)
    row = (f"tariff.{fuel}", written, f"{PRICES_FROM}, mean of {region}")
    return FUELS[fuel].parse_price(written).per_kwh, row


def warnings_of(prices: Prices, fuels: frozenset[str]) -> list[str]:
    """Return what a reader must know about the prices of fuels that were burnt."""
    told = []
    taken = {key: (value, source) for key, value, source in prices.sources}
    for fuel in sorted(fuels):
        key, words = f"tariff.{fuel}", FUELS[fuel].words  # type: ignore[index]  # one of them
        if key in taken:
            value, source = taken[key]
            told.append(f"{words} at {value} ({source}): say {key} if you know yours")
        elif prices.currency is not None and prices.of_fuel(fuel) is None:
            told.append(f"no price of {words}: costs are not told where it is burnt ({key})")
    return told
