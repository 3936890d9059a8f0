"""From a room described surface by surface to the numbers that the physics reads.

Names are looked up, schedules spread over the year, openings taken off, and what can't be built
is refused: all problems at once.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from hpsim.building import description as said
from hpsim.building import model
from hpsim.building.assemblies import Assembly, construction_library
from hpsim.building.library import material_library, schedule_library, table
from hpsim.building.model import Default
from hpsim.description import NamedSchedule, TemperatureCourse
from hpsim.errors import Problem, ScenarioError
from hpsim.kernel.types import FloatArray
from hpsim.psychrometrics import air_density_kg_per_m3, standard_pressure_pa
from hpsim.schedules import (
    HOURS_PER_YEAR,
    Calendar,
    Schedule,
    Week,
    expand_hourly,
    look_up,
)
from hpsim.units import R_IP, U_IP, nearest

AIR_CAPACITY_MULTIPLIER = 7.0
"""Default of OpenStudio-HPXML and OCHRE; literature 3 ... 15. With N = C dT-cycling as in
3600 Q / (4 C dT) a 6 kBtu/h single-stage unit at 1 degF then starts 2 ... 6 times an hour."""
MOISTURE_MULTIPLIER = 15.0  # OpenStudio-HPXML: humidity capacitance multiplier
ABSORPTANCE_OUTSIDE = 0.7  # medium colour: OpenStudio-HPXML
ABSORPTANCE_INSIDE = 0.6  # ASHRAE 140
EMISSIVITY = 0.9  # ASHRAE 140
REST_OF_HOME_DEGC = 21.0  # midway between usual set points, 20 and 22
SILL_M = 0.9
WINDOW_HEIGHT_M = 1.2
EDGE_DEPTH_M = 0.61  # 2 ft: IECC slab edge insulation
EVAPORATION_J_PER_KG = 2.43e6  # water at skin temperature
HIGHEST_WINDOW_U = 7.0  # W/m2K: above, the films alone would insulate more (LBNL-2804E)
FILMS_OF_DOOR = (0.17 + 0.68) * R_IP  # ASHRAE Fundamentals 2005, 25.2, table 1
DOOR_U = 1 / (3.0 * R_IP)  # solid wood: OpenStudio-HPXML
DOOR_CAPACITANCE_J_PER_M2K = 27_000.0  # 44 mm of wood
VERTICAL_DEG = 90.0
LOOSE_DEG = 60.0  # steeper than this is a wall
FURNITURE_SHARE = 0.4  # of the floor area: OpenStudio-HPXML
FLOOR_MISMATCH = 0.02  # rounding of areas that a person writes
CEILING_M = 2.4384  # 8 ft
DEVICE_RADIANT = 0.3  # our own: small electronics


@dataclass(frozen=True, slots=True)
class Place:
    """What the weather knows about the site."""

    altitude_m: float = 0.0
    ground_mean_degc: float = 10.0
    ground_amplitude_k: float = 0.0
    ground_coldest_day: float = 35.0


@dataclass(frozen=True, slots=True)
class ShadeDefaults:
    """What a kind of shade does when closed."""

    transmitted: float
    resistance_m2k_per_w: float


SHADES = {  # our own, near ASHRAE Fundamentals 2021, 15, interior attenuation coefficients
    "blind": ShadeDefaults(0.6, 0.05),
    "curtain": ShadeDefaults(0.6, 0.10),
    "screen": ShadeDefaults(0.64, 0.0),  # insect screen outside: OpenStudio-HPXML
    "awning": ShadeDefaults(0.3, 0.0),
}


def resolve_room(
    room: said.DetailRoom,
    *,
    site: said.Site,
    materials: Mapping[str, said.Material],
    constructions: Mapping[str, said.Layers],
    glazings: Mapping[str, said.Glazing],
    schedules: Mapping[str, NamedSchedule],
    calendar: Calendar,
    place: Place,
    key: str = "room",
    defaults: Sequence[Default] = (),
    notes: Sequence[str] = (),
) -> model.RoomModel:
    """Return the numbers of a room described surface by surface.

    Parameters
    ----------
    room
        The description; `building.kinds.expand_room` makes it from words.
    site
        Terrain, shelter, rotation, ground.
    materials, constructions, glazings, schedules
        What the scenario names; the library's names need no entry.
    calendar
        First weekday and daylight saving, for schedules.
    place
        Altitude and undisturbed ground, from the weather file.
    key
        Where the room stands in the file, for messages.
    defaults, notes
        Of the expansion that made ``room``; the result lists them first.

    Raises
    ------
    ScenarioError
        With every problem: unknown names, impossible sizes.
    """
    work = _Work(
        names=_Names(materials, constructions, glazings, schedules),
        calendar=calendar,
        room=room,
        defaults=list(defaults),
        notes=list(notes),
    )
    _check_names(room, key, work)
    surfaces, windows = _surfaces_and_windows(room, site, key, work)
    doors, leaves = _doors(room, surfaces, key, work)
    ceiling_height_m = room.volume_m3 / room.floor_area_m2
    result = model.RoomModel(
        floor_area_m2=room.floor_area_m2,
        volume_m3=room.volume_m3,
        ceiling_height_m=ceiling_height_m,
        air_capacity_multiplier=work.given(
            room.air_capacity_multiplier,
            AIR_CAPACITY_MULTIPLIER,
            f"{key}.air_capacity_multiplier",
            "OpenStudio-HPXML and OCHRE; literature 3 to 15",
        ),
        surfaces=(*_net(surfaces, windows, leaves, key, work), *leaves),
        windows=windows,
        infiltration=_infiltration(room, surfaces, site, place, key, work),
        gains=_gains(room.gains, room.occupants, f"{key}.gains", work),
        masses=_masses(room, key, work),
        ventilation=_ventilation(room, key, work),
        doors=doors,
        buffers=_buffers(room, site, key, work),
        moisture_multiplier=work.given(
            room.moisture_multiplier,
            MOISTURE_MULTIPLIER,
            f"{key}.moisture_multiplier",
            "OpenStudio-HPXML humidity capacitance multiplier",
        ),
        terrain=site.terrain,
        ground_reflectance=site.ground_reflectance,
        altitude_m=place.altitude_m,
        **_ground_wave(site, place),
        notes=tuple(work.notes),
        defaults=tuple(work.defaults),
    )
    if work.problems:
        count = len(work.problems)
        raise ScenarioError(f"{count} problem{'s' if count > 1 else ''}", work.problems)
    return result


@dataclass(frozen=True, slots=True)
class _Names:
    """Everything that a description may name, the scenario's own first."""

    materials: Mapping[str, said.Material]
    constructions: Mapping[str, said.Layers]
    glazings: Mapping[str, said.Glazing]
    schedules: Mapping[str, NamedSchedule]


