"""The command line: finds a verb's module, runs it, and turns what went wrong into one message.

Each verb is a module of this package that is imported only when its verb is typed. It has either
``command``, a function that typer turns into the verb, or ``app``, a :class:`typer.Typer` whose
commands are the verb's own verbs. A new verb is one line in :data:`VERBS`.
"""

from __future__ import annotations

import errno
import importlib
import io
import json
import os
import re
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from hpsim.cli import completion
from hpsim.cli.process import collect_rarely, use_one_blas_thread
from hpsim.cli.progress import OutputError, say, silence, watch_standard_output
from hpsim.errors import MOST_LISTED, HpsimError, Problem, SimulationError
from hpsim.units.messages import SIMILAR_TYPED, did_you_mean

if TYPE_CHECKING:
    import typer

OK = 0
FAILED = 1  # the run or a check failed
WRONG_INPUT = 2
INTERRUPTED = 130  # 128 + SIGINT, as shells have it
FULL_DISK_HINT = (
    "make room, or choose other places: --out for results, HPSIM_CACHE_DIR for the cache"
)


class Verb(NamedTuple):
    """A verb, and the line that says what it does."""

    module: str
    help: str


VERBS = {
    "run": Verb("hpsim.cli.run", "Simulate a scenario with all its candidates."),
    "compare": Verb("hpsim.cli.compare", "Put candidates, files or result folders in one table."),
    "size": Verb("hpsim.cli.size", "Show design loads, rules of thumb and size policies."),
    "sure": Verb("hpsim.cli.sure", "Show how sure the verdicts are."),
    "fit": Verb("hpsim.cli.fit", "Fit a room to a log of it."),
    "sweep": Verb("hpsim.cli.sweep", "Run many scenarios made from one."),
    "report": Verb("hpsim.cli.report", "Write the report of a result folder anew."),
    "serve": Verb("hpsim.cli.serve", "Open the live page."),
    "init": Verb("hpsim.cli.init", "Write a commented scenario from a few questions."),
    "check": Verb("hpsim.cli.check", "Report every problem of a scenario at once."),
    "describe": Verb("hpsim.cli.describe", "Show what a scenario's words expand to."),
    "schema": Verb("hpsim.cli.schema", "Print the JSON Schema of a scenario, for editors."),
    "explain": Verb("hpsim.cli.explain", "Explain a term."),
    "weather": Verb("hpsim.cli.weather", "List and show weather files."),
    "products": Verb("hpsim.cli.products", "List and show heat-pump products."),
    "measured": Verb("hpsim.cli.measured", "Compare a room with what a log measured in it."),
    "rate": Verb("hpsim.cli.rate", "Rate a heat pump as its label does."),
    "bill": Verb("hpsim.cli.bill", "Work out a bill from a meter export."),
    "validate": Verb("hpsim.cli.validate", "Compare with published values."),
    "claims": Verb("hpsim.cli.claims", "Put common claims to the test."),
    "doctor": Verb("hpsim.cli.doctor", "Look whether this installation works well."),
}
"""Every verb of the contract."""

