"""The indoor fan while the compressor is off: for how long, at what airflow, over which coil.

What it does is chosen at each stop: the unit's overrun under a wall thermostat, or what the unit's
own control has for the mode that has stopped. It is a program of three numbers: the fan runs on
for some time, which may have no end, and then in short runs by which a unit samples the room's air;
a coil that has cooled to some temperature may end the first part sooner.
"""

from __future__ import annotations

import math

from hpsim.kernel import state as at
from hpsim.kernel.air import DRY_AIR_J_PER_KG_K, bypass_at
from hpsim.kernel.compiling import inlined
from hpsim.kernel.lookup import between, bracket
from hpsim.kernel.state import EPSILON_S, NEVER_S, Work
from hpsim.kernel.types import NEVER_DEGC, WARM_OFF_S, Control, FloatArray, Machine

FAN_LAW = 3.0  # power goes with the airflow cubed


@inlined
def fan_overrun(machine: Machine, now: FloatArray) -> float:
    """Return how long the fan runs on after a stop under a wall thermostat [s]."""
    if machine.fan.always_on > 0.0:
        return NEVER_S
    if now[at.MODE] > 0.0:
        return machine.fan.overrun_s + machine.fan.heating_overrun_more_s
    return machine.fan.overrun_s


@inlined
def choose_fan_program(machine: Machine, control: Control, work: Work) -> None:
    """Choose what the fan does after the run that stops at this instant."""
    now = work.now
    now[at.FAN_SAMPLE_S] = now[at.FAN_EVERY_S] = 0.0
    now[at.FAN_COIL_DEGC] = NEVER_DEGC
    now[at.FAN_SHARE] = 1.0
    speed = now[at.LOWEST]
    if control.fan_by_control <= 0.0:
        now[at.FAN_RUN_S] = fan_overrun(machine, now)
    else:
        is_set = 0.0
        if now[at.IS_DRYING]:
            now[at.FAN_RUN_S] = control.fan_dry_run_s
            now[at.FAN_SAMPLE_S] = control.fan_dry_sample_s
            now[at.FAN_EVERY_S] = control.fan_dry_every_s
            is_set = control.fan_dry_set
        elif now[at.MODE] > 0.0:
            now[at.FAN_RUN_S] = control.fan_heating_run_s
            now[at.FAN_SAMPLE_S] = control.fan_heating_sample_s
            now[at.FAN_EVERY_S] = control.fan_heating_every_s
            now[at.FAN_COIL_DEGC] = control.fan_heating_coil_degc
            is_set = control.fan_heating_set
        else:
            now[at.FAN_RUN_S] = control.fan_cooling_run_s
            now[at.FAN_SAMPLE_S] = control.fan_cooling_sample_s
            now[at.FAN_EVERY_S] = control.fan_cooling_every_s
            is_set = control.fan_cooling_set
        if is_set > 0.0:
            speed = max(now[at.SPEED_NOW], now[at.LOWEST])
        else:
            now[at.FAN_SHARE] = control.fan_low_share
    now[at.FAN_SPEED] = speed
    touch_by_fan(machine, work)


@inlined
def touch_by_fan(machine: Machine, work: Work) -> None:
    """Work out how much air the fan alone brings in touch with the coil."""
    now = work.now
    j, g = bracket(machine.cooling.speed, now[at.FAN_SPEED])
    airflow = between(work.cooling_airflow_kg_per_s, j, g)
    passing = between(work.bypass, j, g)
    if now[at.FAN_SHARE] != 1.0:
        airflow *= now[at.FAN_SHARE]
        passing = bypass_at(passing, now[at.FAN_SHARE])
    now[at.TOUCHING_KG_PER_S] = airflow * (1.0 - passing)


