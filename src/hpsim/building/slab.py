"""How the soil's surface next to a slab reaches its floor, wave by wave, in two dimensions.

Half the floor to the left, the wall on its edge, the soil's surface to the right; far away and
deep down no heat crosses. Cells of finite volume carry their heat capacity, one system of
equations for each frequency. Only fractions of the steady flow are taken from here: how large that
is, ISO 13370 and ISO 10211 say (`building.ground`).

References
----------
ISO 10211:2017: geometry and films. ISO 13370:2017, annex H: the yearly wave, with which the soil's
and the edge's part together agree within 10 % (tests/reference/test_slab_waves.py). Carslaw and
Jaeger (1959), 3.7: layers in series as products of matrices.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from hpsim.building.constants import (
    EDGE_HEIGHT_M,
    INSIDE_FILM_M2K_PER_W,
    OUTSIDE_FILM_M2K_PER_W,
    SOIL_J_PER_M3K,
    SOIL_W_PER_M_K,
    YEAR_S,
)
from hpsim.building.model import Layer
from hpsim.kernel.types import FloatArray
from hpsim.records import dataclass

ComplexArray: TypeAlias = NDArray[np.complex128]

CONCRETE_W_PER_M_K, CONCRETE_J_PER_M3K = 1.8, 2240.0 * 840.0  # ISO 10456
SLAB_M = 0.1
BOARD_M = 0.05
MAX_HARMONICS = 365
"""Of the year: shorter waves than a day's do not reach the floor."""
SOLVED = (0, 1, 2, 4, 8, 16, 32, 64, 128, 256, MAX_HARMONICS)
"""Harmonics that are solved for; what lies between goes by the logarithm."""
FINEST_M, GROWTH = 0.03, 1.6  # a third of both moves no fraction by more than 1 %
FAR = 5.0  # times half the floor's width: ISO 10211 asks for 2.5 widths
MIN_FAR_M = 15.0  # five times the depth at which the yearly wave has fallen to 1/e
MAX_HALF_WIDTH_M = 50.0  # beyond, the edge's soil does not know how wide the floor is


@dataclass(frozen=True, slots=True)
class Section:
    """A slab's edge, cut across."""

    half_width_m: float
    """Floor area over exposed perimeter."""
    wall_m: float
    """Thickness of the wall on the edge."""
    layers: tuple[Layer, ...]
    """Of the floor, from the soil up."""
    has_face: bool = True
    """Whether the edge looks outdoors above grade; else the floor is level with the soil."""
    board_m2k_per_w: float = 0.0
    """Of a vertical board at the edge."""
    board_depth_m: float = 0.0


def through_layers(layers: Sequence[Layer], rate_per_s: FloatArray) -> ComplexArray:
    """Return the matrices of layers in series at angular frequencies (n, 2, 2).

    ``[T, q] at the first face = matrix @ [T, q] at the last``, q along the layers [W/m2].
    """
    found: ComplexArray = np.tile(np.eye(2, dtype=np.complex128), (rate_per_s.size, 1, 1))
    for layer in layers:
        r, c = layer.resistance_m2k_per_w, layer.capacitance_j_per_m2k
        root = np.sqrt(1j * rate_per_s * r * c)
        over = np.divide(np.sinh(root), root, out=np.ones_like(root), where=root != 0.0)
        rows = [[np.cosh(root), r * over], [1j * rate_per_s * c * over, np.cosh(root)]]
        found = found @ np.moveaxis(np.array(rows), -1, 0)
    return found


class SlabWaves(NamedTuple):
    """What a floor takes of waves."""

    soil_fractions: ComplexArray
    """Of the soil surface's, over what it takes of its mean: harmonic by harmonic of the year,
    from the mean's 1 on (MAX_HARMONICS + 1,). The surface is that of soil without a building."""
    room_w_per_m_k: complex
    """Of the room's own yearly wave, per metre of edge, outdoors at nought."""


