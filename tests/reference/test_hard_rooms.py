"""The hardest rooms against the plain non-linear model: a winter and a summer week each.

Glass on three sides and little else; a leaky garage that wind and stack blow through; a room whose
door to a home at 22 degC opens by day; one whose home is at the setpoints; an attic with windows
that follow the room at night.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pytest

from hpsim import load_scenario
from hpsim.control.compile import compile_control
from hpsim.kernel.types import Channels, FloatArray
from hpsim.simulate.response import room_response
from hpsim.simulate.stepping import compile_inputs, step_year
from reference.naive import WARM_UP_DAYS, Week, ideal_year, lived_in_moisture, run_weeks

WEEK_H, SETTLE_H = 168, 24
LIVED_IN_DAYS = 30  # two time constants of the slowest slab's soil
WINTER_H, SUMMER_H = 25 * 24, 195 * 24  # Chicago's coldest and warmest week
PLAIN_STEP_S = 5.0  # runs of four minutes: ten seconds cost up to 1 % of the starts
KWH, PEAK, STARTS = 0.01, 0.02, 0.03
MEAN_ROOM_K = 0.15  # of a week: a unit locked out lets the room be 6 to 16 K too cold on the mean
FEW_STARTS = 5  # of a mean of four runs whose starts scatter by 4 in both programs: two deviations
IDEAL_KWH, IDEAL_PEAK = 0.01, 0.01
# Of the year's peak: an hour in which the room just touches a setpoint hangs on hundredths of a K.
TOUCH = 0.02
# Runs fall where they do, and a unit that hovers at its lowest speed stops or doesn't by hundredths
# of a kelvin: by the sensor alone the sunroom's variable unit starts 143 to 159 times in its winter
# week, 146 to 159 in the plain model. So a few sensors, each off by as much in both programs.
SENSOR_OFFSETS_K = (-0.09, -0.03, 0.03, 0.09)
UNITS = {
    "variable": "{kind: variable_speed, size: %s kBtu/h, seer2: 21, hspf2: 10}",
    "single": "{kind: single_stage, size: %s kBtu/h, seer2: 15.2, hspf2: 7.8}",
}
BY_DAY = [0] * 7 + [1] * 15 + [0] * 2
DOOR = f"{{area: 1.7 m2, state: {BY_DAY}, rest_of_home: 22 degC}}"
WINDOW = "{flow: 150 L/s, kind: window, when: {room_above: 23 degC, outdoor_below_room: 2 K}}"
ROOMS = {
    "sunroom": (18, "room={kind: sunroom, floor_area: 200 ft2, quality: average}"),
    "garage": (
        24,
        "room={kind: garage, floor_area: 400 ft2, quality: average, infiltration: {ach50: 25}}",
    ),
    "door": (
        6,
        (
            "room={kind: bedroom, floor_area: 250 ft2, quality: poor, above: outdoors, "
            f"windows: [{{facing: west, area: 60 ft2}}], doors: [{DOOR}]}}"
        ),
        "thermostat={heating: 20 degC, cooling: 25 degC}",
    ),
    "home": (
        6,
        (
            "room={kind: bedroom, floor_area: 250 ft2, quality: poor, above: outdoors, "
            "windows: [{facing: west, area: 60 ft2}]}"
        ),
        "thermostat={heating: 20 degC, cooling: 25 degC}",
    ),
    "attic": (
        12,
        f"room={{kind: attic, floor_area: 300 ft2, quality: average, ventilation: [{WINDOW}]}}",
    ),
}


@dataclass(frozen=True)
class Weeks:
    """Two weeks of one unit, as the engine and as the plain model have them, by sensor."""

    engine: list[list[Channels]]
    """Winter and summer; each with every offset of the sensor."""
    plain: list[list[Week]]

    @property
    def n_sensors(self) -> int:
        return len(self.engine[0])

    def engine_wh(self) -> list[FloatArray]:
        """Electricity of each week (n_sensors, WEEK_H)."""
        return [
            np.array(
                [
                    w.compressor_heating_w
                    + w.compressor_cooling_w
                    + w.defrost_w
                    + w.fan_w
                    + w.standby_w
                    for w in week
                ]
            )
            for week in self.engine
        ]

    def plain_wh(self) -> list[FloatArray]:
        return [np.array([w.electricity_wh for w in week]) for week in self.plain]


@cache
def answer_of(room: str):
    size, *said = ROOMS[room]
    units = ", ".join(unit % size for unit in UNITS.values())
    scenario = load_scenario("chicago-addition", [*said, f"candidates=[{units}]"])
    return scenario, room_response(scenario)


@cache
def weeks_of(room: str) -> dict[str, Weeks]:
    scenario, answer = answer_of(room)
    control = compile_control(scenario.thermostat)
    cases, engines, names = [], [], []
    for unit, candidate in zip(UNITS, scenario.candidates, strict=True):
        machine, _ = candidate.compile()
        for offset_k in SENSOR_OFFSETS_K:
            own = control._replace(sensor_offset_k=control.sensor_offset_k + offset_k)
            hourly, _, _ = step_year(compile_inputs(answer, machine, own), 60.0, 720, {})
            for first in (WINTER_H, SUMMER_H):
                begins = first - SETTLE_H - 24 * LIVED_IN_DAYS
                water = lived_in_moisture(answer, hourly.humidity_ratio, hourly.room_degc, begins)
                cases.append((machine, own, float(first), water))
                engines.append(Channels(*(x[first : first + WEEK_H] for x in hourly)))
                names.append((unit, first))
    plain = run_weeks(
        answer,
        cases,
        WEEK_H,
        settle_hours=SETTLE_H,
        lived_in_days=LIVED_IN_DAYS,
        step_s=PLAIN_STEP_S,
    )

    def of(unit: str, weeks: list[Any]) -> list[list[Any]]:
        return [
            [week for name, week in zip(names, weeks, strict=True) if name == (unit, first)]
            for first in (WINTER_H, SUMMER_H)
        ]

    return {unit: Weeks(of(unit, engines), of(unit, plain)) for unit in UNITS}


every_room = pytest.mark.parametrize("room", ROOMS)
every_unit = pytest.mark.parametrize("unit", UNITS)


@pytest.mark.slow
@every_room
@every_unit
def test_electricity_is_that_of_the_plain_model(room: str, unit: str) -> None:
    weeks = weeks_of(room)[unit]
    engine = sum(float(wh.sum()) for wh in weeks.engine_wh())
    plain = sum(float(wh.sum()) for wh in weeks.plain_wh())
    assert engine == pytest.approx(plain, rel=KWH)


def peak_days_w(weeks_wh: FloatArray) -> FloatArray:
    """Return the highest mean of 24 h of each week (n_sensors,)."""
    day = np.ones(24) / 24
    return np.array([np.convolve(wh, day, "valid").max() for wh in weeks_wh])


@pytest.mark.slow
@every_room
@every_unit
def test_each_weeks_peak_day_is_that_of_the_plain_model(room: str, unit: str) -> None:
    """In the mean of the sensors: a day begins or ends within a run, 2 % of a day of 45."""
    weeks = weeks_of(room)[unit]
    for engine, plain in zip(weeks.engine_wh(), weeks.plain_wh(), strict=True):
        assert peak_days_w(engine).mean() == pytest.approx(peak_days_w(plain).mean(), rel=PEAK)


@pytest.mark.slow
@every_room
@every_unit
def test_starts_are_those_of_the_plain_model(room: str, unit: str) -> None:
    weeks = weeks_of(room)[unit]
    engine = sum(
        float((w.starts_heating + w.starts_cooling).sum()) for e in weeks.engine for w in e
    )
    plain = sum(float(w.starts.sum()) for p in weeks.plain for w in p)
    allowed = max(STARTS * plain, FEW_STARTS * weeks.n_sensors)
    assert abs(engine - plain) <= allowed


@pytest.mark.slow
@every_room
@every_unit
def test_the_room_is_as_warm_as_in_the_plain_model(room: str, unit: str) -> None:
    """Also in the week in which the single-stage unit is locked out for 151 of 168 hours."""
    weeks = weeks_of(room)[unit]
    for engines, plains in zip(weeks.engine, weeks.plain, strict=True):
        off = [
            engine.room_degc.mean() - plain.air_degc.mean()
            for engine, plain in zip(engines, plains, strict=True)
        ]
        assert abs(np.mean(off)) < MEAN_ROOM_K


@pytest.mark.slow
@every_room
def test_ideal_loads_are_those_of_the_plain_model(room: str) -> None:
    _, answer = answer_of(room)
    firsts = [WINTER_H, SUMMER_H]
    begins = [float(first) for first in firsts]
    _, loads, _ = ideal_year(answer, begins, WARM_UP_DAYS, WEEK_H, fine_s=200.0)
    year = answer.year
    for i, first in enumerate(firsts):
        week = slice(first, first + WEEK_H)
        for ideal, plain in (
            (year.ideal_heating_w, np.maximum(loads[:, i], 0.0)),
            (year.ideal_cooling_w, np.maximum(-loads[:, i], 0.0)),
        ):
            touch_w = TOUCH * float(ideal.max())
            assert ideal[week].sum() == pytest.approx(plain.sum(), rel=IDEAL_KWH, abs=4 * touch_w)
            assert ideal[week].max() == pytest.approx(plain.max(), rel=IDEAL_PEAK, abs=touch_w)
