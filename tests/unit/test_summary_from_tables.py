"""Numbers of ``summary.json`` worked out again from the tables next to it, by other code.

Nothing of `hpsim.metrics` is used: pyarrow, numpy, and the definitions of docs/metrics.md.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest

from fakes import UNITS, fake_run
from hpsim.folder.writing import write_folder

SEVEN_DIGITS = 5e-7  # half of the last
J_PER_KG = 2.501e6


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("made") / "result"
    write_folder(fake_run(UNITS[:3]), target)
    return target


def of_candidate(folder: Path, file: str, name: str) -> dict[str, np.ndarray]:
    table = pq.ParquetFile(folder / file).read()
    mine = np.array(table.column("candidate").to_pylist()) == name
    return {c: table.column(c).to_numpy()[mine] for c in table.column_names}


def recomputed(hours: dict[str, np.ndarray], runs: dict[str, np.ndarray]) -> dict[str, Any]:
    """Return what a reader of the tables gets for the summary's keys."""
    uses = ("compressor_heating_w", "compressor_cooling_w", "fan_w", "backup_w", "defrost_w")
    uses += ("standby_w",)
    electric = sum(hours[use] for use in uses)
    room, below = hours["room_degc"], hours["heating_setpoint_degc"] - hours["room_degc"]
    above = room - hours["cooling_setpoint_degc"]
    minutes = runs["run_min"]
    start_h = runs["start"].astype("datetime64[us]").astype("int64") / 3.6e9
    window = [int(((start_h >= s) & (start_h < s + 1.0)).sum()) for s in start_h]
    return {
        "electricity_kwh": electric.sum() / 1000.0,
        "heat_delivered_kwh": hours["heat_delivered_w"].sum() / 1000.0,
        "cool_delivered_kwh": hours["cool_delivered_w"].sum() / 1000.0,
        "latent_removed_kwh": hours["latent_removed_w"].sum() / 1000.0,
        "water_removed_l": hours["latent_removed_w"].sum() * 3600.0 / J_PER_KG,
        "electricity_by_use_kwh.fan": hours["fan_w"].sum() / 1000.0,
        "electricity_by_use_kwh.backup": hours["backup_w"].sum() / 1000.0,
        "electricity_by_use_kwh.standby": hours["standby_w"].sum() / 1000.0,
        "peak_power_w": electric.max(),
        "runtime_h": hours["running"].sum(),
        "starts": hours["starts_heating"].sum() + hours["starts_cooling"].sum(),
        "starts_heating": hours["starts_heating"].sum(),
        "runs_under_5_min": (minutes < 5.0).sum(),
        "runs_under_10_min": (minutes < 10.0).sum(),
        "median_run_min": np.median(minutes),
        "max_starts_per_hour": max(window),
        "unmet_heating_h": (below > 0.5).sum(),
        "unmet_cooling_h": (above > 0.5).sum(),
        "unmet_heating_strict_h": (below > 0.2).sum(),
        "unmet_cooling_loose_h": (above > 1.11).sum(),
        "heating_shortfall_k_h": np.maximum(below, 0.0).sum(),
        "room_degc.min": room.min(),
        "room_degc.mean": room.mean(),
        "room_degc.max": room.max(),
    }


def look(metrics: dict[str, Any], key: str) -> Any:
    outer, _, inner = key.partition(".")
    return metrics[outer][inner] if inner else metrics[outer]


@pytest.mark.parametrize("i", range(3))
def test_the_summary_is_what_its_tables_come_to(folder: Path, i: int) -> None:
    candidate = json.loads((folder / "summary.json").read_text())["candidates"][i]
    name, metrics = candidate["name"], candidate["metrics"]
    hours = of_candidate(folder, "hourly.parquet", name)
    runs = of_candidate(folder, "cycles.parquet", name)
    for key, value in recomputed(hours, runs).items():
        assert look(metrics, key) == pytest.approx(float(value), rel=SEVEN_DIGITS, abs=1e-6), key
    used = metrics["electricity_by_use_kwh"]
    assert sum(used.values()) == pytest.approx(metrics["electricity_kwh"], rel=1e-6)
