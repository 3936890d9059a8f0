"""Flags that several verbs take."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from hpsim.cli.completion import scenario_names
from hpsim.units.systems import UnitSystem

ScenarioFile = Annotated[
    str,
    typer.Argument(
        metavar="FILE|NAME",
        help="A scenario file, or a shipped scenario.",
        autocompletion=scenario_names,
    ),
]
Overrides = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Change a key: candidates.0.size=9 kBtu/h"),
]
Units = Annotated[
    UnitSystem | None,
    typer.Option("--units", help="Units of what is printed; default: those of the file."),
]
DRAWS, SEED = 300, 1
MOST_DRAWS = 100_000
Draws = Annotated[
    int,
    typer.Option("--draws", min=1, max=MOST_DRAWS, help="How many likely cases are simulated."),
]
Seed = Annotated[int, typer.Option("--seed", min=0, help="Another one draws other cases.")]
Workers = Annotated[
    int | None, typer.Option(min=1, help="Threads or processes; default: the cores.")
]
Picture = Annotated[
    Path | None, typer.Option("--plot", metavar="PNG", help="Draw it into this file.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


def with_units(overrides: list[str] | None, units: UnitSystem | None) -> list[str]:
    """Return overrides by which a scenario is read in the units that a flag asks for."""
    return [*(overrides or ()), *([f"units={units}"] if units else ())]


@contextmanager
def errors_in(units: UnitSystem | None) -> Iterator[None]:
    """Let the errors of a run be in the units of its reader."""
    from hpsim.errors import HpsimError
    from hpsim.units.display import translated
    from hpsim.units.examples import in_examples_of

    try:
        yield
    except HpsimError as error:
        system = units or "si"
        problems = [
            replace(
                p,
                message=translated(p.message, system),
                hint=translated(in_examples_of(p.hint, system), system),
            )
            for p in error.problems
        ]
        raise type(error)(translated(error.message, system), problems) from error
