"""Windows, pane by pane or by their label, with their shading; and doors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal, Self, TypeAlias, get_args

from pydantic import (
    BeforeValidator,
    Discriminator,
    Field,
    GetJsonSchemaHandler,
    Tag,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from hpsim.building.description.forms import FacePair, Faces
from hpsim.description.base import (
    Area,
    Conductance,
    Conductivity,
    Count,
    Description,
    Flow,
    Fraction,
    Hours,
    Irradiance,
    Length,
    LogColumn,
    NotNegative,
    Number,
    Positive,
    Resistance,
    Schedule,
    TemperatureCourse,
    UValue,
    WeekSchedule,
    Word,
    by_shape,
    complaint,
    schedule_shape,
)
from hpsim.description.facing import Facing


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


class Overhang(Description):
    """A horizontal shade above an opening."""

    depth_m: Length = NotNegative
    """How far it stands out."""
    above_m: Length = Field(default=0.0, ge=0)
    """From the top of the opening."""
    width_m: Length | None = Field(default=None, gt=0)
    """Default: that of the opening."""


class Fins(Description):
    """Vertical shades left and right of an opening, seen from outside."""

    left_m: Length = Field(default=0.0, ge=0)
    """Depth of the left one."""
    right_m: Length = Field(default=0.0, ge=0)
    """Depth of the right one."""
    distance_m: Length = Field(default=0.0, ge=0)
    """From the edge of the opening."""
    above_m: Length = Field(default=0.0, ge=0)
    """How far they reach above the opening."""
    below_m: Length = Field(default=0.0, ge=0)
    """How far they reach below it."""


class Shade(Description):
    """Movable shading."""

    kind: Literal["blind", "curtain", "screen", "awning"]
    """Where and what it is; decides the defaults."""
    closed_when_sun_above_w_per_m2: Irradiance | None = Field(default=None, ge=0)
    """Closed in hours in which more sun than this falls on the window."""
    schedule: Schedule | None = None
    """Closed by schedule: 0 open, 1 closed."""
    transmitted_when_closed: Fraction | None = None
    """Share of the solar gain that still enters; default by kind."""
    resistance_m2k_per_w: Resistance | None = Field(default=None, ge=0)
    """Added to the window's while closed; default by kind."""

    @model_validator(mode="after")
    def _know_when(self) -> Self:
        if self.schedule is not None and self.closed_when_sun_above_w_per_m2 is not None:
            raise complaint("schedule and closed_when_sun_above exclude each other")
        if self.schedule is None and self.closed_when_sun_above_w_per_m2 is None:
            raise complaint("closed_when_sun_above or schedule is needed")
        return self


CURTAINS_DRAWN = 0.5  # ANSI/RESNET/ICC 301-2022; ACCA Manual J's default cover


class DrawnCurtains(Description):
    """Curtains that hang the same all year."""

    drawn: Fraction = CURTAINS_DRAWN
    """Fraction of the window's area that they cover."""
    transmitted: Fraction | None = None
    """Fraction of the solar gain that passes where they are drawn; default: light curtains,
    0.84 - 0.42 SHGC (ANSI/RESNET/ICC 301-2022)."""


def _as_drawn(value: Any) -> Any:
    """Let a fraction stand for the area that is covered."""
    if value is None or isinstance(value, (Mapping, DrawnCurtains)):
        return value
    if isinstance(value, (int, float)) and 1.0 < value <= 100.0:
        raise complaint(f"{value:g} is above 1", f"did you mean '{value:g} %'?")
    return {"drawn": 0.0 if value == "none" else value}


class _OneNumber:
    """Annotation of curtains that may be one fraction, or none."""

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Show all forms."""
        fraction = {"anyOf": [{"type": "number"}, {"type": "string"}], "examples": ["50 %", "none"]}
        return {"anyOf": [fraction, handler(schema)]}


Curtains: TypeAlias = Annotated[DrawnCurtains, BeforeValidator(_as_drawn), _OneNumber()]


class _Opening(Description):
    """What windows of simple and of detailed rooms have in common."""

    name: Word | None = None
    """For tables."""
    area_m2: Area | None = Field(default=None, gt=0)
    """Of one window, with its frame; or give width and height."""
    width_m: Length | None = Field(default=None, gt=0)
    """With height instead of area."""
    height_m: Length | None = Field(default=None, gt=0)
    """With width instead of area; default 1.2 m or the root of the area, more where the windows
    of a wall would be wider than the wall."""
    sill_m: Length | None = Field(default=None, ge=0)
    """Height of the lower edge above the floor."""
    glazing: GlazingReference | None = None
    """A name under ``glazings`` or of the library, or the glazing itself."""
    u_value_w_per_m2k: UValue | None = Field(default=None, gt=0, le=8)
    """With shgc (and panes) instead of glazing."""
    shgc: Fraction | None = None
    """Solar heat gain coefficient."""
    panes: PaneCount | None = None
    """Number of panes, with u_value and shgc; default by the U-value."""
    count: Count = 1
    """How many equal ones."""
    overhang: Overhang | None = None
    """A horizontal shade above."""
    fins: Fins | None = None
    """Vertical shades at the sides."""
    shade: Shade | None = None
    """Movable shading."""
    curtains: Curtains | None = None
    """Drawn over this fraction of its area, all year, or {drawn, transmitted}, or none; default:
    the room's, and none where a blind or curtain is its shade."""

    def placed(self, surface: str, glazing: GlazingReference) -> Window:
        """Return the window in a surface of a detailed room."""
        own = {key: getattr(self, key) for key in _Opening.model_fields}
        rated = dict.fromkeys(("u_value_w_per_m2k", "shgc", "panes"))
        return Window(in_=surface, **own | rated | {"glazing": glazing})

    @property
    def one_area_m2(self) -> float:
        """Area of one window."""
        if self.area_m2 is not None:
            return self.area_m2
        return (self.width_m or 0.0) * (self.height_m or 0.0)  # both given: validated

    @property
    def given_height_m(self) -> float | None:
        """Height as given, or by area and width; None: it takes the usual one."""
        if self.height_m is None and self.width_m is not None:
            return self.one_area_m2 / self.width_m
        return self.height_m

    @property
    def total_area_m2(self) -> float:
        """Area of all `count` windows."""
        return self.count * self.one_area_m2

    @property
    def own_glazing(self) -> str | LayeredGlazing | RatedGlazing | None:
        """The glazing's name or the glazing itself, in whichever form it was given."""
        if self.u_value_w_per_m2k is not None and self.shgc is not None:
            return RatedGlazing(
                u_value_w_per_m2k=self.u_value_w_per_m2k, shgc=self.shgc, panes=self.panes
            )
        return self.glazing

    @model_validator(mode="after")
    def _know_size_and_glass(self) -> Self:
        sides = (self.width_m is not None) + (self.height_m is not None)
        if self.area_m2 is None and sides < 2:
            raise complaint("area is needed, or width and height")
        if self.area_m2 is not None and sides == 2:
            raise complaint("area excludes width and height", "give one of the two")
        rated = (self.u_value_w_per_m2k is not None) + (self.shgc is not None)
        if self.glazing is not None and (rated or self.panes is not None):
            raise complaint("glazing excludes u_value, shgc and panes")
        if rated == 1 or (self.panes is not None and not rated):
            raise complaint("u_value and shgc go together")
        return self


