"""What a table of metrics says, in plain words: a line a candidate, and what holds for all.

Reads the metrics of the summary alone, so that a folder on the disk gives the same as a run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from hpsim.equipment.traits import traits_of
from hpsim.judgement import CONSTANT_TWIN, MAINTAINED_TWIN, UNFIT, original_of
from hpsim.metrics.counts import HUMID_DEW_POINT_DEGC
from hpsim.results import COOLER_K
from hpsim.units.display import Reader
from hpsim.units.numbers import number
from hpsim.units.systems import UnitSystem

Candidate: TypeAlias = Mapping[str, Any]
"""An entry of the summary's ``candidates``."""

SI = Reader("si")
HEATING, COOLING = "heating", "cooling"
DAYS = 365
HOURS = 8760
FEW = 0.01  # of the hours: not worth a word
HOT_DEGC = 35.0  # no room in which people live
LITTLE_AIR_PER_H = 0.3  # ASHRAE 62-1989 asked 0.35 of dwellings
STALE_PPM = 420.0 + 800.0  # EN 16798-1:2019, category II: that much CO2 above outdoors
MUCH_COOLING_KWH, MUCH_BY_WINDOWS = 50.0, 0.25  # and its share: less is not worth a word
MORE_THAN_NEEDED = 1.2  # delivered over the load that holds the setpoints exactly
MUCH_EXCESS_KWH = 20.0  # less is not worth a word
MANY = 0.25  # of the hours at a load below the minimum output
MOSTLY = 0.9  # of the hours in which a unit gives too little it stands still

TWINS = (
    (CONSTANT_TWIN, "Compared with constant setpoints, the setback"),
    (MAINTAINED_TWIN, "Compared with a maintained unit, the neglect"),
)
"""What a candidate's twin differs in, and what a sentence about it begins with."""


def findings(
    candidates: Sequence[Candidate],
    room: Mapping[str, Any] | None = None,
    units: UnitSystem = "si",
    *,
    carbon_given: bool = False,
) -> list[str]:
    """Return a sentence for each candidate, and those that belong to all of them.

    Parameters
    ----------
    candidates : sequence
        Entries of the summary.
    room : mapping
        The summary's; None: candidates of several rooms.
    units : str
        In whose units.
    carbon_given : bool
        Whether the file gives the carbon of electricity, or leaks of refrigerant.
    """
    reader = Reader(units)
    lines = [f"{c['name']}: {finding(c, reader)}." for c in candidates]
    of_all = (
        _tight(candidates, room or {}),
        _stale(candidates),
        _by_windows(candidates, reader),
        _least(candidates, reader) if shows_carbon(candidates, carbon_given) else "",
        _without_price(candidates),
        *(_against_twins(candidates, *twin) for twin in TWINS),
    )
    return [*lines, *(line for line in of_all if line)]


def verdict_lines(candidates: Sequence[Candidate]) -> list[str]:
    """Return the verdict on each candidate with its reason, and what would change it."""
    lines = []
    for candidate in candidates:
        verdict = candidate.get("verdict")
        if verdict is not None:
            is_large = verdict["word"] == "larger than it need be"  # the reason has what fits
            parts = (verdict["reason"], *(() if is_large else verdict["changes"]))
            lines.append(f"{candidate['name']}: {verdict['word']}. {' '.join(parts)}")
    return lines


def finding(candidate: Candidate, reader: Reader = SI) -> str:
    """Return what a year with one candidate was like, without its name."""
    metrics = candidate["metrics"]
    kind = traits_of(candidate["kind"])
    if kind.is_ideal:
        parts = [_loads(metrics, reader), _warmest(metrics, reader), _windows(metrics)]
        return "; ".join(part for part in parts if part)
    parts = [_comfort(candidate, reader)]
    if metrics["unmet_heating_h"] is not None and not metrics["unmet_cooling_h"]:
        parts.append(_warmest(metrics, reader))
    parts.append(_windows(metrics))
    only_heats, only_cools = kind.is_heater, _gives_no_heat(metrics)
    if only_heats and (metrics["unmet_cooling_h"] or 0) > _few(metrics):
        parts.append("it has no cooling")
    if only_cools:
        parts.append("it gives no heat")
    unmet_key = "unmet_heating_h" if only_heats else "unmet_cooling_h"
    if not (only_heats or only_cools) or (metrics[unmet_key] or 0) > _few(metrics):
        parts.append(_too_cold_outdoors(metrics))
        parts.append(_above_maximum(metrics))
    if kind.is_machine:
        parts.append(_more_than_needed(metrics))
        parts.append(_cycling(metrics))
    if kind.is_machine and not kind.always_cycles:
        parts.append(_below_minimum(metrics))
    parts.append(_humidity(metrics, reader))
    return "; ".join(part for part in parts if part)


