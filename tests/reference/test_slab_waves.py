"""How waves of soil's surface and slab's edge reach the floor, beside cells in two dimensions."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from hpsim.building import slab
from hpsim.building.constants import SOIL_J_PER_M3K, SOIL_W_PER_M_K, YEAR_S
from reference.slab_section import (
    CONCRETE_W_PER_M_K,
    INSIDE_FLOOR,
    MASONRY_M,
    OUTSIDE,
    SLAB_M,
    WOOD_W_PER_M_K,
    Edge,
    Fineness,
    engine,
    floor_layers,
    responses,
)

YEARLY = 0.08  # of the soil's yearly wave, amplitude and delay together
SOIL = 0.06  # W/mK of any wave of the soil: a tenth of a bare floor's yearly one
ROOM = 0.25  # of what the floor takes of the room's own waves; without deep soil up to 0.4
EDGE = 0.12  # W/mK of any wave of the edge: a quarter of its mean
ISO = 0.1  # of the yearly wave of soil and edge: annex H has the floor level with the soil
COARSE = 0.01  # of each share: what cells of 30 mm that grow by 1.6 may cost
CELLS = Fineness(finest_m=0.015, growth=1.3)
HARMONICS = (1, 3, 12, 52, 365)  # year, season, month, week, day
EDGES = {
    "bare": Edge(),
    "narrow, with boards": Edge(width_m=3.4, cover_m=0.012),
    "wide, with boards": Edge(width_m=10.0, cover_m=0.05),
    "masonry": Edge(wall_m=MASONRY_M),
    "board": Edge(board_m2k_per_w=1.76),
    "deep board": Edge(board_m2k_per_w=0.88, board_depth_m=1.2),
}


def rates(harmonics: tuple[int, ...]) -> np.ndarray:
    return 2.0 * np.pi * np.array(harmonics) / YEAR_S


@pytest.mark.parametrize("name", EDGES)
def test_soil_and_edge_pass_the_waves_of_two_dimensions(name: str) -> None:
    edge = replace(EDGES[name], least_far_m=15.0)
    theirs = responses(edge, rates(HARMONICS), CELLS)
    for rate, a, b in zip(rates(HARMONICS), engine(edge, HARMONICS), theirs, strict=True):
        # the surface without a building follows what is above it less than in full: by the
        # admittance of a half-space behind the film
        bare = 1.0 + np.sqrt(1j * rate * SOIL_W_PER_M_K * SOIL_J_PER_M3K) * OUTSIDE
        assert abs(a.soil - bare * b.soil) < SOIL
        assert abs(a.outdoors - b.outdoors) < EDGE
    first, wave = engine(edge, (1,))[0], responses(edge, rates((1,)), CELLS)[0]
    bare = 1.0 + np.sqrt(1j * rates((1,))[0] * SOIL_W_PER_M_K * SOIL_J_PER_M3K) * OUTSIDE
    assert abs(first.soil / (bare * wave.soil) - 1.0) < YEARLY


@pytest.mark.parametrize("name", EDGES)
def test_the_floor_takes_the_rooms_own_waves_as_in_two_dimensions(name: str) -> None:
    edge = replace(EDGES[name], least_far_m=15.0)
    slow = HARMONICS[:3]
    theirs = responses(edge, rates(slow), CELLS)
    for a, b in zip(engine(edge, slow), theirs, strict=True):
        assert abs(a.floor / b.floor - 1.0) < ROOM


@pytest.mark.parametrize("width_m", [5.23, 12.0])
@pytest.mark.parametrize("cover_m", [0.0, 0.012])
def test_iso_13370s_yearly_wave_is_that_of_soil_and_edge_together(
    width_m: float, cover_m: float
) -> None:
    """Annex H: 0.37 P k ln(delta / d_t + 1), for walls of 0.3 m."""
    edge = Edge(width_m=width_m, cover_m=cover_m, wall_m=MASONRY_M, least_far_m=15.0)
    (both,) = responses(edge, rates((1,)), CELLS)
    floor = INSIDE_FLOOR + SLAB_M / CONCRETE_W_PER_M_K + cover_m / WOOD_W_PER_M_K + OUTSIDE
    d_t = MASONRY_M + SOIL_W_PER_M_K * floor
    delta = math.sqrt(SOIL_W_PER_M_K / SOIL_J_PER_M3K * YEAR_S / math.pi)
    periodic = 0.37 * SOIL_W_PER_M_K * math.log(delta / d_t + 1.0)
    assert abs(both.soil + both.outdoors) == pytest.approx(periodic, rel=ISO)


@pytest.mark.parametrize("name", EDGES)
def test_the_engines_cells_are_small_enough(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    edge = EDGES[name]
    section = slab.Section(
        0.5 * edge.width_m,
        edge.wall_m,
        floor_layers(edge),
        board_m2k_per_w=edge.board_m2k_per_w,
        board_depth_m=edge.board_depth_m,
    )
    slab.slab_waves.cache_clear()
    coarse = slab.slab_waves(section).soil_fractions
    monkeypatch.setattr(slab, "FINEST_M", 0.5 * slab.FINEST_M)
    monkeypatch.setattr(slab, "GROWTH", 1.3)
    slab.slab_waves.cache_clear()
    fine = slab.slab_waves(section).soil_fractions
    slab.slab_waves.cache_clear()
    np.testing.assert_allclose(coarse, fine, atol=COARSE)


def test_between_the_harmonics_that_are_solved_shares_go_by_the_logarithm() -> None:
    section = slab.Section(2.6, 0.15, floor_layers(Edge()))
    found = slab.slab_waves(section).soil_fractions
    between = (3, 6, 12, 90, 180)
    rate = np.array([0.0, *rates(between)])
    flow, _ = slab._to_floor(section, rate)
    flow *= 1.0 + np.sqrt(1j * rate * SOIL_W_PER_M_K * SOIL_J_PER_M3K) * OUTSIDE
    np.testing.assert_allclose(found[list(between)], flow[1:] / flow[0].real, atol=COARSE)


def test_a_share_of_the_mean_is_one_and_shorter_waves_pass_less() -> None:
    for edge in EDGES.values():
        found = np.abs(
            slab.slab_waves(
                slab.Section(0.5 * edge.width_m, 0.15, floor_layers(edge))
            ).soil_fractions
        )
        assert found[0] == 1.0
        assert (np.diff(found) < 0.0).all()
