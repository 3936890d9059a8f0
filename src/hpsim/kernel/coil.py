"""What the coil gives in one interval: output, build-up, frost, water; and the air exchange."""

from __future__ import annotations

import math

from hpsim.kernel.air import (
    WATER_J_PER_KG_K,
    bypass_at,
    enthalpy,
    saturated_and_slopes,
    wet_bulb_round,
)
from hpsim.kernel.air_exchange import CLOSES_PAST_K, NO_LIMIT
from hpsim.kernel.air_moisture import (
    prepare_exchange,
)
from hpsim.kernel.airflow import MOIST_AIR_J_PER_KG_K, VAPORISATION_J_PER_KG
from hpsim.kernel.compiling import internal
from hpsim.kernel.heat_pump import (
    CONSTANTS,
    DEFROST_S,
    FADE,
    RATED_OUTDOOR_DEGC,
    RATED_WET_BULB_DEGC,
    build_up,
    dead_time_s,
    die_away,
    evaporate,
    prepare_start,
)
from hpsim.kernel.lookup import between, bracket, steady_mean
from hpsim.kernel.pack import Openings, RoomNumbers
from hpsim.kernel.state import (
    COOLING_COIL,
    EPSILON_S,
    HEATING_COIL,
    LATENT_COIL,
    LEAST_INTERVAL_S,
    NEVER_S,
    OVERRUN,
    SAMPLED,
    State,
    Unit,
    Work,
)
from hpsim.kernel.steady import by_wet_bulb, dry_coil, heating_by_room, induced_air
from hpsim.kernel.types import Control, FloatArray, Machine, Saturation
from hpsim.kernel.wet_coil import follow_air, follow_speed

OTHER_AIR_K, OTHER_AIR_RATIO = 0.1, 5e-5  # the wet-bulb depression is worked out anew beyond
LEAST_FADING_W = 0.1  # less of a heat that fades is taken at its mean
MOST_CONSTANTS = 50.0  # a time constant so many intervals long makes no difference within one
LEAST_WARM = 1e-3  # a coil this near its steady cold gives no water back


@internal
def exchange(
    room: RoomNumbers,
    openings: Openings,
    machine: Machine,
    unit: Unit,
    work: Work,
    k: int,
    outdoor_degc: float,
    mean_speed: float,
) -> None:
    """Work out the air exchange that follows the room (windows, fans, doors) or the machine."""
    state, is_open = work.state, work.is_open
    air, mean_degc = state.air_degc, work.interval.met_degc
    open_w_per_k = water_w_per_k = 0.0
    for i in range(unit.n_switched):
        slack_k = CLOSES_PAST_K if is_open[i] > 0.0 else 0.0
        warm = air > openings.switched_above_degc[i] - slack_k
        cooler_k = max(openings.switched_below_room_k[i] - slack_k, 0.0)
        if openings.switched_below_room_k[i] < NO_LIMIT:
            cooler_k = -NEVER_S
        opens = warm and air - outdoor_degc > cooler_k
        is_open[i] = 1.0 if opens and openings.switched_w_per_k[i, k] > 0.0 else 0.0
        w_per_k = is_open[i] * openings.switched_w_per_k[i, k]
        open_w_per_k += w_per_k
        water_w_per_k += openings.switched_water[i] * w_per_k
    if unit.n_doors == 0 and not unit.draws and open_w_per_k == state.open_w_per_k:
        state.given_w = state.base_given_w + open_w_per_k * outdoor_degc
        return
    state.open_w_per_k = open_w_per_k
    state.exchange_w_per_k = state.base_w_per_k + open_w_per_k
    state.given_w = state.base_given_w + open_w_per_k * outdoor_degc
    state.home_kg_per_s = state.base_home_kg_per_s
    state.home_water_kg_per_s = state.base_home_water_kg_per_s
    for i in range(unit.n_doors):
        home_degc = openings.door_degc[i, k]
        through = openings.door_w_per_k15[i, k] * math.sqrt(abs(home_degc - mean_degc))
        state.exchange_w_per_k += 1.5 * through  # the slope of a flow by 1.5 powers,
        state.given_w += through * (home_degc + 0.5 * mean_degc)  # and its heat at this air
        through /= MOIST_AIR_J_PER_KG_K
        state.home_kg_per_s += through
        state.home_water_kg_per_s += through * openings.door_humidity_ratio[i, k]
    state.outdoor_kg_per_s = state.base_kg_per_s + water_w_per_k / MOIST_AIR_J_PER_KG_K
    if unit.draws:
        draw(machine, state, outdoor_degc, mean_speed)
    prepare_exchange(room, unit, work)


