"""What a worker does: some runs in, their rows out. The same in threads and on a cluster.

A chunk holds everything but the weather, which comes with it, once per file. Runs come in an
order in which neighbours share much: the room's answer is made when the room, the weather or the
setpoints change, a machine when it was not seen lately, a candidate's year when anything but the
price changes.
"""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import field, fields, replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from hpsim.caching import LRUCache, content_hash
from hpsim.description.schedules import Calendar
from hpsim.economics.prices import Prices, energy_prices, warnings_of
from hpsim.equipment.assumptions import MachineAssumptions
from hpsim.equipment.kinds import Candidate
from hpsim.errors import HpsimError
from hpsim.judgement import CONSTANT_TWIN
from hpsim.kernel.types import Machine
from hpsim.metrics import figures_of, money_of
from hpsim.metrics.summary import days_of
from hpsim.records import dataclass
from hpsim.results import DesignLoads, Results, RoomSummary, RoomYear
from hpsim.scenario.model import Scenario
from hpsim.scenario.room import calendar_of
from hpsim.scenario.weather import of_days
from hpsim.simulate.candidate import installed, room_of_days, run_candidate
from hpsim.simulate.design_day import design_loads
from hpsim.simulate.linear_algebra import one_blas_thread
from hpsim.simulate.money import prices_for
from hpsim.simulate.response import (
    RoomCache,
    RoomResponse,
    refuse_unbalanced,
    room_response,
    room_summary,
)
from hpsim.simulate.twins import Twin, twins
from hpsim.sweep.columns import Columns, Row, arrow_array
from hpsim.sweep.design.expand import (
    ABSENT,
    SECTIONS,
    UNPRICED,
    Section,
    read_section,
    scenario_of_sections,
)
from hpsim.sweep.execute.engine import engine_id
from hpsim.verdict.alone import verdict_alone
from hpsim.verdict.facts import CandidateFacts, candidate_facts
from hpsim.weather.model import Weather

if TYPE_CHECKING:
    import pyarrow as pa

KEPT_WEATHERS = 4
KEPT_SECTIONS = 512
KEPT_MACHINES = 512
KEPT_COLUMNS = 64
KEPT_LOADS = 64
KEPT_RESPONSES = 2
"""Of all workers: the next chunk goes on in the room of the one before; 23 MB each."""
KEPT_YEARS = 3
"""For each candidate: its own and those of its twins; 2 MB each."""

KEPT_PRICES = 128
"""With what the candidates of a run cost; up to 0.1 MB each."""
OF_PRICES = tuple(
    SECTIONS.index(name)
    for name in ("tariff", "economics", "candidates", "thermostat", "schedules")
)
"""Sections that prices follow from; twins are of the thermostat and its schedules."""
CANDIDATES, TARIFF = SECTIONS.index("candidates"), SECTIONS.index("tariff")

_weathers: LRUCache[str, Weather] = LRUCache(KEPT_WEATHERS)
_sections: LRUCache[tuple[str, str], Section] = LRUCache(KEPT_SECTIONS)
_machines: LRUCache[str, tuple[Machine, MachineAssumptions]] = LRUCache(KEPT_MACHINES)
"""By the hash of the candidate, or by that of the text of all and which of them it is."""
_prices: LRUCache[tuple[Hashable, ...], Prices] = LRUCache(KEPT_PRICES)
_rooms = RoomCache(responses=LRUCache(KEPT_RESPONSES))


@dataclass(frozen=True)
class Job:
    """One run as a worker gets it."""

    index: int
    settings: Row
    """Axes, derived keys and their numbers in SI: columns of the row."""
    digests: tuple[str, ...]
    """Hash of each section's text, in the order of `SECTIONS`."""
    run_hash: str
    room_hash: str
    """Of what the response of its room follows from besides the weather, see `ResponseInputs`."""
    channels: tuple[str, ...] = ()
    """Hourly channels to keep."""
    n_rows: int = 1
    """That it makes: candidates and their twins."""

    @property
    def unpriced(self) -> str:
        """Return the hashes of all sections that a year follows from: those without prices."""
        pairs = zip(SECTIONS, self.digests, strict=True)
        return " ".join(digest for name, digest in pairs if name not in UNPRICED)


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


@one_blas_thread()
def run_chunk(
    chunk: Chunk, weather: Weather, stopped: Callable[[], bool] = lambda: False
) -> ChunkResult:
    """Return the rows of a chunk's runs; a run that fails becomes a row with its error.

    ``stopped`` is asked before each candidate; if it says yes, the finished runs are returned.
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


def stops_at(until: float, n_always: int) -> Callable[[], bool]:
    """Return a function for whether a time has passed; its first ``n_always`` answers are no.

    ``until`` is by the monotonic clock, which all processes of a system share.
    """
    asked = itertools.count()
    return lambda: next(asked) >= n_always and time.monotonic() > until


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


class _Year(NamedTuple):
    """A candidate's year that is at hand."""

    results: Results
    figures: Row
    """All metrics that have nothing to do with prices."""
    facts: CandidateFacts | None
    """What a verdict is based on; None where there is none."""


