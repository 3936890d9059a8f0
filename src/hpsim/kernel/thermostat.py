"""What thermostat and unit do at this instant, and how long until they look again."""

from __future__ import annotations

import math

from hpsim.kernel import state as at
from hpsim.kernel.accounting import is_outside_cooling
from hpsim.kernel.compiling import inlined, internal
from hpsim.kernel.controller import (
    DRY_HYSTERESIS,
    RECOVERY_LOSS_K,
    TOUCH_K,
    calling,
    crossing,
    modulate,
    start_wait,
)
from hpsim.kernel.heat_pump import dead_time_s
from hpsim.kernel.indoor_fan import choose_fan_program, is_fan_done
from hpsim.kernel.own_control import (
    begin_own_run,
    cool_above,
    heat_below,
    is_held_back,
    own_floor,
    return_oil,
    until_hold,
    wait_for_change,
)
from hpsim.kernel.state import EPSILON_S, FINE_S, LEAST_INTERVAL_S, NEVER_S, Unit, Work
from hpsim.kernel.types import WARM_OFF_S, Control, FloatArray, Machine

# So long after a start intervals are short: output changes fast; then half as short.
TRANSIENT_S, SETTLING_S = 300.0, 3600.0
DRY_SETTLING_S = 1800.0  # of a dehumidification run: surfaces give water back at first
TOUCH_RELATIVE = 1e-5  # a relative humidity this near its limit counts as there
SATURATION_PER_K = 0.062  # of the saturated humidity ratio, 15 to 30 degC: between base steps
SECOND_STAGE_S = 300.0  # OpenStudio-HPXML: five minutes in the low stage before the high one


@inlined
def set_point(now: FloatArray) -> float:
    """Return the temperature that the unit aims at."""
    aim: float = now[at.HEAT_AT_DEGC] if now[at.MODE] > 0.0 else now[at.COOL_AT_DEGC]
    if now[at.IS_DRYING]:
        aim = now[at.DRY_FLOOR_DEGC]
    return aim


@inlined
def relative_humidity(now: FloatArray) -> tuple[float, float]:
    """Return relative humidity, and how it changed over the last interval [1/s]."""
    relative: float = now[at.HUMIDITY_RATIO] / now[at.SATURATED_RATIO]
    relative /= 1.0 + SATURATION_PER_K * (now[at.AIR_DEGC] - now[at.SATURATED_AT_DEGC])
    return relative, (relative - now[at.RELATIVE]) / max(now[at.LAST_INTERVAL_S], 1e-3)


@inlined
def is_dry(control: Control, now: FloatArray, interval_s: float) -> bool:
    """Return whether dehumidification is not called for, nor likely to be within the interval."""
    relative, relative_per_s = relative_humidity(now)
    slack = control.dry_above - TOUCH_RELATIVE - relative
    return slack > max(relative_per_s, 0.0) * interval_s


@inlined
def watch_humidity(control: Control, unit: Unit, now: FloatArray) -> None:
    """Follow relative humidity for the dry mode, and end a dehumidification run in a warm room."""
    now[at.RELATIVE], now[at.RELATIVE_PER_S] = relative_humidity(now)
    now[at.DRY_FLOOR_DEGC] = max(
        now[at.COOL_AT_DEGC] - control.dry_overcool_k, now[at.HEAT_AT_DEGC] + 2.0 * unit.half_k
    )
    gives_way = now[at.SENSED_DEGC] >= now[at.COOL_AT_DEGC] + unit.dry_warm_k
    if control.is_own > 0.0 and now[at.RELATIVE] <= control.dry_above - DRY_HYSTERESIS:
        gives_way = True  # dry: what is left is ordinary cooling
    if now[at.IS_DRYING] and (not now[at.ON] or gives_way):
        now[at.IS_DRYING] = 0.0  # stopped, or warm enough for ordinary cooling
        now[at.AT_MINIMUM_K] = unit.at_minimum_k
        now[at.AT_ANY_K] = unit.at_any_k
        now[at.FOLLOWS] = unit.modulates
        if control.is_own > 0.0 and now[at.ON]:
            begin_own_run(control, now)


@inlined
def lock_out(machine: Machine, outdoor_degc: float, now: FloatArray) -> None:
    """Set whether it is too cold or too hot outdoors for the compressor."""
    if outdoor_degc < now[at.HEAT_ABOVE_DEGC]:
        now[at.LOCKED_OUT] = 1.0
    elif outdoor_degc >= now[at.HEAT_ABOVE_DEGC] + machine.outdoor_coil.restart_above_k:
        now[at.LOCKED_OUT] = 0.0
    now[at.TOO_HOT] = is_outside_cooling(machine, outdoor_degc, now[at.COOL_BELOW_DEGC])


