"""Whether a log's clock is right: the sun's middle, and heat that warms the room at once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from hpsim.fit.problem import HourlyLog, drive_of, respond
from hpsim.kernel.types import FloatArray
from hpsim.simulate.driven import LoggedRoom

LAGS_H = (-1, 0, 1)
CAPACITIES = (0.6, 2.5)
LEAST_HEAT_W = 50.0
CLEARLY = 0.04
"""How much higher the correlation at another hour must be."""
LEAST_CORRELATION = 0.5
LEAST_HOURS = 36
SUN_SHIFT_H = 0.75
"""Of the sun's middle, from which a clock is wrong."""


def heat_lag_h(room: LoggedRoom, log: HourlyLog) -> int:
    """Return by how many hours the heat's column is late against the temperature's; 0: it fits.

    The hourly changes of the measured temperature are compared with those of the room under heat
    that comes an hour earlier or later, with little and much fast capacity. If another hour fits
    clearly better whatever the capacity, the two columns have different clocks.
    """
    held = np.zeros(log.heat_w.size, dtype=bool)
    held[: log.first] = True
    change = np.diff(log.indoor_degc)
    if float(np.nanstd(log.heat_w)) < LEAST_HEAT_W or np.isfinite(change).sum() < LEAST_HOURS:
        return 0
    found = {}
    for lag in LAGS_H:
        moved = replace(log, heat_w=moved_by(log.heat_w, lag))
        drive = drive_of(moved, held)
        found[lag] = max(
            _likeness(change, np.diff(respond(room, drive, {"fast_capacity": c}).air_degc))
            for c in CAPACITIES
        )
    best = max(found, key=lambda lag: found[lag])
    is_clear = found[best] > LEAST_CORRELATION and found[best] - found[0] > CLEARLY
    return best if is_clear else 0


def _likeness(one: FloatArray, other: FloatArray) -> float:
    known = np.isfinite(one) & np.isfinite(other)
    if known.sum() < LEAST_HOURS or min(np.std(one[known]), np.std(other[known])) < 1e-9:
        return 0.0
    return float(np.corrcoef(one[known], other[known])[0, 1])


def moved_by(values: FloatArray, hours: int) -> FloatArray:
    """Return hourly values that come so many hours earlier (n_hours,); NaN where none are left."""
    out = np.full(values.size, np.nan)
    if hours >= 0:
        out[: values.size - hours] = values[hours:]
    else:
        out[-hours:] = values[:hours]
    return out


def sun_shift_h(irradiance_w_per_m2: FloatArray, sun_sine: FloatArray) -> float:
    """Return by how many hours a log's sunlight is late against the sun; 0: it fits.

    The middle of each day's sunlight against the middle of the sun's height, over the days with
    most of it.

    Parameters
    ----------
    irradiance_w_per_m2 : (n_hours,)
        On the horizontal, days from midnight.
    sun_sine : (n_hours,)
        Sine of the sun's elevation at mid-hour.
    """
    n = irradiance_w_per_m2.size // 24
    light = np.maximum(np.nan_to_num(irradiance_w_per_m2[: 24 * n]), 0.0).reshape(n, 24)
    height = np.maximum(sun_sine[: 24 * n], 0.0).reshape(n, 24)
    total = light.sum(axis=1)
    bright = total >= np.quantile(total, 0.5)
    if not bright.any() or total.max() <= 0.0:
        return 0.0
    clock = np.arange(24) + 0.5
    light, height = light[bright], height[bright]
    middle = (light @ clock) / np.maximum(light.sum(axis=1), 1e-9)
    noon = (height @ clock) / np.maximum(height.sum(axis=1), 1e-9)
    shift = float(np.median(middle - noon))
    return shift if abs(shift) >= SUN_SHIFT_H else 0.0
