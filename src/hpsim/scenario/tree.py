"""A scenario as its author wrote it: files read, ``extends`` merged, ``--set`` applied.

Nothing here knows what the keys mean, except for a few that exclude each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import Any

from hpsim.description.paths import exists, expanded, is_file, resolved
from hpsim.description.yamlfile import (
    KeyPath,
    Place,
    Tree,
    dotted,
    read_value,
    read_yaml,
    read_yaml_file,
    walked,
)
from hpsim.errors import Problem
from hpsim.scenario.sizes import with_sizes
from hpsim.shipped import scenario_folder
from hpsim.units.messages import shown

SCENARIO_SUFFIXES = (".yaml", ".yml")
EXTENDS = "extends"
MAX_BASES = 20
MAX_PARTS = 60  # of a dotted path, as deep as a file may be
INDEX = re.compile(r"[0-9]{1,9}")
SET = "--set"
"""What messages call the file of a key that came from the command line."""
OVERRIDES = "overrides"
"""The same of one that came from a mapping in Python."""
TEXT = "the text"
"""What messages call the file of a scenario that is given as a text."""

PATH_KEYS: tuple[tuple[str, ...], ...] = (
    ("weather",),
    ("candidates", "*", "product"),
    ("tariff", "file"),
    ("tariff", "hourly_prices"),
    ("tariff", "other_meter"),
)
"""Keys whose value may be a file, relative to the file that wrote it."""

EXCLUDING: tuple[tuple[frozenset[str], frozenset[str]], ...] = (
    (frozenset({"ach", "air_density"}), frozenset({"ach50"})),
    (frozenset({"ach", "air_density"}), frozenset({"ela"})),
    (frozenset({"ach50"}), frozenset({"ela"})),
    (frozenset({"glazing"}), frozenset({"u_value", "shgc", "panes"})),
    (frozenset({"area"}), frozenset({"width", "height"})),
    (frozenset({"facing"}), frozenset({"azimuth"})),
    (frozenset({"quality"}), frozenset({"vintage"})),
    (frozenset({"quality"}), frozenset({"code"})),
    (frozenset({"vintage"}), frozenset({"code"})),
)
"""Keys of one mapping that exclude each other: a later file's takes the place of the earlier's."""


def find_scenario(name: str | Path) -> Path:
    """Return the file that a path or the name of a shipped scenario means; it need not exist."""
    path = expanded(name)
    is_word = path.suffix not in SCENARIO_SUFFIXES and len(path.parts) == 1
    shipped = scenario_folder() / f"{name}.yaml"
    is_name = is_word and (not exists(path) or (path.is_dir() and is_file(shipped)))
    if is_name and is_file(shipped):
        return shipped
    ends = path.with_name(f"{path.name}.yaml") if path.name else path
    if path.suffix not in SCENARIO_SUFFIXES and not exists(path) and is_file(ends):
        return ends  # written without its ending
    return shipped if is_name else path


def shipped_scenarios() -> list[str]:
    """Return the names of the scenarios that come with hpsim."""
    return sorted(path.stem for path in scenario_folder().glob("*.yaml"))


def read_scenario_tree(
    source: str | Path | Mapping[str, Any], overrides: Sequence[str] | Mapping[str, object] = ()
) -> tuple[Tree, list[Problem]]:
    """Return what a scenario file, the files it extends and the overrides say together.

    Parameters
    ----------
    source
        A path, the name of a shipped scenario, the text of a file, or a mapping.
    overrides
        Texts ``a.b.0.c=value``; a value is YAML. Or a mapping of dotted paths.

    Raises
    ------
    TypeError
        A source of another type.
    """
    if isinstance(overrides, str):
        overrides = (overrides,)
    given = SET
    if isinstance(overrides, Mapping):
        overrides = tuple(f"{path}={value}" for path, value in overrides.items())
        given = OVERRIDES
    tree, problems = _read_source(source)
    if tree.value is not None:
        for text in overrides:
            problem = apply_override(tree, text, given)
            if problem:
                problems.append(replace(problem, file=given))
        tree, wrong = with_sizes(tree)
        problems = [*problems, *wrong]
    return tree, problems


def _read_source(source: str | Path | Mapping[str, Any]) -> tuple[Tree, list[Problem]]:
    """Return a source with the files it extends; those of a text lie in the working directory."""
    if isinstance(source, Mapping):
        tree = Tree(_of_mapping(source), {(): Place("", None)})
        return _with_bases(tree, [], Path("mapping"), ())
    _refuse_others(source)
    if isinstance(source, str) and not source.strip():
        return Tree(None, {(): Place("", None)}), [_no_scenario("")]
    if isinstance(source, str) and is_text(source):
        tree, problems = read_yaml(source, TEXT)
        if isinstance(tree.value, dict):
            tree, more = _with_bases(tree, [], Path(TEXT), ())
            return tree, [*problems, *more]
        return Tree(None, tree.places), problems or [_no_scenario(TEXT)]
    path = find_scenario(source)
    tree, problems = _read_with_bases(path, str(source), ())
    return _named(tree, path), problems


def _of_mapping(value: Any) -> Any:
    """Return a copy of a mapping from Python as a file has it: paths are texts."""
    if isinstance(value, PathLike):
        return str(value)
    if isinstance(value, Mapping):
        return {key: _of_mapping(inner) for key, inner in value.items()}
    return [_of_mapping(inner) for inner in value] if isinstance(value, list) else deepcopy(value)


def _named(tree: Tree, path: Path) -> Tree:
    """Return the tree of a file; one without a name has the file's."""
    stem = path.stem.replace("_", " ").strip()
    if isinstance(tree.value, dict) and "name" not in tree.value and stem:
        tree.value["name"] = stem
    return tree


