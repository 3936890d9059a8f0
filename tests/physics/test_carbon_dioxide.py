"""CO2 in a room against published examples, closed forms and a plain integration."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import hand_made
from fakes import channels
from hpsim.building.constants import AIR_J_PER_KG_K
from hpsim.simulate.carbon_dioxide import (
    HOME_PPM,
    OUTDOOR_PPM,
    STANDARD_AIR_KG_PER_M3,
    AirFlows,
    air_flows,
    breathed_out_m3_per_s,
    co2_course_ppm,
    periodic_starts,
    room_co2_ppm,
)

ADULT_W = 1.2 * 58.2 * 1.8  # met, W/m2 and m2 of ASHRAE 62.1's appendix
HOUR_S = 3600.0
DRIVERS_H = 4


def one_of(value: float, n: int = 48) -> np.ndarray:
    return np.full(n, value)


def test_an_adult_of_the_ventilation_standard() -> None:
    """ASHRAE 62.1: 0.31 L/min at 1.2 met, so that 7.5 L/s hold 700 ppm above outdoors."""
    litres_per_min = 60e3 * breathed_out_m3_per_s(np.array([ADULT_W]))[0]
    assert litres_per_min == pytest.approx(0.31, abs=0.005)  # the standard's digits
    flow = AirFlows(one_of(0.0075 * STANDARD_AIR_KG_PER_M3), one_of(0.0))
    above = co2_course_ppm(flow, one_of(ADULT_W), 60.0) - OUTDOOR_PPM
    np.testing.assert_allclose(above, 700.0, atol=15.0)  # 7.4 L/s before it was rounded


def test_a_filling_cinema() -> None:
    """Engineering ToolBox: 5 m3/h in 500 m3 with one change an hour are 0.0063 after an hour."""
    hours = np.arange(48) == 47
    starts = periodic_starts(one_of(math.exp(-1.0)), 0.01 * hours)  # empty for two days before
    assert starts[0] == pytest.approx(0.0063, abs=0.00005)


def test_a_course_of_flows_and_people_as_integrated_second_by_second() -> None:
    random = np.random.default_rng(3)
    outdoor, home = random.uniform(0.001, 0.02, 30), random.uniform(0.0, 0.01, 30)
    people_w = 117.0 * random.integers(0, 3, 30)
    air_kg = 45.0
    source = 1e6 * STANDARD_AIR_KG_PER_M3 * breathed_out_m3_per_s(people_w)
    ppm, step_s = 500.0, 5.0
    means = np.zeros(30)
    for hour in [*range(30), *range(30)]:  # the second round begins as the first one ended
        total = 0.0
        for _ in range(round(HOUR_S / step_s)):
            rate = outdoor[hour] * (OUTDOOR_PPM - ppm) + home[hour] * (HOME_PPM - ppm)
            change = (rate + source[hour]) * step_s / air_kg
            total += ppm + 0.5 * change
            ppm += change
        means[hour] = total * step_s / HOUR_S
    course = co2_course_ppm(AirFlows(outdoor, home), people_w, air_kg)
    np.testing.assert_allclose(course, means, rtol=5e-4)  # of the integration's 5 s


def test_a_room_that_is_shut_is_never_more_than_all_carbon_dioxide() -> None:
    shut = AirFlows(one_of(0.0), one_of(0.0))
    assert co2_course_ppm(shut, one_of(ADULT_W), 60.0).max() <= 1e6


def test_all_air_that_enters_is_counted() -> None:
    """Leaks, what a hose draws in, opened windows, and what heat recovery keeps of vapor."""
    recovered = one_of(0.6 * 0.02 * 1.2, DRIVERS_H)  # 60 % of the water of 20 L/s
    drivers = hand_made.drivers(10.0)
    n = DRIVERS_H * round(HOUR_S / drivers.step_s)
    drivers = drivers._replace(
        outdoor_air_kg_per_s=one_of(0.01, n),
        switched_w_per_k=one_of(50.0, n)[np.newaxis],
        home_air_kg_per_s=one_of(0.003, n),
        door_w_per_k15=one_of(100.0, n)[np.newaxis],
        door_degc=one_of(20.0, n)[np.newaxis],
    )
    hourly = channels(DRIVERS_H)._replace(
        room_degc=one_of(24.0, DRIVERS_H),
        windows_open=np.array([0.0, 0.5, 0.0, 0.0]),
        drawn_air_kg_per_s=np.array([0.0, 0.0, 0.02, 0.0]),
    )
    flows = air_flows(drivers, recovered, hourly)
    expected = 0.01 + recovered + np.array([0.0, 25.0 / AIR_J_PER_KG_K, 0.02, 0.0])
    np.testing.assert_allclose(flows.outdoor_kg_per_s, expected, rtol=1e-12)
    through_door = 100.0 * math.sqrt(4.0) / AIR_J_PER_KG_K
    np.testing.assert_allclose(flows.home_kg_per_s, 0.003 + through_door, rtol=1e-12)


def test_machines_share_a_course_only_where_none_moves_air() -> None:
    people_w = one_of(ADULT_W, DRIVERS_H)
    air = SimpleNamespace(recovered_kg_per_s=one_of(0.0, DRIVERS_H))
    ideal = SimpleNamespace(load_pass=SimpleNamespace(air=air))
    room: Any = SimpleNamespace(year=SimpleNamespace(people_w=people_w), ideal=ideal)
    still = hand_made.drivers(10.0)
    n = DRIVERS_H * round(HOUR_S / still.step_s)
    still = still._replace(outdoor_air_kg_per_s=one_of(0.01, n), home_air_kg_per_s=one_of(0.003, n))
    door = still._replace(
        door_w_per_k15=one_of(100.0, n)[np.newaxis], door_degc=one_of(20.0, n)[np.newaxis]
    )
    split = channels(DRIVERS_H)._replace(room_degc=one_of(20.0, DRIVERS_H))
    portable = split._replace(drawn_air_kg_per_s=one_of(0.02, DRIVERS_H))
    warm = split._replace(room_degc=one_of(24.0, DRIVERS_H))
    means = []
    for drivers, hourly in ((still, split), (still, warm), (still, portable), (door, warm)):
        flows = air_flows(drivers, air.recovered_kg_per_s, hourly)
        expected = co2_course_ppm(flows, people_w, drivers.air_mass_kg)
        for _ in range(2):
            found = room_co2_ppm(room, drivers, hourly)
            np.testing.assert_array_equal(found, expected)
        means.append(found.mean())
    assert means[0] == means[1] > max(means[2], means[3])
