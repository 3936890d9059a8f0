"""The year in hours by ideal loads and a part-load factor, as most programs do it.

In every hour, in this order:

1. *need*: the ideal load, and what brings the room back to where ideal control would have it;
2. *machine*: the speed that meets the need; below the minimum output a fraction of the hour by the
   part-load factor; above the maximum what it can give, and the backup the rest. A cooling coil
   works at the humidity that the hour ends with (implicit: any room is stable);
3. *room*: its modes follow the difference between the heat given and the ideal load;
4. *accounting*.

Nothing starts or stops: the part-load factor is all that is known of cycling. Steady output is that
of the year in minutes (`hpsim.kernel.steady`), moisture that of a room without a machine
(`hpsim.kernel.moisture`).

References
----------
Part-load factor and running fraction: AHRI 210/240-2023 (C_D); EnergyPlus Engineering Reference,
"DX cooling coil": running fraction = PLR / PLF, with PLR the load of the coil, fan heat included,
over its capacity. Search: Dowell and Jarratt (1971), "A modified regula falsi method", BIT 11.
"""

from __future__ import annotations

from typing import NamedTuple

from hpsim.kernel.accounting import crankcase_heats, is_outside_cooling, off_cycle_power_w
from hpsim.kernel.airflow import VAPORISATION_J_PER_KG
from hpsim.kernel.compiling import compiled, internal
from hpsim.kernel.heat_pump import saturated_humidity_ratio
from hpsim.kernel.moisture import START_SHARE, Water, gather_water, moisten_surface
from hpsim.kernel.steady import Conditions, Steady, steady_output
from hpsim.kernel.types import (
    Channels,
    Faults,
    FloatArray,
    KernelInputs,
    Machine,
    RoomDrivers,
    Saturation,
)

HOUR_S = 3600.0
MIN_LOAD_W = 1e-3  # a smaller load is rounding
FOUND_W = 1e-3  # a speed or part-load ratio is found when its output is this near
FOUND_RATIO = 1e-9  # and a humidity ratio
MAX_ROUNDS = 60
STATE, DECAY, RISE = range(3)  # rows of the modes


class PartLoad(NamedTuple):
    """Part-load factor: efficiency while cycling over steady efficiency, by part-load ratio."""

    heating: FloatArray  # (n,) coefficients of a polynomial, constant first
    cooling: FloatArray
    minimum: float


class IdealYear(NamedTuple):
    """The room under ideal control."""

    load_w: FloatArray  # (n_hours,) means, heating positive, cooling negative
    air_degc: FloatArray  # (n_hours + 1,) instants
    mean_air_degc: FloatArray  # (n_hours,)


class RoomState(NamedTuple):
    """What is carried from hour to hour."""

    off_k: float  # the air's deviation from ideal control
    humidity_ratio: float
    surface: float  # relative humidity of what buffers moisture
    deep: float
    mode: float  # 1 heating, -1 cooling: what was needed last; 0: nothing yet
    is_locked_out: bool  # too cold to heat
    preheats: bool  # the crankcase heater, while the compressor is off


class Operation(NamedTuple):
    """How a machine runs in an hour."""

    steady: Steady
    ratio: float  # part-load ratio: output over the steady one
    energy: float  # input over the steady one: ratio over part-load factor
    running: float  # fraction of the hour
    speed: float


class Bracket(NamedTuple):
    """Two places between which a function crosses zero, and its values there."""

    low: float
    low_f: float
    high: float  # the place tried last
    high_f: float  # 0: not tried yet


@internal
def _next_try(of: Bracket) -> float:
    """Return where to look for the crossing next: on the line between the two places."""
    if of.high_f == 0.0:
        return of.high
    return of.high - of.high_f * (of.high - of.low) / (of.high_f - of.low_f)


