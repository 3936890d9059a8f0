"""The verdict on a unit by its own year alone: as far as no other size has to be simulated for it.

Rules 1, 2 and 4 look at the unit itself. Rule 3 compares it with smaller ones: what is known
without them is whether its minimum output is so low that it can't be larger than it need be.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Literal, NamedTuple, TypeAlias

from hpsim.equipment.kinds import Candidate
from hpsim.scenario.verdict_rules import VerdictRules
from hpsim.verdict.facts import CandidateFacts, SeasonName
from hpsim.verdict.ladder import is_smaller, sizes_below
from hpsim.verdict.rules import Cause, decide, oversized_season

LoneWord: TypeAlias = Literal[
    "wrong kind", "too small", "fits", "fits, but cycles", "fits, or larger than it need be"
]
"""The last where a smaller size decides."""
LoneCause: TypeAlias = Cause | Literal["high minimum output"]


class LoneVerdict(NamedTuple):
    """What one unit's own year says about it."""

    word: str
    """One of `LoneWord`."""
    why: LoneCause
    season: SeasonName | None
    """In which; None: the whole year."""


def verdict_alone(
    facts: CandidateFacts, rules: VerdictRules, candidate: Candidate, others: Sequence[Candidate]
) -> LoneVerdict:
    """Return the verdict that a unit has whatever other sizes do in the same room.

    Parameters
    ----------
    facts : CandidateFacts
        Of the unit's year.
    rules : VerdictRules
        The limits.
    candidate : Candidate
        The unit.
    others : sequence of Candidate
        All of its scenario, which have not been simulated for this.
    """
    decision = decide(facts, (), rules)
    large = oversized_season(facts, rules)
    if decision.holds and large is not None and _has_smaller(candidate, others, rules):
        return LoneVerdict("fits, or larger than it need be", "high minimum output", large.name)
    season = None if decision.season is None else decision.season.name
    return LoneVerdict(decision.word, decision.cause, season)


def _has_smaller(candidate: Candidate, others: Sequence[Candidate], rules: VerdictRules) -> bool:
    """Return whether a run compares a unit with a smaller one: of its file, or of those sold."""
    sold = sizes_below(candidate) if rules.next_size_down else iter(())
    return any(is_smaller(other, candidate) for other in chain(others, sold))
