"""What thermostat and unit do at this instant."""

from __future__ import annotations

import math

from hpsim.kernel.accounting import is_outside_cooling
from hpsim.kernel.coil import hold_end_speed
from hpsim.kernel.compiling import internal
from hpsim.kernel.controller import (
    AT_END,
    DRY_HYSTERESIS,
    RECOVERY_LOSS_K,
    TOUCH_K,
    calling,
    modulate,
    start_wait,
)
from hpsim.kernel.indoor_fan import choose_fan_program
from hpsim.kernel.other_air import hold_end_air
from hpsim.kernel.own_control import (
    begin_own_run,
    cool_above,
    heat_below,
    is_held_back,
    own_floor,
    return_oil,
    wait_for_change,
)
from hpsim.kernel.state import EPSILON_S, LEAST_INTERVAL_S, NEVER_S, State, Unit, Work
from hpsim.kernel.types import WARM_OFF_S, Control, FloatArray, Machine

FIRST_FOLLOWED = 4.0  # brief intervals in the first of a speed that follows the room
SLEWING_STEPS = 4  # brief intervals in one in which a speed changes at its full rate,
SLEWING_K = 0.5  # unless the air moves further meanwhile
NEARLY_AT_END = 1e-3  # in heating a speed this near an end of its range counts as there
TOUCH_RELATIVE = 1e-5  # a relative humidity this near its limit counts as there
SATURATION_PER_K = 0.062  # of the saturated humidity ratio, 15 to 30 degC: between base steps
SECOND_STAGE_S = 300.0  # OpenStudio-HPXML: five minutes in the low stage before the high one


@internal
def set_point(state: State) -> float:
    """Return the temperature that the unit aims at."""
    aim: float = state.heat_at_degc if state.mode > 0.0 else state.cool_at_degc
    if state.is_drying:
        aim = state.dry_floor_degc
    return aim


@internal
def relative_humidity(state: State, air_degc: float, humidity_ratio: float) -> float:
    """Return the relative humidity of air that is near the room's."""
    saturated = 1.0 + SATURATION_PER_K * (air_degc - state.saturated_at_degc)
    return humidity_ratio / (state.saturated_ratio * saturated)


@internal
def dry_at(control: Control, state: State) -> float:
    """Return the relative humidity at which drying starts or ends, next."""
    return control.dry_above - (DRY_HYSTERESIS if state.is_drying else 0.0)


@internal
def is_dry(control: Control, state: State) -> bool:
    """Return whether a dehumidification run has dried the air as far as it is to."""
    return state.is_drying and state.relative <= dry_at(control, state) + TOUCH_RELATIVE


@internal
def watch_humidity(control: Control, unit: Unit, state: State) -> None:
    """Follow relative humidity for the dry mode, and end a dehumidification run in a warm room."""
    state.relative = relative_humidity(state, state.air_degc, state.humidity_ratio)
    state.dry_floor_degc = max(
        state.cool_at_degc - control.dry_overcool_k, state.heat_at_degc + 2.0 * unit.half_k
    )
    gives_way = state.sensed_degc >= state.cool_at_degc + unit.dry_warm_k
    if control.is_own > 0.0 and is_dry(control, state):
        gives_way = True  # dry: what is left is ordinary cooling
    if state.is_drying and gives_way:
        end_drying(unit, state)
        if control.is_own > 0.0:
            begin_own_run(control, state)


@internal
def end_drying(unit: Unit, state: State) -> None:
    """End a dehumidification run, or what is left of it."""
    state.is_drying = False
    state.at_minimum_k = unit.at_minimum_k
    state.at_any_k = unit.at_any_k
    state.follows = unit.modulates


@internal
def lock_out(machine: Machine, outdoor_degc: float, state: State) -> None:
    """Set whether it is too cold or too hot outdoors for the compressor."""
    if outdoor_degc < state.heat_above_degc:
        state.locked_out = True
    elif outdoor_degc >= state.heat_above_degc + machine.outdoor_coil.restart_above_k:
        state.locked_out = False
    state.too_hot = is_outside_cooling(machine, outdoor_degc, state.cool_below_degc)


@internal
def margin(speed: float, state: State) -> float:
    """Return how far past the setpoint the unit stops at this speed [K]."""
    past_k: float = state.at_any_k
    if speed <= state.lowest + 1e-6 and not state.boosting:
        past_k = state.at_minimum_k
    return past_k


@internal
def is_satisfied(control: Control, state: State) -> bool:
    """Return whether a unit that is on has reached what it is to stop at, timers apart."""
    past_k = state.mode * (state.sensed_degc - set_point(state))
    if is_dry(control, state) and control.is_own <= 0.0:
        return True
    return bool(past_k >= margin(state.speed_now, state) - TOUCH_K)


@internal
def has_to_stop(control: Control, state: State) -> bool:
    """Return whether a unit that is on stops at this instant."""
    past_k = state.mode * (state.sensed_degc - set_point(state))
    satisfied = is_satisfied(control, state) and not is_held_back(state, past_k)
    if satisfied and state.since_s >= control.minimum_on_s - EPSILON_S:
        return True
    return bool(state.locked_out if state.mode > 0.0 else state.too_hot)


