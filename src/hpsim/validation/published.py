"""Published values as data files carry them: cases, tables, and results of other programs."""

from __future__ import annotations

from functools import cache
from typing import Any, TypeAlias

from hpsim.shipped import data_file, read_json, read_rows

Facts: TypeAlias = dict[str, Any]
Programs: TypeAlias = dict[tuple[str, str], dict[str, float]]


@cache
def read_facts(name: str) -> Facts:
    """Return a YAML or JSON file of ``hpsim/data``, read once: not to be changed."""
    if name.endswith(".json"):
        return read_json(name)
    from ruamel.yaml import YAML

    facts: Facts = YAML(typ="safe").load(data_file(name))
    return facts


@cache
def read_programs(name: str) -> Programs:
    """Return what other programs calculate: (case, metric) -> program -> value."""
    found: Programs = {}
    for row in read_rows(name):
        programs = found.setdefault((row["case"], row["metric"]), {})
        programs[row["program"]] = float(row["value"])
    return found