@internal
def draw(machine: Machine, state: State, outdoor_degc: float, mean_speed: float) -> None:
    """Add the air that a hose or leaky ducts draw in while the unit runs."""
    path = machine.air_path
    follows_fan = path.follows_fan > 0.0
    flow = 0.0
    if state.on:
        flow = mean_speed if follows_fan else 1.0
        if state.heat_held:
            flow = 0.0
    elif state.fan_runs and follows_fan:
        flow = state.lowest if state.lowest > 0.0 else 1.0
    drawn, drawn_w_per_k, drawn_at_w = induced_air(
        machine, flow, outdoor_degc, state.outdoor_kg_per_s
    )
    state.drawn_kg_per_s = drawn
    state.drawn_w_per_k = drawn_w_per_k
    state.drawn_at_w = drawn_at_w
    state.exchange_w_per_k += drawn_w_per_k
    state.given_w += drawn_at_w
    state.outdoor_kg_per_s += drawn


@internal
def steady_heating(
    machine: Machine, work: Work, speed: float, change: float, middle: float, interval_s: float
) -> tuple[float, float, float, float, float, float]:
    """Return a heating unit's output after its build-up, between or in defrosts.

    Parameters
    ----------
    middle
        Of the interval, in base steps.

    Returns
    -------
    tuple
        Heat of the coil, compressor power, fuel, fan power, heat from hose and case [W], and the
        interval, cut where a defrost begins or ends [s].
    """
    state = work.state
    j, g = bracket(machine.heating.speed, speed)
    steady_w, power_w, per_speed_w = steady_mean(
        work.heating, machine.heating.speed, j, g, speed, change, middle
    )
    capacity_w = steady_w
    outdoor_degc = state.outdoor_from_degc + middle * state.outdoor_rise_k
    air = work.interval.met_degc
    coil_degc = outdoor_degc + machine.outdoor_coil.room_air_fraction * (air - outdoor_degc)
    capacity_w, power_w = heating_by_room(machine, capacity_w, power_w, air, coil_degc)
    fuel_w = machine.burner.fuel_fraction * power_w
    power_w -= fuel_w
    fan_w = 0.0 if state.heat_held else between(work.heating_fan_w, j, g)
    case_w = machine.air_path.case_heat_fraction * (power_w - capacity_w)
    if state.icing_share > 0.0:
        if state.defrosting_s <= 0.0 and state.frosted >= 1.0 - 1e-9:
            state.defrosting_s = DEFROST_S
            state.frosted = 0.0
            work.totals.defrosts_s += 3600.0
        if state.defrosting_s > 0.0:
            interval_s = min(interval_s, state.defrosting_s)
            power_w = state.icing_power * power_w + state.icing_power_of_capacity * capacity_w
            capacity_w *= state.icing_heat
            fan_w = 0.0
        else:
            capacity_w *= state.clear_capacity
            power_w *= state.clear_power
            to_defrost_s = (1.0 - state.frosted) * DEFROST_S
            to_defrost_s *= state.clear_per_icing
            interval_s = min(interval_s, max(to_defrost_s, LEAST_INTERVAL_S))
    capacity_w *= machine.air_path.delivery_effectiveness
    if state.defrosting_s <= 0.0:
        work.interval.per_speed_w = per_speed_w * capacity_w / steady_w
    if fuel_w > 0.0:  # the fire may change, what the steel holds does not
        if state.stopped_w > 0.0:
            state.built *= state.stopped_w / capacity_w
        state.stopped_w = capacity_w
    return capacity_w, power_w, fuel_w, fan_w, case_w, interval_s


