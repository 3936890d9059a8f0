"""Beforehand: how many runs a sweep has, how long they take and how much disk, from a sample.

The sample is run as the sweep is: by as many processes or threads at once, so that what they take
from each other, and what other programs take from all, is in what is measured.
"""

from __future__ import annotations

import contextlib
import heapq
import io
import itertools
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import field, replace
from enum import Enum
from statistics import fmean
from typing import TYPE_CHECKING, NamedTuple

from hpsim.errors import HpsimError, Problem
from hpsim.records import dataclass
from hpsim.sweep.columns import count_warnings
from hpsim.sweep.design.check import spread
from hpsim.sweep.design.expand import SECTIONS, Invalid, Run
from hpsim.sweep.execute.chunk import Chunk, ChunkResult, Job, warm_up
from hpsim.sweep.execute.plan import Planner
from hpsim.sweep.execute.store import write_parquet
from hpsim.sweep.execute.threads import samples_in_threads, usable_cores

if TYPE_CHECKING:
    import pyarrow as pa

SAMPLE_S = 3.0
COUNT_S = 5.0
MAX_PLACES, MIN_PLACES = 6, 2
"""Of a design, far apart, from which neighbouring runs are taken; the least whatever they take."""
RUNS_AT_ONCE, ROWS_AT_ONCE = 3, 12
"""Done at a place whatever they take: so many runs, if they have so few rows, else fewer."""


class Estimate(NamedTuple):
    """What a sweep would take."""

    runs: int
    candidate_years: int
    rooms: int
    """Room responses that have to be made."""
    invalid: int
    seconds: float
    """By the clock, start-up included."""
    startup_s: float
    """Of it, until the first run begins."""
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


