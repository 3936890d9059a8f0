"""The network's exact modal form: real rates, symmetric input and output, and the static rest.

With ``C dT/dt = -K T + f`` and nodes without heat capacity eliminated, ``C^-1/2 K C^-1/2`` is
symmetric: its eigenvalues are the rates, and one matrix P (nodes x modes) both feeds heat into
the modes and reads temperatures from them::

    dz/dt = -rate z + P^T f        T = P z + N f

N is what answers at once: massless nodes, and the steady part of every mode that is dropped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from hpsim.building.layout import Layout
from hpsim.building.network import Matrices
from hpsim.kernel.types import FilmSets, FloatArray, RoomDynamics

BoolArray: TypeAlias = NDArray[np.bool_]
IntArray: TypeAlias = NDArray[np.int64]

DROPPED_WEIGHT_K = 0.5
"""Sum of the weights of dropped modes: bounds the air's error after any one input's full step."""
DROPPED_CONTENT = 5e-5
"""Most of a mild month's heat loss that a dropped mode may take up between two months' starts."""
MILD_MONTH_K_S = 10.0 * 30.0 * 86400.0
MERGED_WEIGHT_K = 0.5  # of the loop's modes, for 1 kW into the air: see `air_dynamics`
LEAST_RATE_PER_S = 1e-12
UNIT_HEAT_W = 1000.0  # heat into the air that a mode is weighed with
UNIT_CORRECTION_W = 100.0  # a film's correction
MERGED_BANDS_S = (120.0, 600.0, 3600.0)
"""Limits between the bands in which light modes of the loop are merged."""


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
    recover = np.zeros((n, dynamic.size))
    recover[dynamic, np.arange(dynamic.size)] = 1.0
    at_once = np.zeros((n, n))
    reduced = k[np.ix_(dynamic, dynamic)]
    if massless.size:
        inverse = np.linalg.inv(k[np.ix_(massless, massless)])
        to_dynamic = -inverse @ k[np.ix_(massless, dynamic)]
        recover[massless] = to_dynamic
        reduced = reduced + k[np.ix_(dynamic, massless)] @ to_dynamic
        at_once[np.ix_(massless, massless)] = 0.5 * (inverse + inverse.T)
    root = 1.0 / np.sqrt(capacity[dynamic])
    scaled = reduced * np.outer(root, root)
    rate, vectors = np.linalg.eigh(0.5 * (scaled + scaled.T))
    return Modes(np.maximum(rate, LEAST_RATE_PER_S), recover @ (root[:, None] * vectors), at_once)


def keep(modes: Modes, kept: BoolArray) -> Modes:
    """Return the modes of a boolean selection; the steady part of the others answers at once."""
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
    """Return each mode's weight: the largest steady share in a zone's air of any input [K].

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

    At its steady share of the heats and boundaries ``month_force_w`` (n, n_nodes) at the months'
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


def _groups(modes: Modes, air: int, merged_k: float) -> list[IntArray]:
    """Return the modes of the loop: each alone, the lightest together by bands; slowest first."""
    rate = modes.rate_per_s
    gain = modes.shape[air] ** 2 / rate
    kept = by_weight(UNIT_HEAT_W * gain, merged_k)
    band = np.digitize(1.0 / rate, MERGED_BANDS_S)
    groups = [np.array([m]) for m in np.flatnonzero(kept)]
    groups += [np.flatnonzero(~kept & (band == k)) for k in range(len(MERGED_BANDS_S) + 1)]
    groups = [group for group in groups if gain[group].sum() > 0.0]
    return sorted(groups, key=lambda group: _group_rate(gain[group], rate[group]))


def _group_rate(gain: FloatArray, rate: FloatArray) -> float:
    return float(gain.sum() / (gain / rate).sum())


def air_dynamics(modes: Modes, layout: Layout, merged_k: float = 0.0) -> RoomDynamics:
    """Return the response of the room air to heat put into it.

    The lightest modes for 1 kW into the air, up to a summed weight of ``merged_k``, are merged
    by bands of their time constants: one mode a band with their summed gain and mean time. Left
    to answer at once instead, a tenth of a kelvin per kilowatt makes 8 % more starts; merged,
    half a kelvin changes the first two hours of a step by 0.01 K per kilowatt, with fewer modes.
    """
    air = layout.zones[0].air_node
    rate = modes.rate_per_s
    gain = modes.shape[air] ** 2 / rate
    groups = _groups(modes, air, merged_k)
    return RoomDynamics(
        rate_per_s=np.array([_group_rate(gain[group], rate[group]) for group in groups]),
        gain_k_per_w=np.array([gain[group].sum() for group in groups]),
        direct_k_per_w=float(modes.at_once[air, air]),
    )


def film_sets(
    modes: Sequence[Modes],
    layout: Layout,
    capacity_j_per_k: FloatArray,
    merged_k: float,
    of_step: FloatArray,
) -> FilmSets:
    """Return the responses of one room with several sets of films, and how one passes to another.

    From all node temperatures, ``z' = P'^T C P z``: exact for all modes. What a merged mode holds
    is taken to be spread over its modes as in a steady state, and gathered again after.

    Parameters
    ----------
    modes
        All modes of the network with each set of films.
    of_step
        (n,) which set holds in each base step.
    """
    air = layout.zones[0].air_node
    alone = [air_dynamics(each, layout, merged_k) for each in modes]
    n_sets, n_modes = len(modes), max(each.rate_per_s.size for each in alone)
    rate, gain = np.ones((n_sets, n_modes)), np.zeros((n_sets, n_modes))
    spread, gather = [], []  # air shares to modes, and back
    for i, (each, few) in enumerate(zip(modes, alone, strict=True)):
        rate[i, : few.rate_per_s.size] = few.rate_per_s
        gain[i, : few.rate_per_s.size] = few.gain_k_per_w
        member = np.zeros((n_modes, each.rate_per_s.size))
        for row, group in enumerate(_groups(each, air, merged_k)):
            member[row, group] = 1.0
        gather.append(member * each.shape[air])
        per_gain = member.T / np.where(gain[i] > 0.0, gain[i], 1.0)
        spread.append(per_gain * (each.shape[air] / each.rate_per_s)[:, None])
    change = np.zeros((n_sets, n_sets, n_modes, n_modes))
    for i, of in enumerate(modes):
        held = (capacity_j_per_k[:, None] * of.shape) @ spread[i]
        for j, to in enumerate(modes):
            change[j, i] = gather[j] @ (to.shape.T @ held)
    return FilmSets(rate, gain, change, of_step)


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
    share = np.where(small, 0.5 - x / 6.0 + x * x / 24.0, 1.0 + np.expm1(-safe) / safe)
    # share = 1 - (1 - exp(-x)) / x over x is the weight of the end value
    end = step_s * np.where(small, 0.5 - x / 6.0 + x * x / 24.0, share / safe)
    return decay, gain, gain - end, end
