"""Meter exports: columns, units, clocks, gaps; the verb that bills them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from hpsim.cli import main
from hpsim.economics.meter_export import MeterData, read_meter
from hpsim.errors import HpsimError

CHICAGO = ZoneInfo("America/Chicago")
QUARTER = timedelta(minutes=15)


def times(first: datetime, n: int, step: timedelta = QUARTER) -> list[datetime]:
    return [first + i * step for i in range(n)]


def meter(folder: Path, heading: str, rows: list[str], **options) -> MeterData:
    file = folder / "meter.csv"
    file.write_text("\n".join([heading, *rows]) + "\n", encoding="utf-8")
    return read_meter(file, **options)


def wrong(folder: Path, heading: str, rows: list[str], **options) -> str:
    with pytest.raises(HpsimError) as caught:
        meter(folder, heading, rows, **options)
    return str(caught.value)


JANUARY = [f"{t:%Y-%m-%d %H:%M},0.25" for t in times(datetime(2025, 1, 1), 96 * 31)]  # noqa: DTZ001


@pytest.mark.parametrize(
    ("heading", "row", "kwh"),
    [
        ("time,usage [kWh]", "{t:%Y-%m-%d %H:%M},0.25", 0.25),
        (
            "Account,1;2\nTYPE,DATE,START TIME,END TIME,USAGE (kWh)",
            "Use,{t:%Y-%m-%d},{t:%H:%M},{t:%H:%M},0.25",
            0.25,
        ),
        ("Timestamp;Verbrauch usage kWh", "{t:%d.%m.%Y %H:%M};0,25", 0.25),
        ("Date,Start Time,Usage (Wh),Cost", "{t:%m/%d/%Y},{t:%H:%M},250,1", 0.25),
        ("time,power [W],temperature", "{t:%m/%d/%Y %I:%M %p},1000,20", 0.25),
        ("time\tdemand kW", "{t:%Y-%m-%dT%H:%M:%S}\t1.0", 0.25),
    ],
)
def test_columns_units_and_times_are_found(heading, row, kwh, tmp_path: Path) -> None:
    rows = [row.format(t=t) for t in times(datetime(2025, 1, 1), 200)]  # noqa: DTZ001
    found = meter(tmp_path, f"My meter\n{heading}", rows)
    assert found.kwh == pytest.approx(kwh)
    assert found.metering.interval_s == 900
    assert found.metering.labels == ("2025-01",)


def test_clock_changes_are_no_gaps(tmp_path: Path) -> None:
    start = datetime(2025, 1, 1, 6, tzinfo=UTC)
    walls = [t.astimezone(CHICAGO) for t in times(start, 8760 * 4)]
    plain = meter(tmp_path, "time,use [kWh]", [f"{t:%Y-%m-%d %H:%M},0.1" for t in walls])
    offset = meter(tmp_path, "time,use [kWh]", [f"{t.isoformat()},0.1" for t in walls])
    for found in (plain, offset):
        assert found.kwh.sum() == pytest.approx(876.0 * 4)
        assert found.metering.days.tolist() == [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]


def test_utc_needs_a_zone(tmp_path: Path) -> None:
    rows = [f"{t:%Y-%m-%dT%H:%MZ},0.1" for t in times(datetime(2025, 1, 1, 6), 96)]  # noqa: DTZ001
    assert "--zone" in wrong(tmp_path, "time,use [kWh]", rows)
    found = meter(tmp_path, "time,use [kWh]", rows, zone="America/Chicago")
    assert found.metering.hour[0] == 0
    assert "did you mean" in wrong(tmp_path, "time,use [kWh]", rows, zone="America/Chicgo")
    assert "zone" in wrong(tmp_path, "time,use [kWh]", JANUARY, zone="Mars/X")  # of wall clocks too


def test_gaps_are_refused_or_filled_as_asked(tmp_path: Path) -> None:
    rows = [row for i, row in enumerate(JANUARY) if i not in (5, 6)]
    message = wrong(tmp_path, "time,use [kWh]", rows)
    assert "2 intervals without a value: 2025-01-01 01:15, 2025-01-01 01:30" in message
    zero = meter(tmp_path, "time,use [kWh]", rows, gaps="zero")
    mean = meter(tmp_path, "time,use [kWh]", rows, gaps="mean")
    assert zero.kwh.sum() == pytest.approx(744 - 0.5)
    assert mean.kwh.sum() == pytest.approx(744)


@pytest.mark.parametrize(
    ("heading", "rows", "words"),
    [
        (
            "time,use [kWh]",
            ["2025-01-01 00:00,-1", "2025-01-01 00:15,1"],
            "line 2: 1 value below zero",
        ),
        (
            "time,use [kWh]",
            ["2025-01-01 00:00,1e9", "2025-01-01 00:15,1"],
            "line 2: 1 value beyond any home's",
        ),
        ("time,use [kWh]", ["2025-01-01 00:00,a", "2025-01-01 00:15,1"], "line 2: 'a' in column"),
        ("time,use [kWh]", ["1 Jan,1", "2 Jan,1"], "'1 Jan' is no time"),
        ("time,energy", ["2025-01-01 00:00,1", "2025-01-01 00:15,1"], "unit of column 'energy'"),
        (
            "time,a [kWh] load,b [kWh] load",
            ["2025-01-01,1,1", "2025-01-02,1,1"],
            "several columns could be the use",
        ),
        ("a,b", ["1,2"], "no columns of time and use"),
        ("time,use [kWh]", ["2025-01-01,1", "2025-01-02,1"], "most rows are 1 day apart"),
        ("time,use [kWh]", ["2025-01-01,1", "2025-02-01,1"], "most rows are 31 days apart"),
        ("time,use [kWh]", ["2025-01-01T00:00,1", "2025-01-01T00:20,1"], "are 20 minutes apart"),
        ("time,use [kWh]", ["2025-01-01 01:00,1", "2025-01-01 00:00,1"], "times do not rise"),
        ("time,use [kWh]", ["2025-01-01 01:00,1"], "fewer than two rows"),
    ],
)
def test_what_is_wrong_in_an_export_is_named(heading, rows, words, tmp_path: Path) -> None:
    assert words in wrong(tmp_path, heading, rows)


def test_times_that_mark_the_end_are_recognized(tmp_path: Path) -> None:
    first = datetime(2025, 1, 1, 0, 15)  # noqa: DTZ001
    rows = [f"{t:%Y-%m-%d %H:%M},0.25" for t in times(first, 96)]
    found = meter(tmp_path, "time,use [kWh]", rows)
    assert found.metering.hour[0] == 0
    assert any("mark the end" in note for note in found.notes)


def test_the_verb_bills_an_export(tmp_path: Path, capsys) -> None:
    (tmp_path / "m.csv").write_text("\n".join(["time,use [kWh]", *JANUARY]), encoding="utf-8")
    (tmp_path / "t.yaml").write_text("price: 0.16 $/kWh\ndemand: 9 $/kW\n", encoding="utf-8")
    words = ["bill", str(tmp_path / "m.csv"), "--tariff", str(tmp_path / "t.yaml"), "--json"]
    assert main(words) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["total"] == pytest.approx(744 * 0.16 + 9.0)
    parts = ("energy", "demand", "fixed", "adder", "minimum", "tax")
    assert sum(document[part] for part in parts) == pytest.approx(document["total"])
    assert main(words[:-1]) == 0
    assert "2025-01" in capsys.readouterr().out


def test_the_verb_takes_a_states_price_with_its_year(tmp_path: Path, capsys) -> None:
    (tmp_path / "m.csv").write_text("\n".join(["time,use [kWh]", *JANUARY]), encoding="utf-8")
    assert main(["bill", str(tmp_path / "m.csv"), "--tariff", "IL", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert "2023" in document["tariff"]
    assert main(["bill", str(tmp_path / "m.csv"), "--tariff", "ILL"]) == 2


def test_dollars_written_for_cents_are_noticed(tmp_path: Path, capsys) -> None:
    (tmp_path / "m.csv").write_text("\n".join(["time,use [kWh]", *JANUARY]), encoding="utf-8")
    (tmp_path / "t.yaml").write_text("price: 16 $/kWh\n", encoding="utf-8")
    assert main(["bill", str(tmp_path / "m.csv"), "--tariff", str(tmp_path / "t.yaml")]) == 0
    assert "did you mean 16 ¢/kWh?" in capsys.readouterr().err
