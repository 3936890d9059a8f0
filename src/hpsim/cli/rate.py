"""``hpsim rate``: what AHRI 210/240 makes of a heat pump's map, beside its label."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from rich.table import Table

    from hpsim.equipment.maps import RatingBasis
    from hpsim.equipment.notes import MachineNotes
    from hpsim.equipment.ratings import Bin
    from hpsim.kernel.types import Machine

KEY_WORDS = {"afue": "AFUE", "steady_efficiency": "steady"}  # shares
DIGITS = 6  # of a rating in JSON


def command(
    source: Annotated[
        str, typer.Argument(metavar="FILE|PRODUCT", help="A scenario, a product file, or an id.")
    ],
    region: Annotated[int, typer.Option(min=1, max=6, help="Climate region of HSPF2.")] = 4,
    bins: Annotated[bool, typer.Option("--bins", help="Show the temperature bins too.")] = False,
    plot: Annotated[
        Path | None, typer.Option(metavar="PNG", help="Draw the map into this file.")
    ] = None,
    tables: Annotated[
        bool, typer.Option("--tables", help="Print the machine as a `kind: table` candidate.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Rate a heat pump as its label does, and show how far its map is from the label."""
    machines = rated_machines(source)
    drawable = next((m for m in machines if m[1].basis is not None), None)
    if drawable is None and (tables or plot is not None):
        from hpsim.errors import ScenarioError

        raise ScenarioError(f"{source}: a furnace has no map over outdoor temperature")
    if tables and not as_json:
        print(_as_tables(machines), end="")
        return
    facts = [facts_of(machine, notes, region) for machine, notes in machines]
    if plot is not None and drawable is not None:
        _draw(drawable, plot)
    if as_json:
        document = facts[0] | ({"candidates": facts} if len(facts) > 1 else {})
        print(json.dumps(document, indent=2))
        return
    for (machine, notes), fact in zip(machines, facts, strict=True):
        _show(machine, notes, fact, region, bins=bins)
    if plot is not None and drawable is not None:
        print(f"drawn: {plot}")


def _as_tables(machines: list[tuple[Machine, MachineNotes]]) -> str:
    from hpsim.equipment.export import table_of
    from hpsim.equipment.indoor import RATED_SHR, RATED_SHR_ROOM_UNIT

    written = [
        {"name": notes.name}
        | table_of(
            machine,
            notes.size_w,
            RATED_SHR_ROOM_UNIT if notes.is_room_unit else RATED_SHR,
            notes.basis,
        )
        for machine, notes in machines
        if notes.basis is not None
    ]
    return as_yaml({"candidates": written})


def as_yaml(content: Mapping[str, Any]) -> str:
    """Return a mapping as YAML, lists of numbers on one line."""
    import io

    from ruamel.yaml import YAML

    writer = YAML()
    writer.default_flow_style = None
    writer.width = 4096
    text = io.StringIO()
    writer.dump(dict(content), text)
    return text.getvalue()


def rated_machines(source: str) -> list[tuple[Machine, MachineNotes]]:
    """Return every machine with a rating that a scenario, a product file or an id stands for.

    Of a pair, each half that has one; a unit that stands in several places once.

    Raises
    ------
    ScenarioError
        If there is none, or the source can't be read.
    """
    from hpsim.equipment.catalogue import furnace_ids, product_ids
    from hpsim.equipment.compile import compile_machine
    from hpsim.equipment.description.candidates import Pair
    from hpsim.equipment.description.heat_pump import HeatPump
    from hpsim.equipment.description.heaters import Furnace
    from hpsim.equipment.description.tables import TableMachine
    from hpsim.errors import Problem, ScenarioError

    if source in (*product_ids(), *furnace_ids()) or is_product_file(source):
        candidates: list[Any] = [product_candidate(source)]
    else:
        from hpsim.scenario.load import load_scenario

        candidates = list(load_scenario(source).candidates)
    halves: list[Any] = []
    for candidate in candidates:
        is_pair = isinstance(candidate, Pair)
        halves += (candidate.cooling, candidate.heating) if is_pair else (candidate,)
    labelled = [half for half in halves if isinstance(half, (HeatPump, TableMachine, Furnace))]
    rated = [half for i, half in enumerate(labelled) if half not in labelled[:i]]
    if not rated:
        problem = Problem(
            "no heat pump or furnace to rate", file=source, hint="a candidate with a label"
        )
        raise ScenarioError(problem.as_text(), [problem])
    return [compile_machine(candidate) for candidate in rated]


