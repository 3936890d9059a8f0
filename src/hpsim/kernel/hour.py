"""The year in hours: ideal loads and a part-load factor, as most programs do it.

In every hour, in this order:

1. *need*: the ideal load, and what brings the room back to where ideal control would have it;
2. *machine*: the speed that meets the need; below the least output it runs a part of the hour,
   with the degradation that the part-load factor says; above the greatest it gives what it can,
   and the backup the rest;
3. *moisture*: the room's humidity at the end of the hour, with the coil's removal at that
   humidity (implicit, so that no time constant is too short for an hour);
4. *room*: the modes answer to the difference between what was given and the ideal load.

Nothing starts or stops here: a start costs what the part-load factor says, the coil gives no
water back, and the fan does not run on; a hose or leaky ducts draw air in as long as the
compressor runs. There is no dry mode, and backup comes whenever the heat
pump is short, whatever has just been set. Windows that follow the room open for whole hours.

References
----------
Part-load factor and running share: AHRI 210/240-2023 (C_D); EnergyPlus Engineering Reference,
"DX cooling coil": running share = PLR / PLF, with PLR the load of the coil, fan heat included,
over its capacity.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from hpsim.kernel.air import (
    VAPORISATION_J_PER_KG,
    enthalpy,
    saturated,
    sensible_heat_ratio,
    wet_bulb,
)
from hpsim.kernel.airflow import MOIST_AIR_J_PER_KG_K
from hpsim.kernel.compiling import compiled
from hpsim.kernel.lookup import interpolate, look_up
from hpsim.kernel.plant import (
    RATED_DRY_BULB_DEGC,
    RATED_OUTDOOR_DEGC,
    RATED_WET_BULB_DEGC,
    drawn_in,
    frost,
    quadratic,
    saturated_humidity_ratio,
)
from hpsim.kernel.room import between_layers, pull
from hpsim.kernel.types import Channels, Faults, FloatArray, KernelInputs, Machine, Saturation

HOUR_S = 3600.0
LEAST_W = 1e-3  # a smaller load is rounding
SAME_W = 0.01  # a speed is found when its output is this near
SAME_RATIO = 1e-8  # a humidity is found
MOST_ROUNDS = 60
FAN_ROUNDS = 15  # each makes the error 5 to 30 times smaller


class PartLoad(NamedTuple):
    """Efficiency while cycling over steady efficiency: ``max(at_zero + slope PLR, floor)``."""

    heating_at_zero: float
    heating_slope: float
    cooling_at_zero: float
    cooling_slope: float
    floor: float


class IdealYear(NamedTuple):
    """The room under ideal control."""

    load_w: FloatArray  # (n_hours,) means, heating positive, cooling negative
    air_degc: FloatArray  # (n_hours + 1,) instants
    mean_air_degc: FloatArray  # (n_hours,)


class Outside(NamedTuple):
    """The weather of an hour, and what neglect makes of the machine in it."""

    degc: float
    humidity_ratio: float
    heating_capacity: float  # factors on the healthy machine
    heating_power: float
    cooling_capacity: float
    cooling_power: float
    airflow: float
    fan_power: float
    heating_colder_k: float  # the outdoor coil sees air that much colder
    air_kg_per_s: float  # that leaks in by itself


class Steady(NamedTuple):
    """What a machine does while it runs, frost in the mean [W]."""

    coil_w: float  # heat to the room, or sensible heat from it; without the fan's
    latent_w: float
    compressor_w: float
    defrost_w: float
    fan_w: float
    beside_w: float  # heat to the room from the fan, hose and case
    drawn_kg_per_s: float  # outdoor air that it draws in
    drawn_w_per_k: float  # what that and hose or duct walls carry
    drawn_at_w: float  # times the temperature it comes from


class Hour(NamedTuple):
    """What a machine did in an hour, means [W]."""

    room_w: float  # net heat to the room; negative: sensible cooling
    latent_w: float
    compressor_w: float
    defrost_w: float
    fan_w: float
    running: float
    speed: float
    full: float
    drawn_kg_per_s: float
    drawn_w_per_k: float
    drawn_at_w: float


@compiled
def steady(
    machine: Machine,
    table: Saturation,
    mode: float,
    outside: Outside,
    room_degc: float,
    room_ratio: float,
    speed: float,
) -> Steady:
    """Return what the machine does at a speed in steady operation."""
    through_room = machine.outdoor_coil_room_share
    delivered = machine.delivered_share
    coil_degc = outside.degc + through_room * (room_degc - outside.degc)
    flow = speed if machine.draws_with_fan > 0.0 else 1.0
    outdoors_kg_per_s = machine.drawn_kg_per_s * (1.0 - machine.drawn_from_home) * flow
    drawn = machine.mixed_kg_per_s * flow + drawn_in(outdoors_kg_per_s, outside.air_kg_per_s)
    outside_w_per_k = drawn * MOIST_AIR_J_PER_KG_K + machine.outside_w_per_k * flow
    home_w_per_k = machine.drawn_kg_per_s * machine.drawn_from_home * flow * MOIST_AIR_J_PER_KG_K
    drawn_w_per_k = outside_w_per_k + home_w_per_k
    drawn_at_w = outside_w_per_k * outside.degc + home_w_per_k * machine.home_degc
    if mode > 0.0:
        outdoor_degc = coil_degc - outside.heating_colder_k
        capacity_w, power_w = look_up(machine.heating, outdoor_degc, speed)
        d = room_degc - RATED_DRY_BULB_DEGC
        capacity_w *= quadratic(d, machine.heating_capacity_per_k_dry_bulb, 0.0)
        power_w *= quadratic(d, machine.heating_power_per_k_dry_bulb, 0.0)
        capacity_w *= outside.heating_capacity
        power_w *= outside.heating_power
        fan_w = interpolate(machine.heating.speed, machine.heating_fan_w, speed)
        share, clear_c, clear_p, ice_heat, ice_p, ice_c = frost(
            machine.defrost,
            table,
            outdoor_degc,
            outside.humidity_ratio + through_room * (room_ratio - outside.humidity_ratio),
        )
        fan_w *= (1.0 - share) * outside.fan_power
        return Steady(
            capacity_w * ((1.0 - share) * clear_c + share * ice_heat) * delivered,
            0.0,
            power_w * (1.0 - share) * clear_p,
            share * (ice_p * power_w + ice_c * capacity_w),
            fan_w,
            fan_w * delivered + machine.rejected_share * (power_w - capacity_w),
            drawn,
            drawn_w_per_k,
            drawn_at_w,
        )
    total_w, power_w = look_up(machine.cooling, coil_degc, speed)
    d = wet_bulb(table, room_degc, room_ratio) - RATED_WET_BULB_DEGC
    hotter = coil_degc - RATED_OUTDOOR_DEGC
    total_w *= quadratic(
        d,
        machine.cooling_capacity_per_k_wet_bulb
        + machine.cooling_capacity_per_k2_wet_bulb_outdoor * hotter,
        machine.cooling_capacity_per_k2_wet_bulb,
    )
    power_w *= quadratic(
        d,
        machine.cooling_power_per_k_wet_bulb
        + machine.cooling_power_per_k2_wet_bulb_outdoor * hotter,
        machine.cooling_power_per_k2_wet_bulb,
    )
    total_w *= outside.cooling_capacity
    power_w *= outside.cooling_power
    axis = machine.cooling.speed
    airflow = interpolate(axis, machine.cooling_airflow_kg_per_s, speed) * outside.airflow
    a0 = interpolate(axis, machine.coil_a0_kg_per_s, speed)
    bypass = math.exp(-a0 / airflow)
    ratio = sensible_heat_ratio(table, room_degc, room_ratio, total_w, airflow, bypass)
    fan_w = interpolate(axis, machine.cooling_fan_w, speed) * outside.fan_power
    return Steady(
        total_w * ratio * delivered,
        total_w * (1.0 - ratio) * delivered,
        power_w,
        0.0,
        fan_w,
        fan_w * delivered + machine.rejected_share * (total_w + power_w),
        drawn,
        drawn_w_per_k,
        drawn_at_w,
    )


@compiled
def beside_coil(at: Steady, room_degc: float, fan_stays_w: float) -> float:
    """Return the heat that reaches the room beside the coil while a machine runs [W].

    From fan, hose and case and with the air that it draws in; beside a fan that runs without the
    compressor as well.
    """
    return at.beside_w + at.drawn_at_w - at.drawn_w_per_k * room_degc - fan_stays_w


@compiled
def share_of_hour(
    load_w: float,
    at: Steady,
    mode: float,
    beside_w: float,
    at_zero: float,
    slope: float,
    floor: float,
) -> tuple[float, float]:
    """Return part-load ratio of the coil and energy over that of an hour's steady operation.

    The coil carries the load and the heat beside it, which comes as long as the compressor runs;
    a part-load factor below PLR means that a cycling unit uses more than one that runs through.
    """
    ratio = 0.0
    energy = 0.0
    for _ in range(FAN_ROUNDS):
        wanted = load_w - mode * min(energy, 1.0) * beside_w
        ratio = min(max(wanted / max(at.coil_w, LEAST_W), 0.0), 1.0)
        energy = ratio / max(at_zero + slope * ratio, floor)
    return ratio, energy


@compiled
def run_hour(
    machine: Machine,
    table: Saturation,
    mode: float,
    load_w: float,
    outside: Outside,
    room_degc: float,
    room_ratio: float,
    fan_stays_w: float,
    part_load: PartLoad,
) -> Hour:
    """Return what the machine does in an hour with a load [W, positive in both modes].

    Heat to the room and fan power are beside those of a fan that stays on (``fan_stays_w``); the
    heat of drawn-in air is in neither.
    """
    stays_w = fan_stays_w * machine.delivered_share
    axis = machine.heating.speed if mode > 0.0 else machine.cooling.speed
    top = axis[axis.size - 1]
    modulates = machine.modulates > 0.0 or machine.stages > 1.0
    lowest = axis[0] if modulates else top
    at = steady(machine, table, mode, outside, room_degc, room_ratio, lowest)
    beside_w = beside_coil(at, room_degc, stays_w)
    if at.coil_w + mode * beside_w >= load_w:
        if mode > 0.0:
            at_zero, slope = part_load.heating_at_zero, part_load.heating_slope
        else:
            at_zero, slope = part_load.cooling_at_zero, part_load.cooling_slope
        ratio, energy = share_of_hour(load_w, at, mode, beside_w, at_zero, slope, part_load.floor)
        running = min(energy, 1.0)
        return Hour(
            mode * ratio * at.coil_w + running * (at.beside_w - stays_w),
            ratio * at.latent_w,
            energy * at.compressor_w,
            energy * at.defrost_w,
            running * (at.fan_w - fan_stays_w),
            running,
            running * lowest,
            0.0 if modulates else running,
            running * at.drawn_kg_per_s,
            running * at.drawn_w_per_k,
            running * at.drawn_at_w,
        )
    speed = lowest
    if modulates:  # between speeds (or in turns at both stages): no cycling
        speed = top
        at_top = steady(machine, table, mode, outside, room_degc, room_ratio, top)
        low, low_w = lowest, at.coil_w + mode * beside_w - load_w
        high, high_w = top, at_top.coil_w - load_w
        high_w += mode * beside_coil(at_top, room_degc, stays_w)
        at = at_top
        rounds = 0 if high_w > 0.0 else MOST_ROUNDS
        while rounds < MOST_ROUNDS:  # regula falsi, Illinois variant
            rounds += 1
            speed = high - high_w * (high - low) / (high_w - low_w)
            at = steady(machine, table, mode, outside, room_degc, room_ratio, speed)
            found_w = at.coil_w + mode * beside_coil(at, room_degc, stays_w) - load_w
            if abs(found_w) < SAME_W:
                break
            if found_w * high_w < 0.0:
                low, low_w = high, high_w
            else:
                low_w *= 0.5
            high, high_w = speed, found_w
    full = 1.0 if speed >= top - 1e-6 else 0.0
    if machine.modulates == 0.0 and modulates:
        full = (speed - lowest) / (top - lowest)
    return Hour(
        mode * at.coil_w + at.beside_w - stays_w,
        at.latent_w,
        at.compressor_w,
        at.defrost_w,
        at.fan_w - fan_stays_w,
        1.0,
        speed,
        full,
        at.drawn_kg_per_s,
        at.drawn_w_per_k,
        at.drawn_at_w,
    )


@compiled
def humidity_after(
    machine: Machine,
    table: Saturation,
    load_w: float,
    outside: Outside,
    room_degc: float,
    held_kg: float,
    capacity_kg: float,
    fan_stays_w: float,
    part_load: PartLoad,
) -> float:
    """Return the room's humidity ratio at the end of an hour with cooling.

    Parameters
    ----------
    held_kg : float
        Water that the hour holds without the machine: in the room, gained, and brought in.
    capacity_kg : float
        Water that leaves per unit of humidity ratio: held by the room, and carried out in an hour.
    """
    without_coil = held_kg / capacity_kg
    high = without_coil
    if machine.drawn_kg_per_s != 0.0 or machine.mixed_kg_per_s > 0.0:
        high = max(high, outside.humidity_ratio)  # the air that it draws in may be damp
    ratio = high
    low, low_f = 0.0, without_coil
    high_f = 0.0
    for i in range(MOST_ROUNDS):
        if i > 0:
            ratio = high - high_f * (high - low) / (high_f - low_f)
        found = run_hour(
            machine,
            table,
            -1.0,
            load_w,
            outside,
            room_degc,
            ratio,
            fan_stays_w,
            part_load,
        )
        drawn_kg = found.drawn_kg_per_s * HOUR_S
        f = held_kg + drawn_kg * outside.humidity_ratio
        f -= found.latent_w * HOUR_S / VAPORISATION_J_PER_KG
        f = f / (capacity_kg + drawn_kg) - ratio
        if abs(f) < SAME_RATIO:
            break
        if f * high_f < 0.0:
            low, low_f = high, high_f
        elif i > 0:
            low_f *= 0.5
        high, high_f = ratio, f
    return ratio


@compiled
def neglected(
    faults: Faults, degc: float, humidity_ratio: float, air_kg_per_s: float, first: int, n: int
) -> Outside:
    """Return an hour's weather with the mean of what neglect does in its ``n`` base steps."""
    if faults.airflow.size == 0:
        return Outside(degc, humidity_ratio, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.0, air_kg_per_s)
    part = slice(first, first + n)
    return Outside(
        degc,
        humidity_ratio,
        faults.heating_capacity[part].mean(),
        faults.heating_power[part].mean(),
        faults.cooling_capacity[part].mean(),
        faults.cooling_power[part].mean(),
        faults.airflow[part].mean(),
        faults.fan_power[part].mean(),
        faults.heating_colder_k[part].mean(),
        air_kg_per_s,
    )


