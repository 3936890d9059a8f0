"""Weather of actual days, with what was measured in its place."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from hpsim.description.base import LogColumn
from hpsim.description.period import Period
from hpsim.errors import WeatherError
from hpsim.weather.cache import prepared
from hpsim.weather.clock import sun_of_hours
from hpsim.weather.description import MeasuredWeather
from hpsim.weather.solar import plane_irradiance
from hpsim.weather.window import irradiance_of, weather_of_days

CHICAGO = "us-5A-chicago"
WEEK = Period(date(2026, 6, 15), 7, 2, -6.0)
SUN_DEG = 0.5  # of a year without leap day to an actual date


def column(path, name: str) -> LogColumn:
    return LogColumn(csv=str(path), column=name)


def test_days_are_a_part_of_the_year():
    year, _, _ = prepared(CHICAGO, ())
    days = weather_of_days(year, WEEK)
    first = WEEK.day_of_year()[0] * 24
    np.testing.assert_array_equal(days.outdoor_degc, year.outdoor_degc[first : first + 217])
    elevation = year.sun_elevation_deg[first : first + 216]
    np.testing.assert_allclose(days.sun_elevation_deg, elevation, atol=SUN_DEG)
    assert days.content_key != year.content_key
    plane = plane_irradiance(days, 180.0, 90.0)
    assert plane.beam_w_per_m2.shape == (216,)


def test_measured_columns_take_the_place_of_the_files(tmp_path):
    year, _, _ = prepared(CHICAGO, ())
    sun = sun_of_hours(year.location, WEEK.begin_s + 1800.0, WEEK.n_hours)
    whole = 900.0 * np.maximum(sun.sine, 0.0)
    start = np.datetime64("2026-06-13T00:00")
    rows = [
        f"{start + np.timedelta64(k, 'h')},{50.0 + k % 24},{value:.2f}"
        for k, value in enumerate(whole)
    ]
    log = tmp_path / "station.csv"
    log.write_text("\n".join(["time,outdoor_degf,global_w_per_m2", *rows]) + "\n")
    measured = MeasuredWeather(
        outdoor_degc=column(log, "outdoor_degf"),
        global_horizontal_w_per_m2=column(log, "global_w_per_m2"),
    )
    days = weather_of_days(year, WEEK, measured)
    # a value is its hour's mean: at a full hour the middle of two
    assert days.outdoor_degc[12] == pytest.approx((50.0 + 11.5 - 32.0) / 1.8)
    np.testing.assert_allclose(days.global_horizontal_w_per_m2, whole, atol=0.01)
    closed = days.direct_normal_w_per_m2 * np.maximum(sun.sine, 0.0)
    closed += days.diffuse_horizontal_w_per_m2
    np.testing.assert_allclose(closed, whole, atol=0.01)
    assert "Erbs-Driesse" in " ".join(days.warnings)
    assert "wind" in " ".join(days.warnings)
    assert days.sky_source.startswith("Clark-Allen")
    other = weather_of_days(year, WEEK)
    assert days.content_key != other.content_key


def test_weather_has_the_key_of_all_that_stands_in_it():
    """Else what is kept of one weather, such as the sun on a wall, is taken for another's."""
    year, _, _ = prepared(CHICAGO, ())
    bright = {"global_horizontal_w_per_m2": np.full(WEEK.n_hours, 300.0)}
    dull = {"global_horizontal_w_per_m2": np.full(WEEK.n_hours, 30.0)}
    averaged = replace(year, measured_key="average sunlight")
    made = (
        year,
        averaged,
        weather_of_days(year, WEEK),
        weather_of_days(averaged, WEEK),
        weather_of_days(year, WEEK, given=bright),
        weather_of_days(year, WEEK, given=dull),
    )
    assert len({weather.content_key for weather in made}) == len(made)
    again = weather_of_days(year, WEEK, given={k: v.copy() for k, v in dull.items()})
    assert again.content_key == made[-1].content_key


def test_global_and_diffuse_close():
    year, _, _ = prepared(CHICAGO, ())
    sun = sun_of_hours(year.location, WEEK.begin_s + 1800.0, WEEK.n_hours)
    up = np.maximum(sun.sine, 0.0)
    columns = {
        "global_horizontal_w_per_m2": 800.0 * up,
        "diffuse_horizontal_w_per_m2": 100.0 * up,
    }
    found = irradiance_of(columns, sun, np.full(WEEK.n_hours, 1320.0))
    lit = sun.sine > 0.1
    np.testing.assert_allclose(found.direct_normal[lit], 700.0, rtol=1e-9)
    np.testing.assert_allclose(found.diffuse_horizontal[lit], 100.0 * up[lit], rtol=1e-9)
    assert (found.diffuse_horizontal >= 0.0).all()


def test_a_column_that_cannot_be_used_is_told(tmp_path):
    year, _, _ = prepared(CHICAGO, ())
    log = tmp_path / "station.csv"
    log.write_text("time,outdoor_degc\n2026-06-13T00:00,900\n2026-06-13T01:00,20\n")
    measured = MeasuredWeather(outdoor_degc=column(log, "outdoor_degc"))
    with pytest.raises(WeatherError, match="line 2: 900 degC in column 'outdoor_degc'"):
        weather_of_days(year, WEEK, measured)
