"""Carbon dioxide that people breathe out, in a room whose air is well mixed.

Worked out after the year from the hours' air flows; nothing else depends on it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from hpsim.building.constants import AIR_J_PER_KG_K
from hpsim.building.solver_arrays import hourly_mean
from hpsim.caching import IdentityCache
from hpsim.kernel.response import start_each_hour
from hpsim.kernel.types import Channels, FloatArray, RoomDrivers
from hpsim.records import dataclass

if TYPE_CHECKING:
    from hpsim.simulate.response import RoomResponse

OUTDOOR_PPM = 420.0  # NOAA, global means: 419 in 2023, 423 in 2024
HOME_PPM = 700.0  # judgement: two people present in a home of 0.35 changes an hour
RESPIRATORY_QUOTIENT = 0.83  # CO2 over O2, mixed diet at light work
STANDARD_AIR_KG_PER_M3 = 1.204
HOUR_S = 3600.0
STILL_KG_PER_S = 1e-9  # air flow under which a room is shut
ALL_PPM = 1e6


def room_co2_ppm(response: RoomResponse, drivers: RoomDrivers, hourly: Channels) -> FloatArray:
    """Return the CO2 in a room's air over a year in it, hourly means (n_hours,).

    ``drivers`` are those that the year was stepped with, ``hourly`` its hourly means.
    """
    people_w = response.year.people_w
    recovered_kg_per_s = response.ideal.load_pass.air.recovered_kg_per_s
    assert people_w is not None
    of_room = _flows_of_room(drivers, recovered_kg_per_s)
    if (
        of_room.opened_kg_per_s is None
        and not of_room.doors
        and not hourly.drawn_air_kg_per_s.any()
    ):
        still = AirFlows(of_room.outdoor_kg_per_s, of_room.home_kg_per_s)
        return _kept_courses.get(
            (drivers, recovered_kg_per_s, people_w),
            lambda: co2_course_ppm(still, people_w, drivers.air_mass_kg),
        )
    flows = air_flows(drivers, recovered_kg_per_s, hourly)
    return co2_course_ppm(flows, people_w, drivers.air_mass_kg)


_kept_courses: IdentityCache[FloatArray] = IdentityCache(4)
"""Of rooms in which no machine changes the air's flow: the same for all that draw in none."""


@dataclass(frozen=True, slots=True)
class AirFlows:
    """What dilutes the air of a room, hourly means (n_hours,)."""

    outdoor_kg_per_s: FloatArray
    home_kg_per_s: FloatArray
    """Each way, through doors."""


def breathed_out_m3_per_s(metabolic_w: FloatArray) -> FloatArray:
    """Return the CO2 of people who give off so much heat, sensible and latent (n,).

    .. math:: V = RQ * 0.00276 A_D M / (0.23 RQ + 0.77)  [L/s], 1 met = 58.2 W/m2

    References
    ----------
    ASHRAE Standard 62.1, informative appendix on CO2, and ASTM D6245: 0.31 L/min of an adult of
    1.8 m2 at 1.2 met (126 W).
    """
    oxygen_l_per_j = 0.00276 / 58.2 / (0.23 * RESPIRATORY_QUOTIENT + 0.77)
    return np.asarray(1e-3 * RESPIRATORY_QUOTIENT * oxygen_l_per_j * metabolic_w)


def air_flows(drivers: RoomDrivers, recovered_kg_per_s: FloatArray, hourly: Channels) -> AirFlows:
    """Return the air that enters a room in each hour of a machine's year.

    Doorways at the hour's mean difference to the home; switched fans and windows for the fraction
    of the hour in which any is open. ``drivers`` are those that the year was stepped with,
    ``recovered_kg_per_s`` (n_hours,) the air whose water is recovered and that they leave out,
    ``hourly`` the year's hourly means.
    """
    of_room = _flows_of_room(drivers, recovered_kg_per_s)
    outdoor = of_room.outdoor_kg_per_s + hourly.drawn_air_kg_per_s
    if of_room.opened_kg_per_s is not None:
        outdoor = outdoor + hourly.windows_open * of_room.opened_kg_per_s
    home = of_room.home_kg_per_s
    for kg_per_s_k05, degc in of_room.doors:
        home = home + kg_per_s_k05 * np.sqrt(np.abs(hourly.room_degc - degc))
    return AirFlows(outdoor, home)


