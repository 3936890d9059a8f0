"""From a file to a scenario: read, checked, with every problem reported at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from copy import deepcopy
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from hpsim.building.description.contents import Gain, Infiltration, Ventilation, VentilationRule
from hpsim.building.description.openings import Door, DrawnCurtains, RatedGlazing, Window
from hpsim.building.description.rooms import Buffer, DetailRoom, SimpleConstructions, SimpleRoom
from hpsim.building.description.site import Site
from hpsim.building.description.surfaces import (
    BufferBoundary,
    Ground,
    GroundBoundary,
    Material,
    MaterialLayer,
    Surface,
)
from hpsim.control.description import Seasons
from hpsim.description.base import Description, Reading
from hpsim.description.kept_validators import make_validators
from hpsim.description.yamlfile import MAY_MEAN, KeyPath, Tree
from hpsim.equipment.kinds import CLASSES
from hpsim.equipment.maps import Outputs
from hpsim.equipment.unit_control import FanProgram, UnitControl
from hpsim.errors import Problem, ScenarioError
from hpsim.scenario.checks import CHECKS
from hpsim.scenario.editions import with_edition
from hpsim.scenario.hidden import hidden_problems
from hpsim.scenario.model import Scenario
from hpsim.scenario.problems import (
    IS_NEEDED,
    TRUE_OR_FALSE,
    in_system,
    problem_at,
    problems_of,
)
from hpsim.scenario.product_files import own_problems
from hpsim.scenario.second_look import CANDIDATES, second_look, with_stand_ins
from hpsim.scenario.sizes import with_sizes
from hpsim.scenario.suspicious import WARNINGS
from hpsim.scenario.tree import EXTENDS, read_scenario_tree
from hpsim.units.messages import count_of
from hpsim.units.systems import SYSTEMS, UnitSystem, most_common, units_of_place
from hpsim.weather.catalog import shipped_weather

ASKED_ABOUT = ("windows", "ventilation", "doors")
"""Lists of a room in words that have a default: left empty, nobody knows what was meant."""
STAND_INS: dict[str, Any] = {
    "name": "unknown",
    "weather": "unknown",
    "room": {"kind": "bedroom", "floor_area": "10 m2"},
    "candidates": [{"kind": "ideal"}],
}
"""What stands for a section that can't be read while the others are checked."""

USED_ALONE: tuple[type[Description], ...] = (
    *(Site, Seasons, FanProgram, UnitControl, Outputs, Material, MaterialLayer, RatedGlazing),
    *(Ground, GroundBoundary, BufferBoundary, Infiltration, VentilationRule, DrawnCurtains),
    *(Surface, Window, Door, Buffer, Ventilation, Gain, SimpleConstructions),
    *(DetailRoom, SimpleRoom),
    *CLASSES,
)
"""Parts that a run makes by themselves too. Their validators are made first, inner before outer
ones: the scenario takes theirs, where all would be made twice otherwise."""


def load_scenario(
    source: str | Path | Mapping[str, Any], overrides: Sequence[str] | Mapping[str, object] = ()
) -> Scenario:
    """Return the scenario of a file, a shipped one by its name, or one of a text or a mapping.

    Parameters
    ----------
    source
        A path; the name of a shipped scenario such as ``chicago-addition``; the text of a file, of
        several lines; or a mapping, with units and keys as in a file.
    overrides
        Texts ``KEY=VALUE`` with dotted paths, such as ``candidates.0.size=9 kBtu/h``, or a mapping
        of paths to values.

    Raises
    ------
    ScenarioError
        With every problem of the file, each with its line and how to fix it.

    Examples
    --------
    >>> load_scenario("chicago-addition").room.kind
    'addition'
    """
    tree, problems = read_scenario_tree(source, overrides)
    return scenario_of_tree(tree, problems)


def scenario_of(mapping: Mapping[str, Any]) -> Scenario:
    """Return the scenario of a mapping, with units and keys as in a file.

    Raises
    ------
    ScenarioError
        With every problem.
    """
    return scenario_of_tree(*with_sizes(Tree(deepcopy(dict(mapping)))))


def scenario_of_tree(tree: Tree, found: Sequence[Problem] = ()) -> Scenario:
    """Return the scenario of a tree that was read, or raise all its problems."""
    scenario, problems = examine(tree, found)
    if problems or scenario is None:
        raise scenario_error(tree, problems)
    return scenario


def examine(tree: Tree, found: Sequence[Problem] = ()) -> tuple[Scenario | None, list[Problem]]:
    """Return the scenario of a tree and all its problems, in the order of the file.

    Where keys are wrong, the rest is looked at without them, so that all problems come at once.
    The scenario is None if anything is wrong with its keys.
    """
    problems = list(found)
    if tree.value is None:
        return None, problems
    scenario, wrong = _validate(tree)
    wrong += hidden_problems(tree, wrong, lambda other: _validate(other)[1])
    wrong = [*_left_empty(tree), *own_problems(tree, wrong)]
    reported = {problem.key for problem in found}
    if EXTENDS in reported:  # much may be given in the file that could not be read
        problems += [problem for _, problem in wrong if problem.key not in reported]
        return None, _in_order([p for p in problems if p.message != IS_NEEDED])
    rest, unknown = scenario, frozenset[KeyPath]()
    if scenario is None:
        second = second_look(tree, wrong, lambda other: _validate(other)[1])
        wrong += own_problems(tree, second.found)
        rest, unknown = _what_remains(tree, second.value)
        unknown |= second.approximate
    later = [problem for _, problem in wrong]
    if rest is not None:
        findings = [finding for check in CHECKS for finding in check(rest)]
        paths = [*(path for path, _ in wrong), *unknown]
        later += [
            problem_at(tree, finding.path, finding.message, finding.hint)
            for finding in findings
            if not _is_reported(finding.path, paths)
        ]
    problems = _in_better_words(problems, later)
    problems += [problem for problem in later if problem.key not in reported]
    return scenario, _in_order(_as_read(problems, tree, scenario))


