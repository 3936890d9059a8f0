"""Runs that are killed at random moments, with a cache of their own: nothing lost, nothing left."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name != "posix", reason="kills as POSIX has them"),
]
LONGEST_S = 300.0
KILLS_WARM, KILLS_COLD = 40, 10
SCENARIO = """\
name: room
weather: us-5A-chicago
room: {kind: bedroom, floor_area: 150 ft2}
thermostat: {heating: 68 degF, cooling: 76 degF}
candidates: [{kind: single_stage, size: 6 kBtu/h, seer2: 15.2, hspf2: 7.8}]
"""


def start(folder: Path, cache: Path) -> subprocess.Popen[str]:
    words = [sys.executable, "-m", "hpsim", "run", "room.yaml", "--out", "result", "--no-plots"]
    environment = {**os.environ, "HPSIM_CACHE_DIR": str(cache)}
    pipe = subprocess.PIPE
    return subprocess.Popen(words, cwd=folder, env=environment, stdout=pipe, stderr=pipe, text=True)


def finished(folder: Path, cache: Path) -> dict[str, Any]:
    """Return the summary of a run that nobody disturbs; it must not say a word of damage."""
    process = start(folder, cache)
    _, errors = process.communicate(timeout=LONGEST_S)
    assert process.returncode == 0, errors
    found: dict[str, Any] = json.loads((folder / "result" / "summary.json").read_text())
    return found


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("kills")
    (folder / "room.yaml").write_text(SCENARIO)
    return folder, folder / "cache"


def test_a_killed_run_leaves_the_old_results_or_the_new_ones(place: tuple[Path, Path]) -> None:
    folder, cache = place
    whole = finished(folder, cache)
    begun_s = time.monotonic()
    finished(folder, cache)
    usual_s = time.monotonic() - begun_s
    chance, n_killed = random.Random(20250301), 0
    for _ in range(KILLS_WARM):
        process = start(folder, cache)
        time.sleep(chance.uniform(0.05, 1.0) * usual_s)
        n_killed += process.poll() is None
        process.send_signal(chance.choice([signal.SIGKILL, signal.SIGTERM, signal.SIGINT]))
        process.communicate(timeout=LONGEST_S)
        there = json.loads((folder / "result" / "summary.json").read_text())
        assert there == whole
    assert n_killed > KILLS_WARM // 2
    assert finished(folder, cache) == whole
    assert {path.name for path in folder.iterdir()} == {"room.yaml", "cache", "result"}


def test_a_killed_compilation_is_done_anew(place: tuple[Path, Path], tmp_path: Path) -> None:
    folder, cache = place
    whole = finished(folder, cache)
    chance, cold = random.Random(20250302), tmp_path / "cold"
    for _ in range(KILLS_COLD):
        process = start(folder, cold)
        time.sleep(chance.uniform(0.5, 12.0))
        process.kill()
        process.communicate(timeout=LONGEST_S)
    assert finished(folder, cold) == whole
