"""hpsim in Python and in notebooks: what it takes, what it shows, and the same digits."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

import hpsim
from fakes import UNITS, fake_run
from hpsim.economics.prices import Prices
from hpsim.folder.writing import write_folder
from hpsim.simulate.linear_algebra import one_blas_thread

ROOM = """\
name: Bedroom
weather: us-5A-chicago
room: {kind: bedroom, floor_area: 150 ft2}
thermostat: {heating: 68 degF}
candidates: [{kind: baseboard, size: 2 kW}]
"""


@pytest.fixture(scope="module")
def run() -> hpsim.Run:
    return fake_run(UNITS[:2])


def test_a_scenario_comes_from_a_path_a_name_a_mapping_or_a_text(tmp_path: Path) -> None:
    file = tmp_path / "bedroom.yaml"
    file.write_text(ROOM, encoding="utf-8")
    mapping = {
        "name": "Bedroom",
        "weather": "us-5A-chicago",
        "room": {"kind": "bedroom", "floor_area": "150 ft2"},
        "thermostat": {"heating": "68 degF"},
        "candidates": [{"kind": "baseboard", "size": "2 kW"}],
    }
    hashes = {hpsim.load_scenario(s).content_hash for s in (file, str(file), ROOM, mapping)}
    assert len(hashes) == 1
    assert hpsim.load_scenario("chicago-addition").room.kind == "addition"


def test_a_path_in_a_mapping_is_its_text(tmp_path: Path) -> None:
    file = tmp_path / "here.epw"
    file.touch()
    given = {"extends": "chicago-addition", "weather": file}
    assert hpsim.load_scenario(given).weather == str(file)
    assert given["weather"] is file


def test_a_text_and_a_mapping_extend_and_are_overridden() -> None:
    garage = hpsim.load_scenario({"extends": "chicago-addition"}, ["room.quality=poor"])
    assert garage.room.quality == "poor"
    text = hpsim.load_scenario("extends: chicago-addition\nname: Mine\n")
    assert text.name == "Mine"


def test_a_mapping_of_paths_overrides_and_one_text_does() -> None:
    for overrides in ({"candidates.0.size": "9 kBtu/h"}, "candidates.0.size=9 kBtu/h"):
        scenario = hpsim.load_scenario("chicago-addition", overrides)
        assert scenario.candidates[0].result_name().startswith("9 kBtu/h")


def test_a_wrong_type_and_a_wrong_name_say_what_is_right() -> None:
    with pytest.raises(TypeError, match=r"a path, .* or a mapping, not 3 \(int\)"):
        hpsim.simulate(3)  # type: ignore[arg-type]
    with pytest.raises(hpsim.ScenarioError, match="not a scenario"):
        hpsim.load_scenario("")
    with pytest.raises(AttributeError, match="did you mean 'simulate'"):
        _ = hpsim.run  # type: ignore[attr-defined]
    with pytest.raises(AttributeError, match="did you mean 'how_sure'"):
        _ = hpsim.sure  # type: ignore[attr-defined]


def test_a_mistake_in_a_text_has_its_line() -> None:
    with pytest.raises(hpsim.ScenarioError, match=r"line 3, room.kind: 'bedrom' is not a kind"):
        hpsim.load_scenario(ROOM.replace("kind: bedroom", "kind: bedrom"))


def test_each_says_in_a_line_what_it_is(run: hpsim.Run) -> None:
    assert repr(run).startswith("<Run of 'A made-up room' in Nowhere: ")
    assert repr(run[0]).startswith(f"<Results of {UNITS[0].name!r}: ")
    scenario = hpsim.load_scenario(ROOM)
    assert (
        repr(scenario)
        == str(scenario)
        == ("<Scenario 'Bedroom': bedroom with weather us-5A-chicago; 2 kW baseboard>")
    )


def test_a_run_equals_another_of_the_same_scenario_and_has_a_hash(run: hpsim.Run) -> None:
    again = fake_run(UNITS[:2])
    assert run == again
    assert {run: 1}[again] == 1
    assert run[0] == again[0] != run[1]
    warmer = run[0].hourly._replace(room_degc=run[0].hourly.room_degc + 1.0)
    other = replace(run, candidates=(replace(run[0], hourly=warmer), run[1]))
    assert run != other


def test_metrics_of_a_candidate_have_the_costs_of_its_run(run: hpsim.Run) -> None:
    metrics = hpsim.metrics.metrics_of(run[0])
    assert metrics == hpsim.metrics.metrics_of(run[0], run.prices)
    kwh = hpsim.metrics.electricity_kwh(run[0])
    assert metrics["cost_per_year"] == pytest.approx(0.18 * kwh)
    dearer = replace(run, prices=Prices("USD", 0.36))
    assert hpsim.metrics.metrics_of(dearer[0])["cost_per_year"] == pytest.approx(0.36 * kwh)
    assert "Cost [USD per year]" in run[0]._repr_html_()


def test_notebooks_show_tables(run: hpsim.Run) -> None:
    table = run._repr_html_()
    assert table.count("<tr>") == 1 + len(run.candidates)
    assert "Cost [USD per year]" in table
    assert "Starts" in run[0]._repr_html_()
    table = hpsim.load_scenario(ROOM)._repr_html_()
    assert "150 ft²" in table
    assert "68.0 °F" in table


def test_a_name_in_a_table_is_text(run: hpsim.Run) -> None:
    renamed = replace(run[0], candidate="<b>9k [old]")
    assert "&lt;b&gt;9k [old]" in renamed._repr_html_()


def test_a_candidate_is_found_by_name_and_number(run: hpsim.Run) -> None:
    assert run[UNITS[1].name] is run[1] is run.candidates[1]
    with pytest.raises(KeyError, match="is none of"):
        run["a third"]


def test_hours_become_a_dataframe_in_local_standard_time(run: hpsim.Run) -> None:
    moved = replace(run, utc_offset_h=-6.0)
    frame = moved.to_dataframe()
    assert isinstance(frame.index, pd.DatetimeIndex)
    assert frame.index.name == "time"
    assert frame.index[0].utcoffset() == timedelta(hours=-6)
    assert len(frame) == 2 * 8760
    mine = frame[frame["candidate"] == UNITS[1].name]
    assert mine["electric_power_w"].sum() == pytest.approx(run[1].electric_power_w.sum())


def test_steps_of_a_trace_become_a_dataframe() -> None:
    day = hpsim.simulate(ROOM, trace_year=True)
    minutes = day.to_dataframe("year")
    assert len(minutes) == 8760 * 60 * len(day.candidates)
    assert str(minutes.index[1]) == "2001-01-01 00:01:00-06:00"
    first = minutes[minutes["candidate"] == day[0].candidate]
    started = first["starts_heating"].sum() + first["starts_cooling"].sum()
    assert started == hpsim.metrics.starts(day[0])
    winter = day.to_dataframe("winter_day")
    assert len(winter) == 1440 * len(day.candidates)
    offset_h = day[0].traces["winter_day"].first_step / 60
    assert winter.index[0] == minutes.index[0] + timedelta(hours=offset_h)
    with pytest.raises(KeyError, match="trace_year=True"):
        hpsim.simulate(ROOM).to_dataframe("year")


def test_a_candidate_without_steps_is_left_out_of_a_trace() -> None:
    ideal = ROOM.replace("[{kind: baseboard", "[{kind: ideal}, {kind: baseboard")
    run = hpsim.simulate(ideal)
    day = run.to_dataframe("winter_day")
    assert list(day["candidate"].cat.categories) == [run[1].candidate]
    assert len(day) == 1440


def test_parquet_files_say_their_units_version_and_zone(run: hpsim.Run, tmp_path: Path) -> None:
    moved = replace(run, utc_offset_h=-6.0)
    write_folder(moved, tmp_path / "room")
    for name in ("hourly", "cycles", "days"):
        schema = pq.read_schema(tmp_path / "room" / f"{name}.parquet")
        assert schema.metadata[b"time_zone"].startswith(b"UTC-6 h")
        assert schema.metadata[b"hpsim_version"].decode() == hpsim.__version__
    hourly = pq.read_schema(tmp_path / "room" / "hourly.parquet")
    assert hourly.field("room_degc").metadata[b"unit"].decode() == "°C"
    cycles = pq.read_schema(tmp_path / "room" / "cycles.parquet")
    assert cycles.field("off_min_before").metadata[b"unit"] == b"min"
    assert hpsim.read_run(str(tmp_path / "room")).utc_offset_h == -6.0


def test_figures_have_a_picture_for_notebooks(run: hpsim.Run) -> None:
    picture = hpsim.plots.figure(run, "comparison")._repr_png_()  # type: ignore[attr-defined]
    assert picture.startswith(b"\x89PNG")
    assert len(picture) > 10_000  # drawn, not blank


def threads() -> set[int]:
    from threadpoolctl import threadpool_info

    return {lib["num_threads"] for lib in threadpool_info() if lib["user_api"] == "blas"}


def test_linear_algebra_is_on_one_thread_within_and_as_before_after(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("OPENBLAS_NUM_THREADS")
    before = threads()
    with one_blas_thread(), one_blas_thread():
        assert threads() <= {1}
    assert threads() == before


YEAR = """
import hpsim
run = hpsim.simulate("chicago-addition")
print([(hpsim.metrics.starts(r), hpsim.metrics.electricity_kwh(r)) for r in run.candidates])
"""


@pytest.mark.slow
@pytest.mark.ci
def test_results_do_not_depend_on_threads() -> None:
    printed = set()
    for count in ("1", "2", ""):
        env = {k: v for k, v in os.environ.items() if not k.endswith("_NUM_THREADS")}
        env |= {"OPENBLAS_NUM_THREADS": count} if count else {}
        done = subprocess.run(
            [sys.executable, "-c", YEAR], env=env, capture_output=True, text=True, check=True
        )
        printed.add(done.stdout)
    assert len(printed) == 1
