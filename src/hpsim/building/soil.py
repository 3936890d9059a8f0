"""The surface of the soil next to a building: sun, sky, wind, grass, and the soil's own mass.

Of soil without a building, in a year that repeats itself. Heat into the soil is the surface's
temperature times the admittance ``sqrt(i w k c)`` of a half-space, frequency by frequency, and
nothing at frequency nought: what the soil takes up in summer it gives back in winter. At the
surface, by the hour,

    a G + eps sigma (T_sky^4 - T^4) + h (T_air - T) - L E = heat into the soil,
    E = rho (w_sat(T) - w_air) / (r_a + r_s),  r_a = rho c_p / h_neutral.

References
----------
Carslaw and Jaeger (1959), 2.6: periodic heat flow into a half-space. Allen et al. (1998), FAO
Irrigation and Drainage Paper 56; ASCE-EWRI (2005), standardized reference evapotranspiration:
resistance of short watered grass 50 s/m by day, 200 s/m by night. Oke (1987), Boundary Layer
Climates, table 1.1: emissivities. Film: DOE-2, as of all faces outdoors.
"""

from __future__ import annotations

import math
from typing import Literal, NamedTuple, TypeAlias

import numpy as np

from hpsim.building.constants import (
    AIR_J_PER_KG_K,
    SOIL_J_PER_M3K,
    SOIL_W_PER_M_K,
    STEFAN_BOLTZMANN_W_PER_M2K4,
    ZERO_DEGC_K,
    air_density,
)
from hpsim.building.description.rooms import DetailRoom
from hpsim.building.description.surfaces import GroundBoundary
from hpsim.building.films import (
    MIN_FILM_W_PER_M2K,
    ROUGHNESS_FACTOR,
    WINDWARD,
    tarp,
    wind_ratio,
)
from hpsim.errors import SimulationError
from hpsim.kernel.types import Climate, FloatArray
from hpsim.psychrometrics import saturation_humidity_ratio
from hpsim.records import dataclass

Cover: TypeAlias = Literal["grass", "dry"]

WIND_HEIGHT_M = 2.0  # FAO-56: of the wind over its grass
VAPORISATION_J_PER_KG = 2.45e6  # FAO-56, at 20 degC
CLOSE_ENOUGH_K = 1e-3
MAX_ROUNDS = 200
SLOPE_K = 0.1


class _Cover(NamedTuple):
    emissivity: float
    day_s_per_m: float
    """Resistance to vapour in daylight; infinite: nothing evaporates."""
    night_s_per_m: float


COVERS: dict[Cover, _Cover] = {
    "grass": _Cover(0.95, 50.0, 200.0),
    "dry": _Cover(0.90, math.inf, math.inf),
}


class SoilSurface(NamedTuple):
    """The soil's surface through the year, hourly means."""

    degc: FloatArray
    """(n_hours,)"""
    evaporation_w_per_m2: FloatArray
    """(n_hours,) latent heat, at least 0: dew is left out."""
    into_soil_w_per_m2: FloatArray
    """(n_hours,)"""


class YearlyWave(NamedTuple):
    """Mean and first harmonic of a year."""

    mean_degc: float
    amplitude_k: float
    """Half of highest less lowest."""
    coldest_day: float
    """Of the wave's minimum; 0.0 is the start of January 1."""


def yearly_wave(hourly_degc: FloatArray) -> YearlyWave:
    """Return the mean and the yearly wave of hourly means (n_hours,)."""
    middle = 2.0 * np.pi * (np.arange(hourly_degc.size) + 0.5) / hourly_degc.size
    cosine, sine = (2.0 * np.mean(hourly_degc * f(middle)) for f in (np.cos, np.sin))
    coldest = np.arctan2(-sine, -cosine) % (2.0 * np.pi)
    return YearlyWave(
        float(hourly_degc.mean()),
        float(np.hypot(cosine, sine)),
        float(coldest / (2.0 * np.pi) * 365.0),
    )


def meets_soil(room: DetailRoom) -> bool:
    """Say whether any surface of the room or next to it is on the ground."""
    neighbours = (surface for buffer in room.buffers.values() for surface in buffer.surfaces)
    return any(isinstance(s.boundary, GroundBoundary) for s in (*room.surfaces, *neighbours))


def _hourly(instants: FloatArray) -> FloatArray:
    return np.asarray(0.5 * (instants[1:] + instants[:-1]))


def film(surface_minus_air_k: FloatArray, wind_m_per_s: FloatArray) -> FloatArray:
    """Return the outside film of the soil [W/m2K]; a level surface is windward (Walton 1981)."""
    natural = tarp(0.0)
    factor = np.where(surface_minus_air_k > 0.0, natural.warm, natural.cold)
    still = np.maximum(factor * np.cbrt(np.abs(surface_minus_air_k)), MIN_FILM_W_PER_M2K)
    a, b = WINDWARD
    blown = np.hypot(still, a * wind_m_per_s**b)
    return np.asarray(still + ROUGHNESS_FACTOR["rough"] * (blown - still))


