"""A room is found in its bills: those of the minute-by-minute year of a room with known factors."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

import hpsim
from hpsim.cli import main
from hpsim.errors import LogError
from hpsim.fit.machine import heat_of_power, output_map, power_of_heat
from hpsim.fit.metered import carried_to_bills, fit_meter, prepare_metered
from hpsim.weather.cache import prepared

FIRST = datetime.fromisoformat("2025-01-01")
TRUTH = {"conduction": 1.3, "leaks": 1.5}
BASE_W = 150.0
MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
ROOM = """
name: A small house with its own meter
weather: us-5A-chicago
room: {kind: tiny_house, floor_area: 400 ft2, quality: average, occupants: 1}
thermostat: {heating: 68 degF, cooling: 78 degF}
candidates:
  - {name: unit, kind: variable_speed, climate_class: cold, size: 18 kBtu/h, seer2: 18, hspf2: 9}
"""


@pytest.fixture(scope="module")
def hourly_kwh() -> np.ndarray:
    """Return the metered energy of a year's hours."""
    scenario = hpsim.load_scenario(ROOM)
    true = hpsim.load_scenario(scenario.as_mapping() | {"fitted": TRUTH})
    (found,) = hpsim.simulate(true)
    watts = np.asarray(found.electric_power_w)
    return watts.reshape(8760, -1).mean(axis=1) / 1000.0 + BASE_W / 1000.0


def weather_log(folder: Path) -> Path:
    year, _, _ = prepared(hpsim.load_scenario(ROOM).weather, ())
    outdoor, sun = year.outdoor_degc, year.global_horizontal_w_per_m2
    rows = ["time,outdoor_degc,global_w_per_m2"]
    rows += [
        f"{(FIRST + timedelta(hours=k)).isoformat()},{outdoor[k]:.2f},{sun[k]:.0f}"
        for k in range(8760)
    ]
    path = folder / "weather.csv"
    path.write_text("\n".join(rows) + "\n")
    return path


def bills(folder: Path, hourly_kwh: np.ndarray, days: tuple[int, ...]) -> Path:
    rows, at = ["time,electricity_kwh"], 0
    for n in days:
        used = float(hourly_kwh[24 * at : 24 * (at + n)].sum())
        rows.append(f"{(FIRST + timedelta(days=at)).date()},{used:.2f}")
        at += n
    rows.append(f"{(FIRST + timedelta(days=at)).date()},")
    path = folder / "bills.csv"
    path.write_text("\n".join(rows) + "\n")
    return path


@pytest.mark.slow
@pytest.mark.parametrize(
    "days", [MONTH_DAYS, (1,) * 365, (7,) * 52], ids=["bills", "days", "weeks"]
)
def test_a_room_is_found_in_its_bills(
    tmp_path: Path, hourly_kwh: np.ndarray, days: tuple[int, ...]
) -> None:
    scenario = hpsim.load_scenario(ROOM)
    ready = prepare_metered(scenario, bills(tmp_path, hourly_kwh, days), weather_log(tmp_path))
    found = fit_meter(ready)
    true = ready.seen.driven(TRUTH).loss_w_per_k
    print(
        f"{len(days)} bills: loss {found.loss_w_per_k:.0f} ± {found.loss_sigma_w_per_k:.0f} W/K, "
        f"true {true:.0f}, as described {found.unfitted_loss_w_per_k:.0f}; "
        f"base {found.values['base']:.0f} W; {found.responses} responses"
    )
    assert abs(found.loss_w_per_k - true) < 2.0 * found.loss_sigma_w_per_k
    assert found.loss_sigma_w_per_k < 0.15 * found.loss_w_per_k
    assert found.is_adopted
    assert found.responses <= 60


@pytest.mark.slow
def test_bills_of_another_building_are_not_adopted(tmp_path: Path, hourly_kwh: np.ndarray) -> None:
    path = bills(tmp_path, 6.0 * hourly_kwh, MONTH_DAYS)
    found = fit_meter(prepare_metered(hpsim.load_scenario(ROOM), path, weather_log(tmp_path)))
    assert not found.is_adopted
    assert "is the meter that of this room alone" in found.refused


