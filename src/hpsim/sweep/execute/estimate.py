"""Beforehand: how many runs a sweep has, how long they take and how much disk, from a sample.

The sample is run by as many threads at once as the sweep, so that what they take from each other,
and what other programs take from both, is in what is measured.
"""

from __future__ import annotations

import io
import itertools
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from enum import Enum
from statistics import fmean
from typing import TYPE_CHECKING, NamedTuple

from hpsim.description.schedules import HOURS_PER_YEAR
from hpsim.errors import HpsimError, Problem
from hpsim.sweep.columns import count_warnings
from hpsim.sweep.design.check import spread
from hpsim.sweep.design.expand import SECTIONS, UNPRICED, Invalid
from hpsim.sweep.execute.chunk import Chunk, ChunkResult, run_chunk, warm_up
from hpsim.sweep.execute.plan import Planner, years_of
from hpsim.sweep.execute.store import write_parquet
from hpsim.sweep.execute.threads import usable_cores

if TYPE_CHECKING:
    import pyarrow as pa

SAMPLE_S = 3.0
COUNT_S = 5.0
MAX_PLACES, MIN_PLACES = 6, 2
"""Of a design, far apart, from which neighbouring runs are taken; the least whatever they take."""
RUNS_AT_ONCE, ROWS_AT_ONCE = 3, 12
"""Done at a place whatever they take: so many runs, if they have so few rows, else one."""


class Estimate(NamedTuple):
    """What a sweep would take."""

    runs: int
    candidate_years: int
    rooms: int
    """Room responses that have to be made."""
    invalid: int
    seconds: float
    bytes: int
    weathers: int
    """Climates; the sun and the soil of each are prepared with its first room."""
    weather_s: float
    """Measured, of a climate's first room with its first candidate."""
    room_s: float
    """Measured, of a further room's response with its first candidate."""
    candidate_s: float
    """Measured, of a further candidate in a room."""
    shared: int
    """Rows that differ from the one before in price alone, and are not simulated again."""
    shared_s: float
    """Measured, of such a row."""
    is_counted: bool
    """False: runs and rooms are extrapolated from a part of the design."""
    problems: tuple[Problem, ...]
    """Of values that make no valid scenario."""
    warnings: dict[str, int]
    """Warnings of the sample's runs, and how many runs have each."""


def estimate(planner: Planner, workers: int | None = None) -> Estimate:
    """Return what a sweep would take, from a sample that is run for about three seconds.

    Raises
    ------
    HpsimError
        Not one run is done in that time.
    """
    workers = workers or usable_cores()
    sample = _sampled(planner, workers)
    counts = _counted(planner)
    weather_s, room_s, candidate_s, shared_s = sample.seconds()
    n_further = max(counts.years - counts.rooms - counts.shared, 0)
    work_s = counts.weathers * weather_s + (counts.rooms - counts.weathers) * room_s
    work_s += n_further * candidate_s + counts.shared * shared_s
    return Estimate(
        runs=counts.runs,
        candidate_years=counts.years,
        rooms=counts.rooms,
        invalid=counts.invalid,
        seconds=work_s / workers,
        bytes=round(sample.bytes_of(counts, _n_parts(planner, workers))),
        weathers=counts.weathers,
        weather_s=weather_s,
        room_s=room_s,
        candidate_s=candidate_s,
        shared=counts.shared,
        shared_s=shared_s,
        is_counted=counts.is_whole,
        problems=planner.findings.problems,
        warnings=sample.warnings,
    )


class Needs(Enum):
    """What has to be made for a row."""

    WEATHER = "a climate's sun and soil, a room's response, and a year"
    ROOM = "a room's response, and a year"
    YEAR = "a year"
    NOTHING = "its price"


@dataclass
class _Before:
    """What the run before had, and which climates there were."""

    room: tuple[str, str] = ("", "")
    year: tuple[str, ...] = ()
    weathers: set[str] = field(default_factory=set)

    def begin(self) -> None:
        """Forget the run before: another chunk begins."""
        self.room, self.year = ("", ""), ()

    def needs(self, room_hash: str, digests: tuple[str, ...], n_rows: int) -> list[Needs]:
        """Return what each row of the next run needs."""
        room = digests[SECTIONS.index("weather")], room_hash
        year = tuple(d for name, d in zip(SECTIONS, digests, strict=True) if name not in UNPRICED)
        is_new, is_same = room != self.room, year == self.year
        self.room, self.year = room, year
        if is_new:
            first = Needs.ROOM if room[0] in self.weathers else Needs.WEATHER
            self.weathers.add(room[0])
            return [first, *[Needs.YEAR] * (n_rows - 1)]
        return [Needs.NOTHING if is_same else Needs.YEAR] * n_rows


