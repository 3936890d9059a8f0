"""``hpsim init`` and ``hpsim schema``: a scenario to start from, and help for editors."""

from __future__ import annotations

import errno
import io
import json
from pathlib import Path

import pytest

from hpsim import cli
from hpsim.scenario.load import load_scenario
from hpsim.scenario.schema import field_docs, scenario_schema
from hpsim.scenario.tree import shipped_scenarios

FLAGS = ["init", "--place", "chicago", "--floor-area", "150 ft2"]
ANSWERS = "Our den\nmiami\nsunrom\nsunroom\n14\n14 m2\ngood\n3 m\n12 kBtu/h\n"


@pytest.fixture(autouse=True)
def in_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", io.StringIO())


def test_flags_give_a_scenario_that_passes_check(capsys):
    assert cli.main([*FLAGS, "--json"]) == cli.OK
    assert json.loads(capsys.readouterr().out)["file"] == "my-room.yaml"
    assert cli.main(["check", "my-room.yaml"]) == cli.OK
    assert capsys.readouterr().out == "my-room.yaml: no problems\n"
    scenario = load_scenario("my-room.yaml")
    assert (scenario.weather, scenario.room.kind) == ("us-5A-chicago", "bedroom")
    assert len(scenario.candidates) == 3


@pytest.mark.parametrize(
    ("place", "classes", "heater"),
    [("us-1A-miami", [None] * 3, 0), ("us-5A-chicago", ["cold", "cold", None], 0),
     ("us-6A-minneapolis", ["cold", "cold", None], 1)],
)  # fmt: skip
def test_where_an_ordinary_unit_stops_a_cold_climate_one_is_offered(place, classes, heater):
    assert cli.main([*FLAGS, "--place", place]) == cli.OK
    units = load_scenario("my-room.yaml").candidates
    assert [unit.climate_class for unit in units] == classes
    said = Path("my-room.yaml").read_text()
    assert said.count("an ordinary unit stops at") == ("cold" in classes)
    assert said.count("backup: {size: 1.5 kW}") == heater


@pytest.mark.parametrize(
    "name", ["Ann: room", "2024", "true", "yes", "a # b", '"quoted"', "- x", "Bär", "null"]
)
def test_any_name_is_written_so_that_it_reads_back(name):
    assert cli.main([*FLAGS, "--name", name]) == cli.OK
    (path,) = Path.cwd().glob("*.yaml")
    assert load_scenario(path).name == name


def test_a_few_questions_are_asked_on_a_terminal_until_answered(monkeypatch, capsys):
    terminal = io.StringIO(ANSWERS)
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr("sys.stdin", terminal)
    assert cli.main(["init", "den.yaml"]) == cli.OK
    scenario = load_scenario("den.yaml")
    assert (scenario.name, scenario.weather) == ("Our den", "us-1A-miami")
    assert (scenario.room.kind, scenario.room.floor_area_m2) == ("sunroom", 14.0)
    assert scenario.room.ceiling_height_m == 3.0
    said = capsys.readouterr()
    assert "did you mean 'sunroom'?" in said.err
    assert "What is above" not in said.err  # a sunroom is under the sky
    assert "14 needs a unit" in said.err
    assert "hpsim run den.yaml" in said.out


def test_who_lives_above_and_below_a_flat_is_asked_and_written_where_it_is_not_usual(
    monkeypatch, capsys
):
    terminal = io.StringIO("Top floor\nchicago\nflat\n40 m2\naverage\nattic\n\n9 kBtu/h\n")
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr("sys.stdin", terminal)
    assert cli.main(["init"]) == cli.OK
    asked = capsys.readouterr().err
    assert "What is above the flat?" in asked
    assert "How high" not in asked
    text = Path("top-floor.yaml").read_text()
    assert "  above: attic\n" in text
    assert "below:" not in text  # as flats are
    room = load_scenario("top-floor.yaml").room
    assert (room.above, room.below) == ("attic", None)


def test_who_writes_metric_units_gets_sizes_and_prices_in_them():
    flags = ["init", "--place", "chicago", "--floor-area", "45 m2"]
    assert cli.main(flags) == cli.OK
    text = Path("my-room.yaml").read_text()
    assert "size: 2.5 kW, seer2" in text
    assert "size: 2.0 kW, seer2" in text
    assert "price: 0.30 €/kWh" in text
    assert "kBtu/h" not in text
    assert "$" not in text
    assert cli.main(["check", "my-room.yaml"]) == cli.OK


def test_a_flag_of_what_is_above_is_taken_for_every_kind(capsys):
    flags = ["--kind", "garage", "--above", "home", "--ceiling", "9 ft"]
    assert cli.main([*FLAGS, *flags]) == cli.OK
    room = load_scenario("my-room.yaml").room
    assert (room.above, round(room.ceiling_height_m, 2)) == ("home", 2.74)
    assert cli.main([*FLAGS, "--force", "--below", "sky"]) == cli.WRONG_INPUT
    assert "--below: 'sky' is not known here" in capsys.readouterr().err


