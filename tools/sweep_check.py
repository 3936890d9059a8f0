"""Runs a shipped sweep in one climate and looks at its rows: ``python tools/sweep_check.py``.

Returns 1, with a line for each, if something is not as it must be in any weather: rows that are
missing or failed, candidates of one room that differ in the room's load, a better room that needs
more heat, a larger unit that leaves more hours cold. Some ten seconds on two cores.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

ROOT = Path(__file__).resolve().parent.parent
SWEEP = "size-kind-climate"
ONE_CLIMATE = "grid.weather=[us-5A-chicago]"
YEARS = 4 * 3 * 13
QUALITIES = ("poor", "average", "good", "passive")
# hours near the limit come and go with the minute at which a unit starts: of some 940 in which a
# unit that stops in the cold leaves a room short, two by the length of the step alone
UNMET_SLACK_H, UNMET_SLACK = 3.0, 0.005

Row = dict[str, Any]


def main() -> int:
    """Run, look, run again with nothing left to do; return the exit code."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / SWEEP
        told = hpsim("sweep", "run", SWEEP, "--set", ONE_CLIMATE, "--out", str(folder))
        again = hpsim("sweep", "run", SWEEP, "--set", ONE_CLIMATE, "--out", str(folder), "--resume")
        shown = hpsim("sweep", "show", str(folder))
        rows = pq.read_table(folder / "runs").sort_by("run").to_pylist()
    wrong = [*of_the_sweep(told, again, shown), *of_the_rows(rows)]
    rate = told["years"] / (told["wall_s"] - told["startup_s"])
    print(f"{SWEEP} in Chicago: {len(rows)} rows, {rate:.0f} candidate-years/s, {len(wrong)} wrong")
    for line in wrong:
        print(f"  {line}")
    return 1 if wrong else 0


def hpsim(*words: str) -> dict[str, Any]:
    """Return what a verb says as JSON."""
    command = [sys.executable, "-m", "hpsim", *words, "--json"]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.returncode)
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def of_the_sweep(told: Row, again: Row, shown: Row) -> Iterator[str]:
    """Yield what is wrong with what the verbs say."""
    for name, counts, expected in (
        ("run", (told["done"], told["failed"], told["years"]), (YEARS, 0, YEARS)),
        ("run --resume", (again["before"], again["years"]), (YEARS, 0)),
        ("show", (shown["runs"], shown["rows"], shown["failed_rows"]), (YEARS, YEARS, 0)),
    ):
        if counts != expected:
            yield f"sweep {name} says {counts}, not {expected}"


def of_the_rows(rows: list[Row]) -> Iterator[str]:
    """Yield what is wrong with the rows."""
    if [row["run"] for row in rows] != list(range(YEARS)):
        yield "runs are missing or doubled"
    for row in rows:
        place = f"run {row['run']}, {row['candidate']}, {row['room.quality']}"
        if row["error"] is not None:
            yield f"{place}: {row['error']}"
        elif not (row["electricity_kwh"] > 0 and row["starts"] > 0 and row["cost_per_year"] > 0):
            yield f"{place}: no electricity, no starts or no cost"
    loads = [{row["room_heating_load_kwh"] for row in group} for group in by_quality(rows)]
    if any(len(load) != 1 for load in loads):
        yield "units of one room differ in the room's own load"
    if not all(max(better) < min(worse) for worse, better in pairwise(loads)):
        yield f"a better room needs more heat: {loads}"
    for group in by_quality(rows):
        yield from of_one_room(group)


def by_quality(rows: list[Row]) -> list[list[Row]]:
    """Return the rows of each quality, the poorest first."""
    return [[row for row in rows if row["room.quality"] == quality] for quality in QUALITIES]


def of_one_room(rows: list[Row]) -> Iterator[str]:
    """Yield what is wrong with the rows of one room."""
    for name in dict.fromkeys(row["kind"] for row in rows):
        units = [row for row in rows if row["kind"] == name]
        sizes = sorted(units, key=lambda row: row["candidates.0.size_w"])
        for smaller, larger in pairwise(sizes):
            more = larger["unmet_heating_h"] - smaller["unmet_heating_h"]
            if more > max(UNMET_SLACK_H, UNMET_SLACK * smaller["unmet_heating_h"]):
                quality, size = larger["room.quality"], larger["candidates.0.size"]
                yield f"{quality}, {name}: {size} leaves {more:g} h more cold than one size less"


if __name__ == "__main__":
    sys.exit(main())
