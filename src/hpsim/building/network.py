"""The room as nodes and conductances: layers, films, panes, long wave, boundaries.

A `Layout` holds what never changes (nodes, heat capacities, conduction, who sees whom); a set of
`Coefficients` (films, long wave, gaps) turns it into matrices. So the same room can be
linearised at any state.

Layers are cut into equal cells, half of each cell's heat capacity at either end; a massless
layer is a conductance alone, and a node between such layers carries no heat capacity (the modal
form eliminates it).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from hpsim.building.constants import (
    AIR_J_PER_KG_K,
    STEFAN_BOLTZMANN_W_PER_M2K4,
    ZERO_DEGC_K,
    air_density,
)
from hpsim.building.enclosure import Box, Patch, detect_box, grey_exchange_areas, view_factors
from hpsim.building.films import (
    FIXED,
    ROUGHNESS_FACTOR,
    NaturalFilm,
    doe2_outside,
    fixed_film,
    glass_inside,
    tarp,
    wind_ratio,
)
from hpsim.building.glazing import GapConductance, Optics, stack
from hpsim.building.ground import ground_coupling
from hpsim.building.model import (
    Adiabatic,
    BufferSpace,
    Ground,
    Layer,
    Mass,
    Neighbour,
    Outdoors,
    RoomModel,
    Surface,
    Window,
)
from hpsim.kernel.types import FloatArray

CELL_TIME_S = 600.0
"""A cell is at most one diffusion length of this time thick: the first minutes of a cycle."""
MOST_CELLS = 12
LEAST_RESISTANCE_M2K_PER_W = 1e-5
NEIGHBOUR_FILM_W_PER_M2K = 7.7  # ISO 6946: 1/0.13, convection and long wave together
GLASS_MEAN_DEGC = 15.0  # at which film and gap properties that hardly change are taken


@dataclass(frozen=True, slots=True)
class InnerFace:
    """A face that looks into a zone."""

    name: str
    node: int
    zone: int
    area_m2: float
    film: NaturalFilm
    emissivity: float
    """0 where a fixed film stands for long wave too."""
    radiant_weight: float
    """Area times emissivity: share of radiant gains, weight in the mean radiant temperature."""
    absorptance: float
    """Of sunlight; glass has its optics instead."""
    glazing: int = -1
    """Index into `Layout.glazings`, or -1."""


@dataclass(frozen=True, slots=True)
class OuterFace:
    """A face that looks outdoors."""

    name: str
    node: int
    area_m2: float
    azimuth_deg: float
    tilt_deg: float
    has_sun: bool
    film: NaturalFilm
    roughness: float
    wind_ratio: float
    """Wind at the face over wind at the station; 0 in still air."""
    emissivity: float
    sky_share: float
    """Share of the long wave exchanged with the sky, the rest with things at air temperature."""
    absorptance: float


@dataclass(frozen=True, slots=True)
class GapLink:
    """A gap between two panes."""

    outer_node: int
    inner_node: int
    area_m2: float
    conductance: GapConductance


@dataclass(frozen=True, slots=True)
class BoundaryLink:
    """A fixed conductance from a node to a temperature that is given."""

    node: int
    conductance_w_per_k: float
    source: int
    """-1 outdoor air, else index into `Layout.sources`."""


@dataclass(frozen=True, slots=True)
class GlazedOpening:
    """A window as the network holds it."""

    window: Window
    zone: int
    azimuth_deg: float
    tilt_deg: float
    area_m2: float
    pane_nodes: tuple[tuple[int, int], ...]
    """Outer and inner face of each pane."""
    inner_face: int
    optics: Optics


@dataclass(frozen=True, slots=True)
class Zone:
    """An air volume and the faces around it."""

    name: str
    air_node: int
    volume_m3: float
    faces: tuple[int, ...]
    """Indices into `Layout.inner`."""
    patches: tuple[Patch, ...]
    box: Box | None
    view_factors: FloatArray
    exchange_m2: FloatArray
    """(n, n) long-wave exchange areas between the faces."""


@dataclass(frozen=True, slots=True)
class Layout:
    """What never changes in a room's network."""

    capacity_j_per_k: FloatArray
    """(n,) of the nodes."""
    conduction_w_per_k: FloatArray
    """(n, n) symmetric, rows sum to 0: layers and panes."""
    inner: tuple[InnerFace, ...]
    outer: tuple[OuterFace, ...]
    gaps: tuple[GapLink, ...]
    links: tuple[BoundaryLink, ...]
    sources: tuple[FloatArray, ...]
    """Temperatures given by the hour: neighbours and ground, (n_hours,) each [degC]."""
    source_is_room: tuple[bool, ...]
    """Whether each is a heated neighbour rather than ground."""
    glazings: tuple[GlazedOpening, ...]
    zones: tuple[Zone, ...]
    port_nodes: tuple[int, ...]
    """Nodes where heat enters and temperature is read: air, inner, outer, gap faces."""

    @property
    def inner_ports(self) -> slice:
        """Return where the inner faces lie among the ports."""
        return slice(len(self.zones), len(self.zones) + len(self.inner))

    @property
    def outer_ports(self) -> slice:
        """Return where the outer faces lie among the ports."""
        start = len(self.zones) + len(self.inner)
        return slice(start, start + len(self.outer))