def test_a_file_is_not_replaced_without_force(capsys):
    Path("my-room.yaml").write_text("mine")
    assert cli.main(FLAGS) == cli.WRONG_INPUT
    assert "--force" in capsys.readouterr().err
    assert Path("my-room.yaml").read_text() == "mine"
    assert cli.main([*FLAGS, "--force"]) == cli.OK


def test_what_is_taken_for_what_was_written_is_told(capsys):
    assert cli.main([*FLAGS, "--kind", "home office", "--place", "Springfield"]) == cli.OK
    told = capsys.readouterr().err
    assert "'home office' is taken as zone" in told
    assert "Springfield, MO is taken. Other towns of this name: Springfield, MA;" in told
    assert "miles away" in told
    assert load_scenario("my-room.yaml").room.kind == "zone"
    assert cli.main([*FLAGS, "--kind", "tiny house", "--force"]) == cli.OK
    assert "taken as" not in capsys.readouterr().err


def test_every_wrong_flag_is_told_and_nothing_written(capsys):
    wrong = ["init", "--place", "nowhere-at-all", "--floor-area", "150", "--kind", "bedrom"]
    assert cli.main([*wrong, "--size", "9000", "--price", "0.2"]) == cli.WRONG_INPUT
    err = capsys.readouterr().err
    for flag in ("--place", "--floor-area", "--kind", "--size", "--price"):
        assert f"  {flag}: " in err
    assert not list(Path.cwd().iterdir())


def test_without_a_terminal_what_is_needed_is_told(capsys):
    assert cli.main(["init"]) == cli.WRONG_INPUT
    err = capsys.readouterr().err
    assert "--place: is needed" in err
    assert "--floor-area: is needed" in err


@pytest.fixture(scope="module")
def schema():
    return scenario_schema()


def test_schema_explains_every_key(schema):
    def unexplained(node, path):
        for key, value in node.get("properties", {}).items():
            if not value.get("description") and "$ref" not in value:
                yield (*path, key)

    missing = list(unexplained(schema, ()))
    for title, definition in schema["$defs"].items():
        missing += unexplained(definition, (title,))
    assert missing == []


def test_schema_shows_values_as_they_are_written(schema):
    area = schema["$defs"]["SimpleRoom"]["properties"]["floor_area"]
    assert area["type"] == "string"
    assert area["examples"] == ["250 ft2", "23 m2"]
    assert schema["$defs"]["Sensor"]["properties"]["lag"]["default"] == "120 s"
    assert schema["$defs"]["Simulation"]["properties"]["step"]["default"] == "60 s"
    assert schema["$defs"]["SimpleRoom"]["additionalProperties"] is False


def test_schema_is_one_document(capsys):
    assert cli.main(["schema", "--json"]) == cli.OK
    assert json.loads(capsys.readouterr().out)["properties"]["room"]


def test_every_field_of_a_scenario_has_a_docstring():
    from hpsim.building.description.openings import Window
    from hpsim.building.description.rooms import DetailRoom, SimpleRoom
    from hpsim.building.description.surfaces import Surface
    from hpsim.control.description import Thermostat
    from hpsim.scenario.model import Scenario, Simulation

    for cls in (Scenario, Simulation, Thermostat, SimpleRoom, DetailRoom, Surface, Window):
        assert set(field_docs(cls)) == set(cls.model_fields), cls


def test_there_are_scenarios_to_start_from():
    assert {"chicago-addition", "miami-addition"} <= set(shipped_scenarios())


def test_schema_lets_a_text_be_a_value_or_a_name(schema):
    # "oneOf" refuses what fits two forms, and '68 degF' could be the name of a schedule
    assert '"oneOf"' not in json.dumps(schema)


def test_a_disk_that_fills_up_leaves_nothing(monkeypatch, capsys):
    def full(self: Path, *_: object, **__: object) -> None:
        self.touch()
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    assert cli.main([*FLAGS, "room.yaml"]) == cli.WRONG_INPUT
    assert capsys.readouterr().err == "room.yaml: No space left on device\n"
    assert list(Path.cwd().iterdir()) == []


def test_check_reads_the_weather_file(capsys):
    Path("mine.epw").write_text("hello\n", encoding="utf-8")
    assert cli.main(FLAGS) == cli.OK
    scenario = Path("my-room.yaml")
    text = scenario.read_text(encoding="utf-8").replace("us-5A-chicago", "mine.epw")
    scenario.write_text(text, encoding="utf-8")
    assert cli.main(["check", "my-room.yaml"]) == cli.WRONG_INPUT
    told = capsys.readouterr().err
    assert "line 4, weather: mine.epw, line 1: unknown format" in told


def test_who_writes_square_metres_gets_degrees_celsius():
    assert cli.main([*FLAGS, "--floor-area", "14 m2", "us.yaml"]) == cli.OK
    text = Path("us.yaml").read_text(encoding="utf-8")
    assert "heating: 20 degC" in text
    assert "degF" not in text
    assert cli.main([*FLAGS, "feet.yaml"]) == cli.OK
    assert "heating: 68 degF" in Path("feet.yaml").read_text(encoding="utf-8")
