"""Which shipped weather is nearest to a place."""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np

from hpsim.weather.catalog import Shipped, shipped_weather
from hpsim.weather.places import Town, find_town

EARTH_RADIUS_KM = 6371.0  # mean radius, IUGG
FAR_KM = 100.0  # a rule of thumb; hills and coasts need nearer ones
TOO_FAR_KM = 300.0  # beyond, the climate may be another one: our own
NEAR = re.compile(r"\s*near[\s:]+(?P<place>\S.*)", re.IGNORECASE)


class Near(NamedTuple):
    """A shipped file and how far away it is."""

    entry: Shipped
    distance_km: float


class NearTown(NamedTuple):
    """What ``weather: near Minneapolis, MN`` means."""

    town: Town
    entry: Shipped
    distance_km: float

    @property
    def warning(self) -> str:
        """Return what to know of a climate that is far from its town; empty: it is near."""
        if self.distance_km <= FAR_KM:
            return ""
        town = self.town
        far = f"the nearest shipped weather to {town.label} is {self.entry.id} "
        far += f"({self.entry.place}), {self.distance_km:.0f} km away"
        if self.distance_km > TOO_FAR_KM:
            far += ": it may be another climate"
        return f"{far}; {fetch_line(town.latitude_deg, town.longitude_deg)} gets the town's own"


def distance_km(
    latitude_deg: float, longitude_deg: float, other_latitude_deg: float, other_longitude_deg: float
) -> float:
    """Return the great-circle distance between two places (haversine) [km].

    Parameters
    ----------
    latitude_deg, longitude_deg : float
        Of the first place, north and east positive [deg].
    other_latitude_deg, other_longitude_deg : float
        Of the second place [deg].
    """
    here, there = np.radians([latitude_deg, other_latitude_deg])
    across = np.radians(other_longitude_deg - longitude_deg)
    half = np.sin((there - here) / 2) ** 2 + np.cos(here) * np.cos(there) * np.sin(across / 2) ** 2
    return float(2.0 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(half)))


def nearest_shipped(latitude_deg: float, longitude_deg: float) -> list[Near]:
    """Return all shipped files, nearest first."""
    found = [
        Near(e, distance_km(latitude_deg, longitude_deg, e.latitude_deg, e.longitude_deg))
        for e in shipped_weather()
    ]
    return sorted(found, key=lambda near: near.distance_km)


def fetch_line(latitude_deg: float, longitude_deg: float) -> str:
    """Return the command that gets a typical year for a place."""
    return f"hpsim weather fetch {latitude_deg:g} {longitude_deg:g}"


def near_town(text: str) -> NearTown:
    """Return the nearest shipped typical year to a town.

    Raises
    ------
    WeatherError
        The town is not known.
    """
    town = find_town(text)
    nearest = nearest_shipped(town.latitude_deg, town.longitude_deg)
    typical = next(near for near in nearest if near.entry.is_typical)
    return NearTown(town, *typical)


def town_asked_for(source: str) -> str:
    """Return the town of a text such as ``near Minneapolis, MN``; empty: it names none."""
    match = NEAR.fullmatch(source)
    return match["place"].strip() if match else ""
