"""Every way in: what is read from a person, from the disk and from the command line.

Each surface makes an input from a seed and returns the action that it is tried with.
"""

from __future__ import annotations

import gzip
import random
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import inputs
import numpy as np
from outcomes import NonsenseError, by_command, finite

from fakes import UNITS, fake_run
from hpsim.equipment.catalogue import DATA
from hpsim.errors import HpsimError, Problem
from hpsim.scenario.load import examine, scenario_error
from hpsim.scenario.model import Scenario
from hpsim.shipped import scenario_folder

Action = Callable[[], object]
Surface = Callable[[int, Path], Action]
SURFACES: dict[str, Surface] = {}
WEATHERS = {
    "us-5A-chicago": "a.epw",
    "us-1A-miami": "a.tm2",
    "us-3A4A-greensboro": "a.csv",
    "us-6B-moffat": "b.csv",
    "eu-4A-north-italy": "c.csv",
}


def surface(function: Surface) -> Surface:
    """List a function among the surfaces."""
    SURFACES[function.__name__] = function
    return function


@cache
def _trees() -> list[dict[str, Any]]:
    return inputs.trees()


@cache
def _texts() -> list[str]:
    return inputs.texts()


def read_scenario(text: str) -> Scenario:
    """Return the scenario of a text, or raise all its problems."""
    from hpsim.description.yamlfile import Tree, read_yaml
    from hpsim.scenario.tree import inline_tree

    tree, problems = read_yaml(text, "fuzzed.yaml")
    if isinstance(tree.value, dict):
        tree, problems = inline_tree(Tree(tree.value, tree.places), Path("fuzzed.yaml"))
    else:
        problems = problems or [Problem("this is not a scenario", file="fuzzed.yaml")]
        tree = Tree(None, tree.places)
    scenario, found = examine(tree, problems)
    if found or scenario is None:
        raise scenario_error(tree, found)
    return scenario


def sane_scenario(text: str) -> None:
    """Read a scenario; what is accepted has to become a room and machines of finite numbers."""
    from hpsim.equipment.kinds.base import Unit
    from hpsim.scenario.checks import checked_room

    scenario = read_scenario(text)
    model = checked_room(scenario)
    finite([model.floor_area_m2, model.volume_m3], "room")
    if not (0.1 < model.floor_area_m2 < 1e6 and 0.1 < model.volume_m3 < 1e7):
        raise NonsenseError(f"a room of {model.floor_area_m2:g} m2 and {model.volume_m3:g} m3")
    for candidate in scenario.candidates:
        for unit in candidate.parts().values():
            if isinstance(unit, Unit) and unit.size_w > 5000.0 * model.floor_area_m2:
                raise NonsenseError(f"{unit.size_w:g} W in {model.floor_area_m2:g} m2")
        if candidate.is_machine:
            machine, _ = candidate.compile()
            for table in (machine.heating, machine.cooling):
                if not (np.isfinite(table.capacity_w).all() and np.isfinite(table.power_w).all()):
                    raise NonsenseError(f"{candidate.result_name()}: a map with infinite numbers")
                if (table.power_w < -1e-6).any() and candidate.kind != "table":
                    raise NonsenseError(f"{candidate.result_name()}: a map with negative power")


@surface
def scenario_text(seed: int, _: Path) -> Action:
    """Characters of a scenario file lost, doubled, exchanged."""
    chance = random.Random(f"text{seed}")
    text = inputs.with_text(chance.choice(_texts()), chance)
    return lambda: sane_scenario(text)


@surface
def scenario_values(seed: int, _: Path) -> Action:
    """Odd values, and numbers times 10^k."""
    chance = random.Random(f"values{seed}")
    text = inputs.yaml_of(inputs.with_values(chance.choice(_trees()), chance))
    return lambda: sane_scenario(text)


@surface
def scenario_structure(seed: int, _: Path) -> Action:
    """Keys lost, renamed, doubled, moved."""
    chance = random.Random(f"structure{seed}")
    text = inputs.yaml_of(inputs.with_structure(chance.choice(_trees()), chance))
    return lambda: sane_scenario(text)


