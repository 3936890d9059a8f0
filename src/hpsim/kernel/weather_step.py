"""What the weather decides: worked out once per half-hour, the ideal-load pass's step."""

from __future__ import annotations

import math

from hpsim.kernel.accounting import crankcase_heats
from hpsim.kernel.air import bypass_at
from hpsim.kernel.air_moisture import between_layers, prepare_exchange
from hpsim.kernel.compiling import internal
from hpsim.kernel.controller import CHANGED_SET_POINT_K
from hpsim.kernel.heat_pump import (
    DEFROST_S,
    frost,
    saturated_humidity_ratio,
)
from hpsim.kernel.lookup import at_weather, rise_of_capacity, scale_map
from hpsim.kernel.pack import BaseStep, FaultStep, LoopInputs, Openings, RoomNumbers
from hpsim.kernel.room import change_films
from hpsim.kernel.state import NEVER_S, State, Unit, Work
from hpsim.kernel.types import Machine, Saturation

NOT_YET = -1.0  # what windows let in is still to be worked out for this base step
# relative humidity, with what a base step's sources add, from which air may come to saturation
# within it: where a small room's unit warms it and lets it cool by 3 K, that makes a fifth
DAMP = 0.8


@internal
def load_base_step(inputs: LoopInputs, unit: Unit, work: Work, k: int, is_first: bool) -> None:
    """Load the weather's step ``k``, and the inside films that hold in it."""
    of_step = inputs.film_sets.of_step
    if of_step.size > 0 and of_step[k] != work.state.film_set:
        change_films(inputs, work, int(of_step[k]))
    load(inputs, unit, work, k, is_first)


@internal
def load(inputs: LoopInputs, unit: Unit, work: Work, k: int, is_first: bool) -> None:
    """Put base step ``k`` into the state: setpoints, weather, gains, machine, moisture."""
    machine, room, state = inputs.machine, inputs.room, work.state
    step, after = inputs.steps[k], inputs.steps[k + 1]
    change_set_points(step, inputs.control.heating_shift_k, unit, state, is_first)
    outdoor_from, outdoor_to = step.outdoor_degc, after.outdoor_degc
    state.stale = True
    state.outdoor_from_degc = outdoor_from
    state.outdoor_rise_k = outdoor_to - outdoor_from
    state.outdoor_ratio_from = step.outdoor_humidity_ratio
    state.outdoor_ratio_rise = after.outdoor_humidity_ratio - step.outdoor_humidity_ratio
    state.free_from_degc = step.free_air_degc
    state.free_rise_k = after.free_air_degc - step.free_air_degc
    state.lagging_k = state.free_rise_k * unit.base_per_s * inputs.control.sensor_lag_s
    state.base_given_w = state.given_w = step.gain_w + step.exchange_heat_w
    state.base_w_per_k = state.exchange_w_per_k = step.exchange_w_per_k
    state.base_kg_per_s = state.outdoor_kg_per_s = step.outdoor_air_kg_per_s
    state.base_home_kg_per_s = state.home_kg_per_s = step.home_air_kg_per_s
    state.base_home_water_kg_per_s = state.home_water_kg_per_s = step.home_water_kg_per_s
    state.open_w_per_k = NOT_YET
    find_openings(inputs.openings, unit, work, k)
    state.moisture_kg_per_s = step.moisture_gain_kg_per_s
    state.machine_read = False
    middle = outdoor_from + 0.5 * state.outdoor_rise_k
    was_on = state.preheats
    state.preheats = crankcase_heats(machine, state.mode > 0.0, middle, was_on)
    if len(inputs.faults) > 0:
        neglect(machine, inputs.faults[k], work)
    coldest = min(outdoor_from, outdoor_to) - machine.outdoor_coil.restart_above_k
    warmest = max(outdoor_from, outdoor_to)
    state.may_lock = unit.may_heat and coldest <= state.heat_above_degc <= warmest
    if unit.is_buffered or unit.may_dry or unit.humid_later:
        breathe(room, inputs.saturation, unit, state)
        moister = state.humidity_ratio + step.moisture_gain_kg_per_s * room.step_s * unit.per_kg
        is_damp = moister > DAMP * state.saturated_ratio
        state.humid_later = unit.humid_later and not state.exchanges and not is_damp
    prepare_exchange(room, unit, work)


@internal
def find_openings(openings: Openings, unit: Unit, work: Work, k: int) -> None:
    """Find out which windows and fans may open in base step ``k``; others are shut."""
    state = work.state
    state.exchanges, state.opens_above_degc = unit.exchanges, NEVER_S
    for i in range(unit.n_switched):
        if openings.switched_w_per_k[i, k] > 0.0:
            state.exchanges = True
            state.opens_above_degc = min(state.opens_above_degc, openings.switched_above_degc[i])
        else:
            work.is_open[i] = 0.0


@internal
def change_set_points(
    step: BaseStep, heating_shift_k: float, unit: Unit, state: State, is_first: bool
) -> None:
    """Load the setpoints; a recovery starts where one moves away from the room."""
    heat_at = step.heating_setpoint_degc + heating_shift_k
    cool_at = step.cooling_setpoint_degc
    if not is_first:
        if heat_at > state.heat_at_degc + CHANGED_SET_POINT_K and unit.may_heat:
            state.recovering_to = 1.0
            state.recovering_s = 0.0
            state.recovery_from_degc = state.sensed_degc
        elif cool_at < state.cool_at_degc - CHANGED_SET_POINT_K and unit.may_cool:
            state.recovering_to = -1.0
            state.recovering_s = 0.0
    state.heat_at_degc = heat_at
    state.cool_at_degc = cool_at