@dataclass(frozen=True, slots=True)
class _Work:
    """What the steps share: names, and what they have found so far."""

    names: _Names
    calendar: Calendar
    room: said.DetailRoom
    problems: list[Problem] = field(default_factory=list)
    defaults: list[Default] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def complain(self, key: str, message: str, hint: str = "") -> None:
        """Note something that makes the room impossible."""
        self.problems.append(Problem(message, key=key, hint=hint))

    def given(self, value: float | None, otherwise: float, key: str, source: str) -> float:
        """Return ``value``, or the default and note that it was used."""
        if value is not None:
            return value
        self.defaults.append(Default(key, f"{otherwise:g}", source))
        return otherwise

    def unknown(self, key: str, what: str, name: str, *known: Iterable[str]) -> None:
        """Complain about a name that nothing has."""
        names = [n for group in known for n in group]
        near = nearest(name, names)
        hint = f"did you mean '{near}'?" if near else f"known: {', '.join(names[:12])} ..."
        self.complain(key, f"unknown {what} '{name}'", hint)


# --- schedules -------------------------------------------------------------------------------


def _hours(written: float | str | Sequence[float] | Week, key: str, work: _Work) -> FloatArray:
    """Return a schedule over the year, (8760,); zeros if it can't be found."""
    own = work.names.schedules
    named: dict[str, Schedule] = dict(schedule_library())
    if isinstance(written, str):
        if written in own:
            written = own[written]
        elif written not in named:
            work.unknown(key, "schedule", written, own, named)
            return np.zeros(HOURS_PER_YEAR)
    return expand_hourly(look_up(written, named), work.calendar)


def _fractions(written: str | Sequence[float] | Week, key: str, work: _Work) -> FloatArray:
    """Return a schedule of shares over the year; a schedule of temperatures is refused."""
    hours = _hours(written, key, work)
    if isinstance(written, str) and (hours.max() > 1.0 + 1e-9 or hours.min() < 0.0):
        is_library = written not in work.names.schedules
        if not is_library:  # months above their yearly mean pass 1 in the library
            work.complain(key, f"schedule '{written}' is not of shares from 0 to 1")
    return hours


def _temperatures(written: TemperatureCourse, key: str, work: _Work) -> FloatArray:
    """Return a temperature over the year [degC], (8760,)."""
    return _hours(written, key, work)


