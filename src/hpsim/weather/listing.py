"""Rows of weather files for tables and JSON: shipped ones, the user's own, those near a place."""

from __future__ import annotations

from hpsim.errors import WeatherError
from hpsim.records import dataclass
from hpsim.weather.cache import prepared
from hpsim.weather.catalog import Shipped, shipped_weather
from hpsim.weather.design import degree_days, degree_days_65f
from hpsim.weather.places import nearest_shipped
from hpsim.weather.sources import user_files, user_folder

OWN_SOURCE = "own file"


@dataclass(frozen=True, slots=True)
class WeatherRow:
    """A weather file and its place; north and east are positive [deg]."""

    id: str
    place: str
    zone: str
    latitude: float
    longitude: float
    source: str


@dataclass(frozen=True, slots=True)
class NearRow(WeatherRow):
    """A shipped weather file near a place, with its degree-days [K d]."""

    distance_km: float
    altitude_m: float
    hdd18: int
    cdd18: int
    hdd65_f: int
    """Over 65 degF [degF d]."""
    cdd65_f: int


def shipped_rows() -> list[WeatherRow]:
    """Return the files that come with hpsim."""
    return [WeatherRow(*_place(entry)) for entry in shipped_weather()]


def own_rows() -> tuple[list[WeatherRow], list[WeatherError]]:
    """Return the user's own files, and the errors of those that can't be read."""
    rows, errors = [], []
    for name, path in user_files(user_folder()).items():
        try:
            weather, _, _ = prepared(path, ())
        except WeatherError as error:
            errors.append(error)
        else:
            at = weather.location
            place = (at.place, weather.zone, at.latitude_deg, at.longitude_deg)
            rows.append(WeatherRow(name, *place, OWN_SOURCE))
    return rows, errors


def near_rows(latitude_deg: float, longitude_deg: float, count: int) -> list[NearRow]:
    """Return the shipped files nearest to a place, nearest first."""
    rows = []
    for entry, distance_km in nearest_shipped(latitude_deg, longitude_deg)[:count]:
        weather = prepared(entry.id, ())[0]
        days = degree_days(weather)
        yearly = map(round, (days.hdd18_k_d, days.cdd18_k_d, *degree_days_65f(weather)))
        rows.append(NearRow(*_place(entry), round(distance_km, 1), entry.altitude_m, *yearly))
    return rows


def _place(entry: Shipped) -> tuple[str, str, str, float, float, str]:
    latitude, longitude = round(entry.latitude_deg, 3), round(entry.longitude_deg, 3)
    return entry.id, entry.place, entry.zone, latitude, longitude, entry.kind
