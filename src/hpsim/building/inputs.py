"""What a room follows from, and what is found on the way to it.

Its description, its site and everything that it names; problems, defaults and odd things.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from functools import cached_property

from hpsim.building.description.openings import Glazing
from hpsim.building.description.rooms import DetailRoom, Room
from hpsim.building.description.site import Site
from hpsim.building.description.surfaces import Layers, Material
from hpsim.building.factors import RoomFactors
from hpsim.building.model import Default
from hpsim.caching import content_hash
from hpsim.description.base import NamedSchedule
from hpsim.description.schedules import Calendar
from hpsim.errors import Problem, ScenarioError
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


@dataclass(slots=True, kw_only=True)
class Findings:
    """What the steps on the way have found so far."""

    key: str = ""
    """Before all keys: where the room stands in the file."""
    problems: list[Problem] = field(default_factory=list)
    defaults: list[Default] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def given(
        self, value: float | None, otherwise: float, key: str, source: str, unit: str = ""
    ) -> float:
        """Return what was given, or the default and record it."""
        if value is not None:
            return value
        self.record(key, f"{otherwise:.4g} {unit}".rstrip(), source)
        return otherwise

    def record(self, key: str, value: str, source: str) -> None:
        """Record a value that the author did not give."""
        self.defaults.append(Default(self._whole(key), value, source))

    def add_problem(self, key: str, message: str, hint: str = "") -> None:
        """Record something that makes the room impossible."""
        self.problems.append(Problem(message, key=self._whole(key), hint=hint))

    def refuse(self) -> None:
        """Raise all problems, if there are any."""
        if self.problems:
            count = len(self.problems)
            raise ScenarioError(f"{count} problem{'s' if count > 1 else ''}", self.problems)

    def _whole(self, key: str) -> str:
        return f"{self.key}.{key}" if self.key else key
