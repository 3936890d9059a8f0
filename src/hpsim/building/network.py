"""The room's network as matrices, linearised at a state: films, long wave, gaps.

A `Layout` holds what never changes; a set of `Coefficients` turns it into matrices. So the same
room can be linearised at any state.
"""

from __future__ import annotations

import numpy as np

from hpsim.building.constants import STEFAN_BOLTZMANN_W_PER_M2K4, ZERO_DEGC_K
from hpsim.building.films import FIXED, doe2_outside
from hpsim.building.layout import GLASS_MEAN_DEGC, Layout
from hpsim.building.layout_assembly import join
from hpsim.kernel.types import FloatArray
from hpsim.records import dataclass


@dataclass(frozen=True, slots=True)
class Coefficients:
    """All that depends on state, frozen at one: W/m2K of each face or gap."""

    inner: FloatArray
    outer_convection: FloatArray
    outer_sky: FloatArray
    outer_surroundings: FloatArray
    gap: FloatArray
    zone_long_wave: FloatArray
    """(n_zones,) ``4 sigma T^3`` inside each zone."""


@dataclass(frozen=True, slots=True)
class Matrices:
    """The linear network ``C dT/dt = -K T + B u + heat``."""

    capacity_j_per_k: FloatArray
    conductance_w_per_k: FloatArray
    """(n, n) symmetric, positive definite."""
    weather_w_per_k: FloatArray
    """(n, 2) to outdoor air and to the sky."""
    source_w_per_k: FloatArray
    """(n, n_sources)"""


def wave_c(degc: float) -> float:
    """Return ``4 sigma T^3`` [W/m2K]."""
    return 4.0 * STEFAN_BOLTZMANN_W_PER_M2K4 * (degc + ZERO_DEGC_K) ** 3


def assemble(layout: Layout, at: Coefficients) -> Matrices:
    """Return the matrices of the network linearised at a set of coefficients."""
    matrix = layout.conduction_w_per_k.copy()
    weather = np.zeros((matrix.shape[0], 2))
    source = np.zeros((matrix.shape[0], len(layout.sources)))
    for face, h in zip(layout.inner, at.inner, strict=True):
        join(matrix, face.node, layout.zones[face.zone].air_node, h * face.area_m2)
    for zone, h in zip(layout.zones, at.zone_long_wave, strict=True):
        nodes = np.array([layout.inner[i].node for i in zone.faces])
        exchange = h * zone.exchange_m2
        matrix[np.ix_(nodes, nodes)] -= exchange
        matrix[nodes, nodes] += exchange.sum(axis=1)
    for gap, h in zip(layout.gaps, at.gap, strict=True):
        join(matrix, gap.outer_node, gap.inner_node, h * gap.area_m2)
    for k, outside in enumerate(layout.outer):
        to_air = (at.outer_convection[k] + at.outer_surroundings[k]) * outside.area_m2
        to_sky = at.outer_sky[k] * outside.area_m2
        matrix[outside.node, outside.node] += to_air + to_sky
        weather[outside.node] += (to_air, to_sky)
    for link in layout.links:
        matrix[link.node, link.node] += link.conductance_w_per_k
        if link.source < 0:
            weather[link.node, 0] += link.conductance_w_per_k
        else:
            source[link.node, link.source] += link.conductance_w_per_k
    return Matrices(layout.capacity_j_per_k, matrix, weather, source)


def _start_coefficients(layout: Layout) -> Coefficients:
    return Coefficients(
        inner=np.array([f.film.warm if f.film.law == FIXED else 2.5 for f in layout.inner]),
        outer_convection=np.array(
            [f.film.warm if f.film.law == FIXED else 12.0 for f in layout.outer]
        ),
        outer_sky=np.array([4.5 * f.emissivity * f.sky_fraction for f in layout.outer]),
        outer_surroundings=np.array(
            [4.5 * f.emissivity * (1 - f.sky_fraction) for f in layout.outer]
        ),
        gap=np.array([gap.conductance.at(GLASS_MEAN_DEGC, 0.0) for gap in layout.gaps]),
        zone_long_wave=np.full(len(layout.zones), wave_c(20.0)),
    )


