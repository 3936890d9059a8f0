"""What a room needs in a season, what a machine gives, and how cold or warm the room gets."""

from __future__ import annotations

from hpsim.verdict.facts import SeasonFacts
from hpsim.verdict.words import Words


def output_of(season: SeasonFacts, words: Words) -> str:
    """Return what a machine gives on the design day: '6,300 Btu/h of heat at 1 °F outdoors'."""
    most = words.quantity(f"{season.name}_maximum_w", season.maximum_w or 0.0)
    at = words.quantity(f"{season.name}_design_outdoor_degc", season.design_outdoor_degc)
    by = " by its electric heater" if season.is_by_heater else ""
    return f"{most} of {season.output} at {at} outdoors{by}"


def all_output_of(season: SeasonFacts, words: Words) -> str:
    """Return the same with what its electric heater adds."""
    if not season.heater_w:
        return output_of(season, words)
    total_w = (season.maximum_w or 0.0) + season.heater_w
    total = words.quantity(f"{season.name}_with_heater_w", total_w)
    at = words.quantity(f"{season.name}_design_outdoor_degc", season.design_outdoor_degc)
    return f"{total} of {season.output} at {at} outdoors{by_heater(season)}"


def by_heater(season: SeasonFacts) -> str:
    """Return what an electric heater has to do with an output, where there is one."""
    if not season.heater_w:
        return ""
    return " by its electric heater alone" if season.maximum_w is None else " with its heater"


def need_of(season: SeasonFacts, words: Words, *, bare: bool = False) -> str:
    """Return what a room needs on the design day: '5,900 Btu/h at 1 °F outdoors', or '5,900'."""
    key, load = f"{season.name}_design_load_w", season.design_load_w or 0.0
    if bare:
        return words.bare(key, load)
    need = words.quantity(key, load)
    at = words.quantity(f"{season.name}_design_outdoor_degc", season.design_outdoor_degc)
    return f"{need} at {at} outdoors"


def gets_to(season: SeasonFacts, words: Words) -> str:
    """Return how cold or warm a room gets: 'the room falls to 16 °C', or is on its way back."""
    worst = words.quantity(f"{season.name}_worst_room_degc", season.worst_degc)
    if season.is_worst_recovering:
        return f"the room is at {worst} on its way back from a setback"
    return f"the room {'falls' if season.name == 'heating' else 'rises'} to {worst}"
