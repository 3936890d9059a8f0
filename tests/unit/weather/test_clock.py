"""A file's sun is found out from its own irradiance, and moved to mid-hour."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from hpsim.weather.clock import (
    Irradiance,
    closure_rms,
    fit_sun_shift,
    hourly_means,
    sun_at,
    to_instants,
)
from hpsim.weather.model import Location, Weather
from hpsim.weather.raw import Clock
from hpsim.weather.reading import read_weather
from hpsim.weather.solar import plane_irradiance, total_w_per_m2

CHICAGO = "us-5A-chicago"
# A clear sky's transmittance bends between two hours, most at low sun; straight lines miss by:
BEND_W_PER_M2 = 40.0  # 4 % of noon
BEND_RTOL = 0.01
PLACE = Location("Nowhere", "", 40.0, -90.0, 200.0, -6.0)


def clear_year(centre_h: float) -> Irradiance:
    """Return a cloudless year, made with the sun ``centre_h`` after each hour's start."""
    sine = np.maximum(sun_at(PLACE, centre_h).sine, 0.0)
    direct = np.where(sine > 0.0, 1100.0 * np.exp(-0.15 / np.maximum(sine, 0.02)), 0.0)
    diffuse = np.where(sine > 0.0, 100.0 * sine**0.5, 0.0)
    return Irradiance(direct * sine + diffuse, direct, diffuse)


@pytest.mark.parametrize("shift_min", [-30.0, 0.0, 10.6, 30.0, 45.0, 70.6])
def test_the_shift_that_made_a_year_is_found(shift_min: float):
    clock = Clock(label_h=0.0, instant_h=1.0, sun_shift_min=30.0)
    fitted = fit_sun_shift(clear_year(shift_min / 60.0), PLACE, clock)
    assert fitted.sun_shift_min == shift_min
    assert fitted.closure_rms < 1e-10


def test_no_sun_keeps_the_usual_clock():
    nothing = np.zeros(8760)
    clock = Clock(label_h=0.0, instant_h=1.0, sun_shift_min=30.0)
    fitted = fit_sun_shift(Irradiance(nothing, nothing, nothing), PLACE, clock)
    assert not fitted.is_fitted
    assert fitted.sun_shift_min == 30.0


def test_half_an_hour_off_is_ten_times_worse(weather_of: Callable[[str], Weather]):
    weather = weather_of(CHICAGO)
    irradiance = Irradiance(
        weather.global_horizontal_w_per_m2,
        weather.direct_normal_w_per_m2,
        weather.diffuse_horizontal_w_per_m2,
    )
    wrong = closure_rms(irradiance, sun_at(weather.location, 0.0).sine)
    assert wrong > 10.0 * weather.closure_rms


def test_a_wrong_clock_turns_sun_from_east_to_west(weather_of: Callable[[str], Weather]):
    # measured with pvlib alone: sun at the hour's start moves the east wall +11 %, west -9 %
    weather = weather_of(CHICAGO)
    early = sun_at(weather.location, 0.0)
    wrong = replace(
        weather,
        sun_azimuth_deg=early.azimuth_deg,
        sun_elevation_deg=early.elevation_deg,
        direct_normal_w_per_m2=np.where(
            early.elevation_deg > 0.0, weather.direct_normal_w_per_m2, 0.0
        ),
    )
    ratio = {
        azimuth: total_w_per_m2(plane_irradiance(wrong, azimuth, 90.0)).sum()
        / total_w_per_m2(plane_irradiance(weather, azimuth, 90.0)).sum()
        for azimuth in (90.0, 180.0, 270.0)
    }
    assert ratio[90.0] == pytest.approx(1.11, abs=0.015)
    assert ratio[270.0] == pytest.approx(0.91, abs=0.015)
    assert ratio[180.0] == pytest.approx(1.0, abs=0.01)


def test_east_and_west_get_the_same_from_a_year_symmetric_about_noon():
    # the sun of a clear year is the same before and after noon but for the equation of time
    location = replace(PLACE, longitude_deg=-90.0)
    sun = sun_at(location, 0.5)
    noon = np.argmax(sun.sine.reshape(-1, 24), axis=1)
    assert set(noon) == {11, 12}  # hours 11:00-12:00 and 12:00-13:00 share it by the season
    assert np.mean(noon == 11) == pytest.approx(0.5, abs=0.15)


@pytest.mark.parametrize("centre_h", [0.0, 0.1761, 0.75])
def test_rows_beside_mid_hour_become_what_mid_hour_would_have_seen(centre_h: float):
    sun = sun_at(PLACE, 0.5)
    moved = hourly_means(clear_year(centre_h), PLACE, centre_h, sun)
    exact = hourly_means(clear_year(0.5), PLACE, 0.5, sun)
    high = sun.elevation_deg > 20.0
    np.testing.assert_allclose(
        moved.direct_normal[high], exact.direct_normal[high], atol=BEND_W_PER_M2
    )
    assert moved.global_horizontal.sum() == pytest.approx(
        exact.global_horizontal.sum(), rel=BEND_RTOL
    )
    direct = moved.direct_normal * np.maximum(sun.sine, 0.0)
    np.testing.assert_allclose(moved.global_horizontal, direct + moved.diffuse_horizontal)


def test_full_hours_are_moved_and_half_hours_interpolated():
    rows = np.arange(8760.0)
    assert to_instants(rows, 1.0)[1] == 0.0
    assert to_instants(rows, 1.0)[0] == 8759.0
    assert to_instants(rows, 0.0)[5] == 5.0
    assert to_instants(rows, 0.5)[5] == 4.5


def tmyx(lines: list[str]) -> list[str]:
    """Return an EPW whose sun stands at the label, as TMYx files have it."""
    fields = lines[0].split(",")
    place = Location("", "", float(fields[6]), float(fields[7]), 0.0, float(fields[8]))
    sine = np.maximum(sun_at(place, 0.0).sine, 0.0)
    rows = [line.split(",") for line in lines[8:]]
    for row, height in zip(rows, sine, strict=True):
        direct = round(900.0 * height**0.3) if height > 0 else 0
        row[13:16] = [str(round(direct * height + 80 * height)), str(direct), f"{80 * height:.0f}"]
    return lines[:8] + [",".join(row) for row in rows]


def test_a_file_made_of_full_hours_is_noticed_and_told(
    changed: Callable[..., Path], weather_of: Callable[[str], Weather]
):
    weather = read_weather(changed(CHICAGO, tmyx, "tmyx.epw"))
    assert weather.sun_shift_min == 0.0
    assert "not 30 min as usual for epw" in weather.warnings[0]
    # and its temperatures hold at the label too
    assert weather.outdoor_degc[0] == weather_of(CHICAGO).outdoor_degc[1]


def test_columns_that_disagree_are_told(changed: Callable[..., Path]):
    def too_much(lines: list[str]) -> list[str]:
        rows = [line.split(",") for line in lines[8:]]
        for k, row in enumerate(rows):
            row[13] = str(round(float(row[13]) * (1.2 if k % 2 else 0.9)))
        return lines[:8] + [",".join(row) for row in rows]

    weather = read_weather(changed(CHICAGO, too_much, "open.epw"))
    assert any("disagree" in text for text in weather.warnings)
