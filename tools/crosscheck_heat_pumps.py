"""Compares heat pumps with EnergyPlus: ``python tools/crosscheck_heat_pumps.py``.

Runs EnergyPlus on two rooms, four climates and several sizes of a single-speed and a four-speed
unit, keeps its figures in ``crosscheck/energyplus_heat_pumps.csv``, hpsim's in
``crosscheck/hpsim_heat_pumps.csv``, and writes ``docs/crosscheck_heat_pumps.md`` from the two.
``--page`` runs hpsim alone and writes the page, ``--missing`` runs EnergyPlus for what is not kept,
``--check`` runs hpsim and changes nothing. Returns 1 if a difference is beyond its tolerance, or,
with ``--check``, if a figure of the page has moved by more than its last digits.
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parent))

import numpy as np

from crosscheck import four_speed
from crosscheck.document import document
from crosscheck.engine import EngineError, execute, find_engine, run
from crosscheck.epjson import Document, Settings
from crosscheck.figures import FOLDER, held_document, weather_bytes
from crosscheck.heat_pump import (
    OUTPUTS,
    SingleSpeed,
    add_heat_pump,
    add_thermostat_band,
    candidate,
)
from figures import is_same
from hpsim.metrics import metrics_of
from hpsim.scenario.load import load_scenario, scenario_of
from hpsim.scenario.model import Scenario
from hpsim.simulate import simulate
from hpsim.simulate.response import RoomResponse, room_response

KEPT = FOLDER / "energyplus_heat_pumps.csv"
OURS = FOLDER / "hpsim_heat_pumps.csv"
PAGE = FOLDER.parent.parent / "docs" / "crosscheck_heat_pumps.md"
ROOMS = ("bedroom", "garage")
PLACES = {
    "us-5A-chicago": "Chicago",
    "us-2A-tampa": "Tampa",
    "us-4A-newyork-jfk": "New York",
    "us-5B-denver": "Denver",
}
SIZES = {"undersized": 0.7, "sized": 1.4, "oversized": 2.8}
"""Rated capacity over the higher of the peak loads, heating over 0.75 and cooling over 0.65."""
LEAST_W = 300.0
HELD, NOT_HELD = 0.04, 0.06  # tolerances on the year's electricity
HELD_K_H = 100.0  # a year below the setpoint: the room is held
SETPOINTS_DEGC = (20.0, 25.0)
WITHOUT_LOSSES = (
    ("garage", "us-5B-denver"),
    ("bedroom", "us-5B-denver"),
    ("garage", "us-2A-tampa"),
)
SLAB_PLACE, SLAB = "us-5B-denver", "garage on a slab"
STARTS_CASES = (("bedroom", "us-5A-chicago", 1.0), ("bedroom", "us-2A-tampa", 1.0))
STARTS_TOLERANCE = 0.10
BAND_K = 5.0 / 9.0
EARLIER = ["defaults=2026-11"]  # rooms without doors and curtains, as EnergyPlus' document has them
J_PER_KWH = 3.6e6


@dataclass(frozen=True, slots=True)
class Year:
    """A year of one machine; energies are electricity unless named otherwise."""

    heating_kwh: float
    defrost_kwh: float
    cooling_kwh: float
    fan_kwh: float
    heat_delivered_kwh: float
    mean_degc: float
    coldest_degc: float
    unmet_k_h: float
    """Kelvin hours below the heating setpoint."""
    starts_heating: float = float("nan")
    starts_cooling: float = float("nan")

    @property
    def total_kwh(self) -> float:
        """All electricity."""
        return self.heating_kwh + self.defrost_kwh + self.cooling_kwh + self.fan_kwh


@dataclass(frozen=True, slots=True)
class Case:
    """A room at a place with a size of a machine."""

    room: str
    place: str
    size: str
    cycles: bool = False
    """Both switch at the same band, without losses."""
    has_speeds: bool = False
    """Four of them; else one."""
    has_losses: bool = True
    """At part load; without them nothing is lost by a start, and no curve is applied."""

    @property
    def key(self) -> str:
        """Name in the file of what is kept."""
        kind = "/cycles" if self.cycles else "/four speeds" if self.has_speeds else ""
        kind += "" if self.has_losses else "/no losses"
        return f"{self.room}/{self.place}/{self.size}{kind}"


def cases() -> Iterator[tuple[Case, float]]:
    """Give all cases with their size factor."""
    for room in ROOMS:
        for place in PLACES:
            for size, factor in SIZES.items():
                yield Case(room, place, size), factor
    for room in ROOMS:
        for place in PLACES:
            for size in ("undersized", "sized"):
                yield Case(room, place, size, has_speeds=True), SIZES[size]
    for room, place in WITHOUT_LOSSES:
        yield Case(room, place, "oversized", has_losses=False), SIZES["oversized"]
    for room, place, factor in STARTS_CASES:
        yield Case(room, place, f"{factor:g}", cycles=True), factor


def room_of(case: Case) -> tuple[Scenario, RoomResponse]:
    """Return a case's room under ideal control."""
    path = FOLDER / "heat_pump_rooms" / f"{case.room}.yaml"
    scenario = load_scenario(path, [f"weather={case.place}", *EARLIER])
    return scenario, room_response(scenario)


