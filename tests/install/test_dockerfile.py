"""The Dockerfile, read without Docker: what it copies, installs and starts is there."""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import bootstrap
from hpsim.cli import VERBS

ROOT = Path(__file__).resolve().parents[2]
NEEDED = (
    "src",
    "weather",
    "scenarios",
    "pyproject.toml",
    "constraints.txt",
    "README.md",
    "LICENSE",
)
"""What the wheel is built from."""


def instructions() -> list[tuple[str, str]]:
    """Return the instructions of the Dockerfile with their words, lines joined."""
    text = (ROOT / "Dockerfile").read_text("utf-8").replace("\\\n", " ")
    lines = [line.strip() for line in text.splitlines() if line.strip() and line[0] != "#"]
    return [(name, rest.strip()) for name, _, rest in (line.partition(" ") for line in lines)]


def test_it_starts_from_a_python_that_hpsim_supports() -> None:
    ((name, image), *_) = instructions()
    found = re.fullmatch(r"python:(\d+)\.(\d+)-slim", image)
    assert name == "FROM"
    assert found is not None
    assert bootstrap.OLDEST <= (int(found[1]), int(found[2])) <= bootstrap.NEWEST


def test_what_it_copies_is_there_and_nothing_needed_is_left_out() -> None:
    (copied,) = (rest.split() for name, rest in instructions() if name == "COPY")
    *sources, target = copied
    assert target == "/src"
    assert all((ROOT / source).exists() for source in sources)
    ignored = (ROOT / ".dockerignore").read_text("utf-8").split()
    assert [n for n in NEEDED for pattern in ignored if fnmatch(n, pattern.rstrip("/"))] == []
    assert {".git", ".venv"} <= {pattern.rstrip("/*") for pattern in ignored}


def test_it_installs_with_exact_versions_and_an_extra_that_is_there() -> None:
    (install,) = (rest for name, rest in instructions() if name == "RUN" and "pip install" in rest)
    words = shlex.split(install.split("&&")[0])
    assert "--no-cache-dir" in words
    constraints = words[words.index("-c") + 1]
    assert (ROOT / constraints.removeprefix("/src/")).exists()
    extra = re.fullmatch(r"/src\[(\w+)\]", words[-1])
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert extra is not None
    assert extra[1] in project["optional-dependencies"]
    assert "hpsim" in project["scripts"]


def test_it_runs_as_a_person_who_may_write_and_compiles_once() -> None:
    steps = instructions()
    names = [name for name, _ in steps]
    user = steps[names.index("USER")][1]
    made = next(rest for name, rest in steps if name == "RUN" and "useradd" in rest)
    assert f"useradd --create-home {user}" in made
    assert f"chown {user} {dict(steps)['WORKDIR']}" in made
    assert ("RUN", "hpsim doctor --warm") in steps[names.index("USER") :]
    assert json.loads(dict(steps)["ENTRYPOINT"]) == ["hpsim"]
    assert {"doctor", "run"} <= set(VERBS)
