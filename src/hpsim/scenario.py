"""The whole description: one room, its weather, thermostat and prices, and the candidates.

`load_scenario` reads a file, with what it ``extends`` and what the command line sets, and reports
every problem at once. A scenario never changes; a variation is a new one.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, ValidationError, model_validator

from hpsim.building.description.constructions import Layers, Material
from hpsim.building.description.glazing import Glazing
from hpsim.building.description.rooms import Room
from hpsim.building.description.site import Site
from hpsim.control.description import Thermostat
from hpsim.description import (
    Carbon,
    Description,
    Duration,
    GasPrice,
    NamedSchedule,
    OilPrice,
    Price,
    PropanePrice,
    Reading,
    Weekday,
    Word,
    complaint,
)
from hpsim.equipment.description.candidates import Candidate
from hpsim.errors import Problem, ScenarioError
from hpsim.fuels import DOLLAR, FUELS, FuelName, regions
from hpsim.scenario_checks import CHECKS, ODDITIES
from hpsim.scenario_problems import IS_NEEDED, problem_at, problems_of
from hpsim.scenario_tree import EXTENDS, read_scenario_tree
from hpsim.units.constants import S_PER_H
from hpsim.units.messages import nearest
from hpsim.units.money import Price as PricePerKwh
from hpsim.yamlfile import KeyPath, Tree

SCHEMA_VERSION = 1
DID_YOU_MEAN = re.compile(r"did you mean '(\w+)'")
SHORTEST_STEP_S = 5.0
LONGEST_STEP_S = S_PER_H
ROUNDING = 1e-9

NAME_TABLES = {"materials", "constructions", "glazings", "schedules"}
"""Where a wrong entry would make its name look unknown."""


STAND_INS: dict[str, Any] = {
    "name": "unknown",
    "weather": "unknown",
    "room": {"kind": "bedroom", "floor_area": "10 m2"},
    "candidates": [{"kind": "ideal"}],
}
"""What stands for a section that can't be read while the others are checked."""


def _divides_an_hour(step_s: float) -> float:
    if abs(S_PER_H / step_s - round(S_PER_H / step_s)) > ROUNDING:
        raise complaint(f"a step of {step_s:g} s does not divide an hour", "60 s, 30 s, 2 min, ...")
    return step_s


class Simulation(Description):
    """How the year is stepped."""

    resolution: Literal["minute", "hour"] = "minute"
    """minute: every start and stop; hour: ideal loads and part-load factors."""
    step_s: Annotated[
        Duration,
        Field(ge=SHORTEST_STEP_S, le=LONGEST_STEP_S),
        AfterValidator(_divides_an_hour),
    ] = 60.0
    """Divides an hour; candidates that switch need 120 s or less."""
    warmup_s: Duration = Field(default=30 * 24 * S_PER_H, ge=0, le=365 * 24 * S_PER_H)
    """Time before the year that is stepped but not counted; default 30 days."""
    first_weekday: Weekday = "monday"
    """Of 1 January, for schedules."""
    daylight_saving: Literal["none", "us", "eu"] = "none"
    """Whether clocks, and with them schedules, run an hour ahead in summer."""


def _known_region(word: str) -> str:
    """Check that a region is ``US`` or one of its states."""
    known = regions()
    if word.upper() not in known:
        near = nearest(word.upper(), known)
        hint = f"did you mean '{near}'?" if near else "US, or a state by two letters, such as IL"
        raise complaint(f"no prices of '{word}' are known", hint)
    return word.upper()


