"""The room over one interval: its modes, the sensor in it, and its layers' moisture."""

from __future__ import annotations

from hpsim.kernel.compiling import internal, reducing
from hpsim.kernel.pack import LoopInputs
from hpsim.kernel.response import change_modes
from hpsim.kernel.state import (
    AIR_K_PER_W,
    FADING_AIR,
    FADING_COIL,
    FADING_FELT,
    FADING_MEAN,
    FELT_K_PER_W,
    FOR_S,
    HAS_RAMP,
    LAG_DECAY,
    MEAN_K_PER_W,
    N_LENGTHS,
    N_WHOLE,
    NOT_PREPARED,
    OTHER,
    PER_S,
    RAMP_AIR,
    RAMP_FELT,
    RAMP_MEAN,
    Unit,
    Work,
)

SLOWEST_PER_S = 1e-20
LARGEST = 40.0  # beyond it all is gone, to rounding


@internal
def unlike(product: float) -> float:
    """Return ``1 - product``, kept from zero: a mode as slow as the sensor would divide by it."""
    return 1.0 - product if abs(1.0 - product) > 1e-6 else 1e-6


@internal
def gone(a: float) -> float:
    """Return ``1 - exp(-a)`` for ``a >= 0``, exact to rounding for small ``a`` too.

    A series at a 64th of ``a``, doubled six times by ``1 - v**2 = (1 - v) + (1 - v) v``: no branch
    and no call, so that a processor works on several modes at a time; its terms in pairs, and what
    is left next to what is gone, so that one need not await the other.
    """
    y = min(a, LARGEST) * (1.0 / 64.0)
    z = y * y
    low = (1.0 - y * (1.0 / 2.0)) + z * ((1.0 / 6.0) - y * (1.0 / 24.0))
    high = ((1.0 / 120.0) - y * (1.0 / 720.0)) + z * ((1.0 / 5040.0) - y * (1.0 / 40320.0))
    z *= z
    u = y * (low + z * (high + z * (1.0 / 362880.0)))
    left = 1.0 - u
    u, left = u + u * left, left * left
    u, left = u + u * left, left * left
    u, left = u + u * left, left * left
    u, left = u + u * left, left * left
    u, left = u + u * left, left * left
    return u + u * left


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
def load_films(inputs: LoopInputs, work: Work) -> None:
    """Work out what follows from the rates of the films that hold."""
    for m in range(work.x.size):
        work.apart[m] = 1.0 / unlike(work.rate_per_s[m] * inputs.control.sensor_lag_s)
        work.time_s[m] = 1.0 / max(work.rate_per_s[m], SLOWEST_PER_S)
    add_modes(work)
    for nth in range(N_LENGTHS):
        work.lengths[nth, FOR_S] = NOT_PREPARED


@reducing
def add_modes(work: Work) -> None:
    """Add up what the modes respond to a heat in the end, and what of it the sensor feels at once.

    The latter as it lags: less what goes with their own rates.
    """
    state, gain = work.state, work.gain_k_per_w
    total_k_per_w = settled_k_per_w = 0.0
    for m in range(gain.size):
        total_k_per_w += gain[m]
        settled_k_per_w += gain[m] - gain[m] * work.apart[m]
    state.modes_k_per_w, state.settled_k_per_w = total_k_per_w, settled_k_per_w


@internal
def change_films(inputs: LoopInputs, work: Work, to: int) -> None:
    """Let other inside films hold: the room's state passes over, its response is another."""
    sets = inputs.film_sets
    change_modes(sets.change, int(work.state.film_set), to, work.x, work.spare)
    for m in range(sets.rate_per_s.shape[1]):
        work.rate_per_s[m] = sets.rate_per_s[to, m]
        work.gain_k_per_w[m] = sets.gain_k_per_w[to, m]
    work.state.film_set = to
    load_films(inputs, work)


@internal
def find_length(unit: Unit, work: Work, lag_s: float, interval_s: float) -> None:
    """Let the present row be one for this length, prepared if it isn't yet.

    Whole seconds, as timers leave them, have a row by what is left of their division by the number
    of rows, a prime; other lengths two that they take in turn.
    """
    state, lengths = work.state, work.lengths
    whole = int(interval_s)
    if whole == interval_s:
        state.prepared = 1 + whole % N_WHOLE
    elif lengths[OTHER, FOR_S] == interval_s:
        state.prepared = OTHER
    elif lengths[0, FOR_S] == interval_s or state.prepared == OTHER:
        state.prepared = 0
    else:
        state.prepared = OTHER
    if lengths[state.prepared, FOR_S] != interval_s:
        prepare_length(work, unit.direct_k_per_w, lag_s, interval_s)


