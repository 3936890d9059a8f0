"""Rooms described surface by surface become the numbers of the standard, or one clear refusal."""

from copy import deepcopy

import numpy as np
import pytest

from hpsim.building.glazing import optics
from hpsim.building.model import Adiabatic, Aim2Infiltration, Neighbour
from hpsim.building.resolve import Place
from hpsim.building.soil import yearly_wave
from hpsim.description.schedules import Calendar
from hpsim.errors import ScenarioError
from rooms import CASE_600, resolved

PRINTED = 5e-4  # three decimals
EVENING = [0.0] * 17 + [1.0] * 5 + [0.5, 0.0]


@pytest.fixture
def case600():
    return deepcopy(CASE_600)


def problems_of(scenario):
    with pytest.raises(ScenarioError) as caught:
        resolved(scenario)
    return caught.value.problems


def only_problem_of(scenario):
    found = problems_of(scenario)
    assert len(found) == 1, [problem.as_text() for problem in found]
    return found[0]


# --- case 600: values of ASHRAE 140 ----------------------------------------------------------


@pytest.mark.parametrize(("name", "resistance"), [("north", 1.789), ("roof", 2.993)])
def test_case_600_layers_have_the_standards_resistance(case600, name, resistance):
    surface = next(s for s in resolved(case600).surfaces if s.name == name)
    total = sum(layer.resistance_m2k_per_w for layer in surface.layers)
    assert total == pytest.approx(resistance, abs=PRINTED)


def test_case_600_floor_has_the_standards_resistance(case600):
    floor = resolved(case600).surfaces[-1]
    total = sum(layer.resistance_m2k_per_w for layer in floor.layers)
    assert total == pytest.approx(25.254, abs=PRINTED)
    assert not floor.boundary.sun
    assert not floor.boundary.wind


def test_case_600_walls_lose_their_windows(case600):
    walls = [s for s in resolved(case600).surfaces if s.tilt_deg == 90.0]
    assert sum(s.area_m2 for s in walls) == pytest.approx(63.6)
    assert sum(s.gross_area_m2 for s in walls) == pytest.approx(75.6)


# UA of the standard with its combined films: 26.598 (walls), 13.233 (roof), 1.867 (floor);
# films from R air to air less R surface to surface: 0.602, 0.634, 0.462
@pytest.mark.parametrize(
    ("tilt", "films", "ua"), [(90.0, 0.602, 26.598), (0.0, 0.634, 13.233), (180.0, 0.462, 1.867)]
)
def test_case_600_conductances_are_the_standards(case600, tilt, films, ua):
    surfaces = [s for s in resolved(case600).surfaces if s.tilt_deg == tilt]
    got = sum(
        s.area_m2 / (films + sum(layer.resistance_m2k_per_w for layer in s.layers))
        for s in surfaces
    )
    assert got == pytest.approx(ua, rel=4e-4)  # films have three decimals


def test_case_600_infiltration_is_18_555_watts_per_kelvin(case600):
    room = resolved(case600)
    (leak,) = room.infiltration
    got = leak.ach * room.volume_m3 / 3600 * leak.air_density_kg_per_m3 * 1015
    assert got == pytest.approx(18.555, abs=PRINTED)


def test_case_600_gains_are_constant_and_split(case600):
    gains = resolved(case600).gains
    np.testing.assert_allclose(gains.radiant_w, 120.0)
    np.testing.assert_allclose(gains.convective_w, 80.0)
    assert not gains.moisture_kg_per_s.any()


def test_case_600_has_no_furniture(case600):
    assert resolved(case600).masses == ()


def test_angle_table_is_split_from_its_hemispherical_value(case600):
    found = optics(resolved(case600).windows[0].glazing)
    assert found.cosine[0] == 0.0
    assert found.transmittance.size == found.cosine.size == found.absorptance.shape[1] == 10
    assert found.diffuse_transmittance == 0.601
    assert found.diffuse_absorptance.tolist() == [0.110, 0.073]


# --- site and place --------------------------------------------------------------------------


