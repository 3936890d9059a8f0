"""What takes time, and saying so on standard error: the first compilation, and long runs."""

from __future__ import annotations

import contextlib
import gc
import io
import os
import sys
import threading
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Self, TextIO

if TYPE_CHECKING:
    from rich.progress import Progress, ProgressColumn

    from hpsim.certainty.sample import Sample
    from hpsim.results import Run
    from hpsim.scenario.model import Scenario

TICK_S = 1.0
QUIET_S = 2.0  # what is done by then needs no bar


def say(text: str) -> None:
    """Print something that is not the result; where it can't be read, the run goes on without.

    On a terminal its lines are folded to the width.
    """
    try:
        print(wrapped(text) if sys.stderr.isatty() else text, file=sys.stderr, flush=True)
    except OSError:
        silence(sys.stderr)


def wrapped(text: str) -> str:
    """Return a message in lines of the terminal, with what belongs to one line indented."""
    import shutil
    import textwrap

    columns, lines = shutil.get_terminal_size().columns, []
    for line in text.splitlines():
        begin = line[: len(line) - len(line.lstrip())]
        lines += textwrap.wrap(
            line.strip(), columns, initial_indent=begin, subsequent_indent=f"{begin}  ",
            break_long_words=False, break_on_hyphens=False,
        ) or [""]  # fmt: skip
    return "\n".join(lines)


class OutputError(OSError):
    """Standard output can't be written: it is full."""


class _Watched(io.TextIOWrapper):
    """Standard output whose failures are distinguished from those of files."""

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
        watched = _Watched(stream.detach(), *about, line_buffering=is_by_line)
        sys.stdout = watched
        sys.__stdout__ = watched  # type: ignore[misc]  # it is asked how wide the terminal is


def silence(stream: TextIO) -> None:
    """Let a stream that is full or whose reader has gone swallow the rest, at its closing too."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


@contextlib.contextmanager
def compilation(*, ends_soon: bool = False) -> Iterator[Ticker]:
    """Say that the engine is compiled now, if it is, and every second that it still is.

    That takes a while, once. In a process that ``ends_soon`` no garbage is collected then: that
    would make it a seventh longer. The ticker falls silent when it is stopped, or at the end.
    """
    from hpsim.kernel.machine_code import is_compiled

    ticker = Ticker("compiling the engine once, some fifteen seconds")
    if not is_compiled():
        ticker.start()
        if ends_soon:
            gc.disable()
    try:
        yield ticker
    finally:
        ticker.stop()


class Ticker:
    """Says that something goes on: seconds on a terminal, dots elsewhere."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to say it."""
        self._write(f"{self._text} …")
        self._thread = threading.Thread(target=self._tick, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Fall silent, on a line of its own; more than once does no harm."""
        thread, self._thread = self._thread, None
        if thread is not None:
            self._ended.set()
            thread.join()
            self._write("\n")

    def _tick(self) -> None:
        started_s = time.monotonic()
        is_terminal = sys.stderr.isatty()
        while not self._ended.wait(TICK_S):
            passed_s = time.monotonic() - started_s
            self._write(f"\r{self._text} … {passed_s:.0f} s" if is_terminal else ".")

    def _write(self, text: str) -> None:
        try:
            sys.stderr.write(text)
            sys.stderr.flush()
        except OSError:
            silence(sys.stderr)


def may_draw() -> bool:
    """Return whether bars may be drawn: on a terminal, unless ``NO_COLOR`` wants no escapes."""
    return sys.stderr.isatty() and "NO_COLOR" not in os.environ


class Bar:
    """A progress bar that appears on a terminal after two seconds, and never in a pipe."""

    def __init__(self, what: str = "candidates") -> None:
        self._what = what
        self._started_s = time.monotonic()
        self._progress: Progress | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._progress is not None:
            self._progress.stop()

    def __call__(self, done: int, total: int) -> None:
        """Show that ``done`` of ``total`` candidates, or other things, are done."""
        waited_s = time.monotonic() - self._started_s
        if self._progress is None and may_draw() and done < total and waited_s > QUIET_S:
            self._start()
        self._show(done, total)

    def _start(self, *columns: ProgressColumn, **fields: Any) -> None:
        from rich.console import Console
        from rich.progress import Progress

        console = Console(stderr=True)
        self._progress = Progress(*columns, console=console, transient=True, refresh_per_second=4)
        self._task = self._progress.add_task(self._what, total=None, **fields)
        self._progress.start()

    def _show(self, done: int, total: int, **fields: Any) -> None:
        if self._progress is not None:
            self._progress.update(self._task, total=total, completed=done, **fields)


def simulated(scenario: Scenario, *, minutes: bool = False) -> Run:
    """Simulate and judge a scenario, saying on standard error what takes time."""
    from hpsim.cli.options import errors_in
    from hpsim.units.display import translated
    from hpsim.verdict.judge import judged_run

    with compilation(ends_soon=True), Bar() as bar, errors_in(scenario.units):
        run = judged_run(scenario, trace_year=minutes, progress=bar)
    for text in run.warnings:
        say(f"warning: {translated(text, run.units)}")
    return run


def sampled(
    scenario: Scenario, run: Run, draws: int, seed: int, workers: int | None = None
) -> Sample:
    """Return the draws of a scenario, with a progress bar.

    Parameters
    ----------
    scenario : Scenario
        As its author wrote it.
    run : Run
        Of it, judged.
    draws, seed : int
        How many, and which.
    workers : int
        Threads; default: the cores of this machine.
    """
    from hpsim.certainty.sample import sample
    from hpsim.sweep.execute.threads import usable_cores

    with Bar("cases") as bar:
        return sample(
            scenario,
            run,
            draws=draws,
            seed=seed,
            workers=workers or usable_cores(),
            progress=bar,
        )
