"""From a room's numbers to the network of its nodes, faces and zones.

Layers are cut into equal cells, half of each cell's heat capacity at either end; a massless
layer is a conductance alone, and a node between such layers carries no heat capacity (the modal
form eliminates it).
"""

from __future__ import annotations

import math
from dataclasses import field, replace

import numpy as np

from hpsim.building.constants import AIR_J_PER_KG_K, EDGE_HEIGHT_M, air_density
from hpsim.building.enclosure import Patch, enclosure
from hpsim.building.films import (
    ROUGHNESS_FACTOR,
    fixed_film,
    glass_inside,
    tarp,
    wind_ratio,
)
from hpsim.building.glazing import stack
from hpsim.building.ground import GroundCoupling, ground_coupling
from hpsim.building.layout import (
    GLASS_MEAN_DEGC,
    BoundaryLink,
    GapLink,
    GlazedOpening,
    HomeSide,
    InnerFace,
    Layout,
    OuterFace,
    Zone,
)
from hpsim.building.model import (
    Adiabatic,
    BufferSpace,
    Ground,
    Home,
    Layer,
    Mass,
    Neighbour,
    Outdoors,
    RoomModel,
    Surface,
    Window,
)
from hpsim.kernel.types import FloatArray
from hpsim.records import dataclass

CELL_TIME_S = 600.0
"""A cell is at most one diffusion length of this time thick: the first minutes of a cycle."""
MAX_CELLS = 12
MASS_EMISSIVITY, MASS_ABSORPTANCE = 0.9, 0.6  # of furniture and partitions: ASHRAE 140
MIN_RESISTANCE_M2K_PER_W = 1e-5
NEIGHBOUR_FILM_W_PER_M2K = 7.7  # ISO 6946: 1/0.13, convection and long wave together
SEALED_W_PER_K = 1e-3  # a trace: a twentieth of a watt at 50 K


@dataclass
class Assembly:
    """Collects nodes and conductances while the room is read."""

    capacity: list[float] = field(default_factory=list)
    airs: list[int] = field(default_factory=list)
    """Node of each zone's air."""
    edges: list[tuple[int, int, float]] = field(default_factory=list)
    inner: list[InnerFace] = field(default_factory=list)
    outer: list[OuterFace] = field(default_factory=list)
    gaps: list[GapLink] = field(default_factory=list)
    links: list[BoundaryLink] = field(default_factory=list)
    sources: list[FloatArray] = field(default_factory=list)
    source_is_room: list[bool] = field(default_factory=list)
    glazings: list[GlazedOpening] = field(default_factory=list)
    home_sides: list[HomeSide] = field(default_factory=list)

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
        self,
        layers: tuple[Layer, ...],
        area_m2: float,
        cell_time_s: float,
        outer_node: int | None = None,
    ) -> tuple[int, int]:
        """Add a stack of layers, on a node or on one of its own; return outer and inner node."""
        first = last = self.node() if outer_node is None else outer_node
        for layer in layers:
            n = cells_of(layer, cell_time_s)
            resistance = max(layer.resistance_m2k_per_w, MIN_RESISTANCE_M2K_PER_W) / n
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
    return min(max(math.ceil(lengths), 1), MAX_CELLS)


