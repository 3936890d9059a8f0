"""Verdicts in words: sentences whose every number is kept next to them."""

from __future__ import annotations

from hpsim.economics.fuels import FUELS
from hpsim.judgement import Verdict
from hpsim.scenario.verdict_rules import VerdictRules
from hpsim.verdict.facts import CandidateFacts, SeasonFacts
from hpsim.verdict.rules import (
    ALIKE_H,
    NEVER_RATIO,
    SECONDS_PER_MINUTE,
    Decision,
    Extra,
    costs_dryness,
    costs_electricity,
    costs_starts,
    costs_to_buy,
    is_humid_without_load,
    is_low_by_standby,
    is_needed,
    is_oversized,
    is_short_by_too_much,
)
from hpsim.verdict.season_texts import all_output_of, gets_to, need_of, output_of
from hpsim.verdict.shortage import FAR_OFF_K
from hpsim.verdict.words import Words, sentence_start

DAYS = 365
FEW_KWH, FEW_COST = 10.0, 2.0  # a year; less is no difference that anyone notices
A_GUIDE = "a contractors' guide"
NOTICEABLY = 1.15  # of starts: below, two units start as often
ONCE, TWICE = 0.75, 1.5  # what counts as once a day or a week, and from where twice begins


def verdict_of(decision: Decision, words: Words, changes: tuple[str, ...] = ()) -> Verdict:
    """Return a decision in words; ``changes`` would change it, as was found by simulation."""
    reason = reason_of(decision, words)
    for season in decision.facts.seasons:
        _keep_season(season, words.numbers)
    costs = costs_of(decision, Words(words.reader, words.rules))
    return Verdict(decision.word, reason, costs, changes, words.numbers)


def _keep_season(season: SeasonFacts, numbers: dict[str, float]) -> None:
    """Keep the figures that the rules look at, in a reason or not."""
    found = {
        "maximum_over_load": season.ratio_with_heater,
        "minimum_over_load": season.minimum_ratio,
        "maximum_w": season.maximum_w,
        "heater_w": season.heater_w or None,
        "minimum_w": season.minimum_w,
        "design_load_w": season.design_load_w,
        "design_outdoor_degc": season.design_outdoor_degc,
        "short_of_capacity_h": season.short_h,
        "short_of_capacity_k": season.short_depth_k,
        "cop": season.cop,
    }
    for key, value in found.items():
        if value is not None:
            numbers.setdefault(f"{season.name}_{key}", float(value))


def reason_of(decision: Decision, words: Words) -> str:
    """Return the deciding reason as a sentence; of a large unit that fits, what its size costs."""
    facts, rules = decision.facts, words.rules
    season, cause = decision.season, decision.cause
    if cause == "smaller would do" and decision.extra is not None:
        return _larger(decision.extra, words)
    if cause in ("cycles", "enough"):
        return f"{_holds(decision, words)}.{_smaller_as_well(decision, words)}"
    if season is None:
        return f"{enough(facts, words)}."
    name, noun = season.name, season.noun
    if cause == "no season":
        need = need_of(season, words)
        return f"It gives no {noun}, and the room needs {need}."
    if cause == "cuts out":
        return f"{sentence_start(cuts_out(facts, season, words))}."
    if cause in ("low COP", "standby"):
        cop = words.count(f"{name}_cop", season.cop or 0.0)
        less = words.count("least_cop", rules.least_cop)
        because = f": {standby_of(season, words)}" if cause == "standby" else ""
        return (
            f"Over the year it gives only {cop} kWh of {noun} per kWh of electricity, and below "
            f"{less} another kind is better{because}.{too_small_too(season, words)}"
        )
    if cause == "humid without load":
        return humid_without_load(facts, words)
    if cause == "backup":
        share = words.percent("backup_fraction", facts.backup_fraction)
        return f"Its electric heater gives {share} of the heat of the year."
    if cause == "short on the design day":
        need = need_of(season, words, bare=True)
        gives = f"It gives {all_output_of(season, words)}"
        return f"{gives}; the room needs {need}.{_stops_too(season, words)}"
    if cause == "not held":
        return f"{sentence_start(not_held(season, words))}."
    if cause == "stops" or season.is_stopped:
        return f"{sentence_start(stops(season, words))}."
    if is_named := _stops_too(season, words):
        hours = words.hours(f"{name}_short_of_capacity_h", season.short_h)
        return f"For {hours} a year it can't give what the room needs.{is_named}"
    return _too_small(season, words)


