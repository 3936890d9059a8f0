"""The defaults that move results: one table, with source, grade and what their range does.

`data/defaults.yaml` lists them, `data/defaults_runs.json` has what runs gave at both ends of each
range (``python tools/defaults.py --run``), which writes docs/defaults.md from the two.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Literal, TypeAlias

from hpsim.description.shipped_yaml import read_shipped_yaml
from hpsim.records import dataclass
from hpsim.shipped import read_json

Grade: TypeAlias = Literal["measured", "standard", "manual", "judgement"]
DEFAULT_SCENARIO = "chicago-addition"
FIGURES: Mapping[str, str] = {
    "electricity_kwh": "kWh",
    "starts": "starts",
    "high_humidity_h": "humid hours",
}
"""Metrics that a range is judged by, and how the page calls them."""


@dataclass(frozen=True, slots=True)
class DefaultValue:
    """A default that moves results."""

    key: str
    """The key that changes it."""
    value: float | str
    before: str
    """In the edition before."""
    source: str
    grade: Grade
    moves: str
    """What it moves."""
    of: str = ""
    """What it holds for, where not for all."""
    unit: str = ""
    range: Sequence[str] = ()
    """Both ends, with units."""
    settings: Sequence[str] = ()
    """What sets them, a ``KEY=VALUE`` each."""
    base: Sequence[str] = ()
    """What sets the scenario of all these runs."""
    scenario: str = DEFAULT_SCENARIO
    candidate: int = 0
    """In whose year the range is tried."""
    code: str = ""
    """Where the code has the value: ``module:NAME``, with dots for attributes and keys."""
    per_code: float = 1.0
    """The value here over that in the code: another unit."""

    @property
    def name(self) -> str:
        """Key, and what it holds for."""
        return f"{self.key}, {self.of}" if self.of else self.key

    @property
    def value_text(self) -> str:
        """The value as a person would write it."""
        shown = f"{self.value:g}" if isinstance(self.value, (int, float)) else self.value
        return f"{shown} {self.unit}".strip()


@cache
def default_values() -> tuple[DefaultValue, ...]:
    """Return all rows, in the order of the file."""
    return tuple(DefaultValue(**row) for row in read_shipped_yaml("defaults.yaml")["defaults"])


@cache
def figures_of_runs() -> Mapping[str, Mapping[str, Mapping[str, float]]]:
    """Return what runs gave, by name of the row and then ``low``, ``default`` and ``high``."""
    found: Mapping[str, Mapping[str, Mapping[str, float]]]
    found = read_json("defaults_runs.json")["runs"]
    return found


def range_does(row: DefaultValue) -> str:
    """Return what results do across a row's range, in words; nothing where no run was made."""
    runs = figures_of_runs().get(row.name)
    if runs is None:
        return ""
    parts = []
    for metric, words in FIGURES.items():
        values = [runs[end].get(metric) for end in ("low", "default", "high")]
        shown = ["–" if value is None else f"{value:,.0f}" for value in values]
        parts.append(f"{shown[0]} / {shown[1]} / {shown[2]} {words}")
    return "; ".join(parts)
