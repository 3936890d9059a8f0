"""``hpsim compare``: candidates of scenario files and result folders in one table."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hpsim.cli.options import AsJson, Units, with_units
from hpsim.units.display import Reader
from hpsim.units.systems import UnitSystem

if TYPE_CHECKING:
    from hpsim.folder.summary import Json


def command(
    sources: Annotated[
        list[str],
        typer.Argument(metavar="FILE|FOLDER ...", help="Scenario files or result folders."),
    ],
    units: Units = None,
    as_json: AsJson = False,
) -> None:
    """Put candidates, files or result folders in one table. Files are simulated, not written."""
    from hpsim.cli.process import plain_warnings, use_one_blas_thread

    use_one_blas_thread()
    with plain_warnings():
        summaries = [(source, _summary(source, units)) for source in sources]
    candidates = [
        {"source": source, "scenario": summary["scenario"], **candidate}
        for source, summary in summaries
        for candidate in summary["candidates"]
    ]
    if as_json:
        first = summaries[0][1]
        head = {key: first[key] for key in ("schema_version", "hpsim_version")}
        print(json.dumps({**head, "candidates": candidates}, indent=2))
        return
    asked_for = {summary.get("units", "si") for _, summary in summaries}
    _show(
        candidates, summaries, Reader(units or (asked_for.pop() if len(asked_for) == 1 else "si"))
    )


def _summary(source: str, units: UnitSystem | None) -> Json:
    from hpsim.folder.summary import is_folder, read_summary, summary_of

    path = Path(source)
    if path.is_dir() or is_folder(path):
        return read_summary(path)
    from hpsim.cli.run import simulated
    from hpsim.scenario.load import load_scenario

    return summary_of(simulated(load_scenario(source, with_units(None, units))), None)


def _show(
    candidates: list[dict[str, Any]], summaries: list[tuple[str, Json]], reader: Reader
) -> None:
    from hpsim.cli import tables
    from hpsim.verdict.findings import findings, verdict_lines

    several = len(summaries) > 1
    if not several and "answer" in summaries[0][1]:
        tables.print_answer(summaries[0][1]["answer"])
    scenarios = [c["scenario"] for c in candidates] if several else []
    for part in tables.candidates_tables(candidates, scenarios, tables.terminal_width()):
        tables.print_table(part)
        print()
    for _, summary in summaries:
        start = f"{summary['scenario']}, {summary['weather']['place']}. " if several else ""
        tables.print_folded(f"{start}{tables.room_line(summary['room'], reader)}")
    print()
    if several:
        candidates = [{**c, "name": f"{c['name']} in {c['scenario']}"} for c in candidates]
    tables.print_lines(verdict_lines(candidates))
    tables.print_lines(findings(candidates, None, reader.system))
