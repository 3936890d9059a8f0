"""``hpsim sweep``: run many scenarios made from one; show, plot and weigh what came out."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hpsim.cli import FAILED, INTERRUPTED
from hpsim.cli.completion import sweep_names
from hpsim.cli.options import AsJson, Units, Workers
from hpsim.cli.process import plain_warnings, spare_scipy
from hpsim.cli.progress import Bar, compilation, may_draw
from hpsim.cli.tables import Table, print_fact, print_folded, print_table
from hpsim.units.display import Reader
from hpsim.units.messages import count_of
from hpsim.units.numbers import number

if TYPE_CHECKING:
    from hpsim.cli.progress import Ticker
    from hpsim.sweep.design.sweepfile import Sweep
    from hpsim.sweep.execute.estimate import Estimate
    from hpsim.sweep.execute.run import State

app = typer.Typer(help="Run many scenarios made from one.", rich_markup_mode=None)

RESULTS = Path("results/sweeps")
SHOWN_PROBLEMS = 20
SHOWN_WARNINGS = 8

File = Annotated[
    str,
    typer.Argument(
        metavar="FILE|NAME", help="A sweep file, or a shipped sweep.", autocompletion=sweep_names
    ),
]
FolderArgument = Annotated[
    Path, typer.Argument(metavar="FOLDER", help="A folder that `hpsim sweep run` wrote.")
]
Where = Annotated[
    list[str] | None,
    typer.Option("--where", metavar="COLUMN=VALUE", help="Only such rows; may be repeated."),
]


@app.command("run")
def run(
    file: File,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder; default: results/sweeps/ and the file's name."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say how many runs, how long, how much disk.")
    ] = False,
    workers: Workers = None,
    scheduler: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS", help="Run on a Dask cluster: tcp://HOST:PORT, or local-cluster."
        ),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with what is in the folder.")
    ] = False,
    skip_invalid: Annotated[
        bool, typer.Option("--skip-invalid", help="Go on where values make no valid scenario.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Run even a great many runs.")] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Replace the rows that are in the folder.")
    ] = False,
    set_: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="KEY=VALUE",
            help="Change the scenario or an axis: room.quality=good, grid.weather=[us-1A-miami]",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Run a sweep: every combination of its axes, one row per candidate and run."""
    spare_scipy()
    with plain_warnings():
        from hpsim.sweep.design.sweepfile import read_sweep
        from hpsim.sweep.execute.estimate import estimate
        from hpsim.sweep.execute.run import prepare, run_sweep

        sweep = read_sweep(file, set_ or [])
        target = out or RESULTS / (Path(file).stem or "sweep")
        if dry_run:
            planner = prepare(sweep, skip_invalid=True, yes=True)
            with compilation() as ticker:
                plan = estimate(planner, workers, forks=not scheduler, compiled=ticker.stop)
            _print_estimate(sweep, plan, as_json=as_json)
            return
        with compilation() as ticker, SweepBar(ticker) as bar:
            state = run_sweep(
                sweep,
                target,
                workers=workers,
                scheduler=scheduler,
                resume=resume,
                force=force,
                skip_invalid=skip_invalid,
                yes=yes,
                forks=True,
                progress=bar.show,
            )
    _print_state(sweep, target, state, as_json=as_json)
    if state.disk_error:
        raise typer.Exit(FAILED)
    if state.is_interrupted:
        raise typer.Exit(INTERRUPTED)


@app.command("show")
def show(folder: FolderArgument, units: Units = None, as_json: AsJson = False) -> None:
    """Show what is in a sweep's folder: how far it is, its axes, what the metrics span."""
    from hpsim.sweep.analyse.summary import summarise
    from hpsim.sweep.analyse.table import units_of
    from hpsim.sweep.folder import SweepFolder

    summary = summarise(folder)
    if as_json:
        print(json.dumps(summary, indent=2))
    else:
        _show(summary, Reader(units_of(SweepFolder(folder).about(), units)))


@app.command("plot")
def plot(
    folder: FolderArgument,
    x: Annotated[str | None, typer.Option(metavar="COLUMN", help="Axis or metric.")] = None,
    y: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="A metric; an axis for a heat map.")
    ] = None,
    color: Annotated[
        str | None,
        typer.Option(metavar="COLUMN", help="An axis: one line each; a metric: a heat map."),
    ] = None,
    facet: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="An axis: one panel for each value.")
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option(metavar="KIND", help="heatmap, lines, points, pareto or tornado."),
    ] = None,
    scale: Annotated[
        str,
        typer.Option(
            metavar="linear|log", help="Of a heat map's colours, or else of the vertical axis."
        ),
    ] = "linear",
    where: Where = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="PNG, SVG or PDF; default: in the folder.")
    ] = None,
    units: Units = None,
) -> None:
    """Draw a sweep: heat map, lines, points, Pareto front or tornado, in small multiples."""
    from hpsim.sweep.analyse.picture import Picture
    from hpsim.sweep.analyse.pictures import draw

    picture = Picture(x=x, y=y, color=color, facet=facet, kind=kind, scale=scale)
    print(draw(folder, picture, where or [], out, units))


