"""NSRDB files: satellite irradiance by NREL's physical solar model (PSM3, PSM4), csv.

References
----------
Sengupta, M. et al. (2018). The National Solar Radiation Data Base (NSRDB). Renewable and
Sustainable Energy Reviews 89.
"""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import numpy as np

from hpsim.errors import Problem
from hpsim.weather.model import Location
from hpsim.weather.plausible import header_number
from hpsim.weather.raw import (
    LIMITS,
    PASCAL_PER_MBAR,
    Clock,
    RawYear,
    first_line,
    float_column,
    place_of_header,
    raw_year,
    read_location,
    rows_in_order,
    short_row,
    weather_error,
    years_of,
)

CORE = {
    "dry_bulb": "temp_air",
    "pressure": "pressure",
    "wind": "wind_speed",
    "ghi": "ghi",
    "dni": "dni",
    "dhi": "dhi",
}
"""What pvlib calls each."""
ASK_FOR = "ask NSRDB for air_temperature, dew_point, surface_pressure, wind_speed, ghi, dni and dhi"


def read_psm(text: str, file: str) -> RawYear:
    """Return the hours of an NSRDB csv file, in the file's local standard time.

    Notes
    -----
    Rows are labelled at half past; all values, temperature too, belong to that minute, so
    irradiance is taken as the mean of the hour and temperature interpolated to full hours.
    """
    frame, meta = _pvlib_psm(text, file)
    minute = frame["Minute"].to_numpy(np.int64)
    _check_step(file, minute)
    months, days, hours = (frame[n].to_numpy(np.int64) for n in ("Month", "Day", "Hour"))
    order = rows_in_order(file, months, days, hours)
    # Dew point and relative humidity give the same; either will do.
    humidity = "dew_point" if "temp_dew" in frame else "relative_humidity"
    names = {**CORE, humidity: "temp_dew" if "temp_dew" in frame else "relative_humidity"}
    location = _location(meta, file)
    turn = _turn_h(meta, location, file)
    columns = {k: np.roll(float_column(frame, n, k, file)[order], turn) for k, n in names.items()}
    columns["pressure"] = columns["pressure"] * PASCAL_PER_MBAR
    centre_h = float(minute[0]) / 60.0
    return raw_year(  # its cloud type is no cover
        "psm",
        file,
        Clock(label_h=centre_h, instant_h=centre_h, sun_shift_min=0.0),
        columns,
        location=location,
        years=years_of(frame["Year"].to_numpy(np.int64)[order]),
    )


def _location(meta: dict[str, Any], file: str) -> Location:
    """Return the place of the header; most say ``-`` for city and country."""
    words = [str(meta.get(key, "-")) for key in ("City", "State")]
    named = " ".join(word for word in words if word not in ("-", "", "None"))
    country = str(meta.get("Country", "-"))
    written = place_of_header(meta, "Local Time Zone")
    location = read_location(file, named, "" if country in ("-", "None") else country, written, 2)
    where = f"{location.latitude_deg:.3f}, {location.longitude_deg:.3f}"
    return location if named else replace(location, place=where)


def _turn_h(meta: dict[str, Any], location: Location, file: str) -> int:
    """Return by how many hours local standard time is ahead of the rows."""
    given = meta.get("Time Zone")
    zone = header_number(given, "utc_offset_h", file, 2)
    if isinstance(zone, Problem):
        raise weather_error(file, zone)
    return int(location.utc_offset_h) - int(zone)


def _check_step(file: str, minute: np.ndarray) -> None:
    """Refuse rows more often than hourly."""
    if minute.size and not np.all(minute == minute[0]):
        n_per_hour = np.unique(minute).size
        text = f"{n_per_hour} rows per hour: only hourly files are read"
        hint = "ask NSRDB for interval=60"
        raise weather_error(file, Problem(text, file=file, hint=hint))


def _pvlib_psm(text: str, file: str) -> tuple[Any, dict[str, Any]]:
    """Return pvlib's table and header; missing columns are named."""
    from pvlib.iotools import read_nsrdb_psm4

    _check_rows(text, file)
    try:
        frame, meta = read_nsrdb_psm4(io.StringIO(text), map_variables=True)
    except Exception as problem:  # pvlib has many ways to fail
        raise weather_error(file, f"not an hourly NSRDB file: {first_line(problem)}") from problem
    missing = [LIMITS[name].name for name, its in CORE.items() if its not in frame]
    if "temp_dew" not in frame and "relative_humidity" not in frame:
        missing.append("dew point or relative humidity")
    if missing:
        message = f"columns missing: {', '.join(missing)}"
        raise weather_error(file, Problem(message, file=file, line=3, hint=ASK_FOR))
    return frame, meta


def _check_rows(text: str, file: str) -> None:
    """Refuse a last row that ends early."""
    lines = text.rstrip().splitlines()
    if len(lines) < 4:
        raise weather_error(file, Problem("no hours: the file is cut off", file=file))
    wanted = len([name for name in lines[2].split(",") if name.strip()])
    found = len([value for value in lines[-1].split(",") if value.strip()])
    if found < wanted:
        raise short_row(file, len(lines), found, wanted)
