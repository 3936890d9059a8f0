"""What a room consists of and adds up to, for tables, reports and JSON, with sources.

Azimuths have the site's rotation. U-values and conductances have the nominal films of ASHRAE
Fundamentals, so that a figure can be checked by hand; the physics has its own, hour by hour.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

import numpy as np

from hpsim.building.assemblies import construction_library, film_m2k_per_w
from hpsim.building.description.surfaces import Construction
from hpsim.building.description.surfaces import Surface as WrittenSurface
from hpsim.building.ground import edge_to_outdoors_w_per_m_k, ground_coupling, resistance_of
from hpsim.building.inputs import DetailedInputs
from hpsim.building.model import (
    Adiabatic,
    Aim2Infiltration,
    Boundary,
    BufferSpace,
    ConstantInfiltration,
    Door,
    Ground,
    Mass,
    Neighbour,
    Outdoors,
    RoomModel,
    Surface,
    Ventilation,
    Window,
)
from hpsim.kernel.types import FloatArray
from hpsim.records import dataclass
from hpsim.units.numbers import number

THE_SCENARIO = "the scenario"
ROOF_DEG = 60.0  # flatter than this is a roof
FLOOR_DEG = 120.0
AIR_J_PER_M3K = 1.204 * 1006.0  # at 20 degC and sea level
DEFAULT_SPACE = "8 in concrete, bare soil or a 4 in slab: usual of an unheated"
OF_A_ROOM = ("floor_area_m2", "volume_m3", "ceiling_height_m", "air_capacity_multiplier")
OF_A_WINDOW = ("name", "surface", "count", "area_m2", "width_m", "height_m", "sill_m")
OF_A_LEAK = ("ach50", "dwelling_volume_m3", "dwelling_height_m", "exposed_share")
"""What JSON has of a record as it is."""


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
class RoomFacts:
    """A room as numbers, with what its surfaces are made of and where that comes from."""

    kind: str
    """As the author gave it."""
    words: str
    """How its quality was given."""
    model: RoomModel
    surfaces: tuple[SurfaceFacts, ...]
    of_buffers: Mapping[str, tuple[SurfaceFacts, ...]]
    """Surfaces of the unheated spaces, by name."""

    @property
    def all_surfaces(self) -> tuple[SurfaceFacts, ...]:
        """Return the surfaces of the room and of its buffer spaces."""
        return (*self.surfaces, *(s for surfaces in self.of_buffers.values() for s in surfaces))

    @property
    def all_windows(self) -> tuple[Window, ...]:
        """Return the windows of the room and of its buffer spaces."""
        return (*self.model.windows, *(w for buffer in self.model.buffers for w in buffer.windows))

    @property
    def air_capacitance_j_per_k(self) -> float:
        """Return the fast heat capacity."""
        room = self.model
        return air_capacitance_j_per_k(room.volume_m3, room.air_capacity_multiplier)

    def as_json(self) -> dict[str, Any]:
        """Return the part of the document of ``hpsim describe --json`` about the room."""
        room, windows = self.model, self.model.windows
        opaque = [ua_w_per_k(s) for s in room.surfaces if isinstance(s.boundary, Outdoors)]
        rated = [w.count * w.area_m2 * (w.glazing.u_value_w_per_m2k or 0.0) for w in windows]
        is_rated = all(window.glazing.u_value_w_per_m2k is not None for window in windows)
        sensible_w = room.gains.convective_w + room.gains.radiant_w
        return {
            "room": {
                "kind": self.kind,
                "words": self.words,
                **_part(room, OF_A_ROOM),
                "air_capacitance_j_per_k": self.air_capacitance_j_per_k,
                "moisture_multiplier": room.moisture_multiplier,
                "outdoor_opaque_ua_w_per_k": sum(ua or 0.0 for ua in opaque),
                "window_ua_w_per_k": sum(rated) if is_rated else None,
            },
            "surfaces": [asdict(surface) for surface in self.surfaces],
            "buffers": [
                {
                    **_part(buffer, ("name", "volume_m3", "ach")),
                    "surfaces": [asdict(surface) for surface in self.of_buffers[buffer.name]],
                    "windows": [_window(window) for window in buffer.windows],
                }
                for buffer in room.buffers
            ],
            "windows": [_window(window) for window in windows],
            "doors": [_door(door) for door in room.doors],
            "infiltration": [
                {"model": "constant", "ach": leak.ach, "air_density": leak.air_density_kg_per_m3}
                if isinstance(leak, ConstantInfiltration)
                else {
                    "model": "aim2",
                    **_part(leak, OF_A_LEAK),
                    "room_ach50": room_ach50(leak, room),
                    **_part(leak, ("shelter", "terrain", "low", "high")),
                }
                for leak in room.infiltration
            ],
            "ventilation": [
                {
                    "kind": fan.kind,
                    "mean_l_per_s": mean_l_per_s(fan),
                    "recovery": fan.recovery,
                    "when": when(fan),
                }
                for fan in room.ventilation
            ],
            "gains": {
                "mean_w": float(sensible_w.mean()),
                "highest_w": float(sensible_w.max()),
                "kwh_per_year": float(sensible_w.sum()) / 1000,
                "moisture_kg_per_day": float(room.gains.moisture_kg_per_s.mean()) * 86_400,
            },
            "masses": [
                {"name": m.name, "area_m2": m.area_m2, "capacitance_kj_per_k": capacitance_kj(m)}
                for m in room.masses
            ],
            "defaults": [asdict(default) for default in room.defaults],
            "notes": list(room.notes),
        }


def room_facts(kind: str, room: RoomModel, inputs: DetailedInputs) -> RoomFacts:
    """Return everything about a room, of a kind as the author gave it."""
    expansion = inputs.expansion
    unnamed = THE_SCENARIO if expansion is None else DEFAULT_SPACE
    return RoomFacts(
        kind,
        "surface by surface" if expansion is None else expansion.words,
        room,
        _surfaces(inputs, room, room.surfaces, inputs.room.surfaces, THE_SCENARIO),
        {
            buffer.name: _surfaces(
                inputs,
                room,
                buffer.surfaces,
                inputs.room.buffers[buffer.name].surfaces,
                unnamed if expansion is None else f"{unnamed} {buffer.name}",
            )
            for buffer in room.buffers
        },
    )


def _surfaces(
    inputs: DetailedInputs,
    room: RoomModel,
    resolved: Iterable[Surface],
    written: Iterable[WrittenSurface],
    unnamed: str,
) -> tuple[SurfaceFacts, ...]:
    """Return the facts of surfaces; ``unnamed`` is the source of layers without a name."""
    by_name = {surface.name: surface for surface in written}
    rows = []
    for surface in resolved:
        given = by_name.get(surface.name)  # none for leaves of outside doors
        construction = None if given is None else given.construction
        u_value = u_w_per_m2k(surface)
        if u_value is None:
            u_value = soil_u_w_per_m2k(surface, room)
        rows.append(
            SurfaceFacts(
                name=surface.name,
                boundary=boundary_words(surface.boundary),
                area_m2=surface.area_m2,
                gross_area_m2=surface.gross_area_m2 or surface.area_m2,
                azimuth_deg=surface.azimuth_deg,
                tilt_deg=surface.tilt_deg,
                construction=construction if isinstance(construction, str) else None,
                layers=_layers(construction, inputs),
                resistance_m2k_per_w=resistance_of(surface.layers),
                u_w_per_m2k=u_value,
                ua_w_per_k=None if u_value is None else u_value * surface.area_m2,
                edge_w_per_k=edge_w_per_k(surface),
                source=_source(construction, inputs, unnamed),
            )
        )
    return tuple(rows)


def _source(construction: Construction | None, inputs: DetailedInputs, unnamed: str) -> str:
    if construction is None:
        return "u_value of the door"
    if not isinstance(construction, str):
        return unnamed
    if inputs.expansion is not None and construction in inputs.expansion.sources:
        return inputs.expansion.sources[construction]
    library = construction_library()
    if construction in inputs.constructions or construction not in library:
        return THE_SCENARIO
    return library[construction]().source


def _layers(
    construction: Construction | None, inputs: DetailedInputs
) -> tuple[Mapping[str, Any], ...]:
    """Return the layers by name, outside first."""
    if isinstance(construction, str):
        own = inputs.constructions.get(construction)
        construction = construction_library()[construction]().layers if own is None else own
    return tuple(layer.model_dump() for layer in construction or ())


def _part(of: object, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(of, name) for name in names}


def _window(window: Window) -> dict[str, Any]:
    return {
        **_part(window, OF_A_WINDOW),
        "u_w_per_m2k": window.glazing.u_value_w_per_m2k,
        "shgc": window.glazing.shgc,
        "panes": window.glazing.n_panes,
        "shaded_by": shaded_by(window),
    }


def shaded_by(window: Window) -> list[str]:
    """Return what shades a window, in words."""
    shade = window.shade.kind if window.shade else ""
    parts = (("overhang", window.overhang), ("fins", window.fins), (shade, window.shade))
    return [word for word, part in parts if part is not None]


def _door(door: Door) -> dict[str, Any]:
    home_degc = door.rest_of_home_degc
    return {
        **_part(door, ("surface", "area_m2", "height_m")),
        "open_share": float(door.open.mean()),
        "rest_of_home_degc": None if home_degc is None else float(home_degc.mean()),
        **_part(door, ("rest_of_home_humidity", "closed_w_per_k", "closed_m3_per_s")),
    }


def room_ach50(leak: Aim2Infiltration, room: RoomModel) -> float:
    """Return a room's part of a dwelling's leakage, in air changes of its own at 50 Pa [1/h]."""
    return leak.ach50 * leak.dwelling_volume_m3 * leak.exposed_share / room.volume_m3


def mean_l_per_s(fan: Ventilation) -> float:
    """Return the mean flow of a fan or window over the year [L/s]."""
    return 1000 * float(fan.flow_m3_per_s.mean())


def when(fan: Ventilation) -> str:
    """Return when a fan or window that follows the room's temperature is on, in words."""
    rules = []
    if fan.unless_cooled:
        rules.append("nothing cools")
    if fan.room_above_degc is not None:
        rules.append(f"the room is above {number(fan.room_above_degc)} °C")
    if fan.outdoor_below_room_k is not None:
        rules.append(f"it is {number(fan.outdoor_below_room_k)} K cooler outdoors")
    if fan.above_heating_setpoint_k is not None:
        rules.append(f"{number(fan.above_heating_setpoint_k)} K above the heating setpoint")
    return ", ".join(rules[:-1]) + (" and " if len(rules) > 1 else "") + "".join(rules[-1:])


