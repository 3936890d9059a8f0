"""From a room's network to the arrays of the base pass, and through the year."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from hpsim.building.constants import STEFAN_BOLTZMANN_W_PER_M2K4, ZERO_DEGC_K
from hpsim.building.films import LEEWARD, WINDWARD
from hpsim.building.infiltration import AirSeries, air_series, door_factor_w_per_k15
from hpsim.building.modal import Modes, air_weights_k, all_modes, by_weight, keep, ramp_weights
from hpsim.building.model import RoomModel
from hpsim.building.network import (
    Coefficients,
    Layout,
    Matrices,
    MeanState,
    assemble,
    linearise_at_mean,
    mean_temperatures,
    read_layout,
)
from hpsim.building.solar import Plane, solar_heat, spread
from hpsim.kernel.base_pass import (
    AirExchange,
    BasePassInputs,
    BasePassOutputs,
    Gaps,
    InnerFaces,
    OuterFaces,
    run_base_pass,
)
from hpsim.kernel.types import Climate, FloatArray, PlaneIrradiance

WARM_UP_S = 30 * 86400.0
WARM_UP_TIME_CONSTANTS = 8.0  # of the slowest mode: exp(-8) = 0.0003
NO_HEATING_DEGC, NO_COOLING_DEGC = -1000.0, 1000.0


@dataclass(frozen=True, slots=True)
class BasePass:
    """A finished base pass and what it ran on."""

    layout: Layout
    matrices: Matrices
    at: Coefficients
    modes: Modes
    inputs: BasePassInputs
    out: BasePassOutputs
    air: AirSeries
    step_s: float
    port_heat_w: FloatArray
    """(n_steps, n_ports) sun and gains, known beforehand."""
    source_degc: FloatArray
    """(n_steps, n_sources)"""
    transmitted_solar_w: FloatArray
    """(n_hours,)"""
    n_full_modes: int
    most_sweeps: int


def to_instants(hourly_instants: FloatArray, steps_per_hour: int) -> FloatArray:
    """Return values between hourly instants (n_hours + 1,) by straight lines."""
    if steps_per_hour == 1:
        return np.ascontiguousarray(hourly_instants)
    at = np.arange(steps_per_hour) / steps_per_hour
    left, right = hourly_instants[:-1, None], hourly_instants[1:, None]
    between = (left + (right - left) * at).ravel()
    return np.append(between, hourly_instants[-1])


def _port_heat(model: RoomModel, layout: Layout, solar_w: FloatArray) -> FloatArray:
    """Return hourly heat at each port (n_hours, n_ports): sun and gains [W]."""
    heat = solar_w.copy()
    gains = [model.gains, *(buffer.gains for buffer in model.buffers)]
    offset = len(layout.zones)
    for z, (zone, gain) in enumerate(zip(layout.zones, gains, strict=True)):
        if gain is None:
            continue
        heat[:, z] += gain.convective_w
        weight = np.array([layout.inner[i].radiant_weight for i in zone.faces])
        columns = offset + np.array(zone.faces)
        heat[:, columns] += np.outer(gain.radiant_w, weight / weight.sum())
    return heat


def _inner_faces(layout: Layout, at: Coefficients) -> InnerFaces:
    n = len(layout.inner)
    laplacian, linear = np.zeros((n, n)), np.zeros((n, n))
    for zone, h in zip(layout.zones, at.zone_long_wave, strict=True):
        index = np.ix_(zone.faces, zone.faces)
        flow = zone.exchange_m2 - np.diag(zone.exchange_m2.sum(axis=1))
        laplacian[index] = STEFAN_BOLTZMANN_W_PER_M2K4 * flow
        linear[index] = h * flow
    start = len(layout.zones)
    return InnerFaces(
        port=np.arange(start, start + n),
        air_port=np.array([face.zone for face in layout.inner]),
        area_m2=np.array([face.area_m2 for face in layout.inner]),
        base_w_per_m2k=at.inner,
        warm=np.array([face.film.warm for face in layout.inner]),
        cold=np.array([face.film.cold for face in layout.inner]),
        law=np.array([face.film.law for face in layout.inner]),
        long_wave_w_per_k4=laplacian,
        long_wave_w_per_k=linear,
    )


def _outer_faces(layout: Layout, at: Coefficients) -> OuterFaces:
    start = len(layout.zones) + len(layout.inner)
    faces = layout.outer
    azimuth = np.radians([face.azimuth_deg for face in faces])
    sine = np.sin(np.radians([face.tilt_deg for face in faces]))
    sine[np.abs(sine) < 1e-9] = 0.0
    emitted = STEFAN_BOLTZMANN_W_PER_M2K4 * np.array([face.emissivity for face in faces])
    share = np.array([face.sky_share for face in faces])
    ratio = np.array([face.wind_ratio for face in faces])
    return OuterFaces(
        port=np.arange(start, start + len(faces)),
        area_m2=np.array([face.area_m2 for face in faces]),
        base_convection=at.outer_convection,
        base_sky=at.outer_sky,
        base_surroundings=at.outer_surroundings,
        warm=np.array([face.film.warm for face in faces]),
        cold=np.array([face.film.cold for face in faces]),
        law=np.array([face.film.law for face in faces]),
        roughness=np.array([face.roughness for face in faces]),
        windward_factor=ratio ** WINDWARD[1],
        leeward_factor=ratio ** LEEWARD[1],
        east=np.sin(azimuth) * sine,
        north=np.cos(azimuth) * sine,
        sky_w_per_m2k4=emitted * share,
        surroundings_w_per_m2k4=emitted * (1.0 - share),
    )


def _gaps(layout: Layout, at: Coefficients) -> Gaps:
    start = len(layout.zones) + len(layout.inner) + len(layout.outer)
    n = len(layout.gaps)
    rows = [gap.conductance for gap in layout.gaps]
    return Gaps(
        outer_port=start + 2 * np.arange(n),
        inner_port=start + 2 * np.arange(n) + 1,
        area_m2=np.array([gap.area_m2 for gap in layout.gaps]),
        base_w_per_m2k=at.gap,
        conductivity_a=np.array([row.conductivity_a / row.thickness_m for row in rows]),
        conductivity_b=np.array([row.conductivity_b / row.thickness_m for row in rows]),
        rayleigh_per_k=np.array([row.rayleigh_per_k for row in rows]),
        radiative_w_per_m2k4=np.array([row.radiative_w_per_m2k4 for row in rows]),
    )


def _exchange(
    model: RoomModel, air: AirSeries, outdoor_degc: FloatArray, pressure_pa: float, per_hour: int
) -> AirExchange:
    conductance = np.repeat(air.varying_w_per_k, per_hour)
    source = 0.5 * (outdoor_degc[1:] + outdoor_degc[:-1])
    doors = [door_factor_w_per_k15(door, pressure_pa) for door in model.doors]
    others = [door.rest_of_home_degc for door in model.doors]
    n_steps, n_doors = conductance.size, len(doors)
    return (
        AirExchange(
            conductance_w_per_k=conductance,
            heat_w=conductance * source,
            door_factor=np.repeat(np.array(doors).reshape(n_doors, -1), per_hour, axis=1),
            door_degc=np.repeat(np.array(others).reshape(n_doors, -1), per_hour, axis=1),
            switched_w_per_k=np.repeat(air.switched_w_per_k, per_hour, axis=1),
            switched_above_degc=air.switched_above_degc,
            switched_below_room_k=air.switched_below_room_k,
        )
        if n_doors or air.switched_above_degc.size
        else AirExchange(
            conductance,
            conductance * source,
            np.zeros((0, n_steps)),
            np.zeros((0, n_steps)),
            np.zeros((0, n_steps)),
            np.zeros(0),
            np.zeros(0),
        )
    )


def _wind_direction(climate: Climate, per_hour: int) -> tuple[FloatArray, FloatArray]:
    """Return unit vectors towards where the wind comes from; zero where it is not known."""
    n = (climate.outdoor_degc.size - 1) * per_hour + 1
    if climate.wind_from_deg.size == 0:
        return np.zeros(n), np.zeros(n)
    angle = np.radians(climate.wind_from_deg)
    angle = np.append(np.repeat(angle[:-1], per_hour), angle[-1])
    return np.sin(angle), np.cos(angle)


def indoor_guess(
    climate: Climate, heating_degc: FloatArray, cooling_degc: FloatArray, per_hour: int
) -> FloatArray:
    """Return the room temperature that drives leakage (n_hours,).

    That outdoors, held between the set points; never below 10 or above 35 degC where there are
    none.
    """
    outdoor = 0.5 * (climate.outdoor_degc[1:] + climate.outdoor_degc[:-1])
    low = np.maximum(heating_degc[1::per_hour], 10.0)
    high = np.minimum(cooling_degc[1::per_hour], 35.0)
    return np.asarray(np.clip(outdoor, low, high))


def _mean_state(
    climate: Climate,
    port_heat_w: FloatArray,
    sources: FloatArray,
    heating_degc: FloatArray,
    cooling_degc: FloatArray,
) -> MeanState:
    heats, cools = heating_degc > NO_HEATING_DEGC, cooling_degc < NO_COOLING_DEGC
    return MeanState(
        float(climate.outdoor_degc[:-1].mean()),
        float(climate.sky_degc[:-1].mean()),
        float(climate.wind_m_per_s[:-1].mean()),
        sources.mean(axis=0),
        port_heat_w.mean(axis=0),
        float(heating_degc[heats].mean()) if heats.any() else -math.inf,
        float(cooling_degc[cools].mean()) if cools.any() else math.inf,
    )


def _ranges(
    climate: Climate, sources: FloatArray, port_heat_w: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return yearly ranges of temperatures and of heat at the ports, for the modes' weights."""
    temperatures = [np.ptp(climate.outdoor_degc), np.ptp(climate.sky_degc)]
    temperatures += list(np.ptp(sources, axis=0))
    return np.array(temperatures), np.asarray(np.ptp(port_heat_w, axis=0))


