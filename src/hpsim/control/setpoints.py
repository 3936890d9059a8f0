"""From a written set point to its value at any time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from hpsim.control.description import HOURS_PER_DAY, DayNight, SetPoint, Step
from hpsim.description import NamedSchedule, TemperatureWeek

FloatArray: TypeAlias = NDArray[np.float64]
BoolArray: TypeAlias = NDArray[np.bool_]


def setpoint_at(
    set_point: SetPoint,
    clock_h: FloatArray,
    is_weekend: BoolArray,
    schedules: Mapping[str, NamedSchedule],
) -> FloatArray:
    """Return a set point at some times of day [degC].

    Parameters
    ----------
    set_point
        As written.
    clock_h
        (n,) hours after midnight by the clock, 0 <= h < 24 [h].
    is_weekend
        (n,) whether the day is a Saturday or Sunday.
    schedules
        The scenario's own; a name must be one of temperatures.

    Raises
    ------
    KeyError
        The name is not a schedule of temperatures.

    Examples
    --------
    >>> night = DayNight(day_degc=20.0, night_degc=17.0)
    >>> setpoint_at(night, np.array([5.5, 6.0, 21.9, 22.0]), np.zeros(4, bool), {})
    array([17., 20., 20., 17.])
    """
    if isinstance(set_point, str):
        named = schedules[set_point]
        if not isinstance(named, TemperatureWeek):
            raise KeyError(set_point)
        set_point = named
    if isinstance(set_point, TemperatureWeek):
        week = np.array([set_point.weekday, set_point.weekend])
        return _hourly(week, clock_h, is_weekend)
    if isinstance(set_point, DayNight):
        since = (clock_h - set_point.night_from_h) % HOURS_PER_DAY
        length = (set_point.night_to_h - set_point.night_from_h) % HOURS_PER_DAY
        return np.where(since < length, set_point.night_degc, set_point.day_degc)
    if isinstance(set_point, tuple):
        steps = [step for step in set_point if isinstance(step, Step)]
        hours = [hour for hour in set_point if not isinstance(hour, Step)]
        if steps:
            return _stepwise(steps, clock_h)
        return _hourly(np.array([hours, hours]), clock_h, is_weekend)
    return np.full(clock_h.shape, set_point)


def _hourly(week: FloatArray, clock_h: FloatArray, is_weekend: BoolArray) -> FloatArray:
    """Return the hour's value of a (2, 24) table of weekday and weekend."""
    values: FloatArray = week[is_weekend.astype(np.int64), clock_h.astype(np.int64)]
    return values


def _stepwise(steps: list[Step], clock_h: FloatArray) -> FloatArray:
    """Return the value of steps that cover the day."""
    out = np.empty(clock_h.shape)
    for step in steps:
        since = (clock_h - step.from_h) % HOURS_PER_DAY
        begin, end = step.ends_degc
        inside = since < step.duration_h
        out[inside] = begin + (end - begin) * since[inside] / step.duration_h
    return out
