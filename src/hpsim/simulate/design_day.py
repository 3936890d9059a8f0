"""The engine's own design days: a cold and a hot day, each repeated for three months.

The month whose mean is lowest and the two before it become cold design days, that whose mean is
highest and the two before it hot ones; the rest of the year stays as the file has it. At their end
a day's load equals the day before's; only the soil below a floor still follows its season. It is
what ideal control puts in at the setpoints, held day and night: no setback, no recovery.

References
----------
ASHRAE Fundamentals 2021, ch. 14: the course of a design day's dry bulb (table 6), a constant dew
point in cooling, no change over the day in heating. Sun: the file's own clearest day of the month;
wind and sky: those of the file's hours nearest to the design temperature.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal, NamedTuple, TypeAlias

import numpy as np

from hpsim.building.constants import AIR_J_PER_KG_K
from hpsim.building.doorways import doorways_of
from hpsim.building.ideal_load_pass import IdealLoadOptions, IdealLoadPass, run
from hpsim.building.model import Gains, RoomModel
from hpsim.building.room_facts import neighbours_degc, neighbours_w_per_k
from hpsim.building.solar import Plane
from hpsim.building.solver_arrays import hourly_mean
from hpsim.control.compile import NO_COOLING_DEGC, setpoint_series
from hpsim.description.schedules import DAYS_PER_MONTH
from hpsim.kernel.airflow import VAPORISATION_J_PER_KG
from hpsim.kernel.ideal_load_types import IntArray
from hpsim.kernel.types import Climate, FloatArray, PlaneIrradiance
from hpsim.psychrometrics import (
    humidity_ratio_from_relative_humidity,
    humidity_ratio_from_wet_bulb,
    saturation_humidity_ratio,
)
from hpsim.records import dataclass
from hpsim.results import DesignLoads
from hpsim.scenario.model import Scenario
from hpsim.scenario.weather import refuse_days, weather_of
from hpsim.simulate.response import (
    BASE_STEP_S,
    RoomCache,
    resolved_room_of,
    response_inputs,
    sunlight_on,
)
from hpsim.units.display import quantity_text
from hpsim.weather.design import design_conditions, monthly_means
from hpsim.weather.model import DesignConditions, Weather, climate

Level: TypeAlias = Literal["99", "99.6"]
"""Heating at 99 % and cooling at 1 % of the hours, or at 99.6 % and 0.4 %."""

RANGE_FRACTION = np.array(
    [
        *(0.88, 0.92, 0.95, 0.98, 1.00, 0.98, 0.91, 0.74, 0.55, 0.38, 0.23, 0.13),
        *(0.05, 0.00, 0.00, 0.06, 0.14, 0.24, 0.39, 0.50, 0.59, 0.68, 0.75, 0.82),
    ]
)
"""ASHRAE Fundamentals 2021, ch. 14, table 6: daily range below the peak, hours 1 to 24."""
INDOOR_RH, INDOOR_RH_DRY = 0.50, 0.45  # Manual J: the second where outdoor air is drier than that
NEAR_K = 1.0  # hours this close to a design dry bulb give its wind and sky
FAR_APART_K = 2.0  # header and file: twice the usual spread of a year's 99 % dry bulb
REPEATED_DAYS = 92  # five time constants of a slab with its soil; less where the seasons are near
LAST_DAYS = 7  # whose peak is the load: a whole week, so that weekdays and weekends count


class DesignDay(NamedTuple):
    """Outdoor conditions of one repeated day."""

    outdoor_degc: FloatArray  # (24,) instants at full hours, from midnight
    humidity_ratio: FloatArray  # (24,)
    sky_degc: FloatArray  # (24,)
    wind_m_per_s: float
    wind_from_deg: float
    month: int  # 0: January
    n_days: int  # of its repetition, to the end of the month
    sun_day: int  # day of the file's year whose sun shines


class DesignPlace(NamedTuple):
    """What design loads take of a place: the same for every room there."""

    source: str
    """Where the temperatures are from."""
    days: tuple[DesignDay, DesignDay]
    """The cold and the hot one."""


@dataclass(frozen=True, slots=True)
class SeasonLoad:
    """The load of one design day after its repetition."""

    sensible_w: float
    """Highest hourly mean of the last week."""
    latent_w: float
    """In the hour of the sensible peak; 0 in heating."""
    hour: int
    """Of the day in which the peak falls, 0 … 23."""
    setpoint_degc: float
    outdoor_degc: float
    """The design dry bulb."""
    change: float
    """Relative change of the peak against the week before: 0 in a periodic state; on soil what its
    season does."""
    gains_w: float
    """Sensible gains of people and appliances in the peak's hour."""
    sun_w: float
    """Sun through glass in that hour."""
    air_w: float
    """What outdoor air takes from the room in heating or brings in cooling in that hour."""
    neighbours_w: float = 0.0
    """The same of neighbours with a temperature of their own, as if it were steady."""


