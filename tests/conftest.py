"""Settings of all tests."""

from __future__ import annotations

import os
import signal

import pytest
from hypothesis import settings

os.environ.setdefault("MPLBACKEND", "Agg")  # pictures are files here, never windows
# Before numpy is imported. Workers of pytest occupy all cores: a second thread of the linear
# algebra in each only spins, and a simulated year takes 1.5 s of CPU time in place of 0.4 s.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

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
