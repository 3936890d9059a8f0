"""The files that come with hpsim: where weather files and scenarios lie, and tables as data.

In a checkout they are the folders ``weather/`` and ``scenarios/`` at its top; a wheel carries
them inside the package, under ``data/``.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

_PACKAGE = Path(__file__).resolve().parent


def data_file(name: str) -> Path:
    """Return the path of a file of ``hpsim.data``."""
    return _PACKAGE / "data" / name


@cache
def read_json(name: str) -> dict[str, Any]:
    """Return a JSON file of ``hpsim.data``, read once: not to be changed."""
    return dict(json.loads(data_file(name).read_bytes()))


@cache
def read_rows(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of a CSV file of ``hpsim.data``; lines that begin with # are comments."""
    import csv

    lines = data_file(name).read_text("utf-8").splitlines()
    return tuple(csv.DictReader(line for line in lines if line[:1] != "#"))


def weather_folder() -> Path:
    """Return the folder with the shipped weather files, their catalogue and licences."""
    return _folder("weather", _PACKAGE)


def scenario_folder() -> Path:
    """Return the folder with the shipped scenarios, one ``NAME.yaml`` each."""
    return _folder("scenarios", _PACKAGE)


def _folder(name: str, package: Path) -> Path:
    """Find a shipped folder: inside the package if installed, else at the checkout's top."""
    installed = package / "data" / name
    return installed if installed.is_dir() else package.parent.parent / name
