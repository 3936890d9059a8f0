"""PVGIS typical years, csv or json: satellite irradiance and ERA5 weather, in UTC.

References
----------
European Commission, JRC. PVGIS user manual, "TMY generator". PVGIS (c) European Union, 2001-2025.
"""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import Any

import numpy as np

from hpsim.errors import Problem, WeatherError
from hpsim.weather.model import HOURS_PER_YEAR, Location
from hpsim.weather.plausible import DEGREES_PER_HOUR, header_number
from hpsim.weather.raw import (
    Clock,
    RawYear,
    first_line,
    float_column,
    raw_year,
    read_location,
    rows_in_order,
    weather_error,
)

HEADER = ("Latitude", "Longitude", "Elevation")  # pvlib counts on their lines
LOCAL_TIME = "Local standard time minus UTC (h)"  # line that hpsim adds below the hours
DEFAULT_OFFSET_H = 0.1761  # of the satellite's scan, where the file doesn't give it

COLUMNS = {
    "dry_bulb": "temp_air",
    "relative_humidity": "relative_humidity",
    "pressure": "pressure",
    "wind": "wind_speed",
    "ghi": "ghi",
    "dni": "dni",
    "dhi": "dhi",
    "infrared": "IR(h)",
}
"""What pvlib calls each."""


def read_pvgis(text: str, file: str) -> RawYear:
    """Return the hours of a PVGIS typical year, moved from UTC to local time.

    Notes
    -----
    PVGIS gives no time zone: unless a line `LOCAL_TIME` below the hours does, the whole hour
    nearest to the sun's time at the longitude is taken as local standard time. Irradiance is an
    instant some ten minutes past the hour, as the header states; temperature, humidity and wind
    are at the full hour.
    """
    frame, meta = _pvlib_pvgis(text, file)
    index = frame.index
    order = rows_in_order(
        file,
        index.month.to_numpy(np.int64),
        index.day.to_numpy(np.int64),
        index.hour.to_numpy(np.int64),
    )
    location, offset_h = _place(meta, file)
    turn = int(location.utc_offset_h)
    columns = {
        name: np.roll(float_column(frame, its, name, file)[order], turn)
        for name, its in COLUMNS.items()
    }
    clock = Clock(label_h=0.0, instant_h=0.0, sun_shift_min=60.0 * offset_h)
    return raw_year("pvgis", file, clock, columns, location=location, years=_years(meta, file))


def _years(meta: dict[str, Any], file: str) -> tuple[int, ...]:
    """Return the year that each month comes from."""
    try:
        return tuple(int(row["year"]) for row in meta["months_selected"])
    except (KeyError, TypeError, ValueError) as problem:
        raise weather_error(file, "not a PVGIS typical year: no year of each month") from problem


def _place(meta: dict[str, Any], file: str) -> tuple[Location, float]:
    """Return the place of a csv or a json header, and how far past the hour the sun's rows are.

    Local standard time minus UTC is in whole hours.
    """
    inputs = meta.get("inputs")
    where = inputs.get("location", inputs) if isinstance(inputs, dict) else None
    if not isinstance(where, dict):
        raise weather_error(file, "not a PVGIS typical year: no place in its header")
    written = {
        "latitude_deg": where.get("latitude"),
        "longitude_deg": where.get("longitude"),
        "altitude_m": where.get("elevation"),
    }
    longitude = header_number(written["longitude_deg"], "longitude_deg", file, None)
    nearest_h = 0 if isinstance(longitude, Problem) else round(longitude / DEGREES_PER_HOUR)
    descriptions = meta.get("descriptions")
    given = descriptions.get(LOCAL_TIME) if isinstance(descriptions, dict) else None
    offset = where.get("irradiance_time_offset", where.get("irradiance time offset"))
    try:
        utc_offset_h = nearest_h if given is None else round(float(given))
        offset_h = DEFAULT_OFFSET_H if offset is None else float(offset)
    except (TypeError, ValueError, OverflowError) as problem:
        text = f"time zone {given!r} or time offset {offset!r} of the header is not a number"
        raise weather_error(file, text) from problem
    if not -1.0 <= offset_h <= 1.0:
        raise weather_error(file, f"time offset {offset_h:g} h of the header is not within an hour")
    location = read_location(file, "", "", {**written, "utc_offset_h": utc_offset_h})
    name = f"{location.latitude_deg:.3f}, {location.longitude_deg:.3f}"
    return replace(location, place=name), offset_h


def _pvlib_pvgis(text: str, file: str) -> tuple[Any, dict[str, Any]]:
    """Return pvlib's table and header of a csv or json file."""
    from pvlib.iotools import read_pvgis_tmy

    try:
        if text.lstrip().startswith("{"):
            frame, meta = read_pvgis_tmy(io.StringIO(text), pvgis_format="json")
        else:
            _check_csv(text, file)
            frame, meta = read_pvgis_tmy(io.BytesIO(text.encode()), pvgis_format="csv")
    except json.JSONDecodeError as problem:
        detail = f"the json is cut off or damaged: {problem.msg}"
        found = Problem(detail, file=file, line=problem.lineno, hint="get it again")
        raise weather_error(file, found) from problem
    except WeatherError:
        raise
    except Exception as problem:  # pvlib has many ways to fail
        raise weather_error(file, f"not a PVGIS typical year: {first_line(problem)}") from problem
    return frame, meta


def _check_csv(text: str, file: str) -> None:
    """Refuse a csv that has no 8760 full rows: pvlib counts on them."""
    lines = text.splitlines()
    for number, start in enumerate(HEADER, start=1):
        if not lines[number - 1 : number] or not lines[number - 1].startswith(start):
            message = f"line {number} of the header is not '{start} ...': was a line lost?"
            raise weather_error(file, Problem(message, file=file, line=number, hint="get it again"))
    head = next((i for i, line in enumerate(lines) if line.startswith("time(UTC)")), None)
    if head is None:
        raise weather_error(file, Problem("no line 'time(UTC),…': no hours", file=file))
    rows = lines[head + 1 : head + 1 + HOURS_PER_YEAR]
    wanted = lines[head].count(",")
    full = next((i for i, row in enumerate(rows) if row.count(",") != wanted), len(rows))
    if full < HOURS_PER_YEAR:
        message = f"{full} full rows instead of 8760: the file is cut off or hours are missing"
        raise weather_error(
            file, Problem(message, file=file, line=head + 2 + full, hint="get it again")
        )
