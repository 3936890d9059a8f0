"""Compare measured houses with their simulated ones: ``make measured DATA=folder``.

The folder holds what others have measured, with a folder for each house; none of it is part of
hpsim. Writes the tables and pictures of ``docs/measured.md`` with ``--page``.
"""

from __future__ import annotations

import argparse
import copy
import gzip
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from ruamel.yaml import YAML

from fit_measured import fitted_twin_houses
from hpsim.errors import HpsimError
from hpsim.fit.fit import Fit, FreeRun, fit_room
from hpsim.fit.prepare import prepare
from hpsim.logs.reading import read_log
from hpsim.scenario.load import load_scenario
from hpsim.simulate.measured import MeasuredRun, measured_run
from hpsim.simulate.response import RoomCache

ROOT = Path(__file__).resolve().parents[1]
HOUSES = ROOT / "tools" / "measured_houses"
PAGE = ROOT / "docs" / "measured.md"
PICTURES = ROOT / "docs" / "pictures"
BEGIN, END = "<!-- {} begins -->", "<!-- {} ends -->"
WEST_WALL_M2K_PER_W = (
    0.01 / 1.0 + 0.3 / 0.22 + 0.03 / 1.0 + 0.08 / 0.04 + 0.01 / 0.8
)  # face to face
NIGHT_W_PER_M2 = 2.0
WINDOWS = {
    "west_window": "living_110cm_degc",
    "south_window": "living_110cm_degc",
    "child_south_window": "child_110cm_degc",
}
"""With a plate, and the air in front of each."""
UNDATED = "2010-07-05"  # a summer's day: the log of the Armadillo Box counts seconds
FIRST_HOUR = 8  # of a day of co-heating: after a night without sun
Change = Callable[[dict[str, Any]], None]


def surface(scenario: dict[str, Any], name: str) -> dict[str, Any]:
    """Return a surface by its name."""
    found: dict[str, Any] = next(s for s in scenario["room"]["surfaces"] if s["name"] == name)
    return found


def convective(scenario: dict[str, Any]) -> None:
    """Let the heaters warm the air alone."""
    scenario["measured"]["radiant"] = 0


def outdoor_density(scenario: dict[str, Any]) -> None:
    """Take the fans' flow as outdoor air at 680 m."""
    del scenario["room"]["ventilation"][0]["air_density"]


def equal_weights(scenario: dict[str, Any]) -> None:
    """Take thermometers above each other with equal weights."""
    weights = scenario["measured"]["air"]["column"]
    for room in ("living", "bath", "child"):
        above = [name for name in weights if name.startswith(f"{room}_")]
        mean = sum(weights[name] for name in above) / len(above)
        weights.update(dict.fromkeys(above, mean))


def small_leaks(scenario: dict[str, Any]) -> None:
    """Take the usual twentieth of the blower door's air changes."""
    scenario["room"]["infiltration"] = {"ach": 0.08}


def no_bridges(scenario: dict[str, Any]) -> None:
    """Leave out all thermal bridges but the windows' edges."""
    scenario["room"]["thermal_bridges"] = [{"conductance": "1.73 W/K", "to": "outdoors"}]


def east_wall(scenario: dict[str, Any]) -> None:
    """Take the east wall's insulation from the other source: 0.035 W/mK."""
    for layer in scenario["constructions"]["ew_e"]:
        if layer.get("material") == "th_pu_east":
            layer["material"] = "th_pu"


def bare_blinds(scenario: dict[str, Any]) -> None:
    """Let closed blinds stop the sun alone."""
    for window in scenario["room"]["windows"]:
        if "shade" in window:
            window["shade"]["resistance"] = "0 m2K/W"


def leaky_doors(scenario: dict[str, Any]) -> None:
    """Let each closed door to the northern rooms exchange 6 W/K, as unsealed ones do."""
    for name in ("W45", "W46", "W47"):
        beyond = surface(scenario, name)["boundary"]["neighbour"]
        scenario["room"]["thermal_bridges"].append({"conductance": "6 W/K", "to": beyond})


