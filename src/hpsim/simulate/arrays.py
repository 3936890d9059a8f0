"""Arrays between the parts: plain ones for the kernel, hourly means for people."""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np

from hpsim.kernel.types import Channels, FloatArray

AT_ONCE = 128  # rows that are turned together stay in the processor's cache: half the time
_Tuple = TypeVar("_Tuple", bound=tuple[object, ...])


def plain(values: _Tuple) -> _Tuple:
    """Return a kernel tuple with every number a float and every array contiguous float64."""
    fields: list[Any] = [_plain_field(value) for value in values]
    return type(values)(*fields)


def _plain_field(value: object) -> object:
    if isinstance(value, tuple):
        return plain(value)
    if isinstance(value, np.ndarray):
        return np.ascontiguousarray(value, dtype=np.float64)
    return float(value)  # type: ignore[arg-type]  # all other fields are numbers


def means(sums: FloatArray, interval_s: float) -> Channels:
    """Return channels, each in one piece, from sums over intervals (n, n_channels)."""
    means = np.empty(sums.shape[::-1])
    for first in range(0, sums.shape[0], AT_ONCE):
        part = slice(first, first + AT_ONCE)
        np.divide(sums[part].T, interval_s, out=means[:, part])
    return Channels(*means)
