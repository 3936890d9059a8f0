"""What a year says about sizing."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from hpsim.weather.design import climate_zone, degree_days, degree_days_of, design_conditions
from hpsim.weather.model import DegreeDays, Weather
from hpsim.weather.places import distance_km, nearest_shipped

WeatherOf = Callable[[str], Weather]


@pytest.mark.parametrize(
    ("hdd", "cdd10", "zone"),
    [
        (0.0, 6500.0, "0"),
        (60.0, 5300.0, "1"),
        (642.0, 4400.0, "2"),
        (1500.0, 3000.0, "3"),
        (2600.0, 2000.0, "4"),
        (3430.0, 1700.0, "5"),
        (4500.0, 1200.0, "6"),
        (5500.0, 800.0, "7"),
        (8217.0, 600.0, "8"),
    ],
)
def test_zones_follow_degree_days(hdd: float, cdd10: float, zone: str):
    assert climate_zone(DegreeDays(hdd, 0.0, cdd10)) == zone


def test_degree_days_come_from_daily_means():
    hourly = np.tile(np.r_[np.full(12, 8.0), np.full(12, 20.0)], 365)  # mean 14 degC
    days = degree_days_of(hourly)
    assert days.hdd18_k_d == pytest.approx(4.0 * 365)
    assert days.cdd18_k_d == 0.0
    assert days.cdd10_k_d == pytest.approx(4.0 * 365)


def test_the_header_is_used_where_there_is_one(weather_of: WeatherOf):
    denver = design_conditions(weather_of("us-5B-denver"))
    assert denver.used_name == "header"
    assert denver.used.heating_99_6_degc == -17.4
    assert denver.file.heating_99_6_degc == pytest.approx(-13.9, abs=0.05)
    moffat = design_conditions(weather_of("us-6B-moffat"))
    assert moffat.used_name == "file"
    assert moffat.used is moffat.file


def test_wet_bulbs_of_design_hours_are_near_the_headers(weather_of: WeatherOf):
    # another set of years: thirty of the station against the typical one
    choice = design_conditions(weather_of("us-5A-chicago"))
    assert choice.header is not None
    assert choice.file.cooling_1_wet_bulb_degc == pytest.approx(
        choice.header.cooling_1_wet_bulb_degc, abs=1.0
    )


def test_degree_days_use_the_rows_of_the_file(weather_of: WeatherOf):
    # PSM temperatures are interpolated to full hours for the room, not for statistics
    weather = weather_of("us-3B-daggett")
    assert degree_days(weather).hdd18_k_d == degree_days_of(weather.recorded_degc).hdd18_k_d
    assert set(np.unique(weather.recorded_degc % 1.0)) == {0.0}


def test_distances_are_great_circles():
    # a quarter of the earth's circumference; O'Hare to JFK is 740 miles in airline statistics
    assert distance_km(0.0, 0.0, 0.0, 90.0) == pytest.approx(6371.0 * np.pi / 2)
    assert distance_km(41.98, -87.92, 40.65, -73.80) == pytest.approx(1191.0, rel=0.01)
    assert distance_km(10.0, 179.5, 10.0, -179.5) == pytest.approx(109.5, rel=0.01)


def test_the_nearest_of_milwaukee_is_chicago():
    nearest = nearest_shipped(43.04, -87.91)
    assert nearest[0].entry.id == "us-5A-chicago"
    assert nearest[0].distance_km < nearest[1].distance_km
