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

`step_through` is that list in code. Each thing it does is a function that is compiled into it:
`base_step` has what the weather decides once per half-hour, `decide` steps 1 to 3 and 6, `coil`
step 4, and here are the room and the books. What changes lies in one array (`state`), since a
hundred loose variables took a tenth of a year. Functions called in every interval are ``inlined``:
a call that copies the machine's and the drivers' tuples costs a tenth of a year as well.

Steps in which the unit is off and is not called for take a short way, `rest`, with the same
functions and the same bits. Summing the modes in four strands gains nothing: additions are not
what the loop waits for.
"""

from __future__ import annotations

import math

import numpy as np

from hpsim.kernel import state as at
from hpsim.kernel.air import VAPORISATION_J_PER_KG
from hpsim.kernel.base_step import load
from hpsim.kernel.coil import exchange, over_interval, steady_cooling, steady_heating
from hpsim.kernel.compiling import compiled, inlined, uncounted
from hpsim.kernel.controller import TOUCH_K, short_circuit_k_per_w
from hpsim.kernel.decide import (
    call,
    end_recovery,
    has_to_stop,
    is_at_rest,
    lock_out,
    margin,
    new_speed,
    record_run,
    run_fan,
    set_point,
    share_to_crossing,
    start,
    stop,
    switch_backup,
    until_timer,
    watch_humidity,
)
from hpsim.kernel.plant import prepare_start, saturated_humidity_ratio
from hpsim.kernel.room import DECAY, FELT, RISE, change_modes, condensed, prepare, pull, unlike
from hpsim.kernel.state import (
    EPSILON_S,
    FINE,
    FINE_S,
    LEAST_INTERVAL_S,
    N_CHANNELS,
    N_STATES,
    NEVER_S,
    OTHER,
    WHOLE,
    Unit,
    Work,
)
from hpsim.kernel.types import FloatArray, KernelInputs, Machine, RoomDrivers, Saturation

N_CYCLE_FIELDS = 7  # fields of Cycles
MOST_CUTS = 2  # of one interval: the sensor's course is curved, so one may land a little late
NEAR_END = 0.02  # a crossing in the last 2 % of an interval counts as at its end
LIVED_IN_SHARE = 0.7  # most relative humidity of the layers at the begin of the warm-up


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
    unit = unit_of(inputs, step_s)
    work = work_for(inputs, step_s)
    n_hours = hourly.shape[0] - 1
    base_per_hour = round(3600.0 / inputs.drivers.step_s)
    begin(inputs, work, ((n_hours - warmup_hours) % n_hours) * base_per_hour)
    step_through(
        inputs, unit, work, warmup_hours, hourly, cycles, trace, trace_first_hour, trace_hours
    )
    now = work.now
    return (
        int(now[at.N_RUNS]),
        now[at.MOISTURE_IN_KG],
        moisture_kg(inputs.drivers, unit, now) - now[at.MOISTURE_START_KG],
        now[at.MOISTURE_TURNOVER_KG],
    )


@compiled
def unit_of(inputs: KernelInputs, step_s: float) -> Unit:
    """Return what does not change within the year."""
    drivers, machine, control = inputs.drivers, inputs.machine, inputs.control
    modulates = machine.modulates > 0.0
    may_heat = machine.can_heat > 0.0 and control.mode < 1.5 and control.emergency_heat <= 0.0
    may_cool = machine.can_cool > 0.0 and control.mode != 1.0
    may_dry = may_cool and control.dry_above < 1.0
    half_k = 0.5 * control.differential_k
    is_buffered = drivers.surface_buffer_kg > 0.0
    n_switched, n_doors = drivers.switched_above_degc.size, drivers.door_degc.shape[0]
    draws = machine.drawn_kg_per_s != 0.0 or machine.mixed_kg_per_s > 0.0
    draws = draws or machine.outside_w_per_k > 0.0
    exchanges = draws or n_switched > 0 or n_doors > 0
    return Unit(
        step_s,
        1.0 / drivers.step_s,
        may_heat,
        may_cool,
        may_dry,
        modulates,
        not modulates and machine.stages > 1.0,
        machine.backup_w > 0.0,
        control.restart_margin_k if modulates else half_k,
        half_k,
        control.stop_margin_k if modulates else half_k,
        2.0 * control.stop_margin_k if modulates else half_k,
        short_circuit_k_per_w(control.short_circuit, machine.cooling_airflow_kg_per_s[-1]),
        inputs.dynamics.direct_k_per_w,
        drivers.air_mass_kg if is_buffered else drivers.moisture_capacity_kg,
        is_buffered,
        n_switched,
        n_doors,
        draws,
        exchanges,
        not (exchanges or may_dry or machine.fan_always_on > 0.0),
    )


@compiled
def work_for(inputs: KernelInputs, step_s: float) -> Work:
    """Return the arrays that the loop works in, with the usual lengths of interval prepared."""
    machine = inputs.machine
    rate_per_s, gain_k_per_w = inputs.dynamics.rate_per_s, inputs.dynamics.gain_k_per_w
    if inputs.film_sets.of_step.size > 0:
        rate_per_s, gain_k_per_w = inputs.film_sets.rate_per_s[0], inputs.film_sets.gain_k_per_w[0]
    n_modes = rate_per_s.size
    bypass = np.empty(machine.coil_a0_kg_per_s.size)
    for j in range(bypass.size):
        bypass[j] = math.exp(-machine.coil_a0_kg_per_s[j] / machine.cooling_airflow_kg_per_s[j])
    start_times_s = np.array(
        [
            machine.heating_start_s,
            machine.cooling_start_sensible_s,
            machine.cooling_start_latent_s,
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
        machine.heating_fan_w.copy(),
        machine.cooling_fan_w.copy(),
        machine.cooling_airflow_kg_per_s.copy(),
        bypass,
        np.zeros(inputs.drivers.switched_above_degc.size),
    )
    prepare_usual(inputs, work, step_s)
    for coil in range(start_times_s.size):
        prepare_start(start_times_s[coil], step_s, work.starts, WHOLE, coil)
        prepare_start(start_times_s[coil], FINE_S, work.starts, FINE, coil)
    return work


@inlined
def prepare_usual(inputs: KernelInputs, work: Work, step_s: float) -> None:
    """Work out the usual lengths of interval, with the films that hold.

    There are three: the step, a fine one after a switch, and any other; the first two are worked
    out once (saves a third of a year with many starts).
    """
    for m in range(work.x.size):
        work.apart[m] = 1.0 / unlike(work.rate_per_s[m] * inputs.control.sensor_lag_s)
    prepare_length(inputs, work, WHOLE, step_s)
    prepare_length(inputs, work, FINE, FINE_S)


@inlined
def change_films(inputs: KernelInputs, work: Work, step_s: float, to: int) -> None:
    """Let other inside films hold: the room's state passes over, its answer is another."""
    sets = inputs.film_sets
    change_modes(sets.change, int(work.now[at.FILM_SET]), to, work.x, work.apart)
    for m in range(work.x.size):
        work.rate_per_s[m] = sets.rate_per_s[to, m]
        work.gain_k_per_w[m] = sets.gain_k_per_w[to, m]
    work.now[at.FILM_SET] = to
    prepare_usual(inputs, work, step_s)


