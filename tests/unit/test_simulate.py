"""Rooms without a machine that dries: their humidity, by hand."""

from __future__ import annotations

import numpy as np
import pytest

import hpsim
from fakes import channels
from hand_made import drivers
from hpsim.description.schedules import HOURS_PER_YEAR
from hpsim.equipment.assumptions import Burner
from hpsim.errors import SimulationError
from hpsim.psychrometrics import saturation_humidity_ratio
from hpsim.scenario.model import Scenario
from hpsim.simulate.candidate import _room_humidity, with_ignition
from hpsim.simulate.response import RoomResponse, refuse_unbalanced, room_response, room_summary

GAIN_KG_PER_S = 1e-5
TABLE = 5e-6  # saturation by table, linear between entries
OTHER_HOURS = 0.1  # the door warms the room: other hours are heated, with other films
FILMS_OF_HEATED_STEPS = 0.02  # the warmer room has other films, and is heated more often
MOIST_AND_UNEVEN = 0.02  # vapor takes the place of air, and the mean of 1/T is not 1 over the mean
STATION = 0.005  # the file's mean pressure beside the standard one of its altitude
N = 2 * HOURS_PER_YEAR  # half-hours


def test_a_sealed_room_takes_up_what_its_air_holds_and_the_rest_condenses():
    sealed = drivers(
        20.0,
        n_hours=HOURS_PER_YEAR,
        moisture_gain_kg_per_s=GAIN_KG_PER_S,
        outdoor_air_kg_per_s=0.0,
    )
    humidity, condensed = _room_humidity(sealed, np.full(N + 1, 20.0))
    full = float(saturation_humidity_ratio(20.0, sealed.pressure_pa))
    assert humidity == pytest.approx(full, rel=TABLE)
    assert condensed == pytest.approx(GAIN_KG_PER_S)


def test_an_aired_room_stays_above_outdoors_by_what_its_gains_add():
    aired = drivers(20.0, n_hours=HOURS_PER_YEAR, moisture_gain_kg_per_s=GAIN_KG_PER_S)
    humidity, condensed = _room_humidity(aired, np.full(N + 1, 20.0))
    assert humidity == pytest.approx(0.004 + GAIN_KG_PER_S / 0.01)  # gains over air: 1 g/kg
    assert not condensed.any()


def answer_of(**room: object) -> RoomResponse:
    """Return the answer of a leaky addition in Chicago."""
    addition = {"kind": "addition", "floor_area": "20 m2", "infiltration": {"ach50": 20}}
    scenario = Scenario.from_written(
        {
            "name": "addition",
            "weather": "us-5A-chicago",
            "room": {**addition, **room},
            "thermostat": {"heating": "20 degC"},
            "candidates": [{"kind": "ideal"}],
        }
    )
    return room_response(scenario)


def loss_w_per_k(answer: RoomResponse) -> float:
    return room_summary(answer).heat_loss_w_per_k


def test_heat_loss_has_the_leaks_once():
    leaky = answer_of(ventilation=[])
    tight = answer_of(ventilation=[], infiltration={"ach50": 0})
    air_kg_per_s = leaky.ideal.drivers.outdoor_air_kg_per_s  # what moisture comes with
    heated_kg_per_s = air_kg_per_s[leaky.ideal.ideal_heating_w > 0.0].mean()
    by_air = loss_w_per_k(leaky) - loss_w_per_k(tight)
    # all by wind: as much; all by stack, which goes with the difference to the power of 0.65: 1.65
    assert 1.1 < by_air / (1015.0 * heated_kg_per_s) < 1.65
    volume_m3 = 20 * 2.4384
    per_hour = 3600.0 * air_kg_per_s.mean() / (1.2041 * 0.9764 * volume_m3)  # at 201 m
    assert room_summary(leaky).air_changes_per_h == pytest.approx(per_hour, rel=STATION)
    assert room_summary(tight).air_changes_per_h == 0.0


def changes_per_h(**room: object) -> float:
    found = room_summary(answer_of(**room)).air_changes_per_h
    assert found is not None
    return found


def test_a_constant_air_change_is_reported_as_given():
    """The file's mean pressure is not that of its altitude."""
    assert changes_per_h(infiltration={"ach": 2}, ventilation=[]) == pytest.approx(2.0, rel=1e-9)


FAN = {"kind": "balanced", "flow": "8 L/s"}
WARM, NEVER = {"room_above": "0 degC"}, {"room_above": "60 degC"}


