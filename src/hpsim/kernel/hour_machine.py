"""What a machine does in an hour: steady operation, and a part-load factor below its least output.

A machine that can't go as low as the load runs a part of the hour, with the degradation that the
part-load factor says, and gives back some of the water that it caught. One that can finds the speed
that meets the load; one that falls short gives what it can.

References
----------
Part-load factor and running share: AHRI 210/240-2023 (C_D); EnergyPlus Engineering Reference,
"DX cooling coil": running share = PLR / PLF, with PLR the load of the coil, fan heat included,
over its capacity. Water given back: Henderson and Rengarajan (1996), as there.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from hpsim.kernel.air import (
    VAPORISATION_J_PER_KG,
    bypass_at,
    sensible_heat_ratio,
    wet_bulb,
)
from hpsim.kernel.airflow import MOIST_AIR_J_PER_KG_K
from hpsim.kernel.coil import by_wet_bulb
from hpsim.kernel.compiling import inlined, internal
from hpsim.kernel.decide import SECOND_STAGE_S
from hpsim.kernel.hour_runs import (
    LEAST_W,
    NEVER_S,
    Path,
    Switching,
    course,
    lost_after_call,
    starts_per_s,
    switches,
)
from hpsim.kernel.lookup import interpolate, look_up
from hpsim.kernel.plant import (
    RATED_DRY_BULB_DEGC,
    RATED_OUTDOOR_DEGC,
    RATED_WET_BULB_DEGC,
    WET_BULB_DEPRESSION_K,
    drawn_in,
    frost,
    quadratic,
)
from hpsim.kernel.types import Machine, Saturation

HOUR_S = 3600.0
SAME_W = 0.01  # a speed is found when its output is this near
MOST_ROUNDS = 60
SAME_SHARE = 1e-10  # of an hour: found


class PartLoad(NamedTuple):
    """Efficiency while cycling over steady efficiency: ``max(at_zero + slope PLR, floor)``.

    And how runs begin and end, which decides what a fan's overrun uses, what water the coil gives
    back, and how much of a run goes by before the machine is at its lowest speed or high stage.
    """

    heating_at_zero: float
    heating_slope: float
    cooling_at_zero: float
    cooling_slope: float
    floor: float
    switching: Switching = Switching()


class Outside(NamedTuple):
    """The weather of an hour, and what neglect makes of the machine in it."""

    degc: float
    humidity_ratio: float
    heating_capacity: float  # factors on the healthy machine
    heating_power: float
    cooling_capacity: float
    cooling_power: float
    airflow: float
    fan_power: float
    heating_colder_k: float  # the outdoor coil sees air that much colder
    air_kg_per_s: float  # that leaks in by itself


class Stays(NamedTuple):
    """What a fan does that runs without the compressor as well."""

    fan_w: float  # power
    heat_w: float  # of it, to the room
    drawn_kg_per_s: float  # as in `Steady`
    drawn_w_per_k: float
    drawn_at_w: float


class Around(NamedTuple):
    """What a machine meets in an hour, but for the room's humidity, which follows it."""

    outside: Outside
    room_degc: float
    stays: Stays


class Steady(NamedTuple):
    """What a machine does while it runs, frost in the mean [W]."""

    coil_w: float  # heat to the room, or sensible heat from it; without the fan's
    latent_w: float
    compressor_w: float
    defrost_w: float
    fan_w: float
    beside_w: float  # heat to the room from the fan, hose and case
    drawn_kg_per_s: float  # outdoor air that it draws in
    drawn_w_per_k: float  # what that and hose or duct walls carry
    drawn_at_w: float  # times the temperature it comes from
    evaporation_w: float  # of a full coil at rest, its fan on


class Hour(NamedTuple):
    """What a machine did in an hour, means [W]."""

    room_w: float  # net heat to the room; negative: sensible cooling
    latent_w: float
    compressor_w: float
    defrost_w: float
    fan_w: float
    running: float
    speed: float
    full: float
    drawn_kg_per_s: float
    drawn_w_per_k: float
    drawn_at_w: float
    returned_w: float  # of what the coil caught, evaporated into the room
    starts: float  # how many there would be


class Run(NamedTuple):
    """What a machine does in a run: first at one speed, then at another."""

    first: Steady
    first_speed: float
    then: Steady
    then_speed: float
    path: Path


class Bracket(NamedTuple):
    """Two places between which a function crosses zero, and its values there."""

    low: float
    low_f: float
    high: float  # the place tried last
    high_f: float  # 0: not tried yet


