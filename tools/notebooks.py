"""Run the notebooks and write them, with what they show, as pages of the docs.

``python tools/notebooks.py [NAME ...]`` writes ``docs/notebook_NAME.md`` and its pictures under
``docs/pictures/notebooks``: less than a minute for all. Tests run every notebook through
`run_cells`, too, and check that the pages have the code of the notebooks.
"""

from __future__ import annotations

import ast
import contextlib
import io
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # the command line's digits, before numpy

import matplotlib.pyplot as plt

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.py"))
DOCS = ROOT / "docs"
PICTURES = DOCS / "pictures" / "notebooks"
MARKDOWN = " [markdown]\n"


COLOURS = 96
"""Of the pictures' files, which makes them a third as large."""


class Cell(NamedTuple):
    """A cell of a notebook."""

    text: str
    """Code, or Markdown."""
    is_code: bool


class Shown(NamedTuple):
    """What a cell of code shows."""

    text: str
    """Printed, and the last value as text."""
    pictures: tuple[bytes, ...]
    """PNG files."""


def cells(path: Path) -> list[Cell]:
    """Return the cells of a notebook in percent format."""
    found = []
    for part in re.split(r"^# %%", path.read_text(encoding="utf-8"), flags=re.MULTILINE):
        if part.startswith(MARKDOWN):
            lines = part.removeprefix(MARKDOWN).strip().splitlines()
            found.append(Cell("\n".join(re.sub("^# ?", "", line) for line in lines), False))
        elif part.strip():
            found.append(Cell(part.strip(), True))
    return found


def run_cells(path: Path) -> Iterator[tuple[Cell, Shown]]:
    """Run a notebook as Jupyter does, in the present folder; give each cell with what it shows.

    The value of a cell's last expression is shown by its own ``_repr_png_`` or as text, open
    figures of pyplot at the end of their cell.
    """
    names: dict[str, object] = {"__name__": "__main__"}
    for cell in cells(path):
        printed, pictures = io.StringIO(), []
        if cell.is_code:
            tree = ast.parse(cell.text, filename=str(path))
            last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
            with contextlib.redirect_stdout(printed):
                exec(compile(tree, str(path), "exec"), names)  # our own notebooks
                value = None
                if isinstance(last, ast.Expr):
                    value = eval(compile(ast.Expression(last.value), str(path), "eval"), names)
            if hasattr(value, "_repr_png_"):
                pictures.append(value._repr_png_())
            elif value is not None:
                printed.write(f"{value}\n")
            for number in plt.get_fignums():
                picture = io.BytesIO()
                plt.figure(number).savefig(picture, format="png", dpi=110)
                pictures.append(picture.getvalue())
            plt.close("all")
        yield cell, Shown(printed.getvalue(), tuple(pictures))


def make_small(path: Path) -> None:
    """Write a picture again with few colours."""
    from PIL import Image

    with Image.open(path) as picture:
        few = picture.convert("RGB").quantize(COLOURS, method=Image.Quantize.MEDIANCUT)
    few.save(path, optimize=True)


def page_of(path: Path) -> Path:
    """Return the page that a notebook is shown on."""
    return DOCS / f"notebook_{path.stem}.md"


def write_page(path: Path) -> None:
    """Run a notebook and write its page."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    parts, n = [], 0
    for cell, shown in run_cells(path):
        if not cell.is_code:
            parts.append(cell.text)
            continue
        parts.append(f"```python\n{cell.text}\n```")
        if shown.text.strip():
            parts.append(f"```text\n{shown.text.rstrip()}\n```")
        for picture in shown.pictures:
            n += 1
            file = PICTURES / f"{path.stem}-{n}.png"
            file.write_bytes(picture)
            make_small(file)
            parts.append(f"![What the cell above draws](pictures/notebooks/{file.name})")
    link = f"[notebooks/{path.name}](../notebooks/{path.name})"
    note = f"*{link}, run and shown by `tools/notebooks.py`.*"
    title, _, rest = parts[0].partition("\n")
    page = "\n\n".join([title, note, rest.strip(), *parts[1:]])
    page_of(path).write_text(page.rstrip() + "\n", encoding="utf-8")


def main(wanted: list[str]) -> None:
    """Write the pages of the notebooks whose names begin with one of those wanted, or of all."""
    for path in NOTEBOOKS:
        if not wanted or path.stem.startswith(tuple(wanted)):
            print(f"running {path.name}", file=sys.stderr, flush=True)
            with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
                write_page(path)


if __name__ == "__main__":
    main(sys.argv[1:])
