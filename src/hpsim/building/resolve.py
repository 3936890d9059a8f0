"""From a room described surface by surface to the numbers that the physics reads.

Names are looked up, schedules spread over the year, openings taken off, and what can't be built
is refused: all problems at once.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import field, replace

import numpy as np

from hpsim.building import model
from hpsim.building.description.rooms import Buffer
from hpsim.building.description.site import GroundTemperature, Site
from hpsim.building.description.surfaces import (
    BufferBoundary,
    Ground,
    GroundBoundary,
    NeighbourBoundary,
    Surface,
)
from hpsim.building.ground import edge_bridge
from hpsim.building.inputs import DetailedInputs
from hpsim.building.internal_gains import (
    bridges_of,
    gains_of,
    infiltration_of,
    masses_of,
    ventilation_of,
)
from hpsim.building.model import Default
from hpsim.building.openings import DOOR_SUFFIX, doors_of, windows_of
from hpsim.building.resolve_context import (
    ResolveContext,
    layers_of,
    temperatures,
    thickness_m,
)
from hpsim.building.sorption import sorption_of
from hpsim.description.facing import angle_between_deg
from hpsim.kernel.types import FloatArray
from hpsim.psychrometrics import standard_pressure_pa
from hpsim.records import dataclass

AIR_CAPACITY_MULTIPLIER = 7.0
"""Default of OpenStudio-HPXML and OCHRE; literature 3 ... 15. A 6 kBtu/h single-stage unit (1758 W)
with a differential of 0.56 K in 57 m3 then starts at most 3600 Q / (4 C dT) = 6 times an hour at
half load, fewer where walls and furniture help: real zones show 2 to 3."""
MOISTURE_MULTIPLIER = 15.0  # OpenStudio-HPXML: humidity capacitance multiplier
ABSORPTANCE_OUTSIDE = 0.7  # medium colour: OpenStudio-HPXML
ABSORPTANCE_INSIDE = 0.6  # ASHRAE 140
EMISSIVITY = 0.9  # ASHRAE 140
EDGE_DEPTH_M = 0.61  # 2 ft: IECC slab edge insulation
FRAME_WALL_M = 0.15  # where no wall outdoors specifies how thick it is
VERTICAL_DEG = 90.0
SAME_DEG = 1.0  # within which two directions are the same
LOOSE_DEG = 60.0  # steeper than this is a wall
FLOOR_MISMATCH = 0.02  # rounding of areas that a person writes
CEILING_M = 2.4384  # 8 ft
COLDEST_DAY, HALF_A_YEAR = 35.0, 182.0  # 4 February, and 5 August south of the equator


@dataclass(frozen=True, slots=True)
class Place:
    """What the weather knows about the site."""

    altitude_m: float = 0.0
    soil_surface_degc: FloatArray = field(default_factory=lambda: np.full(8760, 10.0))
    """(n_hours,) As sun, sky, air and cover make it."""
    latitude_deg: float = 0.0
    """North; south of the equator the library's months and the ground's are half a year later."""


def resolve_room(inputs: DetailedInputs, place: Place) -> model.RoomModel:
    """Return the numbers of a room described surface by surface.

    The place has altitude and the soil's surface, from the weather file. Defaults and notes of
    the expansion come first.

    Raises
    ------
    ScenarioError
        With every problem: unknown names, impossible sizes.
    """
    room, site, expansion = inputs.room, inputs.site, inputs.expansion
    context = ResolveContext(
        inputs=inputs,
        is_southern=place.latitude_deg < 0.0,
        defaults=list(expansion.defaults) if expansion else [],
        notes=list(expansion.notes) if expansion else [],
    )
    _check_names(context)
    surfaces, windows = _surfaces_and_windows(context)
    doors, leaves = doors_of(surfaces, context)
    period = inputs.calendar.period
    result = model.RoomModel(
        floor_area_m2=room.floor_area_m2,
        volume_m3=room.volume_m3,
        ceiling_height_m=room.volume_m3 / room.floor_area_m2,
        air_capacity_multiplier=context.given(
            room.air_capacity_multiplier,
            AIR_CAPACITY_MULTIPLIER,
            "room.air_capacity_multiplier",
            "OpenStudio-HPXML and OCHRE; literature 3 to 15",
        ),
        surfaces=(*net_surfaces(surfaces, windows, leaves, "room", context), *leaves),
        windows=windows,
        infiltration=infiltration_of(surfaces, place.altitude_m, context),
        gains=gains_of(room.gains, room.occupants, "room.gains", context),
        masses=masses_of(context),
        ventilation=ventilation_of(context),
        bridges=bridges_of(context),
        doors=doors,
        buffers=_buffers(context),
        moisture_multiplier=room.moisture_multiplier or MOISTURE_MULTIPLIER,
        terrain=site.terrain,
        ground_reflectance=site.ground_reflectance,
        altitude_m=place.altitude_m,
        sorption=None,  # below, once the surfaces are known to be right
        soil_surface_degc=_soil_surface_degc(site, place, context),
        soil_hour=None if period is None else period.hour_of_year(),
        notes=tuple(context.notes),
        defaults=tuple(context.defaults),
    )
    context.refuse()
    if room.moisture_multiplier is None:
        result = _with_sorption(result)
    return result


def _with_sorption(room: model.RoomModel) -> model.RoomModel:
    """Return the room with the moisture that its surfaces hold."""
    pressure_pa = float(standard_pressure_pa(room.altitude_m))
    sorption = sorption_of(room.surfaces, room.masses, pressure_pa)
    held_kg = sorption.surface_kg + sorption.deep_kg
    default = Default(
        "room.moisture_multiplier",
        f"none: walls, ceiling and furniture hold {0.01 * held_kg:.3g} kg per % of humidity",
        "EnergyPlus moisture penetration depth: painted gypsum, bare wood",
    )
    return replace(room, sorption=sorption, defaults=(*room.defaults, default))


# --- surfaces and openings -------------------------------------------------------------------


def _check_names(context: ResolveContext) -> None:
    """Refuse surfaces of the same name; note areas that disagree."""
    room = context.inputs.room
    seen: set[str] = set()
    everything = [("room.surfaces", room.surfaces)]
    everything += [(f"room.buffers.{n}.surfaces", b.surfaces) for n, b in room.buffers.items()]
    for where, surfaces in everything:
        for i, surface in enumerate(surfaces):
            if surface.name in seen:
                context.add_problem(
                    f"{where}[{i}].name", f"a second surface named '{surface.name}'"
                )
            seen.add(surface.name)
    floor = sum(s.area_m2 for s in room.surfaces if s.tilt_deg > 180 - LOOSE_DEG / 2)
    if floor and abs(floor - room.floor_area_m2) > FLOOR_MISMATCH * room.floor_area_m2:
        context.notes.append(
            f"room: floors add up to {floor:.4g} m2, floor_area says {room.floor_area_m2:.4g} m2"
        )
    level = sum(s.area_m2 for s in room.surfaces if s.tilt_deg == 0.0)
    if floor and level and abs(floor - level) > FLOOR_MISMATCH * floor:
        context.notes.append(f"room: ceiling {level:.4g} m2 and floor {floor:.4g} m2 disagree")


def _surfaces_and_windows(
    context: ResolveContext,
) -> tuple[tuple[model.Surface, ...], tuple[model.Window, ...]]:
    """Return the room's surfaces with their gross area, and its windows."""
    room = context.inputs.room
    surfaces = tuple(
        _surface(surface, azimuth, f"room.surfaces[{i}]", context)
        for i, (surface, azimuth) in enumerate(
            zip(room.surfaces, azimuths_of(room.surfaces), strict=True)
        )
    )
    for i, surface in enumerate(room.surfaces):
        boundary = surface.boundary
        if isinstance(boundary, BufferBoundary) and boundary.buffer not in room.buffers:
            where = f"room.surfaces[{i}].boundary.buffer"
            context.unknown(where, "buffer", boundary.buffer, room.buffers)
    height_m = room.volume_m3 / room.floor_area_m2
    return surfaces, windows_of(room.windows, surfaces, height_m, "room", context)


