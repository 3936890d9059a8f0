"""What a room gives to the rest of a home that is at the setpoints."""

from __future__ import annotations

import numpy as np

from hpsim.building.ideal_load import IdealLoadResult
from hpsim.kernel.types import FloatArray


def heat_to_home_w(ideal: IdealLoadResult, room_degc: FloatArray) -> FloatArray:
    """Return the heat that leaves for the rest of the home, hourly means (n_hours,) [W].

    By what the room deviates from ideal control, to which the home's temperature is equal: through
    partitions in the steady state, closed doors, and doorways at the hour's mean difference. Zero
    for a home that has a temperature of its own.

    Parameters
    ----------
    ideal
        The room under ideal control.
    room_degc
        (n_hours,) hourly means in a machine's year.
    """
    air, n_hours = ideal.air_degc, room_degc.size
    apart_k = room_degc - (0.5 * (air[1:] + air[:-1])).reshape(n_hours, -1).mean(axis=1)
    w_per_k = np.full(n_hours, ideal.partitions_w_per_k)
    ways = ideal.doorways
    if ways is not None:
        w_per_k += float((ways.closed_w_per_k * ways.is_as_ideal).sum())
        factor = (ways.w_per_k15 * ways.is_as_ideal).sum(axis=0).reshape(n_hours, -1).mean(axis=1)
        w_per_k += factor * np.sqrt(np.abs(apart_k))
    return np.asarray(w_per_k * apart_k)
