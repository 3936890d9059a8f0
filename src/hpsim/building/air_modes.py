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

import numpy as np

from hpsim.building.layout import Layout
from hpsim.building.modal import MIN_RATE_PER_S, Modes
from hpsim.kernel.types import FilmSets, FloatArray, RoomDynamics
from hpsim.records import dataclass

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
    times_s: tuple[float, ...] | None
    """Whose vectors are in the subspace; None: all modes are."""

    @property
    def gain_k_per_w(self) -> FloatArray:
        """Return the steady fraction of each mode."""
        return np.asarray(self.in_air**2 / self.rate_per_s)


def air_modes(modes: Modes, layout: Layout, rise_error: float = RISE_ERROR) -> AirModes:
    """Return the fewest modes found whose rise is as that of all; 0: all that reach the air."""
    rate, in_air = modes.rate_per_s, modes.shape[layout.zones[0].air_node]
    if rise_error <= 0.0:
        return _seen(rate, in_air, np.eye(rate.size), None)
    rise = _rise(rate, in_air**2 / rate)
    vectors = np.zeros((0, rate.size))
    for vector in (in_air, in_air / rate, layout.capacity_j_per_k @ modes.shape):
        vectors = _with(vectors, vector)
    times_s: tuple[float, ...] = ()
    while True:
        of_few, axes = np.linalg.eigh((vectors * rate) @ vectors.T)
        of_few = np.maximum(of_few, MIN_RATE_PER_S)
        off = _rise(of_few, ((vectors @ in_air) @ axes) ** 2 / of_few) / rise - 1.0
        worst = int(np.argmax(np.abs(off)))
        if abs(off[worst]) > rise_error:
            more = _with(vectors, in_air / (rate + 1.0 / TIMES_S[worst]))
            if more.shape != vectors.shape:
                vectors, times_s = more, (*times_s, float(TIMES_S[worst]))
                continue
        return _projected(rate, in_air, vectors[None], times_s)[0]


def with_films(
    modes: Modes, layout: Layout, changes_w_per_k: FloatArray, times_s: tuple[float, ...] | None
) -> list[AirModes]:
    """Return the air's modes of networks whose inside films differ from those in ``modes``.

    In the same modes, without an eigenproblem of all of them: with ``U`` each face's temperature
    less its air's and D the change, ``R' = R + (P^T U) D' (U^T P)``, where
    ``D' = (1 + D U^T N U)^-1 D`` has what responds at once. A vector ``(R' + s)^-1 p`` needs a
    system of as many equations as there are films.

    ``changes_w_per_k`` (n_sets, n_inner) are by what each film's conductance is larger; ``times_s``
    are the time constants that `air_modes` found for ``modes``, None keeps all modes.

    References
    ----------
    Hager (1989), Updating the inverse of a matrix, SIAM Review 31(2): Woodbury's identity.
    """
    face, air = layout.inner_arrays.node, layout.inner_arrays.air_node
    rate, in_air = modes.rate_per_s, modes.shape[layout.zones[0].air_node]
    apart, at_once = modes.shape[face] - modes.shape[air], modes.at_once[face] - modes.at_once[air]
    one, added = np.eye(face.size), np.asarray(changes_w_per_k)[:, :, None]
    own = one + added * (at_once[:, face] - at_once[:, air])
    changes = np.linalg.solve(own, added * one).astype(np.float64, copy=False)
    if times_s is None:
        every = np.broadcast_to(np.eye(rate.size), (len(changes), rate.size, rate.size))
        return _projected(rate, in_air, every, None, changes, apart)
    shift_per_s = np.array([0.0, *(1.0 / time_s for time_s in times_s)])
    inverse = 1.0 / (rate + shift_per_s[:, None])
    felt = (apart * inverse[:, None]) @ apart.T
    forced = changes @ (apart @ (in_air * inverse).T)
    drawn = np.linalg.solve(one + changes[:, None] @ felt, forced.swapaxes(1, 2)[..., None])
    of_films, content = drawn[..., 0], layout.capacity_j_per_k @ modes.shape
    vectors = np.empty((len(changes), 2 + shift_per_s.size, rate.size))
    vectors[:, 0], vectors[:, 1] = in_air, content
    vectors[:, 2:] = (in_air - of_films @ apart) * inverse
    basis = _orthonormal(vectors)
    if basis is not None:
        return _projected(rate, in_air, basis, times_s, changes, apart)
    found = []
    for of_set, change in zip(vectors, changes, strict=True):
        alone = np.zeros((0, rate.size))
        for vector in of_set:
            alone = _with(alone, vector)
        found += _projected(rate, in_air, alone[None], times_s, change[None], apart)
    return found


