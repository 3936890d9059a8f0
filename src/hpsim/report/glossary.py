"""The words that hpsim uses, with their meaning: one word for one thing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from hpsim.description.shipped_yaml import read_shipped_yaml
from hpsim.records import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """A word and what it means."""

    term: str
    group: str
    meaning: str
    unit: str = ""
    also: Sequence[str] = ()
    """Other words that people write for it."""
    not_called: Sequence[str] = ()
    """Words that hpsim's own texts avoid for it."""


@cache
def glossary() -> tuple[Term, ...]:
    """Return all terms, in the order of the file."""
    groups: Mapping[str, list[dict[str, Any]]] = read_shipped_yaml("glossary.yaml")
    return tuple(Term(group=group, **row) for group, rows in groups.items() for row in rows)