def azimuths_of(surfaces: Sequence[Surface]) -> list[float | None]:
    """Return where surfaces look; walls that do not specify it get a free side of the rectangle.

    Inside walls need no direction, yet the sun that falls into the room reaches them by theirs.
    The sides are those of the first wall with one; a wall goes opposite one of its own area if
    that side is free.
    """
    found = [surface.outward_azimuth_deg for surface in surfaces]
    walls = [i for i, surface in enumerate(surfaces) if surface.tilt_deg == VERTICAL_DEG]
    known = [i for i in walls if found[i] is not None]
    if not known:
        return found
    first = found[known[0]] or 0.0
    free = [(first + turn) % 360.0 for turn in (180.0, 90.0, 270.0, 0.0)]
    for i in known:
        free = [side for side in free if angle_between_deg(side, found[i] or 0.0) > SAME_DEG]
    for i in walls:
        if found[i] is None and free:
            opposite = [
                ((found[j] or 0.0) + 180.0) % 360.0
                for j in known
                if math.isclose(surfaces[i].area_m2, surfaces[j].area_m2, rel_tol=FLOOR_MISMATCH)
            ]
            side = next(
                (a for a in free if any(angle_between_deg(a, b) < SAME_DEG for b in opposite)), None
            )
            found[i] = free[0] if side is None else side
            free.remove(found[i])  # type: ignore[arg-type]  # just set
    return found


