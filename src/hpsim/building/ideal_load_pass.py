"""From a room's network to the arrays of the ideal-load pass, and through the year."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from hpsim.building.constants import MONTH_DAYS
from hpsim.building.films import natural_films
from hpsim.building.home_sides import with_home
from hpsim.building.infiltration import AirSeries, air_series
from hpsim.building.layout import Layout
from hpsim.building.layout_assembly import read_layout
from hpsim.building.modal import (
    DROPPED_CONTENT,
    DROPPED_WEIGHT_K,
    MILD_MONTH_K_S,
    Modes,
    air_weights_k,
    all_modes,
    by_weight,
    keep,
    month_content_j,
    ramp_weights,
)
from hpsim.building.model import RoomModel
from hpsim.building.network import (
    Coefficients,
    Matrices,
    MeanState,
    assemble,
    linearise_at_mean,
    mean_temperatures,
    steady_loss_w_per_k,
)
from hpsim.building.shading import hide_sky
from hpsim.building.solar import IntArray, Plane, solar_heat, spread
from hpsim.building.solver_arrays import (
    NO_COOLING_DEGC,
    NO_HEATING_DEGC,
    air_exchange,
    gap_arrays,
    hold_air,
    inner_faces,
    outer_faces,
    shades_w_per_k,
    shut_while_cooled,
    to_instants,
    wind_direction,
)
from hpsim.kernel.ideal_load_pass import run_ideal_load_pass
from hpsim.kernel.ideal_load_types import BasePassInputs, BasePassOutputs
from hpsim.kernel.profile import hourly_to_substeps
from hpsim.kernel.types import Climate, FloatArray, PlaneIrradiance

LITTLE_LOAD = 0.15  # of the peak; films have half their size there. 0.08 or 0.3 do as well
IDLE_WEIGHT = 0.01
MIN_WARM_UP_S = 5 * 86400.0
WARM_UP_TIME_CONSTANTS = 7.0  # of the slowest mode: exp(-7) of its start is left, 1e-7 of a load


@dataclass(frozen=True, slots=True)
class IdealLoadPass:
    """A finished ideal-load pass and what it ran on."""

    layout: Layout
    matrices: Matrices
    at: Coefficients
    modes: Modes
    inputs: BasePassInputs
    out: BasePassOutputs
    air: AirSeries
    step_s: float
    hourly_heat_w: FloatArray
    """(n_hours, n_ports) sun and gains, known beforehand."""
    hourly_source_degc: FloatArray
    """(n_hours, n_sources)"""
    transmitted_solar_w: FloatArray
    """(n_hours,)"""
    n_full_modes: int
    home_layout: Layout
    """The network that a machine's deviation meets: with the home behind the partitions."""

    @property
    def port_heat_w(self) -> FloatArray:
        """Return sun and gains at each port by the step (n_steps, n_ports)."""
        return spread(self.hourly_heat_w, round(3600.0 / self.step_s))

    def port_heat_at_w(self, steps: IntArray) -> FloatArray:
        """Return sun and gains at each port in some steps of the year alone (n, n_ports)."""
        per_hour, n_hours = round(3600.0 / self.step_s), self.hourly_heat_w.shape[0]
        hour, within = np.divmod(steps, per_hour)
        neighbours = self.hourly_heat_w[(hour + np.array([[-1], [0], [1]])) % n_hours]
        return np.asarray(spread(neighbours, per_hour)[per_hour + within, np.arange(steps.size)])

    @property
    def outdoor_air_kg_per_s(self) -> FloatArray:
        """Return the outdoor air that enters by the step (n_steps,), without switched fans.

        For moisture: latent recovery is taken off.
        """
        per_hour = round(3600.0 / self.step_s)
        driven = self.out.driven_m3_per_s * np.repeat(self.air.density_kg_per_m3, per_hour)
        return np.asarray(np.repeat(self.air.steady_kg_per_s, per_hour) + driven)

    @property
    def source_degc(self) -> FloatArray:
        """Return neighbour and ground temperatures by the step (n_steps, n_sources)."""
        return np.repeat(self.hourly_source_degc, round(3600.0 / self.step_s), axis=0)


def _port_heat(model: RoomModel, layout: Layout, solar_w: FloatArray) -> FloatArray:
    """Return hourly heat at each port (n_hours, n_ports): sun and gains [W]."""
    gains = [model.gains, *(buffer.gains for buffer in model.buffers)]
    offset, n_ports = len(layout.zones), solar_w.shape[1]
    heats, fractions = [], []
    for z, (zone, gain) in enumerate(zip(layout.zones, gains, strict=True)):
        if gain is None:
            continue
        weight = np.array([layout.inner[i].radiant_weight for i in zone.faces])
        to_air, to_faces = np.zeros(n_ports), np.zeros(n_ports)
        to_air[z] = 1.0
        to_faces[offset + np.array(zone.faces)] = weight / weight.sum()
        heats += [gain.convective_w, gain.radiant_w]
        fractions += [to_air, to_faces]
    return np.asarray(solar_w + np.column_stack(heats) @ np.array(fractions))


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


