"""A room's network as a linear one in modes, and what is known of its year beforehand."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from hpsim.building.constants import month_hours
from hpsim.building.layout import Layout
from hpsim.building.modal import (
    DROPPED_CONTENT,
    MILD_MONTH_K_S,
    Modes,
    air_weights_k,
    all_modes,
    by_weight,
    keep,
    month_content_j,
    ramp_weights,
)
from hpsim.building.network import (
    Coefficients,
    Matrices,
    MeanState,
    assemble,
    linearise_at_mean,
    steady_loss_w_per_k,
)
from hpsim.building.solver_arrays import hold_air
from hpsim.kernel.profile import hourly_to_substeps
from hpsim.kernel.types import Climate, FloatArray
from hpsim.records import dataclass


@dataclass(frozen=True, slots=True)
class LinearRoom:
    """A room's network, linearised at its mean state, in modes."""

    layout: Layout
    at: Coefficients
    matrices: Matrices
    modes: Modes
    n_full_modes: int


def linear_room(
    layout: Layout,
    mean: MeanState,
    ranges: tuple[FloatArray, FloatArray],
    month_starts: tuple[FloatArray, FloatArray, FloatArray],
    dropped_weight_k: float,
    step_s: float,
) -> LinearRoom:
    """Return the modes of a room that matter for its air or for a month's energy.

    A mode is weighed by what is left of it at the end of a step: one that has died away by then
    responds at once. It leaves out nearly half of the modes and a third of the pass's time.

    Parameters
    ----------
    layout : Layout
        Of the room.
    mean : MeanState
        At which it is linearised.
    ranges : tuple
        Yearly ranges of temperatures [K], outdoors, sky and sources, and of heat at the ports [W].
    month_starts : tuple
        Weather (13, 2), sources (13, n_sources) and port heats (13, n_ports).
    dropped_weight_k : float
        Summed weight of the modes that are dropped; 0 keeps all.
    step_s : float
        Of the pass.
    """
    at = linearise_at_mean(layout, mean)
    matrices = assemble(layout, at)
    full = all_modes(matrices)
    modes = full
    if dropped_weight_k > 0.0:
        weights = air_weights_k(full, layout, matrices, *ranges)
        weights *= np.exp(-full.rate_per_s * step_s)
        content = month_content_j(full, matrices, _month_force(layout, matrices, month_starts))
        allowed = DROPPED_CONTENT * MILD_MONTH_K_S * steady_loss_w_per_k(layout, matrices)
        modes = keep(full, by_weight(weights, dropped_weight_k) | (content > allowed))
    return LinearRoom(layout, at, matrices, modes, full.rate_per_s.size)


class Stepped(NamedTuple):
    """A room's modes in steps of one length: fields of `BasePassInputs`."""

    decay: FloatArray
    read: FloatArray
    feed: FloatArray
    step_response: FloatArray
    held_response: FloatArray
    air_share: FloatArray
    air_stiffness: FloatArray


def stepped(room: LinearRoom, step_s: float) -> Stepped:
    """Return a room's modes in steps of one length."""
    ports, modes = np.array(room.layout.port_nodes), room.modes
    decay, gain, _, _ = ramp_weights(modes.rate_per_s, step_s)
    at_ports = modes.shape[ports]
    response = (at_ports * gain) @ at_ports.T + modes.at_once[np.ix_(ports, ports)]
    return Stepped(
        decay,
        np.ascontiguousarray(at_ports.T),
        np.ascontiguousarray(at_ports * gain),
        np.ascontiguousarray(response),
        *hold_air(response, len(room.layout.zones)),
    )


def _month_force(
    layout: Layout, matrices: Matrices, month_starts: tuple[FloatArray, FloatArray, FloatArray]
) -> FloatArray:
    """Return what weather, sources and heats put on each node at the months' starts [W]."""
    weather, sources, heat = month_starts
    force = weather @ matrices.weather_w_per_k.T + sources @ matrices.source_w_per_k.T
    for node, of_port in zip(layout.port_nodes, heat.T, strict=True):
        force[:, node] += of_port
    return force


def month_starts_of(
    climate: Climate, sources: FloatArray, heat: FloatArray, hours_before: int = 0
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return weather, sources and port heats at the start of each month and the year's end."""
    hour = month_hours(heat.shape[0], hours_before)
    weather = np.column_stack([climate.outdoor_degc[hour], climate.sky_degc[hour]])
    return weather, sources[hour - 1], heat[hour - 1]


def known_beforehand(
    room: LinearRoom,
    step_s: float,
    weather: FloatArray,
    hourly_sources: FloatArray,
    hourly_heat: FloatArray,
) -> FloatArray:
    """Return what weather, sources and heats do in each step (n_steps, n_modes + n_ports).

    To the modes over the step, and at once to the ports at its end. ``weather`` (n_steps + 1, 2)
    runs straight between instants; ``hourly_sources`` (n_hours, n_sources) and ``hourly_heat``
    (n_hours, n_ports) are means. One product of matrices: five took twice as long.
    """
    modes, matrices = room.modes, room.matrices
    ports = np.array(room.layout.port_nodes)
    used = np.flatnonzero(np.any(hourly_heat != 0.0, axis=0))
    n_steps, n_sources = weather.shape[0] - 1, hourly_sources.shape[1]
    per_hour = n_steps // hourly_heat.shape[0]
    _, gain, start, end = ramp_weights(modes.rate_per_s, step_s)
    at_ports = modes.at_once[ports]
    feed = matrices.weather_w_per_k.T @ modes.shape
    direct = (at_ports @ matrices.weather_w_per_k).T
    effects = np.vstack(
        [
            np.hstack([feed * start, np.zeros((2, ports.size))]),
            np.hstack([feed * end, direct]),
            np.hstack(
                [
                    matrices.source_w_per_k.T @ modes.shape * gain,
                    (at_ports @ matrices.source_w_per_k).T,
                ]
            ),
            np.hstack([modes.shape[ports[used]] * gain, at_ports[:, ports[used]].T]),
        ]
    )
    causes = np.empty((n_steps, 4 + n_sources + used.size))
    causes[:, :2], causes[:, 2:4] = weather[:-1], weather[1:]
    causes[:, 4 : 4 + n_sources] = np.repeat(hourly_sources, per_hour, axis=0)
    hourly_to_substeps(np.take(hourly_heat, used, axis=1), per_hour, causes, 4 + n_sources)
    return np.asarray(causes @ effects)


def steady_modes(room: LinearRoom, node_degc: FloatArray) -> FloatArray:
    """Return the modes (n_modes,) of a steady state: K T = f, so rate z = P^T f."""
    force = room.matrices.conductance_w_per_k @ node_degc
    return np.asarray(room.modes.shape.T @ force / room.modes.rate_per_s)