def _loads(metrics: Mapping[str, Any], reader: Reader) -> str:
    heat, cold = (
        f"{number(metrics[f'{mode}_load_kwh'])} kWh of {what} (at most "
        f"{reader.text(metrics[f'peak_{mode}_w'], f'peak_{mode}_w')})"
        for mode, what in (("heating", "heat"), ("cooling", "sensible cooling"))
    )
    asked = [(heat, metrics["unmet_heating_h"]), (cold, metrics["unmet_cooling_h"])]
    return "the room needs " + " and ".join(t for t, held in asked if held is not None)


def _gives_no_heat(metrics: Mapping[str, Any]) -> bool:
    """Return whether heat is missed that a machine never gave."""
    is_missed = (metrics["unmet_heating_h"] or 0) > _few(metrics)
    heat_kwh = metrics.get("heat_delivered_kwh")
    return is_missed and heat_kwh is not None and heat_kwh <= 0.0


def _warmest(metrics: Mapping[str, Any], reader: Reader) -> str:
    """Return how warm a room gets that nothing cools, where that is a great deal."""
    warmest_degc = metrics["room_degc"]["max"]
    return f"as warm as {_degrees(warmest_degc, reader)}" if warmest_degc > HOT_DEGC else ""


def _windows(metrics: Mapping[str, Any]) -> str:
    """Return how long windows stood open, or that nobody opened one in a hot room."""
    opened_h = metrics.get("windows_open_h") or 0.0
    if opened_h > _few(metrics):
        return f"windows open for {_hours(opened_h)}"
    if metrics["room_degc"]["max"] > HOT_DEGC and not opened_h:
        return "nobody opens a window in this run (`ventilation` with `kind: window` does)"
    return ""


def _comfort(candidate: Candidate, reader: Reader) -> str:
    metrics = candidate["metrics"]
    cold, warm = metrics["unmet_heating_h"] or 0, metrics["unmet_cooling_h"] or 0
    low, high = (_degrees(metrics["room_degc"][end], reader) for end in ("min", "max"))
    if metrics["unmet_heating_h"] is None and metrics["unmet_cooling_h"] is None:
        return f"the room is between {low} and {high}"
    if not cold and not warm:
        return "always holds the setpoints"
    parts = []
    if cold:
        why = _why(candidate, cold, HEATING, reader)
        parts.append(f"too cold for {_hours(cold)} (down to {low}{why})")
    if warm:
        why = _why(candidate, warm, COOLING, reader)
        parts.append(f"too warm for {_hours(warm)} (up to {high}{why})")
    return " and ".join(parts)


def _why(candidate: Candidate, unmet_h: int, season: str, reader: Reader) -> str:
    """Return why a setpoint is missed: in how many of the hours the unit can't give enough.

    These are the verdict's hours (`hpsim.verdict.shortage`), those of the metric where there
    is no verdict. If in most hours the unit could give more, its control is why. Where the verdict
    is that the weather stops the unit, it says below what.
    """
    metrics = candidate["metrics"]
    at_full_h = metrics.get(f"short_of_capacity_{season}_h")
    if at_full_h is None:  # it does not heat, or does not cool
        return ""
    verdict = candidate.get("verdict") or {}
    numbers = verdict.get("numbers", {})
    short_h = numbers.get(f"{season}_short_of_capacity_h", at_full_h)
    lacks, stops_degc = "it can't give what the room needs", numbers.get(f"{season}_stops_at_degc")
    if season == HEATING:
        is_stopped = (metrics.get("cold_cutout_h") or 0.0) > MOSTLY * short_h
    else:
        is_stopped = verdict.get("word") != "too small"
    if is_stopped and stops_degc is not None:
        limit = reader.text(stops_degc, f"{season}_stops_at_degc", 2)
        verb = "stops" if season == HEATING else "does not cool"
        lacks += f", since it {verb} below {limit} outdoors"
    parts = []
    if short_h >= unmet_h:
        parts.append(lacks)
    elif short_h:
        parts.append(f"for {_hours(short_h)} of them {lacks}")
    has_heater = bool((metrics.get("electricity_by_use_kwh") or {}).get("backup"))
    heats = season == HEATING
    full_h = 0 if heats and has_heater else at_full_h  # of the compressor: the heater could help
    could_give_more_h = unmet_h - max(short_h, full_h)
    if could_give_more_h > 0.5 * unmet_h:
        which = "" if could_give_more_h == unmet_h else "in most of them "
        so = "cold" if heats else "warm"
        but = f"its control lets the room get so {so}"
        if metrics.get("recovery_min") is not None:
            but = f"the room is coming back from a setback, or its control lets it get so {so}"
        parts.append(f"{which}it could give more, but {but}")
    return "".join(f"; {part}" for part in parts)


