"""What is in a room: people and appliances, furniture, partitions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self, TypeAlias

from pydantic import BeforeValidator, Discriminator, Field, Tag, model_validator

from hpsim.building.description.constructions import Construction
from hpsim.building.description.forms import OneOrMany, as_list
from hpsim.description.base import (
    Area,
    Description,
    Fraction,
    HeatFlow,
    Length,
    LogColumn,
    MoistureFlow,
    NotNegative,
    Number,
    Positive,
    Schedule,
    Word,
    by_shape,
    complaint,
    value_shape,
)

HeatCourse: TypeAlias = Annotated[
    Annotated[HeatFlow, NotNegative, Tag("[value]")] | Annotated[LogColumn, Tag("[log]")],
    Discriminator(value_shape),
]
"""A heat flow, or a column of a log."""


class Gain(Description):
    """Heat and moisture from people, lights and appliances."""

    name: Word
    """``people`` and ``refrigerator`` bring heat and hours of their own, ``lights``,
    ``television``, ``plug_loads`` and ``cooking`` their hours; or any name."""
    count: Number = Field(default=1.0, ge=0)
    """How many."""
    sensible_w: HeatCourse | None = None
    """Of one where its schedule is 1, or a column of a log, such as of a metered heater; default:
    the library's."""
    latent_w: HeatFlow | None = Field(default=None, ge=0)
    """Of one, as evaporated moisture; default: the library's, else none."""
    moisture_kg_per_s: MoistureFlow | None = Field(default=None, ge=0)
    """Of one, instead of latent."""
    radiant: Fraction | None = None
    """Share of the sensible heat that is radiated; default: the library's."""
    schedule: Schedule | None = None
    """Fraction over the day; default: the library's, else always."""

    @model_validator(mode="after")
    def _one_moisture(self) -> Self:
        if self.latent_w is not None and self.moisture_kg_per_s is not None:
            raise complaint("latent and moisture exclude each other", "give one of the two")
        return self


class FurnitureMass(Description):
    """Furniture as a slab whose two faces see the room."""

    area_m2: Area = Positive
    """Of one face."""
    material: Word
    """A name under ``materials`` or of the library."""
    thickness_m: Length = Positive
    """Of the slab."""


def _furniture_shape(value: Any) -> str | None:
    if isinstance(value, str):
        return "[word]"
    return "[mass]" if isinstance(value, (Mapping, FurnitureMass)) else None


Furniture: TypeAlias = Annotated[
    Annotated[Literal["none", "light", "heavy"], Tag("[word]")]
    | Annotated[FurnitureMass, Tag("[mass]")],
    by_shape(
        _furniture_shape,
        "not furniture",
        "none, light, heavy, or {area: 12 m2, material: wood, thickness: 20 mm}",
    ),
]


class Partition(Description):
    """Walls inside the room: both faces see the room."""

    area_m2: Area = Positive
    """Of one face."""
    construction: Construction
    """A name under ``constructions`` or of the library, or layers."""


Partitions: TypeAlias = Annotated[tuple[Partition, ...], BeforeValidator(as_list), OneOrMany()]
"""Walls inside the room, of one construction or of several."""
