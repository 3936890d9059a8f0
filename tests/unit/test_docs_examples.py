"""What README and docs show is tried: commands are read and run, YAML is loaded, Python executed.

Every command line is read by the parser of its verb. Those that take no year are run, in a folder
with the files that the pages name; those that do are marked slow. `NOT_HERE` lists what is only
read, and the tests that run it.
"""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import re
import shlex
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pytest
import typer
from ruamel.yaml import YAML

import pages
from fakes import UNITS, fake_run
from hpsim.cli import main
from hpsim.folder.writing import write_folder
from hpsim.scenario.load import load_scenario
from hpsim.shipped import weather_folder
from hpsim.sweep.design.expand import Expander, Run
from hpsim.sweep.design.sweepfile import read_sweep

ROOT = Path(__file__).resolve().parents[2]
TEXTS = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md")),
    *(ROOT / folder / "README.md" for folder in ("notebooks", "results", "scenarios")),
    *(path for path in sorted((ROOT / "docs").glob("*.md")) if path.name != "cli.md"),
]
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
SHELL = ("", "sh", "bash")
IN_FENCE = re.compile(r"^(?:\$ )?(?:\.venv/bin/)?(hpsim [a-z].*)$", re.MULTILINE)
IN_TEXT = re.compile(r"`(hpsim [^`]+)`")
PLACEHOLDERS = {
    "FILE": "my-room.yaml",
    "FOLDER": "results/made",
    "NAME": "chicago-addition",
    "SCENARIO": "my-room.yaml",
    "TERM": "seer2",
    "KEY": "room.quality",
    "ID": "gen-room-ac-6k",
    "PRODUCT": "gen-room-ac-6k",
    "FILE|PRODUCT": "my-unit.yaml",
    "TOWN": "Chicago, IL",
    "CSV": "units.csv",
    "A.yaml": "my-room.yaml",
    "results/b": "results/made",
    "room.yaml": "my-room.yaml",
    "bedroom.yaml": "my-room.yaml",
    "scenario.yaml": "my-room.yaml",
    "fitted.yaml": "my-room.yaml",
    "my-region.yaml": "sweep.yaml",
    "scenarios/claims/sizes.yaml": str(ROOT / "scenarios/claims/sizes.yaml"),
}
NOT_HERE = {
    "serve": "tests/page/test_live.py",
    "weather fetch": "tests/unit/weather/test_fetch.py",
    "--scheduler": "tests/sweep",
    "init": "tests/unit/cli/test_init.py",
    "claims": "tests/unit/claims",
    "validate": "tools/validation_check.py, tests/validation",
    "sweep sensitivity": "tests/unit/sweep/test_sensitivity.py",
    "products import": "tests/unit/cli/test_products_and_rate.py",
    "--install-completion": "tests/unit/cli/test_terminal.py",
    "fit": "tests/unit/fit, tests/unit/cli/test_fit.py",
    "measured": "tests/physics/test_measured.py",
}
"""Commands that are only read here, and what runs them."""
YEARS = ("run", "sure", "compare", "sweep run")
"""Verbs that simulate years: slow."""


class Shown(NamedTuple):
    """A command that pages show, as typed behind ``hpsim``."""

    words: str
    page: str
    """The first that shows it."""


def commands() -> list[Shown]:
    """Return every command that pages show, once."""
    found: dict[str, str] = {}
    for path in TEXTS:
        text = path.read_text("utf-8").replace("\\\n", " ")
        lines = [
            m for lang, body in FENCE.findall(text) if lang in SHELL for m in IN_FENCE.findall(body)
        ]
        lines += IN_TEXT.findall(FENCE.sub("", text).replace("\n", " "))
        for line in lines:
            words = re.sub(r"\s+#.*", "", " ".join(line.split())).replace("\\|", "|")
            found.setdefault(words.removeprefix("hpsim ").strip(), path.name)
    return [Shown(words, page) for words, page in found.items()]


COMMANDS = commands()
VERBS = dict(pages.commands())
USAGE_ERROR = typer.BadParameter.__mro__[1]
"""Of typer's own click, which has no public name."""


def filled(words: str) -> list[str]:
    """Return the words of a command with files and names in the place of FILE, NAME and others."""
    words = words.replace("sweep run FILE", "sweep run sweep.yaml")
    words = words.replace("sweep run NAME", "sweep run setback")
    words = words.replace("show FILE", "show us-5A-chicago")
    words = words.replace("bill CSV --tariff FILE", "bill meter.csv --tariff rate.yaml")
    parts = shlex.split(words.split(" > ")[0])
    return [PLACEHOLDERS.get(part, part) for part in parts if part != "…"]


def verb_of(words: list[str]) -> str | None:
    """Return the verb that a command begins with, such as ``sweep run``."""
    return next((v for k in (2, 1) if (v := " ".join(words[:k])) in VERBS), None)


