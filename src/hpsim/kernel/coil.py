"""What the coil gives in one interval: output, build-up, frost, water; and the air exchange."""

from __future__ import annotations

import math

from hpsim.kernel import state as at
from hpsim.kernel.air import bypass_at, sensible_capacity, wet_bulb, wet_bulb_round
from hpsim.kernel.airflow import MOIST_AIR_J_PER_KG_K, VAPORISATION_J_PER_KG
from hpsim.kernel.compiling import inlined
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
from hpsim.kernel.lookup import between, bracket, steady
from hpsim.kernel.pack import Openings
from hpsim.kernel.state import (
    COOLING_COIL,
    EPSILON_S,
    HEATING_COIL,
    LATENT_COIL,
    LEAST_INTERVAL_S,
    NEVER_S,
    OTHER,
    OVERRUN,
    Unit,
    Work,
)
from hpsim.kernel.steady import by_wet_bulb, dry_coil, heating_by_room, induced_air
from hpsim.kernel.types import Control, FloatArray, Machine, Saturation
from hpsim.kernel.weather_step import prepare_exchange

OTHER_AIR_K, OTHER_AIR_RATIO = 0.1, 5e-5  # the wet-bulb depression is worked out anew beyond
LEAST_WARM = 1e-3  # a coil this near its steady cold gives no water back
WINDOW_HYSTERESIS_K = 0.5  # judgement: windows and night fans close so far past their thresholds


@inlined
def exchange(
    openings: Openings,
    machine: Machine,
    unit: Unit,
    work: Work,
    k: int,
    outdoor_degc: float,
    mean_speed: float,
) -> None:
    """Work out the air exchange that follows the room (windows, fans, doors) or the machine."""
    now, is_open = work.now, work.is_open
    air = now[at.AIR_DEGC]
    open_w_per_k = 0.0
    for i in range(unit.n_switched):
        slack_k = WINDOW_HYSTERESIS_K if is_open[i] > 0.0 else 0.0
        warm = air > openings.switched_above_degc[i] - slack_k
        cooler_k = max(openings.switched_below_room_k[i] - slack_k, 0.0)
        if openings.switched_below_room_k[i] < -100.0:
            cooler_k = -NEVER_S
        is_open[i] = 1.0 if warm and air - outdoor_degc > cooler_k else 0.0
        open_w_per_k += is_open[i] * openings.switched_w_per_k[i, k]
    if unit.n_doors == 0 and not unit.draws and open_w_per_k == now[at.OPEN_W_PER_K]:
        now[at.GIVEN_W] = now[at.BASE_GIVEN_W] + open_w_per_k * outdoor_degc
        return
    now[at.OPEN_W_PER_K] = open_w_per_k
    now[at.EXCHANGE_W_PER_K] = now[at.BASE_W_PER_K] + open_w_per_k
    now[at.GIVEN_W] = now[at.BASE_GIVEN_W] + open_w_per_k * outdoor_degc
    now[at.HOME_KG_PER_S] = now[at.BASE_HOME_KG_PER_S]
    now[at.HOME_WATER_KG_PER_S] = now[at.BASE_HOME_WATER_KG_PER_S]
    for i in range(unit.n_doors):
        home_degc = openings.door_degc[i, k]
        through = openings.door_w_per_k15[i, k] * math.sqrt(abs(home_degc - air))
        now[at.EXCHANGE_W_PER_K] += through
        now[at.GIVEN_W] += through * home_degc
        through /= MOIST_AIR_J_PER_KG_K
        now[at.HOME_KG_PER_S] += through
        now[at.HOME_WATER_KG_PER_S] += through * openings.door_humidity_ratio[i, k]
    now[at.OUTDOOR_KG_PER_S] = now[at.BASE_KG_PER_S] + open_w_per_k / MOIST_AIR_J_PER_KG_K
    if unit.draws:
        draw(machine, now, outdoor_degc, mean_speed)
    prepare_exchange(unit, work)


@inlined
def draw(machine: Machine, now: FloatArray, outdoor_degc: float, mean_speed: float) -> None:
    """Add the air that a hose or leaky ducts draw in while the unit runs."""
    path = machine.air_path
    follows_fan = path.follows_fan > 0.0
    flow = 0.0
    if now[at.ON]:
        flow = mean_speed if follows_fan else 1.0
        if now[at.HEAT_HELD]:
            flow = 0.0
    elif now[at.FAN_RUNS] and follows_fan:
        flow = now[at.LOWEST] if now[at.LOWEST] > 0.0 else 1.0
    drawn, drawn_w_per_k, drawn_at_w = induced_air(
        machine, flow, outdoor_degc, now[at.OUTDOOR_KG_PER_S]
    )
    now[at.DRAWN_KG_PER_S] = drawn
    now[at.DRAWN_W_PER_K] = drawn_w_per_k
    now[at.DRAWN_AT_W] = drawn_at_w
    now[at.EXCHANGE_W_PER_K] += drawn_w_per_k
    now[at.GIVEN_W] += drawn_at_w
    now[at.OUTDOOR_KG_PER_S] += drawn