@pytest.mark.parametrize("turn", [15.0, 90.0, 350.0])
def test_rotation_turns_every_surface(case600, turn):
    before = resolved(case600)
    case600["site"]["rotate"] = f"{turn} deg"
    after = resolved(case600)
    for a, b in zip(before.surfaces, after.surfaces, strict=True):
        assert (b.azimuth_deg - a.azimuth_deg) % 360 == pytest.approx(turn)


# Air at 1609 m (83.4 kPa) and 20 degC: 83436 / (287.05 * 293.15) = 0.9915 kg/m3
def test_air_density_is_that_of_the_altitude(case600):
    del case600["room"]["infiltration"]["air_density"]
    room = resolved(case600, place=Place(altitude_m=1609.0))
    assert room.infiltration[0].air_density_kg_per_m3 == pytest.approx(0.9915, abs=1e-3)


def test_air_may_be_as_dense_as_it_blows(case600):
    case600["room"]["infiltration"] = {"ach": 0.5, "air_density": "outdoor"}
    assert resolved(case600).infiltration[0].air_density_kg_per_m3 is None


def test_ground_comes_from_the_weather_unless_said(case600):
    place = Place(soil_surface_degc=np.linspace(2.0, 20.0, 8760))
    assert resolved(case600, place=place).soil_surface_degc is place.soil_surface_degc
    case600["site"]["ground_temperature"] = "8 degC"
    assert np.unique(resolved(case600, place=place).soil_surface_degc) == [8.0]


def test_a_written_wave_of_the_ground_is_coldest_on_its_day(case600):
    wave = {"mean": "9 degC", "amplitude": "7 K", "coldest_day": 40}
    case600["site"]["ground_temperature"] = wave
    assert yearly_wave(resolved(case600).soil_surface_degc) == pytest.approx((9.0, 7.0, 40.0))


@pytest.mark.parametrize(("latitude_deg", "coldest_day"), [(42.0, 35.0), (-42.0, 217.0)])
def test_the_ground_is_coldest_in_the_winter_of_its_hemisphere(case600, latitude_deg, coldest_day):
    place = Place(latitude_deg=latitude_deg)
    case600["site"]["ground_temperature"] = {"mean": "12 degC", "amplitude": "12 K"}
    ground_degc = resolved(case600, place=place).soil_surface_degc
    assert yearly_wave(ground_degc) == pytest.approx((12.0, 12.0, coldest_day))
    case600["site"]["ground_temperature"]["coldest_day"] = 100
    assert yearly_wave(resolved(case600, place=place).soil_surface_degc)[2] == pytest.approx(100.0)


@pytest.mark.parametrize(
    ("said", "bridge"),
    [
        ({}, 0.50),
        ({"edge_insulation": "R-10"}, 0.23),
        ({"edge_bridge": "0.1 W/mK"}, 0.1),
        ({"depth_below_grade": "2 m"}, 0.0),
    ],
)
def test_a_slabs_edge_has_the_bridge_of_its_wall_unless_it_says_another(case600, said, bridge):
    case600["constructions"]["wall"] = [{"material": "brick", "thickness": "150 mm"}]
    floor = next(s for s in case600["room"]["surfaces"] if s["name"] == "floor")
    floor["boundary"] = {"ground": {"exposed_perimeter": "28 m"} | said}
    found = next(s for s in resolved(case600).surfaces if s.name == "floor").boundary
    assert found.edge_bridge_w_per_m_k == pytest.approx(bridge)


def test_inside_walls_get_a_free_side(case600):
    case600["room"]["surfaces"][2] = {
        "name": "north",
        "construction": "wall",
        "area": "21.6 m2",
        "boundary": "adiabatic",
    }
    north = resolved(case600).surfaces[2]
    assert isinstance(north.boundary, Adiabatic)
    assert north.azimuth_deg == 0.0


# --- schedules -------------------------------------------------------------------------------


def test_gains_follow_their_schedule_on_weekdays_and_weekends(case600):
    case600["schedules"] = {"office": {"weekday": EVENING, "weekend": [0.0] * 24}}
    case600["room"]["gains"] = [{"name": "lamp", "sensible": "100 W", "schedule": "office"}]
    gains = resolved(case600, calendar=Calendar(first_weekday=0)).gains
    week = (gains.convective_w + gains.radiant_w)[:168]
    assert week.sum() == pytest.approx(5 * 5.5 * 100)
    assert week[17] == pytest.approx(100.0)
    assert not week[120:].any()


