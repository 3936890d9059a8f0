"""The one place where all parts meet: a scenario goes in, a year of results comes out.

`room_answer` gives the room's answer to weather, gains and ideal control, once per room;
`compile_inputs` puts room, machine and thermostat into arrays; `run_candidate` steps one
candidate through the year; `simulate` does it all for a scenario.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal, NamedTuple, TypeVar

import numpy as np

from hpsim.building.constants import air_density
from hpsim.building.description.site import Site
from hpsim.building.kinds import expand_room, two_meanings
from hpsim.building.model import Default, RoomModel
from hpsim.building.radiant import mean_radiant_degc, radiant_dynamics
from hpsim.building.resolve import Place, resolve_room
from hpsim.building.response import (
    ENERGY_TOLERANCE,
    RoomResponse,
    following_drivers,
    planes,
    room_response,
    uncooled_drivers,
    windows_open,
)
from hpsim.building.soil import meets_soil, soil_surface
from hpsim.building.solar import Plane
from hpsim.control.compile import (
    NO_COOLING_DEGC,
    NO_HEATING_DEGC,
    SetPointSeries,
    compile_control,
    constant_twin,
    setpoint_series,
)
from hpsim.equipment.compile import compile_machine
from hpsim.equipment.description.candidates import Ideal, MachineCandidate, Nothing
from hpsim.equipment.description.extras import Extras
from hpsim.equipment.faults import compile_faults, said_faults
from hpsim.equipment.furnace import Burner
from hpsim.equipment.notes import MachineNotes, default_name
from hpsim.equipment.output import Surroundings, output_limits, surroundings
from hpsim.errors import ScenarioError, SimulationError
from hpsim.hourly import hourly_year, part_load_of, switching_of
from hpsim.in_situ import in_situ_notes
from hpsim.kernel.hour_state import IdealYear
from hpsim.kernel.moisture import moisture_course
from hpsim.kernel.state import N_CHANNELS
from hpsim.kernel.types import (
    Channels,
    Climate,
    Control,
    Cycles,
    Faults,
    FilmSets,
    FloatArray,
    KernelInputs,
    Machine,
    PerformanceMap,
    PlaneIrradiance,
    RoomDrivers,
    RoomDynamics,
)
from hpsim.kernel.year import N_CYCLE_FIELDS, simulate_year
from hpsim.prices import prices_of, warnings_of
from hpsim.psychrometrics import saturation_table
from hpsim.results import Results, RoomSummary, RoomYear, Run, Trace
from hpsim.scenario import Scenario
from hpsim.scenario_checks import calendar_of
from hpsim.schedules import HOURS_PER_YEAR, Calendar
from hpsim.sound import indoor_sound
from hpsim.weather import Weather, climate, prepared
from hpsim.yamlfile import write_yaml

BASE_STEP_S = 1800.0  # of the room's answer: finer ones change case 900 by 0.006 MWh
TRACE_HOURS = 24
MOST_CYCLES = 12 * HOURS_PER_YEAR + 1000
CONSTANT_TWIN = "constant set points"
MAINTAINED_TWIN = "maintained"
MOST_JUMP_K, MOST_JUMP_STEPS = 1.0, 5.0  # of the free air from a year's end to the next one's start
HOTTEST_ROOM_DEGC = 150.0  # a shut glass house in the sun of a desert stays below 100
MOISTURE_TOLERANCE = 1e-6  # of the turnover: rounding in half a million steps

_Tuple = TypeVar("_Tuple", bound=tuple[object, ...])
Progress = Callable[[int, int], None]
"""Called with candidates done and in all."""
Traced = Literal["nothing", "days", "year"]
"""Of what every channel of every step is kept."""
WeatherSource = Callable[..., tuple[Weather, Climate, Mapping[Plane, PlaneIrradiance]]]
"""What `prepared` is: takes a source, planes and the ground's reflectance."""
RoomSource = Callable[[Scenario, Weather], tuple[Scenario, RoomModel]]
"""What `written_room` is."""
GroundSource = Callable[[Site, Weather], FloatArray]
"""What `soil_ground` is."""


