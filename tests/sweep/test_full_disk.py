"""A disk that fills: before a run, while its year is computed, in a sweep, in the first compile.

The disk is a file system of a few megabytes in memory, mounted for the test; who may not mount one
tries the same with a limit on the size of files.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="mounts and limits as Linux has them"),
]
LONGEST_S = 300.0
DISK_KB, PAGE = 16 * 1024, 4096
SCENARIO = """\
name: room
weather: us-5A-chicago
room: {kind: bedroom, floor_area: 150 ft2}
thermostat: {heating: 68 degF, cooling: 76 degF}
candidates: [{kind: single_stage, size: 6 kBtu/h, seer2: 15.2, hspf2: 7.8}]
"""
SWEEP = f"""\
name: sizes
scenario:
{"".join(f"  {line}" + chr(10) for line in SCENARIO.splitlines())}\
grid:
  candidates.0.size: {{from: 5 kBtu/h, to: 12 kBtu/h, count: 24}}
"""


@contextlib.contextmanager
def small_disk(at: Path) -> Iterator[Path]:
    """Mount a small disk; skip the test where that may not be done."""
    at.mkdir()
    size = f"size={DISK_KB}k"
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(at)], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip("may not mount a file system")
    try:
        yield at
    finally:
        subprocess.run(["umount", "-l", str(at)], check=False)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk") as found:
        yield found


def fill(disk: Path, leave: int = 0) -> Path:
    """Write a file that leaves so many bytes, and return it."""
    path = disk / "filled"
    with contextlib.suppress(OSError), path.open("wb", buffering=0) as file:
        while shutil.disk_usage(disk).free > leave:
            file.write(bytes(min(max(shutil.disk_usage(disk).free - leave, PAGE), 1 << 20)))
    return path


def start(words: list[str], folder: Path, **environment: str) -> subprocess.Popen[str]:
    pipe = subprocess.PIPE
    return subprocess.Popen(
        [sys.executable, "-m", "hpsim", *words],
        cwd=folder,
        env={**os.environ, **environment},
        stdout=pipe,
        stderr=pipe,
        text=True,
    )


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Return the exit code and what was printed as an error; never a traceback."""
    _, errors = process.communicate(timeout=LONGEST_S)
    assert "Traceback" not in errors
    assert "failed unexpectedly" not in errors
    return process.returncode, errors


def run_words(out: Path) -> list[str]:
    return ["run", "room.yaml", "--out", str(out), "--no-plots"]


def summary(folder: Path) -> dict[str, Any]:
    """Return all of a summary but where it lies."""
    found: dict[str, Any] = json.loads((folder / "summary.json").read_text())
    found.pop("folder")
    return found


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("full")
    (folder / "room.yaml").write_text(SCENARIO)
    (folder / "sizes.yaml").write_text(SWEEP)
    return folder


@pytest.fixture(scope="module")
def whole(place: Path) -> dict[str, Any]:
    code, errors = ended(start(run_words(place / "whole"), place))
    assert code == 0, errors
    return summary(place / "whole")


@pytest.fixture(scope="module")
def whole_rows(place: Path) -> list[dict[str, Any]]:
    words = ["sweep", "run", "sizes.yaml", "--workers", "1", "--out"]
    assert ended(start([*words, str(place / "rows")], place))[0] == 0
    return rows_of(place / "rows")


@pytest.mark.parametrize("kilobytes", [0, 20, 200, 1000])
def test_a_full_disk_ends_a_run_in_words_and_the_old_results_stay(
    place: Path, whole: dict[str, Any], disk: Path, kilobytes: int
) -> None:
    assert ended(start(run_words(disk / "result"), place))[0] == 0
    filled = fill(disk, leave=1024 * kilobytes)
    code, errors = ended(start(run_words(disk / "result"), place))
    assert code == 2
    assert "the disk is full" in errors
    assert summary(disk / "result") == whole
    assert {path.name for path in disk.iterdir()} == {"filled", "result"}
    filled.unlink()
    assert ended(start(run_words(disk / "result"), place))[0] == 0
    assert summary(disk / "result") == whole


