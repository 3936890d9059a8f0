"""The rest of the home: at the setpoints, it acts on what a machine makes of the room."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import hand_made_rooms as made
import hpsim
from hpsim.building.factors import RoomFactors, with_factors
from hpsim.building.home_exchange import (
    HeldHome,
    HomeBand,
    driven_air,
    following_home,
    heat_to_home_w,
    held_home,
    home_above_ideal_k,
    home_year,
    with_home_at,
)
from hpsim.building.ideal_load import IdealLoadResult, following_drivers
from hpsim.building.infiltration import home_humidity_ratio
from hpsim.building.model import Adiabatic, Aim2Infiltration, Boundary, Door, Home, Layer, RoomModel

FILM_W_PER_M2K = 8.0
HALF = Layer(0.5, 8000.0)
WALL_M2 = 15.0
CLOSED_W_PER_K, CLOSED_M3_PER_S = 6.0, 0.002
# 1/h_inside + two halves + 1/7.7, the inside film of ISO 6946 on the home's side
HOME_W_PER_K = WALL_M2 / (1 / FILM_W_PER_M2K + 2 * 0.5 + 1 / 7.7)
LINEAR = 1e-6  # constant films: one linear network on both sides
# the doorway's table of the field reference: 0.8 m by 2 m at 1 K, with air of 1.2 kg/m3, 1006 J/kgK
DOORWAY_AT_1_K_W_PER_K = 108.0
DOORWAY_AIR = 0.02


def room(boundary: Boundary, *doors: Door) -> RoomModel:
    """Return a box in which one wall of two equal halves borders on the home."""
    box = made.fixed_films(made.shoebox(glazed=()), FILM_W_PER_M2K, 20.0)
    wall = replace(box.surfaces[0], boundary=boundary, layers=(HALF,), area_m2=WALL_M2)
    return replace(box, surfaces=(wall, *box.surfaces[1:]), doors=doors)


def door(*, is_open: bool = False, home_degc: float | None = None) -> Door:
    hours = np.ones(made.HOURS)
    return Door(
        area_m2=0.8 * 2.0,
        height_m=2.0,
        open=hours if is_open else 0.0 * hours,
        rest_of_home_degc=None if home_degc is None else home_degc * hours,
        closed_w_per_k=CLOSED_W_PER_K,
        closed_m3_per_s=CLOSED_M3_PER_S,
    )


def year(boundary: Boundary, *doors: Door) -> IdealLoadResult:
    return made.year(room(boundary, *doors), made.steady_weather(0.0), heating_degc=20.0)


def steady_k_per_w(ideal: IdealLoadResult) -> float:
    return float(ideal.dynamics.gain_k_per_w.sum()) + ideal.dynamics.direct_k_per_w


def left_alone_degc(ideal: IdealLoadResult, home_above_k: float = 0.0) -> float:
    """Return where the loop's room comes to rest without a machine."""
    above_k = np.full(ideal.ideal_heating_w.size, home_above_k)
    drivers = following_home(following_drivers(ideal), ideal, above_k)
    k_per_w = steady_k_per_w(ideal)
    free, exchange, heat = (
        float(series[-2])
        for series in (drivers.free_air_degc, drivers.exchange_w_per_k, drivers.exchange_heat_w)
    )
    return (free + k_per_w * heat) / (1.0 + k_per_w * exchange)


def test_nothing_crosses_to_the_home_under_ideal_control() -> None:
    alone, in_home = year(Adiabatic()), year(Home(), door(is_open=True))
    np.testing.assert_array_equal(in_home.ideal_heating_w, alone.ideal_heating_w)
    np.testing.assert_array_equal(in_home.air_degc, alone.air_degc)


def test_a_deviation_meets_the_whole_partition() -> None:
    alone, in_home = year(Adiabatic()), year(Home())
    added = 1.0 / steady_k_per_w(in_home) - 1.0 / steady_k_per_w(alone)
    assert added == pytest.approx(HOME_W_PER_K, rel=LINEAR)


def test_a_room_whose_unit_stops_comes_to_rest_between_home_and_outdoors() -> None:
    """At 0 degC outdoors, home at 20: T (UA + home) = 20 home, by hand."""
    by_hand = {}
    loss_w_per_k = 1.0 / steady_k_per_w(year(Adiabatic()))
    for name, doors, home_w_per_k in (
        ("wall", (), HOME_W_PER_K),
        ("wall and closed door", (door(),), HOME_W_PER_K + CLOSED_W_PER_K),
    ):
        by_hand[name] = 20.0 * home_w_per_k / (loss_w_per_k + home_w_per_k)
        assert left_alone_degc(year(Home(), *doors)) == pytest.approx(by_hand[name], abs=1e-3)
    assert left_alone_degc(year(Adiabatic())) == pytest.approx(0.0, abs=1e-3)
    assert by_hand["wall and closed door"] > by_hand["wall"] + 0.5


