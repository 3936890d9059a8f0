"""Examples of written values in messages: the reader's units, in round numbers.

What would be right is shown by examples, such as ``size: 9 kBtu/h``. They are written once, in
either system; a reader of the other one gets the pair's other side, which is as round.
"""

from __future__ import annotations

import re

from hpsim.units.quantities import QuantityName
from hpsim.units.systems import UnitSystem

PAIRS: tuple[tuple[QuantityName, str, str], ...] = (
    ("temperature", "68 degF", "20 degC"),
    ("temperature", "62 degF", "17 degC"),
    ("temperature", "76 degF", "24 degC"),
    ("temperature", "70 degF", "21 degC"),
    ("temperature", "50 degF", "10 degC"),
    ("temperature", "47 degF", "8.3 degC"),
    ("temperature_difference", "1 degF", "0.5 K"),
    ("heat_flow", "6 kBtu/h", "1.8 kW"),
    ("heat_flow", "9 kBtu/h", "2.6 kW"),
    ("heat_flow", "12 kBtu/h", "3.5 kW"),
    ("heat_flow", "1 ton", "3.5 kW"),
    ("area", "30 ft2", "2.8 m2"),
    ("area", "130 ft2", "12 m2"),
    ("length", "52 ft", "16 m"),
    ("length", "0.8 in", "20 mm"),
    ("flow", "20 cfm", "10 L/s"),
    ("resistance", "R-13", "2.3 m2K/W"),
    ("resistance", "R-19", "3.3 m2K/W"),
    ("resistance", "R-38", "6.7 m2K/W"),
)
"""Quantity, how a reader of US units writes it, and of SI."""
BOTH_READ = ("kW",)
"""Units at the end of an SI side that readers of US units know: these stay for them."""
REPEATS = "did you mean"
"""How a hint begins that has the author's own number."""


def in_examples_of(text: str, system: UnitSystem) -> str:
    """Return a hint with its examples in a system of units.

    A hint that has both sides of a pair stays as it is, and so does one that repeats what the
    author wrote.

    Examples
    --------
    >>> in_examples_of("write heating: 68 degF, cooling: 76 degF", "si")
    'write heating: 20 degC, cooling: 24 degC'
    >>> in_examples_of("such as '68 degF' or '20 degC'", "si")
    "such as '68 degF' or '20 degC'"
    """
    if REPEATS in text:
        return text
    for _, us, si in PAIRS:
        before, after = (us, si) if system == "si" else (si, us)
        if before in text and after not in text and not (system == "us" and si.endswith(BOTH_READ)):
            text = re.sub(rf"(?<![\w.,-])(?<!to ){re.escape(before)}(?![\w²³/])", after, text)
    return text