@inlined
def prepare_length(inputs: KernelInputs, work: Work, length: int, interval_s: float) -> None:
    """Work out how modes, sensor and build-up answer over an interval of this length."""
    air_k_per_w, felt_k_per_w, lag_decay = prepare(
        work.rate_per_s,
        work.gain_k_per_w,
        inputs.dynamics.direct_k_per_w,
        work.apart,
        inputs.control.sensor_lag_s,
        interval_s,
        work.modes,
        length,
    )
    work.lengths[length, at.AIR_K_PER_W] = air_k_per_w
    work.lengths[length, at.FELT_K_PER_W] = felt_k_per_w
    work.lengths[length, at.LAG_DECAY] = lag_decay


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
    now[at.HEAT_ABOVE_DEGC] = inputs.machine.lowest_outdoor_degc
    now[at.COOL_BELOW_DEGC] = inputs.machine.highest_outdoor_degc


@uncounted
def moisture_kg(drivers: RoomDrivers, unit: Unit, now: FloatArray) -> float:
    """Return the water in the air and in what buffers it [kg]."""
    held: float = now[at.HUMIDITY_RATIO] * unit.capacity_kg
    held += drivers.surface_buffer_kg * now[at.SURFACE_RATIO] / now[at.SATURATED_RATIO]
    held += drivers.deep_buffer_kg * now[at.DEEP_SHARE]
    return held


