"""The room's response to weather, gains and ideal control: made once per room."""

from __future__ import annotations

import inspect
from dataclasses import field, replace
from functools import cache, cached_property, partial
from pathlib import Path
from typing import NamedTuple

import numpy as np

from hpsim import psychrometrics
from hpsim.building import constants, films, soil
from hpsim.building.description.site import Terrain
from hpsim.building.home_exchange import (
    HomeBand,
    HomeYear,
    feels_band,
    following_home,
    has_home_as_ideal,
    held_home,
    home_above_ideal_k,
    home_year,
    with_home_at,
)
from hpsim.building.ideal_load import (
    COOLS_ALWAYS,
    ENERGY_TOLERANCE,
    CoolingLimits,
    IdealLoadResult,
    following_drivers,
    fresh_air_kg_per_s,
    ideal_load_result,
)
from hpsim.building.ideal_load_pass import IdealLoadOptions
from hpsim.building.inputs import DetailedInputs, RoomInputs
from hpsim.building.locked_out import NO_LOCKOUT, Lockout, locked_out, while_locked_out
from hpsim.building.model import RoomModel
from hpsim.building.outdoor import KnownClimate, known
from hpsim.building.radiant import radiant_dynamics
from hpsim.building.resolve import Place
from hpsim.building.room_facts import mean_neighbours_degc, neighbours_w_per_k
from hpsim.building.soil import Cover, meets_soil, soil_surface
from hpsim.building.solar import Plane, SunOnPlane, planes
from hpsim.building.solver_arrays import hourly_mean, hourly_mean_of_instants
from hpsim.caching import LRUCache, content_hash
from hpsim.control.compile import (
    SetPointSeries,
    setpoint_rules,
    setpoint_series,
)
from hpsim.control.description import Thermostat
from hpsim.equipment.output import Surroundings, surroundings
from hpsim.errors import SimulationError
from hpsim.kernel.pack import PackedDrivers, packed_drivers
from hpsim.kernel.types import (
    Climate,
    FilmSets,
    FloatArray,
    RoomDrivers,
    RoomDynamics,
)
from hpsim.records import dataclass
from hpsim.results import RoomSummary, RoomYear
from hpsim.scenario.model import Scenario
from hpsim.scenario.room import expand, room_inputs, room_model
from hpsim.scenario.weather import refuse_days, weather_of
from hpsim.simulate.arrays import plain
from hpsim.simulate.freed_memory import keep_freed_memory
from hpsim.simulate.linear_algebra import one_blas_thread
from hpsim.weather.cache import kept_hours, kept_plane, loader_version
from hpsim.weather.model import Weather, climate

BASE_STEP_S = 1800.0  # of the room's response: finer ones change case 900 by 0.006 MWh
MAX_JUMP_K, MAX_JUMP_STEPS = 1.0, 5.0  # of the free air from a year's end to the next one's start
AT_SETPOINTS = HomeBand()
HOTTEST_ROOM_DEGC = 150.0  # a shut glass house in the sun of a desert stays below 100


class KernelRoom(NamedTuple):
    """What the kernel takes of a room."""

    dynamics: RoomDynamics
    drivers: RoomDrivers
    film_sets: FilmSets
    packed: PackedDrivers | None
    """The drivers as the loop takes them; None: for the hourly method."""


@dataclass(frozen=True)
class ResponseInputs:
    """All of a scenario that the response of its room follows from."""

    room: RoomInputs
    setpoints: Thermostat
    """With all that its setpoints follow from, else as by default."""

    @cached_property
    def content_hash(self) -> str:
        """Hash over every field, of the room by its own; the weather's content is apart."""
        return content_hash((self.room.content_hash, self.setpoints))


class SoilCover(NamedTuple):
    """All of a site that its soil's surface follows from."""

    absorptance: float
    cover: Cover
    terrain: Terrain


class ResolvedRoom(NamedTuple):
    """A room surface by surface, and its numbers."""

    inputs: DetailedInputs
    model: RoomModel


