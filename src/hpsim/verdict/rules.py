"""From the figures of a candidate's year to a word: wrong kind, too small, larger, fits.

The rules are applied in this order, and the first that holds decides; their limits are those of
`VerdictRules`, which a scenario can change. They read figures alone and simulate nothing, so that
hundreds of sampled years can be judged in no time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple, TypeAlias

from hpsim.judgement import UNFIT, VerdictWord
from hpsim.records import dataclass
from hpsim.scenario.verdict_rules import VerdictRules
from hpsim.verdict.facts import CandidateFacts, SeasonFacts

Cause: TypeAlias = Literal[
    "no season",
    "cuts out",
    "stops",
    "low COP",
    "standby",
    "humid without load",
    "short on the design day",
    "backup",
    "short hours",
    "short depth",
    "not held",
    "smaller would do",
    "cycles",
    "enough",
]
"""What decided."""
FITTING: tuple[VerdictWord, VerdictWord] = ("fits", "fits, but cycles")
SECONDS_PER_MINUTE = 60.0
ALIKE_H = 50.0  # hours a year: units that differ by less are alike (judgement)
ALIKE_RATIO = 1.3  # of starts, or of short runs; less is no difference (judgement)
ONCE_A_WEEK = 52.0  # nor is one more a week
ALIKE_W = 1.0  # of sizes, which are written in rounded units
NEVER_RATIO = 1e9  # of starts over those of a unit that never starts


class Extra(NamedTuple):
    """What a unit costs beyond a smaller one that fits; None: not known."""

    against: CandidateFacts
    electricity_kwh: float
    electricity_fraction: float
    cost_per_year: float | None
    starts_ratio: float | None
    short_runs: bool
    """Whether its typical run is short."""
    humid_h: int
    first_cost: float | None = None
    """To buy and install; None also where one is given and the other a guide's."""

    @property
    def more_per_year(self) -> float:
        """Money, or kWh without prices."""
        return self.electricity_kwh if self.cost_per_year is None else self.cost_per_year


@dataclass(frozen=True)
class Decision:
    """A candidate's year, a word on it, and what decided."""

    facts: CandidateFacts
    word: VerdictWord
    cause: Cause
    season: SeasonFacts | None = None
    """In which; None: the whole year."""
    extra: Extra | None = None
    """Compared with a smaller unit that fits, where there is one."""

    @property
    def fits(self) -> bool:
        """Whether the candidate does its job, cycling or not."""
        return self.word in FITTING

    @property
    def holds(self) -> bool:
        """Whether it does its job, larger than it need be or not."""
        return self.word not in UNFIT


def decide(
    facts: CandidateFacts, smaller: Sequence[CandidateFacts] = (), rules: VerdictRules | None = None
) -> Decision:
    """Return the verdict on one candidate.

    Of the smaller units of its kind in the same room, those that do not do the job are left out. It
    is larger than it need be if it has a disadvantage compared with any of the others.
    """
    rules = rules or VerdictRules()
    found = _wrong_kind(facts, rules) or _too_small(facts, rules)
    if found is not None:
        return found
    able = [s for s in smaller if not (_wrong_kind(s, rules) or _too_small(s, rules))]
    extras = [extra_of(facts, s, rules) for s in able]
    costly = [extra for extra in extras if costs_something(extra, rules)]
    if costly and is_oversized(facts, rules):
        worst = min(costly, key=lambda e: _order(e.against, able, rules))
        return Decision(facts, "larger than it need be", "smaller would do", extra=worst)
    extra = min(extras, key=lambda e: _order(e.against, able, rules), default=None)
    compresses = facts.traits.starts_are_of_compressor
    if compresses and facts.cycling_fraction > rules.cycling_share:
        return Decision(facts, "fits, but cycles", "cycles", extra=extra)
    return Decision(facts, "fits", "enough", extra=extra)


def _order(
    facts: CandidateFacts, able: Sequence[CandidateFacts], rules: VerdictRules
) -> tuple[bool, float]:
    """Return the order of smaller units to compare with, of all that hold the room.

    Those of the file first that are not larger than they need be themselves, then the smallest.
    """
    size_w = facts.size_w or 0.0
    is_large = is_oversized(facts, rules) and any(
        costs_something(extra_of(facts, other, rules), rules)
        for other in able
        if (other.size_w or 0.0) < size_w
    )
    return is_large or not facts.is_in_file, size_w


# --- rule 1: the wrong kind ---------------------------------------------------------------------


