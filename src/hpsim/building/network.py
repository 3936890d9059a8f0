"""The room's network as matrices, linearised at a state: films, long wave, gaps.

A `Layout` holds what never changes; a set of `Coefficients` turns it into matrices. So the same
room can be linearised at any state.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from hpsim.building.constants import STEFAN_BOLTZMANN_W_PER_M2K4, ZERO_DEGC_K
from hpsim.building.films import FIXED, doe2_outside, natural_films
from hpsim.building.layout import GLASS_MEAN_DEGC, IntArray, Layout
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
    matrix, weather, source = _without_films(layout)
    _add_films(matrix, weather, layout, at, _Places.of(layout))
    return Matrices(layout.capacity_j_per_k, matrix, weather, source)


def _without_films(layout: Layout) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return conductance, weather and sources of layers, panes and links alone."""
    n = layout.capacity_j_per_k.size
    matrix, weather = layout.conduction_w_per_k.copy(), np.zeros((n, 2))
    source = np.zeros((n, len(layout.sources)))
    for link in layout.links:
        matrix[link.node, link.node] += link.conductance_w_per_k
        if link.source < 0:
            weather[link.node, 0] += link.conductance_w_per_k
        else:
            source[link.node, link.source] += link.conductance_w_per_k
    return matrix, weather, source


class _Places(NamedTuple):
    """Where films are in a matrix: rows of faces, of their zones' air, and of panes at gaps."""

    inner: IntArray
    air: IntArray
    outer: IntArray
    gap_outer: IntArray
    gap_inner: IntArray
    added: IntArray
    """In the flat matrix, where each pair of inner face and air, then of panes at a gap, adds its
    conductance: at one, at the other, and twice between them; last where outer faces add theirs."""

    @classmethod
    def of(cls, layout: Layout, few: IntArray | None = None) -> _Places:
        """Return where they are in the matrix of all nodes, or of a few, sorted, alone."""
        gaps = [(gap.outer_node, gap.inner_node) for gap in layout.gaps]
        of_gaps = np.array(gaps, dtype=np.int64).reshape(-1, 2).T
        inner = layout.inner_arrays
        nodes: list[IntArray] = [inner.node, inner.air_node, layout.outer_arrays.node, *of_gaps]
        n = layout.capacity_j_per_k.size
        if few is not None:
            row = np.zeros(n, dtype=np.int64)
            row[few] = np.arange(few.size)
            nodes, n = [row[of] for of in nodes], few.size
        face, air, outer, left, right = nodes
        one, other = np.concatenate([face, left]), np.concatenate([air, right])
        between = one * n + other, other * n + one
        added = np.concatenate([one * (n + 1), other * (n + 1), *between, outer * (n + 1)])
        return cls(face, air, outer, left, right, added)


def _add_films(
    matrix: FloatArray, weather: FloatArray, layout: Layout, at: Coefficients, places: _Places
) -> None:
    """Put films, long wave and gaps into a matrix, and into what couples it to the weather."""
    inner_m2, outer = layout.inner_arrays.area_m2, layout.outer_arrays
    to_air = (at.outer_convection + at.outer_surroundings) * outer.area_m2
    to_sky = at.outer_sky * outer.area_m2
    np.add.at(weather, places.outer, np.array([to_air, to_sky]).T)
    gap_m2 = np.array([gap.area_m2 for gap in layout.gaps])
    pairs = np.concatenate([at.inner * inner_m2, at.gap * gap_m2])
    conductances = np.concatenate([pairs, pairs, -pairs, -pairs, to_air + to_sky])
    np.add.at(matrix.reshape(-1), places.added, conductances)  # some nodes are there repeatedly
    for zone, h in zip(layout.zones, at.zone_long_wave, strict=True):
        of_zone = places.inner[list(zone.faces)]
        exchange = h * zone.exchange_m2
        matrix[of_zone[:, None], of_zone] -= exchange
        matrix[of_zone, of_zone] += exchange.sum(axis=1)


def _start_coefficients(layout: Layout) -> Coefficients:
    inner, outer = layout.inner_arrays, layout.outer_arrays
    return Coefficients(
        inner=np.where(inner.law == FIXED, inner.warm, 2.5),
        outer_convection=np.where(outer.law == FIXED, outer.warm, 12.0),
        outer_sky=4.5 * outer.emissivity * outer.sky_fraction,
        outer_surroundings=4.5 * outer.emissivity * (1.0 - outer.sky_fraction),
        gap=np.array([gap.conductance.at(GLASS_MEAN_DEGC, 0.0) for gap in layout.gaps]),
        zone_long_wave=np.full(len(layout.zones), wave_c(20.0)),
    )


