"""Does the room's energy close? Recomputed from node temperatures and boundary fluxes.

Stored heat comes from the node temperatures at the start and end of a month, heat through the
boundaries from each node's time integral, worked out step by step from the state at the step's
start. So a wrong step of the modes would show, which adding up the flows put in would not.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from hpsim.building.base_pass import BasePass
from hpsim.building.modal import ramp_weights
from hpsim.kernel.types import FloatArray

MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True, slots=True)
class EnergyBalance:
    """Monthly heat of room and buffers together [J]."""

    stored_j: FloatArray
    """(12,) gained by all nodes."""
    boundary_j: FloatArray
    """(12,) through films, links and sky, in."""
    put_in_j: FloatArray
    """(12,) sun, gains, load, and corrections that do not cancel."""
    turnover_j: FloatArray
    """(12,) sum of all heat that enters at one node or another."""

    @property
    def residual(self) -> FloatArray:
        """Return what does not close, over the turnover (12,)."""
        return np.asarray((self.stored_j - self.boundary_j - self.put_in_j) / self.turnover_j)


def _month_bounds(steps_per_day: int) -> FloatArray:
    return np.concatenate([[0], np.cumsum(MONTH_DAYS)]) * steps_per_day


def _by_month(steps: FloatArray, bounds: FloatArray) -> FloatArray:
    at = np.asarray(bounds, dtype=int)
    return np.array([steps[i:j].sum(axis=0) for i, j in itertools.pairwise(at)])


def energy_balance(base: BasePass) -> EnergyBalance:
    """Return the monthly energy balance of a base pass."""
    modes, matrices, step = base.modes, base.matrices, base.step_s
    bounds = _month_bounds(round(86400.0 / step))
    put_in = base.port_heat_w + base.out.port_heat_w
    weather = np.column_stack([base.inputs.outdoor_degc, base.inputs.sky_degc])
    # sums over each month first: all that follows is linear
    put_in_sum = _by_month(put_in, bounds)
    source_sum = _by_month(base.source_degc, bounds)
    constant_sum = _at_nodes(base, put_in_sum) + source_sum @ matrices.source_w_per_k.T
    # time integral of each mode, step by step from its state at the step's start
    rate = modes.rate_per_s
    _, gain, _, _ = ramp_weights(rate, step)
    of_constant = (step - gain) / rate
    of_ramp = (0.5 * step - of_constant / step) / rate
    feed = matrices.weather_w_per_k.T @ modes.shape
    first = _by_month(weather[:-1], bounds) @ feed
    rise = _by_month(np.diff(weather, axis=0), bounds) @ feed
    integral = _by_month(base.out.modes[:-1], bounds) * gain
    integral += (constant_sum @ modes.shape + first) * of_constant + rise * of_ramp
    weather_integral = _by_month(0.5 * (weather[:-1] + weather[1:]), bounds) * step
    force_integral = constant_sum * step + weather_integral @ matrices.weather_w_per_k.T
    nodes = integral @ modes.shape.T + force_integral @ modes.at_once.T
    to_boundary = matrices.weather_w_per_k.sum(axis=1) + matrices.source_w_per_k.sum(axis=1)
    boundary = weather_integral @ matrices.weather_w_per_k.sum(axis=0)
    boundary += step * source_sum @ matrices.source_w_per_k.sum(axis=0) - nodes @ to_boundary
    turnover = _by_month(np.abs(put_in).sum(axis=1), bounds) * step + np.abs(boundary)
    stored = _stored(base, put_in, weather, bounds)
    return EnergyBalance(stored, boundary, put_in_sum.sum(axis=1) * step, turnover)


def _at_nodes(base: BasePass, at_ports: FloatArray) -> FloatArray:
    """Return heats given per port (n, n_ports) as heats per node (n, n_nodes)."""
    nodes = np.zeros((at_ports.shape[0], base.matrices.capacity_j_per_k.size))
    for port, node in enumerate(base.layout.port_nodes):
        nodes[:, node] += at_ports[:, port]
    return nodes


def _stored(
    base: BasePass, put_in: FloatArray, weather: FloatArray, bounds: FloatArray
) -> FloatArray:
    """Return the heat that all nodes gain in each month [J]."""
    at = np.asarray(bounds, dtype=int)
    force = _at_nodes(base, put_in[at - 1]) + base.source_degc[at - 1] @ (
        base.matrices.source_w_per_k.T
    )
    force += weather[at] @ base.matrices.weather_w_per_k.T
    nodes = base.out.modes[at] @ base.modes.shape.T + force @ base.modes.at_once.T
    return np.asarray(np.diff(nodes @ base.matrices.capacity_j_per_k))
