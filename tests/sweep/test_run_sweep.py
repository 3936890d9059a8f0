"""Sweeps run for real, in this process: rows, errors, stops, full disks."""

from __future__ import annotations

import gzip
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import hpsim.sweep.execute.store
from hpsim import load_scenario, simulate
from hpsim.caching import LRUCache
from hpsim.errors import HpsimError
from hpsim.folder.tables import hourly_table
from hpsim.metrics import metrics_of
from hpsim.sweep.analyse.summary import summarise
from hpsim.sweep.columns import CHANNELS, count_warnings
from hpsim.sweep.design.sweepfile import Sweep, read_sweep
from hpsim.sweep.execute.estimate import Needs, _counted, estimate
from hpsim.sweep.execute.run import prepare, run_sweep
from hpsim.weather.cache import NO_CACHE
from hpsim.weather.sources import find_source

SCENARIO = """scenario:
  name: room
  weather: us-5A-chicago
  room: {kind: addition, floor_area: 250 ft2, windows: [{facing: south, area: 30 ft2}]}
  thermostat: {heating: 68 degF, cooling: 76 degF}
  tariff: {price: 0.2 $/kWh}
  candidates: [{name: loads, kind: ideal}]
"""
IDEAL = "[{name: loads, kind: ideal}]"
PUMP = "[{kind: single_stage, size: 8 kBtu/h, seer2: 15.2, hspf2: 7.8}]"
WITH_PUMP = SCENARIO.replace(IDEAL, PUMP)
NEGLECTED = "[{kind: single_stage, size: 9 kBtu/h, seer2: 15.2, hspf2: 7.8, neglected: true}]"
TWINS = f"scenario: {{extends: setback-with-twin, candidates: {NEGLECTED}}}\n"
AXES = "grid: {room.quality: [good, poor], room.windows.0.area: [20 ft2, 30 ft2, 40 ft2]}\n"


def sweep_of(folder: Path, axes: str = AXES, scenario: str = SCENARIO) -> Sweep:
    path = folder / "s.yaml"
    path.write_text(scenario + axes)
    return read_sweep(path)


def rows_of(folder: Path) -> pa.Table:
    """Return the rows without their times, in the order of the runs."""
    table = pq.read_table(folder / "runs").drop_columns(["seconds"])
    return table.sort_by([("run", "ascending"), ("candidate_index", "ascending")])


def test_a_row_has_what_the_run_of_its_scenario_has(tmp_path: Path) -> None:
    axes = "grid: {candidates.0.size: [6 kBtu/h, 9 kBtu/h]}\n"
    run_sweep(sweep_of(tmp_path, axes, WITH_PUMP), tmp_path / "out", workers=2)
    row = rows_of(tmp_path / "out").to_pylist()[1]
    alone = tmp_path / "alone.yaml"
    alone.write_text(WITH_PUMP.replace("scenario:\n", "").replace("\n  ", "\n").lstrip())
    run = simulate(load_scenario(alone, ["candidates.0.size=9 kBtu/h"]))
    expected = metrics_of(run.candidates[0], run.prices)
    assert row["candidates.0.size"] == "9 kBtu/h"
    for key in ("electricity_kwh", "starts", "cost_per_year", "unmet_heating_h"):
        assert row[key] == expected[key]


