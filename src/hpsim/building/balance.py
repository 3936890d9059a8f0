"""Does the room's energy close? Recomputed from node temperatures and boundary fluxes.

Stored heat comes from the node temperatures at the start and end of a month, heat through the
boundaries from each node's time integral, worked out step by step from the state at the step's
start. So a wrong step of the modes would show, which adding up the flows put in would not.
"""

from __future__ import annotations

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
    return np.asarray(np.add.reduceat(steps, np.asarray(bounds[:-1], dtype=int), axis=0))


def energy_balance(base: BasePass) -> EnergyBalance:
    """Return the monthly energy balance of a base pass."""
    modes, matrices, step = base.modes, base.matrices, base.step_s
    n_nodes = matrices.capacity_j_per_k.size
    ports = np.array(base.layout.port_nodes)
    put_in = base.port_heat_w + base.out.port_heat_w
    source_degc = base.source_degc
    heat = np.zeros((put_in.shape[0], n_nodes))
    for port, node in enumerate(ports):
        heat[:, node] += put_in[:, port]
    weather = np.column_stack([base.inputs.outdoor_degc, base.inputs.sky_degc])
    constant = heat + source_degc @ matrices.source_w_per_k.T
    # time integral of each mode over each step, from its state at the start
    rate = modes.rate_per_s
    _, gain, _, _ = ramp_weights(rate, step)
    of_constant = (step - gain) / rate
    of_ramp = (0.5 * step - of_constant / step) / rate
    feed = matrices.weather_w_per_k.T @ modes.shape
    first, rise = weather[:-1] @ feed, np.diff(weather, axis=0) @ feed
    integral = base.out.modes[:-1] * gain
    integral += (constant @ modes.shape + first) * of_constant + rise * of_ramp
    bounds = _month_bounds(round(86400.0 / step))
    weather_integral = _by_month(0.5 * (weather[:-1] + weather[1:]) * step, bounds)
    force_integral = _by_month(constant * step, bounds)
    force_integral += weather_integral @ matrices.weather_w_per_k.T
    nodes = _by_month(integral, bounds) @ modes.shape.T + force_integral @ modes.at_once.T
    to_boundary = matrices.weather_w_per_k.sum(axis=1) + matrices.source_w_per_k.sum(axis=1)
    source_integral = _by_month(source_degc * step, bounds)
    boundary = weather_integral @ matrices.weather_w_per_k.sum(axis=0)
    boundary += source_integral @ matrices.source_w_per_k.sum(axis=0) - nodes @ to_boundary
    stored = _stored(base, constant, weather, bounds)
    turnover = _by_month(np.abs(put_in).sum(axis=1) * step, bounds) + np.abs(boundary)
    return EnergyBalance(stored, boundary, _by_month(heat.sum(axis=1) * step, bounds), turnover)


def _stored(
    base: BasePass, constant: FloatArray, weather: FloatArray, bounds: FloatArray
) -> FloatArray:
    """Return the heat that all nodes gain in each month [J]."""
    at = np.asarray(bounds, dtype=int)
    force = constant[at - 1] + weather[at] @ base.matrices.weather_w_per_k.T
    nodes = base.out.modes[at] @ base.modes.shape.T + force @ base.modes.at_once.T
    return np.asarray(np.diff(nodes @ base.matrices.capacity_j_per_k))
