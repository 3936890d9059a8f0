"""The result folder: whole or not at all, never over somebody else's files, and read back."""

from __future__ import annotations

import csv
import errno
import json
import os
import platform
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from fakes import UNITS, fake_run
from hpsim.errors import HpsimError
from hpsim.folder import tables
from hpsim.folder.place import check_target
from hpsim.folder.reading import read_run
from hpsim.folder.summary import read_summary, summary_of, texts_in
from hpsim.folder.writing import write_folder
from hpsim.judgement import Sureness
from hpsim.results import ControlBand, Judgement, Run, Trace

FILES = {
    "summary.json",
    "summary-readable.csv",
    "summary.csv",
    "hourly.parquet",
    "cycles.parquet",
    "scenario.yaml",
    "provenance.json",
}
CYCLES = ["candidate", "start", "run_min", "off_min_before", "mode", "mean_speed"]
CYCLES += ["electricity_kwh", "heat_kwh"]
MICROSECOND_S = 1e-6  # rounding of times, and of floats of 3e7 s
SINGLE_RTOL = 1e-6  # traces are kept in single precision


@pytest.fixture(scope="module")
def run() -> Run:
    return fake_run(UNITS[:2])


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "results" / "made-up"


def names(path: Path) -> set[str]:
    return {entry.name for entry in path.iterdir()}


def fail_with(error: BaseException):
    def add(_: Path) -> None:
        raise error

    return add


def test_folder_has_the_files_of_the_contract(run, target):
    write_folder(run, target)
    assert names(target) >= FILES
    assert names(target.parent) == {"made-up"}


def test_summary_file_is_what_is_returned(run, target):
    summary = write_folder(run, target)
    assert json.loads((target / "summary.json").read_text()) == summary
    assert read_summary(target) == summary
    assert summary == summary_of(run, target)
    assert summary["folder"] == str(target)


def test_summary_keeps_the_contracts_shape(run, target):
    summary = summary_of(run, target)
    assert summary["schema_version"] == 1
    assert summary["scenario"] == "A made-up room"
    assert set(summary["weather"]) == {"id", "sha256", "place"}
    assert summary["room"]["heat_loss_w_per_k"] == 45.0
    assert summary["design"] == {
        "heating_w": 1400.0,
        "heating_outdoor_degc": -16.6,
        "cooling_sensible_w": 900.0,
        "cooling_latent_w": 150.0,
        "cooling_outdoor_degc": 31.6,
        "from": "header",
    }
    assert [c["name"] for c in summary["candidates"]] == [unit.name for unit in UNITS[:2]]
    for candidate in summary["candidates"]:
        told = candidate["metrics"]
        uses = sum(told["electricity_by_use_kwh"].values())
        assert uses == pytest.approx(told["electricity_kwh"], rel=1e-5)  # seven digits each


