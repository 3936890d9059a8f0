"""Speed and memory: ``make bench``, or ``make bench ARGS=--brief`` in two minutes.

``years``, ``places``, ``processes``, ``sweeps`` and ``energyplus`` in ARGS choose parts.

Ratios within one run are what counts: machines differ and other programs disturb. Each figure is
the best of several, taken in turn, so that a disturbance meets all alike. Nothing here passes or
fails.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import cycle
from pathlib import Path

# As a person's processes would have it: their own settings, and compiled Python files kept.
PLAIN = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command line sets it, before numpy

import numpy as np

from hpsim.caching import LRUCache
from hpsim.control.compile import compile_control
from hpsim.equipment.site import at_site
from hpsim.kernel.compiling import compiled, internal
from hpsim.kernel.pack import packed_drivers
from hpsim.kernel.state import N_CHANNELS
from hpsim.kernel.types import Control, FloatArray, KernelInputs, PerformanceMap
from hpsim.kernel.year import N_CYCLE_FIELDS, simulate_year
from hpsim.metrics import figures_of, money_of
from hpsim.scenario.control import control_of
from hpsim.scenario.load import load_scenario
from hpsim.simulate.candidate import run_candidate
from hpsim.simulate.money import prices_for
from hpsim.simulate.response import RoomCache, room_response
from hpsim.simulate.stepping import compile_inputs

SCENARIO = "chicago-addition"
ROUNDS = 30
STEP_S = 60.0
ROOT = Path(__file__).resolve().parent.parent
ONE_CANDIDATE = "import hpsim.cli, sys; sys.exit(hpsim.cli.main(sys.argv[1:]))"

LAUNCH = """
import json, os, subprocess, sys, time
start = time.perf_counter()
quiet = subprocess.DEVNULL
child = subprocess.Popen(json.loads(sys.argv[1]), stdout=quiet, stderr=quiet)
_, status, used = os.wait4(child.pid, 0)
child.returncode = code = os.waitstatus_to_exitcode(status)
wall = time.perf_counter() - start
print(json.dumps([used.ru_utime + used.ru_stime, wall, used.ru_maxrss, code]))
"""


@internal
def place(axis: FloatArray, value: float) -> tuple[int, float]:
    """Return what `bracket` does, in the bare loop's own way: a unit stays as it is."""
    i = 0
    while i < axis.size - 2 and value > axis[i + 1]:
        i += 1
    fraction = (value - axis[i]) / (axis[i + 1] - axis[i])
    return i, min(max(fraction, 0.0), 1.0)


@compiled
def bilinear(table: PerformanceMap, outdoor_degc: float, speed: float) -> tuple[float, float]:
    """Return what `look_up` does, in the bare loop's own way: gross capacity and power [W]."""
    i, f = place(table.outdoor_degc, outdoor_degc)
    j, g = place(table.speed, speed)
    w00 = (1.0 - f) * (1.0 - g)
    w01 = (1.0 - f) * g
    w10 = f * (1.0 - g)
    w11 = f * g
    c = table.capacity_w
    p = table.power_w
    capacity_w = w00 * c[i, j] + w01 * c[i, j + 1] + w10 * c[i + 1, j] + w11 * c[i + 1, j + 1]
    power_w = w00 * p[i, j] + w01 * p[i, j + 1] + w10 * p[i + 1, j] + w11 * p[i + 1, j + 1]
    return capacity_w, power_w


@compiled
def bare_year(
    decay: FloatArray,
    rise: FloatArray,
    table: PerformanceMap,
    outdoor: FloatArray,
    state: FloatArray,
    out: FloatArray,
) -> None:
    """Step a year with nothing but the modes and one bilinear look-up a step: the limit.

    It cools where it does not heat: modes left alone sink into denormal numbers, which take a
    processor many times as long.
    """
    for m in range(state.size):
        state[m] = 0.0
    for hour in range(8760):
        for _ in range(60):
            air = outdoor[2 * hour]
            for m in range(decay.size):
                air += state[m]
            capacity_w, power_w = bilinear(table, air - 10.0, 0.5)
            heat_w = capacity_w if air < 20.0 else -capacity_w
            for m in range(decay.size):
                state[m] = decay[m] * state[m] + rise[m] * heat_w
            out[hour] += air + power_w


@dataclass(frozen=True)
class Used:
    """What a process took."""

    cpu_s: float
    wall_s: float
    peak_mib: float


def best(rounds: int, *functions: Callable[[], object]) -> list[float]:
    """Return the shortest CPU time of each function [s], run in turn."""
    times = [float("inf")] * len(functions)
    for _ in range(rounds):
        for i, function in enumerate(functions):
            start = time.process_time()
            function()
            times[i] = min(times[i], time.process_time() - start)
    return times


