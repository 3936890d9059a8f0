"""Earlier defaults: what ``defaults: 2026-11`` writes where a scenario gives nothing.

A default that moves results changes with an edition of the defaults. A scenario that names an
earlier edition gets that edition's values written into it, each by its own key, before anything is
validated: so nothing else in hpsim knows editions, and every changed default can also be restored
alone. The rules of an edition are data: ``data/editions/EDITION.yaml``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from functools import cache
from typing import Annotated, Any, Literal, TypeAlias, get_args

from pydantic import BeforeValidator

from hpsim.description.base import complaint
from hpsim.description.shipped_yaml import read_shipped_yaml
from hpsim.equipment.catalogue import load_product
from hpsim.units.messages import shown

KEY = "defaults"
EditionName: TypeAlias = Literal["2026-11", "2026-12"]
EDITIONS: tuple[str, ...] = get_args(EditionName)
"""Oldest first; the last is the current one."""
EARLIER = EDITIONS[:-1]
ABSENT, GIVEN = "absent", "given"
"""In a condition: the key is not given, or has any value."""


def _known_edition(written: Any) -> Any:
    """Refuse what is not an edition, with those that there are."""
    if written is None or written in EDITIONS:
        return written
    raise complaint(f"{shown(written)} is not an edition of the defaults", " or ".join(EDITIONS))


Edition: TypeAlias = Annotated[EditionName, BeforeValidator(_known_edition)]


Rule: TypeAlias = Mapping[str, Any]
"""What an edition writes in one place, as its file has it: ``at``, ``when`` and ``set``."""


@cache
def rules_of(edition: str) -> Sequence[Rule]:
    """Return the rules of an earlier edition, in the order in which they apply."""
    rules: Sequence[Rule] = read_shipped_yaml(f"editions/{edition}.yaml")["rules"]
    return rules


def with_edition(written: Any) -> Any:
    """Return a scenario as it is written with the defaults of the edition that it names.

    What is given stays. Without an edition, with the current one or an unknown one it is returned
    as it is.

    Examples
    --------
    >>> with_edition({"defaults": "2026-12", "room": {}})
    {'defaults': '2026-12', 'room': {}}
    """
    edition = written.get(KEY) if isinstance(written, Mapping) else None
    return apply_rules(written, rules_of(edition)) if edition in EARLIER else written


def apply_rules(written: Any, rules: Sequence[Rule]) -> Any:
    """Return a copy of a scenario, as it is written, in which rules have filled absent keys."""
    out = deepcopy(written)
    for rule in rules:
        for mapping in _mappings(out, rule["at"].split(".")):
            given = _with_product(mapping)
            if _holds(rule.get("when", {}), given):
                _fill(mapping, given, rule["set"])
    return out


def _mappings(value: Any, at: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Yield the mappings at a path; one under a single key may stand for a list of one."""
    if not at:
        if isinstance(value, dict):
            yield value
        return
    head, rest = at[0], at[1:]
    if head == "*":
        for entry in value if isinstance(value, list) else [value]:
            yield from _mappings(entry, rest)
    elif isinstance(value, dict) and value.get(head) is not None:
        yield from _mappings(value[head], rest)


def _with_product(mapping: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what is given with the keys of its product under it; a wrong product has none."""
    product = mapping.get("product")
    if not isinstance(product, str):
        return mapping
    try:
        row = load_product(product)
    except LookupError:
        return mapping
    return {**{key: value for key, value in row.items() if key != "about"}, **mapping}


def _holds(when: Mapping[str, Any], given: Mapping[str, Any]) -> bool:
    for key, allowed in when.items():
        value = given.get(key)
        values = allowed if isinstance(allowed, list) else [allowed]
        if value not in values and (ABSENT if value is None else GIVEN) not in values:
            return False
    return True


def _fill(mapping: dict[str, Any], given: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Write the values whose keys are absent; mappings key by key."""
    for key, value in values.items():
        below = given.get(key)
        if below is None:
            mapping[key] = deepcopy(value)
        elif isinstance(value, Mapping) and isinstance(below, Mapping):
            own = mapping.setdefault(key, {})
            _fill(own, below, value)
