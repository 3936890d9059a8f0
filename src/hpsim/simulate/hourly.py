r"""The year in hours: ideal loads and a part-load factor, as most programs do it.

A machine that can't go as low as the load runs a fraction of the hour, and its efficiency is
multiplied by a part-load factor

.. math:: PLF = 1 - C_D (1 - PLR)

with PLR the load of the coil over its output at the lowest speed. What such a method leaves out of
a scenario is listed by `left_out`.

References
----------
C_D: AHRI 210/240-2023. The two other laws are those of public programs for small variable-speed
units: EnergyPlus' usual curve 0.85 + 0.15 PLR, and one that divides COP by up to 4.6.
"""

from __future__ import annotations

import math
from typing import Any, TypeVar

import numpy as np

from hpsim.building.ideal_load import CoolingLimits
from hpsim.building.solver_arrays import hourly_mean
from hpsim.equipment.kinds.furnace import TEST_OFF_S, part_load_c_d
from hpsim.equipment.ratings.points import Compressor
from hpsim.equipment.start_up import CYCLIC_TEST_S, degradation, lost_s
from hpsim.errors import SimulationError
from hpsim.kernel.hourly import HOUR_S, IdealYear, PartLoad, step_hours
from hpsim.kernel.pack import packed_machine
from hpsim.kernel.types import (
    Channels,
    Control,
    Faults,
    KernelInputs,
    Machine,
    RoomDrivers,
)
from hpsim.simulate.arrays import plain
from hpsim.simulate.response import RoomResponse


def part_load(
    heating: tuple[float, ...], cooling: tuple[float, ...], minimum: float = 0.0
) -> PartLoad:
    """Return the part-load factor of two polynomials of PLR, constants first."""
    return plain(PartLoad(np.array(heating), np.array(cooling), minimum))


def by_c_d(heating: float, cooling: float) -> PartLoad:
    """Return the part-load factor of degradation coefficients.

    Examples
    --------
    >>> by_c_d(0.25, 0.25).heating
    array([0.75, 0.25])
    """
    return part_load((1.0 - heating, heating), (1.0 - cooling, cooling))


IDEAL_MODULATION = by_c_d(0.0, 0.0)
"""Cycling costs nothing."""
ENERGYPLUS_CURVE = by_c_d(0.15, 0.15)
"""PLF = 0.85 + 0.15 PLR."""
STEEP_CURVE = part_load((-0.17, 1.17), (-0.17, 1.17), 0.22)
"""PLF = -0.17 + 1.17 PLR, at least 0.22: below PLR, so that a cycling unit is taken to use more
than one that runs through."""


def part_load_of(machine: Machine) -> PartLoad:
    """Return the part-load factor of a unit's own C_D: what its starts show in a cyclic test.

    A fan that runs on after a stop brings back some of what the start cost. A furnace's
    factor is that of the test of AFUE: heat left in the heat exchanger when the fan stops.
    """
    compressor: Compressor = "single_stage"
    if machine.compressor.modulates > 0.0:
        compressor = "variable_speed"
    elif machine.compressor.stages > 1.0:
        compressor = "two_stage"
    on_s, cycle_s = CYCLIC_TEST_S[compressor]
    coil = machine.indoor_coil
    overrun_s = cycle_s - on_s if machine.fan.always_on > 0.0 else machine.fan.overrun_s

    def c_d(tau_s: float, dead_s: float) -> float:
        if tau_s + dead_s <= 0.0:
            return 0.0
        left = math.exp(-overrun_s / (dead_s + tau_s))
        return degradation(lost_s(dead_s, tau_s, on_s) * left, on_s, cycle_s)

    heating = c_d(coil.heating_start_s, coil.heating_dead_s)
    if machine.burner.fuel_fraction > 0.0:
        after_s = machine.fan.overrun_s + machine.fan.heating_overrun_more_s
        if machine.fan.always_on > 0.0:
            after_s = TEST_OFF_S
        heating = part_load_c_d(
            machine.indoor_coil.heating_start_s, machine.burner.fan_delay_s, after_s
        )
    return by_c_d(heating, c_d(coil.cooling_start_sensible_s, coil.cooling_dead_s))


