"""What counts as another engine."""

from __future__ import annotations

import ast
from pathlib import Path

import hpsim
from hpsim.sweep.execute.engine import MAKE_ROWS, ONLY_SHOW, engine_files

PACKAGE = Path(hpsim.__file__).parent
NAMES = {file.relative_to(PACKAGE).as_posix() for file in engine_files(PACKAGE)}


def _imported(file: Path) -> set[str]:
    """Return the files of the package that a module imports from, wherever the import stands."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    names = {n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    paths = {name.removeprefix("hpsim.").replace(".", "/") for name in names if "hpsim." in name}
    return {f"{path}.py" if (PACKAGE / f"{path}.py").exists() else path for path in paths}


def test_what_a_run_goes_through_is_part_of_the_engine() -> None:
    for name in (
        "building/",
        "control/",
        "data/heat_pumps/",
        "economics/",
        "equipment/",
        "kernel/",
        "metrics/",
        "scenario/",
        "simulate/",
        "weather/",
        *MAKE_ROWS,
    ):
        assert any(found.startswith(name) for found in NAMES), name
    assert not any(found.startswith(("plots/", "cli/", "sweep/analyse/")) for found in NAMES)


def test_no_part_of_the_engine_imports_what_is_none() -> None:
    """But for a sweep's settings, which every row carries itself, and the package's names."""
    for name in NAMES - {"sweep/execute/chunk.py", "sweep/design/expand.py", "__init__.py"}:
        if name.endswith(".py"):
            found = _imported(PACKAGE / name)
            assert {path for path in found if path.split("/")[0] in ONLY_SHOW} <= NAMES, name
