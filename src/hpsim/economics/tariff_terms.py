"""Parts of a tariff as people write them: charges, months, hours, tiers, periods."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal, Self, TypeAlias

import numpy as np
from pydantic import BeforeValidator, Field, model_validator

from hpsim.description.base import (
    Description,
    Energy,
    Power,
    Word,
    Written,
    complaint,
    written_key,
)
from hpsim.description.schedules import BoolArray
from hpsim.units.messages import UnitError, shown
from hpsim.units.money import (
    PRICE_EXAMPLES,
    Amount,
    amount_text,
    parse_charge,
    parse_price,
    price_text,
)
from hpsim.units.money import Price as PricePerKwh

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
ALL_MONTHS, ALL_HOURS = tuple(range(12)), tuple(range(24))
MONTHS_HINT = "such as 'jun-sep', 'nov-mar' or [1, 2, 12]"
HOURS_HINT = "such as '16-21' for 16:00 to 21:00, or ['6-9', '17-21']"

Price: TypeAlias = Annotated[
    PricePerKwh,
    Written(
        parse_price,
        price_text,
        {"type": "string", "examples": list(PRICE_EXAMPLES)},
    ),
]
"""A price of energy with its currency."""


def charge(per: str, examples: Sequence[str]) -> Written:
    """Return the annotation of a charge per month, day, year or kW."""
    hint = f"such as {' or '.join(repr(text) for text in examples)}"

    def read(written: object) -> Amount:
        return parse_charge(written, per, hint)

    def write(amount: Amount) -> str:
        return amount_text(amount, per)

    return Written(read, write, {"type": "string", "examples": list(examples)})


PerMonth: TypeAlias = Annotated[Amount, charge("month", ("9 $/month",))]
PerDay: TypeAlias = Annotated[Amount, charge("day", ("0.35 $/day",))]
PerYear: TypeAlias = Annotated[Amount, charge("year", ("120 $/year",))]
PerKw: TypeAlias = Annotated[Amount, charge("kw", ("9 $/kW",))]


def currencies_in(of: object, key: str = "") -> Iterator[tuple[str, str]]:
    """Give the currency of every price and amount in a description, with its key."""
    if isinstance(of, (Amount, PricePerKwh)):
        yield key, of.currency
    elif isinstance(of, tuple):
        for i, part in enumerate(of):
            yield from currencies_in(part, f"{key}[{i}]")
    elif isinstance(of, (Description, dict)):
        parts = of.items() if isinstance(of, dict) else ((written_key(k), part) for k, part in of)
        for name, part in parts:
            yield from currencies_in(part, f"{key}.{name}".lstrip("."))


def _words_of(written: object, hint: str) -> list[str]:
    if isinstance(written, str):
        return [part.strip().lower() for part in written.split(",") if part.strip()]
    if isinstance(written, (list, tuple)):
        return [str(part).strip().lower() for part in written]
    if isinstance(written, int) and not isinstance(written, bool):
        return [str(written)]
    raise UnitError(f"{shown(written)} is not understood here", hint)


def _range(first: int, last: int, size: int) -> Iterable[int]:
    """Return the numbers from first to last, both counted, past the end if need be."""
    return (i % size for i in range(first, last + 1 if last >= first else last + size + 1))


def read_months(written: object) -> tuple[int, ...]:
    """Return the months that a person writes, 0 January ... 11 December.

    Examples
    --------
    >>> read_months("nov-feb")
    (0, 1, 10, 11)
    """
    found: set[int] = set()
    for word in _words_of(written, MONTHS_HINT):
        ends = [_month(part.strip()) for part in word.split("-")]
        if len(ends) > 2 or None in ends:
            raise UnitError(f"'{word}' is not a month", MONTHS_HINT)
        first, last = ends[0], ends[-1]
        assert first is not None
        assert last is not None
        found.update(_range(first, last, 12))
    if not found:
        raise UnitError("no month", MONTHS_HINT)
    return tuple(sorted(found))


def _month(word: str) -> int | None:
    if word.isdigit():
        return int(word) - 1 if 1 <= int(word) <= 12 else None
    return MONTHS.index(word[:3]) if len(word) >= 3 and word[:3] in MONTHS else None


_HOUR = re.compile(r"(\d{1,2})(?::00)?")


def read_hours(written: object) -> tuple[int, ...]:
    """Return the hours that a person writes, each by the hour it begins at.

    Examples
    --------
    >>> read_hours("22-1"), read_hours("16:00-18:00")
    ((0, 22, 23), (16, 17))
    """
    found: set[int] = set()
    for word in _words_of(written, HOURS_HINT):
        ends = [_HOUR.fullmatch(part.strip()) for part in word.split("-")]
        if len(ends) != 2 or None in ends:
            hint = f"whole hours by the clock, {HOURS_HINT}"
            raise UnitError(f"'{word}' is not a range of hours", hint)
        first, last = (int(end[1]) for end in ends if end is not None)
        if first > 23 or last > 24 or first == last:
            raise UnitError(f"'{word}' is not a range of hours", HOURS_HINT)
        found.update(_range(first, last - 1 if last > 0 else 23, 24))
    if not found:
        raise UnitError("no hour", HOURS_HINT)
    return tuple(sorted(found))


def _write_months(months: Sequence[int]) -> list[str]:
    return [MONTHS[month] for month in months]


def _write_hours(hours: Sequence[int]) -> list[str]:
    return [f"{hour}-{hour + 1}" for hour in hours]


_TEXTS = {"anyOf": [{"type": "string"}, {"type": "array"}]}
Months: TypeAlias = Annotated[
    tuple[int, ...],
    Written(read_months, _write_months, {**_TEXTS, "examples": ["jun-sep", "nov-mar"]}),
]
HoursOfDay: TypeAlias = Annotated[
    tuple[int, ...],
    Written(read_hours, _write_hours, {**_TEXTS, "examples": ["16-21", "21-6"]}),
]


def as_square(written: Any) -> Any:
    """Return 12 rows of 24 whole numbers; 24 numbers hold for every month."""
    rows = written
    if not isinstance(rows, (list, tuple)):
        raise complaint(f"{shown(written)} is not a schedule", "12 rows of 24 whole numbers")
    if len(rows) == 24 and not any(isinstance(row, (list, tuple)) for row in rows):
        rows = [rows] * 12
    if len(rows) != 12:
        message = f"has {len(rows)} rows"
        raise complaint(message, "12 rows, one for each month, of 24 numbers, one for each hour")
    for month, row in enumerate(rows):
        n = len(row) if isinstance(row, (list, tuple)) else 0
        if n != 24:
            message = f"row {month + 1} ({MONTHS[month]}) has {n} values"
            raise complaint(message, "24, one for each hour")
        for value in row:
            if isinstance(value, bool) or not isinstance(value, int) or value < 0:
                message = f"row {month + 1} ({MONTHS[month]}) has {shown(value)}"
                raise complaint(message, "whole numbers from 0: the number of a period")
    return tuple(tuple(row) for row in rows)


Square: TypeAlias = Annotated[tuple[tuple[int, ...], ...], BeforeValidator(as_square)]
"""12 rows of 24 numbers: month, hour of the day by the clock."""


class EnergyTier(Description):
    """A block of energy."""

    price_per_kwh: Price
    """Of each kWh in it."""
    up_to_kwh: Energy | None = Field(default=None, gt=0)
    """Its end, counted from zero; the last block has none."""


class DemandTier(Description):
    """A block of demand."""

    price: PerKw
    """Of each kW in it."""
    up_to_w: Power | None = Field(default=None, gt=0)
    """Its end, counted from zero; the last block has none."""


def rising(tiers: Sequence[EnergyTier] | Sequence[DemandTier], key: str) -> None:
    """Raise where the ends of blocks do not rise, or a block has none and is not the last."""
    ends = [tier.up_to_kwh if isinstance(tier, EnergyTier) else tier.up_to_w for tier in tiers]
    for i, end in enumerate(ends[:-1]):
        if end is None:
            raise complaint(f"{key}[{i}] has no up_to and is not the last", "up_to: 150 kWh")
        after = ends[i + 1]
        if after is not None and after <= end:
            message = f"{key}[{i + 1}].up_to is not above that of the tier before it"
            raise complaint(message, "tiers in rising order")
    if ends and ends[-1] is not None:
        hint = "leave up_to of the last tier out: it holds for all that is above"
        raise complaint(f"{key}[{len(ends) - 1}] ends, and nothing comes after it", hint)


class Hours(Description):
    """Months, days and hours; all of them where a key is left out."""

    months: Months = ALL_MONTHS
    """Such as jun-sep; default: every month."""
    days: Literal["all", "weekday", "weekend"] = "all"
    """weekday: Monday to Friday; weekend: Saturday and Sunday."""
    hours: HoursOfDay = ALL_HOURS
    """By the clock, such as 16-21 for 16:00 to 21:00; default: the whole day."""

    def mask(self) -> tuple[BoolArray, BoolArray]:
        """Return in which months and hours (12, 24) it holds: on weekdays, and on weekends."""
        inside = np.zeros((12, 24), dtype=bool)
        inside[np.ix_(self.months, self.hours)] = True
        nowhere = np.zeros((12, 24), dtype=bool)
        weekday = nowhere if self.days == "weekend" else inside
        return weekday, nowhere if self.days == "weekday" else inside


class Period(Hours):
    """Hours with one price of energy."""

    name: Word | None = None
    """For tables."""
    price_per_kwh: Price | None = None
    """Of each kWh; or `tiers`."""
    tiers: tuple[EnergyTier, ...] = ()
    """Blocks of rising use; periods with the same limits count together."""
    tiers_per: Literal["month", "day"] = "month"
    """What the ends of blocks count: kWh a month, or a day."""

    @model_validator(mode="after")
    def _has_one_price(self) -> Self:
        if (self.price_per_kwh is None) == (not self.tiers):
            raise complaint("a period needs price or tiers, not both", "price: 0.16 $/kWh")
        rising(self.tiers, "tiers")
        return self


class DemandTerm(Hours):
    """A charge on each month's highest demand."""

    name: Word | None = None
    """For tables."""
    price: PerKw | None = None
    """Of each kW; or `tiers`."""
    tiers: tuple[DemandTier, ...] = ()
    """Blocks of rising demand."""
    weekday: Square | None = None
    """12 rows of 24 numbers, 1 where it counts, in place of months, days and hours."""
    weekend: Square | None = None
    """The same for Saturday and Sunday."""

    def mask(self) -> tuple[BoolArray, BoolArray]:
        """Return in which months and hours (12, 24) it counts: on weekdays, and on weekends."""
        if self.weekday is None or self.weekend is None:
            return super().mask()
        return np.array(self.weekday) > 0, np.array(self.weekend) > 0

    @model_validator(mode="after")
    def _has_one_price(self) -> Self:
        if (self.price is None) == (not self.tiers):
            raise complaint("a demand charge needs price or tiers, not both", "price: 9 $/kW")
        if (self.weekday is None) != (self.weekend is None):
            raise complaint("weekday and weekend go together", "both, or months, days and hours")
        rising(self.tiers, "tiers")
        return self


def as_demand_terms(written: Any) -> Any:
    """Return a list of demand charges, from one that is written as a plain charge or mapping."""
    if isinstance(written, (str, int, float)) and not isinstance(written, bool):
        return [{"price": written}]
    return [written] if isinstance(written, Mapping) else written
