"""What Manual J needs to know of a dwelling, in the units of its tables."""

from __future__ import annotations

from dataclasses import field
from typing import NamedTuple

from hpsim.records import dataclass
from hpsim.sizing.manual_j.tables import DailyRange, range_adjustment_f

ALTITUDE_PER_FT = 3.08e-5  # air is thinner up there: table 10A, as a line
WHOLE = "whole"
"""Name of the room of a dwelling that is calculated as one."""


class Load(NamedTuple):
    """Heat lost and gained on the design days, and moisture gained [Btu/h]."""

    heating: float
    cooling: float
    latent: float = 0.0

    def part(self, fraction: float) -> Load:
        """Return a fraction of it."""
        return Load(*(fraction * load for load in self))


@dataclass(frozen=True, slots=True)
class Design:
    """Indoor and outdoor conditions."""

    heating_f: float
    """Outdoor dry bulb that 99 % of the hours are above."""
    cooling_f: float
    """Outdoor dry bulb that 1 % of the hours are above."""
    daily_range: DailyRange
    latitude_deg: float
    grains: float
    """Outdoor minus indoor humidity at the cooling condition [grains/lb]; may be negative."""
    elevation_ft: float = 0.0
    heating_setpoint_f: float = 70.0
    cooling_setpoint_f: float = 75.0

    @property
    def htd_f(self) -> float:
        """Return the heating temperature difference, at least 0."""
        return max(self.heating_setpoint_f - self.heating_f, 0.0)

    @property
    def ctd_f(self) -> float:
        """Return the cooling temperature difference, at least 0."""
        return max(self.cooling_f - self.cooling_setpoint_f, 0.0)

    @property
    def range_f(self) -> float:
        """Return what the daily range adds to cooling temperature differences."""
        return range_adjustment_f(self.daily_range)

    @property
    def altitude_factor(self) -> float:
        """Return the density of the air over that at sea level."""
        return 1.0 - ALTITUDE_PER_FT * self.elevation_ft


@dataclass(frozen=True, slots=True)
class Beyond:
    """Differences across an element that is not outdoors, heat leaving and entering [°F]."""

    heating_f: float
    """Indoor minus adjacent temperature on the heating design day."""
    cooling_f: float
    """Adjacent minus indoor temperature on the cooling design day."""


@dataclass(frozen=True, slots=True)
class Overhang:
    """A horizontal shade above a window; distances down from it [ft]."""

    depth_ft: float
    top_ft: float
    bottom_ft: float


@dataclass(frozen=True, slots=True)
class Window:
    """A window or glass door in an outside wall."""

    room: str
    area_ft2: float
    azimuth_deg: float
    u: float
    shgc: float
    shade: float = 1.0
    """What an inside shade leaves of the sun's gain; below 1 it also smooths it."""
    screen: float = 1.0
    """What an insect screen or an outside shade leaves of the whole gain."""
    overhang: Overhang | None = None


@dataclass(frozen=True, slots=True)
class Skylight:
    """A window in a roof, with its curb and shaft."""

    room: str
    area_ft2: float
    azimuth_deg: float
    slope_deg: float
    u: float
    """Of glass, curb and shaft together, per area of glass."""
    shgc: float
    shade: float = 1.0
    screen: float = 1.0


@dataclass(frozen=True, slots=True)
class Wall:
    """An opaque wall above grade, windows and doors taken off."""

    room: str
    area_ft2: float
    u: float
    beyond: Beyond | None = None
    """None: outdoors."""
    group: str = "A"
    """Mass group A (light) to K (heavy), of table 4A."""
    colour: float = 0.83
    """Multiplier 0.65 (light), 0.83 or 1 (dark)."""
    exposed_ft2: float = 0.0
    """Gross area to outdoors, by which leakage is shared among rooms."""


@dataclass(frozen=True, slots=True)
class Door:
    """An opaque door."""

    room: str
    area_ft2: float
    u: float
    beyond: Beyond | None = None


@dataclass(frozen=True, slots=True)
class Roof:
    """A roof directly over the room: roof, rafters and ceiling in one."""

    room: str
    area_ft2: float
    r: float
    colour: float = 1.0


@dataclass(frozen=True, slots=True)
class Horizontal:
    """A ceiling or a floor."""

    room: str
    area_ft2: float
    u: float
    is_ceiling: bool
    beyond: Beyond | None = None
    """None: outdoors."""


@dataclass(frozen=True, slots=True)
class Below:
    """A wall or floor against soil; soil delays the heat of summer out of the cooling load."""

    room: str
    heating_btuh: float
    is_floor: bool
    cooling_btuh: float = 0.0
    """Of the part of a wall above grade."""
    exposed_ft2: float = 0.0
    """Gross area above grade."""


@dataclass(frozen=True, slots=True)
class Air:
    """Outdoor air of the dwelling [cfm]."""

    leakage_heating_cfm: float
    leakage_cooling_cfm: float
    supply_cfm: float = 0.0
    """Blown in: all of it has to be conditioned."""
    exhaust_cfm: float = 0.0
    """Drawn out; what exceeds the supply comes in by leaks."""
    sensible_recovery: float = 0.0
    """Fraction of the supply's difference that is recovered."""
    latent_recovery: float = 0.0


@dataclass(frozen=True, slots=True)
class Room:
    """A room's people and appliances."""

    name: str = WHOLE
    floor_area_ft2: float = 0.0
    people: float = 0.0
    appliances_btuh: float = 0.0
    latent_btuh: float = 0.0
    """Other than of people."""


@dataclass(frozen=True, slots=True)
class House:
    """All that counts of a dwelling, element by element."""

    design: Design
    rooms: tuple[Room, ...]
    air: Air
    windows: tuple[Window, ...] = ()
    skylights: tuple[Skylight, ...] = ()
    walls: tuple[Wall, ...] = ()
    doors: tuple[Door, ...] = ()
    roofs: tuple[Roof, ...] = ()
    horizontals: tuple[Horizontal, ...] = ()
    below: tuple[Below, ...] = ()
    notes: tuple[str, ...] = field(default_factory=tuple)
    """Assumptions made on the way."""
