"""The table of candidates on the page, and the texts around it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

from hpsim.equipment.traits import traits_of
from hpsim.records import dataclass
from hpsim.report.page.chart import Looks
from hpsim.results import UNFIT
from hpsim.units.numbers import number

Candidate = Mapping[str, Any]


@dataclass(frozen=True)
class Column:
    """A column of the table: where its value comes from and which value is best."""

    heading: str
    meaning: str
    value: Callable[[Candidate], float | None]
    digits: int = 0
    """After the point."""
    best: Literal["low", "high", "none"] = "low"
    is_text: bool = False


@dataclass(frozen=True)
class Cell:
    """What stands in a row under a column."""

    text: str
    is_best: bool = False
    is_text: bool = False


@dataclass(frozen=True)
class Row:
    """A candidate's row."""

    name: str
    colour: int
    cells: tuple[Cell, ...]
    group: str = ""
    """The scenario that it is from, where there are several."""


def _metric(*keys: str, per: float = 1.0) -> Callable[[Candidate], float | None]:
    """Return what reads the first of some metrics that a summary has."""

    def read(candidate: Candidate) -> float | None:
        for key in keys:
            value: Any = candidate["metrics"]
            for part in key.split("."):
                value = value.get(part) if isinstance(value, Mapping) else None
            if value is not None:
                return float(value) / per
        return None

    return read


def _of_machine(read: Callable[[Candidate], float | None]) -> Callable[[Candidate], float | None]:
    return lambda c: read(c) if traits_of(c["kind"]).is_machine else None


DAYS_PER_YEAR = 365.0
COLUMNS: tuple[Column, ...] = (
    Column(
        "kWh a year",
        "Electricity for compressor, fans, defrost, backup heat and standby over the year.",
        _of_machine(_metric("electricity_kwh")),
    ),
    Column(
        "{currency} a year",
        "What that electricity, and any fuel, costs at the scenario's prices.",
        _of_machine(_metric("cost_per_year")),
    ),
    Column(
        "{currency} over its life",
        "First cost, energy, maintenance and replacements over the study period, in constant "
        "money; the range stands in the picture under Money.",
        _of_machine(_metric("life_cycle_cost.typical")),
    ),
    Column(
        "Starts a day",
        "How often the compressor or heater starts, on an average day of the year. Many starts "
        "mean short runs: they cost a little efficiency and are heard; nobody has measured what "
        "they do to the life of a unit.",
        _of_machine(_metric("starts", per=DAYS_PER_YEAR)),
        digits=1,
    ),
    Column(
        "Typical run, min",
        "Half of the compressor's runs are shorter than this many minutes.",
        _of_machine(_metric("median_run_min")),
        best="high",
    ),
    Column(
        "Hours too cold",
        "Hours whose mean room temperature is more than half a kelvin (0.9 °F) below the heating "
        "setpoint.",
        _metric("unmet_heating_h"),
    ),
    Column(
        "Hours too warm",
        "Hours whose mean room temperature is more than half a kelvin (0.9 °F) above the cooling "
        "setpoint.",
        _metric("unmet_cooling_h"),
    ),
    Column(
        "Humid hours",
        "Hours with more than 60 % relative humidity and a dew point above 60 °F (15.6 °C).",
        _metric("high_humidity_h", "rh_over_60_h"),
    ),
    Column(
        "Heat per kWh",
        "Seasonal COP in heating: useful heat over all electricity of the heating season, standby "
        "and fan included.",
        _of_machine(_metric("seasonal_cop_heating")),
        digits=2,
        best="high",
    ),
    Column(
        "Cooling per kWh",
        "Seasonal COP in cooling: useful sensible and latent cooling over all electricity of the "
        "cooling season.",
        _of_machine(_metric("seasonal_cop_cooling")),
        digits=2,
        best="high",
    ),
    Column(
        "Loud night hours",
        "Hours between 22:00 and 6:00 in which the unit is louder than 35 dB(A) in the room; "
        "levels are known to about 5 dB.",
        _metric("sound_h.over_35_dba_at_night"),
    ),
)


def table_of(
    candidates: Sequence[Candidate],
    looks: Looks,
    fractions: Sequence[str] = (),
    scenarios: Sequence[str] = (),
) -> tuple[list[Column], list[Row]]:
    """Return the columns that have anything to show, and a row for each candidate.

    Parameters
    ----------
    candidates : sequence
        Entries of the summary.
    looks : Looks
        Their colours.
    fractions : sequence, optional
        Of each candidate, in how many likely cases its verdict holds, such as ``81 of 100``.
    scenarios : sequence, optional
        Of each candidate, the scenario that it is from, where there are several.
    """
    names = sorted({str(c["metrics"].get("currency")) for c in candidates} - {"None"})
    currency = names[0] if len(names) == 1 else "Cost"
    words = [_word(c) for c in candidates]
    groups = scenarios or [""] * len(candidates)
    columns, cells = [], []
    for heading, meaning, texts in (
        (
            "Verdict",
            "Whether the size fits the room; why stands below the table.",
            words,
        ),
        ("How sure", "In how many of a hundred likely cases this verdict holds.", fractions),
    ):
        if any(texts):
            columns.append(Column(heading, meaning, lambda _: None, is_text=True))
            cells.append([Cell(text, is_text=True) for text in texts])
    for column in COLUMNS:
        values = [column.value(c) for c in candidates]
        if any(value is not None for value in values):
            heading = column.heading.format(currency=currency)
            columns.append(Column(heading, column.meaning, column.value))
            is_mixed = len(names) > 1 and heading != column.heading
            units = [f" {c['metrics'].get('currency')}" if is_mixed else "" for c in candidates]
            able = [word not in UNFIT for word in words]  # others are never called best
            cells.append(_cells(column, values, units, able, groups))
    rows = [
        Row(c["name"], looks.place(c["name"]), tuple(column[k] for column in cells), groups[k])
        for k, c in enumerate(candidates)
    ]
    return columns, rows


def _word(candidate: Candidate) -> str:
    word: str = (candidate.get("verdict") or {}).get("word", "")
    return word


def _cells(
    column: Column,
    values: Sequence[float | None],
    units: Sequence[str],
    able: Sequence[bool],
    scenarios: Sequence[str],
) -> list[Cell]:
    """Return a column's cells; in each scenario the best of those that do the job is marked."""
    texts = [number(None) if v is None else f"{v:,.{column.digits}f}" for v in values]
    best = set()
    for scenario in dict.fromkeys(scenarios):
        mine = [k for k, name in enumerate(scenarios) if name == scenario]
        known = [(v, k) for k in mine if able[k] and (v := values[k]) is not None]
        if len({texts[k] for k in mine}) > 1 and len(known) > 1 and column.best != "none":
            first = (min(known) if column.best == "low" else max(known))[1]
            best |= {k for _, k in known if texts[k] == texts[first]}
    return [
        Cell(text + unit, k in best)
        for k, (text, unit) in enumerate(zip(texts, units, strict=True))
    ]
