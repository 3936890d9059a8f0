"""The test of each claim: from the rows of its sweep to the cases that agree, and their figures.

A claim holds where at least nine of ten cases agree with it, and does not where at most one of ten
does; between, it holds if a condition is met. Limits of what counts as a difference are those of
the verdict on candidates: 5 % of electricity, 1.5 times the starts, 300 humid hours, 150 hours
short. The words around the figures are with the claims, in ``data/claims.yaml``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from statistics import median
from typing import Any, NamedTuple, TypeAlias

from hpsim.records import dataclass
from hpsim.scenario.verdict_rules import VerdictRules
from hpsim.units.numbers import number

RULES = VerdictRules()
HOLDS, FAILS, UNSAID = "holds", "does not hold", "can't be said"
MOST, FEW = 0.9, 0.1
LOUD_PART = 0.1  # of the running time; less is not worth a word
HUMID_CLIMATES = ("us-1A-miami", "us-2A-tampa")
LESS = 0.95  # of the electricity: clearly less
KINDS = ("variable", "single")
LABEL_NEAR = 0.10  # a year within 10 % of its label comes near it
LARGE_HOUSE_PART = 0.5  # of a house's electricity: a room's is clearly less
Row: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True)
class Rows:
    """Rows of one sweep, by candidate and place."""

    rows: tuple[Row, ...]
    axes: tuple[str, ...]
    """Columns that tell places apart: climate, quality, …"""

    def of(self, candidate: str) -> dict[tuple[Any, ...], Row]:
        """Return a candidate's rows by place."""
        return {self.place(r): r for r in self.rows if r["candidate"] == candidate}

    def place(self, row: Row) -> tuple[Any, ...]:
        """Return which climate, quality and so on a row is of."""
        return tuple(str(row[axis]) for axis in self.axes)

    def pairs(self, first: str, second: str) -> list[tuple[Row, Row]]:
        """Return the rows of two candidates at the same places."""
        one, other = self.of(first), self.of(second)
        return [(one[place], other[place]) for place in one if place in other]

    def where(self, keep: Callable[[Row], bool]) -> Rows:
        """Return some of the rows."""
        return Rows(tuple(row for row in self.rows if keep(row)), self.axes)


def ratio(pairs: Sequence[tuple[Row, Row]], metric: str) -> list[float]:
    """Return the first's metric over the second's, where both have one."""
    found = []
    for one, other in pairs:
        a, b = one.get(metric), other.get(metric)
        if a is not None and b:
            found.append(float(a) / float(b))
    return found


def short_h(row: Row) -> int:
    """Return the hours in which a unit can't hold a setpoint because it can't give more.

    Those in which it gives all it can, or, if they are more, the unmet hours as far as the load is
    above its output in as many: its own control asks for full speed only beyond the setpoint.
    """
    keys = ("short_of_capacity_heating_h", "short_of_capacity_cooling_h")
    at_full = sum(int(row.get(key) or 0) for key in keys)
    unmet = sum(int(row.get(key) or 0) for key in ("unmet_heating_h", "unmet_cooling_h"))
    return max(at_full, min(unmet, int(row.get("hours_above_maximum_output") or 0)))


def spread(values: Sequence[float], digits: int = 2) -> str:
    """Return lowest to highest, and the middle."""
    ends = (min(values), median(values), max(values))
    low, mid, high = (number(value, digits) for value in ends)
    return f"{low} to {high}, median {mid}"


class Finding(NamedTuple):
    """What a sweep shows about a claim."""

    hits: Sequence[bool]
    """Whether each case agrees."""
    figures: Sequence[Mapping[str, object]] = ()
    """Sets of figures by name; the claim's evidence is written once with each set."""


Test: TypeAlias = Callable[[dict[str, Rows]], Finding]
TESTS: dict[str, Test] = {}


def _test(function: Test) -> Test:
    """Register the test of the claim of a function's name."""
    TESTS[function.__name__.removeprefix("_")] = function
    return function


def by_part(hits: Sequence[bool], condition: str) -> str:
    """Return a verdict by the fraction of cases that agree."""
    if not hits:
        return UNSAID
    part = sum(hits) / len(hits)
    if part >= MOST:
        return HOLDS
    return FAILS if part <= FEW else f"holds if {condition}"


def _by_values(values: Sequence[float], agrees: Callable[[float], bool]) -> Finding:
    """Return the finding from one figure of each case."""
    return Finding([agrees(v) for v in values], [{"range": _shown(values)}] if values else ())


def _by_kind(by_kind: Mapping[str, Sequence[float]], agrees: Callable[[float], bool]) -> Finding:
    """Return the finding from figures of several kinds of units, or of faults."""
    hits = [agrees(value) for values in by_kind.values() for value in values]
    return Finding(hits, [{"kind": k, "range": _shown(v)} for k, v in by_kind.items() if v])


def _shown(values: Sequence[float]) -> str:
    """Return lowest to highest and the middle, large figures to three digits."""
    return spread(values, 3 if max(values) >= 100.0 else 2)


