"""What a log says, in words: ranges narrowed, what it can't separate, what to measure next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from hpsim.description.shipped_yaml import read_shipped_yaml
from hpsim.fit.estimate import Estimate, names_of_large
from hpsim.fit.unknowns import OF_ROOM, ROWS, FitUnknown
from hpsim.units.display import Reader, in_units

WELL, HARDLY = 0.75, 0.25
"""Of the variance before the fit, removed: above, the log tells it; below, it hardly does."""
INSEPARABLE = 0.8
"""Correlation of two unknowns above which a log does not tell them apart."""
NEXT_OF_PAIR: Mapping[frozenset[str], str] = {
    frozenset(row["of"]): row["next"] for row in read_shipped_yaml("fit.yaml")["pairs"]
}


class Determined(NamedTuple):
    """What a log says of one unknown."""

    unknown: FitUnknown
    value: float
    """Factor, or in its unit."""
    low: float
    """5 and 95 % points."""
    high: float
    removed: float
    """Fraction of the variance before the fit that the log removed, 0 to 1."""

    @property
    def word(self) -> str:
        """Return how far the log tells it."""
        if self.removed >= WELL:
            return "determined by the log"
        return "partly determined" if self.removed >= HARDLY else "hardly determined"


Z_95 = 1.6449
IN_SI = Reader("si")


def determined(unknowns: Sequence[FitUnknown], found: Estimate) -> list[Determined]:
    """Return what a log says of each unknown."""
    sigma = np.sqrt(found.covariance.diagonal())
    rows = []
    for unknown, at, s in zip(unknowns, found.scaled, sigma, strict=True):
        low, middle, high = (unknown.value(float(at + z * s)) for z in (-Z_95, 0.0, Z_95))
        removed = float(np.clip(1.0 - s * s, 0.0, 1.0))
        rows.append(Determined(unknown, middle, low, high, removed))
    return rows


def inseparable(
    unknowns: Sequence[FitUnknown], found: Estimate
) -> list[tuple[FitUnknown, FitUnknown, float]]:
    """Return pairs of unknowns that the log does not tell apart, with their correlation."""
    of_name = {u.name: u for u in unknowns}
    pairs = names_of_large(found.covariance, list(of_name), INSEPARABLE)
    return [(of_name[one], of_name[other], rho) for one, other, rho in pairs]


def measure_next(
    rows: Sequence[Determined], pairs: Sequence[tuple[FitUnknown, FitUnknown, float]]
) -> list[str]:
    """Return what to measure next, the most useful first, each once."""
    wanted = [NEXT_OF_PAIR.get(frozenset((a.name, b.name))) for a, b, _ in pairs]
    least = sorted(
        (row for row in rows if row.unknown.name in OF_ROOM and row.removed < WELL),
        key=lambda row: row.removed,
    )
    wanted += [ROWS[row.unknown.name].get("next") for row in least]
    return list(dict.fromkeys(text for text in wanted if text is not None))


def value_text(row: Determined, reader: Reader = IN_SI) -> str:
    """Return a factor or a value with its range, as people read it."""
    if row.unknown.is_factor:
        return f"× {row.value:.2f} ({row.low:.2f} to {row.high:.2f})"
    name = {"K": "difference_k", "W": "power_w"}[row.unknown.unit]
    value, low, high = (
        f"{in_units(at, name, reader.system):+z.1f}".replace("-", "\N{MINUS SIGN}")
        for at in (row.value, row.low, row.high)
    )
    return f"{value} {reader.unit(name)} ({low} to {high})"
