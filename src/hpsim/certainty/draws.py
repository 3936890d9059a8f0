"""Latin hypercube draws with rank correlations, in independent blocks.

Each block is a Latin hypercube of its own: of ``n`` draws every unknown has one in each of ``n``
equal parts of its probability. The blocks are independent of each other, so the scatter of a
fraction between blocks gives its standard error, which is smaller than that of independent draws.

References
----------
Replicated Latin hypercubes: Iman and Helton 1991, Risk Analysis 11(4); Owen 1992, J. R. Statist.
Soc. B 54. Rank correlations: Iman and Conover 1982, Commun. Statist. B 11(3).
"""

from __future__ import annotations

import itertools
from typing import NamedTuple

import numpy as np

from hpsim.kernel.types import FloatArray

MOST_BLOCKS = 20
LEAST_PER_BLOCK = 5


class Chance(NamedTuple):
    """How often something holds, with the standard error."""

    fraction: float
    standard_error: float


def block_sizes(draws: int) -> list[int]:
    """Return how many draws each block has: of 5 at least, and as equal as can be.

    Examples
    --------
    >>> block_sizes(300)[:2], len(block_sizes(300)), block_sizes(7)
    ([15, 15], 20, [7])
    """
    blocks = max(1, min(MOST_BLOCKS, draws // LEAST_PER_BLOCK))
    each, more = divmod(draws, blocks)
    return [each + (k < more) for k in range(blocks)]


def latin_hypercube(draws: int, correlation: FloatArray, seed: int) -> FloatArray:
    """Return probabilities (draws, n_unknowns), block after block.

    ``correlation`` (n, n) is that of the unknowns' ranks; the same seed gives the same draws.
    """
    random = np.random.default_rng(seed)
    n = correlation.shape[0]
    if n == 0:
        return np.zeros((draws, 0))
    values, vectors = np.linalg.eigh(correlation)
    root = np.asarray(vectors * np.sqrt(np.maximum(values, 0.0)))
    return np.concatenate([_block(size, n, root, random) for size in block_sizes(draws)])


def _block(size: int, n: int, root: FloatArray, random: np.random.Generator) -> FloatArray:
    """Return one Latin hypercube (size, n) whose columns are ordered like correlated normals."""
    strata = (np.arange(size)[:, None] + random.random((size, n))) / size
    wanted = random.standard_normal((size, n)) @ root.T
    ranks = np.argsort(np.argsort(wanted, axis=0), axis=0)
    return np.take_along_axis(strata, ranks, axis=0)


def fraction_with_error(hits: FloatArray, sizes: list[int]) -> Chance:
    """Return a fraction and its standard error, from the scatter between blocks.

    ``hits`` (draws,) are 1 where it holds and 0 where not, ``sizes`` those of `block_sizes`. With
    one block, or where all blocks agree, the scatter says nothing: then the error is that of
    independent draws, with one hit and one miss added.
    """
    draws = hits.size
    fraction = float(hits.mean())
    careful = (float(hits.sum()) + 1.0) / (draws + 2.0)
    independent = float(np.sqrt(careful * (1.0 - careful) / draws))
    ends = np.cumsum([0, *sizes])
    parts = np.array([hits[a:b].mean() for a, b in itertools.pairwise(ends)])
    if np.ptp(parts) == 0.0:
        return Chance(fraction, independent)
    weights = np.array(sizes) / draws
    n = len(sizes)
    variance = float((weights**2 * (parts - fraction) ** 2).sum()) * n / (n - 1)
    return Chance(fraction, float(np.sqrt(variance)))
