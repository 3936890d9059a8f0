"""Throughput and memory of sweeps: ``python benchmarks/sweep_bench.py [--full]``.

Every figure comes from a process of its own, as a person would start it; ratios compare processes
of the same call, taken in turn. Rates count from the first run on: the start is told beside it.
Nothing here passes or fails. ``--full`` measures memory with 2,000 and 20,000 simulated years and
takes an hour on two slow cores; without it rows of that number share years, which moves the same
data through planning and writing.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

BASE = """scenario:
  name: room
  weather: us-5A-chicago
  room: {kind: addition, floor_area: 250 ft2, windows: [{facing: south, area: 30 ft2}]}
  thermostat: {heating: 68 degF, cooling: 76 degF}
  tariff: {price: 0.18 $/kWh}
  candidates: [{kind: variable_speed, size: 9 kBtu/h, seer2: 21, hspf2: 10}]
"""
SHARED = (
    "grid: {room.quality: [poor, average, good, passive], "
    "candidates.0.size: {from: 5 kBtu/h, to: 15 kBtu/h, count: 24}}\n"
)
NEW_ROOMS = "grid: {room.windows.0.area: {from: 20 ft2, to: 40 ft2, count: 40}}\n"
ROUNDS = 2
PRICES = (
    "grid: {{candidates.0.size: [6 kBtu/h, 9 kBtu/h], "
    "tariff.price: {{from: 0.05 $/kWh, to: 0.5 $/kWh, count: {count}}}}}\n"
)
YEARS = "grid: {{candidates.0.size: {{from: 5 kBtu/h, to: 15 kBtu/h, count: {count}}}}}\n"


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
        said = process.stdout.read()
        errors = process.stderr.read()
        _, status, used = os.wait4(process.pid, 0)
        wall_s = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(errors)
    told = json.loads(said)
    return Took(
        years=told["years"],
        wall_s=wall_s,
        startup_s=wall_s - told["wall_s"] + told["startup_s"],
        doing_s=told["wall_s"] - told["startup_s"],
        overhead=(told["planning_s"] + told["writing_s"]) / max(told["work_s"], 1e-9),
        cpu_s=used.ru_utime + used.ru_stime,
        peak_mb=used.ru_maxrss / 1024 * (1 if sys.platform != "darwin" else 1 / 1024),
    )


def best(runs: list[Took]) -> Took:
    """Return the fastest of several."""
    return max(runs, key=lambda took: took.rate)


def show(name: str, took: Took) -> None:
    """Print a line about a sweep."""
    print(
        f"{name:34} {took.rate:7.1f} /s  {took.per_core:7.1f} per CPU-s  "
        f"start {took.startup_s:4.2f} s  planning+writing {100 * took.overhead:4.1f} %  "
        f"peak {took.peak_mb:4.0f} MB",
        flush=True,
    )


def main() -> None:
    """Print throughput, ratios and memory."""
    parser = argparse.ArgumentParser(description="Throughput and memory of sweeps.")
    parser.add_argument("--full", action="store_true", help="memory with simulated years")
    full = parser.parse_args().full
    measure("grid: {room.quality: [good]}\n")  # compiles, reads weather
    for name, axes in (("candidates share a room", SHARED), ("every run a new room", NEW_ROOMS)):
        took: dict[str, list[Took]] = {"1": [], "2": []}
        for _ in range(ROUNDS):
            for workers, runs in took.items():
                runs.append(measure(axes, "--workers", workers))
        for workers, runs in took.items():
            show(f"{name}, {workers} threads", best(runs))
        ratio = best(took["2"]).rate / best(took["1"]).rate
        print(f"{'':34} two threads {ratio:.2f} x one")
    cluster(took_by_threads=measure(SHARED, "--workers", "2"))
    memory(YEARS if full else PRICES, per_count=1 if full else 2)


def cluster(took_by_threads: Took) -> None:
    """Print what a local Dask cluster of two processes does beside two threads."""
    try:
        import distributed  # noqa: F401
    except ImportError:
        print("Dask is not installed: no cluster measured")
        return
    took = measure(SHARED, "--workers", "2", "--scheduler", "local-cluster")
    show("shared room, 2 Dask processes", took)
    print(f"{'':34} Dask {took.rate / took_by_threads.rate:.2f} x threads")


def memory(axes: str, per_count: int) -> None:
    """Print the peak memory of a small and of a ten times larger sweep."""
    small = measure(axes.format(count=2000 // per_count), "--workers", "2")
    large = measure(axes.format(count=20000 // per_count), "--workers", "2")
    show("2,000 rows", small)
    show("20,000 rows", large)
    print(f"{'':34} ten times as many rows: memory x {large.peak_mb / small.peak_mb:.3f}")


if __name__ == "__main__":
    main()
