"""What a scenario says about owning: rates, life, first costs, incentives, maintenance."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Self, TypeAlias

from pydantic import AfterValidator, Field, model_validator

from hpsim.description.base import (
    Description,
    Flag,
    Fraction,
    Number,
    PlainFraction,
    Word,
    Written,
    complaint,
    quantity,
)
from hpsim.economics.tariff_terms import PerYear
from hpsim.units.messages import UnitError, shown
from hpsim.units.money import Amount, amount_text, parse_amount
from hpsim.units.numbers import NUMBER, shortest

YEARS = re.compile(rf"^\s*({NUMBER})\s*(?:years?|yrs?|y|a)\s*$")
YEARS_HINT = "such as '15 years'"
DEFAULT_YEARS, DEFAULT_RATE = 15.0, 0.03
LONGEST_YEARS = 60.0


def read_years(written: object) -> float:
    """Return a time in years.

    Examples
    --------
    >>> read_years("15 years")
    15.0
    """
    match = YEARS.match(written) if isinstance(written, str) else None
    if match is None:
        raise UnitError(f"{shown(written)} is not a time in years", YEARS_HINT)
    return float(match[1])


Years: TypeAlias = Annotated[
    float,
    Written(
        read_years,
        lambda years: f"{shortest(years)} years",
        {"type": "string", "examples": ["15 years"]},
    ),
]
Money: TypeAlias = Annotated[
    Amount,
    Written(parse_amount, amount_text, {"type": "string", "examples": ["4200 $", "3900 EUR"]}),
]


def _date(written: str) -> str:
    try:
        date.fromisoformat(written)
    except ValueError:
        raise complaint(f"'{written}' is not a date", "such as '2026-01-31'") from None
    return written


Day: TypeAlias = Annotated[Word, AfterValidator(_date)]


def _not_negative(amount: Amount) -> Amount:
    if amount.value < 0.0:
        raise complaint(f"{amount_text(amount)} is below 0", "an amount of at least 0")
    return amount


NotNegativeMoney: TypeAlias = Annotated[Money, AfterValidator(_not_negative)]
NotNegativePerYear: TypeAlias = Annotated[PerYear, AfterValidator(_not_negative)]
Life: TypeAlias = Annotated[Years, Field(gt=0, le=LONGEST_YEARS)]


class LifeAtStarts(Description):
    """A point of the owner's own curve of life over starts."""

    starts_per_year: Number = Field(ge=0)
    """Compressor starts in a year."""
    life: Life
    """How long it lasts then."""


class Costs(Description):
    """What one candidate costs its owner."""

    installed: NotNegativeMoney | None = None
    """First cost, installed; default: from the table by kind and size."""
    low: NotNegativeMoney | None = None
    """Low end of the first cost; default: the first cost, or the table's."""
    high: NotNegativeMoney | None = None
    """High end of the first cost."""
    maintenance: NotNegativePerYear | None = None
    """Each year; default: the table's for ductless units, else none."""
    life: Life | None = None
    """Until it is replaced at its first cost; default: the table's, or 15 years."""
    replacement: NotNegativeMoney | None = None
    """What it costs then; default: the first cost."""
    kept: Flag = False
    """An existing system that is kept: no first cost, its own energy and maintenance only."""
    per_start: NotNegativeMoney | None = None
    """Wear of one start: your own figure, none is published."""
    life_by_starts: tuple[LifeAtStarts, ...] = ()
    """Your own curve of life over starts a year; linear between its points."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.kept and self.installed is not None:
            raise complaint("kept and installed exclude each other", "what is kept costs nothing")
        order = [a.value for a in (self.low, self.installed, self.high) if a is not None]
        if order != sorted(order):
            raise complaint("low, installed and high are not in rising order", "low <= high")
        starts = [point.starts_per_year for point in self.life_by_starts]
        if starts != sorted(set(starts)):
            raise complaint("life_by_starts does not rise", "starts in rising order")
        if self.life_by_starts and self.life is not None:
            raise complaint("life and life_by_starts exclude each other", "one of them")
        return self


class Incentive(Description):
    """Money from somebody else towards the first cost; none is built in."""

    name: Word
    """Who gives it, for tables."""
    amount: NotNegativeMoney | None = None
    """A fixed sum; or `fraction`."""
    fraction: Fraction | None = None
    """Of the first cost."""
    up_to: NotNegativeMoney | None = None
    """Most that `fraction` comes to."""
    from_: Day | None = None
    """First day on which it is given, such as 2026-01-01."""
    until: Day | None = None
    """Last day."""
    candidates: tuple[Word, ...] = ()
    """Names of the candidates that get it; default: every machine with a first cost."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if (self.amount is None) == (self.fraction is None):
            raise complaint("an incentive needs amount or fraction", "amount: 500 $")
        if self.up_to is not None and self.fraction is None:
            raise complaint("up_to belongs to fraction", "fraction: 30 %")
        return self

    def holds_on(self, day: str | None) -> bool:
        """Return whether it is given on a day; without a day, always."""
        if day is None:
            return True
        return (self.from_ or day) <= day <= (self.until or day)


class Refrigerant(Description):
    """Leakage of refrigerant, for the carbon of a year; left out unless given."""

    charge_kg: Annotated[float, quantity("mass")] = Field(gt=0)
    """What is in it, such as 0.8 kg or 28 oz."""
    leak_per_year: PlainFraction = Field(ge=0, le=1)
    """Part of the charge that leaks each year, over its life with its end."""
    gwp: Number = Field(gt=0)
    """Global warming potential over 100 years, such as 675 for R-32, 2088 for R-410A (IPCC AR4)."""

    @property
    def carbon_kg_per_year(self) -> float:
        """Return the CO2e of a year's leakage [kg]."""
        return self.charge_kg * self.leak_per_year * self.gwp


class Economics(Description):
    """What owning a candidate rests on: constant money, as NIST Handbook 135 has it."""

    discount_rate: PlainFraction = Field(default=DEFAULT_RATE, ge=0, le=0.5)
    """Real, without inflation; default 3 %."""
    study_period: Annotated[Years, Field(ge=1, le=LONGEST_YEARS)] = DEFAULT_YEARS
    """Whole years over which costs are added up; default 15."""
    electricity_escalation: PlainFraction = Field(default=0.0, ge=-0.2, le=0.2)
    """Real rise of its price a year; default none."""
    fuel_escalation: PlainFraction = Field(default=0.0, ge=-0.2, le=0.2)
    """Real rise of fuel prices a year; default none."""
    regional_factor: Number = Field(default=1.0, gt=0, le=5)
    """Of shipped first costs; US states lie between 0.81 and 1.36."""
    costs: dict[Word, Costs] = Field(default_factory=dict)
    """By the name of a candidate."""
    incentives: tuple[Incentive, ...] = ()
    """Lines of your own, with their dates; none is built in."""
    as_of: Day | None = None
    """Day on which incentives are looked at; needed where one has dates."""
    refrigerant: Refrigerant | None = None
    """Of units with a compressor; leakage is left out without it."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.study_period != round(self.study_period):
            raise complaint(f"{self.study_period:g} years is not whole", "whole years")
        dated = [i.name for i in self.incentives if i.from_ or i.until]
        if dated and self.as_of is None:
            message = f"incentive '{dated[0]}' has dates"
            raise complaint(message, "as_of: the day on which it is looked at, such as 2026-06-01")
        return self