@dataclass(frozen=True, slots=True)
class Coefficients:
    """All that depends on state, frozen at one: W/m2K of each face or gap."""

    inner: FloatArray
    outer_convection: FloatArray
    outer_sky: FloatArray
    outer_surroundings: FloatArray
    gap: FloatArray
    zone_long_wave: FloatArray
    """(n_zones,) ``4 sigma T^3`` inside each zone."""


@dataclass(frozen=True, slots=True)
class Matrices:
    """The linear network ``C dT/dt = -K T + B u + heat``."""

    capacity_j_per_k: FloatArray
    conductance_w_per_k: FloatArray
    """(n, n) symmetric, positive definite."""
    weather_w_per_k: FloatArray
    """(n, 2) to outdoor air and to the sky."""
    source_w_per_k: FloatArray
    """(n, n_sources)"""


@dataclass
class _Assembly:
    """Collects nodes and conductances while the room is read."""

    capacity: list[float] = field(default_factory=list)
    edges: list[tuple[int, int, float]] = field(default_factory=list)
    inner: list[InnerFace] = field(default_factory=list)
    inner_patches: list[Patch] = field(default_factory=list)
    outer: list[OuterFace] = field(default_factory=list)
    gaps: list[GapLink] = field(default_factory=list)
    links: list[BoundaryLink] = field(default_factory=list)
    sources: list[FloatArray] = field(default_factory=list)
    source_is_room: list[bool] = field(default_factory=list)
    glazings: list[GlazedOpening] = field(default_factory=list)

    def node(self, capacity_j_per_k: float = 0.0) -> int:
        """Add a node and return its number."""
        self.capacity.append(capacity_j_per_k)
        return len(self.capacity) - 1

    def add_source(
        self, node: int, conductance_w_per_k: float, degc: FloatArray, *, is_room: bool
    ) -> None:
        """Join a node to a given temperature."""
        self.links.append(BoundaryLink(node, conductance_w_per_k, len(self.sources)))
        self.sources.append(degc)
        self.source_is_room.append(is_room)

    def chain(
        self, layers: tuple[Layer, ...], area_m2: float, cell_time_s: float
    ) -> tuple[int, int]:
        """Add a stack of layers; return its outer and inner node."""
        first = last = self.node()
        for layer in layers:
            n = cells_of(layer, cell_time_s)
            resistance = max(layer.resistance_m2k_per_w, LEAST_RESISTANCE_M2K_PER_W) / n
            half = 0.5 * layer.capacitance_j_per_m2k * area_m2 / n
            for _ in range(n):
                after = self.node(half)
                self.capacity[last] += half
                self.edges.append((last, after, area_m2 / resistance))
                last = after
        return first, last


def cells_of(layer: Layer, cell_time_s: float) -> int:
    """Return into how many cells a layer is cut: one per diffusion length, ``sqrt(a t)``."""
    lengths = math.sqrt(layer.resistance_m2k_per_w * layer.capacitance_j_per_m2k / cell_time_s)
    return min(max(math.ceil(lengths), 1), MOST_CELLS)


def wave_c(degc: float) -> float:
    """Return ``4 sigma T^3`` [W/m2K]."""
    return 4.0 * STEFAN_BOLTZMANN_W_PER_M2K4 * (degc + ZERO_DEGC_K) ** 3


def _sky_share(tilt_deg: float) -> float:
    """Return the share of a face's long wave that the sky takes.

    View factor ``F = (1 + cos tilt) / 2``, split between sky and air by ``sqrt(F)``
    (EnergyPlus Engineering Reference, "External Longwave Radiation").
    """
    return float((0.5 * (1.0 + math.cos(math.radians(tilt_deg)))) ** 1.5)


