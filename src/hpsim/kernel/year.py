"""The year, step by step: one machine in one room.

In every step, in this order:

1. *decide*: start, stop, change stage, begin or end a defrost or a dehumidification run,
   switch the backup, open or close windows, at this instant;
2. *choose the interval*: to the end of the step or to the next timer that expires;
3. *speed*: proportional-integral on the sensed temperature, slewed; boost after a start;
4. *machine*: steady output at mean outdoor temperature and speed, times the build-up since the
   start, less frost; fan heat; water on the coil, which comes back from where the coil is warm;
5. *room*: the modes respond to machine, gains and air exchange, with what a hose or leaky ducts
   draw in while the unit runs; the sensor follows; the air's moisture responds together with the
   surface layer that buffers it;
6. *locate*: if the sensor crosses a switching threshold inside the interval, cut the interval
   there and go back to 4;
7. *accumulate* energies into the hour (and the step, if traced), cycles into the cycle table.

The controller acts continuously: switching instants and timers do not depend on the step.

`run_year` is that list in code. Each thing it does is a function that is compiled into it:
`initialize` has what is worked out before the first step, `weather_step` what the weather decides
once per half-hour, `thermostat` steps 1 to 3 and 6, `coil` step 4, `room` step 5, `accounting`
step 7. What changes lies in one array (`state`), since a hundred loose variables took a tenth of
a year. Functions that are called in every interval are ``inlined``. The numbers of machine,
controls and unit come as records (`pack`), since every leaf of a tuple is compiled again in every
function that takes it.

Steps in which the unit is off and is not called for take a short way, `advance_idle`, with the same
functions and the same bits. Summing the modes in four strands gains nothing: additions are not
what the loop waits for.
"""

from __future__ import annotations

import numpy as np

from hpsim.kernel.accounting import (
    accumulate,
    accumulate_cut_out,
    accumulate_demand,
    accumulate_induced_infiltration,
    accumulate_room,
    accumulate_run,
    begin_demand,
    electricity_j,
    off_cycle_power_w,
)
from hpsim.kernel.coil import exchange, over_interval, steady_cooling, steady_heating
from hpsim.kernel.compiling import inlined, uncounted
from hpsim.kernel.controller import TOUCH_K
from hpsim.kernel.indoor_fan import fan_alone_w, run_fan
from hpsim.kernel.initialize import initialize, unit_of, work_for
from hpsim.kernel.own_control import follow_hold, follow_oil, is_beyond
from hpsim.kernel.pack import LoopInputs, packed, record_of
from hpsim.kernel.room import (
    advance_modes,
    change_films,
    moisture_kg,
    predict_air_and_sensor,
    prepare_length,
    update_humidity,
)
from hpsim.kernel.state import (
    EPSILON_S,
    FINE,
    FINE_S,
    HALF_PEAK,
    LEAST_INTERVAL_S,
    N_CHANNELS,
    NEVER_S,
    OTHER,
    QUARTER_PEAK,
    WHOLE,
    Unit,
    Work,
)
from hpsim.kernel.thermostat import (
    call,
    end_recovery,
    fraction_to_crossing,
    has_to_stop,
    is_at_rest,
    is_dry,
    lock_out,
    margin,
    new_speed,
    record_run,
    set_point,
    start,
    stop,
    switch_backup,
    until_timer,
    watch_humidity,
)
from hpsim.kernel.types import FloatArray, KernelInputs
from hpsim.kernel.weather_step import load

N_CYCLE_FIELDS = 7  # fields of Cycles
MOST_CUTS = 2  # of one interval: the sensor's course is curved, so one may land a little late
NEAR_END = 0.02  # a crossing in the last 2 % of an interval counts as at its end


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
    ``warmup_hours`` before its end, so that the first hour starts from a warmed-up room.

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
    unit, work = unit_of(inputs, step_s), work_for(inputs)
    state = work.state
    run_year(
        packed(inputs),
        record_of(unit),
        work,
        warmup_hours,
        hourly,
        cycles,
        trace,
        trace_first_hour,
        trace_hours,
    )
    return (
        int(state.n_runs),
        float(state.moisture_in_kg),
        float(state.moisture_end_kg - state.moisture_start_kg),
        float(state.moisture_turnover_kg),
    )


