"""What the live page asks, and the scenario that follows from it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from typing import Any
from urllib.parse import urlencode

from hpsim.building.description.room_kinds import QUALITY_WORDS, ROOM_KINDS
from hpsim.errors import Problem, ScenarioError
from hpsim.records import dataclass
from hpsim.units.constants import K_PER_DEGF, M2_PER_FT2
from hpsim.units.systems import UnitSystem
from hpsim.verdict.alternatives import TYPICAL
from hpsim.weather.catalog import shipped_weather

SIZES_KBTUH = (6, 9, 12, 15, 18, 24)
UNIT_KINDS = {
    "variable_speed": "variable speed (inverter)",
    "two_stage": "two-stage",
    "single_stage": "single-stage (on and off)",
}
MAX_TEXT = 80


@dataclass(frozen=True)
class Choices:
    """What a person has chosen, as the form has it."""

    kind: str = "bedroom"
    area: float = 200.0
    """Floor area in ft2, or m2 where ``units`` is si."""
    quality: str = "average"
    place: str = "us-5A-chicago"
    heating: float = 68.0
    """Setpoint in degF, or degC."""
    cooling: float = 76.0
    size: int = 9
    """Of the first unit, in kBtu/h."""
    other: int = 12
    """Of the second; 0: none."""
    unit: str = "variable_speed"
    price: float = 0.18
    """Of electricity, in USD per kWh."""
    units: UnitSystem = "us"

    @property
    def query(self) -> str:
        """Return them as the query of an address: a page that can be kept and gone back to."""
        return urlencode(asdict(self))


WORDS: dict[str, tuple[str, ...]] = {
    "kind": tuple(ROOM_KINDS),
    "quality": tuple(QUALITY_WORDS),
    "unit": tuple(UNIT_KINDS),
    "units": ("us", "si"),
}
LIMITS = {
    "area": (4.0, 3000.0),
    "heating": (5.0, 90.0),
    "cooling": (10.0, 100.0),
    "price": (0.0, 5.0),
}


def choices_of(query: Mapping[str, str]) -> Choices:
    """Return the choices that a query holds; what is missing has its default.

    Raises
    ------
    ScenarioError
        With every value that can't be read or is out of range.
    """
    values: dict[str, Any] = {}
    problems = []
    for part in fields(Choices):
        text = query.get(part.name)
        if text is None:
            continue
        try:
            values[part.name] = _read(part.name, text.strip()[:MAX_TEXT])
        except ValueError as error:
            problems.append(Problem(str(error), key=part.name))
    if problems:
        raise ScenarioError("These can't be used", problems)
    return Choices(**values)


def _read(name: str, text: str) -> Any:
    words = WORDS.get(name)
    if words is not None:
        if text not in words:
            raise ValueError(f"'{text}' is none of {', '.join(words)}")
        return text
    if name == "place":
        return text
    if name in ("size", "other"):
        size = int(text)
        if size not in (SIZES_KBTUH if name == "size" else (0, *SIZES_KBTUH)):
            raise ValueError(f"{size} is none of {', '.join(map(str, SIZES_KBTUH))}")
        return size
    low, high = LIMITS[name]
    value = float(text)
    if not low <= value <= high:
        raise ValueError(f"{value:g} is not between {low:g} and {high:g}")
    return value


def in_other_units(choices: Choices, units: UnitSystem) -> Choices:
    """Return the same choices in another system, rounded as people write them."""
    if units == choices.units:
        return choices
    to_si = units == "si"
    degrees = (choices.heating, choices.cooling)
    if to_si:
        heating, cooling = (round((t - 32.0) * K_PER_DEGF * 2) / 2 for t in degrees)
        area = round(choices.area * M2_PER_FT2, 0)
    else:
        heating, cooling = (round(t / K_PER_DEGF + 32.0, 0) for t in degrees)
        area = round(choices.area / M2_PER_FT2, -1)
    return replace(choices, area=area, heating=heating, cooling=cooling, units=units)


def scenario_mapping(choices: Choices) -> dict[str, Any]:
    """Return the scenario of the choices, with keys and units as in a file."""
    is_us = choices.units == "us"
    degrees = "degF" if is_us else "degC"
    labels: dict[str, Any] = dict(TYPICAL[choices.unit])
    sizes = [choices.size, *([choices.other] if choices.other else [])]
    return {
        "name": f"{choices.kind.replace('_', ' ').capitalize()}, {_place(choices.place)}",
        "units": choices.units,
        "weather": choices.place,
        "room": {
            "kind": choices.kind,
            "floor_area": f"{choices.area:g} {'ft2' if is_us else 'm2'}",
            "quality": choices.quality,
        },
        "thermostat": {
            "heating": f"{choices.heating:g} {degrees}",
            "cooling": f"{choices.cooling:g} {degrees}",
        },
        "tariff": {"price": f"{choices.price:g} $/kWh"},
        "candidates": [
            {"kind": choices.unit, "size": f"{size} kBtu/h", **labels}
            for size in dict.fromkeys(sizes)
        ],
    }


def _place(weather: str) -> str:
    """Return the place of a shipped climate; the text itself of any other."""
    return next((entry.place for entry in shipped_weather() if entry.id == weather), weather)


def scenario_yaml(choices: Choices) -> str:
    """Return the scenario as a file to go on with."""
    lines = ["# Written by the live page. Run it: hpsim run my-room.yaml"]
    for key, value in scenario_mapping(choices).items():
        if isinstance(value, list):
            lines.append(f"{key}:")
            lines += [f"  - {_flow(item)}" for item in value]
        else:
            lines.append(f"{key}: {_flow(value)}")
    return "\n".join(lines) + "\n"


def _flow(value: Any) -> str:
    """Return a value in YAML's flow style; every text is quoted as JSON quotes it."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(inner)}" for key, inner in value.items()) + "}"
    return json.dumps(value, ensure_ascii=False)
