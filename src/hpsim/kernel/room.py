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
from hpsim.kernel.airflow import VAPORISATION_J_PER_KG
from hpsim.kernel.compiling import inlined, internal
from hpsim.kernel.pack import LoopInputs, RoomNumbers
from hpsim.kernel.state import (
    AIR_K_PER_W,
    FELT_K_PER_W,
    FINE_S,
    LAG_DECAY,
    WHOLE,
    State,
    Unit,
    Work,
)
from hpsim.kernel.types import FloatArray, Saturation

SMALL = 0.05  # the first term left out of the series is then below 1e-15
DECAY, RISE, FELT = range(3)  # of a prepared interval

# no air below this line is saturated, at any pressure down from sea level: it touches the convex
# curve of saturation at 20 degC from below (ASHRAE Fundamentals 2021, ch. 1, table 2)
SATURATED_AT_20 = 0.01466
SATURATED_SLOPE = 0.00093


@internal
def unlike(product: float) -> float:
    """Return ``1 - product``, kept from zero: a mode as slow as the sensor would divide by it."""
    return 1.0 - product if abs(1.0 - product) > 1e-6 else 1e-6


@internal
def exp_minus(a: float) -> float:
    """Return ``exp(-a)``; for small ``a`` by its series, exact to rounding: saves 8 %.

    Times a seventh, not by seven: a division takes as long as ten multiplications.
    """
    if a > SMALL:
        return math.exp(-a)
    series = 1.0 - a * (1.0 / 7.0)
    for nth in (1.0 / 6.0, 0.2, 0.25, 1.0 / 3.0, 0.5):
        series = 1.0 - a * nth * series
    return 1.0 - a * series


@internal
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


@internal
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


@internal
def condensed(table: Saturation, air_degc: float, humidity_ratio: float) -> float:
    """Return the humidity ratio above saturation, which condenses on surfaces; usually 0."""
    if humidity_ratio < SATURATED_AT_20 + SATURATED_SLOPE * (air_degc - 20.0):
        return 0.0
    saturated_degc, ratio = saturated(table, enthalpy(air_degc, humidity_ratio))
    return humidity_ratio - ratio if saturated_degc > air_degc else 0.0


@internal
def sorption_coupling(conductance_kg: float, ratio_per_kg: float) -> float:
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
    both_per_kg = 1.0 / first_kg + 1.0 / second_kg
    reached = 1.0 - math.exp(-conductance_kg_per_s * both_per_kg * time_s)
    return difference * reached / both_per_kg


@inlined
def prepare_default_lengths(inputs: LoopInputs, work: Work, step_s: float) -> None:
    """Work out the step and the fine interval, with the films that hold.

    There are three: the step, a fine one after a switch, and any other; the first two are worked
    out once (saves a third of a year with many starts).
    """
    for m in range(work.x.size):
        work.apart[m] = 1.0 / unlike(work.rate_per_s[m] * inputs.control.sensor_lag_s)
    for length in range(2):
        prepare_length(inputs, work, length, step_s if length == WHOLE else FINE_S)


@inlined
def change_films(inputs: LoopInputs, work: Work, step_s: float, to: int) -> None:
    """Let other inside films hold: the room's state passes over, its response is another."""
    sets = inputs.film_sets
    change_modes(sets.change, int(work.state.film_set), to, work.x, work.apart)
    for m in range(work.x.size):
        work.rate_per_s[m] = sets.rate_per_s[to, m]
        work.gain_k_per_w[m] = sets.gain_k_per_w[to, m]
    work.state.film_set = to
    prepare_default_lengths(inputs, work, step_s)


@inlined
def prepare_length(inputs: LoopInputs, work: Work, length: int, interval_s: float) -> None:
    """Work out how modes, sensor and build-up respond over an interval of this length."""
    air_k_per_w, felt_k_per_w, lag_decay = prepare(
        work.rate_per_s,
        work.gain_k_per_w,
        inputs.dynamics.direct_k_per_w,
        work.apart,
        inputs.control.sensor_lag_s,
        interval_s,
        work.modes,
        length,
    )
    work.lengths[length, AIR_K_PER_W] = air_k_per_w
    work.lengths[length, FELT_K_PER_W] = felt_k_per_w
    work.lengths[length, LAG_DECAY] = lag_decay


