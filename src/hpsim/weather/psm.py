"""NSRDB files: satellite irradiance by NREL's physical solar model (PSM3, PSM4), csv.

References
----------
Sengupta, M. et al. (2018). The National Solar Radiation Data Base (NSRDB). Renewable and
Sustainable Energy Reviews 89.
"""

from __future__ import annotations

import io
from typing import Any

import numpy as np

from hpsim.errors import Problem
from hpsim.weather.epw import years_of
from hpsim.weather.model import Location
from hpsim.weather.raw import (
    Clock,
    Limits,
    RawYear,
    check_columns,
    first_line,
    rows_in_order,
    weather_error,
)

PASCAL_PER_MBAR = 100.0

CORE = {
    "temp_air": Limits("dry-bulb temperature", -70.0, 70.0, "degC"),
    "pressure": Limits("station pressure", 310.0, 1200.0, "mbar"),
    "wind_speed": Limits("wind speed", 0.0, 60.0, "m/s"),
    "ghi": Limits("global horizontal irradiance", 0.0, 1500.0, "W/m2"),
    "dni": Limits("direct normal irradiance", 0.0, 1500.0, "W/m2"),
    "dhi": Limits("diffuse horizontal irradiance", 0.0, 1500.0, "W/m2"),
}
DEW_POINT = Limits("dew point", -90.0, 70.0, "degC")
HUMIDITY = Limits("relative humidity", 0.0, 110.0, "%")
ASK_FOR = "ask NSRDB for air_temperature, dew_point, surface_pressure, wind_speed, ghi, dni and dhi"


def read_psm(text: str, file: str) -> RawYear:
    """Return the hours of an NSRDB csv file, in the file's local standard time.

    Parameters
    ----------
    text
        Contents of the file.
    file
        Its name, for messages.

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
    names = [*CORE, *(n for n in ("temp_dew", "relative_humidity") if n in frame)]
    turn = int(meta["Local Time Zone"]) - int(meta["Time Zone"])
    columns = {n: np.roll(frame[n].to_numpy(np.float64)[order], turn) for n in names}
    # Dew point and relative humidity say the same; either will do.
    has_dew = "temp_dew" in columns
    humidity = ("temp_dew", DEW_POINT) if has_dew else ("relative_humidity", HUMIDITY)
    wanted = [*CORE.items(), humidity]
    check_columns(file, [(columns[name], limits) for name, limits in wanted])
    centre_h = float(minute[0]) / 60.0
    relative = None if has_dew else columns["relative_humidity"] / 100.0
    cloud = None  # its cloud type is no cover
    return RawYear(
        source_format="psm",
        location=_location(meta),
        clock=Clock(label_h=centre_h, instant_h=centre_h, sun_shift_min=0.0),
        years=years_of(frame["Year"].to_numpy(np.int64)[order]),
        dry_bulb_degc=columns["temp_air"],
        dew_point_degc=columns["temp_dew"] if has_dew else None,
        relative_humidity=relative,
        pressure_pa=columns["pressure"] * PASCAL_PER_MBAR,
        wind_m_per_s=columns["wind_speed"],
        global_horizontal_w_per_m2=columns["ghi"],
        direct_normal_w_per_m2=columns["dni"],
        diffuse_horizontal_w_per_m2=columns["dhi"],
        infrared_w_per_m2=None,
        opaque_cloud=cloud,
    )


def _location(meta: dict[str, Any]) -> Location:
    """Return the place of the header; most say ``-`` for city and country."""
    words = [str(meta.get(key, "-")) for key in ("City", "State")]
    named = " ".join(word for word in words if word not in ("-", "", "None"))
    where = f"{float(meta['latitude']):.3f}, {float(meta['longitude']):.3f}"
    country = str(meta.get("Country", "-"))
    return Location(
        place=named or where,
        country="" if country in ("-", "None") else country,
        latitude_deg=float(meta["latitude"]),
        longitude_deg=float(meta["longitude"]),
        altitude_m=float(meta["altitude"]),
        utc_offset_h=float(meta["Local Time Zone"]),
    )


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
    except (ValueError, KeyError, IndexError, TypeError, StopIteration) as problem:
        raise weather_error(file, f"not an hourly NSRDB file: {first_line(problem)}") from problem
    names = {name: limits.name for name, limits in CORE.items()}
    missing = [label for name, label in names.items() if name not in frame]
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
        message = f"the row has {found} of {wanted} fields: the file is cut off or damaged"
        raise weather_error(file, Problem(message, file=file, line=len(lines), hint="get it again"))
