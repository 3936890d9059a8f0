"""Memory of one room for the next: a C library that gives it back makes all its pages again."""

from __future__ import annotations

import contextlib
import ctypes
from functools import cache

KEPT_BYTES = 32 * 2**20
"""A room's arrays take 20 MB; more than this is given back as before."""
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3  # of glibc's malloc.h


@cache
def keep_freed_memory() -> bool:
    """Let glibc keep what is freed, up to `KEPT_BYTES`; return whether it does.

    It maps large arrays apart from others, and gives back what lies free at the end: the 1500 pages
    of a room's arrays are then made anew for each room, a twentieth of its time. Other C libraries
    stay as they are.
    """
    with contextlib.suppress(OSError, AttributeError, TypeError):  # no such function, no library
        mallopt = ctypes.CDLL(None).mallopt
        return all(mallopt(of, KEPT_BYTES) for of in (M_TRIM_THRESHOLD, M_MMAP_THRESHOLD))
    return False