def machine_of(response: RoomResponse, factor: float) -> SingleSpeed:
    """Return a machine by the room's peak loads."""
    year = response.year
    peak = max(year.ideal_cooling_w.max() / 0.65, year.ideal_heating_w.max() / 0.75, LEAST_W)
    size_w = float(round(factor * peak))
    return SingleSpeed(size_w, size_w)


def scenario_with(case: Case, factor: float) -> Scenario:
    """Return a case's room with its machine, as hpsim takes them."""
    scenario, response = room_of(case)
    tree = scenario.as_mapping()
    machine = machine_of(response, factor)
    if case.has_speeds:
        tree["candidates"] = [four_speed.candidate(machine)]
    else:
        tree["candidates"] = [candidate(machine, has_losses=case.has_losses and not case.cycles)]
    tree["thermostat"]["differential"] = f"{BAND_K} K"
    if case.cycles:
        tree["thermostat"] |= {
            "sensor": {"lag": "0 s"},
            "minimum_on": "0 s",
            "minimum_off": "0 s",
        }
    return scenario_of(tree)


def ours(case: Case, factor: float) -> Year:
    """Return hpsim's year."""
    found = simulate(scenario_with(case, factor))
    results = found.candidates[0]
    hourly, metrics = results.hourly, metrics_of(results, found.prices)
    starts = (metrics["starts_heating"], metrics["starts_cooling"])
    return Year(
        float(hourly.compressor_heating_w.sum()) / 1e3,
        float(hourly.defrost_w.sum()) / 1e3,
        float(hourly.compressor_cooling_w.sum()) / 1e3,
        float(hourly.fan_w.sum()) / 1e3,
        float(hourly.heat_delivered_w.sum()) / 1e3,
        float(hourly.room_degc.mean()),
        float(hourly.room_degc.min()),
        _cold_k_h(hourly.room_degc),
        *(float(str(n)) for n in starts),
    )


def _cold_k_h(air_degc: np.ndarray) -> float:
    return float(np.maximum(SETPOINTS_DEGC[0] - air_degc, 0.0).sum())


def document_with(case: Case, factor: float) -> Document:
    """Return a case's room with its machine, as EnergyPlus takes them."""
    _, response = room_of(case)
    steps = 60 if case.cycles else 6
    doc = document(response.model, None, Settings(steps_per_hour=steps))
    machine = machine_of(response, factor)
    half = 0.5 * BAND_K if case.cycles else 0.0
    setpoints = (SETPOINTS_DEGC[0] - half, SETPOINTS_DEGC[1] + half)
    if case.has_speeds:
        four_speed.add_heat_pump(doc, machine, setpoints)
    else:
        has_losses = case.has_losses and not case.cycles
        add_heat_pump(doc, machine, setpoints, has_losses=has_losses)
    if case.cycles:
        add_thermostat_band(doc, BAND_K)
    return doc


def theirs(case: Case, factor: float) -> Year:
    """Return EnergyPlus' year."""
    doc = document_with(case, factor)
    with tempfile.TemporaryDirectory(prefix="hpsim-energyplus-") as place:
        table = execute(find_engine(), doc, weather_bytes(case.place), Path(place))
        return _read(table)


