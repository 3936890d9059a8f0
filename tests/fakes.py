"""Runs made by hand: three-hour ones to check by hand, and a plausible year for plots and folders.

Nothing here is simulated by the engine: the year is a sine of outdoor temperature, a steady load,
and a textbook thermostat.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hpsim.economics.prices import Prices
from hpsim.kernel.types import Channels, Cycles, FloatArray
from hpsim.results import DesignLoads, Results, RoomSummary, RoomYear, Run, Trace

HOURS = 8760
UA_W_PER_K = 45.0
CAPACITANCE_J_PER_K = 600e3
HEATING_DEGC, COOLING_DEGC = 20.0, 24.4
GAINS_W = 250.0
WINTER_DAY, SUMMER_DAY, MILD_DAY = 14, 201, 100


def channels(n: int) -> Channels:
    """Return channels of zeros, at 20 degC and 7 g/kg."""
    zeros = np.zeros((len(Channels._fields), n))
    made = Channels(*zeros)
    return made._replace(room_degc=np.full(n, 20.0), humidity_ratio=np.full(n, 0.007))


def cycles(start_s: list[float], run_s: list[float], mode: list[float] | None = None) -> Cycles:
    """Return a cycle table of full-speed runs of 1 kWh of heat and 0.25 kWh of electricity."""
    n = len(start_s)
    return Cycles(
        start_s=np.array(start_s, float),
        run_s=np.array(run_s, float),
        off_before_s=np.full(n, 600.0),
        mode=np.array(mode or [1.0] * n, float),
        mean_speed=np.ones(n),
        electricity_j=np.full(n, 0.9e6),
        heat_j=np.full(n, 3.6e6),
    )


def room_year(n: int) -> RoomYear:
    """Return setpoints 20 and 25 degC, no load, at standard pressure."""
    return RoomYear(
        outdoor_degc=np.zeros(n),
        outdoor_humidity_ratio=np.zeros(n),
        heating_setpoint_degc=np.full(n, 20.0),
        cooling_setpoint_degc=np.full(n, 25.0),
        ideal_heating_w=np.zeros(n),
        ideal_cooling_w=np.zeros(n),
        ideal_room_degc=np.full(n, 20.0),
        ideal_mean_radiant_degc=np.full(n, 20.0),
        pressure_pa=101325.0,
    )


def small_results(n: int = 3, kind: str = "single_stage") -> Results:
    """Return ``n`` hours in which nothing happens, with outputs of 1 and 2 kW."""
    return Results(
        candidate="small",
        kind=kind,
        step_s=60.0,
        hourly=channels(n),
        cycles=cycles([], []),
        room=room_year(n),
        minimum_heating_w=np.full(n, 1000.0),
        maximum_heating_w=np.full(n, 2000.0),
        minimum_cooling_w=np.full(n, 1000.0),
        maximum_cooling_w=np.full(n, 2000.0),
        mean_radiant_degc=np.full(n, 20.0),
    )


@dataclass(frozen=True)
class FakeUnit:
    """A heat pump with capacity linear in outdoor temperature."""

    name: str
    kind: str
    rated_w: float
    turndown: float
    """Least steady output over the greatest."""
    cop_at_8_degc: float

    def heating_w(self, outdoor_degc: FloatArray) -> FloatArray:
        return self.rated_w * np.clip(1.0 + 0.016 * (outdoor_degc - 8.3), 0.3, 1.3)

    def cooling_w(self, outdoor_degc: FloatArray) -> FloatArray:
        return 0.75 * self.rated_w * np.clip(1.0 - 0.01 * (outdoor_degc - 35.0), 0.5, 1.4)

    def cop(self, outdoor_degc: FloatArray) -> FloatArray:
        lift = np.abs(21.0 - outdoor_degc) + 12.0
        return np.clip(self.cop_at_8_degc * (24.7 / lift) ** 0.6, 1.2, 9.0)


UNITS = (
    FakeUnit("variable-speed 6 kBtu/h", "variable_speed", 1758.0, 0.25, 3.9),
    FakeUnit("single-stage 6 kBtu/h", "single_stage", 1758.0, 1.0, 3.4),
    FakeUnit("variable-speed 12 kBtu/h", "variable_speed", 3517.0, 0.25, 3.7),
    FakeUnit("single-stage 12 kBtu/h", "single_stage", 3517.0, 1.0, 3.3),
)


def outdoor_degc() -> FloatArray:
    """Return a cold winter, a warm summer, and days that differ, (n_hours,)."""
    hour = np.arange(HOURS)
    weather = np.random.default_rng(7).normal(0.0, 4.0, 366)
    days = np.interp(hour / 24.0, np.arange(366), weather)
    season = 9.5 - 15.0 * np.cos(2 * np.pi * (hour / 24.0 - 20.0) / 365.0)
    return season + days - 5.0 * np.cos(2 * np.pi * (hour % 24 - 3.0) / 24.0)


def year_of_room() -> RoomYear:
    """Return the steady load of the fake room over the fake year."""
    outdoor = outdoor_degc()
    sun = 500.0 * np.clip(np.sin(np.pi * (np.arange(HOURS) % 24 - 7.0) / 12.0), 0.0, None)
    heating = np.maximum(UA_W_PER_K * (HEATING_DEGC - outdoor) - GAINS_W - 0.5 * sun, 0.0)
    cooling = np.maximum(UA_W_PER_K * (outdoor - COOLING_DEGC) + GAINS_W + sun, 0.0)
    cooling = np.where(outdoor > 14.0, cooling, 0.0)
    return RoomYear(
        outdoor_degc=outdoor,
        outdoor_humidity_ratio=np.full(HOURS, 0.006),
        heating_setpoint_degc=np.full(HOURS, HEATING_DEGC),
        cooling_setpoint_degc=np.full(HOURS, COOLING_DEGC),
        ideal_heating_w=heating,
        ideal_cooling_w=cooling,
        ideal_room_degc=np.clip(outdoor + 6.0, HEATING_DEGC, COOLING_DEGC),
        ideal_mean_radiant_degc=np.clip(outdoor + 5.0, HEATING_DEGC - 1, COOLING_DEGC + 1),
        pressure_pa=99_300.0,
        heat_loss_w_per_k=UA_W_PER_K,
        people_w=np.where(np.arange(HOURS) % 24 < 8, 117.0, 0.0),
    )


def fake_results(unit: FakeUnit, room: RoomYear) -> Results:
    """Return a year of one fake unit, with a winter and a summer day by the minute."""
    maximum_heating = unit.heating_w(room.outdoor_degc)
    maximum_cooling = unit.cooling_w(room.outdoor_degc)
    heat = np.minimum(room.ideal_heating_w, maximum_heating)
    cool = np.minimum(room.ideal_cooling_w, maximum_cooling)
    cop = unit.cop(room.outdoor_degc)
    running_h = np.clip(heat / (unit.turndown * maximum_heating), 0.0, 1.0)
    running_c = np.clip(cool / (unit.turndown * maximum_cooling), 0.0, 1.0)
    starts_h = np.floor(4 * 5.0 * running_h * (1 - running_h) + 0.3 * (running_h > 0.05))
    starts_c = np.floor(4 * 5.0 * running_c * (1 - running_c) + 0.3 * (running_c > 0.05))
    short_k = (room.ideal_heating_w - heat) / UA_W_PER_K
    excess_k = (room.ideal_cooling_w - cool) / UA_W_PER_K
    hourly = channels(HOURS)._replace(
        room_degc=room.ideal_room_degc - short_k + excess_k,
        humidity_ratio=0.0075 + 0.00012 * room.outdoor_degc,
        heat_delivered_w=heat,
        cool_delivered_w=cool,
        latent_removed_w=0.2 * cool,
        compressor_heating_w=heat / cop,
        compressor_cooling_w=1.2 * cool / (cop + 1.0),
        fan_w=25.0 * (running_h + running_c),
        standby_w=np.full(HOURS, 3.0),
        defrost_w=np.where((room.outdoor_degc < 4.0) & (heat > 0), 12.0, 0.0),
        heating_electricity_w=np.where(heat > 0, heat / cop + 25.0 * running_h + 3.0, 0.0),
        running=np.maximum(running_h, running_c),
        starts_heating=starts_h,
        starts_cooling=starts_c,
    )
    return Results(
        candidate=unit.name,
        kind=unit.kind,
        step_s=60.0,
        hourly=hourly,
        cycles=_cycles_of(starts_h, starts_c, running_h, running_c),
        room=room,
        minimum_heating_w=unit.turndown * maximum_heating,
        maximum_heating_w=maximum_heating,
        minimum_cooling_w=unit.turndown * maximum_cooling,
        maximum_cooling_w=maximum_cooling,
        mean_radiant_degc=room.ideal_mean_radiant_degc - 0.5 * short_k + 0.5 * excess_k,
        co2_ppm=950.0 + 250.0 * np.sin(np.arange(HOURS)),
        traces={
            "winter_day": _day(unit, room, WINTER_DAY, heating=True),
            "summer_day": _day(unit, room, SUMMER_DAY, heating=False),
            "mild_day": _day(unit, room, MILD_DAY, heating=True),
        },
        notes=("a made-up machine",),
    )


def _cycles_of(
    starts_h: FloatArray, starts_c: FloatArray, running_h: FloatArray, running_c: FloatArray
) -> Cycles:
    starts = starts_h + starts_c
    hour = np.repeat(np.arange(HOURS), starts.astype(int))
    nth = np.concatenate([np.arange(n) for n in starts.astype(int)])
    per_hour = starts[hour]
    share = np.where(starts_h[hour] > 0, running_h[hour], running_c[hour])
    run_s = 3600.0 * share / per_hour
    return Cycles(
        start_s=3600.0 * (hour + nth / per_hour),
        run_s=run_s,
        off_before_s=3600.0 / per_hour - run_s,
        mode=np.where(starts_h[hour] > 0, 1.0, -1.0),
        mean_speed=np.ones(hour.size),
        electricity_j=500.0 * run_s,
        heat_j=1700.0 * run_s,
    )


def _day(unit: FakeUnit, room: RoomYear, day: int, *, heating: bool) -> Trace:
    """Return a day of minutes under a plain thermostat, 1 K wide."""
    sign = 1.0 if heating else -1.0
    setpoint = HEATING_DEGC if heating else COOLING_DEGC
    hours = slice(24 * day, 24 * day + 24)
    most = (unit.heating_w if heating else unit.cooling_w)(room.outdoor_degc[hours])
    load = (room.ideal_heating_w if heating else room.ideal_cooling_w)[hours]
    minutes = channels(1440)
    speed, miss_k, is_on, starts = np.zeros(1440), np.zeros(1440), False, np.zeros(1440)
    miss = 0.2
    for i in range(1440):
        h = i // 60
        was_on = is_on
        is_on = miss > -0.5 if is_on else miss > 0.5
        asked = 1.0 if unit.turndown == 1.0 else (load[h] + 1500.0 * miss) / most[h]
        speed[i] = float(np.clip(asked, unit.turndown, 1.0)) if is_on else 0.0
        starts[i] = float(is_on and not was_on)
        miss += 60.0 * (load[h] - speed[i] * most[h]) / CAPACITANCE_J_PER_K
        miss_k[i] = miss
    hour = np.arange(1440) // 60
    cop = unit.cop(room.outdoor_degc[hours])[hour]
    power = speed * most[hour] / cop
    made = minutes._replace(
        room_degc=setpoint - sign * miss_k,
        speed=speed,
        running=np.sign(speed),
        compressor_heating_w=power if heating else np.zeros(1440),
        compressor_cooling_w=np.zeros(1440) if heating else power,
        fan_w=25.0 * np.sign(speed),
        standby_w=3.0 * (speed == 0),
        heat_delivered_w=speed * most[hour] * heating,
        cool_delivered_w=speed * most[hour] * (not heating),
        starts_heating=starts * heating,
        starts_cooling=starts * (not heating),
    )
    return Trace(first_step=1440 * day, step_s=60.0, channels=made)


def fake_run(units: tuple[FakeUnit, ...] = UNITS) -> Run:
    """Return a run of fake units in the fake room."""
    room = year_of_room()
    return Run(
        scenario_name="A made-up room",
        scenario_yaml="name: A made-up room\n",
        scenario_hash="0123456789abcdef",
        weather_id="made-up",
        weather_sha256="0" * 64,
        weather_place="Nowhere",
        resolution="minute",
        step_s=60.0,
        room=RoomSummary(
            heat_loss_w_per_k=UA_W_PER_K,
            effective_capacitance_j_per_k=CAPACITANCE_J_PER_K,
            time_constants_h=(31.0, 2.1),
            floor_area_m2=23.2,
            volume_m3=56.6,
        ),
        candidates=tuple(fake_results(unit, room) for unit in units),
        prices=Prices("USD", 0.18),
        defaults=(("room.ceiling_height", "8 ft", "common in US houses"),),
        design=DesignLoads(1400.0, -16.6, 900.0, 150.0, 31.6, "header"),
    )
