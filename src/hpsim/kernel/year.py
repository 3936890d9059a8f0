"""The year, from event to event: one machine in one room.

In every interval, in this order:

1. *decide*: start, stop, begin or end a dehumidification run, switch the backup, choose what the
   indoor fan does, at this instant;
2. *choose the interval*: to the next timer that expires, the end of the weather's half-hour,
   and as long as what is constant in it may be taken so
   (`interval_length.longest_interval`). And the *speed*: proportional-integral on the sensed
   temperature, slewed; boost after a start; the stage of a two-stage unit;
3. *run the machine*: steady output at mean outdoor temperature and speed; windows, fans and doors
   that follow the room; a defrost begins, or ends the interval;
4. *respond*: what has built up since the start, less frost; fan heat; water on the coil, which
   comes back from where the coil is warm. The modes respond to it, to gains and air exchange, with
   what a hose or leaky ducts draw in while the unit runs; the sensor follows. If sensor or humidity
   cross a switching threshold inside the interval, the interval ends there;
5. *accumulate* energies into the hour (and the steps, if traced), cycles into the cycle table; the
   air's moisture responds together with the surface layer that buffers it;
6. *go on* from the interval's end.

The controller acts continuously: switching instants and timers do not depend on the step. Room,
sensor and moisture have closed forms over any length, so that a room whose unit is off goes on by
half-hours, from its stop to the crossing of a threshold.

`run_year` is that list in code. Each thing it does is a function that is compiled into it:
`initialize` has what is worked out before the first interval, `weather_step` what the weather
decides once per half-hour, `interval` steps 2 to 4 with what `thermostat`, `coil` and `room` have
for them, `accounting` step 5, `trace` what is kept of single steps. What changes lies in
records (`state`) that every function is passed; the numbers of machine, controls and unit come as
records too (`pack`), since every leaf of a tuple is compiled again in every function that takes it.
"""

from __future__ import annotations

from hpsim.kernel.accounting import (
    HOUR_S,
    accumulate,
    accumulate_cut_out,
    accumulate_demand,
    accumulate_induced_infiltration,
    accumulate_run,
    begin_demand,
)
from hpsim.kernel.air_moisture import (
    moisture_kg,
    predict_humidity,
    update_humidity,
)
from hpsim.kernel.compiling import compiled, internal
from hpsim.kernel.indoor_fan import run_fan
from hpsim.kernel.initialize import hold_room, initialize, unit_of, work_for
from hpsim.kernel.interval import begins_output, choose_interval, respond
from hpsim.kernel.own_control import follow_hold, follow_oil
from hpsim.kernel.pack import LoopInputs, PackedDrivers, packed, record_of
from hpsim.kernel.room import advance_modes
from hpsim.kernel.state import CONDENSED, EPSILON_S, HUMIDITY, N_CHANNELS, PER_S, Unit, Work
from hpsim.kernel.thermostat import (
    call,
    end_recovery,
    has_to_stop,
    lock_out,
    record_run,
    set_point,
    start,
    stop,
    switch_backup,
    watch_humidity,
)
from hpsim.kernel.trace import remember, trace_interval
from hpsim.kernel.types import FloatArray, KernelInputs, Machine
from hpsim.kernel.weather_step import load_base_step

N_CYCLE_FIELDS = 7  # fields of Cycles
WARM_UP_HOURS = 120  # of machine and room; what of a warm-up comes before is the room's