class Tariff(Description):
    """What energy costs, and what carbon comes with it."""

    price_per_kwh: Price | None = None
    """Of electricity; default: the average of 2023 of the region that is given."""
    gas_per_kwh: GasPrice | None = None
    """Of natural gas, per therm, m3 or kWh; default: the region's average of 2023."""
    propane_per_kwh: PropanePrice | None = None
    """Of propane, per gal, L or kWh; default: the region's average of 2023."""
    oil_per_kwh: OilPrice | None = None
    """Of heating oil, per gal, L or kWh; default: the region's average of 2023."""
    region: Annotated[Word, AfterValidator(_known_region)] | None = None
    """Whose averages stand for what is not said: US, or a state such as IL."""
    carbon_kg_per_kwh: Carbon | None = None
    """Of electricity, CO2e; default: the region's mean."""

    def price_of(self, fuel: FuelName) -> PricePerKwh | None:
        """Return what was said of a fuel's price."""
        said = {"gas": self.gas_per_kwh, "propane": self.propane_per_kwh, "oil": self.oil_per_kwh}
        return said[fuel]

    @property
    def currency(self) -> str:
        """Of all its prices."""
        return DOLLAR if self.price_per_kwh is None else self.price_per_kwh.currency

    @model_validator(mode="after")
    def _one_currency(self) -> Self:
        if self.price_per_kwh is None and self.region is None:
            hint = "price: 0.18 $/kWh, or region: IL for its averages"
            raise complaint("no price of electricity", hint)
        currency = self.currency
        for fuel in FUELS:
            price = self.price_of(fuel)
            if price is not None and price.currency != currency:
                raise complaint(
                    f"{fuel} is priced in {price.currency}, electricity in {currency}",
                    "one currency for both",
                )
        return self


