"""The room in an hour: its weather, what it needs, its moisture, and how its air answers."""

from __future__ import annotations

import math

from hpsim.kernel import hour_state as at
from hpsim.kernel.air import VAPORISATION_J_PER_KG
from hpsim.kernel.airflow import MOIST_AIR_J_PER_KG_K
from hpsim.kernel.compiling import inlined
from hpsim.kernel.controller import short_circuit_k_per_w
from hpsim.kernel.hour_drying import Water
from hpsim.kernel.hour_machine import HOUR_S, Hour, Outside, Stays
from hpsim.kernel.hour_runs import LEAST_W
from hpsim.kernel.hour_state import Come, Need, Year
from hpsim.kernel.plant import saturated_humidity_ratio
from hpsim.kernel.room import between_layers, pull
from hpsim.kernel.types import Faults, FloatArray, KernelInputs, RoomDrivers, Saturation

LIVED_IN_SHARE = 0.7  # most relative humidity of the layers at the begin of the warm-up


@inlined
def year_of(inputs: KernelInputs, decay: FloatArray, rise: FloatArray) -> Year:
    """Return what does not change within the year; fill in how modes answer over an hour."""
    room, drivers, machine, control = (
        inputs.dynamics,
        inputs.drivers,
        inputs.machine,
        inputs.control,
    )
    may_heat = machine.can_heat > 0.0 and control.mode < 1.5
    is_buffered = drivers.surface_buffer_kg > 0.0
    risen_k_per_w = 0.0
    for m in range(decay.size):
        decay[m] = math.exp(-room.rate_per_s[m] * HOUR_S)
        rise[m] = room.gain_k_per_w[m] * (1.0 - decay[m])
        risen_k_per_w += rise[m]
    return Year(
        round(HOUR_S / drivers.step_s),
        may_heat and control.emergency_heat == 0.0,
        machine.can_cool > 0.0 and control.mode != 1.0,
        0.5 * control.differential_k,
        short_circuit_k_per_w(control.short_circuit, machine.cooling.airflow_kg_per_s[-1]),
        room.direct_k_per_w + risen_k_per_w,
        drivers.air_mass_kg if is_buffered else drivers.moisture_capacity_kg,
        is_buffered,
        drivers.home_air_kg_per_s.size > 0,
    )


@inlined
def begin(
    drivers: RoomDrivers, table: Saturation, room_degc: float, k: int, now: FloatArray
) -> None:
    """Start under ideal control at base step ``k``, as damp as outdoors, at rest."""
    now[at.HEAT_AT_DEGC] = drivers.heating_setpoint_degc[-1]
    now[at.COOL_AT_DEGC] = drivers.cooling_setpoint_degc[-1]
    now[at.HUMIDITY_RATIO] = drivers.outdoor_humidity_ratio[k]
    at_saturation = saturated_humidity_ratio(table, room_degc)
    now[at.SATURATED_RATIO] = at_saturation
    now[at.SURFACE_RATIO] = min(now[at.HUMIDITY_RATIO], LIVED_IN_SHARE * at_saturation)
    now[at.DEEP_SHARE] = now[at.SURFACE_RATIO] / at_saturation


@inlined
def moisture_kg(drivers: RoomDrivers, now: FloatArray) -> float:
    """Return the water in the air and in what buffers it [kg]."""
    is_buffered = drivers.surface_buffer_kg > 0.0
    air_kg = drivers.air_mass_kg if is_buffered else drivers.moisture_capacity_kg
    held: float = now[at.HUMIDITY_RATIO] * air_kg
    held += drivers.surface_buffer_kg * now[at.SURFACE_RATIO] / now[at.SATURATED_RATIO]
    held += drivers.deep_buffer_kg * now[at.DEEP_SHARE]
    return held