def _cycling(metrics: Mapping[str, Any]) -> str:
    starts, median = metrics["starts"], metrics["median_run_min"]
    if starts is None:
        return ""
    if not starts:
        return "never starts" if not metrics["runtime_h"] else "never stops"
    per_day = 24.0 * starts / hours_of(metrics)
    if per_day >= 1:
        often = f"starts {number(per_day, 2)} times a day on average"
    else:
        often = f"starts {_times(starts)} {_over(metrics)}"
    run = f", half of its runs are shorter than {_minutes(median)}" if median is not None else ""
    in_a_day = metrics.get("max_starts_per_day")  # unknown in folders of earlier versions
    on_a_day = f", {_times(in_a_day)} on its busiest day" if in_a_day else ""
    in_an_hour = _times(metrics["max_starts_per_hour"])
    return f"{often}{on_a_day} and {in_an_hour} in its busiest hour{run}"


def _above_maximum(metrics: Mapping[str, Any]) -> str:
    """Return how long the room needs more than a unit's maximum, where it holds the setpoints.

    Where it misses them, the hours in which it does say what comes of it. Where the compressor
    gives no heat, its heater gives all of it.
    """
    by_use = metrics.get("electricity_by_use_kwh") or {}
    by_heater = by_use.get("backup")
    if by_heater and by_use.get("compressor_heating") == 0.0:
        return "its electric heater gives all the heat"
    above = metrics.get("hours_above_maximum_output") or 0
    if above <= _few(metrics) or (unmet_h(metrics) or 0) > _few(metrics):
        return ""
    rest = ", and its heater gives the rest" if by_heater else ""
    return f"for {_hours(above)} the room needs more than the unit's maximum{rest}"


def _more_than_needed(metrics: Mapping[str, Any]) -> str:
    """Return that a unit delivers over a fifth more than the room needs, and why it may."""
    parts = []
    for key, over, what in (
        ("heat_delivered_kwh", "heat_over_load", "heat"),
        ("cool_delivered_kwh", "cool_over_load", "sensible cooling"),
    ):
        delivered, of_load = metrics.get(key) or 0.0, metrics.get(over) or 1.0
        excess_kwh = delivered - delivered / of_load
        if of_load > MORE_THAN_NEEDED and excess_kwh > MUCH_EXCESS_KWH:
            needed = number(delivered / of_load)
            parts.append(f"{number(delivered)} kWh of {what} where the room needs {needed}")
    if not parts:
        return ""
    text = f"it delivers {' and '.join(parts)}"
    changes = metrics.get("changeovers") or 0
    if len(parts) == 2 and changes > hours_of(metrics) / 24.0:
        often = f"{changes:,} changes {_over(metrics)}"
        return f"heating and cooling work against each other, {often}: {text}"
    return text


def _too_cold_outdoors(metrics: Mapping[str, Any]) -> str:
    """Return how long the cold stopped the unit, and the longest time with its date."""
    stopped_h = metrics.get("cold_cutout_h") or 0.0
    if stopped_h < 1.0:
        return ""
    longest_h, begins_h = metrics["cold_cutout_longest_h"], metrics["cold_cutout_longest_from_h"]
    begins = metrics.get("first_day", "2001-01-01")  # of a year of no zone
    day = datetime.fromisoformat(begins) + timedelta(hours=begins_h)
    return (
        f"stopped by the cold outdoors for {_hours(stopped_h)}, the longest time "
        f"{_hours(longest_h)} from {day:%B} {day.day}"
    )


def _below_minimum(metrics: Mapping[str, Any]) -> str:
    below = metrics["hours_below_minimum_output"] or 0
    if below < MANY * hours_of(metrics):
        return ""
    return f"for {_hours(below)} the room needs less than the unit's minimum, so it cycles"


