"""Calculation with values as a person writes them: scaled, added, compared, drawn from a range."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from typing import Any, NamedTuple, TypeAlias

from hpsim.units.messages import UnitError, shown
from hpsim.units.quantities import QUANTITIES, QuantityName
from hpsim.units.values import clock_text, parse, parse_clock

Value: TypeAlias = Any
"""A YAML value: text, number, boolean, None, list or mapping."""

KEY_OF_WORDS = re.compile(r"[a-z]+(_[a-z]+)+")  # variable_speed, closed_at_night
LONGEST = 100  # characters of a value with a unit
SIGNIFICANT_DIGITS = 12  # of a computed value: rounding of its making does not show
_AMOUNT = re.compile(
    r"\s*(?P<before>R-|RSI-)?(?P<number>[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?)(?P<after>.*)",
    re.DOTALL,
)
_CLOCK = re.compile(r"\d{1,2}:\d{2}( *(am|pm))?")
HOURS_PER_DAY = 24.0
CELSIUS = ("degC", "°C", "C")


class Amount(NamedTuple):
    """A number and the unit that was written around it."""

    before: str
    """``R-`` or nothing."""
    number: float
    after: str
    """The unit, with the blank before it."""

    @property
    def unit(self) -> str:
        """Return the unit without blanks."""
        return (self.before + self.after).strip()

    def with_number(self, number: float) -> Value:
        """Return the written value with another number: a plain number if there is no unit."""
        if not self.unit:
            return int(number) if number == int(number) and abs(number) < 2**53 else number
        return f"{self.before}{short(number)}{self.after}"


def short(number: float) -> str:
    """Return a number as short as twelve digits allow.

    Examples
    --------
    >>> short(0.1 + 0.2), short(12.0)
    ('0.3', '12')
    """
    return f"{number:.{SIGNIFICANT_DIGITS}g}"


def amount(value: Value) -> Amount | None:
    """Return number and unit of a value, None if it has no number.

    Examples
    --------
    >>> amount("6 kBtu/h")
    Amount(before='', number=6.0, after=' kBtu/h')
    >>> amount("R-13").number, amount("south"), amount("22:00")
    (13.0, None, None)
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return Amount("", float(value), "")
    if not isinstance(value, str) or len(value) > LONGEST or _CLOCK.fullmatch(value.strip()):
        return None
    match = _AMOUNT.fullmatch(value)
    if match is None:
        return None
    return Amount(match["before"] or "", float(match["number"]), match["after"].rstrip())


def scaled(value: Value, factor: float) -> Value:
    """Return a value times a number, in its own unit.

    Raises
    ------
    ValueError
        It has no number.
    """
    it = amount_of(value)
    return it.with_number(float(short(it.number * factor)))


def added(value: Value, change: Value, sign: float = 1.0) -> Value:
    """Return a value plus (or with -1 minus) another of the same unit; kelvin go with degC.

    Hours are added to a time of day.

    Raises
    ------
    ValueError
        One has no number, or they have different units.

    Examples
    --------
    >>> added("68 degF", "-8 degF"), added("22:00", "9 h"), added("20 degC", "3 K", -1.0)
    ('60 degF', '07:00', '17 degC')
    """
    more = amount_of(change)
    if isinstance(value, str) and _CLOCK.fullmatch(value.strip()):
        if more.unit not in ("", "h", "hours"):
            raise ValueError(f"{change!r} can't be added to the time {value!r}: hours can")
        return clock_text((parse_clock(value) + sign * more.number) % HOURS_PER_DAY)
    it = amount_of(value)
    are_kelvin = more.unit == "K" and it.unit in CELSIUS
    if it.unit != more.unit and not are_kelvin:
        raise ValueError(f"{value!r} and {change!r} have different units: write both in one")
    return it.with_number(float(short(it.number + sign * more.number)))


