"""Floors and walls on the ground: perimeter method, a layer of soil, the wave from the surface.

References
----------
ISO 13370:2017: slab on ground 7.1, edge insulation annex D, basement walls 7.3, periodic heat flow
annex H; the steady loss is ``A U + P psi_g``, psi_g being the edge's thermal bridge by ISO 10211.
Kusuda and Achenbach (1965): temperature below the surface.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from hpsim.building.model import Ground, Layer, RoomModel, Surface
from hpsim.kernel.types import FloatArray

SOIL_W_PER_M_K = 2.0  # ISO 13370 table 7: sand or gravel, the value where nothing is known
SOIL_J_PER_M3K = 2.0e6
SOIL_DEPTH_M = 0.5
INSIDE_FILM_M2K_PER_W = 0.17  # ISO 6946, heat flow downwards
OUTSIDE_FILM_M2K_PER_W = 0.04
WALL_THICKNESS_M = 0.3
LEAST_VIRTUAL_M2K_PER_W = 0.05
# W/mK of a slab's edge beyond its floor, by ISO 10211 in two dimensions
# (tests/reference/test_slab_edge.py): bare, by the thickness [m] of the wall on it, and behind a
# board whatever the wall
BARE_EDGE_WALL_M = (0.10, 0.15, 0.20, 0.25, 0.30, 0.40)
BARE_EDGE_W_PER_M_K = (0.58, 0.50, 0.43, 0.37, 0.32, 0.23)
BOARD_EDGE_W_PER_M_K = 0.23
BOARD_SOIL_SHARE = 0.3  # of it through the soil, the rest above grade; bare edges lose none so
EDGE_HEIGHT_M = 0.15  # above grade, of that calculation
EDGE_CONCRETE = Layer(0.15 / 1.8, 0.15 * 2240.0 * 840.0)  # 0.15 m; ISO 10456
YEAR_S = 365.0 * 86400.0


@dataclass(frozen=True, slots=True)
class GroundCoupling:
    """Soil under a floor or behind a wall, and what lies beyond it."""

    soil: tuple[Layer, ...]
    """From outside to inside."""
    virtual_resistance_m2k_per_w: float
    temperature_degc: FloatArray
    """(n_hours,) beyond the virtual resistance."""
    u_value_w_per_m2k: float
    """From room air to the ground's yearly mean."""
    edge: tuple[Layer, ...]
    """Between the floor and the edge's face above grade, from outside to inside; empty: none."""
    edge_m2: float
    """Of that face."""


def slab_u_value(
    area_m2: float, perimeter_m: float, floor_resistance_m2k_per_w: float
) -> tuple[float, float]:
    """Return U [W/m2K] of a slab on ground without edge insulation, and its d_t [m].

    ISO 13370, eqs. 2 to 5: characteristic dimension ``B = A / (P/2)``.
    """
    total = WALL_THICKNESS_M + SOIL_W_PER_M_K * (
        INSIDE_FILM_M2K_PER_W + floor_resistance_m2k_per_w + OUTSIDE_FILM_M2K_PER_W
    )
    width = area_m2 / (0.5 * max(perimeter_m, 1e-3))
    if total < width:
        u = 2.0 * SOIL_W_PER_M_K / (math.pi * width + total) * math.log(math.pi * width / total + 1)
    else:
        u = SOIL_W_PER_M_K / (0.457 * width + total)
    return u, total


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


def edge_layers(bridge_w_per_m_k: float, face_share: float) -> tuple[Layer, ...]:
    """Return what lies between the floor and the edge's face above grade; nothing: no bridge.

    ``face_share``: that face's area over the floor's, through whose film the heat comes.

    Nearly all of the bridge leaves through that face: the soil beside it takes what ISO 13370's
    floor says. With another film on the face the two-dimensional bridge follows these layers in
    series, within 3 % of a bare edge's (tests/reference/test_slab_edge.py).
    """
    if bridge_w_per_m_k <= 0.0:
        return ()
    films = OUTSIDE_FILM_M2K_PER_W + INSIDE_FILM_M2K_PER_W * face_share
    resistance = EDGE_HEIGHT_M / bridge_w_per_m_k - films
    behind = resistance - EDGE_CONCRETE.resistance_m2k_per_w
    if behind <= 0.0:
        return (Layer(max(resistance, 0.01)),)
    return (EDGE_CONCRETE, Layer(behind))


