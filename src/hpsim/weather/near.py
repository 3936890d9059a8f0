"""Which shipped weather is nearest to a place."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from hpsim.weather.catalog import Shipped, shipped_weather

EARTH_RADIUS_KM = 6371.0  # mean radius, IUGG


class Near(NamedTuple):
    """A shipped file and how far away it is."""

    entry: Shipped
    distance_km: float


def distance_km(
    latitude_deg: float, longitude_deg: float, other_latitude_deg: float, other_longitude_deg: float
) -> float:
    """Return the great-circle distance between two places (haversine) [km]."""
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
