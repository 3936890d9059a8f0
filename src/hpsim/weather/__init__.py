"""Weather: read any of six formats with the right clock, prepare planes, keep both."""

from __future__ import annotations

from hpsim.weather.cache import NO_CACHE, kept_hours, kept_plane, prepared
from hpsim.weather.catalog import shipped_weather
from hpsim.weather.design import (
    climate_zone,
    degree_days,
    design_conditions,
)
from hpsim.weather.model import (
    DegreeDays,
    DesignChoice,
    DesignConditions,
    Location,
    Weather,
)
from hpsim.weather.reading import climate, read_weather
from hpsim.weather.solar import plane_irradiance, total_w_per_m2

__all__ = [
    "NO_CACHE",
    "DegreeDays",
    "DesignChoice",
    "DesignConditions",
    "Location",
    "Weather",
    "climate",
    "climate_zone",
    "degree_days",
    "design_conditions",
    "kept_hours",
    "kept_plane",
    "plane_irradiance",
    "prepared",
    "read_weather",
    "shipped_weather",
    "total_w_per_m2",
]
