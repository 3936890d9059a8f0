"""Floors and walls on the ground: perimeter method, a layer of soil, waves from its surface.

References
----------
ISO 13370:2017: slab on ground 7.1, edge insulation annex D, basement walls 7.3, periodic heat flow
annex H; the steady loss is ``A U + P psi_g``, psi_g being the edge's thermal bridge by ISO 10211.
Kusuda and Achenbach (1965): temperature below the surface. Carslaw and Jaeger (1959), 2.6.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from hpsim.building.constants import (
    EDGE_HEIGHT_M,
    INSIDE_FILM_M2K_PER_W,
    OUTSIDE_FILM_M2K_PER_W,
    SOIL_J_PER_M3K,
    SOIL_W_PER_M_K,
    YEAR_S,
)
from hpsim.building.model import Ground, Layer, RoomModel, Surface
from hpsim.building.slab import (
    CONCRETE_J_PER_M3K,
    CONCRETE_W_PER_M_K,
    MAX_HARMONICS,
    SLAB_M,
    ComplexArray,
    Section,
    slab_waves,
    through_layers,
)
from hpsim.kernel.types import FloatArray
from hpsim.records import dataclass

SOIL_DEPTH_M = 0.5
WALL_FILM_M2K_PER_W = 0.13  # ISO 6946, heat flow sideways
WALL_THICKNESS_M = 0.3
MIN_VIRTUAL_M2K_PER_W = 0.05
MIN_BEYOND = 0.01
DAMPING_M = math.sqrt(SOIL_W_PER_M_K / SOIL_J_PER_M3K * YEAR_S / math.pi)
"""Depth at which the yearly wave of undisturbed ground has fallen to 1/e."""
DEEP_SOIL_TRIES = 64  # steps of 5 cm of soil
SLAB_M2K_PER_W = SLAB_M / CONCRETE_W_PER_M_K
# W/mK of a slab's edge beyond its floor, by ISO 10211 in two dimensions
# (tests/reference/test_slab_edge.py): bare, by the thickness [m] of the wall on it, and behind a
# board whatever the wall
BARE_EDGE_WALL_M = (0.10, 0.15, 0.20, 0.25, 0.30, 0.40)
BARE_EDGE_W_PER_M_K = (0.58, 0.50, 0.43, 0.37, 0.32, 0.23)
BOARD_EDGE_W_PER_M_K = 0.23
BOARD_SOIL_SHARE = 0.3  # of it through the soil, the rest above grade; bare edges lose none so
HARMONIC_PER_S = 2.0 * math.pi / YEAR_S * np.arange(MAX_HARMONICS + 1, dtype=np.float64)
EDGE_CONCRETE = Layer(0.15 / CONCRETE_W_PER_M_K, 0.15 * CONCRETE_J_PER_M3K)  # 0.15 m

NOT_YET = np.zeros(0)


@dataclass(frozen=True, slots=True)
class GroundCoupling:
    """Soil under a floor or behind a wall, and what lies beyond it."""

    below: tuple[Layer, ...]
    """Soil and the surface's own layers, from outside to the node where a slab's edge meets it."""
    above: tuple[Layer, ...]
    """The other layers, up to the inner face; empty: no edge."""
    virtual_resistance_m2k_per_w: float
    """Before all of these."""
    temperature_degc: FloatArray
    """(n_hours,) beyond the virtual resistance."""
    u_value_w_per_m2k: float
    """From room air to the ground's yearly mean, by ISO 13370."""
    edge: tuple[Layer, ...]
    """Between the slab and the edge's face above grade, from outside to inside; empty: none."""
    edge_m2: float
    """Of that face."""


def floor_thickness_m(floor_resistance_m2k_per_w: float) -> float:
    """Return the soil that resists as a floor does with its films and the wall on it, d_t [m]."""
    return WALL_THICKNESS_M + SOIL_W_PER_M_K * (
        INSIDE_FILM_M2K_PER_W + floor_resistance_m2k_per_w + OUTSIDE_FILM_M2K_PER_W
    )


