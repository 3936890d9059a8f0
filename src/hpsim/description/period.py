"""Days of an actual calendar, simulated in place of a year."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from hpsim.records import dataclass

S_PER_DAY = 86400.0
FEBRUARY_29 = 58  # counts as the 28th, day 58 of a year without leap day


@dataclass(frozen=True, slots=True)
class Period:
    """Days from midnight to midnight of local standard time, with the days that warm up."""

    first: date
    """Of the days that count."""
    n_counted: int
    """Days that count."""
    n_before: int
    """Days before them, which warm up the room."""
    utc_offset_h: float = 0.0
    """Local standard time minus UTC."""

    @property
    def n_days(self) -> int:
        """Return the number of days, those before included."""
        return self.n_before + self.n_counted

    @property
    def n_hours(self) -> int:
        """Return the number of hours, those before included."""
        return 24 * self.n_days

    @property
    def n_hours_before(self) -> int:
        """Return the hours of the days that warm up."""
        return 24 * self.n_before

    @property
    def last(self) -> date:
        """Return the last day."""
        return self.first + timedelta(days=self.n_counted - 1)

    @property
    def counted(self) -> Period:
        """Return the days that count alone."""
        return replace(self, n_before=0)

    @property
    def words(self) -> str:
        """Return the days that count, as people write them.

        >>> Period(date(2014, 1, 3), 20, 10).words
        '20 days from 3 to 22 January 2014'
        """
        first, last = self.first, self.last
        if self.n_counted == 1:
            return f"1 day, {first.day} {first:%B %Y}"
        form = "" if first.year == last.year else " %B %Y"
        if first.year == last.year and first.month != last.month:
            form = " %B"
        return (
            f"{self.n_counted} days from {first.day}{first.strftime(form)} to "
            f"{last.day} {last:%B %Y}"
        )

    @property
    def days(self) -> list[date]:
        """Return every day, those before included."""
        begin = self.first - timedelta(days=self.n_before)
        return [begin + timedelta(days=k) for k in range(self.n_days)]

    @property
    def begin_s(self) -> float:
        """Return when the first day begins, those before included: seconds since 1970 UTC."""
        begin = self.first - timedelta(days=self.n_before)
        midnight = datetime(begin.year, begin.month, begin.day, tzinfo=UTC)
        return midnight.timestamp() - 3600.0 * self.utc_offset_h

    def day_of_year(self) -> NDArray[np.int64]:
        """Return (n_days,) the day of a year without leap day, 0 ... 364.

        >>> Period(date(2024, 2, 28), 3, 0).day_of_year().tolist()
        [58, 58, 59]
        """
        days = []
        for day in self.days:
            of_year = day.timetuple().tm_yday - 1
            is_late = day.month > 2 and date(day.year, 12, 31).timetuple().tm_yday == 366
            is_leap_day = day.month == 2 and day.day == 29
            days.append(FEBRUARY_29 if is_leap_day else of_year - int(is_late))
        return np.array(days, dtype=np.int64)

    def hour_of_year(self) -> NDArray[np.int64]:
        """Return (n_hours,) the hour of a year without leap day, 0 ... 8759."""
        return (24 * self.day_of_year()[:, np.newaxis] + np.arange(24)).ravel()

    def edges_s(self, step_s: float) -> NDArray[np.float64]:
        """Return (n_steps + 1,) when steps begin and the last one ends, seconds since 1970 UTC."""
        steps = np.arange(round(self.n_days * S_PER_DAY / step_s) + 1, dtype=np.float64)
        return np.asarray(self.begin_s + step_s * steps)