def test_csv_has_a_row_a_candidate(run, target):
    summary = write_folder(run, target)
    with (target / "summary.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["candidate"] for row in rows] == [unit.name for unit in UNITS[:2]]
    told = summary["candidates"][1]["metrics"]
    assert float(rows[1]["room_degc.min"]) == told["room_degc"]["min"]
    assert int(rows[1]["starts"]) == told["starts"]


def test_cycles_have_the_columns_of_the_contract(run, target):
    write_folder(run, target)
    table = pq.read_table(target / "cycles.parquet")
    assert table.column_names == CYCLES
    assert table.num_rows == sum(r.cycles.run_s.size for r in run.candidates)
    assert set(table.column("mode").to_pylist()) == {"heating", "cooling"}


def test_hourly_energy_is_that_of_the_summary(run, target):
    summary = write_folder(run, target)
    table = pq.read_table(target / "hourly.parquet")
    mine = table.column("candidate").to_numpy() == UNITS[0].name
    kwh = table.column("electric_power_w").to_numpy()[mine].sum() / 1000
    assert kwh == pytest.approx(summary["candidates"][0]["metrics"]["electricity_kwh"], rel=1e-6)
    assert mine.sum() == 8760


def test_a_run_comes_back_as_it_was(run, target):
    write_folder(run, target)
    back = read_run(target)
    assert back.scenario_yaml == run.scenario_yaml
    assert back.defaults == run.defaults
    assert back.prices == run.prices
    assert back.design == run.design
    for mine, theirs in zip(back.candidates, run.candidates, strict=True):
        assert (mine.candidate, mine.kind, mine.notes) == (
            theirs.candidate,
            theirs.kind,
            theirs.notes,
        )
        for got, given in zip(mine.hourly, theirs.hourly, strict=True):
            np.testing.assert_array_equal(got, given)
        np.testing.assert_array_equal(mine.room.ideal_heating_w, theirs.room.ideal_heating_w)
        np.testing.assert_array_equal(mine.maximum_cooling_w, theirs.maximum_cooling_w)
        for got, given in zip(mine.cycles, theirs.cycles, strict=True):
            np.testing.assert_allclose(got, given, rtol=1e-12, atol=MICROSECOND_S)
        assert mine.traces.keys() == theirs.traces.keys()
        day, day_given = mine.traces["winter_day"], theirs.traces["winter_day"]
        assert (day.first_step, day.step_s) == (day_given.first_step, day_given.step_s)
        np.testing.assert_allclose(
            day.channels.room_degc, day_given.channels.room_degc, rtol=SINGLE_RTOL
        )


def test_a_units_band_comes_back(run, target):
    band = ControlBand(-0.5, 1.5, 0.5, -1.0)
    first = replace(run.candidates[0], band=band)
    write_folder(replace(run, candidates=(first,)), target)
    assert read_run(target)[0].band == band


def test_a_summary_of_what_came_back_is_the_same(run, target):
    write_folder(run, target)
    assert summary_of(read_run(target), target) == read_summary(target)


def test_draws_that_were_left_in_a_folder_are_those_of_its_run(run, target):
    judged = replace(run, judgement=Judgement({}, ("It fits.", "", "")))
    write_folder(judged, target)
    matter = {"unknown": "leak", "words": "the leaks", "metric": "verdict", "index": 0.4}
    left = {
        "draws": 300,
        "seed": 1,
        "candidates": [{"name": "a", "verdicts": {"fits": {"fraction": 0.8}}}],
        "matters": [matter, {**matter, "index": 0.01}, {**matter, "metric": "starts"}],
        "index_by_chance": 0.02,
        "find_out_first": ["How leaky it is."],
        "weather_note": "One year.",
        "differs": ["It differs."],
    }
    (target / "sure.json").write_text(json.dumps(left), encoding="utf-8")
    judgement = read_run(target).judgement
    assert judgement is not None
    verdicts, matters = {"a": {"fits": 0.8}}, (("the leaks", 0.4),)
    expected = Sureness(
        300, 1, verdicts, matters, ("How leaky it is.",), "One year.", ("It differs.",)
    )
    assert judgement.sure == expected


def test_minutes_are_written_where_they_were_traced(run, target):
    write_folder(run, target)
    assert not (target / "minutes.parquet").exists()
    first = run.candidates[0]
    whole = Trace(0, 60.0, first.traces["winter_day"].channels)
    traced = replace(first, traces={**first.traces, "year": whole})
    write_folder(replace(run, candidates=(traced,)), target)
    assert pq.read_table(target / "minutes.parquet").num_rows == 1440
    assert read_run(target).candidates[0].traces.keys() == {
        "winter_day",
        "summer_day",
        "mild_day",
        "year",
    }


def test_a_candidate_without_runs_has_an_empty_cycle_table(run, target):
    first = run.candidates[0]
    none = first.cycles._replace(**{name: np.empty(0) for name in first.cycles._fields})
    still = replace(first, cycles=none, kind="none", traces={})
    write_folder(replace(run, candidates=(still, run.candidates[1])), target)
    back = read_run(target)
    assert back.candidates[0].cycles.start_s.size == 0
    assert back.candidates[1].cycles.start_s.size == run.candidates[1].cycles.start_s.size


def test_a_rerun_replaces_the_whole_folder(run, target):
    write_folder(run, target, additions=[lambda path: (path / "old.txt").touch()])
    write_folder(run, target)
    assert "old.txt" not in names(target)
    assert names(target.parent) == {"made-up"}


def test_another_scenarios_folder_is_refused(run, target):
    write_folder(run, target)
    other = replace(run, scenario_name="Another room")
    with pytest.raises(HpsimError, match="another scenario, 'A made-up room'"):
        write_folder(other, target)
    assert read_summary(target)["scenario"] == "A made-up room"
    write_folder(other, target, force=True)
    assert read_summary(target)["scenario"] == "Another room"


def test_files_that_are_not_ours_are_never_replaced(run, target):
    target.mkdir(parents=True)
    (target / "thesis.txt").write_text("mine")
    with pytest.raises(HpsimError, match="not hpsim's results"):
        write_folder(run, target, force=True)
    assert (target / "thesis.txt").read_text() == "mine"


def test_an_empty_folder_may_be_used(run, target):
    target.mkdir(parents=True)
    write_folder(run, target)
    assert names(target) >= FILES


def test_the_current_folder_is_refused(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(HpsimError, match="is where you are"):
        write_folder(run, Path())
    with pytest.raises(HpsimError, match="is where you are"):
        write_folder(run, Path(".."))


def test_a_file_in_the_way_is_told(run, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(HpsimError, match="is a file"):
        write_folder(run, tmp_path / "file")
    with pytest.raises(HpsimError, match="below the file"):
        write_folder(run, tmp_path / "file" / "below")


def test_missing_permission_is_told_before_anything_is_done(run, target, monkeypatch):
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(HpsimError, match="no permission"):
        check_target(target, run.scenario_name)


@pytest.mark.parametrize(
    ("number", "told"),
    [(errno.ENOSPC, "disk is full"), (errno.EACCES, "no permission"), (errno.EIO, "could not")],
)
def test_a_failed_write_is_told_and_leaves_nothing(run, target, monkeypatch, number, told):
    def full(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(tables, "_write_parquet", full)
    with pytest.raises(HpsimError, match=told) as caught:
        write_folder(run, target)
    assert len(caught.value.problems) == 1
    assert not target.parent.exists()  # made for it, and gone with it


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_device_without_room_is_told_as_a_full_disk(run, target):
    def add(_: Path) -> None:
        with Path("/dev/full").open("w") as file:
            file.write("x" * 100_000)

    with pytest.raises(HpsimError, match="disk is full"):
        write_folder(run, target, additions=[add])
    assert not target.parent.exists()


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "full"), KeyboardInterrupt()])
def test_a_failed_rerun_leaves_the_old_folder(run, target, error):
    write_folder(run, target)
    before = (target / "provenance.json").read_bytes()
    with pytest.raises((HpsimError, KeyboardInterrupt)):
        write_folder(run, target, additions=[fail_with(error)])
    assert names(target.parent) == {"made-up"}
    assert (target / "provenance.json").read_bytes() == before


def test_interrupted_while_renaming_the_old_folder_is_put_back(run, target, monkeypatch):
    write_folder(run, target)
    rename = Path.rename

    def interrupted(self: Path, to: Path) -> Path:
        if self.name.endswith(".new"):
            raise KeyboardInterrupt
        return rename(self, to)

    monkeypatch.setattr(Path, "rename", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_folder(run, target)
    assert names(target.parent) == {"made-up"}
    assert names(target) >= FILES


@pytest.mark.skipif(os.name != "posix", reason="asks for processes as POSIX does")
def test_leftovers_of_killed_runs_are_removed_and_others_kept(run, target):
    process = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"],
        capture_output=True,
        text=True,
        check=True,
    )
    target.parent.mkdir(parents=True)
    here = f".made-up.{platform.node()}"
    dead = target.with_name(f"{here}-{int(process.stdout)}.new")
    alive = target.with_name(f"{here}-{os.getppid()}.new")
    elsewhere = target.with_name(f".made-up.elsewhere-{int(process.stdout)}.new")
    for path in (dead, alive, elsewhere):
        path.mkdir()
    write_folder(run, target)
    assert names(target.parent) == {"made-up", alive.name, elsewhere.name}


def test_reading_something_else_says_so(tmp_path):
    with pytest.raises(HpsimError, match="no result folder"):
        read_summary(tmp_path)
    (tmp_path / "summary.json").write_text("{")
    with pytest.raises(HpsimError, match="can't be read"):
        read_summary(tmp_path)
    (tmp_path / "summary.json").write_text('{"schema_version": 99}')
    with pytest.raises(HpsimError, match="schema version 1"):
        read_summary(tmp_path)


def test_a_folder_that_is_not_whole_says_so(run, target):
    write_folder(run, target)
    (target / "cycles.parquet").unlink()
    with pytest.raises(HpsimError, match=r"not a whole result folder, without cycles.parquet"):
        read_run(target)
    (target / "scenario.yaml").unlink()
    with pytest.raises(HpsimError, match=r"without scenario.yaml and cycles.parquet"):
        read_run(target)


def test_writing_needs_neither_pandas_nor_matplotlib(tmp_path):
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from pathlib import Path\n"
        "from fakes import fake_run, UNITS\n"
        "from hpsim.folder.writing import write_folder\n"
        "write_folder(fake_run(UNITS[:1]), Path(sys.argv[2]))\n"
        "print(*{m.partition('.')[0] for m in sys.modules})\n"
    )
    here = Path(__file__).resolve().parents[1]
    process = subprocess.run(
        [sys.executable, "-c", code, str(here), str(tmp_path / "made-up")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert not {"pandas", "matplotlib", "pvlib", "pythermalcomfort"} & set(process.stdout.split())


DAMAGE = {
    "missing": None,
    "empty": lambda _: b"",
    "cut": lambda content: content[: len(content) // 2],
    "a byte short": lambda content: content[:-2],
    "zeroed": lambda content: bytes(len(content)),
    "something else": lambda _: b"[1, 2]",
    "nested": lambda _: b"[" * 100_000,
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
@pytest.mark.parametrize(
    "file", ["summary.json", "provenance.json", "hourly.parquet", "cycles.parquet", "days.parquet"]
)
def test_a_damaged_folder_is_told_in_one_message(run, target, file, damage):
    write_folder(run, target)
    path = target / file
    if damage is None:
        path.unlink()
    else:
        path.write_bytes(damage(path.read_bytes()))
    if file == "days.parquet" and damage is None:  # an older folder has none
        assert read_run(target).candidates[0].traces == {}
        return
    with pytest.raises(HpsimError) as caught:
        read_run(target)
    assert len(caught.value.problems) == 1
    assert len(str(caught.value)) < 900


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda summary: summary.pop("room"), "'room' is missing"),
        (lambda summary: summary.update(candidates={}), "'candidates' is missing or no list"),
        (lambda summary: summary["candidates"].append(3), "'candidates[2].name' is missing"),
        (lambda summary: summary["weather"].pop("place"), "'weather.place' is missing"),
        (
            lambda summary: summary["candidates"][0]["metrics"].pop("starts"),
            "'candidates[0].metrics.starts' is missing",
        ),
        (
            lambda summary: summary["candidates"][0]["metrics"].update(starts="many"),
            "'candidates[0].metrics.starts' is no number",
        ),
    ],
)
def test_a_summary_of_another_form_is_told(run, target, change, said):
    summary = write_folder(run, target)
    change(summary)
    (target / "summary.json").write_text(json.dumps(summary))
    with pytest.raises(HpsimError) as caught:
        read_summary(target)
    assert said in str(caught.value)


WRITER = """
import sys
from pathlib import Path
from hpsim.folder.place import built_beside
for _ in range(40):
    with built_beside(Path(sys.argv[1])) as building:
        (building / "whose").write_text(sys.argv[2])
"""


@pytest.mark.skipif(os.name != "posix", reason="locks as POSIX has them")
def test_two_runs_into_one_folder_leave_one_whole_and_nothing_beside_it(target):
    command = [sys.executable, "-c", WRITER, str(target)]
    both = [subprocess.Popen([*command, name], stderr=subprocess.PIPE, text=True) for name in "ab"]
    assert [process.communicate()[1] for process in both] == ["", ""]
    assert [process.returncode for process in both] == [0, 0]
    assert names(target.parent) == {"made-up"}
    assert (target / "whose").read_text() in {"a", "b"}


def test_a_summary_has_its_texts_in_both_systems_of_units():
    verdict = {"reason": "Stops below -8 °F.", "costs": ["3 starts"], "changes": ["ceiling"]}
    other = {"answer": ["-22 °C"], "verdicts": {"a": ["Stops below -22 °C.", "3 starts", "roof"]}}
    summary = {"units": "us", "answer": ["-8 °F"], "in_other_units": other}
    summary["candidates"] = [{"name": "a", "verdict": verdict}, {"name": "ideal"}]
    assert texts_in(summary, "us") is summary
    found = texts_in(summary, "si")
    assert found["answer"] == ["-22 °C"]
    assert found["candidates"][0]["verdict"]["reason"] == "Stops below -22 °C."
    assert found["candidates"][0]["verdict"]["changes"] == ["roof"]
    assert found["candidates"][1] == {"name": "ideal"}