def _stops_too(season: SeasonFacts, words: Words) -> str:
    """Return where a unit that is too small stops as well, if a larger one would not mend that."""
    if not (season.can_stop and season.is_worst_stopped):
        return ""
    if not is_short_by_too_much(season, words.rules):
        return ""
    limit = words.quantity(f"{season.name}_stops_at_degc", season.stops_at_degc or 0.0)
    what = "stops" if season.name == "heating" else "does not cool"
    return f" Below {limit} outdoors it {what}, and {gets_to(season, words)}."


def _too_small(season: SeasonFacts, words: Words) -> str:
    """Return for how long it can't give what the room needs, and what comes of it."""
    hours = words.hours(f"{season.name}_short_of_capacity_h", season.short_h)
    return f"For {hours} a year it can't give what the room needs: {gets_to(season, words)}."


def too_small_too(season: SeasonFacts, words: Words) -> str:
    """Return that a unit of the wrong kind is too small as well, where it is."""
    if season.short_h <= words.rules.short_hours:
        return ""
    return f" {_too_small(season, words)}"


def _holds(decision: Decision, words: Words) -> str:
    """Return that a unit gives enough, and whether it cycles, without a full stop."""
    facts = decision.facts
    if decision.cause != "cycles":
        return enough(facts, words)
    below = words.hours("hours_below_minimum_output", facts.hours_below_minimum)
    least = "it gives" if facts.traits.always_cycles else "the unit's minimum"
    return (
        f"{enough(facts, words)}, but for {below} a year the room needs less than {least}, "
        "so it switches on and off"
    )


def _smaller_as_well(decision: Decision, words: Words) -> str:
    """Return what a unit costs beyond a smaller one that would do, if that is no disadvantage."""
    extra = decision.extra
    if extra is None or not is_oversized(decision.facts, words.rules):
        return ""
    found = _within_limits(extra, words)
    choose = "choose by price and noise"
    text = f" {sentence_start(extra.against.called)} would do as well{_if_so_low(extra, words)}"
    if not found:
        return f"{text}, but this size costs nothing measurable: {choose}."
    listed = " and ".join([*([", ".join(found[:-1])] if found[:-1] else []), found[-1]])
    return f"{text}; this one {listed}, which is within the limits of this verdict: {choose}."


def _within_limits(extra: Extra, words: Words) -> list[str]:
    """Return what a unit costs beyond a smaller one though it passes no limit of rule 3."""
    found = []
    if extra.electricity_kwh >= FEW_KWH:
        found.append(
            f"uses {words.count('extra_electricity_kwh', extra.electricity_kwh)} kWh more a year"
        )
    if extra.starts_ratio is not None and extra.starts_ratio >= NOTICEABLY:
        starts = f"starts {times_as_often(extra.starts_ratio, words)}"
        if extra.starts_ratio > words.rules.starts_ratio and not extra.short_runs:
            minutes = words.count("short_run_min", words.rules.short_run_s / SECONDS_PER_MINUTE)
            starts += f" (mostly for over {minutes} minutes)"
        found.append(starts)
    if extra.humid_h >= ALIKE_H:
        humid = words.count("extra_humid_h", extra.humid_h)
        found.append(f"leaves the room humid for {humid} hours more")
    if extra.first_cost is not None and extra.first_cost >= FEW_COST:
        price = words.money("extra_first_cost", extra.first_cost, extra.against.currency)
        found.append(f"costs {price} more to buy{by_guide(extra)}")
    return found


def by_guide(extra: Extra) -> str:
    """Return ' by a contractors' guide' where first costs are compared that nobody has quoted."""
    return f" by {A_GUIDE}" if extra.against.is_first_cost_by_guide else ""


def humid_without_load(facts: CandidateFacts, words: Words) -> str:
    """Return that a room is humid and needs no cooling, which a heat pump does not mend."""
    humid = words.count("high_humidity_h", facts.high_humidity_h)
    return (
        f"The room is humid for {humid} hours a year but hardly needs cooling: a dehumidifier or "
        "more fresh air dries it better."
    )


def stops(season: SeasonFacts, words: Words) -> str:
    """Return where it stops, and what that means, without a full stop."""
    name = season.name
    limit = words.quantity(f"{name}_stops_at_degc", season.stops_at_degc or 0.0)
    hours = words.hours(f"{name}_short_of_capacity_h", season.short_h)
    what = "stops" if name == "heating" else "does not cool"
    alone = ", where only its electric heater runs" if season.heater_w else ""
    return (
        f"it {what} below {limit} outdoors{alone}: for {hours} a year it can't give what the room "
        f"needs, and {gets_to(season, words)}"
    )


def not_held(season: SeasonFacts, words: Words) -> str:
    """Return that a room is far from its setpoint though the unit has the output."""
    hours = words.hours(f"{season.name}_far_off_h", season.far_off_h)
    way = "colder" if season.name == "heating" else "warmer"
    far = words.quantity("far_off_k", FAR_OFF_K, 1)
    return f"for {hours} a year it leaves the room more than {far} {way} than you set"