_MEANT = {
    "init": ("new", "create", "start"),
    "run": ("simulate", "sim", "plot", "plots", "draw"),
    "report": ("page", "html"),
    "serve": ("live", "web", "ui", "gui"),
    "sure": ("uncertainty", "confidence"),
    "explain": ("glossary", "define", "what"),
}
OTHER_VERBS = {
    word: f"did you mean '{verb}'? {VERBS[verb].help}"
    for verb, words in _MEANT.items()
    for word in words
}
"""What people may call verbs, and which one is meant."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    ``arguments`` are what stands behind ``hpsim``; by default what this process was started with.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    collect_rarely()
    use_one_blas_thread()
    watch_standard_output()
    _print_whatever_the_terminal_lacks()
    with _counted_interrupts() as interrupts:
        return _run_reported(words, interrupts)


def _run_reported(words: list[str], interrupts: list[int]) -> int:
    """Run one command; report what went wrong; return the exit code."""
    try:
        code = _dispatch(words)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return _interrupted()
    except BrokenPipeError:  # the reader has gone (`| head`)
        silence(sys.stdout)
        return FAILED
    except OutputError as error:
        silence(sys.stdout)
        say(f"standard output can't be written: {error.strerror}")
        return FAILED
    except Exception as error:  # the last place before the person: no traceback passes
        if interrupts:  # libraries wrap Ctrl-C in errors of their own
            return _interrupted()
        if os.environ.get("HPSIM_DEBUG"):
            raise
        return _report(error, as_json="--json" in words)
    return code


def _interrupted() -> int:
    say("\ninterrupted")
    return INTERRUPTED


def _print_whatever_the_terminal_lacks() -> None:
    """Let a character that an encoding doesn't have come out as a question mark."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


@contextmanager
def _counted_interrupts() -> Iterator[list[int]]:
    """Raise `KeyboardInterrupt` at Ctrl-C as ever, and note in the list that it came."""
    came: list[int] = []

    def note(number: int, _frame: object) -> None:
        came.append(number)
        raise KeyboardInterrupt

    is_ours = threading.current_thread() is threading.main_thread()
    if not is_ours or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield came
        return
    signal.signal(signal.SIGINT, note)
    try:
        yield came
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _dispatch(words: list[str]) -> int:
    if completion.ASKED in os.environ:
        return _run_app(_app(*VERBS), words)
    first = words[0] if words else "--help"
    if first in ("--help", "-h", "help"):
        print(_help())
        return OK
    if first in ("--version", "-V"):
        from hpsim import __version__

        print(f"hpsim {__version__}")
        return OK
    if first in (completion.INSTALL, completion.SHOW):
        completion.install_or_show(words)
        return OK
    if first not in VERBS:
        kind = "option" if first.startswith("-") else "verb"
        known = [*VERBS] if kind == "verb" else ["--help", "--version", completion.INSTALL]
        hint = did_you_mean(first, known, f"{kind}s: {', '.join(known)}", SIMILAR_TYPED)
        hint = OTHER_VERBS.get(first.lower(), hint)
        raise HpsimError.of(f"unknown {kind} {first!r}", hint=hint)
    return _run_app(_app(first), words)


def _run_app(app: typer.Typer, words: list[str]) -> int:
    import typer.main

    command = typer.main.get_command(app)
    if "--help" in words or "-h" in words:
        _write_help_for_people(command)
    try:
        code: object = command.main(words, prog_name="hpsim", standalone_mode=False)
    except typer.Abort:
        raise KeyboardInterrupt from None
    if code == INTERRUPTED:  # typer has caught it
        raise KeyboardInterrupt
    return code if isinstance(code, int) else OK


def _app(*names: str) -> typer.Typer:
    """Build the application that has these verbs; mostly one."""
    import typer

    app = typer.Typer(
        add_completion=completion.ASKED in os.environ,
        rich_markup_mode=None,  # plain help: reads well in any terminal and aloud
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["--help", "-h"]},
    )
    app.callback()(_no_options)
    for name in names:
        module = importlib.import_module(VERBS[name].module)
        if hasattr(module, "app"):
            app.add_typer(module.app, name=name)
        else:
            app.command(name)(module.command)
    return app


def _no_options() -> None:
    """Do nothing: a callback makes typer keep the verb's name in front of its arguments."""


PLACEHOLDERS: dict[object, str] = {str: "TEXT", int: "N", float: "NUMBER", Path: "FILE"}