def is_product_file(source: str) -> bool:
    """Return whether a path is a YAML file with one candidate, and no scenario."""
    path = Path(source)
    if path.suffix not in (".yaml", ".yml") or not path.is_file():
        return False
    from hpsim.equipment.catalogue import load_product

    try:
        row = load_product(str(path.resolve()))
    except LookupError:
        return False
    return "room" not in row and "extends" not in row and ("kind" in row or "product" in row)


def product_candidate(name: str) -> Any:
    """Return the candidate of a catalogue id or a product file.

    Raises
    ------
    ScenarioError
        With what is wrong with it.
    """
    from pydantic import TypeAdapter, ValidationError

    from hpsim.description.base import Reading
    from hpsim.equipment.description.candidates import Candidate
    from hpsim.errors import Problem, ScenarioError

    adapter: TypeAdapter[Any] = TypeAdapter(Candidate)
    written = {"product": name}
    try:
        return adapter.validate_python(written, context=Reading(), by_alias=True, by_name=False)
    except ValidationError as error:
        problems = []
        for details in error.errors(include_url=False):
            key = ".".join(str(part) for part in details["loc"][1:])
            hint = str(details.get("ctx", {}).get("hint", ""))
            problems.append(Problem(details["msg"], key, name, None, hint))
        head = problems[0].as_text() if len(problems) == 1 else f"{len(problems)} problems"
        raise ScenarioError(f"{name}: {head}", problems if len(problems) > 1 else []) from None


def facts_of(machine: Machine, notes: MachineNotes, region: int = 4) -> dict[str, Any]:
    """Return what ``--json`` shows of one machine, a furnace or a heat pump."""
    return rating_facts(machine, notes, region) if notes.burner is None else burner_facts(notes)


def burner_facts(notes: MachineNotes) -> dict[str, Any]:
    """Return what ``--json`` shows of a furnace."""
    burner = notes.burner
    assert burner is not None
    return {
        "name": notes.name,
        "kind": notes.kind,
        "fuel": burner.fuel,
        "input_w": round(burner.input_w, DIGITS),
        "steady_efficiency": round(burner.steady_efficiency, DIGITS),
        "afue": round(burner.afue, DIGITS),
        "label": {key: round(value, DIGITS) for key, value in notes.label.items()},
        "miss": {key: round(value, DIGITS) for key, value in notes.miss.items()},
        "notes": list(notes.notes),
    }


def rating_facts(machine: Machine, notes: MachineNotes, region: int = 4) -> dict[str, Any]:
    """Return what ``--json`` shows of one machine."""
    from hpsim.equipment.maps import rate
    from hpsim.units.constants import BTUH_PER_W

    basis = _basis(notes)
    found = rate(machine.cooling, machine.heating, basis, region)
    facts: dict[str, Any] = {
        key: None if value is None else round(value, DIGITS)
        for key, value in found._asdict().items()
    }
    facts |= {"ceer": None, "sacc": None}
    if notes.portable is not None:
        from hpsim.equipment.beside import portable_rating

        rated = portable_rating(machine, basis, notes.portable)
        facts |= dict.fromkeys(("seer2", "eer2", "seer", "eer"))  # not a portable's metrics
        facts["ceer"] = round(rated.ceer, DIGITS)
        facts["sacc"] = round(rated.sacc_w * BTUH_PER_W, DIGITS)
    elif notes.is_room_unit and found.eer2 is not None:
        from hpsim.equipment.ratings import ROOM_AC_EER_OVER_CEER

        facts["ceer"] = round(found.eer2 / ROOM_AC_EER_OVER_CEER, DIGITS)
    return facts | {
        "name": notes.name,
        "kind": notes.kind,
        "region": region,
        "c_d_cooling": round(basis.c_d_cooling, DIGITS),
        "c_d_heating": round(basis.c_d_heating, DIGITS),
        "label": {key: round(value, DIGITS) for key, value in notes.label.items()},
        "miss": {key: round(value, DIGITS) for key, value in notes.miss.items()},
        "bounds": [] if notes.solution is None else list(notes.solution.bounds),
        "notes": list(notes.notes),
    }


