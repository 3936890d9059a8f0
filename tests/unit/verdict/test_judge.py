"""A run is judged: sizes that are not in the file are simulated, and the folder keeps it all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from hpsim.folder.reading import read_run
from hpsim.folder.writing import write_folder
from hpsim.results import Run
from hpsim.scenario.load import load_scenario
from hpsim.scenario.model import Scenario
from hpsim.verdict.judge import judged_run, sizes_to_try

FAST = ("simulation.resolution=hour",)


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load_scenario("chicago-addition", FAST)


@pytest.fixture(scope="module")
def run(scenario: Scenario) -> Run:
    return judged_run(scenario)


def test_every_machine_has_a_verdict_and_the_next_sizes_down_were_run(run: Run) -> None:
    assert run.judgement is not None
    assert set(run.judgement.verdicts) == {results.candidate for results in run.candidates}
    names = [results.candidate for results in run.judgement.also_run]
    assert names == ["9 kBtu/h variable-speed", "9 kBtu/h single-stage"]
    assert len(run.judgement.answer) == 3


def test_a_size_that_the_file_has_is_not_run_again() -> None:
    unit = "kind: variable_speed, climate_class: cold, size: 9 kBtu/h, seer2: 21, hspf2: 10"
    nine = f"candidates.1={{{unit}}}"
    scenario = load_scenario("chicago-addition", [*FAST, nine])
    assert [c.result_name() for c in sizes_to_try(scenario)] == ["9 kBtu/h single-stage"]
    none = load_scenario("chicago-addition", [*FAST, "verdict.next_size_down=false"])
    assert sizes_to_try(none) == []


BEDROOM = (
    *FAST,
    "weather=us-4A-louisville",
    "room={kind: bedroom, floor_area: 250 ft2, above: attic, below: outdoors, quality: average}",
    "thermostat={heating: 68 degF, cooling: 76 degF}",
    "verdict={what_if: false, extra_humid_hours: 150}",
)
"""Humid in summer, by size of the unit; 6 kBtu/h holds it."""


ADDITION = (
    *FAST,
    "weather=us-5A-chicago",
    "room={kind: addition, floor_area: 300 ft2, quality: average}",
    "room.windows=[{facing: south, area: 30 ft2}, {facing: west, area: 20 ft2}]",
    "thermostat={heating: 70 degF, cooling: 76 degF}",
    "tariff={price: 0.25 $/kWh}",
    "verdict={what_if: false, extra_humid_hours: 20}",
)
"""For which 6 kBtu/h are a little too few without a heater."""


def bedroom_with(*sizes: int) -> Scenario:
    """Return a bedroom with variable-speed units of these sizes [kBtu/h]."""
    label = "kind: variable_speed, seer2: 21, hspf2: 10"
    units = [f"{{{label}, size: {k} kBtu/h}}" for k in sizes]
    return load_scenario("chicago-addition", [*BEDROOM, f"candidates=[{', '.join(units)}]"])


def test_a_smaller_unit_with_a_heater_makes_no_bare_unit_too_large() -> None:
    label = "kind: variable_speed, climate_class: cold, seer2: 21, hspf2: 10"
    nine = f"{{{label}, size: 9 kBtu/h}}"
    six = f"{{{label}, size: 6 kBtu/h, backup: {{size: 1.5 kW}}}}"
    judged = [
        judged_run(
            load_scenario("chicago-addition", [*ADDITION, f"candidates=[{units}]"])
        ).judgement
        for units in (nine, f"{nine}, {six}")
    ]
    assert judged[0] is not None
    assert judged[1] is not None
    name = "9 kBtu/h variable-speed"
    assert judged[0].verdicts[name].word == judged[1].verdicts[name].word == "fits, but cycles"
    assert judged[1].answer[2].startswith("The 6 kBtu/h with its 1.5 kW heater would ")


def test_a_verdict_does_not_depend_on_what_other_sizes_are_in_the_file() -> None:
    """The 12 is as large for the bedroom alone as between the others."""

    def word(*sizes: int) -> tuple[str, str]:
        judgement = judged_run(bedroom_with(*sizes)).judgement
        assert judgement is not None
        verdict = judgement.verdicts["12 kBtu/h variable-speed"]
        return verdict.word, verdict.reason

    alone = word(12)
    assert alone[0] == "larger than it need be"
    assert alone[1].startswith("The 6 kBtu/h variable-speed unit would do")
    assert word(6, 9, 12) == alone
    assert word(6, 12) == alone
    assert word(9, 12)[0] == alone[0]


def test_sizes_go_down_as_long_as_they_hold_the_room() -> None:
    """Those are kept, and are the ones that `hpsim sure` tries as well."""
    large = bedroom_with(15)
    seen: list[tuple[int, int]] = []
    run = judged_run(large, progress=lambda done, total: seen.append((done, total)))
    assert run.judgement is not None
    names = [f"{k} kBtu/h variable-speed" for k in (12, 9, 6)]
    assert [results.candidate for results in run.judgement.also_run] == names
    assert [c.result_name() for c in sizes_to_try(large, run)] == names
    assert [c.result_name() for c in sizes_to_try(large)] == names[:1]
    assert seen == [(1, 2), (2, 2), (3, 3), (4, 4)]


def test_the_verdict_does_not_contradict_the_design_loads(run: Run) -> None:
    assert run.judgement is not None
    assert run.design is not None
    for verdict in run.judgement.verdicts.values():
        ratio = verdict.numbers["heating_maximum_over_load"]
        # no number: it is too cold for the unit at the design temperature
        given = verdict.numbers.get("heating_maximum_w", 0.0) / run.design.heating_w  # type: ignore[operator]
        assert ratio == pytest.approx(given)
        if ratio < 0.95:
            assert verdict.word == ("too small" if ratio else "wrong kind")


def test_a_folder_keeps_the_verdicts(run: Run, tmp_path: Path) -> None:
    assert run.judgement is not None
    write_folder(run, tmp_path / "made")
    summary = json.loads((tmp_path / "made" / "summary.json").read_text("utf-8"))
    assert summary["answer"] == list(run.judgement.answer)
    assert {"word", "reason", "costs", "changes", "numbers"} == set(
        summary["candidates"][0]["verdict"]
    )
    assert [size["name"] for size in summary["next_sizes"]] == [
        results.candidate for results in run.judgement.also_run
    ]
    read = read_run(tmp_path / "made").judgement
    assert read is not None
    assert read.answer == run.judgement.answer
    assert read.caveat == run.judgement.caveat == ""
    assert {k: v.word for k, v in read.verdicts.items()} == {
        k: v.word for k, v in run.judgement.verdicts.items()
    }


def test_far_weather_is_a_caveat_that_a_folder_keeps(tmp_path: Path) -> None:
    dayton = judged_run(load_scenario("chicago-addition", [*FAST, "weather=near Dayton, OH"]))
    assert dayton.judgement is not None
    assert "220 km from Dayton, OH: good for a try" in dayton.judgement.caveat
    assert "220 km from Dayton, OH" in dayton.weather_place
    write_folder(dayton, tmp_path / "made")
    read = read_run(tmp_path / "made").judgement
    assert read is not None
    assert read.caveat == dayton.judgement.caveat


def test_progress_counts_the_other_sizes(scenario: Scenario) -> None:
    seen: list[tuple[int, int]] = []
    judged_run(scenario, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(n, 6) for n in range(1, 7)]


def test_a_file_without_a_machine_has_the_loads_as_its_answer() -> None:
    ideal = load_scenario("chicago-addition", [*FAST, "candidates=[{kind: ideal}]"])
    judgement = judged_run(ideal).judgement
    assert judgement is not None
    assert judgement.verdicts == {}
    assert "the room needs 4,100 Btu/h of heat" in judgement.answer[0]


def test_a_limit_of_the_scenario_changes_the_verdict() -> None:
    strict = load_scenario("chicago-addition", [*FAST, "verdict.heating_ratio=2.0"])
    judgement = judged_run(strict).judgement
    assert judgement is not None
    assert judgement.verdicts["6 kBtu/h variable-speed"].word == "too small"


@pytest.mark.slow
@pytest.mark.parametrize("area", ["120 ft2", "250 ft2", "500 ft2"])
def test_in_a_larger_room_no_unit_becomes_larger_than_it_need_be(area: str) -> None:
    def words(size: str) -> dict[str, str]:
        scenario = load_scenario("chicago-addition", [f"room.floor_area={size}"])
        judgement = judged_run(scenario).judgement
        assert judgement is not None
        return {name: v.word for name, v in judgement.verdicts.items()}

    here, larger = words(area), words(f"{1.3 * float(area.split()[0]):g} ft2")
    for name, word in larger.items():
        assert word != "larger than it need be" or here[name] == word


COOLS = "kind: variable_speed, size: 2.0 kW, eer2: 14.3, heating: false, name"


def reasons_of(*words: str) -> dict[str, Any]:
    """Return the verdicts of a scenario of these overrides, without what would change them."""
    given = ("thermostat.heating=21 degC", *words, "verdict={what_if: false}")
    judgement = judged_run(load_scenario("chicago-addition", given)).judgement
    assert judgement is not None
    return dict(judgement.verdicts)


def test_a_heater_next_to_a_unit_that_only_cools_leaves_its_verdict_where_nobody_heats() -> None:
    found = reasons_of(
        "weather=us-1A-miami",
        "room={kind: bedroom, floor_area: 20 m2, quality: average}",
        "thermostat={heating: 20 degC, cooling: 25 degC}",
        f"candidates=[{{{COOLS}: alone}}, {{{COOLS}: helped, backup: {{size: 1500 W}}}}]",
    )
    assert found["alone"].word == found["helped"].word == "fits, but cycles"
    assert found["alone"].reason == found["helped"].reason
    assert found["helped"].numbers["heating_short_of_capacity_h"] == 0


def test_a_window_unit_with_a_heater_as_backup_is_judged_as_a_pair_of_both() -> None:
    window = (
        "kind: single_stage, form: window, size: 2 kW, ceer: 11, lowest_cooling_outdoor: 10 degC"
    )
    pair = f"kind: pair, cooling: {{{window}}}, heating: {{kind: baseboard, size: 2 kW}}"
    found = reasons_of(
        "weather=eu-4A-north-italy",
        "room={kind: bedroom, floor_area: 16 m2, quality: average}",
        "thermostat={heating: 20 degC, cooling: 26 degC}",
        f"candidates=[{{{pair}, name: pair}}, "
        f"{{{window}, heating: false, backup: {{size: 2 kW}}, name: helped}}, "
        f"{{{window}, heating: false, backup: {{size: 300 W}}, name: cold}}]",
    )
    assert found["pair"].word == "fits"
    assert found["helped"].word == "fits, but cycles"  # its starts are counted
    assert found["helped"].reason.startswith(found["pair"].reason.removesuffix("."))
    assert found["cold"].reason.startswith("It gives 300 W of heat at −1 °C outdoors by its elec")


def test_a_heater_that_holds_a_room_by_itself_leaves_no_hour_short() -> None:
    unit = "kind: variable_speed, size: 2 kW, eer2: 12, cop_47f: 4, backup"
    found = reasons_of(
        "room={kind: bedroom, floor_area: 24 m2, quality: poor}",
        "thermostat={heating: 21 degC}",
        f"candidates=[{{{unit}: {{size: 4 kW}}, name: large}}, "
        f"{{{unit}: {{size: 1500 W}}, name: small}}]",
    )
    short = {key: v.numbers["heating_short_of_capacity_h"] for key, v in found.items()}
    assert short["large"] == 0
    assert 80 < short["small"] < 130  # below -18 degC, where 1.5 kW are too little
    assert "where only its electric heater runs: for" in found["small"].reason


SERIES = (
    "kind: variable_speed, climate_class: cold, heating_capacity: 3.2 kW, eer2: 17.6, "
    "cop_47f: 5.5, minimum_output: {heating: 1 kW, cooling: 1 kW}, size"
)


def a_small_addition(*units: str) -> Scenario:
    """Return one with units of which most give more than it needs in mild weather."""
    words = ("room={kind: addition, floor_area: 20 m2, quality: good}", *FAST)
    listed = f"candidates=[{', '.join(f'{{{unit}}}' for unit in units)}]"
    given = (*words, "thermostat={heating: 21 degC}", listed, "verdict={what_if: false}")
    return load_scenario("chicago-addition", given)


def test_a_listed_size_is_what_a_larger_one_is_compared_with() -> None:
    """Both go down to 1 kW, so that the smaller one hardly saves anything."""
    scenario = a_small_addition(f"{SERIES}: 2.5 kW", f"{SERIES}: 2 kW, name: small")
    assert sizes_to_try(scenario) == []
    run = judged_run(scenario)
    assert run.judgement is not None
    assert run.judgement.also_run == ()
    verdict = run.judgement.verdicts["2.5 kW variable-speed"]
    assert verdict.word == "fits, but cycles"
    assert "“small” would do as well" in verdict.reason


def test_a_size_that_nobody_lists_has_the_minimum_of_its_series_and_the_reason_says_so() -> None:
    run = judged_run(a_small_addition(f"{SERIES}: 2.5 kW"))
    assert run.judgement is not None
    assert [results.candidate for results in run.judgement.also_run] == ["2 kW variable-speed"]
    verdict = run.judgement.verdicts["2.5 kW variable-speed"]
    assert verdict.word == "fits, but cycles"
    assert (
        "would do as well, if its minimum output is 1,000 W, but this size costs" in verdict.reason
    )
    assert verdict.numbers["assumed_minimum_w"] == pytest.approx(1000.0)


def test_sizes_with_the_label_of_one_unit_say_nothing_of_another_label() -> None:
    """The 2 kW unit of the plain label has a minimum of its own, and saves 5 % and more."""
    plain = "kind: variable_speed, climate_class: cold, eer2: 17.6, cop_47f: 5.5, size: 2.5 kW"
    ranges = "control: midea, name: plain"
    run = judged_run(a_small_addition(f"{SERIES}: 2.5 kW", f"{plain}, {ranges}"))
    assert run.judgement is not None
    assert len(run.judgement.also_run) == 2
    verdicts = run.judgement.verdicts
    assert verdicts["2.5 kW variable-speed"].word == "fits, but cycles"