@pytest.mark.parametrize("shown", COMMANDS, ids=lambda shown: f"{shown.page}: {shown.words}")
def test_every_command_is_one(shown: Shown) -> None:
    """Its verb is there, and its arguments and options are the verb's."""
    words = filled(shown.words)
    if words[0].startswith("-"):
        return
    verb = verb_of(words)
    groups = {name.split()[0] for name in VERBS}
    assert verb is not None or (len(words) == 1 and words[0] in groups), shown
    if verb is None:
        return
    command, rest = VERBS[verb], words[len(verb.split()) :]
    options = {name for p in command.params for name in (*p.opts, *p.secondary_opts)}
    assert [w for w in rest if w.startswith("--") and w.split("=")[0] not in options] == []
    if rest and not rest[-1].startswith("--"):  # a mention of an option alone is no command
        command.make_context(verb, list(rest))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the files that the pages name."""
    folder = tmp_path_factory.mktemp("docs")

    def example(page: str, k: int) -> str:
        blocks = FENCE.findall((ROOT / page).read_text("utf-8"))
        return [body for lang, body in blocks if lang == "yaml"][k]

    (folder / "my-room.yaml").write_text(example("README.md", 0), "utf-8")
    (folder / "my-unit.yaml").write_text(example("docs/product_files.md", 0), "utf-8")
    (folder / "rate.yaml").write_text(example("docs/money.md", 1), "utf-8")
    free = [[0] * 24] * 12
    rate = {"energyratestructure": [[{"rate": 0.05}]], "energyweekdayschedule": free}
    rate |= {"energyweekendschedule": free}
    (folder / "rate.json").write_text(json.dumps(rate), "utf-8")
    (folder / "sweep.yaml").write_text(example("docs/sweeps.md", 0), "utf-8")
    with gzip.open(next(weather_folder().glob("*.epw.gz"))) as epw:
        (folder / "other-year.epw").write_bytes(epw.read())
    start = datetime(2026, 1, 1)  # noqa: DTZ001
    times = [start + timedelta(hours=k) for k in range(24 * 60)]
    (folder / "meter.csv").write_text(
        "time,usage [kWh]\n" + "".join(f"{t:%Y-%m-%d %H:%M},0.5\n" for t in times[: 24 * 31]),
        "utf-8",
    )
    columns = ("outdoor_degf", "heater_w", "low_degc", "middle_degc", "high_degc")
    (folder / "log.csv").write_text(
        f"time,{','.join(columns)}\n"
        + "".join(f"{t:%Y-%m-%dT%H:%M},30,500,19,20,21\n" for t in times),
        "utf-8",
    )
    (folder / "sun.csv").write_text(
        "time,ghi_w_per_m2\n" + "".join(f"{t:%Y-%m-%dT%H:%M}Z,0\n" for t in times), "utf-8"
    )
    rows = pd.DataFrame({"candidate": ["6k", "12k"], "starts": [1297, 3827]})
    (folder / "results" / "sweeps" / "setback" / "runs").mkdir(parents=True)
    rows.to_parquet(folder / "results" / "sweeps" / "setback" / "runs" / "part-0.parquet")
    for name in ("made", "chicago-addition"):
        write_folder(fake_run(UNITS[:2]), folder / "results" / name)
    return folder


def is_year(words: list[str]) -> bool:
    """Return whether a command simulates years."""
    verb = verb_of(words)
    return verb in YEARS and words != ["compare", "results/made"]


def runnable() -> list[Shown]:
    """Return the commands that have all that they need, and are not tried elsewhere."""
    found = []
    for shown in COMMANDS:
        words = filled(shown.words)
        verb = verb_of(words)
        elsewhere = any(f" {name} " in f" {' '.join(words)} " for name in NOT_HERE)
        if verb is not None and not elsewhere and "…" not in shown.words:
            with contextlib.suppress(USAGE_ERROR):  # a verb or an option is only mentioned
                VERBS[verb].make_context(verb, words[len(verb.split()) :])
                found.append(shown)
    return found


RUN = {" ".join(filled(shown.words)): shown for shown in reversed(runnable())}
QUICK = [shown for shown in RUN.values() if not is_year(filled(shown.words))]
SLOW = [shown for shown in RUN.values() if is_year(filled(shown.words))]


def run_in(place: Path, words: list[str], monkeypatch: pytest.MonkeyPatch) -> str:
    """Run a command in the folder; return what it printed."""
    monkeypatch.chdir(place)
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        code = main(words)
    assert code == 0, out.getvalue()[-2000:]
    return out.getvalue()


@pytest.mark.parametrize("shown", QUICK, ids=lambda shown: f"{shown.page}: {shown.words}")
def test_a_command_of_the_pages_works(
    shown: Shown, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run_in(place, filled(shown.words), monkeypatch)


NEED_DRAWS = ("sure my-room.yaml", "run my-room.yaml --sure")
"""With 300 of them they take minutes."""


@pytest.mark.slow
@pytest.mark.parametrize("shown", SLOW, ids=lambda shown: f"{shown.page}: {shown.words}")
def test_a_command_that_simulates_years_works(
    shown: Shown, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The scenarios that come with hpsim are all run by tests/unit/cli/test_every_scenario.py."""
    words = ["20" if word == "1000" else word for word in filled(shown.words)]  # fewer draws
    if words[0] == "run" and words[1] != "my-room.yaml":
        load_scenario(words[1])
        return
    more = ["--draws", "20"] if " ".join(words) in NEED_DRAWS else []
    more += ["--dry-run"] if words[0] == "sweep" and "--dry-run" not in words else []
    assert run_in(place, [*words, *more], monkeypatch)


