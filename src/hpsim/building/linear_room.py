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
    in_fours,
    keep,
    month_content_j,
    ramp_weights,
)
from hpsim.building.network import (
    Coefficients,
    Matrices,
    MeanState,
    assemble,
    at_nodes,
    held_in_band,
    linearise_at_mean,
    mean_heat_w,
)
from hpsim.building.solver_arrays import hold_air
from hpsim.kernel.types import Climate, FloatArray
from hpsim.records import dataclass

SEALED_W_PER_K = 1e-9  # a room that nothing leaves has this loss


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
        allowed = DROPPED_CONTENT * MILD_MONTH_K_S * steady_loss_w_per_k(layout, matrices, full)
        kept = by_weight(weights, dropped_weight_k) | (content > allowed)
        modes = keep(full, in_fours(kept, weights))
    return LinearRoom(layout, at, matrices, modes, full.rate_per_s.size)


class Stepped(NamedTuple):
    """A room's modes in steps of one length: fields of `BasePassInputs`."""

    decay: FloatArray
    drive_modes: FloatArray
    drive_ports: FloatArray
    read: FloatArray
    feed: FloatArray
    held_response: FloatArray
    air_share: FloatArray
    air_stiffness: FloatArray


def stepped(room: LinearRoom, step_s: float) -> Stepped:
    """Return a room's modes in steps of one length."""
    ports, modes, matrices = np.array(room.layout.port_nodes), room.modes, room.matrices
    decay, gain, start, end = ramp_weights(modes.rate_per_s, step_s)
    at_ports, at_once = modes.shape[ports], modes.at_once[ports]
    response = (at_ports * gain) @ at_ports.T + at_once[:, ports]
    weather = matrices.weather_w_per_k.T @ modes.shape
    sources = matrices.source_w_per_k.T @ modes.shape
    drive_modes = np.vstack([weather * start, weather * end, sources * gain])
    drive_ports = drive_modes @ at_ports.T
    drive_ports[2:4] += (at_once @ matrices.weather_w_per_k).T
    drive_ports[4:] += (at_once @ matrices.source_w_per_k).T
    return Stepped(
        decay,
        drive_modes,
        drive_ports,
        np.ascontiguousarray(at_ports.T),
        np.ascontiguousarray(at_ports * gain),
        *hold_air(response, len(room.layout.zones)),
    )


def _month_force(
    layout: Layout, matrices: Matrices, month_starts: tuple[FloatArray, FloatArray, FloatArray]
) -> FloatArray:
    """Return what weather, sources and heats put on each node at the months' starts [W]."""
    weather, sources, heat = month_starts
    force = weather @ matrices.weather_w_per_k.T + sources @ matrices.source_w_per_k.T
    return np.asarray(force + at_nodes(layout, heat))


def month_starts_of(
    climate: Climate, sources: FloatArray, heat: FloatArray, hours_before: int = 0
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return weather, sources and port heats at the start of each month and the year's end."""
    hour = month_hours(heat.shape[0], hours_before)
    weather = np.column_stack([climate.outdoor_degc[hour], climate.sky_degc[hour]])
    return weather, sources[hour - 1], heat[hour - 1]


def steady_temperatures(room: LinearRoom, mean: MeanState) -> FloatArray:
    """Return the steady node temperatures of the annual mean, the air in its dead band."""
    layout, modes = room.layout, room.modes
    force, air = mean_heat_w(layout, room.matrices, mean), layout.zones[0].air_node
    over_rate = modes.shape / modes.rate_per_s
    free = over_rate @ (force @ modes.shape) + modes.at_once @ force
    response = over_rate @ modes.shape[air] + modes.at_once[:, air]
    return held_in_band(mean, free, response, air)


def steady_loss_w_per_k(layout: Layout, matrices: Matrices, modes: Modes) -> float:
    """Return the heat that holds the room 1 K above outdoors, sky and ground [W/K].

    Neighbours and the rest of the home are taken as warm as the room.
    """
    air = layout.zones[0].air_node
    to_air = modes.shape @ (modes.shape[air] / modes.rate_per_s) + modes.at_once[air]
    return _loss_w_per_k(layout, matrices, to_air)


def solved_loss_w_per_k(layout: Layout, matrices: Matrices) -> float:
    """Return what `steady_loss_w_per_k` does, of matrices whose modes are not at hand."""
    heat, air = np.zeros(layout.capacity_j_per_k.size), layout.zones[0].air_node
    heat[air] = 1.0
    conductance = matrices.conductance_w_per_k.copy()
    conductance[air, air] += SEALED_W_PER_K
    return _loss_w_per_k(layout, matrices, np.asarray(np.linalg.solve(conductance, heat), float))


def _loss_w_per_k(layout: Layout, matrices: Matrices, to_air: FloatArray) -> float:
    """Return the loss by what a watt at each node warms the air (n_nodes,)."""
    rooms = matrices.source_w_per_k @ np.array(layout.source_is_room, dtype=float)
    return float((1.0 - to_air @ rooms) / to_air[layout.zones[0].air_node])


def steady_modes(room: LinearRoom, node_degc: FloatArray) -> FloatArray:
    """Return the modes (n_modes,) of a steady state: K T = f, so rate z = P^T f."""
    force = room.matrices.conductance_w_per_k @ node_degc
    return np.asarray(room.modes.shape.T @ force / room.modes.rate_per_s)
