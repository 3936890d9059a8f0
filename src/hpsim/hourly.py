r"""The year in hours: what programs that step in hours say about the same machine and room.

The room needs its ideal load; a machine that can't go that low runs a part of the hour, and its
efficiency is multiplied by a part-load factor

.. math:: PLF = 1 - C_D (1 - PLR)

with PLR the load of the coil over its output at the lowest speed. Machine tables, coil, frost in
the mean, fans, standby, backup, dry mode, recovery, the sensor's offset and the room's moisture are
those of the year in minutes; where the output is short the room's own response lets the
temperature fall. Nothing starts or stops: how long runs would be, which decides what a fan's
overrun uses, how fast a unit is while it cycles and what its coil gives back of its water, follows
from the room and its thermostat (`hpsim.kernel.hour_runs`).

References
----------
C_D: AHRI 210/240-2023. The two other laws are those of public programs for small variable-speed
units: EnergyPlus' usual curve 0.85 + 0.15 PLR, and one that divides COP by up to 4.6.
"""

from __future__ import annotations

import math

import numpy as np

from hpsim.building.ideal_load import effective_capacitance
from hpsim.equipment.kinds.furnace import TEST_OFF_S, part_load_c_d
from hpsim.equipment.ratings.points import Compressor
from hpsim.equipment.start_up import CYCLIC_TEST_S, degradation
from hpsim.errors import SimulationError
from hpsim.kernel.controller import short_circuit_k_per_w
from hpsim.kernel.hour import step_hours
from hpsim.kernel.hour_machine import PartLoad
from hpsim.kernel.hour_runs import Switching
from hpsim.kernel.hour_state import N_STATES, Arrays, IdealYear
from hpsim.kernel.types import Channels, Control, KernelInputs, Machine, RoomDynamics

IDEAL_MODULATION = PartLoad(1.0, 0.0, 1.0, 0.0, 0.0)
"""Cycling costs nothing."""
ENERGYPLUS_CURVE = PartLoad(0.85, 0.15, 0.85, 0.15, 0.0)
"""PLF = 0.85 + 0.15 PLR."""
STEEP_CURVE = PartLoad(-0.17, 1.17, -0.17, 1.17, 0.22)
"""PLF = -0.17 + 1.17 PLR, at least 0.22: below PLR, so that a cycling unit is taken to use more
than one that runs through."""
RUN_S = 300.0  # what starts often runs so long: the room's capacity while it runs
REST_S = 1800.0  # and rests so long: while it falls
MOISTURE_TOLERANCE = 1e-9  # of the turnover: each hour's balance is closed by construction


def by_c_d(heating: float, cooling: float) -> PartLoad:
    """Return the part-load factor of degradation coefficients.

    Examples
    --------
    >>> by_c_d(0.25, 0.25).heating_at_zero
    0.75
    """
    return PartLoad(1.0 - heating, heating, 1.0 - cooling, cooling, 0.0)


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
    overrun_s = cycle_s - on_s if machine.fan.always_on > 0.0 else machine.fan.overrun_s

    def c_d(tau_s: float) -> float:
        if tau_s <= 0.0:
            return 0.0
        lost_s = tau_s * -math.expm1(-on_s / tau_s) * math.exp(-overrun_s / tau_s)
        return degradation(lost_s, on_s, cycle_s)

    heating = c_d(machine.indoor_coil.heating_start_s)
    if machine.burner.fuel_fraction > 0.0:
        after_s = machine.fan.overrun_s + machine.fan.heating_overrun_more_s
        if machine.fan.always_on > 0.0:
            after_s = TEST_OFF_S
        heating = part_load_c_d(
            machine.indoor_coil.heating_start_s, machine.burner.fan_delay_s, after_s
        )
    return by_c_d(heating, c_d(machine.indoor_coil.cooling_start_sensible_s))


def switching_of(machine: Machine, dynamics: RoomDynamics, control: Control) -> Switching:
    """Return how far the room swings between the points where the thermostat switches a machine.

    A variable-speed unit starts and stops at its own margins. What falls back of the supply air to
    the sensor makes it come sooner.
    """
    capacity = effective_capacitance(dynamics, RUN_S)
    falling = effective_capacitance(dynamics, REST_S)
    below_k = above_k = 0.5 * control.differential_k
    if machine.compressor.modulates > 0.0:
        below_k, above_k = control.restart_margin_k, control.stop_margin_k
    half_per_k = 0.5 / control.proportional_band_k  # of a speed that falls as the room warms
    felt_k_per_w = short_circuit_k_per_w(
        control.short_circuit, float(machine.cooling.airflow_kg_per_s[-1])
    )
    return Switching(
        swing_j=capacity * (below_k + above_k),
        to_set_point_j=capacity * below_k,
        at_any_speed_j=capacity * (below_k + 2.0 * above_k),
        dry_swing_j=capacity * 0.5 * control.differential_k,
        far_j=falling * (control.differential_k - below_k),
        lag_s=control.sensor_lag_s - capacity * felt_k_per_w,
        sensor_s=control.sensor_lag_s,
        begins_faster=half_per_k * below_k,
        faster_per_j=half_per_k / falling,
        minimum_on_s=control.minimum_on_s,
        minimum_off_s=control.minimum_off_s,
    )


def arrays_for(inputs: KernelInputs) -> Arrays:
    """Return the arrays in which a year in hours is stepped."""
    now = np.zeros(N_STATES)
    return Arrays(now, *(np.zeros(inputs.dynamics.rate_per_s.size) for _ in range(3)))


def hourly_year(
    inputs: KernelInputs, ideal: IdealYear, part_load: PartLoad, *, warmup_hours: int = 720
) -> Channels:
    """Return a year in hours: means over each, (n_hours,).

    Parameters
    ----------
    inputs : KernelInputs
        Room, machine and control, as the year in minutes takes them.
    ideal : IdealYear
        The room under ideal control, hour by hour.
    part_load : PartLoad
        What cycling costs.
    warmup_hours : int
        Run before the year, so that it begins with a lived-in humidity.

    Raises
    ------
    SimulationError
        A temperature is not finite, or the moisture balance does not close.
    """
    channels = Channels(*(np.zeros(ideal.load_w.size) for _ in Channels._fields))
    entered_kg, change_kg, turnover_kg = step_hours(
        inputs, ideal, part_load, warmup_hours, arrays_for(inputs), channels
    )
    if not np.isfinite(channels.room_degc).all():
        raise SimulationError("the room temperature is not finite: the room can't be stepped")
    if abs(entered_kg - change_kg) > MOISTURE_TOLERANCE * max(turnover_kg, 1.0):
        raise SimulationError(
            f"the moisture balance of the year does not close: {entered_kg:.6g} kg entered, "
            f"the air holds {change_kg:.6g} kg more"
        )
    return channels
