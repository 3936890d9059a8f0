"""A test bench for machines: rooms and controllers so plain that only the machine is left."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from hpsim.control.compile import NO_COOLING_DEGC, NO_HEATING_DEGC
from hpsim.equipment.assumptions import MachineAssumptions
from hpsim.equipment.kinds import read_candidate
from hpsim.kernel.state import N_CHANNELS
from hpsim.kernel.types import (
    Channels,
    Control,
    FloatArray,
    KernelInputs,
    Machine,
    PerformanceMap,
    RoomDrivers,
    RoomDynamics,
)
from hpsim.kernel.year import N_CYCLE_FIELDS, simulate_year
from hpsim.psychrometrics import saturation_table
from hpsim.validation.checks import Facts

SEA_LEVEL_PA = 101325.0
HUGE = 1e12  # a capacity so large that nothing moves it


class BenchRun(NamedTuple):
    """What a machine did on the bench."""

    steps: Channels
    """Means over each step."""
    cycles: FloatArray
    """(n, 7) as in `Cycles`."""
    step_s: float


class Bench(NamedTuple):
    """A room of one capacity, with constant outdoor air and gain."""

    n_hours: int
    outdoor_degc: float
    room_degc: float
    """Where the room would be without loss and gain, and where it starts."""
    humidity_ratio: float
    """Held: the room's moisture capacity is as good as endless."""
    heating_degc: FloatArray | float = NO_HEATING_DEGC
    cooling_degc: FloatArray | float = NO_COOLING_DEGC
    """Setpoints: one, or one per ``base_step_s``."""
    gain_w: float = 0.0
    loss_w_per_k: float = 1e-3
    """To a place at ``room_degc``."""
    capacity_j_per_k: float = HUGE
    base_step_s: float = 1800.0

    def inputs(self, machine: Machine, control: Control) -> KernelInputs:
        """Return what the kernel takes."""
        drivers = steady_drivers(
            round(self.n_hours * 3600.0 / self.base_step_s),
            self.base_step_s,
            outdoor_degc=self.outdoor_degc,
            free_air_degc=self.room_degc,
            outdoor_humidity_ratio=self.humidity_ratio,
            heating_degc=self.heating_degc,
            cooling_degc=self.cooling_degc,
            gain_w=self.gain_w,
        )
        room = lumped_room(self.capacity_j_per_k, self.loss_w_per_k)
        return KernelInputs(room, drivers, machine, control, saturation_table(SEA_LEVEL_PA))


def lumped_room(capacity_j_per_k: float, loss_w_per_k: float) -> RoomDynamics:
    """Return a room of one capacity and one resistance: all can be solved by hand."""
    return RoomDynamics(
        rate_per_s=np.array([loss_w_per_k / capacity_j_per_k]),
        gain_k_per_w=np.array([1.0 / loss_w_per_k]),
        direct_k_per_w=0.0,
    )


def steady_drivers(
    n_steps: int,
    step_s: float,
    *,
    outdoor_degc: FloatArray | float,
    outdoor_humidity_ratio: float,
    free_air_degc: FloatArray | float | None = None,
    heating_degc: FloatArray | float = NO_HEATING_DEGC,
    cooling_degc: FloatArray | float = NO_COOLING_DEGC,
    gain_w: float = 0.0,
    moisture_gain_kg_per_s: float = 0.0,
    outdoor_air_kg_per_s: float = 0.0,
    exchange_w_per_k: float = 0.0,
    exchange_degc: float = 0.0,
    air_mass_kg: float = 100.0,
    moisture_capacity_kg: float = HUGE,
    pressure_pa: float = SEA_LEVEL_PA,
) -> RoomDrivers:
    """Return what acts on a room, constant unless an array is given.

    Parameters
    ----------
    n_steps : int
        Base steps.
    step_s : float
        Length of a base step [s].
    outdoor_degc : float or ndarray
        (n_steps + 1,) outdoor temperature at step ends [degC].
    outdoor_humidity_ratio : float
        Of the outdoor air [-].
    free_air_degc : float or ndarray, optional
        (n_steps + 1,) where the room would be without gain; default: as outdoors [degC].
    heating_degc, cooling_degc : float or ndarray
        (n_steps,) setpoints; default: none [degC].
    gain_w : float
        Into the air [W].
    moisture_gain_kg_per_s : float
        Into the air [kg/s].
    outdoor_air_kg_per_s : float
        Air exchange with outdoors, for the moisture alone [kg/s].
    exchange_w_per_k, exchange_degc : float
        Conductance of an air exchange [W/K] with air of that temperature [degC].
    air_mass_kg : float
        Of the room's air [kg].
    moisture_capacity_kg : float
        Air that holds as much moisture as the room [kg].
    pressure_pa : float
        Of the air [Pa].
    """

    def steps(value: FloatArray | float) -> FloatArray:
        return np.full(n_steps, value, dtype=float)

    def instants(value: FloatArray | float) -> FloatArray:
        return np.full(n_steps + 1, value, dtype=float)

    return RoomDrivers(
        step_s=step_s,
        free_air_degc=instants(outdoor_degc if free_air_degc is None else free_air_degc),
        gain_w=steps(gain_w),
        exchange_w_per_k=steps(exchange_w_per_k),
        exchange_heat_w=steps(exchange_w_per_k * exchange_degc),
        outdoor_degc=instants(outdoor_degc),
        outdoor_humidity_ratio=instants(outdoor_humidity_ratio),
        outdoor_air_kg_per_s=steps(outdoor_air_kg_per_s),
        moisture_gain_kg_per_s=steps(moisture_gain_kg_per_s),
        heating_setpoint_degc=steps(heating_degc),
        cooling_setpoint_degc=steps(cooling_degc),
        air_mass_kg=air_mass_kg,
        moisture_capacity_kg=moisture_capacity_kg,
        pressure_pa=pressure_pa,
    )


