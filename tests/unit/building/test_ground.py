import dataclasses
import math

import numpy as np
import pytest

from hpsim.building.constants import (
    EDGE_HEIGHT_M,
    SOIL_J_PER_M3K,
    SOIL_W_PER_M_K,
    YEAR_S,
)
from hpsim.building.ground import (
    edge_bridge,
    edge_correction,
    ground_coupling,
    passed,
    resistance_of,
    side_by_side,
    slab_u_value,
    split_at_slab,
    undisturbed_fractions,
)
from hpsim.building.layout_assembly import read_layout
from hpsim.building.model import (
    ConstantInfiltration,
    Gains,
    Ground,
    Layer,
    Outdoors,
    RoomModel,
    Surface,
)
from hpsim.building.soil import yearly_wave

NONE = np.zeros(8760)
DAY = (np.arange(8760) + 0.5) / 24.0
SURFACE = 10.0 - 12.0 * np.cos(2.0 * np.pi * (DAY - 30.0) / 365.0)
DAMPING_M = math.sqrt(SOIL_W_PER_M_K / SOIL_J_PER_M3K * YEAR_S / math.pi)
ROOM = RoomModel(
    floor_area_m2=100.0,
    volume_m3=250.0,
    ceiling_height_m=2.5,
    air_capacity_multiplier=1.0,
    surfaces=(),
    windows=(),
    infiltration=(ConstantInfiltration(0.5, 1.2),),
    gains=Gains(NONE, NONE, NONE),
    soil_surface_degc=SURFACE,
)
SLAB = Surface("slab", (Layer(0.1, 2e5), Layer(1.0)), 100.0, Ground(40.0), tilt_deg=180.0)


def test_a_slab_loses_what_iso_13370_says():
    # B' = 5 m; d_t = 0.3 + 2 (0.17 + 1 + 0.04) = 2.72 m; U = 4/(15.708 + 2.72) ln(15.708/2.72 + 1)
    u, d_t = slab_u_value(100.0, 40.0, 1.0)
    assert d_t == pytest.approx(2.72)
    assert u == pytest.approx(4.0 / 18.428 * math.log(15.708 / 2.72 + 1.0), rel=1e-3)


def test_a_well_insulated_slab_takes_the_other_formula():
    u, d_t = slab_u_value(100.0, 40.0, 5.0)
    assert u == pytest.approx(2.0 / (0.457 * 5.0 + d_t))


def test_edge_insulation_lowers_the_loss():
    assert edge_correction(Ground(40.0, 1.5, 0.6), 2.0) < 0.0
    assert edge_correction(Ground(40.0), 2.0) == 0.0


def test_layers_soil_and_rest_add_up_to_the_u_value():
    found = ground_coupling(SLAB, SLAB.boundary, ROOM)
    total = 0.17 + resistance_of((*found.below, *found.above)) + found.virtual_resistance_m2k_per_w
    assert 1.0 / total == pytest.approx(found.u_value_w_per_m2k, rel=1e-9)


def test_the_undisturbed_wave_dies_and_lags_with_depth():
    surface, deep = (
        yearly_wave(SURFACE),
        yearly_wave(passed(SURFACE, undisturbed_fractions(DAMPING_M))),
    )
    assert surface == pytest.approx((10.0, 12.0, 30.0), abs=1e-9)
    assert deep.mean_degc == pytest.approx(10.0, abs=1e-9)
    assert deep.amplitude_k == pytest.approx(12.0 / math.e, rel=1e-9)
    assert deep.coldest_day - 30.0 == pytest.approx(365.0 / (2.0 * math.pi), abs=1e-6)


def test_a_weeks_wave_dies_sooner_than_a_years():
    week = np.cos(2.0 * np.pi * 52.0 * DAY / 365.0)
    below = passed(week, undisturbed_fractions(DAMPING_M / math.sqrt(52.0)))
    assert np.ptp(below) / np.ptp(week) == pytest.approx(1.0 / math.e, rel=1e-3)


def test_waves_shorter_than_a_day_stay_outside():
    hours = np.cos(2.0 * np.pi * np.arange(8760) / 6.0)
    assert np.abs(passed(hours, undisturbed_fractions(0.0))).max() < 1e-12


