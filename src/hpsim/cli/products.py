"""``hpsim products``: the catalogue of heat pumps and furnaces, and a way to bring your own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

app = typer.Typer(no_args_is_help=True, help="List, show and import heat pumps; furnaces.")

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


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
        str | None, typer.Option(help="Most that the minimum output may be, heating at 47 °F.")
    ] = None,
    min_seer2: Annotated[float | None, typer.Option(help="Least SEER2.")] = None,
    min_hspf2: Annotated[float | None, typer.Option(help="Least HSPF2.")] = None,
    as_json: AsJson = False,
) -> None:
    """List the catalogue; every filter narrows it."""
    from hpsim.equipment.catalogue import furnace_ids, product_ids

    rows = [_facts(name) for name in (*product_ids(), *furnace_ids())]
    _refuse_unknown("--kind", kind, {row["kind"] for row in rows})
    _refuse_unknown("--form", form, {row["form"] for row in rows})
    least_w, most_w, minimum_w = (_watts(text) for text in (min_size, max_size, max_minimum))
    chosen = [
        row
        for row in rows
        if (kind is None or row["kind"] == kind)
        and (form is None or row["form"] == form)
        and (brand is None or brand.lower() in row["brand"].lower())
        and (least_w is None or row["size_w"] >= least_w - 1.0)
        and (most_w is None or row["size_w"] <= most_w + 1.0)
        and (minimum_w is None or (row["minimum_output_w"] or 1e9) <= minimum_w + 1.0)
        and (min_seer2 is None or (row["seer2"] or 0.0) >= min_seer2)
        and (min_hspf2 is None or (row["hspf2"] or 0.0) >= min_hspf2)
    ]
    if as_json:
        print(json.dumps({"products": chosen}, indent=2, ensure_ascii=False))
        return
    _print_list(chosen)


def _refuse_unknown(flag: str, word: str | None, known: set[str]) -> None:
    """Refuse a word of a filter that no product has: an empty list would look like an answer."""
    from hpsim.errors import Problem, ScenarioError
    from hpsim.units.messages import nearest

    if word is None or word in known:
        return
    words = sorted(known)
    near = nearest(word, words)
    hint = f"did you mean '{near}'?" if near else f"one of {', '.join(words)}"
    problem = Problem(f"no product has '{word}'", key=flag, hint=hint)
    raise ScenarioError("nothing was listed", [problem])


@app.command()
def show(
    name: Annotated[str, typer.Argument(metavar="ID", help="A catalogue id or a product file.")],
    plot: Annotated[bool, typer.Option("--plot", help="Draw the map into ID.png here.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show a product: what is known of it, its rating, and its map beside the maker's points."""
    from hpsim.cli.rate import facts_of, product_candidate
    from hpsim.equipment.catalogue import load_product
    from hpsim.equipment.compile import compile_machine
    from hpsim.errors import ScenarioError

    candidate = product_candidate(name)
    row = load_product(name)
    machine, notes = compile_machine(candidate)
    rating = facts_of(machine, notes)
    points = [_compared(point, machine, notes) for point in row.get("about", {}).get("points", ())]
    if plot and notes.basis is None:
        raise ScenarioError(f"{name}: a furnace has no map over outdoor temperature to draw")
    if plot:
        _draw(machine, notes, Path(f"{Path(name).stem}.png"))
    if as_json:
        written = {key: value for key, value in row.items() if key != "about"}
        about = {key: value for key, value in row.get("about", {}).items() if key != "points"}
        document = {"id": name, "product": written, "about": about, "rating": rating}
        print(json.dumps(document | {"points": points}, indent=2, ensure_ascii=False))
        return
    _print_product(name, row, rating, points)
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

    from hpsim.cli import FAILED, OK
    from hpsim.cli.rate import as_yaml
    from hpsim.equipment.neep import ListError, read_list
    from hpsim.errors import Problem, ScenarioError

    if not file.is_file():
        raise ScenarioError(f"{file}: no such file", [Problem("no such file", file=str(file))])
    try:
        rows = read_list(file)
    except ListError as error:
        problem = Problem(str(error), file=str(file), hint=error.hint)
        raise ScenarioError(f"{file}: {problem.as_text()}", [problem]) from None
    good, bad = _sorted_out(rows)
    for name, why in bad.items():
        print(f"left out {name}: {why}", file=sys.stderr)
    if good:
        out.mkdir(parents=True, exist_ok=True)
        for name, content in good.items():
            (out / f"{name}.yaml").write_text(as_yaml(content), encoding="utf-8")
    if as_json:
        print(json.dumps({"folder": str(out), "written": list(good), "left_out": bad}, indent=2))
    else:
        print(f"{len(good)} products written to {out}, {len(bad)} left out")
    return OK if good else FAILED