def run_on(bench: Bench, machine: Machine, control: Control, step_s: float = 60.0) -> BenchRun:
    """Return every step of a machine on the bench, by the kernel that steps the years.

    Parameters
    ----------
    bench : Bench
        Room and weather.
    machine : Machine
        Compiled, as `compiled` or `plain_machine` give it.
    control : Control
        Likewise, as `bare_control` gives it.
    step_s : float
        Of the simulation [s]; divides an hour.
    """
    per_hour = round(3600.0 / step_s)
    hourly = np.empty((N_CHANNELS, bench.n_hours))
    cycles = np.zeros((bench.n_hours * 60 + 1, N_CYCLE_FIELDS))
    trace = np.zeros((bench.n_hours * per_hour, N_CHANNELS))
    count, _, _, _ = simulate_year(
        bench.inputs(machine, control), step_s, 0, hourly, cycles, trace, np.zeros(1), bench.n_hours
    )
    return BenchRun(Channels(*np.ascontiguousarray(trace.T / step_s)), cycles[:count], step_s)


def compiled(written: Facts) -> tuple[Machine, MachineAssumptions]:
    """Return the machine of a candidate as a scenario has it, and the notes on it."""
    return read_candidate(written).compile()


def bare_control(**changes: float) -> Control:
    """Return a thermostat without lag, offset and timers, with some changes."""
    plain = Control(
        mode=0.0,
        differential_k=0.5,
        sensor_lag_s=0.0,
        sensor_offset_k=0.0,
        minimum_on_s=0.0,
        minimum_off_s=0.0,
        start_delay_s=0.0,
        starts_per_hour_limit=0.0,
        changeover_dead_time_s=0.0,
        proportional_band_k=2.0,
        integral_time_s=1200.0,
        stop_margin_k=0.5,
        restart_margin_k=0.25,
        backup_delay_s=300.0,
        backup_margin_k=0.5,
    )
    return plain._replace(**changes)


def plain_machine(capacity_w: float, power_w: float) -> Machine:
    """Return a single-stage machine the same in all weather: no fan power, frost or losses."""
    both = np.full((2, 2), 1.0)
    table = PerformanceMap(
        np.array([-60.0, 60.0]),
        np.array([0.0, 1.0]),
        capacity_w * both,
        power_w * both,
        fan_w=np.zeros(2),
        airflow_kg_per_s=np.full(2, 0.15),
        coil_a0_kg_per_s=np.full(2, 0.2),
    )
    return Machine(can_heat=1.0, can_cool=1.0, heating=table, cooling=table)


def changed(machine: Machine, **changes: object) -> Machine:
    """Return a machine with other parts, or other fields of them: ``fan={"overrun_s": 60.0}``."""
    parts: dict[str, Any] = {
        name: getattr(machine, name)._replace(**part) if isinstance(part, Mapping) else part
        for name, part in changes.items()
    }
    return machine._replace(**parts)
