from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from hpsim.description.yamlfile import read_yaml, write_yaml
from hpsim.errors import ScenarioError
from hpsim.scenario.load import load_scenario, scenario_of, scenario_warnings
from hpsim.scenario.model import Scenario
from hpsim.scenario.tree import read_scenario_tree, shipped_scenarios
from hpsim.simulate.money import prices_for

CONTRACT = Path(__file__).parents[1] / "data" / "contract"
MINIMAL = CONTRACT / "minimal.yaml"
CASE_600 = CONTRACT / "case600.yaml"


def problems_of(path, *overrides):
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path, overrides)
    return caught.value.problems


def test_the_contract_files_load():
    assert load_scenario(MINIMAL).room.kind == "addition"
    assert load_scenario(CASE_600).simulation.step_s == 600.0
    every = load_scenario(CONTRACT / "every-key.yaml")
    assert every.weather == "us-5A-chicago"  # from the file it extends
    assert every.candidates[4].kind == "table"


def test_a_door_may_open_by_the_hour():
    hours = [0.0] * 8 + [0.5] * 8 + [1.0] * 8
    loaded = load_scenario(MINIMAL, [f"room.doors=[{{area: 2 m2, state: {hours}}}]"])
    assert list(loaded.room.doors[0].state) == hours


@pytest.mark.parametrize("name", shipped_scenarios())
def test_every_shipped_scenario_loads_and_has_nothing_odd(name):
    tree, found = read_scenario_tree(name)
    assert not found
    assert scenario_warnings(load_scenario(name), tree) == []


@pytest.mark.parametrize("path", [MINIMAL, CASE_600, CONTRACT / "every-key.yaml"], ids=str)
def test_a_scenario_written_out_reads_back_equal(path):
    scenario = load_scenario(path)
    text = write_yaml(scenario.as_mapping())
    again = scenario_of(read_yaml(text)[0].value)
    assert again == scenario
    assert again.content_hash == scenario.content_hash


def test_the_hash_follows_the_content_and_not_its_spelling():
    scenario = load_scenario(MINIMAL)
    same = load_scenario(MINIMAL, ["room.floor_area=23.22576 m2", "name=other"])
    assert same.content_hash == scenario.content_hash
    other = load_scenario(MINIMAL, ["room.floor_area=251 ft2"])
    assert other.content_hash != scenario.content_hash


def test_a_scenario_never_changes():
    with pytest.raises(ValueError, match="frozen"):
        load_scenario(MINIMAL).name = "x"  # type: ignore[misc]


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text)
    return path


@pytest.fixture
def base(tmp_path):
    (tmp_path / "base").mkdir()
    return write(tmp_path / "base", "base.yaml", MINIMAL.read_text())


def test_extends_merges_mappings_and_replaces_lists(base, tmp_path):
    path = write(
        tmp_path,
        "child.yaml",
        "extends: base/base.yaml\nroom: {quality: poor}\ncandidates: [{kind: ideal}]\n",
    )
    child, parent = load_scenario(path), load_scenario(base)
    assert child.room.quality == "poor"
    assert child.room.windows == parent.room.windows
    assert [candidate.kind for candidate in child.candidates] == ["ideal"]
    assert child.name == parent.name


@pytest.mark.usefixtures("base")
def test_extends_replaces_what_is_of_another_kind(tmp_path):
    surfaces = "[{name: w, construction: [{resistance: R-5}], area: 9 m2, boundary: adiabatic}]"
    path = write(
        tmp_path,
        "child.yaml",
        "extends: base/base.yaml\nroom: {kind: detail, floor_area: 9 m2, volume: 20 m3, "
        f"surfaces: {surfaces}}}\n",
    )
    assert load_scenario(path).room.windows == ()


@pytest.mark.usefixtures("base")
def test_null_deletes(tmp_path):
    path = write(tmp_path, "child.yaml", "extends: base/base.yaml\ntariff: null\n")
    assert load_scenario(path).tariff is None


