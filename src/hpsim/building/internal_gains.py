"""Air, heat sources and furniture of a room as numbers."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np

from hpsim.building import model
from hpsim.building.description.air import Infiltration, Level, VentilationRule
from hpsim.building.description.constructions import MaterialLayer
from hpsim.building.description.contents import FurnitureMass, Gain
from hpsim.building.library import ach50_of_effective_area, schedule_library, table
from hpsim.building.resolve_context import (
    ResolveContext,
    fractions,
    layer_of,
    layers_of,
    logged,
    temperatures,
)
from hpsim.description.base import LogColumn
from hpsim.description.schedules import expand_hourly, vacant_hours
from hpsim.kernel.types import FloatArray
from hpsim.psychrometrics import air_density_kg_per_m3, standard_pressure_pa
from hpsim.records import dataclass

REFRIGERATOR = "refrigerator"
PEOPLE = "people"
"""The gain that brings people's heat, moisture and hours."""
EVAPORATION_J_PER_KG = 2.43e6  # water at skin temperature
FURNITURE_FRACTION = 0.4  # of the floor area: OpenStudio-HPXML
DEVICE_RADIANT = 0.3  # our own: small electronics


# --- air -------------------------------------------------------------------------------------


def infiltration_of(
    surfaces: Sequence[model.Surface], altitude_m: float, key: str, context: ResolveContext
) -> tuple[model.ConstantInfiltration | model.Aim2Infiltration, ...]:
    """Return the leakage; none, and a note, where the room does not specify any."""
    room, site = context.inputs.room, context.inputs.site
    leaks = room.infiltration
    if leaks is None:
        context.notes.append(f"{key}: no infiltration is given, so none is assumed")
        return ()
    where = f"{key}.infiltration"
    if leaks.ach is not None:
        density = leaks.air_density_kg_per_m3
        if density == "outdoor":
            return (model.ConstantInfiltration(leaks.ach, None),)
        if density is None:
            pressure = standard_pressure_pa(altitude_m)
            site_density = float(air_density_kg_per_m3(20.0, 0.0, pressure))
            source = "dry air at 20 degC and the site's altitude"
            density = context.given(None, site_density, f"{where}.air_density", source, "kg/m3")
        return (model.ConstantInfiltration(leaks.ach, density),)
    ceiling_m = room.volume_m3 / room.floor_area_m2
    height = context.given(
        leaks.dwelling_height_m,
        max(2.5, ceiling_m),
        f"{where}.dwelling_height",
        "one storey",
        "m",
    )
    volume = context.given(
        leaks.dwelling_volume_m3, room.volume_m3, f"{where}.dwelling_volume", "the room alone", "m3"
    )
    fraction = leaks.exposed_share
    if fraction is None:
        fraction = 1.0
        if volume > room.volume_m3:
            fraction = min(1.0, exposed_area_m2(surfaces) / house_envelope_m2(volume, height))
            source = "exposed area of the room over that of a square house"
            fraction = context.given(None, fraction, f"{where}.exposed_share", source)
    low, high = heights(leaks.level or "whole", ceiling_m / height)
    return (
        model.Aim2Infiltration(
            ach50=_ach50(leaks, volume),
            dwelling_volume_m3=volume,
            dwelling_height_m=height,
            exposed_share=fraction,
            shelter=site.shelter,
            terrain=site.terrain,
            flue=leaks.flue,
            low=low,
            high=high,
        ),
    )


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


def _ach50(leaks: Infiltration, volume_m3: float) -> float:
    """Return the dwelling's air changes at 50 Pa, measured or from its leakage area."""
    if leaks.ela_m2 is not None:
        return ach50_of_effective_area(leaks.ela_m2, volume_m3)
    return leaks.ach50 or 0.0


def exposed_area_m2(surfaces: Iterable[model.Surface]) -> float:
    """Return the gross area through which air can leak: outdoors, buffers and floors on soil."""
    leaky = (model.Outdoors, model.BufferSpace, model.Ground)
    return sum(s.gross_area_m2 for s in surfaces if isinstance(s.boundary, leaky))


def house_envelope_m2(volume_m3: float, height_m: float) -> float:
    """Return the walls, ceiling and floor of a square house of this volume and height."""
    footprint = volume_m3 / height_m
    return 2 * footprint + 4 * math.sqrt(footprint) * height_m


def ventilation_of(key: str, context: ResolveContext) -> tuple[model.Ventilation, ...]:
    """Return fans and opened windows with their flow over the year."""
    fans = []
    for i, fan in enumerate(context.inputs.room.ventilation or ()):
        fraction = np.ones(context.inputs.calendar.n_hours)
        if fan.schedule is not None:
            fraction = fractions(fan.schedule, f"{key}.ventilation[{i}].schedule", context)
        when = fan.when or VentilationRule()
        where = f"{key}.ventilation[{i}]"
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
                unless_cooled=when.unless_cooled,
            )
        )
    return tuple(fans)


