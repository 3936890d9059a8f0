"""Write the pages of docs that come from the program: keys, words, Python, the command line.

``python tools/pages.py`` writes them; ``--check`` only tells whether they are up to date.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import typer

import key_pages
from hpsim.cli import VERBS

DOCS = Path(__file__).resolve().parent.parent / "docs"
CLI_HEAD = """# The command line

<!-- Written by `python tools/pages.py`; change the program, not this page. -->

`hpsim VERB --help` prints the same. Every verb that prints a table takes `--json`: standard output
is then one JSON document, and messages go to standard error. Exit codes: 0 fine, 1 the run or a
check failed, 2 the input is wrong, 130 interrupted.
"""


def commands() -> Iterator[tuple[str, Any]]:
    """Give every command with its words, such as ``sweep run``."""
    for verb, entry in VERBS.items():
        module = importlib.import_module(entry.module)
        app = getattr(module, "app", None)
        if app is None:
            app = typer.Typer()
            app.command()(module.command)
            yield verb, typer.main.get_command(app)
            continue
        group: Any = typer.main.get_command(app)
        inner = getattr(group, "commands", None)
        if inner is None:
            yield verb, group
        else:
            yield from ((f"{verb} {name}", command) for name, command in inner.items())


def cli_page() -> str:
    """Return the page of all commands with their arguments and options."""
    parts = [CLI_HEAD]
    for words, command in commands():
        summary = " ".join((command.help or "").split("\f")[0].split())
        given = [
            p for p in command.params if p.name not in ("install_completion", "show_completion")
        ]
        arguments = [p for p in given if p.param_type_name == "argument"]
        options = [p for p in given if p.param_type_name == "option"]
        shown = " ".join(_argument(p) for p in arguments)
        lines = [f"## `hpsim {f'{words} {shown}'.strip()}`", "", summary]
        if arguments or options:
            lines += ["", "| | meaning |", "| --- | --- |"]
            lines += [f"| `{_argument(p)}` | {_help(p)} |" for p in arguments]
            lines += [f"| `{_option(p)}` | {_help(p)} |" for p in options]
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def _argument(parameter: Any) -> str:
    return str(parameter.metavar or (parameter.name or "").upper()).replace("|", " or ")


def _option(parameter: Any) -> str:
    """Return an option as it is typed, with what it takes."""
    names = ", ".join(parameter.opts)
    if parameter.is_flag:
        return names
    takes = parameter.metavar or " or ".join(_words(parameter.type_descriptor.annotation))
    return f"{names} {takes or parameter.name.upper()}".replace("|", " or ")


def _words(annotation: Any) -> list[str]:
    """Return the words that an option takes; empty: any text or number."""
    if get_origin(annotation) is Literal:
        return [str(word) for word in get_args(annotation)]
    return [word for inner in get_args(annotation) for word in _words(inner)]


def _help(parameter: Any) -> str:
    """Return what a parameter means, and its default where that is a plain value."""
    text = " ".join((parameter.help or "").split()).replace("|", "\\|").replace("<", "\\<")
    value = parameter.default
    plain = isinstance(value, str | int | float) and not isinstance(value, bool)
    return f"{text} Default: `{value}`." if plain and "efault" not in text else text


PAGES = {**key_pages.PAGES, "cli.md": cli_page}


def main() -> int:
    """Write or check all pages; return 1 if one was not up to date."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing")
    check = parser.parse_args().check
    stale = []
    for name, write in PAGES.items():
        path, text = DOCS / name, write()
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
            if not check:
                path.write_text(text, encoding="utf-8")
    if check and stale:
        print(f"not up to date: {', '.join(stale)} (python tools/pages.py writes them)")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
