"""The edge of a slab on the ground, cell by cell in two dimensions, as ISO 10211 asks.

Floor, wall, slab edge and soil as rectangles of finite volumes. What the floor loses beyond its
one-dimensional loss by ISO 13370 is the edge's own thermal bridge.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
import pytest
from scipy.sparse import coo_matrix
from scipy.sparse.linalg import spsolve

from hpsim.building.ground import (
    BARE_EDGE_W_PER_M_K,
    BARE_EDGE_WALL_M,
    BOARD_EDGE_W_PER_M_K,
    BOARD_SOIL_SHARE,
    EDGE_HEIGHT_M,
    SOIL_W_PER_M_K,
    edge_bridge,
    edge_correction,
    edge_layers,
    slab_u_value,
)
from hpsim.building.model import Ground
from hpsim.kernel.types import FloatArray

ROUNDED = 0.01  # of the engine's figures, W/mK
BOARDS = 0.03  # of, two to four feet deep
BY_SOIL = 0.06  # its part through the soil
WIDTHS = 0.03  # between floors of 3 and 10 m
SERIES = 0.05  # of the bridge: a face's film may go from 25 to 8 W/m2K
FACE_SHARE = 0.1  # of the bridge: what may leave elsewhere than through the edge's face
HIGHER_OR_LOWER = 0.07  # per 50 mm of the floor's height above grade

FRAME_M, MASONRY_M = 0.15, 0.30  # thickness of the wall on the slab
CONCRETE_W_PER_M_K = 1.8  # ISO 10456, medium density
SLAB_M = 0.1
ABOVE_GRADE_M = 0.15  # 6 in: IRC R404.1.6 and R317.1 keep wood and siding so far from the soil
WALL_M2K_PER_W = 2.0  # of a frame wall with insulation between its studs
BOARD_M = 0.05
INSIDE_FLOOR, INSIDE_WALL, OUTSIDE = 0.17, 0.13, 0.04  # m2K/W, ISO 6946
FINEST_M, GROWTH = 0.01, 1.2
FAR = 2.5  # ISO 10211: soil to 2.5 widths of the floor outwards and downwards


@dataclass(frozen=True)
class Edge:
    """One slab's edge: half the floor to the left, outdoors to the right."""

    width_m: float = 5.23
    wall_m: float = FRAME_M
    above_grade_m: float = ABOVE_GRADE_M
    board_m2k_per_w: float = 0.0
    board_depth_m: float = 0.6
    soil_w_per_m_k: float = SOIL_W_PER_M_K
    face_m2k_per_w: float = OUTSIDE
    """Film on all that is upright outdoors."""


def lines(stops: list[float]) -> FloatArray:
    """Return grid lines through all stops: fine beside them, coarser away from them."""
    found = [stops[0]]
    for left, right in itertools.pairwise(stops):
        length = right - left
        if length < 24 * FINEST_M:
            found += [*np.linspace(left, right, max(2, round(length / FINEST_M) + 1))[1:]]
            continue
        inner = [left != stops[0], right != stops[-1]]
        sizes = FINEST_M * GROWTH ** np.arange(80)
        half = length / sum(inner)
        grown = sizes[: np.searchsorted(np.cumsum(sizes), half) + 1]
        grown *= half / grown.sum()
        parts = [grown] * inner[0] + [grown[::-1]] * inner[1]
        found += [*(left + np.cumsum(np.concatenate(parts)))]
    return np.array(found)


def conductivities(edge: Edge, x: FloatArray, z: FloatArray) -> FloatArray:
    """Return each cell's conductivity [W/mK] at cell centres; nan in air.

    The wall's inner face is at x = 0, grade at z = 0.
    """
    top = edge.above_grade_m
    lam = np.full((x.size, z.size), np.nan)
    lam[:, z < 0.0] = edge.soil_w_per_m_k
    under = (x < edge.wall_m)[:, None]
    lam[under & (z < top)] = edge.soil_w_per_m_k
    lam[under & (z < top) & (z > top - SLAB_M)] = CONCRETE_W_PER_M_K
    lam[((x > 0.0) & (x < edge.wall_m))[:, None] & (z > top)] = edge.wall_m / WALL_M2K_PER_W
    if edge.board_m2k_per_w > 0.0:
        beside = ((x > edge.wall_m) & (x < edge.wall_m + BOARD_M))[:, None]
        lam[beside & (z < top) & (z > -edge.board_depth_m)] = BOARD_M / edge.board_m2k_per_w
    return lam


