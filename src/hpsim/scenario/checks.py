"""Checks of several keys together: what makes a scenario unusable.

The room's own names and sizes are checked where they are resolved, in `building`; what is allowed
and yet suspicious is in `suspicious`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pydantic import ValidationError

from hpsim.building.description.rooms import SimpleRoom
from hpsim.building.model import RoomModel
from hpsim.building.resolve import Place
from hpsim.building.resolve_context import (
    COLDEST_ROOM_DEGC,
    OR_A_SCHEDULE,
    in_words,
)
from hpsim.control.compile import SetPointSeries, setpoint_rules, setpoint_series
from hpsim.control.description import Away, SetPoint, Vacation
from hpsim.description.base import LogColumn, TemperatureWeek
from hpsim.description.yamlfile import KeyPath
from hpsim.economics.tariff_terms import currencies_in
from hpsim.errors import LogError, ScenarioError, WeatherError
from hpsim.logs.series import hourly
from hpsim.scenario.control import control_by
from hpsim.scenario.finding import Check, Finding
from hpsim.scenario.model import Scenario
from hpsim.scenario.room import calendar_of, expand, key_in_words, room_inputs, room_model
from hpsim.scenario.tree import split_path
from hpsim.scenario.unit_checks import units_of
from hpsim.scenario.weather import utc_offset_h, zone_or_middling
from hpsim.units.messages import did_you_mean
from hpsim.units.numbers import number
from hpsim.units.quantities import QuantityName
from hpsim.weather.sources import find_source

LONGEST_SWITCHING_STEP_S = 120.0
CHECK_STEP_S = 300.0  # fine enough for setpoints that change at clock times

HOTTEST_SETPOINT_DEGC = 50.0  # no room is held warmer: another unit was meant
HOTTEST_IN_DEGF = 100.0  # as a number in degF a setpoint again
MAX_SIZE_W_PER_M2 = 5000.0  # beyond, a warning will not do: 16 times the largest of homes
MAX_SIZE_W = 1e6  # 280 tons, for the largest floor area that there may be 200 W/m2


NEVER = ("none", "off", "never", "no")
"""What people write for a setpoint that is not there."""


def check_weather(scenario: Scenario) -> Iterator[Finding]:
    """Find weather that does not exist."""
    try:
        find_source(scenario.weather)
    except WeatherError as error:
        for problem in error.problems:
            yield Finding(("weather",), problem.message, problem.hint)
        return
    measured = scenario.measured_weather
    if measured is not None:
        from hpsim.weather.window import QUANTITIES

        fields = type(measured).model_fields
        columns: list[tuple[KeyPath, object, QuantityName]] = [
            (("measured_weather", fields[name].alias or name), getattr(measured, name), quantity)
            for name, quantity in QUANTITIES.items()
        ]
        yield from _wrong_logs(scenario, columns)


def _wrong_logs(
    scenario: Scenario, columns: Iterable[tuple[KeyPath, object, QuantityName]]
) -> Iterator[Finding]:
    """Find what is wrong with columns of logs, each read once."""
    simulation = scenario.simulation
    period = None if simulation.from_ is None else simulation.period(utc_offset_h(scenario))
    for path, column, quantity in columns:
        if not isinstance(column, LogColumn):
            continue
        if period is None:
            hint = "give the days: simulation: {from: 2026-01-10, to: 2026-02-20}"
            yield Finding(path, "a log has no meaning in a year without dates", hint)
            continue
        try:
            hourly(column, quantity, period)
        except LogError as error:
            yield from (Finding(path, *in_words(problem)) for problem in error.problems)


def check_room(scenario: Scenario) -> Iterator[Finding]:
    """Find unknown names and impossible sizes in the room."""
    try:
        checked_room(scenario)
    except ScenarioError as error:
        for problem in error.problems:
            key = problem.key
            if isinstance(scenario.room, SimpleRoom):
                key = key_in_words(key, problem.message, scenario.room)
            is_home = key != problem.key and key.endswith("rest_of_home")
            words = f"setpoints, adiabatic, {OR_A_SCHEDULE}" if is_home else OR_A_SCHEDULE
            hint = problem.hint.replace(OR_A_SCHEDULE, words)
            yield Finding(split_path(key), problem.message, hint)
    except (ValidationError, ArithmeticError):  # 1e300 m and the like
        hint = "look for a value that is far too large or too small"
        yield Finding(("room",), "no room can be made of these values", hint)


def checked_room(scenario: Scenario) -> RoomModel:
    """Return the room as numbers, at sea level: enough to check it."""
    return room_model(expand(room_inputs(scenario), zone_or_middling(scenario)), Place())


def checked_setpoints(scenario: Scenario) -> SetPointSeries:
    """Return the setpoints of a year in steps fine enough to check them."""
    rules = setpoint_rules(scenario.thermostat, scenario.schedules)
    return setpoint_series(rules, calendar_of(scenario), CHECK_STEP_S)


def check_set_points(scenario: Scenario) -> Iterator[Finding]:
    """Find setpoints that cross, that nothing names, or that are missing."""
    thermostat = scenario.thermostat
    given = _set_points(scenario)
    unknown = [*_unknown_set_points(scenario)]
    unknown += _wrong_logs(scenario, [(("thermostat", k), v, "temperature") for k, v in given])
    yield from unknown
    if not given:
        if any(candidate.has_setpoints for candidate in scenario.candidates):
            hint = "heating: 68 degF"
            yield Finding(("thermostat",), "a setpoint is needed", hint)
        return
    impossible = bool(unknown)
    for key, set_point in () if unknown else given:
        if not isinstance(set_point, float):
            continue
        if not COLDEST_ROOM_DEGC <= set_point <= HOTTEST_SETPOINT_DEGC:
            message = f"{set_point:.5g} degC is no temperature of a room"
            hint = "such as '68 degF' or '20 degC'"
            is_whole = round(set_point, 6) == round(set_point)
            if HOTTEST_SETPOINT_DEGC < set_point <= HOTTEST_IN_DEGF and is_whole:
                hint = f"did you mean '{set_point:g} degF'?"
            yield Finding(("thermostat", key), message, hint)
            impossible = True
    if impossible or len(given) < 2 or thermostat.changeover != "auto":
        return
    band_k = narrowest_band_k(scenario)
    controls = [control_by(thermostat, c) for c in scenario.candidates if c.is_machine]
    switches = any(control is None or not control.is_own for control in controls)
    min_k = thermostat.wall_differential_k if switches else 0.0
    if band_k < min_k - 1e-9:
        what = "less than the differential" if band_k >= 0 else "cooling is below heating"
        words = f"cooling - heating is {round(band_k, 4):g} K"
        hint = f"at least {number(min_k)} K" if min_k else "a cooling setpoint above heating"
        yield Finding(("thermostat", "cooling"), f"{words}: {what}", hint)


def check_sensors(scenario: Scenario) -> Iterator[Finding]:
    """Find a sensor that is off twice: as the thermostat has it, and as a given control has it."""
    if scenario.thermostat.sensor.offset_k == 0.0:
        return
    for index, candidate in enumerate(scenario.candidates):
        control = candidate.given_control
        if control is None or not control.is_own or control.reads_high_k == 0.0:
            continue
        message = (
            f"the sensor is off twice: candidates[{index}].control reads "
            f"{control.reads_high_k:g} K high in heating, too"
        )
        hint = "leave one of them out, or control: {sensor_reads_high: 0 K, setpoint_shift: 0 K}"
        yield Finding(("thermostat", "sensor", "offset"), message, hint)


def check_absences(scenario: Scenario) -> Iterator[Finding]:
    """Find setpoints for absences that ask for more than those at home."""
    thermostat = scenario.thermostat
    at_home = (thermostat.heating, thermostat.cooling)
    heating, cooling = (v if isinstance(v, float) else None for v in at_home)
    absences: dict[KeyPath, Away | Vacation | None] = {("thermostat", "away"): thermostat.away}
    absences |= {("thermostat", "vacation", i): d for i, d in enumerate(thermostat.vacation)}
    for path, absence in absences.items():
        if absence is None:
            continue
        low, high = absence.heating_degc, absence.cooling_degc
        if low is not None and cooling is not None and low >= cooling:
            message = f"{number(low)} degC is above the cooling setpoint, {number(cooling)} degC"
            yield Finding((*path, "heating"), message, "a setpoint below the one at home")
        elif low is not None and heating is not None and low > heating:
            message = f"{number(low)} degC is above the heating setpoint, {number(heating)} degC"
            yield Finding((*path, "heating"), message, "a setpoint below the one at home")
        if high is not None and cooling is not None and high < cooling:
            message = f"{number(high)} degC is below the cooling setpoint, {number(cooling)} degC"
            yield Finding((*path, "cooling"), message, "a setpoint above the one at home")


def _unknown_set_points(scenario: Scenario) -> Iterator[Finding]:
    named = [n for n, s in scenario.schedules.items() if isinstance(s, TemperatureWeek)]
    for key, set_point in _set_points(scenario):
        if not isinstance(set_point, str) or set_point in named:
            continue
        path = ("thermostat", key)
        if set_point in scenario.schedules:
            hint = "write its 24 values with units, such as '20 degC'"
            yield Finding(path, f"schedule '{set_point}' is not of temperatures", hint)
            continue
        hint = did_you_mean(set_point, named, "'20 degC', or a name under schedules")
        if set_point.lower() in NEVER:
            hint = f"leave {key} out: then there is none"
        yield Finding(path, f"unknown schedule '{set_point}'", hint)


def _set_points(scenario: Scenario) -> list[tuple[str, SetPoint]]:
    thermostat = scenario.thermostat
    both = (("heating", thermostat.heating), ("cooling", thermostat.cooling))
    return [(key, set_point) for key, set_point in both if set_point is not None]


def narrowest_band_k(scenario: Scenario) -> float:
    """Return the least of cooling minus heating setpoint at any time [K]."""
    thermostat = scenario.thermostat
    heating, cooling = thermostat.heating, thermostat.cooling
    is_plain = thermostat.away is None and not thermostat.vacation
    if isinstance(heating, float) and isinstance(cooling, float) and is_plain:
        return cooling - heating
    series = checked_setpoints(scenario)
    return float((series.cooling_degc - series.heating_degc).min())


def check_step(scenario: Scenario) -> Iterator[Finding]:
    """Find steps too long for machines that switch."""
    step_s = scenario.simulation.step_s
    if scenario.simulation.resolution == "hour" or step_s <= LONGEST_SWITCHING_STEP_S:
        return
    for index, candidate in enumerate(scenario.candidates):
        if candidate.is_machine:
            called = candidate.name or candidate.kind
            message = f"a step of {step_s:g} s is too long: candidates[{index}] ({called}) switches"
            yield Finding(("simulation", "step"), message, "120 s or less")
            return


def check_candidates(scenario: Scenario) -> Iterator[Finding]:
    """Find candidates of one name, or of names that differ in capitals only."""
    seen: dict[str, str] = {}
    for index, candidate in enumerate(scenario.candidates):
        name = candidate.name
        if name is None:
            continue
        first = seen.get(name.casefold())
        seen.setdefault(name.casefold(), name)
        if first is not None:
            message = f"a second candidate named '{name}'"
            if first != name:
                message = f"'{name}' differs from '{first}' in capitals only"
            yield Finding(("candidates", index, "name"), message, "another name")


def check_economics(scenario: Scenario) -> Iterator[Finding]:
    """Find costs of candidates that are not there, and amounts in another currency."""
    economics, tariff = scenario.economics, scenario.tariff
    if economics is None:
        return
    names = scenario.candidate_names()
    given: list[tuple[KeyPath, str]] = []
    given += [(("economics", "costs", name), name) for name in economics.costs]
    given += [
        (("economics", "incentives", i, "candidates"), name)
        for i, line in enumerate(economics.incentives)
        for name in line.candidates
    ]
    for path, name in given:
        if name not in names:
            hint = did_you_mean(name, names, f"names: {', '.join(names)}")
            yield Finding(path, f"no candidate is named '{name}'", hint)
    if tariff is None:
        yield Finding(("economics",), "costs need a tariff", "tariff: {price: 0.18 $/kWh}")
        return
    for key, currency in currencies_in(economics):
        if currency != tariff.currency:
            message = f"{key} is in {currency}, the tariff in {tariff.currency}"
            yield Finding(("economics",), message, "one currency for both")


def check_price(scenario: Scenario) -> Iterator[Finding]:
    """Find a price for all hours that is below nothing."""
    price = None if scenario.tariff is None else scenario.tariff.price_per_kwh
    if price is not None and price.per_kwh < 0.0:
        message = f"{price.per_kwh:.3g} {price.currency} per kWh is below 0"
        yield Finding(("tariff", "price"), message, "a minus sign too many? Such as '0.18 $/kWh'")


def check_sizes(scenario: Scenario) -> Iterator[Finding]:
    """Find candidates that no room of this size could take."""
    area_m2 = scenario.room.floor_area_m2
    for path, unit in units_of(scenario):
        if unit.size_w > MAX_SIZE_W:
            message = f"{number(unit.size_w)} W of heat is no size of a unit for a room"
            yield Finding((*path, "size"), message, "is it in another unit?")
        elif unit.size_w > MAX_SIZE_W_PER_M2 * area_m2:
            message = f"{number(unit.size_w)} W of heat in a room of {number(area_m2)} m2"
            hint = "is the size, or the floor area, in another unit?"
            yield Finding((*path, "size"), message, hint)


CHECKS: tuple[Check, ...] = (
    check_economics,
    check_weather,
    check_room,
    check_set_points,
    check_sensors,
    check_absences,
    check_step,
    check_candidates,
    check_price,
    check_sizes,
)
