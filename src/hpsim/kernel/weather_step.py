"""What the weather decides: worked out once per step of the base pass, not in every minute."""

from __future__ import annotations

import math

from hpsim.kernel import state as at
from hpsim.kernel.accounting import crankcase_heats
from hpsim.kernel.air import bypass_at
from hpsim.kernel.compiling import inlined
from hpsim.kernel.controller import CHANGED_SET_POINT_K
from hpsim.kernel.heat_pump import DEFROST_S, frost, saturated_humidity_ratio
from hpsim.kernel.lookup import at_weather, scale_map
from hpsim.kernel.pack import BaseStep, FaultStep, LoopInputs, RoomNumbers
from hpsim.kernel.room import between_layers, sorption_coupling
from hpsim.kernel.state import Unit, Work
from hpsim.kernel.types import FloatArray, Machine, Saturation

NOT_YET = -1.0  # what windows let in is still to be worked out for this base step


@inlined
def load(inputs: LoopInputs, unit: Unit, work: Work, k: int, is_first: bool) -> None:
    """Put base step ``k`` into the state: setpoints, weather, gains, machine, moisture."""
    machine, room, now = inputs.machine, inputs.room, work.now
    step, after = inputs.steps[k], inputs.steps[k + 1]
    change_set_points(step, inputs.control.heating_shift_k, unit, now, is_first)
    outdoor_from, outdoor_to = step.outdoor_degc, after.outdoor_degc
    now[at.STALE] = 1.0
    now[at.OUTDOOR_FROM_DEGC] = outdoor_from
    now[at.OUTDOOR_RISE_K] = outdoor_to - outdoor_from
    now[at.OUTDOOR_RATIO_FROM] = step.outdoor_humidity_ratio
    now[at.OUTDOOR_RATIO_RISE] = after.outdoor_humidity_ratio - step.outdoor_humidity_ratio
    now[at.FREE_FROM_DEGC] = step.free_air_degc
    now[at.FREE_RISE_K] = after.free_air_degc - step.free_air_degc
    now[at.LAGGING_K] = now[at.FREE_RISE_K] * unit.base_per_s * inputs.control.sensor_lag_s
    now[at.BASE_GIVEN_W] = now[at.GIVEN_W] = step.gain_w + step.exchange_heat_w
    now[at.BASE_W_PER_K] = now[at.EXCHANGE_W_PER_K] = step.exchange_w_per_k
    now[at.BASE_KG_PER_S] = now[at.OUTDOOR_KG_PER_S] = step.outdoor_air_kg_per_s
    now[at.BASE_HOME_KG_PER_S] = now[at.HOME_KG_PER_S] = step.home_air_kg_per_s
    now[at.BASE_HOME_WATER_KG_PER_S] = now[at.HOME_WATER_KG_PER_S] = step.home_water_kg_per_s
    now[at.OPEN_W_PER_K] = NOT_YET
    now[at.MOISTURE_KG_PER_S] = step.moisture_gain_kg_per_s
    colder_k = 0.0
    if len(inputs.faults) > 0:
        colder_k = inputs.faults[k].heating_colder_k
    machine_at_weather(machine, inputs.saturation, work, colder_k)
    middle = outdoor_from + 0.5 * now[at.OUTDOOR_RISE_K]
    was_on = now[at.PREHEATS] > 0.0
    now[at.PREHEATS] = crankcase_heats(machine, now[at.MODE] > 0.0, middle, was_on)
    if len(inputs.faults) > 0:
        neglect(machine, inputs.faults[k], work)
    coldest = min(outdoor_from, outdoor_to) - machine.outdoor_coil.restart_above_k
    warmest = max(outdoor_from, outdoor_to)
    now[at.MAY_LOCK] = unit.may_heat and coldest <= now[at.HEAT_ABOVE_DEGC] <= warmest
    if unit.is_buffered or unit.may_dry:
        breathe(room, inputs.saturation, unit, now)
    prepare_exchange(unit, work)


@inlined
def change_set_points(
    step: BaseStep, heating_shift_k: float, unit: Unit, now: FloatArray, is_first: bool
) -> None:
    """Load the setpoints; a recovery starts where one moves away from the room."""
    heat_at = step.heating_setpoint_degc + heating_shift_k
    cool_at = step.cooling_setpoint_degc
    if not is_first:
        if heat_at > now[at.HEAT_AT_DEGC] + CHANGED_SET_POINT_K and unit.may_heat:
            now[at.RECOVERING_TO] = 1.0
            now[at.RECOVERING_S] = 0.0
            now[at.RECOVERY_FROM_DEGC] = now[at.SENSED_DEGC]
        elif cool_at < now[at.COOL_AT_DEGC] - CHANGED_SET_POINT_K and unit.may_cool:
            now[at.RECOVERING_TO] = -1.0
            now[at.RECOVERING_S] = 0.0
    now[at.HEAT_AT_DEGC] = heat_at
    now[at.COOL_AT_DEGC] = cool_at


