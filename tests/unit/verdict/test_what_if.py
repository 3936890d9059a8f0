"""Changes that are tried: each only where it may help."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from hpsim import load_scenario
from hpsim.units.display import Reader
from hpsim.verdict.rules import Decision
from hpsim.verdict.what_if import COLD_CLIMATE, _fewer_starts, what_ifs
from verdict_facts import UNIT

ROOM = {
    "name": "Room",
    "weather": "us-6A-minneapolis",
    "room": {"kind": "bedroom", "floor_area": "180 ft2"},
    "thermostat": {"heating": "68 degF", "cooling": "76 degF"},
}

UNIT_9K = {"kind": "variable_speed", "size": "9 kBtu/h", "seer2": 21, "hspf2": 10}


def tried(decision: Decision, **given: Any) -> list[str | None]:
    """Return the climate class of each unit that is tried in place of a 9k."""
    unit = {**UNIT_9K, **given}
    scenario = load_scenario({**ROOM, "candidates": [unit]})
    changes = what_ifs(scenario, scenario.candidates[0], decision, None)
    return [getattr(change.scenario.candidates[0], "climate_class", None) for change in changes]


CUTS_OUT = Decision(UNIT, "wrong kind", "cuts out", UNIT.heating)
SHORT = Decision(UNIT, "too small", "maximum", UNIT.heating)


@pytest.mark.parametrize("decision", [CUTS_OUT, SHORT])
def test_a_unit_that_may_be_an_ordinary_one_is_tried_as_one_for_the_cold(
    decision: Decision,
) -> None:
    assert tried(decision).count("cold") == 2  # alone, and with a heater


@pytest.mark.parametrize(
    "given",
    [
        {"climate_class": "ordinary"},
        {"lowest_outdoor": "-5 degF"},
        {"kind": "single_stage", "seer2": 15.2, "hspf2": 7.8},
    ],
)
def test_what_the_author_gave_is_not_changed(given: dict[str, Any]) -> None:
    assert "cold" not in tried(CUTS_OUT, **given)


def test_in_summer_the_class_does_not_matter() -> None:
    assert "cold" not in tried(Decision(UNIT, "too small", "maximum", UNIT.cooling))


def test_its_sentence_names_the_key() -> None:
    assert "climate_class: cold" in COLD_CLIMATE


def test_a_heater_that_hardly_heats_is_not_what_helps() -> None:
    scenario = load_scenario({**ROOM, "candidates": [UNIT_9K]})
    changes = list(what_ifs(scenario, scenario.candidates[0], CUTS_OUT, None))
    with_heater = [c for c in changes if c.scenario.candidates[0].backup is not None]
    for share, is_mentioned in ((0.0, False), (0.002, True), (0.02, True)):  # 7 hours a year
        facts = replace(UNIT, has_backup=True, backup_fraction=share)
        texts = [c.text(Decision(facts, "fits", ""), Reader("us")) for c in with_heater]
        assert [bool(text) for text in texts] == [is_mentioned] * 3


def test_a_heater_that_heats_the_room_by_itself_is_tried_last() -> None:
    """In steps of 500 W above the design load: 2,000 W need 2.5 kW, 1,300 W the plug-in heater."""
    scenario = load_scenario({**ROOM, "candidates": [UNIT_9K]})
    for load_w, heaters_w in ((2000.0, [1500.0, 2500.0]), (1300.0, [1500.0])):
        facts = replace(UNIT, heating=replace(UNIT.heating, design_load_w=load_w))
        cuts_out = replace(CUTS_OUT, facts=facts, season=facts.heating)
        changes = what_ifs(scenario, scenario.candidates[0], cuts_out, None)
        units = [c.scenario.candidates[0] for c in changes]
        ordinary = [u for u in units if u.backup is not None and u.climate_class is None]
        assert [u.backup.size_w for u in ordinary] == heaters_w


def test_what_can_t_help_is_not_simulated() -> None:
    scenario = load_scenario({**ROOM, "candidates": [UNIT_9K]})
    season = replace(UNIT.heating, stops_at_degc=-18.0, stopped_h=100, short_h=120)
    stopped = replace(UNIT, heating=season)
    decision = replace(CUTS_OUT, facts=stopped, season=season)
    given = (scenario, scenario.candidates[0], decision, None)
    units = [c.scenario.candidates[0] for c in what_ifs(*given)]
    assert [(u.climate_class, u.backup is None) for u in units] == [
        ("cold", True),
        ("cold", False),
        (None, False),
        (None, False),
    ]
    helped: list[str] = []
    found = []
    for change in what_ifs(*given, helped):
        found.append(change)
        helped.append("It would fit.")
    assert len(found) == 2  # nobody needs a heater next to a unit that fits by itself
    assert {c.scenario.room for c in found} == {scenario.room}


@pytest.mark.parametrize(("load_w", "heaters_w"), [(9000.0, [1500.0, 10000.0]), (120e3, [1500.0])])
def test_a_heater_that_carries_the_room_is_tried_where_there_is_one(
    load_w: float, heaters_w: list[float]
) -> None:
    unit = {**UNIT_9K, "climate_class": "ordinary"}
    scenario = load_scenario({**ROOM, "candidates": [unit]})
    facts = replace(UNIT, heating=replace(UNIT.heating, design_load_w=load_w))
    decision = Decision(facts, "too small", "maximum", facts.heating)
    changes = what_ifs(scenario, scenario.candidates[0], decision, None)
    backups = [change.scenario.candidates[0].backup for change in changes]
    assert [backup.size_w for backup in backups if backup is not None] == heaters_w


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (880, 720, ""),  # 2.4 and 2.0 times a day: 2 and 2
        (450, 400, ""),  # both about once a day
        (1060, 880, "about 2 instead of 3 times a day"),  # 2.9 and 2.4
        (1060, 920, ""),  # 2.9 and 2.5 are hardly fewer
        (3285, 2555, "about 7 instead of 9 times a day"),
    ],
)
def test_fewer_starts_are_fewer_as_people_say_them(before: int, after: int, said: str) -> None:
    decision = Decision(replace(UNIT, starts=after), "fits, but cycles", "cycles")
    found = _fewer_starts(before, lambda _: "an open door")(decision, Reader("us"))
    assert found == (f"With an open door it would start {said}." if said else "")
