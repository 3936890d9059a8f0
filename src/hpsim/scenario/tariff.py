"""A tariff file read by itself, with every problem at its line."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from hpsim.description.base import Reading
from hpsim.economics.tariff import Tariff
from hpsim.economics.tariff_file import tariff_tree
from hpsim.errors import ScenarioError
from hpsim.scenario.problems import problems_of
from hpsim.units.messages import count_of


def load_tariff(path: Path) -> Tariff:
    """Return the tariff of a file: YAML, a scenario's ``tariff:``, or JSON of OpenEI.

    Raises
    ------
    ScenarioError
        With every problem of the file.
    """
    tree, problems = tariff_tree(path)
    if problems or not isinstance(tree.value, dict):
        raise ScenarioError(f"{path}: {count_of(len(problems), 'problem')}", problems)
    reading = Reading()
    try:
        return Tariff.from_written(tree.value, reading)
    except ValidationError as error:
        found = [problem for _, problem in problems_of(error, tree, reading, Tariff)]
        message = f"{path}: {count_of(len(found), 'problem')}"
        raise ScenarioError(message, found) from None
