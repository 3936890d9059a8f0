"""NREL's typical years in their own formats: TMY2 (fixed columns) and TMY3 (csv).

References
----------
Marion, W., Urban, K. (1995). User's Manual for TMY2s. NREL.
Wilcox, S., Marion, W. (2008). Users Manual for TMY3 Data Sets. NREL/TP-581-43156.
"""

from __future__ import annotations

import io
import tempfile
import warnings
from pathlib import Path
from typing import Any

import numpy as np

from hpsim.kernel.types import FloatArray
from hpsim.weather.raw import (
    CUT_OFF,
    PASCAL_PER_MBAR,
    Clock,
    IntArray,
    RawYear,
    WeatherFile,
    place_of_header,
    years_of,
)

TMY2_CLOCK = Clock(label_h=0.0, instant_h=1.0, sun_shift_min=30.0)
TMY3_CLOCK = Clock(label_h=1.0, instant_h=1.0, sun_shift_min=-30.0)
TMY2_ROW_LENGTH = 139  # without snow and the days since it

CORE = ("dry_bulb", "dew_point", "pressure", "wind", "ghi", "dni", "dhi")
TMY2_FLAGS, TMY3_FLAGS = dict.fromkeys(CORE, "9999"), dict.fromkeys(CORE, "-9900")

TMY3_COLUMNS = {
    "dry_bulb": "temp_air",
    "dew_point": "temp_dew",
    "pressure": "pressure",
    "wind": "wind_speed",
    "ghi": "ghi",
    "dni": "dni",
    "dhi": "dhi",
    "cloud": "OpqCld (tenths)",
}
"""What pvlib calls each."""
TMY2_COLUMNS = {
    "dry_bulb": ("DryBulb", 0.1),
    "dew_point": ("DewPoint", 0.1),
    "pressure": ("Pressure", PASCAL_PER_MBAR),
    "wind": ("Wspd", 0.1),
    "ghi": ("GHI", 1.0),
    "dni": ("DNI", 1.0),
    "dhi": ("DHI", 1.0),
    "cloud": ("OpqCld", 1.0),
}
"""What pvlib calls each, and its unit in ours."""


def read_tmy3(file: WeatherFile) -> RawYear:
    """Return the hours of a TMY3 csv file: labels are hour ends, temperature holds at them."""
    from pvlib.iotools import read_tmy3 as pvlib_read_tmy3

    lines = file.text.rstrip().splitlines()
    if len(lines) < 3:
        raise file.error(CUT_OFF)
    wanted, found = lines[1].count(","), lines[-1].count(",")
    if found < wanted:
        raise file.short_row(len(lines), found + 1, wanted + 1)
    with file.readable("the file can't be read"), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # words among numbers are named below
        frame, meta = pvlib_read_tmy3(io.StringIO(file.text), map_variables=True)
    order = file.rows_in_order(*_tmy3_starts(frame))
    years = frame["Date (MM/DD/YYYY)"].str[-4:].astype(int).to_numpy(np.int64)[order]

    columns = {k: file.column(frame, n, k)[order] for k, n in TMY3_COLUMNS.items()}
    columns["pressure"] = columns["pressure"] * PASCAL_PER_MBAR
    place = f"{str(meta['Name']).strip(chr(34)).title()} {meta['State']}".strip()
    location = file.location(place, "USA", place_of_header(meta, "TZ"), line=1)
    return RawYear("tmy3", TMY3_CLOCK, columns, location, years_of(years), flags=TMY3_FLAGS)


def _tmy3_starts(frame: Any) -> tuple[IntArray, IntArray, IntArray]:
    """Return month, day and hour in which each row starts, from the labels of its end.

    pvlib's own time index is of no use in a February of a leap year, where it takes 24:00 of the
    28th for March.
    """
    date = frame["Date (MM/DD/YYYY)"].str
    month, day = (date[part].astype(int).to_numpy(np.int64) for part in (slice(2), slice(3, 5)))
    hour = frame["Time (HH:MM)"].str[:2].astype(int).to_numpy(np.int64) - 1
    if np.all(hour >= 0):
        return month, day, hour
    start = frame.index - np.timedelta64(1, "h")  # midnight written as 00:00 of the next day
    return start.month.to_numpy(np.int64), start.day.to_numpy(np.int64), hour % 24


def read_tmy2(file: WeatherFile) -> RawYear:
    """Return the hours of a TMY2 file: temperatures in tenths, labels are hour starts in pvlib.

    Notes
    -----
    pvlib wants a real path, so the text goes through a temporary file. It would stop at rows that
    end early with a message about integers.
    """
    from pvlib.iotools import read_tmy2 as pvlib_read_tmy2

    for number, line in enumerate(file.text.splitlines()[1:], start=2):
        if line.strip() and len(line.rstrip()) < TMY2_ROW_LENGTH:
            raise file.short_row(number, len(line.rstrip()), 142, "characters")
    with tempfile.TemporaryDirectory(prefix="hpsim-") as folder:
        path = Path(folder) / "weather.tm2"
        path.write_text(file.text.rstrip() + "\n", encoding="latin-1", errors="replace")
        with file.readable("the file can't be read"):
            frame, meta = pvlib_read_tmy2(str(path))
    month, day = frame["month"].to_numpy(np.int64), frame["day"].to_numpy(np.int64)
    order = file.rows_in_order(month, day, frame["hour"].to_numpy(np.int64) - 1)
    columns: dict[str, FloatArray] = {
        name: np.asarray(frame[its].to_numpy(np.float64)[order] * scale)
        for name, (its, scale) in TMY2_COLUMNS.items()
    }
    place = f"{str(meta['City']).title()} {meta['State']}"
    location = file.location(place, "USA", place_of_header(meta, "TZ"), line=1)
    years = 1900 + frame["year"].to_numpy(np.int64)[order]
    return RawYear("tmy2", TMY2_CLOCK, columns, location, years_of(years), flags=TMY2_FLAGS)
