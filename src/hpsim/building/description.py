"""What a person writes about a room: from five words to every layer.

`SimpleRoom` is said in words (a kind, a floor area, a quality); `DetailRoom` lists surfaces, so
that a room of another program can be written down exactly. `building.kinds` expands the first
into the second, `building.resolve` turns that into numbers. A field that is None takes a default
there, which depends on kind and quality.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, Self, TypeAlias, get_args

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

from hpsim.description import (
    AirChange,
    Angle,
    Area,
    Conductivity,
    Count,
    Density,
    Description,
    Facing,
    Flag,
    Flow,
    Fraction,
    HeatFlow,
    Hours,
    Irradiance,
    Length,
    MoistureFlow,
    NotNegative,
    Number,
    Positive,
    Resistance,
    Schedule,
    SpecificHeat,
    Temperature,
    TemperatureCourse,
    TemperatureDifference,
    UValue,
    Volume,
    WeekSchedule,
    Word,
    by_shape,
    complaint,
    is_written_value,
    schedule_shape,
)

Terrain: TypeAlias = Literal["open", "country", "suburban", "urban"]
Quality: TypeAlias = Literal["poor", "average", "good", "passive"]
Roughness: TypeAlias = Literal["smooth", "medium", "rough"]
SimpleKind: TypeAlias = Literal[
    "bedroom",
    "addition",
    "sunroom",
    "tiny_house",
    "flat",
    "garage",
    "attic",
    "basement",
    "zone",
]
DEEPEST_M = 30.0  # ten storeys below ground
LARGEST_ROOM_M2 = 5000.0  # a hall; more is a slip of the unit


class GroundTemperature(Description):
    """Undisturbed ground as a yearly wave (Kusuda and Achenbach 1965)."""

    mean_degc: Temperature
    """Yearly mean."""
    amplitude_k: TemperatureDifference = Field(default=0.0, ge=0)
    """Of the wave at the surface: half of highest minus lowest."""
    coldest_day: Number = Field(default=35.0, ge=1, le=366)
    """Day of the year on which the surface is coldest."""


def _ground_shape(value: Any) -> str | None:
    if isinstance(value, str):
        return "[value]" if is_written_value(value) else "[word]"
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return "[value]"
    return "[wave]" if isinstance(value, (Mapping, GroundTemperature)) else None


ClimateZone: TypeAlias = Annotated[
    Literal[
        "1A", "1B", "1C", "2A", "2B", "2C", "3A", "3B", "3C", "4A", "4B", "4C",
        "5A", "5B", "5C", "6A", "6B", "6C", "7", "8",
    ],
    BeforeValidator(lambda value: str(value) if type(value) is int else value),
]  # fmt: skip
"""Of ASHRAE 169 and the energy code: cold by number; A moist, B dry, C marine."""


class Site(Description):
    """Where the building stands."""

    terrain: Terrain = "suburban"
    """Roughness of the surroundings: open, country, suburban, urban (wind at the building)."""
    shelter: Number = Field(default=0.5, gt=0, le=1)
    """Wind at the walls over wind without neighbours: 1 none, 0.1 heavily sheltered (AIM-2)."""
    climate_zone: ClimateZone | None = None
    """For ``vintage`` and ``code``, where the weather does not tell it: ``5A``."""
    rotate_deg: Angle = 0.0
    """Added to every azimuth, clockwise."""
    ground_reflectance: Fraction = 0.2
    """Of sunlight (albedo); snow is not added."""
    ground_cover: Literal["grass", "dry"] = "grass"
    """Of the soil beside the building: watered grass, which evaporates, or dry bare soil."""
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


class FacePair(Description):
    """A property of the two faces of a surface or pane."""

    outside: Fraction
    """Of the outer face."""
    inside: Fraction
    """Of the inner face."""

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Show that one value may stand for both."""
        return {"anyOf": [{"type": "number", "minimum": 0, "maximum": 1}, handler(schema)]}


def _both_faces(value: Any) -> Any:
    """Let one value stand for both faces."""
    if value is None or isinstance(value, (Mapping, FacePair)):
        return value
    if isinstance(value, list):
        raise complaint("a list is not a value", "0.6, or {outside: 0.6, inside: 0.5}")
    return {"outside": value, "inside": value}


Faces: TypeAlias = Annotated[FacePair, BeforeValidator(_both_faces)]
"""One value for both faces, or ``{outside, inside}``."""


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
    emissivity: Faces = FacePair(outside=0.84, inside=0.84)
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
        if angles != sorted(set(angles)) or angles[0] != 0 or angles[-1] != 90:
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

    @model_validator(mode="after")
    def _count(self) -> Self:
        if len(self.gaps) != len(self.panes) - 1:
            raise complaint(f"{len(self.gaps)} gaps do not fit {len(self.panes)} panes")
        if self.angles and len(self.angles.absorptances) != len(self.panes):
            rows = len(self.angles.absorptances)
            raise complaint(f"angles has absorptances of {rows} panes, not {len(self.panes)}")
        return self


