"""The loop's few modes: they respond to heat in the room's air as all modes of its network do.

With heat q into the air, ``dz/dt = -R z + p q`` and ``T = p^T z``, R diagonal. Few modes are the
projection onto a subspace, ``z = V y`` with orthonormal V, in the axes in which ``V^T R V`` is
diagonal again. As R is symmetric and p both feeds and reads, rates and gains stay positive, and a
vector ``(R + s)^-1 p`` in the subspace makes the response exact at the frequency s, its slope too.

In the subspace are p itself (s without end: the first slope, and the air's own temperature),
``R^-1 p`` (s = 0: the steady rise and its mean time), the heat that the room holds, and a vector
with ``s = 1 / t`` for each time t at which the rise after a step of heat was farthest off.

References
----------
De Villemagne and Skelton (1987), International Journal of Control 46(6); Grimme (1997), Krylov
projection methods for model reduction, University of Illinois; Antoulas (2005), Approximation of
large-scale dynamical systems, ch. 11.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hpsim.building.layout import Layout
from hpsim.building.modal import Modes
from hpsim.kernel.types import FilmSets, FloatArray, RoomDynamics

RISE_ERROR = 5e-4
"""Most that the rise after a step of heat is off at any time, as a fraction of it.

A cycle's length follows the rise, so starts are off by no more.
"""
TIMES_S = np.geomspace(10.0, 365.0 * 86400.0, 150)  # from the shortest interval to a year
SAME_DIRECTION = 1e-9  # what is left of a vector that adds nothing


@dataclass(frozen=True, slots=True)
class AirModes:
    """Modes of one network as the air sees them."""

    rate_per_s: FloatArray
    """(n,) slowest first."""
    in_air: FloatArray
    """(n,) what each feeds and reads of the air."""
    basis: FloatArray
    """V, (n_all_modes, n), orthonormal."""

    @property
    def gain_k_per_w(self) -> FloatArray:
        """Return the steady fraction of each mode."""
        return np.asarray(self.in_air**2 / self.rate_per_s)


def air_modes(modes: Modes, layout: Layout, rise_error: float = RISE_ERROR) -> AirModes:
    """Return the fewest modes found whose rise is as that of all; 0: all that reach the air."""
    rate, in_air = modes.rate_per_s, modes.shape[layout.zones[0].air_node]
    if rise_error <= 0.0:
        return _seen(rate, in_air, np.eye(rate.size))
    rise = _rise(rate, in_air**2 / rate)
    heat = layout.capacity_j_per_k @ modes.shape
    vectors: list[FloatArray] = []
    for vector in (in_air, in_air / rate, heat):
        _add(vectors, vector)
    while True:
        found = _projected(rate, in_air, np.column_stack(vectors))
        off = _rise(found.rate_per_s, found.gain_k_per_w) / rise - 1.0
        worst = int(np.argmax(np.abs(off)))
        if abs(off[worst]) <= rise_error:
            return found
        if not _add(vectors, in_air / (rate + 1.0 / TIMES_S[worst])):
            return found


def _add(vectors: list[FloatArray], vector: FloatArray) -> bool:
    """Append what a vector adds to orthonormal ones; say whether it adds anything."""
    new = vector / np.linalg.norm(vector)
    for _ in range(2):  # once more for rounding
        for old in vectors:
            new = new - (old @ new) * old
    left = float(np.linalg.norm(new))
    if left < SAME_DIRECTION:
        return False
    vectors.append(new / left)
    return True


def _projected(rate_per_s: FloatArray, in_air: FloatArray, vectors: FloatArray) -> AirModes:
    rate, axes = np.linalg.eigh(vectors.T @ (rate_per_s[:, None] * vectors))
    basis = vectors @ axes
    return _seen(rate, basis.T @ in_air, basis)


def _seen(rate_per_s: FloatArray, in_air: FloatArray, basis: FloatArray) -> AirModes:
    seen = in_air != 0.0
    return AirModes(rate_per_s[seen], in_air[seen], basis[:, seen])


def _rise(rate_per_s: FloatArray, gain_k_per_w: FloatArray) -> FloatArray:
    """Return the rise of the air at all times after a step of one watt."""
    return np.asarray(-np.expm1(-np.outer(TIMES_S, rate_per_s)) @ gain_k_per_w)


def air_dynamics(modes: Modes, layout: Layout, rise_error: float = RISE_ERROR) -> RoomDynamics:
    """Return the response of the room air to heat put into it."""
    few, air = air_modes(modes, layout, rise_error), layout.zones[0].air_node
    return RoomDynamics(few.rate_per_s, few.gain_k_per_w, float(modes.at_once[air, air]))


def film_sets(
    modes: Sequence[Modes], layout: Layout, of_step: FloatArray, rise_error: float = RISE_ERROR
) -> FilmSets:
    """Return the responses of one room with several sets of films, and how one passes to another.

    From all node temperatures, ``z' = P'^T C P z``: exact for all modes. With few the air's
    temperature and the room's heat pass unchanged, since both lie in every set's subspace.

    Parameters
    ----------
    modes
        All modes of the network with each set of films.
    of_step
        (n,) which set holds in each base step.
    """
    few = [air_modes(each, layout, rise_error) for each in modes]
    n_sets, n_modes = len(few), max(each.rate_per_s.size for each in few)
    rate, gain = np.ones((n_sets, n_modes)), np.zeros((n_sets, n_modes))
    change = np.zeros((n_sets, n_sets, n_modes, n_modes))
    for i, of in enumerate(few):
        n = of.rate_per_s.size
        rate[i, :n], gain[i, :n] = of.rate_per_s, of.gain_k_per_w
        nodes = modes[i].shape @ (of.basis / of.in_air)  # of a kelvin in the air by each mode
        held = layout.capacity_j_per_k[:, None] * nodes
        for j, to in enumerate(few):
            fractions = to.in_air[:, None] * (to.basis.T @ (modes[j].shape.T @ held))
            change[j, i, : to.rate_per_s.size, :n] = fractions
    return FilmSets(rate, gain, change, of_step)
