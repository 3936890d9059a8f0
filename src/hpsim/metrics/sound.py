"""How long a unit is louder than a level."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from hpsim.metrics.common import HOURS_PER_DAY, BoolArray, running_time_h
from hpsim.metrics.registry import metric
from hpsim.results import Results

NIGHT_H = (22, 7)  # by standard time; EN 16798-1 and WHO count the night from 22 or 23 to 7


def _louder_than(results: Results, level_dba: float, *, by_night: bool = False) -> float:
    """Return the time that the unit runs louder than a level [h]; nan where it is not known."""
    level = results.indoor_level_dba
    if level is None or level.size % HOURS_PER_DAY:
        return math.nan
    loud = level > level_dba
    if by_night:
        loud &= _by_night(level.size // HOURS_PER_DAY)
    return running_time_h(results, loud)


@lru_cache(maxsize=2)
def _by_night(n_days: int) -> BoolArray:
    """Return which hours of some days belong to the night (n_hours,)."""
    hour = np.arange(HOURS_PER_DAY)
    return np.tile((hour >= NIGHT_H[0]) | (hour < NIGHT_H[1]), n_days)


@metric("Louder than 25 dB(A)", unit="h", key="sound_h.over_25_dba")
def sound_over_25_dba_h(results: Results) -> float:
    """Return the running time above 25 dB(A) indoors; plus or minus 5 dB."""
    return _louder_than(results, 25.0)


@metric("Louder than 30 dB(A)", unit="h", key="sound_h.over_30_dba")
def sound_over_30_dba_h(results: Results) -> float:
    """Return the running time above 30 dB(A) indoors; plus or minus 5 dB."""
    return _louder_than(results, 30.0)


@metric("Louder than 35 dB(A)", unit="h", key="sound_h.over_35_dba")
def sound_over_35_dba_h(results: Results) -> float:
    """Return the running time above 35 dB(A) indoors; plus or minus 5 dB."""
    return _louder_than(results, 35.0)


@metric("Louder than 25 dB(A), night", unit="h", key="sound_h.over_25_dba_at_night")
def sound_over_25_dba_night_h(results: Results) -> float:
    """Return the running time above 25 dB(A) indoors from 22:00 to 07:00."""
    return _louder_than(results, 25.0, by_night=True)


@metric("Louder than 30 dB(A), night", unit="h", key="sound_h.over_30_dba_at_night")
def sound_over_30_dba_night_h(results: Results) -> float:
    """Return the running time above 30 dB(A) indoors from 22:00 to 07:00."""
    return _louder_than(results, 30.0, by_night=True)


@metric("Louder than 35 dB(A), night", unit="h", key="sound_h.over_35_dba_at_night")
def sound_over_35_dba_night_h(results: Results) -> float:
    """Return the running time above 35 dB(A) indoors from 22:00 to 07:00."""
    return _louder_than(results, 35.0, by_night=True)
