"""What an installation needs to work well, looked at piece by piece."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import hpsim
from hpsim.errors import HpsimError
from hpsim.records import dataclass

PACKAGES = ("numpy", "numba", "pandas", "pvlib", "pyarrow", "pydantic", "matplotlib", "scipy")
OPTIONAL = {"dask": "sweep", "SALib": "sweep"}
"""Package -> the extra that brings it."""
LEAST_FREE_BYTES = 200e6  # compiled code 10 MB, prepared weather up to 100 MB, a result folder 2 MB
MIB = 1024.0**2


@dataclass(frozen=True, slots=True)
class InstallationCheck:
    """One thing that was looked at."""

    name: str
    passed: bool
    found: str
    hint: str
    """What to do, where it did not pass."""


Look: TypeAlias = tuple[bool, str, str]
"""Whether a piece is as it should be, what was found, and a hint."""


def checks() -> list[InstallationCheck]:
    """Return what was found, each piece looked at even if another fails."""
    looks: dict[str, Callable[[], Look]] = {
        "hpsim": _versions,
        "packages": _packages,
        "extras": _extras,
        "compiled engine": _compiled_engine,
        "weather cache": _weather_cache,
        "free disk": _free_disk,
        "shipped files": _shipped_files,
        "a room by the hour": _small_run,
    }
    return [_looked_at(name, look) for name, look in looks.items()]


def _looked_at(name: str, look: Callable[[], Look]) -> InstallationCheck:
    try:
        return InstallationCheck(name, *look())
    except (HpsimError, OSError, ImportError, ValueError) as error:
        return InstallationCheck(name, False, str(error), "install hpsim again")


def _versions() -> Look:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    found = f"{hpsim.__version__} on Python {platform.python_version()}, {platform.machine()} "
    found += f"{platform.system()}, {cores} cores"
    supported = (3, 11) <= sys.version_info[:2] <= (3, 14)
    return supported, found, "use Python 3.11 to 3.14"


def _packages() -> Look:
    versions, missing = [], []
    for name in PACKAGES:
        try:
            versions.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            missing.append(name)
    found = ", ".join(versions) + (f"; missing: {', '.join(missing)}" if missing else "")
    return not missing, found, "pip install hpsim"


def _extras() -> Look:
    """Say which extras are there; none is needed for a run."""
    there: dict[str, bool] = {}
    for name, extra in OPTIONAL.items():
        try:
            importlib.metadata.version(name)
            there[extra] = there.get(extra, True)
        except importlib.metadata.PackageNotFoundError:
            there[extra] = False
    states = (f"{extra} {'yes' if has else 'no'}" for extra, has in there.items())
    return True, ", ".join(states), ""


def _compiled_engine() -> Look:
    from hpsim.kernel.machine_code import cache_folder, is_compiled

    folder = cache_folder()
    if folder is None:
        found = "no folder can be written: every run compiles again"
        return False, found, "set HPSIM_CACHE_DIR"
    state = "ready" if is_compiled() else "not compiled yet (hpsim doctor --warm does it)"
    return True, f"{state}, {folder}", ""


def _weather_cache() -> Look:
    from hpsim.weather.cache import cache_folder

    folder = cache_folder()
    hint = "set HPSIM_CACHE_DIR to a folder that can be written"
    found = "no folder can be written" if folder is None else str(folder)
    return folder is not None, found, hint


def _free_disk() -> Look:
    places = {Path.cwd(), Path(tempfile.gettempdir())}
    free = {place: shutil.disk_usage(place).free for place in places}
    least = min(free, key=lambda place: free[place])
    found = f"{free[least] / MIB:,.0f} MiB in {least}"
    return free[least] > LEAST_FREE_BYTES, found, "make room"


def _shipped_files() -> Look:
    from hpsim.scenario.tree import shipped_scenarios
    from hpsim.weather.catalog import shipped_weather

    missing = [entry.file for entry in shipped_weather() if not entry.path.is_file()]
    found = f"{len(shipped_scenarios())} scenarios, {len(shipped_weather())} climates"
    if missing:
        found += f"; missing: {', '.join(missing)}"
    return not missing, found, "install hpsim again"


def _small_run() -> Look:
    """Run the main scenario's room under ideal control: weather, room and engine together."""
    from hpsim.scenario.load import load_scenario
    from hpsim.simulate import simulate

    run = simulate(load_scenario("chicago-addition", ["candidates=[{kind: ideal}]"]))
    load_kwh = run.candidates[0].sums["heat_delivered_w"] / 1000.0
    found = f"heating load of the main scenario {load_kwh:,.0f} kWh"
    return load_kwh > 0.0, found, ""
