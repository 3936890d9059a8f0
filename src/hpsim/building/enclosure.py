"""View factors inside a room: exact in a box, by area elsewhere; exchange of grey surfaces.

References
----------
Howell, A Catalog of Radiation Heat Transfer Configuration Factors, C-11 (equal parallel
rectangles) and C-14 (rectangles with a common edge). Hottel and Sarofim (1967), Gebhart (1971):
absorption with all reflections.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from hpsim.description.facing import angle_between_deg
from hpsim.kernel.types import FloatArray
from hpsim.records import dataclass

BOX_AREA_TOLERANCE = 0.02  # rounding of areas a person writes
DIRECTION_TOLERANCE_DEG = 1.0
CLOSURE_ROUNDS = 500


@dataclass(frozen=True, slots=True)
class Patch:
    """A plane piece of the enclosure, or a body inside it."""

    area_m2: float
    azimuth_deg: float
    """Of the normal that points out of the enclosure."""
    tilt_deg: float
    is_body: bool = False
    """Furniture or a partition: it has no place on the hull."""


@dataclass(frozen=True, slots=True)
class Box:
    """A room with six rectangular faces.

    Faces: 0 front, 1 the wall 90 degrees clockwise from it, 2 back, 3 the fourth wall, 4
    ceiling, 5 floor.
    """

    front_azimuth_deg: float
    length_m: float
    """Of faces 0 and 2."""
    depth_m: float
    """Of faces 1 and 3."""
    height_m: float


def box_face(patch: Patch, front_azimuth_deg: float) -> int | None:
    """Return which face of a box a patch lies in, or None."""
    if patch.tilt_deg < DIRECTION_TOLERANCE_DEG:
        return 4
    if patch.tilt_deg > 180.0 - DIRECTION_TOLERANCE_DEG:
        return 5
    if abs(patch.tilt_deg - 90.0) > DIRECTION_TOLERANCE_DEG:
        return None
    for face in range(4):
        if angle_between_deg(patch.azimuth_deg, front_azimuth_deg + 90.0 * face) < 1.0:
            return face
    return None


def detect_box(patches: tuple[Patch, ...], height_m: float) -> Box | None:
    """Return the box that the hull forms, or None.

    Needed are walls in four directions at right angles, a level ceiling and floor of equal
    area, equal opposite walls, and areas that agree with one length, depth and height.
    """
    hull = [patch for patch in patches if not patch.is_body]
    walls = [patch for patch in hull if abs(patch.tilt_deg - 90.0) < DIRECTION_TOLERANCE_DEG]
    if not walls:
        return None
    front = min(patch.azimuth_deg % 360.0 for patch in walls)
    areas = [0.0] * 6
    for patch in hull:
        face = box_face(patch, front)
        if face is None:
            return None
        areas[face] += patch.area_m2
    if min(areas) <= 0.0:
        return None
    pairs = ((areas[0], areas[2]), (areas[1], areas[3]), (areas[4], areas[5]))
    if any(abs(a - b) > BOX_AREA_TOLERANCE * max(a, b) for a, b in pairs):
        return None
    length, depth = areas[0] / height_m, areas[1] / height_m
    if abs(length * depth - areas[5]) > 2.0 * BOX_AREA_TOLERANCE * areas[5]:
        return None
    return Box(front, length, depth, height_m)


def parallel_rectangles(width: float, length: float, distance: float) -> float:
    """Return the view factor between equal, opposite rectangles (C-11)."""
    x, y = width / distance, length / distance
    x1, y1 = 1.0 + x * x, 1.0 + y * y
    return (
        2.0
        / (math.pi * x * y)
        * (
            math.log(math.sqrt(x1 * y1 / (1.0 + x * x + y * y)))
            + x * math.sqrt(y1) * math.atan(x / math.sqrt(y1))
            + y * math.sqrt(x1) * math.atan(y / math.sqrt(x1))
            - x * math.atan(x)
            - y * math.atan(y)
        )
    )


def perpendicular_rectangles(common: float, width_from: float, width_to: float) -> float:
    """Return the view factor from one rectangle to another that shares an edge (C-14)."""
    w, h = width_from / common, width_to / common
    w2, h2 = w * w, h * h
    z = h2 + w2
    logs = (
        math.log((1.0 + w2) * (1.0 + h2) / (1.0 + z))
        + w2 * math.log(w2 * (1.0 + z) / ((1.0 + w2) * z))
        + h2 * math.log(h2 * (1.0 + z) / ((1.0 + h2) * z))
    )
    angles = (
        w * math.atan(1.0 / w)
        + h * math.atan(1.0 / h)
        - math.sqrt(z) * math.atan(1.0 / math.sqrt(z))
    )
    return (angles + 0.25 * logs) / (math.pi * w)


def box_view_factors(box: Box) -> FloatArray:
    """Return the (6, 6) view factors between the faces of a box."""
    sizes = (box.depth_m, box.length_m, box.height_m)  # along front-back, left-right, up-down
    axes = (0, 1, 0, 1, 2, 2)  # the axis each face stands on
    factors = np.zeros((6, 6))
    for i in range(6):
        for j in range(6):
            if i == j:
                continue
            if axes[i] == axes[j]:
                a, b = (sizes[k] for k in range(3) if k != axes[i])
                factors[i, j] = parallel_rectangles(a, b, sizes[axes[i]])
            else:
                common = sizes[3 - axes[i] - axes[j]]
                factors[i, j] = perpendicular_rectangles(common, sizes[axes[j]], sizes[axes[i]])
    return factors


def _see_each_other(a: Patch, b: Patch) -> bool:
    if a.is_body or b.is_body:
        return True
    if min(a.tilt_deg, b.tilt_deg) < 1.0 or max(a.tilt_deg, b.tilt_deg) > 179.0:
        return abs(a.tilt_deg - b.tilt_deg) > DIRECTION_TOLERANCE_DEG
    return (
        abs(a.tilt_deg - b.tilt_deg) > DIRECTION_TOLERANCE_DEG
        or angle_between_deg(a.azimuth_deg, b.azimuth_deg) > DIRECTION_TOLERANCE_DEG
    )


@lru_cache(maxsize=64)
def _hull_factors_by_area(hull: tuple[Patch, ...]) -> FloatArray:
    """Return factors by area; pieces that face the same way don't see each other.

    Kept, since the attic above many a room is the same.

    The exchange areas are scaled until each row closes; where that can't be (two pieces of
    unequal area alone), the larger sees itself, as a bent roof does.
    """
    area = np.array([patch.area_m2 for patch in hull])
    sees = np.array([[float(_see_each_other(a, b)) for b in hull] for a in hull])
    np.fill_diagonal(sees, 0.0)
    scale = np.full(area.size, 1.0 / area.sum())
    for _ in range(CLOSURE_ROUNDS):
        rows = sees @ (scale * area)
        scale = np.sqrt(scale / np.maximum(rows, 1e-12))
    exchange = sees * np.outer(scale * area, scale * area)
    fill = np.minimum(1.0, area / np.maximum(exchange.sum(axis=1), 1e-12))
    exchange = exchange * np.minimum.outer(fill, fill)
    exchange[np.diag_indices_from(exchange)] += np.maximum(area - exchange.sum(axis=1), 0.0)
    factors = np.asarray(exchange / area[:, None])
    factors.flags.writeable = False
    return factors


def view_factors(patches: tuple[Patch, ...], box: Box | None) -> FloatArray:
    """Return the (n, n) view factors of an enclosure; rows sum to 1, reciprocity holds.

    Patches of one face of a box share its factor by area. Bodies take a share of every view
    equal to their fraction of all area.
    """
    hull = [i for i, patch in enumerate(patches) if not patch.is_body]
    bodies = [i for i, patch in enumerate(patches) if patch.is_body]
    area = np.array([patch.area_m2 for patch in patches])
    if box is None:
        inner = _hull_factors_by_area(tuple(patches[i] for i in hull))
    else:
        faces = np.array([box_face(patches[i], box.front_azimuth_deg) for i in hull], dtype=int)
        face_area = np.bincount(faces, weights=area[hull], minlength=6)
        by_face = box_view_factors(box)
        inner = by_face[np.ix_(faces, faces)] * (area[hull] / face_area[faces])
        # areas rounded by the author: make it reciprocal and closed again
        exchange = inner * area[hull][:, None]
        inner = 0.5 * (exchange + exchange.T) / area[hull][:, None]
        inner[np.diag_indices_from(inner)] += 1.0 - inner.sum(axis=1)
    factors = np.zeros((len(patches), len(patches)))
    fraction = area[bodies].sum() / area.sum() if bodies else 0.0
    factors[np.ix_(hull, hull)] = (1.0 - fraction) * inner
    if bodies:
        factors[:, bodies] = fraction * area[bodies] / area[bodies].sum()
        factors[np.ix_(bodies, hull)] = area[hull] / area.sum()
    return factors


def grey_exchange_areas(
    factors: FloatArray, area_m2: FloatArray, emissivity: FloatArray
) -> FloatArray:
    """Return the (n, n) exchange areas ``A_i e_i B_ij`` between grey surfaces, all reflections in.

    Net long-wave heat from j to i is ``exchange[i, j] * sigma * (T_j**4 - T_i**4)``. Symmetric,
    zero on the diagonal.
    """
    reflectance = 1.0 - emissivity
    identity = np.eye(area_m2.size)
    gebhart = np.linalg.solve(identity - factors * reflectance, factors * emissivity)
    exchange = (area_m2 * emissivity)[:, None] * gebhart
    exchange = 0.5 * (exchange + exchange.T)
    np.fill_diagonal(exchange, 0.0)
    return exchange


@lru_cache(maxsize=64)
def enclosure(
    patches: tuple[Patch, ...], emissivity: tuple[float, ...], height_m: float
) -> tuple[Box | None, FloatArray, FloatArray]:
    """Return a zone's box, its view factors and its exchange areas (n, n).

    Kept for rooms that differ in something else, such as their layers.
    """
    box = detect_box(patches, height_m)
    factors = view_factors(patches, box)
    area_m2 = np.array([patch.area_m2 for patch in patches])
    exchange_m2 = grey_exchange_areas(factors, area_m2, np.array(emissivity))
    factors.flags.writeable = exchange_m2.flags.writeable = False
    return box, factors, exchange_m2
