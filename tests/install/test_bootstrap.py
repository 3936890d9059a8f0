"""The bootstrap makes, mends and adopts environments, and starts on any Python from 3.8."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import bootstrap

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "tools" / "bootstrap.py"
TASKS = sorted(bootstrap.TASKS)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of an empty project whose installing is only written down."""
    for name in bootstrap.RECIPE:
        (tmp_path / name).write_text(f"{name}\n", encoding="utf-8")
    monkeypatch.setattr(bootstrap, "ROOT", str(tmp_path))
    monkeypatch.setattr(bootstrap, "install", note_install)
    monkeypatch.setattr(bootstrap, "make_environment", make_nearly_nothing)
    return tmp_path


def note_install(environment: str, extras: list[str]) -> None:
    with Path(environment, "installed").open("a", encoding="utf-8") as file:
        file.write(",".join(extras) + "\n")


def make_nearly_nothing(environment: str, _version: tuple[int, int] | None = None) -> None:
    """Stand in for venv: a folder whose Python is the one that runs the tests."""
    python = Path(bootstrap.program(environment, "python"))
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    Path(bootstrap.unfinished_file(environment)).touch()


def installs(environment: Path) -> list[str]:
    return (environment / "installed").read_text(encoding="utf-8").splitlines()


def test_it_parses_as_python_3_8() -> None:
    ast.parse(SOURCE.read_text(encoding="utf-8"), feature_version=(3, 8))


def test_it_imports_the_standard_library_only() -> None:
    tree = ast.parse(SOURCE.read_text(encoding="utf-8"))
    names = {
        alias.name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    } | {
        str(node.module).split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
    }
    assert names <= set(sys.stdlib_module_names)


def test_python_range_is_the_package_s() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    oldest, newest = bootstrap.OLDEST, bootstrap.NEWEST
    expected = f">={oldest[0]}.{oldest[1]},<{newest[0]}.{newest[1] + 1}"
    assert settings["project"]["requires-python"] == expected


def test_every_task_of_the_makefile_is_one_of_the_bootstrap() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (tasks,) = re.findall(r"^TASKS := (.*)$", makefile, flags=re.MULTILINE)
    assert sorted(tasks.split()) == TASKS
    helped = re.findall(r'@echo "make (\S+)', makefile)
    assert sorted(helped) == sorted([*TASKS, "ci", "ci-nightly"])


def test_constraints_are_exact_versions_of_every_dependency() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    entries = [line for line in lines if line and not line.startswith("#")]
    pattern = (
        r"([a-z0-9-]+)==[0-9][0-9a-z.]*(; (python_version|sys_platform) [<>=]+ \"[a-z0-9.]+\")?"
    )
    matches = [re.fullmatch(pattern, entry) for entry in entries]
    assert [entry for entry, match in zip(entries, matches, strict=True) if not match] == []
    pinned = {match.group(1) for match in matches if match}
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = settings["optional-dependencies"].values()
    wanted = [*settings["dependencies"], *(entry for extra in extras for entry in extra)]
    names = {re.split(r"[\[<>=]", entry)[0].lower().replace(".", "-") for entry in wanted}
    assert names <= pinned


@pytest.mark.parametrize(
    ("facts", "fits"),
    [
        ("CPython 3 11 True False", True),
        ("CPython 3 14 True False", True),
        ("CPython 3 10 True False", False),
        ("CPython 3 15 True False", False),
        ("CPython 3 12 False False", False),  # 32 bits: no wheels
        ("CPython 3 13 True True", False),  # free-threaded: no wheels
        ("PyPy 3 11 True False", False),
        ("", False),
    ],
)
def test_suitable_pythons(facts: str, fits: bool) -> None:
    assert bootstrap.is_suitable(facts.split()) is fits


def test_the_running_python_is_found_first() -> None:
    assert bootstrap.find_interpreters()[0] == [sys.executable]


def test_pythons_are_found_by_version(monkeypatch: pytest.MonkeyPatch) -> None:
    pythons = {"b": ((3, 11), "/b"), "a": ((3, 13), "/a"), "c": None, "d": ((3, 11), "/b")}
    monkeypatch.setattr(bootstrap, "interpreter_commands", lambda: [[name] for name in pythons])
    monkeypatch.setattr(bootstrap, "probe", lambda command: pythons[command[0]])
    assert bootstrap.versions_found() == [(3, 11), (3, 13)]
    assert bootstrap.find_interpreters() == [["b"], ["a"]]
    assert bootstrap.find_interpreters((3, 11)) == [["b"]]
    assert bootstrap.find_interpreters((3, 12)) == []


