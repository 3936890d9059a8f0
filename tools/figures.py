"""Fills the figures of README and docs from runs, and checks what is claimed next to them.

``python tools/figures.py`` rewrites the pages; ``--check`` changes nothing and fails where a figure
is more than 1 % off what a run gives, or a claim is untrue. A page that takes part begins with
what it runs:

.. code-block:: html

    <!-- runs
    chicago = run("chicago-addition")
    tight = run("chicago-addition", "room.ventilation=[]")
    -->

Then a figure stands between two comments, which readers do not see, in a format as in an f-string;
a claim is an expression that must be true; a block in code fences is printed by a function:

.. code-block:: html

    takes <!--{chicago[0].electricity_kwh:,.0f}-->995<!----> kWh
    <!--claim chicago[1].starts > 3.5 * chicago[0].starts-->
    <!--block table(chicago)-->

A page that begins with ``<!-- sweeps`` is filled in the same way, by ``tools/gallery.py``.
A candidate is taken by its place, a metric by its key (`docs/metrics.md`), all in SI units.
``chicago.room`` has the room's own figures. ``run`` judges its candidates; ``year``, a fifth of the
time, does not. ``notebook("field_cop")`` has the names that a notebook defines, and
``checks("cycling")`` the values of a validation suite by the names of its checks. Commands are
typed at a `desk.Desk`.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # the command line's digits, before numpy

import hpsim
from desk import Desk, between, lines
from hpsim.folder.summary import summary_of
from hpsim.units.display import Reader, quantity_text
from hpsim.validation.checks import suites

ROOT = Path(__file__).resolve().parent.parent
RUNS = re.compile(r"<!-- (?:runs|sweeps)\n(.*?)-->", re.DOTALL)
FIGURE = re.compile(r"(<!--\{(?P<expression>.+?)\}-->)(?P<shown>.*?)(<!---->)", re.DOTALL)
CLAIM = re.compile(r"<!--claim (?P<expression>.+?)-->", re.DOTALL)
BLOCK = re.compile(r"(<!--block (?P<expression>.+?)-->\s*```\w*\n)(?P<shown>.*?)(```)", re.DOTALL)
NUMBER = re.compile(r"[-\N{MINUS SIGN}]?\d[\d,]*(?:\.\d+)?")
TOLERANCE = 0.01  # last digits differ between processors


class Metrics:
    """The metrics of a candidate, by key: ``.starts``, ``.electricity_by_use_kwh.fan``."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def __getattr__(self, key: str) -> Any:
        try:
            value = self._values[key]
        except KeyError:
            raise AttributeError(f"no metric '{key}'") from None
        return Metrics(value) if isinstance(value, Mapping) else value


@dataclass(frozen=True)
class Figures:
    """What one run gave."""

    summary: Mapping[str, Any]

    def __getitem__(self, place: int) -> Metrics:
        return Metrics(self.summary["candidates"][place]["metrics"])

    @property
    def room(self) -> Metrics:
        """Return the room's own figures."""
        return Metrics(self.summary["room"])


@cache
def run(scenario: str, *overrides: str) -> Figures:
    """Return the figures of a scenario, with some of its keys changed."""
    say(f"running {' '.join((scenario, *overrides))}")
    return Figures(summary_of(hpsim.judged_run(hpsim.load_scenario(scenario, overrides)), None))


@cache
def year(scenario: str, *overrides: str) -> Figures:
    """Return the figures of a scenario without verdicts, with some of its keys changed."""
    say(f"simulating {' '.join((scenario, *overrides))}")
    return Figures(summary_of(hpsim.simulate(hpsim.load_scenario(scenario, overrides)), None))


@cache
def notebook(name: str) -> SimpleNamespace:
    """Return what a notebook defines."""
    import matplotlib.pyplot as plt

    from notebooks import cells

    say(f"running the notebook {name}")
    names: dict[str, Any] = {"__name__": "__main__"}
    with contextlib.redirect_stdout(io.StringIO()):
        for cell in cells(ROOT / "notebooks" / f"{name}.py"):
            if cell.is_code:
                exec(compile(cell.text, name, "exec"), names)  # our own notebooks
    plt.close("all")
    return SimpleNamespace(**names)


@cache
def checks(suite: str) -> Mapping[str, float]:
    """Return the values of a validation suite by the names of its checks."""
    say(f"validating {suite}")
    return {check.name: check.value for check in suites()[suite].checks()}


