"""Films, long wave and gaps of the base pass: what belongs to given temperatures."""

from __future__ import annotations

import math

import numpy as np

from hpsim.kernel.compiling import inlined, internal
from hpsim.kernel.ideal_load_types import Gaps, InnerFaces, OuterFaces
from hpsim.kernel.types import FloatArray

ZERO_DEGC_K = 273.15
CUBE_ROOT, FOURTH_ROOT = 0.0, 1.0
LEAST_FILM_W_PER_M2K = 0.1
WINDWARD_A, WINDWARD_B = 3.26, 0.89  # DOE-2 outside film, a V^b [W/m2K]
LEEWARD_A, LEEWARD_B = 3.55, 0.617
UPRIGHT_DEG = 90.0


@internal
def natural_film(difference_k: float, warm: float, cold: float, law: float) -> float:
    """Return a natural film [W/m2K]; the difference is face minus air."""
    factor = warm if difference_k > 0.0 else cold
    if law == CUBE_ROOT:
        root = float(np.cbrt(abs(difference_k)))
        return max(factor * root, LEAST_FILM_W_PER_M2K)
    if law == FOURTH_ROOT:
        return max(factor * math.sqrt(math.sqrt(abs(difference_k))), LEAST_FILM_W_PER_M2K)
    return factor


@internal
def gap_nusselt(rayleigh: float) -> float:
    """Return the Nusselt number of a tall vertical gap (ISO 15099, eqs. 45 to 48)."""
    if rayleigh > 5e4:
        return 0.0673838 * math.pow(rayleigh, 1.0 / 3.0)
    if rayleigh > 1e4:
        return 0.028154 * math.pow(rayleigh, 0.4134)
    if rayleigh < 500.0:
        return 1.0  # within 0.03 %
    return 1.0 + 1.7596678e-10 * math.pow(rayleigh, 2.2984755)


@internal
def sloped_nusselt(rayleigh: float, tilt_deg: float) -> float:
    """Return the Nusselt number of a wide gap whose warm side lies below, or above past upright.

    ``tilt_deg`` is 0 for a level gap heated from below, 90 upright, 180 for one heated from above
    (ISO 15099, 5.3.3.2 to 5.3.3.6: Hollands below 60 degrees, ElSherbiny at 60, straight from
    there to upright). The gap is taken as far higher than it is wide.
    """
    if tilt_deg >= 90.0:
        return 1.0 + (gap_nusselt(rayleigh) - 1.0) * math.sin(math.radians(tilt_deg))
    if tilt_deg < 60.0:
        driven = max(rayleigh * math.cos(math.radians(tilt_deg)), 1e-9)
        lean = math.pow(math.sin(math.radians(1.8 * tilt_deg)), 1.6)
        cells = max(1.0 - 1708.0 / driven, 0.0) * (1.0 - 1708.0 * lean / driven)
        return 1.0 + 1.44 * cells + max(float(np.cbrt(driven / 5830.0)) - 1.0, 0.0)
    g = 0.5 / math.pow(1.0 + math.pow(rayleigh / 3160.0, 20.6), 0.1)
    laminar = math.pow(
        1.0 + math.pow(0.0936 * math.pow(rayleigh, 0.314) / (1.0 + g), 7.0), 1.0 / 7.0
    )
    at_60 = max(laminar, 0.104 * math.pow(rayleigh, 0.283))
    upright = (tilt_deg - 60.0) / 30.0
    return (1.0 - upright) * at_60 + upright * gap_nusselt(rayleigh)


@inlined
def inner_coefficients(faces: InnerFaces, port_degc: FloatArray, out: FloatArray) -> None:
    """Write the inner films [W/m2K] that belong to port temperatures."""
    for i in range(faces.port.size):
        difference = port_degc[faces.port[i]] - port_degc[faces.air_port[i]]
        out[i] = natural_film(difference, faces.warm[i], faces.cold[i], faces.law[i])


