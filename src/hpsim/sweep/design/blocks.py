"""Axes of a sweep: which values they take, together or apart, and in which order they are run.

Runs are never listed: run number i is a mixed-radix number whose digits choose an entry of each
block. Blocks that change the weather come first and change slowest, then those of the room, then
setpoints, machines and prices, so that neighbours share as much work as they can.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hpsim.kernel.types import FloatArray
from hpsim.records import dataclass
from hpsim.sweep.design.values import Value, added, amount, amount_of, between, canonical, scaled
from hpsim.units.messages import shown

WEATHER, ROOM, SET_POINTS, MACHINE, PRICE = range(5)
"""What a key changes, from what is shared most to least."""

REPLICATE = "$replicate"
SAMPLED = ("latin_hypercube", "sobol")
"""Kinds of blocks that are drawn at random."""
LEAST_OF_NORMAL = 1e-6
"""Of a normal distribution within its bounds: further out, fractions have no digits left."""
SPREAD_KEYS = ("from", "to", "scale", "most_likely", "mean", "sd", "values")

Entry = tuple[Value, ...]


def level_of(key: str) -> int:
    """Return what a key changes.

    Examples
    --------
    >>> level_of("weather") == WEATHER, level_of("candidates.0.size") == MACHINE
    (True, True)
    """
    head, _, rest = key.replace("[", ".").partition(".")
    if head == "weather":
        return WEATHER
    if head in ("tariff", "economics", "name", "verdict") or head.startswith("$"):
        return PRICE
    if head == "candidates" or key in ("simulation.step", "simulation.warmup"):
        return MACHINE
    if head == "thermostat":
        is_set_point = rest.partition(".")[0] in ("heating", "cooling", "") or not rest
        return SET_POINTS if is_set_point else MACHINE
    return ROOM


@dataclass(frozen=True)
class Block:
    """Axes that move together: each entry has a value of each."""

    kind: str
    """grid, zip, list, latin_hypercube, sobol or one_at_a_time."""
    keys: tuple[str, ...]
    entries: Sequence[Entry]


@dataclass(frozen=True)
class Design:
    """All runs of a sweep before filters: the product of its blocks."""

    blocks: tuple[Block, ...]
    """Slowest first."""

    @property
    def size(self) -> int:
        """Return the number of runs."""
        return math.prod(len(block.entries) for block in self.blocks)

    @property
    def keys(self) -> tuple[str, ...]:
        """Return all axes, slowest first."""
        return tuple(key for block in self.blocks for key in block.keys)

    def settings(self, index: int) -> dict[str, Value]:
        """Return the value of each axis in run number ``index``."""
        digits: list[int] = []
        for block in reversed(self.blocks):
            index, digit = divmod(index, len(block.entries))
            digits.append(digit)
        out: dict[str, Value] = {}
        for block, digit in zip(self.blocks, reversed(digits), strict=True):
            out.update(zip(block.keys, block.entries[digit], strict=True))
        return out

    def values_of(self, key: str) -> list[Value]:
        """Return the different values of an axis, in order; of a sampled one its range's ends."""
        block = next(block for block in self.blocks if key in block.keys)
        column = block.keys.index(key)
        if isinstance(block.entries, Sampled):
            return block.entries.ends(column)
        values = {canonical(entry[column]): entry[column] for entry in block.entries}
        return list(values.values())


def ordered(blocks: Sequence[Block], level: Callable[[str], int]) -> Design:
    """Return the design whose slowest block changes what is shared most.

    Entries of a block with several axes are sorted the same way.
    """
    sorted_blocks = sorted(
        (_sorted_entries(block, level) for block in blocks),
        key=lambda block: min(level(key) for key in block.keys),
    )
    return Design(tuple(sorted_blocks))


def _sorted_entries(block: Block, level: Callable[[str], int]) -> Block:
    if len(block.keys) == 1 and not isinstance(block.entries, Sampled):
        return block
    columns = sorted(range(len(block.keys)), key=lambda column: level(block.keys[column]))
    shared = [column for column in columns if level(block.keys[column]) < PRICE]
    if not shared or not len(block.entries):
        return block
    if isinstance(block.entries, Sampled):
        codes = block.entries.codes()
    else:
        codes = np.array([_codes(block.entries, c) for c in range(len(block.keys))]).T
    order = np.lexsort([codes[:, column] for column in reversed(shared)])
    if isinstance(block.entries, Sampled):
        return Block(block.kind, block.keys, block.entries.reordered(order))
    return Block(block.kind, block.keys, [block.entries[i] for i in order])