def _read(path: Path) -> Year:
    with path.open(encoding="utf-8") as file:
        rows = csv.reader(file)
        head = next(rows)
        table = [row for row in rows if row]

    def column(name: str) -> np.ndarray:
        places = [i for i, title in enumerate(head) if name in title]
        return np.sum([[float(row[i] or 0.0) for row in table] for i in places], axis=0)

    heat_on, cool_on = column(OUTPUTS["heat_on"]), column(OUTPUTS["cool_on"])
    by_step = len(table) > 8760
    air = column("Zone Mean Air Temperature")
    per_h = len(table) / 8760.0
    return Year(
        float(column(OUTPUTS["heating"]).sum()) / J_PER_KWH,
        float(column(OUTPUTS["defrost"]).sum()) / J_PER_KWH,
        float(column(OUTPUTS["cooling"]).sum()) / J_PER_KWH,
        float(column(OUTPUTS["fan"]).sum()) / J_PER_KWH,
        float(column(OUTPUTS["heat"]).sum()) / J_PER_KWH,
        float(air.mean()),
        float(air.min()),
        _cold_k_h(air) / per_h,
        _starts(heat_on) if by_step else float("nan"),
        _starts(cool_on) if by_step else float("nan"),
    )


def _starts(on: np.ndarray) -> float:
    return float(((on[1:] > 1e-6) & (on[:-1] <= 1e-6)).sum())


def on_a_slab(cover: str) -> RoomResponse:
    """Return the garage on a slab with a bare edge under ideal control."""
    changes = [f"weather={SLAB_PLACE}", "room.below=ground", f"site.ground_cover={cover}"]
    path = FOLDER / "heat_pump_rooms" / "garage.yaml"
    return room_response(load_scenario(path, [*changes, *EARLIER]))


def _heat_alone(heat_kwh: float) -> Year:
    nan = float("nan")
    return Year(nan, nan, nan, nan, heat_kwh, nan, nan, nan)


def slab_ours() -> dict[str, Year]:
    """Return the slab's heat by ideal control, by what covers the soil."""
    covers = ("grass", "dry")
    heat_w = {cover: on_a_slab(cover).year.ideal_heating_w for cover in covers}
    return {f"{SLAB}/{cover}": _heat_alone(float(w.sum()) / 1e3) for cover, w in heat_w.items()}


def slab_theirs() -> dict[str, Year]:
    """Return the slab's heat by EnergyPlus' ideal control; its soil is dry."""
    doc = held_document(on_a_slab("dry"), Settings())
    heat_w = run(find_engine(), doc, weather_bytes(SLAB_PLACE)).heating_w
    return {f"{SLAB}/dry": _heat_alone(float(heat_w.sum()) / 1e3)}


def read_kept(path: Path = KEPT) -> dict[str, Year]:
    """Return years as kept: EnergyPlus', or those of another file."""
    with path.open(encoding="utf-8") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        names = [field.name for field in fields(Year)]
        return {row["case"]: Year(**{n: float(row[n] or "nan") for n in names}) for row in rows}


def write_kept(kept: dict[str, Year], about: str, path: Path = KEPT) -> None:
    """Write years, with what made them."""
    names = [field.name for field in fields(Year)]
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(f"# {about}\n")
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["case", *names])
        for key, year in kept.items():
            values = asdict(year).values()
            writer.writerow([key, *("" if np.isnan(v) else f"{v:.3f}" for v in values)])


