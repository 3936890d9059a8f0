"""Chunks done in threads: the kernel lets go of the interpreter, so two threads use two cores.

Where a process may be forked, a sweep of the command line is done in `processes` instead.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

from hpsim.sweep.execute.chunk import Chunk, ChunkResult, run_chunk, stops_at
from hpsim.weather.model import Weather

IN_FLIGHT = 2
"""Chunks per thread that are running or waiting: one to do, one to go on with."""
WAKE_S = 0.1  # so that Ctrl-C is seen while all workers are busy
SWITCH_S = 0.0005
"""For which a thread may keep the interpreter from one that comes back from the kernel: with
Python's own 5 ms two threads that make rooms wait for it 8 % of their time, so 4 %."""

Shelf = Callable[[str], Weather]
"""Returns a weather by what scenarios call it."""


def usable_cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return max(len(os.sched_getaffinity(0)), 1)
    return os.cpu_count() or 1


def in_threads(
    chunks: Iterator[Chunk], shelf: Shelf, workers: int, stopped: Callable[[], bool]
) -> Iterator[ChunkResult]:
    """Yield the result of each chunk, in the order in which they end.

    After ``stopped`` says yes no chunk is begun, and those that run end after their current
    candidate with the runs that they have.

    Parameters
    ----------
    chunks
        What is to be done.
    shelf
        Returns the weather of a chunk.
    workers
        Threads.
    stopped
        Asked before each chunk and candidate.
    """
    with _pool(workers) as pool:
        yield from in_pool(
            lambda chunk: pool.submit(run_chunk, chunk, shelf(chunk.weather), stopped),
            chunks,
            workers,
            stopped,
        )


def samples_in_threads(
    chunks: Sequence[Chunk], shelf: Shelf, until: float, n_always: int
) -> list[ChunkResult]:
    """Return what chunks give that are run at once until a time; see `chunk.stops_at`.

    Parameters
    ----------
    chunks
        As many as there are threads, or fewer.
    shelf
        Returns the weather of a chunk.
    until
        By the monotonic clock.
    n_always
        Candidates of each chunk that are done whatever they take.
    """
    with _pool(len(chunks)) as pool:
        running = [
            pool.submit(run_chunk, chunk, shelf(chunk.weather), stops_at(until, n_always))
            for chunk in chunks
        ]
        return [future.result() for future in running]


@contextlib.contextmanager
def _pool(workers: int) -> Iterator[ThreadPoolExecutor]:
    """Give threads that take turns more often than Python's own."""
    switch_s = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_S)
    try:
        with ThreadPoolExecutor(workers, thread_name_prefix="sweep") as pool:
            yield pool
    finally:
        sys.setswitchinterval(switch_s)


def in_pool(
    submit: Callable[[Chunk], Future[ChunkResult]],
    chunks: Iterator[Chunk],
    workers: int,
    stopped: Callable[[], bool],
) -> Iterator[ChunkResult]:
    """Yield the results of chunks that are submitted to a pool; as `in_threads`.

    Parameters
    ----------
    submit
        Gives a chunk to the pool.
    chunks
        What is to be done.
    workers
        Of the pool.
    stopped
        Asked before each chunk.
    """
    pending: set[Future[ChunkResult]] = set()
    try:
        for chunk in chunks:
            pending.add(submit(chunk))
            while len(pending) >= IN_FLIGHT * workers:
                pending, ended = _some(pending)
                yield from ended
                stopped()
            if stopped():
                break
        while pending:
            pending, ended = _some(pending)
            yield from ended
            stopped()
    finally:
        for future in pending:
            future.cancel()


def _some(
    pending: set[Future[ChunkResult]],
) -> tuple[set[Future[ChunkResult]], list[ChunkResult]]:
    """Wait a little; return what still runs and what has ended."""
    ended, left = wait(pending, timeout=WAKE_S, return_when=FIRST_COMPLETED)
    return set(left), [future.result() for future in ended]