def _wrong_kind(facts: CandidateFacts, rules: VerdictRules) -> Decision | None:
    for season in facts.seasons:
        if not season.can and is_needed(season, rules):
            return Decision(facts, "wrong kind", "no season", season)
    heating = facts.heating
    stops = heating.has_setpoint and heating.can and heating.maximum_w is None
    if stops and not facts.has_backup and is_needed(heating, rules):
        return Decision(facts, "wrong kind", "cuts out", heating)
    if facts.traits.starts_are_of_compressor and not facts.burns_fuel:
        for season in facts.seasons:
            weighs = season.share >= rules.cop_season_share
            if season.can and weighs and has_low_cop(season, rules):
                by_standby = is_low_by_standby(season, rules)
                if by_standby and _is_there_anyway(facts, season, rules):
                    continue
                return Decision(facts, "wrong kind", "standby" if by_standby else "low COP", season)
    if is_humid_without_load(facts, rules) and not _has_to_heat(facts, rules):
        return Decision(facts, "wrong kind", "humid without load", facts.cooling)
    return None


def is_needed(season: SeasonFacts, rules: VerdictRules) -> bool:
    """Return whether a room needs a season: a part of the year's load, or many hours of it."""
    if not season.has_setpoint:
        return False
    return season.share >= rules.season_share or season.short_h > rules.short_hours


def has_low_cop(season: SeasonFacts, rules: VerdictRules) -> bool:
    """Return whether a compressor's COP of a season, everything included, is below the limit."""
    return not season.is_by_heater and season.cop is not None and season.cop < rules.least_cop


def is_low_by_standby(season: SeasonFacts, rules: VerdictRules) -> bool:
    """Return whether a low COP is one of standby: while it runs, the unit is above the limit."""
    return has_low_cop(season, rules) and (season.running_cop or 0.0) >= rules.least_cop


def _is_there_anyway(facts: CandidateFacts, season: SeasonFacts, rules: VerdictRules) -> bool:
    """Return whether the other season needs the unit: then its standby is not this one's fault."""
    return any(
        other.can and other.share >= rules.cop_season_share and not has_low_cop(other, rules)
        for other in facts.seasons
        if other is not season and not other.is_by_heater
    )


def _has_to_heat(facts: CandidateFacts, rules: VerdictRules) -> bool:
    """Return whether a unit is there for the heat: then humid summers are another machine's job."""
    heating = facts.heating
    return heating.has_setpoint and heating.can and heating.share >= rules.cop_season_share


def is_humid_without_load(facts: CandidateFacts, rules: VerdictRules) -> bool:
    """Return whether a room is humid for long and hardly needs cooling: nothing dries it."""
    cooling = facts.cooling
    if not cooling.has_setpoint or not cooling.can or facts.high_humidity_h <= rules.humid_hours:
        return False
    design_w = cooling.design_load_w or 0.0
    return cooling.load_kwh * 1000.0 <= rules.sensible_hours * design_w


# --- rule 2: too small, or stopped by the weather -------------------------------------------------


def _too_small(facts: CandidateFacts, rules: VerdictRules) -> Decision | None:
    by_backup = facts.has_backup and facts.backup_fraction > rules.backup_share
    if by_backup and is_needed(facts.heating, rules):
        if facts.stopped_fraction > rules.backup_share:  # a larger one stops too
            return Decision(facts, "wrong kind", "cuts out", facts.heating)
        return Decision(facts, "too small", "backup", facts.heating)
    judged = [s for s in facts.seasons if s.can and not _hardly_matters(s, rules)]
    for season in judged:
        limit = rules.heating_ratio if season is facts.heating else rules.cooling_ratio
        if _is_short(season, limit):
            return Decision(facts, "too small", "short on the design day", season)
    for season in judged:
        for_long = season.short_h > rules.short_hours
        if for_long or is_short_by_too_much(season, rules):
            helped = facts.has_backup and season is facts.heating
            if is_short_by_stops(season, rules) and not helped:
                return Decision(facts, "wrong kind", "stops", season)  # a larger one stops too
            return Decision(
                facts, "too small", "short hours" if for_long else "short depth", season
            )
        if season.far_off_h > rules.short_hours:  # whatever keeps it from giving more
            return Decision(facts, "wrong kind", "not held", season)
    return None


def is_deep(season: SeasonFacts, rules: VerdictRules) -> bool:
    """Return whether the room misses a setpoint by more than the limit, in whatever weather."""
    return season.short_h > 0 and season.short_depth_k > rules.short_depth_k