def _basis(notes: MachineNotes) -> RatingBasis:
    assert notes.basis is not None  # every heat pump has one
    return notes.basis


def _show(
    machine: Machine, notes: MachineNotes, facts: dict[str, Any], region: int, *, bins: bool
) -> None:
    from hpsim.cli.tables import print_lines, print_table

    print(f"{notes.name} ({notes.kind})")
    print_table(ratings_table(facts))
    if notes.burner is not None:
        print_lines(facts["notes"])
        print()
        return
    print(f"C_D {facts['c_d_cooling']:.3f} cooling, {facts['c_d_heating']:.3f} heating")
    print_lines(facts["notes"])
    if bins:
        for title, rows in _bins(machine, notes, region).items():
            print(f"\n{title}")
            print_table(_bin_table(rows))
    print()


def ratings_table(facts: dict[str, Any]) -> Table:
    """Return the table of ratings beside the label."""
    from rich.table import Table

    table = Table(box=None, padding=(0, 1), pad_edge=False, header_style="bold")
    table.add_column("")
    for heading in ("map", "label", "miss"):
        table.add_column(heading, justify="right")
    keys = ("sacc", "seer2", "eer2", "hspf2", "ceer", "seer", "hspf", "afue", "steady_efficiency")
    for key in keys:
        value = facts.get(key)
        if value is None:
            continue
        label, miss = facts["label"].get(key), facts["miss"].get(key)
        digits = {"sacc": 0, "afue": 3, "steady_efficiency": 3}.get(key, 2)  # SACC in Btu/h
        table.add_row(
            KEY_WORDS.get(key, key.upper()),
            f"{value:.{digits}f}",
            "" if label is None else f"{label:.{digits}f}",
            "" if miss is None else f"{100.0 * miss + 0.0:+.2f} %".replace("-0.00", "+0.00"),
        )
    return table


def _bins(machine: Machine, notes: MachineNotes, region: int) -> dict[str, list[Bin]]:
    from hpsim.equipment import maps, ratings

    basis, found = _basis(notes), {}
    q_a_w = None
    if basis.can_cool:
        tests = maps.cooling_tests(machine.cooling, basis)
        q_a_w = tests.a_full.capacity_w
        found["Cooling bins (SEER2)"] = ratings.cooling_bins(
            tests, basis.compressor, basis.c_d_cooling, basis.load_factor
        )
    if basis.can_heat:
        points = maps.heating_tests(machine.heating, basis)
        found[f"Heating bins (HSPF2, region {region})"] = ratings.heating_bins(
            points,
            basis.compressor,
            basis.c_d_heating,
            points.h1_full.capacity_w if q_a_w is None else q_a_w,
            region,
            basis.off_degf,
        )
    return found


def _bin_table(rows: list[Bin]) -> Table:
    from rich.table import Table

    table = Table(box=None, padding=(0, 1), pad_edge=False, header_style="bold")
    headings = ("°F", "share", "load W", "full W", "delivered W", "energy W", "resistance W")
    for heading in headings:
        table.add_column(heading, justify="right")
    for row in rows:
        table.add_row(
            f"{row.outdoor_degf:.0f}", f"{row.fraction:.4f}", *(f"{value:.0f}" for value in row[2:])
        )
    return table


def _draw(machine: tuple[Machine, MachineNotes], path: Path) -> None:
    from hpsim.plots import style
    from hpsim.plots.figures import save_figure
    from hpsim.plots.machine import machine_figure

    with style.styled():
        save_figure(machine_figure(machine[0], _basis(machine[1]), machine[1].name), path)
