"""Units: what a person may write, what the program keeps, and how a name becomes a label.

Inside the program everything is SI and degC. A person writes a value with its unit
(``250 ft2``, ``R-13``, ``6 kBtu/h``); `parse` turns it into SI, `text` turns it back, exactly.
The accepted spellings of each quantity are one table, `QUANTITIES`. Unit symbols are compared
without blanks, dots, carets, brackets and the degree sign, so ``W/(m² K)``, ``W/m2K`` and
``W/m^2·K`` are one spelling; capitals matter only where ``mW`` and ``MW`` would be confused.

References
----------
NIST Special Publication 811 (2008), appendix B: conversion factors (Btu and ton as
International Table values).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, NamedTuple, TypeAlias

M_PER_FT = 0.3048  # exact
M_PER_IN = 0.0254  # exact
M2_PER_FT2 = M_PER_FT**2
M3_PER_FT3 = M_PER_FT**3
KG_PER_LB = 0.45359237  # exact
K_PER_DEGF = 1 / 1.8  # exact
J_PER_BTU = 1055.05585262  # SP 811, International Table
J_PER_KWH = 3.6e6
S_PER_H = 3600.0
W_PER_BTUH = J_PER_BTU / S_PER_H
BTUH_PER_W = 1 / W_PER_BTUH
W_PER_TON = 12_000 * W_PER_BTUH  # ton of refrigeration
W_PER_HP = 745.69987  # mechanical horsepower
M3_PER_S_PER_CFM = M3_PER_FT3 / 60
R_IP = M2_PER_FT2 * K_PER_DEGF / W_PER_BTUH  # 1 h ft2 degF/Btu in m2 K/W
U_IP = 1 / R_IP
CONDUCTIVITY_IP = W_PER_BTUH / (M_PER_FT * K_PER_DEGF)  # 1 Btu/(h ft degF) in W/(m K)
SPECIFIC_HEAT_IP = J_PER_BTU / (KG_PER_LB * K_PER_DEGF)  # 1 Btu/(lb degF) in J/(kg K)
ZERO_DEGC_IN_K = 273.15


class UnitError(ValueError):
    """A written value can't be read: what is wrong, and what would be right."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(f"{message} ({hint})" if hint else message)
        self.message = message
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Quantity:
    """A kind of value and every unit it may be written in."""

    title: str
    """With its article: ``an area``."""
    si: str
    """The unit kept inside, in a spelling that `parse` accepts."""
    examples: tuple[str, ...]
    """What a person would write, the commonest first."""
    factors: Mapping[str, float]
    """Spelling -> how many SI units one of it is."""
    offsets: Mapping[str, float] = field(default_factory=dict)
    """Spelling -> what is added before the factor (temperatures)."""
    bare: float | None = None
    """What a number without a unit is multiplied by; None where a unit is needed."""


def _table(*rows: tuple[float, str]) -> dict[str, float]:
    """Return spelling -> factor from rows of a factor and its blank-separated spellings."""
    return {spelling: factor for factor, spellings in rows for spelling in spellings.split()}


_TEMPERATURES = _table(
    (1.0, "C celsius centigrade"), (1.0, "K kelvin"), (K_PER_DEGF, "F fahrenheit")
)
_FLOWS = _table(
    (1.0, "m3/s"),
    (1e-3, "L/s l/s"),
    (1 / S_PER_H, "m3/h m3/hr cmh"),
    (1e-3 / S_PER_H, "L/h"),
    (M3_PER_S_PER_CFM, "cfm ft3/min"),
)

