"""Rules, filters and hourly channels of a sweep file: what they mean, and how they are read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from hpsim.description.yamlfile import KeyPath
from hpsim.records import dataclass
from hpsim.sweep.columns import CHANNELS
from hpsim.sweep.design.reader import SweepReader
from hpsim.sweep.design.values import (
    Value,
    added,
    amount,
    are_alike,
    canonical,
    in_one_unit,
    number_of,
    scaled,
)
from hpsim.units.messages import did_you_mean, shown

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
        pair = in_one_unit([value, limit])
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


# As a sweep file has them

HOURLY_KEYS = ("channels", "where")


@dataclass(frozen=True)
class Hourly:
    """Which hourly channels are kept, and of which runs."""

    channels: tuple[str, ...]
    where: tuple[tuple[Condition, ...], ...] = ()
    """Runs that fulfil one of these groups; none: all."""


def read_rules(file: SweepReader) -> list[Rule]:
    """Return the rules under ``derive``; wrong ones are problems of the file."""
    given = file.tree.value.get("derive") or {}
    if not isinstance(given, dict):
        hint = "room.windows.0.area: {rule: times, ...}"
        file.add_problem(("derive",), "is not a mapping", hint)
        return []
    return [rule for key, value in given.items() if (rule := _rule(file, key, value))]


def _rule(file: SweepReader, key: str, given: Value) -> Rule | None:
    path = ("derive", key)
    if not isinstance(given, dict) or "rule" not in given:
        file.add_problem(path, "a rule is needed", next(iter(RULES.values())).example)
        return None
    name = given["rule"]
    if not isinstance(name, str) or name not in RULES:
        file.add_unknown((*path, "rule"), f"unknown rule {shown(name)}", name, RULES, "rules:")
        return None
    kind = RULES[name]
    missing = [need for need in kind.needs if need not in given]
    if missing:
        file.add_problem(path, f"{missing[0]} is needed", kind.example)
        return None
    file.check_keys(path, given, ("rule", *kind.needs), f"key of rule {name}")
    return Rule(key, name, {k: v for k, v in given.items() if k != "rule"})


def read_filters(file: SweepReader) -> Filters:
    """Return the filters under ``only`` and ``exclude``; wrong ones are problems of the file."""
    return Filters(_conditions(file, ("only",)), _conditions(file, ("exclude",)))


def _conditions(file: SweepReader, path: KeyPath) -> tuple[tuple[Condition, ...], ...]:
    given: Value = file.tree.value
    for part in path:
        given = given.get(part) if isinstance(given, dict) else None
    if given is None:
        return ()
    groups = given if isinstance(given, list) else [given]
    if not all(isinstance(group, dict) and group for group in groups):
        file.add_problem(path, "is not a list of conditions", "[{room.quality: poor}]")
        return ()
    for i, group in enumerate(groups):
        at = (*path, i) if isinstance(given, list) else path
        for key, wanted in group.items():
            _check_comparisons(file, (*at, key), wanted)
    return tuple(tuple(Condition(key, wanted) for key, wanted in group.items()) for group in groups)


def _check_comparisons(file: SweepReader, path: KeyPath, wanted: Value) -> None:
    """Add a problem for bounds with a misspelt word; other mappings are values of an axis."""
    if not isinstance(wanted, dict) or wanted.keys() <= COMPARISONS.keys():
        return
    for word in wanted:
        near = did_you_mean(word, COMPARISONS)
        if near and word not in COMPARISONS:
            file.add_problem(path, f"unknown comparison {shown(word)}", near)


def read_hourly(file: SweepReader) -> Hourly | None:
    """Return the channels under ``hourly``; wrong ones are problems of the file."""
    given = file.tree.value.get("hourly")
    if given is None:
        return None
    channels = given.get("channels") if isinstance(given, dict) else None
    if not isinstance(channels, list) or not channels:
        hint = "{channels: [room_degc], where: [{weather: us-5A-chicago}]}"
        file.add_problem(("hourly",), "channels are needed", hint)
        return None
    file.check_keys(("hourly",), given, HOURLY_KEYS, "key of hourly")
    for i, channel in enumerate(channels):
        if channel not in CHANNELS:
            path, message = ("hourly", "channels", i), f"unknown channel {shown(channel)}"
            file.add_unknown(path, message, channel, CHANNELS, "channels:")
    return Hourly(tuple(map(str, channels)), _conditions(file, ("hourly", "where")))
