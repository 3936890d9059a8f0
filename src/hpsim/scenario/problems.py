"""What pydantic found wrong, as problems that an author can correct.

Each has the file and line of the key, what is wrong in plain words, and the way out: the nearest
spelling, the allowed values, or an example of what would be right.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from itertools import chain
from typing import Any, get_args

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from hpsim.building.description.contents import Infiltration
from hpsim.building.description.room_kinds import KIND_WORDS, OTHER_KIND_WORDS
from hpsim.description.base import HINT_MARK, NO_MAPPING, Description, Reading, Written
from hpsim.description.yamlfile import MAX_PROBLEMS, KeyPath, Tree, dotted, walked
from hpsim.errors import Problem
from hpsim.scenario.tree import split_path
from hpsim.scenario.unknown_keys import OF_DETAIL, classes_of, near_key
from hpsim.units.display import translated
from hpsim.units.examples import in_examples_of
from hpsim.units.messages import UnitError, did_you_mean, kilowatts_or_btus, shown
from hpsim.units.quantities import QUANTITIES, QuantityName
from hpsim.units.systems import UnitSystem, system_of
from hpsim.units.values import from_si, text

A_WEATHER = "near Chicago, IL, an id, or a file"
TRUE_OR_FALSE = "write true or false"
THOUSANDS = re.compile(r"(\d+\.?\d*) ?[kK]")
"""A size as people in the United States say it: ``6k``."""
NO_HEAT_FLOW = f"is not {QUANTITIES['heat_flow'].title}"
IS_NEEDED = "is needed"
"""The message for a missing key."""
UNKNOWN_KEY = "unknown key"
KIND_MARK = "not a kind of "
"""How the message of a union that goes by ``kind`` begins."""
NEAREST = re.compile(r"(?:did you mean|nearest:) '(\w+)'")  # in a hint: what was probably meant
_LARGER: Mapping[QuantityName, tuple[tuple[str, float], ...]] = {
    "duration": (("h", 3600.0), ("min", 60.0)),
    "power": (("kW", 1000.0),),
}
MIN_ALIKE = 3  # values of a list with the same mistake, which is then reported once
MIN_PERCENT = 5.0  # 1.2 is a fraction that is too large, 8 a percentage without its sign
_LIMITS = {
    "greater_than": ("gt", "not above"),
    "greater_than_equal": ("ge", "below"),
    "less_than": ("lt", "not below"),
    "less_than_equal": ("le", "above"),
}
_TYPES = {
    "float_type": "not a number",
    "float_parsing": "not a number",
    "int_type": "not a whole number",
    "int_from_float": "not a whole number",
    "int_parsing": "not a whole number",
    "bool_type": "neither true nor false",
    "bool_parsing": "neither true nor false",
    "string_type": "not a text",
    "tuple_type": "not a list",
    "list_type": "not a list",
    "dict_type": "not a mapping",
    "mapping_type": "not a mapping",
    "model_type": "not a mapping",
    "model_attributes_type": "not a mapping",
    "finite_number": "not a finite number",
}
_TYPE_HINTS = {
    "neither true nor false": TRUE_OR_FALSE,
    "not a mapping": "write {key: value, ...}, or keys below it, indented",
    "not a whole number": "digits alone, such as 3",
    "not a list": "write [...], or entries that begin with '-' below it",
    "not a text": "put it in quotes if it is one",
}


def problem_at(tree: Tree, path: KeyPath, message: str, hint: str = "") -> Problem:
    """Return a problem at the place of a key.

    Parameters
    ----------
    tree
        What the file holds, with the places of its keys.
    path
        Of the key.
    message
        What is wrong.
    hint
        The way out.
    """
    place = tree.place(path)
    return Problem(message, dotted(path), place.file, place.line, hint)


def in_system(problem: Problem, tree: Tree, system: UnitSystem) -> Problem:
    """Return a problem with its quantities in a system of units; what the author wrote stays.

    A value that is written in SI is answered in SI, and a message that repeats a value of the
    author has its other values in that one's units.
    """
    parts = (part for _, part in walked(written_at(tree.value, split_path(problem.key))))
    is_in_kw = system == "si"
    written = [str(part) for part in parts if not isinstance(part, (Mapping, list, tuple))]
    if len(written) == 1 and translated(written[0], "us") != written[0]:
        system = "si"
    for value in written:
        systems = {system_of(value, quantity) for quantity in QUANTITIES} - {None}
        if value in problem.message and len(systems) == 1:
            system = systems.pop() or system
    keep = " ".join(written)
    hint = in_examples_of(problem.hint, system)
    if is_in_kw and (thousands := THOUSANDS.fullmatch(keep)) and NO_HEAT_FLOW in problem.message:
        hint = kilowatts_or_btus(thousands[1])
    message, hint = (translated(text, system, keep) for text in (problem.message, hint))
    return replace(problem, message=message, hint=hint)


def problems_of(
    error: ValidationError, tree: Tree, reading: Reading, root: type[Description]
) -> list[tuple[KeyPath, Problem]]:
    """Return every problem of a validation with the path of its key, in the order of the file.

    Parameters
    ----------
    error
        What pydantic found.
    tree
        What the file holds, with the places of its keys.
    reading
        Which class each of its mappings became.
    root
        The class of the whole.
    """
    found: dict[tuple[KeyPath, str], Problem] = {}
    for details in error.errors(include_url=False)[:MAX_PROBLEMS]:
        if _follows_from_others(details):
            continue
        path, problem = _problem_of(details, tree, reading, root)
        found.setdefault((path, problem.message), problem)
    all_of_them = [(path, problem) for (path, _), problem in found.items()]
    all_of_them = _once_per_list(all_of_them, tree)
    return [(path, p) for path, p in all_of_them if not _is_misspelled(path, p, all_of_them)]


def _once_per_list(
    found: list[tuple[KeyPath, Problem]], tree: Tree
) -> list[tuple[KeyPath, Problem]]:
    """Return problems with one in place of those that several values of a list share."""
    alike: dict[tuple[KeyPath, str], list[tuple[KeyPath, Problem]]] = {}
    for path, problem in found:
        of_list = path[:-1] if path and isinstance(path[-1], int) else path
        value = _as_typed(written_at(tree.value, path))
        words = problem.message.replace(value, "", 1) if of_list != path else problem.message
        alike.setdefault((of_list, words), []).append((path, problem))
    out = []
    for (of_list, _), group in alike.items():
        if len(group) < MIN_ALIKE or of_list == ("candidates",):
            out += group
            continue
        first, size = group[0][1], len(written_at(tree.value, of_list))
        rest = f"the same holds for {len(group) - 1} more of these {size} values"
        out.append((of_list, problem_at(tree, of_list, f"{first.message}; {rest}", first.hint)))
    return out


def _is_misspelled(path: KeyPath, problem: Problem, found: list[tuple[KeyPath, Problem]]) -> bool:
    """Return whether a key is missing only because it is written in another way next to it."""
    if problem.message != IS_NEEDED:
        return False
    key = path[-1]
    return any(
        other[:-1] == path[:-1]
        and unknown.message == UNKNOWN_KEY
        and unknown.hint.startswith((f"did you mean '{key}'", f"write {key}:"))
        for other, unknown in found
    )


def _follows_from_others(details: ErrorDetails) -> bool:
    """Return whether a list seems too short only because its entries were wrong."""
    written, context = details["input"], details.get("ctx", {})
    is_short = details["type"] == "too_short" and isinstance(written, (list, tuple))
    return is_short and len(written) >= context["min_length"]


def _problem_of(
    details: ErrorDetails, tree: Tree, reading: Reading, root: type[Description]
) -> tuple[KeyPath, Problem]:
    kind, loc = details["type"], details["loc"]
    if kind == "missing":
        path = (*locate(loc[:-1], tree.value), str(loc[-1]))
    else:
        path = locate(loc, tree.value)
    if _is_about_kind(details):
        path = (*path, "kind")
    owner, name = _field_at(path, tree.value, reading, root)
    message, hint = _words(details, written_at(tree.value, path), owner, name, root)
    if kind == "less_than_equal" and path[0] == "schedules" and len(path) > 2:
        hint = f"{QUANTITIES['temperature'].hint}, a percentage like '30 %'"
    if kind == "missing" and path in tree.places:
        message, hint = "has no value", hint or (A_WEATHER if path == ("weather",) else "")
    return path, problem_at(tree, path, message, hint)


def written_at(value: Any, path: KeyPath) -> Any:
    """Return what was written at a path, None if nothing was."""
    for part in path:
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def _is_about_kind(details: ErrorDetails) -> bool:
    """Return whether a union rejects the ``kind`` of a mapping."""
    is_rejected = details["type"] == "hpsim" and details["msg"].startswith(KIND_MARK)
    return is_rejected and isinstance(details["input"], Mapping)


def locate(loc: tuple[int | str, ...], value: Any) -> KeyPath:
    """Return the path of the keys in an error's location, which also has the tags of unions."""
    path: KeyPath = ()
    for part in loc:
        is_entry = isinstance(value, list) and isinstance(part, int) and part < len(value)
        if is_entry or (isinstance(value, Mapping) and part in value):
            value = value[part]
            path = (*path, part)
    return path


