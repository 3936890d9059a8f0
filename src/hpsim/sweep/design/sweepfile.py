"""Read a sweep file: the scenario, its axes, rules and filters; every problem at once."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from hpsim.description.yamlfile import KeyPath, Tree, dotted, read_yaml_file
from hpsim.errors import Problem, ScenarioError
from hpsim.scenario.tree import (
    SET,
    apply_override,
    inline_tree,
    read_scenario_tree,
    split_path,
)
from hpsim.shipped import scenario_folder
from hpsim.sweep.columns import CHANNELS, RESERVED
from hpsim.sweep.design.blocks import (
    PRICE,
    REPLICATE,
    SAMPLED,
    Block,
    Design,
    Sampled,
    Spread,
    level_of,
    ordered,
    sampled_block,
    spread_of,
)
from hpsim.sweep.design.overrides import apply_overrides
from hpsim.sweep.design.rules import COMPARISONS, RULES, Condition, Filters, Rule
from hpsim.sweep.design.values import Value, between, canonical, column_name
from hpsim.units.messages import nearest, shown

AXES = ("grid", "zip", "list", "latin_hypercube", "sobol", "one_at_a_time")
SAMPLED_KEYS = ("samples", "seed", "over")
MOST_STEPS, MOST_SAMPLES = 1_000_000, 10_000_000
"""Of an axis, and of all replicates: a design keeps its entries in memory."""
DEFAULT_SEED = 1
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
)
STEP_KEYS = ("from", "to", "count")
STEPS_EXAMPLE = "{from: 6 kBtu/h, to: 12 kBtu/h, count: 4}"
HOURLY_KEYS = ("channels", "where")
SCHEMA_VERSION = 1


@dataclass(frozen=True)
class Hourly:
    """Which hourly channels are kept, and of which runs."""

    channels: tuple[str, ...]
    where: tuple[tuple[Condition, ...], ...] = ()
    """Runs that fulfil one of these groups; none: all."""


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
    levels: Mapping[str, int] = field(default_factory=dict)
    """What each axis changes, itself or through rules; see `level_of`."""
    written: Mapping[str, Any] = field(default_factory=dict)
    """What the file and the command line say, for the record."""
    places: Mapping[str, tuple[str, int | None]] = field(default_factory=dict)
    """File and line of each axis and derived key, of filters and of the hourly channels."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the keys whose values are told in each row: axes and derived ones."""
        derived = [rule.key for rule in self.rules if rule.key not in self.design.keys]
        return (*self.design.keys, *derived)


def find_sweep(name: str | Path) -> Path:
    """Return the file that a path or the name of a shipped sweep means; it need not exist."""
    path = Path(name).expanduser()
    is_word = path.suffix not in (".yaml", ".yml") and len(path.parts) == 1
    shipped = scenario_folder() / "sweeps" / f"{name}.yaml"
    is_name = is_word and (not path.exists() or (path.is_dir() and shipped.is_file()))
    return shipped if is_name else path


def shipped_sweeps() -> list[str]:
    """Return the names of the sweeps that come with hpsim."""
    return sorted(path.stem for path in (scenario_folder() / "sweeps").glob("*.yaml"))


def read_sweep(name: str | Path, overrides: Sequence[str] = ()) -> Sweep:
    """Return the sweep of a file, or a shipped one by its name.

    Parameters
    ----------
    name
        A path, or the name of a shipped sweep such as ``setback``.
    overrides
        Texts ``KEY=VALUE``: a key of the scenario (an axis then has this one value), or one of
        the sweep such as ``grid.weather=[us-5A-chicago]``.

    Raises
    ------
    ScenarioError
        With every problem of the file's form. Whether the values make valid scenarios is found
        by `hpsim.sweep.execute.plan.Planner.check`.
    """
    path = find_sweep(name)
    if not path.exists() and path.parent == scenario_folder() / "sweeps":
        near = nearest(str(name), shipped_sweeps())
        hint = f"did you mean '{near}'?" if near else f"shipped ones: {', '.join(shipped_sweeps())}"
        problem = Problem("no such file, and no shipped sweep of this name", file=str(name))
        raise _error(str(name), [replace(problem, hint=hint)])
    tree, problems = read_yaml_file(path, _shown(path))
    if tree.value is None and problems:
        raise _error(_shown(path), problems)
    reader = _Reader(path, tree, problems)
    sweep = reader.sweep(overrides)
    if reader.problems or sweep is None:
        raise _error(_shown(path), reader.problems)
    return sweep