def process(*words: str, env: dict[str, str] | None = None) -> Used:
    """Run a process to its end and return its CPU time, wall time and largest memory.

    A small process starts it: a child's largest memory would else count its parent's.
    """
    launcher = subprocess.run(
        [sys.executable, "-S", "-c", LAUNCH, json.dumps([sys.executable, *words])],
        stdout=subprocess.PIPE,
        env={**PLAIN, **(env or {})},
        check=True,
    )
    cpu_s, wall_s, peak, code = json.loads(launcher.stdout)
    if code:
        raise SystemExit(f"{' '.join(words)} ended with {code}")
    return Used(cpu_s, wall_s, peak / (1024.0**2 if sys.platform == "darwin" else 1024.0))


def bare_loop(inputs: KernelInputs) -> Callable[[], None]:
    """Return the bare loop with a room's modes and a machine's heating map."""
    decay = np.exp(-inputs.dynamics.rate_per_s * STEP_S)
    rise, sums = inputs.dynamics.gain_k_per_w * (1.0 - decay), np.zeros(8760)
    table, outdoor, state = (
        inputs.machine.heating,
        inputs.drivers.outdoor_degc,
        np.zeros(decay.size),
    )
    return lambda: bare_year(decay, rise, table, outdoor, state, sums)


def bare_loop_s() -> float:
    """Return the CPU time of the bare loop [s]."""
    scenario = load_scenario(SCENARIO)
    machine, _ = scenario.candidates[0].compile()
    control = compile_control(scenario.thermostat)
    return best(ROUNDS, bare_loop(compile_inputs(room_response(scenario), machine, control)))[0]


def full(one: KernelInputs, warmup_hours: int = 0) -> Callable[[], object]:
    """Return a year of a machine in a room whose drivers are at hand, as all its machines have."""
    hourly, cycles = np.zeros((N_CHANNELS, 8760)), np.empty((110_000, N_CYCLE_FIELDS))
    trace, drivers = np.zeros((0, N_CHANNELS)), packed_drivers(one.drivers)
    return lambda: simulate_year(
        one, STEP_S, warmup_hours, hourly, cycles, trace, np.zeros(0), 0, drivers
    )


def without_samples(control: Control) -> Control:
    """Return a unit's own control that leaves the fan off between its runs."""
    return control._replace(fan_by_control=0.0)


def places() -> None:
    """Compare years of more machines and places with the bare loop, by either control."""
    single = "kind: single_stage, seer2: 15.2, hspf2: 7.8, size"
    variable = "kind: variable_speed, seer2: 21, hspf2: 10, size"
    tried = [
        (SCENARIO, f"{single}: 6 kBtu/h, fan: continuous"),
        *(
            ("miami-addition", f"{kind}: {size} kBtu/h")
            for kind in (single, variable)
            for size in (6, 12)
        ),
        *(("humid-bedroom", f"{kind}: 6 kBtu/h") for kind in (variable, single)),
    ]
    named = {}
    cache = RoomCache()
    for name, unit in tried:
        scenario = load_scenario(name, [f"candidates=[{{{unit}}}]"])
        response = room_response(scenario, cache=cache)
        candidate = scenario.candidates[0]
        machine = at_site(candidate.compile()[0], response.climate.pressure_pa)
        wall = compile_control(scenario.thermostat)
        own = control_of(scenario.thermostat, candidate)
        for control, word in (
            (own, "own"),
            (without_samples(own), "own, fan off"),
            (wall, "wall thermostat"),
        ):
            inputs = compile_inputs(response, machine, control)
            named[f"{name}, {scenario.candidate_names()[0]}, {word}"] = inputs
    functions = [bare_loop(next(iter(named.values()))), *map(full, named.values())]
    for function in functions:
        function()
    limit_s, *taken = best(ROUNDS, *functions)
    print(f"\nyears by place and machine, bare loop {limit_s * 1e3:.1f} ms")
    for name, seconds in zip(named, taken, strict=True):
        print(f"  {name:66s} {seconds / limit_s:5.2f}")


