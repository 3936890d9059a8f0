"""A room's year in a few figures: by hpsim, and by EnergyPlus as kept in ``energyplus.csv``."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import numpy as np

from crosscheck.document import document
from crosscheck.engine import Engine, Year, run
from crosscheck.epjson import Document, Settings, fingerprint
from hpsim.building.model import RoomModel
from hpsim.kernel.types import FloatArray
from hpsim.scenario.load import load_scenario
from hpsim.scenario.model import Scenario
from hpsim.simulate.response import RoomResponse, room_response
from hpsim.weather.sources import find_source, unpack

FOLDER = Path(__file__).resolve().parent
KEPT = FOLDER / "energyplus.csv"
ROOMS = tuple(sorted(path.stem for path in (FOLDER / "rooms").glob("*.yaml")))
PLACES = ("us-5A-chicago", "us-2A-tampa", "us-5B-denver")
AS_IT_IS = "as it is"

VARIANTS: dict[str, Settings] = {
    "60 steps an hour instead of 6": Settings(steps_per_hour=60),
    "the sun's course every day, not every 20": Settings(sun_every_days=1),
    "sun falls by geometry, not on the floor": Settings(sun_inside="FullInteriorAndExterior"),
    "sky by Clark and Allen, not the file's": Settings(sky="ClarkAllen"),
    "no rain on the walls": Settings(rain=False),
    "inside films: adaptive, not TARP": Settings(inside_film="AdaptiveConvectionAlgorithm"),
    "outside films: TARP, not DOE-2": Settings(outside_film="TARP"),
    "air changes of outdoor air as it blows": Settings(infiltration_density="Outdoor"),
}
SOIL_VARIANTS: dict[str, Settings] = {
    "no sun on the ground around the house": Settings(soil_absorptance=0.0),
    "wind over soil and edge at 2 m, not 0.9 m": Settings(soil_wind_m=2.0),
    "wind over soil and edge at 0.03 m, as its manual has it": Settings(soil_wind_m=0.03),
    "soil as EnergyPlus starts it, one year": Settings(soil_years=1),
    "deep soil as EnergyPlus chooses": Settings(deep_soil="Autoselect"),
    "EnergyPlus' own soil, 1.73 W/mK and 0.77 MJ/m3K": Settings(
        soil_w_per_m_k=1.73, soil_j_per_m3k=1842.0 * 419.0
    ),
}
VARIED = ("bedroom", "flat", "heavy", "old-addition", "sunroom")
VARIED_SOIL = ("slab",)


@dataclass(frozen=True, slots=True)
class Figures:
    """What is compared of a year."""

    heating_kwh: float
    cooling_kwh: float
    """Sensible."""
    peak_heating_w: float
    """Highest hourly mean."""
    peak_cooling_w: float
    least_degc: float
    """Of the floating room's air, hourly means; None of these where it was not run."""
    mean_degc: float
    most_degc: float


FIGURES = tuple(field.name for field in fields(Figures))
Key = tuple[str, str, str]
"""Room, weather, variant."""


@dataclass(frozen=True, slots=True)
class Kept:
    """EnergyPlus' figures and of which document they are."""

    figures: Figures
    document: str
    """Its fingerprint."""


@dataclass(frozen=True, slots=True)
class Ours:
    """hpsim's years of a room, held and floating."""

    held: RoomResponse
    floating: RoomResponse

    @property
    def figures(self) -> Figures:
        """Return what is compared."""
        year = self.held.year
        air = self.floating.year.ideal_room_degc
        return figures_of(year.ideal_heating_w, year.ideal_cooling_w, air)


def scenario_of(room: str, weather: str, *changes: str) -> Scenario:
    """Return a room's scenario at a place; ``changes`` are texts ``KEY=VALUE``."""
    return load_scenario(FOLDER / "rooms" / f"{room}.yaml", [f"weather={weather}", *changes])


def ours(room: str, weather: str) -> Ours:
    """Return hpsim's years."""
    scenario = scenario_of(room, weather)
    return Ours(room_response(scenario), room_response(scenario, floats=True))


def figures_of(heating_w: FloatArray, cooling_w: FloatArray, air_degc: FloatArray) -> Figures:
    """Return the figures of hourly means, (8760,) each."""
    return Figures(
        heating_kwh=float(heating_w.sum()) / 1e3,
        cooling_kwh=float(cooling_w.sum()) / 1e3,
        peak_heating_w=float(heating_w.max()),
        peak_cooling_w=float(cooling_w.max()),
        least_degc=float(air_degc.min()),
        mean_degc=float(air_degc.mean()),
        most_degc=float(air_degc.max()),
    )


def held_document(answer: RoomResponse, settings: Settings) -> Document:
    """Return the document of a room held at the answer's setpoints, which must be constant."""
    heating, cooling = answer.year.heating_setpoint_degc, answer.year.cooling_setpoint_degc
    assert np.ptp(heating) == 0.0
    assert np.ptp(cooling) == 0.0
    return document(answer.model, (float(heating[0]), float(cooling[0])), settings)


def floating_document(room: RoomModel, settings: Settings) -> Document:
    """Return the document of a room that nothing heats or cools."""
    return document(room, None, settings)


def weather_bytes(weather: str) -> bytes:
    """Return the EPW file that hpsim reads."""
    path = find_source(weather).path
    return unpack(path.read_bytes(), path.name)


def theirs(
    engine: Engine, answer: RoomResponse, settings: Settings, *, floats: bool, keep: Path | None
) -> tuple[Kept, Year | None]:
    """Return EnergyPlus' figures of a room, and the floating room's year if it was run."""
    weather = weather_bytes(answer.weather.id)
    doc = held_document(answer, settings)
    held = run(engine, doc, weather, keep and keep / "held")
    floating = None
    air = np.full(held.air_degc.size, np.nan)
    if floats:
        bare = floating_document(answer.model, settings)
        floating = run(engine, bare, weather, keep and keep / "floating")
        air = floating.air_degc
    figures = figures_of(held.heating_w, held.cooling_w, air)
    return Kept(figures, fingerprint(doc)), floating


def read_kept(path: Path = KEPT) -> tuple[dict[Key, Kept], tuple[str, ...]]:
    """Return EnergyPlus' figures as kept, and the lines that tell where they are from."""
    lines = path.read_text("utf-8").splitlines()
    about = tuple(line.removeprefix("# ") for line in lines if line.startswith("#"))
    kept = {}
    for row in csv.DictReader(line for line in lines if not line.startswith("#")):
        values = {name: float(row[name] or "nan") for name in FIGURES}
        key = (row["room"], row["weather"], row["variant"])
        kept[key] = Kept(Figures(**values), row["document"])
    return kept, about


def write_kept(kept: dict[Key, Kept], about: Iterable[str], path: Path = KEPT) -> None:
    """Write EnergyPlus' figures, sorted, with where they are from."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(f"# {line}\n" for line in about)
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["room", "weather", "variant", "document", *FIGURES])
        for key in sorted(kept):
            entry = kept[key]
            values = asdict(entry.figures).items()
            row = ["" if np.isnan(v) else f"{v:.{2 if n.endswith('c') else 1}f}" for n, v in values]
            writer.writerow([*key, entry.document, *row])