class KernelRoom(NamedTuple):
    """What the kernel takes of a room."""

    dynamics: RoomDynamics
    drivers: RoomDrivers
    film_sets: FilmSets


@dataclass(frozen=True)
class RoomAnswer:
    """A room's answer to weather and ideal control, with what it was made from."""

    expanded: Scenario
    """The scenario with its room written out."""
    weather: Weather
    climate: Climate
    model: RoomModel
    response: RoomResponse
    setpoints: SetPointSeries
    year: RoomYear
    radiant: RoomDynamics
    """How the mean radiant temperature follows the air, kelvin per kelvin."""

    _kernel_rooms: dict[tuple[bool, bool], KernelRoom] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def for_kernel(self, *, by_hour: bool, cools: bool) -> KernelRoom:
        """Return what the kernel takes of it, made once for all machines that cool or do not."""
        made = self._kernel_rooms.get((by_hour, cools))
        if made is None:
            made = self._kernel_rooms[by_hour, cools] = _kernel_room(self, by_hour, cools)
        return made

    @cached_property
    def surroundings(self) -> Surroundings:
        """What the output of every machine in it follows from."""
        year, drivers = self.year, self.response.drivers
        return surroundings(
            year.outdoor_degc,
            _hourly_mean(drivers.outdoor_air_kg_per_s, drivers.step_s),
            self.climate.pressure_pa,
            _usual_degc(year.heating_setpoint_degc, year),
            _usual_degc(year.cooling_setpoint_degc, year),
        )


def simulate(
    scenario: Scenario, *, trace_year: bool = False, progress: Progress | None = None
) -> Run:
    """Return a year of the scenario's room with each of its candidates.

    Parameters
    ----------
    scenario : Scenario
        As `load_scenario` gives it.
    trace_year : bool
        Keep every channel of every step (`Trace` named ``year``): some 80 MB a candidate.
    progress : callable
        Called after each candidate with how many are done and how many there are.

    Raises
    ------
    ScenarioError
        The room or a machine can't be built as described.
    WeatherError
        The weather file can't be used.
    SimulationError
        A balance does not close.
    """
    kinds = {candidate.kind for candidate in scenario.candidates}
    held = room_answer(scenario, floats=kinds == {"none"})
    floating = room_answer(scenario, floats=True) if "none" in kinds and len(kinds) > 1 else held
    for answer in (held, floating):
        refuse_unbalanced(answer)
    constant = None
    results = []
    for i, candidate in enumerate(scenario.candidates):
        answer = floating if candidate.kind == "none" else held
        traced: Traced = "year" if trace_year else "days"
        results.append(_explained(run_candidate(scenario, answer, i, traced=traced)))
        for twin in twins(scenario, i):
            beside = held
            if twin.what == CONSTANT_TWIN:
                beside = constant = constant or room_answer(twin.scenario)
            results.append(twin.named(_explained(run_candidate(twin.scenario, beside, i))))
        if progress is not None:
            progress(i + 1, len(scenario.candidates))
    by_hour = scenario.simulation.resolution == "hour"
    prices = prices_of(scenario.tariff)
    fuels = frozenset(year.fuel for year in results if year.fuel is not None)
    return Run(
        scenario_name=scenario.name,
        scenario_yaml=write_yaml(held.expanded.as_mapping()),
        scenario_hash=scenario.content_hash,
        weather_id=held.weather.id,
        weather_sha256=held.weather.sha256,
        weather_place=held.weather.location.place,
        resolution=scenario.simulation.resolution,
        step_s=3600.0 if by_hour else scenario.simulation.step_s,
        room=room_summary(held),
        candidates=tuple(results),
        prices=prices,
        defaults=(
            *((d.key, d.value, d.source) for d in held.model.defaults),
            *prices.said_of(fuels),
        ),
        warnings=(*held.weather.warnings, *held.model.notes, *warnings_of(prices, fuels)),
    )


