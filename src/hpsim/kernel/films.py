"""Films, long wave and gaps of the ideal-load pass: what belongs to given temperatures."""

from __future__ import annotations

import math

import numpy as np

from hpsim.kernel.compiling import apart, internal, reducing
from hpsim.kernel.ideal_load_types import Gaps, IntArray, OuterFaces
from hpsim.kernel.types import FloatArray

ZERO_DEGC_K = 273.15
CUBE_ROOT, FOURTH_ROOT, FIXED = 0.0, 1.0, 2.0
LEAST_FILM_W_PER_M2K = 0.1
UPRIGHT_DEG = 90.0
LEAST_DIFFERENCE_K = 1e-4  # films by the cube root are at their minimum before
ROOT_OF_ONE = 715094163 << 32  # bits of the guess for 1, less a third of those of 1


@apart
def add_row(target: FloatArray, row: FloatArray, factor: float) -> None:
    """Add ``factor * row`` to the beginning of ``target``."""
    for i in range(row.size):
        target[i] += factor * row[i]


@apart
def add_product(target: FloatArray, rows: FloatArray, factors: FloatArray) -> None:
    """Add ``factors @ rows`` to ``target``, several rows at a time: fewer loads and stores."""
    n, i = factors.size, 0
    while i + 16 <= n or 8 <= n - i < 12:
        a, b, c, d = factors[i], factors[i + 1], factors[i + 2], factors[i + 3]
        e, f, g, h = factors[i + 4], factors[i + 5], factors[i + 6], factors[i + 7]
        for j in range(rows.shape[1]):
            first = target[j] + a * rows[i, j] + b * rows[i + 1, j]
            first = first + c * rows[i + 2, j] + d * rows[i + 3, j]
            second = e * rows[i + 4, j] + f * rows[i + 5, j]
            target[j] = first + (second + g * rows[i + 6, j] + h * rows[i + 7, j])
        i += 8
    if i + 12 <= n:
        a, b, c, d = factors[i], factors[i + 1], factors[i + 2], factors[i + 3]
        e, f, g, h = factors[i + 4], factors[i + 5], factors[i + 6], factors[i + 7]
        k, m, o, p = factors[i + 8], factors[i + 9], factors[i + 10], factors[i + 11]
        for j in range(rows.shape[1]):
            first = target[j] + a * rows[i, j] + b * rows[i + 1, j]
            first = first + c * rows[i + 2, j] + d * rows[i + 3, j]
            first = first + e * rows[i + 4, j] + f * rows[i + 5, j]
            second = g * rows[i + 6, j] + h * rows[i + 7, j]
            second = second + k * rows[i + 8, j] + m * rows[i + 9, j]
            target[j] = first + (second + o * rows[i + 10, j] + p * rows[i + 11, j])
        i += 12
    if i + 4 <= n:
        a, b, c, d = factors[i], factors[i + 1], factors[i + 2], factors[i + 3]
        for j in range(rows.shape[1]):
            first = target[j] + a * rows[i, j] + b * rows[i + 1, j]
            target[j] = first + c * rows[i + 2, j] + d * rows[i + 3, j]
        i += 4
    if i + 2 <= n:
        a, b = factors[i], factors[i + 1]
        for j in range(rows.shape[1]):
            target[j] = target[j] + a * rows[i, j] + b * rows[i + 1, j]
        i += 2
    if i < n:
        add_row(target, rows[i], factors[i])


@reducing
def dot(a: FloatArray, b: FloatArray) -> float:
    """Return the product of two vectors."""
    total = 0.0
    for i in range(a.size):
        total += a[i] * b[i]
    return total


@reducing
def sum_of_sizes(values: FloatArray) -> float:
    """Return the sum of absolute values."""
    total = 0.0
    for i in range(values.size):
        total += abs(values[i])
    return total


@apart
def differences_for_films(
    surface_degc: FloatArray, air_degc: FloatArray, out_k: FloatArray, size_k: FloatArray
) -> None:
    """Write how much warmer surfaces are than their air, and its size of at least 0.1 mK."""
    for i in range(surface_degc.size):
        out_k[i] = surface_degc[i] - air_degc[i]
        size_k[i] = max(abs(out_k[i]), LEAST_DIFFERENCE_K)


@internal
def guess_roots(bits: IntArray, root_bits: IntArray) -> None:
    """Write cube roots that are off by up to 4 %, both as the bits of floats.

    A float's bits as a number are nearly its logarithm (the guess of FreeBSD's ``cbrt``).
    """
    for i in range(bits.size):
        third = (bits[i] >> 2) + (bits[i] >> 4)
        third += third >> 4
        third += third >> 8
        root_bits[i] = third + ROOT_OF_ONE