QUANTITIES: dict[str, Quantity] = {
    "length": Quantity(
        "a length",
        "m",
        ("2.5 m", "8 ft", "12 mm"),
        _table(
            (1.0, "m meter meters metre metres"),
            (0.01, "cm"),
            (0.001, "mm"),
            (M_PER_FT, "ft foot feet '"),
            (M_PER_IN, 'in inch inches "'),
        ),
    ),
    "area": Quantity(
        "an area",
        "m2",
        ("250 ft2", "23 m2"),
        _table(
            (1.0, "m2 sqm qm sq.m"),
            (1e-4, "cm2"),
            (M2_PER_FT2, "ft2 sqft sq.ft squarefeet sf"),
            (M_PER_IN**2, "in2 sqin"),
        ),
    ),
    "volume": Quantity(
        "a volume",
        "m3",
        ("75 m3", "2000 ft3"),
        _table((1.0, "m3 cbm"), (1e-3, "L l liter litre liters litres"), (M3_PER_FT3, "ft3 cuft")),
    ),
    "temperature": Quantity(
        "a temperature",
        "degC",
        ("68 degF", "20 degC"),
        _TEMPERATURES,
        {"K": -ZERO_DEGC_IN_K, "kelvin": -ZERO_DEGC_IN_K, "F": -32.0, "fahrenheit": -32.0},
    ),
    "temperature_difference": Quantity(
        "a temperature difference", "K", ("1 degF", "0.5 K"), _TEMPERATURES
    ),
    "power": Quantity(
        "an electric power",
        "W",
        ("150 W", "1.5 kW"),
        _table((1.0, "W watt watts"), (1e-3, "mW"), (1e3, "kW"), (1e6, "MW"), (W_PER_HP, "hp")),
    ),
    "heat_flow": Quantity(
        "a heat flow",
        "W",
        ("6 kBtu/h", "9000 Btu/h", "2.6 kW"),
        _table(
            (1.0, "W watt watts"),
            (1e3, "kW"),
            (W_PER_BTUH, "Btu/h Btu/hr Btuh Btuperhour"),
            (1e3 * W_PER_BTUH, "kBtu/h kBtu/hr kBtuh MBH"),
            (W_PER_TON, "ton tons TR"),
        ),
    ),
    "heat_flux": Quantity(
        "a heat flow per area",
        "W/m2",
        ("200 W/m2", "60 Btu/h ft2"),
        _table((1.0, "W/m2"), (1e3, "kW/m2"), (W_PER_BTUH / M2_PER_FT2, "Btu/hft2 Btu/h/ft2")),
    ),
    "power_density": Quantity(
        "a power per floor area",
        "W/m2",
        ("5 W/m2", "0.5 W/ft2"),
        _table((1.0, "W/m2"), (1 / M2_PER_FT2, "W/ft2")),
    ),
    "resistance": Quantity(
        "a thermal resistance",
        "m2K/W",
        ("R-13", "2.3 m2K/W", "13 h ft2 F/Btu"),
        _table(
            (1.0, "m2K/W m2C/W Km2/W RSI"),
            (R_IP, "hft2F/Btu ft2hF/Btu ft2Fh/Btu hFft2/Btu Fft2h/Btu R"),
        ),
    ),
    "u_value": Quantity(
        "a U-value",
        "W/m2K",
        ("1.8 W/m2K", "0.32 Btu/h ft2 F"),
        _table(
            (1.0, "W/m2K W/m2C W/Km2 W/m2/K"),
            (U_IP, "Btu/hft2F Btu/h/ft2/F Btu/hFft2 Btu/ft2hF Btu/ft2Fh"),
        ),
    ),
    "conductance": Quantity(
        "a heat-loss coefficient",
        "W/K",
        ("12 W/K", "23 Btu/h F"),
        _table((1.0, "W/K W/C"), (W_PER_BTUH / K_PER_DEGF, "Btu/hF Btu/h/F")),
    ),
    "conductivity": Quantity(
        "a thermal conductivity",
        "W/mK",
        ("0.16 W/mK", "1.1 Btu in/h ft2 F"),
        _table(
            (1.0, "W/mK W/mC W/Km W/m/K"),
            (CONDUCTIVITY_IP, "Btu/hftF Btu/h/ft/F"),
            (CONDUCTIVITY_IP / 12, "Btuin/hft2F Btu-in/hft2F"),
        ),
    ),
    "density": Quantity(
        "a density",
        "kg/m3",
        ("800 kg/m3", "50 lb/ft3"),
        _table((1.0, "kg/m3"), (1e3, "g/cm3"), (KG_PER_LB / M3_PER_FT3, "lb/ft3 lbm/ft3 pcf")),
    ),
    "specific_heat": Quantity(
        "a specific heat",
        "J/kgK",
        ("1000 J/kgK", "0.24 Btu/lb F"),
        _table(
            (1.0, "J/kgK J/kgC"),
            (1e3, "kJ/kgK kJ/kgC"),
            (SPECIFIC_HEAT_IP, "Btu/lbF Btu/lbmF"),
        ),
    ),
    "flow": Quantity("an air flow", "m3/s", ("10 L/s", "20 cfm", "36 m3/h"), _FLOWS),
    "carbon": Quantity(
        "the carbon of a unit of energy",
        "kg/kWh",
        ("0.4 kg/kWh", "400 g/kWh", "889 lb/MWh"),
        _table(
            (1.0, "kg/kWh t/MWh"),
            (1e-3, "g/kWh kg/MWh"),
            (KG_PER_LB * 1e-3, "lb/MWh lbs/MWh"),
            (KG_PER_LB, "lb/kWh"),
        ),
    ),
    "moisture_flow": Quantity(
        "a moisture flow",
        "kg/s",
        ("50 g/h", "2 kg/day"),
        _table(
            (1.0, "kg/s"),
            (1e-3, "g/s"),
            (1 / S_PER_H, "kg/h"),
            (1e-3 / S_PER_H, "g/h"),
            (1 / 86_400, "kg/day kg/d L/day l/day"),
            (KG_PER_LB / S_PER_H, "lb/h"),
        ),
    ),
    "duration": Quantity(
        "a duration",
        "s",
        ("60 s", "3 min", "1 h", "30 days"),
        _table(
            (1.0, "s sec second seconds"),
            (60.0, "min minute minutes"),
            (S_PER_H, "h hr hour hours"),
            (86_400.0, "d day days"),
            (604_800.0, "week weeks"),
        ),
    ),
    "irradiance": Quantity(
        "an irradiance", "W/m2", ("200 W/m2",), _table((1.0, "W/m2"), (1e3, "kW/m2"))
    ),
    "angle": Quantity(
        "an angle",
        "deg",
        ("15 deg",),
        _table((1.0, "deg degree degrees"), (180 / math.pi, "rad radian radians")),
    ),
    "energy": Quantity(
        "an energy",
        "kWh",
        ("500 kWh",),
        _table(
            (1.0, "kWh"),
            (1e-3, "Wh"),
            (1e3, "MWh"),
            (1 / J_PER_KWH, "J"),
            (1e6 / J_PER_KWH, "MJ"),
            (J_PER_BTU / J_PER_KWH, "Btu"),
            (1e3 * J_PER_BTU / J_PER_KWH, "kBtu"),
            (1e5 * J_PER_BTU / J_PER_KWH, "therm therms"),
        ),
    ),
    "velocity": Quantity(
        "a speed",
        "m/s",
        ("3 m/s", "7 mph"),
        _table((1.0, "m/s"), (1 / 3.6, "km/h"), (0.44704, "mph"), (1852 / 3600, "kt knots")),
    ),
    "pressure": Quantity(
        "a pressure",
        "Pa",
        ("101325 Pa", "1013 hPa"),
        _table((1.0, "Pa"), (100.0, "hPa mbar"), (1e3, "kPa"), (1e5, "bar")),
    ),
    "fraction": Quantity("a fraction", "", ("0.3", "30 %"), _table((0.01, "% percent")), bare=1.0),
    "air_change": Quantity(
        "an air change per hour",
        "",
        ("0.5", "0.5 1/h"),
        _table((1.0, "1/h /h h-1 ach ACH ach50 ACH50"), (S_PER_H, "1/s")),
        bare=1.0,
    ),
}

