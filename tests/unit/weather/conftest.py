"""Weather read once for all tests, and a cache of the tests' own."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from hpsim.weather.catalog import shipped_weather
from hpsim.weather.model import Weather
from hpsim.weather.reading import read_weather

Edit = Callable[[list[str]], list[str]]


@pytest.fixture(scope="session")
def weather_of() -> Callable[[str], Weather]:
    """Return the weather of a shipped id; each file is read once."""
    kept: dict[str, Weather] = {}

    def read(name: str) -> Weather:
        if name not in kept:
            kept[name] = read_weather(name)
        return kept[name]

    return read


@pytest.fixture(autouse=True)
def own_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the tests out of the user's cache and weather folder."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HPSIM_CACHE_DIR", str(home / "cache"))
    monkeypatch.setenv("XDG_DATA_HOME", str(home / "data"))
    monkeypatch.setenv("HOME", str(home))
    return home


@pytest.fixture(scope="session")
def lines_of() -> Callable[[str], list[str]]:
    """Return the lines of a shipped file."""

    def read(name: str) -> list[str]:
        entry = next(entry for entry in shipped_weather() if entry.id == name)
        return gzip.decompress(entry.path.read_bytes()).decode("latin-1").splitlines()

    return read


@pytest.fixture
def changed(tmp_path: Path, lines_of: Callable[[str], list[str]]) -> Callable[..., Path]:
    """Return the path of a shipped file after a change to its lines."""

    def write(name: str, edit: Edit, file: str, encoding: str = "latin-1") -> Path:
        path = tmp_path / file
        path.write_bytes("\n".join([*edit(lines_of(name)), ""]).encode(encoding))
        return path

    return write
