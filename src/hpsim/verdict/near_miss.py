"""A much cheaper unit that lacks little heat: with an electric heater next to it, it may do."""

from __future__ import annotations

from collections.abc import Sequence

from hpsim.judgement import UNFIT
from hpsim.verdict.facts import CandidateFacts
from hpsim.verdict.rules import Decision
from hpsim.verdict.what_if import HARDLY_HEATS, HEATER_W
from hpsim.verdict.words import Words, sentence_start

MUCH_CHEAPER = 0.8  # times what the one named costs, or less (judgement)
LACKS_HEAT = ("short on the design day", "short hours", "short depth", "stops", "cuts out")
"""Causes that a heater may take away."""
HEATER = f"a {HEATER_W / 1000.0:g} kW electric heater next to it"


def near_miss(judged: Sequence[Decision], named: Decision | None) -> Decision | None:
    """Return the cheapest unit that lacks only heat and costs much less than the one named.

    None that has an electric heater already.
    """
    if named is None:
        return None
    found = [
        (cost, k)
        for k, j in enumerate(judged)
        if j.word in UNFIT
        and j.cause in LACKS_HEAT
        and j.season is j.facts.heating
        and not (j.facts.has_backup or j.facts.heating.is_by_heater)
        and (cost := relative_cost(j.facts, named.facts)) is not None
        and cost < MUCH_CHEAPER
    ]
    return judged[min(found)[1]] if found else None


def relative_cost(facts: CandidateFacts, named: CandidateFacts) -> float | None:
    """Return what a unit costs over what another does; None: they can't be compared.

    To own and run where that is known of both, else to run, else in electricity.
    """
    for mine, other in (
        (facts.life_cycle_cost, named.life_cycle_cost),
        (facts.cost_per_year, named.cost_per_year),
    ):
        if mine is not None and other:
            return mine / other
    if facts.burns_fuel or named.burns_fuel or not named.electricity_kwh:
        return None
    return facts.electricity_kwh / named.electricity_kwh


def change_of(helped: Decision, words: Words) -> str:
    """Return that a unit fits with a heater, for the reasons of its verdict."""
    fraction = helped.facts.backup_fraction
    if fraction < HARDLY_HEATS:
        return f"With {HEATER}, it fits."
    share = words.percent("backup_fraction", fraction)
    return f"With {HEATER}, it fits: the heater gives {share} of the heat."


def said_of(missed: Decision, helped: Decision, less: str, words: Words) -> str:
    """Return by how little a unit misses, and what it costs less with a heater.

    Parameters
    ----------
    missed : Decision
        On the unit by itself.
    helped : Decision
        On it with the heater.
    less : str
        What it costs or uses less a year then, such as '€120'.
    words : Words
        Writes the numbers.
    """
    facts = missed.facts
    short_h = facts.heating.short_h
    by = "falls a little short on the design day"
    if short_h:
        by = f"falls short for {words.hours('heating_short_of_capacity_h', short_h)} a year"
    verb = "use" if helped.facts.cost_per_year is None else "cost"
    name = sentence_start(facts.short_name)
    return f"{name} {by}; with {HEATER}, it fits and would {verb} {less} less a year."
