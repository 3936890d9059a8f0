"""The weather of a scenario: a file's year, or actual days with what was measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hpsim.building.description.rooms import SimpleRoom
from hpsim.errors import Problem, ScenarioError, WeatherError
from hpsim.scenario.model import Scenario, log_files, logged_keys
from hpsim.weather.cache import prepared
from hpsim.weather.model import Weather
from hpsim.weather.sources import find_source

if TYPE_CHECKING:
    from hpsim.weather.places import NearTown

MIDDLING_ZONE = "4A"  # for the expansion of codes and vintages where there is no weather


def weather_of(scenario: Scenario) -> Weather:
    """Return the weather of a scenario's year, or of its days.

    Raises
    ------
    WeatherError
        A file can't be used.
    """
    return of_days(scenario, prepared(scenario.weather, ())[0])


def of_days(scenario: Scenario, year: Weather) -> Weather:
    """Return a weather file's year, or what the scenario's days have of it and of its logs.

    Raises
    ------
    WeatherError
        A log can't be used, or the weather file is not on this machine.
    """
    if scenario.simulation.from_ is None:
        return year
    period = scenario.simulation.period(utc_offset_h(scenario))
    assert period is not None
    measured = scenario.measured_weather
    own_offset = measured is not None and measured.utc_offset_h is not None
    if not own_offset and period.utc_offset_h != year.location.utc_offset_h:
        problem = Problem(f"{scenario.weather} can't be read here, which days need", "weather")
        raise WeatherError("the weather file is not on this machine", [problem])
    from hpsim.weather.window import weather_of_days  # loads pandas and pvlib

    return weather_of_days(year, period, scenario.measured_weather)


def place_of(scenario: Scenario, place: str) -> str:
    """Return the place of the weather, and how far away the town is that it stands for, if far."""
    near = _near_town(scenario)
    if near is None or not near.caveat:
        return place
    return f"{place}, {near.distance_km:.0f} km from {near.town.label}"


def caveat_of(scenario: Scenario) -> str:
    """Return what an answer by this weather is good for, if the town is far from it; else empty."""
    near = _near_town(scenario)
    return "" if near is None else near.caveat


def _near_town(scenario: Scenario) -> NearTown | None:
    """Return the town that the weather is asked for, and the nearest; None: no town."""
    if not scenario.weather.strip().lower().startswith("near"):  # spares the import
        return None
    from hpsim.weather.places import near_town, town_asked_for

    town = town_asked_for(scenario.weather)
    return near_town(town) if town else None


def refuse_days(scenario: Scenario, what: str) -> None:
    """Refuse actual days where a whole year is needed.

    Raises
    ------
    ScenarioError
        The scenario has ``simulation.from``.
    """
    if scenario.simulation.from_ is None:
        return
    hint = "leave out simulation.from and .to; hpsim run takes days, hpsim measured a log of them"
    problem = Problem(f"{what} needs a whole year", key="simulation.from", hint=hint)
    raise ScenarioError(f"{scenario.name}: {what} needs a whole year", [problem])


def of_climate(scenario: Scenario) -> Scenario | None:
    """Return a scenario of actual days with the weather file's year in their place.

    Design loads follow from the climate, not from the days. None where the room or its thermostat
    has columns of a log, which a year does not have.
    """
    if scenario.simulation.from_ is None:
        return scenario
    written = (scenario.as_written("room"), scenario.as_written("thermostat"))
    if any(True for part in written for _ in log_files(part)):
        return None
    simulation = scenario.simulation.model_copy(update={"from_": None, "to": None})
    return scenario.model_copy(update={"simulation": simulation, "measured_weather": None})


def year_of_climate(scenario: Scenario, what: str) -> Scenario:
    """Return `of_climate` of a scenario of actual days.

    Raises
    ------
    ScenarioError
        The room or its thermostat has columns of a log; names them.
    """
    found = of_climate(scenario)
    if found is not None:
        return found
    problems = [
        Problem(
            f"{what} needs a whole year, and {file} has some days",
            key=key,
            hint="a temperature or a schedule in place of the log's column, such as "
            f"--set '{key}=20 degC'",
        )
        for part in ("room", "thermostat")
        for key, file in logged_keys(scenario.as_written(part))
    ]
    raise ScenarioError(f"{scenario.name}: {what} needs a whole year", problems)


def utc_offset_h(scenario: Scenario) -> float:
    """Return local standard time minus UTC; 0 where the weather can't be read."""
    measured = scenario.measured_weather
    if measured is not None and measured.utc_offset_h is not None:
        return float(measured.utc_offset_h)
    try:
        return prepared(scenario.weather, ())[0].location.utc_offset_h
    except WeatherError:
        return 0.0


def zone_or_middling(scenario: Scenario) -> str:
    """Return the weather's climate zone, a middling one where it can't be read or isn't needed."""
    room = scenario.room
    try:
        shipped = find_source(scenario.weather).shipped
        if shipped is not None:
            return shipped.zone
        needed = isinstance(room, SimpleRoom) and (room.vintage or room.code)
        if needed and scenario.site.climate_zone is None:
            return prepared(scenario.weather, ())[0].zone  # reads the file: a second, once
    except WeatherError:
        pass
    return MIDDLING_ZONE
