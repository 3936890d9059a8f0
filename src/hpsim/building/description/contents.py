"""What is in a room: people and appliances, furniture, partitions, and the air that comes in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, Self, TypeAlias

from pydantic import BeforeValidator, Discriminator, Field, Tag, model_validator

from hpsim.building.description.forms import OneOrMany, as_list
from hpsim.building.description.surfaces import Construction
from hpsim.description.base import (
    AirChange,
    Area,
    Density,
    Description,
    Flag,
    Flow,
    Fraction,
    HeatFlow,
    Length,
    LogColumn,
    MoistureFlow,
    NotNegative,
    Number,
    Positive,
    Schedule,
    Temperature,
    TemperatureCourse,
    TemperatureDifference,
    Volume,
    Word,
    by_shape,
    complaint,
    is_written_value,
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


def _listed(keys: Sequence[str]) -> str:
    return f"{', '.join(keys[:-1])} and {keys[-1]}"


def _density_shape(value: Any) -> str:
    is_word = isinstance(value, str) and not is_written_value(value)
    return "[word]" if is_word else "[value]"


AirDensity: TypeAlias = Annotated[
    Annotated[Literal["outdoor"], Tag("[word]")] | Annotated[Density, Positive, Tag("[value]")],
    Discriminator(_density_shape),
]
"""``outdoor``, or a density that stays."""


Level: TypeAlias = Literal["lowest", "highest", "whole"]


# Beyond what any building leaks: another number was meant.
MAX_ACH = 100.0  # a barn with its doors open
MAX_ACH50 = 500.0  # the leakiest houses measured have some 80


class Infiltration(Description):
    """Air that leaks through the envelope."""

    ach: AirChange | None = Field(default=None, le=MAX_ACH)
    """Constant air changes per hour; excludes ach50 and ela."""
    air_density_kg_per_m3: AirDensity | None = None
    """For constant ach; default: the site's at 20 degC; ``outdoor``: of the air as it blows."""
    ach50: AirChange | None = Field(default=None, le=MAX_ACH50)
    """Air changes per hour of the dwelling at 50 Pa (blower door); excludes ach and ela."""
    ela_m2: Area | None = Field(default=None, gt=0)
    """Effective leakage area of the dwelling at 4 Pa (ASTM E779), such as ``0.02 m2``: the hole
    without friction that leaks as much; excludes ach and ach50."""
    model: Literal["aim2"] = "aim2"
    """How wind and stack drive the leakage: AIM-2 (Walker and Wilson 1998)."""
    dwelling_height_m: Length | None = Field(default=None, gt=0)
    """Of the dwelling that the room belongs to, ground to eaves."""
    dwelling_volume_m3: Volume | None = Field(default=None, gt=0)
    """Of that dwelling; default: of the room alone."""
    exposed_share: Fraction | None = None
    """Share of the dwelling's leakage that is in this room; default by exposed area."""
    level: Level | None = None
    """Where the room lies in a dwelling of several storeys, through which cold weather's air leaks
    in low and out high; default: by what is above and below the room."""
    flue: Flag = False
    """The dwelling has an open flue."""

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        given = [key for key in ("ach", "ach50") if getattr(self, key) is not None]
        if self.ela_m2 is not None:
            given.append("ela")
        if len(given) > 1:
            count = "two" if len(given) == 2 else "three"
            raise complaint(f"{_listed(given)} exclude each other", f"give one of the {count}")
        if not given:
            raise complaint("ach, ach50 or ela is needed")
        return self


class VentilationRule(Description):
    """When a fan runs besides its schedule."""

    room_above_degc: Temperature | None = None
    """Only while the room is warmer than this."""
    outdoor_below_room_k: TemperatureDifference | None = None
    """Only while it is this much colder outside than in the room."""
    above_heating_setpoint_k: TemperatureDifference | None = None
    """Only while the room is this much warmer than the year's highest heating setpoint."""
    unless_cooled: Flag = False
    """Never with a candidate that cools while there is a cooling setpoint."""


FlowCourse: TypeAlias = Annotated[
    Annotated[Flow, NotNegative, Tag("[value]")] | Annotated[LogColumn, Tag("[log]")],
    Discriminator(value_shape),
]
"""An air flow, or a column of a log."""


class Ventilation(Description):
    """A fan, or an opened window."""

    flow_m3_per_s: FlowCourse
    """Of outdoor air, while it runs; or a column of a log."""
    supply_degc: TemperatureCourse | None = None
    """Temperature at which its air enters the room, such as behind a heater or a duct; default: as
    outdoors."""
    kind: Literal["exhaust", "supply", "balanced", "window"] = "balanced"
    """Decides how it combines with infiltration."""
    air_density_kg_per_m3: Annotated[Density, Positive] | None = None
    """Of the air that the flow is counted in, such as 1.2 kg/m3 of a meter for standard air;
    default: as it is outdoors."""
    recovery: Fraction = 0.0
    """Sensible effectiveness of heat recovery."""
    latent_recovery: Fraction = 0.0
    """Latent effectiveness of an enthalpy exchanger."""
    schedule: Schedule | None = None
    """Share of the hour in which it runs; default: always."""
    when: VentilationRule | None = None
    """Further conditions."""

    @model_validator(mode="after")
    def _recovers_if_balanced(self) -> Self:
        if self.kind != "balanced" and (self.recovery or self.latent_recovery):
            raise complaint(
                f"kind '{self.kind}' has no second air stream to recover heat from",
                "kind: balanced, or leave out recovery",
            )
        if self.supply_degc is not None and (self.recovery or self.when is not None):
            other = "recovery" if self.recovery else "when"
            raise complaint(f"supply and {other} exclude each other", "give one of the two")
        return self


Ventilations: TypeAlias = Annotated[tuple[Ventilation, ...], BeforeValidator(as_list), OneOrMany()]
