"""Loads through windows and skylights, on average and hour by hour.

Each hour has a table's cooling load factor and an outdoor temperature; a whole dwelling takes the
twelve hours' average, plus the excursion of their peak above 1.3 times their mean where exposure
is not diverse enough (AED); a room with its own unit takes its peak hour.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from hpsim.kernel.types import FloatArray
from hpsim.sizing.manual_j.inputs import Design, Skylight, Window
from hpsim.sizing.manual_j.tables import (
    AWAY_FROM_SUN,
    HORIZONTAL,
    HOURS,
    compass,
    cooling_load_factors,
    hourly_adjustment_f,
    peak_solar_factor,
    shade_line_multipliers,
)

REFERENCE_SHGC = 0.87  # of the glass that the peak solar factors are for
DIVERSE = 1.3  # peak over mean of a dwelling with adequate exposure diversity
SKYLIGHT_F = 15.0  # a skylight's own air is so much hotter than outdoors


class Fenestration(NamedTuple):
    """Loads through some glass [Btu/h]."""

    heating: float
    average: float
    hourly: FloatArray  # (12,) 08:00 to 19:00

    @property
    def peak(self) -> float:
        """Return the highest hour's load."""
        return float(self.hourly.max())

    @property
    def excursion(self) -> float:
        """Return by how much the peak exceeds 1.3 times the mean, at least 0."""
        return max(0.0, self.peak - DIVERSE * float(self.hourly.mean()))


NONE = Fenestration(0.0, 0.0, np.zeros(HOURS))


def total(parts: Iterable[Fenestration]) -> Fenestration:
    """Return the sum of the loads of several windows or skylights, hour by hour."""
    found = NONE
    for part in parts:
        found = Fenestration(
            found.heating + part.heating, found.average + part.average, found.hourly + part.hourly
        )
    return found


def window_load(window: Window, design: Design) -> Fenestration:
    """Return the loads through a window.

    ``(PSF CLF SHGC shade / 0.87 + U CTD) screen`` per area; what an overhang shades counts as
    glass to the north, south of the equator to the south.
    """
    direction, shaded = compass(window.azimuth_deg, design.latitude_deg), window.shade < 1.0
    sun = window.shgc * window.shade / REFERENCE_SHGC
    difference = np.append(design.ctd_f, design.ctd_f + hourly_adjustment_f(design.daily_range))

    def multipliers(towards: str) -> FloatArray:
        average, hourly = cooling_load_factors(towards, shaded=shaded)
        factor = peak_solar_factor(towards, design.latitude_deg)
        gain = factor * sun * np.append(average, hourly)
        return np.asarray((gain + window.u * difference) * window.screen)

    facing = multipliers(direction)
    if window.overhang is not None and window.overhang.depth_ft > 0.0:
        average, hourly = shade_line_multipliers(direction, design.latitude_deg)
        top, bottom = window.overhang.top_ft, window.overhang.bottom_ft
        line = np.append(average, hourly) * window.overhang.depth_ft
        share = np.clip((line - top) / (bottom - top), 0.0, 1.0)
        facing = share * multipliers(AWAY_FROM_SUN) + (1.0 - share) * facing
    load = facing * window.area_ft2
    return Fenestration(window.u * design.htd_f * window.area_ft2, float(load[0]), load[1:])


def skylight_load(skylight: Skylight, design: Design) -> Fenestration:
    """Return the loads through a skylight: sun by its slope, and air that is 15 °F hotter."""
    shaded, slope = skylight.shade < 1.0, math.radians(skylight.slope_deg)
    sun = skylight.shgc * skylight.shade / REFERENCE_SHGC
    gain = np.zeros(1 + HOURS)
    towards = compass(skylight.azimuth_deg, design.latitude_deg)
    for direction, part in ((HORIZONTAL, math.cos(slope)), (towards, math.sin(slope))):
        average, hourly = cooling_load_factors(direction, shaded=shaded)
        factor = peak_solar_factor(direction, design.latitude_deg)
        gain += part * factor * sun * np.append(average, hourly)
    difference = np.append(design.ctd_f, design.ctd_f + hourly_adjustment_f(design.daily_range))
    load = (gain + skylight.u * (difference + SKYLIGHT_F)) * skylight.screen * skylight.area_ft2
    return Fenestration(skylight.u * design.htd_f * skylight.area_ft2, float(load[0]), load[1:])
