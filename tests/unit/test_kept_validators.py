"""Validators that are worked out once by each installation."""

from __future__ import annotations

import ast
import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from hpsim.description import kept_validators
from hpsim.description.base import Description
from hpsim.scenario.load import USED_ALONE, load_scenario
from hpsim.scenario.model import Scenario

SCENARIO = "chicago-addition"
READ = f"""
from hpsim.scenario.load import load_scenario
from hpsim.scenario.model import Scenario
made = []
rebuild = Scenario.model_rebuild.__func__
Scenario.model_rebuild = classmethod(lambda cls, **options: made.append(1) or rebuild(cls))
scenario = load_scenario("{SCENARIO}")
print(len(made), scenario.content_hash, hash(str(Scenario.model_json_schema())))
"""
WITHOUT_VALUES = {"caching", "errors", "psychrometrics", "records", "shipped"}
"""Modules from which descriptions take neither types nor limits nor defaults."""


def read(folder: Path) -> list[str]:
    """Return how often the scenario's validator was worked out, its hash, and its schema's."""
    env = {**os.environ, "HPSIM_CACHE_DIR": str(folder), "PYTHONHASHSEED": "0"}
    done = subprocess.run(
        [sys.executable, "-c", READ], env=env, capture_output=True, text=True, check=True
    )
    return done.stdout.split()


def test_the_second_process_finds_them_and_reads_the_same(tmp_path: Path) -> None:
    first, second = read(tmp_path), read(tmp_path)
    assert (first[0], second[0]) == ("1", "0")
    assert first[1:] == second[1:]


def test_those_of_another_version_are_not_taken() -> None:
    kept = pickle.dumps(("about", pickle.dumps([])))
    assert kept_validators._are_made(kept, "about")
    assert not kept_validators._are_made(kept, "about another version")


def test_those_that_can_t_be_read_are_not_taken() -> None:
    assert not kept_validators._are_made(b"no pickle", None)


@pytest.mark.parametrize("cls", [Description, *Description.__subclasses__()])
def test_all_descriptions_lie_in_folders_that_are_watched(cls: type[Description]) -> None:
    assert load_scenario(SCENARIO).name  # imports all
    package = kept_validators.PACKAGE
    file = sys.modules[cls.__module__].__file__
    if file is not None and Path(file).is_relative_to(package):
        folder = Path(file).parent.relative_to(package)
        assert folder.as_posix() in kept_validators.FOLDERS


def test_what_watched_modules_import_is_watched_too() -> None:
    package, imported = kept_validators.PACKAGE, {}
    for path in (p for folder in kept_validators.FOLDERS for p in (package / folder).glob("*.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("hpsim."):
                at = str(node.module).replace(".", "/").removeprefix("hpsim/")
                folder = at if (package / at).is_dir() else at.rpartition("/")[0] or at
                imported[folder] = path.name
    unwatched = imported.keys() - {*kept_validators.FOLDERS, *WITHOUT_VALUES, "kernel"}
    assert not unwatched, {folder: imported[folder] for folder in unwatched}


@pytest.mark.parametrize("name", ["units/values.py", *kept_validators.TABLES])
def test_they_are_made_anew_if_a_file_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    for folder in (*kept_validators.FOLDERS, "data"):
        (tmp_path / folder).mkdir(parents=True, exist_ok=True)
    for table in kept_validators.TABLES:
        (tmp_path / table).touch()
    monkeypatch.setattr(kept_validators, "PACKAGE", tmp_path)
    file, seen = tmp_path / name, []
    for text in ("LOWEST = 1.0", "LOWEST = 12.0"):
        file.write_text(text, "utf-8")
        seen.append(kept_validators._about([Scenario]))
    os.utime(file, ns=(1, 1))
    seen.append(kept_validators._about([Scenario]))
    assert seen[0] != seen[1] != seen[2]
    assert seen[2] == kept_validators._about([Scenario])


def test_inner_ones_come_before_outer_ones() -> None:
    assert Scenario not in USED_ALONE
    assert len(set(USED_ALONE)) == len(USED_ALONE)
