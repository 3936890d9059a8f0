"""The tables of Manual J, and how they are read between their entries."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Literal, TypeAlias

import numpy as np

from hpsim.kernel.types import FloatArray
from hpsim.shipped import read_json

HOURS = 12  # 08:00 to 19:00
AWAY_FROM_SUN = "N"
COMPASS = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")
HORIZONTAL = "H"
HOURS_PER_SHADE_LINE = 3
"""The hourly shade lines are those of 09:00, noon, 15:00 and 18:00."""

DailyRange: TypeAlias = Literal["low", "medium", "high"]


def tables() -> dict[str, Any]:
    """Return the tables by name."""
    return read_json("sizing/manual_j_factors.json")


def compass(azimuth_deg: float, latitude_deg: float) -> str:
    """Return the nearest of the eight directions that the tables have, for the northern half.

    South of the equator the sun stands in the north at noon, and still rises in the east: north
    and south change places there.

    Examples
    --------
    >>> compass(270.0, 42.0), compass(350.0, 42.0), compass(350.0, -42.0), compass(270.0, -42.0)
    ('W', 'N', 'S', 'W')
    """
    northern_deg = azimuth_deg if latitude_deg >= 0.0 else 180.0 - azimuth_deg
    return COMPASS[math.floor(northern_deg / 45.0 + 0.5) % 8]


def daily_range_class(range_f: float) -> DailyRange:
    """Return the class of a mean daily range of outdoor temperature [°F]."""
    limits = tables()["daily_range"]
    if range_f < limits["low"]["max_f"]:
        return "low"
    return "medium" if range_f <= limits["medium"]["max_f"] else "high"


def range_adjustment_f(daily_range: DailyRange) -> float:
    """Return what a class of daily range adds to cooling temperature differences [°F]."""
    return float(tables()["daily_range"][daily_range]["adj_f"])


def peak_solar_factor(direction: str, latitude_deg: float) -> float:
    """Return the peak gain through reference glass [Btu/h ft²] (table 3D-2).

    Linear in latitude between the table's entries, beyond its ends on the outermost pair.
    """
    table = tables()
    return _at(latitude_deg, table["psf_latitudes"], table["psf"][direction])


def cooling_load_factors(direction: str, *, shaded: bool) -> tuple[float, FloatArray]:
    """Return cooling load factors: the average (table 3D-3) and 12 hourly ones (A11-5, -6)."""
    table, column = tables(), "shade" if shaded else "no_shade"
    hourly = np.array(table["clf_hourly"][column][direction])
    return float(table["clf_average"][column][direction]), hourly


def hourly_adjustment_f(daily_range: DailyRange) -> FloatArray:
    """Return what each hour adds to the cooling temperature difference of glass (table A11-3)."""
    return np.array(tables()["hourly_temperature_adjustment_f"][daily_range], dtype=np.float64)


def shade_line_multipliers(direction: str, latitude_deg: float) -> tuple[float, FloatArray]:
    """Return how deep an overhang shades, per depth: on average (3E-1), hourly (A11-7)."""
    table = tables()
    average = table["shade_line_multiplier_average"][direction]
    hourly = np.array(table["shade_line_multiplier_hourly"][direction])
    lines = [_at(latitude_deg, table["slm_hourly_latitudes"], column) for column in hourly.T]
    return (
        _at(latitude_deg, table["slm_average_latitudes"], average),
        np.repeat(np.array(lines), HOURS_PER_SHADE_LINE),
    )


def _at(latitude_deg: float, latitudes: Sequence[float], values: Sequence[float]) -> float:
    """Read a table over latitude, never below 0; the southern half of the earth as the northern."""
    at = abs(latitude_deg)
    k = min(max(int(np.searchsorted(latitudes, at)) - 1, 0), len(latitudes) - 2)
    slope = (values[k + 1] - values[k]) / (latitudes[k + 1] - latitudes[k])
    return max(float(values[k] + slope * (at - latitudes[k])), 0.0)


def glass_code(u_btuh_ft2_f: float, shgc: float) -> str:
    """Return the kind of glass, as table 3D-4 calls it, that a U-factor and an SHGC suggest."""
    for row in tables()["interior_shade_glass_from_u_shgc"]:
        if u_btuh_ft2_f >= row["u_min"] and shgc >= row["shgc_min"]:
            return str(row["code"])
    return "3H"


def shade_coefficient(
    glass: str, shade: str | None, cover: float = 1.0, *, half_open: bool = False
) -> float:
    """Return what an inside shade leaves of the sun's gain (table 3D-4).

    Parameters
    ----------
    glass : str
        Code of `glass_code`.
    shade : str
        Such as ``dark blinds`` or ``light curtains``; None: there is none.
    cover : float
        Fraction of the glass behind it.
    half_open : bool
        Of blinds: their slats are at 45 degrees.
    """
    table = tables()
    columns = table["interior_shade_columns"]
    if shade is None or shade == "not present":
        return 1.0
    drawn = float(table["interior_shade_coefficient"][glass][columns.index(shade)])
    if half_open:
        drawn *= float(table["interior_shade_rules"]["blind_half_open_multiplier"])
    return min(cover * drawn + 1.0 - cover, 1.0)


def air_changes(
    leakiness: str, floor_area_ft2: float, *, stories: float, attached: bool
) -> tuple[float, float]:
    """Return air changes an hour by leakage in heating and cooling (table 5A).

    Parameters
    ----------
    leakiness : str
        ``very tight``, ``tight``, ``average``, ``leaky`` or ``very leaky``.
    floor_area_ft2 : float
        Of the dwelling: smaller ones change more air.
    stories : float
        Above grade.
    attached : bool
        The dwelling has others next to it.
    """
    limits = (900.0, 1500.0, 2000.0, 3000.0)
    column = sum(floor_area_ft2 > limit for limit in limits)
    kind = "attached" if attached else f"detached_{2 if stories > 1 else 1}_story"
    heating, cooling = (
        float(tables()[f"ach_{season}_{kind}"][leakiness][column])
        for season in ("heating", "cooling")
    )
    return heating, cooling