def _field_at(
    path: KeyPath, value: Any, reading: Reading, root: type[Description]
) -> tuple[type[Description] | None, str | None]:
    """Return the class that has the key at the end of a path, and the name of its field.

    List indices at the end belong to the key before them.
    """
    keys = list(path)
    while keys and isinstance(keys[-1], int):
        keys.pop()
    if not keys:
        return root, None
    for part in keys[:-1]:
        value = value[part]
    owner = reading.class_of(value)
    return owner, None if owner is None else owner.field_of(str(keys[-1]))


def _words(
    details: ErrorDetails,
    written: Any,
    owner: type[Description] | None,
    name: str | None,
    root: type[Description],
) -> tuple[str, str]:
    """Return message and hint of one error, where ``written`` is what the author wrote.

    ``owner`` is the class that has the key, ``name`` its field, ``root`` the class of the whole.
    """
    kind, found, context = details["type"], details["input"], details.get("ctx", {})
    field = owner.model_fields[name] if owner is not None and name is not None else None
    if kind == "hpsim":
        message, _, hint = details["msg"].partition(HINT_MARK)
        if hint:  # a union's own: say what was written
            return _unlike(found, message, hint)
        is_value = message.endswith(NO_MAPPING) and field is not None
        return message, (is_value and _as_mapping(written, field)) or str(context.get("hint", ""))
    if kind == "extra_forbidden":
        return UNKNOWN_KEY, near_key(str(details["loc"][-1]), owner, root)
    if kind == "missing":
        return IS_NEEDED, _example(field)
    if kind == "literal_error":
        return _not_one_of(found, str(context["expected"]))
    if kind in _LIMITS:
        key, words = _LIMITS[kind]
        shown_value = written if isinstance(written, (str, int, float)) else found
        limit = context[key]
        bound = _limit(limit, field, shown_value)
        if quantity_of(field) == "fraction" and "%" in str(shown_value):
            bound = f"{100.0 * limit:g} %"
        message = f"{_as_typed(shown_value)} is {words} {bound}"
        hint = _percent_hint(shown_value, limit, field)
        return message, hint or (_example(field) if limit == 0 else "")
    if kind == "string_type" and name == "weather":
        return f"{shown(found)} is no weather", A_WEATHER
    key = str(details["loc"][-1])
    return _size_words(kind, found, context) or _type_words(kind, found, details["msg"], field, key)


