"""Logs as people export them: clocks, order, duplicates, units, gaps, size."""

from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from hpsim.description import paths
from hpsim.description.base import LogColumn
from hpsim.description.period import Period
from hpsim.errors import LogError
from hpsim.logs import exports
from hpsim.logs.reading import read_log, stamp_columns
from hpsim.logs.series import Samples, hourly, samples, unit_of

JANUARY = Period(date(2026, 1, 10), 2, 1, -6.0)


def written(folder: Path, rows: list[str], name: str = "log.csv") -> str:
    path = folder / name
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return str(path)


def hours(first: str, n: int, step_min: int = 60) -> list[str]:
    start = np.datetime64(first)
    return [str(start + np.timedelta64(step_min * k, "m")) for k in range(n)]


def column(path: str, name: str, **keys: object) -> LogColumn:
    return LogColumn(csv=path, column=name, **keys)  # type: ignore[arg-type]


def test_an_hourly_column_comes_back_as_it_stands(tmp_path):
    stamps = hours("2026-01-09T00:00", 72)
    log = written(tmp_path, ["time,room_degc", *(f"{t},{k}" for k, t in enumerate(stamps))])
    # 72 values would be too hot in degC beyond 100: they stay below
    assert hourly(column(log, "room_degc"), "temperature", JANUARY).tolist() == list(range(72))


def test_ten_minutes_become_means_of_hours(tmp_path):
    stamps = hours("2026-01-09T00:00", 72 * 6, 10)
    rows = [f"{t},{k % 6}" for k, t in enumerate(stamps)]
    log = written(tmp_path, ["time,heater_w", *rows])
    found = hourly(column(log, "heater_w"), "heat_flow", JANUARY)
    assert found == pytest.approx(np.full(72, 2.5))
    shifted = hourly(column(log, "heater_w", label="end"), "heat_flow", JANUARY)
    # the value 0 of a full hour belongs to the hour before
    assert shifted[1:-1] == pytest.approx(np.full(70, 2.5))
    steps = written(
        tmp_path, ["time,x_w", *(f"{t},{100 * (k >= 60)}" for k, t in enumerate(stamps))]
    )
    ends = hourly(column(steps, "x_w", label="end"), "heat_flow", JANUARY)
    # 10:00 ends at 10:00, so that ten minutes of the hour before have it
    assert ends[8:12] == pytest.approx([0.0, 100.0 / 6.0, 100.0, 100.0])


@pytest.mark.parametrize(
    ("name", "text", "si"),
    [
        ("room_degf", "68", 20.0),
        ("Room (°C)", "20", 20.0),
        ("room_degc", "20", 20.0),
        ("heater_kw", "1.5", 1500.0),
        ("heater_kwh", "1.5", 1500.0),
        ("heater_btu_per_h", "1000", 293.071),
        ("supply_cfm", "100", 0.0471947),
        ("supply_m3_h", "36", 0.01),
        ("on_percent", "50", 0.5),
    ],
)
def test_units_come_from_the_name(tmp_path, name, text, si):
    quantity = {"r": "temperature", "R": "temperature", "h": "heat_flow", "s": "flow"}
    stamps = hours("2026-01-09T00:00", 72)
    log = written(tmp_path, [f"time,{name}", *(f"{t},{text}" for t in stamps)])
    found = hourly(column(log, name), quantity.get(name[0], "fraction"), JANUARY)  # type: ignore[arg-type]
    assert found == pytest.approx(np.full(72, si), rel=1e-5)


def test_a_mean_of_columns_has_their_weights(tmp_path):
    stamps = hours("2026-01-09T00:00", 72)
    log = written(tmp_path, ["time,a_degc,b_degf", *(f"{t},20,86" for t in stamps)])
    both = LogColumn(csv=log, column={"a_degc": 3.0, "b_degf": 1.0})
    assert hourly(both, "temperature", JANUARY)[0] == pytest.approx((3 * 20 + 30) / 4)


