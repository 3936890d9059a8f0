"""Throughput and memory of sweeps: ``python benchmarks/sweep_bench.py [--full | --memory]``.

Every figure comes from a process of its own, as a person would start it; ratios compare processes
of the same call, taken in turn, and the best of each: of two rounds, or of more where others share
the machine (``--rounds 10``). Rates count from the first run on, when workers have loaded their
libraries and machine code: the start is listed by itself. Nothing here passes or fails. ``--full``
takes sweeps of a minute and more on two cores instead of some ten seconds, and measures memory with
2,000 and 20,000 simulated years, in all half an hour; without it rows of that number share years,
which moves the same data through planning and writing. ``--memory`` measures memory alone, with a
tenth of those years in steps of two minutes and all of them by the hour: some fifteen minutes.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import json
import math
import os
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path

from bench import bare_loop_s

BASE = """scenario:
  name: room
  weather: us-5A-chicago
  room: {kind: addition, floor_area: 250 ft2, windows: [{facing: south, area: 30 ft2}]}
  thermostat: {heating: 68 degF, cooling: 76 degF}
  tariff: {price: 0.18 $/kWh}
  candidates: [{kind: variable_speed, size: 9 kBtu/h, seer2: 21, hspf2: 10}]
"""
SHARED = (
    "grid: {{room.quality: [poor, average, good, passive], "
    "candidates.0.size: {{from: 5 kBtu/h, to: 15 kBtu/h, count: {count}}}}}\n"
)
NEW_ROOMS = "grid: {{room.windows.0.area: {{from: 20 ft2, to: 40 ft2, count: {count}}}}}\n"
KINDS = (
    ("candidates share a room", SHARED, 120, 800),
    ("every run a new room", NEW_ROOMS, 120, 1200),
)
"""Name, axes, and the count for some ten seconds and for more than a minute."""
ONE, TWO, DASK = "one worker", "two workers", "two Dask processes"
WORKERS = {
    ONE: ("--workers", "1"),
    TWO: ("--workers", "2"),
    DASK: ("--workers", "2", "--scheduler", "local-cluster"),
}
ROUNDS = 2
PRICES = (
    "grid: {{candidates.0.size: [6 kBtu/h, 9 kBtu/h], "
    "tariff.price: {{from: 0.05 $/kWh, to: 0.5 $/kWh, count: {count}}}}}\n"
)
SIZES = "candidates.0.size: {{from: 5 kBtu/h, to: 15 kBtu/h, count: {count}}}}}\n"
YEARS = "grid: {{" + SIZES
SHORTER_YEARS = "grid: {{simulation.step: [2 min], " + SIZES
YEARS_BY_THE_HOUR = "grid: {{simulation.resolution: [hour], " + SIZES


@dataclass(frozen=True)
class Took:
    """What one sweep took."""

    years: int
    wall_s: float
    """Of the process."""
    startup_s: float
    """Until the first run begins, imports and the end of the process too."""
    doing_s: float
    overhead: float
    """Planning and writing over the time of all workers."""
    cpu_s: float
    peak_mb: float

    @property
    def rate(self) -> float:
        """Return candidate-years per second, from the first run on."""
        return self.years / self.doing_s

    @property
    def per_core(self) -> float:
        """Return candidate-years per second of CPU: what a quiet core would do."""
        return self.years / self.cpu_s


class Memory(threading.Thread):
    """Watches the memory of a process and its forks, what they share counted once; on Linux."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid, self.ended, self.peak_mb = pid, threading.Event(), 0.0

    def run(self) -> None:
        """Look some times a second."""
        while not self.ended.wait(0.2):
            self.peak_mb = max(self.peak_mb, self._now_mb())

    def _now_mb(self) -> float:
        own = Path(f"/proc/{self.pid}/task/{self.pid}/children")
        total = 0.0
        with contextlib.suppress(OSError):  # not Linux, or it has ended
            for pid in (str(self.pid), *own.read_text().split()):
                with contextlib.suppress(OSError):
                    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
                    lines = (line.split() for line in rollup.splitlines())
                    total += sum(float(words[1]) for words in lines if words[0] == "Pss:")
        return total / 1024.0


