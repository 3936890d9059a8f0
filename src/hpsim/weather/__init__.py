"""Weather: read any of six formats with the right clock, prepare planes, keep both."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

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
    climate,
)

if TYPE_CHECKING:
    from hpsim.weather.reading import read_weather
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

_HOMES = {"read_weather": "reading", "plane_irradiance": "solar", "total_w_per_m2": "solar"}
"""Of names that only those need who find no prepared weather."""


def __getattr__(name: str) -> object:
    """Import one of those from its home (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
