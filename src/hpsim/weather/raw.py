"""What a reader hands over: 8760 rows in the file's own clock, checked but not yet converted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hpsim.errors import Problem, WeatherError
from hpsim.kernel.types import FloatArray
from hpsim.records import dataclass
from hpsim.units.messages import count_of
from hpsim.weather.model import HOURS_PER_YEAR, DesignConditions, Location
from hpsim.weather.plausible import PLACE, clock_problems, header_number, year_problems

IntArray = NDArray[np.int64]
DAYS_PER_MONTH = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec"
SHOWN_HOURS = 3  # of a longer list of hours


@dataclass(frozen=True, slots=True)
class Clock:
    """When the values of a format's rows hold, in hours after the start of row ``k``'s hour ``k``.

    ``label`` is where the reader puts its time label, so that the format's usual shift can be
    given in the terms that its documentation uses.
    """

    label_h: float
    instant_h: float
    """Temperature, humidity, wind and sky of row ``k`` hold at ``k + instant_h``."""
    sun_shift_min: float
    """From the label to the sun that belongs to the irradiance."""


@dataclass(frozen=True, slots=True, eq=False)
class RawYear:
    """8760 rows of a file in order of local standard time."""

    source_format: str
    location: Location
    clock: Clock
    years: tuple[int, ...]
    dry_bulb_degc: FloatArray
    dew_point_degc: FloatArray | None
    relative_humidity: FloatArray | None
    """0 … 1."""
    pressure_pa: FloatArray
    wind_m_per_s: FloatArray
    global_horizontal_w_per_m2: FloatArray
    direct_normal_w_per_m2: FloatArray
    diffuse_horizontal_w_per_m2: FloatArray
    infrared_w_per_m2: FloatArray | None
    """Long-wave irradiance of the sky on a horizontal plane."""
    opaque_cloud: FloatArray | None
    """0 … 1."""
    header_design: DesignConditions | None = None
    wind_from_deg: FloatArray | None = None
    """Clockwise from north."""
    warnings: tuple[str, ...] = ()


def float_column(frame: Any, its: str, name: str, file: str) -> FloatArray:
    """Return a column of a table that pvlib read.

    Parameters
    ----------
    frame : pandas.DataFrame
        The table.
    its : str
        What the column is called there.
    name : str
        Its name among `LIMITS` or `OPTIONAL`.
    file : str
        For messages.

    Raises
    ------
    WeatherError
        It is missing, or one of its values is no number.
    """
    what = {**LIMITS, **OPTIONAL}[name].name
    if its not in frame:
        raise weather_error(file, Problem(f"columns missing: {what}", file=file, hint=AGAIN))
    try:
        return np.asarray(frame[its].to_numpy(np.float64))
    except (TypeError, ValueError) as problem:
        message = f"{what}: {first_line(problem)}"
        raise weather_error(file, Problem(message, file=file, hint=AGAIN)) from problem


def weather_error(file: str, *problems: Problem | str) -> WeatherError:
    """Return the error that says what is wrong with a weather file."""
    listed = [Problem(p, file=file) if isinstance(p, str) else p for p in problems]
    count = f"{len(listed)} problems" if len(listed) > 1 else "can't be used"
    return WeatherError(f"{file}: {count}", listed)


def short_row(file: str, line: int, found: int, wanted: int, what: str = "fields") -> WeatherError:
    """Return the error for a row that ends early.

    Parameters
    ----------
    file, line
        Where it stands.
    found, wanted
        How much of it there is.
    what
        That is counted.
    """
    message = f"the row has {found} of {wanted} {what}: the file is cut off or damaged"
    return weather_error(file, Problem(message, file=file, line=line, hint=AGAIN))


def place_of_header(meta: Mapping[str, object], utc_offset: str) -> dict[str, object]:
    """Return where pvlib found a file to be, by the keys of `PLACE`; ``utc_offset``: its key."""
    keys = ("latitude", "longitude", "altitude", utc_offset)
    return dict(zip(PLACE, (meta.get(key) for key in keys), strict=True))


def read_location(
    file: str, place: str, country: str, written: Mapping[str, object], line: int | None = None
) -> Location:
    """Return the place of a header.

    Parameters
    ----------
    file
        Name for messages.
    place, country
        As people call it; empty if the format has none.
    written
        Latitude, longitude, elevation and time zone as the file has them, by the keys of `PLACE`.
    line
        Where they stand.

    Raises
    ------
    WeatherError
        One is no number or no possible one, or longitude and zone do not go together.
    """
    found = {key: header_number(written.get(key), key, file, line) for key in PLACE}
    numbers = {key: value for key, value in found.items() if not isinstance(value, Problem)}
    if len(numbers) < len(found):
        raise weather_error(file, *(p for p in found.values() if isinstance(p, Problem)))
    location = Location(place=place, country=country, **numbers)
    if problems := clock_problems(file, location):
        raise weather_error(file, *problems)
    return location


def first_line(problem: Exception) -> str:
    """Return the first line of what a library says; the rest is for its programmers."""
    return str(problem).partition("\n")[0]


def hour_name(month: int, day: int, hour: int) -> str:
    """Return an hour as people read it: ``Mar 14 05:00-06:00``."""
    return f"{MONTHS[3 * month - 3 : 3 * month]} {day} {hour:02d}:00-{hour + 1:02d}:00"


def expected_calendar() -> tuple[IntArray, IntArray, IntArray]:
    """Return month, day and starting hour of the 8760 hours of a year without a leap day."""
    days = [(m + 1, d + 1) for m, n in enumerate(DAYS_PER_MONTH) for d in range(n)]
    month = np.repeat([m for m, _ in days], 24)
    day = np.repeat([d for _, d in days], 24)
    return month.astype(np.int64), day.astype(np.int64), np.tile(np.arange(24), 365)


def hour_names(rows: Sequence[int] | IntArray) -> str:
    """Return the first of the hours of a year, given by their indices, and how many more."""
    month, day, hour = expected_calendar()
    names = [hour_name(int(month[k]), int(day[k]), int(hour[k])) for k in rows[:SHOWN_HOURS]]
    more = f" and {len(rows) - SHOWN_HOURS} more" if len(rows) > SHOWN_HOURS else ""
    return ", ".join(names) + more


def rows_in_order(file: str, month: IntArray, day: IntArray, hour: IntArray) -> IntArray:
    """Return the indices of the rows that make up a year of 365 days.

    Feb 29 is dropped. Missing, repeated and misplaced hours are refused and named; a file that
    stops early is reported as cut off.

    Parameters
    ----------
    file
        Name for the message.
    month, day, hour
        (n_rows,) of each row; ``hour`` is the one in which it starts, 0 … 23.
    """
    calendar = np.stack(expected_calendar(), axis=1)
    code = (month * 100 + day) * 100 + hour
    expected = (calendar[:, 0] * 100 + calendar[:, 1]) * 100 + calendar[:, 2]
    kept = np.flatnonzero((month != 2) | (day != 29))
    if kept.size == HOURS_PER_YEAR and np.array_equal(code[kept], expected):
        return kept
    raise weather_error(file, *_calendar_problems(file, code[kept], expected))


def _calendar_problems(file: str, code: IntArray, expected: IntArray) -> list[Problem]:
    """Say how the hours of a file differ from those of a year."""
    found, counts = np.unique(code, return_counts=True)
    missing = np.flatnonzero(~np.isin(expected, found))
    repeated = np.flatnonzero(np.isin(expected, found[counts > 1]))
    if missing.size and np.array_equal(code, expected[: code.size]):
        text = f"cut off after {code.size} of 8760 hours: the last one is "
        last = hour_names([code.size - 1]) if code.size else "none"
        return [Problem(text + last, file=file, hint="get the file again")]
    problems = []
    if missing.size:
        text = f"{missing.size} of 8760 hours missing: {hour_names(missing)}"
        problems.append(Problem(text, file=file, hint="fill the gap or take another year"))
    if repeated.size:
        text = f"{repeated.size} hours come more than once: {hour_names(repeated)}"
        hint = "one row per hour" + (", not 30-minute data" if repeated.size > 4000 else "")
        problems.append(Problem(text, file=file, hint=hint))
    if not problems:
        text = "the hours aren't in order from January 1 to December 31"
        problems.append(Problem(text, file=file, hint="the year must start on January 1"))
    return problems


def years_of(years: IntArray) -> tuple[int, ...]:
    """Return the one year of all rows, or the years of the twelve months (at mid-month)."""
    if np.all(years == years[0]):
        return (int(years[0]),)
    middle = np.cumsum([0, *DAYS_PER_MONTH[:-1]]) * 24 + 14 * 24
    return tuple(int(years[k]) for k in middle)


@dataclass(frozen=True, slots=True)
class Limits:
    """The values that a column may hold; anything outside is a missing-value flag or an error."""

    name: str
    lowest: float
    highest: float
    unit: str


LIMITS = {
    "dry_bulb": Limits("dry-bulb temperature", -70.0, 70.0, "degC"),
    "dew_point": Limits("dew point", -90.0, 70.0, "degC"),
    "relative_humidity": Limits("relative humidity", 0.0, 110.0, "%"),
    "pressure": Limits("station pressure", 31000.0, 120000.0, "Pa"),
    "wind": Limits("wind speed", 0.0, 60.0, "m/s"),
    "ghi": Limits("global horizontal irradiance", 0.0, 1500.0, "W/m2"),
    "dni": Limits("direct normal irradiance", 0.0, 1500.0, "W/m2"),
    "dhi": Limits("diffuse horizontal irradiance", 0.0, 1500.0, "W/m2"),
}
"""Of the columns that a year can't do without; of the humidities one is enough."""
OPTIONAL = {
    "infrared": Limits("long-wave irradiance", 50.0, 700.0, "W/m2"),
    "cloud": Limits("opaque cloud cover", 0.0, 10.0, "tenths"),
    "wind_from": Limits("wind direction", 0.0, 360.0, "deg"),
}
"""Of columns that are used where they are whole."""
PASCAL_PER_MBAR = 100.0
AGAIN = "get it again"