def test_an_open_door_carries_the_doorways_flow_at_the_minute() -> None:
    drivers = following_drivers(year(Home(), door(is_open=True)))
    np.testing.assert_allclose(drivers.door_w_per_k15, DOORWAY_AT_1_K_W_PER_K, rtol=DOORWAY_AIR)
    np.testing.assert_allclose(drivers.door_degc, 20.0, atol=1e-9)


def test_a_closed_door_carries_its_undercuts_air_and_moisture() -> None:
    ideal = year(Home(), door())
    drivers = following_drivers(ideal)
    assert drivers.door_degc.shape[0] == 0  # nothing to follow by the minute
    np.testing.assert_allclose(drivers.home_air_kg_per_s, 1.204 * CLOSED_M3_PER_S, rtol=1e-3)
    climate = made.steady_weather(0.0)
    ratio = home_humidity_ratio(door(), climate, np.full(made.HOURS, 20.0))
    brought = np.repeat(ratio, 2) * drivers.home_air_kg_per_s
    np.testing.assert_allclose(drivers.home_water_kg_per_s, brought)
    # and by the hour, under ideal control, the same
    np.testing.assert_array_equal(ideal.drivers.home_air_kg_per_s, drivers.home_air_kg_per_s)


def test_the_heat_to_the_home_is_that_of_wall_door_and_doorway() -> None:
    """2 K above ideal control: (wall + 6) 2, and the doorway's 108 W at 1 K times 2 to the 1.5."""
    room_degc = np.full(made.HOURS, 22.0)
    closed = heat_to_home_w(home_year(year(Home(), door()), made.HOURS), room_degc)
    steady = pytest.approx(2.0 * (HOME_W_PER_K + CLOSED_W_PER_K), rel=1e-3)
    assert closed[-24] == steady
    opened = heat_to_home_w(home_year(year(Home(), door(is_open=True)), made.HOURS), room_degc)
    through = opened[-24] - closed[-24]
    assert through == pytest.approx(DOORWAY_AT_1_K_W_PER_K * 2.0**1.5, rel=DOORWAY_AIR)
    np.testing.assert_allclose(
        heat_to_home_w(home_year(year(Adiabatic()), made.HOURS), room_degc), 0.0
    )
    own = year(Adiabatic(), door(home_degc=16.0))
    np.testing.assert_allclose(heat_to_home_w(home_year(own, made.HOURS), room_degc), 0.0)


def test_a_home_at_another_temperature_acts_under_ideal_control_too() -> None:
    """16 degC beyond a closed door: 4 K times 6 W/K more heat."""
    alone, beside = year(Adiabatic()), year(Adiabatic(), door(home_degc=16.0))
    more = beside.ideal_heating_w[-1] - alone.ideal_heating_w[-1]
    assert more == pytest.approx(4.0 * CLOSED_W_PER_K, rel=1e-3)


def test_the_minute_takes_over_what_an_open_door_does_under_ideal_control() -> None:
    ideal = year(Adiabatic(), door(is_open=True, home_degc=16.0))
    drivers = following_drivers(ideal)
    through = drivers.door_w_per_k15 * np.sqrt(20.0 - drivers.door_degc)
    carried = drivers.exchange_w_per_k + through.sum(axis=0)
    np.testing.assert_allclose(carried[1:], ideal.drivers.exchange_w_per_k[1:], rtol=1e-6)


def test_a_home_is_held_by_a_control_with_the_same_band() -> None:
    """Heated at 20, cooled at 25: 20.75 and 24.25 by a band of 1.5 K past each; free between."""
    ideal = year(Home())
    ideal = replace(ideal, air_degc=np.array([20.0, 20.0, 20.5, 21.5, 23.0, 24.8, 25.0, 25.0]))
    heating, cooling = np.full(7, 20.0), np.full(7, 25.0)
    above = home_above_ideal_k(ideal, heating, cooling, HomeBand(0.75, 0.75))
    np.testing.assert_allclose(above, [0.75, 0.5, 0.0, 0.0, 0.0, -0.65, -0.75])
    plain = home_above_ideal_k(ideal, heating, cooling, HomeBand())
    np.testing.assert_array_equal(plain, 0.0)
    # setpoints a kelvin apart leave no room for two bands of 0.75 K: in the middle
    close = home_above_ideal_k(ideal, heating, heating + 1.0, HomeBand(0.75, 0.75))
    np.testing.assert_allclose(ideal.air_degc[0] + close[0], 20.5)


def test_nothing_crosses_to_a_home_held_alike() -> None:
    """A room 0.75 K above ideal control, as its unit's band keeps it, in a home kept the same."""
    ideal = year(Home(), door())
    above_k = np.full(ideal.ideal_heating_w.size, 0.75)
    np.testing.assert_allclose(
        heat_to_home_w(home_year(ideal, made.HOURS, above_k), np.full(made.HOURS, 20.75))[-24:],
        0.0,
        atol=1e-6,
    )