def _centre_height(surface: Surface, model: RoomModel) -> float:
    if surface.tilt_deg > 170.0:
        return 0.0
    if surface.tilt_deg < 60.0:
        return model.ceiling_height_m
    return 0.5 * model.ceiling_height_m


def _outer_face(surface: Surface, node: int, model: RoomModel) -> OuterFace:
    boundary = surface.boundary
    assert isinstance(boundary, Outdoors)
    fixed = surface.film_outside_w_per_m2k
    ratio = wind_ratio(_centre_height(surface, model), model.terrain) if boundary.wind else 0.0
    return OuterFace(
        name=surface.name,
        node=node,
        area_m2=surface.area_m2,
        azimuth_deg=surface.azimuth_deg,
        tilt_deg=surface.tilt_deg,
        has_sun=boundary.sun,
        film=tarp(surface.tilt_deg) if fixed is None else fixed_film(fixed),
        roughness=ROUGHNESS_FACTOR[surface.roughness],
        wind_ratio=ratio,
        emissivity=surface.emissivity_outside if fixed is None else 0.0,
        sky_share=_sky_share(surface.tilt_deg) if boundary.sun else 0.0,
        absorptance=surface.absorptance_outside,
    )


def _inner_face(
    name: str,
    node: int,
    zone: int,
    area_m2: float,
    film: NaturalFilm,
    emissivity: float,
    absorptance: float,
) -> InnerFace:
    is_fixed = film.law == FIXED
    return InnerFace(
        name,
        node,
        zone,
        area_m2,
        film,
        0.0 if is_fixed else emissivity,
        area_m2 * (1.0 if is_fixed else emissivity),
        absorptance,
    )


def _add_surface(
    assembly: _Assembly,
    surface: Surface,
    model: RoomModel,
    zone: int,
    zones: dict[str, int],
    cell_s: float,
) -> None:
    boundary = surface.boundary
    layers = surface.layers
    if isinstance(boundary, Ground):
        coupling = ground_coupling(surface, boundary, model)
        layers = coupling.soil + layers
    outer_node, inner_node = assembly.chain(layers, surface.area_m2, cell_s)
    film = (
        tarp(180.0 - surface.tilt_deg)
        if surface.film_inside_w_per_m2k is None
        else fixed_film(surface.film_inside_w_per_m2k)
    )
    assembly.inner.append(
        _inner_face(
            surface.name,
            inner_node,
            zone,
            surface.area_m2,
            film,
            surface.emissivity_inside,
            surface.absorptance_inside,
        )
    )
    assembly.inner_patches.append(Patch(surface.area_m2, surface.azimuth_deg, surface.tilt_deg))
    if isinstance(boundary, Outdoors):
        assembly.outer.append(_outer_face(surface, outer_node, model))
    elif isinstance(boundary, BufferSpace):
        face = _inner_face(
            surface.name,
            outer_node,
            zones[boundary.name],
            surface.area_m2,
            tarp(surface.tilt_deg),
            surface.emissivity_outside,
            surface.absorptance_outside,
        )
        assembly.inner.append(face)
        assembly.inner_patches.append(
            Patch(surface.area_m2, (surface.azimuth_deg + 180.0) % 360.0, 180.0 - surface.tilt_deg)
        )
    elif isinstance(boundary, Neighbour):
        conductance = NEIGHBOUR_FILM_W_PER_M2K * surface.area_m2
        assembly.add_source(outer_node, conductance, boundary.temperature_degc, is_room=True)
    elif isinstance(boundary, Ground):
        conductance = surface.area_m2 / coupling.virtual_resistance_m2k_per_w
        assembly.add_source(outer_node, conductance, coupling.temperature_degc, is_room=False)
    else:
        assert isinstance(boundary, Adiabatic)


