"""What the command line changes of a sweep file: its own keys, its axes, or its scenario."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Any

from hpsim.description.yamlfile import KeyPath, Tree, dotted, read_value
from hpsim.errors import Problem
from hpsim.records import dataclass
from hpsim.scenario.model import Scenario
from hpsim.scenario.tree import SET, place_on_command_line
from hpsim.sweep.design.values import Value, column_name
from hpsim.units.messages import did_you_mean

SCENARIO = "scenario"
OVER = "over"


@dataclass
class Overrides:
    """What the texts ``KEY=VALUE`` of a command line mean."""

    of_scenario: list[str] = field(default_factory=list)
    """Those that change the scenario, as `scenario_tree.apply_override` takes them."""
    fixed: dict[str, Value] = field(default_factory=dict)
    """Their values by column: an axis of this name has this one."""
    variables: list[str] = field(default_factory=list)
    """Those of them that are no keys of a scenario: there must be such an axis."""
    problems: list[Problem] = field(default_factory=list)


def apply_overrides(tree: Tree, texts: Sequence[str], own_keys: Sequence[str]) -> Overrides:
    """Change the tree of a sweep file as a command line says, and return what is left to do.

    What is changed has its place on the command line. ``own_keys`` are those of a sweep file.
    """
    out = Overrides()
    for text in texts:
        key, equals, written = text.partition("=")
        key = key.strip()
        if not equals:
            out.of_scenario.append(text)
            continue
        try:
            value = read_value(written)
        except ValueError as error:
            out.problems.append(Problem(f"'{written}': {error}", key, SET))
            continue
        head, _, rest = key.replace("[", ".").partition(".")
        if head in own_keys and (head != SCENARIO or not rest):
            _set(tree, _path(tree.value, head, key[len(head) + 1 :]), value)
            continue
        if head == SCENARIO:
            key = rest
        out.fixed[column_name(key)] = value
        if key.startswith("$"):
            out.variables.append(key)
            continue
        unknown = _unknown(key, own_keys)
        if unknown is None:
            out.of_scenario.append(f"{key}={written}")
        else:
            out.problems.append(unknown)
    return out


def _path(value: Mapping[str, Any], head: str, rest: str) -> KeyPath:
    """Return the path of a key in a sweep file: what follows the block is one key."""
    if not rest:
        return (head,)
    path: KeyPath = (head,)
    block = value.get(head)
    if rest.startswith(f"{OVER}."):
        path, rest = (*path, OVER), rest.removeprefix(f"{OVER}.")
        block = block.get(OVER) if isinstance(block, Mapping) else None
    there = block if isinstance(block, Mapping) else {}
    alike = [key for key in there if column_name(str(key)) == column_name(rest)]
    return (*path, alike[0] if alike else rest)


def _set(tree: Tree, path: KeyPath, value: Value) -> None:
    container = tree.value
    for part in path[:-1]:
        if not isinstance(container.get(part), dict):
            container[part] = {}
        container = container[part]
    if value is None:
        container.pop(path[-1], None)
    else:
        container[path[-1]] = value
    place_on_command_line(tree, path)


def _unknown(key: str, own_keys: Sequence[str]) -> Problem | None:
    """Return the problem of a key that neither a sweep nor a scenario has."""
    head = key.replace("[", ".").partition(".")[0]
    known = (*own_keys, *Scenario.keys())
    if head in known:
        return None
    hint = did_you_mean(head, known, f"known: {', '.join(known)}")
    return Problem("unknown key of a sweep or a scenario", dotted((key,)), SET, hint=hint)