def cuts_out(facts: CandidateFacts, season: SeasonFacts, words: Words) -> str:
    """Return that it does not run in the cold that a room needs it for, without a full stop."""
    if facts.has_backup and season.stops_at_degc is not None:
        limit = words.quantity("heating_stops_at_degc", season.stops_at_degc)
        share = words.percent("backup_fraction", facts.backup_fraction)
        return f"it stops below {limit} outdoors, and its electric heater gives {share} of the heat"
    cold = words.quantity("heating_design_outdoor_degc", season.design_outdoor_degc)
    if season.stops_at_degc is None:
        return f"it stops before it is as cold as {cold}, the design day, and nothing else heats"
    limit = words.quantity("heating_stops_at_degc", season.stops_at_degc)
    return f"it stops below {limit} outdoors; the design day has {cold}, and nothing else heats"


def enough(facts: CandidateFacts, words: Words) -> str:
    """Return that it gives enough, without a full stop: in the season where it is tightest."""
    season = facts.tightest_season
    if season is None:
        return "The room needs nothing that it can't give"
    if facts.has_backup and season.maximum_w is None:
        share = words.percent("backup_fraction", facts.backup_fraction)
        return f"Its electric heater gives only {share} of the heat of the year"
    need = need_of(season, words, bare=True)
    close = ""
    if (season.ratio or 0.0) < 1.0:
        close = ", which is close enough"
        if season.heater_w and facts.backup_fraction > 0.0:
            share = words.percent("backup_fraction", facts.backup_fraction)
            close = f", and its electric heater gives the rest, {share} of the year's heat"
    heat = heat_by(facts, words)
    also = f". {sentence_start(heat)}" if heat else ""
    return f"It gives {output_of(season, words)}; the room needs {need}{close}{also}"


def standby_of(season: SeasonFacts, words: Words) -> str:
    """Return what standby takes of a season's electricity, and what the rest gives."""
    takes = words.count(f"{season.name}_standby_kwh", season.standby_kwh)
    of_all = words.count(f"{season.name}_electricity_kwh", season.electricity_kwh)
    cop = words.count(f"{season.name}_running_cop", season.running_cop or 0.0)
    return (
        f"standby takes {takes} of the {of_all} kWh that {season.name} uses; while it runs, one "
        f"kWh gives {cop} kWh of {season.noun}"
    )


def _larger(extra: Extra, words: Words) -> str:
    other = sentence_start(extra.against.called)
    costs = disadvantages(extra, words)
    return f"{other} would do{_if_so_low(extra, words)}; this one {' and '.join(costs)}."


def _if_so_low(extra: Extra, words: Words) -> str:
    """Return what a size that is not in the file is taken to go down to."""
    least_w = extra.against.assumed_minimum_w
    if least_w is None:
        return ""
    return f", if its minimum output is {words.quantity('assumed_minimum_w', least_w)}"


def disadvantages(extra: Extra, words: Words) -> list[str]:
    """Return what passes a limit of rule 3, as the ends of a sentence about this unit."""
    found, rules = [], words.rules
    if costs_electricity(extra, rules):
        found.append(
            f"uses {words.count('extra_electricity_kwh', extra.electricity_kwh)} kWh more a year"
        )
    if costs_starts(extra, rules) and extra.starts_ratio is not None:
        minutes = words.count("short_run_min", rules.short_run_s / SECONDS_PER_MINUTE)
        found.append(
            f"starts {times_as_often(extra.starts_ratio, words)}, mostly for less than {minutes} "
            "minutes"
        )
    if costs_dryness(extra, rules):
        found.append(
            f"leaves the room humid for {words.count('extra_humid_h', extra.humid_h)} hours more"
        )
    if costs_to_buy(extra, rules) and extra.first_cost is not None:
        price = words.money("extra_first_cost", extra.first_cost, extra.against.currency)
        found.append(f"costs {price} more to buy{by_guide(extra)}")
    return found


def times_as_often(ratio: float, words: Words) -> str:
    """Return how often something starts compared with another: 'twice as often'."""
    if ratio >= NEVER_RATIO:
        return "where the other runs through"
    words.numbers["starts_ratio"] = ratio
    named = {2: "twice", 3: "three times", 4: "four times", 5: "five times"}
    nearest = round(ratio)
    if nearest in named and abs(ratio - nearest) < 0.35:
        about = "" if abs(ratio - nearest) < 0.15 else "about "
        return f"{about}{named[nearest]} as often"
    return f"{words.count('starts_ratio', ratio)} times as often"


