"""US or SI: which system of units a person writes in."""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import Literal, TypeAlias

from hpsim.units.quantities import QuantityName
from hpsim.units.values import FEET_AND_INCHES, R_VALUE, VALUE, unit_factor

UnitSystem: TypeAlias = Literal["us", "si"]
SYSTEMS: tuple[UnitSystem, ...] = ("us", "si")

IN_BOTH: frozenset[QuantityName] = frozenset(
    ("power", "duration", "angle", "energy", "fraction", "air_change", "carbon", "pressure")
)
"""Quantities whose units are the same for all readers, or say nothing of the system."""
UNITED_STATES = frozenset({"USA", "US", "United States"})
"""What weather files call them."""
WATTS = re.compile(r"[kM]?W|watts?", re.IGNORECASE)
TIMES = (1.0, 60.0, 3600.0, 86_400.0)  # seconds in the units of time that SI is used with
ROUNDING = 1e-9


def system_of(written: object, quantity: QuantityName) -> UnitSystem | None:
    """Return the system of units of a written value; None: both systems have its unit.

    A unit is of the SI where it is a decimal multiple of the SI unit, by whatever unit of time.

    Examples
    --------
    >>> system_of("250 ft2", "area"), system_of("R-13", "resistance")
    ('us', 'us')
    >>> system_of("20 C", "temperature")
    'si'
    >>> system_of("1.5 kW", "heat_flow") is None
    True
    """
    if quantity in IN_BOTH or not isinstance(written, str):
        return None
    if quantity == "resistance" and (r_value := R_VALUE.match(written)):
        return "us" if r_value["kind"] == "R" else "si"
    if quantity == "length" and FEET_AND_INCHES.match(written):
        return "us"
    match = VALUE.match(written)
    if match is None or not match["unit"] or WATTS.fullmatch(match["unit"]):
        return None
    factor = unit_factor(match["unit"], quantity)
    if factor is None:
        return None
    decimals = (math.log10(factor * time) for time in TIMES)
    return "si" if any(abs(x - round(x)) < ROUNDING for x in decimals) else "us"


def units_of_place(country: str) -> UnitSystem:
    """Return the system that people of a country read, as weather files call it."""
    return "us" if country in UNITED_STATES else "si"


def most_common(counts: Counter[UnitSystem]) -> UnitSystem | None:
    """Return the system that most values are written in; None: as many in each, or none."""
    if counts["us"] == counts["si"]:
        return None
    return "us" if counts["us"] > counts["si"] else "si"