def is_short_by_too_much(season: SeasonFacts, rules: VerdictRules) -> bool:
    """Return whether a room misses a setpoint by too much in weather that a unit is chosen for.

    Hours colder than the heating design temperature are left out of a design, and of a code's
    demands: in them the room may be colder, down to ``coldest_room_degc``.
    """
    if not is_deep(season, rules):
        return False
    depth_k = season.depth_to_design_k
    if depth_k is None or depth_k > rules.short_depth_k:
        return True
    return not season.worst_degc >= rules.coldest_room_degc


def is_short_by_stops(season: SeasonFacts, rules: VerdictRules) -> bool:
    """Return whether a room misses a setpoint too long or by too much because a unit stops.

    Not where it would without the stops as well. Where only both together pass the limit of hours,
    what most of them are decides.
    """
    own = season.without_stops
    if not season.can_stop or own.short_h > rules.short_hours or is_short_by_too_much(own, rules):
        return False
    return is_short_by_too_much(season, rules) or season.is_stopped


def _hardly_matters(season: SeasonFacts, rules: VerdictRules) -> bool:
    """Return whether a heater gives heat that the room hardly needs: the unit may go without it."""
    return season.is_by_heater and not is_needed(season, rules)


def _is_short(season: SeasonFacts, limit: float) -> bool:
    """Return whether a machine, with its heater, gives less than the design day asks for."""
    ratio = season.ratio_with_heater
    return ratio is not None and ratio < limit


# --- rule 3: larger than it need be -------------------------------------------------------------


def is_oversized(facts: CandidateFacts, rules: VerdictRules) -> bool:
    """Return whether its minimum output is large for the room, in heating or in cooling."""
    return oversized_season(facts, rules) is not None


def oversized_season(facts: CandidateFacts, rules: VerdictRules) -> SeasonFacts | None:
    """Return the first season in which its minimum output is large for the room, if any."""
    for season in facts.seasons:
        ratio = season.minimum_ratio
        if season.can and ratio is not None and ratio > rules.minimum_ratio:
            return season
    return None


def extra_of(facts: CandidateFacts, other: CandidateFacts, rules: VerdictRules) -> Extra:
    """Return what a unit costs beyond another one."""
    more_kwh = facts.electricity_kwh - other.electricity_kwh
    cost = None
    if facts.cost_per_year is not None and other.cost_per_year is not None:
        cost = facts.cost_per_year - other.cost_per_year
    price = None
    alike = facts.is_first_cost_by_guide == other.is_first_cost_by_guide
    if alike and facts.first_cost is not None and other.first_cost is not None:
        price = facts.first_cost - other.first_cost
    ratio = None
    if facts.starts is not None and other.starts is not None:
        ratio = facts.starts / other.starts if other.starts else NEVER_RATIO * (facts.starts > 0)
    median = facts.median_run_min
    return Extra(
        against=other,
        electricity_kwh=more_kwh,
        electricity_fraction=more_kwh / other.electricity_kwh if other.electricity_kwh else 0.0,
        cost_per_year=cost,
        starts_ratio=ratio,
        short_runs=median is not None and median < rules.short_run_s / SECONDS_PER_MINUTE,
        humid_h=facts.high_humidity_h - other.high_humidity_h,
        first_cost=price,
    )


def costs_something(extra: Extra, rules: VerdictRules) -> bool:
    """Return whether a larger unit costs electricity, short runs, humid hours or money to buy."""
    running = costs_electricity(extra, rules) or costs_starts(extra, rules)
    return running or costs_dryness(extra, rules) or costs_to_buy(extra, rules)


def costs_to_buy(extra: Extra, rules: VerdictRules) -> bool:
    """Return whether it costs more to buy; False where prices of equipment are not known."""
    other = extra.against.first_cost
    return bool(extra.first_cost and other and extra.first_cost > rules.same_cost * other)


def costs_electricity(extra: Extra, rules: VerdictRules) -> bool:
    """Return whether it needs more electricity than counts as the same."""
    return extra.electricity_fraction > rules.extra_electricity


def costs_starts(extra: Extra, rules: VerdictRules) -> bool:
    """Return whether it starts more often, in short runs."""
    ratio = extra.starts_ratio
    return ratio is not None and ratio > rules.starts_ratio and extra.short_runs


def costs_dryness(extra: Extra, rules: VerdictRules) -> bool:
    """Return whether the room is humid for longer."""
    return extra.humid_h > rules.extra_humid_hours


