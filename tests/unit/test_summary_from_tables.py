"""Numbers of ``summary.json`` worked out again from the tables next to it, by other code.

Nothing of `hpsim.metrics` is used: pyarrow, numpy, and the definitions of docs/metrics.md. Every
key of the summary is worked out here, or listed with the reason why the tables alone can not.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow.parquet as pq
import pytest

from fakes import UNITS, fake_run
from hpsim.folder.writing import write_folder

SEVEN_DIGITS = 5e-7  # half of the last
J_PER_KG = 2.501e6
BTU_PER_WH = 3.412142
KWH_PER_THERM, KWH_PER_M3 = 29.307107, 1036.0 / 0.3048**3 / 3412.14163  # 100,000 Btu; 1,036 Btu/ft3
NOT_FROM_TABLES = {
    "heat_to_home_kwh": "needs the conductance to the home",
    "heat_from_home_kwh": "needs the conductance to the home",
    "outside_band_h": "needs the band of the unit's control",
    "sound_h": "needs the fan's steps",
    "label_hspf2": "stands in the scenario",
    "label_seer2": "stands in the scenario",
    "fuel": "stands in the scenario",
    "currency": "stands in the scenario",
    "carbon_kg_per_year": "needs the grid's carbon",
    "cost_per_year": "needs the tariff: `hpsim validate bills` and tests/unit/test_money.py",
    "cost_by_energy_per_year": "the same",
    "electricity_bill_per_year": "the same",
    "first_cost": "needs the costs",
    "life_cycle_part": "needs the costs",
    "life_cycle_cost": "needs the costs",
    "levelized_cost_per_mwh": "needs the costs",
    "equal_comfort.cost_per_year": "needs the tariff",
    "fuel_used.liquid_gal": "only of propane and oil",
    "fuel_used.liquid_l": "only of propane and oil",
    "fuel_used.wood_cords": "only of wood",
}
REAL = """\
name: all sorts
weather: us-5A-chicago
room: {kind: bedroom, floor_area: 14 m2, quality: poor, windows: [{facing: south, area: 2 m2}]}
thermostat:
  heating: {day: 20 degC, night: 17 degC}
  cooling: 25 degC
  humidity: {above: 60 %}
tariff: {price: 0.2 $/kWh, gas: 1.4 $/therm}
verdict: {next_size_down: false, what_if: false}
candidates:
  - {kind: variable_speed, size: 6 kBtu/h, seer2: 20, hspf2: 10, backup: {size: 500 W}}
  - {kind: variable_speed, form: portable_one_hose, size: 9 kBtu/h, ceer: 8}
  - {kind: furnace, size: 8 kBtu/h, fuel: gas, pilot: 500 Btu/h}
  - {kind: ideal}
"""


class Tables(NamedTuple):
    """Of one candidate, and what the tables lack."""

    hours: dict[str, np.ndarray]
    runs: dict[str, np.ndarray]
    pressure_pa: float
    heat_loss_w_per_k: float
    kind: str


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, float]:
    target = tmp_path_factory.mktemp("made") / "result"
    run = fake_run(UNITS[:3])
    write_folder(run, target)
    return target, run.candidates[0].room.pressure_pa


@pytest.fixture(scope="module")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, float]:
    from hpsim import simulate

    target = tmp_path_factory.mktemp("real") / "result"
    run = simulate(REAL)
    write_folder(run, target)
    return target, run.candidates[0].room.pressure_pa


def of_candidate(folder: Path, file: str, name: str) -> dict[str, np.ndarray]:
    table = pq.ParquetFile(folder / file).read()
    mine = np.array(table.column("candidate").to_pylist()) == name
    return {c: table.column(c).to_numpy()[mine] for c in table.column_names}


def relative_humidity(t: Tables) -> np.ndarray:
    """ASHRAE Fundamentals 2017, chapter 1, eqs. 6 (over water), 20 and 22."""
    w = t.hours["humidity_ratio"]
    return t.pressure_pa * w / (0.621945 + w) / saturation_pa(t.hours["room_degc"])


def saturation_pa(degc: Any) -> Any:
    k = np.asarray(degc) + 273.15
    water = -5.8002206e3 / k + 1.3914993 - 4.8640239e-2 * k + 4.1764768e-5 * k**2
    ice = -5.6745359e3 / k + 6.3925247 - 9.677843e-3 * k + 6.2215701e-7 * k**2
    ice += 2.0747825e-9 * k**3 - 9.484024e-13 * k**4 + 4.1635019 * np.log(k)
    return np.exp(np.where(k > 273.16, water - 1.4452093e-8 * k**3 + 6.5459673 * np.log(k), ice))


def recomputed(t: Tables) -> dict[str, Any]:
    """Return what a reader of the tables gets for the summary's keys."""
    return {**energy(t), **running(t), **comfort(t), **efficiency(t)}