def raw_year(
    source_format: str,
    file: str,
    clock: Clock,
    columns: Mapping[str, FloatArray],
    *,
    location: Location,
    years: tuple[int, ...],
    flags: Mapping[str, str] | None = None,
    header_design: DesignConditions | None = None,
    warnings: tuple[str, ...] = (),
) -> RawYear:
    """Return a year of checked columns.

    Parameters
    ----------
    source_format
        Of the file.
    file
        Its name, for messages.
    clock
        When its values hold.
    columns
        (8760,) by the names of `LIMITS` and `OPTIONAL`, in their units.
    location
        Its place.
    years
        The one year of all rows, or those of the twelve months.
    flags
        How the format marks a missing value, by column.
    header_design
        Design conditions of its header.
    warnings
        What is known of it so far.

    Raises
    ------
    WeatherError
        Missing or impossible values in a column that can't be done without: names all of them.
        Or the year as a whole is impossible.
    """
    whole = {
        name: columns[name]
        for name, limits in (LIMITS | OPTIONAL).items()
        if name in columns and is_complete(columns[name], limits)
    }
    has_humidity = "relative_humidity" in whole or "dew_point" not in columns
    unneeded = "dew_point" if has_humidity else "relative_humidity"
    found = (
        column_problem(file, columns[name], limits, (flags or {}).get(name, ""))
        for name, limits in LIMITS.items()
        if name != unneeded
    )
    problems = [problem for problem in found if problem]
    if problems:
        raise weather_error(file, *problems)
    impossible, doubtful = year_problems(file, columns, location)
    if impossible:
        raise weather_error(file, *impossible)
    humidity, cloud = whole.get("relative_humidity"), whole.get("cloud")
    return RawYear(
        source_format=source_format,
        location=location,
        clock=clock,
        years=years,
        dry_bulb_degc=whole["dry_bulb"],
        dew_point_degc=whole.get("dew_point"),
        relative_humidity=None if humidity is None else humidity / 100.0,
        pressure_pa=whole["pressure"],
        wind_m_per_s=whole["wind"],
        global_horizontal_w_per_m2=whole["ghi"],
        direct_normal_w_per_m2=whole["dni"],
        diffuse_horizontal_w_per_m2=whole["dhi"],
        infrared_w_per_m2=whole.get("infrared"),
        opaque_cloud=None if cloud is None else cloud / 10.0,
        header_design=header_design,
        wind_from_deg=whole.get("wind_from"),
        warnings=(*warnings, *doubtful),
    )


def column_problem(file: str, values: FloatArray, limits: Limits, flag: str = "") -> Problem | None:
    """Return what is wrong with the values of a column that can't be done without, if anything.

    Parameters
    ----------
    file
        Name for the message.
    values
        (8760,) of the column.
    limits
        What it may hold.
    flag
        How the format marks a missing value.
    """
    bad = np.flatnonzero(~((values >= limits.lowest) & (values <= limits.highest)))
    if not bad.size:
        return None
    first = float(values[bad[0]])
    is_flag = bool(flag) and (not np.isfinite(first) or first == float(flag))
    shown = f"is missing (flag {flag})" if is_flag else f"is {first:g} {limits.unit}"
    return Problem(
        f"{limits.name} {shown} in {count_of(bad.size, 'hour')}: {hour_names(bad)}",
        file=file,
        hint=f"{limits.lowest:g} to {limits.highest:g} {limits.unit} is possible",
    )


def is_complete(values: FloatArray, limits: Limits) -> bool:
    """Return whether a column has a possible value in every hour."""
    return bool(np.all((values >= limits.lowest) & (values <= limits.highest)))
