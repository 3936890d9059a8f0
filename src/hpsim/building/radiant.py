"""How the mean radiant temperature follows when a machine leaves the air elsewhere.

Under ideal control the ideal-load pass gives all faces. A machine's air differs from that by
tenths of a kelvin, or by many where it is too small; the faces follow it as the linear network
with that air as its boundary says, each through its own film, all among each other by long wave.
"""

from __future__ import annotations

import numpy as np

from hpsim.building.ideal_load_pass import IdealLoadPass
from hpsim.building.network import assemble
from hpsim.kernel.response import modal_response
from hpsim.kernel.types import FloatArray, RoomDynamics

SMALL_GAIN, LEAST_TIME_S = 1e-3, 1.0  # K/K and s: a mode with less responds at once
STEP_S, STEPS = 7200.0, 5  # of the shipped rooms' errors these leave the least
HOUR_S = 3600.0


def radiant_dynamics(load_pass: IdealLoadPass) -> RoomDynamics:
    """Return how the mean radiant temperature follows the air, kelvin per kelvin.

    Rates and gains of the network around the room air, linearised at its mean state, with the
    rest of the home behind its partitions.
    """
    matrices, home = assemble(load_pass.home_layout, load_pass.at), load_pass.home_layout
    n_nodes, air = matrices.capacity_j_per_k.size, home.zones[0].air_node
    read = np.zeros(n_nodes)
    np.add.at(read, load_pass.layout.inner_arrays.node, load_pass.layout.radiant_weights)
    rest = np.delete(np.arange(n_nodes), air)
    of_rest = matrices.conductance_w_per_k.take(rest, axis=0)
    capacity, conductance = matrices.capacity_j_per_k[rest], of_rest.take(rest, axis=1)
    return few_modes(capacity, conductance, -of_rest[:, air], read[rest])


def few_modes(
    capacity_j_per_k: FloatArray,
    conductance_w_per_k: FloatArray,
    feed_w_per_k: FloatArray,
    read: FloatArray,
) -> RoomDynamics:
    """Return how ``read @ T`` follows u in ``C dT/dt = -K T + feed u``, by few modes.

    The projection onto the steady responses to ``feed`` and ``read``, and onto what the first
    `STEPS` steps of implicit Euler leave of them, ``(K + C/t)^-1 C``: exact in the steady state,
    and within 0.002 of all modes from a quarter of an hour on, in half of their time.

    Parameters
    ----------
    capacity_j_per_k
        C, (n,) of each node; 0 where it has none.
    conductance_w_per_k
        K, (n, n), positive definite.
    feed_w_per_k, read
        (n,)

    References
    ----------
    Grimme (1997), Krylov projection methods for model reduction, University of Illinois.
    """
    k, c = conductance_w_per_k, capacity_j_per_k
    after = _inverse(k + np.diag(c / STEP_S))
    forces = np.column_stack([feed_w_per_k, read])
    vectors = [np.linalg.solve(k, forces)]
    for _ in range(STEPS):
        vectors.append(after @ forces)
        forces = c[:, None] * vectors[-1]
    basis, _ = np.linalg.qr(np.hstack(vectors))
    inverse = np.linalg.inv(np.linalg.cholesky(basis.T @ k @ basis))
    time_s, axes = np.linalg.eigh(inverse @ ((basis.T * c) @ basis) @ inverse.T)
    shape = basis @ (inverse.T @ axes)
    gain = (read @ shape) * (feed_w_per_k @ shape)
    kept = (np.abs(gain) > SMALL_GAIN) & (time_s > LEAST_TIME_S)
    return RoomDynamics(1.0 / time_s[kept], gain[kept], float(gain[~kept].sum()))


def _inverse(matrix: FloatArray) -> FloatArray:
    """Return the inverse of a symmetric, positive definite matrix, by halves: in half the time.

    ``[[A, B], [B', D]]`` has the inverse of its Schur complement ``S = D - B' A^-1 B`` at D.
    """
    n = matrix.shape[0] // 2
    of_first, across = np.linalg.inv(matrix[:n, :n]), matrix[:n, n:]
    reached = of_first @ across
    of_second = np.linalg.inv(matrix[n:, n:] - across.T @ reached)
    between = -reached @ of_second
    return np.block([[of_first - between @ reached.T, between], [between.T, of_second]])


def mean_radiant_degc(
    dynamics: RoomDynamics, ideal_degc: FloatArray, air_off_k: FloatArray
) -> FloatArray:
    """Return hourly means of the mean radiant temperature in a machine's year (n_hours,).

    ``ideal_degc`` (n_hours,) is that under ideal control, ``air_off_k`` (n_hours,) the hourly means
    of the machine's air less the ideal one; periodic.
    """
    x = dynamics.rate_per_s * HOUR_S
    begin = -np.expm1(-x) / x  # weight of the state at an hour's begin in its mean
    states = RoomDynamics(dynamics.rate_per_s, begin * dynamics.gain_k_per_w, 0.0)
    at_begin = modal_response(states, air_off_k, HOUR_S)[:-1]
    direct = dynamics.direct_k_per_w + float((dynamics.gain_k_per_w * (1.0 - begin)).sum())
    return np.asarray(ideal_degc + at_begin + direct * air_off_k)
