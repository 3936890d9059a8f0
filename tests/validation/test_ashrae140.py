"""ASHRAE 140 thermal fabric: the inputs' own sums, setpoints and fans."""

import numpy as np
import pytest

from hpsim.building.layout_assembly import read_layout
from hpsim.validation import ashrae140

# README of the inputs: UA of all opaque parts, window and air with the standard's constants
STATED_UA_W_PER_K = {"600": 85.440, "900": 85.351}
STATED_WALLS_UA_W_PER_K = 26.598  # of case 600


def test_all_fifty_two_cases_resolve_to_rooms():
    names = ashrae140.case_names()
    assert len(names) == 52
    for name in names:
        room = ashrae140.case_room(name)
        assert read_layout(room, 83000.0).zones[0].box is not None


@pytest.mark.parametrize("name", ["600", "900"])
def test_the_standards_constants_give_its_stated_loss(name):
    case = ashrae140.case_inputs(name)
    book = ashrae140.inputs()
    films = book["surface_coefficients"]
    room = ashrae140.case_room(name)
    total, walls = case["infiltration"]["UA_W_K"], 0.0
    for surface in room.surfaces:
        part = {"roof": "roof", "floor": "raised_floor"}.get(surface.name, "walls")
        inside = films["interior"]["ceiling" if part == "roof" else part]["comb"]
        resistance = 1 / inside + 1 / films["exterior"][part]["comb"]
        resistance += sum(layer.resistance_m2k_per_w for layer in surface.layers)
        total += surface.area_m2 / resistance
        walls += surface.area_m2 / resistance if part == "walls" else 0.0
    total += book["windows"]["double_clear"]["stated"]["UA_12m2"]
    assert total == pytest.approx(STATED_UA_W_PER_K[name], abs=0.02)
    if name == "600":
        assert walls == pytest.approx(STATED_WALLS_UA_W_PER_K, abs=0.001)


def test_the_setback_ramps_from_seven_to_eight():
    heat, cool = ashrae140.case_setpoints("640")
    day = heat[48 * 10 : 48 * 11 + 1]
    assert day[14] == 10.0  # 07:00
    assert day[15] == pytest.approx(15.0)
    assert day[16] == pytest.approx(20.0)
    assert day[46] == 20.0  # 23:00, the step that ends there
    assert day[47] == 10.0
    assert np.all(cool == 27.0)


def test_the_fan_runs_at_night_alone():
    (fan,) = ashrae140.case_room("650").ventilation
    np.testing.assert_array_equal(np.flatnonzero(fan.flow_m3_per_s[:24] == 0.0), np.arange(7, 18))
    # 1700 m3/h of air at 1.0156 kg/m3
    assert fan.flow_m3_per_s.max() == pytest.approx(1700.0 / 3600.0)


def test_cooling_is_forbidden_at_night_in_case_650():
    _, cool = ashrae140.case_setpoints("650")
    assert cool[14] == 1000.0  # 07:00
    assert cool[15] == 27.0
    assert cool[36] == 27.0  # 18:00
    assert cool[37] == 1000.0