def test_a_warmer_home_brings_its_heat_by_wall_and_door() -> None:
    """Home at 20.75 degC, 0 outdoors, the unit off: T (UA + home) = 20.75 home, by hand."""
    loss_w_per_k = 1.0 / steady_k_per_w(year(Adiabatic()))
    home_w_per_k = HOME_W_PER_K + CLOSED_W_PER_K
    by_hand = 20.75 * home_w_per_k / (loss_w_per_k + home_w_per_k)
    assert left_alone_degc(year(Home(), door()), 0.75) == pytest.approx(by_hand, abs=1e-3)
    drivers = following_drivers(year(Home(), door(is_open=True)))
    ideal = year(Home(), door(is_open=True))
    warmer = following_home(drivers, ideal, np.full(drivers.gain_w.size, 0.75))
    np.testing.assert_allclose(warmer.door_degc, 20.75, atol=1e-9)


def test_leaks_follow_the_stack_of_the_home() -> None:
    """AIM-2 without wind: flow goes with the pressure to 0.65, so 22 against 20 K by 1.1^0.65."""
    leak = Aim2Infiltration(7.0, 250.0, 2.5, 0.5, 0.5, "suburban")
    leaky = replace(room(Home()), infiltration=(leak,))
    ideal = made.year(leaky, made.steady_weather(0.0, wind_m_per_s=0.0), heating_degc=20.0)
    exchange, outdoor = ideal.load_pass.inputs.exchange, np.zeros(ideal.ideal_heating_w.size)
    as_ideal = driven_air(exchange, ideal.air_degc[:-1], outdoor)
    np.testing.assert_allclose(as_ideal[1:], ideal.load_pass.out.driven_m3_per_s[1:], rtol=1e-9)
    warmer = driven_air(exchange, ideal.air_degc[:-1] + 2.0, outdoor)
    by_hand = (22.0 / 295.15 / (20.0 / 293.15)) ** 0.65
    np.testing.assert_allclose(warmer[-48:] / as_ideal[-48:], by_hand, rtol=1e-6)
    drivers = following_drivers(ideal)
    follows = following_home(drivers, ideal, np.full(outdoor.size, 2.0))
    more = follows.outdoor_air_kg_per_s[-1] / drivers.outdoor_air_kg_per_s[-1]
    assert more == pytest.approx(by_hand, rel=1e-6)
    by_air = 1013.44 * (follows.outdoor_air_kg_per_s - drivers.outdoor_air_kg_per_s)
    np.testing.assert_allclose(follows.exchange_w_per_k - drivers.exchange_w_per_k, by_air)


def test_a_room_that_floats_in_a_home_is_between_home_and_outdoors() -> None:
    """20 degC behind whole partitions and a closed door, 0 degC behind the other walls."""
    held = year(Home(), door())
    warm = np.full(made.HOURS, 20.0)
    model = with_home_at(room(Home(), door()), HeldHome(warm, {"south": warm}))
    floating = made.year(model, made.steady_weather(0.0))
    to_home = HOME_W_PER_K + CLOSED_W_PER_K
    by_hand = 20.0 * to_home / (to_home + held.ideal_heating_w[-1] / 20.0)
    assert 1.0 < by_hand < 19.0
    assert floating.air_degc[-1] == pytest.approx(by_hand, abs=0.05)
    assert floating.air_degc[-1] == pytest.approx(left_alone_degc(held), abs=0.05)


def test_held_next_to_a_home_alike_nothing_crosses_either() -> None:
    """Cold glass cools partitions: behind whole ones the home must be their mirror image.

    By the home's air instead, with the film of ISO 6946, heat would come in from a home that is as
    warm as the room: faces are colder than the air.
    """
    box = made.shoebox(glazed=("north", "east"))
    inner = replace(box.surfaces[0], boundary=Home(), layers=(HALF,), area_m2=WALL_M2)
    model = replace(box, surfaces=(inner, *box.surfaces[1:]))
    weather = made.daily_weather(-10.0)
    alone = made.year(model, weather, heating_degc=20.0)
    home_degc = made.hourly(0.5 * (alone.air_degc[1:] + alone.air_degc[:-1]))
    home = held_home(alone, home_degc)
    in_home = made.year(with_home_at(model, home), weather, heating_degc=20.0)
    heat_w = alone.ideal_heating_w.mean()
    assert in_home.ideal_heating_w.mean() == pytest.approx(heat_w, rel=1e-4)
    of_air = HeldHome(home_degc, {"south": home_degc})
    by_air = made.year(with_home_at(model, of_air), weather, heating_degc=20.0)
    assert by_air.ideal_heating_w.mean() < heat_w - 10.0


