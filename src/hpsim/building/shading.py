"""Overhangs and fins: what they leave of sky, horizon and ground, for windows and the walls around.

Shades are black and as warm as the outdoor air: glass and wall lose light where they stand, and
exchange long wave with them instead of the colder sky.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from hpsim.building.layout import GlazedOpening, Layout, OuterFace, Zone
from hpsim.building.model import Window
from hpsim.kernel.sunlight import Opening, mark_shaded, trace_beam
from hpsim.kernel.types import FloatArray
from hpsim.records import dataclass

SKY_POINTS, SKY_RINGS, SKY_SECTORS = 4, 12, 48
HORIZON_DEG = 3.0  # Perez's horizon band is 6.5 degrees high
WALL_POINTS_ACROSS, WALL_POINTS_UP = 16, 8

BoolArray: TypeAlias = NDArray[np.bool_]


def _wall_frame(zone: Zone, azimuth_deg: float, tilt_deg: float) -> tuple[float, float, float]:
    """Return width and height of the wall of a box and the room's depth behind it [m]."""
    box = zone.box
    assert box is not None
    turned = round((azimuth_deg - box.front_azimuth_deg) / 90.0) % 2
    across, along = (box.length_m, box.depth_m)[:: -1 if turned else 1]
    if tilt_deg < 1.0:  # roof: u and v as of a plane of its azimuth
        return across, along, box.height_m
    return across, box.height_m, along


def openings(opening: GlazedOpening, layout: Layout) -> list[Opening]:
    """Return each of the equal windows of an entry, spread evenly along the wall."""
    window, zone = opening.window, layout.zones[opening.zone]
    others_m, before_m = _neighbours_on_wall(opening, layout)
    if zone.box is None:
        wall_width, wall_height, depth = max(4.0 * window.width_m, 4.0), 1e3, 0.0
    else:
        wall_width, wall_height, depth = _wall_frame(zone, opening.azimuth_deg, opening.tilt_deg)
    total = others_m + window.width_m * window.count
    spare = max(wall_width - total, 0.0)
    sill = window.sill_m if opening.tilt_deg > 60.0 else 0.5 * (wall_height - window.height_m)
    sill = min(max(sill, 0.0), max(wall_height - window.height_m, 0.0))
    places = []
    for i in range(window.count):
        already = before_m + i * window.width_m
        gap = spare * (already + 0.5 * window.width_m) / total
        places.append(_opening_at(window, gap + already, sill, wall_width, wall_height, depth))
    return places


def _opening_at(
    window: Window, left: float, sill: float, wall_width: float, wall_height: float, depth: float
) -> Opening:
    overhang, fins = window.overhang, window.fins
    middle = left + 0.5 * window.width_m
    over_width = window.width_m
    over_depth = over_above = shift = 0.0
    if overhang is not None:
        over_width = overhang.width_m or window.width_m
        over_depth, over_above, shift = overhang.depth_m, overhang.above_m, window.overhang_shift_m
    top = sill + window.height_m
    return Opening(
        float(left),
        float(sill),
        float(window.width_m),
        float(window.height_m),
        float(wall_width),
        float(wall_height),
        float(depth),
        float(over_depth),
        float(over_above),
        float(middle + shift - 0.5 * over_width),
        float(middle + shift + 0.5 * over_width),
        float(fins.left_m if fins else 0.0),
        float(fins.right_m if fins else 0.0),
        float(fins.distance_m if fins else 0.0),
        float(top + (fins.above_m if fins else 0.0)),
        float(sill - (fins.below_m if fins else 0.0)),
    )


@dataclass(frozen=True, slots=True)
class DiffuseView:
    """Fractions of the diffuse light that shades leave, by where it comes from."""

    sky: float = 1.0
    horizon: float = 1.0
    ground: float = 1.0


def diffuse_view(opening: Opening, tilt_deg: float) -> DiffuseView:
    """Return what the shades of a window leave of each part of the diffuse light.

    Directions are weighted by the cosine of incidence; the horizon is taken `HORIZON_DEG` above
    the level.
    """
    if max(opening.overhang_depth_m, opening.left_fin_depth_m, opening.right_fin_depth_m) <= 0.0:
        return DiffuseView()
    sky = hemisphere()
    above = is_sky(sky, tilt_deg)
    upper = _visible(opening, sky[0][above], sky[1][above], sky[2][above])
    if above.all() or tilt_deg < 60.0:
        return DiffuseView(upper, 1.0, 1.0)
    lower = _visible(opening, sky[0][~above], sky[1][~above], sky[2][~above])
    # equal fractions of cos(theta) d(azimuth): the sine of the angle from the normal is uniform
    right = (np.arange(SKY_SECTORS) + 0.5) / SKY_SECTORS * 2.0 - 1.0
    up = np.full(SKY_SECTORS, math.sin(math.radians(HORIZON_DEG)))
    level = math.cos(math.radians(HORIZON_DEG))
    at_horizon = _visible(opening, right * level, up, np.sqrt(1.0 - right**2) * level)
    return DiffuseView(upper, at_horizon, lower)