@pytest.mark.parametrize(
    ("form", "zone"),
    [
        ("{}-06:00", None),
        ("{}", "-06:00"),
        ("{}", "America/Chicago"),
        ("{}", None),
    ],
)
def test_zones_of_one_clock_are_one_time(tmp_path, form, zone):
    stamps = [form.format(t) for t in hours("2026-01-09T00:00", 72)]
    log = written(tmp_path, ["time,room_degc", *(f"{t},{k}" for k, t in enumerate(stamps))])
    found = hourly(column(log, "room_degc", zone=zone), "temperature", JANUARY)
    assert found.tolist() == list(range(72))


def test_a_zone_in_the_name_counts(tmp_path):
    stamps = hours("2026-01-09T00:00", 96)
    log = written(tmp_path, ["time_utc,room_degc", *(f"{t},{k}" for k, t in enumerate(stamps))])
    found = hourly(column(log, "room_degc"), "temperature", JANUARY)
    assert found[0] == 6.0  # 06:00 UTC is midnight in Chicago
    rows = [f"{t},{k}" for k, t in enumerate(stamps)]
    log = written(tmp_path, ["time_utc_plus_1,room_degc", *rows], "b.csv")
    assert hourly(column(log, "room_degc"), "temperature", JANUARY)[0] == 7.0


def test_clocks_that_go_back_need_their_place(tmp_path):
    local = [*hours("2026-10-31T00:00", 26), *hours("2026-11-01T01:00", 46)]
    log = written(tmp_path, ["time,room_degc", *(f"{t},{k}" for k, t in enumerate(local))])
    with pytest.raises(LogError, match=r"line 28: the time 2026-11-01T01:00 stands in two rows"):
        read_log(log)
    found = read_log(log, zone="America/Chicago")
    assert np.diff(found.time_s) == pytest.approx(np.full(71, 3600.0))


def test_us_dates_are_read_in_their_order(tmp_path):
    rows = [f"1/{day}/2026 {hour:02d}:00,{20 + hour}" for day in (9, 10, 11) for hour in range(24)]
    log = written(tmp_path, ["Date and Time,room_degc", *rows])
    found = hourly(column(log, "room_degc", time="Date and Time"), "temperature", JANUARY)
    assert found[:24].tolist() == list(range(20, 44))


@pytest.mark.parametrize(
    ("dates", "days"),
    [
        ([f"{m}/1/2025" for m in range(1, 13)], 334),  # bills of a US year
        ([f"01/{m:02d}/2025" for m in range(1, 13)], 334),  # of a British one
        (["1/5/25", "2/4/25", "3/6/25"], 60),  # the other order leaps back and forth
        (["5/1/25", "4/2/25", "6/3/25"], 60),
        ([f"3/{d}/2026 {h}:00" for d in (1, 2, 3) for h in (0, 12)], 2.5),  # days in a row
        ([f"{d}/3/2026 {h}:00" for d in (1, 2, 3) for h in (0, 12)], 2.5),
    ],
)
def test_dates_that_may_be_read_either_way_are_bills_or_days_in_a_row(tmp_path, dates, days):
    found = read_log(written(tmp_path, ["Date,electricity_kwh", *(f"{d},1" for d in dates)]))
    assert (found.time_s[-1] - found.time_s[0]) / 86400.0 == days


@pytest.mark.parametrize(
    ("months", "days"),
    [
        (["Nov 2025", "Dec 2025", "Jan 2026"], 61),
        (["May 2026", "June 2026"], 31),
        (["2026-02", "2026-03"], 28),
    ],
)
def test_bills_may_be_dated_by_their_month(tmp_path, months, days):
    found = read_log(written(tmp_path, ["Month,electricity_kwh", *(f"{m},1" for m in months)]))
    assert (found.time_s[-1] - found.time_s[0]) / 86400.0 == days


def test_a_column_of_times_comes_before_one_of_months():
    assert stamp_columns(["Month", "Date", "kWh"]) == ("Date",)
    assert stamp_columns(["Month", "kWh"]) == ("Month",)


def test_dates_with_dots_have_the_day_first(tmp_path):
    rows = [f"{day:02d}.01.2026 {h:02d}:00;{20 + h},5" for day in (9, 10, 11) for h in range(24)]
    log = written(tmp_path, ["time;room_degc", *rows])
    found = hourly(column(log, "room_degc"), "temperature", JANUARY)
    assert found[:24] == pytest.approx(np.arange(20.5, 44.0))


