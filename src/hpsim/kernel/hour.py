"""The year in hours: ideal loads and a part-load factor, as most programs do it.

In every hour, in this order:

1. *need*: the ideal load, and what brings the room to where the thermostat's sensor wants it;
2. *machine*: the speed that meets the need; below the least output it runs a part of the hour,
   with the degradation that the part-load factor says, and gives back some of the water that it
   caught; above the greatest it gives what it can, and the backup the rest, unless a recovery
   keeps it out;
3. *dry mode*: if the air stays too damp, part of the hour at the lowest speed with less air, as
   far as the room may be cooled;
4. *moisture*: the room's humidity at the end of the hour, with the coil's removal at that
   humidity (implicit, so that no time constant is too short for an hour);
5. *room*: the modes answer to the difference between what was given and the ideal load.

Nothing starts or stops here: what starts cost is what the part-load factor says, how many there
are what the thermostat law says. A hose or leaky ducts draw air in as long as the compressor runs;
windows that follow the room open for whole hours.

References
----------
Part-load factor and running share: AHRI 210/240-2023 (C_D); EnergyPlus Engineering Reference,
"DX cooling coil": running share = PLR / PLF, with PLR the load of the coil, fan heat included,
over its capacity. Water given back: Henderson and Rengarajan (1996), as there.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from hpsim.kernel.air import (
    VAPORISATION_J_PER_KG,
    bypass_at,
    enthalpy,
    saturated,
    sensible_heat_ratio,
    wet_bulb,
)
from hpsim.kernel.airflow import MOIST_AIR_J_PER_KG_K
from hpsim.kernel.coil import by_wet_bulb
from hpsim.kernel.compiling import compiled
from hpsim.kernel.controller import (
    CHANGED_SET_POINT_K,
    DRY_HYSTERESIS,
    RECOVERY_LOSS_K,
    short_circuit_k_per_w,
)
from hpsim.kernel.lookup import interpolate, look_up
from hpsim.kernel.plant import (
    RATED_DRY_BULB_DEGC,
    RATED_OUTDOOR_DEGC,
    RATED_WET_BULB_DEGC,
    WET_BULB_DEPRESSION_K,
    drawn_in,
    frost,
    quadratic,
    saturated_humidity_ratio,
)
from hpsim.kernel.room import between_layers, pull
from hpsim.kernel.types import (
    Channels,
    Control,
    Faults,
    FloatArray,
    KernelInputs,
    Machine,
    Saturation,
)

HOUR_S = 3600.0
LEAST_W = 1e-3  # a smaller load is rounding
SAME_W = 0.01  # a speed is found when its output is this near
SAME_RATIO = 1e-8  # a humidity is found
MOST_ROUNDS = 60
FAN_ROUNDS = 15  # each makes the error 5 to 30 times smaller
DRY_ROUNDS = 12  # halvings of the time in dry mode: to a second
SAME_K = 0.01  # a set point this near is reached


class PartLoad(NamedTuple):
    """Efficiency while cycling over steady efficiency: ``max(at_zero + slope PLR, floor)``.

    And starts an hour at half load: they decide what a fan's overrun uses and what water the coil
    gives back. 0: neither.
    """

    heating_at_zero: float
    heating_slope: float
    cooling_at_zero: float
    cooling_slope: float
    floor: float
    starts_per_h: float = 0.0


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
    evaporation_w: float  # of a full coil at rest, its fan on


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
    returned_w: float  # of what the coil caught, evaporated into the room


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
            0.0,
        )
    total_w, power_w = look_up(machine.cooling, coil_degc, speed)
    wet_degc = wet_bulb(table, room_degc, room_ratio)
    d = wet_degc - RATED_WET_BULB_DEGC
    hotter = coil_degc - RATED_OUTDOOR_DEGC
    capacity_factor, power_factor = by_wet_bulb(machine, d, hotter)
    total_w *= capacity_factor
    power_w *= power_factor
    total_w *= outside.cooling_capacity
    power_w *= outside.cooling_power
    axis = machine.cooling.speed
    airflow = interpolate(axis, machine.cooling_airflow_kg_per_s, speed)
    a0 = interpolate(axis, machine.coil_a0_kg_per_s, speed)
    bypass = bypass_at(math.exp(-a0 / airflow), outside.airflow)
    airflow *= outside.airflow
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
        machine.coil_evaporation_kg_per_s
        * VAPORISATION_J_PER_KG
        * max(room_degc - wet_degc, 0.0)
        / WET_BULB_DEPRESSION_K,
    )


@compiled
def starts_per_s(part_load: PartLoad, running: float) -> float:
    """Return starts a second by the thermostat law ``4 N X (1 - X)`` [1/s]."""
    return 4.0 * part_load.starts_per_h / HOUR_S * running * (1.0 - running)


@compiled
def given_back(machine: Machine, at: Steady, starts: float, running: float) -> float:
    """Return the heat of the water that a cycling coil gives back, hourly mean [W].

    The coil is full at each stop. It gives water off while the fan runs, as far as it is not cold:
    after the stop as the cold dies away, after the next start until it is there again.

    Parameters
    ----------
    starts : float
        Of the compressor [1/s].
    """
    most_w = VAPORISATION_J_PER_KG * machine.coil_water_capacity_kg
    if starts <= 0.0 or most_w <= 0.0 or at.evaporation_w <= 0.0:
        return 0.0
    blows_s = (1.0 - running) / starts
    if machine.fan_always_on == 0.0:
        blows_s = min(blows_s, machine.fan_overrun_s)
    time_s = machine.cooling_start_sensible_s
    dries_s = blows_s
    if time_s > 0.0:
        dries_s += time_s * (math.exp(-blows_s / time_s) - math.exp(-running / starts / time_s))
    # the root of the water falls linearly
    root = max(1.0 - 0.5 * at.evaporation_w * dries_s / most_w, 0.0)
    return starts * most_w * (1.0 - root * root)


@compiled
def beside_coil(at: Steady, room_degc: float, fan_stays_w: float) -> float:
    """Return the heat that reaches the room beside the coil while a machine runs [W].

    From fan, hose and case and with the air that it draws in; beside a fan that runs without the
    compressor as well.
    """
    return at.beside_w + at.drawn_at_w - at.drawn_w_per_k * room_degc - fan_stays_w


@compiled
def share_of_hour(
    machine: Machine,
    load_w: float,
    at: Steady,
    mode: float,
    beside_w: float,
    overrun_w: float,
    part_load: PartLoad,
) -> tuple[float, float, float, float]:
    """Return what a cycling machine does in an hour.

    Part-load ratio of the coil; energy over that of an hour's steady operation; share of the time
    in the fan's overrun; heat of the water that the coil gives back [W].

    The coil carries the load and the heat beside it, which comes as long as the compressor runs,
    less what its water cools as it evaporates; a part-load factor below PLR means that a cycling
    unit uses more than one that runs through.

    Parameters
    ----------
    overrun_w : float
        Of the fan after a stop.
    """
    at_zero, slope = part_load.cooling_at_zero, part_load.cooling_slope
    if mode > 0.0:
        at_zero, slope = part_load.heating_at_zero, part_load.heating_slope
    ratio = energy = overrun = returned_w = 0.0
    for _ in range(FAN_ROUNDS):
        running = min(energy, 1.0)
        starts = starts_per_s(part_load, running)
        overrun_s = machine.fan_overrun_s
        if mode > 0.0:  # a furnace's fan starts late as well
            overrun_s += machine.heating_overrun_more_s - machine.fan_delay_s
        overrun = min(starts * overrun_s, 1.0 - running)
        if mode < 0.0:
            returned_w = min(given_back(machine, at, starts, running), ratio * at.latent_w)
        wanted = load_w - mode * (running * beside_w + overrun * overrun_w) - returned_w
        ratio = min(max(wanted / max(at.coil_w, LEAST_W), 0.0), 1.0)
        energy = ratio / max(at_zero + slope * ratio, part_load.floor)
    return ratio, energy, overrun, min(returned_w, ratio * at.latent_w)


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
        overrun_fan_w = 0.0
        if fan_stays_w == 0.0:
            overrun_fan_w = machine.heating_fan_w[0] if mode > 0.0 else machine.cooling_fan_w[0]
            overrun_fan_w *= outside.fan_power
        overrun_w = overrun_fan_w * machine.delivered_share
        ratio, energy, overrun, returned_w = share_of_hour(
            machine, load_w, at, mode, beside_w, overrun_w, part_load
        )
        running = min(energy, 1.0)
        return Hour(
            mode * (ratio * at.coil_w + returned_w)
            + running * (at.beside_w - stays_w)
            + overrun * overrun_w,
            ratio * at.latent_w - returned_w,
            energy * at.compressor_w,
            energy * at.defrost_w,
            running * (at.fan_w - fan_stays_w) + overrun * overrun_fan_w,
            running,
            running * lowest,
            0.0 if modulates else running,
            running * at.drawn_kg_per_s,
            running * at.drawn_w_per_k,
            running * at.drawn_at_w,
            returned_w,
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
        0.0,
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
def dried(
    machine: Machine,
    table: Saturation,
    outside: Outside,
    room_degc: float,
    held_kg: float,
    capacity_kg: float,
    share: float,
    part_load: PartLoad,
) -> tuple[float, Steady, float]:
    """Return the humidity ratio at the end of an hour with dry mode.

    And what the machine does in it, and the heat of the water that the coil gives back [W].

    Parameters
    ----------
    outside : Outside
        With what less air does to the machine.
    held_kg, capacity_kg : float
        As for `humidity_after`, after what the hour's ordinary cooling removed.
    share : float
        Of the hour in dry mode.
    """
    axis = machine.cooling.speed
    modulates = machine.modulates > 0.0 or machine.stages > 1.0
    lowest = axis[0] if modulates else axis[axis.size - 1]
    starts = starts_per_s(part_load, share)
    high = held_kg / capacity_kg
    low, low_f, high_f = 0.0, high, 0.0
    ratio = high
    at = steady(machine, table, -1.0, outside, room_degc, ratio, lowest)
    returned_w = 0.0
    for i in range(MOST_ROUNDS):
        if i > 0:
            ratio = high - high_f * (high - low) / (high_f - low_f)
            at = steady(machine, table, -1.0, outside, room_degc, ratio, lowest)
        returned_w = min(given_back(machine, at, starts, share), share * at.latent_w)
        drawn_kg = share * at.drawn_kg_per_s * HOUR_S
        f = held_kg + drawn_kg * outside.humidity_ratio
        f -= (share * at.latent_w - returned_w) * HOUR_S / VAPORISATION_J_PER_KG
        f = f / (capacity_kg + drawn_kg) - ratio
        if abs(f) < SAME_RATIO:
            break
        if f * high_f < 0.0:
            low, low_f = high, high_f
        elif i > 0:
            low_f *= 0.5
        high, high_f = ratio, f
    return ratio, at, returned_w


@compiled
def dry_mode(
    machine: Machine,
    table: Saturation,
    control: Control,
    outside: Outside,
    room_degc: float,
    does: Hour,
    held_kg: float,
    capacity_kg: float,
    without_degc: float,
    floor_degc: float,
    per_w: float,
    fan_stays_w: float,
    part_load: PartLoad,
) -> tuple[Hour, float, bool]:
    """Return an hour with dry mode beside its ordinary cooling.

    What the machine does, the share of the hour in dry mode, and whether the air is still too
    damp: as long as it may run without the room getting too cold, at most until the air is dry.

    Parameters
    ----------
    does : Hour
        Ordinary cooling.
    held_kg, capacity_kg : float
        As for `humidity_after`, after ordinary cooling.
    without_degc, floor_degc : float
        Room at the hour's end without dry mode, and how cold it may get.
    per_w : float
        Rise of the room over the hour [K/W].
    """
    less_air = Outside(
        outside.degc,
        outside.humidity_ratio,
        outside.heating_capacity,
        outside.heating_power,
        outside.cooling_capacity * control.dry_capacity,
        outside.cooling_power * control.dry_power,
        outside.airflow * control.dry_airflow,
        outside.fan_power * control.dry_airflow**3,
        outside.heating_colder_k,
        outside.air_kg_per_s,
    )
    stays_w = fan_stays_w * machine.delivered_share
    wanted = control.dry_above - DRY_HYSTERESIS
    most = 1.0 - does.running
    _, at, returned_w = dried(
        machine, table, less_air, room_degc, held_kg, capacity_kg, most, part_load
    )
    cold_k = per_w * max(at.coil_w - beside_coil(at, room_degc, stays_w), LEAST_W)
    most = min(most, max(without_degc - floor_degc, 0.0) / cold_k)
    low, high, share = 0.0, most, most
    is_damp = True
    for _ in range(DRY_ROUNDS):  # the least share that dries the air enough
        ratio, at, returned_w = dried(
            machine, table, less_air, room_degc, held_kg, capacity_kg, share, part_load
        )
        end_degc = without_degc - cold_k * share
        if ratio <= wanted * saturated_humidity_ratio(table, end_degc):
            is_damp = False
            high = share
        elif share >= most:
            break
        else:
            low = share
        share = 0.5 * (low + high)
    axis = machine.cooling.speed
    top = axis[axis.size - 1]
    modulates = machine.modulates > 0.0 or machine.stages > 1.0
    return (
        Hour(
            does.room_w + share * (at.beside_w - at.coil_w - stays_w) - returned_w,
            does.latent_w + share * at.latent_w - returned_w,
            does.compressor_w + share * at.compressor_w,
            does.defrost_w,
            does.fan_w + share * (at.fan_w - fan_stays_w),
            does.running + share,
            does.speed + share * (axis[0] if modulates else top),
            does.full if modulates else does.full + share,
            does.drawn_kg_per_s + share * at.drawn_kg_per_s,
            does.drawn_w_per_k + share * at.drawn_w_per_k,
            does.drawn_at_w + share * at.drawn_at_w,
            does.returned_w + returned_w,
        ),
        share,
        is_damp,
    )


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
def full_output(
    machine: Machine,
    table: Saturation,
    mode: float,
    outside: Outside,
    room_degc: float,
    room_ratio: float,
    stays_w: float,
) -> float:
    """Return the most that a machine brings to or takes from the room [W]."""
    axis = machine.heating.speed if mode > 0.0 else machine.cooling.speed
    at = steady(machine, table, mode, outside, room_degc, room_ratio, axis[axis.size - 1])
    return at.coil_w + mode * beside_coil(at, room_degc, stays_w)


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
    room, drivers, machine, control, table, faults, _ = inputs
    n_hours = ideal.load_w.size
    per_hour = round(HOUR_S / drivers.step_s)
    decay = np.exp(-room.rate_per_s * HOUR_S)
    rise = room.gain_k_per_w * (1.0 - decay)
    air_k_per_w = room.direct_k_per_w + rise.sum()
    heat_before = drivers.heating_setpoint_degc[-1]
    cool_before = drivers.cooling_setpoint_degc[-1]
    x = np.zeros(decay.size)  # the deviation from ideal control, mode by mode [K]
    off_k = 0.0  # the deviation of the air at the hour's start [K]
    mode = 0.0
    locked_out = False
    may_heat = machine.can_heat > 0.0 and control.mode < 1.5
    can_heat = may_heat and control.emergency_heat == 0.0
    can_cool = machine.can_cool > 0.0 and control.mode != 1.0
    half_k = 0.5 * control.differential_k
    offset_k = control.sensor_offset_k
    supply_k_per_w = short_circuit_k_per_w(
        control.short_circuit, machine.cooling_airflow_kg_per_s[-1]
    )
    recovering = 0.0  # 1 towards a higher heating set point, -1 towards a lower cooling one
    recovering_s = 0.0
    recovery_from_degc = 0.0
    drying = False
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
    has_doors = drivers.home_air_kg_per_s.size > 0

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
        home_kg = home_water_kg = 0.0
        for k in range(hour * per_hour, (hour + 1) * per_hour):
            outdoor += 0.5 * (drivers.outdoor_degc[k] + drivers.outdoor_degc[k + 1]) / per_hour
            w = drivers.outdoor_humidity_ratio
            outdoor_ratio += 0.5 * (w[k] + w[k + 1]) / per_hour
            exchange += drivers.exchange_w_per_k[k] / per_hour
            outdoor_kg += drivers.outdoor_air_kg_per_s[k] * drivers.step_s
            gained_kg += drivers.moisture_gain_kg_per_s[k] * drivers.step_s
            if has_doors:
                home_kg += drivers.home_air_kg_per_s[k] * drivers.step_s
                home_water_kg += drivers.home_water_kg_per_s[k] * drivers.step_s
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
        heat_at, cool_at = heat_before, cool_before
        changed_s = 0.0  # into the hour
        for k in range(hour * per_hour, (hour + 1) * per_hour):
            heat_at = drivers.heating_setpoint_degc[k]
            cool_at = drivers.cooling_setpoint_degc[k]
            if heat_at > heat_before + CHANGED_SET_POINT_K and can_heat:
                recovering, recovering_s = 1.0, 0.0
                recovery_from_degc = ideal.air_degc[hour] + off_k
                changed_s = (k - hour * per_hour) * drivers.step_s
            elif cool_at < cool_before - CHANGED_SET_POINT_K and can_cool:
                recovering, recovering_s = -1.0, 0.0
                changed_s = (k - hour * per_hour) * drivers.step_s
            heat_before, cool_before = heat_at, cool_at

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
        target_k = -offset_k
        if abs(load_w) < LEAST_W:
            drifts_to = ideal_end + free_k + per_w * stays_w
            target_k = min(max(drifts_to, heat_at - offset_k), cool_at - offset_k) - ideal_end
        # the sensor's wish, with what its own supply air adds to what it feels
        need_w = per_w * (load_w - stays_w) + target_k - free_k
        need_w /= per_w + supply_k_per_w
        if load_w >= LEAST_W:
            need_w = max(need_w, 0.0)
        elif load_w <= -LEAST_W:
            need_w = min(need_w, 0.0)

        # 2. to 4. machine, dry mode and moisture
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
        capacity_kg = air_kg + outdoor_kg + home_kg + pull_kg
        held_kg = air_kg * humidity + outdoor_kg * outdoor_ratio + gained_kg + home_water_kg
        held_kg += pull_kg * surface_ratio
        humidity_end = held_kg / capacity_kg
        does = Hour(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
        backup_w = 0.0
        dry_share = 0.0
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
                is_alone = locked_out or not can_heat
                if recovering > 0.0 and not is_alone:
                    waits_s = changed_s + control.recovery_lockout_s - recovering_s
                    if ideal.air_degc[hour] + off_k >= recovery_from_degc - RECOVERY_LOSS_K:
                        backup_w *= 1.0 - min(max(waits_s / HOUR_S, 0.0), 1.0)
        elif need_w < -LEAST_W and can_cool:
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
        if need_w > LEAST_W or not can_cool or is_tripped or outdoor > machine.highest_outdoor_degc:
            drying = False
        elif control.dry_above < 1.0:
            latent_kg = does.latent_w * HOUR_S / VAPORISATION_J_PER_KG
            drawn_kg = does.drawn_kg_per_s * HOUR_S
            held_dry_kg = held_kg + drawn_kg * outdoor_ratio - latent_kg
            capacity_dry_kg = capacity_kg + drawn_kg
            extra_w = does.room_w + stays_w - load_w
            extra_w += does.drawn_at_w - does.drawn_w_per_k * ideal_end
            warm_k = left_k + air_k_per_w * extra_w
            warm_k /= 1.0 + air_k_per_w * (exchange + does.drawn_w_per_k)
            without_degc = ideal_end + warm_k
            floor_degc = max(cool_at - control.dry_overcool_k, heat_at + 2.0 * half_k) - offset_k
            relative = held_dry_kg / capacity_dry_kg
            relative /= saturated_humidity_ratio(table, without_degc)
            wanted = control.dry_above - DRY_HYSTERESIS
            if relative > control.dry_above:
                drying = True
            elif relative <= wanted:
                drying = False
            if drying:
                does, dry_share, drying = dry_mode(
                    machine,
                    table,
                    control,
                    outside,
                    entering,
                    does,
                    held_dry_kg,
                    capacity_dry_kg,
                    without_degc,
                    floor_degc,
                    per_w,
                    fan_stays_w,
                    part_load,
                )
                if dry_share > 0.0:
                    mode = -1.0
        latent_kg = does.latent_w * HOUR_S / VAPORISATION_J_PER_KG
        drawn_kg = does.drawn_kg_per_s * HOUR_S
        outdoor_kg += drawn_kg
        held_kg += drawn_kg * outdoor_ratio
        capacity_kg += drawn_kg
        humidity_end = (held_kg - latent_kg) / capacity_kg

        # 5. room
        extra_w = does.room_w + stays_w + backup_w - load_w
        extra_w += does.drawn_at_w - does.drawn_w_per_k * ideal_end
        exchange += does.drawn_w_per_k
        end_k = (left_k + air_k_per_w * extra_w) / (1.0 + air_k_per_w * exchange)
        for m in range(x.size):
            x[m] = decay[m] * x[m] + rise[m] * (extra_w - exchange * end_k)
        surface_ratio += pull_kg * (humidity_end - surface_ratio) * per_buffer
        exchanged_kg = outdoor_kg * (outdoor_ratio - humidity_end)
        exchanged_kg += home_water_kg - home_kg * humidity_end
        condensed_kg = 0.0
        air_end = ideal_end + end_k
        # how long it took to reach a new set point, if it is reached: at full output
        recovers_s = 0.0
        if recovering != 0.0:
            recovers_s = HOUR_S - changed_s
            if recovering > 0.0:
                is_there = air_end + offset_k >= heat_at - half_k - SAME_K
            else:
                is_there = air_end + offset_k <= cool_at + half_k + SAME_K
            if is_there:
                most_w = full_output(
                    machine, table, recovering, outside, entering, humidity, stays_w
                )
                if backup_w > 0.0:
                    most_w += machine.backup_w
                # afterwards it holds the room, as in the next hour
                holds_w = max(recovering * ideal.load_w[(hour + 1) % n_hours], 0.0)
                share = (recovering * need_w - holds_w) / max(most_w - holds_w, LEAST_W)
                recovers_s *= min(max(share, 0.0), 1.0)
                recovering = 0.0
            recovering_s += HOUR_S - changed_s
        saturated_degc, saturated_ratio = saturated(table, enthalpy(air_end, humidity_end))
        if saturated_degc > air_end:
            condensed_kg = (humidity_end - saturated_ratio) * air_kg
            humidity_end = saturated_ratio
        entered_kg += exchanged_kg + gained_kg - latent_kg - condensed_kg
        turnover_kg += abs(exchanged_kg) + gained_kg + latent_kg
        if counted >= 0:
            standby_w = (1.0 - does.running) * machine.standby_w
            below_degc = machine.crankcase_below_degc
            if mode < 0.0:
                below_degc = machine.crankcase_below_cooling_degc
            if outdoor < below_degc:
                standby_w += (1.0 - does.running) * machine.crankcase_w
            if mode > 0.0 and outdoor < machine.pan_heater_below_degc:
                standby_w += does.running * machine.pan_heater_w
            fan_w = does.fan_w + fan_stays_w
            out.room_degc[hour] = ideal.mean_air_degc[hour] + 0.5 * (off_k + end_k)
            out.humidity_ratio[hour] = 0.5 * (humidity + humidity_end)
            out.latent_removed_w[hour] = does.latent_w
            out.latent_returned_w[hour] = does.returned_w
            if mode > 0.0:
                out.heat_delivered_w[hour] = does.room_w + stays_w + backup_w
                fuel_w = machine.fuel_share * does.compressor_w
                out.fuel_w[hour] = fuel_w
                out.compressor_heating_w[hour] = does.compressor_w - fuel_w
                out.heating_electricity_w[hour] = (
                    does.compressor_w - fuel_w + does.defrost_w + fan_w + standby_w + backup_w
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
            out.recovering[hour] = recovers_s / HOUR_S
            out.drying[hour] = dry_share
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