def simulate_year(
    inputs: KernelInputs,
    step_s: float,
    warmup_hours: int,
    hourly: FloatArray,
    cycles: FloatArray,
    trace: FloatArray,
    trace_first_hour: FloatArray,
    trace_hours: int,
    drivers: PackedDrivers | None = None,
) -> tuple[int, float, float, float]:
    """Run one machine through the year; fill ``hourly``, ``cycles`` and ``trace``.

    The module's docstring says what happens in a step. Before the year come the ``warmup_hours`` at
    its end: the room held at its setpoints (`hold_room`), and in the last `WARM_UP_HOURS` the
    machine, so that the first hour starts from a warmed-up room.

    Parameters
    ----------
    inputs : KernelInputs
        Room, machine and control.
    step_s : float
        Step of the trace; divides an hour. Below 60 s all intervals are shorter in proportion.
    warmup_hours : int
        Hours run before the year, in no sum.
    hourly : (n_channels, n_hours)
        Means over each hour; the warm-up is left out.
    cycles : (n, 7)
        One row per run, fields as in `Cycles`.
    trace : (n_windows * trace_hours * steps per hour, n_channels)
        Step by step, from each window's first hour.
    trace_first_hour : (n_windows,)
        First hour of each traced window.
    trace_hours : int
        Length of each window.
    drivers : PackedDrivers, optional
        Those of the inputs, if they are at hand.

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
        packed(inputs, drivers),
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


@compiled
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
    room, state, interval = inputs.room, work.state, work.interval
    n_hours = hourly.shape[1]
    base_per_hour = round(HOUR_S * unit.base_per_s)
    steps_per_hour = round(HOUR_S / unit.step_s)
    own_hours = min(warmup_hours, WARM_UP_HOURS)
    begin = ((n_hours - warmup_hours) % n_hours) * base_per_hour
    initialize(inputs, unit, work, begin)
    hold_room(inputs, unit, work, begin, (warmup_hours - own_hours) * base_per_hour)
    loaded = -1
    for hour in range(-own_hours, n_hours):
        if hour == 0:
            state.moisture_in_kg = state.moisture_turnover_kg = 0.0
            state.moisture_start_kg = moisture_kg(room, unit, state)
        row = -1  # of the hour's first step, if it is traced
        for j in range(trace_first_hour.size):
            since = hour - int(trace_first_hour[j])
            if 0 <= since < trace_hours:
                row = (j * trace_hours + since) * steps_per_hour
        for c in range(N_CHANNELS):
            work.sums[c] = 0.0
        begin_demand(state)
        hour_s = 0.0
        while HOUR_S - hour_s > EPSILON_S:
            nth, interval.fraction = base_step_at(unit, hour_s)
            k = (hour if hour >= 0 else hour % n_hours) * base_per_hour + nth
            if k != loaded:
                load_base_step(inputs, unit, work, k, loaded < 0)
                loaded = k
            if row >= 0:
                remember(work)
            decide(inputs, unit, work, cycles, hour * HOUR_S + hour_s)
            if state.humid_later_s > 0.0 and state.mode < 0.0:
                catch_up_humidity(inputs, unit, work, interval.fraction)
            left_s = (nth + 1) * room.step_s - hour_s
            choose_interval(inputs, unit, work, k, left_s)
            respond(inputs, unit, work, k)
            accumulate_interval(inputs, unit, work)
            if row >= 0:
                trace_interval(inputs, unit, work, trace, row, hour_s)
            go_on(inputs.machine, unit, work)
            hour_s += interval.length_s
            if state.humid_later_s > 0.0 and interval.length_s >= left_s - EPSILON_S:
                catch_up_humidity(inputs, unit, work, 1.0)
            accumulate_demand(state, work.totals, interval.electric_w, hour_s)
        if hour >= 0:
            for c in range(N_CHANNELS):
                hourly[c, hour] = work.sums[c] * (1.0 / HOUR_S)
    if state.on:
        record_run(cycles, state)
    state.moisture_end_kg = moisture_kg(room, unit, state)


@internal
def base_step_at(unit: Unit, hour_s: float) -> tuple[int, float]:
    """Return which of the hour's steps an instant before its end is in, and how far into it.

    Half as far before a step's end as ends the hour's loop counts as the next step, so that the
    hour never reaches into the next one.
    """
    position = (hour_s + 0.5 * EPSILON_S) * unit.base_per_s
    nth = int(position)
    return nth, position - nth


@internal
def decide(inputs: LoopInputs, unit: Unit, work: Work, cycles: FloatArray, time_s: float) -> None:
    """Let thermostat and unit switch what they switch at this instant."""
    machine, control, state = inputs.machine, inputs.control, work.state
    outdoor = state.outdoor_from_degc + work.interval.fraction * state.outdoor_rise_k
    work.interval.outdoor_degc = outdoor
    if unit.may_dry:
        watch_humidity(control, unit, state)
    lock_out(machine, outdoor, state)
    if state.on and has_to_stop(control, state):
        stop(machine, control, unit, work, cycles)
    if not state.on:
        call(machine, control, unit, state)
        if state.calls != 0.0 and state.wait_s <= EPSILON_S:
            start(machine, control, unit, time_s, work)
    if state.recovering_to != 0.0:
        end_recovery(unit, state)
    if unit.has_backup:
        switch_backup(machine, control, unit, outdoor, state)
    run_fan(machine, state)


@internal
def accumulate_interval(inputs: LoopInputs, unit: Unit, work: Work) -> None:
    """Let the room's moisture follow, and add the interval to the hour and the run."""
    machine, control, state = inputs.machine, inputs.control, work.state
    interval, totals, length_s = work.interval, work.totals, work.interval.length_s
    middle = interval.fraction + 0.5 * length_s * unit.base_per_s
    outdoor = state.outdoor_from_degc + middle * state.outdoor_rise_k
    latent_w, evaporated_kg = interval.latent_w, interval.evaporated_kg
    totals.room_degc_s += interval.air_mean_degc * length_s
    if state.humid_later and state.mode > 0.0 and state.water_kg <= 0.0:
        state.humid_later_s += length_s
        interval.humidity_end = interval.humidity_mean = state.humidity_ratio
    else:
        if interval.humid_for_s != length_s:
            predict_humidity(unit, work)
        update_humidity(inputs.saturation, unit, work)
    if state.on:
        if state.hold_s > 0.0:
            past_k = state.mode * (state.sensed_degc - set_point(state))
            follow_hold(state, past_k, length_s)
        if control.oil_after_s > 0.0:
            follow_oil(control, state, interval.mean_speed, length_s)
        accumulate_run(
            state,
            totals,
            length_s,
            interval.mean_speed,
            interval.capacity_w,
            interval.latent_capacity_w,
            interval.power_w,
            interval.fuel_w,
            interval.fan_w,
            state.mode * interval.sensible_w + latent_w,
            evaporated_kg,
        )
    accumulate(
        machine,
        work,
        length_s,
        outdoor,
        interval.power_w,
        interval.fan_w,
        interval.sensible_w,
        latent_w,
        evaporated_kg,
    )
    accumulate_cut_out(machine, unit, state, totals, length_s, outdoor)
    if unit.draws:
        accumulate_induced_infiltration(
            state,
            totals,
            length_s,
            interval.outdoor_middle_ratio,
            interval.air_mean_degc,
            interval.humidity_mean,
        )