def _percent_hint(written: object, limit: float, field: FieldInfo | None) -> str:
    """Return the way out where a fraction was written as a number of percent."""
    if quantity_of(field) != "fraction" or not isinstance(written, (int, float)):
        return ""
    is_percent = MIN_PERCENT * limit <= written <= 100.0 * limit
    return f"did you mean '{written:g} %'?" if is_percent else ""


def _unlike(written: Any, message: str, hint: str) -> tuple[str, str]:
    """Return the words for a value that is none of a union's forms."""
    if not message.startswith(KIND_MARK) or not isinstance(written, Mapping):
        return f"{shown(written)} is {message}", hint
    if written.get("kind") is None:
        return "has no value" if "kind" in written else IS_NEEDED, hint.removeprefix("kind: ")
    kinds = re.findall(r"\w+", hint.partition(";")[0].partition(":")[2])
    text = f"{shown(written['kind'])} is {message}"
    near = OTHER_KIND_WORDS.get(re.sub(r"[ -]", "_", str(written["kind"]).lower()), "")
    if near in kinds:
        others = ", ".join(kind for kind in kinds if kind != near)
        return text, f"nearest: '{near}', {KIND_WORDS[near]}; others: {others}"
    return text, did_you_mean(written["kind"], kinds, hint)


def _size_words(kind: str, written: Any, context: Mapping[str, Any]) -> tuple[str, str] | None:
    if kind in {"too_short", "too_long"}:
        bound = context["min_length"] if kind == "too_short" else context["max_length"]
        count = len(written) if isinstance(written, (list, tuple, dict)) else 0
        if count == 0:
            return "is empty", f"at least {bound}"
        return f"has {count} value{'s' if count > 1 else ''}", f"{bound} are right"
    if kind == "string_too_short":
        return "is empty", ""
    return None


