"""A small room with a made-up log of it: its own response to known factors, with noise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from hand_made_rooms import shoebox
from hpsim.building.ideal_load import planes
from hpsim.building.model import Gains, Layer, Mass, Neighbour, RoomModel
from hpsim.fit.problem import HourlyLog, respond
from hpsim.kernel.types import Climate, PlaneIrradiance
from hpsim.simulate.driven import Drive, LoggedRoom

DAYS_BEFORE, DAYS = 6, 12
HOURS = 24 * (DAYS_BEFORE + DAYS)
FIRST = 24 * DAYS_BEFORE
OF_ROOM = ("conduction", "leaks", "sun", "fast_capacity", "inner_mass", "own_gains")
OF_LOG = ("machine_output", "sensor", "start", "start_air")


def logged_room() -> LoggedRoom:
    """Return a room with a heated neighbour, a window, people and furniture in a windy spring."""
    hours = np.arange(HOURS + 1.0)
    random = np.random.default_rng(7)
    day = 2.0 * np.pi * (hours - 15.0) / 24.0
    slow = np.convolve(random.normal(0.0, 1.0, HOURS + 49), np.ones(49) / 7.0, mode="valid")
    wind = 1.0 + 2.5 * np.abs(
        np.convolve(random.normal(size=HOURS + 25), np.ones(25) / 5.0, "valid")
    )
    sky = 3.0 * np.cos(day)
    outdoor = 4.0 + 3.0 * np.cos(day) + 3.0 * slow[: HOURS + 1]
    up = np.maximum(np.sin(2.0 * np.pi * (hours[:-1] + 0.5 - 6.0) / 24.0), 0.0)
    clear = np.repeat(random.random(HOURS // 24) < 0.5, 24)
    beam, diffuse = 500.0 * up * clear, 120.0 * up
    climate = Climate(
        outdoor_degc=outdoor,
        humidity_ratio=np.full(HOURS + 1, 0.004),
        wind_m_per_s=wind[: HOURS + 1],
        sky_degc=outdoor - 8.0 - 0.3 * sky,
        pressure_pa=101325.0,
        sun_azimuth_deg=(180.0 + 15.0 * ((hours[:-1] + 0.5) % 24.0 - 12.0)) % 360.0,
        sun_elevation_deg=40.0 * up,
    )
    model = _model(hours[:-1] % 24.0)
    none = np.zeros(HOURS)
    light = PlaneIrradiance(beam, none, diffuse, none, 0.1 * beam, up)
    return LoggedRoom(model, climate, dict.fromkeys(planes(model), light), FIRST)


def _model(clock_h: np.ndarray) -> RoomModel:
    box = shoebox()
    *walls, roof, floor = box.surfaces
    neighbour = Neighbour(np.full(HOURS, 19.0))
    at_home = (clock_h < 8.0) | (clock_h > 17.0)
    people = np.where(at_home, 120.0, 20.0)
    return replace(
        box,
        surfaces=(*walls[:3], replace(walls[3], boundary=neighbour), roof, floor),
        gains=Gains(0.6 * people, 0.4 * people, 0.0 * people),
        masses=(Mass("furniture", (Layer(0.05, 40000.0),), 30.0),),
    )


def made_up_log(
    room: LoggedRoom,
    truth: Mapping[str, float],
    *,
    seed: int = 1,
    sensor_k: float = 0.1,
    heater_w: float = 2500.0,
) -> HourlyLog:
    """Return a log of a room with known factors, whose heater goes on and off by chance."""
    random = np.random.default_rng(seed)
    heat = np.zeros(HOURS)
    heat[FIRST:] = heater_w * np.repeat(random.random(24 * DAYS // 3) < 0.5, 3)
    ends = np.full(2 * HOURS + 1, np.nan)
    ends[: 2 * FIRST + 1] = 20.0
    air = respond(room, Drive(heat, 0.3, ends, FIRST), truth).air_degc + truth.get("sensor", 0.0)
    air += random.normal(0.0, sensor_k, HOURS)
    air[:FIRST] = np.nan
    return HourlyLog(air, heat, FIRST, HOURS)