def _error(name: str, problems: Sequence[Problem]) -> ScenarioError:
    count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
    unique = list(dict.fromkeys(problems))
    return ScenarioError(f"{name}: {count}", sorted(unique, key=lambda p: p.line or 0))


def _shown(path: Path) -> str:
    try:
        return os.path.relpath(path) if path.resolve().is_relative_to(Path.cwd()) else str(path)
    except (ValueError, OSError):
        return str(path)


class _Reader:
    """Reads the parts of one sweep file and gathers what is wrong with it."""

    def __init__(self, path: Path, tree: Tree, problems: Sequence[Problem]) -> None:
        self.path = path
        self.tree = tree
        self.problems = list(problems)
        self.folder = path.parent
        self.fixed: dict[str, Value] = {}
        """Values of the scenario's keys that the command line gives."""

    def complain(self, path: KeyPath, message: str, hint: str = "") -> None:
        place = self.tree.place(path)
        self.problems.append(Problem(message, dotted(path), place.file, place.line, hint))

    def sweep(self, overrides: Sequence[str]) -> Sweep | None:
        if not isinstance(self.tree.value, dict) or not self.tree.value:
            hint = "keys such as 'scenario:' and 'grid:'"
            self.complain((), "this is not a sweep file", hint)
            return None
        self._known((), self.tree.value, KEYS, "key of a sweep")
        version, name = (self.tree.value.get(key) for key in ("schema_version", "name"))
        if version not in (None, SCHEMA_VERSION):
            message = f"{shown(version)} is not a version this hpsim reads"
            self.complain(("schema_version",), message, f"it reads {SCHEMA_VERSION}")
        if name is not None and not isinstance(name, str):
            self.complain(("name",), f"{shown(name)} is not a text")
        changes = apply_overrides(self.tree, overrides, KEYS)
        self.problems += changes.problems
        self.fixed = changes.fixed
        base = self._scenario(changes.of_scenario)
        replicates = self._whole(("replicates",), self.tree.value.get("replicates", 1), 1)
        rules = self._rules()
        blocks = [self._with_fixed(block) for block in self._blocks(replicates)]
        if replicates > 1 and not any(block.kind in SAMPLED for block in blocks):
            message = "nothing in this sweep is random, so replicates would all be the same"
            self.complain(("replicates",), message, "use latin_hypercube or sobol")
        if replicates > 1 and sum(block.kind in SAMPLED for block in blocks) > 1:
            message = "replicates are of one sample, and there are two"
            self.complain(("replicates",), message, "put all sampled axes under one block")
            return None
        filters = Filters(self._conditions(("only",)), self._conditions(("exclude",)))
        hourly = self._hourly()
        self._unique_keys(blocks, rules)
        self._known_columns(hourly, blocks, rules)
        self._known_variables(changes.variables, blocks)
        if base is None or self.problems:
            return None
        levels = _levels([key for block in blocks for key in block.keys], rules)
        return Sweep(
            name=str(self.tree.value.get("name") or self.path.stem),
            file=_shown(self.path),
            folder=self.folder,
            base=base,
            design=ordered(blocks, levels.__getitem__),
            rules=tuple(rules),
            filters=filters,
            hourly=hourly,
            levels=levels,
            written={**self.tree.value, **self._fixed_axes(blocks)},
            places=self._places(blocks, rules),
        )

    # The scenario

    def _scenario(self, overrides: Sequence[str]) -> Tree | None:
        said = self.tree.value.get("scenario")
        if isinstance(said, str):
            beside = self.folder / Path(said).expanduser()
            tree, problems = read_scenario_tree(beside if beside.is_file() else said)
            if tree.value is None:
                place = self.tree.place(("scenario",))
                first = problems[0]
                message = f"{said}: {first.message}"
                problem = Problem(message, "scenario", place.file, place.line, first.hint)
                self.problems.append(problem)
                return None
        elif isinstance(said, dict):
            places = {
                p[1:]: place for p, place in self.tree.places.items() if p[:1] == ("scenario",)
            }
            tree, problems = inline_tree(Tree(said, places), self.path)
        else:
            hint = "scenario: chicago-addition, or the scenario itself below it"
            at = ("scenario",) if "scenario" in self.tree.value else ()
            self.complain(at, "a scenario is needed", hint)
            return None
        self.problems += problems
        if tree.value is None:
            return None
        for text in overrides:
            wrong = apply_override(tree, text)
            if wrong is not None:
                self.problems.append(wrong)
        return tree

    def _with_fixed(self, block: Block) -> Block:
        """Return a block whose axes have the one value that the command line gives them."""
        columns = [column_name(key) for key in block.keys]
        if isinstance(block.entries, Sampled) or self.fixed.keys().isdisjoint(columns):
            return block
        entries = [
            tuple(self.fixed.get(name, value) for name, value in zip(columns, entry, strict=True))
            for entry in block.entries
        ]
        return Block(block.kind, block.keys, list({canonical(e): e for e in entries}.values()))

    def _fixed_axes(self, blocks: Sequence[Block]) -> dict[str, Any]:
        """Return what the command line says of axes, for the record: by it a sweep is another."""
        columns = {column_name(key) for block in blocks for key in block.keys}
        said = {name: value for name, value in self.fixed.items() if name in columns}
        return {SET.removeprefix("--"): said} if said else {}

    # Axes

    def _blocks(self, replicates: int) -> list[Block]:
        blocks: list[Block] = []
        for kind in AXES:
            said = self.tree.value.get(kind)
            if kind not in self.tree.value:
                continue
            before = len(self.problems)
            made = self._blocks_of(kind, said, replicates)
            blocks += made
            if not made and len(self.problems) == before:
                self.complain((kind,), "is empty", f"{kind}: {_example(kind)}")
        if not any(kind in self.tree.value for kind in AXES):
            self.complain((), "there are no axes", f"one of {', '.join(AXES)}")
        return blocks

    def _blocks_of(self, kind: str, said: Value, replicates: int) -> list[Block]:
        if kind == "list":
            return self._list_block(said)
        if not isinstance(said, dict):
            if said is not None:
                self.complain((kind,), f"{shown(said)} is not a mapping", _example(kind))
            return []
        if kind in SAMPLED:
            return self._sampled_blocks(kind, said, replicates)
        columns = {key: self._values((kind, key), values) for key, values in said.items()}
        columns = {key: values for key, values in columns.items() if values}
        if kind == "grid":
            return [Block(kind, (key,), [(v,) for v in values]) for key, values in columns.items()]
        if kind == "zip":
            return self._zip_block(columns)
        return self._one_at_a_time_block(columns)

    def _values(self, path: KeyPath, said: Value) -> list[Value]:
        """Return the values of an axis."""
        if isinstance(said, dict) and not {"from", "to"}.isdisjoint(said):
            before = len(self.problems)
            self._known(path, said, STEP_KEYS, "key of equal steps")
            missing = [key for key in STEP_KEYS if key not in said]
            if missing and len(self.problems) == before:
                self.complain(path, f"{missing[0]} is needed", STEPS_EXAMPLE)
            return [] if missing else self._steps(path, said)
        if not isinstance(said, list):
            hint = f"[value, value, ...] or {STEPS_EXAMPLE}"
            self.complain(path, f"{shown(said)} is not a list of values", hint)
            return []
        if not said:
            self.complain(path, "has no values", "[value, value, ...]")
        counts = Counter(map(canonical, said))
        for value in {canonical(value): value for value in said}.values():
            if (count := counts[canonical(value)]) > 1:
                self.complain(path, f"{shown(value)} is there {count} times", "each value once")
        return list(said)

    def _steps(self, path: KeyPath, said: Mapping[str, Value]) -> list[Value]:
        count = self._whole((*path, "count"), said["count"], 2, MOST_STEPS)
        if said["from"] == said["to"]:
            self.complain(path, "from and to are alike")
            return []
        try:
            steps = [between(said["from"], said["to"], i / (count - 1)) for i in range(count)]
        except (ValueError, ZeroDivisionError) as error:
            self.complain(path, str(error))
            return []
        is_whole = isinstance(said["from"], int) and isinstance(said["to"], int)
        if is_whole and all(step == int(step) for step in steps):
            return [int(step) for step in steps]
        return steps

    def _zip_block(self, columns: Mapping[str, list[Value]]) -> list[Block]:
        if not columns:
            return []
        lengths = {key: len(values) for key, values in columns.items()}
        if len(set(lengths.values())) > 1:
            told = ", ".join(f"{key} has {n}" for key, n in lengths.items())
            self.complain(("zip",), f"lists of different length: {told}", "as many values of each")
            return []
        return [Block("zip", tuple(columns), list(zip(*columns.values(), strict=True)))]

    def _list_block(self, said: Value) -> list[Block]:
        if not isinstance(said, list) or not all(isinstance(entry, dict) for entry in said):
            if said is not None:
                self.complain(("list",), "is not a list of mappings", _example("list"))
            return []
        keys = list(dict.fromkeys(key for entry in said for key in entry))
        for i, entry in enumerate(said):
            missing = [key for key in keys if key not in entry]
            if missing:
                message = f"{', '.join(missing)} is missing, which other entries have"
                self.complain(("list", i), message, "the same keys in each entry")
        entries = [tuple(entry.get(key) for key in keys) for entry in said]
        return [Block("list", tuple(keys), entries)] if entries and keys else []

    def _one_at_a_time_block(self, columns: Mapping[str, list[Value]]) -> list[Block]:
        """Return the block that changes one axis at a time; the first value is the base."""
        if not columns:
            return []
        base = [values[0] for values in columns.values()]
        entries = [tuple(base)]
        for i, values in enumerate(columns.values()):
            entries += [(*base[:i], value, *base[i + 1 :]) for value in values[1:]]
        return [Block("one_at_a_time", tuple(columns), entries)]

    def _sampled_blocks(self, kind: str, said: dict[str, Value], replicates: int) -> list[Block]:
        over = said.get("over", {})
        if not isinstance(over, dict):
            self.complain((kind, "over"), "is not a mapping", _example(kind))
            return []
        axes: dict[KeyPath, Value] = {
            (kind, key): v for key, v in said.items() if key not in SAMPLED_KEYS
        }
        axes |= {(kind, "over", key): v for key, v in over.items()}
        if "samples" not in said:
            self.complain((kind,), "samples is needed", _example(kind))
            return []
        most = MOST_SAMPLES // replicates
        samples = self._whole((kind, "samples"), said["samples"], 1, most)
        seed = self._whole((kind, "seed"), said.get("seed", DEFAULT_SEED), 0)
        if kind == "sobol" and samples & (samples - 1):
            below = 1 << (samples.bit_length() - 1)
            message = f"{samples} is not a power of two, as Sobol' sequences need"
            self.complain((kind, "samples"), message, f"{below} or {2 * below}")
            return []
        spreads: dict[str, Spread] = {}
        for path, value in axes.items():
            key = str(path[-1])
            if len(path) == 2 and "." not in key and (near := nearest(key, SAMPLED_KEYS)):
                self.complain(path, f"unknown key of {kind}", f"did you mean '{near}'?")
                continue
            try:
                spreads[key] = spread_of(value)
            except ValueError as error:
                self.complain(path, str(error), "[value, ...], {from, to}, {mean, sd}")
            if column_name(key) in self.fixed:
                spreads[key] = Spread(values=(self.fixed[column_name(key)],))
        if not spreads:
            return []
        if replicates == 1 and all(len(spread.values) == 1 for spread in spreads.values()):
            return [Block(kind, tuple(spreads), [tuple(s.values[0] for s in spreads.values())])]
        return [sampled_block(kind, spreads, samples, seed, replicates)]

    # Rules, filters, channels

    def _rules(self) -> list[Rule]:
        said = self.tree.value.get("derive") or {}
        if not isinstance(said, dict):
            self.complain(
                ("derive",), "is not a mapping", "room.windows.0.area: {rule: times, ...}"
            )
            return []
        return [rule for key, value in said.items() if (rule := self._rule(key, value))]

    def _rule(self, key: str, said: Value) -> Rule | None:
        path = ("derive", key)
        if not isinstance(said, dict) or "rule" not in said:
            self.complain(path, "a rule is needed", next(iter(RULES.values())).example)
            return None
        name = said["rule"]
        if name not in RULES:
            near = nearest(str(name), RULES)
            hint = f"did you mean '{near}'?" if near else f"rules: {', '.join(RULES)}"
            self.complain((*path, "rule"), f"unknown rule {shown(name)}", hint)
            return None
        kind = RULES[name]
        missing = [need for need in kind.needs if need not in said]
        if missing:
            self.complain(path, f"{missing[0]} is needed", kind.example)
            return None
        self._known(path, said, ("rule", *kind.needs), f"key of rule {name}")
        return Rule(key, name, {k: v for k, v in said.items() if k != "rule"})

    def _conditions(self, path: KeyPath) -> tuple[tuple[Condition, ...], ...]:
        said: Value = self.tree.value
        for part in path:
            said = said.get(part) if isinstance(said, dict) else None
        if said is None:
            return ()
        groups = said if isinstance(said, list) else [said]
        if not all(isinstance(group, dict) and group for group in groups):
            self.complain(path, "is not a list of conditions", "[{room.quality: poor}]")
            return ()
        for i, group in enumerate(groups):
            at = (*path, i) if isinstance(said, list) else path
            for key, wanted in group.items():
                self._known_comparisons((*at, key), wanted)
        return tuple(
            tuple(Condition(key, wanted) for key, wanted in group.items()) for group in groups
        )

    def _known_comparisons(self, path: KeyPath, wanted: Value) -> None:
        """Complain of bounds with a misspelt word; other mappings are values of an axis."""
        if not isinstance(wanted, dict) or wanted.keys() <= COMPARISONS.keys():
            return
        near = {word: nearest(str(word), COMPARISONS) for word in wanted}
        for word in [w for w in wanted if near[w] and w not in COMPARISONS]:
            self.complain(
                path, f"unknown comparison {shown(word)}", f"did you mean '{near[word]}'?"
            )

    def _hourly(self) -> Hourly | None:
        said = self.tree.value.get("hourly")
        if said is None:
            return None
        channels = said.get("channels") if isinstance(said, dict) else None
        if not isinstance(channels, list) or not channels:
            hint = "{channels: [room_degc], where: [{weather: us-5A-chicago}]}"
            self.complain(("hourly",), "channels are needed", hint)
            return None
        self._known(("hourly",), said, HOURLY_KEYS, "key of hourly")
        for i, channel in enumerate(channels):
            if channel not in CHANNELS:
                near = nearest(str(channel), CHANNELS)
                hint = f"did you mean '{near}'?" if near else f"channels: {', '.join(CHANNELS)}"
                self.complain(("hourly", "channels", i), f"unknown channel {shown(channel)}", hint)
        return Hourly(tuple(map(str, channels)), self._conditions(("hourly", "where")))

    # Small helps

    def _known(
        self, path: KeyPath, said: Mapping[str, Any], known: Sequence[str], what: str
    ) -> None:
        for key in said:
            if key not in known:
                near = nearest(key, known)
                hint = f"did you mean '{near}'?" if near else f"known: {', '.join(known)}"
                self.complain((*path, key), f"unknown {what}", hint)

    def _whole(self, path: KeyPath, value: Value, least: int, most: int | None = None) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            self.complain(path, f"{shown(value)} is not a whole number of at least {least}")
            return least
        if most is not None and value > most:
            self.complain(path, f"{value:,} are too many", f"at most {most:,}")
            return least
        return value

    def _unique_keys(self, blocks: Sequence[Block], rules: Sequence[Rule]) -> None:
        """Complain of keys that two axes set, or columns of one name."""
        seen: dict[str, str] = {}
        for kind, key in [(b.kind, k) for b in blocks for k in b.keys] + [
            ("derive", rule.key) for rule in rules
        ]:
            name = column_name(key)
            if name in seen:
                self.complain((kind, key), f"is set under {seen[name]} already", "keep one of them")
            if name in RESERVED:
                self.complain((kind, key), "is a column of every sweep", "another name")
            if not key.startswith("$") and not split_path(key):
                self.complain((kind, key), "is not a path", "such as candidates.0.size")
            seen[name] = kind
        self._nothing_set_for_nothing(blocks, rules)

    def _nothing_set_for_nothing(self, blocks: Sequence[Block], rules: Sequence[Rule]) -> None:
        """Complain of rules that set the whole of what was set in part before."""
        before = [key for block in blocks for key in block.keys]
        for rule in rules:
            path = split_path(rule.key)
            for key in before:
                part = split_path(key)
                if not key.startswith("$") and len(part) > len(path) and part[: len(path)] == path:
                    hint = f"a variable in place of {key}, and a rule below this one that sets it"
                    self.complain(("derive", rule.key), f"replaces {key}, which is set too", hint)
            before.append(rule.key)

    def _known_columns(
        self, hourly: Hourly | None, blocks: Sequence[Block], rules: Sequence[Rule]
    ) -> None:
        """Complain of hourly channels of runs that are chosen by something else than columns."""
        known = [*(key for block in blocks for key in block.keys), *(rule.key for rule in rules)]
        groups = () if hourly is None else hourly.where
        for key in [condition.key for group in groups for condition in group]:
            if key not in known:
                near = nearest(key, known)
                hint = f"did you mean '{near}'?" if near else f"one of {', '.join(known)}"
                self.complain(("hourly", "where"), f"'{key}' is no axis and not derived", hint)

    def _known_variables(self, variables: Sequence[str], blocks: Sequence[Block]) -> None:
        """Complain of variables that the command line sets and no axis has."""
        known = {column_name(k): k for block in blocks for k in block.keys if k.startswith("$")}
        for key in variables:
            if column_name(key) not in known:
                near = nearest(key, known.values())
                hint = f"did you mean '{near}'?" if near else f"axes: {', '.join(known.values())}"
                self.problems.append(Problem("there is no such variable", key, SET, hint=hint))

    def _places(
        self, blocks: Sequence[Block], rules: Sequence[Rule]
    ) -> dict[str, tuple[str, int | None]]:
        out: dict[str, tuple[str, int | None]] = {}
        for block in blocks:
            for key in block.keys:
                paths: list[KeyPath] = [(block.kind, key), (block.kind, "over", key)]
                if block.kind == "list":
                    paths = [("list", 0, key)]
                known = [p for p in paths if p in self.tree.places] or [(block.kind,)]
                place = self.tree.place(known[0])
                is_fixed = column_name(key) in self.fixed
                out[key] = (SET, None) if is_fixed else (place.file, place.line)
        for rule in rules:
            place = self.tree.place(("derive", rule.key))
            out[rule.key] = (place.file, place.line)
        for name in ("only", "exclude", "hourly"):
            place = self.tree.place((name,))
            out[name] = (place.file, place.line)
        return out


def _example(kind: str) -> str:
    return {
        "grid": "{candidates.0.size: [6 kBtu/h, 9 kBtu/h], weather: [us-5A-chicago]}",
        "zip": "{candidates.0.size: [6 kBtu/h, 9 kBtu/h], candidates.0.seer2: [21, 20]}",
        "list": "[{candidates.0.size: 6 kBtu/h}, {candidates.0.size: 9 kBtu/h}]",
        "one_at_a_time": "{room.quality: [good, poor]}: the first value is the base",
    }.get(kind, "{samples: 64, over: {candidates.0.size: {from: 6 kBtu/h, to: 12 kBtu/h}}}")


def _levels(keys: Sequence[str], rules: Sequence[Rule]) -> dict[str, int]:
    """Return what each axis changes, itself or through rules."""
    levels = {key: level_of(key) for key in [*keys, *(rule.key for rule in rules)]}
    levels[REPLICATE] = PRICE
    for _ in range(len(rules) + 1):  # rules may read each other
        for rule in rules:
            for key in rule.inputs():
                levels[key] = min(levels.get(key, PRICE), levels[rule.key])
    return levels
