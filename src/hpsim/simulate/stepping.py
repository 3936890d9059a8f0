"""Room, machine and thermostat as the kernel takes them, and a year stepped with them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from hpsim.building.home_exchange import HomeBand
from hpsim.building.ideal_load import CoolingLimits
from hpsim.building.locked_out import NO_LOCKOUT, Lockout
from hpsim.caching import IdentityCache
from hpsim.description.schedules import HOURS_PER_YEAR
from hpsim.errors import SimulationError
from hpsim.kernel.own_control import band_middle_k
from hpsim.kernel.pack import PackedDrivers
from hpsim.kernel.state import N_CHANNELS
from hpsim.kernel.types import Channels, Control, Cycles, Faults, KernelInputs, Machine
from hpsim.kernel.year import N_CYCLE_FIELDS, simulate_year
from hpsim.psychrometrics import saturation_table
from hpsim.results import Trace
from hpsim.simulate.arrays import means, plain
from hpsim.simulate.response import RoomResponse

MOST_CYCLES = 12 * HOURS_PER_YEAR + 1000
HEALTHY = plain(Faults())
_plain_machines: IdentityCache[Machine] = IdentityCache(512)
"""As many as a sweep keeps machines."""
MOISTURE_TOLERANCE = 1e-6  # of the turnover: rounding in some 75,000 intervals


def compile_inputs(
    response: RoomResponse,
    machine: Machine,
    control: Control,
    faults: Faults | None = None,
    *,
    by_hour: bool = False,
) -> KernelInputs:
    """Return what the kernel needs, every number a float and every array contiguous float64.

    ``faults`` is how neglect changes the machine; ``by_hour`` is for the hourly method, with
    windows, fans and doors as under ideal control.
    """
    band = HomeBand(*band_middle_k(control))
    coil = machine.outdoor_coil
    room = response.for_kernel(
        by_hour=by_hour,
        cools=machine.can_cool > 0.0,
        band=band,
        lockout=_lockout_of(machine),
        cut_out=CoolingLimits(coil.lowest_cooling_degc, coil.highest_outdoor_degc),
    )
    return KernelInputs(
        dynamics=room.dynamics,
        drivers=room.drivers,
        machine=_plain_machines.get((machine,), lambda: plain(machine)),
        control=plain(control),
        saturation=saturation_table(round(response.climate.pressure_pa, 1)),
        faults=HEALTHY if faults is None else plain(faults),
        film_sets=room.film_sets,
    )


def _lockout_of(machine: Machine) -> Lockout:
    """Return where a machine leaves its room without heat; none where it has a backup."""
    if machine.can_heat <= 0.0 or machine.backup.power_w > 0.0:
        return NO_LOCKOUT
    coil = machine.outdoor_coil
    return Lockout(coil.lowest_outdoor_degc, coil.restart_above_k)


def step_year(
    inputs: KernelInputs,
    step_s: float,
    warmup_hours: int,
    windows: Mapping[str, tuple[int, int]],
    drivers: PackedDrivers | None = None,
) -> tuple[Channels, Cycles, dict[str, Trace]]:
    """Run the kernel for a year and return its channels, cycles and traces.

    ``windows`` are the parts to trace, all of one length: first hour and number of hours by
    name; ``drivers`` those of the inputs, if they are at hand.

    Raises
    ------
    SimulationError
        The moisture balance does not close, or a temperature is not finite.
    """
    n_hours = round(inputs.drivers.gain_w.size * inputs.drivers.step_s / 3600.0)
    per_hour = round(3600.0 / step_s)
    hours = max((length for _, length in windows.values()), default=0)
    hourly = np.empty((N_CHANNELS, n_hours))
    cycles = np.empty((MOST_CYCLES, N_CYCLE_FIELDS))
    trace = np.zeros((len(windows) * hours * per_hour, N_CHANNELS))
    first = np.array([start for start, _ in windows.values()], dtype=float)
    count, entered_kg, change_kg, turnover_kg = simulate_year(
        inputs, step_s, warmup_hours, hourly, cycles, trace, first, hours, drivers
    )
    channels = Channels(*hourly)
    if not np.isfinite(channels.room_degc).all():
        raise SimulationError("the room temperature is not finite: the room can't be stepped")
    if abs(entered_kg - change_kg) > MOISTURE_TOLERANCE * max(turnover_kg, 1.0):
        raise SimulationError(
            f"the moisture balance does not close: {entered_kg:.6g} kg entered, "
            f"the air holds {change_kg:.6g} kg more"
        )
    traces = {}
    for i, name in enumerate(windows):
        traced = means(trace[i * hours * per_hour : (i + 1) * hours * per_hour], step_s)
        for counted in (traced.starts_heating, traced.starts_cooling, traced.defrosts):
            np.multiply(counted, step_s / 3600.0, out=counted)  # one start is 3600 in the kernel
        traces[name] = Trace(int(first[i]) * per_hour, step_s, traced)
    return channels, Cycles(*np.ascontiguousarray(cycles[:count].T)), traces