@lru_cache(maxsize=256)
def slab_waves(section: Section) -> SlabWaves:
    """Return what the floor takes of waves of the soil's surface and of the room."""
    solved = np.array(SOLVED)
    rate = 2.0 * np.pi * solved / YEAR_S
    from_soil, from_room = _to_floor(section, rate)
    # the surface follows what is above it less than that, by the soil's own admittance
    bare = np.sqrt(1j * rate * SOIL_W_PER_M_K * SOIL_J_PER_M3K) * OUTSIDE_FILM_M2K_PER_W
    fraction = from_soil * (1.0 + bare) / from_soil[0].real
    every = np.log(np.arange(1, MAX_HARMONICS + 1))
    size = np.interp(every, np.log(solved[1:]), np.log(np.abs(fraction[1:])))
    turn = np.interp(every, np.log(solved[1:]), np.unwrap(np.angle(fraction[1:])))
    found = np.concatenate([[1.0], np.exp(size + 1j * turn)])
    found.flags.writeable = False
    return SlabWaves(found, complex(from_room[1]))


def _lines(stops: Sequence[float], fine: Sequence[bool]) -> FloatArray:
    """Return grid lines through stops: cells grow away from those that are to be fine."""
    found = [stops[0]]
    for (a, b), (at_a, at_b) in zip(
        itertools.pairwise(stops), itertools.pairwise(fine), strict=True
    ):
        ends = at_a + at_b
        sizes = FINEST_M * GROWTH ** np.arange(60)
        reach = (b - a) / ends
        grown = sizes[: int(np.searchsorted(np.cumsum(sizes), reach)) + 1]
        grown *= reach / grown.sum()
        parts = [grown] * at_a + [grown[::-1]] * at_b
        found += [*(a + np.cumsum(np.concatenate(parts)))]
    return np.array(found)


def _between(lengths: FloatArray, conductivity: FloatArray) -> FloatArray:
    """Return conductances between neighbours along the first axis, per area [W/m2K]."""
    half = np.divide(
        0.5 * lengths[:, None],
        conductivity,
        out=np.full_like(conductivity, np.inf),
        where=conductivity > 0.0,
    )
    return np.asarray(1.0 / (half[1:] + half[:-1]))


class _Network(NamedTuple):
    """The section in cells: columns from the far soil to the floor's middle, rows upwards."""

    own_w_per_k: FloatArray
    """(nx, nz) conductances of each cell to all around it, but the floor's."""
    stored_j_per_k: FloatArray
    """(nx, nz)"""
    sideways_w_per_k: FloatArray
    """(nx - 1, nz)"""
    upwards_w_per_k: FloatArray
    """(nx, nz - 1)"""
    surface_w_per_k: FloatArray
    """(nx, nz) to the soil's surface."""
    floor_m: FloatArray
    """(nx,) width of each column below the floor, else 0."""
    under_floor_m2k_per_w: float
    """From the uppermost cells to the floor's layers."""


def _has_board(section: Section) -> bool:
    return section.board_m2k_per_w > 0.0 and section.board_depth_m > 0.0


def _grid(section: Section) -> tuple[FloatArray, FloatArray]:
    """Return lines across, from the far soil inwards to 0 at the wall, and up, 0 at grade."""
    half = min(section.half_width_m, MAX_HALF_WIDTH_M)
    far, outer = max(FAR * half, MIN_FAR_M), section.wall_m
    at_x, at_z = [-half, 0.0, outer], [-far]
    if _has_board(section):
        outer += BOARD_M
        at_x.append(outer)
        at_z.append(-section.board_depth_m)
    at_x.append(outer + far)
    at_z += [0.0, EDGE_HEIGHT_M] if section.has_face else [0.0]
    x = _lines(at_x, [False, *[True] * (len(at_x) - 2), False])
    return x[::-1], _lines(at_z, [False, *[True] * (len(at_z) - 1)])


