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

from hpsim.weather.model import Location
from hpsim.weather.plausible import LIMITS, header_number
from hpsim.weather.raw import (
    CUT_OFF,
    PASCAL_PER_MBAR,
    Clock,
    RawYear,
    WeatherFile,
    place_of_header,
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


def read_psm(file: WeatherFile) -> RawYear:
    """Return the hours of an NSRDB csv file, in the file's local standard time.

    Notes
    -----
    Rows are labelled at half past; all values, temperature too, belong to that minute, so
    irradiance is taken as the mean of the hour and temperature interpolated to full hours.
    """
    frame, meta = _pvlib_psm(file)
    minute = frame["Minute"].to_numpy(np.int64)
    if minute.size and not np.all(minute == minute[0]):
        text = f"{np.unique(minute).size} rows per hour: only hourly files are read"
        raise file.error(text, hint="ask NSRDB for interval=60")
    order = file.rows_in_order(*(frame[n].to_numpy(np.int64) for n in ("Month", "Day", "Hour")))
    # Dew point and relative humidity give the same; either will do.
    humidity = "dew_point" if "temp_dew" in frame else "relative_humidity"
    names = {**CORE, humidity: "temp_dew" if "temp_dew" in frame else "relative_humidity"}
    location = _location(meta, file)
    zone = header_number(meta.get("Time Zone"), "utc_offset_h")
    if isinstance(zone, str):
        raise file.errors([file.problem(zone, 2)])
    turn = int(location.utc_offset_h) - int(zone)  # of the rows' time
    columns = {k: np.roll(file.column(frame, n, k)[order], turn) for k, n in names.items()}
    columns["pressure"] = columns["pressure"] * PASCAL_PER_MBAR
    centre_h = float(minute[0]) / 60.0
    clock = Clock(label_h=centre_h, instant_h=centre_h, sun_shift_min=0.0)
    years = years_of(frame["Year"].to_numpy(np.int64)[order])
    return RawYear("psm", clock, columns, location, years)  # its cloud type is no cover


def _location(meta: dict[str, Any], file: WeatherFile) -> Location:
    """Return the place of the header; most say ``-`` for city and country."""
    words = [str(meta.get(key, "-")) for key in ("City", "State")]
    named = " ".join(word for word in words if word not in ("-", "", "None"))
    country = str(meta.get("Country", "-"))
    written = place_of_header(meta, "Local Time Zone")
    location = file.location(named, "" if country in ("-", "None") else country, written, 2)
    where = f"{location.latitude_deg:.3f}, {location.longitude_deg:.3f}"
    return location if named else replace(location, place=where)


def _pvlib_psm(file: WeatherFile) -> tuple[Any, dict[str, Any]]:
    """Return pvlib's table and header; a last row that ends early and missing columns are named."""
    from pvlib.iotools import read_nsrdb_psm4

    lines = file.text.rstrip().splitlines()
    if len(lines) < 4:
        raise file.error(CUT_OFF)
    wanted, found = (sum(bool(part.strip()) for part in lines[n].split(",")) for n in (2, -1))
    if found < wanted:
        raise file.short_row(len(lines), found, wanted)
    with file.readable("not an hourly NSRDB file"):
        frame, meta = read_nsrdb_psm4(io.StringIO(file.text), map_variables=True)
    missing = [LIMITS[name].name for name, its in CORE.items() if its not in frame]
    if "temp_dew" not in frame and "relative_humidity" not in frame:
        missing.append("dew point or relative humidity")
    if missing:
        raise file.error(f"columns missing: {', '.join(missing)}", 3, ASK_FOR)
    return frame, meta
