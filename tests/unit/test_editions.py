"""Earlier defaults are written into a scenario where it gives nothing, and nowhere else."""

from __future__ import annotations

from typing import Any

import pytest

from hpsim import load_scenario
from hpsim.description.yamlfile import Tree, read_yaml
from hpsim.errors import ScenarioError
from hpsim.scenario import editions
from hpsim.scenario.editions import EARLIER, EDITIONS, apply_rules, rules_of, with_edition
from hpsim.scenario.load import examine, scenario_of
from hpsim.scenario.model import Scenario
from hpsim.scenario.room import expand, room_inputs

BEDROOM: dict[str, Any] = {
    "name": "Bedroom",
    "weather": "us-5A-chicago",
    "room": {"kind": "bedroom", "floor_area": "150 ft2"},
    "thermostat": {"heating": "68 degF"},
    "candidates": [
        {"kind": "variable_speed", "size": "6 kBtu/h", "seer2": 20, "hspf2": 10},
        {"kind": "baseboard", "size": "1500 W"},
    ],
}
METRIC_LEAKS = {"ela": "0.01 m2", "dwelling_height": "5 m", "dwelling_volume": "340 m3"}
CFM_M3_PER_S = 0.3048**3 / 60
INVERTERS = {
    "at": "candidates.*",
    "when": {
        "kind": "variable_speed",
        "form": [editions.ABSENT, "ductless_wall"],
        "standby": editions.ABSENT,
    },
    "set": {"crankcase": "30 W", "backup": {"stages": 2}},
}


def test_a_rule_fills_absent_keys_of_the_entries_that_it_is_for() -> None:
    filled = apply_rules(BEDROOM, [INVERTERS])
    assert filled["candidates"][0]["crankcase"] == "30 W"
    assert "crankcase" not in filled["candidates"][1]
    assert "crankcase" not in BEDROOM["candidates"][0]  # the scenario itself stays


def test_a_rule_leaves_what_is_given() -> None:
    candidate = {**BEDROOM["candidates"][0], "crankcase": "5 W", "backup": {"size": "1 kW"}}
    filled = apply_rules({**BEDROOM, "candidates": [candidate]}, [INVERTERS])
    assert filled["candidates"][0]["crankcase"] == "5 W"
    assert filled["candidates"][0]["backup"] == {"size": "1 kW", "stages": 2}


def test_a_key_that_must_be_absent_leaves_the_rule_out() -> None:
    candidate = {**BEDROOM["candidates"][0], "standby": "8 W"}
    filled = apply_rules({**BEDROOM, "candidates": [candidate]}, [INVERTERS])
    assert filled["candidates"] == [candidate]


def test_a_product_keeps_its_own_values() -> None:
    rule = {"at": "candidates.*", "set": {"seer2": 5, "crankcase": "30 W"}}
    filled = apply_rules({"candidates": [{"product": "gen-room-ac-6k"}]}, [rule])
    row = filled["candidates"][0]
    assert row["crankcase"] == "30 W"
    assert row["product"] == "gen-room-ac-6k"


def test_one_mapping_may_stand_for_a_list_of_one() -> None:
    rule = {"at": "room.ventilation.*", "set": {"kind": "exhaust"}}
    filled = apply_rules({"room": {"ventilation": {"flow": "10 L/s"}}}, [rule])
    assert filled["room"]["ventilation"] == {"flow": "10 L/s", "kind": "exhaust"}


def test_the_current_edition_is_what_no_edition_means() -> None:
    current = {**BEDROOM, "defaults": EDITIONS[-1]}
    assert with_edition(current) is current
    assert scenario_of(current).content_hash == scenario_of(BEDROOM).content_hash


@pytest.mark.parametrize("written", ["2025-01", 2026.11, True, ["2026-11"]])
def test_an_unknown_edition_is_refused_with_those_there_are(written: object) -> None:
    _, problems = examine(Tree({**BEDROOM, "defaults": written}))
    (problem,) = problems
    assert problem.key == "defaults"
    assert "is not an edition of the defaults" in problem.message
    assert problem.hint == "2026-11 or 2026-12"


def test_yaml_reads_an_edition_as_text() -> None:
    assert read_yaml("defaults: 2026-11\n")[0].value == {"defaults": "2026-11"}


def test_an_edition_can_be_set_on_the_command_line() -> None:
    assert load_scenario("chicago-addition", ["defaults=2026-11"]).defaults == "2026-11"
    with pytest.raises(ScenarioError, match="1 problem"):
        load_scenario("chicago-addition", ["defaults=first"])


@pytest.mark.parametrize("edition", EARLIER)
def test_what_an_edition_writes_is_read_back_as_the_same(edition: str) -> None:
    scenario = scenario_of({**BEDROOM, "defaults": edition})
    assert scenario_of(scenario.as_mapping()) == scenario


@pytest.mark.parametrize("edition", EARLIER)
def test_an_edition_writes_keys_that_a_scenario_has(edition: str) -> None:
    keys = {"room", "candidates", "thermostat", "site", "simulation"}
    assert {rule["at"].split(".")[0] for rule in rules_of(edition)} <= keys
    assert all(rule["set"] for rule in rules_of(edition))


def test_units_of_a_file_are_those_of_its_author(monkeypatch: pytest.MonkeyPatch) -> None:
    metric = {"at": "room", "set": {"ceiling_height": "2.5 m", "infiltration": METRIC_LEAKS}}
    monkeypatch.setattr(editions, "rules_of", lambda _: (metric,))
    scenario: Scenario = scenario_of({**BEDROOM, "defaults": EARLIER[-1]})
    assert scenario.units == "us"
    assert scenario.room.model_dump()["ceiling_height_m"] == 2.5


def test_the_room_of_2026_11_has_its_fan_and_nothing_of_the_home() -> None:
    """75 cfm of ASHRAE 62.2-2013 by exposed area; no door, no curtains, adiabatic walls."""
    scenario = load_scenario("chicago-addition", ["defaults=2026-11"])
    room = expand(room_inputs(scenario), "5A").room
    share = room.infiltration.exposed_share if room.infiltration else None
    assert share is not None
    fans = [fan for fan in room.ventilation or () if fan.kind == "exhaust"]
    assert [fan.flow_m3_per_s for fan in fans] == [pytest.approx(share * 75 * CFM_M3_PER_S)]
    assert {s.boundary for s in room.surfaces if s.name.endswith("home")} == {"adiabatic"}
    assert [door.in_ for door in room.doors if door.in_.endswith("home")] == []
    assert room.curtains is not None
    assert room.curtains.drawn == 0.0


@pytest.mark.parametrize(
    ("room", "fan"),
    [
        ({"quality": "good"}, "ashrae_62_2_2013"),
        ({"code": "energy_star_v3_2"}, "ashrae_62_2_2013"),
        ({"vintage": 2020}, "none"),
        ({"quality": "poor"}, None),
        ({"quality": "good", "dwelling_fan": "irc"}, "irc"),
    ],
)
def test_the_fan_of_2026_11_is_by_quality_and_code(room: dict[str, Any], fan: str | None) -> None:
    written = {**BEDROOM, "defaults": "2026-11", "room": {**BEDROOM["room"], **room}}
    assert with_edition(written)["room"].get("dwelling_fan") == fan