@pytest.mark.usefixtures("base")
def test_of_keys_that_exclude_each_other_the_later_file_wins(tmp_path):
    middle = write(
        tmp_path, "middle.yaml", "extends: base/base.yaml\nroom: {infiltration: {ach: 0.5}}\n"
    )
    path = write(
        tmp_path, "child.yaml", f"extends: {middle.name}\nroom: {{infiltration: {{ach50: 7}}}}\n"
    )
    leak = load_scenario(path).room.infiltration
    assert leak is not None
    assert (leak.ach, leak.ach50) == (None, 7.0)


def test_problems_name_the_file_that_wrote_the_key(base, tmp_path):
    base.write_text(base.read_text().replace("floor_area", "flor_area"))
    path = write(tmp_path, "child.yaml", "extends: base/base.yaml\nnam: x\nroom: {qualty: good}\n")
    problems = problems_of(path)
    assert {(Path(p.file).name, p.line, p.key) for p in problems} == {
        ("child.yaml", 2, "nam"),
        ("child.yaml", 3, "room.qualty"),
        ("base.yaml", 5, "room.flor_area"),
    }


@pytest.mark.parametrize(
    ("extends", "said"),
    [
        ("child.yaml", "extends itself"),
        ("missing.yaml", "no such file"),
        ("[a]", "not the path of a scenario"),
        ("chicago-adition", "did you mean 'chicago-addition'?"),
    ],
)
def test_extends_that_leads_nowhere(tmp_path, extends, said):
    path = write(tmp_path, "child.yaml", f"name: x\nextends: {extends}\n")
    texts = [problem.as_text() for problem in problems_of(path)]
    assert len(texts) == 1, texts  # nothing about what the other file may have said
    assert said in texts[0]
    assert texts[0].startswith("line 2")


def test_a_shipped_scenario_can_be_extended_by_name(tmp_path):
    path = write(tmp_path, "mine.yaml", "extends: chicago-addition\nname: Mine\n")
    assert load_scenario(path).weather == "us-5A-chicago"


def test_a_file_without_a_name_gives_its_own(tmp_path):
    text = MINIMAL.read_text(encoding="utf-8").partition("\n")[2]
    assert not text.startswith("name:")
    nameless = tmp_path / "my_room.yaml"
    nameless.write_text(text, encoding="utf-8")
    assert load_scenario(nameless).name == "my room"
    assert load_scenario(nameless, ["name=Attic"]).name == "Attic"
    child = tmp_path / "child.yaml"
    child.write_text("extends: my_room.yaml\n", encoding="utf-8")
    assert load_scenario(child).name == "child"
    with pytest.raises(ScenarioError, match="name: is needed"):
        load_scenario(text)


def test_files_are_found_beside_the_file_that_names_them(tmp_path):
    (tmp_path / "deep").mkdir()
    weather = write(tmp_path / "deep", "here.epw", "LOCATION,x\n")
    write(tmp_path / "deep", "base.yaml", MINIMAL.read_text().replace("us-5A-chicago", "here.epw"))
    path = write(tmp_path, "child.yaml", "extends: deep/base.yaml\n")
    assert load_scenario(path).weather == str(weather.resolve())


def test_overrides_set_any_key():
    scenario = load_scenario(
        MINIMAL,
        [
            "candidates.0.size=9 kBtu/h",
            "candidates[1].seer2=16",
            "room.infiltration.ach50=3",
            "tariff=null",
            "thermostat.heating={day: 20 degC, night: 17 degC}",
        ],
    )
    assert scenario.candidates[0].size_w == pytest.approx(2637.64, abs=0.01)  # 9000 * 0.2930711
    assert scenario.candidates[1].seer2 == 16.0
    assert scenario.room.infiltration.ach50 == 3.0
    assert scenario.tariff is None
    assert scenario.thermostat.heating.night_degc == 17.0


