"""What candidates cost to buy and run, at the end of the answer."""

from __future__ import annotations

from collections.abc import Sequence

from hpsim.verdict.rules import Decision
from hpsim.verdict.texts import A_GUIDE
from hpsim.verdict.words import Words, sentence_start

USES = "This one uses"
"""How a line begins that gives what a year costs."""


def owning(
    judged: Sequence[Decision], subject: Decision, words: Words, years: int | None, before: str
) -> str:
    """Return what a candidate costs a year and over its life, next to the cheapest other.

    Parameters
    ----------
    judged : sequence of Decision
        Every machine of the run.
    subject : Decision
        The one that the answer is about.
    words : Words
        Writes the numbers.
    years : int
        Over which costs are added up; None: they are left out.
    before : str
        What comes before: a year's cost is not given twice.
    """
    facts = subject.facts
    if years is None or facts.life_cycle_cost is None or facts.cost_per_year is None:
        return ""
    a_year = words.money("cost_per_year", facts.cost_per_year, facts.currency)
    life = words.money("life_cycle_cost", facts.life_cycle_cost, facts.currency, 3)
    guide = f" with the price of {A_GUIDE}"
    others = [
        j for j in judged if j is not subject and j.holds and j.facts.life_cycle_cost is not None
    ]
    is_clear = all(j.facts.short_name != facts.short_name for j in judged if j is not subject)
    who = facts.short_name if is_clear else facts.called
    text = f" {sentence_start(who)} costs {a_year} a year to run, and {life} to buy and run for "
    text += f"{years} years"
    if before.startswith(USES):
        text = f" To buy and run {who} for {years} years costs {life}"
    if not others:
        return f"{text}."
    other = min(others, key=lambda j: j.facts.life_cycle_cost or 0.0)
    mine, its = facts.is_first_cost_by_guide, other.facts.is_first_cost_by_guide
    text += guide if mine and not its else ""
    of_other = guide if its and not mine else ""
    cost = words.money(
        "other_life_cycle_cost", other.facts.life_cycle_cost or 0.0, facts.currency, 3
    )
    if cost == life:
        return f"{text}, and so does {other.facts.called}{of_other}."
    cheapest = f"the cheapest other that holds the room, {other.facts.called}"
    return f"{text}; {cheapest}, {cost}{of_other}."


def owning_near(
    near: tuple[Decision, str] | None, subject: Decision, words: Words, years: int | None
) -> str:
    """Return what a much cheaper candidate costs over its life, where that is known of both.

    Parameters
    ----------
    near : tuple
        That candidate, which a heater makes fit, and a sentence on it; None: there is none.
    subject : Decision
        The one that the answer is about.
    words : Words
        Writes the numbers.
    years : int
        Over which costs are added up; None: they are left out.
    """
    if near is None or years is None or subject.facts.life_cycle_cost is None:
        return ""
    facts = near[0].facts
    if facts.life_cycle_cost is None:
        return ""
    cost = words.money("near_life_cycle_cost", facts.life_cycle_cost, facts.currency, 3)
    return f" {sentence_start(facts.short_name)} without the heater: {cost}."