def _network(section: Section) -> _Network:
    x, z = _grid(section)
    dx, dz = -np.diff(x), np.diff(z)
    across, up = (0.5 * (x[1:] + x[:-1]))[:, None], (0.5 * (z[1:] + z[:-1]))[None, :]
    wall, is_below = section.wall_m, up < 0.0
    is_solid = is_below | (across < wall)
    conductivity = np.where(is_solid, SOIL_W_PER_M_K, 0.0)
    capacity = np.where(is_solid, SOIL_J_PER_M3K, 0.0)
    is_rim = (across > 0.0) & (across < wall) & (up > EDGE_HEIGHT_M - SLAB_M)
    conductivity[is_rim], capacity[is_rim] = CONCRETE_W_PER_M_K, CONCRETE_J_PER_M3K
    is_outside = across > wall
    if _has_board(section):
        is_board = is_outside & (across < wall + BOARD_M)
        is_outside = is_outside & ~is_board
        is_board = is_board & is_below & (up > -section.board_depth_m)
        conductivity[is_board], capacity[is_board] = BOARD_M / section.board_m2k_per_w, 0.0
    sideways = _between(dx, conductivity) * dz
    upwards = _between(dz, conductivity.T).T * dx[:, None]
    at_grade = np.arange(dz.size) == np.count_nonzero(is_below) - 1
    surface = 1.0 / (0.5 * dz[at_grade][0] / SOIL_W_PER_M_K + OUTSIDE_FILM_M2K_PER_W)
    to_surface = np.where(is_outside & at_grade, surface * dx[:, None], 0.0)
    own = to_surface + np.where(is_solid | (conductivity > 0.0), 0.0, 1.0)  # 1: air, at nought
    own[1:] += sideways
    own[:-1] += sideways
    own[:, 1:] += upwards
    own[:, :-1] += upwards
    rim = np.flatnonzero(across[:, 0] < wall)[0]  # its outermost column
    beyond = section.board_m2k_per_w + OUTSIDE_FILM_M2K_PER_W
    face = dz / (0.5 * dx[rim] / CONCRETE_W_PER_M_K + beyond)
    own[rim] += np.where(is_below[0], 0.0, face)
    return _Network(
        own,
        capacity * np.outer(dx, dz),
        sideways,
        upwards,
        to_surface,
        np.where(across[:, 0] < 0.0, dx, 0.0),
        0.5 * float(dz[-1]) / SOIL_W_PER_M_K,
    )


def _to_floor(section: Section, rate_per_s: FloatArray) -> tuple[ComplexArray, ComplexArray]:
    """Return what the floor takes for each kelvin of soil's surface, and of the room (n,) [W/mK].

    Per metre of edge, at angular frequencies (n,), all else at nought. Column after column is
    eliminated, from the far soil to the middle of the floor.
    """
    net = _network(section)
    layers = through_layers((*section.layers, Layer(INSIDE_FILM_M2K_PER_W)), rate_per_s)
    # floor's layers between the uppermost cells (their resistance first) and the room
    resists = net.under_floor_m2k_per_w * layers[:, 1] + layers[:, 0]
    into, through, out = layers[:, 1, 1] / resists[:, 1], 1.0 / resists[:, 1], resists[:, 0]
    columns, top = range(net.own_w_per_k.shape[0]), net.own_w_per_k.shape[1] - 1
    inverses: list[ComplexArray] = []
    driven: list[ComplexArray] = []
    for i in columns:
        block = _column(net, i, rate_per_s)
        block[:, top, top] += into * net.floor_m[i]
        heat: ComplexArray = np.zeros((2, *block.shape[:2]), dtype=np.complex128)
        heat[0] += net.surface_w_per_k[i]
        heat[1, :, top] += through * net.floor_m[i]
        if i > 0:
            link = net.sideways_w_per_k[i - 1]
            block -= link[:, None] * inverses[-1] * link
            heat += link * _times(inverses[-1], driven[-1])
        inverses.append(np.linalg.inv(block).astype(np.complex128))
        driven.append(heat)
    flow: ComplexArray = np.zeros((2, rate_per_s.size), dtype=np.complex128)
    from_within: ComplexArray = np.zeros_like(driven[-1])
    for i in reversed(columns):
        if net.floor_m[i] == 0.0:
            break
        degc = _times(inverses[i], driven[i] + from_within)
        flow += degc[:, :, top] * through * net.floor_m[i]
        from_within = net.sideways_w_per_k[i - 1] * degc
    return flow[0], out * through * net.floor_m.sum() - flow[1]


def _column(net: _Network, i: int, rate_per_s: FloatArray) -> ComplexArray:
    """Return a column's own equations (n, nz, nz)."""
    n_rows = net.own_w_per_k.shape[1]
    own = np.arange(n_rows)
    block: ComplexArray = np.zeros((rate_per_s.size, n_rows, n_rows), dtype=np.complex128)
    block[:, own, own] = net.own_w_per_k[i] + 1j * rate_per_s[:, None] * net.stored_j_per_k[i]
    block[:, own[1:], own[:-1]] = block[:, own[:-1], own[1:]] = -net.upwards_w_per_k[i]
    return block


def _times(matrices: ComplexArray, vectors: ComplexArray) -> ComplexArray:
    return np.asarray((matrices @ vectors[..., None])[..., 0])
