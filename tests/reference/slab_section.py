"""A slab's edge, cell by cell in two dimensions, as ISO 10211 asks: steady and by frequency.

Floor, wall, slab edge and soil as rectangles of finite volumes, each as thick as it is built.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.linalg import splu

from hpsim.building.constants import EDGE_HEIGHT_M, SOIL_J_PER_M3K, SOIL_W_PER_M_K
from hpsim.building.ground import edge_bridge
from hpsim.building.layout_assembly import read_layout
from hpsim.building.model import Gains, Ground, Layer, RoomModel, Surface
from hpsim.building.slab import through_layers
from hpsim.kernel.types import FloatArray

ComplexArray: TypeAlias = NDArray[np.complex128]

HOURS = 8760
FRAME_M, MASONRY_M = 0.15, 0.30  # thickness of the wall on the slab
CONCRETE_W_PER_M_K = 1.8  # ISO 10456, medium density
CONCRETE_J_PER_M3K = 2240.0 * 840.0
SLAB_M = 0.1
WALL_M2K_PER_W = 2.0  # of a frame wall with insulation between its studs
LIGHT_J_PER_M3K = 4e4  # insulation
WOOD_W_PER_M_K, WOOD_J_PER_M3K = 0.18, 700.0 * 1600.0  # ISO 10456, hardwood
BOARD_M = UNDER_M = 0.05
INSIDE_FLOOR, INSIDE_WALL, OUTSIDE = 0.17, 0.13, 0.04  # m2K/W, ISO 6946
FAR = 2.5  # ISO 10211: soil to 2.5 widths of the floor outwards and downwards


class Fineness(NamedTuple):
    """Of the grid."""

    finest_m: float = 0.01
    growth: float = 1.2


FINE = Fineness()


@dataclass(frozen=True)
class Edge:
    """One slab's edge: half the floor to the left, outdoors to the right."""

    width_m: float = 5.23
    wall_m: float = FRAME_M
    above_grade_m: float = EDGE_HEIGHT_M
    cover_m: float = 0.0
    """Hardwood on the slab."""
    under_m2k_per_w: float = 0.0
    """Insulation below it."""
    board_m2k_per_w: float = 0.0
    board_depth_m: float = 0.6
    soil_w_per_m_k: float = SOIL_W_PER_M_K
    face_m2k_per_w: float = OUTSIDE
    """Film on all that is upright outdoors."""
    least_far_m: float = 0.0
    """Soil outwards and downwards at least so far; waves need it."""


class Response(NamedTuple):
    """What passes per metre of edge [W/mK] for each kelvin in the room, outdoors at nought.

    By reciprocity, what passes to the room for each kelvin outdoors, or at the soil's surface.
    """

    floor: complex
    """Through the floor, and what the wall takes more than alone."""
    outdoors: complex
    """By the edge's face above grade, and what the wall on it loses more than alone."""
    soil: complex
    """By the soil's surface."""


def lines(stops: list[float], fineness: Fineness) -> FloatArray:
    """Return grid lines through all stops: fine beside them, coarser away from them."""
    finest, growth = fineness
    found = [stops[0]]
    for left, right in itertools.pairwise(stops):
        length = right - left
        if length < 24 * finest:
            found += [*np.linspace(left, right, max(2, round(length / finest) + 1))[1:]]
            continue
        inner = [left != stops[0], right != stops[-1]]
        sizes = finest * growth ** np.arange(80)
        half = length / sum(inner)
        grown = sizes[: np.searchsorted(np.cumsum(sizes), half) + 1]
        grown *= half / grown.sum()
        parts = [grown] * inner[0] + [grown[::-1]] * inner[1]
        found += [*(left + np.cumsum(np.concatenate(parts)))]
    return np.array(found)


