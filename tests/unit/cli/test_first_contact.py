"""What somebody meets in the first minutes: names without endings, odd values, own products."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hpsim import cli
from hpsim.cli.compare import _change
from hpsim.cli.money import _sensitivity
from hpsim.cli.sure import _ranges
from hpsim.cli.tables import print_table
from hpsim.scenario.load import load_scenario
from hpsim.units.money import parse_price
from hpsim.units.values import parse

ROOM = """\
name: My room
weather: us-5A-chicago
room: {kind: bedroom, floor_area: 150 ft2}
thermostat: {heating: 68 degF, cooling: 76 degF}
simulation: {resolution: hour}
candidates: [{kind: variable_speed, size: 6 kBtu/h, seer2: 21, hspf2: 10}]
"""
UNIT = "{kind: variable_speed, size: 6 kBtu/h, seer2: 21, hspf2: 10}"
PRODUCT = """\
about: {brand: Acme, outdoor_model: X1, indoor_model: Y2, source: its label}
kind: variable_speed
form: ductless_wall
size: 9 kBtu/h
seer2: 20
hspf2: 10
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.yaml").write_text(ROOM, encoding="utf-8")
    return tmp_path


def test_a_file_is_found_without_its_ending(here: Path) -> None:
    (here / "sub").mkdir()
    (here / "sub" / "other.yaml").write_text(ROOM.replace("My room", "Other"), encoding="utf-8")
    assert load_scenario("mine").name == "My room"
    assert load_scenario("sub/other").name == "Other"
    assert load_scenario("chicago-addition").room.kind == "addition"


@pytest.mark.parametrize(
    ("word", "verb"), [("new", "init"), ("Page", "report"), ("simulate", "run"), ("live", "serve")]
)
def test_a_verb_by_another_name_is_named(
    word: str, verb: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main([word]) == 2
    assert f"unknown verb '{word}' (did you mean '{verb}'? " in capsys.readouterr().err


def test_what_is_built_is_described_in_the_readers_units(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = ROOM.replace("150 ft2}", "150 ft2, constructions: {wall: R-13}}")
    (here / "r13.yaml").write_text(text, encoding="utf-8")
    assert cli.main(["describe", "r13.yaml"]) == 0
    told = capsys.readouterr().out
    assert "outside wall: wood frame with R-13: R-11.3 as an assembly" in told
    assert "50 % of each window's area" in told


def test_amounts_have_their_currency_and_a_true_minus(capsys: pytest.CaptureFixture[str]) -> None:
    ends = {"p05": -1200.0, "p50": 47.0, "p95": 88.0}
    of_a_year = dict.fromkeys(("electricity_kwh", "starts", "high_humidity_h", "life_cycle_cost"))
    print_table(_ranges([{"name": "unit", "cost_per_year": ends, **of_a_year}], "EUR"))
    assert "EUR a year" in capsys.readouterr().out
    rows = [{"assumption": "price escalation", "values": [-0.01, 0.02], "totals": [-5.0, 6000.0]}]
    (line,) = _sensitivity({"currency": "USD", "sensitivity": {"unit": rows}}, "unit")
    assert line.endswith("price escalation of \N{MINUS SIGN}1 to 2 %: \N{MINUS SIGN}5 to 6,000.")


def test_sizes_and_prices_are_understood_as_people_say_them() -> None:
    assert parse("9000 BTU", "heat_flow") == parse("9 kBtu/h", "heat_flow")
    assert parse_price("18 cents") == parse_price("18 c/kWh") == parse_price("0.18 $/kWh")
    assert parse_price("30 ct").currency == "EUR"


def test_empty_windows_are_asked_about(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    empty = "room:\n  kind: bedroom\n  floor_area: 150 ft2\n  windows:\n"
    text = ROOM.replace("room: {kind: bedroom, floor_area: 150 ft2}\n", empty)
    (here / "w.yaml").write_text(text, encoding="utf-8")
    assert cli.main(["check", "w.yaml"]) == 2
    assert "room.windows: has no value (windows: [] for none;" in capsys.readouterr().err


def test_a_product_file_is_blamed_by_file_line_and_key(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "unit.yaml").write_text(PRODUCT.replace("hspf2", "hspff2"), encoding="utf-8")
    text = ROOM.replace(UNIT, "{product: unit.yaml}")
    (here / "p.yaml").write_text(text, encoding="utf-8")
    assert cli.main(["check", "p.yaml"]) == 2
    message = capsys.readouterr().err
    assert "unit.yaml, line 6, hspff2: unknown key (did you mean 'hspf2'?)" in message
    (here / "unit.yaml").write_text(PRODUCT, encoding="utf-8")
    assert load_scenario("p.yaml").candidates[0].result_name() == "Acme Y2"


@pytest.mark.usefixtures("here")
def test_a_run_says_what_looks_odd_and_what_it_replaces(
    capsys: pytest.CaptureFixture[str],
) -> None:
    quick = ["run", "mine", "--no-plots", "--no-report"]
    assert cli.main(quick) == 0
    err = capsys.readouterr().err
    assert "looks odd" not in err
    assert "replaced" not in err
    assert cli.main([*quick, "--set", "candidates.0.size=60 kBtu/h"]) == 0
    err = capsys.readouterr().err
    assert "looks odd: candidates[0].size: 400 Btu/h·ft² of floor" in err
    assert "results/mine has results of other values (hpsim" in err


@pytest.mark.usefixtures("here")
def test_init_looks_at_the_target_before_it_asks(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert cli.main(["init", "mine.yaml"]) == 2
    message = capsys.readouterr().err
    assert "is there already (another FILE, or --force to replace it)" in message
    assert "is needed" not in message  # nothing was asked


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["sure", "chicago-addition", "--draws", "lots"], "a whole number is needed"),
        (["run", "chicago-addition", "--units", "metric"], "'metric' is not one of 'us', 'si'"),
        (["weather", "fetch", "Berlin", "13"], "a number is needed, such as 52.5"),
        (["sweep", "my-room.yaml"], "Did you mean 'hpsim sweep run my-room.yaml'?"),
        (["rate", "fh06"], "nearest: neep-muz-fh06na-msz-fh06na"),
        (["run", "chicago-addition", "--set", "size=9k"], "candidates.0.size"),
    ],
)
def test_a_wrong_word_on_the_line_is_answered_in_plain_words(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(words) == cli.WRONG_INPUT
    shown = " ".join(capsys.readouterr().err.split())
    assert said in shown
    assert "Input should" not in shown


def test_a_scenario_is_no_result_folder_nor_a_log(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "my-room.yaml"
    file.write_text("a: [1,2]\nb: [1,2,3]\n")
    assert cli.main(["report", str(file)]) == cli.WRONG_INPUT
    assert "a file, not a result folder" in capsys.readouterr().err


@pytest.mark.usefixtures("here")
def test_costs_of_units_that_other_sizes_replace_are_not_dropped_in_silence() -> None:
    text = Path("mine.yaml").read_text(encoding="utf-8")
    scenario = load_scenario("mine.yaml")
    name = scenario.candidates[0].result_name()
    costs = (
        f"tariff: {{price: 0.18 $/kWh}}\neconomics: {{costs: {{{name}: {{installed: 3900 $}}}}}}\n"
    )
    Path("costs.yaml").write_text(text + costs, encoding="utf-8")
    change = _change("7k,8k", None, alternatives=False)
    assert change is not None
    with pytest.warns(UserWarning, match=f"economics.costs of {re.escape(name)}: left out"):
        change(load_scenario("costs.yaml"))
    assert len(change(scenario).candidates) == 2  # without costs no warning, which would fail
