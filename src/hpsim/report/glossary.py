"""The words that hpsim uses, with their meaning: one word for one thing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from hpsim.description.shipped_yaml import read_shipped_yaml


@dataclass(frozen=True, slots=True)
class Term:
    """A word and what it means."""

    term: str
    group: str
    meaning: str
    unit: str = ""
    also: tuple[str, ...] = ()
    """Other words that people write for it."""
    not_called: tuple[str, ...] = ()
    """Words that hpsim's own texts avoid for it."""


@cache
def glossary() -> tuple[Term, ...]:
    """Return all terms, in the order of the file."""
    groups: Mapping[str, list[dict[str, Any]]] = read_shipped_yaml("glossary.yaml")
    return tuple(
        Term(
            row["term"],
            group,
            row["meaning"],
            row.get("unit", ""),
            tuple(row.get("also", ())),
            tuple(row.get("not_called", ())),
        )
        for group, rows in groups.items()
        for row in rows
    )


HEAD = """\
# Nomenclature

One word for one thing, the field's own where there is one. In names the words are joined
(`minimum_output`); in prose they are written as here. `hpsim explain TERM` shows the same.

| word | means | unit | also | not called |
| --- | --- | --- | --- | --- |
"""
FOOT = """
*Run* has two meanings, clear from where it stands: of a compressor, and of a scenario.

How time, signs and units are counted: [conventions.md](conventions.md).
"""


def nomenclature_page() -> str:
    """Return docs/nomenclature.md, which is written from the glossary."""
    lines = []
    group = ""
    for term in glossary():
        if term.group != group:
            group = term.group
            lines.append(f"| **{group}** | | | | |")
        words = (", ".join(term.also), ", ".join(term.not_called))
        lines.append(f"| {' | '.join((term.term, term.meaning, term.unit, *words))} |")
    return HEAD + "\n".join(lines) + "\n" + FOOT
