"""A log's file: read once, its time stamps put in order and in UTC, its columns by name.

Stamps may carry a zone (``2013-08-21T00:00+01:00``, ``...Z``), a place may be named whose clocks
change, or they are in the local standard time of the weather's place. Clocks that go back in
autumn make an hour come twice: with a place it is put right, without one it is refused.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, timedelta, timezone, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hpsim.caching import LRUCache
from hpsim.description.paths import MAX_TABLE_BYTES, expanded, read_limited
from hpsim.errors import Problem
from hpsim.logs.exports import log_error as log_error
from hpsim.logs.exports import read_table
from hpsim.records import dataclass
from hpsim.units.messages import did_you_mean

if TYPE_CHECKING:
    import pandas as pd

FloatArray = NDArray[np.float64]
TIME_NAMES = (
    "time", "timestamp", "datetime", "date_time", "date and time", "date", "last_changed",
    "start", "start time", "start date", "begin", "from", "date/time", "start_time", "_time",
    "created_at", "last_updated", "zeit", "zeitstempel", "datum", "datum/zeit", "datum/uhrzeit",
    "datum uhrzeit", "datum und uhrzeit", "uhrzeit", "von", "beginn", "horodatage", "fecha", "tijd",
)  # fmt: skip
OF_SAMPLES = "timestamp for sample"
"""How Govee's loggers begin the name of their stamps."""
AUTUMN = re.compile(r"[-.](10|11|04)[-.]|^(10|11|4|04)/")
"""In stamps of the months in which clocks go back."""
COUNTED = re.compile(r"(elapsed|seconds?|minutes?|hours?|days?|sec|min|s|h)\b", re.IGNORECASE)
STAMP_FORMS = "2026-01-31T13:00, 2026-01-31T13:00-06:00, 1/31/2026 13:00 or 31.1.2026 13:00"
OF_DAY = (
    ("date", "time"), ("datum", "uhrzeit"), ("datum", "zeit"), ("tag", "uhrzeit"),
    ("date", "start time"), ("date", "hour"), ("usage date", "start time"), ("read date", "time"),
)  # fmt: skip
"""Names of two columns that are a stamp together."""
CONTAINED = re.compile(r"\b(timestamp|date-?time|date|time|start)\b")
"""What names of stamps contain where none is one of the above."""
OFFSET = re.compile(r"(?:Z|[+-]\d\d:?\d\d)$", re.IGNORECASE)
ZONE_IN_NAME = re.compile(r"_utc(?:_(plus|minus)_(\d+(?:_\d+)?))?$", re.IGNORECASE)
FIXED = re.compile(r"^(?:utc|gmt)?\s*([+-])(\d{1,2})(?::?(\d\d))?$", re.IGNORECASE)
DAY_FIRST = re.compile(r"^\d{1,2}([.-])\d{1,2}\1(\d{4}|\d\d)(?!\d)")
MONTH_OF_YEAR = re.compile(r"^([a-z]{3,9}) \d{4}$", re.IGNORECASE)
"""As bills may be dated."""
YEAR_FIRST = re.compile(r"^(\d{4})[./](\d{1,2})[./](\d{1,2})")
US_DATE = re.compile(r"^\s*(\d{1,2})/(\d{1,2})/(\d{4}|\d\d)(?!\d)")
SHOWN_COLUMNS = 12
FEWEST_ROWS = 2
UNIX_S = 5e8  # numbers above are seconds since 1970, of 1985 and later, or a thousand times that
MONTHS = 12


