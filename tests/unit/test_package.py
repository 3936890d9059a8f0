"""The package's front door."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import hpsim
from hpsim import shipped

ROOT = Path(__file__).resolve().parents[2]
HEAVY = {"matplotlib", "numba", "numpy", "pandas", "pvlib", "pydantic", "scipy", "typer"}


def modules_after(statement: str) -> set[str]:
    code = f"import sys; {statement}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_importing_the_package_loads_nothing_heavy() -> None:
    assert not HEAVY & modules_after("import hpsim")


def test_every_public_name_can_be_imported() -> None:
    for name in hpsim.__all__:
        assert getattr(hpsim, name) is not None
    assert set(hpsim.__all__) <= set(dir(hpsim))


def test_simulate_is_the_function_whatever_is_imported_first() -> None:
    for statement in (
        "import hpsim.simulate",
        "from hpsim import simulate",
        "from hpsim.simulate import simulate as s; import hpsim.simulate",
    ):
        code = f"{statement}; import hpsim; print(type(hpsim.simulate).__name__)"
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        )
        assert done.stdout.strip() == "function", statement


def test_an_unknown_name_is_an_attribute_error() -> None:
    assert not hasattr(hpsim, "simulat")


def test_citation_and_package_agree_on_the_version() -> None:
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\nversion: {hpsim.__version__}\n" in citation


def test_the_wheel_carries_what_the_checkout_has_at_its_top() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    places = settings["tool"]["hatch"]["build"]["targets"]["wheel"]["sources"]
    installed = ROOT / "site-packages" / "hpsim"
    for folder in (shipped.weather_folder(), shipped.scenario_folder()):
        inside = installed.parent / places[folder.relative_to(ROOT).as_posix()]
        assert inside == installed / "data" / folder.name


def test_shipped_folders_are_found_in_the_checkout() -> None:
    assert (shipped.weather_folder() / "catalog.csv").is_file()
    assert shipped.scenario_folder().is_dir()


def test_shipped_folders_inside_the_package_come_first(tmp_path: Path) -> None:
    package = tmp_path / "src" / "hpsim"
    beside = tmp_path / "weather"
    inside = package / "data" / "weather"
    beside.mkdir()
    package.mkdir(parents=True)
    assert shipped._folder("weather", package) == beside
    inside.mkdir(parents=True)
    assert shipped._folder("weather", package) == inside