@uncounted
def run_year(
    inputs: LoopInputs,
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
    room, machine, control = inputs.room, inputs.machine, inputs.control
    table = inputs.saturation
    state, totals, sums = work.state, work.totals, work.sums
    step_s, base_per_s = unit.step_s, unit.base_per_s
    n_hours = hourly.shape[0] - 1
    steps_per_hour = round(3600.0 / step_s)
    base_per_hour = round(3600.0 / room.step_s)
    initialize(inputs, unit, work, ((n_hours - warmup_hours) % n_hours) * base_per_hour)
    films_of_step = inputs.film_sets.of_step
    loaded = int(np.int64(-1))  # a literal would have `advance_idle` compiled twice
    for hour in range(-warmup_hours, n_hours):
        if hour == 0:
            state.moisture_in_kg = state.moisture_turnover_kg = 0.0
            state.moisture_start_kg = moisture_kg(room, unit, state)
        wrapped_hour = hour if hour >= 0 else hour % n_hours
        row = hour if hour >= 0 else n_hours
        window = -1
        for j in range(trace_first_hour.size):
            if trace_first_hour[j] <= hour < trace_first_hour[j] + trace_hours:
                window = j
        for c in range(N_CHANNELS):
            sums[c] = 0.0
        begin_demand(state)
        step = -1
        while step < steps_per_hour - 1:
            step += 1
            if unit.may_rest and window < 0 and is_at_rest(state):
                first_k = wrapped_hour * base_per_hour
                step = advance_idle(inputs, unit, work, first_k, step, loaded)
                if step == steps_per_hour:
                    break
            traced, before_j = -1, 0.0
            if window >= 0:
                traced = window * trace_hours + hour - int(trace_first_hour[window])
                traced = traced * steps_per_hour + step
                before_j = electricity_j(totals)
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
                    if films_of_step.size > 0 and films_of_step[k] != state.film_set:
                        change_films(inputs, work, step_s, int(films_of_step[k]))
                    load(inputs, unit, work, k, loaded < 0)
                    loaded = k
                outdoor = state.outdoor_from_degc + fraction * state.outdoor_rise_k
                outdoor_ratio = state.outdoor_ratio_from + fraction * state.outdoor_ratio_rise

                # 1. decide
                if unit.may_dry:
                    watch_humidity(control, unit, state)
                lock_out(machine, outdoor, state)
                if state.on and has_to_stop(control, state):
                    stop(machine, control, work, cycles)
                if not state.on:
                    call(machine, control, unit, state)
                    if state.calls != 0.0 and state.wait_s <= EPSILON_S:
                        start(machine, control, unit, hour * 3600.0 + hour_s, work)
                if state.recovering_to != 0.0:
                    end_recovery(unit, state)
                if unit.has_backup:
                    switch_backup(machine, control, unit, outdoor, state)
                is_on, mode = state.on, state.mode

                # 2. the interval, to the next timer
                run_fan(machine, state)
                interval_s = until_timer(machine, control, unit, outdoor, state, step_s - done_s)

                # 3. speed, and the air exchange that follows it or the room
                speed_end = state.speed_now
                if is_on:
                    speed_end, interval_s = new_speed(
                        machine, control, unit, outdoor, state, interval_s
                    )
                mean_speed = 0.5 * (state.speed_now + speed_end)
                if unit.exchanges:
                    exchange(inputs.openings, machine, unit, work, k, outdoor, mean_speed)

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
                elif state.fan_runs:
                    fan_w = fan_alone_w(machine, work)

                # 5., 6. machine and room over the interval, cut where the sensor crosses
                may_stop = is_on and (
                    state.since_s >= control.minimum_on_s - EPSILON_S or state.hold_s > 0.0
                )
                stop_at = set_point(state) + mode * margin(speed_end, state)
                if state.hold_s > 0.0 and is_beyond(
                    state, mode * (state.sensed_degc - set_point(state))
                ):
                    stop_at = set_point(state) + mode * state.at_once_k
                cuts = 0
                while True:
                    length = OTHER
                    if interval_s == step_s:
                        length = WHOLE
                    elif interval_s == FINE_S:
                        length = FINE
                    else:
                        prepare_length(inputs, work, length, interval_s)
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
                    q_w = sensible_w + state.given_w
                    if state.backup_on:
                        q_w += state.backup_now_w
                    air_end, sensed_end = predict_air_and_sensor(
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
                    share = fraction_to_crossing(
                        machine, control, unit, state, sensed_end, may_stop, stop_at
                    )
                    if share >= 1.0 - NEAR_END or interval_s <= LEAST_INTERVAL_S:
                        break
                    cuts += 1
                    shorter_s = max(share * interval_s, LEAST_INTERVAL_S)
                    change = speed_end - state.speed_now
                    speed_end = state.speed_now + change * shorter_s / interval_s
                    interval_s = shorter_s

                # 7. book, and go on
                advance_modes(work, length, q_w - state.exchange_w_per_k * air_end)
                humidity_end = update_humidity(
                    room,
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
                    if state.hold_s > 0.0:
                        past_k = mode * (state.sensed_degc - set_point(state))
                        follow_hold(state, past_k, interval_s)
                    if control.oil_after_s > 0.0:
                        follow_oil(control, state, mean_speed, interval_s)
                    accumulate_run(
                        state,
                        totals,
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
                accumulate_room(state, totals, interval_s, air_end, humidity_end)
                accumulate(
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
                accumulate_cut_out(machine, unit, state, totals, interval_s, outdoor)
                if unit.draws:
                    accumulate_induced_infiltration(
                        state, totals, interval_s, outdoor_ratio, air_end, humidity_end
                    )
                if unit.modulates:
                    state.sensed_k_per_s = (sensed_end - state.sensed_degc) / interval_s
                state.air_degc = air_end
                state.sensed_degc = sensed_end
                state.humidity_ratio = humidity_end
                state.water_kg = water
                state.built = built
                state.built_latent = built_latent
                state.speed_now = speed_end
                state.since_s += interval_s
                state.since_start_s += interval_s
                state.last_interval_s = interval_s
                done_s += interval_s
            accumulate_demand(state, totals, (step + 1) * step_s, step_s)
            if window >= 0:
                for c in range(N_CHANNELS):
                    trace[traced, c] += sums[c]
                trace[traced, QUARTER_PEAK] = electricity_j(totals) - before_j
                trace[traced, HALF_PEAK] = trace[traced, QUARTER_PEAK]
        for c in range(N_CHANNELS):
            hourly[row, c] += sums[c]
    if state.on:
        record_run(cycles, state)
    state.moisture_end_kg = moisture_kg(room, unit, state)


@inlined
def advance_idle(
    inputs: LoopInputs,
    unit: Unit,
    work: Work,
    first_k: int,
    step: int,
    loaded: int,
) -> int:
    """Step on while the unit is off and will not be called for; return the first step not done.

    What the loop does in such a step, and nothing that it does not: the same bits. A year spends
    half its steps so; it gets a fifth shorter. The sensor stays out of reach of all thresholds.
    """
    room, machine, control = inputs.room, inputs.machine, inputs.control
    state, totals = work.state, work.totals
    step_s = unit.step_s
    state.fan_runs = False
    steps_per_hour = round(3600.0 / step_s)
    low, high = -NEVER_S, NEVER_S
    if unit.may_heat or unit.has_backup:
        low = state.heat_at_degc - min(unit.start_heating_k, unit.half_k) + TOUCH_K
    if unit.may_cool:
        high = state.cool_at_degc + unit.start_cooling_k - TOUCH_K
    while step < steps_per_hour and low < state.sensed_degc < high:
        position = step * step_s * unit.base_per_s + 1e-9
        k = int(position)
        fraction = position - k
        if k + first_k != loaded:
            break
        if unit.may_dry and not is_dry(control, state, step_s):
            break
        outdoor = state.outdoor_from_degc + fraction * state.outdoor_rise_k
        if unit.exchanges:
            exchange(inputs.openings, machine, unit, work, loaded, outdoor, 0.0)
        heat_w = state.given_w
        air_end, sensed_end = predict_air_and_sensor(
            unit, work, WHOLE, step_s, fraction, heat_w, control.sensor_offset_k
        )
        if not low < sensed_end < high:
            break
        if unit.may_dry:
            watch_humidity(control, unit, state)
        outdoor_ratio = state.outdoor_ratio_from + fraction * state.outdoor_ratio_rise
        advance_modes(work, WHOLE, heat_w - state.exchange_w_per_k * air_end)
        humidity_end = update_humidity(
            room, inputs.saturation, unit, work, step_s, outdoor_ratio, 0.0, 0.0, air_end
        )
        accumulate_room(state, totals, step_s, air_end, humidity_end)
        preheats = state.preheats
        standby_w = off_cycle_power_w(machine, state.mode > 0.0, outdoor, preheats)
        totals.standby_j += standby_w * step_s
        accumulate_cut_out(machine, unit, state, totals, step_s, outdoor)
        if state.mode > 0.0:
            totals.heating_electricity_j += standby_w * step_s
        if state.open_w_per_k > 0.0:
            totals.windows_open_s += step_s
        if unit.modulates:
            state.sensed_k_per_s = (sensed_end - state.sensed_degc) / step_s
        state.air_degc = air_end
        state.sensed_degc = sensed_end
        state.humidity_ratio = humidity_end
        state.calls = state.call_s = state.wait_s = 0.0
        state.last_interval_s = step_s
        state.since_s += step_s
        state.since_start_s += step_s
        step += 1
        accumulate_demand(state, totals, step * step_s, step_s)
    return step