@surface
def tariff(seed: int, _: Path) -> Action:
    """Prices and carbon."""
    chance = random.Random(f"tariff{seed}")
    tree = {"name": "t", "weather": "us-5A-chicago", "candidates": [{"kind": "ideal"}]}
    tree |= {
        "room": {"kind": "bedroom", "floor_area": "12 m2"},
        "thermostat": {"heating": "20 degC"},
    }
    rich = {"price": "0.18 $/kWh", "gas": "1.4 $/therm", "region": "IL", "carbon": "400 g/kWh"}
    block = inputs.with_values(rich, chance)
    if chance.random() < 0.3:
        block = inputs.with_structure(rich, chance)
    text = inputs.yaml_of({**tree, "tariff": block})
    return lambda: sane_scenario(text)


@surface
def product(seed: int, folder: Path) -> Action:
    """Product files."""
    chance = random.Random(f"product{seed}")
    paths = sorted((DATA / "heat_pumps").glob("*.yaml"))
    text = chance.choice(paths).read_text(encoding="utf-8")
    if chance.random() < 0.5:
        text = inputs.with_text(text, chance)
    else:
        from hpsim.description.yamlfile import read_yaml

        text = inputs.yaml_of(inputs.with_values(read_yaml(text)[0].value, chance))
    path = folder / "product.yaml"
    path.write_text(text, encoding="utf-8", errors="replace")
    return by_command(["products", "show", str(path), "--json"])


@surface
def sweep(seed: int, folder: Path) -> Action:
    """Sweep files, their form and their runs."""
    from hpsim.description.yamlfile import read_yaml
    from hpsim.sweep.design.sweepfile import read_sweep

    chance = random.Random(f"sweep{seed}")
    path = chance.choice(sorted((scenario_folder() / "sweeps").glob("*.yaml")))
    text = path.read_text(encoding="utf-8")
    how = chance.random()
    if how < 0.3:
        text = inputs.with_text(text, chance)
    else:
        change = inputs.with_values if how < 0.7 else inputs.with_structure
        text = inputs.yaml_of(change(read_yaml(text)[0].value, chance))
    path = folder / "sweep.yaml"
    path.write_text(text, encoding="utf-8", errors="replace")

    def read() -> None:
        found = read_sweep(path)
        for index in range(min(found.design.size, 3)):
            finite(list(found.design.settings(index).values()), "settings")

    return read


@cache
def _weather_lines(name: str) -> list[str]:
    from hpsim.weather.catalog import shipped_weather

    entry = next(entry for entry in shipped_weather() if entry.id == name)
    return gzip.decompress(entry.path.read_bytes()).decode("latin-1").splitlines()


@surface
def weather(seed: int, folder: Path) -> Action:
    """Weather files of all formats."""
    from hpsim.weather.reading import read_weather

    chance = random.Random(f"weather{seed}")
    name = chance.choice(list(WEATHERS))
    lines = inputs.with_fields(_weather_lines(name), chance)
    content = "\n".join([*lines, ""]).encode("latin-1", errors="replace")
    if chance.random() < 0.1:
        content = gzip.compress(content)[: chance.choice([10, 10_000, 10**9])]
    path = folder / WEATHERS[name]
    path.write_bytes(content)

    def read() -> None:
        year = read_weather(path)
        for field in ("outdoor_degc", "humidity_ratio", "wind_m_per_s", "sky_degc", "pressure_pa"):
            values = getattr(year, field)
            if not np.isfinite(values).all():
                raise NonsenseError(f"{field} is not finite")
        place = year.location
        if not (abs(place.latitude_deg) <= 90.0 and -500.0 <= place.altitude_m <= 9000.0):
            raise NonsenseError(f"a place at {place}")
        if not -65.0 < year.outdoor_degc.mean() < 50.0 or year.wind_m_per_s.mean() > 25.0:
            raise NonsenseError("a year that is nowhere")
        if (year.global_horizontal_w_per_m2 < 0.0).any():
            raise NonsenseError("sunlight below 0")

    return read