def test_what_lies_beyond_the_soil_swings_less_than_the_surface():
    beyond = yearly_wave(ground_coupling(SLAB, SLAB.boundary, ROOM).temperature_degc)
    assert 0.0 < beyond.amplitude_k < 12.0
    assert beyond.coldest_day > 30.0
    assert beyond.mean_degc == pytest.approx(10.0, abs=1e-6)


def test_a_board_keeps_more_of_the_wave_away_than_of_the_mean():
    board = dataclasses.replace(SLAB, boundary=Ground(40.0, 1.76, 0.6))
    bare, behind = (ground_coupling(s, s.boundary, ROOM) for s in (SLAB, board))
    swings = [yearly_wave(found.temperature_degc).amplitude_k for found in (bare, behind)]
    assert swings[1] < 0.9 * swings[0]
    assert behind.u_value_w_per_m2k < bare.u_value_w_per_m2k


def test_a_slab_without_a_bridge_has_no_edge_outdoors():
    found = ground_coupling(SLAB, SLAB.boundary, ROOM)
    assert (found.edge, SLAB.boundary.edge_bridge_w_per_m_k) == ((), 0.0)


def test_soil_that_stores_the_rooms_wave_resists_nothing():
    found = ground_coupling(SLAB, SLAB.boundary, ROOM)
    deep = found.below[0]
    assert deep.resistance_m2k_per_w == 0.0
    assert 0.0 < deep.capacitance_j_per_m2k <= 2.0e6 * DAMPING_M


def test_beneath_a_floor_below_grade_the_yearly_wave_is_iso_13370s():
    """Annex H: 0.37 P k ln(delta / d_t + 1) exp(-z / delta), over A U."""
    deep = dataclasses.replace(SLAB, boundary=Ground(40.0, depth_below_grade_m=2.0))
    found = ground_coupling(deep, deep.boundary, ROOM)
    _, d_t = slab_u_value(100.0, 40.0, 1.1)
    periodic = 0.37 * 40.0 * SOIL_W_PER_M_K * math.log(DAMPING_M / d_t + 1.0)
    expected = periodic * math.exp(-2.0 / DAMPING_M) / (found.u_value_w_per_m2k * 100.0)
    wave = yearly_wave(found.temperature_degc)
    assert wave.amplitude_k / 12.0 == pytest.approx(expected, rel=1e-6)


def test_a_floor_without_edges_meets_soil_that_does_not_swing():
    inner = dataclasses.replace(SLAB, boundary=Ground(0.0))
    assert np.ptp(ground_coupling(inner, inner.boundary, ROOM).temperature_degc) < 0.03


def test_a_deeper_basement_wall_loses_less():
    def u(depth):
        wall = dataclasses.replace(SLAB, tilt_deg=90.0, boundary=Ground(depth_below_grade_m=depth))
        return ground_coupling(wall, wall.boundary, ROOM).u_value_w_per_m2k

    assert u(0.5) > u(1.5) > u(3.0)


# ACCA Manual J, 8th edition: Vatilo residence, slab of 1200 ft2 with 140 ft of exposed edge, no
# insulation, 70 degF inside and 31 degF outside, 7,415 Btu/h; asserted by OpenStudio-HPXML v1.11,
# HPXMLtoOpenStudio/tests/test_hvac_sizing.rb.
VATILO_AREA_M2, VATILO_EDGE_M = 1200 * 0.09290304, 140 * 0.3048
VATILO_DIFFERENCE_K, VATILO_LOSS_W = 39 / 1.8, 7415 * 0.29307107
MANUAL_J = 0.15
CONCRETE_M2K_PER_W = 0.1016 / 1.803  # 4 in; OpenStudio-HPXML materials.rb
# ASHRAE 90.1-2019, table A6.3.1-1: unheated slab without insulation, F = 0.73 Btu/(h ft degF)
F_UNINSULATED_W_PER_M_K = 0.73 * 1.730735


FRAME_WALL_M = 0.15


def vatilo_slab_w_per_k() -> float:
    u, _ = slab_u_value(VATILO_AREA_M2, VATILO_EDGE_M, CONCRETE_M2K_PER_W)
    return u * VATILO_AREA_M2


def test_with_its_bare_edge_manual_js_example_slab_loses_what_it_says():
    edge = edge_bridge(FRAME_WALL_M, 0.0) * VATILO_EDGE_M
    loss_w = (vatilo_slab_w_per_k() + edge) * VATILO_DIFFERENCE_K
    assert loss_w == pytest.approx(VATILO_LOSS_W, rel=MANUAL_J)