def slab_u_value(
    area_m2: float, perimeter_m: float, floor_resistance_m2k_per_w: float, depth_m: float = 0.0
) -> tuple[float, float]:
    """Return U [W/m2K] of a floor on ground without edge insulation, and its d_t [m].

    ISO 13370, 7.1 at grade and 7.3 at a depth z, where ``d_t + z/2`` takes the place of d_t;
    characteristic dimension ``B = A / (P/2)``.
    """
    d_t = floor_thickness_m(floor_resistance_m2k_per_w)
    total = d_t + 0.5 * depth_m
    width = area_m2 / (0.5 * max(perimeter_m, 1e-3))
    if total < width:
        u = 2.0 * SOIL_W_PER_M_K / (math.pi * width + total) * math.log(math.pi * width / total + 1)
    else:
        u = SOIL_W_PER_M_K / (0.457 * width + total)
    return u, d_t


def edge_correction(boundary: Ground, equivalent_thickness_m: float) -> float:
    """Return the linear transmittance [W/mK] that edge insulation adds (negative).

    ISO 13370, annex D: vertical insulation to a depth D counts as horizontal of twice its width.
    """
    resistance, depth = boundary.edge_resistance_m2k_per_w, boundary.edge_depth_m
    if resistance <= 0.0:
        return 0.0
    width = 2.0 * (depth or 0.6)
    added = resistance * SOIL_W_PER_M_K
    d_t = equivalent_thickness_m
    near = math.log(width / d_t + 1.0) - math.log(width / (d_t + added) + 1.0)
    return -SOIL_W_PER_M_K / math.pi * near


def edge_bridge(wall_m: float, edge_resistance_m2k_per_w: float) -> float:
    """Return the thermal bridge [W/mK] of a floor's edge just above grade.

    ISO 13370's ``psi_g`` beyond `slab_u_value` and `edge_correction`, of a concrete slab 0.15 m
    above grade under a wall of that thickness; no wall is thinner than 0.1 or thicker than 0.4 m.
    """
    if edge_resistance_m2k_per_w > 0.0:
        return BOARD_EDGE_W_PER_M_K
    return float(np.interp(wall_m, BARE_EDGE_WALL_M, BARE_EDGE_W_PER_M_K))


class Branches(NamedTuple):
    """Soil and edge side by side below a floor's film, of which both flows come through."""

    edge_w_per_k: float
    """From the slab's middle to outdoor air."""
    soil_factor: float
    """Of the soil's resistance, at most 1."""


def side_by_side(area_m2: float, soil_w_per_k: float, edge_w_per_k: float) -> Branches:
    """Return the branches by which soil and edge lose what ISO 13370 says of each.

    Of a bare slab, whose ``A U`` and ``P psi_g`` are given: both come through the floor's film and
    half of the slab, so that side by side each would lose less than alone. What covers the slab
    then stands in the way of both: totals are within 3 % of two dimensions, the edge's part
    within 0.05 W/mK while a cover has less than 0.2 m2K/W (tests/reference/test_slab_edge.py).
    """
    shared = (INSIDE_FILM_M2K_PER_W + 0.5 * SLAB_M2K_PER_W) / area_m2
    both = soil_w_per_k + edge_w_per_k
    beyond = 1.0 / max(1.0 / both - shared, MIN_BEYOND * shared)
    alone = 1.0 / soil_w_per_k - shared
    return Branches(beyond * edge_w_per_k / both, both / (beyond * soil_w_per_k) / alone)


def edge_layers(
    face_m2: float, branch_w_per_k: float, *, is_insulated: bool = False
) -> tuple[Layer, ...]:
    """Return what lies between a slab's middle and its edge's face above grade.

    From outside to inside: concrete and what else stands in the way, behind a board if there is
    one. Nearly all of a bare edge's bridge leaves through that face, since the soil next to it
    takes what ISO 13370's floor says; of a board's the part that leaves through the foot of the
    wall is with it. With another film on the face the two-dimensional bridge follows these layers
    in series, within 5 % of a bare edge's (tests/reference/test_slab_edge.py).
    """
    resistance = face_m2 / branch_w_per_k - OUTSIDE_FILM_M2K_PER_W
    other = resistance - EDGE_CONCRETE.resistance_m2k_per_w
    if other <= 0.0:
        return (Layer(max(resistance, 0.01)),)
    return (Layer(other), EDGE_CONCRETE) if is_insulated else (EDGE_CONCRETE, Layer(other))


