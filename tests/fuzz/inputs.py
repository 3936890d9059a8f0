"""Hostile inputs from a seed: the same seed is the same input, on every machine."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

from hpsim.description.yamlfile import write_yaml
from hpsim.shipped import scenario_folder

EVERY_KEY = Path(__file__).parents[1] / "data" / "contract" / "every-key.yaml"
NUMBER = re.compile(r"-?\d+(\.\d+)?")
ODD_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 1e-320, 1e-30, 1e30, 1e300, 10**400, -0.0, "", " ", "yes", "0x" + "F" * 400,
    "nan", ".inf", "1e400 m", "1e300 mm", "1e308 m2", "0 m2", "-5 m2", "250 ft2", "12000 kBtu/h", "1e-9 W",
    "R-0", "R-1e9", "68 degF", "-500 degC", "99999 degC", "22:00", "24:00", "25:61", "2 %", "-3 %", "1e9 %",
    "/dev/zero", "/dev/null", "../../etc/passwd", "~nobody-here/x", "a\0b", "\x1b[31mred", "[bold]", "[/nope]",
    "$x$", "{x}", "%s", "ü", "漢字" * 50, "a" * 5000, "." * 20_000, " " * 20_000, "1" * 400, "1_0", "1,5 m", "٣ m",
    [], {}, [[]], [None], [1] * 24, [1.5] * 24, ["20 degC"] * 24, [0] * 23, {"kind": None}, {"kind": "x"},
    {"day": "20 degC"}, {"from": 1}, {"": ""}, [{}] * 3,
)  # fmt: skip
ODD_BYTES = (
    "\x00",
    "\t",
    "\r",
    "\x1b",
    "\u2028",
    "\ufeff",
    "'",
    '"',
    "{",
    "}",
    "[",
    "]",
    ":",
    "&",
    "*",
    "!",
    "|",
)
ODD_BYTES += (
    "<<",
    "---",
    "...",
    "#",
    "%",
    "@",
    "`",
    "- ",
    "? ",
    "&a [*a]",
    "!!python/object:os.system x",
)


def trees() -> list[dict[str, Any]]:
    """Return the scenarios that inputs are made of: the shipped ones and one with every key."""
    from hpsim.scenario.tree import read_scenario_tree

    paths = [*sorted(scenario_folder().glob("*.yaml")), EVERY_KEY, EVERY_KEY, EVERY_KEY]
    return [read_scenario_tree(path)[0].value for path in paths]


def texts() -> list[str]:
    """Return the same as texts."""
    paths = sorted(scenario_folder().glob("*.yaml"))
    return [text for path in paths if "extends:" not in (text := path.read_text(encoding="utf-8"))]


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of every key and entry."""
    entries = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in entries:
        yield (*path, key)
        if isinstance(inner, (dict, list)):
            yield from places(inner, (*path, key))


def at(value: Any, path: tuple[Any, ...]) -> Any:
    """Return what lies at a path."""
    for part in path:
        value = value[part]
    return value


def scaled(value: Any, chance: random.Random) -> Any:
    """Return a value whose first number is multiplied by a power of ten, or negated."""
    factor = chance.choice([-1.0, 0.0, *(10.0**k for k in (-9, -6, -3, -2, -1, 1, 2, 3, 6, 9))])
    if isinstance(value, bool) or value is None:
        return factor
    if isinstance(value, (int, float)):
        return float(value) * factor if abs(value) < 1e300 else value
    if isinstance(value, str) and (match := NUMBER.search(value)):
        return value[: match.start()] + f"{float(match[0]) * factor:g}" + value[match.end() :]
    return chance.choice(ODD_VALUES)


def with_values(tree: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """Return a tree with one to three values changed: odd ones, or numbers times 10^k."""
    out = deepcopy(tree)
    for _ in range(chance.choice([1, 1, 1, 2, 3])):
        path = chance.choice(list(places(out)))
        holder = at(out, path[:-1])
        value = holder[path[-1]]
        is_leaf = not isinstance(value, (dict, list))
        if is_leaf and chance.random() < 0.6:
            holder[path[-1]] = scaled(value, chance)
        else:
            holder[path[-1]] = deepcopy(chance.choice(ODD_VALUES))
    return out


def with_structure(tree: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """Return a tree with one to three parts taken out, doubled, moved, or put under other names."""
    out = deepcopy(tree)
    for _ in range(chance.randint(1, 3)):
        every = list(places(out))
        path, other = chance.choice(every), chance.choice(every)
        holder = at(out, path[:-1])
        how = chance.randint(0, 4)
        if how == 0:
            del holder[path[-1]]
        elif how == 1 and isinstance(holder, list):
            holder.extend(deepcopy([holder[path[-1]]]) * chance.choice([1, 2, 50]))
        elif how == 2:
            holder[path[-1]] = deepcopy(at(out, other))
        elif how == 3 and isinstance(holder, dict):
            holder[f"{path[-1]}{chance.choice('xs_')}"] = holder.pop(path[-1])
        else:
            holder[path[-1]] = [deepcopy(holder[path[-1]])]
        if not out:
            break
    return out


def with_text(text: str, chance: random.Random) -> str:
    """Return a text with characters lost, doubled, exchanged or put in, or cut short."""
    for _ in range(chance.choice([1, 1, 2, 4])):
        i = chance.randrange(len(text) + 1)
        j = min(i + chance.choice([1, 1, 2, 10, 100]), len(text))
        how = chance.randint(0, 4)
        if how == 0:
            text = text[:i] + text[j:]
        elif how == 1:
            text = text[:i] + text[i:j] * chance.choice([2, 3, 100]) + text[j:]
        elif how == 2:
            text = text[:i] + chance.choice(ODD_BYTES) * chance.choice([1, 1, 1, 3000]) + text[i:]
        elif how == 3:
            text = text[:i]
        else:
            text = (
                text[:i]
                + chr(chance.choice([0, 9, 10, 13, 27, 127, 133, 0x2028, 0xFEFF, 0x1F600]))
                + text[j:]
            )
    return text


def yaml_of(tree: dict[str, Any]) -> str:
    """Return a tree as text; what YAML can not hold is written as Python shows it."""
    try:
        return write_yaml(tree)
    except Exception:  # e.g. a surrogate
        return repr(tree)


def with_fields(lines: list[str], chance: random.Random) -> list[str]:
    """Return a file of lines with fields, lines or columns changed, in its head or its rows."""
    out = list(lines)
    for _ in range(chance.randint(1, 3)):
        head = chance.random() < 0.5
        k = chance.randrange(min(len(out), 20) if head else len(out))
        how = chance.randint(0, 6)
        separator = "," if "," in out[k] else " "
        fields = out[k].split(separator)
        c = chance.randrange(len(fields))
        if how == 0:
            del out[k]
        elif how == 1:
            out.insert(k, out[k])
        elif how == 2:
            fields[c] = chance.choice(
                ["", "nan", "-9999", "1e9", "9999", "x", "-0.1", "1e400", "٣"]
            )
            out[k] = separator.join(fields)
        elif how == 3:
            fields[c] = str(scaled(fields[c], chance))
            out[k] = separator.join(fields)
        elif how == 4:
            out = out[:k]
        elif how == 5:
            value = chance.choice(["0", "60", "-60", "32000", "59", "nan"])
            for row in range(20, len(out)):  # a column that is the same all year
                parts = out[row].split(separator)
                if c < len(parts):
                    parts[c] = value
                    out[row] = separator.join(parts)
        else:
            out[k] = out[k].replace(".", ",")
        if not out:
            return [""]
    return out