def test_a_disk_that_fills_while_years_are_computed(
    place: Path, whole: dict[str, Any], disk: Path
) -> None:
    chance, begun_s = random.Random(20261130), time.monotonic()
    assert ended(start(run_words(disk / "result"), place))[0] == 0
    takes_s = time.monotonic() - begun_s
    codes = set()
    for _ in range(6):
        process = start(run_words(disk / "result"), place, TMPDIR=str(disk))
        time.sleep(chance.uniform(0.2, 1.0) * takes_s)
        filled = fill(disk)
        code, errors = ended(process)
        codes.add(code)
        assert code == 0 or "the disk is full" in errors
        assert summary(disk / "result") == whole
        filled.unlink()
        assert {path.name for path in disk.iterdir()} == {"result"}
    assert 2 in codes


def rows_of(folder: Path) -> list[dict[str, Any]]:
    import pyarrow.parquet as pq

    rows: list[dict[str, Any]] = []
    for path in sorted((folder / "runs").glob("*.parquet")):
        rows += pq.read_table(path).to_pylist()
    kept = [{k: v for k, v in row.items() if k not in ("seconds", "part")} for row in rows]
    return sorted(kept, key=lambda row: int(row["run"]))


def test_a_sweep_stops_at_a_full_disk_and_goes_on_when_there_is_room(
    place: Path, whole_rows: list[dict[str, Any]], disk: Path
) -> None:
    words = ["sweep", "run", "sizes.yaml", "--workers", "1", "--out"]
    filled = fill(disk, leave=60 * 1024)
    code, errors = ended(start([*words, str(disk / "rows")], place))
    assert code in (1, 2)
    assert "No space left" in errors or "disk is full" in errors
    filled.unlink()
    assert ended(start([*words, str(disk / "rows"), "--resume"], place))[0] == 0
    assert rows_of(disk / "rows") == whole_rows


def test_a_disk_that_fills_during_a_sweep(
    place: Path, whole_rows: list[dict[str, Any]], disk: Path
) -> None:
    words = ["sweep", "run", "sizes.yaml", "--workers", "1", "--out"]
    process = start([*words, str(disk / "rows")], place)
    until = time.monotonic() + LONGEST_S
    while not (disk / "rows").exists() and time.monotonic() < until:
        time.sleep(0.05)
    filled = fill(disk)
    ended(process)
    filled.unlink()
    code, errors = ended(start([*words, str(disk / "rows"), "--resume"], place))
    assert code == 0, errors
    assert rows_of(disk / "rows") == whole_rows


@pytest.mark.parametrize("kilobytes", [0, 64, 1500])
def test_caches_on_a_full_disk_cost_time_and_nothing_else(
    place: Path, whole: dict[str, Any], disk: Path, kilobytes: int
) -> None:
    """First compile and prepared weather: without room for them the run is the same."""
    (disk / "cache").mkdir()
    filled = fill(disk, leave=1024 * kilobytes)
    out = place / f"with-{kilobytes}"
    code, errors = ended(start(run_words(out), place, HPSIM_CACHE_DIR=str(disk / "cache")))
    assert code == 0, errors
    assert summary(out) == whole
    filled.unlink()
    code, errors = ended(start(run_words(out), place, HPSIM_CACHE_DIR=str(disk / "cache")))
    assert code == 0, errors
    assert summary(out) == whole


@pytest.mark.usefixtures("whole")
def test_a_file_that_may_not_grow_ends_a_run_in_words(place: Path) -> None:
    """A quota, tried as a limit on the size of each file."""
    limit = "import resource as r, sys; r.setrlimit(r.RLIMIT_FSIZE, (20_000, 20_000)); "
    limit += "from hpsim.cli import main; sys.exit(main(sys.argv[1:]))"
    out = place / "limited"
    words = [sys.executable, "-c", limit, *run_words(out)]
    done = subprocess.run(
        words, cwd=place, capture_output=True, text=True, timeout=LONGEST_S, check=False
    )
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert not out.exists()
