"""Where the weather files and scenarios that come with hpsim lie.

In a checkout they are the folders ``weather/`` and ``scenarios/`` at its top; a wheel carries
them inside the package, under ``data/``.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def data_file(name: str) -> Path:
    """Return the path of a file of ``hpsim.data``."""
    return _PACKAGE / "data" / name


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
