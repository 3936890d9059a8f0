"""How functions are compiled, and where the machine code is kept.

numba's own cache watches only the file a function is defined in: a changed helper in another file
would give yesterday's machine code. So the cache folder is named after the content of the whole
package. Where no cache can be written, a temporary one serves, then none, with one warning.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import warnings
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numba
import platformdirs

_F = TypeVar("_F", bound=Callable[..., object])


@cache
def kernel_hash() -> str:
    """Return the first 16 hex digits of the SHA-256 of all kernel source files."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _is_writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


@cache
def cache_folder() -> Path | None:
    """Return the folder for compiled code, or None if none can be written."""
    base = os.environ.get("HPSIM_CACHE_DIR") or platformdirs.user_cache_dir("hpsim")
    name = f"kernel-{kernel_hash()}"
    folder = Path(base) / name
    if _is_writable(folder):
        return folder
    folder = Path(tempfile.gettempdir()) / f"hpsim-{os.getuid() if hasattr(os, 'getuid') else 0}"
    if _is_writable(folder / name):
        warnings.warn(
            f"{base} can't be written: compiled code is kept in {folder} instead "
            "(HPSIM_CACHE_DIR chooses another place)",
            stacklevel=2,
        )
        return folder / name
    warnings.warn(
        f"neither {base} nor {folder} can be written: the engine compiles anew each time "
        "(HPSIM_CACHE_DIR chooses another place)",
        stacklevel=2,
    )
    return None


def is_compiled() -> bool:
    """Return whether machine code of this very kernel lies in the cache."""
    folder = cache_folder()
    return folder is not None and next(folder.rglob("*.nbi"), None) is not None


if TYPE_CHECKING:

    def compiled(function: _F) -> _F:
        """Compile ``function`` when it is first called."""
        return function

    def uncounted(function: _F) -> _F:
        """Compile ``function`` when it is first called, without reference counts."""
        return function

else:

    def _compile(function, **options):
        folder = cache_folder()
        before = numba.config.CACHE_DIR
        if folder is not None:
            numba.config.CACHE_DIR = str(folder)
        try:
            return numba.njit(cache=folder is not None, nogil=True, error_model="numpy", **options)(
                function
            )
        finally:
            numba.config.CACHE_DIR = before

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
