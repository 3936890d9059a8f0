"""The stories still run, from the first cell to the last, and show their pictures."""

from __future__ import annotations

import ast
import io
import re
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pytest

NOTEBOOKS = sorted((Path(__file__).resolve().parents[2] / "notebooks").glob("*.py"))
PICTURES = {"field_cop": 1, "first_year": 5, "four_accounts": 1}
MIN_INK = 0.005  # of a picture's pixels that are not white: axes alone are less


def code_cells(path: Path) -> list[str]:
    """Return the code of each cell."""
    cells = re.split(r"^# %%", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return [cell for cell in cells if cell.strip() and not cell.startswith(" [markdown]")]


def shown_by(path: Path) -> list[bytes]:
    """Run a notebook as Jupyter does; return the pictures in its output.

    The value of a cell's last expression is shown by its own ``_repr_png_``, open figures of
    pyplot at the end of their cell.
    """
    names: dict[str, object] = {"__name__": "__main__"}
    pictures = []
    for cell in code_cells(path):
        tree = ast.parse(cell, filename=str(path))
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, str(path), "exec"), names)
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), str(path), "eval"), names)
            if hasattr(value, "_repr_png_"):
                pictures.append(value._repr_png_())
        for number in plt.get_fignums():
            picture = io.BytesIO()
            plt.figure(number).savefig(picture, format="png")
            pictures.append(picture.getvalue())
        plt.close("all")
    return pictures


def ink(picture: bytes) -> float:
    """Return the fraction of a picture's pixels that are not white."""
    pixels = np.asarray(plt.imread(io.BytesIO(picture)))[..., :3]
    return float((pixels.min(axis=2) < 0.95).mean())


def test_every_notebook_is_expected() -> None:
    assert {path.stem for path in NOTEBOOKS} == set(PICTURES)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_runs_and_shows_its_pictures(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    pictures = shown_by(path)
    assert len(pictures) == PICTURES[path.stem]
    assert all(ink(picture) > MIN_INK for picture in pictures)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_has_cells(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# %% [markdown]\n# # ")
    assert text.count("# %%\n") >= 2