# ----------------------------------------------------------------------------------- one product
def _watts(text: str | None) -> float | None:
    from hpsim.errors import Problem, ScenarioError
    from hpsim.units.messages import UnitError
    from hpsim.units.values import parse

    if text is None:
        return None
    try:
        return parse(text, "heat_flow")
    except UnitError as error:
        problem = Problem(error.message, hint=error.hint)
        raise ScenarioError(problem.as_text(), [problem]) from None


def _facts(name: str) -> dict[str, Any]:
    from hpsim.cli.rate import product_candidate
    from hpsim.equipment.catalogue import load_product
    from hpsim.equipment.description.heaters import Furnace

    unit, about = product_candidate(name), load_product(name).get("about", {})
    if isinstance(unit, Furnace):
        nothing = dict.fromkeys(("minimum_output_w", "maximum_5f_w", "seer2", "eer2", "hspf2"))
        return {
            "id": name,
            "kind": unit.kind,
            "form": unit.form,
            "brand": about.get("brand", ""),
            "size_w": round(unit.size_w, 1),
            **nothing,
            "fuel": unit.fuel,
            "afue": unit.afue,
            "source": about.get("source", ""),
        }
    seer2, eer2, hspf2 = unit.efficiencies()
    return {
        "id": name,
        "kind": unit.compressor,
        "form": unit.form,
        "brand": about.get("brand", ""),
        "size_w": round(unit.size_w, 1),
        "minimum_output_w": _rounded(unit.minimum().heating_w),
        "maximum_5f_w": _rounded(unit.maximum().heating_5f_w),
        "seer2": _rounded(seer2, 2),
        "eer2": _rounded(eer2, 2),
        "hspf2": _rounded(hspf2, 2),
        "fuel": None,
        "afue": None,
        "source": about.get("source", ""),
    }


def _rounded(value: float | None, digits: int = 1) -> float | None:
    return None if value is None else round(value, digits)


def _btuh(value_w: float | None) -> str:
    return "" if value_w is None else f"{3.412142 * value_w:,.0f}"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _table(*headings: str) -> Any:
    from rich.table import Table

    table = Table(box=None, padding=(0, 1), pad_edge=False, header_style="bold")
    for heading in headings:
        right = heading.startswith(">")
        name = heading.removeprefix(">")
        table.add_column(name, justify="right" if right else "left", no_wrap=right)
    return table


def _print_list(rows: list[dict[str, Any]]) -> None:
    from hpsim.cli.tables import print_table

    table = _table(
        "id",
        "kind",
        "form",
        ">size\nBtu/h",
        ">minimum\n47 °F",
        ">most\n5 °F",
        ">SEER2",
        ">HSPF2",
        *(("fuel", ">AFUE") if any(row["fuel"] for row in rows) else ()),
    )
    for row in sorted(rows, key=lambda row: (row["size_w"], row["id"])):
        table.add_row(
            row["id"],
            row["kind"],
            row["form"],
            _btuh(row["size_w"]),
            _btuh(row["minimum_output_w"]),
            _btuh(row["maximum_5f_w"]),
            _number(row["seer2"]),
            _number(row["hspf2"]),
            *((row["fuel"] or "", _share(row["afue"])) if len(table.columns) > 8 else ()),
        )
    print_table(table)
    print(f"\n{len(rows)} products; `hpsim products show ID` tells more.")


