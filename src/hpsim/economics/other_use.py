"""The household's other electricity, hour by hour, on top of which a heat pump comes."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from hpsim.description.base import complaint
from hpsim.description.paths import expanded
from hpsim.description.schedules import HOURS_PER_YEAR, FloatArray
from hpsim.economics.meter_export import read_meter
from hpsim.errors import HpsimError

WHOLE_YEAR_DAYS = (364.0, 367.0)


@lru_cache(maxsize=4)
def metered_household(name: str) -> FloatArray:
    """Return what a meter recorded in each hour of the year, (8760,).

    Hours are those of its own calendar; 29 February counts with the 28th as its mean.

    Raises
    ------
    HpsimError
        The export can't be read, or is not of one year.
    """
    meter = read_meter(expanded(name))
    low, high = WHOLE_YEAR_DAYS
    if not low <= meter.days <= high:
        message = f"{name} has {meter.days:.0f} days"
        raise HpsimError(f"{message}: tariff.other_meter needs one whole year")
    hour = meter.metering.hour_of_year
    per_hour = 3600.0 / meter.metering.interval_s
    kwh = np.bincount(hour, meter.kwh, HOURS_PER_YEAR)
    count = np.bincount(hour, minlength=HOURS_PER_YEAR) / per_hour
    known = count > 0.0
    mean = np.divide(kwh, count, out=np.zeros(HOURS_PER_YEAR), where=known)
    mean[~known] = np.interp(np.flatnonzero(~known), np.flatnonzero(known), mean[known])
    mean.setflags(write=False)
    return mean


def readable_meter(name: str) -> str:
    """Return the name of a meter's file, or raise what is wrong with it, for its key."""
    try:
        metered_household(name)
    except HpsimError as error:
        first = error.problems[0] if error.problems else None
        hint = first.hint if first is not None else ""
        raise complaint(first.message if first is not None else error.message, hint) from None
    return name