# --- constructions ---------------------------------------------------------------------------


def _layers(written: said.Construction, key: str, work: _Work) -> tuple[model.Layer, ...]:
    """Return the layers of a construction given by name or in full."""
    if not isinstance(written, str):
        return tuple(_layer(layer, f"{key}[{i}]", work) for i, layer in enumerate(written))
    if written in work.names.constructions:
        layers = work.names.constructions[written]
        where = f"constructions.{written}"
        return tuple(_layer(layer, f"{where}[{i}]", work) for i, layer in enumerate(layers))
    library = construction_library()
    if written in library:
        return assembly_layers(library[written]())
    work.unknown(key, "construction", written, work.names.constructions, library)
    return (model.Layer(1.0),)


def _layer(layer: said.MaterialLayer | said.ResistanceLayer, key: str, work: _Work) -> model.Layer:
    if isinstance(layer, said.ResistanceLayer):
        return model.Layer(layer.resistance_m2k_per_w)
    own, library = work.names.materials, material_library()
    material = own.get(layer.material) or library.get(layer.material)
    if material is None:
        problem_key = f"{key}.material"
        if all(problem.key != problem_key for problem in work.problems):
            work.unknown(problem_key, "material", layer.material, own, library)
        return model.Layer(1.0)
    return model.Layer(
        layer.thickness_m / material.conductivity_w_per_m_k,
        layer.thickness_m * material.density_kg_per_m3 * material.specific_heat_j_per_kg_k,
    )


def assembly_layers(assembly: Assembly) -> tuple[model.Layer, ...]:
    """Return the layers of an assembly of the library."""
    known = material_library() | assembly.materials
    layers = []
    for ply in assembly.plies:
        material = known[ply.material]
        capacity = material.density_kg_per_m3 * material.specific_heat_j_per_kg_k
        layers.append(
            model.Layer(
                ply.thickness_m / material.conductivity_w_per_m_k, ply.thickness_m * capacity
            )
        )
    return tuple(layers)


# --- surfaces and openings -------------------------------------------------------------------


def _check_names(room: said.DetailRoom, key: str, work: _Work) -> None:
    """Refuse surfaces of the same name; note areas that disagree."""
    seen: set[str] = set()
    everything = [(f"{key}.surfaces", room.surfaces)]
    everything += [(f"{key}.buffers.{n}.surfaces", b.surfaces) for n, b in room.buffers.items()]
    for where, surfaces in everything:
        for i, surface in enumerate(surfaces):
            if surface.name in seen:
                work.complain(f"{where}[{i}].name", f"a second surface named '{surface.name}'")
            seen.add(surface.name)
    floor = sum(s.area_m2 for s in room.surfaces if s.tilt_deg > 180 - LOOSE_DEG / 2)
    if floor and abs(floor - room.floor_area_m2) > FLOOR_MISMATCH * room.floor_area_m2:
        work.notes.append(
            f"{key}: floors add up to {floor:.4g} m2, floor_area says {room.floor_area_m2:.4g} m2"
        )
    level = sum(s.area_m2 for s in room.surfaces if s.tilt_deg == 0.0)
    if floor and level and abs(floor - level) > FLOOR_MISMATCH * floor:
        work.notes.append(f"{key}: ceiling {level:.4g} m2 and floor {floor:.4g} m2 disagree")


def _surfaces_and_windows(
    room: said.DetailRoom, site: said.Site, key: str, work: _Work
) -> tuple[tuple[model.Surface, ...], tuple[model.Window, ...]]:
    """Return the room's surfaces with their gross area, and its windows."""
    surfaces = tuple(
        _surface(surface, site, f"{key}.surfaces[{i}]", work)
        for i, surface in enumerate(room.surfaces)
    )
    for i, surface in enumerate(room.surfaces):
        boundary = surface.boundary
        if isinstance(boundary, said.BufferBoundary) and boundary.buffer not in room.buffers:
            where = f"{key}.surfaces[{i}].boundary.buffer"
            work.unknown(where, "buffer", boundary.buffer, room.buffers)
    height_m = room.volume_m3 / room.floor_area_m2
    windows = tuple(
        _window(window, surfaces, height_m, f"{key}.windows[{i}]", work)
        for i, window in enumerate(room.windows)
    )
    return surfaces, tuple(w for w in windows if w is not None)


