"""Looking up tables: the one way in which the year, the ratings and the plots read a map."""

from __future__ import annotations

from hpsim.kernel.compiling import compiled
from hpsim.kernel.types import FloatArray, PerformanceMap


@compiled
def bracket(axis: FloatArray, value: float) -> tuple[int, float]:
    """Locate ``value`` on ``axis``: index of the left knot and fraction beyond it.

    Values outside are held at the nearer end: maps are extended to their operating limits when
    they are compiled, and an axis of one value is doubled there.
    """
    i = 0
    while i < axis.size - 2 and value > axis[i + 1]:
        i += 1
    fraction = (value - axis[i]) / (axis[i + 1] - axis[i])
    return i, min(max(fraction, 0.0), 1.0)


@compiled
def interpolate(axis: FloatArray, values: FloatArray, value: float) -> float:
    """Return ``values`` at ``value`` on ``axis``, linear between knots, held beyond the ends."""
    i, f = bracket(axis, value)
    result: float = values[i] + f * (values[i + 1] - values[i])
    return result


@compiled
def look_up(table: PerformanceMap, outdoor_degc: float, speed: float) -> tuple[float, float]:
    """Return gross capacity [W] and compressor power [W], bilinear in temperature and speed."""
    i, f = bracket(table.outdoor_degc, outdoor_degc)
    j, g = bracket(table.speed, speed)
    w00 = (1.0 - f) * (1.0 - g)
    w01 = (1.0 - f) * g
    w10 = f * (1.0 - g)
    w11 = f * g
    c = table.capacity_w
    p = table.power_w
    capacity_w = w00 * c[i, j] + w01 * c[i, j + 1] + w10 * c[i + 1, j] + w11 * c[i + 1, j + 1]
    power_w = w00 * p[i, j] + w01 * p[i, j + 1] + w10 * p[i + 1, j] + w11 * p[i + 1, j + 1]
    return capacity_w, power_w
