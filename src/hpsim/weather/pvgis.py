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

from hpsim.weather.model import HOURS_PER_YEAR, Location
from hpsim.weather.plausible import DEGREES_PER_HOUR, header_number
from hpsim.weather.raw import AGAIN, Clock, RawYear, WeatherFile

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


def read_pvgis(file: WeatherFile) -> RawYear:
    """Return the hours of a PVGIS typical year, moved from UTC to local time.

    Notes
    -----
    PVGIS gives no time zone: unless a line `LOCAL_TIME` below the hours does, the whole hour
    nearest to the sun's time at the longitude is taken as local standard time. Irradiance is an
    instant some ten minutes past the hour, as the header states; temperature, humidity and wind
    are at the full hour.
    """
    frame, meta = _pvlib_pvgis(file)
    index = frame.index
    starts = (part.to_numpy(np.int64) for part in (index.month, index.day, index.hour))
    order = file.rows_in_order(*starts)
    location, offset_h = _place(meta, file)
    turn = int(location.utc_offset_h)
    columns = {k: np.roll(file.column(frame, n, k)[order], turn) for k, n in COLUMNS.items()}
    clock = Clock(label_h=0.0, instant_h=0.0, sun_shift_min=60.0 * offset_h)
    try:  # the year that each month comes from
        years = tuple(int(row["year"]) for row in meta["months_selected"])
    except (KeyError, TypeError, ValueError) as problem:
        raise file.error("not a PVGIS typical year: no year of each month") from problem
    return RawYear("pvgis", clock, columns, location, years)


def _place(meta: dict[str, Any], file: WeatherFile) -> tuple[Location, float]:
    """Return the place of a csv or a json header, and how far past the hour the sun's rows are.

    Local standard time minus UTC is in whole hours.
    """
    inputs = meta.get("inputs")
    where = inputs.get("location", inputs) if isinstance(inputs, dict) else None
    if not isinstance(where, dict):
        raise file.error("not a PVGIS typical year: no place in its header")
    written = {
        "latitude_deg": where.get("latitude"),
        "longitude_deg": where.get("longitude"),
        "altitude_m": where.get("elevation"),
    }
    longitude = header_number(written["longitude_deg"], "longitude_deg")
    nearest_h = 0 if isinstance(longitude, str) else round(longitude / DEGREES_PER_HOUR)
    descriptions = meta.get("descriptions")
    given = descriptions.get(LOCAL_TIME) if isinstance(descriptions, dict) else None
    offset = where.get("irradiance_time_offset", where.get("irradiance time offset"))
    try:
        utc_offset_h = nearest_h if given is None else round(float(given))
        offset_h = DEFAULT_OFFSET_H if offset is None else float(offset)
    except (TypeError, ValueError, OverflowError) as problem:
        text = f"time zone {given!r} or time offset {offset!r} of the header is not a number"
        raise file.error(text) from problem
    if not -1.0 <= offset_h <= 1.0:
        raise file.error(f"time offset {offset_h:g} h of the header is not within an hour")
    location = file.location("", "", {**written, "utc_offset_h": utc_offset_h})
    name = f"{location.latitude_deg:.3f}, {location.longitude_deg:.3f}"
    return replace(location, place=name), offset_h


def _pvlib_pvgis(file: WeatherFile) -> tuple[Any, dict[str, Any]]:
    """Return pvlib's table and header of a csv or json file."""
    from pvlib.iotools import read_pvgis_tmy

    with file.readable("not a PVGIS typical year"):
        if not file.text.lstrip().startswith("{"):
            _check_csv(file)
            frame, meta = read_pvgis_tmy(io.BytesIO(file.text.encode()), pvgis_format="csv")
            return frame, meta
        try:
            frame, meta = read_pvgis_tmy(io.StringIO(file.text), pvgis_format="json")
        except json.JSONDecodeError as problem:
            detail = f"the json is cut off or damaged: {problem.msg}"
            raise file.error(detail, problem.lineno, AGAIN) from problem
    return frame, meta


def _check_csv(file: WeatherFile) -> None:
    """Refuse a csv that has no 8760 full rows: pvlib counts on them."""
    lines = file.text.splitlines()
    for number, start in enumerate(HEADER, start=1):
        if not lines[number - 1 : number] or not lines[number - 1].startswith(start):
            message = f"line {number} of the header is not '{start} ...': was a line lost?"
            raise file.error(message, number, AGAIN)
    head = next((i for i, line in enumerate(lines) if line.startswith("time(UTC)")), None)
    if head is None:
        raise file.error("no line 'time(UTC),…': no hours")
    rows = lines[head + 1 : head + 1 + HOURS_PER_YEAR]
    wanted = lines[head].count(",")
    full = next((i for i, row in enumerate(rows) if row.count(",") != wanted), len(rows))
    if full < HOURS_PER_YEAR:
        message = f"{full} full rows instead of 8760: the file is cut off or hours are missing"
        raise file.error(message, head + 2 + full, AGAIN)
