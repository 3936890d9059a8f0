"""Schedules over the hours of a year: weekdays, weekends, months and daylight saving.

The year has 8760 hours of local standard time and no leap day; a `Period` of actual days may stand
in its place. Clocks may run an hour ahead in
summer; a schedule follows the clock, weather and results stay in standard time.
"""

from __future__ import annotations

import calendar as calendar_module
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Literal, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from hpsim.description.period import Period
from hpsim.records import dataclass

HOURS_PER_YEAR = 8760
DAYS_PER_MONTH = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SATURDAY, SUNDAY = 5, 6
MARCH, OCTOBER, NOVEMBER = 3, 10, 11

FloatArray: TypeAlias = NDArray[np.float64]
IntArray: TypeAlias = NDArray[np.int64]
BoolArray: TypeAlias = NDArray[np.bool_]
DaylightSaving: TypeAlias = Literal["none", "us", "eu"]


@dataclass(frozen=True, slots=True)
class Calendar:
    """What the hours of the year are called by people."""

    first_weekday: int = 0
    """Weekday of 1 January: 0 Monday ... 6 Sunday."""
    daylight_saving: DaylightSaving = "none"
    """``us``: second Sunday of March to first Sunday of November (Energy Policy Act of 2005);
    ``eu``: last Sunday of March to last Sunday of October (directive 2000/84/EC). Both change at
    02:00 standard time in spring; in autumn at 01:00 (us) or 02:00 (eu, Central European Time)
    standard time."""
    vacations: tuple[tuple[int, int], ...] = ()
    """First and last day of the year, 0 ... 364, of each time without anybody at home; a last day
    before the first is in the next year."""
    period: Period | None = None
    """Actual days in place of the year; weekdays and clocks are then theirs."""

    @property
    def n_hours(self) -> int:
        """Return the hours of the year, or of the days in its place."""
        return HOURS_PER_YEAR if self.period is None else self.period.n_hours

    @property
    def n_days(self) -> int:
        """Return the days of the year, or those in its place."""
        return self.n_hours // 24

    def day_of_year(self) -> IntArray:
        """Return (n_days,) the day of a year without leap day, 0 ... 364."""
        return np.arange(self.n_days) if self.period is None else self.period.day_of_year()

    def weekday(self) -> IntArray:
        """Return (n_days,) 0 Monday ... 6 Sunday."""
        first = self.first_weekday if self.period is None else self.period.days[0].weekday()
        return (np.arange(self.n_days) + first) % 7


@dataclass(frozen=True, slots=True)
class Schedule:
    """24 values for weekdays, 24 for weekends, and a factor for each month."""

    weekday: tuple[float, ...]
    """(24,), hour 0 is midnight to 01:00 by the clock."""
    weekend: tuple[float, ...]
    """(24,), Saturday and Sunday."""
    monthly: tuple[float, ...] = (1.0,) * 12


class Week(Protocol):
    """Hours of working days and of Saturday and Sunday, as a description has them."""

    @property
    def weekday(self) -> Sequence[float]:
        """24 values, Monday to Friday."""

    @property
    def weekend(self) -> Sequence[float]:
        """24 values, Saturday and Sunday."""


def look_up(
    written: float | str | Sequence[float] | Week, named: Mapping[str, Schedule]
) -> Schedule:
    """Return the schedule that a description means: a value, 24, a week, or a name.

    Raises
    ------
    KeyError
        A name that ``named`` does not have.
    """
    if isinstance(written, str):
        return named[written]
    if isinstance(written, (int, float)):
        written = (written,) * 24
    if isinstance(written, Sequence):
        day = tuple(float(value) for value in written)
        return Schedule(day, day)
    return Schedule(tuple(written.weekday), tuple(written.weekend))


def expand_hourly(schedule: Schedule, calendar: Calendar) -> FloatArray:
    """Return a schedule's value in each hour of the year, (n_hours,), in local standard time.

    Examples
    --------
    >>> office = Schedule((0.0,) * 8 + (1.0,) * 9 + (0.0,) * 7, (0.0,) * 24)
    >>> hours = expand_hourly(office, Calendar(first_weekday=0))
    >>> float(hours[:168].sum())  # five days of nine hours
    45.0
    """
    return _expanded(schedule, calendar).copy()


