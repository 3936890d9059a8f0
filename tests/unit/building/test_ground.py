import dataclasses
import math

import numpy as np
import pytest

from hpsim.building.ground import (
    EDGE_HEIGHT_M,
    SOIL_J_PER_M3K,
    SOIL_W_PER_M_K,
    edge_bridge,
    edge_correction,
    edge_layers,
    ground_coupling,
    kusuda,
    slab_u_value,
)
from hpsim.building.layout import read_layout
from hpsim.building.model import (
    ConstantInfiltration,
    Gains,
    Ground,
    Layer,
    Outdoors,
    RoomModel,
    Surface,
)

NONE = np.zeros(8760)
ROOM = RoomModel(
    floor_area_m2=100.0,
    volume_m3=250.0,
    ceiling_height_m=2.5,
    air_capacity_multiplier=1.0,
    surfaces=(),
    windows=(),
    infiltration=(ConstantInfiltration(0.5, 1.2),),
    gains=Gains(NONE, NONE, NONE),
    ground_mean_degc=10.0,
    ground_amplitude_k=12.0,
    ground_coldest_day=30.0,
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
    total = 0.17 + 1.1 + sum(layer.resistance_m2k_per_w for layer in found.soil)
    total += found.virtual_resistance_m2k_per_w
    assert 1.0 / total == pytest.approx(found.u_value_w_per_m2k, rel=1e-9)


def test_the_undisturbed_wave_dies_and_lags_with_depth():
    damping = math.sqrt(SOIL_W_PER_M_K / SOIL_J_PER_M3K * 365 * 86400 / math.pi)
    surface, deep = kusuda(ROOM, 0.0), kusuda(ROOM, damping)
    assert np.ptp(deep) / np.ptp(surface) == pytest.approx(math.exp(-1.0), rel=1e-3)
    lag_days = (int(deep.argmin()) - int(surface.argmin())) / 24.0
    assert lag_days == pytest.approx(365.0 / (2.0 * math.pi), abs=0.1)
    assert surface.argmin() / 24.0 == pytest.approx(30.0, abs=0.1)
    assert deep.mean() == pytest.approx(10.0, abs=1e-6)


def test_what_lies_beyond_the_soil_swings_less_than_the_surface():
    beyond = ground_coupling(SLAB, SLAB.boundary, ROOM).temperature_degc
    assert 0.0 < np.ptp(beyond) < np.ptp(kusuda(ROOM, 0.0))
    assert beyond.mean() == pytest.approx(10.0, abs=1e-6)


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


def test_a_slabs_edge_loses_its_bridge_through_the_films_of_iso_6946():
    face_m2 = EDGE_HEIGHT_M * 40.0
    layers = edge_layers(0.5, face_m2 / SLAB.area_m2)
    between = sum(layer.resistance_m2k_per_w for layer in layers) / face_m2
    total = 0.04 / face_m2 + between + 0.17 / SLAB.area_m2
    assert 1.0 / total == pytest.approx(0.5 * 40.0)


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
