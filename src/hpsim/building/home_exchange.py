"""The home around a room as a control with a band holds it, and what a room gives to it.

The home is held by a control like that of the room's unit, so it is as warm as that control keeps a
room on the mean: the middle of the control's band past the setpoint of the mode that is called for,
and free between the setpoints. Nothing crosses, on the mean, while both are on target. The stack
that draws air through the leaks is that of the home, too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from hpsim.building.ideal_load import IdealLoadResult
from hpsim.building.infiltration import leaking_m3_per_s
from hpsim.building.model import Aim2Infiltration, Home, Neighbour, RoomModel
from hpsim.building.solver_arrays import hourly_mean_of_instants
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


class HeldHome(NamedTuple):
    """A home that something holds at the setpoints, around a room that floats."""

    degc: FloatArray
    """(n_hours,) its air."""
    faces_degc: Mapping[str, FloatArray]
    """By partition, what its other side is as warm as (n_hours,)."""


def held_home(ideal: IdealLoadResult, home_degc: FloatArray) -> HeldHome:
    """Return the home around a room as it is under ideal control.

    The home's side of a partition is its mirror image, so that nothing crosses while the room is
    held, too: faces are colder than the air in winter, when they see cold walls. What is behind the
    film of the far face is therefore as warm as the near face of the held room, not as its air.
    """
    load_pass = ideal.load_pass
    layout, port_degc = load_pass.layout, load_pass.out.port_degc
    faces = port_degc[:, layout.inner_ports]
    at = {face.name: i for i, face in enumerate(layout.inner)}
    names = [side.name for side in layout.home_sides]
    return HeldHome(
        home_degc,
        {name: hourly_mean_of_instants(faces[:, at[name]], load_pass.step_s) for name in names},
    )


def with_home_at(model: RoomModel, home: HeldHome) -> RoomModel:
    """Return a room whose home has a temperature of its own, behind whole partitions.

    A partition to a home as warm as the room is the room's half of a symmetric one. A room that is
    part of the home leaks by the home's stack.
    """
    surfaces = tuple(
        replace(
            surface,
            boundary=Neighbour(home.faces_degc[surface.name]),
            layers=(*reversed(surface.layers), *surface.layers),
        )
        if isinstance(surface.boundary, Home)
        else surface
        for surface in model.surfaces
    )
    doors = tuple(
        replace(door, rest_of_home_degc=home.degc) if door.rest_of_home_degc is None else door
        for door in model.doors
    )
    leaks = tuple(
        replace(leak, dwelling_degc=home.degc)
        if isinstance(leak, Aim2Infiltration) and leak.exposed_share < 1.0
        else leak
        for leak in model.infiltration
    )
    return replace(model, surfaces=surfaces, doors=doors, infiltration=leaks)


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
    if ideal.load_pass.air.is_dwelling:  # their heat follows the loop's own air already
        more_w_per_k[:] = 0.0
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
    leaks = np.zeros(room_degc.size)
    for i in range(exchange.leak_m3_per_s.size):
        leaks += leaking_m3_per_s(
            float(exchange.leak_m3_per_s[i]),
            exchange.leak_stack_pa[i],
            exchange.leak_wind_pa[i],
            (float(exchange.leak_of_stack[i, 0]), float(exchange.leak_of_stack[i, 1])),
            room_degc,
            outdoor_degc,
        )
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
