"""What a log of the room says: factors on its description, how sure they are, and which log."""

from __future__ import annotations

from typing import Literal, Self, TypeAlias

import numpy as np
from pydantic import Field, model_validator

from hpsim.building.factors import RoomFactors
from hpsim.description.base import (
    Description,
    Number,
    TemperatureDifference,
    Word,
    complaint,
)

FittedName: TypeAlias = Literal[
    "conduction", "leaks", "sun", "fast_capacity", "inner_mass", "own_gains", "neighbours"
]
"""Factors, of which the natural logarithm scatters; the neighbours' level in kelvin."""
LEAST_EIGENVALUE = -1e-9
SYMMETRY = 1e-9
_FACTOR = Field(default=1.0, gt=0.02, lt=50.0)


class FitScatter(Description):
    """Covariance of a fit: of the logarithms of factors, and of the neighbours' level [K]."""

    of: tuple[FittedName, ...] = Field(min_length=1)
    """Names of rows and columns."""
    covariance: tuple[tuple[Number, ...], ...]
    """One row for each name."""

    @model_validator(mode="after")
    def _is_a_covariance(self) -> Self:
        n = len(self.of)
        if len(set(self.of)) < n:
            raise complaint("a name stands twice in 'of'", "each once")
        if len(self.covariance) != n or any(len(row) != n for row in self.covariance):
            raise complaint(
                f"the covariance does not have {n} rows of {n} numbers", "one row for each name"
            )
        matrix = self.matrix()
        largest = max(float(np.abs(matrix).max()), 1e-12)
        if float(np.abs(matrix - matrix.T).max()) > SYMMETRY * largest:
            raise complaint("the covariance is not symmetric", "as `hpsim fit` writes it")
        if float(np.linalg.eigvalsh(matrix)[0]) < LEAST_EIGENVALUE * largest:
            raise complaint("no values can scatter by this covariance", "as `hpsim fit` writes it")
        return self

    def matrix(self) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
        """Return the covariance (n, n)."""
        n = len(self.of)
        return np.array(self.covariance, dtype=float).reshape(n, -1)


class FittedLog(Description):
    """The log that a fit was made from."""

    file: Word
    """Its name."""
    sha256: Word
    """Of its bytes."""
    first: Word
    """Time of the first value used."""
    last: Word
    """Time of the last value used."""


class Fitted(Description):
    """Factors on the room's description, from a log of it: `hpsim fit` writes them."""

    conduction: Number = _FACTOR
    """On what walls, floors, ceilings and rated windows conduct."""
    leaks: Number = _FACTOR
    """On air leakage."""
    sun: Number = _FACTOR
    """On sunlight through windows."""
    fast_capacity: Number = _FACTOR
    """On the heat capacity that follows the air at once."""
    inner_mass: Number = _FACTOR
    """On the heat capacity of furniture, partitions and walls to heated rooms."""
    own_gains: Number = _FACTOR
    """On the heat of people and appliances."""
    neighbours_k: TemperatureDifference = Field(default=0.0, gt=-15.0, lt=15.0)
    """Added to the temperature of neighbours and of the rest of the home."""
    scatter: FitScatter | None = None
    """How sure they are, for `hpsim sure`; none: they are known."""
    log: FittedLog | None = None
    """The log that they are from."""

    def factors(self) -> RoomFactors:
        """Return the factors on the room's numbers."""
        return RoomFactors(**{name: getattr(self, name) for name in FACTOR_FIELDS})


FACTOR_FIELDS = tuple(RoomFactors.__dataclass_fields__)
