"""What a worker does: some runs in, their rows out. The same in threads and on a cluster.

A chunk holds everything but the weather, which comes beside it, once per file. Runs come in an
order in which neighbours share much: the room's answer is made when the room, the weather or the
set points change, a machine when it was not seen lately, a candidate's year when anything but the
price changes.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from hpsim.building.description.site import Site
from hpsim.building.model import RoomModel
from hpsim.control.compile import what_sets_points
from hpsim.economics.prices import prices_of, warnings_of
from hpsim.equipment.assumptions import MachineAssumptions
from hpsim.equipment.kinds import Candidate
from hpsim.errors import HpsimError
from hpsim.kernel.types import Climate, FloatArray, Machine, PlaneIrradiance
from hpsim.metrics import figures_of, money_of
from hpsim.results import Results
from hpsim.scenario.checks import calendar_of
from hpsim.scenario.model import Scenario
from hpsim.simulate.candidate import candidate_names, run_candidate
from hpsim.simulate.response import (
    RoomResponse,
    refuse_unbalanced,
    room_response,
    room_summary,
    soil_ground,
    written_room,
)
from hpsim.simulate.twins import CONSTANT_TWIN, Twin, twins
from hpsim.sweep.columns import Columns, Row
from hpsim.sweep.design.expand import (
    ABSENT,
    ROOM_SECTIONS,
    SECTIONS,
    LRUCache,
    Section,
    read_section,
    scenario_of_sections,
)
from hpsim.sweep.execute.engine import engine_id
from hpsim.sweep.execute.rows import hourly_table, room_figures, warnings_text
from hpsim.weather import Weather, climate, kept_plane

if TYPE_CHECKING:
    import pyarrow as pa

Plane = tuple[float, float]

KEPT_PLANES = 64  # 0.4 MB each
KEPT_WEATHERS = 4
KEPT_SECTIONS = 512
KEPT_MACHINES = 512
KEPT_ROOMS = 16
KEPT_GROUNDS = 64
KEPT_YEARS = 3
"""For each candidate: its own and those of its twins; 2 MB each."""

_planes: LRUCache[tuple[str, Plane, float], PlaneIrradiance] = LRUCache(KEPT_PLANES)
_weathers: LRUCache[str, Weather] = LRUCache(KEPT_WEATHERS)
_climates: LRUCache[str, Climate] = LRUCache(KEPT_WEATHERS)
_sections: LRUCache[tuple[str, str], Section] = LRUCache(KEPT_SECTIONS)
_machines: LRUCache[str, tuple[Machine, MachineAssumptions]] = LRUCache(KEPT_MACHINES)
_grounds: LRUCache[tuple[object, ...], FloatArray] = LRUCache(KEPT_GROUNDS)
_rooms: LRUCache[tuple[str, ...], tuple[Scenario, RoomModel]] = LRUCache(KEPT_ROOMS)


@dataclass(frozen=True)
class Job:
    """One run as a worker gets it."""

    index: int
    settings: Row
    """Axes, derived keys and their numbers in SI: columns of the row."""
    digests: tuple[str, ...]
    """Hash of each section's text, in the order of `SECTIONS`."""
    run_hash: str
    channels: tuple[str, ...] = ()
    """Hourly channels to keep."""


@dataclass(frozen=True)
class Chunk:
    """Runs in one weather."""

    number: int
    jobs: tuple[Job, ...]
    sections: Mapping[str, str]
    """Text of each section by its hash."""
    weather: str
    """What the scenarios call it; only the client knows what that means."""
    weather_key: str
    """Of its content."""
    columns: Columns
    engine: str


class ChunkResult(NamedTuple):
    """What came out of a chunk."""

    number: int
    rows: pa.Table | None
    """None if another engine refused the chunk, or if it was stopped before its first run."""
    hourly: pa.Table | None = None
    refused_by: str = ""
    """The engine of the worker that refused."""
    n_done: int = 0
    n_failed: int = 0
    seconds: float = 0.0


def never() -> bool:
    """Return that nobody asks to stop."""
    return False


