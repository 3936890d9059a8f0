"""Where the building stands: terrain, shelter, and the ground around it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BeforeValidator, Field, Tag

from hpsim.description.base import (
    Angle,
    Description,
    Fraction,
    Number,
    Temperature,
    TemperatureDifference,
    by_shape,
    is_written_value,
)

Terrain: TypeAlias = Literal["open", "country", "suburban", "urban"]


class GroundTemperature(Description):
    """Undisturbed ground as a yearly wave (Kusuda and Achenbach 1965)."""

    mean_degc: Temperature
    """Yearly mean."""
    amplitude_k: TemperatureDifference = Field(default=0.0, ge=0)
    """Of the wave at the surface: half of highest minus lowest."""
    coldest_day: Annotated[Number, Field(ge=1, le=366)] | None = None
    """Day of the year on which the surface is coldest; default: 35, south of the equator 217."""


def _ground_shape(value: Any) -> str | None:
    if isinstance(value, str):
        return "[value]" if is_written_value(value) else "[word]"
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return "[value]"
    return "[wave]" if isinstance(value, (Mapping, GroundTemperature)) else None


def _zone_as_text(value: Any) -> Any:
    return str(value) if type(value) is int else value


ClimateZone: TypeAlias = Annotated[
    Literal[
        "1A", "1B", "1C", "2A", "2B", "2C", "3A", "3B", "3C", "4A", "4B", "4C",
        "5A", "5B", "5C", "6A", "6B", "6C", "7", "8",
    ],
    BeforeValidator(_zone_as_text),
]  # fmt: skip
"""Of ASHRAE 169 and the energy code: cold by number; A moist, B dry, C marine."""


class Site(Description):
    """Where the building stands."""

    terrain: Terrain = "suburban"
    """Roughness of the surroundings: open, country, suburban, urban (wind at the building)."""
    shelter: Number = Field(default=0.5, gt=0, le=1)
    """Wind at the walls over wind without neighbours: 1 none, 0.1 heavily sheltered (AIM-2)."""
    climate_zone: ClimateZone | None = None
    """For ``vintage`` and ``code``, where the weather does not give it: ``5A``."""
    rotate_deg: Angle = 0.0
    """Added to every azimuth, clockwise."""
    ground_reflectance: Fraction = 0.2
    """Of sunlight (albedo); snow is not added."""
    ground_cover: Literal["grass", "dry"] = "grass"
    """Of the soil around the building: watered grass, which evaporates, or dry bare soil."""
    ground_temperature: Annotated[
        Annotated[Literal["from_weather"], Tag("[word]")]
        | Annotated[Temperature, Tag("[value]")]
        | Annotated[GroundTemperature, Tag("[wave]")],
        by_shape(
            _ground_shape,
            "not a ground temperature",
            "from_weather, '10 degC', or {mean, amplitude, coldest_day}",
        ),
    ] = "from_weather"
    """Of the undisturbed soil's surface: ``from_weather`` (its balance of sun, sky, wind and
    cover), a constant, or a yearly wave."""
