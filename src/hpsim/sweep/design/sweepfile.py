"""Read a sweep file: the scenario, its axes, rules and filters; every problem at once."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import field, replace
from pathlib import Path
from typing import Any

from hpsim.description.paths import exists, expanded, is_file, resolved
from hpsim.description.yamlfile import KeyPath, Place, Tree, read_yaml, read_yaml_file
from hpsim.errors import Problem, ScenarioError
from hpsim.records import dataclass
from hpsim.scenario.load import units_of_tree
from hpsim.scenario.tree import (
    SET,
    TEXT,
    apply_override,
    inline_tree,
    is_text,
    read_scenario_tree,
    split_path,
)
from hpsim.shipped import scenario_folder
from hpsim.sweep.columns import RESERVED
from hpsim.sweep.design.axes import AXES, read_blocks
from hpsim.sweep.design.blocks import PRICE, REPLICATE, SAMPLED, Block, Design, level_of, ordered
from hpsim.sweep.design.reader import SweepReader
from hpsim.sweep.design.rules import Filters, Hourly, Rule, read_filters, read_hourly, read_rules
from hpsim.sweep.design.values import column_name
from hpsim.units.examples import in_examples_of
from hpsim.units.messages import count_of, did_you_mean, shown

KEYS = (
    "schema_version",
    "name",
    "description",
    "scenario",
    *AXES,
    "derive",
    "only",
    "exclude",
    "replicates",
    "hourly",
    "verdicts",
)
SCHEMA_VERSION = 1


@dataclass(frozen=True)
class Sweep:
    """A sweep as its file describes it; nothing of it has been tried yet."""

    name: str
    file: str
    folder: Path
    """Of the file: where relative paths start."""
    base: Tree
    """The scenario before axes are set."""
    design: Design
    rules: tuple[Rule, ...] = ()
    filters: Filters = field(default_factory=Filters)
    hourly: Hourly | None = None
    has_verdicts: bool = False
    """Whether each row is judged, which takes the design loads of its room."""
    levels: Mapping[str, int] = field(default_factory=dict)
    """What each axis changes, itself or through rules; see `level_of`."""
    written: Mapping[str, Any] = field(default_factory=dict)
    """What the file and the command line give, for the record."""
    places: Mapping[str, tuple[str, int | None]] = field(default_factory=dict)
    """File and line of each axis and derived key, of filters and of the hourly channels."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the keys whose values are in each row: axes and derived ones."""
        derived = [rule.key for rule in self.rules if rule.key not in self.design.keys]
        return (*self.design.keys, *derived)


def find_sweep(name: str | Path) -> Path:
    """Return the file that a path or the name of a shipped sweep means; it need not exist."""
    path = expanded(name)
    is_word = path.suffix not in (".yaml", ".yml") and len(path.parts) == 1
    shipped = scenario_folder() / "sweeps" / f"{name}.yaml"
    is_name = is_word and (not exists(path) or (path.is_dir() and is_file(shipped)))
    return shipped if is_name else path


def shipped_sweeps() -> list[str]:
    """Return the names of the sweeps that come with hpsim."""
    return sorted(path.stem for path in (scenario_folder() / "sweeps").glob("*.yaml"))


def read_sweep(source: str | Path | Mapping[str, Any], overrides: Sequence[str] = ()) -> Sweep:
    """Return the sweep of a file, or a shipped one by its name, or one of a text or a mapping.

    Parameters
    ----------
    source
        A path; the name of a shipped sweep such as ``setback``; the text of a file, of several
        lines; or a mapping. Paths in the last two start at the working directory.
    overrides
        Texts ``KEY=VALUE``: a key of the scenario (an axis then has this one value), or one of
        the sweep such as ``grid.weather=[us-5A-chicago]``.

    Raises
    ------
    ScenarioError
        With every problem of the file's form. Whether the values make valid scenarios is found
        by `hpsim.sweep.execute.plan.Planner.check`.
    """
    problems: list[Problem] = []
    if isinstance(source, Mapping):
        path = Path("mapping")
        tree = Tree(deepcopy(dict(source)), {(): Place("", None)})
    elif isinstance(source, str) and is_text(source):
        path = Path(TEXT)
        tree, problems = read_yaml(source, TEXT)
    else:
        path = find_sweep(source)
        if not exists(path) and path.parent == scenario_folder() / "sweeps":
            known = shipped_sweeps()
            hint = did_you_mean(str(source), known, f"shipped ones: {', '.join(known)}")
            message = "no such file, and no shipped sweep of this name"
            raise _error(str(source), [Problem(message, file=str(source), hint=hint)])
        tree, problems = read_yaml_file(path, _shown(path))
    if tree.value is None and problems:
        raise _error(_shown(path), problems)
    file = SweepReader(tree, list(problems))
    sweep = _sweep(file, path, overrides)
    if file.problems or sweep is None:
        raise _error(_shown(path), file.problems)
    return sweep


