"""What the live page asks, and the scenario that follows from it."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Annotated, Any
from urllib.parse import urlencode

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from hpsim.building.description.room_kinds import QUALITY_WORDS, ROOM_KINDS
from hpsim.errors import Problem, ScenarioError
from hpsim.units.constants import K_PER_DEGF, M2_PER_FT2
from hpsim.units.messages import shown
from hpsim.units.systems import UnitSystem
from hpsim.verdict.alternatives import TYPICAL
from hpsim.weather.catalog import shipped_weather

SIZES_KBTUH = (6, 9, 12, 15, 18, 24)
COLD_CLIMATE = "cold_climate"
UNIT_KINDS = {
    COLD_CLIMATE: "variable speed, cold climate",
    "variable_speed": "variable speed (inverter)",
    "two_stage": "two-stage",
    "single_stage": "single-stage (on and off)",
}


def _one_of(words: Collection[object]) -> AfterValidator:
    def check(value: object) -> object:
        if value not in words:
            raise ValueError(f"{shown(value)} is none of {', '.join(map(str, words))}")
        return value

    return AfterValidator(check)


class Choices(BaseModel):
    """What a person has chosen, as the form has it."""

    model_config = ConfigDict(frozen=True, allow_inf_nan=False)

    kind: Annotated[str, _one_of(ROOM_KINDS)] = "bedroom"
    area: float = Field(default=200.0, ge=4.0, le=3000.0)
    """Floor area in ft2, or m2 where ``units`` is si."""
    quality: Annotated[str, _one_of(QUALITY_WORDS)] = "average"
    place: str = Field(default="us-5A-chicago", max_length=80)
    heating: float = Field(default=68.0, ge=5.0, le=90.0)
    """Setpoint in degF, or degC."""
    cooling: float = Field(default=76.0, ge=10.0, le=100.0)
    size: Annotated[int, _one_of(SIZES_KBTUH)] = 9
    """Of the first unit, in kBtu/h."""
    other: Annotated[int, _one_of((0, *SIZES_KBTUH))] = 12
    """Of the second; 0: none."""
    unit: Annotated[str, _one_of(UNIT_KINDS)] = COLD_CLIMATE
    price: float = Field(default=0.18, ge=0.0, le=5.0)
    """Of electricity, in USD per kWh."""
    units: UnitSystem = "us"

    @property
    def query(self) -> str:
        """Return them as the query of an address: a page that can be kept and gone back to."""
        return urlencode(self.model_dump())


EXAMPLES = {"area": "200", "heating": "68.5", "cooling": "75.5", "price": "0.18"}


def usable_choices(query: Mapping[str, str]) -> tuple[Choices, tuple[Problem, ...]]:
    """Return the choices that a query holds, and what is wrong with the others: these are left out.

    A page that shows them keeps all that can be used.
    """
    try:
        return choices_of(query), ()
    except ScenarioError as error:
        wrong = {problem.key for problem in error.problems}
        rest = {key: text for key, text in query.items() if key not in wrong}
        return choices_of(rest), tuple(error.problems)


def choices_of(query: Mapping[str, str]) -> Choices:
    """Return the choices that a query holds; what is missing has its default, in its units.

    Raises
    ------
    ScenarioError
        With every value that can't be read or is out of range.
    """
    try:
        given = {key: text.strip() for key, text in query.items()}
        usual = in_other_units(Choices(), "si" if given.get("units") == "si" else "us")
        return Choices.model_validate(usual.model_dump() | given)
    except ValidationError as error:
        problems = [_problem(found) for found in error.errors(include_url=False)]
        raise ScenarioError("These can't be used", problems) from None


def _problem(found: ErrorDetails) -> Problem:
    """Return what is wrong with one choice, and what would be right."""
    key, written, limits = str(found["loc"][0]), shown(found["input"]), found.get("ctx", {})
    is_whole = found["type"].startswith("int_")
    if is_whole or found["type"] in ("float_parsing", "finite_number"):
        hint = "digits alone, such as 9"
        if not is_whole:
            hint = f"a plain number, such as {EXAMPLES[key]}"
        return Problem(f"{written} is not a {'whole ' if is_whole else ''}number", key, hint=hint)
    for limit, words, way_out in (("ge", "below", "and more"), ("le", "above", "and less")):
        if limit in limits:
            text = f"{found['input']} is {words} {limits[limit]:g}"
            return Problem(text, key, hint=f"{limits[limit]:g} {way_out}")
    if "max_length" in limits:
        return Problem(f"{written} is too long", key, hint=f"{limits['max_length']} characters")
    if "expected" in limits:
        return Problem(f"{written} is none of {limits['expected']}", key)
    return Problem(found["msg"].removeprefix("Value error, "), key)


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
    changed = {"area": area, "heating": heating, "cooling": cooling, "units": units}
    return choices.model_copy(update=changed)


def scenario_mapping(choices: Choices) -> dict[str, Any]:
    """Return the scenario of the choices, with keys and units as in a file."""
    is_us = choices.units == "us"
    degrees = "degF" if is_us else "degC"
    is_cold = choices.unit == COLD_CLIMATE
    kind = "variable_speed" if is_cold else choices.unit
    labels = {"climate_class": "cold"} if is_cold else {}
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
            {"kind": kind, **labels, "size": f"{size} kBtu/h", **TYPICAL[kind]}
            for size in dict.fromkeys(sizes)
        ],
    }


def about(choices: Choices) -> str:
    """Return in a line what the results are about, for a printed page."""
    area, degrees = ("ft²", "°F") if choices.units == "us" else ("m²", "°C")
    return (
        f"{scenario_mapping(choices)['name']} · {choices.area:g} {area} · insulation: "
        f"{choices.quality} · heated to {choices.heating:g} {degrees}, cooled to "
        f"{choices.cooling:g} {degrees} · ${choices.price:g} per kWh"
    )


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
