"""A room's numbers by factors: what a log says of the room that its description can't know."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from hpsim.building.description.openings import Glazing
from hpsim.building.model import (
    Adiabatic,
    Aim2Infiltration,
    Buffer,
    ConstantInfiltration,
    Home,
    Layer,
    Neighbour,
    RoomModel,
    Surface,
    Window,
)
from hpsim.records import dataclass

HIGHEST_WINDOW_U_W_PER_M2K = 6.0
"""Above it the air films alone would have to let more through."""


@dataclass(frozen=True, slots=True)
class RoomFactors:
    """Factors on what a room is made of; all 1, and 0 K, leave it as it is."""

    conduction: float = 1.0
    """Of layers to outdoors, ground, neighbours and unheated spaces, and of rated windows' U."""
    leaks: float = 1.0
    """Of air leakage."""
    sun: float = 1.0
    """Of the sunlight through windows."""
    fast_capacity: float = 1.0
    """Of the heat capacity that follows the air at once."""
    inner_mass: float = 1.0
    """Of the capacity of furniture, partitions, and floors and walls to heated rooms."""
    own_gains: float = 1.0
    """Of the heat of people and appliances."""
    neighbours_k: float = 0.0
    """Added to the temperature of neighbours and of the rest of the home [K]."""


def with_factors(model: RoomModel, factors: RoomFactors) -> RoomModel:
    """Return a room whose numbers are multiplied by factors.

    Windows given pane by pane conduct as before; a rated window's U stays below 6 W/m2K.
    """
    if factors == RoomFactors():
        return model
    return replace(
        model,
        air_capacity_multiplier=model.air_capacity_multiplier * factors.fast_capacity,
        surfaces=tuple(_surface(one, factors) for one in model.surfaces),
        windows=_windows(model.windows, factors),
        infiltration=tuple(_leak(one, factors) for one in model.infiltration),
        gains=replace(
            model.gains,
            convective_w=model.gains.convective_w * factors.own_gains,
            radiant_w=model.gains.radiant_w * factors.own_gains,
        ),
        masses=tuple(
            replace(one, layers=_layers(one.layers, 1.0, factors.inner_mass))
            for one in model.masses
        ),
        doors=tuple(
            door
            if door.rest_of_home_degc is None
            else replace(door, rest_of_home_degc=door.rest_of_home_degc + factors.neighbours_k)
            for door in model.doors
        ),
        buffers=tuple(_buffer(one, factors) for one in model.buffers),
    )


def _surface(surface: Surface, factors: RoomFactors) -> Surface:
    boundary, mass = surface.boundary, 1.0
    resists = 1.0 / factors.conduction
    if isinstance(boundary, Neighbour):
        mass = factors.inner_mass
        degc = boundary.temperature_degc + factors.neighbours_k
        boundary = Neighbour(degc)
    elif isinstance(boundary, (Adiabatic, Home)):
        mass, resists = factors.inner_mass, 1.0
    return replace(surface, layers=_layers(surface.layers, resists, mass), boundary=boundary)


def _layers(layers: Iterable[Layer], resists: float, mass: float) -> tuple[Layer, ...]:
    return tuple(
        Layer(layer.resistance_m2k_per_w * resists, layer.capacitance_j_per_m2k * mass)
        for layer in layers
    )


def _windows(windows: Iterable[Window], factors: RoomFactors) -> tuple[Window, ...]:
    return tuple(
        replace(
            window,
            glazing=_glazing(window.glazing, factors.conduction),
            solar_factor=window.solar_factor * factors.sun,
        )
        for window in windows
    )


def _glazing(glazing: Glazing, conduction: float) -> Glazing:
    u_value = glazing.u_value_w_per_m2k
    if u_value is None:
        return glazing
    highest = max(u_value, HIGHEST_WINDOW_U_W_PER_M2K)
    return glazing.model_copy(update={"u_value_w_per_m2k": min(u_value * conduction, highest)})


def _leak(
    leak: ConstantInfiltration | Aim2Infiltration, factors: RoomFactors
) -> ConstantInfiltration | Aim2Infiltration:
    if isinstance(leak, ConstantInfiltration):
        return replace(leak, ach=leak.ach * factors.leaks)
    home = leak.dwelling_degc
    home = None if home is None else home + factors.neighbours_k
    return replace(leak, ach50=leak.ach50 * factors.leaks, dwelling_degc=home)


def _buffer(buffer: Buffer, factors: RoomFactors) -> Buffer:
    return replace(
        buffer,
        surfaces=tuple(_surface(one, factors) for one in buffer.surfaces),
        windows=_windows(buffer.windows, factors),
        ach=buffer.ach * factors.leaks,
    )
