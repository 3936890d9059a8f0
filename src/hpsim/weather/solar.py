"""Sun on tilted planes: direct, sky diffuse by Perez-Driesse, ground-reflected."""

from __future__ import annotations

import numpy as np

from hpsim.kernel.types import FloatArray, PlaneIrradiance
from hpsim.weather.clock import extraterrestrial_w_per_m2
from hpsim.weather.model import Weather

DEFAULT_GROUND_REFLECTANCE = 0.2


def cos_incidence(weather: Weather, azimuth_deg: float, tilt_deg: float) -> FloatArray:
    """Return (8760,) the cosine of the sun's angle of incidence at mid-hour, 0 behind or down."""
    elevation = np.radians(weather.sun_elevation_deg)
    turned = np.radians(weather.sun_azimuth_deg - azimuth_deg)
    tilt = np.radians(tilt_deg)
    cosine = np.sin(elevation) * np.cos(tilt) + np.cos(elevation) * np.sin(tilt) * np.cos(turned)
    return np.where(elevation > 0.0, np.maximum(cosine, 0.0), 0.0)


def plane_irradiance(
    weather: Weather,
    azimuth_deg: float,
    tilt_deg: float,
    ground_reflectance: float = DEFAULT_GROUND_REFLECTANCE,
) -> PlaneIrradiance:
    """Return the irradiance on a plane by where it comes from; hourly means [W/m2].

    Parameters
    ----------
    weather
        A year with the sun at mid-hour.
    azimuth_deg
        Of the outward normal, clockwise from north [deg].
    tilt_deg
        0 faces up, 90 is a wall, 180 faces down [deg].
    ground_reflectance
        0 … 1, the same all year.

    Notes
    -----
    Where the sun is below the horizon at mid-hour the diffuse is taken as isotropic and there
    is no direct. The horizon band may be negative (overcast skies are darker there), but never
    by more than the rest of the sky's diffuse.

    References
    ----------
    Driesse, A., Jensen, A., Perez, R. (2024). A continuous form of the Perez diffuse sky model.
    Solar Energy 267, through pvlib.
    """
    cosine = cos_incidence(weather, azimuth_deg, tilt_deg)
    tilt = np.radians(tilt_deg)
    isotropic, circumsolar, horizon = _sky_diffuse(weather, azimuth_deg, tilt_deg)
    reflected = weather.global_horizontal_w_per_m2 * ground_reflectance * 0.5 * (1 - np.cos(tilt))
    return PlaneIrradiance(
        beam_w_per_m2=weather.direct_normal_w_per_m2 * cosine,
        circumsolar_w_per_m2=circumsolar,
        isotropic_w_per_m2=isotropic,
        horizon_w_per_m2=horizon,
        ground_w_per_m2=reflected,
        cos_incidence=cosine,
    )


def _sky_diffuse(
    weather: Weather, azimuth_deg: float, tilt_deg: float
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return isotropic, circumsolar and horizon diffuse, cleaned at low sun."""
    from pvlib.atmosphere import get_relative_airmass
    from pvlib.irradiance import perez_driesse

    zenith = 90.0 - weather.sun_elevation_deg
    diffuse = weather.diffuse_horizontal_w_per_m2
    outside = extraterrestrial_w_per_m2()
    if weather.period is not None:
        outside = outside[weather.period.hour_of_year()]
    model = (weather.sun_elevation_deg > 0.0) & (diffuse > 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = perez_driesse(
            tilt_deg,
            azimuth_deg,
            diffuse,
            weather.direct_normal_w_per_m2,
            outside,
            zenith,
            weather.sun_azimuth_deg,
            airmass=get_relative_airmass(zenith),
            return_components=True,
        )
    view = 0.5 * (1.0 + np.cos(np.radians(tilt_deg)))
    isotropic = np.where(model, np.nan_to_num(parts["poa_isotropic"]), diffuse * view)
    circumsolar = np.where(model, np.nan_to_num(parts["poa_circumsolar"]), 0.0)
    horizon = np.where(model, np.nan_to_num(parts["poa_horizon"]), 0.0)
    isotropic, circumsolar = np.maximum(isotropic, 0.0), np.maximum(circumsolar, 0.0)
    return isotropic, circumsolar, np.maximum(horizon, -(isotropic + circumsolar))


def total_w_per_m2(plane: PlaneIrradiance) -> FloatArray:
    """Return all irradiance on a plane, never negative; hourly means [W/m2]."""
    return np.asarray(
        plane.beam_w_per_m2
        + plane.circumsolar_w_per_m2
        + plane.isotropic_w_per_m2
        + plane.horizon_w_per_m2
        + plane.ground_w_per_m2
    )
