"""``hpsim fit``: from a log to a file that every other command takes, or to a clear message."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from hpsim.cli import main
from hpsim.errors import HpsimError
from hpsim.fit.example import write_example_log
from hpsim.fit.prepare import prepare
from hpsim.logs.columns import find_columns
from hpsim.logs.reading import read_log
from hpsim.scenario.load import load_scenario
from hpsim.simulate.response import RoomCache, room_response

TRUTH = {"conduction": 1.25, "leaks": 1.4, "fast_capacity": 1.5}
ROOM = "chicago-addition"


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("fit") / "log.csv"
    write_example_log(path, load_scenario(ROOM), TRUTH, days=8)
    return path


def changed(log: Path, tmp_path: Path, change: Callable[[list[list[str]]], object]) -> str:
    """Return the path of a log whose rows, the names first, were changed."""
    with log.open() as file:
        rows = list(csv.reader(file))
    found = change(rows)
    path = tmp_path / "changed.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows(found if isinstance(found, list) else rows)
    return str(path)


def test_a_fit_is_written_and_read_back_by_other_commands(
    log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "fitted.yaml"
    assert main(["fit", ROOM, "--log", str(log), "--out", str(out), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["is_adopted"]
    assert found["responses"] <= 63
    assert found["heat_loss_w_per_k"] > 1.1 * found["unfitted_heat_loss_w_per_k"]
    assert found["free_run"]["fitted"]["rmse_k"] < found["free_run"]["unfitted"]["rmse_k"]
    scenario = load_scenario(out)
    assert scenario.fitted is not None
    assert scenario.fitted.scatter is not None
    assert scenario.fitted.conduction == pytest.approx(1.25, rel=0.1)
    assert scenario.fitted.log is not None
    assert len(scenario.fitted.log.sha256) == 64


def test_fahrenheit_is_the_same_log(log: Path, tmp_path: Path) -> None:
    def fahrenheit(rows: list[list[str]]) -> None:
        rows[0][1:3] = ["indoor_degf", "outdoor_degf"]
        for row in rows[1:]:
            row[1:3] = [f"{1.8 * float(value) + 32.0:.3f}" for value in row[1:3]]

    scenario = load_scenario(ROOM)
    one, other = (prepare(scenario, p) for p in (log, changed(log, tmp_path, fahrenheit)))
    np.testing.assert_allclose(one.log.indoor_degc, other.log.indoor_degc, atol=1e-3)
    np.testing.assert_allclose(
        one.room.climate.outdoor_degc, other.room.climate.outdoor_degc, atol=1e-3
    )


def test_average_sunlight_of_a_fit_is_not_kept_as_the_weathers_own(
    log: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def without_sun(rows: list[list[str]]) -> list[list[str]]:
        kept = [k for k, name in enumerate(rows[0]) if "sun" not in name and "global" not in name]
        assert len(kept) < len(rows[0])
        return [[row[k] for k in kept] for row in rows]

    def mean_degc() -> float:
        return float(room_response(scenario, cache=RoomCache()).ideal.air_degc.mean())

    scenario = load_scenario(ROOM)
    folders = tmp_path / "fresh", tmp_path / "after a fit"
    for folder in folders:
        folder.mkdir()
    monkeypatch.setattr("hpsim.weather.cache.cache_folder", lambda: folders[0])
    expected = mean_degc()
    monkeypatch.setattr("hpsim.weather.cache.cache_folder", lambda: folders[1])
    notes = prepare(scenario, changed(log, tmp_path, without_sun)).notes
    assert "average" in " ".join(notes)
    assert mean_degc() == expected


def test_readers_of_us_units_get_them(
    log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "f.yaml"
    assert main(["fit", ROOM, "--log", str(log), "--out", str(out), "--units", "us"]) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert re.search(r"the room loses \d+ Btu/h·°F, ± \d+ %", text), text
    assert re.search(r"the thermometer reads \S+ °F \(", text), text
    assert not re.search(r"W/K|°C|\d K\b", text), text


def test_without_heat_a_loss_is_refused(
    log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = changed(log, tmp_path, lambda rows: [row[:4] for row in rows])
    main(["fit", ROOM, "--log", path, "--out", str(tmp_path / "f.yaml")])
    text = " ".join(capsys.readouterr().out.split())
    assert "tells no heat loss" in text
    assert "insulate" not in text


def test_a_template_is_a_log(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fit", "--template"]) == 0
    template = capsys.readouterr().out
    path = tmp_path / "log.csv"
    path.write_text(template)
    assert main(["fit", ROOM, "--log", str(path)]) == 2
    assert "too short" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "flags"),
    [
        (["--from", "2026-01-12", "--to", "2026-01-14"], "--from and --to with --bills"),
        (["--radiant", "0.5"], "--radiant with --bills"),
        (["--label", "end"], "--label with --bills"),
    ],
)
@pytest.mark.parametrize("room", [[ROOM], []])
def test_options_of_a_rooms_log_are_refused_with_bills(
    room: list[str], words: list[str], flags: str, log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["fit", *room, "--bills", str(log), *words]) == 2
    assert f"{flags}: this is for the log of a room" in capsys.readouterr().err


def put(column: int, value: Callable[[list[str]], str], name: str | None = None):
    def change(rows: list[list[str]]) -> None:
        if name is not None:
            rows[0][column] = name
        for row in rows[1:]:
            row[column] = value(row)

    return change


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda rows: rows[:40], "too short"),
        (put(1, lambda _: "20.0"), "never changes"),
        (put(2, lambda row: row[1]), "same values"),
        (put(4, lambda row: f"{float(row[4]) / 1000:.2f}"), "is it in kW?"),
        (put(4, lambda _: "0"), "was never on"),
        (put(1, lambda row: f"{1.8 * float(row[1]) + 32:.1f}"), "is it in °F?"),
        (put(1, lambda row: row[1], "indoor_degf"), "is it in °C?"),
        (put(1, lambda row: row[1], "indoor"), "has no unit"),
        (put(2, lambda row: row[2], "elsewhere_degc"), "no outdoor temperature"),
        (put(0, lambda row: row[0] + ("Z" if row[0] < "2026-01-15" else "")), "some have none"),
        (lambda rows: [*rows, rows[-1]], "stands in two rows"),
        (put(4, lambda _: "on"), "is no number"),
        (lambda rows: [row[2:] for row in rows], "no column of time stamps"),
        (put(0, lambda row: row[0][-2:], "seconds"), "counts from an unknown start"),
        (put(4, lambda row: f"{40 * float(row[4]):.0f}"), "kW on average, the described room"),
    ],
)
def test_a_log_that_tells_nothing_is_refused_with_a_reason(
    log: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    change: Callable[[list[list[str]]], object],
    message: str,
) -> None:
    path = changed(log, tmp_path, change)
    assert main(["fit", ROOM, "--log", path, "--out", str(tmp_path / "f.yaml")]) == 2
    assert message in " ".join(capsys.readouterr().err.split())
    assert not (tmp_path / "f.yaml").exists()


def test_days_in_a_gap_of_the_thermometer_are_refused(log: Path, tmp_path: Path) -> None:
    def gap(rows: list[list[str]]) -> None:
        for row in rows[25:-24]:
            row[1] = ""

    path = changed(log, tmp_path, gap)
    with pytest.raises(HpsimError) as caught:
        prepare(load_scenario(ROOM), path, first_day="2026-01-14", last_day="2026-01-17")
    (problem,) = caught.value.problems
    assert problem.message == "column 'indoor_degc' has no values in the days that are used"


def test_a_column_is_named_by_its_role(
    log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = changed(log, tmp_path, put(1, lambda row: row[1], "t1_degc"))
    base = ["fit", ROOM, "--log", path, "--out", str(tmp_path / "f.yaml"), "--json"]
    assert main(base) == 2
    assert "no column is the temperature of the room" in capsys.readouterr().err
    assert main([*base, "--column", "indor=t1_degc"]) == 2
    assert "did you mean 'indoor'" in capsys.readouterr().err
    found = find_columns(read_log(path), ["indoor=t1_degc"])
    assert found == {
        "indoor": "t1_degc",
        "outdoor": "outdoor_degc",
        "sun": "global_w_per_m2",
        "heater": "heater_w",
    }


def test_names_and_powers_that_people_write_are_found(log: Path, tmp_path: Path) -> None:
    def short(rows: list[list[str]]) -> None:
        rows[0][1:] = ["T_in (°C)", "T_out (°C)", "GHI (W/m2)", "P_el (W)"]

    path = changed(log, tmp_path, short)
    found = prepare(load_scenario(ROOM), path)
    assert found.kind == "temperature"
    assert any("--column heater=P_el (W)" in note for note in found.notes)
    assert prepare(load_scenario(ROOM), path, columns=("heater=P_el (W)",)).kind == "heater"


def test_a_heater_next_to_a_heat_pump_counts_too(log: Path, tmp_path: Path) -> None:
    def both(rows: list[list[str]]) -> list[list[str]]:
        return [[*row, "300" if k else "heatpump_w"] for k, row in enumerate(rows)]

    scenario = load_scenario(ROOM)
    one = prepare(scenario, log)
    two = prepare(scenario, changed(log, tmp_path, both))
    assert two.kind == "machine"
    more = np.nanmean(two.log.heat_w[two.log.first :]) - np.nanmean(one.log.heat_w[one.log.first :])
    assert 600.0 < more < 1500.0  # of 300 W with a COP of 2 to 5


def test_stamps_at_the_end_of_their_hour_are_moved_by_one(log: Path, tmp_path: Path) -> None:
    def later(rows: list[list[str]]) -> None:
        stamps = [row[0] for row in rows[1:]]
        last = np.datetime64(stamps[-1]) + np.timedelta64(1, "h")
        for row, stamp in zip(rows[1:], [*stamps[1:], str(last)], strict=True):
            row[0] = stamp

    scenario, path = load_scenario(ROOM), changed(log, tmp_path, later)
    one, other = prepare(scenario, log), prepare(scenario, path, label="end")
    np.testing.assert_allclose(one.log.indoor_degc, other.log.indoor_degc)
    with pytest.raises(HpsimError, match=r"sunlight is \+0.9 h off the sun at .*--label end"):
        prepare(scenario, path)


def test_windows_that_nobody_described_leave_the_sun_open(log: Path) -> None:
    def sigma(*keys: str) -> float:
        found = prepare(load_scenario(ROOM, keys), log).unknowns
        return next(u.sigma for u in found if u.name == "sun")

    assert sigma("room.windows=[{facing: south, area: 3 m2}]") == 0.2
    bare = load_scenario(
        "name: Bare\nroom: {kind: bedroom, floor_area: 15 m2}\nweather: us-5A-chicago\n"
        "thermostat: {heating: 20 degC}\ncandidates: [{kind: ideal}]\n"
    )
    assert next(u.sigma for u in prepare(bare, log).unknowns if u.name == "sun") == 0.5
