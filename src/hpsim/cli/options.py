"""Flags that several verbs take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from hpsim.units.systems import UnitSystem

if TYPE_CHECKING:
    from hpsim.scenario.model import Scenario

Overrides = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Change a key: candidates.0.size=9 kBtu/h"),
]
Units = Annotated[
    UnitSystem | None,
    typer.Option("--units", help="Units of what is printed; default: those of the file."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


def read_in(scenario: Scenario, units: UnitSystem | None) -> Scenario:
    """Return a scenario whose results are read in the units that a flag asks for."""
    return scenario if units is None else scenario.model_copy(update={"units": units})