def _humidity(metrics: Mapping[str, Any], reader: Reader) -> str:
    humid_h = metrics.get("high_humidity_h") or 0
    if humid_h <= _few(metrics):
        return ""
    dew_point = reader.text(HUMID_DEW_POINT_DEGC, "dew_point_degc", 2)
    return f"humid (over 60 % RH, dew point over {dew_point}) for {_hours(humid_h)}"


def _tight(candidates: Sequence[Candidate], room: Mapping[str, Any]) -> str:
    """Return why a room is humid for most of the year: the moisture of people stays in it."""
    per_hour = room.get("air_changes_per_h")
    humid_h = max(c["metrics"].get("rh_over_60_in_drier_air_h") or 0 for c in candidates)
    if (
        per_hour is None
        or per_hour >= LITTLE_AIR_PER_H
        or humid_h < MANY * max(hours_of(c["metrics"]) for c in candidates)
    ):
        return ""
    return (
        f"Humid because little fresh air comes in: {number(per_hour, 2)} air changes an hour do "
        f"not remove the moisture of people, and for up to {_hours(humid_h)} the outdoor air is "
        "drier (add a fan: `ventilation`; or an open door to the home: `doors`)."
    )


def _stale(candidates: Sequence[Candidate]) -> str:
    """Return how much CO2 people breathe in a room with little fresh air."""
    stalest = max(candidates, key=lambda c: c["metrics"].get("co2_mean_ppm") or 0.0)
    worst = stalest["metrics"]
    mean_ppm = worst.get("co2_mean_ppm") or 0.0
    if mean_ppm <= STALE_PPM:
        return ""
    of = "of these days" if "simulated_h" in worst else "of the year"
    return (
        f"{_room_of(stalest, candidates)}Stale air: people in the room breathe "
        f"{round(mean_ppm, -1):,.0f} ppm of CO2 on average, "
        f"and over 1,000 ppm for {_hours(worst['co2_over_1000_h'])} {of} (more outdoor air: "
        "`ventilation`; an open door to the home: `home_door: open`)."
    )


def _by_windows(candidates: Sequence[Candidate], reader: Reader) -> str:
    """Return how much of the cooling falls in hours in which it is cooler outdoors."""
    cooling = max(candidates, key=lambda c: c["metrics"].get("cool_delivered_kwh") or 0.0)
    most: Mapping[str, Any] = cooling["metrics"]
    cooled = most.get("cool_delivered_kwh") or 0.0
    in_cooler_air = most.get("cool_delivered_in_cooler_air_kwh") or 0.0
    if cooled < MUCH_COOLING_KWH or in_cooler_air < MUCH_BY_WINDOWS * cooled:
        return ""
    if (most.get("windows_open_h") or 0.0) > 0.0:
        return ""
    cooler = reader.text(COOLER_K, "cooler_k", 1 if reader.system == "si" else 2)
    return (
        f"{_room_of(cooling, candidates)}"
        f"{100.0 * in_cooler_air / cooled:.0f} % of the cooling falls in hours in which it is "
        f"at least {cooler} cooler outdoors, and nobody opens a window in a room that is cooled "
        "(`ventilation` with `kind: window` does)."
    )


def _room_of(candidate: Candidate, candidates: Sequence[Candidate]) -> str:
    """Return which room a sentence is about, where candidates are in several."""
    several = len({c.get("scenario") for c in candidates}) > 1
    return f"{candidate['scenario']}: " if several else ""


def _without_price(candidates: Sequence[Candidate]) -> str:
    """Return that units which burn fuel can't be compared with others, where prices are missing."""
    machines = [c for c in candidates if traits_of(c["kind"]).is_machine]
    if len(machines) < 2 or not any(c["metrics"].get("fuel") for c in machines):
        return ""
    if all(cost_of_run(c["metrics"]) is not None for c in machines):
        return ""
    return "Fuel and electricity can't be compared without prices: give tariff.price."


