"""From a room's network to the arrays of the ideal-load pass, and through the year."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from hpsim.building.constants import month_hours
from hpsim.building.films import natural_films
from hpsim.building.infiltration import AirSeries, air_series
from hpsim.building.layout import Layout
from hpsim.building.layout_assembly import read_layout, with_home
from hpsim.building.linear_room import (
    LinearRoom,
    linear_room,
    month_starts_of,
    steady_modes,
    steady_temperatures,
    stepped,
)
from hpsim.building.modal import DROPPED_WEIGHT_K, Modes
from hpsim.building.model import RoomModel
from hpsim.building.network import Coefficients, Matrices, MeanState
from hpsim.building.outdoor import WeatherSteps, known
from hpsim.building.port_heat import PortHeat, port_heat, yearly_ranges
from hpsim.building.shading import hide_sky
from hpsim.building.solar import IntArray, Plane, solar_heat, spread
from hpsim.building.solver_arrays import (
    NO_COOLING_DEGC,
    NO_HEATING_DEGC,
    air_exchange,
    gap_arrays,
    hourly_mean_of_instants,
    inner_faces,
    outer_faces,
    shades_w_per_k,
    shut_while_cooled,
)
from hpsim.kernel.ideal_load_pass import run_ideal_load_pass
from hpsim.kernel.ideal_load_types import (
    AirExchange,
    BasePassInputs,
    BasePassOutputs,
    BasePassSums,
)
from hpsim.kernel.types import Climate, FloatArray, PlaneIrradiance
from hpsim.records import dataclass

LITTLE_LOAD = 0.15  # of the peak; films have half their size there. 0.08 or 0.3 do as well
IDLE_WEIGHT = 0.01
WARM_UP_TIME_CONSTANTS = 3.0
"""Of the slowest mode, which starts where it would be by a year of weather and gains: a twentieth
of what that misses is left. Five from the annual mean are no more exact."""
DAYS_TIME_CONSTANTS = 5.0  # of days that warm up again and again: a hundredth of the start is left
FINE_WARM_UP_S = 5 * 86400.0  # in the year's own steps; before it in long ones
REPEATED_K = 1e-8  # change of a mode from one repetition of the days that warm up to the next
LONG_HOURS = 4
"""Of a step of the warm-up: what only slow modes still remember is a mean over days."""
SWEEP_TOLERANCE_K = 0.4
"""Of the air: flows that change by less heat in a sweep of the coupled corrections are solved."""


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
    transmitted_solar_w: FloatArray
    """(n_hours,)"""
    n_full_modes: int
    home_layout: Layout
    """The network that a machine's deviation meets: with the home behind the partitions."""
    hours_before: int = 0
    """Hours at the beginning that warm up, of days that do not repeat themselves."""

    @property
    def air_degc(self) -> FloatArray:
        """Return the room's air at instants (n_steps + 1,)."""
        return self.out.air_degc

    @property
    def port_heat_w(self) -> FloatArray:
        """Return sun and gains at each port by the step (n_steps, n_ports)."""
        return spread(self.inputs.hourly_heat_w, round(3600.0 / self.step_s))

    def port_heat_at_w(self, steps: IntArray) -> FloatArray:
        """Return sun and gains at each port in some steps of the year alone (n, n_ports)."""
        hourly, per_hour = self.inputs.hourly_heat_w, round(3600.0 / self.step_s)
        hour, within = np.divmod(steps, per_hour)
        neighbours = hourly[(hour + np.array([[-1], [0], [1]])) % hourly.shape[0]]
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
        return np.repeat(self.inputs.hourly_source_degc, round(3600.0 / self.step_s), axis=0)


def _mean_state(
    climate: Climate,
    heat: PortHeat,
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
        heat.mean_w(np.full(sources.shape[0], 1.0 / sources.shape[0])),
        _mean_of(heating_degc, heats, -math.inf),
        _mean_of(cooling_degc, cools, math.inf),
    )


def _mean_of(setpoint_degc: FloatArray, there: NDArray[np.bool_], never: float) -> float:
    """Return the mean of a setpoint where there is one; ``never`` where there is none."""
    if there.all():  # a seventh of the time
        return float(setpoint_degc.mean())
    return float(setpoint_degc[there].mean()) if there.any() else never


