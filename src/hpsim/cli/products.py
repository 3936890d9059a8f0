"""``hpsim products``: the catalogue of heat pumps and furnaces, and a way to bring your own."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hpsim.cli import FAILED, OK
from hpsim.cli.completion import product_names
from hpsim.cli.options import AsJson, Units
from hpsim.cli.tables import Table, print_fact, print_lines, print_table
from hpsim.description.paths import check_file_target, is_file, write_whole
from hpsim.description.yamlfile import write_yaml
from hpsim.errors import ScenarioError
from hpsim.units.display import Reader, in_units
from hpsim.units.messages import UnitError, did_you_mean
from hpsim.units.systems import UnitSystem
from hpsim.units.values import parse

if TYPE_CHECKING:
    from hpsim.equipment.product_facts import PointFacts, ProductFacts

LABELS: UnitSystem = "us"  # the catalogue's
RATED_DEGC, COLD_DEGC = 25.0 / 3.0, -15.0  # 47 and 5 degF
SLACK_W = 1.0  # of sizes, which are compared in rounded units
app = typer.Typer(no_args_is_help=True, help="List, show and import heat pumps; furnaces.")


@app.command("list")
def list_products(
    kind: Annotated[
        str | None, typer.Option(help="single_stage, two_stage, variable_speed or furnace.")
    ] = None,
    form: Annotated[str | None, typer.Option(help="ductless_wall, slim_ducted, window, …")] = None,
    brand: Annotated[str | None, typer.Option(help="Part of the brand's name.")] = None,
    min_size: Annotated[str | None, typer.Option(help="As '6 kBtu/h' or '2 kW'.")] = None,
    max_size: Annotated[str | None, typer.Option(help="As '12 kBtu/h' or '3.5 kW'.")] = None,
    max_minimum: Annotated[
        str | None, typer.Option(help="Maximum of the minimum output, heating at 47 °F (8.3 °C).")
    ] = None,
    min_seer2: Annotated[float | None, typer.Option(help="Minimum SEER2.")] = None,
    min_hspf2: Annotated[float | None, typer.Option(help="Minimum HSPF2.")] = None,
    units: Units = None,
    as_json: AsJson = False,
) -> None:
    """List the catalogue; every filter narrows it."""
    from hpsim.equipment.product_facts import catalogue

    rows = catalogue()
    _refuse_unknown("--kind", kind, {row.kind for row in rows})
    _refuse_unknown("--form", form, {row.form for row in rows})
    low_w, high_w, minimum_w = (_watts(text) for text in (min_size, max_size, max_minimum))
    chosen = [
        row
        for row in rows
        if (kind is None or row.kind == kind)
        and (form is None or row.form == form)
        and (brand is None or brand.lower() in row.brand.lower())
        and (low_w is None or row.size_w >= low_w - SLACK_W)
        and (high_w is None or row.size_w <= high_w + SLACK_W)
        and (minimum_w is None or (row.minimum_output_w or math.inf) <= minimum_w + SLACK_W)
        and (min_seer2 is None or (row.seer2 or 0.0) >= min_seer2)
        and (min_hspf2 is None or (row.hspf2 or 0.0) >= min_hspf2)
    ]
    if as_json:
        rows_of_json = [asdict(row) for row in chosen]
        print(json.dumps({"products": rows_of_json}, indent=2, ensure_ascii=False))
        return
    _print_list(chosen, Reader(units or LABELS))


def _refuse_unknown(flag: str, word: str | None, known: set[str]) -> None:
    """Refuse a word of a filter that no product has: an empty list would look like a result."""
    if word is None or word in known:
        return
    words = sorted(known)
    alike = [other for other in words if other.startswith(word.lower())]
    hint = did_you_mean(word, words, f"one of {', '.join(words)}")
    if len(alike) > 1:
        hint = f"one of {', '.join(alike)}"
    raise ScenarioError.of(f"no product has '{word}'", flag, hint=hint, title="nothing was listed")


@app.command()
def show(
    name: Annotated[
        str,
        typer.Argument(
            metavar="ID", help="A catalogue id or a product file.", autocompletion=product_names
        ),
    ],
    plot: Annotated[bool, typer.Option("--plot", help="Draw the map into ID.png here.")] = False,
    units: Units = None,
    as_json: AsJson = False,
) -> None:
    """Show a product: what is known of it, its rating, and its map next to the maker's points."""
    from hpsim.cli.rate import draw_map
    from hpsim.equipment.catalogue import load_product
    from hpsim.equipment.product_facts import point_facts, rated_machines
    from hpsim.scenario.product_files import read_product

    reader = Reader(units or LABELS)
    rated = rated_machines([read_product(name)])[0]
    row = load_product(name)
    about = dict(row.get("about", {}))
    rating = rated.facts()
    basis = rated.notes.basis
    points = [point_facts(point, rated.machine, basis) for point in about.pop("points", ())]
    if plot and basis is None:
        raise ScenarioError(f"{name}: a furnace has no map over outdoor temperature to draw")
    if plot:
        check_file_target(Path(f"{Path(name).stem}.png"))
        draw_map(rated, Path(f"{Path(name).stem}.png"), reader)
    written = {key: value for key, value in row.items() if key != "about"}
    if as_json:
        head = {"id": name, "product": written, "about": about, "rating": rating}
        document = {**head, "points": [asdict(point) for point in points]}
        print(json.dumps(document, indent=2, ensure_ascii=False))
        return
    _print_product(name, written, about)
    _print_rating(rating, points, reader)
    if plot:
        print(f"drawn: {Path(name).stem}.png")


