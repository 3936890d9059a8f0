"""How functions are compiled, and where the machine code is kept.

numba's own cache watches only the file a function is defined in: a changed helper in another file
would give yesterday's machine code. So the cache folder is named after the content of the whole
package. Where no cache can be written or its disk is full, a temporary one serves, then none, with
one warning; a disk that fills up while code is written costs that code's place, not the run.

Code runs from a folder only if nobody but its owner could have put it there. Every file ends in a
checksum of what is before it: one that a power failure has emptied or cut is deleted, its function
compiled again, and one warning says so.
"""

from __future__ import annotations

import contextlib
import errno
import functools
import glob
import hashlib
import os
import shutil
import stat
import tempfile
import warnings
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numba
import platformdirs
from numba import types
from numba.core.compiler_lock import global_compiler_lock
from numba.core.runtime.nrt import rtsys
from numba.extending import typeof_impl

ROOM_BYTES = 16_000_000  # the whole kernel's machine code takes some 7 MB
BEFORE_COMPILING: list[Callable[[], None]] = []
"""Called when machine code is not found."""
CHECKSUM_BYTES = 4  # CRC-32: against damage; the folder's owner is what guards against others

_F = TypeVar("_F", bound=Callable[..., object])


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


def with_checksum(content: bytes) -> bytes:
    """Return a content followed by its checksum."""
    return content + zlib.crc32(content).to_bytes(CHECKSUM_BYTES, "little")


def is_whole(path: Path) -> bool:
    """Return whether a file is as `with_checksum` made it."""
    content = path.read_bytes()
    return len(content) > CHECKSUM_BYTES and content == with_checksum(content[:-CHECKSUM_BYTES])


def _holds_code(folder: Path) -> bool:
    return next(folder.rglob("*.nbi"), None) is not None


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


if TYPE_CHECKING:

    def compiled(function: _F) -> _F:
        """Compile ``function`` when it is first called."""
        return function

    def uncounted(function: _F) -> _F:
        """Compile ``function`` when it is first called, without reference counts."""
        return function

    def internal(function: _F) -> _F:
        """Compile ``function`` for compiled callers; Python runs it as it is written."""
        return function

    def inlined(function: _F) -> _F:
        """Compile ``function`` into those that call it; Python runs it as it is written."""
        return function

else:
    PLAINLY = type(numba.config.OPT)(1)  # how helpers are optimised before their callers are

    class _Helper:
        """A function that compiled code calls compiled, and Python as it is written."""

        def __init__(self, function, dispatcher):
            functools.update_wrapper(self, function)
            self.dispatcher = dispatcher

        def __call__(self, *arguments):
            return self.__wrapped__(*arguments)

    @typeof_impl.register(_Helper)
    def _type_of_helper(helper, _context):
        return types.Dispatcher(helper.dispatcher)

    def _compile(function, **options):
        folder = cache_folder()
        before = numba.config.CACHE_DIR
        if folder is not None:
            numba.config.CACHE_DIR = str(folder)
        try:
            dispatcher = numba.njit(
                cache=folder is not None, nogil=True, error_model="numpy", **options
            )(function)
        finally:
            numba.config.CACHE_DIR = before
        if folder is not None and hasattr(dispatcher, "_cache"):
            _keep_if_possible(dispatcher._cache)
            _use_if_whole(dispatcher._cache, folder, counts=options.get("_nrt", True))
        return dispatcher

    def _keep_if_possible(kept):
        """Let a function run though its machine code can't be written: the disk may be full."""
        save = kept.save_overload

        def save_overload(signature, data):
            try:
                save(signature, data)
            except OSError as error:
                _say_not_kept(error.strerror or str(error))

        kept.save_overload = save_overload

    def _before_compiling():
        for call in BEFORE_COMPILING:
            call()

    class _Checked:
        """Takes what is written to a file and adds its checksum."""

        def __init__(self, file):
            self.file, self.checksum = file, 0

        def write(self, content):
            self.checksum = zlib.crc32(content, self.checksum)
            return self.file.write(content)

    def _use_if_whole(kept, folder, *, counts):
        """Delete machine code that is damaged, so that the function is compiled again.

        Readers of pickled objects ignore what follows them, here the checksum. numba's own loading
        also registers all that a compilation may need; machine code needs only the functions that
        count references, if it does count. It saves a process as much CPU time as the import of
        numba; who compiles after all registers then.
        """
        files = kept._cache_file

        def load(signature, target_context):
            if counts:
                rtsys.initialize(target_context)
            with kept._guard_against_spurious_io_errors():
                return kept._load_overload(signature, target_context)
            return None

        open_for_write = files._open_for_write

        @contextlib.contextmanager
        def open_with_checksum(path):
            with open_for_write(path) as file:
                checked = _Checked(file)
                yield checked
                file.write(checked.checksum.to_bytes(CHECKSUM_BYTES, "little"))

        def load_overload(signature, target_context):
            index = Path(files._index_path)
            mine = [index, *index.parent.glob(f"{glob.escape(index.stem)}.*.nbc")]
            try:
                if all(is_whole(file) for file in mine if file.exists()):
                    return load(signature, target_context) or _before_compiling()
            except Exception:  # whatever is wrong with it: it is compiled again
                pass
            _say_damaged(folder)
            for file in mine:
                with contextlib.suppress(OSError):
                    file.unlink(missing_ok=True)
            return None

        files._open_for_write = open_with_checksum
        kept.load_overload = load_overload

    def _help(function, **options):
        """Compile for compiled callers alone: no ways in from Python, no place in the cache.

        Its code is optimised once, as part of its callers': half the time of compiling.
        """
        dispatcher = numba.njit(
            nogil=True,
            error_model="numpy",
            _nrt=False,
            no_cpython_wrapper=True,
            no_cfunc_wrapper=True,
            **options,
        )(function)
        if not hasattr(dispatcher, "compile"):  # numba is switched off
            return function
        compile_it = dispatcher.compile

        def compile_plainly(signature):
            with global_compiler_lock:
                level = numba.config.OPT
                numba.config.OPT = PLAINLY
                try:
                    return compile_it(signature)
                finally:
                    numba.config.OPT = level

        dispatcher.compile = compile_plainly
        return _Helper(function, dispatcher)

    def compiled(function):
        """Compile ``function`` when it is first called, without the GIL, and cache the result."""
        return _compile(function)

    def uncounted(function):
        """Compile ``function`` like `compiled`, without reference counts.

        All of the kernel. numba counts the references of every array in a tuple that is passed on,
        and of every row that is taken, by atomic additions: two thirds of the base pass's time. A
        function so compiled may not make arrays; its caller owns them all.
        """
        return _compile(function, _nrt=False)

    def internal(function):
        """Compile ``function``, without reference counts, for compiled callers.

        What several of them call. Python runs it as it is written.
        """
        return _help(function)

    def inlined(function):
        """Compile ``function`` into those that call it, without reference counts.

        A part of a loop's body with a name: what it is passed and returns costs nothing. Python
        runs it as it is written.
        """
        return _help(function, forceinline=True)
