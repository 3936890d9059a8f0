"""The axes of a sweep file: grid, zip, list, one at a time, and random samples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from hpsim.description.yamlfile import KeyPath
from hpsim.sweep.design.blocks import SAMPLED, Block, Sampled, Spread, sampled_block, spread_of
from hpsim.sweep.design.reader import SweepReader
from hpsim.sweep.design.values import Value, between, canonical, column_name
from hpsim.units.messages import did_you_mean, shown

AXES = ("grid", "zip", "list", "latin_hypercube", "sobol", "one_at_a_time")
SAMPLED_KEYS = ("samples", "seed", "over")
MAX_STEPS, MAX_SAMPLES = 1_000_000, 10_000_000
"""Of an axis, and of all replicates: a design keeps its entries in memory."""
DEFAULT_SEED = 1
STEP_KEYS = ("from", "to", "count")
STEPS_EXAMPLE = "{from: 6 kBtu/h, to: 12 kBtu/h, count: 4}"
SAMPLE_EXAMPLE = "{samples: 64, over: {candidates.0.size: {from: 6 kBtu/h, to: 12 kBtu/h}}}"
EXAMPLES = {
    "grid": "{candidates.0.size: [6 kBtu/h, 9 kBtu/h], weather: [us-5A-chicago]}",
    "zip": "{candidates.0.size: [6 kBtu/h, 9 kBtu/h], candidates.0.seer2: [21, 20]}",
    "list": "[{candidates.0.size: 6 kBtu/h}, {candidates.0.size: 9 kBtu/h}]",
    "one_at_a_time": "{room.quality: [good, poor]}: the first value is the base",
    **dict.fromkeys(SAMPLED, SAMPLE_EXAMPLE),
}


def read_blocks(file: SweepReader, replicates: int) -> list[Block]:
    """Return the blocks of axes of a sweep file, those that the command line fixes with one value.

    Wrong ones are problems of the file.
    """
    blocks: list[Block] = []
    for kind in AXES:
        if kind not in file.tree.value:
            continue
        before = len(file.problems)
        made = _blocks_of(file, kind, file.tree.value[kind], replicates)
        blocks += made
        if not made and len(file.problems) == before:
            file.add_problem((kind,), "is empty", f"{kind}: {EXAMPLES[kind]}")
    if not any(kind in file.tree.value for kind in AXES):
        file.add_problem((), "there are no axes", f"one of {', '.join(AXES)}")
    return [_with_fixed(block, file.fixed) for block in blocks]


def _with_fixed(block: Block, fixed: Mapping[str, Value]) -> Block:
    """Return a block whose axes have the one value that the command line gives them."""
    columns = [column_name(key) for key in block.keys]
    if isinstance(block.entries, Sampled) or fixed.keys().isdisjoint(columns):
        return block
    entries = [
        tuple(fixed.get(name, value) for name, value in zip(columns, entry, strict=True))
        for entry in block.entries
    ]
    return Block(block.kind, block.keys, list({canonical(e): e for e in entries}.values()))


def _blocks_of(file: SweepReader, kind: str, given: Value, replicates: int) -> list[Block]:
    if kind == "list":
        return _list_block(file, given)
    if not isinstance(given, dict):
        if given is not None:
            file.add_problem((kind,), f"{shown(given)} is not a mapping", EXAMPLES[kind])
        return []
    if kind in SAMPLED:
        return _sampled_blocks(file, kind, given, replicates)
    columns = {key: _values(file, (kind, key), values) for key, values in given.items()}
    columns = {key: values for key, values in columns.items() if values}
    if kind == "grid":
        return [Block(kind, (key,), [(v,) for v in values]) for key, values in columns.items()]
    if not columns:
        return []
    return _zip_block(file, columns) if kind == "zip" else _one_at_a_time_block(columns)


def _values(file: SweepReader, path: KeyPath, given: Value) -> list[Value]:
    """Return the values of an axis."""
    if isinstance(given, dict) and not {"from", "to"}.isdisjoint(given):
        before = len(file.problems)
        file.check_keys(path, given, STEP_KEYS, "key of equal steps")
        missing = [key for key in STEP_KEYS if key not in given]
        if missing and len(file.problems) == before:
            file.add_problem(path, f"{missing[0]} is needed", STEPS_EXAMPLE)
        return [] if missing else _steps(file, path, given)
    if not isinstance(given, list):
        hint = f"[value, value, ...] or {STEPS_EXAMPLE}"
        file.add_problem(path, f"{shown(given)} is not a list of values", hint)
        return []
    if not given:
        file.add_problem(path, "has no values", "[value, value, ...]")
    counts = Counter(map(canonical, given))
    for value in {canonical(value): value for value in given}.values():
        if (count := counts[canonical(value)]) > 1:
            message = f"{shown(value)} is there {count} times"
            file.add_problem(path, message, "each value once")
    return list(given)


def _steps(file: SweepReader, path: KeyPath, given: Mapping[str, Value]) -> list[Value]:
    count = file.whole_number((*path, "count"), given["count"], 2, MAX_STEPS)
    if given["from"] == given["to"]:
        file.add_problem(path, "from and to are alike")
        return []
    try:
        steps = [between(given["from"], given["to"], i / (count - 1)) for i in range(count)]
    except (ValueError, ZeroDivisionError) as error:
        file.add_problem(path, str(error))
        return []
    is_whole = isinstance(given["from"], int) and isinstance(given["to"], int)
    if is_whole and all(step == int(step) for step in steps):
        return [int(step) for step in steps]
    return steps


def _zip_block(file: SweepReader, columns: Mapping[str, list[Value]]) -> list[Block]:
    lengths = {key: len(values) for key, values in columns.items()}
    if len(set(lengths.values())) > 1:
        listed = ", ".join(f"{key} has {n}" for key, n in lengths.items())
        message = f"lists of different length: {listed}"
        file.add_problem(("zip",), message, "as many values of each")
        return []
    return [Block("zip", tuple(columns), list(zip(*columns.values(), strict=True)))]


def _list_block(file: SweepReader, given: Value) -> list[Block]:
    if not isinstance(given, list) or not all(isinstance(entry, dict) for entry in given):
        if given is not None:
            file.add_problem(("list",), "is not a list of mappings", EXAMPLES["list"])
        return []
    keys = list(dict.fromkeys(key for entry in given for key in entry))
    for i, entry in enumerate(given):
        missing = [key for key in keys if key not in entry]
        if missing:
            message = f"{', '.join(missing)} is missing, which other entries have"
            file.add_problem(("list", i), message, "the same keys in each entry")
    entries = [tuple(entry.get(key) for key in keys) for entry in given]
    return [Block("list", tuple(keys), entries)] if entries and keys else []


def _one_at_a_time_block(columns: Mapping[str, list[Value]]) -> list[Block]:
    """Return the block that changes one axis at a time; the first value is the base."""
    base = [values[0] for values in columns.values()]
    entries = [tuple(base)]
    for i, values in enumerate(columns.values()):
        entries += [(*base[:i], value, *base[i + 1 :]) for value in values[1:]]
    return [Block("one_at_a_time", tuple(columns), entries)]


def _sampled_blocks(
    file: SweepReader, kind: str, given: dict[str, Value], replicates: int
) -> list[Block]:
    over = given.get("over", {})
    if not isinstance(over, dict):
        file.add_problem((kind, "over"), "is not a mapping", EXAMPLES[kind])
        return []
    axes: dict[KeyPath, Value] = {
        (kind, key): value for key, value in given.items() if key not in SAMPLED_KEYS
    }
    axes |= {(kind, "over", key): value for key, value in over.items()}
    if "samples" not in given:
        file.add_problem((kind,), "samples is needed", EXAMPLES[kind])
        return []
    samples = file.whole_number((kind, "samples"), given["samples"], 1, MAX_SAMPLES // replicates)
    seed = file.whole_number((kind, "seed"), given.get("seed", DEFAULT_SEED), 0)
    if kind == "sobol" and samples & (samples - 1):
        below = 1 << (samples.bit_length() - 1)
        message = f"{samples} is not a power of two, as Sobol' sequences need"
        file.add_problem((kind, "samples"), message, f"{below} or {2 * below}")
        return []
    spreads = _spreads(file, kind, axes)
    if not spreads:
        return []
    if replicates == 1 and all(len(spread.values) == 1 for spread in spreads.values()):
        return [Block(kind, tuple(spreads), [tuple(s.values[0] for s in spreads.values())])]
    return [sampled_block(kind, spreads, samples, seed, replicates)]


def _spreads(file: SweepReader, kind: str, axes: Mapping[KeyPath, Value]) -> dict[str, Spread]:
    """Return how each sampled axis spreads."""
    spreads: dict[str, Spread] = {}
    for path, value in axes.items():
        key = str(path[-1])
        if len(path) == 2 and "." not in key and (near := did_you_mean(key, SAMPLED_KEYS)):
            file.add_problem(path, f"unknown key of {kind}", near)
            continue
        try:
            spreads[key] = spread_of(value)
        except ValueError as error:
            file.add_problem(path, str(error), "[value, ...], {from, to}, {mean, sd}")
        if column_name(key) in file.fixed:
            spreads[key] = Spread(values=(file.fixed[column_name(key)],))
    return spreads
