"""Manual J's inputs of a scenario's room, element by element.

What Manual J asks and the room does not state is taken as `House.notes` report. Indoor conditions
are Manual J's own, 70 and 75 °F, whatever the thermostat has: its tables and the limits of Manual S
are for them. A neighbour or the home next door counts as equally warm unless it is cold or hot.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from hpsim.building.description.rooms import DetailRoom
from hpsim.building.ground import resistance_of
from hpsim.building.internal_gains import EVAPORATION_J_PER_KG, PEOPLE
from hpsim.building.library import REFERENCE_PRESSURE_PA, table
from hpsim.building.model import (
    Aim2Infiltration,
    Buffer,
    BufferSpace,
    ConstantInfiltration,
    Ground,
    Neighbour,
    Outdoors,
    RoomModel,
    Surface,
)
from hpsim.building.room_facts import FLOOR_DEG, ROOF_DEG, u_w_per_m2k
from hpsim.errors import Problem, ScenarioError
from hpsim.psychrometrics import humidity_ratio_from_wet_bulb, standard_pressure_pa
from hpsim.records import dataclass
from hpsim.simulate.design_day import design_temperatures, indoor_humidity_ratio
from hpsim.sizing.manual_j import air, soil, spaces
from hpsim.sizing.manual_j.from_room_glass import glass_of, is_wall
from hpsim.sizing.manual_j.inputs import (
    WHOLE,
    Air,
    Below,
    Beyond,
    Design,
    Door,
    Horizontal,
    House,
    Roof,
    Room,
    Wall,
)
from hpsim.sizing.manual_j.opaque import roof_colour, wall_colour, wall_group
from hpsim.sizing.manual_j.tables import daily_range_class
from hpsim.units.constants import (
    BTUH_PER_W,
    M2_PER_FT2,
    M3_PER_S_PER_CFM,
    M_PER_FT,
    M_PER_IN,
    R_IP,
    U_IP,
)
from hpsim.weather.design import design_conditions, monthly_means
from hpsim.weather.model import Weather

GRAINS_PER_LB = 7000.0
SETPOINTS_F = (70.0, 75.0)
"""Manual J's own, in heating and in cooling."""
COLD_NEIGHBOUR_DEGC, HOT_NEIGHBOUR_DEGC = 18.0, 26.0  # beyond, it is not a heated home
HEAVY_J_PER_M2K, VENEER_J_PER_M2K, SOLID_J_PER_M2K = 80e3, 60e3, 280e3
"""Judgement: a stud wall stores some 40, a brick veneer 150, hollow block 200, concrete 300."""
DARK_ROOF = 0.75  # solar absorptance
VENTED_ACH = 1.0
SLAB_R = 0.32  # four inches of concrete, without which the rest is insulation
DEEP_M = 0.6  # a floor that is less deep is a slab on grade: 2 ft
SOIL_K = 0.8  # heavy and moist, where nothing is known
LEAK_EXPONENT = 0.65
OPEN_TERRAIN = ("open", "country")
EXPOSED, SHELTERED = 0.8, 0.35
STOREY_FT = 8.0


class InRoom(NamedTuple):
    """What a scenario gives for Manual J in addition to its room; None: as the room has it."""

    people: float | None = None
    appliances_w: float | None = None


@dataclass(frozen=True, slots=True)
class _Source:
    """What elements are read from."""

    model: RoomModel
    design: Design
    cold_hours: slice
    hot_hours: slice


def design_of(
    weather: Weather, heating_f: float = SETPOINTS_F[0], cooling_f: float = SETPOINTS_F[1]
) -> Design:
    """Return Manual J's conditions at a place, at other setpoints if asked for."""
    cold_degc, hot_degc, wet_degc = design_temperatures(weather)
    pressure_pa = float(standard_pressure_pa(weather.location.altitude_m))
    outdoor = float(humidity_ratio_from_wet_bulb(hot_degc, wet_degc, pressure_pa))
    indoor = indoor_humidity_ratio((cooling_f - 32.0) / 1.8, outdoor, pressure_pa)
    return Design(
        heating_f=1.8 * cold_degc + 32.0,
        cooling_f=1.8 * hot_degc + 32.0,
        daily_range=daily_range_class(1.8 * design_conditions(weather).used.cooling_daily_range_k),
        latitude_deg=weather.location.latitude_deg,
        grains=GRAINS_PER_LB * (outdoor - indoor),
        elevation_ft=weather.location.altitude_m / M_PER_FT,
        heating_setpoint_f=heating_f,
        cooling_setpoint_f=cooling_f,
    )