def capacitance_kj(mass: Mass) -> float:
    """Return the heat capacity of furniture or a partition [kJ/K]."""
    return mass.area_m2 * sum(layer.capacitance_j_per_m2k for layer in mass.layers) / 1000


def u_w_per_m2k(surface: Surface) -> float | None:
    """Return a surface's U with the films of ASHRAE Fundamentals; None where it has no meaning.

    Nothing crosses an adiabatic surface, and soil adds more than its layers.
    """
    if isinstance(surface.boundary, (Adiabatic, Ground)):
        return None
    inside = film_m2k_per_w(_inside_film(surface.tilt_deg))
    outside = inside
    if isinstance(surface.boundary, Outdoors):
        still = not surface.boundary.wind or surface.tilt_deg > FLOOR_DEG
        outside = inside if still else film_m2k_per_w("outside")
    return 1 / (resistance_of(surface.layers) + inside + outside)


def soil_u_w_per_m2k(surface: Surface, room: RoomModel) -> float | None:
    """Return U from the room to the soil's yearly mean by ISO 13370, without a slab's edge."""
    if not isinstance(surface.boundary, Ground):
        return None
    return ground_coupling(surface, surface.boundary, room).u_value_w_per_m2k


def edge_w_per_k(surface: Surface) -> float:
    """Return what a slab's edge lets through to outdoor air besides [W/K]."""
    boundary = surface.boundary
    if not isinstance(boundary, Ground):
        return 0.0
    return edge_to_outdoors_w_per_m_k(boundary) * boundary.exposed_perimeter_m


