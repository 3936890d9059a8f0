"""``hpsim sure``: how sure the verdicts on a scenario's candidates are."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hpsim.cli import tables
from hpsim.cli.options import (
    DRAWS,
    SEED,
    AsJson,
    Draws,
    Overrides,
    ScenarioFile,
    Seed,
    Units,
    Workers,
    with_units,
)
from hpsim.cli.process import plain_warnings
from hpsim.cli.progress import Bar, sampled, simulated
from hpsim.judgement import UNFIT

if TYPE_CHECKING:
    from hpsim.results import Run
    from hpsim.scenario.model import Scenario

SHOWN = 5  # unknowns
LIKELY = 0.5


def command(
    file: ScenarioFile,
    draws: Draws = DRAWS,
    seed: Seed = SEED,
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
    with plain_warnings():
        from hpsim.certainty.result import adder, document
        from hpsim.scenario.load import load_scenario
        from hpsim.scenario.weather import year_of_climate

        scenario = load_scenario(file, with_units(set_, units))
        if scenario.simulation.from_ is not None:
            scenario = year_of_climate(scenario, "how sure a verdict is")
            note = "The scenario is of actual days: drawn is a year of its weather file."
            print(note, file=sys.stderr if as_json else sys.stdout)
        run = simulated(scenario)
        if quick:
            quickly = _tornado(scenario, run, workers)
            if as_json:
                print(json.dumps(quickly, indent=2))
            else:
                _show_tornado(quickly)
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


def _tornado(scenario: Scenario, run: Run, workers: int | None) -> dict[str, Any]:
    from hpsim.certainty.tornado import tornado
    from hpsim.sweep.execute.threads import usable_cores

    with Bar("cases") as bar:
        return tornado(scenario, run, workers=workers or usable_cores(), progress=bar)


def _show_tornado(found: dict[str, Any]) -> None:
    """Print which unknowns change a verdict by themselves, and the largest swings."""
    from hpsim.certainty.tornado import largest
    from hpsim.cli import tables

    for candidate in found["candidates"]:
        verdict = candidate["middle"]["verdict"]
        print(f"{candidate['name']}: {verdict}, with every unknown in the middle of its range")
        table = tables.Table("what", ">kWh low", ">kWh high", ">starts", "verdict low → high")
        for swing in largest(candidate["swings"], "electricity_kwh", SHOWN):
            ends = swing["at_low"], swing["at_high"]
            kwh = (f"{end['electricity_kwh']:,.0f}" for end in ends)
            starts = " → ".join(f"{end['starts'] or 0:,}" for end in ends)
            table.add_row(swing["words"], *kwh, starts, " → ".join(end["verdict"] for end in ends))
        tables.print_table(table)
        print()
    tables.print_folded(
        "This varies one thing at a time; hpsim sure without --quick counts how often all agree."
    )


def show(found: dict[str, Any]) -> None:
    """Print the answer, the chances of each candidate, and what to find out first."""
    if found["answer"]:
        tables.print_answer(found["answer"], found.get("caveat", ""))
    print(f"Of {found['draws']} likely cases (seed {found['seed']}):\n")
    owned = [c["name"] for c in found["candidates"] if c["cheapest_to_own"] is not None]
    costs = [">fits, cheapest to own"] if len(owned) > 1 else []
    table = tables.Table("candidate", ">fits", ">±", *costs, "verdicts")
    for candidate in found["candidates"]:
        held = {
            word: chance["fraction"]
            for word, chance in candidate["verdicts"].items()
            if round(100.0 * chance["fraction"]) > 0
        }
        words = ", ".join(
            f"{word} {100.0 * part:.0f} %"
            for word, part in sorted(held.items(), key=lambda pair: -pair[1])
        )
        chance = candidate["fits"]
        error = f"{100.0 * chance['standard_error']:.1f}"
        least = candidate["cheapest_to_own"]
        cells = [_percent(least)] if costs and least else ["–"] * len(costs)
        table.add_row(candidate["name"], _percent(chance), error, *cells, words)
    tables.print_table(table)
    print()
    tables.print_table(_ranges(found["candidates"], found["currency"]))
    print()
    tables.print_folded(
        "± is the standard error of the percentage. Ranges: 5 to 95 %, the middle in between."
    )
    print()
    pairs = _pairs_of_cost(found["pairs"], found["candidates"])
    tables.print_lines([*found["find_out_first"], *pairs, *found["differs"]])
    least = found["index_by_chance"]
    shown = [m for m in found["matters"] if m["metric"] == "verdict" and m["index"] >= least]
    tables.print_lines(
        [
            f"{100.0 * m['index']:.0f} % of the scatter of the verdict comes from {m['words']}."
            for m in shown[:SHOWN]
        ]
    )
    if not shown:
        tables.print_lines([f"No single unknown stands out among {found['draws']} cases."])
    print()
    tables.print_lines([found["weather_note"]])


def _percent(chance: dict[str, float]) -> str:
    return f"{100.0 * chance['fraction']:.0f} %"


def _pairs_of_cost(pairs: list[dict[str, Any]], candidates: list[dict[str, Any]]) -> list[str]:
    """Return how often one candidate costs less to own than another, where both mostly hold."""
    hold = {
        candidate["name"]
        for candidate in candidates
        if sum(c["fraction"] for w, c in candidate["verdicts"].items() if w not in UNFIT) >= LIKELY
    }
    return [
        f"{pair['first']} costs less to own than {pair['second']} in {_percent(pair)} of cases "
        f"(± {100.0 * pair['standard_error']:.1f} %)."
        for pair in pairs
        if pair["metric"] == "life_cycle_cost" and {pair["first"], pair["second"]} <= hold
    ][:SHOWN]


def _ranges(candidates: list[dict[str, Any]], currency: str | None) -> Any:
    columns = {
        "electricity_kwh": ">kWh a year",
        "cost_per_year": f">{currency} a year",
        "starts": ">starts a year",
        "high_humidity_h": ">humid hours",
        "life_cycle_cost": f">{currency} to own",
    }
    known = [key for key in columns if any(c[key] is not None for c in candidates)]
    table = tables.Table("candidate", *(columns[key] for key in known))
    for candidate in candidates:
        cells = []
        for key in known:
            ends = candidate[key]
            text = "–" if ends is None else " · ".join(f"{ends[p]:,.0f}" for p in ends)
            cells.append(text)
        table.add_row(candidate["name"], *cells)
    return table