def _explained(year: Results) -> Results:
    """Return a year with notes on why its efficiency is not the label's."""
    return replace(year, notes=(*year.notes, *in_situ_notes(year)))


class Twin(NamedTuple):
    """What stands beside a candidate for comparison."""

    scenario: Scenario
    """In which the candidate of the same index is the twin."""
    what: str
    """`CONSTANT_TWIN`, which needs an answer of its own, or `MAINTAINED_TWIN`."""

    def named(self, year: Results) -> Results:
        """Return the twin's year under its own name."""
        return replace(year, candidate=f"{year.candidate}, {self.what}")


def twins(scenario: Scenario, index: int) -> tuple[Twin, ...]:
    """Return what stands beside a candidate for comparison.

    The same machine with constant set points, where the scenario asks for it; the maintained one
    beside a neglected one.
    """
    candidate = scenario.candidates[index]
    found = []
    is_machine = not isinstance(candidate, Ideal | Nothing)
    if is_machine and scenario.thermostat.compare_with_constant:
        steady = constant_twin(scenario.thermostat, scenario.schedules)
        found.append(Twin(scenario.model_copy(update={"thermostat": steady}), CONSTANT_TWIN))
    if isinstance(candidate, Extras) and candidate.neglected:
        kept = list(scenario.candidates)
        name = candidate_names(scenario)[index]
        kept[index] = candidate.model_copy(update={"neglected": False, "name": name})
        maintained = scenario.model_copy(update={"candidates": tuple(kept)})
        found.append(Twin(maintained, MAINTAINED_TWIN))
    return tuple(found)


def refuse_unbalanced(answer: RoomAnswer) -> None:
    """Check that the room's energy closes in every month, and that its year can repeat itself.

    Raises
    ------
    SimulationError
        It does not, or cannot.
    """
    _refuse_shut_in(answer.response)
    residual = answer.response.balance_residual
    if not residual < ENERGY_TOLERANCE:
        raise SimulationError(
            f"the room's energy balance does not close: in one month {residual:.2g} of the heat "
            f"turned over is missing, more than {ENERGY_TOLERANCE:g}"
        )


def _refuse_shut_in(response: RoomResponse) -> None:
    """Refuse a room that hardly any heat leaves: the year's end would not meet its beginning."""
    free = response.drivers.free_air_degc
    steps_k = np.abs(np.diff(free))
    meets = steps_k[0] < MOST_JUMP_K + MOST_JUMP_STEPS * float(steps_k[1:].max())
    hottest = float(response.air_degc.max())
    if meets and hottest < HOTTEST_ROOM_DEGC:
        return
    what = f"it would get as hot as {hottest:.0f} °C" if meets else "its year cannot repeat itself"
    raise SimulationError(
        f"hardly any heat leaves the room ({response.heat_loss_w_per_k:.2g} W/K, slowest time "
        f"constant {response.time_constants_h[0]:.0f} h): {what} (say what is on the other side, "
        "such as room.rest_of_home: 21 degC, or what air it has: infiltration, ventilation)"
    )


def soil_ground(site: Site, weather: Weather) -> FloatArray:
    """Return the temperature of the soil's surface beside the building (n_hours,)."""
    return soil_surface(
        climate(weather),
        weather.global_horizontal_w_per_m2,
        1.0 - site.ground_reflectance,
        site.ground_cover,
        site.terrain,
    ).degc


def written_room(
    scenario: Scenario, weather: Weather, ground_from: GroundSource = soil_ground
) -> tuple[Scenario, RoomModel]:
    """Return the scenario with its room written out, and the room's numbers.

    They follow from weather and room alone, whatever the candidates and the thermostat are, except
    its vacations: people's heat is away then.

    Parameters
    ----------
    ground_from : callable
        What gives the soil's surface: `soil_ground`, or one that keeps those it has made.
    """
    expanded, defaults, notes = expanded_scenario(scenario, weather)
    calendar = calendar_of(scenario)
    return expanded, room_model(expanded, weather, calendar, defaults, notes, ground_from)


