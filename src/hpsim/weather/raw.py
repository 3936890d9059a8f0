"""What a reader hands over: 8760 rows in the file's own clock, checked but not yet converted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import field, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hpsim.description.schedules import DAYS_PER_MONTH
from hpsim.errors import Problem, WeatherError
from hpsim.kernel.types import FloatArray
from hpsim.records import dataclass
from hpsim.units.messages import count_of
from hpsim.weather.model import HOURS_PER_YEAR, DesignConditions, Location
from hpsim.weather.plausible import (
    LIMITS,
    OPTIONAL,
    PLACE,
    Limits,
    clock_problem,
    header_number,
    year_problems,
)

IntArray = NDArray[np.int64]
MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec"
SHOWN_HOURS = 3  # of a longer list of hours
PASCAL_PER_MBAR = 100.0
AGAIN = "get it again"
CUT_OFF = "no hours: the file is cut off"


@dataclass(frozen=True, slots=True)
class Clock:
    """When the values of a format's rows hold, in hours after the start of row ``k``'s hour ``k``.

    ``label`` is where the reader puts its time label, so that the format's usual shift can be
    given in the terms that its documentation uses.
    """

    label_h: float
    instant_h: float
    """Temperature, humidity, wind and sky of row ``k`` hold at ``k + instant_h``."""
    sun_shift_min: float
    """From the label to the sun that belongs to the irradiance."""


@dataclass(frozen=True, slots=True, eq=False)
class RawYear:
    """8760 rows of a file in order of local standard time."""

    source_format: str
    clock: Clock
    columns: Mapping[str, FloatArray]
    """(8760,) by the names of `LIMITS` and `OPTIONAL`, in their units."""
    location: Location
    years: tuple[int, ...]
    """The one year of all rows, or those of the twelve months."""
    flags: Mapping[str, str] = field(default_factory=dict)
    """How the format marks a missing value, by column."""
    header_design: DesignConditions | None = None
    warnings: tuple[str, ...] = ()


class WeatherFile(NamedTuple):
    """A file that is read: its name for messages, and its text."""

    name: str
    text: str

    def problem(self, message: str, line: int | None = None, hint: str = "") -> Problem:
        """Return one thing that is wrong with the file."""
        return Problem(message, file=self.name, line=line, hint=hint)

    def error(self, message: str, line: int | None = None, hint: str = "") -> WeatherError:
        """Return the error that says what is wrong with the file."""
        return self.errors([self.problem(message, line, hint)])

    def errors(self, problems: Sequence[Problem]) -> WeatherError:
        """Return the error that says everything that is wrong with the file."""
        count = f"{len(problems)} problems" if len(problems) > 1 else "can't be used"
        return WeatherError(f"{self.name}: {count}", list(problems))

    def short_row(self, line: int, found: int, wanted: int, what: str = "fields") -> WeatherError:
        """Return the error for a row that ends early.

        Parameters
        ----------
        line
            Where it stands.
        found, wanted
            How much of it there is.
        what
            That is counted.
        """
        message = f"the row has {found} of {wanted} {what}: the file is cut off or damaged"
        return self.error(message, line, AGAIN)

    @contextmanager
    def readable(self, otherwise: str) -> Iterator[None]:
        """Turn what pvlib says of the file, which has many ways to fail, into one sentence."""
        try:
            yield
        except WeatherError:
            raise
        except Exception as problem:
            raise self.error(f"{otherwise}: {first_line(problem)}") from problem

    def column(self, frame: Any, its: str, name: str) -> FloatArray:
        """Return a column of a table that pvlib read, a `pandas.DataFrame`.

        ``its`` is what the column is called there, ``name`` that among `LIMITS` or `OPTIONAL`.

        Raises
        ------
        WeatherError
            It is missing, or one of its values is no number.
        """
        what = {**LIMITS, **OPTIONAL}[name].name
        if its not in frame:
            raise self.error(f"columns missing: {what}", hint=AGAIN)
        try:
            return np.asarray(frame[its].to_numpy(np.float64))
        except (TypeError, ValueError) as problem:
            raise self.error(f"{what}: {first_line(problem)}", hint=AGAIN) from problem

    def location(
        self, place: str, country: str, written: Mapping[str, object], line: int | None = None
    ) -> Location:
        """Return the place of a header.

        Parameters
        ----------
        place, country
            As people call it; empty if the format has none.
        written
            Latitude, longitude, elevation and time zone as the file has them, by the keys of
            `PLACE`.
        line
            Where they stand.

        Raises
        ------
        WeatherError
            One is no number or no possible one, or longitude and zone do not go together.
        """
        numbers: dict[str, float] = {}
        problems: list[Problem] = []
        for key in PLACE:
            value = header_number(written.get(key), key)
            if isinstance(value, str):
                problems.append(Problem(value, PLACE[key].name, self.name, line))
            else:
                numbers[key] = value
        if problems:
            raise self.errors(problems)
        location = Location(place=place, country=country, **numbers)
        if problem := clock_problem(location):
            raise self.error(problem, hint="east is positive in both; is a sign wrong?")
        return location

    def rows_in_order(self, month: IntArray, day: IntArray, hour: IntArray) -> IntArray:
        """Return the indices of the rows that make up a year of 365 days.

        Feb 29 is dropped. Missing, repeated and misplaced hours are refused and named; a file that
        stops early is reported as cut off. ``month``, ``day`` and ``hour`` (n_rows,) are those in
        which each row starts.
        """
        calendar = np.stack(expected_calendar(), axis=1)
        code = (month * 100 + day) * 100 + hour
        expected = (calendar[:, 0] * 100 + calendar[:, 1]) * 100 + calendar[:, 2]
        kept = np.flatnonzero((month != 2) | (day != 29))
        if kept.size == HOURS_PER_YEAR and np.array_equal(code[kept], expected):
            return kept
        raise self.errors(self._calendar_problems(code[kept], expected))

    def _calendar_problems(self, code: IntArray, expected: IntArray) -> list[Problem]:
        """Say how the hours of the file differ from those of a year."""
        found, counts = np.unique(code, return_counts=True)
        missing = np.flatnonzero(~np.isin(expected, found))
        repeated = np.flatnonzero(np.isin(expected, found[counts > 1]))
        if missing.size and np.array_equal(code, expected[: code.size]):
            text = f"cut off after {code.size} of 8760 hours: the last one is "
            last = hour_names([code.size - 1]) if code.size else "none"
            return [self.problem(text + last, hint="get the file again")]
        problems = []
        if missing.size:
            text = f"{missing.size} of 8760 hours missing: {hour_names(missing)}"
            problems.append(self.problem(text, hint="fill the gap or take another year"))
        if repeated.size:
            text = f"{repeated.size} hours come more than once: {hour_names(repeated)}"
            hint = "one row per hour" + (", not 30-minute data" if repeated.size > 4000 else "")
            problems.append(self.problem(text, hint=hint))
        if not problems:
            text = "the hours aren't in order from January 1 to December 31"
            problems.append(self.problem(text, hint="the year must start on January 1"))
        return problems

    def checked(self, year: RawYear) -> RawYear:
        """Return a year with those of its columns that have a possible value in every hour.

        Raises
        ------
        WeatherError
            Missing or impossible values in a column that can't be done without: names all of them.
            Or the year as a whole is impossible.
        """
        columns = year.columns
        whole = {
            name: columns[name]
            for name, limits in (LIMITS | OPTIONAL).items()
            if name in columns and limits.hold(columns[name]).all()
        }
        has_humidity = "relative_humidity" in whole or "dew_point" not in columns
        unneeded = "dew_point" if has_humidity else "relative_humidity"
        problems = [
            self.problem(*_column_problem(columns[name], limits, year.flags.get(name, "")))
            for name, limits in LIMITS.items()
            if name != unneeded and name not in whole
        ]
        if problems:
            raise self.errors(problems)
        impossible, doubtful = year_problems(columns, year.location)
        if impossible:
            raise self.errors([self.problem(text, hint=hint) for text, hint in impossible])
        return replace(year, columns=whole, warnings=(*year.warnings, *doubtful))


def _column_problem(values: FloatArray, limits: Limits, flag: str) -> tuple[str, None, str]:
    """Return what is wrong with the values (8760,) of a column, no line, and what is possible.

    ``flag`` is how the format marks a missing value.
    """
    bad = np.flatnonzero(~limits.hold(values))
    first = float(values[bad[0]])
    is_flag = bool(flag) and (not np.isfinite(first) or first == float(flag))
    shown = f"is missing (flag {flag})" if is_flag else f"is {first:g} {limits.unit}"
    text = f"{limits.name} {shown} in {count_of(bad.size, 'hour')}: {hour_names(bad)}"
    return text, None, f"{limits.lowest:g} to {limits.highest:g} {limits.unit} is possible"


def place_of_header(meta: Mapping[str, object], utc_offset: str) -> dict[str, object]:
    """Return where pvlib found a file to be, by the keys of `PLACE`; ``utc_offset``: its key."""
    keys = ("latitude", "longitude", "altitude", utc_offset)
    return dict(zip(PLACE, (meta.get(key) for key in keys), strict=True))


def first_line(problem: Exception) -> str:
    """Return the first line of what a library says; the rest is for its programmers."""
    return str(problem).partition("\n")[0]


def expected_calendar() -> tuple[IntArray, IntArray, IntArray]:
    """Return month, day and starting hour of the 8760 hours of a year without a leap day."""
    month = np.repeat(np.arange(1, 13), DAYS_PER_MONTH)
    day = np.concatenate([np.arange(1, n + 1) for n in DAYS_PER_MONTH])
    return np.repeat(month, 24), np.repeat(day, 24), np.tile(np.arange(24), 365)


def hour_names(rows: Sequence[int] | IntArray) -> str:
    """Return the first of the hours of a year, given by their indices, and how many more.

    Examples
    --------
    >>> hour_names([1733])
    'Mar 14 05:00-06:00'
    """
    calendar = np.stack(expected_calendar(), axis=1)
    names = [
        f"{MONTHS[3 * month - 3 : 3 * month]} {day} {hour:02d}:00-{hour + 1:02d}:00"
        for month, day, hour in (calendar[k] for k in rows[:SHOWN_HOURS])
    ]
    more = f" and {len(rows) - SHOWN_HOURS} more" if len(rows) > SHOWN_HOURS else ""
    return ", ".join(names) + more


def years_of(years: IntArray) -> tuple[int, ...]:
    """Return the one year of all rows, or the years of the twelve months (at mid-month)."""
    if np.all(years == years[0]):
        return (int(years[0]),)
    middle = np.cumsum([0, *DAYS_PER_MONTH[:-1]]) * 24 + 14 * 24
    return tuple(int(years[k]) for k in middle)
