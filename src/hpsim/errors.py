"""What can go wrong, and who can mend it."""

from __future__ import annotations

from dataclasses import field
from typing import Self

from hpsim.records import dataclass

LONGEST = {"message": 400, "hint": 800, "key": 300, "file": 300}
"""Characters of a problem's parts: of what is longer, beginning and end are shown."""
MOST_LISTED = 50


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with an input, in words by which its author can mend it."""

    message: str
    """What is wrong, as a sentence fragment: ``-0.5 K is not above 0``."""
    key: str = ""
    """Dotted path of the key, with list indices in brackets: ``candidates[0].size``."""
    file: str = ""
    line: int | None = None
    """Line of ``file``, counted from 1."""
    hint: str = ""
    """The way out: allowed values or the nearest spelling."""

    def __post_init__(self) -> None:
        for name, most in LONGEST.items():
            text = getattr(self, name)
            if len(text) > most:
                object.__setattr__(self, name, f"{text[: most // 2]} … {text[-most // 4 :]}")

    def as_text(self) -> str:
        """Return the problem as one line, without the file name."""
        place = f"line {self.line}" if self.line else ""
        where = ", ".join(part for part in (place, self.key) if part)
        hint = f" ({self.hint})" if self.hint else ""
        return f"{where}: {self.message}{hint}" if where else f"{self.message}{hint}"

    def with_file(self) -> str:
        """Return the problem as one line that begins with the file's name, if it has one."""
        if not self.file:
            return self.as_text()
        separator = ", " if self.line or self.key else ": "
        return f"{self.file}{separator}{self.as_text()}"


@dataclass
class HpsimError(Exception):
    """Base of the errors whose message is meant for the person who ran the program."""

    message: str
    """What is wrong, in one line."""
    problems: list[Problem] = field(default_factory=list)
    """Each thing wrong: message, key, file, line and hint."""

    @classmethod
    def of(
        cls, message: str, key: str = "", *, file: str = "", hint: str = "", title: str = ""
    ) -> Self:
        """Return the error with one problem, which is its title too unless it has another."""
        problem = Problem(message, key, file, hint=hint)
        return cls(title or problem.as_text(), [problem])

    def __str__(self) -> str:
        lines = [line for problem in self.problems[:MOST_LISTED] if (line := self._line(problem))]
        if len(self.problems) > MOST_LISTED:
            lines.append(f"and {len(self.problems) - MOST_LISTED:,} more")
        return "\n".join([self.message, *(f"  {line}" for line in lines)])

    def _contains(self, problem: Problem) -> bool:
        """Return whether the message itself says what the problem says."""
        return self.message.startswith(problem.message) or self.message.endswith(problem.message)

    def _line(self, problem: Problem) -> str:
        """Return what the message does not say of a problem, with its file if that is another."""
        if self._contains(problem):
            return "" if problem.hint in self.message else problem.hint
        is_elsewhere = problem.file and problem.file not in self.message
        return problem.with_file() if is_elsewhere else problem.as_text()


class ScenarioError(HpsimError):
    """The scenario file can't be used; its author can mend it."""


class WeatherError(HpsimError):
    """The weather file can't be used."""


class LogError(HpsimError):
    """A log can't be used: its owner can mend it."""


class SimulationError(HpsimError):
    """A physical check failed: says which, when and by how much."""
