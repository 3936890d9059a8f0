"""Results kept by the hash of what they were made from."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from pydantic_core import to_json

_K = TypeVar("_K", bound=Hashable)
_V = TypeVar("_V")


def content_hash(value: object) -> str:
    """Return a hash over every field of descriptions, dataclasses, mappings and plain values.

    128 bits in hexadecimal digits; numbers count with all their bits. About 40 us for the largest
    room.
    """
    return hashlib.sha256(to_json(value)).hexdigest()[:32]


class LRUCache(Generic[_K, _V]):
    """The results that were used last, by key.

    Threads may use it at once: in the worst case two make the same result.

    Parameters
    ----------
    size : int
        How many are kept.
    behind : LRUCache
        Where to look for what is not kept here, and to keep what is made.
    """

    def __init__(self, size: int, behind: LRUCache[_K, _V] | None = None) -> None:
        self.size = size
        self.behind = behind
        self._kept: OrderedDict[_K, _V] = OrderedDict()

    def get(self, key: _K, make: Callable[[], _V]) -> _V:
        """Return what is kept under a key, or make and keep it.

        What is too much is dropped before: a large result never stands next to ``size`` others.
        """
        try:
            self._kept.move_to_end(key)
            return self._kept[key]
        except KeyError:
            pass
        while len(self._kept) >= self.size:
            try:
                self._kept.popitem(last=False)
            except KeyError:  # another thread was faster
                break
        found = make() if self.behind is None else self.behind.get(key, make)
        self._kept[key] = found
        return found


class IdentityCache(Generic[_V]):
    """Results kept by the identity of what they were made from, which is kept with them.

    For large things that never change and are quicker made than compared.

    Parameters
    ----------
    size : int
        How many are kept.
    """

    def __init__(self, size: int) -> None:
        self._kept: LRUCache[tuple[Hashable, ...], tuple[tuple[object, ...], _V]] = LRUCache(size)

    def get(self, of: tuple[object, ...], make: Callable[[], _V], *values: Hashable) -> _V:
        """Return what was made of these things and values, or make and keep it."""
        return self._kept.get((*map(id, of), *values), lambda: (of, make()))[1]