@internal
def _narrowed(of: Bracket, tried: float, f: float) -> Bracket:
    """Return the bracket after a try; the value of an end that stays counts half."""
    if f * of.high_f < 0.0:
        return Bracket(of.high, of.high_f, tried, f)
    if of.high_f == 0.0:
        return Bracket(of.low, of.low_f, tried, f)
    return Bracket(of.low, 0.5 * of.low_f, tried, f)


@internal
def _without_coil_w(steady: Steady, idle_heat_w: float, room_degc: float) -> float:
    """Return the heat that reaches the room while a machine runs, but for the coil's [W].

    ``idle_heat_w`` is that of a fan which runs without the compressor as well.
    """
    induced_w = steady.induced_at_w - steady.induced_w_per_k * room_degc
    return steady.fan_and_case_w - idle_heat_w + induced_w


@internal
def _cycle(
    part_load: PartLoad, mode: float, need_w: float, steady: Steady, other_w: float, speed: float
) -> Operation:
    """Return the operation of a machine whose output at its lowest speed exceeds the need."""
    coefficients = part_load.heating if mode > 0.0 else part_load.cooling
    between = Bracket(0.0, -need_w, 1.0, 0.0)
    rounds = 0
    while True:
        rounds += 1
        ratio = _next_try(between)
        factor = 0.0
        for i in range(coefficients.size - 1, -1, -1):
            factor = factor * ratio + coefficients[i]
        energy = ratio / max(factor, part_load.minimum)
        running = min(energy, 1.0)
        f = ratio * steady.coil_w + mode * running * other_w - need_w
        if abs(f) < FOUND_W or rounds == MAX_ROUNDS:
            return Operation(steady, ratio, energy, running, speed)
        between = _narrowed(between, ratio, f)


@internal
def _meet(
    machine: Machine,
    table: Saturation,
    part_load: PartLoad,
    mode: float,
    need_w: float,
    idle_heat_w: float,
    at: Conditions,
    room_ratio: float,
) -> Operation:
    """Return the operation in which a machine meets a need [W, positive], as far as it can."""
    axis = machine.heating.speed if mode > 0.0 else machine.cooling.speed
    lowest = top = axis[axis.size - 1]
    if machine.compressor.modulates > 0.0 or machine.compressor.stages > 1.0:
        lowest = axis[0]
    steady = steady_output(machine, table, mode, at, room_ratio, lowest)
    other_w = _without_coil_w(steady, idle_heat_w, at.room_degc)
    f = steady.coil_w + mode * other_w - need_w
    if f >= 0.0:
        return _cycle(part_load, mode, need_w, steady, other_w, lowest)
    between = Bracket(lowest, f, top, 0.0)
    rounds = 0
    while True:
        rounds += 1
        speed = _next_try(between)
        steady = steady_output(machine, table, mode, at, room_ratio, speed)
        f = steady.coil_w + mode * _without_coil_w(steady, idle_heat_w, at.room_degc) - need_w
        if abs(f) < FOUND_W or (f < 0.0 and rounds == 1) or rounds == MAX_ROUNDS:
            return Operation(steady, 1.0, 1.0, 1.0, speed)
        between = _narrowed(between, speed, f)


@internal
def _humidity_at_end(water: Water, does: Operation, outdoor_ratio: float) -> tuple[float, float]:
    """Return the humidity ratio that an hour ends with in which a machine runs [kg/kg].

    And by how much a kilogram of water raises it.
    """
    induced_kg = does.running * does.steady.induced_kg_per_s * HOUR_S
    removed_kg = does.ratio * does.steady.latent_w * HOUR_S / VAPORISATION_J_PER_KG
    held_kg = water.held_kg + induced_kg * outdoor_ratio - removed_kg
    per_kg = 1.0 / (water.capacity_kg + induced_kg)
    return held_kg * per_kg, per_kg


