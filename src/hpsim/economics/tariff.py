"""The tariff of a scenario: what its author gives of prices and of carbon.

The easy form is one price, or a region whose averages stand for it. The full form has periods,
tiers, demand and fixed charges; ``file`` takes them from a tariff file or from a rate of OpenEI's
Utility Rate Database.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self, TypeAlias

import numpy as np
from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, model_validator

from hpsim.description.base import (
    Description,
    Duration,
    Energy,
    PlainFraction,
    Reading,
    Word,
    Written,
    complaint,
    quantity,
)
from hpsim.economics.fuels import DOLLAR, FUELS, FuelName, check_grid_region, regions
from hpsim.economics.meter_export import readable_meter
from hpsim.economics.price_series import currency_of_prices, read_hourly_prices
from hpsim.economics.rate import (
    DEMAND_INTERVALS_S,
    DemandCharge,
    EnergyPeriod,
    Rate,
    Tier,
    flat_rate,
)
from hpsim.economics.tariff_file import read_tariff_file
from hpsim.economics.tariff_terms import (
    DemandTerm,
    PerDay,
    Period,
    PerMonth,
    PerYear,
    Price,
    Square,
    as_demand_terms,
    currencies_in,
)
from hpsim.units.messages import did_you_mean
from hpsim.units.money import Price as PricePerKwh
from hpsim.units.money import price_text


def _fuel_price(fuel: FuelName) -> Written:
    """Return the annotation of a fuel's price, which may be per unit of sale."""
    examples = list(FUELS[fuel].price_examples)
    return Written(FUELS[fuel].parse_price, price_text, {"type": "string", "examples": examples})


GasPrice: TypeAlias = Annotated[PricePerKwh, _fuel_price("gas")]
PropanePrice: TypeAlias = Annotated[PricePerKwh, _fuel_price("propane")]
WoodPrice: TypeAlias = Annotated[PricePerKwh, _fuel_price("wood")]
OilPrice: TypeAlias = Annotated[PricePerKwh, _fuel_price("oil")]
Carbon: TypeAlias = Annotated[float, quantity("carbon"), Field(ge=0)]
DEFAULT_INTERVAL_S = DEMAND_INTERVALS_S[0]


def _known_region(word: str) -> str:
    """Check that a region is ``US`` or one of its states."""
    known = regions()
    if word.upper() not in known:
        otherwise = "US, or a state by two letters, such as IL"
        hint = did_you_mean(word.upper(), known, otherwise)
        raise complaint(f"no prices of '{word}' are known", hint)
    return word.upper()


def _known_interval(seconds: float) -> float:
    if seconds not in DEMAND_INTERVALS_S:
        message = f"{seconds / 60.0:g} min is not a billing interval"
        raise complaint(message, "15 min, 30 min or 60 min")
    return seconds


def _readable_prices(name: str) -> str:
    read_hourly_prices(name)  # raises what is wrong with it
    return name