@inlined
def next_try(of: Bracket) -> float:
    """Return where to look for the crossing next: on the line between the two places."""
    if of.high_f == 0.0:
        return of.high
    return of.high - of.high_f * (of.high - of.low) / (of.high_f - of.low_f)


@inlined
def narrowed(of: Bracket, tried: float, f: float) -> Bracket:
    """Return the bracket after a try: regula falsi, Illinois variant.

    An end that stays counts half from then on, so that neither end stays for good.

    References
    ----------
    Dowell and Jarratt (1971), "A modified regula falsi method", BIT 11.
    """
    if f * of.high_f < 0.0:
        return Bracket(of.high, of.high_f, tried, f)
    if of.high_f == 0.0:
        return Bracket(of.low, of.low_f, tried, f)
    return Bracket(of.low, 0.5 * of.low_f, tried, f)


@inlined
def can_modulate(machine: Machine) -> bool:
    """Return whether a machine has more speeds than one."""
    return machine.compressor.modulates > 0.0 or machine.compressor.stages > 1.0


@inlined
def lowest_and_top(machine: Machine, mode: float) -> tuple[float, float]:
    """Return the speeds between which a machine runs in a mode."""
    axis = machine.heating.speed if mode > 0.0 else machine.cooling.speed
    top = axis[axis.size - 1]
    return axis[0] if can_modulate(machine) else top, top


@internal
def steady(
    machine: Machine,
    table: Saturation,
    mode: float,
    outside: Outside,
    room_degc: float,
    room_ratio: float,
    speed: float,
) -> Steady:
    """Return what the machine does at a speed in steady operation."""
    if mode > 0.0:
        return heating_at(machine, table, outside, room_degc, room_ratio, speed)
    return cooling_at(machine, table, outside, room_degc, room_ratio, speed)


@inlined
def drawn_at(machine: Machine, outside: Outside, flow: float) -> tuple[float, float, float]:
    """Return what comes in beside the coil at a share of the full flow.

    Outdoor air [kg/s], what it and hose or duct walls carry [W/K], and that times the temperature
    it comes from [W].
    """
    outdoors_kg_per_s = (
        machine.air_path.induced_infiltration_kg_per_s
        * (1.0 - machine.air_path.from_home_fraction)
        * flow
    )
    drawn = machine.air_path.return_leak_kg_per_s * flow + drawn_in(
        outdoors_kg_per_s, outside.air_kg_per_s
    )
    outside_w_per_k = drawn * MOIST_AIR_J_PER_KG_K + machine.air_path.outside_w_per_k * flow
    home_w_per_k = (
        machine.air_path.induced_infiltration_kg_per_s
        * machine.air_path.from_home_fraction
        * flow
        * MOIST_AIR_J_PER_KG_K
    )
    return (
        drawn,
        outside_w_per_k + home_w_per_k,
        outside_w_per_k * outside.degc + home_w_per_k * machine.air_path.home_degc,
    )


@inlined
def heating_at(
    machine: Machine,
    table: Saturation,
    outside: Outside,
    room_degc: float,
    room_ratio: float,
    speed: float,
) -> Steady:
    """Return steady heating at a speed."""
    delivered = machine.air_path.delivery_effectiveness
    through_room = machine.outdoor_coil.room_air_fraction
    outdoor_degc = outside.degc + through_room * (room_degc - outside.degc)
    outdoor_degc -= outside.heating_colder_k
    capacity_w, power_w = look_up(machine.heating, outdoor_degc, speed)
    d = room_degc - RATED_DRY_BULB_DEGC
    capacity_w *= quadratic(d, machine.indoor_coil.heating_capacity_per_k_dry_bulb, 0.0)
    power_w *= quadratic(d, machine.indoor_coil.heating_power_per_k_dry_bulb, 0.0)
    capacity_w *= outside.heating_capacity
    power_w *= outside.heating_power
    fan_w = interpolate(machine.heating.speed, machine.heating.fan_w, speed)
    share, clear_c, clear_p, ice_heat, ice_p, ice_c = frost(
        machine.outdoor_coil.defrost,
        table,
        outdoor_degc,
        outside.humidity_ratio + through_room * (room_ratio - outside.humidity_ratio),
    )
    fan_w *= (1.0 - share) * outside.fan_power
    drawn, drawn_w_per_k, drawn_at_w = drawn_at(
        machine, outside, speed if machine.air_path.follows_fan > 0.0 else 1.0
    )
    return Steady(
        capacity_w * ((1.0 - share) * clear_c + share * ice_heat) * delivered,
        0.0,
        power_w * (1.0 - share) * clear_p,
        share * (ice_p * power_w + ice_c * capacity_w),
        fan_w,
        fan_w * delivered + machine.air_path.case_heat_fraction * (power_w - capacity_w),
        drawn,
        drawn_w_per_k,
        drawn_at_w,
        0.0,
    )