@pytest.mark.parametrize(
    ("found", "own", "expected"),
    [
        ([(3, 11), (3, 13)], (3, 11), [".venv", ".venv-3.13"]),
        ([(3, 11), (3, 12), (3, 14)], (3, 12), [".venv-3.11", ".venv-3.14"]),
        ([(3, 12)], (3, 12), [".venv"]),
        ([], (3, 12), [".venv"]),  # uv brought the only one
    ],
)
def test_a_task_runs_on_the_oldest_and_the_newest_python(
    project: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    found: list[tuple[int, int]],
    own: tuple[int, int],
    expected: list[str],
) -> None:
    ran = []

    def run(task: str, arguments: list[str], environment: str) -> int:
        ran.append((task, arguments, Path(environment)))
        return 0

    monkeypatch.setattr(bootstrap, "versions_found", lambda: found)
    monkeypatch.setattr(bootstrap, "version_of", lambda _: own)
    monkeypatch.setattr(bootstrap, "run_task", run)
    assert bootstrap.main(["test-pythons", "-x"]) == 0
    assert ran == [("test-pythons", ["-x"], project / name) for name in expected]
    assert all(bootstrap.is_ready(str(project / name), ["dev"]) for name in expected)
    assert ("only Python 3.12" in capsys.readouterr().out) is (len(expected) == 1)


def test_tests_end_with_the_first_python_that_fails(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "versions_found", lambda: [(3, 11), (3, 13)])
    monkeypatch.setattr(bootstrap, "version_of", lambda _: (3, 11))
    monkeypatch.setattr(bootstrap, "run_task", lambda *_: 3)
    assert bootstrap.main(["test-pythons"]) == 3
    assert not (project / ".venv-3.13").exists()


@pytest.mark.parametrize("script", ["exit 1", "echo nonsense", "exec sleep 0"])
@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")
def test_a_command_that_is_no_python_is_passed_over(tmp_path: Path, script: str) -> None:
    shim = tmp_path / "python3.12"
    shim.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    shim.chmod(0o755)
    assert bootstrap.probe([str(shim)]) is None


def test_a_fresh_checkout_is_built_and_then_ready(project: Path) -> None:
    environment = project / ".venv"
    assert bootstrap.state_of(str(environment)) == "build"
    bootstrap.prepare(str(environment), ["dev"])
    assert bootstrap.is_ready(str(environment), ["dev"])
    assert not Path(bootstrap.unfinished_file(str(environment))).exists()
    assert installs(environment) == ["dev"]


def test_a_half_made_environment_is_built_anew(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = project / ".venv"

    def pull_the_plug(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(bootstrap, "install", pull_the_plug)
        with pytest.raises(KeyboardInterrupt):
            bootstrap.prepare(str(environment), [])
    (environment / "rubbish").touch()
    assert not bootstrap.is_ready(str(environment), [])
    assert bootstrap.state_of(str(environment)) == "rebuild"
    bootstrap.prepare(str(environment), [])
    assert bootstrap.is_ready(str(environment), [])
    assert not (environment / "rubbish").exists()


@pytest.mark.parametrize("name", bootstrap.RECIPE)
def test_a_changed_recipe_brings_the_environment_up_to_date(project: Path, name: str) -> None:
    environment = project / ".venv"
    bootstrap.prepare(str(environment), [])
    (project / name).write_text("changed\n", encoding="utf-8")
    assert not bootstrap.is_ready(str(environment), [])
    assert bootstrap.state_of(str(environment)) == "update"


def test_tools_are_added_once_and_stay(project: Path) -> None:
    environment = project / ".venv"
    bootstrap.prepare(str(environment), [])
    assert not bootstrap.is_ready(str(environment), ["dev"])
    bootstrap.prepare(str(environment), ["dev"])
    assert bootstrap.is_ready(str(environment), ["dev"])
    (project / "constraints.txt").write_text("changed\n", encoding="utf-8")
    bootstrap.prepare(str(environment), [])
    assert bootstrap.is_ready(str(environment), ["dev"])
    assert installs(environment) == ["", "dev", "dev"]


def test_a_moved_environment_is_built_anew(project: Path) -> None:
    bootstrap.prepare(str(project / "elsewhere"), [])
    (project / "elsewhere").rename(project / ".venv")
    assert bootstrap.state_of(str(project / ".venv")) == "rebuild"


def test_an_environment_made_by_hand_is_used_and_never_deleted(project: Path) -> None:
    environment = project / ".venv"
    make_nearly_nothing(str(environment))
    Path(bootstrap.unfinished_file(str(environment))).unlink()
    (environment / "mine").touch()
    assert bootstrap.state_of(str(environment)) == "adopt"
    bootstrap.prepare(str(environment), [])
    assert bootstrap.is_ready(str(environment), [])
    assert (environment / "mine").exists()
    stamp = json.loads(Path(bootstrap.ready_file(str(environment))).read_text(encoding="utf-8"))
    assert stamp["by_hand"]
    Path(bootstrap.program(str(environment), "python")).unlink()
    with pytest.raises(bootstrap.BootstrapError, match="Rename or delete it"):
        bootstrap.prepare(str(environment), [])
    assert (environment / "mine").exists()


def test_where_no_environment_can_be_made_one_line_helps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "find_uv", lambda: None)
    monkeypatch.setattr(bootstrap, "run_quietly", lambda _: False)
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: name == "apt-get" or None)
    environment = tmp_path / ".venv"
    monkeypatch.setattr(bootstrap, "find_interpreters", lambda _: [["python3.12"]])
    with pytest.raises(bootstrap.BootstrapError, match="apt-get install -y python3-venv\n"):
        bootstrap.make_environment(str(environment))
    assert not environment.exists()
    monkeypatch.setattr(bootstrap, "find_interpreters", lambda _: [])
    with pytest.raises(bootstrap.BootstrapError, match=r"needs Python 3\.11 to 3\.14"):
        bootstrap.make_environment(str(environment))


