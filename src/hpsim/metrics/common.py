"""What metrics of several subjects share. None of it is a metric."""

from __future__ import annotations

import math
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from hpsim.kernel.types import FloatArray
from hpsim.results import Results

BoolArray: TypeAlias = NDArray[np.bool_]

HOURS_PER_DAY = 24
ROUNDING_KWH = 1e-6  # a year's sum of what is given and taken back in equal parts is not quite 0


def median(values: FloatArray) -> float:
    """Return the median of (n,) finite numbers; `numpy.median` loads numpy.ma, 6 ms of a run."""
    low, high = (values.size - 1) // 2, values.size // 2
    ordered = np.partition(values, (low, high))
    return float(0.5 * (ordered[low] + ordered[high]))


def of_machine(results: Results, value: float) -> float:
    """Return a value that only a machine has, else nan."""
    return value if results.traits.is_machine else math.nan


def kwh(total_w: float) -> float:
    """Return the energy of a sum of hourly mean powers, at least zero."""
    return max(float(total_w) / 1000.0, 0.0)


def net_kwh(total_w: float) -> float:
    """Return the energy of a sum of hourly mean powers of either sign, nothing for rounding."""
    energy_kwh = float(total_w) / 1000.0
    return energy_kwh if abs(energy_kwh) > ROUNDING_KWH else 0.0


def never(values: FloatArray) -> bool:
    """Return whether there is no value in any hour; the first hour mostly decides."""
    return values.size == 0 or bool(math.isnan(values[0]) and np.isnan(values).all())


def count(condition: BoolArray) -> float:
    """Return how often a condition holds."""
    return float(np.count_nonzero(condition))


def ratio(numerator: float, denominator: float) -> float:
    """Return their ratio, nan if there is nothing to tell."""
    return numerator / denominator if numerator > 0.0 and denominator > 0.0 else math.nan