@inlined
def cooling_at(
    machine: Machine,
    table: Saturation,
    outside: Outside,
    room_degc: float,
    room_ratio: float,
    speed: float,
) -> Steady:
    """Return steady cooling at a speed."""
    delivered = machine.air_path.delivery_effectiveness
    coil_degc = outside.degc + machine.outdoor_coil.room_air_fraction * (room_degc - outside.degc)
    total_w, power_w = look_up(machine.cooling, coil_degc, speed)
    wet_degc = wet_bulb(table, room_degc, room_ratio)
    d = wet_degc - RATED_WET_BULB_DEGC
    hotter = coil_degc - RATED_OUTDOOR_DEGC
    capacity_factor, power_factor = by_wet_bulb(machine, d, hotter)
    total_w *= capacity_factor
    power_w *= power_factor
    total_w *= outside.cooling_capacity
    power_w *= outside.cooling_power
    axis = machine.cooling.speed
    airflow = interpolate(axis, machine.cooling.airflow_kg_per_s, speed)
    a0 = interpolate(axis, machine.cooling.coil_a0_kg_per_s, speed)
    bypass = bypass_at(math.exp(-a0 / airflow), outside.airflow)
    airflow *= outside.airflow
    ratio = sensible_heat_ratio(table, room_degc, room_ratio, total_w, airflow, bypass)
    fan_w = interpolate(axis, machine.cooling.fan_w, speed) * outside.fan_power
    drawn, drawn_w_per_k, drawn_at_w = drawn_at(
        machine, outside, speed if machine.air_path.follows_fan > 0.0 else 1.0
    )
    return Steady(
        total_w * ratio * delivered,
        total_w * (1.0 - ratio) * delivered,
        power_w,
        0.0,
        fan_w,
        fan_w * delivered + machine.air_path.case_heat_fraction * (total_w + power_w),
        drawn,
        drawn_w_per_k,
        drawn_at_w,
        machine.indoor_coil.evaporation_kg_per_s
        * VAPORISATION_J_PER_KG
        * max(room_degc - wet_degc, 0.0)
        / WET_BULB_DEPRESSION_K,
    )


@inlined
def fan_alone(machine: Machine, mode: float, outside: Outside) -> Stays:
    """Return what a fan at its lowest speed does without the compressor."""
    axis = machine.heating.speed if mode > 0.0 else machine.cooling.speed
    fan_w = machine.heating.fan_w[0] if mode > 0.0 else machine.cooling.fan_w[0]
    fan_w *= outside.fan_power
    drawn = drawn_w_per_k = drawn_at_w = 0.0
    if machine.air_path.follows_fan > 0.0:
        flow = axis[0] if axis[0] > 0.0 else 1.0
        drawn, drawn_w_per_k, drawn_at_w = drawn_at(machine, outside, flow)
    return Stays(
        fan_w, fan_w * machine.air_path.delivery_effectiveness, drawn, drawn_w_per_k, drawn_at_w
    )


@inlined
def staying(machine: Machine, mode: float, outside: Outside) -> Stays:
    """Return what a fan does that never stops; nothing before it was first called for."""
    if machine.fan.always_on <= 0.0 or mode == 0.0:
        return Stays(0.0, 0.0, 0.0, 0.0, 0.0)
    return fan_alone(machine, mode, outside)


@inlined
def brought_in(of: Stays, room_degc: float) -> float:
    """Return the heat that a fan without the compressor brings to the room [W]."""
    return of.heat_w + of.drawn_at_w - of.drawn_w_per_k * room_degc


@inlined
def beside_coil(at: Steady, around: Around) -> float:
    """Return the heat that reaches the room beside the coil while a machine runs [W].

    From fan, hose and case and with the air that it draws in; beside a fan that runs without the
    compressor as well.
    """
    drawn_w = at.drawn_at_w - at.drawn_w_per_k * around.room_degc
    return at.beside_w + drawn_w - brought_in(around.stays, around.room_degc)