@dataclass
class _Sample:
    """What was measured on some runs."""

    rows_s: dict[Needs, list[float]] = field(default_factory=lambda: {need: [] for need in Needs})
    tables: list[pa.Table] = field(default_factory=list)
    n_hourly: int = 0
    hourly_bytes: int = 0
    warnings: dict[str, int] = field(default_factory=dict)
    before: _Before = field(default_factory=_Before)
    warmed_up: int = -1
    """The run that was done before."""
    again_s: list[float] = field(default_factory=list)
    """Its rows: taken only where there are no others."""

    def seconds(self) -> tuple[float, float, float, float]:
        """Return the mean seconds of a row by what it needs; what was not met counts as more."""
        weather, room = self.rows_s[Needs.WEATHER], self.rows_s[Needs.ROOM]
        weather, room = weather or room or self.again_s, room or weather or self.again_s
        year = self.rows_s[Needs.YEAR] or room
        shared = self.rows_s[Needs.NOTHING] or year
        return fmean(weather), fmean(room), fmean(year), fmean(shared)

    def take(self, chunk: Chunk, result: ChunkResult) -> None:
        """Take what came out of a chunk."""
        if result.rows is None:
            return
        jobs = {job.index: job for job in chunk.jobs}
        columns = (result.rows[name].to_pylist() for name in ("run", "seconds"))
        rows = itertools.groupby(zip(*columns, strict=True), key=lambda row: row[0])
        self.before.begin()
        for run, of_run in rows:
            seconds, job = [s for _, s in of_run], jobs[run]
            needs = self.before.needs(job.room_hash, job.digests, len(seconds))
            if run == self.warmed_up:  # its room and machines are there
                self.again_s += seconds
                continue
            for need, took in zip(needs, seconds, strict=True):
                self.rows_s[need].append(took)
        self.tables.append(result.rows)
        for text, count in count_warnings(result.rows).items():
            self.warnings[text] = self.warnings.get(text, 0) + count
        if result.hourly is not None:
            self.hourly_bytes += _size_of(result.hourly)
            self.n_hourly += result.hourly.num_rows // HOURS_PER_YEAR

    def bytes_of(self, counts: _Counts, n_parts: int) -> float:
        """Return the size of all files: so much a part, and so much a row more."""
        import pyarrow as pa

        rows = pa.concat_tables(self.tables)
        one, all_of_them = _size_of(rows.slice(0, 1)), _size_of(rows)
        per_row = (all_of_them - one) / max(int(rows.num_rows) - 1, 1)
        per_hourly = self.hourly_bytes / max(self.n_hourly, 1)
        return n_parts * (one - per_row) + counts.years * per_row + counts.hourly * per_hourly


def _sampled(planner: Planner, workers: int) -> _Sample:
    """Run neighbouring runs at some places of the design, far apart, as long as there is time."""
    chunks = planner.samples(MAX_PLACES)
    n_always = planner.years * min(max(ROWS_AT_ONCE // planner.years, 1), RUNS_AT_ONCE)
    out = _Sample()
    order = list(spread(len(chunks), MAX_PLACES))
    weathers = [planner.weather.get(chunk.weather).weather for chunk in chunks]
    warm_up(chunks[order[0]], weathers[order[0]])
    out.warmed_up = chunks[order[0]].jobs[0].index
    started = time.monotonic()
    with ThreadPoolExecutor(workers, thread_name_prefix="sample") as pool:
        for first in range(0, len(order), workers):
            if first >= MIN_PLACES and time.monotonic() > started + SAMPLE_S:
                break
            places = order[first : first + workers]
            until = started + SAMPLE_S * (first + len(places)) / len(chunks)
            running = [
                pool.submit(
                    run_chunk,
                    _with_channels(chunks[i], planner),
                    weathers[i],
                    _after(until, n_always),
                )
                for i in places
            ]
            for i, done in zip(places, running, strict=True):
                out.take(chunks[i], done.result())
    if not out.tables:
        raise HpsimError("not even one run is done in the time of a dry run")
    return out


def _after(until: float, n_always: int) -> Callable[[], bool]:
    """Return what says whether a time has passed, and no the first few times it is asked."""
    asked = itertools.count()
    return lambda: next(asked) >= n_always and time.monotonic() > until


def _with_channels(chunk: Chunk, planner: Planner) -> Chunk:
    """Return a chunk whose first run keeps the sweep's hourly channels, if there are any."""
    hourly = planner.sweep.hourly
    first, *others = chunk.jobs
    channels = () if hourly is None else hourly.channels
    jobs = (replace(first, channels=channels), *(replace(job, channels=()) for job in others))
    return replace(chunk, jobs=jobs)


def _size_of(table: pa.Table) -> int:
    sink = io.BytesIO()
    write_parquet(table, sink)
    return sink.tell()


class _Counts(NamedTuple):
    runs: int
    years: int
    rooms: int
    invalid: int
    shared: int
    weathers: int
    hourly: int
    """Candidate-years that keep hourly channels."""
    is_whole: bool


def _counted(planner: Planner) -> _Counts:
    """Return how many runs and rooms there are, extrapolated if counting takes long."""
    until = time.monotonic() + COUNT_S
    runs = years = rooms = invalid = shared = hourly = 0
    before = _Before()
    size = planner.sweep.design.size
    for index in range(size):
        run = planner.run(index)
        if isinstance(run, Invalid):
            invalid += 1
        elif run is not None:
            needs = before.needs(run.room_hash, run.digests, years_of(run.scenario))
            runs += 1
            years += len(needs)
            rooms += needs.count(Needs.ROOM) + needs.count(Needs.WEATHER)
            shared += needs.count(Needs.NOTHING)
            hourly += len(needs) * bool(planner.channels(run.settings))
        if index % 64 == 0 and time.monotonic() > until:
            fraction = size / (index + 1)
            return _Counts(
                round(runs * fraction),
                round(years * fraction),
                max(round(rooms * fraction), 1),
                round(invalid * fraction),
                round(shared * fraction),
                len(before.weathers),
                round(hourly * fraction),
                is_whole=False,
            )
    weathers = len(before.weathers)
    return _Counts(runs, years, rooms, invalid, shared, weathers, hourly, is_whole=True)


def _n_parts(planner: Planner, workers: int) -> int:
    """Return about how many parts there will be."""
    first = n_parts = 0
    while first < planner.sweep.design.size:
        first += planner.chunk_size(workers, first)
        n_parts += 1
    return n_parts
