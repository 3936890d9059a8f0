"""``hpsim sure``: how sure the verdicts on a scenario's candidates are."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hpsim.cli.options import (
    DRAWS,
    AsJson,
    Draws,
    Overrides,
    ScenarioFile,
    Seed,
    Units,
    Workers,
    with_units,
)

if TYPE_CHECKING:
    from hpsim.certainty.tornado import Tornado
    from hpsim.results import Run
    from hpsim.scenario.model import Scenario

SHOWN = 5  # unknowns


def command(
    file: ScenarioFile,
    draws: Draws = DRAWS,
    seed: Seed = 1,
    quick: Annotated[
        bool,
        typer.Option("--quick", help="One unknown after the other, low and high: no chances."),
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Also keep all draws: sure.parquet and sure.json."),
    ] = None,
    workers: Workers = None,
    set_: Overrides = None,
    units: Units = None,
    as_json: AsJson = False,
) -> None:
    """Draw what nobody knows exactly from its range, and count how often each verdict holds."""
    from hpsim.cli.process import plain_warnings

    with plain_warnings():
        from hpsim.certainty.result import adder, document
        from hpsim.cli.how_sure import sampled, show
        from hpsim.cli.run import simulated
        from hpsim.scenario.load import load_scenario
        from hpsim.scenario.weather import year_of_climate

        scenario = load_scenario(file, with_units(set_, units))
        if scenario.simulation.from_ is not None:
            scenario = year_of_climate(scenario, "how sure a verdict is")
            note = "The scenario is of actual days: drawn is a year of its weather file."
            print(note, file=sys.stderr if as_json else sys.stdout)
        run = simulated(scenario)
        if quick:
            swings = _tornado(scenario, run, workers)
            if as_json:
                from hpsim.certainty.tornado import tornado_document

                print(json.dumps(tornado_document(swings), indent=2))
            else:
                _show_tornado(swings)
            return
        sample = sampled(scenario, run, draws, seed, workers)
        found = document(sample)
        if out is not None:
            out.mkdir(parents=True, exist_ok=True)
            adder(sample)(out)
    if as_json:
        print(json.dumps(found, indent=2))
    else:
        show(found)


def _tornado(scenario: Scenario, run: Run, workers: int | None) -> Tornado:
    from hpsim.certainty.tornado import tornado
    from hpsim.cli.progress import Bar
    from hpsim.sweep.execute.threads import usable_cores

    with Bar("cases") as bar:
        return tornado(scenario, run, workers=workers or usable_cores(), progress=bar)


def _show_tornado(found: Tornado) -> None:
    """Print which unknowns change a verdict by themselves, and the largest swings."""
    from hpsim.certainty.tornado import largest
    from hpsim.cli import tables

    for name, middle, swings in zip(found.names, found.middle, found.swings, strict=True):
        print(f"{name}: {middle.decision.word}, with every unknown in the middle of its range")
        table = tables.Table("what", ">kWh low", ">kWh high", ">starts", "verdict low → high")
        for swing in largest(swings, "electricity_kwh", SHOWN):
            low, high = swing.at_low, swing.at_high
            words = f"{low.decision.word} → {high.decision.word}"
            starts = f"{low.facts.starts or 0:,} → {high.facts.starts or 0:,}"
            kwh = (f"{case.facts.electricity_kwh:,.0f}" for case in (low, high))
            table.add_row(swing.words, *kwh, starts, words)
        tables.print_table(table)
        print()
    print("This varies one thing at a time; hpsim sure without --quick counts how often all agree.")
