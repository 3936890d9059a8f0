"""Processes that are killed, on this machine and on a cluster: nothing is lost."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

AXES = """scenario:
  name: room
  weather: us-5A-chicago
  room: {kind: addition, floor_area: 250 ft2, windows: [{facing: south, area: 30 ft2}]}
  thermostat: {heating: 68 degF, cooling: 76 degF}
  candidates: [{kind: ideal}, {kind: variable_speed, size: 6 kBtu/h, seer2: 21, hspf2: 10}]
grid: {room.windows.0.area: {from: 20 ft2, to: 40 ft2, count: 48}}
"""
RUNS, KILLS = 48, 10
LONGEST_S = 300.0


@pytest.fixture(scope="module")
def sweep(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sweep") / "s.yaml"
    path.write_text(AXES)
    return path


@pytest.fixture(scope="module")
def whole(sweep: Path) -> pa.Table:
    """Return the rows of a sweep that nobody disturbed."""
    folder = sweep.parent / "whole"
    assert _end(_start(sweep, folder, "--workers", "2")) == 0
    return _rows(folder)


def _start(
    sweep: Path, folder: Path, *options: str, start_new_session: bool = False
) -> subprocess.Popen[str]:
    words = [sys.executable, "-m", "hpsim", "sweep", "run", str(sweep), "--out", str(folder)]
    pipe = subprocess.PIPE
    words += options
    return subprocess.Popen(
        words, stdout=pipe, stderr=pipe, text=True, start_new_session=start_new_session
    )


def _end(process: subprocess.Popen[str]) -> int:
    """Wait for a process and return its exit code."""
    process.communicate(timeout=LONGEST_S)
    return process.returncode


def _rows(folder: Path) -> pa.Table:
    table = pq.read_table(folder / "runs").drop_columns(["seconds"])
    return table.sort_by([("run", "ascending"), ("candidate_index", "ascending")])


def _until(what, process: subprocess.Popen[str]) -> None:  # type: ignore[no-untyped-def]
    until = time.monotonic() + LONGEST_S
    while not what() and process.poll() is None and time.monotonic() < until:
        time.sleep(0.02)


@pytest.mark.slow
def test_a_sweep_killed_ten_times_has_the_same_rows(sweep: Path, whole: pa.Table) -> None:
    folder = sweep.parent / "killed"
    chance = random.Random(20240229)
    n_killed = 0
    for _ in range(KILLS):
        process = _start(sweep, folder, "--workers", "2", "--resume")
        _until((folder / "sweep.json").exists, process)
        time.sleep(chance.uniform(0.2, 4.0))
        n_killed += process.poll() is None
        process.kill()
        _end(process)
    assert _end(_start(sweep, folder, "--workers", "2", "--resume")) == 0
    assert n_killed > 0
    assert not list(folder.rglob(".new-*"))
    assert _rows(folder).equals(whole)


@pytest.mark.slow
def test_a_part_cut_short_by_a_crash_is_done_anew(sweep: Path, whole: pa.Table) -> None:
    folder = sweep.parent / "cut"
    assert _end(_start(sweep, folder)) == 0
    part = min((folder / "runs").glob("*.parquet"))
    os.truncate(part, part.stat().st_size // 2)
    again = _start(sweep, folder, "--resume")
    told, _ = again.communicate(timeout=LONGEST_S)
    assert again.returncode == 0
    assert "cut short and done anew: 1 part" in told
    assert _rows(folder).equals(whole)


@pytest.mark.slow
def test_ctrl_c_says_how_to_go_on(sweep: Path) -> None:
    folder = sweep.parent / "interrupted"
    process = _start(sweep, folder, "--workers", "1")
    _until(lambda: list((folder / "runs").glob("part-*")), process)
    process.send_signal(signal.SIGINT)
    told, errors = process.communicate(timeout=LONGEST_S)
    assert process.returncode == 130
    assert told == ""
    assert "--resume goes on" in errors
    assert 0 < _rows(folder).num_rows < 2 * RUNS


@pytest.mark.slow
def test_a_local_cluster_has_the_same_rows_as_threads(sweep: Path, whole: pa.Table) -> None:
    pytest.importorskip("distributed")
    folder = sweep.parent / "cluster"
    process = _start(sweep, folder, "--scheduler", "local-cluster", "--workers", "2")
    _, errors = process.communicate(timeout=LONGEST_S)
    assert process.returncode == 0, errors
    assert _rows(folder).equals(whole)


@pytest.mark.slow
def test_runs_that_are_alike_all_come_back_from_a_cluster(tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    sweep = tmp_path / "s.yaml"
    scenario, _, _ = AXES.partition("grid:")
    hourly = scenario.replace("  thermostat", "  simulation: {resolution: hour}\n  thermostat")
    sweep.write_text(hourly + "sobol: {samples: 256, over: {room.quality: [good, poor]}}\n")
    folder = tmp_path / "out"
    process = _start(sweep, folder, "--scheduler", "local-cluster", "--workers", "2")
    _, errors = process.communicate(timeout=LONGEST_S)
    assert process.returncode == 0, errors
    assert sorted(set(_rows(folder)["run"].to_pylist())) == list(range(256))


@pytest.mark.slow
def test_a_worker_killed_in_the_middle_loses_nothing(sweep: Path, whole: pa.Table) -> None:
    pytest.importorskip("distributed")
    psutil = pytest.importorskip("psutil")
    folder = sweep.parent / "worker-killed"
    process = _start(sweep, folder, "--scheduler", "local-cluster", "--workers", "2")
    _until(lambda: list((folder / "runs").glob("part-*")), process)
    workers = [p for p in psutil.Process(process.pid).children(recursive=True) if _is_worker(p)]
    workers[0].kill()
    _, errors = process.communicate(timeout=LONGEST_S)
    assert process.returncode == 0, errors
    assert _rows(folder).equals(whole)


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "killpg"), reason="Windows has no process groups")
@pytest.mark.parametrize("moment", ["start", "work"])
def test_ctrl_c_in_a_terminal_ends_a_local_cluster_without_a_word_of_dask(
    sweep: Path, moment: str
) -> None:
    pytest.importorskip("distributed")
    psutil = pytest.importorskip("psutil")
    folder = sweep.parent / f"cluster-interrupted-{moment}"
    options = ("--scheduler", "local-cluster", "--workers", "2")
    process = _start(sweep, folder, *options, start_new_session=True)
    children = psutil.Process(process.pid).children
    if moment == "start":
        _until(lambda: children(recursive=True), process)
    else:
        _until(lambda: list((folder / "runs").glob("part-*")), process)
    workers = children(recursive=True)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to every process of the group
    told, errors = process.communicate(timeout=LONGEST_S)
    assert process.returncode == 130
    assert told == ""
    assert "distributed" not in errors
    assert "Traceback" not in errors
    assert ("--resume goes on" in errors) is (moment == "work")
    assert not psutil.wait_procs(workers, timeout=10)[1]


def _is_worker(process) -> bool:  # type: ignore[no-untyped-def]
    return "spawn_main" in " ".join(process.cmdline())


@pytest.mark.slow
def test_a_scheduler_that_is_not_there_is_told_within_ten_seconds(sweep: Path) -> None:
    pytest.importorskip("distributed")
    started = time.monotonic()
    process = _start(sweep, sweep.parent / "nobody", "--scheduler", "tcp://127.0.0.1:9")
    _, errors = process.communicate(timeout=LONGEST_S)
    assert process.returncode == 2
    assert "no scheduler responds at tcp://127.0.0.1:9" in errors
    assert time.monotonic() - started < 10.0
    assert not (sweep.parent / "nobody").exists()


@pytest.mark.parametrize(
    ("greeting", "told"), [(b"", "sends nothing"), (b"SSH-2.0-x", "another greeting")]
)
def test_what_is_no_scheduler_is_told_soon(
    greeting: bytes, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hpsim.errors import HpsimError
    from hpsim.sweep.execute import cluster

    monkeypatch.setattr(cluster, "GREETING_S", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=_greet, args=(server, greeting))
        thread.start()
        started = time.monotonic()
        with pytest.raises(HpsimError, match=told):
            cluster.check_reachable(f"tcp://127.0.0.1:{server.getsockname()[1]}")
        assert time.monotonic() - started < 5.0  # asked to give up after half a second
        thread.join()


def _greet(server: socket.socket, greeting: bytes) -> None:
    connection, _ = server.accept()
    with connection, contextlib.suppress(OSError):
        connection.sendall(greeting)
        connection.settimeout(LONGEST_S)
        connection.recv(1)  # until the other side leaves


@pytest.mark.slow
def test_workers_with_another_engine_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    distributed = pytest.importorskip("distributed")
    from hpsim.errors import HpsimError
    from hpsim.sweep.execute import cluster

    with distributed.LocalCluster(n_workers=1, dashboard_address=None) as local:
        monkeypatch.setattr(cluster, "engine_id", lambda: "the client's own")
        with pytest.raises(HpsimError, match="have another engine"):
            cluster.Cluster(local.scheduler_address, 1)
