"""A file that can't be used is refused with one message: what, where, and the way out."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from hpsim.errors import WeatherError
from hpsim.weather import pvgis
from hpsim.weather.catalog import shipped_weather
from hpsim.weather.model import Location
from hpsim.weather.plausible import year_problems
from hpsim.weather.raw import WeatherFile
from hpsim.weather.reading import read_weather
from hpsim.weather.sources import LARGEST_BYTES, read_bytes

Changed = Callable[..., Path]
Edit = Callable[[list[str]], list[str]]
CHICAGO, MIAMI, GREENSBORO = "us-5A-chicago", "us-1A-miami", "us-3A4A-greensboro"
ITALY, MOFFAT = "eu-4A-north-italy", "us-6B-moffat"


def refusal(path: Path | str) -> str:
    """Return the message with which a file is refused."""
    with pytest.raises(WeatherError) as caught:
        read_weather(path)
    assert caught.value.problems
    return str(caught.value)


def with_field(row: int, column: int, value: str, count: int = 1) -> Edit:
    """Return an edit that sets a field of some of a csv file's lines."""

    def edit(lines: list[str]) -> list[str]:
        for k in range(row, row + count):
            fields = lines[k].split(",")
            fields[column] = value
            lines[k] = ",".join(fields)
        return lines

    return edit


def test_an_unknown_id_names_the_nearest():
    message = refusal("us-5A-chicaco")
    assert "unknown weather id 'us-5A-chicaco'" in message
    assert "us-5A-chicago" in message
    assert "us-5B-denver" in refusal("denver")


def test_a_missing_file_is_told(tmp_path: Path):
    assert "no such weather file" in refusal(tmp_path / "none.epw")


def test_a_folder_is_told_with_what_lies_in_it(tmp_path: Path):
    (tmp_path / "oslo.epw").touch()
    message = refusal(tmp_path)
    assert "is a folder" in message
    assert "oslo" in message


@pytest.mark.parametrize(
    ("contents", "said"),
    [
        (b"", "the file is empty"),
        (b"hello\nworld\n", "unknown format: it starts with 'hello'"),
        (b"Koordinatensystem : Lambert\nRechtswert : 4201500 Meter\n", "a TRY of the DWD: convert"),
        (b"\x1f\x8b\x08\x00broken", "gzip"),
        (b"\x00\x01\x02\xff" * 50, "unknown format"),
    ],
)
def test_what_is_no_weather_is_refused(tmp_path: Path, contents: bytes, said: str):
    path = tmp_path / "odd.epw"
    path.write_bytes(contents)
    assert said in refusal(path)


