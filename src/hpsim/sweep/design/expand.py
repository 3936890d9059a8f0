"""From the settings of a run to its scenario, cheaply: what did not change is not read again.

A scenario is read section by section (``room``, ``thermostat``, ``candidates``, …). Each different
section is validated once and then known by the hash of what it says; a run is a tuple of such
hashes. Workers get the text of each section once per chunk.
"""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from hpsim.caching import LRUCache
from hpsim.description.base import Description
from hpsim.description.paths import expanded, is_file, resolved
from hpsim.description.yamlfile import KeyPath, Place, Tree
from hpsim.errors import Problem, ScenarioError
from hpsim.records import dataclass
from hpsim.scenario.checks import CHECKS, check_price, check_room, check_weather
from hpsim.scenario.editions import with_edition
from hpsim.scenario.finding import Finding
from hpsim.scenario.load import STAND_INS, examine
from hpsim.scenario.model import FOR_READERS, Scenario
from hpsim.scenario.room import room_inputs
from hpsim.scenario.tree import EXCLUDING, PATH_KEYS, set_value, split_path
from hpsim.simulate.response import response_inputs
from hpsim.sweep.design.rules import FilterError, Look
from hpsim.sweep.design.sweepfile import Sweep
from hpsim.sweep.design.values import Value, canonical
from hpsim.units.labels import split_name
from hpsim.units.messages import UnitError, did_you_mean
from hpsim.units.values import parse

FIELDS: dict[str, str] = {info.alias or name: name for name, info in Scenario.model_fields.items()}
"""The field of each section."""
SECTIONS: tuple[str, ...] = tuple(FIELDS)
"""The top-level keys of a scenario, in the order of its hashes."""
UNHASHED = frozenset({*FOR_READERS, "schema_version"})
"""Sections that change nothing in the results."""
UNPRICED = UNHASHED | {"tariff", "economics"}
"""Sections without which a candidate's year is the same."""
PRODUCT = ("candidates", "product")
KEPT_SECTIONS = 512
ABSENT = "-"


class Section(NamedTuple):
    """A part of a scenario, validated."""

    digest: str
    """Of what it says, defaults too."""
    text: str
    """JSON of what a file would say."""
    value: Any


