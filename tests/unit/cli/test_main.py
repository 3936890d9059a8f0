"""The command line finds verbs, and tells what went wrong without a traceback."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from types import ModuleType
from typing import Annotated

import pytest
import typer

from hpsim import cli
from hpsim.errors import Problem, ScenarioError, SimulationError

PROBLEM = Problem("-0.5 K is not above 0", "thermostat.differential", "flat.yaml", 9, "1 degF")
ERRORS = {
    "scenario": ScenarioError("flat.yaml: 1 problem", [PROBLEM]),
    "simulation": SimulationError("the energy balance of March is open by 3 %"),
    "disk": OSError(28, "No space left on device", "results/flat"),
    "bug": TypeError("unsupported operand"),
}


def command(
    what: str, as_json: Annotated[bool, typer.Option("--json")] = False, code: int = 0
) -> None:
    """Do what the test wants."""
    if what == "interrupt":
        raise KeyboardInterrupt
    if what == "wrapped":
        try:
            signal.raise_signal(signal.SIGINT)
        except KeyboardInterrupt as error:
            raise ValueError(f"schema of a field: {error!r}") from None
    if what == "abort":
        raise typer.Abort
    if what in ERRORS:
        raise ERRORS[what]
    print(json.dumps({"what": what}) if as_json else what)
    raise typer.Exit(code)


@pytest.fixture(autouse=True)
def try_verb(monkeypatch: pytest.MonkeyPatch) -> None:
    """Add the verb ``try``, whose module is this file's ``command``."""
    module = ModuleType("hpsim_try")
    module.command = command  # type: ignore[attr-defined]
    group = ModuleType("hpsim_group")
    group.app = typer.Typer()  # type: ignore[attr-defined]
    group.app.command("show")(command)
    group.app.command("list")(lambda: print("listed"))
    monkeypatch.setitem(sys.modules, "hpsim_try", module)
    monkeypatch.setitem(sys.modules, "hpsim_group", group)
    monkeypatch.setitem(cli.VERBS, "try", cli.Verb("hpsim_try", "Try it."))
    monkeypatch.setitem(cli.VERBS, "group", cli.Verb("hpsim_group", "Try many."))


def test_a_verb_runs_and_its_exit_code_comes_back(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["try", "this"]) == 0
    assert capsys.readouterr().out == "this\n"
    assert cli.main(["try", "this", "--code", "1"]) == 1


def test_a_verb_of_verbs_runs(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["group", "list"]) == 0
    assert cli.main(["group", "show", "this"]) == 0
    assert capsys.readouterr().out == "listed\nthis\n"


