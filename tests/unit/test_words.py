"""Pages, scenarios and messages use the glossary's terms and plain English."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from hpsim.report.glossary import glossary

ROOT = Path(__file__).resolve().parents[2]
# Avoided words that the glossary does not list, as patterns, and what hpsim writes instead.
AVOIDED = {
    r"told": "given, specified, reported",
    r"(is|are|was|not|nothing) said": "given, specified",
    r"beside": "compared with, next to",
    r"book(s|ed)": "accounting, counted",
    r"for want of": "because ... is missing",
    r"whatever it": "name the cases",
    r"ways? out": "how to fix it",
    r"dampness": "humidity",
    r"set-points?": "setpoint",
}
# Words of the glossary's not_called that hpsim needs in another meaning.
OTHER_MEANINGS = {
    "answer": "the three lines that a run begins with",
    "demand": "demand charges; demand defrost",
    "system": "operating systems; systems of units",
}
# Phrases in which an avoided word is right.
ALLOWED = (
    "People are told",  # README: people speak, not the program
    "an inverter draws",  # README
)
# It lists the words that we avoid.
LEFT_OUT = ("nomenclature.md",)
PAGES = [
    ROOT / "README.md",
    ROOT / "CHANGELOG.md",
    ROOT / "CONTRIBUTING.md",
    *(ROOT / folder / "README.md" for folder in ("scenarios", "results", "notebooks")),
    *sorted(page for page in (ROOT / "docs").glob("*.md") if page.name not in LEFT_OUT),
]
SCENARIOS = sorted((ROOT / "scenarios").rglob("*.yaml"))
MODULES = sorted(
    module
    for package in ("cli", "verdict", "scenario")
    for module in (ROOT / "src" / "hpsim" / package).rglob("*.py")
)
CODE = re.compile(r"```.*?```|`[^`]*`|<!--.*?-->", re.DOTALL)


def words_found(text: str) -> list[str]:
    """Return the avoided words of a text, each with what hpsim writes instead."""
    for phrase in ALLOWED:
        text = text.replace(phrase, "")
    instead = dict(AVOIDED)
    for term in glossary():
        others = (word for word in term.not_called if word not in OTHER_MEANINGS)
        instead |= {f"{re.escape(word)}s?": term.term for word in others}
    return [
        f"{match[0]!r}: write {better!r}"
        for pattern, better in instead.items()
        for match in re.finditer(rf"\b({pattern})\b", text, re.IGNORECASE)
    ]


def messages(module: Path) -> Iterator[tuple[int, str]]:
    """Give the texts of a module that people may read, with their lines.

    Docstrings of modules, classes and plain functions are for programmers; those of commands are
    help, and those of fields are in the schema. A single word is a key or a name.
    """
    tree = ast.parse(module.read_text(encoding="utf-8"))
    inner = set()
    for node in ast.walk(tree):
        is_command = isinstance(node, ast.FunctionDef) and node.decorator_list
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and not is_command:
            first = node.body[0] if node.body else None
            if isinstance(first, ast.Expr):
                inner.add(id(first.value))
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or id(node) in inner:
            continue
        if isinstance(node.value, str) and " " in node.value:
            yield node.lineno, node.value


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_avoids_words_that_are_not_the_fields(page: Path) -> None:
    # code spans keep keys and values as they are; words on two lines are found too
    text = re.sub(r"\s+", " ", CODE.sub("`", page.read_text(encoding="utf-8")))
    assert words_found(text) == []


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda path: path.stem)
def test_a_scenarios_comments_avoid_them(scenario: Path) -> None:
    text = " ".join(re.findall(r"#\s*(.*)", scenario.read_text(encoding="utf-8")))
    assert words_found(text) == []


@pytest.mark.parametrize("module", MODULES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_modules_messages_avoid_them(module: Path) -> None:
    found = [(line, word) for line, text in messages(module) for word in words_found(text)]
    assert found == []


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("The set\npoint is low", "set point"),
        ("A damp room", "damp"),
        ("Hysteresis of 1 K", "hysteresis"),
        ("as the author is told", "told"),
    ],
)
def test_an_avoided_word_is_found(text: str, word: str) -> None:
    (found,) = words_found(re.sub(r"\s+", " ", text))
    assert word in found.lower()
