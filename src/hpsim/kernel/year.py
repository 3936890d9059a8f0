"""The year, step by step: one machine in one room.

In every step, in this order:

1. *decide*: start, stop, change stage, begin or end a defrost or a dry run, switch the backup,
   open or close windows, at this instant;
2. *choose the interval*: to the end of the step or to the next timer that expires;
3. *speed*: proportional-integral on the sensed temperature, slewed; boost after a start;
4. *machine*: steady output at mean outdoor temperature and speed, times the build-up since the
   start, less frost; fan heat; water on the coil, which comes back from where the coil is warm;
5. *room*: the modes answer to machine, gains and air exchange, with what a hose or leaky ducts
   draw in while the unit runs; the sensor follows; the air's moisture answers together with the
   surface layer that buffers it;
6. *locate*: if the sensor crosses a switching threshold inside the interval, cut the interval
   there and go back to 4;
7. *book* energies into the hour (and the step, if traced), cycles into the cycle table.

The controller acts continuously: switching instants and timers do not depend on the step.
"""

from __future__ import annotations

import math

import numpy as np

from hpsim.kernel.air import (
    VAPORISATION_J_PER_KG,
    bypass_at,
    sensible_heat_ratio,
    wet_bulb,
)
from hpsim.kernel.airflow import MOIST_AIR_J_PER_KG_K
from hpsim.kernel.compiling import compiled
from hpsim.kernel.controller import (
    CHANGED_SET_POINT_K,
    DRY_HYSTERESIS,
    RECOVERY_LOSS_K,
    TOUCH_K,
    calling,
    crossing,
    modulate,
    short_circuit_k_per_w,
    start_wait,
)
from hpsim.kernel.lookup import at_weather, between, bracket, scale_map, steady
from hpsim.kernel.plant import (
    DEFROST_S,
    RATED_DRY_BULB_DEGC,
    RATED_OUTDOOR_DEGC,
    RATED_WET_BULB_DEGC,
    build_up,
    die_away,
    drawn_in,
    evaporate,
    frost,
    prepare_starts,
    quadratic,
    saturated_humidity_ratio,
)
from hpsim.kernel.room import (
    DECAY,
    FELT,
    RISE,
    between_layers,
    condensed,
    prepare,
    pull,
    unlike,
)
from hpsim.kernel.types import Channels, FloatArray, KernelInputs

(
    ROOM,
    HUMIDITY,
    HEAT,
    COOL,
    LATENT,
    RETURNED,
    COMPRESSOR_HEATING,
    COMPRESSOR_COOLING,
    FAN,
    BACKUP,
    DEFROST,
    STANDBY,
    HEATING_ELECTRICITY,
    RUNNING,
    RUNNING_FULL,
    SPEED,
    STARTS_HEATING,
    STARTS_COOLING,
    DEFROSTS,
    CONDENSED,
    RECOVERING,
    DRYING,
    WINDOWS_OPEN,
    DRAWN_HEAT,
    DRAWN_LATENT,
    DRAWN_AIR,
    FUEL,
) = range(len(Channels._fields))
N_CHANNELS = len(Channels._fields)
N_CYCLE_FIELDS = 7  # fields of Cycles

WHOLE, FINE, OTHER = range(3)  # prepared lengths of interval
HEATING_COIL, COOLING_COIL, LATENT_COIL = range(3)  # what builds up after a start
# So long after a start intervals are short: output changes fast; then half as short.
TRANSIENT_S, SETTLING_S = 300.0, 3600.0
FINE_S = 30.0
MOST_CUTS = 2  # of one interval: the sensor's course is curved, so one may land a little late
NEAR_END = 0.02  # a crossing in the last 2 % of an interval counts as at its end
LEAST_INTERVAL_S = 0.5  # a cut interval is not shorter, so that no step takes many rounds
WARM_OFF_S = 300.0  # judgement: how long a stopped coil keeps what it had built up, fan off
LEAST_WARM = 1e-3  # a coil this near its steady cold gives no water back
WINDOW_HYSTERESIS_K = 0.5  # judgement: windows and night fans close so far past their thresholds
TOUCH_RELATIVE = 1e-5  # a relative humidity this near its limit counts as there
SATURATION_PER_K = 0.062  # of the saturated humidity ratio, 15 to 30 degC: between base steps
SECOND_STAGE_S = 300.0  # OpenStudio-HPXML: five minutes in the low stage before the high one
NEVER_S = 1e9
EPSILON_S = 1e-6  # timers this near have expired


@compiled
def record_cycle(
    cycles: FloatArray,
    n: int,
    start_s: float,
    run_s: float,
    off_before_s: float,
    mode: float,
    speed_s: float,
    electricity_j: float,
    heat_j: float,
) -> int:
    """Write one run into the cycle table and return how many it holds now."""
    if start_s < 0.0 or n >= cycles.shape[0]:
        return n
    row = cycles[n]
    row[0] = start_s
    row[1] = run_s
    row[2] = off_before_s
    row[3] = mode
    row[4] = speed_s / max(run_s, 1e-9)
    row[5] = electricity_j
    row[6] = heat_j
    return n + 1