@pytest.mark.parametrize(
    ("override", "said"),
    [
        ("candidates.0.size", "is not KEY=VALUE"),
        ("candidates.9.size=9 kBtu/h", "candidates has 4 entries"),
        ("candidates.size=9 kBtu/h", "candidates is a list (count: candidates.0"),
        ("name.x=1", "name is a value, not a mapping"),
        ("room.floor_area=9", "9 needs a unit"),
        ("room.flor_area=9 m2", "unknown key (did you mean 'floor_area'?)"),
        ("room.windows=[", "a bracket is not closed"),
        ("room.quality=yes", "yes may mean true"),
    ],
)
def test_overrides_that_are_wrong_are_told(override, said):
    problems = problems_of(MINIMAL, override)
    assert [said in problem.as_text() for problem in problems] == [True], problems
    assert problems[0].file == "--set"


def test_loading_needs_no_heavy_library():
    code = (
        "import sys; from hpsim.scenario.load import load_scenario;"
        "load_scenario('chicago-addition');"
        "print([m for m in ('pandas', 'pvlib', 'scipy', 'matplotlib') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_scenario_made_in_python_equals_one_from_a_file():
    scenario = load_scenario(MINIMAL)
    fields = {name: getattr(scenario, name) for name in Scenario.model_fields}
    assert Scenario(**fields) == scenario


def test_a_file_that_refers_to_itself_has_one_problem(tmp_path: Path) -> None:
    path = tmp_path / "endless.yaml"
    path.write_text("room: &r\n  kind: bedroom\n  again: *r\ncandidates:\n  - &c {kind: *c}\n")
    with pytest.raises(ScenarioError) as caught:
        load_scenario(str(path))
    (problem,) = caught.value.problems
    assert "refers to itself" in problem.message
    assert problem.line == 2  # where the mapping that holds itself begins


def test_an_unknown_control_profile_is_told_the_nearest():
    with pytest.raises(ScenarioError, match=r"'midae' is not known here \(did you mean 'midea'\?"):
        load_scenario("chicago-addition", ["candidates.0.control=midae"])


def test_candidates_of_one_name_are_named_with_what_they_differ_in() -> None:
    unit = {"kind": "variable_speed", "size": "6 kBtu/h", "seer2": 21, "hspf2": 10}

    def names(*units: dict[str, Any]) -> tuple[str, ...]:
        return load_scenario(
            "chicago-addition", [f"candidates={json.dumps(units)}"]
        ).candidate_names()

    plain = "6 kBtu/h variable-speed"
    assert names(unit) == (plain,)
    heated = {**unit, "backup": {"size": "1.5 kW"}}
    assert names(unit, heated) == (plain, f"{plain} + 1.5 kW heater")
    better = {**heated, "seer2": 24.5, "climate_class": "cold"}
    assert names(heated, better) == (
        f"{plain} (SEER2 21)",
        f"{plain} (SEER2 24.5, cold climate)",
    )
    assert names(unit, unit, {**unit, "name": "mine"}) == (plain, f"{plain} (2)", "mine")
    of_owner = {**unit, "name": plain}  # what is given stays, also after one that is called so
    assert names(unit, of_owner) == (f"{plain} (2)", plain)
    assert names(heated, of_owner) == (f"{plain} + 1.5 kW heater", plain)
    assert names(unit, unit, {**unit, "name": f"{plain} (2)"})[:2] == (plain, f"{plain} (3)")
    controlled = {**unit, "control": "midea", "fan": "continuous"}
    assert names(unit, controlled) == (plain, f"{plain} (midea control, fan continuous)")
    with pytest.raises(ScenarioError, match="mine"):
        names({**unit, "name": "mine"}, {**heated, "name": "mine"})


def test_costs_are_given_by_the_name_in_results() -> None:
    unit = {"kind": "variable_speed", "size": "6 kBtu/h", "seer2": 21, "hspf2": 10}
    units = json.dumps([unit, {**unit, "backup": {"size": "1.5 kW"}}])
    costs = json.dumps({"6 kBtu/h variable-speed + 1.5 kW heater": {"installed": "2400 $"}})
    scenario = load_scenario(
        "chicago-addition", [f"candidates={units}", f"economics.costs={costs}"]
    )
    owned = prices_for(scenario).owned
    assert owned[scenario.candidate_names()[1]].typical == 2400.0
    assert owned[scenario.candidate_names()[0]].typical != 2400.0
