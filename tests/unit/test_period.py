"""Actual days: weekdays, clocks and leap days are those of the dates."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from hpsim import load_scenario
from hpsim.control.presence import away_steps
from hpsim.description.period import Period
from hpsim.description.schedules import Calendar, Schedule, clock_shift_h, expand_hourly
from hpsim.errors import ScenarioError

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