@pytest.mark.parametrize(
    ("fans", "l_per_s"),
    [
        ([FAN], 8.0),
        ([{**FAN, "recovery": 0.8, "latent_recovery": 0.7}], 8.0),
        ([{**FAN, "when": WARM}], 8.0),
        ([{**FAN, "recovery": 0.8, "when": WARM}, {**FAN, "when": NEVER}], 8.0),
        ([{**FAN, "schedule": [0.5] * 24, "when": WARM}, {**FAN, "kind": "window"}], 12.0),
        ([FAN, {"kind": "window", "flow": "50 L/s", "when": WARM}], 8.0),
    ],
)
def test_all_air_of_fans_is_counted_and_that_of_windows_by_temperature_is_not(fans, l_per_s):
    """20 m2, 8 ft high: 8 L/s are 0.591 of its volume an hour, denser as it is colder outdoors."""
    answer = answer_of(infiltration={"ach": 0}, ventilation=fans)
    outdoor_degc = answer.year.outdoor_degc.mean()
    by_hand = l_per_s * 3.6 / (20 * 2.4384) * 293.15 / (outdoor_degc + 273.15)
    found = room_summary(answer).air_changes_per_h
    assert found == pytest.approx(by_hand, rel=MOIST_AND_UNEVEN)


def test_heat_loss_is_that_with_doors_and_windows_shut():
    shut = answer_of(ventilation=[])
    door = {"to": "home", "state": "open", "rest_of_home": "18 degC"}
    opened = answer_of(doors=[door, {"to": "outdoors"}])
    assert opened.ideal.drivers.exchange_w_per_k.mean() > 50.0
    assert loss_w_per_k(opened) == pytest.approx(loss_w_per_k(shut), rel=OTHER_HOURS)


def inner_room(**room: object) -> RoomResponse:
    """Return the answer of a room that meets nothing but rooms as warm as itself."""
    shut = {"kind": "zone", "floor_area": "12 m2", "exposed_walls": 0, "windows": []}
    scenario = Scenario.from_written(
        {
            "name": "inner room",
            "weather": "us-5A-chicago",
            "room": {**shut, "infiltration": {"ach": 0}, "ventilation": [], **room},
            "thermostat": {"heating": "20 degC", "cooling": "25 degC"},
            "candidates": [{"kind": "ideal"}],
        }
    )
    return room_response(scenario)


def test_a_sealed_inner_room_must_be_rid_of_its_gains():
    answer = inner_room(gains=[{"name": "server", "sensible": "200 W"}], occupants=0)
    refuse_unbalanced(answer)
    assert answer.ideal.ideal_cooling_w.mean() == pytest.approx(200.0, rel=1e-3)


def test_a_room_that_hardly_any_heat_leaves_is_refused_with_a_way_out():
    night = [1] * 6 + [0] * 18
    fan = {"flow": "20 L/s", "kind": "exhaust", "schedule": night}
    airing = inner_room(ventilation=[fan], rest_of_home="adiabatic")
    with pytest.raises(SimulationError, match=r"cannot repeat itself .*rest_of_home"):
        refuse_unbalanced(airing)
    refuse_unbalanced(inner_room(ventilation=[fan]))  # the home takes what it must


@pytest.mark.parametrize(
    ("weather", "room"),
    [
        ("us-5A-chicago", {"kind": "basement", "floor_area": "12 m2", "infiltration": {"ach": 30}}),
        ("us-8-northway", {"kind": "basement", "floor_area": "25 m2", "infiltration": {"ach": 30}}),
        ("us-8-northway", {"kind": "sunroom", "floor_area": "25 m2", "infiltration": {"ach": 30}}),
    ],
)
def test_energy_closes_where_light_modes_hold_more_than_usual(weather, room):
    """Little heat is turned over in a room that floats: all modes are kept where it needs them."""
    scenario = Scenario.from_written(
        {
            "name": "floats",
            "weather": weather,
            "room": room,
            "thermostat": {},
            "candidates": [{"kind": "none"}],
        }
    )
    refuse_unbalanced(room_response(scenario, floats=True))


