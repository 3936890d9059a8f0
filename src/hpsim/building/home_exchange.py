"""The home around a room as a control with a band holds it, and what a room gives to it.

The home is held by a control like that of the room's unit, so it is as warm as that control keeps a
room on the mean: the middle of the control's band past the setpoint of the mode that is called for,
and free between the setpoints. Nothing crosses, on the mean, while both are on target. The stack
that draws air through the leaks is that of the home, too.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from hpsim.building.constants import ZERO_DEGC_K
from hpsim.building.ideal_load import IdealLoadResult
from hpsim.building.model import Home, Neighbour, RoomModel
from hpsim.kernel.air_exchange import LEAK_EXPONENT, SUPERPOSITION
from hpsim.kernel.ideal_load_types import AirExchange
from hpsim.kernel.types import FloatArray, RoomDrivers


class HomeBand(NamedTuple):
    """How far past its setpoints a home is held on the mean [K]: warmer, and cooler."""

    heating_k: float = 0.0
    cooling_k: float = 0.0


def has_home_as_ideal(model: RoomModel) -> bool:
    """Return whether a room borders on a home that is as warm as the room under ideal control."""
    return any(isinstance(each.boundary, Home) for each in model.surfaces) or any(
        door.rest_of_home_degc is None for door in model.doors
    )


def with_home_at(model: RoomModel, home_degc: FloatArray) -> RoomModel:
    """Return a room whose home has a temperature (n_hours,) of its own, behind whole partitions.

    A partition to a home as warm as the room is the room's half of a symmetric one.
    """
    surfaces = tuple(
        replace(
            surface,
            boundary=Neighbour(home_degc),
            layers=(*reversed(surface.layers), *surface.layers),
        )
        if isinstance(surface.boundary, Home)
        else surface
        for surface in model.surfaces
    )
    doors = tuple(
        replace(door, rest_of_home_degc=home_degc) if door.rest_of_home_degc is None else door
        for door in model.doors
    )
    return replace(model, surfaces=surfaces, doors=doors)


def feels_band(ideal: IdealLoadResult) -> bool:
    """Return whether a room borders on a home at the setpoints, or leaks by the stack."""
    ways = ideal.doorways
    has_home = ideal.partitions_w_per_k > 0.0 or (ways is not None and ways.is_as_ideal.any())
    return bool(has_home or ideal.load_pass.inputs.exchange.leak_m3_per_s.size > 0)


def home_above_ideal_k(
    ideal: IdealLoadResult, heating_degc: FloatArray, cooling_degc: FloatArray, band: HomeBand
) -> FloatArray:
    """Return how much warmer the home is than the room under ideal control (n,) [K].

    The ideal room is at the setpoints (n,) of its steps or between them, the home no further
    past them than the band.
    """
    room = 0.5 * (ideal.air_degc[1:] + ideal.air_degc[:-1])
    low, high = heating_degc + band.heating_k, cooling_degc - band.cooling_k
    middle = 0.5 * (low + high)  # of setpoints that are closer than the two bands
    return np.asarray(np.clip(room, np.minimum(low, middle), np.maximum(high, middle)) - room)


def following_home(
    drivers: RoomDrivers, ideal: IdealLoadResult, above_ideal_k: FloatArray
) -> RoomDrivers:
    """Return the drivers of the minute with a home that is so much warmer.

    What partitions and closed doors bring is put in as heat; open doors lead to the warmer air, and
    leaks follow its stack. Partitions in the steady state: the home follows the seasons, not the
    minute. ``drivers`` are those of `hpsim.building.ideal_load.following_drivers`;
    ``above_ideal_k`` (n,) is how much warmer the home is.
    """
    w_per_k, doors_degc = ideal.partitions_w_per_k, drivers.door_degc
    ways = ideal.doorways
    if ways is not None:
        w_per_k += float((ways.closed_w_per_k * ways.is_as_ideal).sum())
        doors_degc = doors_degc + ways.is_as_ideal[ways.w_per_k15.any(axis=1)] * above_ideal_k
    exchange, outdoor = ideal.load_pass.inputs.exchange, drivers.outdoor_degc
    outdoor = 0.5 * (outdoor[1:] + outdoor[:-1])
    leaks_m3_per_s = driven_air(exchange, ideal.air_degc[:-1] + above_ideal_k, outdoor)
    more_m3_per_s = leaks_m3_per_s - ideal.load_pass.out.driven_m3_per_s
    more_w_per_k = more_m3_per_s * exchange.air_j_per_m3_k
    air = ideal.load_pass.air.density_kg_per_m3
    return drivers._replace(
        exchange_w_per_k=drivers.exchange_w_per_k + more_w_per_k,
        exchange_heat_w=drivers.exchange_heat_w + w_per_k * above_ideal_k + more_w_per_k * outdoor,
        outdoor_air_kg_per_s=drivers.outdoor_air_kg_per_s
        + more_m3_per_s * np.repeat(air, more_m3_per_s.size // air.size),
        door_degc=doors_degc,
    )


def driven_air(
    exchange: AirExchange, room_degc: FloatArray, outdoor_degc: FloatArray
) -> FloatArray:
    """Return the outdoor air by leaks and unbalanced fans (n,) [m3/s].

    As the ideal-load pass works it out step by step (`hpsim.kernel.air_exchange.driven_air`).
    """
    n = LEAK_EXPONENT
    stack = np.abs(room_degc - outdoor_degc) / (room_degc + ZERO_DEGC_K)
    leaks = np.zeros(room_degc.size)
    for i in range(exchange.leak_m3_per_s.size):
        stack_pa, wind_pa = exchange.leak_stack_pa[i] * stack, exchange.leak_wind_pa[i]
        joined = stack_pa + wind_pa + SUPERPOSITION * np.sqrt(stack_pa * wind_pa)
        warm, cool = exchange.leak_of_stack[i]
        if warm == cool == 1.0:  # the room's flow is all that the dwelling's stack drives there
            leaks += exchange.leak_m3_per_s[i] * joined**n
            continue
        of_stack = np.where(room_degc > outdoor_degc, warm, cool)
        by_wind = np.full_like(stack_pa, np.inf)  # of what the stack drives
        np.power(np.divide(wind_pa, stack_pa, out=by_wind, where=stack_pa > 0.0), n, out=by_wind)
        part = 1.0 + (of_stack - 1.0) / (1.0 + by_wind)
        leaks += exchange.leak_m3_per_s[i] * joined**n * part
    fans = exchange.unbalanced_m3_per_s
    return np.asarray(np.sqrt(leaks * leaks + fans * fans))


class HomeYear(NamedTuple):
    """The rest of the home hour by hour: the same for all units that are controlled alike."""

    degc: FloatArray
    """(n_hours,) its air."""
    w_per_k: float
    """Through partitions and closed doors."""
    doors_w_per_k15: FloatArray | None
    """(n_hours,) through doorways, per kelvin and root of a kelvin; None: there are none."""


def home_year(
    ideal: IdealLoadResult, n_hours: int, above_ideal_k: FloatArray | None = None
) -> HomeYear:
    """Return the home around a room under ideal control, of a year of so many hours.

    ``above_ideal_k`` (n,) is how much warmer the home is than that room; None: not at all.
    """
    home = 0.5 * (ideal.air_degc[1:] + ideal.air_degc[:-1])
    if above_ideal_k is not None:
        home = home + above_ideal_k
    w_per_k, doors, ways = ideal.partitions_w_per_k, None, ideal.doorways
    if ways is not None:
        w_per_k += float((ways.closed_w_per_k * ways.is_as_ideal).sum())
        doors = _hourly_mean((ways.w_per_k15 * ways.is_as_ideal).sum(axis=0), n_hours)
    return HomeYear(_hourly_mean(home, n_hours), w_per_k, doors)


def heat_to_home_w(home: HomeYear, room_degc: FloatArray) -> FloatArray:
    """Return the heat that leaves for the rest of the home, hourly means (n_hours,) [W].

    By what the room, (n_hours,) hourly means in a machine's year, deviates from the home: through
    partitions in the steady state, closed doors, and doorways at the hour's mean difference. Zero
    for a home that has a temperature of its own.
    """
    apart_k = room_degc - home.degc
    if home.doors_w_per_k15 is None:
        return np.asarray(home.w_per_k * apart_k)
    w_per_k = home.w_per_k + home.doors_w_per_k15 * np.sqrt(np.abs(apart_k))
    return np.asarray(w_per_k * apart_k)


def _hourly_mean(values: FloatArray, n_hours: int) -> FloatArray:
    """Return hourly means of means over steps; numpy's along rows of two takes far longer."""
    per_hour = values.size // n_hours
    total = values[::per_hour].copy()
    for step in range(1, per_hour):
        total += values[step::per_hour]
    return np.asarray(total / per_hour)
