"""A sweep's folder on disk, as it is read.

``sweep.json`` says which sweep and engine the folder belongs to; ``runs/*.parquet`` are its rows,
one part per chunk; ``hourly/*.parquet`` the channels of chosen runs, under the name of the part
that has their rows. docs/sweeps.md describes every file.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hpsim.description.paths import read_json
from hpsim.errors import HpsimError

if TYPE_CHECKING:
    import pyarrow.parquet as pq

ABOUT = "sweep.json"
FORM: Mapping[str, type] = {
    "sweep_id": str,
    "name": str,
    "engine": str,
    "design_size": int,
    "axes": list,
    "derived": list,
    "sweep": dict,
    "scenario": dict,
}
"""What every description of a sweep has."""
RUNS = "runs"
HOURLY = "hourly"
HASH_DIGITS = 32
KEY_BYTES = HASH_DIGITS + 12
"""Of a run that is done: its hash and its number."""


class SweepFolder:
    """A sweep's folder on disk."""

    def __init__(self, path: Path) -> None:
        self.shown = path
        """As messages name it."""
        self.path = path.resolve()

    @property
    def runs(self) -> Path:
        """Return where the parts lie."""
        return self.path / RUNS

    def about(self) -> dict[str, Any]:
        """Return what ``sweep.json`` says.

        Raises
        ------
        HpsimError
            This is no sweep folder.
        """
        try:
            about = read_json(self.path / ABOUT)
        except FileNotFoundError:
            what = f"{ABOUT} in it" if self.path.is_dir() else "such folder"
            raise HpsimError.of(
                f"there is no {what}",
                file=str(self.shown),
                hint="give one that `hpsim sweep run` wrote",
                title=f"{self.shown}: no sweep folder",
            ) from None
        except (OSError, ValueError) as error:
            hint = "the file is damaged: run the sweep anew"
            raise refusal(self.shown, f"{ABOUT} can't be read: {error}", hint) from None
        if not isinstance(about, dict) or "sweep_id" not in about:
            raise refusal(self.shown, f"{ABOUT} is not that of a sweep", "another folder")
        for key, kind in FORM.items():
            if not isinstance(about.get(key), kind):
                message = f"{ABOUT} is damaged: '{key}' is missing or no {kind.__name__}"
                raise refusal(self.shown, message, "run the sweep anew, with --force")
        return about

    def parts(self) -> list[Path]:
        """Return all complete parts, in the order of their names."""
        return sorted(p for p in self.runs.glob("*.parquet") if not p.name.startswith("."))

    def channels_of(self, part: Path) -> Path:
        """Return the file that has the channels of a part's runs, if they keep any."""
        return self.path / HOURLY / part.name

    def hourly_parts(self) -> list[Path]:
        """Return all complete files of channels, in the order of their names."""
        folder = self.path / HOURLY
        return sorted(p for p in folder.glob("*.parquet") if not p.name.startswith("."))


def run_key(run_hash: str, run: int) -> bytes:
    """Return by what a run is known: hash and number, since several may be alike but for it."""
    return f"{run_hash}{run}".encode()


def read_keys(part: Path) -> NDArray[np.bytes_] | None:
    """Return hash and number of a part's runs, one a row; None if any of it can't be read."""
    try:
        table = _opened(part, in_memory=True).read(use_threads=False)
        pairs = zip(table["run_hash"].to_pylist(), table["run"].to_pylist(), strict=True)
        return np.array([run_key(*pair) for pair in pairs], dtype=f"S{KEY_BYTES}")
    except Exception:  # whatever is wrong with a file: it is redone
        return None


def is_whole(part: Path, *, to_the_end: bool = True) -> bool:
    """Return whether a file of channels can be read, its rows too or what stands at its end."""
    try:
        file = _opened(part, in_memory=to_the_end)
        for group in range(file.num_row_groups if to_the_end else 0):
            file.read_row_group(group, use_threads=False)
    except Exception:  # whatever is wrong with a file: it is redone
        return False
    return True


def _opened(part: Path, *, in_memory: bool) -> pq.ParquetFile:
    """Return a file whose pages are checked.

    From the disk pyarrow reads by a thread of its own, and a process that has one is not forked.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    source = pa.BufferReader(part.read_bytes()) if in_memory else part
    return pq.ParquetFile(source, page_checksum_verification=True)


def refusal(path: Path, message: str, hint: str) -> HpsimError:
    """Return the error that a folder can't be used."""
    title = f"{path}: can't be used for this sweep"
    return HpsimError.of(message, "out", file=str(path), hint=hint, title=title)


def bytes_of(folder: Path) -> int:
    """Return the size of all files of a folder."""
    return sum(f.stat().st_size for f in folder.rglob("*") if f.is_file())