def test_daylight_saving_moves_gains_an_hour_ahead_in_summer(case600):
    case600["room"]["gains"] = [{"name": "lamp", "sensible": "100 W", "schedule": EVENING}]
    winter = resolved(case600).gains.convective_w
    summer = resolved(case600, calendar=Calendar(daylight_saving="us")).gains.convective_w
    july = 190 * 24
    assert np.flatnonzero(winter[july : july + 24])[0] == 17
    assert np.flatnonzero(summer[july : july + 24])[0] == 16
    np.testing.assert_array_equal(winter[:240], summer[:240])


# ANSI/RESNET/ICC 301: 400 Btu/h while present, of which 3716/6600 sensible
def test_people_bring_the_librarys_heat(case600):
    always = [1.0] * 24
    case600["room"]["gains"] = [{"name": "people", "count": 2, "schedule": always}]
    gains = resolved(case600).gains
    sensible = gains.convective_w[0] + gains.radiant_w[0]
    assert sensible == pytest.approx(2 * 400 * 0.29307 * 3716 / 6600, rel=1e-3)
    assert gains.moisture_kg_per_s[0] * 3600 == pytest.approx(2 * 0.076, rel=0.01)  # 76 g/h


def test_occupants_are_a_gain_of_people(case600):
    case600["room"]["gains"] = []
    empty = resolved(case600).gains
    case600["room"]["occupants"] = 3
    full = resolved(case600).gains
    assert empty.radiant_w.sum() == 0.0
    assert full.radiant_w.max() == pytest.approx(3 * 66.0 * 0.558)


@pytest.mark.parametrize(
    ("gain", "goes_on"),
    [
        ({"name": "people", "schedule": [1.0] * 24}, False),
        ({"name": "people"}, False),
        ({"name": "television", "sensible": "100 W"}, False),
        ({"name": "laundry", "moisture": "0.1 kg/h", "schedule": "evening"}, False),
        ({"name": "aquarium", "sensible": "100 W"}, True),
        ({"name": "refrigerator"}, True),
    ],
)
def test_on_vacation_only_what_runs_always_goes_on(case600, gain, goes_on):
    case600["room"]["gains"] = [gain]
    home = resolved(case600).gains
    away = resolved(case600, calendar=Calendar(vacations=((200, 209),))).gains
    for there, gone in (
        (home.convective_w + home.radiant_w, away.convective_w + away.radiant_w),
        (home.moisture_kg_per_s, away.moisture_kg_per_s),
    ):
        np.testing.assert_array_equal(gone[: 200 * 24], there[: 200 * 24])
        np.testing.assert_array_equal(gone[210 * 24 :], there[210 * 24 :])
        empty = gone[200 * 24 : 210 * 24]
        np.testing.assert_array_equal(empty, there[200 * 24 : 210 * 24] if goes_on else 0.0)


def test_fans_run_by_their_schedule(case600):
    case600["room"]["ventilation"] = {"flow": "10 L/s", "kind": "exhaust", "schedule": EVENING}
    (fan,) = resolved(case600).ventilation
    assert fan.flow_m3_per_s[:24].sum() == pytest.approx(5.5 * 0.010)


def test_neighbours_may_have_a_set_back(case600):
    night = ["17 degC"] * 6 + ["20 degC"] * 16 + ["17 degC"] * 2
    case600["room"]["surfaces"][2]["boundary"] = {"neighbour": night}
    boundary = resolved(case600).surfaces[2].boundary
    assert isinstance(boundary, Neighbour)
    assert boundary.temperature_degc[:24].tolist() == [17.0] * 6 + [20.0] * 16 + [17.0] * 2


# --- openings --------------------------------------------------------------------------------


def test_outside_door_becomes_a_leaf_beside_its_wall(case600):
    case600["room"]["doors"] = [{"in": "north", "area": "2 m2", "u_value": "1.5 W/m2K"}]
    surfaces = {s.name: s for s in resolved(case600).surfaces}
    leaf = surfaces["north door 1"]
    assert surfaces["north"].area_m2 == pytest.approx(19.6)
    assert leaf.area_m2 == 2.0
    films = (0.17 + 0.68) * 0.17611
    resistance = sum(layer.resistance_m2k_per_w for layer in leaf.layers)
    assert 1 / (resistance + films) == pytest.approx(1.5, rel=1e-4)