QuantityName: TypeAlias = Literal[
    "length",
    "area",
    "volume",
    "temperature",
    "temperature_difference",
    "power",
    "heat_flow",
    "heat_flux",
    "power_density",
    "resistance",
    "u_value",
    "conductance",
    "conductivity",
    "density",
    "specific_heat",
    "flow",
    "carbon",
    "moisture_flow",
    "duration",
    "irradiance",
    "angle",
    "energy",
    "velocity",
    "pressure",
    "fraction",
    "air_change",
]

_NUMBER = r"[-+]?(?:\d+(?:_\d+)*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_VALUE = re.compile(rf"^\s*(?P<number>{_NUMBER})\s*(?P<unit>.*?)\s*$")
_R_VALUE = re.compile(r"^\s*(?P<kind>R|RSI)\s*-?\s*(?P<number>\d+\.?\d*|\.\d+)\s*$")
_COMMA = re.compile(r"^\s*[-+]?\d+(,\d+)+(\.\d+)?\D")
_CLOCK = re.compile(r"^\s*(?P<hour>\d{1,2}):(?P<minute>\d{2})\s*(?P<half>am|pm|AM|PM)?\s*$")
_FEET_AND_INCHES = re.compile(
    r"""^\s*(?P<feet>\d+)\s*(?:ft|feet|')\s*(?P<inches>\d+\.?\d*)\s*(?:in|inches|")\s*$"""
)
_TRANSLATION = str.maketrans(
    {
        "²": "2",
        "³": "3",
        "\N{MINUS SIGN}": "-",
        "·": None,
        "⋅": None,
        "*": None,
        "^": None,
        "(": None,
        ")": None,
        " ": None,
        "\u00a0": None,
        "\u202f": None,
        "°": None,
        "º": None,
        "℃": "C",
        "℉": "F",
    }
)
_DEGREE = re.compile(r"deg(?:rees?)?(?=[CFK])")


