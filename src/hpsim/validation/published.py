"""Published values as data files carry them: cases, tables, and results of other programs."""

from __future__ import annotations

import csv
import json
from functools import cache
from importlib.resources import files
from typing import Any, TypeAlias

Facts: TypeAlias = dict[str, Any]
Programs: TypeAlias = dict[tuple[str, str], dict[str, float]]


def _text(name: str) -> str:
    return files("hpsim.data").joinpath(name).read_text("utf-8")


@cache
def read_facts(name: str) -> Facts:
    """Return a YAML or JSON file of ``hpsim/data``, read once: not to be changed."""
    from ruamel.yaml import YAML

    is_json = name.endswith(".json")
    facts: Facts = json.loads(_text(name)) if is_json else YAML(typ="safe").load(_text(name))
    return facts


@cache
def read_rows(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of a CSV file of ``hpsim/data``; lines that begin with # are comments."""
    return tuple(csv.DictReader(line for line in _text(name).splitlines() if line[:1] != "#"))


@cache
def read_programs(name: str) -> Programs:
    """Return what other programs calculate: (case, metric) -> program -> value."""
    found: Programs = {}
    for row in read_rows(name):
        programs = found.setdefault((row["case"], row["metric"]), {})
        programs[row["program"]] = float(row["value"])
    return found