def _sky_fraction(tilt_deg: float) -> float:
    """Return the fraction of a face's long wave that the sky takes.

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


def _outer_face(surface: Surface, node: int, zone: int, model: RoomModel) -> OuterFace:
    boundary = surface.boundary
    assert isinstance(boundary, Outdoors)
    fixed = surface.film_outside_w_per_m2k
    ratio = wind_ratio(_centre_height(surface, model), model.terrain) if boundary.wind else 0.0
    return OuterFace(
        name=surface.name,
        node=node,
        zone=zone,
        area_m2=surface.area_m2,
        azimuth_deg=surface.azimuth_deg,
        tilt_deg=surface.tilt_deg,
        has_sun=boundary.sun,
        film=tarp(surface.tilt_deg) if fixed is None else fixed_film(fixed),
        roughness=ROUGHNESS_FACTOR[surface.roughness],
        wind_ratio=ratio,
        emissivity=surface.emissivity_outside if fixed is None else 0.0,
        sky_fraction=_sky_fraction(surface.tilt_deg) if boundary.sun else 0.0,
        absorptance=surface.absorptance_outside,
    )


def _add_surface(
    assembly: Assembly,
    surface: Surface,
    model: RoomModel,
    zone: int,
    zones: dict[str, int],
    cell_s: float,
) -> None:
    boundary = surface.boundary
    if isinstance(boundary, Ground):
        coupling = ground_coupling(surface, boundary, model)
        outer_node, slab_node = assembly.chain(coupling.below, surface.area_m2, cell_s)
        _, inner_node = assembly.chain(coupling.above, surface.area_m2, cell_s, slab_node)
    else:
        outer_node, inner_node = assembly.chain(surface.layers, surface.area_m2, cell_s)
    fixed, area, azimuth = surface.film_inside_w_per_m2k, surface.area_m2, surface.azimuth_deg
    assembly.inner.append(
        InnerFace(
            surface.name,
            inner_node,
            zone,
            Patch(area, azimuth, surface.tilt_deg),
            tarp(180.0 - surface.tilt_deg) if fixed is None else fixed_film(fixed),
            surface.emissivity_inside if fixed is None else 0.0,
            surface.absorptance_inside,
        )
    )
    if isinstance(boundary, Outdoors):
        assembly.outer.append(_outer_face(surface, outer_node, zone, model))
    elif isinstance(boundary, BufferSpace):
        assembly.inner.append(
            InnerFace(
                surface.name,
                outer_node,
                zones[boundary.name],
                Patch(area, (azimuth + 180.0) % 360.0, 180.0 - surface.tilt_deg),
                tarp(surface.tilt_deg),
                surface.emissivity_outside,
                surface.absorptance_outside,
            )
        )
    elif isinstance(boundary, Neighbour):
        conductance = NEIGHBOUR_FILM_W_PER_M2K * surface.area_m2
        assembly.add_source(outer_node, conductance, boundary.temperature_degc, is_room=True)
    elif isinstance(boundary, Ground):
        conductance = surface.area_m2 / coupling.virtual_resistance_m2k_per_w
        soil_degc = coupling.temperature_degc
        if model.soil_hour is not None:
            soil_degc = soil_degc[model.soil_hour]
        assembly.add_source(outer_node, conductance, soil_degc, is_room=False)
        if coupling.edge and coupling.edge_m2 > 0.0:
            _add_edge(assembly, surface, coupling, model, zone, slab_node, cell_s)
    else:
        assert isinstance(boundary, Adiabatic)
        if isinstance(boundary, Home):
            side = HomeSide(surface.name, outer_node, surface.layers, surface.area_m2)
            assembly.home_sides.append(side)


def _add_edge(
    assembly: Assembly,
    surface: Surface,
    coupling: GroundCoupling,
    model: RoomModel,
    zone: int,
    slab_node: int,
    cell_s: float,
) -> None:
    """Add a slab's edge above grade: it looks where the walls above it look.

    Its heat comes through the middle of the slab. Without walls outdoors it is in their shade and
    lee.
    """
    neighbours = model.surfaces if zone == 0 else model.buffers[zone - 1].surfaces
    walls = [
        wall
        for wall in neighbours
        if isinstance(wall.boundary, Outdoors) and abs(wall.tilt_deg - 90.0) < 1.0
    ]
    if not walls:
        hidden = Outdoors(sun=False, wind=False)
        walls = [replace(surface, boundary=hidden, tilt_deg=90.0)]
    sizes = [wall.gross_area_m2 or wall.area_m2 for wall in walls]
    for wall, size in zip(walls, sizes, strict=True):
        area = coupling.edge_m2 * size / sum(sizes)
        outer, inner = assembly.chain(coupling.edge[:-1], area, cell_s)
        last = area / coupling.edge[-1].resistance_m2k_per_w
        assembly.edges.append((inner, slab_node, last))
        face = _outer_face(wall, outer, zone, model)
        assembly.outer.append(
            replace(
                face,
                name=f"edge of {surface.name}, {wall.name}",
                area_m2=area,
                wind_ratio=wind_ratio(0.5 * EDGE_HEIGHT_M, model.terrain)
                if face.wind_ratio > 0.0
                else 0.0,
            )
        )


def _add_window(
    assembly: Assembly,
    window: Window,
    surface: Surface,
    model: RoomModel,
    zone: int,
    pressure_pa: float,
) -> None:
    outside = surface.boundary
    assert isinstance(outside, Outdoors)  # as the description has it
    glass = stack(window.glazing, GLASS_MEAN_DEGC, pressure_pa, surface.tilt_deg)
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
            outside.sun,
        )
    )
    assembly.inner.append(
        InnerFace(
            window.name,
            panes[-1][1],
            zone,
            Patch(area, surface.azimuth_deg, surface.tilt_deg),
            glass_inside(surface.tilt_deg, window.height_m, GLASS_MEAN_DEGC, pressure_pa)
            if fixed_in is None
            else fixed_film(fixed_in),
            glass.emissivity_inside if fixed_in is None else 0.0,
            glazing=len(assembly.glazings) - 1,
        )
    )
    height = (
        window.sill_m + 0.5 * window.height_m if surface.tilt_deg > 60.0 else model.ceiling_height_m
    )
    assembly.outer.append(
        OuterFace(
            name=window.name,
            node=panes[0][0],
            zone=zone,
            area_m2=area,
            azimuth_deg=surface.azimuth_deg,
            tilt_deg=surface.tilt_deg,
            has_sun=False,  # what the glass absorbs goes to its panes
            film=tarp(surface.tilt_deg) if fixed_out is None else fixed_film(fixed_out),
            roughness=ROUGHNESS_FACTOR["very_smooth"],
            wind_ratio=wind_ratio(height, model.terrain) if outside.wind else 0.0,
            emissivity=glass.emissivity_outside if fixed_out is None else 0.0,
            sky_fraction=_sky_fraction(surface.tilt_deg) if outside.sun else 0.0,
            absorptance=0.0,
        )
    )


def _add_mass(assembly: Assembly, mass: Mass, zone: int, cell_s: float) -> None:
    first, last = assembly.chain(mass.layers, mass.area_m2, cell_s)
    patch = Patch(mass.area_m2, 0.0, 90.0, is_body=True)
    for node in (last, first):
        face = InnerFace(
            mass.name, node, zone, patch, tarp(90.0), MASS_EMISSIVITY, MASS_ABSORPTANCE
        )
        assembly.inner.append(face)


def _zone_of(assembly: Assembly, index: int, height: float) -> Zone:
    faces = tuple(i for i, face in enumerate(assembly.inner) if face.zone == index)
    patches = tuple(assembly.inner[i].patch for i in faces)
    emissivity = tuple(assembly.inner[i].emissivity for i in faces)
    return Zone(assembly.airs[index], faces, patches, *enclosure(patches, emissivity, height))


def _buffer_height(model: RoomModel, index: int) -> float:
    """Return the height of a buffer space: as the room's where it stands next to it."""
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
    """Return the network of a room and the buffer spaces next to it."""
    assembly = Assembly()
    density = air_density(pressure_pa)
    air_j_per_m3k = density * AIR_J_PER_KG_K
    room_air = assembly.node(model.volume_m3 * air_j_per_m3k * model.air_capacity_multiplier)
    zones = {buffer.name: i + 1 for i, buffer in enumerate(model.buffers)}
    airs = assembly.airs
    airs.append(room_air)
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
    heights_m = [model.volume_m3 / model.floor_area_m2]
    heights_m += [_buffer_height(model, i) for i in range(len(model.buffers))]
    rooms = [_zone_of(assembly, i, height_m) for i, height_m in enumerate(heights_m)]
    _let_sealed_room_breathe(assembly)
    return finish_layout(assembly, rooms)


