"""Saying what takes time, on standard error: the first compilation, and long runs."""

from __future__ import annotations

import contextlib
import gc
import io
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


class OutputError(OSError):
    """Standard output can't be written: it is full."""


class _Watched(io.TextIOWrapper):
    """Standard output whose failures are told from those of files."""

    def write(self, text: str) -> int:
        try:
            return super().write(text)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise OutputError(error.errno, error.strerror) from error

    def flush(self) -> None:
        try:
            super().flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            raise OutputError(error.errno, error.strerror) from error


def watch_standard_output() -> None:
    """Let what can't be printed raise `OutputError`; a stream of a test stays as it is."""
    stream = sys.stdout
    if type(stream) is io.TextIOWrapper:
        about = stream.encoding, stream.errors
        is_by_line = stream.line_buffering
        sys.stdout = _Watched(stream.detach(), *about, line_buffering=is_by_line)


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
