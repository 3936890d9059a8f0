"""A value with its unit, read into SI and written back.

Unit symbols are compared without blanks, dots, carets, brackets and the degree sign, so
``W/(m² K)``, ``W/m2K`` and ``W/m^2·K`` are one spelling, and ``hr`` is ``h``; capitals matter only
where ``mW`` and ``MW`` would be confused.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache

from hpsim.units.constants import M_PER_FT, M_PER_IN, R_IP
from hpsim.units.messages import UnitError, kilowatts_or_btus, nearest, shown, written_like
from hpsim.units.numbers import NUMBER, SMALLEST, as_float, possible, shortest
from hpsim.units.quantities import QUANTITIES, Quantity, QuantityName

SMALLEST_KBTUH = 5.0  # of units that are sold
LONGEST = 100  # characters of a written value; patterns need not cope with more
VALUE = re.compile(rf"^\s*(?P<number>{NUMBER})\s*(?P<unit>.*?)\s*$")
R_VALUE = re.compile(r"^\s*(?P<kind>R|RSI)\s*-?\s*(?P<number>\d+\.?\d*|\.\d+)\s*$")
_COMMA = re.compile(r"^\s*(?P<number>[-+]?\d[\d.]*(,\d+)+(\.\d+)?)(?P<unit>\D.*)")
_PRODUCT = re.compile(
    r"^\s*(?P<a>\d+\.?\d*)\s*(?P<first>[a-z']*)\s*[x×*]\s*(?P<b>\d+\.?\d*)\s*(?P<unit>[a-z']*)\s*$",
    re.IGNORECASE,
)
_RANGE = re.compile(r"^(-|–|to )\s*\d")
FEET_AND_INCHES = re.compile(
    r"""^\s*(?P<feet>\d+)\s*(?:ft|feet|')\s*(?P<inches>\d+\.?\d*)\s*(?:in|inches|")\s*$"""
)
_TRANSLATION = str.maketrans("²³℃℉\N{MINUS SIGN}", "23CF-", "·⋅*^() .\u00a0\u202f°º")
_DEGREE = re.compile(r"deg(?:rees?)?(?=[CFK])")
_HOUR = re.compile(r"hr(?=$|[^a-z]|ft)")


def _canonical(unit: str) -> str:
    """Return a unit symbol without blanks, dots, brackets and the degree sign."""
    return _HOUR.sub("h", _DEGREE.sub("", unit.translate(_TRANSLATION)))


@lru_cache(maxsize=1024)
def _lookup(unit: str, quantity: QuantityName) -> tuple[float, float] | None:
    """Return (factor, offset) of a written unit, None if it is not one of the quantity's."""
    q = QUANTITIES[quantity]
    symbol = _canonical(unit)
    if symbol not in q.factors:
        lower = symbol.lower()
        same = {s for s in q.factors if s.lower() == lower}
        if len({q.factors[s] for s in same}) != 1:
            return None
        symbol = min(same)
    return q.factors[symbol], q.offsets.get(symbol, 0.0)


def unit_factor(unit: str, quantity: QuantityName) -> float | None:
    """Return how many SI units one of a written unit is; None if it is not the quantity's."""
    found = _lookup(unit, quantity)
    return None if found is None else found[0]


def parse(written: object, quantity: QuantityName) -> float:
    """Return a written value in SI (temperatures in degC, energies in kWh).

    Parameters
    ----------
    written
        A text such as ``"250 ft2"``. A number is accepted only where the quantity needs no unit.
    quantity
        Key of `QUANTITIES`.

    Raises
    ------
    UnitError
        The value can't be read; its message and hint say why and what would be right.

    Examples
    --------
    >>> parse("68 degF", "temperature")
    20.0
    >>> round(parse("1 degF", "temperature_difference"), 4)
    0.5556
    >>> round(parse("R-13", "resistance"), 3)
    2.289
    """
    q = QUANTITIES[quantity]
    if isinstance(written, str) and len(written) > LONGEST:
        raise UnitError(f"{shown(written)} is not {q.title}", q.hint)
    if isinstance(written, bool) or not isinstance(written, (str, int, float)):
        raise UnitError(f"{shown(written)} is not {q.title}", q.hint)
    if not isinstance(written, str):
        return possible(_bare(as_float(written), str(written), q), str(written))
    if quantity == "resistance" and (r_value := R_VALUE.match(written)):
        return float(r_value["number"]) * (R_IP if r_value["kind"] == "R" else 1.0)
    if quantity == "length" and (both := FEET_AND_INCHES.match(written)):
        return float(both["feet"]) * M_PER_FT + float(both["inches"]) * M_PER_IN
    if comma := _COMMA.match(written + " "):
        raise UnitError(f"'{written}' has a comma", _without_comma(comma["number"], comma["unit"]))
    match = VALUE.match(written)
    if match is None:
        raise UnitError(f"'{written}' is not {q.title}", q.hint)
    number = float(match["number"])
    if not match["unit"]:
        return possible(_bare(number, written, q), written)
    unit = _lookup(match["unit"], quantity)
    if unit is None:
        raise _wrong_unit(written, match["number"], match["unit"], quantity)
    factor, offset = unit
    if abs(number) < SMALLEST:
        number = 0.0
    return possible((number + offset) * factor, written)


def _bare(number: float, written: str, q: Quantity) -> float:
    if q.bare is None and math.isfinite(number):
        raise UnitError(f"{written} needs a unit", q.hint)
    return number * (q.bare or 1.0)


