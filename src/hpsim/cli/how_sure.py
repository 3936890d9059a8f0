"""Draws of a scenario with a progress bar, and how sure its verdicts are, printed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hpsim.results import UNFIT

if TYPE_CHECKING:
    from hpsim.certainty.sample import Sample
    from hpsim.results import Run
    from hpsim.scenario.model import Scenario

SHOWN = 5  # unknowns
OFF_MIDDLE = 0.15  # of the middle: more is worth a word
LIKELY = 0.5


def sampled(
    scenario: Scenario, run: Run, draws: int, seed: int, workers: int | None = None
) -> Sample:
    """Return the draws of a scenario, with a progress bar.

    Parameters
    ----------
    scenario : Scenario
        As its author wrote it.
    run : Run
        Of it, judged.
    draws, seed : int
        How many, and which.
    workers : int
        Threads; default: the cores of this machine.
    """
    from hpsim.certainty.sample import sample
    from hpsim.cli.progress import Bar
    from hpsim.sweep.execute.threads import usable_cores

    with Bar("cases") as bar:
        return sample(
            scenario,
            run,
            draws=draws,
            seed=seed,
            workers=workers or usable_cores(),
            progress=bar,
        )


def show(found: dict[str, Any]) -> None:
    """Print the answer, the chances of each candidate, and what to find out first."""
    from hpsim.cli import tables

    if found["answer"]:
        tables.print_answer(found["answer"])
    print(f"Of {found['draws']} likely cases (seed {found['seed']}):\n")
    owned = [c["name"] for c in found["candidates"] if c["cheapest_to_own"] is not None]
    costs = [">cheapest to own"] if len(owned) > 1 else []
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
    tables.print_table(_ranges(found["candidates"]))
    print(
        "\n± is the standard error of the percentage. Ranges: 5 to 95 %, the middle in between.\n"
    )
    pairs = _pairs_of_cost(found["pairs"], found["candidates"])
    tables.print_lines([*found["find_out_first"], *pairs, *_off_middle(found["candidates"])])
    least = found["index_by_chance"]
    shown = [m for m in found["matters"] if m["metric"] == "verdict" and m["index"] >= least]
    for matter in shown[:SHOWN]:
        part = f"{100.0 * matter['index']:.0f} %"
        print(f"- {part} of the scatter of the verdict comes from {matter['words']}.")
    if not shown:
        tables.print_lines([f"No single unknown stands out among {found['draws']} cases."])
    print()
    tables.print_lines([found["weather_note"]])


def _percent(chance: dict[str, float]) -> str:
    return f"{100.0 * chance['fraction']:.0f} %"


def _off_middle(candidates: list[dict[str, Any]]) -> list[str]:
    """Return that the run with its defaults lies far from the middle of the cases, if it does."""
    for candidate in candidates:
        middle, run = candidate["electricity_kwh"]["p50"], candidate["run"]["electricity_kwh"]
        if abs(run - middle) > OFF_MIDDLE * middle:
            uses = f"With defaults alone {candidate['name']} uses {run:,.0f} kWh a year; in the "
            uses += f"middle of the cases {middle:,.0f}. A default is the most common value of an "
            uses += "unknown, which may lie at one end of its range "
            return [f"{uses}(hpsim sure --quick shows each)."]
    return []


def _pairs_of_cost(pairs: list[dict[str, Any]], candidates: list[dict[str, Any]]) -> list[str]:
    """Return how often one candidate costs less to own than another, where both mostly hold."""
    hold = {
        candidate["name"]
        for candidate in candidates
        if sum(c["fraction"] for w, c in candidate["verdicts"].items() if w not in UNFIT) >= LIKELY
    }
    return [
        f"{pair['first']} costs less to own than {pair['second']} in {_percent(pair)} of cases "
        f"(± {100.0 * pair['standard_error']:.0f} %)."
        for pair in pairs
        if pair["metric"] == "life_cycle_cost" and {pair["first"], pair["second"]} <= hold
    ][:SHOWN]


def _ranges(candidates: list[dict[str, Any]]) -> Any:
    """Return the table of ranges."""
    from hpsim.cli import tables

    columns = {
        "electricity_kwh": ">kWh a year",
        "cost_per_year": ">cost a year",
        "starts": ">starts a year",
        "high_humidity_h": ">humid hours",
        "life_cycle_cost": ">cost to own",
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
