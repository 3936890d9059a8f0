"""The whole description: one room, its weather, thermostat and prices, and the candidates.

`load_scenario` reads a file, with what it ``extends`` and what the command line sets, and reports
every problem at once. A scenario never changes; a variation is a new one.
"""

from __future__ import annotations

import hashlib
import json
from functools import cached_property
from html import escape
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from hpsim.building.description.constructions import Layers, Material
from hpsim.building.description.glazing import Glazing
from hpsim.building.description.rooms import Room
from hpsim.building.description.site import Site
from hpsim.control.description import Thermostat
from hpsim.description.base import (
    Description,
    Duration,
    NamedSchedule,
    Weekday,
    Word,
    complaint,
)
from hpsim.economics.ownership import Economics
from hpsim.economics.tariff import Tariff
from hpsim.equipment.kinds import Candidate
from hpsim.scenario.editions import Edition
from hpsim.scenario.fitted import Fitted
from hpsim.scenario.sizing import Sizing
from hpsim.scenario.unknowns import Unknowns
from hpsim.scenario.verdict_rules import VerdictRules
from hpsim.units.constants import S_PER_H
from hpsim.units.display import Reader
from hpsim.units.systems import UnitSystem, units_of_place

SCHEMA_VERSION = 1
SHORTEST_STEP_S = 5.0
LONGEST_STEP_S = S_PER_H
ROUNDING = 1e-9


def _divides_an_hour(step_s: float) -> float:
    if abs(S_PER_H / step_s - round(S_PER_H / step_s)) > ROUNDING:
        raise complaint(f"a step of {step_s:g} s does not divide an hour", "60 s, 30 s, 2 min, ...")
    return step_s


class Simulation(Description):
    """How the year is stepped."""

    resolution: Literal["minute", "hour"] = "minute"
    """minute: every start and stop; hour: ideal loads and part-load factors."""
    step_s: Annotated[
        Duration,
        Field(ge=SHORTEST_STEP_S, le=LONGEST_STEP_S),
        AfterValidator(_divides_an_hour),
    ] = 60.0
    """Divides an hour; candidates that switch need 120 s or less."""
    warmup_s: Duration = Field(default=30 * 24 * S_PER_H, ge=0, le=365 * 24 * S_PER_H)
    """Time before the year that is stepped but not counted; default 30 days."""
    first_weekday: Weekday = "monday"
    """Of 1 January, for schedules."""
    daylight_saving: Literal["none", "us", "eu"] = "none"
    """Whether clocks, and with them schedules, run an hour ahead in summer."""


FOR_READERS = ("name", "units", "defaults", "verdict", "sizing", "unknowns")
"""Keys that no simulated figure follows from; an edition of the defaults changes other keys."""


class Scenario(Description):
    """One room, its weather, thermostat and prices, and one or more candidates."""

    schema_version: Literal[1] = 1
    """Of this file's keys."""
    name: Word
    """For tables, and for the result folder."""
    units: UnitSystem | None = None
    """Of tables, texts and plots: us or si; default: those of most values of the file."""
    defaults: Edition | None = None
    """Edition of the defaults, such as 2026-11 for those before 2026-12; default: the current."""
    weather: Word
    """Id of a shipped weather file (``hpsim weather list``), or a path."""
    simulation: Simulation = Simulation()
    """How the year is stepped."""
    site: Site = Site()
    """Where the building stands."""
    materials: dict[Word, Material] = Field(default_factory=dict)
    """Materials by name, in addition to those of the library."""
    constructions: dict[Word, Layers] = Field(default_factory=dict)
    """Constructions by name: layers from outside to inside."""
    glazings: dict[Word, Glazing] = Field(default_factory=dict)
    """Glazings by name."""
    schedules: dict[Word, NamedSchedule] = Field(default_factory=dict)
    """Schedules by name, in addition to those of the library."""
    room: Room
    """The room."""
    thermostat: Thermostat = Thermostat()
    """Setpoints and control."""
    tariff: Tariff | None = None
    """Energy prices; without them costs and carbon are not reported."""
    verdict: VerdictRules = VerdictRules()
    """Limits by which candidates are judged."""
    sizing: Sizing = Sizing()
    """Policy by which the sizes of candidates are judged, and what is in the room for Manual J."""
    economics: Economics | None = None
    """Discount rate, first costs, life, incentives: what owning a candidate costs."""
    unknowns: Unknowns = Unknowns()
    """What is known of what is usually uncertain, for `hpsim sure`."""
    fitted: Fitted | None = None
    """Factors on the room from a log of it, as `hpsim fit` writes them."""
    candidates: tuple[Candidate, ...] = Field(min_length=1)
    """The heat pumps to compare."""

    def units_at(self, country: str) -> UnitSystem:
        """Return the units for readers: those of the file, else those of its place.

        Parameters
        ----------
        country : str
            As the weather file has it.
        """
        return self.units or units_of_place(country)

    def __repr__(self) -> str:
        names = ", ".join(candidate.result_name() for candidate in self.candidates)
        return f"<Scenario {self.name!r}: {self.room.kind} with weather {self.weather}; {names}>"

    __str__ = __repr__

    def _repr_html_(self) -> str:
        """Return what it is about as a table, for notebooks."""
        reader, room = Reader(self.units or "si"), self.room
        rows = [
            ("weather", self.weather),
            ("room", f"{room.kind}, {reader.text(room.floor_area_m2, 'floor_area_m2')}"),
            *(
                (mode, reader.text(setpoint, "setpoint_degc", 4))
                for mode in ("heating", "cooling")
                if isinstance(setpoint := getattr(self.thermostat, mode), float)
            ),
            ("candidates", ", ".join(c.result_name() for c in self.candidates)),
        ]
        cells = "".join(
            f"<tr><th>{escape(key)}</th><td>{escape(value)}</td></tr>" for key, value in rows
        )
        return f"<table><caption>{escape(self.name)}</caption>{cells}</table>"

    def as_mapping(self) -> dict[str, Any]:
        """Return everything, defaults too, as a file would say it; `scenario_of` reads it back."""
        return self.as_written()

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 of all that is given, defaults too, without the keys in `FOR_READERS`."""
        content = {k: value for k, value in self.as_mapping().items() if k not in FOR_READERS}
        text = json.dumps(content, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()