class Scenario(Description):
    """One room, its weather, thermostat and prices, and one or more candidates."""

    schema_version: Literal[1] = 1
    """Of this file's keys."""
    name: Word
    """For tables, and for the result folder."""
    weather: Word
    """Id of a shipped weather file (``hpsim weather list``), or a path."""
    simulation: Simulation = Simulation()
    """How the year is stepped."""
    site: Site = Site()
    """Where the building stands."""
    materials: dict[Word, Material] = Field(default_factory=dict)
    """Materials by name, beside those of the library."""
    constructions: dict[Word, Layers] = Field(default_factory=dict)
    """Constructions by name: layers from outside to inside."""
    glazings: dict[Word, Glazing] = Field(default_factory=dict)
    """Glazings by name."""
    schedules: dict[Word, NamedSchedule] = Field(default_factory=dict)
    """Schedules by name, beside those of the library."""
    room: Room
    """The room."""
    thermostat: Thermostat = Thermostat()
    """Set points, and how they are kept."""
    tariff: Tariff | None = None
    """What energy costs; none: costs and carbon are not told."""
    candidates: tuple[Candidate, ...] = Field(min_length=1)
    """The heat pumps to compare."""

    def as_mapping(self) -> dict[str, Any]:
        """Return everything, defaults too, as a file would say it; `scenario_of` reads it back."""
        return self.as_written()

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 of everything said, defaults too, without the name of the scenario."""
        content = {key: value for key, value in self.as_mapping().items() if key != "name"}
        text = json.dumps(content, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def load_scenario(name: str | Path, overrides: Sequence[str] = ()) -> Scenario:
    """Return the scenario of a file, or a shipped one by its name.

    Parameters
    ----------
    name
        A path, or the name of a shipped scenario such as ``chicago-addition``.
    overrides
        Texts ``KEY=VALUE`` with dotted paths, such as ``candidates.0.size=9 kBtu/h``.

    Raises
    ------
    ScenarioError
        With every problem of the file, each with its line and the way out.

    Examples
    --------
    >>> load_scenario("chicago-addition").room.kind
    'addition'
    """
    tree, problems = read_scenario_tree(name, overrides)
    return scenario_of_tree(tree, problems)


def scenario_of(mapping: Mapping[str, Any]) -> Scenario:
    """Return the scenario that a mapping says, with units and keys as in a file.

    Raises
    ------
    ScenarioError
        With every problem.
    """
    return scenario_of_tree(Tree(deepcopy(dict(mapping))))


def scenario_of_tree(tree: Tree, found: Sequence[Problem] = ()) -> Scenario:
    """Return the scenario of a tree that was read, or raise all its problems.

    Parameters
    ----------
    tree
        What the file says.
    found
        Problems found while it was read.
    """
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
    if kinds := _nearest_kinds(wrong):
        # what a misspelt kind hides is looked at as if it were the nearest
        told_so_far = {problem.key for _, problem in wrong}
        _, hidden = _validate(Tree(_with(tree.value, kinds), tree.places))
        wrong += [(path, problem) for path, problem in hidden if problem.key not in told_so_far]
    told = {problem.key for problem in found}
    problems += [problem for _, problem in wrong if problem.key not in told]
    if EXTENDS in told:  # much may be said in the file that could not be read
        return None, _in_order([p for p in problems if p.message != IS_NEEDED])
    rest, unknown = (scenario, set()) if scenario else _what_remains(tree, wrong)
    if rest is not None:
        findings = [finding for check in CHECKS for finding in check(rest)]
        paths = [path for path, _ in wrong]
        problems += [
            problem_at(tree, finding.path, finding.message, finding.hint)
            for finding in findings
            if finding.path[0] not in unknown and not _is_told(finding.path, paths)
        ]
    return scenario, _in_order(problems)


def _is_told(path: KeyPath, wrong: Sequence[KeyPath]) -> bool:
    """Return whether a key, or one above or below it, is wrong already: it was left out."""
    return any(path[: len(other)] == other[: len(path)] for other in wrong)


def _nearest_kinds(wrong: Sequence[tuple[KeyPath, Problem]]) -> dict[KeyPath, str]:
    """Return path and nearest spelling of each ``kind`` that is misspelt."""
    found = {}
    for path, problem in wrong:
        suggestion = DID_YOU_MEAN.search(problem.hint)
        if path and path[-1] == "kind" and suggestion:
            found[path] = suggestion[1]
    return found


def _with(value: Any, changes: Mapping[KeyPath, Any]) -> Any:
    """Return a copy with other values at some paths."""
    out = deepcopy(value)
    for path, change in changes.items():
        holder = out
        for key in path[:-1]:
            holder = holder[key]
        holder[path[-1]] = change
    return out


def _what_remains(
    tree: Tree, wrong: Sequence[tuple[KeyPath, Problem]]
) -> tuple[Scenario | None, set[str | int]]:
    """Return the scenario without its wrong keys, and the top keys of which nothing is known.

    First only the wrong keys go; where a section then lacks something, the section goes, or a
    stand-in takes its place.
    """
    paths = [path for path, _ in wrong]
    value = _without(tree.value, paths)
    unknown: set[str | int] = set()
    scenario, still_wrong = _validate(Tree(value, tree.places))
    if still_wrong:
        unknown = {path[0] for path, _ in still_wrong if path}
        value = {key: part for key, part in value.items() if key not in unknown}
        value |= {key: part for key, part in STAND_INS.items() if key in unknown}
        scenario, _ = _validate(Tree(value, tree.places))
    if NAME_TABLES & ({path[0] for path in paths if path} | unknown):
        unknown |= {"room", *NAME_TABLES}
    return scenario, unknown


def scenario_error(tree: Tree, problems: Sequence[Problem]) -> ScenarioError:
    """Return the error that tells all problems of a file."""
    files = [problem.file for problem in problems if problem.file]
    name = tree.place(()).file or (files[0] if files else "the scenario")
    count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
    return ScenarioError(f"{name}: {count}", list(problems))


def _validate(tree: Tree) -> tuple[Scenario | None, list[tuple[KeyPath, Problem]]]:
    reading = Reading()
    try:
        return Scenario.from_written(tree.value, reading), []
    except ValidationError as error:
        return None, problems_of(error, tree, reading, Scenario)


def _without(value: Any, paths: Sequence[KeyPath]) -> Any:
    """Return a copy without the keys at some paths; a wrong entry of a list takes the list."""
    out = deepcopy(value)
    for path in paths:
        keys = list(path)
        while keys and isinstance(keys[-1], int):
            keys.pop()
        holder: Any = out
        for key in keys[:-1]:
            known = isinstance(holder, list) or key in holder
            holder = holder[key] if known else {}
        if keys and isinstance(holder, dict):
            holder.pop(keys[-1], None)
    return out


def _in_order(problems: Sequence[Problem]) -> list[Problem]:
    """Return problems sorted by file and line, without repetitions."""
    order = {problem.file: index for index, problem in reversed(list(enumerate(problems)))}
    unique = dict.fromkeys(problems)
    return sorted(unique, key=lambda problem: (order[problem.file], problem.line or 0))


def oddities(scenario: Scenario, tree: Tree) -> list[Problem]:
    """Return what is allowed in a scenario without problems, and yet looks like a slip."""
    findings = [finding for check in ODDITIES for finding in check(scenario)]
    found = [problem_at(tree, f.path, f.message, f.hint) for f in findings]
    return _in_order(found)