def bridges_of(key: str, context: ResolveContext) -> tuple[model.Bridge, ...]:
    """Return the thermal bridges with the temperatures on their other sides."""
    found = []
    for i, bridge in enumerate(context.inputs.room.thermal_bridges):
        degc = None
        if bridge.to != "outdoors":
            degc = temperatures(bridge.to, f"{key}.thermal_bridges[{i}].to", context)
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
        heat = _gain_rates(gain, f"{key}[{i}]", context)
        fraction = gain.count * _gain_fraction(gain, f"{key}[{i}]", context)
        radiant += heat.sensible_w * heat.radiant * fraction
        convective += heat.sensible_w * (1 - heat.radiant) * fraction
        moisture += heat.moisture_kg_per_s * fraction
        if gain.name.lower() == PEOPLE:
            latent_w = heat.moisture_kg_per_s * EVAPORATION_J_PER_KG
            people += (heat.sensible_w + latent_w) * fraction
    return model.Gains(convective, radiant, moisture, people if people.any() else None)


@dataclass(frozen=True, slots=True)
class _Source:
    """What the library knows of people or a device; None where it can't."""

    sensible_w: float | None = None
    latent_w: float = 0.0
    radiant: float | None = None
    schedule: str = "always"


@dataclass(frozen=True, slots=True)
class _Rates:
    """Heat and moisture of one source at full schedule."""

    sensible_w: float | FloatArray
    """One value, or (n_hours,) of a log."""
    radiant: float
    moisture_kg_per_s: float


def _gain_rates(gain: Gain, key: str, context: ResolveContext) -> _Rates:
    usual = _default_source(gain.name)
    sensible: float | FloatArray | None = usual.sensible_w
    if isinstance(gain.sensible_w, LogColumn):
        sensible = logged(gain.sensible_w, "heat_flow", f"{key}.sensible", context)
    elif gain.sensible_w is not None:
        sensible = gain.sensible_w
    latent = usual.latent_w if gain.latent_w is None else gain.latent_w
    moisture = gain.moisture_kg_per_s
    if moisture is None:
        moisture = latent / EVAPORATION_J_PER_KG
    if sensible is None:
        if not moisture:
            hint = "'150 W'; people and refrigerator bring their own"
            context.add_problem(
                f"{key}.sensible", f"sensible heat of '{gain.name}' is needed", hint
            )
        sensible = 0.0
    radiant = gain.radiant
    if radiant is None and usual.radiant is not None:
        radiant = context.given(None, usual.radiant, f"{key}.radiant", "library")
    elif radiant is None:
        source = "our own: small electronics"
        radiant = context.given(None, DEVICE_RADIANT, f"{key}.radiant", source)
    return _Rates(sensible, radiant, moisture)


def _gain_fraction(gain: Gain, key: str, context: ResolveContext) -> FloatArray:
    """Return the course of one source over the year, 0 ... 1.

    While nobody is at home for days, people are away and what has hours of its own stands still;
    what runs always and refrigerators go on.
    """
    fraction = _daily_fraction(gain, key, context)
    name = gain.name.lower()
    if isinstance(gain.sensible_w, LogColumn):
        return fraction  # measured, whoever is at home
    goes_on = name == REFRIGERATOR or float(fraction.min()) == float(fraction.max())
    if goes_on and name != PEOPLE:
        return fraction
    return np.where(vacant_hours(context.inputs.calendar), 0.0, fraction)


def _daily_fraction(gain: Gain, key: str, context: ResolveContext) -> FloatArray:
    if gain.schedule is not None:
        return fractions(gain.schedule, f"{key}.schedule", context)
    if isinstance(gain.sensible_w, LogColumn):
        return np.ones(context.inputs.calendar.n_hours)
    name = _default_source(gain.name).schedule
    context.record(f"{key}.schedule", name, "library")
    return expand_hourly(schedule_library()[name], context.inputs.calendar)


def _default_source(name: str) -> _Source:
    data = table("gains")
    if name.lower() == PEOPLE:
        row = data["people"]
        return _Source(row["sensible_w"], row["latent_w"], row["radiant"], "occupants")
    row = data["sources_of_gains"].get(name.lower())
    if not isinstance(row, dict):
        return _Source()
    return _Source(row.get("sensible_w"), 0.0, row["radiant"], row["schedule"])


def masses_of(key: str, context: ResolveContext) -> tuple[model.Mass, ...]:
    """Return furniture and walls inside the room."""
    masses, room = [], context.inputs.room
    furniture = room.furniture
    if furniture is None:
        furniture = "light"
        source = "OpenStudio-HPXML: 0.4 of the floor area"
        context.record(f"{key}.furniture", furniture, source)
    if furniture in ("light", "heavy"):
        thickness = table("envelope")["furniture"]["thickness_mm"] / 1000
        layer = MaterialLayer(material=f"furniture_{furniture}", thickness_m=thickness)
        area = FURNITURE_FRACTION * room.floor_area_m2
        masses.append(model.Mass("furniture", (layer_of(layer, key, context),), area))
    elif isinstance(furniture, FurnitureMass):
        layer = MaterialLayer(material=furniture.material, thickness_m=furniture.thickness_m)
        plies = (layer_of(layer, f"{key}.furniture", context),)
        masses.append(model.Mass("furniture", plies, furniture.area_m2))
    for i, walls in enumerate(room.partitions or ()):
        entry = f"[{i}]" if len(room.partitions or ()) > 1 else ""
        layers = layers_of(walls.construction, f"{key}.partitions{entry}.construction", context)
        masses.append(model.Mass("partitions", layers, walls.area_m2))
    return tuple(masses)