def run_chunk(chunk: Chunk, weather: Weather, stopped: Callable[[], bool] = never) -> ChunkResult:
    """Return the rows of a chunk's runs; a run that fails becomes a row with its error.

    Parameters
    ----------
    weather : Weather
        That of all runs of the chunk.
    stopped : callable
        Asked before each candidate; if it says yes, the runs that are finished are returned.
    """
    started = time.perf_counter()
    if chunk.engine != engine_id():
        return ChunkResult(chunk.number, None, refused_by=engine_id())
    own = _weathers.get(chunk.weather_key, lambda: aligned(weather))
    worker = _Worker(chunk, own, stopped)
    rows: list[Row] = []
    hourly: list[pa.Table] = []
    n_failed = n_done = 0
    for job in chunk.jobs:
        made = worker.run(job, hourly)
        if made is None:
            break
        rows += made
        n_done += 1
        n_failed += any(row["error"] is not None for row in made)
    seconds = time.perf_counter() - started
    if not rows:
        return ChunkResult(chunk.number, None, seconds=seconds)
    tables = None
    if hourly:
        import pyarrow as pa

        tables = pa.concat_tables(hourly)
    table = chunk.columns.table(rows)
    return ChunkResult(chunk.number, table, tables, "", n_done, n_failed, seconds)


def warm_up(chunk: Chunk, weather: Weather) -> None:
    """Do a chunk's first run for nothing: loads libraries and machine code, which are slow once."""
    run_chunk(replace(chunk, jobs=chunk.jobs[:1]), weather)


def aligned(weather: Weather) -> Weather:
    """Return a weather whose arrays lie in memory as numpy itself would put them.

    What comes over a network may lie at odd addresses; numpy then adds in another order, and the
    last digit of a sum decides whether a compressor starts a minute earlier.
    """
    arrays: dict[str, Any] = {
        part.name: np.array(value)
        for part in fields(weather)
        if isinstance(value := getattr(weather, part.name), np.ndarray)
    }
    return replace(weather, **arrays)


class _Kept(NamedTuple):
    """A room's answer that is at hand."""

    key: tuple[str, ...]
    answer: RoomResponse
    columns: Row
    """The room's own."""


class _Year(NamedTuple):
    """A candidate's year that is at hand."""

    results: Results
    figures: Row
    """All metrics that have nothing to do with prices."""


