"""``hpsim run`` and ``hpsim compare``: what they print, write, and refuse."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import hpsim.cli.compare
import hpsim.cli.run
from fakes import UNITS, fake_run
from hpsim.cli import main
from hpsim.cli.tables import design_lines
from hpsim.results import DesignLoads, Run
from hpsim.units.display import Reader

SCENARIO = """\
name: A made-up room
weather: us-5A-chicago
room: {kind: addition, floor_area: 250 ft2, quality: good}
thermostat: {heating: 68 degF, cooling: 76 degF}
tariff: {price: 0.18 $/kWh}
candidates:
  - {kind: variable_speed, size: 6 kBtu/h, seer2: 21, hspf2: 10}
  - {kind: single_stage, size: 6 kBtu/h, seer2: 15.2, hspf2: 7.8}
"""
NOT_IN_A_WARM_RUN = {
    "dask",
    "matplotlib",
    "numba",
    "pandas",
    "pvlib",
    "pythermalcomfort",
    "rich",
    "scipy",
}
MOST_OWN_MODULES = 300  # 286 once; each takes half a millisecond


@pytest.fixture(scope="module")
def made() -> Run:
    return fake_run(UNITS[:2])


@pytest.fixture
def simulated(monkeypatch: pytest.MonkeyPatch, made: Run) -> list[str]:
    """Put a made-up year in the place of the engine; the list tells what was asked for."""
    asked = []

    def simulate(scenario, *, minutes=False):  # noqa: ARG001
        asked.append(scenario.name)
        return replace(made, scenario_name=scenario.name)

    monkeypatch.setattr(hpsim.cli.run, "simulated", simulate)
    monkeypatch.setattr(hpsim.cli.compare, "simulated", simulate)
    return asked


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "bedroom.yaml"
    path.write_text(SCENARIO)
    return path


def test_a_year_in_hours_says_so(file, capsys):
    assert main(["run", "bedroom.yaml", "--no-plots", "--set", "simulation.resolution=hour"]) == 0
    assert "a year in hours" in capsys.readouterr().out
    summary = json.loads((file.parent / "results/bedroom/summary.json").read_text())
    assert summary["step_s"] == 3600.0


@pytest.mark.usefixtures("simulated")
def test_run_prints_a_table_and_writes_the_folder(file, capsys):
    assert main(["run", str(file), "--no-plots"]) == 0
    said = capsys.readouterr().out
    assert "variable-speed 6 kBtu/h" in said
    assert "heat loss 45.0 W/K, effective capacitance 600 kJ/K" in said
    assert f"Results are in {Path('results') / 'bedroom'}" in said
    head = said[: said.index("candidate")]
    assert "Design heating load: 1,400 W at −17 °C outdoors (99 %)" in head
    assert "Design cooling load: 900 W sensible and 150 W latent at 32 °C" in head
    folder = file.parent / "results" / "bedroom"
    assert (folder / "summary.json").exists()
    assert not (folder / "plots").exists()
    assert (folder / "report.html").exists()


@pytest.mark.usefixtures("simulated")
def test_run_draws_plots(file):
    assert main(["run", str(file), "--no-report"]) == 0
    plots = file.parent / "results" / "bedroom" / "plots"
    assert {path.suffix for path in plots.iterdir()} == {".png"}
    assert main(["run", str(file), "--no-report", "--svg"]) == 0
    assert {path.suffix for path in plots.iterdir()} == {".png", ".svg"}


@pytest.mark.usefixtures("simulated")
def test_json_is_the_summary_file_and_nothing_else(file, capsys):
    assert main(["run", str(file), "--json", "--no-plots", "--out", "there"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document == json.loads((file.parent / "there" / "summary.json").read_text())
    assert document["folder"] == str(file.parent / "there")


def test_a_wrong_file_tells_all_its_problems_and_writes_nothing(file, simulated, capsys):
    file.write_text(SCENARIO.replace("floor_area", "flor_area").replace("hspf2: 10", "hspff2: 10"))
    assert main(["run", str(file), "--out", "never", "--json"]) == 2
    captured = capsys.readouterr()
    errors = json.loads(captured.out)["errors"]
    assert {"file", "line", "key", "message", "hint"} <= errors[0].keys()
    assert "flor_area" in captured.err
    assert "hspff2" in captured.err
    assert {path.name for path in file.parent.iterdir()} == {"bedroom.yaml"}
    assert simulated == []


@pytest.mark.parametrize("name", ["nowhere.yaml", "no-such-scenario", "."])
def test_what_is_no_scenario_exits_2(file, simulated, capsys, name):
    assert main(["run", name]) == 2
    assert capsys.readouterr().err
    assert {path.name for path in file.parent.iterdir()} == {"bedroom.yaml"}
    assert simulated == []


def test_another_scenarios_folder_is_refused_before_simulating(file, simulated, capsys):
    assert main(["run", str(file), "--no-plots", "--out", "out"]) == 0
    file.write_text(SCENARIO.replace("A made-up room", "Another"))
    assert main(["run", str(file), "--no-plots", "--out", "out"]) == 2
    assert "another scenario, 'A made-up room'" in capsys.readouterr().err
    assert simulated == ["A made-up room"]
    assert main(["run", str(file), "--no-plots", "--out", "out", "--force"]) == 0


def test_a_file_as_output_folder_is_refused_before_simulating(file, simulated, capsys):
    assert main(["run", str(file), "--out", str(file)]) == 2
    assert "is a file" in capsys.readouterr().err
    assert simulated == []
    assert file.read_text() == SCENARIO


@pytest.mark.usefixtures("simulated")
def test_set_changes_the_scenario(file):
    assert main(["run", str(file), "--no-plots", "--set", "name=Renamed", "--out", "o"]) == 0
    assert json.loads((file.parent / "o" / "summary.json").read_text())["scenario"] == "Renamed"


@pytest.mark.usefixtures("simulated")
def test_compare_reads_folders_and_simulates_files(file, capsys):
    main(["run", str(file), "--no-plots", "--out", "out"])
    capsys.readouterr()
    assert main(["compare", "out", str(file), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    sources = [c["source"] for c in document["candidates"]]
    assert sources == ["out", "out", str(file), str(file)]
    assert document["candidates"][0]["metrics"] == document["candidates"][2]["metrics"]
    assert {path.name for path in file.parent.iterdir()} == {"bedroom.yaml", "out"}


@pytest.mark.usefixtures("simulated")
def test_compare_prints_one_table(file, capsys):
    main(["run", str(file), "--no-plots", "--out", "out"])
    capsys.readouterr()
    assert main(["compare", "out"]) == 0
    said = capsys.readouterr().out
    assert "single-stage 6 kBtu/h" in said
    assert "starts" in said


@pytest.mark.usefixtures("simulated")
def test_amounts_of_several_currencies_have_their_own(file, capsys):
    """Rooms in two countries: no column of dollars has euros in it, and each name has its room."""
    main(["run", str(file), "--no-plots", "--out", "here"])
    main(["run", str(file), "--no-plots", "--out", "there"])
    summary = file.parent / "there" / "summary.json"
    document = json.loads(summary.read_text())
    document["scenario"] = "Abroad"
    for candidate in document["candidates"]:
        assert candidate["metrics"]["currency"] == "USD"
        candidate["metrics"]["currency"] = "EUR"
    summary.write_text(json.dumps(document))
    capsys.readouterr()
    assert main(["compare", "here", "there"]) == 0
    said = capsys.readouterr().out
    rows = [line for line in said.splitlines() if "variable-speed" in line]
    table = [row for row in rows if row.startswith(("A made-up", "Abroad"))]
    assert [("USD" in row, "EUR" in row) for row in table] == [(True, False), (False, True)]
    of_dollars, _, of_euros = said.partition("EUR a year")
    assert "USD a year" in of_dollars
    assert "in A made-up room" in of_dollars.partition("USD a year")[2]
    assert "in Abroad" not in of_dollars.partition("USD a year")[2]
    assert "in Abroad" in of_euros


@pytest.mark.usefixtures("simulated")
def test_compare_writes_one_page_of_folders_and_files(file, capsys):
    main(["run", str(file), "--no-plots", "--out", "out"])
    other = file.with_name("other.yaml")
    other.write_text(SCENARIO.replace("name: A made-up", "name: Another"))
    capsys.readouterr()
    assert main(["compare", "out", str(other), "--report", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["report"] == str(Path("results/comparison.html"))
    html = (file.parent / "results" / "comparison.html").read_text()
    assert "Compared: A made-up room · Another room" in html
    assert main(["report", "out"]) == 0  # days of folders are in single precision
    assert main(["compare", "out", "--report", "--out", "one.html"]) == 0
    assert (file.parent / "one.html").read_text() == (file.parent / "out/report.html").read_text()


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["--out", "page.html"], "--out without --report"),
        (["--report", "--out", "page.pdf"], "is no name of a page"),
    ],
)
def test_a_page_that_can_not_be_written_is_refused_first(file, simulated, capsys, words, reason):
    assert main(["compare", str(file), *words]) == 2
    assert reason in capsys.readouterr().err
    assert simulated == []


def test_comparing_a_folder_without_results_exits_2(file, capsys):
    (file.parent / "empty").mkdir()
    assert main(["compare", "empty"]) == 2
    assert "no result folder" in capsys.readouterr().err


def test_a_warm_run_imports_only_what_it_needs(file):
    file.write_text(SCENARIO.replace("seer2: 21, hspf2: 10", "seer2: 20, hspf2: 10"))
    code = (
        "import sys; from hpsim.cli import main\n"
        "code = main(['run', sys.argv[1], '--no-plots'])\n"
        "print(*sys.modules, file=sys.stderr); sys.exit(code)\n"
    )
    for _ in range(2):  # the first fills the caches
        process = subprocess.run(
            [sys.executable, "-c", code, str(file)], capture_output=True, text=True, check=False
        )
        assert process.returncode == 0, process.stderr[-500:]
    modules = set(process.stderr.split())
    assert not {m.partition(".")[0] for m in modules} & NOT_IN_A_WARM_RUN
    assert not {"numpy.ma", "numpy.random", "hpsim.weather.reading"} & modules
    assert len([m for m in modules if m.startswith("hpsim")]) <= MOST_OWN_MODULES


def test_a_latent_load_of_a_watt_is_hardly_any():
    dry = DesignLoads(None, 0.0, 1980.0, 1.28, 30.0, "file")
    (line,) = design_lines(dry, Reader("si"))
    assert "1,980 W sensible and hardly any latent at 30 °C" in line