@reducing
def prepare_length(work: Work, direct_k_per_w: float, lag_s: float, interval_s: float) -> None:
    """Work out how modes and sensor respond over an interval of this length, in the present row.

    The sensor lags a sum of exponentials and a ramp, which has a closed form.
    """
    lengths, gain, nth = work.lengths, work.gain_k_per_w, work.state.prepared
    reached = gone(interval_s / lag_s) if lag_s > 0.0 else 1.0
    lag_decay, per_s = 1.0 - reached, 1.0 / interval_s
    for m in range(gain.size):
        work.gone[nth, m] = gone(work.rate_per_s[m] * interval_s)
    air_k_per_w = direct_k_per_w
    felt_k_per_w, not_yet = (direct_k_per_w + work.state.settled_k_per_w) * reached, 0.0
    for m in range(gain.size):
        part = gain[m] * work.gone[nth, m]
        air_k_per_w += part
        not_yet += part * work.time_s[m]
        felt_k_per_w += part * work.apart[m]
    lengths[nth, FOR_S], lengths[nth, PER_S] = interval_s, per_s
    lengths[nth, AIR_K_PER_W] = air_k_per_w
    lengths[nth, MEAN_K_PER_W] = direct_k_per_w + work.state.modes_k_per_w - not_yet * per_s
    lengths[nth, FELT_K_PER_W] = felt_k_per_w
    lengths[nth, LAG_DECAY] = lag_decay
    lengths[nth, FADING_COIL] = lengths[nth, HAS_RAMP] = NOT_PREPARED


@reducing
def prepare_fading(
    work: Work, unit: Unit, lag_s: float, constants: float, fade: float, coil: int
) -> None:
    """Work out how modes and sensor respond over the present length to a heat that fades.

    Their response to an exponential, less that to its mean, which is in the constant heat. The
    modes' own mean follows from where they end: ``x' = r (g q - x)`` with a heat of no mean.

    Parameters
    ----------
    work : Work
        With the present length prepared.
    unit : Unit
        What air and sensor feel of a heat at once.
    lag_s : float
        The sensor's [s].
    constants, fade : float
        Time constant over the length, and ``exp(-1 / constants)``.
    coil : int
        Whose it is.
    """
    lengths, gain, nth = work.lengths, work.gain_k_per_w, work.state.prepared
    per_s = lengths[nth, PER_S]
    per_time = per_s / constants
    reached, faded = 1.0 - lengths[nth, LAG_DECAY], 1.0 - fade
    mean = constants * faded
    apart = 1.0 - lag_s * per_time
    # a coil as slow as the sensor: the limit, ``t / tau exp(-t / tau)``
    lagging = (reached - faded) / apart if abs(apart) > 1e-6 else fade / constants
    air_k_per_w, mean_k_per_w = unit.direct_k_per_w * (fade - mean), 0.0
    felt_k_per_w = (unit.direct_k_per_w + unit.supply_k_per_w) * (lagging - mean * reached)
    for m in range(gain.size):
        by_fading = gain[m] / unlike(work.time_s[m] * per_time)
        of_mean = gain[m] * mean
        bent = by_fading * (work.gone[nth, m] - faded) - of_mean * work.gone[nth, m]
        work.bent[nth, m] = bent
        air_k_per_w += bent
        mean_k_per_w -= bent * work.time_s[m]
        felt = (reached - work.gone[nth, m]) * work.apart[m]
        felt_k_per_w += by_fading * (lagging - felt) - of_mean * (reached - felt)
    lengths[nth, FADING_COIL] = coil
    lengths[nth, FADING_AIR] = air_k_per_w
    lengths[nth, FADING_MEAN] = mean_k_per_w * per_s
    lengths[nth, FADING_FELT] = felt_k_per_w


@reducing
def prepare_ramp(work: Work, unit: Unit, lag_s: float) -> None:
    """Work out how modes and sensor respond over the present length to a heat that rises evenly.

    From half of it below its mean to half above: their response less that to the mean. A mode's
    is ``1 - (1 - exp(-a)) (1 / 2 + 1 / a)`` of its gain with ``a`` its rate times the length.
    """
    lengths, gain, nth = work.lengths, work.gain_k_per_w, work.state.prepared
    per_s = lengths[nth, PER_S]
    lagging = 1.0 - (1.0 - lengths[nth, LAG_DECAY]) * (0.5 + lag_s * per_s)
    air_k_per_w, mean_k_per_w = 0.5 * unit.direct_k_per_w, 0.0
    at_once_k_per_w = unit.direct_k_per_w + unit.supply_k_per_w
    felt_k_per_w = (at_once_k_per_w + work.state.settled_k_per_w) * lagging
    for m in range(gain.size):
        constants = work.time_s[m] * per_s
        ramped = gain[m] - gain[m] * work.gone[nth, m] * (0.5 + constants)
        work.ramped[nth, m] = ramped
        air_k_per_w += ramped
        mean_k_per_w -= ramped * constants
        felt_k_per_w += ramped * work.apart[m]
    lengths[nth, HAS_RAMP] = 1.0
    lengths[nth, RAMP_AIR] = air_k_per_w
    lengths[nth, RAMP_MEAN] = mean_k_per_w
    lengths[nth, RAMP_FELT] = felt_k_per_w


