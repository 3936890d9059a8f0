"""What bounds a room, and what is on the other side: outdoors, soil, another room.

And the heat that edges, corners and slabs carry past the surfaces.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self, TypeAlias

from pydantic import Field, Tag, model_validator

from hpsim.building.description.forms import Faces
from hpsim.description.base import (
    Angle,
    Area,
    Conductance,
    Conductivity,
    Density,
    Description,
    Flag,
    Length,
    LogColumn,
    NotNegative,
    Positive,
    Resistance,
    SpecificHeat,
    Temperature,
    TemperatureCourse,
    TemperatureHours,
    TemperatureWeek,
    Word,
    by_shape,
    complaint,
    is_written_value,
    temperature_shape,
)
from hpsim.description.facing import Facing


class Material(Description):
    """A homogeneous building material."""

    conductivity_w_per_m_k: Conductivity = Positive
    """Thermal conductivity."""
    density_kg_per_m3: Density = Positive
    """Density."""
    specific_heat_j_per_kg_k: SpecificHeat = Positive
    """Specific heat."""


class MaterialLayer(Description):
    """A layer of a material."""

    material: Word
    """A name under ``materials`` or of the library."""
    thickness_m: Length = Field(gt=0, examples=["100 mm"])
    """Thickness."""


class ResistanceLayer(Description):
    """A layer without mass: insulation, an air gap."""

    resistance_m2k_per_w: Resistance = Positive
    """Thermal resistance."""


def _layer_shape(value: Any) -> str | None:
    if isinstance(value, Mapping):
        return "[resistance]" if "resistance" in value else "[material]"
    if isinstance(value, ResistanceLayer):
        return "[resistance]"
    return "[material]" if isinstance(value, MaterialLayer) else None


Layer: TypeAlias = Annotated[
    Annotated[MaterialLayer, Tag("[material]")] | Annotated[ResistanceLayer, Tag("[resistance]")],
    by_shape(_layer_shape, "not a layer", "{material, thickness} or {resistance}"),
]
Layers: TypeAlias = Annotated[tuple[Layer, ...], Field(min_length=1)]
"""From outside to inside."""


def _construction_shape(value: Any) -> str | None:
    if isinstance(value, str):
        return "[name]"
    return "[layers]" if isinstance(value, (list, tuple)) else None


Construction: TypeAlias = Annotated[
    Annotated[Word, Tag("[name]")] | Annotated[Layers, Tag("[layers]")],
    by_shape(
        _construction_shape,
        "not a construction",
        "a name under constructions or of the library, or a list of layers",
    ),
]
"""A construction's name, or its layers from outside to inside."""


def _insulation_shape(value: Any) -> str | None:
    if isinstance(value, str):
        is_resistance = is_written_value(value.strip().removeprefix("RSI").lstrip("R- "))
        return "[resistance]" if is_resistance else "[name]"
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return "[resistance]"
    return "[layers]" if isinstance(value, (list, tuple)) else None


Insulation: TypeAlias = Annotated[
    Annotated[Resistance, Positive, Tag("[resistance]")]
    | Annotated[Word, Tag("[name]")]
    | Annotated[Layers, Tag("[layers]")],
    by_shape(_insulation_shape, "not a construction", "'R-13', a construction's name, or layers"),
]
"""The resistance of the insulation, a construction's name, or its layers."""


Roughness: TypeAlias = Literal["smooth", "medium", "rough"]
DEEPEST_M = 30.0  # ten storeys below ground


class Ground(Description):
    """Soil against a floor or a basement wall."""

    exposed_perimeter_m: Length | None = Field(default=None, ge=0)
    """Of the floor, along outdoor walls (ISO 13370); default: 4 times the root of the area."""
    edge_insulation_m2k_per_w: Resistance = Field(default=0.0, ge=0)
    """Resistance of a vertical board at the edge."""
    edge_depth_m: Length = Field(default=0.0, ge=0, le=DEEPEST_M)
    """How far the edge insulation reaches down."""
    edge_bridge_w_per_m_k: Conductivity | None = Field(default=None, ge=0)
    """Thermal bridge of wall and slab edge to outdoors (psi_g of ISO 13370); default: of a floor
    above grade by its wall's thickness, or of a board, below grade none."""
    depth_below_grade_m: Length = Field(default=0.0, ge=0, le=DEEPEST_M)
    """Of the floor, or the mean depth of a wall."""


