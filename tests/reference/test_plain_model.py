"""The engine against the plain non-linear model of `naive`: a winter and a summer week.

The engine splits the year into the room's answer to ideal control and a linear deviation that the
machine makes; the plain model does neither. Both live through the same weather.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
import pytest

from hpsim.kernel.types import Channels, FloatArray
from hpsim.scenario.control import control_of
from hpsim.simulate.stepping import compile_inputs, step_year
from reference.naive import Week, lived_in_moisture, run_weeks
from reference.plain_scenarios import (
    BY_WALL,
    CONSTANT_FILMS,
    MIAMI_SUMMER_H,
    SINGLE,
    SUMMER_H,
    VARIABLE,
    WEEK_H,
    WINTER_H,
    answer_of,
    scenario_of,
)

SETTLE_H = 24  # the machine's own traces (sensor, coil, films) are gone after hours
LIVED_IN_DAYS = 42  # two time constants of the slowest slab's soil
ENGINE_STEP_S, ENGINE_WARM_UP_H = 60.0, 720

# Of a week's starts; the largest difference measured is 2.4 % (case 600 in summer: 619 and 634).
STARTS = 0.03
# Of a week with few starts: one run more or less at either end, and a modulating unit that hovers
# at its minimum speed stops or doesn't by hundredths of a kelvin. Measured: up to 3 of 173.
FEW_STARTS = 4
# Of the water that the coil takes net: measured up to 2.9 % (Miami, single stage), 2.4 % (Chicago,
# variable speed by a wall thermostat).
WATER = 0.03
# Of what the coil gave back on the way: net removal is the small difference of two large sums where
# runs take two minutes (case 600 in summer: 9.2 kWh caught, 9.1 given back; 0.005 kWh apart).
TURNOVER = 0.01
DRY_SHARE = 1e-4  # a coil that takes less water than this of the sensible heat is dry


@dataclass(frozen=True)
class Pair:
    """One week as the engine and as the plain model have it."""

    engine: Channels
    plain: Week

    @property
    def engine_wh(self) -> FloatArray:
        h = self.engine
        compressor = h.compressor_heating_w + h.compressor_cooling_w + h.defrost_w
        return np.asarray(compressor + h.fan_w + h.standby_w)

    @property
    def engine_starts(self) -> float:
        return float(self.engine.starts_heating.sum() + self.engine.starts_cooling.sum())


def pairs_of(name: str, cases: tuple[tuple[int, int], ...], step_s: float) -> list[Pair]:
    """Return engine and plain model for (candidate, first hour) of each case."""
    answer, scenario = answer_of(name), scenario_of(name)
    plain_cases, engines = [], []
    for index, first in cases:
        control = control_of(scenario.thermostat, scenario.candidates[index])
        machine, _ = scenario.candidates[index].compile()
        inputs = compile_inputs(answer, machine, control)
        hourly, _, _ = step_year(inputs, ENGINE_STEP_S, ENGINE_WARM_UP_H, {})
        begins = first - SETTLE_H - 24 * LIVED_IN_DAYS
        water = lived_in_moisture(answer, hourly.humidity_ratio, hourly.room_degc, begins)
        plain_cases.append((machine, control, float(first), water))
        engines.append(Channels(*(x[first : first + WEEK_H] for x in hourly)))
    weeks = run_weeks(
        answer,
        plain_cases,
        WEEK_H,
        settle_hours=SETTLE_H,
        lived_in_days=LIVED_IN_DAYS,
        step_s=step_s,
    )
    return [Pair(*pair) for pair in zip(engines, weeks, strict=True)]


CHICAGO_CASES = ((VARIABLE, WINTER_H), (VARIABLE, SUMMER_H), (SINGLE, WINTER_H), (SINGLE, SUMMER_H))
MIAMI_CASES = ((VARIABLE, MIAMI_SUMMER_H), (SINGLE, MIAMI_SUMMER_H))
CASE600_CASES = ((0, WINTER_H), (0, SUMMER_H))


# The unit in case 600 runs two minutes at a time, where ten seconds cost 1 % of the starts.
PLAIN_STEP_S = {"case600": 5.0}


@cache
def pairs(name: str) -> list[Pair]:
    cases = {
        "chicago-addition": CHICAGO_CASES,
        BY_WALL: CHICAGO_CASES,
        CONSTANT_FILMS: ((VARIABLE, SUMMER_H), (SINGLE, SUMMER_H)),
        "miami-addition": MIAMI_CASES,
        "case600": CASE600_CASES,
    }
    return pairs_of(name, cases[name], PLAIN_STEP_S.get(name, 10.0))


EVERY_WEEK = [
    pytest.param("chicago-addition", 0, id="chicago-variable-winter", marks=pytest.mark.ci),
    pytest.param("chicago-addition", 1, id="chicago-variable-summer", marks=pytest.mark.ci),
    pytest.param("chicago-addition", 2, id="chicago-single-winter", marks=pytest.mark.ci),
    pytest.param("chicago-addition", 3, id="chicago-single-summer", marks=pytest.mark.ci),
    pytest.param(BY_WALL, 0, id="chicago-variable-winter-by-wall"),
    pytest.param(BY_WALL, 1, id="chicago-variable-summer-by-wall"),
    pytest.param(BY_WALL, 2, id="chicago-single-winter-by-wall"),
    pytest.param(BY_WALL, 3, id="chicago-single-summer-by-wall"),
    pytest.param(CONSTANT_FILMS, 0, id="chicago-variable-summer-constant-films"),
    pytest.param(CONSTANT_FILMS, 1, id="chicago-single-summer-constant-films"),
    pytest.param("miami-addition", 0, id="miami-variable-summer"),
    pytest.param("miami-addition", 1, id="miami-single-summer"),
    pytest.param("case600", 0, id="case600-winter"),
    pytest.param("case600", 1, id="case600-summer"),
]


def every_week(test: Callable[..., None]) -> Callable[..., None]:
    """Try a test on all weeks; the plain model takes minutes."""
    return pytest.mark.slow(pytest.mark.parametrize(("name", "case"), EVERY_WEEK)(test))


@dataclass(frozen=True)
class Allowed:
    """How far a week of the engine may be from the plain model's."""

    kwh: float = 0.01
    heat: float = 0.01
    running: float = 0.01
    peak: float = 0.01
    """Of the highest mean electricity of 24 h: in one hour a cycle more or less is a fifth."""
    room_k: float = 0.05
    """Of the mean of the room's air."""


