"""``hpsim run``: one scenario, all its candidates, a result folder."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hpsim.cli.options import (
    DRAWS,
    SEED,
    AsJson,
    Draws,
    Overrides,
    ScenarioFile,
    Seed,
    Units,
    with_units,
)
from hpsim.cli.process import draw_without_windows, plain_warnings, spare_scipy
from hpsim.cli.progress import sampled, say, simulated

if TYPE_CHECKING:
    from hpsim.folder.summary import Json
    from hpsim.folder.writing import Adder
    from hpsim.results import Run
    from hpsim.scenario.model import Scenario

RESULTS = Path("results")
OF_DAYS = (
    "These are sums over the days that were simulated, and not a year's: the verdict, the cost of "
    "owning and the report page need a whole year (leave out simulation.from and .to)."
)


def command(
    file: ScenarioFile,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Result folder; default: results/<scenario>.")
    ] = None,
    no_plots: Annotated[bool, typer.Option("--no-plots", help="Draw no plots.")] = False,
    no_report: Annotated[bool, typer.Option("--no-report", help="Write no report.")] = False,
    svg: Annotated[bool, typer.Option("--svg", help="Draw plots as SVG too.")] = False,
    minutes: Annotated[
        bool, typer.Option("--minutes", help="Write every step too: minutes.parquet.")
    ] = False,
    sure: Annotated[
        bool,
        typer.Option("--sure", help="Also show how sure the verdicts are, and keep the draws."),
    ] = False,
    draws: Draws = DRAWS,
    seed: Seed = SEED,
    set_: Overrides = None,
    force: Annotated[
        bool, typer.Option("--force", help="Replace the results of another scenario.")
    ] = False,
    units: Units = None,
    as_json: AsJson = False,
) -> None:
    """Simulate a scenario with all its candidates and write what came out."""
    draw_without_windows()
    spare_scipy()
    with plain_warnings():
        from hpsim.folder.place import check_target, other_values
        from hpsim.folder.provenance import this_command
        from hpsim.folder.writing import write_folder
        from hpsim.scenario.load import scenario_of_tree, scenario_warnings
        from hpsim.scenario.tree import read_scenario_tree
        from hpsim.scenario.weather import refuse_days

        tree, problems = read_scenario_tree(file, with_units(set_, units))
        scenario = scenario_of_tree(tree, problems)
        if sure:
            refuse_days(scenario, "how sure a verdict is")
        elif (draws, seed) != (DRAWS, SEED):
            say("--draws and --seed change nothing without --sure")
        target = (out or RESULTS / (Path(file).stem or "scenario")).resolve()
        check_target(target, scenario.name, force=force)
        if before := other_values(target, scenario.content_hash):
            say(f"{_short(target)} has results of other values ({before}): they are replaced")
            say("  (--out DIR keeps both)")
        run = simulated(scenario, minutes=minutes)
        for odd in scenario_warnings(scenario, tree):
            if not any(odd.message in text for text in run.warnings):
                say(f"looks odd: {odd.as_text()}")
        found = None
        if sure:
            run, found, keep = _how_sure(run, scenario, draws, seed)
        additions: list[Adder] = [] if no_plots else [partial(_draw, run, svg=svg)]
        additions += [] if found is None else [keep]
        has_report = not no_report and run.period is None
        additions += [partial(_write_page, run)] if has_report else []
        summary = write_folder(
            run, target, force=force, command=this_command(), additions=additions
        )
    if as_json:
        print(json.dumps(summary, indent=2))
    else:
        _show(run, scenario, summary, has_plots=not no_plots, has_report=has_report)
        if found is not None:
            from hpsim.cli.sure import show

            print()
            show({**found, "answer": []})


def _how_sure(run: Run, scenario: Scenario, draws: int, seed: int) -> tuple[Run, Json, Adder]:
    """Return a run whose answer is as sure as its inputs, how sure that is, and its files."""
    from hpsim.certainty.result import adder, document, with_answer

    sample = sampled(scenario, run, draws, seed)
    return with_answer(run, sample), document(sample), adder(sample)


def _draw(run: Run, folder: Path, *, svg: bool) -> None:
    from hpsim.plots import save_figures

    save_figures(run, folder / "plots", svg=svg)


def _write_page(run: Run, folder: Path) -> None:
    from hpsim.folder.summary import read_summary
    from hpsim.report.page import write_page

    write_page(run, read_summary(folder), folder)


def _show(
    run: Run, scenario: Scenario, summary: Json, *, has_plots: bool, has_report: bool
) -> None:
    from hpsim.cli import tables
    from hpsim.cli.money import print_money
    from hpsim.units.display import Reader
    from hpsim.verdict.findings import findings, verdict_lines

    reader = Reader(run.units)
    if run.judgement is not None:
        caveat = reader.translated(run.judgement.caveat)
        tables.print_answer(run.judgement.answer, caveat)
    steps = "hours" if run.resolution == "hour" else f"steps of {run.step_s:g} s"
    place = reader.translated(run.weather_place)
    tables.print_folded(f"{run.scenario_name} · {place} · {run.span} in {steps}")
    print()
    if run.design is not None:
        for line in tables.design_lines(run.design, reader):
            tables.print_folded(line)
        print()
    width = tables.terminal_width()
    candidates, given = summary["candidates"], summary.get("carbon_given", False)
    for part in tables.candidates_tables(candidates, (), width, reader, carbon_given=given):
        tables.print_table(part)
        print()
    for line in (tables.room_line(summary["room"], reader), *_thermostat_lines(run, scenario)):
        tables.print_folded(line)
    print()
    print_money(candidates, summary.get("money"), reader)
    found = findings(candidates, summary["room"], run.units, carbon_given=given)
    tables.print_why(verdict_lines(candidates), found)
    if run.period is not None:
        print()
        tables.print_folded(OF_DAYS)
    print(f"\nResults are in {_short(Path(summary['folder']))}")
    if has_report:
        tables.print_fact("  read first ", "report.html, in a browser: it can be sent as it is")
    if has_plots:
        tables.print_fact("  pictures   ", "plots/comparison.png, then plots/load_and_output.png")
    files = "summary.csv, hourly.parquet, cycles.parquet (every compressor run)"
    tables.print_fact("  numbers    ", files)


def _thermostat_lines(run: Run, scenario: Scenario) -> list[str]:
    """Return how often the thermostat alone would start each on/off unit."""
    from hpsim.metrics.thermostat_starts import starts_by_candidate
    from hpsim.scenario.control import control_by
    from hpsim.units.display import quantity_text

    differential_k = scenario.thermostat.wall_differential_k
    by_wall = {
        name
        for name, candidate in zip(scenario.candidate_names(), scenario.candidates, strict=True)
        if control_by(scenario.thermostat, candidate) is None
    }
    starts = starts_by_candidate(run, differential_k)
    starts = {name: per_hour for name, per_hour in starts.items() if name in by_wall}
    if not starts:
        return []
    listed = ", ".join(f"{name} {per_hour:.1f}" for name, per_hour in starts.items())
    width = quantity_text(differential_k, "differential_k", run.units, 2)
    line = f"A differential of {width} lets on/off units start at most this often"
    return [f"{line} per hour: {listed}."]


def _short(path: Path) -> str:
    """Return a path as seen from here, if it lies below."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)
