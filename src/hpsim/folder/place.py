"""Where a result folder may go, and how it gets there whole or not at all.

It is built under another name next to its place and put there by renaming; what was there before
is deleted last. Whatever fails on the way (a full disk, Ctrl-C) removes the half-made folder and
leaves the old one as it was.
"""

from __future__ import annotations

import errno
import json
import os
import platform
import shlex
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from hpsim.errors import HpsimError
from hpsim.folder.summary import read_summary


def check_target(target: Path, scenario_name: str, *, force: bool = False) -> None:
    """Raise unless a folder of this scenario may be written at ``target``; nothing is written.

    Raises
    ------
    HpsimError
        There is a file in the way, a folder of another scenario and no ``force``, a folder that
        holds something else than results, or no permission to write.
    """
    target = target.resolve()
    if target == Path.cwd().resolve() or target in Path.cwd().resolve().parents:
        raise refusal(target, "is where you are", "choose a folder below: --out results/mine")
    if target.is_dir():
        _check_replaceable(target, scenario_name, force=force)
    elif target.exists():
        raise refusal(target, "is a file, not a folder", "choose another place with --out")
    above = next(parent for parent in target.parents if parent.exists())
    if not above.is_dir():
        raise refusal(target, f"lies below the file {above}", "choose another place with --out")
    if not os.access(above, os.W_OK | os.X_OK):
        raise refusal(target, f"no permission to write in {above}", "choose another with --out")


def _check_replaceable(target: Path, scenario_name: str, *, force: bool) -> None:
    """Raise unless the existing folder is empty, of this scenario, or of any with ``force``."""
    if not any(target.iterdir()):
        return
    try:
        there = read_summary(target)["scenario"]
    except (HpsimError, KeyError, TypeError):
        raise refusal(
            target, "holds files that are not hpsim's results", "choose another place with --out"
        ) from None
    if there != scenario_name and not force:
        raise refusal(
            target,
            f"holds the results of another scenario, {there!r}",
            "replace them with --force, or choose another place with --out",
        )


def other_values(target: Path, scenario_hash: str) -> str:
    """Return the command that made the results at a place, if their scenario had other values."""
    try:
        about = json.loads((target / "provenance.json").read_text(encoding="utf-8"))
        is_same = about["scenario_hash"] == scenario_hash
        return "" if is_same else shlex.join(about["command"]) or "made from Python"
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def refusal(target: Path, message: str, hint: str) -> HpsimError:
    """Return the error that says why nothing was written, and the way out."""
    title = f"{target}: no results were written"
    return HpsimError.of(message, file=str(target), hint=hint, title=title)


def as_refusal(error: OSError, target: Path) -> HpsimError:
    """Say what went wrong while writing, and what would help."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return refusal(
            target, "the disk is full, nothing was kept", "make room or choose another with --out"
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return refusal(target, "no permission to write there", "choose another place with --out")
    reason = error.strerror or str(error)
    return refusal(target, f"could not be written: {reason}", "choose another place with --out")


@contextmanager
def built_beside(target: Path) -> Iterator[Path]:
    """Give an empty folder next to ``target``; put it in its place at the end, or remove it."""
    missing = [parent for parent in target.parents if not parent.exists()]
    building = _beside(target, "new")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _remove_leftovers(target)
        building.mkdir()
        yield building
        _put_in_place(building, target)
    except BaseException:  # Ctrl-C too
        shutil.rmtree(building, ignore_errors=True)
        for parent in missing:  # the innermost first
            if parent.is_dir() and not any(parent.iterdir()):
                parent.rmdir()
        raise


def _beside(target: Path, suffix: str) -> Path:
    return target.with_name(f".{target.name}.{platform.node()}-{os.getpid()}.{suffix}")


def _put_in_place(building: Path, target: Path) -> None:
    """Rename the finished folder to its place: old aside, new in, old deleted."""
    old = _beside(target, "old")
    try:
        with _alone_in(target.parent):
            if target.exists():
                target.rename(old)
            building.rename(target)
    except BaseException:
        if old.exists() and not target.exists():
            old.rename(target)
        raise
    finally:
        if target.exists():
            shutil.rmtree(old, ignore_errors=True)


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Let other runs that exchange a folder here wait, where the system can: milliseconds.

    Two that exchange one at once would find it there, then not.
    """
    try:
        import fcntl

        handle = os.open(folder, os.O_RDONLY)
    except (ImportError, OSError):  # Windows; or a folder that may not be read
        yield
        return
    try:
        with suppress(OSError):  # a file system without locks
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _remove_leftovers(target: Path) -> None:
    """Remove what runs on this machine left next to the target when they were killed."""
    if os.name != "posix":
        return
    start = f".{target.name}.{platform.node()}-"
    for path in target.parent.iterdir():
        pid, _, suffix = path.name.removeprefix(start).partition(".")
        if path.name.startswith(start) and suffix in ("new", "old") and _is_dead(pid):
            shutil.rmtree(path, ignore_errors=True)


def _is_dead(pid: str) -> bool:
    """Return whether no process has this number (signal 0 only asks)."""
    if not pid.isdecimal():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except (PermissionError, OverflowError):
        return False
    return False