@dataclass(frozen=True, slots=True)
class IdealLoadOptions:
    """How finely the ideal-load pass works, and what ideal control may use."""

    step_s: float = 1800.0
    dropped_weight_k: float = DROPPED_WEIGHT_K
    """0 keeps every mode."""
    cell_time_s: float = 600.0
    heating_limit_w: float = math.inf
    cooling_limit_w: float = math.inf


@dataclass(frozen=True, slots=True)
class LinearRoom:
    """A room's network, linearised at its mean state, in modes."""

    layout: Layout
    at: Coefficients
    matrices: Matrices
    modes: Modes
    n_full_modes: int


def linear_room(
    layout: Layout,
    mean: MeanState,
    ranges: tuple[FloatArray, FloatArray],
    month_starts: tuple[FloatArray, FloatArray, FloatArray],
    dropped_weight_k: float,
) -> LinearRoom:
    """Return the modes of a room that matter for its air or for a month's energy.

    ``month_starts``: weather (13, 2), sources (13, n_sources) and port heats (13, n_ports).
    """
    at = linearise_at_mean(layout, mean)
    matrices = assemble(layout, at)
    full = all_modes(matrices)
    modes = full
    if dropped_weight_k > 0.0:
        weights = air_weights_k(full, layout, matrices, *ranges)
        content = month_content_j(full, matrices, _month_force(layout, matrices, month_starts))
        allowed = DROPPED_CONTENT * MILD_MONTH_K_S * steady_loss_w_per_k(layout, matrices)
        modes = keep(full, by_weight(weights, dropped_weight_k) | (content > allowed))
    return LinearRoom(layout, at, matrices, modes, full.rate_per_s.size)


def _month_force(
    layout: Layout, matrices: Matrices, month_starts: tuple[FloatArray, FloatArray, FloatArray]
) -> FloatArray:
    """Return what weather, sources and heats put on each node at the months' starts [W]."""
    weather, sources, heat = month_starts
    force = weather @ matrices.weather_w_per_k.T + sources @ matrices.source_w_per_k.T
    for node, of_port in zip(layout.port_nodes, heat.T, strict=True):
        force[:, node] += of_port
    return force