@inlined
def inner_long_wave(
    faces: InnerFaces, port_degc: FloatArray, power: FloatArray, out: FloatArray
) -> None:
    """Write what long wave brings each inner face beyond the linear exchange [W]."""
    n = faces.port.size
    for i in range(n):
        kelvin = port_degc[faces.port[i]] + ZERO_DEGC_K
        power[i] = kelvin * kelvin * kelvin * kelvin
        out[i] = 0.0
    for j in range(n):
        degc = port_degc[faces.port[j]]
        for i in range(n):
            # symmetric: a column is a row, contiguous
            out[i] += (
                faces.long_wave_w_per_k4[j, i] * power[j] - faces.long_wave_w_per_k[j, i] * degc
            )


@inlined
def outer_convection(
    faces: OuterFaces,
    outdoor_degc: float,
    wind: float,
    east: float,
    north: float,
    port_degc: FloatArray,
    out: FloatArray,
) -> None:
    """Write the outer films [W/m2K]: natural and forced (DOE-2).

    ``wind`` [m/s] at the station; ``east`` and ``north`` point where it comes from, 0 if unknown.
    """
    windward = WINDWARD_A * wind**WINDWARD_B
    leeward = LEEWARD_A * wind**LEEWARD_B
    known = east != 0.0 or north != 0.0
    for i in range(faces.port.size):
        difference = port_degc[faces.port[i]] - outdoor_degc
        natural = natural_film(difference, faces.warm[i], faces.cold[i], faces.law[i])
        if faces.law[i] > FOURTH_ROOT or faces.windward_factor[i] == 0.0:
            out[i] = natural
            continue
        on = windward * faces.windward_factor[i]
        off = leeward * faces.leeward_factor[i]
        if known:
            facing = east * faces.east[i] + north * faces.north[i]
            forced = on if facing >= -1e-9 else off
        else:
            forced = 0.5 * (on + off)
        glass = math.sqrt(natural * natural + forced * forced)
        out[i] = natural + faces.roughness[i] * (glass - natural)


@inlined
def outer_terms(
    faces: OuterFaces,
    air: float,
    sky: float,
    port_degc: FloatArray,
    film: FloatArray,
    slope: FloatArray,
    known: FloatArray,
) -> None:
    """Write the outer corrections as ``known - slope * T`` [W, W/K].

    Long wave by the fourth powers, as a secant from the last temperature.
    """
    ta, ts = air + ZERO_DEGC_K, sky + ZERO_DEGC_K
    for i in range(faces.port.size):
        t = port_degc[faces.port[i]] + ZERO_DEGC_K
        to_sky = faces.sky_w_per_m2k4[i] * (t * t + ts * ts) * (t + ts) - faces.base_sky[i]
        to_air = faces.surroundings_w_per_m2k4[i] * (t * t + ta * ta) * (t + ta)
        to_air += film[i] - faces.base_convection[i] - faces.base_surroundings[i]
        slope[i] = faces.area_m2[i] * (to_sky + to_air)
        known[i] = faces.area_m2[i] * (to_sky * sky + to_air * air)


@inlined
def gap_coefficients(gaps: Gaps, port_degc: FloatArray, out: FloatArray) -> None:
    """Write the conductance of each gap [W/m2K]: gas by its law, radiation by T^3."""
    for i in range(gaps.area_m2.size):
        left, right = port_degc[gaps.outer_port[i]], port_degc[gaps.inner_port[i]]
        kelvin = 0.5 * (left + right) + ZERO_DEGC_K
        gas = gaps.conductivity_a[i] + gaps.conductivity_b[i] * kelvin
        rayleigh = gaps.rayleigh_per_k[i] * abs(left - right)
        tilt = gaps.tilt_deg[i]
        if tilt == UPRIGHT_DEG:
            nusselt = gap_nusselt(rayleigh)
        else:
            nusselt = sloped_nusselt(rayleigh, tilt if right > left else 180.0 - tilt)
        radiation = 4.0 * gaps.radiative_w_per_m2k4[i] * kelvin * kelvin * kelvin
        out[i] = gas * nusselt + radiation