def _canonical(unit: str) -> str:
    """Return a unit symbol without blanks, dots, brackets and the degree sign."""
    return _DEGREE.sub("", unit.translate(_TRANSLATION))


@lru_cache(maxsize=1024)
def _lookup(unit: str, quantity: str) -> tuple[float, float] | None:
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
    if isinstance(written, bool) or not isinstance(written, (str, int, float)):
        raise UnitError(f"{shown(written)} is not {q.title}", _written_like(q))
    if not isinstance(written, str):
        return _finite(_bare(float(written), str(written), q), str(written))
    if quantity == "resistance" and (r_value := _R_VALUE.match(written)):
        return float(r_value["number"]) * (R_IP if r_value["kind"] == "R" else 1.0)
    if quantity == "length" and (both := _FEET_AND_INCHES.match(written)):
        return float(both["feet"]) * M_PER_FT + float(both["inches"]) * M_PER_IN
    if _COMMA.match(written + " "):
        raise UnitError(f"'{written}' has a comma", "write 1000 and 0.5, without a comma")
    match = _VALUE.match(written)
    if match is None:
        raise UnitError(f"'{written}' is not {q.title}", _written_like(q))
    number = float(match["number"])
    if not match["unit"]:
        return _finite(_bare(number, written, q), written)
    unit = _lookup(match["unit"], quantity)
    if unit is None:
        raise _wrong_unit(written, match["number"], match["unit"], quantity)
    factor, offset = unit
    return _finite((number + offset) * factor, written)


def _bare(number: float, written: str, q: Quantity) -> float:
    if q.bare is None and math.isfinite(number):
        raise UnitError(f"{written} needs a unit", _written_like(q))
    return number * (q.bare or 1.0)


def _finite(value: float, written: str) -> float:
    if not math.isfinite(value):
        raise UnitError(f"{written} is not a finite number")
    return value


SHOWN_KEYS = 3


def shown(written: object) -> str:
    """Return a value as its author would recognise it."""
    if written is None:
        return "an empty value"
    if isinstance(written, bool):
        return str(written).lower()
    if isinstance(written, Mapping):
        keys = ", ".join(f"{key}: ..." for key in list(written)[:SHOWN_KEYS])
        return f"{{{keys}}}"
    return "a list" if isinstance(written, (list, tuple)) else repr(written)


