"""Run a sweep: plan, do, write."""

from __future__ import annotations

import contextlib
import itertools
import signal
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import field
from pathlib import Path
from types import FrameType
from typing import Any

from hpsim.errors import Problem, ScenarioError
from hpsim.kernel.machine_code import is_compiled
from hpsim.records import dataclass
from hpsim.simulate.linear_algebra import one_blas_thread
from hpsim.sweep.columns import count_warnings
from hpsim.sweep.design.expand import Invalid, Run, digest_of
from hpsim.sweep.design.sweepfile import Sweep
from hpsim.sweep.design.values import canonical, column_name, column_value
from hpsim.sweep.execute.chunk import Chunk, ChunkResult, warm_up
from hpsim.sweep.execute.cluster import LOCAL, Cluster, check_reachable
from hpsim.sweep.execute.engine import engine_id
from hpsim.sweep.execute.plan import Planner
from hpsim.sweep.execute.store import Store
from hpsim.sweep.execute.threads import in_threads, usable_cores

ASK_ABOVE = 100_000
"""Runs that need ``--yes``: at 150 candidate-years a second a quarter of an hour."""
INVALID_PER_PART = 256
MAX_WARNINGS = 1000
"""Different ones that are counted each, so that memory stays flat."""
OTHER_WARNINGS = "others: see the column warnings"

Progress = Callable[["State"], None]


@dataclass
class State:
    """How far a sweep is."""

    total: int
    """Runs of the design, without those that filters were seen to leave out."""
    done: int = 0
    """Runs that have rows now, those of before too."""
    before: int = 0
    """Runs that were there already."""
    failed: int = 0
    invalid: int = 0
    damaged_parts: int = 0
    """That a crash cut short: redone."""
    changed: int = 0
    """Runs whose rows were made from files that have changed since: redone."""
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
    warnings: dict[str, int] = field(default_factory=dict)
    """Warnings of the runs done now, and how many runs have each."""


def prepare(sweep: Sweep, *, skip_invalid: bool = False, yes: bool = False) -> Planner:
    """Return the planner of a sweep whose values were checked.

    Raises
    ------
    ScenarioError
        Values that make no valid scenario, nothing left to run, or a great many runs without
        ``yes``.
    """
    if sweep.design.size > ASK_ABOVE and not yes:
        message, title = f"{sweep.design.size:,} runs are a lot", f"{sweep.file}: not begun"
        hint = "--dry-run says how long they take, --yes runs them"
        raise ScenarioError.of(message, file=sweep.file, hint=hint, title=title)
    planner = Planner(sweep, engine_id())
    planner.check()
    error = planner.findings.refusal(skip_invalid=skip_invalid)
    if error is not None:
        raise error
    if next(planner.runs(), None) is None:
        block = "only" if sweep.filters.only else "exclude"
        file, line = sweep.places.get(block, (sweep.file, None))
        problem = Problem("the filters leave no run", block, file, line)
        raise ScenarioError(f"{sweep.file}: 1 problem", [problem])
    return planner


@one_blas_thread()
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
    forks: bool = False,
    progress: Progress | None = None,
) -> State:
    """Run a sweep into a folder and return how it went.

    Parameters
    ----------
    folder : Path
        Of this sweep, or a new one.
    workers : int
        Threads or processes; default: the cores of this machine.
    scheduler : str
        ``tcp://…`` of a Dask scheduler, or ``local-cluster``; default: threads.
    resume : bool
        Go on with what is in the folder.
    force : bool
        Replace what is in the folder.
    skip_invalid : bool
        Go on where values make no valid scenario; such runs are rows with their error.
    forks : bool
        Use forked processes instead of threads, where this process may be forked: on two cores
        faster by 5 % with shared rooms, and by 17 % where every run has a new one.
    progress : callable
        Called after each part with the `State`.

    Notes
    -----
    Once runs begin, Ctrl-C and SIGTERM end the sweep after the candidates that are running, with
    their rows kept; the state says so.

    Linear algebra is kept on one thread meanwhile, so that results have the same digits everywhere.
    """
    started = time.monotonic()
    if scheduler and scheduler != LOCAL:
        check_reachable(scheduler)
    planner = prepare(sweep, skip_invalid=skip_invalid, yes=yes)
    place = Store(folder)
    n_workers = workers or usable_cores()
    with contextlib.ExitStack() as stack:
        cluster = None
        if scheduler:
            cluster = stack.enter_context(Cluster(scheduler, n_workers))
        stack.callback(place.close)
        place.open_for(sweep, planner.engine, resume=resume, force=force)
        state = State(total=sweep.design.size)
        _do(
            planner,
            place,
            state,
            cluster,
            n_workers,
            progress,
            started,
            forks=forks and not cluster,
        )
    state.wall_s = time.monotonic() - started
    return state


def _do(
    planner: Planner,
    place: Store,
    state: State,
    cluster: Cluster | None,
    workers: int,
    progress: Progress | None,
    started: float,
    *,
    forks: bool,
) -> None:
    """Do what is left to do; ``started`` is when the sweep was, by the monotonic clock."""
    done = place.done()
    state.damaged_parts = done.n_damaged
    invalid: list[dict[str, Any]] = []

    def write_invalid() -> None:
        if invalid:
            state.changed += place.write(planner.columns.table(invalid), None)
            invalid.clear()

    def skipped(run: Run | Invalid) -> None:
        if isinstance(run, Invalid):
            state.invalid += 1
            row = _invalid_row(planner, run)
            if not done.has(row["run_hash"], run.index):
                invalid.append(row)
            if len(invalid) >= INVALID_PER_PART:
                write_invalid()
        else:
            state.before += 1
            state.done += 1

    def left_out() -> None:
        state.total -= 1

    if cluster is not None:
        workers = cluster.n_threads()
    chunks = _timed(planner.chunks(workers, done.has, skipped, left_out), state)

    def shelf(source: str) -> Any:
        return planner.weather.get(source)

    first = next(chunks, None)
    if first is not None:
        if cluster is None or (cluster.is_local and not is_compiled()):  # once, not in each worker
            warm_up(first, shelf(first.weather))
        if cluster is not None:
            cluster.warm_up(first, shelf(first.weather))
        chunks = itertools.chain([first], chunks)
    with contextlib.ExitStack() as stack:
        stop = stack.enter_context(stopping())
        if progress is not None:
            progress(state)  # nothing is compiled any more: no thread needs to say so
        processes = None
        if forks and first is not None:
            from hpsim.sweep.execute.processes import forked

            processes = stack.enter_context(forked(shelf, workers))
        state.startup_s = time.monotonic() - started
        if cluster is not None:
            results = cluster.results(chunks, shelf, stop.is_set)
        elif processes is not None:
            results = processes.results(chunks, stop.is_set)
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
    if not state.is_interrupted and not state.disk_error:
        with contextlib.suppress(OSError):  # it is only for `hpsim sweep show`
            place.write_about({**place.about(), "size": state.total})


def _keep(result: ChunkResult, place: Store, state: State) -> None:
    if result.rows is None:
        return
    started = time.monotonic()
    state.changed += place.write(result.rows, result.hourly)
    state.writing_s += time.monotonic() - started
    state.done += result.n_done
    state.failed += result.n_failed
    state.years += result.rows.num_rows
    state.work_s += result.seconds
    for text, count in count_warnings(result.rows).items():
        is_counted = text in state.warnings or len(state.warnings) < MAX_WARNINGS
        name = text if is_counted else OTHER_WARNINGS
        state.warnings[name] = state.warnings.get(name, 0) + count


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
