"""What counts as another engine."""

from __future__ import annotations

import ast
from pathlib import Path

import hpsim
from hpsim.sweep.execute.engine import MAKERS, MODULES, NO_NUMBERS

PACKAGE = Path(hpsim.__file__).parent


def _imported(module: str) -> set[str]:
    """Return the modules and packages that a module imports from, those of sweeps in full."""
    tree = ast.parse((PACKAGE / module).read_text(encoding="utf-8"))
    names = {n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    paths = [name.split(".")[1:] for name in names if name.startswith("hpsim.")]
    return {"/".join(path) if path[0] == "sweep" else path[0] for path in paths}


def test_every_module_that_makes_numbers_is_part_of_the_engine() -> None:
    known = {name.removesuffix(".py") for name in MODULES} | {*MAKERS} | NO_NUMBERS
    for module in MODULES:
        assert _imported(module) <= known, module