@internal
def _cool(
    machine: Machine,
    table: Saturation,
    part_load: PartLoad,
    need_w: float,
    idle_heat_w: float,
    at: Conditions,
    water: Water,
) -> Operation:
    """Return the operation of a cooling machine at the humidity that the hour ends with."""
    outdoor_ratio, without = at.outdoor_humidity_ratio, water.held_kg / water.capacity_kg
    between = Bracket(0.0, without, max(without, outdoor_ratio), 0.0)
    rounds = 0
    while True:
        rounds += 1
        ratio = _next_try(between)
        does = _meet(machine, table, part_load, -1.0, need_w, idle_heat_w, at, ratio)
        f = _humidity_at_end(water, does, outdoor_ratio)[0] - ratio
        if abs(f) < FOUND_RATIO or rounds == MAX_ROUNDS:
            return does
        between = _narrowed(between, ratio, f)


@internal
def _conditions(drivers: RoomDrivers, faults: Faults, hour: int, room_degc: float) -> Conditions:
    """Return the mean air around the machine in an hour, and what neglect has made of it."""
    outdoor, outdoor_ratio = drivers.outdoor_degc, drivers.outdoor_humidity_ratio
    return Conditions(
        0.5 * (outdoor[hour] + outdoor[hour + 1]),
        0.5 * (outdoor_ratio[hour] + outdoor_ratio[hour + 1]),
        drivers.outdoor_air_kg_per_s[hour],
        room_degc,
        faults.heating_capacity[hour],
        faults.heating_power[hour],
        faults.cooling_capacity[hour],
        faults.cooling_power[hour],
        faults.airflow[hour],
        faults.fan_power[hour],
        faults.heating_colder_k[hour],
    )


@internal
def _idle_fan_w(machine: Machine, mode: float, fan_power: float) -> float:
    """Return the power of a fan that runs without the compressor [W]; 0 where it stops with it."""
    if machine.fan.always_on <= 0.0 or mode == 0.0:
        return 0.0
    fan_w: float = machine.heating.fan_w[0] if mode > 0.0 else machine.cooling.fan_w[0]
    return fan_w * fan_power


@internal
def _need(
    drivers: RoomDrivers,
    ideal: IdealYear,
    hour: int,
    air_k_per_w: float,
    left_k: float,
    idle_heat_w: float,
) -> float:
    """Return what brings the room back to ideal control by the end of an hour [W].

    ``left_k`` is what is left of the deviation by then, air exchange apart; between the setpoints
    any deviation is right.
    """
    load_w, end_degc = ideal.load_w[hour], ideal.air_degc[hour + 1]
    damping = 1.0 / (1.0 + air_k_per_w * drivers.exchange_w_per_k[hour])
    per_w = air_k_per_w * damping
    drift_k = left_k * damping + per_w * (idle_heat_w - load_w)
    need_w: float = -drift_k / per_w
    if load_w >= MIN_LOAD_W:
        return max(need_w, 0.0)
    if load_w <= -MIN_LOAD_W:
        return min(need_w, 0.0)
    drifts_to = end_degc + drift_k
    heat_at, cool_at = drivers.heating_setpoint_degc[hour], drivers.cooling_setpoint_degc[hour]
    return (min(max(drifts_to, heat_at), cool_at) - drifts_to) / per_w  # type: ignore[no-any-return]