@dataclass(frozen=True, slots=True)
class DesignDayLoads:
    """Both seasons; None where there is no setpoint."""

    heating: SeasonLoad | None
    cooling: SeasonLoad | None


def design_loads(
    scenario: Scenario,
    *,
    weather: Weather | None = None,
    cache: RoomCache | None = None,
    place: DesignPlace | None = None,
) -> DesignLoads:
    """Return a room's design loads: heating without sun and gains, cooling with both.

    Weather and place are by default worked out from the scenario; the place takes a quarter of the
    time.
    """
    refuse_days(scenario, "a design day")
    if weather is None:
        weather = weather_of(scenario)
    place = place or design_place(weather)
    loads = design_day_loads(
        scenario,
        weather=weather,
        cache=cache,
        days=place.days,
        gains_in_heating=False,
        gains_in_cooling=True,
    )
    heating, cooling = loads.heating, loads.cooling
    return DesignLoads(
        heating_w=None if heating is None else heating.sensible_w,
        heating_outdoor_degc=float(place.days[0].outdoor_degc.max()),
        cooling_sensible_w=None if cooling is None else cooling.sensible_w,
        cooling_latent_w=None if cooling is None else cooling.latent_w,
        cooling_outdoor_degc=float(place.days[1].outdoor_degc.max()),
        source=place.source,
    )


def design_day_loads(
    scenario: Scenario,
    *,
    weather: Weather,
    cache: RoomCache | None = None,
    level: Level = "99",
    days: tuple[DesignDay, DesignDay] | None = None,
    gains_in_heating: bool,
    gains_in_cooling: bool,
) -> DesignDayLoads:
    """Return the loads of the two design days, each with or without sun and gains.

    Parameters
    ----------
    scenario : Scenario
        Its room and thermostat count.
    weather : Weather
        Of the place.
    cache : RoomCache
        What was made for the same room; default: nothing.
    level : {"99", "99.6"}
        Which percentiles.
    days : tuple of DesignDay
        Of that level; default: the weather's.
    gains_in_heating, gains_in_cooling : bool
        Whether sun, people and appliances count in that season.
    """
    cache = RoomCache() if cache is None else cache
    inputs = response_inputs(scenario)
    if inputs.room.calendar.vacations:  # people are at home on a design day
        at_home = replace(inputs.room.calendar, vacations=())
        inputs = replace(inputs, room=replace(inputs.room, calendar=at_home))
    model = resolved_room_of(inputs.room, weather, cache).model
    air = climate(weather)
    days = days or design_days(weather, level)
    series = setpoint_series(inputs.setpoints, inputs.room.calendar, BASE_STEP_S, air.outdoor_degc)
    # the highest heating and the lowest cooling setpoint of the year
    held = float(series.heating_degc.max()), float(series.cooling_degc.min())
    sun: dict[Plane, PlaneIrradiance] = dict(sunlight_on(model, weather, cache))
    heating_end, cooling_end = series.heating_end_degc.copy(), series.cooling_end_degc.copy()
    for day, with_gains in zip(days, (gains_in_heating, gains_in_cooling), strict=True):
        air = _with_day(air, day)
        sun = {plane: _with_sun(of, day, shines=with_gains) for plane, of in sun.items()}
        if not with_gains:
            model = _without_gains(model, _hours(day))
        ends = _step_ends(day, heating_end.size - 1)
        heating_end[ends] = held[0]
        cooling_end[ends] = held[1]
    done = run(model, air, sun, heating_end, cooling_end, IdealLoadOptions(step_s=BASE_STEP_S))
    heating, cooling = (
        None
        if abs(setpoint) >= NO_COOLING_DEGC
        else _season_load(done, model, air, day, setpoint, heats=heats)
        for day, setpoint, heats in zip(days, held, (True, False), strict=True)
    )
    return DesignDayLoads(heating, cooling)