def coefficients_at(
    layout: Layout,
    node_degc: FloatArray,
    outdoor_degc: float,
    sky_degc: float,
    wind_m_per_s: float,
) -> Coefficients:
    """Return the coefficients that belong to node temperatures and weather.

    The outside film is the mean of windward and leeward.
    """
    sigma, zero = STEFAN_BOLTZMANN_W_PER_M2K4, ZERO_DEGC_K
    inner = [
        f.film.at(node_degc[f.node] - node_degc[layout.zones[f.zone].air_node])
        for f in layout.inner
    ]
    convection: list[float] = []
    to_sky: list[float] = []
    to_air: list[float] = []
    for face in layout.outer:
        t = node_degc[face.node]
        natural = face.film.at(t - outdoor_degc)
        wind = wind_m_per_s * face.wind_ratio
        both = [
            doe2_outside(natural, wind, face.roughness, is_windward=side) for side in (True, False)
        ]
        convection.append(natural if face.film.law == FIXED else 0.5 * sum(both))
        for fraction, other, out in (
            (face.sky_fraction, sky_degc, to_sky),
            (1.0 - face.sky_fraction, outdoor_degc, to_air),
        ):
            a, b = t + zero, other + zero
            out.append(face.emissivity * fraction * sigma * (a * a + b * b) * (a + b))
    gap = [
        g.conductance.at(
            0.5 * (node_degc[g.outer_node] + node_degc[g.inner_node]),
            node_degc[g.outer_node] - node_degc[g.inner_node],
        )
        for g in layout.gaps
    ]
    radiant = []
    for zone in layout.zones:
        weight = np.array([layout.inner[i].radiant_weight for i in zone.faces])
        t_faces = node_degc[[layout.inner[i].node for i in zone.faces]]
        radiant.append(wave_c(float(np.dot(weight, t_faces) / weight.sum())))
    return Coefficients(*(np.array(x) for x in (inner, convection, to_sky, to_air, gap, radiant)))


@dataclass(frozen=True, slots=True)
class MeanState:
    """Annual means of all that drives the room, and the setpoints it is held between."""

    outdoor_degc: float
    sky_degc: float
    wind_m_per_s: float
    source_degc: FloatArray
    """(n_sources,)"""
    port_heat_w: FloatArray
    """(n_ports,)"""
    lowest_air_degc: float
    highest_air_degc: float


def mean_heat_w(layout: Layout, matrices: Matrices, mean: MeanState) -> FloatArray:
    """Return what weather, sources and heats of the annual mean put on each node [W]."""
    weather = np.array([mean.outdoor_degc, mean.sky_degc])
    heat = matrices.weather_w_per_k @ weather + matrices.source_w_per_k @ mean.source_degc
    return np.asarray(heat + at_nodes(layout, mean.port_heat_w))


def at_nodes(layout: Layout, port_heat_w: FloatArray) -> FloatArray:
    """Return heats at ports (..., n_ports) as heats at nodes (..., n_nodes)."""
    heat = np.zeros((*port_heat_w.shape[:-1], layout.capacity_j_per_k.size))
    np.add.at(heat.T, np.array(layout.port_nodes), port_heat_w.T)
    return heat


def held_in_band(
    layout: Layout, mean: MeanState, free_degc: FloatArray, response: FloatArray
) -> FloatArray:
    """Return steady node temperatures with the room air clipped into its dead band.

    ``response`` (n_nodes,) [K/W] is that to heat in the room air.
    """
    air = layout.zones[0].air_node
    wanted = min(max(free_degc[air], mean.lowest_air_degc), mean.highest_air_degc)
    return np.asarray(free_degc + response * (wanted - free_degc[air]) / response[air])


def mean_temperatures(layout: Layout, matrices: Matrices, mean: MeanState) -> FloatArray:
    """Return the steady node temperatures of the annual mean, the air in its dead band."""
    unit = np.zeros(matrices.capacity_j_per_k.size)
    unit[layout.zones[0].air_node] = 1.0
    forces = np.column_stack([mean_heat_w(layout, matrices, mean), unit])
    return held_in_band(layout, mean, *np.linalg.solve(matrices.conductance_w_per_k, forces).T)


def linearise_at_mean(layout: Layout, mean: MeanState, rounds: int = 3) -> Coefficients:
    """Return the coefficients at the annual-mean state: steady solve, repeated."""
    at = _start_coefficients(layout)
    for _ in range(rounds):
        nodes = mean_temperatures(layout, assemble(layout, at), mean)
        at = coefficients_at(layout, nodes, mean.outdoor_degc, mean.sky_degc, mean.wind_m_per_s)
    return at
