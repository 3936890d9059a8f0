"""Checks of several keys together: values that must fit each other, and suspicious values.

`CHECKS` find what makes a scenario unusable, `WARNINGS` what is allowed and yet suspicious. The
room's own names and sizes are checked where they are resolved, in `building`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from pydantic import ValidationError

from hpsim.building.description.rooms import SimpleRoom
from hpsim.building.model import RoomModel
from hpsim.building.resolve import Place
from hpsim.building.resolve_context import (
    COLDEST_ROOM_DEGC,
    HOTTEST_ROOM_DEGC,
    OR_A_SCHEDULE,
    in_words,
)
from hpsim.control.compile import SetPointSeries, setpoint_rules, setpoint_series
from hpsim.control.description import Away, SetPoint, Vacation
from hpsim.description.base import LogColumn, TemperatureWeek
from hpsim.description.yamlfile import KeyPath
from hpsim.economics.fuels import FUELS
from hpsim.economics.tariff_terms import currencies_in
from hpsim.errors import LogError, ScenarioError, WeatherError
from hpsim.logs.series import hourly
from hpsim.scenario.control import control_by
from hpsim.scenario.finding import Check, Finding
from hpsim.scenario.model import Scenario
from hpsim.scenario.room import calendar_of, expand, key_in_words, room_inputs, room_model
from hpsim.scenario.tree import split_path
from hpsim.scenario.unit_checks import UNIT_WARNINGS
from hpsim.scenario.unit_checks import units_of as _units
from hpsim.scenario.weather import utc_offset_h, zone_or_middling
from hpsim.units.messages import did_you_mean
from hpsim.units.money import Price
from hpsim.units.numbers import number
from hpsim.units.quantities import QuantityName
from hpsim.units.values import text
from hpsim.weather.sources import find_source

LONGEST_SWITCHING_STEP_S = 120.0
CHECK_STEP_S = 300.0  # fine enough for setpoints that change at clock times

# Values beyond these are allowed but reported; each range is wider than that of real buildings.
PLAUSIBLE_HEATING_DEGC = (7.0, 27.0)
PLAUSIBLE_COOLING_DEGC = (18.0, 32.0)
OUT_OF_SEASON_DEGC = 500.0  # setpoints of a mode that is not allowed lie beyond
NARROW_BAND_K = 1.0
PLAUSIBLE_PRICE = (0.03, 1.0)  # per kWh, in currencies of about a dollar
PLAUSIBLE_FUEL_PRICE = (0.01, 0.4)  # 0.3 to 12 $/therm; US averages: 0.03 to 0.2
DOLLAR_LIKE = {"USD", "EUR", "GBP", "CHF", "CAD", "AUD"}
MAX_SIZE_W_PER_M2 = 5000.0  # beyond, a warning will not do: 16 times the largest of homes
MAX_GLASS = 0.6  # of a wall
PLAUSIBLE_WINDOW_U = (0.5, 6.0)  # W/m2K: vacuum glass ... single glass, whose films bound it
PLAUSIBLE_HEIGHT_M = (1.9, 6.0)
MAX_RESISTANCE = 20.0  # m2K/W, R-114
MAX_ACH = 5.0
MAX_FAN_ACH = 60.0  # a whole-house fan in one room
MAX_ELA_M2 = 0.4  # specific leakage of 0.002 in 200 m2
PLAUSIBLE_ACH50 = (0.2, 40.0)
MAX_GAIN_W_PER_M2 = 100.0
MIN_MULTIPLIER = 2.0  # below, a switching unit cycles as if the room were air alone


NEVER = ("none", "off", "never", "no")
"""What people write for a setpoint that is not there."""

# --- what makes a scenario unusable ----------------------------------------------------------


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
        _room_model(scenario)
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


def _room_model(scenario: Scenario) -> RoomModel:
    """Return the room as numbers, at sea level: enough to check it."""
    return room_model(expand(room_inputs(scenario), zone_or_middling(scenario)), Place())


def _checked_setpoints(scenario: Scenario) -> SetPointSeries:
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
    for key, set_point in () if unknown else given:
        if not isinstance(set_point, float):
            continue
        if not COLDEST_ROOM_DEGC <= set_point <= HOTTEST_ROOM_DEGC:
            message = f"{number(set_point)} degC is no temperature of a room"
            yield Finding(("thermostat", key), message, "such as '68 degF' or '20 degC'")
    if unknown or len(given) < 2 or thermostat.changeover != "auto":
        return
    band_k = _narrowest_band_k(scenario)
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


def _narrowest_band_k(scenario: Scenario) -> float:
    """Return the least of cooling minus heating setpoint at any time [K]."""
    thermostat = scenario.thermostat
    heating, cooling = thermostat.heating, thermostat.cooling
    is_plain = thermostat.away is None and not thermostat.vacation
    if isinstance(heating, float) and isinstance(cooling, float) and is_plain:
        return cooling - heating
    series = _checked_setpoints(scenario)
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
    """Find two candidates of one name."""
    seen: set[str] = set()
    for index, candidate in enumerate(scenario.candidates):
        if candidate.name is not None and candidate.name in seen:
            path: KeyPath = ("candidates", index, "name")
            yield Finding(path, f"a second candidate named '{candidate.name}'", "another name")
        seen.add(candidate.name or "")


def check_economics(scenario: Scenario) -> Iterator[Finding]:
    """Find costs of candidates that are not there, and amounts in another currency."""
    economics, tariff = scenario.economics, scenario.tariff
    if economics is None:
        return
    names = [candidate.result_name() for candidate in scenario.candidates]
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


def check_sizes(scenario: Scenario) -> Iterator[Finding]:
    """Find candidates that no room of this size could take."""
    area_m2 = scenario.room.floor_area_m2
    for path, unit in _units(scenario):
        if unit.size_w > MAX_SIZE_W_PER_M2 * area_m2:
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
    check_sizes,
)


# --- suspicious values -----------------------------------------------------------------------


def suspicious_room(scenario: Scenario) -> Iterator[Finding]:
    """Find areas that disagree, implausible heights, leakage and gains, and much glass."""
    model = _room_model(scenario)
    for note in model.notes:
        key, colon, message = note.partition(": ")
        yield Finding(split_path(key), message) if colon else Finding(("room",), note)
    if not PLAUSIBLE_HEIGHT_M[0] <= model.ceiling_height_m <= PLAUSIBLE_HEIGHT_M[1]:
        message = f"the room is {number(model.ceiling_height_m)} m high"
        yield Finding(("room",), message, "volume over floor_area; a number in another unit?")
    walls = {surface.name: surface.gross_area_m2 or surface.area_m2 for surface in model.surfaces}
    for name, area_m2 in walls.items():
        glass_m2 = sum(w.area_m2 * w.count for w in model.windows if w.surface == name)
        if glass_m2 > MAX_GLASS * area_m2:
            share = f"{100 * glass_m2 / area_m2:.0f} %"
            yield Finding(("room", "windows"), f"windows are {share} of surface '{name}'")
    for surface in model.surfaces:
        resistance = sum(layer.resistance_m2k_per_w for layer in surface.layers)
        if resistance > MAX_RESISTANCE:
            message = f"surface '{surface.name}' has {number(resistance)} m2K/W"
            yield Finding(("room", "surfaces"), message, "more than any building; R-value in SI?")
    for fan in model.ventilation:
        per_hour = 3600.0 * float(fan.flow_m3_per_s.max()) / model.volume_m3
        if per_hour > MAX_FAN_ACH:
            message = f"{fan.kind} moves {number(per_hour)} air changes per hour"
            yield Finding(("room", "ventilation"), message, "another unit of flow?")
    gains_w = float((model.gains.convective_w + model.gains.radiant_w).max())
    if gains_w > MAX_GAIN_W_PER_M2 * model.floor_area_m2:
        message = f"gains reach {number(gains_w)} W of heat in {number(model.floor_area_m2)} m2"
        yield Finding(("room", "gains"), message)


def suspicious_openings(scenario: Scenario) -> Iterator[Finding]:
    """Find windows whose U-value no window has, and implausible air leakage."""
    room = scenario.room
    for index, window in enumerate(room.windows or ()):
        u_value = window.u_value_w_per_m2k
        if u_value is not None and not PLAUSIBLE_WINDOW_U[0] <= u_value <= PLAUSIBLE_WINDOW_U[1]:
            message = f"{text(u_value, 'u_value')} is not the U-value of a window"
            hint = "0.5 to 6 W/m2K: from vacuum glass to single glass, which the air films bound"
            yield Finding(("room", "windows", index, "u_value"), message, hint)
    leak = room.infiltration
    if leak is None:
        return
    if leak.ach is not None and leak.ach > MAX_ACH:
        hint = "a blower-door value? That is ach50"
        yield Finding(("room", "infiltration", "ach"), f"{leak.ach:g} air changes per hour", hint)
    if leak.ela_m2 is not None and leak.ela_m2 > MAX_ELA_M2:
        hint = "a house has 0.02 to 0.2 m2: the sum of its cracks, not of its openings"
        message = f"{leak.ela_m2:.4g} m2 is more than leaky houses have"
        yield Finding(("room", "infiltration", "ela"), message, hint)
    if leak.ach50 is not None and not PLAUSIBLE_ACH50[0] <= leak.ach50 <= PLAUSIBLE_ACH50[1]:
        hint = "0.6 is a passive house, 20 an old leaky one; without blower door: ach"
        yield Finding(("room", "infiltration", "ach50"), f"{leak.ach50:g} 1/h at 50 Pa", hint)


def suspicious_set_points(scenario: Scenario) -> Iterator[Finding]:
    """Find setpoints at which nobody lives, and a narrow band between them."""
    series = _checked_setpoints(scenario)
    for key, values, (low, high) in (
        ("heating", series.heating_degc, PLAUSIBLE_HEATING_DEGC),
        ("cooling", series.cooling_degc, PLAUSIBLE_COOLING_DEGC),
    ):
        if getattr(scenario.thermostat, key) is None:
            continue
        allowed = values[np.abs(values) < OUT_OF_SEASON_DEGC]
        ends = (float(allowed.min()), float(allowed.max())) if allowed.size else ()
        outside = [v for v in ends if not low <= v <= high]
        if outside:
            message = f"{number(outside[0])} degC is not where people live"
            hint = f"typical: {low:g} to {high:g} degC; another unit?"
            yield Finding(("thermostat", key), message, hint)
    if scenario.thermostat.heating is not None and scenario.thermostat.cooling is not None:
        band_k = _narrowest_band_k(scenario)
        if band_k < NARROW_BAND_K:
            message = f"only {number(band_k)} K above heating: both may run in one day"
            yield Finding(("thermostat", "cooling"), message)


def suspicious_price(scenario: Scenario) -> Iterator[Finding]:
    """Find prices that nobody pays, such as dollars written for cents."""
    tariff = scenario.tariff
    if tariff is None:
        return
    periods = enumerate(tariff.periods)
    prices: list[tuple[KeyPath, Price | None, tuple[float, float]]] = [
        (("price",), tariff.price_per_kwh, PLAUSIBLE_PRICE),
        *((("periods", i, "price"), p.price_per_kwh, PLAUSIBLE_PRICE) for i, p in periods),
        *(((fuel,), tariff.price_of(fuel), PLAUSIBLE_FUEL_PRICE) for fuel in FUELS),
    ]
    for key, price, (low, high) in prices:
        if price is None or price.currency not in DOLLAR_LIKE or low <= price.per_kwh <= high:
            continue
        message = f"{price.per_kwh:.3g} {price.currency} per kWh"
        hint = "another unit of sale?" if key[0] in FUELS else "dollars or cents?"
        if key[0] not in FUELS and price.per_kwh > high:
            cents = "¢" if price.currency == "USD" else f"cents of {price.currency}"
            hint = f"did you mean {price.per_kwh:.3g} {cents}/kWh?"
        yield Finding(("tariff", *key), message, hint)


def suspicious_capacity(scenario: Scenario) -> Iterator[Finding]:
    """Find a room with so little fast heat capacity that a machine switches all the time."""
    multiplier = scenario.room.air_capacity_multiplier
    if multiplier is None or multiplier >= MIN_MULTIPLIER:
        return
    if any(candidate.has_compressor for candidate in scenario.candidates):
        message = f"{multiplier:g}: as if only the air answered within minutes"
        hint = "rooms have 3 to 15; starts depend on it"
        yield Finding(("room", "air_capacity_multiplier"), message, hint)


WARNINGS: tuple[Check, ...] = (
    suspicious_room,
    suspicious_openings,
    suspicious_set_points,
    suspicious_price,
    *UNIT_WARNINGS,
    suspicious_capacity,
)