# ------------------------------------------------------------------------------------- the page
HEAD = """\
# Heat pumps compared with EnergyPlus

The same single-speed machine in the same room and weather, by two programs. EnergyPlus runs a
packaged terminal heat pump with its own DX coils: every ten minutes it works out the load and the
part of the step that the compressor runs, and part-load losses follow a curve (0.85 + 0.15 of the
part-load ratio). hpsim switches the machine on and off at a thermostat with a band of 1 °F and
builds its output up after each start; a cyclic degradation coefficient of 0.15 says how fast. The
curves are those of EnergyPlus' example *PackagedTerminalHeatPump*, given to hpsim as a
`kind: table`. Defrost is by frost on the coil in both (`defrost: humidity`). The garage has one air
change an hour and no soil below it: soil is compared in [crosscheck.md](crosscheck.md). (On a
slab with a bare edge in Denver its ideal control needs {slab_grass:,.0f} kWh of heat with hpsim's
default soil, under grass that evaporates, {slab_dry:,.0f} kWh over dry soil, and
{slab_theirs:,.0f} kWh in EnergyPlus, whose soil is always dry: `site: {{ground_cover: dry}}` has to
be given for a comparison.)

*Sized* machines give 1.4 of the room's peak load at their rating; these curves leave a quarter of
that at −20 °C, so that the coldest nights of Chicago are missed. *Undersized* ones give 0.7 of the
peak load. *Oversized* ones give 2.8: they are shown and not judged, since there the programs differ
in kind: a run of a few minutes loses more than the curve's 15 % (a start takes its dead time and
time constant however short the run), and the band of the thermostat swings the room off the
setpoint. Without losses in either program the garage in Denver is {apart[0]} apart,
the bedroom there {apart[1]}, Tampa's garage {apart[2]}; the rest is the band:
where both switch at the same one, kWh agree within {same_band:.1f} % ([starts](#starts)).
`python tools/crosscheck_heat_pumps.py` makes the runs again (EnergyPlus {version}) and writes this
page.

## Electricity of a year

Ours, EnergyPlus' and the difference [kWh]. The tolerance is {held} where the room is held,
{not_held} where it is not. Heating includes defrost.

| room | place | size | heating | cooling | all, with fan | heat delivered | K h too cold | within |
| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | --- |
"""
FOUR_SPEEDS = """
## Four speeds

A unit with four speeds has the same curves at each: a quarter, half, three quarters and all of
capacity, airflow and fan power, and a COP that is 15, 10, 5 and 0 % higher. In EnergyPlus a unitary
system with multi-speed coils takes turns between neighboring speeds and cycles below the lowest;
hpsim's controller finds a speed between them (`compressor: variable_speed`), without a boost after
the start. Tolerances as above.

| room | place | size | heating | cooling | all, with fan | heat delivered | K h too cold | within |
| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | --- |
"""
STARTS = """
## Starts

Both programs switch at the same band of 1 °F around the setpoint, with one-minute steps in
EnergyPlus, and without part-load losses, timers or lag of the sensor. EnergyPlus decides once a
minute, hpsim where the band is crossed, so that EnergyPlus overshoots by up to a minute's change
and starts less often; the larger the machine, the more.

| room | place | starts heating | starts cooling | electricity [kWh] | within |
| --- | --- | ---: | ---: | ---: | --- |
"""


def _head(mine: dict[str, Year], other: dict[str, Year], version: str) -> str:
    """Return what the page begins with, its figures filled in."""

    def apart(case: Case) -> float:
        return 100.0 * _ratio(mine[case.key].total_kwh, other[case.key].total_kwh)

    pairs = [
        (Case(room, place, "oversized", has_losses=False), Case(room, place, "oversized"))
        for room, place in WITHOUT_LOSSES
    ]
    at_band = [case for case, _ in cases() if case.cycles]
    return HEAD.format(
        version=version,
        held=f"{100.0 * HELD:.0f} %",
        not_held=f"{100.0 * NOT_HELD:.0f} %",
        apart=[f"{apart(bare):.1f} instead of {apart(lossy):.1f} %" for bare, lossy in pairs],
        same_band=max(apart(case) for case in at_band),
        slab_grass=mine[f"{SLAB}/grass"].heat_delivered_kwh,
        slab_dry=mine[f"{SLAB}/dry"].heat_delivered_kwh,
        slab_theirs=other[f"{SLAB}/dry"].heat_delivered_kwh,
    )


