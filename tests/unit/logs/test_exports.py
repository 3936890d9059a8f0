"""Exports of thermostats and monitors are read as they are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from hpsim.logs.columns import find_columns, read_columns, runtimes
from hpsim.logs.reading import read_log
from hpsim.logs.series import unit_of

ECOBEE = """\
#Thermostat 511 - Home
#Report interval: 5 minutes

Date,Time,System Setting,System Mode,Calendar Event,Program Mode,Cool Set Temp (F),\
Heat Set Temp (F),Current Temp (F),Current Humidity (%RH),Outdoor Temp (F),Wind Speed (km/h),\
Cool Stage 1 (sec),Cool Stage 2 (sec),Heat Stage 1 (sec),Heat Stage 2 (sec),Aux Heat 1 (sec),\
Fan (sec),DM Offset,Thermostat Temperature (F),Thermostat Humidity (%RH),\
Thermostat Motion,Living Room (F),Living Room2
2026-01-12,00:00:00,heat,heatStage1On,,Sleep,78,68,67.5,30,30.1,5,0,0,300,0,0,300,,67.9,30,0,67.5,1
2026-01-12,00:05:00,heat,heatStage2On,,Sleep,78,68,67.8,30,30.1,5,0,0,150,60,30,150,,68.0,30,0,67.8,0
2026-01-12,00:10:00,heat,heatOff,,Sleep,78,68,68.1,30,30.0,5,0,0,0,0,0,0,,68.2,30,0,68.0,0
2026-01-12,00:15:00,,,,,,,,,,,,,,,,,,,,,,
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
Date,Time,avg(temp),avg(humidity),max(pir),max(nearPir),min(ch1),max(ch1),min(ch2),max(ch2)
2026-01-12,00:00,20.12,40.1,3,8,,,,
2026-01-12,00:15,20.40,40.2,2,9,,,,
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
    assert log.line.tolist() == [5, 6, 7, 8]
    assert find_columns(log) == {
        "indoor": "Current Temp (F)",
        "outdoor": "Outdoor Temp (F)",
        "runtime": "Heat Stage 1 (sec)",
        "backup": "Aux Heat 1 (sec)",
    }
    found = read_columns(log)
    assert found.of["indoor"].value == pytest.approx((np.array([67.5, 67.8, 68.1]) - 32.0) / 1.8)
    low, high = runtimes(found, "runtime")
    assert low.value.tolist() == [1.0, 0.5, 0.0, 0.0]
    assert high.value.tolist() == [0.0, 0.2, 0.0, 0.0]
    (backup,) = runtimes(found, "backup")
    assert backup.value.tolist() == [0.0, 0.1, 0.0, 0.0]
    (by_end,) = runtimes(read_columns(log, label="end"), "backup")
    assert by_end.begin_s == pytest.approx(backup.begin_s - 300.0)
    assert by_end.begin_s[0] == read_columns(log, label="end").of["outdoor"].begin_s[0]


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
    found = read_columns(read_log(written(tmp_path, NEST)))
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


GOVEE = """\
Timestamp for sample frequency every 15 min min, Temperature_Celsius,Relative_Humidity
2026-01-12 09:22:00,20.6,43.7
2026-01-12 09:37:00,20.0,43.4
"""
GERMAN = {
    "semicolons": (
        "Zeit;Wohnzimmer °C;Außentemperatur °C;Heizlüfter (W)\n"
        "31.01.2026 13:00;20,4;2,1;0\n31.01.2026 13:10;20,5;-2,0;1.480,5\n"
    ),
    "date and clock": (
        "sep=;\nDatum;Uhrzeit;Raumtemperatur (°C);Aussen (°C);Steckdose (W)\n"
        "31.01.26;13:00;20,4;2,1;0\n31.01.26;13:10;20,5;-2,0;1480,5\n"
    ),
    "quoted commas": (
        "Zeitstempel,Innen_degc,Aussen_degc,Heizgerät_w\n"
        '"31.01.2026, 13:00 Uhr","20,4","2,1",0\n"31.01.2026, 13:10 Uhr","20,5","-2,0","1480,5"\n'
    ),
    "tabs": (
        "Datum/Zeit\tZimmer [°C]\tAussen [°C]\tHeizstrahler [W]\n"
        "31.1.2026 13:00:00\t20,4\t2,1\t0\n31.1.2026 13:10:00\t20,5\t-2,0\t1480,5\n"
    ),
    "years first": (
        "Zeit;indoor_degc;outdoor_degc;heater_w\n"
        "2026/01/31 13:00;20,4;2,1;0\n2026/01/31 13:10;20,5;-2,0;1480,5\n"
    ),
}


@pytest.mark.parametrize("form", GERMAN)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_logs_in_european_form_are_read(tmp_path: Path, form: str, encoding: str) -> None:
    path = tmp_path / "log.csv"
    path.write_bytes(GERMAN[form].encode(encoding))
    log = read_log(path)
    assert log.time_s.tolist() == [1769864400.0, 1769865000.0]  # 31 January 2026, 13:00 UTC
    found = read_columns(log)
    assert found.of["indoor"].value.tolist() == [20.4, 20.5]
    assert found.of["outdoor"].value.tolist() == [2.1, -2.0]
    assert found.of["heater"].value.tolist() == [0.0, 1480.5]


def test_a_loggers_celsius_is_in_the_name_of_its_column(tmp_path: Path) -> None:
    found = read_columns(read_log(written(tmp_path, GOVEE)))
    assert found.of["indoor"].value.tolist() == [20.6, 20.0]
    in_f = GOVEE.replace("Celsius", "Fahrenheit").replace(",20.", ",68.")
    found = read_columns(read_log(written(tmp_path, in_f)))
    assert found.of["indoor"].value == pytest.approx((np.array([68.6, 68.0]) - 32.0) / 1.8)


def test_dates_of_two_digit_years_and_dashes_are_read(tmp_path: Path) -> None:
    for first, second in (
        ("31-01-2026 13:00", "31-01-2026 13:10"),
        ("31/01/26 13:00", "31/01/26 13:10"),
        ("1/31/26 1:00 PM", "1/31/26 1:10 PM"),
        ("2026.01.31 13:00", "2026.01.31 13:10"),
    ):
        log = read_log(written(tmp_path, f"time,room_degc\n{first},20\n{second},21\n"))
        assert log.time_s.tolist() == [1769864400.0, 1769865000.0]