@uncounted
def step_through(
    inputs: KernelInputs,
    unit: Unit,
    work: Work,
    warmup_hours: int,
    hourly: FloatArray,
    cycles: FloatArray,
    trace: FloatArray,
    trace_first_hour: FloatArray,
    trace_hours: int,
) -> None:
    """Run the loop: what `simulate_year` promises, in arrays that its caller made."""
    drivers, machine, control = inputs.drivers, inputs.machine, inputs.control
    table = inputs.saturation
    now, sums = work.now, work.sums
    step_s, base_per_s = unit.step_s, unit.base_per_s
    n_hours = hourly.shape[0] - 1
    steps_per_hour = round(3600.0 / step_s)
    base_per_hour = round(3600.0 / drivers.step_s)
    now[at.AT_MINIMUM_K], now[at.AT_ANY_K] = unit.at_minimum_k, unit.at_any_k
    now[at.FOLLOWS] = unit.modulates
    films_of_step = inputs.film_sets.of_step
    loaded = int(np.int64(-1))  # a literal would have `rest` compiled twice
    for hour in range(-warmup_hours, n_hours):
        if hour == 0:
            now[at.MOISTURE_IN_KG] = now[at.MOISTURE_TURNOVER_KG] = 0.0
            now[at.MOISTURE_START_KG] = moisture_kg(drivers, unit, now)
        wrapped_hour = hour if hour >= 0 else hour % n_hours
        row = hour if hour >= 0 else n_hours
        window = -1
        for j in range(trace_first_hour.size):
            if trace_first_hour[j] <= hour < trace_first_hour[j] + trace_hours:
                window = j
        for c in range(N_CHANNELS):
            sums[c] = 0.0
        step = -1
        while step < steps_per_hour - 1:
            step += 1
            if unit.may_rest and window < 0 and is_at_rest(machine, now):
                step = rest(inputs, unit, work, wrapped_hour * base_per_hour, step, loaded)
                if step == steps_per_hour:
                    break
            traced = -1
            if window >= 0:
                traced = window * trace_hours + hour - int(trace_first_hour[window])
                traced = traced * steps_per_hour + step
                for c in range(N_CHANNELS):
                    trace[traced, c] -= sums[c]
            done_s = 0.0
            while step_s - done_s > EPSILON_S:
                hour_s = step * step_s + done_s
                position = hour_s * base_per_s + 1e-9
                k = int(position)
                fraction = position - k
                k += wrapped_hour * base_per_hour
                if k != loaded:
                    if films_of_step.size > 0 and films_of_step[k] != now[at.FILM_SET]:
                        change_films(inputs, work, step_s, int(films_of_step[k]))
                    load(inputs, unit, work, k, loaded < 0)
                    loaded = k
                outdoor = now[at.OUTDOOR_FROM_DEGC] + fraction * now[at.OUTDOOR_RISE_K]
                outdoor_ratio = now[at.OUTDOOR_RATIO_FROM] + fraction * now[at.OUTDOOR_RATIO_RISE]

                # 1. decide
                if unit.may_dry:
                    watch_humidity(control, unit, now)
                lock_out(machine, outdoor, now)
                if now[at.ON] and has_to_stop(control, now):
                    stop(cycles, now)
                if not now[at.ON]:
                    call(machine, control, unit, now)
                    if now[at.CALLS] != 0.0 and now[at.WAIT_S] <= EPSILON_S:
                        start(machine, unit, hour * 3600.0 + hour_s, now, sums)
                if now[at.RECOVERING_TO] != 0.0:
                    end_recovery(unit, now)
                if unit.has_backup:
                    switch_backup(machine, control, unit, outdoor, now)
                is_on, mode = now[at.ON] > 0.0, now[at.MODE]

                # 2. the interval, to the next timer
                run_fan(machine, now)
                interval_s = until_timer(machine, control, unit, outdoor, now, step_s - done_s)

                # 3. speed, and the air exchange that follows it or the room
                speed_end = now[at.SPEED_NOW]
                if is_on:
                    speed_end, interval_s = new_speed(machine, control, unit, now, interval_s)
                mean_speed = 0.5 * (now[at.SPEED_NOW] + speed_end)
                if unit.exchanges:
                    exchange(drivers, machine, unit, work, k, outdoor, mean_speed)

                # 4. the machine in steady state
                capacity_w = latent_ss_w = power_w = fuel_w = fan_w = case_w = 0.0
                middle = fraction + 0.5 * interval_s * base_per_s
                if is_on and mode > 0.0:
                    capacity_w, power_w, fuel_w, fan_w, case_w, interval_s = steady_heating(
                        machine, work, mean_speed, middle, interval_s
                    )
                elif is_on:
                    capacity_w, latent_ss_w, power_w, fan_w, case_w = steady_cooling(
                        machine, control, table, work, mean_speed, middle, outdoor
                    )
                elif now[at.FAN_RUNS]:
                    fan_w = work.heating_fan_w[0] if mode > 0.0 else work.cooling_fan_w[0]

                # 5., 6. machine and room over the interval, cut where the sensor crosses
                may_stop = is_on and now[at.SINCE_S] >= control.minimum_on_s - EPSILON_S
                stop_at = set_point(now) + mode * margin(speed_end, now)
                cuts = 0
                while True:
                    length = OTHER
                    if interval_s == step_s:
                        length = WHOLE
                    elif interval_s == FINE_S:
                        length = FINE
                    else:
                        prepare_length(inputs, work, OTHER, interval_s)
                    sensible_w, latent_w, evaporated_kg, built, built_latent, water = over_interval(
                        machine,
                        table,
                        work,
                        length,
                        interval_s,
                        capacity_w,
                        latent_ss_w,
                        fan_w,
                        case_w,
                    )
                    q_w = sensible_w + now[at.GIVEN_W]
                    if now[at.BACKUP_ON]:
                        q_w += now[at.BACKUP_NOW_W]
                    air_end, sensed_end = answer(
                        unit,
                        work,
                        length,
                        interval_s,
                        fraction,
                        q_w,
                        control.sensor_offset_k + unit.supply_k_per_w * sensible_w,
                    )
                    if cuts == MOST_CUTS:
                        break
                    share = share_to_crossing(machine, unit, now, sensed_end, may_stop, stop_at)
                    if share >= 1.0 - NEAR_END or interval_s <= LEAST_INTERVAL_S:
                        break
                    cuts += 1
                    shorter_s = max(share * interval_s, LEAST_INTERVAL_S)
                    change = speed_end - now[at.SPEED_NOW]
                    speed_end = now[at.SPEED_NOW] + change * shorter_s / interval_s
                    interval_s = shorter_s

                # 7. book, and go on
                push(work, length, q_w - now[at.EXCHANGE_W_PER_K] * air_end)
                humidity_end = mix(
                    drivers,
                    table,
                    unit,
                    work,
                    interval_s,
                    outdoor_ratio,
                    latent_w,
                    evaporated_kg,
                    air_end,
                )
                if is_on:
                    book_running(
                        now,
                        sums,
                        interval_s,
                        mean_speed,
                        capacity_w,
                        latent_ss_w,
                        power_w,
                        fuel_w,
                        fan_w,
                        mode * sensible_w + latent_w,
                        evaporated_kg,
                    )
                book_room(now, sums, interval_s, air_end, humidity_end)
                book(
                    machine,
                    work,
                    interval_s,
                    outdoor,
                    power_w,
                    fan_w,
                    sensible_w,
                    latent_w,
                    evaporated_kg,
                )
                if unit.draws:
                    book_drawn(now, sums, interval_s, outdoor_ratio, air_end, humidity_end)
                if unit.modulates:
                    now[at.SENSED_K_PER_S] = (sensed_end - now[at.SENSED_DEGC]) / interval_s
                now[at.AIR_DEGC] = air_end
                now[at.SENSED_DEGC] = sensed_end
                now[at.HUMIDITY_RATIO] = humidity_end
                now[at.WATER_KG] = water
                now[at.BUILT] = built
                now[at.BUILT_LATENT] = built_latent
                now[at.SPEED_NOW] = speed_end
                now[at.SINCE_S] += interval_s
                now[at.SINCE_START_S] += interval_s
                now[at.LAST_INTERVAL_S] = interval_s
                done_s += interval_s
            if window >= 0:
                for c in range(N_CHANNELS):
                    trace[traced, c] += sums[c]
        for c in range(N_CHANNELS):
            hourly[row, c] += sums[c]
    if now[at.ON]:
        record_run(cycles, now)