def _percent(parts: Sequence[float]) -> list[float]:
    return [100.0 * part for part in parts]


def _costs_more(value: float) -> bool:
    return value > 1.0 + RULES.extra_electricity


def _is_much(percent: float) -> bool:
    return percent > 100.0 * RULES.extra_electricity


def _is_more_humid(hours: float) -> bool:
    return hours > RULES.extra_humid_hours


def _costs_less(value: float) -> bool:
    return value < LESS


def _is_short(hours: float) -> bool:
    return hours > RULES.short_hours


def _humid(pairs: Sequence[tuple[Row, Row]]) -> list[float]:
    """Return the humid hours that the first of each pair has more."""
    return [float(one["high_humidity_h"]) - float(other["high_humidity_h"]) for one, other in pairs]


def _enough(rows: Rows, candidate: str) -> set[tuple[object, ...]]:
    """Return the places where a candidate holds the setpoints."""
    return {place for place, row in rows.of(candidate).items() if not _is_short(short_h(row))}


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


@_test
def _small_unit_suits(sweeps: dict[str, Rows]) -> Finding:
    rows = sweeps["sizes"].where(lambda row: row["room.quality"] == "good").of("variable 6k")
    hits = [not _is_short(short_h(row)) for row in rows.values()]
    failing = [str(row["weather"]) for row, ok in zip(rows.values(), hits, strict=True) if not ok]
    where = f"; not in {', '.join(failing)}" if failing else ""
    poor = sweeps["sizes"].where(lambda row: row["room.quality"] == "poor").of("variable 6k")
    cold = sum(_is_short(short_h(row)) for row in poor.values())
    figures = {"enough": sum(hits), "cases": len(hits), "where": where}
    return Finding(hits, [{**figures, "too_little": cold, "poor": len(poor)}])


@_test
def _oversized_starts(sweeps: dict[str, Rows]) -> Finding:
    by_kind = {kind: ratio(_oversized(sweeps["sizes"], kind), "starts") for kind in KINDS}
    return _by_kind(by_kind, lambda value: value > RULES.starts_ratio)


@_test
def _oversized_humid(sweeps: dict[str, Rows]) -> Finding:
    rows = sweeps["sizes"].where(_is_humid)
    return _by_kind({kind: _humid(_oversized(rows, kind)) for kind in KINDS}, _is_more_humid)


@_test
def _oversized_costs(sweeps: dict[str, Rows]) -> Finding:
    by_kind = {kind: ratio(_oversized(sweeps["sizes"], kind), "electricity_kwh") for kind in KINDS}
    return _by_kind(
        {kind: [100.0 * (v - 1.0) for v in values] for kind, values in by_kind.items()}, _is_much
    )


@_test
def _oversized_wears(sweeps: dict[str, Rows]) -> Finding:
    starts = ratio(_oversized(sweeps["sizes"], "variable"), "starts")
    seen = f"an 18k starts {spread(starts)} times as often; " if starts else ""
    return Finding((), [{"seen": seen}])


@_test
def _fan_on_humid(sweeps: dict[str, Rows]) -> Finding:
    pairs = sweeps["sizes"].where(_is_humid).pairs("single 6k, fan on", "single 6k")
    return _by_values(_humid(pairs), _is_more_humid)


@_test
def _undersized_runs(sweeps: dict[str, Rows]) -> Finding:
    small = [row for row, _ in _undersized(sweeps["sizes"])]
    if not small:
        return Finding(())
    runs = [100.0 * float(row["runtime_h"]) / 8760.0 for row in small]
    short = [float(short_h(row)) for row in small]
    return Finding(
        [part >= 90.0 for part in runs], [{"runs": spread(runs), "short": spread(short, 3)}]
    )


@_test
def _undersized_humid(sweeps: dict[str, Rows]) -> Finding:
    pairs = [pair for pair in _undersized(sweeps["sizes"]) if _is_humid(pair[0])]
    hours = _humid(pairs)
    way, sign = ("fewer", -1.0) if hours and max(hours) <= 0.0 else ("more", 1.0)
    range_of = [{"range": f"{_shown([sign * h for h in hours])} {way}"}] if hours else ()
    return Finding([_is_more_humid(h) for h in hours], range_of)


@_test
def _undersized_costs(sweeps: dict[str, Rows]) -> Finding:
    return _by_values(ratio(_undersized(sweeps["sizes"]), "electricity_kwh"), _costs_more)


@_test
def _variable_no_cycling(sweeps: dict[str, Rows]) -> Finding:
    rows = list(sweeps["sizes"].of("variable 6k").values())
    below = [100.0 * float(row["hours_below_minimum_output"]) / 8760.0 for row in rows]
    starts = [float(row["starts"]) / 365.0 for row in rows]
    figures = {"starts": spread(starts), "below": spread(below)}
    return Finding([value < 1.0 for value in starts], [figures])