def room_answer(
    scenario: Scenario,
    *,
    floats: bool = False,
    weather_from: WeatherSource = prepared,
    room_from: RoomSource = written_room,
) -> RoomAnswer:
    """Return the answer of the scenario's room to weather, gains and ideal control.

    Parameters
    ----------
    floats : bool
        Leave the room without heating and cooling instead.
    weather_from : callable
        What gives weather and the sun on planes: `prepared`, or one that has them at hand.
    room_from : callable
        What gives the room: `written_room`, or one that keeps those it has made.
    """
    weather, climate, _ = weather_from(scenario.weather, ())
    expanded, model = room_from(scenario, weather)
    _, _, irradiance = weather_from(scenario.weather, planes(model), model.ground_reflectance)
    setpoints = setpoint_series(
        scenario.thermostat,
        calendar_of(scenario),
        BASE_STEP_S,
        scenario.schedules,
        climate.outdoor_degc,
    )
    if floats:
        setpoints = _floating(setpoints)
    response = room_response(
        model,
        climate,
        irradiance,
        setpoints.heating_end_degc,
        setpoints.cooling_end_degc,
        step_s=BASE_STEP_S,
    )
    year = _room_year(response, setpoints, climate)
    radiant = radiant_dynamics(response.base)
    return RoomAnswer(expanded, weather, climate, model, response, setpoints, year, radiant)


def expanded_scenario(
    scenario: Scenario, weather: Weather
) -> tuple[Scenario, tuple[Default, ...], tuple[str, ...]]:
    """Return the scenario with its room written out surface by surface.

    With the defaults that were taken for it, and what a reader should know about them.

    Raises
    ------
    ScenarioError
        The scenario gives a name of its own layers another meaning.
    """
    if scenario.room.kind == "detail":
        return scenario, (), ()
    room = expand_room(scenario.room, scenario.site, weather.zone)
    problems = two_meanings(room, scenario.materials, scenario.constructions)
    if problems:
        raise ScenarioError("names with two meanings", problems)
    written_out = scenario.model_copy(
        update={
            "room": room.room,
            "materials": {**room.materials, **scenario.materials},
            "constructions": {**room.constructions, **scenario.constructions},
        }
    )
    return written_out, room.defaults, room.notes


def room_model(
    scenario: Scenario,
    weather: Weather,
    calendar: Calendar,
    defaults: Sequence[Default] = (),
    notes: Sequence[str] = (),
    ground_from: GroundSource = soil_ground,
) -> RoomModel:
    """Return the numbers of a scenario's room that is written out."""
    room = scenario.room
    if room.kind != "detail":
        raise TypeError("expanded_scenario comes first")
    place = Place(altitude_m=weather.location.altitude_m)
    if meets_soil(room) and scenario.site.ground_temperature == "from_weather":
        place = replace(place, soil_surface_degc=ground_from(scenario.site, weather))
    return resolve_room(
        room,
        site=scenario.site,
        materials=scenario.materials,
        constructions=scenario.constructions,
        glazings=scenario.glazings,
        schedules=scenario.schedules,
        calendar=calendar,
        place=place,
        defaults=defaults,
        notes=notes,
    )


def room_summary(answer: RoomAnswer) -> RoomSummary:
    """Return the room's own figures."""
    response, volume_m3 = answer.response, answer.model.volume_m3
    air_kg_per_s = float(response.base.outdoor_air_kg_per_s.mean())
    air_kg = volume_m3 * air_density(answer.climate.pressure_pa)
    return RoomSummary(
        heat_loss_w_per_k=response.heat_loss_w_per_k,
        effective_capacitance_j_per_k=response.effective_capacitance_j_per_k,
        time_constants_h=tuple(float(t) for t in response.time_constants_h),
        floor_area_m2=answer.model.floor_area_m2,
        volume_m3=volume_m3,
        air_changes_per_h=3600.0 * air_kg_per_s / air_kg,
    )