def digest_of(text: str) -> str:
    """Return a hash that fits into a table: 128 bits in hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def read_section(name: str, written: Value) -> Section:
    """Return a section of a scenario, read by itself.

    Raises
    ------
    pydantic.ValidationError
        It is wrong.
    """
    stand_ins = {**STAND_INS, name: written}
    whole = Scenario.from_written(stand_ins)
    text = canonical(whole.as_written(only=FIELDS[name]).get(name))
    return Section(digest_of(text), text, getattr(whole, FIELDS[name]))


@cache
def _field_defaults() -> dict[str, Any]:
    """Return what each field of a scenario is when the file says nothing of it."""
    stand_in = Scenario.from_written(dict(STAND_INS))
    return {name: getattr(stand_in, name) for name in Scenario.model_fields}


def scenario_of_sections(sections: Mapping[str, Any]) -> Scenario:
    """Return a scenario made of validated sections; those not given have their defaults."""
    fields = {FIELDS[name]: value for name, value in sections.items()}
    return Scenario.model_construct(**{**_field_defaults(), **fields})


@dataclass(frozen=True)
class Invalid:
    """Settings that make no valid scenario."""

    index: int
    settings: dict[str, Value]
    problems: tuple[Problem, ...]

    @property
    def message(self) -> str:
        """Return all problems as one text."""
        return "; ".join(problem.as_text() for problem in self.problems)


@dataclass(frozen=True)
class Run:
    """A run that can be made: settings, and the digests of its sections."""

    index: int
    settings: dict[str, Value]
    sections: tuple[Section | None, ...]
    """One per name in `SECTIONS`; None where the scenario says nothing."""
    scenario: Scenario

    @cached_property
    def digests(self) -> tuple[str, ...]:
        """Return the hash of each section."""
        return tuple(ABSENT if part is None else part.digest for part in self.sections)

    @cached_property
    def room_hash(self) -> str:
        """Return the hash of what the response of its room follows from, besides the weather."""
        return response_inputs(self.scenario).content_hash


class Expander:
    """Makes the runs of a sweep; keeps what neighbours have in common."""

    def __init__(self, sweep: Sweep) -> None:
        self.sweep = sweep
        self.base: dict[str, Value] = dict(sweep.base.value)
        self._base_text = json.dumps(self.base)
        """From which a copy is made ten times as fast as by `copy.deepcopy`."""
        self._sections: dict[str, LRUCache[str, Section]] = {
            name: LRUCache(KEPT_SECTIONS) for name in SECTIONS
        }
        self._room_problems: LRUCache[tuple[str, ...], tuple[Finding, ...]] = LRUCache(
            KEPT_SECTIONS
        )
        self._control_problems: LRUCache[tuple[str, ...], tuple[Finding, ...]] = LRUCache(
            KEPT_SECTIONS
        )
        paths = {key: split_path(key) for key in sweep.columns if not key.startswith("$")}
        self.paths: dict[str, KeyPath] = paths
        axes = [key for key in sweep.design.keys if key in paths]
        self._axes = sorted(axes, key=lambda key: len(paths[key]))
        """From the whole to its parts: an axis of a part changes what that of the whole sets."""
        self._exclusive = [
            (one, other)
            for one, other in itertools.combinations(paths, 2)
            if _exclude_each_other(paths[one], paths[other])
        ]
        touched = {str(path[0]) for path in paths.values() if path}
        self._files = {key: _files_below(path) for key, path in paths.items()}
        """Where in the values of each key names of files stand."""
        given = set(paths.values())
        self._products = [
            key
            for key, path in paths.items()
            if path[:1] + path[2:] == PRODUCT and (*path[:-1], "kind") not in given
        ]
        self._constant = {
            name: canonical(self.base[name])
            for name in SECTIONS
            if name in self.base and name not in touched
        }

    def run(self, index: int) -> Run | Invalid | None:
        """Return run number ``index``; None if a filter leaves it out."""
        settings = self.sweep.design.settings(index)
        try:
            value = self.value(settings)
            if not self.sweep.filters.keep(_look(settings, value)):
                return None
        except _SettingError as error:
            return Invalid(index, settings, (error.problem,))
        except FilterError as error:
            file, line = self.sweep.places.get(error.block, (self.sweep.file, None))
            _, others = examine(self.tree(value))
            return Invalid(index, settings, (*others, Problem(str(error), error.block, file, line)))
        try:
            sections = self._read(value)
        except Exception:
            return self._invalid(index, settings, value)
        scenario = scenario_of_sections({n: s.value for n, s in sections.items()})
        run = Run(index, settings, tuple(sections.get(name) for name in SECTIONS), scenario)
        if self._findings(scenario, dict(zip(SECTIONS, run.digests, strict=True))):
            return self._invalid(index, settings, value)
        return run

    def value(self, settings: dict[str, Value]) -> dict[str, Value]:
        """Return the scenario as a file would say it; derived keys are added to the settings."""
        tree = Tree(json.loads(self._base_text), {})
        value: dict[str, Value] = tree.value
        for key in self._axes:
            self._set(tree, key, settings[key])
        for rule in self.sweep.rules:
            look = _look(settings, value)
            try:
                settings[rule.key] = rule.value(look)
            except (ValueError, LookupError, UnitError) as error:
                text = str(error).strip("\"'") if isinstance(error, KeyError) else str(error)
                raise _SettingError(rule.key, f"rule {rule.name}: {text}") from None
            if not rule.key.startswith("$"):
                self._set(tree, rule.key, settings[rule.key])
        for one, other in self._exclusive:
            if settings[one] is not None and settings[other] is not None:
                message = f"excludes {one}, which this sweep sets too: null takes one of them out"
                raise _SettingError(other, message)
        for key in self._products:
            _refuse_hidden(key, self.paths[key][:-1], value)
        return value

    def _set(self, tree: Tree, key: str, setting: Value) -> None:
        """Set a key; files next to the sweep file by their paths."""
        for rest in self._files[key]:
            setting = _anchored(setting, rest, self.sweep.folder)
        problem = set_value(tree, self.paths[key], setting)
        if problem is not None:
            raise _SettingError(key, problem.message)

    def tree(self, value: dict[str, Value]) -> Tree:
        """Return the scenario of a run with the places of its keys, axes those of this file."""
        places = dict(self.sweep.base.places)
        for key, path in self.paths.items():
            file, line = self.sweep.places.get(key, (self.sweep.file, None))
            for old in [p for p in places if p[: len(path)] == path]:
                del places[old]
            for length in range(1, len(path) + 1):
                places.setdefault(path[:length], Place(file, line))
            places[path] = Place(file, line)
        return Tree(value, places)

    def _invalid(self, index: int, settings: dict[str, Value], value: dict[str, Value]) -> Invalid:
        scenario, problems = examine(self.tree(value))
        if not problems and scenario is not None:  # a section can't stand alone, the whole can
            problems = [Problem("the scenario can't be read section by section")]
        return Invalid(index, settings, tuple(problems))

    def _read(self, given: Mapping[str, Value]) -> dict[str, Section]:
        sections: dict[str, Section] = {}
        value = with_edition(given)
        for name in SECTIONS:
            written = value.get(name)
            if written is None:
                continue
            # an edition of the defaults may have filled a section that no axis touches
            known = self._constant.get(name) if value is given else None
            key = known or canonical(written)
            sections[name] = self._sections[name].get(
                key,
                lambda name=name, written=written: read_section(name, written),  # type: ignore[misc]
            )
        missing = [name for name in STAND_INS if name not in sections]
        unknown = [name for name in value if name not in SECTIONS]
        if missing or unknown:
            raise ScenarioError("not a scenario")
        return sections

    def _findings(self, scenario: Scenario, digests: Mapping[str, str]) -> tuple[Finding, ...]:
        """Return what does not fit together; each pair of room and control is checked once."""
        room_key = (scenario.weather, room_inputs(scenario).content_hash)
        names = ("thermostat", "schedules", "simulation", "candidates", "measured_weather")
        control_key = tuple(digests[name] for name in names)
        of_room = self._room_problems.get(
            room_key, lambda: (*check_weather(scenario), *check_room(scenario))
        )
        of_control = self._control_problems.get(
            control_key,
            lambda: tuple(
                finding
                for check in CHECKS
                if check not in (check_room, check_weather, check_price)
                for finding in check(scenario)
            ),
        )
        return (*of_room, *of_control, *check_price(scenario))


class _SettingError(ValueError):
    """A key can't be set or derived."""

    def __init__(self, key: str, message: str) -> None:
        super().__init__(message)
        self.problem = Problem(message, key)