@internal
def _account(
    machine: Machine,
    does: Operation,
    outdoor_degc: float,
    preheats: bool,
    mode: float,
    heat_w: float,
    backup_w: float,
    fan_w: float,
    out: Channels,
    hour: int,
) -> None:
    """Write what machine and backup did; ``heat_w`` is what they and the fan gave the room."""
    steady, heats = does.steady, mode > 0.0
    compressor_w, defrost_w = does.energy * steady.compressor_w, does.energy * steady.defrost_w
    standby_w = (1.0 - does.running) * off_cycle_power_w(machine, heats, outdoor_degc, preheats)
    if heats:
        fuel_w = machine.burner.fuel_fraction * compressor_w
        compressor_w -= fuel_w
        if outdoor_degc < machine.auxiliaries.pan_heater_below_degc:
            standby_w += does.running * machine.auxiliaries.pan_heater_w
        out.fuel_w[hour] = fuel_w
        out.heat_delivered_w[hour] = heat_w
        out.compressor_heating_w[hour] = compressor_w
        out.heating_electricity_w[hour] = compressor_w + defrost_w + fan_w + standby_w + backup_w
    else:
        out.cool_delivered_w[hour] = -heat_w
        out.latent_removed_w[hour] = does.ratio * steady.latent_w
        out.compressor_cooling_w[hour] = compressor_w
    out.fan_w[hour] = fan_w
    out.backup_w[hour] = backup_w
    out.defrost_w[hour] = defrost_w
    out.standby_w[hour] = standby_w
    out.running[hour] = does.running
    out.speed[hour] = does.running * does.speed
    axis = machine.heating.speed if heats else machine.cooling.speed
    lowest, top = axis[0], axis[axis.size - 1]
    full = 1.0 if does.speed >= top - 1e-6 else 0.0
    if machine.compressor.modulates == 0.0 and machine.compressor.stages > 1.0:
        full = max(does.speed - lowest, 0.0) / (top - lowest)  # in turns at both stages
    out.running_full[hour] = does.running * full