def test_without_ensurepip_pip_comes_from_the_starting_python(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[list[str]] = []

    def run(command: list[str]) -> bool:
        tried.append(command)
        has_pip = any("--python" in done for done in tried)
        if command[-1] == "--version":
            return has_pip
        return command[1:3] != ["-m", "venv"] or "--without-pip" in command

    monkeypatch.setattr(bootstrap, "run_quietly", run)
    monkeypatch.setattr(bootstrap, "find_uv", lambda: None)
    monkeypatch.setattr(bootstrap, "find_interpreters", lambda _: [["python3.12"]])
    environment = str(tmp_path / ".venv")
    bootstrap.make_environment(environment)
    inside = bootstrap.program(environment, "python")
    assert ["python3.12", "-m", "pip", "--python", inside, "install", "pip"] in tried
    assert Path(bootstrap.unfinished_file(environment)).exists()


def test_uv_is_the_last_resort(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[list[str]] = []

    def run(command: list[str]) -> bool:
        tried.append(command)
        return command[:2] == ["uv", "venv"]

    monkeypatch.setattr(bootstrap, "run_quietly", run)
    monkeypatch.setattr(bootstrap, "find_uv", lambda: ["uv"])
    monkeypatch.setattr(bootstrap, "find_interpreters", lambda _: [["python3.12"]])
    bootstrap.make_environment(str(tmp_path / ".venv"))
    assert tried[-1][:2] == ["uv", "venv"]
    assert ">=3.11,<3.15" in tried[-1]


def test_a_task_stops_at_its_first_failing_command(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python = Path(bootstrap.program(str(project / ".venv"), "python"))
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    fails = ["python", "-c", "raise SystemExit(3)"]
    never = ["python", "-c", "open('never', 'w')"]
    monkeypatch.setitem(bootstrap.TASKS, "lint", [fails, never])
    assert bootstrap.run_task("lint", [], str(project / ".venv")) == 3
    assert not (project / "never").exists()


def test_a_task_s_variables_reach_its_commands(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python = Path(bootstrap.program(str(project / ".venv"), "python"))
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    asks = "import os; raise SystemExit(os.environ.get('NUMBA_DISABLE_JIT') != '1')"
    monkeypatch.setitem(bootstrap.TASKS, "coverage", [["python", "-c", asks]])
    assert bootstrap.run_task("coverage", [], str(project / ".venv")) == 0


def test_what_coverage_runs_is_there() -> None:
    for test in bootstrap.INTERPRETED:
        path, _, name = test.partition("::")
        assert (ROOT / path).exists()
        assert not name or f"def {name}(" in (ROOT / path).read_text(encoding="utf-8")


def test_words_that_are_no_task_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert bootstrap.main(["tset"]) == 2
    assert bootstrap.main([]) == 0
    assert "usage" in capsys.readouterr().out


def test_after_a_first_run_one_line_names_the_next_step(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The run itself lists its files; nothing is printed twice."""
    monkeypatch.setattr(bootstrap, "call", lambda _command, _variables: 0)
    assert bootstrap.run_task("run", [], str(project / ".venv")) == 0
    hpsim = Path(bootstrap.program(".venv", "hpsim"))
    assert capsys.readouterr().out == f"\nNext: {hpsim} init writes a scenario of your own room.\n"


def test_a_second_start_needs_less_than_a_second() -> None:
    """The bootstrap's own share: starting Python and reading the stamp."""
    code = (
        "import sys, time; started = time.perf_counter(); sys.path.insert(0, sys.argv[1]); "
        "import bootstrap; bootstrap.is_ready(sys.argv[2], []); "
        "print(time.perf_counter() - started)"
    )
    words = [sys.executable, "-c", code, str(SOURCE.parent), str(ROOT / ".venv")]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert float(done.stdout) < 1.0
