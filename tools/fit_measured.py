"""Fit measured rooms whose data are not part of this repository, and print how well they run free.

``python tools/fit_measured.py FOLDER`` reads a folder with ``twin_house``, ``coheating_house``,
``dutch_homes`` and ``smart_meters``, as `docs/fit.md` describes it, and writes nothing into it.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from ruamel.yaml import YAML

from hpsim import load_scenario
from hpsim.cli.process import use_one_blas_thread
from hpsim.fit.fit import Fit, carried_to, fit_room
from hpsim.fit.prepare import Prepared, prepare
from hpsim.fit.words import determined, inseparable, value_text

TIME = "time_utc_plus_1"
VOLUMES = {"living": 34.6, "corridor": 5.43, "bath": 6.84, "child": 11.17}
"""Inside areas of the southern rooms [m2]; all are as high."""


class Experiment(NamedTuple):
    """One of the two experiments in the Twin House."""

    number: int
    year: int
    first: str
    split: str
    """Day on which the free run begins: a week after the heaters begin to switch at random."""
    last: str
    blinds_shut: bool


EXPERIMENTS = (
    Experiment(1, 2013, "2013-08-24", "2013-09-06", "2013-09-13", True),
    Experiment(2, 2014, "2014-04-24", "2014-05-06", "2014-05-13", False),
)


def room_degc(data: pd.DataFrame, number: int) -> pd.Series:
    """Return the mean of the four southern rooms by area and height."""
    if number == 1:
        of = {room: data[f"{room}_degc"] for room in ("corridor", "bath", "child")}
        of["living"] = data[[f"living_{h}cm_degc" for h in (67, 125, 187)]].mean(axis=1)
    else:
        heights = (10, 110, 170)
        of = {
            room: data[[f"{room}_{h}cm_degc" for h in heights]].mean(axis=1)
            for room in ("living", "bath", "child")
        }
        of["corridor"] = data["corridor_degc"]
    total = sum(VOLUMES.values())
    return sum(VOLUMES[room] / total * of[room] for room in VOLUMES)  # type: ignore[return-value]


def twin_house_log(folder: Path, one: Experiment, path: Path) -> None:
    """Write the log of an experiment: what an owner with many thermometers would have."""
    data = pd.read_csv(folder / f"n2_experiment{one.number}_10min.csv.gz")
    weather = pd.read_csv(folder / f"weather_experiment{one.number}_10min.csv.gz")
    out = pd.DataFrame({TIME: data[TIME], "indoor_degc": room_degc(data, one.number)})
    out["heater_w"] = data[["living_heater_w", "bath_heater_w", "child_heater_w"]].sum(axis=1)
    out["cellar_degc"] = data["cellar_degc"]
    attic = [name for name in data.columns if name.startswith("attic")]
    attic = [name for name in attic if one.number == 1 or "110cm" in name]
    out["attic_degc"] = data[attic].mean(axis=1)
    out["north_degc"] = data[["kitchen_degc", "doorway_degc", "bedroom_degc"]].mean(axis=1)
    out["supply_air_degc"] = data["supply_air_living_degc"]
    out["supply_m3_per_h"] = data["supply_flow_m3_per_h"]
    columns = {
        "outdoor_degc": "outdoor_degc",
        "global_horizontal_w_per_m2": "global_horizontal_w_per_m2",
        "diffuse_horizontal_w_per_m2": "diffuse_horizontal_w_per_m2",
        "longwave_down_horizontal_w_per_m2": "longwave_w_per_m2",
        "wind_m_per_s": "wind_m_per_s",
        "wind_from_deg": "wind_from_deg",
    }
    outside = weather[[TIME, *columns]].rename(columns=columns)
    out.merge(outside, on=TIME).to_csv(path, index=False, float_format="%.4g")


def twin_house_scenario(folder: Path, one: Experiment, log: Path, path: Path) -> None:
    """Write the southern rooms with all that was measured around them."""
    yaml = YAML()
    tree: dict[str, Any] = yaml.load((folder / "southern_rooms_held.yaml").read_text("utf-8"))

    def column(name: str) -> dict[str, str]:
        return {"csv": str(log), "column": name, "gaps": "24 h"}

    tree["weather"] = str(folder / f"holzkirchen_{one.year}.epw.gz")
    tree["measured_weather"] = {
        "outdoor": column("outdoor_degc"),
        "global_horizontal": column("global_horizontal_w_per_m2"),
        "diffuse_horizontal": column("diffuse_horizontal_w_per_m2"),
        "longwave_down": column("longwave_w_per_m2"),
        "wind": column("wind_m_per_s"),
        "wind_from": column("wind_from_deg"),
    }
    tree["simulation"] = {"from": one.first, "to": one.last, "warmup": "10 d"}
    sides = {"th_floor": "cellar_degc", "th_ceiling": "attic_degc"}
    for surface in tree["room"]["surfaces"]:
        if isinstance(surface["boundary"], dict):
            name = sides.get(surface["construction"], "north_degc")
            surface["boundary"] = {"neighbour": column(name)}
    if not one.blinds_shut:
        for window in tree["room"]["windows"]:
            window.pop("shade", None)
    (fan,) = tree["room"]["ventilation"]
    fan.pop("recovery", None)
    fan["flow"], fan["supply"] = column("supply_m3_per_h"), column("supply_air_degc")
    with path.open("w", encoding="utf-8") as file:
        yaml.dump(tree, file)


def fitted(one: Experiment, scenario: Path, log: Path) -> tuple[Prepared, Fit]:
    """Return an experiment's room fitted to its first week under random heat."""
    ready = prepare(load_scenario(str(scenario)), log, first_day=one.first, last_day=one.last)
    days = (pd.Timestamp(one.split) - pd.Timestamp(ready.period.first)).days
    split = ready.period.n_hours_before + 24 * days
    return ready, fit_room(ready.room, ready.log, ready.unknowns, split=split)