@dataclass
class _Worker:
    """Runs the jobs of one chunk and keeps what the next may share."""

    chunk: Chunk
    weather: Weather
    stopped: Callable[[], bool]
    rooms: RoomCache = field(
        default_factory=lambda: replace(_rooms, responses=LRUCache(1, behind=_rooms.responses))
    )
    """The last responses of this worker, the rest of all."""
    columns: LRUCache[str, Row] = field(default_factory=lambda: LRUCache(KEPT_COLUMNS))
    """The room's own."""
    loads: LRUCache[str, DesignLoads] = field(default_factory=lambda: LRUCache(KEPT_LOADS))
    """Design loads by the room's hash."""
    years: LRUCache[str, _Year] = field(default_factory=lambda: LRUCache(1))
    """Years of the last candidates, for runs with another price alone, and of their twins."""

    energy: LRUCache[tuple[str, Calendar], Prices] = field(default_factory=lambda: LRUCache(1))
    """Prices of the last tariff."""
    days: LRUCache[str, Weather] = field(default_factory=lambda: LRUCache(1))
    """The weather of actual days."""

    def run(self, job: Job, hourly: list[pa.Table]) -> list[Row] | None:
        """Return the rows of a run, None if it was stopped."""
        head: Row = {"run": job.index, **job.settings, "run_hash": job.run_hash, "error": None}
        try:
            scenario = self._scenario(job)
            names = scenario.candidate_names()
            others = [twins(scenario, index) for index in range(len(names))]
        except Exception as error:  # whatever it is, the sweep goes on
            return [{**head, "error": reported(error), "seconds": 0.0}]
        self._make_place(scenario, others)
        rows = []
        for index, name in enumerate(names):
            for twin in (None, *others[index]):
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
                    row["error"] = reported(error)
                row["seconds"] = time.perf_counter() - started
                rows.append(row)
        return rows

    def _make_place(self, scenario: Scenario, twins_of: Sequence[Sequence[Twin]]) -> None:
        """Keep as many responses as a run needs, since they are large, and as many years."""
        kinds = {candidate.has_setpoints for candidate in scenario.candidates}
        others = any(twin.what == CONSTANT_TWIN for found in twins_of for twin in found)
        rooms = 2 if False in kinds else 1  # a room left alone is compared with a held one
        several = rooms + others
        # one more, so that the next run's room leaves a twin's that all runs have in common
        self.rooms.responses.size = several if several == 1 else several + 1
        self.years.size = KEPT_YEARS * len(scenario.candidates)

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
        floats = not scenario.candidates[index].has_setpoints
        weather = self.weather
        if run.simulation.from_ is not None:
            key = content_hash((run.simulation, run.measured_weather))
            weather = self.days.get(key, lambda: of_days(run, self.weather))
        known = None if floats or twin is not None else job.room_hash
        response = room_response(
            run, floats=floats, weather=weather, cache=self.rooms, inputs_hash=known
        )
        of_room = self.columns.get(response.content_hash, lambda: _room_columns(response))
        written = f"{job.digests[CANDIDATES]} {index}" if twin is None else None
        unpriced = job.unpriced if twin is None else _unpriced(run)
        results, figures, facts = self._year(job, run, response, index, unpriced, written)
        judged = self._verdict(job, run, index, facts) if twin is None else {}
        if job.channels:
            named = results if twin is None else twin.named(results)
            hourly.append(hourly_table(named, job.channels, job.run_hash))
        tariff = job.digests[TARIFF]
        prices = _prices.get(
            (calendar_of(scenario), *(job.digests[i] for i in OF_PRICES)),
            lambda: prices_for(
                scenario,
                energy=lambda given, calendar: self.energy.get(
                    (tariff, calendar), lambda: energy_prices(given, calendar)
                ),
            ),
        )
        fuels = frozenset[str]() if results.fuel is None else frozenset({results.fuel})
        others = (*response.model.notes, *warnings_of(prices, fuels))
        warned = {"warnings": warnings_text(response.weather, others)}
        of_run = {**days_of(results), **figures, **money_of(results, prices)}
        return {**of_run, **of_room, **judged, **warned}

    def _year(
        self,
        job: Job,
        scenario: Scenario,
        response: RoomResponse,
        index: int,
        unpriced: str,
        written: str | None,
    ) -> _Year:
        """Return a candidate's year, that at hand where nothing but a price is another.

        ``written`` stands for the candidate as the scenario has it; None: it is a twin.
        """
        key = f"{response.content_hash} {unpriced} {index}"

        def year() -> _Year:
            results = _simulated(scenario, response, index, written, self.rooms)
            figures = figures_of(results)
            facts = None
            if written is not None and self._judges(scenario):
                facts = self._facts(job, scenario, response, index, results, figures)
            return _Year(results, figures, facts)

        return self.years.get(key, year)

    def _judges(self, scenario: Scenario) -> bool:
        """Return whether rows have a verdict: where it is asked for, but not of actual days."""
        return self.chunk.columns.has_verdicts and scenario.simulation.from_ is None

    def _loads(self, job: Job, scenario: Scenario) -> DesignLoads:
        return self.loads.get(
            job.room_hash, lambda: design_loads(scenario, weather=self.weather, cache=self.rooms)
        )

    def _facts(
        self,
        job: Job,
        scenario: Scenario,
        response: RoomResponse,
        index: int,
        results: Results,
        figures: Row,
    ) -> CandidateFacts | None:
        """Return what the verdict on a machine is based on."""
        candidate = scenario.candidates[index]
        if not candidate.is_machine:
            return None
        loads = self._loads(job, scenario)
        machine, _ = _machine(candidate, f"{job.digests[CANDIDATES]} {index}")
        around = response.surroundings
        machine = installed(machine, scenario, candidate, around.pressure_pa)
        return candidate_facts(results, figures, candidate, machine, loads, around)

    def _verdict(
        self, job: Job, scenario: Scenario, index: int, facts: CandidateFacts | None
    ) -> Row:
        """Return the columns of the verdict, by the limits of this run."""
        if not self._judges(scenario):
            return {}
        loads = self._loads(job, scenario)
        row: Row = {
            "room_design_heating_w": loads.heating_w,
            "room_design_cooling_sensible_w": loads.cooling_sensible_w,
        }
        if facts is None:
            return row
        candidate = scenario.candidates[index]
        found = verdict_alone(facts, scenario.verdict, candidate, scenario.candidates)
        for season in facts.seasons:
            row[f"{season.name}_maximum_over_load"] = season.ratio_with_heater
            row[f"{season.name}_minimum_over_load"] = season.minimum_ratio
        return {**row, "verdict": found.word, "why": found.why, "why_season": found.season}