def _error(name: str, problems: Sequence[Problem]) -> ScenarioError:
    unique = sorted(dict.fromkeys(problems), key=lambda problem: problem.line or 0)
    return ScenarioError(f"{name}: {count_of(len(problems), 'problem')}", unique)


def _shown(path: Path) -> str:
    try:
        return os.path.relpath(path) if resolved(path).is_relative_to(Path.cwd()) else str(path)
    except (ValueError, OSError):
        return str(path)


def _sweep(file: SweepReader, path: Path, overrides: Sequence[str]) -> Sweep | None:
    """Return what a file describes; None if anything is wrong, which is a problem of the file."""
    tree = file.tree
    if not isinstance(tree.value, dict) or not tree.value:
        hint = "keys such as 'scenario:' and 'grid:'"
        file.add_problem((), "this is not a sweep file", hint)
        return None
    _check_head(file)
    file.override(overrides, KEYS)
    base = _scenario(file, path)
    replicates = file.whole_number(("replicates",), tree.value.get("replicates", 1), 1)
    rules = read_rules(file)
    blocks = read_blocks(file, replicates)
    is_one_sample = replicates == 1 or _has_one_sample(file, blocks)
    filters, hourly = read_filters(file), read_hourly(file)
    has_verdicts = file.flag(("verdicts",), tree.value.get("verdicts", False))
    if is_one_sample:
        _check_keys_once(file, blocks, rules)
        _check_hourly_columns(file, hourly, blocks, rules)
        _check_variables(file, blocks)
    if base is not None and file.problems:
        units = units_of_tree(base)
        file.problems[:] = [replace(p, hint=in_examples_of(p.hint, units)) for p in file.problems]
    if base is None or file.problems:
        return None
    levels = _levels([key for block in blocks for key in block.keys], rules)
    return Sweep(
        name=str(tree.value.get("name") or path.stem),
        file=_shown(path),
        folder=path.parent,
        base=base,
        design=ordered(blocks, levels.__getitem__),
        rules=tuple(rules),
        filters=filters,
        hourly=hourly,
        has_verdicts=has_verdicts,
        levels=levels,
        written={**tree.value, **_fixed_axes(file, blocks)},
        places=_places(file, blocks, rules),
    )


def _check_head(file: SweepReader) -> None:
    """Add a problem for unknown keys, another version, and a name that is no text."""
    given = file.tree.value
    file.check_keys((), given, KEYS, "key of a sweep")
    version, name = given.get("schema_version"), given.get("name")
    if version not in (None, SCHEMA_VERSION):
        message = f"{shown(version)} is not a version this hpsim reads"
        file.add_problem(("schema_version",), message, f"it reads {SCHEMA_VERSION}")
    if name is not None and not isinstance(name, str):
        file.add_problem(("name",), f"{shown(name)} is not a text")


def _scenario(file: SweepReader, path: Path) -> Tree | None:
    """Return the scenario of a sweep file: of another file, shipped, or written in it."""
    given = file.tree.value.get("scenario")
    if isinstance(given, str):
        near_file = path.parent / expanded(given)
        tree, problems = read_scenario_tree(near_file if is_file(near_file) else given)
        if tree.value is None:
            first = problems[0]
            file.add_problem(("scenario",), f"{given}: {first.message}", first.hint)
            return None
    elif isinstance(given, dict):
        places = {p[1:]: place for p, place in file.tree.places.items() if p[:1] == ("scenario",)}
        tree, problems = inline_tree(Tree(given, places), path)
    else:
        hint = "scenario: chicago-addition, or the scenario itself below it"
        at = ("scenario",) if "scenario" in file.tree.value else ()
        file.add_problem(at, "a scenario is needed", hint)
        return None
    file.problems += problems
    if tree.value is None:
        return None
    wrong = (apply_override(tree, text) for text in file.of_scenario)
    file.problems += [problem for problem in wrong if problem is not None]
    return tree


def _fixed_axes(file: SweepReader, blocks: Sequence[Block]) -> dict[str, Any]:
    """Return the axes that the command line fixes, for the record: it makes another sweep."""
    columns = {column_name(key) for block in blocks for key in block.keys}
    fixed = {name: value for name, value in file.fixed.items() if name in columns}
    return {SET.removeprefix("--"): fixed} if fixed else {}


