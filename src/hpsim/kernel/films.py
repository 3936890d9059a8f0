"""Films, long wave and gaps of the base pass: what belongs to given temperatures."""

from __future__ import annotations

import math

import numpy as np

from hpsim.kernel.compiling import internal
from hpsim.kernel.ideal_load_types import Gaps, InnerFaces, OuterFaces
from hpsim.kernel.types import FloatArray

ZERO_DEGC_K = 273.15
CUBE_ROOT, FOURTH_ROOT = 0.0, 1.0
LEAST_FILM_W_PER_M2K = 0.1
WINDWARD_A, WINDWARD_B = 3.26, 0.89  # DOE-2 outside film, a V^b [W/m2K]
LEEWARD_A, LEEWARD_B = 3.55, 0.617
UPRIGHT_DEG = 90.0
LEAST_DIFFERENCE_K = 1e-6  # films are at their minimum long before
ROOT_ERROR = 1e-9  # of a root's cube


@internal
def add_row(target: FloatArray, row: FloatArray, factor: float) -> None:
    """Add ``factor * row`` to the beginning of ``target``."""
    for i in range(row.size):
        target[i] += factor * row[i]


@internal
def add_product(target: FloatArray, rows: FloatArray, factors: FloatArray) -> None:
    """Add ``factors @ rows`` to ``target``, four rows at a time: half the loads and stores."""
    whole = factors.size - factors.size % 4
    for i in range(0, whole, 4):
        a, b, c, d = factors[i], factors[i + 1], factors[i + 2], factors[i + 3]
        for j in range(rows.shape[1]):
            target[j] += (a * rows[i, j] + b * rows[i + 1, j]) + (
                c * rows[i + 2, j] + d * rows[i + 3, j]
            )
    for i in range(whole, factors.size):
        add_row(target, rows[i], factors[i])


@internal
def renew_roots(size_k: FloatArray, root: FloatArray) -> None:
    """Renew the cube roots of temperature differences from those of the step before.

    Halley's iteration, which triples the digits each time; a difference that has changed too much
    for two of them is left to the library. An eighth of the time of the library alone.
    """
    for i in range(size_k.size):
        a, r = size_k[i], root[i]
        cube = r * r * r
        r *= (cube + 2.0 * a) / (2.0 * cube + a)
        cube = r * r * r
        root[i] = r * (cube + 2.0 * a) / (2.0 * cube + a)
    for i in range(size_k.size):
        r = root[i]
        if abs(r * r * r - size_k[i]) > ROOT_ERROR * size_k[i]:
            root[i] = np.cbrt(size_k[i])


@internal
def natural_film(
    root: float, size_k: float, is_warm: bool, warm: float, cold: float, law: float
) -> float:
    """Return a natural film [W/m2K] from the size of the difference and its cube root.

    ``is_warm``: the face is warmer than the air.
    """
    factor = warm if is_warm else cold
    if law == CUBE_ROOT:
        return max(factor * root, LEAST_FILM_W_PER_M2K)
    if law == FOURTH_ROOT:
        return max(factor * math.sqrt(math.sqrt(size_k)), LEAST_FILM_W_PER_M2K)
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


@internal
def inner_coefficients(
    faces: InnerFaces, port_degc: FloatArray, size_k: FloatArray, root: FloatArray, out: FloatArray
) -> None:
    """Write the inner films [W/m2K] that belong to port temperatures, and renew their roots."""
    for i in range(faces.port.size):
        difference_k = port_degc[faces.port[i]] - port_degc[faces.air_port[i]]
        size_k[i] = max(abs(difference_k), LEAST_DIFFERENCE_K)
    renew_roots(size_k, root)
    for i in range(faces.port.size):
        is_warm = port_degc[faces.port[i]] > port_degc[faces.air_port[i]]
        out[i] = natural_film(
            root[i], size_k[i], is_warm, faces.warm[i], faces.cold[i], faces.law[i]
        )


@internal
def inner_long_wave(
    faces: InnerFaces, port_degc: FloatArray, power: FloatArray, out: FloatArray
) -> None:
    """Write what long wave brings each inner face beyond the linear exchange [W].

    ``power`` (2 n_inner,) receives fourth powers [K4], then temperatures less than zero [degC].
    """
    n = faces.port.size
    for i in range(n):
        degc = port_degc[faces.port[i]]
        kelvin = degc + ZERO_DEGC_K
        power[i] = kelvin * kelvin * kelvin * kelvin
        power[n + i] = -degc
        out[i] = 0.0
    # symmetric: a column is a row, contiguous
    add_product(out, faces.long_wave, power)


@internal
def outer_convection(
    faces: OuterFaces,
    outdoor_degc: float,
    windward: float,
    leeward: float,
    east: float,
    north: float,
    port_degc: FloatArray,
    size_k: FloatArray,
    root: FloatArray,
    out: FloatArray,
) -> None:
    """Write the outer films [W/m2K]: natural and forced (DOE-2), and renew their roots.

    ``windward`` and ``leeward`` [W/m2K] are those of glass at the station's wind; ``east`` and
    ``north`` point where it comes from, 0 if unknown.
    """
    known = east != 0.0 or north != 0.0
    for i in range(faces.port.size):
        size_k[i] = max(abs(port_degc[faces.port[i]] - outdoor_degc), LEAST_DIFFERENCE_K)
    renew_roots(size_k, root)
    for i in range(faces.port.size):
        is_warm = port_degc[faces.port[i]] > outdoor_degc
        natural = natural_film(
            root[i], size_k[i], is_warm, faces.warm[i], faces.cold[i], faces.law[i]
        )
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


@internal
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


@internal
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
