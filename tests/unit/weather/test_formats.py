"""Every format is read with its own units, clock and header."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from hpsim.weather.catalog import shipped_weather
from hpsim.weather.epw import parse_design
from hpsim.weather.model import HOURS_PER_YEAR, Weather
from hpsim.weather.reading import read_weather
from hpsim.weather.sky import FROM_CLOUD, FROM_FILE, FROM_SUN

WeatherOf = Callable[[str], Weather]
LinesOf = Callable[[str], list[str]]
Changed = Callable[..., Path]
IDS = [entry.id for entry in shipped_weather()]
# rms over another choice of sunny hours than the catalogue's: at most this much above it
CLOSURE_ATOL = 0.001
CHICAGO = "us-5A-chicago"


@pytest.mark.parametrize("entry", shipped_weather(), ids=IDS)
def test_the_fitted_sun_shift_is_the_catalogues(entry, weather_of: WeatherOf):
    weather = weather_of(entry.id)
    assert weather.sun_shift_min == pytest.approx(entry.sun_shift_min, abs=0.01)
    assert weather.sun_shift_min == weather.sun_shift_default_min
    assert weather.closure_rms < entry.closure_rms + CLOSURE_ATOL
    assert weather.warnings == ()


@pytest.mark.parametrize("entry", shipped_weather(), ids=IDS)
def test_a_shipped_file_is_the_one_that_was_catalogued(entry, weather_of: WeatherOf):
    weather = weather_of(entry.id)
    assert weather.sha256 == entry.sha256
    assert weather.location.latitude_deg == pytest.approx(entry.latitude_deg, abs=0.01)
    assert weather.location.longitude_deg == pytest.approx(entry.longitude_deg, abs=0.01)
    assert weather.location.altitude_m == entry.altitude_m


@pytest.mark.parametrize("name", IDS)
def test_the_year_is_periodic_finite_and_possible(name: str, weather_of: WeatherOf):
    weather = weather_of(name)
    for field in ("outdoor_degc", "humidity_ratio", "wind_m_per_s", "sky_degc", "pressure_pa"):
        values = getattr(weather, field)
        assert values.shape == (HOURS_PER_YEAR + 1,)
        assert values[0] == values[-1]
        assert np.all(np.isfinite(values))
    down = weather.sun_elevation_deg <= 0.0
    assert np.all(weather.direct_normal_w_per_m2[down] == 0.0)
    assert weather.humidity_ratio.min() > 0.0
    # the sky is colder than the air, but for fog and rounding
    assert np.mean(weather.sky_degc > weather.outdoor_degc + 1.0) < 0.01


def test_epw_temperature_holds_at_the_end_of_its_hour(weather_of: WeatherOf, lines_of: LinesOf):
    row = lines_of(CHICAGO)[8 + 14].split(",")  # January 1, hour 15
    weather = weather_of(CHICAGO)
    assert row[3] == "15"
    assert weather.outdoor_degc[15] == float(row[6])
    assert weather.pressure_pa[15] == float(row[9])
    assert weather.wind_m_per_s[15] == float(row[21])


def test_epw_radiation_is_the_mean_of_its_hour(weather_of: WeatherOf, lines_of: LinesOf):
    row = lines_of(CHICAGO)[8 + 12].split(",")
    weather = weather_of(CHICAGO)
    assert weather.global_horizontal_w_per_m2[12] == float(row[13])
    assert weather.diffuse_horizontal_w_per_m2[12] == float(row[15])


def test_tmy2_values_are_tenths(weather_of: WeatherOf):
    weather = weather_of("us-1A-miami")  # first row: 200 150 73 1017 ... 67 tenths
    assert weather.outdoor_degc[1] == pytest.approx(20.0)
    assert weather.pressure_pa[1] == pytest.approx(101700.0)
    assert weather.wind_m_per_s[1] == pytest.approx(6.7)


def test_tmy3_labels_are_hour_ends_also_in_a_leap_february(weather_of: WeatherOf):
    weather = weather_of("us-3A4A-greensboro")  # its February is of 1996
    assert weather.outdoor_degc[1] == 10.0
    assert weather.years[1] == 1996


def test_psm_temperature_at_half_past_is_interpolated(weather_of: WeatherOf):
    weather = weather_of("us-6B-moffat")  # -11.4 at 00:30, -11.3 at 01:30
    assert weather.outdoor_degc[1] == pytest.approx(-11.35)


def test_pvgis_is_moved_from_utc_to_local_time(weather_of: WeatherOf, lines_of: LinesOf):
    weather = weather_of("eu-4A-north-italy")
    head = next(i for i, line in enumerate(lines_of(weather.id)) if line.startswith("time(UTC)"))
    noon = lines_of(weather.id)[head + 1 + 12].split(",")  # 12:00 UTC is 13:00 local
    assert weather.location.utc_offset_h == 1.0
    assert weather.outdoor_degc[13] == float(noon[1])


def test_pvgis_hours_keep_the_years_sun(weather_of: WeatherOf, lines_of: LinesOf):
    weather = weather_of("eu-4A-north-italy")
    head = next(i for i, line in enumerate(lines_of(weather.id)) if line.startswith("time(UTC)"))
    rows = [line.split(",") for line in lines_of(weather.id)[head + 1 : head + 1 + HOURS_PER_YEAR]]
    in_file = np.array([[float(v) for v in row[3:6]] for row in rows]).sum(axis=0)
    ours = [
        weather.global_horizontal_w_per_m2.sum(),
        weather.direct_normal_w_per_m2.sum(),
        weather.diffuse_horizontal_w_per_m2.sum(),
    ]
    # moved by 19 minutes by interpolation of clearness: sums may shift at sunrise and sunset
    np.testing.assert_allclose(ours, in_file, rtol=0.01)


def test_pvgis_json_says_the_same_as_csv(weather_of: WeatherOf, lines_of: LinesOf, tmp_path: Path):
    lines = lines_of("eu-4A-north-italy")
    head = next(i for i, line in enumerate(lines) if line.startswith("time(UTC)"))
    names = lines[head].split(",")
    hours = []
    for line in lines[head + 1 : head + 1 + HOURS_PER_YEAR]:
        time, *values = line.split(",")
        hours.append({"time(UTC)": time, **dict(zip(names[1:], map(float, values), strict=True))})
    months = [line.split(",") for line in lines[5:17]]
    place = {"latitude": 45.0, "longitude": 8.0, "elevation": 250.0}
    document = {
        "inputs": {"location": {**place, "irradiance_time_offset": 0.1761}},
        "outputs": {
            "months_selected": [{"month": int(m), "year": int(y)} for m, y in months],
            "tmy_hourly": hours,
        },
        "meta": {"inputs": {}},
    }
    path = tmp_path / "italy.json"
    path.write_text(json.dumps(document))
    weather = read_weather(path)
    csv = weather_of("eu-4A-north-italy")
    np.testing.assert_array_equal(weather.outdoor_degc, csv.outdoor_degc)
    np.testing.assert_array_equal(weather.direct_normal_w_per_m2, csv.direct_normal_w_per_m2)
    assert weather.years == csv.years


def test_sky_comes_from_the_best_there_is(weather_of: WeatherOf):
    assert weather_of(CHICAGO).sky_source == FROM_FILE
    assert weather_of("eu-4A-north-italy").sky_source == FROM_FILE
    assert weather_of("us-1A-miami").sky_source == FROM_CLOUD
    assert weather_of("us-3B-daggett").sky_source == FROM_SUN


def test_plain_and_packed_files_are_one(weather_of: WeatherOf, changed: Changed):
    plain = read_weather(changed(CHICAGO, lambda lines: lines, "copy.epw"))
    np.testing.assert_array_equal(plain.outdoor_degc, weather_of(CHICAGO).outdoor_degc)
    assert plain.id == "copy"
    assert plain.zone == "5"


def test_latin_1_names_are_read(changed: Changed):
    def rename(lines: list[str]) -> list[str]:
        return [lines[0].replace("Chicago Ohare Intl Ap", "São Paulo"), *lines[1:]]

    assert read_weather(changed(CHICAGO, rename, "s.epw")).location.place == "São Paulo IL"
    assert read_weather(changed(CHICAGO, rename, "u.epw", "utf-8")).location.place == "São Paulo IL"


def test_old_files_with_fewer_columns_are_read(weather_of: WeatherOf, changed: Changed):
    def shorten(lines: list[str]) -> list[str]:
        return lines[:8] + [",".join(line.split(",")[:32]) for line in lines[8:]]

    weather = read_weather(changed(CHICAGO, shorten, "old.epw"))
    np.testing.assert_array_equal(weather.sky_degc, weather_of(CHICAGO).sky_degc)


def test_a_leap_day_is_dropped(weather_of: WeatherOf, changed: Changed):
    def leap(lines: list[str]) -> list[str]:
        first_of_march = 8 + 59 * 24
        extra = [
            line.replace(",2,28,", ",2,29,", 1) for line in lines[8 + 58 * 24 : first_of_march]
        ]
        return [*lines[:first_of_march], *extra, *lines[first_of_march:]]

    weather = read_weather(changed(CHICAGO, leap, "leap.epw"))
    np.testing.assert_array_equal(weather.outdoor_degc, weather_of(CHICAGO).outdoor_degc)


def test_missing_values_that_are_not_needed_do_no_harm(weather_of: WeatherOf, changed: Changed):
    def without_sky(lines: list[str]) -> list[str]:
        return lines[:8] + [
            ",".join([*row[:12], "9999", *row[13:]]) for row in (ln.split(",") for ln in lines[8:])
        ]

    weather = read_weather(changed(CHICAGO, without_sky, "nosky.epw"))
    assert weather.sky_source == FROM_CLOUD
    # EnergyPlus made the column of this file by the same formula, rounded to W/m2
    difference = weather.sky_degc - weather_of(CHICAGO).sky_degc
    assert np.sqrt(np.mean(difference**2)) < 0.15


def test_humidity_alone_does_for_a_missing_dew_point(weather_of: WeatherOf, changed: Changed):
    def without_dew_point(lines: list[str]) -> list[str]:
        return lines[:8] + [
            ",".join([*row[:7], "99.9", *row[8:]]) for row in (ln.split(",") for ln in lines[8:])
        ]

    weather = read_weather(changed(CHICAGO, without_dew_point, "nodew.epw"))
    difference = weather.humidity_ratio - weather_of(CHICAGO).humidity_ratio
    # whole percents of relative humidity; frost point against dew point below freezing
    assert np.abs(difference).mean() < 1e-4


def test_design_conditions_are_found_by_keyword(lines_of: LinesOf):
    plain = parse_design(lines_of("us-5B-denver")[1])
    moved = parse_design(lines_of("us-5B-denver")[1].replace(",,Heating", ",extra,,,Heating"))
    assert plain == moved
    assert plain is not None
    assert (plain.heating_99_6_degc, plain.heating_99_degc) == (-17.4, -14.0)
    assert (plain.cooling_1_degc, plain.cooling_1_wet_bulb_degc) == (33.2, 15.6)
    assert parse_design("DESIGN CONDITIONS,0") is None
    assert parse_design("DESIGN CONDITIONS,1,x,,Heating,-8,2,3,Cooling,1,2,3,4,5,6,7,8") is None


def test_an_own_folder_is_searched_by_name(tmp_path: Path, own_folders: Path, lines_of: LinesOf):
    text = "\n".join(lines_of(CHICAGO)).encode("latin-1")
    folder = own_folders / "data" / "hpsim" / "weather"
    (tmp_path / "mine.epw.gz").write_bytes(gzip.compress(text))
    assert read_weather(tmp_path / "mine.epw.gz").id == "mine"
    folder.mkdir(parents=True)
    (folder / "home.epw").write_bytes(text)
    assert read_weather("home").id == "home"