@compiled
def simulate_year(
    inputs: KernelInputs,
    step_s: float,
    warmup_hours: int,
    hourly: FloatArray,
    cycles: FloatArray,
    trace: FloatArray,
    trace_first_hour: FloatArray,
    trace_hours: int,
) -> tuple[int, float, float, float]:
    """Step one machine through the year; fill ``hourly``, ``cycles`` and ``trace``.

    The module's docstring says what happens in a step. The year is run through once more, from
    ``warmup_hours`` before its end, so that the first hour starts from a lived-in room.

    Parameters
    ----------
    inputs : KernelInputs
        Room, machine and control.
    step_s : float
        Divides an hour.
    warmup_hours : int
        Hours run before the year, not booked.
    hourly : (n_hours + 1, n_channels)
        Sums over each hour in channel units times seconds; the last row takes the warm-up.
    cycles : (n, 7)
        One row per run, fields as in `Cycles`.
    trace : (n_windows * trace_hours * steps per hour, n_channels)
        Step by step, from each window's first hour.
    trace_first_hour : (n_windows,)
        First hour of each traced window.
    trace_hours : int
        Length of each window.

    Returns
    -------
    tuple
        Number of cycles; water that entered the room air and the layers that buffer it less what
        left [kg], change of the water in them [kg], and their turnover [kg], for the moisture
        balance.
    """
    room, drivers, machine, control, table, faults = inputs
    rate_per_s = room.rate_per_s
    gain_k_per_w = room.gain_k_per_w
    direct_k_per_w = room.direct_k_per_w
    n_modes = rate_per_s.size
    n_hours = hourly.shape[0] - 1
    steps_per_hour = round(3600.0 / step_s)
    base_per_hour = round(3600.0 / drivers.step_s)
    base_per_s = 1.0 / drivers.step_s

    # what does not change within the year
    x = gain_k_per_w * 0.0  # the modes' shares of the air temperature [K]
    lag_s = control.sensor_lag_s
    total_k_per_w = direct_k_per_w
    for m in range(n_modes):
        total_k_per_w += gain_k_per_w[m]
    # three lengths of interval: the step, a fine one after a switch, and any other; the first two
    # are worked out once (saves a third of a year with many starts)
    apart = x.copy()
    for m in range(n_modes):
        apart[m] = 1.0 / unlike(rate_per_s[m] * lag_s)
    modes = np.empty((3, 3, n_modes))
    whole_b, whole_felt, whole_lag = prepare(
        rate_per_s, gain_k_per_w, direct_k_per_w, apart, lag_s, step_s, modes, WHOLE
    )
    fine_b, fine_felt, fine_lag = prepare(
        rate_per_s, gain_k_per_w, direct_k_per_w, apart, lag_s, FINE_S, modes, FINE
    )
    start_times_s = np.array(
        [
            machine.heating_start_s,
            machine.cooling_start_sensible_s,
            machine.cooling_start_latent_s,
        ]
    )
    start_decay = np.empty((3, 3))
    prepare_starts(start_times_s, step_s, start_decay, WHOLE)
    prepare_starts(start_times_s, FINE_S, start_decay, FINE)
    heating = machine.heating
    cooling = machine.cooling
    bypass = machine.coil_a0_kg_per_s * 0.0
    for j in range(bypass.size):
        bypass[j] = math.exp(-machine.coil_a0_kg_per_s[j] / machine.cooling_airflow_kg_per_s[j])
    modulates = machine.modulates > 0.0
    two_stage = not modulates and machine.stages > 1.0
    may_heat = machine.can_heat > 0.0 and control.mode < 1.5
    may_cool = machine.can_cool > 0.0 and control.mode != 1.0
    half_k = 0.5 * control.differential_k
    # how far from the set point the unit starts; stops at minimum speed; stops at any speed
    start_k = at_minimum_k = at_any_k = half_k
    if modulates:
        start_k = control.restart_margin_k
        at_minimum_k = control.stop_margin_k
        at_any_k = 2.0 * control.stop_margin_k
    usual_at_minimum_k, usual_at_any_k = at_minimum_k, at_any_k
    follows = modulates  # the speed follows the room: not in a dry run
    offset_k = control.sensor_offset_k
    # of the sensor's reading by supply air that falls back to it
    supply_k_per_w = short_circuit_k_per_w(
        control.short_circuit, machine.cooling_airflow_kg_per_s[-1]
    )
    may_dry = may_cool and control.dry_above < 1.0
    if control.emergency_heat > 0.0:
        may_heat = False
    # what faults change, once per base step
    has_faults = faults.airflow.size > 0
    heating_fan_w = machine.heating_fan_w.copy()
    cooling_fan_w = machine.cooling_fan_w.copy()
    cooling_airflow = machine.cooling_airflow_kg_per_s.copy()
    airflow_share = 1.0
    heat_above_degc = machine.lowest_outdoor_degc
    cool_below_degc = machine.highest_outdoor_degc
    # windows and fans that follow the room
    n_switched = drivers.switched_above_degc.size
    is_special = may_dry or n_switched > 0
    n_doors = drivers.door_degc.shape[0]
    # hoses and ducts: air and heat beside the coil
    through_room = machine.outdoor_coil_room_share
    delivered_share = machine.delivered_share
    rejected_share = machine.rejected_share
    draws_with_fan = machine.draws_with_fan > 0.0
    draws = machine.drawn_kg_per_s != 0.0 or machine.mixed_kg_per_s > 0.0
    draws = draws or machine.outside_w_per_k > 0.0
    drawn_outside_kg_per_s = machine.drawn_kg_per_s * (1.0 - machine.drawn_from_home)
    home_w_per_k = machine.drawn_kg_per_s * machine.drawn_from_home * MOIST_AIR_J_PER_KG_K
    drawn_air = drawn_w_per_k = drawn_at_w = 0.0
    is_open = np.zeros(n_switched)
    open_w_per_k = 0.0
    sums = np.zeros(N_CHANNELS)
    before = np.zeros(N_CHANNELS)

    # start near the set points, at rest
    k = ((n_hours - warmup_hours) % n_hours) * base_per_hour
    air = min(
        max(drivers.free_air_degc[k], drivers.heating_setpoint_degc[k]),
        drivers.cooling_setpoint_degc[k],
    )
    for m in range(n_modes):
        x[m] = gain_k_per_w[m] * (air - drivers.free_air_degc[k]) / total_k_per_w
    sensed = air + control.sensor_offset_k
    sensed_k_per_s = 0.0
    humidity = drivers.outdoor_humidity_ratio[k]

    mode = 0.0  # 1 heating, -1 cooling: the last one that ran
    on = False
    since_s = NEVER_S  # since the last start (on) or stop (off)
    since_start_s = NEVER_S
    off_before_s = 0.0
    call_s = 0.0  # how long the thermostat has been calling
    speed = 0.0
    lowest = 0.0  # speeds of the present mode
    top = 1.0
    integral = 0.0
    boosting = False
    built = 0.0  # build-up of heating, or of sensible cooling
    built_latent = 0.0
    stopped_w = 0.0  # sensible capacity at the stop: what the overrun still delivers
    stopped_latent_w = 0.0  # and latent
    water_kg = 0.0
    frosted = 0.0  # progress towards the next defrost, 0 ... 1
    defrosting_s = 0.0  # what is left of one
    locked_out = False
    backup_on = False
    full_s = 0.0  # how long at full output without reaching the set point
    cycle_start_s = 0.0
    cycle_speed_s = 0.0
    cycle_electricity_j = 0.0
    cycle_heat_j = 0.0
    n_cycles = 0
    moisture_in_kg = 0.0
    moisture_turnover_kg = 0.0
    humidity_start = humidity
    loaded = -1
    stale = True
    depression_k = 0.0
    heat_at = cool_at = outdoor_from = outdoor_rise = humidity_from = humidity_rise = 0.0
    free_from = free_rise = given_w = exchange = 0.0
    outdoor_kg_per_s = moisture_kg_per_s = lagging_k = 0.0
    home_kg_per_s = home_water_kg_per_s = 0.0
    whole_share = whole_per_kg = 1.0
    icing_share = clear_c = clear_p = ice_heat = ice_p = ice_c = 0.0
    heating_now = np.empty((4, heating.speed.size))
    cooling_now = np.empty((4, cooling.speed.size))
    base_given_w = base_exchange = base_outdoor_kg_per_s = 0.0
    # moisture: air node, surface layer (in equilibrium with a humidity ratio), deep layer
    surface_kg = drivers.surface_buffer_kg
    deep_kg = drivers.deep_buffer_kg
    is_buffered = surface_kg > 0.0
    capacity_kg = drivers.air_mass_kg if is_buffered else drivers.moisture_capacity_kg
    saturated_ratio = saturated_humidity_ratio(table, air)
    saturated_degc = air
    surface_humidity = min(humidity, 0.7 * saturated_ratio)
    deep_share = surface_humidity / saturated_ratio  # relative humidity of the deep layer
    stored_start_kg = 0.0
    per_buffer = whole_pull_kg = 0.0
    drying = False
    relative = relative_before = relative_per_s = dry_floor = last_interval_s = 0.0
    is_damp = False
    recovering = 0.0  # 1 towards a higher heating set point, -1 towards a lower cooling one
    recovering_s = 0.0
    recovery_from_degc = 0.0
    stage = 0.0  # of the backup
    backup_w = 0.0
    has_backup = machine.backup_w > 0.0
    backup_at = 0.0
    may_lock = False
    since_stage_s = NEVER_S

    for hour in range(-warmup_hours, n_hours):
        if hour == 0:
            moisture_in_kg = 0.0
            moisture_turnover_kg = 0.0
            humidity_start = humidity
            stored_start_kg = surface_kg * surface_humidity / saturated_ratio
            stored_start_kg += deep_kg * deep_share
        wrapped_hour = hour if hour >= 0 else hour % n_hours
        window = -1
        for j in range(trace_first_hour.size):
            if trace_first_hour[j] <= hour < trace_first_hour[j] + trace_hours:
                window = j
        sums[:] = 0.0
        for step in range(steps_per_hour):
            if window >= 0:
                before[:] = sums
            done_s = 0.0
            while step_s - done_s > EPSILON_S:
                hour_s = step * step_s + done_s
                position = hour_s * base_per_s + 1e-9
                k = int(position)
                fraction = position - k
                k += wrapped_hour * base_per_hour
                if k != loaded:  # what the weather decides, once per base step
                    new_heat_at = drivers.heating_setpoint_degc[k]
                    new_cool_at = drivers.cooling_setpoint_degc[k]
                    if loaded >= 0:
                        if new_heat_at > heat_at + CHANGED_SET_POINT_K and may_heat:
                            recovering, recovering_s, recovery_from_degc = 1.0, 0.0, sensed
                        elif new_cool_at < cool_at - CHANGED_SET_POINT_K and may_cool:
                            recovering, recovering_s = -1.0, 0.0
                    loaded = k
                    stale = True
                    heat_at = new_heat_at
                    cool_at = new_cool_at
                    outdoor_from = drivers.outdoor_degc[k]
                    outdoor_rise = drivers.outdoor_degc[k + 1] - outdoor_from
                    humidity_from = drivers.outdoor_humidity_ratio[k]
                    humidity_rise = drivers.outdoor_humidity_ratio[k + 1] - humidity_from
                    free_from = drivers.free_air_degc[k]
                    free_rise = drivers.free_air_degc[k + 1] - free_from
                    base_given_w = drivers.gain_w[k] + drivers.exchange_heat_w[k]
                    base_exchange = drivers.exchange_w_per_k[k]
                    base_outdoor_kg_per_s = drivers.outdoor_air_kg_per_s[k]
                    given_w = base_given_w
                    exchange = base_exchange
                    outdoor_kg_per_s = base_outdoor_kg_per_s
                    moisture_kg_per_s = drivers.moisture_gain_kg_per_s[k]
                    lagging_k = free_rise * base_per_s * lag_s
                    whole_share = 1.0 / (1.0 + whole_b * exchange)
                    outdoor_to = outdoor_from + outdoor_rise
                    colder_k = faults.heating_colder_k[k] if has_faults else 0.0
                    # what the outdoor coil sees: a hose takes its air from the room
                    coil_from = outdoor_from + through_room * (air - outdoor_from)
                    coil_to = outdoor_to + through_room * (air - outdoor_to)
                    outdoor_middle = outdoor_from + 0.5 * outdoor_rise
                    humidity_middle = humidity_from + 0.5 * humidity_rise
                    at_weather(heating, coil_from - colder_k, coil_to - colder_k, heating_now)
                    at_weather(cooling, coil_from, coil_to, cooling_now)
                    icing_share, clear_c, clear_p, ice_heat, ice_p, ice_c = frost(
                        machine.defrost,
                        table,
                        outdoor_middle + through_room * (air - outdoor_middle) - colder_k,
                        humidity_middle + through_room * (humidity - humidity_middle),
                    )
                    if has_faults:
                        scale_map(heating_now, faults.heating_capacity[k], faults.heating_power[k])
                        scale_map(cooling_now, faults.cooling_capacity[k], faults.cooling_power[k])
                        fan_share = faults.fan_power[k]
                        for j in range(heating_fan_w.size):
                            heating_fan_w[j] = machine.heating_fan_w[j] * fan_share
                        if faults.airflow[k] != airflow_share:
                            airflow_share = faults.airflow[k]
                            for j in range(bypass.size):
                                cooling_airflow[j] = machine.cooling_airflow_kg_per_s[j]
                                cooling_airflow[j] *= airflow_share
                                healthy = math.exp(
                                    -machine.coil_a0_kg_per_s[j]
                                    / machine.cooling_airflow_kg_per_s[j]
                                )
                                bypass[j] = bypass_at(healthy, airflow_share)
                        for j in range(cooling_fan_w.size):
                            cooling_fan_w[j] = machine.cooling_fan_w[j] * fan_share
                        if faults.tripped[k] > 0.0:
                            heat_above_degc, cool_below_degc = NEVER_S, -NEVER_S
                        else:
                            heat_above_degc = machine.lowest_outdoor_degc
                            cool_below_degc = machine.highest_outdoor_degc
                    # the compressor's lock-out begins or ends within this base step
                    coldest = min(outdoor_from, outdoor_to) - machine.restart_above_k
                    warmest = max(outdoor_from, outdoor_to)
                    may_lock = may_heat and coldest <= heat_above_degc <= warmest
                    if is_buffered or may_dry:
                        surface_share = surface_humidity / saturated_ratio
                        if deep_kg > 0.0:
                            through_kg = between_layers(
                                surface_share - deep_share,
                                drivers.deep_kg_per_s * saturated_ratio,
                                surface_kg,
                                deep_kg,
                                drivers.step_s,
                            )
                            surface_share -= through_kg / surface_kg
                            deep_share += through_kg / deep_kg
                        saturated_ratio = saturated_humidity_ratio(table, air)
                        saturated_degc = air
                        surface_humidity = surface_share * saturated_ratio
                        if is_buffered:
                            per_buffer = saturated_ratio / surface_kg
                            whole_pull_kg = pull(drivers.surface_kg_per_s * step_s, per_buffer)
                    whole_per_kg = 1.0 / (capacity_kg + outdoor_kg_per_s * step_s + whole_pull_kg)
                outdoor = outdoor_from + fraction * outdoor_rise
                setpoint = heat_at if mode > 0.0 else cool_at
                if may_dry:
                    relative = humidity / saturated_ratio
                    relative /= 1.0 + SATURATION_PER_K * (air - saturated_degc)
                    relative_per_s = (relative - relative_before) / max(last_interval_s, 1e-3)
                    relative_before = relative
                    dry_floor = max(cool_at - control.dry_overcool_k, heat_at + 2.0 * half_k)
                    if drying and (not on or sensed >= cool_at + start_k):
                        drying = False  # stopped, or warm enough for ordinary cooling
                        at_minimum_k, at_any_k = usual_at_minimum_k, usual_at_any_k
                        follows = modulates
                    if drying:
                        setpoint = dry_floor
                coil = HEATING_COIL if mode > 0.0 else COOLING_COIL
                start_s = start_times_s[coil]

                # 1. decide
                if outdoor < heat_above_degc:
                    locked_out = True
                elif outdoor >= heat_above_degc + machine.restart_above_k:
                    locked_out = False
                too_hot = outdoor > cool_below_degc
                if on:
                    margin_k = at_any_k
                    if speed <= lowest + 1e-6 and not boosting:
                        margin_k = at_minimum_k
                    satisfied = mode * (sensed - setpoint) >= margin_k - TOUCH_K
                    if drying and relative <= control.dry_above - DRY_HYSTERESIS + TOUCH_RELATIVE:
                        satisfied = True
                    if (
                        (satisfied and since_s >= control.minimum_on_s - EPSILON_S)
                        or (mode > 0.0 and locked_out)
                        or (mode < 0.0 and too_hot)
                    ):
                        n_cycles = record_cycle(
                            cycles,
                            n_cycles,
                            cycle_start_s,
                            since_s,
                            off_before_s,
                            mode,
                            cycle_speed_s,
                            cycle_electricity_j,
                            cycle_heat_j,
                        )
                        on = False
                        stale = True
                        since_s = 0.0
                        speed = 0.0
                        boosting = False
                        defrosting_s = 0.0
                        call_s = 0.0
                        full_s = 0.0
                calls = 0.0
                wait_s = 0.0
                if not on:
                    calls = calling(
                        sensed,
                        heat_at - start_k,
                        cool_at + start_k,
                        may_heat and not locked_out,
                        may_cool and not too_hot,
                    )
                    if calls == 0.0 and may_dry and not too_hot:
                        is_damp = relative >= control.dry_above - TOUCH_RELATIVE
                        if is_damp and sensed >= dry_floor + half_k - TOUCH_K:
                            calls = -1.0
                    if calls == 0.0:
                        call_s = 0.0
                    else:
                        wait_s = start_wait(
                            control.minimum_off_s,
                            control.start_delay_s + (machine.ignition_s if calls > 0.0 else 0.0),
                            control.starts_per_hour_limit,
                            control.changeover_dead_time_s if calls * mode < 0.0 else 0.0,
                            since_s,
                            since_start_s,
                            call_s,
                        )
                    if calls != 0.0 and wait_s <= EPSILON_S:
                        # what the coil still holds of the last run
                        left = math.exp(-since_s / WARM_OFF_S) if calls == mode else 0.0
                        built *= left
                        built_latent *= left
                        mode = calls
                        setpoint, coil, axis = heat_at, HEATING_COIL, heating.speed
                        if mode < 0.0:
                            setpoint, coil, axis = cool_at, COOLING_COIL, cooling.speed
                        start_s = start_times_s[coil]
                        lowest = axis[0]
                        top = axis[axis.size - 1]
                        on = True
                        off_before_s = since_s
                        since_s = 0.0
                        since_start_s = 0.0
                        drying = may_dry and mode < 0.0 and sensed < cool_at + start_k - TOUCH_K
                        if drying:
                            setpoint = dry_floor
                            at_minimum_k = at_any_k = 0.0
                            follows = False
                        boosting = modulates and machine.boost_s > 0.0 and not drying
                        if boosting:
                            speed = min(max(machine.boost_speed, lowest), top)
                        elif modulates or two_stage:
                            speed = lowest
                        else:
                            speed = top
                        integral = lowest
                        cycle_start_s = hour * 3600.0 + hour_s
                        cycle_speed_s = 0.0
                        cycle_electricity_j = 0.0
                        cycle_heat_j = 0.0
                        sums[STARTS_HEATING if mode > 0.0 else STARTS_COOLING] += 3600.0
                        wait_s = 0.0
                if recovering != 0.0:
                    if recovering > 0.0:
                        is_there = sensed >= heat_at - half_k
                    else:
                        is_there = sensed <= cool_at + half_k
                    if is_there:
                        recovering = 0.0
                if has_backup:
                    alone = locked_out or not may_heat
                    backup_at = heat_at - half_k
                    if not alone:
                        backup_at -= control.backup_margin_k
                    if backup_on and (
                        sensed >= heat_at - TOUCH_K or outdoor > machine.backup_below_degc
                    ):
                        backup_on = False
                        stage = 0.0
                        since_stage_s = NEVER_S
                        backup_w = 0.0
                    elif (
                        stage < machine.backup_stages
                        and control.mode < 1.5
                        and outdoor <= machine.backup_below_degc
                        and sensed <= backup_at + TOUCH_K
                        and since_stage_s >= control.backup_delay_s - EPSILON_S
                        and (alone or full_s >= control.backup_delay_s - EPSILON_S)
                        and (
                            recovering <= 0.0
                            or recovering_s >= control.recovery_lockout_s
                            or alone
                            or sensed < recovery_from_degc - RECOVERY_LOSS_K
                        )
                    ):
                        backup_on = True
                        stage += 1.0
                        since_stage_s = 0.0
                        backup_w = machine.backup_w * stage / machine.backup_stages

                # 2. the interval, to the next timer
                interval_s = step_s - done_s
                if on and since_s < TRANSIENT_S - EPSILON_S:
                    interval_s = min(interval_s, FINE_S)
                elif on and since_s < SETTLING_S - EPSILON_S:
                    interval_s = min(interval_s, 2.0 * FINE_S)
                if may_lock:
                    above_k = outdoor - heat_above_degc
                    if locked_out:
                        above_k -= machine.restart_above_k
                    if above_k * outdoor_rise < 0.0:
                        reached_s = -above_k / (outdoor_rise * base_per_s)
                        interval_s = min(interval_s, max(reached_s, LEAST_INTERVAL_S))
                if has_backup and stage < machine.backup_stages:
                    if since_stage_s < control.backup_delay_s - EPSILON_S:
                        interval_s = min(interval_s, control.backup_delay_s - since_stage_s)
                    if 0.0 < full_s < control.backup_delay_s - EPSILON_S:
                        interval_s = min(interval_s, control.backup_delay_s - full_s)
                if may_dry:  # humidity decides: the air follows coil and surfaces within minutes
                    interval_s = min(interval_s, 2.0 * FINE_S)
                if may_dry and (drying or not on):  # to where its humidity is likely to be reached
                    beyond = control.dry_above - relative
                    if drying:
                        beyond -= DRY_HYSTERESIS
                    if beyond * relative_per_s > 0.0 and abs(beyond) > TOUCH_RELATIVE:
                        reached_s = beyond / relative_per_s
                        interval_s = min(interval_s, max(reached_s, LEAST_INTERVAL_S))
                fan_runs = on
                is_overrunning = False
                is_held = False  # a burner's heat, in a heat exchanger whose fan still waits
                if on:
                    if since_s < control.minimum_on_s - EPSILON_S:
                        interval_s = min(interval_s, control.minimum_on_s - since_s)
                    if boosting:
                        interval_s = min(interval_s, max(machine.boost_s - since_s, 1e-3))
                    if defrosting_s > 0.0:
                        interval_s = min(interval_s, defrosting_s)
                    if two_stage and since_s < SECOND_STAGE_S - EPSILON_S:
                        interval_s = min(interval_s, SECOND_STAGE_S - since_s)
                    is_held = mode > 0.0 and since_s < machine.fan_delay_s - EPSILON_S
                    if is_held:
                        interval_s = min(interval_s, machine.fan_delay_s - since_s)
                else:
                    if wait_s > EPSILON_S:
                        interval_s = min(interval_s, wait_s)
                    overrun_s = machine.fan_overrun_s
                    if mode > 0.0:
                        overrun_s += machine.heating_overrun_more_s
                    is_overrunning = since_s < overrun_s - EPSILON_S
                    fan_runs = is_overrunning or (machine.fan_always_on > 0.0 and mode != 0.0)
                    if is_overrunning:
                        interval_s = min(interval_s, overrun_s - since_s)

                # 3. speed
                speed_end = speed
                if on and follows:
                    error_k = mode * (setpoint - sensed)
                    if boosting and (since_s >= machine.boost_s - 1e-3 or error_k <= TOUCH_K):
                        boosting = False
                    if not boosting:
                        speed_end, integral, interval_s = modulate(
                            control.proportional_band_k,
                            control.integral_time_s,
                            machine.slew_per_s,
                            LEAST_INTERVAL_S,
                            error_k,
                            -mode * sensed_k_per_s,
                            speed,
                            integral,
                            lowest,
                            top,
                            interval_s,
                        )
                elif on and two_stage and not drying:
                    far = mode * (setpoint - sensed) > control.differential_k
                    if far or since_s >= SECOND_STAGE_S - EPSILON_S:
                        speed_end = top
                        speed = top
                mean_speed = 0.5 * (speed + speed_end)

                # what is open, and what the machine draws in
                if n_switched > 0 or n_doors > 0 or draws:
                    open_now = 0.0
                    for i in range(n_switched):
                        slack_k = WINDOW_HYSTERESIS_K if is_open[i] > 0.0 else 0.0
                        warm = air > drivers.switched_above_degc[i] - slack_k
                        cooler_k = max(drivers.switched_below_room_k[i] - slack_k, 0.0)
                        if drivers.switched_below_room_k[i] < -100.0:
                            cooler_k = -NEVER_S
                        is_open[i] = 1.0 if warm and air - outdoor > cooler_k else 0.0
                        open_now += is_open[i] * drivers.switched_w_per_k[i, k]
                    open_w_per_k = open_now
                    exchange = base_exchange + open_w_per_k
                    given_w = base_given_w + open_w_per_k * outdoor
                    home_kg_per_s = home_water_kg_per_s = 0.0
                    for i in range(n_doors):
                        home_degc = drivers.door_degc[i, k]
                        through = drivers.door_w_per_k15[i, k] * math.sqrt(abs(home_degc - air))
                        exchange += through
                        given_w += through * home_degc
                        through /= MOIST_AIR_J_PER_KG_K
                        home_kg_per_s += through
                        home_water_kg_per_s += through * drivers.door_humidity_ratio[i, k]
                    outdoor_kg_per_s = base_outdoor_kg_per_s + open_w_per_k / MOIST_AIR_J_PER_KG_K
                    if draws:
                        flow = 0.0
                        if on:
                            flow = mean_speed if draws_with_fan else 1.0
                            if is_held:
                                flow = 0.0
                        elif fan_runs and draws_with_fan:
                            flow = lowest if lowest > 0.0 else 1.0
                        drawn_air = machine.mixed_kg_per_s * flow
                        drawn_air += drawn_in(drawn_outside_kg_per_s * flow, outdoor_kg_per_s)
                        drawn_w_per_k = drawn_air * MOIST_AIR_J_PER_KG_K
                        drawn_w_per_k += machine.outside_w_per_k * flow
                        drawn_at_w = drawn_w_per_k * outdoor
                        drawn_at_w += home_w_per_k * flow * machine.home_degc
                        drawn_w_per_k += home_w_per_k * flow
                        exchange += drawn_w_per_k
                        given_w += drawn_at_w
                        outdoor_kg_per_s += drawn_air
                    whole_share = 1.0 / (1.0 + whole_b * exchange)
                    air_kg_per_s = outdoor_kg_per_s + home_kg_per_s
                    whole_per_kg = 1.0 / (capacity_kg + air_kg_per_s * step_s + whole_pull_kg)

                # 4. the machine in steady state
                capacity_w = 0.0  # sensible, gross
                latent_ss_w = 0.0
                power_w = 0.0
                fuel_w = 0.0
                fan_w = 0.0
                case_w = 0.0  # from hose and case into the room
                frost_share = 0.0
                outdoor_humidity = humidity_from + fraction * humidity_rise
                if on:
                    middle = fraction + 0.5 * interval_s * base_per_s
                    if mode > 0.0:
                        j, g = bracket(heating.speed, mean_speed)
                        capacity_w, power_w = steady(heating_now, j, g, middle)
                        d = air - RATED_DRY_BULB_DEGC
                        capacity_w *= quadratic(d, machine.heating_capacity_per_k_dry_bulb, 0.0)
                        power_w *= quadratic(d, machine.heating_power_per_k_dry_bulb, 0.0)
                        fuel_w = machine.fuel_share * power_w
                        power_w -= fuel_w
                        fan_w = 0.0 if is_held else between(heating_fan_w, j, g)
                        case_w = rejected_share * (power_w - capacity_w)
                        frost_share = icing_share
                        if frost_share > 0.0:
                            if defrosting_s <= 0.0 and frosted >= 1.0 - 1e-9:
                                defrosting_s = DEFROST_S
                                frosted = 0.0
                                sums[DEFROSTS] += 3600.0
                            if defrosting_s > 0.0:
                                interval_s = min(interval_s, defrosting_s)
                                power_w = ice_p * power_w + ice_c * capacity_w
                                capacity_w *= ice_heat
                                fan_w = 0.0
                            else:
                                capacity_w *= clear_c
                                power_w *= clear_p
                                to_defrost_s = (1.0 - frosted) * DEFROST_S
                                to_defrost_s *= (1.0 - frost_share) / frost_share
                                interval_s = min(interval_s, max(to_defrost_s, LEAST_INTERVAL_S))
                        capacity_w *= delivered_share
                        if fuel_w > 0.0:  # the fire may change, what the steel holds does not
                            if stopped_w > 0.0:
                                built *= stopped_w / capacity_w
                            stopped_w = capacity_w
                    else:
                        j, g = bracket(cooling.speed, mean_speed)
                        total_w, power_w = steady(cooling_now, j, g, middle)
                        d = wet_bulb(table, air, humidity) - RATED_WET_BULB_DEGC
                        hotter = outdoor - RATED_OUTDOOR_DEGC + through_room * (air - outdoor)
                        total_w *= quadratic(
                            d,
                            machine.cooling_capacity_per_k_wet_bulb
                            + machine.cooling_capacity_per_k2_wet_bulb_outdoor * hotter,
                            machine.cooling_capacity_per_k2_wet_bulb,
                        )
                        power_w *= quadratic(
                            d,
                            machine.cooling_power_per_k_wet_bulb
                            + machine.cooling_power_per_k2_wet_bulb_outdoor * hotter,
                            machine.cooling_power_per_k2_wet_bulb,
                        )
                        fan_w = between(cooling_fan_w, j, g)
                        airflow = between(cooling_airflow, j, g)
                        passing = between(bypass, j, g)
                        if drying:
                            airflow *= control.dry_airflow
                            passing = bypass_at(passing, control.dry_airflow)
                            total_w *= control.dry_capacity
                            power_w *= control.dry_power
                            fan_w *= control.dry_airflow**3
                        capacity_w = total_w * sensible_heat_ratio(
                            table, air, humidity, total_w, airflow, passing
                        )
                        latent_ss_w = (total_w - capacity_w) * delivered_share
                        capacity_w *= delivered_share
                        case_w = rejected_share * (total_w + power_w)
                elif fan_runs:
                    fan_w = heating_fan_w[0] if mode > 0.0 else cooling_fan_w[0]

                # 5., 6. machine and room over the interval, cut where the sensor crosses
                may_stop = on and since_s >= control.minimum_on_s - 1e-6
                margin_k = at_any_k
                if speed_end <= lowest + 1e-6 and not boosting:
                    margin_k = at_minimum_k
                stop_at = setpoint + mode * margin_k
                cuts = 0
                while True:
                    if interval_s == step_s:
                        length, b, felt_k_per_w, lag_decay = WHOLE, whole_b, whole_felt, whole_lag
                    elif interval_s == FINE_S:
                        length, b, felt_k_per_w, lag_decay = FINE, fine_b, fine_felt, fine_lag
                    else:
                        length = OTHER
                        b, felt_k_per_w, lag_decay = prepare(
                            rate_per_s,
                            gain_k_per_w,
                            direct_k_per_w,
                            apart,
                            lag_s,
                            interval_s,
                            modes,
                            OTHER,
                        )
                        prepare_starts(start_times_s, interval_s, start_decay, OTHER)
                    # what has built up since the start, or dies away in the overrun
                    built_end = built
                    latent_end = built_latent
                    latent_w = 0.0
                    warm = 1.0  # share of the coil's depth of cold that is missing
                    sensible_w = fan_w * delivered_share
                    if on and mode > 0.0 and defrosting_s > 0.0:
                        sensible_w += capacity_w
                    elif is_held and start_s > 0.0:
                        built_end = built + interval_s / start_s
                    elif on:
                        mean, built_end = build_up(
                            built, start_s / interval_s, start_decay[length, coil]
                        )
                        sensible_w += (mode * capacity_w + case_w) * mean
                        if mode < 0.0:
                            warm = 1.0 - mean
                            mean, latent_end = build_up(
                                built_latent,
                                machine.cooling_start_latent_s / interval_s,
                                start_decay[length, LATENT_COIL],
                            )
                            latent_w = latent_ss_w * mean
                    elif fan_runs:
                        mean, latent_end = die_away(
                            built_latent,
                            machine.cooling_start_latent_s / interval_s,
                            start_decay[length, LATENT_COIL],
                        )
                        latent_w = stopped_latent_w * mean
                        mean, built_end = die_away(
                            built, start_s / interval_s, start_decay[length, coil]
                        )
                        sensible_w += mode * stopped_w * mean
                        if mode < 0.0:
                            warm = 1.0 - mean
                    # water on the coil: given back as far as the coil is warm, caught where cold
                    water_end = water_kg
                    evaporated_kg = 0.0
                    if water_kg > 0.0 and fan_runs and warm > LEAST_WARM:
                        if stale:  # changes slowly: once per base step and after a stop
                            depression_k = max(air - wet_bulb(table, air, humidity), 0.0)
                            stale = False
                        water_end = evaporate(
                            water_kg,
                            machine.coil_water_capacity_kg,
                            machine.coil_evaporation_kg_per_s * warm,
                            depression_k,
                            interval_s,
                        )
                        evaporated_kg = water_kg - water_end
                        sensible_w -= evaporated_kg * VAPORISATION_J_PER_KG / interval_s
                    if latent_w > 0.0:
                        water_end += latent_w * interval_s / VAPORISATION_J_PER_KG
                        water_end = min(water_end, machine.coil_water_capacity_kg)
                    q_w = sensible_w + given_w
                    if backup_on:
                        q_w += backup_w

                    free = free_from + fraction * free_rise
                    free_end = free + interval_s * base_per_s * free_rise
                    air_end = free_end
                    sensed_end = 0.0
                    for m in range(n_modes):
                        air_end += modes[length, DECAY, m] * x[m]
                        sensed_end += modes[length, FELT, m] * x[m]
                    air_end += b * q_w
                    air_end *= whole_share if interval_s == step_s else 1.0 / (1.0 + b * exchange)
                    # the sensor, exactly: lag of a sum of exponentials and a ramp
                    sensed_end += free_end - lagging_k - lag_decay * (free - lagging_k)
                    sensed_end += felt_k_per_w * (q_w - exchange * air_end)
                    sensed_end += lag_decay * sensed
                    sensed_end += (1.0 - lag_decay) * (offset_k + supply_k_per_w * sensible_w)
                    if cuts == MOST_CUTS:
                        break
                    share = 2.0
                    if may_stop:
                        share = crossing(sensed, sensed_end, stop_at, mode > 0.0)
                    elif not on:
                        if may_heat:
                            share = crossing(sensed, sensed_end, heat_at - start_k, False)
                        if may_cool:
                            share = min(
                                share, crossing(sensed, sensed_end, cool_at + start_k, True)
                            )
                        if is_damp:
                            share = min(
                                share, crossing(sensed, sensed_end, dry_floor + half_k, True)
                            )
                    if boosting:
                        share = min(share, crossing(sensed, sensed_end, setpoint, mode > 0.0))
                    if has_backup:
                        if backup_on:
                            share = min(share, crossing(sensed, sensed_end, heat_at, True))
                        if stage < machine.backup_stages:
                            share = min(share, crossing(sensed, sensed_end, backup_at, False))
                    if share >= 1.0 - NEAR_END or interval_s <= LEAST_INTERVAL_S:
                        break
                    cuts += 1
                    shorter_s = max(share * interval_s, LEAST_INTERVAL_S)
                    speed_end = speed + (speed_end - speed) * shorter_s / interval_s
                    interval_s = shorter_s

                # 7. book
                q_w -= exchange * air_end
                for m in range(n_modes):
                    x[m] = modes[length, DECAY, m] * x[m] + modes[length, RISE, m] * q_w
                outdoor_kg = outdoor_kg_per_s * interval_s
                gained_kg = (
                    moisture_kg_per_s - latent_w / VAPORISATION_J_PER_KG
                ) * interval_s + evaporated_kg
                home_kg = home_kg_per_s * interval_s
                home_water_kg = home_water_kg_per_s * interval_s
                held_kg = capacity_kg * humidity + outdoor_kg * outdoor_humidity + gained_kg
                held_kg += home_water_kg
                if interval_s == step_s:
                    pull_kg = whole_pull_kg
                    humidity_end = (held_kg + pull_kg * surface_humidity) * whole_per_kg
                else:
                    pull_kg = 0.0
                    if is_buffered:
                        pull_kg = pull(drivers.surface_kg_per_s * interval_s, per_buffer)
                    humidity_end = held_kg + pull_kg * surface_humidity
                    humidity_end /= capacity_kg + outdoor_kg + home_kg + pull_kg
                surface_humidity += pull_kg * (humidity_end - surface_humidity) * per_buffer
                exchanged_kg = outdoor_kg * (outdoor_humidity - humidity_end)
                exchanged_kg += home_water_kg - home_kg * humidity_end
                excess = condensed(table, air_end, humidity_end)
                if excess > 0.0:
                    humidity_end -= excess
                    moisture_in_kg -= excess * capacity_kg
                    sums[CONDENSED] += excess * capacity_kg
                moisture_in_kg += exchanged_kg + gained_kg
                moisture_turnover_kg += abs(exchanged_kg) + abs(gained_kg)

                sums[ROOM] += 0.5 * (air + air_end) * interval_s
                sums[HUMIDITY] += 0.5 * (humidity + humidity_end) * interval_s
                electric_w = fan_w
                if on:
                    electric_w += power_w
                    sums[RUNNING] += interval_s
                    sums[SPEED] += mean_speed * interval_s
                    cycle_speed_s += mean_speed * interval_s
                    cycle_electricity_j += electric_w * interval_s
                    cycle_heat_j += (mode * sensible_w + latent_w) * interval_s
                    if mode < 0.0:
                        cycle_heat_j -= evaporated_kg * VAPORISATION_J_PER_KG
                    stopped_w = capacity_w
                    stopped_latent_w = latent_ss_w
                    full_now = mean_speed >= top - 1e-6
                    if full_now:
                        sums[RUNNING_FULL] += interval_s
                    full_s = full_s + interval_s if full_now and mode > 0.0 else 0.0
                    if defrosting_s > 0.0:
                        sums[DEFROST] += power_w * interval_s
                        defrosting_s -= interval_s
                        if defrosting_s < 1e-6:
                            defrosting_s = 0.0
                    elif mode > 0.0:
                        sums[COMPRESSOR_HEATING] += power_w * interval_s
                        sums[FUEL] += fuel_w * interval_s
                        if frost_share > 0.0:
                            to_frost_s = DEFROST_S * (1.0 - frost_share) / frost_share
                            frosted += interval_s / to_frost_s
                    else:
                        sums[COMPRESSOR_COOLING] += power_w * interval_s
                else:
                    standby_w = machine.standby_w
                    if outdoor < machine.crankcase_below_degc:
                        standby_w += machine.crankcase_w
                    electric_w += standby_w
                    sums[STANDBY] += standby_w * interval_s
                    if calls != 0.0:
                        call_s += interval_s
                if on and mode > 0.0 and outdoor < machine.pan_heater_below_degc:
                    sums[STANDBY] += machine.pan_heater_w * interval_s
                    electric_w += machine.pan_heater_w
                if fan_w > 0.0:
                    sums[FAN] += fan_w * interval_s
                if mode > 0.0:
                    sums[HEAT] += sensible_w * interval_s
                    sums[HEATING_ELECTRICITY] += electric_w * interval_s
                else:
                    sums[COOL] -= sensible_w * interval_s
                if backup_on:
                    sums[BACKUP] += backup_w * interval_s
                    sums[HEAT] += backup_w * interval_s
                    sums[HEATING_ELECTRICITY] += backup_w * interval_s
                    since_stage_s += interval_s
                if latent_w > 0.0 or evaporated_kg > 0.0:
                    returned_j = evaporated_kg * VAPORISATION_J_PER_KG
                    sums[LATENT] += latent_w * interval_s - returned_j
                    sums[RETURNED] += returned_j
                if recovering != 0.0:
                    sums[RECOVERING] += interval_s
                    recovering_s += interval_s
                if draws:
                    sums[DRAWN_HEAT] += (drawn_at_w - drawn_w_per_k * air_end) * interval_s
                    drawn_j = drawn_air * (outdoor_humidity - humidity_end) * VAPORISATION_J_PER_KG
                    sums[DRAWN_LATENT] += drawn_j * interval_s
                    sums[DRAWN_AIR] += drawn_air * interval_s
                if is_special:
                    last_interval_s = interval_s
                    if drying:
                        sums[DRYING] += interval_s
                    if open_w_per_k > 0.0:
                        sums[WINDOWS_OPEN] += interval_s
                air = air_end
                if modulates:
                    sensed_k_per_s = (sensed_end - sensed) / interval_s
                sensed = sensed_end
                humidity = humidity_end
                water_kg = water_end
                built = built_end
                built_latent = latent_end
                speed = speed_end
                since_s += interval_s
                since_start_s += interval_s
                done_s += interval_s
            if window >= 0:
                r = (window * trace_hours + hour - int(trace_first_hour[window])) * steps_per_hour
                for c in range(N_CHANNELS):
                    trace[r + step, c] += sums[c] - before[c]
        row = hour if hour >= 0 else n_hours
        for c in range(N_CHANNELS):
            hourly[row, c] += sums[c]

    if on:
        n_cycles = record_cycle(
            cycles,
            n_cycles,
            cycle_start_s,
            since_s,
            off_before_s,
            mode,
            cycle_speed_s,
            cycle_electricity_j,
            cycle_heat_j,
        )
    change_kg = (humidity - humidity_start) * capacity_kg - stored_start_kg
    change_kg += surface_kg * surface_humidity / saturated_ratio + deep_kg * deep_share
    return n_cycles, moisture_in_kg, change_kg, moisture_turnover_kg