def losses_w_per_m_k(edge: Edge) -> tuple[float, float, float]:
    """Return what half the floor loses per metre of edge, what by its face and what by the soil.

    Of the first, the wall's own loss is taken off.
    """
    top, far = edge.above_grade_m, FAR * edge.width_m
    below = -edge.board_depth_m if edge.board_m2k_per_w > 0.0 else -0.3
    at_x = sorted({-0.5 * edge.width_m, 0.0, edge.wall_m, edge.wall_m + BOARD_M, edge.wall_m + far})
    at_z = sorted({-far, below, 0.0, top - SLAB_M, top, top + 1.0})
    x, z = lines(at_x), lines(at_z)
    dx, dz = np.diff(x), np.diff(z)
    lam = conductivities(edge, 0.5 * (x[1:] + x[:-1]), 0.5 * (z[1:] + z[:-1]))
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
                if not is_inside[a] and z[j] < top - 1e-9:
                    (to_soil if dj and z[j] < -1e-9 else to_face)[here] += g
            diagonal[here] += g
    own = range(n)
    matrix = coo_matrix(([*values, *diagonal], ([*rows, *own], [*columns, *own])), shape=(n, n))
    t = spsolve(matrix.tocsr(), to_room)  # the room is at 1, outdoors at 0
    wall = 1.0 / (INSIDE_WALL + WALL_M2K_PER_W + edge.face_m2k_per_w)
    floor, face, soil = (float(x.sum()) for x in (to_room * (1.0 - t), to_face * t, to_soil * t))
    return floor - wall, face, soil


def floor_loss_w_per_m_k(edge: Edge) -> float:
    """Return what half the floor loses per metre of edge."""
    return losses_w_per_m_k(edge)[0]


def bridge_w_per_m_k(edge: Edge) -> float:
    """Return what the edge loses beyond ISO 13370's floor and its edge insulation."""
    return floor_loss_w_per_m_k(edge) - iso_13370_w_per_m_k(edge)


def iso_13370_w_per_m_k(edge: Edge) -> float:
    """Return what half the floor loses per metre of edge by the engine's formulas."""
    # a strip of that width with two metres of edge
    u, d_t = slab_u_value(edge.width_m, 2.0, SLAB_M / CONCRETE_W_PER_M_K)
    corrected = edge_correction(Ground(1.0, edge.board_m2k_per_w, edge.board_depth_m), d_t)
    return 0.5 * u * edge.width_m + corrected


@pytest.mark.parametrize("wall_m", BARE_EDGE_WALL_M)
def test_a_bare_edge_is_the_engines_thermal_bridge(wall_m: float) -> None:
    expected = edge_bridge(wall_m, 0.0)
    assert expected in BARE_EDGE_W_PER_M_K
    assert bridge_w_per_m_k(Edge(wall_m=wall_m)) == pytest.approx(expected, abs=ROUNDED)


@pytest.mark.parametrize("wall_m", [FRAME_M, MASONRY_M])
def test_what_the_floor_leaves_out_leaves_by_the_edges_face(wall_m: float) -> None:
    """The soil's surface takes what ISO 13370's floor says, so the face gets the outdoors' film."""
    edge = Edge(wall_m=wall_m)
    floor, face, _ = losses_w_per_m_k(edge)
    assert face == pytest.approx(bridge_w_per_m_k(edge), abs=FACE_SHARE + ROUNDED)
    assert face < floor


@pytest.mark.parametrize("face_m2k_per_w", [0.07, 0.10, 0.13])
def test_with_another_film_on_its_face_the_edge_is_layers_in_series(face_m2k_per_w: float) -> None:
    edge = Edge(face_m2k_per_w=face_m2k_per_w)
    layers = edge_layers(bridge_w_per_m_k(Edge()), 0.0)
    through = sum(layer.resistance_m2k_per_w for layer in layers) + face_m2k_per_w
    assert EDGE_HEIGHT_M / through == pytest.approx(bridge_w_per_m_k(edge), rel=SERIES)


def test_a_bare_edge_is_longer_where_the_floor_lies_higher() -> None:
    low, usual, high = (bridge_w_per_m_k(Edge(above_grade_m=x)) for x in (0.1, 0.15, 0.2))
    assert low < usual < high
    assert max(usual - low, high - usual) < HIGHER_OR_LOWER


@pytest.mark.parametrize("width_m", [3.0, 10.0])
def test_a_bare_edge_hardly_minds_how_wide_the_floor_is(width_m: float) -> None:
    edge = Edge(width_m=width_m)
    assert bridge_w_per_m_k(edge) == pytest.approx(edge_bridge(FRAME_M, 0.0), abs=WIDTHS)


@pytest.mark.parametrize("wall_m", [FRAME_M, MASONRY_M])
@pytest.mark.parametrize(("resistance", "depth_m"), [(0.88, 0.6), (1.76, 0.6), (1.76, 1.2)])
def test_behind_a_board_the_bridge_is_much_the_same_whatever_board_and_wall(
    wall_m: float, resistance: float, depth_m: float
) -> None:
    """R-5 and R-10, two and four feet deep, beyond ISO 13370's vertical insulation."""
    edge = Edge(wall_m=wall_m, board_m2k_per_w=resistance, board_depth_m=depth_m)
    assert bridge_w_per_m_k(edge) == pytest.approx(BOARD_EDGE_W_PER_M_K, abs=BOARDS)
    by_soil = losses_w_per_m_k(edge)[2] - iso_13370_w_per_m_k(edge)
    assert by_soil == pytest.approx(BOARD_SOIL_SHARE * BOARD_EDGE_W_PER_M_K, abs=BY_SOIL)


def test_the_cells_are_small_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    fine = floor_loss_w_per_m_k(Edge())
    monkeypatch.setattr("reference.test_slab_edge.FINEST_M", 2 * FINEST_M)
    assert floor_loss_w_per_m_k(Edge()) == pytest.approx(fine, rel=0.005)