@inlined
def machine_at_weather(machine: Machine, table: Saturation, work: Work, colder_k: float) -> None:
    """Read the machine's tables at the base step's begin and end, and what frost does to it."""
    now = work.now
    outdoor_from = now[at.OUTDOOR_FROM_DEGC]
    outdoor_to = outdoor_from + now[at.OUTDOOR_RISE_K]
    outdoor_middle = outdoor_from + 0.5 * now[at.OUTDOOR_RISE_K]
    humidity_middle = now[at.OUTDOOR_RATIO_FROM] + 0.5 * now[at.OUTDOOR_RATIO_RISE]
    # what the outdoor coil sees: a hose takes its air from the room
    through_room = machine.outdoor_coil.room_air_fraction
    air = now[at.AIR_DEGC]
    coil_from = outdoor_from + through_room * (air - outdoor_from)
    coil_to = outdoor_to + through_room * (air - outdoor_to)
    at_weather(machine.heating, coil_from - colder_k, coil_to - colder_k, work.heating)
    at_weather(machine.cooling, coil_from, coil_to, work.cooling)
    share, clear_capacity, clear_power, heat, power, power_of_capacity = frost(
        machine.outdoor_coil.defrost,
        table,
        outdoor_middle + through_room * (air - outdoor_middle) - colder_k,
        humidity_middle + through_room * (now[at.HUMIDITY_RATIO] - humidity_middle),
    )
    now[at.ICING_SHARE] = share
    if share > 0.0:
        now[at.CLEAR_PER_ICING] = (1.0 - share) / share
        now[at.TO_FROST_S] = DEFROST_S * (1.0 - share) / share
    now[at.CLEAR_CAPACITY] = clear_capacity
    now[at.CLEAR_POWER] = clear_power
    now[at.ICING_HEAT] = heat
    now[at.ICING_POWER] = power
    now[at.ICING_POWER_OF_CAPACITY] = power_of_capacity


@inlined
def neglect(machine: Machine, faults: FaultStep, work: Work) -> None:
    """Change tables, fan and airflow as faults have it."""
    now = work.now
    scale_map(work.heating, faults.heating_capacity, faults.heating_power)
    scale_map(work.cooling, faults.cooling_capacity, faults.cooling_power)
    for j in range(work.heating_fan_w.size):
        work.heating_fan_w[j] = machine.heating.fan_w[j] * faults.fan_power
    for j in range(work.cooling_fan_w.size):
        work.cooling_fan_w[j] = machine.cooling.fan_w[j] * faults.fan_power
    if faults.airflow != now[at.AIRFLOW_SHARE]:
        now[at.AIRFLOW_SHARE] = faults.airflow
        for j in range(work.bypass.size):
            airflow = machine.cooling.airflow_kg_per_s[j] * now[at.AIRFLOW_SHARE]
            work.cooling_airflow_kg_per_s[j] = airflow
            healthy = math.exp(
                -machine.cooling.coil_a0_kg_per_s[j] / machine.cooling.airflow_kg_per_s[j]
            )
            work.bypass[j] = bypass_at(healthy, now[at.AIRFLOW_SHARE])
    tripped = faults.tripped > 0.0
    now[at.HEAT_ABOVE_DEGC] = at.NEVER_S if tripped else machine.outdoor_coil.lowest_outdoor_degc
    now[at.COOL_BELOW_DEGC] = -at.NEVER_S if tripped else machine.outdoor_coil.highest_outdoor_degc


@inlined
def breathe(room: RoomNumbers, table: Saturation, unit: Unit, now: FloatArray) -> None:
    """Let water pass between the layers, and relate them to the air as it is now."""
    surface_share = now[at.SURFACE_RATIO] / now[at.SATURATED_RATIO]
    if room.deep_buffer_kg > 0.0:
        through_kg = between_layers(
            surface_share - now[at.DEEP_SHARE],
            room.deep_kg_per_s * now[at.SATURATED_RATIO],
            room.surface_buffer_kg,
            room.deep_buffer_kg,
            room.step_s,
        )
        surface_share -= through_kg / room.surface_buffer_kg
        now[at.DEEP_SHARE] += through_kg / room.deep_buffer_kg
    now[at.SATURATED_RATIO] = saturated_humidity_ratio(table, now[at.AIR_DEGC])
    now[at.SATURATED_AT_DEGC] = now[at.AIR_DEGC]
    now[at.SURFACE_RATIO] = surface_share * now[at.SATURATED_RATIO]
    if unit.is_buffered:
        now[at.RATIO_PER_KG] = now[at.SATURATED_RATIO] / room.surface_buffer_kg
        conductance_kg = room.surface_kg_per_s * unit.step_s
        now[at.WHOLE_PULL_KG] = sorption_coupling(conductance_kg, now[at.RATIO_PER_KG])


@inlined
def prepare_exchange(unit: Unit, work: Work) -> None:
    """Work out what air exchange means over a whole step."""
    now = work.now
    rise = work.lengths[at.WHOLE, at.AIR_K_PER_W] * now[at.EXCHANGE_W_PER_K]
    now[at.WHOLE_SHARE] = 1.0 / (1.0 + rise)
    air_kg = (now[at.OUTDOOR_KG_PER_S] + now[at.HOME_KG_PER_S]) * unit.step_s
    now[at.WHOLE_PER_KG] = 1.0 / (unit.capacity_kg + air_kg + now[at.WHOLE_PULL_KG])
