"""A room as numbers: what the description specifies, resolved to SI, names and schedules looked up.

This is what the physics reads. `building.resolve` makes it from the scenario's room; tests make
it by hand.
"""

from __future__ import annotations

from dataclasses import field
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from hpsim.building.description.openings import Fins, Glazing, Overhang
from hpsim.kernel.types import FloatArray
from hpsim.records import dataclass


@dataclass(frozen=True, slots=True)
class Layer:
    """A homogeneous layer of one square metre; capacitance 0 makes it a pure resistance."""

    resistance_m2k_per_w: float
    capacitance_j_per_m2k: float = 0.0


@dataclass(frozen=True, slots=True)
class Outdoors:
    """Outdoor air, sky, ground and sun."""

    sun: bool = True
    """Sun falls on it and it sees the sky; otherwise its surroundings are at air temperature."""
    wind: bool = True


@dataclass(frozen=True, slots=True)
class Adiabatic:
    """No heat crosses the outer face."""


@dataclass(frozen=True, slots=True)
class Home(Adiabatic):
    """The rest of the home, which is as warm as the room under ideal control.

    The layers are the room's half of a symmetric partition: nothing crosses its middle while the
    room is as under ideal control, and a machine's deviation meets the other half and a room.
    """


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A room held at a temperature, with an ordinary inside film on that face."""

    temperature_degc: FloatArray
    """(n_hours,) [degC], constant over each hour."""


@dataclass(frozen=True, slots=True)
class Ground:
    """Soil: slab on grade or basement wall."""

    exposed_perimeter_m: float = 0.0
    edge_resistance_m2k_per_w: float = 0.0
    edge_depth_m: float = 0.0
    edge_bridge_w_per_m_k: float = 0.0
    depth_below_grade_m: float = 0.0
    """Of the floor, or mean depth of the wall."""
    wall_m: float = 0.15
    """Thickness of the wall on a floor's edge."""


@dataclass(frozen=True, slots=True)
class BufferSpace:
    """An unheated space next to the room, named in `RoomModel.buffers`."""

    name: str


IntArray: TypeAlias = NDArray[np.int64]
Boundary: TypeAlias = Outdoors | Adiabatic | Neighbour | Ground | BufferSpace
Roughness = Literal["very_smooth", "smooth", "medium", "rough"]


@dataclass(frozen=True, slots=True)
class Surface:
    """An opaque plane element that the room (or a buffer) sees from inside."""

    name: str
    layers: tuple[Layer, ...]
    """From outside to inside."""
    area_m2: float
    """Net: openings are taken off."""
    boundary: Boundary
    azimuth_deg: float = 180.0
    """Of the outward normal (of a slope: downhill), clockwise from north, site rotation added."""
    tilt_deg: float = 90.0
    """0 faces up (roof), 90 wall, 180 faces down (floor)."""
    absorptance_outside: float = 0.7
    absorptance_inside: float = 0.6
    emissivity_outside: float = 0.9
    emissivity_inside: float = 0.9
    roughness: Roughness = "rough"
    gross_area_m2: float = 0.0
    """With openings; 0 means equal to `area_m2`."""
    film_inside_w_per_m2k: float | None = None
    """Given, one fixed coefficient to the air in place of convection and long wave."""
    film_outside_w_per_m2k: float | None = None
    """The same outside, to the outdoor air."""


@dataclass(frozen=True, slots=True)
class Shade:
    """Movable shading."""

    kind: Literal["blind", "curtain", "screen", "awning"]
    transmitted_when_closed: float
    """Fraction of the solar gain that still enters."""
    closed: FloatArray | None = None
    """(n_hours,) 0 open ... 1 closed by schedule; None: by sun."""
    closed_when_sun_above_w_per_m2: float | None = None
    resistance_m2k_per_w: float = 0.0
    """Added to the window when closed."""


@dataclass(frozen=True, slots=True)
class Window:
    """A window in an outdoor surface; `count` equal ones are one entry with `count`."""

    name: str
    surface: str
    area_m2: float
    """Of one window."""
    width_m: float
    height_m: float
    sill_m: float
    glazing: Glazing
    count: int = 1
    overhang: Overhang | None = None
    fins: Fins | None = None
    shade: Shade | None = None
    film_inside_w_per_m2k: float | None = None
    """Given, one fixed coefficient to the air in place of convection and long wave."""
    film_outside_w_per_m2k: float | None = None
    curtain_factor: float = 1.0
    """Fraction of the solar gain that curtains let through as they hang all year."""
    solar_factor: float = 1.0
    """On all sunlight through it, from a fit."""
    overhang_shift_m: float = 0.0
    """How far the overhang's middle lies to the right of the window's, seen from outside."""
    shades_hide_sky: bool = True
    """Whether long wave meets overhang and fins; ASHRAE 140's (emittance 0) stop light alone."""


@dataclass(frozen=True, slots=True)
class Mass:
    """Furniture or a partition inside the room: both faces see the room air."""

    name: str
    layers: tuple[Layer, ...]
    area_m2: float
    """Of one face."""


@dataclass(frozen=True, slots=True)
class ConstantInfiltration:
    """Air changes per hour that neither wind nor temperature moves."""

    ach: float
    air_density_kg_per_m3: float | None
    """Of the air that is exchanged; None: as outdoors."""


@dataclass(frozen=True, slots=True)
class Aim2Infiltration:
    """Blower-door leakage driven by stack and wind: AIM-2 (Walker and Wilson 1998)."""

    ach50: float
    dwelling_volume_m3: float
    dwelling_height_m: float
    exposed_share: float
    """Fraction of the dwelling's leakage that belongs to this room."""
    shelter: float
    """1 none ... 0.1 heavily sheltered: local wind over open-country wind at eaves."""
    terrain: Literal["open", "country", "suburban", "urban"]
    flue: bool = False
    low: float = 0.0
    """Where the room begins and ends in the dwelling's height, fractions of it."""
    high: float = 1.0
    dwelling_degc: FloatArray | None = None
    """(n_hours,) of a dwelling that something else holds; None: as warm as the room."""