def split_at_slab(layers: tuple[Layer, ...]) -> tuple[tuple[Layer, ...], tuple[Layer, ...]]:
    """Return a floor's layers below and above the middle of the heaviest, where its edge meets it.

    Examples
    --------
    >>> below, above = split_at_slab((Layer(1.0), Layer(0.06, 2e5), Layer(0.1, 1e4)))
    >>> [layer.resistance_m2k_per_w for layer in below]
    [1.0, 0.03]
    >>> [layer.resistance_m2k_per_w for layer in above]
    [0.03, 0.1]
    """
    if not layers:
        return (), ()
    slab = max(range(len(layers)), key=lambda i: layers[i].capacitance_j_per_m2k)
    whole = layers[slab]
    half = Layer(0.5 * whole.resistance_m2k_per_w, 0.5 * whole.capacitance_j_per_m2k)
    return (*layers[:slab], half), (half, *layers[slab + 1 :])


def undisturbed_fractions(depth_m: float) -> ComplexArray:
    """Return how much of the surface's waves arrives at a depth, harmonic by harmonic of the year.

    ``exp(-z sqrt(i w / a))``, from the mean's 1 on; the first is Kusuda and Achenbach's.
    """
    return np.asarray(
        np.exp(-depth_m * np.sqrt(1j * HARMONIC_PER_S * SOIL_J_PER_M3K / SOIL_W_PER_M_K)),
        dtype=np.complex128,
    )


def passed(surface_degc: FloatArray, fractions: ComplexArray) -> FloatArray:
    """Return a year of the soil's surface, a fraction of each harmonic passed (n_hours,)."""
    surface, of_harmonic = np.asarray(surface_degc, float), np.asarray(fractions, complex)
    return _passed(surface.tobytes(), of_harmonic.tobytes()).copy()


@lru_cache(maxsize=16)
def _passed(surface_degc: bytes, fractions: bytes) -> FloatArray:
    """Return `passed`, kept for rooms on the same ground: 0.2 MB each."""
    surface, of_harmonic = np.frombuffer(surface_degc), np.frombuffer(fractions, complex)
    spectrum = np.fft.rfft(surface)
    spectrum[: of_harmonic.size] *= of_harmonic
    spectrum[of_harmonic.size :] = 0.0
    return np.asarray(np.fft.irfft(spectrum, surface.size))


def _wall_u_value(depth_m: float, resistance_m2k_per_w: float, floor_d_t_m: float) -> float:
    """Return U of a wall in the ground down to a depth, and to a floor (ISO 13370, 7.3)."""
    d_w = SOIL_W_PER_M_K * (WALL_FILM_M2K_PER_W + resistance_m2k_per_w + OUTSIDE_FILM_M2K_PER_W)
    d_t = min(d_w, floor_d_t_m)
    z = max(depth_m, 0.1)
    return (
        2.0 * SOIL_W_PER_M_K / (math.pi * z) * (1.0 + 0.5 * d_t / (d_t + z)) * math.log(z / d_w + 1)
    )


def _soil_u_value(
    area_m2: float, boundary: Ground, resistance_m2k_per_w: float
) -> tuple[float, float]:
    """Return U of a floor with what of its edge's bridge goes through the soil, and its d_t [m]."""
    perimeter = boundary.exposed_perimeter_m
    u, d_t = slab_u_value(area_m2, perimeter, resistance_m2k_per_w, boundary.depth_below_grade_m)
    per_m = edge_correction(boundary, d_t) + _bridge_by_soil(boundary)
    return max(u + per_m * perimeter / area_m2, 0.05), d_t


def edge_to_outdoors_w_per_m_k(boundary: Ground) -> float:
    """Return what of the edge's bridge goes to outdoor air, without its way through the soil."""
    return boundary.edge_bridge_w_per_m_k - _bridge_by_soil(boundary)


def _bridge_by_soil(boundary: Ground) -> float:
    """Return what of the edge's bridge goes through the soil [W/mK]."""
    if boundary.edge_resistance_m2k_per_w <= 0.0:
        return 0.0
    return BOARD_SOIL_SHARE * boundary.edge_bridge_w_per_m_k