WORDS = (
    "chicago-addition",
    "us-5A-chicago",
    "denver",
    "seer2",
    "no-such",
    "",
    "-",
    "--",
    "/dev/zero",
    "[/nope]",
)
WORDS += (
    "~nobody-here/x.yaml",
    "a\ud800b".encode("utf-8", "replace").decode(),
    "x" * 5000,
    ".",
    "..",
    "*",
    "%s",
    "1e999",
    "-1",
    "{}",
)
SET_KEYS = (
    "candidates.0.size",
    "room.floor_area",
    "candidates.²",
    "candidates[0]",
    "a" + ".b" * 200,
    ".",
    "",
)
SET_KEYS += (
    "weather",
    "candidates.99999999999999999999.size",
    "name",
    "thermostat.heating",
    "tariff.price",
    "room",
)
VERBS: tuple[tuple[str, ...], ...] = (
    ("check", "W"), ("check", "chicago-addition", "--set", "S"), ("check", "W", "--json"),
    ("describe", "W"), ("describe", "chicago-addition", "--set", "S", "--json"),
    ("weather", "list"), ("weather", "show", "W"), ("weather", "near", "W"),
    ("products", "list", "--brand", "W"), ("products", "list", "--min-size", "W"), ("products", "show", "W"),
    ("rate", "W"), ("rate", "chicago-addition", "--region", "W"), ("explain", "W"), ("schema", "W"),
    ("compare", "W"), ("W", "W"), ("sweep", "show", "W"), ("sweep", "run", "W", "--dry-run"),
    ("run", "W", "--set", "S"), ("init", "--name", "W", "--place", "W", "--floor-area", "W", "--size", "W"),
)  # fmt: skip


@surface
def command_line(seed: int, folder: Path) -> Action:
    """Verbs and flags with odd words."""
    chance = random.Random(f"command{seed}")

    def put(word: str) -> str:
        if word == "S":
            value = chance.choice([str(v) for v in inputs.ODD_VALUES])
            return f"{chance.choice(SET_KEYS)}{chance.choice(['=', '=', '=', ''])}{value}"
        return chance.choice([*WORDS, str(folder)]) if word == "W" else word

    arguments = [put(word) for word in chance.choice(VERBS)]
    if arguments[0] in ("run", "sweep") and len(arguments) > 1:  # years are another surface
        arguments[1 if arguments[0] == "run" else 2] = "no-such-scenario"
    if arguments[0] == "init":
        arguments.insert(1, str(folder / "made.yaml"))
    return by_command(arguments)


@cache
def _result_folder() -> Path:
    from hpsim.folder.writing import write_folder

    target = Path(tempfile.mkdtemp(prefix="fuzz-")) / "result"
    write_folder(fake_run(UNITS[:2]), target)
    return target


def damaged(content: bytes, chance: random.Random) -> bytes:
    """Return a file's content as a power failure, a bad disk or a curious editor leaves it."""
    i = chance.randrange(len(content) + 1)
    j = min(i + chance.choice([1, 100, 10_000]), len(content))
    return chance.choice(
        [
            b"",
            content[:i],
            bytes(len(content)),
            content[:i] + bytes(j - i) + content[j:],
            content[:i] + bytes([chance.randrange(256)]) + content[i + 1 :],
            content[i:],
            b"[" * 100_000,
            b"null",
            b"{}",
            content + content,
        ]
    )


@surface
def result_folder(seed: int, folder: Path) -> Action:
    """Result folders that are damaged."""
    from hpsim.folder.reading import read_run
    from hpsim.metrics import metrics_of

    chance = random.Random(f"folder{seed}")
    target = folder / "result"
    shutil.copytree(_result_folder(), target)
    path = chance.choice(sorted(p for p in target.iterdir() if p.is_file()))
    path.write_bytes(damaged(path.read_bytes(), chance))

    def read() -> None:
        by_command(["compare", str(target)])()
        run = read_run(target)
        for results in run.candidates:
            finite(metrics_of(results), results.candidate)

    return read


@surface
def weather_cache(seed: int, folder: Path) -> Action:
    """Kept weather that is damaged: made again, and the same."""
    import os

    from hpsim.weather.cache import prepared

    chance = random.Random(f"cache{seed}")
    os.environ["HPSIM_CACHE_DIR"] = str(folder)
    whole, _, _ = prepared("us-5A-chicago", [(180.0, 90.0)])
    path = chance.choice(sorted((folder / "weather").glob("*.npz")))
    path.write_bytes(damaged(path.read_bytes(), chance))

    def read() -> None:
        again, _, planes = prepared("us-5A-chicago", [(180.0, 90.0)])
        if not np.array_equal(again.outdoor_degc, whole.outdoor_degc):
            raise NonsenseError("another year came out of a damaged cache")
        if not np.isfinite(np.stack(planes[(180.0, 90.0)])).all():
            raise NonsenseError("sunlight that is not finite")

    return read


