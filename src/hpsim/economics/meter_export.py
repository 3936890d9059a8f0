"""What a meter recorded, from the CSV file that a utility or a logger exports.

Columns are found by their headings; a unit stands in the heading (kWh, Wh, kW or W). Times without
a zone are those of the clock on the wall, as utilities export them; times with an offset keep their
own clock; times in UTC need the name of a zone.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo
from itertools import pairwise
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

import numpy as np

from hpsim.description.paths import read_text
from hpsim.description.schedules import DAYS_PER_MONTH, SATURDAY, FloatArray
from hpsim.economics.metering import Metering
from hpsim.errors import HpsimError, Problem
from hpsim.records import dataclass
from hpsim.units.messages import count_of, did_you_mean

Gaps: TypeAlias = Literal["refuse", "zero", "mean"]
INTERVALS_S = (60, 300, 600, 900, 1800, 3600)
LARGEST_KWH = 100_000.0  # in one interval: a home takes some 20 an hour
TIME_WORDS = ("timestamp", "datetime", "date/time", "date and time", "start time", "start", "time",
              "interval start", "read date", "date")  # fmt: skip
VALUE_WORDS = ("usage", "consumption", "import", "delivered", "energy", "kwh", "value", "power",
               "load", "demand", "watt", "kw", "wh")  # fmt: skip
NOT_USE = ("export", "generation", "received", "cost", "price", "temperature", "solar", "feed")
UNITS = {
    "kwh": ("energy", 1.0, "kWh"),
    "wh": ("energy", 1e-3, "Wh"),
    "mwh": ("energy", 1e3, "MWh"),
    "kw": ("power", 1.0, "kW"),
    **dict.fromkeys(("w", "watt", "watts"), ("power", 1e-3, "W")),
}
"""What a unit in a heading measures, its factor to kWh or kW, and how it is shown."""
FORMATS = ("%m/%d/%Y %H:%M", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %I:%M %p", "%m/%d/%Y %I:%M:%S %p",
           "%d.%m.%Y %H:%M", "%d.%m.%Y %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d %H:%M:%S",
           "%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%m/%d/%y %H:%M", "%d-%m-%Y %H:%M")  # fmt: skip
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


class _Columns(NamedTuple):
    """Where times and values stand."""

    header: int
    time: tuple[int, ...]
    """One column, or date and time of day."""
    value: int
    kind: str
    factor: float
    words: str


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
    HpsimError
        With what is wrong, its line, and what would be right.
    """
    rows = _rows(path)
    columns = _columns(rows, path, column)
    times, values = _values(rows, columns, path)
    notes = []
    own_zone = _zone(zone, path)
    walls, instants = _clocks(times, own_zone, path)
    interval_s = _interval(instants, path)
    kwh = np.array(values) * columns.factor
    if columns.kind == "power":
        kwh = kwh * interval_s / 3600.0
    _refuse_negative(kwh, path)
    if _marks_ends(walls, interval_s):
        notes.append("times mark the end of their interval: counted from one interval earlier")
        step = timedelta(seconds=interval_s)
        walls, instants = [t - step for t in walls], [t - step for t in instants]
    kwh, walls, filled = _whole(instants, walls, kwh, interval_s, gaps, path)
    if filled:
        notes.append(f"{count_of(filled, 'interval')} without a value: {gaps} taken")
    notes.insert(0, f"{columns.words}, {interval_s / 60:g}-minute intervals")
    first = walls[0]
    first_s = 3600.0 * first.hour + 60.0 * first.minute + first.second
    return MeterData(kwh, _metering(walls, interval_s), tuple(notes), first_s)


def _error(path: Path, message: str, hint: str = "", line: int | None = None) -> HpsimError:
    problem = Problem(message, file=str(path), line=line, hint=hint)
    return HpsimError(f"{path}: 1 problem", [problem])


