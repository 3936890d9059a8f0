"""Exports of thermostats and monitors are read as they are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from hpsim.logs.columns import find_columns, read_columns, runtime_fraction
from hpsim.logs.reading import read_log
from hpsim.logs.series import unit_of

ECOBEE = """\
#Thermostat 511 - Home
#Report interval: 5 minutes

Date,Time,Heat Set Temp (F),Current Temp (F),Outdoor Temp (F),Heat Stage 1 (sec)
2026-01-12,00:00:00,68,67.5,30.1,300
2026-01-12,00:05:00,68,67.8,30.1,150
2026-01-12,00:10:00,68,68.1,30.0,0
"""
HOME_ASSISTANT = """\
entity_id,state,last_changed
sensor.living_room_temperature,20.1,2026-01-12T00:00:00.000Z
sensor.outdoor_temperature,3.4,2026-01-12T00:00:30.000Z
sensor.heater_plug_power,0.0,2026-01-12T00:01:00.000Z
sensor.living_room_temperature,20.4,2026-01-12T00:17:00.000Z
sensor.heater_plug_power,1480.5,2026-01-12T00:20:00.000Z
sensor.living_room_temperature,unavailable,2026-01-12T00:25:00.000Z
sensor.outdoor_temperature,3.2,2026-01-12T00:40:00.000Z
"""
NEST = """\
Date,Time,avg(temp),min(temp),max(temp),avg(humidity),outside_degc
2026-01-12,00:00,20.12,20.0,20.3,40.1,1.0
2026-01-12,00:15,20.40,20.2,20.5,40.2,1.2
"""
HEAT_PUMP_MONITOR = """\
timestamp,heatpump_elec,heatpump_heat,heatpump_roomT,heatpump_outsideT,heatpump_flowT
1768176000,850,3100,20.4,2.1,35.0
1768176600,860,3120,20.5,2.0,35.2
"""


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "export.csv"
    path.write_text(text)
    return path


def test_ecobee_has_comments_runtimes_and_fahrenheit(tmp_path: Path) -> None:
    log = read_log(written(tmp_path, ECOBEE))
    assert log.line.tolist() == [5, 6, 7]
    assert find_columns(log) == {
        "indoor": "Current Temp (F)",
        "outdoor": "Outdoor Temp (F)",
        "runtime": "Heat Stage 1 (sec)",
    }
    found = read_columns(log)
    assert found.of["indoor"].value == pytest.approx((np.array([67.5, 67.8, 68.1]) - 32.0) / 1.8)
    fraction = runtime_fraction(log, ["Heat Stage 1 (sec)"])
    assert fraction.value.tolist() == [1.0, 0.5, 0.0]


def test_home_assistant_has_a_row_for_each_change(tmp_path: Path) -> None:
    log = read_log(written(tmp_path, HOME_ASSISTANT))
    found = read_columns(log)
    assert found.names == {
        "indoor": "sensor.living_room_temperature_degc",
        "outdoor": "sensor.outdoor_temperature_degc",
        "heater": "sensor.heater_plug_power_w",
    }
    assert found.of["indoor"].value.tolist() == [20.1, 20.4]
    assert found.of["heater"].value.tolist() == [0.0, 1480.5]


def test_nest_has_names_without_units(tmp_path: Path) -> None:
    found = read_columns(read_log(written(tmp_path, NEST)), ["indoor=avg(temp)_degc"])
    assert found.of["indoor"].value.tolist() == [20.12, 20.40]


def test_heat_pump_monitor_counts_seconds_since_1970(tmp_path: Path) -> None:
    log = read_log(written(tmp_path, HEAT_PUMP_MONITOR))
    assert log.time_s.tolist() == [1768176000.0, 1768176600.0]
    found = find_columns(log)
    assert found["heat"] == "heatpump_heat_w"
    assert found["machine"] == "heatpump_elec_w"
    assert found["indoor"] == "heatpump_roomT_degc"
    assert found["outdoor"] == "heatpump_outsideT_degc"


BILLS = """\
start,electricity_kwh_until_next
2015-11-22T00:00:00-06:00,725.1
2015-12-21T00:00:00-06:00,1196.81
2016-01-20T00:00:00-06:00,
"""


def test_bills_from_start_to_start_are_read(tmp_path: Path) -> None:
    log = read_log(written(tmp_path, BILLS))
    assert find_columns(log) == {"meter": "electricity_kwh_until_next"}
    assert unit_of("electricity_kwh_until_next") == "kWh"
    assert log.interval_s == pytest.approx(29.5 * 86400.0)