def materials(edge: Edge, x: FloatArray, z: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return each cell's conductivity [W/mK] and heat capacity [J/m3K]; nan in air.

    Cell centres; the wall's inner face is at x = 0, grade at z = 0.
    """
    top = edge.above_grade_m
    lam = np.full((x.size, z.size), np.nan)
    capacity = np.full_like(lam, SOIL_J_PER_M3K)

    def fill(where: NDArray[np.bool_], conductivity: float, j_per_m3k: float) -> None:
        lam[where], capacity[where] = conductivity, j_per_m3k

    across, up = x[:, None], z[None, :]
    is_inside, is_under_wall = across < 0.0, (across > 0.0) & (across < edge.wall_m)
    fill((up < 0.0) | ((across < edge.wall_m) & (up < top)), edge.soil_w_per_m_k, SOIL_J_PER_M3K)
    slab_top = top - edge.cover_m
    slab = (up < slab_top) & (up > slab_top - SLAB_M)
    fill((is_inside | is_under_wall) & slab, CONCRETE_W_PER_M_K, CONCRETE_J_PER_M3K)
    fill(is_under_wall & (up > slab_top) & (up < top), CONCRETE_W_PER_M_K, CONCRETE_J_PER_M3K)
    fill(is_inside & (up > slab_top) & (up < top), WOOD_W_PER_M_K, WOOD_J_PER_M3K)
    fill(is_under_wall & (up > top), edge.wall_m / WALL_M2K_PER_W, LIGHT_J_PER_M3K)
    if edge.under_m2k_per_w > 0.0:
        below = (up < slab_top - SLAB_M) & (up > slab_top - SLAB_M - UNDER_M)
        fill(is_inside & below, UNDER_M / edge.under_m2k_per_w, LIGHT_J_PER_M3K)
    if edge.board_m2k_per_w > 0.0:
        beside = (across > edge.wall_m) & (across < edge.wall_m + BOARD_M)
        board = beside & (up < top) & (up > -edge.board_depth_m)
        fill(board, BOARD_M / edge.board_m2k_per_w, LIGHT_J_PER_M3K)
    return lam, capacity


def responses(edge: Edge, rate_per_s: FloatArray, fineness: Fineness = FINE) -> list[Response]:
    """Return what passes at each angular frequency; 0: in the steady state."""
    top, far = edge.above_grade_m, max(FAR * edge.width_m, edge.least_far_m)
    slab_top = top - edge.cover_m
    below = -edge.board_depth_m if edge.board_m2k_per_w > 0.0 else -0.3
    at_x = {-0.5 * edge.width_m, 0.0, edge.wall_m, edge.wall_m + BOARD_M, edge.wall_m + far}
    at_z = {-far, below, 0.0, slab_top - SLAB_M, slab_top, top, top + 1.0}
    if edge.under_m2k_per_w > 0.0:
        at_z.add(slab_top - SLAB_M - UNDER_M)
    x, z = (lines(sorted({round(at, 6) for at in stops}), fineness) for stops in (at_x, at_z))
    dx, dz = np.diff(x), np.diff(z)
    lam, capacity = materials(edge, 0.5 * (x[1:] + x[:-1]), 0.5 * (z[1:] + z[:-1]))
    is_inside = 0.5 * (x[1:] + x[:-1]) < 0.0
    solid = ~np.isnan(lam)
    number = np.cumsum(solid.ravel()).reshape(solid.shape) - 1
    n = int(solid.sum())
    rows, columns, values = [], [], []
    diagonal, to_room, to_face, to_soil = np.zeros((4, n))
    for i, j in np.argwhere(solid):
        for di, dj in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            a, b = i + di, j + dj
            if not (0 <= a < dx.size and 0 <= b < dz.size):
                continue  # the far ends: no heat crosses
            area = dz[j] if di else dx[i]
            half = 0.5 * (dx[i] if di else dz[j]) / lam[i, j]
            here = number[i, j]
            if solid[a, b]:
                g = area / (half + 0.5 * (dx[a] if di else dz[b]) / lam[a, b])
                rows.append(here)
                columns.append(number[a, b])
                values.append(-g)
            else:
                film = OUTSIDE if dj else edge.face_m2k_per_w
                if is_inside[a]:
                    film = INSIDE_FLOOR if dj else INSIDE_WALL
                    to_room[here] += area / (half + film)
                g = area / (half + film)
                if not is_inside[a]:
                    (to_soil if dj and z[j] < -1e-9 else to_face)[here] += g
            diagonal[here] += g
    own = range(n)
    conduction = coo_matrix(
        ([*values, *diagonal], ([*rows, *own], [*columns, *own])), shape=(n, n)
    ).tocsc()
    stored = (capacity * np.outer(dx, dz))[solid]
    storing = coo_matrix((stored, (own, own)), shape=(n, n)).tocsc()
    found = []
    for rate in rate_per_s:
        matrix = (conduction + 1j * rate * storing).tocsc()
        t = splu(matrix, permc_spec="MMD_AT_PLUS_A").solve(to_room.astype(complex))
        takes, gives = wall_alone(edge, rate)
        floor = complex((to_room * (1.0 - t)).sum()) - takes
        outdoors = complex((to_face * t).sum()) - gives
        found.append(Response(floor, outdoors, complex((to_soil * t).sum())))
    return found


def wall_alone(edge: Edge, rate_per_s: float) -> tuple[complex, complex]:
    """Return what a metre of the wall takes from the room and gives outdoors, alone [W/mK]."""
    layers = [Layer(INSIDE_WALL)]
    layers.append(Layer(WALL_M2K_PER_W, edge.wall_m * LIGHT_J_PER_M3K))
    layers.append(Layer(edge.face_m2k_per_w))
    matrix = through_layers(layers, np.array([rate_per_s]))[0]
    return complex(matrix[1, 1] / matrix[0, 1]), complex(1.0 / matrix[0, 1])


def steady(edge: Edge, fineness: Fineness = FINE) -> Response:
    """Return what passes in the steady state."""
    return responses(edge, np.zeros(1), fineness)[0]


def floor_layers(edge: Edge) -> tuple[Layer, ...]:
    """Return the floor's layers as the engine knows them, from the soil up."""
    slab = Layer(SLAB_M / CONCRETE_W_PER_M_K, SLAB_M * CONCRETE_J_PER_M3K)
    cover = Layer(edge.cover_m / WOOD_W_PER_M_K, edge.cover_m * WOOD_J_PER_M3K)
    under = Layer(edge.under_m2k_per_w, UNDER_M * LIGHT_J_PER_M3K)
    layers = [under] if edge.under_m2k_per_w > 0.0 else []
    return (*layers, slab, *([cover] if edge.cover_m > 0.0 else []))


def engine(edge: Edge, harmonics: Sequence[int]) -> list[Response]:
    """Return what the engine's network passes at harmonics of the year, per metre of edge.

    Of a strip a metre long, both of whose sides are edges, in a room without walls. The soil's
    part is for each kelvin of a surface without a building.
    """
    bridge = edge_bridge(edge.wall_m, edge.board_m2k_per_w)
    depth = edge.board_depth_m if edge.board_m2k_per_w > 0.0 else 0.0
    boundary = Ground(2.0, edge.board_m2k_per_w, depth, bridge, wall_m=edge.wall_m)
    slab = Surface("slab", floor_layers(edge), edge.width_m, boundary, tilt_deg=180.0)
    nothing = np.zeros(HOURS)
    room = RoomModel(
        floor_area_m2=edge.width_m,
        volume_m3=2.5 * edge.width_m,
        ceiling_height_m=2.5,
        air_capacity_multiplier=1.0,
        surfaces=(slab,),
        windows=(),
        infiltration=(),
        gains=Gains(nothing, nothing, nothing),
    )
    found = []
    for harmonic in harmonics:
        wave = np.cos(2.0 * np.pi * harmonic * np.arange(HOURS) / HOURS)
        layout = read_layout(replace(room, soil_surface_degc=wave), 101325.0)
        rate = 2.0 * np.pi * harmonic / (HOURS * 3600.0)
        matrix = layout.conduction_w_per_k + 1j * rate * np.diag(layout.capacity_j_per_k)
        (floor,), (face,), (soil,) = layout.inner, layout.outer, layout.links[1:]
        to_room, to_face = floor.area_m2 / INSIDE_FLOOR, face.area_m2 / edge.face_m2k_per_w
        matrix[layout.zones[0].air_node] = np.eye(len(matrix))[layout.zones[0].air_node]
        for node, conductance in (
            (floor.node, to_room),
            (face.node, to_face),
            (soil.node, soil.conductance_w_per_k),
        ):
            matrix[node, node] += conductance
        right = np.zeros(len(matrix), dtype=complex)
        right[floor.node] = to_room
        t = np.linalg.solve(matrix, right)
        arrives = np.fft.rfft(layout.sources[0])[harmonic] / np.fft.rfft(wave)[harmonic]
        found.append(
            Response(
                0.5 * complex(to_room * (1.0 - t[floor.node])),
                0.5 * complex(to_face * t[face.node]),
                0.5 * complex(soil.conductance_w_per_k * t[soil.node] * arrives),
            )
        )
    return found