@compiled
def step_hours(
    inputs: KernelInputs, ideal: IdealYear, part_load: PartLoad, warmup_hours: int, out: Channels
) -> tuple[float, float, float]:
    """Step one machine through the year in hours and fill ``out``, each array (n_hours,).

    The module's docstring says what happens in an hour.

    Parameters
    ----------
    inputs : KernelInputs
        Room, machine and control.
    ideal : IdealYear
        The room under ideal control.
    warmup_hours : int
        Hours run before the year, not booked.

    Returns
    -------
    tuple
        Water that entered the room air less what left it [kg], change of the water in the room
        air [kg], and their turnover [kg], for the moisture balance.
    """
    room, drivers, machine, control, table, faults = inputs
    n_hours = ideal.load_w.size
    per_hour = round(HOUR_S / drivers.step_s)
    decay = np.exp(-room.rate_per_s * HOUR_S)
    rise = room.gain_k_per_w * (1.0 - decay)
    air_k_per_w = room.direct_k_per_w + rise.sum()
    x = np.zeros(decay.size)  # the deviation from ideal control, mode by mode [K]
    off_k = 0.0  # the deviation of the air at the hour's start [K]
    mode = 0.0
    locked_out = False
    can_heat = machine.can_heat > 0.0 and control.emergency_heat == 0.0
    first = (n_hours - warmup_hours) % n_hours
    humidity = drivers.outdoor_humidity_ratio[first * per_hour]
    humidity_start = humidity
    stored_start_kg = 0.0
    entered_kg = 0.0
    turnover_kg = 0.0
    # moisture: air node, surface layer (in equilibrium with a humidity ratio), deep layer
    surface_kg, deep_kg = drivers.surface_buffer_kg, drivers.deep_buffer_kg
    is_buffered = surface_kg > 0.0
    air_kg = drivers.air_mass_kg if is_buffered else drivers.moisture_capacity_kg
    at_saturation = saturated_humidity_ratio(table, ideal.air_degc[first])
    surface_ratio = min(humidity, 0.7 * at_saturation)
    deep_share = surface_ratio / at_saturation  # relative humidity of the deep layer
    pull_kg = 0.0
    per_buffer = 0.0

    for counted in range(-warmup_hours, n_hours):
        if counted == 0:
            entered_kg = 0.0
            turnover_kg = 0.0
            humidity_start = humidity
            stored_start_kg = surface_kg * surface_ratio / at_saturation + deep_kg * deep_share
        hour = counted % n_hours
        outdoor = 0.0
        outdoor_ratio = 0.0
        exchange = 0.0
        outdoor_kg = 0.0
        gained_kg = 0.0
        for k in range(hour * per_hour, (hour + 1) * per_hour):
            outdoor += 0.5 * (drivers.outdoor_degc[k] + drivers.outdoor_degc[k + 1]) / per_hour
            w = drivers.outdoor_humidity_ratio
            outdoor_ratio += 0.5 * (w[k] + w[k + 1]) / per_hour
            exchange += drivers.exchange_w_per_k[k] / per_hour
            outdoor_kg += drivers.outdoor_air_kg_per_s[k] * drivers.step_s
            gained_kg += drivers.moisture_gain_kg_per_s[k] * drivers.step_s
        entering = ideal.mean_air_degc[hour] + off_k
        open_share = 0.0
        for i in range(drivers.switched_above_degc.size):
            if entering > drivers.switched_above_degc[i] and (
                entering - outdoor > drivers.switched_below_room_k[i]
            ):
                open_share = 1.0
                for k in range(hour * per_hour, (hour + 1) * per_hour):
                    open_w_per_k = drivers.switched_w_per_k[i, k]
                    exchange += open_w_per_k / per_hour
                    outdoor_kg += open_w_per_k / MOIST_AIR_J_PER_KG_K * drivers.step_s
        outside = neglected(
            faults, outdoor, outdoor_ratio, outdoor_kg / HOUR_S, hour * per_hour, per_hour
        )
        is_tripped = faults.tripped.size > 0 and faults.tripped[hour * per_hour] > 0.0
        last = (hour + 1) * per_hour - 1
        heat_at = drivers.heating_setpoint_degc[last]
        cool_at = drivers.cooling_setpoint_degc[last]

        # 1. need
        load_w = ideal.load_w[hour]
        fan_stays_w = 0.0
        if machine.fan_always_on > 0.0 and mode != 0.0:
            fan_stays_w = machine.heating_fan_w[0] if mode > 0.0 else machine.cooling_fan_w[0]
            fan_stays_w *= outside.fan_power
        stays_w = fan_stays_w * machine.delivered_share
        left_k = 0.0  # of the deviation
        for m in range(x.size):
            left_k += decay[m] * x[m]
        per_w = air_k_per_w / (1.0 + air_k_per_w * exchange)
        free_k = left_k / (1.0 + air_k_per_w * exchange)
        ideal_end = ideal.air_degc[hour + 1]
        target_k = 0.0
        if abs(load_w) < LEAST_W:
            drifts_to = ideal_end + free_k + per_w * stays_w
            target_k = min(max(drifts_to, heat_at), cool_at) - ideal_end
        need_w = load_w + (target_k - free_k) / per_w - stays_w
        if load_w >= LEAST_W:
            need_w = max(need_w, 0.0)
        elif load_w <= -LEAST_W:
            need_w = min(need_w, 0.0)

        # 2., 3. machine and moisture
        if outdoor < machine.lowest_outdoor_degc:
            locked_out = True
        elif outdoor >= machine.lowest_outdoor_degc + machine.restart_above_k:
            locked_out = False
        if is_buffered:
            surface_share = surface_ratio / at_saturation
            if deep_kg > 0.0:
                through_kg = between_layers(
                    surface_share - deep_share,
                    drivers.deep_kg_per_s * at_saturation,
                    surface_kg,
                    deep_kg,
                    HOUR_S,
                )
                surface_share -= through_kg / surface_kg
                deep_share += through_kg / deep_kg
            at_saturation = saturated_humidity_ratio(table, entering)
            surface_ratio = surface_share * at_saturation
            per_buffer = at_saturation / surface_kg
            pull_kg = pull(drivers.surface_kg_per_s * HOUR_S, per_buffer)
        capacity_kg = air_kg + outdoor_kg + pull_kg
        held_kg = air_kg * humidity + outdoor_kg * outdoor_ratio + gained_kg
        held_kg += pull_kg * surface_ratio
        humidity_end = held_kg / capacity_kg
        does = Hour(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
        backup_w = 0.0
        if need_w > LEAST_W and control.mode < 1.5:
            mode = 1.0
            if can_heat and not locked_out and not is_tripped:
                does = run_hour(
                    machine,
                    table,
                    1.0,
                    need_w,
                    outside,
                    entering,
                    humidity,
                    fan_stays_w,
                    part_load,
                )
            if outdoor <= machine.backup_below_degc:
                drawn_w = does.drawn_at_w - does.drawn_w_per_k * entering
                backup_w = min(max(need_w - does.room_w - drawn_w, 0.0), machine.backup_w)
        elif need_w < -LEAST_W and control.mode != 1.0 and machine.can_cool > 0.0:
            mode = -1.0
            if outdoor <= machine.highest_outdoor_degc and not is_tripped:
                humidity_end = humidity_after(
                    machine,
                    table,
                    -need_w,
                    outside,
                    entering,
                    held_kg,
                    capacity_kg,
                    fan_stays_w,
                    part_load,
                )
                does = run_hour(
                    machine,
                    table,
                    -1.0,
                    -need_w,
                    outside,
                    entering,
                    humidity_end,
                    fan_stays_w,
                    part_load,
                )
        latent_kg = does.latent_w * HOUR_S / VAPORISATION_J_PER_KG
        drawn_kg = does.drawn_kg_per_s * HOUR_S
        outdoor_kg += drawn_kg
        held_kg += drawn_kg * outdoor_ratio
        capacity_kg += drawn_kg
        humidity_end = (held_kg - latent_kg) / capacity_kg

        # 4. room
        extra_w = does.room_w + stays_w + backup_w - load_w
        extra_w += does.drawn_at_w - does.drawn_w_per_k * ideal_end
        exchange += does.drawn_w_per_k
        end_k = (left_k + air_k_per_w * extra_w) / (1.0 + air_k_per_w * exchange)
        for m in range(x.size):
            x[m] = decay[m] * x[m] + rise[m] * (extra_w - exchange * end_k)
        surface_ratio += pull_kg * (humidity_end - surface_ratio) * per_buffer
        exchanged_kg = outdoor_kg * (outdoor_ratio - humidity_end)
        condensed_kg = 0.0
        air_end = ideal_end + end_k
        saturated_degc, saturated_ratio = saturated(table, enthalpy(air_end, humidity_end))
        if saturated_degc > air_end:
            condensed_kg = (humidity_end - saturated_ratio) * air_kg
            humidity_end = saturated_ratio
        entered_kg += exchanged_kg + gained_kg - latent_kg - condensed_kg
        turnover_kg += abs(exchanged_kg) + gained_kg + latent_kg
        if counted >= 0:
            standby_w = (1.0 - does.running) * machine.standby_w
            if outdoor < machine.crankcase_below_degc:
                standby_w += (1.0 - does.running) * machine.crankcase_w
            if mode > 0.0 and outdoor < machine.pan_heater_below_degc:
                standby_w += does.running * machine.pan_heater_w
            fan_w = does.fan_w + fan_stays_w
            out.room_degc[hour] = ideal.mean_air_degc[hour] + 0.5 * (off_k + end_k)
            out.humidity_ratio[hour] = 0.5 * (humidity + humidity_end)
            out.latent_removed_w[hour] = does.latent_w
            if mode > 0.0:
                out.heat_delivered_w[hour] = does.room_w + stays_w + backup_w
                out.compressor_heating_w[hour] = does.compressor_w
                out.heating_electricity_w[hour] = (
                    does.compressor_w + does.defrost_w + fan_w + standby_w + backup_w
                )
            else:
                out.cool_delivered_w[hour] = -does.room_w - stays_w
                out.compressor_cooling_w[hour] = does.compressor_w
            out.fan_w[hour] = fan_w
            out.backup_w[hour] = backup_w
            out.defrost_w[hour] = does.defrost_w
            out.standby_w[hour] = standby_w
            out.running[hour] = does.running
            out.running_full[hour] = does.full
            out.speed[hour] = does.speed
            out.condensed_kg_per_s[hour] = condensed_kg / HOUR_S
            out.windows_open[hour] = open_share
            drawn_w = does.drawn_at_w - does.drawn_w_per_k * air_end
            out.drawn_heat_w[hour] = drawn_w
            drier = outdoor_ratio - humidity_end
            out.drawn_latent_w[hour] = does.drawn_kg_per_s * drier * VAPORISATION_J_PER_KG
            out.drawn_air_kg_per_s[hour] = does.drawn_kg_per_s
        off_k = end_k
        humidity = humidity_end
    change_kg = (humidity - humidity_start) * air_kg - stored_start_kg
    change_kg += surface_kg * surface_ratio / at_saturation + deep_kg * deep_share
    return entered_kg, change_kg, turnover_kg
