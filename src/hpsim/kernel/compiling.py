"""How functions are compiled, and where the machine code is kept.

numba's own cache watches only the file a function is defined in: a changed helper in another file
would give yesterday's machine code. So the cache folder is named after the content of the whole
package. Where no cache can be written or its disk is full, a temporary one serves, then none, with
one warning; a disk that fills up while code is written costs that code's place, not the run.
"""

from __future__ import annotations

import errno
import functools
import hashlib
import os
import shutil
import tempfile
import warnings
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numba
import platformdirs
from numba import types
from numba.core.compiler_lock import global_compiler_lock
from numba.extending import typeof_impl

ROOM_BYTES = 16_000_000  # the whole kernel's machine code takes some 7 MB

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
        folder.mkdir(parents=True, exist_ok=True)
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
            _keep_if_possible(dispatcher)
        return dispatcher

    def _keep_if_possible(dispatcher):
        """Let a function run though its machine code can't be written: the disk may be full."""
        save = dispatcher._cache.save_overload

        def save_overload(signature, data):
            try:
                save(signature, data)
            except OSError as error:
                _say_not_kept(error.strerror or str(error))

        dispatcher._cache.save_overload = save_overload

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

        For what runs in every step. numba counts the references of every array in a tuple that
        is passed on, and of every row that is taken, by atomic additions: two thirds of the base
        pass's time. A function so compiled may not make arrays; its caller owns them all.
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