@inlined
def mixed(first: Steady, then: Steady, share: float) -> Steady:
    """Return the mean of a run with a share of the first."""
    return Steady(
        then.coil_w + share * (first.coil_w - then.coil_w),
        then.latent_w + share * (first.latent_w - then.latent_w),
        then.compressor_w + share * (first.compressor_w - then.compressor_w),
        then.defrost_w + share * (first.defrost_w - then.defrost_w),
        then.fan_w + share * (first.fan_w - then.fan_w),
        then.beside_w + share * (first.beside_w - then.beside_w),
        then.drawn_kg_per_s + share * (first.drawn_kg_per_s - then.drawn_kg_per_s),
        then.drawn_w_per_k + share * (first.drawn_w_per_k - then.drawn_w_per_k),
        then.drawn_at_w + share * (first.drawn_at_w - then.drawn_at_w),
        then.evaporation_w + share * (first.evaporation_w - then.evaporation_w),
    )


@inlined
def late(machine: Machine, mode: float, first: Steady) -> float:
    """Return by how much the output of a run comes late, while it builds up [s].

    Of a wet coil less: it gives off water until it is cold.
    """
    if mode > 0.0:
        return machine.indoor_coil.heating_start_s
    if first.latent_w <= 0.0 or machine.indoor_coil.water_capacity_kg <= 0.0:
        return machine.indoor_coil.cooling_start_sensible_s
    missing = 1.0 - first.evaporation_w / max(first.coil_w, LEAST_W)
    return machine.indoor_coil.cooling_start_sensible_s * max(missing, 0.0)


@inlined
def dead_time(machine: Machine, mode: float, first: Steady) -> float:
    """Return how long after a call the output of a run comes [s]."""
    return late(machine, mode, first) + (machine.burner.ignition_s if mode > 0.0 else 0.0)


@inlined
def given_back(machine: Machine, at: Steady, starts: float, running: float) -> float:
    """Return the heat of the water that a cycling coil gives back, hourly mean [W].

    The coil is full at each stop. It gives water off while the fan runs, as far as it is not cold:
    after the stop as the cold dies away, after the next start until it is there again.

    Parameters
    ----------
    starts : float
        Of the compressor [1/s].
    """
    most_w = VAPORISATION_J_PER_KG * machine.indoor_coil.water_capacity_kg
    if starts <= 0.0 or most_w <= 0.0 or at.evaporation_w <= 0.0:
        return 0.0
    blows_s = (1.0 - running) / starts
    if machine.fan.always_on == 0.0:
        blows_s = min(blows_s, machine.fan.overrun_s)
    time_s = machine.indoor_coil.cooling_start_sensible_s
    dries_s = blows_s
    if time_s > 0.0:
        dries_s += time_s * (math.exp(-blows_s / time_s) - math.exp(-running / starts / time_s))
    # the root of the water falls linearly
    root = max(1.0 - 0.5 * at.evaporation_w * dries_s / most_w, 0.0)
    return starts * most_w * (1.0 - root * root)


class Share(NamedTuple):
    """How much of an hour a machine runs that cycles in it."""

    ratio: float  # part-load ratio of the coil
    energy: float  # over that of an hour's steady operation
    overrun: float  # share of the time in the fan's overrun
    returned_w: float  # heat of the water that the coil gives back
    starts_per_s: float


@inlined
def if_it_ran(
    machine: Machine,
    part_load: PartLoad,
    mode: float,
    load_w: float,
    at: Steady,
    beside_w: float,
    overrun_w: float,
    run_s: float,
    running: float,
) -> Share:
    """Return how much a machine would have to run if it ran so much.

    The coil carries the load and the heat beside it, which comes as long as the compressor runs,
    less what its water cools as it evaporates, which is at most what it caught; a part-load factor
    below PLR means that a cycling unit uses more than one that runs through.

    Parameters
    ----------
    beside_w, overrun_w : float
        Heat that reaches the room beside the coil, and that the fan brings after a stop.
    run_s : float
        Length of a run.
    """
    at_zero, slope = part_load.cooling_at_zero, part_load.cooling_slope
    overrun_s = machine.fan.overrun_s
    if mode > 0.0:  # a furnace's fan starts late as well
        at_zero, slope = part_load.heating_at_zero, part_load.heating_slope
        overrun_s += machine.fan.heating_overrun_more_s - machine.burner.fan_delay_s
    starts = starts_per_s(part_load.switching, run_s, running)
    overrun = min(starts * overrun_s, 1.0 - running)
    wanted_w = load_w - mode * (running * beside_w + overrun * overrun_w)
    ratio = wanted_w / max(at.coil_w, LEAST_W)
    returned_w = 0.0
    if mode < 0.0:
        returned_w = given_back(machine, at, starts, running)
        all_of_it = wanted_w / max(at.coil_w + at.latent_w, LEAST_W)
        ratio = max((wanted_w - returned_w) / max(at.coil_w, LEAST_W), all_of_it)
    ratio = min(max(ratio, 0.0), 1.0)
    energy = ratio / max(at_zero + slope * ratio, part_load.floor)
    return Share(ratio, energy, overrun, min(returned_w, ratio * at.latent_w), starts)


