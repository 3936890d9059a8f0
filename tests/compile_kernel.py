"""Compiles the engine once before several processes test it: each would compile it for itself."""

from __future__ import annotations

import importlib.metadata
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from hpsim.kernel.compiling import is_switched_off
from hpsim.kernel.machine_code import cache_folder

PARTS = ("minute_loop", "room_and_hours")  # at the same time, each about half of all


def compile_kernel(say: Callable[[str], None]) -> None:
    """Compile what the cache lacks; a marker in it, named after the compiler's, says it is all.

    The cache's folder is named after the kernel's content, so that a changed kernel has no marker.
    A part that fails leaves none either, and shows its error.
    """
    folder = cache_folder()
    if folder is None or is_switched_off():
        return
    marker = folder / f"all-numba-{importlib.metadata.version('numba')}"
    if marker.exists():
        return
    say("compiling the engine once, some fifteen seconds ...")
    if _run(*PARTS) and _run("whole_year"):
        folder.mkdir(parents=True, exist_ok=True)
        marker.touch()


def _run(*parts: str) -> bool:
    """Run functions of this file in processes of their own; return whether all went well."""
    paths = os.pathsep.join([str(Path(__file__).parent), *sys.path])
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", f"import compile_kernel; compile_kernel.{part}()"],
            env=os.environ | {"PYTHONPATH": paths},
            stdout=subprocess.DEVNULL,
        )
        for part in parts
    ]
    codes = [process.wait() for process in processes]
    return not any(codes)


def minute_loop() -> None:
    """Compile the loop over the minutes of a year."""
    from hand_made import Year, control, drivers, lumped_room, machine, saturation
    from hpsim.kernel.types import KernelInputs

    room = lumped_room(1e6, 50.0)
    Year(KernelInputs(room, drivers(0.0, n_hours=24), machine(), control(), saturation()))


def room_and_hours() -> None:
    """Compile the room's response, the limits of heat pumps, and the hourly method."""
    _simulate("hour")


def whole_year() -> None:
    """Compile what is left."""
    _simulate("minute")


def _simulate(resolution: str) -> None:
    from hpsim import load_scenario, simulate

    simulate(load_scenario("chicago-addition", [f"simulation.resolution={resolution}"]))