class Window(_Opening):
    """A window in a surface of a detailed room."""

    in_: Word
    """Name of the surface."""


def _window_shape(value: Any) -> str:
    return "[up]" if value == "up" else "[facing]"


class SimpleWindow(_Opening):
    """A window of a simple room."""

    facing_deg: Annotated[
        Annotated[Literal["up"], Tag("[up]")] | Annotated[Facing, Tag("[facing]")],
        Discriminator(_window_shape),
    ]
    """Compass word or azimuth of the outward side; ``up`` for one in the roof."""


def _door_shape(value: Any) -> str | None:
    return "[word]" if value in ("closed", "open") else schedule_shape(value)


DoorState: TypeAlias = Annotated[
    Annotated[Literal["closed", "open"], Tag("[word]")]
    | Annotated[Word, Tag("[name]")]
    | Annotated[Hours, Tag("[hours]")]
    | Annotated[WeekSchedule, Tag("[week]")]
    | Annotated[LogColumn, Tag("[log]")],
    by_shape(_door_shape, "not the state of a door", "closed, open, or a schedule"),
]


def _home_door_shape(value: Any) -> str | None:
    return "[word]" if value in get_args(HomeDoorWord) else schedule_shape(value)


HomeDoorWord: TypeAlias = Literal["none", "open", "closed", "closed_at_night"]
HomeDoorState: TypeAlias = Annotated[
    Annotated[HomeDoorWord, Tag("[word]")]
    | Annotated[Word, Tag("[name]")]
    | Annotated[Hours, Tag("[hours]")]
    | Annotated[WeekSchedule, Tag("[week]")]
    | Annotated[LogColumn, Tag("[log]")],
    by_shape(
        _home_door_shape,
        "not the state of a door",
        "open, closed, closed_at_night, none, or a schedule",
    ),
]

CLOSED_DOOR_W_PER_K = 6.0  # judgement, 2 to 20: a leaf of 1.8 m2 at 2 W/m2K, and the undercut
CLOSED_DOOR_M3_PER_S = 0.002  # judgement, each way: 4 cfm, natural flow without a fan


class _Doorway(Description):
    """What doors of simple and of detailed rooms have in common."""

    area_m2: Area = Field(default=1.7, gt=0)
    """Of the opening; 1.7 m2 is 0.85 m by 2 m."""
    height_m: Length = Field(default=2.0, gt=0)
    """Of the opening: drives the exchange of air."""
    state: DoorState = "closed"
    """closed, open, or a schedule of the share of the hour in which it is open."""
    rest_of_home_degc: TemperatureCourse | None = None
    """Temperature on the other side; default: the room's ``rest_of_home``."""
    rest_of_home_humidity: Fraction | None = Field(default=None, ge=0.1, le=0.9)
    """Relative humidity there; default: by the weather (outdoor moisture and what people add)."""
    closed_conductance_w_per_k: Conductance = Field(default=CLOSED_DOOR_W_PER_K, ge=0, le=100)
    """Of a door to the home, what crosses it at least, closed or open: leaf and undercut."""
    closed_flow_m3_per_s: Flow = Field(default=CLOSED_DOOR_M3_PER_S, ge=0, le=1)
    """Of a door to the home, air through its undercut, each way."""
    u_value_w_per_m2k: UValue | None = Field(default=None, gt=0, le=8)
    """Of the leaf; default by library."""

    def placed(self, surface: str, leaf_u_w_per_m2k: float | None) -> Door:
        """Return the door in a surface of a detailed room."""
        own = {key: getattr(self, key) for key in _Doorway.model_fields}
        return Door(in_=surface, **own | {"u_value_w_per_m2k": leaf_u_w_per_m2k})


class Door(_Doorway):
    """A door in a surface of a detailed room: to the rest of the home, or to outdoors."""

    in_: Word
    """Name of the surface."""


class SimpleDoor(_Doorway):
    """A door of a simple room."""

    to: Literal["home", "outdoors"] = "home"
    """What it leads to."""