def ua_w_per_k(surface: Surface) -> float | None:
    """Return a surface's net area times its U, None where it has no U."""
    u_value = u_w_per_m2k(surface)
    return None if u_value is None else u_value * surface.area_m2


def neighbours_w_per_k(room: RoomModel) -> float:
    """Return the conductance to neighbours and a home of given temperatures [W/K]."""
    return sum(
        ua_w_per_k(surface) or 0.0
        for surface in room.surfaces
        if isinstance(surface.boundary, Neighbour)
    )


def neighbours_degc(room: RoomModel) -> FloatArray | None:
    """Return how warm neighbours are (n_hours,), weighted by conductance; None: there are none."""
    parts = [
        (ua_w_per_k(surface) or 0.0, surface.boundary.temperature_degc)
        for surface in room.surfaces
        if isinstance(surface.boundary, Neighbour)
    ]
    whole = sum(ua for ua, _ in parts)
    return np.sum([ua / whole * degc for ua, degc in parts], axis=0) if whole > 0.0 else None


def mean_neighbours_degc(room: RoomModel) -> float | None:
    """Return how warm neighbours are over the year, as `neighbours_degc`."""
    degc = neighbours_degc(room)
    return None if degc is None else float(degc.mean())


def boundary_words(boundary: Boundary) -> str:
    """Return what is on the other side, in words."""
    if isinstance(boundary, Outdoors):
        without = [
            word for word, has in (("sun", boundary.sun), ("wind", boundary.wind)) if not has
        ]
        return f"outdoors, no {' or '.join(without)}" if without else "outdoors"
    if isinstance(boundary, Neighbour):
        return f"neighbour at {boundary.temperature_degc.mean():.3g} degC"
    if isinstance(boundary, BufferSpace):
        return boundary.name
    if isinstance(boundary, Ground):
        return "ground"
    return "home"


def air_capacitance_j_per_k(volume_m3: float, multiplier: float) -> float:
    """Return the fast heat capacity that the multiplier gives the room's air."""
    return multiplier * AIR_J_PER_M3K * volume_m3


def _inside_film(tilt_deg: float) -> str:
    if tilt_deg > FLOOR_DEG:
        return "inside_heat_down"
    if tilt_deg >= ROOF_DEG:
        return "inside_wall"
    return "inside_heat_up" if tilt_deg < 1.0 else "inside_slope"