def _hourly_sources(layout: Layout, n_hours: int) -> FloatArray:
    if not layout.sources:
        return np.zeros((n_hours, 0))
    return np.column_stack(layout.sources)


def hold_air(response: FloatArray, n_zones: int) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the ports' response with all air held, their share in the air, the air's stiffness.

    ``response`` (n_ports, n_ports) is symmetric, the zones' air first.
    """
    stiffness = np.linalg.inv(response[:n_zones, :n_zones])
    share = stiffness @ response[:n_zones]
    share[:, :n_zones] = np.eye(n_zones)
    held = response - response[:, :n_zones] @ share
    held[:n_zones] = 0.0
    held[:, :n_zones] = 0.0
    return np.ascontiguousarray(held), np.ascontiguousarray(share), np.asarray(stiffness)


@dataclass(frozen=True, slots=True)
class BasePassOptions:
    """How finely the base pass works."""

    step_s: float = 1800.0
    dropped_weight_k: float = 0.5
    """0 keeps every mode."""
    cell_time_s: float = 600.0


def _forcing(
    matrices: Matrices,
    modes: Modes,
    ports: FloatArray,
    step_s: float,
    weather: FloatArray,
    constants: FloatArray,
    heat: FloatArray,
) -> tuple[FloatArray, FloatArray]:
    """Return what is known beforehand per step: (n_steps, n_modes) and at the ports.

    ``weather`` (n_steps + 1, 2) runs straight between instants; ``constants`` (n_steps,
    n_sources) and ``heat`` (n_steps, n_ports) are means.
    """
    index = np.asarray(ports, dtype=int)
    _, gain, start, end = ramp_weights(modes.rate_per_s, step_s)
    feed_weather = matrices.weather_w_per_k.T @ modes.shape
    feed_source = matrices.source_w_per_k.T @ modes.shape
    forcing = weather[:-1] @ (feed_weather * start) + weather[1:] @ (feed_weather * end)
    forcing += constants @ (feed_source * gain)
    at_ports = modes.at_once[index]
    direct = weather[1:] @ (at_ports @ matrices.weather_w_per_k).T
    direct += constants @ (at_ports @ matrices.source_w_per_k).T
    used = np.flatnonzero(np.abs(heat).max(axis=0) > 0.0)
    forcing += heat[:, used] @ (modes.shape[index[used]] * gain)
    direct += heat[:, used] @ at_ports[:, index[used]].T
    return forcing, direct


def run(
    model: RoomModel,
    climate: Climate,
    irradiance: Mapping[Plane, PlaneIrradiance],
    heating_degc: FloatArray,
    cooling_degc: FloatArray,
    options: BasePassOptions,
) -> BasePass:
    """Return the room's year under ideal control.

    ``heating_degc`` and ``cooling_degc`` (n_steps + 1,) hold at step ends.
    """
    per_hour = round(3600.0 / options.step_s)
    n_hours = climate.sun_elevation_deg.size
    air = air_series(model, climate, indoor_guess(climate, heating_degc, cooling_degc, per_hour))
    layout = read_layout(
        model,
        climate.pressure_pa,
        constant_infiltration_w_per_k=air.constant_w_per_k,
        cell_time_s=options.cell_time_s,
    )
    solar_w, transmitted = solar_heat(layout, climate, irradiance)
    hourly_heat = _port_heat(model, layout, solar_w)
    hourly_sources = _hourly_sources(layout, n_hours)
    mean = _mean_state(climate, hourly_heat, hourly_sources, heating_degc, cooling_degc)
    at = linearise_at_mean(layout, mean)
    matrices = assemble(layout, at)
    full = all_modes(matrices)
    modes = full
    if options.dropped_weight_k > 0.0:
        ranges = _ranges(climate, hourly_sources, hourly_heat)
        weights = air_weights_k(full, layout, matrices, *ranges)
        modes = keep(full, by_weight(weights, options.dropped_weight_k))
    heat = spread(hourly_heat, per_hour)
    sources = np.repeat(hourly_sources, per_hour, axis=0)
    outdoor = to_instants(climate.outdoor_degc, per_hour)
    sky = to_instants(climate.sky_degc, per_hour)
    ports = np.array(layout.port_nodes)
    forcing, direct = _forcing(
        matrices, modes, ports, options.step_s, np.column_stack([outdoor, sky]), sources, heat
    )
    decay, gain, _, _ = ramp_weights(modes.rate_per_s, options.step_s)
    at_ports = modes.shape[ports]
    response = (at_ports * gain) @ at_ports.T + modes.at_once[np.ix_(ports, ports)]
    held, share, stiffness = hold_air(response, len(layout.zones))
    east, north = _wind_direction(climate, per_hour)
    inputs = BasePassInputs(
        decay=decay,
        forcing=forcing,
        direct_degc=direct,
        read=np.ascontiguousarray(at_ports.T),
        feed=np.ascontiguousarray(at_ports * gain),
        step_response=np.ascontiguousarray(response),
        held_response=held,
        air_share=share,
        air_stiffness=stiffness,
        inner=_inner_faces(layout, at),
        outer=_outer_faces(layout, at),
        gaps=_gaps(layout, at),
        exchange=_exchange(model, air, outdoor, climate.pressure_pa, per_hour),
        outdoor_degc=outdoor,
        sky_degc=sky,
        wind_m_per_s=to_instants(climate.wind_m_per_s, per_hour),
        wind_east=east,
        wind_north=north,
        heating_setpoint_degc=np.ascontiguousarray(heating_degc, dtype=np.float64),
        cooling_setpoint_degc=np.ascontiguousarray(cooling_degc, dtype=np.float64),
    )
    # the mean state's modes: K T = f means rate z = P^T f
    nodes = mean_temperatures(layout, matrices, mean)
    state = modes.shape.T @ (matrices.conductance_w_per_k @ nodes) / modes.rate_per_s
    return _run_year(
        inputs,
        layout,
        matrices,
        at,
        modes,
        air,
        options,
        heat,
        sources,
        state,
        nodes[ports],
        transmitted,
        full.rate_per_s.size,
    )


def _run_year(
    inputs: BasePassInputs,
    layout: Layout,
    matrices: Matrices,
    at: Coefficients,
    modes: Modes,
    air: AirSeries,
    options: BasePassOptions,
    heat: FloatArray,
    sources: FloatArray,
    state: FloatArray,
    port_degc: FloatArray,
    transmitted: FloatArray,
    n_full: int,
) -> BasePass:
    """Warm up through the end of the year before, then run the year."""
    n_steps, n_ports = heat.shape
    out = BasePassOutputs(
        port_degc=np.empty((n_steps + 1, n_ports)),
        modes=np.empty((n_steps + 1, state.size)),
        load_w=np.empty(n_steps),
        exchange_w_per_k=np.empty(n_steps),
        exchange_heat_w=np.empty(n_steps),
        port_heat_w=np.empty((n_steps, n_ports)),
        films=np.zeros((3, max(n_ports, 1))),
        films_weight=np.zeros(1),
    )
    slowest_s = 1.0 / modes.rate_per_s.min()
    warm_up_s = max(WARM_UP_S, WARM_UP_TIME_CONSTANTS * slowest_s)
    n_warm = min(math.ceil(warm_up_s / options.step_s), n_steps)
    run_base_pass(inputs, n_steps - n_warm, n_steps, state, port_degc, out)
    out.films[:] = 0.0
    out.films_weight[:] = 0.0
    most = run_base_pass(inputs, 0, n_steps, state, port_degc, out)
    return BasePass(
        layout,
        matrices,
        at,
        modes,
        inputs,
        out,
        air,
        options.step_s,
        heat,
        sources,
        transmitted,
        n_full,
        most,
    )


def dynamics_coefficients(base: BasePass) -> Coefficients:
    """Return the coefficients of the hours in which the room was heated or cooled.

    Weighted by the ideal load; long wave inside at the load-weighted radiant temperature is left
    at the annual mean's. A room never conditioned keeps those of the annual mean.
    """
    weight = float(base.out.films_weight[0])
    if weight <= 0.0:
        return base.at
    films = base.out.films / weight
    n_inner, n_outer, n_gaps = (
        len(x) for x in (base.layout.inner, base.layout.outer, base.layout.gaps)
    )
    return Coefficients(
        films[0, :n_inner],
        films[1, :n_outer],
        base.at.outer_sky,
        base.at.outer_surroundings,
        films[2, :n_gaps],
        base.at.zone_long_wave,
    )


__all__ = ["ZERO_DEGC_K", "BasePass", "BasePassOptions", "dynamics_coefficients", "run"]
