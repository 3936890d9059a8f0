"""The indoor fan while the compressor is off: for how long, at what airflow, over which coil.

What it does is chosen at each stop: the unit's overrun under a wall thermostat, or what the unit's
own control has for the mode that has stopped. It is a program of three numbers: the fan runs on
for some time, which may have no end, and then in short runs by which a unit samples the room's air;
a coil that has cooled to some temperature may end the first part sooner.
"""

from __future__ import annotations

import math

from hpsim.kernel.air import DRY_AIR_J_PER_KG_K, bypass_at
from hpsim.kernel.compiling import internal
from hpsim.kernel.heat_pump import FOR_S
from hpsim.kernel.lookup import between, bracket
from hpsim.kernel.state import (
    EPSILON_S,
    HEATING_COIL,
    NEVER_S,
    OVERRUN,
    SAMPLED,
    State,
    Work,
)
from hpsim.kernel.types import NEVER_DEGC, WARM_OFF_S, Control, Machine

GONE_COIL = 1e-3  # less heat or cold than this share is left in a coil: it counts as gone
# with less heat in it, samples of the room's air are taken on the mean; judgement: about what a
# minute of the fan leaves, so that most samples are
SPENT_COIL = 0.55
FAN_LAW = 3.0  # power goes with the airflow cubed


@internal
def fan_overrun(machine: Machine, state: State) -> float:
    """Return how long the fan runs on after a stop under a wall thermostat [s]."""
    if machine.fan.always_on > 0.0:
        return NEVER_S
    if state.mode > 0.0:
        return machine.fan.overrun_s + machine.fan.heating_overrun_more_s
    return machine.fan.overrun_s


@internal
def choose_fan_program(machine: Machine, control: Control, work: Work) -> None:
    """Choose what the fan does after the run that stops at this instant."""
    state = work.state
    state.fan_sample_s = state.fan_every_s = 0.0
    state.fan_coil_degc = NEVER_DEGC
    state.fan_share = 1.0
    speed = state.lowest
    if control.fan_by_control <= 0.0:
        state.fan_run_s = fan_overrun(machine, state)
    else:
        is_set = 0.0
        if state.is_drying:
            state.fan_run_s = control.fan_dry_run_s
            state.fan_sample_s = control.fan_dry_sample_s
            state.fan_every_s = control.fan_dry_every_s
            is_set = control.fan_dry_set
        elif state.mode > 0.0:
            state.fan_run_s = control.fan_heating_run_s
            state.fan_sample_s = control.fan_heating_sample_s
            state.fan_every_s = control.fan_heating_every_s
            state.fan_coil_degc = control.fan_heating_coil_degc
            is_set = control.fan_heating_set
        else:
            state.fan_run_s = control.fan_cooling_run_s
            state.fan_sample_s = control.fan_cooling_sample_s
            state.fan_every_s = control.fan_cooling_every_s
            is_set = control.fan_cooling_set
        if is_set > 0.0:
            speed = max(state.speed_now, state.lowest)
        else:
            state.fan_share = control.fan_low_share
    state.fan_speed = speed
    state.fan_power_share = state.fan_share**FAN_LAW
    touch_by_fan(machine, work)
    if state.fan_every_s > 0.0:
        state.fan_per_s = 1.0 / state.fan_every_s
        if state.mode > 0.0:
            sample_coil(work)


@internal
def touch_by_fan(machine: Machine, work: Work) -> None:
    """Work out how much air the fan alone brings in touch with the coil."""
    state = work.state
    j, g = bracket(machine.cooling.speed, state.fan_speed)
    airflow = between(work.cooling_airflow_kg_per_s, j, g)
    passing = between(work.bypass, j, g)
    if state.fan_share != 1.0:
        airflow *= state.fan_share
        passing = bypass_at(passing, state.fan_share)
    state.touching_kg_per_s = airflow * (1.0 - passing)


@internal
def fan_alone_w(machine: Machine, work: Work) -> float:
    """Return the power of a fan that runs without the compressor [W]."""
    state = work.state
    heats = state.mode > 0.0
    if state.fan_speed <= state.lowest:
        fan_w: float = work.heating_fan_w[0] if heats else work.cooling_fan_w[0]
    elif heats:
        j, g = bracket(machine.heating.speed, state.fan_speed)
        fan_w = between(work.heating_fan_w, j, g)
    else:
        j, g = bracket(machine.cooling.speed, state.fan_speed)
        fan_w = between(work.cooling_fan_w, j, g)
    return fan_w * state.fan_power_share


