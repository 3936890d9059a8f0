"""Inputs that are valid, or nearly: all keys from the schema, weather of all formats, price series.

What is accepted here goes on: a room, machines, a year, a folder, a bill, a size, a draw.
"""

from __future__ import annotations

import csv
import io
import random
from functools import cache
from pathlib import Path
from typing import Any

import by_schema
import inputs
import numpy as np
from outcomes import NonsenseError, by_command, finite
from surfaces import Action, _weather_lines, read_scenario, sane_scenario, surface


def _nearly(tree: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """Return a tree, in a third of all cases with a value or a part changed."""
    how = chance.random()
    if how < 0.67:
        return tree
    return (inputs.with_values if how < 0.85 else inputs.with_structure)(tree, chance)


@surface
def every_key(seed: int, _: Path) -> Action:
    """All keys of the schema, with values as it shows them."""
    chance = random.Random(f"keys{seed}")
    text = inputs.yaml_of(_nearly(by_schema.scenario(seed), chance))
    return lambda: sane_scenario(text)


@surface
def accepted_years(seed: int, _: Path) -> Action:
    """The year of a scenario with any keys; what is refused before it is refused."""
    from surfaces import _compiled

    tree = by_schema.scenario(10_000_000 + seed)
    text = inputs.yaml_of(tree)
    _compiled()

    def run() -> None:
        from hpsim.metrics import metrics_of
        from hpsim.simulate import simulate

        scenario = read_scenario(text)
        found = simulate(scenario)
        for year in found.candidates:
            sane_year(year)
            finite(metrics_of(year), year.candidate)

    return run


def sane_year(year: Any) -> None:
    """Raise `NonsenseError` where a year can not be."""
    hourly = year.hourly
    for name, values in hourly._asdict().items():
        if values is not None and not np.isfinite(values).all():
            raise NonsenseError(f"{name} is not finite")
    if not -75.0 < hourly.room_degc.min() <= hourly.room_degc.max() < 95.0:
        span = f"{hourly.room_degc.min():.0f} to {hourly.room_degc.max():.0f}"
        raise NonsenseError(f"a room of {span} degC")
    if (year.electric_power_w < -1e-6).any() or (hourly.running > 1.0 + 1e-9).any():
        raise NonsenseError("electricity below 0, or more than an hour in an hour")
    given = float(hourly.heat_delivered_w.sum())
    used = float(year.electric_power_w.sum() + hourly.fuel_w.sum())
    if year.kind != "ideal" and given > 12.0 * used + 1.0:
        raise NonsenseError(f"{given / 1000:.0f} kWh of heat from {used / 1000:.0f} kWh")


VERBS: tuple[tuple[str, ...], ...] = (
    ("check", "F"), ("check", "F", "--json"), ("describe", "F"), ("describe", "F", "--json"),
    ("describe", "F", "--units", "si"), ("rate", "F"), ("size", "F"), ("size", "F", "--json"),
)  # fmt: skip


@surface
def verbs_of_keys(seed: int, folder: Path) -> Action:
    """Verbs that read a scenario with any keys."""
    from surfaces import _compiled

    chance = random.Random(f"verbs{seed}")
    _compiled()
    path = folder / "made.yaml"
    text = inputs.yaml_of(_nearly(by_schema.scenario(20_000_000 + seed), chance))
    path.write_text(text, encoding="utf-8", errors="replace")
    return by_command([str(path) if w == "F" else w for w in chance.choice(VERBS)])


@surface
def likely_cases(seed: int, _: Path) -> Action:
    """Ranges, chances and correlations of what is uncertain, and draws from them."""
    chance = random.Random(f"sure{seed}")
    tree = by_schema.scenario(30_000_000 + seed)
    tree = {k: v for k, v in tree.items() if k in by_schema.BASE}
    part = by_schema.made({"$ref": "#/$defs/Unknowns"}, chance)
    part.pop("weather", None)
    unit = {"kind": "variable_speed", "size": "9 kBtu/h", "seer2": 20, "hspf2": 10}
    tree["room"] = {"kind": "bedroom", "floor_area": "14 m2"}
    tree = by_schema.repaired({**tree, "unknowns": part, "candidates": [unit]})
    text = inputs.yaml_of(_nearly(tree, chance))

    def read() -> None:
        from hpsim.certainty.apply import unknowns_of
        from hpsim.certainty.draws import latin_hypercube
        from hpsim.certainty.unknowns import correlation_matrix
        from hpsim.scenario.room import expand, room_inputs

        scenario = read_scenario(text)
        drawn = unknowns_of(scenario, expand(room_inputs(scenario), "5A"), scenario.candidates)
        matrix = correlation_matrix(drawn, scenario.unknowns)
        at = latin_hypercube(20, matrix, 1)
        finite([u.values(at[:, k]).tolist() for k, u in enumerate(drawn)], "a draw")

    return read


PLACES = (
    "-90",
    "90",
    "91",
    "180",
    "-180",
    "181",
    "0",
    "51.5",
    "-0.1",
    "nan",
    "",
    "1e9",
    "9999",
    "12h",
)
ZONES = ("-12", "14", "-5", "5", "0", "99", "x", "5.5")
HEIGHTS = ("0", "-430", "1609", "9999", "99999", "nan", "")


@surface
def weather_headers(seed: int, folder: Path) -> Action:
    """Weather files whose first lines are changed field by field; the sun has to fit the place."""
    from surfaces import WEATHERS

    chance = random.Random(f"head{seed}")
    name = chance.choice(list(WEATHERS))
    lines = list(_weather_lines(name))
    for _ in range(chance.choice([1, 1, 2])):
        k = chance.randrange(min(10, len(lines)))
        separator = "," if "," in lines[k] else ("\t" if "\t" in lines[k] else " ")
        fields = lines[k].split(separator)
        numeric = [i for i, f in enumerate(fields) if inputs.NUMBER.search(f)]
        c = chance.choice(numeric or range(len(fields)))
        value = chance.choice(chance.choice([PLACES, ZONES, HEIGHTS]))
        fields[c] = (
            value
            if chance.random() < 0.7
            else inputs.NUMBER.sub(lambda m: f"-{m[0]}", fields[c], 1)
        )
        lines[k] = separator.join(fields)
    path = folder / WEATHERS[name]
    path.write_bytes("\n".join([*lines, ""]).encode("latin-1", errors="replace"))
    return lambda: sane_weather(path)


@surface
def weather_years(seed: int, folder: Path) -> Action:
    """Weather whose values are shifted, scaled, held, swapped or made coarse for a while."""
    from surfaces import WEATHERS

    chance = random.Random(f"values{seed}")
    name = chance.choice(
        ["us-5A-chicago", "us-3A4A-greensboro", "us-6B-moffat", "eu-4A-north-italy"]
    )
    rows = list(csv.reader(_weather_lines(name)))
    body = [i for i, row in enumerate(rows) if len(row) > 6 and row[0][:1].isdigit()]
    first = body[0] if body else 20
    begin = chance.choice([first, first + chance.randrange(8000)])
    end = begin + chance.choice([1, 24, 24 * 30, 8760])
    column = chance.randrange(2, max(len(rows[-2]), 3))
    how = chance.choice(["shift", "scale", "hold", "round", "negate", "swap", "noise"])
    other = chance.randrange(2, max(len(rows[-2]), 3))
    amount = chance.choice([-40.0, -5.0, -1.0, 0.5, 1.0, 5.0, 40.0, 1000.0])
    held = None
    for row in rows[begin:end]:
        if max(column, other) >= len(row):
            continue
        try:
            value = float(row[column])
        except ValueError:
            continue
        held = value if held is None else held
        if how == "swap":
            row[column], row[other] = row[other], row[column]
            continue
        changed = {
            "shift": value + amount, "scale": value * amount / 5.0, "hold": held,
            "round": round(value, -1), "negate": -value, "noise": value + chance.gauss(0.0, abs(amount)),
        }  # fmt: skip
        row[column] = f"{changed[how]:.2f}"
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    path = folder / WEATHERS[name]
    path.write_text(out.getvalue(), encoding="latin-1", errors="replace")
    return lambda: sane_weather(path)


def sane_weather(path: Path) -> None:
    """Read a weather file; what is accepted has to be a year on Earth."""
    from hpsim.weather.reading import read_weather

    year = read_weather(path)
    for field in ("outdoor_degc", "humidity_ratio", "wind_m_per_s", "sky_degc", "pressure_pa"):
        if not np.isfinite(getattr(year, field)).all():
            raise NonsenseError(f"{field} is not finite")
    place = year.location
    if not (abs(place.latitude_deg) <= 90.0 and abs(place.longitude_deg) <= 180.0):
        raise NonsenseError(f"a place at {place}")
    if abs(place.longitude_deg / 15.0 - place.utc_offset_h) > 4.0:
        raise NonsenseError(f"clocks {place.utc_offset_h} h from UTC at {place.longitude_deg} deg")
    if not -500.0 <= place.altitude_m <= 9000.0:
        raise NonsenseError(f"a place at {place}")
    if not -65.0 < year.outdoor_degc.mean() < 50.0 or year.wind_m_per_s.mean() > 25.0:
        raise NonsenseError("a year that is nowhere")
    if (year.global_horizontal_w_per_m2 < 0.0).any() or (year.humidity_ratio < 0.0).any():
        raise NonsenseError("sunlight or water below 0")
    if year.warnings:  # what is doubtful has been warned of
        return
    if year.global_horizontal_w_per_m2.max() > 1800.0 or year.humidity_ratio.max() > 0.05:
        raise NonsenseError("sunlight or water as nowhere")


@cache
def _price_rows() -> list[str]:
    return ["time,price [$/kWh]", *(f"{h},{0.1 + 0.05 * (h % 24 > 16):.3f}" for h in range(8760))]


PERIODS = {
    "periods": [
        {"price": "0.34 $/kWh", "months": "jun-sep", "days": "weekday", "hours": "16-21"},
        {"tiers": [{"price": "0.15 $/kWh", "up_to": "400 kWh"}, {"price": "0.19 $/kWh"}]},
    ],
    "demand": [{"price": "9 $/kW", "days": "weekday", "hours": "16-21"}],
    "demand_interval": "15 min",
    "fixed": "9 $/month",
    "minimum": "12 $/month",
    "annual_minimum": "150 $/year",
    "adder": "0.012 $/kWh",
    "tax": "6 %",
    "other_use": "6000 kWh",
}


@surface
def price_series(seed: int, folder: Path) -> Action:
    """Periods, tiers, demand, hourly prices and meters in a scenario, and what a year costs."""
    chance = random.Random(f"series{seed}")
    rich: dict[str, Any] = dict(PERIODS)
    lines = list(_price_rows())
    if chance.random() < 0.5:
        path = folder / "prices.csv"
        if chance.random() < 0.6:
            lines = inputs.with_fields(lines, chance)
        path.write_text("\n".join(lines), encoding="utf-8", errors="replace")
        rich.pop("periods")
        rich[chance.choice(["hourly_prices", "hourly_prices", "other_meter"])] = str(path)
        rich.setdefault("hourly_prices", None)
        if rich["hourly_prices"] is None:
            rich.pop("hourly_prices")
            rich["price"] = "0.2 $/kWh"
            rich.pop("other_use")
    block = inputs.with_values(rich, chance) if chance.random() < 0.5 else rich
    if chance.random() < 0.2:
        block = inputs.with_structure(block, chance)
    tree = {"name": "t", "weather": "us-5A-chicago", "candidates": [{"kind": "ideal"}]}
    tree |= {
        "room": {"kind": "bedroom", "floor_area": "12 m2"},
        "thermostat": {"heating": "20 degC"},
    }
    text = inputs.yaml_of({**tree, "tariff": block})

    def read() -> None:
        scenario = read_scenario(text)
        finite(_bill(scenario.tariff), "a bill")

    return read


def _bill(tariff: Any) -> list[float]:
    from fakes import UNITS, fake_results, year_of_room
    from hpsim.economics.prices import prices_of
    from hpsim.metrics.cost import electricity_bill, hourly_cost

    prices = prices_of(tariff)
    results = fake_results(UNITS[0], year_of_room())
    found, hourly = electricity_bill(results, prices), hourly_cost(results, prices)
    if found is None:
        return []
    used = results.electric_power_w.sum() / 1000.0
    if not abs(found.total) < 2e6 * (used + 1e3):
        raise NonsenseError(f"a bill of {found.total:g} for {used:.0f} kWh")
    parts = found.monthly.sum()
    if abs(parts - found.total) > 1e-6 * max(abs(parts), 1.0):
        raise NonsenseError(f"months of {parts:g} and a year of {found.total:g}")
    return [found.total, *([] if hourly is None else hourly.tolist())]


@surface
def policies(seed: int, folder: Path) -> Action:
    """Policies, bands and limits of the verdict, with candidates by sizes: `hpsim size`."""
    from surfaces import _compiled

    chance = random.Random(f"policies{seed}")
    _compiled()
    part = by_schema.made({"$ref": "#/$defs/Sizing"}, chance)
    if part.get("policy") == "own" or chance.random() < 0.3:
        low = round(chance.uniform(0.5, 1.2), 2)
        part["band"] = {"heating": [low, round(low + chance.uniform(-0.1, 1.0), 2)]}
    rules = by_schema.made({"$ref": "#/$defs/VerdictRules"}, chance)
    tree: dict[str, Any] = {
        "name": "t",
        "weather": chance.choice(by_schema.CLIMATES),
        "sizing": part,
        "verdict": rules,
        "room": {"kind": chance.choice(by_schema.ROOMS), "floor_area": "12 m2"},
        "thermostat": {"heating": "20 degC", "cooling": "25 degC"},
        "candidates": {"sizes": ["6 kBtu/h", "9 kBtu/h"], "kind": "variable_speed"},
    }
    tree["candidates"] |= {
        "seer2": 20,
        "hspf2": 10,
        "climate_class": chance.choice(["cold", "all"]),
    }
    path = folder / "size.yaml"
    path.write_text(inputs.yaml_of(_nearly(tree, chance)), encoding="utf-8", errors="replace")
    return by_command(["size", str(path), "--json"])


def _has_number(tree: dict[str, Any], place: tuple[Any, ...]) -> bool:
    value = inputs.at(tree, place)
    if place[-1] in ("code", "vintage", "defaults", "seed", "stages"):
        return False
    return isinstance(value, float) or (isinstance(value, str) and value[:1].isdigit())


def _near(value: Any) -> Any:
    """Return a value a twentieth higher."""
    if isinstance(value, float):
        return round(1.05 * value, 4)
    return inputs.NUMBER.sub(lambda m: f"{1.05 * float(m[0]):g}", value, count=1)


@surface
def sweeps_of_keys(seed: int, folder: Path) -> Action:
    """Sweeps of valid scenarios over keys from the schema, and those of the claims."""
    from surfaces import _compiled

    from hpsim.claims.bench import claims, sweep_file
    from hpsim.description.yamlfile import read_yaml
    from hpsim.sweep.design.sweepfile import read_sweep

    chance = random.Random(f"sweeps{seed}")
    _compiled()
    path = folder / "sweep.yaml"
    if chance.random() < 0.3:
        text = sweep_file(chance.choice(claims()).scenario).read_text(encoding="utf-8")
        tree = inputs.with_values(read_yaml(text)[0].value, chance)
    else:
        scenario = by_schema.scenario(40_000_000 + seed)
        every = [p for p in inputs.places(scenario) if len(p) > 1 and _has_number(scenario, p)]
        axes = {}
        for place in chance.sample(every, min(2, len(every))):
            value = inputs.at(scenario, place)
            other = inputs.scaled(value, chance) if chance.random() < 0.3 else _near(value)
            axes[".".join(str(part) for part in place)] = chance.choice(
                [[value, other], [value, other], {"from": value, "to": other, "count": 3}]
            )
        tree = {"name": "s", "scenario": scenario, "grid": axes}
        tree = _nearly(tree, chance)
    path.write_text(inputs.yaml_of(tree), encoding="utf-8", errors="replace")

    def read() -> None:
        found = read_sweep(path)
        for index in range(min(found.design.size, 3)):
            finite(list(found.design.settings(index).values()), "settings")
        by_command(["sweep", "run", str(path), "--dry-run"])()

    return read
