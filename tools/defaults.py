"""Write docs/defaults.md; with ``--run`` first make the runs at both ends of each range.

``python tools/defaults.py`` writes the page from the table and the runs that are kept.
``python tools/defaults.py --run [WORD …]`` makes the runs of all rows, or of those whose key
contains one of the words, and keeps them in ``src/hpsim/data/defaults_runs.json``: some seconds
a row. Years of the earlier edition are run with all rows, and for the word ``edition``.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # the command line's digits, before numpy

import hpsim
from hpsim.folder.summary import summary_of
from hpsim.report.default_table import (
    FIGURES,
    DefaultValue,
    EditionCase,
    default_values,
    defaults_page,
    edition_cases,
    figures_of_edition,
    figures_of_runs,
    forget_figures,
)

ROOT = Path(__file__).resolve().parent.parent
RUNS = ROOT / "src" / "hpsim" / "data" / "defaults_runs.json"
PAGE = ROOT / "docs" / "defaults.md"


@cache
def figures(scenario: str, candidate: int, settings: tuple[str, ...]) -> dict[str, float]:
    """Return the figures of one candidate's year."""
    print(f"running {' '.join((scenario, *settings))}", file=sys.stderr, flush=True)
    loaded = hpsim.load_scenario(scenario, settings)
    only = loaded.model_copy(update={"candidates": (loaded.candidates[candidate],)})
    metrics = summary_of(hpsim.simulate(only), None)["candidates"][0]["metrics"]
    return {key: round(metrics[key]) for key in FIGURES if metrics.get(key) is not None}


def runs_of(row: DefaultValue) -> dict[str, dict[str, float]]:
    """Return the figures at both ends of a row's range and with its default."""
    low, high = row.settings or ((), ())
    ends = {"low": low, "default": (), "high": high}
    return {
        end: figures(row.scenario, row.candidate, (*row.base, *settings))
        for end, settings in ends.items()
    }


def edition_of(case: EditionCase) -> list[dict[str, float]]:
    """Return the figures of each candidate under the earlier edition, as they are now."""
    print(f"running {case.name}", file=sys.stderr, flush=True)
    loaded = hpsim.load_scenario(case.scenario, case.settings)
    found = summary_of(hpsim.simulate(loaded), None)["candidates"]
    return [
        {key: round(c["metrics"][key], 1) for key in then}
        for c, then in zip(found, case.then, strict=True)
    ]


def main(words: Sequence[str] | None = None) -> None:
    """Make runs if asked to, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--run", nargs="*", metavar="WORD", help="rows to run; none: all")
    given = parser.parse_args(words)
    if given.run is not None:
        rows = [row for row in default_values() if row.settings]
        kept = dict(figures_of_runs()) if given.run else {}
        if given.run:
            rows = [row for row in rows if any(word in row.name for word in given.run)]
        made = {row.name: runs_of(row) for row in rows}
        names = [row.name for row in default_values()]
        known = {**kept, **made}
        runs = {name: known[name] for name in names if name in known}
        edition = figures_of_edition()
        if not given.run or "edition" in given.run:
            edition = {case.name: edition_of(case) for case in edition_cases()}
        text = json.dumps({"runs": runs, "edition": edition}, indent=1)
        RUNS.write_text(f"{text}\n", encoding="utf-8")
        forget_figures()
    PAGE.write_text(defaults_page(), encoding="utf-8")


if __name__ == "__main__":
    main()
