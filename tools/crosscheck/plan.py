"""Corners for areas: walls around a rectangle in their order, the roof on top.

hpsim knows areas and directions, EnergyPlus wants corners, listed from the upper left one against
the clock, seen from outside.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from crosscheck.epjson import ROOM, CannotSayError, Object
from hpsim.building.model import RoomModel, Surface, Window

Corner = tuple[float, float, float]
LEVEL_DEG = 1.0
SQUARE = 0.03  # of a floor: rounding of areas that a person writes


class Slope(NamedTuple):
    """A slope from its eaves to the ridge."""

    azimuth_deg: float
    ridge_m: float
    """Height above the ground."""
    length_m: float
    half_span_m: float


@dataclass(slots=True)
class Zone:
    """A zone while it is written: its rectangle, and how far each side is taken."""

    name: str
    front_deg: float
    length_m: float
    """Of front and back."""
    depth_m: float
    height_m: float
    base_m: float
    """Height of its floor above the ground."""
    taken_m: dict[str, float] = field(default_factory=dict)
    slope: Slope | None = None
    """The last slope, if it has any."""

    def side(self, azimuth_deg: float) -> int:
        """Return which wall of the rectangle looks there: 0 front, 1 clockwise from it ..."""
        turn = (azimuth_deg - self.front_deg) % 360.0
        number = round(turn / 90.0)
        if abs(turn - 90.0 * number) > LEVEL_DEG:
            raise CannotSayError(f"{self.name}: a wall looks to {azimuth_deg:g} deg, out of square")
        return number % 4

    def at(self, azimuth_deg: float, along_m: float, out_m: float, up_m: float) -> Corner:
        """Return a corner: along to the right seen from outside, out along the normal."""
        a = math.radians(azimuth_deg)
        x = -math.cos(a) * along_m + math.sin(a) * out_m
        y = math.sin(a) * along_m + math.cos(a) * out_m
        return (x, y, up_m)


def zone_of_room(room: RoomModel) -> Zone:
    """Return the rectangle that the room's walls make."""
    walls = [s for s in room.surfaces if abs(s.tilt_deg - 90.0) < LEVEL_DEG]
    if len(walls) < len([s for s in room.surfaces if LEVEL_DEG < s.tilt_deg < 180.0 - LEVEL_DEG]):
        raise CannotSayError("slopes in the room itself")
    front = min(surface.azimuth_deg % 360.0 for surface in walls)
    zone = Zone(ROOM, front, 0.0, 0.0, room.ceiling_height_m, 0.0)
    lengths = [0.0] * 4
    for wall in walls:
        lengths[zone.side(wall.azimuth_deg)] += gross_m2(wall, room.windows) / zone.height_m
    zone.length_m, zone.depth_m = max(lengths[0], lengths[2]), max(lengths[1], lengths[3])
    if abs(zone.length_m * zone.depth_m / room.floor_area_m2 - 1.0) > SQUARE:
        raise CannotSayError("walls and floor are not those of a rectangle")
    return zone


def gross_m2(surface: Surface, windows: Iterable[Window]) -> float:
    """Return a surface's area with its windows."""
    own = sum(w.count * w.area_m2 for w in windows if w.surface == surface.name)
    return surface.area_m2 + own


def corners(surface: Surface, area_m2: float, zone: Zone) -> tuple[list[Corner], float, float]:
    """Return a surface's corners, its width and its left edge.

    Pieces of the same side are put beside each other; slopes rise inwards from their eaves.
    """
    tilt, azimuth = surface.tilt_deg, surface.azimuth_deg
    base = zone.base_m
    if tilt < LEVEL_DEG or tilt > 180.0 - LEVEL_DEG:
        return _level(area_m2, zone, is_floor=tilt > 90.0)
    side = zone.side(azimuth)
    length = zone.length_m if side % 2 == 0 else zone.depth_m
    out = 0.5 * (zone.depth_m if side % 2 == 0 else zone.length_m)
    if abs(tilt - 90.0) > LEVEL_DEG:  # a slope from its eaves inwards
        slope = area_m2 / length
        inwards = out - slope * math.cos(math.radians(tilt))
        top = base + slope * math.sin(math.radians(tilt))
        zone.slope = Slope(azimuth, top, length, out)
        left, right = -0.5 * length, 0.5 * length
        points = [
            (left, inwards, top),
            (left, out, base),
            (right, out, base),
            (right, inwards, top),
        ]
        return [zone.at(azimuth, *point) for point in points], length, left
    if zone.height_m <= 0.0:
        raise CannotSayError(f"{zone.name}: a wall")
    width = area_m2 / zone.height_m
    left = zone.taken_m.get(f"side {side}", -0.5 * length)
    zone.taken_m[f"side {side}"] = left + width
    top = base + zone.height_m
    points = [
        (left, out, top),
        (left, out, base),
        (left + width, out, base),
        (left + width, out, top),
    ]
    return [zone.at(azimuth, *point) for point in points], width, left


def _level(area_m2: float, zone: Zone, *, is_floor: bool) -> tuple[list[Corner], float, float]:
    """Return the corners of a ceiling, flat roof or floor; several lie side by side."""
    key = "floor" if is_floor else "ceiling"
    up = zone.base_m if is_floor else zone.base_m + zone.height_m
    width = area_m2 / zone.depth_m
    left = zone.taken_m.get(key, -0.5 * zone.length_m)
    zone.taken_m[key] = left + width
    half = 0.5 * zone.depth_m
    points = [(left, -half), (left, half), (left + width, half), (left + width, -half)]
    if is_floor:
        points.reverse()
    return [zone.at(zone.front_deg, a, b, up) for a, b in points], width, left


def vertices(points: Iterable[Corner]) -> list[Object]:
    """Return corners as EnergyPlus lists them."""
    keys = ("vertex_x_coordinate", "vertex_y_coordinate", "vertex_z_coordinate")
    return [dict(zip(keys, corner, strict=True)) for corner in points]
