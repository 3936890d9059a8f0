"""A log's file: read once, its time stamps put in order and in UTC, its columns by name.

Stamps may carry a zone (``2013-08-21T00:00+01:00``, ``...Z``), a place may be named whose clocks
change, or they are in the local standard time of the weather's place. Clocks that go back in
autumn make an hour come twice: with a place it is put right, without one it is refused.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import re
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hpsim.caching import LRUCache
from hpsim.description.paths import MAX_TABLE_BYTES, expanded, read_limited
from hpsim.errors import LogError, Problem
from hpsim.logs.exports import with_units, without_comments
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
COUNTED = re.compile(r"(elapsed|seconds?|minutes?|hours?|days?|sec|min|s|h)\b", re.IGNORECASE)
STAMP_FORMS = "2026-01-31T13:00, 2026-01-31T13:00-06:00, 1/31/2026 13:00 or 31.1.2026 13:00"
OF_DAY = (("date", "time"), ("datum", "uhrzeit"), ("datum", "zeit"), ("tag", "uhrzeit"))
"""Names of two columns that are a stamp together."""
OFFSET = re.compile(r"(?:Z|[+-]\d\d:?\d\d)$", re.IGNORECASE)
ZONE_IN_NAME = re.compile(r"_utc(?:_(plus|minus)_(\d+(?:_\d+)?))?$", re.IGNORECASE)
FIXED = re.compile(r"^(?:utc|gmt)?\s*([+-])(\d{1,2})(?::?(\d\d))?$", re.IGNORECASE)
DAY_FIRST = re.compile(r"^\d{1,2}([.-])\d{1,2}\1(\d{4}|\d\d)(?!\d)")
YEAR_FIRST = re.compile(r"^(\d{4})[./](\d{1,2})[./](\d{1,2})")
US_DATE = re.compile(r"^\s*(\d{1,2})/(\d{1,2})/(\d{4}|\d\d)(?!\d)")
COMMA = re.compile(r"^-?\d+,\d+$")
THOUSANDS = (
    (re.compile(r"^-?\d{1,3}(\.\d{3})+,\d+$"), "."),
    (re.compile(r"^-?\d{1,3}(,\d{3})+\.\d+$"), ","),
)
"""Numbers with a mark between thousands, and which."""
SHOWN_COLUMNS = 12
FEWEST_ROWS = 2
UNIX_S = 5e8  # numbers above are seconds since 1970, of 1985 and later, or a thousand times that
MONTHS = 12
GZIP_MAGIC = b"\x1f\x8b"


@dataclass(frozen=True, eq=False)
class Log:
    """A log with its rows in order of time."""

    file: str
    sha256: str
    """Of the file as it lies on disk."""
    time_s: FloatArray
    """(n_rows,) seconds since 1970 UTC, increasing."""
    line: NDArray[np.int64]
    """(n_rows,) of the file, counted from 1."""
    columns: tuple[str, ...]
    texts: pd.DataFrame
    """What stands in the columns, in order of time."""
    has_zone: bool
    """The stamps or their column say their zone; else they were taken as given."""

    @property
    def interval_s(self) -> float:
        """Return the usual time between two rows."""
        return float(np.median(np.diff(self.time_s)))

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


MISSING = ("", "nan", "na", "n/a", "null", "none", "unknown", "unavailable", "-")
"""What people's exports write where nothing was measured."""


def log_error(file: str, *problems: Problem) -> LogError:
    """Return the error that says what is wrong with a log."""
    listed = [Problem(p.message, p.key, p.file or file, p.line, p.hint) for p in problems]
    return LogError(f"{file}: can't be used", listed)


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
        hint = "a path relative to the scenario's file"
        raise log_error(str(path), Problem("there is no such file", hint=hint)) from None
    key = (str(found), time, zone, utc_offset_h, stat.st_mtime_ns, stat.st_size)
    return _KEPT.get(key, lambda: _read(str(found), time, zone, utc_offset_h))


YEARS = (1900, 2200)
"""Of readings: pandas can't hold much more."""
_KEPT: LRUCache[tuple[object, ...], Log] = LRUCache(8)


def _read(path: str, time: str | None, zone: str | None, utc_offset_h: float) -> Log:
    file = Path(path).name
    texts, sha256, comments = _table(path)
    stamps, used = _stamps(file, texts, time)
    line = np.arange(2, 2 + len(texts)) + comments
    given = stamps.notna().to_numpy() & (stamps.str.strip() != "").to_numpy()
    if given.sum() < FEWEST_ROWS:
        hint = "a row for each reading, such as every ten minutes"
        raise log_error(file, Problem("there are no rows with a time stamp", hint=hint))
    stamps, texts, line = _plain_stamps(stamps[given]), texts[given], line[given]
    time_s, has_zone = _utc_seconds(file, stamps, line, used, zone, utc_offset_h)
    order = np.argsort(time_s, kind="stable")
    time_s, line = time_s[order], line[order]
    twice = np.flatnonzero(np.diff(time_s) == 0.0)
    if twice.size:
        raise log_error(file, _twice(stamps, line, order, twice, has_zone or zone is not None))
    return Log(
        file=file,
        sha256=sha256,
        time_s=time_s,
        line=line,
        columns=tuple(texts.columns),
        texts=texts.iloc[order],
        has_zone=has_zone or zone is not None,
    )


