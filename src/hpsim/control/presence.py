"""When people are away and when seasons allow heating or cooling, step by step over the year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from hpsim.control.description import Away, Season, Vacation
from hpsim.description.schedules import (
    SATURDAY,
    BoolArray,
    Calendar,
    clock_shift_h,
    day_of_year,
    days_between,
)
from hpsim.kernel.types import FloatArray

MEMORY_H = 24  # of lockout by weather: the mean of the day before
SEASON_HYSTERESIS_K = 1.0  # judgement: a mode once allowed stays so this far past its limit


def absences(
    away: Away | None, vacation: Sequence[Vacation], calendar: Calendar, step_s: float
) -> Iterator[tuple[BoolArray, float | None, float | None]]:
    """Yield steps (n,) without anybody at home, and the setpoints of heating and cooling then.

    Parameters
    ----------
    away, vacation
        Of the thermostat.
    calendar : Calendar
        Weekdays and daylight saving.
    step_s : float
        Divides an hour.
    """
    if away is not None:
        yield away_steps(away, calendar, step_s), away.heating_degc, away.cooling_degc
    for days in vacation:
        away_days = _days_of(days.from_, days.to, calendar)
        steps = np.repeat(away_days, round(86400.0 / step_s))
        yield steps, days.heating_degc, days.cooling_degc


def away_steps(away: Away, calendar: Calendar, step_s: float) -> BoolArray:
    """Return in which steps nobody is expected, (n,): from leaving until the notice of return.

    Each day's times vary evenly by up to the spread either way. They count to the nearest step.

    Examples
    --------
    >>> away = Away(leave_h=8.0, return_h=17.5)
    >>> float(away_steps(away, Calendar(), 1800.0)[:48].sum()) / 2  # hours of Monday, 1 January
    9.5
    """
    per_day = round(86400.0 / step_s)
    random = np.random.default_rng(away.seed)
    spread_h = away.spread_s / 3600.0 * random.uniform(-1.0, 1.0, (calendar.n_days, 2))
    shift_h = clock_shift_h(calendar)
    weekday = calendar.weekday()
    steps = np.zeros(calendar.n_days * per_day, dtype=bool)
    for day in range(calendar.n_days):
        is_weekend = weekday[day] >= SATURDAY
        if away.days != "all" and is_weekend != (away.days == "weekends"):
            continue
        ahead_h = float(shift_h[day * 24 + 12])  # clocks over standard time, by noon
        leave_h = away.leave_h + spread_h[day, 0] - ahead_h
        notice_h = away.return_h + spread_h[day, 1] - away.return_notice_s / 3600.0 - ahead_h
        if notice_h - leave_h < away.minimum_absence_s / 3600.0:
            continue
        first = day * per_day + round(leave_h * per_day / 24.0)
        last = day * per_day + round(notice_h * per_day / 24.0)
        steps[max(first, 0) : max(last, 0)] = True
    return steps


def allowed(
    season: Season, calendar: Calendar, step_s: float, outdoor_degc: FloatArray | None
) -> BoolArray:
    """Return in which steps (n,) a mode is allowed, by date and by yesterday's weather."""
    by_hour = np.ones(calendar.n_hours, dtype=bool)
    if season.from_ is not None and season.to is not None:
        by_hour &= np.repeat(_days_of(season.from_, season.to, calendar), 24)
    if outdoor_degc is not None:
        hourly = 0.5 * (outdoor_degc[1:] + outdoor_degc[:-1])
        sums = np.cumsum(np.concatenate([hourly[-MEMORY_H:], hourly]))
        mean = (sums[MEMORY_H - 1 : -1] - np.concatenate([[0.0], sums[: -MEMORY_H - 1]])) / MEMORY_H
        if season.below_degc is not None:
            by_hour &= _switched(season.below_degc - mean)
        if season.above_degc is not None:
            by_hour &= _switched(mean - season.above_degc)
    return np.repeat(by_hour, round(3600.0 / step_s))


def _switched(excess_k: FloatArray) -> BoolArray:
    """Return where a quantity that goes on above 0 is on; it goes off a kelvin below."""
    on = bool(excess_k[-1] > 0.0)
    out = np.empty(excess_k.size, dtype=bool)
    for i in range(excess_k.size):
        on = bool(excess_k[i] > (-SEASON_HYSTERESIS_K if on else 0.0))
        out[i] = on
    return out


def _days_of(first: str, last: str, calendar: Calendar) -> BoolArray:
    """Return which days (n_days,) lie between two dates, both counted."""
    return days_between(day_of_year(first), day_of_year(last))[calendar.day_of_year()]