def test_door_to_the_home_is_a_doorway_only_while_open(case600):
    case600["room"]["surfaces"][2]["boundary"] = {"neighbour": "19 degC"}
    tight = {"closed_conductance": "0 W/K", "closed_flow": "0 L/s"}
    case600["room"]["doors"] = [{"in": "north", "state": "closed", **tight}]
    assert resolved(case600).doors == ()
    case600["room"]["doors"] = [{"in": "north", "state": EVENING, "area": "1.6 m2"}]
    (door,) = resolved(case600).doors
    assert door.open[:24].tolist() == EVENING
    assert set(door.rest_of_home_degc) == {19.0}
    assert {s.name: s for s in resolved(case600).surfaces}["north"].area_m2 == 21.6


def test_a_door_leads_to_a_home_at_the_setpoints_unless_given(case600):
    case600["room"]["surfaces"][2]["boundary"] = "adiabatic"
    case600["room"]["doors"] = [{"in": "north"}]
    (door,) = resolved(case600).doors
    assert door.rest_of_home_degc is None
    case600["room"]["rest_of_home"] = "adiabatic"
    (door,) = resolved(case600).doors
    assert set(door.rest_of_home_degc) == {21.0}
    case600["room"]["rest_of_home"] = "18 degC"
    (door,) = resolved(case600).doors
    assert set(door.rest_of_home_degc) == {18.0}


def test_a_room_surface_by_surface_has_no_curtains_unless_given(case600):
    (bare,) = {window.curtain_factor for window in resolved(case600).windows}
    assert bare == 1.0
    case600["room"]["curtains"] = {"drawn": 0.5, "transmitted": 0.4}
    assert {w.curtain_factor for w in resolved(case600).windows} == {0.7}


def test_blower_door_value_is_of_the_room_alone_unless_said(case600):
    case600["room"]["infiltration"] = {"ach50": 7}
    (leak,) = resolved(case600).infiltration
    assert isinstance(leak, Aim2Infiltration)
    assert (leak.dwelling_volume_m3, leak.exposed_share) == (129.6, 1.0)


def test_blower_door_value_of_a_house_is_shared_by_exposed_area(case600):
    case600["room"]["infiltration"] = {
        "ach50": 7,
        "dwelling_volume": "518.4 m3",  # a square of 192 m2, 2.7 m high
        "dwelling_height": "2.7 m",
    }
    (leak,) = resolved(case600).infiltration
    whole = 2 * 192 + 4 * 192**0.5 * 2.7
    assert leak.exposed_share == pytest.approx((75.6 + 96) / whole)


def test_leakage_area_goes_by_wind_and_stack_as_a_blower_door_value_does(case600):
    case600["room"]["infiltration"] = {"ela": "200 cm2"}
    (leak,) = resolved(case600).infiltration
    assert isinstance(leak, Aim2Infiltration)
    # 0.02 m2 * sqrt(8/1.2) m/s * (50/4)^0.65 * 3600 s/h / 129.6 m3
    assert leak.ach50 == pytest.approx(7.408, rel=1e-3)


# --- refusals --------------------------------------------------------------------------------


def test_window_larger_than_its_wall_is_refused(case600):
    case600["room"]["windows"][0]["count"] = 4
    problem = only_problem_of(case600)
    assert "24 m2" in problem.message
    assert problem.key == "room.windows[0]"


def test_window_in_no_surface_is_refused_with_the_nearest(case600):
    case600["room"]["windows"][0]["in"] = "sout"
    problem = only_problem_of(case600)
    assert (problem.key, problem.hint) == ("room.windows[0].in", "did you mean 'south'?")


def test_window_to_a_neighbour_is_refused(case600):
    case600["room"]["surfaces"][0]["boundary"] = {"neighbour": "20 degC"}
    assert "not outdoors" in only_problem_of(case600).message