@reducing
def mean_of_modes(work: Work) -> float:
    """Return the mean of what the modes leave over the prepared length, without any heat [K]."""
    of_modes = 0.0
    for m in range(work.x.size):
        of_modes += work.gone[work.state.prepared, m] * work.time_s[m] * work.x[m]
    mean: float = of_modes * work.lengths[work.state.prepared, PER_S]
    return mean


@internal
def mean_air(unit: Unit, work: Work, length_s: float, heat_w: float, ramp_w: float) -> float:
    """Return the air's mean over the prepared length from the interval's begin [degC]."""
    state = work.state
    middle = work.interval.fraction + 0.5 * length_s * unit.base_per_s
    mean: float = state.free_from_degc + middle * state.free_rise_k
    mean += work.lengths[state.prepared, MEAN_K_PER_W] * heat_w
    if work.interval.fading_w != 0.0:
        mean += work.lengths[state.prepared, FADING_MEAN] * work.interval.fading_w
    if ramp_w != 0.0:
        mean += work.lengths[state.prepared, RAMP_MEAN] * ramp_w
    return mean + mean_of_modes(work)


@reducing
def relax(unit: Unit, work: Work) -> None:
    """Put air and sensor at the interval's end, and the air's mean, into it: without any heat."""
    state, interval, x = work.state, work.interval, work.x
    nth, length_s = state.prepared, interval.length_s
    if interval.rest_for_s == length_s:
        return
    interval.rest_for_s = length_s
    slope = unit.base_per_s * state.free_rise_k
    free = state.free_from_degc + interval.fraction * state.free_rise_k
    free_end = free + length_s * slope
    lag_decay = work.lengths[nth, LAG_DECAY]
    of_modes = sensed_end = 0.0
    reached = 1.0 - lag_decay
    for m in range(x.size):
        of_modes += x[m] - work.gone[nth, m] * x[m]
        sensed_end += (reached - work.gone[nth, m]) * work.apart[m] * x[m]
    # the sensor, exactly: lag of a sum of exponentials and a ramp
    lagging_k = state.lagging_k
    sensed_end += free_end - lagging_k - lag_decay * (free - lagging_k)
    interval.rest_mean_degc = free + 0.5 * length_s * slope + mean_of_modes(work)
    interval.rest_end_degc = free_end + of_modes
    interval.rest_sensed_degc = sensed_end + lag_decay * state.sensed_degc


@internal
def predict_air_and_sensor(unit: Unit, work: Work, heat_w: float, offset_k: float) -> None:
    """Put air and sensor at the interval's end, and the air's mean, into it.

    Under a constant heat into the air, less what air exchange takes from it at its mean.

    Parameters
    ----------
    heat_w
        Without what air exchange takes.
    offset_k
        Of the sensor's reading.
    """
    state, interval, lengths, nth = work.state, work.interval, work.lengths, work.state.prepared
    relax(unit, work)
    part = 1.0 / (1.0 + lengths[nth, MEAN_K_PER_W] * state.exchange_w_per_k)
    mean = interval.rest_mean_degc + lengths[nth, MEAN_K_PER_W] * heat_w
    if interval.fading_w != 0.0:
        mean += lengths[nth, FADING_MEAN] * interval.fading_w
    if interval.ramp_w != 0.0:
        mean += lengths[nth, RAMP_MEAN] * interval.ramp_w
    mean *= part
    heat_w -= state.exchange_w_per_k * mean
    air_end = interval.rest_end_degc + lengths[nth, AIR_K_PER_W] * heat_w
    sensed_end = interval.rest_sensed_degc + lengths[nth, FELT_K_PER_W] * heat_w
    sensed_end += (1.0 - lengths[nth, LAG_DECAY]) * offset_k
    if interval.fading_w != 0.0:
        air_end += lengths[nth, FADING_AIR] * interval.fading_w
        sensed_end += lengths[nth, FADING_FELT] * interval.fading_w
    if interval.ramp_w != 0.0:
        air_end += lengths[nth, RAMP_AIR] * interval.ramp_w
        sensed_end += lengths[nth, RAMP_FELT] * interval.ramp_w
    interval.heat_w = heat_w
    interval.air_mean_degc = mean
    interval.air_end_degc = air_end
    interval.sensed_end_degc = sensed_end


@internal
def advance_modes(work: Work, heat_w: float) -> None:
    """Step the modes over the prepared interval with a constant heat into the air."""
    nth = work.state.prepared
    work.interval.rest_for_s = 0.0
    for m in range(work.x.size):
        work.x[m] += work.gone[nth, m] * (work.gain_k_per_w[m] * heat_w - work.x[m])
    if work.interval.fading_w != 0.0:
        for m in range(work.x.size):
            work.x[m] += work.bent[nth, m] * work.interval.fading_w
    if work.interval.ramp_w != 0.0:
        for m in range(work.x.size):
            work.x[m] += work.ramped[nth, m] * work.interval.ramp_w
