"""Write the result folder of a run."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

from hpsim.folder.place import as_refusal, built_beside, check_target
from hpsim.folder.provenance import provenance_of
from hpsim.folder.readable import READABLE, write_readable
from hpsim.folder.summary import SUMMARY, Json, flat_metrics, summary_of
from hpsim.folder.tables import write_tables
from hpsim.results import Run
from hpsim.units.display import Reader

Adder: TypeAlias = Callable[[Path], None]


def write_folder(
    run: Run,
    target: Path,
    *,
    force: bool = False,
    command: Sequence[str] = (),
    additions: Sequence[Adder] = (),
) -> Json:
    """Write the result folder of a run, whole or not at all, and return its summary.

    Parameters
    ----------
    run : Run
        What `simulate` returned.
    target : Path
        The folder. One of the same scenario is replaced; missing folders above are made.
    force : bool
        Replace the results of another scenario too.
    command : sequence of str
        What the program was started with, for the record.
    additions : sequence of callable
        Called with the half-made folder, to add plots or a report to it.

    Raises
    ------
    HpsimError
        It may not or could not be written; nothing of it remains.
    """
    target = target.resolve()
    check_target(target, run.scenario_name, force=force)
    summary = summary_of(run, target)
    try:
        with built_beside(target) as building:
            _write_texts(run, summary, command, building)
            write_tables(run, building)
            for add in additions:
                add(building)
    except OSError as error:
        raise as_refusal(error, target) from error
    return summary


def _write_texts(run: Run, summary: Json, command: Sequence[str], folder: Path) -> None:
    _write_json(folder / SUMMARY, summary)
    _write_json(folder / "provenance.json", provenance_of(run, command))
    (folder / "scenario.yaml").write_text(run.scenario_yaml, encoding="utf-8")
    _write_csv(folder / "summary.csv", summary)
    write_readable(folder / READABLE, summary, Reader(run.units))


def _write_json(path: Path, document: Json) -> None:
    text = json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")


def _write_csv(path: Path, summary: Json) -> None:
    """Write one row a candidate; nested metrics as ``outer.inner``."""
    rows = [
        {"candidate": c["name"], "kind": c["kind"], **flat_metrics(c["metrics"])}
        for c in summary["candidates"]
    ]
    header = list(dict.fromkeys(key for row in rows for key in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header)
        writer.writeheader()
        writer.writerows(rows)
