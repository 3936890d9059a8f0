"""Numbers as people say them, and the sentences that they are in."""

from __future__ import annotations

import re
from dataclasses import field

from hpsim.records import dataclass
from hpsim.scenario.verdict_rules import VerdictRules
from hpsim.units.display import Reader, how_shown
from hpsim.units.labels import split_name
from hpsim.units.numbers import number

UNIT_NAMES = {"Btu/h": "btu_per_h", "°F": "degf", "W": "w", "kW": "kw", "°C": "degc", "K": "k"}
"""Of shown units, at the end of a number's name."""
NUMBER_IN_TEXT = re.compile(r"[\N{MINUS SIGN}-]?\d[\d,]*(?:\.\d+)?")
SYMBOLS = {"USD": "$", "CAD": "C$", "AUD": "A$", "EUR": "€", "GBP": "£"}


def in_currency(text: str, currency: str | None) -> str:
    """Return an amount with its currency.

    Examples
    --------
    >>> in_currency("153", "USD"), in_currency("153", "CHF")
    ('$153', '153 CHF')
    """
    symbol = SYMBOLS.get(currency or "")
    return f"{symbol}{text}" if symbol else f"{text} {currency}"


@dataclass
class Words:
    """Writes numbers as people say them and keeps them."""

    reader: Reader
    rules: VerdictRules = field(default_factory=VerdictRules)
    """The limits."""
    numbers: dict[str, float] = field(default_factory=dict)
    """In SI with the unit in the name, and as shown where that is another unit."""

    def quantity(self, key: str, value: float, digits: int = 2) -> str:
        """Return a value with its unit, ``5,900 Btu/h``; ``key`` ends in its SI unit."""
        text = self.reader.text(value, key, digits)
        self._keep(key, value, text)
        return text

    def bare(self, key: str, value: float) -> str:
        """Return the same without its unit, for a second value next to one that has it."""
        return self.quantity(key, value).rpartition(" ")[0]

    def count(self, key: str, value: float, digits: int = 2) -> str:
        """Return a plain number, rounded: hours, times, kWh."""
        is_whole = abs(value) >= 100 or float(value).is_integer()
        text = f"{value:,.0f}" if is_whole else number(value, digits)
        self.numbers[key] = value
        if shown_number(text) != value:
            self.numbers[f"{key}_rounded"] = shown_number(text)
        return text

    def hours(self, key: str, value: float, kind: str = "") -> str:
        """Return a count of hours with its noun: ``1 hour``, ``1,234 humid hours``."""
        return f"{self.count(key, value)} {kind}{'hour' if value == 1 else 'hours'}"

    def about(self, key: str, value: float) -> str:
        """Return a number to two digits, as one says it after 'about'."""
        text = self.count(key, float(f"{value:.2g}"))
        self.numbers[key] = value
        self.numbers[f"{key}_rounded"] = shown_number(text)
        return text

    def percent(self, key: str, fraction: float) -> str:
        """Return a fraction in percent."""
        text = number(100.0 * fraction, 2)
        self.numbers[key] = fraction
        self.numbers[f"{key}_percent"] = shown_number(text)
        return f"{text} %"

    def money(self, key: str, value: float, currency: str | None, digits: int = 9) -> str:
        """Return an amount of money, ``$11``.

        Parameters
        ----------
        key
            Under which it is kept.
        value
            The amount; its sign is left out.
        currency
            ISO code.
        digits
            To which it is rounded: three are enough of many years' sum.
        """
        amount = abs(value)
        whole = float(f"{amount:.{digits}g}")
        text = f"{whole:,.0f}" if amount >= 1.0 else f"{amount:.2f}"
        self.numbers[key] = amount
        self.numbers[f"{key}_rounded"] = shown_number(text)
        return in_currency(text, currency)

    def _keep(self, key: str, value: float, text: str) -> None:
        self.numbers[key] = value
        stem, _ = split_name(key)
        unit = how_shown(key, self.reader.system).unit
        name = f"{stem}_{UNIT_NAMES.get(unit, 'shown')}"
        if name == key and shown_number(text) != value:
            name = f"{key}_rounded"
        if name != key:
            self.numbers[name] = shown_number(text)


def shown_number(text: str) -> float:
    """Return the number that a text begins with.

    Examples
    --------
    >>> shown_number("5,900 Btu/h"), shown_number("−4 °F")
    (5900.0, -4.0)
    """
    found = NUMBER_IN_TEXT.search(text)
    if found is None:
        return 0.0
    return float(found[0].replace(",", "").replace("\N{MINUS SIGN}", "-"))


def sentence_start(text: str) -> str:
    """Return a text with a capital letter."""
    return text[:1].upper() + text[1:]