@lru_cache(maxsize=32)
def _expanded(schedule: Schedule, calendar: Calendar) -> FloatArray:
    """Return `expand_hourly`, kept for the next room of a sweep: 0.07 MB each."""
    day, hour = _clock(calendar)
    is_weekend = calendar.weekday()[day] >= SATURDAY
    shapes = np.array([schedule.weekday, schedule.weekend], dtype=float)
    factors = np.array(schedule.monthly, dtype=float)
    month = np.repeat(np.arange(12), DAYS_PER_MONTH)[calendar.day_of_year()]
    values: FloatArray = shapes[is_weekend.astype(np.int64), hour] * factors[month[day]]
    return values


def vacant_hours(calendar: Calendar) -> BoolArray:
    """Return in which hours of the year (n_hours,) nobody is at home for days.

    >>> over_new_year = Calendar(vacations=((364, 1),))
    >>> int(vacant_hours(over_new_year).sum())  # three days
    72
    """
    vacant = np.zeros(HOURS_PER_YEAR // 24, dtype=bool)
    for first, last in calendar.vacations:
        vacant |= days_between(first, last)
    return np.repeat(vacant[calendar.day_of_year()], 24)


def days_between(first: int, last: int) -> BoolArray:
    """Return which days of the year (365,) lie between two, 0 ... 364, both counted.

    A last day before the first is in the next year.
    """
    day = np.arange(HOURS_PER_YEAR // 24)
    since, until = day >= first, day <= last
    return since & until if first <= last else since | until


def clock_shift_h(calendar: Calendar) -> IntArray:
    """Return how many hours clocks are ahead of standard time, (n_hours,): 0, or 1 in summer."""
    if calendar.period is None:
        return _clock_shift_h(calendar.first_weekday, calendar.daylight_saving)
    # of each actual year, whose 1 January has a weekday of its own
    days = calendar.period.days
    shift = np.zeros((calendar.n_days, 24), dtype=np.int64)
    of_year, years = calendar.day_of_year(), np.array([day.year for day in days])
    for year in np.unique(years):
        first = date(int(year), 1, 1).weekday()
        if calendar_module.isleap(int(year)):
            first += 1  # days after 29 February, as clocks change in March and later
        hours = _clock_shift_h(first % 7, calendar.daylight_saving).reshape(-1, 24)
        shift[years == year] = hours[of_year[years == year]]
    return shift.ravel()


def _clock_shift_h(first_weekday: int, daylight_saving: DaylightSaving) -> IntArray:
    """Return the shift of clocks in a year without leap day (8760,)."""
    shift = np.zeros(HOURS_PER_YEAR, dtype=np.int64)
    if daylight_saving == "us":
        spring = _nth_sunday(MARCH, 2, first_weekday)
        autumn = _nth_sunday(NOVEMBER, 1, first_weekday)
        shift[spring * 24 + 2 : autumn * 24 + 1] = 1  # ends at 02:00 summer time
    elif daylight_saving == "eu":
        spring = _nth_sunday(MARCH, -1, first_weekday)
        autumn = _nth_sunday(OCTOBER, -1, first_weekday)
        shift[spring * 24 + 2 : autumn * 24 + 2] = 1  # ends at 03:00 summer time
    return shift


def day_of_year(written: str) -> int:
    """Return the day of the year, 0 ... 364, of a month and a day.

    >>> day_of_year("12-31")
    364

    Raises
    ------
    ValueError
        There is no such day.
    """
    month, _, day = written.partition("-")
    if not (month.isdigit() and day.isdigit() and 1 <= int(month) <= len(DAYS_PER_MONTH)):
        raise ValueError(written)
    if not 1 <= int(day) <= DAYS_PER_MONTH[int(month) - 1]:
        raise ValueError(written)
    return sum(DAYS_PER_MONTH[: int(month) - 1]) + int(day) - 1


@lru_cache(maxsize=32)
def _clock(calendar: Calendar) -> tuple[IntArray, IntArray]:
    """Return day, counted from the first, and hour (0 ... 23) by the clock, each (n_hours,)."""
    clock = (np.arange(calendar.n_hours) + clock_shift_h(calendar)) % calendar.n_hours
    return clock // 24, clock % 24


def _nth_sunday(month: int, nth: int, first_weekday: int) -> int:
    """Return the day of the year (0 ... 364) of a month's nth Sunday, -1 for its last."""
    first = sum(DAYS_PER_MONTH[: month - 1])
    days = range(first, first + DAYS_PER_MONTH[month - 1])
    sundays = [day for day in days if (day + first_weekday) % 7 == SUNDAY]
    return sundays[nth if nth < 0 else nth - 1]
