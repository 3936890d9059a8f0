"""When each metered interval lies: its billing month, its hour by the clock, weekday or weekend."""

from __future__ import annotations

from functools import cached_property, lru_cache

import numpy as np

from hpsim.description.period import Period
from hpsim.description.schedules import (
    DAYS_PER_MONTH,
    HOURS_PER_YEAR,
    SATURDAY,
    BoolArray,
    Calendar,
    FloatArray,
    IntArray,
    clock_shift_h,
)
from hpsim.records import dataclass

MONTHS_PER_YEAR = 12


@dataclass(frozen=True, eq=False)
class Metering:
    """The calendar of metered intervals of equal length."""

    interval_s: float
    month: IntArray
    """(n,) index of the billing month, rising from 0."""
    month_of_year: IntArray
    """(n_months,) 0 January ... 11 December."""
    days: FloatArray
    """(n_months,) days of each month that are metered."""
    hour: IntArray
    """(n,) hour of the day by the clock, 0 ... 23."""
    is_weekend: BoolArray
    """(n,) Saturday or Sunday. Holidays count as the day of the week that they fall on."""
    hour_of_year: IntArray
    """(n,) hour of a year of 8,760 in standard time, for prices by the hour."""
    labels: tuple[str, ...] = ()
    """(n_months,) such as 2025-01; empty: the months of a year."""

    @property
    def n_months(self) -> int:
        """Return the number of billing months."""
        return int(self.month_of_year.size)

    @cached_property
    def month_starts(self) -> IntArray:
        """Return the first interval of each month, (n_months,)."""
        return np.searchsorted(self.month, np.arange(self.n_months))


@lru_cache(maxsize=16)
def metered_year(calendar: Calendar = Calendar()) -> Metering:  # noqa: B008  # immutable
    """Return the calendar of a year of 8,760 hours of local standard time, or of actual days.

    Months begin at midnight by the clock, as schedules do. The days of a month that is not whole
    count as a month of so many days.
    """
    if calendar.period is not None:
        return _metered_days(calendar, calendar.period)
    clock = (np.arange(HOURS_PER_YEAR) + clock_shift_h(calendar)) % HOURS_PER_YEAR
    day = clock // 24
    month_of_day = np.repeat(np.arange(MONTHS_PER_YEAR), DAYS_PER_MONTH)
    return Metering(
        interval_s=3600.0,
        month=month_of_day[day],
        month_of_year=np.arange(MONTHS_PER_YEAR),
        days=np.array(DAYS_PER_MONTH, dtype=float),
        hour=clock % 24,
        is_weekend=(day + calendar.first_weekday) % 7 >= SATURDAY,
        hour_of_year=np.arange(HOURS_PER_YEAR),
    )


def _metered_days(calendar: Calendar, period: Period) -> Metering:
    """Return the calendar of hours of actual days; an hour that clocks move past the end stays."""
    clock = np.arange(period.n_hours) + clock_shift_h(calendar)
    day = np.minimum(clock // 24, period.n_days - 1)
    months = [(d.year, d.month) for d in period.days]
    order = list(dict.fromkeys(months))
    month_of_day = np.array([order.index(month) for month in months])
    return Metering(
        interval_s=3600.0,
        month=month_of_day[day],
        month_of_year=np.array([month - 1 for _, month in order]),
        days=np.bincount(month_of_day).astype(float),
        hour=clock % 24,
        is_weekend=np.array([d.weekday() for d in period.days])[day] >= SATURDAY,
        hour_of_year=period.hour_of_year(),
        labels=tuple(f"{year}-{month:02d}" for year, month in order),
    )
