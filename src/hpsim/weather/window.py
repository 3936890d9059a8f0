"""Weather of actual days: a part of a file's year, with what was measured in its place.

Index 0 is the first day of the `Period`, those that warm up included. Measured columns are means
over hours for sunlight and values at full hours for the rest, from rows at any interval. The sun
stands as on the actual dates.

References
----------
Diffuse fraction from global alone: Driesse, Jensen, Perez (2024), a continuous form of Erbs et al.
(1982), through pvlib. Sky: Clark and Allen (1978), see `hpsim.weather.sky`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from hpsim.description.base import LogColumn
from hpsim.description.period import Period
from hpsim.errors import LogError, Problem, WeatherError
from hpsim.kernel.types import FloatArray
from hpsim.logs.reading import file_hash
from hpsim.logs.series import at_ends, over_steps, samples
from hpsim.psychrometrics import (
    dew_point_degc,
    humidity_ratio_from_relative_humidity,
    saturation_humidity_ratio,
    standard_pressure_pa,
)
from hpsim.units.quantities import QuantityName
from hpsim.weather import sky
from hpsim.weather.clock import LEAST_SINE, Irradiance, Sun, extraterrestrial_w_per_m2, sun_of_hours
from hpsim.weather.description import PLACE, MeasuredWeather
from hpsim.weather.model import HOUR_FIELDS, INSTANT_FIELDS, Weather

HOUR_S = 3600.0
MOST_BEAM_FRACTION = 0.85  # of what arrives outside the atmosphere: the clearest sky at sea level
QUANTITIES: dict[str, QuantityName] = {
    "outdoor_degc": "temperature",
    "relative_humidity": "fraction",
    "wind_m_per_s": "velocity",
    "wind_from_deg": "angle",
    "global_horizontal_w_per_m2": "irradiance",
    "diffuse_horizontal_w_per_m2": "irradiance",
    "direct_normal_w_per_m2": "irradiance",
    "longwave_down_w_per_m2": "irradiance",
}
OF_MEANS = tuple(name for name, quantity in QUANTITIES.items() if quantity == "irradiance")[:3]


def weather_of_days(
    year: Weather,
    period: Period,
    measured: MeasuredWeather | None = None,
    given: Mapping[str, FloatArray] | None = None,
) -> Weather:
    """Return the weather of actual days: the file's, with what was measured in its place.

    Parameters
    ----------
    year : Weather
        A whole year; hours of 29 February are those of the 28th.
    period : Period
        The days.
    measured : MeasuredWeather
        Columns of logs; None: nothing was measured.
    given : mapping
        Columns in SI that are read already: hourly means of sunlight, values at full hours of the
        rest.

    Raises
    ------
    WeatherError
        A column can't be used.
    """
    hour = period.hour_of_year()
    ends = np.append(hour, (hour[-1] + 1) % year.sun_azimuth_deg.size)
    parts = {name: getattr(year, name)[ends] for name in INSTANT_FIELDS}
    parts |= {name: getattr(year, name)[hour] for name in HOUR_FIELDS}
    measured = measured or MeasuredWeather()
    location = year.location
    if measured.latitude_deg is not None:  # of the station
        of: dict[str, Any] = {name: float(getattr(measured, name)) for name in PLACE}
        location = replace(location, **of)
    sun = sun_of_hours(location, period.begin_s + 0.5 * HOUR_S, period.n_hours)
    parts |= {"sun_azimuth_deg": sun.azimuth_deg, "sun_elevation_deg": sun.elevation_deg}
    sky_source = year.sky_source
    notes: list[str] = []
    columns = _columns(measured, period) | dict(given or {})
    if columns:
        if measured.altitude_m is not None:
            parts["pressure_pa"] = np.full(ends.size, standard_pressure_pa(location.altitude_m))
        sky_source = _put_in(parts, columns, sun, extraterrestrial_w_per_m2()[hour], sky_source)
        missing = [name for name in QUANTITIES if name not in columns]
        notes = [note] if (note := _note(missing, year.id)) else []
    if "outdoor_degc" not in columns and (of_others := _other_years(year, period)):
        notes.append(of_others)
    up = sun.elevation_deg > 0.0
    parts["direct_normal_w_per_m2"] = np.where(up, parts["direct_normal_w_per_m2"], 0.0)
    return replace(
        year,
        **parts,
        location=location,
        years=tuple(sorted({day.year for day in period.days})),
        sky_source=sky_source,
        warnings=(*year.warnings, *notes),
        period=period,
        year=year,
        measured_key=_measured_key(year, measured, given or {}),
    )


def _measured_key(year: Weather, measured: MeasuredWeather, given: Mapping[str, FloatArray]) -> str:
    """Return a hash of all that stands in place of the file's columns."""
    files = sorted({column.csv for _, column in _logs(measured)})
    text = year.measured_key + repr(measured.model_dump()) + "".join(map(file_hash, files))
    return hashlib.sha256((text + columns_key(given)).encode()).hexdigest()[:20]


def columns_key(columns: Mapping[str, FloatArray]) -> str:
    """Return a hash of columns that stand in place of a file's."""
    digest = hashlib.sha256()
    for name in sorted(columns):
        digest.update(name.encode() + np.ascontiguousarray(columns[name]).tobytes())
    return digest.hexdigest()[:20]


def _logs(measured: MeasuredWeather) -> list[tuple[str, LogColumn]]:
    found = ((name, getattr(measured, name)) for name in QUANTITIES)
    return [(name, column) for name, column in found if column is not None]


