"""The tariff of a scenario: what its author gives of prices and of carbon."""

from __future__ import annotations

from typing import Annotated, Self, TypeAlias

from pydantic import AfterValidator, Field, model_validator

from hpsim.description.base import Description, Word, Written, complaint, quantity
from hpsim.economics.fuels import DOLLAR, FUELS, FuelName, regions
from hpsim.units.messages import did_you_mean
from hpsim.units.money import PRICE_EXAMPLES, parse_price, price_text
from hpsim.units.money import Price as PricePerKwh

Price: TypeAlias = Annotated[
    PricePerKwh,
    Written(
        parse_price,
        price_text,
        {"type": "string", "examples": list(PRICE_EXAMPLES)},
    ),
]
"""A price of energy with its currency."""


def _fuel_price(fuel: FuelName) -> Written:
    """Return the annotation of a fuel's price, which may be per unit of sale."""
    examples = list(FUELS[fuel].price_examples)
    return Written(FUELS[fuel].parse_price, price_text, {"type": "string", "examples": examples})


GasPrice: TypeAlias = Annotated[PricePerKwh, _fuel_price("gas")]
PropanePrice: TypeAlias = Annotated[PricePerKwh, _fuel_price("propane")]
OilPrice: TypeAlias = Annotated[PricePerKwh, _fuel_price("oil")]
Carbon: TypeAlias = Annotated[float, quantity("carbon"), Field(ge=0)]


def _known_region(word: str) -> str:
    """Check that a region is ``US`` or one of its states."""
    known = regions()
    if word.upper() not in known:
        otherwise = "US, or a state by two letters, such as IL"
        hint = did_you_mean(word.upper(), known, otherwise)
        raise complaint(f"no prices of '{word}' are known", hint)
    return word.upper()


class Tariff(Description):
    """What energy costs, and what carbon comes with it."""

    price_per_kwh: Price | None = None
    """Of electricity; default: the average of 2023 of the region that is given."""
    gas_per_kwh: GasPrice | None = None
    """Of natural gas, per therm, m3 or kWh; default: the region's average of 2023."""
    propane_per_kwh: PropanePrice | None = None
    """Of propane, per gal, L or kWh; default: the region's average of 2023."""
    oil_per_kwh: OilPrice | None = None
    """Of heating oil, per gal, L or kWh; default: the region's average of 2023."""
    region: Annotated[Word, AfterValidator(_known_region)] | None = None
    """Whose averages stand for what is not given: US, or a state such as IL."""
    carbon_kg_per_kwh: Carbon | None = None
    """Of electricity, CO2e; default: the region's mean."""

    def price_of(self, fuel: FuelName) -> PricePerKwh | None:
        """Return the price that is given of a fuel."""
        given = {"gas": self.gas_per_kwh, "propane": self.propane_per_kwh, "oil": self.oil_per_kwh}
        return given[fuel]

    @property
    def currency(self) -> str:
        """Of all its prices."""
        return DOLLAR if self.price_per_kwh is None else self.price_per_kwh.currency

    @model_validator(mode="after")
    def _one_currency(self) -> Self:
        if self.price_per_kwh is None and self.region is None:
            hint = "price: 0.18 $/kWh, or region: IL for its averages"
            raise complaint("no price of electricity", hint)
        currency = self.currency
        for fuel in FUELS:
            price = self.price_of(fuel)
            if price is not None and price.currency != currency:
                raise complaint(
                    f"{fuel} is priced in {price.currency}, electricity in {currency}",
                    "one currency for both",
                )
        return self