def candidate_names(scenario: Scenario) -> tuple[str, ...]:
    """Return what results call each candidate: its own name or a usual one, no two alike."""
    names: list[str] = []
    for candidate in scenario.candidates:
        if isinstance(candidate, MachineCandidate):
            name = candidate.name or default_name(candidate)
        else:
            name = candidate.name or candidate.kind
        alike = [name, *(f"{name} ({n})" for n in range(2, len(names) + 2))]
        names.append(next(n for n in alike if n not in names))
    return tuple(names)


def run_candidate(
    scenario: Scenario,
    answer: RoomAnswer,
    index: int,
    *,
    traced: Traced = "days",
    compiled: Callable[[MachineCandidate], tuple[Machine, MachineNotes]] = compile_machine,
) -> Results:
    """Return one candidate's year in a room whose answer is known.

    Parameters
    ----------
    traced : str
        Of what every channel of every step is kept: ``nothing``, two ``days``, the ``year`` and
        those days.
    compiled : callable
        What makes the machine: `compile_machine`, or one that keeps those it has made.
    """
    candidate = scenario.candidates[index]
    name = candidate_names(scenario)[index]
    step_s = float(scenario.simulation.step_s)
    if isinstance(candidate, Ideal | Nothing):
        return _exact(name, candidate.kind, answer)
    machine, notes = compiled(candidate)
    control = compile_control(scenario.thermostat)
    by_hour = scenario.simulation.resolution == "hour"
    wrong = said_faults(candidate)
    drivers = answer.response.drivers
    faults = compile_faults(wrong, drivers.outdoor_degc, drivers.step_s) if wrong else None
    inputs = compile_inputs(answer, machine, control, faults, by_hour=by_hour)
    windows = _trace_windows(answer, traced)
    warmup_hours = round(scenario.simulation.warmup_s / 3600.0)
    if by_hour:
        step_s = 3600.0
        switching = switching_of(machine, inputs.dynamics, control)
        law = part_load_of(machine)._replace(switching=switching)
        hourly = hourly_year(inputs, ideal_year(answer), law, warmup_hours=warmup_hours)
        cycles = Cycles(*(np.zeros(0) for _ in Cycles._fields))
        whole = Trace(0, step_s, hourly)
        traces = {name: _part_of(whole, *hours) for name, hours in windows.items()}
    else:
        hourly, cycles, traces = step_year(inputs, step_s, warmup_hours, windows)
    if notes.burner is not None:
        hourly = with_ignition(hourly, notes.burner, 3600.0)
        cycles = _with_igniter(cycles, notes.burner)
        traces = {
            name: replace(t, channels=with_ignition(t.channels, notes.burner, t.step_s))
            for name, t in traces.items()
        }
    if traced == "year":
        days = _trace_windows(answer, "days")
        traces |= {name: _part_of(traces["year"], *hours) for name, hours in days.items()}
    limits = output_limits(machine, answer.surroundings)
    return Results(
        candidate=name,
        kind=candidate.kind,
        step_s=step_s,
        hourly=hourly,
        cycles=cycles,
        room=answer.year,
        minimum_heating_w=limits.minimum_heating_w,
        maximum_heating_w=limits.maximum_heating_w,
        minimum_cooling_w=limits.minimum_cooling_w,
        maximum_cooling_w=limits.maximum_cooling_w,
        mean_radiant_degc=mean_radiant_degc(
            answer.radiant,
            answer.year.ideal_mean_radiant_degc,
            hourly.room_degc - answer.year.ideal_room_degc,
        ),
        traces=traces,
        notes=(
            *notes.notes,
            *(_unseen_by_the_hour(scenario, candidate, machine) if by_hour else ()),
        ),
        label=notes.label,
        sound=indoor_sound(machine, notes),
        fuel=None if notes.burner is None else notes.burner.fuel,
    )


