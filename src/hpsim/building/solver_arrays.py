"""The room's faces, gaps and air exchange as the arrays that the ideal-load pass takes."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from hpsim.building.constants import STEFAN_BOLTZMANN_W_PER_M2K4
from hpsim.building.films import FIXED, LEEWARD, WINDWARD
from hpsim.building.infiltration import AirSeries, door_factor_w_per_k15
from hpsim.building.layout import Layout
from hpsim.building.model import RoomModel
from hpsim.building.network import Coefficients
from hpsim.building.solar import Plane, incident, plane_of, shade_closed
from hpsim.kernel.ideal_load_types import AirExchange, Gaps, InnerFaces, OuterFaces
from hpsim.kernel.types import FloatArray, PlaneIrradiance

NO_HEATING_DEGC, NO_COOLING_DEGC = -1000.0, 1000.0


def hourly_mean(values: FloatArray, step_s: float) -> FloatArray:
    """Return hourly means of means over steps."""
    per_hour = round(3600.0 / step_s)
    if per_hour == 1:
        return values.copy()
    total = values[::per_hour] + values[1::per_hour]
    for step in range(2, per_hour):  # many times as fast as a mean along rows of two
        total += values[step::per_hour]
    total /= per_hour
    return np.asarray(total)


def hourly_mean_of_instants(values: FloatArray, step_s: float) -> FloatArray:
    """Return hourly means of instants, (n + 1,), linear between."""
    return hourly_mean(0.5 * (values[1:] + values[:-1]), step_s)


def inner_faces(layout: Layout, at: Coefficients) -> InnerFaces:
    """Return the faces that look into a zone."""
    faces, start = layout.inner_arrays, len(layout.zones)
    n = faces.node.size
    exchange_m2 = np.zeros((n, n))
    for zone in layout.zones:
        of_zone = np.array(zone.faces)
        exchange_m2[of_zone[:, None], of_zone] = zone.exchange_m2
    exchange_m2[np.arange(n), np.arange(n)] -= exchange_m2.sum(axis=1)
    return InnerFaces(
        port=np.arange(start, start + n),
        air_port=faces.zone,
        area_m2=faces.area_m2,
        base_w_per_m2k=at.inner,
        warm=faces.warm,
        cold=faces.cold,
        law=faces.law,
        exchange_w_per_k4=STEFAN_BOLTZMANN_W_PER_M2K4 * exchange_m2,
        linear_k3=at.zone_long_wave[faces.zone] / STEFAN_BOLTZMANN_W_PER_M2K4,
    )


def outer_faces(layout: Layout, at: Coefficients) -> OuterFaces:
    """Return the faces that look outdoors."""
    faces, start = layout.outer_arrays, len(layout.zones) + len(layout.inner)
    azimuth, sine = np.radians(faces.azimuth_deg), np.sin(np.radians(faces.tilt_deg))
    sine[np.abs(sine) < 1e-9] = 0.0
    emitted = STEFAN_BOLTZMANN_W_PER_M2K4 * faces.emissivity
    ratio = np.where(faces.law == FIXED, 0.0, faces.wind_ratio)
    return OuterFaces(
        port=np.arange(start, start + faces.node.size),
        area_m2=faces.area_m2,
        base_convection=at.outer_convection,
        base_sky=at.outer_sky,
        base_surroundings=at.outer_surroundings,
        warm=faces.warm,
        cold=faces.cold,
        law=faces.law,
        roughness=faces.roughness,
        windward_factor=ratio ** WINDWARD[1],
        leeward_factor=ratio ** LEEWARD[1],
        east=np.sin(azimuth) * sine,
        north=np.cos(azimuth) * sine,
        sky_w_per_m2k4=emitted * faces.sky_fraction,
        surroundings_w_per_m2k4=emitted * (1.0 - faces.sky_fraction),
    )


def gap_arrays(layout: Layout, at: Coefficients) -> Gaps:
    """Return the gaps between panes."""
    start = len(layout.zones) + len(layout.inner) + len(layout.outer)
    n = len(layout.gaps)
    rows = [gap.conductance for gap in layout.gaps]
    return Gaps(
        outer_port=start + 2 * np.arange(n),
        inner_port=start + 2 * np.arange(n) + 1,
        area_m2=np.array([gap.area_m2 for gap in layout.gaps], dtype=float),
        base_w_per_m2k=at.gap,
        conductivity_a=np.array([row.conductivity_a / row.thickness_m for row in rows]),
        conductivity_b=np.array([row.conductivity_b / row.thickness_m for row in rows]),
        rayleigh_per_k=np.array([row.rayleigh_per_k for row in rows]),
        radiative_w_per_m2k4=np.array([row.radiative_w_per_m2k4 for row in rows]),
        tilt_deg=np.array([row.tilt_deg for row in rows], dtype=float),
    )


def shades_w_per_k(
    layout: Layout,
    at: Coefficients,
    irradiance: Mapping[Plane, PlaneIrradiance],
    n_hours: int,
) -> FloatArray:
    """Return how much less the room's windows lose with their shades closed (n_hours,) [W/K].

    The shade's resistance in series with the window at the annual mean's films; as a conductance
    between room air and outdoors, at most 0.
    """
    total = np.zeros(n_hours)
    outside = {face.node: k for k, face in enumerate(layout.outer)}
    for glass in layout.glazings:
        shade = glass.window.shade
        if glass.zone != 0 or shade is None or shade.resistance_m2k_per_w <= 0.0:
            continue
        face, k = layout.inner[glass.inner_face], outside[glass.pane_nodes[0][0]]
        long_wave = at.zone_long_wave[0] * face.emissivity
        resistance = 1.0 / (at.inner[glass.inner_face] + long_wave)
        resistance += 1.0 / (at.outer_convection[k] + at.outer_sky[k] + at.outer_surroundings[k])
        for outer, inner in glass.pane_nodes:
            resistance += glass.area_m2 / -layout.conduction_w_per_k[outer, inner]
        for (_, left), (right, _) in zip(glass.pane_nodes[:-1], glass.pane_nodes[1:], strict=True):
            nodes = [(gap.outer_node, gap.inner_node) for gap in layout.gaps]
            resistance += 1.0 / at.gap[nodes.index((left, right))]
        u_open, added = 1.0 / resistance, shade.resistance_m2k_per_w
        u_closed = 1.0 / (resistance + added)
        sun = np.zeros(n_hours)
        if glass.has_sun:
            sun = incident(irradiance[plane_of(glass.azimuth_deg, glass.tilt_deg)])
        total += glass.area_m2 * (u_closed - u_open) * shade_closed(glass.window, sun)
    return total


def air_exchange(
    model: RoomModel,
    air: AirSeries,
    shades_w_per_k: FloatArray,
    outdoor_degc: FloatArray,
    pressure_pa: float,
    per_hour: int,
) -> AirExchange:
    """Return the air exchange that changes with time, and what closed shades save.

    ``shades_w_per_k`` (n_hours,) is at most 0: a closed shade makes a window lose less.
    """
    conductance = np.repeat(air.varying_w_per_k + shades_w_per_k, per_hour)
    outdoor_mean = 0.5 * (outdoor_degc[1:] + outdoor_degc[:-1])
    hours = np.zeros((0, air.density_kg_per_m3.size))
    heat = conductance * outdoor_mean + np.repeat(air.supply_heat_w, per_hour)
    # a home as warm as the room under ideal control exchanges nothing with it here
    doors = [(d, d.rest_of_home_degc) for d in model.doors if d.rest_of_home_degc is not None]
    n_steps = conductance.size
    factor, other = np.zeros((len(doors), n_steps)), np.zeros((len(doors), n_steps))
    for i, (door, home_degc) in enumerate(doors):
        factor[i] = np.repeat(door_factor_w_per_k15(door, pressure_pa), per_hour)
        other[i] = np.repeat(home_degc, per_hour)
        conductance = conductance + door.closed_w_per_k
        heat = heat + door.closed_w_per_k * other[i]
    for bridge in model.bridges:
        if bridge.degc is not None:
            conductance = conductance + bridge.w_per_k
            heat = heat + bridge.w_per_k * np.repeat(bridge.degc, per_hour)
    return AirExchange(
        conductance_w_per_k=conductance,
        heat_w=heat,
        leak_m3_per_s=np.array([leak.at_1_pa_m3_per_s for leak in air.leaks]),
        leak_stack_pa=np.repeat(
            np.vstack([hours, *(leak.stack_pa for leak in air.leaks)]), per_hour, axis=1
        ),
        leak_wind_pa=np.repeat(
            np.vstack([hours, *(leak.wind_pa for leak in air.leaks)]), per_hour, axis=1
        ),
        leak_of_stack=np.array(
            [(leak.of_stack_warm, leak.of_stack_cool) for leak in air.leaks], dtype=float
        ).reshape(-1, 2),
        unbalanced_m3_per_s=np.repeat(air.unbalanced_m3_per_s, per_hour),
        air_j_per_m3_k=np.repeat(air.j_per_m3_k, per_hour),
        door_factor=factor,
        door_degc=other,
        switched_w_per_k=np.repeat(air.switched_w_per_k, per_hour, axis=1),
        switched_above_degc=air.switched_above_degc,
        switched_below_room_k=air.switched_below_room_k,
    )


def shut_while_cooled(
    exchange: AirExchange, air: AirSeries, heating_degc: FloatArray, cooling_degc: FloatArray
) -> AirExchange:
    """Return the air exchange with windows shut that stay so in steps with a cooling setpoint.

    And with windows by the heating setpoint shut up to that much above the year's highest.
    Setpoints are those at step ends (n_steps + 1,).
    """
    if air.switched_above_degc.size == 0:
        return exchange
    shut = air.switched_unless_cooled[:, None] & (cooling_degc[1:] < NO_COOLING_DEGC)
    least_degc = float(heating_degc.max()) + air.switched_above_heating_k
    return exchange._replace(
        switched_w_per_k=np.where(shut, 0.0, exchange.switched_w_per_k),
        switched_above_degc=np.maximum(exchange.switched_above_degc, least_degc),
    )


def hold_air(response: FloatArray, n_zones: int) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the ports' response with all air held, their fraction in the air, the air's stiffness.

    ``response`` (n_ports, n_ports) is symmetric, the zones' air first.
    """
    stiffness = np.linalg.inv(response[:n_zones, :n_zones])
    fraction = stiffness @ response[:n_zones]
    fraction[:, :n_zones] = np.eye(n_zones)
    held = response - response[:, :n_zones] @ fraction
    held[:n_zones] = 0.0
    held[:, :n_zones] = 0.0
    return np.ascontiguousarray(held), np.ascontiguousarray(fraction), np.asarray(stiffness)