def test_ignitions_and_the_pilot_are_added_to_what_the_loop_counts():
    """Two starts in an hour at 36 kJ each are 20 W; the pilot burns 200 W in every hour."""
    burner = Burner("gas", 10_000.0, 0.8, 0.78, pilot_w=200.0, start_j=36_000.0)
    plain = channels(3)._replace(
        starts_heating=np.array([2.0, 0.0, 1.0]), fuel_w=np.array([500.0, 0.0, 250.0])
    )
    found = with_ignition(plain, burner, 3600.0)
    np.testing.assert_allclose(found.compressor_heating_w, [20.0, 0.0, 10.0])
    np.testing.assert_allclose(found.heating_electricity_w, [20.0, 0.0, 10.0])
    np.testing.assert_allclose(found.fuel_w, [700.0, 200.0, 450.0])
    np.testing.assert_array_equal(found.heat_delivered_w, plain.heat_delivered_w)
    per_minute = with_ignition(plain, burner, 60.0)
    np.testing.assert_allclose(per_minute.compressor_heating_w, [1200.0, 0.0, 600.0])


@pytest.mark.parametrize(
    ("room", "about_home"),
    [({"kind": "bedroom"}, True), ({"kind": "tiny_house"}, False)],
    ids=["in a home", "alone"],
)
def test_a_room_that_nothing_heats_is_noted_and_has_no_cold_day(room, about_home) -> None:
    unit = {"kind": "single_stage", "form": "window", "size": "5 kBtu/h", "ceer": 11}
    scenario = {
        "name": "summer only",
        "weather": "us-5A-chicago",
        "room": {**room, "floor_area": "15 m2"},
        "thermostat": {"cooling": "25 degC"},
        "candidates": [{**unit, "heating": False}],
    }
    run = hpsim.simulate(scenario)
    (note,) = (text for text in run.warnings if text.startswith("thermostat.heating: none"))
    assert ("rest_of_home" in note) == about_home
    assert set(run[0].traces) == {"summer_day", "mild_day"}
    heated = hpsim.simulate(
        {**scenario, "thermostat": {"heating": "20 degC", "cooling": "25 degC"}}
    )
    assert not any("thermostat.heating" in text for text in heated.warnings)
    assert "winter_day" in heated[0].traces


def held_at(degc: float, **room: object) -> RoomResponse:
    """Return the answer of a leaky room in Chicago that is heated to a temperature."""
    shut = {"rest_of_home": "adiabatic", "home_door": "none", "ventilation": []}
    scenario = Scenario.from_written(
        {
            "name": "held",
            "weather": "us-5A-chicago",
            "room": {"quality": "poor", **shut, **room},
            "thermostat": {"heating": f"{degc} degC"},
            "candidates": [{"kind": "ideal"}],
        }
    )
    return room_response(scenario)


@pytest.mark.parametrize(
    ("kind", "area"), [("bedroom", 12), ("flat", 50), ("sunroom", 15), ("basement", 30)]
)
def test_heat_loss_is_what_a_warmer_room_needs_more(kind: str, area: int) -> None:
    """A kelvin at the setpoint costs the loss, for as many hours as the room is warmer."""
    room = {"kind": kind, "floor_area": f"{area} m2"}
    cooler, warmer = (held_at(degc, **room) for degc in (20.0, 21.0))
    more_w = float((warmer.ideal.ideal_heating_w - cooler.ideal.ideal_heating_w).mean())
    warmer_k = float((warmer.ideal.air_degc - cooler.ideal.air_degc).mean())
    assert 0.2 < warmer_k < 1.0
    assert loss_w_per_k(cooler) == pytest.approx(more_w / warmer_k, rel=FILMS_OF_HEATED_STEPS)


def bedroom_without_a_unit(door: str) -> hpsim.Run:
    """Return years of a bedroom above a garage with nothing, and with a 100 W heater."""
    room = {"kind": "bedroom", "floor_area": "23 m2", "below": "outdoors", "above": "attic"}
    return hpsim.simulate(
        {
            "name": "none",
            "weather": "us-4A-louisville",
            "room": {**room, "home_door": door},
            "thermostat": {"heating": "20 degC", "cooling": "25 degC"},
            "candidates": [{"kind": "none"}, {"kind": "baseboard", "size": "100 W"}],
        }
    )


def test_a_room_without_a_unit_shares_the_heat_of_its_home() -> None:
    """As next to a heater of 100 W, which warms a room of 30 W/K or more by 3 K at most."""
    closed, opened = (bedroom_without_a_unit(door) for door in ("closed", "open"))
    for run in (closed, opened):
        none, heated = (year.hourly.room_degc for year in run)
        assert none.min() == pytest.approx(heated.min(), abs=3.0)
        assert none.mean() == pytest.approx(heated.mean(), abs=1.0)
        from_home = [-np.clip(year.heat_to_home_w, None, 0.0).sum() for year in run]
        assert 1.0 < from_home[0] / from_home[1] < 1.5
    assert opened[0].hourly.room_degc.min() > closed[0].hourly.room_degc.min() + 5.0
