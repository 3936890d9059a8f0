"""Floor and wall of a basement, beside cells of soil in two dimensions.

Half of a long basement stands in soil of 2 W/mK: a hole with films and layers on its floor and
wall, a film on the ground outdoors. What the building above loses is not part of it.
"""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.linalg import spsolve

from hpsim.building.constants import (
    INSIDE_FILM_M2K_PER_W,
    OUTSIDE_FILM_M2K_PER_W,
    SOIL_W_PER_M_K,
)
from hpsim.building.ground import WALL_FILM_M2K_PER_W, ground_coupling
from hpsim.building.model import Gains, Ground, Layer, RoomModel, Surface

NONE = np.zeros(8760)
FINEST_M, GROWTH, FAR_M = 0.05, 1.08, 40.0
TOTAL = 0.12  # of floor and wall together: ISO 13370's own formulas beside two dimensions
BARE_M2K_PER_W, BOARDS_M2K_PER_W, WALL_M2K_PER_W = 0.06, 1.33, 1.87


def outwards(start_m: float) -> list[float]:
    """Return cell edges from a corner, ever wider."""
    edges, step = [start_m], FINEST_M
    while edges[-1] < FAR_M:
        edges.append(edges[-1] + step)
        step *= GROWTH
    return edges


def two_dimensions(
    half_m: float, depth_m: float, floor_m2k_per_w: float, wall_m2k_per_w: float
) -> tuple[float, float]:
    """Return U of floor and wall [W/m2K], steady."""
    x, y = (
        np.array([*np.linspace(0.0, size, round(size / FINEST_M) + 1)[:-1], *outwards(size)])
        for size in (half_m, depth_m)
    )
    dx, dy = np.diff(x), np.diff(y)
    at_x, at_y = x[:-1] + 0.5 * dx, y[:-1] + 0.5 * dy
    soil = ~((at_x[:, None] < half_m) & (at_y[None, :] < depth_m))
    number = np.cumsum(soil).reshape(soil.shape) - 1
    n = int(soil.sum())
    matrix = np.zeros(n)
    rows, columns, values = [], [], []

    def join(a: NDArray[np.bool_], b: NDArray[np.bool_], per_k: NDArray[np.float64]) -> None:
        p, q = number[a], number[b]
        rows.extend([p, q])
        columns.extend([q, p])
        values.extend([-per_k, -per_k])
        np.add.at(matrix, p, per_k)
        np.add.at(matrix, q, per_k)

    for i in range(dx.size - 1):  # neighbours to the right
        both = np.flatnonzero(soil[i] & soil[i + 1])
        per_k = SOIL_W_PER_M_K * dy[both] / (at_x[i + 1] - at_x[i])
        join((np.full(both.size, i), both), (np.full(both.size, i + 1), both), per_k)
    for j in range(dy.size - 1):  # and below
        both = np.flatnonzero(soil[:, j] & soil[:, j + 1])
        per_k = SOIL_W_PER_M_K * dx[both] / (at_y[j + 1] - at_y[j])
        join((both, np.full(both.size, j)), (both, np.full(both.size, j + 1)), per_k)
    heat = np.zeros(n)
    surface = np.flatnonzero(soil[:, 0])
    matrix[number[surface, 0]] += dx[surface] / (
        OUTSIDE_FILM_M2K_PER_W + 0.5 * dy[0] / SOIL_W_PER_M_K
    )
    inside = at_x < half_m
    below = int(np.searchsorted(at_y, depth_m))
    on_floor = number[inside, below]
    by_floor = dx[inside] / (
        INSIDE_FILM_M2K_PER_W + floor_m2k_per_w + 0.5 * dy[below] / SOIL_W_PER_M_K
    )
    beside = int(np.searchsorted(at_x, half_m))
    on_wall = number[beside, at_y < depth_m]
    by_wall = dy[at_y < depth_m] / (
        WALL_FILM_M2K_PER_W + wall_m2k_per_w + 0.5 * dx[beside] / SOIL_W_PER_M_K
    )
    for cells, per_k in ((on_floor, by_floor), (on_wall, by_wall)):
        np.add.at(matrix, cells, per_k)
        np.add.at(heat, cells, per_k)
    index = np.arange(n)
    entries = (
        np.concatenate([*values, matrix]),
        (np.concatenate([*rows, index]), np.concatenate([*columns, index])),
    )
    degc = spsolve(coo_matrix(entries, shape=(n, n)).tocsc(), heat)
    return (
        float(by_floor @ (1.0 - degc[on_floor])) / half_m,
        float(by_wall @ (1.0 - degc[on_wall])) / depth_m,
    )


def engine(
    half_m: float, depth_m: float, floor_m2k_per_w: float, wall_m2k_per_w: float
) -> tuple[float, float]:
    """Return U of floor and wall as the room has them, of a metre of the same basement."""
    floor = Surface(
        "floor",
        (Layer(floor_m2k_per_w),),
        half_m,
        Ground(exposed_perimeter_m=1.0, depth_below_grade_m=depth_m),
        tilt_deg=180.0,
    )
    wall = Surface(
        "wall", (Layer(wall_m2k_per_w),), depth_m, Ground(depth_below_grade_m=0.5 * depth_m)
    )
    room = RoomModel(
        floor_area_m2=half_m,
        volume_m3=2.5 * half_m,
        ceiling_height_m=2.5,
        air_capacity_multiplier=1.0,
        surfaces=(floor, wall),
        windows=(),
        infiltration=(),
        gains=Gains(NONE, NONE, NONE),
        soil_surface_degc=NONE,
    )
    of_floor, of_wall = (ground_coupling(s, s.boundary, room) for s in (floor, wall))
    return of_floor.u_value_w_per_m2k, of_wall.u_value_w_per_m2k


@pytest.mark.parametrize("half_m", [2.7, 5.0])
@pytest.mark.parametrize("depth_m", [1.0, 2.1])
@pytest.mark.parametrize(
    ("floor_m2k_per_w", "wall_m2k_per_w"),
    [
        (BARE_M2K_PER_W, 0.1),
        (BARE_M2K_PER_W, WALL_M2K_PER_W),
        (BOARDS_M2K_PER_W, WALL_M2K_PER_W),
    ],
    ids=["bare", "boards on the wall", "boards on both"],
)
def test_a_basement_loses_what_two_dimensions_say(
    half_m: float, depth_m: float, floor_m2k_per_w: float, wall_m2k_per_w: float
) -> None:
    sizes = (half_m, depth_m, floor_m2k_per_w, wall_m2k_per_w)
    losses = [u[0] * half_m + u[1] * depth_m for u in (engine(*sizes), two_dimensions(*sizes))]
    assert losses[0] == pytest.approx(losses[1], rel=TOTAL)
