"""Whether the parts of a sweep file fit each other: keys set twice, columns that are not there."""

from __future__ import annotations

from collections.abc import Sequence

from hpsim.errors import Problem
from hpsim.scenario.tree import SET, split_path
from hpsim.sweep.columns import RESERVED
from hpsim.sweep.design.blocks import SAMPLED, Block
from hpsim.sweep.design.reader import SweepReader
from hpsim.sweep.design.rules import Rule
from hpsim.sweep.design.selection import Hourly
from hpsim.sweep.design.values import column_name
from hpsim.units.messages import did_you_mean


def has_one_sample(file: SweepReader, blocks: Sequence[Block]) -> bool:
    """Return whether replicates are of one sample; it is a problem where they are not."""
    n_sampled = sum(block.kind in SAMPLED for block in blocks)
    if n_sampled == 0:
        message = "nothing in this sweep is random, so replicates would all be the same"
        file.add_problem(("replicates",), message, "use latin_hypercube or sobol")
    elif n_sampled > 1:
        message = "replicates are of one sample, and there are two"
        file.add_problem(("replicates",), message, "put all sampled axes under one block")
    return n_sampled == 1


def check_keys_once(file: SweepReader, blocks: Sequence[Block], rules: Sequence[Rule]) -> None:
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


def check_hourly_columns(
    file: SweepReader, hourly: Hourly | None, blocks: Sequence[Block], rules: Sequence[Rule]
) -> None:
    """Add a problem for hourly channels of runs chosen by anything but axes and derived keys.

    Parameters
    ----------
    file
        The sweep file.
    hourly
        Its hourly channels.
    blocks, rules
        Its axes and derived keys.
    """
    known = [*(key for block in blocks for key in block.keys), *(rule.key for rule in rules)]
    groups = () if hourly is None else hourly.where
    for key in [condition.key for group in groups for condition in group]:
        if key not in known:
            message = f"'{key}' is no axis and not derived"
            file.add_unknown(("hourly", "where"), message, key, known, "one of")


def check_variables(file: SweepReader, variables: Sequence[str], blocks: Sequence[Block]) -> None:
    """Add a problem for variables that the command line sets and no axis has."""
    known = {column_name(k): k for block in blocks for k in block.keys if k.startswith("$")}
    for key in variables:
        if column_name(key) not in known:
            hint = did_you_mean(key, known.values(), f"axes: {', '.join(known.values())}")
            file.problems.append(Problem("there is no such variable", key, SET, hint=hint))
