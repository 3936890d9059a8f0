"""The network's exact modal form: real rates, symmetric input and output, and the static rest.

With ``C dT/dt = -K T + f`` and nodes without heat capacity eliminated, ``C^-1/2 K C^-1/2`` is
symmetric: its eigenvalues are the rates, and one matrix P (nodes x modes) both feeds heat into
the modes and reads temperatures from them::

    dz/dt = -rate z + P^T f        T = P z + N f

N is what responds at once: massless nodes, and the steady part of every mode that is dropped.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from hpsim.building.layout import Layout
from hpsim.building.network import Matrices
from hpsim.kernel.types import FloatArray
from hpsim.records import dataclass

BoolArray: TypeAlias = NDArray[np.bool_]

DROPPED_WEIGHT_K = 0.2
"""Sum of the weights of dropped modes: bounds the air's error at the end of the step in which any
one input takes its full range."""
DROPPED_CONTENT = 2e-4
"""Most of a mild month's heat loss that a dropped mode may take up between two months' starts."""
MILD_MONTH_K_S = 10.0 * 30.0 * 86400.0
MIN_RATE_PER_S = 1e-12
UNIT_HEAT_W = 1000.0  # heat into the air that a mode is weighed with
UNIT_CORRECTION_W = 100.0  # a film's correction


@dataclass(frozen=True, slots=True)
class Modes:
    """A set of modes of one linear network."""

    rate_per_s: FloatArray
    """(n_modes,) slowest first."""
    shape: FloatArray
    """P, (n_nodes, n_modes)."""
    at_once: FloatArray
    """N, (n_nodes, n_nodes) [K/W]."""


def all_modes(matrices: Matrices) -> Modes:
    """Return the full modal form of a network."""
    capacity, k = matrices.capacity_j_per_k, matrices.conductance_w_per_k
    dynamic, massless = np.flatnonzero(capacity > 0.0), np.flatnonzero(capacity <= 0.0)
    n = capacity.size
    at_once, shape = np.zeros((n, n)), np.empty((n, dynamic.size))
    of_dynamic, of_massless = k.take(dynamic, axis=0), k.take(massless, axis=0)
    reduced, to_dynamic = of_dynamic.take(dynamic, axis=1), np.zeros((0, dynamic.size))
    if massless.size:
        inverse = np.linalg.inv(of_massless.take(massless, axis=1))
        to_dynamic = -inverse @ of_massless.take(dynamic, axis=1)
        reduced += of_dynamic.take(massless, axis=1) @ to_dynamic
        at_once[np.ix_(massless, massless)] = 0.5 * (inverse + inverse.T)
    root = 1.0 / np.sqrt(capacity[dynamic])
    scaled = reduced * np.outer(root, root)
    rate, vectors = np.linalg.eigh(0.5 * (scaled + scaled.T))
    shape[dynamic] = root[:, None] * vectors
    shape[massless] = to_dynamic @ shape[dynamic]
    return Modes(np.maximum(rate, MIN_RATE_PER_S), shape, at_once)


def keep(modes: Modes, kept: BoolArray) -> Modes:
    """Return the modes of a boolean selection; the steady part of the others responds at once."""
    dropped = modes.shape[:, ~kept]
    rest = (dropped / modes.rate_per_s[~kept]) @ dropped.T
    return Modes(modes.rate_per_s[kept], modes.shape[:, kept], modes.at_once + rest)


def air_weights_k(
    modes: Modes,
    layout: Layout,
    matrices: Matrices,
    input_range: FloatArray,
    heat_range: FloatArray,
) -> FloatArray:
    """Return each mode's weight: the largest steady fraction in a zone's air of any input [K].

    Parameters
    ----------
    input_range
        (2 + n_sources,) yearly range of outdoor air, sky and sources [K].
    heat_range
        (n_ports,) yearly range of the heat at each port [W]; films add 100 W, the air 1 kW.
    """
    ports = np.array(layout.port_nodes)
    temperatures = np.hstack([matrices.weather_w_per_k, matrices.source_w_per_k]) * input_range
    watts = np.maximum(heat_range, UNIT_CORRECTION_W)
    watts[: len(layout.zones)] = np.maximum(watts[: len(layout.zones)], UNIT_HEAT_W)
    by_mode = np.vstack(
        [np.abs(temperatures.T @ modes.shape), watts[:, None] * np.abs(modes.shape[ports])]
    ).max(axis=0)
    airs = [zone.air_node for zone in layout.zones]
    return np.asarray(by_mode * np.abs(modes.shape[airs]).max(axis=0) / modes.rate_per_s)


def month_content_j(modes: Modes, matrices: Matrices, month_force_w: FloatArray) -> FloatArray:
    """Return the most heat that each mode takes up over a month (n_modes,) [J].

    At its steady fraction of the heats and boundaries ``month_force_w`` (n, n_nodes) at the months'
    starts: what a dropped mode holds there is missing from the energy balance.
    """
    held = (month_force_w @ modes.shape) * (matrices.capacity_j_per_k @ modes.shape)
    return np.asarray(np.abs(np.diff(held / modes.rate_per_s, axis=0)).max(axis=0))


def by_weight(weights_k: FloatArray, dropped_k: float = DROPPED_WEIGHT_K) -> BoolArray:
    """Return which modes to keep: the lightest go while their sum stays below ``dropped_k``."""
    order = np.argsort(weights_k)
    running = np.cumsum(weights_k[order])
    kept = np.ones(weights_k.size, dtype=bool)
    kept[order[running < dropped_k]] = False
    if not kept.any():
        kept[order[-1]] = True
    return kept


def in_fours(kept: BoolArray, weights_k: FloatArray) -> BoolArray:
    """Return which modes to keep with the heaviest others, up to a multiple of four.

    A processor takes four at once: three more take less time than what is left of a four.
    """
    more = kept.copy()
    others = np.flatnonzero(~kept)
    more[others[np.argsort(-weights_k[others])[: -int(kept.sum()) % 4]]] = True
    return more


def ramp_weights(rate_per_s: FloatArray, step_s: float) -> tuple[FloatArray, ...]:
    """Return the exact step of a mode: decay, constant-input gain, start and end weights.

    ``z1 = decay z0 + gain q`` for a heat that is constant, ``decay z0 + w0 u0 + w1 u1`` for one
    that runs straight from u0 to u1; ``w0 + w1 = gain``.
    """
    x = rate_per_s * step_s
    decay = np.exp(-x)
    gain = -np.expm1(-x) / rate_per_s
    small = x < 1e-3  # series: 1 - gain / step loses its digits
    safe = np.where(small, 1.0, x)
    fraction = np.where(small, 0.5 - x / 6.0 + x * x / 24.0, 1.0 + np.expm1(-safe) / safe)
    # fraction = 1 - (1 - exp(-x)) / x over x is the weight of the end value
    end = step_s * np.where(small, 0.5 - x / 6.0 + x * x / 24.0, fraction / safe)
    return decay, gain, gain - end, end