def answer(figures: Figures) -> str:
    """Return the three lines that ``hpsim run`` begins with."""
    return "".join(f"{line}\n" for line in figures.summary["answer"])


def table(figures: Figures) -> str:
    """Return the table of candidates as ``hpsim run`` prints it."""
    from hpsim.cli.tables import WIDTH_IN_A_PIPE, candidates_tables, print_table

    reader = Reader(figures.summary["units"])
    with contextlib.redirect_stdout(io.StringIO()) as out:
        for part in candidates_tables(figures.summary["candidates"], (), WIDTH_IN_A_PIPE, reader):
            print_table(part)
    return out.getvalue()


def us(value: float, name: str) -> str:
    """Return a value in US units with its unit: ``us(x, 'room_degc')``."""
    return quantity_text(value, name, "us")


NAMES: dict[str, Any] = {
    "Desk": Desk,
    "Figures": Figures,
    "between": between,
    "lines": lines,
    "run": run,
    "year": year,
    "notebook": notebook,
    "checks": checks,
    "answer": answer,
    "table": table,
    "us": us,
    "min": min,
    "max": max,
}
NAMES |= {"round": round, "abs": abs, "sum": sum}


def say(text: str) -> None:
    """Say on standard error what goes on."""
    print(text, file=sys.stderr, flush=True)


def refilled(page: str, more: Mapping[str, Any] | None = None) -> tuple[str, list[str]]:
    """Return a page with its figures as runs give them now, and its claims that are untrue.

    Parameters
    ----------
    page : str
        Its text.
    more : mapping, optional
        Names besides those that every page has.
    """
    names = {**NAMES, **(more or {})}
    for defined in RUNS.finditer(page):
        exec(defined[1], names)  # a page of our own, not anybody's

    def figure(match: re.Match[str]) -> str:
        shown = eval(f"f{'{' + match['expression'] + '}'!r}", names)
        return f"{match[1]}{shown}{match[4]}"

    def block(match: re.Match[str]) -> str:
        return f"{match[1]}{eval(match['expression'], names)}{match[4]}"

    claims = (match["expression"] for match in CLAIM.finditer(page))
    untrue = [" ".join(claim.split()) for claim in claims if not eval(claim, names)]
    return BLOCK.sub(block, FIGURE.sub(figure, page)), untrue


def pages() -> Iterator[Path]:
    """Give the pages that take part."""
    for path in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))):
        if "<!-- runs\n" in path.read_text(encoding="utf-8"):
            yield path


def is_same(shown: str, now: str) -> bool:
    """Return whether two texts are alike but for their numbers' last digits."""
    if NUMBER.sub("#", shown).split() != NUMBER.sub("#", now).split():
        return False
    pairs = zip(NUMBER.findall(shown), NUMBER.findall(now), strict=True)
    return all(_is_near(old, new) for old, new in pairs)


def _is_near(old: str, new: str) -> bool:
    """Return whether two numbers differ by a hundredth, or by one in the last digit."""
    a, b = (float(text.replace(",", "").replace("\N{MINUS SIGN}", "-")) for text in (old, new))
    last_digit = 10.0 ** -len(old.partition(".")[2])
    return abs(a - b) <= max(TOLERANCE * abs(a), 1.001 * last_digit)


def differences(before: str, after: str, *, exactly: bool = True) -> Iterator[str]:
    """Give each figure that has moved; where not exactly, by more than its last digits."""
    for pattern in (FIGURE, BLOCK):
        for old, new in zip(pattern.finditer(before), pattern.finditer(after), strict=True):
            same = old["shown"] == new["shown"]
            if not same and (exactly or not is_same(old["shown"], new["shown"])):
                yield f"{old['expression']}: {old['shown'].strip()} -> {new['shown'].strip()}"


def main(rewrite: Callable[[Path, str], None] | None) -> int:
    """Go through all pages; return how many things are not as they should be."""
    wrong = 0
    for path in pages():
        before = path.read_text(encoding="utf-8")
        after, untrue = refilled(before)
        for claim in untrue:
            print(f"{path.relative_to(ROOT)}: untrue now: {claim}")
        wrong += len(untrue)
        moved = list(differences(before, after, exactly=rewrite is not None))
        for line in moved:
            print(f"{path.relative_to(ROOT)}: {line}")
        if rewrite is None:
            wrong += len(moved)
        elif moved:
            rewrite(path, after)
    return wrong


def _rewrite(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="change nothing, fail if stale")
    sys.exit(1 if main(None if parser.parse_args().check else _rewrite) else 0)
