"""Physical constants that several parts of the room use."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hpsim.description.schedules import DAYS_PER_MONTH

STEFAN_BOLTZMANN_W_PER_M2K4 = 5.670374e-8
GRAVITY_M_PER_S2 = 9.81
GAS_CONSTANT_J_PER_MOL_K = 8.314462
AIR_GAS_CONSTANT_J_PER_KG_K = 287.055
AIR_J_PER_KG_K = 1015.0
"""Of moist air at 5 g/kg; the value of ASHRAE 140."""
ZERO_DEGC_K = 273.15
YEAR_S = 365.0 * 86400.0
PART_H = 720
"""Hours in the parts of what is no year: thirty days, about a month."""
SOIL_W_PER_M_K = 2.0
"""ISO 13370 table 7: sand or gravel, the value where nothing is known."""
SOIL_J_PER_M3K = 2.0e6
INSIDE_FILM_M2K_PER_W = 0.17
"""ISO 6946, heat flow downwards."""
OUTSIDE_FILM_M2K_PER_W = 0.04
EDGE_HEIGHT_M = 0.15
"""Of a slab's top above grade. 6 in: IRC R404.1.6 and R317.1 keep wood and siding so far off."""

ABOVE_HEATING_K = 2.0
"""Least that a room is above its heating setpoint where people open windows: judgement.

More than the heating band: 1.5 K above the setpoint under the own control of a ductless unit.
"""


def month_hours(n_hours: int, n_before: int = 0) -> NDArray[np.int64]:
    """Return where the months of a year begin and end [h].

    Of days that warm up by ``n_before`` hours: those, then parts of thirty days.

    Examples
    --------
    >>> month_hours(1000, 100).tolist()
    [0, 100, 820, 1000]
    """
    if n_before == 0:
        return np.cumsum([0, *DAYS_PER_MONTH]) * 24
    return np.concatenate([[0], np.arange(n_before, n_hours, PART_H), [n_hours]])


def air_density(pressure_pa: float) -> float:
    """Return the density of dry air of 20 degC [kg/m3]."""
    return pressure_pa / (AIR_GAS_CONSTANT_J_PER_KG_K * (20.0 + ZERO_DEGC_K))
