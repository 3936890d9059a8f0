"""``hpsim rate``: what AHRI 210/240 makes of a heat pump's map, compared with its label."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hpsim.cli.completion import product_names
from hpsim.cli.options import AsJson, Picture, Units
from hpsim.cli.tables import Table, print_lines, print_table
from hpsim.description.paths import check_file_target
from hpsim.description.yamlfile import write_yaml
from hpsim.errors import HpsimError, ScenarioError
from hpsim.units.constants import K_PER_DEGF, W_PER_BTUH
from hpsim.units.display import Reader, in_units
from hpsim.units.systems import UnitSystem

if TYPE_CHECKING:
    from hpsim.equipment.product_facts import RatedMachine
    from hpsim.equipment.ratings.points import Bin

KEY_WORDS = {"afue": "AFUE", "steady_efficiency": "steady"}
EFFICIENCIES = ("afue", "steady_efficiency")
CAPACITY, LABEL_UNIT = "sacc", "Btu/Wh"


def command(
    source: Annotated[
        str,
        typer.Argument(
            metavar="FILE|PRODUCT",
            help="A scenario, a product file, or an id.",
            autocompletion=product_names,
        ),
    ],
    region: Annotated[int, typer.Option(min=1, max=6, help="Climate region of HSPF2.")] = 4,
    bins: Annotated[bool, typer.Option("--bins", help="Show the temperature bins too.")] = False,
    plot: Picture = None,
    tables: Annotated[
        bool, typer.Option("--tables", help="Print the machine as a `kind: table` candidate.")
    ] = False,
    units: Units = None,
    as_json: AsJson = False,
) -> None:
    """Rate a heat pump as its label does, and show how far its map is from the label."""
    if plot is not None:
        check_picture(plot)
    machines, reader = _rated(source, units)
    drawable = [machine for machine in machines if machine.notes.basis is not None]
    if not drawable and (tables or plot is not None):
        raise ScenarioError(f"{source}: a furnace has no map over outdoor temperature")
    if tables and not as_json:
        print(write_yaml({"candidates": [machine.as_table() for machine in drawable]}), end="")
        return
    facts = [machine.facts(region) for machine in machines]
    if plot is not None:
        draw_map(drawable[0], plot, reader)
    if as_json:
        document = facts[0] | ({"candidates": facts} if len(facts) > 1 else {})
        print(json.dumps(document, indent=2))
        return
    for machine, fact in zip(machines, facts, strict=True):
        _show(machine, fact, reader, region if bins else None)
    if plot is not None:
        print(f"drawn: {plot}")


def _rated(source: str, units: UnitSystem | None) -> tuple[list[RatedMachine], Reader]:
    """Return every machine with a rating in a scenario or a product, and in what units to show it.

    Products are in US units, as their labels are, unless a flag asks for others.
    """
    from hpsim.equipment.product_facts import is_product, rated_machines
    from hpsim.scenario.load import load_scenario
    from hpsim.scenario.product_files import read_product
    from hpsim.scenario.tree import find_scenario

    is_file = find_scenario(source).is_file()
    if is_product(source) or not is_file:  # an unknown name: the nearest products are named
        rated, system = rated_machines([read_product(source)]), units or "us"
    else:
        scenario = load_scenario(source)
        rated, system = rated_machines(scenario.candidates), units or scenario.units or "us"
    if not rated:
        message, hint = "no heat pump or furnace to rate", "a candidate with a label"
        raise ScenarioError.of(message, file=source, hint=hint)
    return rated, Reader(system)


def _show(machine: RatedMachine, facts: dict[str, Any], reader: Reader, region: int | None) -> None:
    notes = [reader.translated(note) for note in facts["notes"]]
    print(f"{machine.notes.name} ({machine.notes.kind})")
    print_table(ratings_table(facts, reader))
    if machine.notes.burner is not None:
        print_lines(notes)
        print()
        return
    print(f"C_D {facts['c_d_cooling']:.3f} cooling, {facts['c_d_heating']:.3f} heating")
    print_lines(notes)
    if region is not None:
        for title, rows in machine.bins(region).items():
            print(f"\n{title}")
            print_table(_bin_table(rows, reader))
    print()


def ratings_table(facts: dict[str, Any], reader: Reader) -> Table:
    """Return the table of ratings next to the label."""
    table, unit = Table("", ">map", ">label", ">miss"), reader.unit("capacity_w")
    keys = (CAPACITY, "seer2", "eer2", "hspf2", "ceer", "seer", "hspf", *EFFICIENCIES)
    for key in keys:
        value = facts.get(key)
        if value is None:
            continue
        label, miss = facts["label"].get(key), facts["miss"].get(key)
        digits = 0 if key == CAPACITY else 3 if key in EFFICIENCIES else 2
        name = f"{_of_region(key, facts)}, {unit if key == CAPACITY else LABEL_UNIT}"
        shown = [_rating(figure, key, digits, reader) for figure in (value, label)]
        if key in facts["estimated"]:
            shown[1] = "–"
        table.add_row(
            KEY_WORDS.get(key, name),
            *shown,
            "" if miss is None else f"{100.0 * miss + 0.0:+.2f} %".replace("-0.00", "+0.00"),
        )
    return table


def _of_region(key: str, facts: dict[str, Any]) -> str:
    """Return a rating's name, with its climate region where that is not the label's."""
    from hpsim.equipment.product_facts import BY_REGION
    from hpsim.equipment.ratings.heating import RATING_REGION

    name, region = key.upper(), facts["region"]
    is_other = key in BY_REGION and region != RATING_REGION
    return f"{name} in region {region}" if is_other else name


def _rating(value: float | None, key: str, digits: int, reader: Reader) -> str:
    """Return a figure of a label; a capacity, which is in Btu/h, in the reader's units."""
    if value is not None and key == CAPACITY:
        value = in_units(value * W_PER_BTUH, "capacity_w", reader.system)
    return "" if value is None else f"{value:,.{digits}f}"