def test_actual_days_with_a_log_are_rows_that_follow_the_log(tmp_path: Path) -> None:
    start = np.datetime64("2026-01-01T00:00")

    def write_log(degc: float) -> None:
        rows = [f"{start + np.timedelta64(k, 'h')},{degc}" for k in range(24 * 8)]
        (tmp_path / "log.csv").write_text("\n".join(["time,home_degc", *rows]) + "\n")

    write_log(18.0)
    dates = "{from: 2026-01-04, to: 2026-01-06, warmup: 2 days}"
    home = "rest_of_home: {csv: log.csv, column: home_degc}"
    scenario = WITH_PUMP.replace("floor_area", f"{home}, floor_area", 1)
    scenario = scenario.replace("  room:", f"  simulation: {dates}\n  room:")
    axes = "grid: {simulation.warmup: [2 days, 3 days], candidates.0.size: [6 kBtu/h, 9 kBtu/h]}\n"
    sweep = sweep_of(tmp_path, axes, scenario)
    out = tmp_path / "out"
    run_sweep(sweep, out, workers=1)
    rows = rows_of(out).to_pylist()
    assert [row["error"] for row in rows] == [None] * 4
    assert {(row["first_day"], row["last_day"], row["simulated_h"]) for row in rows} == {
        ("2026-01-04", "2026-01-06", 72)
    }
    assert rows[0]["cost"] == pytest.approx(0.2 * rows[0]["electricity_kwh"])
    assert rows[0]["cost_per_year"] is None
    alone = tmp_path / "alone.yaml"
    alone.write_text(scenario.replace("scenario:\n", "").replace("\n  ", "\n").lstrip())
    run = simulate(load_scenario(alone, ["candidates.0.size=9 kBtu/h"]))
    row = next(
        r
        for r in rows
        if (r["simulation.warmup"], r["candidates.0.size"]) == ("2 days", "9 kBtu/h")
    )
    assert row["electricity_kwh"] == metrics_of(run.candidates[0], run.prices)["electricity_kwh"]
    load_w = run.candidates[0].room.ideal_heating_w
    assert row["room_heating_load_kwh"] == pytest.approx(load_w.sum() / 1000.0)
    assert run_sweep(sweep, out, workers=1, resume=True).before == 4
    write_log(10.0)
    assert run_sweep(sweep, out, workers=1, resume=True).before == 0  # the log is another


def test_hours_and_minutes_are_rows_of_one_sweep(tmp_path: Path) -> None:
    axes = "grid: {simulation.resolution: [minute, hour]}\n"
    by_wall = WITH_PUMP.replace("weather:", "defaults: 2026-11\n  weather:", 1)
    run_sweep(sweep_of(tmp_path, axes, by_wall), tmp_path / "out", workers=1)
    minute, hour = rows_of(tmp_path / "out").to_pylist()
    assert minute["starts"] > 1000
    assert hour["starts"] is None
    assert hour["electricity_kwh"] != minute["electricity_kwh"]
    assert hour["electricity_kwh"] == pytest.approx(minute["electricity_kwh"], rel=0.05)