def _written_like(q: Quantity) -> str:
    *first, last = (f"'{example}'" for example in q.examples)
    joined = f"{', '.join(first)} or {last}" if first else last
    return f"{q.title} is written like {joined}"


def _wrong_unit(written: str, number: str, unit: str, quantity: str) -> UnitError:
    """Say which quantity a unit belongs to, or which spelling is nearest."""
    q = QUANTITIES[quantity]
    symbol = _canonical(unit)
    if quantity == "heat_flow" and symbol.lower() in {"btu", "kbtu", "k"}:
        right = "Btu/h" if symbol.lower() == "btu" else "kBtu/h"
        return UnitError(f"'{written}' is not a heat flow", f"did you mean '{number} {right}'?")
    others = [other.title for name, other in QUANTITIES.items() if _lookup(unit, name) is not None]
    if others:
        return UnitError(f"'{written}' is {others[0]}, not {q.title}", _written_like(q))
    near = nearest(symbol, q.factors)
    if near:
        return UnitError(f"unknown unit '{unit}'", f"did you mean '{number} {near}'?")
    return UnitError(f"unknown unit '{unit}'", _written_like(q))


SIMILAR = 0.7  # share of letters in common, as difflib counts; 'in' and 'fins' have 0.67
LEAST_PART = 3  # letters of a word that another one contains


def nearest(word: str, words: Iterable[str]) -> str | None:
    """Return the most similar of ``words``, or one that contains it; None if none is similar.

    Examples
    --------
    >>> nearest("perimeter", ["exposed_perimeter", "edge_depth"])
    'exposed_perimeter'
    """
    from difflib import get_close_matches

    folded = {w.lower(): w for w in reversed(list(words))}
    sought = word.lower()
    found = get_close_matches(sought, folded, n=1, cutoff=SIMILAR)
    if not found and len(sought) >= LEAST_PART:
        found = sorted((w for w in folded if sought in w), key=len)
    return folded[found[0]] if found else None


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
    best = f"{_short(value)} {q.si}".rstrip()
    if len(_short(value)) > 7:  # longer than a person writes: was it another unit?
        for example in q.examples:
            best = min(best, _in_unit_of(example, value, quantity) or best, key=len)
    return best


def _in_unit_of(example: str, value: float, quantity: QuantityName) -> str | None:
    """Return ``value`` in the example's unit, rounded to what still gives it back exactly."""
    if example.startswith("R-"):
        if value < 0:
            return None
        candidates = [f"R-{_short(round(value / R_IP, digits))}" for digits in (0, 1, 2, 3)]
    else:
        match = _VALUE.match(example)
        unit = _lookup(match["unit"], quantity) if match else None
        if match is None or unit is None:
            return None
        number = value / unit[0] - unit[1]
        candidates = [f"{_short(round(number, d))} {match['unit']}" for d in (0, 1, 2, 3, 4)]
    return next((c for c in candidates if parse(c, quantity) == value), None)


def _short(number: float) -> str:
    """Return the shortest decimal that reads back as ``number``."""
    shown = repr(float(number))
    return shown.removesuffix(".0")


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
    rf"^\s*(?P<before>[$€£¥]|[A-Z]{{1,2}}\$)?\s*(?P<number>{_NUMBER})\s*"
    r"(?P<currency>[^\d\s/]*)\s*(?:/|per)\s*(?P<energy>[A-Za-z]+3?)\s*$"
)
PRICE_EXAMPLES = ("0.18 $/kWh", "0.30 €/kWh", "18 ct/kWh")
_PRICE_HINT = "a price is written like '0.18 $/kWh', '0.30 €/kWh' or '18 ct/kWh'"


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
    return Price(_finite(value / (1 / scale) if scale < 1 else value * scale, written), known[1])


def price_text(price: Price) -> str:
    """Return a price as `parse_price` reads it."""
    return f"{_short(price.per_kwh)} {price.currency}/kWh"