class Example(NamedTuple):
    """A part of a page in code fences."""

    page: str
    number: int
    text: str


def examples(language: str) -> list[Example]:
    """Return the examples of all pages in a language."""
    return [
        Example(path.name, k, body)
        for path in TEXTS
        for k, (shown, body) in enumerate(FENCE.findall(path.read_text("utf-8")))
        if shown == language
    ]


SWEEP_BLOCKS = {"grid", "zip", "list", "one_at_a_time", "latin_hypercube", "sobol"}


@pytest.mark.parametrize("example", examples("yaml"), ids=lambda e: f"{e.page} {e.number}")
def test_yaml_of_the_pages_is_what_it_seems(
    example: Example, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A scenario, keys of one, a sweep, or a unit: it is read without a problem."""
    data = YAML(typ="safe").load(example.text)
    file = place / f"{example.page}-{example.number}.yaml"
    file.write_text(example.text, "utf-8")
    if SWEEP_BLOCKS & set(data):
        expander = Expander(read_sweep(file))
        assert all(isinstance(expander.run(k), Run) for k in (0, 1))
    elif "candidates" not in data and {"kind", "size"} <= set(data):
        assert "SEER2" in run_in(place, ["rate", file.name], monkeypatch)
    else:
        base = YAML(typ="safe").load((place / "my-room.yaml").read_text("utf-8"))
        rest = {key: value for key, value in base.items() if key not in data}
        with file.open("w", encoding="utf-8") as stream:
            if rest:
                YAML(typ="safe").dump(rest, stream)
            stream.write(example.text)
        run_in(place, ["check", file.name], monkeypatch)


def executed(pages_of: str, names: dict[str, Any]) -> dict[str, Any]:
    """Run the Python of a page from top to bottom; return its names."""
    for example in examples("python"):
        if example.page == pages_of and not example.text.startswith(">>> "):
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile(example.text, pages_of, "exec"), names)
    return names


@pytest.mark.parametrize("page", ["results.md", "sizing.md", "sweeps.md"])
def test_python_of_a_page_runs(page: str, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(place)
    assert executed(page, {})


@pytest.mark.slow
@pytest.mark.parametrize("page", ["README.md", "python_api.md"])
def test_python_that_simulates_years_runs(
    page: str, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(place)
    assert len(executed(page, {})["run"].candidates) == 4


NEW_FILES = """
import sys
from collections.abc import Iterator
from typing import Literal
import numpy as np
from pydantic import Field
from matplotlib.axes import Axes
from hpsim.description.base import Duration, Positive, Power, Word
from hpsim.equipment.assumptions import MachineAssumptions, size_words
from hpsim.equipment.kinds.heater import Heater, heater_machine
from hpsim.kernel.types import Machine
from hpsim.metrics.registry import metric
from hpsim.plots import style
from hpsim.plots.layouts import PerMachine
from hpsim.plots.registry import SweepPanel, SweepPlot, plot, sweep_plot
from hpsim.results import Results
from hpsim.validation.checks import Check, near, suite

WARM_UP_S, PRINTED = 300.0, 0.001
read_rows = lambda name: [{"name": "a", "leakage": "0.1", "efficiency": "0.9"}]
delivery_efficiency = lambda leakage: 1.0 - leakage
"""
"""What a new file imports, and what an example takes for granted."""
USED = """
assert InfraredPanel(size_w=500.0).compile()[0].indoor_coil.heating_start_s == WARM_UP_S
assert [check.passed for check in checks()] == [True]
"""


def test_python_of_how_to_add_works() -> None:
    """In a process of its own: its examples register themselves."""
    text = "\n".join(e.text for e in examples("python") if e.page == "how_to_add.md")
    done = subprocess.run(
        [sys.executable, "-c", NEW_FILES + text + USED], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_every_page_with_python_is_tried() -> None:
    """Those of notebooks by tests/notebooks, doctests by tests/unit/test_examples.py."""
    tried = {"README.md", "python_api.md", "results.md", "sizing.md", "sweeps.md", "how_to_add.md"}
    shown = {e.page for e in examples("python") if not e.page.startswith("notebook_")}
    assert shown == tried
