"""Air, heat sources and furniture of a room as numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from hpsim.building import model
from hpsim.building.description.contents import FurnitureMass, Gain, Level, VentilationRule
from hpsim.building.description.surfaces import MaterialLayer
from hpsim.building.library import ach50_of_effective_area, table
from hpsim.building.resolve_context import (
    ResolveContext,
    fractions,
    hours,
    layer_of,
    layers_of,
    logged,
    temperatures,
)
from hpsim.description.base import LogColumn
from hpsim.description.schedules import expand_hourly, vacant_hours
from hpsim.kernel.types import FloatArray
from hpsim.psychrometrics import site_density_kg_per_m3

REFRIGERATOR = "refrigerator"
PEOPLE = "people"
"""The gain that brings people's heat, moisture and hours."""
EVAPORATION_J_PER_KG = 2.43e6  # water at skin temperature
FURNITURE_FRACTION = 0.4  # of the floor area: OpenStudio-HPXML
DEVICE_RADIANT = 0.3  # our own: small electronics


# --- air -------------------------------------------------------------------------------------


def infiltration_of(
    surfaces: Sequence[model.Surface], altitude_m: float, context: ResolveContext
) -> tuple[model.ConstantInfiltration | model.Aim2Infiltration, ...]:
    """Return the leakage; none, and a note, where the room does not specify any."""
    room, site = context.inputs.room, context.inputs.site
    leaks = room.infiltration
    if leaks is None:
        context.notes.append("room: no infiltration is given, so none is assumed")
        return ()
    if leaks.ach is not None:
        density = leaks.air_density_kg_per_m3
        if density == "outdoor":
            return (model.ConstantInfiltration(leaks.ach, None),)
        if density is None:
            of_site = site_density_kg_per_m3(altitude_m)
            source = "dry air at 20 degC and the site's altitude"
            density = context.given(None, of_site, "room.infiltration.air_density", source, "kg/m3")
        return (model.ConstantInfiltration(leaks.ach, density),)
    ceiling_m = room.volume_m3 / room.floor_area_m2
    height = context.given(
        leaks.dwelling_height_m,
        max(2.5, ceiling_m),
        "room.infiltration.dwelling_height",
        "one storey",
        "m",
    )
    volume = context.given(
        leaks.dwelling_volume_m3,
        room.volume_m3,
        "room.infiltration.dwelling_volume",
        "the room alone",
        "m3",
    )
    fraction = leaks.exposed_share
    if fraction is None:
        fraction = 1.0
        if volume > room.volume_m3:
            leaky = (model.Outdoors, model.BufferSpace, model.Ground)
            exposed_m2 = sum(s.gross_area_m2 for s in surfaces if isinstance(s.boundary, leaky))
            fraction = min(1.0, exposed_m2 / house_envelope_m2(volume, height))
            source = "exposed area of the room over that of a square house"
            fraction = context.given(None, fraction, "room.infiltration.exposed_share", source)
    low, high = heights(leaks.level or "whole", ceiling_m / height)
    ach50 = leaks.ach50 or 0.0  # measured, or from its leakage area
    if leaks.ela_m2 is not None:
        ach50 = ach50_of_effective_area(leaks.ela_m2, volume)
    return (
        model.Aim2Infiltration(
            ach50=ach50,
            dwelling_volume_m3=volume,
            dwelling_height_m=height,
            exposed_share=fraction,
            shelter=site.shelter,
            terrain=site.terrain,
            flue=leaks.flue,
            low=low,
            high=high,
            dwelling_degc=_dwelling_degc(context) if fraction < 1.0 else None,
        ),
    )


def _dwelling_degc(context: ResolveContext) -> FloatArray | None:
    """Return the temperature of the home that a room is part of (n_hours,), where it is given.

    One that can't be used is reported by the walls next to the home.
    """
    home = context.inputs.room.rest_of_home_degc
    if home is None or (isinstance(home, str) and home not in context.inputs.schedules):
        return None
    return hours(home, "room.rest_of_home", context, "temperature")


