"""What is in a year of weather: range, sun, degree-days, design temperatures, soil surface."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Any

from hpsim.building.description.site import Site
from hpsim.building.soil import COVERS, YearlyWave, soil_surface, yearly_wave
from hpsim.records import dataclass
from hpsim.weather.design import degree_days, design_conditions
from hpsim.weather.model import DegreeDays, DesignChoice, Weather, climate


@dataclass(frozen=True, slots=True)
class WeatherFacts:
    """A year of weather in figures."""

    weather: Weather
    global_horizontal_kwh_per_m2: float
    days: DegreeDays
    design: DesignChoice
    site: Site
    """The default site, on which the soil's surface lies."""
    soil: dict[str, YearlyWave]
    """Yearly wave of the soil's surface by its cover."""

    def as_json(self) -> dict[str, Any]:
        """Return the document of ``hpsim weather show --json``."""
        weather, design = self.weather, self.design
        outdoor_degc, at = weather.outdoor_degc, weather.location
        has_closure = not math.isnan(weather.closure_rms)
        waves = {
            cover: {name: round(value, 2) for name, value in wave._asdict().items()}
            for cover, wave in self.soil.items()
        }
        return {
            "id": weather.id,
            "place": at.place,
            "zone": weather.zone,
            "latitude": at.latitude_deg,
            "longitude": at.longitude_deg,
            "source": weather.source_format,
            "country": at.country,
            "altitude_m": at.altitude_m,
            "utc_offset_h": at.utc_offset_h,
            "years": list(weather.years),
            "sha256": weather.sha256,
            "outdoor_degc": {
                "min": round(float(outdoor_degc.min()), 2),
                "mean": round(float(outdoor_degc.mean()), 2),
                "max": round(float(outdoor_degc.max()), 2),
            },
            "global_horizontal_kwh_per_m2": round(self.global_horizontal_kwh_per_m2, 1),
            "degree_days": {
                "hdd18": round(self.days.hdd18_k_d, 1),
                "cdd18": round(self.days.cdd18_k_d, 1),
                "cdd10": round(self.days.cdd10_k_d, 1),
            },
            "design": {
                "header": asdict(design.header) if design.header else None,
                "file": asdict(design.file),
                "used": design.used_name,
            },
            "sky_source": weather.sky_source,
            "clock": {
                "sun_shift_min": weather.sun_shift_min,
                "sun_shift_default_min": weather.sun_shift_default_min,
                "closure_rms": round(weather.closure_rms, 5) if has_closure else None,
            },
            "soil_surface": {
                "terrain": self.site.terrain,
                "ground_reflectance": self.site.ground_reflectance,
                **waves,
            },
            "warnings": list(weather.warnings),
        }


def weather_facts(weather: Weather) -> WeatherFacts:
    """Return a year of weather in figures, its soil under each cover of the default site."""
    site, above = Site(), climate(weather)
    sun_w_per_m2, absorptance = weather.global_horizontal_w_per_m2, 1.0 - site.ground_reflectance
    soil: dict[str, YearlyWave] = {
        cover: yearly_wave(soil_surface(above, sun_w_per_m2, absorptance, cover, site.terrain).degc)
        for cover in COVERS
    }
    return WeatherFacts(
        weather=weather,
        global_horizontal_kwh_per_m2=float(sun_w_per_m2.sum()) / 1000.0,
        days=degree_days(weather),
        design=design_conditions(weather),
        site=site,
        soil=soil,
    )
