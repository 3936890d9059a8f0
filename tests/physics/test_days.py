"""Runs of actual days: the same days of a year, their energy, their money, their folder."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from hpsim import load_scenario, simulate
from hpsim.building.ideal_load import ENERGY_TOLERANCE
from hpsim.cli import main
from hpsim.economics.metering import metered_year
from hpsim.folder.reading import read_run
from hpsim.folder.summary import summary_of
from hpsim.folder.writing import write_folder
from hpsim.metrics import METRICS, columns_of
from hpsim.results import Run
from hpsim.simulate.candidate import room_of_days
from hpsim.simulate.response import RoomCache, room_response
from hpsim.verdict.findings import findings
from hpsim.verdict.judge import judged_run

SCENARIOS = Path(__file__).parents[2] / "scenarios"
ROOM = "chicago-addition"
SINGLE = "candidates=[{kind: single_stage, size: 6 kBtu/h, seer2: 18, hspf2: 8.5}, {kind: ideal}]"
DAYS = ["simulation.from=2001-02-05", "simulation.to=2001-02-18", "simulation.warmup=90 days"]
"""Of 2001, a year of the same weekdays and sun as the one that stands for any."""
HOURS = slice(24 * 35, 24 * 49)
FORGOTTEN = 0.001
"""What is left of the beginning: 90 days are six of the room's slowest time constant, exp(-6)."""
SWITCHED = 0.0055  # one run of some 190: a switching unit does not meet the same minutes again
REMEMBERED = 0.02  # after two days of warm-up, which are repeated until the walls follow them


@pytest.fixture(scope="module")
def cache() -> RoomCache:
    return RoomCache()


@pytest.fixture(scope="module")
def year() -> Run:
    return simulate(load_scenario(ROOM, [SINGLE]))


@pytest.fixture(scope="module")
def days() -> Run:
    return simulate(load_scenario(ROOM, [SINGLE, *DAYS]))


def test_days_are_the_same_days_of_a_year(year: Run, days: Run) -> None:
    whole, part = year.candidates[0], days.candidates[0]
    assert part.hourly.room_degc.size == 14 * 24
    np.testing.assert_allclose(part.room.outdoor_degc, whole.room.outdoor_degc[HOURS], atol=1e-9)
    load = whole.room.ideal_heating_w[HOURS].sum()
    assert part.room.ideal_heating_w.sum() == pytest.approx(load, rel=FORGOTTEN)
    for channel in ("heat_delivered_w", "running", "starts_heating"):
        of_year = getattr(whole.hourly, channel)[HOURS].sum()
        two = 2.0 if channel == "starts_heating" else None  # of some 190: by chance
        of_days = getattr(part.hourly, channel).sum()
        assert of_days == pytest.approx(of_year, rel=SWITCHED, abs=two)
    used = whole.electric_power_w[HOURS].sum()
    assert part.electric_power_w.sum() == pytest.approx(used, rel=SWITCHED)
    assert part.cycles.start_s.min() >= 0.0
    assert part.cycles.start_s.size == part.hourly.starts_heating.sum()


@pytest.mark.parametrize(
    "name", ["does-a-basement-need-cooling-or-drying", "is-18k-too-much-for-a-garage"]
)
def test_days_on_the_ground_are_the_same_days_of_a_year(name: str) -> None:
    whole = room_response(load_scenario(name)).year
    response = room_response(load_scenario(name, DAYS))
    assert response.weather.period is not None
    part = room_of_days(response.year, response.weather.period)
    load = whole.ideal_heating_w[HOURS].sum() + whole.ideal_cooling_w[HOURS].sum()
    assert part.ideal_heating_w.sum() + part.ideal_cooling_w.sum() == pytest.approx(
        load, rel=2.0 * FORGOTTEN
    )