def heights(level: Level, storey: float) -> tuple[float, float]:
    """Return where a room begins and ends in its dwelling's height, whose fraction its storey is.

    Examples
    --------
    >>> heights("lowest", 0.5), heights("highest", 0.25), heights("whole", 0.5)
    ((0.0, 0.5), (0.75, 1.0), (0.0, 1.0))
    """
    storey = min(storey, 1.0)
    if level == "whole":
        return 0.0, 1.0
    return (0.0, storey) if level == "lowest" else (1.0 - storey, 1.0)


def house_envelope_m2(volume_m3: float, height_m: float) -> float:
    """Return the walls, ceiling and floor of a square house of this volume and height."""
    footprint = volume_m3 / height_m
    return 2 * footprint + 4 * math.sqrt(footprint) * height_m


def ventilation_of(context: ResolveContext) -> tuple[model.Ventilation, ...]:
    """Return fans and opened windows with their flow over the year."""
    fans = []
    for i, fan in enumerate(context.inputs.room.ventilation or ()):
        fraction = np.ones(context.inputs.calendar.n_hours)
        if fan.schedule is not None:
            fraction = fractions(fan.schedule, f"room.ventilation[{i}].schedule", context)
        when = fan.when or VentilationRule()
        where = f"room.ventilation[{i}]"
        flow = fan.flow_m3_per_s
        if isinstance(flow, LogColumn):
            flow_m3_per_s = logged(flow, "flow", f"{where}.flow", context) * fraction
        else:
            flow_m3_per_s = flow * fraction
        supply = None
        if fan.supply_degc is not None:
            supply = temperatures(fan.supply_degc, f"{where}.supply", context)
        fans.append(
            model.Ventilation(
                kind=fan.kind,
                flow_m3_per_s=flow_m3_per_s,
                supply_degc=supply,
                air_density_kg_per_m3=fan.air_density_kg_per_m3,
                recovery=fan.recovery,
                latent_recovery=fan.latent_recovery,
                room_above_degc=when.room_above_degc,
                outdoor_below_room_k=when.outdoor_below_room_k,
                above_heating_setpoint_k=when.above_heating_setpoint_k,
                unless_cooled=when.unless_cooled,
            )
        )
    return tuple(fans)


def bridges_of(context: ResolveContext) -> tuple[model.Bridge, ...]:
    """Return the thermal bridges with the temperatures on their other sides."""
    found = []
    for i, bridge in enumerate(context.inputs.room.thermal_bridges):
        degc = None
        if bridge.to != "outdoors":
            degc = temperatures(bridge.to, f"room.thermal_bridges[{i}].to", context)
        found.append(model.Bridge(bridge.conductance_w_per_k, degc))
    return tuple(found)


# --- gains and mass --------------------------------------------------------------------------


def gains_of(
    gains: Sequence[Gain] | None, occupants: float | None, key: str, context: ResolveContext
) -> model.Gains:
    """Return the sum of all gains as hourly means."""
    n_hours = context.inputs.calendar.n_hours
    convective, radiant, moisture, people = (np.zeros(n_hours) for _ in range(4))
    everything = list(gains or ())
    if occupants:
        everything.append(Gain(name=PEOPLE, count=occupants))
    for i, gain in enumerate(everything):
        where = f"{key}[{i}]"
        usual = _library_row(gain.name)
        sensible_w, moisture_kg_per_s = _heat_and_moisture(gain, usual, where, context)
        share = _radiant(gain, usual, where, context)
        fraction = gain.count * _gain_fraction(gain, usual, where, context)
        radiant += sensible_w * share * fraction
        convective += sensible_w * (1 - share) * fraction
        moisture += moisture_kg_per_s * fraction
        if gain.name.lower() == PEOPLE:
            latent_w = moisture_kg_per_s * EVAPORATION_J_PER_KG
            people += (sensible_w + latent_w) * fraction
    return model.Gains(convective, radiant, moisture, people if people.any() else None)