def test_a_cut_gzip_file_is_refused(tmp_path: Path):
    whole = next(entry for entry in shipped_weather() if entry.id == CHICAGO).path.read_bytes()
    path = tmp_path / "cut.epw.gz"
    path.write_bytes(whole[: len(whole) // 2])
    assert "cut off or damaged" in refusal(path)


def test_decimal_commas_in_the_header_are_refused(changed: Changed):
    def commas(lines: list[str]) -> list[str]:
        return [lines[0].replace("-6.0", "-6,0"), *lines[1:]]

    message = refusal(changed(CHICAGO, commas, "comma.epw"))
    assert "line 1: LOCATION has 11 fields, not 10" in message
    assert "decimal comma" in message


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [(6, "north", "latitude 'north'"), (7, "272.1", "longitude '272.1'"), (8, "", "time zone ''")],
)
def test_a_bad_number_in_the_header_is_named(changed: Changed, column: int, value: str, said: str):
    assert said in refusal(changed(CHICAGO, with_field(0, column, value), "header.epw"))


@pytest.mark.parametrize(
    ("column", "flag", "said"),
    [
        (6, "99.9", "dry-bulb temperature is missing (flag 99.9) in 2 hours: Jan 5 03:00-04:00"),
        (9, "999999", "station pressure is missing (flag 999999) in 2 hours: Jan 5 03:00-04:00"),
        (13, "9999", "global horizontal irradiance is missing (flag 9999) in 2 hours"),
        (14, "9999", "direct normal irradiance is missing"),
        (15, "9999", "diffuse horizontal irradiance is missing"),
        (21, "999", "wind speed is missing (flag 999) in 2 hours"),
        (6, "-88", "dry-bulb temperature is -88 degC in 2 hours"),
    ],
)
def test_missing_values_of_an_epw_are_named_with_hour(
    changed: Changed, column: int, flag: str, said: str
):
    row = 8 + 4 * 24 + 3
    assert said in refusal(changed(CHICAGO, with_field(row, column, flag, 2), "gap.epw"))


def test_all_bad_columns_come_at_once(changed: Changed):
    def two(lines: list[str]) -> list[str]:
        return with_field(100, 21, "999")(with_field(50, 6, "99.9")(lines))

    message = refusal(changed(CHICAGO, two, "two.epw"))
    assert "2 problems" in message
    assert "dry-bulb" in message
    assert "wind speed" in message


def test_no_humidity_at_all_is_refused(changed: Changed):
    def dry(lines: list[str]) -> list[str]:
        return with_field(50, 8, "999")(with_field(50, 7, "99.9")(lines))

    assert "dew point is missing" in refusal(changed(CHICAGO, dry, "dry.epw"))


@pytest.mark.parametrize("name", [CHICAGO, GREENSBORO, MOFFAT])
def test_a_missing_hour_is_named(changed: Changed, name: str):
    def gap(lines: list[str]) -> list[str]:
        del lines[5000:5002]
        return lines

    file = "gap.epw" if name == CHICAGO else "gap.csv"
    assert "2 of 8760 hours missing: Jul 28" in refusal(changed(name, gap, file))


def test_a_repeated_hour_is_named(changed: Changed):
    def twice(lines: list[str]) -> list[str]:
        return [*lines[:20], lines[19], *lines[20:]]

    message = refusal(changed(CHICAGO, twice, "twice.epw"))
    assert "1 hours come more than once: Jan 1 11:00-12:00" in message


@pytest.mark.parametrize(
    ("name", "file"),
    [(CHICAGO, "a.epw"), (MIAMI, "a.tm2"), (GREENSBORO, "a.csv"), (MOFFAT, "b.csv")],
)
def test_a_file_that_stops_early_is_told_to_be_cut_off(changed: Changed, name: str, file: str):
    assert "cut off after" in refusal(changed(name, lambda lines: lines[:3000], file))


@pytest.mark.parametrize(
    ("name", "file"),
    [
        (CHICAGO, "a.epw"),
        (MIAMI, "a.tm2"),
        (GREENSBORO, "a.csv"),
        (MOFFAT, "b.csv"),
        (ITALY, "c.csv"),
    ],
)
def test_a_row_that_stops_early_is_told_with_its_line(changed: Changed, name: str, file: str):
    message = refusal(changed(name, lambda lines: [*lines[:2999], lines[2999][:20]], file))
    assert "cut off" in message
    assert "line 3000" in message


def test_an_early_end_of_pvgis_is_told(changed: Changed):
    message = refusal(changed(ITALY, lambda lines: lines[:3000], "cut.csv"))
    assert "full rows instead of 8760" in message


def test_missing_columns_of_pvgis_are_named(changed: Changed):
    def without(lines: list[str]) -> list[str]:
        return [line.replace("Gb(n),", "Gb,") for line in lines]

    message = refusal(changed(ITALY, without, "few.csv"))
    assert "columns missing: direct normal irradiance" in message


def test_a_cut_json_is_told(tmp_path: Path):
    path = tmp_path / "cut.json"
    path.write_text('{"inputs": {"location": {"latitude": 45.0')
    assert "json is cut off or damaged" in refusal(path)


def test_a_json_of_something_else_is_told(tmp_path: Path):
    path = tmp_path / "other.json"
    path.write_text('{"inputs": {}}')
    assert "not a PVGIS typical year" in refusal(path)


def test_half_hourly_epw_is_refused(changed: Changed):
    def halves(lines: list[str]) -> list[str]:
        lines[7] = lines[7].replace("DATA PERIODS,1,1", "DATA PERIODS,1,2")
        return lines

    assert "2 rows per hour" in refusal(changed(CHICAGO, halves, "half.epw"))


def test_half_hourly_nsrdb_is_refused(changed: Changed):
    def halves(lines: list[str]) -> list[str]:
        rows = []
        for line in lines[3:]:
            year, month, day, hour, _, rest = line.split(",", 5)
            rows += [f"{year},{month},{day},{hour},{m},{rest}" for m in (0, 30)]
        return lines[:3] + rows

    assert "2 rows per hour" in refusal(changed(MOFFAT, halves, "half.csv"))


def test_missing_columns_of_nsrdb_are_named(changed: Changed):
    def without(lines: list[str]) -> list[str]:
        lines[2] = lines[2].replace("DNI,Fill", "Other,Fill").replace(",Pressure", ",Mass")
        return lines

    message = refusal(changed(MOFFAT, without, "few.csv"))
    assert "columns missing: station pressure, direct normal irradiance" in message
    assert "surface_pressure" in message


def test_a_missing_value_of_tmy3_is_named(changed: Changed):
    message = refusal(changed(GREENSBORO, with_field(52, 31, "-9900"), "gap.csv"))
    assert "dry-bulb temperature is missing (flag -9900) in 1 hour: Jan 3 02:00-03:00" in message


def test_a_word_among_the_numbers_of_tmy3_is_named(changed: Changed):
    column = 46  # wind speed
    message = refusal(changed(GREENSBORO, with_field(5000, column, "C"), "word.csv"))
    assert "wind speed: could not convert string to float: 'C'" in message


def test_a_header_without_data_periods_is_refused(changed: Changed):
    def headless(lines: list[str]) -> list[str]:
        return [lines[0], *lines[8:]]

    assert "no DATA PERIODS line" in refusal(changed(CHICAGO, headless, "head.epw"))


def test_text_in_a_number_is_refused(changed: Changed):
    said = refusal(changed(CHICAGO, with_field(50, 6, "warm"), "text.epw"))
    assert "line 51: field 7 can't be read as a number: 'warm'" in said


def test_a_file_that_is_no_text_is_not_shown(tmp_path: Path):
    path = tmp_path / "picture.epw"
    path.write_bytes(bytes(range(128, 160)) * 20)
    assert "it is no text" in refusal(path)


def test_a_file_without_permission_is_told(tmp_path: Path):
    path = tmp_path / "mine.epw"
    path.write_bytes(gzip.compress(b"x"))
    path.chmod(0)
    try:
        path.read_bytes()
    except PermissionError:
        assert "can't be read: Permission denied" in refusal(path)
    else:
        pytest.skip("this user may read everything")


@pytest.mark.parametrize(
    ("key", "written", "said"),
    [
        ("latitude_deg", "nan", "latitude 'nan' is not a number from -90 to 90"),
        ("latitude_deg", 9999.0, "latitude '9999.0' is not a number from -90 to 90"),
        ("longitude_deg", 250, "longitude '250' is not a number from -180 to 180"),
        ("altitude_m", "99999", "elevation '99999' is not a number from -500 to 9000"),
        ("utc_offset_h", None, "time zone nothing is not a number from -12 to 14"),
        ("longitude_deg", 87.9, "longitude 87.9 and time zone -6 can't belong to one place"),
        ("utc_offset_h", 6, "longitude -87.9 and time zone 6 can't belong to one place"),
    ],
)
def test_a_place_that_can_not_be_is_refused(key: str, written: object, said: str):
    place = {"latitude_deg": 41.98, "longitude_deg": -87.9, "altitude_m": 201, "utc_offset_h": -6}
    assert WeatherFile("a.csv", "").location("Chicago", "USA", place).altitude_m == 201.0
    with pytest.raises(WeatherError, match=re.escape(said)):
        WeatherFile("a.csv", "").location("Chicago", "USA", {**place, key: written})


@pytest.mark.parametrize(
    ("longitude", "zone"),
    [(75.9, 8.0), (-9.0, 1.0), (-157.4, 14.0), (-176.0, -10.0), (179.0, 12.0), (-70.0, -3.0)],
)
def test_places_with_odd_zones_are_taken(longitude: float, zone: float):
    place = {"latitude_deg": 10, "longitude_deg": longitude, "altitude_m": 0, "utc_offset_h": zone}
    assert WeatherFile("a.csv", "").location("", "", place).utc_offset_h == zone


def replaced(line: int, old: str, new: str) -> Edit:
    """Return an edit of one line, which must have the old text."""

    def edit(lines: list[str]) -> list[str]:
        assert old in lines[line]
        lines[line] = lines[line].replace(old, new, 1)
        return lines

    return edit


@pytest.mark.parametrize(
    ("name", "file", "edit", "said"),
    [
        (CHICAGO, "a.epw", with_field(0, 6, "-41.98"), "does not fit the irradiance"),
        (MIAMI, "a.tm2", replaced(0, "N 25", "S 25"), "does not fit the irradiance"),
        (GREENSBORO, "a.csv", with_field(0, 4, "-36.1"), "does not fit the irradiance"),
        (ITALY, "c.csv", with_field(0, 0, "Latitude (decimal degrees): -45"), "does not fit"),
        (GREENSBORO, "a.csv", with_field(0, 5, "79.95"), "can't belong to one place"),
        (GREENSBORO, "a.csv", with_field(0, 6, "99999"), "elevation '99999.0' is not a number"),
        (MIAMI, "a.tm2", replaced(0, "W  80", "E  80"), "can't belong to one place"),
        (ITALY, "c.csv", lambda lines: [lines[0], *lines[2:]], "line 2 of the header is not"),
        (MOFFAT, "b.csv", with_field(1, 5, "nan"), "latitude 'nan' is not a number"),
        (MOFFAT, "b.csv", with_field(1, 8, "99999"), "elevation '99999' is not a number"),
    ],
)
def test_headers_of_every_format_are_checked(
    changed: Changed, name: str, file: str, edit: Edit, said: str
):
    assert said in refusal(changed(name, edit, file))


def test_a_json_with_a_broken_place_is_refused():
    with pytest.raises(WeatherError, match="elevation nothing is not a number"):
        pvgis._place({"inputs": {"latitude": 45.0, "longitude": 8.0}}, WeatherFile("a.json", ""))
    place = {"latitude": 45.0, "longitude": 8.0, "elevation": 100.0}
    header = {"inputs": place, "descriptions": {pvgis.LOCAL_TIME: "east"}}
    with pytest.raises(WeatherError, match="time zone 'east' or time offset None"):
        pvgis._place(header, WeatherFile("a.json", ""))


def year_of(**columns: float | np.ndarray) -> dict[str, np.ndarray]:
    """Return the columns of a plausible year, some of them changed."""
    hours = np.arange(8760)
    swing = np.sin(hours * 2 * np.pi / 24)
    plain = {
        "dry_bulb": 10.0 + 8.0 * swing,
        "wind": 4.0 + swing,
        "ghi": np.maximum(500.0 * swing, 0.0),
        "pressure": 101325.0 + 500.0 * swing,
    }
    changed = {name: np.broadcast_to(value, 8760) for name, value in columns.items()}
    return plain | changed


SEA = Location("", "", 45.0, 8.0, 0.0, 1.0)


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"dry_bulb": 60.0}, "the mean temperature of the year is 60 degC"),
        ({"wind": 59.0}, "the mean wind speed of the year is 59 m/s"),
        ({"ghi": 800.0}, "the mean global irradiance of the year is 800 W/m2"),
        ({"pressure": 32000.0}, "the mean pressure is 32.0 kPa, but at the header's elevation"),
    ],
)
def test_an_impossible_year_is_refused(columns: dict[str, float], said: str):
    problems, _ = year_problems(year_of(**columns), SEA)
    assert [said in text for text, _ in problems] == [True]


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"dry_bulb": 46.1}, "the same in every hour of the year: temperature"),
        ({"dry_bulb": 46.1}, "the mean temperature of the year is 46.1 degC: no town has that"),
        ({"ghi": 0.0}, "the mean global irradiance of the year is 0 W/m2: no town has that"),
        ({"wind": 15.0}, "the mean wind speed of the year is 15 m/s: no town has that"),
        ({"pressure": 90000.0}, "the mean pressure is 90.0 kPa"),
    ],
)
def test_a_doubtful_year_is_warned_of(columns: dict[str, float], said: str):
    problems, warnings = year_problems(year_of(**columns), SEA)
    assert not problems
    assert any(said in warning for warning in warnings)


def test_a_plausible_year_says_nothing():
    assert year_problems(year_of(), SEA) == ([], [])


def test_a_file_that_unpacks_without_end_is_refused(tmp_path: Path):
    path = tmp_path / "bomb.epw.gz"
    path.write_bytes(gzip.compress(bytes(LARGEST_BYTES + 1)))
    assert path.stat().st_size < 1_000_000
    assert "unpacked, it has over 100 MB" in refusal(path)


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="needs a device without end")
def test_devices_loops_and_odd_names_are_no_weather(tmp_path: Path):
    (tmp_path / "loop.epw").symlink_to(tmp_path / "loop.epw")
    for odd in ("/dev/zero", str(tmp_path / "loop.epw"), "~nobody-of-this-name/a.epw", "a\0.epw"):
        assert "no such weather file" in refusal(odd) or "unknown weather id" in refusal(odd)
    with pytest.raises(WeatherError, match="not a regular file"):
        read_bytes(Path("/dev/zero"))