def _rows(path: Path) -> list[list[str]]:
    try:
        text = read_text(path)
    except FileNotFoundError:
        raise _error(path, "no such file") from None
    except UnicodeDecodeError:
        raise _error(path, "the file is not UTF-8 text", "save it as CSV, UTF-8") from None
    except OSError as error:
        raise _error(path, f"the file can't be read: {error.strerror or error}") from None
    lines = text.splitlines()
    head = "\n".join(lines[:20])
    delimiter = max(",;\t", key=head.count)
    try:
        return list(csv.reader(lines, delimiter=delimiter))
    except csv.Error as error:
        raise _error(path, f"the file is not CSV: {error}") from None


def _columns(rows: Sequence[Sequence[str]], path: Path, wanted: str | None) -> _Columns:
    """Return the heading's line and the columns: the first line with words for both."""
    for i, row in enumerate(rows[:30]):
        words = [cell.strip().lower() for cell in row]
        time = _time_columns(words)
        if len(words) < 2 or not time:
            continue
        value = _value_column(row, words, time, path, wanted)
        if value is None:
            continue
        kind, factor, unit = _unit_of(words[value], path, row[value])
        text = f"column '{row[value].strip()}' [{unit}], times in '{row[time[0]].strip()}'"
        return _Columns(i, time, value, kind, factor, text)
    hint = "a heading such as 'time,usage [kWh]' above the rows"
    raise _error(path, "no columns of time and use are found", hint)


def _time_columns(words: Sequence[str]) -> tuple[int, ...]:
    date = next((i for i, w in enumerate(words) if w in ("date", "usage date", "read date")), None)
    clock = next((i for i, w in enumerate(words) if w in ("start time", "time", "hour")), None)
    if date is not None and clock is not None:
        return (date, clock)
    for known in TIME_WORDS:
        for i, word in enumerate(words):
            if known in word and "end" not in word.split():
                return (i,)
    return ()


def _value_column(
    row: Sequence[str],
    words: Sequence[str],
    time: Sequence[int],
    path: Path,
    wanted: str | None,
) -> int | None:
    if wanted is not None:
        names = [cell.strip() for cell in row]
        if wanted in names:
            return names.index(wanted)
        hint = did_you_mean(wanted, names, f"columns: {', '.join(names)}")
        raise _error(path, f"no column '{wanted}'", hint)
    fits = [
        i
        for i, word in enumerate(words)
        if i not in time
        and any(known in word for known in VALUE_WORDS)
        and not any(other in word for other in NOT_USE)
    ]
    with_unit = [i for i in fits if _unit_word(words[i]) is not None] or fits
    if len(with_unit) > 1:
        energy = [i for i in with_unit if _unit_word(words[i]) in ("kwh", "wh", "mwh")]
        with_unit = energy if len(energy) == 1 else with_unit
    if len(with_unit) > 1:
        several = ", ".join(f"'{row[i].strip()}'" for i in with_unit)
        raise _error(path, f"several columns could be the use: {several}", "--column NAME")
    return with_unit[0] if with_unit else None


def _unit_word(word: str) -> str | None:
    parts = re.findall(r"[a-z]+", word)
    return next((part for part in reversed(parts) if part in UNITS), None)


def _unit_of(word: str, path: Path, heading: str) -> tuple[str, float, str]:
    unit = _unit_word(word)
    if unit is None:
        hint = "write it in the heading: 'usage [kWh]' or 'power [W]'"
        raise _error(path, f"the unit of column '{heading.strip()}' is not given", hint)
    return UNITS[unit]


def _values(
    rows: Sequence[Sequence[str]], columns: _Columns, path: Path
) -> tuple[list[datetime], list[float]]:
    times: list[datetime] = []
    values: list[float] = []
    known: list[str] = []
    for line, row in enumerate(rows[columns.header + 1 :], start=columns.header + 2):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) <= max(columns.value, *columns.time):
            raise _error(path, f"{count_of(len(row), 'column')}, not as many as above", "", line)
        written = " ".join(row[i].strip() for i in columns.time)
        times.append(_time(written, known, path, line))
        cell = row[columns.value].strip()
        values.append(_value(cell, path, line))
    if len(times) < 2:
        raise _error(path, "fewer than two rows of values", "a row for each interval")
    return times, values