def _columns(measured: MeasuredWeather, period: Period) -> dict[str, FloatArray]:
    """Return the measured columns: hourly means of sunlight, values at full hours of the rest.

    Raises
    ------
    WeatherError
        With the problems of all columns.
    """
    found: dict[str, FloatArray] = {}
    problems: list[Problem] = []
    for name, column in _logs(measured):
        try:
            of = samples(column, QUANTITIES[name], period.utc_offset_h)
            hours = over_steps(of, column, period, HOUR_S)
            found[name] = hours if name in OF_MEANS else at_ends(of, period, HOUR_S)
        except LogError as error:
            problems += error.problems
    if problems:
        raise WeatherError("the measured weather can't be used", problems)
    return found


def _put_in(
    parts: dict[str, FloatArray],
    columns: Mapping[str, FloatArray],
    sun: Sun,
    outside_w_per_m2: FloatArray,
    sky_source: str,
) -> str:
    """Put measured columns into a weather's parts; return where the sky is from."""
    colder_k = parts["sky_degc"] - parts["outdoor_degc"]
    outdoor = columns.get("outdoor_degc", parts["outdoor_degc"])
    parts["outdoor_degc"] = outdoor
    pressure = parts["pressure_pa"]
    ratio = parts["humidity_ratio"]
    if "relative_humidity" in columns:
        share = np.clip(columns["relative_humidity"], 0.01, 1.0)
        ratio = np.asarray(humidity_ratio_from_relative_humidity(outdoor, share, pressure))
    parts["humidity_ratio"] = np.minimum(ratio, saturation_humidity_ratio(outdoor, pressure))
    for name in ("wind_m_per_s", "wind_from_deg"):
        parts[name] = columns.get(name, parts[name])
    if "global_horizontal_w_per_m2" in columns:
        sunlight = irradiance_of(columns, sun, outside_w_per_m2)
        parts["global_horizontal_w_per_m2"] = sunlight.global_horizontal
        parts["direct_normal_w_per_m2"] = sunlight.direct_normal
        parts["diffuse_horizontal_w_per_m2"] = sunlight.diffuse_horizontal
    parts["recorded_degc"] = 0.5 * (outdoor[1:] + outdoor[:-1])
    parts["recorded_humidity_ratio"] = parts["humidity_ratio"][:-1]
    if "longwave_down_w_per_m2" in columns:
        parts["sky_degc"] = sky.sky_temperature_degc(columns["longwave_down_w_per_m2"])
        return "measured long wave"
    if "global_horizontal_w_per_m2" in columns:
        cloud = sky.cloud_from_sun(parts["global_horizontal_w_per_m2"], sun)
        dew_point = dew_point_degc(parts["humidity_ratio"], pressure)
        infrared = sky.clark_allen_w_per_m2(outdoor, dew_point, np.append(cloud, cloud[-1]))
        parts["sky_degc"] = sky.sky_temperature_degc(infrared)
        return sky.FROM_SUN
    parts["sky_degc"] = outdoor + colder_k
    return sky_source


def irradiance_of(
    columns: Mapping[str, FloatArray], sun: Sun, outside_w_per_m2: FloatArray
) -> Irradiance:
    """Return global, direct and diffuse irradiance that close, of what was measured.

    ``columns`` has ``global_horizontal_w_per_m2`` and, if measured, diffuse and direct (n_hours,);
    the sun is that at the middle of the hours.
    """
    whole = np.maximum(columns["global_horizontal_w_per_m2"], 0.0)
    up = sun.sine > 0.0
    sine = np.maximum(sun.sine, LEAST_SINE)
    direct = columns.get("direct_normal_w_per_m2")
    diffuse = columns.get("diffuse_horizontal_w_per_m2")
    if direct is None:
        if diffuse is None:
            diffuse = _diffuse_of_global(whole, sun, outside_w_per_m2)
        direct = (whole - np.clip(diffuse, 0.0, whole)) / sine
    direct = np.where(up, np.clip(direct, 0.0, MOST_BEAM_FRACTION * outside_w_per_m2), 0.0)
    beam = np.minimum(direct * np.maximum(sun.sine, 0.0), whole)
    direct = np.where(up, beam / sine, 0.0)
    return Irradiance(whole, direct, whole - direct * np.maximum(sun.sine, 0.0))


def _diffuse_of_global(whole: FloatArray, sun: Sun, outside_w_per_m2: FloatArray) -> FloatArray:
    from pvlib.irradiance import erbs_driesse

    zenith = 90.0 - np.degrees(np.arcsin(np.clip(sun.sine, -1.0, 1.0)))
    parts = erbs_driesse(whole, zenith, dni_extra=outside_w_per_m2)
    return np.asarray(np.nan_to_num(parts["dhi"], nan=0.0), np.float64)


def _other_years(year: Weather, period: Period) -> str:
    """Return that a file's days are of other years than those that are simulated."""
    if {day.year for day in period.days[period.n_before :]} <= set(year.years):
        return ""
    first, last = min(year.years), max(year.years)
    of = f"{first}" if first == last else f"a typical year ({first} to {last})"
    return f"the weather is that of the same days in {year.id}, {of}, and not of {period.words}"


_WORDS = {
    "outdoor_degc": "outdoor temperature",
    "relative_humidity": "humidity",
    "wind_m_per_s": "wind",
    "wind_from_deg": "the wind's direction",
    "global_horizontal_w_per_m2": "sunlight",
}


def _note(missing: list[str], weather_id: str) -> str:
    """Return what was not measured and where it is from instead."""
    from_file = [_WORDS[name] for name in missing if name in _WORDS]
    words = []
    if from_file:
        words.append(f"not measured, from {weather_id} on the same days: {', '.join(from_file)}")
    parts = {"diffuse_horizontal_w_per_m2", "direct_normal_w_per_m2"}
    if "global_horizontal_w_per_m2" not in missing and parts <= set(missing):
        words.append("sunlight is split into sun and sky by Erbs-Driesse")
    return "; ".join(words)