def _below_grade_fractions(
    surface: Surface, boundary: Ground, u_w_per_m2k: float, d_t_m: float
) -> ComplexArray:
    """Return what arrives of the surface's waves beneath a floor below grade, or far from edges.

    As at the depth at which the undisturbed ground's yearly wave over its mean is that of annex H.
    """
    periodic = (
        0.37 * boundary.exposed_perimeter_m * SOIL_W_PER_M_K * math.log(DAMPING_M / d_t_m + 1)
    )
    fraction = periodic / (u_w_per_m2k * surface.area_m2)
    fraction *= math.exp(-boundary.depth_below_grade_m / DAMPING_M)
    return undisturbed_fractions(-DAMPING_M * math.log(min(max(fraction, 1e-3), 1.0)))


def _section(layers: tuple[Layer, ...], area_m2: float, boundary: Ground) -> Section:
    return Section(
        half_width_m=area_m2 / boundary.exposed_perimeter_m,
        wall_m=min(max(boundary.wall_m, BARE_EDGE_WALL_M[0]), BARE_EDGE_WALL_M[-1]),
        layers=layers,
        has_face=boundary.edge_bridge_w_per_m_k > 0.0,
        board_m2k_per_w=boundary.edge_resistance_m2k_per_w,
        board_depth_m=boundary.edge_depth_m,
    )


def _seen(layers: Sequence[Layer], beyond_w_per_m2k: ComplexArray) -> ComplexArray:
    """Return the yearly admittance of layers, outside to inside, from inside [W/m2K]."""
    (a, b), (c, d) = through_layers(layers, HARMONIC_PER_S[1:2])[0]
    # the same layers from the other side: a and d change places
    return np.asarray((c + a * beyond_w_per_m2k) / (d + b * beyond_w_per_m2k))


def _deep_soil(
    coupling: GroundCoupling, area_m2: float, yearly_w_per_k: complex
) -> tuple[Layer, ...]:
    """Return the heat capacity behind all layers, with which the room's yearly wave is stored.

    As much as in two dimensions: of the admittance its part a quarter of a year early, and no
    more soil than the wave's depth of 1/e.
    """
    capacity = np.linspace(0.0, SOIL_J_PER_M3K * DAMPING_M, DEEP_SOIL_TRIES)
    beyond = 1.0 / coupling.virtual_resistance_m2k_per_w + 1j * HARMONIC_PER_S[1] * capacity
    at_slab = _seen(coupling.below, beyond)
    if coupling.edge:
        face = np.full(1, 1.0 / OUTSIDE_FILM_M2K_PER_W, dtype=np.complex128)
        at_slab = at_slab + _seen(coupling.edge, face) * coupling.edge_m2 / area_m2
    stored = _seen((*coupling.above, Layer(INSIDE_FILM_M2K_PER_W)), at_slab).imag
    enough = np.flatnonzero(stored >= yearly_w_per_k.imag / area_m2)
    return (Layer(0.0, float(capacity[enough[0] if enough.size else -1])),)


def ground_coupling(surface: Surface, boundary: Ground, model: RoomModel) -> GroundCoupling:
    """Return the soil, the virtual resistance and the temperature behind it.

    The yearly mean heat flow is that of ISO 13370. What passes of a wave, from the year's to the
    day's, is for a slab on grade its fraction in two dimensions (`building.slab`); below grade the
    yearly wave has the amplitude of ISO 13370's periodic heat flow (annex H, outdoor side), and
    all waves are those of the depth at which the undisturbed ground swings by that fraction.
    """
    perimeter, depth_m = boundary.exposed_perimeter_m, boundary.depth_below_grade_m
    layers = resistance_of(surface.layers)
    if surface.tilt_deg <= 135.0:
        # the mean depth is half the wall's
        u = _wall_u_value(2.0 * depth_m, layers, _floor_thickness_beside(surface, model))
        rest = 1.0 / u - WALL_FILM_M2K_PER_W - layers
        fractions = undisturbed_fractions(depth_m)
        return _coupling(surface.layers, rest, u, passed(model.soil_surface_degc, fractions))
    u, d_t = _soil_u_value(surface.area_m2, boundary, layers)
    rest = 1.0 / u - INSIDE_FILM_M2K_PER_W - layers
    if depth_m > 0.0 or perimeter <= 0.0:
        fractions = _below_grade_fractions(surface, boundary, u, d_t)
        return _coupling(surface.layers, rest, u, passed(model.soil_surface_degc, fractions))
    coupling, fractions = _slab_coupling(surface.layers, surface.area_m2, boundary, u)
    return replace(coupling, temperature_degc=passed(model.soil_surface_degc, fractions))