def measure(axes: str, *options: str) -> Took:
    """Run a sweep in a process of its own and return what it took."""
    import time

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "s.yaml"
        path.write_text(BASE + axes, encoding="utf-8")
        words = [sys.executable, "-m", "hpsim", "sweep", "run", str(path), "--json"]
        words += ["--out", str(Path(folder) / "out"), *options]
        started = time.perf_counter()
        process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert process.stdout is not None
        assert process.stderr is not None
        memory = Memory(process.pid)
        memory.start()
        printed = process.stdout.read()
        errors = process.stderr.read()
        _, status, used = os.wait4(process.pid, 0)
        wall_s = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        memory.ended.set()
        memory.join()
        if process.returncode:
            raise SystemExit(errors)
    found = json.loads(printed)
    on_mac = sys.platform == "darwin"
    return Took(
        years=found["years"],
        wall_s=wall_s,
        startup_s=wall_s - found["wall_s"] + found["startup_s"],
        doing_s=found["wall_s"] - found["startup_s"],
        overhead=(found["planning_s"] + found["writing_s"]) / max(found["work_s"], 1e-9),
        cpu_s=used.ru_utime + used.ru_stime,
        peak_mb=memory.peak_mb or used.ru_maxrss / (1024.0**2 if on_mac else 1024.0),
    )


def best(runs: list[Took]) -> Took:
    """Return the fastest of several."""
    return max(runs, key=lambda took: took.rate)


def show(name: str, took: Took) -> None:
    """Print a line about a sweep."""
    print(
        f"{name:44} {took.rate:7.1f} /s  {took.per_core:7.1f} per CPU-s  "
        f"start {took.startup_s:4.2f} s  planning+writing {100 * took.overhead:4.1f} %  "
        f"peak {took.peak_mb:4.0f} MB",
        flush=True,
    )


def main() -> None:
    """Print throughput, ratios and memory."""
    parser = argparse.ArgumentParser(description="Throughput and memory of sweeps.")
    parser.add_argument("--full", action="store_true", help="memory with simulated years")
    parser.add_argument("--brief", action="store_true", help="once, no cluster, no memory")
    parser.add_argument("--memory", action="store_true", help="that alone")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="of which the best counts")
    asked = parser.parse_args()
    full = asked.full
    measure("grid: {room.quality: [good]}\n")  # compiles, reads weather
    if asked.memory:
        memory(SHORTER_YEARS, 200)
        memory(YEARS_BY_THE_HOUR, 2000)
        return
    workers = {ONE: WORKERS[ONE], TWO: WORKERS[TWO]} if asked.brief else WORKERS
    if not asked.brief and importlib.util.find_spec("distributed") is None:
        print("Dask is not installed: no cluster measured")
        workers = {name: words for name, words in WORKERS.items() if name != DASK}
    for name, axes, count, full_count in KINDS:
        runs = 12 if asked.brief else full_count if full else count
        throughput(name, axes.format(count=runs), workers, 1 if asked.brief else asked.rounds)
    if asked.brief:
        return
    if full:
        memory(YEARS, 2000)
    else:
        memory(PRICES, 2000, per_count=2)


def throughput(name: str, axes: str, workers: dict[str, tuple[str, ...]], rounds: int) -> None:
    """Print how fast a sweep is by one worker, by two, and on a local cluster of two."""
    took: dict[str, list[Took]] = {who: [] for who in workers}
    bare_s = math.inf
    for _ in range(rounds):
        bare_s = min(bare_s, bare_loop_s())
        for who, words in workers.items():
            took[who].append(measure(axes, *words))
    for who, runs in took.items():
        show(f"{name}, {who}", best(runs))
    rate = {who: best(runs).rate for who, runs in took.items()}
    print(f"{name}, a row in bare loops  {1.0 / (rate[ONE] * bare_s):.2f}")
    print(f"{name}, years of two workers in a bare loop  {rate[TWO] * bare_s:.2f}")
    print(
        f"{'':44} bare loop {1e3 * bare_s:.1f} ms, two workers {rate[TWO] / rate[ONE]:.2f} x one",
        end="",
    )
    print(f", Dask {rate[DASK] / rate[TWO]:.2f} x own" if DASK in rate else "")


def memory(axes: str, rows: int, per_count: int = 1) -> None:
    """Print the peak memory of a small and of a ten times larger sweep."""
    small = measure(axes.format(count=rows // per_count), "--workers", "2")
    large = measure(axes.format(count=10 * rows // per_count), "--workers", "2")
    show(f"{rows:,} rows", small)
    show(f"{10 * rows:,} rows", large)
    print(f"{'':44} ten times as many rows: memory x {large.peak_mb / small.peak_mb:.3f}")


if __name__ == "__main__":
    main()
