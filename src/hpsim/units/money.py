"""Prices of energy, read and written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from hpsim.units.messages import UnitError, shown, written_like
from hpsim.units.numbers import NUMBER, finite, shortest


class Price(NamedTuple):
    """A price of energy."""

    per_kwh: float
    """In units of ``currency``."""
    currency: str
    """ISO 4217 code: USD, EUR, GBP, ..."""


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
PRICE_EXAMPLES = ("0.18 $/kWh", "0.30 €/kWh", "18 ct/kWh")
_PRICE_HINT = written_like("a price", PRICE_EXAMPLES)


def parse_price(
    written: object, per_unit: Mapping[str, float] = _PER_ENERGY, hint: str = _PRICE_HINT
) -> Price:
    """Return a written price of energy: value per kWh and currency.

    ``ct`` is the euro cent, ``¢`` and ``cents`` the US one; any three-letter code is a currency.

    Parameters
    ----------
    per_unit
        How many of a unit, in small letters, are one kWh.
    hint
        How such a price is written.

    Examples
    --------
    >>> parse_price("0.18 $/kWh")
    Price(per_kwh=0.18, currency='USD')
    """
    if isinstance(written, (int, float)) and not isinstance(written, bool):
        raise UnitError(f"{written} needs a currency and what it is per", hint)
    if not isinstance(written, str):
        raise UnitError(f"{shown(written)} is not a price", hint)
    match = _PRICE.match(written)
    if match is None or bool(match["before"]) == bool(match["currency"]):
        raise UnitError(f"'{written}' is not a price of energy", hint)
    symbol = match["before"] or match["currency"]
    factor = per_unit.get(match["energy"].lower())
    if factor is None:
        raise UnitError(f"a price per {match['energy']} is not known here", hint)
    known = _CURRENCIES.get(symbol)
    if known is None and re.fullmatch(r"[A-Za-z]{3}", symbol):
        known = (1.0, symbol.upper())
    if known is None:
        raise UnitError(f"unknown currency '{symbol}'", hint)
    scale = known[0] * factor
    # 18 / 100 is exactly what "0.18" reads as; 18 * 0.01 need not be
    value = float(match["number"])
    return Price(finite(value / (1 / scale) if scale < 1 else value * scale, written), known[1])


def price_text(price: Price) -> str:
    """Return a price as `parse_price` reads it."""
    return f"{shortest(price.per_kwh)} {price.currency}/kWh"