def _surface(
    surface: Surface, azimuth: float | None, key: str, context: ResolveContext
) -> model.Surface:
    """Return one surface; its area is still gross."""
    room, rotate_deg = context.inputs.room, context.inputs.site.rotate_deg
    absorptance = surface.solar_absorptance or room.solar_absorptance
    emissivity = surface.emissivity or room.emissivity
    return model.Surface(
        name=surface.name,
        layers=layers_of(surface.construction, f"{key}.construction", context),
        area_m2=surface.area_m2,
        boundary=_boundary(surface, key, context),
        azimuth_deg=((180.0 if azimuth is None else azimuth) + rotate_deg) % 360.0,
        tilt_deg=surface.tilt_deg,
        absorptance_outside=absorptance.outside if absorptance else ABSORPTANCE_OUTSIDE,
        absorptance_inside=absorptance.inside if absorptance else ABSORPTANCE_INSIDE,
        emissivity_outside=emissivity.outside if emissivity else EMISSIVITY,
        emissivity_inside=emissivity.inside if emissivity else EMISSIVITY,
        roughness=surface.roughness or "rough",
        gross_area_m2=surface.area_m2,
    )


def _boundary(surface: Surface, key: str, context: ResolveContext) -> model.Boundary:
    boundary = surface.boundary
    if isinstance(boundary, NeighbourBoundary):
        where = f"{key}.boundary.neighbour"
        return model.Neighbour(temperatures(boundary.neighbour_degc, where, context))
    if isinstance(boundary, BufferBoundary):
        return model.BufferSpace(boundary.buffer)
    if isinstance(boundary, GroundBoundary):
        return _ground(surface, boundary.ground, f"{key}.boundary.ground", context)
    if boundary == "adiabatic":
        return model.Adiabatic()
    if boundary == "home":
        return model.Home()
    return model.Outdoors(sun=surface.sun, wind=surface.wind)


def _ground(surface: Surface, ground: Ground, key: str, context: ResolveContext) -> model.Ground:
    """Return soil behind a floor or wall; a wall must specify how deep it lies."""
    is_wall = abs(surface.tilt_deg - VERTICAL_DEG) <= 90.0 - LOOSE_DEG
    if is_wall and ground.depth_below_grade_m <= 0.0:
        context.add_problem(
            f"{key}.depth_below_grade",
            "a wall against soil needs its mean depth",
            "half its height if it reaches up to grade: {ground: {depth_below_grade: 1.1 m}}",
        )
    perimeter = ground.exposed_perimeter_m
    if perimeter is None:
        perimeter = 0.0 if is_wall else 4 * math.sqrt(surface.area_m2)
        if not is_wall:
            value = f"{perimeter:.3g} m"
            source = "all sides of a square floor"
            context.record(f"{key}.exposed_perimeter", value, source)
    depth = ground.edge_depth_m
    if ground.edge_insulation_m2k_per_w > 0.0 and depth <= 0.0:
        depth = EDGE_DEPTH_M
        source = "usual depth of edge insulation"
        context.record(f"{key}.edge_depth", f"{depth:g} m", source)
    bridge, wall_m = ground.edge_bridge_w_per_m_k, _wall_m(context)
    if bridge is None:
        bridge = 0.0
        if perimeter > 0.0 and ground.depth_below_grade_m <= 0.0:
            bridge = edge_bridge(wall_m, ground.edge_insulation_m2k_per_w)
            source = f"bare edge, walls {wall_m:.2g} m thick; ISO 10211"
            if ground.edge_insulation_m2k_per_w > 0.0:
                source = "edge behind a board; ISO 10211"
            context.record(f"{key}.edge_bridge", f"{bridge:.2g} W/mK", source)
    return model.Ground(
        exposed_perimeter_m=perimeter,
        edge_resistance_m2k_per_w=ground.edge_insulation_m2k_per_w,
        edge_depth_m=depth,
        edge_bridge_w_per_m_k=bridge,
        depth_below_grade_m=ground.depth_below_grade_m,
        wall_m=wall_m,
    )


