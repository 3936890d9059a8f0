"""A unit's own control in rooms of one capacity, against exponentials and balances by hand.

Room: 1 MJ/K, 100 W/K to 10 degC, so that 2 kW would warm it to 30 degC with 10,000 s. Heating at
20 degC: the unit stops 1.5 K above and starts again at the setpoint.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from hand_made import flat_map, machine
from hpsim.kernel.controller import AT_END
from hpsim.kernel.types import Control
from hpsim.validation.bench import Bench, BenchRun, bare_control, run_on

OWN = {
    "is_own": 1.0,
    "heating_stop_k": 1.5,
    "heating_restart_k": 0.0,
    "cooling_stop_k": 1.5,
    "cooling_restart_k": 0.0,
    "integral_time_s": math.inf,
    "change_band_k": 2.5,
    "change_wait_s": 1200.0,
}
TAU_S = 1e4
SECOND = 0.6  # the room's course is curved within an interval: a crossing lands within a second
ROUNDING = 1e-3


def own(**changes: float) -> Control:
    return bare_control(**{**OWN, **changes})


def heated(control: Control, n_hours: int = 24, *, modulates: bool = False) -> BenchRun:
    table = flat_map(2000.0, 500.0, (0.25, 1.0) if modulates else (0.0, 1.0))
    unit = machine(heating=table, cooling=table)
    if modulates:
        unit = machine(heating=table, cooling=table, compressor={"modulates": 1.0})
    bench = Bench(
        n_hours=n_hours,
        outdoor_degc=10.0,
        room_degc=10.0,
        humidity_ratio=0.005,
        heating_degc=20.0,
        loss_w_per_k=100.0,
        capacity_j_per_k=1e6,
    )
    return run_on(bench, unit, control)


def run_and_rest_s(run: BenchRun) -> tuple[float, float]:
    """Return how long runs and rests last, once the first are over."""
    return float(np.median(run.cycles[2:, 1])), float(np.median(run.cycles[2:, 2]))


def test_runs_and_rests_are_the_way_between_stop_and_restart() -> None:
    """Up from 20 to 21.5 towards 30 degC, and down towards 10 degC."""
    on_s, off_s = run_and_rest_s(heated(own()))
    assert on_s == pytest.approx(TAU_S * math.log(10.0 / 8.5), abs=SECOND)
    assert off_s == pytest.approx(TAU_S * math.log(11.5 / 10.0), abs=SECOND)


def test_a_hold_lengthens_the_run_by_its_time_and_the_rest_by_what_it_heats() -> None:
    on_s, off_s = run_and_rest_s(heated(own(heating_hold_s=180.0, heating_at_once_k=5.0)))
    assert on_s == pytest.approx(TAU_S * math.log(10.0 / 8.5) + 180.0, abs=SECOND)
    top = 30.0 - 8.5 * math.exp(-180.0 / TAU_S)
    assert off_s == pytest.approx(TAU_S * math.log((top - 10.0) / 10.0), abs=SECOND)


def test_a_held_stop_comes_at_once_far_past_it() -> None:
    """An hour of hold would warm the room by 2.6 K; it stops 2 K past the setpoint."""
    on_s, off_s = run_and_rest_s(heated(own(heating_hold_s=3600.0, heating_at_once_k=2.0)))
    assert on_s == pytest.approx(TAU_S * math.log(10.0 / 8.0), abs=SECOND)
    assert off_s == pytest.approx(TAU_S * math.log(12.0 / 10.0), abs=SECOND)


def test_a_restart_at_the_stop_makes_the_wait_the_rest() -> None:
    """Panasonic: it may start where it stopped, three minutes later."""
    same = own(heating_restart_k=1.5, heating_rest_s=180.0, heating_hold_s=60.0)
    _, off_s = run_and_rest_s(heated(same._replace(heating_at_once_k=5.0)))
    top = 30.0 - 8.5 * math.exp(-60.0 / TAU_S)
    back_s = TAU_S * math.log((top - 10.0) / 11.5)
    assert back_s < 180.0
    assert off_s == pytest.approx(180.0, abs=SECOND)


def test_a_shifted_setpoint_shifts_the_room() -> None:
    plain, shifted = heated(own()), heated(own(heating_shift_k=-1.0))
    low, high = (run.steps.room_degc[600:].min() for run in (shifted, plain))
    assert high - low == pytest.approx(1.0, abs=0.02)


def test_at_part_load_the_room_settles_where_the_speed_meets_the_load() -> None:
    """100 (T - 10) = 500 + 375 (21.5 - T): 20.13 degC and half of full speed."""
    run = heated(own(heating_full_at_k=2.5, heating_lowest_at_k=1.5), 48, modulates=True)
    room = (1000.0 + 500.0 + 375.0 * 21.5) / 475.0
    assert run.steps.room_degc[-1] == pytest.approx(room, abs=ROUNDING)
    assert run.steps.speed[-1] == pytest.approx((room - 10.0) / 20.0, abs=ROUNDING)


def test_after_a_start_the_floor_holds_the_speed() -> None:
    """Load 200 W: 500 W at the lowest speed are too much, half speed the more."""
    quiet = own(boost_speed=0.5, boost_s=900.0)
    table = flat_map(2000.0, 500.0, (0.25, 1.0))
    unit = machine(heating=table, cooling=table, compressor={"modulates": 1.0})
    bench = Bench(
        n_hours=12,
        outdoor_degc=10.0,
        room_degc=18.0,
        humidity_ratio=0.005,
        heating_degc=20.0,
        loss_w_per_k=100.0,
        capacity_j_per_k=1e6,
    )
    run = run_on(bench, unit, quiet)
    first = math.ceil(run.cycles[2, 0] / 60.0)
    assert run.steps.speed[first + 4 : first + 14] == pytest.approx(0.5, abs=AT_END)
    room = run.steps.room_degc[first + 20]  # by now the law has the speed, below the floor
    assert run.steps.speed[first + 20] == pytest.approx(0.25 + 0.75 * (21.5 - room) / 4.0, abs=0.01)
    assert run.steps.speed[first + 20] < 0.45


def test_a_fan_that_samples_runs_a_fifth_of_the_rests() -> None:
    control = own(
        fan_by_control=1.0,
        fan_heating_run_s=60.0,
        fan_heating_sample_s=60.0,
        fan_heating_every_s=300.0,
    )
    table = flat_map(2000.0, 500.0)._replace(fan_w=np.full(2, 20.0))
    bench = Bench(
        n_hours=24,
        outdoor_degc=10.0,
        room_degc=10.0,
        humidity_ratio=0.005,
        heating_degc=20.0,
        loss_w_per_k=100.0,
        capacity_j_per_k=1e6,
    )
    run = run_on(bench, machine(heating=table, cooling=table), control)
    rests_s = run.cycles[2:-1, 2]
    into_s = rests_s - 60.0
    alone_s = 60.0 + 60.0 * (into_s // 300.0) + np.maximum(into_s % 300.0 - 240.0, 0.0)
    first, last = (int(run.cycles[i, 0] // 60) for i in (1, -2))
    minutes = slice(first, last)
    assert run.steps.fan_alone[minutes].sum() == pytest.approx(alone_s.sum() / 60.0, abs=1.5)
    on = run.steps.running[minutes] + run.steps.fan_alone[minutes]
    assert run.steps.fan_w[minutes] == pytest.approx(20.0 * on)
