"""A sweep file while it is read: its tree, and every problem found in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import Any

from hpsim.description.yamlfile import KeyPath, Tree, dotted
from hpsim.errors import Problem
from hpsim.records import dataclass
from hpsim.sweep.design.values import Value
from hpsim.units.messages import did_you_mean, shown


@dataclass
class SweepReader:
    """The tree of one sweep file, and the problems found in it."""

    tree: Tree
    problems: list[Problem]
    fixed: dict[str, Value] = field(default_factory=dict)
    """Values of the scenario's keys that the command line gives."""

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