USES = ("compressor_heating", "compressor_cooling", "fan", "backup", "defrost", "standby")


def electric_w(t: Tables) -> np.ndarray:
    return np.sum([t.hours[f"{use}_w"] for use in USES], axis=0)


def energy(t: Tables) -> dict[str, Any]:
    h, electric = t.hours, electric_w(t)
    heating = h["heating_electricity_w"] > 0.5 * electric
    fuel_kwh = h["fuel_w"].sum() / 1000.0
    cooler = h["outdoor_degc"] < h["room_degc"] - 2.0
    short = h["heating_setpoint_degc"] - h["room_degc"]
    missing_w = h["ideal_heating_w"] - h["heat_delivered_w"] - heating * h["drawn_heat_w"]
    load_h, load_c = h["ideal_heating_w"].sum(), h["ideal_cooling_w"].sum()
    drawn_w = h["drawn_heat_w"] + h["drawn_latent_w"]
    by_use = {f"electricity_by_use_kwh.{u}": h[f"{u}_w"].sum() / 1000.0 for u in USES}
    loads = {
        "heating_load_kwh": load_h / 1000.0,
        "cooling_load_kwh": load_c / 1000.0,
        "peak_heating_w": h["ideal_heating_w"].max(),
        "peak_cooling_w": h["ideal_cooling_w"].max(),
    }
    return by_use | (loads if t.kind == "ideal" else {}) | {
        "electricity_kwh": electric.sum() / 1000.0,
        "heat_delivered_kwh": h["heat_delivered_w"].sum() / 1000.0,
        "cool_delivered_kwh": h["cool_delivered_w"].sum() / 1000.0,
        "cool_delivered_in_cooler_air_kwh": h["cool_delivered_w"][cooler].sum() / 1000.0,
        "heat_over_load": h["heat_delivered_w"].sum() / load_h or None,
        "cool_over_load": h["cool_delivered_w"].sum() / load_c or None,
        "latent_removed_kwh": h["latent_removed_w"].sum() / 1000.0,
        "drawn_heat_kwh": drawn_w[~heating].sum() / 1000.0,
        "drawn_loss_kwh": -h["drawn_heat_w"][heating].sum() / 1000.0,
        "water_removed_l": h["latent_removed_w"].sum() * 3600.0 / J_PER_KG,
        "water_returned_l": h["latent_returned_w"].sum() * 3600.0 / J_PER_KG,
        "peak_power_w": electric.max(),
        "peak_power_15_min_w": h["quarter_peak_w"].max() or None,
        "fuel_kwh": fuel_kwh,
        "fuel_used.gas_therms": fuel_kwh / KWH_PER_THERM or None,
        "fuel_used.gas_m3": fuel_kwh / KWH_PER_M3 or None,
        "heat_per_fuel": h["heat_delivered_w"].sum() / 1000.0 / fuel_kwh if fuel_kwh else None,
        "equal_comfort.heater_kwh": missing_w[(short > 0.5) & (missing_w > 0.0)].sum() / 1000.0,
    }  # fmt: skip