@inlined
def rest(inputs: KernelInputs, unit: Unit, work: Work, first_k: int, step: int, loaded: int) -> int:
    """Step on while the unit is off and will not be called for; return the first step not done.

    What the loop does in such a step, and nothing that it does not: the same bits. A year spends
    half its steps so; it gets a fifth shorter. The sensor stays out of reach of all thresholds.
    """
    drivers, machine = inputs.drivers, inputs.machine
    now, sums = work.now, work.sums
    step_s = unit.step_s
    steps_per_hour = round(3600.0 / step_s)
    low, high = -NEVER_S, NEVER_S
    if unit.may_heat or unit.has_backup:
        low = now[at.HEAT_AT_DEGC] - min(unit.start_k, unit.half_k) + TOUCH_K
    if unit.may_cool:
        high = now[at.COOL_AT_DEGC] + unit.start_k - TOUCH_K
    while step < steps_per_hour and low < now[at.SENSED_DEGC] < high:
        position = step * step_s * unit.base_per_s + 1e-9
        k = int(position)
        fraction = position - k
        if k + first_k != loaded:
            break
        heat_w = now[at.GIVEN_W]
        air_end, sensed_end = answer(
            unit, work, WHOLE, step_s, fraction, heat_w, inputs.control.sensor_offset_k
        )
        if not low < sensed_end < high:
            break
        outdoor = now[at.OUTDOOR_FROM_DEGC] + fraction * now[at.OUTDOOR_RISE_K]
        outdoor_ratio = now[at.OUTDOOR_RATIO_FROM] + fraction * now[at.OUTDOOR_RATIO_RISE]
        push(work, WHOLE, heat_w - now[at.EXCHANGE_W_PER_K] * air_end)
        humidity_end = mix(
            drivers, inputs.saturation, unit, work, step_s, outdoor_ratio, 0.0, 0.0, air_end
        )
        book_room(now, sums, step_s, air_end, humidity_end)
        standby_w = waiting_w(machine, now[at.MODE] > 0.0, outdoor)
        sums[at.STANDBY] += standby_w * step_s
        if now[at.MODE] > 0.0:
            sums[at.HEATING_ELECTRICITY] += standby_w * step_s
        if unit.modulates:
            now[at.SENSED_K_PER_S] = (sensed_end - now[at.SENSED_DEGC]) / step_s
        now[at.AIR_DEGC] = air_end
        now[at.SENSED_DEGC] = sensed_end
        now[at.HUMIDITY_RATIO] = humidity_end
        now[at.CALLS] = now[at.CALL_S] = now[at.WAIT_S] = 0.0
        now[at.LAST_INTERVAL_S] = step_s
        now[at.SINCE_S] += step_s
        now[at.SINCE_START_S] += step_s
        step += 1
    return step


