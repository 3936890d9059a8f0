"""Write docs/defaults.md; with ``--run`` first make the runs at both ends of each range.

``python tools/defaults.py`` writes the page from the table and the runs that are kept.
``python tools/defaults.py --run [WORD …]`` makes the runs of all rows, or of those whose key
contains one of the words, and keeps them in ``src/hpsim/data/defaults_runs.json``: some seconds
a row.
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
    default_values,
    defaults_page,
    figures_of_runs,
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
        RUNS.write_text(json.dumps({"runs": runs}, indent=1) + "\n", encoding="utf-8")
        figures_of_runs.cache_clear()
    PAGE.write_text(defaults_page(), encoding="utf-8")


if __name__ == "__main__":
    main()