@apart
def refine_roots(size_k: FloatArray, root: FloatArray) -> None:
    """Bring guessed cube roots within 3e-8.

    A step of Halley's iteration is a fraction of linear polynomials that follows the root near the
    guess (Pade's approximation of ``(1 + x)^(1/3)``); this is the one of quadratic polynomials.
    """
    for i in range(size_k.size):
        a, r = size_k[i], root[i]
        cube = r * r * r
        over = (14.0 * a + 35.0 * cube) * a + 5.0 * cube * cube
        root[i] = r * over / ((5.0 * a + 35.0 * cube) * a + 14.0 * cube * cube)


@apart
def natural_films(
    surface_minus_air_k: FloatArray,
    warm: FloatArray,
    cold: FloatArray,
    law: FloatArray,
    fourth: IntArray,
    root: FloatArray,
    out: FloatArray,
) -> None:
    """Write the natural films [W/m2K] of several faces.

    Differences (n,) [K] and the cube roots of their sizes; what is warmer than the air has another
    film than what is colder. ``fourth`` are the faces whose law is `FOURTH_ROOT`.
    """
    apart_k = surface_minus_air_k
    for i in range(apart_k.size):
        is_warm = 1.0 if apart_k[i] > 0.0 else 0.0  # a choice by address takes longer
        factor = cold[i] + is_warm * (warm[i] - cold[i])
        film = max(factor * root[i], LEAST_FILM_W_PER_M2K)
        out[i] = film if law[i] <= FOURTH_ROOT else factor
    for i in fourth:
        factor = warm[i] if apart_k[i] > 0.0 else cold[i]
        out[i] = max(factor * math.sqrt(math.sqrt(abs(apart_k[i]))), LEAST_FILM_W_PER_M2K)


@apart
def gap_nusselt(rayleigh: float) -> float:
    """Return the Nusselt number of a tall vertical gap (ISO 15099, eqs. 45 to 48)."""
    if rayleigh > 5e4:
        return 0.0673838 * math.pow(rayleigh, 1.0 / 3.0)
    if rayleigh > 1e4:
        return 0.028154 * math.pow(rayleigh, 0.4134)
    if rayleigh < 500.0:
        return 1.0  # within 0.03 %
    return 1.0 + 1.7596678e-10 * math.pow(rayleigh, 2.2984755)


@apart
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


@apart
def inner_long_wave(
    linear_k3: FloatArray,
    exchange_w_per_k4: FloatArray,
    degc: FloatArray,
    power: FloatArray,
    out: FloatArray,
) -> None:
    """Write what long wave brings each inner face beyond the linear exchange [W].

    The fields of `InnerFaces`, of the second perhaps more columns, as many as ``out`` has;
    ``power`` (n_inner,) receives the fourth powers less what is linear
    in the modes [K4].
    """
    for i in range(degc.size):
        square = (degc[i] + ZERO_DEGC_K) * (degc[i] + ZERO_DEGC_K)
        power[i] = square * square - linear_k3[i] * degc[i]
    for i in range(out.size):
        out[i] = 0.0
    # symmetric: a column is a row, contiguous
    add_product(out, exchange_w_per_k4, power)


@apart
def outer_convection(
    faces: OuterFaces,
    windward: float,
    leeward: float,
    east: float,
    north: float,
    film: FloatArray,
) -> None:
    """Add forced convection (DOE-2) to the natural films ``film`` (n_outer,) [W/m2K].

    ``windward`` and ``leeward`` [W/m2K] are the films of glass at the station's wind; ``east`` and
    ``north`` point where it comes from, 0 if unknown.
    """
    known = east != 0.0 or north != 0.0
    for i in range(film.size):
        on = windward * faces.windward_factor[i]
        off = leeward * faces.leeward_factor[i]
        facing = east * faces.east[i] + north * faces.north[i]
        by_side = on if facing >= -1e-9 else off
        forced = by_side if known else 0.5 * (on + off)
        natural = film[i]
        glass = math.sqrt(natural * natural + forced * forced)
        film[i] = natural + faces.roughness[i] * (glass - natural)


@apart
def outer_terms(
    faces: OuterFaces,
    air: float,
    sky: float,
    degc: FloatArray,
    film: FloatArray,
    slope: FloatArray,
    known: FloatArray,
) -> None:
    """Write the outer corrections as ``known - slope * T`` [W, W/K].

    Long wave by the fourth powers, as a secant from the last temperatures ``degc`` (n_outer,).
    """
    ta, ts = air + ZERO_DEGC_K, sky + ZERO_DEGC_K
    for i in range(degc.size):
        t = degc[i] + ZERO_DEGC_K
        to_sky = faces.sky_w_per_m2k4[i] * (t * t + ts * ts) * (t + ts) - faces.base_sky[i]
        to_air = faces.surroundings_w_per_m2k4[i] * (t * t + ta * ta) * (t + ta)
        to_air += film[i] - faces.base_convection[i] - faces.base_surroundings[i]
        slope[i] = faces.area_m2[i] * (to_sky + to_air)
        known[i] = faces.area_m2[i] * (to_sky * sky + to_air * air)


@apart
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
