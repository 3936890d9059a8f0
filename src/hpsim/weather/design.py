"""What a year of weather says about sizing: degree-days, design temperatures, zone."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from hpsim.description.schedules import DAYS_PER_MONTH
from hpsim.errors import Problem, WeatherError
from hpsim.kernel.types import FloatArray
from hpsim.psychrometrics import wet_bulb_degc
from hpsim.weather.model import (
    HOURS_PER_YEAR,
    DegreeDays,
    DesignChoice,
    DesignConditions,
    Weather,
)

FILE_SOURCE = "hours of the file"
COINCIDENT_K = 0.5  # hours this close to a design dry bulb give its wet bulb
HEATING_BASE_DEGC = 18.0
MONTH_STARTS_H = 24 * np.cumsum(DAYS_PER_MONTH[:-1])  # February onwards
GROWING_BASE_DEGC = 10.0
# ASHRAE 169-2021, table A-3: first limit that is not exceeded decides
CDD10_LIMITS = ((6000.0, "0"), (5000.0, "1"), (3500.0, "2"))
HDD18_LIMITS = ((2000.0, "3"), (3000.0, "4"), (4000.0, "5"), (5000.0, "6"), (7000.0, "7"))


def degree_days(weather: Weather) -> DegreeDays:
    """Return heating and cooling degree-days of the daily means of the file's rows."""
    return degree_days_of(weather.recorded_degc)


def degree_days_of(dry_bulb_degc: FloatArray) -> DegreeDays:
    """Return degree-days of (8760,) hourly temperatures."""
    daily = dry_bulb_degc.reshape(-1, 24).mean(axis=1)
    return DegreeDays(
        hdd18_k_d=float(np.maximum(HEATING_BASE_DEGC - daily, 0.0).sum()),
        cdd18_k_d=float(np.maximum(daily - HEATING_BASE_DEGC, 0.0).sum()),
        cdd10_k_d=float(np.maximum(daily - GROWING_BASE_DEGC, 0.0).sum()),
    )


def degree_days_65f(weather: Weather) -> tuple[float, float]:
    """Return heating and cooling degree-days over 65 degF, as US tables have them [degF d]."""
    daily_degf = 1.8 * weather.recorded_degc.reshape(-1, 24).mean(axis=1) + 32.0
    heating, cooling = np.maximum(65.0 - daily_degf, 0.0), np.maximum(daily_degf - 65.0, 0.0)
    return float(heating.sum()), float(cooling.sum())


def climate_zone(days: DegreeDays) -> str:
    """Return the number of the thermal climate zone, ``0`` … ``8``, without the moisture letter.

    References
    ----------
    ANSI/ASHRAE 169-2021, table A-3. The letter needs rain, which most files don't have.
    """
    for limit, zone in CDD10_LIMITS:
        if days.cdd10_k_d > limit:
            return zone
    for limit, zone in HDD18_LIMITS:
        if days.hdd18_k_d <= limit:
            return zone
    return "8"


@lru_cache(maxsize=4)
def design_conditions(weather: Weather) -> DesignChoice:
    """Return the design conditions of the header next to the percentiles of the file's hours.

    `DesignChoice.used` is the header's if there is one: it comes from some thirty years, the
    file's hours from a typical or a single one (they differ by up to 4 K).

    Raises
    ------
    WeatherError
        The file is shorter than a year.
    """
    hours = weather.recorded_degc.size
    if hours < HOURS_PER_YEAR:
        text = f"{hours} hours are too few for design temperatures"
        hint = f"a file of {HOURS_PER_YEAR} hours: percentiles are of a whole year"
        raise WeatherError(
            f"{weather.file}: 1 problem", [Problem(text, file=weather.file, hint=hint)]
        )
    return DesignChoice(header=weather.header_design, file=_percentiles(weather))


def _percentiles(weather: Weather) -> DesignConditions:
    """Return percentiles of the dry bulb and the mean wet bulb of the hours near them."""
    dry = weather.recorded_degc
    places = np.array([0.4, 1.0, 99.6, 99.0, 98.0]) / 100.0 * (dry.size - 1)
    # `np.percentile` would load numpy.ma: 6 ms of a run
    found = np.interp(places, np.arange(dry.size), np.sort(dry)).tolist()
    cold, warm = found[:2], found[2:]
    wet = [_coincident_wet_bulb(weather, value) for value in warm]
    return DesignConditions(
        heating_99_6_degc=cold[0],
        heating_99_degc=cold[1],
        cooling_0_4_degc=warm[0],
        cooling_0_4_wet_bulb_degc=wet[0],
        cooling_1_degc=warm[1],
        cooling_1_wet_bulb_degc=wet[1],
        cooling_2_degc=warm[2],
        cooling_2_wet_bulb_degc=wet[2],
        cooling_daily_range_k=_hottest_month_range_k(dry),
        source=FILE_SOURCE,
    )


def monthly_means(hourly: FloatArray) -> FloatArray:
    """Return the mean of (8760,) hourly values over each month, (12,)."""
    return np.array([month.mean() for month in np.split(hourly, MONTH_STARTS_H)])


def _hottest_month_range_k(dry_bulb_degc: FloatArray) -> float:
    """Return the mean daily range of the month whose mean is highest [K]."""
    months = np.split(dry_bulb_degc, MONTH_STARTS_H)
    days = months[int(monthly_means(dry_bulb_degc).argmax())].reshape(-1, 24)
    return float(np.ptp(days, axis=1).mean())


def _coincident_wet_bulb(weather: Weather, dry_bulb_degc: float) -> float:
    """Return the mean wet bulb of the hours whose dry bulb is near a value [degC]."""
    distance = np.abs(weather.recorded_degc - dry_bulb_degc)
    near = distance <= max(COINCIDENT_K, float(distance.min()))
    wet = wet_bulb_degc(
        weather.recorded_degc[near],
        weather.recorded_humidity_ratio[near],
        float(weather.pressure_pa.mean()),
    )
    return float(wet.mean())