@app.command("sensitivity")
def sensitivity(
    folder: FolderArgument,
    metric: Annotated[
        str, typer.Option(metavar="COLUMN", help="What the axes act on.")
    ] = "electricity_kwh",
    where: Where = None,
    units: Units = None,
    as_json: AsJson = False,
) -> None:
    """Say how much of a metric each axis explains, and how far it moves it by itself."""
    from hpsim.sweep.analyse.sensitivity import effects
    from hpsim.sweep.analyse.table import units_of
    from hpsim.sweep.folder import SweepFolder

    found = effects(folder, metric, where or [])
    if as_json:
        print(json.dumps([asdict(effect) for effect in found], indent=2))
        return
    reader, name = Reader(units_of(SweepFolder(folder).about(), units)), metric.partition(".")[0]
    unit = f", {shown}" if (shown := reader.unit(name)) else ""
    table = Table("axis", "first-order", "by", f"low{unit}", f"high{unit}", "at", "to")
    for effect in found:
        table.add_row(
            effect.axis,
            number(effect.first_order, 2),
            effect.method,
            reader.number(effect.low, name, 4),
            reader.number(effect.high, name, 4),
            effect.low_at,
            effect.high_at,
        )
    print_folded(
        f"{metric}: fraction of its variance that each axis explains alone, and its mean at the "
        "axis' values with the lowest and the highest mean, all else alike"
    )
    print()
    if found:
        print_table(table)
    else:
        print("no axis has several values here")


class SweepBar(Bar):
    """A progress bar with rate and remaining time on a terminal, nothing in a pipe."""

    def __init__(self, ticker: Ticker) -> None:
        super().__init__("runs")
        self._ticker = ticker

    def show(self, state: State) -> None:
        """Show how far a sweep is."""
        self._ticker.stop()
        if not state.startup_s:
            return  # it has not begun: processes are forked before the bar has a thread
        if self._progress is None and may_draw():
            from rich.progress import (
                BarColumn,
                MofNCompleteColumn,
                TextColumn,
                TimeRemainingColumn,
            )

            self._start(
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TextColumn("{task.fields[rate]}"),
                TimeRemainingColumn(),
                rate="",
            )
        if not state.years:  # runs begin
            self._started_s = time.monotonic()
        rate = state.years / max(time.monotonic() - self._started_s, 1e-3)
        self._show(state.done + state.invalid, state.total, rate=f"{rate:.0f} candidate-years/s")


def _print_state(sweep: Sweep, target: Path, state: State, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"folder": str(target.resolve()), **state.__dict__}, indent=2))
    counted = (
        ("cut short and done anew", state.damaged_parts, "part"),
        ("made from files that have changed, so done anew", state.changed, "run"),
        ("there already", state.before, "run"),
        ("no valid scenario, so rows with an error", state.invalid, "run"),
        ("failed, see the column error", state.failed, "run"),
    )
    lines = [f"{text}: {count_of(n, what)}" for text, n, what in counted if n]
    if state.disk_error:
        lines.append(f"stopped, a file can't be written: {state.disk_error}")
    elif state.is_interrupted:
        lines.append("interrupted")
    if state.disk_error or state.is_interrupted:
        kept = f"{state.done:,} of {state.total:,} runs are kept"
        lines.append(f"{kept}: the same command with --resume goes on")
    lines += map(_reader_of(sweep).translated, _warning_lines(state.warnings))
    rate = state.years / max(state.wall_s - state.startup_s, 1e-9)
    years = count_of(state.years, "candidate-year")
    done = f"{years} in {state.wall_s:.1f} s ({rate:.0f}/s after {state.startup_s:.1f} s of start)"
    file = sys.stderr if as_json or state.is_interrupted or state.disk_error else sys.stdout
    print(f"{sweep.name}: {done}", file=file)
    for line in lines:
        print(f"  {line}", file=file)
    if file is sys.stdout:
        print(f"Rows are in {target}/runs/*.parquet; look at them with")
        print(f"  hpsim sweep show {target}")


