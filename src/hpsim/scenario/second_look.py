"""A second look at a scenario with wrong keys: what is wrong besides them.

A mapping with a wrong key is not checked as a whole. So each wrong key is left out, or a usual
value takes its place, and the rest is read again: what is found then was wrong from the start.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from typing import Any, NamedTuple

from hpsim.description.yamlfile import KeyPath, Tree
from hpsim.errors import Problem
from hpsim.scenario.hidden import Found
from hpsim.scenario.problems import (
    IS_NEEDED,
    NEAREST,
    UNKNOWN_KEY,
    written_at,
)
from hpsim.scenario.unknown_keys import OTHER_KEYS

CANDIDATES = "candidates"
NAME_TABLES = {"materials", "constructions", "glazings", "schedules"}
"""Where a wrong entry would make its name look unknown."""
USUAL: dict[str, dict[str, Any]] = {
    "room": {"kind": "bedroom", "floor_area": "5000 m2"},
    CANDIDATES: {
        "kind": "variable_speed",
        "size": "9 kBtu/h",
        "seer2": 20,
        "seer": 20,
        "eer2": 12,
        "eer": 12,
        "ceer": 12,
        "hspf2": 9,
        "hspf": 9,
        "cop_47f": 3.5,
    },
}
"""What takes the place of a wrong key without which its section says nothing. The floor area is the
largest that there may be: what is given fits in."""
STAND_IN = {"kind": "ideal"}
"""Of a candidate that can't be read."""


class SecondLook(NamedTuple):
    """What a second look finds."""

    found: Found
    """Problems that the first ones hid."""
    value: Any
    """The scenario without what was wrong at first."""
    approximate: frozenset[KeyPath]
    """Sections of which checks of several keys would tell about a value that nobody wrote."""


def second_look(tree: Tree, wrong: Found, found_in: Callable[[Tree], Found]) -> SecondLook:
    """Return what is wrong besides wrong keys.

    Parameters
    ----------
    tree
        What the file holds.
    wrong
        The problems that reading it found.
    found_in
        Reads a tree and returns its problems.
    """
    value, put = _mended(tree.value, wrong)
    paths = [path for path, _ in wrong]
    found = [
        (path, problem)
        for path, problem in found_in(Tree(value, tree.places))
        if not _follows(path, problem, paths, put)
    ]
    sections = {path[0] for path in paths if path}
    approximate = {(path[0],) for path in put if path[0] != CANDIDATES}
    if CANDIDATES in sections:  # whose names follow from their keys
        approximate.add(("economics",))
    if NAME_TABLES & sections:
        approximate |= {(name,) for name in ("room", *NAME_TABLES)}
    return SecondLook(found, value, frozenset(approximate))


def _follows(
    path: KeyPath, problem: Problem, wrong: Sequence[KeyPath], put: Sequence[KeyPath]
) -> bool:
    """Return whether a problem may follow from what was left out, or put in another's place."""
    if problem.message == IS_NEEDED or any(path[: len(other)] == other for other in wrong):
        return True
    words = set(re.findall(r"\w+", problem.message.lower()))
    if any(other[: len(path)] == path and str(other[-1]) in words for other in put):
        return True
    left_out = [other for other in wrong if other[: len(path)] == path and other not in put]
    return path[:1] != (CANDIDATES,) and bool(left_out)


def _mended(value: Any, wrong: Found) -> tuple[Any, list[KeyPath]]:
    """Return a copy without the wrong keys, and the keys whose place a usual value took."""
    out, put = deepcopy(value), list[KeyPath]()
    if not isinstance(out, dict):
        return out, put
    for path, problem in wrong:
        if path[:1] == (CANDIDATES,) and len(path) == 2:
            continue  # as a whole: below
        _leave_out(out, path)
        if usual := _usual(path, problem):
            holder = written_at(out, path[:-1])
            if isinstance(holder, dict):
                key, of_it = usual
                holder.setdefault(key, of_it)
                put.append((*path[:-1], key))
    whole = [path for path, _ in wrong if path[:1] == (CANDIDATES,) and len(path) == 2]
    unclear = [
        path[:2]
        for path, problem in wrong
        if path[:1] == (CANDIDATES,) and len(path) == 3 and _may_be_another(path, problem)
    ]
    if isinstance(out.get(CANDIDATES), list):
        out[CANDIDATES] = with_stand_ins(out[CANDIDATES], [*whole, *unclear])
    return out, put


def _usual(path: KeyPath, problem: Problem) -> tuple[str, Any] | None:
    """Return the key, and its usual value, that takes the place of a wrong one; None: none."""
    by_key = USUAL.get(str(path[0]), {}) if path else {}
    depth = 3 if path[:1] == (CANDIDATES,) else 2
    if len(path) != depth:
        return None
    key, near = str(path[-1]), NEAREST.search(problem.hint)
    if problem.message == UNKNOWN_KEY:
        return (near[1], by_key[near[1]]) if near and near[1] in by_key else None
    if key == "kind" and near:
        return key, near[1]
    return (key, by_key[key]) if key in by_key else None


def _may_be_another(path: KeyPath, problem: Problem) -> bool:
    """Return whether an unknown key may be what a candidate seems to lack."""
    if path[-1] == "kind":
        return NEAREST.search(problem.hint) is None
    return problem.message == UNKNOWN_KEY and str(path[-1]).lower() in OTHER_KEYS


def _leave_out(value: dict[str, Any], path: KeyPath) -> None:
    """Remove the key at a path; a wrong entry of a list takes the list."""
    keys = list(path)
    while keys and isinstance(keys[-1], int):
        keys.pop()
    holder: Any = value
    for key in keys[:-1]:
        known = isinstance(holder, list) or (isinstance(holder, dict) and key in holder)
        holder = holder[key] if known else {}
    if keys and isinstance(holder, dict):
        holder.pop(keys[-1], None)


def with_stand_ins(candidates: Any, unknown: Sequence[KeyPath] | frozenset[KeyPath]) -> Any:
    """Return candidates with a stand-in for each that can't be read."""
    if not isinstance(candidates, list) or (CANDIDATES,) in unknown:
        return [STAND_IN]
    return [
        _stand_in(candidate) if (CANDIDATES, index) in unknown else candidate
        for index, candidate in enumerate(candidates)
    ]


def _stand_in(candidate: Any) -> dict[str, Any]:
    """Return what stands for a candidate, under its name."""
    name = candidate.get("name") if isinstance(candidate, Mapping) else None
    return {**STAND_IN, "name": name} if name and isinstance(name, str) else STAND_IN