@inlined
def predict_air_and_sensor(
    unit: Unit,
    work: Work,
    length: int,
    interval_s: float,
    fraction: float,
    heat_w: float,
    offset_k: float,
) -> tuple[float, float]:
    """Return air and sensor at an interval's end, under a constant heat into the air [degC].

    Parameters
    ----------
    fraction
        Of the base step that has gone by.
    heat_w
        Without what air exchange takes.
    offset_k
        Of the sensor's reading.
    """
    state, modes, x = work.state, work.modes, work.x
    air_k_per_w = work.lengths[length, AIR_K_PER_W]
    lag_decay = work.lengths[length, LAG_DECAY]
    exchange_w_per_k = state.exchange_w_per_k
    free = state.free_from_degc + fraction * state.free_rise_k
    free_end = free + interval_s * unit.base_per_s * state.free_rise_k
    air_end = free_end
    sensed_end = 0.0
    for m in range(x.size):
        air_end += modes[length, DECAY, m] * x[m]
        sensed_end += modes[length, FELT, m] * x[m]
    air_end += air_k_per_w * heat_w
    if length == WHOLE:
        air_end *= state.whole_share
    else:
        air_end *= 1.0 / (1.0 + air_k_per_w * exchange_w_per_k)
    # the sensor, exactly: lag of a sum of exponentials and a ramp
    lagging_k = state.lagging_k
    sensed_end += free_end - lagging_k - lag_decay * (free - lagging_k)
    sensed_end += work.lengths[length, FELT_K_PER_W] * (heat_w - exchange_w_per_k * air_end)
    sensed_end += lag_decay * state.sensed_degc
    sensed_end += (1.0 - lag_decay) * offset_k
    return air_end, sensed_end


@inlined
def advance_modes(work: Work, length: int, heat_w: float) -> None:
    """Step the modes over an interval with a constant heat into the air."""
    modes, x = work.modes, work.x
    for m in range(x.size):
        x[m] = modes[length, DECAY, m] * x[m] + modes[length, RISE, m] * heat_w


@inlined
def update_humidity(
    room: RoomNumbers,
    table: Saturation,
    unit: Unit,
    work: Work,
    interval_s: float,
    outdoor_ratio: float,
    latent_w: float,
    evaporated_kg: float,
    air_end_degc: float,
) -> float:
    """Return the room's humidity ratio at an interval's end; book water for the balance."""
    state = work.state
    surface = state.surface_ratio
    outdoor_kg = state.outdoor_kg_per_s * interval_s
    gained_kg = (
        state.moisture_kg_per_s - latent_w / VAPORISATION_J_PER_KG
    ) * interval_s + evaporated_kg
    home_kg = state.home_kg_per_s * interval_s
    home_water_kg = state.home_water_kg_per_s * interval_s
    held_kg = unit.capacity_kg * state.humidity_ratio + outdoor_kg * outdoor_ratio + gained_kg
    held_kg += home_water_kg
    if interval_s == unit.step_s:
        pull_kg = state.whole_pull_kg
        humidity: float = (held_kg + pull_kg * surface) * state.whole_per_kg
    else:
        pull_kg = 0.0
        if unit.is_buffered:
            pull_kg = sorption_coupling(room.surface_kg_per_s * interval_s, state.ratio_per_kg)
        humidity = held_kg + pull_kg * surface
        humidity /= unit.capacity_kg + outdoor_kg + home_kg + pull_kg
    state.surface_ratio += pull_kg * (humidity - surface) * state.ratio_per_kg
    exchanged_kg = outdoor_kg * (outdoor_ratio - humidity)
    exchanged_kg += home_water_kg - home_kg * humidity
    excess = condensed(table, air_end_degc, humidity)
    if excess > 0.0:
        humidity -= excess
        state.moisture_in_kg -= excess * unit.capacity_kg
        work.totals.condensed_kg += excess * unit.capacity_kg
    state.moisture_in_kg += exchanged_kg + gained_kg
    state.moisture_turnover_kg += abs(exchanged_kg) + abs(gained_kg)
    return humidity


@internal
def moisture_kg(room: RoomNumbers, unit: Unit, state: State) -> float:
    """Return the water in the air and in what buffers it [kg]."""
    held: float = state.humidity_ratio * unit.capacity_kg
    held += room.surface_buffer_kg * state.surface_ratio / state.saturated_ratio
    held += room.deep_buffer_kg * state.deep_share
    return held
