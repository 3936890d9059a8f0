"""Problems of product files, reported by their own file, line and key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from hpsim.description.base import Reading
from hpsim.description.paths import expanded, is_file
from hpsim.description.yamlfile import KeyPath, Tree, read_yaml_file
from hpsim.equipment.catalogue import PRODUCT_SUFFIXES
from hpsim.equipment.kinds import Candidate, read_candidate
from hpsim.equipment.kinds.base import CandidateBase
from hpsim.errors import Problem, ScenarioError
from hpsim.scenario.problems import problems_of
from hpsim.units.messages import count_of


def own_problems(
    tree: Tree, wrong: Sequence[tuple[KeyPath, Problem]]
) -> list[tuple[KeyPath, Problem]]:
    """Return problems with those of product files in place of their candidates'.

    A problem of a whole candidate may be of a key of its product.
    """
    found: list[tuple[KeyPath, Problem]] = []
    for path, problem in wrong:
        own = _in_file(tree.value, path)
        known = {problem.as_text() for _, problem in found}
        found += [(path, p) for p in own if p.as_text() not in known]
        if not own:
            found.append((path, problem))
    return found


def _in_file(value: Any, path: KeyPath) -> list[Problem]:
    """Return the problems of the product file of the candidate at a path; of others none."""
    is_candidate = len(path) == 2 and path[0] == "candidates"
    candidate = value["candidates"][path[1]] if is_candidate else None
    product = candidate.get("product") if isinstance(candidate, Mapping) else None
    if not isinstance(product, str) or not product.endswith(PRODUCT_SUFFIXES):
        return []
    file = expanded(product)
    return file_problems(file) if is_file(file) else []


def file_problems(path: Path) -> list[Problem]:
    """Return the problems of a product file in the order of its lines; none: it is one."""
    tree, problems = read_yaml_file(path, _shown(path))
    if problems or not isinstance(tree.value, dict):
        return problems
    row = {key: value for key, value in tree.value.items() if key != "about"}
    reading = Reading()
    try:
        read_candidate(row, reading)
    except ValidationError as error:
        found = problems_of(error, Tree(row, tree.places), reading, CandidateBase)
        return sorted((problem for _, problem in found), key=lambda problem: problem.line or 0)
    return []


def read_product(name: str) -> Candidate:
    """Return the candidate of a catalogue id or a product file.

    Raises
    ------
    ScenarioError
        With what is wrong with it; of a file each problem by its line and key.
    """
    from hpsim.equipment.product_facts import product_candidate

    try:
        return product_candidate(name)
    except ScenarioError:
        file = expanded(name)
        problems = file_problems(file) if file.suffix in PRODUCT_SUFFIXES and is_file(file) else []
        if not problems:
            raise
        title = f"{_shown(file)}: {count_of(len(problems), 'problem')}"
        raise ScenarioError(title, problems) from None


def usable_products(
    rows: Iterable[Sequence[Any]],
) -> tuple[dict[str, dict[str, Any]], dict[str, str]]:
    """Return the rows of a list that make heat pumps, by name, and why the others do not."""
    good: dict[str, dict[str, Any]] = {}
    bad: dict[str, str] = {}
    for name, content in rows:
        if name in good:
            continue  # the same pair of models under another brand
        written = {key: value for key, value in content.items() if key != "about"}
        reading = Reading()
        try:
            read_candidate(written, reading).compile()
        except ValidationError as error:
            found = problems_of(error, Tree(written, {}), reading, CandidateBase)
            bad[name] = "; ".join(problem.as_text() for _, problem in found)
        else:
            good[name] = content
    return good, bad


def _shown(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)
