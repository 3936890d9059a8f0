"""Rooms for tests, described as a file would and resolved."""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import TypeAdapter

from hpsim.building.description.openings import Glazing
from hpsim.building.description.rooms import DetailRoom, SimpleRoom
from hpsim.building.description.site import Site
from hpsim.building.description.surfaces import Layers, Material
from hpsim.building.inputs import DetailedInputs, ExpandedRoom
from hpsim.building.kinds import expand_room
from hpsim.building.model import RoomModel
from hpsim.building.resolve import Place, resolve_room
from hpsim.description.base import NamedSchedule, Reading
from hpsim.description.schedules import Calendar

CASE_600: dict[str, Any] = {  # ANSI/ASHRAE Standard 140-2023, case 600
    "site": {"terrain": "country"},
    "materials": {
        "plasterboard": {
            "conductivity": "0.16 W/mK",
            "density": "950 kg/m3",
            "specific_heat": "840 J/kgK",
        },
        "fiberglass": {
            "conductivity": "0.04 W/mK",
            "density": "12 kg/m3",
            "specific_heat": "840 J/kgK",
        },
        "wood": {
            "conductivity": "0.14 W/mK",
            "density": "530 kg/m3",
            "specific_heat": "900 J/kgK",
        },
        "timber": {
            "conductivity": "0.14 W/mK",
            "density": "650 kg/m3",
            "specific_heat": "1200 J/kgK",
        },
    },
    "constructions": {
        "wall": [
            {"material": "wood", "thickness": "9 mm"},
            {"material": "fiberglass", "thickness": "66 mm"},
            {"material": "plasterboard", "thickness": "12 mm"},
        ],
        "roof": [
            {"material": "wood", "thickness": "19 mm"},
            {"material": "fiberglass", "thickness": "111.8 mm"},
            {"material": "plasterboard", "thickness": "10 mm"},
        ],
        "floor": [
            {"resistance": "25.075 m2K/W"},
            {"material": "timber", "thickness": "25 mm"},
        ],
    },
    "glazings": {
        "double_clear": {
            "panes": [
                {
                    "thickness": "3.048 mm",
                    "conductivity": "1.0 W/mK",
                    "solar_transmittance": 0.834,
                    "solar_reflectance": 0.075,
                    "emissivity": 0.84,
                }
            ]
            * 2,
            "gaps": [{"gas": "air", "thickness": "12 mm"}],
            "angles": {
                "degrees": [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, "hemispherical"],
                "transmittance": [
                    0.703,
                    0.702,
                    0.699,
                    0.692,
                    0.678,
                    0.646,
                    0.577,
                    0.438,
                    0.208,
                    0,
                    0.601,
                ],
                "absorptance_outer": [
                    0.096,
                    0.097,
                    0.099,
                    0.102,
                    0.106,
                    0.112,
                    0.119,
                    0.127,
                    0.130,
                    0,
                    0.110,
                ],
                "absorptance_inner": [
                    0.072,
                    0.073,
                    0.074,
                    0.075,
                    0.077,
                    0.078,
                    0.077,
                    0.070,
                    0.050,
                    0,
                    0.073,
                ],
            },
        }
    },
    "room": {
        "kind": "detail",
        "floor_area": "48 m2",
        "volume": "129.6 m3",
        "air_capacity_multiplier": 1,
        "furniture": "none",
        "surfaces": [
            {"name": name, "construction": "wall", "area": area, "facing": name}
            | {"boundary": "outdoors"}
            for name, area in (
                ("south", "21.6 m2"),
                ("east", "16.2 m2"),
                ("north", "21.6 m2"),
                ("west", "16.2 m2"),
            )
        ]
        + [
            {"name": "roof", "construction": "roof", "area": "48 m2", "tilt": "0 deg"}
            | {"boundary": "outdoors"},
            {"name": "floor", "construction": "floor", "area": "48 m2", "tilt": "180 deg"}
            | {"boundary": "outdoors", "sun": False, "wind": False},
        ],
        "solar_absorptance": {"outside": 0.6, "inside": 0.6},
        "emissivity": {"outside": 0.9, "inside": 0.9},
        "windows": [
            {"in": "south", "width": "3 m", "height": "2 m", "sill": "0.2 m"}
            | {"glazing": "double_clear", "count": 2}
        ],
        "infiltration": {"ach": 0.5, "air_density": "1.0156 kg/m3"},
        "gains": [{"name": "base", "sensible": "200 W", "radiant": 0.6}],
    },
}


def read(kind: Any, written: Any) -> Any:
    """Read a value as a file's would be."""
    return adapter(kind).validate_python(written, context=Reading(), by_alias=True, by_name=False)


@cache
def adapter(kind: Any) -> TypeAdapter[Any]:
    """Return what reads values of a kind; it takes longer to build than to use."""
    return TypeAdapter(kind)


def resolved(
    scenario: dict[str, Any], calendar: Calendar | None = None, place: Place | None = None
) -> RoomModel:
    """Resolve the detailed room of a scenario's mapping."""

    def table(key: str, kind: Any) -> dict[str, Any]:
        return {name: read(kind, value) for name, value in scenario.get(key, {}).items()}

    inputs = DetailedInputs(
        DetailRoom.from_written(scenario["room"]),
        site=Site.from_written(scenario.get("site", {})),
        materials=table("materials", Material),
        constructions=table("constructions", Layers),
        glazings=table("glazings", Glazing),
        schedules=table("schedules", NamedSchedule),
        calendar=calendar or Calendar(),
    )
    return resolve_room(inputs, place or Place())


def expanded(zone: str = "5A", **room: Any) -> ExpandedRoom:
    """Expand a room said in words, keys as in a file."""
    return expand_room(SimpleRoom.from_written(room), Site(), zone)


def resolved_in_words(zone: str = "5A", **room: Any) -> RoomModel:
    """Expand and resolve a room said in words."""
    expansion = expanded(zone, **room)
    layers = {"materials": expansion.materials, "constructions": expansion.constructions}
    inputs = DetailedInputs(
        expansion.room,
        site=Site(),
        **layers,
        glazings={},
        schedules={},
        calendar=Calendar(),
        expansion=expansion,
    )
    return resolve_room(inputs, Place())
