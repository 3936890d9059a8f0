"""The verb: exit codes, JSON, nothing written on wrong input."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hpsim.cli import main

SWEEP = """scenario:
  name: room
  weather: us-5A-chicago
  room: {kind: addition, floor_area: 250 ft2, windows: [{facing: south, area: 30 ft2}]}
  thermostat: {heating: 68 degF, cooling: 76 degF}
  candidates: [{name: loads, kind: ideal}]
grid: {room.quality: [good, poor]}
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "s.yaml").write_text(SWEEP)
    return tmp_path


def test_a_sweep_goes_through_run_show_sensitivity_and_plot(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sweep", "run", "s.yaml", "--json"]) == 0
    out, err = capsys.readouterr()
    told = json.loads(out)
    assert (told["done"], told["failed"], told["is_interrupted"]) == (2, 0, False)
    assert "\x1b" not in err  # no progress bar in a pipe
    folder = "results/sweeps/s"
    assert main(["sweep", "show", folder, "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert (shown["runs"], shown["failed_rows"]) == (2, 0)
    assert shown["axes"] == [{"column": "room.quality", "count": 2, "values": ["good", "poor"]}]
    metric = "room_heating_load_kwh"
    assert main(["sweep", "sensitivity", folder, "--metric", metric, "--json"]) == 0
    (effect,) = json.loads(capsys.readouterr().out)
    assert effect["first_order"] == pytest.approx(1.0)
    assert (effect["low_at"], effect["high_at"]) == ("good", "poor")
    assert main(["sweep", "sensitivity", folder, "--metric", "kind"]) == 2
    assert "no row has a number under 'kind'" in capsys.readouterr().err
    assert main(["sweep", "plot", folder, "--x", "quality", "--y", metric]) == 0
    picture = Path(capsys.readouterr().out.strip())
    assert (here / picture).read_bytes().startswith(b"\x89PNG")
    assert main(["sweep", "run", "s.yaml", "--resume"]) == 0
    assert "there already: 2 runs" in capsys.readouterr().out


def test_wrong_input_is_told_as_json_and_nothing_is_written(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "s.yaml").write_text(SWEEP.replace("room.quality", "room.qualty"))
    assert main(["sweep", "run", "s.yaml", "--json"]) == 2
    (error, *_) = json.loads(capsys.readouterr().out)["errors"]
    assert error["file"] == "s.yaml"
    assert error["line"] == 7
    assert "quality" in error["hint"]
    assert [p.name for p in here.iterdir()] == ["s.yaml"]


def test_warnings_are_told_once_at_the_end_and_by_show(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "s.yaml").write_text(
        SWEEP.replace("  candidates", "  tariff: {region: IL}\n  candidates")
    )
    assert main(["sweep", "run", "s.yaml"]) == 0
    assert capsys.readouterr().out.count("warning, 2 runs: electricity: ") == 1
    assert main(["sweep", "show", "results/sweeps/s"]) == 0
    assert capsys.readouterr().out.count("warning, 2 runs: electricity: ") == 1
    assert main(["sweep", "run", "s.yaml", "--dry-run"]) == 0
    assert capsys.readouterr().out.count("runs of the sample: electricity: ") == 1


def test_a_dry_run_prints_an_estimate_and_writes_nothing(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sweep", "run", "s.yaml", "--dry-run", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["runs"], told["rooms"]) == (2, 2)
    assert [p.name for p in here.iterdir()] == ["s.yaml"]
