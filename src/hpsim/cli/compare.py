"""``hpsim compare``: candidates of scenario files and result folders in one table."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hpsim.cli import tables
from hpsim.cli.completion import scenario_names
from hpsim.cli.options import AsJson, Units, with_units
from hpsim.cli.process import plain_warnings
from hpsim.cli.progress import simulated
from hpsim.errors import HpsimError
from hpsim.units.display import Reader
from hpsim.units.numbers import number
from hpsim.units.systems import UnitSystem

if TYPE_CHECKING:
    from collections.abc import Callable

    from hpsim.folder.summary import Json
    from hpsim.results import Run
    from hpsim.scenario.model import Scenario
    from hpsim.verdict.otherwise import Otherwise

    Change = Callable[[Scenario], Scenario]


def command(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE|FOLDER ...",
            help="Scenario files or result folders.",
            autocompletion=scenario_names,
        ),
    ],
    sizes: Annotated[
        str | None,
        typer.Option(
            metavar="6k,9k,…",
            help="Compare these sizes in place of the file's units; or '2 kW,2.5 kW'.",
        ),
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option(metavar="KIND", help="Of the sizes: single_stage, two_stage, variable_speed."),
    ] = None,
    alternatives: Annotated[
        bool,
        typer.Option(
            "--alternatives", help="Add a 1.5 kW heater, baseboard, the existing system, nothing."
        ),
    ] = False,
    report: Annotated[
        bool, typer.Option("--report", help="Write one page of all of them, too.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Of --report; default: results/comparison.html."),
    ] = None,
    units: Units = None,
    as_json: AsJson = False,
) -> None:
    """Put candidates, files or result folders in one table, and on one page with --report.

    Files are simulated; no result folder is written of them.
    """
    from hpsim.folder.summary import texts_in

    page = _page_file(out, is_asked=report)
    with plain_warnings():
        change = _change(sizes, kind, alternatives=alternatives)
        found = [_read(source, units, change, with_run=report) for source in sources]
        uses = _otherwise(sources, units, sizes, kind) if alternatives else []
    summaries = list(zip(sources, (summary for summary, _ in found), strict=True))
    systems = [summary.get("units", "si") for _, summary in summaries]
    reader = Reader(units or systems[0])
    if not as_json and {*systems} != {reader.system}:
        summaries = [(source, texts_in(summary, reader.system)) for source, summary in summaries]
    if page is not None:
        _write_page(page, sources, found)
    candidates = [
        {"source": source, "scenario": summary["scenario"], **candidate}
        for source, summary in summaries
        for candidate in summary["candidates"]
    ]
    if as_json:
        first = summaries[0][1]
        head = {key: first[key] for key in ("schema_version", "hpsim_version")}
        keys = ("answer", "caveat", "named", "next_sizes")
        more: Json = {key: first[key] for key in keys if key in first}
        more = more if len(summaries) == 1 else {}
        more |= {} if page is None else {"report": str(page)}
        more |= {"otherwise": [row._asdict() for row in uses]} if uses else {}
        print(json.dumps({**head, **more, "candidates": candidates}, indent=2))
        return
    _show(candidates, summaries, reader)
    if uses:
        _show_otherwise(uses, reader)
    if page is not None:
        print(f"\nThe page of all of them is {page}: open it in a browser, or send it.")


def _page_file(out: Path | None, *, is_asked: bool) -> Path | None:
    """Return where the page goes, None: nowhere; refuse a place before anything is simulated."""
    if not is_asked and out is None:
        return None
    if not is_asked:
        raise HpsimError.of("--out without --report", hint=f"--report --out {out}")
    file = out or Path("results") / "comparison.html"
    if file.suffix.lower() not in (".html", ".htm") or file.is_dir():
        raise HpsimError.of(f"{file} is no name of a page", "--out", hint="comparison.html")
    return file


def _write_page(page: Path, sources: list[str], found: list[tuple[Json, Run | None]]) -> None:
    """Write one page of all runs; a page of one is that of its result folder."""
    from hpsim.description.paths import write_whole
    from hpsim.folder.place import as_refusal
    from hpsim.report.page import Shown, page_html, several_html

    shown = [
        Shown(run, summary, source)
        for source, (summary, run) in zip(sources, found, strict=True)
        if run is not None
    ]
    html = several_html(shown) if len(shown) > 1 else page_html(*shown[0][:2])
    try:
        page.parent.mkdir(parents=True, exist_ok=True)
        write_whole(page, html)
    except OSError as error:
        raise as_refusal(error, page) from error


def _otherwise(
    sources: list[str], units: UnitSystem | None, sizes: str | None, kind: str | None
) -> list[Otherwise]:
    """Return the units of one file in its room used otherwise; of several nothing."""
    if len(sources) > 1:
        return []
    from hpsim.scenario.load import load_scenario
    from hpsim.verdict.alternatives import of_sizes
    from hpsim.verdict.otherwise import otherwise

    scenario = load_scenario(sources[0], with_units(None, units))
    return otherwise(scenario if sizes is None else of_sizes(scenario, sizes, kind))


def _show_otherwise(uses: list[Otherwise], reader: Reader) -> None:
    from hpsim.verdict.otherwise import AWAY_K

    back = reader.text(AWAY_K, "setback_k", 2)
    print()
    tables.print_folded(
        "The same units with the door to the home open or closed, and with people away by day "
        f"(setpoints {back} back from 9:00 to 17:00):"
    )
    print()
    headings = (">kWh", ">starts a day", ">humid h", ">recovery, min", ">longest, min")
    table = tables.Table("candidate", "use", "verdict", *headings)
    for row in uses:
        starts = None if row.starts is None else row.starts / 365.0
        humid = "–" if row.high_humidity_h is None else f"{row.high_humidity_h:,}"
        cells = [f"{row.electricity_kwh:,.0f}", number(starts, 2), humid]
        cells += [number(row.recovery_min, 2), number(row.longest_recovery_min, 2)]
        table.add_row(row.name, row.use, row.verdict, *cells)
    tables.print_table(table)


def _change(sizes: str | None, kind: str | None, *, alternatives: bool) -> Change | None:
    """Return what the options make of a scenario; None: nothing."""
    if sizes is None and kind is not None:
        hint = "--sizes 6k,9k,12k --kind variable_speed"
        raise HpsimError.of("--kind without --sizes", hint=hint)
    if sizes is None and not alternatives:
        return None

    def change(scenario: Scenario) -> Scenario:
        from hpsim.scenario.weather import of_climate
        from hpsim.simulate.design_day import design_loads
        from hpsim.verdict.alternatives import of_sizes, with_alternatives

        if sizes is not None:
            scenario = of_sizes(scenario, sizes, kind)
            _warn_of_costs(scenario)
        if not alternatives:
            return scenario
        thermostat = scenario.thermostat
        has_setpoint = thermostat.heating is not None or thermostat.cooling is not None
        climate = of_climate(scenario) if has_setpoint else None
        return with_alternatives(scenario, None if climate is None else design_loads(climate))

    return change


def _warn_of_costs(scenario: Scenario) -> None:
    """Warn of costs of units that other sizes replaced."""
    names = scenario.candidate_names()
    costs = {} if scenario.economics is None else scenario.economics.costs
    if left_out := [name for name in costs if name not in names]:
        warnings.warn(
            f"economics.costs of {', '.join(left_out)}: left out, as --sizes compares other "
            "units; list the sizes as candidates in the file to keep them",
            stacklevel=2,
        )


def _read(
    source: str, units: UnitSystem | None, change: Change | None, *, with_run: bool
) -> tuple[Json, Run | None]:
    """Return the summary of a folder or a simulated file, and its run if that is asked for."""
    from hpsim.folder.summary import is_folder, read_summary, summary_of

    path = Path(source)
    if path.is_dir() or is_folder(path):
        if change is not None:
            hint = "give its scenario: " + str(path / "scenario.yaml")
            message = "a result folder has the units it was run with"
            raise HpsimError.of(message, file=source, hint=hint)
        summary = read_summary(path)
        if not with_run:
            return summary, None
        from hpsim.folder.reading import read_run

        return summary, read_run(path)
    from hpsim.scenario.load import load_scenario

    scenario = load_scenario(source, with_units(None, units))
    run = simulated(scenario if change is None else change(scenario))
    return summary_of(run, None), run


def _show(
    candidates: list[dict[str, Any]], summaries: list[tuple[str, Json]], reader: Reader
) -> None:
    from hpsim.cli.money import print_money
    from hpsim.verdict.findings import findings, verdict_lines

    several = len(summaries) > 1
    if not several and "answer" in summaries[0][1]:
        caveat = reader.translated(summaries[0][1].get("caveat", ""))
        tables.print_answer(summaries[0][1]["answer"], caveat)
    scenarios = [c["scenario"] for c in candidates] if several else []
    width = tables.terminal_width()
    given = any(summary.get("carbon_given", False) for _, summary in summaries)
    for part in tables.candidates_tables(candidates, scenarios, width, reader, carbon_given=given):
        tables.print_table(part)
        print()
    for _, summary in summaries:
        start = f"{summary['scenario']}, {summary['weather']['place']}. " if several else ""
        if days := summary.get("period"):
            start += f"Sums of {days['hours']} h, {days['from']} to {days['to']}. "
        tables.print_folded(f"{start}{tables.room_line(summary['room'], reader)}")
    print()
    if several:
        candidates = [{**c, "name": f"{c['name']} in {c['scenario']}"} for c in candidates]
    print_money(candidates, None if several else summaries[0][1].get("money"), reader)
    found = findings(candidates, None, reader.system, carbon_given=given)
    tables.print_why(verdict_lines(candidates), found)