def _refuse_others(source: object) -> None:
    if not isinstance(source, (str, PathLike)):
        what = "a path, a shipped scenario's name, YAML text or a mapping"
        raise TypeError(f"a scenario is {what}, not {shown(source)} ({type(source).__name__})")


def is_text(source: str) -> bool:
    """Return whether this is the text of a file, not a path or a name."""
    return "\n" in source or source.lstrip().startswith("{")


def _no_scenario(file: str) -> Problem:
    return Problem("this is not a scenario", file=file, hint="keys such as 'name:'")


def _read_with_bases(
    path: Path, written: str, readers: tuple[Path, ...]
) -> tuple[Tree, list[Problem]]:
    if not exists(path) and path.parent == scenario_folder():
        return Tree(None, {(): Place(written, None)}), [_unknown_name(written)]
    tree, problems = read_yaml_file(path, _shown(path))
    if problems and tree.value is None:
        return tree, problems
    if not isinstance(tree.value, dict):
        return Tree(None, tree.places), [*problems, _no_scenario(_shown(path))]
    return _with_bases(tree, problems, path, readers)


def inline_tree(tree: Tree, path: Path) -> tuple[Tree, list[Problem]]:
    """Return what a scenario written inside another file says, with the files it extends.

    Relative paths start from the file at ``path``, in which it stands.
    """
    tree, problems = _with_bases(tree, [], path, ())
    tree, wrong = with_sizes(tree)
    return tree, [*problems, *wrong]


def _with_bases(
    tree: Tree, problems: list[Problem], path: Path, readers: tuple[Path, ...]
) -> tuple[Tree, list[Problem]]:
    """Return a tree that was read from ``path``, merged over what it extends."""
    _anchor_paths(tree, path.parent)
    base = tree.value.pop(EXTENDS, None)
    if base is None:
        return tree, problems
    place = tree.place((EXTENDS,))
    broken = _wrong_base(base, path, readers)
    if broken:
        return tree, [*problems, replace(broken, key=EXTENDS, file=place.file, line=place.line)]
    below, below_problems = _read_with_bases(
        _base_path(base, path), base, (*readers, resolved(path))
    )
    if below.value is None:  # report where the unreadable file was asked for
        first = below_problems[0]
        message = f"{first.file}: {first.message}" if first.file else first.message
        here = replace(first, message=message, key=EXTENDS, file=place.file, line=place.line)
        return tree, [*problems, here]
    return merge(below, tree), [*below_problems, *problems]


def _shown(path: Path) -> str:
    """Return a path as short as possible."""
    try:
        return str(path.relative_to(Path.cwd()))
    except (ValueError, OSError):
        return str(path)


def _unknown_name(name: str) -> Problem:
    from hpsim.units.messages import did_you_mean

    names = shipped_scenarios()
    hint = did_you_mean(name, names, f"shipped ones: {', '.join(names)}")
    return Problem("no such file, and no shipped scenario of this name", file=name, hint=hint)


def _base_path(base: str, path: Path) -> Path:
    """Return the file that ``extends`` means: next to the file that wrote it, or a shipped one."""
    near_file = path.parent / expanded(base)
    is_name = near_file.suffix not in SCENARIO_SUFFIXES and not exists(near_file)
    return find_scenario(base) if is_name else near_file


def _wrong_base(base: object, path: Path, readers: tuple[Path, ...]) -> Problem | None:
    if not isinstance(base, str):
        return Problem("extends is not the path of a scenario")
    if len(readers) >= MAX_BASES:
        return Problem(f"'{base}' is the {MAX_BASES + 1}th file: too long a chain of extends")
    if resolved(_base_path(base, path)) in (*readers, resolved(path)):
        return Problem(f"'{base}' extends itself, directly or through another file")
    return None


def _anchor_paths(tree: Tree, folder: Path) -> None:
    """Make relative paths of files absolute, as seen from the file that wrote them."""
    for path, mapping in walked(tree.value):
        for key, value in mapping.items() if isinstance(mapping, dict) else ():
            pattern = tuple("*" if isinstance(part, int) else part for part in (*path, key))
            may_be_file = pattern in PATH_KEYS and any(mark in str(value) for mark in "./\\")
            if isinstance(value, str) and (may_be_file or key == "csv"):
                near_file = folder / expanded(value)
                if exists(near_file):
                    mapping[key] = str(resolved(near_file))


