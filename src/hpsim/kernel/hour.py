"""The year in hours: ideal loads and a part-load factor, as most programs do it.

In every hour, in this order:

1. *weather*: its means, the air that comes in, and what neglect makes of the machine;
2. *need*: the ideal load, and what brings the room to where the thermostat's sensor wants it;
3. *machine*: the speed that meets the need; below the least output it runs a part of the hour,
   with the degradation that the part-load factor says, and gives back some of the water that it
   caught; above the greatest it gives what it can, and the backup the rest, unless a recovery
   keeps it out; if the air stays too damp, part of the hour in dry mode: at the lowest speed with
   less air, as far as the room may be cooled;
4. *moisture*: the room's humidity at the end of the hour, with the coil's removal at that
   humidity (implicit, so that no time constant is too short for an hour);
5. *room*: the modes answer to the difference between what was given and the ideal load;
6. *recovery*: whether a new set point is reached, and when.

Nothing starts or stops here: what starts cost is what the part-load factor says, how many there
are what room and thermostat make of a run (`hour_machine`). A hose draws air in as long as the
compressor runs, leaky ducts as long as the fan does; windows that follow the room open for whole
hours.

`step_hours` is that list in code. What changes from hour to hour lies in one array (``now``).
Each thing it does is a function that is compiled into it: `hour_room` has what the room does,
`hour_machine` the machine, `hour_drying` its cooling in a room whose humidity follows it, and here
are the thermostat and the books.
"""

from __future__ import annotations

from typing import NamedTuple

from hpsim.kernel import hour_state as at
from hpsim.kernel.air import VAPORISATION_J_PER_KG
from hpsim.kernel.compiling import inlined, internal, uncounted
from hpsim.kernel.controller import CHANGED_SET_POINT_K, DRY_HYSTERESIS, RECOVERY_LOSS_K
from hpsim.kernel.hour_drying import Water, cool, dry, ends_at, with_machine
from hpsim.kernel.hour_machine import (
    HOUR_S,
    Around,
    Hour,
    PartLoad,
    brought_in,
    full_output,
    run_hour,
    staying,
)
from hpsim.kernel.hour_room import (
    begin,
    breathe,
    deviation,
    moisture_kg,
    need,
    push,
    settle,
    weather,
    with_fan,
    year_of,
)
from hpsim.kernel.hour_runs import LEAST_W
from hpsim.kernel.hour_state import Arrays, IdealYear, Need, Year
from hpsim.kernel.plant import saturated_humidity_ratio
from hpsim.kernel.room import condensed
from hpsim.kernel.types import (
    Channels,
    Control,
    FloatArray,
    KernelInputs,
    Machine,
    RoomDrivers,
    Saturation,
)

SAME_K = 0.01  # a set point this near is reached


class Work(NamedTuple):
    """What machine and backup do in an hour."""

    does: Hour
    backup_w: float
    dry_share: float


