"""When each metered interval lies: its billing month, its hour by the clock, weekday or weekend."""

from __future__ import annotations

from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

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
EPOCH_WEEKDAY = 3  # 1 January 1970 was a Thursday, counted from Monday


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
    hours = 24 * np.minimum(clock // 24, period.n_days - 1) + clock % 24
    walls = np.datetime64(period.days[0], "h") + hours.astype("timedelta64[h]")
    return metering_of(walls, 3600.0, period.hour_of_year())


def metering_of(
    walls: NDArray[np.datetime64], interval_s: float, hour_of_year: IntArray | None = None
) -> Metering:
    """Return the calendar of intervals that begin at times by the clock on the wall, (n,).

    ``hour_of_year`` (n,) is that of `Metering`; None: by the same clock.
    """
    day, months = walls.astype("datetime64[D]"), walls.astype("datetime64[M]")
    order, month = np.unique(months, return_inverse=True)
    month_of_year = order.astype(np.int64) % MONTHS_PER_YEAR
    hour = (walls - day).astype("timedelta64[h]").astype(np.int64)
    if hour_of_year is None:
        of_month = month_of_year[month]
        day_of_month = (day - months.astype("datetime64[D]")).astype(np.int64)
        last = np.array(DAYS_PER_MONTH)[of_month] - 1  # 29 February counts with the 28th
        first = np.cumsum([0, *DAYS_PER_MONTH])[of_month]
        hour_of_year = 24 * (first + np.minimum(day_of_month, last)) + hour
    days = np.bincount(month) * interval_s / 86_400.0
    return Metering(
        interval_s=interval_s,
        month=month,
        month_of_year=month_of_year,
        days=np.asarray(np.round(days) if days.min() >= 0.5 else days, float),
        hour=hour,
        is_weekend=(day.astype(np.int64) + EPOCH_WEEKDAY) % 7 >= SATURDAY,
        hour_of_year=hour_of_year,
        labels=tuple(str(of) for of in order),
    )
