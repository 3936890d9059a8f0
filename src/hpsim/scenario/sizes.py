"""Candidates given as one unit in several sizes: ``candidates: {sizes: [...], kind: ...}``."""

from __future__ import annotations

from copy import deepcopy

from hpsim.description.yamlfile import KeyPath, Place, Tree
from hpsim.errors import Problem
from hpsim.units.messages import shown

CANDIDATES, SIZES, SIZE = "candidates", "sizes", "size"
EXAMPLE = "candidates: {sizes: [6 kBtu/h, 9 kBtu/h], kind: variable_speed, seer2: 20, hspf2: 10}"


def with_sizes(tree: Tree) -> tuple[Tree, list[Problem]]:
    """Return a tree whose candidates are a list, where they were given as sizes of one unit.

    The tree is a scenario as it was read, with all that it extends and overrides.
    """
    written = tree.value.get(CANDIDATES) if isinstance(tree.value, dict) else None
    if not isinstance(written, dict):
        return tree, []
    rest = {k: v for k, v in written.items() if k != SIZES}
    problem = _problem(written.get(SIZES), rest)
    if problem is not None:
        place = tree.place((CANDIDATES, SIZES) if SIZES in written else (CANDIDATES,))
        message, hint = problem
        return tree, [Problem(message, CANDIDATES, place.file, place.line, hint)]
    sizes = written[SIZES]
    listed = [{**deepcopy(rest), SIZE: size} for size in sizes]
    places = {p: place for p, place in tree.places.items() if p[:1] != (CANDIDATES,)}
    places |= _places(tree, len(listed))
    return Tree({**tree.value, CANDIDATES: listed}, places), []


def _problem(sizes: object, rest: dict[str, object]) -> tuple[str, str] | None:
    """Return what is wrong with sizes, and what would be right."""
    if sizes is None:
        return "one mapping is not a list of candidates", f"- before its first key; or {EXAMPLE}"
    if sizes == []:
        return "sizes is empty", EXAMPLE
    if not isinstance(sizes, list):
        return f"sizes: {shown(sizes)} is not a list of sizes", EXAMPLE
    if SIZE in rest:
        return "size and sizes exclude each other", "keep sizes"
    if "name" in rest:
        return "sizes with one name", "leave out name: each is named by its size and kind"
    if len({str(size) for size in sizes}) < len(sizes):
        return "a size is listed twice", "each size once"
    return None


def _places(tree: Tree, count: int) -> dict[KeyPath, Place]:
    """Return where the keys of each listed candidate stand in the file."""
    found: dict[KeyPath, Place] = {}
    for path, place in tree.places.items():
        if path[:1] != (CANDIDATES,):
            continue
        if path[:2] == (CANDIDATES, SIZES):
            if len(path) == 3:
                found[(CANDIDATES, path[2], SIZE)] = place
            continue
        for i in range(count):
            found[(CANDIDATES, i, *path[1:])] = place
        if len(path) == 1:
            found[path] = place
    return found