def _value(cell: str, path: Path, line: int) -> float:
    if not cell or cell.lower() in ("nan", "na", "null", "-"):
        return float("nan")
    plain = cell.replace(" ", "")
    if "," in plain and "." not in plain:
        plain = plain.replace(",", ".")
    try:
        return float(plain.replace(",", ""))
    except ValueError:
        raise _error(path, f"'{cell}' is not a number", "such as 0.42", line) from None


def _time(written: str, known: list[str], path: Path, line: int) -> datetime:
    """Return a time; the format of the first row holds for all."""
    if not known or known[0] == "iso":
        try:
            found = datetime.fromisoformat(written)
        except ValueError:
            pass
        else:
            known[:] = ["iso"]
            return found
    for layout in known if known and known[0] != "iso" else FORMATS:
        try:
            found = datetime.strptime(written, layout)  # noqa: DTZ007  # the wall's clock
        except ValueError:
            continue
        known[:] = [layout]
        return found
    hint = "such as 2025-01-31 16:15, 01/31/2025 4:15 PM or 31.01.2025 16:15, the same in all rows"
    raise _error(path, f"'{written}' is not a time", hint, line)


def _zone(name: str | None, path: Path) -> tzinfo | None:
    if name is None:
        return None
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        hint = did_you_mean(name, available_timezones(), "such as America/Chicago")
        raise _error(path, f"no time zone '{name}'", hint) from None


def _clocks(
    times: Sequence[datetime], zone: tzinfo | None, path: Path
) -> tuple[list[datetime], list[datetime]]:
    """Return each time by the clock on the wall, and as an instant without jumps.

    Of wall times without offset the instants are those of the zone, if it is given; without one,
    an hour that is skipped or repeated in spring or autumn is recognized later.
    """
    aware = [t for t in times if t.tzinfo is not None]
    if aware and len(aware) != len(times):
        raise _error(path, "some times have an offset from UTC and others none", "one form")
    if not aware:
        if zone is None:
            return list(times), list(times)
        instants = [_instant(t, zone) for t in times]
        return list(times), _unfolded(instants)
    offsets = {t.utcoffset() for t in times}
    if zone is None and offsets == {timedelta(0)}:
        raise _error(path, "times are UTC", "--zone of the place, such as --zone America/Chicago")
    walls = [t.astimezone(zone) if zone is not None else t for t in times]
    utc = [t - (t.utcoffset() or timedelta(0)) for t in times]
    return [t.replace(tzinfo=None) for t in walls], [t.replace(tzinfo=None) for t in utc]


def _instant(wall: datetime, zone: tzinfo) -> datetime:
    offset = wall.replace(tzinfo=zone).utcoffset() or timedelta(0)
    return wall - offset


def _unfolded(instants: list[datetime]) -> list[datetime]:
    """Move the second pass through a repeated hour in autumn behind the first."""
    for i in range(1, len(instants)):
        if instants[i] <= instants[i - 1]:
            later = instants[i] + timedelta(hours=1)
            if later > instants[i - 1]:
                instants[i] = later
    return instants


def _interval(instants: Sequence[datetime], path: Path) -> float:
    steps = Counter((after - before).total_seconds() for before, after in pairwise(instants))
    interval_s = steps.most_common(1)[0][0]
    if interval_s <= 0:
        raise _error(path, "times do not rise", "oldest row first, one row for each interval")
    if interval_s not in INTERVALS_S:
        hint = "an export with values every 1, 5, 10, 15, 30 or 60 minutes"
        raise _error(path, f"most rows are {interval_s / 60:g} minutes apart", hint)
    return interval_s


def _refuse_negative(kwh: FloatArray, path: Path) -> None:
    n = int((np.abs(kwh) > LARGEST_KWH).sum())
    if n:
        text = f"{count_of(n, 'value')} beyond any home's: {LARGEST_KWH:,.0f} kWh in an interval"
        raise _error(path, text, "is the unit of the heading right?")
    n = int((kwh < 0).sum())
    if n:
        hint = "export is billed by other rules: use a column of imports alone"
        raise _error(path, f"{count_of(n, 'value')} below zero", hint)