def _add_window(
    assembly: _Assembly,
    window: Window,
    surface: Surface,
    model: RoomModel,
    zone: int,
    pressure_pa: float,
) -> None:
    glass = stack(window.glazing, GLASS_MEAN_DEGC, pressure_pa)
    area = window.area_m2 * window.count
    panes: list[tuple[int, int]] = []
    for resistance, capacitance in zip(
        glass.resistance_m2k_per_w, glass.capacitance_j_per_m2k, strict=True
    ):
        half = 0.5 * capacitance * area
        outer, inner = assembly.node(half), assembly.node(half)
        assembly.edges.append((outer, inner, area / resistance))
        panes.append((outer, inner))
    for (_, left), (right, _), gap in zip(panes[:-1], panes[1:], glass.gaps, strict=True):
        assembly.gaps.append(GapLink(left, right, area, gap))
    fixed_in, fixed_out = window.film_inside_w_per_m2k, window.film_outside_w_per_m2k
    film = (
        glass_inside(surface.tilt_deg, window.height_m, GLASS_MEAN_DEGC, pressure_pa)
        if fixed_in is None
        else fixed_film(fixed_in)
    )
    face = _inner_face(window.name, panes[-1][1], zone, area, film, glass.emissivity_inside, 0.0)
    assembly.glazings.append(
        GlazedOpening(
            window,
            zone,
            surface.azimuth_deg,
            surface.tilt_deg,
            area,
            tuple(panes),
            len(assembly.inner),
            glass.optics,
        )
    )
    assembly.inner.append(
        InnerFace(
            face.name,
            face.node,
            zone,
            area,
            film,
            face.emissivity,
            face.radiant_weight,
            0.0,
            len(assembly.glazings) - 1,
        )
    )
    assembly.inner_patches.append(Patch(area, surface.azimuth_deg, surface.tilt_deg))
    height = (
        window.sill_m + 0.5 * window.height_m if surface.tilt_deg > 60.0 else model.ceiling_height_m
    )
    assembly.outer.append(
        OuterFace(
            name=window.name,
            node=panes[0][0],
            area_m2=area,
            azimuth_deg=surface.azimuth_deg,
            tilt_deg=surface.tilt_deg,
            has_sun=False,  # what the glass absorbs goes to its panes
            film=tarp(surface.tilt_deg) if fixed_out is None else fixed_film(fixed_out),
            roughness=ROUGHNESS_FACTOR["very_smooth"],
            wind_ratio=wind_ratio(height, model.terrain),
            emissivity=glass.emissivity_outside if fixed_out is None else 0.0,
            sky_share=_sky_share(surface.tilt_deg),
            absorptance=0.0,
        )
    )


def _add_mass(assembly: _Assembly, mass: Mass, zone: int, cell_s: float) -> None:
    first, last = assembly.chain(mass.layers, mass.area_m2, cell_s)
    for node in (last, first)[: mass.faces]:
        assembly.inner.append(
            _inner_face(
                mass.name, node, zone, mass.area_m2, tarp(90.0), mass.emissivity, mass.absorptance
            )
        )
        assembly.inner_patches.append(Patch(mass.area_m2, 0.0, 90.0, is_body=True))


def _zone_of(
    assembly: _Assembly, name: str, index: int, node: int, volume: float, height: float
) -> Zone:
    faces = tuple(i for i, face in enumerate(assembly.inner) if face.zone == index)
    patches = tuple(assembly.inner_patches[i] for i in faces)
    area = np.array([patch.area_m2 for patch in patches])
    emissivity = np.array([assembly.inner[i].emissivity for i in faces])
    box = detect_box(patches, height)
    factors = view_factors(patches, box)
    exchange = grey_exchange_areas(factors, area, emissivity)
    return Zone(name, node, volume, faces, patches, box, factors, exchange)


def _buffer_height(model: RoomModel, index: int) -> float:
    """Return the height of a buffer space: as the room's where it stands beside it."""
    buffer = model.buffers[index]
    floors = [s.area_m2 for s in buffer.surfaces if s.tilt_deg > 170.0]
    floors += [
        s.area_m2
        for s in model.surfaces
        if isinstance(s.boundary, BufferSpace)
        and s.boundary.name == buffer.name
        and s.tilt_deg < 10.0
    ]
    return buffer.volume_m3 / sum(floors) if floors else model.ceiling_height_m