def merge(base: Tree, over: Tree) -> Tree:
    """Return ``base`` with what ``over`` says instead.

    Mappings merge key by key, unless their ``kind`` differs; lists and values replace; ``null``
    deletes. Of keys that exclude each other, those of ``over`` stay.
    """
    places = dict(base.places)
    value = _merged(base.value, over.value, (), places, over)
    places[()] = over.places[()]
    return Tree(value, places)


def _merged(below: Any, above: Any, path: KeyPath, places: dict[KeyPath, Place], over: Tree) -> Any:
    both = isinstance(below, dict) and isinstance(above, dict)
    if not both or ("kind" in below and "kind" in above and below["kind"] != above["kind"]):
        _replace_places(path, places, over)
        return above
    out = dict(below)
    for key in above:
        _drop_excluded(out, key, above)
    for key, value in above.items():
        here = (*path, key)
        if value is None and key in out:
            del out[key]
        else:
            out[key] = _merged(out.get(key), value, here, places, over)
        if here in over.places:
            places[here] = over.places[here]
    return out


def _drop_excluded(mapping: dict[str, Any], key: str, keep: Iterable[str] = ()) -> None:
    """Remove from a mapping the keys that a new one excludes."""
    kept = set(keep)
    for first, second in EXCLUDING:
        for mine, others in ((first, second), (second, first)):
            if key in mine:
                for other in others - kept:
                    mapping.pop(other, None)


def _replace_places(path: KeyPath, places: dict[KeyPath, Place], over: Tree) -> None:
    """Let all places at and below a path be those of ``over``."""
    for old in [p for p in places if p[: len(path)] == path]:
        del places[old]
    places.update({p: place for p, place in over.places.items() if p[: len(path)] == path})


def split_path(text: str) -> KeyPath:
    """Return the parts of a dotted path; digits are list indices.

    Examples
    --------
    >>> split_path("candidates.0.size"), split_path("candidates[0].size")
    (('candidates', 0, 'size'), ('candidates', 0, 'size'))
    """
    parts = [part for part in re.split(r"[.\[\]]+", text.strip()) if part]
    return tuple(int(part) if INDEX.fullmatch(part) else part for part in parts)


def apply_override(tree: Tree, text: str, given: str = SET) -> Problem | None:
    """Set one key of a tree from ``path=value``; return what is wrong with it, if anything.

    ``given`` is what messages call the place of the key.
    """
    written_path, equals, written = text.partition("=")
    path = split_path(written_path)
    if len(path) > MAX_PARTS:
        return Problem(f"a key of {len(path)} parts is too deep", file=SET)
    if not equals or not path:
        return Problem(
            f"'{text}' is not KEY=VALUE", file=SET, hint="such as 'candidates.0.size=9 kBtu/h'"
        )
    try:
        value = read_value(written)
    except ValueError as error:
        return Problem(f"'{written}': {error}", dotted(path), SET)
    return set_value(tree, path, value, given)


def set_value(tree: Tree, path: KeyPath, value: Any, given: str = SET) -> Problem | None:
    """Set the value at a path of a tree, None deletes it; return what is wrong, if anything.

    Parameters
    ----------
    tree, path
        Where.
    value
        Of the key.
    given
        What messages call the place of the key.
    """
    container, new = tree.value, path
    for depth, part in enumerate(path):
        here = path[: depth + 1]
        problem = _no_such_entry(container, part, here)
        if problem:
            return problem
        if depth == len(path) - 1:
            break
        if isinstance(container, dict):
            if str(part) not in container and new == path:
                new = here  # and all below it
            container = container.setdefault(str(part), {})
        else:
            container = container[part]
    last = path[-1] if isinstance(container, list) else str(path[-1])
    if isinstance(container, dict) and value is None:
        container.pop(last, None)
        return None
    if isinstance(container, dict):
        _drop_excluded(container, str(last))
    container[last] = deepcopy(value)
    place_on_command_line(tree, new, given)
    return None


def place_on_command_line(tree: Tree, path: KeyPath, given: str = SET) -> None:
    """Let the command line, or what else it was, be where a path and all below it are given."""
    here = Tree(None, {path: Place(given, None)})
    _replace_places(path, tree.places, here)


def _no_such_entry(container: Any, part: str | int, here: KeyPath) -> Problem | None:
    """Return the problem of a step that a path can't take."""
    around = dotted(here[:-1])
    if isinstance(container, list):
        if not isinstance(part, int):
            entries = f"{around}.0 to {around}.{len(container) - 1}"
            return Problem(f"{around} is a list", dotted(here), SET, hint=f"count: {entries}")
        if part >= len(container):
            hint = f"the first is {around}.0"
            message = f"{around} has {len(container)} entries"
            return Problem(message, dotted(here), SET, hint=hint)
    elif not isinstance(container, dict):
        return Problem(f"{around} is a value, not a mapping", dotted(here), SET)
    return None
