"""Where the beam through a window lands, ray by ray."""

from __future__ import annotations

import math
from typing import NamedTuple

from hpsim.kernel.compiling import compiled, internal
from hpsim.kernel.types import FloatArray


class Opening(NamedTuple):
    """A window in its wall, in the wall's own frame.

    Seen from outside: u runs to the right, v upwards (of a slope: uphill), from the wall's lower
    left corner.
    """

    left_m: float
    bottom_m: float
    width_m: float
    height_m: float
    wall_width_m: float
    wall_height_m: float
    room_depth_m: float  # behind the wall; 0: where the beam lands is not asked for
    overhang_depth_m: float
    overhang_above_m: float  # over the window's top
    overhang_left_m: float  # ends, in u
    overhang_right_m: float
    left_fin_depth_m: float
    right_fin_depth_m: float
    fin_distance_m: float
    fin_top_m: float  # in v
    fin_bottom_m: float


@internal
def is_shaded(w: Opening, u: float, v: float, s_u: float, s_v: float, s_n: float) -> bool:
    """Return whether the way from a point of the window to the sun meets a shade.

    ``s`` points at the sun; n is the outward normal. All three components matter only by their
    ratios.
    """
    if w.overhang_depth_m > 0.0 and s_v > 0.0:
        t = (w.bottom_m + w.height_m + w.overhang_above_m - v) / s_v
        at = u + t * s_u
        is_near = t >= 0.0 and t * s_n <= w.overhang_depth_m
        if is_near and w.overhang_left_m <= at <= w.overhang_right_m:
            return True
    if w.left_fin_depth_m > 0.0 and s_u < 0.0:
        t = (u - w.left_m + w.fin_distance_m) / -s_u
        is_near = t >= 0.0 and t * s_n <= w.left_fin_depth_m
        if is_near and w.fin_bottom_m <= v + t * s_v <= w.fin_top_m:
            return True
    if w.right_fin_depth_m > 0.0 and s_u > 0.0:
        t = (w.left_m + w.width_m + w.fin_distance_m - u) / s_u
        is_near = t >= 0.0 and t * s_n <= w.right_fin_depth_m
        if is_near and w.fin_bottom_m <= v + t * s_v <= w.fin_top_m:
            return True
    return False


@internal
def landing_face(w: Opening, u: float, v: float, s_u: float, s_v: float, s_n: float) -> int:
    """Return the face that a ray reaches inside: 0 opposite, 1 left, 2 right, 3 bottom, 4 top."""
    best = w.room_depth_m / s_n
    face = 0
    if s_u > 0.0 and u / s_u < best:
        best = u / s_u
        face = 1
    if s_u < 0.0 and (u - w.wall_width_m) / s_u < best:
        best = (u - w.wall_width_m) / s_u
        face = 2
    if s_v > 0.0 and v / s_v < best:
        best = v / s_v
        face = 3
    if s_v < 0.0 and (v - w.wall_height_m) / s_v < best:
        face = 4
    return face


@internal
def count_below(limit_m: float, start_m: float, cell_m: float, n: int) -> int:
    """Return how many of the middles of ``n`` equal cells lie below a limit."""
    return min(max(math.ceil((limit_m - start_m) / cell_m - 0.5), 0), n)


@internal
def land_unshaded(
    w: Opening, s_u: float, s_v: float, s_n: float, n_across: int, n_up: int, out: FloatArray
) -> None:
    """Add to ``out`` (5,) what `landing_face` says of all rays of a window without shades.

    Of a row of rays at one height, those near a side wall reach it before what the others reach.
    """
    ray, cell_m = 1.0 / (n_across * n_up), w.width_m / n_across
    opposite = w.room_depth_m / s_n
    for j in range(n_up):
        v = w.bottom_m + w.height_m * (j + 0.5) / n_up
        nearest, face, to_side = opposite, 0, 0
        if s_v != 0.0:
            level = v / s_v if s_v > 0.0 else (v - w.wall_height_m) / s_v
            if level < opposite:
                nearest, face = level, 3 if s_v > 0.0 else 4
        if s_u > 0.0:
            to_side = count_below(nearest * s_u, w.left_m, cell_m, n_across)
            out[1] += to_side * ray
        elif s_u < 0.0:
            beyond_m = w.wall_width_m + nearest * s_u
            to_side = n_across - count_below(beyond_m, w.left_m, cell_m, n_across)
            out[2] += to_side * ray
        out[face] += (n_across - to_side) * ray


@compiled
def trace_beam(
    w: Opening,
    sun_u: FloatArray,
    sun_v: FloatArray,
    sun_n: FloatArray,
    n_across: int,
    n_up: int,
    out: FloatArray,
) -> None:
    """Add to ``out`` (n, 5) the shares of the window's beam that land on each face.

    A row's sum is the sunlit share of the window. ``sun_n`` must be positive. Rays start in the
    middle of ``n_across`` times ``n_up`` equal cells.
    """
    share = 1.0 / (n_across * n_up)
    if max(w.overhang_depth_m, w.left_fin_depth_m, w.right_fin_depth_m) <= 0.0:
        for k in range(sun_n.size):
            land_unshaded(w, sun_u[k], sun_v[k], sun_n[k], n_across, n_up, out[k])
        return
    for k in range(sun_n.size):
        for i in range(n_across):
            u = w.left_m + w.width_m * (i + 0.5) / n_across
            for j in range(n_up):
                v = w.bottom_m + w.height_m * (j + 0.5) / n_up
                if not is_shaded(w, u, v, sun_u[k], sun_v[k], sun_n[k]):
                    face = landing_face(w, u, v, sun_u[k], sun_v[k], sun_n[k])
                    out[k, face] += share


@compiled
def mark_shaded(
    w: Opening,
    u: FloatArray,
    v: FloatArray,
    sun_u: FloatArray,
    sun_v: FloatArray,
    sun_n: FloatArray,
    out: FloatArray,
) -> None:
    """Set ``out`` (n_suns, n_points) to 1 where the shades of a window stand before the sun.

    ``u`` and ``v`` are points anywhere on the window's wall.
    """
    for k in range(sun_n.size):
        for i in range(u.size):
            if is_shaded(w, u[i], v[i], sun_u[k], sun_v[k], sun_n[k]):
                out[k, i] = 1.0
