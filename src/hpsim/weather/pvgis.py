"""PVGIS typical years, csv or json: satellite irradiance and ERA5 weather, in UTC.

References
----------
European Commission, JRC. PVGIS user manual, "TMY generator". PVGIS (c) European Union, 2001-2025.
"""

from __future__ import annotations

import io
import json
from typing import Any

import numpy as np

from hpsim.errors import Problem
from hpsim.weather.model import HOURS_PER_YEAR, Location
from hpsim.weather.raw import (
    Clock,
    RawYear,
    first_line,
    raw_year,
    rows_in_order,
    weather_error,
)

DEGREES_PER_HOUR = 15.0
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

    Parameters
    ----------
    text
        Contents of the csv or json file.
    file
        Its name, for messages.

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
    place = _place(meta["inputs"])
    utc_offset_h = _utc_offset_h(meta, place["longitude"])
    columns = {
        name: np.roll(frame[its].to_numpy(np.float64)[order], utc_offset_h)
        for name, its in COLUMNS.items()
    }
    location = Location(
        place=f"{place['latitude']:.3f}, {place['longitude']:.3f}",
        country="",
        latitude_deg=place["latitude"],
        longitude_deg=place["longitude"],
        altitude_m=place["elevation"],
        utc_offset_h=float(utc_offset_h),
    )
    clock = Clock(label_h=0.0, instant_h=0.0, sun_shift_min=60.0 * place["offset_h"])
    return raw_year("pvgis", file, clock, columns, location=location, years=_years(meta))


def _utc_offset_h(meta: dict[str, Any], longitude_deg: float) -> int:
    """Return local standard time minus UTC, in whole hours."""
    given = meta.get("descriptions", {}).get(LOCAL_TIME)
    return round(longitude_deg / DEGREES_PER_HOUR if given is None else float(given))


def _years(meta: dict[str, Any]) -> tuple[int, ...]:
    """Return the year that each month comes from."""
    return tuple(int(row["year"]) for row in meta["months_selected"])


def _place(inputs: dict[str, Any]) -> dict[str, float]:
    """Return latitude, longitude, elevation and scan offset of a csv or a json header."""
    where = inputs.get("location", inputs)
    offset = where.get("irradiance_time_offset", where.get("irradiance time offset"))
    return {
        "latitude": float(where["latitude"]),
        "longitude": float(where["longitude"]),
        "elevation": float(where["elevation"]),
        "offset_h": DEFAULT_OFFSET_H if offset is None else float(offset),
    }


def _pvlib_pvgis(text: str, file: str) -> tuple[Any, dict[str, Any]]:
    """Return pvlib's table and header of a csv or json file."""
    from pvlib.iotools import read_pvgis_tmy

    try:
        if text.lstrip().startswith("{"):
            frame, meta = read_pvgis_tmy(io.StringIO(text), pvgis_format="json")
        else:
            _check_csv(text, file)
            frame, meta = read_pvgis_tmy(io.BytesIO(text.encode()), pvgis_format="csv")
        return frame, meta
    except json.JSONDecodeError as problem:
        detail = f"the json is cut off or damaged: {problem.msg}"
        found = Problem(detail, file=file, line=problem.lineno, hint="get it again")
        raise weather_error(file, found) from problem
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as problem:
        raise weather_error(file, f"not a PVGIS typical year: {first_line(problem)}") from problem


def _check_csv(text: str, file: str) -> None:
    """Refuse a csv that has no 8760 full rows: pvlib counts on them."""
    lines = text.splitlines()
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
