"""The plan of a room: its sides clockwise from north, and what stands in them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from hpsim.building.model import Adiabatic, Ground, Neighbour, Outdoors, RoomModel, Surface
from hpsim.building.room_facts import u_w_per_m2k
from hpsim.description.facing import angle_between_deg
from hpsim.records import dataclass
from hpsim.units.display import Reader

WALL_DEG = 30.0  # a wall leans less than this from upright
SAME_DEG = 1.0
MIN_SIDES = 3  # fewer enclose nothing
DOOR_HEIGHT_M, GARAGE_DOOR_HEIGHT_M = 2.03, 2.13


@dataclass(frozen=True, slots=True)
class Edge:
    """One side of the plan: what stands in it, from its left end to its right seen from inside."""

    azimuth_deg: float
    length_m: float
    surfaces: tuple[Surface, ...]


def edges_of(room: RoomModel) -> tuple[Edge, ...]:
    """Return the sides of the plan clockwise from north; strips above each other share one."""
    groups: list[list[Surface]] = []
    walls = [s for s in room.surfaces if abs(s.tilt_deg - 90.0) < WALL_DEG]
    for surface in sorted(walls, key=lambda s: s.azimuth_deg):
        near = next((g for g in groups if _turn(g[0].azimuth_deg, surface.azimuth_deg)), None)
        if near is None:
            groups.append([surface])
        else:
            near.append(surface)
    height_m = room.ceiling_height_m
    edges = [Edge(g[0].azimuth_deg, _gross(g) / height_m, tuple(g)) for g in groups]
    if len(edges) < MIN_SIDES:
        return _rectangle(edges, room.floor_area_m2)
    gables = [e.length_m for e in edges if not is_under_slope(e, room)]
    if not gables:
        return tuple(edges)
    depth_m = room.floor_area_m2 / gables[0]
    return tuple(replace(e, length_m=depth_m) if is_under_slope(e, room) else e for e in edges)


def _rectangle(edges: Sequence[Edge], floor_area_m2: float) -> tuple[Edge, ...]:
    """Return the sides of a rectangle, those that no wall is given for without surfaces."""
    first = edges[0] if edges else Edge(0.0, math.sqrt(floor_area_m2), ())
    sides = []
    for turn in range(4):
        azimuth = (first.azimuth_deg + 90.0 * turn) % 360.0
        length = floor_area_m2 / first.length_m if turn % 2 else first.length_m
        given = next((edge for edge in edges if _turn(edge.azimuth_deg, azimuth)), None)
        sides.append(Edge(azimuth, length, given.surfaces if given else ()))
    return tuple(sorted(sides, key=lambda edge: edge.azimuth_deg))


def is_under_slope(edge: Edge, room: RoomModel) -> bool:
    """Return whether a side is a knee wall: lower than the room is on average."""
    return any(
        0.0 < s.tilt_deg <= 90.0 - WALL_DEG and _turn(s.azimuth_deg, edge.azimuth_deg)
        for s in room.surfaces
    )


def main_wall(edge: Edge) -> Surface:
    """Return what a side is called by: its largest wall, a door where it has no wall."""
    walls = [s for s in edge.surfaces if not is_door(s)] or edge.surfaces
    return max(walls, key=lambda s: s.gross_area_m2 or s.area_m2)


def _gross(surfaces: Sequence[Surface]) -> float:
    """Return the area of walls with their openings; doors are surfaces of their own."""
    whole = [s for s in surfaces if not _is_leaf(s)]
    return sum(s.gross_area_m2 or s.area_m2 for s in whole)


def _is_leaf(surface: Surface) -> bool:
    return " door " in surface.name


def is_door(surface: Surface) -> bool:
    """Return whether a surface is a door."""
    return _is_leaf(surface) or surface.name == "garage door"


def _turn(a_deg: float, b_deg: float) -> bool:
    return angle_between_deg(a_deg, b_deg) < SAME_DEG


def openings_of(room: RoomModel, edge: Edge) -> list[tuple[str, float]]:
    """Return windows and doors of a side, as ``glass`` or ``door``, with their widths [m]."""
    names = {surface.name for surface in edge.surfaces}
    openings: list[tuple[str, float]] = []
    for window in room.windows:
        if window.surface in names:
            openings += [("glass", window.width_m)] * window.count
    openings += [("door", d.area_m2 / d.height_m) for d in room.doors if d.surface in names]
    for surface in edge.surfaces:
        if is_door(surface):
            height_m = GARAGE_DOOR_HEIGHT_M if surface.name == "garage door" else DOOR_HEIGHT_M
            openings.append(("door", surface.area_m2 / height_m))
    return openings


def edge_words(room: RoomModel, edge: Edge, reader: Reader) -> str:
    """Return what is written at a side: its main wall, length, U and glass."""
    main = main_wall(edge)
    names = {surface.name for surface in edge.surfaces}
    glass = sum(w.count * w.area_m2 for w in room.windows if w.surface in names)
    u_value = u_w_per_m2k(main)
    words = [main.name, reader.text(edge.length_m, "length_m")]
    if u_value is not None:
        words.append(f"U {reader.text(u_value, 'u_w_per_m2k', 2)}")
    if glass:
        words.append(f"glass {reader.text(glass, 'area_m2')}")
    return "\n".join([", ".join(words[:2]), *words[2:]])


def family(surface: Surface) -> str:
    """Return what is behind a surface in a word: outdoors, home, ground or buffer."""
    if isinstance(surface.boundary, Outdoors):
        return "outdoors"
    if isinstance(surface.boundary, (Adiabatic, Neighbour)):
        return "home"
    return "ground" if isinstance(surface.boundary, Ground) else "buffer"