@dataclass(frozen=True)
class RoomCache:
    """What rooms have in common, kept by the hash of all that it follows from."""

    responses: LRUCache[str, RoomResponse] = field(default_factory=lambda: LRUCache(3))
    """Of one run: held at the setpoints, floating, and held at constant ones; 23 MB each."""
    rooms: LRUCache[str, ResolvedRoom] = field(default_factory=lambda: LRUCache(16))
    """Surface by surface, with their numbers."""
    soils: LRUCache[str, FloatArray] = field(default_factory=lambda: LRUCache(64))
    """Temperatures of the ground below rooms."""
    sunlight: LRUCache[str, SunOnPlane] = field(default_factory=lambda: LRUCache(64))
    """On planes; 0.7 MB each."""
    climates: LRUCache[str, KnownClimate] = field(default_factory=lambda: LRUCache(4))
    """Each with 1.5 MB of what rooms take of it."""


@dataclass(frozen=True)
class RoomResponse:
    """A room's response to weather and ideal control, with what it was made from."""

    content_hash: str
    """Over all that it follows from: two of one hash are the same."""
    inputs: DetailedInputs
    """The room surface by surface, and everything that it names."""
    weather: Weather
    climate: Climate
    model: RoomModel
    ideal: IdealLoadResult
    setpoints: SetPointSeries
    year: RoomYear
    home_around: HomeYear | None = None
    """Of a room that floats in a home held at the setpoints; None: any other."""

    _kernel_rooms: dict[tuple[bool, bool, HomeBand, Lockout, CoolingLimits], KernelRoom] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _homes: dict[HomeBand, HomeYear] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def for_kernel(
        self,
        *,
        by_hour: bool,
        cools: bool,
        band: HomeBand = AT_SETPOINTS,
        lockout: Lockout = NO_LOCKOUT,
        cut_out: CoolingLimits = COOLS_ALWAYS,
    ) -> KernelRoom:
        """Return what the kernel takes of it, made once for all machines that are alike in this.

        ``by_hour`` is for the hourly method; ``band`` is how far past its setpoints the machine's
        control holds a room, and so the home; ``lockout`` is where the room is left without heat,
        ``cut_out`` where without cooling.
        """
        if by_hour or self.ideal.drivers.outdoor_degc.min() >= lockout.below_degc:
            lockout = NO_LOCKOUT
        band = band if feels_band(self.ideal) and not by_hour else AT_SETPOINTS
        if by_hour or not cools or not self._opens_while(cut_out):
            cut_out = COOLS_ALWAYS
        key = by_hour, cools, band, lockout, cut_out
        made = self._kernel_rooms.get(key)
        if made is None:
            made = self._kernel_rooms[key] = _kernel_room(self, *key)
        return made

    def _opens_while(self, cut_out: CoolingLimits) -> bool:
        """Return whether windows that cooling shuts could open in weather that stops it."""
        if cut_out == COOLS_ALWAYS or not self.ideal.load_pass.air.switched_unless_cooled.any():
            return False
        return bool(cut_out.stop(self.ideal.drivers.outdoor_degc).any())

    def packed(self, drivers: RoomDrivers) -> PackedDrivers | None:
        """Return drivers that `for_kernel` has made as the loop takes them; None: others."""
        rooms = self._kernel_rooms.values()
        return next((room.packed for room in rooms if room.drivers is drivers), None)

    def home(self, band: HomeBand) -> HomeYear:
        """Return the home hour by hour, made once for all controls that are alike in this."""
        made = self._homes.get(band)
        if made is None:
            n_hours, above_k = self.year.outdoor_degc.size, self.home_above_ideal_k(band)
            made = self._homes[band] = home_year(self.ideal, n_hours, above_k)
        return made

    def home_above_ideal_k(self, band: HomeBand) -> FloatArray:
        """Return how much warmer the home is than the room under ideal control (n,) [K]."""
        points = self.setpoints
        return home_above_ideal_k(self.ideal, points.heating_degc, points.cooling_degc, band)

    @cached_property
    def radiant(self) -> RoomDynamics:
        """How the mean radiant temperature follows the air, kelvin per kelvin."""
        return radiant_dynamics(self.ideal.load_pass)

    @cached_property
    def surroundings(self) -> Surroundings:
        """What the output of every machine in it follows from."""
        year, drivers = self.year, self.ideal.drivers
        return surroundings(
            year.outdoor_degc,
            hourly_mean(drivers.outdoor_air_kg_per_s, drivers.step_s),
            self.climate.pressure_pa,
            _mean_setpoint_degc(year.heating_setpoint_degc, year),
            _mean_setpoint_degc(year.cooling_setpoint_degc, year),
        )