@internal
def steady_cooling(
    machine: Machine,
    control: Control,
    table: Saturation,
    work: Work,
    speed: float,
    change: float,
    middle: float,
    outdoor_degc: float,
) -> tuple[float, float, float, float, float]:
    """Return a cooling unit's output after its build-up.

    Returns
    -------
    tuple
        Sensible and latent heat taken, compressor power, fan power, heat from hose and case [W].
    """
    state, interval = work.state, work.interval
    air, humidity = interval.met_degc, interval.met_ratio
    j, g = bracket(machine.cooling.speed, speed)
    steady_w, power_w, per_speed_w = steady_mean(
        work.cooling, machine.cooling.speed, j, g, speed, change, middle
    )
    air_j = enthalpy(air, humidity)
    wet_degc, wet_ratio, degc_per_j, _ = saturated_and_slopes(table, air_j + state.taken_up)
    state.taken_up = (wet_ratio - humidity) * WATER_J_PER_KG_K * wet_degc
    d = wet_degc - RATED_WET_BULB_DEGC
    hotter = (
        outdoor_degc
        - RATED_OUTDOOR_DEGC
        + machine.outdoor_coil.room_air_fraction * (air - outdoor_degc)
    )
    fan_w = between(work.cooling_fan_w, j, g)
    airflow = between(work.cooling_airflow_kg_per_s, j, g)
    passing = between(work.bypass, j, g)
    rated_w = steady_w
    if state.is_drying:
        airflow *= control.dry_airflow
        if passing != state.passing:
            state.passing = passing
            state.passing_dry = bypass_at(passing, control.dry_airflow)
        passing = state.passing_dry
        rated_w *= control.dry_capacity
        power_w *= control.dry_power
        fan_w *= control.dry_airflow**3
    touching = airflow * (1.0 - passing)
    state.touching_kg_per_s = touching
    capacity_factor, power_factor = by_wet_bulb(machine, d, hotter)
    total_w = rated_w * capacity_factor
    at_coil_j = air_j - total_w / touching
    _, at_coil, _, ratio_per_j = saturated_and_slopes(table, at_coil_j)
    sensible_w = touching * (enthalpy(air, at_coil) - at_coil_j)
    delivered = machine.air_path.delivery_effectiveness
    if at_coil < humidity and sensible_w < total_w:
        dry = follow_air(
            machine, work, rated_w, power_w, d, hotter, wet_degc, degc_per_j, at_coil, ratio_per_j
        )
        power_w *= power_factor
        if state.follows:
            per_speed_w *= total_w / steady_w
            follow_speed(machine, work, j, airflow, total_w, sensible_w, per_speed_w, dry)
    else:
        more, more_power = dry_coil(machine, table, air, humidity, total_w, touching, d, hotter)
        total_w *= more
        power_w *= power_factor * more_power
        sensible_w = total_w
        interval.per_speed_w = -delivered * per_speed_w * total_w / steady_w
        interval.sensible_by_air_w_per_k = interval.sensible_by_ratio_w = 0.0
    case_w = machine.air_path.case_heat_fraction * (total_w + power_w)
    return delivered * sensible_w, delivered * (total_w - sensible_w), power_w, fan_w, case_w


@internal
def hold_end_speed(machine: Machine, work: Work) -> None:
    """Let the coil hold what it does at the speed at the last interval's end, not on its mean."""
    state, interval = work.state, work.interval
    faster = state.speed_now - interval.mean_speed
    if faster == 0.0 or state.stopped_w <= 0.0:
        return
    total_w = state.stopped_w + state.stopped_latent_w
    more_w = total_w * part_per_speed(machine, work, interval.mean_speed) * faster
    more_sensible_w = state.mode * interval.per_speed_w * faster
    if interval.per_speed_w == 0.0:  # in a defrost
        more_sensible_w = more_w * state.stopped_w / total_w
    state.stopped_w += more_sensible_w
    state.stopped_latent_w += more_w - more_sensible_w


@internal
def part_per_speed(machine: Machine, work: Work, speed: float) -> float:
    """Return by which part of itself the capacity rises with the speed."""
    heats = work.state.mode > 0.0
    axis = machine.heating.speed if heats else machine.cooling.speed
    capacity_w = work.heating if heats else work.cooling
    j, g = bracket(axis, speed)
    rise_w = capacity_w[0, j + 1] - capacity_w[0, j]
    part: float = rise_w / ((capacity_w[0, j] + g * rise_w) * (axis[j + 1] - axis[j]))
    return part


@internal
def caught_early(state: State, starts: FloatArray, coil: int) -> float:
    """Return what a coil that cools down catches until it gives back, over a steady interval's.

    After the share ``u`` of the interval it gives back with ``exp(-u / c)``, on the mean at
    ``c - 1 / (exp(1 / c) - 1)``; until then it catches the integral of
    ``1 - (1 - b0) exp(-u / d)``, with ``(1 - exp(-x)) / x = 1 / (1 + x / 2 + x**2 / 12)``, within
    1 % up to 2.
    """
    fade = starts[coil, FADE]
    until = starts[coil, CONSTANTS] - fade / (1.0 - fade)
    x = until / max(starts[LATENT_COIL, CONSTANTS], 1e-9)
    missing = (1.0 - state.built_latent) / (1.0 + x * (0.5 + x * (1.0 / 12.0)))
    early: float = until * (1.0 - missing)
    return early


