"""The surface of the soil beside a building: sun, sky, wind, grass, and the soil's own mass.

Of soil without a building, in a year that repeats itself. Heat into the soil is the surface's
temperature times the admittance ``sqrt(i w k c)`` of a half-space, frequency by frequency, and
nothing at frequency nought: what the soil takes up in summer it gives back in winter. At the
surface, by the hour,

    a G + eps sigma (T_sky^4 - T^4) + h (T_air - T) - L E = heat into the soil,
    E = rho (w_sat(T) - w_air) / (r_a + r_s),  r_a = rho c_p / h.

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

from hpsim.building import description as said
from hpsim.building.constants import (
    AIR_J_PER_KG_K,
    STEFAN_BOLTZMANN_W_PER_M2K4,
    ZERO_DEGC_K,
    air_density,
)
from hpsim.building.films import (
    LEAST_FILM_W_PER_M2K,
    LEEWARD,
    ROUGHNESS_FACTOR,
    WINDWARD,
    tarp,
    wind_ratio,
)
from hpsim.building.ground import SOIL_J_PER_M3K, SOIL_W_PER_M_K
from hpsim.kernel.types import Climate, FloatArray
from hpsim.psychrometrics import saturation_humidity_ratio

Cover: TypeAlias = Literal["grass", "dry"]

WIND_HEIGHT_M = 2.0  # FAO-56: of the wind over its grass
VAPORISATION_J_PER_KG = 2.45e6  # FAO-56, at 20 degC
CLOSE_ENOUGH_K = 1e-3
MOST_ROUNDS = 200
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


def meets_soil(room: said.DetailRoom) -> bool:
    """Say whether any surface of the room or beside it is on the ground."""
    beside = (surface for buffer in room.buffers.values() for surface in buffer.surfaces)
    return any(isinstance(s.boundary, said.GroundBoundary) for s in (*room.surfaces, *beside))


def _hourly(instants: FloatArray) -> FloatArray:
    return np.asarray(0.5 * (instants[1:] + instants[:-1]))


def film(surface_minus_air_k: FloatArray, wind_m_per_s: FloatArray) -> FloatArray:
    """Return the outside film of a level surface, mean of windward and leeward [W/m2K]."""
    natural = tarp(0.0)
    factor = np.where(surface_minus_air_k > 0.0, natural.warm, natural.cold)
    still = np.maximum(factor * np.cbrt(np.abs(surface_minus_air_k)), LEAST_FILM_W_PER_M2K)
    blown = [np.hypot(still, a * wind_m_per_s**b) for a, b in (WINDWARD, LEEWARD)]
    return np.asarray(still + ROUGHNESS_FACTOR["rough"] * (0.5 * (blown[0] + blown[1]) - still))


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

    Notes
    -----
    Snow and rain are left out. The hours are solved together: at each round everything but a
    constant conductance and the soil's admittance is taken from the round before.
    """
    kind = COVERS[cover]
    air, sky, wet = (
        _hourly(x) for x in (climate.outdoor_degc, climate.sky_degc, climate.humidity_ratio)
    )
    wind = _hourly(climate.wind_m_per_s) * wind_ratio(WIND_HEIGHT_M, terrain)
    vapour = air_density(climate.pressure_pa)  # kg/m3
    resistance = np.where(sun_w_per_m2 > 0.0, kind.day_s_per_m, kind.night_s_per_m)
    rate = 2.0 * np.pi * np.fft.rfftfreq(air.size, 3600.0)
    admittance = np.sqrt(1j * rate * SOIL_W_PER_M_K * SOIL_J_PER_M3K)
    sky_k4 = (sky + ZERO_DEGC_K) ** 4
    degc = air.copy()
    outside = film(degc - air, wind)
    for _ in range(MOST_ROUNDS):
        outside = 0.5 * (outside + film(degc - air, wind))
        kelvin = degc + ZERO_DEGC_K
        wave = kind.emissivity * STEFAN_BOLTZMANN_W_PER_M2K4
        to_vapour = vapour * AIR_J_PER_KG_K / outside + resistance
        transfer = VAPORISATION_J_PER_KG * vapour / to_vapour
        saturated = saturation_humidity_ratio(degc, climate.pressure_pa)
        warmer = saturation_humidity_ratio(degc + SLOPE_K, climate.pressure_pa)
        is_drying = saturated > wet
        evaporation = np.where(is_drying, transfer * (saturated - wet), 0.0)
        gained = absorptance * sun_w_per_m2 + wave * (sky_k4 - kelvin**4)
        gained += outside * (air - degc) - evaporation
        slope = outside + 4.0 * wave * kelvin**3
        slope += np.where(is_drying, transfer * (warmer - saturated) / SLOPE_K, 0.0)
        constant = 0.5 * (slope.min() + slope.max())
        spectrum = np.fft.rfft(gained + constant * degc) / (constant + admittance)
        after = np.fft.irfft(spectrum, air.size)
        moved_k = float(np.abs(after - degc).max())
        degc = after
        if moved_k < CLOSE_ENOUGH_K:
            break
    into = np.fft.irfft(np.fft.rfft(degc) * admittance, air.size)
    return SoilSurface(degc, evaporation, into)
