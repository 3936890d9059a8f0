"""Heat that edges, corners and slabs carry past the surfaces."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Tag

from hpsim.description.base import (
    Conductance,
    Description,
    LogColumn,
    NotNegative,
    Temperature,
    TemperatureHours,
    TemperatureWeek,
    Word,
    by_shape,
    temperature_shape,
)


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
