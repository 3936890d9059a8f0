"""What a term means: a word of the glossary, a key of the scenario with its default, a metric."""

from __future__ import annotations

import inspect
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from hpsim.records import dataclass
from hpsim.report.default_table import DefaultValue, default_values, range_does
from hpsim.report.glossary import glossary
from hpsim.units.messages import nearest

SHOWN_ALTERNATIVES = 6


@dataclass(frozen=True, slots=True)
class Explanation:
    """What is known of a term."""

    term: str
    what: str
    """word, key, default or metric."""
    meaning: str
    unit: str = ""
    default: str = ""
    also: Sequence[str] = ()
    kinds: Sequence[str] = ()
    """Of candidates or rooms, for which a key means this and for others something else."""


def explain(term: str) -> list[Explanation]:
    """Return everything that a term means: words first, then keys, defaults and metrics.

    Parameters
    ----------
    term : str
        A word (``minimum output``), a key with or without its path (``thermostat.differential``,
        ``differential``), or a metric (``unmet_heating_h``).
    """
    sought = _folded(term)
    forms = (sought, sought.removesuffix("s"), f"{sought}s")
    words = next(filter(None, map(_words_called, forms)), [])
    keys = [e for e in _keys() if f".{_folded(e.term)}".endswith(f".{sought}")]
    metrics = [e for e in _metrics() if sought in (_folded(e.term), *map(_folded, e.also))]
    rows = [row for row in default_values() if f".{_folded(row.key)}".endswith(f".{sought}")]
    return [*words, *_merged(keys), *(_of_default(row) for row in rows), *metrics]


def _words_called(sought: str) -> list[Explanation]:
    return [e for e in _words() if sought in {_folded(e.term), *map(_folded, e.also)}]


def _of_default(row: DefaultValue) -> Explanation:
    before = f" (before 2026-12: {row.before})" if row.before != row.value_text else ""
    span = f" Range {' to '.join(row.range)}." if row.range else ""
    does = range_does(row)
    runs = f" A year at the low end, with the default, at the high end: {does}." if does else ""
    value = f"{row.value_text}{before}. Moves {row.moves}. Grade: {row.grade}; {row.source}."
    return Explanation(row.name, "default", value + span + runs)


def similar_terms(term: str) -> list[str]:
    """Return terms that are like one that is not known."""
    known = {_folded(e.term).rpartition(".")[2]: e.term for e in _keys()}
    for word in (*_metrics(), *_words()):
        known |= {_folded(other): word.term for other in (*word.also, word.term)}
    sought = _folded(term)
    near = nearest(sought, known)
    containing = [name for folded, name in known.items() if sought in folded]
    first = [] if near is None else [known[near]]
    return list(dict.fromkeys([*first, *containing]))[:SHOWN_ALTERNATIVES]


def _folded(term: str) -> str:
    return re.sub(r"[\s_-]+", " ", term.strip().lower().replace("[]", "").strip("`"))


def _words() -> Iterator[Explanation]:
    for word in glossary():
        yield Explanation(word.term, "word", word.meaning, word.unit, also=word.also)


def _metrics() -> Iterator[Explanation]:
    from hpsim.metrics.summary import METRICS

    for key, metric in METRICS.items():
        doc = " ".join((inspect.getdoc(metric.function) or "").split())
        meaning = doc.removeprefix("Return ").split(" Parameters ---")[0]
        meaning = meaning[:1].upper() + meaning[1:]
        yield Explanation(key, "metric", meaning, metric.unit, also=(metric.label,))


@cache
def _keys() -> tuple[Explanation, ...]:
    """Return every key of a scenario, with its path, from the JSON Schema."""
    from hpsim.scenario.schema import scenario_schema

    schema = scenario_schema()
    return tuple(_keys_of(schema, schema.get("$defs", {}), "", ()))


def _keys_of(
    node: Any, definitions: dict[str, Any], path: str, above: tuple[str, ...]
) -> Iterator[Explanation]:
    """Give the keys below a node of the schema, whose path is dotted.

    Definitions that are open already are in ``above``: a schema may refer to itself.
    """
    if not isinstance(node, dict):
        return
    reference = node.get("$ref", "").rpartition("/")[2]
    if reference:
        if reference not in above:
            yield from _keys_of(definitions[reference], definitions, path, (*above, reference))
        return
    kind = node.get("properties", {}).get("kind", {}).get("const")
    kinds = _kinds_among(node.get("anyOf", ()), definitions)
    if len(kinds) > 1:
        meaning = "What it is: decides which other keys there are."
        yield Explanation(f"{path}.kind", "key", meaning, f"one of {', '.join(kinds)}")
    for option in (*node.get("anyOf", ()), *node.get("allOf", ())):
        yield from _keys_of(option, definitions, path, above)
    yield from _keys_of(node.get("items"), definitions, path, above)
    yield from _keys_of(node.get("additionalProperties"), definitions, path, above)
    for key, part in node.get("properties", {}).items():
        here = f"{path}.{key}" if path else key
        if key == "kind" and "const" in part:
            continue
        default = part.get("default")
        yield Explanation(
            here,
            "key",
            part.get("description", ""),
            _written(part, definitions),
            "" if default is None else str(default),
            kinds=() if kind is None else (kind,),
        )
        yield from _keys_of(part, definitions, here, above)


def _kinds_among(options: Sequence[Any], definitions: dict[str, Any]) -> list[str]:
    """Return the kinds that a part of the schema may be, if it is one of several."""
    parts = (_resolved(option, definitions) for option in options)
    kinds = (part.get("properties", {}).get("kind", {}).get("const") for part in parts)
    return [kind for kind in kinds if kind is not None]


def _resolved(part: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = definitions.get(part.get("$ref", "").rpartition("/")[2], part)
    return found


def _written(part: dict[str, Any], definitions: dict[str, Any]) -> str:
    """Return how a key is written: one of its words, or like an example."""
    examples = " or ".join(map(repr, _examples(part, definitions)))
    for option in (part, *part.get("anyOf", ())):
        words = _resolved(option, definitions).get("enum", ())
        if len(words) > 1 and all(isinstance(word, str) for word in words):
            others = (other for other in part.get("anyOf", ()) if other is not option)
            is_all = all(other.get("type") == "null" for other in others)
            more = (
                "" if is_all else f", or like {examples}" if examples else ", or in its own parts"
            )
            return f"one of {', '.join(words)}{more}"
    return f"written like {examples}" if examples else ""


def _examples(part: dict[str, Any], definitions: dict[str, Any]) -> list[Any]:
    part = _resolved(part, definitions)
    for option in (part, *part.get("anyOf", ())):
        if option.get("examples"):
            found: list[Any] = option["examples"]
            return found
    return []


def _merged(keys: list[Explanation]) -> list[Explanation]:
    """Return keys without those that say the same under another kind."""
    alike: dict[tuple[str, str, str, str], list[Explanation]] = {}
    for key in keys:
        last = key.term.rpartition(".")[2]
        alike.setdefault((last, key.meaning, key.unit, key.default), []).append(key)
    firsts = Counter(same[0].term for same in alike.values())
    return [
        replace(same[0], kinds=_kinds_of(same) if firsts[same[0].term] > 1 else ())
        for same in alike.values()
    ]


def _kinds_of(keys: list[Explanation]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(kind for key in keys for kind in key.kinds))