@inlined
def share_of_hour(
    machine: Machine,
    part_load: PartLoad,
    mode: float,
    load_w: float,
    at: Steady,
    beside_w: float,
    overrun_w: float,
    run_s: float,
) -> Share:
    """Return how much of an hour a machine runs whose run brings more than the load."""
    between = Bracket(0.0, 1.0, 1.0, 0.0)
    rounds = 0
    while True:
        rounds += 1
        running = next_try(between)
        found = if_it_ran(machine, part_load, mode, load_w, at, beside_w, overrun_w, run_s, running)
        f = min(found.energy, 1.0) - running
        if (f >= 0.0 and rounds == 1) or abs(f) < SAME_SHARE or rounds == MOST_ROUNDS:
            return found
        between = narrowed(between, running, f)


@inlined
def cycling(
    machine: Machine, part_load: PartLoad, mode: float, load_w: float, around: Around, run: Run
) -> Hour:
    """Return the hour of a machine whose run brings more than the load."""
    stays = around.stays
    after = Stays(0.0, 0.0, 0.0, 0.0, 0.0)
    if machine.fan.always_on == 0.0:
        after = fan_alone(machine, mode, around.outside)
    late_s = late(machine, mode, run.first)
    run_s, first = course(run.path, part_load.switching, late_s, load_w)
    at = mixed(run.first, run.then, first)
    beside_w = beside_coil(at, around)
    overrun_w = brought_in(after, around.room_degc)
    does = share_of_hour(machine, part_load, mode, load_w, at, beside_w, overrun_w, run_s)
    running = min(does.energy, 1.0)
    overrun = does.overrun
    full = running
    if machine.compressor.modulates > 0.0:
        full = 0.0
    elif machine.compressor.stages > 1.0:
        full = running * (1.0 - first)
    return Hour(
        mode * (does.ratio * at.coil_w + does.returned_w)
        + running * (at.beside_w - stays.heat_w)
        + overrun * after.heat_w,
        does.ratio * at.latent_w - does.returned_w,
        does.energy * at.compressor_w,
        does.energy * at.defrost_w,
        running * (at.fan_w - stays.fan_w) + overrun * after.fan_w,
        running,
        running * (run.then_speed + first * (run.first_speed - run.then_speed)),
        full,
        running * (at.drawn_kg_per_s - stays.drawn_kg_per_s) + overrun * after.drawn_kg_per_s,
        running * (at.drawn_w_per_k - stays.drawn_w_per_k) + overrun * after.drawn_w_per_k,
        running * (at.drawn_at_w - stays.drawn_at_w) + overrun * after.drawn_at_w,
        does.returned_w,
        does.starts_per_s * HOUR_S,
    )


@inlined
def running_through(mode: float, around: Around, at: Steady, speed: float, full: float) -> Hour:
    """Return the hour of a machine that does not stop in it."""
    stays = around.stays
    return Hour(
        mode * at.coil_w + at.beside_w - stays.heat_w,
        at.latent_w,
        at.compressor_w,
        at.defrost_w,
        at.fan_w - stays.fan_w,
        1.0,
        speed,
        full,
        at.drawn_kg_per_s - stays.drawn_kg_per_s,
        at.drawn_w_per_k - stays.drawn_w_per_k,
        at.drawn_at_w - stays.drawn_at_w,
        0.0,
        0.0,
    )


@inlined
def net_w(mode: float, at: Steady, around: Around) -> float:
    """Return what a machine that runs brings to or takes from the room, all told [W]."""
    return at.coil_w + mode * beside_coil(at, around)