def _month_starts(
    climate: Climate, sources: FloatArray, heat: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return weather, sources and port heats at the start of each month and the year's end."""
    hour = np.minimum(np.cumsum([0, *MONTH_DAYS]) * 24, heat.shape[0])
    weather = np.column_stack([climate.outdoor_degc[hour], climate.sky_degc[hour]])
    return weather, sources[hour - 1], heat[hour - 1]


def known_beforehand(
    room: LinearRoom,
    step_s: float,
    weather: FloatArray,
    hourly_sources: FloatArray,
    hourly_heat: FloatArray,
) -> FloatArray:
    """Return what weather, sources and heats do in each step (n_steps, n_modes + n_ports).

    To the modes over the step, and at once to the ports at its end. ``weather`` (n_steps + 1, 2)
    runs straight between instants; ``hourly_sources`` (n_hours, n_sources) and ``hourly_heat``
    (n_hours, n_ports) are means. One product of matrices: five took twice as long.
    """
    modes, matrices = room.modes, room.matrices
    ports = np.array(room.layout.port_nodes)
    used = np.flatnonzero(np.any(hourly_heat != 0.0, axis=0))
    n_steps, n_sources = weather.shape[0] - 1, hourly_sources.shape[1]
    per_hour = n_steps // hourly_heat.shape[0]
    _, gain, start, end = ramp_weights(modes.rate_per_s, step_s)
    at_ports = modes.at_once[ports]
    feed = matrices.weather_w_per_k.T @ modes.shape
    direct = (at_ports @ matrices.weather_w_per_k).T
    effects = np.vstack(
        [
            np.hstack([feed * start, np.zeros((2, ports.size))]),
            np.hstack([feed * end, direct]),
            np.hstack(
                [
                    matrices.source_w_per_k.T @ modes.shape * gain,
                    (at_ports @ matrices.source_w_per_k).T,
                ]
            ),
            np.hstack([modes.shape[ports[used]] * gain, at_ports[:, ports[used]].T]),
        ]
    )
    causes = np.empty((n_steps, 4 + n_sources + used.size))
    causes[:, :2], causes[:, 2:4] = weather[:-1], weather[1:]
    causes[:, 4 : 4 + n_sources] = np.repeat(hourly_sources, per_hour, axis=0)
    hourly_to_substeps(np.take(hourly_heat, used, axis=1), per_hour, causes, 4 + n_sources)
    return np.asarray(causes @ effects)


def run(
    model: RoomModel,
    climate: Climate,
    irradiance: Mapping[Plane, PlaneIrradiance],
    heating_degc: FloatArray,
    cooling_degc: FloatArray,
    options: IdealLoadOptions,
) -> IdealLoadPass:
    """Return the room's year under ideal control.

    ``heating_degc`` and ``cooling_degc`` (n_steps + 1,) hold at step ends.
    """
    per_hour = round(3600.0 / options.step_s)
    n_hours = climate.sun_elevation_deg.size
    air = air_series(model, climate)
    layout = hide_sky(
        read_layout(
            model,
            climate.pressure_pa,
            constant_infiltration_w_per_k=air.constant_w_per_k,
            cell_time_s=options.cell_time_s,
        )
    )
    solar_w, transmitted = solar_heat(layout, climate, irradiance)
    heat = _port_heat(model, layout, solar_w)
    sources = _hourly_sources(layout, n_hours)
    mean = _mean_state(climate, heat, sources, heating_degc, cooling_degc)
    ranges = _ranges(climate, sources, heat)
    starts = _month_starts(climate, sources, heat)
    room = linear_room(layout, mean, ranges, starts, options.dropped_weight_k)
    outdoor = to_instants(climate.outdoor_degc, per_hour)
    sky = to_instants(climate.sky_degc, per_hour)
    modes, ports = room.modes, np.array(layout.port_nodes)
    decay, gain, _, _ = ramp_weights(modes.rate_per_s, options.step_s)
    at_ports = modes.shape[ports]
    response = (at_ports * gain) @ at_ports.T + modes.at_once[np.ix_(ports, ports)]
    held, fraction, stiffness = hold_air(response, len(layout.zones))
    east, north = wind_direction(climate, per_hour)
    shades = shades_w_per_k(layout, room.at, irradiance, n_hours)
    exchange = air_exchange(model, air, shades, outdoor, climate.pressure_pa, per_hour)
    inputs = BasePassInputs(
        decay=decay,
        known=known_beforehand(
            room, options.step_s, np.column_stack([outdoor, sky]), sources, heat
        ),
        read=np.ascontiguousarray(at_ports.T),
        feed=np.ascontiguousarray(at_ports * gain),
        step_response=np.ascontiguousarray(response),
        held_response=held,
        air_share=fraction,
        air_stiffness=stiffness,
        inner=inner_faces(layout, room.at),
        outer=outer_faces(layout, room.at),
        gaps=gap_arrays(layout, room.at),
        exchange=shut_while_cooled(exchange, air, heating_degc, cooling_degc),
        outdoor_degc=outdoor,
        sky_degc=sky,
        wind_m_per_s=to_instants(climate.wind_m_per_s, per_hour),
        wind_east=east,
        wind_north=north,
        heating_setpoint_degc=np.ascontiguousarray(heating_degc, dtype=np.float64),
        cooling_setpoint_degc=np.ascontiguousarray(cooling_degc, dtype=np.float64),
        heating_limit_w=float(options.heating_limit_w),
        cooling_limit_w=float(options.cooling_limit_w),
    )
    nodes = mean_temperatures(layout, room.matrices, mean)
    out = _run_year(inputs, room, options.step_s, nodes)
    home_degc = hourly_mean_of_instants(out.port_degc[:, 0], per_hour)
    return IdealLoadPass(
        layout,
        room.matrices,
        room.at,
        modes,
        inputs,
        out,
        air,
        options.step_s,
        heat,
        sources,
        transmitted,
        room.n_full_modes,
        with_home(layout, home_degc, options.cell_time_s),
    )


def hourly_mean_of_instants(values: FloatArray, per_hour: int) -> FloatArray:
    """Return hourly means of what runs straight between instants (n_hours * per_hour + 1,)."""
    return np.asarray((0.5 * (values[1:] + values[:-1])).reshape(-1, per_hour).mean(axis=1))


def outputs_for(inputs: BasePassInputs) -> BasePassOutputs:
    """Return the arrays that an ideal-load pass over all steps of ``inputs`` writes."""
    n_modes, n_ports = inputs.read.shape
    n_steps = inputs.known.shape[0]
    return BasePassOutputs(
        port_degc=np.empty((n_steps + 1, n_ports)),
        modes=np.empty((n_steps + 1, n_modes)),
        load_w=np.empty(n_steps),
        exchange_w_per_k=np.empty(n_steps),
        exchange_heat_w=np.empty(n_steps),
        driven_m3_per_s=np.empty(n_steps),
        switched_w_per_k=np.empty(n_steps),
        port_heat_w=np.empty((n_steps, n_ports)),
        films=np.zeros((3, n_ports)),
        films_weight=np.zeros(1),
    )


def steady_modes(room: LinearRoom, node_degc: FloatArray) -> FloatArray:
    """Return the modes (n_modes,) of a steady state: K T = f, so rate z = P^T f."""
    force = room.matrices.conductance_w_per_k @ node_degc
    return np.asarray(room.modes.shape.T @ force / room.modes.rate_per_s)


def _run_year(
    inputs: BasePassInputs, room: LinearRoom, step_s: float, mean_degc: FloatArray
) -> BasePassOutputs:
    """Warm up from the mean state through the end of the year before, then run the year.

    ``mean_degc`` (n_nodes,). Returns what was written.
    """
    n_steps = inputs.known.shape[0]
    rate = room.modes.rate_per_s
    out = outputs_for(inputs)
    state = steady_modes(room, mean_degc)
    port_degc = mean_degc[np.array(room.layout.port_nodes)]
    warm_up_s = max(MIN_WARM_UP_S, WARM_UP_TIME_CONSTANTS / rate.min())
    n_warm = min(math.ceil(warm_up_s / step_s), n_steps)
    run_ideal_load_pass(inputs, n_steps - n_warm, n_steps, state, port_degc, out)
    out.films[:] = 0.0
    out.films_weight[:] = 0.0
    run_ideal_load_pass(inputs, 0, n_steps, state, port_degc, out)
    return out


def dynamics_coefficients(load_pass: IdealLoadPass) -> Coefficients:
    """Return the coefficients with which the room responds to heat other than the ideal load.

    Those of the hours in which it was heated or cooled, weighted by the ideal load; of a room
    never conditioned, those of the annual mean. Inside films by the slope of their flow: where
    natural convection carries ``c |dT|^(n + 1)``, a small change of ``dT`` moves ``1 + n`` times
    the film. Long wave is left at the annual mean, films outside and gaps as they are: their
    slopes change a week without a machine by less than 0.02 K.
    """
    n_inner, n_outer, n_gaps = (
        len(x) for x in (load_pass.layout.inner, load_pass.layout.outer, load_pass.layout.gaps)
    )
    inner, outer, gap = load_pass.at.inner, load_pass.at.outer_convection, load_pass.at.gap
    weight = float(load_pass.out.films_weight[0])
    if weight > 0.0:
        films = load_pass.out.films / weight
        inner, outer, gap = films[0, :n_inner], films[1, :n_outer], films[2, :n_gaps]
    slope = np.array([1.0 + face.film.exponent for face in load_pass.layout.inner])
    return Coefficients(
        slope * inner,
        outer,
        load_pass.at.outer_sky,
        load_pass.at.outer_surroundings,
        gap,
        load_pass.at.zone_long_wave,
    )


def load_classes(load_pass: IdealLoadPass) -> FloatArray:
    """Return which inside films hold in each step (n,): 0 little or no load, 1 heating, 2 cooling.

    Little is less than `LITTLE_LOAD` of the year's peak: faces and air are then nearly as warm.
    A class in which no step falls is left out, and the others count on without it.
    """
    load = load_pass.out.load_w
    heats = load > LITTLE_LOAD * max(load.max(), 0.0)
    cools = load < LITTLE_LOAD * min(load.min(), 0.0)
    classes = np.where(heats, 1, np.where(cools, 2, 0))
    _, counted = np.unique(classes, return_inverse=True)
    return np.asarray(counted, dtype=np.float64)


def class_coefficients(load_pass: IdealLoadPass, of_step: FloatArray) -> list[Coefficients]:
    """Return `dynamics_coefficients` with the inside films of each class of steps alone.

    Weighted by the ideal load, which is what a machine may fail to meet, plus a hundredth of
    its peak for the steps without any.
    """
    usual, faces = dynamics_coefficients(load_pass), load_pass.inputs.inner
    slope = np.array([1.0 + face.film.exponent for face in load_pass.layout.inner])
    load = np.abs(load_pass.out.load_w)
    weight = load + max(float(load.max()), 1.0) * IDLE_WEIGHT
    found = []
    for one in range(int(of_step.max()) + 1):
        # every seventh: all times of the day, and a seventh of the work
        steps = np.flatnonzero(of_step == one)[::7]
        port_degc = load_pass.out.port_degc[steps + 1]
        apart_k = port_degc[:, faces.port] - port_degc[:, faces.air_port]
        films = natural_films(apart_k, faces.warm, faces.cold, faces.law)
        mean = weight[steps] @ films / weight[steps].sum()
        found.append(replace(usual, inner=slope * mean))
    return found
