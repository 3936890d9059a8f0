"""The answer: three lines that a person who never heard of ratings understands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hpsim.results import DesignLoads
from hpsim.verdict.facts import CandidateFacts, SeasonFacts
from hpsim.verdict.owning import USES, owning, owning_near
from hpsim.verdict.rules import (
    ALIKE_H,
    ALIKE_RATIO,
    Decision,
    Extra,
    cheaper_than,
    costs_dryness,
    costs_to_buy,
    extra_of,
    is_deep,
)
from hpsim.verdict.texts import (
    DAYS,
    FEW_COST,
    FEW_KWH,
    by_guide,
    disadvantages,
    heat_by,
    how_often,
    times_as_often,
)
from hpsim.verdict.unfit import why_small, why_wrong
from hpsim.verdict.words import Words, sentence_start

Lines = tuple[str, str, str]
TRIES = {"us": "6k,9k,12k", "si": "'2 kW,2.5 kW,3.5 kW'"}
"""Sizes that are sold, as ``--sizes`` takes them."""
SAME_TO_RUN = "cost the same to run: choose by price and noise"
BUSY = 2.0  # times the mean number of starts: a day with so many is worth a word (judgement)
MANY_HUMID_H = 2190  # a quarter of the year: worth a word in the answer


def subject_of(judged: Sequence[Decision], named: Decision | None) -> Decision | None:
    """Return the candidate that the answer is about: the one named, else the nearest to fit.

    The nearest is one that is larger than it need be, else the too small one that comes closest to
    the design loads, else one that the weather stops for the fewest hours, else one whose electric
    heater works too much, else any.
    """
    if named is not None:
        return named
    larger = [j for j in judged if j.word == "larger than it need be"]
    if larger:
        return min(larger, key=lambda j: j.facts.electricity_kwh)
    small = [j for j in judged if j.word == "too small"]
    near = [j for j in small if j.cause != "backup"]
    near = near or [j for j in judged if j.cause == "stops"] or small or list(judged[:1])
    return min(near, key=_distance, default=None)


def _distance(judged: Decision) -> tuple[float, float, float]:
    """Return how far a unit that is too small is from fitting; of equals the smaller is nearer."""
    ratios = [s.ratio for s in judged.facts.seasons if s.ratio is not None]
    return -min([1.0, *ratios]), judged.facts.short_h // ALIKE_H, judged.facts.size_w or 0.0


def answer_of(
    judged: Sequence[Decision],
    named: Decision | None,
    design: DesignLoads | None,
    words: Words,
    changes: Sequence[str] = (),
    chance: str = "",
    starts: tuple[int, int] | None = None,
    years: int | None = None,
    safer: tuple[Decision, str] | None = None,
    fits_in: Mapping[str, str] | None = None,
    near: tuple[Decision, str] | None = None,
) -> Lines:
    """Return the answer in three lines.

    Parameters
    ----------
    judged : sequence of Decision
        Every machine of the run.
    named : Decision
        The candidate that is recommended; None: none fits.
    design : DesignLoads
        What the room needs; None without setpoints.
    words : Words
        Writes the numbers.
    changes : sequence of str
        What would change the verdict on the subject, found by simulation.
    chance : str
        How sure it is: 'in 81 of 100 likely cases'; empty: not sampled.
    starts : tuple of int
        Range of the subject's starts a year; None: not sampled.
    years : int
        Over which life-cycle costs are added up; None: they are left out.
    safer : tuple
        A candidate that fits more often, and how often: '97 of 100 cases'; None: there is none.
    fits_in : mapping
        By name, how often candidates fit that fit less often than the one named; None: not sampled.
    near : tuple
        A much cheaper candidate that a heater makes fit, and the sentence on it; None: none.
    """
    subject = subject_of(judged, named)
    if subject is None:
        return _of_the_room(design, words)
    likely = f" ({chance})" if chance else ""
    if named is None:
        return _none_fits(judged, subject, words, likely, changes)
    first = f"{sentence_start(named.facts.called)} fits this room{likely}."
    second = _needs_and_gives(subject, words, starts)
    large = None if safer is not None else cheaper_than(named, judged, words.rules)
    third = "" if large is None else _why_not(large, named, words, years)
    if large is not None and third:
        verb = "uses" if large.facts.cost_per_year is None else "costs"
        first = f"{first[:-1]}, but {_so_far(large, named)} {verb} less."
        return first, second, f"{third}{owning([named], named, words, years, third)}"
    third = _compared(judged, subject, words, safer, fits_in or {}, "" if near is None else near[1])
    is_near_named = near is not None and near[1] in third
    third += owning(judged, subject, words, years, third)
    if is_near_named:
        third += owning_near(near, subject, words, years)
    return first, second, third


def _so_far(other: Decision, named: Decision) -> str:
    """Return a short name in mid-sentence, unless the one named has it too."""
    is_clear = other.facts.short_name != named.facts.short_name
    return other.facts.short_name if is_clear else other.facts.called


def _why_not(large: Decision, named: Decision, words: Words, years: int | None) -> str:
    """Return how much less a unit costs than the one named, and why it is not named.

    Nothing where nobody would notice the difference.
    """
    mine, its = named.facts, large.facts
    extra = extra_of(its, mine, words.rules)
    parts = []
    if extra.more_per_year < 0.0 and (amount := _amount(extra, its.currency, words)):
        parts.append(f"{amount} less a year")
    if years is not None and mine.life_cycle_cost and its.life_cycle_cost:
        less = mine.life_cycle_cost - its.life_cycle_cost
        amount = words.money("life_cycle_difference", less, its.currency, 3)
        parts.append(f"{amount} less to buy and run for {years} years")
    if not parts:
        return ""
    verb = "use" if extra.cost_per_year is None else "cost"
    text = f"{sentence_start(_so_far(large, named))} would {verb} {_listed(parts)}."
    if large.extra is None:
        return text
    other = large.extra.against
    against = disadvantages(large.extra, words) if other.name == mine.name else []
    if against:
        return f"{text} It is not named because it {_listed(against)}."
    add = "" if other.is_in_file else "; add that one to the file"
    why = f"It is not named because it is larger than it need be: {other.called} would do{add}."
    return f"{text} {why}"


def _of_the_room(design: DesignLoads | None, words: Words) -> Lines:
    """Return what the room needs, where no machine is to be judged."""
    sizes = TRIES[words.reader.system]
    no_machine = f"No heat pump is in this file: hpsim compare FILE --sizes {sizes} tries some."
    if design is None:
        return (
            "The thermostat of this file has no setpoint: the room floats.",
            "Its temperatures are in the table below.",
            no_machine,
        )
    lines = []
    if design.heating_w is not None:
        heat = words.quantity("heating_design_load_w", design.heating_w)
        cold = words.quantity("heating_outdoor_degc", design.heating_outdoor_degc)
        lines.append(f"On the coldest design day ({cold} outdoors) the room needs {heat} of heat.")
    if design.cooling_sensible_w is not None:
        cool = words.quantity("cooling_design_load_w", design.cooling_sensible_w)
        hot = words.quantity("cooling_outdoor_degc", design.cooling_outdoor_degc)
        lines.append(f"On the hottest ({hot}) it needs {cool} of sensible cooling.")
    if len(lines) < 2:
        lines.append("The other season has no setpoint.")
    return lines[0], lines[1], no_machine


def _needs_and_gives(judged: Decision, words: Words, starts: tuple[int, int] | None = None) -> str:
    """Return the second line: what the room needs, what the unit gives, how often it switches."""
    facts, text = judged.facts, "The room hardly needs anything."
    if (season := facts.tightest_season) is not None:
        text = _season_text(facts, season, words)
    if heat := heat_by(facts, words):
        text += f" {sentence_start(heat)}."
    return f"{text}{_in_a_cold_snap(judged, words)}{_switching(judged, words, starts)}"


def _in_a_cold_snap(judged: Decision, words: Words) -> str:
    """Return how cold a room gets in hours colder than its unit is chosen for, if it matters."""
    season = judged.facts.heating
    if not (judged.holds and season.can and is_deep(season, words.rules)):
        return ""
    hours = words.hours("heating_short_of_capacity_h", season.short_h)
    worst = words.quantity("heating_worst_room_degc", season.worst_degc)
    why = "In colder weather it can't keep up"
    if season.is_stopped:
        limit = words.quantity("heating_stops_at_degc", season.stops_at_degc or 0.0)
        why = f"Below {limit} it stops"
    return (
        f" {why}: for {hours} a year the room is colder than you set, down to {worst}, "
        "unless a plug-in heater helps."
    )


def _season_text(facts: CandidateFacts, season: SeasonFacts, words: Words) -> str:
    """Return what a room needs on the design day of a season, and what a unit gives then."""
    need = words.quantity(f"{season.name}_design_load_w", season.design_load_w or 0.0)
    at = words.quantity(f"{season.name}_outdoor_degc", season.design_outdoor_degc)
    if season.maximum_w is None:
        return f"The room needs {need} at {at} outdoors, where only its electric heater runs."
    most = words.bare(f"{season.name}_maximum_w", season.maximum_w)
    rest = ""
    if season.name == "heating" and facts.has_backup and (season.ratio or 0.0) < 1.0:
        share = words.percent("backup_fraction", facts.backup_fraction)
        rest = f" and its electric heater the rest, {share} of the year's heat"
    elif (season.ratio or 0.0) < 1.0 and most != need.rpartition(" ")[0]:
        rest = ", which is close enough"
    return (
        f"The room needs {need} of {season.output} at {at} outdoors; this one gives {most}{rest}."
    )


def _switching(judged: Decision, words: Words, starts: tuple[int, int] | None) -> str:
    """Return how often a unit switches on and off, and whether the room stays humid."""
    facts, texts = judged.facts, []
    if facts.starts:
        often = how_often(facts.starts, words)
        if starts is not None and starts[1] >= DAYS:
            low, high = (words.count("starts_per_day", n / DAYS, 1) for n in starts)
            often = f"between {low} and {high} times a day" if low != high else often
        elif (busiest := facts.busiest_day_starts or 0) >= BUSY * max(facts.starts / DAYS, 1.0):
            often += f", on its busiest day {words.count('busiest_day_starts', busiest)} times"
        texts.append(f" On average it switches on and off {often}.")
    if facts.high_humidity_h > MANY_HUMID_H:
        humid = words.about("high_humidity_h", facts.high_humidity_h)
        texts.append(f" The air stays humid for about {humid} hours a year.")
    return "".join(texts)


def _compared(
    judged: Sequence[Decision],
    subject: Decision,
    words: Words,
    safer: tuple[Decision, str] | None,
    fits_in: Mapping[str, str],
    near: str,
) -> str:
    """Return the third line: what another candidate would cost, or how much this one uses.

    Parameters
    ----------
    judged : sequence of Decision
        Every machine of the run.
    subject : Decision
        The one named.
    words : Words
        Writes the numbers.
    safer : tuple
        A candidate that fits more often, and how often.
    fits_in : mapping
        By name, how often candidates fit that fit less often.
    near : str
        What would make a much cheaper candidate fit; empty: nothing.
    """
    if safer is not None:
        other, how_often_it_fits = safer
        extra = extra_of(other.facts, subject.facts, words.rules)
        differs = _difference(other, extra, words) or "cost the same to run"
        return f"Safer: {other.facts.called} fits in {how_often_it_fits}. It would {differs}."
    able = _that_hold(judged, subject)
    cheaper = _cheaper_with_heater(judged, subject, words)
    if cheaper:
        return cheaper
    if not able:
        uses = _uses(subject.facts, words)
        if near:
            return f"{uses} {near}"
        others = [j for j in judged if j is not subject]
        lack = [j for j in others if j.word == "too small"]
        lack = lack or [j for j in others if j.cause == "stops"]
        if lack:
            nearest = min(lack, key=_distance)
            return f"{uses} {_mention(nearest, subject)} {_lacks(nearest, words)}."
        return uses
    other = _competitor(able, subject)
    extra = extra_of(other.facts, subject.facts, words.rules)
    name, differs = _mention(other, subject), _difference(other, extra, words)
    if other.facts.name in fits_in:
        name += f", which fits in {fits_in[other.facts.name]},"
    text = f"{name} would {differs}." if differs else f"{name} would {SAME_TO_RUN}."
    return f"{text} {near}" if near else text


def _lacks(judged: Decision, words: Words) -> str:
    """Return what is wrong with a unit that is too small or stops, after its name."""
    season = judged.season
    if judged.cause != "stops" or season is None or season.stops_at_degc is None:
        return "is too small"
    limit = words.quantity(f"{season.name}_stops_at_degc", season.stops_at_degc)
    return f"{'stops' if season.name == 'heating' else 'does not cool'} below {limit} outdoors"


def _that_hold(judged: Sequence[Decision], subject: Decision) -> list[Decision]:
    """Return the other candidates that hold the room."""
    return [j for j in judged if j is not subject and j.holds]


def _mention(other: Decision, subject: Decision) -> str:
    """Return what a sentence begins with: a short name, unless the subject has it too."""
    is_clear = other.facts.short_name != subject.facts.short_name
    return sentence_start(other.facts.short_name if is_clear else other.facts.called)


def _cheaper_with_heater(judged: Sequence[Decision], subject: Decision, words: Words) -> str:
    """Return that a unit whose electric heater works too much would still cost less, if so."""
    mine = subject.facts.cost_per_year
    if mine is None:
        return ""
    helped = [
        (cost, k)
        for k, j in enumerate(judged)
        if j.cause == "backup" and (cost := j.facts.cost_per_year) is not None
    ]
    if not helped or mine - min(helped)[0] < FEW_COST:
        return ""
    cost, place = min(helped)
    other = judged[place]
    less = words.money("cost_difference", mine - cost, subject.facts.currency)
    share = words.percent("backup_fraction", other.facts.backup_fraction)
    name = sentence_start(other.facts.short_name)
    return (
        f"{name} would cost {less} less a year, but its electric heater gives {share} of the heat."
    )


def _competitor(able: Sequence[Decision], subject: Decision) -> Decision:
    """Return the candidate that a comparison says most about.

    Another size of the same kind, the nearest; else the one that costs least to own, to run, or in
    electricity, whichever is known of all.
    """
    if any(j.facts.kind == subject.facts.kind for j in able):
        return max(able, key=lambda j: _weight(j, subject))
    for cost in (
        {k: j.facts.life_cycle_cost for k, j in enumerate(able)},
        {k: j.facts.cost_per_year for k, j in enumerate(able)},
    ):
        known = {k: value for k, value in cost.items() if value is not None}
        if len(known) == len(able):
            return able[min(known, key=lambda k: known[k])]
    electric = [j for j in able if not j.facts.burns_fuel] or able
    return min(electric, key=lambda j: j.facts.electricity_kwh)


def _weight(other: Decision, subject: Decision) -> tuple[bool, bool, float]:
    """Return how much a comparison says: another size of the same kind first, the nearest."""
    same = other.facts.kind == subject.facts.kind
    apart = abs((other.facts.size_w or 0.0) - (subject.facts.size_w or 0.0))
    return same, apart > 1.0, -apart


def _difference(other: Decision, extra: Extra, words: Words) -> str:
    """Return what another candidate would do, after its name and 'would'; empty: the same."""
    parts = []
    if amount := _amount(extra, other.facts.currency, words):
        verb = "use" if extra.cost_per_year is None else "cost"
        parts.append(f"{verb} {amount} {'more' if extra.more_per_year > 0 else 'less'} a year")
    ratio = extra.starts_ratio
    if ratio is not None and ratio >= ALIKE_RATIO:
        parts.append(f"start {times_as_often(ratio, words)}")
    elif ratio is not None and 0.0 < ratio <= 1.0 / ALIKE_RATIO:
        parts.append("start less often")
    if extra.humid_h > words.rules.extra_humid_hours:
        humid = words.about("humid_difference_h", extra.humid_h)
        parts.append(f"leave the room humid for about {humid} hours more")
    if not parts:
        return ""
    same = "cost about the same to run, but " if not parts[0].startswith(("cost", "use")) else ""
    return f"{same}{_listed(parts)}"


def _listed(parts: Sequence[str]) -> str:
    """Return 'one, another and a third'."""
    return " and ".join([*([", ".join(parts[:-1])] if parts[:-1] else []), parts[-1]])


def less_a_year(other: Decision, named: Decision, words: Words) -> str:
    """Return how much less money or electricity another candidate takes a year; empty: no less."""
    extra = extra_of(other.facts, named.facts, words.rules)
    return _amount(extra, other.facts.currency, words) if extra.more_per_year < 0.0 else ""


def _amount(extra: Extra, currency: str | None, words: Words) -> str:
    """Return a difference in money, or in kWh without prices; empty: too small to notice."""
    cost, kwh = extra.cost_per_year, extra.electricity_kwh
    if cost is not None:
        return words.money("cost_difference", cost, currency) if abs(cost) >= FEW_COST else ""
    if abs(kwh) < FEW_KWH:
        return ""
    return f"{words.count('electricity_difference_kwh', abs(kwh))} kWh"


def _uses(facts: CandidateFacts, words: Words) -> str:
    kwh = f"{words.count('electricity_kwh', facts.electricity_kwh, 3)} kWh a year"
    if facts.cost_per_year is None:
        return f"{USES} {kwh}."
    cost = words.money("cost_per_year", facts.cost_per_year, facts.currency)
    return f"{USES} {kwh}, which costs {cost}."


def _none_fits(
    judged: Sequence[Decision],
    subject: Decision,
    words: Words,
    likely: str,
    changes: Sequence[str],
) -> Lines:
    """Return the answer where no candidate fits; ``changes`` would make the subject fit."""
    facts = subject.facts
    alone = len(judged) == 1
    if subject.word == "larger than it need be" and subject.extra is not None:
        other = subject.extra.against
        first = (
            f"{sentence_start(facts.called)} is larger than this room needs{likely}: "
            f"{other.called} would do."
        )
        return first, _needs_and_gives(subject, words), _saving(subject.extra, words)
    if subject.word == "wrong kind":
        who = f"{sentence_start(facts.called)} is" if alone else "All of these are"
        first = f"{who} the wrong kind for this room{likely}."
        if subject.cause == "stops" and changes:  # something next to it would hold the room
            who = (
                f"{sentence_start(facts.called)} does not hold" if alone else "None of these holds"
            )
            first = f"{who} this room by itself{likely}."
        why = why_wrong(subject, words)
        if subject.cause == "humid without load" and not changes:
            return first, why, _uses(facts, words)
        return (first, *_two(why, changes))
    who = (
        f"{sentence_start(facts.called)} is too small for this room"
        if alone
        else "None of these fits"
    )
    return (f"{who}{likely}.", *_two(why_small(subject, words), changes))


def _two(reason: str, changes: Sequence[str]) -> tuple[str, str]:
    if changes:
        return reason, " ".join(changes[:2])
    nothing = "None of the changes that were tried makes it fit: look for another kind or size."
    return reason, nothing


def _saving(extra: Extra, words: Words) -> str:
    """Return what the smaller one would save."""
    other = sentence_start(extra.against.called)
    parts = []
    if extra.more_per_year > 0.0 and (amount := _amount(extra, extra.against.currency, words)):
        parts.append(f"save {amount} a year")
    ratio = extra.starts_ratio
    if ratio is not None and ratio >= ALIKE_RATIO:
        parts.append("start less often")
    if extra.first_cost is not None and costs_to_buy(extra, words.rules):
        price = words.money("extra_first_cost", extra.first_cost, extra.against.currency)
        parts.append(f"cost {price} less to buy{by_guide(extra)}")
    if not parts or costs_dryness(extra, words.rules):
        humid = words.about("humid_difference_h", extra.humid_h)
        parts.append(f"leave the room humid for about {humid} hours less")
    return f"{other} would {_listed(parts)}."