@dataclass
class _Worker:
    """Runs the jobs of one chunk and keeps what the next may share."""

    chunk: Chunk
    weather: Weather
    stopped: Callable[[], bool]
    answers: dict[str, _Kept] = field(default_factory=dict)
    """The last answers: of a held room, of one that floats, of one with constant set points."""
    years: dict[tuple[object, ...], _Year] = field(default_factory=dict)
    """Years of the last candidates, for runs with another price alone, and of their twins."""

    def run(self, job: Job, hourly: list[pa.Table]) -> list[Row] | None:
        """Return the rows of a run, None if it was stopped."""
        head: Row = {"run": job.index, **job.settings, "run_hash": job.run_hash, "error": None}
        try:
            scenario = self._scenario(job)
            names = candidate_names(scenario)
            beside = [twins(scenario, index) for index in range(len(names))]
        except Exception as error:  # whatever it is, the sweep goes on
            return [{**head, "error": told(error), "seconds": 0.0}]
        rows = []
        for index, name in enumerate(names):
            for twin in (None, *beside[index]):
                if self.stopped():
                    return None
                row = {**head, "candidate": name, "candidate_index": index}
                row["kind"] = scenario.candidates[index].kind
                if twin is not None:
                    row["candidate"], row["twin"] = f"{name}, {twin.what}", twin.what
                started = time.perf_counter()
                try:
                    row.update(self._figures(job, scenario, index, twin, hourly))
                except MemoryError:
                    raise
                except Exception as error:
                    row["error"] = told(error)
                row["seconds"] = time.perf_counter() - started
                rows.append(row)
        return rows

    def _scenario(self, job: Job) -> Scenario:
        sections = {
            name: self._section(name, digest).value
            for name, digest in zip(SECTIONS, job.digests, strict=True)
            if digest != ABSENT
        }
        return scenario_of_sections(sections)

    def _section(self, name: str, digest: str) -> Section:
        text = self.chunk.sections[digest]
        return _sections.get((name, digest), lambda: read_section(name, json.loads(text)))

    def _figures(
        self, job: Job, scenario: Scenario, index: int, twin: Twin | None, hourly: list[pa.Table]
    ) -> Row:
        run = scenario if twin is None else twin.scenario
        room = self._answer(job, run, index, twin)
        answer = room.answer
        results, figures = self._year(job, run, answer, index, twin)
        if job.channels:
            named = results if twin is None else twin.named(results)
            hourly.append(hourly_table(named, job.channels, job.run_hash))
        prices = prices_of(scenario.tariff)
        fuels = frozenset[str]() if results.fuel is None else frozenset({results.fuel})
        others = (*answer.model.notes, *warnings_of(prices, fuels))
        told = {"warnings": warnings_text(answer.weather, others)}
        return {**figures, **money_of(results, prices), **room.columns, **told}

    def _answer(self, job: Job, scenario: Scenario, index: int, twin: Twin | None) -> _Kept:
        floats = not scenario.candidates[index].has_setpoints
        is_constant = twin is not None and twin.what == CONSTANT_TWIN
        which = "floating" if floats else CONSTANT_TWIN if is_constant else "held"
        room = self._room_key(job, scenario)
        key = (*room, "" if floats else what_sets_points(scenario.thermostat))
        kept = self.answers.get(which)
        if kept is not None and kept.key == key:
            return kept
        del kept
        self.answers.pop(which, None)  # before the next is made: two need not be held at once
        answer = room_response(
            scenario,
            floats=floats,
            weather_from=self._weather,
            room_from=lambda scenario, weather: self._room(room, scenario, weather),
        )
        refuse_unbalanced(answer)
        columns = room_figures(room_summary(answer), answer.year)
        made = self.answers[which] = _Kept(key, answer, columns)
        return made

    def _room_key(self, job: Job, scenario: Scenario) -> tuple[str, ...]:
        said = dict(zip(SECTIONS, job.digests, strict=True))
        vacations = str(calendar_of(scenario).vacations)  # people's heat is away then
        return (self.chunk.weather_key, *(said[name] for name in ROOM_SECTIONS), vacations)

    def _year(
        self, job: Job, scenario: Scenario, answer: RoomResponse, index: int, twin: Twin | None
    ) -> _Year:
        said = dict(zip(SECTIONS, job.digests, strict=True))
        key = (
            *self._room_key(job, scenario),
            scenario.thermostat.model_dump_json(),  # twins of several set points may be alike
            said["candidates"],
            index,
            "" if twin is None else twin.what,
        )
        found = self.years.pop(key, None)
        if found is None:
            while len(self.years) >= KEPT_YEARS * len(scenario.candidates):
                self.years.pop(next(iter(self.years)))
            results = run_candidate(scenario, answer, index, traced="nothing", compiled=_machine)
            found = _Year(results, figures_of(results))
        self.years[key] = found
        return found

    def _weather(
        self, source: str, planes: Sequence[Plane], ground_reflectance: float = 0.2
    ) -> tuple[Weather, Climate, dict[Plane, PlaneIrradiance]]:
        """Return the chunk's weather and the sun on planes, as `hpsim.weather.prepared` does."""
        del source
        weather = self.weather
        irradiance = {
            plane: self._irradiance(plane, ground_reflectance) for plane in dict.fromkeys(planes)
        }
        kept = _climates.get(self.chunk.weather_key, lambda: climate(weather))
        return weather, kept, irradiance

    def _room(
        self, key: tuple[str, ...], scenario: Scenario, weather: Weather
    ) -> tuple[Scenario, RoomModel]:
        """Return a room that is written out once for all thermostats and candidates."""
        kept, model = _rooms.get(key, lambda: written_room(scenario, weather, self._ground))
        names = ("room", "materials", "constructions")
        return scenario.model_copy(update={name: getattr(kept, name) for name in names}), model

    def _ground(self, site: Site, weather: Weather) -> FloatArray:
        """Return the soil's surface, worked out once for all rooms in one weather."""
        key = (self.chunk.weather_key, site.ground_reflectance, site.ground_cover, site.terrain)
        return _grounds.get(key, lambda: soil_ground(site, weather))

    def _irradiance(self, plane: Plane, ground_reflectance: float) -> PlaneIrradiance:
        return _planes.get(
            (self.chunk.weather_key, plane, ground_reflectance),
            lambda: kept_plane(self.weather, plane, ground_reflectance),
        )


def _machine(candidate: Candidate) -> tuple[Machine, MachineAssumptions]:
    return _machines.get(candidate.model_dump_json(), candidate.compile)


def told(error: Exception) -> str:
    """Return an error as one line of text."""
    if isinstance(error, HpsimError):
        parts = [error.message, *(problem.as_text() for problem in error.problems)]
        return "; ".join(dict.fromkeys(parts))
    return f"{type(error).__name__}: {error}"
