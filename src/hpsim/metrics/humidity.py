"""The room air: humidity, water and carbon dioxide."""

from __future__ import annotations

import math

from hpsim.metrics import counts
from hpsim.metrics.registry import metric
from hpsim.results import Results

VAPORISATION_J_PER_KG = 2.501e6  # as the engine turns water into latent heat


@metric("Hours above 60 % RH", unit="h", is_count=True)
def rh_over_60_h(results: Results) -> float:
    """Return the hours with a relative humidity above 60 %."""
    return counts.humid(results).over


@metric("Hours above 70 % RH", unit="h", is_count=True)
def rh_over_70_h(results: Results) -> float:
    """Return the hours with a relative humidity above 70 %."""
    return counts.humid(results).far_over


@metric("Humid hours", unit="h", is_count=True)
def high_humidity_h(results: Results) -> float:
    """Return the hours with over 60 % relative humidity and a dew point over 15.6 degC."""
    return counts.humid(results).humid


@metric("Hours above 60 % RH in drier air", unit="h", is_count=True)
def rh_over_60_in_drier_air_h(results: Results) -> float:
    """Return those of them in which the air outdoors holds 2 g/kg less than the room's."""
    return counts.humid(results).over_in_drier_air


@metric("Mean relative humidity", unit="%")
def rh_mean(results: Results) -> float:
    """Return the mean of the hourly relative humidities, in percent as in `rh_over_60_h`."""
    hours = results.hourly.room_degc.size
    return 100.0 * counts.humid(results).relative_sum / hours if hours else math.nan


def _litres(latent_wh: float) -> float:
    """Return the water that belongs to latent heat; one litre weighs one kg."""
    return max(latent_wh * 3600.0 / VAPORISATION_J_PER_KG, 0.0)


@metric("Water drained", unit="L")
def water_removed_l(results: Results) -> float:
    """Return the water taken out of the room for good."""
    return _litres(results.sums["latent_removed_w"])


@metric("Water evaporated back", unit="L")
def water_returned_l(results: Results) -> float:
    """Return the water that evaporated from the coil back into the room."""
    return _litres(results.sums["latent_returned_w"])


@metric("Mean CO2 while occupied", unit="ppm")
def co2_mean_ppm(results: Results) -> float:
    """Return the mean CO2 that people in the room breathe: hours count by the people present."""
    air = counts.exchanged(results)
    return air.co2_by_people / air.people if air.people > 0.0 else math.nan


@metric("Occupied hours above 1000 ppm CO2", unit="h", is_count=True)
def co2_over_1000_h(results: Results) -> float:
    """Return the hours with people in the room and more than 1000 ppm of CO2."""
    air = counts.exchanged(results)
    return air.stale if air.people > 0.0 else math.nan