@surface
def numbers(seed: int, _: Path) -> Action:
    """Every quantity with odd numbers and units."""
    from hpsim.units.messages import UnitError
    from hpsim.units.money import parse_price
    from hpsim.units.quantities import QUANTITIES
    from hpsim.units.values import parse

    chance = random.Random(f"numbers{seed}")
    name = chance.choice(list(QUANTITIES))
    word = chance.choice([*QUANTITIES[name].factors, "x", "", "m" * 5000, "$/kWh", "é", "²"])
    size = chance.choice(
        [
            "1",
            "-1",
            "0",
            "1e400",
            "1e-400",
            "9" * 5000,
            "1_0",
            "1.5",
            ".5",
            "0x1F",
            "--1",
            "+-",
            "٣",
            "½",
        ]
    )
    written = chance.choice(
        [f"{size} {word}", f"{word} {size}", f"{size}{word}" * 50, f" {size}\t{word} "]
    )

    def read() -> None:
        try:
            value = parse(written, name)
        except UnitError as error:
            try:
                parse_price(written)
            except UnitError:
                raise HpsimError(str(error)) from None
            return
        if not np.isfinite(value) or abs(value) > 1e15:
            raise NonsenseError(f"{written!r} is {value}")

    return read


TARIFF = {
    "price": "0.16 $/kWh",
    "fixed": "12 $/month",
    "minimum": "5 $/month",
    "name": "a tariff",
}
URDB = {
    "items": [
        {
            "name": "a rate",
            "energyratestructure": [[{"rate": 0.12, "max": 500, "unit": "kWh"}, {"rate": 0.15}]],
            "energyweekdayschedule": [[0] * 24] * 12,
            "energyweekendschedule": [[0] * 24] * 12,
            "fixedchargefirstmeter": 9.0,
            "fixedchargeunits": "$/month",
        }
    ]
}


@surface
def tariff_file(seed: int, folder: Path) -> Action:
    """Tariffs in files of their own, OpenEI's among them, and meter exports."""
    import json

    chance = random.Random(f"bill{seed}")
    rows = [
        f"2023-{m:02d}-{d:02d} {h:02d}:00,{0.5 + 0.01 * h:.2f}"
        for m in range(1, 13)
        for d in range(1, 29)
        for h in range(24)
    ]
    meter, rate = folder / "meter.csv", folder / "tariff.yaml"
    lines = ["time,kWh", *rows[: chance.choice([48, 24 * 30, 8064])]]
    text = inputs.yaml_of(TARIFF)
    how = chance.randint(0, 3)
    if how == 0:
        lines = inputs.with_fields(lines, chance)
    elif how == 1:
        text = inputs.yaml_of(inputs.with_values(TARIFF, chance))
    elif how == 2:
        text = inputs.with_text(text, chance)
    else:
        rate = folder / "tariff.json"
        text = json.dumps(inputs.with_values(URDB, chance))
    meter.write_text("\n".join(lines), encoding="utf-8", errors="replace")
    rate.write_text(text, encoding="utf-8", errors="replace")
    gaps = chance.choice([[], ["--gaps", "zero"], ["--gaps", "mean"]])
    return by_command(["bill", str(meter), "--tariff", str(rate), "--json", *gaps])


ROOMS = ("bedroom", "addition", "sunroom", "tiny_house", "flat", "garage", "attic", "basement")
CLIMATES = ("us-1A-miami", "us-2B-tucson", "us-5A-chicago", "us-8-northway", "eu-4A-north-italy")