def left_out(machine: Machine, control: Control, response: RoomResponse) -> tuple[str, ...]:
    """Return a note on what a machine, its thermostat and its room have that hours leave out."""
    cools, compressor, fan = machine.can_cool > 0.0, machine.compressor, machine.fan
    coil = machine.indoor_coil
    has_backup, burns = machine.backup.power_w > 0.0, machine.burner.fuel_fraction > 0.0
    path, shut_while_cooled = machine.air_path, response.ideal.load_pass.air.switched_unless_cooled
    has_leaks = path.follows_fan > 0.0 and (
        path.induced_infiltration_kg_per_s != 0.0 or path.return_leak_kg_per_s > 0.0
    )
    found = {
        "the start boost": compressor.boost_s > 0.0,
        "the time in each of two stages": compressor.modulates == 0.0 and compressor.stages > 1.0,
        "the delay and the electricity of ignitions": burns,
        "the fan's overrun": fan.overrun_s + fan.heating_overrun_more_s > 0.0,
        "water that evaporates from the coil": cools and coil.water_capacity_kg > 0.0,
        "air that leaky ducts draw in while the fan runs alone": has_leaks,
        "dry mode (thermostat.humidity)": cools and control.dry_above < 1.0,
        "the sensor's offset": control.sensor_offset_k != 0.0,
        "supply air that reaches the sensor (short_circuit)": control.short_circuit > 0.0,
        "start_delay": control.start_delay_s > 0.0,
        "the unit's own control (control), as if its setpoints were held": control.is_own > 0.0,
        "the fan's runs without the compressor": control.fan_by_control > 0.0,
        "the limit of starts_per_hour": control.starts_per_hour_limit > 0.0,
        "steps of the backup (stages)": has_backup and machine.backup.stages > 1.0,
        "the lockout of the backup in a recovery": has_backup and control.recovery_lockout_s > 0.0,
        "backup that a defrost calls for": has_backup and machine.outdoor_coil.defrost > 0.0,
        "windows that open as nothing cools": shut_while_cooled.any()
        and (not cools or _stopped_in_need(machine, response)),
    }
    missing = [name for name, is_there in found.items() if is_there]
    if not missing:
        return ()
    return (f"resolution: hour knows no starts and stops; it leaves out {', '.join(missing)}",)


def _stopped_in_need(machine: Machine, response: RoomResponse) -> bool:
    """Return whether the weather ever stops a machine that should cool."""
    ideal, coil = response.ideal, machine.outdoor_coil
    limits = CoolingLimits(coil.lowest_cooling_degc, coil.highest_outdoor_degc)
    return bool(ideal.ideal_cooling_w[limits.stop(ideal.drivers.outdoor_degc)].any())


def ideal_year(response: RoomResponse) -> IdealYear:
    """Return the room under ideal control hour by hour."""
    year, ideal = response.year, response.ideal
    return IdealYear(
        load_w=year.ideal_heating_w - year.ideal_cooling_w,
        air_degc=np.ascontiguousarray(ideal.air_degc[:: round(HOUR_S / ideal.step_s)]),
        mean_air_degc=year.ideal_room_degc,
    )


_Series = TypeVar("_Series", RoomDrivers, Faults)


def by_the_hour(series: _Series, n_steps: int, step_s: float) -> _Series:
    """Return drivers or faults by the hour: means of means, and of instants those at full hours."""

    def of(values: object) -> object:
        if not isinstance(values, np.ndarray) or values.ndim > 1 or values.size < n_steps:
            return values
        if values.size == n_steps:
            return hourly_mean(values, step_s)
        return np.ascontiguousarray(values[:: round(HOUR_S / step_s)])

    fields: dict[str, Any] = {name: of(getattr(series, name)) for name in series._fields}
    return series._replace(**fields)


def healthy(n: int) -> Faults:
    """Return the faults of a machine without any, step by step."""
    one, none = np.ones(n), np.zeros(n)
    return Faults(one, one, one, one, one, one, none, none)


def hourly_year(
    inputs: KernelInputs, ideal: IdealYear, part_load: PartLoad, *, warmup_hours: int = 720
) -> Channels:
    """Return a year in hours: means over each, (n_hours,).

    Windows and doors of ``inputs`` are under ideal control, as ``ideal`` is hour by hour;
    ``part_load`` is what cycling costs. The hours of warm-up let the year begin with the
    humidity of a room in use.

    Raises
    ------
    SimulationError
        A temperature is not finite.
    """
    drivers, faults, room = inputs.drivers, inputs.faults, inputs.dynamics
    n, step_s = drivers.gain_w.size, drivers.step_s
    if faults.airflow.size == 0:
        faults = healthy(n)
    inputs = inputs._replace(
        drivers=by_the_hour(drivers, n, step_s)._replace(step_s=HOUR_S),
        faults=by_the_hour(faults, n, step_s),
        machine=packed_machine(inputs.machine),
    )
    decay = np.exp(-room.rate_per_s * HOUR_S)
    modes = np.stack([np.zeros(decay.size), decay, room.gain_k_per_w * (1.0 - decay)])
    channels = Channels(*(np.zeros(ideal.load_w.size) for _ in Channels._fields))
    step_hours(inputs, ideal, part_load, warmup_hours, modes, channels)
    if not np.isfinite(channels.room_degc).all():
        raise SimulationError("the room temperature is not finite: the room can't be stepped")
    return channels