def design_place(weather: Weather) -> DesignPlace:
    """Return what design loads take of a place."""
    choice = design_conditions(weather)
    return DesignPlace(choice.used_name, design_days(weather, used=choice.used))


def design_temperatures(weather: Weather) -> tuple[float, float, float]:
    """Return heating dry bulb, cooling dry bulb and its coincident wet bulb [degC]."""
    return _temperatures(design_conditions(weather).used)


def _temperatures(used: DesignConditions, level: Level = "99") -> tuple[float, float, float]:
    if level == "99.6":
        return used.heating_99_6_degc, used.cooling_0_4_degc, used.cooling_0_4_wet_bulb_degc
    return used.heating_99_degc, used.cooling_1_degc, used.cooling_1_wet_bulb_degc


def disagreement(weather: Weather) -> tuple[str, ...]:
    """Return a warning for each design temperature on which header and file are far apart."""
    choice = design_conditions(weather)
    if choice.header is None:
        return ()
    found = []
    for words, name in (("99 % heating", "heating_99_degc"), ("1 % cooling", "cooling_1_degc")):
        header, file = getattr(choice.header, name), getattr(choice.file, name)
        if abs(header - file) > FAR_APART_K:
            of_header, of_file = (quantity_text(t, name, "si", 4) for t in (header, file))
            found.append(  # without apostrophes: what is between two is not translated
                f"design day: the header of the weather file gives {of_header} as the {words} "
                f"temperature, its hours {of_file}; that of the header is used, and the simulated "
                "year may not reach it or go beyond it"
            )
    return tuple(found)


def design_days(
    weather: Weather, level: Level = "99", used: DesignConditions | None = None
) -> tuple[DesignDay, DesignDay]:
    """Return the cold and the hot day of a place; ``used``: its design conditions, if at hand."""
    used = used or design_conditions(weather).used
    heating_degc, cooling_degc, wet_bulb_degc = _temperatures(used, level)
    means = monthly_means(weather.recorded_degc)
    cold, hot = int(means.argmin()), int(means.argmax())
    if cold == hot:
        hot = (cold + 6) % 12  # a year without seasons
    range_k = used.cooling_daily_range_k
    course = cooling_degc - range_k * np.roll(RANGE_FRACTION, 1)  # hour 24 is midnight
    pressure_pa = float(weather.pressure_pa.mean())
    moist = float(humidity_ratio_from_wet_bulb(cooling_degc, wet_bulb_degc, pressure_pa))
    even = np.full(24, heating_degc)
    return (
        _day(weather, even, None, cold, heating_degc, _repetitions(cold, hot)),
        _day(weather, course, max(moist, 0.0), hot, cooling_degc, _repetitions(hot, cold)),
    )