def test_a_meters_readings_become_what_was_used(tmp_path):
    stamps, used = hours("2026-01-09T00:00", 72), np.tile([0.0, 1.5, 0.5], 24)
    readings = 812.0 + np.concatenate([[0.0], np.cumsum(used)[:-1]])
    rows = [f"{t},{x}" for t, x in zip(stamps, readings, strict=True)]
    log = written(tmp_path, ["time,heater_kwh", *rows])
    found = hourly(column(log, "heater_kwh"), "heat_flow", JANUARY)
    assert found[:71] == pytest.approx(1000.0 * used[:71])


def test_rows_out_of_order_are_sorted(tmp_path):
    stamps = hours("2026-01-09T00:00", 72)
    rows = [f"{t},{k}" for k, t in enumerate(stamps)]
    log = written(tmp_path, ["time,room_degc", *reversed(rows)])
    assert hourly(column(log, "room_degc"), "temperature", JANUARY).tolist() == list(range(72))


def test_a_value_holds_until_the_next_of_irregular_rows(tmp_path):
    rows = ["time,heater_w", "2026-01-09T00:00,0", "2026-01-09T12:30,1000", "2026-01-09T14:00,0"]
    rows += ["2026-01-10T11:00,0", "2026-01-11T13:00,0", "2026-01-11T23:59,0"]
    log = written(tmp_path, rows)
    found = hourly(column(log, "heater_w", gaps_s=48 * 3600.0), "heat_flow", JANUARY)
    assert found[11:15].tolist() == [0.0, 500.0, 1000.0, 0.0]


def test_days_before_the_log_repeat_its_first(tmp_path):
    stamps = hours("2026-01-10T00:00", 48)
    log = written(tmp_path, ["time,room_degc", *(f"{t},{k}" for k, t in enumerate(stamps))])
    found = hourly(column(log, "room_degc"), "temperature", JANUARY)
    assert found.tolist() == [*range(24), *range(48)]


def test_means_add_up_to_the_whole():
    rng = np.random.default_rng(5)
    begin = np.arange(50.0)
    of = Samples("log", "x", begin, begin + 1.0, rng.uniform(0, 10, 50))
    edges = np.sort(np.concatenate([[0.0, 50.0], rng.uniform(0, 50, 9)]))
    means, fraction = of.means(edges)
    assert float(means @ np.diff(edges)) == pytest.approx(float(of.value.sum()))
    assert fraction == pytest.approx(np.ones(10))


def test_short_gaps_are_bridged_and_long_ones_named(tmp_path):
    stamps = hours("2026-01-09T00:00", 72)
    rows = [f"{t},{k}" for k, t in enumerate(stamps) if not 30 <= k < 36]
    log = written(tmp_path, ["time,room_degc", *rows])
    match = r"gaps: 2026-01-10 06:00 to 2026-01-10 12:00 \(other days, or gaps: \d h"
    with pytest.raises(LogError, match=match):
        hourly(column(log, "room_degc"), "temperature", JANUARY)
    found = hourly(column(log, "room_degc", gaps_s=8 * 3600.0), "temperature", JANUARY)
    assert found == pytest.approx(np.arange(72.0), abs=0.3)


DAYS = hours("2026-01-09T00:00", 72)
BAD = {
    "there is no column 'romm_degc'": (["time,room_degc", *(f"{t},20" for t in DAYS)], "romm_degc"),
    "the name of column 'state' has no unit": (["time,state", *(f"{t},1" for t in DAYS)], "state"),
    "is in W, which is not a temperature": (["time,x_w", *(f"{t},1" for t in DAYS)], "x_w"),
    "line 3: 'warm' in column 'a_degc' is no number": (
        ["time,a_degc", f"{DAYS[0]},20", f"{DAYS[1]},warm"],
        "a_degc",
    ),
    "line 2: 150 degC in column 'a_degc' is not possible": (
        ["time,a_degc", *(f"{t},150" for t in DAYS)],
        "a_degc",
    ),
    "line 3: '.*': some time stamps have a zone and some have none": (
        ["time,a_degc", f"{DAYS[0]}Z,20", f"{DAYS[1]},20"],
        "a_degc",
    ),
    "line 2: 'yesterday' is no time": (
        ["time,a_degc", "yesterday,20", f"{DAYS[1]},20"],
        "a_degc",
    ),
    "no column of time stamps was found": (["when,a_degc", *(f"{t},20" for t in DAYS)], "a_degc"),
    "column 'a_degc' is empty": (["time,a_degc", *(f"{t}," for t in DAYS)], "a_degc"),
    "fewer than two rows have a time stamp": (["time,a_degc"], "a_degc"),
    "has values from 2026-03-01 00:00 to 2026-03-01 02:00 only": (
        ["time,a_degc", "2026-03-01T00:00,20", "2026-03-01T01:00,20"],
        "a_degc",
    ),
    "this is no table": (["time,a_degc", "1,2,3,4", '"'], "a_degc"),
}


