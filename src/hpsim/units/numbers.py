"""Numbers alone: as they may be written, and as people and files show them."""

from __future__ import annotations

import math

from hpsim.units.messages import UnitError

NUMBER = r"[-+]?(?:\d+(?:_\d+)*(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?"
LARGEST, SMALLEST = 1e15, 1e-15
"""In SI, of whatever describes a house: beyond, products of two leave the numbers there are."""


def finite(value: float, written: str) -> float:
    """Return a value that is a finite number; ``written`` is named if it is none."""
    if not math.isfinite(value):
        raise UnitError(f"{written} is not a finite number")
    return value


def possible(value: float, written: str) -> float:
    """Return a value that is finite and not absurdly large; one absurdly near to zero as zero."""
    finite(value, written)
    if abs(value) > LARGEST:
        raise UnitError(f"{written} is too large to be meant")
    return value if abs(value) >= SMALLEST else 0.0


def as_float(written: float) -> float:
    """Return a number as a float; infinity for a whole number that is beyond all of them."""
    try:
        return float(written)
    except OverflowError:
        return math.inf


def given_or(given: float | None, default: float) -> float:
    """Return what is given, or else the default."""
    return float(default if given is None else given)


def shortest(number: float) -> str:
    """Return the shortest decimal that reads back as ``number``."""
    shown = repr(float(number))
    return shown.removesuffix(".0")


def number(value: float | None, digits: int = 3) -> str:
    """Return a number for people: about ``digits`` significant digits, thousands separated.

    Examples
    --------
    >>> number(12345.678), number(0.012345)
    ('12,346', '0.0123')
    """
    if value is None or not math.isfinite(value):
        return "\N{EN DASH}"
    if value == 0:
        return "0"
    decimals = max(0, digits - 1 - math.floor(math.log10(abs(value))))
    shown = f"{value:,.{decimals}f}"
    return "0" if float(shown.replace(",", "")) == 0 else shown