def _visible(opening: Opening, u: FloatArray, v: FloatArray, n: FloatArray) -> float:
    """Return the fraction of equally weighted directions that shades leave open; all of none."""
    if u.size == 0:  # no sky below a floor
        return 1.0
    out = np.zeros((u.size, 5))
    trace_beam(opening, u, v, n, SKY_POINTS, SKY_POINTS, out)
    return float(out.sum() / u.size)


def wall_points(places: list[Opening]) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return points on a wall (right, up) and the fraction of its opaque area of each."""
    width_m, height_m = places[0].wall_width_m, places[0].wall_height_m
    across, upward = _middles(width_m, WALL_POINTS_ACROSS), _middles(height_m, WALL_POINTS_UP)
    u, v = (x.ravel() for x in np.meshgrid(across, upward))
    opaque = np.ones(u.size)
    for w in places:
        hidden = _covered(u, width_m / WALL_POINTS_ACROSS, w.left_m, w.width_m)
        opaque -= hidden * _covered(v, height_m / WALL_POINTS_UP, w.bottom_m, w.height_m)
    return u, v, opaque / opaque.sum()


def _middles(length_m: float, n: int) -> FloatArray:
    return (np.arange(n) + 0.5) / n * length_m


def _covered(middle: FloatArray, cell_m: float, start_m: float, length_m: float) -> FloatArray:
    """Return the fraction of each cell that lies between a start and its length beyond."""
    left = np.maximum(middle - 0.5 * cell_m, start_m)
    right = np.minimum(middle + 0.5 * cell_m, start_m + length_m)
    return np.asarray(np.maximum(right - left, 0.0) / cell_m)


def hemisphere() -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return directions (right, up, outward) that share a diffuse view equally."""
    sine = np.sqrt((np.arange(SKY_RINGS) + 0.5) / SKY_RINGS)
    around = 2.0 * math.pi * (np.arange(SKY_SECTORS) + 0.5) / SKY_SECTORS
    return (
        np.outer(sine, np.cos(around)).ravel(),
        np.outer(sine, np.sin(around)).ravel(),
        np.repeat(np.sqrt(1.0 - sine**2), SKY_SECTORS),
    )


def is_sky(directions: tuple[FloatArray, FloatArray, FloatArray], tilt_deg: float) -> BoolArray:
    """Return which directions of a plane's frame point above the level."""
    tilt = math.radians(tilt_deg)
    return np.asarray(directions[1] * math.sin(tilt) + directions[2] * math.cos(tilt) > 0.0)


def _neighbours_on_wall(opening: GlazedOpening, layout: Layout) -> tuple[float, float]:
    """Return the width of other windows on the same wall, and of those before it [m]."""
    others = before = 0.0
    has_passed = False
    for other in layout.glazings:
        if other is opening:
            has_passed = True
        elif other.zone == opening.zone and other.window.surface == opening.window.surface:
            width = other.window.width_m * other.window.count
            others += width
            before += 0.0 if has_passed else width
    return others, before


def shades_on(face: OuterFace, layout: Layout) -> list[Opening]:
    """Return the windows whose shades stand before an opaque face.

    Only walls of a box have such: elsewhere it is not known where on the wall a window sits.
    """
    found: list[Opening] = []
    for glass in layout.glazings:
        window = glass.window
        is_here = window.surface == face.name and glass.zone == face.zone
        if is_here and layout.zones[glass.zone].box and (window.overhang or window.fins):
            found += openings(glass, layout)
    return found


def wall_view(places: list[Opening], tilt_deg: float) -> float:
    """Return the fraction of the sky that the shades of a wall's windows leave to the wall."""
    u, v, fraction = wall_points(places)
    sky = hemisphere()
    above = is_sky(sky, tilt_deg)
    if not above.any():
        return 1.0
    dark = np.zeros((sky[0].size, u.size))
    for place in places:
        mark_shaded(place, u, v, *sky, dark)
    return 1.0 - float((dark[above] @ fraction).mean())


def hide_sky(layout: Layout) -> Layout:
    """Return a room whose shaded faces exchange long wave with less of the sky.

    The sky is taken as even, what a shade hides of it as warm as the air (EnergyPlus Engineering
    Reference, "Shadowing of Sky Long-Wave Radiation").
    """
    if not any(glass.window.overhang or glass.window.fins for glass in layout.glazings):
        return layout
    glazings = tuple(
        glass
        if glass.window.shades_hide_sky
        else replace(glass, window=replace(glass.window, overhang=None, fins=None))
        for glass in layout.glazings
    )
    opaque = replace(layout, glazings=glazings)
    glazed = {glass.pane_nodes[0][0]: glass for glass in opaque.glazings}
    faces = []
    for face in layout.outer:
        glass = glazed.get(face.node)
        if glass is not None:
            seen = diffuse_view(openings(glass, opaque)[0], face.tilt_deg).sky
        else:
            places = shades_on(face, opaque)
            seen = wall_view(places, face.tilt_deg) if places else 1.0
        faces.append(replace(face, sky_fraction=seen * face.sky_fraction))
    return replace(layout, outer=tuple(faces))
