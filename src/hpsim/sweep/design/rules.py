"""Rules of a sweep file: keys derived from others by named rules, and filters."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from hpsim.records import dataclass
from hpsim.sweep.design.values import (
    Value,
    added,
    amount,
    are_alike,
    canonical,
    compared,
    number_of,
    scaled,
)
from hpsim.units.messages import shown

Look = Callable[[str], Value]
"""Returns what a key has in a run; raises LookupError if nothing."""

LONGEST_TEXT = 2_000
_BRACES = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True)
class Rule:
    """A key whose value follows from others."""

    key: str
    name: str
    """A name of `RULES`."""
    given: Mapping[str, Value]
    """The rule's own keys."""

    def inputs(self) -> list[str]:
        """Return the keys that it reads."""
        if self.name == "text":
            return [text.strip() for text in _BRACES.findall(str(self.given.get("of", "")))]
        return [v for k, v in self.given.items() if k in ("of", "by") and _is_reference(v)]

    def value(self, look: Look) -> Value:
        """Return what the key becomes in a run.

        Raises
        ------
        ValueError, LookupError
            It can't be derived; with a message for the author.
        """
        return RULES[self.name].function(self.given, look)


@dataclass(frozen=True)
class RuleKind:
    """What a rule is called, needs and does."""

    function: Callable[[Mapping[str, Value], Look], Value]
    needs: tuple[str, ...]
    example: str


def _is_reference(value: Value) -> bool:
    """Return whether a text names a key: a variable, or a dotted path of words."""
    if not isinstance(value, str):
        return False
    return value.startswith("$") or bool(re.fullmatch(r"[A-Za-z_][\w-]*(\.[\w-]+)*", value))


def _read(value: Value, look: Look) -> Value:
    return look(value) if _is_reference(value) else value


def _times(given: Mapping[str, Value], look: Look) -> Value:
    of, by = _read(given["of"], look), _read(given["by"], look)
    factor = amount(by)
    if factor is not None and factor.unit not in ("", "%"):  # the plain number may come first
        of, by = by, of
    return scaled(of, number_of(by))


def _plus(given: Mapping[str, Value], look: Look, sign: float = 1.0) -> Value:
    return added(_read(given["of"], look), _read(given["by"], look), sign)


def _lookup(given: Mapping[str, Value], look: Look) -> Value:
    value = _read(given["of"], look)
    table = given["table"]
    if not isinstance(table, Mapping):
        raise ValueError("table is not a mapping")
    word = value if isinstance(value, str) else canonical(value)
    if word not in table:
        raise ValueError(f"{shown(value)} is not in the table ({', '.join(map(str, table))})")
    return table[word]


def _text(given: Mapping[str, Value], look: Look) -> Value:
    def put(match: re.Match[str]) -> str:
        value = look(match[1].strip())
        return value if isinstance(value, str) else canonical(value)

    made = _BRACES.sub(put, str(given["of"]))
    if len(made) > LONGEST_TEXT:
        raise ValueError(f"the text has over {LONGEST_TEXT:,} characters")
    return made


RULES: dict[str, RuleKind] = {
    "same": RuleKind(
        lambda given, look: _read(given["of"], look), ("of",), "{rule: same, of: candidates.0.size}"
    ),
    "times": RuleKind(_times, ("of", "by"), "{rule: times, of: room.floor_area, by: 0.1}"),
    "plus": RuleKind(_plus, ("of", "by"), "{rule: plus, of: '22:00', by: $hours}"),
    "minus": RuleKind(
        partial(_plus, sign=-1.0), ("of", "by"), "{rule: minus, of: 68 degF, by: $depth}"
    ),
    "lookup": RuleKind(_lookup, ("of", "table"), "{rule: lookup, of: $unit, table: {a: 1, b: 2}}"),
    "text": RuleKind(_text, ("of",), "{rule: text, of: '{$unit}, {candidates.0.size}'}"),
}
"""Rules by name."""


# Filters

COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "above": lambda a, b: a > b,
    "below": lambda a, b: a < b,
    "at_least": lambda a, b: a >= b,
    "at_most": lambda a, b: a <= b,
}


@dataclass(frozen=True)
class Condition:
    """What a key must be: one of some values, or within bounds."""

    key: str
    wanted: Value
    """A value, a list of values, or a mapping of `COMPARISONS`."""

    def holds(self, look: Look) -> bool:
        """Return whether a run fulfils it.

        Raises
        ------
        ValueError, LookupError
            The key has no value, or one that can't be compared.
        """
        value = look(self.key)
        if isinstance(self.wanted, Mapping) and self.wanted.keys() <= COMPARISONS.keys():
            return all(self._is(value, word, bound, look) for word, bound in self.wanted.items())
        wanted = self.wanted if isinstance(self.wanted, list) else [self.wanted]
        return any(are_alike(value, one) for one in wanted)

    @staticmethod
    def _is(value: Value, word: str, bound: Value, look: Look) -> bool:
        limit = _read(bound, look)
        pair = compared(value, limit)
        if pair is None:
            raise ValueError(f"{shown(value)} can't be compared with {shown(limit)}")
        return COMPARISONS[word](*pair)


@dataclass(frozen=True)
class Filters:
    """Which runs stay: those that fulfil one of ``only`` (if any) and none of ``exclude``."""

    only: Sequence[Sequence[Condition]] = ()
    exclude: Sequence[Sequence[Condition]] = ()

    def keep(self, look: Look) -> bool:
        """Return whether a run stays.

        Raises
        ------
        FilterError
            A condition can't be evaluated.
        """
        if self.only and not _fulfils("only", self.only, look):
            return False
        return not _fulfils("exclude", self.exclude, look)


class FilterError(ValueError):
    """A condition that can't be evaluated; names its block."""

    def __init__(self, block: str, message: str) -> None:
        super().__init__(message)
        self.block = block


def _fulfils(block: str, groups: Sequence[Sequence[Condition]], look: Look) -> bool:
    try:
        return any(all(c.holds(look) for c in group) for group in groups)
    except (ValueError, LookupError) as error:
        raise FilterError(block, error.args[0]) from None