def _unseen_by_the_hour(
    scenario: Scenario, candidate: MachineCandidate, machine: Machine
) -> tuple[str, ...]:
    """Return notes on what was written and can't show in a year of hours."""
    parts = (
        (scenario.thermostat, "thermostat.", ("start_delay_s", "starts_per_hour")),
        (getattr(candidate, "backup", None), "backup.", ("stages",)),
    )
    said = [
        prefix + name.removesuffix("_s")
        for part, prefix, names in parts
        for name in names
        if part is not None and name in part.model_fields_set
    ]
    notes = [f"by the hour nothing starts: {', '.join(said)} can't show"] if said else []
    if machine.defrost > 0.0 and machine.backup_w > 0.0:
        notes.append(
            "by the hour frost counts in the mean: backup that comes on because a defrost has "
            "cooled the room is left out"
        )
    return tuple(notes)


def with_ignition(channels: Channels, burner: Burner, interval_s: float) -> Channels:
    """Return channels with what the loop leaves out of a burner: its ignitions and its pilot."""
    starts = channels.starts_heating
    start_w = starts * (burner.start_j / interval_s)
    return channels._replace(
        compressor_heating_w=channels.compressor_heating_w + start_w,
        heating_electricity_w=channels.heating_electricity_w + start_w,
        fuel_w=channels.fuel_w + burner.pilot_w,
    )


def _with_igniter(cycles: Cycles, burner: Burner) -> Cycles:
    start_j = np.where(cycles.mode > 0.0, burner.start_j, 0.0)
    return cycles._replace(electricity_j=cycles.electricity_j + start_j)


def compile_inputs(
    answer: RoomAnswer,
    machine: Machine,
    control: Control,
    faults: Faults | None = None,
    *,
    by_hour: bool = False,
) -> KernelInputs:
    """Return what the kernel needs, every number a float and every array contiguous float64.

    Parameters
    ----------
    faults : Faults
        How neglect changes the machine; None: not at all.
    by_hour : bool
        For the method in hours: fans that follow the room run as under ideal control, but for
        windows that only cooling shuts.
    """
    room = answer.for_kernel(by_hour=by_hour, cools=machine.can_cool > 0.0)
    return KernelInputs(
        dynamics=room.dynamics,
        drivers=room.drivers,
        machine=_plain(machine),
        control=_plain(control),
        saturation=saturation_table(round(answer.climate.pressure_pa, 1)),
        faults=_plain(faults or Faults()),
        film_sets=room.film_sets,
    )


def _kernel_room(answer: RoomAnswer, by_hour: bool, cools: bool) -> KernelRoom:
    response = answer.response
    if by_hour:
        drivers = response.drivers if cools else uncooled_drivers(response)
    else:
        drivers = following_drivers(response, cools=cools)
    drivers = drivers._replace(
        heating_setpoint_degc=answer.setpoints.heating_degc,
        cooling_setpoint_degc=answer.setpoints.cooling_degc,
    )
    film_sets = FilmSets() if by_hour else response.film_sets
    return KernelRoom(_plain(response.dynamics), _plain(drivers), _plain(film_sets))


def ideal_year(answer: RoomAnswer) -> IdealYear:
    """Return the room under ideal control hour by hour, as the hourly method takes it."""
    year, response = answer.year, answer.response
    return IdealYear(
        load_w=year.ideal_heating_w - year.ideal_cooling_w,
        air_degc=np.ascontiguousarray(response.air_degc[:: round(3600.0 / response.step_s)]),
        mean_air_degc=year.ideal_room_degc,
    )


