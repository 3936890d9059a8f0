"""Before the first step: what stays as it is, the arrays to work in, a lived-in room."""

from __future__ import annotations

import math

import numpy as np

from hpsim.kernel import state as at
from hpsim.kernel.compiling import compiled
from hpsim.kernel.controller import short_circuit_k_per_w
from hpsim.kernel.plant import prepare_start, saturated_humidity_ratio
from hpsim.kernel.room import prepare_usual
from hpsim.kernel.state import FINE, FINE_S, N_CHANNELS, N_STATES, NEVER_S, WHOLE, Unit, Work
from hpsim.kernel.types import KernelInputs

LIVED_IN_SHARE = 0.7  # most relative humidity of the layers at the begin of the warm-up


@compiled
def unit_of(inputs: KernelInputs, step_s: float) -> Unit:
    """Return what does not change within the year."""
    drivers, machine, control = inputs.drivers, inputs.machine, inputs.control
    modulates = machine.compressor.modulates > 0.0
    may_heat = machine.can_heat > 0.0 and control.mode < 1.5 and control.emergency_heat <= 0.0
    may_cool = machine.can_cool > 0.0 and control.mode != 1.0
    may_dry = may_cool and control.dry_above < 1.0
    half_k = 0.5 * control.differential_k
    is_buffered = drivers.surface_buffer_kg > 0.0
    n_switched, n_doors = drivers.switched_above_degc.size, drivers.door_degc.shape[0]
    draws = (
        machine.air_path.induced_infiltration_kg_per_s != 0.0
        or machine.air_path.return_leak_kg_per_s > 0.0
    )
    draws = draws or machine.air_path.outside_w_per_k > 0.0
    exchanges = draws or n_switched > 0 or n_doors > 0
    return Unit(
        step_s,
        1.0 / drivers.step_s,
        may_heat,
        may_cool,
        may_dry,
        modulates,
        not modulates and machine.compressor.stages > 1.0,
        machine.backup.power_w > 0.0,
        control.restart_margin_k if modulates else half_k,
        half_k,
        control.stop_margin_k if modulates else half_k,
        2.0 * control.stop_margin_k if modulates else half_k,
        short_circuit_k_per_w(control.short_circuit, machine.cooling.airflow_kg_per_s[-1]),
        inputs.dynamics.direct_k_per_w,
        drivers.air_mass_kg if is_buffered else drivers.moisture_capacity_kg,
        is_buffered,
        n_switched,
        n_doors,
        draws,
        exchanges,
        machine.fan.always_on <= 0.0 and (not may_dry or step_s <= 2.0 * FINE_S),
    )


@compiled
def work_for(inputs: KernelInputs, step_s: float) -> Work:
    """Return the arrays that the loop works in, with the usual lengths of interval prepared."""
    machine = inputs.machine
    rate_per_s, gain_k_per_w = inputs.dynamics.rate_per_s, inputs.dynamics.gain_k_per_w
    if inputs.film_sets.of_step.size > 0:
        rate_per_s, gain_k_per_w = inputs.film_sets.rate_per_s[0], inputs.film_sets.gain_k_per_w[0]
    n_modes = rate_per_s.size
    bypass = np.empty(machine.cooling.coil_a0_kg_per_s.size)
    for j in range(bypass.size):
        bypass[j] = math.exp(
            -machine.cooling.coil_a0_kg_per_s[j] / machine.cooling.airflow_kg_per_s[j]
        )
    start_times_s = np.array(
        [
            machine.indoor_coil.heating_start_s,
            machine.indoor_coil.cooling_start_sensible_s,
            machine.indoor_coil.cooling_start_latent_s,
        ]
    )
    work = Work(
        np.zeros(N_STATES),
        np.zeros(N_CHANNELS),
        np.zeros(n_modes),
        rate_per_s.copy(),
        gain_k_per_w.copy(),
        np.empty(n_modes),
        np.empty((3, 3, n_modes)),
        np.empty((3, 3)),
        start_times_s,
        np.empty((3, 3, 2)),
        np.empty((4, machine.heating.speed.size)),
        np.empty((4, machine.cooling.speed.size)),
        machine.heating.fan_w.copy(),
        machine.cooling.fan_w.copy(),
        machine.cooling.airflow_kg_per_s.copy(),
        bypass,
        np.zeros(inputs.drivers.switched_above_degc.size),
    )
    prepare_usual(inputs, work, step_s)
    for coil in range(start_times_s.size):
        prepare_start(start_times_s[coil], step_s, work.starts, WHOLE, coil)
        prepare_start(start_times_s[coil], FINE_S, work.starts, FINE, coil)
    return work


@compiled
def begin(inputs: KernelInputs, work: Work, k: int) -> None:
    """Start near the set points, at rest, at base step ``k``."""
    drivers, control = inputs.drivers, inputs.control
    now = work.now
    free = drivers.free_air_degc[k]
    air = min(max(free, drivers.heating_setpoint_degc[k]), drivers.cooling_setpoint_degc[k])
    total_k_per_w = inputs.dynamics.direct_k_per_w
    for m in range(work.x.size):
        total_k_per_w += work.gain_k_per_w[m]
    for m in range(work.x.size):
        work.x[m] = work.gain_k_per_w[m] * (air - free) / total_k_per_w
    now[at.AIR_DEGC] = air
    now[at.SENSED_DEGC] = air + control.sensor_offset_k
    now[at.HUMIDITY_RATIO] = drivers.outdoor_humidity_ratio[k]
    saturated = saturated_humidity_ratio(inputs.saturation, air)
    now[at.SATURATED_RATIO] = saturated
    now[at.SATURATED_AT_DEGC] = air
    now[at.SURFACE_RATIO] = min(now[at.HUMIDITY_RATIO], LIVED_IN_SHARE * saturated)
    now[at.DEEP_SHARE] = now[at.SURFACE_RATIO] / saturated
    now[at.SINCE_S] = now[at.SINCE_START_S] = now[at.SINCE_STAGE_S] = NEVER_S
    now[at.TOP] = 1.0
    now[at.AIRFLOW_SHARE] = 1.0
    now[at.HEAT_ABOVE_DEGC] = inputs.machine.outdoor_coil.lowest_outdoor_degc
    now[at.COOL_BELOW_DEGC] = inputs.machine.outdoor_coil.highest_outdoor_degc