def running(t: Tables) -> dict[str, Any]:
    h, minutes, mode = t.hours, t.runs["run_min"], t.runs["mode"]
    start_h = t.runs["start"].astype("datetime64[us]").astype("int64") / 3.6e9
    window = [int(((start_h >= s) & (start_h < s + 1.0 - 1e-6)).sum()) for s in start_h]
    on, alone = h["running"], h["fan_alone"]
    speed = np.divide(h["speed"], on, out=np.zeros(on.size), where=on > 0.0)
    edges = {"below_25": (-1, 0.25), "from_25": (0.25, 0.5), "from_50": (0.5, 0.75)}
    edges |= {"from_75": (0.75, 0.95), "from_95": (0.95, np.inf)}
    below = (h["ideal_heating_w"] > 0.0) & (h["ideal_heating_w"] < h["minimum_heating_w"])
    below |= (h["ideal_cooling_w"] > 0.0) & (h["ideal_cooling_w"] < h["minimum_cooling_w"])
    above = (h["ideal_heating_w"] > 0.0) & ~(h["ideal_heating_w"] <= h["maximum_heating_w"])
    above |= (h["ideal_cooling_w"] > 0.0) & ~(h["ideal_cooling_w"] <= h["maximum_cooling_w"])
    days = h["recovering"].reshape(365, 24).sum(axis=1)
    fan = {"with_compressor": on.sum(), "alone": alone.sum(), "off": 8760.0 - (on + alone).sum()}
    has_fan = bool(h["fan_w"].any())
    by_speed = {
        f"running_by_speed_h.{name}": on[(speed >= low) & (speed < high)].sum()
        for name, (low, high) in edges.items()
    }
    return by_speed | {f"fan_state_h.{k}": v if has_fan else None for k, v in fan.items()} | {
        "runtime_h": on.sum(),
        "starts": h["starts_heating"].sum() + h["starts_cooling"].sum(),
        "starts_heating": h["starts_heating"].sum(),
        "starts_cooling": h["starts_cooling"].sum(),
        "changeovers": sum(a != b for a, b in zip(mode[1:], mode[:-1], strict=True)),
        "runs_under_5_min": (minutes < 5.0).sum(),
        "runs_under_10_min": (minutes < 10.0).sum(),
        "median_run_min": np.median(minutes) if minutes.size else None,
        "max_starts_per_hour": max(window, default=0),
        "max_starts_per_day": max(Counter(start_h // 24.0).values(), default=0),
        "hours_below_minimum_output": below.sum(),
        "hours_above_maximum_output": above.sum(),
        "full_output_h": h["running_full"].sum(),
        "recovery_min": 60.0 * days[days > 0.0].mean() if (days > 0.0).any() else None,
        "dry_mode_h": h["drying"].sum(),
        "windows_open_h": h["windows_open"].sum(),
        "defrosts": h["defrosts"].sum(),
    }  # fmt: skip


def comfort(t: Tables) -> dict[str, Any]:
    h, rh = t.hours, relative_humidity(t)
    room, operative, w = h["room_degc"], h["operative_degc"], h["humidity_ratio"]
    cold, warm = h["heating_setpoint_degc"] - room, room - h["cooling_setpoint_degc"]
    no_more_h = h["running_full"] + h["cut_out_heating"] >= 0.5
    no_more_c = h["running_full"] + h["cut_out_cooling"] >= 0.5
    heats, cools = (not np.isnan(h[f"maximum_{m}_w"]).all() for m in ("heating", "cooling"))
    out = h["cut_out_heating"] * (h["ideal_heating_w"] > 0.0)
    begins, longest = spell(out)
    damp = np.clip(w / 0.012, 0.0, 1.0)
    vapour = t.pressure_pa * w / (0.621945 + w)
    spans = {
        f"{name}.{how}": getattr(values, how)()
        for name, values in (("room_degc", room), ("operative_degc", operative))
        for how in ("min", "mean", "max")
    }
    unmet = {
        f"unmet_{name}{ending}_h": (miss > k).sum()
        for name, miss in (("heating", cold), ("cooling", warm))
        for ending, k in (("", 0.5), ("_strict", 0.2), ("_loose", 1.11))
    }
    return spans | unmet | {
        "short_of_capacity_heating_h": ((cold > 0.5) & no_more_h).sum() if heats else None,
        "short_of_capacity_cooling_h": ((warm > 0.5) & no_more_c).sum() if cools else None,
        "cold_cutout_h": out.sum(),
        "cold_cutout_longest_h": longest,
        "cold_cutout_longest_from_h": begins,
        "heating_shortfall_k_h": np.maximum(cold, 0.0).sum(),
        "cooling_shortfall_k_h": np.maximum(warm, 0.0).sum(),
        "room_mean_heating_degc": room[h["ideal_heating_w"] > 0.0].mean(),
        "room_mean_cooling_degc": room[h["ideal_cooling_w"] > 0.0].mean(),
        "operative_cold_h": (operative < 21.7 - 2.1 * damp).sum(),
        "operative_warm_h": (operative > 28.3 - 1.5 * damp).sum(),
        "daily_swing_k": np.ptp(room.reshape(365, 24), axis=1).mean(),
        "rh_over_60_h": (rh > 0.6).sum(),
        "rh_over_70_h": (rh > 0.7).sum(),
        "rh_mean": 100.0 * rh.mean(),
        "high_humidity_h": ((rh > 0.6) & (vapour > saturation_pa(15.6))).sum(),
        "rh_over_60_in_drier_air_h": ((rh > 0.6) & (h["outdoor_humidity_ratio"] < w - 0.002)).sum(),
        "co2_mean_ppm": np.average(h["co2_ppm"], weights=h["people_w"]),
        "co2_over_1000_h": ((h["co2_ppm"] > 1000.0) & (h["people_w"] > 0.0)).sum(),
    }  # fmt: skip


def spell(part: np.ndarray) -> tuple[float | None, float]:
    """Return the first hour and the sum of the run of hours above 0 with the largest sum."""
    best: tuple[float | None, float] = (None, 0.0)
    first, so_far = 0, 0.0
    for hour, value in enumerate(part):
        first, so_far = (hour, 0.0) if so_far == 0.0 else (first, so_far)
        so_far = so_far + value if value > 0.0 else 0.0
        if so_far > best[1]:
            best = float(first), float(so_far)
    return best


def efficiency(t: Tables) -> dict[str, Any]:
    h, electric = t.hours, electric_w(t)
    heating = h["heating_electricity_w"] > 0.5 * electric
    heat = h["heat_delivered_w"] + np.where(heating, h["drawn_heat_w"], 0.0)
    sensible = h["cool_delivered_w"] - np.where(heating, 0.0, h["drawn_heat_w"])
    cold = sensible + h["latent_removed_w"] - np.where(heating, 0.0, h["drawn_latent_w"])

    def beyond(values: np.ndarray, ideal: np.ndarray) -> np.ndarray:
        return np.maximum((values - ideal).reshape(365, 24).sum(axis=1), 0.0)

    both = np.minimum(beyond(heat, h["ideal_heating_w"]), beyond(sensible, h["ideal_cooling_w"]))
    cancelled = both.sum()
    whole = max(heat.sum(), 0.0) + max(cold.sum(), 0.0)
    used = h["heating_electricity_w"].sum()
    cop_h = cop_c = None
    if not h["fuel_w"].any() and heat.sum() >= 0.02 * whole and used > 0.0:
        cop_h = (heat.sum() - cancelled) / used
    if cold.sum() >= 0.02 * whole and electric.sum() > used:
        cop_c = (cold.sum() - cancelled) / (electric.sum() - used)
    return {
        "cancelled_kwh": cancelled / 1000.0,
        "seasonal_cop_heating": cop_h,
        "seasonal_cop_cooling": cop_c,
        "in_situ_hspf2": None if cop_h is None else BTU_PER_WH * cop_h,
        "in_situ_seer2": None if cop_c is None else BTU_PER_WH * cop_c,
    }


def keys_of(metrics: dict[str, Any]) -> dict[str, Any]:
    """Return the summary's metrics by their whole keys."""
    flat: dict[str, Any] = {}
    for key, value in metrics.items():
        inner = value if isinstance(value, dict) else None
        flat |= {f"{key}.{k}": v for k, v in inner.items()} if inner else {key: value}
    return flat


def check(place: tuple[Path, float], i: int) -> None:
    """Compare every key of a candidate with what the tables come to."""
    folder, pressure_pa = place
    summary = json.loads((folder / "summary.json").read_text())
    candidate = summary["candidates"][i]
    name = candidate["name"]
    loss = summary["room"]["heat_loss_w_per_k"]
    hours = of_candidate(folder, "hourly.parquet", name)
    runs = of_candidate(folder, "cycles.parquet", name)
    found = recomputed(Tables(hours, runs, pressure_pa, loss, candidate["kind"]))
    missing = []
    for key, written in keys_of(candidate["metrics"]).items():
        if key in NOT_FROM_TABLES or key.partition(".")[0] in NOT_FROM_TABLES:
            continue
        if key not in found:
            missing.append(key)
            continue
        if written is None and candidate["kind"] == "ideal":  # it has no machine
            continue
        value = found[key]
        if written is None or value is None or not math.isfinite(value):
            assert written is None, key
            assert value is None or not math.isfinite(value), key
            continue
        assert written == pytest.approx(float(value), rel=SEVEN_DIGITS, abs=1e-6), key
    assert not missing, "work them out here, or say why the tables can not"
    used = candidate["metrics"]["electricity_by_use_kwh"]
    if candidate["metrics"]["electricity_kwh"] is not None:
        assert sum(used.values()) == pytest.approx(
            candidate["metrics"]["electricity_kwh"], rel=1e-6
        )


@pytest.mark.parametrize("i", range(3))
def test_the_summary_is_what_its_tables_come_to(made_up: tuple[Path, float], i: int) -> None:
    check(made_up, i)


@pytest.mark.slow
@pytest.mark.ci
@pytest.mark.parametrize("i", range(4))
def test_so_is_that_of_simulated_years(simulated: tuple[Path, float], i: int) -> None:
    check(simulated, i)