@uncounted
def step_hours(
    inputs: KernelInputs,
    ideal: IdealYear,
    part_load: PartLoad,
    warmup_hours: int,
    arrays: Arrays,
    out: Channels,
) -> tuple[float, float, float]:
    """Step one machine through the year in hours and fill ``out``, each array (n_hours,).

    The module's docstring says what happens in an hour.

    Parameters
    ----------
    inputs : KernelInputs
        Room, machine and control.
    ideal : IdealYear
        The room under ideal control.
    part_load : PartLoad
        What cycling costs.
    warmup_hours : int
        Hours run before the year, not booked.
    arrays : Arrays
        To work in.

    Returns
    -------
    tuple
        Water that entered the room air less what left it [kg], change of the water in the room
        air [kg], and their turnover [kg], for the moisture balance.
    """
    now, x, decay, rise = arrays
    drivers, machine, control = inputs.drivers, inputs.machine, inputs.control
    table, faults = inputs.saturation, inputs.faults
    n_hours = ideal.load_w.size
    year = year_of(inputs, decay, rise)
    began_kg = 0.0
    first = (n_hours - warmup_hours) % n_hours
    begin(drivers, table, ideal.air_degc[first], first * year.per_hour, now)
    for counted in range(-warmup_hours, n_hours):
        hour = counted % n_hours
        if counted == 0:
            began_kg = moisture_kg(drivers, now)
            now[at.ENTERED_KG] = now[at.TURNOVER_KG] = 0.0

        # 1. weather
        entering = ideal.mean_air_degc[hour] + now[at.OFF_K]
        come, outside = weather(drivers, faults, year, hour, entering)
        changed_s = follow_set_points(drivers, year, hour, ideal.air_degc[hour], now)
        lock_out(machine, outside.degc, now)
        stays = staying(machine, now[at.MODE], outside)
        come = with_fan(come, stays)
        around = Around(outside, entering, stays)
        stays_w = brought_in(stays, ideal.air_degc[hour + 1])

        # 2. need
        needs = need(
            year,
            control.sensor_offset_k,
            ideal.load_w[hour],
            ideal.air_degc[hour],
            ideal.air_degc[hour + 1],
            come.exchange_w_per_k,
            stays_w,
            x,
            decay,
            now,
        )

        # 3. machine, dry mode
        water, pull_kg = breathe(drivers, table, year, come, outside, entering, now)
        is_tripped = faults.tripped.size > 0 and faults.tripped[hour * year.per_hour] > 0.0
        work = run(
            machine,
            control,
            table,
            part_load,
            year,
            around,
            needs,
            water,
            changed_s,
            is_tripped,
            now,
        )
        does = work.does

        # 4. moisture
        water = with_machine(water, does.drawn_kg_per_s, outside.humidity_ratio)
        humidity_end = ends_at(water, does.latent_w)

        # 5. room
        given_w = does.room_w + stays_w + work.backup_w
        end_k = deviation(year, needs, does, given_w)
        push(needs, does, given_w, end_k, x, decay, rise)
        air_end = needs.ideal_end_degc + end_k
        mixed_ratio = humidity_end
        excess = condensed(table, air_end, mixed_ratio)
        humidity_end, condensed_kg = mixed_ratio - excess, excess * year.air_kg
        settle(drivers, come, outside, does, pull_kg, mixed_ratio, condensed_kg, now)

        # 6. recovery
        holds_w = ideal.load_w[(hour + 1) % n_hours]
        recovers_s = recover(
            machine,
            control,
            table,
            year,
            around,
            needs.need_w,
            work.backup_w,
            holds_w,
            air_end,
            changed_s,
            now,
        )
        if counted >= 0:
            book(machine, work, around, now[at.MODE], out, hour)
            out.room_degc[hour] = ideal.mean_air_degc[hour] + 0.5 * (now[at.OFF_K] + end_k)
            out.humidity_ratio[hour] = 0.5 * (now[at.HUMIDITY_RATIO] + humidity_end)
            out.condensed_kg_per_s[hour] = condensed_kg / HOUR_S
            out.windows_open[hour] = come.open_share
            out.recovering[hour] = recovers_s / HOUR_S
            book_drawn(does, around, air_end, humidity_end, out, hour)
        now[at.OFF_K] = end_k
        now[at.HUMIDITY_RATIO] = humidity_end
    return now[at.ENTERED_KG], moisture_kg(drivers, now) - began_kg, now[at.TURNOVER_KG]


@inlined
def follow_set_points(
    drivers: RoomDrivers, year: Year, hour: int, ideal_degc: float, now: FloatArray
) -> float:
    """Follow the set points, begin a recovery where they ask for more; return when [s].

    Seconds into the hour, 0 where nothing begins.
    """
    changed_s = 0.0
    for k in range(hour * year.per_hour, (hour + 1) * year.per_hour):
        heat_at, cool_at = drivers.heating_setpoint_degc[k], drivers.cooling_setpoint_degc[k]
        begins = 0.0
        if heat_at > now[at.HEAT_AT_DEGC] + CHANGED_SET_POINT_K and year.can_heat:
            begins = 1.0
            now[at.RECOVERY_FROM_DEGC] = ideal_degc + now[at.OFF_K]
        elif cool_at < now[at.COOL_AT_DEGC] - CHANGED_SET_POINT_K and year.can_cool:
            begins = -1.0
        if begins != 0.0:
            now[at.RECOVERING], now[at.RECOVERING_S] = begins, 0.0
            changed_s = (k - hour * year.per_hour) * drivers.step_s
        now[at.HEAT_AT_DEGC], now[at.COOL_AT_DEGC] = heat_at, cool_at
    return changed_s


@inlined
def lock_out(machine: Machine, outdoor_degc: float, now: FloatArray) -> None:
    """Tell whether it is too cold outdoors for the compressor."""
    if outdoor_degc < machine.outdoor_coil.lowest_outdoor_degc:
        now[at.LOCKED_OUT] = 1.0
    elif (
        outdoor_degc
        >= machine.outdoor_coil.lowest_outdoor_degc + machine.outdoor_coil.restart_above_k
    ):
        now[at.LOCKED_OUT] = 0.0