def read_layout(
    model: RoomModel,
    pressure_pa: float,
    *,
    constant_infiltration_w_per_k: float = 0.0,
    cell_time_s: float = CELL_TIME_S,
) -> Layout:
    """Return the network of a room and the buffer spaces beside it."""
    assembly = _Assembly()
    density = air_density(pressure_pa)
    air_j_per_m3k = density * AIR_J_PER_KG_K
    room_air = assembly.node(model.volume_m3 * air_j_per_m3k * model.air_capacity_multiplier)
    zones = {buffer.name: i + 1 for i, buffer in enumerate(model.buffers)}
    airs = [room_air]
    airs += [assembly.node(buffer.volume_m3 * air_j_per_m3k) for buffer in model.buffers]
    assembly.links.append(BoundaryLink(room_air, constant_infiltration_w_per_k, -1))
    for i, buffer in enumerate(model.buffers):
        flow = buffer.ach * buffer.volume_m3 / 3600.0 * air_j_per_m3k
        assembly.links.append(BoundaryLink(airs[i + 1], flow, -1))
    groups = [(0, model.surfaces, model.windows)]
    groups += [(i + 1, b.surfaces, b.windows) for i, b in enumerate(model.buffers)]
    for zone, surfaces, windows in groups:
        by_name = {surface.name: surface for surface in surfaces}
        for surface in surfaces:
            _add_surface(assembly, surface, model, zone, zones, cell_time_s)
        for window in windows:
            _add_window(assembly, window, by_name[window.surface], model, zone, pressure_pa)
    for mass in model.masses:
        _add_mass(assembly, mass, 0, cell_time_s)
    rooms = [_zone_of(assembly, "room", 0, airs[0], model.volume_m3, _room_height(model))]
    rooms += [
        _zone_of(assembly, b.name, i + 1, airs[i + 1], b.volume_m3, _buffer_height(model, i))
        for i, b in enumerate(model.buffers)
    ]
    return _finish(assembly, rooms)


def _room_height(model: RoomModel) -> float:
    return model.volume_m3 / model.floor_area_m2


def _finish(assembly: _Assembly, zones: list[Zone]) -> Layout:
    n = len(assembly.capacity)
    conduction = np.zeros((n, n))
    for i, j, g in assembly.edges:
        _join(conduction, i, j, g)
    ports = [zone.air_node for zone in zones]
    ports += [face.node for face in assembly.inner]
    ports += [face.node for face in assembly.outer]
    for gap in assembly.gaps:
        ports += [gap.outer_node, gap.inner_node]
    return Layout(
        np.array(assembly.capacity),
        conduction,
        tuple(assembly.inner),
        tuple(assembly.outer),
        tuple(assembly.gaps),
        tuple(assembly.links),
        tuple(assembly.sources),
        tuple(assembly.source_is_room),
        tuple(assembly.glazings),
        tuple(zones),
        tuple(ports),
    )


def _join(matrix: FloatArray, i: int, j: int, conductance: float) -> None:
    matrix[i, i] += conductance
    matrix[j, j] += conductance
    matrix[i, j] -= conductance
    matrix[j, i] -= conductance


def assemble(layout: Layout, at: Coefficients) -> Matrices:
    """Return the matrices of the network linearised at a set of coefficients."""
    matrix = layout.conduction_w_per_k.copy()
    weather = np.zeros((matrix.shape[0], 2))
    source = np.zeros((matrix.shape[0], len(layout.sources)))
    for face, h in zip(layout.inner, at.inner, strict=True):
        _join(matrix, face.node, layout.zones[face.zone].air_node, h * face.area_m2)
    for zone, h in zip(layout.zones, at.zone_long_wave, strict=True):
        nodes = np.array([layout.inner[i].node for i in zone.faces])
        exchange = h * zone.exchange_m2
        matrix[np.ix_(nodes, nodes)] -= exchange
        matrix[nodes, nodes] += exchange.sum(axis=1)
    for gap, h in zip(layout.gaps, at.gap, strict=True):
        _join(matrix, gap.outer_node, gap.inner_node, h * gap.area_m2)
    for k, outside in enumerate(layout.outer):
        to_air = (at.outer_convection[k] + at.outer_surroundings[k]) * outside.area_m2
        to_sky = at.outer_sky[k] * outside.area_m2
        matrix[outside.node, outside.node] += to_air + to_sky
        weather[outside.node] += (to_air, to_sky)
    for link in layout.links:
        matrix[link.node, link.node] += link.conductance_w_per_k
        if link.source < 0:
            weather[link.node, 0] += link.conductance_w_per_k
        else:
            source[link.node, link.source] += link.conductance_w_per_k
    return Matrices(layout.capacity_j_per_k, matrix, weather, source)


def _start_coefficients(layout: Layout) -> Coefficients:
    return Coefficients(
        inner=np.array([f.film.warm if f.film.law == FIXED else 2.5 for f in layout.inner]),
        outer_convection=np.array(
            [f.film.warm if f.film.law == FIXED else 12.0 for f in layout.outer]
        ),
        outer_sky=np.array([4.5 * f.emissivity * f.sky_share for f in layout.outer]),
        outer_surroundings=np.array([4.5 * f.emissivity * (1 - f.sky_share) for f in layout.outer]),
        gap=np.array([gap.conductance.at(GLASS_MEAN_DEGC, 0.0) for gap in layout.gaps]),
        zone_long_wave=np.full(len(layout.zones), wave_c(20.0)),
    )


