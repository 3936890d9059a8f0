"""What the measured two-stage unit's short runs were: ``python tools/measured_runs.py FOLDER``.

FOLDER is a clone of github.com/ZhelunChen/HILFT-ASHP-DEMO (revision 2fad418). Prints the tables of
`docs/cycling.md`: runs by length and by what ended them, the first minutes of a start by the length
of the run and of the rest before it, and the same cut-off runs on hpsim's bench.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hpsim.validation.cycling_measured import (
    bench_run,
    cut_off_run,
    measured_machine,
    measurements,
)

FloatArray = NDArray[np.float64]

CFM, PA_PER_INHG = 0.3048**3 / 60.0, 3386.39
AIR_KG_PER_M3 = 1.2014  # of a standard cubic foot: 0.075 lb
ON_W, HIGH_STAGE_W, LOW_STAGE_CFM, BLOWN_CFM = 300.0, 2300.0, 800.0, 200.0
CHANGED_DEGF = 0.5
LENGTHS = ((2, 3), (3, 4), (4, 5), (2, 5), (5, 8), (8, 10), (10, 12), (12, 15), (29, 60))
RESTS = ((5, 10), (10, 20), (20, 30), (30, 60), (60, 600))
FIRST = 4  # minutes of a start


@dataclass(frozen=True, slots=True)
class Run:
    """A run in cooling at the low stage; outputs over steady capacity."""

    minutes: int
    rest: float
    is_cut_off: bool
    """The setpoint changed while it lasted, or as it ended."""
    cop: float
    """With the fan's overrun, over the steady one."""
    cop_without: float
    first: FloatArray
    """(FIRST,) sensible and latent output of its first minutes."""


def humidity_ratio(dew_point_degf: FloatArray, pressure_pa: FloatArray) -> FloatArray:
    """Return it by Buck's equation over water."""
    t = (dew_point_degf - 32.0) / 1.8
    vapour = 611.21 * np.exp((18.678 - t / 234.5) * (t / (257.14 + t)))
    return np.asarray(0.621945 * vapour / (pressure_pa - vapour))


def runs_of(path: Path) -> Iterator[Run]:
    """Give the runs of one test day."""
    day = {name: column.to_numpy(float) for name, column in pd.read_csv(path).items() if _is(name)}
    pressure = day["local_pres"] * PA_PER_INHG
    air = day["sa_flow"] * CFM * AIR_KG_PER_M3
    room, supply = (humidity_ratio(day[f"{of}_temp_dp"], pressure) for of in ("zn", "sa"))
    total = air * (1006.0 * (day["zn_temp"] - day["sa_temp"]) / 1.8 + 2.501e6 * (room - supply))
    power = day["id_power"] + day["od_power"]
    on = day["od_power"] > ON_W
    switches = np.flatnonzero(np.diff(on.astype(int))) + 1
    stopped = -np.inf
    for start, stop in zip(switches[~on[switches - 1]], switches[on[switches - 1]], strict=False):
        if stop < start:
            continue
        blown = stop
        while blown < on.size and day["sa_flow"][blown] > BLOWN_CFM and not on[blown]:
            blown += 1
        run, outdoor = slice(start, stop), (day["oa_temp"][start:stop].mean() - 32.0) / 1.8
        rest, stopped = start - stopped, stop
        is_low = day["sa_flow"][run].mean() < LOW_STAGE_CFM
        is_low = is_low and day["od_power"][run].max() < HIGH_STAGE_W
        if total[run].sum() < 0.0 or not is_low:
            continue
        steady = measurements()["steady"]
        capacity, input_w = (
            steady[key]["at_0_degc"] + steady[key]["per_k_outdoor"] * outdoor
            for key in ("total_w", "power_w")
        )
        span = day["zn_temp_cspt"][max(start - 3, 0) : stop + 2]
        with_overrun = slice(start, blown)
        yield Run(
            minutes=int(stop - start),
            rest=float(rest),
            is_cut_off=bool(np.ptp(span) > CHANGED_DEGF),
            cop=total[with_overrun].sum() / power[with_overrun].sum() * input_w / capacity,
            cop_without=total[run].sum() / power[run].sum() * input_w / capacity,
            first=total[start : start + FIRST] / capacity,
        )


def _is(name: object) -> bool:
    return not str(name).startswith("occ") and name != "date_time"


def medians(runs: list[Run], of: Callable[[Run], float]) -> float:
    """Return a median; nan of no runs."""
    return float(np.median([of(run) for run in runs])) if runs else float("nan")


def main(folder: Path) -> None:
    """Print all tables."""
    runs = [run for path in sorted(folder.glob("data/*/*/*/data.csv")) for run in runs_of(path)]
    longest = [run for run in runs if run.minutes > LENGTHS[-1][0]]
    cop, without = (medians(longest, of) for of in (lambda r: r.cop, lambda r: r.cop_without))
    print("| minutes | runs | cut off | COP with overrun | without | first four minutes |")
    for low, high in LENGTHS:
        for name, keep in (("", (True, False)), (" cut off", (True,)), (" not", (False,))):
            some = [r for r in runs if low < r.minutes <= high and r.is_cut_off in keep]
            full = [run.first for run in some if run.first.size == FIRST]
            first = np.median(full, axis=0).round(2).tolist() if full else []
            print(
                f"| {low}-{high}{name} | {len(some)} | {sum(r.is_cut_off for r in some)} "
                f"| {medians(some, lambda r: r.cop) / cop:.3f} "
                f"| {medians(some, lambda r: r.cop_without) / without:.3f} | {first} |"
            )
    print("\n| rest | runs of over 8 min | sum of the first four minutes |")
    for low, high in RESTS:
        some = [r for r in runs if r.minutes > 8 and low < r.rest <= high]
        print(
            f"| {low}-{high} | {len(some)} | {medians(some, lambda r: float(r.first.sum())):.2f} |"
        )
    print("\n| cut off on the bench after | COP with overrun | without |")
    machine = measured_machine()
    whole = bench_run(machine, 0.8)
    for minutes in (3, 4, 5, 6, 7):
        run = cut_off_run(machine, minutes)
        print(
            f"| {minutes} | {run.cop / whole.cop:.3f} | {run.cop_without / whole.cop_without:.3f} |"
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
