"""Before the first step: what stays as it is, the arrays to work in, a room to start from."""

from __future__ import annotations

import math

import numpy as np

from hpsim.kernel.accounting import HALF_S, is_outside_cooling
from hpsim.kernel.air import DRY_AIR_J_PER_KG_K
from hpsim.kernel.air_moisture import predict_humidity, prepare_exchange, update_humidity
from hpsim.kernel.coil import exchange
from hpsim.kernel.compiling import internal
from hpsim.kernel.controller import short_circuit_k_per_w
from hpsim.kernel.heat_pump import saturated_humidity_ratio
from hpsim.kernel.indoor_fan import choose_fan_program
from hpsim.kernel.own_control import band_middle_k
from hpsim.kernel.pack import BaseStep, LoopInputs, blank
from hpsim.kernel.room import advance_modes, find_length, load_films, predict_air_and_sensor
from hpsim.kernel.state import (
    AIR_K_PER_W,
    LANES,
    MEAN_K_PER_W,
    N_CHANNELS,
    N_LENGTHS,
    NEVER_S,
    NOT_PREPARED,
    Interval,
    State,
    Totals,
    Unit,
    Work,
)
from hpsim.kernel.types import NEVER_DEGC, FloatArray, KernelInputs, Machine
from hpsim.kernel.weather_step import load_base_step, read_cooling, read_heating

LONGEST_BRIEF_S = 60.0  # what builds up after a start is taken at its mean: about one constant
REST_STEPS = 30
LONG_AGO_S = 30.0 * 86400.0  # judgement: since the last run before the first; no timer is longer
DRY_WARM_K = 1.0  # judgement: so far above the setpoint a unit's own dry mode gives way to cooling
# judgement: up to this share of its most heat at the last look, a machine gives what is needed
# without another look, unless it is so much colder
AMPLE, COLDER_K = 0.6, 4.0
COIL_DEGC, SENSIBLE = 13.0, 0.75  # judgement: of a cooling coil at its rating
WARMED_UP_HUMIDITY = 0.7  # largest relative humidity of the layers at the begin of the warm-up


def unit_of(inputs: KernelInputs, step_s: float) -> Unit:
    """Return what does not change within the year."""
    drivers, machine, control = inputs.drivers, inputs.machine, inputs.control
    modulates = machine.compressor.modulates > 0.0
    may_heat = machine.can_heat > 0.0 and control.mode < 1.5
    may_cool = machine.can_cool > 0.0 and control.mode != 1.0
    may_dry = may_cool and control.dry_above < 1.0
    half_k = 0.5 * control.differential_k
    brief_s = min(step_s, LONGEST_BRIEF_S)
    is_buffered = drivers.surface_buffer_kg > 0.0
    capacity_kg = drivers.air_mass_kg if is_buffered else drivers.moisture_capacity_kg
    n_switched, n_doors = drivers.switched_above_degc.size, drivers.door_degc.shape[0]
    draws = (
        machine.air_path.induced_infiltration_kg_per_s != 0.0
        or machine.air_path.return_leak_kg_per_s > 0.0
    )
    draws = draws or machine.air_path.outside_w_per_k > 0.0
    exchanges = draws or n_doors > 0
    start_heating_k = start_cooling_k = control.restart_margin_k if modulates else half_k
    dry_warm_k = start_cooling_k
    at_minimum_k = control.stop_margin_k if modulates else half_k
    at_any_k = 2.0 * control.stop_margin_k if modulates else half_k
    if control.is_own > 0.0:
        start_heating_k, start_cooling_k = -control.heating_restart_k, -control.cooling_restart_k
        at_minimum_k = at_any_k = control.cooling_stop_k
        dry_warm_k = DRY_WARM_K
    return Unit(
        step_s,
        brief_s,
        min(REST_STEPS * brief_s, HALF_S),
        1.0 / drivers.step_s,
        may_heat,
        may_cool,
        may_dry,
        modulates,
        not modulates and machine.compressor.stages > 1.0,
        machine.burner.fuel_fraction > 0.0,
        machine.backup.power_w > 0.0,
        start_heating_k,
        start_cooling_k,
        dry_warm_k,
        half_k,
        at_minimum_k,
        at_any_k,
        short_circuit_k_per_w(control.short_circuit, machine.cooling.airflow_kg_per_s[-1]),
        inputs.dynamics.direct_k_per_w,
        1.0 / control.integral_time_s if control.integral_time_s > 0.0 else 0.0,
        1.0 / control.sensor_lag_s if control.sensor_lag_s > 0.0 else 0.0,
        capacity_kg,
        1.0 / capacity_kg,
        1.0 / drivers.surface_buffer_kg if is_buffered else 0.0,
        1.0 / drivers.deep_buffer_kg if drivers.deep_buffer_kg > 0.0 else 0.0,
        is_buffered,
        n_switched,
        n_doors,
        draws,
        exchanges,
        not exchanges and not may_dry,
    )