def _library_row(name: str) -> Mapping[str, Any]:
    """Return what the library knows of people or a device; empty where it can't."""
    data = table("gains")
    if name.lower() == PEOPLE:
        return {**data["people"], "schedule": "occupants"}
    row = data["sources_of_gains"].get(name.lower())
    return row if isinstance(row, dict) else {}


def _heat_and_moisture(
    gain: Gain, usual: Mapping[str, Any], key: str, context: ResolveContext
) -> tuple[float | FloatArray, float]:
    """Return sensible heat [W], perhaps (n_hours,) of a log, and moisture [kg/s] of one source."""
    sensible: float | FloatArray | None = usual.get("sensible_w")
    if isinstance(gain.sensible_w, LogColumn):
        sensible = logged(gain.sensible_w, "heat_flow", f"{key}.sensible", context)
    elif gain.sensible_w is not None:
        sensible = gain.sensible_w
    latent = usual.get("latent_w", 0.0) if gain.latent_w is None else gain.latent_w
    moisture = gain.moisture_kg_per_s
    if moisture is None:
        moisture = latent / EVAPORATION_J_PER_KG
    if sensible is None and not moisture:
        hint = "'150 W'; people and refrigerator bring their own"
        context.add_problem(f"{key}.sensible", f"sensible heat of '{gain.name}' is needed", hint)
    return 0.0 if sensible is None else sensible, moisture


def _radiant(gain: Gain, usual: Mapping[str, Any], key: str, context: ResolveContext) -> float:
    otherwise, source = DEVICE_RADIANT, "our own: small electronics"
    if "radiant" in usual:
        otherwise, source = usual["radiant"], "library"
    return context.given(gain.radiant, otherwise, f"{key}.radiant", source)


def _gain_fraction(
    gain: Gain, usual: Mapping[str, Any], key: str, context: ResolveContext
) -> FloatArray:
    """Return the course of one source over the year, 0 ... 1.

    While nobody is at home for days, people are away and what has hours of its own stands still;
    what runs always, what is measured, and refrigerators go on.
    """
    calendar, name = context.inputs.calendar, gain.name.lower()
    is_measured = isinstance(gain.sensible_w, LogColumn)
    if gain.schedule is not None:
        fraction = fractions(gain.schedule, f"{key}.schedule", context)
    elif is_measured:
        return np.ones(calendar.n_hours)
    else:
        schedule = usual.get("schedule", "always")
        context.record(f"{key}.schedule", schedule, "library")
        fraction = expand_hourly(context.library_schedules[schedule], calendar)
    goes_on = name == REFRIGERATOR or float(fraction.min()) == float(fraction.max())
    if is_measured or (goes_on and name != PEOPLE):
        return fraction
    return np.where(vacant_hours(calendar), 0.0, fraction)


def masses_of(context: ResolveContext) -> tuple[model.Mass, ...]:
    """Return furniture and walls inside the room."""
    masses, room = [], context.inputs.room
    furniture = room.furniture
    if furniture is None:
        furniture = "light"
        source = "OpenStudio-HPXML: 0.4 of the floor area"
        context.record("room.furniture", furniture, source)
    if furniture in ("light", "heavy"):
        thickness = table("envelope")["furniture"]["thickness_mm"] / 1000
        layer = MaterialLayer(material=f"furniture_{furniture}", thickness_m=thickness)
        area = FURNITURE_FRACTION * room.floor_area_m2
        masses.append(model.Mass("furniture", (layer_of(layer, "room", context),), area))
    elif isinstance(furniture, FurnitureMass):
        layer = MaterialLayer(material=furniture.material, thickness_m=furniture.thickness_m)
        plies = (layer_of(layer, "room.furniture", context),)
        masses.append(model.Mass("furniture", plies, furniture.area_m2))
    for i, walls in enumerate(room.partitions or ()):
        entry = f"[{i}]" if len(room.partitions or ()) > 1 else ""
        layers = layers_of(walls.construction, f"room.partitions{entry}.construction", context)
        masses.append(model.Mass("partitions", layers, walls.area_m2))
    return tuple(masses)