@inlined
def waiting_w(machine: Machine, heats: bool, outdoor_degc: float) -> float:
    """Return what the unit draws while its compressor is off [W]."""
    below_degc = machine.crankcase_below_degc if heats else machine.crankcase_below_cooling_degc
    if outdoor_degc < below_degc:
        return machine.standby_w + machine.crankcase_w
    return machine.standby_w


@inlined
def book_room(
    now: FloatArray,
    sums: FloatArray,
    interval_s: float,
    air_end_degc: float,
    humidity_end: float,
) -> None:
    """Book an interval's mean air."""
    sums[at.ROOM] += 0.5 * (now[at.AIR_DEGC] + air_end_degc) * interval_s
    sums[at.HUMIDITY] += 0.5 * (now[at.HUMIDITY_RATIO] + humidity_end) * interval_s


@inlined
def answer(
    unit: Unit,
    work: Work,
    length: int,
    interval_s: float,
    fraction: float,
    heat_w: float,
    offset_k: float,
) -> tuple[float, float]:
    """Return air and sensor at an interval's end, under a constant heat into the air [degC].

    Parameters
    ----------
    fraction
        Of the base step that has gone by.
    heat_w
        Without what air exchange takes.
    offset_k
        Of the sensor's reading.
    """
    now, modes, x = work.now, work.modes, work.x
    air_k_per_w = work.lengths[length, at.AIR_K_PER_W]
    lag_decay = work.lengths[length, at.LAG_DECAY]
    exchange_w_per_k = now[at.EXCHANGE_W_PER_K]
    free = now[at.FREE_FROM_DEGC] + fraction * now[at.FREE_RISE_K]
    free_end = free + interval_s * unit.base_per_s * now[at.FREE_RISE_K]
    air_end = free_end
    sensed_end = 0.0
    for m in range(x.size):
        air_end += modes[length, DECAY, m] * x[m]
        sensed_end += modes[length, FELT, m] * x[m]
    air_end += air_k_per_w * heat_w
    if length == WHOLE:
        air_end *= now[at.WHOLE_SHARE]
    else:
        air_end *= 1.0 / (1.0 + air_k_per_w * exchange_w_per_k)
    # the sensor, exactly: lag of a sum of exponentials and a ramp
    lagging_k = now[at.LAGGING_K]
    sensed_end += free_end - lagging_k - lag_decay * (free - lagging_k)
    sensed_end += work.lengths[length, at.FELT_K_PER_W] * (heat_w - exchange_w_per_k * air_end)
    sensed_end += lag_decay * now[at.SENSED_DEGC]
    sensed_end += (1.0 - lag_decay) * offset_k
    return air_end, sensed_end


