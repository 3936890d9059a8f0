"""Settings of the process in which a verb simulates."""

from __future__ import annotations

import atexit
import gc
import importlib
import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from hpsim.cli.progress import say

RARELY = (100_000, 20, 50)


def use_one_blas_thread() -> None:
    """Keep linear algebra on one thread; call it before numpy is imported.

    A room's matrices are too small to share: on two cores a second thread only waits, which costs
    a run a fifth of its CPU time (1.7 s against 1.4 s). A setting of the person's own stays, and
    so does what numpy was imported with; `hpsim.simulate` limits itself then.
    """
    if "numpy" in sys.modules:
        return
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
        if name in os.environ:
            return
    os.environ["OPENBLAS_NUM_THREADS"] = "1"


def collect_rarely() -> None:
    """Look for circles of references only after many new objects, and not at the process's end.

    Imports and scenario models make hundreds of thousands of objects that stay. Python would look
    through them again and again, and once more as it ends: a thirtieth and a tenth of a run's CPU
    time. Arrays do not wait for it.
    """
    gc.set_threshold(*RARELY)
    atexit.unregister(gc.freeze)  # as often as this is called, once will do
    atexit.register(gc.freeze)


def draw_without_windows() -> None:
    """Let matplotlib draw into files, whatever ``MPLBACKEND`` says; call it before its import.

    A backend that is not there would otherwise be found after the year, when plots are drawn.
    """
    os.environ["MPLBACKEND"] = "agg"


def spare_scipy() -> None:
    """Let numba compile without SciPy, which it would import only to look for BLAS.

    No compiled function here uses BLAS. Who finds machine code loads neither it nor numba.
    """
    from hpsim.kernel.compiling import BEFORE_COMPILING

    BEFORE_COMPILING[:] = [_load_array_functions]


def _load_array_functions() -> None:
    if "scipy" in sys.modules or "numba.np.arraymath" in sys.modules:
        return
    sys.modules["scipy"] = None  # type: ignore[assignment]  # makes its import fail, for now
    try:
        importlib.import_module("numba.np.arraymath")
    finally:
        del sys.modules["scipy"]


@contextmanager
def plain_warnings() -> Iterator[None]:
    """Show warnings as a line of text, once each, without the place in the source."""
    shown: set[str] = set()

    def show(message: Warning | str, *_: object, **__: object) -> None:
        if str(message) not in shown:
            shown.add(str(message))
            say(f"warning: {message}")

    with warnings.catch_warnings():
        warnings.simplefilter("default")
        warnings.showwarning = show
        yield
