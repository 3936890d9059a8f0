"""A price for each hour of the year, from a CSV file."""

from __future__ import annotations

import csv
import math
import re
from functools import lru_cache
from pathlib import Path

import numpy as np

from hpsim.description.base import complaint
from hpsim.description.paths import expanded, read_text
from hpsim.description.schedules import HOURS_PER_YEAR, FloatArray
from hpsim.units.messages import UnitError
from hpsim.units.money import parse_price

LEAP_HOURS = HOURS_PER_YEAR + 24
UNIT = re.compile(r"[\[(]([^\])]+)[\])]")
HEADING_HINT = "a heading with the unit, such as 'price [$/kWh]' or 'LMP (USD/MWh)'"
SHOWN = 3


def read_hourly_prices(name: str, currency: str | None = None) -> FloatArray:
    """Return the prices of a file per kWh, (8760,), in standard time from 1 January 00:00.

    The file has a heading, then a row for each hour. The last column has the prices; others, such
    as the time, are not read. ``currency`` is that of the tariff's other prices.

    Raises
    ------
    PydanticCustomError
        The file can't be used: no unit, hours missing, another currency.
    """
    prices, own = _read(expanded(name))
    if currency is not None and own != currency:
        raise complaint(f"{name} is in {own}, the tariff in {currency}", "one currency")
    return prices


def currency_of_prices(name: str) -> str:
    """Return the currency of a file of hourly prices."""
    return _read(expanded(name))[1]


def _read(path: Path) -> tuple[FloatArray, str]:
    """Return prices and currency of a file; one that has changed is read again."""
    name = path.name
    try:
        text = read_text(path)
    except OSError as error:
        raise complaint(
            f"{name}: {error.strerror or error}", "a CSV file of hourly prices"
        ) from None
    except UnicodeDecodeError:
        raise complaint(f"{name} is not UTF-8 text", "save it as CSV, UTF-8") from None
    return _prices_of(text, name)


@lru_cache(maxsize=8)
def _prices_of(text: str, name: str) -> tuple[FloatArray, str]:
    try:
        rows = list(csv.reader(text.splitlines()))
    except csv.Error as error:
        raise complaint(f"{name} is not CSV: {error}", "a CSV file of hourly prices") from None
    if not rows:
        raise complaint(f"{name} is empty", HEADING_HINT)
    factor, currency = _unit(rows[0][-1] if rows[0] else "", name)
    values, gaps = [], []
    for line, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        try:
            value = float(row[-1])
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            gaps.append(line)
        values.append(value)
    if gaps:
        lines = ", ".join(str(line) for line in gaps[:SHOWN])
        more = ", …" if len(gaps) > SHOWN else ""
        hours = "hour" if len(gaps) == 1 else "hours"
        message = f"{name}: {len(gaps)} {hours} without a price (line {lines}{more})"
        raise complaint(message, "a number in every row")
    if len(values) != HOURS_PER_YEAR:
        hint = f"{HOURS_PER_YEAR}: every hour of a year, in standard time"
        if len(values) == LEAP_HOURS:
            hint = f"{HOURS_PER_YEAR}: leave 29 February out"
        elif abs(len(values) - HOURS_PER_YEAR) == 1:
            hint += "; clock time skips or repeats one when daylight saving begins or ends"
        raise complaint(f"{name} has {len(values):,} prices", hint)
    prices = np.array(values) * factor
    prices.setflags(write=False)
    return prices, currency


def _unit(heading: str, name: str) -> tuple[float, str]:
    """Return per-kWh factor and currency of the unit in a heading."""
    found = UNIT.search(heading)
    written = found[1].strip() if found else heading.strip()
    try:
        price = parse_price(f"1 {written}")
    except UnitError as error:
        raise complaint(
            f"{name}: no unit of prices in its heading '{heading}'", HEADING_HINT
        ) from error
    return price.per_kwh, price.currency
