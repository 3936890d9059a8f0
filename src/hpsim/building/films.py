"""Surface films: how convection depends on temperature difference, wind and roughness.

References
----------
EnergyPlus Engineering Reference, "Surface Heat Balance Manager": TARP inside and outside, DOE-2
outside, local wind speed. ISO 15099:2003, 8.3.2.2: natural convection on the room side of glass.
"""

from __future__ import annotations

import math

import numpy as np

from hpsim.building.constants import (
    GAS_CONSTANT_J_PER_MOL_K,
    GRAVITY_M_PER_S2,
    ZERO_DEGC_K,
)
from hpsim.building.model import Roughness
from hpsim.kernel.types import FloatArray
from hpsim.records import dataclass

MIN_FILM_W_PER_M2K = 0.1  # EnergyPlus' floor under natural convection
CUBE_ROOT, FOURTH_ROOT, FIXED = 0.0, 1.0, 2.0
"""How a film follows the temperature difference."""

ROUGHNESS_FACTOR: dict[Roughness, float] = {
    "very_smooth": 1.0,  # glass, smooth paint on pine
    "smooth": 1.11,
    "medium": 1.52,  # "medium rough"
    "rough": 1.67,
}
WINDWARD = (3.26, 0.89)  # a, b of a V^b (W/m2K, m/s)
LEEWARD = (3.55, 0.617)

# exponent and height of the boundary layer of the local terrain (EnergyPlus' Ocean, Country,
# Suburbs and City); the weather station stands in open country, at 10 m
TERRAIN = {
    "open": (0.10, 210.0),
    "country": (0.14, 270.0),
    "suburban": (0.22, 370.0),
    "urban": (0.33, 460.0),
}
STATION_EXPONENT, STATION_LAYER_M, STATION_HEIGHT_M = 0.14, 270.0, 10.0


@dataclass(frozen=True, slots=True)
class NaturalFilm:
    """Natural convection ``h = c |dT|^n`` [W/m2K] with one ``c`` for each sign."""

    warm: float
    """Coefficient where the surface is warmer than the air."""
    cold: float
    law: float = CUBE_ROOT

    def at(self, surface_minus_air_k: float) -> float:
        """Return the coefficient [W/m2K] at a temperature difference."""
        factor = self.warm if surface_minus_air_k > 0.0 else self.cold
        if self.law == FIXED:
            return factor
        powered = math.pow(abs(surface_minus_air_k), self.exponent)
        return max(factor * powered, MIN_FILM_W_PER_M2K)

    @property
    def exponent(self) -> float:
        """Return n of ``h = c |dT|^n``; the flow's slope ``d(h dT)/d(dT)`` is ``(1 + n) h``."""
        if self.law == FIXED:
            return 0.0
        return 1.0 / 3.0 if self.law == CUBE_ROOT else 0.25


def natural_films(
    surface_minus_air_k: FloatArray, warm: FloatArray, cold: FloatArray, law: FloatArray
) -> FloatArray:
    """Return `NaturalFilm.at` of several faces [W/m2K].

    Differences (n, n_faces) [K], the rest (n_faces,).
    """
    size = np.abs(surface_minus_air_k)
    warm, cold = np.asarray(warm, size.dtype), np.asarray(cold, size.dtype)
    factor = cold + (surface_minus_air_k > 0.0) * (warm - cold)  # a choice takes twice the time
    # logarithms take a quarter of the time of cube roots
    exponent = np.where(law == CUBE_ROOT, 1.0 / 3.0, 0.25).astype(size.dtype)
    power = np.exp(exponent * np.log(np.maximum(size, 1e-30)))
    films = np.maximum(factor * power, MIN_FILM_W_PER_M2K)
    is_fixed = law == FIXED
    return np.where(is_fixed, factor, films) if is_fixed.any() else films


def fixed_film(coefficient_w_per_m2k: float) -> NaturalFilm:
    """Return a film that follows nothing."""
    return NaturalFilm(coefficient_w_per_m2k, coefficient_w_per_m2k, FIXED)


def tarp(facing_tilt_deg: float) -> NaturalFilm:
    """Return the TARP film of a surface that faces the air under this tilt (0 up, 180 down).

    Upward-facing and warm, or downward-facing and cold, the film is enhanced; the other way
    round it is reduced.

    References
    ----------
    Walton (1983); EnergyPlus Engineering Reference, "TARP algorithm".
    """
    cosine = math.cos(math.radians(facing_tilt_deg))
    if abs(cosine) < 1e-6:
        return NaturalFilm(1.31, 1.31)
    enhanced = 9.482 / (7.283 - abs(cosine))
    reduced = 1.810 / (1.382 + abs(cosine))
    return NaturalFilm(enhanced, reduced) if cosine > 0.0 else NaturalFilm(reduced, enhanced)


def glass_inside(
    tilt_deg: float, height_m: float, film_degc: float, pressure_pa: float
) -> NaturalFilm:
    """Return the film on the room side of glass.

    Vertical glass, ISO 15099 eq. 106 to 111: ``Nu = 0.56 (Ra sin g)^(1/4)``; the turbulent
    branch begins beyond any room's window. Sloped glass (below 75 degrees) takes TARP.
    """
    if tilt_deg < 75.0 or tilt_deg > 105.0:
        return tarp(180.0 - tilt_deg)
    kelvin = film_degc + ZERO_DEGC_K
    conductivity = 2.873e-3 + 7.760e-5 * kelvin  # ISO 15099 table B.1
    viscosity = 3.723e-6 + 4.940e-8 * kelvin
    heat_capacity = 1002.737 + 1.2324e-2 * kelvin
    density = pressure_pa * 0.02897 / (GAS_CONSTANT_J_PER_MOL_K * kelvin)
    rayleigh_per_k = (
        density**2
        * height_m**3
        * GRAVITY_M_PER_S2
        * heat_capacity
        / (kelvin * viscosity * conductivity)
    )
    sine = math.sin(math.radians(tilt_deg))
    factor = 0.56 * (rayleigh_per_k * sine) ** 0.25 * conductivity / height_m
    return NaturalFilm(factor, factor, FOURTH_ROOT)


def wind_ratio(height_m: float, terrain: str) -> float:
    """Return local wind speed at a height over the station's.

    References
    ----------
    ASHRAE Handbook Fundamentals (2005), chapter 16, eq. 4.
    """
    exponent, layer_m = TERRAIN[terrain]
    at_layer = (STATION_LAYER_M / STATION_HEIGHT_M) ** STATION_EXPONENT
    return float(at_layer * (max(height_m, 0.1) / layer_m) ** exponent)


def doe2_outside(
    natural_w_per_m2k: FloatArray,
    wind_m_per_s: FloatArray,
    roughness: FloatArray,
    *,
    is_windward: bool,
) -> FloatArray:
    """Return the outside films (n,) [W/m2K] of the DOE-2 model.

    ``h = h_n + R_f (sqrt(h_n^2 + (a V^b)^2) - h_n)``.
    """
    a, b = WINDWARD if is_windward else LEEWARD
    glass = np.hypot(natural_w_per_m2k, a * wind_m_per_s**b)
    return np.asarray(natural_w_per_m2k + roughness * (glass - natural_w_per_m2k))