@internal
def read_machine(inputs: LoopInputs, work: Work, k: int) -> None:
    """Read the tables of the mode in which the machine first runs in base step ``k``."""
    work.state.machine_read = True
    if work.state.mode > 0.0:
        read_heating(inputs, work, k)
        work.state.rises_by_weather = rise_of_capacity(work.heating)
    else:
        read_cooling(inputs, work, k)
        work.state.rises_by_weather = rise_of_capacity(work.cooling)


@internal
def read_heating(inputs: LoopInputs, work: Work, k: int) -> None:
    """Read heating at base step ``k``'s begin and end, faults included, and what frost does."""
    machine, state = inputs.machine, work.state
    colder_k = inputs.faults[k].heating_colder_k if len(inputs.faults) > 0 else 0.0
    coil_from, coil_to = outdoor_coil_air(machine, state)
    at_weather(machine.heating, coil_from - colder_k, coil_to - colder_k, work.heating)
    if len(inputs.faults) > 0:
        faults = inputs.faults[k]
        scale_map(work.heating, faults.heating_capacity, faults.heating_power)
    through_room = machine.outdoor_coil.room_air_fraction
    humidity_middle = state.outdoor_ratio_from + 0.5 * state.outdoor_ratio_rise
    share, clear_capacity, clear_power, heat, power, power_of_capacity = frost(
        machine.outdoor_coil.defrost,
        inputs.saturation,
        0.5 * (coil_from + coil_to) - colder_k,
        humidity_middle + through_room * (state.humidity_ratio - humidity_middle),
    )
    state.icing_share = share
    if share > 0.0:
        state.clear_per_icing = (1.0 - share) / share
        state.frosted_per_s = share / (DEFROST_S * (1.0 - share))
    state.clear_capacity = clear_capacity
    state.clear_power = clear_power
    state.icing_heat = heat
    state.icing_power = power
    state.icing_power_of_capacity = power_of_capacity


@internal
def read_cooling(inputs: LoopInputs, work: Work, k: int) -> None:
    """Read cooling at base step ``k``'s begin and end, faults included."""
    coil_from, coil_to = outdoor_coil_air(inputs.machine, work.state)
    at_weather(inputs.machine.cooling, coil_from, coil_to, work.cooling)
    if len(inputs.faults) > 0:
        faults = inputs.faults[k]
        scale_map(work.cooling, faults.cooling_capacity, faults.cooling_power)


@internal
def outdoor_coil_air(machine: Machine, state: State) -> tuple[float, float]:
    """Return what air the outdoor coil sees at a base step's begin and end [degC].

    A hose takes it from the room.
    """
    through_room, air = machine.outdoor_coil.room_air_fraction, state.air_degc
    outdoor_to = state.outdoor_from_degc + state.outdoor_rise_k
    coil_from = state.outdoor_from_degc + through_room * (air - state.outdoor_from_degc)
    return coil_from, outdoor_to + through_room * (air - outdoor_to)


@internal
def neglect(machine: Machine, faults: FaultStep, work: Work) -> None:
    """Change fan and airflow as faults have it, and where the compressor trips."""
    state = work.state
    for j in range(work.heating_fan_w.size):
        work.heating_fan_w[j] = machine.heating.fan_w[j] * faults.fan_power
    for j in range(work.cooling_fan_w.size):
        work.cooling_fan_w[j] = machine.cooling.fan_w[j] * faults.fan_power
    if faults.airflow != state.airflow_share:
        state.airflow_share = faults.airflow
        for j in range(work.bypass.size):
            airflow = machine.cooling.airflow_kg_per_s[j] * state.airflow_share
            work.cooling_airflow_kg_per_s[j] = airflow
            healthy = math.exp(
                -machine.cooling.coil_a0_kg_per_s[j] / machine.cooling.airflow_kg_per_s[j]
            )
            work.bypass[j] = bypass_at(healthy, state.airflow_share)
    tripped = faults.tripped > 0.0
    state.heat_above_degc = NEVER_S if tripped else machine.outdoor_coil.lowest_outdoor_degc
    state.cool_below_degc = -NEVER_S if tripped else machine.outdoor_coil.highest_outdoor_degc


@internal
def breathe(room: RoomNumbers, table: Saturation, unit: Unit, state: State) -> None:
    """Let water pass between the layers, and relate them to the air as it is now."""
    surface_share = state.surface_ratio / state.saturated_ratio
    if room.deep_buffer_kg > 0.0:
        through_kg = between_layers(
            surface_share - state.deep_share,
            room.deep_kg_per_s * state.saturated_ratio,
            room.surface_buffer_kg,
            room.deep_buffer_kg,
            room.step_s,
        )
        surface_share -= through_kg * unit.per_surface_kg
        state.deep_share += through_kg * unit.per_deep_kg
    state.saturated_ratio = saturated_humidity_ratio(table, state.air_degc)
    state.saturated_at_degc = state.air_degc
    state.surface_ratio = surface_share * state.saturated_ratio
    if unit.is_buffered:
        state.ratio_per_kg = state.saturated_ratio * unit.per_surface_kg
