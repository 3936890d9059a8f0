"""The moisture of the room's air over one interval, with the layer that buffers it.

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

from hpsim.kernel.airflow import VAPORISATION_J_PER_KG
from hpsim.kernel.compiling import apart, internal
from hpsim.kernel.heat_pump import saturated_humidity_ratio
from hpsim.kernel.pack import RoomNumbers
from hpsim.kernel.room import gone
from hpsim.kernel.state import (
    FAST,
    FAST_MEAN,
    FOR_S,
    NOT_PREPARED,
    SLOW,
    SLOW_MEAN,
    Interval,
    State,
    Unit,
    Work,
)
from hpsim.kernel.types import FloatArray, Saturation

# no air below this line is saturated, at any pressure down from sea level: it touches the convex
# curve of saturation at 20 degC from below (ASHRAE Fundamentals 2021, ch. 1, table 2)
SATURATED_AT_20 = 0.01466
SATURATED_SLOPE = 0.00093


@internal
def condensed(table: Saturation, air_degc: float, humidity_ratio: float) -> float:
    """Return the humidity ratio above saturation, which condenses on surfaces; usually 0.

    At the air's own temperature: surfaces, and not the air, take up the heat of what condenses.
    """
    if humidity_ratio < SATURATED_AT_20 + SATURATED_SLOPE * (air_degc - 20.0):
        return 0.0
    return max(humidity_ratio - saturated_humidity_ratio(table, air_degc), 0.0)


@internal
def mean_left(a: float) -> tuple[float, float]:
    """Return the mean of ``exp(-t)`` over ``a``, and how far the mean's mean is from 1, over ``a``.

    ``(1 - exp(-a)) / a`` and ``(a - 1 + exp(-a)) / a**2``: by their series where ``a`` is small.
    """
    if a < 0.25:
        b = a * a
        left = (1.0 / 2.0 - a * (1.0 / 6.0)) + b * (1.0 / 24.0 - a * (1.0 / 120.0))
        later = (1.0 / 720.0 - a * (1.0 / 5040.0)) + b * (1.0 / 40320.0 - a * (1.0 / 362880.0))
        left += b * b * later
        return 1.0 - a * left, left
    over_a = 1.0 / a
    part = gone(a) * over_a
    return part, (1.0 - part) * over_a


@internal
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
    conductance_kg = conductance_kg_per_s * time_s
    mean, _ = mean_left(conductance_kg * (first_kg + second_kg) / (first_kg * second_kg))
    return difference * conductance_kg * mean


@internal
def prepare_moisture(state: State, moist: FloatArray, interval_s: float) -> int:
    """Work out how air and layer respond over an interval of this length; return its row.

    Two are kept, as of `prepare_length`: what is left of a rate on the mean, and of its mean.
    """
    for nth in range(2):
        if moist[nth, FOR_S] == interval_s:
            return nth
    nth = state.prepared % 2
    moist[nth, FOR_S] = interval_s
    moist[nth, SLOW], moist[nth, SLOW_MEAN] = mean_left(state.slow_per_s * interval_s)
    moist[nth, FAST], moist[nth, FAST_MEAN] = mean_left(state.fast_per_s * interval_s)
    return nth


@internal
def prepare_exchange(room: RoomNumbers, unit: Unit, work: Work) -> None:
    """Work out how fast air and surface layer go to their moisture with the present exchange.

    With the humidity ratios of both, ``A`` and ``-s``, ``s`` are the rates of decay of
    ``w' = (g - o w + h (w_s - w)) / c``, ``w_s' = h r (w - w_s)``.
    """
    state = work.state
    work.moist[0, FOR_S] = work.moist[1, FOR_S] = NOT_PREPARED
    state.out_per_s = (state.outdoor_kg_per_s + state.home_kg_per_s) * unit.per_kg
    if not unit.is_buffered:
        state.slow_per_s = state.fast_per_s = state.out_per_s
        return
    state.to_layer_per_s = room.surface_kg_per_s * unit.per_kg
    state.of_layer_per_s = room.surface_kg_per_s * state.ratio_per_kg
    half = 0.5 * (state.out_per_s + state.to_layer_per_s + state.of_layer_per_s)
    product = state.out_per_s * state.of_layer_per_s
    root = math.sqrt(max(half * half - product, 0.0))
    state.fast_per_s = half + root
    state.slow_per_s = product / state.fast_per_s
    state.apart_s = 0.5 / root


@internal
def predict_humidity(unit: Unit, work: Work) -> None:
    """Put the humidity ratios of air and layer at the interval's end, and the air's mean, into it.

    Exact for a constant gain, air exchange and outdoor humidity.
    """
    state, interval = work.state, work.interval
    length_s, before, surface = interval.length_s, state.humidity_ratio, state.surface_ratio
    middle = interval.fraction + 0.5 * length_s * unit.base_per_s
    interval.outdoor_middle_ratio = state.outdoor_ratio_from + middle * state.outdoor_ratio_rise
    rise = gained_kg_per_s(state, interval) + state.home_water_kg_per_s
    rise += state.outdoor_kg_per_s * interval.outdoor_middle_ratio
    rise = rise * unit.per_kg - state.out_per_s * before
    nth = prepare_moisture(state, work.moist, length_s)
    slow, slow_mean = work.moist[nth, SLOW], work.moist[nth, SLOW_MEAN]
    if unit.is_buffered:
        fast, fast_mean = work.moist[nth, FAST], work.moist[nth, FAST_MEAN]
        rise += state.to_layer_per_s * (surface - before)
        layer_rise = state.of_layer_per_s * (before - surface)
        bent = state.to_layer_per_s * (layer_rise - rise) - state.out_per_s * rise
        layer_bent = state.of_layer_per_s * (rise - layer_rise)
        part = length_s * state.apart_s
        by_fast = bent + state.fast_per_s * rise
        by_slow = bent + state.slow_per_s * rise
        interval.humidity_mean = before + part * (slow_mean * by_fast - fast_mean * by_slow)
        interval.humidity_end = before + part * (slow * by_fast - fast * by_slow)
        by_fast = layer_bent + state.fast_per_s * layer_rise
        by_slow = layer_bent + state.slow_per_s * layer_rise
        interval.surface_end = surface + part * (slow * by_fast - fast * by_slow)
    else:
        interval.humidity_mean = before + length_s * slow_mean * rise
        interval.humidity_end = before + length_s * slow * rise
        interval.surface_end = surface


@apart
def condense(unit: Unit, work: Work, excess: float) -> float:
    """Let water condense evenly over the interval so that it ends so much drier; return it [kg].

    Air and surface layer follow as they do any other gain: they neither reach humidities above
    saturation within a long interval, nor lose by them what condenses.
    """
    interval, length_s = work.interval, work.interval.length_s
    end, mean, layer = ratio_per_kg_per_s(unit, work, length_s)
    kg_per_s: float = excess / end
    interval.humidity_end -= excess
    interval.humidity_mean -= kg_per_s * mean
    interval.surface_end -= kg_per_s * layer
    return kg_per_s * length_s


@internal
def ratio_per_kg_per_s(unit: Unit, work: Work, length_s: float) -> tuple[float, float, float]:
    """Return by how much steady water raises the air's humidity ratio, per kg/s.

    At the end of a time, on its mean, and the layer's at its end.
    """
    state = work.state
    nth = prepare_moisture(state, work.moist, length_s)
    slow, slow_mean = work.moist[nth, SLOW], work.moist[nth, SLOW_MEAN]
    if not unit.is_buffered:
        return length_s * slow * unit.per_kg, length_s * slow_mean * unit.per_kg, 0.0
    fast, fast_mean = work.moist[nth, FAST], work.moist[nth, FAST_MEAN]
    part = length_s * state.apart_s * unit.per_kg
    leaves_per_s = state.to_layer_per_s + state.out_per_s
    by_slow, by_fast = state.slow_per_s - leaves_per_s, state.fast_per_s - leaves_per_s
    return (
        part * (slow * by_fast - fast * by_slow),
        part * (slow_mean * by_fast - fast_mean * by_slow),
        part * state.of_layer_per_s * (slow - fast),
    )


@internal
def gained_kg_per_s(state: State, interval: Interval) -> float:
    """Return the water that the room's air gains from sources and coil [kg/s]."""
    gained: float = state.moisture_kg_per_s - interval.latent_w * (1.0 / VAPORISATION_J_PER_KG)
    if interval.evaporated_kg > 0.0:
        gained += interval.evaporated_kg / interval.length_s
    return gained