def response_inputs(scenario: Scenario, *, floats: bool = False) -> ResponseInputs:
    """Return all that the response of a scenario's room follows from, apart from the weather.

    Of the thermostat the setpoints, unless the room ``floats`` without heating and cooling.
    """
    rules = Thermostat.by_default()
    if not floats:
        rules = setpoint_rules(scenario.thermostat, scenario.schedules)
    return ResponseInputs(room_inputs(scenario), rules)


@one_blas_thread()
def room_response(
    scenario: Scenario,
    *,
    floats: bool = False,
    weather: Weather | None = None,
    cache: RoomCache | None = None,
    inputs_hash: str | None = None,
) -> RoomResponse:
    """Return the response of the scenario's room to weather, gains and ideal control.

    Parameters
    ----------
    scenario : Scenario
        As `load_scenario` gives it.
    floats : bool
        Leave the room without heating and cooling instead; the home is held as it is otherwise.
    weather : Weather
        The scenario's; default: read where its name leads.
    cache : RoomCache
        What was made for other scenarios; default: nothing.
    inputs_hash : str
        Of `response_inputs`, if it is at hand.
    """
    if weather is None:
        weather = weather_of(scenario)
    elif weather.period is None:
        refuse_days(scenario, "a year of results")
    keep_freed_memory()
    cache = RoomCache() if cache is None else cache
    inputs = partial(response_inputs, scenario, floats=floats)
    key = f"{weather.content_key} {inputs_hash or inputs().content_hash}"
    held: RoomResponse | None = None
    if floats and _has_held_home(scenario, weather, cache):
        held = room_response(scenario, weather=weather, cache=cache)
        key = f"{key} in the home of {held.content_hash}"
    return cache.responses.get(key, lambda: _room_response(key, inputs(), weather, cache, held))


def _has_held_home(scenario: Scenario, weather: Weather, cache: RoomCache) -> bool:
    """Return whether a room borders on a home that something holds at the setpoints."""
    if scenario.thermostat.heating is None and scenario.thermostat.cooling is None:
        return False
    return has_home_as_ideal(resolved_room_of(room_inputs(scenario), weather, cache).model)


def _room_response(
    key: str,
    inputs: ResponseInputs,
    weather: Weather,
    cache: RoomCache,
    held: RoomResponse | None,
) -> RoomResponse:
    """Make the response; nothing but what the key covers goes in.

    ``held`` is the same room under ideal control, of one that floats in a home which something
    else holds at the setpoints.
    """
    resolved = resolved_room_of(inputs.room, weather, cache)
    model, home = resolved.model, None if held is None else held.home(AT_SETPOINTS)
    if held is not None and home is not None:
        model = with_home_at(model, held_home(held.ideal, home.degc))
    air = cache.climates.get(weather.content_key, lambda: known(climate(weather)))
    setpoints = setpoint_series(
        inputs.setpoints, inputs.room.calendar, BASE_STEP_S, air.outdoor_degc
    )
    ideal = ideal_load_result(
        model,
        air,
        sunlight_on(model, weather, cache),
        setpoints.heating_end_degc,
        setpoints.cooling_end_degc,
        options=IdealLoadOptions(
            step_s=BASE_STEP_S,
            hours_before=0 if weather.period is None else weather.period.n_hours_before,
        ),
    )
    return RoomResponse(
        content_hash=key,
        inputs=resolved.inputs,
        weather=weather,
        climate=air,
        model=model,
        ideal=ideal,
        setpoints=setpoints,
        year=_room_year(ideal, setpoints, air, model.gains.people_w),
        home_around=home,
    )


