"""Capacity ratios by size and class, for labels that don't give them.

References
----------
Medians of the NEEP cold-climate list of 12 July 2018, single-zone ductless, distinct machines by
size class, and of its multi-zone units; read in alanmitchell/heat-pump-study e4d7c6b. The classes'
machines and quantiles are in ``data/field/minimum_output_classes.csv``. A machine is of the cold
class where its maximum at 5 degF is at least 0.9 of its rated output at 47 degF; the ordinary ones
of the list are better in the cold than units that are on no list (0.60 in place of 0.68).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple, TypeAlias

import numpy as np

from hpsim.equipment.ratings.points import BTU_PER_WH
from hpsim.kernel.types import FloatArray

ClimateClass: TypeAlias = Literal["ordinary", "cold"]
"""What a variable-speed ductless unit is made for."""

GivenClass: TypeAlias = Literal["ordinary", "cold", "all"]
"""What may be given; ``all``: the whole list's minimum, and Addendum 82's maxima in the cold."""

SOLD_KW = (2.0, 2.5, 3.5, 4.2, 5.0, 6.0, 7.1)
"""Sizes of ductless units that are sold by the kilowatt, outside the US."""
CLASS_SIZES_W = np.array([6e3, 9e3, 12e3, 15e3, 18e3, 24e3]) / BTU_PER_WH
CLASS_Q47_OVER_Q95 = np.array([1.45, 1.116, 1.083, 1.2, 1.056, 1.042])
CLASS_MINIMUM_47_W: Mapping[ClimateClass, FloatArray] = {
    "ordinary": np.array([1600.0, 3200.0, 3850.0, 4800.0, 4900.0, 7050.0]) / BTU_PER_WH,
    "cold": np.array([1600.0, 3000.0, 3100.0, 4700.0, 5700.0, 6800.0]) / BTU_PER_WH,
}
"""Minimum heating output at 47 degF by size; one machine stands for the 6k class."""
LISTED_MINIMUM_47 = np.array([0.184, 0.275, 0.272, 0.267, 0.254, 0.289])
"""Minimum over rated heating output at 47 degF by size: every listed pairing."""
MINIMUM_17_OVER_47, MINIMUM_5_OVER_47 = 0.80, 0.69
"""Minimum heating output in the cold over that at 47 degF: medians of 183 machines."""
MINIMUM_COOLING = 0.30
"""Minimum cooling output over the size. Judgement: few tables list it; 0.18 to 0.45."""
MINIMUM_47 = 0.27  # over rated heating output at 47 degF: all 183 machines
MAX_MINIMUM = 0.6  # of it; smaller units than the list's have no class
MULTI_ZONE_MINIMUM_47 = 0.305
TEST_LOW_OVER_MINIMUM = 1.02
"""Of the rating's low speed over a minimum output that is not given: a listed minimum is not the
low-speed test, and a unit goes somewhat further down in the cold than at the test's speed."""
ROOM_UNIT_Q47_OVER_Q95 = 0.9  # OpenStudio-HPXML option library: reverse-cycle room units
COLD_CLASS_FROM = 0.9  # maximum at 5 degF over rated heating from which a unit is of that class


class ClassMaxima(NamedTuple):
    """Maximum heating output of a class over its rated output at 47 degF."""

    at_47: float
    at_17: float
    at_5: float


CLASS_MAXIMA: Mapping[ClimateClass, ClassMaxima] = {
    "ordinary": ClassMaxima(1.31, 0.83, 0.68),
    "cold": ClassMaxima(1.31, 1.11, 1.01),
}
"""Medians of 99 and 84 machines in the cold, of 183 at 47 degF."""


def heating_over_cooling(size_w: float) -> float:
    """Return rated heating over rated cooling capacity of ductless units of that size [-].

    Linear between the classes' sizes, held outside 6 … 24 kBtu/h.
    """
    return float(np.interp(size_w, CLASS_SIZES_W, CLASS_Q47_OVER_Q95))


def minimum_heating_w(size_w: float, climate_class: ClimateClass) -> float:
    """Return minimum heating output at 47 degF of single-zone ductless units of that size [W].

    Linear between the classes' sizes, held outside 6 … 24 kBtu/h.

    Examples
    --------
    >>> round(minimum_heating_w(7500.0 / BTU_PER_WH, "ordinary") * BTU_PER_WH)
    2400
    """
    return float(np.interp(size_w, CLASS_SIZES_W, CLASS_MINIMUM_47_W[climate_class]))
