"""Settings of all tests."""

from __future__ import annotations

import os
import signal

import pytest
from hypothesis import settings

os.environ.setdefault("MPLBACKEND", "Agg")  # pictures are files here, never windows

# What a script starts in the background ignores Ctrl-C, and so would every process started here.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# No deadline: the first call of a compiled function compiles it. Derandomised: what failed once
# fails again, here and everywhere.
settings.register_profile("hpsim", deadline=None, derandomize=True)
settings.load_profile("hpsim")


def pytest_sessionstart(session: pytest.Session) -> None:
    """Compile the engine before xdist starts its workers."""
    config = session.config
    if config.getoption("numprocesses", None) and not config.option.collectonly:
        from compile_kernel import compile_kernel  # loads numba

        compile_kernel(lambda text: print(text, flush=True))
