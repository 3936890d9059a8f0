"""Basements, slabs and crawlspaces of a dwelling that is written as data."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from hpsim.sizing.manual_j import soil
from hpsim.sizing.manual_j.inputs import Below, Beyond, Design
from hpsim.sizing.manual_j.opaque import wall_colour, wall_difference_f, wall_group

Data: TypeAlias = Mapping[str, Any]

INDOORS = (
    "conditioned space",
    "basement - conditioned",
    "crawlspace - conditioned",
    "attic - conditioned",
)
DEFAULT_ABSORPTANCE = 0.7
FOUNDATION_KINDS = {
    "concrete block": "foundation_block",
    "concrete block solid core": "foundation_solid_core",
}
"""Others are of solid concrete."""
CONCRETE_IN = 8.0
SLAB_IN = 4.0
WET, DRY, OTHER = 0.8, 0.2, 0.5  # conductivity of soil [Btu/h ft °F]


def opening_areas(data: Data) -> dict[str, float]:
    """Return how much of each wall, roof and ceiling windows and doors take [ft²]."""
    taken: dict[str, float] = {}
    for kind in ("windows", "doors", "skylights"):
        for opening in data.get(kind, ()):
            for host in ("wall", "roof", "floor"):
                if host in opening:
                    name = opening[host]
                    taken[name] = taken.get(name, 0.0) + opening["area_ft2"]
    return taken


def _soil_k(data: Data) -> float:
    """Return the conductivity of the soil: heavy and moist where nothing is known."""
    ground = data.get("soil", {})
    kind, moisture = ground.get("soil", "unknown"), ground.get("moisture", "mixed")
    if "conductivity_btuh_ft_f" in ground:
        return float(ground["conductivity_btuh_ft_f"])
    if kind in ("unknown", "clay") and moisture in ("wet", "mixed"):
        return WET
    return DRY if kind in ("sand", "gravel", "silt") and moisture == "dry" else OTHER


def _wall_alone(wall: Data) -> tuple[float, list[soil.Insulation]]:
    """Return the resistance of a foundation wall without films, and layers on parts of it."""
    if "r_assembly" in wall:
        return wall["r_assembly"] - soil.FILM_IN - soil.FILM_OUT, []
    layers = [
        soil.Insulation(layer["r"], layer.get("top_ft", 0.0), layer.get("bottom_ft", math.inf))
        for layer in wall.get("r_layers", ())
    ]
    return soil.CONCRETE_R_PER_IN * wall.get("thickness_in", CONCRETE_IN), layers


def _bare_u(wall: Data) -> float:
    alone_r, layers = _wall_alone(wall)
    return soil.bare_wall_u(wall["height_ft"], wall["depth_below_grade_ft"], alone_r, layers)


def space_walls_u(data: Data, space: str) -> float:
    """Return the mean U of an unheated space's outside walls, soil left out."""
    openings, area, ua = opening_areas(data), 0.0, 0.0
    for wall in data.get("foundation_walls", ()):
        if wall["interior"] == space and wall["adjacent"] == "ground":
            net = wall["area_ft2"] - openings.get(wall["id"], 0.0)
            area += net
            ua += net * _bare_u(wall)
    for wall in data.get("walls", ()):
        if wall["interior"] == space and wall["adjacent"] == "outside":
            net = wall["area_ft2"] - openings.get(wall["id"], 0.0)
            area += net
            ua += net / wall["r_assembly"]
    return ua / area


