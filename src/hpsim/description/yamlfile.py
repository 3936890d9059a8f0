"""Read a YAML file into plain lists and dictionaries, and remember the line of every key.

YAML 1.2 core rules: ``22:00`` and ``yes`` are texts. Plain ``yes``, ``no``, ``on`` and ``off``
are refused all the same, since a reader of YAML 1.1 would take them for true and false. Nothing
in a file is executed; anchors and aliases work, tags and merge keys are refused.
"""

from __future__ import annotations

import json
import math
import re
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from hpsim.description.paths import mode_of, read_limited
from hpsim.errors import Problem
from hpsim.records import dataclass

KeyPath: TypeAlias = tuple[str | int, ...]
MAX_NODES = 200_000  # aliases of aliases can grow without end
DEEPEST = 60
MAX_BYTES = 1_000_000  # some five seconds of reading
LONGEST_KEY = 200
MAX_PROBLEMS = 200  # more help nobody, and looking for near words takes time

_CORE_TAG = "tag:yaml.org,2002:"
_CORE_TYPES = {"map", "seq", "str", "int", "float", "bool", "null", "timestamp", "merge", "value"}
_NOT_BOOLEAN = re.compile(r"yes|no|on|off", re.IGNORECASE)
_NOT_SHOWN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_INTEGER = re.compile(r"[-+]?\d+")
_OTHER_BASE = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_PLAIN = re.compile(r"(?:[\w.(/°+^$€]|-(?=[\w.]))(?:[^#:\"'\[\]{}]|:(?! |$))*(?<! )")
"""Texts that need no quotes, but for commas in a list or mapping of one line: most of those."""
_FLOAT = re.compile(r"[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?")
_GLUED = re.compile(r"(?P<key>[A-Za-z_]\w*):(?P<value>[^\s/\\].*)")
"""A key and a value without a blank between them, which YAML takes for one text."""
_NOT_FINITE = re.compile(r"[-+]?\.?(inf|infinity|nan)", re.IGNORECASE)


MAY_MEAN = "may mean"
"""In the message about a plain yes, no, on or off."""
TOO_DEEP = "is nested too deeply or refers to itself"


class Place(NamedTuple):
    """Where a key or a list entry stands."""

    file: str
    line: int | None


@dataclass
class Tree:
    """The content of a file and the places of its keys."""

    value: Any
    """Dictionaries, lists, texts, numbers, booleans and None."""
    places: dict[KeyPath, Place] = field(default_factory=dict)
    """Of every key and list entry; the empty path is the file itself."""

    def place(self, path: KeyPath) -> Place:
        """Return the place of a key, or of the nearest one around it."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.places:
                return self.places[path[:length]]
        return Place("", None)


def dotted(path: KeyPath) -> str:
    """Return a path as people write it.

    Examples
    --------
    >>> dotted(("candidates", 0, "size"))
    'candidates[0].size'
    """
    out = ""
    for part in path:
        out += f"[{part}]" if isinstance(part, int) else f".{part}" if out else part
    return out


def walked(value: Any, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Any]]:
    """Yield the path and the content of every mapping, list and value, outer ones first."""
    yield path, value
    if isinstance(value, Mapping):
        parts: Iterable[tuple[Any, Any]] = value.items()
    else:
        parts = enumerate(value) if isinstance(value, (list, tuple)) else ()
    for key, part in parts:
        yield from walked(part, (*path, key))


def read_yaml_file(path: Path, shown: str | None = None) -> tuple[Tree, list[Problem]]:
    """Return a file's content and what is wrong with it; ``shown`` is what messages call it."""
    name = shown or str(path)
    try:
        raw = read_limited(path, MAX_BYTES)
    except FileNotFoundError:
        return _nothing(name, "no such file", _near_files(path))
    except IsADirectoryError:
        return _nothing(name, "this is a directory, not a file", _files_in(path))
    except OSError as error:
        if stat.S_ISDIR(mode_of(path)):  # Windows says permission denied
            return _nothing(name, "this is a directory, not a file", _files_in(path))
        return _nothing(name, f"the file can't be read: {error.strerror or error}")
    if raw is None:
        return _nothing(name, f"the file has over {MAX_BYTES / 1e6:.0f} MB: not a scenario")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        hint = "save it as UTF-8; in most editors: Save with encoding"
        return _nothing(
            name, f"the file is not UTF-8 text (byte 0x{raw[error.start]:02x})", hint, line
        )
    return read_yaml(text, name)