def _without_comma(number: str, unit: str) -> str:
    """Return the hint for a number with commas: decimal ones, or between thousands."""
    whole, _, decimals = number.rpartition(",")
    if number.count(",") == 1 and (len(decimals) != 3 or "." in whole):
        point = f"{whole.replace('.', '')}.{decimals} {unit.strip()}".strip()
        return f"did you mean '{point}'?"
    return f"write 1000 and 0.5, without a comma: {number.replace(',', '')}{unit.rstrip()}"


def _of_sides(written: str) -> str:
    """Return the hint for an area that is written as a product of two lengths."""
    sides = _PRODUCT.match(written)
    if sides is not None and not (sides["first"] or sides["unit"]):
        area = f"{float(sides['a']) * float(sides['b']):g}"
        return f"with a unit: '{area} ft2' or '{area} m2'"
    if sides is None or unit_factor(sides["unit"], "length") is None:
        return ""
    unit = {"m": "m2", "ft": "ft2", "'": "ft2", "in": "in2", "cm": "cm2"}.get(sides["unit"].lower())
    if unit is None or sides["first"].lower() not in ("", sides["unit"].lower()):
        return ""
    return f"did you mean '{float(sides['a']) * float(sides['b']):g} {unit}'?"


def _wrong_unit(written: str, number: str, unit: str, quantity: QuantityName) -> UnitError:
    """Say which quantity a unit belongs to, or which spelling is nearest."""
    q = QUANTITIES[quantity]
    symbol = _canonical(unit)
    if quantity == "area" and (hint := _of_sides(written)):
        return UnitError(f"'{written}' is a product of two lengths", hint)
    if quantity == "heat_flow" and symbol.lower() == "k":
        hint = f"did you mean '{number} kBtu/h'?"
        if float(number) < SMALLEST_KBTUH:  # so it is hardly a size in them
            hint = kilowatts_or_btus(number)
        return UnitError(f"'{written}' is not a heat flow", hint)
    if _RANGE.match(unit):
        return UnitError(f"'{written}' is a range", f"one value: {q.hint}")
    u_value = unit_factor(unit, "u_value") if quantity == "resistance" else None
    if u_value and float(number) > 0:
        inverse = f"{1.0 / (float(number) * u_value):.2g} m2K/W"
        return UnitError(f"'{written}' is a U-value, not {q.title}", f"1/U: '{inverse}'")
    others = [other.title for name, other in QUANTITIES.items() if _lookup(unit, name) is not None]
    if others:
        return UnitError(f"'{written}' is {others[0]}, not {q.title}", q.hint)
    near = nearest(symbol, q.factors.keys() - {"centigrade"})  # 'Grad' is not half of it
    if near:
        return UnitError(f"unknown unit '{unit}'", f"did you mean '{number} {near}'?")
    return UnitError(f"unknown unit '{unit}'", q.hint)


def from_si(value: float, like: str, quantity: QuantityName) -> str:
    """Return an SI value in the unit that another text is written in; empty if it has none.

    Examples
    --------
    >>> from_si(10.0, "30 degF", "temperature_difference")
    '18 degF'
    """
    match = VALUE.match(like)
    unit = _lookup(match["unit"], quantity) if match and match["unit"] else None
    if match is None or unit is None:
        return ""
    bound = float(f"{value / unit[0] - unit[1]:.3g}")
    return f"{bound:g} {match['unit']}"


def text(value: float, quantity: QuantityName) -> str:
    """Return a value as a person would write it; `parse` gives back exactly the same number.

    Examples
    --------
    >>> text(23.2257600000000020, "area")
    '250 ft2'
    >>> text(20.0, "temperature")
    '20 degC'
    """
    q = QUANTITIES[quantity]
    best = f"{shortest(value)} {q.si}".rstrip()
    if len(shortest(value)) > 7:  # longer than a person writes: was it another unit?
        for example in q.examples:
            best = min(best, _in_unit_of(example, value, quantity) or best, key=len)
    return best


def _in_unit_of(example: str, value: float, quantity: QuantityName) -> str | None:
    """Return ``value`` in the example's unit, rounded to what still gives it back exactly."""
    if example.startswith("R-"):
        if value < 0:
            return None
        candidates = [f"R-{shortest(round(value / R_IP, digits))}" for digits in (0, 1, 2, 3)]
    else:
        match = VALUE.match(example)
        unit = _lookup(match["unit"], quantity) if match else None
        if match is None or unit is None:
            return None
        number = value / unit[0] - unit[1]
        candidates = [f"{shortest(round(number, d))} {match['unit']}" for d in (0, 1, 2, 3, 4)]
    return next((c for c in candidates if parse(c, quantity) == value), None)


# ----------------------------------------------------------------- times of day
_CLOCK = re.compile(r"^\s*(?P<hour>\d{1,2})(:(?P<minute>\d{2}))?\s*(?P<half>am|pm|AM|PM)?\s*$")
_CLOCK_HINT = written_like("a time of day", ("22:00", "6:30 am"))


def parse_clock(written: object) -> float:
    """Return a time of day in hours after midnight, 0 ... 24.

    Examples
    --------
    >>> parse_clock("22:30")
    22.5
    """
    match = _CLOCK.match(written) if isinstance(written, str) else None
    if match is None or not (match["minute"] or match["half"]):  # 10 pm needs no minutes
        raise UnitError(f"{shown(written)} is not a time of day", _CLOCK_HINT)
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    half = (match["half"] or "").lower()
    if half and not 1 <= hour <= 12:
        raise UnitError(f"'{written}' is not a time of day", _CLOCK_HINT)
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    hours = hour + minute / 60
    if minute > 59 or hours > 24:
        raise UnitError(f"'{written}' is not a time of day", _CLOCK_HINT)
    return hours


def clock_text(hours: float) -> str:
    """Return hours after midnight as ``HH:MM``."""
    minutes = round(hours * 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