@inlined
def push(work: Work, length: int, heat_w: float) -> None:
    """Step the modes over an interval with a constant heat into the air."""
    modes, x = work.modes, work.x
    for m in range(x.size):
        x[m] = modes[length, DECAY, m] * x[m] + modes[length, RISE, m] * heat_w


@inlined
def mix(
    drivers: RoomDrivers,
    table: Saturation,
    unit: Unit,
    work: Work,
    interval_s: float,
    outdoor_ratio: float,
    latent_w: float,
    evaporated_kg: float,
    air_end_degc: float,
) -> float:
    """Return the room's humidity ratio at an interval's end; book water for the balance."""
    now = work.now
    surface = now[at.SURFACE_RATIO]
    outdoor_kg = now[at.OUTDOOR_KG_PER_S] * interval_s
    gained_kg = (
        now[at.MOISTURE_KG_PER_S] - latent_w / VAPORISATION_J_PER_KG
    ) * interval_s + evaporated_kg
    home_kg = now[at.HOME_KG_PER_S] * interval_s
    home_water_kg = now[at.HOME_WATER_KG_PER_S] * interval_s
    held_kg = unit.capacity_kg * now[at.HUMIDITY_RATIO] + outdoor_kg * outdoor_ratio + gained_kg
    held_kg += home_water_kg
    if interval_s == unit.step_s:
        pull_kg = now[at.WHOLE_PULL_KG]
        humidity: float = (held_kg + pull_kg * surface) * now[at.WHOLE_PER_KG]
    else:
        pull_kg = 0.0
        if unit.is_buffered:
            pull_kg = pull(drivers.surface_kg_per_s * interval_s, now[at.RATIO_PER_KG])
        humidity = held_kg + pull_kg * surface
        humidity /= unit.capacity_kg + outdoor_kg + home_kg + pull_kg
    now[at.SURFACE_RATIO] += pull_kg * (humidity - surface) * now[at.RATIO_PER_KG]
    exchanged_kg = outdoor_kg * (outdoor_ratio - humidity)
    exchanged_kg += home_water_kg - home_kg * humidity
    excess = condensed(table, air_end_degc, humidity)
    if excess > 0.0:
        humidity -= excess
        now[at.MOISTURE_IN_KG] -= excess * unit.capacity_kg
        work.sums[at.CONDENSED] += excess * unit.capacity_kg
    now[at.MOISTURE_IN_KG] += exchanged_kg + gained_kg
    now[at.MOISTURE_TURNOVER_KG] += abs(exchanged_kg) + abs(gained_kg)
    return humidity


