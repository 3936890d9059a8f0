"""Does the room's energy close? Recomputed from node temperatures and boundary fluxes.

Stored heat comes from the node temperatures at the start and end of a month, heat through the
boundaries from each node's time integral, worked out step by step from the state at the step's
start. So a wrong step of the modes would show, which adding up the flows put in would not.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable

import numpy as np

from hpsim.building.constants import month_hours
from hpsim.building.ideal_load_pass import IdealLoadPass
from hpsim.building.modal import ramp_weights
from hpsim.building.network import at_nodes
from hpsim.building.solar import IntArray
from hpsim.kernel.types import FloatArray
from hpsim.records import dataclass

MIN_TURNOVER_J = 3600.0
"""A month in which a room as warm as its neighbours turns over less has nothing but rounding."""


@dataclass(frozen=True, slots=True)
class EnergyBalance:
    """Monthly heat of room and buffers together [J]; of actual days by thirty."""

    stored_j: FloatArray
    """(12,) gained by all nodes."""
    boundary_j: FloatArray
    """(12,) through films, links and sky, in."""
    put_in_j: FloatArray
    """(12,) sun, gains, load, and corrections that do not cancel."""
    turnover_j: FloatArray
    """(12,) sum of all heat that enters at one node or another, or leaves there."""

    @property
    def residual(self) -> FloatArray:
        """Return what does not close, over the turnover (12,); of next to none over a watt hour."""
        missing = self.stored_j - self.boundary_j - self.put_in_j
        return np.asarray(missing / np.maximum(self.turnover_j, MIN_TURNOVER_J))


def _by_month(values: FloatArray, bounds: IntArray) -> FloatArray:
    """Return sums (12, n) of values (n_steps, n); products sum columns far faster."""
    return np.array([np.ones(j - i) @ values[i:j] for i, j in itertools.pairwise(bounds)])


def _each_by_month(profiles: Iterable[FloatArray], bounds: IntArray) -> FloatArray:
    """Return sums (12, n) of a few profiles (n_steps,) each; what comes after the last is left."""
    sums = [np.add.reduceat(profile[: bounds[-1]], bounds[:-1]) for profile in profiles]
    return np.array(sums).reshape(-1, bounds.size - 1).T


def energy_balance(load_pass: IdealLoadPass) -> EnergyBalance:
    """Return the monthly energy balance of an ideal-load pass."""
    modes, matrices, step = load_pass.modes, load_pass.matrices, load_pass.step_s
    hours = month_hours(load_pass.inputs.hourly_heat_w.shape[0], load_pass.hours_before)
    per_hour = round(3600.0 / step)
    bounds = hours * per_hour
    weather = np.column_stack(
        [load_pass.inputs.outdoor_degc[bounds], load_pass.inputs.sky_degc[bounds]]
    )
    # everything below is linear: months are summed first, known heats and sources by the hour
    sums = load_pass.out.sums
    put_in = sums.port_heat_w + _by_month(load_pass.inputs.hourly_heat_w, hours) * per_hour
    by_port = at_nodes(load_pass.layout, put_in)
    source = _each_by_month(load_pass.inputs.hourly_source_degc.T, hours) * per_hour
    constant = by_port + source @ matrices.source_w_per_k.T
    first = _each_by_month((load_pass.inputs.outdoor_degc, load_pass.inputs.sky_degc), bounds)
    last = first + np.diff(weather, axis=0)
    # time integral of each mode over each step, from its state at the start
    rate = modes.rate_per_s
    _, gain, _, _ = ramp_weights(rate, step)
    of_constant = (step - gain) / rate
    of_ramp = (0.5 * step - of_constant / step) / rate
    feed = matrices.weather_w_per_k.T @ modes.shape
    integral = sums.modes * gain
    integral += (constant @ modes.shape + first @ feed) * of_constant
    integral += (last - first) @ feed * of_ramp
    weather_integral = 0.5 * (first + last) * step
    force_integral = constant * step + weather_integral @ matrices.weather_w_per_k.T
    nodes = integral @ modes.shape.T + force_integral @ modes.at_once.T
    to_boundary = matrices.weather_w_per_k.sum(axis=1) + matrices.source_w_per_k.sum(axis=1)
    boundary = weather_integral @ matrices.weather_w_per_k.sum(axis=0)
    boundary += source @ matrices.source_w_per_k.sum(axis=0) * step - nodes @ to_boundary
    turnover = sums.turned_over_w.sum(axis=1) * step + np.abs(boundary)
    counted = slice(1 if load_pass.hours_before else 0, None)  # what warms up has no beginning
    return EnergyBalance(
        _stored(load_pass, weather, bounds)[counted],
        boundary[counted],
        by_port.sum(axis=1)[counted] * step,
        turnover[counted],
    )


def _stored(load_pass: IdealLoadPass, weather: FloatArray, bounds: IntArray) -> FloatArray:
    """Return the heat that all nodes gain in each month [J]; ``weather`` (n, 2) at its bounds."""
    matrices, per_hour = load_pass.matrices, round(3600.0 / load_pass.step_s)
    sums = load_pass.out.sums
    # the year before ended as this one
    put_in = load_pass.port_heat_at_w(bounds - 1) + sums.port_heat_at_w[np.arange(bounds.size) - 1]
    force = weather @ matrices.weather_w_per_k.T
    force += (
        load_pass.inputs.hourly_source_degc[(bounds - 1) // per_hour] @ matrices.source_w_per_k.T
    )
    force += at_nodes(load_pass.layout, put_in)
    nodes = sums.modes_at @ load_pass.modes.shape.T + force @ load_pass.modes.at_once.T
    return np.asarray(np.diff(nodes @ matrices.capacity_j_per_k))