def random_scenario(seed: int) -> dict[str, Any]:
    """Return a valid scenario at random: kinds, climates, units, controls, schedules, faults."""
    chance = random.Random(f"years{seed}")
    is_us = chance.random() < 0.5
    low, high = chance.uniform(16.0, 21.0), chance.uniform(23.5, 28.0)

    def degrees(degc: float) -> str:
        return f"{1.8 * degc + 32.0:.1f} degF" if is_us else f"{degc:.1f} degC"

    area = chance.uniform(8.0, 40.0)
    heating: Any = degrees(low)
    if chance.random() < 0.4:
        heating = {"day": degrees(low), "night": degrees(low - 3.0)}
    size = (
        f"{chance.choice([6, 9, 12, 18])} kBtu/h" if is_us else f"{chance.uniform(1.6, 5.0):.1f} kW"
    )
    unit: dict[str, Any] = chance.choice(
        [
            {"kind": "variable_speed", "size": size, "seer2": 20, "hspf2": 10},
            {"kind": "single_stage", "size": size, "seer2": 15.2, "hspf2": 7.8},
            {"kind": "two_stage", "size": size, "seer2": 16, "hspf2": 8.2},
            {"kind": "baseboard", "size": "2 kW"},
            {"kind": "furnace", "size": "8 kBtu/h", "fuel": "gas", "afue": "80 %"},
        ]
    )
    if unit["kind"].endswith(("speed", "stage")) and chance.random() < 0.3:
        unit["neglected"] = True
    thermostat: dict[str, Any] = {"heating": heating, "cooling": degrees(high)}
    if chance.random() < 0.3:
        thermostat["differential"] = f"{chance.uniform(0.3, 2.0):.1f} K"
    return {
        "name": f"random {seed}",
        "weather": chance.choice(CLIMATES),
        "room": {
            "kind": chance.choice(ROOMS),
            "floor_area": f"{area / 0.0929:.0f} ft2" if is_us else f"{area:.1f} m2",
            "quality": chance.choice(["poor", "average", "good", "passive"]),
        },
        "thermostat": thermostat,
        "candidates": [unit, {"kind": "ideal"}],
    }


@cache
def _compiled() -> bool:
    """Compile the engine, which takes some seconds once and is no input's fault."""
    from hpsim.scenario.load import scenario_of
    from hpsim.simulate import simulate

    return bool(simulate(scenario_of(random_scenario(0))).candidates)


@surface
def years(seed: int, _: Path) -> Action:
    """Whole years of random valid scenarios: sane, the same twice, more for a warmer room."""
    tree = random_scenario(seed)
    _compiled()

    def run() -> None:
        from hpsim.scenario.load import scenario_of
        from hpsim.simulate import simulate

        run = simulate(scenario_of(tree))
        year, ideal = run.candidates[0], run.candidates[-1]
        hourly = year.hourly
        for name, values in hourly._asdict().items():
            if not np.isfinite(values).all():
                raise NonsenseError(f"{name} is not finite")
        if not -60.0 < hourly.room_degc.min() <= hourly.room_degc.max() < 90.0:
            raise NonsenseError(
                f"a room of {hourly.room_degc.min():.0f} to {hourly.room_degc.max():.0f} degC"
            )
        if (year.electric_power_w < -1e-6).any() or (hourly.running > 1.0 + 1e-9).any():
            raise NonsenseError("electricity below 0, or more than an hour in an hour")
        given, used = float(hourly.heat_delivered_w.sum()), float(year.electric_power_w.sum())
        used += float(hourly.fuel_w.sum())
        if given > 8.0 * used + 1.0:
            raise NonsenseError(f"{given / 1000:.0f} kWh of heat from {used / 1000:.0f} kWh")
        short_k = year.room.heating_setpoint_degc - hourly.room_degc
        if np.isfinite(short_k).any() and (np.fmax(short_k, 0.0).max() > 0.5) != bool(
            (short_k > 0.5).any()
        ):
            raise NonsenseError("unmet hours and temperatures disagree")
        again = simulate(scenario_of(tree)).candidates[0]
        if not all(np.array_equal(a, b) for a, b in zip(hourly, again.hourly, strict=True)):
            raise NonsenseError("another year the second time")
        warmer = {
            **tree,
            "thermostat": {**tree["thermostat"], "heating": "22 degC"},
            "candidates": [{"kind": "ideal"}],
        }
        more = simulate(scenario_of(warmer)).candidates[0].hourly.heat_delivered_w.sum()
        if more < 0.999 * ideal.hourly.heat_delivered_w.sum() - 1.0:
            raise NonsenseError("a warmer room needs less heat")

    return run
