"""Prices of energy, read and written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from hpsim.units.messages import UnitError, shown, written_like
from hpsim.units.numbers import NUMBER, possible, shortest


class Price(NamedTuple):
    """A price of energy."""

    per_kwh: float
    """In units of ``currency``."""
    currency: str
    """ISO 4217 code: USD, EUR, GBP, ..."""


class Amount(NamedTuple):
    """An amount of money."""

    value: float
    currency: str
    """ISO 4217 code."""


_CURRENCIES: dict[str, tuple[float, str]] = {
    "$": (1.0, "USD"),
    "US$": (1.0, "USD"),
    "€": (1.0, "EUR"),
    "£": (1.0, "GBP"),
    "¥": (1.0, "JPY"),
    "C$": (1.0, "CAD"),
    "A$": (1.0, "AUD"),
    "¢": (0.01, "USD"),
    "c": (0.01, "USD"),
    "cent": (0.01, "USD"),
    "cents": (0.01, "USD"),
    "ct": (0.01, "EUR"),
    "p": (0.01, "GBP"),
}
_PER_ENERGY = {"kwh": 1.0, "mwh": 1e-3, "wh": 1e3}
_PRICE = re.compile(
    rf"^\s*(?P<before>[$€£¥]|[A-Z]{{1,2}}\$)?\s*(?P<number>{NUMBER})\s*"
    r"(?P<currency>[^\d\s/]*)\s*(?:/|per)\s*(?P<energy>[A-Za-z]+3?)\s*$"
)
_AMOUNT = re.compile(
    rf"^\s*(?P<before>[$€£¥]|[A-Z]{{1,2}}\$)?\s*(?P<number>{NUMBER})\s*(?P<currency>[^\d\s/]*)\s*$"
)
_COMMA = re.compile(r"\d,\d{1,2}(?!\d)")
_CENTS = re.compile(rf"\s*{NUMBER}\s*(?:¢|c|ct|cents?|p)\s*")
LONGEST = 100  # characters of a written price
HIGHEST_PRICE, HIGHEST_AMOUNT = 1e6, 1e12
"""Of anything, in any currency: a kWh costs less than 10,000 of the smallest unit in use."""
PRICE_EXAMPLES = ("0.18 $/kWh", "0.30 €/kWh", "18 ct/kWh")
_PRICE_HINT = written_like("a price", PRICE_EXAMPLES)


def parse_price(
    written: object, per_unit: Mapping[str, float] = _PER_ENERGY, hint: str = _PRICE_HINT
) -> Price:
    """Return a written price of energy: value per kWh and currency.

    ``ct`` is the euro cent, ``¢`` and ``cents`` the US one; any three-letter code is a currency.
    Cents without a unit are per kWh. ``per_unit`` is how many of a unit, in small letters, are one
    kWh.

    Examples
    --------
    >>> parse_price("0.18 $/kWh")
    Price(per_kwh=0.18, currency='USD')
    """
    if isinstance(written, str) and per_unit is _PER_ENERGY and _CENTS.fullmatch(written[:LONGEST]):
        written = f"{written}/kWh"  # nobody pays cents for anything else
    if isinstance(written, str) and (comma := _COMMA.search(written[:LONGEST])):
        meant = written.strip().replace(comma[0], comma[0].replace(",", "."))
        raise UnitError(f"{shown(written)} has a comma", f"did you mean '{meant}'?")
    what = "a price of energy" if len(per_unit) > 1 else f"an amount per {next(iter(per_unit))}"
    match = _matched(written, _PRICE, what, "a currency and what it is per", hint)
    factor = per_unit.get(match["energy"].lower())
    if factor is None:
        raise UnitError(f"a price per {match['energy']} is not known here", hint)
    in_currency, currency = _currency(match, hint)
    scale = in_currency * factor
    # 18 / 100 is exactly what "0.18" reads as; 18 * 0.01 need not be
    value = float(match["number"])
    value = value / (1 / scale) if scale < 1 else value * scale
    return Price(_within(value, HIGHEST_PRICE, str(written), hint), currency)


def _matched(
    written: object, pattern: re.Pattern[str], what: str, needs: str, hint: str
) -> re.Match[str]:
    """Return the parts of a written amount, which has one currency."""
    if isinstance(written, (int, float)) and not isinstance(written, bool):
        raise UnitError(f"{written} needs {needs}", hint)
    is_short = isinstance(written, str) and len(written) <= LONGEST
    match = pattern.match(str(written)) if is_short else None
    if match is None or bool(match["before"]) == bool(match["currency"]):
        raise UnitError(f"{shown(written)} is not {what}", hint)
    return match


def _within(value: float, most: float, written: str, hint: str) -> float:
    """Return a value that some money can have."""
    value = possible(value, written)
    if abs(value) > most:
        raise UnitError(f"{shown(written)} is beyond {most:,.0f} of any currency", hint)
    return value


def _currency(match: re.Match[str], hint: str) -> tuple[float, str]:
    """Return how many units of a currency a symbol is, and the currency's code."""
    symbol = match["before"] or match["currency"]
    known = _CURRENCIES.get(symbol)
    if known is None and re.fullmatch(r"[A-Za-z]{3}", symbol):
        known = (1.0, symbol.upper())
    if known is None:
        raise UnitError(f"unknown currency '{symbol}'", hint)
    return known


def parse_amount(written: object) -> Amount:
    """Return a written amount of money: value and currency.

    Examples
    --------
    >>> parse_amount("$4200")
    Amount(value=4200.0, currency='USD')
    """
    hint = "such as '4200 $' or '3900 EUR'"
    match = _matched(written, _AMOUNT, "an amount of money", "a currency", hint)
    scale, currency = _currency(match, hint)
    value = float(match["number"]) * scale
    return Amount(_within(value, HIGHEST_AMOUNT, str(written), hint), currency)


def parse_charge(written: object, per: str, hint: str) -> Amount:
    """Return a written charge per one of some words in small letters, such as kw or month.

    Examples
    --------
    >>> parse_charge("9 $/month", "month", "")
    Amount(value=9.0, currency='USD')
    """
    return Amount(*parse_price(written, {per: 1.0}, hint))


def amount_text(amount: Amount, per: str = "") -> str:
    """Return an amount, per something, as `parse_amount` and `parse_charge` read it."""
    return f"{shortest(amount.value)} {amount.currency}{f'/{per}' if per else ''}"


def price_text(price: Price) -> str:
    """Return a price as `parse_price` reads it."""
    return f"{shortest(price.per_kwh)} {price.currency}/kWh"
