"""Run a sweep: plan, do, write; or say beforehand what it would take."""

from __future__ import annotations

import contextlib
import itertools
import signal
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

from hpsim.errors import HpsimError, Problem, ScenarioError
from hpsim.sweep.chunk import Chunk, ChunkResult, run_chunk, warm_up
from hpsim.sweep.cluster import Cluster
from hpsim.sweep.engine import engine_id
from hpsim.sweep.expand import ROOM_SECTIONS, SECTIONS, Invalid, Run, digest_of
from hpsim.sweep.plan import Planner, refusal, years_of
from hpsim.sweep.store import Folder
from hpsim.sweep.sweepfile import Sweep, column_name
from hpsim.sweep.values import canonical, column_value
from hpsim.sweep.work import in_threads, usable_cores

ASK_ABOVE = 100_000
"""Runs that need ``--yes``: at 150 candidate-years a second a quarter of an hour."""
INVALID_PER_PART = 256

Progress = Callable[["State"], None]


@dataclass
class State:
    """How far a sweep is."""

    total: int
    """Runs of the design, before filters."""
    done: int = 0
    """Runs that have rows now, those of before too."""
    before: int = 0
    """Runs that were there already."""
    failed: int = 0
    invalid: int = 0
    damaged_parts: int = 0
    """That a crash cut short: redone."""
    years: int = 0
    """Candidate-years simulated now."""
    work_s: float = 0.0
    """Summed over workers."""
    startup_s: float = 0.0
    """Until the first run begins: reading, checking, workers, libraries and machine code."""
    writing_s: float = 0.0
    planning_s: float = 0.0
    wall_s: float = 0.0
    is_interrupted: bool = False
    disk_error: str = ""


def prepare(sweep: Sweep, *, skip_invalid: bool = False, yes: bool = False) -> Planner:
    """Return the planner of a sweep whose values were checked.

    Raises
    ------
    ScenarioError
        Values that make no valid scenario, nothing left to run, or a great many runs without
        ``yes``.
    """
    if sweep.design.size > ASK_ABOVE and not yes:
        message = f"{sweep.design.size:,} runs are a lot"
        hint = "--dry-run says how long they take, --yes runs them"
        raise ScenarioError(f"{sweep.file}: {message}", [Problem(message, hint=hint)])
    planner = Planner(sweep, engine_id())
    findings = planner.check()
    error = refusal(sweep, findings, skip_invalid=skip_invalid)
    if error is not None:
        raise error
    if next(planner.runs(), None) is None:
        message = "the filters leave no run"
        raise ScenarioError(f"{sweep.file}: {message}", [Problem(message, key="only")])
    return planner


def run_sweep(
    sweep: Sweep,
    folder: Path,
    *,
    workers: int | None = None,
    scheduler: str | None = None,
    resume: bool = False,
    force: bool = False,
    skip_invalid: bool = False,
    yes: bool = False,
    progress: Progress | None = None,
) -> State:
    """Run a sweep into a folder and return how it went.

    Parameters
    ----------
    folder : Path
        Of this sweep, or a new one.
    workers : int
        Threads, or processes of a local cluster; default: the cores of this machine.
    scheduler : str
        ``tcp://…`` of a Dask scheduler, or ``local-cluster``; default: threads.
    resume : bool
        Go on with what is in the folder.
    force : bool
        Replace what is in the folder.
    skip_invalid : bool
        Go on where values make no valid scenario; such runs are rows with their error.
    progress : callable
        Called after each part with the `State`.

    Notes
    -----
    Once runs begin, Ctrl-C and SIGTERM end the sweep after the candidates that are running, with
    their rows kept; the state says so.

    Linear algebra must be on one thread (``OPENBLAS_NUM_THREADS=1`` before numpy is imported, as
    the command line sets it), or results differ in the last digits between machines' loads.
    """
    started = time.monotonic()
    planner = prepare(sweep, skip_invalid=skip_invalid, yes=yes)
    place = Folder(folder)
    n_workers = workers or usable_cores()
    with contextlib.ExitStack() as stack:
        cluster = None
        if scheduler:
            cluster = stack.enter_context(Cluster(scheduler, n_workers))
        stack.callback(place.close)
        place.open_for(sweep, planner.engine, resume=resume, force=force)
        state = State(total=sweep.design.size)
        _do(planner, place, state, cluster, n_workers, progress, started)
    state.wall_s = time.monotonic() - started
    return state


def _do(
    planner: Planner,
    place: Folder,
    state: State,
    cluster: Cluster | None,
    workers: int,
    progress: Progress | None,
    started: float,
) -> None:
    """Do what is left to do; ``started`` is when the sweep was, by the monotonic clock."""
    done = place.done()
    state.damaged_parts = done.n_damaged
    invalid: list[dict[str, Any]] = []

    def write_invalid() -> None:
        if invalid:
            place.write(planner.columns.table(invalid), None)
            invalid.clear()

    def skipped(run: Run | Invalid) -> None:
        if isinstance(run, Invalid):
            state.invalid += 1
            row = _invalid_row(planner, run)
            if row["run_hash"] not in done:
                invalid.append(row)
            if len(invalid) >= INVALID_PER_PART:
                write_invalid()
        else:
            state.before += 1
            state.done += 1

    if cluster is not None:
        workers = cluster.n_threads()
    chunks = _timed(planner.chunks(workers, done.__contains__, skipped), state)

    def shelf(source: str) -> Any:
        return planner.weather.get(source).weather

    first = next(chunks, None)
    if first is not None:
        (warm_up if cluster is None else cluster.warm_up)(first, shelf(first.weather))
        chunks = itertools.chain([first], chunks)
    state.startup_s = time.monotonic() - started
    with stopping() as stop:
        if cluster is not None:
            results = cluster.results(chunks, shelf, stop.is_set)
        else:
            results = in_threads(chunks, shelf, workers, stop.is_set)
        if progress is not None:
            progress(state)
        try:
            for result in results:
                _keep(result, place, state)
                if progress is not None:
                    progress(state)
            write_invalid()
        except OSError as error:
            named = f"{error.filename}: {error.strerror}"
            state.disk_error = named if error.filename else str(error)
            stop.set()
        finally:
            results.close()  # type: ignore[attr-defined]  # both are generators
        state.is_interrupted = stop.is_set() and not state.disk_error


