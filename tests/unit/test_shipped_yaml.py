"""Shipped YAML files are read once and kept as JSON: nothing gets lost on the way."""

from __future__ import annotations

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from hpsim.description import shipped_yaml
from hpsim.description.shipped_yaml import read_shipped_yaml
from hpsim.kernel import machine_code
from hpsim.shipped import data_file

FOLDER = data_file(".").resolve()
READ = ("glossary", "control_profiles", "defaults", "claims")
NAMES = [
    *(f"{name}.yaml" for name in READ),
    *(f"editions/{p.name}" for p in (FOLDER / "editions").glob("*.yaml")),
]


@pytest.mark.parametrize("name", NAMES)
def test_what_is_kept_is_what_the_file_has(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine_code, "cache_folder", lambda: tmp_path)
    first, second = read_shipped_yaml(name), read_shipped_yaml(name)
    assert first == second == YAML(typ="safe", pure=True).load(FOLDER / name)
    assert len(list(tmp_path.iterdir())) == 1


def test_a_changed_file_is_read_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine_code, "cache_folder", lambda: tmp_path)
    monkeypatch.setattr(shipped_yaml, "data_file", lambda name: tmp_path / name)
    for text, content in (("a: 1", {"a": 1}), ("a: [2, x]", {"a": [2, "x"]})):
        (tmp_path / "some.yaml").write_text(text, "utf-8")
        assert read_shipped_yaml("some.yaml") == content
