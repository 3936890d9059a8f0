"""What a room consists of, for tables, reports and JSON: surfaces, windows, air, gains, sources.

U-values have the films of ASHRAE Fundamentals, azimuths the site's rotation.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, TypeAlias

from hpsim.building.assemblies import construction_library
from hpsim.building.description.constructions import Construction, Layers
from hpsim.building.description.rooms import DetailRoom
from hpsim.building.description.surfaces import Surface as WrittenSurface
from hpsim.building.ground import resistance_of
from hpsim.building.inputs import ExpandedRoom
from hpsim.building.model import (
    Buffer,
    ConstantInfiltration,
    Default,
    Mass,
    Outdoors,
    RoomModel,
    Surface,
    Ventilation,
    Window,
)
from hpsim.building.ua_summary import (
    air_capacitance_j_per_k,
    boundary_words,
    edge_w_per_k,
    soil_u_w_per_m2k,
    u_w_per_m2k,
    ua_w_per_k,
)
from hpsim.records import dataclass
from hpsim.units.numbers import number

THE_SCENARIO = "the scenario"
DEFAULT_SPACE = "8 in concrete, bare soil or a 4 in slab: usual of an unheated"


@dataclass(frozen=True, slots=True)
class RoomFigures:
    """Size, fast heat capacity and conductances of a room."""

    kind: str
    words: str
    """How its quality was given."""
    floor_area_m2: float
    volume_m3: float
    ceiling_height_m: float
    air_capacity_multiplier: float
    air_capacitance_j_per_k: float
    moisture_multiplier: float
    outdoor_opaque_ua_w_per_k: float
    window_ua_w_per_k: float | None
    """None where a window is given by its panes."""


@dataclass(frozen=True, slots=True)
class SurfaceFacts:
    """One surface, its layers outside first, and where they come from."""

    name: str
    boundary: str
    area_m2: float
    gross_area_m2: float
    azimuth_deg: float
    tilt_deg: float
    construction: str | None
    layers: tuple[Mapping[str, Any], ...]
    resistance_m2k_per_w: float
    u_w_per_m2k: float | None
    """None where it has no meaning; on soil, to the yearly mean of its surface."""
    ua_w_per_k: float | None
    edge_w_per_k: float
    source: str


@dataclass(frozen=True, slots=True)
class WindowFacts:
    """One entry of the windows, which may stand for several equal ones."""

    name: str
    surface: str
    count: int
    area_m2: float
    width_m: float
    height_m: float
    sill_m: float
    u_w_per_m2k: float | None
    shgc: float | None
    panes: int | None
    shaded_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BufferFacts:
    """An unheated space next to the room."""

    name: str
    volume_m3: float
    ach: float
    surfaces: tuple[SurfaceFacts, ...]
    windows: tuple[WindowFacts, ...]


@dataclass(frozen=True, slots=True)
class DoorFacts:
    """A door to the home that is open at times."""

    surface: str
    area_m2: float
    height_m: float
    open_share: float
    rest_of_home_degc: float | None
    """None: as warm as the room under ideal control."""
    rest_of_home_humidity: float | None
    closed_w_per_k: float
    closed_m3_per_s: float


@dataclass(frozen=True, slots=True)
class ConstantLeakFacts:
    """Air leakage that neither wind nor temperature changes."""

    model: Literal["constant"]
    ach: float
    air_density: float | None


@dataclass(frozen=True, slots=True)
class Aim2LeakFacts:
    """Air leakage by AIM-2, of the dwelling and of this room."""

    model: Literal["aim2"]
    ach50: float
    dwelling_volume_m3: float
    dwelling_height_m: float
    exposed_share: float
    room_ach50: float
    shelter: float
    terrain: str
    low: float
    high: float


LeakFacts: TypeAlias = ConstantLeakFacts | Aim2LeakFacts


@dataclass(frozen=True, slots=True)
class VentilationFacts:
    """A fan or an opened window."""

    kind: str
    mean_l_per_s: float
    recovery: float
    when: str
    """Under which conditions it runs; nothing: by its schedule alone."""


@dataclass(frozen=True, slots=True)
class GainFacts:
    """Internal gains of a year."""

    mean_w: float
    highest_w: float
    kwh_per_year: float
    moisture_kg_per_day: float


@dataclass(frozen=True, slots=True)
class MassFacts:
    """Furniture or a partition."""

    name: str
    area_m2: float
    capacitance_kj_per_k: float


@dataclass(frozen=True, slots=True)
class RoomFacts:
    """Everything about a room; its field names are the keys of ``hpsim describe --json``."""

    room: RoomFigures
    surfaces: tuple[SurfaceFacts, ...]
    buffers: tuple[BufferFacts, ...]
    windows: tuple[WindowFacts, ...]
    doors: tuple[DoorFacts, ...]
    infiltration: tuple[LeakFacts, ...]
    ventilation: tuple[VentilationFacts, ...]
    gains: GainFacts
    masses: tuple[MassFacts, ...]
    defaults: tuple[Default, ...]
    notes: tuple[str, ...]

    @property
    def all_surfaces(self) -> tuple[SurfaceFacts, ...]:
        """Return the surfaces of the room and of its buffer spaces."""
        return (*self.surfaces, *(s for buffer in self.buffers for s in buffer.surfaces))

    @property
    def all_windows(self) -> tuple[WindowFacts, ...]:
        """Return the windows of the room and of its buffer spaces."""
        return (*self.windows, *(w for buffer in self.buffers for w in buffer.windows))


def room_facts(
    kind: str,
    room: RoomModel,
    detail: DetailRoom,
    constructions: Mapping[str, Layers],
    expanded: ExpandedRoom | None = None,
) -> RoomFacts:
    """Return everything about a room.

    ``kind`` is as the author gave it, ``room`` the room as numbers, ``detail`` the same surface
    by surface; ``constructions`` are those that are not of the library, ``expanded`` is what a
    room in words was expanded to.
    """
    sources = _Sources(room, constructions, expanded)
    return RoomFacts(
        room=_figures(kind, room, expanded),
        surfaces=sources.facts(room.surfaces, detail.surfaces, THE_SCENARIO),
        buffers=tuple(_buffer(sources, buffer, detail) for buffer in room.buffers),
        windows=_windows(room.windows),
        doors=tuple(
            DoorFacts(
                door.surface,
                door.area_m2,
                door.height_m,
                float(door.open.mean()),
                None if door.rest_of_home_degc is None else float(door.rest_of_home_degc.mean()),
                door.rest_of_home_humidity,
                door.closed_w_per_k,
                door.closed_m3_per_s,
            )
            for door in room.doors
        ),
        infiltration=_infiltration(room),
        ventilation=tuple(
            VentilationFacts(
                fan.kind, 1000 * float(fan.flow_m3_per_s.mean()), fan.recovery, _when(fan)
            )
            for fan in room.ventilation
        ),
        gains=_gains(room),
        masses=tuple(_mass(mass) for mass in room.masses),
        defaults=room.defaults,
        notes=room.notes,
    )


def _figures(kind: str, room: RoomModel, expanded: ExpandedRoom | None) -> RoomFigures:
    opaque = sum(ua_w_per_k(s) or 0.0 for s in room.surfaces if isinstance(s.boundary, Outdoors))
    rated = [(w.count * w.area_m2, w.glazing.u_value_w_per_m2k) for w in room.windows]
    glass = None
    if all(u_value is not None for _, u_value in rated):
        glass = sum(area * (u_value or 0.0) for area, u_value in rated)
    return RoomFigures(
        kind=kind,
        words="surface by surface" if expanded is None else expanded.words,
        floor_area_m2=room.floor_area_m2,
        volume_m3=room.volume_m3,
        ceiling_height_m=room.ceiling_height_m,
        air_capacity_multiplier=room.air_capacity_multiplier,
        air_capacitance_j_per_k=air_capacitance_j_per_k(
            room.volume_m3, room.air_capacity_multiplier
        ),
        moisture_multiplier=room.moisture_multiplier,
        outdoor_opaque_ua_w_per_k=opaque,
        window_ua_w_per_k=glass,
    )


@dataclass(frozen=True, slots=True)
class _Sources:
    """Where the layers of surfaces come from."""

    room: RoomModel
    own: Mapping[str, Layers]
    """Constructions that are not of the library."""
    expanded: ExpandedRoom | None

    def facts(
        self, resolved: Iterable[Surface], written: Iterable[WrittenSurface], unnamed: str
    ) -> tuple[SurfaceFacts, ...]:
        """Return the facts of surfaces; ``unnamed`` is the source of layers without a name."""
        by_name = {surface.name: surface for surface in written}
        rows = []
        for surface in resolved:
            given = by_name.get(surface.name)  # none for leaves of outside doors
            construction = None if given is None else given.construction
            u_value = u_w_per_m2k(surface)
            if u_value is None:
                u_value = soil_u_w_per_m2k(surface, self.room)
            rows.append(
                SurfaceFacts(
                    name=surface.name,
                    boundary=boundary_words(surface.boundary),
                    area_m2=surface.area_m2,
                    gross_area_m2=surface.gross_area_m2 or surface.area_m2,
                    azimuth_deg=surface.azimuth_deg,
                    tilt_deg=surface.tilt_deg,
                    construction=construction if isinstance(construction, str) else None,
                    layers=self._layers(construction),
                    resistance_m2k_per_w=resistance_of(surface.layers),
                    u_w_per_m2k=u_value,
                    ua_w_per_k=None if u_value is None else u_value * surface.area_m2,
                    edge_w_per_k=edge_w_per_k(surface),
                    source=self._source(construction, unnamed),
                )
            )
        return tuple(rows)

    def _source(self, construction: Construction | None, unnamed: str) -> str:
        if construction is None:
            return "u_value of the door"
        if not isinstance(construction, str):
            return unnamed
        if self.expanded is not None and construction in self.expanded.sources:
            return self.expanded.sources[construction]
        library = construction_library()
        if construction in self.own or construction not in library:
            return THE_SCENARIO
        return library[construction]().source

    def _layers(self, construction: Construction | None) -> tuple[Mapping[str, Any], ...]:
        """Return the layers by name, outside first."""
        if construction is None:
            return ()
        if isinstance(construction, str):
            own = self.own.get(construction)
            construction = construction_library()[construction]().layers if own is None else own
        return tuple(layer.model_dump() for layer in construction)


def _buffer(sources: _Sources, buffer: Buffer, detail: DetailRoom) -> BufferFacts:
    is_given = sources.expanded is None
    unnamed = THE_SCENARIO if is_given else f"{DEFAULT_SPACE} {buffer.name}"
    written = detail.buffers[buffer.name].surfaces
    return BufferFacts(
        name=buffer.name,
        volume_m3=buffer.volume_m3,
        ach=buffer.ach,
        surfaces=sources.facts(buffer.surfaces, written, unnamed),
        windows=_windows(buffer.windows),
    )


def _windows(windows: Sequence[Window]) -> tuple[WindowFacts, ...]:
    return tuple(
        WindowFacts(
            name=window.name,
            surface=window.surface,
            count=window.count,
            area_m2=window.area_m2,
            width_m=window.width_m,
            height_m=window.height_m,
            sill_m=window.sill_m,
            u_w_per_m2k=window.glazing.u_value_w_per_m2k,
            shgc=window.glazing.shgc,
            panes=window.glazing.n_panes,
            shaded_by=tuple(
                word
                for word, part in (
                    ("overhang", window.overhang),
                    ("fins", window.fins),
                    (window.shade.kind if window.shade else "", window.shade),
                )
                if part is not None
            ),
        )
        for window in windows
    )


def _infiltration(room: RoomModel) -> tuple[LeakFacts, ...]:
    return tuple(
        ConstantLeakFacts("constant", leak.ach, leak.air_density_kg_per_m3)
        if isinstance(leak, ConstantInfiltration)
        else Aim2LeakFacts(
            model="aim2",
            ach50=leak.ach50,
            dwelling_volume_m3=leak.dwelling_volume_m3,
            dwelling_height_m=leak.dwelling_height_m,
            exposed_share=leak.exposed_share,
            room_ach50=leak.ach50 * leak.dwelling_volume_m3 * leak.exposed_share / room.volume_m3,
            shelter=leak.shelter,
            terrain=leak.terrain,
            low=leak.low,
            high=leak.high,
        )
        for leak in room.infiltration
    )


def _when(fan: Ventilation) -> str:
    """Return when a fan or window that follows the room's temperature is on, in words."""
    rules = []
    if fan.unless_cooled:
        rules.append("nothing cools")
    if fan.room_above_degc is not None:
        rules.append(f"the room is above {number(fan.room_above_degc)} °C")
    if fan.outdoor_below_room_k is not None:
        rules.append(f"it is {number(fan.outdoor_below_room_k)} K cooler outdoors")
    return ", ".join(rules[:-1]) + (" and " if len(rules) > 1 else "") + "".join(rules[-1:])


def _gains(room: RoomModel) -> GainFacts:
    sensible_w = room.gains.convective_w + room.gains.radiant_w
    return GainFacts(
        mean_w=float(sensible_w.mean()),
        highest_w=float(sensible_w.max()),
        kwh_per_year=float(sensible_w.sum()) / 1000,
        moisture_kg_per_day=float(room.gains.moisture_kg_per_s.mean()) * 86_400,
    )


def _mass(mass: Mass) -> MassFacts:
    per_m2 = sum(layer.capacitance_j_per_m2k for layer in mass.layers)
    return MassFacts(mass.name, mass.area_m2, mass.area_m2 * per_m2 / 1000)