def _least(candidates: Sequence[Candidate], reader: Reader) -> str:
    """Return which candidate costs least to run and which emits least, of those that do the job.

    Nothing where fewer than two do, or where candidates are in several rooms.
    """
    names = {c["name"] for c in candidates}
    able = [
        c
        for c in candidates
        if traits_of(c["kind"]).is_machine
        and (c.get("verdict") or {}).get("word") not in UNFIT
        and (original_of(c["name"]) == c["name"] or original_of(c["name"]) not in names)
    ]
    emitted = [carbon_of_run(c["metrics"]) for c in able]
    if len(able) < 2 or None in emitted or len({c.get("scenario") for c in able}) > 1:
        return ""
    cleanest = min(able, key=lambda c: carbon_of_run(c["metrics"]) or 0.0)
    mass = reader.text(carbon_of_run(cleanest["metrics"]), "carbon_kg")
    over = _over(cleanest["metrics"])
    emits = f"emits least ({mass} of CO₂e {over})"
    begins = "Of those that hold the room" if any(c.get("verdict") for c in able) else "Of these"
    costs = [cost_of_run(c["metrics"]) for c in able]
    if None in costs or len({c["metrics"]["currency"] for c in able}) > 1:
        return f"{begins}, {cleanest['name']} {emits}."
    cheapest = min(able, key=lambda c: cost_of_run(c["metrics"]) or 0.0)
    price = f"{cost_of_run(cheapest['metrics']):,.0f} {cheapest['metrics']['currency']} {over}"
    text = f"{begins}, {cheapest['name']} costs least to run ({price})"
    if cheapest is cleanest:
        return f"{text} and {emits}."
    return f"{text}, and {cleanest['name']} {emits}."


def _against_twins(candidates: Sequence[Candidate], what: str, begins: str) -> str:
    """Return what a setback saves, or neglect costs, of each candidate that has such a twin."""
    by_name = {candidate["name"]: candidate["metrics"] for candidate in candidates}
    parts = []
    for name, metrics in by_name.items():
        twin = by_name.get(f"{name}, {what}")
        if twin is not None:
            more_kwh = metrics["electricity_kwh"] - twin["electricity_kwh"]
            costs = cost_of_run(metrics), cost_of_run(twin)
            money = ""
            if costs[0] is not None and costs[1] is not None:
                money = f" ({number(abs(costs[0] - costs[1]))} {metrics['currency']})"
            verb = "takes" if more_kwh > 0.0 else "saves"
            more = " more" if more_kwh > 0.0 else ""
            amount = f"{number(abs(more_kwh))} kWh{money}{more} {_over(metrics)}"
            parts.append(f"{verb} {amount} with {name}")
    return f"{begins} {', and '.join(parts)}." if parts else ""


def hours_of(metrics: Mapping[str, Any]) -> int:
    """Return how many hours metrics count: those of a year, or of actual days."""
    return int(metrics.get("simulated_h", HOURS))


def cost_of_run(metrics: Mapping[str, Any]) -> float | None:
    """Return what a year, or the actual days, cost; None: not known."""
    cost: float | None = metrics.get("cost" if "simulated_h" in metrics else "cost_per_year")
    return cost


def carbon_of_run(metrics: Mapping[str, Any]) -> float | None:
    """Return what a year, or the actual days, emit [kg]; None: not known."""
    emitted_kg: float | None = metrics.get(
        "carbon_kg" if "simulated_h" in metrics else "carbon_kg_per_year"
    )
    return emitted_kg


def shows_carbon(candidates: Sequence[Candidate], is_given: bool) -> bool:
    """Return whether emissions are shown: where carbon is given or fuels are compared, and known.

    Of electricity alone, at a region's mean, they would repeat what the kilowatt-hours say.
    """
    known = any(carbon_of_run(c["metrics"]) is not None for c in candidates)
    return known and (is_given or any(c["metrics"].get("fuel") for c in candidates))


def _over(metrics: Mapping[str, Any]) -> str:
    return "in these days" if "simulated_h" in metrics else "a year"


def _few(metrics: Mapping[str, Any]) -> float:
    return FEW * hours_of(metrics)


def unmet_h(metrics: Mapping[str, Any]) -> int | None:
    """Return the hours outside either setpoint; None without setpoints."""
    sides = (metrics["unmet_heating_h"], metrics["unmet_cooling_h"])
    return None if sides == (None, None) else sum(int(side or 0) for side in sides)


def _degrees(degc: float, reader: Reader) -> str:
    """Return a temperature to a tenth of a degree."""
    return reader.text(degc, "room_degc", 4)


def _hours(hours: float) -> str:
    return f"{hours:,.0f} h"


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _minutes(minutes: float) -> str:
    return f"{minutes / 60:.1f} h" if minutes >= 120 else f"{number(minutes, 2)} min"