class _RoomFlows(NamedTuple):
    """What of a room's air flows is the same for all machines in it, hourly means (n_hours,)."""

    outdoor_kg_per_s: FloatArray
    opened_kg_per_s: FloatArray | None
    """By switched fans and windows while any is open; None: there are none."""
    home_kg_per_s: FloatArray
    """Without doorways."""
    doors: list[tuple[FloatArray, FloatArray]]
    """Each doorway's flow per root of a kelvin, and the temperature behind it."""


_kept_flows: IdentityCache[_RoomFlows] = IdentityCache(2)


def _flows_of_room(drivers: RoomDrivers, recovered_kg_per_s: FloatArray) -> _RoomFlows:
    return _kept_flows.get(
        (drivers, recovered_kg_per_s), lambda: _room_flows(drivers, recovered_kg_per_s)
    )


def _room_flows(drivers: RoomDrivers, recovered_kg_per_s: FloatArray) -> _RoomFlows:
    step_s, opened = drivers.step_s, None
    outdoor = hourly_mean(drivers.outdoor_air_kg_per_s, step_s) + recovered_kg_per_s
    if drivers.switched_w_per_k.size:
        air = drivers.switched_air if drivers.switched_air.size else 1.0
        carried = np.multiply(drivers.switched_w_per_k.T, air).sum(axis=1)
        opened = hourly_mean(carried, step_s) / AIR_J_PER_KG_K
    home = np.zeros(outdoor.size)
    if drivers.home_air_kg_per_s.size:
        home = hourly_mean(drivers.home_air_kg_per_s, step_s)
    doors = [
        (hourly_mean(factor, step_s) / AIR_J_PER_KG_K, hourly_mean(degc, step_s))
        for factor, degc in zip(drivers.door_w_per_k15, drivers.door_degc, strict=True)
    ]
    return _RoomFlows(outdoor, opened, home, doors)


def co2_course_ppm(flows: AirFlows, metabolic_w: FloatArray, air_kg: float) -> FloatArray:
    """Return the hourly means of a room's CO2 by volume (n_hours,) [ppm].

    Each hour exactly, with flows and people constant in it,

    .. math:: C(t) = C_s + (C_0 - C_s) e^{-nt}, C_s = (m_o C_o + m_h C_h + 10^6 rho V) / m

    with the air's change rate n = m over the air's mass, and the year's end before its beginning.
    ``metabolic_w`` (n_hours,) is the heat of the people present, sensible and latent.
    """
    total = flows.outdoor_kg_per_s + flows.home_kg_per_s
    np.maximum(total, STILL_KG_PER_S, out=total)
    steady = OUTDOOR_PPM * flows.outdoor_kg_per_s  # in place from here: a third of the time
    steady += HOME_PPM * flows.home_kg_per_s
    steady += 1e6 * STANDARD_AIR_KG_PER_M3 * breathed_out_m3_per_s(metabolic_w)
    steady /= total
    changes = np.multiply(total, HOUR_S / air_kg, out=total)
    rest = np.exp(-changes)
    mean = periodic_starts(rest, steady)
    mean -= steady
    mean *= np.subtract(1.0, rest, out=rest)
    mean /= changes
    mean += steady
    return np.minimum(mean, ALL_PPM, out=mean)


def periodic_starts(rest: FloatArray, steady: FloatArray) -> FloatArray:
    """Return what a repeating course begins each hour with (n,).

    Hour i takes y to ``rest[i] * y + (1 - rest[i]) * steady[i]``. Day by day at once, then the days
    in a row. ``rest`` (n,) is below 1.
    """
    starts, scale, offset = np.empty((3, rest.size))
    start_each_hour(rest, steady, scale, offset, starts)
    return starts