def test_unknown_material_is_refused_with_the_nearest(case600):
    case600["constructions"]["wall"][1]["material"] = "fibreglass"
    problem = only_problem_of(case600)
    assert problem.key == "constructions.wall[1].material"
    assert problem.hint == "did you mean 'fiberglass'?"


def test_unknown_construction_is_refused_with_the_nearest(case600):
    case600["room"]["surfaces"][4]["construction"] = "rof"
    assert only_problem_of(case600).hint == "did you mean 'roof'?"


def test_unknown_glazing_is_refused_with_the_nearest(case600):
    case600["room"]["windows"][0]["glazing"] = "double_cleer"
    assert only_problem_of(case600).hint == "did you mean 'double_clear'?"


def test_unknown_schedule_is_refused_with_the_nearest(case600):
    case600["room"]["gains"][0]["schedule"] = "ocupants"
    assert only_problem_of(case600).hint == "did you mean 'occupants'?"


def test_u_value_beyond_the_films_is_refused(case600):
    case600["room"]["windows"] = [
        {"in": "south", "area": "3 m2", "u_value": "7.6 W/m2K", "shgc": 0.8, "panes": 1}
    ]
    assert "air films" in only_problem_of(case600).message


def test_wall_in_soil_needs_its_depth(case600):
    case600["room"]["surfaces"][2]["boundary"] = {"ground": {}}
    problem = only_problem_of(case600)
    assert problem.key == "room.surfaces[2].boundary.ground.depth_below_grade"


def test_buffer_on_a_buffer_is_refused(case600):
    case600["room"]["surfaces"][4]["boundary"] = {"buffer": "attic"}
    case600["room"]["buffers"] = {
        "attic": {
            "volume": "40 m3",
            "surfaces": [
                {
                    "name": "a",
                    "construction": "roof",
                    "area": "9 m2",
                    "boundary": {"buffer": "attic"},
                }
            ],
        }
    }
    assert "can't border on a buffer" in only_problem_of(case600).message


def test_unknown_buffer_is_refused_with_the_nearest(case600):
    case600["room"]["buffers"] = {"attic": {"volume": "40 m3"}}
    case600["room"]["surfaces"][4]["boundary"] = {"buffer": "atic"}
    assert only_problem_of(case600).hint == "did you mean 'attic'?"


def test_two_surfaces_of_one_name_are_refused(case600):
    case600["room"]["surfaces"][3]["name"] = "east"
    case600["room"]["surfaces"][3]["facing"] = "west"
    assert "second surface named 'east'" in only_problem_of(case600).message


def test_unknown_gain_needs_its_heat(case600):
    case600["room"]["gains"] = [{"name": "kiln"}]
    assert only_problem_of(case600).key == "room.gains[0].sensible"


def test_all_problems_come_at_once(case600):
    case600["room"]["windows"][0]["in"] = "sout"
    case600["room"]["gains"][0]["schedule"] = "ocupants"
    case600["constructions"]["wall"][0]["material"] = "wod"
    assert len(problems_of(case600)) == 3


def test_floor_that_disagrees_with_floor_area_is_noted(case600):
    case600["room"]["floor_area"] = "40 m2"
    assert any("floors add up to 48 m2" in note for note in resolved(case600).notes)


def test_every_default_has_key_value_and_source(case600):
    del case600["room"]["furniture"]
    defaults = resolved(case600).defaults
    assert "room.furniture" in {default.key for default in defaults}
    assert all(default.value and default.source for default in defaults)


def test_lights_burn_longest_in_june_south_of_the_equator(case600):
    case600["room"]["gains"] = [
        {"name": "lights", "sensible": "100 W", "schedule": "lighting_interior"}
    ]
    months = {}
    for is_southern in (False, True):
        gains = resolved(case600, place=Place(latitude_deg=-34.0 if is_southern else 42.0)).gains
        watts = gains.convective_w + gains.radiant_w
        months[is_southern] = watts[:8760].reshape(365, 24).mean(axis=1)
    january, july = slice(0, 31), slice(181, 212)
    assert months[False][january].mean() > 1.1 * months[False][july].mean()
    assert months[True][july].mean() == pytest.approx(months[False][january].mean())
