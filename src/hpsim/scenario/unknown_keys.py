"""What an unknown key probably means: how it is written here, or where it belongs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, get_args

from pydantic.fields import FieldInfo

from hpsim.building.description.rooms import SimpleRoom
from hpsim.description.base import Description
from hpsim.units.messages import did_you_mean

PARTS_OF_ROOMS = {"wall": "wall", "walls": "wall", "roof": "roof", "attic": "roof"}
"""What people write below a room, and the construction that is meant."""
MAX_KEYS = 12  # of a mapping: more are not listed in a message
BUFFERS, OF_DETAIL = (
    "buffers",
    "of a room of kind: detail, as in a run's scenario.yaml; docs/rooms.md",
)
"""The key of unheated spaces next to a room, and where it is."""
PRODUCT = "name: Brand and model, or product: ID (hpsim products list)"
MINIMUM = "minimum_output: {heating: 3200 Btu/h, cooling: 2700 Btu/h}"
MAXIMUM = "maximum_output: {heating: 14 kBtu/h, heating_17f: 10.5 kBtu/h, heating_5f: 8.5 kBtu/h}"
OF_DATA_PAGE = (
    "heating_capacity and cop_47f, the data page's at A7, and capacity_17f, its greatest heating "
    "output at A-7 (hpsim explain Pdesignh)"
)
FIRST_COST = ("price", "cost", "quote", "installed", "first_cost", "installed_cost")
"""What people call the price of a unit."""
DATES = ("from", "to")
"""Keys of a simulation that people use for other things elsewhere."""
LOADS = ("load", "design_load", "heating_load", "cooling_load", "heat_loss", "manual_j", "ua")
"""What people call a load that somebody worked out."""
OTHER_KEYS = {
    "insulation": "constructions: {wall: R-19, roof: R-38}, or a quality",
    "setback": 'heating: {day: 68 degF, night: 62 degF, night_from: "22:00", night_to: "06:00"}',
    "ceiling": "roof: R-38",
    "attic": "roof: R-38",
    "walls": "wall: R-19",
    "r_value": "constructions: {wall: R-19}, or a quality",
    "scop": "cop_47f, the COP at 8.33 degC (A7 on a data sheet is close), or hspf2 from a US label",
    "pdesignh": OF_DATA_PAGE,
    "pdesign": OF_DATA_PAGE,
    "tbivalent": OF_DATA_PAGE,
    "peak": "periods: [{hours: 16-21, price: 0.30 $/kWh}, {price: 0.15 $/kWh}]",
    "off_peak": "periods: [{hours: 16-21, price: 0.30 $/kWh}, {price: 0.15 $/kWh}]",
    "cop": "hspf2 from the label, or cop_47f",
    "btu": "size: 9 kBtu/h",
    "capacity": "size: 9 kBtu/h",
    "cooling_capacity": "size: 9 kBtu/h",
    "capacity_95f": "size: 9 kBtu/h",
    "capacity_95": "size: 9 kBtu/h",
    "capacity_47f": "heating_capacity: 10.9 kBtu/h",
    "capacity_47": "heating_capacity: 10.9 kBtu/h",
    "heating_capacity_47f": "heating_capacity: 10.9 kBtu/h",
    "heating_capacity_17f": "capacity_17f: 7 kBtu/h",
    "heating_capacity_5f": "capacity_5f: 6 kBtu/h",
    "max_capacity": MAXIMUM,
    "maximum_capacity": MAXIMUM,
    "max_output": MAXIMUM,
    "min_capacity": MINIMUM,
    "minimum_capacity": MINIMUM,
    "min_output": MINIMUM,
    "turndown": MINIMUM,
    "heating_47f": "heating: 3200 Btu/h (it is at 47 degF)",
    "tons": "size: 1 ton",
    "orientation": "facing: south",
    "direction": "facing: south",
    "city": "weather: near Chicago, IL",
    "location": "weather: near Chicago, IL",
    "temperature": "heating: 68 degF, cooling: 76 degF",
    "setpoint": "heating: 68 degF, cooling: 76 degF",
    "mode": "heating: 68 degF, and no cooling, to heat only",
    "deadband": "differential: 1 degF",
    "hysteresis": "differential: 1 degF",
    "year_built": "vintage: 1985",
    "built": "vintage: 1985",
    "power": "sensible: 100 W",
    "watts": "sensible: 100 W",
    "to": "in: south, the name of its surface, whose boundary says where it leads",
    "brand": PRODUCT,
    "manufacturer": PRODUCT,
    "model": PRODUCT,
}
"""What people call keys, and how to write them here, where the key on the right is known."""


TO_MATCH = "to match another calculation, change quality, constructions or infiltration"


def near_key(key: str, owner: type[Description] | None, root: type[Description]) -> str:
    """Return how to write what an unknown key means, where it belongs, or which keys there are."""
    keys = list(owner.keys()) if owner is not None else []
    if key[:1].isdigit():
        return "a comma separates keys here: a decimal has a point, such as 20.5"
    instead = OTHER_KEYS.get(key.lower(), "")
    if re.split(r"\W", instead)[0] in keys:
        return f"write {instead}"
    if key.lower() in PARTS_OF_ROOMS and "constructions" in keys:
        return f"write constructions: {{{PARTS_OF_ROOMS[key.lower()]}: R-19}}, or a quality"
    if key.lower() in ("watts", "wattage") and "size" in keys:
        return "write size: 1.5 kW"
    more = f" and {len(keys) - MAX_KEYS} more: docs/keys.md" if len(keys) > MAX_KEYS else ""
    listed = f"keys here: {', '.join(keys[:MAX_KEYS])}{more}" if keys else ""
    if key.lower() in FIRST_COST and "size" in keys:
        return "what it costs to buy: economics: {costs: {NAME: {installed: 3000 $}}}"
    if key.lower() in FIRST_COST and "installed" in keys:
        return "write installed: 3000 $"
    if key.lower() in LOADS and "floor_area" in keys:
        return f"loads are calculated from the room: hpsim size FILE; {TO_MATCH}"
    if "garage" in key.lower() and "below" in keys:
        return f"write below: outdoors, its cold limit; or room.buffers, {OF_DETAIL}"
    if key == "buffers" and owner is SimpleRoom:
        return OF_DETAIL
    if section := _section_of(key, owner, root):
        return f"it belongs below {section}: {section}.{key}"
    alike = [other for other in keys if _degf(key) in ("", _degf(other))]
    return did_you_mean(key, alike, listed)


def _degf(key: str) -> str:
    """Return the temperature at the end of a key: one at 47 degF is not meant by one at 5 degF."""
    found = re.search(r"_(\d+)f?$", key)
    return found[1] if found else ""


def _section_of(key: str, owner: type[Description] | None, root: type[Description]) -> str:
    """Return the section of a file that has a key: price is one of tariff; empty: none.

    Nor is it the section in which ``owner`` is, whose other kinds may have the key.
    """
    if key in DATES and owner is not root:
        return ""
    for section in ("room", "thermostat", "tariff", "simulation", "candidates"):
        name = root.field_of(section)
        kinds = list(classes_of(root.model_fields[name])) if name else []
        if owner not in kinds and any(kind.field_of(key) for kind in kinds):
            return f"{section}.0" if section == "candidates" else section
    return ""


def classes_of(field: FieldInfo) -> Iterator[type[Description]]:
    """Give the classes that a field's mapping may be."""
    kinds: list[Any] = [field.annotation]
    while kinds:
        kind = kinds.pop()
        if isinstance(kind, type) and issubclass(kind, Description):
            yield kind
        else:
            kinds += [a for a in get_args(kind) if not isinstance(a, str)]
