"""What rooms take of a year's weather: made once for all rooms in it."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

import numpy as np

from hpsim.building.constants import ZERO_DEGC_K, air_density
from hpsim.building.films import LEEWARD, WINDWARD
from hpsim.kernel.air import DRY_AIR_J_PER_KG_K, VAPOUR_J_PER_KG_K
from hpsim.kernel.types import Climate, FloatArray

PEOPLE_ADD_KG_PER_M3 = 0.003  # to a home's air at 0 degC outdoors
DRY_DAY_DEGC = 20.0  # from which on they add nothing
VAPOUR_OVER_AIR = 1.607858  # gas constants


def to_instants(hourly_instants: FloatArray, steps_per_hour: int) -> FloatArray:
    """Return values between hourly instants (n_hours + 1,) by straight lines."""
    rise = hourly_instants[1:] - hourly_instants[:-1]
    found = np.empty(rise.size * steps_per_hour + 1)
    found[::steps_per_hour] = hourly_instants
    for step in range(1, steps_per_hour):
        found[step::steps_per_hour] = hourly_instants[:-1] + rise * (step / steps_per_hour)
    return found


class WeatherSteps(NamedTuple):
    """Weather at the ends of steps (n_steps + 1,): fields of `BasePassInputs`."""

    outdoor_degc: FloatArray
    sky_degc: FloatArray
    wind_east: FloatArray
    wind_north: FloatArray
    windward_w_per_m2k: FloatArray
    leeward_w_per_m2k: FloatArray


def weather_steps(climate: Climate, per_hour: int) -> WeatherSteps:
    """Return a weather at the ends of equal steps of an hour."""
    wind = to_instants(climate.wind_m_per_s, per_hour)
    return WeatherSteps(
        to_instants(climate.outdoor_degc, per_hour),
        to_instants(climate.sky_degc, per_hour),
        *wind_direction(climate, per_hour),
        WINDWARD[0] * wind ** WINDWARD[1],
        LEEWARD[0] * wind ** LEEWARD[1],
    )


def wind_direction(climate: Climate, per_hour: int) -> tuple[FloatArray, FloatArray]:
    """Return unit vectors towards where the wind comes from; zero where it is not known."""
    n = (climate.outdoor_degc.size - 1) * per_hour + 1
    if climate.wind_from_deg.size == 0:
        return np.zeros(n), np.zeros(n)
    angle = np.radians(climate.wind_from_deg)
    angle = np.append(np.repeat(angle[:-1], per_hour), angle[-1])
    return np.sin(angle), np.cos(angle)


def outdoor_density(
    pressure_pa: float, outdoor_degc: FloatArray, humidity_ratio: FloatArray
) -> FloatArray:
    """Return the dry air in a cubic meter of moist air (n,) [kg/m3].

    Vapor takes the place of air: 2.8 % of it at 27 degC and 80 % relative humidity.

    References
    ----------
    ASHRAE Handbook Fundamentals 2021, chapter 1, eq. 26.
    """
    dry = air_density(pressure_pa) * 293.15 / (outdoor_degc + ZERO_DEGC_K)
    return np.asarray(dry / (1.0 + VAPOUR_OVER_AIR * humidity_ratio))


class OutdoorAir(NamedTuple):
    """Hourly means (n_hours,)."""

    degc: FloatArray
    wind_m_per_s: FloatArray
    humidity_ratio: FloatArray
    density_kg_per_m3: FloatArray
    """Dry air in a cubic meter."""
    j_per_m3_k: FloatArray
    """Heat capacity, the vapor's included."""


class KnownClimate(Climate):
    """A year of weather with what rooms take of it."""

    @cached_property
    def outdoor_air(self) -> OutdoorAir:
        """Hourly means."""
        degc, wind, humidity = (
            0.5 * (instants[1:] + instants[:-1])
            for instants in (self.outdoor_degc, self.wind_m_per_s, self.humidity_ratio)
        )
        density = outdoor_density(self.pressure_pa, degc, humidity)
        carries = density * (DRY_AIR_J_PER_KG_K + humidity * VAPOUR_J_PER_KG_K)
        return OutdoorAir(degc, wind, humidity, density, carries)

    @cached_property
    def lived_in_humidity_ratio(self) -> FloatArray:
        """Of a home's air (n_hours,): the day's mean outdoors, and what people add to it.

        3 g/m3 on days of 0 degC and below, none from 20 degC on.

        References
        ----------
        ISO 13788:2012, annex A, class 2 (dwellings with normal occupancy and ventilation): 2 to 4
        g/m3 at 0 degC, here its middle.
        """
        of_days = (self.outdoor_degc.size - 1) // 24, 24
        outdoor = self.outdoor_degc[:-1].reshape(of_days).mean(axis=1)
        ratio = self.humidity_ratio[:-1].reshape(of_days).mean(axis=1)
        added = PEOPLE_ADD_KG_PER_M3 * np.clip(1.0 - outdoor / DRY_DAY_DEGC, 0.0, 1.0)
        return np.repeat(ratio + added / air_density(self.pressure_pa), 24)

    @cached_property
    def _by_steps(self) -> dict[int, tuple[WeatherSteps, FloatArray]]:
        return {}

    def _of(self, per_hour: int) -> tuple[WeatherSteps, FloatArray]:
        if per_hour not in self._by_steps:
            humidity = to_instants(self.humidity_ratio, per_hour)
            self._by_steps[per_hour] = weather_steps(self, per_hour), humidity
        return self._by_steps[per_hour]

    def at_steps(self, per_hour: int) -> WeatherSteps:
        """Return `weather_steps`."""
        return self._of(per_hour)[0]

    def humidity_at_steps(self, per_hour: int) -> FloatArray:
        """Return the humidity ratio at the ends of equal steps of an hour (n_steps + 1,)."""
        return self._of(per_hour)[1]


def known(climate: Climate) -> KnownClimate:
    """Return a climate that keeps what rooms take of it: itself if it does."""
    return climate if isinstance(climate, KnownClimate) else KnownClimate(*climate)