def test_that_slab_loses_more_than_by_f_factor_and_less_than_by_manual_j_without_its_edge():
    low = F_UNINSULATED_W_PER_M_K * VATILO_EDGE_M
    assert low < vatilo_slab_w_per_k() < VATILO_LOSS_W / VATILO_DIFFERENCE_K


def test_soil_and_edge_lose_what_each_is_said_to_lose():
    soil_w, edge_w, shared = 20.0, 8.0, (0.17 + 0.05 / 1.8) / 23.0
    found = side_by_side(23.0, soil_w, edge_w)
    soil_branch = 1.0 / ((1.0 / soil_w - shared) * found.soil_factor)
    slab = (1.0 / shared) / (1.0 / shared + soil_branch + found.edge_w_per_k)  # the room at 1
    assert soil_branch * slab == pytest.approx(soil_w)
    assert found.edge_w_per_k * slab == pytest.approx(edge_w)


def test_a_slabs_edge_meets_it_in_the_middle_of_its_heaviest_layer():
    layers = (Layer(1.0, 3e3), Layer(0.06, 2e5), Layer(0.1, 1e4))
    below, above = split_at_slab(layers)
    assert resistance_of(below) == pytest.approx(1.03)
    assert resistance_of(above) == pytest.approx(0.13)
    both = sum(layer.capacitance_j_per_m2k for layer in (*below, *above))
    assert both == pytest.approx(3e3 + 2e5 + 1e4)


def test_a_slabs_edge_looks_where_the_walls_above_it_look():
    def wall(name, azimuth_deg, area_m2):
        return Surface(name, (Layer(2.0),), area_m2, Outdoors(), azimuth_deg=azimuth_deg)

    slab = dataclasses.replace(SLAB, boundary=Ground(30.0, edge_bridge_w_per_m_k=0.5))
    room = dataclasses.replace(
        ROOM, surfaces=(slab, wall("south", 180.0, 20.0), wall("west", 270.0, 10.0))
    )
    faces = read_layout(room, 101325.0).outer
    edges = {f.azimuth_deg: f for f in faces if f.name.startswith("edge")}
    assert edges[180.0].area_m2 == pytest.approx(20.0 * EDGE_HEIGHT_M)
    assert edges[270.0].area_m2 == pytest.approx(10.0 * EDGE_HEIGHT_M)
    assert all(face.has_sun for face in edges.values())


def test_without_walls_a_slabs_edge_has_neither_sun_nor_wind():
    slab = dataclasses.replace(SLAB, boundary=Ground(30.0, edge_bridge_w_per_m_k=0.5))
    (edge,) = read_layout(dataclasses.replace(ROOM, surfaces=(slab,)), 101325.0).outer
    assert (edge.has_sun, edge.wind_ratio) == (False, 0.0)
    bare = dataclasses.replace(slab, boundary=Ground(30.0))
    assert read_layout(dataclasses.replace(ROOM, surfaces=(bare,)), 101325.0).outer == ()


def test_a_basement_loses_what_iso_13370_says():
    """7.3, by hand: B' = 5 m, z = 2 m, bare floor and wall with 1.5 m2K/W."""
    ground = Ground(40.0, depth_below_grade_m=2.0)
    floor = dataclasses.replace(SLAB, layers=(Layer(0.06, 2e5),), boundary=ground)
    wall = Surface("wall", (Layer(1.5),), 80.0, Ground(depth_below_grade_m=1.0))
    room = dataclasses.replace(ROOM, surfaces=(floor, wall))
    d_f = 0.3 + 2.0 * (0.17 + 0.06 + 0.04)  # 0.84 m, and with half the depth 1.84 m
    of_floor = 4.0 / (15.708 + d_f + 1.0) * math.log(15.708 / (d_f + 1.0) + 1.0)  # 0.515
    d_w = 2.0 * (0.13 + 1.5 + 0.04)  # 3.34 m: more than the floor's, which counts
    of_wall = 4.0 / (math.pi * 2.0) * (1.0 + 0.5 * d_f / (d_f + 2.0)) * math.log(2.0 / d_w + 1.0)
    for surface, u in ((floor, of_floor), (wall, of_wall)):
        found = ground_coupling(surface, surface.boundary, room)
        assert found.u_value_w_per_m2k == pytest.approx(u, rel=1e-4)