@inlined
def margin(speed: float, now: FloatArray) -> float:
    """Return how far past the setpoint the unit stops at this speed [K]."""
    past_k: float = now[at.AT_ANY_K]
    if speed <= now[at.LOWEST] + 1e-6 and not now[at.BOOSTING]:
        past_k = now[at.AT_MINIMUM_K]
    return past_k


@inlined
def has_to_stop(control: Control, now: FloatArray) -> bool:
    """Return whether a unit that is on stops at this instant."""
    past_k = now[at.MODE] * (now[at.SENSED_DEGC] - set_point(now))
    satisfied = past_k >= margin(now[at.SPEED_NOW], now) - TOUCH_K
    dry_at = control.dry_above - DRY_HYSTERESIS + TOUCH_RELATIVE
    if now[at.IS_DRYING] and now[at.RELATIVE] <= dry_at and control.is_own <= 0.0:
        satisfied = True
    if is_held_back(now, past_k):
        satisfied = False
    if satisfied and now[at.SINCE_S] >= control.minimum_on_s - EPSILON_S:
        return True
    return bool(now[at.LOCKED_OUT] if now[at.MODE] > 0.0 else now[at.TOO_HOT])


@internal
def record_run(cycles: FloatArray, now: FloatArray) -> None:
    """Write the run that ends into the table, as far as it has room."""
    n = int(now[at.N_RUNS])
    if now[at.RUN_START_S] < 0.0 or n >= cycles.shape[0]:
        return
    cycles[n, 0] = now[at.RUN_START_S]
    cycles[n, 1] = now[at.SINCE_S]
    cycles[n, 2] = now[at.OFF_BEFORE_S]
    cycles[n, 3] = now[at.MODE]
    cycles[n, 4] = now[at.RUN_SPEED_S] / max(now[at.SINCE_S], 1e-9)
    cycles[n, 5] = now[at.RUN_ELECTRICITY_J]
    cycles[n, 6] = now[at.RUN_HEAT_J]
    now[at.N_RUNS] += 1.0


@internal
def stop(machine: Machine, control: Control, work: Work, cycles: FloatArray) -> None:
    """Stop the compressor, and choose what the fan does from now on."""
    now = work.now
    record_run(cycles, now)
    choose_fan_program(machine, control, work)
    now[at.ON] = 0.0
    now[at.STALE] = 1.0
    now[at.SINCE_S] = 0.0
    now[at.SPEED_NOW] = 0.0
    now[at.BOOSTING] = 0.0
    now[at.DEFROSTING_S] = 0.0
    now[at.CALL_S] = 0.0
    now[at.FULL_S] = 0.0
    now[at.BEYOND_S] = now[at.HOLD_S] = 0.0
    now[at.SLOW_S] = now[at.OIL_LEFT_S] = 0.0


@inlined
def call(machine: Machine, control: Control, unit: Unit, now: FloatArray) -> None:
    """Work out what a unit that is off is called for, and which timers hold it back."""
    now[at.WAIT_S] = 0.0
    calls = calling(
        now[at.SENSED_DEGC],
        heat_below(control, unit, now),
        cool_above(control, unit, now),
        unit.may_heat and not now[at.LOCKED_OUT],
        unit.may_cool and not now[at.TOO_HOT],
    )
    if calls == 0.0 and unit.may_dry and not now[at.TOO_HOT] and control.is_own <= 0.0:
        now[at.DAMP] = now[at.RELATIVE] >= control.dry_above - TOUCH_RELATIVE
        if now[at.DAMP] and now[at.SENSED_DEGC] >= now[at.DRY_FLOOR_DEGC] + unit.half_k - TOUCH_K:
            calls = -1.0
    now[at.CALLS] = calls
    if calls == 0.0:
        now[at.CALL_S] = 0.0
        return
    changes = calls * now[at.MODE] < 0.0
    rest_s, delay_s = control.minimum_off_s, control.start_delay_s
    if control.is_own > 0.0:
        wait_s = control.heating_rest_s if calls > 0.0 else control.cooling_rest_s
        rest_s = max(rest_s, wait_s)
        if changes:
            delay_s = max(delay_s, wait_for_change(control, now))
    now[at.WAIT_S] = start_wait(
        rest_s,
        delay_s + (machine.burner.ignition_s if calls > 0.0 else 0.0),
        control.starts_per_hour_limit,
        control.changeover_dead_time_s if changes else 0.0,
        now[at.SINCE_S],
        now[at.SINCE_START_S],
        now[at.CALL_S],
    )