def _plain_stamps(stamps: pd.Series) -> pd.Series:
    """Return time stamps without what only people read, years first with dashes."""
    plain = stamps.str.strip().str.replace(r",\s+|\s+", " ", regex=True)
    plain = plain.str.replace(r"\s*(Uhr|h)$", "", regex=True)
    return plain.str.replace(YEAR_FIRST, lambda found: "-".join(found.groups()), regex=True)


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
    if not has_zone and _is_autumn(str(stamp)):
        hint = "clocks went back? Give the place whose clocks these are: zone: America/Chicago"
    return Problem(text, line=int(line[first + 1]), hint=hint)


def _is_autumn(stamp: str) -> bool:
    """Return whether a stamp lies in the months in which clocks go back."""
    return bool(re.search(r"[-.](10|11|04)[-.]|^(10|11|4|04)/", stamp))


def file_hash(path: str | Path) -> str:
    """Return the hash of a log's file; of one that can't be read, nothing."""
    try:
        content = read_limited(expanded(path), MAX_TABLE_BYTES)
    except OSError:
        return ""
    return hashlib.sha256(content or b"").hexdigest()


def _table(path: str) -> tuple[pd.DataFrame, str, int]:
    """Return all columns as texts, the file's hash, and its lines of comment."""
    import pandas as pd

    file = Path(path).name
    hint = "cut it to the days and columns that are used"
    too_large = Problem(f"it has over {MAX_TABLE_BYTES / 1e6:.0f} MB", hint=hint)
    try:
        content = read_limited(Path(path), MAX_TABLE_BYTES)
    except OSError as error:
        reason = error.strerror or str(error)
        raise log_error(file, Problem(f"can't be read: {reason}")) from None
    if content is None:
        raise log_error(file, too_large)
    sha256 = hashlib.sha256(content).hexdigest()
    if content.startswith(GZIP_MAGIC):
        try:
            with gzip.open(io.BytesIO(content)) as stream:
                content = stream.read(MAX_TABLE_BYTES + 1)
        except (EOFError, OSError, ValueError, zlib.error):
            raise log_error(file, Problem("the gzip file is cut off or damaged")) from None
        if len(content) > MAX_TABLE_BYTES:
            raise log_error(file, too_large)
    text, comments = without_comments(_text(content))
    head = text.partition("\n")[0]
    separator = max(",;\t", key=head.count)
    try:
        table = pd.read_csv(
            io.StringIO(text),
            dtype=str,
            sep=separator,
            skipinitialspace=True,
            skip_blank_lines=False,
            keep_default_na=False,
            index_col=False,
            on_bad_lines="error",
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError) as error:
        message, line = f"this is no table: {str(error).strip()}", 1
        if ragged := re.search(r"Expected (\d+) fields in line (\d+), saw (\d+)", message):
            line = int(ragged[2])
            message = f"this is no table: {ragged[3]} columns, {ragged[1]} in the lines above"
        raise log_error(file, Problem(message, line=line)) from None
    table.columns = [str(name).strip() for name in table.columns]
    return with_units(table.fillna("").apply(_with_points)), sha256, comments


def _text(content: bytes) -> str:
    """Return a file's text; spreadsheets write UTF-16 too."""
    is_wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if is_wide else ("utf-8-sig", "latin-1"):
        try:
            return content.decode(encoding).replace("\0", "")
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1").replace("\0", "")


def _with_points(column: pd.Series) -> pd.Series:
    """Return a column with decimal points where all its numbers with a comma have one decimal."""
    texts = column.str.strip()
    commas = texts.str.contains(",", regex=False)
    if not commas.any():
        return column
    for pattern, mark in THOUSANDS:
        is_so = texts.str.match(pattern)
        texts = texts.where(~is_so, texts.str.replace(mark, "", regex=False))
    return texts.where(~texts.str.match(COMMA), texts.str.replace(",", ".", regex=False))


def _stamps(file: str, texts: pd.DataFrame, time: str | None) -> tuple[pd.Series, str]:
    """Return the time stamps and the name of their column."""
    names = list(texts.columns)
    if time is not None:
        if time not in names:
            hint = did_you_mean(time, names, f"columns: {', '.join(names[:SHOWN_COLUMNS])}")
            raise log_error(file, Problem(f"there is no column '{time}'", line=1, hint=hint))
        return texts[time], time
    folded = {name.lower(): name for name in reversed(names)}
    for day, clock in OF_DAY:
        if day in folded and clock in folded:
            return texts[folded[day]].str.strip() + " " + texts[folded[clock]], folded[clock]
    for name in names:
        plain = ZONE_IN_NAME.sub("", name).lower()
        if plain in TIME_NAMES or plain.startswith(OF_SAMPLES):
            return texts[name], name
    hint = "call it 'time', or name it: 'time: NAME' in a scenario, --column time=NAME of fit"
    if counts := [name for name in names if COUNTED.match(name)]:
        hint = f"'{counts[0]}' counts from an unknown start: a column 'time' of {STAMP_FORMS}"
    raise log_error(file, Problem("no column of time stamps was found", line=1, hint=hint))