@inlined
def steady_heating(
    machine: Machine, work: Work, speed: float, middle: float, interval_s: float
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
    now = work.now
    j, g = bracket(machine.heating.speed, speed)
    capacity_w, power_w = steady(work.heating, j, g, middle)
    outdoor_degc = now[at.OUTDOOR_FROM_DEGC] + middle * now[at.OUTDOOR_RISE_K]
    air = now[at.AIR_DEGC]
    coil_degc = outdoor_degc + machine.outdoor_coil.room_air_fraction * (air - outdoor_degc)
    capacity_w, power_w = heating_by_room(machine, capacity_w, power_w, air, coil_degc)
    fuel_w = machine.burner.fuel_fraction * power_w
    power_w -= fuel_w
    fan_w = 0.0 if now[at.HEAT_HELD] else between(work.heating_fan_w, j, g)
    case_w = machine.air_path.case_heat_fraction * (power_w - capacity_w)
    if now[at.ICING_SHARE] > 0.0:
        if now[at.DEFROSTING_S] <= 0.0 and now[at.FROSTED] >= 1.0 - 1e-9:
            now[at.DEFROSTING_S] = DEFROST_S
            now[at.FROSTED] = 0.0
            work.sums[at.DEFROSTS] += 3600.0
        if now[at.DEFROSTING_S] > 0.0:
            interval_s = min(interval_s, now[at.DEFROSTING_S])
            power_w = now[at.ICING_POWER] * power_w + now[at.ICING_POWER_OF_CAPACITY] * capacity_w
            capacity_w *= now[at.ICING_HEAT]
            fan_w = 0.0
        else:
            capacity_w *= now[at.CLEAR_CAPACITY]
            power_w *= now[at.CLEAR_POWER]
            to_defrost_s = (1.0 - now[at.FROSTED]) * DEFROST_S
            to_defrost_s *= now[at.CLEAR_PER_ICING]
            interval_s = min(interval_s, max(to_defrost_s, LEAST_INTERVAL_S))
    capacity_w *= machine.air_path.delivery_effectiveness
    if fuel_w > 0.0:  # the fire may change, what the steel holds does not
        if now[at.STOPPED_W] > 0.0:
            now[at.BUILT] *= now[at.STOPPED_W] / capacity_w
        now[at.STOPPED_W] = capacity_w
    return capacity_w, power_w, fuel_w, fan_w, case_w, interval_s


@inlined
def steady_cooling(
    machine: Machine,
    control: Control,
    table: Saturation,
    work: Work,
    speed: float,
    middle: float,
    outdoor_degc: float,
) -> tuple[float, float, float, float, float]:
    """Return a cooling unit's output after its build-up.

    Returns
    -------
    tuple
        Sensible and latent heat taken, compressor power, fan power, heat from hose and case [W].
    """
    now = work.now
    air, humidity = now[at.AIR_DEGC], now[at.HUMIDITY_RATIO]
    j, g = bracket(machine.cooling.speed, speed)
    total_w, power_w = steady(work.cooling, j, g, middle)
    wet_degc, now[at.TAKEN_UP] = wet_bulb_round(table, air, humidity, now[at.TAKEN_UP])
    d = wet_degc - RATED_WET_BULB_DEGC
    hotter = (
        outdoor_degc
        - RATED_OUTDOOR_DEGC
        + machine.outdoor_coil.room_air_fraction * (air - outdoor_degc)
    )
    capacity_factor, power_factor = by_wet_bulb(machine, d, hotter)
    total_w *= capacity_factor
    power_w *= power_factor
    fan_w = between(work.cooling_fan_w, j, g)
    airflow = between(work.cooling_airflow_kg_per_s, j, g)
    passing = between(work.bypass, j, g)
    if now[at.IS_DRYING]:
        airflow *= control.dry_airflow
        if passing != now[at.PASSING]:
            now[at.PASSING] = passing
            now[at.PASSING_DRY] = bypass_at(passing, control.dry_airflow)
        passing = now[at.PASSING_DRY]
        total_w *= control.dry_capacity
        power_w *= control.dry_power
        fan_w *= control.dry_airflow**3
    now[at.TOUCHING_KG_PER_S] = airflow * (1.0 - passing)
    sensible_w = sensible_capacity(table, air, humidity, total_w, airflow, passing)
    if sensible_w >= total_w:
        touching_kg_per_s = airflow * (1.0 - passing)
        more, more_power = dry_coil(
            machine, table, air, humidity, total_w, touching_kg_per_s, d, hotter
        )
        total_w *= more
        power_w *= more_power
        sensible_w = total_w
    case_w = machine.air_path.case_heat_fraction * (total_w + power_w)
    latent_w = (total_w - sensible_w) * machine.air_path.delivery_effectiveness
    return sensible_w * machine.air_path.delivery_effectiveness, latent_w, power_w, fan_w, case_w


@inlined
def over_interval(
    machine: Machine,
    table: Saturation,
    work: Work,
    length: int,
    interval_s: float,
    capacity_w: float,
    latent_ss_w: float,
    fan_w: float,
    case_w: float,
) -> tuple[float, float, float, float, float, float]:
    """Return what the coil gives on the mean of an interval, and how it is left.

    What has built up since the start, after its dead time, or dies away in the overrun, which
    gives back what the start has cost: dead time and time constant together are its constant.
    Water is given back as far as the coil is warm, and caught where it is cold.

    Returns
    -------
    tuple
        Sensible heat into the room and latent heat out of it, the fan's included [W]; water given
        back [kg]; at the interval's end: build-up, latent build-up, water on the coil [kg].
    """
    now = work.now
    mode = now[at.MODE]
    coil = HEATING_COIL if mode > 0.0 else COOLING_COIL
    start_s, starts = work.start_times_s[coil], work.starts
    built, built_latent = now[at.BUILT], now[at.BUILT_LATENT]
    is_dead = now[at.SINCE_S] < dead_time_s(machine, mode) - EPSILON_S
    dying, dying_latent = coil + OVERRUN, LATENT_COIL + OVERRUN
    if length == OTHER and now[at.ON]:
        prepare_start(start_s, interval_s, starts, OTHER, coil)
        if mode < 0.0:
            latent_s = work.start_times_s[LATENT_COIL]
            prepare_start(latent_s, interval_s, starts, OTHER, LATENT_COIL)
    elif length == OTHER and now[at.FAN_RUNS]:
        prepare_start(work.start_times_s[dying], interval_s, starts, OTHER, dying)
        latent_s = work.start_times_s[dying_latent]
        prepare_start(latent_s, interval_s, starts, OTHER, dying_latent)
    latent_w = 0.0
    warm = 1.0  # share of the coil's depth of cold that is missing
    sensible_w = fan_w * machine.air_path.delivery_effectiveness
    if now[at.ON] and mode > 0.0 and now[at.DEFROSTING_S] > 0.0:
        sensible_w += capacity_w
    elif now[at.HEAT_HELD] and start_s > 0.0:
        built += interval_s / start_s
    elif now[at.ON]:
        mean = built
        if not is_dead:
            mean, built = build_up(
                built, starts[length, coil, CONSTANTS], starts[length, coil, FADE]
            )
        sensible_w += (mode * capacity_w + case_w) * mean
        if mode < 0.0:
            warm = 1.0 - mean
            mean = built_latent
            if not is_dead:
                mean, built_latent = build_up(
                    built_latent,
                    starts[length, LATENT_COIL, CONSTANTS],
                    starts[length, LATENT_COIL, FADE],
                )
            latent_w = latent_ss_w * mean
    elif now[at.FAN_RUNS]:
        mean, built_latent = die_away(
            built_latent,
            starts[length, dying_latent, CONSTANTS],
            starts[length, dying_latent, FADE],
        )
        latent_w = now[at.STOPPED_LATENT_W] * mean
        mean, built = die_away(built, starts[length, dying, CONSTANTS], starts[length, dying, FADE])
        sensible_w += mode * now[at.STOPPED_W] * mean
        if mode < 0.0:
            warm = 1.0 - mean
    water = now[at.WATER_KG]
    evaporated_kg = 0.0
    if water > 0.0 and now[at.FAN_RUNS] and warm > LEAST_WARM:
        air, humidity = now[at.AIR_DEGC], now[at.HUMIDITY_RATIO]
        if (
            now[at.STALE]
            or abs(air - now[at.DEPRESSION_AT_DEGC]) > OTHER_AIR_K
            or abs(humidity - now[at.DEPRESSION_AT_RATIO]) > OTHER_AIR_RATIO
        ):
            now[at.DEPRESSION_K] = max(air - wet_bulb(table, air, humidity), 0.0)
            now[at.DEPRESSION_AT_DEGC], now[at.DEPRESSION_AT_RATIO] = air, humidity
            now[at.STALE] = 0.0
        water = evaporate(
            water,
            machine.indoor_coil.water_capacity_kg,
            machine.indoor_coil.evaporation_kg_per_s
            * warm
            * (now[at.TOUCHING_KG_PER_S] / now[at.TOUCHING_FULL_KG_PER_S]),
            now[at.DEPRESSION_K],
            interval_s,
        )
        evaporated_kg = now[at.WATER_KG] - water
        sensible_w -= evaporated_kg * VAPORISATION_J_PER_KG * (1.0 / interval_s)
    if latent_w > 0.0:
        water += latent_w * interval_s / VAPORISATION_J_PER_KG
        water = min(water, machine.indoor_coil.water_capacity_kg)
    return sensible_w, latent_w, evaporated_kg, built, built_latent, water