def foundation_walls(
    data: Data,
    design: Design,
    openings: Mapping[str, float],
    beyond: Mapping[str, Beyond],
    first: str,
) -> list[Below]:
    """Return the walls of heated basements; their windows are in the part above grade.

    Soil is below grade whatever is above it: under a garage's floor, too.

    Parameters
    ----------
    data : mapping
        Of the dwelling.
    design : Design
        Conditions.
    openings : mapping
        Area of windows and doors in each wall [ft²].
    beyond : mapping
        Differences to adjacent spaces, by their name.
    first : str
        Room of walls that name none.
    """
    found, soil_k = [], _soil_k(data)
    for wall in data.get("foundation_walls", ()):
        if wall["interior"] not in INDOORS:
            continue
        room, taken = wall.get("space", first), openings.get(wall["id"], 0.0)
        height_ft, depth_ft = wall["height_ft"], wall["depth_below_grade_ft"]
        alone_r, layers = _wall_alone(wall)
        above_ft2 = wall["area_ft2"] * (1.0 - depth_ft / height_ft)
        below_ft2 = wall["area_ft2"] - above_ft2
        above_u = soil.bare_wall_u(max(height_ft - depth_ft, 1e-9), 0.0, alone_r, layers)
        group = wall_group(
            FOUNDATION_KINDS.get(wall.get("type", ""), "foundation_concrete"), above_u
        )
        ua = max(above_ft2 - taken, 0.0) * above_u
        below = below_ft2 * soil.below_grade_u(height_ft, depth_ft, alone_r, soil_k, layers)
        outside = wall["adjacent"] in ("ground", "outside")
        if outside:
            colour = wall_colour(DEFAULT_ABSORPTANCE)
            across = Beyond(design.htd_f, wall_difference_f(group, colour, design))
        else:
            across = beyond[wall["adjacent"]]
        found.append(
            Below(
                room=room,
                heating_btuh=ua * across.heating_f + below * design.htd_f,
                is_floor=False,
                cooling_btuh=ua * across.cooling_f,
                exposed_ft2=above_ft2 if outside else 0.0,
            )
        )
    return found


def slabs(data: Data, design: Design, first: str) -> list[Below]:
    """Return the floors against soil: on grade by their edge, in basements by their area."""
    soil_k, found = _soil_k(data), []
    radiant_f = 25.0 if data.get("radiant_floor") else 0.0
    for slab in data.get("slabs", ()):
        if slab["interior"] not in INDOORS:
            continue
        walls = [
            wall
            for wall in data.get("foundation_walls", ())
            if wall["interior"] == slab["interior"]
        ]
        depth_ft = mean_depth_ft(walls)
        under_ft = math.inf if slab.get("under_spans_all") else slab.get("under_width_ft", 0.0)
        edge_r, edge_ft = slab.get("perimeter_r", 0.0), slab.get("perimeter_depth_ft", 0.0)
        if depth_ft >= soil.SHALLOW_FT:
            insulated = edge_r * edge_ft > 0.0 or slab.get("under_r", 0.0) * under_ft > 0.0
            u = soil.basement_floor_u(_width_ft(walls), depth_ft, soil_k, insulated=insulated)
            loss = u * slab["area_ft2"]
        else:
            loss = slab["exposed_perimeter_ft"] * soil.slab_f_value(
                soil_k,
                thickness_in=slab.get("thickness_in", SLAB_IN),
                edge_r=edge_r,
                edge_depth_ft=edge_ft,
                under_r=slab.get("under_r", 0.0),
                under_width_ft=under_ft,
            )
        found.append(Below(slab.get("space", first), loss * (design.htd_f + radiant_f), True))
    return found


def mean_depth_ft(walls: Sequence[Data]) -> float:
    """Return the depth of the walls below grade, by their length; 0 without any."""
    lengths = [wall["area_ft2"] / wall["height_ft"] for wall in walls]
    if not lengths:
        return 0.0
    return float(
        sum(w["depth_below_grade_ft"] * x for w, x in zip(walls, lengths, strict=True))
        / sum(lengths)
    )


def _width_ft(walls: Sequence[Data]) -> float:
    """Return the length of the shortest side; a wall without direction stands for all four."""
    sides: dict[float, float] = {}
    for wall in walls:
        length = wall["area_ft2"] / wall["height_ft"]
        azimuths = [wall["azimuth"]] if "azimuth" in wall else [0.0, 90.0, 180.0, 270.0]
        for azimuth in azimuths:
            sides[azimuth] = sides.get(azimuth, 0.0) + length / len(azimuths)
    return min(sides.values())
