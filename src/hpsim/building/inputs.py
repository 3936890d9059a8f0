"""What a room follows from: its description, its site, and everything that it names."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from hpsim.building.description.constructions import Layers, Material
from hpsim.building.description.glazing import Glazing
from hpsim.building.description.rooms import DetailRoom, Room
from hpsim.building.description.site import Site
from hpsim.building.factors import RoomFactors
from hpsim.building.model import Default
from hpsim.caching import content_hash
from hpsim.description.base import NamedSchedule
from hpsim.description.schedules import Calendar
from hpsim.records import dataclass


@dataclass(frozen=True)
class RoomInputs:
    """All of a scenario that its room follows from, whatever candidates and setpoints are."""

    room: Room
    site: Site
    materials: Mapping[str, Material]
    """What the scenario names; the library's names need no entry."""
    constructions: Mapping[str, Layers]
    glazings: Mapping[str, Glazing]
    schedules: Mapping[str, NamedSchedule]
    calendar: Calendar
    """With the vacations, in which people's heat is away."""
    factors: RoomFactors = RoomFactors()
    """From a log of the room; all 1 without one."""
    logs: tuple[str, ...] = ()
    """Hashes of the log files that it names."""

    @cached_property
    def content_hash(self) -> str:
        """Hash over every field."""
        return content_hash(self)


@dataclass(frozen=True, slots=True)
class ExpandedRoom:
    """A room in the language of ``kind: detail``, with everything that it names."""

    room: DetailRoom
    materials: dict[str, Material]
    constructions: dict[str, Layers]
    sources: dict[str, str]
    """Where each construction comes from."""
    words: str
    """How its quality was asked for."""
    defaults: tuple[Default, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class DetailedInputs(RoomInputs):
    """The same with the room surface by surface and everything that it names."""

    room: DetailRoom
    expansion: ExpandedRoom | None = None
    """Where it comes from; None where the file lists surfaces."""
