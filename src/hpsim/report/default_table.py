"""The defaults that move results: one table, with source, grade and what their range does.

`data/defaults.yaml` lists them, `data/defaults_runs.json` has what runs gave at both ends of each
range (``python tools/defaults.py --run``), and docs/defaults.md is written from the two.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any, Literal, NamedTuple, TypeAlias

from hpsim.description.shipped_yaml import read_shipped_yaml
from hpsim.shipped import data_file

Grade: TypeAlias = Literal["measured", "standard", "manual", "judgement"]
DEFAULT_SCENARIO = "chicago-addition"
FIGURES: Mapping[str, str] = {
    "electricity_kwh": "kWh",
    "starts": "starts",
    "high_humidity_h": "humid hours",
}
"""Metrics that a range is judged by, and how the page calls them."""


@dataclass(frozen=True, slots=True)
class DefaultValue:
    """A default that moves results."""

    key: str
    """The key that changes it."""
    value: float | str
    before: str
    """In the edition before."""
    source: str
    grade: Grade
    moves: str
    """What it moves."""
    of: str = ""
    """What it holds for, where not for all."""
    unit: str = ""
    range: tuple[str, str] | None = None
    """Both ends, with units."""
    settings: tuple[tuple[str, ...], tuple[str, ...]] | None = None
    """What sets them, ``KEY=VALUE``."""
    base: tuple[str, ...] = ()
    """What sets the scenario of all these runs."""
    scenario: str = DEFAULT_SCENARIO
    candidate: int = 0
    """In whose year the range is tried."""
    code: str = ""
    """Where the code has the value: ``module:NAME``, with dots for attributes and keys."""
    per_code: float = 1.0
    """The value here over that in the code: another unit."""

    @property
    def name(self) -> str:
        """Key, and what it holds for."""
        return f"{self.key}, {self.of}" if self.of else self.key

    @property
    def value_text(self) -> str:
        """The value as a person would write it."""
        shown = f"{self.value:g}" if isinstance(self.value, (int, float)) else self.value
        return f"{shown} {self.unit}".strip()

    def value_in_code(self) -> float | str:
        """Return the value that the code has, in the unit of `value`.

        Raises
        ------
        LookupError
            There is none of that name.
        """
        module, _, path = self.code.partition(":")
        found: Any = import_module(module)
        for part in path.split("."):
            if isinstance(found, Mapping):
                found = found[part]
            elif hasattr(found, part):
                found = getattr(found, part)
            else:
                raise LookupError(f"{self.code}: no {part}")
        return found if isinstance(found, str) else float(found) * self.per_code


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


@cache
def default_values() -> tuple[DefaultValue, ...]:
    """Return all rows, in the order of the file."""
    return tuple(_row(row) for row in _written()["defaults"])


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


def _row(written: Mapping[str, Any]) -> DefaultValue:
    row = dict(written)
    if "range" in row:
        low, high = row["range"]
        row["range"] = (str(low), str(high))
    if "settings" in row:
        low, high = row["settings"]
        row["settings"] = (_settings(low), _settings(high))
    row["base"] = _settings(row.get("base", []))
    return DefaultValue(**row)


def _settings(written: str | list[str]) -> tuple[str, ...]:
    return (written,) if isinstance(written, str) else tuple(written)


@cache
def _kept() -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(data_file("defaults_runs.json").read_bytes())
    return found


def figures_of_runs() -> Mapping[str, Mapping[str, Mapping[str, float]]]:
    """Return what runs gave, by name of the row and then ``low``, ``default`` and ``high``."""
    found: Mapping[str, Mapping[str, Mapping[str, float]]] = _kept()["runs"]
    return found


def figures_of_edition() -> Mapping[str, Sequence[Mapping[str, float]]]:
    """Return what today's runs of the earlier edition gave, by case, for each candidate."""
    found: Mapping[str, Sequence[Mapping[str, float]]] = _kept()["edition"]
    return found


def forget_figures() -> None:
    """Read the figures of runs again, after they were written."""
    _kept.cache_clear()


def range_does(row: DefaultValue) -> str:
    """Return what results do across a row's range, in words; nothing where no run was made."""
    runs = figures_of_runs().get(row.name)
    if runs is None:
        return ""
    parts = []
    for metric, words in FIGURES.items():
        values = [runs[end].get(metric) for end in ("low", "default", "high")]
        shown = ["–" if value is None else f"{value:,.0f}" for value in values]
        parts.append(f"{shown[0]} / {shown[1]} / {shown[2]} {words}")
    return "; ".join(parts)


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


NOT_RESTORED = """
## What 2026-11 does not restore

Every default of the table that has changed is restored; a test goes through them row by row.
Physics that was wrong and has been mended since stays mended: it is no default, and no key brings
it back.

| now | before | moves |
| --- | --- | --- |"""


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
