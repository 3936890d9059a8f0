"""EnergyPlus weather files: header by ourselves, hours by pvlib.

The header is parsed here because pvlib returns its first line only, and takes a line with
decimal commas for a good one.

References
----------
EnergyPlus 25.2, Auxiliary Programs, "EnergyPlus Weather File (EPW) Data Dictionary".
"""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np

from hpsim.errors import Problem
from hpsim.kernel.types import FloatArray
from hpsim.weather.model import DesignConditions, Location
from hpsim.weather.raw import (
    CUT_OFF,
    Clock,
    IntArray,
    RawYear,
    WeatherFile,
    first_line,
    years_of,
)

LOCATION_FIELDS = 10
PLACE_FIELDS = ("latitude_deg", "longitude_deg", "utc_offset_h", "altitude_m")  # 7th to 10th
N_HEADER_LINES = 8
N_COLUMNS = 35
MIN_COLUMNS = 29  # older files end before albedo and rain
COLUMNS = {
    "dry_bulb": "temp_air",
    "dew_point": "temp_dew",
    "relative_humidity": "relative_humidity",
    "pressure": "atmospheric_pressure",
    "wind": "wind_speed",
    "wind_from": "wind_direction",
    "ghi": "ghi",
    "dni": "dni",
    "dhi": "dhi",
    "infrared": "ghi_infrared",
    "cloud": "opaque_sky_cover",
}
"""What pvlib calls each."""
FLAGS_COLUMN = 5  # letters and digits: where each value comes from
LEAP_YEAR = 2000
CLOCK = Clock(label_h=0.0, instant_h=1.0, sun_shift_min=30.0)

FLAGS = {
    "dry_bulb": "99.9",
    "dew_point": "99.9",
    "pressure": "999999",
    "wind": "999",
    **dict.fromkeys(("ghi", "dni", "dhi"), "9999"),
}


def parse_location(line: str, file: WeatherFile) -> Location:
    """Return the place of the LOCATION line, which has exactly ten fields."""
    fields = [part.strip() for part in line.split(",")]
    if len(fields) != LOCATION_FIELDS:
        hint = "city, state, country, source, WMO, latitude, longitude, zone, elevation"
        if len(fields) > LOCATION_FIELDS:
            hint = "numbers with a decimal comma? write 5.5, not 5,5"
        text = f"LOCATION has {len(fields)} fields, not {LOCATION_FIELDS}: '{line.strip()}'"
        raise file.error(text, 1, hint)
    place = " ".join(part for part in fields[1:3] if part not in ("", "-"))
    written = dict(zip(PLACE_FIELDS, fields[6:10], strict=True))
    return file.location(place, fields[3], written, line=1)


def parse_design(line: str) -> DesignConditions | None:
    """Return the conditions of a DESIGN CONDITIONS line, found by section keyword.

    None if there are none, or not in ASHRAE's layout since the 2005 edition.
    """
    fields = [part.strip() for part in line.split(",")]
    if "Heating" not in fields or "Cooling" not in fields:
        return None
    heating, cooling = fields.index("Heating"), fields.index("Cooling")
    try:
        cold_month, *cold = map(float, fields[heating + 1 : heating + 4])
        warm_month, daily_range_k, *bulbs = map(float, fields[cooling + 1 : cooling + 9])
    except ValueError:  # no number, or no number at all
        return None
    if len(cold) < 2 or len(bulbs) < 6:
        return None
    are_months = all(month in range(1, 13) for month in (cold_month, warm_month))
    if not (are_months and bulbs[0] >= bulbs[2] >= bulbs[4] and cold[0] <= cold[1]):
        return None
    source = next((field for field in fields[2:heating] if field), "header")
    (dry_0_4, wet_0_4, dry_1, wet_1, dry_2, wet_2), source = bulbs, source.split(" - Chapter")[0]
    return DesignConditions(
        *(cold[0], cold[1], dry_0_4, wet_0_4, dry_1, wet_1, dry_2, wet_2), daily_range_k, source
    )


