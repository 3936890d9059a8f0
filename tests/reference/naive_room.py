"""The room as one would write it on a blackboard: every coefficient anew, small implicit steps."""

from __future__ import annotations

import math

import numpy as np

from hpsim.building.constants import STEFAN_BOLTZMANN_W_PER_M2K4 as SIGMA
from hpsim.building.constants import ZERO_DEGC_K
from hpsim.building.films import FIXED, doe2_outside
from hpsim.building.ideal_load_pass import IdealLoadPass
from hpsim.kernel.types import Climate, FloatArray


def matrix_at(
    base: IdealLoadPass, t: FloatArray, air: float, sky: float, wind: tuple[float, float, float]
):
    """Return K and the heat from weather, all laws evaluated at node temperatures ``t``."""
    layout = base.layout
    k = layout.conduction_w_per_k.copy()
    f = np.zeros(t.size)

    def join(i: int, j: int, g: float) -> None:
        k[i, i] += g
        k[j, j] += g
        k[i, j] -= g
        k[j, i] -= g

    def fix(i: int, g: float, to: float) -> None:
        k[i, i] += g
        f[i] += g * to

    kelvin = t + ZERO_DEGC_K
    for face in layout.inner:
        a = layout.zones[face.zone].air_node
        join(face.node, a, face.film.at(t[face.node] - t[a]) * face.area_m2)
    for zone in layout.zones:
        nodes = [layout.inner[i].node for i in zone.faces]
        for i, p in enumerate(nodes):
            for j in range(i):
                q = nodes[j]
                pair = (kelvin[p] ** 2 + kelvin[q] ** 2) * (kelvin[p] + kelvin[q])
                join(p, q, SIGMA * zone.exchange_m2[i, j] * pair)
    for gap in layout.gaps:
        o, n = gap.outer_node, gap.inner_node
        join(o, n, gap.area_m2 * gap.conductance.at(0.5 * (t[o] + t[n]), t[o] - t[n]))
    speed, east, north = wind
    for face in layout.outer:
        i = face.node
        natural = face.film.at(t[i] - air)
        h = natural
        if face.film.law != FIXED:
            azimuth, tilt = math.radians(face.azimuth_deg), math.radians(face.tilt_deg)
            facing = (east * math.sin(azimuth) + north * math.cos(azimuth)) * math.sin(tilt)
            sides = [facing >= -1e-9] if east or north else [True, False]  # not known: the mean
            local = speed * face.wind_ratio
            both = [doe2_outside(natural, local, face.roughness, is_windward=s) for s in sides]
            h = sum(both) / len(both)
        fix(i, h * face.area_m2, air)
        for share, other in ((face.sky_fraction, sky), (1.0 - face.sky_fraction, air)):
            to = other + ZERO_DEGC_K
            pair = (kelvin[i] ** 2 + to**2) * (kelvin[i] + to)
            fix(i, face.emissivity * share * SIGMA * face.area_m2 * pair, other)
    for link in layout.links:
        if link.source < 0:
            fix(link.node, link.conductance_w_per_k, air)
    return k, f


def free_float(
    base: IdealLoadPass,
    climate: Climate,
    first_step: int,
    n_steps: int,
    start: FloatArray,
    dt_s: float,
) -> FloatArray:
    """Return port temperatures at step ends of a room without control or varying air exchange.

    ``start`` (n_nodes,) are the node temperatures at ``first_step``.
    """
    ports = np.array(base.layout.port_nodes)
    capacity = base.layout.capacity_j_per_k
    t = start.copy()
    n_sub = round(base.step_s / dt_s)
    out = [t[ports]]
    x, known_heat = base.inputs, base.port_heat_w
    hour = np.arange(x.outdoor_degc.size) * base.step_s / 3600.0
    wind = np.interp(hour, np.arange(climate.wind_m_per_s.size), climate.wind_m_per_s)
    for k in range(first_step, first_step + n_steps):
        heat = np.zeros(t.size)
        np.add.at(heat, ports, known_heat[k])
        for j in range(n_sub):
            s = (j + 1) / n_sub
            air = x.outdoor_degc[k] * (1 - s) + x.outdoor_degc[k + 1] * s
            sky = x.sky_degc[k] * (1 - s) + x.sky_degc[k + 1] * s
            speed = wind[k] * (1 - s) + wind[k + 1] * s
            at = k + 1 if s > 0.5 else k
            matrix, f = matrix_at(base, t, air, sky, (speed, x.wind_east[at], x.wind_north[at]))
            t = np.linalg.solve(matrix + np.diag(capacity / dt_s), f + heat + capacity / dt_s * t)
        out.append(t[ports])
    return np.array(out)
