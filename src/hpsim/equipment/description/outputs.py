"""Minimum and maximum outputs of a unit as they are written: one value, or one by season."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, TypeAlias

from pydantic import Field, Tag

from hpsim.description.base import Description, HeatFlow, Positive, by_shape


class Outputs(Description):
    """Net capacities at one end of the speed range; None: the default ratio to rated."""

    cooling_w: HeatFlow | None = Field(default=None, gt=0)
    """At 95 degF."""
    heating_w: HeatFlow | None = Field(default=None, gt=0)
    """At 47 degF."""
    heating_17f_w: HeatFlow | None = Field(default=None, gt=0)
    """At 17 degF."""
    heating_5f_w: HeatFlow | None = Field(default=None, gt=0)
    """At 5 degF."""
    heating_lowest_w: HeatFlow | None = Field(default=None, gt=0)
    """At the lowest operating temperature."""

    def over(self, default: Outputs) -> Outputs:
        """Return these outputs, the default ones where they are not given."""
        both = {k: getattr(self, k) or getattr(default, k) for k in type(self).model_fields}
        return Outputs(**both)


def _outputs_shape(value: Any) -> str | None:
    if isinstance(value, (Mapping, Outputs)):
        return "[by season]"
    return "[value]" if isinstance(value, (str, int, float)) else None


OutputsOrHeating: TypeAlias = Annotated[
    Annotated[HeatFlow, Positive, Tag("[value]")] | Annotated[Outputs, Tag("[by season]")],
    by_shape(_outputs_shape, "not a capacity", "'2900 Btu/h' (heating), or {heating, cooling}"),
]
