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
    Clock,
    IntArray,
    RawYear,
    first_line,
    raw_year,
    read_location,
    rows_in_order,
    short_row,
    weather_error,
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

# Positions after the keyword in ASHRAE's design line since the 2005 edition
HEATING_MONTH, HEATING_99_6, HEATING_99 = 0, 1, 2
COOLING_MONTH, COOLING_RANGE, COOLING_0_4 = 0, 1, 2

FLAGS = {
    "dry_bulb": "99.9",
    "dew_point": "99.9",
    "pressure": "999999",
    "wind": "999",
    **dict.fromkeys(("ghi", "dni", "dhi"), "9999"),
}


def parse_location(line: str, file: str) -> Location:
    """Return the place of the LOCATION line, which has exactly ten fields."""
    fields = [part.strip() for part in line.split(",")]
    if len(fields) != LOCATION_FIELDS:
        raise weather_error(
            file,
            Problem(
                f"LOCATION has {len(fields)} fields, not {LOCATION_FIELDS}: '{line.strip()}'",
                file=file,
                line=1,
                hint="numbers with a decimal comma? write 5.5, not 5,5"
                if len(fields) > LOCATION_FIELDS
                else "city, state, country, source, WMO, latitude, longitude, zone, elevation",
            ),
        )
    return read_location(
        file,
        " ".join(part for part in fields[1:3] if part not in ("", "-")),
        fields[3],
        dict(zip(PLACE_FIELDS, fields[6:10], strict=True)),
        line=1,
    )


def parse_design(line: str) -> DesignConditions | None:
    """Return the conditions of a DESIGN CONDITIONS line, found by section keyword, if any."""
    fields = [part.strip() for part in line.split(",")]
    if "Heating" not in fields or "Cooling" not in fields:
        return None
    heating, cooling = fields.index("Heating"), fields.index("Cooling")
    try:
        cold = [float(value) for value in fields[heating + 1 : heating + 4]]
        warm = [float(value) for value in fields[cooling + 1 : cooling + 9]]
    except ValueError:
        return None
    source = next((field for field in fields[2:heating] if field), "header")
    return _design_of(cold, warm, source.split(" - Chapter")[0])


def _design_of(
    cold: Sequence[float], warm: Sequence[float], source: str
) -> DesignConditions | None:
    """Put the numbers in place; none if they don't look like the layout known since 2005."""
    if len(cold) < 3 or len(warm) < 8:
        return None
    bulbs = warm[COOLING_0_4:]
    are_months = all(m in range(1, 13) for m in (cold[HEATING_MONTH], warm[COOLING_MONTH]))
    falls = bulbs[0] >= bulbs[2] >= bulbs[4] and cold[HEATING_99_6] <= cold[HEATING_99]
    if not (are_months and falls):
        return None
    return DesignConditions(
        heating_99_6_degc=cold[HEATING_99_6],
        heating_99_degc=cold[HEATING_99],
        cooling_0_4_degc=bulbs[0],
        cooling_0_4_wet_bulb_degc=bulbs[1],
        cooling_1_degc=bulbs[2],
        cooling_1_wet_bulb_degc=bulbs[3],
        cooling_2_degc=bulbs[4],
        cooling_2_wet_bulb_degc=bulbs[5],
        cooling_daily_range_k=warm[COOLING_RANGE],
        source=source,
    )


def header_line(lines: Sequence[str], keyword: str) -> str:
    """Return the header line that starts with a keyword, or an empty one."""
    return next((ln for ln in lines[:N_HEADER_LINES] if ln.upper().startswith(keyword)), "")


def first_data_line(lines: Sequence[str], file: str) -> int:
    """Return the index of the first hour: the line after DATA PERIODS."""
    for index, line in enumerate(lines[: N_HEADER_LINES + 20]):
        if line.upper().startswith("DATA PERIODS"):
            _check_records_per_hour(line, index, file)
            return index + 1
    raise weather_error(file, Problem("no DATA PERIODS line: the header is cut off", file=file))


def _check_records_per_hour(line: str, index: int, file: str) -> None:
    fields = [part.strip() for part in line.split(",")]
    if len(fields) > 2 and fields[2] not in ("1", "1.0"):
        raise weather_error(
            file,
            Problem(
                f"{fields[2]} rows per hour: only hourly files are read",
                file=file,
                line=index + 1,
                hint="make hourly means first",
            ),
        )


def _check_rows(lines: Sequence[str], first: int, file: str) -> None:
    """Refuse rows that end early, so that pandas needn't guess."""
    for number, line in enumerate(lines[first:], start=first + 1):
        n_fields = line.count(",") + 1
        if n_fields < MIN_COLUMNS:
            raise short_row(file, number, n_fields, N_COLUMNS)


def read_epw(text: str, file: str) -> RawYear:
    """Return the hours and the header of an EPW file.

    Hour 1 is 00:00-01:00. Radiation is the sum over it; temperature, humidity, wind and sky are
    those at its end, as the observations that O'Hare's file was made from show. Files whose
    radiation belongs to the full hour (TMYx) have both at its label, which the fit of the sun
    finds out.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    location = parse_location(lines[0] if lines else "", file)
    first = first_data_line(lines, file)
    if first == len(lines):
        raise weather_error(file, Problem("no hours: the file is cut off", file=file))
    _check_rows(lines, first, file)
    design_line = header_line(lines, "DESIGN CONDITIONS")
    header = parse_design(design_line)
    warnings = []
    if header is None and "Heating" in design_line:
        warnings.append("design conditions of the header have an unknown layout: not used")
    table, years = _hours(lines, first, file)
    return raw_year(
        "epw",
        file,
        CLOCK,
        table,
        location=location,
        years=years_of(years),
        flags=FLAGS,
        header_design=header,
        warnings=tuple(warnings),
    )


def _hours(lines: Sequence[str], first: int, file: str) -> tuple[dict[str, FloatArray], IntArray]:
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
        raise weather_error(file, _unreadable(lines, first, file, problem)) from problem
    order = rows_in_order(file, month, day, hour - 1)
    return {name: values[order] for name, values in columns.items()}, year[order]


def _unreadable(lines: Sequence[str], first: int, file: str, problem: Exception) -> Problem:
    """Return the problem of the first row with a field that should be a number and is none."""
    for n, line in enumerate(lines[first:], start=first + 1):
        for i, field in enumerate(line.split(",")):
            if i != FLAGS_COLUMN and field.strip() and not _is_number(field):
                text = f"field {i + 1} can't be read as a number: {field.strip()[:40]!r}"
                return Problem(text, file=file, line=n)
    return Problem(f"a row can't be read: {first_line(problem)}", file=file)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