def _day(
    weather: Weather,
    outdoor_degc: FloatArray,
    humidity_ratio: float | None,
    month: int,
    peak_degc: float,
    n_days: int,
) -> DesignDay:
    """Put a day's air together with wind, sky and sun of the file.

    ``humidity_ratio`` holds all day; None: as in the file's hours of that temperature. ``month`` is
    that whose days it takes, 0 to 11, ``n_days`` how often it is repeated.
    """
    instants = weather.outdoor_degc[:-1]
    distance = np.abs(instants - peak_degc)
    near = np.flatnonzero(distance <= max(NEAR_K, float(distance.min()) + NEAR_K))
    days = np.arange(sum(DAYS_PER_MONTH[:month]), sum(DAYS_PER_MONTH[: month + 1]))
    daily_sun = weather.global_horizontal_w_per_m2.reshape(-1, 24).sum(axis=1)
    sun_day = int(days[daily_sun[days].argmax()])
    if humidity_ratio is None:
        below_k = np.full(24, float((weather.sky_degc[near] - instants[near]).mean()))
        wanted = float(weather.humidity_ratio[near].mean())
    else:
        hours = slice(24 * sun_day, 24 * sun_day + 24)
        below_k, wanted = weather.sky_degc[hours] - instants[hours], humidity_ratio
    pressure_pa = float(weather.pressure_pa.mean())
    angle = np.radians(weather.wind_from_deg[near])
    return DesignDay(
        outdoor_degc=outdoor_degc,
        humidity_ratio=np.minimum(wanted, saturation_humidity_ratio(outdoor_degc, pressure_pa)),
        sky_degc=outdoor_degc + below_k,
        wind_m_per_s=float(weather.wind_m_per_s[near].mean()),
        wind_from_deg=float(np.degrees(np.arctan2(np.sin(angle).mean(), np.cos(angle).mean()))),
        month=month,
        n_days=n_days,
        sun_day=sun_day,
    )


def _end_day(month: int) -> int:
    return sum(DAYS_PER_MONTH[: month + 1])


def _repetitions(month: int, other: int) -> int:
    """Return how often a month's day is repeated: never into the other season's days."""
    apart = (_end_day(month) - _end_day(other)) % sum(DAYS_PER_MONTH)
    return min(REPEATED_DAYS, apart)


def _hours(day: DesignDay) -> IntArray:
    """Return the hours of a day's repetition; of a year that joins its beginning."""
    end = 24 * _end_day(day.month)
    return np.arange(end - 24 * day.n_days, end) % (24 * sum(DAYS_PER_MONTH))


def _step_ends(day: DesignDay, n_steps: int) -> IntArray:
    """Return the indices of the ends of the steps of a day's repetition."""
    per_hour, end = round(3600.0 / BASE_STEP_S), 24 * _end_day(day.month)
    return np.arange(per_hour * (end - 24 * day.n_days), per_hour * end) % n_steps + 1


def _with_day(air: Climate, day: DesignDay) -> Climate:
    """Return a year of weather with one day's repetition in it, sun position included."""
    hours, n_days = _hours(day), day.n_days

    def instants(values: FloatArray, of_day: FloatArray | float) -> FloatArray:
        changed = values.copy()
        changed[hours] = np.tile(np.broadcast_to(of_day, 24), n_days)
        changed[-1] = changed[0]
        return changed

    def sun(values: FloatArray) -> FloatArray:
        changed = values.copy()
        changed[hours] = np.tile(values[24 * day.sun_day : 24 * day.sun_day + 24], n_days)
        return changed

    return air._replace(
        outdoor_degc=instants(air.outdoor_degc, day.outdoor_degc),
        humidity_ratio=instants(air.humidity_ratio, day.humidity_ratio),
        wind_m_per_s=instants(air.wind_m_per_s, day.wind_m_per_s),
        sky_degc=instants(air.sky_degc, day.sky_degc),
        sun_azimuth_deg=sun(air.sun_azimuth_deg),
        sun_elevation_deg=sun(air.sun_elevation_deg),
        wind_from_deg=instants(air.wind_from_deg, day.wind_from_deg)
        if air.wind_from_deg.size
        else air.wind_from_deg,
    )


def _with_sun(plane: PlaneIrradiance, day: DesignDay, *, shines: bool) -> PlaneIrradiance:
    """Return a plane's year with one day's sun repeated, or with none on those days."""
    hours, one = _hours(day), slice(24 * day.sun_day, 24 * day.sun_day + 24)
    changed = []
    for values in plane:
        course = values.copy()
        course[hours] = np.tile(values[one], day.n_days) if shines else 0.0
        changed.append(course)
    return PlaneIrradiance(*changed)