@pytest.mark.slow
@pytest.mark.parametrize("file", sorted(SCENARIOS.glob("*.yaml")), ids=lambda file: file.stem)
def test_every_shipped_scenario_runs_for_two_days(file: Path) -> None:
    for first, last in (("2026-01-12", "2026-01-13"), ("2025-07-10", "2025-07-11")):
        dates = [f"simulation.from={first}", f"simulation.to={last}", "simulation.warmup=5 days"]
        run = judged_run(load_scenario(file, dates))
        summary = summary_of(run, None)
        texts = [*findings(summary["candidates"], summary["room"], run.units)]
        texts += [note for results in run.candidates for note in results.notes]
        assert not [text for text in texts if "year" in text]
        assert {c["metrics"]["simulated_h"] for c in summary["candidates"]} == {48}


def test_two_days_of_warm_up_are_remembered_little(year: Run) -> None:
    short = simulate(load_scenario(ROOM, [SINGLE, *DAYS, "simulation.warmup=2 days"]))
    load = year.candidates[0].room.ideal_heating_w[HOURS].sum()
    assert short.candidates[0].room.ideal_heating_w.sum() == pytest.approx(load, rel=REMEMBERED)


def test_energy_closes_over_the_days(cache: RoomCache) -> None:
    response = room_response(load_scenario(ROOM, [SINGLE, *DAYS]), cache=cache)
    assert response.ideal.balance_residual < ENERGY_TOLERANCE


def test_hours_of_days_have_the_loads_of_minutes(days: Run) -> None:
    by_hour = simulate(load_scenario(ROOM, [SINGLE, *DAYS, "simulation.resolution=hour"]))
    one, other = (run.candidates[0].room.ideal_heating_w.sum() for run in (days, by_hour))
    assert one == pytest.approx(other, rel=1e-9)
    assert by_hour.candidates[0].hourly.room_degc.size == 14 * 24


def test_amounts_are_those_of_the_days_and_named_so(days: Run) -> None:
    found = columns_of(days.candidates[0], days.prices)
    assert (found["first_day"], found["last_day"], found["simulated_h"]) == (
        "2001-02-05",
        "2001-02-18",
        336,
    )
    kwh = METRICS["electricity_kwh"].function(days.candidates[0])
    assert found["cost"] == pytest.approx(0.18 * kwh)
    assert not [key for key in found if "per_year" in key or "life_cycle" in key]


