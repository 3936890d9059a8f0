"""What is found on the way from a description to a room: problems, defaults, odd things."""

from __future__ import annotations

from dataclasses import field

from hpsim.building.model import Default
from hpsim.errors import Problem, ScenarioError
from hpsim.records import dataclass


@dataclass(slots=True, kw_only=True)
class Findings:
    """What the steps on the way have found so far."""

    key: str = ""
    """Before all keys: where the room stands in the file."""
    problems: list[Problem] = field(default_factory=list)
    defaults: list[Default] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def given(
        self, value: float | None, otherwise: float, key: str, source: str, unit: str = ""
    ) -> float:
        """Return what was given, or the default and record it."""
        if value is not None:
            return value
        self.record(key, f"{otherwise:.4g} {unit}".rstrip(), source)
        return otherwise

    def record(self, key: str, value: str, source: str) -> None:
        """Record a value that the author did not give."""
        self.defaults.append(Default(self._whole(key), value, source))

    def add_problem(self, key: str, message: str, hint: str = "") -> None:
        """Record something that makes the room impossible."""
        self.problems.append(Problem(message, key=self._whole(key), hint=hint))

    def refuse(self) -> None:
        """Raise all problems, if there are any."""
        if self.problems:
            count = len(self.problems)
            raise ScenarioError(f"{count} problem{'s' if count > 1 else ''}", self.problems)

    def _whole(self, key: str) -> str:
        return f"{self.key}.{key}" if self.key else key
