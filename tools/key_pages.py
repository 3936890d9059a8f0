"""Pages of reference that are written from the program itself: keys, materials, words, Python.

``python tools/pages.py`` writes them; a test compares them with what is in ``docs``.
"""

from __future__ import annotations

import importlib
import inspect
import json
import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any

import hpsim
from hpsim.report.glossary import glossary

SECTIONS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("The scenario", "What stands at the top of a file.", ("",)),
    ("simulation", "", ("Simulation",)),
    ("site", "", ("Site",)),
    ("thermostat", "", ("Thermostat",)),
    ("tariff", "More in [money.md](money.md).", ("Tariff",)),
    ("verdict", "More in [verdict.md](verdict.md).", ("VerdictRules",)),
    (
        "candidates",
        "Each is one kind; keys that a kind does not have are refused by name.",
        (
            "VariableSpeed",
            "TwoStage",
            "SingleStage",
            "TableMachine",
            "Baseboard",
            "Furnace",
            "Pair",
            "Ideal",
            "Nothing",
        ),
    ),
)
"""Heading, text, and definitions of the JSON Schema in that order; those they use follow."""
ELSEWHERE = frozenset({"Room", "SimpleRoom", "DetailRoom"})
"""On a page of their own, by example: room_keys.md."""
NAMES = {"BesideCoil": "air_path"}
WIDEST_DEFAULT = 60
KEYS_INTRODUCTION = """\
The keys of a room are shown by example on [room_keys.md](room_keys.md). `hpsim explain KEY` shows
a row of this page on the screen, and `hpsim schema` prints all of it for an editor. Values carry
their units: `9 kBtu/h`, `68 degF`, `2.6 kW`, `20 degC`. Where no default stands, it follows from
other keys or there is none; `hpsim describe FILE` lists the defaults that a scenario uses.
"""
MATERIALS_INTRODUCTION = """\
Names that a layer of a construction can use: `{material: brick, thickness: 4 in}`. A scenario adds
its own under `materials:`. [room_keys.md](room_keys.md) shows constructions.

"""
PYTHON_INTRODUCTION = """\
Everything is SI, with the unit in the name (`room_degc`, `electric_power_w`); arrays are numpy.
Names are imported when first used: `import hpsim` alone takes milliseconds.

```python
import hpsim

run = hpsim.simulate("chicago-addition")  # a shipped scenario, a path, YAML text or a mapping
print(run)                                # the candidates; in a notebook a table
first = run[0]
hpsim.metrics.metrics_of(first)           # what summary.json has
hpsim.metrics.dataframe_of(run)           # the same of all candidates, a row each
first.hourly.room_degc                    # (8760,) hourly means
first.cycles.run_s                        # every run of the compressor
```

`hpsim.run_sweep("setback", "rows")` runs a shipped sweep, or one of a file, text or mapping, and
returns its rows as a pandas DataFrame; `hpsim.sweep_rows("rows")` reads them again
([sweeps](sweeps.md)). `hpsim.how_sure("chicago-addition", draws=100).cases` has a row for each draw
and candidate ([how sure](how_sure.md)).
`hpsim.room_hourly("chicago-addition")` has the room's sun, gains and outdoor air, hour by hour.
"""
WORDS_HEAD = """\
# Nomenclature

One word for one thing, the field's own where there is one. In names the words are joined
(`minimum_output`); in prose they are written as here. `hpsim explain TERM` shows the same.

| word | means | unit | also | not called |
| --- | --- | --- | --- | --- |
"""
WORDS_FOOT = """
*Run* has two meanings, clear from where it stands: of a compressor, and of a scenario.

How time, signs and units are counted: [conventions.md](conventions.md).
"""
FIELD = re.compile(r'^    (\w+): [^\n=]+?(?: = [^\n]+)?\n    """(.*?)"""', re.MULTILINE | re.DOTALL)
"""A field of a class with its docstring."""


def _generated(tool: str) -> str:
    return f"<!-- Written by `{tool}`; change the program, not this page. -->\n\n"


# ---- keys


def keys_page() -> str:
    """Return docs/keys.md: every key of a scenario but a room's, from the JSON Schema."""
    from hpsim.scenario.schema import scenario_schema

    schema = scenario_schema()
    definitions: dict[str, Any] = schema["$defs"]
    done: set[str] = set(ELSEWHERE)
    parts = [
        "# Every key of a scenario\n\n",
        _generated("python tools/pages.py"),
        KEYS_INTRODUCTION,
    ]
    for heading, text, names in SECTIONS:
        parts.append(f"\n## {heading}\n" + (f"\n{text}\n" if text else ""))
        for name in names:
            node = schema if not name else definitions.get(name)
            if node is not None and name not in done:
                done.add(name)
                parts.extend(_table_of(name, node, definitions, done))
    return "".join(parts)


