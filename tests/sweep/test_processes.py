"""Sweeps in forked processes: the same rows as in threads, nothing left of them, nothing lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hpsim.cli.progress import Ticker
from hpsim.cli.sweep import SweepBar
from hpsim.sweep.execute import processes
from hpsim.sweep.execute.processes import can_fork
from hpsim.sweep.execute.run import State

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="forks as Linux has them")
SCENARIO = """scenario:
  name: room
  weather: us-5A-chicago
  room: {kind: addition, floor_area: 250 ft2, windows: [{facing: south, area: 30 ft2}]}
  thermostat: {heating: 68 degF, cooling: 76 degF}
  candidates: [{kind: variable_speed, size: 6 kBtu/h, seer2: 21, hspf2: 10}]
"""
AXES = "grid: {{room.windows.0.area: {{from: 20 ft2, to: 40 ft2, count: {count}}}}}\n"
LONGEST_S = 120.0


def start(
    folder: Path, out: str, count: int, *options: str, start_new_session: bool = False
) -> subprocess.Popen[str]:
    path = folder / "s.yaml"
    path.write_text(SCENARIO + AXES.format(count=count))
    words = [sys.executable, "-m", "hpsim", "sweep", "run", str(path), "--workers", "2"]
    pipe = subprocess.PIPE
    words += ["--out", str(folder / out), *options]
    return subprocess.Popen(
        words, stdout=pipe, stderr=pipe, text=True, start_new_session=start_new_session
    )


def end(process: subprocess.Popen[str]) -> int:
    """Wait for a process and return its exit code."""
    process.communicate(timeout=LONGEST_S)
    return process.returncode


def children(process: subprocess.Popen[str]) -> list[int]:
    path = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    return [int(pid) for pid in path.read_text().split()] if path.exists() else []


def forked(process: subprocess.Popen[str], folder: Path) -> list[int]:
    """Return the processes of a sweep that has its first rows."""
    until = time.monotonic() + LONGEST_S
    while not list(folder.glob("runs/part-*")) and time.monotonic() < until:
        assert process.poll() is None, process.communicate()[1]
        time.sleep(0.01)
    return children(process)


def goes_on_in_two(process: subprocess.Popen[str]) -> bool:
    """Return whether a sweep forks two processes before it ends."""
    while process.poll() is None:
        if len(children(process)) == 2:
            return True
        time.sleep(0.005)
    return False


def rows(folder: Path) -> pa.Table:
    table = pq.read_table(folder / "runs").drop_columns(["seconds"])
    return table.sort_by([("run", "ascending"), ("candidate_index", "ascending")])


def test_a_process_with_another_thread_is_not_forked() -> None:
    ended = threading.Event()
    thread = threading.Thread(target=ended.wait)
    thread.start()
    try:
        assert not can_fork()
    finally:
        ended.set()
        thread.join()


def test_where_the_system_refuses_processes_there_are_threads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuses(*_: object) -> None:
        raise OSError("no place for a semaphore")

    monkeypatch.setattr(processes, "can_fork", lambda: True)
    monkeypatch.setattr(processes, "ProcessPoolExecutor", refuses)
    with processes.forked(str, 2) as found:
        assert found is None


@pytest.mark.slow
def test_processes_make_the_same_rows_as_one_thread(tmp_path: Path) -> None:
    process = start(tmp_path, "forked", 24)
    assert len(forked(process, tmp_path / "forked")) == 2
    assert end(process) == 0
    assert end(start(tmp_path, "alone", 24, "--workers", "1")) == 0
    assert rows(tmp_path / "forked").equals(rows(tmp_path / "alone"))


@pytest.mark.slow
def test_a_dry_run_measures_in_processes_as_the_sweep_has(tmp_path: Path) -> None:
    process = start(tmp_path, "out", 24, "--dry-run")
    assert goes_on_in_two(process)
    told = process.communicate(timeout=LONGEST_S)[0]
    assert process.returncode == 0
    assert "24 runs, 24 candidate-years" in told


@pytest.mark.slow
@pytest.mark.parametrize("with_what", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_no_process_outlives_its_sweep_and_resume_goes_on(
    tmp_path: Path, with_what: signal.Signals
) -> None:
    process = start(tmp_path, "out", 60)
    found = forked(process, tmp_path / "out")
    assert len(found) == 2
    process.send_signal(with_what)
    process.communicate(timeout=LONGEST_S)
    until = time.monotonic() + 10.0
    while any(Path(f"/proc/{pid}").exists() for pid in found) and time.monotonic() < until:
        time.sleep(0.02)
    assert not any(Path(f"/proc/{pid}").exists() for pid in found)
    assert 0 < rows(tmp_path / "out").num_rows < 60
    process = start(tmp_path, "out", 60, "--resume")
    assert goes_on_in_two(process)
    assert end(process) == 0
    assert rows(tmp_path / "out")["run"].to_pylist() == list(range(60))


@pytest.mark.slow
def test_a_signal_to_the_whole_group_stops_a_sweep_as_one_to_its_parent(tmp_path: Path) -> None:
    process = start(tmp_path, "out", 60, start_new_session=True)
    assert len(forked(process, tmp_path / "out")) == 2
    os.killpg(process.pid, signal.SIGTERM)
    _, errors = process.communicate(timeout=LONGEST_S)
    assert "Traceback" not in errors
    assert "ended from outside" not in errors
    assert 0 < rows(tmp_path / "out").num_rows < 60


@pytest.mark.slow
def test_a_process_that_the_system_ends_is_reported_and_resume_goes_on(tmp_path: Path) -> None:
    process = start(tmp_path, "out", 60)
    os.kill(forked(process, tmp_path / "out")[0], signal.SIGKILL)
    _, errors = process.communicate(timeout=LONGEST_S)
    assert process.returncode not in (0, None)
    assert "a process of the sweep was ended from outside" in errors
    assert "Traceback" not in errors
    assert rows(tmp_path / "out").num_rows < 60
    assert end(start(tmp_path, "out", 60, "--resume")) == 0
    assert rows(tmp_path / "out")["run"].to_pylist() == list(range(60))


def test_a_bar_has_no_thread_before_processes_are_forked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hpsim.cli.sweep.may_draw", lambda: True)
    with SweepBar(Ticker("compiling")) as bar:
        before = threading.active_count()
        bar.show(State(total=5))
        assert threading.active_count() == before
        bar.show(State(total=5, startup_s=0.5))
        assert threading.active_count() == before + 1
