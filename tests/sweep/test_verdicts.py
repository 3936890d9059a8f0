"""Rows with verdicts: those of the run of the same room and unit, and nothing else changed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import hpsim
from hpsim.cli import main
from hpsim.judgement import Verdict
from hpsim.shipped import scenario_folder
from hpsim.sweep.columns import OF_VERDICT
from hpsim.sweep.design.sweepfile import read_sweep
from hpsim.sweep.execute import chunk as worker
from hpsim.sweep.execute.run import run_sweep

LARGE_OR_FITS = "fits, or larger than it need be"
DECIDED_BY_SIZE = ("fits", "fits, but cycles", "larger than it need be")
ONE_RUN = {"list": [{"$only": 1}]}
FEW = (
    "chicago-addition",
    "cold-cabin-with-backup",
    "heat-pump-or-furnace",
    "hot-flat",
    "neglected-unit-with-twin",
    "which-size-for-a-flat-in-italy",
)
ALL = sorted(path.stem for path in scenario_folder().glob("*.yaml"))
LABEL = {"kind": "variable_speed", "climate_class": "cold", "seer2": 21, "hspf2": 10}
SWEEP: dict[str, Any] = {
    "name": "rooms",
    "scenario": {
        "name": "room",
        "weather": "us-5A-chicago",
        "room": {"kind": "bedroom", "floor_area": "150 ft2"},
        "thermostat": {"heating": "68 degF", "cooling": "76 degF"},
        "tariff": {"price": "0.2 $/kWh"},
        "simulation": {"resolution": "hour"},
        "candidates": [
            {**LABEL, "size": "6 kBtu/h"},
            {"name": "none", "kind": "none"},
        ],
    },
    "grid": {"room.quality": ["poor", "good"], "candidates.0.size": ["6 kBtu/h", "9 kBtu/h"]},
}
JUDGED = {**SWEEP, "verdicts": True}


def rows_of(folder: Path) -> pa.Table:
    """Return the rows in the order of the runs."""
    table = pq.read_table(folder / "runs").drop_columns(["seconds"])
    return table.sort_by([("run", "ascending"), ("candidate_index", "ascending")])


def swept(sweep: dict[str, Any], folder: Path, *overrides: str) -> list[dict[str, Any]]:
    run_sweep(read_sweep(sweep, overrides), folder, workers=1)
    return rows_of(folder).to_pylist()  # type: ignore[no-any-return]


def counted(monkeypatch: pytest.MonkeyPatch, name: str) -> list[object]:
    """Return a list that grows with each call of a function of the worker."""
    calls: list[object] = []
    function = getattr(worker, name)

    def call(*arguments: Any, **named: Any) -> Any:
        calls.append(arguments)
        return function(*arguments, **named)

    monkeypatch.setattr(worker, name, call)
    return calls


def agree(row: dict[str, Any], verdict: Verdict) -> None:
    if row["verdict"] == LARGE_OR_FITS:
        assert verdict.word in DECIDED_BY_SIZE
        assert row["why"] == "high minimum output"
    else:
        assert row["verdict"] == verdict.word
    for season in ("heating", "cooling"):
        for key in ("maximum_over_load", "minimum_over_load"):
            assert row[f"{season}_{key}"] == verdict.numbers.get(f"{season}_{key}")


@pytest.mark.parametrize(
    ("name", "overrides"),
    [
        *((name, ()) for name in FEW),
        ("cold-cabin-with-backup", ("thermostat.emergency_heat=true",)),
        ("chicago-addition", ("verdict.heating_ratio=2",)),
        ("chicago-addition", ("simulation.resolution=hour", "verdict.next_size_down=false")),
        *(pytest.param(name, (), marks=pytest.mark.slow) for name in ALL if name not in FEW),
    ],
)
def test_a_row_has_the_verdict_of_the_run(
    name: str, overrides: tuple[str, ...], tmp_path: Path
) -> None:
    scenario = hpsim.load_scenario(name, [*overrides, "verdict.what_if=false"])
    run = hpsim.judged_run(scenario)
    rows = swept({"scenario": name, **ONE_RUN, "verdicts": True}, tmp_path / "rows", *overrides)
    assert run.judgement is not None
    assert run.design is not None
    judged = {row["candidate"]: row for row in rows if row["verdict"] is not None}
    assert set(judged) == set(run.judgement.verdicts)  # no twin, and no room without a machine
    for candidate, row in judged.items():
        agree(row, run.judgement.verdicts[candidate])
        assert row["room_design_heating_w"] == run.design.heating_w
        assert row["room_design_cooling_sensible_w"] == run.design.cooling_sensible_w
    assert any(row["verdict"] != LARGE_OR_FITS for row in judged.values())


def test_verdicts_change_no_other_column_and_no_hash(tmp_path: Path) -> None:
    swept(SWEEP, tmp_path / "plain")
    swept(JUDGED, tmp_path / "judged")
    plain, judged = rows_of(tmp_path / "plain"), rows_of(tmp_path / "judged")
    assert set(judged.column_names) - set(plain.column_names) == set(OF_VERDICT)
    assert judged.drop_columns(list(OF_VERDICT)).equals(plain)


def test_each_room_has_its_design_loads_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = counted(monkeypatch, "design_loads")
    prices = {**JUDGED, "grid": {"tariff.price": ["0.1 $/kWh", "0.3 $/kWh"]}}
    low, low_none, high, high_none = swept(prices, tmp_path / "rows")
    n_each = len(made)
    assert {key: low[key] for key in OF_VERDICT} == {key: high[key] for key in OF_VERDICT}
    assert low_none["verdict"] is high_none["verdict"] is None
    assert low_none["room_design_heating_w"] == low["room_design_heating_w"] > 0.0
    made.clear()
    swept(JUDGED, tmp_path / "rooms")
    assert len(made) == n_each + 1  # another quality is another room; a size, and none, are not
    made.clear()
    swept(SWEEP, tmp_path / "plain")
    assert not made


def test_rows_with_verdicts_are_gone_on_with_and_not_mixed_with_others(tmp_path: Path) -> None:
    whole = swept(JUDGED, tmp_path / "whole")
    run_sweep(read_sweep(JUDGED), tmp_path / "parts", workers=1)
    (part, *_) = sorted((tmp_path / "parts" / "runs").glob("*.parquet"))
    kept = pq.read_table(part)
    first = kept.filter(pa.array([run == 0 for run in kept["run"].to_pylist()]))
    for old in (tmp_path / "parts" / "runs").glob("*.parquet"):
        old.unlink()
    pq.write_table(first, part)
    state = run_sweep(read_sweep(JUDGED), tmp_path / "parts", workers=1, resume=True)
    assert state.before == 1
    assert rows_of(tmp_path / "parts").to_pylist() == whole
    with pytest.raises(hpsim.HpsimError, match="another version of this sweep"):
        run_sweep(read_sweep(SWEEP), tmp_path / "parts", workers=1, resume=True)


def test_actual_days_are_not_judged(tmp_path: Path) -> None:
    days = ("simulation.from=2026-01-10", "simulation.to=2026-01-12")
    rows = swept({**JUDGED, "grid": {"room.quality": ["good"]}}, tmp_path / "rows", *days)
    assert [row["error"] for row in rows] == [None, None]
    assert all(row[key] is None for row in rows for key in OF_VERDICT)


def test_other_limits_judge_the_same_years(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    simulated = counted(monkeypatch, "run_candidate")
    years = []
    for limits in ([0.5], [0.5, 2.0]):
        simulated.clear()
        sizes = ["6 kBtu/h", "9 kBtu/h"]
        axes = {"verdict.heating_ratio": limits, "candidates.0.size": sizes}
        given = {**JUDGED, "grid": axes}
        rows = swept(given, tmp_path / str(len(limits)), "room.quality=poor")
        years.append(len(simulated))
    assert years[0] == years[1] > 0
    low, high = (
        row
        for row in rows
        if row["candidates.0.size"] == "6 kBtu/h" and row["candidate_index"] == 0
    )
    assert low["heating_maximum_over_load"] == high["heating_maximum_over_load"]
    assert 0.95 < low["heating_maximum_over_load"] < 2.0
    assert (low["verdict"], high["verdict"]) == ("fits", "too small")


def test_a_word_for_verdicts_is_refused() -> None:
    with pytest.raises(hpsim.ScenarioError, match="'maybe' is neither true nor false"):
        read_sweep({**SWEEP, "verdicts": "maybe"})


def test_show_counts_verdicts_with_their_reasons(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = swept(JUDGED, tmp_path / "rows")
    expected = [row for row in rows if row["verdict"] is not None]
    capsys.readouterr()
    assert main(["sweep", "show", str(tmp_path / "rows"), "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)["verdicts"]
    assert sum(row["rows"] for row in shown) == len(expected)
    for row in shown:
        keys = ("verdict", "why", "why_season")
        assert row["rows"] == sum(all(one[k] == row[k] for k in keys) for one in expected)
    assert main(["sweep", "show", str(tmp_path / "rows")]) == 0
    text = capsys.readouterr().out
    assert all(row["verdict"] in text for row in shown)
    swept(SWEEP, tmp_path / "plain")
    assert main(["sweep", "show", str(tmp_path / "plain"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["verdicts"] == []
