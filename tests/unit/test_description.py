from __future__ import annotations

import pytest
from pydantic import Field, ValidationError

from hpsim.building.description.openings import Window
from hpsim.building.description.rooms import DetailRoom, SimpleRoom
from hpsim.building.description.surfaces import Surface
from hpsim.control.description import Thermostat
from hpsim.description.base import Area, Description, TemperatureDifference, written_key
from hpsim.description.facing import Facing


class Sample(Description):
    """A part."""

    size_m2: Area = Field(gt=0)
    """How large."""
    facing_deg: Facing = 180.0
    """Where it looks."""
    margin_k: TemperatureDifference | None = None
    """How far."""


def test_keys_have_no_units_and_fields_do():
    assert Sample.keys() == ["size", "facing", "margin"]
    assert written_key("in_") == "in"
    assert written_key("minimum_on_s") == "minimum_on"
    assert written_key("ach50") == "ach50"


def test_a_file_writes_units_and_python_writes_si():
    assert Sample.from_written({"size": "1 m2", "margin": "1.8 degF"}) == Sample(
        size_m2=1.0, margin_k=1.0
    )


@pytest.mark.parametrize("written", [{"size": 1.0}, {"size_m2": "1 m2"}, {"size": "1 m2", "x": 1}])
def test_a_file_may_not_write_what_python_does(written):
    with pytest.raises(ValidationError):
        Sample.from_written(written)


def test_null_in_a_file_means_not_said():
    assert Sample.from_written({"size": "1 m2", "facing": None}).facing_deg == 180.0


def test_descriptions_never_change():
    with pytest.raises(ValidationError, match="frozen"):
        Sample(size_m2=1.0).size_m2 = 2.0  # type: ignore[misc]


@pytest.mark.parametrize(
    ("written", "azimuth_deg"),
    [
        ("south", 180.0),
        ("North-West", 315.0),
        ("southwest", 225.0),
        ("SW", 225.0),
        ("195 deg", 195.0),
        ("-90 deg", 270.0),
        ("360 deg", 0.0),
    ],
)
def test_directions_are_clockwise_from_north(written, azimuth_deg):
    assert Sample.from_written({"size": "1 m2", "facing": written}).facing_deg == azimuth_deg


def test_a_written_description_reads_back_equal():
    sample = Sample.from_written({"size": "250 ft2", "facing": "nw", "margin": "1 degF"})
    written = sample.as_written()
    assert written == {"size": "250 ft2", "facing": "north-west", "margin": "1 degF"}
    assert Sample.from_written(written) == sample


def test_one_value_stands_for_both_faces():
    room = SimpleRoom.from_written(
        {"kind": "flat", "floor_area": "20 m2", "solar_absorptance": 0.3}
    )
    assert room.solar_absorptance is not None
    assert (room.solar_absorptance.outside, room.solar_absorptance.inside) == (0.3, 0.3)


def test_one_fan_stands_for_a_list():
    room = SimpleRoom.from_written(
        {"kind": "flat", "floor_area": "20 m2", "ventilation": {"flow": "10 L/s"}}
    )
    assert room.ventilation is not None
    assert [fan.flow_m3_per_s for fan in room.ventilation] == [0.01]


def test_windows_know_their_size_either_way():
    one = Window.from_written({"in": "south", "area": "6 m2"})
    two = Window.from_written({"in": "south", "width": "3 m", "height": "2 m", "count": 2})
    assert one.one_area_m2 == two.one_area_m2 == 6.0
    assert two.total_area_m2 == 12.0


@pytest.mark.parametrize(
    "size",
    [
        {},
        {"width": "3 m"},
        {"area": "3 m2", "width": "3 m", "height": "1 m"},
        {"area": "3 m2", "u_value": "1 W/m2K"},
        {"area": "3 m2", "panes": 2},
        {"area": "3 m2", "u_value": "1 W/m2K", "shgc": 0.5, "glazing": "x"},
    ],
)
def test_windows_with_too_little_or_too_much_are_refused(size):
    with pytest.raises(ValidationError):
        Window.from_written({"in": "south", **size})


def test_facing_and_azimuth_are_one_thing():
    wall = {"name": "a", "construction": "w", "area": "1 m2", "boundary": "outdoors"}
    assert Surface.from_written({**wall, "facing": "east"}).outward_azimuth_deg == 90.0
    assert Surface.from_written({**wall, "azimuth": "90 deg"}).outward_azimuth_deg == 90.0
    with pytest.raises(ValidationError, match="exclude"):
        Surface.from_written({**wall, "facing": "east", "azimuth": "90 deg"})
    with pytest.raises(ValidationError, match="facing is needed"):
        Surface.from_written(wall)
    assert Surface.from_written({**wall, "tilt": "0 deg"}).outward_azimuth_deg is None


def test_python_builds_a_room_from_numbers():
    room = DetailRoom(
        kind="detail",
        floor_area_m2=10.0,
        volume_m3=25.0,
        surfaces=(Surface(name="w", construction="w", area_m2=5.0, boundary="adiabatic"),),
    )
    assert DetailRoom.from_written(room.as_written()) == room


SET_POINTS = [
    "20 degC",
    "68 degF",
    {"day": "20 degC", "night": "17 degC"},
    {"day": "20 degC", "night": "17 degC", "night_from": "23:30", "night_to": "5:00"},
    ["20 degC"] * 24,
    {"weekday": ["20 degC"] * 24, "weekend": ["68 degF"] * 24},
    "evening",
    [
        {"from": "23:00", "to": "07:00", "value": "10 degC"},
        {"from": "07:00", "to": "08:00", "ramp": ["10 degC", "20 degC"]},
        {"from": "08:00", "to": "23:00", "value": "20 degC"},
    ],
]


@pytest.mark.parametrize("written", SET_POINTS, ids=str)
def test_every_form_of_a_set_point_reads_back(written):
    thermostat = Thermostat.from_written({"heating": written})
    assert Thermostat.from_written(thermostat.as_written()) == thermostat


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (20, "20 needs a unit"),
        (True, "not a setpoint"),
        ({"day": "20 degC"}, "night"),
        ({"day": "20 degC", "night": "17 degC", "night_from": "06:00"}, "the night has no length"),
        (["20 degC"] * 23, "24"),
        ([{"from": "07:00", "to": "08:00", "value": "20 degC"}], "is followed by one from 07:00"),
        ([{"from": "00:00", "to": "24:00"}], "value or ramp is needed"),
        (
            [
                {"from": "00:00", "to": "12:00", "value": "20 degC"},
                {"from": "12:00", "to": "06:00", "value": "20 degC"},
                {"from": "06:00", "to": "00:00", "value": "20 degC"},
            ],
            "longer than a day",
        ),
    ],
)
def test_set_points_that_make_no_day_are_refused(written, said):
    with pytest.raises(ValidationError, match=said):
        Thermostat.from_written({"heating": written})
