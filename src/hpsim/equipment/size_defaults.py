"""Capacity ratios by size, for labels that don't give them.

References
----------
Medians of the NEEP cold-climate list of 12 July 2018, single-zone ductless, by size class, and of
its multi-zone units; read in alanmitchell/heat-pump-study e4d7c6b. Cold-climate units only.
"""

from __future__ import annotations

import numpy as np

from hpsim.equipment.ratings.points import BTU_PER_WH

CLASS_SIZES_W = np.array([6e3, 9e3, 12e3, 15e3, 18e3, 24e3]) / BTU_PER_WH
CLASS_Q47_OVER_Q95 = np.array([1.45, 1.116, 1.083, 1.2, 1.056, 1.042])
CLASS_MINIMUM_47 = np.array([0.184, 0.275, 0.272, 0.267, 0.254, 0.289])
"""Minimum over rated heating output at 47 degF."""
MULTI_ZONE_MINIMUM_47 = 0.305
ROOM_UNIT_Q47_OVER_Q95 = 0.9  # OpenStudio-HPXML option library: reverse-cycle room units


def heating_over_cooling(size_w: float) -> float:
    """Return rated heating over rated cooling capacity of ductless units of that size [-].

    Linear between the classes' sizes, held outside 6 … 24 kBtu/h.
    """
    return float(np.interp(size_w, CLASS_SIZES_W, CLASS_Q47_OVER_Q95))


def minimum_over_rated(size_w: float) -> float:
    """Return minimum over rated heating output of single-zone units of that size [-]."""
    return float(np.interp(size_w, CLASS_SIZES_W, CLASS_MINIMUM_47))
