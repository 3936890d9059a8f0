"""Unknowns: their ranges, what a scenario says of them, and what is known anyway."""

from __future__ import annotations

import numpy as np
import pytest

from hpsim.building.description.rooms import DetailRoom
from hpsim.certainty.apply import hours_open, unknowns_of, with_machine, with_room
from hpsim.certainty.sample import first_cost_at
from hpsim.certainty.unknowns import (
    catalogue,
    correlation_matrix,
    minimum_output,
    narrowed,
    usual,
)
from hpsim.errors import ScenarioError
from hpsim.scenario.control import control_of
from hpsim.scenario.load import load_scenario
from hpsim.scenario.model import Scenario
from hpsim.scenario.room import expand, room_inputs
from hpsim.scenario.unknowns import Chances, Range, Unknowns
from hpsim.simulate.money import prices_for
from hpsim.units.constants import BTUH_PER_W

POINTS = np.array([0.05, 0.5, 0.95])


def columns(*overrides: str) -> list[str]:
    scenario = load_scenario("chicago-addition", overrides)
    return [u.column for u in found(scenario)]


def found(scenario: Scenario):
    room = expand(room_inputs(scenario), "5A")
    return unknowns_of(scenario, room, scenario.candidates)


def test_every_unknown_is_a_key_and_has_a_source() -> None:
    keys = set(Unknowns.keys()) - {"weather", "correlations"}
    own = {name for name in usual() if not name.endswith("_cold_climate")}
    assert own == keys
    assert all(unknown.source and unknown.words for unknown in usual().values())


@pytest.mark.parametrize(
    ("name", "points"),
    [
        ("output_5f", [0.45, 0.68, 0.88]),
        ("maximum_47f", [1.03, 1.31, 1.72]),
        ("air_leakage", [np.exp(-0.5 * 1.6449), 1.0, np.exp(0.5 * 1.6449)]),
        ("heating_efficiency", [1 - 0.08 * 1.6449, 1.0, 1 + 0.08 * 1.6449]),
        ("people", [0.5, 1.0, 2.0]),
    ],
)
def test_a_range_has_its_published_points(name: str, points: list[float]) -> None:
    assert usual()[name].values(POINTS) == pytest.approx(points, rel=1e-4)


def test_minimum_outputs_are_those_of_the_size() -> None:
    nine = minimum_output(9.0, cold_climate=False).values(POINTS) * BTUH_PER_W
    assert nine == pytest.approx([1750, 3240, 4575], rel=1e-6)
    cold = minimum_output(12.0, cold_climate=True).values(POINTS) * BTUH_PER_W
    assert cold == pytest.approx([1279, 3100, 4108], rel=1e-6)


def test_words_are_thirds_of_the_range() -> None:
    air = usual()["air_leakage"]
    many = np.linspace(0.01, 0.99, 99)
    low, average = narrowed(air, "low"), narrowed(air, "average")
    assert low is not None
    assert average is not None
    assert low.values(many).max() < average.values(many).min() < 1.0
    assert narrowed(air, "not sure") is air
    assert narrowed(air, "known") is None


def test_values_ranges_and_chances_replace_the_usual_range() -> None:
    air = usual()["air_leakage"]
    fixed = narrowed(air, 1.4)
    flat = narrowed(air, Range(low=1.0, high=2.0))
    some = narrowed(air, Chances(chances={1.0: 0.25, 2.0: 0.75}))
    assert fixed is not None
    assert flat is not None
    assert some is not None
    assert set(fixed.values(POINTS)) == {1.4}
    assert flat.values(POINTS) == pytest.approx([1.05, 1.5, 1.95])
    assert some.values(np.array([0.2, 0.3])).tolist() == [1.0, 2.0]


def test_what_the_file_gives_is_known_and_what_it_leaves_out_is_not() -> None:
    names = columns()
    assert {"air_leakage", "u_values", "people", "minimum_47f_6k_cold", "control_band"} <= {*names}
    assert "heating_setpoint" not in names
    given = columns("room.infiltration={ach50: 3}", "candidates.0.minimum_output=1600 Btu/h")
    assert "air_leakage" not in given
    assert "minimum_47f_6k_cold" not in given
    assert "minimum_47f_12k_cold" in given