def years() -> None:
    """Compare one candidate-year with the bare loop, and time the room's part and a row's rest."""
    scenario = load_scenario(SCENARIO)
    cache = RoomCache()
    response = room_response(scenario, cache=cache)
    machines = [
        at_site(candidate.compile()[0], response.climate.pressure_pa)
        for candidate in scenario.candidates
    ]
    wall = compile_control(scenario.thermostat)
    own = [control_of(scenario.thermostat, candidate) for candidate in scenario.candidates]
    inputs = [compile_inputs(response, m, c) for m, c in zip(machines, own, strict=True)]
    no_samples = [one._replace(control=without_samples(one.control)) for one in inputs]
    by_wall = [compile_inputs(response, m, wall) for m in machines]
    bare = bare_loop(inputs[0])

    areas = range(20, 20 + ROUNDS)
    rooms = cycle([load_scenario(SCENARIO, [f"room.windows.0.area={a} ft2"]) for a in areas])

    def room_in_a_row() -> None:
        kept = replace(cache, responses=LRUCache(1), rooms=LRUCache(1))
        room_response(next(rooms), weather=response.weather, cache=kept)

    def row() -> None:
        candidate = scenario.candidates[0]
        year = run_candidate(
            scenario, response, 0, traced="nothing", compiled=lambda _: candidate.compile()
        )
        figures_of(year)
        money_of(year, prices_for(scenario))

    warmup_hours = round(scenario.simulation.warmup_s / 3600.0)
    functions = [bare, *map(full, [*inputs, *no_samples, *by_wall])]
    others = [bare, lambda: room_response(scenario), room_in_a_row, row]
    others.append(full(inputs[0], warmup_hours))
    for function in (*functions, *others):
        function()
    limit_s, *taken = best(ROUNDS, *functions)
    print(f"one candidate-year at {STEP_S:g} s steps, everything on")
    print(f"  {'bare loop with one look-up a step':62s} {limit_s * 1e3:7.1f} ms   1.00")
    names = scenario.candidate_names()
    ways = ("own control, its fan samples the room", "own control, fan off", "wall thermostat")
    names = [f"{name}, {way}" for way in ways for name in names]
    for name, seconds in zip(names, taken, strict=True):
        print(f"  {name:62s} {seconds * 1e3:7.1f} ms  {seconds / limit_s:5.2f}")
    limit_s, alone_s, in_row_s, row_s, year_s = best(ROUNDS // 3, *others)
    print("\nwhat comes with it")
    for name, seconds in (
        ("a room alone, its weather and soil read", alone_s),
        ("a new room in a row of a sweep", in_row_s),
        ("a row without room and year", row_s - year_s),
    ):
        print(f"  {name:46s} {seconds * 1e3:7.1f} ms  {seconds / limit_s:5.2f}")


def processes() -> None:
    """Time whole processes: imports, one candidate, four with plots, the first compilation."""
    with tempfile.TemporaryDirectory() as folder:
        run = ("-c", ONE_CANDIDATE, "run", SCENARIO, "--force", "--out")
        one = (
            *run,
            f"{folder}/one",
            "--no-plots",
            "--set",
            "candidates=[{kind: variable_speed, size: 6 kBtu/h, seer2: 21, hspf2: 10}]",
        )
        four = (*run, f"{folder}/four")
        process(*one)
        process(*four)
        load, one_thread = ("-c", "import numpy, numba"), {"OPENBLAS_NUM_THREADS": "1"}
        imports = min((process(*load) for _ in range(3)), key=cpu)
        imports_1 = min((process(*load, env=one_thread) for _ in range(3)), key=cpu)
        single = min((process(*one) for _ in range(3)), key=cpu)
        plotted = min((process(*four) for _ in range(2)), key=cpu)
        cold = process(*one, env={"HPSIM_CACHE_DIR": f"{folder}/cache"})
    print("\nwhole processes (CPU s, wall s, peak MiB, CPU over that of the imports)")
    for name, used in (
        ("import numpy, numba", imports),
        ("the same with one thread", imports_1),
        ("hpsim run, one candidate, no plots", single),
        ("hpsim run, four candidates, plots", plotted),
        ("the first ever, compiling", cold),
    ):
        ratio = used.cpu_s / imports.cpu_s
        print(
            f"  {name:36s} {used.cpu_s:6.2f} {used.wall_s:6.2f} {used.peak_mib:6.0f} {ratio:6.2f}"
        )


def cpu(used: Used) -> float:
    """Return the CPU time of a process."""
    return used.cpu_s


def other_script(name: str, words: list[str]) -> None:
    """Run another benchmark of this folder in a process of its own."""
    print(flush=True)
    subprocess.run([sys.executable, str(ROOT / "benchmarks" / name), *words], check=False)


PARTS = ("years", "places", "processes", "sweeps", "energyplus")

if __name__ == "__main__":
    parts = set(sys.argv[1:]) & set(PARTS) or PARTS
    if "years" in parts:
        years()
    if "places" in parts and "--brief" not in sys.argv:
        places()
    if "processes" in parts:
        processes()
    if "sweeps" in parts:
        other_script("sweep_bench.py", [word for word in sys.argv[1:] if word not in PARTS])
    if "energyplus" in parts and "--brief" not in sys.argv:
        other_script("energyplus_bench.py", [])
