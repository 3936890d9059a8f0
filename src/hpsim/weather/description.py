"""Weather measured next to a house, in place of parts of a weather file."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from hpsim.description.base import Angle, Description, Length, LogColumn, Number, complaint

PLACE = ("latitude_deg", "longitude_deg", "altitude_m", "utc_offset_h")


class MeasuredWeather(Description):
    """Columns of logs that take the place of the weather file's.

    What is not measured is the file's, of the same days of its year.
    """

    outdoor_degc: LogColumn | None = None
    """Outdoor air, such as of a thermostat's weather service or a station."""
    relative_humidity: LogColumn | None = None
    """Outdoors, in percent; default: the file's water in the air, at most saturated."""
    wind_m_per_s: LogColumn | None = None
    """Wind at 10 m in open country."""
    wind_from_deg: LogColumn | None = None
    """Where it comes from, clockwise from north."""
    global_horizontal_w_per_m2: LogColumn | None = None
    """Sun and sky on the horizontal."""
    diffuse_horizontal_w_per_m2: LogColumn | None = None
    """Sky alone; default: by Erbs-Driesse from global."""
    direct_normal_w_per_m2: LogColumn | None = None
    """Sun alone, on a plane that faces it; default: global less diffuse."""
    longwave_down_w_per_m2: LogColumn | None = None
    """Long wave of the sky on the horizontal; default: by Clark-Allen with cloud from the sun, or
    the file's difference to the air."""
    latitude_deg: Annotated[Angle, Field(ge=-90, le=90)] | None = None
    """Of the station, north positive; default: the file's place."""
    longitude_deg: Annotated[Angle, Field(ge=-180, le=180)] | None = None
    """East positive."""
    altitude_m: Annotated[Length, Field(ge=-430, le=6000)] | None = None
    """Above the sea."""
    utc_offset_h: Annotated[Number, Field(ge=-12, le=14)] | None = None
    """Local standard time minus UTC, in hours."""

    @model_validator(mode="after")
    def _belong_together(self) -> Self:
        given = [name for name in PLACE if getattr(self, name) is not None]
        if given and len(given) < len(PLACE):
            raise complaint(
                "latitude, longitude, altitude and utc_offset belong together",
                "{latitude: 47.9 deg, longitude: 11.7 deg, altitude: 680 m, utc_offset: 1}",
            )
        has_global = self.global_horizontal_w_per_m2 is not None
        of_sun = self.diffuse_horizontal_w_per_m2 or self.direct_normal_w_per_m2
        if of_sun is not None and not has_global:
            raise complaint("diffuse and direct are of no use without global_horizontal")
        return self