CHANGES: dict[str, tuple[Change, ...]] = {
    "as documented": (),
    "thermometers with equal weights": (equal_weights,),
    "heaters without radiation": (convective,),
    "fans' flow as outdoor air": (outdoor_density,),
    "0.08 air changes, no wind or stack": (small_leaks,),
    "no thermal bridges": (no_bridges,),
    "east insulation 0.035 instead of 0.022 W/mK": (east_wall,),
    "closed blinds without resistance": (bare_blinds,),
    "three inner doors of 6 W/K": (leaky_doors,),
}


def with_data(scenario: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Return a scenario whose logs lie in a folder."""

    def placed(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: str(folder / v) if k == "csv" else placed(v) for k, v in value.items()}
        return [placed(part) for part in value] if isinstance(value, list) else value

    changed: dict[str, Any] = placed(scenario)
    return changed


def twin_house(folder: Path, number: int, changes: tuple[Change, ...], cache: RoomCache) -> Any:
    """Return the comparison of one experiment with some changes to the documented house."""
    file = HOUSES / f"twin_house_n2_{number}.yaml"
    scenario = copy.deepcopy(YAML(typ="safe").load(file.read_text("utf-8")))
    for change in changes:
        change(scenario)
    return measured_run(load_scenario(with_data(scenario, folder)), cache=cache)


def row(*cells: str) -> str:
    """Return a row of a table of the page."""
    return f"| {' | '.join(cells)} |"


def off(run: FreeRun) -> str:
    """Return by how much a free run is off."""
    return f"{run.rmse_k:.2f} K"


def adopted(found: Fit) -> str:
    """Return whether a fit is adopted."""
    return "yes" if found.is_adopted else "no"


def table(runs: dict[str, MeasuredRun]) -> str:
    """Return one experiment as a table: heat where it is held, RMSE and bias where it is free."""
    phases = next(iter(runs.values())).phases
    lines = ["| | " + " | ".join(phase.name for phase in phases) + " |"]
    lines.append("| --- |" + " --- |" * len(phases))
    for name, run in runs.items():
        cells = [
            f"{100.0 * (phase.heat_error or 0.0):+.1f} %"
            if phase.held
            else f"{phase.rmse_k:.2f} K ({phase.bias_k:+.2f})"
            for phase in run.phases
        ]
        lines.append(row(name, *cells))
    return "\n".join(lines)


def northern(folder: Path, cache: RoomCache) -> str:
    """Return the balance of the northern rooms, which the southern ones warm."""
    file = HOUSES / "twin_house_n2_2_north.yaml"
    scenario = YAML(typ="safe").load(file.read_text("utf-8"))
    run = measured_run(load_scenario(with_data(scenario, folder)), cache=cache)
    held = [phase for phase in run.phases if phase.held]
    lines = [row("northern rooms", *(phase.name for phase in held))]
    lines.append("| --- |" + " --- |" * len(held))
    for name, key in (("heat put in, measured", "measured"), ("simulated", "simulated")):
        cells = [f"{getattr(phase, f'{key}_heat_w') or 0.0:.0f} W" for phase in held]
        lines.append(row(name, *cells))
    return "\n".join(lines)


def plates(folder: Path) -> str:
    """Return what heat flow plates measured over experiment 2, next to the documents."""
    inside = read_log(folder / "n2_experiment2_10min.csv.gz")
    outside = read_log(folder / "weather_experiment2_10min.csv.gz")

    def column(name: str) -> np.ndarray:
        return inside.column(name)

    def weather(name: str) -> np.ndarray:
        return np.interp(inside.time_s, outside.time_s, outside.column(name))

    face, beyond = column("west_wall_inside_face_degc"), column("west_wall_outside_face_degc")
    documented = float(np.nanmean(face - beyond)) / WEST_WALL_M2K_PER_W
    flows = [
        abs(float(np.nanmean(column(f"west_wall_{place}_w_per_m2"))))
        for place in ("inside_face", "insulation_boundary")
    ]
    night = weather("global_horizontal_w_per_m2") < NIGHT_W_PER_M2
    u_values = []
    for window, air in WINDOWS.items():
        flow = column(f"{window}_inside_face_w_per_m2")[night]
        apart = (column(air) - weather("outdoor_degc"))[night]
        u_values.append(float(np.nanmean(flow) / np.nanmean(apart)))
    glass = ", ".join(f"{u:.2f}" for u in u_values)
    rows = (
        ("heat flow plates", "documents", "measured"),
        ("---", "---", "---"),
        (
            "west wall, mean of 39 days, on its inside and between brick and insulation",
            f"{documented:.1f} W/m²",
            f"{flows[0]:.1f} and {flows[1]:.1f} W/m²",
        ),
        ("glass at night: west, south, south of the child's room", "1.1 W/m²K", f"{glass} W/m²K"),
    )
    return "\n".join(row(*cells) for cells in rows)


def co_heating(folder: Path) -> str:
    """Return the loss of a house held warm by heaters, by three regressions over its days."""
    log = read_log(folder / "coheating_hourly.csv.gz")
    names = ("outdoor_degc", "indoor_mean_degc", "irradiance_w_per_m2", "heat_w")
    columns = np.array([log.column(name) for name in names])
    hour = np.round(log.time_s / 3600.0).astype(int) % 24
    start = int(np.flatnonzero((hour == FIRST_HOUR) & np.isfinite(columns).all(axis=0))[0])
    firsts = range(start, columns.shape[1], 24)
    days = np.array([columns[:, k : k + 24].mean(axis=1) for k in firsts]).T
    n_whole = (columns.shape[1] - start) // 24
    lines = [
        f"| over days | {n_whole} whole days | with the last {columns.shape[1] - firsts[-1]} h |"
    ]
    lines.append("| --- | --- | --- |")
    both = [_losses(days[:, :n_whole]), _losses(days)]
    lines += [f"| {name} | {both[0][name]} | {both[1][name]} |" for name in both[0]]
    ready = prepare(
        load_scenario(HOUSES / "co_heating.yaml"),
        folder / "coheating_hourly.csv.gz",
        columns=("heater=heat_w",),
        label="end",
    )
    found = fit_room(ready.room, ready.log, ready.unknowns)
    assert found.by_days_w_per_k is not None
    line, error = found.by_days_w_per_k
    lines.append(
        f"| `hpsim fit`, this line over days from midnight | {line:.0f} ± {error:.0f} W/K | |"
    )
    same = f"{found.fitted_by_days_w_per_k:.0f} W/K"
    lines.append(f"| `hpsim fit`, this line of the fitted room's heat | {same} | |")
    loss = f"{found.loss_w_per_k:.0f} ± {found.loss_sigma_w_per_k:.0f} W/K"
    lines.append(f"| `hpsim fit`, the room with its sun and stored heat | {loss} | |")
    return "\n".join(lines)


def fits(folder: Path) -> str:
    """Return fits of both Twin House experiments to a week, and carried to the other one."""
    lines = ["| fitted to a week of | free run of 8 days | as described | carried to the other |"]
    lines[0] += " as described | adopted there |"
    lines.append("| --- |" + " --- |" * 5)
    with TemporaryDirectory() as place:
        for one, there, _, found, carried in fitted_twin_houses(folder, Path(place)):
            assert carried.other is not None
            run, plain = carried.other
            cells = (
                f"experiment {one.number}",
                off(found.fitted),
                off(found.unfitted),
                f"{there.number}: {off(run)}",
                off(plain),
            )
            lines.append(row(*cells, adopted(carried)))
    return "\n".join(lines)


def light_houses(folder: Path) -> str:
    """Return fits of two light houses of which little is known, by ``hpsim fit``'s own steps."""
    logs = {
        "flexhouse": (folder / "flexhouse_prbs" / "first_four_days_5min.csv.gz", "utc"),
        "armadillo": (folder / "armadillo" / "sequence_h2_30min.csv.gz", "+02:00"),
    }
    lines = ["| house | loss as described | fitted | kept day: as described | fitted | adopted |"]
    lines.append("| --- |" + " --- |" * 5)
    with TemporaryDirectory() as place:
        for name, (log, zone) in logs.items():
            scenario = load_scenario(HOUSES / f"{name}.yaml")
            ready = prepare(scenario, dated(log, Path(place)), zone=zone)
            found = fit_room(ready.room, ready.log, ready.unknowns)
            percent = 100.0 * found.loss_sigma_w_per_k / found.loss_w_per_k
            cells = (
                scenario.name,
                f"{found.unfitted_loss_w_per_k:.0f} W/K",
                f"{found.loss_w_per_k:.0f} W/K ± {percent:.0f} %",
                off(found.unfitted),
                off(found.fitted),
            )
            lines.append(row(*cells, adopted(found)))
    return "\n".join(lines)


def dated(log: Path, place: Path) -> Path:
    """Return a log with dates; one that counts seconds begins on `UNDATED`."""
    names, *rows = gzip.decompress(log.read_bytes()).decode().splitlines()
    first, _, rest = names.partition(",")
    if first != "seconds":
        return log
    begins = datetime.fromisoformat(UNDATED)
    stamped = [row.partition(",") for row in rows if ",," not in row]
    lines = [f"{begins + timedelta(seconds=float(s)):%Y-%m-%dT%H:%M:%S},{v}" for s, _, v in stamped]
    path = place / "dated.csv"
    path.write_text("\n".join([f"time,{rest}", *lines]) + "\n")
    return path


def _losses(days: np.ndarray) -> dict[str, str]:
    """Return losses by regressions over days (4, n): outdoors, indoors, sun and heat."""
    warmer, sun, heat = days[1] - days[0], days[2], days[3]
    change = np.diff(warmer)
    found = {}
    for name, causes, heats in (
        ("heat over temperature difference", [warmer], heat),
        ("with the difference's change from the day before", [warmer[1:], change], heat[1:]),
        ("with sun", [warmer, -sun], heat),
    ):
        columns = np.column_stack(causes)
        loss, *more = np.linalg.lstsq(columns, heats, rcond=None)[0]
        left = heats - columns @ np.array([loss, *more])
        freedom = heats.size - columns.shape[1]
        scatter = float(left @ left) / freedom * np.linalg.inv(columns.T @ columns)
        errors = np.sqrt(scatter.diagonal())
        area = f", {more[0]:+.1f} ± {errors[1]:.1f} m² of sun" if name == "with sun" else ""
        found[name] = f"{loss:.0f} ± {errors[0]:.0f} W/K{area}"
    return found


def put(text: str, name: str, block: str) -> str:
    """Return the page with a block between its marks."""
    begin, end = BEGIN.format(name), END.format(name)
    before, _, rest = text.partition(begin)
    _, _, after = rest.partition(end)
    return f"{before}{begin}\n\n{block}\n\n{end}{after}"


def draw(run: MeasuredRun, path: Path) -> None:
    """Draw both temperatures and both heats."""
    from hpsim.plots.figures import save_figure
    from hpsim.plots.measured import measured_figure

    save_figure(measured_figure(run, "si"), path)


def main() -> int:
    """Compare all houses that the folder has; return an exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="folder with twin_house and coheating_house")
    parser.add_argument("--page", action="store_true", help="write docs/measured.md")
    given = parser.parse_args()
    blocks: dict[str, str] = {}
    try:
        for number in (1, 2):
            cache, folder = RoomCache(), (given.data / "twin_house").resolve()
            runs = {
                name: twin_house(folder, number, changes, cache)
                for name, changes in CHANGES.items()
                if number == 1 or bare_blinds not in changes
            }
            blocks[f"experiment {number}"] = table(runs)
            print(f"Twin House N2, experiment {number}\n{blocks[f'experiment {number}']}\n")
            if number == 2:
                blocks["northern rooms"] = northern(folder, cache)
                blocks["plates"] = plates(folder)
                print(f"{blocks['northern rooms']}\n\n{blocks['plates']}\n")
            if given.page:
                draw(runs["as documented"], PICTURES / f"measured-twin-house-{number}.png")
        blocks["co-heating"] = co_heating(given.data / "coheating_house")
        print(f"Co-heating house\n{blocks['co-heating']}\n")
        blocks["fits"] = fits(given.data / "twin_house")
        print(f"Twin House, fitted\n{blocks['fits']}\n")
        blocks["light houses"] = light_houses(given.data)
        print(blocks["light houses"])
    except HpsimError as error:
        print(error, file=sys.stderr)
        return 2
    if given.page:
        text = PAGE.read_text("utf-8")
        for name, block in blocks.items():
            text = put(text, name, block)
        PAGE.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
