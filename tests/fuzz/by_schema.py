"""Scenarios made from the program's own schema: every key it has, with values as it shows them.

A new key is tried without a line here. What is made is mostly valid; a few values are then odd.
"""

from __future__ import annotations

import random
import re
from copy import deepcopy
from functools import cache
from typing import Any

import inputs

ROOMS = ("bedroom", "addition", "sunroom", "tiny_house", "flat", "garage", "attic", "basement")
CLIMATES = ("us-1A-miami", "us-2B-tucson", "us-5A-chicago", "us-8-northway", "eu-4A-north-italy")
DAYS = ("01-10", "03-20", "07-10", "10-01", "12-24")
TEXTS: dict[str, tuple[Any, ...]] = {
    "weather": CLIMATES,
    "region": ("US", "IL", "CA"),
    "carbon_region": ("RFCWc", "RFCW"),
    "months": ("jun-sep", "nov-mar", "jan"),
    "hours": ("16-21", "21-6", "0-24"),
    "from": DAYS,
    "to": DAYS,
    "until": ("2026-12-31", "2020-01-01"),
    "as_of": ("2026-06-01",),
    "code": ("iecc_2009", "iecc_2021", "2018"),
    "climate_zone": ("4A", "5A", "7"),
    "schedule": ("evening", "night", "always", "working_hours", "mine"),
    "state": ("closed", "open", "evening"),
    "home_door": ("closed_at_night", "evening", "open"),
    "material": ("wood", "gypsum", "concrete"),
    "glazing": ("double_clear_nonmetal_air", "single_clear_nonmetal"),
    "partitions": ("partition",),
    "wall": ("R-13", "R-19"),
    "roof": ("R-38",),
    "floor": ("R-19",),
    "currency": ("USD",),
    "in": ("south", "east"),
    "product": ("hisense-09",),
    "of": ("u_values", "air_leakage"),
    "rest_of_home": ("18 degC", "setpoints", "adiabatic"),
    "ground_temperature": ("from_weather", "12 degC"),
    "heating": ("19 degC", "68 degF"),
    "cooling": ("26 degC", "78 degF"),
    "exposed_walls": ("south",),
    "ventilation": ("none",),
}
"""What stands for a text, by its key."""
RATINGS = {"seer2": (14, 25), "eer2": (9, 14), "hspf2": (7, 12), "seer": (15, 26), "eer": (10, 14)}
RATINGS |= {"hspf": (8, 13), "ceer": (9, 14), "cop_47f": (2.5, 4.5), "cop_room_air": (2.0, 3.5)}
RATINGS |= {"count": (1, 3), "tilt": (0, 90), "u_values": (0.8, 1.2), "rho": (-0.5, 0.9)}
FILES = ("hourly_prices", "other_meter", "extends", "product", "file", "schema_version")
"""Keys of files, which other surfaces try."""
NUMBER = re.compile(r"\d+(\.\d+)?")


@cache
def schema() -> dict[str, Any]:
    """Return the schema of a scenario."""
    from hpsim.scenario.schema import scenario_schema

    return scenario_schema()


def made(part: dict[str, Any], chance: random.Random, key: str = "", depth: int = 0) -> Any:
    """Return a value that a part of the schema allows, mostly."""
    if "$ref" in part:
        return made(schema()["$defs"][part["$ref"].rpartition("/")[2]], chance, key, depth)
    if "const" in part:
        return part["const"]
    if "enum" in part:
        return chance.choice(part["enum"])
    if "anyOf" in part:
        kinds = [p for p in part["anyOf"] if p.get("type") != "null"]
        return made(chance.choice(kinds), chance, key, depth)
    return _by_type(part, chance, key, depth)


def _by_type(part: dict[str, Any], chance: random.Random, key: str, depth: int) -> Any:
    kind = part.get("type")
    if kind == "object":
        return _object(part, chance, key, depth)
    if kind == "array":
        count = part.get("minItems", 0) or chance.choice([1, 1, 2])
        return [made(part.get("items", {}), chance, key, depth + 1) for _ in range(count)]
    if kind == "boolean":
        return chance.random() < 0.5
    if kind in ("number", "integer"):
        return _number(part, chance, key)
    if part.get("examples"):
        return _quantity(chance.choice(part["examples"]), chance)
    return chance.choice(TEXTS.get(key, ("some text",)))


def _object(part: dict[str, Any], chance: random.Random, key: str, depth: int) -> dict[str, Any]:
    keys = part.get("properties", {})
    needed = part.get("required", [])
    if not keys and isinstance(part.get("additionalProperties"), dict):
        return {"mine": made(part["additionalProperties"], chance, key, depth + 1)}
    few = min(2.5 / max(len(keys), 1), 0.6)
    out = {}
    for name, inner in keys.items():
        if name in needed or (name not in FILES and chance.random() < few):
            out[name] = made(inner, chance, name, depth + 1)
        elif "const" in inner:
            out[name] = inner["const"]
    return out


def _number(part: dict[str, Any], chance: random.Random, key: str) -> float:
    low = part.get("minimum", part.get("exclusiveMinimum"))
    high = part.get("maximum", part.get("exclusiveMaximum"))
    if key in RATINGS:
        low, high = RATINGS[key]
    elif isinstance(part.get("default"), (int, float)) and part["default"]:
        low, high = sorted([0.7 * part["default"], 1.3 * part["default"]])
    low = 0.0 if low is None else low
    high = low + 1.0 if high is None else high
    value = round(chance.uniform(low, high), 3)
    return round(value) if part.get("type") == "integer" else value


