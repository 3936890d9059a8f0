"""The table of candidates on the page, and the texts around it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, Literal

from hpsim.description.shipped_yaml import read_shipped_yaml
from hpsim.equipment.traits import traits_of
from hpsim.judgement import UNFIT, original_of
from hpsim.records import dataclass
from hpsim.report.page.chart import Looks
from hpsim.report.page.texts import both
from hpsim.units.numbers import number
from hpsim.verdict.findings import shows_carbon
from hpsim.verdict.words import in_currency

Candidate = Mapping[str, Any]


NO_MACHINES = ("none", "ideal")
"""Kinds of candidates that do no job."""


@dataclass(frozen=True)
class Column:
    """A column of the table: where its value comes from and which value is best."""

    heading: str
    meaning: str
    metrics: Sequence[str] = ()
    """Of the summary: the first that a candidate has is shown; none: the column has words."""
    of_machines: bool = False
    """Whether other candidates have no value."""
    per: float = 1.0
    """What the metric is divided by."""
    digits: int = 0
    """After the point."""
    best: Literal["low", "high", "none"] = "low"
    of_fuel: bool = False
    """Whether only candidates that burn fuel have a value."""
    is_carbon: bool = False
    """Whether it is shown only where carbon is given or fuels are compared."""
    quantity: str = ""
    """In which cells stand in the reader's units, such as ``carbon_kg``; else plain numbers."""
    heading_with_fuel: str = ""
    """Of electricity where a candidate burns fuel: then less of it is not better."""

    @property
    def is_text(self) -> bool:
        """Whether words stand in it."""
        return not self.metrics

    def value(self, candidate: Candidate) -> float | None:
        """Return what a candidate has in it."""
        if self.of_machines and not traits_of(candidate["kind"]).is_machine:
            return None
        if self.of_fuel and not candidate["metrics"].get("fuel"):
            return None
        for key in self.metrics:
            value: Any = candidate["metrics"]
            for part in key.split("."):
                value = value.get(part) if isinstance(value, Mapping) else None
            if value is not None:
                return float(value) / self.per
        return None


@dataclass(frozen=True)
class Cell:
    """What stands in a row under a column."""

    text: str
    is_best: bool = False
    is_text: bool = False


@dataclass(frozen=True)
class Row:
    """A candidate's row."""

    name: str
    colour: int
    cells: tuple[Cell, ...]
    group: str = ""
    """The scenario that it is from, where there are several."""


@cache
def columns() -> tuple[Column, ...]:
    """Return the columns of metrics, from the data file."""
    return tuple(Column(**row) for row in read_shipped_yaml("candidate_columns.yaml")["columns"])


def table_of(
    candidates: Sequence[Candidate],
    looks: Looks,
    fractions: Sequence[str] = (),
    scenarios: Sequence[str] = (),
    *,
    carbon_given: bool = False,
) -> tuple[list[Column], list[Row]]:
    """Return the columns that have anything to show, and a row for each candidate.

    Parameters
    ----------
    candidates : sequence
        Entries of the summary.
    looks : Looks
        Their colours.
    fractions : sequence, optional
        Of each candidate, in how many likely cases its verdict holds, such as ``81 of 100``.
    scenarios : sequence, optional
        Of each candidate, the scenario that it is from, where there are several.
    carbon_given : bool, optional
        Whether the file gives carbon: then emissions have a column without fuel, too.
    """
    names = sorted({str(c["metrics"].get("currency")) for c in candidates} - {"None"})
    currency = names[0] if len(names) == 1 else "Cost"
    words = [_word(c) for c in candidates]
    groups = scenarios or [""] * len(candidates)
    able = _able(candidates, groups)
    shown, cells = [], []
    for heading, meaning, texts in (
        (
            "Verdict",
            "Whether the size fits the room; why stands below the table.",
            words,
        ),
        (
            "How sure",
            "In how many of a hundred likely cases it fits (or else: this verdict holds).",
            fractions,
        ),
    ):
        if any(texts):
            shown.append(Column(heading, meaning))
            cells.append([Cell(text, is_text=True) for text in texts])
    burns = any(c["metrics"].get("fuel") for c in candidates)
    has_carbon = shows_carbon(candidates, carbon_given)
    for column in map(_with_fuel, columns()) if burns else columns():
        if column.is_carbon and not has_carbon:
            continue
        values = [column.value(c) for c in candidates]
        if any(value is not None for value in values):
            heading = column.heading.format(currency=currency)
            shown.append(replace(column, heading=heading))
            is_mixed = len(names) > 1 and heading != column.heading
            units = [c["metrics"].get("currency") if is_mixed else None for c in candidates]
            cells.append(_cells(column, values, units, able, groups))
    rows = [
        Row(c["name"], looks.place(c["name"]), tuple(column[k] for column in cells), groups[k])
        for k, c in enumerate(candidates)
    ]
    return shown, rows


def _with_fuel(column: Column) -> Column:
    """Return a column as it is where a candidate burns fuel."""
    if not column.heading_with_fuel:
        return column
    return replace(column, heading=column.heading_with_fuel, best="none")


def _word(candidate: Candidate) -> str:
    word: str = (candidate.get("verdict") or {}).get("word", "")
    return word


def _text(column: Column, value: float | None) -> str:
    """Return a value as its cell has it."""
    if value is None:
        return number(None)
    return both(value, column.quantity) if column.quantity else f"{value:,.{column.digits}f}"


def _able(candidates: Sequence[Candidate], scenarios: Sequence[str]) -> list[bool]:
    """Return which candidates do the job: others are never called best.

    What a candidate is compared with has no verdict of its own; it has the candidate's.
    """
    words = {
        (scenario, c["name"]): _word(c) for scenario, c in zip(scenarios, candidates, strict=True)
    }
    found = []
    for scenario, c in zip(scenarios, candidates, strict=True):
        word = _word(c) or words.get((scenario, original_of(c["name"])), "")
        found.append(word not in UNFIT and c["kind"] not in NO_MACHINES)
    return found


def _cells(
    column: Column,
    values: Sequence[float | None],
    currencies: Sequence[str | None],
    able: Sequence[bool],
    scenarios: Sequence[str],
) -> list[Cell]:
    """Return a column's cells; in each scenario the best of those that do the job is marked."""
    texts = [_text(column, v) for v in values]
    best = set()
    for scenario in dict.fromkeys(scenarios):
        mine = [k for k, name in enumerate(scenarios) if name == scenario]
        known = [(v, k) for k in mine if able[k] and (v := values[k]) is not None]
        if column.best != "none" and len({texts[k] for k in mine}) > 1 and len(known) > 1:
            first = (min(known) if column.best == "low" else max(known))[1]
            best |= {k for _, k in known if texts[k] == texts[first]}
    return [
        Cell(text if values[k] is None or not currency else in_currency(text, currency), k in best)
        for k, (text, currency) in enumerate(zip(texts, currencies, strict=True))
    ]