def _surface(surface: said.Surface, site: said.Site, key: str, work: _Work) -> model.Surface:
    """Return one surface; its area is still gross."""
    absorptance = surface.solar_absorptance or work.room.solar_absorptance
    emissivity = surface.emissivity or work.room.emissivity
    azimuth = surface.outward_azimuth_deg
    return model.Surface(
        name=surface.name,
        layers=_layers(surface.construction, f"{key}.construction", work),
        area_m2=surface.area_m2,
        boundary=_boundary(surface, key, work),
        azimuth_deg=((180.0 if azimuth is None else azimuth) + site.rotate_deg) % 360.0,
        tilt_deg=surface.tilt_deg,
        absorptance_outside=absorptance.outside if absorptance else ABSORPTANCE_OUTSIDE,
        absorptance_inside=absorptance.inside if absorptance else ABSORPTANCE_INSIDE,
        emissivity_outside=emissivity.outside if emissivity else EMISSIVITY,
        emissivity_inside=emissivity.inside if emissivity else EMISSIVITY,
        roughness=surface.roughness or "rough",
        gross_area_m2=surface.area_m2,
    )


def _boundary(surface: said.Surface, key: str, work: _Work) -> model.Boundary:
    boundary = surface.boundary
    if isinstance(boundary, said.NeighbourBoundary):
        where = f"{key}.boundary.neighbour"
        return model.Neighbour(_temperatures(boundary.neighbour_degc, where, work))
    if isinstance(boundary, said.BufferBoundary):
        return model.BufferSpace(boundary.buffer)
    if isinstance(boundary, said.GroundBoundary):
        return _ground(surface, boundary.ground, f"{key}.boundary.ground", work)
    if boundary == "adiabatic":
        return model.Adiabatic()
    return model.Outdoors(sun=surface.sun, wind=surface.wind)


