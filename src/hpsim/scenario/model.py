"""The whole description: one room, its weather, thermostat and prices, and the candidates.

`load_scenario` reads a file, with what it ``extends`` and what the command line sets, and reports
every problem at once. A scenario never changes; a variation is a new one.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterator
from datetime import date
from functools import cached_property
from html import escape
from itertools import chain, count
from typing import Annotated, Any, Literal, Self, TypeAlias

from pydantic import (
    AfterValidator,
    Field,
    SerializerFunctionWrapHandler,
    model_serializer,
    model_validator,
)

from hpsim.building.description.openings import Glazing
from hpsim.building.description.rooms import Room
from hpsim.building.description.site import Site
from hpsim.building.description.surfaces import Layers, Material
from hpsim.control.description import Thermostat
from hpsim.description.base import (
    Description,
    Duration,
    NamedSchedule,
    Weekday,
    Word,
    complaint,
)
from hpsim.description.period import Period
from hpsim.description.yamlfile import dotted, walked
from hpsim.economics.ownership import Economics
from hpsim.economics.tariff import Tariff
from hpsim.equipment.kinds import Candidate
from hpsim.logs.reading import file_hash
from hpsim.scenario.editions import Edition
from hpsim.scenario.fitted import Fitted
from hpsim.scenario.measured import Measured
from hpsim.scenario.sizing import Sizing
from hpsim.scenario.unknowns import Unknowns
from hpsim.scenario.verdict_rules import VerdictRules
from hpsim.units.constants import S_PER_H
from hpsim.units.display import Reader
from hpsim.units.systems import UnitSystem, units_of_place
from hpsim.weather.description import MeasuredWeather

SCHEMA_VERSION = 1
SHORTEST_STEP_S = 5.0
LONGEST_STEP_S = S_PER_H
ROUNDING = 1e-9


def _divides_an_hour(step_s: float) -> float:
    if abs(S_PER_H / step_s - round(S_PER_H / step_s)) > ROUNDING:
        raise complaint(f"a step of {step_s:g} s does not divide an hour", "60 s, 30 s, 2 min, ...")
    return step_s


LONGEST_DAYS = 366
SHORTEST_WARMUP_S = 24 * S_PER_H  # of days: the room starts from what they make of it


def _actual_day(text: str) -> str:
    """Check that a text is a day of a year, such as 2026-01-31."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        hint = "year, month and day, such as '2026-01-31'"
        raise complaint(f"'{text}' is no day", hint) from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        hint = f"{FIRST_YEAR} to {LAST_YEAR}"
        raise complaint(f"the year {day.year} is too far away", hint)
    return day.isoformat()


FIRST_YEAR, LAST_YEAR = 1950, 2100
ActualDay: TypeAlias = Annotated[Word, AfterValidator(_actual_day)]
"""A day of the calendar: ``2026-01-31``."""


