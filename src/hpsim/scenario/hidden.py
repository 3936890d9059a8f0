"""Problems that a wrong ``kind`` hides: what is wrong with its mapping whatever the kind is.

A mapping whose kind is not known is not read at all. So it is read as if it were of the nearest
kind, or of each kind in turn: what all kinds reject is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from typing import Any, TypeAlias

from hpsim.building.description.room_kinds import ROOM_KINDS
from hpsim.description.yamlfile import KeyPath, Tree
from hpsim.equipment.kinds.base import KINDS
from hpsim.equipment.kinds.pair import HEATERS
from hpsim.errors import Problem
from hpsim.scenario.problems import IS_NEEDED, KIND_MARK, NEAREST, UNKNOWN_KEY, written_at
from hpsim.scenario.tree import set_value

Found: TypeAlias = list[tuple[KeyPath, Problem]]
KEYS_HERE = "keys here: "
DETAIL = "detail"
"""The kind of a room surface by surface."""


def hidden_problems(
    tree: Tree, wrong: Sequence[tuple[KeyPath, Problem]], found_in: Callable[[Tree], Found]
) -> Found:
    """Return the problems that wrong kinds hide.

    Parameters
    ----------
    tree
        What the file holds.
    wrong
        The problems that reading it found.
    found_in
        Reads a tree and returns its problems.
    """
    known = {problem.key for _, problem in wrong}
    found: Found = []
    for path, problem in wrong:
        holder = path[:-1] if path[-1:] == ("kind",) else path
        kinds, mapping = _kinds_at(holder), written_at(tree.value, holder)
        is_about_kind = holder != path or KIND_MARK in problem.message
        if not kinds or not is_about_kind or not isinstance(mapping, Mapping):
            continue
        other_key = _other_key(mapping, kinds)
        nearest = NEAREST.search(problem.hint)
        word = mapping[other_key] if other_key else nearest and nearest[1]
        tried = [word] if word in kinds else _one_of_each_class(kinds)
        readings = [_below(holder, found_in(_as_kind(tree, holder, kind))) for kind in tried]
        all_of_it = readings[0] if len(tried) == 1 else _of_any_kind(readings, holder)
        found += [entry for entry in all_of_it if entry[0] != (*holder, other_key)]
    return [(path, problem) for path, problem in found if problem.key not in known]


def _kinds_at(holder: KeyPath) -> list[str]:
    """Return the kinds that a mapping at a path may have."""
    if holder == ("room",):
        return [*ROOM_KINDS, DETAIL]
    if holder[:1] == ("candidates",) and len(holder) == 2:
        return list(KINDS)
    is_heater = holder[:1] == ("candidates",) and holder[2:] == ("heating",)
    return list(HEATERS) if is_heater else []


def _one_of_each_class(kinds: list[str]) -> list[str]:
    """Return kinds of which each has its own keys: rooms in words all have the same."""
    return [next(iter(ROOM_KINDS)), DETAIL] if DETAIL in kinds else kinds


def _other_key(mapping: Mapping[Any, Any], kinds: list[str]) -> Any:
    """Return the key under which a kind is written where the key kind is missing, None if none."""
    if "kind" in mapping:
        return None
    named = (key for key, value in mapping.items() if isinstance(value, str) and value in kinds)
    return next((key for key in named if key != "name"), None)


def _as_kind(tree: Tree, holder: KeyPath, kind: str) -> Tree:
    """Return a tree in which a mapping is of a kind."""
    other = Tree(deepcopy(tree.value))
    set_value(other, (*holder, "kind"), kind)
    return Tree(other.value, tree.places)


def _below(holder: KeyPath, found: Found) -> Found:
    """Return the problems of a mapping and its keys."""
    return [(path, problem) for path, problem in found if path[: len(holder)] == holder]


def _of_any_kind(readings: Sequence[Found], holder: KeyPath) -> Iterator[tuple[KeyPath, Problem]]:
    """Give the problems of keys that a mapping has as each of its kinds.

    In the words of a kind that knows the key, of those with the fewest problems.
    """
    rejected = [{path for path, _ in found if path != holder} for found in readings]
    in_order = sorted(readings, key=lambda found: sum(p.message != IS_NEEDED for _, p in found))
    by_path: dict[KeyPath, list[Problem]] = {}
    for path, problem in (entry for found in in_order for entry in found):
        by_path.setdefault(path, []).append(problem)
    for path, problems in by_path.items():
        prefixes = {path[:n] for n in range(len(holder) + 1, len(path) + 1)}
        if all(prefixes & paths for paths in rejected):
            yield path, _in_best_words(problems)


def _in_best_words(problems: Sequence[Problem]) -> Problem:
    """Return the most helpful of several problems of one key."""
    for problem in problems:
        if problem.message != UNKNOWN_KEY:
            return problem
    for problem in problems:
        if not problem.hint.startswith(KEYS_HERE):
            return problem
    return replace(problems[0], hint="no kind has it")
