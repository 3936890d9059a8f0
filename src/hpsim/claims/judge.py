"""The test of each claim: from the rows of its sweep to a verdict and its evidence.

A claim holds where at least nine of ten cases agree with it, and does not where at most one of ten
does; between, it holds if a condition is met. Limits of what counts as a difference are those of
the verdict on candidates: 5 % of electricity, 1.5 times the starts, 300 humid hours, 150 hours
short.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeAlias

from hpsim.claims.rows import Row, Rows, ratio, short_h, spread
from hpsim.scenario.verdict_rules import VerdictRules

RULES = VerdictRules()
HOLDS, FAILS, UNSAID = "holds", "does not hold", "can't be said"
MOST, FEW = 0.9, 0.1
LOUD_PART = 0.1  # of the running time; less is not worth a word
HUMID_CLIMATES = ("us-1A-miami", "us-2A-tampa")
LESS = 0.95  # of the electricity: clearly less
KINDS = ("variable", "single")
LABEL_NEAR = 0.10  # a year within 10 % of its label comes near it
LARGE_HOUSE_PART = 0.5  # of a house's electricity: a room's is clearly less


class Outcome(NamedTuple):
    """What a sweep says of a claim."""

    verdict: str
    evidence: str


Test: TypeAlias = Callable[[dict[str, Rows]], Outcome]
TESTS: dict[str, Test] = {}


def test_of(name: str) -> Callable[[Test], Test]:
    """Return a decorator that registers the test of a claim."""

    def register(test: Test) -> Test:
        TESTS[name] = test
        return test

    return register


def by_part(hits: Sequence[bool], condition: str) -> str:
    """Return a verdict by the fraction of cases that agree."""
    if not hits:
        return UNSAID
    part = sum(hits) / len(hits)
    if part >= MOST:
        return HOLDS
    return FAILS if part <= FEW else f"holds if {condition}"


def _by_values(
    values: Sequence[float],
    agrees: Callable[[float], bool],
    condition: str,
    evidence: str,
    none: str = "no case",
) -> Outcome:
    """Return the outcome of a claim by one figure of each case.

    Where some figures agree with the claim, it holds under a condition. ``evidence`` has ``{}`` for
    how the figures are spread, ``none`` is the evidence where there is no case.
    """
    if not values:
        return Outcome(UNSAID, none)
    verdict = by_part([agrees(value) for value in values], condition)
    return Outcome(verdict, evidence.format(_shown(values)))


def _shown(values: Sequence[float]) -> str:
    """Return lowest to highest and the middle, large figures to three digits."""
    return spread(values, 3 if max(values) >= 100.0 else 2)


def _costs_more(value: float) -> bool:
    return value > 1.0 + RULES.extra_electricity


def _is_more_humid(hours: float) -> bool:
    return hours > RULES.extra_humid_hours


def _costs_less(value: float) -> bool:
    return value < LESS


def _is_short(hours: float) -> bool:
    return hours > RULES.short_hours


def _humid(pairs: Sequence[tuple[Row, Row]]) -> list[float]:
    """Return the humid hours that the first of each pair has more."""
    return [float(one["high_humidity_h"]) - float(other["high_humidity_h"]) for one, other in pairs]


def _count(hits: Sequence[bool]) -> str:
    return f"{sum(hits)} of {len(hits)} cases"


def _enough(rows: Rows, candidate: str) -> set[tuple[object, ...]]:
    """Return the places where a candidate holds the setpoints."""
    of = rows.of(candidate)
    return {place for place, row in of.items() if short_h(row) <= RULES.short_hours}


def _oversized(rows: Rows, kind: str) -> list[tuple[Row, Row]]:
    """Return an 18k and a 6k unit of a kind where the 6k is enough."""
    enough = _enough(rows, f"{kind} 6k")
    inside = rows.where(lambda row: rows.place(row) in enough)
    return inside.pairs(f"{kind} 18k", f"{kind} 6k")


def _undersized(rows: Rows) -> list[tuple[Row, Row]]:
    """Return a 6k and an 18k unit where the 6k is not enough."""
    enough = _enough(rows, "variable 6k")
    outside = rows.where(lambda row: rows.place(row) not in enough)
    return outside.pairs("variable 6k", "variable 18k")


def _is_humid(row: Row) -> bool:
    return row["weather"] in HUMID_CLIMATES


@test_of("small_unit_suits")
def _small_unit_suits(sweeps: dict[str, Rows]) -> Outcome:
    rows = sweeps["sizes"].where(lambda row: row["room.quality"] == "good").of("variable 6k")
    hits = [short_h(row) <= RULES.short_hours for row in rows.values()]
    failing = [str(row["weather"]) for row, ok in zip(rows.values(), hits, strict=True) if not ok]
    where = f"; not in {', '.join(failing)}" if failing else ""
    poor = sweeps["sizes"].where(lambda row: row["room.quality"] == "poor").of("variable 6k")
    cold = sum(short_h(row) > RULES.short_hours for row in poor.values())
    evidence = (
        f"enough in {_count(hits)} of good quality{where}; too little in {cold} of {len(poor)} of "
        "poor quality"
    )
    return Outcome(by_part(hits, "it is well insulated and the climate is not cold"), evidence)


@test_of("oversized_starts")
def _oversized_starts(sweeps: dict[str, Rows]) -> Outcome:
    by_kind = {kind: ratio(_oversized(sweeps["sizes"], kind), "starts") for kind in KINDS}
    return _by_kind(
        by_kind,
        lambda value: value > RULES.starts_ratio,
        "the unit's minimum output is above the load",
        "an 18k starts {} times as often as a 6k that is enough",
    )


@test_of("oversized_humid")
def _oversized_humid(sweeps: dict[str, Rows]) -> Outcome:
    rows = sweeps["sizes"].where(_is_humid)
    return _by_kind(
        {kind: _humid(_oversized(rows, kind)) for kind in KINDS},
        _is_more_humid,
        "it is of a kind that keeps its fan on",
        "{} more humid hours a year with an 18k",
    )


@test_of("oversized_costs")
def _oversized_costs(sweeps: dict[str, Rows]) -> Outcome:
    by_kind = {kind: ratio(_oversized(sweeps["sizes"], kind), "electricity_kwh") for kind in KINDS}
    return _by_kind(
        {kind: [100.0 * (v - 1.0) for v in values] for kind, values in by_kind.items()},
        lambda percent: percent > 100.0 * RULES.extra_electricity,
        "its minimum output is well above the load",
        "{} % more with an 18k",
    )


def _by_kind(
    by_kind: dict[str, list[float]],
    agrees: Callable[[float], bool],
    condition: str,
    evidence: str,
) -> Outcome:
    """Return the outcome of a claim by figures of several kinds of units, as `_by_values`."""
    hits = [agrees(value) for values in by_kind.values() for value in values]
    found = [f"{k}: {evidence.format(_shown(v))}" for k, v in by_kind.items() if v]
    return Outcome(by_part(hits, condition), "; ".join(found))


@test_of("oversized_wears")
def _oversized_wears(sweeps: dict[str, Rows]) -> Outcome:
    starts = ratio(_oversized(sweeps["sizes"], "variable"), "starts")
    seen = f"an 18k starts {spread(starts)} times as often; " if starts else ""
    return Outcome(UNSAID, f"{seen}nobody has published how starts shorten a compressor's life")


@test_of("fan_on_humid")
def _fan_on_humid(sweeps: dict[str, Rows]) -> Outcome:
    pairs = sweeps["sizes"].where(_is_humid).pairs("single 6k, fan on", "single 6k")
    evidence = "{} more humid hours a year with the fan always on"
    return _by_values(_humid(pairs), _is_more_humid, "the coil is often wet", evidence)


@test_of("undersized_runs")
def _undersized_runs(sweeps: dict[str, Rows]) -> Outcome:
    pairs = _undersized(sweeps["sizes"])
    if not pairs:
        return Outcome(UNSAID, "no case in which the 6k is too small")
    runs = [100.0 * float(small["runtime_h"]) / 8760.0 for small, _ in pairs]
    short = [float(short_h(small)) for small, _ in pairs]
    hits = [part >= 90.0 for part in runs]
    evidence = f"runs {spread(runs)} % of the year, and is short for {spread(short, 3)} hours"
    return Outcome(by_part(hits, "all the time means the coldest or hottest weeks"), evidence)


@test_of("undersized_humid")
def _undersized_humid(sweeps: dict[str, Rows]) -> Outcome:
    return _by_values(
        _humid([pair for pair in _undersized(sweeps["sizes"]) if _is_humid(pair[0])]),
        _is_more_humid,
        "the room is also warmer than its setpoint",
        "{} more humid hours than with an 18k",
        "no humid case in which the 6k is too small",
    )


@test_of("undersized_costs")
def _undersized_costs(sweeps: dict[str, Rows]) -> Outcome:
    return _by_values(
        ratio(_undersized(sweeps["sizes"]), "electricity_kwh"),
        _costs_more,
        "another heater fills the gap",
        "{} times the electricity of an 18k, at less comfort",
        "no case in which the 6k is too small",
    )


@test_of("variable_no_cycling")
def _variable_no_cycling(sweeps: dict[str, Rows]) -> Outcome:
    rows = list(sweeps["sizes"].of("variable 6k").values())
    below = [100.0 * float(row["hours_below_minimum_output"]) / 8760.0 for row in rows]
    starts = [float(row["starts"]) / 365.0 for row in rows]
    hits = [value < 1.0 for value in starts]
    evidence = (
        f"a variable-speed 6k starts {spread(starts)} times a day; the load is below its minimum "
        f"for {spread(below)} % of the year"
    )
    return Outcome(by_part(hits, "the load stays above its minimum output"), evidence)


@test_of("variable_dries")
def _variable_dries(sweeps: dict[str, Rows]) -> Outcome:
    pairs = sweeps["sizes"].where(_is_humid).pairs("single 6k", "variable 6k")
    evidence = "{} fewer humid hours than a single-stage 6k"
    return _by_values(
        _humid(pairs), _is_more_humid, "the load is above its minimum output", evidence
    )


@test_of("quiet")
def _quiet(sweeps: dict[str, Rows]) -> Outcome:
    loud, levels = [], []
    for size in ("6k", "18k"):
        for row in sweeps["sizes"].of(f"variable {size}").values():
            over, runs = row.get("sound_h.over_30_dba"), row.get("runtime_h")
            if over is not None and runs:
                loud.append(float(over) / float(runs))
                levels.append(float(row.get("sound_h.over_35_dba") or 0.0) / float(runs))
    if not loud:
        return Outcome(UNSAID, "no sound levels are known for these units")
    hits = [part < LOUD_PART for part in loud]
    evidence = (
        f"louder than 30 dB(A) for {spread([100 * p for p in loud])} % of its running time, than "
        f"35 dB(A) for {spread([100 * p for p in levels])} % (levels are known to 5 dB)"
    )
    return Outcome(by_part(hits, "it runs slowly nearly all the time"), evidence)


@test_of("cheaper_than_baseboard")
def _cheaper_than_baseboard(sweeps: dict[str, Rows]) -> Outcome:
    cold = sweeps["sizes"].where(lambda row: not _is_humid(row))
    values = []
    for pump, heater in cold.pairs("variable 9k", "baseboard"):
        heat = float(pump["electricity_by_use_kwh.compressor_heating"])
        heat += float(pump["electricity_by_use_kwh.defrost"])
        values.append(heat / float(heater["electricity_kwh"]))
    evidence = "{} of a baseboard's electricity for heat (fan and standby apart)"
    return _by_values(values, _costs_less, "it is not too cold for it", evidence)


@test_of("cheaper_than_window")
def _cheaper_than_window(sweeps: dict[str, Rows]) -> Outcome:
    hot = sweeps["sizes"].where(_is_humid)
    values = ratio(hot.pairs("variable 9k", "window unit and baseboard"), "electricity_kwh")
    evidence = "{} of the electricity of a window unit with a baseboard, where it cools"
    return _by_values(values, _costs_less, "it cools for much of the year", evidence)


@test_of("label_saves")
def _label_saves(sweeps: dict[str, Rows]) -> Outcome:
    rows = sweeps["labels"]
    values = ratio(rows.pairs("SEER2 18, HSPF2 9", "SEER2 15.2, HSPF2 7.8"), "electricity_kwh")
    best = ratio(rows.pairs("SEER2 25, HSPF2 11", "SEER2 15.2, HSPF2 7.8"), "electricity_kwh")
    hits = [_costs_less(value) for value in values]
    evidence = (
        f"{spread([100 * (1 - v) for v in values])} % less than SEER2 15.2, HSPF2 7.8; with SEER2 "
        f"25, HSPF2 11 {spread([100 * (1 - v) for v in best])} % less"
    )
    return Outcome(by_part(hits, "the unit runs for much of the year"), evidence)


@test_of("label_is_real")
def _label_is_real(sweeps: dict[str, Rows]) -> Outcome:
    parts, hits = [], []
    for season in ("hspf2", "seer2"):
        found = []
        for row in sweeps["labels"].rows:
            here, label = row.get(f"in_situ_{season}"), row.get(f"label_{season}")
            if here is not None and label:
                found.append(float(here) / float(label))
        hits += [abs(value - 1.0) <= LABEL_NEAR for value in found]
        if found:
            parts.append(f"{season.upper()} of the year over the label's: {spread(found)}")
    return Outcome(by_part(hits, "climate and load are like those of the test"), "; ".join(parts))


@test_of("works_at_minus_15")
def _works_at_minus_15(sweeps: dict[str, Rows]) -> Outcome:
    parts, hits = [], []
    for name in ("cold-climate 9k", "ordinary 9k"):
        rows = sweeps["cold"].of(name).values()
        short = [short_h(row) for row in rows]
        hits += [hours <= RULES.short_hours for hours in short]
        listed = ", ".join(
            f"{row['weather']} {hours}" for row, hours in zip(rows, short, strict=True)
        )
        parts.append(f"{name}: hours short: {listed}")
    return Outcome(by_part(hits, "it is made for cold climates"), "; ".join(parts))


@test_of("neglect_costs")
def _neglect_costs(sweeps: dict[str, Rows]) -> Outcome:
    parts, hits = [], []
    for name in ("dirty filter", "15 % too little charge"):
        values = ratio(sweeps["neglect"].pairs(name, "maintained"), "electricity_kwh")
        hits += [_costs_more(value) for value in values]
        parts.append(f"{name}: {spread([100 * (v - 1) for v in values])} % more electricity")
    return Outcome(by_part(hits, "the neglect is severe"), "; ".join(parts))


@test_of("small_unit_heats_house")
def _small_unit_heats_house(sweeps: dict[str, Rows]) -> Outcome:
    rows = list(sweeps["house"].of("6k").values())
    short = [float(short_h(row)) for row in rows if row["weather"] != "us-1A-miami"]
    evidence = "short for {} hours a year in places with a winter"
    return _by_values(short, _is_short, "the place has a winter", evidence)


@test_of("one_room_saves")
def _one_room_saves(sweeps: dict[str, Rows]) -> Outcome:
    rooms = sweeps["sizes"].of("variable 9k")
    values = [
        float(room["electricity_kwh"]) / float(row["electricity_kwh"])
        for row in sweeps["house"].of("central").values()
        if (room := rooms.get((str(row["weather"]), str(row["room.quality"])))) is not None
    ]
    hits = [value < LARGE_HOUSE_PART for value in values]
    evidence = (
        f"a room of 250 ft2 uses {spread([100 * v for v in values])} % of a house of 1,500 ft2; "
        "the other rooms are then not kept comfortable"
    )
    return Outcome(by_part(hits, "the other rooms may be cold"), evidence)


@test_of("setback_saves")
def _setback_saves(sweeps: dict[str, Rows]) -> Outcome:
    rows = sweeps["setback"]
    by_case: dict[str, list[float]] = {}
    for candidate in ("variable 12k", "baseboard"):
        of = [row for row in rows.rows if row["candidate"] == candidate]
        for weather in {row["weather"] for row in of}:
            here = [row for row in of if row["weather"] == weather]
            base = next(row for row in here if _is_constant(row))
            for row in here:
                if row is not base:
                    saved = 1.0 - float(row["electricity_kwh"]) / float(base["electricity_kwh"])
                    by_case.setdefault(candidate, []).append(100.0 * saved)
    hits = [value > 100.0 * RULES.extra_electricity for value in by_case.get("variable 12k", [])]
    evidence = "; ".join(f"{name}: saves {spread(v)} %" for name, v in by_case.items())
    return Outcome(by_part(hits, "it is deep or long"), evidence)


def _is_constant(row: Row) -> bool:
    return not row.get("thermostat.away") and str(row.get("thermostat.heating.night")) == "68 degF"
