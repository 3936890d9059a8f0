"""A sweep from Python gives what the command line writes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import hpsim
from hpsim.cli import main
from hpsim.metrics.summary import columns_of

SWEEP = {
    "name": "rooms",
    "scenario": {
        "name": "room",
        "weather": "us-5A-chicago",
        "room": {"kind": "bedroom", "floor_area": "150 ft2"},
        "thermostat": {"heating": "68 degF"},
        "simulation": {"resolution": "hour"},
        "candidates": [{"kind": "variable_speed", "size": "6 kBtu/h", "seer2": 21, "hspf2": 10}],
    },
    "grid": {"room.quality": ["poor", "good"], "candidates.0.size": ["6 kBtu/h", "9 kBtu/h"]},
}
FILE = """
name: rooms
scenario:
  name: room
  weather: us-5A-chicago
  room: {kind: bedroom, floor_area: 150 ft2}
  thermostat: {heating: 68 degF}
  simulation: {resolution: hour}
  candidates: [{kind: variable_speed, size: 6 kBtu/h, seer2: 21, hspf2: 10}]
grid: {room.quality: [poor, good], candidates.0.size: [6 kBtu/h, 9 kBtu/h]}
"""


def test_a_mapping_a_text_and_a_file_give_the_same_rows(tmp_path: Path) -> None:
    (tmp_path / "rooms.yaml").write_text(FILE, encoding="utf-8")
    command = ["sweep", "run", str(tmp_path / "rooms.yaml"), "--out", str(tmp_path / "cli")]
    assert main([*command, "--workers", "1"]) == 0
    expected = hpsim.sweep_rows(tmp_path / "cli").drop(columns="seconds")
    for i, source in enumerate((SWEEP, FILE, tmp_path / "rooms.yaml")):
        rows = hpsim.run_sweep(source, tmp_path / f"python {i}", workers=1)
        assert rows.drop(columns="seconds").equals(expected)
    assert len(expected) == 4


def test_rows_are_chosen_by_what_a_column_holds(tmp_path: Path) -> None:
    hpsim.run_sweep(SWEEP, tmp_path / "rows", overrides=["room.quality=good"], workers=1)
    rows = hpsim.sweep_rows(tmp_path / "rows", ["candidates.0.size=9 kBtu/h"])
    assert list(rows["candidate"]) == ["9 kBtu/h variable-speed"]


def test_texts_of_an_axis_keep_its_order(tmp_path: Path) -> None:
    key, sizes = "candidates.0.size", ["6 kBtu/h", "12 kBtu/h"]
    rows = hpsim.run_sweep({**SWEEP, "grid": {key: sizes}}, tmp_path / "rows", workers=1)
    assert list(rows.groupby(key, observed=True).groups) == sizes


def test_progress_and_an_existing_folder(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    hpsim.run_sweep(
        SWEEP, tmp_path / "rows", workers=1, progress=lambda s: seen.append((s.done, s.total))
    )
    assert seen[-1] == (4, 4)
    with pytest.raises(hpsim.HpsimError):
        hpsim.run_sweep(SWEEP, tmp_path / "rows", workers=1)
    rows = hpsim.run_sweep(SWEEP, tmp_path / "rows", workers=1, resume=True)
    assert len(rows) == 4


def test_problems_of_a_mapping_name_its_keys() -> None:
    wrong = {**SWEEP, "gird": {"a": [1]}, "replicates": "many"}
    with pytest.raises(hpsim.ScenarioError) as caught:
        hpsim.run_sweep(wrong, "nowhere")
    text = str(caught.value)
    assert "gird" in text
    assert "replicates" in text
    assert not Path("nowhere").exists()


def test_metrics_of_a_run_as_a_table() -> None:
    run = hpsim.simulate({**SWEEP["scenario"]})  # type: ignore[arg-type]
    table = hpsim.metrics.dataframe_of(run)
    assert list(table.index) == [results.candidate for results in run]
    expected = columns_of(run[0], run.prices)
    assert list(table.columns) == list(expected)
    value = table.loc[run[0].candidate, "room_degc.min"]
    assert np.isclose(value, run[0].hourly.room_degc.min())