@inlined
def start(machine: Machine, control: Control, unit: Unit, time_s: float, work: Work) -> None:
    """Start the compressor in the mode that is called for."""
    now, sums = work.now, work.sums
    # what the coil still holds of the last run
    left = math.exp(-now[at.SINCE_S] / WARM_OFF_S) if now[at.CALLS] == now[at.MODE] else 0.0
    now[at.BUILT] *= left
    now[at.BUILT_LATENT] *= left
    now[at.MODE] = now[at.CALLS]
    heats = now[at.MODE] > 0.0
    axis = machine.heating.speed if heats else machine.cooling.speed
    now[at.LOWEST] = axis[0]
    now[at.TOP] = axis[axis.size - 1]
    now[at.ON] = 1.0
    now[at.OFF_BEFORE_S] = now[at.SINCE_S]
    now[at.SINCE_S] = 0.0
    now[at.SINCE_START_S] = 0.0
    now[at.INTEGRAL], now[at.BAND_K] = now[at.LOWEST], control.proportional_band_k
    if control.is_own > 0.0:
        begin_own_run(control, now)
    is_for_drying = now[at.SENSED_DEGC] < now[at.COOL_AT_DEGC] + unit.dry_warm_k - TOUCH_K
    if control.is_own > 0.0 and now[at.RELATIVE] < control.dry_above - TOUCH_RELATIVE:
        is_for_drying = False
    now[at.IS_DRYING] = unit.may_dry and not heats and is_for_drying
    if now[at.IS_DRYING]:
        now[at.AT_MINIMUM_K] = now[at.AT_ANY_K] = 0.0
        now[at.HOLD_S], now[at.AT_ONCE_K] = control.dry_hold_s, control.dry_at_once_k
        now[at.FOLLOWS] = 0.0
    boosts = machine.compressor.boost_s > 0.0 and control.is_own <= 0.0
    now[at.BOOSTING] = unit.modulates and boosts and not now[at.IS_DRYING]
    if now[at.BOOSTING]:
        now[at.SPEED_NOW] = min(max(machine.compressor.boost_speed, now[at.LOWEST]), now[at.TOP])
    elif unit.modulates and control.is_own > 0.0 and not now[at.IS_DRYING]:
        now[at.SPEED_NOW] = own_floor(control, now, -NEVER_S)
    elif unit.modulates or unit.two_stage:
        now[at.SPEED_NOW] = now[at.LOWEST]
    else:
        now[at.SPEED_NOW] = now[at.TOP]
    now[at.RUN_START_S] = time_s
    now[at.RUN_SPEED_S] = 0.0
    now[at.RUN_ELECTRICITY_J] = 0.0
    now[at.RUN_HEAT_J] = 0.0
    sums[at.STARTS_HEATING if heats else at.STARTS_COOLING] += 3600.0
    now[at.WAIT_S] = 0.0


@inlined
def end_recovery(unit: Unit, now: FloatArray) -> None:
    """End a recovery when the new setpoint is reached."""
    if now[at.RECOVERING_TO] > 0.0:
        is_there = now[at.SENSED_DEGC] >= now[at.HEAT_AT_DEGC] - unit.half_k
    else:
        is_there = now[at.SENSED_DEGC] <= now[at.COOL_AT_DEGC] + unit.half_k
    if is_there:
        now[at.RECOVERING_TO] = 0.0


@inlined
def switch_backup(
    machine: Machine, control: Control, unit: Unit, outdoor_degc: float, now: FloatArray
) -> None:
    """Switch the backup off, or its next stage on."""
    alone = now[at.LOCKED_OUT] > 0.0 or not unit.may_heat
    now[at.BACKUP_AT_DEGC] = now[at.HEAT_AT_DEGC] - unit.half_k
    if not alone:
        now[at.BACKUP_AT_DEGC] -= control.backup_margin_k
    sensed = now[at.SENSED_DEGC]
    delay_s = control.backup_delay_s - EPSILON_S
    if now[at.BACKUP_ON] and (
        sensed >= now[at.HEAT_AT_DEGC] - TOUCH_K or outdoor_degc > machine.backup.below_degc
    ):
        now[at.BACKUP_ON] = 0.0
        now[at.STAGE] = 0.0
        now[at.SINCE_STAGE_S] = NEVER_S
        now[at.BACKUP_NOW_W] = 0.0
    elif (
        now[at.STAGE] < machine.backup.stages
        and control.mode < 1.5
        and outdoor_degc <= machine.backup.below_degc
        and sensed <= now[at.BACKUP_AT_DEGC] + TOUCH_K
        and now[at.SINCE_STAGE_S] >= delay_s
        and (alone or now[at.FULL_S] >= delay_s)
        and (
            now[at.RECOVERING_TO] <= 0.0
            or now[at.RECOVERING_S] >= control.recovery_lockout_s
            or alone
            or sensed < now[at.RECOVERY_FROM_DEGC] - RECOVERY_LOSS_K
        )
    ):
        now[at.BACKUP_ON] = 1.0
        now[at.STAGE] += 1.0
        now[at.SINCE_STAGE_S] = 0.0
        now[at.BACKUP_NOW_W] = machine.backup.power_w * now[at.STAGE] / machine.backup.stages


