"""Where machine code is kept, and how a process finds it.

Only the first process compiles; all others find machine code in files and need neither numba nor
what it loads. The folder is named after the content of the whole package, so that a change in any
kernel file compiles anew; a file is named after its function, the types of the arguments, the
processor and the compiler. Where no folder can be written or its disk is full, a temporary one
serves, then none, with one warning; a disk that fills up while code is written costs that code's
place, not the run.

Code runs from a folder only if nobody but its owner could have put it there. Every file ends in a
checksum of what is before it: one that a power failure has emptied or cut is deleted, its function
compiled again, and one warning says so.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import shutil
import stat
import tempfile
import time
import warnings
import zlib
from functools import cache
from pathlib import Path
from typing import NamedTuple

import platformdirs

ROOM_BYTES = 16_000_000  # the whole kernel's machine code takes some 1 MB
SUFFIX = ".code"
UNUSED_S = 60.0 * 86400.0  # code of other versions that nobody has used for so long is deleted
CHECKSUM_BYTES = 4  # CRC-32: against damage; the folder's owner is what guards against others


class MachineCode(NamedTuple):
    """A compiled function, for one list of argument types."""

    symbol: str  # its name in the object file
    returns: str  # what it returns, a letter of `struct` for each number
    needs: tuple[str, ...]  # functions of the C library that it calls
    object_file: bytes


@cache
def kernel_hash() -> str:
    """Return the first 16 hex digits of the SHA-256 of all kernel source files."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _what_hinders(folder: Path) -> str:
    """Return why compiled code can't be kept in a folder; empty: it can."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not (_is_own(folder.parent) and _is_own(folder)):
            return "belongs to another user or can be written by others"
        with tempfile.TemporaryFile(dir=folder):
            pass
        if _holds_code(folder):
            return ""
        full = shutil.disk_usage(folder).free < ROOM_BYTES
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        if not full:
            return "can't be written"
    return "has no room left" if full else ""


def _is_own(folder: Path) -> bool:
    """Return whether nobody but this user (and root) can put files into a folder.

    One that everybody may write to is accepted if it keeps each to their own files, as /tmp does.
    """
    if not hasattr(os, "getuid"):
        return True
    about = folder.stat()
    if about.st_uid not in (os.getuid(), 0):
        return False
    if about.st_mode & stat.S_ISVTX:
        return True
    by_group = about.st_mode & stat.S_IWGRP and about.st_gid != os.getgid()
    return not (by_group or about.st_mode & stat.S_IWOTH)


def _holds_code(folder: Path) -> bool:
    return next(folder.glob(f"*{SUFFIX}"), None) is not None


@cache
def cache_folder() -> Path | None:
    """Return the folder for compiled code, or None if none can be written."""
    base = os.environ.get("HPSIM_CACHE_DIR") or platformdirs.user_cache_dir("hpsim")
    name = f"kernel-{kernel_hash()}"
    folder = Path(base) / name
    hindered = _what_hinders(folder)
    if not hindered:
        return folder
    folder = Path(tempfile.gettempdir()) / f"hpsim-{os.getuid() if hasattr(os, 'getuid') else 0}"
    hindered_too = _what_hinders(folder / name)
    if not hindered_too:
        warnings.warn(
            f"{base} {hindered}: compiled code is kept in {folder} instead "
            "(HPSIM_CACHE_DIR chooses another place)",
            stacklevel=2,
        )
        return folder / name
    warnings.warn(
        f"{base} {hindered} and {folder} {hindered_too}: the engine compiles anew each time "
        "(HPSIM_CACHE_DIR chooses another place)",
        stacklevel=2,
    )
    return None


@cache
def _say_not_kept(reason: str) -> None:
    """Warn once that machine code could not be written."""
    warnings.warn(
        f"compiled code can't be kept ({reason}): this run goes on, the next one compiles again "
        "(HPSIM_CACHE_DIR chooses another place)",
        stacklevel=2,
    )


@cache
def _say_damaged(folder: Path) -> None:
    """Warn once that machine code was damaged."""
    warnings.warn(f"compiled code in {folder} was damaged: it is compiled again", stacklevel=2)


def is_compiled() -> bool:
    """Return whether machine code of this very kernel lies in the cache."""
    folder = cache_folder()
    return folder is not None and _holds_code(folder)


def read_code(name: str) -> MachineCode | None:
    """Return the code kept under a name; None: none is, or it was damaged and is deleted."""
    content = read_kept(f"{name}{SUFFIX}")
    if content is None:
        return None
    about, _, object_file = content.partition(b"\n")
    symbol, returns, *needs = json.loads(about)
    return MachineCode(symbol, returns, tuple(needs), object_file)


def keep_code(name: str, code: MachineCode) -> None:
    """Keep code under a name if there is a place; delete what other versions left long ago."""
    about = json.dumps([code.symbol, code.returns, *code.needs]).encode()
    keep(f"{name}{SUFFIX}", about + b"\n" + code.object_file)
    _delete_unused()


@cache
def _delete_unused() -> None:
    """Delete the folders of other versions of the kernel whose code nobody has read for long."""
    own = cache_folder()
    for folder in own.parent.glob("kernel-*") if own else ():
        with contextlib.suppress(OSError):
            used = [max(file.stat().st_atime, file.stat().st_mtime) for file in folder.iterdir()]
            if folder != own and max(used, default=0.0) < time.time() - UNUSED_S:
                shutil.rmtree(folder)


def read_kept(file: str) -> bytes | None:
    """Return what `keep` has put into a file; None: nothing, or it was damaged and is deleted."""
    folder = cache_folder()
    if folder is None:
        return None
    path = folder / file
    try:
        content = path.read_bytes()
    except OSError:
        return None
    whole, checksum = content[:-CHECKSUM_BYTES], content[-CHECKSUM_BYTES:]
    if content and zlib.crc32(whole).to_bytes(CHECKSUM_BYTES, "little") == checksum:
        return whole
    _say_damaged(folder)
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)
    return None


def keep(file: str, content: bytes) -> None:
    """Keep a content in a file, whole or not at all, since others may look for it."""
    folder = cache_folder()
    if folder is None:
        return
    part = folder / f"{file}.{os.getpid()}.part"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        part.write_bytes(content + zlib.crc32(content).to_bytes(CHECKSUM_BYTES, "little"))
        part.replace(folder / file)
    except OSError as error:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        _say_not_kept(error.strerror or str(error))
