"""A room in words or surface by surface.

`SimpleRoom` is given in words (a kind, a floor area, a quality); `DetailRoom` lists surfaces, so
that a room of another program can be written down exactly. `building.kinds` expands the first
into the second, `building.resolve` turns that into numbers. A field that is None takes a default
there, which depends on kind and quality.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, Self, TypeAlias, get_args

from pydantic import Field, Tag, model_validator

from hpsim.building.description.contents import (
    Furniture,
    Gain,
    Infiltration,
    Partitions,
    Ventilations,
)
from hpsim.building.description.forms import Faces
from hpsim.building.description.openings import (
    Curtains,
    Door,
    GlazingReference,
    HomeDoorState,
    SimpleDoor,
    SimpleWindow,
    Window,
)
from hpsim.building.description.room_kinds import ROOM_KINDS, Above, Below
from hpsim.building.description.surfaces import Insulation, Surface, ThermalBridge
from hpsim.description.base import (
    AirChange,
    Area,
    Description,
    Fraction,
    Length,
    LogColumn,
    Number,
    Positive,
    Temperature,
    TemperatureHours,
    TemperatureWeek,
    Volume,
    Word,
    by_shape,
    complaint,
    kind_of,
    temperature_shape,
)
from hpsim.description.facing import Facing


def _home_shape(value: Any) -> str | None:
    return "[word]" if value in get_args(HomeWord) else temperature_shape(value)


HomeWord: TypeAlias = Literal["setpoints", "adiabatic"]
RestOfHome: TypeAlias = Annotated[
    Annotated[HomeWord, Tag("[word]")]
    | Annotated[Temperature, Tag("[value]")]
    | Annotated[Word, Tag("[name]")]
    | Annotated[TemperatureHours, Tag("[hours]")]
    | Annotated[TemperatureWeek, Tag("[week]")]
    | Annotated[LogColumn, Tag("[log]")],
    by_shape(
        _home_shape,
        "not a temperature",
        "'20 degC', 24 temperatures, {weekday: [...], weekend: [...]}, the name of a schedule, "
        "setpoints, or adiabatic",
    ),
]
"""A temperature over the day [degC], or what it follows."""

Quality: TypeAlias = Literal["poor", "average", "good", "passive"]
DwellingFan: TypeAlias = Literal["irc", "ashrae_62_2_2013", "none"]
if TYPE_CHECKING:
    SimpleKind: TypeAlias = str
else:
    SimpleKind = Literal[tuple(ROOM_KINDS)]
LARGEST_ROOM_M2 = 5000.0  # a hall; more is a slip of the unit


class Buffer(Description):
    """An unheated space next to the room: an attic, a garage, a crawl space."""

    volume_m3: Volume = Positive
    """Of its air."""
    ach: AirChange = 0.0
    """Air changes per hour with outdoors."""
    surfaces: tuple[Surface, ...] = ()
    """Those it has besides the ones it shares with the room."""
    windows: tuple[Window, ...] = ()
    """In its own surfaces."""
    gains: tuple[Gain, ...] = ()
    """Heat sources in it."""


class _Room(Description):
    """What simple and detailed rooms have in common."""

    kind: str
    """What it is."""
    floor_area_m2: Area = Field(gt=0, le=LARGEST_ROOM_M2)
    """Inside the walls."""
    air_capacity_multiplier: Number | None = Field(default=None, ge=1, le=30)
    """Fast heat capacity over that of the air: light things, duct and coil. Decides cycling."""
    moisture_multiplier: Number | None = Field(default=None, ge=1, le=100)
    """Moisture capacity over that of the air."""
    furniture: Furniture | None = None
    """none, light, heavy, or {area, material, thickness}."""
    partitions: Partitions | None = None
    """Walls inside the room: one construction or a list of several."""
    thermal_bridges: tuple[ThermalBridge, ...] = ()
    """Edges, corners and slabs that carry heat past the surfaces."""
    occupants: Number | None = Field(default=None, ge=0)
    """How many people; adds a gain ``people``."""
    gains: tuple[Gain, ...] | None = None
    """Internal heat and moisture."""
    infiltration: Infiltration | None = None
    """Air that leaks through the envelope."""
    ventilation: Ventilations | None = None
    """Fans and opened windows; one or a list."""
    rest_of_home_degc: RestOfHome | None = None
    """Temperature of the home next to the room; setpoints (default): as warm as the room under
    ideal control; adiabatic: as warm as the room itself, so that no wall carries heat to it."""
    curtains: Curtains | None = None
    """Drawn over this fraction of each window's area, all year, or {drawn, transmitted}; default:
    half in rooms in words, none in those surface by surface."""
    solar_absorptance: Faces | None = None
    """Default of all surfaces."""
    emissivity: Faces | None = None
    """Default of all surfaces."""


class SimpleConstructions(Description):
    """What the quality would choose, chosen by hand."""

    wall: Insulation | None = None
    """Outdoor walls."""
    roof: Insulation | None = None
    """Roof or the ceiling below an attic."""
    floor: Insulation | None = None
    """Floor."""
    partition: Insulation | None = None
    """Walls to the rest of the home."""
    window: GlazingReference | None = None
    """Windows that do not say their own glazing."""


def _walls_shape(value: Any) -> str | None:
    if isinstance(value, (list, tuple)):
        return "[directions]"
    return "[count]" if isinstance(value, int) and not isinstance(value, bool) else None


ExposedWalls: TypeAlias = Annotated[
    Annotated[tuple[Facing, ...], Tag("[directions]")]
    | Annotated[int, Field(strict=True, ge=0, le=4), Tag("[count]")],
    by_shape(_walls_shape, "not a number of walls", "0 to 4, or [south, west]"),
]


MAX_CEILING_M = 30.0  # of a church; beyond, another unit was meant


class SimpleRoom(_Room):
    """A room in words; all that is not given follows from kind and quality."""

    kind: SimpleKind
    """What it is: decides which sides are outdoors, and the defaults."""
    ceiling_height_m: Length | None = Field(default=None, gt=0, le=MAX_CEILING_M)
    """Floor to ceiling."""
    quality: Quality | None = None
    """Insulation, windows and air tightness: poor, average, good, passive."""
    vintage: Annotated[int, Field(strict=True, ge=1700, le=2100)] | None = None
    """Year of construction, instead of quality."""
    code: Word | None = None
    """Building code it was built to, instead of quality."""
    facing_deg: Facing | None = None
    """Where the long outer side looks."""
    aspect: Number | None = Field(default=None, gt=0, le=20)
    """Length of that side over the depth of the room."""
    exposed_walls: ExposedWalls | None = None
    """How many walls are outdoors, or where they look."""
    above: Above | None = None
    """What is above the ceiling."""
    below: Below | None = None
    """What is below the floor."""
    windows: tuple[SimpleWindow, ...] | None = None
    """Default: some glass in each outdoor wall; ``[]`` for none."""
    doors: tuple[SimpleDoor, ...] | None = None
    """Default by kind; ``[]`` for none."""
    home_door: HomeDoorState | None = None
    """Of the door to the rest of the home where ``doors`` lists none: open, closed,
    closed_at_night (22:00 to 07:00), none, or a schedule of when it is open; default by kind."""
    garage_door: Literal["door", "wall"] | None = None
    """Of a garage: wall where the big door has been replaced by one."""
    dwelling_fan: DwellingFan | None = None
    """The rate of the dwelling's exhaust fan where no fan is listed: irc (0.01 cfm/ft2 and
    7.5 cfm for each of bedrooms + 1), ashrae_62_2_2013 (0.03 cfm/ft2), or none; default by kind
    and quality."""
    open_windows: Fraction | None = None
    """How much of the usual opening people leave open in mild hours although something cools;
    default: none, windows open where nothing cools."""
    constructions: SimpleConstructions | None = None
    """Single constructions, instead of the quality's."""

    @model_validator(mode="after")
    def _one_quality(self) -> Self:
        given = [key for key in ("quality", "vintage", "code") if getattr(self, key) is not None]
        if len(given) > 1:
            raise complaint(f"{' and '.join(given)} exclude each other", "give one of them")
        return self


class DetailRoom(_Room):
    """A room given surface by surface."""

    kind: Literal["detail"]
    """Says that surfaces are given."""
    volume_m3: Volume = Positive
    """Of its air."""
    surfaces: tuple[Surface, ...] = Field(min_length=1)
    """All that bound the room."""
    buffers: dict[Word, Buffer] = Field(default_factory=dict)
    """Unheated spaces next to it, by name."""
    windows: tuple[Window, ...] = ()
    """In its surfaces."""
    doors: tuple[Door, ...] = ()
    """In its surfaces."""


def _room_shape(value: Any) -> str | None:
    kind = kind_of(value)
    if kind == "detail":
        return "[detail]"
    return "[simple]" if kind in ROOM_KINDS else None


Room: TypeAlias = Annotated[
    Annotated[SimpleRoom, Tag("[simple]")] | Annotated[DetailRoom, Tag("[detail]")],
    by_shape(_room_shape, "not a kind of room", f"kind: {', '.join(ROOM_KINDS)}, detail"),
]