class RatedGlazing(Description):
    """Glazing given by its label."""

    u_value_w_per_m2k: UValue = Field(gt=0, le=8)
    """Of the whole window, at winter conditions (NFRC 100)."""
    shgc: Fraction
    """Solar heat gain coefficient of the whole window at normal incidence (NFRC 200)."""
    panes: Annotated[int, Field(strict=True, ge=1, le=4)] | None = None
    """Number of panes: decides how the solar gain falls with the angle; default by the U-value."""


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
    Annotated[Literal["outdoors", "adiabatic"], Tag("[word]")]
    | Annotated[NeighbourBoundary, Tag("[neighbour]")]
    | Annotated[GroundBoundary, Tag("[ground]")]
    | Annotated[BufferBoundary, Tag("[buffer]")],
    by_shape(
        _boundary_shape,
        "not a boundary",
        "outdoors, adiabatic, {neighbour: 20 degC}, {ground: {exposed_perimeter: 16 m}} "
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
    """outdoors, adiabatic, {neighbour: T}, {ground: ...} or {buffer: name}."""
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
    panes: Annotated[int, Field(strict=True, ge=1, le=4)] | None = None
    """Number of panes, with u_value and shgc; default by the U-value."""
    count: Count = 1
    """How many equal ones."""
    overhang: Overhang | None = None
    """A horizontal shade above."""
    fins: Fins | None = None
    """Vertical shades at the sides."""
    shade: Shade | None = None
    """Movable shading."""

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
    | Annotated[WeekSchedule, Tag("[week]")],
    by_shape(_door_shape, "not the state of a door", "closed, open, or a schedule"),
]


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
    u_value_w_per_m2k: UValue | None = Field(default=None, gt=0, le=8)
    """Of the leaf; default by library."""


class Door(_Doorway):
    """A door in a surface of a detailed room: to the rest of the home, or to outdoors."""

    in_: Word
    """Name of the surface."""


class SimpleDoor(_Doorway):
    """A door of a simple room."""

    to: Literal["home", "outdoors"] = "home"
    """What it leads to."""


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


class Infiltration(Description):
    """Air that leaks through the envelope."""

    ach: AirChange | None = None
    """Constant air changes per hour; excludes ach50 and ela."""
    air_density_kg_per_m3: AirDensity | None = None
    """For constant ach; default: the site's at 20 degC; ``outdoor``: of the air as it blows."""
    ach50: AirChange | None = None
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
    """When a fan runs beside its schedule."""

    room_above_degc: Temperature | None = None
    """Only while the room is warmer than this."""
    outdoor_below_room_k: TemperatureDifference | None = None
    """Only while it is this much colder outside than in the room."""
    unless_cooled: Flag = False
    """Never with a candidate that cools while there is a cooling set point."""


class Ventilation(Description):
    """A fan, or an opened window."""

    flow_m3_per_s: Flow = NotNegative
    """Of outdoor air, while it runs."""
    kind: Literal["exhaust", "supply", "balanced", "window"] = "balanced"
    """Decides how it combines with infiltration."""
    recovery: Fraction = 0.0
    """Sensible effectiveness of heat recovery."""
    latent_recovery: Fraction = 0.0
    """Latent effectiveness of an enthalpy exchanger."""
    schedule: Schedule | None = None
    """Share of the hour in which it runs; default: always."""
    when: VentilationRule | None = None
    """Further conditions."""


def _as_list(value: Any) -> Any:
    """Let a single mapping stand for a list of one."""
    return [value] if isinstance(value, (Mapping, Description)) else value


class _OneOrMany:
    """Annotation of a list whose only entry may be written alone."""

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Show both forms."""
        many = handler(schema)
        return {"anyOf": [many["items"], many]}


Ventilations: TypeAlias = Annotated[
    tuple[Ventilation, ...], BeforeValidator(_as_list), _OneOrMany()
]


class Gain(Description):
    """Heat and moisture from people, lights and appliances."""

    name: Word
    """``people`` and ``refrigerator`` bring heat and hours of their own, ``lights``,
    ``television``, ``plug_loads`` and ``cooking`` their hours; or any name."""
    count: Number = Field(default=1.0, ge=0)
    """How many."""
    sensible_w: HeatFlow | None = Field(default=None, ge=0)
    """Of one where its schedule is 1; default: the library's."""
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


class Buffer(Description):
    """An unheated space beside the room: an attic, a garage, a crawl space."""

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
    partitions: Partition | None = None
    """Walls inside the room."""
    occupants: Number | None = Field(default=None, ge=0)
    """How many people; adds a gain ``people``."""
    gains: tuple[Gain, ...] | None = None
    """Internal heat and moisture."""
    infiltration: Infiltration | None = None
    """Air that leaks through the envelope."""
    ventilation: Ventilations | None = None
    """Fans and opened windows; one or a list."""
    rest_of_home_degc: TemperatureCourse | None = None
    """Temperature of the home beside the room."""
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


class SimpleRoom(_Room):
    """A room in words; everything not said follows from kind and quality."""

    kind: SimpleKind
    """What it is: decides which sides are outdoors, and the defaults."""
    ceiling_height_m: Length | None = Field(default=None, gt=0)
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
    above: Literal["outdoors", "attic", "home"] | None = None
    """What is above the ceiling."""
    below: Literal["ground", "crawlspace", "basement", "home", "outdoors"] | None = None
    """What is below the floor."""
    windows: tuple[SimpleWindow, ...] | None = None
    """Default: some glass in each outdoor wall; ``[]`` for none."""
    doors: tuple[SimpleDoor, ...] | None = None
    """Default by kind."""
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
    """Unheated spaces beside it, by name."""
    windows: tuple[Window, ...] = ()
    """In its surfaces."""
    doors: tuple[Door, ...] = ()
    """In its surfaces."""


def _room_shape(value: Any) -> str | None:
    kind = value.get("kind") if isinstance(value, Mapping) else getattr(value, "kind", None)
    if kind == "detail":
        return "[detail]"
    return "[simple]" if kind in get_args(SimpleKind) else None


Room: TypeAlias = Annotated[
    Annotated[SimpleRoom, Tag("[simple]")] | Annotated[DetailRoom, Tag("[detail]")],
    by_shape(_room_shape, "not a kind of room", f"kind: {', '.join(get_args(SimpleKind))}, detail"),
]
