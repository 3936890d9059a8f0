"""No SI unit reaches a reader of US units, no degree Fahrenheit one of SI: texts and pictures.

Names that a person gave and conditions of ratings (47 °F) stay as they are.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from hpsim import cli

SI_UNITS = re.compile(
    r"°C|degC|\bK\b|/K\b|m²|m2\b|m³|m3\b|\bkg\b|\bg per\b|\bL/s\b|\d m\b|\[m\]|m/s\b|\bkm\b"
)
US_UNITS = re.compile(r"°F|degF|ft²|ft2\b|Btu/h|\bcfm\b|\bmph\b|\bmiles?\b|\[ft\]|\d ft\b|\bR-\d")
QUOTED = re.compile(r"'[^']*'|`[^`]*`")
RATING_CONDITIONS = re.compile(
    r"\b(95|83|82|67|57|47|35|17|5|2|-13|65|50|70|80) ?(°F|degF)|"  # test points; bases
    r"GeoNames, CC BY 4.0|"
    r"(47|5) °F|"
    r"20 Btu/h per square foot"  # a rule of thumb by its name
)
SCENARIO = {
    "us": """\
name: US room
weather: us-5A-chicago
room:
  kind: addition
  floor_area: 250 ft2
  quality: good
  windows: [{facing: south, area: 40 ft2}]
thermostat: {heating: 68 degF, cooling: 76 degF}
tariff: {price: 0.18 $/kWh, gas: 1.4 $/therm}
candidates:
  - {kind: variable_speed, size: 6 kBtu/h, seer2: 21, hspf2: 10}
  - {kind: baseboard, size: 2 kW}
  - {kind: furnace, size: 8 kBtu/h, fuel: gas}
simulation: {resolution: hour}
""",
    "si": """\
name: SI room
weather: us-5A-chicago
room:
  kind: flat
  floor_area: 23 m2
  quality: average
  windows: [{facing: south, area: 4 m2}]
thermostat: {heating: 20 degC, cooling: 25 degC}
tariff: {price: 0.3 EUR/kWh}
candidates:
  - {kind: variable_speed, size: 2 kW, seer2: 21, hspf2: 10}
  - {kind: baseboard, size: 2 kW}
simulation: {resolution: hour}
""",
}
SWEEP = """\
name: sizes
scenario: room.yaml
grid:
  room.quality: [good, average]
  candidates.0.size: [{sizes}]
"""
SIZES = {"us": "6 kBtu/h, 9 kBtu/h", "si": "2 kW, 3 kW"}
VERBS = {
    "check": ("check", "room.yaml"),
    "check, suspicious": (
        *("check", "room.yaml", "--set", "room.ceiling_height={high}"),
        *("--set", "candidates.0.size={large}", "--set", "thermostat.heating={cold}"),
    ),
    "describe": ("describe", "room.yaml", "--plot", "plan.svg"),
    "run": ("run", "room.yaml", "--svg"),
    "compare": ("compare", "results/room", "room.yaml"),
    "size": ("size", "room.yaml"),
    "rate": ("rate", "room.yaml", "--bins", "--plot", "map.svg"),
    "products list": ("products", "list", "--max-size", "9 kBtu/h", "--units", "{units}"),
    "weather show": ("weather", "show", "us-5A-chicago", "--units", "{units}"),
    "weather near": ("weather", "near", "Boston, MA", "--units", "{units}"),
    "sweep run": ("sweep", "run", "sizes.yaml"),
    "sweep dry run": ("sweep", "run", "sizes.yaml", "--dry-run"),
    "sweep show": ("sweep", "show", "results/sweeps/sizes"),
    "sweep sensitivity": ("sweep", "sensitivity", "results/sweeps/sizes"),
    "sweep plot": (
        *("sweep", "plot", "results/sweeps/sizes", "--x", "room_peak_heating_w"),
        *("--y", "room_degc.min", "--out", "sweep.svg"),
    ),
}
"""Verbs in an order in which each finds what those before it wrote."""
MISTAKES = (
    "thermostat.heating=300 {degrees}",
    "thermostat.differential=40 {degrees}",
    "room.floor_area=-3 {area}",
    "room.ceiling_height=-9 {length}",
    "room.windows.0.area=4000 {area}",
    "thermostat.cooling=10 {degrees}",
    "candidates.0.scop=4.2",
    "candidates.0.capacity=2",
    "room.insulation=good",
    "room.ceiling=good",
    "room.windows=two",
    "room.ventilation=some",
    "thermostat.setback=some",
    "thermostat.temperature=20",
    "thermostat.deadband=1",
    "candidates=one",
)
WORDS = {
    "us": {
        "units": "us",
        "high": "30 ft",
        "large": "60 kBtu/h",
        "cold": "35 degF",
        "degrees": "degF",
        "area": "ft2",
        "length": "ft",
    },
    "si": {
        "units": "si",
        "high": "9 m",
        "large": "18 kW",
        "cold": "2 degC",
        "degrees": "degC",
        "area": "m2",
        "length": "m",
    },
}


def strangers(text: str, units: str) -> list[str]:
    """Return what a text has of the other system's units."""
    plain = RATING_CONDITIONS.sub("", QUOTED.sub("", text))
    found = (SI_UNITS if units == "us" else US_UNITS).finditer(plain)
    return [plain[max(m.start() - 40, 0) : m.end() + 15] for m in found]


def texts_of(svg: Path) -> str:
    """Return all texts of a picture, a line each."""
    return "\n".join(re.findall(r"<text[^>]*>([^<]*)</text>", svg.read_text(encoding="utf-8")))


@pytest.fixture(scope="module", params=["us", "si"])
def outputs(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, dict[str, str]]:
    """Return what every verb prints and draws for one scenario."""
    import contextlib
    import io

    units = request.param
    folder = tmp_path_factory.mktemp(units)
    (folder / "room.yaml").write_text(SCENARIO[units], encoding="utf-8")
    (folder / "sizes.yaml").write_text(SWEEP.format(sizes=SIZES[units]), encoding="utf-8")
    found = {}
    with contextlib.chdir(folder):
        for name, words in VERBS.items():
            stream = io.StringIO()
            with contextlib.redirect_stdout(stream), contextlib.redirect_stderr(stream):
                code = cli.main([word.format(**WORDS[units]) for word in words])
            assert code == 0, (name, stream.getvalue())
            found[name] = stream.getvalue()
        for mistake in MISTAKES:
            stream = io.StringIO()
            with contextlib.redirect_stderr(stream):
                code = cli.main(["check", "room.yaml", "--set", mistake.format(**WORDS[units])])
            assert code == 2, (mistake, stream.getvalue())
            found[mistake] = stream.getvalue()
        for svg in sorted(Path().rglob("*.svg")):
            found[str(svg)] = texts_of(svg)
        readable = Path("results/room/summary-readable.csv")
        found[readable.name] = readable.read_text(encoding="utf-8-sig")
    shutil.rmtree(folder)
    return units, found


def test_every_text_is_in_the_readers_units(outputs: tuple[str, dict[str, str]]) -> None:
    units, found = outputs
    wrong = {name: bad for name, text in found.items() if (bad := strangers(text, units))}
    assert wrong == {}


def test_pictures_were_looked_at(outputs: tuple[str, dict[str, str]]) -> None:
    _, found = outputs
    pictures = [name for name in found if name.endswith(".svg")]
    assert {"plan.svg", "map.svg", "sweep.svg"} < set(pictures)
    assert all(found[name] for name in pictures)
    assert any("load_and_output" in name for name in pictures)
