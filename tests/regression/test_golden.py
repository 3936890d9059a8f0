"""Main figures of shipped scenarios, as they were when somebody last looked at them.

They say nothing of right or wrong (other tests do that): they say that a change changed results,
and by how much. A change that means to do so writes them anew and shows the difference:

    python tests/regression/test_golden.py --write
    git diff tests/regression/golden.json
"""

from __future__ import annotations

import json
import re
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from hpsim import load_scenario, simulate
from hpsim.metrics import metrics_of
from hpsim.shipped import scenario_folder

GOLDEN = Path(__file__).with_name("golden.json")
SHIPPED = sorted(json.loads(GOLDEN.read_text("utf-8")))
"""Of the shipped scenarios those that differ most from each other: all of them take too long."""

# The same code on another machine: the last bits of exp(), sums and products differ. Where two
# events nearly coincide that moves a switching instant, and a season of cycles follows another
# course: noise of 1e-10 K in the room's free temperature moves a year's kWh, runtime and starts of
# the 12 kBtu/h units in Chicago by up to 0.24 %, one thread of the linear algebra instead of two
# likewise; other years not at all. Twice that.
ENERGY = 0.005
COUNT, FEW = 0.01, 4.0  # starts, hours with a limit passed: a share, or so many
TEMPERATURE_K = 0.05  # hottest and coldest hour depend on where in it a run falls
# Backup comes and goes by thresholds: after recoveries and in the coldest hours such a year follows
# another course for noise of 1e-10 K: 6 unmet hours and 0.05 K were seen. Twice that and more.
FEW_WITH_BACKUP, TEMPERATURE_WITH_BACKUP_K = 12.0, 0.15
ROOM = 1e-4  # the room's own figures come from no loop
KEPT = {
    "heat_delivered_kwh": ENERGY,
    "cool_delivered_kwh": ENERGY,
    "latent_removed_kwh": ENERGY,
    "electricity_kwh": ENERGY,
    "fuel_kwh": ENERGY,
    "runtime_h": ENERGY,
    "starts_heating": COUNT,
    "starts_cooling": COUNT,
    "defrosts": COUNT,
    "unmet_heating_h": COUNT,
    "unmet_cooling_h": COUNT,
    "rh_over_60_h": COUNT,
    "seasonal_cop_heating": ENERGY,
    "seasonal_cop_cooling": ENERGY,
}
SHOWN = 0.02  # what README prints may be so far behind, not more
DIGITS = 6
Figures = dict[str, dict[str, Any]]


def rounded(value: float | int | None) -> float | int | None:
    return value if value is None or isinstance(value, int) else float(f"{value:.{DIGITS}g}")


@cache
def figures(name: str) -> Figures:
    """Return the scenario's figures, one dict for the room and one for each candidate."""
    run = simulate(load_scenario(name))
    year = run.candidates[0].room
    told: Figures = {
        "room": {
            "heat_loss_w_per_k": rounded(run.room.heat_loss_w_per_k),
            "effective_capacitance_j_per_k": rounded(run.room.effective_capacitance_j_per_k),
            "ideal_heating_kwh": rounded(float(year.ideal_heating_w.sum()) / 1000.0),
            "ideal_cooling_kwh": rounded(float(year.ideal_cooling_w.sum()) / 1000.0),
            "peak_ideal_heating_w": rounded(float(year.ideal_heating_w.max())),
            "peak_ideal_cooling_w": rounded(float(year.ideal_cooling_w.max())),
        }
    }
    for results in run.candidates:
        all_of = metrics_of(results)
        own: dict[str, Any] = {key: rounded(all_of[key]) for key in KEPT}  # type: ignore[arg-type]
        degc = all_of["room_degc"]
        assert isinstance(degc, dict)
        own["has_backup"] = bool(results.hourly.backup_w.any())
        own["room_degc"] = {key: rounded(value) for key, value in degc.items()}
        told[results.candidate] = own
    return told


def golden() -> dict[str, Figures]:
    book: dict[str, Figures] = json.loads(GOLDEN.read_text("utf-8"))
    return book


def test_every_scenario_has_its_figures() -> None:
    book = golden()
    assert set(SHIPPED) <= {path.stem for path in scenario_folder().glob("*.yaml")}
    for name in SHIPPED:
        assert list(book[name]) == list(figures(name))


@pytest.mark.parametrize("name", SHIPPED)
def test_the_room_is_as_it_was(name: str) -> None:
    assert figures(name)["room"] == pytest.approx(golden()[name]["room"], rel=ROOM)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_candidate_does_as_it_did(name: str) -> None:
    changed = []
    for candidate, was in golden()[name].items():
        if candidate == "room":
            continue
        now = figures(name)[candidate]
        for key, tolerance in KEPT.items():
            few = 0.0
            if tolerance == COUNT:
                few = FEW_WITH_BACKUP if now["has_backup"] else FEW
            same = now[key] == was[key]  # None: can't be told
            if not same and None not in (now[key], was[key]):
                same = now[key] == pytest.approx(was[key], rel=tolerance, abs=few)
            if not same:
                changed.append(f"{candidate}: {key} was {was[key]}, is {now[key]}")
        near_k = TEMPERATURE_WITH_BACKUP_K if now["has_backup"] else TEMPERATURE_K
        changed += [
            f"{candidate}: room_degc.{key} was {then}, is {now['room_degc'][key]}"
            for key, then in was["room_degc"].items()
            if now["room_degc"][key] != pytest.approx(then, abs=near_k)
        ]
    assert not changed, "\n".join([*changed, "meant? see this file's first lines"])


def test_readme_shows_what_the_main_scenario_gives() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    for name, was in golden()["chicago-addition"].items():
        if name == "room":
            continue
        (row,) = [line for line in readme.splitlines() if line.startswith(f"{name}  ")]
        numbers = re.findall(r"(?<!\S)[\d,]*\.?\d+(?!\S)", row.removeprefix(name))
        cells = [float(number.replace(",", "")) for number in numbers]
        kwh, _, starts, _, _, _, unmet_h, _, cop_heating, cop_cooling, humid_h = cells
        cops = [was["seasonal_cop_heating"], was["seasonal_cop_cooling"]]
        counts = [
            was["starts_heating"] + was["starts_cooling"],
            was["unmet_heating_h"] + was["unmet_cooling_h"],
            was["rh_over_60_h"],
        ]
        behind = f"{name}: write README anew"
        assert [cop_heating, cop_cooling] == pytest.approx(cops, rel=SHOWN), behind
        assert kwh == pytest.approx(was["electricity_kwh"], rel=SHOWN), behind
        assert [starts, unmet_h, humid_h] == pytest.approx(counts, rel=SHOWN, abs=FEW), behind


def write() -> None:
    """Write the figures anew, a line each."""
    book = {name: figures(name) for name in SHIPPED}
    GOLDEN.write_text(json.dumps(book, indent=2, ensure_ascii=False) + "\n", "utf-8")
    print(f"wrote {GOLDEN}")


if __name__ == "__main__":
    if sys.argv[1:] != ["--write"]:
        sys.exit(__doc__)
    write()