def kusuda(
    model: RoomModel, depth_m: float, n_hours: int = 8760, diffusivity_m2_per_s: float | None = None
) -> FloatArray:
    """Return the undisturbed ground temperature at a depth (n_hours,) [degC].

    ``T = Tm - A exp(-z/d) cos(2 pi (t - t0)/year - z/d)``, ``d = sqrt(a year / pi)``.
    """
    diffusivity = diffusivity_m2_per_s or SOIL_W_PER_M_K / SOIL_J_PER_M3K
    damping = math.sqrt(diffusivity * YEAR_S / math.pi)
    day = (np.arange(n_hours) + 0.5) / 24.0
    phase = 2.0 * math.pi * (day - model.ground_coldest_day) / 365.0 - depth_m / damping
    wave = math.exp(-depth_m / damping) * np.cos(phase)
    return np.asarray(model.ground_mean_degc - model.ground_amplitude_k * wave)


def _wall_u_value(depth_m: float, resistance_m2k_per_w: float) -> float:
    """Return U of a wall in the ground down to a depth (ISO 13370, eqs. 14 and 15)."""
    d_w = SOIL_W_PER_M_K * (0.13 + resistance_m2k_per_w + OUTSIDE_FILM_M2K_PER_W)
    d_t = max(d_w, 0.5)
    z = max(depth_m, 0.1)
    return (
        2.0 * SOIL_W_PER_M_K / (math.pi * z) * (1.0 + 0.5 * d_t / (d_t + z)) * math.log(z / d_w + 1)
    )


def ground_coupling(surface: Surface, boundary: Ground, model: RoomModel) -> GroundCoupling:
    """Return the soil, the virtual resistance and the temperature behind it.

    The yearly mean heat flow is that of ISO 13370. The wave that passes has the amplitude of its
    periodic heat flow (annex H, outdoor side); its delay is that of the depth at which the
    undisturbed ground swings by the same share (Kusuda and Achenbach).
    """
    layers = sum(layer.resistance_m2k_per_w for layer in surface.layers)
    damping = math.sqrt(SOIL_W_PER_M_K / SOIL_J_PER_M3K * YEAR_S / math.pi)
    perimeter = boundary.exposed_perimeter_m
    if surface.tilt_deg > 135.0:
        inside = INSIDE_FILM_M2K_PER_W
        u, d_t = slab_u_value(surface.area_m2, perimeter, layers)
        u += edge_correction(boundary, d_t) * perimeter / surface.area_m2
        bridge = boundary.edge_bridge_w_per_m_k
        by_soil = BOARD_SOIL_SHARE * bridge if boundary.edge_resistance_m2k_per_w > 0.0 else 0.0
        u = max(u + by_soil * perimeter / surface.area_m2, 0.05)
        edge = edge_layers(bridge - by_soil, EDGE_HEIGHT_M * perimeter / surface.area_m2)
        periodic = 0.37 * perimeter * SOIL_W_PER_M_K * math.log(damping / d_t + 1.0)
        share = periodic / (u * surface.area_m2)
        share *= math.exp(-boundary.depth_below_grade_m / damping)
    else:
        edge = ()
        inside = 0.13
        depth = 2.0 * boundary.depth_below_grade_m  # the mean depth is half the wall's
        u = _wall_u_value(depth, layers)
        share = math.exp(-boundary.depth_below_grade_m / damping)
    rest = 1.0 / u - inside - layers
    soil_m = SOIL_DEPTH_M
    if rest < SOIL_DEPTH_M / SOIL_W_PER_M_K + LEAST_VIRTUAL_M2K_PER_W:
        soil_m = max((rest - LEAST_VIRTUAL_M2K_PER_W) * SOIL_W_PER_M_K, 0.05)
    virtual = max(rest - soil_m / SOIL_W_PER_M_K, LEAST_VIRTUAL_M2K_PER_W)
    depth_of_share = -damping * math.log(min(max(share, 1e-3), 1.0))
    return GroundCoupling(
        (Layer(soil_m / SOIL_W_PER_M_K, soil_m * SOIL_J_PER_M3K),),
        virtual,
        kusuda(model, depth_of_share),
        u,
        edge,
        EDGE_HEIGHT_M * perimeter,
    )