@internal
def run_fan(machine: Machine, state: State) -> None:
    """Set whether the indoor fan runs and until when, or still waits while a burner heats up."""
    since_s = state.since_s
    ran, sampled = state.fan_runs, state.fan_samples
    state.heat_held = state.fan_samples = False
    state.fan_left_s = NEVER_S
    state.fan_time_share = 1.0
    state.fan_runs = state.on
    if state.on:
        state.heat_held = state.mode > 0.0 and since_s < machine.burner.fan_delay_s - EPSILON_S
        return
    if state.mode == 0.0:  # nothing has run yet
        return
    if state.fan_coil_degc > NEVER_DEGC:
        watch_coil(machine, state)
    if since_s < state.fan_run_s - EPSILON_S:
        state.fan_runs = True
        state.fan_left_s = min(state.fan_left_s, state.fan_run_s - since_s)
    elif state.fan_every_s > 0.0:
        pause_s = state.fan_every_s - state.fan_sample_s
        into_s = (since_s - state.fan_run_s + EPSILON_S) % state.fan_every_s
        if is_spent(machine, state, sampled or into_s < 2.0 * EPSILON_S):
            state.fan_runs = state.fan_samples = True
        elif into_s < pause_s:
            state.fan_left_s = pause_s - into_s + EPSILON_S
        else:
            state.fan_runs = True
            state.fan_left_s = state.fan_every_s - into_s + EPSILON_S
            if not ran:  # what the coil holds has leaked away in still air
                left = math.exp(-pause_s / WARM_OFF_S)
                state.built *= left
                state.built_latent *= left


@internal
def is_spent(machine: Machine, state: State, in_whole_periods: bool) -> bool:
    """Return whether samples of the room's air move little but the fan's own heat.

    What little is left in a heating coil may be taken on the mean of whole periods.
    """
    follows_fan = machine.air_path.follows_fan > 0.0
    left = SPENT_COIL if state.mode > 0.0 and in_whole_periods else GONE_COIL
    return bool(state.built <= left and state.water_kg <= 0.0 and not follows_fan)


@internal
def sample_coil(work: Work) -> None:
    """Work out how samples of the room's air take the heat off a coil, on the mean of periods.

    In a period it loses ``exp(-pause / leak)`` to still air and then ``exp(-sample / tau)`` to the
    fan; the room gets what the fan takes. An exponential that falls as far in each period, times
    the share of it that the room gets, gives the same heat.
    """
    state, time_s = work.state, work.start_times_s[HEATING_COIL + OVERRUN]
    leaked = (state.fan_every_s - state.fan_sample_s) / WARM_OFF_S
    taken = state.fan_sample_s / max(time_s, EPSILON_S)
    work.start_times_s[SAMPLED] = state.fan_every_s / (leaked + taken)
    work.starts[SAMPLED, FOR_S] = 0.0
    in_fan = math.exp(-leaked) * (1.0 - math.exp(-taken)) / (1.0 - math.exp(-leaked - taken))
    state.sampled_share = in_fan * time_s / work.start_times_s[SAMPLED]


@internal
def sampled_s(state: State, since_s: float) -> float:
    """Return how long a fan has sampled the room's air since its first run ended [s]."""
    rest_s = since_s - state.fan_run_s
    n = math.floor(rest_s * state.fan_per_s)
    pause_s = state.fan_every_s - state.fan_sample_s
    return n * state.fan_sample_s + max(rest_s - n * state.fan_every_s - pause_s, 0.0)


@internal
def watch_coil(machine: Machine, state: State) -> None:
    """End the fan's first run where a stopped heating coil has cooled to its limit.

    The coil's temperature lies above the air's by the heat that the overrun still carries off,
    over the air in touch with it; it falls with the constant of the start-up. A limit at or below
    the air's temperature is never reached by the air.
    """
    if state.since_s >= state.fan_run_s - EPSILON_S:
        return
    limit_k = state.fan_coil_degc - state.air_degc
    if limit_k <= 0.0:
        return
    above_k = state.built * state.stopped_w
    above_k /= state.touching_kg_per_s * DRY_AIR_J_PER_KG_K
    time_s = machine.indoor_coil.heating_start_s + machine.indoor_coil.heating_dead_s
    left_s = time_s * math.log(above_k / limit_k) if above_k > limit_k else 0.0
    if left_s <= EPSILON_S:
        state.fan_run_s = state.since_s
    else:
        state.fan_left_s = left_s