def resolved_room_of(inputs: RoomInputs, weather: Weather, cache: RoomCache) -> ResolvedRoom:
    """Return the room surface by surface in a weather, from the cache where it has it."""
    return cache.rooms.get(
        f"{weather.content_key} {inputs.content_hash}",
        lambda: resolved_room(inputs, weather, cache),
    )


def resolved_room(inputs: RoomInputs, weather: Weather, cache: RoomCache) -> ResolvedRoom:
    """Return the room surface by surface, and its numbers in a weather."""
    detailed, site = expand(inputs, weather.zone), inputs.site
    at = weather.location
    place = Place(altitude_m=at.altitude_m, latitude_deg=at.latitude_deg)
    if meets_soil(detailed.room) and site.ground_temperature == "from_weather":
        cover = SoilCover(1.0 - site.ground_reflectance, site.ground_cover, site.terrain)
        year = weather.year or weather
        soil = cache.soils.get(f"{year.content_key} {cover}", lambda: _soil(cover, year))
        place = replace(place, soil_surface_degc=soil)
    return ResolvedRoom(detailed, room_model(detailed, place))


def _soil(cover: SoilCover, weather: Weather) -> FloatArray:
    """Return the temperature of the soil's surface next to the building (n_hours,)."""
    sun_w_per_m2 = weather.global_horizontal_w_per_m2

    def make() -> FloatArray:
        return soil_surface(climate(weather), sun_w_per_m2, *cover).degc

    about = f"soil {_version_of_soil()} {loader_version()} {weather.content_key} {cover}"
    return kept_hours(about, make, sun_w_per_m2.size)


@cache
def _version_of_soil() -> str:
    """Return a hash of the code that the temperature of the soil's surface follows from."""
    files = (inspect.getfile(module) for module in (soil, films, constants, psychrometrics))
    return content_hash([Path(file).read_text(encoding="utf-8") for file in files])


def sunlight_on(model: RoomModel, weather: Weather, cache: RoomCache) -> dict[Plane, SunOnPlane]:
    """Return the sun on every plane of a room."""
    reflectance = model.ground_reflectance
    return {
        plane: cache.sunlight.get(
            f"{weather.content_key} {plane} {reflectance}",
            lambda plane=plane: SunOnPlane(  # type: ignore[misc]
                *kept_plane(weather, plane, reflectance)
            ),
        )
        for plane in planes(model)
    }


