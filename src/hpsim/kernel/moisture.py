"""The moisture of a room step by step, and its course where no coil dries it.

The same air and layers as in the loop (`hpsim.kernel.room`), with the same steps: water moves by
differences of humidity ratio, implicit in air and surface layer, and what the air can't hold
condenses.
"""

from __future__ import annotations

from typing import NamedTuple

from hpsim.kernel.air_moisture import between_layers
from hpsim.kernel.compiling import compiled, internal
from hpsim.kernel.heat_pump import saturated_humidity_ratio
from hpsim.kernel.room import sorption_coupling
from hpsim.kernel.types import FloatArray, RoomDrivers, Saturation

YEARS = 2  # the first one only to forget its start: the deep layer breathes by three weeks
START_SHARE = 0.7  # most relative humidity that surfaces start with


class Water(NamedTuple):
    """A step's water without a coil: ``held_kg / capacity_kg`` is the humidity ratio at its end."""

    held_kg: float  # in the room's air and what passes from its surfaces, gained, and brought in
    capacity_kg: float  # per unit of humidity ratio: held by the room, and carried out in the step
    pull_kg: float  # how strongly the surface layer draws on the air
    surface: float  # relative humidity of the layers, water between them exchanged
    deep: float


@internal
def gather_water(
    drivers: RoomDrivers, k: int, humidity: float, surface: float, deep: float, saturated: float
) -> Water:
    """Return the water of step ``k``.

    Parameters
    ----------
    drivers : RoomDrivers
        The room.
    k : int
        Step of the drivers.
    humidity : float
        Humidity ratio of the room's air at the step's start [kg/kg].
    surface, deep : float
        Relative humidity of the layers at the step's start [-].
    saturated : float
        Humidity ratio of saturated air at the room's temperature [kg/kg].
    """
    step_s, outdoors = drivers.step_s, drivers.outdoor_humidity_ratio
    surface_kg, deep_kg = drivers.surface_buffer_kg, drivers.deep_buffer_kg
    air_kg, pull_kg = drivers.moisture_capacity_kg, 0.0
    flow_kg = drivers.outdoor_air_kg_per_s[k] * step_s
    water_kg = flow_kg * 0.5 * (outdoors[k] + outdoors[k + 1])
    water_kg += drivers.moisture_gain_kg_per_s[k] * step_s
    if drivers.home_air_kg_per_s.size > 0:
        flow_kg += drivers.home_air_kg_per_s[k] * step_s
        water_kg += drivers.home_water_kg_per_s[k] * step_s
    if surface_kg > 0.0:
        air_kg = drivers.air_mass_kg
        if deep_kg > 0.0:
            by_deep = drivers.deep_kg_per_s * saturated
            through_kg = between_layers(surface - deep, by_deep, surface_kg, deep_kg, step_s)
            surface -= through_kg / surface_kg
            deep += through_kg / deep_kg
        pull_kg = sorption_coupling(drivers.surface_kg_per_s * step_s, saturated / surface_kg)
    held_kg = air_kg * humidity + water_kg + pull_kg * surface * saturated
    return Water(held_kg, air_kg + flow_kg + pull_kg, pull_kg, surface, deep)


@internal
def moisten_surface(drivers: RoomDrivers, water: Water, humidity: float, saturated: float) -> float:
    """Return the surface layer's relative humidity at the end of a step."""
    if water.pull_kg <= 0.0:
        return water.surface
    passed_kg = water.pull_kg * (humidity - water.surface * saturated)
    return water.surface + passed_kg / drivers.surface_buffer_kg


@compiled
def moisture_course(
    drivers: RoomDrivers,
    table: Saturation,
    air_degc: FloatArray,
    humidity_ratio: FloatArray,
    condensed_kg_per_s: FloatArray,
) -> None:
    """Write humidity ratio and condensation, means of each step (n,).

    Parameters
    ----------
    air_degc
        (n + 1,) instants.
    """
    n, outdoors = humidity_ratio.size, drivers.outdoor_humidity_ratio
    humidity = outdoors[0]
    saturated = saturated_humidity_ratio(table, air_degc[0])
    surface = min(humidity / saturated, START_SHARE)
    deep = surface
    for counted in range(YEARS * n):
        k = counted % n
        saturated = saturated_humidity_ratio(table, 0.5 * (air_degc[k] + air_degc[k + 1]))
        water = gather_water(drivers, k, humidity, surface, deep, saturated)
        end = water.held_kg / water.capacity_kg
        excess = max(end - saturated_humidity_ratio(table, air_degc[k + 1]), 0.0)
        end -= excess
        surface, deep = moisten_surface(drivers, water, end, saturated), water.deep
        humidity_ratio[k] = 0.5 * (humidity + end)
        condensed_kg_per_s[k] = excess * water.capacity_kg / drivers.step_s
        humidity = end