def test_days_are_priced_by_their_own_hours_and_months() -> None:
    """Monday 26 February to Sunday 4 March 2001, dear from 16:00 to 20:00 on weekdays."""
    periods = [
        {"name": "peak", "price": "0.50 USD/kWh", "hours": "16-20", "days": "weekday"},
        {"name": "else", "price": "0.10 USD/kWh"},
    ]
    period = ["simulation.from=2001-02-26", "simulation.to=2001-03-04", "simulation.warmup=5 days"]
    tariff = "tariff=" + json.dumps({"periods": periods})
    run = simulate(
        load_scenario(ROOM, ["candidates=[{kind: baseboard, size: 1500 W}]", *period, tariff])
    )
    of_days = metered_year(run.prices.calendar)
    assert of_days.labels == ("2001-02", "2001-03")
    assert of_days.days.tolist() == [3.0, 4.0]
    kwh = run.candidates[0].electric_power_w / 1000.0
    hour = np.arange(kwh.size)
    dear = (hour % 24 >= 16) & (hour % 24 < 20) & (hour // 24 < 5)
    by_hand = 0.10 * kwh[~dear].sum() + 0.50 * kwh[dear].sum()
    assert columns_of(run.candidates[0], run.prices)["cost"] == pytest.approx(by_hand)


def test_a_folder_gives_the_days_back(days: Run, tmp_path: Path) -> None:
    summary = write_folder(days, tmp_path / "out")
    assert summary["period"] == {"from": "2001-02-05", "to": "2001-02-18", "hours": 336}
    again = load_scenario(tmp_path / "out" / "scenario.yaml")
    assert (again.simulation.from_, again.simulation.to) == ("2001-02-05", "2001-02-18")
    back = read_run(tmp_path / "out")
    assert back.period is not None
    assert (back.period.first, back.period.n_counted) == (date(2001, 2, 5), 14)
    one, other = days.candidates[0], back.candidates[0]
    np.testing.assert_allclose(one.cycles.start_s, other.cycles.start_s, atol=1e-6)
    assert {n: t.first_step for n, t in one.traces.items()} == {
        n: t.first_step for n, t in other.traces.items()
    }
    assert columns_of(other, back.prices)["cost"] == columns_of(one, days.prices)["cost"]
    assert str(back.to_dataframe().index[0]) == "2001-02-05 00:00:00-06:00"


def test_the_command_speaks_of_days_alone(tmp_path: Path, capsys) -> None:
    from hpsim.cli.run import OF_DAYS

    out = str(tmp_path / "out")
    short = ["--set", SINGLE, "--set", "simulation.from=2014-01-20"]
    short += ["--set", "simulation.to=2014-01-22", "--set", "simulation.warmup=3 days"]
    assert main(["run", ROOM, "--out", out, "--svg", *short]) == 0
    shown = capsys.readouterr()
    text = " ".join(shown.out.split())
    assert "3 days from 20 to 22 January 2014 in steps of 60 s" in text
    assert OF_DAYS in text
    assert "year" not in text.replace(OF_DAYS, "")
    assert "and not of 3 days from 20 to 22 January 2014" in " ".join(shown.err.split())
    assert not (tmp_path / "out" / "report.html").exists()
    svg = (tmp_path / "out" / "plots" / "comparison.svg").read_text("utf-8")
    assert "year" not in svg
    assert main(["report", out]) == 2
    assert "the page needs a whole year" in capsys.readouterr().err
    assert main(["compare", out]) == 0
    assert "2014-01-20 to 2014-01-22" in capsys.readouterr().out
    assert main(["run", ROOM, *short, "--sure"]) == 2
    assert "needs a whole year" in capsys.readouterr().err


@pytest.mark.slow
def test_how_sure_a_verdict_is_follows_the_climate_and_not_the_days(capsys) -> None:
    given = ["sure", ROOM, "--set", SINGLE, "--set", "simulation.from=2014-01-20"]
    assert main([*given, "--set", "simulation.to=2014-01-22", "--draws", "3"]) == 0
    text = capsys.readouterr().out
    assert "a year of its weather file" in text
    assert "Of 3 likely cases" in text


def test_sizes_follow_the_climate_and_not_the_days(days: Run, year: Run) -> None:
    assert days.design == year.design
    assert days.judgement is None


def log_of(folder: Path, name: str, values: np.ndarray) -> str:
    start = np.datetime64("2026-01-01T00:00")
    rows = [f"{start + np.timedelta64(k, 'h')},{v:.3f}" for k, v in enumerate(values)]
    (folder / "log.csv").write_text("\n".join([f"time,{name}", *rows]) + "\n")
    return str(folder / "log.csv")


def test_columns_of_a_log_drive_the_candidates(tmp_path: Path) -> None:
    """A home at 12 degC in place of 21, and a setpoint that steps from 16 to 22 degC at noon."""
    hours = np.arange(14 * 24)
    home = log_of(tmp_path, "home_degc", np.full(hours.size, 12.0))
    warm = tmp_path / "b"
    warm.mkdir()
    target = log_of(warm, "target_degc", np.where(hours % 24 >= 12, 22.0, 16.0))
    period = ["simulation.from=2026-01-08", "simulation.to=2026-01-12", "simulation.warmup=5 days"]
    heat = "candidates=[{kind: baseboard, size: 1500 W}]"
    plain = simulate(load_scenario(ROOM, [*period, heat])).candidates[0]
    logged = [f"room.rest_of_home={{csv: {home}, column: home_degc}}",
              f"thermostat.heating={{csv: {target}, column: target_degc}}",
              "thermostat.cooling=null"]  # fmt: skip
    run = simulate(load_scenario(ROOM, [*period, heat, *logged]))
    found = run.candidates[0]
    assert run.design is None
    assert found.room.heating_setpoint_degc[[6, 18]].tolist() == [16.0, 22.0]
    assert found.hourly.room_degc[20] == pytest.approx(22.0, abs=1.0)
    assert found.hourly.room_degc[11] < 19.0 < plain.hourly.room_degc[11]
    assert main(["size", ROOM, *(w for o in (*period, *logged) for w in ("--set", o))]) == 2