def room_summary(response: RoomResponse) -> RoomSummary:
    """Return the room's own figures.

    Air changes are of air as dense as a constant ``ach`` has it by default: 20 degC and the
    altitude's pressure; those of days that warm up do not count.
    """
    ideal, volume_m3 = response.ideal, response.model.volume_m3
    begin = round(3600.0 / ideal.step_s) * ideal.load_pass.hours_before
    air_kg_per_s = float(fresh_air_kg_per_s(ideal)[begin:].mean())
    air_kg = volume_m3 * psychrometrics.site_density_kg_per_m3(response.model.altitude_m)
    return RoomSummary(
        heat_loss_w_per_k=ideal.heat_loss_w_per_k,
        effective_capacitance_j_per_k=ideal.effective_capacitance_j_per_k,
        time_constants_h=tuple(float(t) for t in ideal.time_constants_h),
        floor_area_m2=response.model.floor_area_m2,
        volume_m3=volume_m3,
        air_changes_per_h=3600.0 * air_kg_per_s / air_kg,
        neighbours_w_per_k=neighbours_w_per_k(response.model),
        neighbours_degc=mean_neighbours_degc(response.model),
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
    if ideal.load_pass.hours_before:
        return  # days that do not repeat themselves
    meets = steps_k[0] < MAX_JUMP_K + MAX_JUMP_STEPS * float(steps_k[1:].max())
    hottest = float(ideal.air_degc.max())
    if meets and hottest < HOTTEST_ROOM_DEGC:
        return
    what = f"it would get as hot as {hottest:.0f} °C" if meets else "its year cannot repeat itself"
    raise SimulationError(
        f"hardly any heat leaves the room ({ideal.heat_loss_w_per_k:.2g} W/K, slowest time "
        f"constant {ideal.time_constants_h[0]:.0f} h): {what} (say what is on the other side, "
        "such as room.rest_of_home: 21 degC, or what air it has: infiltration, ventilation)"
    )


def _kernel_room(
    response: RoomResponse,
    by_hour: bool,
    cools: bool,
    band: HomeBand,
    lockout: Lockout,
    cut_out: CoolingLimits,
) -> KernelRoom:
    ideal, drivers = response.ideal, response.ideal.drivers
    if not by_hour:
        drivers = following_drivers(ideal, cools=cools, cut_out=cut_out)
    if band != AT_SETPOINTS:
        drivers = following_home(drivers, ideal, response.home_above_ideal_k(band))
    drivers = drivers._replace(
        heating_setpoint_degc=response.setpoints.heating_degc,
        cooling_setpoint_degc=response.setpoints.cooling_degc,
    )
    film_sets = FilmSets() if by_hour else ideal.film_sets
    if lockout != NO_LOCKOUT:
        is_out = locked_out(drivers.outdoor_degc, lockout)
        film_sets, free_air_degc, leaks_w_per_k = while_locked_out(ideal, is_out)
        drivers = drivers._replace(
            free_air_degc=free_air_degc,
            exchange_w_per_k=drivers.exchange_w_per_k + leaks_w_per_k,
            exchange_heat_w=drivers.exchange_heat_w + leaks_w_per_k * ideal.air_degc[1:],
        )
    drivers = plain(drivers)
    packed = None if by_hour else packed_drivers(drivers)
    return KernelRoom(plain(ideal.dynamics), drivers, plain(film_sets), packed)


def _room_year(
    ideal: IdealLoadResult,
    setpoints: SetPointSeries,
    climate: KnownClimate,
    people_w: FloatArray | None,
) -> RoomYear:
    step_s = ideal.step_s
    air = climate.outdoor_air
    heating = hourly_mean(setpoints.heating_degc, step_s)
    cooling = hourly_mean(setpoints.cooling_degc, step_s)
    return RoomYear(
        outdoor_degc=air.degc,
        outdoor_humidity_ratio=air.humidity_ratio,
        heating_setpoint_degc=np.where(heating < -100.0, np.nan, heating),
        cooling_setpoint_degc=np.where(cooling > 100.0, np.nan, cooling),
        ideal_heating_w=hourly_mean(ideal.ideal_heating_w, step_s),
        ideal_cooling_w=hourly_mean(ideal.ideal_cooling_w, step_s),
        ideal_room_degc=hourly_mean_of_instants(ideal.air_degc, step_s),
        ideal_mean_radiant_degc=hourly_mean_of_instants(ideal.mean_radiant_degc, step_s),
        pressure_pa=climate.pressure_pa,
        heat_loss_w_per_k=ideal.heat_loss_w_per_k,
        people_w=np.zeros(air.degc.size) if people_w is None else people_w,
    )


def _mean_setpoint_degc(setpoint_degc: FloatArray, year: RoomYear) -> float:
    """Return the mean of a setpoint, or of the ideal air where it is not there all year."""
    course = setpoint_degc if np.isfinite(setpoint_degc).all() else year.ideal_room_degc
    return float(course.mean())
