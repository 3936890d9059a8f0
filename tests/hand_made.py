"""Rooms, machines and controls made by hand, for tests of the kernel alone."""

from __future__ import annotations

from typing import Any

import numpy as np

from hpsim.kernel.initialize import initialize, unit_of, work_for
from hpsim.kernel.pack import packed
from hpsim.kernel.state import N_CHANNELS, State
from hpsim.kernel.thermostat import call, start
from hpsim.kernel.types import (
    Channels,
    Control,
    FloatArray,
    KernelInputs,
    Machine,
    PerformanceMap,
    RoomDrivers,
    Saturation,
)
from hpsim.kernel.weather_step import load, read_cooling, read_heating
from hpsim.kernel.year import simulate_year
from hpsim.psychrometrics import saturation_table
from hpsim.validation.bench import (
    SEA_LEVEL_PA,
    bare_control,
    changed,
    plain_machine,
    steady_drivers,
)
from hpsim.validation.bench import lumped_room as lumped_room


def drivers(
    outdoor_degc: FloatArray | float,
    *,
    n_hours: int = 240,
    heating_degc: float = 20.0,
    cooling_degc: float = 26.0,
    gain_w: float = 0.0,
    moisture_gain_kg_per_s: float = 0.0,
    outdoor_air_kg_per_s: float = 0.01,
    outdoor_humidity_ratio: float = 0.004,
    exchange_w_per_k: float = 0.0,
    exchange_degc: float = 0.0,
) -> RoomDrivers:
    """Return drivers whose free temperature is the outdoor one: no sun, a lumped room."""
    return steady_drivers(
        n_hours * 2,
        1800.0,
        outdoor_degc=outdoor_degc,
        outdoor_humidity_ratio=outdoor_humidity_ratio,
        heating_degc=heating_degc,
        cooling_degc=cooling_degc,
        gain_w=gain_w,
        moisture_gain_kg_per_s=moisture_gain_kg_per_s,
        outdoor_air_kg_per_s=outdoor_air_kg_per_s,
        exchange_w_per_k=exchange_w_per_k,
        exchange_degc=exchange_degc,
        air_mass_kg=70.0,
        moisture_capacity_kg=700.0,
    )


def flat_map(
    capacity_w: float, power_w: float, speeds: tuple[float, ...] = (0.0, 1.0)
) -> PerformanceMap:
    """Return a map that doesn't depend on the weather and is linear in speed; no fan power."""
    speed = np.array(speeds)
    return PerformanceMap(
        outdoor_degc=np.array([-50.0, 60.0]),
        speed=speed,
        capacity_w=np.outer(np.full(2, capacity_w), speed),
        power_w=np.outer(np.full(2, power_w), speed),
        fan_w=np.zeros(speed.size),
        airflow_kg_per_s=np.full(speed.size, 0.15),
        coil_a0_kg_per_s=np.full(speed.size, 0.2),
    )


def machine(**changes: object) -> Machine:
    """Return a plain on/off machine of 2 kW and COP 4, no fan, no losses, with some changes.

    As `changed` takes them: another part, or other fields of it.
    """
    plain = changed(
        plain_machine(2000.0, 500.0),
        heating=flat_map(2000.0, 500.0),
        cooling=flat_map(2000.0, 500.0),
        compressor={"slew_per_s": 0.02},
        backup={"below_degc": 4.4},
    )
    return changed(plain, **changes)


def control(**changes: float) -> Control:
    """Return an ideal controller: no lag, no timers."""
    return bare_control(**changes)


def saturation() -> Saturation:
    """Return the saturation table at sea level."""
    return saturation_table(SEA_LEVEL_PA)


class Year:
    """What `simulate_year` gave, as named means."""

    def __init__(self, inputs: KernelInputs, step_s: float = 60.0, warmup_hours: int = 48) -> None:
        n_hours = int(inputs.drivers.gain_w.size * inputs.drivers.step_s / 3600)
        hourly = np.zeros((N_CHANNELS, n_hours))
        cycles = np.zeros((n_hours * 60, 7))
        trace = np.zeros((0, N_CHANNELS))
        n, self.moisture_in_kg, self.moisture_change_kg, self.moisture_turnover_kg = simulate_year(
            inputs, step_s, warmup_hours, hourly, cycles, trace, np.zeros(0), 0
        )
        self.hourly = Channels(*hourly)
        self.cycles = cycles[:n]

    @property
    def starts(self) -> float:
        """Starts in the year."""
        return float(self.hourly.starts_heating.sum() + self.hourly.starts_cooling.sum())


class Instant:
    """Room, machine and thermostat at one instant, for the kernel's single functions.

    Setpoints are 20 and 26 degC and the differential 0.5 K wide: heating starts at 19.75 and stops
    at 20.25 degC, cooling starts at 26.25 and stops at 25.75 degC. Parts of `KernelInputs` may be
    others; the state's fields are set by `put` and read as attributes, by their names, and the
    hour's sums by `total`.
    """

    def __init__(self, step_s: float = 60.0, **parts: object) -> None:
        plain: dict[str, Any] = {
            "dynamics": lumped_room(1e6, 100.0),
            "drivers": drivers(10.0, n_hours=2),
            "machine": machine(),
            "control": control(),
            "saturation": saturation(),
        }
        self.inputs = KernelInputs(**{**plain, **parts})
        self.packed = packed(self.inputs)
        self.machine, self.control = self.inputs.machine, self.inputs.control
        self.unit, self.work = unit_of(self.inputs, step_s), work_for(self.inputs)
        self.state, self.totals = self.work.state, self.work.totals
        initialize(self.packed, self.unit, self.work, 0)
        load(self.packed, self.unit, self.work, 0, True)
        read_heating(self.packed, self.work, 0)
        read_cooling(self.packed, self.work, 0)
        self.put()

    def put(self, **state: float) -> Instant:
        """Set fields of the state; the machine meets its air."""
        for name, value in state.items():
            setattr(self.state, name, value)
        self.work.interval.met_degc = self.state.air_degc
        self.work.interval.met_ratio = self.state.humidity_ratio
        return self

    def __getattr__(self, name: str) -> float:
        """Return a field of the state."""
        if name not in State.__annotations__:
            raise AttributeError(name)
        return float(getattr(self.state, name))

    def total(self, name: str) -> float:
        """Return what has been accumulated in a channel [channel unit times seconds]."""
        return float(getattr(self.totals, name))


def calls_of(i: Instant) -> float:
    """Return what the thermostat calls for at an instant."""
    call(i.machine, i.control, i.unit, i.state)
    return i.calls


def started(i: Instant, time_s: float = 7200.0) -> Instant:
    """Start the unit of an instant."""
    start(i.machine, i.control, i.unit, time_s, i.work)
    return i