def _marks_ends(walls: Sequence[datetime], interval_s: float) -> bool:
    """Return whether times mark the ends: the first is one interval past, the last at midnight."""
    first, last = walls[0], walls[-1]
    since = first - first.replace(hour=0, minute=0, second=0, microsecond=0)
    at_midnight = (last.hour, last.minute, last.second) == (0, 0, 0)
    return since.total_seconds() == interval_s and at_midnight


def _whole(
    instants: Sequence[datetime],
    walls: Sequence[datetime],
    kwh: FloatArray,
    interval_s: float,
    gaps: Gaps,
    path: Path,
) -> tuple[FloatArray, list[datetime], int]:
    """Return values and wall times without gaps, and how many values were put in."""
    step = timedelta(seconds=interval_s)
    wall, values = [walls[0]], [float(kwh[0])]
    for i in range(1, len(instants)):
        jump = round((instants[i] - instants[i - 1]) / step)
        if jump == 1 or _is_clock_change(walls[i - 1], walls[i], interval_s):
            pass
        elif jump <= 0:
            message = f"{walls[i]:%Y-%m-%d %H:%M} comes after {walls[i - 1]:%Y-%m-%d %H:%M}"
            raise _error(path, message, "rows in the order of time, none twice")
        else:
            for k in range(1, jump):
                wall.append(walls[i - 1] + k * step)
                values.append(float("nan"))
        wall.append(walls[i])
        values.append(float(kwh[i]))
    found = np.array(values)
    empty = np.isnan(found)
    if not empty.any():
        return found, wall, 0
    if gaps == "refuse":
        first = [f"{wall[i]:%Y-%m-%d %H:%M}" for i in np.flatnonzero(empty)[:SHOWN]]
        n = int(empty.sum())
        message = f"{count_of(n, 'interval')} without a value: {', '.join(first)}"
        more = ", …" if n > SHOWN else ""
        hint = "--gaps zero bills them as zero, --gaps mean as the mean of their neighbours"
        raise _error(path, message + more, hint)
    known = np.flatnonzero(~empty)
    if gaps == "zero":
        found[empty] = 0.0
    else:
        before = found[known[np.clip(np.searchsorted(known, np.flatnonzero(empty)) - 1, 0, None)]]
        after = found[
            known[np.clip(np.searchsorted(known, np.flatnonzero(empty)), None, known.size - 1)]
        ]
        found[empty] = 0.5 * (before + after)
    return found, wall, int(empty.sum())


def _is_clock_change(before: datetime, after: datetime, interval_s: float) -> bool:
    """Return whether wall times jump as clocks do: an hour skipped or repeated, on a Sunday."""
    is_night = after.weekday() == 6 and after.month in (3, 4, 10, 11) and after.hour <= 4
    skipped_s = (after - before).total_seconds() - interval_s
    return is_night and abs(skipped_s) == 3600.0


def _metering(walls: Sequence[datetime], interval_s: float) -> Metering:
    months = [(t.year, t.month) for t in walls]
    order = list(dict.fromkeys(months))
    index = {month: i for i, month in enumerate(order)}
    month = np.array([index[m] for m in months])
    days = np.bincount(month, minlength=len(order)) * interval_s / 86_400.0
    first_day = np.concatenate([[0], np.cumsum(DAYS_PER_MONTH)])
    hour_of_year = np.array(
        [
            int(first_day[t.month - 1] + min(t.day, DAYS_PER_MONTH[t.month - 1]) - 1) * 24 + t.hour
            for t in walls
        ]
    )
    return Metering(
        interval_s=interval_s,
        month=month,
        month_of_year=np.array([m - 1 for _, m in order]),
        days=np.asarray(np.round(days) if days.min() >= 0.5 else days, dtype=float),
        hour=np.array([t.hour for t in walls]),
        is_weekend=np.array([t.weekday() >= SATURDAY for t in walls]),
        hour_of_year=hour_of_year,
        labels=tuple(f"{year}-{m:02d}" for year, m in order),
    )