@_test
def _variable_dries(sweeps: dict[str, Rows]) -> Finding:
    pairs = sweeps["sizes"].where(_is_humid).pairs("single 6k", "variable 6k")
    return _by_values(_humid(pairs), _is_more_humid)


@_test
def _quiet(sweeps: dict[str, Rows]) -> Finding:
    loud, levels = [], []
    for size in ("6k", "18k"):
        for row in sweeps["sizes"].of(f"variable {size}").values():
            over, runs = row.get("sound_h.over_30_dba"), row.get("runtime_h")
            if over is not None and runs:
                loud.append(float(over) / float(runs))
                levels.append(float(row.get("sound_h.over_35_dba") or 0.0) / float(runs))
    if not loud:
        return Finding(())
    figures = {"over_30": spread(_percent(loud)), "over_35": spread(_percent(levels))}
    return Finding([part < LOUD_PART for part in loud], [figures])


@_test
def _cheaper_than_baseboard(sweeps: dict[str, Rows]) -> Finding:
    cold = sweeps["sizes"].where(lambda row: not _is_humid(row))
    values = []
    for pump, heater in cold.pairs("variable 9k", "baseboard"):
        heat = float(pump["electricity_by_use_kwh.compressor_heating"])
        heat += float(pump["electricity_by_use_kwh.defrost"])
        values.append(heat / float(heater["electricity_kwh"]))
    return _by_values(values, _costs_less)


@_test
def _cheaper_than_window(sweeps: dict[str, Rows]) -> Finding:
    pairs = sweeps["sizes"].where(_is_humid).pairs("variable 9k", "window unit and baseboard")
    return _by_values(ratio(pairs, "electricity_kwh"), _costs_less)


@_test
def _label_saves(sweeps: dict[str, Rows]) -> Finding:
    rows = sweeps["labels"]
    good, best = (
        ratio(rows.pairs(label, "SEER2 15.2, HSPF2 7.8"), "electricity_kwh")
        for label in ("SEER2 18, HSPF2 9", "SEER2 25, HSPF2 11")
    )
    saved, saved_most = ([100 * (1 - v) for v in values] for values in (good, best))
    figures = {"saved": spread(saved), "saved_most": spread(saved_most)}
    return Finding([_costs_less(value) for value in good], [figures])


@_test
def _label_is_real(sweeps: dict[str, Rows]) -> Finding:
    by_label: dict[str, list[float]] = {}
    for season in ("hspf2", "seer2"):
        for row in sweeps["labels"].rows:
            here, label = row.get(f"in_situ_{season}"), row.get(f"label_{season}")
            if here is not None and label:
                by_label.setdefault(season.upper(), []).append(float(here) / float(label))
    return _by_kind(by_label, lambda value: abs(value - 1.0) <= LABEL_NEAR)


@_test
def _works_at_minus_15(sweeps: dict[str, Rows]) -> Finding:
    figures, hits = [], []
    for name in ("cold-climate 9k", "ordinary 9k"):
        rows = sweeps["cold"].of(name).values()
        short = [short_h(row) for row in rows]
        hits += [not _is_short(hours) for hours in short]
        listed = (f"{hours:,} in {row['weather']}" for row, hours in zip(rows, short, strict=True))
        figures.append({"kind": name, "short": ", ".join(listed)})
    return Finding(hits, figures)


@_test
def _neglect_costs(sweeps: dict[str, Rows]) -> Finding:
    by_fault = {
        fault: ratio(sweeps["neglect"].pairs(fault, "maintained"), "electricity_kwh")
        for fault in ("dirty filter", "15 % too little charge")
    }
    hits = [_costs_more(value) for values in by_fault.values() for value in values]
    more = {fault: [100 * (v - 1) for v in values] for fault, values in by_fault.items()}
    return Finding(hits, [{"kind": fault, "range": spread(v)} for fault, v in more.items()])


@_test
def _small_unit_heats_house(sweeps: dict[str, Rows]) -> Finding:
    rows = list(sweeps["house"].of("6k").values())
    short = [float(short_h(row)) for row in rows if row["weather"] != "us-1A-miami"]
    return _by_values(short, _is_short)


@_test
def _one_room_saves(sweeps: dict[str, Rows]) -> Finding:
    rooms = sweeps["sizes"].of("variable 9k")
    values = [
        float(room["electricity_kwh"]) / float(row["electricity_kwh"])
        for row in sweeps["house"].of("central").values()
        if (room := rooms.get((str(row["weather"]), str(row["room.quality"])))) is not None
    ]
    hits = [value < LARGE_HOUSE_PART for value in values]
    return Finding(hits, [{"range": spread(_percent(values))}])


@_test
def _setback_saves(sweeps: dict[str, Rows]) -> Finding:
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
    hits = [_is_much(percent) for percent in by_case.get("variable 12k", [])]
    return Finding(hits, [{"kind": name, "range": spread(v)} for name, v in by_case.items()])


def _is_constant(row: Row) -> bool:
    return not row.get("thermostat.away") and str(row.get("thermostat.heating.night")) == "68 degF"