@inlined
def is_at_rest(now: FloatArray) -> bool:
    """Return whether compressor, fan and backup are off and no timer runs."""
    if now[at.ON] or now[at.BACKUP_ON] or now[at.MAY_LOCK] or now[at.RECOVERING_TO] != 0.0:
        return False
    if now[at.IS_DRYING]:  # a dehumidification run has just stopped
        return False
    return is_fan_done(now)


@inlined
def until_timer(
    machine: Machine,
    control: Control,
    unit: Unit,
    outdoor_degc: float,
    now: FloatArray,
    interval_s: float,
) -> float:
    """Return the interval, cut to the next timer that expires [s]."""
    since_s = now[at.SINCE_S]
    if now[at.ON]:
        if since_s < TRANSIENT_S - EPSILON_S:
            interval_s = min(interval_s, FINE_S)
        elif since_s < SETTLING_S - EPSILON_S:
            interval_s = min(interval_s, 2.0 * FINE_S)
        dead_s = dead_time_s(machine, now[at.MODE])
        if since_s < dead_s - EPSILON_S:
            interval_s = min(interval_s, dead_s - since_s)
        if since_s < control.minimum_on_s - EPSILON_S:
            interval_s = min(interval_s, control.minimum_on_s - since_s)
        if now[at.BOOSTING]:
            interval_s = min(interval_s, max(machine.compressor.boost_s - since_s, 1e-3))
        if now[at.HOLD_S] > 0.0:
            past_k = now[at.MODE] * (now[at.SENSED_DEGC] - set_point(now))
            interval_s = until_hold(now, past_k, interval_s)
        if control.is_own > 0.0 and since_s < control.boost_s - EPSILON_S:
            interval_s = min(interval_s, control.boost_s - since_s)
        if now[at.DEFROSTING_S] > 0.0:
            interval_s = min(interval_s, now[at.DEFROSTING_S])
        if unit.two_stage and since_s < SECOND_STAGE_S - EPSILON_S:
            interval_s = min(interval_s, SECOND_STAGE_S - since_s)
        if now[at.HEAT_HELD]:
            interval_s = min(interval_s, machine.burner.fan_delay_s - since_s)
    else:
        if now[at.WAIT_S] > EPSILON_S:
            interval_s = min(interval_s, now[at.WAIT_S])
        interval_s = min(interval_s, now[at.FAN_LEFT_S])
    if now[at.MAY_LOCK]:
        interval_s = until_lock_out(machine, unit, outdoor_degc, now, interval_s)
    if unit.has_backup and now[at.STAGE] < machine.backup.stages:
        delay_s = control.backup_delay_s
        if now[at.SINCE_STAGE_S] < delay_s - EPSILON_S:
            interval_s = min(interval_s, delay_s - now[at.SINCE_STAGE_S])
        if 0.0 < now[at.FULL_S] < delay_s - EPSILON_S:
            interval_s = min(interval_s, delay_s - now[at.FULL_S])
    if unit.may_dry:  # humidity decides: the air follows coil and surfaces within minutes
        is_fresh = now[at.IS_DRYING] and since_s < DRY_SETTLING_S - EPSILON_S
        interval_s = min(interval_s, FINE_S if is_fresh else 2.0 * FINE_S)
    if unit.may_dry and (now[at.IS_DRYING] or not now[at.ON]):
        interval_s = until_humidity(control, now, interval_s)
    return interval_s


@inlined
def until_lock_out(
    machine: Machine, unit: Unit, outdoor_degc: float, now: FloatArray, interval_s: float
) -> float:
    """Return the interval, cut where the compressor's lockout begins or ends [s]."""
    above_k = outdoor_degc - now[at.HEAT_ABOVE_DEGC]
    if now[at.LOCKED_OUT]:
        above_k -= machine.outdoor_coil.restart_above_k
    if above_k * now[at.OUTDOOR_RISE_K] < 0.0:
        reached_s = -above_k / (now[at.OUTDOOR_RISE_K] * unit.base_per_s)
        interval_s = min(interval_s, max(reached_s, LEAST_INTERVAL_S))
    return interval_s