def _source(model: RoomModel, weather: Weather, design: Design) -> _Source:
    """Return what elements are read from, at a place."""
    means = monthly_means(weather.recorded_degc)
    return _Source(model, design, _month(int(means.argmin())), _month(int(means.argmax())))


def house_of_room(
    model: RoomModel,
    described: DetailRoom,
    weather: Weather,
    *,
    design: Design | None = None,
    given: InRoom | None = None,
) -> House:
    """Return a scenario's room as a dwelling of one room.

    Parameters
    ----------
    model : RoomModel
        Its numbers.
    described : DetailRoom
        Its description, for the people in it.
    weather : Weather
        Of the place.
    design : Design
        Conditions; default: Manual J's.
    given : InRoom
        People and appliances, if the scenario gives them.

    Raises
    ------
    ScenarioError
        Nothing of the room meets outdoors, an unheated space or soil, and no air comes in.
    """
    design = design or design_of(weather)
    source = _source(model, weather, design)
    elements = [e for surface in model.surfaces if (e := _element(surface, source)) is not None]
    windows, skylights = glass_of(model, source.hot_hours)
    outdoor_air = _air(source)
    if not (elements or windows or skylights or _any(outdoor_air)):
        raise ScenarioError("no load", [_no_load()])
    room, notes = _room(source, described, given or InRoom())
    return House(
        design=design,
        rooms=(room,),
        air=outdoor_air,
        windows=tuple(windows),
        skylights=tuple(skylights),
        walls=tuple(e for e in elements if isinstance(e, Wall)),
        doors=tuple(e for e in elements if isinstance(e, Door)),
        roofs=tuple(e for e in elements if isinstance(e, Roof)),
        horizontals=tuple(e for e in elements if isinstance(e, Horizontal)),
        below=tuple(e for e in elements if isinstance(e, Below)),
        notes=notes,
    )


def _no_load() -> Problem:
    return Problem(
        "no surface meets outdoors, an unheated space or soil, and no air comes in: "
        "there is no load to size for",
        key="room",
        hint="say what is outside, such as exposed_walls: 1, or a surface's boundary: outdoors",
    )


def _any(outdoor: Air) -> bool:
    return any((outdoor.leakage_heating_cfm, outdoor.supply_cfm, outdoor.exhaust_cfm))


def _month(month: int) -> slice:
    days = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    return slice(24 * sum(days[:month]), 24 * sum(days[: month + 1]))


# --------------------------------------------------------------------------- surfaces
def _element(surface: Surface, source: _Source) -> Wall | Door | Roof | Horizontal | Below | None:
    """Return what a surface is to Manual J; None where the other side is as warm."""
    area_ft2, boundary = surface.area_m2 / M2_PER_FT2, surface.boundary
    if isinstance(boundary, Ground):
        return _below(surface, boundary, source.design)
    u_value = u_w_per_m2k(surface)
    if u_value is None or area_ft2 <= 0.0:
        return None
    u, is_floor, upright = u_value / U_IP, surface.tilt_deg > FLOOR_DEG, is_wall(surface)
    beyond: Beyond | None = None
    if isinstance(boundary, Neighbour):
        beyond = _neighbour(boundary, source)
        if beyond == Beyond(0.0, 0.0):
            return None
    elif isinstance(boundary, BufferSpace):
        beyond = _buffer(surface, boundary, u, source)
    if upright and _is_door(surface):
        return Door(WHOLE, area_ft2, u, beyond)
    if upright:
        kind, brick = _wall_kind(surface)
        return Wall(
            WHOLE,
            area_ft2,
            u,
            beyond,
            group=wall_group(kind, u, brick=brick),
            colour=wall_colour(surface.absorptance_outside),
        )
    if is_floor or beyond is not None:
        return Horizontal(WHOLE, area_ft2, u, not is_floor, beyond)
    assert isinstance(boundary, Outdoors)
    color = "dark" if surface.absorptance_outside >= DARK_ROOF else "medium"
    return Roof(WHOLE, area_ft2, 1.0 / u, roof_colour(color))


def _is_door(surface: Surface) -> bool:
    """Return whether a surface is the leaf of an outside door: one layer, named so."""
    return len(surface.layers) == 1 and " door" in surface.name