# --- which one is named -------------------------------------------------------------------------


def named_of(judged: Sequence[Decision], rules: VerdictRules | None = None) -> Decision | None:
    """Return the candidate that an answer recommends; None where none fits.

    Of those that fit the cheapest to own and run where the costs of equipment are known, else to
    run (without prices the one that needs least electricity). Units within 2 % of it cost the
    same as far as an estimate can tell: among them `_best_of` decides.
    """
    rules = rules or VerdictRules()
    fitting = [decision for decision in judged if decision.fits]
    if not fitting:
        return None
    priced = all(d.facts.cost_per_year is not None for d in fitting)
    if not priced and any(d.facts.burns_fuel for d in fitting):
        fitting = [d for d in fitting if not d.facts.burns_fuel] or fitting
    money = _money_of(fitting)
    cheapest = min(map(money, fitting))
    as_cheap = [d for d in fitting if money(d) <= cheapest * (1.0 + rules.same_cost)]
    return _best_of(as_cheap, rules)


def cheaper_than(
    named: Decision, judged: Sequence[Decision], rules: VerdictRules
) -> Decision | None:
    """Return a unit that is larger than it need be and clearly cheaper than the one named.

    The cheapest of them, if the one named costs more by what does not count as the same. Where
    only running costs are known, one that is larger than the one named is left out: what its size
    costs in comfort is in their comparison.
    """
    large = [d for d in judged if d.word == "larger than it need be"]
    owned = all(d.facts.life_cycle_cost is not None for d in (named, *large))
    large = [d for d in large if owned or not _is_for(d, named)]
    compared = [named, *large]
    priced = all(d.facts.cost_per_year is not None for d in compared)
    if not large or (not priced and any(d.facts.burns_fuel for d in compared)):
        return None
    money = _money_of(compared)
    other = min(large, key=money)
    return other if money(named) > money(other) * (1.0 + rules.same_cost) else None


def _is_for(large: Decision, named: Decision) -> bool:
    """Return whether a unit is larger than it need be because the one named would do."""
    return large.extra is not None and large.extra.against.name == named.facts.name


def _money_of(decisions: Sequence[Decision]) -> Callable[[Decision], float]:
    """Return what units are compared by: the cost to own, to run, or else the electricity."""
    owned = all(d.facts.life_cycle_cost is not None for d in decisions)
    priced = all(d.facts.cost_per_year is not None for d in decisions)

    def money(decision: Decision) -> float:
        facts = decision.facts
        if owned:
            return facts.life_cycle_cost or 0.0
        cost = facts.cost_per_year
        return cost if priced and cost is not None else facts.electricity_kwh

    return money


def _best_of(as_cheap: Sequence[Decision], rules: VerdictRules) -> Decision:
    """Return which of some units that cost the same is named, by what else a buyer notices.

    One question after the other, each among those that the ones before leave: one that fits
    without cycling; fewer hours too cold or too warm, fewer runs under ten minutes, a smaller size,
    fewer starts, fewer humid hours, fewer loud hours at night, no electric heater to buy. A
    difference that nobody notices decides nothing, nor does money any more: of units alike in all
    of it, the first in the file.
    """
    left = [d for d in as_cheap if d.word == "fits"] or list(as_cheap)
    for value, ratio, slack in (
        (_short_hours, 1.0, ALIKE_H),
        (lambda d: d.facts.runs_under_10_min or 0, ALIKE_RATIO, ONCE_A_WEEK),
        (lambda d: d.facts.size_w or 0.0, 1.0, ALIKE_W),
        (lambda d: d.facts.starts or 0, ALIKE_RATIO, ONCE_A_WEEK),
        (lambda d: d.facts.high_humidity_h, 1.0, rules.extra_humid_hours),
        (lambda d: d.facts.night_loud_h or 0.0, 1.0, ALIKE_H),
        (lambda d: float(d.facts.has_backup or d.facts.heating.is_by_heater), 1.0, 0.0),
    ):
        left = _no_worse(left, value, ratio, slack)
    return left[0]


def _short_hours(decision: Decision) -> float:
    return float(sum(season.short_h for season in decision.facts.seasons))


def _no_worse(
    left: Sequence[Decision], value: Callable[[Decision], float], ratio: float, slack: float
) -> list[Decision]:
    """Return those that have the least of something, or noticeably as little."""
    least = min(map(value, left))
    return [d for d in left if value(d) <= max(ratio * least, least + slack)]
