"""A year begins with a room that remembers the weeks before it.

Against a room of two modes stepped plainly under ideal control, rooms whose steady state can be
written down, and the moisture of a room without a coil.
"""

from __future__ import annotations

import numpy as np
import pytest

from hand_made import Year, control, drivers, flat_map, machine, saturation
from hpsim.kernel.moisture import moisture_course
from hpsim.kernel.state import NEVER_S
from hpsim.kernel.types import FloatArray, KernelInputs, RoomDrivers, RoomDynamics

DAYS, COLD_DAYS, WARM_UP_H = 40, 8, 720
FAST_S, SLOW_S, K_PER_W = 1800.0, 6 * 86400.0, (0.01, 0.01)
SLOW = RoomDynamics(np.array([1.0 / FAST_S, 1.0 / SLOW_S]), np.array(K_PER_W), 0.0)
HELD_DEGC, EULER_S = 20.0, 60.0
HOLDS = control(differential_k=0.1)


def turned_cold(mild: float = 10.0, cold: float = -5.0) -> FloatArray:
    """Return half-hours (n + 1,) that are cold in the year's last eight days and its first two."""
    days = np.arange(2 * 24 * DAYS + 1) / 48.0
    return np.where((days >= DAYS - COLD_DAYS) | (days < 2.0), cold, mild)


def first_day(inputs: KernelInputs, warmup_hours: int = WARM_UP_H) -> dict[str, float]:
    """Return the means of a year's first day."""
    hourly = Year(inputs, warmup_hours=warmup_hours).hourly
    return {name: float(values[:24].mean()) for name, values in hourly._asdict().items()}


def ideal_first_day_w(free_degc: FloatArray) -> float:
    """Return the heat of the first day under ideal control, in small steps through some years."""
    n = round(DAYS * 86400.0 / EULER_S)
    instants = np.linspace(0.0, free_degc.size - 1.0, n, endpoint=False)
    free = np.interp(instants, np.arange(free_degc.size), free_degc)
    a, b = EULER_S / FAST_S, EULER_S / SLOW_S
    fast = slow = day_w = 0.0
    for _ in range(3):
        day_w = 0.0
        for k, outside in enumerate(free.tolist()):
            missing = HELD_DEGC - outside - (1.0 - a) * fast - (1.0 - b) * slow
            heat_w = max(missing / (a * K_PER_W[0] + b * K_PER_W[1]), 0.0)
            fast += a * (K_PER_W[0] * heat_w - fast)
            slow += b * (K_PER_W[1] * heat_w - slow)
            if k < 86400.0 / EULER_S:
                day_w += heat_w * EULER_S / 86400.0
    return day_w


def test_walls_remember_the_weeks_before() -> None:
    """Three weeks of mild weather, then eight cold days: no steady state of either."""
    free = turned_cold()
    weather = drivers(free, n_hours=24 * DAYS, heating_degc=HELD_DEGC, cooling_degc=40.0)
    inputs = KernelInputs(SLOW, weather, machine(), HOLDS, saturation())
    expected = ideal_first_day_w(free)
    assert first_day(inputs)["heat_delivered_w"] == pytest.approx(expected, rel=0.001)
    # five days alone begin from the steady state of the cold
    assert abs(first_day(inputs, 120)["heat_delivered_w"] / expected - 1.0) > 0.02


def always(outdoor_degc: float) -> RoomDrivers:
    """Return the weather of a year that is always the same."""
    return drivers(outdoor_degc, n_hours=24 * DAYS, heating_degc=HELD_DEGC, cooling_degc=40.0)


@pytest.mark.parametrize(
    ("changes", "given_w"),
    [
        ({"heating": flat_map(600.0, 150.0)}, 600.0),
        ({"outdoor_coil": {"lowest_outdoor_degc": 0.0}}, 0.0),
        ({"outdoor_coil": {"lowest_outdoor_degc": 0.0}, "backup": {"power_w": 400.0}}, 400.0),
        ({"can_heat": 0.0}, 0.0),
        ({"can_heat": 0.0, "backup": {"power_w": 400.0}}, 400.0),
        ({"can_heat": 0.0, "backup": {"power_w": 400.0, "below_degc": -9.0}}, 0.0),
    ],
    ids=[
        "too small",
        "stopped by the cold",
        "with a heater next to it",
        "cools only",
        "cools, and a heater heats",
        "a heater for colder days",
    ],
)
def test_a_room_starts_as_cold_as_its_machine_leaves_it(
    changes: dict[str, object], given_w: float
) -> None:
    """Held at its setpoint its walls would be kelvins warmer, and lose it within weeks."""
    backup_on = control(differential_k=0.1, backup_delay_s=0.0)
    inputs = KernelInputs(SLOW, always(-5.0), machine(**changes), backup_on, saturation())
    assert first_day(inputs)["room_degc"] == pytest.approx(-5.0 + 0.02 * given_w, abs=0.1)


def test_a_room_that_is_cooled_starts_as_warm_as_its_machine_leaves_it() -> None:
    """1 kW in all, three quarters of it sensible at first, all of it in dry air."""
    small = machine(cooling=flat_map(1000.0, 250.0))
    hot = drivers(
        45.0,
        n_hours=24 * DAYS,
        heating_degc=0.0,
        cooling_degc=20.0,
        outdoor_humidity_ratio=0.002,
    )
    inputs = KernelInputs(SLOW, hot, small, HOLDS, saturation())
    day = first_day(inputs)
    assert day["running"] == pytest.approx(1.0)
    settled = Year(inputs, warmup_hours=WARM_UP_H).hourly.room_degc[-24:].mean()
    # held by 750 W the slow mode begins 2.5 K too warm, of which five days leave 1.1 K
    assert day["room_degc"] == pytest.approx(settled, abs=2.0)
    assert first_day(inputs, 0)["room_degc"] < settled - 2.0


