"""What becomes of a hostile input: run in this process, timed, and classified."""

from __future__ import annotations

import contextlib
import io
import math
import resource
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from hpsim.errors import HpsimError

SLOW_S, HANGS_S = 10.0, 30.0
FAT_BYTES = 1_000_000_000
LONGEST_MESSAGE = 60 * 1000
"""Characters of a message: fifty problems, each of some hundred."""
KINDS = ("refused", "accepted", "fault", "nonsense", "slow", "fat")
BAD = ("fault", "nonsense", "slow", "fat")


class Hangs(BaseException):
    """An input took so long that it was broken off."""


class NonsenseError(Exception):
    """An input was accepted and what came of it can not be."""


@dataclass(frozen=True)
class Outcome:
    """What became of an input."""

    kind: str
    detail: str = ""
    seconds: float = 0.0


def of(action: Callable[[], object]) -> Outcome:
    """Run an action and return what became of it.

    The action returns if its input was accepted and sane, raises `HpsimError` (or another error
    that carries a message for people) if it was refused, and `NonsenseError` if it was accepted and
    should not have been.
    """
    before = _peak_bytes()
    begun_s = time.perf_counter()
    try:
        with _broken_off():
            action()
        kind, detail = "accepted", ""
    except HpsimError as error:
        kind, detail = _of_message(str(error))
    except NonsenseError as error:
        kind, detail = "nonsense", str(error)
    except Hangs:
        kind, detail = "slow", "broken off"
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        kind = "fault"
        detail = f"{type(error).__name__}: {error} at {place.filename}:{place.lineno}"[-400:]
    seconds = time.perf_counter() - begun_s
    if kind in ("refused", "accepted") and seconds > SLOW_S:
        kind, detail = "slow", f"{seconds:.1f} s"
    if kind in ("refused", "accepted") and _peak_bytes() - before > FAT_BYTES:
        kind, detail = "fat", f"{(_peak_bytes() - before) / 1e6:.0f} MB more"
    return Outcome(kind, detail, seconds)


def _of_message(text: str) -> tuple[str, str]:
    if not text.strip():
        return "fault", "a refusal without a word"
    if len(text) > LONGEST_MESSAGE:
        return "fault", f"a message of {len(text)} characters"
    return "refused", text.splitlines()[-1][:200]


def _peak_bytes() -> int:
    scale = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale


@contextlib.contextmanager
def _broken_off() -> Iterator[None]:
    def ring(*_: object) -> None:
        raise Hangs

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, HANGS_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0.0)
        signal.signal(signal.SIGALRM, before)


def by_command(arguments: list[str]) -> Callable[[], object]:
    """Return the action of a command line; refused is exit code 2 with a message."""

    def run() -> None:
        from hpsim.cli import main

        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main(arguments)
        text = err.getvalue()
        if "failed unexpectedly" in text or "Traceback" in text:
            raise RuntimeError(text[-300:])
        if code == 2:
            raise HpsimError(text)
        if code not in (0, 1):
            raise RuntimeError(f"exit code {code}: {text[-200:]}")
        if "nan" in out.getvalue().lower().split() or "inf" in out.getvalue().lower().split():
            raise NonsenseError("nan or inf among what was printed")

    return run


def finite(value: Any, where: str = "") -> None:
    """Raise `NonsenseError` where a value, or one inside it, is not a finite number."""
    if isinstance(value, float) and not math.isfinite(value):
        raise NonsenseError(f"{where} is {value}")
    if isinstance(value, dict):
        for key, inner in value.items():
            finite(inner, f"{where}.{key}")
    if isinstance(value, (list, tuple)):
        for inner in value:
            finite(inner, where)