def estimate(
    planner: Planner,
    workers: int | None = None,
    *,
    forks: bool = False,
    compiled: Callable[[], None] = lambda: None,
) -> Estimate:
    """Return what a sweep would take, from a sample that is run for about three seconds.

    Parameters
    ----------
    planner
        Of the sweep.
    workers
        Threads or processes that the sweep will have; default: the cores of this machine.
    forks
        Whether it will use forked processes where this one may be forked, as `run_sweep` has it.
    compiled
        Called once nothing is compiled any more, before processes are forked.

    Raises
    ------
    HpsimError
        Not one run is done in that time.
    """
    workers = workers or usable_cores()
    sample = _sampled(planner, workers, compiled, forks=forks)
    counts = _counted(planner, workers)
    seconds = sample.seconds()
    return Estimate(
        runs=counts.runs,
        candidate_years=counts.years,
        rooms=counts.of[Needs.ROOM] + counts.of[Needs.WEATHER],
        invalid=counts.invalid,
        seconds=sample.startup_s + counts.wall_s(seconds, workers),
        startup_s=sample.startup_s,
        bytes=round(sample.bytes_of(counts)),
        weathers=counts.of[Needs.WEATHER],
        weather_s=seconds[Needs.WEATHER],
        room_s=seconds[Needs.ROOM],
        candidate_s=seconds[Needs.YEAR],
        shared=counts.of[Needs.NOTHING],
        shared_s=seconds[Needs.NOTHING],
        is_counted=counts.is_whole,
        problems=tuple(planner.findings.of_values.values()),
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
    year: str = ""
    weathers: set[str] = field(default_factory=set)

    def begin(self) -> None:
        """Forget the run before but for its room: another chunk begins."""
        self.year = ""

    def needs(self, job: Job, n_rows: int) -> list[Needs]:
        """Return what each row of the next run needs."""
        room = job.digests[SECTIONS.index("weather")], job.room_hash
        is_new, is_same = room != self.room, job.unpriced == self.year
        self.room, self.year = room, job.unpriced
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
    """Years, or days, of candidates whose hourly channels were kept."""
    hourly_bytes: int = 0
    warnings: dict[str, int] = field(default_factory=dict)
    before: _Before = field(default_factory=_Before)
    warmed_up: int = -1
    """The run that was done before."""
    again_s: list[float] = field(default_factory=list)
    """Its rows: taken only where there are no others."""
    startup_s: float = 0.0
    chunks_s: float = 0.0
    """Of all chunks, scenarios and tables included."""

    def seconds(self) -> dict[Needs, float]:
        """Return the mean seconds of a row by what it needs; what was not met counts as more.

        What a chunk takes beyond its rows is spread over them.
        """
        weather, room = self.rows_s[Needs.WEATHER], self.rows_s[Needs.ROOM]
        weather, room = weather or room or self.again_s, room or weather or self.again_s
        year = self.rows_s[Needs.YEAR] or room
        shared = self.rows_s[Needs.NOTHING] or year
        met = [*itertools.chain.from_iterable(self.rows_s.values()), *self.again_s]
        further_s = max(self.chunks_s - sum(met), 0.0) / len(met)
        found = {Needs.WEATHER: weather, Needs.ROOM: room, Needs.YEAR: year, Needs.NOTHING: shared}
        return {need: fmean(rows) + further_s for need, rows in found.items()}

    def take(self, chunk: Chunk, result: ChunkResult) -> None:
        """Take what came out of a chunk."""
        if result.rows is None:
            return
        self.chunks_s += result.seconds
        jobs = {job.index: job for job in chunk.jobs}
        columns = (result.rows[name].to_pylist() for name in ("run", "seconds"))
        rows = itertools.groupby(zip(*columns, strict=True), key=lambda row: row[0])
        self.before.begin()
        for run, of_run in rows:
            seconds, job = [s for _, s in of_run], jobs[run]
            needs = self.before.needs(job, len(seconds))
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
            self.n_hourly += len(set(result.hourly["candidate"].to_pylist()))  # of one run

    def bytes_of(self, counts: _Counts) -> float:
        """Return the size of all files: so much a part, and so much a row more."""
        import pyarrow as pa

        rows = pa.concat_tables(self.tables)
        one, all_of_them = _size_of(rows.slice(0, 1)), _size_of(rows)
        per_row = (all_of_them - one) / max(int(rows.num_rows) - 1, 1)
        per_hourly = self.hourly_bytes / max(self.n_hourly, 1)
        return (
            counts.n_parts * (one - per_row) + counts.years * per_row + counts.hourly * per_hourly
        )


def _sampled(
    planner: Planner, workers: int, compiled: Callable[[], None], *, forks: bool
) -> _Sample:
    """Run neighbouring runs at some places of the design, far apart, as long as there is time."""
    chunks = planner.samples(MAX_PLACES)
    n_always = planner.years * min(max(ROWS_AT_ONCE // planner.years, 1), RUNS_AT_ONCE)
    out = _Sample()
    order = list(spread(len(chunks), MAX_PLACES))
    shelf = planner.weather.get
    begun = time.monotonic()
    for chunk in chunks:
        shelf(chunk.weather)  # read before, and so that forks have it
    first = chunks[order[0]]
    warm_up(first, shelf(first.weather))
    out.warmed_up = first.jobs[0].index
    compiled()
    with contextlib.ExitStack() as stack:
        processes = None
        if forks:
            from hpsim.sweep.execute.processes import forked

            processes = stack.enter_context(forked(shelf, workers))
        started = time.monotonic()
        out.startup_s = planner.checked_s + started - begun
        for n_before in range(0, len(order), workers):
            if n_before >= MIN_PLACES and time.monotonic() > started + SAMPLE_S:
                break
            places = [chunks[i] for i in order[n_before : n_before + workers]]
            sent = [_with_channels(chunk, planner) for chunk in places]
            until = started + SAMPLE_S * (n_before + len(places)) / len(chunks)
            if processes is not None:
                results = processes.samples(sent, until, n_always)
            else:
                results = samples_in_threads(sent, shelf, until, n_always)
            for chunk, result in zip(places, results, strict=True):
                out.take(chunk, result)
    if not out.tables:
        raise HpsimError("not even one run is done in the time of a dry run")
    return out


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


@dataclass
class _Counts:
    """What a design holds, cut into the chunks that a sweep would make."""

    runs: int = 0
    years: int = 0
    invalid: int = 0
    hourly: int = 0
    """Candidate-years that keep hourly channels."""
    n_parts: int = 0
    of: Counter[Needs] = field(default_factory=Counter)
    chunks: list[Counter[Needs]] = field(default_factory=list)
    """What each chunk needs, in order."""
    fraction: float = 1.0
    """Of the design that was counted."""

    @property
    def is_whole(self) -> bool:
        """Return whether nothing was extrapolated."""
        return self.fraction == 1.0

    def wall_s(self, seconds: Mapping[Needs, float], workers: int) -> float:
        """Return how long the chunks take: each goes to the worker that is free first."""
        free_s = [0.0] * workers
        for chunk in self.chunks:
            took_s = sum(seconds[need] * count for need, count in chunk.items())
            heapq.heapreplace(free_s, free_s[0] + took_s)
        if not self.is_whole:
            return sum(free_s) / workers / self.fraction
        return max(free_s)


def _counted(planner: Planner, workers: int) -> _Counts:
    """Return how many runs and rooms there are, extrapolated if counting takes long."""
    until = time.monotonic() + COUNT_S
    out, before = _Counts(), _Before()
    size, last = planner.sweep.design.size, -1

    def skipped(run: Run | Invalid) -> None:
        out.invalid += isinstance(run, Invalid)

    for chunk in planner.chunks(workers, on_skipped=skipped):
        before.begin()
        chunk_needs: Counter[Needs] = Counter()
        for job in chunk.jobs:
            needs = before.needs(job, job.n_rows)
            chunk_needs.update(needs)
            out.hourly += len(needs) * bool(job.channels)
        out.runs += len(chunk.jobs)
        out.years += chunk_needs.total()
        out.of.update(chunk_needs)
        out.chunks.append(chunk_needs)
        last = chunk.jobs[-1].index
        if time.monotonic() > until:
            break
    else:
        last = size - 1
    out.n_parts = len(out.chunks)
    out.fraction = (last + 1) / size
    if not out.is_whole:
        for name in ("runs", "years", "invalid", "hourly", "n_parts"):
            setattr(out, name, round(getattr(out, name) / out.fraction))
        n_weathers = out.of[Needs.WEATHER]
        out.of = Counter({need: round(count / out.fraction) for need, count in out.of.items()})
        out.of[Needs.WEATHER] = n_weathers
    return out