def _utc_seconds(
    file: str,
    stamps: pd.Series,
    line: NDArray[np.int64],
    column: str,
    zone: str | None,
    utc_offset_h: float,
) -> tuple[FloatArray, bool]:
    """Return (n,) seconds since 1970 UTC, and whether the file itself says its zone."""
    import pandas as pd

    unix = pd.to_numeric(stamps, errors="coerce").to_numpy(np.float64)
    if np.isfinite(unix).all() and float(unix.min()) > UNIX_S:
        return unix / (1000.0 if float(unix.min()) > 1000.0 * UNIX_S else 1.0), True
    with_offset = stamps.str.contains(OFFSET).to_numpy()
    if with_offset.any() and not with_offset.all():
        odd = int(np.flatnonzero(with_offset != with_offset[0])[0])
        text = f"'{stamps.iloc[odd]}': some time stamps have a zone and some have none"
        hint = "the same form in all rows"
        raise log_error(file, Problem(text, line=int(line[odd]), hint=hint))
    if with_offset.all():
        times = pd.to_datetime(stamps, utc=True, errors="coerce", format="ISO8601")
        _refuse_no_times(file, stamps, line, times)
        return _seconds(times), True
    times = pd.to_datetime(stamps, errors="coerce", format=_format(file, stamps, line))
    _refuse_no_times(file, stamps, line, times)
    named = ZONE_IN_NAME.search(column)
    if zone is None and named:
        hours = float((named[2] or "0").replace("_", ".")) * (-1.0 if named[1] == "minus" else 1.0)
        return _seconds(times) - 3600.0 * hours, True
    if zone is None:
        return _seconds(times) - 3600.0 * utc_offset_h, False
    return _in_zone(file, times, zone, stamps, line), True


def _in_zone(
    file: str, times: pd.Series, zone: str, stamps: pd.Series, line: NDArray[np.int64]
) -> FloatArray:
    """Return seconds since 1970 UTC of times by the clocks of a zone."""
    fixed = FIXED.match(zone.strip())
    if zone.strip().lower() in ("utc", "gmt", "z"):
        return _seconds(times)
    if fixed:
        hours = float(fixed[2]) + float(fixed[3] or 0.0) / 60.0
        return _seconds(times) - 3600.0 * (-hours if fixed[1] == "-" else hours)
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        place = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        hint = "utc, +01:00, or a place such as America/Chicago or Europe/Berlin"
        raise log_error(file, Problem(f"'{zone}' is no time zone", hint=hint)) from None
    try:
        local = times.dt.tz_localize(place, ambiguous="infer", nonexistent="raise")
    except Exception as error:  # pandas has two classes of its own, by version
        first = _named_in(str(error), stamps)
        text = f"time stamps don't fit the clocks of {zone}: {str(error).splitlines()[0]}"
        hint = "in the hour that comes twice every row must come twice; or give zone: +01:00"
        raise log_error(file, Problem(text, line=int(line[first]), hint=hint)) from None
    return _seconds(local.dt.tz_convert("UTC"))


def _named_in(text: str, stamps: pd.Series) -> int:
    """Return the row whose stamp a message names, else the first."""
    for row, stamp in enumerate(stamps):
        if str(stamp)[:16].replace("T", " ") in text:
            return row
    return 0


def _format(file: str, stamps: pd.Series, line: NDArray[np.int64]) -> str:
    """Return the form of time stamps without a zone: ISO, with slashes, or day.month.year."""
    first = str(stamps.iloc[0])
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
    # a day changes more often than a month
    changes = [int((part.diff().abs() > 0).sum()) for part in (first, second)]
    return "day" if changes[0] > changes[1] else "month"


def _refuse_no_times(
    file: str, stamps: pd.Series, line: NDArray[np.int64], times: pd.Series
) -> None:
    years = times.dt.year
    bad = np.flatnonzero(~years.between(*YEARS).to_numpy())  # which one without a time is not
    if bad.size:
        text = f"'{stamps.iloc[bad[0]]}' is no time"
        raise log_error(file, Problem(text, line=int(line[bad[0]]), hint=STAMP_FORMS))


def _seconds(times: pd.Series) -> FloatArray:
    """Return seconds since 1970 of times that are in UTC or have no zone."""
    import pandas as pd

    plain = pd.DatetimeIndex(times)
    plain = plain.tz_localize(None) if plain.tz is not None else plain
    return np.asarray((plain - pd.Timestamp(0)) / pd.Timedelta(seconds=1), np.float64)