def _quantity(example: Any, chance: random.Random) -> Any:
    """Return an example, its number as it is or up to a third more or less."""
    if not isinstance(example, str) or chance.random() < 0.5:
        return example
    match = NUMBER.search(example)
    if match is None:
        return example
    number = f"{float(match[0]) * chance.uniform(0.7, 1.4):.3g}"
    return example[: match.start()] + number + example[match.end() :]


SECTIONS = ("simulation", "site", "thermostat", "tariff", "verdict", "sizing", "economics")
SECTIONS += ("unknowns", "schedules", "materials", "constructions", "glazings", "units", "defaults")
UNITS = ("VariableSpeed", "SingleStage", "TwoStage", "Furnace", "Baseboard")
LABELS = {
    "variable_speed": {"seer2": 20, "hspf2": 10},
    "two_stage": {"seer2": 17, "hspf2": 8.5},
    "single_stage": {"seer2": 15.2, "hspf2": 7.8},
}


@cache
def _whole_units() -> list[dict[str, Any]]:
    """Return units of many needed keys: a table, and a pair."""
    table = [c for c in inputs.trees()[-1]["candidates"] if c.get("kind") == "table"]
    cooler = {"kind": "single_stage", "size": "9 kBtu/h", "seer2": 15.2, "heating": False}
    heaters = [{"kind": "baseboard", "size": "2 kW"}, {"kind": "furnace", "size": "8 kBtu/h"}]
    return [*table, *({"kind": "pair", "heating": h, "cooling": cooler} for h in heaters)]


def _candidate(chance: random.Random) -> dict[str, Any]:
    if chance.random() < 0.1:
        return deepcopy(chance.choice(_whole_units()))
    name = chance.choice([*UNITS, "VariableSpeed", "VariableSpeed", "SingleStage"])
    one: dict[str, Any] = made({"$ref": f"#/$defs/{name}"}, chance)
    label = LABELS.get(one["kind"])
    if label is not None and chance.random() < 0.8:
        one = {k: v for k, v in one.items() if k not in RATINGS} | label
        one["size"] = chance.choice(["6 kBtu/h", "9 kBtu/h", "12000 Btu/h", "2.6 kW"])
        if chance.random() < 0.6:
            one.pop("form", None)
            for key in (
                "duct_loss",
                "ducts",
                "hose",
                "size_is",
                "heating_capacity",
                "capacity_17f",
            ):
                one.pop(key, None)
    return one


PLAIN = {"kind": "variable_speed", "size": "9 kBtu/h", "seer2": 20, "hspf2": 10}
BASE: dict[str, Any] = {
    "name": "made",
    "weather": "us-5A-chicago",
    "room": {"kind": "bedroom", "floor_area": "14 m2"},
    "thermostat": {"heating": "68 degF", "cooling": "76 degF"},
    "candidates": [PLAIN],
}
KEY = re.compile(r"[^.\[\]]+")


def repaired(tree: dict[str, Any]) -> dict[str, Any]:
    """Return a scenario without the keys that problems name: what is left is mostly accepted."""
    from hpsim.description.yamlfile import Tree
    from hpsim.scenario.load import examine

    for _ in range(8):
        _, problems = examine(Tree(tree, {}), [])
        if not problems:
            break
        for problem in problems:
            path = [int(p) if p.isdigit() else p for p in KEY.findall(problem.key or "")]
            if "is needed" in problem.message and path:  # what lacks it goes
                path = path[:-1] or path
            _take_out(tree, path)
    return BASE | tree


def _take_out(tree: dict[str, Any], path: list[Any]) -> None:
    """Take a part out of a tree; what a scenario can not do without is put back as a plain one."""
    if len(path) == 2 and path[0] == "candidates" and isinstance(tree.get("candidates"), list):
        tree["candidates"] = [deepcopy(PLAIN)]
        return
    if len(path) < 2 or (path[0] == "room" and path[-1] in BASE["room"]):
        tree.pop(str(path[0]) if path else "", None)
        tree.update({k: deepcopy(v) for k, v in BASE.items() if k not in tree})
        return
    try:
        holder = inputs.at(tree, tuple(path[:-1]))
        del holder[path[-1]]
        if not holder and len(path) > 1:
            _take_out(tree, path[:-1])
    except (KeyError, IndexError, TypeError):
        return


def scenario(seed: int) -> dict[str, Any]:
    """Return a scenario from the schema: mostly valid, sometimes with keys that exclude others."""
    tree = _any_scenario(seed)
    if seed % 10 == 0:
        return tree
    tree = repaired(tree)
    first = tree["candidates"][0]
    if seed % 10 == 1 and "size" in first and first["kind"] in LABELS:
        rest = {k: v for k, v in first.items() if k not in ("size", "name")}
        tree["candidates"] = {"sizes": [first["size"], "11 kBtu/h"], **rest}
    return tree


def _any_scenario(seed: int) -> dict[str, Any]:
    chance = random.Random(f"schema{seed}")
    room = {
        "kind": chance.choice(ROOMS),
        "floor_area": chance.choice(["250 ft2", "14 m2", "23 m2"]),
    }
    if chance.random() < 0.6:
        more = made({"$ref": "#/$defs/SimpleRoom"}, chance)
        room = more | room
    candidates: Any = [_candidate(chance) for _ in range(chance.choice([1, 1, 2]))]
    tree: dict[str, Any] = {
        "name": f"made {seed}",
        "weather": chance.choice(CLIMATES),
        "room": room,
        "thermostat": {"heating": "68 degF", "cooling": "76 degF"},
        "candidates": candidates,
    }
    for name in chance.sample(SECTIONS, chance.choice([0, 1, 1, 2, 3])):
        part = made(schema()["properties"][name], chance, name)
        if name == "thermostat" and chance.random() < 0.7:
            part = tree["thermostat"] | {
                k: v for k, v in part.items() if k not in ("heating", "cooling")
            }
        tree[name] = part
    return tree