@app.command("import")
def import_list(
    file: Annotated[Path, typer.Argument(metavar="CSV", help="Your export of the NEEP list.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where product files go.")] = Path(
        "products"
    ),
    as_json: AsJson = False,
) -> int:
    """Make product files of an exported list, to be used as ``product: products/ID.yaml``."""
    import sys

    from hpsim.equipment.neep import read_list
    from hpsim.scenario.product_files import usable_products

    if not is_file(file):
        raise ScenarioError.of("no such file", file=str(file), title=f"{file}: no such file")
    good, bad = usable_products(read_list(file))
    for name, why in bad.items():
        print(f"left out {name}: {why}", file=sys.stderr)
    if good:
        out.mkdir(parents=True, exist_ok=True)
        for name, content in good.items():
            write_whole(out / f"{name}.yaml", write_yaml(content))
    if as_json:
        print(json.dumps({"folder": str(out), "written": list(good), "left_out": bad}, indent=2))
    else:
        print(f"{len(good)} products written to {out}, {len(bad)} left out")
    return OK if good else FAILED


def _watts(text: str | None) -> float | None:
    if text is None:
        return None
    try:
        return parse(text, "heat_flow")
    except UnitError as error:
        raise ScenarioError.of(error.message, hint=error.hint) from None


def _fixed(value: float | None, decimals: int) -> str:
    return "" if value is None else f"{value:.{decimals}f}"


def _print_list(rows: Sequence[ProductFacts], reader: Reader) -> None:
    def output(value_w: float | None) -> str:
        return "" if value_w is None else f"{in_units(value_w, 'output_w', reader.system):,.0f}"

    burns = any(row.fuel for row in rows)
    fuel_columns = ("fuel", ">AFUE") if burns else ()
    at = [reader.text(degc, "outdoor_degc") for degc in (RATED_DEGC, COLD_DEGC)]
    outputs = (f">size\n{reader.unit('output_w')}", f">minimum\n{at[0]}", f">maximum\n{at[1]}")
    table = Table("id", "brand", "kind", "form", *outputs, ">SEER2", ">HSPF2", *fuel_columns)
    for row in sorted(rows, key=lambda row: (row.size_w, row.id)):
        table.add_row(
            row.id,
            row.brand,
            row.kind,
            row.form,
            output(row.size_w),
            output(row.minimum_output_w),
            output(row.maximum_5f_w),
            _fixed(row.seer2, 1),
            _fixed(row.hspf2, 1),
            *((row.fuel or "", _fixed(row.afue, 2)) if burns else ()),
        )
    print_table(table)
    print(f"\n{len(rows)} products; `hpsim products show ID` shows more.")


def _print_product(name: str, written: Mapping[str, Any], about: Mapping[str, Any]) -> None:
    print(" ".join(str(about[k]) for k in ("brand", "outdoor_model", "indoor_model") if k in about))
    print(name)
    for key, value in written.items():
        is_mapping = isinstance(value, Mapping)
        shown = ", ".join(f"{k} {v}" for k, v in value.items()) if is_mapping else value
        print_fact(f"  {key}: ", str(shown))
    for key in ("basis", "status", "notes", "source", "licence"):
        if key in about:
            print_fact(f"  {key}: ", str(about[key]))
    print()


def _print_rating(rating: dict[str, Any], points: Sequence[PointFacts], reader: Reader) -> None:
    from hpsim.cli.rate import ratings_table

    print_table(ratings_table(rating, reader))
    print_lines([reader.translated(note) for note in rating["notes"]])
    if points:
        print("\nThe maker's points next to the map that returns the label:")
        table = Table("outdoor", "speed", ">output", ">listed COP", ">map COP")
        for point in points:
            cops = (f"{point.listed_cop:.2f}", _fixed(point.map_cop, 2))
            table.add_row(point.outdoor, point.speed, str(point.capacity), *cops)
        print_table(table)
