"""The room's response to weather, gains and ideal control: made once per room."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np

from hpsim.building.constants import air_density
from hpsim.building.description.site import Site
from hpsim.building.ideal_load import (
    ENERGY_TOLERANCE,
    IdealLoadResult,
    following_drivers,
    ideal_load_result,
    planes,
)
from hpsim.building.kinds import expand_room, two_meanings
from hpsim.building.model import Default, RoomModel
from hpsim.building.radiant import radiant_dynamics
from hpsim.building.resolve import Place, resolve_room
from hpsim.building.soil import meets_soil, soil_surface
from hpsim.building.solar import Plane
from hpsim.control.compile import (
    NO_COOLING_DEGC,
    NO_HEATING_DEGC,
    SetPointSeries,
    setpoint_series,
)
from hpsim.description.schedules import Calendar
from hpsim.equipment.output import Surroundings, surroundings
from hpsim.errors import ScenarioError, SimulationError
from hpsim.kernel.types import (
    Climate,
    FilmSets,
    FloatArray,
    PlaneIrradiance,
    RoomDrivers,
    RoomDynamics,
)
from hpsim.results import RoomSummary, RoomYear
from hpsim.scenario.checks import calendar_of
from hpsim.scenario.model import Scenario
from hpsim.simulate.arrays import hourly_mean, hourly_mean_of_instants, plain
from hpsim.weather import Weather, climate, prepared

BASE_STEP_S = 1800.0  # of the room's response: finer ones change case 900 by 0.006 MWh
MOST_JUMP_K, MOST_JUMP_STEPS = 1.0, 5.0  # of the free air from a year's end to the next one's start
HOTTEST_ROOM_DEGC = 150.0  # a shut glass house in the sun of a desert stays below 100

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
class RoomResponse:
    """A room's response to weather and ideal control, with what it was made from."""

    expanded: Scenario
    """The scenario with its room written out."""
    weather: Weather
    climate: Climate
    model: RoomModel
    ideal: IdealLoadResult
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
        year, drivers = self.year, self.ideal.drivers
        return surroundings(
            year.outdoor_degc,
            hourly_mean(drivers.outdoor_air_kg_per_s, drivers.step_s),
            self.climate.pressure_pa,
            _usual_degc(year.heating_setpoint_degc, year),
            _usual_degc(year.cooling_setpoint_degc, year),
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


def room_response(
    scenario: Scenario,
    *,
    floats: bool = False,
    weather_from: WeatherSource = prepared,
    room_from: RoomSource = written_room,
) -> RoomResponse:
    """Return the response of the scenario's room to weather, gains and ideal control.

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
    ideal = ideal_load_result(
        model,
        climate,
        irradiance,
        setpoints.heating_end_degc,
        setpoints.cooling_end_degc,
        step_s=BASE_STEP_S,
    )
    year = _room_year(ideal, setpoints, climate)
    radiant = radiant_dynamics(ideal.load_pass)
    return RoomResponse(expanded, weather, climate, model, ideal, setpoints, year, radiant)


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


def room_summary(response: RoomResponse) -> RoomSummary:
    """Return the room's own figures."""
    ideal, volume_m3 = response.ideal, response.model.volume_m3
    air_kg_per_s = float(ideal.load_pass.outdoor_air_kg_per_s.mean())
    air_kg = volume_m3 * air_density(response.climate.pressure_pa)
    return RoomSummary(
        heat_loss_w_per_k=ideal.heat_loss_w_per_k,
        effective_capacitance_j_per_k=ideal.effective_capacitance_j_per_k,
        time_constants_h=tuple(float(t) for t in ideal.time_constants_h),
        floor_area_m2=response.model.floor_area_m2,
        volume_m3=volume_m3,
        air_changes_per_h=3600.0 * air_kg_per_s / air_kg,
    )


def refuse_unbalanced(response: RoomResponse) -> None:
    """Check that the room's energy closes in every month, and that its year can repeat itself.

    Raises
    ------
    SimulationError
        It does not, or cannot.
    """
    _refuse_shut_in(response.ideal)
    residual = response.ideal.balance_residual
    if not residual < ENERGY_TOLERANCE:
        raise SimulationError(
            f"the room's energy balance does not close: in one month {residual:.2g} of the heat "
            f"turned over is missing, more than {ENERGY_TOLERANCE:g}"
        )


def _refuse_shut_in(ideal: IdealLoadResult) -> None:
    """Refuse a room that hardly any heat leaves: the year's end would not meet its beginning."""
    free = ideal.drivers.free_air_degc
    steps_k = np.abs(np.diff(free))
    meets = steps_k[0] < MOST_JUMP_K + MOST_JUMP_STEPS * float(steps_k[1:].max())
    hottest = float(ideal.air_degc.max())
    if meets and hottest < HOTTEST_ROOM_DEGC:
        return
    what = f"it would get as hot as {hottest:.0f} °C" if meets else "its year cannot repeat itself"
    raise SimulationError(
        f"hardly any heat leaves the room ({ideal.heat_loss_w_per_k:.2g} W/K, slowest time "
        f"constant {ideal.time_constants_h[0]:.0f} h): {what} (say what is on the other side, "
        "such as room.rest_of_home: 21 degC, or what air it has: infiltration, ventilation)"
    )


def _kernel_room(response: RoomResponse, by_hour: bool, cools: bool) -> KernelRoom:
    ideal = response.ideal
    drivers = ideal.drivers if by_hour else following_drivers(ideal, cools=cools)
    drivers = drivers._replace(
        heating_setpoint_degc=response.setpoints.heating_degc,
        cooling_setpoint_degc=response.setpoints.cooling_degc,
    )
    film_sets = FilmSets() if by_hour else ideal.film_sets
    return KernelRoom(plain(ideal.dynamics), plain(drivers), plain(film_sets))


def _room_year(ideal: IdealLoadResult, setpoints: SetPointSeries, climate: Climate) -> RoomYear:
    step_s = ideal.step_s
    heating = hourly_mean(setpoints.heating_degc, step_s)
    cooling = hourly_mean(setpoints.cooling_degc, step_s)
    outdoor, humidity = climate.outdoor_degc, climate.humidity_ratio
    return RoomYear(
        outdoor_degc=0.5 * (outdoor[1:] + outdoor[:-1]),
        outdoor_humidity_ratio=0.5 * (humidity[1:] + humidity[:-1]),
        heating_setpoint_degc=np.where(heating < -100.0, np.nan, heating),
        cooling_setpoint_degc=np.where(cooling > 100.0, np.nan, cooling),
        ideal_heating_w=hourly_mean(ideal.ideal_heating_w, step_s),
        ideal_cooling_w=hourly_mean(ideal.ideal_cooling_w, step_s),
        ideal_room_degc=hourly_mean_of_instants(ideal.air_degc, step_s),
        ideal_mean_radiant_degc=hourly_mean_of_instants(ideal.mean_radiant_degc, step_s),
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


def _usual_degc(setpoint_degc: FloatArray, year: RoomYear) -> float:
    """Return the mean of a set point, or of the ideal air where it is not there all year."""
    usual = setpoint_degc if np.isfinite(setpoint_degc).all() else year.ideal_room_degc
    return float(usual.mean())