@pytest.mark.parametrize(
    ("what", "code", "text"),
    [
        ("scenario", 2, "line 9, thermostat.differential: -0.5 K is not above 0 (1 degF)"),
        ("simulation", 1, "the energy balance of March is open by 3 %"),
        ("disk", 2, "results/flat: No space left on device"),
        ("bug", 1, "TypeError: unsupported operand"),
        ("interrupt", 130, "interrupted"),
        ("abort", 130, "interrupted"),
    ],
)
def test_what_went_wrong_is_one_message_on_standard_error(
    capsys: pytest.CaptureFixture[str], what: str, code: int, text: str
) -> None:
    assert cli.main(["try", what]) == code
    told = capsys.readouterr()
    assert text in told.err
    assert "Traceback" not in told.err
    assert told.out == ""


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["x", "--colour"],
        ["x", "--code", "many"],
        ["x", "y"],
    ],
)
def test_a_wrong_command_line_is_exit_2(
    capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    assert cli.main(["try", *words]) == 2
    assert "hpsim try --help" in capsys.readouterr().err


def test_json_lists_every_problem_with_its_place(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["try", "scenario", "--json"]) == 2
    assert json.loads(capsys.readouterr().out) == {
        "errors": [
            {
                "file": "flat.yaml",
                "line": 9,
                "key": "thermostat.differential",
                "message": "-0.5 K is not above 0",
                "hint": "1 degF",
            }
        ]
    }


@pytest.mark.parametrize("words", [["try", "--json"], ["tyr", "--json"], ["try", "disk", "--json"]])
def test_json_also_tells_of_a_wrong_command_line(
    capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    assert cli.main(words) == 2
    (error,) = json.loads(capsys.readouterr().out)["errors"]
    assert error["message"]


def test_an_unknown_verb_gets_the_nearest_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["tyr"]) == 2
    assert "did you mean 'try'?" in capsys.readouterr().err


def test_a_mistyped_option_is_proposed(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--verion"]) == 2
    assert "did you mean '--version'?" in capsys.readouterr().err


@pytest.mark.parametrize("word", ["--help", "help"])
def test_the_help_lists_every_verb(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([word]) == 0
    assert "Try it." in capsys.readouterr().out


def test_without_words_the_help_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([]) == 0
    assert capsys.readouterr().out.startswith("Usage: hpsim VERB")


def test_debug_shows_where_the_program_broke(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HPSIM_DEBUG", "1")
    with pytest.raises(TypeError, match="unsupported"):
        cli.main(["try", "bug"])


def python(code: str) -> list[str]:
    return [sys.executable, "-c", textwrap.dedent(code)]


def test_help_and_version_import_no_typer() -> None:
    for word in ("--help", "--version"):
        code = f"""
            import sys
            from hpsim.cli import main
            main([{word!r}])
            sys.exit("typer" in sys.modules)
        """
        done = subprocess.run(python(code), capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


SLEEPER = """
    import sys, time, types
    from hpsim import cli
    module = types.ModuleType("hpsim_sleeper")
    def command() -> None:
        print("asleep", flush=True)
        time.sleep(60)
    module.command = command
    sys.modules["hpsim_sleeper"] = module
    cli.VERBS["sleep"] = cli.Verb("hpsim_sleeper", "Sleep.")
    sys.exit(cli.main(["sleep"]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent differently there")
def test_ctrl_c_ends_a_verb_with_130_and_no_traceback() -> None:
    process = subprocess.Popen(
        python(SLEEPER), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "asleep\n"
    process.send_signal(signal.SIGINT)
    started = time.monotonic()
    _, told = process.communicate(timeout=30)
    assert time.monotonic() - started < 10
    assert process.returncode == 130
    assert told.strip() == "interrupted"


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")
def test_a_reader_that_leaves_early_hears_nothing(tmp_path: Path) -> None:
    script = tmp_path / "many.py"
    code = SLEEPER.replace('print("asleep", flush=True)', "[print(i) for i in range(100_000)]")
    script.write_text(textwrap.dedent(code).replace("time.sleep(60)", "pass"), encoding="utf-8")
    done = subprocess.run(
        f"'{sys.executable}' '{script}' | head -n 1", shell=True, capture_output=True, check=False
    )
    assert done.stdout == b"0\n"
    assert done.stderr == b""


def test_an_interrupt_that_a_library_wraps_is_an_interrupt(capsys):
    before = signal.getsignal(signal.SIGINT)
    assert cli.main(["try", "wrapped"]) == cli.INTERRUPTED
    assert capsys.readouterr().err == "\ninterrupted\n"
    assert signal.getsignal(signal.SIGINT) is before


def test_a_character_that_the_terminal_lacks_is_no_failure():
    ask = (
        "import sys; from hpsim import cli; cli._help = lambda: 'caf\\u00e9'; "
        "sys.exit(cli.main([]))"
    )
    words = [sys.executable, "-c", ask]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(words, capture_output=True, check=False, env=environment)
    assert (done.returncode, done.stdout) == (0, b"caf?\n")


def test_what_was_wrong_is_told_once(capsys):
    assert cli.main(["trie"]) == cli.WRONG_INPUT
    assert capsys.readouterr().err.count("trie") == 1


def test_a_problem_of_another_file_without_key_is_told_with_a_colon():
    error = ScenarioError("nothing written", [Problem("is there already", file="b.yaml")])
    assert str(error) == "nothing written\n  b.yaml: is there already"


def test_a_full_disk_without_a_name_tells_what_to_do():
    code, text, problems = cli._explain(OSError(errno.ENOSPC, "No space left on device"))
    assert code == cli.WRONG_INPUT
    assert "HPSIM_CACHE_DIR" in text
    assert "--out" in problems[0].hint


def test_an_interrupt_while_the_program_loads_shows_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from hpsim.__main__ import start

    def load() -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "main", load)
    assert start() == cli.INTERRUPTED
    assert capsys.readouterr().err == "\ninterrupted\n"