def _write_help_for_people(command: Any) -> None:
    """Give a verb's help whole sentences for its own verbs, and words in place of types."""
    for parameter in command.params:
        if parameter.param_type_name == "argument":
            parameter.display_type_rich = lambda ctx: ""  # noqa: ARG005  # its name says it
        elif parameter.metavar is None and not parameter.is_flag:
            described = getattr(parameter, "type_descriptor", None)
            parameter.metavar = PLACEHOLDERS.get(getattr(described, "annotation", None))
    for inner in getattr(command, "commands", {}).values():
        inner.short_help = (inner.help or "").partition("\n\n")[0].replace("\n", " ")
        _write_help_for_people(inner)


def _help() -> str:
    import shutil
    import textwrap

    options = {
        "-h, --help": "Show this message, or a verb's own: hpsim VERB --help.",
        "-V, --version": "Show the version.",
        "--install-completion": "Complete verbs, names and files with the Tab key.",
    }
    columns = shutil.get_terminal_size().columns
    what = "Which small heat pump fits this room: a year of minutes for every candidate."
    lines = ["Usage: hpsim VERB [ARGUMENTS]", "", *textwrap.wrap(what, columns)]
    helps = {name: verb.help for name, verb in VERBS.items()}
    for heading, entries in (("Verbs:", helps), ("Options:", options)):
        lines += ["", heading]
        width = max((len(name) for name in entries), default=0)
        for name, text in entries.items():
            start = f"  {name:<{width}}  "
            further = " " * len(start)
            lines += textwrap.wrap(text, columns, initial_indent=start, subsequent_indent=further)
    return "\n".join(lines)


def _report(error: Exception, *, as_json: bool) -> int:
    """Report what went wrong, on standard error and as JSON; return the exit code."""
    code, text, problems = _explain(error)
    say(text)
    if as_json and code == WRONG_INPUT:
        print(json.dumps({"errors": [asdict(p) for p in problems[:MOST_LISTED]]}, indent=2))
    return code


def _explain(error: Exception) -> tuple[int, str, list[Problem]]:
    """Return exit code, text for a person, and problems for a program."""
    if isinstance(error, HpsimError):
        code = FAILED if isinstance(error, SimulationError) else WRONG_INPUT
        return code, str(error), error.problems or [Problem(error.message)]
    if isinstance(error, OSError):
        where = str(error.filename) if error.filename else ""
        reason = error.strerror or str(error)
        hint = FULL_DISK_HINT if error.errno == errno.ENOSPC and not where else ""
        problem = Problem(reason, file=where, hint=hint)
        text = f"{where}: {reason}" if where else problem.as_text()
        return WRONG_INPUT, text, [problem]
    usage = _usage_message(error)
    if usage is not None:
        return WRONG_INPUT, usage, [Problem(usage)]
    text = (
        f"hpsim failed unexpectedly ({type(error).__name__}: {error}). This is a fault of the "
        "program: please report it with what HPSIM_DEBUG=1 shows."
    )
    return FAILED, text, []


PLAIN = (
    (r"Value error, ", ""),
    (r"Input should be a valid integer.*?(?=$| \()", "a whole number is needed"),
    (r"Input should be a valid number.*?(?=$| \()", "a number is needed, such as 52.5"),
    (r"Input should be ", "it should be "),
)
"""What the option parser says, and plain words for it."""
NO_VERB = re.compile(r"No such command '([^']*)'")
FILE_ENDINGS = (".yaml", ".yml")


def _usage_message(error: Exception) -> str | None:
    """Return the message of a wrong command line, None for any other error.

    Known by its method, since typer carries click inside under a private name in some versions
    and uses the installed one in others.
    """
    format_message = getattr(error, "format_message", None)
    if format_message is None:
        return None
    context = getattr(error, "ctx", None)
    path = f" (see '{context.command_path} --help')" if context else ""
    text: str = format_message()
    for pattern, words in PLAIN:
        text = re.sub(pattern, words, text)
    if (no_verb := NO_VERB.match(text)) and context and no_verb[1].endswith(FILE_ENDINGS):
        text += f" Did you mean '{context.command_path} run {no_verb[1]}'?"
    return f"{text}{path}"