def _table_of(
    name: str, node: Mapping[str, Any], definitions: Mapping[str, Any], done: set[str]
) -> Iterator[str]:
    """Give the table of a definition, then those of the definitions that it alone brings.

    Parameters
    ----------
    name
        Of the definition; empty: the scenario itself.
    node
        Part of the schema.
    definitions
        Its ``$defs``.
    done
        Names of definitions that have a table already; grows.
    """
    properties: dict[str, Any] = node.get("properties", {})
    if name:
        kind = properties.get("kind", {}).get("const")
        title = f"`kind: {kind}`" if kind else f"`{_snake(name)}`"
        yield f"\n### {title}\n\n{node.get('description', '')}\n"
    needed = node.get("required", ())
    rows = [
        f"| `{key}` | {_cell(part.get('description', ''))} "
        f"| {'needed' if key in needed else _default(part)} | {_written(part)} |\n"
        for key, part in properties.items()
        if key != "kind" or "const" not in part
    ]
    if rows:
        yield "\n| key | meaning | default | written like |\n| --- | --- | --- | --- |\n"
        yield from rows
    if not name:
        return
    for other in dict.fromkeys(_references(properties)):
        if other not in done and "properties" in definitions.get(other, {}):
            done.add(other)
            yield from _table_of(other, definitions[other], definitions, done)