@inlined
def until_humidity(control: Control, now: FloatArray, interval_s: float) -> float:
    """Return the interval, cut to where the limit of humidity is likely to be reached [s]."""
    beyond = control.dry_above - now[at.RELATIVE]
    if now[at.IS_DRYING]:
        beyond -= DRY_HYSTERESIS
    if beyond * now[at.RELATIVE_PER_S] > 0.0 and abs(beyond) > TOUCH_RELATIVE:
        interval_s = min(interval_s, max(beyond / now[at.RELATIVE_PER_S], LEAST_INTERVAL_S))
    return interval_s


@inlined
def new_speed(
    machine: Machine,
    control: Control,
    unit: Unit,
    outdoor_degc: float,
    now: FloatArray,
    interval_s: float,
) -> tuple[float, float]:
    """Return the speed at the interval's end, and the interval [s], of a unit that is on."""
    if now[at.FOLLOWS]:
        lowest: float = now[at.LOWEST]
        if control.is_own > 0.0:
            past_k = now[at.MODE] * (now[at.SENSED_DEGC] - set_point(now))
            lowest = own_floor(control, now, past_k)
            if control.oil_after_s > 0.0:
                interval_s = return_oil(control, now, outdoor_degc, interval_s)
                if now[at.OIL_LEFT_S] > 0.0:
                    return now[at.SPEED_NOW], interval_s
        error_k = now[at.MODE] * (set_point(now) - now[at.SENSED_DEGC])
        if now[at.BOOSTING] and (
            now[at.SINCE_S] >= machine.compressor.boost_s - 1e-3 or error_k <= TOUCH_K
        ):
            now[at.BOOSTING] = 0.0
        if not now[at.BOOSTING]:
            speed_end, now[at.INTEGRAL], interval_s = modulate(
                now[at.BAND_K],
                control.integral_time_s,
                machine.compressor.slew_per_s,
                LEAST_INTERVAL_S,
                error_k,
                -now[at.MODE] * now[at.SENSED_K_PER_S],
                now[at.SPEED_NOW],
                now[at.INTEGRAL],
                lowest,
                now[at.TOP],
                interval_s,
            )
            return speed_end, interval_s
    elif unit.two_stage and not now[at.IS_DRYING]:
        far = now[at.MODE] * (set_point(now) - now[at.SENSED_DEGC]) > control.differential_k
        if far or now[at.SINCE_S] >= SECOND_STAGE_S - EPSILON_S:
            now[at.SPEED_NOW] = now[at.TOP]
    return now[at.SPEED_NOW], interval_s


@inlined
def fraction_to_crossing(
    machine: Machine,
    control: Control,
    unit: Unit,
    now: FloatArray,
    sensed_end: float,
    may_stop: bool,
    stop_at_degc: float,
) -> float:
    """Return the share of the interval after which the sensor crosses a threshold, or 2."""
    sensed = now[at.SENSED_DEGC]
    heats = now[at.MODE] > 0.0
    share = 2.0
    if may_stop:
        share = crossing(sensed, sensed_end, stop_at_degc, heats)
    elif not now[at.ON]:
        if unit.may_heat:
            share = crossing(sensed, sensed_end, heat_below(control, unit, now), False)
        if unit.may_cool:
            cool_at = cool_above(control, unit, now)
            share = min(share, crossing(sensed, sensed_end, cool_at, True))
        if now[at.DAMP]:
            dry_at = now[at.DRY_FLOOR_DEGC] + unit.half_k
            share = min(share, crossing(sensed, sensed_end, dry_at, True))
    if now[at.BOOSTING]:
        share = min(share, crossing(sensed, sensed_end, set_point(now), heats))
    elif unit.may_dry and now[at.IS_DRYING]:
        warm_at = now[at.COOL_AT_DEGC] + unit.dry_warm_k
        share = min(share, crossing(sensed, sensed_end, warm_at, True))
    if unit.has_backup:
        if now[at.BACKUP_ON]:
            share = min(share, crossing(sensed, sensed_end, now[at.HEAT_AT_DEGC], True))
        if now[at.STAGE] < machine.backup.stages:
            share = min(share, crossing(sensed, sensed_end, now[at.BACKUP_AT_DEGC], False))
    return share
