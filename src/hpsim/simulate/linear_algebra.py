"""Linear algebra on one thread: the same digits from Python as from the command line.

How a product of matrices is cut into parts, and so how it is rounded, follows from the number of
threads. A thermostat makes other starts of a difference in the last digit: with two threads a
year of 7,724 starts had 7,733 in an earlier version.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

ONE_THREAD = "OPENBLAS_NUM_THREADS"
"""What the command line sets before numpy is imported; then there is nothing to limit."""

_lock = threading.Lock()
_users = 0
_limits: Any = None


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """Keep linear algebra on one thread while any user is inside; also a decorator.

    Libraries that threadpoolctl does not know, such as Apple's Accelerate, stay as they are.
    """
    if os.environ.get(ONE_THREAD) == "1":
        yield
        return
    _enter()
    try:
        yield
    finally:
        _leave()


def _enter() -> None:
    global _users, _limits  # noqa: PLW0603 - the limit is the whole process's
    with _lock:
        if _users == 0:
            from threadpoolctl import threadpool_limits

            _limits = threadpool_limits(limits=1, user_api="blas")
        _users += 1


def _leave() -> None:
    global _users  # noqa: PLW0603
    with _lock:
        _users -= 1
        if _users == 0:
            _limits.restore_original_limits()
