"""The house's own rules: no long function, no long file, parameters described."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import hpsim

PACKAGE = Path(hpsim.__file__).parent
MODULES = sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))
MAX_FUNCTION_LINES = 100  # of a body, without its docstring: what fits on two screens
MAX_FILE_LINES = 500
DESCRIBED = (
    *("cli", "description", "economics", "folder", "metrics", "plots", "scenario"),
    *("sweep", "units", "validation", "verdict", "weather"),
)
"""Packages in which every public function of several parameters describes them."""
SEVERAL = 4

Function = ast.FunctionDef | ast.AsyncFunctionDef


def _functions(module: str) -> list[Function]:
    tree = ast.parse((PACKAGE / module).read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, Function)]


def _public_functions(module: str) -> list[Function]:
    """Return the public functions of a module and the public methods of its public classes."""
    tree = ast.parse((PACKAGE / module).read_text(encoding="utf-8"))
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    bodies = [tree.body, *(c.body for c in classes if not c.name.startswith("_"))]
    return [
        node
        for body in bodies
        for node in body
        if isinstance(node, Function) and not node.name.startswith("_")
    ]


def _n_lines(function: Function) -> int:
    """Return the lines of a body without its docstring."""
    body = function.body
    if ast.get_docstring(function) is not None and len(body) > 1:
        body = body[1:]
    return (body[-1].end_lineno or 0) - body[0].lineno + 1


def _n_parameters(function: Function) -> int:
    given = function.args
    names = [a.arg for a in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
    return len([name for name in names if name not in ("self", "cls")])


def test_no_function_is_too_long() -> None:
    long = {
        (module, function.name)
        for module in MODULES
        for function in _functions(module)
        if _n_lines(function) > MAX_FUNCTION_LINES
    }
    assert not long


def test_no_file_is_too_long() -> None:
    texts = {module: (PACKAGE / module).read_text(encoding="utf-8") for module in MODULES}
    assert not {m for m, text in texts.items() if text.count("\n") > MAX_FILE_LINES}


@pytest.mark.parametrize("package", DESCRIBED)
def test_functions_of_several_parameters_describe_them(package: str) -> None:
    bare = [
        f"{module}: {function.name}"
        for module in MODULES
        if module.startswith(f"{package}/")
        for function in _public_functions(module)
        if _n_parameters(function) >= SEVERAL
        and "Parameters\n" not in (ast.get_docstring(function) or "")
        and function.name != "command"  # a verb: its parameters have their own help
        and "typer" not in ast.unparse(function.args)
    ]
    assert bare == []
