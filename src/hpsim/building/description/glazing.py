"""Glass: pane by pane, or by the label of the window."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal, Self, TypeAlias

from pydantic import Discriminator, Field, Tag, model_validator

from hpsim.building.description.forms import FacePair, Faces
from hpsim.description.base import (
    Conductivity,
    Description,
    Fraction,
    Length,
    Number,
    Positive,
    UValue,
    Word,
    by_shape,
    complaint,
)


class Pane(Description):
    """A pane of glass."""

    thickness_m: Length = Field(default=0.003, gt=0)
    """Thickness."""
    conductivity_w_per_m_k: Conductivity = Field(default=1.0, gt=0)
    """Thermal conductivity; 1.0 W/mK is soda-lime glass (ISO 10077-1)."""
    solar_transmittance: Fraction
    """At normal incidence."""
    solar_reflectance: Faces
    """At normal incidence; one value or ``{outside, inside}``."""
    emissivity: Faces = FacePair.model_construct(outside=0.84, inside=0.84)
    """Long-wave; 0.84 is uncoated glass (ISO 10292: 0.837)."""

    @model_validator(mode="after")
    def _conserve(self) -> Self:
        worst = max(self.solar_reflectance.outside, self.solar_reflectance.inside)
        if self.solar_transmittance + worst > 1:
            raise complaint("solar_transmittance and solar_reflectance add up to more than 1")
        return self


class Gap(Description):
    """A gas-filled gap between panes."""

    gas: Literal["air", "argon", "krypton"] = "air"
    """Filling."""
    thickness_m: Length = Positive
    """Between the panes."""


def _angle_shape(value: Any) -> str:
    return "[word]" if isinstance(value, str) else "[angle]"


AngleOrDiffuse: TypeAlias = Annotated[
    Annotated[Number, Field(ge=0, le=90), Tag("[angle]")]
    | Annotated[Literal["hemispherical"], Tag("[word]")],
    Discriminator(_angle_shape),
]


class AngleTable(Description):
    """Optical properties over the angle of incidence; they replace the calculated ones."""

    degrees: tuple[AngleOrDiffuse, ...] = Field(min_length=3)
    """Angles of incidence from 0 to 90, increasing; last ``hemispherical`` (diffuse)."""
    transmittance: tuple[Fraction, ...]
    """Of the whole glazing."""
    absorptance_outer: tuple[Fraction, ...] | None = None
    """Of the outer of two panes, or of the only one."""
    absorptance_inner: tuple[Fraction, ...] | None = None
    """Of the inner of two panes."""
    absorptance: tuple[tuple[Fraction, ...], ...] | None = None
    """Of any number of panes, one list each, outer first."""

    @property
    def absorptances(self) -> tuple[tuple[float, ...], ...]:
        """One row per pane, outer first, over `degrees`."""
        if self.absorptance is not None:
            return self.absorptance
        rows = (self.absorptance_outer, self.absorptance_inner)
        return tuple(row for row in rows if row is not None)

    @model_validator(mode="after")
    def _fit_together(self) -> Self:
        angles = [angle for angle in self.degrees if not isinstance(angle, str)]
        if angles != sorted(set(angles)) or angles[:1] != [0] or angles[-1:] != [90]:
            raise complaint("degrees must increase from 0 to 90", "0, 10, ..., 90, hemispherical")
        if self.degrees[-1] != "hemispherical" or len(angles) != len(self.degrees) - 1:
            raise complaint("degrees must end with one 'hemispherical'")
        if self.absorptance is not None and self.absorptance_outer is not None:
            raise complaint("absorptance and absorptance_outer exclude each other")
        if not self.absorptances:
            raise complaint("absorptance_outer is needed")
        for row in (self.transmittance, *self.absorptances):
            if len(row) != len(self.degrees):
                raise complaint(f"{len(row)} values for {len(self.degrees)} degrees")
        return self


class LayeredGlazing(Description):
    """Glazing given pane by pane."""

    panes: tuple[Pane, ...] = Field(min_length=1, max_length=4)
    """From outside to inside."""
    gaps: tuple[Gap, ...] = ()
    """From outside to inside, one fewer than panes."""
    angles: AngleTable | None = None
    """Given, it replaces the calculated angle dependence."""

    u_value_w_per_m2k: ClassVar[None] = None
    shgc: ClassVar[None] = None

    @property
    def n_panes(self) -> int:
        """How many panes it has."""
        return len(self.panes)

    @model_validator(mode="after")
    def _count(self) -> Self:
        if len(self.gaps) != len(self.panes) - 1:
            raise complaint(f"{len(self.gaps)} gaps do not fit {len(self.panes)} panes")
        if self.angles and len(self.angles.absorptances) != len(self.panes):
            rows = len(self.angles.absorptances)
            raise complaint(f"angles has absorptances of {rows} panes, not {len(self.panes)}")
        return self


PaneCount: TypeAlias = Annotated[int, Field(strict=True, ge=1, le=4)]


class RatedGlazing(Description):
    """Glazing given by its label."""

    u_value_w_per_m2k: UValue = Field(gt=0, le=8)
    """Of the whole window, at winter conditions (NFRC 100)."""
    shgc: Fraction
    """Solar heat gain coefficient of the whole window at normal incidence (NFRC 200)."""
    panes: PaneCount | None = None
    """Number of panes: decides how the solar gain falls with the angle; default by the U-value."""

    @property
    def n_panes(self) -> int | None:
        """How many panes it has, if that is known."""
        return self.panes


def _glazing_shape(value: Any) -> str | None:
    if isinstance(value, Mapping):
        return "[layered]" if isinstance(value.get("panes"), list) else "[rated]"
    if isinstance(value, LayeredGlazing):
        return "[layered]"
    return "[rated]" if isinstance(value, RatedGlazing) else None


_GLAZING_HINT = "{panes: [...], gaps: [...]} or {u_value, shgc, panes: 2}"
Glazing: TypeAlias = Annotated[
    Annotated[LayeredGlazing, Tag("[layered]")] | Annotated[RatedGlazing, Tag("[rated]")],
    by_shape(_glazing_shape, "not a glazing", _GLAZING_HINT),
]


def _glazing_reference_shape(value: Any) -> str | None:
    return "[name]" if isinstance(value, str) else _glazing_shape(value)


GlazingReference: TypeAlias = Annotated[
    Annotated[Word, Tag("[name]")]
    | Annotated[LayeredGlazing, Tag("[layered]")]
    | Annotated[RatedGlazing, Tag("[rated]")],
    by_shape(_glazing_reference_shape, "not a glazing", f"a glazing's name, {_GLAZING_HINT}"),
]