def step_year(
    inputs: KernelInputs,
    step_s: float,
    warmup_hours: int,
    windows: Mapping[str, tuple[int, int]],
) -> tuple[Channels, Cycles, dict[str, Trace]]:
    """Run the kernel for a year and return its channels, cycles and traces.

    Parameters
    ----------
    windows : mapping
        Name to first hour and number of hours of the parts to trace; all of one length.

    Raises
    ------
    SimulationError
        The moisture balance does not close, or a temperature is not finite.
    """
    n_hours = round(inputs.drivers.gain_w.size * inputs.drivers.step_s / 3600.0)
    per_hour = round(3600.0 / step_s)
    hours = max((length for _, length in windows.values()), default=0)
    hourly = np.zeros((n_hours + 1, N_CHANNELS))
    cycles = np.empty((MOST_CYCLES, N_CYCLE_FIELDS))
    trace = np.zeros((len(windows) * hours * per_hour, N_CHANNELS))
    first = np.array([start for start, _ in windows.values()], dtype=float)
    count, entered_kg, change_kg, turnover_kg = simulate_year(
        inputs, step_s, warmup_hours, hourly, cycles, trace, first, hours
    )
    channels = _means(hourly[:-1], 3600.0)
    if not np.isfinite(channels.room_degc).all():
        raise SimulationError("the room temperature is not finite: the room can't be stepped")
    if abs(entered_kg - change_kg) > MOISTURE_TOLERANCE * max(turnover_kg, 1.0):
        raise SimulationError(
            f"the moisture balance of the year does not close: {entered_kg:.6g} kg entered, "
            f"the air holds {change_kg:.6g} kg more"
        )
    traces = {}
    for i, name in enumerate(windows):
        traced = _means(trace[i * hours * per_hour : (i + 1) * hours * per_hour], step_s)
        for counted in (traced.starts_heating, traced.starts_cooling, traced.defrosts):
            np.multiply(counted, step_s / 3600.0, out=counted)  # one start is 3600 in the kernel
        traces[name] = Trace(int(first[i]) * per_hour, step_s, traced)
    return channels, Cycles(*np.ascontiguousarray(cycles[:count].T)), traces


def _means(sums: FloatArray, interval_s: float) -> Channels:
    """Return channels, each in one piece, from sums over intervals (n, n_channels)."""
    means = np.empty(sums.shape[::-1])
    return Channels(*np.divide(sums.T, interval_s, out=means))


def _plain(values: _Tuple) -> _Tuple:
    """Return a kernel tuple with every number a float and every array contiguous float64."""
    fields: list[Any] = [_plain_field(value) for value in values]
    return type(values)(*fields)


def _plain_field(value: object) -> object:
    if isinstance(value, PerformanceMap):
        return _plain(value)
    if isinstance(value, np.ndarray):
        return np.ascontiguousarray(value, dtype=np.float64)
    return float(value)  # type: ignore[arg-type]  # all other fields are numbers


def _hourly_mean(values: FloatArray, step_s: float) -> FloatArray:
    """Return hourly means of means over steps."""
    per_hour = round(3600.0 / step_s)
    total = values[::per_hour].copy()
    for step in range(1, per_hour):  # many times as fast as a mean along rows of two
        total += values[step::per_hour]
    return total / per_hour


def _hourly_mean_of_instants(values: FloatArray, step_s: float) -> FloatArray:
    """Return hourly means of instants, (n + 1,), linear between."""
    return _hourly_mean(0.5 * (values[1:] + values[:-1]), step_s)


def _room_year(response: RoomResponse, setpoints: SetPointSeries, climate: Climate) -> RoomYear:
    step_s = response.step_s
    heating = _hourly_mean(setpoints.heating_degc, step_s)
    cooling = _hourly_mean(setpoints.cooling_degc, step_s)
    outdoor, humidity = climate.outdoor_degc, climate.humidity_ratio
    return RoomYear(
        outdoor_degc=0.5 * (outdoor[1:] + outdoor[:-1]),
        outdoor_humidity_ratio=0.5 * (humidity[1:] + humidity[:-1]),
        heating_setpoint_degc=np.where(heating < -100.0, np.nan, heating),
        cooling_setpoint_degc=np.where(cooling > 100.0, np.nan, cooling),
        ideal_heating_w=_hourly_mean(response.ideal_heating_w, step_s),
        ideal_cooling_w=_hourly_mean(response.ideal_cooling_w, step_s),
        ideal_room_degc=_hourly_mean_of_instants(response.air_degc, step_s),
        ideal_mean_radiant_degc=_hourly_mean_of_instants(response.mean_radiant_degc, step_s),
        pressure_pa=climate.pressure_pa,
    )


