"""From hourly means to the steps in each hour."""

from __future__ import annotations

from hpsim.kernel.compiling import compiled, internal
from hpsim.kernel.types import FloatArray


@internal
def slope_within_hour(before: float, mean: float, after: float) -> float:
    """Return how a value runs inside an hour, per hour; see `hourly_to_substeps`."""
    limit = 2.0 * abs(mean)
    return min(max(0.5 * (after - before), -limit), limit)


@compiled
def hourly_to_substeps(
    hourly: FloatArray, steps_per_hour: int, out: FloatArray, first: int
) -> None:
    """Fill columns of ``out`` (n_steps, …) from ``first`` on with step means of hourly means.

    Each hour's mean is kept and no value is negative: inside an hour the value runs straight with
    the slope between the neighbouring hours, cut where it would become negative. ``hourly``
    (n_hours, n) is periodic.
    """
    n_hours = hourly.shape[0]
    for hour in range(n_hours):
        before, after = hourly[hour - 1], hourly[(hour + 1) % n_hours]
        for j in range(hourly.shape[1]):
            mean = hourly[hour, j]
            slope = slope_within_hour(before[j], mean, after[j])
            for step in range(steps_per_hour):
                at = (step + 0.5) / steps_per_hour - 0.5
                out[hour * steps_per_hour + step, first + j] = mean + slope * at