def _coefficients_at(
    layout: Layout, degc: FloatArray, places: _Places, mean: MeanState
) -> Coefficients:
    """Return the coefficients that belong to temperatures and the mean weather.

    ``degc`` are temperatures of the rows of ``places``. The outside film is the mean of windward
    and leeward.
    """
    sigma, zero = STEFAN_BOLTZMANN_W_PER_M2K4, ZERO_DEGC_K
    inner, outer = layout.inner_arrays, layout.outer_arrays
    of_inner, of_outer = degc[places.inner], degc[places.outer]
    film = natural_films(of_inner - degc[places.air], inner.warm, inner.cold, inner.law)
    natural = natural_films(of_outer - mean.outdoor_degc, outer.warm, outer.cold, outer.law)
    wind_m_per_s = mean.wind_m_per_s * outer.wind_ratio
    both = [
        doe2_outside(natural, wind_m_per_s, outer.roughness, is_windward=side)
        for side in (True, False)
    ]
    to_sky, to_air = (
        outer.emissivity * fraction * sigma * (a * a + b * b) * (a + b)
        for a in (of_outer + zero,)
        for fraction, b in (
            (outer.sky_fraction, mean.sky_degc + zero),
            (1.0 - outer.sky_fraction, mean.outdoor_degc + zero),
        )
    )
    of_gaps = zip(layout.gaps, degc[places.gap_outer], degc[places.gap_inner], strict=True)
    gap = [g.conductance.at(0.5 * (o + i), o - i) for g, o, i in of_gaps]
    radiant = []
    for zone in layout.zones:
        faces = list(zone.faces)
        weight = inner.radiant_weight[faces]
        radiant.append(wave_c(float(np.dot(weight, of_inner[faces]) / weight.sum())))
    return Coefficients(
        film,
        np.where(outer.law == FIXED, natural, 0.5 * (both[0] + both[1])),
        to_sky,
        to_air,
        np.array(gap),
        np.array(radiant),
    )


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
    mean: MeanState, free_degc: FloatArray, response: FloatArray, air: int
) -> FloatArray:
    """Return steady temperatures (n,) with the room's air, one of them, clipped into its dead band.

    ``response`` (n,) [K/W] is that to heat in the room air.
    """
    wanted = min(max(free_degc[air], mean.lowest_air_degc), mean.highest_air_degc)
    return np.asarray(free_degc + response * (wanted - free_degc[air]) / response[air])


def linearise_at_mean(layout: Layout, mean: MeanState, rounds: int = 3) -> Coefficients:
    """Return the coefficients at the annual-mean state: steady solve, repeated.

    Of the nodes at which something is not linear alone; the others follow from them, and stand in
    the matrix by what they carry.
    """
    matrix, weather, source = _without_films(layout)
    heat = weather[:, 0] * mean.outdoor_degc + source @ mean.source_degc
    heat += at_nodes(layout, mean.port_heat_w)
    air, is_few = layout.zones[0].air_node, np.zeros(heat.size, dtype=bool)
    is_few[list(layout.port_nodes)] = True
    few, rest = np.flatnonzero(is_few), np.flatnonzero(~is_few)
    of_few, of_rest = matrix.take(few, axis=0), matrix.take(rest, axis=0)
    to_rest = of_few.take(rest, axis=1)
    forces = np.column_stack([to_rest.T, heat[rest]])
    by_rest = np.linalg.solve(of_rest.take(rest, axis=1), forces)
    carried = of_few.take(few, axis=1) - to_rest @ by_rest[:, :-1]
    put_in = heat[few] - to_rest @ by_rest[:, -1]
    places, air_row = _Places.of(layout, few), int(np.searchsorted(few, air))
    outdoors = np.array([mean.outdoor_degc, mean.sky_degc])
    at = _start_coefficients(layout)
    for _ in range(rounds):
        whole, of_weather = carried.copy(), np.zeros((few.size, 2))
        _add_films(whole, of_weather, layout, at, places)
        forces = np.zeros((few.size, 2))
        forces[:, 0] = put_in + of_weather @ outdoors
        forces[air_row, 1] = 1.0
        free_degc, response = np.linalg.solve(whole, forces).T
        at = _coefficients_at(
            layout, held_in_band(mean, free_degc, response, air_row), places, mean
        )
    return at