def work_for(inputs: KernelInputs) -> Work:
    """Return the arrays that the loop works in."""
    machine = inputs.machine
    rate_per_s, gain_k_per_w = inputs.dynamics.rate_per_s, inputs.dynamics.gain_k_per_w
    if inputs.film_sets.of_step.size > 0:
        rate_per_s, gain_k_per_w = inputs.film_sets.rate_per_s[0], inputs.film_sets.gain_k_per_w[0]
    n_modes = -(-rate_per_s.size // LANES) * LANES  # those beyond the room's have no gain
    coil, airflow = machine.indoor_coil, machine.cooling.airflow_kg_per_s
    start_times_s = coil[:3]
    dead_s = (coil.heating_dead_s, coil.cooling_dead_s, coil.cooling_dead_s)
    overrun_times_s = [t + dead for t, dead in zip(start_times_s, dead_s, strict=True)]
    pairs = zip(machine.cooling.coil_a0_kg_per_s, airflow, strict=True)
    sums = np.zeros(N_CHANNELS)
    return Work(
        state=blank(State),
        interval=blank(Interval),
        totals=blank(Totals, sums),
        sums=sums,
        before=np.zeros(N_CHANNELS),
        x=np.zeros(n_modes),
        rate_per_s=filled_up(rate_per_s, n_modes, 1.0),
        gain_k_per_w=filled_up(gain_k_per_w, n_modes, 0.0),
        apart=np.empty(n_modes),
        time_s=np.empty(n_modes),
        gone=np.empty((N_LENGTHS, n_modes)),
        bent=np.empty((N_LENGTHS, n_modes)),
        ramped=np.empty((N_LENGTHS, n_modes)),
        lengths=np.full((N_LENGTHS, 14), NOT_PREPARED),
        moist=np.full((2, 5), NOT_PREPARED),
        spare=np.empty(n_modes),
        start_times_s=np.array([*start_times_s, *overrun_times_s, 0.0]),
        starts=np.zeros((7, 3)),
        heating=np.empty((4, machine.heating.speed.size)),
        cooling=np.empty((4, machine.cooling.speed.size)),
        heating_fan_w=machine.heating.fan_w.copy(),
        cooling_fan_w=machine.cooling.fan_w.copy(),
        cooling_airflow_kg_per_s=airflow.copy(),
        bypass=np.array([math.exp(-a0 / flow) for a0, flow in pairs]),
        is_open=np.zeros(inputs.drivers.switched_above_degc.size),
    )


def filled_up(values: FloatArray, n: int, with_value: float) -> FloatArray:
    """Return values (m,) followed by one value, to (n,) in all."""
    filled = np.full(n, with_value)
    filled[: values.size] = values
    return filled


@internal
def initialize(inputs: LoopInputs, unit: Unit, work: Work, k: int) -> None:
    """Start near the setpoints, at rest, at base step ``k``."""
    state, step = work.state, inputs.steps[k]
    load_films(inputs, work)
    free = step.free_air_degc
    air = min(max(free, step.heating_setpoint_degc), step.cooling_setpoint_degc)
    total_k_per_w = inputs.dynamics.direct_k_per_w
    for m in range(work.x.size):
        total_k_per_w += work.gain_k_per_w[m]
    for m in range(work.x.size):
        work.x[m] = work.gain_k_per_w[m] * (air - free) / total_k_per_w
    state.air_degc = air
    state.sensed_degc = air + inputs.control.sensor_offset_k
    state.humidity_ratio = step.outdoor_humidity_ratio
    saturated = saturated_humidity_ratio(inputs.saturation, air)
    state.saturated_ratio = saturated
    state.saturated_at_degc = air
    state.surface_ratio = min(state.humidity_ratio, WARMED_UP_HUMIDITY * saturated)
    state.deep_share = state.surface_ratio / saturated
    state.since_s = state.since_start_s = state.since_stage_s = NEVER_S
    state.opens_above_degc = NEVER_S
    state.top = 1.0
    state.airflow_share = 1.0
    state.heat_above_degc = inputs.machine.outdoor_coil.lowest_outdoor_degc
    state.cool_below_degc = inputs.machine.outdoor_coil.highest_outdoor_degc
    state.at_minimum_k, state.at_any_k = unit.at_minimum_k, unit.at_any_k
    state.follows = unit.modulates
    state.speed_per_k = 1.0 / inputs.control.proportional_band_k
    state.fan_left_s = NEVER_S
    state.fan_share = state.fan_power_share = state.fan_time_share = 1.0
    state.fan_coil_degc = NEVER_DEGC
    last = work.bypass.size - 1
    full_kg_per_s = work.cooling_airflow_kg_per_s[last] * (1.0 - work.bypass[last])
    state.touching_kg_per_s = state.touching_full_kg_per_s = full_kg_per_s


@internal
def hold_room(inputs: LoopInputs, unit: Unit, work: Work, begin: int, n_steps: int) -> None:
    """Hold the room at its setpoints through ``n_steps`` base steps from ``begin``.

    With as much heat and cold as the machine has, in the middle of the control's band: weeks before
    the machine's own warm-up, for what walls and deep layers remember of them.
    """
    state, interval, n = work.state, work.interval, len(inputs.steps) - 1
    length_s, lag_s = 1.0 / unit.base_per_s, inputs.control.sensor_lag_s
    warmer_k, cooler_k = band_middle_k(inputs.control)
    warmer_k -= inputs.control.sensor_offset_k
    cooler_k += inputs.control.sensor_offset_k
    heats_by_backup = unit.has_backup and inputs.control.mode < 1.5
    heat_w, known_at_degc = 0.0, NEVER_DEGC  # the most that could be given, and how cold it was
    mode = 0.0
    for nth in range(n_steps):
        k = (begin + nth) % n
        load_base_step(inputs, unit, work, k, nth == 0)
        interval.met_degc = state.air_degc
        if state.exchanges:  # through windows and doors; nothing runs that draws air in
            outdoor_degc = state.outdoor_from_degc + 0.5 * state.outdoor_rise_k
            exchange(inputs.room, inputs.openings, inputs.machine, unit, work, k, outdoor_degc, 0.0)
        find_length(unit, work, lag_s, length_s)
        interval.length_s, interval.fraction, interval.rest_for_s = length_s, 0.0, 0.0
        predict_air_and_sensor(unit, work, state.given_w, 0.0)
        missing_k = state.heat_at_degc + warmer_k - interval.air_end_degc
        beyond_k = interval.air_end_degc - (state.cool_at_degc - cooler_k)
        held_w = 0.0
        if missing_k > 0.0 and (unit.may_heat or heats_by_backup):
            held_w = missing_k / held_k_per_w(state, work)
            is_colder = state.outdoor_from_degc < max(known_at_degc, state.heat_above_degc)
            if held_w > AMPLE * heat_w or is_colder:
                heat_w = most_heat_w(inputs, unit, work, k)
                known_at_degc = state.outdoor_from_degc - COLDER_K
            held_w = min(held_w, heat_w)
        elif beyond_k > 0.0 and unit.may_cool and not too_cold_or_hot(inputs.machine, state):
            held_w = -min(beyond_k / held_k_per_w(state, work), most_cold_w(inputs, work, k))
            dry(inputs, unit, work, -held_w)
        if held_w != 0.0:
            mode = math.copysign(1.0, held_w)
            predict_air_and_sensor(unit, work, state.given_w + held_w, 0.0)
        predict_humidity(unit, work)
        update_humidity(inputs.saturation, unit, work)
        advance_modes(work, interval.heat_w)
        state.air_degc, state.humidity_ratio = interval.air_end_degc, interval.humidity_end
    state.sensed_degc = state.air_degc + inputs.control.sensor_offset_k
    rest(inputs, unit, work, mode, inputs.steps[(begin + n_steps) % n])


@internal
def rest(inputs: LoopInputs, unit: Unit, work: Work, mode: float, step: BaseStep) -> None:
    """Leave the unit as long after a run in a mode: that decides what its fan does.

    Where none is known, in the only mode that it has, else in that of the setpoint that is nearer.
    """
    state, machine = work.state, inputs.machine
    if not unit.may_heat and not unit.may_cool:
        return
    if mode == 0.0 or not (unit.may_heat and unit.may_cool):
        above_k = state.air_degc - step.heating_setpoint_degc
        is_nearer = above_k < step.cooling_setpoint_degc - state.air_degc
        mode = 1.0 if unit.may_heat and (is_nearer or not unit.may_cool) else -1.0
    state.mode = mode
    state.lowest = machine.heating.speed[0] if mode > 0.0 else machine.cooling.speed[0]
    state.since_s = LONG_AGO_S
    choose_fan_program(machine, inputs.control, work)


@internal
def held_k_per_w(state: State, work: Work) -> float:
    """Return by how much heat warms the air by the end of the prepared length [K/W]."""
    lengths, nth = work.lengths, state.prepared
    exchanged = 1.0 + lengths[nth, MEAN_K_PER_W] * state.exchange_w_per_k
    k_per_w: float = lengths[nth, AIR_K_PER_W] / exchanged
    return k_per_w


@internal
def too_cold_or_hot(machine: Machine, state: State) -> bool:
    """Return whether the base step begins with air outdoors in which a machine does not cool."""
    outdoor_degc = state.outdoor_from_degc
    return is_outside_cooling(machine, outdoor_degc, state.cool_below_degc)


@internal
def most_heat_w(inputs: LoopInputs, unit: Unit, work: Work, k: int) -> float:
    """Return the most heat that machine and backup give on the mean of base step ``k`` [W]."""
    machine, state, heat_w = inputs.machine, work.state, 0.0
    if unit.may_heat and state.outdoor_from_degc >= state.heat_above_degc:
        read_heating(inputs, work, k)
        last = machine.heating.speed.size - 1
        heat_w = 0.5 * (work.heating[0, last] + work.heating[1, last])
        if state.icing_share > 0.0:
            lost = state.icing_share * (state.clear_capacity - state.icing_heat)
            heat_w *= state.clear_capacity - lost
        heat_w *= machine.air_path.delivery_effectiveness
    if state.outdoor_from_degc <= machine.backup.below_degc:
        heat_w += machine.backup.power_w
    return heat_w


@internal
def most_cold_w(inputs: LoopInputs, work: Work, k: int) -> float:
    """Return the most sensible cooling that a machine gives on the mean of base step ``k`` [W]."""
    machine = inputs.machine
    read_cooling(inputs, work, k)
    last = machine.cooling.speed.size - 1
    cold_w: float = 0.5 * (work.cooling[0, last] + work.cooling[1, last])
    return SENSIBLE * cold_w * machine.air_path.delivery_effectiveness


@internal
def dry(inputs: LoopInputs, unit: Unit, work: Work, cold_w: float) -> None:
    """Let a coil that cools dry the air: what goes over it leaves saturated at `COIL_DEGC`."""
    state = work.state
    coil_ratio = saturated_humidity_ratio(inputs.saturation, COIL_DEGC)
    if state.humidity_ratio <= coil_ratio:
        return
    cooled_k = max(state.air_degc - COIL_DEGC, 1.0)
    over_coil_kg_per_s = cold_w / (cooled_k * DRY_AIR_J_PER_KG_K)
    state.home_kg_per_s += over_coil_kg_per_s
    state.home_water_kg_per_s += over_coil_kg_per_s * coil_ratio
    prepare_exchange(inputs.room, unit, work)
