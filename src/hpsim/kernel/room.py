"""The room over one interval: its modes, the sensor in it, and the moisture of its air.

Moisture by effective penetration depth: the air, a surface layer that breathes with the day and a
deep layer that breathes with the weeks. Layers hold water in proportion to relative humidity;
between air and layers it moves by differences of humidity ratio.

References
----------
Woods, Winkler and Christensen (2013), NREL/TP-5500-57441; EnergyPlus Engineering Reference,
"Effective moisture penetration depth model"; Kerestecioglu, Swami and Kamel (1990), ASHRAE
Transactions 96(1).
"""

from __future__ import annotations

import math

from hpsim.kernel.air import enthalpy, saturated
from hpsim.kernel.compiling import uncounted
from hpsim.kernel.types import FloatArray, Saturation

SMALL = 0.05  # the first term left out of the series is then below 1e-15
DECAY, RISE, FELT = range(3)  # of a prepared interval

# no air below this line is saturated, at any pressure down from sea level: it touches the convex
# curve of saturation at 20 degC from below (ASHRAE Fundamentals 2021, ch. 1, table 2)
SATURATED_AT_20 = 0.01466
SATURATED_SLOPE = 0.00093


@uncounted
def unlike(product: float) -> float:
    """Return ``1 - product``, kept from zero: a mode as slow as the sensor would divide by it."""
    return 1.0 - product if abs(1.0 - product) > 1e-6 else 1e-6


@uncounted
def exp_minus(a: float) -> float:
    """Return ``exp(-a)``; for small ``a`` by its series, exact to rounding: saves 8 %."""
    if a > SMALL:
        return math.exp(-a)
    series = 1.0 - a / 7.0
    for n in (6.0, 5.0, 4.0, 3.0, 2.0):
        series = 1.0 - a / n * series
    return 1.0 - a * series


@uncounted
def prepare(
    rate_per_s: FloatArray,
    gain_k_per_w: FloatArray,
    direct_k_per_w: float,
    apart: FloatArray,
    lag_s: float,
    interval_s: float,
    out: FloatArray,
    row: int,
) -> tuple[float, float, float]:
    """Fill a row with each mode's decay, rise per watt and share felt by the sensor.

    Returns the rise of the air per watt, of the sensor per watt, and the sensor's own decay.
    The sensor lags a sum of exponentials and a ramp, which has a closed form; ``apart`` is each
    mode's ``1 / (1 - rate lag)``.
    """
    lag_decay = math.exp(-interval_s / lag_s) if lag_s > 0.0 else 0.0
    air_k_per_w = direct_k_per_w
    felt_k_per_w = direct_k_per_w * (1.0 - lag_decay)
    for m in range(rate_per_s.size):
        decay = exp_minus(rate_per_s[m] * interval_s)
        rise = gain_k_per_w[m] * (1.0 - decay)
        felt = (decay - lag_decay) * apart[m]
        out[row, DECAY, m] = decay
        out[row, RISE, m] = rise
        out[row, FELT, m] = felt
        air_k_per_w += rise
        felt_k_per_w += gain_k_per_w[m] * (1.0 - lag_decay - felt)
    return air_k_per_w, felt_k_per_w, lag_decay


@uncounted
def change_modes(change: FloatArray, of: int, to: int, x: FloatArray, spare: FloatArray) -> None:
    """Turn the modes' shares of the air, in place, into those of other films.

    ``change`` is that of `FilmSets`; ``spare`` (n_modes,) is overwritten.
    """
    for i in range(x.size):
        spare[i] = 0.0
        for j in range(x.size):
            spare[i] += change[to, of, i, j] * x[j]
    for i in range(x.size):
        x[i] = spare[i]


@uncounted
def condensed(table: Saturation, air_degc: float, humidity_ratio: float) -> float:
    """Return the humidity ratio above saturation, which condenses on surfaces; usually 0."""
    if humidity_ratio < SATURATED_AT_20 + SATURATED_SLOPE * (air_degc - 20.0):
        return 0.0
    saturated_degc, ratio = saturated(table, enthalpy(air_degc, humidity_ratio))
    return humidity_ratio - ratio if saturated_degc > air_degc else 0.0


@uncounted
def pull(conductance_kg: float, ratio_per_kg: float) -> float:
    """Return how strongly the surface layer draws on the air over an interval [kg].

    Times the difference of humidity ratio between the air at the interval's end and the layer at
    its begin, it is the water that passes: implicit in both, so stable at any interval.

    Parameters
    ----------
    conductance_kg : float
        Air to layer, per kg/kg, times the interval [kg].
    ratio_per_kg : float
        Rise of the layer's equilibrium humidity ratio by a kilogram of water [1/kg].
    """
    return conductance_kg / (1.0 + conductance_kg * ratio_per_kg)


@uncounted
def between_layers(
    difference: float, conductance_kg_per_s: float, first_kg: float, second_kg: float, time_s: float
) -> float:
    """Return the water that passes from one layer to another [kg]: exact for the two alone.

    Parameters
    ----------
    difference : float
        Of relative humidity, first less second.
    conductance_kg_per_s : float
        Per unit of relative humidity.
    first_kg, second_kg : float
        What each holds per unit of relative humidity.
    """
    both_per_kg = 1.0 / first_kg + 1.0 / second_kg
    reached = 1.0 - math.exp(-conductance_kg_per_s * both_per_kg * time_s)
    return difference * reached / both_per_kg
