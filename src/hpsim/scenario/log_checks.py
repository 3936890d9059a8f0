"""Logs that a scenario names: read once, each problem at the key that names it."""

from __future__ import annotations

from collections.abc import Iterator

from hpsim.building.resolve_context import in_words
from hpsim.description.base import LogColumn
from hpsim.description.yamlfile import KeyPath
from hpsim.errors import LogError
from hpsim.logs.series import hourly
from hpsim.scenario.model import Scenario
from hpsim.scenario.weather import utc_offset_h
from hpsim.units.quantities import QuantityName

Found = tuple[KeyPath, str, str]
NO_DATES = "a log has no meaning in a year without dates"
GIVE_DATES = "give the days: simulation: {from: 2026-01-10, to: 2026-02-20}"


def setpoint_problems(scenario: Scenario) -> Iterator[Found]:
    """Yield what is wrong with setpoints that are columns of logs."""
    thermostat = scenario.thermostat
    for key in ("heating", "cooling"):
        written = getattr(thermostat, key)
        if isinstance(written, LogColumn):
            yield from _problems(scenario, ("thermostat", key), written, "temperature")


def weather_problems(scenario: Scenario) -> Iterator[Found]:
    """Yield what is wrong with measured weather."""
    measured = scenario.measured_weather
    if measured is None:
        return
    from hpsim.weather.window import QUANTITIES

    for name, quantity in QUANTITIES.items():
        column = getattr(measured, name)
        if column is not None:
            key = type(measured).model_fields[name].alias or name
            yield from _problems(scenario, ("measured_weather", key), column, quantity)


def _problems(
    scenario: Scenario, path: KeyPath, column: LogColumn, quantity: QuantityName
) -> Iterator[Found]:
    period = None
    if scenario.simulation.from_ is not None:
        period = scenario.simulation.period(utc_offset_h(scenario))
    if period is None:
        yield path, NO_DATES, GIVE_DATES
        return
    try:
        hourly(column, quantity, period)
    except LogError as error:
        for problem in error.problems:
            message, hint = in_words(problem)
            yield path, message, hint
