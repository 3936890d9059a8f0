"""Chunks done in forked processes: none waits for another's interpreter.

Two threads that make rooms wait a seventh of their time for the interpreter, which only one of them
may use, and slow each other by what they share. A fork has all that its parent has read, linked and
made until then, in the same memory; only rows come back.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import mmap
import os
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path
from typing import Self

from hpsim.errors import HpsimError
from hpsim.sweep.execute.chunk import Chunk, ChunkResult, run_chunk, stops_at
from hpsim.sweep.execute.threads import Shelf, in_pool

PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of Linux' prctl.h
TASKS = Path("/proc/self/task")
REFUSALS = (OSError, ImportError, NotImplementedError, BrokenProcessPool)
"""Of a system that lacks memory, processes or semaphores."""
HARMLESS = frozenset({"jemalloc_bg_thd"})
"""Threads of libraries that a fork may lose: pyarrow's, which tidies memory that is not used."""

ENDED = "a process of the sweep was ended from outside, such as by the system for lack of memory"


class _Inherited:
    """What a fork takes over: set before it is made."""

    shelf: Shelf
    flag: mmap.mmap
    """One byte that all share: not 0 when the sweep is to stop."""


def can_fork() -> bool:
    """Return whether this process may be forked: on Linux, as long as no other thread does work.

    A fork has the locks of other threads as they were, but not the threads that would open them.
    """
    if sys.platform != "linux" or threading.active_count() > 1:
        return False
    try:
        names = [(task / "comm").read_text().strip() for task in TASKS.iterdir()]
    except OSError:
        return False
    return sum(name not in HARMLESS for name in names) == 1


@contextlib.contextmanager
def forked(shelf: Shelf, workers: int) -> Iterator[Forks | None]:
    """Give forked processes; None where this one may not be forked, or the system refuses."""
    with contextlib.ExitStack() as stack:
        processes = None
        if can_fork():
            with contextlib.suppress(*REFUSALS):
                processes = stack.enter_context(Forks(shelf, workers))
        yield processes


class Forks:
    """Processes that are forked when it is entered; leaving it ends them after their candidate.

    Parameters
    ----------
    shelf
        Returns the weather of a chunk; called in the processes.
    workers
        How many.
    """

    def __init__(self, shelf: Shelf, workers: int) -> None:
        self._workers = workers
        self._flag = mmap.mmap(-1, 1)
        _Inherited.shelf, _Inherited.flag = shelf, self._flag
        self._pool = ProcessPoolExecutor(workers, get_context("fork"), _begin, (os.getpid(),))

    def __enter__(self) -> Self:
        gc.freeze()  # a collection of garbage in them would copy what they share
        try:
            with warnings.catch_warnings():  # Python counts the harmless threads, too
                warnings.simplefilter("ignore", DeprecationWarning)
                self._pool.submit(os.getpid).result()
        except BaseException:
            self._pool.shutdown(wait=False)
            raise
        finally:
            gc.unfreeze()
        return self

    def __exit__(self, *_: object) -> None:
        self._flag[0] = 1
        self._pool.shutdown(cancel_futures=True)

    def results(
        self, chunks: Iterator[Chunk], stopped: Callable[[], bool]
    ) -> Iterator[ChunkResult]:
        """Yield the result of each chunk, in the order in which they end; as `in_threads`.

        ``stopped`` is asked before each chunk, and ten times a second.

        Raises
        ------
        HpsimError
            A process was ended from outside, such as for lack of memory.
        """

        def is_stopped() -> bool:
            if stopped():
                self._flag[0] = 1
            return self._flag[0] > 0

        def submit(chunk: Chunk) -> Future[ChunkResult]:
            return self._pool.submit(_run, chunk)

        try:
            yield from in_pool(submit, chunks, self._workers, is_stopped)
        except BrokenProcessPool:
            if stopped():  # a signal to all of a group reached them, too
                return
            raise HpsimError(f"{ENDED}; --resume goes on, --workers 1 takes less") from None

    def samples(self, chunks: Sequence[Chunk], until: float, n_always: int) -> list[ChunkResult]:
        """Return what chunks give that are run at once until a time; see `chunk.stops_at`.

        Raises
        ------
        HpsimError
            A process was ended from outside.
        """
        running = [self._pool.submit(_run_until, chunk, until, n_always) for chunk in chunks]
        try:
            return [future.result() for future in running]
        except BrokenProcessPool:
            raise HpsimError(f"{ENDED}; --workers 1 takes less") from None


def _begin(parent: int) -> None:
    """Leave Ctrl-C to the parent, and end with it.

    SIGTERM ends a process at once: the pool sends it to those that are left when one was killed.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _run(chunk: Chunk) -> ChunkResult:
    flag = _Inherited.flag
    return run_chunk(chunk, _Inherited.shelf(chunk.weather), lambda: flag[0] > 0)


def _run_until(chunk: Chunk, until: float, n_always: int) -> ChunkResult:
    return run_chunk(chunk, _Inherited.shelf(chunk.weather), stops_at(until, n_always))
