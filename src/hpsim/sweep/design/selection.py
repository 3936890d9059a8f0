"""The rules, filters and hourly channels of a sweep file."""

from __future__ import annotations

from hpsim.description.yamlfile import KeyPath
from hpsim.records import dataclass
from hpsim.sweep.columns import CHANNELS
from hpsim.sweep.design.reader import SweepReader
from hpsim.sweep.design.rules import COMPARISONS, RULES, Condition, Filters, Rule
from hpsim.sweep.design.values import Value
from hpsim.units.messages import did_you_mean, shown

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