def number_of(value: Value) -> float:
    """Return a value that is a plain number or a percentage.

    Raises
    ------
    ValueError
        It is none.
    """
    it = amount_of(value)
    if it.unit not in ("", "%"):
        raise ValueError(f"{value!r} is not a plain number")
    return it.number / 100.0 if it.unit == "%" else it.number


def amount_of(value: Value) -> Amount:
    """Return number and unit of a value; a `ValueError` if it has no number."""
    it = amount(value)
    if it is None:
        raise ValueError(f"{shown(value)} has no number to calculate with")
    return it


def are_alike(left: Value, right: Value) -> bool:
    """Return whether two values are equal, be it in different units."""
    pair = None if left == right else in_one_unit([left, right])
    return left == right or (pair is not None and abs(pair[0] - pair[1]) <= 1e-9 * abs(pair[0]))


def in_one_unit(values: Sequence[Value]) -> list[float] | None:
    """Return values as numbers that can be compared, None if they can't be.

    They are in the unit that is written with all of them, or in SI; kelvin are differences.

    Examples
    --------
    >>> in_one_unit(["30 ft2", "20 ft2"]), in_one_unit(["1 h", "30 min"]), in_one_unit([1, "1 m"])
    ([30.0, 20.0], [3600.0, 1800.0], None)
    """
    amounts = [amount(value) for value in values]
    known = [it for it in amounts if it is not None]
    if len(known) < len(amounts):
        return None
    if len({it.unit for it in known}) <= 1:
        return [it.number for it in known]
    are_kelvin = any(it.unit == "K" for it in known)
    first: tuple[QuantityName, ...] = ("temperature_difference",) if are_kelvin else ()
    for quantity in (*first, *QUANTITIES):
        try:
            return [parse(value, quantity) for value in values]
        except UnitError:
            continue
    return None


def between(low: Value, high: Value, fraction: float, *, is_log: bool = False) -> Value:
    """Return the value a fraction of the way from one to another of the same unit.

    Parameters
    ----------
    low, high
        The ends, as written.
    fraction
        Of the way, 0 ... 1.
    is_log
        Whether the way is even in the numbers' logarithms.

    Raises
    ------
    ValueError
        They have no numbers or different units, or are not above zero for a logarithmic way.
    """
    a, b = amount_of(low), amount_of(high)
    if a.unit != b.unit:
        raise ValueError(f"{low!r} and {high!r} have different units: write both in one")
    if is_log:
        if a.number <= 0.0 or b.number <= 0.0:
            raise ValueError("a logarithmic range lies above 0")
        number = math.exp(math.log(a.number) * (1.0 - fraction) + math.log(b.number) * fraction)
    else:
        number = a.number * (1.0 - fraction) + b.number * fraction
    return a.with_number(float(short(number))) if a.unit else float(short(number))


def column_name(key: str) -> str:
    """Return the name of an axis' column: its dotted path, or a variable without ``$``."""
    return key.removeprefix("$").replace("[", ".").replace("]", "")


def column_value(value: Value) -> str | float | int | bool | None:
    """Return a value for a table: as it is if it is plain, else as JSON."""
    if value is None or isinstance(value, (str, float, int, bool)):
        return value
    return canonical(value)


def text_of(value: Value) -> str:
    """Return a value of a column as a person reads it; what is null is none.

    Examples
    --------
    >>> text_of(None), text_of(True), text_of("9 kBtu/h")
    ('none', 'true', '9 kBtu/h')
    """
    if value is None:
        return "none"
    return str(value).lower() if isinstance(value, bool) else str(value)


def words_of(value: Value) -> str:
    """Return a value as pictures have it: a key's value without underscores.

    Examples
    --------
    >>> words_of("variable_speed"), words_of("ashrae_62_2_2013"), words_of("us-5A-chicago")
    ('variable speed', 'ashrae_62_2_2013', 'us-5A-chicago')
    """
    text = text_of(value)
    return text.replace("_", " ") if KEY_OF_WORDS.fullmatch(text) else text


def canonical(value: Value) -> str:
    """Return a value as JSON that equal values share."""
    return json.dumps(value, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