@dataclass(frozen=True, eq=False)
class Rows:
    """The rows of a file that have a time stamp."""

    file: str
    sha256: str
    """Of the file as it lies on disk."""
    line: NDArray[np.int64]
    """(n_rows,) of the file, counted from 1."""
    texts: pd.DataFrame
    """What stands in the columns."""
    stamps: pd.Series
    """(n_rows,) without what only people read, years first with dashes."""
    of_stamps: str
    """The name of their column."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the names of the columns."""
        return tuple(self.texts.columns)

    def column(self, name: str, *, may_be_empty: bool = False) -> FloatArray:
        """Return (n_rows,) the numbers of a column; NaN where there is none.

        Raises
        ------
        LogError
            No column has this name, or something in it is no number.
        """
        import pandas as pd

        if name not in self.columns:
            hint = did_you_mean(name, self.columns, f"columns: {', '.join(self._shown())}")
            raise log_error(self.file, Problem(f"there is no column '{name}'", hint=hint, line=1))
        texts = self.texts[name].str.strip()
        numbers = pd.to_numeric(texts, errors="coerce").to_numpy(np.float64)
        missing = texts.str.lower().isin(MISSING).to_numpy() | texts.isna().to_numpy()
        bad = np.flatnonzero(~np.isfinite(numbers) & ~missing)
        if bad.size:
            more = f", and {bad.size - 1} more" if bad.size > 1 else ""
            text = f"'{texts.iloc[bad[0]]}' in column '{name}' is no number{more}"
            hint = "12.5; empty where nothing was measured"
            raise log_error(self.file, Problem(text, line=int(self.line[bad[0]]), hint=hint))
        if not (may_be_empty or np.isfinite(numbers).any()):
            raise log_error(self.file, Problem(f"column '{name}' is empty", line=1))
        return numbers

    def _shown(self) -> list[str]:
        more = len(self.columns) - SHOWN_COLUMNS
        return [*self.columns[:SHOWN_COLUMNS], *([f"and {more} more"] if more > 0 else [])]


@dataclass(frozen=True, eq=False)
class Log(Rows):
    """A log with its rows in order of time."""

    time_s: FloatArray
    """(n_rows,) seconds since 1970 UTC, increasing."""
    has_zone: bool
    """The stamps or their column say their zone; else they were taken as given."""

    @property
    def interval_s(self) -> float:
        """Return the usual time between two rows."""
        return float(np.median(np.diff(self.time_s)))


MISSING = ("", "nan", "na", "n/a", "null", "none", "unknown", "unavailable", "-")
"""What people's exports write where nothing was measured."""


def read_log(
    path: str | Path, time: str | None = None, zone: str | None = None, utc_offset_h: float = 0.0
) -> Log:
    """Return a log from its file, kept while the file stays as it is.

    Parameters
    ----------
    path : str or Path
        A CSV with a line of names, plain or gzip.
    time : str
        Column of the time stamps; default: one of `TIME_NAMES`, or ``date`` and ``time`` together.
    zone : str
        Of stamps without one: ``utc``, ``+01:00`` or a place such as ``Europe/Berlin``.
    utc_offset_h : float
        Local standard time minus UTC, for stamps of which nothing is known.

    Raises
    ------
    LogError
        The file can't be read, or its time stamps can't be put in order.
    """
    found = expanded(path)
    try:
        stat = found.stat()
    except (OSError, ValueError):
        hint = "a path from here, or in a scenario from its file"
        raise log_error(str(path), Problem("there is no such file", hint=hint)) from None
    key = (str(found), time, zone, utc_offset_h, stat.st_mtime_ns, stat.st_size)
    return _KEPT.get(key, lambda: _read(str(found), time, zone, utc_offset_h))


YEARS = (1900, 2200)
"""Of readings: pandas can't hold much more."""
_KEPT: LRUCache[tuple[object, ...], Log] = LRUCache(8)


def _read(path: str, time: str | None, zone: str | None, utc_offset_h: float) -> Log:
    rows = read_rows(path, time)
    file, stamps, line = rows.file, rows.stamps, rows.line
    time_s, has_zone = _utc_seconds(rows, zone, utc_offset_h)
    order = np.argsort(time_s, kind="stable")
    time_s, line = time_s[order], line[order]
    twice = np.flatnonzero(np.diff(time_s) == 0.0)
    if twice.size:
        raise log_error(file, _twice(stamps, line, order, twice, has_zone or zone is not None))
    return Log(
        file=file,
        sha256=rows.sha256,
        line=line,
        texts=rows.texts.iloc[order],
        stamps=stamps.iloc[order],
        of_stamps=rows.of_stamps,
        time_s=time_s,
        has_zone=has_zone or zone is not None,
    )