@internal
def _step_hour(
    inputs: KernelInputs,
    ideal: IdealYear,
    part_load: PartLoad,
    air_k_per_w: float,
    hour: int,
    state: RoomState,
    modes: FloatArray,
    out: Channels,
) -> RoomState:
    """Return the state after an hour and write its channels, as the module's docstring has it."""
    drivers, machine, table = inputs.drivers, inputs.machine, inputs.saturation
    faults, changeover, backup = inputs.faults, inputs.control.mode, machine.backup
    room_degc = ideal.mean_air_degc[hour] + state.off_k
    at = _conditions(drivers, faults, hour, room_degc)
    outdoor_degc, outdoor_ratio = at.outdoor_degc, at.outdoor_humidity_ratio
    idle_w = _idle_fan_w(machine, state.mode, at.fan_power)
    idle_heat_w = idle_w * machine.air_path.delivery_effectiveness
    saturated = saturated_humidity_ratio(table, room_degc)
    water = gather_water(drivers, hour, state.humidity_ratio, state.surface, state.deep, saturated)

    # 1. need
    left_k = 0.0
    for m in range(modes.shape[1]):
        left_k += modes[DECAY, m] * modes[STATE, m]
    need_w = _need(drivers, ideal, hour, air_k_per_w, left_k, idle_heat_w)

    # 2. machine
    mode, may_run = state.mode, faults.tripped[hour] < 0.5
    may_heat = machine.can_heat > 0.0
    restart_k = machine.outdoor_coil.restart_above_k if state.is_locked_out else 0.0
    is_locked_out = outdoor_degc < machine.outdoor_coil.lowest_outdoor_degc + restart_k
    highest_degc = machine.outdoor_coil.highest_outdoor_degc
    is_too_hot = is_outside_cooling(machine, outdoor_degc, highest_degc)
    steady = Steady(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    does = Operation(steady, 0.0, 0.0, 0.0, 0.0)
    backup_w = 0.0
    if need_w > MIN_LOAD_W and changeover < 1.5 and (may_heat or backup.power_w > 0.0):
        mode = 1.0
        if may_heat and may_run and not is_locked_out:
            ratio = state.humidity_ratio
            does = _meet(machine, table, part_load, mode, need_w, idle_heat_w, at, ratio)
        if outdoor_degc <= backup.below_degc:
            other_w = does.running * _without_coil_w(does.steady, idle_heat_w, room_degc)
            missing_w = need_w - does.ratio * does.steady.coil_w - other_w
            backup_w = min(max(missing_w, 0.0), backup.power_w)
    elif need_w < -MIN_LOAD_W and changeover != 1.0 and machine.can_cool > 0.0:
        mode = -1.0
        if may_run and not is_too_hot:
            does = _cool(machine, table, part_load, -need_w, idle_heat_w, at, water)
    steady, running = does.steady, does.running

    # 3. room
    heat_w = mode * does.ratio * steady.coil_w + running * steady.fan_and_case_w
    heat_w += (1.0 - running) * idle_heat_w + backup_w
    induced_kg_per_s = running * steady.induced_kg_per_s
    induced_w_per_k, induced_at_w = running * steady.induced_w_per_k, running * steady.induced_at_w
    exchange_w_per_k = drivers.exchange_w_per_k[hour] + induced_w_per_k
    end_degc = ideal.air_degc[hour + 1]
    extra_w = heat_w - ideal.load_w[hour] + induced_at_w - induced_w_per_k * end_degc
    end_k = (left_k + air_k_per_w * extra_w) / (1.0 + air_k_per_w * exchange_w_per_k)
    extra_w -= exchange_w_per_k * end_k
    for m in range(modes.shape[1]):
        modes[STATE, m] = modes[DECAY, m] * modes[STATE, m] + modes[RISE, m] * extra_w
    end_degc += end_k
    mixed, per_kg = _humidity_at_end(water, does, outdoor_ratio)
    humidity = min(mixed, saturated_humidity_ratio(table, end_degc))
    surface = moisten_surface(drivers, water, humidity, saturated)

    # 4. accounting
    fan_w = running * steady.fan_w + (1.0 - running) * idle_w
    preheats = crankcase_heats(machine, mode > 0.0, outdoor_degc, state.preheats)
    _account(machine, does, outdoor_degc, preheats, mode, heat_w, backup_w, fan_w, out, hour)
    out.drawn_air_kg_per_s[hour] = induced_kg_per_s
    out.drawn_latent_w[hour] = induced_kg_per_s * (outdoor_ratio - humidity) * VAPORISATION_J_PER_KG
    out.drawn_heat_w[hour] = induced_at_w - induced_w_per_k * end_degc
    out.condensed_kg_per_s[hour] = (mixed - humidity) / per_kg / HOUR_S
    out.cut_out_heating[hour] = 1.0 if may_heat and is_locked_out else 0.0
    out.cut_out_cooling[hour] = 1.0 if machine.can_cool > 0.0 and is_too_hot else 0.0
    out.room_degc[hour] = ideal.mean_air_degc[hour] + 0.5 * (state.off_k + end_k)
    out.humidity_ratio[hour] = 0.5 * (state.humidity_ratio + humidity)
    return RoomState(end_k, humidity, surface, water.deep, mode, is_locked_out, preheats)


@compiled
def step_hours(
    inputs: KernelInputs,
    ideal: IdealYear,
    part_load: PartLoad,
    warmup_hours: int,
    modes: FloatArray,
    out: Channels,
) -> None:
    """Step one machine through the year in hours and fill ``out``, each array (n_hours,).

    Parameters
    ----------
    inputs : KernelInputs
        Room, machine and control; drivers and faults by the hour, faults of a healthy machine too.
    ideal : IdealYear
        The room under ideal control.
    part_load : PartLoad
        What cycling costs.
    warmup_hours : int
        Run before the year; their channels are overwritten.
    modes : (3, n_modes)
        Deviation from ideal control mode by mode, 0 at first [K]; decay over an hour [-]; rise over
        an hour [K/W].
    out : Channels
        What happened, means over each hour.
    """
    humidity_ratio, n_hours = inputs.drivers.outdoor_humidity_ratio, ideal.load_w.size
    air_k_per_w = inputs.dynamics.direct_k_per_w
    for m in range(modes.shape[1]):
        air_k_per_w += modes[RISE, m]
    first = (n_hours - warmup_hours) % n_hours
    saturated = saturated_humidity_ratio(inputs.saturation, ideal.air_degc[first])
    damp = min(humidity_ratio[first] / saturated, START_SHARE)
    state = RoomState(0.0, humidity_ratio[first], damp, damp, 0.0, False, False)
    for counted in range(-warmup_hours, n_hours):
        hour = counted % n_hours
        state = _step_hour(inputs, ideal, part_load, air_k_per_w, hour, state, modes, out)
