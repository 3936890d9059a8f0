"""Sun and gains at the room's ports: faces, gaps and air where heat enters."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from hpsim.building.layout import Layout
from hpsim.building.model import RoomModel
from hpsim.building.solar import SolarHeat
from hpsim.kernel.types import FloatArray


class PortHeat(NamedTuple):
    """Sun and gains as a few profiles over the year, each with its fractions at the ports."""

    profiles_w: FloatArray
    """(n_profiles, n_hours) means"""
    at_ports: FloatArray
    """(n_profiles, n_ports)"""

    def hourly_w(self) -> FloatArray:
        """Return the heat at each port (n_hours, n_ports)."""
        return np.asarray(self.profiles_w.T @ self.at_ports)

    def mean_w(self, counts: FloatArray) -> FloatArray:
        """Return the mean heat at each port (n_ports,), hours (n_hours,) weighted to a sum of 1."""
        return np.asarray((self.profiles_w @ counts) @ self.at_ports)


def port_heat(model: RoomModel, layout: Layout, sun: SolarHeat) -> PortHeat:
    """Return the heat at each port: sun and gains."""
    gains = [model.gains, *(buffer.gains for buffer in model.buffers)]
    offset, n_ports = len(layout.zones), len(layout.port_nodes)
    profiles, fractions = [*sun.profiles_w], [*sun.at_ports]
    for z, (zone, gain) in enumerate(zip(layout.zones, gains, strict=True)):
        if gain is None:
            continue
        weight = layout.inner_arrays.radiant_weight[list(zone.faces)]
        at_ports = np.zeros((2, n_ports))
        at_ports[0, z] = 1.0
        at_ports[1, offset + np.array(zone.faces)] = weight / weight.sum()
        profiles += [gain.convective_w, gain.radiant_w]
        fractions += [*at_ports]
    return PortHeat(np.array(profiles), np.array(fractions))


def yearly_ranges(hourly: FloatArray) -> FloatArray:
    """Return the range of each column (n_hours, n); by days first, in a fourth of the time."""
    by_day = hourly.reshape(hourly.shape[0] // 24, -1)
    extremes = np.array([by_day.max(axis=0), by_day.min(axis=0)]).reshape(2, 24, -1)
    return np.asarray(extremes[0].max(axis=0) - extremes[1].min(axis=0))
