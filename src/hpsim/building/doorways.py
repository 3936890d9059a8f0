"""Doorways to the rest of the home over the year, and what partitions carry to it.

An open door carries ``V = C_d/3 W H^(3/2) sqrt(g dT/T)`` each way (Kiel and Wilson 1986); open or
closed, at least what its leaf and undercut do. A home at a temperature of its own acts on the room
under ideal control, too; one that is as warm as that room acts on a machine's deviation alone.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np

from hpsim.building.constants import AIR_J_PER_KG_K, air_density
from hpsim.building.ideal_load_pass import IdealLoadPass
from hpsim.building.infiltration import door_factor_w_per_k15, home_humidity_ratio
from hpsim.building.layout_assembly import home_side_w_per_k
from hpsim.building.model import RoomModel
from hpsim.building.solver_arrays import hourly_mean_of_instants
from hpsim.kernel.types import Climate, FloatArray, RoomDrivers
from hpsim.records import dataclass


@dataclass(frozen=True)
class Doorways:
    """All doorways of a room, by the step of the ideal-load pass."""

    w_per_k15: FloatArray
    """(n_doors, n) conductance over the root of the difference."""
    home_degc: FloatArray
    """(n_doors, n)"""
    home_humidity_ratio: FloatArray
    """(n_doors, n)"""
    closed_w_per_k: FloatArray
    """(n_doors, 1) what crosses at least."""
    closed_kg_per_s: FloatArray
    """(n_doors, 1) air at least, each way."""
    is_as_ideal: FloatArray
    """(n_doors, 1) 1 where the home is as warm as the room under ideal control."""
    under_ideal_w_per_k: FloatArray
    """(n_doors, n) what open doors carry under ideal control."""

    @cached_property
    def home_air_kg_per_s(self) -> FloatArray:
        """Return the air exchanged under ideal control (n,)."""
        return np.asarray(self._ideal_kg_per_s.sum(axis=0))

    @cached_property
    def home_water_kg_per_s(self) -> FloatArray:
        """Return the water that this air brings (n,)."""
        return np.asarray((self._ideal_kg_per_s * self.home_humidity_ratio).sum(axis=0))

    @cached_property
    def _ideal_kg_per_s(self) -> FloatArray:
        return self.closed_kg_per_s + self.under_ideal_w_per_k / AIR_J_PER_KG_K

    def left_to_the_minute(self, drivers: RoomDrivers) -> RoomDrivers:
        """Return the drivers with open doors left to the minute, which knows the room's air."""
        of_ideal = self.closed_w_per_k * self.is_as_ideal  # in no exchange under ideal control
        added = of_ideal - self.under_ideal_w_per_k
        n = self.home_degc.shape[1]
        opens = self.w_per_k15.any(axis=1)
        return drivers._replace(
            exchange_w_per_k=drivers.exchange_w_per_k + added.sum(axis=0),
            exchange_heat_w=drivers.exchange_heat_w + (added * self.home_degc).sum(axis=0),
            door_w_per_k15=self.w_per_k15[opens],
            door_degc=self.home_degc[opens],
            door_humidity_ratio=self.home_humidity_ratio[opens],
            home_air_kg_per_s=np.full(n, float(self.closed_kg_per_s.sum())),
            home_water_kg_per_s=np.asarray(
                (self.closed_kg_per_s * self.home_humidity_ratio).sum(axis=0)
            ),
        )


def doorways_of(load_pass: IdealLoadPass, model: RoomModel, climate: Climate) -> Doorways | None:
    """Return a room's doorways after its year under ideal control; None if there are none."""
    doors = model.doors
    if not doors:
        return None
    per_hour, air = round(3600.0 / load_pass.step_s), load_pass.air_degc
    of_step, of_hour = 0.5 * (air[1:] + air[:-1]), hourly_mean_of_instants(air, load_pass.step_s)
    density = air_density(climate.pressure_pa)
    factor = np.array([door_factor_w_per_k15(door, climate.pressure_pa) for door in doors])
    humidity = np.array([home_humidity_ratio(door, climate, of_hour) for door in doors])
    home = np.array(
        [
            of_step if degc is None else np.repeat(degc, per_hour)
            for degc in (door.rest_of_home_degc for door in doors)
        ]
    )
    as_ideal = np.array([[float(door.rest_of_home_degc is None)] for door in doors])
    factor = np.repeat(factor, per_hour, axis=1)
    apart_k = (1.0 - as_ideal) * np.abs(home - air[:-1])
    return Doorways(
        w_per_k15=factor,
        home_degc=home,
        home_humidity_ratio=np.repeat(humidity, per_hour, axis=1),
        closed_w_per_k=np.array([[door.closed_w_per_k] for door in doors]),
        closed_kg_per_s=np.array([[density * door.closed_m3_per_s] for door in doors]),
        is_as_ideal=as_ideal,
        under_ideal_w_per_k=factor * np.sqrt(apart_k),
    )


def partitions_w_per_k(load_pass: IdealLoadPass) -> float:
    """Return the steady heat through all partitions to the home per kelvin of the room's air."""
    layout, modes = load_pass.layout, load_pass.modes
    if not layout.home_sides:
        return 0.0
    # heat (W) that holds the room's air and the partitions' middles at given temperatures
    nodes = [layout.zones[0].air_node, *(side.node for side in layout.home_sides)]
    at_nodes = modes.shape[nodes]
    response = (at_nodes / modes.rate_per_s) @ at_nodes.T + modes.at_once[np.ix_(nodes, nodes)]
    held = np.linalg.inv(response)
    to_home = np.array([home_side_w_per_k(side) for side in layout.home_sides])
    middle_k = np.linalg.solve(held[1:, 1:] + np.diag(to_home), -held[1:, 0])
    return float(to_home @ middle_k)