class Tariff(Description):
    """What energy costs, and what carbon comes with it."""

    price_per_kwh: Price | None = None
    """Of electricity; default: the region's average, with its year."""
    gas_per_kwh: GasPrice | None = None
    """Of natural gas, per therm, m3 or kWh; default: the region's average of 2023."""
    propane_per_kwh: PropanePrice | None = None
    """Of propane, per gal, L or kWh; default: the region's average of 2023."""
    oil_per_kwh: OilPrice | None = None
    """Of heating oil, per gal, L or kWh; default: the region's average of 2023."""
    wood_per_kwh: WoodPrice | None = None
    """Of wood, per cord, ton of pellets or kWh; default: the region's average of 2023."""
    region: Annotated[Word, AfterValidator(_known_region)] | None = None
    """Whose averages stand for what is not given: US, or a state such as IL (also: `state`)."""
    carbon_kg_per_kwh: Carbon | None = None
    """Of electricity, CO2e; default: the region's mean."""
    name: Word | None = None
    """Of the rate, for tables."""
    source: Word | None = None
    """Where the prices are from, with their date; for tables."""
    periods: tuple[Period, ...] = ()
    """Time of use: of those that hold in an hour, the first counts; in place of `price`."""
    weekday: Square | None = None
    """12 rows of 24 numbers: the period of each month and hour, from 0, in place of their hours."""
    weekend: Square | None = None
    """The same for Saturday and Sunday."""
    demand: Annotated[tuple[DemandTerm, ...], BeforeValidator(as_demand_terms)] = ()
    """Charges on each month's highest demand: 9 $/kW, or a list with months, days and hours."""
    demand_interval_s: Annotated[Duration, AfterValidator(_known_interval)] = DEFAULT_INTERVAL_S
    """Over which demand is averaged: 15, 30 or 60 min."""
    fixed: PerMonth | None = None
    """Fixed charge of each month; 0 $ without it."""
    fixed_daily: PerDay | None = None
    """Fixed charge of each day."""
    minimum: PerMonth | None = None
    """Lowest bill of a month, before taxes."""
    annual_minimum: PerYear | None = None
    """Lowest sum of twelve bills, before taxes; the rest is charged in December."""
    adder_per_kwh: Price | None = None
    """Riders on each kWh, such as a fuel adjustment; may be negative."""
    tax: PlainFraction = Field(default=0.0, ge=0, le=1)
    """On all charges, such as 6 %."""
    hourly_prices: Annotated[Word, AfterValidator(_readable_prices)] | None = None
    """CSV file with a price for each of 8,760 hours of standard time, in place of `price`."""
    other_use_kwh: Energy | None = Field(default=None, ge=0)
    """The household's other electricity in a year, spread evenly: tiers and demand count it."""
    other_meter: Annotated[Word, AfterValidator(readable_meter)] | None = None
    """CSV file of a meter with the household's other electricity, for one whole year."""
    carbon_basis: Literal["average", "marginal"] = "average"
    """average: the mean of all generation; marginal: long-run effect of one more kWh."""
    carbon_region: Word | None = None
    """Grid region of the Cambium data for `carbon_basis: marginal`, such as RFCWc."""

    @model_validator(mode="before")
    @classmethod
    def _from_file(cls, data: Any, info: ValidationInfo) -> Any:
        """Take what a file has, and what is written next to it instead."""
        if not isinstance(data, Mapping):
            return data
        given = dict(data)
        if "state" in given:
            if "region" in given:
                raise complaint("state and region are the same key", "leave one of them out")
            given["region"] = given.pop("state")
        if "file" in given:
            file = given.pop("file")
            if not isinstance(file, str):
                raise complaint("tariff.file is not a path", "file: my-rate.json")
            given = {**read_tariff_file(file), **given}
        if given == data:
            return data
        if isinstance(info.context, Reading):
            info.context.classes[id(data)] = cls
        return given

    def price_of(self, fuel: FuelName) -> PricePerKwh | None:
        """Return the price that is given of a fuel."""
        given: PricePerKwh | None = getattr(self, f"{fuel}_per_kwh")
        return given

    @property
    def currency(self) -> str:
        """Of all its prices."""
        if self.hourly_prices is not None:
            return currency_of_prices(self.hourly_prices)
        return next((of for key, of in currencies_in(self) if key not in FUELS), DOLLAR)

    def rate(self, flat_per_kwh: float | None) -> Rate | None:
        """Return the rate as numbers; without periods and hourly prices that of a flat price."""
        always = np.zeros((12, 24), dtype=np.int64)
        weekday, weekend, periods = always, always, self._periods()
        hourly = None
        if self.hourly_prices is not None:
            hourly = read_hourly_prices(self.hourly_prices, self.currency)
        if periods:
            weekday, weekend = self._schedules()
        elif hourly is not None:
            periods = flat_rate(0.0, self.currency).periods
        elif flat_per_kwh is not None:
            periods = flat_rate(flat_per_kwh, self.currency).periods
        else:
            return None
        return Rate(
            currency=self.currency,
            periods=periods,
            weekday=weekday,
            weekend=weekend,
            demand=tuple(_demand_charge(term, i) for i, term in enumerate(self.demand)),
            fixed_per_month=0.0 if self.fixed is None else self.fixed.value,
            fixed_per_day=0.0 if self.fixed_daily is None else self.fixed_daily.value,
            minimum_per_month=0.0 if self.minimum is None else self.minimum.value,
            minimum_per_year=0.0 if self.annual_minimum is None else self.annual_minimum.value,
            adder_per_kwh=0.0 if self.adder_per_kwh is None else self.adder_per_kwh.per_kwh,
            tax=self.tax,
            hourly_per_kwh=hourly,
            demand_interval_s=self.demand_interval_s,
        )

    def _periods(self) -> tuple[EnergyPeriod, ...]:
        found = []
        for i, period in enumerate(self.periods):
            tiers = [
                Tier(t.price_per_kwh.per_kwh, np.inf if t.up_to_kwh is None else t.up_to_kwh)
                for t in period.tiers
            ]
            if period.price_per_kwh is not None:
                tiers = [Tier(period.price_per_kwh.per_kwh)]
            name = period.name or f"period {i}"
            found.append(EnergyPeriod(name, tuple(tiers), period.tiers_per == "day"))
        return tuple(found)

    def _schedules(self) -> tuple[Any, Any]:
        """Return the index of the period in each month and hour: on weekdays, on weekends."""
        if self.weekday is not None and self.weekend is not None:
            return np.array(self.weekday), np.array(self.weekend)
        both = np.full((2, 12, 24), -1, dtype=np.int64)
        for i, period in reversed(list(enumerate(self.periods))):
            for day, mask in enumerate(period.mask()):
                both[day][mask] = i
        return both[0], both[1]

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        ways = [self.price_per_kwh is not None, bool(self.periods), self.hourly_prices is not None]
        if sum(ways) > 1:
            hint = "one of price, periods and hourly_prices; adder for what is on top"
            raise complaint("several prices of electricity", hint)
        if not any(ways) and self.region is None:
            hint = "price: 0.18 $/kWh, or region: IL for its averages"
            raise complaint("no price of electricity", hint)
        self._check_schedules()
        check_grid_region(self.carbon_region, self.carbon_basis)
        if self.other_use_kwh is not None and self.other_meter is not None:
            raise complaint("other_use and other_meter exclude each other", "one of them")
        return self

    def _check_schedules(self) -> None:
        """Raise where a schedule names a period that is not there, or an hour has none."""
        if (self.weekday is None) != (self.weekend is None):
            raise complaint("weekday and weekend go together", "both, or periods with their hours")
        if not self.periods:
            if self.weekday is not None:
                raise complaint("a schedule without periods", "periods: [{price: 0.16 $/kWh}]")
            return
        for days, table in zip(("weekday", "weekend"), self._schedules(), strict=True):
            wrong = np.argwhere((table < 0) | (table >= len(self.periods)))
            if wrong.size == 0:
                continue
            month, hour = (int(i) for i in wrong[0])
            where = f"{days}s in month {month + 1}, {hour}:00 to {hour + 1}:00"
            index = int(table[month, hour])
            if index < 0:
                message = f"no period holds on {where}"
                raise complaint(message, "a last period without months, days and hours")
            hint = f"periods are numbered from 0 to {len(self.periods) - 1}"
            raise complaint(f"period {index} on {where} is missing", hint)

    @model_validator(mode="after")
    def _one_currency(self) -> Self:
        currency = self.currency
        for key, other in currencies_in(self):
            if other != currency:
                message = f"{key} is priced in {other}, electricity in {currency}"
                raise complaint(message, "one currency for both")
        return self


def _demand_charge(term: DemandTerm, index: int) -> DemandCharge:
    tiers = [
        Tier(t.price.value, np.inf if t.up_to_w is None else t.up_to_w / 1e3) for t in term.tiers
    ]
    if term.price is not None:
        tiers = [Tier(term.price.value)]
    weekday, weekend = term.mask()
    return DemandCharge(term.name or f"demand {index}", tuple(tiers), weekday, weekend)