def buffered(base: RoomDrivers) -> RoomDrivers:
    """Return a room whose surfaces hold water for a day, and what lies behind them for weeks."""
    return base._replace(
        surface_buffer_kg=2.0, surface_kg_per_s=0.02, deep_buffer_kg=20.0, deep_kg_per_s=0.004
    )


def test_deep_layers_remember_the_weeks_before() -> None:
    """Eight dry days at the end of a damp year, in a room that is only heated."""
    humid = turned_cold(mild=0.009, cold=0.002)
    weather = buffered(drivers(10.0, n_hours=24 * DAYS, heating_degc=22.0, cooling_degc=40.0))
    weather = weather._replace(outdoor_humidity_ratio=humid)
    inputs = KernelInputs(SLOW, weather, machine(), HOLDS, saturation())
    n = 2 * 24 * DAYS
    course, condensed = np.empty(n), np.empty(n)
    moisture_course(weather, saturation(), np.full(n + 1, 22.0), course, condensed)
    expected = course[:48].mean()
    assert first_day(inputs)["humidity_ratio"] == pytest.approx(expected, rel=0.003)
    assert abs(first_day(inputs, 120)["humidity_ratio"] / expected - 1.0) > 0.02


def test_a_coil_has_dried_deep_layers_before_the_year() -> None:
    """Damp heat all year: the first day is as damp as the last."""
    weather = drivers(
        32.0,
        n_hours=24 * DAYS,
        heating_degc=10.0,
        cooling_degc=24.0,
        outdoor_humidity_ratio=0.02,
        moisture_gain_kg_per_s=2e-5,
        outdoor_air_kg_per_s=0.004,
    )
    inputs = KernelInputs(SLOW, buffered(weather), machine(), HOLDS, saturation())
    humid = Year(inputs, warmup_hours=WARM_UP_H).hourly.humidity_ratio
    assert humid[:24].mean() == pytest.approx(humid[-24:].mean(), rel=0.005)
    without = Year(inputs, warmup_hours=0).hourly.humidity_ratio
    assert without[:24].mean() > 1.05 * without[-24:].mean()


def test_a_room_that_may_not_be_cooled_starts_warm() -> None:
    """A unit that stops cooling below 15 degC, in a room that the sun heats at 5 degC."""
    sunny = drivers(5.0, n_hours=24 * DAYS, heating_degc=0.0, cooling_degc=24.0, gain_w=1500.0)
    stops = machine(outdoor_coil={"lowest_cooling_degc": 15.0})
    inputs = KernelInputs(SLOW, sunny, stops, HOLDS, saturation())
    assert first_day(inputs)["room_degc"] == pytest.approx(5.0 + 0.02 * 1500.0, abs=0.1)


def test_a_door_keeps_a_room_that_has_no_heat_as_warm_as_it_does() -> None:
    """Without a machine, 6 W/K**1.5 to a home of 20 degC and 50 W/K to -5 degC outdoors.

    With ``d`` kelvins less than at home ``6 d**1.5 = 50 (25 - d)``.
    """
    one = np.ones((1, 2 * 24 * DAYS))
    ajar = always(-5.0)._replace(
        door_w_per_k15=6.0 * one, door_degc=20.0 * one, door_humidity_ratio=0.006 * one
    )
    inputs = KernelInputs(SLOW, ajar, machine(can_heat=0.0), HOLDS, saturation())
    below = np.linspace(0.0, 25.0, 250_001)
    apart_k = below[np.abs(6.0 * below**1.5 - 50.0 * (25.0 - below)).argmin()]
    assert first_day(inputs)["room_degc"] == pytest.approx(20.0 - apart_k, abs=0.1)


FEW_DAYS, HELD_H = 12, 240  # of which the machine is stepped through the last half


@pytest.mark.parametrize("warmup_hours", [0, HELD_H])
@pytest.mark.parametrize("only", [{"can_heat": 0.0}, {"can_cool": 0.0}])
def test_a_fan_that_is_always_on_runs_before_the_first_run(
    only: dict[str, float], warmup_hours: int
) -> None:
    """Air of 22 degC needs neither: nothing has run in the days before, nor in the year."""
    weather = drivers(22.0, n_hours=24 * FEW_DAYS, heating_degc=20.0, cooling_degc=24.0)
    inputs = KernelInputs(
        SLOW, weather, machine(fan={"always_on": 1.0}, **only), HOLDS, saturation()
    )
    hourly = Year(inputs, warmup_hours=warmup_hours).hourly
    assert hourly.running.sum() == 0.0
    assert hourly.fan_alone == pytest.approx(np.ones(24 * FEW_DAYS))


@pytest.mark.parametrize(("outdoors", "share"), [(32.0, 1.0), (12.0, 0.0)])
def test_a_fan_goes_by_the_season_of_the_days_before(outdoors: float, share: float) -> None:
    """By its own control it stays on after cooling, and is off after heating."""
    wide = control(differential_k=2.0)
    stays = wide._replace(fan_by_control=1.0, fan_cooling_run_s=NEVER_S, fan_heating_run_s=0.0)
    days = np.arange(2 * 24 * FEW_DAYS + 1) / 48.0
    free = np.interp(days, (2.0, 3.0, 5.0, 6.0), (22.0, outdoors, outdoors, 22.0))
    weather = drivers(free, n_hours=24 * FEW_DAYS, heating_degc=18.0, cooling_degc=26.0)
    inputs = KernelInputs(SLOW, weather, machine(), stays, saturation())
    hourly = Year(inputs, warmup_hours=HELD_H).hourly
    assert hourly.fan_alone[:24] == pytest.approx(share * np.ones(24))