def _orthonormal(vectors: FloatArray) -> FloatArray | None:
    """Return orthonormal vectors (n_sets, m, n_all_modes) in the spaces of others.

    None: some of these depend on each other.
    """
    of_one = vectors / np.linalg.norm(vectors, axis=2, keepdims=True)
    basis, left = np.linalg.qr(of_one.swapaxes(1, 2))
    if np.abs(np.diagonal(left, axis1=1, axis2=2)).min() < SAME_DIRECTION:
        return None
    return np.asarray(basis.swapaxes(1, 2))


def _with(vectors: FloatArray, vector: FloatArray) -> FloatArray:
    """Return orthonormal vectors (n, n_all_modes) with what another adds to them, if anything."""
    new = vector / np.linalg.norm(vector)
    for _ in range(2):  # once more for rounding
        new = new - (vectors @ new) @ vectors
    left = float(np.linalg.norm(new))
    if left < SAME_DIRECTION:
        return vectors
    return np.vstack([vectors, new / left])


def _projected(
    rate_per_s: FloatArray,
    in_air: FloatArray,
    vectors: FloatArray,
    times_s: tuple[float, ...] | None,
    changes: FloatArray | None = None,
    apart: FloatArray | None = None,
) -> list[AirModes]:
    """Return the modes in the subspaces of sets of orthonormal vectors (n_sets, n, n_all).

    Of a diagonal matrix, to which films may have added ``apart.T @ change @ apart`` in each set.
    """
    small = (vectors * rate_per_s) @ vectors.swapaxes(1, 2)
    if changes is not None and apart is not None:
        of_films = vectors @ apart.T
        small = small + of_films @ changes @ of_films.swapaxes(1, 2)
    rates, axes = np.linalg.eigh(0.5 * (small + small.swapaxes(1, 2)))
    bases = vectors.swapaxes(1, 2) @ axes
    return [
        _seen(rate, of_air, basis, times_s)
        for rate, of_air, basis in zip(
            np.maximum(rates, MIN_RATE_PER_S), in_air @ bases, bases, strict=True
        )
    ]


def _seen(
    rate_per_s: FloatArray,
    in_air: FloatArray,
    basis: FloatArray,
    times_s: tuple[float, ...] | None,
) -> AirModes:
    seen = in_air != 0.0
    return AirModes(rate_per_s[seen], in_air[seen], basis[:, seen], times_s)


def _rise(rate_per_s: FloatArray, gain_k_per_w: FloatArray) -> FloatArray:
    """Return the rise of the air at all times after a step of one watt."""
    return np.asarray(-np.expm1(-np.outer(TIMES_S, rate_per_s)) @ gain_k_per_w)


def air_dynamics(modes: Modes, layout: Layout, few: AirModes) -> RoomDynamics:
    """Return the response of the room air to heat put into it, by its few modes."""
    air = layout.zones[0].air_node
    return RoomDynamics(few.rate_per_s, few.gain_k_per_w, float(modes.at_once[air, air]))


def film_sets(few: Sequence[AirModes], of_step: FloatArray) -> FilmSets:
    """Return the responses of one room with several sets of films, and how one passes to another.

    From all node temperatures, ``z' = V'^T V z``: exact for all modes. With few the air's
    temperature and the room's heat pass unchanged, since both lie in every set's subspace. ``few``
    are the air's modes with each set, all in the same modes of one network; ``of_step`` (n,) says
    which set holds in each base step.
    """
    n_sets, n_modes = len(few), max(each.rate_per_s.size for each in few)
    rate, gain = np.ones((n_sets, n_modes)), np.zeros((n_sets, n_modes))
    change = np.zeros((n_sets, n_sets, n_modes, n_modes))
    for i, of in enumerate(few):
        n = of.rate_per_s.size
        rate[i, :n], gain[i, :n] = of.rate_per_s, of.gain_k_per_w
        held = of.basis / of.in_air  # of a kelvin in the air by each mode
        for j, to in enumerate(few):
            fractions = to.in_air[:, None] * (to.basis.T @ held)
            change[j, i, : to.rate_per_s.size, :n] = fractions
    return FilmSets(rate, gain, change, of_step)
