"""The room air: humidity, water and carbon dioxide."""

from __future__ import annotations

import math

from hpsim.kernel.types import FloatArray
from hpsim.metrics.common import count
from hpsim.metrics.registry import metric
from hpsim.psychrometrics import saturation_pressure_pa, vapour_pressure_pa
from hpsim.results import Results

HUMID_RH = 0.6  # above it mites and, in corners, mould do well
VERY_HUMID_RH = 0.7
HUMID_DEW_POINT_DEGC = 15.6  # 60 degF: cool air of 60 % holds too little water to feel humid
DRIER = 0.002  # kg/kg; less does not dry a room
STALE_PPM = 1000.0  # of CO2: 580 above outdoors, as air in homes is often judged
VAPORISATION_J_PER_KG = 2.501e6  # as the engine turns water into latent heat


@metric("Hours above 60 % RH", unit="h", is_count=True)
def rh_over_60_h(results: Results) -> float:
    """Return the hours with a relative humidity above 60 %."""
    return count(results.relative_humidity > HUMID_RH)


@metric("Hours above 70 % RH", unit="h", is_count=True)
def rh_over_70_h(results: Results) -> float:
    """Return the hours with a relative humidity above 70 %."""
    return count(results.relative_humidity > VERY_HUMID_RH)


@metric("Humid hours", unit="h", is_count=True)
def high_humidity_h(results: Results) -> float:
    """Return the hours with over 60 % relative humidity and a dew point over 15.6 degC."""
    vapour = vapour_pressure_pa(results.hourly.humidity_ratio, results.room.pressure_pa)
    limit_pa = saturation_pressure_pa(HUMID_DEW_POINT_DEGC)
    return count((results.relative_humidity > HUMID_RH) & (vapour > limit_pa))


@metric("Hours above 60 % RH in drier air", unit="h", is_count=True)
def rh_over_60_in_drier_air_h(results: Results) -> float:
    """Return those of them in which the air outdoors holds 2 g/kg less than the room's."""
    drier = results.room.outdoor_humidity_ratio < results.hourly.humidity_ratio - DRIER
    return count((results.relative_humidity > HUMID_RH) & drier)


@metric("Mean relative humidity", unit="%")
def rh_mean(results: Results) -> float:
    """Return the mean of the hourly relative humidities, in percent as in `rh_over_60_h`."""
    return 100.0 * float(results.relative_humidity.mean())


def _litres(latent_w: FloatArray) -> float:
    """Return the water that belongs to hourly means of latent heat; one litre weighs one kg."""
    return max(float(latent_w.sum()) * 3600.0 / VAPORISATION_J_PER_KG, 0.0)


@metric("Water drained", unit="L")
def water_removed_l(results: Results) -> float:
    """Return the water taken out of the room for good."""
    return _litres(results.hourly.latent_removed_w)


@metric("Water evaporated back", unit="L")
def water_returned_l(results: Results) -> float:
    """Return the water that evaporated from the coil back into the room."""
    return _litres(results.hourly.latent_returned_w)


@metric("Mean CO2 while occupied", unit="ppm")
def co2_mean_ppm(results: Results) -> float:
    """Return the mean CO2 that people in the room breathe: hours count by the people present."""
    co2_ppm, people_w = results.co2_ppm, results.room.people_w
    if co2_ppm is None or people_w is None or not people_w.any():
        return math.nan
    return float((co2_ppm * people_w).sum() / people_w.sum())


@metric("Occupied hours above 1000 ppm CO2", unit="h", is_count=True)
def co2_over_1000_h(results: Results) -> float:
    """Return the hours with people in the room and more than 1000 ppm of CO2."""
    co2_ppm, people_w = results.co2_ppm, results.room.people_w
    if co2_ppm is None or people_w is None or not people_w.any():
        return math.nan
    return count((co2_ppm > STALE_PPM) & (people_w > 0.0))