@internal
def record_run(cycles: FloatArray, state: State) -> None:
    """Write the run that ends into the table, as far as it has room."""
    n = int(state.n_runs)
    if state.run_start_s < 0.0 or n >= cycles.shape[0]:
        return
    cycles[n, 0] = state.run_start_s
    cycles[n, 1] = state.since_s
    cycles[n, 2] = state.off_before_s
    cycles[n, 3] = state.mode
    cycles[n, 4] = state.run_speed_s / max(state.since_s, 1e-9)
    cycles[n, 5] = state.run_electricity_j
    cycles[n, 6] = state.run_heat_j
    state.n_runs += 1.0


@internal
def stop(machine: Machine, control: Control, unit: Unit, work: Work, cycles: FloatArray) -> None:
    """Stop the compressor, and choose what the fan does from now on."""
    state = work.state
    record_run(cycles, state)
    choose_fan_program(machine, control, work)
    if state.follows and machine.burner.fuel_fraction <= 0.0:
        hold_end_speed(machine, work)
    if state.mode < 0.0:
        hold_end_air(state, work.interval)
    state.on = False
    state.ran_s = state.since_s
    state.stale = True
    state.air_k_per_s = state.ratio_per_s = 0.0
    state.since_s = 0.0
    state.speed_now = 0.0
    state.boosting = False
    state.defrosting_s = 0.0
    state.call_s = 0.0
    state.full_s = 0.0
    state.beyond_s = state.hold_s = 0.0
    state.slow_s = state.oil_left_s = 0.0
    if state.is_drying:
        end_drying(unit, state)


@internal
def call(machine: Machine, control: Control, unit: Unit, state: State) -> None:
    """Work out what a unit that is off is called for, and which timers hold it back."""
    state.wait_s = 0.0
    calls = calling(
        state.sensed_degc,
        heat_below(control, unit, state),
        cool_above(control, unit, state),
        unit.may_heat and not state.locked_out,
        unit.may_cool and not state.too_hot,
    )
    if calls == 0.0 and unit.may_dry and not state.too_hot and control.is_own <= 0.0:
        state.damp = state.relative >= control.dry_above - TOUCH_RELATIVE
        if state.damp and state.sensed_degc >= state.dry_floor_degc + unit.half_k - TOUCH_K:
            calls = -1.0
    state.calls = calls
    if calls == 0.0:
        state.call_s = 0.0
        return
    changes = calls * state.mode < 0.0
    rest_s, delay_s = control.minimum_off_s, control.start_delay_s
    if control.is_own > 0.0:
        wait_s = control.heating_rest_s if calls > 0.0 else control.cooling_rest_s
        rest_s = max(rest_s, wait_s)
        if changes:
            delay_s = max(delay_s, wait_for_change(control, state))
    state.wait_s = start_wait(
        rest_s,
        delay_s + (machine.burner.ignition_s if calls > 0.0 else 0.0),
        control.starts_per_hour_limit,
        control.changeover_dead_time_s if changes else 0.0,
        state.since_s,
        state.since_start_s,
        state.call_s,
    )


@internal
def start(machine: Machine, control: Control, unit: Unit, time_s: float, work: Work) -> None:
    """Start the compressor in the mode that is called for."""
    state, totals = work.state, work.totals
    # what the coil still holds of the last run
    left = math.exp(-state.since_s / WARM_OFF_S) if state.calls == state.mode else 0.0
    state.built *= left
    state.built_latent *= left
    if state.mode != state.calls:
        state.first_k_per_s = state.first_ratio_per_s = 0.0
        state.machine_read = False
    state.air_k_per_s = state.ratio_per_s = 0.0
    state.mode = state.calls
    heats = state.mode > 0.0
    axis = machine.heating.speed if heats else machine.cooling.speed
    state.lowest = axis[0]
    state.top = axis[axis.size - 1]
    state.on = True
    state.off_before_s = state.since_s
    state.since_s = 0.0
    state.since_start_s = 0.0
    state.integral, state.speed_per_k = state.lowest, 1.0 / control.proportional_band_k
    state.follow_s = FIRST_FOLLOWED * unit.brief_s
    if control.is_own > 0.0:
        begin_own_run(control, state)
    is_for_drying = state.sensed_degc < state.cool_at_degc + unit.dry_warm_k - TOUCH_K
    if control.is_own > 0.0 and state.relative < control.dry_above - TOUCH_RELATIVE:
        is_for_drying = False
    state.is_drying = unit.may_dry and not heats and is_for_drying
    if state.is_drying:
        state.at_minimum_k = state.at_any_k = 0.0
        state.hold_s, state.at_once_k = control.dry_hold_s, control.dry_at_once_k
        state.follows = False
    boosts = machine.compressor.boost_s > 0.0 and control.is_own <= 0.0
    state.boosting = unit.modulates and boosts and not state.is_drying
    if state.boosting:
        state.speed_now = min(max(machine.compressor.boost_speed, state.lowest), state.top)
    elif unit.modulates and control.is_own > 0.0 and not state.is_drying:
        state.speed_now = own_floor(control, state, -NEVER_S, 0.0)
    elif unit.modulates or unit.two_stage:
        state.speed_now = state.lowest
    else:
        state.speed_now = state.top
    state.run_start_s = time_s
    state.run_speed_s = 0.0
    state.run_electricity_j = 0.0
    state.run_heat_j = 0.0
    if heats:
        totals.starts_heating_s += 3600.0
        state.quarter_from_j -= machine.burner.start_j
        state.half_from_j -= machine.burner.start_j
    else:
        totals.starts_cooling_s += 3600.0
    state.wait_s = 0.0


