"""Which engine makes the numbers: rows of two engines are never mixed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import hpsim
from hpsim.kernel.machine_code import kernel_hash

ONLY_SHOW = frozenset(
    {
        "__main__.py",
        "certainty",
        "claims",
        "cli",
        "folder",
        "plots",
        "report",
        "serve",
        "sweep",
        "validation",
        "verdict",
    }
)
"""What only reads, checks or shows results; all else of the package may change them."""
MAKE_ROWS = (
    "folder/tables.py",
    "sweep/columns.py",
    "sweep/design/expand.py",
    "sweep/execute/chunk.py",
    "verdict/alone.py",
    "verdict/facts.py",
    "verdict/shortage.py",
    "verdict/ladder.py",
    "verdict/rules.py",
)
"""Among those, what makes scenarios of a sweep's settings, and columns and verdicts of results."""
SHIPPED = ("data/scenarios", "data/weather")
"""Where an installed package holds files that every run hashes by itself."""
SUFFIXES = frozenset({".csv", ".json", ".py", ".yaml"})


def engine_files(package: Path) -> Iterator[Path]:
    """Yield the files of a package that may change what comes out."""
    for file in sorted(package.rglob("*")):
        name = file.relative_to(package)
        if file.suffix not in SUFFIXES or name.as_posix().startswith(SHIPPED):
            continue
        if name.parts[0] not in ONLY_SHOW or name.as_posix() in MAKE_ROWS:
            yield file


@cache
def engine_id() -> str:
    """Return version, hash of the compiled kernel, and hash of all else that makes numbers."""
    package = Path(hpsim.__file__).resolve().parent
    digest = hashlib.sha256()
    for file in engine_files(package):
        digest.update(file.relative_to(package).as_posix().encode())
        digest.update(file.read_bytes())
    return f"{hpsim.__version__}-{kernel_hash()}-{digest.hexdigest()[:12]}"