def page(all_mine: dict[str, Year], all_other: dict[str, Year], version: str) -> tuple[str, int]:
    """Return the page and how many cases are beyond their tolerance."""
    parts = [_head(all_mine, all_other, version)]
    starts, four, beyond = [STARTS], [FOUR_SPEEDS], 0
    for case, _ in cases():
        if not case.has_losses:
            continue
        place, mine, other = PLACES[case.place], all_mine[case.key], all_other[case.key]
        if case.cycles:
            pairs = [
                (mine.starts_heating, other.starts_heating),
                (mine.starts_cooling, other.starts_cooling),
            ]
            judged = [_ratio(a, b) for a, b in pairs if b > 100]
            is_within = max(judged) <= STARTS_TOLERANCE
            cells = [_pair(a, b) for a, b in [*pairs, (mine.total_kwh, other.total_kwh)]]
            starts.append(_row(case.room, place, *cells, "yes" if is_within else "**no**"))
        else:
            is_held = other.unmet_k_h < HELD_K_H
            tolerance = HELD if is_held else NOT_HELD
            is_within = _ratio(mine.total_kwh, other.total_kwh) <= tolerance
            is_judged = case.size != "oversized"
            pairs = [
                (mine.heating_kwh + mine.defrost_kwh, other.heating_kwh + other.defrost_kwh),
                (mine.cooling_kwh, other.cooling_kwh),
                (mine.total_kwh, other.total_kwh),
                (mine.heat_delivered_kwh, other.heat_delivered_kwh),
            ]
            cold = f"{mine.unmet_k_h:,.0f} · {other.unmet_k_h:,.0f}"
            word = ("yes" if is_within else "**no**") if is_judged else "not judged"
            is_within = is_within or not is_judged
            cells = [*(_pair(a, b) for a, b in pairs), cold, word]
            rows = four if case.has_speeds else parts
            rows.append(_row(case.room, place, case.size, *cells))
        beyond += not is_within
    return "".join([*parts, *four, *starts]), beyond


def _ratio(mine: float, other: float) -> float:
    return abs(mine / other - 1.0)


def _pair(mine: float, other: float) -> str:
    text = f"{mine:,.0f} · {other:,.0f}"
    if other < 20.0:
        return text
    return f"{text} · {100.0 * (mine / other - 1.0):+.1f} %".replace("-", "\N{MINUS SIGN}")


def _row(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |\n"


def version_kept(path: Path = KEPT) -> str:
    """Return what made the kept years, such as EnergyPlus' version."""
    with path.open(encoding="utf-8") as file:
        return file.readline().removeprefix("# EnergyPlus ").strip()


def run_energyplus(kept: dict[str, Year]) -> None:
    """Run EnergyPlus for what is not in the kept years, and keep it."""
    version = find_engine().version
    listed = list(cases())
    for k, (case, factor) in enumerate(listed, 1):
        if case.key not in kept:
            print(f"{k} of {len(listed)}: {case.key}", file=sys.stderr, flush=True)
            kept[case.key] = theirs(case, factor)
    if f"{SLAB}/dry" not in kept:
        kept |= slab_theirs()
    keys = [*(case.key for case, _ in listed), f"{SLAB}/dry"]
    write_kept({key: kept[key] for key in keys}, f"EnergyPlus {version}")


def main() -> int:
    """Run what is asked for and write the page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--page", action="store_true", help="run hpsim alone and write the page")
    parser.add_argument("--missing", action="store_true", help="run EnergyPlus for what is new")
    parser.add_argument("--check", action="store_true", help="run hpsim, fail if the page is stale")
    asked = parser.parse_args()
    kept = read_kept() if asked.page or asked.missing or asked.check else {}
    if not (asked.page or asked.check):
        try:
            run_energyplus(kept)
        except EngineError as trouble:
            print(trouble, file=sys.stderr)
            return 2
    mine = {case.key: ours(case, factor) for case, factor in cases()} | slab_ours()
    text, beyond = page(mine, kept, version_kept())
    if asked.check:
        if not is_same(PAGE.read_text(encoding="utf-8"), text):
            print(f"{PAGE.name} is stale: python tools/crosscheck_heat_pumps.py --page")
            return 1
        return int(beyond > 0)
    write_kept(mine, "hpsim, for the page", OURS)
    text, beyond = page(read_kept(OURS), kept, version_kept())  # of the digits that are kept
    PAGE.write_text(text, encoding="utf-8")
    judged = sum(case.has_losses for case, _ in cases())
    print(f"{judged - beyond} of {judged} cases are within their tolerance")
    return 1 if beyond else 0


if __name__ == "__main__":
    sys.exit(main())