def _keep(result: ChunkResult, place: Folder, state: State) -> None:
    if result.rows is None:
        return
    started = time.monotonic()
    place.write(result.rows, result.hourly)
    state.writing_s += time.monotonic() - started
    state.done += result.n_done
    state.failed += result.n_failed
    state.years += result.rows.num_rows
    state.work_s += result.seconds


def _timed(chunks: Iterator[Chunk], state: State) -> Iterator[Chunk]:
    """Yield chunks, and count the time that making them takes."""
    while True:
        started = time.monotonic()
        chunk = next(chunks, None)
        state.planning_s += time.monotonic() - started
        if chunk is None:
            return
        yield chunk


def _invalid_row(planner: Planner, run: Invalid) -> dict[str, Any]:
    settings = {column_name(k): column_value(v) for k, v in run.settings.items()}
    run_hash = digest_of(f"invalid {planner.engine} {canonical(run.settings)}")
    error = f"no valid scenario: {run.message}"
    return {"run": run.index, **settings, "run_hash": run_hash, "error": error, "seconds": 0.0}


@contextlib.contextmanager
def stopping() -> Iterator[threading.Event]:
    """Give an event that Ctrl-C and SIGTERM set; a second Ctrl-C interrupts at once."""
    event = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield event
        return

    def ask(_signal: int, _frame: FrameType | None) -> None:
        if event.is_set():
            raise KeyboardInterrupt
        event.set()

    before = {sig: signal.signal(sig, ask) for sig in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield event
    finally:
        for sig, handler in before.items():
            signal.signal(sig, handler)


# Beforehand


class Estimate(NamedTuple):
    """What a sweep would take."""

    runs: int
    candidate_years: int
    rooms: int
    """Room responses that have to be made."""
    invalid: int
    seconds: float
    bytes: int
    room_s: float
    """Measured, of a room's answer with its first candidate."""
    candidate_s: float
    """Measured, of a further candidate in a room."""
    is_counted: bool
    """False: runs and rooms are extrapolated from a part of the design."""


SAMPLE_S = 3.0
COUNT_S = 5.0
SAMPLE_ROOMS = 4


def estimate(planner: Planner, workers: int | None = None) -> Estimate:
    """Return what a sweep would take, from a sample that is run for about three seconds."""
    room_s, candidate_s, row_bytes = _measured(planner)
    counts = _counted(planner)
    work_s = counts.rooms * room_s + max(counts.years - counts.rooms, 0) * candidate_s
    return Estimate(
        runs=counts.runs,
        candidate_years=counts.years,
        rooms=counts.rooms,
        invalid=counts.invalid,
        seconds=work_s / (workers or usable_cores()),
        bytes=round(counts.years * row_bytes),
        room_s=room_s,
        candidate_s=candidate_s,
        is_counted=counts.is_whole,
    )


def _measured(planner: Planner) -> tuple[float, float, float]:
    """Return seconds of a new room, of a further candidate, and bytes per row, from a sample."""
    import io

    import pyarrow.parquet as pq

    chunks = list(itertools.islice(planner.chunks(1), SAMPLE_ROOMS))
    warm_up(chunks[0], planner.weather.get(chunks[0].weather).weather)
    first: list[float] = []
    further: list[float] = []
    n_bytes = n_rows = 0
    until = time.monotonic() + SAMPLE_S
    for chunk in chunks:
        result = run_chunk(
            chunk, planner.weather.get(chunk.weather).weather, lambda: time.monotonic() > until
        )
        if result.rows is None:
            continue
        seconds = result.rows["seconds"].to_pylist()
        first.append(seconds[0])
        further += seconds[1:]
        sink = io.BytesIO()
        pq.write_table(result.rows, sink, compression="zstd")
        n_bytes += sink.tell()
        n_rows += result.rows.num_rows
    if not first:
        raise HpsimError("not even one run is done in the time of a dry run")
    further = further or first
    return sum(first) / len(first), sum(further) / len(further), n_bytes / n_rows


class _Counts(NamedTuple):
    runs: int
    years: int
    rooms: int
    invalid: int
    is_whole: bool


def _counted(planner: Planner) -> _Counts:
    """Return how many runs and rooms there are, extrapolated if counting takes long."""
    until = time.monotonic() + COUNT_S
    runs = years = rooms = invalid = 0
    last: tuple[str, ...] = ()
    size = planner.sweep.design.size
    for index in range(size):
        run = planner.expander.run(index)
        if isinstance(run, Invalid):
            invalid += 1
        elif run is not None:
            said = dict(zip(SECTIONS, run.digests, strict=True))
            room = (*(said[name] for name in ROOM_SECTIONS), said["thermostat"])
            rooms += room != last
            last = room
            runs += 1
            years += years_of(run.scenario)
        if index % 64 == 0 and time.monotonic() > until:
            share = size / (index + 1)
            return _Counts(
                round(runs * share),
                round(years * share),
                max(round(rooms * share), 1),
                round(invalid * share),
                False,
            )
    return _Counts(runs, years, rooms, invalid, True)
