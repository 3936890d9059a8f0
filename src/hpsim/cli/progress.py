"""Saying what takes time, on standard error: the first compilation, and long runs."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
import time
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

QUIET_S = 2.0  # what is done by then needs no bar


def say(text: str) -> None:
    """Print something that is not the result; where it can't be read, the run goes on without."""
    try:
        print(text, file=sys.stderr, flush=True)
    except OSError:
        silence(sys.stderr)


def silence(stream: TextIO) -> None:
    """Let a stream that is full or whose reader has gone swallow the rest, at its closing too."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def announce_compilation(*, ends_soon: bool = False) -> None:
    """Say that the engine is compiled now, if it is: that takes a while, once.

    In a process that ``ends_soon`` no garbage is collected then: that would make it a seventh
    longer.
    """
    from hpsim.kernel.compiling import is_compiled

    if not is_compiled():
        say("compiling the engine once, about half a minute …")
        if ends_soon:
            gc.disable()


class Bar:
    """A progress bar that appears on a terminal after two seconds, and never in a pipe."""

    def __init__(self) -> None:
        self._started_s = time.monotonic()
        self._progress: Progress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, *_: object) -> None:
        if self._progress is not None:
            self._progress.stop()

    def __call__(self, done: int, total: int) -> None:
        """Show that ``done`` of ``total`` candidates are done."""
        if self._progress is None and self._is_wanted(done, total):
            from rich.console import Console
            from rich.progress import Progress

            self._progress = Progress(console=Console(stderr=True), transient=True)
            self._task = self._progress.add_task("candidates", total=total)
            self._progress.start()
        if self._progress is not None and self._task is not None:
            self._progress.update(self._task, completed=done)

    def _is_wanted(self, done: int, total: int) -> bool:
        waited_s = time.monotonic() - self._started_s
        return sys.stderr.isatty() and done < total and waited_s > QUIET_S
