"""A price for each hour of the year, from a CSV file."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import numpy as np

from hpsim.description.base import complaint
from hpsim.description.paths import expanded
from hpsim.description.schedules import HOURS_PER_YEAR, FloatArray
from hpsim.errors import LogError
from hpsim.logs.exports import read_table
from hpsim.units.messages import UnitError, count_of
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
    try:
        stat = path.stat()
    except (OSError, ValueError):
        hint = "a CSV file of hourly prices"
        raise complaint(f"{path.name}: no such file", hint) from None
    return _prices_of(path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=8)
def _prices_of(path: Path, _changed_ns: int, _size: int) -> tuple[FloatArray, str]:
    import pandas as pd

    name = path.name
    try:
        table, _, above = read_table(str(path))
    except LogError as error:
        problem = error.problems[0]
        where = f"{name}, line {problem.line}" if problem.line else name
        hint = problem.hint or "a CSV file of hourly prices"
        raise complaint(f"{where}: {problem.message}", hint) from None
    factor, currency = _unit(table.columns[-1], name)
    is_row = (table != "").any(axis=1).to_numpy()
    values = pd.to_numeric(table.iloc[:, -1], errors="coerce").to_numpy(float)[is_row]
    gaps = np.flatnonzero(is_row)[~np.isfinite(values)] + 2 + above
    if gaps.size:
        lines = ", ".join(str(line) for line in gaps[:SHOWN])
        more = ", …" if gaps.size > SHOWN else ""
        message = f"{name}: {count_of(gaps.size, 'hour')} without a price (line {lines}{more})"
        raise complaint(message, "a number in every row")
    if len(values) != HOURS_PER_YEAR:
        hint = f"{HOURS_PER_YEAR}: every hour of a year, in standard time"
        if len(values) == LEAP_HOURS:
            hint = f"{HOURS_PER_YEAR}: leave 29 February out"
        elif abs(len(values) - HOURS_PER_YEAR) == 1:
            hint += "; clock time skips or repeats one when daylight saving begins or ends"
        raise complaint(f"{name} has {len(values):,} prices", hint)
    prices = values * factor
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