def _unpriced(twin: Scenario) -> str:
    """Return the hash of a twin without its prices: runs may have one in common."""
    return content_hash(twin.model_copy(update=dict.fromkeys(UNPRICED)))


def _machine(candidate: Candidate, written: str | None) -> tuple[Machine, MachineAssumptions]:
    """Return a compiled candidate; ``written`` stands for it as its scenario has it, if it does."""
    return _machines.get(written or content_hash(candidate), candidate.compile)


def _simulated(
    scenario: Scenario,
    response: RoomResponse,
    index: int,
    written: str | None,
    cache: RoomCache,
) -> Results:
    def machine(candidate: Candidate) -> tuple[Machine, MachineAssumptions]:
        return _machine(candidate, written)

    return run_candidate(scenario, response, index, traced="nothing", compiled=machine, cache=cache)


def _room_columns(response: RoomResponse) -> Row:
    """Return the room's own columns, its energy balance checked."""
    refuse_unbalanced(response)
    room = room_of_days(response.year, response.weather.period)
    return room_figures(room_summary(response), room)


def reported(error: Exception) -> str:
    """Return an error as one line of text."""
    if isinstance(error, HpsimError):
        parts = [error.message, *(problem.as_text() for problem in error.problems)]
        return "; ".join(dict.fromkeys(parts))
    return f"{type(error).__name__}: {error}"


def room_figures(summary: RoomSummary, year: RoomYear) -> Row:
    """Return the room's own columns: the same for all its candidates."""
    return {
        "room_heat_loss_w_per_k": summary.heat_loss_w_per_k,
        "room_effective_capacitance_j_per_k": summary.effective_capacitance_j_per_k,
        "room_heating_load_kwh": float(year.ideal_heating_w.sum()) / 1000.0,
        "room_cooling_load_kwh": float(year.ideal_cooling_w.sum()) / 1000.0,
        "room_peak_heating_w": float(year.ideal_heating_w.max()),
        "room_peak_cooling_w": float(year.ideal_cooling_w.max()),
    }


def warnings_text(weather: Weather, others: Sequence[str]) -> str | None:
    """Return what a run warns of, a line each: of its weather file, then others; None: nothing."""
    of_weather = (f"{weather.id}: {text}" for text in weather.warnings)
    return "\n".join([*of_weather, *others]) or None


def hourly_table(results: Results, channels: Sequence[str], run_hash: str) -> pa.Table:
    """Return hourly channels of a candidate's year, 8760 rows."""
    import pyarrow as pa

    size = results.hourly.room_degc.size
    columns: dict[str, Any] = {
        "run_hash": _repeated(run_hash, size),
        "candidate": _repeated(results.candidate, size),
        "hour": np.arange(size, dtype=np.int32),
    }
    known = results.hourly_columns()
    return pa.table(columns | {name: known[name] for name in channels})


def _repeated(text: str, size: int) -> pa.Array:
    import pyarrow as pa

    first = pa.Array.from_buffers(pa.int32(), size, [None, pa.py_buffer(np.zeros(size, np.int32))])
    return pa.DictionaryArray.from_arrays(first, arrow_array([text], "text"))