def _let_sealed_room_breathe(assembly: Assembly) -> None:
    """Give a room that meets nothing but its own temperature a trace of outdoor air.

    Without any way out for heat its steady state would be everywhere and nowhere.
    """
    if assembly.outer or any(link.conductance_w_per_k > 0.0 for link in assembly.links):
        return
    assembly.links[0] = replace(assembly.links[0], conductance_w_per_k=SEALED_W_PER_K)


def finish_layout(assembly: Assembly, zones: list[Zone]) -> Layout:
    """Return the network of the nodes and faces collected."""
    n = len(assembly.capacity)
    conduction = np.zeros((n, n))
    for i, j, g in assembly.edges:
        join(conduction, i, j, g)
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
        tuple(assembly.home_sides),
    )


def join(matrix: FloatArray, i: int, j: int, conductance: float) -> None:
    """Put a conductance between two nodes."""
    matrix[i, i] += conductance
    matrix[j, j] += conductance
    matrix[i, j] -= conductance
    matrix[j, i] -= conductance


def home_side_w_per_k(side: HomeSide) -> float:
    """Return the steady conductance from a partition's middle to the home behind it [W/K]."""
    m2k_per_w = sum(
        max(layer.resistance_m2k_per_w, MIN_RESISTANCE_M2K_PER_W) for layer in side.layers
    )
    return side.area_m2 / (m2k_per_w + 1.0 / NEIGHBOUR_FILM_W_PER_M2K)


def with_home(layout: Layout, home_degc: FloatArray, cell_time_s: float = CELL_TIME_S) -> Layout:
    """Return a room's network with the other half of its partitions and the home behind them.

    The new nodes come last, so all that is known of the others holds. A room without such
    partitions is returned as it is. ``home_degc`` (n_hours,) is the temperature of the home.
    """
    if not layout.home_sides:
        return layout
    n = layout.capacity_j_per_k.size
    halves = Assembly(capacity=[0.0] * n, sources=list(layout.sources))
    for side in layout.home_sides:
        _, face = halves.chain(side.layers, side.area_m2, cell_time_s, side.node)
        conductance = NEIGHBOUR_FILM_W_PER_M2K * side.area_m2
        halves.add_source(face, conductance, home_degc, is_room=True)
    capacity = np.array(halves.capacity)
    capacity[:n] += layout.capacity_j_per_k
    conduction = np.zeros((capacity.size, capacity.size))
    conduction[:n, :n] = layout.conduction_w_per_k
    for i, j, g in halves.edges:
        join(conduction, i, j, g)
    return replace(
        layout,
        capacity_j_per_k=capacity,
        conduction_w_per_k=conduction,
        links=(*layout.links, *halves.links),
        sources=tuple(halves.sources),
        source_is_room=(*layout.source_is_room, *halves.source_is_room),
        home_sides=(),
    )
