"""Rooms and weather made by hand, simple enough to solve on paper."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from hpsim.building.description.forms import FacePair
from hpsim.building.description.openings import Gap, LayeredGlazing, Pane
from hpsim.building.ideal_load import IdealLoadResult, ideal_load_result, planes
from hpsim.building.ideal_load_pass import IdealLoadOptions
from hpsim.building.model import (
    ConstantInfiltration,
    Gains,
    Layer,
    Outdoors,
    RoomModel,
    Surface,
    Window,
)
from hpsim.kernel.sunlight import Opening
from hpsim.kernel.types import Climate, FloatArray, PlaneIrradiance

HOURS = 8760
PANE = Pane(
    solar_transmittance=0.8,
    solar_reflectance=FacePair(outside=0.08, inside=0.08),
    emissivity=FacePair(outside=0.84, inside=0.84),
)
GLASS = LayeredGlazing(panes=(PANE, PANE), gaps=(Gap(thickness_m=0.012),))
WALL = (Layer(0.06, 7000.0), Layer(1.6, 700.0), Layer(0.075, 9600.0))
AZIMUTHS = {"south": 180.0, "west": 270.0, "north": 0.0, "east": 90.0}


def gains(convective_w: float = 0.0, radiant_w: float = 0.0) -> Gains:
    one = np.ones(HOURS)
    return Gains(convective_w * one, radiant_w * one, 0.0 * one)


def shoebox(
    *,
    glazed: tuple[str, ...] = ("south",),
    ach: float = 0.5,
    heat: Gains | None = None,
    layers: tuple[Layer, ...] = WALL,
    turned_deg: float = 0.0,
    length_m: float = 6.0,
    depth_m: float = 6.0,
) -> RoomModel:
    """Return a box 2.5 m high, all six faces outdoors, with a window of 4 m2 on some walls."""
    surfaces = []
    for name, azimuth in AZIMUTHS.items():
        width = length_m if name in ("north", "south") else depth_m
        area = width * 2.5 - (4.0 if name in glazed else 0.0)
        surfaces.append(
            Surface(name, layers, area, Outdoors(), (azimuth + turned_deg) % 360.0, 90.0)
        )
    floor = length_m * depth_m
    surfaces.append(Surface("roof", layers, floor, Outdoors(), 180.0, 0.0))
    surfaces.append(Surface("floor", layers, floor, Outdoors(sun=False, wind=False), 180.0, 180.0))
    windows = tuple(Window(f"{name} window", name, 4.0, 2.5, 1.6, 0.6, GLASS) for name in glazed)
    return RoomModel(
        floor_area_m2=floor,
        volume_m3=floor * 2.5,
        ceiling_height_m=2.5,
        air_capacity_multiplier=5.0,
        surfaces=tuple(surfaces),
        windows=windows,
        infiltration=(ConstantInfiltration(ach, 1.2),),
        gains=heat or gains(),
    )


def fixed_films(model: RoomModel, inside: float, outside: float) -> RoomModel:
    """Return the room with constant films to air: then it is linear, and no long wave is left."""
    surfaces = tuple(
        replace(s, film_inside_w_per_m2k=inside, film_outside_w_per_m2k=outside)
        for s in model.surfaces
    )
    return replace(model, surfaces=surfaces)


def steady_weather(outdoor_degc: float = 0.0, wind_m_per_s: float = 3.0) -> Climate:
    instants, hours = np.ones(HOURS + 1), np.zeros(HOURS)
    return Climate(
        outdoor_degc * instants,
        0.004 * instants,
        wind_m_per_s * instants,
        outdoor_degc * instants,
        101325.0,
        hours,
        hours - 10.0,
    )


def daily_weather(mean_degc: float = 5.0, swing_k: float = 6.0) -> Climate:
    """Return weather that repeats every day, coldest at 04:00."""
    hour = np.arange(HOURS + 1) % 24
    wave = mean_degc - swing_k * np.cos(2.0 * np.pi * (hour - 4.0) / 24.0)
    return steady_weather()._replace(outdoor_degc=wave, sky_degc=wave - 10.0)


def dark(model: RoomModel) -> dict[tuple[float, float], PlaneIrradiance]:
    none = np.zeros(HOURS)
    return {plane: PlaneIrradiance(*[none] * 6) for plane in planes(model)}


def held_between(heating_degc: float, cooling_degc: float, n_steps: int = 2 * HOURS):
    one = np.ones(n_steps + 1)
    return heating_degc * one, cooling_degc * one


def year(
    model: RoomModel,
    climate: Climate,
    *,
    heating_degc: float = -1000.0,
    cooling_degc: float = 1000.0,
    irradiance: dict[tuple[float, float], PlaneIrradiance] | None = None,
    dropped_weight_k: float = 0.0,
    step_s: float = 1800.0,
    **limits: float,
) -> IdealLoadResult:
    n_steps = round(HOURS * 3600.0 / step_s)
    return ideal_load_result(
        model,
        climate,
        irradiance or dark(model),
        *held_between(heating_degc, cooling_degc, n_steps),
        IdealLoadOptions(step_s=step_s, dropped_weight_k=dropped_weight_k, **limits),
    )


def hourly(steps: FloatArray) -> FloatArray:
    return steps.reshape(HOURS, -1).mean(axis=1)


def opening(**over: float) -> Opening:
    """Return a window of 3 m by 2 m in the middle of a wall of 8 m by 2.7 m."""
    fields = dict.fromkeys(Opening._fields, 0.0)
    fields |= {"left_m": 2.5, "bottom_m": 0.5, "width_m": 3.0, "height_m": 2.0}
    fields |= {"wall_width_m": 8.0, "wall_height_m": 2.7, "room_depth_m": 6.0}
    return Opening(**(fields | over))
