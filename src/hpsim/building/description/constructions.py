"""What walls, roofs and floors are made of: materials, layers, insulation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, TypeAlias

from pydantic import Field, Tag

from hpsim.description.base import (
    Conductivity,
    Density,
    Description,
    Length,
    Positive,
    Resistance,
    SpecificHeat,
    Word,
    by_shape,
    is_written_value,
)


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
