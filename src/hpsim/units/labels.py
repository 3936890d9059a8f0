"""From the name of a field or column to a label with its unit."""

from __future__ import annotations

from functools import lru_cache

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
    "_ppm": "ppm",
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
