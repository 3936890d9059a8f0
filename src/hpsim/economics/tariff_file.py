"""A tariff in a file of its own: YAML with a tariff's keys, or a rate of OpenEI's database.

Such a rate is turned into the keys that a person would write, so that one path leads to the bill.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hpsim.description.base import complaint
from hpsim.description.paths import expanded, read_json
from hpsim.description.yamlfile import KeyPath, Place, Tree, read_yaml_file
from hpsim.economics.urdb import is_urdb, tariff_of_urdb
from hpsim.errors import Problem
from hpsim.units.messages import UnitError

TARIFF = "tariff"
PATHS = ("hourly_prices", "other_meter")


def tariff_tree(path: Path) -> tuple[Tree, list[Problem]]:
    """Return the tariff of a file as it would be written, with the places of its keys.

    The file is YAML with a tariff's keys or with ``tariff:``, as a scenario has it; JSON of OpenEI.
    """
    if path.suffix.lower() == ".json":
        return _json_tree(path)
    tree, problems = read_yaml_file(path)
    if tree.value is None:
        return tree, problems
    if not isinstance(tree.value, dict):
        message, hint = "this is not a tariff", "keys such as 'price: 0.16 $/kWh'"
        return Tree(None, tree.places), [*problems, Problem(message, file=str(path), hint=hint)]
    if isinstance(tree.value.get(TARIFF), dict):
        places = {p[1:]: place for p, place in tree.places.items() if p[:1] == (TARIFF,)}
        own = _anchored(tree.value[TARIFF], path.parent)
        return Tree(own, {**places, (): tree.places[()]}), problems
    if is_urdb(tree.value):
        return _of_urdb(tree.value, path, problems)
    return Tree(_anchored(tree.value, path.parent), tree.places), problems


def _anchored(written: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Return a tariff with paths as seen from here, not from the file that has them."""
    found = dict(written)
    for key in PATHS:
        if isinstance(found.get(key), str):
            found[key] = str(folder / expanded(found[key]))
    return found


def _json_tree(path: Path) -> tuple[Tree, list[Problem]]:
    nothing = Tree(None, {(): Place(str(path), None)})
    try:
        value = read_json(path)
    except FileNotFoundError:
        return nothing, [Problem("no such file", file=str(path))]
    except ValueError as error:
        return nothing, [Problem(f"this is not JSON: {error}", file=str(path))]
    except OSError as error:
        reason = error.strerror or str(error)
        return nothing, [Problem(f"the file can't be read: {reason}", file=str(path))]
    return _of_urdb(value, path, [])


def _of_urdb(value: Any, path: Path, problems: list[Problem]) -> tuple[Tree, list[Problem]]:
    written, wrong = tariff_of_urdb(value)
    found = [Problem(message, key, str(path), None, hint) for key, message, hint in wrong]
    place: dict[KeyPath, Place] = {(): Place(str(path), None)}
    return Tree(None if wrong else written, place), [*problems, *found]


def read_tariff_file(name: str) -> Mapping[str, Any]:
    """Return the keys of a tariff file for a scenario that names it.

    Raises
    ------
    PydanticCustomError
        The file can't be used: what is wrong in it first, and how many more problems there are.
    """
    path = expanded(name)
    try:
        tree, problems = tariff_tree(path)
    except UnitError as error:
        raise complaint(f"{path.name}: {error.message}", error.hint) from None
    if problems:
        first = problems[0]
        more = f"; {len(problems) - 1} more: hpsim bill lists all" if len(problems) > 1 else ""
        raise complaint(f"{path.name}: {first.as_text()}{more}", "mend the tariff file")
    assert isinstance(tree.value, dict)
    return tree.value