def _codes(entries: Sequence[Entry], column: int) -> list[int]:
    """Return for each entry the number of its value, counted by first appearance."""
    seen: dict[str, int] = {}
    return [seen.setdefault(canonical(entry[column]), len(seen)) for entry in entries]


# Samples


@dataclass(frozen=True)
class Spread:
    """How a sampled axis spreads: a list to choose from, or a distribution."""

    values: tuple[Value, ...] = ()
    low: Value = None
    high: Value = None
    is_log: bool = False
    most_likely: Value = None
    mean: Value = None
    sd: Value = None

    def value(self, fraction: float) -> Value:
        """Return the value below which a fraction of all lies."""
        if self.values:
            return self.values[min(int(fraction * len(self.values)), len(self.values) - 1)]
        if self.most_likely is not None:
            return between(self.low, self.high, self._triangular(fraction))
        if self.mean is not None:
            return self._normal(fraction)
        return between(self.low, self.high, fraction, is_log=self.is_log)

    def ends(self) -> list[Value]:
        """Return the values of a list, or the ends and the middle of a range."""
        return list(self.values) or [self.value(fraction) for fraction in (0.001, 0.5, 0.999)]

    def _triangular(self, fraction: float) -> float:
        low, high, likely = map(_number, (self.low, self.high, self.most_likely))
        peak = (likely - low) / (high - low)
        if fraction < peak:
            return math.sqrt(fraction * peak)
        return 1.0 - math.sqrt((1.0 - fraction) * (1.0 - peak))

    def _normal(self, fraction: float) -> Value:
        spread, mean, sd = NormalDist(), _number(self.mean), _number(self.sd)
        low, high = (None if end is None else _number(end) for end in (self.low, self.high))
        first = 0.0 if low is None else spread.cdf((low - mean) / sd)
        last = 1.0 if high is None else spread.cdf((high - mean) / sd)
        fraction = min(max(first + fraction * (last - first), 1e-12), 1.0 - 1e-12)
        value = added(self.mean, scaled(self.sd, spread.inv_cdf(fraction)))
        if low is not None and _number(value) < low:
            return self.low
        if high is not None and _number(value) > high:
            return self.high
        return value


def _number(value: Value) -> float:
    return amount_of(value).number


def spread_of(given: Value) -> Spread:
    """Return how an axis spreads from what its author wrote.

    Raises
    ------
    ValueError
        With what is wrong.
    """
    if isinstance(given, list):
        if not given:
            raise ValueError("an empty list")
        return Spread(values=tuple(given))
    if not isinstance(given, Mapping):
        raise ValueError(f"{shown(given)} is neither a range nor a list")
    unknown = [key for key in given if key not in SPREAD_KEYS]
    if unknown:
        raise ValueError(f"unknown key '{unknown[0]}' of a range")
    if "values" in given:
        return spread_of(given["values"])
    if given.get("scale", "linear") not in ("linear", "log"):
        raise ValueError(f"scale {shown(given['scale'])} is neither linear nor log")
    spread = Spread(
        low=given.get("from"),
        high=given.get("to"),
        is_log=given.get("scale") == "log",
        most_likely=given.get("most_likely"),
        mean=given.get("mean"),
        sd=given.get("sd"),
    )
    if (spread.mean is None) != (spread.sd is None):
        raise ValueError("mean and sd belong together")
    if spread.mean is None and (spread.low is None or spread.high is None):
        raise ValueError("a range needs from and to")
    if spread.mean is not None and spread.most_likely is not None:
        raise ValueError("mean and most_likely are of two kinds of range")
    if spread.is_log and (spread.mean is not None or spread.most_likely is not None):
        raise ValueError("scale: log goes with from and to alone")
    _refuse_no_range(spread)
    spread.ends()  # raises where units differ
    return spread


