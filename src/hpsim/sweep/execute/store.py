"""Write a sweep's folder: parts by rename, and what is left to do after a crash.

A part is in its place only once it is complete and on the disk.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

import hpsim
from hpsim.scenario.load import units_of_tree
from hpsim.sweep.design.sweepfile import Sweep
from hpsim.sweep.design.values import canonical, column_name
from hpsim.sweep.folder import (
    ABOUT,
    HASH_DIGITS,
    HOURLY,
    KEY_BYTES,
    RUNS,
    SweepFolder,
    is_whole,
    read_keys,
    refusal,
    run_key,
)

if TYPE_CHECKING:
    import pyarrow as pa

SCHEMA_VERSION = 1
LOCK = ".lock"
NEW = ".new-"
"""How the name of a file begins that is being written; next to ``runs``, where no reader looks."""


def sweep_id(sweep: Sweep) -> str:
    """Return the hash of what a sweep says: scenario, axes, rules, filters, channels."""
    given = {k: v for k, v in sweep.written.items() if k not in ("name", "description", "scenario")}
    text = canonical({"sweep": given, "scenario": sweep.base.value})
    return hashlib.sha256(text.encode()).hexdigest()[:HASH_DIGITS]


class Store(SweepFolder):
    """A sweep's folder on disk that a run writes to."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._lock: int | None = None
        self._made: list[Path] = []
        """Folders that did not exist, innermost first."""
        self._before: dict[Path, NDArray[np.int64]] = {}
        """The numbers of the runs in each part that was there."""
        self._all_before = np.zeros(0, np.int64)

    # Before a run

    def open_for(self, sweep: Sweep, engine: str, *, resume: bool, force: bool) -> None:
        """Make the folder, or check that the run may continue in it.

        Parameters
        ----------
        sweep
            What is to be run.
        engine
            What makes the numbers.
        resume
            Continue with the rows of this sweep and engine.
        force
            Replace what is in the folder.

        Raises
        ------
        HpsimError
            It holds something else, another sweep, rows and no ``resume``, or rows of another
            engine. Nothing was changed.
        """
        here = sweep_id(sweep)
        if self.path.exists() and not self.path.is_dir():
            raise refusal(self.shown, "is a file, not a folder", "another place with --out")
        if self.path.is_dir() and any(self.path.iterdir()):
            self._check_old(here, sweep.name, engine, resume=resume, force=force)
        self._make_folders()
        self._take_lock()
        if force:
            self._clear()
        for left in self.path.glob(f"{NEW}*"):
            left.unlink(missing_ok=True)
        if not self.parts() or not (self.path / ABOUT).exists():
            self.write_about(self._description(sweep, here, engine))

    def _make_folders(self) -> None:
        made = [path for path in (self.path, *self.path.parents) if not path.exists()]
        self._made = [self.runs, *made]
        try:
            self.runs.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            self._remove_empty()
            reason = error.strerror or str(error)
            raise refusal(self.shown, f"can't be made: {reason}", "another place") from None

    def _check_old(self, here: str, name: str, engine: str, *, resume: bool, force: bool) -> None:
        if not (self.path / ABOUT).is_file() and any(p.name != LOCK for p in self.path.iterdir()):
            if self._holds_only_ours():
                return
            raise refusal(self.shown, "holds files that are no sweep's", "another place with --out")
        if not (self.path / ABOUT).is_file():
            return
        if force:
            return
        about = self.about()
        if about["sweep_id"] != here:
            there = about.get("name")
            what = "another version of this sweep" if there == name else f"another sweep, {there!r}"
            hint = "choose another place with --out, or replace it with --force"
            raise refusal(self.shown, f"holds {what}", hint)
        if not self.parts():
            return
        if not resume:
            hint = "--resume goes on with it, --force begins anew"
            raise refusal(self.shown, "holds rows of this sweep already", hint)
        if about.get("engine") != engine:
            message = f"was made by another engine ({about.get('engine')}, this is {engine})"
            raise refusal(self.shown, message, "--force begins anew")

    def _holds_only_ours(self) -> bool:
        """Return whether a crash left the folder before its description was written."""
        names = {p.name for p in self.path.iterdir() if not p.name.startswith(NEW)}
        return names <= {RUNS, LOCK} and not self.parts()

    def _clear(self) -> None:
        for name in (RUNS, HOURLY, "plots"):
            shutil.rmtree(self.path / name, ignore_errors=True)
        (self.path / ABOUT).unlink(missing_ok=True)  # last: by it a folder is known as a sweep's
        self.runs.mkdir(exist_ok=True)

    def _description(self, sweep: Sweep, here: str, engine: str) -> dict[str, Any]:
        return {
            "schema_version": SCHEMA_VERSION,
            "hpsim_version": hpsim.__version__,
            "name": sweep.name,
            "sweep_id": here,
            "engine": engine,
            "file": sweep.file,
            "units": units_of_tree(sweep.base),
            "design_size": sweep.design.size,
            "axes": [
                {"column": column_name(key), "kind": block.kind}
                for block in sweep.design.blocks
                for key in block.keys
            ],
            "derived": [column_name(rule.key) for rule in sweep.rules],
            "sweep": dict(sweep.written),
            "scenario": sweep.base.value,
        }

    def write_about(self, about: dict[str, Any]) -> None:
        """Write ``sweep.json``, whole or not at all."""
        text = json.dumps(about, indent=1)
        with self._new_file(self.path / ABOUT) as stream:
            stream.write(text.encode())

    def _take_lock(self) -> None:
        """Keep a second process from writing here at the same time, where the system can."""
        try:
            import fcntl
        except ImportError:  # Windows: two processes would at worst do runs twice
            return
        lock = self.path / LOCK
        self._lock = os.open(lock, os.O_CREAT | os.O_RDWR, 0o644)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            is_left = not lock.exists() or not os.path.samestat(os.fstat(self._lock), lock.stat())
        except OSError as error:
            os.close(self._lock)
            self._lock = None
            self._made = []  # they are the other's
            if error.errno in (errno.EWOULDBLOCK, errno.EACCES):
                hint = "wait for it, or stop it"
                raise refusal(self.shown, "another hpsim is writing here", hint) from None
            return
        if is_left:  # the one before took its lock away between the two calls
            os.close(self._lock)
            self._take_lock()

    def close(self) -> None:
        """Let go of the lock; folders that were made for nothing go."""
        if self._lock is not None:
            (self.path / LOCK).unlink(missing_ok=True)
            os.close(self._lock)
            self._lock = None
        if not (self.path / ABOUT).exists():
            self._remove_empty()

    def _remove_empty(self) -> None:
        for path in self._made:
            with contextlib.suppress(OSError):
                path.rmdir()

    # Writing

    def write(self, rows: pa.Table, hourly: pa.Table | None) -> int:
        """Write a part: first the channels, then the rows that say that the runs are done.

        Rows of the same runs that were there go: a file that they were made from has changed.
        Returns how many runs had such rows.

        Raises
        ------
        OSError
            The disk is full, or the like; the part does not exist.
        """
        name = _part_name(rows)
        n_changed = self._forget(np.unique(rows["run"].to_pylist()))
        if hourly is not None:
            (self.path / HOURLY).mkdir(exist_ok=True)
            self._write_table(self.path / HOURLY / name, hourly)
        self._write_table(self.runs / name, rows)
        return n_changed

    def _forget(self, runs: NDArray[np.int64]) -> int:
        """Take the rows of some runs out of the parts that were there; return how many had any."""
        if not _are_in(self._all_before, runs).any():
            return 0
        import pyarrow.compute as pc
        import pyarrow.parquet as pq

        n_found = 0
        for part, numbers in self._before.items():
            is_here = np.isin(numbers, runs)
            if not is_here.any():
                continue
            n_found += int(is_here.sum())
            self._before[part] = numbers[~is_here]
            table = pq.ParquetFile(part).read()
            stays = ~np.isin(table["run"].to_pylist(), runs)
            channels = self.channels_of(part)
            if not stays.any():
                part.unlink()
                channels.unlink(missing_ok=True)
                continue
            rest = table.filter(stays)
            if channels.exists():
                hours = pq.ParquetFile(channels).read()
                of_rest = pc.is_in(hours["run_hash"].cast("string"), rest["run_hash"])
                self._write_table(channels, hours.filter(of_rest))
            self._write_table(part, rest)
        return n_found

    def _write_table(self, path: Path, table: pa.Table) -> None:
        """Write a table, whole or not at all."""
        with self._new_file(path) as stream:
            write_parquet(table, stream)

    @contextlib.contextmanager
    def _new_file(self, path: Path) -> Iterator[BinaryIO]:
        """Give a file to write to that is in its place only once it is whole and on the disk.

        Raises
        ------
        OSError
            It could not be written, with its name; then nothing is left of it.
        """
        new = self.path / f"{NEW}{path.parent.name}-{path.name}"
        try:
            with new.open("wb") as stream:
                yield stream
                stream.flush()
                os.fsync(stream.fileno())
            new.replace(path)
        except BaseException as error:
            with contextlib.suppress(OSError):
                new.unlink(missing_ok=True)
            if isinstance(error, OSError):
                raise OSError(error.errno, error.strerror or str(error), str(path)) from error
            raise

    # What is there

    def done(self) -> Done:
        """Return the runs that are done; damaged parts are deleted, since they will be redone.

        So are channels without rows: a crash came between the two, and their runs come again.
        """
        keys: list[NDArray[np.bytes_]] = []
        n_damaged = 0
        for part in self.parts():
            found = read_keys(part)
            channels = self.channels_of(part)
            if found is None or (channels.exists() and not is_whole(channels)):
                n_damaged += 1
                part.unlink()
                channels.unlink(missing_ok=True)
                continue
            keys.append(found)
            self._before[part] = np.unique([int(key[HASH_DIGITS:]) for key in found])
        for channels in self.hourly_parts():
            if not (self.runs / channels.name).exists():
                channels.unlink()
        numbers = list(self._before.values())
        self._all_before = np.unique(np.concatenate(numbers)) if numbers else self._all_before
        together = np.concatenate(keys) if keys else np.zeros(0, f"S{KEY_BYTES}")
        return Done(np.unique(together), n_damaged)


