"""Whether a file's values, place and year can be true: what is refused, and what is warned of."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from hpsim.kernel.types import FloatArray
from hpsim.psychrometrics import standard_pressure_pa
from hpsim.records import dataclass
from hpsim.weather.model import Location

DEGREES_PER_HOUR = 15.0
LARGEST_CLOCK_LEAD_H = 3.5
"""Of local time over the sun's: western China has 3.1 h, Spain's north-west 1.6 h."""
LARGEST_REFUSED_CLOSURE = 0.075
"""Direct, diffuse and global irradiance of a file whose sun is two hours off disagree by 0.08 to
0.19, with the wrong sign of latitude by 0.24 and more; files with their own place by 0.02."""
LARGEST_DARK_FRACTION = 0.0002
"""Of a year's global irradiance while the sun is down: 0.03 to 24 % under such a wrong sun, below
0.005 % under its own."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The values that a column or a number of a header may hold."""

    name: str
    lowest: float
    highest: float
    unit: str = ""

    def hold(self, values: FloatArray) -> NDArray[np.bool_]:
        """Return which values are possible: others are missing-value flags or errors."""
        return np.asarray((values >= self.lowest) & (values <= self.highest))


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
"""Of columns that are used where they are whole; the wind's direction is clockwise from north."""
PLACE = {
    "latitude_deg": Limits("latitude", -90.0, 90.0),
    "longitude_deg": Limits("longitude", -180.0, 180.0),
    "altitude_m": Limits("elevation", -500.0, 9000.0),
    "utc_offset_h": Limits("time zone", -12.0, 14.0),
}


@dataclass(frozen=True, slots=True)
class YearLimits:
    """Annual means of a column: outside ``doubtful`` is warned of, outside ``possible`` refused."""

    name: str
    unit: str
    doubtful: tuple[float, float]
    possible: tuple[float, float]


YEARS = {
    # Vostok has -55 degC, Dallol 35 degC
    "dry_bulb": YearLimits("temperature", "degC", (-56.0, 36.0), (-65.0, 50.0)),
    # Commonwealth Bay has 19 m/s, the windiest towns 9 m/s
    "wind": YearLimits("wind speed", "m/s", (0.1, 12.0), (0.0, 25.0)),
    # Atacama has 310 W/m2 (2,700 kWh/m2 a year); outside the atmosphere the equator has 420
    "ghi": YearLimits("global irradiance", "W/m2", (40.0, 320.0), (0.0, 430.0)),
}
DOUBTFUL_PRESSURE, IMPOSSIBLE_PRESSURE = 0.06, 0.20
"""Of the annual mean, off the standard atmosphere's at the header's elevation."""
VARYING = ("dry_bulb", "wind", "ghi", "pressure")


def header_number(written: object, key: str) -> float | str:
    """Return a number of a header, or what is wrong with it; ``key`` is of `PLACE`."""
    it = PLACE[key]
    try:
        value = float(str(written))
    except ValueError:
        value = np.nan
    if it.lowest <= value <= it.highest:
        return value
    shown = "nothing" if written is None else f"'{str(written).strip()[:40]}'"
    return f"{it.name} {shown} is not a number from {it.lowest:g} to {it.highest:g}"


def clock_problem(place: Location) -> str:
    """Say why longitude and time zone can not belong to one place; empty if they can."""
    sun_h = place.longitude_deg / DEGREES_PER_HOUR
    lead_h = (place.utc_offset_h - sun_h + 12.0) % 24.0 - 12.0
    if abs(lead_h) <= LARGEST_CLOCK_LEAD_H:
        return ""
    return (
        f"longitude {place.longitude_deg:g} and time zone {place.utc_offset_h:g} can't belong to "
        f"one place: the sun's time there is UTC{sun_h:+.1f} h"
    )


def year_problems(
    columns: Mapping[str, FloatArray], place: Location
) -> tuple[list[tuple[str, str]], list[str]]:
    """Return what is impossible in a year of checked columns, with hints, and what is doubtful.

    Columns (8760,) have the names of `LIMITS`; the place is the header's.
    """
    problems, warnings = [], []
    for name, limits in YEARS.items():
        mean = float(columns[name].mean())
        text = f"the mean {limits.name} of the year is {mean:.3g} {limits.unit}"
        low, high = limits.possible
        if not low <= mean <= high:
            problems.append((text, f"{low:g} to {high:g} {limits.unit} is possible"))
        elif not limits.doubtful[0] <= mean <= limits.doubtful[1]:
            warnings.append(f"{text}: no town has that")
    mean_pa = float(columns["pressure"].mean())
    standard_pa = float(standard_pressure_pa(place.altitude_m))
    off = abs(mean_pa / standard_pa - 1.0)
    text = (
        f"the mean pressure is {mean_pa / 1000:.1f} kPa, but at the header's elevation of "
        f"{place.altitude_m:g} m {standard_pa / 1000:.1f} kPa is standard"
    )
    if off > IMPOSSIBLE_PRESSURE:
        problems.append((text, "one of the two is wrong"))
    elif off > DOUBTFUL_PRESSURE:
        warnings.append(text)
    flat = [name for name in VARYING if float(np.ptp(columns[name])) == 0.0]
    names = {"pressure": "pressure", **{name: limits.name for name, limits in YEARS.items()}}
    if "dry_bulb" in flat or "ghi" in flat:  # others do without a varying wind or pressure
        listed = ", ".join(names[name] for name in flat)
        warnings.append(f"the same in every hour of the year: {listed}")
    return problems, warnings