def _bin_table(rows: Iterable[Bin], reader: Reader) -> Table:
    degrees, heat = reader.unit("outdoor_degc"), reader.unit("heat_w")
    heats = (f"load {heat}", f"full {heat}", f"delivered {heat}")
    headings = (degrees, "fraction", *heats, "energy W", "resistance W")
    table = Table(*(f">{heading}" for heading in headings))
    for row in rows:
        outdoor = in_units((row.outdoor_degf - 32.0) * K_PER_DEGF, "outdoor_degc", reader.system)
        figures = (in_units(value, "heat_w", reader.system) for value in row[2:5])
        table.add_row(
            f"{outdoor:.0f}",
            f"{row.fraction:.4f}",
            *(f"{value:,.0f}" for value in (*figures, *row[5:])),
        )
    return table


def check_picture(path: Path) -> None:
    """Raise unless a picture may be drawn into a file: its ending is known, it is no device."""
    check_picture_name(path)
    check_file_target(path)


def check_picture_name(path: Path) -> None:
    """Raise unless a file's ending is that of a picture."""
    if path.suffix not in (".png", ".svg", ".pdf"):
        message, title = f"'{path.name}' is no picture's name", f"{path}: nothing was drawn"
        raise HpsimError.of(message, "--plot", hint="such as map.png", title=title)


def draw_map(machine: RatedMachine, path: Path, reader: Reader) -> None:
    """Draw a heat pump's map into a PNG."""
    from hpsim.equipment.output_curves import output_curves
    from hpsim.plots import style
    from hpsim.plots.figures import save_figure
    from hpsim.plots.machine import machine_figure

    seasons = output_curves(machine.machine, machine.basis)
    with style.styled():
        save_figure(machine_figure(seasons, machine.notes.name, reader.system), path)