def _ground(surface: said.Surface, ground: said.Ground, key: str, work: _Work) -> model.Ground:
    """Return soil behind a floor or wall; a wall must say how deep it lies."""
    is_wall = abs(surface.tilt_deg - VERTICAL_DEG) <= 90.0 - LOOSE_DEG
    if is_wall and ground.depth_below_grade_m <= 0.0:
        work.complain(
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
            work.defaults.append(Default(f"{key}.exposed_perimeter", value, source))
    depth = ground.edge_depth_m
    if ground.edge_insulation_m2k_per_w > 0.0 and depth <= 0.0:
        depth = EDGE_DEPTH_M
        source = "usual depth of edge insulation, 2 ft"
        work.defaults.append(Default(f"{key}.edge_depth", f"{depth:g} m", source))
    return model.Ground(
        exposed_perimeter_m=perimeter,
        edge_resistance_m2k_per_w=ground.edge_insulation_m2k_per_w,
        edge_depth_m=depth,
        depth_below_grade_m=ground.depth_below_grade_m,
    )


def _window(
    window: said.Window,
    surfaces: Sequence[model.Surface],
    ceiling_height_m: float,
    key: str,
    work: _Work,
) -> model.Window | None:
    """Return a window with all its sides; None if there is no surface for it."""
    surface = _surface_of(window.in_, surfaces, f"{key}.in", work)
    if surface is None:
        return None
    if not isinstance(surface.boundary, model.Outdoors):
        work.complain(
            f"{key}.in",
            f"'{window.in_}' is not outdoors",
            "windows go into surfaces with `boundary: outdoors`",
        )
    area = window.one_area_m2
    height = window.height_m or area / (window.width_m or area / _usual_height(area))
    is_wall = surface.tilt_deg > LOOSE_DEG
    sill = 0.0
    if window.sill_m is not None:
        sill = window.sill_m
    elif is_wall:
        sill = work.given(
            None, max(0.0, min(SILL_M, ceiling_height_m - height - 0.1)), f"{key}.sill", "usual [m]"
        )
    if is_wall and sill + height > ceiling_height_m * 1.5:
        work.notes.append(f"{key}: reaches {sill + height:.3g} m above the floor")
    return model.Window(
        name=window.name or f"{window.in_} window",
        surface=window.in_,
        area_m2=area,
        width_m=area / height,
        height_m=height,
        sill_m=sill,
        glazing=_glazing(window.own_glazing, key, work),
        count=window.count,
        overhang=_overhang(window.overhang),
        fins=_fins(window.fins),
        shade=_shade(window.shade, f"{key}.shade", work),
    )


def _usual_height(area_m2: float) -> float:
    return WINDOW_HEIGHT_M if area_m2 >= WINDOW_HEIGHT_M**2 else math.sqrt(area_m2)


def _surface_of(
    name: str, surfaces: Sequence[model.Surface], key: str, work: _Work
) -> model.Surface | None:
    found = next((surface for surface in surfaces if surface.name == name), None)
    if found is None:
        work.unknown(key, "surface", name, [surface.name for surface in surfaces])
    return found


def _net(
    surfaces: Sequence[model.Surface],
    windows: Sequence[model.Window],
    leaves: Sequence[model.Surface],
    key: str,
    work: _Work,
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
            work.complain(
                f"{key}.surfaces[{i}]",
                f"openings in '{surface.name}' add up to {openings[surface.name]:.4g} m2, "
                f"the surface has {surface.area_m2:.4g} m2",
                "areas of surfaces are gross; make the openings smaller",
            )
        net.append(replace(surface, area_m2=area))
    return tuple(net)


# --- glazing ---------------------------------------------------------------------------------


def _glazing(
    written: str | said.LayeredGlazing | said.RatedGlazing | None, key: str, work: _Work
) -> model.Glazing:
    library = table("envelope")["windows"]
    if written is None:
        written = "double_clear_nonmetal_air"
        source = "OpenStudio-HPXML; ordinary double glazing"
        work.defaults.append(Default(f"{key}.glazing", written, source))
    if isinstance(written, str):
        own = work.names.glazings
        if written in own:
            return _glazing(own[written], f"glazings.{written}", work)
        if written not in library:
            work.unknown(f"{key}.glazing", "glazing", written, own, library)
            return model.Glazing(u_value_w_per_m2k=2.8, shgc=0.56)
        return library_glazing(written)
    if isinstance(written, said.RatedGlazing):
        return _rated(written, key, work)
    return _layered(written)


def library_glazing(name: str) -> model.Glazing:
    """Return a window of the library by its name."""
    from hpsim.building.library import panes_of_name

    row = table("envelope")["windows"][name]
    panes = 2 if name.startswith("energy_star") else panes_of_name(name)
    return model.Glazing(u_value_w_per_m2k=row["u"] * U_IP, shgc=row["shgc"], n_panes=panes)


def _rated(glazing: said.RatedGlazing, key: str, work: _Work) -> model.Glazing:
    if glazing.u_value_w_per_m2k > HIGHEST_WINDOW_U:
        work.complain(
            f"{key}.u_value",
            f"{glazing.u_value_w_per_m2k:.3g} W/m2K is more than the air films of a window let "
            "through",
            f"at most {HIGHEST_WINDOW_U:g} W/m2K; single glass has 5 to 6",
        )
    return model.Glazing(
        u_value_w_per_m2k=glazing.u_value_w_per_m2k, shgc=glazing.shgc, n_panes=glazing.panes
    )


def _layered(glazing: said.LayeredGlazing) -> model.Glazing:
    panes = tuple(
        model.Pane(
            pane.thickness_m,
            pane.conductivity_w_per_m_k,
            pane.solar_transmittance,
            (pane.solar_reflectance.outside, pane.solar_reflectance.inside),
            (pane.emissivity.outside, pane.emissivity.inside),
        )
        for pane in glazing.panes
    )
    gaps = tuple(model.Gap(gap.thickness_m, gap.gas) for gap in glazing.gaps)
    return model.Glazing(panes=panes, gaps=gaps, angles=_angles(glazing.angles))


def _angles(angles: said.AngleTable | None) -> model.AngleTable | None:
    if angles is None:
        return None
    rows = angles.absorptances
    return model.AngleTable(
        degrees=tuple(float(angle) for angle in angles.degrees if not isinstance(angle, str)),
        transmittance=tuple(angles.transmittance[:-1]),
        absorptance=tuple(tuple(row[:-1]) for row in rows),
        hemispherical_transmittance=angles.transmittance[-1],
        hemispherical_absorptance=tuple(row[-1] for row in rows),
    )


def _overhang(overhang: said.Overhang | None) -> model.Overhang | None:
    if overhang is None:
        return None
    return model.Overhang(overhang.depth_m, overhang.above_m, overhang.width_m)


def _fins(fins: said.Fins | None) -> model.Fins | None:
    if fins is None:
        return None
    return model.Fins(
        left_depth_m=fins.left_m,
        right_depth_m=fins.right_m,
        distance_m=fins.distance_m,
        top_above_m=fins.above_m,
        bottom_below_m=fins.below_m,
    )


def _shade(shade: said.Shade | None, key: str, work: _Work) -> model.Shade | None:
    if shade is None:
        return None
    usual, source = SHADES[shade.kind], f"usual of a {shade.kind}"
    closed = None
    if shade.schedule is not None:
        closed = _fractions(shade.schedule, f"{key}.schedule", work)
    return model.Shade(
        kind=shade.kind,
        transmitted_when_closed=work.given(
            shade.transmitted_when_closed,
            usual.transmitted,
            f"{key}.transmitted_when_closed",
            source,
        ),
        closed=closed,
        closed_when_sun_above_w_per_m2=shade.closed_when_sun_above_w_per_m2,
        resistance_m2k_per_w=work.given(
            shade.resistance_m2k_per_w, usual.resistance_m2k_per_w, f"{key}.resistance", source
        ),
    )


# --- doors -----------------------------------------------------------------------------------

DOOR_SUFFIX = " door "
"""Between the name of a surface and the number of an outside door in it."""


def _doors(
    room: said.DetailRoom,
    surfaces: Sequence[model.Surface],
    key: str,
    work: _Work,
) -> tuple[tuple[model.Door, ...], tuple[model.Surface, ...]]:
    """Return doorways to the home, and the leaves of outside doors as surfaces.

    A doorway that is never open is left out: its leaf counts as part of the wall.
    """
    doorways: list[model.Door] = []
    leaves: list[model.Surface] = []
    for i, door in enumerate(room.doors):
        where = f"{key}.doors[{i}]"
        surface = _surface_of(door.in_, surfaces, f"{where}.in", work)
        if surface is None:
            continue
        if isinstance(surface.boundary, (model.Adiabatic, model.Neighbour)):
            doorway = _doorway(door, surface, where, work)
            doorways += [doorway] if doorway.open.any() else []
        elif isinstance(surface.boundary, model.Ground):
            work.complain(f"{where}.in", f"'{door.in_}' is against soil")
        else:
            leaves.append(_leaf(door, surface, i + 1, where, work))
    return tuple(doorways), tuple(leaves)


def _doorway(door: said.Door, surface: model.Surface, key: str, work: _Work) -> model.Door:
    state = {"closed": 0.0, "open": 1.0}.get(door.state) if isinstance(door.state, str) else None
    is_open = (
        np.full(HOURS_PER_YEAR, state)
        if state is not None
        else _fractions(door.state, f"{key}.state", work)
    )
    home = door.rest_of_home_degc
    home = work.room.rest_of_home_degc if home is None else home
    if home is not None:
        temperature = _temperatures(home, f"{key}.rest_of_home", work)
    elif isinstance(surface.boundary, model.Neighbour):
        temperature = surface.boundary.temperature_degc
    else:
        source = "midway between usual set points"
        usual = work.given(None, REST_OF_HOME_DEGC, f"{key}.rest_of_home", source)
        temperature = np.full(HOURS_PER_YEAR, usual)
    return model.Door(door.area_m2, door.height_m, is_open, temperature)


def _leaf(
    door: said.Door, surface: model.Surface, number: int, key: str, work: _Work
) -> model.Surface:
    """Return the leaf of an outside door as a surface beside the wall it is in."""
    if door.state != "closed":
        work.complain(
            f"{key}.state",
            "a door to outdoors or a buffer is always closed",
            "for open doors and windows use `ventilation: [{kind: window, ...}]`",
        )
    u_value = work.given(
        door.u_value_w_per_m2k, round(DOOR_U, 3), f"{key}.u_value", "solid wood: OpenStudio-HPXML"
    )
    resistance = 1 / u_value - FILMS_OF_DOOR
    if resistance <= 0.0:
        work.complain(
            f"{key}.u_value",
            f"{u_value:.3g} W/m2K is more than the air films of a door let through",
            f"at most {1 / FILMS_OF_DOOR:.2g} W/m2K",
        )
        resistance = 1e-3
    return replace(
        surface,
        name=f"{surface.name}{DOOR_SUFFIX}{number}",
        layers=(model.Layer(resistance, DOOR_CAPACITANCE_J_PER_M2K),),
        area_m2=door.area_m2,
        gross_area_m2=door.area_m2,
    )


# --- air -------------------------------------------------------------------------------------


def _infiltration(
    room: said.DetailRoom,
    surfaces: Sequence[model.Surface],
    site: said.Site,
    place: Place,
    key: str,
    work: _Work,
) -> tuple[model.ConstantInfiltration | model.Aim2Infiltration, ...]:
    leaks = room.infiltration
    if leaks is None:
        work.notes.append(f"{key}: no infiltration is given, so none is assumed")
        return ()
    where = f"{key}.infiltration"
    if leaks.ach is not None:
        density = leaks.air_density_kg_per_m3
        if density is None:
            pressure = standard_pressure_pa(place.altitude_m)
            site_density = float(air_density_kg_per_m3(20.0, 0.0, pressure))
            source = "dry air at 20 degC and the site's altitude"
            density = work.given(None, site_density, f"{where}.air_density", source)
        return (model.ConstantInfiltration(leaks.ach, density),)
    ceiling_m = room.volume_m3 / room.floor_area_m2
    height = work.given(
        leaks.dwelling_height_m,
        max(2.5, ceiling_m),
        f"{where}.dwelling_height",
        "one storey [m]",
    )
    volume = work.given(
        leaks.dwelling_volume_m3, room.volume_m3, f"{where}.dwelling_volume", "the room alone [m3]"
    )
    share = leaks.exposed_share
    if share is None:
        share = 1.0
        if volume > room.volume_m3:
            share = min(1.0, exposed_area_m2(surfaces) / house_envelope_m2(volume, height))
            source = "exposed area of the room over that of a square house"
            share = work.given(None, share, f"{where}.exposed_share", source)
    return (
        model.Aim2Infiltration(
            ach50=leaks.ach50 or 0.0,
            dwelling_volume_m3=volume,
            dwelling_height_m=height,
            exposed_share=share,
            shelter=site.shelter,
            terrain=site.terrain,
            flue=leaks.flue,
        ),
    )


def exposed_area_m2(surfaces: Iterable[model.Surface]) -> float:
    """Return the gross area through which air can leak: outdoors, buffers and floors on soil."""
    leaky = (model.Outdoors, model.BufferSpace, model.Ground)
    return sum(s.gross_area_m2 for s in surfaces if isinstance(s.boundary, leaky))


def house_envelope_m2(volume_m3: float, height_m: float) -> float:
    """Return the walls, ceiling and floor of a square house of this volume and height."""
    footprint = volume_m3 / height_m
    return 2 * footprint + 4 * math.sqrt(footprint) * height_m


def _ventilation(room: said.DetailRoom, key: str, work: _Work) -> tuple[model.Ventilation, ...]:
    fans = []
    for i, fan in enumerate(room.ventilation or ()):
        share = np.ones(HOURS_PER_YEAR)
        if fan.schedule is not None:
            share = _fractions(fan.schedule, f"{key}.ventilation[{i}].schedule", work)
        when = fan.when or said.VentilationRule()
        fans.append(
            model.Ventilation(
                kind=fan.kind,
                flow_m3_per_s=fan.flow_m3_per_s * share,
                recovery=fan.recovery,
                latent_recovery=fan.latent_recovery,
                room_above_degc=when.room_above_degc,
                outdoor_below_room_k=when.outdoor_below_room_k,
            )
        )
    return tuple(fans)


# --- gains and mass --------------------------------------------------------------------------


def _gains(
    gains: Sequence[said.Gain] | None, occupants: float | None, key: str, work: _Work
) -> model.Gains:
    """Return the sum of all gains as hourly means."""
    convective, radiant, moisture = (np.zeros(HOURS_PER_YEAR) for _ in range(3))
    everything = list(gains or ())
    if occupants:
        everything.append(said.Gain(name="people", count=occupants))
    for i, gain in enumerate(everything):
        heat = _gain_rates(gain, f"{key}[{i}]", work)
        share = gain.count * _gain_share(gain, f"{key}[{i}]", work)
        radiant += heat.sensible_w * heat.radiant * share
        convective += heat.sensible_w * (1 - heat.radiant) * share
        moisture += heat.moisture_kg_per_s * share
    return model.Gains(convective, radiant, moisture)


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

    sensible_w: float
    radiant: float
    moisture_kg_per_s: float


def _gain_rates(gain: said.Gain, key: str, work: _Work) -> _Rates:
    usual = _usual_source(gain.name)
    sensible = usual.sensible_w if gain.sensible_w is None else gain.sensible_w
    latent = usual.latent_w if gain.latent_w is None else gain.latent_w
    moisture = gain.moisture_kg_per_s
    if moisture is None:
        moisture = latent / EVAPORATION_J_PER_KG
    if sensible is None:
        if not moisture:
            hint = "'150 W'; people and refrigerator bring their own"
            work.complain(f"{key}.sensible", f"sensible heat of '{gain.name}' is needed", hint)
        sensible = 0.0
    radiant = gain.radiant
    if radiant is None and usual.radiant is not None:
        radiant = work.given(None, usual.radiant, f"{key}.radiant", "library")
    elif radiant is None:
        source = "our own: small electronics"
        radiant = work.given(None, DEVICE_RADIANT, f"{key}.radiant", source)
    return _Rates(sensible, radiant, moisture)


def _gain_share(gain: said.Gain, key: str, work: _Work) -> FloatArray:
    """Return the course of one source over the year, 0 ... 1."""
    if gain.schedule is not None:
        return _fractions(gain.schedule, f"{key}.schedule", work)
    name = _usual_source(gain.name).schedule
    work.defaults.append(Default(f"{key}.schedule", name, "library"))
    return expand_hourly(schedule_library()[name], work.calendar)


def _usual_source(name: str) -> _Source:
    data = table("gains")
    if name.lower() == "people":
        row = data["people"]
        return _Source(row["sensible_w"], row["latent_w"], row["radiant"], "occupants")
    row = data["sources_of_gains"].get(name.lower())
    if not isinstance(row, dict):
        return _Source()
    return _Source(row.get("sensible_w"), 0.0, row["radiant"], row["schedule"])


def _masses(room: said.DetailRoom, key: str, work: _Work) -> tuple[model.Mass, ...]:
    masses = []
    furniture = room.furniture
    if furniture is None:
        furniture = "light"
        source = "OpenStudio-HPXML: 0.4 of the floor area"
        work.defaults.append(Default(f"{key}.furniture", furniture, source))
    if furniture in ("light", "heavy"):
        thickness = table("envelope")["furniture"]["thickness_mm"] / 1000
        layer = said.MaterialLayer(material=f"furniture_{furniture}", thickness_m=thickness)
        area = FURNITURE_SHARE * room.floor_area_m2
        masses.append(model.Mass("furniture", (_layer(layer, key, work),), area))
    elif isinstance(furniture, said.FurnitureMass):
        layer = said.MaterialLayer(material=furniture.material, thickness_m=furniture.thickness_m)
        plies = (_layer(layer, f"{key}.furniture", work),)
        masses.append(model.Mass("furniture", plies, furniture.area_m2))
    if room.partitions is not None:
        layers = _layers(room.partitions.construction, f"{key}.partitions.construction", work)
        masses.append(model.Mass("partitions", layers, room.partitions.area_m2))
    return tuple(masses)


# --- buffers and ground ----------------------------------------------------------------------


def _buffers(
    room: said.DetailRoom, site: said.Site, key: str, work: _Work
) -> tuple[model.Buffer, ...]:
    used = {s.boundary.buffer for s in room.surfaces if isinstance(s.boundary, said.BufferBoundary)}
    buffers = []
    for name, buffer in room.buffers.items():
        where = f"{key}.buffers.{name}"
        if name not in used:
            work.notes.append(f"{where}: no surface of the room borders on it")
        for i, surface in enumerate(buffer.surfaces):
            if isinstance(surface.boundary, said.BufferBoundary):
                work.complain(
                    f"{where}.surfaces[{i}].boundary",
                    "a buffer can't border on a buffer",
                    "join the two into one, or use outdoors, adiabatic, neighbour or ground",
                )
        buffers.append(_buffer(name, buffer, site, where, work))
    return tuple(buffers)


def _buffer(name: str, buffer: said.Buffer, site: said.Site, key: str, work: _Work) -> model.Buffer:
    surfaces = tuple(
        _surface(surface, site, f"{key}.surfaces[{i}]", work)
        for i, surface in enumerate(buffer.surfaces)
    )
    found = (
        _window(window, surfaces, CEILING_M, f"{key}.windows[{i}]", work)
        for i, window in enumerate(buffer.windows)
    )
    windows = tuple(window for window in found if window is not None)
    return model.Buffer(
        name=name,
        volume_m3=buffer.volume_m3,
        ach=buffer.ach,
        surfaces=_net(surfaces, windows, (), key, work),
        windows=windows,
        gains=_gains(buffer.gains, None, f"{key}.gains", work) if buffer.gains else None,
    )


def _ground_wave(site: said.Site, place: Place) -> dict[str, float]:
    """Return mean, amplitude and coldest day of the undisturbed ground."""
    written = site.ground_temperature
    if isinstance(written, said.GroundTemperature):
        values = (written.mean_degc, written.amplitude_k, written.coldest_day)
    elif isinstance(written, str):
        values = (place.ground_mean_degc, place.ground_amplitude_k, place.ground_coldest_day)
    else:
        values = (written, 0.0, 35.0)
    keys = ("ground_mean_degc", "ground_amplitude_k", "ground_coldest_day")
    return dict(zip(keys, values, strict=True))