def show(name: str, ready: Prepared, found: Fit) -> None:
    """Print what was found."""
    run, plain = found.fitted, found.unfitted
    print(
        f"\n{name}: free run {run.rmse_k:.2f} K (bias {run.bias_k:+.2f}) over {run.hours} h, "
        f"unfitted {plain.rmse_k:.2f} K ({plain.bias_k:+.2f}); adopted: {found.is_adopted}; "
        f"{found.responses} responses"
    )
    print(
        f"  loss {found.loss_w_per_k:.0f} ± {found.loss_sigma_w_per_k:.0f} W/K, as described "
        f"{found.unfitted_loss_w_per_k:.0f}; seen {found.seen_rmse_k:.2f} K; shades let in "
        f"{100 * found.sun_share:.0f} % of the sun"
    )
    for row in determined(ready.unknowns, found.estimate):
        print(f"  {row.unknown.name:15} {value_text(row):28} {100 * row.removed:3.0f} %")
    for a, b, rho in inseparable(ready.unknowns, found.estimate):
        print(f"  not separated: {a.name} and {b.name} ({rho:+.2f})")
    for note in ready.notes:
        print(f"  {note}")


def fitted_twin_houses(
    folder: Path, work: Path
) -> list[tuple[Experiment, Experiment, Prepared, Fit, Fit]]:
    """Return each experiment, the other, its room, its fit, and the fit carried to the other."""
    done: list[tuple[Experiment, Prepared, Fit]] = []
    for one in EXPERIMENTS:
        log, scenario = work / f"n2_{one.number}.csv", work / f"n2_{one.number}.yaml"
        twin_house_log(folder, one, log)
        twin_house_scenario(folder, one, log, scenario)
        done.append((one, *fitted(one, scenario, log)))
    return [
        (a, b, ready, found, carried_to(there.room, there.log, found))
        for (a, ready, found), (b, there, _) in ((done[0], done[1]), (done[1], done[0]))
    ]


def twin_house(folder: Path, work: Path) -> None:
    """Fit both experiments, and carry each fit to the other."""
    for one, other, ready, found, carried in fitted_twin_houses(folder, work):
        show(f"Twin House N2, experiment {one.number}", ready, found)
        assert carried.other is not None
        run, plain = carried.other
        heats = f"{100 * run.heat_bias:+.0f} %, unfitted {100 * plain.heat_bias:+.0f} %"
        print(
            f"  carried to {other.number}: {run.rmse_k:.2f} K ({run.bias_k:+.2f}), unfitted "
            f"{plain.rmse_k:.2f} K, over {run.hours} h; heat {heats}, over {run.days} days; "
            f"adopted: {carried.is_adopted}"
        )


def main() -> int:
    """Fit what a folder has."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    use_one_blas_thread()
    folder: Path = parser.parse_args().folder
    with tempfile.TemporaryDirectory() as work:
        if (folder / "twin_house").is_dir():
            twin_house(folder / "twin_house", Path(work))
    return 0


if __name__ == "__main__":
    sys.exit(main())