@internal
def update_humidity(table: Saturation, unit: Unit, work: Work) -> None:
    """Let what is above saturation condense, and count humidity and water."""
    state, interval, length_s = work.state, work.interval, work.interval.length_s
    excess = condensed(table, interval.air_end_degc, interval.humidity_end)
    condensed_kg = condense(unit, work, excess) if excess > 0.0 else 0.0
    exchanged_kg = (
        state.outdoor_kg_per_s * (interval.outdoor_middle_ratio - interval.humidity_mean)
        + state.home_water_kg_per_s
        - state.home_kg_per_s * interval.humidity_mean
    ) * length_s
    work.totals.condensed_kg += condensed_kg
    gained_kg = gained_kg_per_s(state, interval) * length_s - condensed_kg
    state.surface_ratio = interval.surface_end
    work.totals.humidity_ratio_s += interval.humidity_mean * length_s
    state.moisture_in_kg += exchanged_kg + gained_kg
    state.moisture_turnover_kg += abs(exchanged_kg) + abs(gained_kg)


@internal
def moisture_kg(room: RoomNumbers, unit: Unit, state: State) -> float:
    """Return the water in the air and in what buffers it [kg]."""
    held: float = state.humidity_ratio * unit.capacity_kg
    held += room.surface_buffer_kg * state.surface_ratio / state.saturated_ratio
    held += room.deep_buffer_kg * state.deep_share
    return held