@internal
def over_interval(
    machine: Machine,
    table: Saturation,
    work: Work,
    interval_s: float,
    capacity_w: float,
    latent_ss_w: float,
    fan_w: float,
    case_w: float,
) -> tuple[float, float, float, float, float, float, float, int]:
    """Return what the coil gives on the mean of an interval, and how it is left.

    What has built up since the start, after its dead time, or dies away in the overrun, which
    gives back what the start has cost: dead time and time constant together are its constant.
    Water is given back as far as the coil is warm, and caught where it is cold: what is caught
    until the mean time at which the coil gives back comes before, the rest after. The heat that it
    takes goes with the warmth of the coil, so that a part of it fades, or is missing at first.

    Returns
    -------
    tuple
        Sensible heat into the room and latent heat out of it, the fan's included [W]; water given
        back [kg]; at the interval's end: build-up, latent build-up, water on the coil [kg]; of the
        sensible heat at its begin, what fades [W], and with which coil's time constant.
    """
    state = work.state
    mode = state.mode
    coil = HEATING_COIL if mode > 0.0 else COOLING_COIL
    start_s, starts = work.start_times_s[coil], work.starts
    built, built_latent = state.built, state.built_latent
    is_dead = state.since_s < dead_time_s(machine, mode) - EPSILON_S
    dying, dying_latent, share = coil + OVERRUN, LATENT_COIL + OVERRUN, 1.0
    if state.fan_samples and mode > 0.0:
        dying, share = SAMPLED, state.sampled_share
    if state.on:
        prepare_start(start_s, interval_s, starts, coil)
        if mode < 0.0:
            prepare_start(work.start_times_s[LATENT_COIL], interval_s, starts, LATENT_COIL)
    elif state.fan_runs:
        prepare_start(work.start_times_s[dying], interval_s, starts, dying)
        prepare_start(work.start_times_s[dying_latent], interval_s, starts, dying_latent)
    latent_w = fading_w = 0.0
    warm = 1.0  # share of the coil's depth of cold that is missing
    sensible_w = fan_w * machine.air_path.delivery_effectiveness
    if state.on and mode > 0.0 and state.defrosting_s > 0.0:
        sensible_w += capacity_w
    elif state.heat_held and start_s > 0.0:
        built += interval_s / start_s
    elif state.on:
        mean = built
        if not is_dead:
            fading_w = (mode * capacity_w + case_w) * (built - 1.0)
            mean, built = build_up(built, starts[coil, CONSTANTS], starts[coil, FADE])
        sensible_w += (mode * capacity_w + case_w) * mean
        if mode < 0.0:
            warm = 1.0 - mean
            mean = built_latent
            if not is_dead:
                mean, built_latent = build_up(
                    built_latent,
                    starts[LATENT_COIL, CONSTANTS],
                    starts[LATENT_COIL, FADE],
                )
            latent_w = latent_ss_w * mean
    elif state.fan_runs:
        mean, built_latent = die_away(
            built_latent,
            starts[dying_latent, CONSTANTS],
            starts[dying_latent, FADE],
        )
        latent_w = state.stopped_latent_w * mean
        fading_w = mode * state.stopped_w * share * built
        mean, built = die_away(built, starts[dying, CONSTANTS], starts[dying, FADE])
        sensible_w += mode * state.stopped_w * share * mean
        if mode < 0.0:
            warm = 1.0 - mean
    caught_kg = latent_w * interval_s * (1.0 / VAPORISATION_J_PER_KG)
    early_kg = 0.5 * caught_kg
    if caught_kg > 0.0 and state.on and starts[coil, CONSTANTS] < MOST_CONSTANTS:
        steady_kg = latent_ss_w * interval_s * (1.0 / VAPORISATION_J_PER_KG)
        early_kg = caught_early(state, starts, coil) * steady_kg
    water = state.water_kg + early_kg
    evaporated_kg = 0.0
    full_kg = machine.indoor_coil.water_capacity_kg  # with none, all drains at once
    if water > 0.0 and full_kg > 0.0 and state.fan_runs and warm > LEAST_WARM:
        air, humidity = work.interval.met_degc, work.interval.met_ratio
        if (
            state.stale
            or abs(air - state.depression_at_degc) > OTHER_AIR_K
            or abs(humidity - state.depression_at_ratio) > OTHER_AIR_RATIO
        ):
            bulb_degc, state.taken_up = wet_bulb_round(table, air, humidity, state.taken_up)
            state.depression_k = max(air - bulb_degc, 0.0)
            state.depression_at_degc, state.depression_at_ratio = air, humidity
            state.stale = False
        left_kg = evaporate(
            water,
            full_kg,
            machine.indoor_coil.evaporation_kg_per_s
            * warm
            * (state.touching_kg_per_s / state.touching_full_kg_per_s),
            state.depression_k,
            interval_s,
        )
        evaporated_kg = water - left_kg
        water = left_kg
        drawn_w = evaporated_kg * VAPORISATION_J_PER_KG * (1.0 / interval_s)
        sensible_w -= drawn_w
        if mode < 0.0 and not (state.on and is_dead):  # it goes with the coil's depth of cold
            fading_w += drawn_w * (state.built - (1.0 if state.on else 0.0)) / warm
    water = min(water + caught_kg - early_kg, full_kg)
    fading_coil = coil if state.on else dying
    if abs(fading_w) < LEAST_FADING_W or work.start_times_s[fading_coil] <= 0.0:
        fading_w = 0.0
    return (
        sensible_w,
        latent_w,
        evaporated_kg,
        built,
        built_latent,
        water,
        fading_w,
        fading_coil,
    )