def read_yaml(text: str, name: str = "") -> tuple[Tree, list[Problem]]:
    """Return the content of a YAML text and what is wrong with it."""
    yaml = YAML(typ="safe", pure=True)
    try:
        node = yaml.compose(text)
    except MarkedYAMLError as error:
        return _nothing(name, *(_no_blank(error, text) or _syntax(error)))
    except ReaderError as error:
        line = text[: error.position].count("\n") + 1
        return _nothing(name, f"character U+{_code(error.character):04X} is not allowed", "", line)
    except RecursionError:
        return _nothing(name, TOO_DEEP)
    except (YAMLError, ValueError) as error:
        return _nothing(name, f"this is not YAML: {str(error).splitlines()[0]}")
    if node is None:
        return _nothing(name, "the file is empty", "`hpsim init` writes a scenario to start from")
    builder = _Builder(name)
    value = builder.build(node, ())
    if builder.is_endless:  # what follows from it is not reported as well
        return Tree(None, {(): Place(name, None)}), builder.problems
    builder.places[()] = Place(name, None)
    return Tree(value, builder.places), builder.problems


def read_value(text: str) -> Any:
    """Return the value of one YAML expression, such as ``9 kBtu/h`` or ``[1, 2]``.

    Raises
    ------
    ValueError
        It is not YAML.
    """
    tree, problems = read_yaml(text) if text.strip() else (Tree(None), [])
    if problems:
        hint = f" ({problems[0].hint})" if problems[0].hint else ""
        raise ValueError(f"{problems[0].message}{hint}")
    return tree.value


def _code(character: object) -> int:
    return character if isinstance(character, int) else ord(str(character)[:1] or " ")


def _nothing(
    name: str, message: str, hint: str = "", line: int | None = None
) -> tuple[Tree, list[Problem]]:
    problem = Problem(message, file=name, line=line, hint=hint)
    return Tree(None, {(): Place(name, line)}), [problem]


def _near_files(path: Path) -> str:
    from difflib import get_close_matches

    if not stat.S_ISDIR(mode_of(path.parent)):
        return f"there is no folder {path.parent}"
    names = [p.name for p in path.parent.iterdir() if p.suffix in {".yaml", ".yml"}]
    near = get_close_matches(path.name, names, n=1)
    return f"did you mean '{path.with_name(near[0])}'?" if near else ""


def _files_in(path: Path) -> str:
    names = sorted(p.name for p in path.iterdir() if p.suffix in {".yaml", ".yml"})[:3]
    return f"give a file, such as '{path / names[0]}'" if names else "give a scenario file"


def _no_blank(error: MarkedYAMLError, text: str) -> tuple[str, str, int] | None:
    """Return message, hint and line where a key lacks the blank after its ':'; None elsewhere."""
    mark = error.context_mark
    if mark is None or "':'" not in (error.problem or ""):
        return None
    found = _GLUED.fullmatch(text.splitlines()[mark.line].strip().removeprefix("- "))
    if found is None:
        return None
    return _no_blank_message(found[0]), f"{found['key']}: {found['value']}", mark.line + 1


def _no_blank_message(written: str) -> str:
    return f"'{written}' lacks the blank after ':'"


def _syntax(error: MarkedYAMLError) -> tuple[str, str, int | None]:
    """Return message, hint and line of an error of the YAML reader, in plain words."""
    mark = error.problem_mark or error.context_mark
    line = None if mark is None else mark.line + 1
    problem = (error.problem or error.context or "is not YAML").strip()
    hint = ""
    if "\\t" in problem or "tab" in problem:
        problem, hint = "a tab is used for indentation", "indent with blanks"
    elif "mapping values are not allowed" in problem:
        problem = "a ':' is not allowed here"
        hint = "put a text with ':' in quotes; or the line above lacks its ':', or is indented less"
    elif "expected <block end>" in problem or "could not find expected ':'" in problem:
        is_key = "expected ':'" in problem and error.context_mark is not None
        line = error.context_mark.line + 1 if is_key else line  # of the key, not of what follows
        problem = "the indentation does not fit, or a ':' is missing"
        hint = "keys of one mapping begin in the same column"
    elif "flow mapping" in (error.context or "") or "flow sequence" in (error.context or ""):
        begin = error.context_mark
        since = f" opened in line {begin.line + 1}" if begin else ""
        bracket = "{" if "mapping" in (error.context or "") else "["
        problem, hint = f"the '{bracket}'{since} is not closed", "or a comma is missing"
    elif "expected a single document" in (error.context or ""):
        problem, hint = "the file has more than one document", "remove what follows '---'"
    elif "<stream end>" in problem:
        problem, hint = "the text ends too early", "a bracket is not closed"
    elif "end of stream" in problem:
        begin = error.context_mark
        line = line if begin is None else begin.line + 1
        problem, hint = "a quotation mark is not closed", "put one at the end of the value"
    elif "cannot start any token" in problem:
        problem = problem.replace("found character", "a value can't begin with")
        problem = problem.partition(" that")[0]
        hint = "put it in quotes"
        if problem.endswith("'`'"):
            hint = "a line of ``` is not part of the file: remove it; or put the value in quotes"
    elif "undefined alias" in problem:
        hint = "put a text that begins with '*' in quotes"
    return problem, hint, line