def _ranges(
    climate: Climate, sources: FloatArray, port_heat_w: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return yearly ranges of temperatures and of heat at the ports, for the modes' weights."""
    temperatures = [np.ptp(climate.outdoor_degc), np.ptp(climate.sky_degc)]
    return np.array([*temperatures, *yearly_ranges(sources)]), yearly_ranges(port_heat_w)


def _hourly_sources(layout: Layout, n_hours: int) -> FloatArray:
    if not layout.sources:
        return np.zeros((n_hours, 0))
    return np.column_stack(layout.sources)


@dataclass(frozen=True, slots=True)
class IdealLoadOptions:
    """How finely the ideal-load pass works, and what ideal control may use."""

    step_s: float = 1800.0
    """Divides an hour."""
    dropped_weight_k: float = DROPPED_WEIGHT_K
    """Modes are dropped while their summed weight stays below; 0 keeps every mode."""
    cell_time_s: float = 600.0
    heating_limit_w: float = math.inf
    cooling_limit_w: float = math.inf
    hours_before: int = 0
    """Of days that do not repeat themselves: those at their beginning that warm up the room, again
    and again until its walls have forgotten where they started; 0: a year that does."""


DEFAULT_OPTIONS = IdealLoadOptions()


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
    climate = known(climate)
    weather = climate.at_steps(per_hour)
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
    sun = solar_heat(layout, climate, irradiance)
    of_ports = port_heat(model, layout, sun)
    heat, sources = of_ports.hourly_w(), _hourly_sources(layout, n_hours)
    mean = _mean_state(climate, of_ports, sources, heating_degc, cooling_degc)
    ranges = _ranges(climate, sources, heat)
    starts = month_starts_of(climate, sources, heat, options.hours_before)
    room = linear_room(layout, mean, ranges, starts, options.dropped_weight_k, options.step_s)
    held = stepped(room, options.step_s)
    shades = shades_w_per_k(layout, room.at, irradiance, n_hours)
    exchange = air_exchange(model, air, shades, weather.outdoor_degc, climate.pressure_pa, per_hour)
    inputs = BasePassInputs(
        **held._asdict(),
        inner=inner_faces(layout, room.at),
        outer=outer_faces(layout, room.at),
        gaps=gap_arrays(layout, room.at),
        exchange=shut_while_cooled(exchange, air, heating_degc, cooling_degc),
        **weather._asdict(),
        hourly_source_degc=sources,
        hourly_heat_w=heat,
        heating_setpoint_degc=np.ascontiguousarray(heating_degc, dtype=np.float64),
        cooling_setpoint_degc=np.ascontiguousarray(cooling_degc, dtype=np.float64),
        heating_limit_w=float(options.heating_limit_w),
        cooling_limit_w=float(options.cooling_limit_w),
        sweep_tolerance_w=SWEEP_TOLERANCE_K * float(held.air_stiffness[0, 0]),
        radiant_weights=layout.radiant_weights,
    )
    out = _run_year(inputs, room, options, mean, of_ports)
    home_degc = hourly_mean_of_instants(out.air_degc, options.step_s)
    return IdealLoadPass(
        layout,
        room.matrices,
        room.at,
        room.modes,
        inputs,
        out,
        air,
        options.step_s,
        sun.transmitted_w,
        room.n_full_modes,
        with_home(layout, home_degc, options.cell_time_s),
        options.hours_before,
    )


def outputs_for(inputs: BasePassInputs, ends: IntArray | None = None) -> BasePassOutputs:
    """Return the arrays that an ideal-load pass over all steps of ``inputs`` writes.

    ``ends`` (n_periods,) are the steps before which the periods end that are summed, such as
    months; None: nothing is.
    """
    n_modes, n_ports = inputs.read.shape
    last_step = np.zeros(0) if ends is None else ends
    n_steps, n_periods = inputs.outdoor_degc.size - 1, last_step.size
    return BasePassOutputs(
        port_degc=np.empty((n_steps + 1, n_ports)),
        air_degc=np.empty(n_steps + 1),
        mean_radiant_degc=np.empty(n_steps + 1),
        load_w=np.empty(n_steps),
        exchange_w_per_k=np.empty(n_steps),
        exchange_heat_w=np.empty(n_steps),
        driven_m3_per_s=np.empty(n_steps),
        switched_w_per_k=np.empty(n_steps),
        films=np.zeros(inputs.inner.port.size + inputs.outer.port.size + inputs.gaps.area_m2.size),
        films_weight=np.zeros(1),
        sums=BasePassSums(
            last_step=last_step.astype(np.int64),
            modes=np.zeros((n_periods, n_modes)),
            port_heat_w=np.zeros((n_periods, n_ports)),
            turned_over_w=np.zeros((n_periods, n_ports)),
            modes_at=np.zeros((n_periods + 1, n_modes)),
            port_heat_at_w=np.zeros((n_periods, n_ports)),
        ),
    )


def _run_year(
    inputs: BasePassInputs,
    room: LinearRoom,
    options: IdealLoadOptions,
    mean: MeanState,
    heat: PortHeat,
) -> BasePassOutputs:
    """Warm up through the end of the year before, then run the year; return what was written.

    From the steady state of what the slowest mode remembers of the time before, first in steps of
    `LONG_HOURS`, then in those of the year. Days that do not repeat themselves warm up from the
    annual ``mean`` by those at their beginning, again and again.
    """
    n_steps, step_s = inputs.outdoor_degc.size - 1, options.step_s
    hours = month_hours(inputs.hourly_heat_w.shape[0], options.hours_before)
    ends = hours[1:] * round(3600.0 / step_s)
    out = outputs_for(inputs, ends)
    per_long = round(LONG_HOURS * 3600.0 / step_s)
    n_before = round(options.hours_before * 3600.0 / step_s)
    slowest_s = 1.0 / float(room.modes.rate_per_s.min())
    warm_up_s = (DAYS_TIME_CONSTANTS if n_before else WARM_UP_TIME_CONSTANTS) * slowest_s
    if n_before == 0:
        mean = _remembered(inputs, heat, mean, slowest_s, warm_up_s)
    start_degc = steady_temperatures(room, mean)
    state, port_degc = steady_modes(room, start_degc), start_degc[list(room.layout.port_nodes)]
    for _ in range(math.ceil(warm_up_s / step_s / n_before) if n_before else 0):
        began = state.copy()
        run_ideal_load_pass(inputs, 0, n_before, state, port_degc, out)
        if np.abs(state - began).max() < REPEATED_K:
            break  # air exchange, which is in no mode, may settle a room long before its modes do
    n_fine = min(round(FINE_WARM_UP_S / step_s), n_steps) if n_before == 0 else 0
    warm_up_s = 0.0 if n_before else warm_up_s - FINE_WARM_UP_S
    n_long = min(
        math.ceil(max(warm_up_s, 0.0) / (per_long * step_s)), (n_steps - n_fine) // per_long
    )
    if n_long > 0:
        last = n_steps - n_fine
        long = in_long_steps(inputs, room, (last - n_long * per_long, last), per_long)
        run_ideal_load_pass(long, 0, n_long, state, port_degc, outputs_for(long))
    sums = out.sums
    for summed in (out.films, out.films_weight, sums.modes, sums.port_heat_w, sums.turned_over_w):
        summed[:] = 0.0
    run_ideal_load_pass(inputs, -n_fine, n_steps, state, port_degc, out)
    return out


def _remembered(
    inputs: BasePassInputs,
    heat: PortHeat,
    mean: MeanState,
    time_constant_s: float,
    before_s: float,
) -> MeanState:
    """Return what a mode remembers so long before the year of weather, heats and sources.

    Each hour counts by what the mode still holds of it; the year repeats itself.
    """
    n_hours = inputs.hourly_heat_w.shape[0]
    per_hour = (inputs.outdoor_degc.size - 1) // n_hours
    age_h = -before_s / 3600.0 % n_hours - np.arange(n_hours)
    age_h[age_h < 0.0] += n_hours
    counts = np.exp(age_h * (-3600.0 / time_constant_s))
    counts /= counts.sum()
    return replace(
        mean,
        outdoor_degc=float(counts @ inputs.outdoor_degc[:-1:per_hour]),
        sky_degc=float(counts @ inputs.sky_degc[:-1:per_hour]),
        source_degc=counts @ inputs.hourly_source_degc,
        port_heat_w=heat.mean_w(counts),
    )


def in_long_steps(
    inputs: BasePassInputs,
    room: LinearRoom,
    steps: tuple[int, int],
    per_long: int,
) -> BasePassInputs:
    """Return what an ideal-load pass needs to take some steps of a year several at a time.

    Means over a long step of all that is a mean, instants at its ends.

    Parameters
    ----------
    steps
        First and last, on the hour.
    per_long
        How many are one.
    """
    first, last = steps
    n_steps, n_long = inputs.outdoor_degc.size - 1, (last - first) // per_long
    per_hour = n_steps // inputs.hourly_heat_w.shape[0]
    hours = slice(first // per_hour, last // per_hour)

    def mean_of_hours(hourly: FloatArray) -> FloatArray:
        of_step = hourly[hours].reshape(n_long, per_long // per_hour, hourly.shape[1])
        return np.asarray(of_step.mean(axis=1))

    equal = np.full(per_long, 1.0 / per_long)

    def of_steps(values: FloatArray) -> FloatArray:
        if values.shape[-1:] != (n_steps,):
            return values
        part = values[..., first:last]
        # a product takes a part of the time of a mean along short rows
        return np.asarray(part.reshape(*part.shape[:-1], n_long, per_long) @ equal)

    def at_ends(values: FloatArray) -> FloatArray:
        return np.ascontiguousarray(values[first : last + 1 : per_long])

    return inputs._replace(
        **stepped(room, per_long * 3600.0 / per_hour)._asdict(),
        exchange=AirExchange(*(of_steps(values) for values in inputs.exchange)),
        hourly_source_degc=mean_of_hours(inputs.hourly_source_degc),
        hourly_heat_w=mean_of_hours(inputs.hourly_heat_w),
        **WeatherSteps(
            *(at_ends(getattr(inputs, name)) for name in WeatherSteps._fields)
        )._asdict(),
        heating_setpoint_degc=at_ends(inputs.heating_setpoint_degc),
        cooling_setpoint_degc=at_ends(inputs.cooling_setpoint_degc),
    )


def dynamics_coefficients(load_pass: IdealLoadPass) -> Coefficients:
    """Return the coefficients with which the room responds to heat other than the ideal load.

    Those of the hours in which it was heated or cooled, weighted by the ideal load; of a room
    never conditioned, those of the annual mean. Inside films by the slope of their flow: where
    natural convection carries ``c |dT|^(n + 1)``, a small change of ``dT`` moves ``1 + n`` times
    the film. Long wave is left at the annual mean, films outside and gaps as they are: their
    slopes change a week without a machine by less than 0.02 K.
    """
    ends = np.cumsum([len(load_pass.layout.inner), len(load_pass.layout.outer)])
    inner, outer, gap = load_pass.at.inner, load_pass.at.outer_convection, load_pass.at.gap
    weight = float(load_pass.out.films_weight[0])
    if weight > 0.0:
        inner, outer, gap = np.split(load_pass.out.films / weight, ends)
    slope = 1.0 + load_pass.layout.inner_arrays.exponent
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
    classes = heats + 2 * cools
    count = np.cumsum([not (heats | cools).all(), heats.any(), cools.any()]) - 1.0
    return np.asarray(count[classes])


def class_coefficients(
    load_pass: IdealLoadPass, of_step: FloatArray, weight: FloatArray | None = None
) -> list[Coefficients]:
    """Return `dynamics_coefficients` with the inside films of each class of steps alone.

    By default weighted by the ideal load, which is what a machine may fail to meet, plus a
    hundredth of its peak for the steps without any.
    """
    usual, faces = dynamics_coefficients(load_pass), load_pass.inputs.inner
    slope = 1.0 + load_pass.layout.inner_arrays.exponent
    if weight is None:
        load = np.abs(load_pass.out.load_w)
        weight = load + max(float(load.max()), 1.0) * IDLE_WEIGHT
    # every 13th: all times of the day, and a 13th of the work
    steps = [np.flatnonzero(of_step == one)[::13] for one in range(int(of_step.max()) + 1)]
    ends = np.cumsum([each.size for each in steps])[:-1]
    port_degc = load_pass.out.port_degc.take(np.concatenate(steps) + 1, axis=0)
    apart_k = port_degc[:, load_pass.layout.inner_ports] - port_degc.take(faces.air_port, axis=1)
    # seven digits suffice
    films = natural_films(apart_k.astype(np.float32), faces.warm, faces.cold, faces.law)
    found = []
    for at, of_class in zip(steps, np.split(films, ends), strict=True):
        mean = weight[at] @ of_class / weight[at].sum()
        found.append(replace(usual, inner=slope * mean))
    return found
