"""A sweep file while it is read: its tree, what the command line changes, and every problem."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from typing import Any

from hpsim.description.yamlfile import KeyPath, Tree, dotted, read_value
from hpsim.errors import Problem
from hpsim.records import dataclass
from hpsim.scenario.model import Scenario
from hpsim.scenario.tree import SET, place_on_command_line
from hpsim.sweep.design.values import Value, column_name
from hpsim.units.messages import did_you_mean, shown

SCENARIO = "scenario"
OVER = "over"


@dataclass
class SweepReader:
    """The tree of one sweep file, and the problems found in it."""

    tree: Tree
    problems: list[Problem]
    of_scenario: list[str] = field(default_factory=list)
    """Texts ``KEY=VALUE`` of the command line that change the scenario, for `apply_override`."""
    fixed: dict[str, Value] = field(default_factory=dict)
    """Their values by column: an axis of this name has this one."""
    variables: list[str] = field(default_factory=list)
    """Those of them that are no keys of a scenario: there must be such an axis."""

    def override(self, texts: Sequence[str], own_keys: Sequence[str]) -> None:
        """Change the tree as a command line says; keys of the scenario are left to do.

        What is changed has its place on the command line. ``own_keys`` are those of a sweep file.
        """
        for text in texts:
            key, equals, written = text.partition("=")
            key = key.strip()
            if not equals:
                self.of_scenario.append(text)
                continue
            try:
                value = read_value(written)
            except ValueError as error:
                self.problems.append(Problem(f"'{written}': {error}", key, SET))
                continue
            head, _, rest = key.replace("[", ".").partition(".")
            if head in own_keys and (head != SCENARIO or not rest):
                _set(self.tree, _path(self.tree.value, head, key[len(head) + 1 :]), value)
                continue
            if head == SCENARIO:
                key = rest
            self.fixed[column_name(key)] = value
            if key.startswith("$"):
                self.variables.append(key)
                continue
            unknown = _unknown(key, own_keys)
            if unknown is None:
                self.of_scenario.append(f"{key}={written}")
            else:
                self.problems.append(unknown)

    def add_problem(self, path: KeyPath, message: str, hint: str = "") -> None:
        """Add a problem at the place of a key."""
        place = self.tree.place(path)
        self.problems.append(Problem(message, dotted(path), place.file, place.line, hint))

    def add_unknown(
        self, path: KeyPath, message: str, word: object, known: Iterable[str], listed: str
    ) -> None:
        """Add the problem of a word that is none of those known, with the nearest of them.

        Parameters
        ----------
        path
            Of the key.
        message
            What is wrong.
        word
            The unknown word.
        known
            What is allowed.
        listed
            How the hint begins that lists all of them, where none is near.
        """
        names = list(known)
        self.add_problem(path, message, did_you_mean(word, names, f"{listed} {', '.join(names)}"))

    def check_keys(
        self, path: KeyPath, given: Mapping[str, Any], known: Iterable[str], what: str
    ) -> None:
        """Add a problem for each key of a mapping that is not known.

        Parameters
        ----------
        path
            Of the mapping.
        given
            The mapping.
        known
            Its keys.
        what
            Of what they are keys.
        """
        names = tuple(known)
        for key in given:
            if key not in names:
                self.add_unknown((*path, key), f"unknown {what}", key, names, "known:")

    def flag(self, path: KeyPath, value: Value) -> bool:
        """Return a value that is true or false; false where it is neither, with a problem."""
        if isinstance(value, bool):
            return value
        self.add_problem(path, f"{shown(value)} is neither true nor false")
        return False

    def whole_number(
        self, path: KeyPath, value: Value, minimum: int, maximum: int | None = None
    ) -> int:
        """Return a whole number within limits; the minimum where it is none, with a problem.

        Parameters
        ----------
        path
            Of the key.
        value
            What the file has there.
        minimum, maximum
            The limits; None: any number above.
        """
        if isinstance(value, bool) or not isinstance(value, int) or value < minimum:
            self.add_problem(path, f"{shown(value)} is not a whole number of at least {minimum}")
            return minimum
        if maximum is not None and value > maximum:
            self.add_problem(path, f"{value:,} are too many", f"at most {maximum:,}")
            return minimum
        return value


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