def test_an_unknown_that_is_asked_for_is_drawn_though_it_is_given() -> None:
    assert "heating_setpoint" in columns("unknowns.heating_setpoint=not sure")
    asked = columns("room.infiltration={ach50: 3}", "unknowns.air_leakage=average")
    assert "air_leakage" in asked
    assert "air_leakage" not in columns("unknowns.air_leakage=known")


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("unknowns.u_values={low: 1.2, high: 0.8}", "is not below high"),
        ("unknowns.u_values={low: 0.8, mode: 2, high: 1.2}", "mode 2 is outside"),
        ("unknowns.people={chances: {1: -0.1, 2: 1.1}}", "is negative"),
        ("unknowns.people={chances: {1: 0.1, 2: 0.2}}", "add up to 0.3"),
        ("unknowns.air_leakage=leaky", "not known here"),
        ("unknowns.controls_power=8", "needs a unit"),
        ("unknowns.correlations=[{of: [u_values, airleakage], rho: 0.1}]", "not an unknown"),
        ("unknowns.correlations=[{of: [people, people], rho: 0.1}]", "with itself"),
        ("unknowns.correlations=[{of: [people, u_values], rho: 2}]", "above 1"),
    ],
)
def test_what_is_wrong_is_refused_with_a_reason(key: str, message: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        load_scenario("chicago-addition", [key])
    assert message in str(caught.value)


def test_impossible_correlations_are_refused() -> None:
    rows = [
        ("u_values", "air_leakage", 0.9),
        ("air_leakage", "people", 0.9),
        ("people", "u_values", -0.9),
    ]
    listed = ", ".join(f"{{of: [{a}, {b}], rho: {rho}}}" for a, b, rho in rows)
    scenario = load_scenario("chicago-addition", [f"unknowns.correlations=[{listed}]"])
    with pytest.raises(ScenarioError) as caught:
        correlation_matrix(found(scenario), scenario.unknowns)
    assert "no draws can have these correlations together" in str(caught.value)


def test_correlations_between_sizes_and_others_are_those_of_the_data() -> None:
    scenario = load_scenario("chicago-addition")
    unknowns = found(scenario)
    matrix = correlation_matrix(unknowns, scenario.unknowns)
    place = {u.column: k for k, u in enumerate(unknowns)}
    assert matrix[place["minimum_47f_6k_cold"], place["minimum_47f_12k_cold"]] == 0.8
    assert matrix[place["u_values"], place["air_leakage"]] == 0.5
    assert len(catalogue()["left_out"]) > 3


def test_doors_curtains_and_setbacks_are_drawn_into_the_room() -> None:
    scenario = load_scenario("chicago-addition", ["room.kind=bedroom", "unknowns.setback=not sure"])
    names = {u.name for u in found(scenario)}
    assert {"home_door", "curtains", "setback", "sensor_bias"} <= names
    room = expand(room_inputs(scenario), "5A")
    changed = with_room(scenario, room, {"home_door": 0.7, "curtains": 0.2, "setback": 3.0})
    assert isinstance(changed.room, DetailRoom)
    assert changed.room.curtains is not None
    assert changed.room.curtains.drawn == 0.2
    (state,) = (door.state for door in changed.room.doors if door.in_.endswith(", to home"))
    assert sum(state) / 24 == pytest.approx(0.7)  # type: ignore[arg-type]
    heating = changed.thermostat.heating
    assert isinstance(heating, tuple)
    assert heating[0] == pytest.approx(17.0)
    assert heating[12] == pytest.approx(17.0)
    assert heating[20] == pytest.approx(20.0)


NIGHTS = tuple(0.0 if hour < 7 or hour >= 22 else 1.0 for hour in range(24))


@pytest.mark.parametrize(
    ("usual", "part", "by_day", "by_night"),
    [
        (NIGHTS, 0.625, 1.0, 0.0),  # 15 hours of 24: as the kind has it
        (NIGHTS, 0.25, 0.4, 0.0),
        (NIGHTS, 0.85, 1.0, 0.6),  # 20.4 h: 5.4 of the 9 of the night
        (NIGHTS, 1.0, 1.0, 1.0),
        ("open", 0.4, 0.4, 0.4),
    ],
)
def test_a_door_opens_first_when_its_kind_has_it_open(
    usual: object, part: float, by_day: float, by_night: float
) -> None:
    state = hours_open(usual, part)
    assert sum(state) == pytest.approx(24.0 * part)
    assert (state[12], state[3]) == pytest.approx((by_day, by_night))


def test_a_sensor_that_reads_high_heats_to_less() -> None:
    scenario = load_scenario("chicago-addition")
    unit = scenario.candidates[0]
    plain, biased = (
        control_of(alone.thermostat, alone.candidates[0]).heating_shift_k
        for alone in (with_machine(scenario, unit, draw) for draw in ({}, {"sensor_bias": 0.8}))
    )
    assert biased == pytest.approx(plain - 0.8)


def test_prices_are_drawn_for_each_candidate_and_between_its_ends() -> None:
    scenario = load_scenario("chicago-addition")
    prices = prices_for(scenario)
    room = expand(room_inputs(scenario), "5A")
    drawn = unknowns_of(scenario, room, scenario.candidates, prices)
    assert [u.of for u in drawn if u.name == "installed_price"] == list(prices.owned)
    assert "fuel_price" not in {u.name for u in drawn}  # nothing burns
    own = next(iter(prices.owned.values()))
    ends = [first_cost_at(own, position) for position in (0.0, 1.0)]
    assert ends == pytest.approx([own.low, own.high])
