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
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # the command line's digits, before numpy

import hpsim
from hpsim.description.shipped_yaml import read_shipped_yaml
from hpsim.folder.summary import summary_of
from hpsim.report.default_table import (
    DEFAULT_SCENARIO,
    FIGURES,
    DefaultValue,
    default_values,
    figures_of_runs,
    range_does,
)

ROOT = Path(__file__).resolve().parent.parent
RUNS = ROOT / "src" / "hpsim" / "data" / "defaults_runs.json"
PAGE = ROOT / "docs" / "defaults.md"
HEAD = """\
# Defaults that move results

What hpsim assumes where a scenario gives nothing, as far as it moves results: with its source, how
sure that is, and what a year does across its plausible range. `hpsim explain KEY` shows a row,
`hpsim describe` the defaults of one room. `defaults: 2026-11` in a scenario restores the values
under *before*, and nothing else: [what it does not restore](#what-2026-11-does-not-restore).

The last column has electricity, starts and humid hours (over 60 % RH with a dew point over 60 °F)
at the low end of the range, with the default, and at the high end: of the 6 kBtu/h variable-speed
unit in the [main scenario](../README.md), or of the unit and scenario that the row names.
`python tools/defaults.py --run` makes these runs again and writes this page.

**Grades.** *measured*: from field or laboratory data; *standard*: a standard or code; *manual*: a
maker's document or a program's documentation; *judgement*: our choice.

| key | default | before | range | grade | moves | source | low / default / high |
| --- | --- | --- | --- | --- | --- | --- | --- |
"""
NOT_RESTORED = """
## What 2026-11 does not restore

Every default of the table that has changed is restored; a test goes through them row by row.
Physics that was wrong and has been mended since stays mended: it is no default, and no key brings
it back.

| now | before | moves |
| --- | --- | --- |"""


class EditionCase(NamedTuple):
    """A scenario whose years were simulated before the defaults changed."""

    name: str
    scenario: str
    settings: tuple[str, ...]
    then: tuple[Mapping[str, float], ...]
    """What each candidate's year was, by metric."""


@cache
def _written() -> Mapping[str, Any]:
    found: Mapping[str, Any] = read_shipped_yaml("defaults.yaml")
    return found


def corrections() -> tuple[Mapping[str, str], ...]:
    """Return what changed and no key restores: ``what``, ``before`` and what it ``moves``."""
    return tuple(_written()["corrections"])


def edition_cases() -> tuple[EditionCase, ...]:
    """Return the years of the earlier edition that today's are compared with."""
    years = _written()["years"]
    return tuple(
        EditionCase(case["name"], years["scenario"], tuple(case["settings"]), tuple(case["then"]))
        for case in years["cases"]
    )


def figures_of_edition() -> Mapping[str, Sequence[Mapping[str, float]]]:
    """Return what today's runs of the earlier edition gave, by case, for each candidate."""
    found: Mapping[str, Sequence[Mapping[str, float]]]
    found = json.loads(RUNS.read_bytes())["edition"]
    return found


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
    ends = {"low": row.settings[:1], "default": (), "high": row.settings[1:]}
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


def defaults_page() -> str:
    """Return docs/defaults.md, which is written from the table and the runs."""
    lines = []
    for row in default_values():
        span = " to ".join(row.range) if row.range else ""
        key = f"`{row.key}`" + (f", {row.of}" if row.of else "")
        does = range_does(row)
        if does and (row.scenario != DEFAULT_SCENARIO or row.candidate or row.base):
            words = ", ".join((row.scenario, *row.base))
            does += f" (`{words}`, candidate {row.candidate + 1})"
        cells = (key, row.value_text, row.before, span, row.grade, row.moves, row.source, does)
        lines.append(f"| {' | '.join(cells)} |")
    return HEAD + "\n".join([*lines, NOT_RESTORED, *_edition_lines()]) + "\n"


def _edition_lines() -> Iterator[str]:
    """Give the corrections, and years of the earlier edition then and now."""
    for row in corrections():
        yield f"| {row['what']} | {row['before']} | {row['moves']} |"
    yield ""
    yield "Together they move years of the edition by this much: the last version before 2026-12"
    yield "(*then*), and this one under `defaults: 2026-11`."
    yield ""
    yield "| room | unit | kWh then, now | starts then, now | hours over 60 % RH then, now |"
    yield "| --- | --- | --- | --- | --- |"
    units = ("6k variable-speed", "6k single-stage", "12k variable-speed")
    for case in edition_cases():
        for unit, then, now in zip(units, case.then, figures_of_edition()[case.name], strict=True):
            pairs = (f"{then[key]:,.0f}, {now[key]:,.0f}" for key in then)
            yield f"| {case.name} | {unit} | {' | '.join(pairs)} |"


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
        figures_of_runs.cache_clear()
    PAGE.write_text(defaults_page(), encoding="utf-8")


if __name__ == "__main__":
    main()
