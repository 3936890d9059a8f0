"""From the name of a field or column to a label with its unit."""

from __future__ import annotations

from functools import lru_cache

_UNITS = (
    *("W/(m²K)", "m²K/W", "W/(m K)", "J/(kg K)", "J/(m²K)", "K/W", "W/K", "W/m²", "kWh/m²", "J/K"),
    *("kg/m³", "kg/kg", "kg/s", "kg/h", "kg/kWh", "m³/s", "m³/h", "L/s", "m/s"),
    *("1/kWh", "1/year", "1/day", "1/h", "1/s", "1/K"),
    *("K h", "°C", "°F", "MWh", "kWh", "Wh", "kW", "W", "J", "ppm", "Pa", "deg", "K", "kg", "L"),
    *("days", "h", "min", "s", "m³", "m²", "m", "mm"),
)
_AS_IN_NAMES = str.maketrans({"²": "2", "³": "3", "°": "deg", "(": "", ")": "", " ": "_"})


def _suffix(unit: str) -> str:
    """Return how the name of a quantity ends: W/(m²K) is _w_per_m2k, 1/h is _per_h."""
    words = unit.removeprefix("1").translate(_AS_IN_NAMES).replace("/", "_per_").lower()
    return words if words.startswith("_") else f"_{words}"


_SUFFIXES = {"_btuh": "Btu/h", "_kbtuh": "kBtu/h"} | {_suffix(unit): unit for unit in _UNITS}
_LONGEST_FIRST = sorted(_SUFFIXES, key=len, reverse=True)
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
    for suffix in _LONGEST_FIRST:
        stem = name.removesuffix(suffix)
        if stem and stem != name:
            counted = suffix == "_min" and stem[-1].isdigit()
            return (name, "") if counted else (stem, _SUFFIXES[suffix])
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
