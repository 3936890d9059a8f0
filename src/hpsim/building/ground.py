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
    edge_w_per_k: float
    """From room air straight to outdoors, at the edge: ``P psi_g``."""


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

    ISO 13370, annex D: horizontal insulation of width D along the edge.
    """
    resistance, depth = boundary.edge_resistance_m2k_per_w, boundary.edge_depth_m
    if resistance <= 0.0:
        return 0.0
    depth = depth or 0.6
    added = resistance * SOIL_W_PER_M_K
    d_t = equivalent_thickness_m
    near = math.log(depth / d_t + 1.0) - math.log(depth / (d_t + added) + 1.0)
    return -SOIL_W_PER_M_K / math.pi * near


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
    if surface.tilt_deg > 135.0:
        inside = INSIDE_FILM_M2K_PER_W
        perimeter = boundary.exposed_perimeter_m
        u, d_t = slab_u_value(surface.area_m2, perimeter, layers)
        u += edge_correction(boundary, d_t) * perimeter / surface.area_m2
        u = max(u, 0.05)
        periodic = 0.37 * perimeter * SOIL_W_PER_M_K * math.log(damping / d_t + 1.0)
        share = periodic / (u * surface.area_m2)
        share *= math.exp(-boundary.depth_below_grade_m / damping)
    else:
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
        boundary.edge_bridge_w_per_m_k * boundary.exposed_perimeter_m,
    )