@pytest.mark.parametrize("message", BAD)
def test_what_is_wrong_with_a_log_is_told(tmp_path, message):
    rows, name = BAD[message]
    path = written(tmp_path, rows)
    with pytest.raises(LogError, match=message) as caught:
        hourly(column(path, name), "temperature", JANUARY)
    assert len(caught.value.problems) == 1


def test_a_missing_file_and_an_unknown_zone_are_told(tmp_path):
    with pytest.raises(LogError, match="there is no such file"):
        read_log(tmp_path / "none.csv")
    log = written(tmp_path, ["time,a_degc", *(f"{t},20" for t in DAYS)])
    with pytest.raises(LogError, match="'Mars/Base' is no time zone"):
        read_log(log, zone="Mars/Base")


@pytest.mark.parametrize("end", [",", ",,", ""])
def test_empty_cells_at_the_end_of_rows_are_no_columns(end, tmp_path):
    rows = ["time,a_degc", *(f"{t},20.5{end}" for t in DAYS)]
    assert set(read_log(written(tmp_path, rows)).column("a_degc")) == {20.5}


def test_decimal_commas_between_commas_are_refused(tmp_path):
    rows = ["time,a_degc", *(f"{t},20,5" for t in DAYS)]
    with pytest.raises(LogError, match=r"more columns than there are names.*decimal commas"):
        read_log(written(tmp_path, rows))


def test_a_file_that_is_too_large_is_refused(tmp_path, monkeypatch):
    log = written(tmp_path, ["time,room_degc", *(f"{t},20" for t in hours("2026-01-09T00:00", 72))])
    monkeypatch.setattr(exports, "MAX_TABLE_BYTES", 1000)
    with pytest.raises(LogError, match="it has over 0 MB"):
        read_log(log)
    packed = tmp_path / "log.csv.gz"
    packed.write_bytes(gzip.compress(Path(log).read_bytes()))
    with pytest.raises(LogError, match="it has over 0 MB"):
        read_log(packed)
    assert paths.MAX_TABLE_BYTES == 50_000_000


def test_gzip_and_semicolons_are_read(tmp_path):
    rows = ["time;room_degc", *(f"{t};20,5" for t in hours("2026-01-09T00:00", 72))]
    packed = tmp_path / "log.csv.gz"
    packed.write_bytes(gzip.compress("\n".join(rows).encode()))
    assert samples(column(str(packed), "room_degc"), "temperature").value[0] == 20.5
    (tmp_path / "cut.csv.gz").write_bytes(packed.read_bytes()[:40])
    with pytest.raises(LogError, match="cut off or damaged"):
        read_log(tmp_path / "cut.csv.gz")


def test_a_unit_is_the_longest_ending():
    assert unit_of("sun_w_per_m2") == "W/m2"
    assert unit_of("kwh") == "kWh"
    assert unit_of("degree") is None


@pytest.mark.parametrize("stamp", ["-9999-01-01T00:00", "-60-01-01T00:00", "1066-10-14T09:00"])
def test_a_year_of_no_log_is_no_time(stamp, tmp_path):
    rows = ["time,room_degc", stamp + ",1", *(f"{t},20" for t in hours("2026-01-09T00:00", 24))]
    with pytest.raises(LogError, match="is no time"):
        read_log(written(tmp_path, rows))