def _in_better_words(found: Sequence[Problem], later: Sequence[Problem]) -> list[Problem]:
    """Return problems of reading; of a plain yes or no the one of whoever knows the key."""
    known = {p.key: p for p in later if p.hint and p.hint != TRUE_OR_FALSE}
    return [known.get(p.key, p) if f" {MAY_MEAN} " in p.message else p for p in found]


def _left_empty(tree: Tree) -> list[tuple[KeyPath, Problem]]:
    """Return the lists of a file's room that have a key and nothing behind it: what was meant."""
    room = tree.value.get("room") if isinstance(tree.value, Mapping) else None
    keys = [key for key, value in room.items() if value is None] if isinstance(room, dict) else []
    hint = "{0}: [] for none; without the key those of the room's kind"
    return [
        (("room", key), problem_at(tree, ("room", key), "has no value", hint.format(key)))
        for key in keys
        if key in ASKED_ABOUT and ("room", key) in tree.places
    ]


def _as_read(
    problems: Sequence[Problem], tree: Tree, scenario: Scenario | None
) -> Sequence[Problem]:
    """Return problems in the units of their reader."""
    if not problems:
        return problems
    system = (scenario and scenario.units) or units_of_tree(tree)
    return [in_system(problem, tree, system) for problem in problems]


def units_of_tree(tree: Tree) -> UnitSystem:
    """Return the units of a file's readers: asked for, as most are written, or of the place.

    As `Scenario.units_at`, for a file that may make no scenario.
    """
    written = tree.value if isinstance(tree.value, Mapping) else {}
    asked = next((system for system in SYSTEMS if system == written.get("units")), None)
    place = next((e.country for e in shipped_weather() if e.id == written.get("weather")), "")
    return asked or most_common(_reading_of(tree).systems) or units_of_place(place)


def _is_reported(path: KeyPath, wrong: Sequence[KeyPath]) -> bool:
    """Return whether a key, or one above or below it, is wrong already: it was left out.

    A candidate that can't be read keeps its name.
    """
    if path[:1] == (CANDIDATES,) and path[2:] == ("name",):
        return path in wrong
    return any(path[: len(other)] == other[: len(path)] for other in wrong)


def _what_remains(tree: Tree, mended: Any) -> tuple[Scenario | None, frozenset[KeyPath]]:
    """Return the scenario of what can be read, and the keys of which nothing is known.

    Where a candidate still lacks something a stand-in takes its place; of any other section the
    section goes, or a stand-in takes its place.
    """
    if not isinstance(mended, dict):
        return None, frozenset()
    scenario, wrong = _validate(Tree(mended, tree.places))
    unknown = frozenset(
        path[:2] if path[0] == CANDIDATES else path[:1] for path, _ in wrong if path
    )
    if unknown:
        value = {key: part for key, part in mended.items() if (key,) not in unknown}
        value |= {key: part for key, part in STAND_INS.items() if (key,) in unknown}
        value[CANDIDATES] = with_stand_ins(value.get(CANDIDATES), unknown)
        scenario, _ = _validate(Tree(value, tree.places))
    return scenario, unknown


def scenario_error(tree: Tree, problems: Sequence[Problem]) -> ScenarioError:
    """Return the error that lists all problems of a file."""
    files = [problem.file for problem in problems if problem.file]
    name = tree.place(()).file or (files[0] if files else "the scenario")
    return ScenarioError(f"{name}: {count_of(len(problems), 'problem')}", list(problems))


def _validate(written: Tree) -> tuple[Scenario | None, list[tuple[KeyPath, Problem]]]:
    tree = Tree(with_edition(written.value), written.places)
    reading = Reading()
    make_validators((*USED_ALONE, Scenario))
    try:
        scenario = Scenario.from_written(tree.value, reading)
    except ValidationError as error:
        return None, problems_of(error, tree, reading, Scenario)
    if scenario.units is None:
        if tree.value is not written.value:  # what an edition adds is nobody's choice of units
            reading = _reading_of(written)
        scenario = scenario.model_copy(update={"units": most_common(reading.systems)})
    return scenario, []


def _reading_of(tree: Tree) -> Reading:
    """Return what is remembered of a scenario that is read as it is written."""
    reading = Reading()
    with suppress(ValidationError):
        Scenario.from_written(tree.value, reading)
    return reading


def _in_order(problems: Sequence[Problem]) -> list[Problem]:
    """Return problems sorted by file and line, without repetitions."""
    order = {problem.file: index for index, problem in reversed(list(enumerate(problems)))}
    unique = dict.fromkeys(problems)
    return sorted(unique, key=lambda problem: (order[problem.file], problem.line or 0))


def scenario_warnings(scenario: Scenario, tree: Tree) -> list[Problem]:
    """Return the suspicious values of a scenario without problems."""
    findings = [finding for check in WARNINGS for finding in check(scenario)]
    found = [problem_at(tree, f.path, f.message, f.hint) for f in findings]
    return _in_order(_as_read(found, tree, scenario))
