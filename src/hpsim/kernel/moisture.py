"""The moisture of a room that no coil dries, at the base pass's step.

The same air and layers as in the loop (`hpsim.kernel.room`), with the same steps: water moves by
differences of humidity ratio, implicit in air and surface layer, and what the air can't hold
condenses.
"""

from __future__ import annotations

from hpsim.kernel.compiling import compiled
from hpsim.kernel.plant import saturated_humidity_ratio
from hpsim.kernel.room import between_layers, pull
from hpsim.kernel.types import FloatArray, RoomDrivers, Saturation

YEARS = 2  # the first one only to forget its start: the deep layer breathes by three weeks
START_SHARE = 0.7  # most relative humidity that surfaces start with


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
    step_s, n = drivers.step_s, humidity_ratio.size
    surface_kg, deep_kg = drivers.surface_buffer_kg, drivers.deep_buffer_kg
    is_buffered, has_doors = surface_kg > 0.0, drivers.home_air_kg_per_s.size > 0
    air_kg = drivers.air_mass_kg if is_buffered else drivers.moisture_capacity_kg
    outdoors = drivers.outdoor_humidity_ratio
    humidity = outdoors[0]
    saturation = saturated_humidity_ratio(table, air_degc[0])
    surface = min(humidity / saturation, START_SHARE)
    deep = surface
    for counted in range(YEARS * n):
        k = counted % n
        flow_kg = drivers.outdoor_air_kg_per_s[k] * step_s
        water_kg = flow_kg * 0.5 * (outdoors[k] + outdoors[k + 1])
        water_kg += drivers.moisture_gain_kg_per_s[k] * step_s
        if has_doors:
            flow_kg += drivers.home_air_kg_per_s[k] * step_s
            water_kg += drivers.home_water_kg_per_s[k] * step_s
        saturation = saturated_humidity_ratio(table, 0.5 * (air_degc[k] + air_degc[k + 1]))
        pull_kg = 0.0
        if is_buffered:
            if deep_kg > 0.0:
                by_deep = drivers.deep_kg_per_s * saturation
                through_kg = between_layers(surface - deep, by_deep, surface_kg, deep_kg, step_s)
                surface -= through_kg / surface_kg
                deep += through_kg / deep_kg
            pull_kg = pull(drivers.surface_kg_per_s * step_s, saturation / surface_kg)
        end = air_kg * humidity + water_kg + pull_kg * surface * saturation
        end /= air_kg + flow_kg + pull_kg
        if is_buffered:
            surface += pull_kg * (end - surface * saturation) / surface_kg
        excess = max(end - saturated_humidity_ratio(table, air_degc[k + 1]), 0.0)
        end -= excess
        humidity_ratio[k] = 0.5 * (humidity + end)
        condensed_kg_per_s[k] = excess * air_kg / step_s
        humidity = end
