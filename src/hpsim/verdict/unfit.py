"""Why a unit does not hold a room, as the answer has it."""

from __future__ import annotations

from hpsim.units.numbers import number
from hpsim.verdict.facts import SeasonFacts
from hpsim.verdict.rules import Decision
from hpsim.verdict.season_texts import by_heater, gets_to
from hpsim.verdict.texts import (
    cuts_out,
    humid_without_load,
    not_held,
    standby_of,
    stops,
    too_small_too,
)
from hpsim.verdict.words import Words, sentence_start


def why_small(subject: Decision, words: Words) -> str:
    """Return what is missing: 'At −5 °F the room needs 9,800 Btu/h; the 9 kBtu/h gives 7,400'."""
    facts = subject.facts
    season = subject.season or facts.heating
    if subject.cause == "backup":
        share = words.percent("backup_fraction", facts.backup_fraction)
        who = sentence_start(facts.short_name)
        return f"{who} leaves {share} of the year's heat to its electric heater."
    if subject.cause in ("short hours", "short depth") and season.is_stopped:
        return _stopped(subject, season, words)
    falls = ""
    if season.short_h:
        reached = gets_to(season, words)
        falls = f" and {reached}{'' if season.is_worst_recovering else ' at worst'}"
        by_hours = subject.cause in ("short hours", "short depth")  # the design day is close enough
        if season.is_worst_stopped and season.stops_at_degc is not None:
            limit = words.quantity(f"{season.name}_stops_at_degc", season.stops_at_degc)
            ends = "stops" if season.name == "heating" else "does not cool"
            falls = f". Below {limit} outdoors it {ends}, and {reached}"
        if by_hours:
            hours = words.about(f"{season.name}_short_of_capacity_h", season.short_h)
            noun = "1 hour" if season.short_h == 1 else f"about {hours} hours"
            who = f"For {noun} a year {facts.short_name} can't give what the room needs"
            return f"{who}{falls if falls.startswith('.') else f',{falls}'}."
    need = words.quantity(f"{season.name}_design_load_w", season.design_load_w or 0.0)
    at = words.quantity(f"{season.name}_outdoor_degc", season.design_outdoor_degc)
    most_w = (season.maximum_w or 0.0) + season.heater_w
    key = f"{season.name}_{'with_heater' if season.heater_w else 'maximum'}_w"
    gives = f"{facts.short_name} gives {words.bare(key, most_w)}{by_heater(season)}{falls}"
    return f"At {at} outdoors the room needs {need} of {season.output}; {gives}."


def _stopped(subject: Decision, season: SeasonFacts, words: Words) -> str:
    """Return below which outdoor temperature a unit stops, and how cold or warm the room gets."""
    return f"{sentence_start(subject.facts.short_name)} {stops(season, words).removeprefix('it ')}."


def why_wrong(subject: Decision, words: Words) -> str:
    """Return why a unit is the wrong kind."""
    facts = subject.facts
    season = subject.season or facts.heating
    name = sentence_start(facts.short_name)
    if subject.cause == "no season":
        need = words.quantity(f"{season.name}_design_load_w", season.design_load_w or 0.0)
        return f"{name} gives no {season.noun}, and the room needs {need}."
    if subject.cause == "cuts out":
        return f"{name} {cuts_out(facts, season, words).removeprefix('it ')}."
    if subject.cause == "stops":
        return _stopped(subject, season, words)
    if subject.cause == "not held":
        return f"{name} does not hold it: {not_held(season, words)}."
    if subject.cause in ("low COP", "standby"):
        because = f": {standby_of(season, words)}" if subject.cause == "standby" else ""
        gives = f"gives only {number(season.cop, 2)} kWh of {season.noun} per kWh of electricity"
        return f"{name} {gives}{because}.{too_small_too(season, words)}"
    return humid_without_load(facts, words)
