"""Design loads of draws: those of a few repeated exactly, the others from a surface through them.

The design days of a room take a third of its year. What they give is a smooth function of the few
unknowns that a room is drawn by, so the loads of the first draws, which fill the range as Latin
hypercubes do, fix a quadratic with cubes in them. An unknown without which each of these draws is
predicted better from the others is left out, such as people of a heating load. The error is that of
these predictions; where it is not small, twice as many draws are computed, up to all.

References
----------
Quadratic response surface: Box and Wilson 1951, J. R. Statist. Soc. B 13. Prediction error by
leaving one out: Allen 1974, Technometrics 16 (PRESS).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np

from hpsim.kernel.types import FloatArray
from hpsim.results import DesignLoads

FEWEST = 30  # draws computed exactly
PER_TERM = 1.25  # such draws for each term of the quadratic
GOOD_ENOUGH = 0.007  # root mean square of the error over the mean load
RIDGE = 1e-6  # of the terms' mean square: for columns that do not vary
PARTS = ("heating_w", "cooling_sensible_w", "cooling_latent_w")


def loads_of_draws(
    unknowns: FloatArray, exact: Callable[[int], DesignLoads], workers: int = 1
) -> list[DesignLoads]:
    """Return the design loads of draws with the unknowns (draws, n) that a room is drawn by.

    ``exact`` returns the loads of one draw, by its index, from its own design days.
    """
    total = len(unknowns)
    known: list[DesignLoads] = []
    count = min(total, max(FEWEST, round(PER_TERM * quadratic(unknowns).shape[1])))
    with ThreadPoolExecutor(workers, thread_name_prefix="loads") as pool:
        while True:
            known += pool.map(exact, range(len(known), count))
            if count == total:
                return known
            surface = _surface(unknowns, known)
            if surface is not None:
                return [*known, *surface]
            count = min(total, 2 * count)


def quadratic(unknowns: FloatArray) -> FloatArray:
    """Return the terms of a full quadratic and the cubes of standardized unknowns, (draws, terms).

    Examples
    --------
    >>> quadratic(np.array([[0.0, 1.0], [2.0, 1.0]])).tolist()
    [[1.0, -1.0, 1.0, -1.0], [1.0, 1.0, 1.0, 1.0]]
    """
    spread = unknowns.std(axis=0)
    varies = spread > 0.0
    x = (unknowns[:, varies] - unknowns[:, varies].mean(axis=0)) / spread[varies]
    i, j = np.triu_indices(x.shape[1])
    return np.column_stack([np.ones(len(x)), x, x[:, i] * x[:, j], x**3])


def _surface(unknowns: FloatArray, known: Sequence[DesignLoads]) -> list[DesignLoads] | None:
    """Return the loads of the draws beyond those known; None: not good enough."""
    found = [replace(known[0]) for _ in range(len(unknowns) - len(known))]
    for part in PARTS:
        written = [getattr(loads, part) for loads in known]
        if any(value is None for value in written):
            continue  # no setpoint in this season
        values = np.array(written)
        predicted, error = best_fitted(unknowns, values)
        if error > GOOD_ENOUGH * max(float(np.abs(values).mean()), 1.0) and part != PARTS[2]:
            return None
        highest = 2.0 * float(values.max())
        found = [
            replace(loads, **{part: float(np.clip(value, 0.0, highest))})  # type: ignore[arg-type]
            for loads, value in zip(found, predicted, strict=True)
        ]
    return found


def best_fitted(unknowns: FloatArray, values: FloatArray) -> tuple[FloatArray, float]:
    """Return `fitted` of the unknowns that matter: those without which the error is larger.

    ``unknowns`` (draws, n) are of every draw, ``values`` (known,) of the first ones.
    """
    used = list(range(unknowns.shape[1]))
    best = fitted(quadratic(unknowns), values)
    while used:
        fewer = [[k for k in used if k != out] for out in used]
        tries = [fitted(quadratic(unknowns[:, part]), values) for part in fewer]
        least = min(range(len(tries)), key=lambda i: tries[i][1])
        if tries[least][1] >= best[1]:
            break
        best, used = tries[least], fewer[least]
    return best


def fitted(terms: FloatArray, values: FloatArray) -> tuple[FloatArray, float]:
    """Return what a least-squares surface gives beyond the known values, and its error.

    ``terms`` (draws, terms) are of every draw, ``values`` (known,) of the first ones.
    """
    own = terms[: values.size]
    normal = own.T @ own + RIDGE * values.size * np.eye(own.shape[1])
    hat = np.linalg.solve(normal, own.T)
    leverage = np.clip(np.einsum("ij,ji->i", own, hat), 0.0, 1.0 - 1e-9)
    coefficients = hat @ values
    left_out = (values - own @ coefficients) / (1.0 - leverage)
    return terms[values.size :] @ coefficients, float(np.sqrt(np.mean(left_out**2)))