def read_rows(
    path: str, time: str | None = None, is_head: Callable[[Sequence[str]], bool] | None = None
) -> Rows:
    """Return the rows of a table that have a time stamp, in the order of the file.

    ``time`` is the column of the stamps, as in `read_log`; ``is_head`` tells whether some texts are
    the names of the columns, for files with other lines above them.

    Raises
    ------
    LogError
        The file can't be read, or has no rows with time stamps.
    """
    file = Path(path).name
    texts, sha256, above = read_table(path, is_head)
    stamps, used = _stamps(file, texts, time)
    given = stamps.notna().to_numpy() & (stamps.str.strip() != "").to_numpy()
    if given.sum() < FEWEST_ROWS:
        hint = "a row for each reading, such as every ten minutes"
        raise log_error(file, Problem("fewer than two rows have a time stamp", hint=hint))
    line = np.arange(2, 2 + len(texts)) + above
    plain = stamps[given].str.strip().str.replace(r",\s+|\s+", " ", regex=True)
    plain = plain.str.replace(r"\s*(Uhr|h)$", "", regex=True)
    plain = plain.str.replace(YEAR_FIRST, lambda found: "-".join(found.groups()), regex=True)
    return Rows(file, sha256, line[given], texts[given], plain, used)


def _twice(
    stamps: pd.Series,
    line: NDArray[np.int64],
    order: NDArray[np.int64],
    twice: NDArray[np.int64],
    has_zone: bool,
) -> Problem:
    """Return what to say of stamps that stand in two rows."""
    first = int(twice[0])
    stamp = stamps.iloc[order[first]]
    others = f", and {twice.size - 1} more" if twice.size > 1 else ""
    text = f"the time {stamp} stands in two rows, here and in line {line[first]}{others}"
    hint = "keep one of them"
    if not has_zone and AUTUMN.search(str(stamp)):
        hint = "clocks went back? Give the place whose clocks these are: zone: America/Chicago"
    return Problem(text, line=int(line[first + 1]), hint=hint)


def file_hash(path: str | Path) -> str:
    """Return the hash of a log's file; of one that can't be read, nothing."""
    try:
        content = read_limited(expanded(path), MAX_TABLE_BYTES)
    except OSError:
        return ""
    return hashlib.sha256(content or b"").hexdigest()


def _stamps(file: str, texts: pd.DataFrame, time: str | None) -> tuple[pd.Series, str]:
    names = list(texts.columns)
    if time is not None:
        if time not in names:
            hint = did_you_mean(time, names, f"columns: {', '.join(names[:SHOWN_COLUMNS])}")
            raise log_error(file, Problem(f"there is no column '{time}'", line=1, hint=hint))
        return texts[time], time
    found = stamp_columns(names)
    if found:
        parts = [texts[name].str.strip() for name in found]
        return parts[0] if len(parts) == 1 else parts[0] + " " + parts[1], " and ".join(found)
    hint = "call it 'time', or name it: 'time: NAME' in a scenario, --column time=NAME of fit"
    if counts := [name for name in names if COUNTED.match(name)]:
        hint = f"'{counts[0]}' counts from an unknown start: a column 'time' of {STAMP_FORMS}"
    raise log_error(file, Problem("no column of time stamps was found", line=1, hint=hint))


def stamp_columns(names: Sequence[str]) -> tuple[str, ...]:
    """Return the column of time stamps, or those of day and time of day; nothing if there is none.

    Examples
    --------
    >>> stamp_columns(["Type", "Date", "Start Time", "End Time", "kWh"]), stamp_columns(["degc"])
    (('Date', 'Start Time'), ())
    """
    folded = {name.lower(): name for name in reversed(names)}
    for day, clock in OF_DAY:
        if day in folded and clock in folded:
            return folded[day], folded[clock]
    plain = {name: ZONE_IN_NAME.sub("", name).lower() for name in names}
    known = [n for n in names if plain[n] in TIME_NAMES or plain[n].startswith(OF_SAMPLES)]
    others = (n for n in names if CONTAINED.search(plain[n]) and not COUNTED.match(n))
    others = (n for n in others if "end" not in plain[n].split())
    months = (n for n in names if plain[n] == "month")
    return tuple([*known, *others, *months][:1])


