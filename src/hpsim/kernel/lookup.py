"""Looking up tables: the one way in which the year, the ratings and the plots read a map."""

from __future__ import annotations

from hpsim.kernel.compiling import compiled, internal
from hpsim.kernel.types import FloatArray, PerformanceMap

LEAST_CHANGE = 1e-9  # of a speed


@internal
def bracket(axis: FloatArray, value: float) -> tuple[int, float]:
    """Locate ``value`` on ``axis``: index of the left knot and fraction beyond it.

    Values outside are held at the nearer end: maps are extended to their operating limits when
    they are compiled, and an axis of one value is doubled there.
    """
    i = 0
    while i < axis.size - 2 and value > axis[i + 1]:
        i += 1
    fraction = (value - axis[i]) * (1.0 / (axis[i + 1] - axis[i]))
    return i, min(max(fraction, 0.0), 1.0)


@internal
def between(values: FloatArray, i: int, fraction: float) -> float:
    """Return the value a fraction of the way from entry ``i`` to the next."""
    value: float = values[i] + fraction * (values[i + 1] - values[i])
    return value


@internal
def interpolate(axis: FloatArray, values: FloatArray, value: float) -> float:
    """Return ``values`` at ``value`` on ``axis``, linear between knots, held beyond the ends."""
    i, f = bracket(axis, value)
    return between(values, i, f)


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


@internal
def at_weather(table: PerformanceMap, from_degc: float, to_degc: float, out: FloatArray) -> None:
    """Fill ``out`` (4, n_speed) with capacity and power at two outdoor temperatures.

    Rows: capacity at the first, at the second, power at the first, at the second. The year reads
    a map so, once per base step, and goes straight between the two; `steady` takes it from there.
    """
    for row in range(2):
        i, f = bracket(table.outdoor_degc, from_degc if row == 0 else to_degc)
        for j in range(table.speed.size):
            c = table.capacity_w[i, j]
            p = table.power_w[i, j]
            out[row, j] = c + f * (table.capacity_w[i + 1, j] - c)
            out[2 + row, j] = p + f * (table.power_w[i + 1, j] - p)


@internal
def at_knot(now: FloatArray, j: int, fraction: float) -> tuple[float, float]:
    """Return `steady` at a knot of the speed."""
    capacity_w: float = now[0, j] + fraction * (now[1, j] - now[0, j])
    power_w: float = now[2, j] + fraction * (now[3, j] - now[2, j])
    return capacity_w, power_w


@internal
def rise_of_capacity(now: FloatArray) -> float:
    """Return by which part of its mean the capacity at the highest speed rises between two rows.

    From the first temperature to the second, as `at_weather` filled them.
    """
    last = now.shape[1] - 1
    from_w, to_w = now[0, last], now[1, last]
    part: float = 2.0 * (to_w - from_w) / (from_w + to_w)
    return part


@internal
def steady(now: FloatArray, j: int, g: float, fraction: float) -> tuple[float, float]:
    """Return gross capacity [W] and compressor power [W] from the rows that `at_weather` filled.

    Parameters
    ----------
    j, g
        Place on the speed axis, as `bracket` gives it.
    fraction
        Of the way from the first temperature to the second.
    """
    c0, p0 = at_knot(now, j, fraction)
    c1, p1 = at_knot(now, j + 1, fraction)
    return c0 + g * (c1 - c0), p0 + g * (p1 - p0)


@internal
def steady_mean(
    now: FloatArray,
    axis: FloatArray,
    j: int,
    g: float,
    speed: float,
    change: float,
    fraction: float,
) -> tuple[float, float, float]:
    """Return `steady` on the mean of a speed that changes evenly, and the capacity's slope [W].

    Parameters
    ----------
    now
        As in `steady`.
    axis
        Knots of the speed.
    j, g
        Place of its mean there, as `bracket` gives it.
    speed, change
        That mean, and by how much it rises: inside the axis.
    fraction
        As in `steady`.
    """
    low, high = speed - 0.5 * abs(change), speed + 0.5 * abs(change)
    is_above = low >= axis[j] or j == 0
    is_below = high <= axis[j + 1] or j == axis.size - 2
    if (is_above and is_below) or high - low < LEAST_CHANGE:
        c0, p0 = at_knot(now, j, fraction)
        c1, p1 = at_knot(now, j + 1, fraction)
        rise_w = c1 - c0
        return c0 + g * rise_w, p0 + g * (p1 - p0), rise_w * (1.0 / (axis[j + 1] - axis[j]))
    j, g = bracket(axis, low)
    c0, p0 = steady(now, j, g, fraction)
    begin_w, capacity_ws, power_ws, at = c0, 0.0, 0.0, low
    while True:  # from knot to knot
        to = high if j == axis.size - 2 else min(axis[j + 1], high)
        g = min(max((to - axis[j]) / (axis[j + 1] - axis[j]), 0.0), 1.0)
        c1, p1 = steady(now, j, g, fraction)
        capacity_ws += 0.5 * (c0 + c1) * (to - at)
        power_ws += 0.5 * (p0 + p1) * (to - at)
        if to == high:
            break
        c0, p0, at, j = c1, p1, to, j + 1
    per_change = 1.0 / (high - low)
    return capacity_ws * per_change, power_ws * per_change, (c1 - begin_w) * per_change


@internal
def scale_map(now: FloatArray, capacity_factor: float, power_factor: float) -> None:
    """Multiply what `at_weather` filled: capacities by one factor, powers by the other."""
    for j in range(now.shape[1]):
        now[0, j] *= capacity_factor
        now[1, j] *= capacity_factor
        now[2, j] *= power_factor
        now[3, j] *= power_factor