def _print_estimate(sweep: Sweep, plan: Estimate, *, as_json: bool) -> None:
    if as_json:
        problems = [asdict(problem) for problem in plan.problems]
        print(json.dumps({**plan._asdict(), "problems": problems}, indent=2))
        return
    about = "" if plan.is_counted else "about "
    print(f"{sweep.name}: {about}{plan.runs:,} runs, {plan.candidate_years:,} candidate-years")
    print(f"  rooms     {about}{plan.rooms:,} room responses to weather and setpoints")
    measured = [(plan.weathers, plan.weather_s, "a climate with its first room and candidate")]
    further_rooms = plan.rooms - plan.weathers
    measured.append((further_rooms, plan.room_s, "each further room with its first candidate"))
    further = plan.candidate_years - plan.rooms - plan.shared
    measured.append((further, plan.candidate_s, "each further candidate"))
    measured.append((plan.shared, plan.shared_s, "where only the price differs"))
    parts = [f"{1000 * seconds:.3g} ms {words}" for count, seconds, words in measured if count]
    print_fact("  measured  ", ", ".join(parts))
    print(
        f"  time      about {_duration(plan.seconds)}, {_duration(plan.startup_s)} of it to start"
    )
    print(f"  disk      about {_size(plan.bytes)}")
    if plan.invalid:
        print(f"  invalid   {about}{plan.invalid:,} combinations make no valid scenario")
    for problem in plan.problems[:SHOWN_PROBLEMS]:
        is_own = problem.file == sweep.file
        print(f"    {problem.as_text() if is_own else problem.with_file()}")
    for line in _warning_lines(plan.warnings, "of the sample"):
        print(f"  {_reader_of(sweep).translated(line)}")


def _reader_of(sweep: Sweep) -> Reader:
    """Return who reads a sweep: in the units of its scenario."""
    from hpsim.scenario.load import units_of_tree

    return Reader(units_of_tree(sweep.base))


def _warning_lines(warnings: dict[str, int], where: str = "") -> list[str]:
    """Return a line for each of the commonest warnings, and how many runs it is about."""
    lines = []
    for text, count in list(warnings.items())[:SHOWN_WARNINGS]:
        lines.append(f"warning, {' '.join(filter(None, [count_of(count, 'run'), where]))}: {text}")
    more = len(warnings) - SHOWN_WARNINGS
    return [*lines, f"and {more} more warnings: column warnings"] if more > 0 else lines


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{max(seconds, 1):.0f} s"
    if seconds < 5400:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"


def _size(n_bytes: float) -> str:
    if n_bytes < 1e6:
        return f"{max(n_bytes / 1e3, 1):.0f} kB"
    return f"{n_bytes / 1e6:.1f} MB" if n_bytes < 1e9 else f"{n_bytes / 1e9:.1f} GB"


def _show(summary: dict[str, Any], reader: Reader) -> None:
    size = f"{summary['design_size']:,}" if summary["size"] is None else f"{summary['size']:,}"
    print(f"{summary['name']}: {summary['runs']:,} of {size} runs, ", end="")
    print(
        f"{summary['rows']:,} rows, {count_of(summary['parts'], 'part')}, {_size(summary['bytes'])}"
    )
    if summary["damaged_parts"]:
        parts = count_of(summary["damaged_parts"], "part")
        print(f"  damaged, so left out: {parts}; the sweep's command with --resume mends that")
    for error, count in summary["errors"].items():
        print(f"  {count_of(count, 'row')} failed: {error}")
    for line in _warning_lines(summary["warnings"]):
        print(f"  {reader.translated(line)}")
    print(f"  engine {summary['engine']}, {summary['seconds']:.1f} s of work\n")
    axes = Table("axis", "values", "")
    for axis in summary["axes"]:
        axes.add_row(axis["column"], str(axis["count"]), ", ".join(axis["values"]))
    print_table(axes)
    print()
    if summary["verdicts"]:
        judged = Table("verdict", "why", "in", ">rows")
        for row in summary["verdicts"]:
            judged.add_row(row["verdict"], row["why"], row["why_season"] or "", str(row["rows"]))
        print_table(judged)
        print()
    table = Table("metric", "unit", ">lowest", ">median", ">highest", ">rows")
    for key, spread in summary["metrics"].items():
        figures = [reader.number(spread[part], key, 4) for part in ("min", "median", "max")]
        unit = "" if key.endswith("_per_year") else reader.unit(key)
        table.add_row(key, unit, *figures, str(spread["count"]))
    print_table(table)