def _refuse_no_range(spread: Spread) -> None:
    """Raise where the parts of a range do not fit each other."""
    parts = {
        "from": spread.low,
        "to": spread.high,
        "most_likely": spread.most_likely,
        "mean": spread.mean,
        "sd": spread.sd,
    }
    known = {name: value for name, value in parts.items() if value is not None}
    amounts = {name: amount(value) for name, value in known.items()}
    for name, it in amounts.items():
        if it is None:
            raise ValueError(f"{name}: {shown(known[name])} has no number to calculate with")
    if len({it.unit for it in amounts.values() if it is not None}) > 1:
        listed = " and ".join(repr(value) for value in known.values())
        raise ValueError(f"{listed} have different units: write all in one")
    number = {name: it.number for name, it in amounts.items() if it is not None}
    if number.get("sd", 1.0) <= 0.0:
        raise ValueError(f"sd: {shown(spread.sd)} is not above 0")
    if {"from", "to"} <= number.keys() and not number["from"] < number["to"]:
        raise ValueError(f"from {shown(spread.low)} is not below to {shown(spread.high)}")
    low, high = number.get("from", -math.inf), number.get("to", math.inf)
    if (
        "mean" in number
        and NormalDist(number["mean"], number["sd"]).cdf(high)
        - NormalDist(number["mean"], number["sd"]).cdf(low)
        < LEAST_OF_NORMAL
    ):
        bounds = " to ".join(shown(v) for v in (spread.low, spread.high) if v is not None)
        raise ValueError(
            f"less than 1 in {1.0 / LEAST_OF_NORMAL:,.0f} of a normal distribution with mean "
            f"{shown(spread.mean)} and sd {shown(spread.sd)} lies within {bounds}"
        )
    if not low <= number.get("most_likely", low) <= high:
        raise ValueError(f"most_likely: {shown(spread.most_likely)} is not between from and to")


class Sampled(Sequence[Entry]):
    """Entries drawn from spreads, turned into values when they are asked for.

    Parameters
    ----------
    spreads
        One per axis.
    fractions
        (n, n_axes), 0 ... 1.
    replicates
        (n,) number of the replicate that an entry belongs to; None: no such column.
    """

    def __init__(
        self,
        spreads: Sequence[Spread],
        fractions: FloatArray,
        replicates: NDArray[np.int64] | None = None,
    ) -> None:
        self.spreads = tuple(spreads)
        self.fractions = fractions
        self.replicates = replicates

    def __len__(self) -> int:
        return len(self.fractions)

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        values = tuple(
            spread.value(float(fraction))
            for spread, fraction in zip(self.spreads, self.fractions[index], strict=True)
        )
        return values if self.replicates is None else (*values, int(self.replicates[index]))

    def ends(self, column: int) -> list[Value]:
        """Return the values of a listed axis, the ends and the middle of a range."""
        if column == len(self.spreads) and self.replicates is not None:
            return [int(r) for r in np.unique(self.replicates)]
        return self.spreads[column].ends()

    def codes(self) -> FloatArray:
        """Return (n, n_axes) numbers that are equal where values are."""
        codes = self.fractions.copy()
        for column, spread in enumerate(self.spreads):
            if spread.values:
                codes[:, column] = np.floor(codes[:, column] * len(spread.values))
        if self.replicates is None:
            return codes
        return np.column_stack([codes, self.replicates])

    def reordered(self, order: NDArray[np.intp]) -> Sampled:
        """Return the same entries in another order."""
        replicates = None if self.replicates is None else self.replicates[order]
        return Sampled(self.spreads, self.fractions[order], replicates)


def sampled_block(
    kind: str, spreads: Mapping[str, Spread], samples: int, seed: int, replicates: int
) -> Block:
    """Return a block of random entries; each replicate is drawn with the next seed.

    Parameters
    ----------
    kind
        ``latin_hypercube`` or ``sobol``.
    samples
        Of each replicate; a power of two for ``sobol``.
    """
    fractions = np.concatenate(
        [_fractions(kind, len(spreads), samples, seed + i) for i in range(replicates)]
    )
    numbers = np.repeat(np.arange(replicates), samples) if replicates > 1 else None
    keys = (*spreads, REPLICATE) if replicates > 1 else tuple(spreads)
    return Block(kind, keys, Sampled(list(spreads.values()), fractions, numbers))


def _fractions(kind: str, dimensions: int, samples: int, seed: int) -> FloatArray:
    """Return (samples, dimensions) in 0 ... 1; the same for the same seed."""
    from scipy.stats import qmc

    if kind == "sobol":
        sampler: qmc.QMCEngine = qmc.Sobol(dimensions, scramble=True, rng=seed)
    else:
        sampler = qmc.LatinHypercube(dimensions, rng=seed)
    return np.asarray(sampler.random(samples))
