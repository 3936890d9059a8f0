"""How long a unit is louder than a level."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from hpsim.metrics.common import HOURS_PER_DAY, BoolArray, running_time_h
from hpsim.metrics.registry import metric
from hpsim.results import Results

NIGHT_H = (22, 7)  # by standard time; EN 16798-1 and WHO count the night from 22 or 23 to 7


def _list_time_above(level_dba: float, *, by_night: bool) -> None:
    """List the time that a unit runs louder than a level among the metrics."""
    night, when = (", night", " from 22:00 to 07:00") if by_night else ("", "; plus or minus 5 dB")

    @metric(
        f"Louder than {level_dba:g} dB(A){night}",
        unit="h",
        key=f"sound_h.over_{level_dba:g}_dba{'_at_night' if by_night else ''}",
        words=f"Return the running time above {level_dba:g} dB(A) indoors{when}.",
    )
    def louder_than_h(results: Results) -> float:
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


for night in (False, True):
    for dba in (25.0, 30.0, 35.0):
        _list_time_above(dba, by_night=night)