def _without_gains(model: RoomModel, hours: IntArray) -> RoomModel:
    """Return a room that has no people and no appliances in some hours."""
    buffers = tuple(
        replace(buffer, gains=_emptied(buffer.gains, hours)) if buffer.gains else buffer
        for buffer in model.buffers
    )
    return replace(model, gains=_emptied(model.gains, hours), buffers=buffers)


def _emptied(gains: Gains, hours: IntArray) -> Gains:
    parts = []
    for values in (gains.convective_w, gains.radiant_w, gains.moisture_kg_per_s):
        course = values.copy()
        course[hours] = 0.0
        parts.append(course)
    return Gains(*parts)


def _season_load(
    done: IdealLoadPass,
    model: RoomModel,
    air: Climate,
    day: DesignDay,
    setpoint_degc: float,
    *,
    heats: bool,
) -> SeasonLoad:
    """Read a design day's load off a finished pass."""
    sign = 1.0 if heats else -1.0
    hourly = hourly_mean(np.maximum(sign * done.out.load_w, 0.0), done.step_s)
    end, week = 24 * _end_day(day.month), 24 * LAST_DAYS
    last, before = hourly[end - week : end], hourly[end - 2 * week : end - week]
    hour = end - week + int(last.argmax())
    peak_w = float(last.max())
    change = abs(peak_w - float(before.max())) / peak_w if peak_w > 0.0 else 0.0
    step = hour * round(3600.0 / done.step_s)
    apart_k = setpoint_degc - 0.5 * float(air.outdoor_degc[hour] + air.outdoor_degc[hour + 1])
    return SeasonLoad(
        sensible_w=peak_w,
        latent_w=0.0 if heats else _latent_w(done, model, air, setpoint_degc, hour),
        hour=hour % 24,
        setpoint_degc=setpoint_degc,
        outdoor_degc=float(day.outdoor_degc.max()),
        change=change,
        gains_w=float(model.gains.convective_w[hour] + model.gains.radiant_w[hour]),
        sun_w=float(done.transmitted_solar_w[hour]),
        air_w=sign * AIR_J_PER_KG_K * float(done.outdoor_air_kg_per_s[step]) * apart_k,
        neighbours_w=sign
        * _to_neighbours_w(model, setpoint_degc, slice(hour - hour % 24, hour + 1)),
    )


def _to_neighbours_w(model: RoomModel, room_degc: float, hours: slice) -> float:
    """Return the heat from a room to neighbours with a temperature of their own [W]."""
    degc = neighbours_degc(model)
    if degc is None:
        return 0.0
    return neighbours_w_per_k(model) * (room_degc - float(degc[hours].mean()))


def indoor_humidity_ratio(setpoint_degc: float, outdoor_ratio: float, pressure_pa: float) -> float:
    """Return the indoor humidity ratio that a cooling load is for: 50 % RH, 45 % where it is dry.

    References
    ----------
    ACCA Manual J, 8th edition: 45 % where outdoor air is drier than indoor air of 50 %.
    """
    half, dry = (
        float(humidity_ratio_from_relative_humidity(setpoint_degc, rh, pressure_pa))
        for rh in (INDOOR_RH, INDOOR_RH_DRY)
    )
    return dry if outdoor_ratio < half else half


def _latent_w(
    done: IdealLoadPass, model: RoomModel, air: Climate, setpoint_degc: float, hour: int
) -> float:
    """Return people's moisture and that of outdoor and house air as heat; never negative [W]."""
    step = hour * round(3600.0 / done.step_s)
    outdoor = float(air.humidity_ratio[hour])
    indoor = indoor_humidity_ratio(setpoint_degc, outdoor, air.pressure_pa)
    water_kg_per_s = float(model.gains.moisture_kg_per_s[hour])
    water_kg_per_s += float(done.outdoor_air_kg_per_s[step]) * (outdoor - indoor)
    doorways = doorways_of(done, model, air)
    if doorways is not None:
        flow_kg_per_s = doorways.home_air_kg_per_s[step]
        water_kg_per_s += float(doorways.home_water_kg_per_s[step] - flow_kg_per_s * indoor)
    return max(water_kg_per_s, 0.0) * VAPORISATION_J_PER_KG
