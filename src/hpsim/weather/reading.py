"""From a name to a `Weather`: find the file, read its format, set its clock, derive the rest."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from hpsim.kernel.types import FloatArray
from hpsim.psychrometrics import (
    dew_point_degc,
    humidity_ratio_from_dew_point,
    humidity_ratio_from_relative_humidity,
    saturation_humidity_ratio,
)
from hpsim.weather import sky
from hpsim.weather.clock import (
    ALIGNED_MIN,
    FittedClock,
    Irradiance,
    Sun,
    fit_sun_shift,
    hourly_means,
    sun_at,
    to_instants,
)
from hpsim.weather.design import climate_zone, degree_days_of
from hpsim.weather.epw import read_epw
from hpsim.weather.model import HOURS_PER_YEAR, Location, Weather
from hpsim.weather.plausible import LARGEST_DARK_FRACTION, LARGEST_REFUSED_CLOSURE
from hpsim.weather.psm import read_psm
from hpsim.weather.pvgis import read_pvgis
from hpsim.weather.raw import Clock, RawYear, WeatherFile
from hpsim.weather.sources import Source, find_source, read_bytes, unpack
from hpsim.weather.tmy import read_tmy2, read_tmy3

LARGEST_CLOSURE_RMS = 0.03  # TMY2, of rounded rows, has 0.020; half an hour off is 0.04 and more

Reader = Callable[[WeatherFile], RawYear]


def read_weather(source: str | Path) -> Weather:
    """Return the year of weather that a shipped id, a path or the name of an own file means.

    ``source`` is such as ``us-5A-chicago``, or a path to an EPW, TMY2, TMY3 csv, PVGIS csv or json,
    or NSRDB (PSM3, PSM4) csv file, plain or ``.gz``.

    Raises
    ------
    WeatherError
        The id is unknown, or the file can't be used: says why and where.
    """
    found = find_source(source)
    return weather_from_bytes(found, read_bytes(found.path))


def weather_from_bytes(source: Source, raw: bytes) -> Weather:
    """Return the weather of a found file, given its bytes on disk."""
    name = source.path.name
    contents = unpack(raw, name)
    file = WeatherFile(name, decode(contents))
    year = file.checked(reader_of(file)(file))
    return _weather(source, file, hashlib.sha256(contents).hexdigest(), year)


def decode(contents: bytes) -> str:
    """Return a file's text: UTF-8 if it is that, else Latin-1."""
    try:
        return contents.decode("utf-8-sig")
    except UnicodeDecodeError:
        return contents.decode("latin-1")


def reader_of(file: WeatherFile) -> Reader:
    """Return the reader for a file, found by how it starts.

    Raises
    ------
    WeatherError
        It starts like none of the known formats.
    """
    start = file.text[:4000].lstrip()
    first, _, rest = start.partition("\n")
    if first.upper().startswith("LOCATION"):
        return read_epw
    if first.startswith(("{", "Latitude (decimal degrees)")):
        return read_pvgis
    if first.startswith("Source,Location ID"):
        return read_psm
    if rest.startswith("Date (MM/DD/YYYY)"):
        return read_tmy3
    is_fixed = len(first.split()) == 11 and len(rest.partition("\n")[0].rstrip()) >= 139
    if is_fixed or file.name.lower().removesuffix(".gz").endswith(".tm2"):
        return read_tmy2
    shown = first.strip()[:40]
    begins = f"starts with '{shown}'" if shown.isprintable() else "is no text"
    known = "EPW, TMY2, TMY3 csv, PVGIS csv or json, NSRDB csv are read"
    if "Rechtswert" in start:
        known = "a TRY of the DWD: convert it to EPW, or hpsim weather fetch LATITUDE LONGITUDE"
    text = "the file is empty" if not shown else f"unknown format: it {begins}"
    raise file.error(text, 1, known)


def _weather(source: Source, file: WeatherFile, sha256: str, year: RawYear) -> Weather:
    """Set the clock of a year and derive sun, sky, humidity and zone."""
    column = year.columns
    rows = Irradiance(column["ghi"], column["dni"], column["dhi"])
    dry_bulb, pressure = column["dry_bulb"], column["pressure"]
    fitted = fit_sun_shift(rows, year.location, year.clock)
    _refuse_other_sun(file, year, fitted)
    clock = _corrected(year, fitted)
    sun = sun_at(year.location, 0.5)
    centre_h = clock.label_h + clock.sun_shift_min / 60.0
    means = hourly_means(rows, year.location, centre_h, sun)
    humidity = _humidity_ratio(year)
    infrared, sky_source = _infrared(year, humidity, means, sun)
    return Weather(
        id=source.id,
        file=file.name,
        source_format=year.source_format,
        sha256=sha256,
        location=_location(source, year.location),
        zone=source.shipped.zone if source.shipped else climate_zone(degree_days_of(dry_bulb)),
        years=year.years,
        outdoor_degc=to_instants(dry_bulb, clock.instant_h),
        humidity_ratio=to_instants(humidity, clock.instant_h),
        wind_m_per_s=to_instants(column["wind"], clock.instant_h),
        sky_degc=to_instants(sky.sky_temperature_degc(infrared), clock.instant_h),
        pressure_pa=to_instants(pressure, clock.instant_h),
        global_horizontal_w_per_m2=means.global_horizontal,
        direct_normal_w_per_m2=means.direct_normal,
        diffuse_horizontal_w_per_m2=means.diffuse_horizontal,
        sun_azimuth_deg=sun.azimuth_deg,
        sun_elevation_deg=sun.elevation_deg,
        recorded_degc=dry_bulb,
        recorded_humidity_ratio=humidity,
        header_design=year.header_design,
        sky_source=sky_source,
        sun_shift_min=fitted.sun_shift_min,
        sun_shift_default_min=year.clock.sun_shift_min,
        closure_rms=fitted.closure_rms,
        warnings=(*year.warnings, *_clock_warnings(year, fitted)),
        wind_from_deg=_wind_from_deg(year, clock),
    )


