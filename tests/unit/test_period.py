"""Actual days: weekdays, clocks and leap days are those of the dates."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from hpsim import load_scenario
from hpsim.cli import main
from hpsim.control.presence import away_steps
from hpsim.description.period import Period
from hpsim.description.schedules import Calendar, Schedule, clock_shift_h, expand_hourly
from hpsim.errors import ScenarioError
from hpsim.scenario.weather import year_of_climate

OFFICE = Schedule((0.0,) * 8 + (1.0,) * 9 + (0.0,) * 7, (0.0,) * 24)
DAYS = ["simulation.from=2026-01-10", "simulation.to=2026-01-20"]


def test_weekdays_are_those_of_the_dates():
    period = Period(date(2024, 2, 26), 7, 0)  # Monday to Sunday over the leap day
    hours = expand_hourly(OFFICE, Calendar(period=period)).reshape(7, 24)
    assert hours.sum(axis=1).tolist() == [9.0] * 5 + [0.0] * 2


def test_a_period_may_pass_new_year():
    period = Period(date(2025, 12, 30), 4, 2)
    assert period.last == date(2026, 1, 2)
    assert period.day_of_year().tolist() == [361, 362, 363, 364, 0, 1]
    calendar = Calendar(period=period, vacations=((363, 0),))
    assert calendar.n_hours == 144


@pytest.mark.parametrize(
    ("first", "daylight_saving", "change"),
    [
        (date(2026, 3, 7), "us", 26),  # Sunday 8 March 2026, 02:00
        (date(2024, 3, 30), "eu", 26),  # Sunday 31 March of a leap year
        (date(2025, 3, 29), "eu", 26),
    ],
)
def test_clocks_change_on_the_sunday_of_that_year(first, daylight_saving, change):
    calendar = Calendar(daylight_saving=daylight_saving, period=Period(first, 3, 0))
    shift = clock_shift_h(calendar)
    assert int(np.flatnonzero(shift)[0]) == change
    assert shift[change:].min() == 1


def test_absences_follow_the_days():
    from hpsim.control.description import Away

    calendar = Calendar(period=Period(date(2026, 1, 10), 9, 0))  # a Saturday
    steps = away_steps(Away(leave_h=8.0, return_h=18.0), calendar, 3600.0).reshape(9, 24)
    assert steps.any(axis=1).tolist() == [False, False, *[True] * 5, False, False]


def test_days_begin_at_local_midnight():
    edges = Period(date(2026, 1, 10), 2, 1, -6.0).edges_s(3600.0)
    assert edges.size == 73
    assert str(np.datetime64(round(edges[0]), "s")) == "2026-01-09T06:00:00"


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        (["simulation.from=2026-01-10"], "from and to belong together"),
        ([*DAYS, "simulation.to=2026-01-01"], "is before from"),
        ([*DAYS, "simulation.to=2028-01-01"], "more than a year apart"),
        ([*DAYS, "simulation.from=01-10"], "'01-10' is no day"),
        ([*DAYS, "simulation.from=1812-01-10"], "the year 1812 is too far away"),
        ([*DAYS, "simulation.first_weekday=monday"], "first_weekday follows from the dates"),
        (["room.rest_of_home={csv: none.csv, column: a_degc}"], "no meaning in a year without"),
        ([*DAYS, "room.rest_of_home={csv: none.csv, column: a_degc}"], "there is no such file"),
        ([*DAYS, "thermostat.heating={csv: none.csv, column: a_degc}"], "there is no such file"),
        (["measured_weather={outdoor: {csv: a.csv, column: x_degc}}"], "a year without dates"),
        ([*DAYS, "measured_weather={outdoor: {csv: a.csv, column: x_degc}}"], "no such file"),
        ([*DAYS, "measured_weather={latitude: 40 deg}"], "belong together"),
        ([*DAYS, "measured_weather={direct_normal: {csv: a.csv, column: x}}"], "without global"),
        (["measured={air: {csv: a.csv, column: x_degc}, phases: [{name: a, from: x, to: y}]}"],
         "'x' is no time"),
        (["room.thermal_bridges=[{conductance: -1 W/K}]"], "-1"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_days_and_logs_is_told(overrides, message):
    with pytest.raises(ScenarioError, match=message):
        load_scenario("chicago-addition", overrides)


FITTED = "fitted={conduction: 1.2, scatter: {of: [conduction], covariance: [[0.01]]}}"


def test_a_fitted_room_of_actual_days_has_the_year_of_its_weather_file() -> None:
    year = year_of_climate(load_scenario("chicago-addition", (*DAYS, FITTED)), "this")
    assert year.simulation.from_ is None
    assert year.fitted is not None
    assert year.fitted.conduction == 1.2


def test_columns_of_a_log_are_named_with_the_way_out(tmp_path, capsys) -> None:
    rows = [f"2026-01-{day:02d}T{h:02d}:00,{19 + h % 3}" for day in range(9, 22) for h in range(24)]
    log = tmp_path / "log.csv"
    log.write_text("time,next_degc\n" + "\n".join(rows) + "\n")
    columns = [
        f"{key}={{csv: {log}, column: next_degc}}"
        for key in ("room.rest_of_home", "thermostat.heating")
    ]
    scenario = load_scenario("chicago-addition", (*DAYS, *columns))
    with pytest.raises(ScenarioError) as caught:
        year_of_climate(scenario, "this")
    keys = [problem.key for problem in caught.value.problems]
    assert keys == ["room.rest_of_home", "thermostat.heating"]
    given = [text for change in (*DAYS, *columns) for text in ("--set", change)]
    assert main(["sure", "chicago-addition", *given]) == 2
    assert "--set 'room.rest_of_home=20 degC'" in " ".join(capsys.readouterr().err.split())