def test_a_floating_part_of_a_held_home_leaks_by_the_homes_stack() -> None:
    """AIM-2 without wind by hand: f_s C (rho g H dT / T)^0.65 of a home at 20 degC, half of it."""
    leak = Aim2Infiltration(7.0, 250.0, 2.5, 0.5, 0.5, "suburban")
    leaky, warm = replace(room(Home()), infiltration=(leak,)), np.full(made.HOURS, 20.0)
    calm = made.steady_weather(0.0, wind_m_per_s=0.0)
    leaky_in_home = with_home_at(leaky, HeldHome(warm, {"south": warm}))
    floating = made.year(leaky_in_home, calm)
    assert 1.0 < floating.air_degc[-1] < 15.0
    stack_pa = 1.2041 * 293.15 / 273.15 * 9.81 * 2.5 * 20.0 / 293.15
    by_hand = 0.5 * 0.2559 * 7.0 * 250.0 / 3600.0 / 50.0**0.65 * stack_pa**0.65  # f_s by hand
    driven = floating.load_pass.out.driven_m3_per_s[-1]
    assert driven == pytest.approx(by_hand, rel=2e-3)
    warmer = with_factors(leaky_in_home, RoomFactors(neighbours_k=4.0, leaks=2.0))
    in_warmer = made.year(warmer, calm).load_pass.out.driven_m3_per_s[-1]
    assert in_warmer / driven == pytest.approx(2.0 * (24.0 / 297.15 / (20.0 / 293.15)) ** 0.65)
    own = replace(leak, exposed_share=1.0)
    model = with_home_at(replace(leaky, infiltration=(own,)), HeldHome(warm, {"south": warm}))
    alone = made.year(model, calm)
    air = float(alone.air_degc[-1])
    stack_pa *= air / (air + 273.15) / (20.0 / 293.15)
    by_hand = 0.2559 * 7.0 * 250.0 / 3600.0 / 50.0**0.65 * stack_pa**0.65
    assert alone.load_pass.out.driven_m3_per_s[-1] == pytest.approx(by_hand, rel=2e-3)


def test_a_dwelling_of_one_room_leaks_less_as_it_cools() -> None:
    """Without wind the heat goes by dT (dT / T)^0.65: its slope is G (1 + 0.65 (1 - dT / T)).

    The loop's room without heat comes to rest by that line, which meets the ideal room.
    """
    leak = Aim2Infiltration(7.0, 250.0, 2.5, 1.0, 0.5, "suburban")
    leaky = replace(room(Adiabatic()), infiltration=(leak,))
    calm = made.steady_weather(0.0, wind_m_per_s=0.0)
    ideal = made.year(leaky, calm, heating_degc=20.0)
    carried, drivers = ideal.load_pass.out.exchange_w_per_k[-1], ideal.drivers
    slope = carried * (1.0 + 0.65 * (1.0 - 20.0 / 293.15))
    assert drivers.exchange_w_per_k[-1] == pytest.approx(slope, rel=1e-3)
    at_20_w = drivers.exchange_w_per_k[-1] * 20.0 - drivers.exchange_heat_w[-1]
    assert at_20_w == pytest.approx(20.0 * carried, rel=1e-9)
    follows = following_home(drivers, ideal, np.full(drivers.gain_w.size, 2.0))
    np.testing.assert_array_equal(follows.exchange_w_per_k, drivers.exchange_w_per_k)
    assert (follows.outdoor_air_kg_per_s > drivers.outdoor_air_kg_per_s).all()
    part = replace(leaky, infiltration=(replace(leak, exposed_share=0.999),))
    of_a_home = made.year(part, calm, heating_degc=20.0)
    assert of_a_home.drivers.exchange_w_per_k[-1] == pytest.approx(carried, rel=2e-3)


@pytest.mark.parametrize("kind", ["bedroom", "sunroom", "tiny_house"])
def test_heat_never_makes_a_room_colder_than_none(kind: str) -> None:
    """Next to 100 W, a room without a machine: the loop and the non-linear pass side by side."""
    small = {"kind": "baseboard", "size": "100 W"}
    run = hpsim.simulate(
        {
            "name": "no heat and a little",
            "weather": "us-5A-chicago",
            "room": {"kind": kind, "floor_area": "150 ft2"},
            "thermostat": {"heating": "70 degF"},
            "candidates": [{"kind": "none"}, small],
        }
    )
    nothing, little = (year.hourly.room_degc for year in run.candidates)
    needs = run.candidates[1].hourly.heat_delivered_w > 99.0
    assert needs.sum() > 500
    coldest = int(np.argmin(nothing))
    assert little[coldest] > nothing[coldest] + 0.5
    assert (little - nothing)[needs].min() > 0.0
