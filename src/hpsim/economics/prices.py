"""What a year's electricity and fuel cost and emit: the tariff, completed by averages.

A fuel whose price nobody gave takes the average of its region, with a warning. Averages are in US
dollars: with another currency a fuel without a price has no cost.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from functools import cache

import numpy as np

from hpsim.description.schedules import HOURS_PER_YEAR, Calendar, FloatArray
from hpsim.economics.bill import by_clock
from hpsim.economics.fuels import (
    DOLLAR,
    ELECTRICITY,
    FUELS,
    PRICES_FROM,
    US,
    FuelName,
    average_price,
    fuel_carbon_kg_per_kwh,
    grid_carbon,
)
from hpsim.economics.life_cycle import Assumptions
from hpsim.economics.meter_export import metered_household
from hpsim.economics.metering import metered_year
from hpsim.economics.owned import CandidateFacts, Owned, assumptions_of, owned_of
from hpsim.economics.ownership import Economics
from hpsim.economics.rate import Rate
from hpsim.economics.tariff import Tariff
from hpsim.records import dataclass
from hpsim.units.money import parse_price

PRICE, CARBON = "price", "carbon"  # keys of a tariff other than the fuels


@dataclass(frozen=True)
class Prices:
    """Prices and mean emissions; without any, costs and carbon can't be computed."""

    currency: str | None = None
    electricity_per_kwh: float | None = None
    """Of a rate with several prices: their mean over the year, in the first tier."""
    fuel_per_kwh: Mapping[str, float] = field(default_factory=dict)
    """By the fuel's name; of higher heating value."""
    electricity_carbon_kg_per_kwh: float | None = None
    fuel_carbon_kg_per_kwh: Mapping[str, float] = field(default_factory=dict)
    sources: tuple[tuple[str, str, str], ...] = ()
    """Averages taken for what is not given: key, value, source; fuels by ``tariff.NAME``."""
    rate: Rate | None = None
    """What the electricity bill is worked out from."""
    calendar: Calendar = field(default_factory=Calendar)
    """Weekdays and clock of the rate's hours."""
    other_kwh: FloatArray | None = field(default=None, compare=False)
    """(8760,) the household's other electricity; None: not given."""
    owned: Mapping[str, Owned] = field(default_factory=dict)
    """By the candidate's name; those without a known first cost are left out."""
    assumed: Assumptions = field(default_factory=Assumptions)
    """Discount rate, years, escalation."""
    leak_kg_per_year: float = 0.0
    """CO2e of refrigerant that leaks, of units with a compressor."""
    compressors: frozenset[str] = frozenset()
    """Names of the candidates with one."""
    warnings: tuple[str, ...] = ()
    price_source: str = "given"
    """Of the electricity's price or rate, with its date."""
    is_carbon_given: bool = False
    """Whether the file gives the carbon of electricity, its grid, or leaking refrigerant."""

    @property
    def price_words(self) -> str:
        """Return the price of electricity as people read it."""
        if self.electricity_per_kwh is None:
            return "no price"
        rate = self.rate
        is_one = rate is None or (rate.is_flat and not rate.adder_per_kwh and not rate.tax)
        mean = "" if is_one else ", mean of the hours"
        cents = f"{self.electricity_per_kwh:.2f}"
        exact = f"{self.electricity_per_kwh:.4g}"
        shown = cents if float(cents) == float(exact) else exact
        return f"{shown} {self.currency}/kWh{mean}"

    def fuel_words(self, fuel: str) -> str:
        """Return the price of a fuel as it is sold: in dollars by therm or gallon, else by kWh."""
        per_kwh = self.fuel_per_kwh.get(fuel)
        if per_kwh is None:
            return "no price"
        exact = f"{per_kwh:.4g} {self.currency}/kWh"
        if self.currency != DOLLAR:
            return exact
        sold = next(sold for name, sold in FUELS.items() if name == fuel)
        unit, kwh = next(iter(sold.kwh_per.items()))
        return f"{per_kwh * kwh:,.2f} {self.currency}/{unit} ({exact})"

    def is_by_guide(self, name: str) -> bool:
        """Return whether a candidate's first cost is one of the shipped table."""
        owned = self.owned.get(name)
        return owned is not None and owned.is_by_guide

    def of_fuel(self, fuel: str | None) -> float | None:
        """Return the price of a fuel per kWh, None if it is not known."""
        return None if fuel is None else self.fuel_per_kwh.get(fuel)

    def sources_for(self, fuels: frozenset[str]) -> tuple[tuple[str, str, str], ...]:
        """Return the sources that matter where these fuels are burnt."""
        own = {f"tariff.{fuel}" for fuel in fuels}
        others = {f"tariff.{fuel}" for fuel in FUELS} - own
        return tuple(row for row in self.sources if row[0] not in others)


