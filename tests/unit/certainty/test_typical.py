"""A run is a typical case of what is drawn: each default lies in the middle of its range."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import pytest

from hpsim.building.description.openings import Door
from hpsim.building.description.room_kinds import ROOM_KINDS
from hpsim.building.description.rooms import DetailRoom
from hpsim.building.dwelling_air import dwelling_fan_m3_per_s
from hpsim.building.inputs import DetailedInputs
from hpsim.certainty.apply import (
    drawn_machine,
    is_cold_climate,
    is_open,
    modulates,
    size_and_class,
    unknowns_of,
    with_machine,
    with_room,
)
from hpsim.certainty.unknowns import Unknown, catalogue
from hpsim.economics.prices import NO_PRICES, Prices
from hpsim.equipment.kinds import Candidate
from hpsim.equipment.kinds.label_unit import LabelUnit
from hpsim.scenario.control import control_by
from hpsim.scenario.load import load_scenario
from hpsim.scenario.model import Scenario
from hpsim.scenario.room import expand, room_inputs
from hpsim.shipped import scenario_folder
from hpsim.simulate.money import prices_for
from hpsim.units.constants import M2_PER_FT2

ROUNDING = 1e-3  # of points in the data file: 0.646 for 0.6461
OFF_THE_MIDDLE = {
    "minimum_in_use": "the listed minimum is the most likely one; controls may stop above it, "
    "hardly below",
    "installed_price": "of furnaces and window units: the table (Scout) has what they cost in "
    "existing homes, a lower price in new construction, and hardly a higher one",
}
"""Unknowns whose default is the most likely value, and not within the middle half."""
SCENARIOS = sorted(path.stem for path in scenario_folder().glob("*.yaml"))
KINDS_AND_QUALITIES = [(k, q) for k in ROOM_KINDS for q in ("poor", "average", "good", "passive")]
HOUSE_M2 = 1500 * M2_PER_FT2


def room_of(scenario: Scenario) -> DetailedInputs:
    return expand(room_inputs(scenario), "5A")


def of_room(name: str, inputs: DetailedInputs) -> float:
    """Return the default of an unknown of rooms, in the unit in which it is drawn."""
    room = inputs.room
    if name == "exhaust_fan":
        has_fan = any(fan.kind == "exhaust" for fan in room.ventilation or ())
        return dwelling_fan_m3_per_s("irc", HOUSE_M2, bedrooms=3) if has_fan else 0.0
    if name == "people":
        return float(room.occupants or 0.0)
    if name == "home_door":
        (door,) = (d for d in room.doors if d.in_ == "floor" or d.in_.endswith(", to home"))
        return part_open(door)
    if name == "curtains":
        assert room.curtains is not None
        return float(room.curtains.drawn)  # type: ignore[arg-type]
    assert name in {"air_movement", "air_leakage", "u_values"}
    return 1.0


def part_open(door: Door) -> float:
    words = {"open": 1.0, "closed": 0.0}
    return words[door.state] if isinstance(door.state, str) else float(np.mean(door.state))


def of_machine(name: str, scenario: Scenario, unit: LabelUnit) -> float:
    """Return the default of an unknown of machines."""
    low, high = unit.default_minimum(), unit.default_maximum()
    rated_w, cold = unit.rated_heating_w(), is_cold_climate(unit)
    if name in {"heating_efficiency", "cooling_efficiency", "airflow", "fouling", "charge"}:
        return 1.0
    if name == "control_band":
        own = control_by(scenario.thermostat, unit)
        assert own is not None
        offsets = own.offsets("cooling")
        return abs(offsets["stop_k"] - offsets["restart_k"])
    if name in {"controls_power", "heaters_power"} or name.startswith("pan_heater"):
        auxiliaries = unit.compile()[0].auxiliaries
        key = {"controls_power": "standby_w", "heaters_power": "crankcase_w"}
        return float(getattr(auxiliaries, key.get(name, "pan_heater_w")))
    of_minimum = (low.heating_w or 1.0, low.cooling_w, low.heating_17f_w, low.heating_5f_w)
    values = {
        "minimum_47f": low.heating_w,
        "minimum_in_use": 1.0,
        "minimum_cooling": (of_minimum[1] or np.nan) / unit.size_w,
        "minimum_17f": (of_minimum[2] or np.nan) / of_minimum[0],
        "minimum_5f": (of_minimum[3] or np.nan) / of_minimum[0],
        "maximum_47f": (high.heating_w or np.nan) / rated_w,
        "output_5f_cold_climate" if cold else "output_5f": (high.heating_5f_w or np.nan) / rated_w,
        "sensor_bias": 0.0,
        "fan_after_stop": 1.0,
    }
    found = values[name]
    assert found is not None
    return float(found)


def of_money(unknown: Unknown, prices: Prices) -> float:
    """Return the default of an unknown of prices: the probability of a typical first cost."""
    if unknown.name != "installed_price":
        return 1.0
    own = prices.owned[unknown.of]
    return (own.typical - own.low) / (own.high - own.low)


def defaults_of(
    scenario: Scenario, room: DetailedInputs, prices: Prices = NO_PRICES
) -> Iterator[tuple[Unknown, float]]:
    """Yield every unknown of a scenario, and the value that a run has in its place."""
    machines = [c for c in scenario.candidates if c.is_machine]
    split = {c.result_name() for c in machines if isinstance(c, LabelUnit) and not c.is_room_unit}
    for unknown in unknowns_of(scenario, room, machines, prices):
        if unknown.where == "room":
            yield unknown, of_room(unknown.name, room)
        elif unknown.where == "money":
            if unknown.of in split or not unknown.of:
                yield unknown, of_money(unknown, prices)
        else:
            for machine in machines:
                if has(unknown, machine):
                    yield unknown, of_machine(unknown.name, scenario, machine)


def has(unknown: Unknown, machine: Candidate) -> bool:
    """Return whether a machine has such an unknown, in the size that it is drawn for."""
    if not isinstance(machine, LabelUnit) or not modulates(machine):
        return False
    is_of_it = unknown.of in ("", size_and_class(machine))
    return is_of_it and is_open(unknown.name, machine)


def is_typical(unknown: Unknown, default: float) -> bool:
    """Return whether a default is the most frequent value, or within the middle half."""
    if unknown.shape == "chances":
        chances = unknown.parameters["chances"]
        return bool(max(chances, key=chances.get) == default)
    low, high = unknown.values(np.array([0.25, 0.75]))
    room_for = ROUNDING * max(abs(low), abs(high))
    return bool(low - room_for <= default <= high + room_for)


def atypical(found: Iterable[tuple[Unknown, float]]) -> list[str]:
    return [
        f"{unknown.column}: {default:g}, drawn {unknown.values(np.array([0.25, 0.5, 0.75]))}"
        for unknown, default in found
        if unknown.name != "minimum_in_use" and not is_typical(unknown, default)
    ]


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_default_of_a_shipped_scenario_is_typical_of_what_is_drawn(name: str) -> None:
    scenario = load_scenario(name)
    assert not atypical(defaults_of(scenario, room_of(scenario), prices_for(scenario)))


@pytest.mark.parametrize(("kind", "quality"), KINDS_AND_QUALITIES)
def test_every_default_of_a_room_in_words_is_typical_of_what_is_drawn(
    kind: str, quality: str
) -> None:
    """And drawing the defaults gives the default room."""
    scenario = load_scenario(
        "chicago-addition", [f"room.kind={kind}", f"room.quality={quality}", "room.windows=[]"]
    )
    scenario = scenario.model_copy(update={"candidates": ()})
    room = room_of(scenario)
    found = list(defaults_of(scenario, room))
    assert not atypical(found)
    draw = {unknown.name: default for unknown, default in found}
    if draw.get("exhaust_fan") == 0.0:
        del draw["exhaust_fan"]  # a fan of no flow
    drawn, plain = with_room(scenario, room, draw).room, with_room(scenario, room, {}).room
    assert isinstance(drawn, DetailRoom)
    assert isinstance(plain, DetailRoom)
    assert numbers(drawn) == pytest.approx(numbers(plain))


def numbers(room: DetailRoom) -> list[float]:
    """Return what draws change in a room."""
    doors = [part_open(door) for door in room.doors]
    fans = [fan.flow_m3_per_s for fan in room.ventilation or ()]
    air = room.infiltration
    leaks = [] if air is None else [air.ach or 0.0, air.ach50 or 0.0, air.ela_m2 or 0.0]
    contents = room.air_capacity_multiplier or 7.0
    return [*doors, *fans, *leaks, contents, float(room.occupants or 0.0)]  # type: ignore[list-item]


def test_drawing_the_defaults_gives_the_default_machine() -> None:
    scenario = load_scenario("chicago-addition")
    room = room_of(scenario)
    unit = scenario.candidates[0]
    assert isinstance(unit, LabelUnit)
    draw = {
        u.column: of_machine(u.name, scenario, unit)
        for u, _ in defaults_of(scenario, room)
        if u.where == "machine" and has(u, unit)
    }
    changed = with_machine(scenario, unit, draw).candidates[0]
    drawn, plain = drawn_machine(changed, changed.compile()[0], draw), unit.compile()[0]
    assert drawn.auxiliaries == pytest.approx(plain.auxiliaries)
    for season in ("heating", "cooling"):
        own, default = getattr(drawn, season), getattr(plain, season)
        for own_values, default_values in zip(own, default, strict=True):
            np.testing.assert_allclose(own_values, default_values, rtol=1e-9)


def test_a_fan_that_is_given_is_known_and_a_balanced_one_is_no_exhaust_fan() -> None:
    for own in ("room.dwelling_fan=ashrae_62_2_2013", "room.quality=passive"):
        scenario = load_scenario("chicago-addition", [own])
        names = {u.name for u in unknowns_of(scenario, room_of(scenario), scenario.candidates)}
        assert "exhaust_fan" not in names


def test_exceptions_have_a_reason_and_a_name() -> None:
    assert set(OFF_THE_MIDDLE) <= set(catalogue()["unknowns"])
    assert all(OFF_THE_MIDDLE.values())
