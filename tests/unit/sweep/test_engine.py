"""What counts as another engine."""

from __future__ import annotations

import ast
from pathlib import Path

import hpsim
from hpsim.sweep.engine import MODULES, NO_NUMBERS

PACKAGE = Path(hpsim.__file__).parent


def _imported(module: str) -> set[str]:
    """Return the modules at the package's top that a module imports from."""
    tree = ast.parse((PACKAGE / module).read_text(encoding="utf-8"))
    names = {n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    tops = {name.removeprefix("hpsim.") for name in names if name.startswith("hpsim.")}
    return {top for top in tops if (PACKAGE / f"{top}.py").is_file()}


def test_every_module_that_makes_numbers_is_part_of_the_engine() -> None:
    known = {name.removesuffix(".py") for name in MODULES} | NO_NUMBERS
    for module in MODULES:
        assert _imported(module) <= known, module
