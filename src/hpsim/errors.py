"""What can go wrong, and who can mend it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with an input, told so that its author can mend it."""

    message: str
    """What is wrong, as a sentence fragment: ``-0.5 K is not above 0``."""
    key: str = ""
    """Dotted path of the key, with list indices in brackets: ``candidates[0].size``."""
    file: str = ""
    line: int | None = None
    """Line of ``file``, counted from 1."""
    hint: str = ""
    """The way out: allowed values or the nearest spelling."""

    def as_text(self) -> str:
        """Return the problem as one line, without the file name."""
        place = f"line {self.line}" if self.line else ""
        where = ", ".join(part for part in (place, self.key) if part)
        hint = f" ({self.hint})" if self.hint else ""
        return f"{where}: {self.message}{hint}" if where else f"{self.message}{hint}"


@dataclass
class HpsimError(Exception):
    """Base of the errors whose message is meant for the person who ran the program."""

    message: str
    problems: list[Problem] = field(default_factory=list)

    def __str__(self) -> str:
        told = [p for p in self.problems if not self.message.startswith(p.message)]
        return "\n".join([self.message, *(f"  {self._line(p)}" for p in told)])

    def _line(self, problem: Problem) -> str:
        """Return a problem's line, with its file where the message names another one."""
        elsewhere = problem.file and problem.file not in self.message
        if not elsewhere:
            return problem.as_text()
        separator = ", " if problem.line or problem.key else ": "
        return f"{problem.file}{separator}{problem.as_text()}"


class ScenarioError(HpsimError):
    """The scenario file can't be used; its author can mend it."""


class WeatherError(HpsimError):
    """The weather file can't be used."""


class SimulationError(HpsimError):
    """A physical check failed: says which, when and by how much."""