@inlined
def variable_run(
    machine: Machine,
    table: Saturation,
    switching: Switching,
    mode: float,
    load_w: float,
    around: Around,
    room_ratio: float,
    low: Steady,
) -> Run:
    """Return a variable unit's run: boosted, or as fast as its controller finds the room cold."""
    lowest, top = lowest_and_top(machine, mode)
    low_w = net_w(mode, low, around)
    if machine.compressor.boost_s > 0.0:
        speed, lasts_s = (
            min(max(machine.compressor.boost_speed, lowest), top),
            machine.compressor.boost_s,
        )
        passing_s = (speed - lowest) / machine.compressor.slew_per_s
    else:
        lost_j = lost_after_call(switching, low_w, load_w, dead_time(machine, mode, low))
        speed = lowest + switching.begins_faster + switching.faster_per_j * lost_j
        speed, lasts_s, passing_s = min(speed, top), NEVER_S, 0.0
    at = steady(machine, table, mode, around.outside, around.room_degc, room_ratio, speed)
    path = Path(net_w(mode, at, around), low_w, lasts_s, passing_s, False)
    return Run(at, speed, low, lowest, path)


@inlined
def staged_run(
    machine: Machine,
    table: Saturation,
    switching: Switching,
    mode: float,
    load_w: float,
    around: Around,
    room_ratio: float,
    low: Steady,
) -> Run:
    """Return a two-stage unit's run: five minutes in the low stage, none if the room fell far."""
    lowest, top = lowest_and_top(machine, mode)
    low_w = net_w(mode, low, around)
    lost_j = lost_after_call(switching, low_w, load_w, dead_time(machine, mode, low))
    lasts_s = 0.0 if lost_j > switching.far_j else SECOND_STAGE_S
    at = steady(machine, table, mode, around.outside, around.room_degc, room_ratio, top)
    path = Path(low_w, net_w(mode, at, around), lasts_s, 0.0, True)
    return Run(low, lowest, at, top, path)


@internal
def run_hour(
    machine: Machine,
    table: Saturation,
    part_load: PartLoad,
    mode: float,
    load_w: float,
    around: Around,
    room_ratio: float,
) -> Hour:
    """Return what the machine does in an hour with a load [W, positive in both modes].

    Heat to the room, fan power and what is drawn in are beside those of a fan that stays on; the
    heat of drawn-in air is not in the heat to the room.
    """
    outside, room_degc = around.outside, around.room_degc
    switching = part_load.switching
    lowest, top = lowest_and_top(machine, mode)
    low = steady(machine, table, mode, outside, room_degc, room_ratio, lowest)
    low_w = net_w(mode, low, around)
    run = Run(low, lowest, low, lowest, Path(low_w, low_w, NEVER_S, 0.0, True))
    if switches(switching) and machine.compressor.modulates > 0.0 and low_w >= load_w:
        run = variable_run(machine, table, switching, mode, load_w, around, room_ratio, low)
    elif (
        switches(switching)
        and machine.compressor.modulates == 0.0
        and machine.compressor.stages > 1.0
    ):
        run = staged_run(machine, table, switching, mode, load_w, around, room_ratio, low)
    if run.path.then_w >= load_w:
        return cycling(machine, part_load, mode, load_w, around, run)
    if not can_modulate(machine):
        return running_through(mode, around, low, top, 1.0)
    # between speeds (or in turns at both stages): no cycling
    speed = top
    at = steady(machine, table, mode, outside, room_degc, room_ratio, top)
    high_w = net_w(mode, at, around) - load_w
    between = Bracket(lowest, low_w - load_w, top, high_w)
    rounds = 0 if high_w > 0.0 else MOST_ROUNDS
    while rounds < MOST_ROUNDS:
        rounds += 1
        speed = next_try(between)
        at = steady(machine, table, mode, outside, room_degc, room_ratio, speed)
        found_w = net_w(mode, at, around) - load_w
        if abs(found_w) < SAME_W:
            break
        between = narrowed(between, speed, found_w)
    full = 1.0 if speed >= top - 1e-6 else 0.0
    if machine.compressor.modulates == 0.0:
        full = (speed - lowest) / (top - lowest)
    return running_through(mode, around, at, speed, full)


@inlined
def full_output(
    machine: Machine, table: Saturation, mode: float, around: Around, room_ratio: float
) -> float:
    """Return the most that a machine brings to or takes from the room [W]."""
    _, top = lowest_and_top(machine, mode)
    at = steady(machine, table, mode, around.outside, around.room_degc, room_ratio, top)
    return net_w(mode, at, around)
