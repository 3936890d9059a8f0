"""A file that can't be used is refused with one message: what, where, and the way out."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from hpsim.errors import WeatherError
from hpsim.weather import read_weather
from hpsim.weather.catalog import shipped_weather

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