def _snake(name: str) -> str:
    return NAMES.get(name, re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower())


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").replace("``", "`").split())


def _default(part: Mapping[str, Any]) -> str:
    """Return a key's default as it would be written; long ones are left to the section below."""
    if "default" not in part:
        return ""
    text = json.dumps(part["default"], ensure_ascii=False).strip('"')
    if text in ("null", "[]", "{}"):
        return "none"
    return f"`{text}`" if len(text) <= WIDEST_DEFAULT else "see below"


def _written(part: Any) -> str:
    """Return how values are written: words, examples, or the kind of value."""
    found: list[str] = []
    for option in _options(part):
        if "enum" in option:
            found += [f"`{word}`" for word in option["enum"]]
        elif "examples" in option:
            found += [f"`{example}`" for example in option["examples"]]
        elif "$ref" in option:
            found.append(f"`{_snake(option['$ref'].rpartition('/')[2])}`")
        elif option.get("type") in ("number", "integer"):
            found.append("a number" if option["type"] == "number" else "a whole number")
        elif option.get("type") == "boolean":
            found.append("`true`, `false`")
        elif option.get("type") == "array":
            found.append("a list")
        elif option.get("type") == "string":
            found.append("text")
    return ", ".join(dict.fromkeys(found))


def _options(part: Any) -> Iterator[Mapping[str, Any]]:
    """Give all forms of a value, those inside each other too."""
    if not isinstance(part, Mapping):
        return
    nested = [*part.get("anyOf", ()), *part.get("oneOf", ())]
    if not nested or "examples" in part:
        yield part
        return
    for option in nested:
        yield from _options(option)


def _references(node: Any) -> Iterator[str]:
    """Give the names of the definitions that a part of the schema refers to."""
    if isinstance(node, Mapping):
        reference = node.get("$ref")
        if isinstance(reference, str):
            yield reference.rpartition("/")[2]
        for value in node.values():
            yield from _references(value)
    elif isinstance(node, list):
        for value in node:
            yield from _references(value)


# ---- materials


def materials_page() -> str:
    """Return docs/materials.md: the shipped materials with their source."""
    text = (files("hpsim.data") / "materials.json").read_text(encoding="utf-8")
    library = json.loads(text)
    lines = [
        "# Materials\n\n",
        _generated("python tools/pages.py"),
        MATERIALS_INTRODUCTION,
        "| name | conductivity [W/(m K)] | density [kg/m³] | specific heat [J/(kg K)] | source |\n",
        "| --- | --- | --- | --- | --- |\n",
    ]
    for name, row in sorted(library["materials"].items()):
        values = " | ".join(f"{row[key]:g}" for key in ("k", "rho", "cp"))
        lines.append(f"| `{name}` | {values} | {_cell(row.get('source', ''))} |\n")
    lines.append("\nSources in full:\n\n")
    lines += [f"- **{name}**: {_cell(words)}.\n" for name, words in library["sources"].items()]
    return "".join(lines)


# ---- words


def nomenclature_page() -> str:
    """Return docs/nomenclature.md, which is written from the glossary."""
    lines = []
    group = ""
    for term in glossary():
        if term.group != group:
            group = term.group
            lines.append(f"| **{group}** | | | | |")
        words = (", ".join(term.also), ", ".join(term.not_called))
        lines.append(f"| {' | '.join((term.term, term.meaning, term.unit, *words))} |")
    return WORDS_HEAD + "\n".join(lines) + "\n" + WORDS_FOOT


# ---- Python


def python_page() -> str:
    """Return docs/python_api.md: the library's public names, with their docstrings."""
    lines = [
        "# hpsim in Python\n\n",
        _generated("python tools/pages.py"),
        PYTHON_INTRODUCTION,
    ]
    for name in hpsim.__all__:
        if not name.startswith("_"):
            lines.extend(_entry(name, getattr(hpsim, name)))
    return "".join(lines)


def _entry(name: str, value: Any) -> Iterator[str]:
    if inspect.ismodule(value):
        yield f"\n## `hpsim.{name}`\n\n{_prose(inspect.getdoc(value))}\n"
        for inner in getattr(value, "__all__", ()):
            found = getattr(value, inner)
            if callable(found):
                yield f"\n### `hpsim.{name}.{inner}{_signature(found)}`\n\n"
                yield f"{_prose(inspect.getdoc(found))}\n"
        return
    signature = _signature(value) if inspect.isfunction(value) else ""
    yield f"\n## `hpsim.{name}{signature}`\n\n{_prose(inspect.getdoc(value))}\n"
    if inspect.isclass(value):
        yield from _members(value)


def _signature(value: Any) -> str:
    try:
        parameters = inspect.signature(value).parameters.values()
    except (TypeError, ValueError):
        return "()"
    shown: list[str] = []
    for p in parameters:
        default = "" if p.default is p.empty else f"={p.default!r}"
        star = "*" if p.kind == p.VAR_POSITIONAL else "**" if p.kind == p.VAR_KEYWORD else ""
        if p.kind == p.KEYWORD_ONLY and "*" not in shown and not any(s[0] == "*" for s in shown):
            shown.append("*")
        shown.append(f"{star}{p.name}{default}")
    return f"({', '.join(shown)})"


def _members(value: type) -> Iterator[str]:
    """Give the public fields, properties and methods of a class, each with its first line."""
    source = inspect.getsource(importlib.import_module(value.__module__))
    pattern = rf"^class {value.__name__}\b.*?(?=^class |\Z)"
    body = re.search(pattern, source, re.MULTILINE | re.DOTALL)
    rows = [(field[1], field[2]) for field in FIELD.finditer(body[0] if body else "")]
    for member, found in list(vars(value).items()):
        doc = inspect.getdoc(found)
        is_method = inspect.isfunction(found) or isinstance(found, classmethod)
        is_shown = is_method or isinstance(found, property) or hasattr(found, "func")
        if not member.startswith("_") and is_shown and doc and member not in dict(rows):
            call = "()" if is_method else ""
            rows.append((member + call, doc.split("\n\n")[0]))
    if rows:
        yield "\n| member | meaning |\n| --- | --- |\n"
        yield from (f"| `{name}` | {_cell(meaning)} |\n" for name, meaning in rows)


def _prose(doc: str | None) -> str:
    """Return a numpydoc docstring as Markdown: sections as headings of a list."""
    if not doc:
        return ""
    out: list[str] = []
    lines = doc.splitlines()
    k = 0
    while k < len(lines):
        if k + 1 < len(lines) and re.fullmatch(r"-{3,}", lines[k + 1].strip()):
            out += ["", f"**{lines[k].strip()}**", ""]
            k += 2
            continue
        line = lines[k].replace("``", "`")
        if line.startswith((">>> ", "... ")):
            block = []
            while k < len(lines) and lines[k].strip():
                block.append(lines[k])
                k += 1
            out += ["", "```python", *block, "```", ""]
            continue
        named = re.fullmatch(r"(\w[\w, *]*) : (.+)", line)
        if named:
            out.append(f"- `{named[1]}` ({named[2]}):")
        else:
            out.append(f"  {line.strip()}" if line.startswith("    ") else line)
        k += 1
    return re.sub(r"\n{3,}", "\n\n", "\n".join(out)).strip()


PAGES = {
    "keys.md": keys_page,
    "materials.md": materials_page,
    "nomenclature.md": nomenclature_page,
    "python_api.md": python_page,
}