def _files_below(path: KeyPath) -> list[tuple[str, ...]]:
    """Return the patterns by which values of a key lead to names of files."""
    plain = tuple("*" if isinstance(part, int) else part for part in path)
    return [p[len(plain) :] for p in PATH_KEYS if p[: len(plain)] == plain]


def _anchored(value: Value, pattern: tuple[str, ...], folder: Path) -> Value:
    """Return a copy of a value whose names of files next to the sweep file are whole paths."""
    if not pattern:
        return _path_from_folder(value, folder) if isinstance(value, str) else value
    head, rest = pattern[0], pattern[1:]
    if head == "*" and isinstance(value, list):
        return [_anchored(entry, rest, folder) for entry in value]
    if isinstance(value, dict) and head in value:
        return {**value, head: _anchored(value[head], rest, folder)}
    return value


@lru_cache(maxsize=KEPT_SECTIONS)
def _path_from_folder(name: str, folder: Path) -> str:
    near_file = folder / expanded(name)
    is_path = any(sign in name for sign in "./\\") and is_file(near_file)
    return str(resolved(near_file)) if is_path else name


def _refuse_hidden(key: str, above: KeyPath, value: Value) -> None:
    """Raise where a product would only fill what its candidate does not say itself."""
    candidate = value
    for part in above:
        candidate = candidate[part]
    if "product" in candidate and "kind" in candidate:
        whole = ".".join(map(str, above))
        hint = f"use {whole}: [{{product: {candidate['product']}}}, ...]"
        message = "the candidate says its kind and more itself, and a product only fills the rest"
        raise _SettingError(key, f"{message}: {hint}")


def _look(settings: Mapping[str, Value], value: Value) -> Look:
    """Return how a rule or filter finds the value of a key."""

    def look(key: str) -> Value:
        if key in settings:
            return settings[key]
        if key.startswith("$"):
            raise LookupError(f"there is no variable {key}{_near(key, settings)}")
        found = value
        for part in split_path(key):
            try:
                found = found[part]
            except (KeyError, IndexError, TypeError):
                near = _near(key, [*settings, *_paths(value)])
                raise LookupError(f"there is no {key} in the scenario{near}") from None
        return found

    return look


def _near(key: str, known: Iterable[str]) -> str:
    near = did_you_mean(key, known)
    return f": {near}" if near else ""


def _paths(value: Value, above: str = "") -> Iterator[str]:
    """Yield the dotted paths of all that a scenario says."""
    parts = value.items() if isinstance(value, dict) else enumerate(value)
    for key, part in parts:
        yield f"{above}{key}"
        if isinstance(part, (dict, list)):
            yield from _paths(part, f"{above}{key}.")


def _exclude_each_other(one: KeyPath, other: KeyPath) -> bool:
    pairs = [*EXCLUDING, *((second, first) for first, second in EXCLUDING)]
    ends = str(one[-1]), str(other[-1])
    return one[:-1] == other[:-1] and any(ends[0] in a and ends[1] in b for a, b in pairs)


def number_at(scenario: Scenario, path: KeyPath, written: Value) -> tuple[str, float] | None:
    """Return the field's name, with its unit, and the number in SI that a key became."""
    if not isinstance(written, str) or not path:
        return None
    value: Any = scenario
    name = ""
    for part in path:
        try:
            if isinstance(value, Description):
                name = type(value).field_of(str(part)) or ""
                value = getattr(value, name)
            else:
                name, value = str(part), value[part]
        except (AttributeError, KeyError, IndexError, TypeError):
            return None
    if hasattr(value, "per_kwh"):
        value = value.per_kwh
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    if split_name(name)[1]:
        return name, float(value)
    try:
        if float(parse(written, "temperature")) == float(value):
            return f"{name}_degc", float(value)
    except UnitError:
        pass
    return None