@dataclass(frozen=True, slots=True)
class _Above:
    """What the soil's surface meets, hour by hour (n_hours,)."""

    air_degc: FloatArray
    sky_k4: FloatArray
    humidity_ratio: FloatArray
    wind_m_per_s: FloatArray
    neutral_w_per_m2k: FloatArray
    """Film of a surface as warm as the air."""
    sun_w_per_m2: FloatArray
    """Absorbed."""
    resistance_s_per_m: FloatArray
    """Of the cover to vapour."""
    emissivity: float
    pressure_pa: float

    def evaporation_w_per_m2(self, degc: FloatArray) -> FloatArray:
        """Return the latent heat that a surface of these temperatures gives off."""
        vapour = air_density(self.pressure_pa)  # kg/m3
        to_vapour = vapour * AIR_J_PER_KG_K / self.neutral_w_per_m2k + self.resistance_s_per_m
        dry = saturation_humidity_ratio(degc, self.pressure_pa) - self.humidity_ratio
        return np.asarray(VAPORISATION_J_PER_KG * vapour / to_vapour * np.maximum(dry, 0.0))

    def gained_w_per_m2(self, degc: FloatArray) -> FloatArray:
        """Return the heat that a surface of these temperatures takes up."""
        wave = self.sky_k4 - (degc + ZERO_DEGC_K) ** 4
        gained = self.sun_w_per_m2 + self.emissivity * STEFAN_BOLTZMANN_W_PER_M2K4 * wave
        gained += film(degc - self.air_degc, self.wind_m_per_s) * (self.air_degc - degc)
        return np.asarray(gained - self.evaporation_w_per_m2(degc))


def soil_surface(
    climate: Climate,
    sun_w_per_m2: FloatArray,
    absorptance: float,
    cover: Cover,
    terrain: str,
) -> SoilSurface:
    """Return the temperature of the soil's surface through a year that repeats itself.

    Parameters
    ----------
    climate
        Of the year.
    sun_w_per_m2
        (n_hours,) means on the horizontal.
    absorptance
        Of the surface for sunlight.
    cover
        ``grass``: short, growing and watered whenever the surface is above freezing; ``dry``:
        bare soil from which nothing evaporates.
    terrain
        Of the site, for the wind at 2 m.

    Raises
    ------
    SimulationError
        No surface balances the year's heat.

    Notes
    -----
    Snow and rain are left out. The hours are solved together: each round asks for the temperatures
    at which the soil takes up what the last ones gained, less a constant conductance times the
    rise. The gain falls with temperature and the soil's admittance has no negative real part, so
    a round brings any two answers closer once that conductance is half the gain's steepest slope
    or more (Zarantonello 1960); where a round moves farther than the last it is doubled.
    """
    kind = COVERS[cover]
    air, sky, wet = (
        _hourly(x) for x in (climate.outdoor_degc, climate.sky_degc, climate.humidity_ratio)
    )
    wind = _hourly(climate.wind_m_per_s) * wind_ratio(WIND_HEIGHT_M, terrain)
    above = _Above(
        air,
        (sky + ZERO_DEGC_K) ** 4,
        wet,
        wind,
        film(np.zeros_like(wind), wind),
        absorptance * sun_w_per_m2,
        np.where(sun_w_per_m2 > 0.0, kind.day_s_per_m, kind.night_s_per_m),
        kind.emissivity,
        climate.pressure_pa,
    )
    rate = 2.0 * np.pi * np.fft.rfftfreq(air.size, 3600.0)
    admittance = np.sqrt(1j * rate * SOIL_W_PER_M_K * SOIL_J_PER_M3K)
    degc = _balanced(above, admittance)
    into = np.fft.irfft(np.fft.rfft(degc) * admittance, air.size)
    return SoilSurface(degc, above.evaporation_w_per_m2(degc), into)


def _balanced(above: _Above, admittance: FloatArray) -> FloatArray:
    """Return the temperatures (n_hours,) at which the soil takes up what its surface gains."""
    degc = above.air_degc.copy()
    stiffness, last_k = 0.0, math.inf
    for _ in range(MAX_ROUNDS):
        gained = above.gained_w_per_m2(degc)
        slope = (gained - above.gained_w_per_m2(degc + SLOPE_K)) / SLOPE_K
        stiffness = max(stiffness, 0.5 * float(slope.min() + slope.max()))
        spectrum = np.fft.rfft(gained + stiffness * degc) / (stiffness + admittance)
        after = np.fft.irfft(spectrum, degc.size)
        moved_k = float(np.abs(after - degc).max())
        degc = after
        if moved_k < CLOSE_ENOUGH_K:
            return degc
        if moved_k > last_k:
            stiffness *= 2.0
        last_k = moved_k
    raise SimulationError(
        f"the soil's surface: after {MAX_ROUNDS} rounds an hour still moves by {moved_k:.2g} K; "
        "site: {ground_temperature: ...} gives the soil's surface instead"
    )