def test_twins_are_rows_with_the_figures_of_a_run(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(TWINS + "grid: {thermostat.heating.night: [62 degF, 64 degF]}\n")
    run_sweep(read_sweep(path), tmp_path / "out", workers=1)
    rows = rows_of(tmp_path / "out").to_pylist()
    run = simulate(load_scenario("setback-with-twin", [f"candidates={NEGLECTED}"]))
    kind = "constant setpoints", "maintained"
    assert [row["twin"] for row in rows] == 2 * [None, *kind]
    assert [row["candidate_index"] for row in rows] == [0] * 6
    for row, results in zip(rows[:3], run.candidates, strict=True):
        assert row["candidate"] == results.candidate
        expected = metrics_of(results)
        for key in ("electricity_kwh", "starts", "heat_delivered_kwh"):
            assert row[key] == expected[key]
    assert len({row["electricity_kwh"] for row in rows[:3]}) == 3
    assert rows[4]["electricity_kwh"] == rows[1]["electricity_kwh"]  # without the night alike


def test_a_room_is_written_out_once_for_all_set_points(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    response = sys.modules["hpsim.simulate.response"]
    made = response.room_model  # type: ignore[attr-defined]
    areas: list[float] = []

    def counted(inputs, place):  # type: ignore[no-untyped-def]
        areas.append(inputs.room.floor_area_m2)
        return made(inputs, place)

    monkeypatch.setattr(response, "room_model", counted)
    axes = (
        "grid: {room.floor_area: [151 ft2, 152 ft2], thermostat.heating: [66 degF, 68 degF], "
        "candidates.0.name: [a, b]}\n"
    )
    run_sweep(sweep_of(tmp_path, axes), tmp_path / "out", workers=1)
    assert len(areas) == 2
    loads = [row["room_heating_load_kwh"] for row in rows_of(tmp_path / "out").to_pylist()]
    assert len(set(loads)) == 4  # the answers differ


def test_a_vacation_takes_people_out_of_its_own_rows_alone(tmp_path: Path) -> None:
    dates = ["[]", "[{from: 01-05, to: 02-20}]", "[{from: 11-01, to: 12-20}]"]
    axes = f"grid: {{thermostat.vacation: [{', '.join(dates)}]}}\n"
    run_sweep(sweep_of(tmp_path, axes), tmp_path / "out", workers=1)
    rows = rows_of(tmp_path / "out").to_pylist()
    alone = tmp_path / "alone.yaml"
    alone.write_text(SCENARIO.replace("scenario:\n", "").replace("\n  ", "\n").lstrip())
    heat = []
    for days in dates:
        run = simulate(load_scenario(alone, [f"thermostat.vacation={days}"]))
        heat.append(metrics_of(run.candidates[0], run.prices)["heat_delivered_kwh"])
    assert [row["heat_delivered_kwh"] for row in rows] == heat
    assert heat[0] < min(heat[1:])


def test_what_is_odd_about_a_weather_file_is_told_with_its_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import hpsim.sweep.execute.plan

    prepared = hpsim.sweep.execute.plan.prepared

    def odd(source, planes):  # type: ignore[no-untyped-def]
        weather, *rest = prepared(source, planes)
        return replace(weather, warnings=("its clock is an hour late", NO_CACHE)), *rest

    monkeypatch.setattr(hpsim.sweep.execute.plan, "prepared", odd)
    monkeypatch.setattr(sys.modules["hpsim.sweep.execute.chunk"], "_weathers", LRUCache(1))
    with pytest.warns(UserWarning, match="no writable cache folder"):
        state = run_sweep(sweep_of(tmp_path), tmp_path / "out", workers=2)
    assert state.warnings == {"us-5A-chicago: its clock is an hour late": 6}


def test_what_a_run_warns_of_is_told_with_how_many_runs_do(tmp_path: Path) -> None:
    scenario = WITH_PUMP.replace("price: 0.2 $/kWh", "region: IL")
    ways = "[{facing: south, area: 9 ft2}, {facing: west, area: 9 ft2}, {facing: east, area: 9 ft2}"
    axes = f"grid: {{room.windows: [{ways}], {ways}, {{facing: north, area: 9 ft2}}]]}}\n"
    state = run_sweep(sweep_of(tmp_path, axes, scenario), tmp_path / "out", workers=1)
    alone = tmp_path / "alone.yaml"
    alone.write_text(scenario.replace("scenario:\n", "").replace("\n  ", "\n").lstrip())
    four = f"room.windows={ways}, {{facing: north, area: 9 ft2}}]"
    run = simulate(load_scenario(alone, [four]))
    of_room, of_price = run.warnings
    assert "walls are outdoors, as the windows look" in of_room
    assert set(run.warnings) <= set(state.warnings)
    assert (state.warnings[of_room], state.warnings[of_price]) == (1, 2)
    assert count_warnings(rows_of(tmp_path / "out")) == state.warnings


def test_a_price_changes_the_cost_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chunk, simulated = sys.modules["hpsim.sweep.execute.chunk"], []
    run_candidate = chunk.run_candidate

    def counted(*arguments: object, **named: object) -> object:
        simulated.append(arguments)
        return run_candidate(*arguments, **named)

    monkeypatch.setattr(chunk, "run_candidate", counted)
    years = []
    for name, prices in (("one", "0.1 $/kWh"), ("two", "0.1 $/kWh, 0.3 $/kWh")):
        simulated.clear()
        sweep = sweep_of(tmp_path, f"grid: {{tariff.price: [{prices}]}}\n", WITH_PUMP)
        run_sweep(sweep, tmp_path / name, workers=1)
        years.append(len(simulated))
    low, high = rows_of(tmp_path / "two").to_pylist()
    assert high["cost_per_year"] == pytest.approx(3 * low["cost_per_year"], rel=1e-12)
    assert high["starts"] == low["starts"]
    assert years[0] == years[1] > 0  # another price simulates nothing


def test_a_run_that_fails_is_a_row_and_the_sweep_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chunk = sys.modules["hpsim.sweep.execute.chunk"]
    answer = chunk.room_response  # type: ignore[attr-defined]

    def fails_for_poor(scenario, **said):  # type: ignore[no-untyped-def]
        if scenario.room.quality == "poor":
            raise ZeroDivisionError("a fault of the engine")
        return answer(scenario, **said)

    monkeypatch.setattr(chunk, "room_response", fails_for_poor)
    state = run_sweep(sweep_of(tmp_path), tmp_path / "out", workers=2)
    assert (state.done, state.failed) == (6, 3)
    for row in rows_of(tmp_path / "out").to_pylist():
        is_poor = row["room.quality"] == "poor"
        assert (row["error"] == "ZeroDivisionError: a fault of the engine") is is_poor
        assert (row["room_peak_heating_w"] is None) is is_poor


def test_a_room_whose_energy_does_not_close_is_an_error_as_in_a_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules["hpsim.simulate.response"], "ENERGY_TOLERANCE", 0.0)
    state = run_sweep(sweep_of(tmp_path), tmp_path / "out", workers=1)
    assert state.failed == 6
    errors = {row["error"] for row in rows_of(tmp_path / "out").to_pylist()}
    assert all("energy balance does not close" in error for error in errors)


def test_values_that_make_no_scenario_become_rows_with_skip_invalid(tmp_path: Path) -> None:
    axes = "grid: {room.quality: [good, godo]}\n"
    state = run_sweep(sweep_of(tmp_path, axes), tmp_path / "out", workers=1, skip_invalid=True)
    assert (state.done, state.invalid) == (1, 1)
    good, wrong = rows_of(tmp_path / "out").to_pylist()
    assert good["error"] is None
    assert "no valid scenario" in wrong["error"]
    assert "godo" in wrong["error"]
    again = run_sweep(
        sweep_of(tmp_path, axes), tmp_path / "out", workers=1, skip_invalid=True, resume=True
    )
    assert (again.years, rows_of(tmp_path / "out").num_rows) == (0, 2)


def test_a_weather_file_that_can_not_be_read_is_a_row_with_its_error(tmp_path: Path) -> None:
    (tmp_path / "mine.epw").write_text("LOCATION,nowhere\n")
    axes = "grid: {weather: [us-5A-chicago, mine.epw]}\n"
    sweep = sweep_of(tmp_path, axes)
    assert estimate(prepare(sweep, skip_invalid=True), workers=1).invalid == 1
    state = run_sweep(sweep, tmp_path / "out", workers=1, skip_invalid=True)
    assert (state.done, state.invalid) == (1, 1)
    good, wrong = rows_of(tmp_path / "out").to_pylist()
    assert good["error"] is None
    assert "no valid scenario: weather: " in wrong["error"]
    assert "mine.epw" in wrong["error"]


def test_ctrl_c_keeps_what_is_done_and_resume_gives_the_same_rows(tmp_path: Path) -> None:
    axes = "grid: {room.windows.0.area: {from: 20 ft2, to: 40 ft2, count: 14}}\n"
    sweep = sweep_of(tmp_path, axes)

    def interrupt() -> None:
        runs = tmp_path / "out" / "runs"
        while not list(runs.glob("part-*")):
            time.sleep(0.02)
        os.kill(os.getpid(), signal.SIGINT)

    thread = threading.Thread(target=interrupt)
    thread.start()
    state = run_sweep(sweep, tmp_path / "out", workers=2)
    thread.join()
    assert state.is_interrupted
    assert 0 < state.done < 14
    rest = run_sweep(sweep, tmp_path / "out", workers=2, resume=True)
    assert (rest.before, rest.done) == (state.done, 14)
    run_sweep(sweep, tmp_path / "whole", workers=1)
    assert rows_of(tmp_path / "out").equals(rows_of(tmp_path / "whole"))


def test_a_full_disk_stops_the_sweep_and_resume_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sweep = sweep_of(
        tmp_path, "grid: {room.windows.0.area: {from: 20 ft2, to: 40 ft2, count: 8}}\n"
    )
    n_synced = 0
    sync = os.fsync

    def full_after_one(stream: int) -> None:
        nonlocal n_synced
        n_synced += 1
        if n_synced > 2:  # sweep.json and a part
            raise OSError(28, "No space left on device")
        sync(stream)

    monkeypatch.setattr(hpsim.sweep.execute.store.os, "fsync", full_after_one)
    state = run_sweep(sweep, tmp_path / "out", workers=1)
    assert str(tmp_path / "out" / "runs" / "part-") in state.disk_error
    assert state.disk_error.endswith("No space left on device")
    assert 0 < rows_of(tmp_path / "out").num_rows < 8
    monkeypatch.undo()
    run_sweep(sweep, tmp_path / "out", workers=1, resume=True)
    rows = rows_of(tmp_path / "out")
    assert sorted(rows["run"].to_pylist()) == list(range(8))


def test_chosen_runs_keep_their_hourly_channels(tmp_path: Path) -> None:
    axes = (
        AXES + "hourly: {channels: [room_degc, ideal_heating_w], where: [{room.quality: good}]}\n"
    )
    run_sweep(sweep_of(tmp_path, axes), tmp_path / "out", workers=1)
    hourly = pq.read_table(tmp_path / "out" / "hourly")
    rows = {row["run_hash"]: row for row in rows_of(tmp_path / "out").to_pylist()}
    kept = set(hourly["run_hash"].to_pylist())
    assert kept == {h for h, row in rows.items() if row["room.quality"] == "good"}
    assert hourly.num_rows == 3 * 8760
    one = hourly.filter(pa.compute.equal(hourly["run_hash"], next(iter(kept))))
    total_kwh = float(np.sum(one["ideal_heating_w"].to_numpy())) / 1000
    assert total_kwh == pytest.approx(rows[next(iter(kept))]["room_heating_load_kwh"], rel=1e-12)


def _hours(folder: Path) -> list[tuple[str, int, float]]:
    table = pq.read_table(folder / "hourly")
    columns = (table[name].to_pylist() for name in ("run_hash", "hour", "room_degc"))
    return sorted(zip(*columns, strict=True))


@pytest.mark.parametrize("damage", ["no rows", "cut channels", "cut rows"])
def test_hourly_channels_are_there_once_after_a_crash(tmp_path: Path, damage: str) -> None:
    axes = AXES + "hourly: {channels: [room_degc]}\n"
    out = tmp_path / "out"
    run_sweep(sweep_of(tmp_path, axes), out, workers=2)
    whole = _hours(out)
    part = min((out / "runs").glob("*.parquet"))
    channels = out / "hourly" / part.name
    if damage == "no rows":  # killed between channels and rows; chunks are cut otherwise now
        part.unlink()
        channels.rename(channels.with_name("part-000000000-0123456789ab.parquet"))
    else:
        cut = channels if damage == "cut channels" else part
        os.truncate(cut, cut.stat().st_size // 2)
        assert summarise(out)["damaged_parts"] == 1
    state = run_sweep(sweep_of(tmp_path, axes), out, workers=1, resume=True)
    assert 0 < state.before < 6
    assert rows_of(out).num_rows == 6
    assert _hours(out) == whole


def test_a_weather_file_that_has_changed_is_run_anew_and_old_rows_go(tmp_path: Path) -> None:
    shipped = gzip.decompress(find_source("us-5A-chicago").path.read_bytes())
    mine, other = tmp_path / "mine.epw", tmp_path / "other.epw"
    mine.write_bytes(shipped)
    other.write_bytes(shipped)
    axes = """grid:
  room.windows.0.area: [20 ft2, 30 ft2]
  weather: [mine.epw, other.epw]
hourly: {channels: [room_degc]}
"""
    out = tmp_path / "out"
    run_sweep(sweep_of(tmp_path, axes), out, workers=1)
    before = rows_of(out)
    # One part for all: rows that stay and rows that go.
    rows, hours = pq.read_table(out / "runs"), pq.read_table(out / "hourly")
    for part in [*(out / "runs").iterdir(), *(out / "hourly").iterdir()]:
        part.unlink()
    pq.write_table(rows, out / "runs" / "part-000000000-0123456789ab.parquet")
    pq.write_table(hours, out / "hourly" / "part-000000000-0123456789ab.parquet")
    lines = mine.read_text(encoding="latin-1").splitlines()
    lines[5] = "COMMENTS 1,mended"
    mine.write_text("\n".join(lines), encoding="latin-1")
    state = run_sweep(sweep_of(tmp_path, axes), out, workers=1, resume=True)
    assert (state.before, state.changed, state.done) == (2, 2, 4)
    after = rows_of(out)
    assert after.num_rows == 4
    assert after.drop_columns(["run_hash"]).equals(before.drop_columns(["run_hash"]))
    hashes = [run_hash for run_hash, _, _ in _hours(out)]
    assert set(hashes) == set(after["run_hash"].to_pylist())
    assert len(hashes) == 4 * 8760


def test_runs_that_are_alike_are_all_there_after_a_crash(tmp_path: Path) -> None:
    axes = "sobol: {samples: 16, over: {room.quality: [good, poor]}}\n"
    out = tmp_path / "out"
    run_sweep(sweep_of(tmp_path, axes), out, workers=2)
    whole = rows_of(out)
    assert whole.num_rows == 16
    next((out / "runs").glob("*.parquet")).unlink()
    run_sweep(sweep_of(tmp_path, axes), out, workers=2, resume=True)
    assert rows_of(out).equals(whole)


def test_every_hourly_column_of_a_run_can_be_kept(tmp_path: Path) -> None:
    axes = f"grid: {{room.quality: [good]}}\nhourly: {{channels: [{', '.join(CHANNELS)}]}}\n"
    run_sweep(sweep_of(tmp_path, axes, WITH_PUMP), tmp_path / "out", workers=1)
    kept = pq.read_table(tmp_path / "out" / "hourly")
    alone = tmp_path / "alone.yaml"
    alone.write_text(WITH_PUMP.replace("scenario:\n", "").replace("\n  ", "\n").lstrip())
    run = simulate(load_scenario(alone, ["room.quality=good"]))
    expected = hourly_table(run.candidates[0])
    assert set(CHANNELS) == set(expected.column_names) - {"candidate", "time"}
    for name in CHANNELS:
        np.testing.assert_array_equal(kept[name].to_numpy(), expected[name].to_numpy())
    assert set(kept["candidate"].to_pylist()) == {run.candidates[0].candidate}


def test_runs_that_filters_leave_out_are_not_missed(tmp_path: Path) -> None:
    sweep = sweep_of(tmp_path, AXES + "exclude: [{room.windows.0.area: 20 ft2}]\n")
    out = tmp_path / "out"
    state = run_sweep(sweep, out, workers=1)
    assert (state.done, state.total) == (4, 4)
    found = summarise(out)
    assert (found["runs"], found["size"], found["design_size"]) == (4, 4, 6)


def test_a_dry_run_tells_the_disk_that_is_taken(tmp_path: Path) -> None:
    axes = (
        "grid: {room.windows.0.area: {from: 20 ft2, to: 40 ft2, count: 12}, $part: [1, 2]}\n"
        "hourly: {channels: [room_degc, ideal_heating_w], where: [{$part: 1}]}\n"
    )
    sweep = sweep_of(tmp_path, axes)
    found = estimate(prepare(sweep), workers=1)
    run_sweep(sweep, tmp_path / "out", workers=1)
    taken = sum(f.stat().st_size for f in (tmp_path / "out").rglob("*.parquet"))
    assert found.bytes == pytest.approx(taken, rel=0.3)  # rooms differ, and so does packing
    rows_alone = sum(f.stat().st_size for f in (tmp_path / "out/runs").iterdir())
    without = estimate(prepare(sweep_of(tmp_path, axes.partition("hourly")[0])), workers=1)
    assert without.bytes == pytest.approx(rows_alone, rel=0.3)


def test_a_dry_run_tells_values_that_make_no_scenario(tmp_path: Path) -> None:
    sweep = sweep_of(tmp_path, "grid: {room.quality: [good, godo]}\n")
    found = estimate(prepare(sweep, skip_invalid=True), workers=1)
    assert (found.runs, found.invalid) == (1, 1)
    (problem,) = found.problems
    assert "'godo'" in problem.message
    assert problem.line == 8


def test_a_scheduler_is_looked_for_before_anything_else(tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    wrong = sweep_of(tmp_path, "grid: {room.quality: [godo]}\n")
    with pytest.raises(HpsimError, match="no scheduler responds"):
        run_sweep(wrong, tmp_path / "out", scheduler="tcp://127.0.0.1:9")
    assert not (tmp_path / "out").exists()


def test_a_sweep_loads_no_library_that_it_does_not_need(tmp_path: Path) -> None:
    sweep_of(tmp_path)
    code = (
        "import sys; from hpsim.cli import main\n"
        "code = main(['sweep', 'run', 's.yaml', '--workers', '1'])\n"
        "print(*sys.modules, file=sys.stderr); sys.exit(code)\n"
    )
    process = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert process.returncode == 0
    loaded = set(process.stderr.split())
    assert loaded.isdisjoint({"pandas", "scipy.linalg", "matplotlib", "pvlib", "distributed"})


def test_runs_that_differ_in_price_alone_stay_in_one_chunk(tmp_path: Path) -> None:
    prices = "{from: 0.1 $/kWh, to: 0.5 $/kWh, count: 30}"
    axes = f"grid: {{weather: [us-1A-miami, us-5A-chicago], tariff.price: {prices}}}\n"
    planner = prepare(sweep_of(tmp_path, axes))
    assert [len(chunk.jobs) for chunk in planner.chunks(2)] == [30, 30]
    counts = _counted(planner, 2)
    assert (counts.of[Needs.WEATHER], counts.of[Needs.NOTHING], counts.n_parts) == (2, 58, 2)
    took = {Needs.WEATHER: 1.0, Needs.ROOM: 1.0, Needs.YEAR: 1.0, Needs.NOTHING: 0.1}
    assert counts.wall_s(took, 1) == pytest.approx(7.8)
    assert counts.wall_s(took, 2) == counts.wall_s(took, 3) == pytest.approx(3.9)


def test_a_dry_run_counts_runs_and_rooms_and_writes_nothing(tmp_path: Path) -> None:
    axes = "grid: {room.quality: [good, poor], tariff.price: [0.1 $/kWh, 0.2 $/kWh]}\n"
    found = estimate(prepare(sweep_of(tmp_path, axes)), workers=1)
    assert (found.runs, found.candidate_years, found.rooms, found.invalid) == (4, 4, 2, 0)
    assert found.shared == 2
    assert found.shared_s < 0.5 * found.room_s
    assert found.seconds == pytest.approx(
        found.startup_s + found.weather_s + found.room_s + 2 * found.shared_s
    )
    assert [p.name for p in tmp_path.iterdir()] == ["s.yaml"]