def costs_of(decision: Decision, words: Words) -> tuple[str, ...]:
    """Return what a candidate costs in comfort, starts, humidity, electricity and money."""
    facts, rules = decision.facts, words.rules
    found = []
    for season in facts.seasons:
        if season.short_h and season.can:
            if season is decision.season and decision.cause in (
                "stops",
                "short hours",
                "short depth",
            ):
                continue  # the reason says it
            found.append(_missed(season, words))
        elif is_let_slip(season, rules) and decision.cause != "not held":
            found.append(f"{let_slip(facts, season, words)}.")
    if facts.starts:
        found.append(f"Starts {how_often(facts.starts, words)}.")
    is_said = decision.cause == "humid without load"
    if is_humid_without_load(facts, rules) and not is_said:
        found.append(humid_without_load(facts, words))
    elif facts.high_humidity_h and not is_said:
        humid = words.hours("high_humidity_h", facts.high_humidity_h, "humid ")
        found.append(f"{humid} a year.")
    electricity = f"{words.count('electricity_kwh', facts.electricity_kwh)} kWh"
    if facts.fuel is not None:
        burnt = words.count("fuel_kwh", facts.fuel_kwh)
        electricity += f" of electricity and {burnt} kWh of {FUELS[facts.fuel].words}"
    electricity += " a year"
    if facts.cost_per_year is not None:
        electricity += f", {words.money('cost_per_year', facts.cost_per_year, facts.currency)}"
    found.append(f"{electricity}.")
    found += [
        f"{sentence_start(standby_of(season, words))}."
        for season in facts.seasons
        if is_low_by_standby(season, rules) and decision.season is not season
    ]
    if facts.recovery_min is not None:
        minutes = words.count("recovery_min", facts.recovery_min)
        found.append(f"{minutes} minutes on average to recover after a setback.")
    return tuple(found)


def _missed(season: SeasonFacts, words: Words) -> str:
    """Return for how long a room is colder or warmer than set, and for how much of it by a unit."""
    way = "colder" if season.name == "heating" else "warmer"
    hours = words.hours(f"{season.name}_short_h", season.short_h)
    why = "can't give what the room needs"
    if season.is_stopped:
        limit = words.quantity(f"{season.name}_stops_at_degc", season.stops_at_degc or 0.0)
        why = f"does not {'heat' if season.name == 'heating' else 'cool'} (below {limit} outdoors)"
    if season.unmet_h <= season.short_h:
        return f"For {hours} a year it {why}, and the room is {way} than you set."
    unmet = words.hours(f"{season.name}_unmet_h", season.unmet_h)
    of_them = words.count(f"{season.name}_short_h", season.short_h)
    return f"The room is {way} than you set for {unmet} a year; for {of_them} of them it {why}."


def is_let_slip(season: SeasonFacts, rules: VerdictRules) -> bool:
    """Return whether a room misses a setpoint for long though the unit could give what it takes."""
    return season.can and season.unmet_h - season.short_h > rules.short_hours


def let_slip(facts: CandidateFacts, season: SeasonFacts, words: Words) -> str:
    """Return for how long a room is colder or warmer than set though the unit could give more."""
    way = "colder" if season.name == "heating" else "warmer"
    hours = words.hours(f"{season.name}_unmet_h", season.unmet_h)
    worst = words.quantity(f"{season.name}_unmet_worst_room_degc", season.unmet_worst_degc)
    to = "down" if season.name == "heating" else "up"
    why = "its control lets that happen"
    if facts.recovery_min is not None:
        why = "it is coming back from a setback, or the unit's control lets that happen"
    return f"For {hours} a year the room is {way} than you set, {to} to {worst}: {why}"


def heat_by(facts: CandidateFacts, words: Words) -> str:
    """Return that the electric heater of a unit that only cools gives the heat; empty: does not."""
    heating = facts.heating
    if not heating.is_by_heater or not heating.maximum_w or not is_needed(heating, words.rules):
        return ""
    heater = words.count("heater_kw", heating.maximum_w / 1000.0)
    uses = words.count("heating_electricity_kwh", heating.electricity_kwh)
    return f"its {heater} kW electric heater gives the heat, with {uses} kWh a year"


def how_often(starts: int, words: Words) -> str:
    """Return how often a year's starts are: 'about 6 times a day'."""
    words.numbers["starts"] = float(starts)
    for days, period in ((1.0, "day"), (7.0, "week")):
        each = starts / DAYS * days
        if each >= ONCE:
            if each < TWICE:
                return f"about once a {period}"
            digits = 1 if each < 10 else 2
            return f"about {words.count(f'starts_per_{period}', each, digits)} times a {period}"
    return "once a year" if starts == 1 else f"{words.count('starts', starts)} times a year"