def parse_clock(written: object) -> float:
    """Return a time of day in hours after midnight, 0 ... 24.

    Examples
    --------
    >>> parse_clock("22:30")
    22.5
    """
    hint = "a time of day is written like '22:00' or '6:30 am'"
    match = _CLOCK.match(written) if isinstance(written, str) else None
    if match is None:
        raise UnitError(f"{shown(written)} is not a time of day", hint)
    hour, minute = int(match["hour"]), int(match["minute"])
    half = (match["half"] or "").lower()
    if half and not 1 <= hour <= 12:
        raise UnitError(f"'{written}' is not a time of day", hint)
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    hours = hour + minute / 60
    if minute > 59 or hours > 24:
        raise UnitError(f"'{written}' is not a time of day", hint)
    return hours


def clock_text(hours: float) -> str:
    """Return hours after midnight as ``HH:MM``."""
    minutes = round(hours * 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


_SUFFIXES: dict[str, str] = {
    "_w_per_m2k": "W/(m²K)",
    "_m2k_per_w": "m²K/W",
    "_w_per_m_k": "W/(m K)",
    "_j_per_kg_k": "J/(kg K)",
    "_j_per_m2k": "J/(m²K)",
    "_k_per_w": "K/W",
    "_w_per_k": "W/K",
    "_w_per_m2": "W/m²",
    "_kwh_per_m2": "kWh/m²",
    "_j_per_k": "J/K",
    "_kg_per_m3": "kg/m³",
    "_kg_per_kg": "kg/kg",
    "_kg_per_s": "kg/s",
    "_kg_per_h": "kg/h",
    "_kg_per_kwh": "kg/kWh",
    "_m3_per_s": "m³/s",
    "_m3_per_h": "m³/h",
    "_l_per_s": "L/s",
    "_m_per_s": "m/s",
    "_per_kwh": "1/kWh",
    "_per_year": "1/year",
    "_per_day": "1/day",
    "_per_h": "1/h",
    "_per_s": "1/s",
    "_per_k": "1/K",
    "_k_h": "K h",
    "_degc": "°C",
    "_degf": "°F",
    "_kbtuh": "kBtu/h",
    "_btuh": "Btu/h",
    "_mwh": "MWh",
    "_kwh": "kWh",
    "_wh": "Wh",
    "_kw": "kW",
    "_pa": "Pa",
    "_deg": "deg",
    "_days": "days",
    "_min": "min",
    "_mm": "mm",
    "_m2": "m²",
    "_m3": "m³",
    "_kg": "kg",
    "_w": "W",
    "_k": "K",
    "_s": "s",
    "_h": "h",
    "_j": "J",
    "_m": "m",
    "_l": "L",
}
_ACRONYMS = {
    word.lower(): word
    for word in (
        *("COP", "SEER", "SEER2", "EER", "EER2", "HSPF", "HSPF2", "RH", "PMV", "PPD"),
        *("SHR", "AC", "DC", "PTHP", "U", "SHGC", "ACH"),
    )
} | {"kwh": "kWh", "co2": "CO₂"}


@lru_cache(maxsize=4096)
def split_name(name: str) -> tuple[str, str]:
    """Return a name without its unit suffix, and the unit for people ("" if it has none).

    Minutes after a number belong to the words: ``runs_under_5_min`` is a count.

    Examples
    --------
    >>> split_name("floor_area_m2")
    ('floor_area', 'm²')
    """
    for suffix, unit in _SUFFIXES.items():
        stem = name.removesuffix(suffix)
        if stem and stem != name:
            counted = suffix == "_min" and stem[-1].isdigit()
            return (name, "") if counted else (stem, unit)
    return name, ""


def label(name: str) -> str:
    """Return the label of an axis or a column, made from a name and its unit suffix.

    Examples
    --------
    >>> label("heat_delivered_w")
    'Heat delivered [W]'
    >>> label("seasonal_cop_heating")
    'Seasonal COP heating [-]'
    """
    stem, unit = split_name(name)
    words = [_ACRONYMS.get(word, word) for word in stem.split("_")]
    words[0] = words[0][:1].upper() + words[0][1:]
    return f"{' '.join(words)} [{unit or '-'}]"


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