def _type_words(
    kind: str, written: Any, message: str, field: FieldInfo | None, key: str
) -> tuple[str, str]:
    """Return message and hint of a value of the wrong type, by pydantic's word and message."""
    words = _TYPES.get(kind)
    if words is None:
        return message[:1].lower() + message[1:], ""
    hint = _TYPE_HINTS.get(words, "")
    if words == "not a list":
        hint = LISTS.get(key, hint)
        hint += " or [] for none" if written in ("none", "no") and key in MAY_BE_EMPTY else ""
    if words == "not a number" and isinstance(written, str) and field is not None:
        hint = "a plain number, without a unit"
        if number := re.fullmatch(r"\s*(-?\d+)(?:[.,](\d+))?\s*", written):
            point = f".{number[2]}" if number[2] else ""
            hint = f"did you mean {number[1]}{point}, without quotation marks?"
            hint = hint if "," not in written else f"did you mean {number[1]}{point}?"
    return f"{_as_typed(written)} is {words}", hint


def _as_typed(written: object) -> str:
    """Return a value as its author typed it, without quotes."""
    return written if isinstance(written, str) and written else shown(written)


LISTS = {
    "windows": "such as [{facing: south, area: 30 ft2}]",
    "doors": "such as [{to: home, state: closed}]",
    "ventilation": "such as [{flow: 20 cfm, kind: exhaust}]",
    "gains": "such as [{name: computer, sensible: 100 W}]",
    "candidates": "such as [{kind: variable_speed, size: 9 kBtu/h, seer2: 21, hspf2: 10}]",
}
"""How a list of each key is written."""
MAY_BE_EMPTY = ("windows", "doors", "ventilation", "gains")


def _as_mapping(value: object, field: FieldInfo | None) -> str:
    """Return how a value that stands in place of a mapping is written: ``{size: 1.5 kW}``."""
    cls = next(classes_of(field), None) if field is not None else None
    if cls is None:
        return ""
    if cls is Infiltration:  # the value may be either
        return "such as {ach50: 5} of a blower-door test, or {ach: 0.3}"
    key = cls.keys()[0]
    first = cls.model_fields[cls.field_of(key) or ""]
    kinds, found = [first.annotation], list(first.metadata)
    while kinds:
        kind = kinds.pop()
        kinds += get_args(kind)
        found += getattr(kind, "__metadata__", ())
    for item in (item for item in found if isinstance(item, Written)):
        with suppress(UnitError):
            item.read(value)
            return f"write {{{key}: {value}}}"
    return ""


def _not_one_of(written: object, expected: str) -> tuple[str, str]:
    """Return the message for a word that is none of the allowed ones."""
    words = re.findall(r"'([^']*)'", expected)
    near = did_you_mean(written, words) if isinstance(written, str) else ""
    if near and len(words) <= 6:
        near += f" Allowed: {', '.join(words)}"
    choices = f"one of {', '.join(words)}" if len(words) > 1 else f"write {expected}"
    if written == "garage" and "crawlspace" in words:
        choices += f"; over a garage: room.buffers, {OF_DETAIL}"
    return f"{shown(written)} is not known here", near or choices


def quantity_of(field: FieldInfo | None) -> QuantityName | None:
    """Return the quantity that a field is written in, one that may be left out as well."""
    if field is None:
        return None
    optional = (getattr(kind, "__metadata__", ()) for kind in get_args(field.annotation))
    for item in chain(field.metadata, *optional):
        if isinstance(item, Written):
            return item.quantity
    return None


def _example(field: FieldInfo | None) -> str:
    """Return what could be written for a field."""
    if field is None:
        return ""
    quantity = quantity_of(field)
    if field.examples:
        return f"such as '{field.examples[0]}'"
    if quantity is not None:
        return f"such as '{QUANTITIES[quantity].examples[0]}'"
    values = getattr(field.annotation, "__args__", None)
    if values and all(isinstance(v, str) for v in values):
        return "one of " + ", ".join(values) if len(values) > 1 else f"write {values[0]}"
    return ""


def _limit(limit: float, field: FieldInfo | None, written: object) -> str:
    """Return a bound in the unit that the author wrote."""
    quantity = quantity_of(field)
    if quantity is None or limit == 0:
        return f"{limit:g}"
    if system_of(written, quantity) == "us" and (inverse := from_si(limit, str(written), quantity)):
        return inverse
    for larger, factor in _LARGER.get(quantity, ()):
        if limit >= 2.0 * factor and limit % factor == 0.0:
            return f"{limit / factor:g} {larger}"
    return text(float(limit), quantity)