def _refuse_other_sun(file: WeatherFile, year: RawYear, fitted: FittedClock) -> None:
    """Refuse a file whose irradiance belongs to the sun of another place or time zone.

    Columns that disagree under their own sun are only warned of: no hour of theirs is dark.
    """
    if not fitted.is_fitted or fitted.closure_rms <= LARGEST_REFUSED_CLOSURE:
        return
    place, centre_h = year.location, year.clock.label_h + fitted.sun_shift_min / 60.0
    edges = [sun_at(place, centre_h + half_h).elevation_deg for half_h in (-0.5, 0.0, 0.5)]
    is_dark = np.maximum.reduce(edges) < 0.0
    irradiance = year.columns["ghi"]
    dark_fraction = float(irradiance[is_dark].sum() / irradiance.sum())
    if dark_fraction <= LARGEST_DARK_FRACTION:
        return
    text = (
        f"the sun of latitude {place.latitude_deg:g}, longitude {place.longitude_deg:g}, time zone "
        f"{place.utc_offset_h:g} does not fit the irradiance: {100.0 * dark_fraction:.2g} % of it "
        "comes while that sun is down"
    )
    raise file.error(text, hint="a wrong sign in the header?")


def _wind_from_deg(year: RawYear, clock: Clock) -> FloatArray:
    """Return the wind's direction at full hours; unknown where rows hold between them."""
    if "wind_from" not in year.columns or clock.instant_h % 1.0:
        return np.full(HOURS_PER_YEAR + 1, np.nan)
    return to_instants(year.columns["wind_from"], clock.instant_h)


def _location(source: Source, read: Location) -> Location:
    """Return the place as the catalogue calls it, else as the file does."""
    if source.shipped is None:
        return read
    country = source.shipped.country or read.country
    return replace(read, place=source.shipped.place, country=country)


def _corrected(year: RawYear, fitted: FittedClock) -> Clock:
    """Return the clock with the fitted sun; EPW rows made of full hours hold at their label.

    TMYx files have radiation centred at the label that other EPW files give to the hour's
    start, and their temperatures match the station's observations at the same label.
    """
    clock = year.clock
    instant_h = clock.instant_h
    if year.source_format == "epw" and abs(fitted.sun_shift_min) <= ALIGNED_MIN:
        instant_h = 0.0
    return Clock(clock.label_h, instant_h, fitted.sun_shift_min)


def _clock_warnings(year: RawYear, fitted: FittedClock) -> list[str]:
    """Say where a file's sun differs from its format's."""
    usual = year.clock.sun_shift_min
    if not fitted.is_fitted:
        text = "too little direct sun to check the clock: the format's usual one is used"
        return [text]
    warnings = []
    if abs(fitted.sun_shift_min - usual) > ALIGNED_MIN:
        warnings.append(
            f"the sun fits {fitted.sun_shift_min:g} min after the time label, not {usual:g} min "
            f"as usual for {year.source_format}: the fitted clock is used"
        )
    if fitted.closure_rms > LARGEST_CLOSURE_RMS:
        warnings.append(
            f"direct, diffuse and global irradiance disagree by {fitted.closure_rms:.3f} of the "
            f"direct (usual: below {LARGEST_CLOSURE_RMS:g}): clock or columns are doubtful"
        )
    return warnings


def _humidity_ratio(year: RawYear) -> FloatArray:
    """Return (8760,) the humidity ratio of the rows, from dew point or else relative humidity."""
    column, pressure = year.columns, year.columns["pressure"]
    if "dew_point" in column:
        ratio = humidity_ratio_from_dew_point(column["dew_point"], pressure)
    else:
        share = np.clip(column["relative_humidity"] / 100.0, 0.0, 1.0)
        ratio = humidity_ratio_from_relative_humidity(column["dry_bulb"], share, pressure)
    return np.minimum(ratio, saturation_humidity_ratio(column["dry_bulb"], pressure))


def _infrared(
    year: RawYear, humidity_ratio: FloatArray, means: Irradiance, sun: Sun
) -> tuple[FloatArray, str]:
    """Return (8760,) the sky's long wave at the rows' instants [W/m2] and where it is from."""
    column = year.columns
    if "infrared" in column:
        return column["infrared"], sky.FROM_FILE
    dew_point = dew_point_degc(humidity_ratio, column["pressure"])
    if "cloud" in column:
        cloud, source = column["cloud"] / 10.0, sky.FROM_CLOUD
    else:
        cloud, source = sky.cloud_from_sun(means.global_horizontal, sun), sky.FROM_SUN
    return sky.clark_allen_w_per_m2(column["dry_bulb"], dew_point, cloud), source