def _wall_kind(surface: Surface) -> tuple[str, bool]:
    """Return the kind of a wall by where it stores heat, and whether it has a masonry veneer."""
    stored = [layer.capacitance_j_per_m2k for layer in surface.layers]
    resistances = [layer.resistance_m2k_per_w for layer in surface.layers]
    outside = sum(stored[: int(np.argmax(resistances))])
    if sum(stored) < HEAVY_J_PER_M2K:
        return "wood_stud", False
    if outside >= VENEER_J_PER_M2K and sum(stored) - outside < VENEER_J_PER_M2K:
        return "wood_stud", True
    return ("concrete_block", False) if sum(stored) < SOLID_J_PER_M2K else ("solid_masonry", False)


def _neighbour(boundary: Neighbour, source: _Source) -> Beyond:
    """Return the differences to a neighbour: none if it is kept about as warm."""
    cold = float(boundary.temperature_degc[source.cold_hours].mean())
    hot = float(boundary.temperature_degc[source.hot_hours].mean())
    design = source.design
    return Beyond(
        design.heating_setpoint_f - (1.8 * cold + 32.0) if cold < COLD_NEIGHBOUR_DEGC else 0.0,
        (1.8 * hot + 32.0) - design.cooling_setpoint_f if hot > HOT_NEIGHBOUR_DEGC else 0.0,
    )


def to_neighbours_btuh(model: RoomModel, weather: Weather, design: Design) -> tuple[float, float]:
    """Return the part of the heating and the cooling load that neighbours are [Btu/h]."""
    source = _source(model, weather, design)
    heating = cooling = 0.0
    for surface in model.surfaces:
        u_value = u_w_per_m2k(surface)
        if isinstance(surface.boundary, Neighbour) and u_value is not None:
            ua = u_value / U_IP * surface.area_m2 / M2_PER_FT2
            beyond = _neighbour(surface.boundary, source)
            heating += ua * beyond.heating_f
            cooling += ua * beyond.cooling_f
    return heating, cooling


def _buffer(surface: Surface, boundary: BufferSpace, u: float, source: _Source) -> Beyond:
    """Return the differences to an attic, a crawlspace, a basement or a garage."""
    (space,) = (b for b in source.model.buffers if b.name == boundary.name)
    design = source.design
    if is_wall(surface):
        return spaces.garage(design, 0.0 if _roofs(space) else 0.5)
    if surface.tilt_deg > FLOOR_DEG:
        walls_u = _walls_u(space)
        return spaces.under_floor(u, walls_u, design, vented=space.ach >= VENTED_ACH)
    roofs = _roofs(space)
    if not roofs:
        return spaces.to(design.heating_f, design.cooling_f, design)
    roof_u = np.mean([u_w_per_m2k(roof) or 0.0 for roof in roofs]) / U_IP
    vented = space.ach >= VENTED_ACH
    if roof_u < u and vented:
        return spaces.encapsulated_attic(design)
    parts = [
        (
            roof.area_m2 / M2_PER_FT2,
            spaces.attic_roof_f(
                vented=vented,
                material="asphalt",
                color="dark" if roof.absorptance_outside >= DARK_ROOF else "medium",
            ),
        )
        for roof in roofs
    ]
    return spaces.attic(parts, design)


def _roofs(space: Buffer) -> list[Surface]:
    return [
        surface
        for surface in space.surfaces
        if isinstance(surface.boundary, Outdoors) and surface.tilt_deg < ROOF_DEG
    ]


def _walls_u(space: Buffer) -> float:
    """Return the mean U of an unheated space's walls, soil left out [Btu/h ft² °F]."""
    area, ua = 0.0, 0.0
    for wall in space.surfaces:
        if is_wall(wall) and isinstance(wall.boundary, (Outdoors, Ground)):
            resistance = resistance_of(wall.layers) / R_IP + soil.FILM_IN
            if isinstance(wall.boundary, Outdoors):
                resistance += soil.FILM_OUT
            area += wall.area_m2
            ua += wall.area_m2 / resistance
    return ua / area if area > 0.0 else 1.0 / (soil.FILM_IN + soil.FILM_OUT)


