"""Tables that people export elsewhere, bills of a meter and lists of heat pumps; the live page.

What is refused names its file and leaves no other file behind.
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import inputs
import numpy as np
from outcomes import NonsenseError, by_command
from surfaces import Action, sane_scenario, surface

from hpsim.errors import HpsimError
from hpsim.serve.form import Choices, choices_of, in_other_units, scenario_yaml

BILLS = (
    "start,electricity_kwh_until_next",
    "start,gas_kwh",
    "Start date,End date,Usage (kWh)",
    "Month,kWh",
    "date;kWh",
    *(["time,outdoor_degc,gas_kwh"] * 6),
)
STAMPS = ("%m/%d/%Y", "%d.%m.%Y", "%b %Y", "%Y-%m", "%Y-%m-%dT%H:%M:%S-06:00")
STAMPS += ("%Y-%m-%d",) * 6
ROOM = """\
name: billed
weather: us-5A-chicago
room: {kind: addition, floor_area: 23 m2, quality: average}
thermostat: {heating: 20 degC}
candidates: [{kind: variable_speed, size: 9 kBtu/h, seer2: 18, hspf2: 9}]
"""
LIST = (
    "Manufacturer", "Brand", "Outdoor Unit Model #", "Indoor Unit Model #(s)", "Ducted or Ductless",
    "SEER2", "EER2", "HSPF2", "Cooling Capacity", "Rated Capacity 47F", "Rated Capacity 17F",
    "Min Capacity 47F", "Max Capacity 47F", "Max Capacity 17F", "Max Capacity 5F",
    "Min Capacity 95F", "Max Capacity 95F", "Outdoor Dry Bulb",
)  # fmt: skip
ODD_CELLS = ("", "N/A", "nan", "-", "1e999", "9" * 400, "-9000", "0", "12,000 Btu/h", "٣", "ten")
ODD_CELLS += ("../../x", "=1+1", "\x00", "a\tb", "'; drop", "ü" * 300, "inf", "9.000,5", "CON")


def whole_or_absent(action: Action, folder: Path, *names: str) -> Action:
    """Return an action; refused, it names its file or flag and no file is new or has changed."""

    def state() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    def run() -> None:
        before = state()
        try:
            action()
        except HpsimError as error:
            if not any(name in str(error) for name in names):
                raise NonsenseError(f"a refusal without {names}: {str(error)[:200]}") from error
            if state() != before:
                raise NonsenseError("a refusal that left files") from error
            raise

    return run


def bills_text(chance: random.Random) -> str:
    """Return a meter's bills of some months or days, with what is wrong in them."""
    head, stamp = chance.choice(BILLS), chance.choice(STAMPS)
    comma = ";" if ";" in head else ","
    n, days = chance.choice((2, 5, 12, 26, 200)), chance.choice((1, 29, 30, 31))
    begin = np.datetime64(chance.choice(("2023-01-01", "2015-11-22", "2024-02-29")))
    rows = [head]
    for k in range(n):
        at, end = (begin + np.timedelta64(days * i, "D") for i in (k, k + 1))
        day = float((at - at.astype("datetime64[Y]")).astype(int))
        degc = 10.0 - 14.0 * np.cos(2.0 * np.pi * day / 365.0)
        kwh = (days * (8.0 + 3.0 * max(14.0 - degc, 0.0))) * chance.uniform(0.9, 1.1)
        cells = [at.item().strftime(stamp), f"{kwh:.1f}"]
        if "End" in head:
            cells.insert(1, end.item().strftime(stamp))
        if "outdoor" in head:
            cells.insert(1, f"{degc:.2f}")
        if comma == ";":
            cells[-1] = cells[-1].replace(".", ",")
        rows.append(comma.join(cells))
    for _ in range(chance.choice((0, 0, 1, 2))):
        k = chance.randrange(1, len(rows))
        cells = rows[k].split(comma)
        cells[chance.randrange(len(cells))] = chance.choice(ODD_CELLS)
        rows[k] = comma.join(cells)
    if chance.random() < 0.3:
        rows = inputs.with_fields(rows, chance)
    text = "\n".join(rows)
    return inputs.with_text(text, chance) if chance.random() < 0.2 and text else text