@internal
def catch_up_humidity(inputs: LoopInputs, unit: Unit, work: Work, fraction: float) -> None:
    """Let humidity follow through the intervals that were left out, to ``fraction`` of a base step.

    Nothing but the air outdoors and at home changes it while a unit heats: all of a base step is
    then as exact as its intervals one by one, since air that may condense is never left for later.
    """
    state, interval = work.state, work.interval
    length_s, begin = interval.length_s, interval.fraction
    interval.length_s = state.humid_later_s
    interval.fraction = fraction - state.humid_later_s * unit.base_per_s
    interval.latent_w = interval.evaporated_kg = 0.0
    interval.air_end_degc = state.air_degc
    predict_humidity(unit, work)
    update_humidity(inputs.saturation, unit, work)
    state.humidity_ratio, state.humid_later_s = interval.humidity_end, 0.0
    work.before[HUMIDITY] = work.sums[HUMIDITY]  # they are of intervals that have been traced
    work.before[CONDENSED] = work.sums[CONDENSED]
    interval.length_s, interval.fraction = length_s, begin


@internal
def go_on(machine: Machine, unit: Unit, work: Work) -> None:
    """Leave the state as it is at the interval's end."""
    state, interval = work.state, work.interval
    length_s, per_s = interval.length_s, work.lengths[state.prepared, PER_S]
    advance_modes(work, interval.heat_w)
    state.air_k_per_s = 2.0 * (interval.air_end_degc - interval.air_mean_degc) * per_s
    state.ratio_per_s = 2.0 * (interval.humidity_end - interval.humidity_mean) * per_s
    if begins_output(machine, state):
        state.first_k_per_s = 2.0 * interval.met_k_per_s
        state.first_ratio_per_s = 2.0 * interval.met_ratio_per_s
    if unit.modulates:
        state.sensed_k_per_s = (interval.sensed_end_degc - state.sensed_degc) * per_s
    state.air_degc = interval.air_end_degc
    state.sensed_degc = interval.sensed_end_degc
    state.humidity_ratio = interval.humidity_end
    state.water_kg = interval.water_kg
    state.built = interval.built
    state.built_latent = interval.built_latent
    state.speed_now = interval.speed_end
    state.since_s += length_s
    state.since_start_s += length_s