class Simulation(Description):
    """How the year is stepped, or which days in its place."""

    resolution: Literal["minute", "hour"] = "minute"
    """minute: every start and stop; hour: ideal loads and part-load factors."""
    step_s: Annotated[
        Duration,
        Field(ge=SHORTEST_STEP_S, le=LONGEST_STEP_S),
        AfterValidator(_divides_an_hour),
    ] = 60.0
    """Of traces; below 60 s also of the year. Divides an hour; 120 s at most if units switch."""
    warmup_s: Duration = Field(default=30 * 24 * S_PER_H, ge=0, le=365 * 24 * S_PER_H)
    """Time before the year that is simulated but not counted; default 30 days."""
    from_: ActualDay | None = None
    """First of the days that are simulated in place of a year, such as 2026-01-10: those of a log.
    The days of ``warmup`` come before it."""
    to: ActualDay | None = None
    """Last of these days."""
    first_weekday: Weekday = "monday"
    """Of 1 January, for schedules; actual days have their own."""
    daylight_saving: Literal["none", "us", "eu"] = "none"
    """Whether clocks, and with them schedules, run an hour ahead in summer."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if (self.from_ is None) != (self.to is None):
            raise complaint("from and to belong together", "{from: 2026-01-10, to: 2026-02-20}")
        if self.from_ is None or self.to is None:
            return self
        if self.to < self.from_:
            raise complaint(f"to, {self.to}, is before from, {self.from_}", "the first day first")
        if (date.fromisoformat(self.to) - date.fromisoformat(self.from_)).days >= LONGEST_DAYS:
            raise complaint("from and to are more than a year apart", "a year or less")
        if self.warmup_s < SHORTEST_WARMUP_S:
            raise complaint("days need days before them, which warm up the room", "warmup: 10 days")
        if "first_weekday" in self.model_fields_set:
            raise complaint("first_weekday follows from the dates", "leave it out")
        return self

    @model_serializer(mode="wrap")
    def _as_file(self, write: SerializerFunctionWrapHandler) -> Any:
        """Return what a file would have: no weekday of 1 January next to dates."""
        written = write(self)
        if isinstance(written, dict) and (written.get("from") or written.get("from_")):
            written.pop("first_weekday", None)
        return written

    def period(self, utc_offset_h: float = 0.0) -> Period | None:
        """Return the days that are simulated in place of a year, None of a year."""
        if self.from_ is None or self.to is None:
            return None
        first, last = date.fromisoformat(self.from_), date.fromisoformat(self.to)
        before = math.ceil(self.warmup_s / (24 * S_PER_H))
        return Period(first, (last - first).days + 1, before, utc_offset_h)


FOR_READERS = ("name", "units", "defaults", "verdict", "sizing", "unknowns", "measured")
"""Keys that no simulated figure follows from; an edition of the defaults changes other keys."""


def log_files(written: object) -> Iterator[str]:
    """Yield the files of all columns of logs in a description as it is written."""
    return (file for _, file in logged_keys(written))


def logged_keys(written: object) -> Iterator[tuple[str, str]]:
    """Yield the keys that are columns of logs, with their files."""
    for path, value in walked(written):
        if path[-1:] == ("csv",) and isinstance(value, str):
            yield dotted(path[:-1]), value


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
    measured_weather: MeasuredWeather | None = None
    """Columns of logs in place of the weather file's; needs simulation.from and .to."""
    measured: Measured | None = None
    """What was measured in the room, for `hpsim measured`."""
    simulation: Simulation = Simulation.by_default()
    """How the year is stepped, or which days in its place."""
    site: Site = Site.by_default()
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
    thermostat: Thermostat = Thermostat.by_default()
    """Setpoints and control."""
    tariff: Tariff | None = None
    """Energy prices; without them costs and carbon are not reported."""
    verdict: VerdictRules = VerdictRules.by_default()
    """Limits by which candidates are judged."""
    sizing: Sizing = Sizing.by_default()
    """Policy by which the sizes of candidates are judged, and what is in the room for Manual J."""
    economics: Economics | None = None
    """Discount rate, first costs, life, incentives: what owning a candidate costs."""
    unknowns: Unknowns = Unknowns.by_default()
    """What is known of what is usually uncertain, for `hpsim sure`."""
    fitted: Fitted | None = None
    """Factors on the room from a log of it, as `hpsim fit` writes them."""
    candidates: tuple[Candidate, ...] = Field(min_length=1)
    """The heat pumps to compare."""

    def candidate_names(self) -> tuple[str, ...]:
        """Return each candidate's name in results: its own or the default, no two alike.

        Defaults that are alike get what the units differ in, such as an efficiency or a heater;
        where that is nothing that a name has, a number. Names that are given stay as they are.
        """
        given = [candidate.result_name() for candidate in self.candidates]
        if len(set(given)) == len(given):
            return tuple(given)
        names: list[str] = []
        by_owner = {candidate.name for candidate in self.candidates}
        for candidate, name in zip(self.candidates, given, strict=True):
            if candidate.name is not None:
                names.append(candidate.name)
                continue
            own, pairs = candidate.traits_in_name(), zip(self.candidates, given, strict=True)
            alike = [other.traits_in_name() for other, its_name in pairs if its_name == name]
            full = candidate.name_with([k for k in own if any(own[k] != t.get(k) for t in alike)])
            numbered = chain([full], (f"{full} ({n})" for n in count(2)))
            names.append(next(n for n in numbered if n not in names and n not in by_owner))
        return tuple(names)

    def units_at(self, country: str) -> UnitSystem:
        """Return the units for readers: those of the file, else of its country."""
        return self.units or units_of_place(country)

    def __repr__(self) -> str:
        names = ", ".join(self.candidate_names())
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
            ("candidates", ", ".join(self.candidate_names())),
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
        if files := sorted(set(log_files(content))):
            content["logs"] = [file_hash(file) for file in files]
        text = json.dumps(content, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()