class NeighbourBoundary(Description):
    """Another room at a temperature."""

    neighbour_degc: TemperatureCourse
    """Its temperature."""


class GroundBoundary(Description):
    """Soil."""

    ground: Ground
    """How the ground is met."""


class BufferBoundary(Description):
    """An unheated space."""

    buffer: Word
    """Its name under ``buffers``."""


def _boundary_shape(value: Any) -> str | None:
    if isinstance(value, str):
        return None if value in ("neighbour", "ground", "buffer") else "[word]"
    if isinstance(value, Mapping):
        return next((f"[{key}]" for key in ("neighbour", "ground", "buffer") if key in value), None)
    for kind, tag in (
        (NeighbourBoundary, "[neighbour]"),
        (GroundBoundary, "[ground]"),
        (BufferBoundary, "[buffer]"),
    ):
        if isinstance(value, kind):
            return tag
    return None


Boundary: TypeAlias = Annotated[
    Annotated[Literal["outdoors", "adiabatic", "home"], Tag("[word]")]
    | Annotated[NeighbourBoundary, Tag("[neighbour]")]
    | Annotated[GroundBoundary, Tag("[ground]")]
    | Annotated[BufferBoundary, Tag("[buffer]")],
    by_shape(
        _boundary_shape,
        "not a boundary",
        "outdoors, adiabatic, home, {neighbour: 20 degC}, {ground: {exposed_perimeter: 16 m}} "
        "or {buffer: attic}",
    ),
]
"""What is on the other side."""


class Surface(Description):
    """A wall, roof, ceiling or floor."""

    name: Word
    """By which openings name it."""
    construction: Construction
    """A name under ``constructions`` or of the library, or layers from outside to inside."""
    area_m2: Area = Positive
    """Gross: openings in it are taken off."""
    facing_deg: Facing | None = None
    """Azimuth of the outward side (of a slope: downhill), a compass word or an angle."""
    azimuth_deg: Facing | None = None
    """The same as ``facing``."""
    tilt_deg: Angle = Field(default=90.0, ge=0, le=180)
    """0 up (roof), 90 wall, 180 down (floor)."""
    boundary: Boundary
    """outdoors, adiabatic, home (as warm as the room under ideal control; the layers are the
    room's half), {neighbour: T}, {ground: ...} or {buffer: name}."""
    sun: Flag = True
    """Outdoors: false for no sun, surroundings at air temperature."""
    wind: Flag = True
    """Outdoors: false for still air."""
    solar_absorptance: Faces | None = None
    """Default: the room's."""
    emissivity: Faces | None = None
    """Default: the room's."""
    roughness: Roughness | None = None
    """Of the outer face."""

    @property
    def outward_azimuth_deg(self) -> float | None:
        """Azimuth of the outward side without the site's rotation, None if not given."""
        return self.facing_deg if self.azimuth_deg is None else self.azimuth_deg

    @model_validator(mode="after")
    def _know_where_it_faces(self) -> Self:
        if self.facing_deg is not None and self.azimuth_deg is not None:
            raise complaint("facing and azimuth exclude each other")
        is_slanted = 0 < self.tilt_deg < 180
        if self.boundary == "outdoors" and is_slanted and self.outward_azimuth_deg is None:
            raise complaint(
                "facing is needed of an outdoor surface", "north, south, '195 deg', ..."
            )
        return self


def _to_shape(value: Any) -> str | None:
    return "[word]" if value == "outdoors" else temperature_shape(value)


BridgeTo: TypeAlias = Annotated[
    Annotated[Literal["outdoors"], Tag("[word]")]
    | Annotated[Temperature, Tag("[value]")]
    | Annotated[Word, Tag("[name]")]
    | Annotated[TemperatureHours, Tag("[hours]")]
    | Annotated[TemperatureWeek, Tag("[week]")]
    | Annotated[LogColumn, Tag("[log]")],
    by_shape(_to_shape, "not outdoors or a temperature", "outdoors, '10 degC', or a log's column"),
]


class ThermalBridge(Description):
    """Thermal bridges to one side: ``{conductance: 2.8 W/K, to: outdoors}``.

    Lengths times their psi values (ISO 10211, ISO 14683), for surfaces measured inside; with
    outside dimensions most of them are in the surfaces' areas.
    """

    conductance_w_per_k: Conductance = NotNegative
    """From the room's air, films included."""
    to: BridgeTo = "outdoors"
    """outdoors, or the temperature on the other side."""