@inlined
def fan_alone_w(machine: Machine, work: Work) -> float:
    """Return the power of a fan that runs without the compressor [W]."""
    now = work.now
    heats = now[at.MODE] > 0.0
    if now[at.FAN_SPEED] <= now[at.LOWEST]:
        fan_w: float = work.heating_fan_w[0] if heats else work.cooling_fan_w[0]
    elif heats:
        j, g = bracket(machine.heating.speed, now[at.FAN_SPEED])
        fan_w = between(work.heating_fan_w, j, g)
    else:
        j, g = bracket(machine.cooling.speed, now[at.FAN_SPEED])
        fan_w = between(work.cooling_fan_w, j, g)
    if now[at.FAN_SHARE] != 1.0:
        fan_w *= now[at.FAN_SHARE] ** FAN_LAW
    return fan_w


@inlined
def is_fan_done(now: FloatArray) -> bool:
    """Return whether the fan's program after the last stop has ended."""
    return bool(now[at.FAN_EVERY_S] <= 0.0 and now[at.SINCE_S] >= now[at.FAN_RUN_S] - EPSILON_S)


@inlined
def run_fan(machine: Machine, now: FloatArray) -> None:
    """Set whether the indoor fan runs and until when, or still waits while a burner heats up."""
    since_s = now[at.SINCE_S]
    ran = now[at.FAN_RUNS] > 0.0
    now[at.HEAT_HELD] = 0.0
    now[at.FAN_LEFT_S] = NEVER_S
    now[at.FAN_RUNS] = now[at.ON]
    if now[at.ON]:
        now[at.HEAT_HELD] = now[at.MODE] > 0.0 and since_s < machine.burner.fan_delay_s - EPSILON_S
        return
    if now[at.MODE] == 0.0:  # nothing has run yet
        return
    if now[at.FAN_COIL_DEGC] > NEVER_DEGC:
        watch_coil(machine, now)
    if since_s < now[at.FAN_RUN_S] - EPSILON_S:
        now[at.FAN_RUNS] = 1.0
        now[at.FAN_LEFT_S] = min(now[at.FAN_LEFT_S], now[at.FAN_RUN_S] - since_s)
    elif now[at.FAN_EVERY_S] > 0.0:
        pause_s = now[at.FAN_EVERY_S] - now[at.FAN_SAMPLE_S]
        into_s = (since_s - now[at.FAN_RUN_S] + EPSILON_S) % now[at.FAN_EVERY_S]
        if into_s < pause_s:
            now[at.FAN_LEFT_S] = pause_s - into_s + EPSILON_S
        else:
            now[at.FAN_RUNS] = 1.0
            now[at.FAN_LEFT_S] = now[at.FAN_EVERY_S] - into_s + EPSILON_S
            if not ran:  # what the coil holds has leaked away in still air
                left = math.exp(-pause_s / WARM_OFF_S)
                now[at.BUILT] *= left
                now[at.BUILT_LATENT] *= left


@inlined
def watch_coil(machine: Machine, now: FloatArray) -> None:
    """End the fan's first run where a stopped heating coil has cooled to its limit.

    The coil's temperature lies above the air's by the heat that the overrun still carries off,
    over the air in touch with it; it falls with the constant of the start-up. A limit at or below
    the air's temperature is never reached by the air.
    """
    if now[at.SINCE_S] >= now[at.FAN_RUN_S] - EPSILON_S:
        return
    limit_k = now[at.FAN_COIL_DEGC] - now[at.AIR_DEGC]
    if limit_k <= 0.0:
        return
    above_k = now[at.BUILT] * now[at.STOPPED_W]
    above_k /= now[at.TOUCHING_KG_PER_S] * DRY_AIR_J_PER_KG_K
    time_s = machine.indoor_coil.heating_start_s + machine.indoor_coil.heating_dead_s
    left_s = time_s * math.log(above_k / limit_k) if above_k > limit_k else 0.0
    if left_s <= EPSILON_S:
        now[at.FAN_RUN_S] = now[at.SINCE_S]
    else:
        now[at.FAN_LEFT_S] = left_s