def _utc_seconds(rows: Rows, zone: str | None, utc_offset_h: float) -> tuple[FloatArray, bool]:
    """Return (n,) seconds since 1970 UTC, and whether the file itself says its zone."""
    import pandas as pd

    file, stamps, line = rows.file, rows.stamps, rows.line
    unix = pd.to_numeric(stamps, errors="coerce").to_numpy(np.float64)
    if np.isfinite(unix).all() and float(unix.min()) > UNIX_S:
        return unix / (1000.0 if float(unix.min()) > 1000.0 * UNIX_S else 1.0), True
    if has_offsets(rows):
        return _seconds(moments(rows, utc=True)), True
    times = moments(rows)
    named = ZONE_IN_NAME.search(rows.of_stamps)
    if zone is None and named:
        hours = float((named[2] or "0").replace("_", ".")) * (-1.0 if named[1] == "minus" else 1.0)
        return _seconds(times) - 3600.0 * hours, True
    if zone is None:
        return _seconds(times) - 3600.0 * utc_offset_h, False
    return _in_zone(file, times, zone, stamps, line), True


def has_offsets(rows: Rows) -> bool:
    """Return whether time stamps have an offset from UTC; refuse those of which only some have."""
    with_offset = rows.stamps.str.contains(OFFSET).to_numpy()
    if with_offset.any() and not with_offset.all():
        odd = int(np.flatnonzero(with_offset != with_offset[0])[0])
        text = f"'{rows.stamps.iloc[odd]}': some time stamps have a zone and some have none"
        hint = "the same form in all rows"
        raise log_error(rows.file, Problem(text, line=int(rows.line[odd]), hint=hint))
    return bool(with_offset.all())


def moments(rows: Rows, *, utc: bool = False) -> pd.Series:
    """Return time stamps as times: in UTC by their offsets, or as the clock has them."""
    import pandas as pd

    if utc:
        times = pd.to_datetime(rows.stamps, utc=True, errors="coerce", format="ISO8601")
    else:
        stamps = rows.stamps.str.replace(OFFSET, "", regex=True)
        form = _format(rows.file, stamps, rows.line)
        times = pd.to_datetime(stamps, errors="coerce", format=form)
    bad = np.flatnonzero(~times.dt.year.between(*YEARS).to_numpy())  # without a time: not
    if bad.size:
        text = f"'{rows.stamps.iloc[bad[0]]}' is no time"
        raise log_error(rows.file, Problem(text, line=int(rows.line[bad[0]]), hint=STAMP_FORMS))
    return times


def _in_zone(
    file: str, times: pd.Series, zone: str, stamps: pd.Series, line: NDArray[np.int64]
) -> FloatArray:
    place = place_of(file, zone)
    try:
        local = times.dt.tz_localize(place, ambiguous="infer", nonexistent="raise")
    except Exception as error:  # pandas has two classes of its own, by version
        first = _named_in(str(error), stamps)
        text = f"time stamps don't fit the clocks of {zone}: {str(error).splitlines()[0]}"
        hint = "in the hour that comes twice every row must come twice; or give zone: +01:00"
        raise log_error(file, Problem(text, line=int(line[first]), hint=hint)) from None
    return _seconds(local.dt.tz_convert("UTC"))


def place_of(file: str, zone: str) -> tzinfo:
    """Return a time zone: ``utc``, ``+01:00`` or a place such as ``Europe/Berlin``.

    Raises
    ------
    LogError
        No such zone is known.
    """
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

    fixed = FIXED.match(zone.strip())
    try:
        if zone.strip().lower() in ("utc", "gmt", "z"):
            return UTC
        if fixed:
            offset = timedelta(hours=int(fixed[2]), minutes=int(fixed[3] or 0))
            return timezone(-offset if fixed[1] == "-" else offset)
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        otherwise = "utc, +01:00, or a place such as America/Chicago or Europe/Berlin"
        hint = did_you_mean(zone, available_timezones(), otherwise)
        raise log_error(file, Problem(f"'{zone}' is no time zone", hint=hint)) from None


