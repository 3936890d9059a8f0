"""Moist air: what temperature, humidity and pressure say about each other.

All functions take floats or arrays (broadcast against each other) and return an array of the
common shape; a scalar comes back as a zero-dimensional array that behaves as a number.
Moist air is a mixture of ideal gases, as in ASHRAE Fundamentals 2017, chapter 1; against its
real-gas tables the humidity ratio at saturation is some 0.5 % low between -20 and 50 degC.

References
----------
ASHRAE Handbook, Fundamentals (SI), 2017, chapter 1 "Psychrometrics"; equation numbers below are
those of that chapter.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TypeAlias

import numpy as np

from hpsim.kernel.types import FloatArray, Saturation

FloatOrArray: TypeAlias = float | FloatArray

ZERO_DEGC_K = 273.15
TRIPLE_POINT_DEGC = 0.01
STANDARD_PRESSURE_PA = 101325.0
WATER_TO_AIR_MASS_RATIO = 0.621945  # eq. 20: ratio of the molar masses
DRY_AIR_GAS_CONSTANT_J_PER_KG_K = 287.042  # eq. 1

# eq. 5, over ice, -100 ... 0 degC, and eq. 6, over liquid water, 0 ... 200 degC:
# ln p_ws = C/T + C + C T + C T^2 + C T^3 [+ C T^4] + C ln T
ICE_COEFFICIENTS = (
    -5.6745359e3,
    6.3925247,
    -9.6778430e-3,
    6.2215701e-7,
    2.0747825e-9,
    -9.4840240e-13,
    4.1635019,
)
WATER_COEFFICIENTS = (
    -5.8002206e3,
    1.3914993,
    -4.8640239e-2,
    4.1764768e-5,
    -1.4452093e-8,
    0.0,
    6.5459673,
)

LOWEST_DEGC = -100.0
HIGHEST_DEGC = 200.0
NEWTON_STEPS = 20
BISECTION_STEPS = 40  # 100 K halved 40 times is 1e-10 K


def _log_saturation_pressure(kelvin: FloatArray, coefficients: tuple[float, ...]) -> FloatArray:
    """Return ln(p_ws)."""
    c0, c1, c2, c3, c4, c5, c6 = coefficients
    powers = np.multiply(kelvin, c5) + c4 if c5 else np.full_like(kelvin, c4)
    for c in (c3, c2, c1):  # in place: half the time of some thousand hours
        powers *= kelvin
        powers += c
    found = c0 / kelvin
    found += powers
    logarithm = np.log(kelvin)
    logarithm *= c6
    found += logarithm
    return np.asarray(found)


def _log_saturation_slope(kelvin: FloatArray, coefficients: tuple[float, ...]) -> FloatArray:
    """Return the derivative of ln(p_ws) to temperature [1/K]."""
    c0, _, c2, c3, c4, c5, c6 = coefficients
    slope = c2 + kelvin * (2 * c3 + kelvin * (3 * c4 + kelvin * 4 * c5))
    return np.asarray(-c0 / kelvin**2 + slope + c6 / kelvin)


def saturation_pressure_pa(temperature_degc: FloatOrArray) -> FloatArray:
    """Return the pressure of saturated water vapour, over ice below the triple point [Pa].

    Valid from -100 to 200 degC; held at these ends outside.

    References
    ----------
    ASHRAE Fundamentals 2017, chapter 1, eq. 5 (ice) and eq. 6 (water).

    Examples
    --------
    >>> print(f"{saturation_pressure_pa(25.0):.0f}")  # steam tables: 3170
    3169
    """
    temperature = np.asarray(temperature_degc, np.float64)
    lowest = temperature.min(initial=HIGHEST_DEGC)
    if not (lowest >= LOWEST_DEGC and temperature.max(initial=LOWEST_DEGC) <= HIGHEST_DEGC):
        temperature = np.clip(temperature, LOWEST_DEGC, HIGHEST_DEGC)
    kelvin = np.asarray(temperature + ZERO_DEGC_K)
    logarithm = _log_saturation_pressure(kelvin, WATER_COEFFICIENTS)  # eq. 6
    if not lowest > TRIPLE_POINT_DEGC:  # always in a room: half the work
        ice = _log_saturation_pressure(kelvin, ICE_COEFFICIENTS)  # eq. 5
        logarithm = np.where(temperature <= TRIPLE_POINT_DEGC, ice, logarithm)
    return np.exp(logarithm)


def humidity_ratio_from_vapour_pressure(
    vapour_pressure_pa: FloatOrArray, pressure_pa: FloatOrArray
) -> FloatArray:
    """Return the mass of water per mass of dry air [kg/kg] (eq. 20)."""
    vapour = np.asarray(vapour_pressure_pa, np.float64)
    return np.asarray(WATER_TO_AIR_MASS_RATIO * vapour / (pressure_pa - vapour))


def vapour_pressure_pa(humidity_ratio: FloatOrArray, pressure_pa: FloatOrArray) -> FloatArray:
    """Return the partial pressure of water vapour [Pa] (eq. 20 solved for it)."""
    ratio = np.asarray(humidity_ratio, np.float64)
    return np.asarray(pressure_pa * ratio / (WATER_TO_AIR_MASS_RATIO + ratio))


def saturation_humidity_ratio(
    temperature_degc: FloatOrArray, pressure_pa: FloatOrArray = STANDARD_PRESSURE_PA
) -> FloatArray:
    """Return the humidity ratio of saturated air [kg/kg] (eq. 21)."""
    return humidity_ratio_from_vapour_pressure(
        saturation_pressure_pa(temperature_degc), pressure_pa
    )


def humidity_ratio_from_relative_humidity(
    temperature_degc: FloatOrArray,
    relative_humidity: FloatOrArray,
    pressure_pa: FloatOrArray = STANDARD_PRESSURE_PA,
) -> FloatArray:
    """Return the humidity ratio [kg/kg] of air with a relative humidity of 0 … 1 (eq. 22, 20)."""
    vapour = relative_humidity * saturation_pressure_pa(temperature_degc)
    return humidity_ratio_from_vapour_pressure(vapour, pressure_pa)


def humidity_ratio_from_dew_point(
    dew_point_degc: FloatOrArray, pressure_pa: FloatOrArray = STANDARD_PRESSURE_PA
) -> FloatArray:
    """Return the humidity ratio [kg/kg] of air that is saturated at its dew point.

    Below freezing the dew point is the frost point, as ASHRAE has it.
    """
    return saturation_humidity_ratio(dew_point_degc, pressure_pa)


def relative_humidity(
    temperature_degc: FloatOrArray,
    humidity_ratio: FloatOrArray,
    pressure_pa: FloatOrArray = STANDARD_PRESSURE_PA,
) -> FloatArray:
    """Return the relative humidity, 0 … 1 in unsaturated air (eq. 22)."""
    vapour = vapour_pressure_pa(humidity_ratio, pressure_pa)
    return np.asarray(vapour / saturation_pressure_pa(temperature_degc))


def dew_point_degc(
    humidity_ratio: FloatOrArray, pressure_pa: FloatOrArray = STANDARD_PRESSURE_PA
) -> FloatArray:
    """Return the temperature at which the air is saturated, below freezing over ice [degC].

    Solves eq. 5 and 6 for temperature by Newton's method (1e-9 K); -100 degC at humidity ratio 0.
    """
    vapour = vapour_pressure_pa(humidity_ratio, pressure_pa)
    lowest = saturation_pressure_pa(LOWEST_DEGC)
    target = np.log(np.maximum(vapour, lowest))
    frozen = target <= np.log(saturation_pressure_pa(TRIPLE_POINT_DEGC))
    kelvin = np.where(frozen, 250.0, 290.0)
    for _ in range(NEWTON_STEPS):
        value, slope = (
            np.where(frozen, of(kelvin, ICE_COEFFICIENTS), of(kelvin, WATER_COEFFICIENTS))
            for of in (_log_saturation_pressure, _log_saturation_slope)
        )
        step = (target - value) / slope
        kelvin = np.clip(kelvin + step, LOWEST_DEGC + ZERO_DEGC_K, HIGHEST_DEGC + ZERO_DEGC_K)
        if np.all(np.abs(step) < 1e-9):
            break
    return np.asarray(kelvin - ZERO_DEGC_K)


def humidity_ratio_from_wet_bulb(
    temperature_degc: FloatOrArray,
    wet_bulb_degc: FloatOrArray,
    pressure_pa: FloatOrArray = STANDARD_PRESSURE_PA,
) -> FloatArray:
    """Return the humidity ratio [kg/kg] of air with a thermodynamic wet bulb (eq. 33, 35).

    The bulb is frozen below 0 degC. May be negative where no such air exists.
    """
    dry = np.asarray(temperature_degc, np.float64)
    wet = np.asarray(wet_bulb_degc, np.float64)
    saturated = saturation_humidity_ratio(wet, pressure_pa)
    water = ((2501.0 - 2.326 * wet) * saturated - 1.006 * (dry - wet)) / (  # eq. 33
        2501.0 + 1.86 * dry - 4.186 * wet
    )
    ice = ((2830.0 - 0.24 * wet) * saturated - 1.006 * (dry - wet)) / (  # eq. 35
        2830.0 + 1.86 * dry - 2.1 * wet
    )
    return np.where(wet >= 0.0, water, ice)


def wet_bulb_degc(
    temperature_degc: FloatOrArray,
    humidity_ratio: FloatOrArray,
    pressure_pa: FloatOrArray = STANDARD_PRESSURE_PA,
) -> FloatArray:
    """Return the thermodynamic wet-bulb temperature [degC], at most the dry bulb.

    Solves eq. 33 and 35 by bisection (1e-9 K) between 100 K below the dry bulb and the dry bulb.
    """
    dry, ratio, pressure = np.broadcast_arrays(
        np.asarray(temperature_degc, np.float64),
        np.asarray(humidity_ratio, np.float64),
        np.asarray(pressure_pa, np.float64),
    )
    low, high = dry - 100.0, dry.copy()
    for _ in range(BISECTION_STEPS):
        middle = 0.5 * (low + high)
        too_wet = humidity_ratio_from_wet_bulb(dry, middle, pressure) > ratio
        high = np.where(too_wet, middle, high)
        low = np.where(too_wet, low, middle)
    return np.asarray(0.5 * (low + high))


def enthalpy_j_per_kg(temperature_degc: FloatOrArray, humidity_ratio: FloatOrArray) -> FloatArray:
    """Return the enthalpy per kilogram of dry air, zero for dry air at 0 degC [J/kg] (eq. 30)."""
    dry = np.asarray(temperature_degc, np.float64)
    return np.asarray(1000.0 * (1.006 * dry + humidity_ratio * (2501.0 + 1.86 * dry)))


def specific_volume_m3_per_kg(
    temperature_degc: FloatOrArray,
    humidity_ratio: FloatOrArray,
    pressure_pa: FloatOrArray = STANDARD_PRESSURE_PA,
) -> FloatArray:
    """Return the volume of moist air per kilogram of dry air [m3/kg] (eq. 26)."""
    kelvin = np.asarray(temperature_degc, np.float64) + ZERO_DEGC_K
    swelling = 1.0 + np.asarray(humidity_ratio) / WATER_TO_AIR_MASS_RATIO
    return np.asarray(DRY_AIR_GAS_CONSTANT_J_PER_KG_K * kelvin * swelling / pressure_pa)


def air_density_kg_per_m3(
    temperature_degc: FloatOrArray,
    humidity_ratio: FloatOrArray = 0.0,
    pressure_pa: FloatOrArray = STANDARD_PRESSURE_PA,
) -> FloatArray:
    """Return the density of moist air, water included [kg/m3] (eq. 9b and 26)."""
    volume = specific_volume_m3_per_kg(temperature_degc, humidity_ratio, pressure_pa)
    return np.asarray((1.0 + np.asarray(humidity_ratio)) / volume)


def standard_pressure_pa(altitude_m: FloatOrArray) -> FloatArray:
    """Return the pressure of the standard atmosphere [Pa]; -5000 … 11000 m (eq. 3)."""
    altitude = np.asarray(altitude_m, np.float64)
    return np.asarray(STANDARD_PRESSURE_PA * (1.0 - 2.25577e-5 * altitude) ** 5.2559)


def site_density_kg_per_m3(altitude_m: float) -> float:
    """Return the density of dry air of 20 degC at an altitude's standard pressure [kg/m3].

    Examples
    --------
    >>> round(site_density_kg_per_m3(0.0), 3), round(site_density_kg_per_m3(1609.0), 3)
    (1.204, 0.991)
    """
    return float(air_density_kg_per_m3(20.0, 0.0, standard_pressure_pa(altitude_m)))


SATURATION_STEP_J_PER_KG = 100.0
COLDEST_DEGC, HOTTEST_DEGC, STEPS_PER_K = -60.0, 60.0, 20.0  # of the saturation table


@lru_cache(maxsize=16)
def saturation_table(pressure_pa: float) -> Saturation:
    """Return saturated air over enthalpy and temperature at a pressure, -60 to 60 degC."""
    n_steps = round((HOTTEST_DEGC - COLDEST_DEGC) * STEPS_PER_K)
    temperature_degc = np.linspace(COLDEST_DEGC, HOTTEST_DEGC, n_steps + 1)
    ratio = saturation_humidity_ratio(temperature_degc, pressure_pa)
    enthalpy = enthalpy_j_per_kg(temperature_degc, ratio)
    grid = np.arange(enthalpy[0], enthalpy[-1], SATURATION_STEP_J_PER_KG)
    return Saturation(
        first_j_per_kg=float(grid[0]),
        step_j_per_kg=SATURATION_STEP_J_PER_KG,
        temperature_degc=np.interp(grid, enthalpy, temperature_degc),
        humidity_ratio=np.interp(grid, enthalpy, ratio),
        first_degc=COLDEST_DEGC,
        steps_per_k=STEPS_PER_K,
        ratio_at_degc=ratio,
    )
