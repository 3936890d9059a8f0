"""The edge of a slab on the ground, beside cells in two dimensions.

What the floor loses beyond its one-dimensional loss by ISO 13370 is the edge's own thermal bridge.
"""

from __future__ import annotations

import pytest

from hpsim.building.constants import EDGE_HEIGHT_M
from hpsim.building.ground import (
    BARE_EDGE_W_PER_M_K,
    BARE_EDGE_WALL_M,
    BOARD_EDGE_W_PER_M_K,
    BOARD_SOIL_SHARE,
    edge_bridge,
    edge_correction,
    edge_layers,
    resistance_of,
    slab_u_value,
)
from hpsim.building.model import Ground
from reference.slab_section import (
    CONCRETE_W_PER_M_K,
    FRAME_M,
    MASONRY_M,
    OUTSIDE,
    SLAB_M,
    Edge,
    Fineness,
    engine,
    steady,
)

ROUNDED = 0.01  # of the engine's figures, W/mK
BOARDS = 0.03  # of, two to four feet deep
BY_SOIL = 0.06  # its part through the soil, and what leaves above
WIDTHS = 0.03  # between floors of 3 and 10 m
SERIES = 0.05  # of the bridge: a face's film may go from 25 to 8 W/m2K
FACE_SHARE = 0.1  # of the bridge: what may leave elsewhere than through the edge's face
HIGHER_OR_LOWER = 0.07  # per 50 mm of the floor's height above grade
TOTAL = (
    0.03  # of a floor with its edge: the bridge's own tolerances, and soil and edge side by side
)
INSULATED = 0.05  # the bridge is that of a floor without insulation
PART = 0.06  # of soil and edge, W/mK


def floor_loss_w_per_m_k(edge: Edge) -> float:
    """Return what half the floor loses per metre of edge."""
    return steady(edge).floor.real


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
    outdoors = steady(edge).outdoors.real
    assert outdoors == pytest.approx(bridge_w_per_m_k(edge), abs=FACE_SHARE + ROUNDED)
    assert outdoors < steady(edge).floor.real


@pytest.mark.parametrize("face_m2k_per_w", [0.07, 0.10, 0.13])
def test_with_another_film_on_its_face_the_edge_is_layers_in_series(face_m2k_per_w: float) -> None:
    bridge = bridge_w_per_m_k(Edge())
    layers = edge_layers(EDGE_HEIGHT_M, bridge)
    assert EDGE_HEIGHT_M / (resistance_of(layers) + OUTSIDE) == pytest.approx(bridge)
    with_film = EDGE_HEIGHT_M / (resistance_of(layers) + face_m2k_per_w)
    edge = Edge(face_m2k_per_w=face_m2k_per_w)
    assert with_film == pytest.approx(bridge_w_per_m_k(edge), rel=SERIES)


@pytest.mark.parametrize("width_m", [3.4, 5.23, 10.0])
@pytest.mark.parametrize("cover_m", [0.0, 0.012, 0.05])
def test_what_covers_the_slab_stands_before_soil_and_edge(width_m: float, cover_m: float) -> None:
    edge = Edge(width_m=width_m, cover_m=cover_m)
    (ours,), theirs = engine(edge, [0]), steady(edge)
    assert ours.floor.real == pytest.approx(theirs.floor.real, rel=TOTAL)
    assert ours.soil.real == pytest.approx(theirs.soil.real, abs=PART)
    assert ours.outdoors.real == pytest.approx(theirs.outdoors.real, abs=PART)


@pytest.mark.parametrize("width_m", [3.4, 8.0])
@pytest.mark.parametrize("under_m2k_per_w", [0.88, 1.76])
def test_over_insulation_a_bare_edge_loses_what_it_loses(
    width_m: float, under_m2k_per_w: float
) -> None:
    edge = Edge(width_m=width_m, under_m2k_per_w=under_m2k_per_w)
    (ours,) = engine(edge, [0])
    assert ours.floor.real == pytest.approx(steady(edge).floor.real, rel=INSULATED)


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
    share = BOARD_SOIL_SHARE * BOARD_EDGE_W_PER_M_K
    by_soil = steady(edge).soil.real - iso_13370_w_per_m_k(edge)
    assert by_soil == pytest.approx(share, abs=BY_SOIL)
    assert steady(edge).outdoors.real == pytest.approx(BOARD_EDGE_W_PER_M_K - share, abs=BY_SOIL)


def test_the_cells_are_small_enough() -> None:
    coarse = steady(Edge(), Fineness(finest_m=0.02))
    assert coarse.floor.real == pytest.approx(steady(Edge()).floor.real, rel=0.005)
