"""Setpoints over the year: by the clock, in summer time, and by yesterday's weather."""

from __future__ import annotations

import numpy as np
import pytest

from hpsim.control.compile import setpoint_series
from hpsim.control.description import DayNight, Season, Thermostat
from hpsim.control.presence import allowed
from hpsim.description.schedules import Calendar, DaylightSaving

JULY_10, JANUARY_10 = 190, 9  # days of the year, from 0
NIGHT = DayNight(day_degc=20.0, night_degc=16.0, night_from_h=22.0, night_to_h=6.0)


@pytest.mark.parametrize(
    ("daylight_saving", "day", "first_night_hour", "first_day_hour"),
    [
        ("none", JULY_10, 22, 6),
        ("us", JULY_10, 21, 5),  # 22:00 by the clock is 21:00 standard time
        ("eu", JULY_10, 21, 5),
        ("us", JANUARY_10, 22, 6),
    ],
)
def test_setpoints_follow_the_clock_in_summer(
    daylight_saving: DaylightSaving, day: int, first_night_hour: int, first_day_hour: int
) -> None:
    calendar = Calendar(daylight_saving=daylight_saving)
    series = setpoint_series(Thermostat(heating=NIGHT), calendar, 3600.0)
    hours = series.heating_degc[24 * day : 24 * day + 24]
    is_night = (np.arange(24) >= first_night_hour) | (np.arange(24) < first_day_hour)
    np.testing.assert_array_equal(hours, np.where(is_night, 16.0, 20.0))


def test_clocks_change_on_the_second_sunday_of_march_and_the_first_of_november() -> None:
    """2001, which began on a Monday: March 11 at 02:00, November 4 at 02:00 summer time."""
    rules, calendar = Thermostat(heating=NIGHT), Calendar(first_weekday=0, daylight_saving="us")
    hours = setpoint_series(rules, calendar, 3600.0).heating_degc.reshape(365, 24)
    mornings = np.argmax(hours == 20.0, axis=1)  # the first hour of the day's setpoint
    march_11, november_4 = 69, 307
    assert (mornings[:march_11] == 6).all()
    assert (mornings[march_11:november_4] == 5).all()
    assert (mornings[november_4:] == 6).all()


def test_a_mode_is_allowed_from_the_hour_in_which_the_mean_of_the_day_before_passes() -> None:
    """Outdoors a step from 5 to 25 degC at hour 4380: after n hours of it the mean of the last 24
    is 5 + 20 n / 24, above 15 degC from the 13th on; it goes off a kelvin below."""
    outdoor = np.where(np.arange(8761) <= 4380, 5.0, 25.0)
    is_on = allowed(Season(above_degc=15.0), Calendar(), 3600.0, outdoor)
    hourly = 0.5 * (outdoor[1:] + outdoor[:-1])
    mean = np.array([hourly[k - 24 : k].mean() for k in range(4300, 4500)])
    expected = 4300 + int(np.argmax(mean > 15.0))
    assert (
        expected == 4393
    )  # hour 4380 is half warm: 0.5 + 12 whole hours make more than half a day
    assert not is_on[24:expected].any()
    assert is_on[expected:].all()
    back = allowed(Season(above_degc=15.0), Calendar(), 3600.0, outdoor[::-1].copy())
    last = int(np.flatnonzero(back[:8700])[-1])
    hourly = hourly[::-1]
    assert hourly[last - 24 : last].mean() > 14.0
    assert hourly[last - 23 : last + 1].mean() <= 14.0