def _floating(setpoints: SetPointSeries) -> SetPointSeries:
    """Return set points that are never reached, for a room without any machine."""
    return SetPointSeries(
        np.full_like(setpoints.heating_degc, NO_HEATING_DEGC),
        np.full_like(setpoints.cooling_degc, NO_COOLING_DEGC),
        np.full_like(setpoints.heating_end_degc, NO_HEATING_DEGC),
        np.full_like(setpoints.cooling_end_degc, NO_COOLING_DEGC),
    )


def _part_of(trace: Trace, first_hour: int, hours: int) -> Trace:
    """Return some hours of a trace of the whole year."""
    per_hour = round(3600.0 / trace.step_s)
    first = first_hour * per_hour
    part = slice(first, first + hours * per_hour)
    return Trace(first, trace.step_s, Channels(*(values[part] for values in trace.channels)))


def _trace_windows(answer: RoomAnswer, traced: Traced) -> dict[str, tuple[int, int]]:
    """Return what to trace; of days the coldest with heating and the one that cools most."""
    if traced == "nothing":
        return {}
    if traced == "year":
        return {"year": (0, HOURS_PER_YEAR)}
    daily_degc = answer.year.outdoor_degc.reshape(-1, 24).mean(axis=1)
    cooling = answer.year.ideal_cooling_w.reshape(-1, 24).mean(axis=1)
    summer = int(np.argmax(cooling)) if cooling.max() > 0.0 else int(np.argmax(daily_degc))
    return {
        "winter_day": (24 * int(np.argmin(daily_degc)), TRACE_HOURS),
        "summer_day": (24 * summer, TRACE_HOURS),
    }


def _usual_degc(setpoint_degc: FloatArray, year: RoomYear) -> float:
    """Return the mean of a set point, or of the ideal air where it is not there all year."""
    usual = setpoint_degc if np.isfinite(setpoint_degc).all() else year.ideal_room_degc
    return float(usual.mean())


def _exact(name: str, kind: str, answer: RoomAnswer) -> Results:
    """Return the year of a candidate that needs no stepping: ideal control, or none."""
    zero = np.zeros(HOURS_PER_YEAR)
    year, response = answer.year, answer.response
    humidity, condensed = _room_humidity(response.drivers, response.air_degc)
    hourly = Channels(*(zero for _ in Channels._fields))._replace(
        room_degc=year.ideal_room_degc,
        humidity_ratio=humidity,
        condensed_kg_per_s=condensed,
        heat_delivered_w=year.ideal_heating_w,
        cool_delivered_w=year.ideal_cooling_w,
        windows_open=_hourly_mean(windows_open(response), response.step_s),
    )
    nan = np.full(HOURS_PER_YEAR, np.nan)
    empty = Cycles(*(np.zeros(0) for _ in Cycles._fields))
    radiant = year.ideal_mean_radiant_degc
    return Results(name, kind, response.step_s, hourly, empty, year, nan, nan, nan, nan, radiant)


def _room_humidity(drivers: RoomDrivers, air_degc: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return humidity ratio and condensation [kg/s] of a room whose air no coil dries, hourly.

    Parameters
    ----------
    air_degc
        (n + 1,) instants at the drivers' step.
    """
    ratio, condensed = np.empty(air_degc.size - 1), np.empty(air_degc.size - 1)
    table = saturation_table(round(drivers.pressure_pa, 1))
    moisture_course(_plain(drivers), table, air_degc, ratio, condensed)
    return _hourly_mean(ratio, drivers.step_s), _hourly_mean(condensed, drivers.step_s)