@inlined
def weather(
    drivers: RoomDrivers, faults: Faults, year: Year, hour: int, entering_degc: float
) -> tuple[Come, Outside]:
    """Return the air that comes in, windows that follow the room included, and the weather."""
    first, after = hour * year.per_hour, (hour + 1) * year.per_hour
    outdoor = outdoor_ratio = exchange = outdoor_kg = gained_kg = home_kg = home_water_kg = 0.0
    w = drivers.outdoor_humidity_ratio
    for k in range(first, after):
        outdoor += 0.5 * (drivers.outdoor_degc[k] + drivers.outdoor_degc[k + 1]) / year.per_hour
        outdoor_ratio += 0.5 * (w[k] + w[k + 1]) / year.per_hour
        exchange += drivers.exchange_w_per_k[k] / year.per_hour
        outdoor_kg += drivers.outdoor_air_kg_per_s[k] * drivers.step_s
        gained_kg += drivers.moisture_gain_kg_per_s[k] * drivers.step_s
        if year.has_doors:
            home_kg += drivers.home_air_kg_per_s[k] * drivers.step_s
            home_water_kg += drivers.home_water_kg_per_s[k] * drivers.step_s
    open_share = 0.0
    for i in range(drivers.switched_above_degc.size):
        if entering_degc > drivers.switched_above_degc[i] and (
            entering_degc - outdoor > drivers.switched_below_room_k[i]
        ):
            open_share = 1.0
            for k in range(first, after):
                open_w_per_k = drivers.switched_w_per_k[i, k]
                exchange += open_w_per_k / year.per_hour
                outdoor_kg += open_w_per_k / MOIST_AIR_J_PER_KG_K * drivers.step_s
    come = Come(exchange, outdoor_kg, gained_kg, home_kg, home_water_kg, open_share)
    return come, neglected(faults, outdoor, outdoor_ratio, outdoor_kg / HOUR_S, first, after)


@inlined
def with_fan(come: Come, stays: Stays) -> Come:
    """Return the air that comes in, with what a fan draws in that never stops."""
    return Come(
        come.exchange_w_per_k + stays.drawn_w_per_k,
        come.outdoor_kg + stays.drawn_kg_per_s * HOUR_S,
        come.gained_kg,
        come.home_kg,
        come.home_water_kg,
        come.open_share,
    )


@inlined
def neglected(
    faults: Faults,
    degc: float,
    humidity_ratio: float,
    air_kg_per_s: float,
    first: int,
    after: int,
) -> Outside:
    """Return an hour's weather with the mean of what neglect does in its base steps."""
    if faults.airflow.size == 0:
        return Outside(degc, humidity_ratio, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.0, air_kg_per_s)
    return Outside(
        degc,
        humidity_ratio,
        mean(faults.heating_capacity, first, after),
        mean(faults.heating_power, first, after),
        mean(faults.cooling_capacity, first, after),
        mean(faults.cooling_power, first, after),
        mean(faults.airflow, first, after),
        mean(faults.fan_power, first, after),
        mean(faults.heating_colder_k, first, after),
        air_kg_per_s,
    )


@inlined
def mean(values: FloatArray, first: int, after: int) -> float:
    """Return the mean of a part of an array."""
    total = 0.0
    for k in range(first, after):
        total += values[k]
    return total / (after - first)


@inlined
def need(
    year: Year,
    offset_k: float,
    load_w: float,
    ideal_begin: float,
    ideal_end: float,
    exchange_w_per_k: float,
    stays_w: float,
    x: FloatArray,
    decay: FloatArray,
    now: FloatArray,
) -> Need:
    """Return what the room needs to be where the thermostat's sensor wants it.

    Parameters
    ----------
    offset_k : float
        What the sensor reads above the air's temperature.
    load_w, ideal_begin, ideal_end : float
        The hour under ideal control.
    exchange_w_per_k : float
        Without the machine.
    stays_w : float
        Heat of a fan that runs on, and of what it draws in, the room as under ideal control.
    """
    left_k = 0.0
    for m in range(x.size):
        left_k += decay[m] * x[m]
    per_w = year.air_k_per_w / (1.0 + year.air_k_per_w * exchange_w_per_k)
    free_k = left_k / (1.0 + year.air_k_per_w * exchange_w_per_k)
    target_k = -offset_k
    if abs(load_w) < LEAST_W:
        drifts_to = ideal_end + free_k + per_w * stays_w
        target_k = (
            min(max(drifts_to, now[at.HEAT_AT_DEGC] - offset_k), now[at.COOL_AT_DEGC] - offset_k)
            - ideal_end
        )
    # the sensor's wish, with what its own supply air adds to what it feels
    need_w = per_w * (load_w - stays_w) + target_k - free_k
    need_w /= per_w + year.supply_k_per_w
    if load_w >= LEAST_W:
        need_w = max(need_w, 0.0)
    elif load_w <= -LEAST_W:
        need_w = min(need_w, 0.0)
    return Need(load_w, need_w, left_k, exchange_w_per_k, per_w, ideal_begin, ideal_end)