def _floor_thickness_beside(wall: Surface, model: RoomModel) -> float:
    """Return d_t of the floor on soil that a wall stands on; of a bare slab where there is none."""
    zones = (model.surfaces, *(buffer.surfaces for buffer in model.buffers))
    neighbours = next((zone for zone in zones if any(each is wall for each in zone)), ())
    floors = [
        (floor.area_m2, resistance_of(floor.layers))
        for floor in neighbours
        if isinstance(floor.boundary, Ground) and floor.tilt_deg > 135.0
    ]
    area = sum(a for a, _ in floors)
    mean = sum(a * r for a, r in floors) / area if area > 0.0 else SLAB_M2K_PER_W
    return floor_thickness_m(mean)


def resistance_of(layers: Sequence[Layer]) -> float:
    """Return the resistance of layers in series [m2K/W]."""
    return sum(layer.resistance_m2k_per_w for layer in layers)


def _soil_and_virtual(rest_m2k_per_w: float) -> tuple[Layer, float]:
    """Return so much soil as its resistance has room for, and what remains of it."""
    soil_m = SOIL_DEPTH_M
    if rest_m2k_per_w < SOIL_DEPTH_M / SOIL_W_PER_M_K + MIN_VIRTUAL_M2K_PER_W:
        soil_m = max((rest_m2k_per_w - MIN_VIRTUAL_M2K_PER_W) * SOIL_W_PER_M_K, 0.05)
    virtual = max(rest_m2k_per_w - soil_m / SOIL_W_PER_M_K, MIN_VIRTUAL_M2K_PER_W)
    return Layer(soil_m / SOIL_W_PER_M_K, soil_m * SOIL_J_PER_M3K), virtual


def _coupling(
    layers: tuple[Layer, ...], rest_m2k_per_w: float, u_w_per_m2k: float, beyond_degc: FloatArray
) -> GroundCoupling:
    """Return soil behind a surface that has no edge outdoors."""
    soil, virtual = _soil_and_virtual(rest_m2k_per_w)
    return GroundCoupling((soil, *layers), (), virtual, beyond_degc, u_w_per_m2k, (), 0.0)


@lru_cache(maxsize=64)
def _resistances(layers: tuple[Layer, ...]) -> ComplexArray:
    """Return what layers in series resist to each of the year's harmonics (n,) [m2K/W]."""
    resists: ComplexArray = through_layers(layers, HARMONIC_PER_S)[:, 0, 1]
    resists.flags.writeable = False
    return resists


@lru_cache(maxsize=64)
def _slab_coupling(
    layers: tuple[Layer, ...], area: float, boundary: Ground, u_w_per_m2k: float
) -> tuple[GroundCoupling, ComplexArray]:
    """Return soil and edge of a slab on grade, without the temperature beyond.

    And what of the surface's waves arrives there.
    """
    perimeter = boundary.exposed_perimeter_m
    below, above = split_at_slab(layers)
    rest = 1.0 / u_w_per_m2k - INSIDE_FILM_M2K_PER_W - resistance_of(above)
    edge: tuple[Layer, ...] = ()
    face_m2 = EDGE_HEIGHT_M * perimeter
    outdoors = edge_to_outdoors_w_per_m_k(boundary)
    if outdoors > 0.0:
        bare, _ = _soil_u_value(area, boundary, SLAB_M2K_PER_W)
        branches = side_by_side(area, bare * area, outdoors * perimeter)
        is_insulated = boundary.edge_resistance_m2k_per_w > 0.0
        edge = edge_layers(face_m2, branches.edge_w_per_k, is_insulated=is_insulated)
        rest *= branches.soil_factor
    soil, virtual = _soil_and_virtual(rest - resistance_of(below))
    waves = slab_waves(_section(layers, area, boundary))
    found = GroundCoupling((soil, *below), above, virtual, NOT_YET, u_w_per_m2k, edge, face_m2)
    deep = _deep_soil(found, area, waves.room_w_per_m_k * perimeter)
    through = (Layer(virtual), *deep, *found.below, *above, Layer(INSIDE_FILM_M2K_PER_W))
    resists = _resistances(through)
    # what must arrive before these layers so that two dimensions' fraction comes through
    fractions = np.asarray(waves.soil_fractions * resists / resists[0].real, dtype=np.complex128)
    return replace(found, below=(*deep, *found.below)), fractions