@pytest.mark.slow
def test_bills_are_fitted_and_printed(
    tmp_path: Path, hourly_kwh: np.ndarray, capsys: pytest.CaptureFixture[str]
) -> None:
    room = tmp_path / "room.yaml"
    room.write_text(ROOM)
    out = tmp_path / "fitted.yaml"
    given = ["fit", str(room), "--bills", str(bills(tmp_path, hourly_kwh, MONTH_DAYS))]
    given += ["--log", str(weather_log(tmp_path)), "--out", str(out)]
    assert main(given) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert "the room loses" in text
    assert "The base load is" in text
    assert "over 3 bills the fitted room needs" in text
    assert hpsim.load_scenario(out).fitted is not None
    assert main([*given, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["change_points"]["heating_kwh_per_k_day"] > 0.0
    assert "base" in found["unknowns"]


def test_energy_without_weather_is_refused(tmp_path: Path) -> None:
    random = np.random.default_rng(2)
    path = bills(tmp_path, 1.0 + 0.2 * random.standard_normal(8760), (7,) * 52)
    with pytest.raises(LogError, match="does not follow the outdoor temperature"):
        prepare_metered(hpsim.load_scenario(ROOM), path, weather_log(tmp_path))


def test_a_thermometer_of_other_days_is_refused(tmp_path: Path) -> None:
    log = weather_log(tmp_path)
    names, *rows = log.read_text().splitlines()
    before = [f"2024-12-0{day}T00:00:00,5,0,20" for day in (1, 2, 3)]
    log.write_text(
        "\n".join([f"{names},indoor_degc", *before, *(f"{row}," for row in rows)]) + "\n"
    )
    outdoor = np.array([float(row.split(",")[1]) for row in rows])
    path = bills(tmp_path, 0.1 + 0.05 * np.maximum(16.0 - outdoor, 0.0), MONTH_DAYS)
    with pytest.raises(LogError, match=r"'indoor_degc' has no values in the days of bills\.csv"):
        prepare_metered(hpsim.load_scenario(ROOM), path, log)


def test_power_of_heat_is_the_inverse_of_heat_of_power() -> None:
    unit = hpsim.load_scenario(ROOM).candidates[0]
    outdoor = np.array([-10.0, 0.0, 8.0])
    points = output_map(unit, outdoor, 20.0, 101325.0)
    points = points._replace(crankcase_w=np.zeros(3))
    most = points.heat_w[-1]
    for part in (0.1, 0.3, 0.5, 0.7, 0.9):
        power = power_of_heat(points, part * most) + points.idle_w
        assert heat_of_power(points, power) == pytest.approx(part * most, rel=1e-6)
    beyond = power_of_heat(points, most + 500.0, backup=1.0)
    assert beyond == pytest.approx(points.power_w[-1] + 500.0)
    cooling = output_map(unit, np.array([35.0]), 25.0, 101325.0, cools=True)
    assert cooling.heat_w[-1, 0] > 2000.0


def test_a_machine_between_its_ends_has_the_cop_of_its_map() -> None:
    unit = hpsim.load_scenario(ROOM).candidates[0]
    points = output_map(unit, np.array([0.0]), 20.0, 101325.0)
    middle = points.power_w.shape[0] // 2
    heat = heat_of_power(points, points.power_w[middle] + points.idle_w)
    assert heat == pytest.approx(points.heat_w[middle])
    straight = np.interp(
        points.power_w[middle], points.power_w[[0, -1], 0], points.heat_w[[0, -1], 0]
    )
    assert heat[0] > 1.05 * straight[0]  # a line from minimum to maximum misses that much


@pytest.mark.slow
def test_a_fit_to_bills_is_checked_by_other_bills(tmp_path: Path, hourly_kwh: np.ndarray) -> None:
    scenario, weather = hpsim.load_scenario(ROOM), weather_log(tmp_path)
    found = fit_meter(prepare_metered(scenario, bills(tmp_path, hourly_kwh, (7,) * 52), weather))
    months = prepare_metered(scenario, bills(tmp_path, hourly_kwh, MONTH_DAYS), weather)
    same = carried_to_bills(months, found)
    assert same.other is not None
    assert same.other[0].days == 12
    assert abs(same.other[0].heat_bias) < 0.03
    assert same.is_adopted
    half = prepare_metered(scenario, bills(tmp_path, 0.6 * hourly_kwh, MONTH_DAYS), weather)
    assert not carried_to_bills(half, found).is_adopted