def _wall_m(context: ResolveContext) -> float:
    """Return the mean thickness of the walls outdoors; that of a frame wall if there are none."""
    walls = [
        (surface.area_m2, thickness_m(surface.construction, context))
        for surface in context.inputs.room.surfaces
        if surface.boundary == "outdoors" and abs(surface.tilt_deg - VERTICAL_DEG) <= SAME_DEG
    ]
    area = sum(a for a, _ in walls)
    return sum(a * t for a, t in walls) / area if area > 0.0 else FRAME_WALL_M


def net_surfaces(
    surfaces: Sequence[model.Surface],
    windows: Sequence[model.Window],
    leaves: Sequence[model.Surface],
    key: str,
    context: ResolveContext,
) -> tuple[model.Surface, ...]:
    """Return the surfaces without the area of their windows and outside doors."""
    openings: dict[str, float] = {}
    for window in windows:
        area = window.count * window.area_m2
        openings[window.surface] = openings.get(window.surface, 0.0) + area
    for leaf in leaves:
        wall = leaf.name.rsplit(DOOR_SUFFIX, 1)[0]
        openings[wall] = openings.get(wall, 0.0) + leaf.area_m2
    net = []
    for i, surface in enumerate(surfaces):
        area = surface.area_m2 - openings.get(surface.name, 0.0)
        if area <= 0.0 and surface.name in openings:
            found = (j for j, window in enumerate(windows) if window.surface == surface.name)
            first = next(found, None)
            context.add_problem(
                f"{key}.surfaces[{i}]" if first is None else f"{key}.windows[{first}]",
                f"openings in '{surface.name}' add up to {openings[surface.name]:.4g} m2, "
                f"the surface has {surface.area_m2:.4g} m2",
                "areas of surfaces are gross; make the openings smaller",
            )
        net.append(replace(surface, area_m2=area))
    return tuple(net)


# --- buffers and ground ----------------------------------------------------------------------


def _buffers(context: ResolveContext) -> tuple[model.Buffer, ...]:
    room = context.inputs.room
    used = {s.boundary.buffer for s in room.surfaces if isinstance(s.boundary, BufferBoundary)}
    buffers = []
    for name, buffer in room.buffers.items():
        where = f"room.buffers.{name}"
        if name not in used:
            context.notes.append(f"{where}: no surface of the room borders on it")
        for i, surface in enumerate(buffer.surfaces):
            if isinstance(surface.boundary, BufferBoundary):
                context.add_problem(
                    f"{where}.surfaces[{i}].boundary",
                    "a buffer can't border on a buffer",
                    "join the two into one, or use outdoors, adiabatic, neighbour or ground",
                )
        buffers.append(_buffer(name, buffer, where, context))
    return tuple(buffers)


def _buffer(name: str, buffer: Buffer, key: str, context: ResolveContext) -> model.Buffer:
    surfaces = tuple(
        _surface(surface, surface.outward_azimuth_deg, f"{key}.surfaces[{i}]", context)
        for i, surface in enumerate(buffer.surfaces)
    )
    windows = windows_of(buffer.windows, surfaces, CEILING_M, key, context)
    return model.Buffer(
        name=name,
        volume_m3=buffer.volume_m3,
        ach=buffer.ach,
        surfaces=net_surfaces(surfaces, windows, (), key, context),
        windows=windows,
        gains=gains_of(buffer.gains, None, f"{key}.gains", context) if buffer.gains else None,
    )


def _soil_surface_degc(site: Site, place: Place, context: ResolveContext) -> FloatArray:
    """Return the temperature of the soil's surface, hour by hour."""
    written = site.ground_temperature
    if isinstance(written, str):
        return place.soil_surface_degc
    n = place.soil_surface_degc.size
    if not isinstance(written, GroundTemperature):
        return np.full(n, written)
    coldest_day = written.coldest_day
    if coldest_day is None:
        coldest_day = COLDEST_DAY + (HALF_A_YEAR if context.is_southern else 0.0)
    day = (np.arange(n) + 0.5) / 24.0
    wave = np.cos(2.0 * np.pi * (day - coldest_day) / 365.0)
    return np.asarray(written.mean_degc - written.amplitude_k * wave)
