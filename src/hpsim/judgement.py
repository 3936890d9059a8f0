"""What is made of a candidate: its verdict in words, and in how many likely cases it holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Literal, NamedTuple, TypeAlias

from hpsim.records import dataclass

VerdictWord: TypeAlias = Literal[
    "too small", "fits", "fits, but cycles", "larger than it need be", "wrong kind"
]
SHORT_HOURS = 150.0
"""Where the scenario gives no other: the default of `verdict.short_hours`."""
UNFIT: tuple[VerdictWord, VerdictWord] = ("too small", "wrong kind")
"""Verdicts of candidates that don't do their job."""
CONSTANT_TWIN, MAINTAINED_TWIN = "constant setpoints", "maintained"
"""What the name of a candidate's twin ends with: the same machine without setbacks, or without
neglect."""


def original_of(name: str) -> str:
    """Return the name of the candidate that a twin belongs to; any other name as it is.

    Examples
    --------
    >>> original_of("9k, constant setpoints"), original_of("9k")
    ('9k', '9k')
    """
    for what in (CONSTANT_TWIN, MAINTAINED_TWIN):
        name = name.removesuffix(f", {what}")
    return name


@dataclass(frozen=True)
class Verdict:
    """What is made of one candidate in one room."""

    word: VerdictWord
    reason: str
    """One sentence in the reader's units, and a second where a smaller unit would do as well; its
    numbers are in `numbers`."""
    costs: tuple[str, ...] = ()
    """What it costs in comfort, starts, humidity, electricity and money, compared with others."""
    changes: tuple[str, ...] = ()
    """What would change the verdict; each was simulated."""
    numbers: Mapping[str, float] = field(default_factory=dict)
    """Numbers behind it, with their units in their names; those in `reason` also as shown."""

    @property
    def texts(self) -> tuple[str, ...]:
        """Reason, costs and changes."""
        return (self.reason, *self.costs, *self.changes)


@dataclass(frozen=True)
class Sureness:
    """In how many likely cases the verdicts of a run hold."""

    draws: int
    seed: int
    verdicts: Mapping[str, Mapping[str, float]]
    """By candidate, then by verdict: the fraction of cases."""
    matters: tuple[tuple[str, float], ...] = ()
    """Unknowns in words, and the part of the verdict's scatter that each explains, most first."""
    find_out_first: tuple[str, ...] = ()
    weather_note: str = ""
    """Which years of weather the cases have."""
    differs: tuple[str, ...] = ()
    """In what the run with its defaults is not like most of the cases: verdict, electricity."""


class JudgementTexts(NamedTuple):
    """What a judgement says in the other system of units."""

    answer: tuple[str, str, str]
    verdicts: Mapping[str, tuple[str, ...]]
    """Reason, costs and changes, by the candidate's name."""