def first_data_line(lines: Sequence[str], file: WeatherFile) -> int:
    """Return the index of the first hour: the line after DATA PERIODS."""
    for number, line in enumerate(lines[: N_HEADER_LINES + 20], start=1):
        if line.upper().startswith("DATA PERIODS"):
            fields = [part.strip() for part in line.split(",")]
            if len(fields) > 2 and fields[2] not in ("1", "1.0"):
                text = f"{fields[2]} rows per hour: only hourly files are read"
                raise file.error(text, number, "make hourly means first")
            return number
    raise file.error("no DATA PERIODS line: the header is cut off")


def read_epw(file: WeatherFile) -> RawYear:
    """Return the hours and the header of an EPW file.

    Hour 1 is 00:00-01:00. Radiation is the sum over it; temperature, humidity, wind and sky are
    those at its end, as the observations that O'Hare's file was made from show. Files whose
    radiation belongs to the full hour (TMYx) have both at its label, which the fit of the sun
    finds out.
    """
    lines = [line for line in file.text.splitlines() if line.strip()]
    location = parse_location(lines[0] if lines else "", file)
    first = first_data_line(lines, file)
    if first == len(lines):
        raise file.error(CUT_OFF)
    for number, line in enumerate(lines[first:], start=first + 1):  # so that pandas needn't guess
        if (n_fields := line.count(",") + 1) < MIN_COLUMNS:
            raise file.short_row(number, n_fields, N_COLUMNS)
    headers = (ln for ln in lines[:N_HEADER_LINES] if ln.upper().startswith("DESIGN CONDITIONS"))
    design_line = next(headers, "")
    header = parse_design(design_line)
    is_unknown = header is None and "Heating" in design_line
    layout = "design conditions of the header have an unknown layout: not used"
    columns, years = _hours(lines, first, file)
    return RawYear(
        "epw",
        CLOCK,
        columns,
        location,
        years_of(years),
        flags=FLAGS,
        header_design=header,
        warnings=(layout,) if is_unknown else (),
    )


def _hours(
    lines: Sequence[str], first: int, file: WeatherFile
) -> tuple[dict[str, FloatArray], IntArray]:
    """Return the columns of the 8760 hours and the year of each."""
    from pvlib.iotools import read_epw as pvlib_read_epw

    # pvlib takes line 1 and skips seven: give it those whatever the file has. Years are taken
    # from the rows here, and a leap year put in their place, so that any Feb 29 is a date.
    years, rows = zip(*(line.split(",", 1) for line in lines[first:]), strict=True)
    padded = [f"{LEAP_YEAR},{row}" + "," * (N_COLUMNS - 2 - row.count(",")) for row in rows]
    body = "\n".join([lines[0], *["-"] * (N_HEADER_LINES - 1), *padded])
    try:
        frame, _ = pvlib_read_epw(io.StringIO(body))
        year = np.array(years, np.float64).astype(np.int64)
        month, day, hour = (frame[name].to_numpy(np.int64) for name in ("month", "day", "hour"))
        columns = {name: frame[its].to_numpy(np.float64) for name, its in COLUMNS.items()}
    except Exception as problem:  # pvlib has many ways to fail
        raise file.errors([_unreadable(lines, first, file, problem)]) from problem
    order = file.rows_in_order(month, day, hour - 1)
    return {name: values[order] for name, values in columns.items()}, year[order]


def _unreadable(lines: Sequence[str], first: int, file: WeatherFile, problem: Exception) -> Problem:
    """Return the problem of the first row with a field that should be a number and is none."""
    for number, line in enumerate(lines[first:], start=first + 1):
        for i, field in enumerate(line.split(",")):
            try:
                float(field if i != FLAGS_COLUMN and field.strip() else 0)
            except ValueError:
                text = f"field {i + 1} can't be read as a number: {field.strip()[:40]!r}"
                return file.problem(text, number)
    return file.problem(f"a row can't be read: {first_line(problem)}")