NO_PRICES = Prices()


def prices_of(
    tariff: Tariff | None,
    economics: Economics | None = None,
    candidates: Sequence[CandidateFacts] = (),
    calendar: Calendar = Calendar(),  # noqa: B008  # immutable
) -> Prices:
    """Return the prices of a scenario, completed by the averages of its region.

    Parameters
    ----------
    tariff : Tariff or None
        What is given of prices; None: nothing is known.
    economics : Economics or None
        What is given of first costs and rates; None: the defaults.
    candidates : sequence of CandidateFacts
        Whose first costs are looked up.
    calendar : Calendar
        Weekday of 1 January and daylight saving, for prices by the hour.
    """
    return owning(energy_prices(tariff, calendar), economics, candidates)


def energy_prices(tariff: Tariff | None, calendar: Calendar) -> Prices:
    """Return the prices of a tariff, completed by averages; nothing of what a unit costs."""
    if tariff is None:
        return NO_PRICES
    currency = tariff.currency
    in_dollars = currency == DOLLAR
    region = tariff.region or (US if in_dollars else None)
    sources: list[tuple[str, str, str]] = []
    given = [part for part in (tariff.name, tariff.source) if part is not None]
    price_source = ", ".join(given) or "given"
    flat = None if tariff.price_per_kwh is None else tariff.price_per_kwh.per_kwh
    if flat is None and not tariff.periods and tariff.hourly_prices is None:
        assert region is not None  # a tariff has one of them
        written = average_price(ELECTRICITY, region) or ""
        flat = parse_price(written).per_kwh
        price_source = f"{PRICES_FROM}, mean of {region}"
        sources.append((f"tariff.{PRICE}", written, price_source))
    per_kwh: dict[str, float] = {}
    for fuel in FUELS:
        own = tariff.price_of(fuel)
        if own is not None:
            per_kwh[fuel] = own.per_kwh
        elif region is not None and in_dollars:
            average = _average(fuel, region)
            if average is not None:
                per_kwh[fuel] = average[0]
                sources.append(average[1])
    grid = tariff.carbon_kg_per_kwh
    if grid is None:
        found = grid_carbon(tariff.carbon_basis, region, tariff.carbon_region)
        if found is not None:
            grid, source = found
            sources.append((f"tariff.{CARBON}", f"{grid:.3f} kg/kWh", source))
    rate = tariff.rate(flat)
    return Prices(
        currency=currency,
        electricity_per_kwh=mean_price(rate, calendar) if rate is not None else flat,
        fuel_per_kwh=per_kwh,
        electricity_carbon_kg_per_kwh=grid,
        fuel_carbon_kg_per_kwh={
            fuel: emitted for fuel in FUELS if (emitted := fuel_carbon_kg_per_kwh(fuel)) is not None
        },
        sources=tuple(sources),
        rate=rate,
        calendar=calendar,
        other_kwh=household_kwh(tariff),
        price_source=price_source,
        is_carbon_given=tariff.carbon_kg_per_kwh is not None or tariff.carbon_region is not None,
    )


