"""A year of weather at one place, as all formats have it after their clocks are set right."""

from __future__ import annotations

from dataclasses import field, fields

import numpy as np

from hpsim.description.period import Period
from hpsim.kernel.types import Climate, FloatArray
from hpsim.records import dataclass

HOURS_PER_YEAR = 8760


@dataclass(frozen=True, slots=True)
class Location:
    """Where a weather file was made for."""

    place: str
    country: str
    latitude_deg: float
    longitude_deg: float
    """Positive to the east."""
    altitude_m: float
    utc_offset_h: float
    """Local standard time minus UTC, without daylight saving."""


@dataclass(frozen=True, slots=True)
class DesignConditions:
    """Outdoor conditions for sizing: exceeded (cooling) or undercut (heating) so often a year."""

    heating_99_6_degc: float
    """Dry bulb below which 0.4 % of the hours of a year lie."""
    heating_99_degc: float
    cooling_0_4_degc: float
    """Dry bulb above which 0.4 % of the hours of a year lie."""
    cooling_0_4_wet_bulb_degc: float
    """Mean wet bulb at that dry bulb."""
    cooling_1_degc: float
    cooling_1_wet_bulb_degc: float
    cooling_2_degc: float
    cooling_2_wet_bulb_degc: float
    cooling_daily_range_k: float
    """Mean difference between a day's highest and lowest dry bulb in the hottest month."""
    source: str
    """Edition that the file's header names, or ``hours of the file``."""


@dataclass(frozen=True, slots=True)
class DesignChoice:
    """Design conditions of a file's header next to those of its own hours."""

    header: DesignConditions | None
    """From some thirty years of the station; none in most formats."""
    file: DesignConditions
    """Percentiles of the 8760 hours: of a typical year, so milder than thirty years."""

    @property
    def used(self) -> DesignConditions:
        """Return the header's conditions if there are any, else the file's."""
        return self.header or self.file

    @property
    def used_name(self) -> str:
        """Return which of the two is used: ``header`` or ``file``."""
        return "header" if self.header else "file"


@dataclass(frozen=True, slots=True)
class DegreeDays:
    """Sums over the year of daily mean temperatures below or above a base [K d]."""

    hdd18_k_d: float
    cdd18_k_d: float
    cdd10_k_d: float


@dataclass(frozen=True, slots=True, eq=False)
class Weather:
    """A year of hourly weather in local standard time, without a leap day, periodic.

    Index ``k`` of an array of instants (8761) is the time ``k`` hours after the year's start and
    its first value equals its last; an array of means (8760) has at ``k`` the mean over
    ``k`` … ``k + 1``.
    """

    id: str
    """Of the catalogue, or the file's name without endings."""
    file: str
    source_format: str
    """``epw``, ``tmy2``, ``tmy3``, ``pvgis`` or ``psm``."""
    sha256: str
    """Of the unpacked file."""
    location: Location
    zone: str
    """ASHRAE 169 climate zone: from the catalogue, else its number from degree-days."""
    years: tuple[int, ...]
    """The actual year, or the twelve years that the months of a typical year come from."""
    outdoor_degc: FloatArray
    """(8761,) instants."""
    humidity_ratio: FloatArray
    """(8761,) instants [kg/kg]."""
    wind_m_per_s: FloatArray
    """(8761,) instants, at 10 m in open country."""
    sky_degc: FloatArray
    """(8761,) instants, black-body temperature of the sky."""
    pressure_pa: FloatArray
    """(8761,) instants."""
    global_horizontal_w_per_m2: FloatArray
    """(8760,) means."""
    direct_normal_w_per_m2: FloatArray
    """(8760,) means, 0 when the sun is down at mid-hour."""
    diffuse_horizontal_w_per_m2: FloatArray
    """(8760,) means."""
    sun_azimuth_deg: FloatArray
    """(8760,) at mid-hour, clockwise from north."""
    sun_elevation_deg: FloatArray
    """(8760,) at mid-hour, refraction included."""
    recorded_degc: FloatArray
    """(8760,) dry bulb as the file's rows have it; for percentiles."""
    recorded_humidity_ratio: FloatArray
    """(8760,) of the file's rows [kg/kg]."""
    header_design: DesignConditions | None
    sky_source: str
    """Where the sky temperature comes from."""
    sun_shift_min: float
    """Minutes from the reader's time label to the sun of the irradiance, fitted to the file."""
    sun_shift_default_min: float
    """What the format's documentation says."""
    closure_rms: float
    """Root mean square of (GHI - DHI) / DNI minus the sine of the sun's elevation."""
    warnings: tuple[str, ...] = ()
    wind_from_deg: FloatArray = field(default_factory=lambda: np.full(8761, np.nan))
    """(8761,) instants, clockwise from north; NaN where the file does not give it."""
    period: Period | None = None
    """Actual days that stand in place of the year; all arrays are then of their hours."""
    year: Weather | None = None
    """The whole year that the days are from."""
    measured_key: str = ""
    """Of what stands in place of the file's columns, such as measurements; empty: nothing does."""

    @property
    def content_key(self) -> str:
        """Return what tells it from every other weather: hash of its file, id, zone and format.

        With the days that are taken, and what stands in place of the file's columns.
        """
        key = f"{self.sha256}:{self.id}:{self.zone}:{self.source_format}"
        return ":".join((key, *(str(part) for part in (self.period, self.measured_key) if part)))


INSTANT_FIELDS = (
    "outdoor_degc",
    "humidity_ratio",
    "wind_m_per_s",
    "sky_degc",
    "pressure_pa",
    "wind_from_deg",
)
"""Arrays of a `Weather` that hold at full hours."""
HOUR_FIELDS = tuple(
    f.name for f in fields(Weather) if f.type == "FloatArray" and f.name not in INSTANT_FIELDS
)
"""Arrays of means or at mid-hour."""


def climate(weather: Weather) -> Climate:
    """Return a year of weather as the compiled code takes it."""
    return Climate(
        outdoor_degc=weather.outdoor_degc,
        humidity_ratio=weather.humidity_ratio,
        wind_m_per_s=weather.wind_m_per_s,
        sky_degc=weather.sky_degc,
        pressure_pa=float(weather.pressure_pa[:-1].mean()),
        sun_azimuth_deg=weather.sun_azimuth_deg,
        sun_elevation_deg=weather.sun_elevation_deg,
        wind_from_deg=np.zeros(0)
        if np.isnan(weather.wind_from_deg).any()
        else weather.wind_from_deg,
    )
