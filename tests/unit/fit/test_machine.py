"""Heat from a machine's power or runtime lies between what its map can give."""

from __future__ import annotations

import numpy as np
import pytest

from hpsim import load_scenario
from hpsim.errors import LogError
from hpsim.fit.machine import heat_of_power, heat_of_runtime, output_map
from hpsim.fit.prepare import prepare

OUTDOOR_DEGC = np.array([-10.0, 0.0, 8.0])


def test_heat_follows_power_between_the_ends_of_the_map() -> None:
    unit = load_scenario("chicago-addition").candidates[0]
    ends = output_map(unit, OUTDOOR_DEGC, 20.0, 101325.0)
    assert np.all(ends.heat_w[0] < ends.heat_w[-1])
    full = heat_of_power(ends, ends.power_w[-1] + ends.idle_w)
    assert full == pytest.approx(ends.heat_w[-1])
    least = heat_of_power(ends, ends.power_w[0] + ends.idle_w)
    assert least == pytest.approx(ends.heat_w[0])
    half = heat_of_power(ends, 0.5 * ends.power_w[0] + ends.idle_w)
    assert half == pytest.approx(0.5 * ends.heat_w[0])
    assert heat_of_power(ends, np.full(3, ends.idle_w)).tolist() == [0.0, 0.0, 0.0]
    assert np.isnan(heat_of_power(ends, np.full(3, np.nan))).all()
    cop = ends.heat_w[-1] / ends.power_w[-1]
    assert np.all(np.diff(cop) > 0.0)
    assert np.all((cop > 1.5) & (cop < 6.0))


def test_heat_of_a_runtime_is_its_part_of_full_output() -> None:
    unit = load_scenario("heat-pump-or-furnace").candidates[-1]
    ends = output_map(unit, OUTDOOR_DEGC, 20.0, 101325.0)
    heat = heat_of_runtime(ends, [np.array([0.0, 0.5, 1.2])])
    assert heat == pytest.approx(np.array([0.0, 0.5, 1.0]) * ends.heat_w[-1])


def test_heat_of_stages_is_that_of_low_and_full_output() -> None:
    unit = load_scenario("chicago-addition").candidates[0]
    ends = output_map(unit, OUTDOOR_DEGC, 20.0, 101325.0)
    low, high = np.array([1.0, 1.0, 0.0]), np.array([0.0, 0.4, 0.0])
    least, most = ends.heat_w[0], ends.heat_w[-1]
    wanted = np.array([least[0], 0.6 * least[1] + 0.4 * most[1], 0.0])
    assert heat_of_runtime(ends, [low, high]) == pytest.approx(wanted)  # low counts on as well
    alone = heat_of_runtime(ends, [np.array([1.0, 0.5, 0.0]), np.array([0.0, 0.5, 0.0])])
    assert alone[1] == pytest.approx(0.5 * most[1])
    apart = heat_of_runtime(ends, [np.array([1.0, 0.5, 0.0]), np.array([0.0, 0.5, 1.0])])
    assert apart == pytest.approx([least[0], 0.5 * (least[1] + most[1]), most[2]])
    assert heat_of_runtime(ends, [low, np.zeros(3)]) == pytest.approx(low * least)


def ecobee(tmp_path, backup_s: int, stage_s: int = 150):
    rows = ["Date,Time,Current Temp (F),Outdoor Temp (F),Heat Stage 1 (sec),Aux Heat 1 (sec)"]
    for k in range(72 * 12):
        stamp = f"2026-01-{12 + k // 288},{k // 12 % 24:02d}:{5 * (k % 12):02d}:00"
        rows.append(
            f"{stamp},{67 + np.sin(k / 50):.1f},{25 + 0.1 * (k % 7):.1f},{stage_s},{backup_s}"
        )
    path = tmp_path / "ecobee.csv"
    path.write_text("#Home\n" + "\n".join(rows) + "\n")
    return path


def test_backup_heat_is_that_of_the_backup(tmp_path) -> None:
    with pytest.raises(LogError, match=r"the backup heat ran .* has none"):
        prepare(load_scenario("chicago-addition"), ecobee(tmp_path, 30))
    backed = load_scenario("chicago-addition", ("candidates[0].backup={size: 2 kW}",))
    heat = [
        prepare(backed, ecobee(tmp_path, seconds)).log.heat_w[240:300].mean() for seconds in (0, 30)
    ]
    assert heat[1] - heat[0] == pytest.approx(200.0)


def test_a_furnaces_heat_is_a_backup_to_some_thermostats(tmp_path) -> None:
    scenario = load_scenario("heat-pump-or-furnace")
    furnace = scenario.model_copy(update={"candidates": (scenario.candidates[-1],)})
    ready = prepare(furnace, ecobee(tmp_path, 150, 0))
    assert ready.kind == "runtime"
    assert ready.log.heat_w[250] > 1000.0
    with pytest.raises(LogError, match="is 0 in all rows"):
        prepare(furnace, ecobee(tmp_path, 0, 0))


def test_a_log_of_a_machine_is_turned_into_heat(tmp_path) -> None:
    rows = ["time,indoor_degc,outdoor_degc,heatpump_w"]
    for k in range(72):
        stamp = f"2026-01-{12 + k // 24}T{k % 24:02d}:00"
        room_degc, outdoor_degc = 20.0 + 0.5 * np.sin(k / 5.0), -2.0 + 0.1 * (k % 7)
        rows.append(f"{stamp},{room_degc:.2f},{outdoor_degc:.1f},{400 + 10 * (k % 9)}")
    path = tmp_path / "log.csv"
    path.write_text("\n".join(rows) + "\n")
    ready = prepare(load_scenario("chicago-addition"), path)
    assert ready.kind == "machine"
    (output,) = [u for u in ready.unknowns if u.name == "machine_output"]
    assert output.sigma == 0.1
    heat = ready.log.heat_w[ready.log.first : ready.log.last]
    assert 1.5 < float(np.nanmean(heat)) / 440.0 < 5.0