def owning(
    prices: Prices, economics: Economics | None, candidates: Sequence[CandidateFacts]
) -> Prices:
    """Return prices of energy with what candidates cost; without any prices they cost nothing."""
    if prices.currency is None:
        return prices
    about = economics or Economics.by_default()
    owned: dict[str, Owned] = {}
    warnings: list[str] = []
    for facts in candidates:
        found, lines = owned_of(facts, about, prices.currency)
        owned |= {} if found is None else {facts.name: found}
        warnings += lines
    return replace(
        prices,
        owned=owned,
        assumed=assumptions_of(about),
        is_carbon_given=prices.is_carbon_given or about.refrigerant is not None,
        leak_kg_per_year=0.0 if about.refrigerant is None else about.refrigerant.carbon_kg_per_year,
        compressors=frozenset(facts.name for facts in candidates if facts.has_compressor),
        warnings=tuple(dict.fromkeys(warnings)),
    )


def household_kwh(tariff: Tariff) -> FloatArray | None:
    """Return the household's other use in each hour of the year, (8760,); None: not given."""
    if tariff.other_meter is not None:
        return metered_household(tariff.other_meter)
    if tariff.other_use_kwh is not None:
        return np.full(HOURS_PER_YEAR, tariff.other_use_kwh / HOURS_PER_YEAR)
    return None


def mean_price(rate: Rate, calendar: Calendar) -> float:
    """Return the price of a kWh averaged over the hours of a year or days, in the first tier."""
    if rate.is_flat and not rate.adder_per_kwh and not rate.tax:
        return rate.periods[0].tiers[0].price
    year = metered_year(calendar)
    if rate.hourly_per_kwh is not None:
        energy = float(rate.hourly_per_kwh[year.hour_of_year].mean())
    else:
        hours = np.bincount(by_clock(rate, year), minlength=len(rate.periods))
        first = [of_period.tiers[0].price for of_period in rate.periods]
        energy = float(hours @ np.array(first)) / hours.sum()
    return (energy + rate.adder_per_kwh) * (1.0 + rate.tax)


@cache
def _average(fuel: FuelName, region: str) -> tuple[float, tuple[str, str, str]] | None:
    written = average_price(fuel, region)
    if written is None:
        return None
    row = (f"tariff.{fuel}", written, f"{PRICES_FROM}, mean of {region}")
    return FUELS[fuel].parse_price(written).per_kwh, row


def warnings_of(prices: Prices, fuels: frozenset[str]) -> list[str]:
    """Return which averages a reader must know, where these fuels were burnt."""
    warnings = []
    taken = {key: (value, source) for key, value, source in prices.sources}
    for key, words in ((PRICE, "electricity"), (CARBON, "carbon of electricity")):
        if f"tariff.{key}" in taken and (key == PRICE or fuels):
            value, source = taken[f"tariff.{key}"]
            warnings.append(f"{words}: {value} ({source}): write tariff.{key} if you know yours")
    for fuel in sorted(fuels):
        key, words = f"tariff.{fuel}", FUELS[fuel].words  # type: ignore[index]  # one of them
        if key in taken:
            value, source = taken[key]
            warnings.append(f"{words}: {value} ({source}): write {key} if you know yours")
        elif prices.currency is not None and prices.of_fuel(fuel) is None:
            warnings.append(f"no price of {words}: what burns it has no cost ({key})")
    rate = prices.rate
    if rate is not None and prices.other_kwh is None:
        has_tiers = any(len(period.tiers) > 1 for period in rate.periods)
        if has_tiers or rate.demand or rate.minimum_per_month or rate.minimum_per_year:
            warnings.append(
                "tiers, demand and minimums count this unit alone: tariff.other_use (the "
                "household's other kWh a year) makes them its part of the whole bill"
            )
    return [*warnings, *prices.warnings]