def _named_in(text: str, stamps: pd.Series) -> int:
    """Return the row whose stamp a message names, else the first."""
    for row, stamp in enumerate(stamps):
        if str(stamp)[:16].replace("T", " ") in text:
            return row
    return 0


def _format(file: str, stamps: pd.Series, line: NDArray[np.int64]) -> str:
    """Return the form of time stamps without a zone: ISO, with slashes, day.month.year, a month."""
    first = str(stamps.iloc[0])
    if stamps.str.match(MONTH_OF_YEAR).all():
        is_short = (stamps.str.extract(MONTH_OF_YEAR)[0].str.len() == 3).all()
        return "%b %Y" if is_short else "%B %Y"
    rest = first.partition(" ")[2]
    if stamps.str.match(DAY_FIRST).all():
        mark = re.findall(r"[.-]", first)[0]
        day, order = first.partition(" ")[0], "day"
    elif stamps.str.match(US_DATE).all():
        mark, day, order = "/", first.partition(" ")[0], _slashed_order(file, stamps, line)
    else:
        return "ISO8601"
    year = "%Y" if re.search(r"\d{4}$", day) else "%y"
    date = mark.join(("%d", "%m", year) if order == "day" else ("%m", "%d", year))
    clock = "%H:%M:%S" if rest.count(":") > 1 else "%H:%M"
    if rest.lower().endswith(("am", "pm")):
        clock = clock.replace("%H", "%I") + " %p"
    return f"{date} {clock}" if rest else date


def _slashed_order(file: str, stamps: pd.Series, line: NDArray[np.int64]) -> str:
    """Return whether day or month comes first in dates with slashes."""
    parts = stamps.iloc[:100_000].str.extract(US_DATE)
    first, second = (parts[k].dropna().astype(int) for k in (0, 1))
    if first.max() > MONTHS and second.max() > MONTHS:
        text = f"'{stamps.iloc[0]}': neither day nor month comes first in all rows"
        raise log_error(file, Problem(text, line=int(line[0]), hint="2026-01-31T13:00"))
    if max(first.max(), second.max()) > MONTHS:
        return "day" if first.max() > MONTHS else "month"
    dates = parts.astype(int).drop_duplicates()
    return "month" if dates.to_numpy().min() < 1 else _order_by_span(dates.to_numpy(), len(parts))


def _order_by_span(dates: NDArray[np.int64], rows: int) -> str:
    """Return the order of dates that may be read either way, day and month each 12 at most.

    One in which they rise or fall, if the other has them leap. If neither does, several rows a date
    are of days in a row, and one row a date is of bills, a month apart.

    Parameters
    ----------
    dates
        First number, second number and year of each date, once (n, 3).
    rows
        How many rows have a date.
    """
    spans, leaps = {}, {}
    for order, (month, day) in {"month": (0, 1), "day": (1, 0)}.items():
        days = np.array([date(int(d[2]), d[month], d[day]).toordinal() for d in dates])
        steps = np.diff(days)
        leaps[order] = not ((steps > 0).all() or (steps < 0).all())
        spans[order] = int(np.ptp(days))
    if leaps["month"] != leaps["day"]:
        return "day" if leaps["month"] else "month"
    longer, shorter = sorted(("month", "day"), key=lambda order: -spans[order])
    return longer if rows == dates.shape[0] else shorter


def _seconds(times: pd.Series) -> FloatArray:
    """Return seconds since 1970 of times that are in UTC or have no zone."""
    import pandas as pd

    plain = pd.DatetimeIndex(times)
    plain = plain.tz_localize(None) if plain.tz is not None else plain
    return np.asarray((plain - pd.Timestamp(0)) / pd.Timedelta(seconds=1), np.float64)