@internal
def end_recovery(unit: Unit, state: State) -> None:
    """End a recovery when the new setpoint is reached."""
    if state.recovering_to > 0.0:
        is_there = state.sensed_degc >= state.heat_at_degc - unit.half_k
    else:
        is_there = state.sensed_degc <= state.cool_at_degc + unit.half_k
    if is_there:
        state.recovering_to = 0.0


@internal
def switch_backup(
    machine: Machine, control: Control, unit: Unit, outdoor_degc: float, state: State
) -> None:
    """Switch the backup off, or its next stage on."""
    alone = state.locked_out or not unit.may_heat
    state.backup_at_degc = state.heat_at_degc - unit.half_k
    if not alone:
        state.backup_at_degc -= control.backup_margin_k
    sensed = state.sensed_degc
    delay_s = control.backup_delay_s - EPSILON_S
    if state.backup_on and (
        sensed >= state.heat_at_degc - TOUCH_K or outdoor_degc > machine.backup.below_degc
    ):
        state.backup_on = False
        state.stage = 0.0
        state.since_stage_s = NEVER_S
        state.backup_now_w = 0.0
    elif (
        state.stage < machine.backup.stages
        and control.mode < 1.5
        and outdoor_degc <= machine.backup.below_degc
        and sensed <= state.backup_at_degc + TOUCH_K
        and state.since_stage_s >= delay_s
        and (alone or state.full_s >= delay_s)
        and (
            state.recovering_to <= 0.0
            or state.recovering_s >= control.recovery_lockout_s
            or alone
            or sensed < state.recovery_from_degc - RECOVERY_LOSS_K
        )
    ):
        state.backup_on = True
        state.stage += 1.0
        state.since_stage_s = 0.0
        state.backup_now_w = machine.backup.power_w * state.stage / machine.backup.stages


@internal
def end_boost(machine: Machine, state: State) -> None:
    """End the high speed after a start: after its time, or where the setpoint is reached."""
    error_k = state.mode * (set_point(state) - state.sensed_degc)
    if state.since_s >= machine.compressor.boost_s - 1e-3 or error_k <= TOUCH_K:
        state.boosting = False


@internal
def slewing_s(unit: Unit, state: State) -> float:
    """Return how long an interval may be in which a speed changes at its full rate [s].

    Brief in a room whose air moves fast, as that of a large unit in a small room.
    """
    longest_s = SLEWING_STEPS * unit.brief_s
    k_per_s = abs(state.air_k_per_s)
    if k_per_s * longest_s <= SLEWING_K:
        return longest_s
    return max(SLEWING_K / k_per_s, unit.brief_s)


@internal
def new_speed(
    machine: Machine,
    control: Control,
    unit: Unit,
    outdoor_degc: float,
    state: State,
    interval_s: float,
) -> tuple[float, float]:
    """Return the speed at the interval's end, and the interval [s], of a unit that is on."""
    if state.follows:
        state.floor = state.lowest
        if control.is_own > 0.0:
            past_k = state.mode * (state.sensed_degc - set_point(state))
            end_s = state.since_s + interval_s - 2.0 * EPSILON_S
            state.floor = own_floor(control, state, past_k, max(end_s, state.since_s))
            if control.oil_after_s > 0.0:
                interval_s = return_oil(control, state, outdoor_degc, interval_s)
                if state.oil_left_s > 0.0:
                    return state.speed_now, interval_s
        error_k = state.mode * (set_point(state) - state.sensed_degc)
        if not state.boosting:
            speed_end, state.integral, interval_s = modulate(
                state.speed_per_k,
                unit.integral_per_s,
                machine.compressor.slew_per_s,
                LEAST_INTERVAL_S,
                slewing_s(unit, state),
                error_k,
                -state.mode * state.sensed_k_per_s,
                state.speed_now,
                state.integral,
                state.floor,
                state.top,
                NEARLY_AT_END if state.mode > 0.0 else AT_END,
                interval_s,
            )
            return speed_end, interval_s
    elif unit.two_stage and not state.is_drying:
        far = state.mode * (set_point(state) - state.sensed_degc) > control.differential_k
        if far or state.since_s >= SECOND_STAGE_S - EPSILON_S:
            state.speed_now = state.top
    return state.speed_now, interval_s
