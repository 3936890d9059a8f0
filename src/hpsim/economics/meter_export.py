"""What a meter recorded, from the CSV file that a utility or a logger exports.

Columns are found by their headings; a unit stands in the heading (kWh, Wh, kW or W). Times without
a zone are those of the clock on the wall, as utilities export them; times with an offset keep their
own clock; times in UTC need the name of a zone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from hpsim.description.base import complaint
from hpsim.description.paths import expanded
from hpsim.description.schedules import HOURS_PER_YEAR, FloatArray
from hpsim.economics.metering import Metering, metering_of
from hpsim.errors import HpsimError, Problem
from hpsim.logs.exports import log_error
from hpsim.logs.reading import Rows, has_offsets, moments, place_of, read_rows, stamp_columns
from hpsim.records import dataclass
from hpsim.units.messages import count_of, did_you_mean

Gaps: TypeAlias = Literal["refuse", "zero", "mean"]
Times: TypeAlias = NDArray[np.datetime64]
INTERVALS_S = (60, 300, 600, 900, 1800, 3600)
LARGEST_KWH = 100_000.0  # in one interval: a home takes some 20 an hour
VALUE_WORDS = ("usage", "consumption", "import", "delivered", "energy", "kwh", "value", "power",
               "load", "demand", "watt", "kw", "wh")  # fmt: skip
NOT_USE = ("export", "generation", "received", "cost", "price", "temperature", "solar", "feed")
ENERGIES = {"kwh": 1.0, "wh": 1e-3, "mwh": 1e3}
UNITS = {**ENERGIES, "kw": 1.0, "w": 1e-3, "watt": 1e-3, "watts": 1e-3}
"""Units in a heading, and their factor to kWh or kW."""
SHOWN_UNITS = {"kwh": "kWh", "wh": "Wh", "mwh": "MWh", "kw": "kW"}
CLOCKS_CHANGE = (3, 4, 10, 11)
"""Months in which clocks change: in the first hours of a Sunday."""
HOUR_S = 3600.0
WHOLE_YEAR_DAYS = (364.0, 367.0)  # of the household's other electricity
SHOWN = 3


@dataclass(frozen=True, eq=False)
class MeterData:
    """Metered use in equal intervals, and their calendar."""

    kwh: FloatArray
    """(n,)."""
    metering: Metering
    notes: tuple[str, ...]
    """What was found and assumed: columns, unit, interval, clock."""
    first_s: float = 0.0
    """When the first interval begins, since midnight [s]."""

    @property
    def days(self) -> float:
        """Return how long it was metered [days]."""
        return float(self.kwh.size * self.metering.interval_s / 86_400.0)


class _Steps(NamedTuple):
    """Rows on a grid of equal intervals."""

    interval_s: float
    place: NDArray[np.int64]
    """(n_rows,) which interval each row is of."""


def read_meter(
    path: Path, *, zone: str | None = None, column: str | None = None, gaps: Gaps = "refuse"
) -> MeterData:
    """Return what a meter recorded.

    Parameters
    ----------
    path : Path
        CSV with commas, semicolons or tabs.
    zone : str, optional
        Name of the time zone of the place, such as America/Chicago; needed where times are UTC.
    column : str, optional
        Heading of the values, where several could be meant.
    gaps : str
        What stands for intervals without a value: ``refuse`` to go on, ``zero``, or the ``mean`` of
        the values before and after.

    Raises
    ------
    LogError
        With what is wrong, its line, and what would be right.
    """

    def is_head(names: Sequence[str]) -> bool:
        return bool(stamp_columns(names)) and bool(_values(names) or column in names)

    rows = read_rows(str(expanded(path)), is_head=is_head)
    name = _value_column(rows, column)
    unit = _unit(name)
    if unit is None:
        hint = "write it in the heading: 'usage [kWh]' or 'power [W]'"
        raise log_error(rows.file, Problem(f"the unit of column '{name}' is not given", hint=hint))
    walls, instants = _clocks(rows, zone)
    steps = _steps(rows, walls, instants)
    interval_s = steps.interval_s
    kwh = rows.column(name) * UNITS[unit]
    if unit not in ENERGIES:
        kwh = kwh * interval_s / HOUR_S
    _refuse_impossible(rows, kwh)
    shown = SHOWN_UNITS.get(unit, "W")
    where = f"column '{name}' [{shown}], times in '{rows.of_stamps}'"
    notes = [f"{where}, {interval_s / 60:g}-minute intervals"]
    step = np.timedelta64(int(interval_s), "s")
    if _marks_ends(walls, step):
        notes.append("times mark the end of their interval: counted from one interval earlier")
        walls = walls - step
    whole = np.full(steps.place[-1] + 1, np.nan)
    whole[steps.place] = kwh
    before = np.searchsorted(steps.place, np.arange(whole.size), side="right") - 1
    since = np.arange(whole.size) - steps.place[before]
    clock = walls[before] + since * step
    n_empty = int(np.isnan(whole).sum())
    if n_empty:
        _fill(rows.file, whole, clock, gaps)
        notes.append(f"{count_of(n_empty, 'interval')} without a value: {gaps} taken")
    first = clock[0] - clock[0].astype("datetime64[D]")
    first_s = float(first / np.timedelta64(1, "s"))
    return MeterData(whole, metering_of(clock, interval_s), tuple(notes), first_s)


def _values(names: Sequence[str]) -> list[str]:
    times = stamp_columns(names)
    return [
        name
        for name in names
        if name not in times
        and any(known in name.lower() for known in VALUE_WORDS)
        and not any(other in name.lower() for other in NOT_USE)
    ]


def _value_column(rows: Rows, wanted: str | None) -> str:
    if wanted is not None:
        if wanted in rows.columns:
            return wanted
        hint = did_you_mean(wanted, rows.columns, f"columns: {', '.join(rows.columns)}")
        raise log_error(rows.file, Problem(f"no column '{wanted}'", hint=hint))
    fits = _values(rows.columns)
    fits = [name for name in fits if _unit(name) is not None] or fits
    energy = [name for name in fits if _unit(name) in ENERGIES]
    fits = energy if len(energy) == 1 else fits
    if len(fits) > 1:
        several = ", ".join(f"'{name}'" for name in fits)
        text = f"several columns could be the use: {several}"
        raise log_error(rows.file, Problem(text, hint="--column NAME"))
    return fits[0]


def _unit(name: str) -> str | None:
    parts = re.findall(r"[a-z]+", name.lower())
    return next((part for part in reversed(parts) if part in UNITS), None)


def _clocks(rows: Rows, zone: str | None) -> tuple[Times, Times]:
    """Return each time by the clock on the wall, and as an instant.

    Without offsets both are the same: an hour that is skipped or repeated in spring or autumn is
    recognized later.
    """
    place = None if zone is None else place_of(rows.file, zone)
    walls = moments(rows).to_numpy("datetime64[s]")
    if not has_offsets(rows):
        return walls, walls
    utc = moments(rows, utc=True)
    instants = utc.dt.tz_localize(None).to_numpy("datetime64[s]")
    if zone is None and (walls == instants).all():
        hint = "--zone of the place, such as --zone America/Chicago"
        raise log_error(rows.file, Problem("times are UTC", hint=hint))
    if place is not None:
        local = utc.dt.tz_convert(place).dt.tz_localize(None)
        walls = local.to_numpy("datetime64[s]")
    return walls, instants


def _steps(rows: Rows, walls: Times, instants: Times) -> _Steps:
    """Return the interval of rows, and which interval each of them is."""
    seconds = np.diff(instants) / np.timedelta64(1, "s")
    lengths, counts = np.unique(seconds, return_counts=True)
    interval_s = float(lengths[counts.argmax()])
    if interval_s <= 0:
        hint = "oldest row first, one row for each interval"
        raise log_error(rows.file, Problem("times do not rise", hint=hint))
    if interval_s not in INTERVALS_S:
        hint = (
            "an export with values every 1, 5, 10, 15, 30 or 60 minutes; bills: hpsim fit --bills"
        )
        days = interval_s / 86_400.0
        apart = (
            f"{days:g} day{'s' if days > 1.0 else ''}"
            if days >= 1.0
            else f"{days * 1440:g} minutes"
        )
        text = f"most rows are {apart} apart"
        raise log_error(rows.file, Problem(text, hint=hint))
    after = walls[1:].astype("datetime64[D]")
    is_sunday = after.astype(np.int64) % 7 == 3  # 1 January 1970 was a Thursday
    is_month = np.isin(walls[1:].astype("datetime64[M]").astype(np.int64) % 12 + 1, CLOCKS_CHANGE)
    is_night = walls[1:] - after < np.timedelta64(5, "h")
    jumps_s = np.diff(walls) / np.timedelta64(1, "s") - interval_s
    is_change = is_sunday & is_month & is_night & (np.abs(jumps_s) == HOUR_S)
    steps = np.where(is_change, 1, np.round(seconds / interval_s)).astype(np.int64)
    if (steps <= 0).any():
        row = int(np.argmax(steps <= 0)) + 1
        text = f"{_text(walls[row])} comes after {_text(walls[row - 1])}"
        hint = "rows in the order of time, none twice"
        raise log_error(rows.file, Problem(text, line=int(rows.line[row]), hint=hint))
    return _Steps(interval_s, np.cumsum([0, *steps]))


def _text(wall: np.datetime64) -> str:
    return str(wall.astype("datetime64[m]")).replace("T", " ")


def _refuse_impossible(rows: Rows, kwh: FloatArray) -> None:
    for wrong, words, hint in (
        (
            np.abs(kwh) > LARGEST_KWH,
            f"beyond any home's: {LARGEST_KWH:,.0f} kWh in an interval",
            "is the unit of the heading right?",
        ),
        (
            kwh < 0,
            "below zero",
            "export is billed by other rules: use a column of imports alone",
        ),
    ):
        n = int(wrong.sum())
        if n:
            line = int(rows.line[np.argmax(wrong)])
            text = f"{count_of(n, 'value')} {words}" + (", the first here" if n > 1 else "")
            raise log_error(rows.file, Problem(text, line=line, hint=hint))


def _marks_ends(walls: Times, step: np.timedelta64) -> bool:
    """Return whether times mark the ends: the first is one interval past, the last at midnight."""
    first, last = (wall - wall.astype("datetime64[D]") for wall in (walls[0], walls[-1]))
    return bool(first == step and last == np.timedelta64(0, "s"))


def _fill(file: str, kwh: FloatArray, clock: Times, gaps: Gaps) -> None:
    """Put values where there is none, or refuse to."""
    empty, known = np.flatnonzero(np.isnan(kwh)), np.flatnonzero(~np.isnan(kwh))
    if gaps == "refuse":
        first = ", ".join(_text(clock[i]) for i in empty[:SHOWN])
        more = ", …" if empty.size > SHOWN else ""
        text = f"{count_of(empty.size, 'interval')} without a value: {first}{more}"
        hint = "--gaps zero bills them as zero, --gaps mean as the mean of their neighbours"
        raise log_error(file, Problem(text, hint=hint))
    after = np.searchsorted(known, empty)
    before = known[np.maximum(after - 1, 0)], known[np.minimum(after, known.size - 1)]
    kwh[empty] = 0.0 if gaps == "zero" else 0.5 * (kwh[before[0]] + kwh[before[1]])


@lru_cache(maxsize=4)
def metered_household(name: str) -> FloatArray:
    """Return what a meter recorded in each hour of the year, (8760,).

    Hours are those of its own calendar; 29 February counts with the 28th as its mean.

    Raises
    ------
    HpsimError
        The export can't be read, or is not of one year.
    """
    meter = read_meter(expanded(name))
    low, high = WHOLE_YEAR_DAYS
    if not low <= meter.days <= high:
        message = f"{name} has {meter.days:.0f} days"
        raise HpsimError(f"{message}: tariff.other_meter needs one whole year")
    hour = meter.metering.hour_of_year
    per_hour = 3600.0 / meter.metering.interval_s
    kwh = np.bincount(hour, meter.kwh, HOURS_PER_YEAR)
    count = np.bincount(hour, minlength=HOURS_PER_YEAR) / per_hour
    known = count > 0.0
    mean = np.divide(kwh, count, out=np.zeros(HOURS_PER_YEAR), where=known)
    mean[~known] = np.interp(np.flatnonzero(~known), np.flatnonzero(known), mean[known])
    mean.setflags(write=False)
    return mean


def readable_meter(name: str) -> str:
    """Return the name of a meter's file, or raise what is wrong with it, for its key."""
    try:
        metered_household(name)
    except HpsimError as error:
        first = error.problems[0] if error.problems else Problem(error.message)
        where = f"line {first.line}: " if first.line else ""
        raise complaint(f"{where}{first.message}", first.hint) from None
    return name