def _places(
    file: SweepReader, blocks: Sequence[Block], rules: Sequence[Rule]
) -> dict[str, tuple[str, int | None]]:
    """Return file and line of each axis, derived key, filter and of the hourly channels."""
    tree = file.tree
    out: dict[str, tuple[str, int | None]] = {}
    for block in blocks:
        for key in block.keys:
            paths: list[KeyPath] = [(block.kind, key), (block.kind, "over", key)]
            if block.kind == "list":
                paths = [("list", 0, key)]
            known = [p for p in paths if p in tree.places] or [(block.kind,)]
            place = tree.place(known[0])
            is_fixed = column_name(key) in file.fixed
            out[key] = (SET, None) if is_fixed else (place.file, place.line)
    others: dict[str, KeyPath] = {rule.key: ("derive", rule.key) for rule in rules}
    for name, path in (others | {name: (name,) for name in ("only", "exclude", "hourly")}).items():
        place = tree.place(path)
        out[name] = (place.file, place.line)
    return out


def _levels(keys: Sequence[str], rules: Sequence[Rule]) -> dict[str, int]:
    """Return what each axis changes, itself or through rules."""
    levels = {key: level_of(key) for key in [*keys, *(rule.key for rule in rules)]}
    levels[REPLICATE] = PRICE
    for _ in range(len(rules) + 1):  # rules may read each other
        for rule in rules:
            for key in rule.inputs():
                levels[key] = min(levels.get(key, PRICE), levels[rule.key])
    return levels


# Whether the parts fit each other: keys set twice, columns that are not there


def _has_one_sample(file: SweepReader, blocks: Sequence[Block]) -> bool:
    """Return whether replicates are of one sample; it is a problem where they are not."""
    n_sampled = sum(block.kind in SAMPLED for block in blocks)
    if n_sampled == 0:
        message = "nothing in this sweep is random, so replicates would all be the same"
        file.add_problem(("replicates",), message, "use latin_hypercube or sobol")
    elif n_sampled > 1:
        message = "replicates are of one sample, and there are two"
        file.add_problem(("replicates",), message, "put all sampled axes under one block")
    return n_sampled == 1


def _check_keys_once(file: SweepReader, blocks: Sequence[Block], rules: Sequence[Rule]) -> None:
    """Add a problem for keys that two axes set, and columns of one name."""
    set_by: dict[str, str] = {}
    of_rules = [("derive", rule.key) for rule in rules]
    for kind, key in [*((b.kind, k) for b in blocks for k in b.keys), *of_rules]:
        name = column_name(key)
        if name in set_by:
            file.add_problem(
                (kind, key), f"is set under {set_by[name]} already", "keep one of them"
            )
        if name in RESERVED:
            file.add_problem((kind, key), "is a column of every sweep", "another name")
        if not key.startswith("$") and not split_path(key):
            file.add_problem((kind, key), "is not a path", "such as candidates.0.size")
        set_by[name] = kind
    _check_replaced(file, blocks, rules)


def _check_replaced(file: SweepReader, blocks: Sequence[Block], rules: Sequence[Rule]) -> None:
    """Add a problem for rules that set the whole of what was set in part before."""
    before = [key for block in blocks for key in block.keys]
    for rule in rules:
        path = split_path(rule.key)
        for key in before:
            part = split_path(key)
            if not key.startswith("$") and len(part) > len(path) and part[: len(path)] == path:
                hint = f"a variable in place of {key}, and a rule below this one that sets it"
                message = f"replaces {key}, which is set too"
                file.add_problem(("derive", rule.key), message, hint)
        before.append(rule.key)


def _check_hourly_columns(
    file: SweepReader, hourly: Hourly | None, blocks: Sequence[Block], rules: Sequence[Rule]
) -> None:
    """Add a problem for hourly channels of runs chosen by anything but axes and derived keys."""
    known = [*(key for block in blocks for key in block.keys), *(rule.key for rule in rules)]
    groups = () if hourly is None else hourly.where
    for key in [condition.key for group in groups for condition in group]:
        if key not in known:
            message = f"'{key}' is no axis and not derived"
            file.add_unknown(("hourly", "where"), message, key, known, "one of")


def _check_variables(file: SweepReader, blocks: Sequence[Block]) -> None:
    """Add a problem for variables that the command line sets and no axis has."""
    known = {column_name(k): k for block in blocks for k in block.keys if k.startswith("$")}
    for key in file.variables:
        if column_name(key) not in known:
            hint = did_you_mean(key, known.values(), f"axes: {', '.join(known.values())}")
            file.problems.append(Problem("there is no such variable", key, SET, hint=hint))