@inlined
def book_running(
    now: FloatArray,
    sums: FloatArray,
    interval_s: float,
    mean_speed: float,
    capacity_w: float,
    latent_ss_w: float,
    power_w: float,
    fuel_w: float,
    fan_w: float,
    given_w: float,
    evaporated_kg: float,
) -> None:
    """Book an interval of a running compressor, and what a defrost or a stop needs to know."""
    heats = now[at.MODE] > 0.0
    sums[at.RUNNING] += interval_s
    sums[at.SPEED] += mean_speed * interval_s
    now[at.RUN_SPEED_S] += mean_speed * interval_s
    now[at.RUN_ELECTRICITY_J] += (fan_w + power_w) * interval_s
    now[at.RUN_HEAT_J] += given_w * interval_s
    now[at.STOPPED_W] = capacity_w
    now[at.STOPPED_LATENT_W] = latent_ss_w
    is_full = mean_speed >= now[at.TOP] - 1e-6
    if is_full:
        sums[at.RUNNING_FULL] += interval_s
    now[at.FULL_S] = now[at.FULL_S] + interval_s if is_full and heats else 0.0
    if now[at.DEFROSTING_S] > 0.0:
        sums[at.DEFROST] += power_w * interval_s
        now[at.DEFROSTING_S] -= interval_s
        if now[at.DEFROSTING_S] < 1e-6:
            now[at.DEFROSTING_S] = 0.0
    elif heats:
        sums[at.COMPRESSOR_HEATING] += power_w * interval_s
        sums[at.FUEL] += fuel_w * interval_s
        if now[at.ICING_SHARE] > 0.0:
            now[at.FROSTED] += interval_s / now[at.TO_FROST_S]
    else:
        sums[at.COMPRESSOR_COOLING] += power_w * interval_s
        now[at.RUN_HEAT_J] -= evaporated_kg * VAPORISATION_J_PER_KG


@inlined
def book(
    machine: Machine,
    work: Work,
    interval_s: float,
    outdoor_degc: float,
    power_w: float,
    fan_w: float,
    sensible_w: float,
    latent_w: float,
    evaporated_kg: float,
) -> None:
    """Book an interval into the hour."""
    now, sums = work.now, work.sums
    heats = now[at.MODE] > 0.0
    electric_w = fan_w
    if now[at.ON]:
        electric_w += power_w
        if heats and outdoor_degc < machine.pan_heater_below_degc:
            sums[at.STANDBY] += machine.pan_heater_w * interval_s
            electric_w += machine.pan_heater_w
    else:
        standby_w = waiting_w(machine, heats, outdoor_degc)
        electric_w += standby_w
        sums[at.STANDBY] += standby_w * interval_s
        if now[at.CALLS] != 0.0:
            now[at.CALL_S] += interval_s
    if fan_w > 0.0:
        sums[at.FAN] += fan_w * interval_s
    if heats:
        sums[at.HEAT] += sensible_w * interval_s
        sums[at.HEATING_ELECTRICITY] += electric_w * interval_s
    else:
        sums[at.COOL] -= sensible_w * interval_s
    if now[at.BACKUP_ON]:
        sums[at.BACKUP] += now[at.BACKUP_NOW_W] * interval_s
        sums[at.HEAT] += now[at.BACKUP_NOW_W] * interval_s
        sums[at.HEATING_ELECTRICITY] += now[at.BACKUP_NOW_W] * interval_s
        now[at.SINCE_STAGE_S] += interval_s
    if latent_w > 0.0 or evaporated_kg > 0.0:
        returned_j = evaporated_kg * VAPORISATION_J_PER_KG
        sums[at.LATENT] += latent_w * interval_s - returned_j
        sums[at.RETURNED] += returned_j
    if now[at.RECOVERING_TO] != 0.0:
        sums[at.RECOVERING] += interval_s
        now[at.RECOVERING_S] += interval_s
    if now[at.IS_DRYING]:
        sums[at.DRYING] += interval_s
    if now[at.OPEN_W_PER_K] > 0.0:
        sums[at.WINDOWS_OPEN] += interval_s


@inlined
def book_drawn(
    now: FloatArray,
    sums: FloatArray,
    interval_s: float,
    outdoor_ratio: float,
    air_end_degc: float,
    humidity_end: float,
) -> None:
    """Book the air that the machine draws in."""
    heat_w = now[at.DRAWN_AT_W] - now[at.DRAWN_W_PER_K] * air_end_degc
    sums[at.DRAWN_HEAT] += heat_w * interval_s
    latent_w = now[at.DRAWN_KG_PER_S] * (outdoor_ratio - humidity_end) * VAPORISATION_J_PER_KG
    sums[at.DRAWN_LATENT] += latent_w * interval_s
    sums[at.DRAWN_AIR] += now[at.DRAWN_KG_PER_S] * interval_s
