"""How the mean radiant temperature follows when a machine leaves the air elsewhere.

Under ideal control the ideal-load pass gives all faces. A machine's air differs from that by
tenths of a kelvin, or by many where it is too small; the faces follow it as the linear network
with that air as its boundary says, each through its own film, all among each other by long wave.
"""

from __future__ import annotations

import numpy as np

from hpsim.building.ideal_load_pass import IdealLoadPass
from hpsim.building.modal import all_modes
from hpsim.building.network import Matrices, assemble
from hpsim.kernel.response import modal_response
from hpsim.kernel.types import FloatArray, RoomDynamics

SMALL_GAIN = 1e-3  # K/K: a mode with less responds at once
HOUR_S = 3600.0


def radiant_weights(load_pass: IdealLoadPass) -> FloatArray:
    """Return each inner face's fraction in the room's mean radiant temperature (n_inner,).

    By area and emissivity, for a person anywhere in the room.
    """
    faces = load_pass.layout.inner
    weight = np.array([face.radiant_weight if face.zone == 0 else 0.0 for face in faces])
    return np.asarray(weight / weight.sum())


def radiant_dynamics(load_pass: IdealLoadPass) -> RoomDynamics:
    """Return how the mean radiant temperature follows the air, kelvin per kelvin.

    Rates and gains of the network around the room air, linearised at its mean state, with the
    rest of the home behind its partitions.
    """
    matrices = assemble(load_pass.home_layout, load_pass.at)
    air = load_pass.home_layout.zones[0].air_node
    rest = np.delete(np.arange(matrices.capacity_j_per_k.size), air)
    around = Matrices(
        matrices.capacity_j_per_k[rest],
        matrices.conductance_w_per_k[np.ix_(rest, rest)],
        matrices.weather_w_per_k[rest],
        matrices.source_w_per_k[rest],
    )
    modes = all_modes(around)
    from_air = -matrices.conductance_w_per_k[rest, air]
    read = np.zeros(matrices.capacity_j_per_k.size)
    for face, weight in zip(load_pass.layout.inner, radiant_weights(load_pass), strict=True):
        read[face.node] += weight
    read = read[rest]
    gain = (read @ modes.shape) * (from_air @ modes.shape) / modes.rate_per_s
    kept = np.abs(gain) > SMALL_GAIN
    direct = float(read @ modes.at_once @ from_air + gain[~kept].sum())
    return RoomDynamics(modes.rate_per_s[kept], gain[kept], direct)


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