def _below(surface: Surface, boundary: Ground, design: Design) -> Below:
    """Return the heating load of a floor or wall against soil."""
    layers_r, area_ft2 = resistance_of(surface.layers) / R_IP, surface.area_m2 / M2_PER_FT2
    depth_ft = boundary.depth_below_grade_m / M_PER_FT
    if is_wall(surface):
        whole_ft = 2.0 * depth_ft  # the model has the mean depth
        u = soil.below_grade_u(whole_ft, whole_ft, layers_r, SOIL_K)
        return Below(WHOLE, u * area_ft2 * design.htd_f, False)
    under_r = max(layers_r - SLAB_R, 0.0)
    edge_r = boundary.edge_resistance_m2k_per_w / R_IP
    if boundary.depth_below_grade_m >= DEEP_M:
        u = soil.basement_floor_u(
            math.sqrt(area_ft2), depth_ft, SOIL_K, insulated=under_r > 1.0 or edge_r > 0.0
        )
        return Below(WHOLE, u * area_ft2 * design.htd_f, True)
    per_ft = soil.slab_f_value(
        SOIL_K,
        edge_r=edge_r,
        edge_depth_ft=boundary.edge_depth_m / M_PER_FT,
        under_r=under_r,
        under_width_ft=math.inf,
    )
    perimeter_ft = boundary.exposed_perimeter_m / M_PER_FT
    return Below(WHOLE, per_ft * perimeter_ft * design.htd_f, True)


# --------------------------------------------------------------------------- air, people
def _air(source: _Source) -> Air:
    """Return leakage by air changes or leakage area, and fans that no temperature starts."""
    heating, cooling = 0.0, 0.0
    for leak in source.model.infiltration:
        if isinstance(leak, ConstantInfiltration):
            cfm = leak.ach * source.model.volume_m3 / 3600.0 / M3_PER_S_PER_CFM
            heating, cooling = heating + cfm, cooling + cfm
        else:
            of_dwelling = _leakage_cfm(leak, source.design)
            heating += leak.exposed_share * of_dwelling[0]
            cooling += leak.exposed_share * of_dwelling[1]
    supply, exhaust, sensible, latent = 0.0, 0.0, 0.0, 0.0
    for fan in source.model.ventilation:
        if fan.follows_room or fan.kind == "window":
            continue
        cfm = float(fan.flow_m3_per_s[source.hot_hours].mean()) / M3_PER_S_PER_CFM
        supply += cfm if fan.kind != "exhaust" else 0.0
        exhaust += cfm if fan.kind != "supply" else 0.0
        sensible, latent = sensible + cfm * fan.recovery, latent + cfm * fan.latent_recovery
    blown = supply or 1.0
    return Air(heating, cooling, supply, exhaust, sensible / blown, latent / blown)


def _leakage_cfm(leak: Aim2Infiltration, design: Design) -> tuple[float, float]:
    """Return the dwelling's leakage by Manual J's own law, from its effective leakage area."""
    at_50 = leak.ach50 * leak.dwelling_volume_m3 / 3600.0
    at_4 = at_50 * (REFERENCE_PRESSURE_PA / 50.0) ** LEAK_EXPONENT
    area_m2 = at_4 / math.sqrt(2.0 * REFERENCE_PRESSURE_PA / 1.2)
    site = "urban" if leak.terrain == "urban" else "suburban"
    if leak.terrain in OPEN_TERRAIN:
        site = "rural"
    shielding = "normal"
    if leak.shelter >= EXPOSED:
        shielding = "exposed"
    elif leak.shelter <= SHELTERED:
        shielding = "well-shielded"
    return air.leakage_cfm(
        area_m2 / M_PER_IN**2,
        design,
        stories=max(round(leak.dwelling_height_m / M_PER_FT / STOREY_FT), 1),
        shielding_class=air.shielding_class(shielding, site),
    )


def _room(source: _Source, described: DetailRoom, given: InRoom) -> tuple[Room, tuple[str, ...]]:
    """Return people and appliances; notes say where they come from."""
    gains, hours = source.model.gains, source.hot_hours
    sensible = (gains.convective_w + gains.radiant_w)[hours]
    latent = gains.moisture_kg_per_s[hours] * EVAPORATION_J_PER_KG
    person = table("gains")["people"]
    people = given.people
    notes = []
    listed = [gain.count for gain in described.gains or () if gain.name.lower() == PEOPLE]
    there = float(described.occupants or 0.0) + sum(listed)
    if people is None:
        people = there
        notes.append(f"{there:g} {'person' if there == 1.0 else 'people'}, as the room has")
    appliances_w = given.appliances_w
    present = np.minimum(there, latent / person["latent_w"])
    if appliances_w is None:
        appliances_w = float(np.maximum(sensible - person["sensible_w"] * present, 0.0).max())
        notes.append(f"appliances of {appliances_w:.0f} W, the highest hour of the room's gains")
    other = float(np.maximum(latent - person["latent_w"] * present, 0.0).max())
    return (
        Room(
            WHOLE,
            source.model.floor_area_m2 / M2_PER_FT2,
            people,
            appliances_w * BTUH_PER_W,
            other * BTUH_PER_W,
        ),
        tuple(notes),
    )