class Done:
    """The runs that are done, by hash and number: several runs may be alike but for the number."""

    def __init__(self, keys: NDArray[np.bytes_], n_damaged: int) -> None:
        self.keys = keys
        self.n_damaged = n_damaged
        """Parts that were cut short."""

    def __len__(self) -> int:
        return int(self.keys.size)

    def has(self, run_hash: str, run: int) -> bool:
        """Return whether a run is done."""
        wanted = np.bytes_(run_key(run_hash, run))
        at = int(np.searchsorted(self.keys, wanted))
        return at < self.keys.size and bool(self.keys[at] == wanted)


def _are_in(known: NDArray[np.int64], wanted: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which numbers are among sorted ones."""
    if not known.size:
        return np.zeros(wanted.shape, dtype=bool)
    at = np.minimum(np.searchsorted(known, wanted), known.size - 1)
    return np.asarray(known[at] == wanted)


def _part_name(rows: pa.Table) -> str:
    hashes = rows["run_hash"].to_pylist()
    digest = hashlib.sha256(" ".join(hashes).encode()).hexdigest()[:12]
    return f"part-{rows['run'][0].as_py():09d}-{digest}.parquet"


def write_parquet(table: pa.Table, stream: BinaryIO) -> None:
    """Write a table as a part of a sweep is written.

    Of rows, some hundred in 147 columns, zstd and dictionaries take 8 ms in place of 2 and no less
    disk.
    """
    import pyarrow.parquet as pq

    is_hourly = "hour" in table.column_names
    method: Any = {"compression": "zstd" if is_hourly else "snappy", "use_dictionary": is_hourly}
    pq.write_table(table, stream, write_page_checksum=True, **method)