@internal
def run(
    machine: Machine,
    control: Control,
    table: Saturation,
    part_load: PartLoad,
    year: Year,
    around: Around,
    needs: Need,
    water: Water,
    changed_s: float,
    is_tripped: bool,
    now: FloatArray,
) -> Work:
    """Return what machine and backup do for the need, and dry mode for the air.

    Compiled by itself: in the loop it would take a tenth of the whole compilation more.
    """
    outdoor, need_w = around.outside.degc, needs.need_w
    may_cool = (
        year.can_cool and outdoor <= machine.outdoor_coil.highest_outdoor_degc and not is_tripped
    )
    does = Hour(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    backup_w = dry_share = 0.0
    if need_w > LEAST_W and control.mode < 1.5:
        now[at.MODE] = 1.0
        if year.can_heat and not now[at.LOCKED_OUT] and not is_tripped:
            ratio = now[at.HUMIDITY_RATIO]
            does = run_hour(machine, table, part_load, 1.0, need_w, around, ratio)
        if outdoor <= machine.backup.below_degc:
            backup_w = run_backup(machine, control, year, does, around, needs, changed_s, now)
    elif need_w < -LEAST_W and year.can_cool:
        now[at.MODE] = -1.0
        if may_cool:
            does = cool(machine, table, part_load, -need_w, around, water)
    if need_w > LEAST_W or not may_cool:
        now[at.DRYING] = 0.0
    elif control.dry_above < 1.0:
        does, dry_share = run_dry(
            machine, control, table, part_load, year, around, does, needs, water, now
        )
    return Work(does, backup_w, dry_share)


@inlined
def run_backup(
    machine: Machine,
    control: Control,
    year: Year,
    does: Hour,
    around: Around,
    needs: Need,
    changed_s: float,
    now: FloatArray,
) -> float:
    """Return what the backup gives: what the machine leaves, unless a recovery keeps it out [W]."""
    drawn_w = does.drawn_at_w - does.drawn_w_per_k * around.room_degc
    backup_w = min(max(needs.need_w - does.room_w - drawn_w, 0.0), machine.backup.power_w)
    is_alone = now[at.LOCKED_OUT] or not year.can_heat
    if now[at.RECOVERING] > 0.0 and not is_alone:
        waits_s = changed_s + control.recovery_lockout_s - now[at.RECOVERING_S]
        begin_degc = needs.ideal_begin_degc + now[at.OFF_K]
        if begin_degc >= now[at.RECOVERY_FROM_DEGC] - RECOVERY_LOSS_K:
            backup_w *= 1.0 - min(max(waits_s / HOUR_S, 0.0), 1.0)
    return backup_w


@inlined
def run_dry(
    machine: Machine,
    control: Control,
    table: Saturation,
    part_load: PartLoad,
    year: Year,
    around: Around,
    does: Hour,
    needs: Need,
    water: Water,
    now: FloatArray,
) -> tuple[Hour, float]:
    """Return the hour with dry mode, if the air is too damp, and dry mode's share of it.

    Parameters
    ----------
    does : Hour
        Ordinary cooling, or nothing.
    water : Water
        Without the machine.
    """
    drawn = with_machine(water, does.drawn_kg_per_s, around.outside.humidity_ratio)
    latent_kg = does.latent_w * HOUR_S / VAPORISATION_J_PER_KG
    cooled = Water(drawn.held_kg - latent_kg, drawn.capacity_kg)
    stays_w = brought_in(around.stays, needs.ideal_end_degc)
    without_degc = needs.ideal_end_degc + deviation(year, needs, does, does.room_w + stays_w)
    floor_degc = max(
        now[at.COOL_AT_DEGC] - control.dry_overcool_k, now[at.HEAT_AT_DEGC] + 2.0 * year.half_k
    )
    floor_degc -= control.sensor_offset_k
    relative = cooled.held_kg / cooled.capacity_kg
    relative /= saturated_humidity_ratio(table, without_degc)
    if relative > control.dry_above:
        now[at.DRYING] = 1.0
    elif relative <= control.dry_above - DRY_HYSTERESIS:
        now[at.DRYING] = 0.0
    share = 0.0
    if now[at.DRYING]:
        does, share, is_damp = dry(
            machine,
            table,
            control,
            part_load,
            around,
            does,
            cooled,
            without_degc,
            floor_degc,
            needs.per_w,
        )
        now[at.DRYING] = is_damp
        if share > 0.0:
            now[at.MODE] = -1.0
    return does, share


@inlined
def recover(
    machine: Machine,
    control: Control,
    table: Saturation,
    year: Year,
    around: Around,
    need_w: float,
    backup_w: float,
    holds_w: float,
    air_end_degc: float,
    changed_s: float,
    now: FloatArray,
) -> float:
    """Return how long of the hour a new set point was still to be reached [s]; 0: none is.

    If it is reached, as soon as at full output.

    Parameters
    ----------
    holds_w : float
        The next hour's ideal load: what holds the room once it is there.
    """
    towards = now[at.RECOVERING]
    if towards == 0.0:
        return 0.0
    recovers_s = HOUR_S - changed_s
    now[at.RECOVERING_S] += recovers_s
    felt_degc = air_end_degc + control.sensor_offset_k
    is_there = felt_degc <= now[at.COOL_AT_DEGC] + year.half_k + SAME_K
    if towards > 0.0:
        is_there = felt_degc >= now[at.HEAT_AT_DEGC] - year.half_k - SAME_K
    if is_there:
        most_w = full_output(machine, table, towards, around, now[at.HUMIDITY_RATIO])
        if backup_w > 0.0:
            most_w += machine.backup.power_w
        kept_w = max(towards * holds_w, 0.0)
        share = (towards * need_w - kept_w) / max(most_w - kept_w, LEAST_W)
        recovers_s *= min(max(share, 0.0), 1.0)
        now[at.RECOVERING] = 0.0
    return recovers_s


@inlined
def book(
    machine: Machine, work: Work, around: Around, mode: float, out: Channels, hour: int
) -> None:
    """Book what machine and backup did."""
    does = work.does
    outdoor = around.outside.degc
    rests = 1.0 - does.running
    standby_w = rests * machine.auxiliaries.standby_w
    below_degc = machine.auxiliaries.crankcase_below_degc
    if mode < 0.0:
        below_degc = machine.auxiliaries.crankcase_below_cooling_degc
    if outdoor < below_degc:
        standby_w += rests * machine.auxiliaries.crankcase_w
    if mode > 0.0 and outdoor < machine.auxiliaries.pan_heater_below_degc:
        standby_w += does.running * machine.auxiliaries.pan_heater_w
    fan_w = does.fan_w + around.stays.fan_w
    given_w = does.room_w + around.stays.heat_w
    if mode > 0.0:
        out.heat_delivered_w[hour] = given_w + work.backup_w
        out.starts_heating[hour] = does.starts
        fuel_w = machine.burner.fuel_fraction * does.compressor_w
        out.fuel_w[hour] = fuel_w
        out.compressor_heating_w[hour] = does.compressor_w - fuel_w
        out.heating_electricity_w[hour] = (
            does.compressor_w - fuel_w + does.defrost_w + fan_w + standby_w + work.backup_w
        )
    else:
        out.cool_delivered_w[hour] = -given_w
        out.starts_cooling[hour] = does.starts
        out.compressor_cooling_w[hour] = does.compressor_w
    out.latent_removed_w[hour] = does.latent_w
    out.latent_returned_w[hour] = does.returned_w
    out.fan_w[hour] = fan_w
    out.backup_w[hour] = work.backup_w
    out.defrost_w[hour] = does.defrost_w
    out.standby_w[hour] = standby_w
    out.running[hour] = does.running
    out.running_full[hour] = does.full
    out.speed[hour] = does.speed
    out.drying[hour] = work.dry_share


@inlined
def book_drawn(
    does: Hour,
    around: Around,
    air_end_degc: float,
    humidity_end: float,
    out: Channels,
    hour: int,
) -> None:
    """Book the air that the machine draws in."""
    stays = around.stays
    drawn_kg_per_s = does.drawn_kg_per_s + stays.drawn_kg_per_s
    drawn_w_per_k = does.drawn_w_per_k + stays.drawn_w_per_k
    out.drawn_heat_w[hour] = does.drawn_at_w + stays.drawn_at_w - drawn_w_per_k * air_end_degc
    drier = around.outside.humidity_ratio - humidity_end
    out.drawn_latent_w[hour] = drawn_kg_per_s * drier * VAPORISATION_J_PER_KG
    out.drawn_air_kg_per_s[hour] = drawn_kg_per_s