class _Builder:
    """Makes plain values of YAML nodes."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.places: dict[KeyPath, Place] = {}
        self.problems: list[Problem] = []
        self.count = 0
        self.is_endless = False

    def add_problem(self, node: Node, path: KeyPath, message: str, hint: str = "") -> None:
        line = node.start_mark.line + 1
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(Problem(message, dotted(path), self.name, line, hint))

    def build(self, node: Node, path: KeyPath) -> Any:
        self.count += 1
        if self.count > MAX_NODES or len(path) > DEEPEST:
            if not self.is_endless:
                self.add_problem(node, (), TOO_DEEP)
                self.is_endless = True
                self.count = MAX_NODES
            return None
        tag = str(node.tag or "")
        if tag and tag.removeprefix(_CORE_TAG) not in _CORE_TYPES:
            shown = tag.replace(_CORE_TAG, "!!")
            self.add_problem(node, path, f"tag '{shown}' is not allowed", "write the value alone")
            return None
        if isinstance(node, MappingNode):
            return self.build_mapping(node, path)
        if isinstance(node, SequenceNode):
            return self.build_list(node, path)
        return self.build_scalar(node, path) if isinstance(node, ScalarNode) else None

    def build_list(self, node: SequenceNode, path: KeyPath) -> list[Any]:
        if node.flow_style and (pairs := _without_braces(node)):
            inside = ", ".join(f"{key}: {value}" for key, value in pairs)
            hint = f"[{{{inside}}}]"
            self.add_problem(node, path, "keys in a list without { }", hint)
            return [dict(pairs)]
        out = []
        for index, item in enumerate(node.value):
            here = (*path, index)
            self.places[here] = Place(self.name, item.start_mark.line + 1)
            out.append(self.build(item, here))
        return out

    def build_mapping(self, node: MappingNode, path: KeyPath) -> dict[str, Any]:
        out: dict[str, Any] = {}
        for key_node, value_node in _with_decimal_commas(node.value):
            key = self.build_key(key_node, path)
            if key is None:
                continue
            glued = _GLUED.fullmatch(key) if value_node.value == "" else None
            if glued and isinstance(key_node, ScalarNode) and key_node.style is None:
                key = glued["key"]
                self.places[*path, key] = Place(self.name, key_node.start_mark.line + 1)
                hint = f"{key}: {glued['value']}"
                self.add_problem(key_node, (*path, key), _no_blank_message(glued[0]), hint)
                out[key] = _plain(glued["value"])
                continue
            here = (*path, key)
            if key in out:
                first = self.places[here].line
                self.add_problem(
                    key_node, here, f"written twice, first in line {first}", "keep one"
                )
                continue
            self.places[here] = Place(self.name, key_node.start_mark.line + 1)
            out[key] = self.build(value_node, here)
        return out

    def build_key(self, node: Node, path: KeyPath) -> str | None:
        if not isinstance(node, ScalarNode):
            self.add_problem(node, path, "a key must be a text", "a '{' in a key? put it in quotes")
            return None
        key = str(node.value)
        if _NOT_SHOWN.search(key):
            self.add_problem(node, path, "a key has a character that can't be read")
            return None
        if len(key) > LONGEST_KEY:
            message = f"a key of {len(key):,} characters is too long"
            self.add_problem(node, path, message, "is a ':' missing?")
            return None
        if node.style is None and key == "<<":
            self.add_problem(node, path, "merge keys ('<<') are not supported", "use extends")
            return None
        if node.style is None and _NOT_BOOLEAN.fullmatch(key):
            self.add_problem(node, (*path, key), f"key {key} reads as true or false", f"'{key}'")
            return None
        return key

    def build_scalar(self, node: ScalarNode, path: KeyPath) -> Any:
        text = str(node.value)
        if found := _NOT_SHOWN.search(text):
            message = f"character U+{ord(found[0]):04X} is not allowed"
            self.add_problem(node, path, message, "write text that can be read")
            return None
        if node.style is not None:  # quoted, or a block of text
            return text
        if _NOT_BOOLEAN.fullmatch(text):
            meant = str(text.lower() in {"yes", "on"}).lower()
            hint = f'write {meant}, or put it in quotes: "{text}"'
            self.add_problem(node, path, f"{text} {MAY_MEAN} {meant} or a text", hint)
            return text  # so that whoever knows the key can say what it takes
        if _NOT_FINITE.fullmatch(text):
            self.add_problem(node, path, f"{text} is not a finite number")
            return None
        return _plain(text)


def _with_decimal_commas(pairs: list[tuple[Node, Node]]) -> list[tuple[Node, Node]]:
    """Return the pairs of a mapping, those of ``{area: 12,5 m2}`` as one with the value 12,5 m2."""
    out: list[tuple[Node, Node]] = []
    for key, value in pairs:
        before = out[-1][1] if out else None
        if _continues(before, key) and isinstance(value, ScalarNode) and not value.value:
            assert before is not None
            whole = f"{before.value},{key.value}"
            joined = ScalarNode(before.tag, whole, before.start_mark, key.end_mark)
            out[-1] = (out[-1][0], joined)
        else:
            out.append((key, value))
    return out


def _without_braces(node: SequenceNode) -> list[tuple[str, str]]:
    """Return the pairs of a list such as ``[facing: south, area: 30 ft2]``; empty: another list."""
    pairs: dict[str, str] = {}
    for item in node.value:
        if not isinstance(item, MappingNode) or len(item.value) != 1:
            return []
        key, value = item.value[0]
        plain = isinstance(key, ScalarNode) and isinstance(value, ScalarNode)
        in_braces = item.start_mark.index != key.start_mark.index
        if not plain or in_braces or key.value in pairs:
            return []
        pairs[str(key.value)] = str(value.value)
    return list(pairs.items()) if len(pairs) > 1 else []


def _continues(before: Node | None, key: Node) -> bool:
    """Return whether a key is what follows the decimal comma of the value before it."""
    if not isinstance(before, ScalarNode) or not isinstance(key, ScalarNode):
        return False
    if before.style is not None or key.style is not None:
        return False
    ends, begins = str(before.value)[-1:].isdigit(), str(key.value)[:1].isdigit()
    return ends and begins and before.end_mark.index + 1 == key.start_mark.index


def _plain(text: str) -> Any:
    """Return what a text without quotes means under the YAML 1.2 core rules."""
    if text in {"", "~", "null", "Null", "NULL"}:
        return None
    if text in {"true", "True", "TRUE", "false", "False", "FALSE"}:
        return text.lower() == "true"
    if _INTEGER.fullmatch(text) and len(text) < 20:
        return int(text)
    if _OTHER_BASE.fullmatch(text) and len(text) < 20:
        return int(text, 0)
    if len(text) < 400 and _FLOAT.fullmatch(text) and math.isfinite(number := float(text)):
        return number
    return text


def write_yaml(value: Mapping[str, Any]) -> str:
    """Return a mapping as YAML text that `read_yaml` reads back.

    The innermost lists and mappings are on one line. A general writer takes 20 ms for a scenario.
    """
    return "".join(f"{line}\n" for line in _block(dict(value))) if value else "{}\n"


def _block(value: Any) -> Iterator[str]:
    """Give the lines of a mapping or a list with others in it, of anything else the one."""
    if not _nests(value):
        yield _flow(value, "") if isinstance(value, str) else _flow(value)
        return
    if not isinstance(value, dict):
        for part in value:
            first, *others = _block(part)
            yield f"- {first}"
            yield from (f"  {line}" for line in others)
        return
    for key, part in value.items():
        lines = list(_block(part))
        if not _nests(part):
            yield f"{_flow(key)}: {lines[0]}"
            continue
        yield f"{_flow(key)}:"
        indent = "  " if isinstance(part, dict) else ""
        yield from (f"{indent}{line}" for line in lines)


def _nests(value: Any) -> bool:
    """Return whether a mapping or a list has others in it."""
    parts = value.values() if isinstance(value, dict) else value
    is_whole = not isinstance(value, dict | list | tuple)
    return not is_whole and any(isinstance(part, dict | list | tuple) for part in parts)


def _flow(value: Any, ends: str = ",") -> str:
    """Return a value on one line, where some text ends it."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{_flow(key)}: {_flow(part)}' for key, part in value.items())}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_flow, value))}]"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if not isinstance(value, str):
        return repr(value)
    if value.isprintable() and not _needs_quotes(value):
        is_plain = _PLAIN.fullmatch(value) and not (ends and ends in value)
        return value if is_plain else "'" + value.replace("'", "''") + "'"
    text = json.dumps(value, ensure_ascii=False)
    return "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in text)


def _needs_quotes(text: str) -> bool:
    """Return whether a text without quotes would be refused or be another value."""
    refused = _NOT_BOOLEAN.fullmatch(text) or _NOT_FINITE.fullmatch(text)
    return bool(refused) or _plain(text) != text
