"""The unknowns with their ranges, from the data file, narrowed by what a scenario says of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from functools import cache
from statistics import NormalDist
from typing import Any

import numpy as np

from hpsim.errors import ScenarioError
from hpsim.kernel.types import FloatArray
from hpsim.records import dataclass
from hpsim.scenario.unknowns import Chances, Unknowns
from hpsim.shipped import data_file
from hpsim.units.constants import BTUH_PER_W

NORMAL = NormalDist()
Z_95 = NORMAL.inv_cdf(0.95)
LONGEST_TAIL = 2.33  # normal scores beyond which quantile ranges are held: 1 and 99 %
THIRDS = {
    "low": (0.0, 1.0 / 3.0),
    "average": (1.0 / 3.0, 2.0 / 3.0),
    "high": (2.0 / 3.0, 1.0),
    "not sure": (0.0, 1.0),
}
"""Part of the range, in probability, that a word means."""
LEAST_EIGENVALUE = -1e-9  # of a correlation matrix that is possible
SHAPE_KEYS = ("low", "mode", "high", "median", "mean", "sigma", "chances", "often")


@dataclass(frozen=True)
class Unknown:
    """One quantity that is not known, and its distribution."""

    name: str
    """A key under ``unknowns`` of a scenario."""
    where: str
    """machine, room, setpoint or money."""
    words: str
    """How a person asks for it."""
    shape: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    source: str = ""
    within: tuple[float, float] = (0.0, 1.0)
    """Part of the range, in probability."""
    of: str = ""
    """Of quantities that each size, or each candidate, draws by itself: which."""

    @property
    def column(self) -> str:
        """Name of its column: with the size or the candidate, where each has its own."""
        return f"{self.name}_{self.of}" if self.of else self.name

    def values(self, probability: FloatArray) -> FloatArray:
        """Return the values at probabilities (n,), each 0 to 1."""
        low, high = self.within
        u = np.clip(low + (high - low) * probability, 1e-9, 1.0 - 1e-9)
        return self._often(u) if "often" in self.parameters else self._at(u)

    def _often(self, u: FloatArray) -> FloatArray:
        """Return the values at probabilities (n,) where one end has a chance of its own."""
        ((end, chance),) = self.parameters["often"].items()
        is_low = end <= self.parameters["mode"]
        is_end = u < chance if is_low else u >= 1.0 - chance
        rest = (u - chance if is_low else u) / (1.0 - chance)
        return np.where(is_end, float(end), self._at(np.clip(rest, 0.0, 1.0)))

    def _at(self, u: FloatArray) -> FloatArray:
        """Return the values of the shape at probabilities (n,), each within 0 and 1."""
        p = self.parameters
        if self.shape == "value":
            return np.full(u.size, float(p["value"]))
        if self.shape == "uniform":
            return np.asarray(p["low"] + (p["high"] - p["low"]) * u)
        if self.shape == "triangular":
            return triangular(u, p["low"], p["mode"], p["high"])
        if self.shape == "chances":
            values = np.array(list(p["chances"]), dtype=float)
            ends = np.cumsum(list(p["chances"].values()))
            return values[np.minimum(np.searchsorted(ends, u, side="right"), values.size - 1)]
        z = normal_scores(u)
        if self.shape == "normal":
            return np.asarray(p["mean"] + p["sigma"] * z)
        if self.shape == "lognormal":
            return np.asarray(p["median"] * np.exp(p["sigma"] * z))
        if self.shape == "quantiles":
            points = np.array([p["low"], p["mode"], p["high"]], dtype=float)
            return through(z, np.array([-Z_95, 0.0, Z_95]), points)
        scores = normal_scores(np.array(p["probability"], dtype=float))
        return through(z, scores, np.array(p["quantiles"], dtype=float))


def triangular(u: FloatArray, low: float, mode: float, high: float) -> FloatArray:
    """Return the quantiles of a triangular distribution, (n,).

    Parameters
    ----------
    u : (n,)
        Probabilities.
    low, mode, high : float
        End points, and the most likely value.

    Examples
    --------
    >>> triangular(np.array([0.0, 0.5, 1.0]), 0.0, 1.0, 2.0).tolist()
    [0.0, 1.0, 2.0]
    """
    peak = (mode - low) / (high - low)
    rising = low + np.sqrt(u * (high - low) * (mode - low))
    falling = high - np.sqrt((1.0 - u) * (high - low) * (high - mode))
    return np.where(u < peak, rising, falling)


def normal_scores(u: FloatArray) -> FloatArray:
    """Return the standard normal quantiles of probabilities, (n,)."""
    return np.array([NORMAL.inv_cdf(float(p)) for p in u])


def through(z: FloatArray, scores: FloatArray, values: FloatArray) -> FloatArray:
    """Return values on straight lines through quantiles over normal scores, (n,).

    Beyond the first and the last the lines go on, to 1 and 99 %.
    """
    z = np.clip(z, -LONGEST_TAIL, LONGEST_TAIL)
    inside = np.interp(z, scores, values)
    first = (values[1] - values[0]) / (scores[1] - scores[0])
    last = (values[-1] - values[-2]) / (scores[-1] - scores[-2])
    below, above = np.minimum(z - scores[0], 0.0), np.maximum(z - scores[-1], 0.0)
    return np.asarray(inside + first * below + last * above)


@cache
def catalogue() -> Mapping[str, Any]:
    """Return the data file."""
    from ruamel.yaml import YAML

    found: Mapping[str, Any] = YAML(typ="safe", pure=True).load(data_file("unknowns.yaml"))
    return found


@cache
def usual() -> Mapping[str, Unknown]:
    """Return every unknown with its usual range, by name."""
    found = {}
    for name, row in catalogue()["unknowns"].items():
        parameters = {key: row[key] for key in SHAPE_KEYS if key in row}
        found[name] = Unknown(
            name, row["where"], row["words"], row["shape"], parameters, row["source"]
        )
    return found


def instead(unknown: Unknown, which: str) -> Unknown:
    """Return an unknown with the other range that the data have for such rooms, if they do."""
    row = catalogue()["unknowns"][unknown.name].get("instead", {}).get(which)
    if row is None:
        return unknown
    parameters = {key: row[key] for key in SHAPE_KEYS if key in row}
    return replace(unknown, shape=row["shape"], parameters=parameters, source=row["source"])


def minimum_output(size_kbtuh: float, *, cold_climate: bool) -> Unknown:
    """Return the minimum heating output at 47 degF of units of a size [W].

    Linear between the listed sizes; beyond them in proportion to the size.
    """
    table = catalogue()["minimum_output"]
    rows = table["cold" if cold_climate else "ordinary"]
    sizes = np.array(sorted(rows), dtype=float)
    held = float(np.clip(size_kbtuh, sizes[0], sizes[-1]))
    columns = np.array([rows[int(size)] for size in sizes], dtype=float).T
    btuh = [float(np.interp(held, sizes, column)) * size_kbtuh / held for column in columns]
    quantiles = [value / BTUH_PER_W for value in btuh]
    parameters = {"probability": table["probability"], "quantiles": quantiles}
    return replace(
        usual()["minimum_47f"], shape="table", parameters=parameters, of=f"{size_kbtuh:g}k"
    )


def narrowed(unknown: Unknown, given: Any) -> Unknown | None:
    """Return an unknown as a scenario gives it; None: it is known.

    ``given`` is a value of `Unknowns`: a word, a number in SI, a range, chances, or None.
    """
    if given is None or given == "not sure":
        return unknown
    if given == "known":
        return None
    if isinstance(given, str):
        return replace(unknown, within=THIRDS[given])
    if isinstance(given, (int, float)):
        return replace(unknown, shape="value", parameters={"value": float(given)})
    if isinstance(given, Chances):
        return replace(unknown, shape="chances", parameters={"chances": given.chances})
    low, mode, high = given.ends()
    if mode is None:
        return replace(unknown, shape="uniform", parameters={"low": low, "high": high})
    parameters = {"low": low, "mode": mode, "high": high}
    return replace(unknown, shape="triangular", parameters=parameters)


def given_of(unknowns: Unknowns, name: str) -> Any:
    """Return what a scenario gives of an unknown; None: nothing."""
    field_name = Unknowns.field_of(name)
    return None if field_name is None else getattr(unknowns, field_name)


def correlation_matrix(
    drawn: Sequence[Unknown],
    given: Unknowns,
    of_fit: Mapping[frozenset[str], float] | None = None,
) -> FloatArray:
    """Return the correlations of unknowns as they are drawn, (n, n).

    ``of_fit`` has those of the unknowns of a fit by pairs of names.

    Raises
    ------
    ScenarioError
        No draws can have them all.
    """
    rows = {frozenset(row["of"]): float(row["rho"]) for row in catalogue()["correlations"]}
    own = {frozenset(c.of): c.rho for c in given.correlations}
    rows |= own | dict(of_fit or {})
    between = float(catalogue()["between_sizes"])
    matrix = np.eye(len(drawn))
    for i, one in enumerate(drawn):
        for j in range(i):
            other = drawn[j]
            rho = rows.get(frozenset((one.name, other.name)), 0.0)
            if one.name == other.name:
                rho = between
            matrix[i, j] = matrix[j, i] = rho
    least = float(np.linalg.eigvalsh(matrix)[0]) if drawn else 0.0
    if least < LEAST_EIGENVALUE:
        named = ", ".join(sorted({name for pair in own for name in pair}))
        message = f"no draws can have these correlations together: {named}"
        hint = "two that are each like a third are like each other: lower one of them"
        raise ScenarioError.of(message, "unknowns.correlations", hint=hint, title="1 problem")
    return matrix