def _compared(point: Mapping[str, Any], machine: Any, notes: Any) -> dict[str, Any]:
    """Return a maker's point beside the map's COP at the same net output and temperature."""
    import numpy as np

    from hpsim.equipment.maps import net_point
    from hpsim.units.values import parse

    outdoor = parse(point["outdoor"], "temperature")
    wanted_w = parse(point["capacity"], "heat_flow")
    heating = outdoor < 15.0
    table = machine.heating if heating else machine.cooling
    fan_w = notes.basis.heating_fan_w if heating else notes.basis.cooling_fan_w
    nets = [
        net_point(table, fan_w, outdoor, float(speed), heating=heating) for speed in table.speed
    ]
    capacity = np.array([net.capacity_w for net in nets])
    slack = 0.02 * wanted_w
    inside = capacity[0] - slack <= wanted_w <= capacity[-1] + slack
    power = float(np.interp(wanted_w, capacity, [net.power_w for net in nets]))
    return {
        "outdoor": point["outdoor"],
        "speed": point["speed"],
        "capacity": point["capacity"],
        "listed_cop": point["cop"],
        "map_cop": round(wanted_w / power, 2) if inside else None,
    }


def _print_product(
    name: str, row: Mapping[str, Any], rating: dict[str, Any], points: list[dict[str, Any]]
) -> None:
    from hpsim.cli.rate import ratings_table
    from hpsim.cli.tables import print_lines, print_table

    about = row.get("about", {})
    print(" ".join(str(about[k]) for k in ("brand", "outdoor_model", "indoor_model") if k in about))
    print(name)
    for key, value in row.items():
        if key != "about":
            shown = (
                ", ".join(f"{k} {v}" for k, v in value.items())
                if isinstance(value, Mapping)
                else value
            )
            print(f"  {key}: {shown}")
    for key in ("basis", "status", "notes", "source", "licence"):
        if key in about:
            print(f"  {key}: {about[key]}")
    print()
    print_table(ratings_table(rating))
    print_lines(rating["notes"])
    if points:
        print("\nThe maker's points beside the map that returns the label:")
        table = _table("outdoor", "speed", ">output", ">listed COP", ">map COP")
        for point in points:
            cop = "" if point["map_cop"] is None else f"{point['map_cop']:.2f}"
            head = (point["outdoor"], point["speed"], str(point["capacity"]))
            table.add_row(*head, f"{point['listed_cop']:.2f}", cop)
        print_table(table)


def _draw(machine: Any, notes: Any, path: Path) -> None:
    from hpsim.plots import style
    from hpsim.plots.figures import save_figure
    from hpsim.plots.machine import machine_figure

    with style.styled():
        save_figure(machine_figure(machine, notes.basis, notes.name), path)


# --------------------------------------------------------------------------------------- import
def _sorted_out(rows: list[Any]) -> tuple[dict[str, dict[str, Any]], dict[str, str]]:
    """Return rows that are heat pumps, by name, and why the others aren't."""
    from pydantic import ValidationError

    from hpsim.description.base import Reading
    from hpsim.equipment.compile import compile_machine
    from hpsim.equipment.description.heat_pump import VariableSpeed

    good: dict[str, dict[str, Any]] = {}
    bad: dict[str, str] = {}
    for name, content in rows:
        if name in good:
            continue  # the same pair of models under another brand
        written = {key: value for key, value in content.items() if key != "about"}
        try:
            compile_machine(VariableSpeed.from_written(written, Reading()))
        except ValidationError as error:
            bad[name] = "; ".join(details["msg"] for details in error.errors())
        else:
            good[name] = content
    return good, bad