# What readers of results would still call the same: 1 %, a tenth of a thermostat's band. Measured
# in the weeks that have no line of their own, in the order of `Allowed` [%, K]:
#   Chicago, variable, winter             +0.35  +0.40  +0.04  +0.46  -0.008
#   Chicago, variable, winter, by wall    -0.09  -0.02  -0.01  -0.31  +0.003
#   Chicago, variable, constant films     +0.40  +0.44  +0.45  +0.65  -0.001
#   Miami, variable, summer               +0.03  -0.19  -0.25  -0.01  +0.014
#   case 600, winter                      -0.34  +0.46  -0.52  -0.46  +0.008
#   case 600, summer                      -0.54  -0.15  -0.67  -0.60  +0.004
OTHERWISE = Allowed()
# In the coldest week the small single-stage unit is below its lowest outdoor temperature for two
# days, and the room falls 8 K below what the deviation's films belong to.
COLD = Allowed(room_k=0.12)
# In summer loads are small, the room swings, and natural films of floor and ceiling double as the
# air crosses their temperature: the loop has those of a room under ideal control. With constant
# films on floor and ceiling alone the same weeks are 1.1 and 0.2 % apart.
ALLOWED = {
    ("chicago-addition", 2): COLD,  # measured: +0.51  +0.50  +0.52  +0.27  +0.095
    (BY_WALL, 2): COLD,  # -0.01  -0.08  -0.02  -0.53  +0.088
    # -2.85  -4.93  -4.62  -2.61  +0.081, with 26 runs, one of which is 4 % of the week
    ("chicago-addition", 1): Allowed(0.035, 0.06, 0.055, 0.035, 0.1),
    ("chicago-addition", 3): Allowed(0.02, 0.03, 0.025),  # -1.39  -2.26  -1.96  +0.04  +0.027
    (BY_WALL, 1): Allowed(0.025, 0.035, 0.035, 0.03),  # -1.65  -2.62  -2.79  -2.20  +0.032
    (BY_WALL, 3): Allowed(0.02, 0.025, 0.025),  # -1.28  -1.66  -1.70  -0.39  +0.023
    # -0.94  -1.77  -1.48  -0.02  +0.028: a week of 55 runs begins or ends within one
    (CONSTANT_FILMS, 1): Allowed(0.015, 0.02, 0.02),
    # +0.41  +0.22  +0.52  +1.22  +0.006: a run of 15 more or less on the hottest day
    ("miami-addition", 1): Allowed(peak=0.02),
}


def allowed_in(name: str, case: int) -> Allowed:
    """Return what is allowed in a week."""
    return ALLOWED.get((name, case), OTHERWISE)


@every_week
def test_a_weeks_electricity_and_heat_are_those_of_the_plain_model(name: str, case: int) -> None:
    pair, allowed = pairs(name)[case], allowed_in(name, case)
    engine, plain = pair.engine, pair.plain
    assert pair.engine_wh.sum() == pytest.approx(plain.electricity_wh.sum(), rel=allowed.kwh)
    delivered = engine.heat_delivered_w.sum() + engine.cool_delivered_w.sum()
    given = plain.heat_wh.sum() + plain.cool_wh.sum()
    assert delivered == pytest.approx(given, rel=allowed.heat)
    assert engine.running.sum() == pytest.approx(plain.running_h.sum(), rel=allowed.running)


@every_week
def test_the_days_peak_is_that_of_the_plain_model(name: str, case: int) -> None:
    pair = pairs(name)[case]
    day = np.ones(24) / 24
    engine, plain = (
        np.convolve(x, day, "valid").max() for x in (pair.engine_wh, pair.plain.electricity_wh)
    )
    assert engine == pytest.approx(plain, rel=allowed_in(name, case).peak)


@every_week
def test_a_week_starts_as_often_as_in_the_plain_model(name: str, case: int) -> None:
    pair = pairs(name)[case]
    plain = pair.plain.starts.sum()
    assert abs(pair.engine_starts - plain) <= max(STARTS * plain, FEW_STARTS)


@every_week
def test_the_room_is_as_warm_as_in_the_plain_model(name: str, case: int) -> None:
    pair = pairs(name)[case]
    difference = pair.engine.room_degc.mean() - pair.plain.air_degc.mean()
    assert abs(difference) < allowed_in(name, case).room_k


@every_week
def test_the_coil_takes_as_much_water_as_in_the_plain_model(name: str, case: int) -> None:
    pair = pairs(name)[case]
    plain = pair.plain.latent_wh.sum()
    sensible = pair.plain.cool_wh.sum() + pair.plain.heat_wh.sum()
    allowed = WATER * plain + TURNOVER * pair.engine.latent_returned_w.sum()
    assert pair.engine.latent_removed_w.sum() == pytest.approx(
        plain, rel=0.0, abs=max(allowed, DRY_SHARE * sensible)
    )
