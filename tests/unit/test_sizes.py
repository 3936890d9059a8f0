"""Candidates in several sizes, in a file and on the command line, and alternatives to them."""

from __future__ import annotations

from pathlib import Path

import pytest

from hpsim.errors import HpsimError, ScenarioError
from hpsim.results import DesignLoads
from hpsim.scenario.load import load_scenario
from hpsim.verdict.alternatives import existing_system, of_sizes, size_of, with_alternatives
from hpsim.verdict.otherwise import otherwise

HEAD = """\
name: sizes
weather: us-5A-chicago
room: {kind: bedroom, floor_area: 12 m2}
thermostat: {heating: 20 degC, cooling: 25 degC}
"""
DESIGN = DesignLoads(1400.0, -17.0, 400.0, 140.0, 32.0, "header")


def names(text: str) -> list[str]:
    return [c.result_name() for c in load_scenario(HEAD + text).candidates]


def test_sizes_of_one_unit_are_a_candidate_each() -> None:
    text = "candidates: {sizes: [6 kBtu/h, 2.5 kW], kind: single_stage, seer2: 15, hspf2: 8}\n"
    assert names(text) == ["6 kBtu/h single-stage", "2.5 kW single-stage"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("candidates: {sizes: 6 kBtu/h, kind: single_stage}", "is not a list of sizes"),
        ("candidates: {sizes: [], kind: single_stage}", "sizes is empty"),
        ("candidates: {sizes: [6 kBtu/h], size: 9 kBtu/h}", "exclude each other"),
        ("candidates: {sizes: [6 kBtu/h, 6 kBtu/h], kind: ideal}", "listed twice"),
        ("candidates: {sizes: [6 kBtu/h], name: mine}", "sizes with one name"),
    ],
)
def test_wrong_sizes_are_refused(text: str, message: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        load_scenario(HEAD + text + "\n")
    assert message in str(caught.value)
    (problem,) = caught.value.problems  # and no second one about the same
    assert problem.key == "candidates"


def test_a_wrong_size_is_named_with_its_line() -> None:
    text = "candidates:\n  kind: single_stage\n  seer2: 15\n  sizes:\n  - 6 kBtu/h\n  - 6 m\n"
    with pytest.raises(ScenarioError) as caught:
        load_scenario(HEAD + text)
    (problem,) = caught.value.problems
    assert (problem.key, problem.line) == ("candidates[1].size", 10)


def test_sizes_can_be_set_on_the_command_line(tmp_path: Path) -> None:
    path = tmp_path / "room.yaml"
    path.write_text(HEAD + "candidates: {sizes: [6 kBtu/h], kind: single_stage, seer2: 15}\n")
    scenario = load_scenario(path, ["candidates.sizes=[9 kBtu/h, 12 kBtu/h]"])
    assert len(scenario.candidates) == 2


def test_other_sizes_have_the_form_and_label_of_the_files_unit() -> None:
    chicago = load_scenario("chicago-addition")
    sizes = of_sizes(chicago, "6k, 9k,2.5 kW", "single_stage").candidates
    assert [c.seer2 for c in sizes] == [15.2] * 3  # type: ignore[attr-defined]
    other = of_sizes(chicago, "6k", "two_stage").candidates[0]
    assert (other.kind, other.seer2) == ("two_stage", 17)  # type: ignore[attr-defined]


def test_wrong_sizes_and_kinds_are_reported_together() -> None:
    with pytest.raises(HpsimError) as caught:
        of_sizes(load_scenario("chicago-addition"), "6k,9q,-3k", "window")
    assert len(caught.value.problems) == 3
    assert size_of("9k") == pytest.approx(2637.6, abs=0.1)


@pytest.mark.parametrize("text", ["2k", "2.5k", "9K"])
def test_thousands_of_what_is_asked_where_sizes_are_in_kilowatts(text: str) -> None:
    """A 2k may be 2 kW or, as in the trade, 2 kBtu/h: a quarter of it."""
    with pytest.raises(HpsimError) as caught:
        of_sizes(load_scenario("which-size-for-a-flat-in-italy"), f"2 kW,{text}")
    (problem,) = caught.value.problems
    number = text[:-1]
    assert problem.message == f"'{text}' may be {number} kW or {number} kBtu/h"
    assert problem.hint == f"write '{number} kW' or '{number} kBtu/h'"


def test_sizes_in_kilowatts_and_in_full_are_read_in_every_file() -> None:
    made = of_sizes(load_scenario("which-size-for-a-flat-in-italy"), "2 kW,9 kBtu/h").candidates
    sizes_w = [c.size_w for c in made]  # type: ignore[union-attr]
    assert sizes_w == pytest.approx([2000.0, 2637.6], abs=0.1)


def test_alternatives_are_a_heater_a_baseboard_the_existing_system_and_nothing() -> None:
    chicago = load_scenario("chicago-addition")
    made = with_alternatives(chicago, DESIGN)
    more = made.candidates[len(chicago.candidates) :]
    assert [c.result_name() for c in more][:2] == [
        "6 kBtu/h variable-speed + 1.5 kW heater",
        "6 kBtu/h single-stage + 1.5 kW heater",
    ]
    assert more[0].backup.size_w == 1500.0  # type: ignore[attr-defined]
    assert [c.kind for c in more[-3:]] == ["baseboard", "pair", "none"]
    assert made.economics is not None
    assert made.economics.costs[more[-2].result_name()].kept
    only_heated = DesignLoads(1400.0, -17.0, None, None, 32.0, "header")
    only_cooled = DesignLoads(None, -17.0, 400.0, 140.0, 32.0, "header")
    for design, kind in ((only_heated, "furnace"), (only_cooled, "single_stage")):
        existing = existing_system(design)
        assert existing is not None
        assert existing.kind == kind
    assert existing_system(None) is None


def test_a_room_is_also_used_with_its_door_open_and_closed_and_left_by_day() -> None:
    unit = "candidates: [{kind: variable_speed, size: 6 kBtu/h, seer2: 20, hspf2: 9}, {kind: none}]"
    rows = {row.use: row for row in otherwise(load_scenario(HEAD + unit))}
    assert list(rows) == ["door open", "door closed", "away by day"]
    assert {row.name for row in rows.values()} == {"6 kBtu/h variable-speed"}
    assert rows["door open"].recovery_min is None
    away = rows["away by day"]
    assert away.recovery_min is not None
    assert away.longest_recovery_min is not None
    assert 1.0 < away.recovery_min < away.longest_recovery_min < 1440.0
    assert away.electricity_kwh < rows["door closed"].electricity_kwh
    no_door = load_scenario(HEAD.replace("12 m2", "12 m2, home_door: none") + unit)
    assert [row.use for row in otherwise(no_door)] == ["away by day"]


def test_what_units_are_compared_with_has_no_row_in_a_room_used_otherwise() -> None:
    """Twins with constant setpoints, or maintained ones, have no verdict."""
    unit = """\
thermostat: {heating: {day: 21 degC, night: 18 degC}, cooling: 25 degC, compare_with_constant: true}
simulation: {resolution: hour}
candidates: [{kind: variable_speed, size: 2 kW, eer2: 12, neglected: true}]
"""
    head = HEAD.replace("thermostat: {heating: 20 degC, cooling: 25 degC}\n", "")
    rows = otherwise(load_scenario(head + unit))
    assert [row.use for row in rows] == ["door open", "door closed", "away by day"]
    assert {row.name for row in rows} == {"2 kW variable-speed"}