@surface
def meter_bills(seed: int, folder: Path) -> Action:
    """The verb `fit` with bills, for a room or alone."""
    chance = random.Random(f"bills{seed}")
    text = bills_text(chance)
    (folder / "bills.csv").write_bytes(text.encode("utf-8", "surrogatepass"))
    (folder / "room.yaml").write_text(ROOM, encoding="utf-8")
    given = list(chance.choice(([], [], [], ["--json"], ["--zone", "UTC"], ["--zone", "x"])))
    rooms = chance.choice((["room.yaml"], []))
    fit = by_command(["fit", *rooms, "--bills", "bills.csv", *given])
    return whole_or_absent(fit, folder, "bills.csv", *given)


def list_row(chance: random.Random, k: int) -> list[str]:
    """Return a heat pump as a list has it: plausible, with one cell in three rows odd."""
    size = chance.choice((6000, 9000, 12000, 18000)) * chance.uniform(0.9, 1.1)
    heat = size * chance.uniform(1.0, 1.3)
    outputs = [heat, 0.7 * heat, 0.25 * heat, 1.2 * heat, heat, 0.8 * heat, 0.3 * size, 1.1 * size]
    labels = [chance.uniform(16, 28), chance.uniform(9, 15), chance.uniform(8, 12)]
    row = ["Maker", "Brand", f"OUT-{k}", f"IN-{k}", "Ductless", *(f"{n:.1f}" for n in labels)]
    row += [f"{size:.0f}", *(f"{n:.0f}" for n in outputs), chance.choice(("-13", "5", "-22"))]
    if chance.random() < 0.4:
        row[chance.randrange(len(row))] = chance.choice(ODD_CELLS)
    return row


@surface
def product_lists(seed: int, folder: Path) -> Action:
    """The verb `products import` with an exported list; what it writes can be read again."""
    chance = random.Random(f"list{seed}")
    table = [list(LIST), *(list_row(chance, k % 5) for k in range(chance.choice((0, 1, 3, 6))))]
    lines = [",".join(f'"{cell}"' if "," in cell else cell for cell in row) for row in table]
    if chance.random() < 0.3:
        lines.insert(0, "A list,updated today")
    if chance.random() < 0.5:
        lines = inputs.with_fields(lines, chance)
    text = "\n".join(lines)
    if chance.random() < 0.2 and text:
        text = inputs.with_text(text, chance)
    (folder / "list.csv").write_bytes(text.encode("utf-8", "surrogatepass"))
    command = by_command(["products", "import", "list.csv", "--json"])

    def run() -> None:
        command()
        outside = [path for path in folder.rglob("*") if path.is_file()]
        outside = [p for p in outside if p.name != "list.csv" and p.parent != folder / "products"]
        if outside:
            raise NonsenseError(f"files outside of the folder: {outside}")
        for path in sorted((folder / "products").glob("*.yaml"))[:2]:
            by_command(["products", "show", str(path), "--json"])()

    return whole_or_absent(run, folder, "list.csv")


@surface
def live_page(seed: int, _: Path) -> Action:
    """The choices in an address of the live page, and the scenario that is made of them."""
    chance = random.Random(f"live{seed}")
    query = {key: str(value) for key, value in Choices().model_dump().items()}
    for key in ("area", "heating", "cooling", "price"):
        query[key] = f"{float(query[key]) * chance.uniform(0.6, 1.4):.3g}"
    for key in chance.sample(sorted(query), chance.choice((0, 0, 1, 2))):
        query[key] = chance.choice((*ODD_CELLS, "4", "3000", "-0", "1e3", "6", "true", "<b>", "us"))
    to: Any = chance.choice(("us", "si"))

    def read() -> None:
        choices = in_other_units(choices_of(query), to)
        sane_scenario(scenario_yaml(choices))

    return read
