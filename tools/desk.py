"""A desk at which the commands of a page are typed, for `tools/figures.py`.

.. code-block:: html

    <!-- runs
    desk = Desk()
    checked = desk.typed("check bedroom.yaml")
    -->
    <!--block lines(checked, 0, 3)-->
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import shlex
import sys
import tempfile
from pathlib import Path
from typing import Any

WIDTH = 100
"""Columns of the reader's terminal."""


class Desk:
    """A folder in which a page's commands are run as its reader types them."""

    def __init__(self) -> None:
        self._place = tempfile.TemporaryDirectory()
        self.folder = Path(self._place.name)

    def typed(self, line: str) -> str:
        """Run ``hpsim LINE``; return the line and what it printed.

        Raises
        ------
        RuntimeError
            It failed.
        """
        from hpsim.cli import main

        print(f"running hpsim {line}", file=sys.stderr, flush=True)
        out = io.StringIO()
        columns = os.environ.get("COLUMNS")
        os.environ["COLUMNS"] = str(WIDTH)
        try:
            with contextlib.chdir(self.folder), contextlib.redirect_stdout(out):
                code = main(shlex.split(line.replace("\\\n", " ")))
        finally:
            os.environ.pop("COLUMNS")
            if columns is not None:
                os.environ["COLUMNS"] = columns
        if code:
            raise RuntimeError(f"hpsim {line} failed with {code}")
        shown = "".join(f"{row.rstrip()}\n" for row in out.getvalue().splitlines())
        return f"$ hpsim {line}\n{shown}"

    def text(self, file: str) -> str:
        """Return the text of a file."""
        return (self.folder / file).read_text(encoding="utf-8")

    def edit(self, file: str, old: str, new: str) -> None:
        """Change a file as its reader does."""
        before = self.text(file)
        if old not in before:
            raise ValueError(f"{file} has no {old!r}")
        (self.folder / file).write_text(before.replace(old, new), encoding="utf-8")

    def summary(self, name: str) -> Any:
        """Return the summary of a result folder."""
        return json.loads(self.text(f"results/{name}/summary.json"))


def lines(text: str, first: int, last: int | None = None) -> str:
    """Return some lines of a text, with an ellipsis where it goes on."""
    rows = text.splitlines()
    rest = ["…"] if last is not None and last < len(rows) else []
    return "".join(f"{row}\n" for row in (*rows[first:last], *rest))


def between(text: str, start: str, end: str) -> str:
    """Return the lines from one that begins with ``start`` to before one that does with ``end``."""
    rows = text.splitlines()
    first = next(k for k, row in enumerate(rows) if row.startswith(start))
    last = next((k for k in range(first + 1, len(rows)) if rows[k].startswith(end)), len(rows))
    return "".join(f"{row}\n" for row in rows[first:last])