@inlined
def breathe(
    drivers: RoomDrivers,
    table: Saturation,
    year: Year,
    come: Come,
    outside: Outside,
    entering_degc: float,
    now: FloatArray,
) -> tuple[Water, float]:
    """Return the hour's water without a machine, and how the surface layer draws on it [kg].

    Between surface and deep layer water passes here, and the surface takes the room's temperature.
    """
    pull_kg = 0.0
    if year.is_buffered:
        surface_kg, deep_kg = drivers.surface_buffer_kg, drivers.deep_buffer_kg
        surface_share = now[at.SURFACE_RATIO] / now[at.SATURATED_RATIO]
        if deep_kg > 0.0:
            through_kg = between_layers(
                surface_share - now[at.DEEP_SHARE],
                drivers.deep_kg_per_s * now[at.SATURATED_RATIO],
                surface_kg,
                deep_kg,
                HOUR_S,
            )
            surface_share -= through_kg / surface_kg
            now[at.DEEP_SHARE] += through_kg / deep_kg
        now[at.SATURATED_RATIO] = saturated_humidity_ratio(table, entering_degc)
        now[at.SURFACE_RATIO] = surface_share * now[at.SATURATED_RATIO]
        pull_kg = pull(drivers.surface_kg_per_s * HOUR_S, now[at.SATURATED_RATIO] / surface_kg)
    held_kg = year.air_kg * now[at.HUMIDITY_RATIO] + come.outdoor_kg * outside.humidity_ratio
    held_kg += come.gained_kg + come.home_water_kg
    held_kg += pull_kg * now[at.SURFACE_RATIO]
    return Water(held_kg, year.air_kg + come.outdoor_kg + come.home_kg + pull_kg), pull_kg


@inlined
def settle(
    drivers: RoomDrivers,
    come: Come,
    outside: Outside,
    does: Hour,
    pull_kg: float,
    mixed_ratio: float,
    condensed_kg: float,
    now: FloatArray,
) -> None:
    """Give the surface layer its water, and book all water for the balance.

    Parameters
    ----------
    mixed_ratio : float
        Of the room at the hour's end, before anything condenses.
    """
    if pull_kg > 0.0:
        per_buffer = now[at.SATURATED_RATIO] / drivers.surface_buffer_kg
        now[at.SURFACE_RATIO] += pull_kg * (mixed_ratio - now[at.SURFACE_RATIO]) * per_buffer
    outdoor_kg = come.outdoor_kg + does.drawn_kg_per_s * HOUR_S
    exchanged_kg = outdoor_kg * (outside.humidity_ratio - mixed_ratio)
    exchanged_kg += come.home_water_kg - come.home_kg * mixed_ratio
    latent_kg = does.latent_w * HOUR_S / VAPORISATION_J_PER_KG
    now[at.ENTERED_KG] += exchanged_kg + come.gained_kg - latent_kg - condensed_kg
    now[at.TURNOVER_KG] += abs(exchanged_kg) + come.gained_kg + latent_kg


@inlined
def deviation(year: Year, needs: Need, does: Hour, given_w: float) -> float:
    """Return the air's deviation from ideal control at the hour's end [K].

    Parameters
    ----------
    given_w : float
        To the air by machine, fan and backup; without what the machine draws in.
    """
    extra_w = given_w - needs.load_w + drawn_w(needs, does)
    exchange = needs.exchange_w_per_k + does.drawn_w_per_k
    return (needs.left_k + year.air_k_per_w * extra_w) / (1.0 + year.air_k_per_w * exchange)


@inlined
def drawn_w(needs: Need, does: Hour) -> float:
    """Return the heat of the air that the machine draws in, the room as under ideal control [W]."""
    return does.drawn_at_w - does.drawn_w_per_k * needs.ideal_end_degc


@inlined
def push(
    needs: Need,
    does: Hour,
    given_w: float,
    end_k: float,
    x: FloatArray,
    decay: FloatArray,
    rise: FloatArray,
) -> None:
    """Step the modes over the hour."""
    extra_w = given_w - needs.load_w + drawn_w(needs, does)
    extra_w -= (needs.exchange_w_per_k + does.drawn_w_per_k) * end_k
    for m in range(x.size):
        x[m] = decay[m] * x[m] + rise[m] * extra_w