def coefficients_at(
    layout: Layout,
    node_degc: FloatArray,
    outdoor_degc: float,
    sky_degc: float,
    wind_m_per_s: float,
) -> Coefficients:
    """Return the coefficients that belong to node temperatures and weather.

    The outside film is the mean of windward and leeward.
    """
    sigma, zero = STEFAN_BOLTZMANN_W_PER_M2K4, ZERO_DEGC_K
    inner = [
        f.film.at(node_degc[f.node] - node_degc[layout.zones[f.zone].air_node])
        for f in layout.inner
    ]
    convection: list[float] = []
    to_sky: list[float] = []
    to_air: list[float] = []
    for face in layout.outer:
        t = node_degc[face.node]
        natural = face.film.at(t - outdoor_degc)
        wind = wind_m_per_s * face.wind_ratio
        both = [
            doe2_outside(natural, wind, face.roughness, is_windward=side) for side in (True, False)
        ]
        convection.append(natural if face.film.law == FIXED else 0.5 * sum(both))
        for share, other, out in (
            (face.sky_share, sky_degc, to_sky),
            (1.0 - face.sky_share, outdoor_degc, to_air),
        ):
            a, b = t + zero, other + zero
            out.append(face.emissivity * share * sigma * (a * a + b * b) * (a + b))
    gap = [
        g.conductance.at(
            0.5 * (node_degc[g.outer_node] + node_degc[g.inner_node]),
            node_degc[g.outer_node] - node_degc[g.inner_node],
        )
        for g in layout.gaps
    ]
    radiant = []
    for zone in layout.zones:
        weight = np.array([layout.inner[i].radiant_weight for i in zone.faces])
        t_faces = node_degc[[layout.inner[i].node for i in zone.faces]]
        radiant.append(wave_c(float(np.dot(weight, t_faces) / weight.sum())))
    return Coefficients(*(np.array(x) for x in (inner, convection, to_sky, to_air, gap, radiant)))


@dataclass(frozen=True, slots=True)
class MeanState:
    """Annual means of all that drives the room, and the set points it is held between."""

    outdoor_degc: float
    sky_degc: float
    wind_m_per_s: float
    source_degc: FloatArray
    """(n_sources,)"""
    port_heat_w: FloatArray
    """(n_ports,)"""
    lowest_air_degc: float
    highest_air_degc: float


def mean_temperatures(layout: Layout, matrices: Matrices, mean: MeanState) -> FloatArray:
    """Return the steady node temperatures, the room air clipped into its dead band."""
    weather = np.array([mean.outdoor_degc, mean.sky_degc])
    heat = matrices.weather_w_per_k @ weather + matrices.source_w_per_k @ mean.source_degc
    np.add.at(heat, np.array(layout.port_nodes), mean.port_heat_w)
    air = layout.zones[0].air_node
    unit = np.zeros_like(heat)
    unit[air] = 1.0
    free, response = np.linalg.solve(matrices.conductance_w_per_k, np.column_stack([heat, unit])).T
    wanted = min(max(free[air], mean.lowest_air_degc), mean.highest_air_degc)
    return np.asarray(free + response * (wanted - free[air]) / response[air])


def linearise_at_mean(layout: Layout, mean: MeanState, rounds: int = 3) -> Coefficients:
    """Return the coefficients at the annual-mean state: steady solve, repeated."""
    at = _start_coefficients(layout)
    for _ in range(rounds):
        nodes = mean_temperatures(layout, assemble(layout, at), mean)
        at = coefficients_at(layout, nodes, mean.outdoor_degc, mean.sky_degc, mean.wind_m_per_s)
    return at


def steady_loss_w_per_k(layout: Layout, matrices: Matrices) -> float:
    """Return the heat that holds the room 1 K above outdoors, sky and ground [W/K].

    Neighbours and the rest of the home are taken as warm as the room.
    """
    air = layout.zones[0].air_node
    unit = np.zeros(matrices.conductance_w_per_k.shape[0])
    unit[air] = 1.0
    rooms = matrices.source_w_per_k @ np.array(layout.source_is_room, dtype=float)
    by_heat, by_rooms = np.linalg.solve(
        matrices.conductance_w_per_k, np.column_stack([unit, rooms])
    ).T
    return float((1.0 - by_rooms[air]) / by_heat[air])
