"""Loads through walls, doors, roofs, ceilings and floors."""

from __future__ import annotations

from hpsim.sizing.manual_j.inputs import Beyond, Design, Door, Horizontal, Load, Roof, Wall
from hpsim.sizing.manual_j.tables import tables

REFERENCE_COOLING_F = 95.0  # outdoor temperature that the tables' differences are for
MILD_F = 10.0  # below this cooling temperature difference walls follow figure A12-18
LIGHT, MEDIUM = 0.50, 0.75  # solar absorptance up to which a wall is light, medium
FLOOR_F = 5.0  # air under a raised floor is cooler than outdoors by this


def wall_colour(absorptance: float) -> float:
    """Return the multiplier of a wall's solar absorptance (table 4B, notes)."""
    if absorptance <= LIGHT:
        return 0.65
    return 0.83 if absorptance <= MEDIUM else 1.0


def wall_load(wall: Wall, design: Design) -> Load:
    """Return the load through a wall above grade (figures A12-8 and A12-18)."""
    return _across(wall, design, wall_difference_f(wall.group, wall.colour, design))


def _across(part: Wall | Door | Horizontal, design: Design, outdoors_f: float) -> Load:
    """Return the load through an element to what is beyond it, or outdoors."""
    ua = part.u * part.area_ft2
    beyond = part.beyond or Beyond(design.htd_f, outdoors_f)
    return Load(ua * beyond.heating_f, ua * beyond.cooling_f)


def wall_difference_f(group: str, colour: float, design: Design) -> float:
    """Return the cooling load temperature difference of an outside wall of a mass group, A to K."""
    base = float(tables()["wall_cltd_by_group_f"][group]) * colour
    if design.ctd_f >= MILD_F:
        return base + design.cooling_f - REFERENCE_COOLING_F + design.range_f
    return max(base + design.ctd_f - 20.0 - design.range_f, 0.0)


def door_load(door: Door, design: Design) -> Load:
    """Return the load through an opaque door; in the sun like a dark light wall."""
    return _across(door, design, design.ctd_f + 11.0 + design.range_f)


def roof_colour(color: str, material: str = "asphalt") -> float:
    """Return the multiplier of a roof directly over a room (figure A12-16, notes).

    ``color`` is ``dark``, ``medium dark``, ``medium``, ``light`` or ``reflective``; of the material
    the words tile, wood, metal and asphalt count.
    """
    tile, wood = "tile" in material, "wood" in material
    if color in ("dark", "medium dark"):
        return 0.83 if tile or wood else 1.0
    if color == "reflective":
        return 0.83 if wood or "asphalt" in material else 0.65
    return 0.65 if tile else 0.83


def roof_load(roof: Roof, design: Design) -> Load:
    """Return the load through a roof directly over a room (figure A12-16)."""
    table = tables()["roof_ceiling_cltd_f"]
    column = sum(roof.r > limit for limit in table["r_max"])
    difference = float(table["cltd"][column]) * roof.colour
    difference += design.cooling_f - REFERENCE_COOLING_F + design.range_f
    return Load(roof.area_ft2 / roof.r * design.htd_f, roof.area_ft2 / roof.r * difference)


def horizontal_load(part: Horizontal, design: Design) -> Load:
    """Return the load through a ceiling or floor to outdoors or an adjacent space."""
    return _across(part, design, design.ctd_f - FLOOR_F + design.range_f)


def wall_group(kind: str, u: float, *, brick: bool = False) -> str:
    """Return the mass group A to K of a wall by its construction and U-factor (table 4A).

    ``kind`` is ``wood_stud``, ``steel_stud``, ``double_stud``, ``concrete_block``,
    ``solid_masonry``, ``sip``, ``log`` or ``heavy``; ``brick``: brick or stone outside.
    """
    rows = tables()["wall_group"]
    row = rows.get(f"{kind}_brick_or_stone" if brick else kind) or rows.get(kind)
    if row is None:
        return "K"
    if "limits" in row:
        return str(row["groups"][sum(u > limit for limit in row["limits"])])
    reached = [g for g, least in zip(row["groups"], row["at_least"], strict=True) if u >= least]
    return reached[0] if reached else "K"