@dataclass(frozen=True, slots=True)
class Ventilation:
    """A fan or an opened window."""

    kind: Literal["exhaust", "supply", "balanced", "window"]
    flow_m3_per_s: FloatArray
    """(n_hours,) scheduled flow of outdoor air at outdoor density."""
    recovery: float = 0.0
    """Sensible effectiveness."""
    latent_recovery: float = 0.0
    room_above_degc: float | None = None
    """Runs only while the room is above this (in the loop)."""
    outdoor_below_room_k: float | None = None
    above_heating_setpoint_k: float | None = None
    unless_cooled: bool = False
    """Only while nothing cools to a setpoint."""
    air_density_kg_per_m3: float | None = None
    """Given, the flow is of air of this density, whatever the outdoor temperature."""
    supply_degc: FloatArray | None = None
    """(n_hours,) at which its air enters; None: as outdoors."""

    @property
    def follows_room(self) -> bool:
        """Whether the room's temperature, or what cools it, switches it."""
        return self.unless_cooled or any(limit is not None for limit in self.rule[:3])

    @property
    def rule(self) -> tuple[float | None, float | None, float | None, bool]:
        """What switches it: the same of fans that run at the same time."""
        return (
            self.room_above_degc,
            self.outdoor_below_room_k,
            self.above_heating_setpoint_k,
            self.unless_cooled,
        )


@dataclass(frozen=True, slots=True)
class Bridge:
    """Heat that crosses edges and corners, from the room's air."""

    w_per_k: float
    degc: FloatArray | None
    """(n_hours,) on the other side; None: outdoors."""


@dataclass(frozen=True, slots=True)
class Door:
    """A door to the rest of the home."""

    area_m2: float
    height_m: float
    open: FloatArray
    """(n_hours,) 0 closed ... 1 open."""
    rest_of_home_degc: FloatArray | None
    """(n_hours,) temperature on the other side; None: the room's own under ideal control."""
    rest_of_home_humidity: float | None = None
    """Relative humidity there; None: by the weather, see `home_humidity_ratio`."""
    surface: str = ""
    """Name of the wall that it is in."""
    closed_w_per_k: float = 0.0
    """What crosses it at least, open or closed: leaf and undercut."""
    closed_m3_per_s: float = 0.0
    """Air through it at least, each way."""


@dataclass(frozen=True, slots=True)
class Gains:
    """Internal heat and moisture; hourly means."""

    convective_w: FloatArray  # (n_hours,)
    radiant_w: FloatArray  # (n_hours,)
    moisture_kg_per_s: FloatArray  # (n_hours,)
    people_w: FloatArray | None = None
    """(n_hours,) part of them that people give off, sensible and latent; None: nobody."""


@dataclass(frozen=True, slots=True)
class Buffer:
    """An unheated space with its own surfaces, sun and air change."""

    name: str
    volume_m3: float
    ach: float
    surfaces: tuple[Surface, ...]
    """Those it has besides the ones it shares with the room."""
    windows: tuple[Window, ...] = ()
    gains: Gains | None = None


@dataclass(frozen=True, slots=True)
class Sorption:
    """What the room's surfaces hold and pass of moisture: a surface and a deep layer."""

    surface_kg: float
    """Per unit of relative humidity."""
    surface_kg_per_s: float
    """Air to surface layer, per kg/kg of humidity ratio."""
    deep_kg: float = 0.0
    deep_kg_per_s: float = 0.0
    """Surface to deep layer, per kg/kg."""


@dataclass(frozen=True, slots=True)
class Default:
    """A value that the author did not give."""

    key: str
    """Dotted path of the key that would give it, or words where no key does."""
    value: str
    """As a person would write it."""
    source: str
    """Where it comes from."""


@dataclass(frozen=True, slots=True)
class RoomModel:
    """One room and the buffer spaces next to it."""

    floor_area_m2: float
    volume_m3: float
    ceiling_height_m: float
    air_capacity_multiplier: float
    """Fast heat capacity over that of the air: air, light furnishings, duct and coil."""
    surfaces: tuple[Surface, ...]
    windows: tuple[Window, ...]
    infiltration: tuple[ConstantInfiltration | Aim2Infiltration, ...]
    gains: Gains
    masses: tuple[Mass, ...] = ()
    ventilation: tuple[Ventilation, ...] = ()
    bridges: tuple[Bridge, ...] = ()
    doors: tuple[Door, ...] = ()
    buffers: tuple[Buffer, ...] = ()
    moisture_multiplier: float = 15.0
    """Moisture capacity over that of the air; where there is `sorption`, only for the method in
    hours."""
    sorption: Sorption | None = None
    """Layers that hold moisture next to the air; None: the multiplier stands for them."""
    terrain: Literal["open", "country", "suburban", "urban"] = "country"
    ground_reflectance: float = 0.2
    soil_surface_degc: FloatArray = field(default_factory=lambda: np.full(8760, 10.0))
    """(8760,) Of soil without a building."""
    soil_hour: IntArray | None = None
    """(n_hours,) of the year above, where days of an actual calendar stand in its place."""
    altitude_m: float = 0.0
    notes: tuple[str, ...] = field(default_factory=tuple)
    """Things that look odd but are allowed."""
    defaults: tuple[Default, ...] = ()
    """Every value that the author did not give, with its source."""
