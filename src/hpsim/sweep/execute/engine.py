"""Which engine makes the numbers: rows of two engines are never mixed."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import hpsim
from hpsim.kernel.compiling import kernel_hash

MAKERS = (
    "building",
    "control",
    "data",
    "economics",
    "equipment",
    "kernel",
    "metrics",
    "simulate",
    "units",
    "weather",
)
"""Packages whose content decides what comes out."""
MODULES = (
    "description/schedules.py",
    "psychrometrics.py",
    "results.py",
    "scenario/checks.py",
    "sweep/columns.py",
    "sweep/execute/rows.py",
)
"""Modules that do so, and the one that makes columns of it."""
NO_NUMBERS = frozenset({"description", "errors", "folder", "scenario"})
"""Modules that those use for texts and names, and for what the hash of a scenario says already."""
SUFFIXES = frozenset({".py", ".json", ".csv", ".yaml"})


@cache
def engine_id() -> str:
    """Return version, hash of the compiled kernel, and hash of all else that makes numbers."""
    package = Path(hpsim.__file__).resolve().parent
    files = [package / name for name in MODULES]
    for name in MAKERS:
        files += [f for f in sorted((package / name).rglob("*")) if f.suffix in SUFFIXES]
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.relative_to(package).as_posix().encode())
        digest.update(file.read_bytes())
    return f"{hpsim.__version__}-{kernel_hash()}-{digest.hexdigest()[:12]}"
