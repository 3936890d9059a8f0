"""``hpsim check``: every problem of a scenario at once, and suspicious values."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from hpsim.cli import OK
from hpsim.cli.options import AsJson, Overrides, ScenarioFile, Units, with_units
from hpsim.cli.tables import print_fact
from hpsim.errors import Problem, WeatherError
from hpsim.units.messages import count_of

if TYPE_CHECKING:
    from hpsim.description.yamlfile import Tree
    from hpsim.scenario.model import Scenario


def command(
    file: ScenarioFile,
    overrides: Overrides = None,
    units: Units = None,
    as_json: AsJson = False,
) -> int:
    """Report every problem of a scenario at once, and suspicious values."""
    from hpsim.scenario.load import examine, scenario_error, scenario_warnings, units_of_tree
    from hpsim.scenario.problems import in_system
    from hpsim.scenario.tree import read_scenario_tree

    tree, found = read_scenario_tree(file, with_units(overrides, units))
    scenario, problems = examine(tree, found)
    if problems or scenario is None:
        raise scenario_error(tree, problems)
    weather = [in_system(w, tree, units_of_tree(tree)) for w in _weather_warnings(scenario, tree)]
    warnings = [*scenario_warnings(scenario, tree), *weather]
    if as_json:
        rows = [asdict(warning) for warning in warnings]
        print(json.dumps({"errors": [], "warnings": rows}, indent=2, ensure_ascii=False))
        return OK
    name = tree.place(()).file or file
    suspicious = f", {count_of(len(warnings), 'warning')}" if warnings else ""
    print(f"{name}: no problems{suspicious}")
    for warning in warnings:
        print_fact("  ", warning.as_text())
    return OK


def _weather_warnings(scenario: Scenario, tree: Tree) -> list[Problem]:
    """Return the warnings of the weather file, which is read as a run would read it.

    Raises
    ------
    ScenarioError
        The file can't be used: every problem of it, at the line that names the file.
    """
    from hpsim.scenario.load import scenario_error
    from hpsim.scenario.weather import weather_of

    place = tree.place(("weather",))

    def problem_of(message: str, hint: str = "") -> Problem:
        return Problem(message, "weather", place.file, place.line, hint)

    try:
        weather = weather_of(scenario)
    except WeatherError as error:
        found = [problem_of(problem.with_file()) for problem in error.problems]
        raise scenario_error(tree, found or [problem_of(error.message)]) from error
    return [problem_of(warning) for warning in weather.warnings]
