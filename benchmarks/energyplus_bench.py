"""The same room and heat pump in EnergyPlus and in hpsim: ``make bench ARGS=energyplus``.

EnergyPlus steps its year by the minute and writes hourly sums, as hpsim does. Its start (reading of
the input, sizing, days of warm-up) is what a run of one day takes; the year alone is the rest.
Processes and loops are taken in turn, and the best of each counts. Nothing here passes or fails.
"""

from __future__ import annotations

import resource
import sys
import tempfile
from pathlib import Path

from bench import ONE_CANDIDATE, ROOT, best, full, process

sys.path.insert(0, str(ROOT / "tools"))

from crosscheck.engine import Engine, EngineError, execute, find_engine
from crosscheck.epjson import Document
from crosscheck.figures import weather_bytes
from crosscheck_heat_pumps import SIZES, Case, document_with, scenario_with
from hpsim.description.yamlfile import write_yaml
from hpsim.equipment.site import at_site
from hpsim.metrics import figures_of, money_of
from hpsim.scenario.control import control_of
from hpsim.scenario.model import Scenario
from hpsim.simulate.candidate import run_candidate
from hpsim.simulate.money import prices_for
from hpsim.simulate.response import room_response
from hpsim.simulate.stepping import compile_inputs

ROOM, PLACE = "bedroom", "us-5A-chicago"
CASES = {
    "one speed, switched at the same band, without timers": (
        Case(ROOM, PLACE, "1", cycles=True),
        1.0,
    ),
    "one speed, by load in EnergyPlus": (Case(ROOM, PLACE, "sized"), SIZES["sized"]),
    "four speeds, by load in EnergyPlus": (
        Case(ROOM, PLACE, "sized", has_speeds=True),
        SIZES["sized"],
    ),
}
"""Of the comparison in ``docs/crosscheck_heat_pumps.md``: machine, case and size factor."""
STEPS_PER_HOUR = 60
ROUNDS, YEARS = 2, 30
DAYS = 365


def minute_document(case: Case, factor: float) -> Document:
    """Return what EnergyPlus runs: steps of a minute, hourly sums."""
    doc = document_with(case, factor)
    for step in doc["Timestep"].values():
        step["number_of_timesteps_per_hour"] = STEPS_PER_HOUR
    for output in doc["Output:Variable"].values():
        output["reporting_frequency"] = "Hourly"
    return doc


def first_day(doc: Document) -> Document:
    """Return a document whose run ends with its first day."""
    periods = {
        name: {**period, "end_month": 1, "end_day_of_month": 1}
        for name, period in doc["RunPeriod"].items()
    }
    return {**doc, "RunPeriod": periods}


def energyplus_s(engine: Engine, doc: Document) -> float:
    """Return the CPU time of a process of EnergyPlus [s]."""

    def used_s() -> float:
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime

    with tempfile.TemporaryDirectory(prefix="hpsim-energyplus-") as folder:
        before_s = used_s()
        execute(engine, doc, weather_bytes(PLACE), Path(folder))
        return used_s() - before_s


def years_s(scenario: Scenario) -> list[float]:
    """Return the CPU times of a year in a known room, of a row, and of a row in a new room [s]."""
    response = room_response(scenario)
    candidate = scenario.candidates[0]
    machine = at_site(candidate.compile()[0], response.climate.pressure_pa)
    inputs = compile_inputs(response, machine, control_of(scenario.thermostat, candidate))

    def row() -> None:
        year = run_candidate(scenario, response, 0, traced="nothing")
        figures_of(year)
        money_of(year, prices_for(scenario))

    year = full(inputs, round(scenario.simulation.warmup_s / 3600.0))
    functions = (year, row, lambda: room_response(scenario))
    for function in functions:
        function()
    year_s, row_s, room_s = best(YEARS, *functions)
    return [year_s, row_s, room_s + row_s]


def processes_s(scenario: Scenario) -> list[float]:
    """Return the CPU times of `hpsim run`, and of the first one, which compiles [s]."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "room.yaml"
        path.write_text(write_yaml(scenario.as_mapping()), encoding="utf-8")
        run = ("-c", ONE_CANDIDATE, "run", str(path), "--no-plots", "--force", "--out")
        first = process(*run, f"{folder}/out", env={"HPSIM_CACHE_DIR": f"{folder}/cache"})
        warm_env = {"HPSIM_CACHE_DIR": f"{folder}/cache"}
        warm = [process(*run, f"{folder}/out", env=warm_env) for _ in range(3)]
    return [min(used.cpu_s for used in warm), first.cpu_s]


def compare(engine: Engine, name: str, case: Case, factor: float) -> float:
    """Print how many times as long EnergyPlus takes; return its run of a year [CPU s]."""
    scenario, doc = scenario_with(case, factor), minute_document(case, factor)
    ours, whole_s, day_s = years_s(scenario), float("inf"), float("inf")
    for _ in range(ROUNDS):
        day_s = min(day_s, energyplus_s(engine, first_day(doc)))
        whole_s = min(whole_s, energyplus_s(engine, doc))
        ours = [min(pair) for pair in zip(ours, years_s(scenario), strict=True)]
    year_s = (whole_s - day_s) * DAYS / (DAYS - 1)
    print(f"\n{name}: EnergyPlus' run {whole_s:.2f} CPU s, a day's {day_s:.2f}", end="")
    print(f"; the year alone {year_s:.2f}\n{'hpsim':46s} {'CPU ms':>8s} {'run':>8s} {'year':>8s}")
    names = (
        "a year, room at hand",
        "a row: year, metrics, money",
        "a row in a new room",
    )
    for name, seconds in zip(names, ours, strict=True):
        print(_row(name, seconds, whole_s, year_s))
    return whole_s


def _row(name: str, seconds: float, *theirs_s: float) -> str:
    ratios = "".join(f" {n:8.{0 if n > 100.0 else 1}f}" for n in (s / seconds for s in theirs_s))
    return f"  {name:44s} {seconds * 1e3:8.1f}{ratios}"


def main() -> None:
    """Measure both and print how many times as long EnergyPlus takes."""
    try:
        engine = find_engine()
    except EngineError as trouble:
        print(f"not compared with EnergyPlus: {trouble}")
        return
    print(f"EnergyPlus {engine.version} at {STEPS_PER_HOUR} steps an hour, {ROOM} in Chicago")
    print("times as long in EnergyPlus: its run, and its year without its start")
    runs_s = [compare(engine, name, *case) for name, case in CASES.items()]
    names = ("hpsim run, a process of its own", "the first ever, compiling")
    first = scenario_with(*next(iter(CASES.values())))
    print(f"\nprocesses: {next(iter(CASES))}")
    for name, seconds in zip(names, processes_s(first), strict=True):
        print(_row(name, seconds, runs_s[0]))


if __name__ == "__main__":
    main()
