"""On a terminal of 80 and of 60 columns: nothing is cut, names are texts, colour can be off."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import time
from typing import Any

import pytest

from fakes import UNITS, fake_run
from hpsim import cli
from hpsim.cli import tables
from hpsim.cli.progress import Bar, Ticker, may_draw, wrapped
from hpsim.folder.summary import summary_of

WIDTHS = (80, 60)
ESCAPE = "\x1b"


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return what makes standard output a terminal of a width."""

    def of_width(columns: int) -> Terminal:
        stream = Terminal()
        monkeypatch.setattr(sys, "stdout", stream)
        monkeypatch.setenv("COLUMNS", str(columns))
        monkeypatch.setenv("TERM", "xterm-256color")
        return stream

    return of_width


def plain(text: str) -> str:
    return re.sub(r"\x1b\[[\d;]*m", "", text)


@pytest.mark.parametrize("columns", WIDTHS)
@pytest.mark.parametrize(
    "words",
    [
        ("products", "list"),
        ("weather", "list"),
        ("weather", "near", "Boston, MA"),
        ("weather", "show", "us-5A-boston"),
        ("describe", "chicago-addition"),
        ("rate", "chicago-addition", "--bins"),
        ("size", "chicago-addition"),
    ],
)
def test_tables_fit_and_no_word_is_cut(words: tuple[str, ...], columns: int, terminal: Any) -> None:
    stream = terminal(columns)
    assert cli.main(list(words)) == 0
    lines = plain(stream.getvalue()).splitlines()
    assert [line for line in lines if len(line) > columns] == []
    assert "…" not in stream.getvalue()


def verbs() -> list[tuple[str, ...]]:
    """Return every verb, and every verb of a verb."""
    from typer.main import get_command

    names = list(cli.VERBS)
    commands = getattr(get_command(cli._app(*names)), "commands", {})
    inner = [(name, own) for name in names for own in getattr(commands[name], "commands", {})]
    return [(), *((name,) for name in names), *inner]


def test_no_help_is_wider_than_the_terminal_and_no_word_of_it_cut(terminal: Any) -> None:
    for words in verbs():
        shown = {}
        for columns in (200, *WIDTHS):
            stream = terminal(columns)
            assert cli.main([*words, "--help"]) == 0
            shown[columns] = stream.getvalue()
        for columns in WIDTHS:
            assert [line for line in shown[columns].splitlines() if len(line) > columns] == []
            whole, wrapped = (re.sub(r"-\n +", "-", shown[width]) for width in (200, columns))
            assert set(whole.split()) <= set(wrapped.split()), (words, columns)
        assert not re.search(r"<(str|int|path|float)", shown[80]), words


def test_every_id_is_whole_at_60_columns(terminal: Any) -> None:
    from hpsim.equipment.catalogue import product_ids
    from hpsim.weather.catalog import shipped_weather

    stream = terminal(60)
    assert cli.main(["products", "list"]) == 0
    assert cli.main(["weather", "list"]) == 0
    words = set(plain(stream.getvalue()).split())
    assert set(product_ids()) <= words
    assert {entry.id for entry in shipped_weather()} <= words


NAMES = ("9k [old]", "[bold]12k[/bold] :smile:", "Mitsubishi Electric MSZ-FS06NA variable-speed")


@pytest.mark.parametrize("columns", [140, *WIDTHS])
@pytest.mark.parametrize("with_sources", [False, True])
def test_names_of_candidates_are_whole_and_no_markup(
    columns: int, with_sources: bool, terminal: Any
) -> None:
    stream = terminal(columns)
    entries = summary_of(fake_run(UNITS[:3]), None)["candidates"]
    candidates = [{**c, "name": name} for c, name in zip(entries, NAMES, strict=True)]
    sources = ("A bedroom [new] in the attic",) * 3 if with_sources else ()
    for part in tables.candidates_tables(candidates, sources, columns):
        tables.print_table(part)
    text = plain(stream.getvalue())
    for word in " ".join((*NAMES, *sources)).split():
        assert word in text
    assert max(map(len, text.splitlines())) <= columns


def test_emissions_have_a_column_where_the_tariff_gives_carbon() -> None:
    entries = summary_of(fake_run(UNITS[:2]), None)["candidates"]
    candidates = [
        {**c, "metrics": {**c["metrics"], "carbon_kg_per_year": 181.4, "fuel": None}}
        for c in entries
    ]

    def headings(**more: bool) -> str:
        (table,) = tables.candidates_tables(candidates, (), 400, **more)
        return "\n".join(table.headings)

    assert "CO₂e" not in headings()
    assert "CO₂e" in headings(carbon_given=True)


def test_a_column_may_be_empty(capsys: pytest.CaptureFixture[str]) -> None:
    table = tables.Table("check", ">value", "", ">")
    table.add_row("sum", "1", "", "")
    tables.print_table(table)
    assert capsys.readouterr().out == "check  value\nsum        1\n"


