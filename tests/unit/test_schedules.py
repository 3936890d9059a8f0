"""Schedules by the calendar: figures that a wall calendar gives."""

import numpy as np
import pytest

from hpsim.building.library import schedule_library
from hpsim.description.schedules import (
    Calendar,
    Schedule,
    clock_shift_h,
    expand_hourly,
    look_up,
    vacant_hours,
)

HOUR_OF_DAY = tuple(float(hour) for hour in range(24))


def day_of_year(month: int, day: int) -> int:
    days = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    return sum(days[: month - 1]) + day - 1


def test_daily_schedule_repeats_every_day():
    hours = expand_hourly(look_up(HOUR_OF_DAY, {}), Calendar())
    assert hours.shape == (8760,)
    np.testing.assert_array_equal(hours, np.tile(np.arange(24.0), 365))


@pytest.mark.parametrize(("first_weekday", "weekend_days"), [(0, 104), (5, 105), (6, 105)])
def test_weekend_days_are_those_of_the_calendar(first_weekday, weekend_days):
    schedule = Schedule((0.0,) * 24, (1.0,) * 24)
    hours = expand_hourly(schedule, Calendar(first_weekday=first_weekday))
    assert hours.sum() == 24 * weekend_days


def test_vacation_goes_over_new_year():
    days = vacant_hours(Calendar(vacations=((357, 1), (181, 181)))).reshape(365, 24)
    assert days.all(axis=1).nonzero()[0].tolist() == [0, 1, 181, *range(357, 365)]
    assert days.any(axis=1).sum() == 11


def test_monthly_factors_apply_to_their_month():
    monthly = (2.0,) + (1.0,) * 11
    hours = expand_hourly(Schedule((1.0,) * 24, (1.0,) * 24, monthly), Calendar())
    assert hours[: 31 * 24].tolist() == [2.0] * (31 * 24)
    assert (hours[31 * 24 :] == 1.0).all()


def test_months_of_the_library_are_half_a_year_later_south_of_the_equator():
    north, south = schedule_library(), schedule_library(is_southern=True)
    assert north.keys() == south.keys()
    seasonal = [name for name, of in north.items() if len(set(of.monthly)) > 1]
    assert seasonal == ["lighting_interior", "refrigerator"]
    for name in seasonal:
        january, july = (
            expand_hourly(north[name], Calendar()).reshape(365, 24)[d] for d in (5, 187)
        )
        turned = expand_hourly(south[name], Calendar()).reshape(365, 24)
        assert turned[5].sum() == pytest.approx(july.sum())
        assert turned[187].sum() == pytest.approx(january.sum())


# 2023 began on a Sunday: United States 12 March to 5 November, Europe 26 March to 29 October
@pytest.mark.parametrize(
    ("rule", "starts", "ends"),
    [("us", (3, 12, 2), (11, 5, 1)), ("eu", (3, 26, 2), (10, 29, 2))],
)
def test_daylight_saving_changes_on_the_days_of_2023(rule, starts, ends):
    shift = clock_shift_h(Calendar(first_weekday=6, daylight_saving=rule))
    first = day_of_year(*starts[:2]) * 24 + starts[2]
    last = day_of_year(*ends[:2]) * 24 + ends[2]
    assert shift[first - 1 : first + 1].tolist() == [0, 1]
    assert shift[last - 1 : last + 1].tolist() == [1, 0]
    assert shift.sum() == last - first


# 2018 began on a Monday: 11 March and 4 November
def test_daylight_saving_changes_on_the_days_of_2018():
    shift = clock_shift_h(Calendar(first_weekday=0, daylight_saving="us"))
    assert np.flatnonzero(np.diff(shift)).tolist() == [
        day_of_year(3, 11) * 24 + 1,
        day_of_year(11, 4) * 24,
    ]


def test_schedule_is_an_hour_early_in_standard_time_while_clocks_are_ahead():
    hours = expand_hourly(look_up(HOUR_OF_DAY, {}), Calendar(daylight_saving="us"))
    july, january = day_of_year(7, 1) * 24, day_of_year(1, 10) * 24
    assert hours[july + 16] == 17.0
    assert hours[january + 16] == 16.0


def test_midnight_in_summer_belongs_to_the_next_day_by_the_clock():
    calendar = Calendar(first_weekday=0, daylight_saving="us")
    hours = expand_hourly(Schedule((0.0,) * 24, (1.0,) * 24), calendar)
    friday = day_of_year(7, 6)  # 6 July 2018 was a Friday
    assert hours[friday * 24 + 22] == 0.0
    assert hours[friday * 24 + 23] == 1.0