def test_no_color_leaves_no_escapes(terminal: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = terminal(80)
    table = tables.Table("id", ">number")
    table.add_row("a", "1")
    tables.print_table(table)
    assert ESCAPE in stream.getvalue()  # bold headings
    monkeypatch.setenv("NO_COLOR", "1")
    stream = terminal(80)
    tables.print_table(table)
    assert ESCAPE not in stream.getvalue()
    monkeypatch.setattr(sys, "stderr", Terminal())
    assert not may_draw()
    with Bar() as bar:
        bar._started_s -= 10.0
        bar(1, 4)
    assert sys.stderr.getvalue() == ""  # type: ignore[attr-defined]


def test_what_takes_long_is_said_every_second(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hpsim.cli.progress.TICK_S", 0.01)
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    ticker = Ticker("compiling")
    ticker.start()
    time.sleep(0.1)
    ticker.stop()
    ticker.stop()
    text = sys.stderr.getvalue()
    assert text.startswith("compiling …..")
    assert text.count("\n") == 1


def completed(line: str) -> list[str]:
    words = line.split(" ")
    env = {
        **os.environ,
        "COMP_WORDS": line,
        "COMP_CWORD": str(len(words) - 1),
        "_HPSIM_COMPLETE": "complete_bash",
    }
    done = subprocess.run(
        [sys.executable, "-m", "hpsim"], env=env, capture_output=True, text=True, check=False
    )
    return done.stdout.split()


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("hpsim swe", "sweep"),
        ("hpsim run chi", "chicago-addition"),
        ("hpsim sweep run wind", "windows"),
        ("hpsim weather show us-5A-bos", "us-5A-boston"),
        ("hpsim describe --un", "--units"),
    ],
)
def test_tab_completes(line: str, word: str) -> None:
    assert word in completed(line)


def test_completion_is_installed_where_the_shell_looks(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cli.main(["--install-completion", "bash"]) == 0
    assert "_HPSIM_COMPLETE" in (tmp_path / ".bash_completions" / "hpsim.sh").read_text()
    assert "hpsim.sh" in (tmp_path / ".bashrc").read_text()
    assert cli.main(["--install-completion", "bsh"]) == 2
    assert "did you mean 'bash'?" in capsys.readouterr().err


@pytest.mark.skipif(os.name != "posix", reason="needs a terminal as POSIX has it")
def test_a_terminal_is_asked_how_wide_it_is() -> None:
    import fcntl
    import pty
    import struct
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 50, 0, 0))
    environment = {k: v for k, v in os.environ.items() if k != "COLUMNS"}
    words = [sys.executable, "-m", "hpsim", "explain", "seer2"]
    subprocess.run(words, stdout=theirs, env=environment, check=True)
    os.close(theirs)
    lines = os.read(ours, 65536).decode().splitlines()
    os.close(ours)
    assert 40 < max(map(len, lines)) <= 50


def test_a_stacked_row_has_its_units_behind_its_numbers(terminal: Any) -> None:
    stream = terminal(40)
    table = tables.Table("surface", ">ft²", ">U Btu/h·ft²·°F", ">min. heat, 47 °F", "layers")
    table.add_row(
        "a long south wall", "110", "0.06", "1,700", "siding, studs and insulation, gypsum"
    )
    table.add_row("home", "160", "–", "", "gypsum")
    tables.print_table(table)
    text = " ".join(plain(stream.getvalue()).split())
    assert "110 ft²; U 0.06 Btu/h·ft²·°F; min. heat, 47 °F 1,700; layers: siding" in text
    assert "home 160 ft²; layers: gypsum" in text


def test_a_message_wraps_on_a_terminal() -> None:
    text = wrapped("a.yaml: 1 problem\n  line 3, room: " + "word " * 40)
    assert max(map(len, text.splitlines())) <= 80
    assert text.count("word") == 40


@pytest.mark.parametrize("width", [40, 41, 42, 43, 44, 45, 46])
def test_a_product_is_not_cut_at_its_hyphen(
    width: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "text_width", lambda: width)
    text = "The Mitsubishi Electric in this room, MSZ-FH06NA, is too small."
    tables.print_folded(text)
    tables.print_lines([text])
    printed = capsys.readouterr().out
    assert printed.count("MSZ-FH06NA,") == 2
    assert max(map(len, printed.splitlines())) <= width


def test_a_room_next_to_neighbours_says_what_leads_to_them() -> None:
    room = {
        "floor_area_m2": 28.0,
        "heat_loss_w_per_k": 19.6,
        "effective_capacitance_j_per_k": 639e3,
        "time_constants_h": (5.4,),
        "air_changes_per_h": 0.18,
    }
    assert "heat loss 19.6 W/K, 0.18 air" in tables.room_line(room, tables.SI)
    beyond = {**room, "neighbours_w_per_k": 139.0, "neighbours_degc": 17.0}
    words = "heat loss 19.6 W/K to outdoors and 139 W/K to neighbours at 17 °C, 0.18 air"
    assert words in tables.room_line(beyond, tables.SI)
