"""The indoor fan after a stop: programs of a unit's own control, by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from hand_made import Instant, control, machine
from hpsim.kernel.air import DRY_AIR_J_PER_KG_K
from hpsim.kernel.coil import over_interval
from hpsim.kernel.indoor_fan import (
    choose_fan_program,
    fan_alone_w,
    run_fan,
    sample_coil,
    sampled_s,
)
from hpsim.kernel.state import NEVER_S, OVERRUN
from hpsim.kernel.types import Machine, PerformanceMap

HEATING, COOLING = 1.0, -1.0


def fan_machine() -> Machine:
    """Return a unit with a fan of 5 to 40 W and 0.05 to 0.1 kg/s; A0 as the root of the flow."""
    speed, flow = np.array([0.25, 1.0]), np.array([0.05, 0.1])
    table = PerformanceMap(
        np.array([-50.0, 60.0]),
        speed,
        np.outer(np.ones(2), 2000.0 * speed),
        np.outer(np.ones(2), 500.0 * speed),
        fan_w=np.array([5.0, 40.0]),
        airflow_kg_per_s=flow,
        coil_a0_kg_per_s=0.13 * np.sqrt(flow / 0.1),
    )
    return machine(heating=table, cooling=table, indoor_coil={"heating_start_s": 60.0})


def stopped(mode: float, since_s: float, **programs: float) -> Instant:
    i = Instant(machine=fan_machine(), control=control(fan_by_control=1.0, **programs))
    i.put(mode=mode, lowest=0.25, speed_now=0.25)
    choose_fan_program(i.machine, i.control, i.work)
    i.put(since_s=since_s, built=0.9)
    run_fan(i.machine, i.state)
    return i


@pytest.mark.parametrize(
    ("since_s", "runs", "left_s"),
    [
        (0.0, 1.0, 60.0),
        (59.0, 1.0, 1.0),
        (60.0, 0.0, 240.0),  # off for 240 of 300 s
        (299.0, 0.0, 1.0),
        (300.0, 1.0, 60.0),
        (359.0, 1.0, 1.0),
        (360.0, 0.0, 240.0),
        (60.0 + 300.0 * 1000, 0.0, 240.0),
    ],
)
def test_a_fan_runs_on_and_then_samples_the_room(
    since_s: float, runs: float, left_s: float
) -> None:
    i = stopped(
        HEATING,
        since_s,
        fan_heating_run_s=60.0,
        fan_heating_sample_s=60.0,
        fan_heating_every_s=300.0,
    )
    assert i.fan_runs == runs
    assert i.fan_left_s == pytest.approx(left_s, abs=1e-4)


def test_samples_over_a_spent_coil_are_taken_on_the_mean() -> None:
    i = stopped(
        HEATING,
        400.0,
        fan_heating_run_s=60.0,
        fan_heating_sample_s=60.0,
        fan_heating_every_s=300.0,
    )
    run_fan(i.machine, i.put(built=0.0).state)
    assert (i.fan_runs, i.fan_samples, i.fan_left_s) == (1.0, 1.0, NEVER_S)
    times_s = (60.0, 299.0, 330.0, 360.0, 600.0, 660.0)
    assert [sampled_s(i.state, t) for t in times_s] == [0.0, 0.0, 30.0, 60.0, 60.0, 120.0]
    run_fan(i.machine, i.put(water_kg=0.1).state)  # each sample dries the coil
    assert i.fan_samples == 0.0


def test_a_coil_gives_as_much_heat_on_the_mean_as_in_each_sample() -> None:
    i = stopped(
        HEATING,
        60.0,
        fan_heating_run_s=60.0,
        fan_heating_sample_s=60.0,
        fan_heating_every_s=300.0,
    )
    i.work.start_times_s[OVERRUN] = 90.0
    sample_coil(i.work)
    run_fan(i.machine, i.put(built=0.15, stopped_w=2000.0).state)
    assert i.fan_samples == 1.0
    sensible_w, _, _, built, *_ = over_interval(
        i.machine, i.inputs.saturation, i.work, 900.0, 0.0, 0.0, 0.0, 0.0
    )
    heat_j, left = 0.0, 0.15
    for _ in range(3):  # 240 s in still air, which takes a share of 1 / e in 300 s, and 60 s of fan
        left *= math.exp(-240.0 / 300.0)
        heat_j += left * 2000.0 * 90.0 * (1.0 - math.exp(-60.0 / 90.0))
        left *= math.exp(-60.0 / 90.0)
    assert (sensible_w * 900.0, built) == pytest.approx((heat_j, left))
    for since_s in (330.0, 200.0):  # in a sample, or a pause: not before the next period
        run_fan(i.machine, i.put(built=0.15, fan_samples=0.0, since_s=since_s).state)
        assert i.fan_samples == 0.0


def test_each_mode_has_its_own_program() -> None:
    programs = {"fan_cooling_run_s": 1e9, "fan_heating_run_s": 60.0, "fan_dry_run_s": 90.0}
    assert stopped(COOLING, 1e6, **programs).fan_runs == 1.0
    assert stopped(HEATING, 61.0, **programs).fan_runs == 0.0
    i = Instant(machine=fan_machine(), control=control(fan_by_control=1.0, **programs))
    choose_fan_program(i.machine, i.control, i.put(mode=COOLING, is_drying=1.0).work)
    assert i.fan_run_s == 90.0


def test_the_fan_keeps_the_low_step_or_the_run_s_own_airflow() -> None:
    i = stopped(COOLING, 0.0, fan_cooling_run_s=1e9)
    assert fan_alone_w(i.machine, i.work) == 5.0
    assert i.touching_kg_per_s == pytest.approx(0.05 * -math.expm1(-0.13 * math.sqrt(0.5) / 0.05))
    i = Instant(
        machine=fan_machine(),
        control=control(fan_by_control=1.0, fan_cooling_run_s=1e9, fan_cooling_set=1.0),
    )
    choose_fan_program(i.machine, i.control, i.put(mode=COOLING, lowest=0.25, speed_now=1.0).work)
    assert fan_alone_w(i.machine, i.work) == 40.0
    assert i.touching_kg_per_s == i.touching_full_kg_per_s


def test_a_low_step_below_the_map_takes_the_cube_and_touches_the_coil_longer() -> None:
    i = stopped(COOLING, 0.0, fan_cooling_run_s=1e9, fan_low_share=0.5)
    assert fan_alone_w(i.machine, i.work) == pytest.approx(5.0 / 8.0)
    # 0.025 kg/s; A0 follows as the root of the airflow
    touching = 0.025 * -math.expm1(-0.13 * math.sqrt(0.25) / 0.025)
    assert i.touching_kg_per_s == pytest.approx(touching)


def test_a_fan_stops_when_the_coil_has_cooled_down() -> None:
    """Coil above the air: 0.8 x 1200 W over 0.042 kg/s; it falls with 60 s."""
    i = Instant(
        machine=fan_machine(),
        control=control(fan_by_control=1.0, fan_heating_run_s=1e9, fan_heating_coil_degc=30.0),
    ).put(mode=HEATING, lowest=0.25, since_s=0.0, air_degc=20.0, built=0.8, stopped_w=1200.0)
    choose_fan_program(i.machine, i.control, i.work)
    run_fan(i.machine, i.state)
    above_k = 0.8 * 1200.0 / (i.touching_kg_per_s * DRY_AIR_J_PER_KG_K)
    assert above_k > 10.0
    assert (i.fan_runs, i.fan_left_s) == (1.0, pytest.approx(60.0 * math.log(above_k / 10.0)))
    i.put(since_s=200.0, built=0.8 * 9.9 / above_k)
    run_fan(i.machine, i.state)
    assert i.fan_runs == 0.0


def test_air_alone_does_not_cool_a_coil_below_the_room() -> None:
    i = stopped(HEATING, 1e5, fan_heating_run_s=1e9, fan_heating_coil_degc=16.0)
    run_fan(i.machine, i.put(air_degc=20.0, built=0.0).state)
    assert i.fan_runs == 1.0


def test_a_coil_s_heat_leaks_away_before_a_sample() -> None:
    i = stopped(HEATING, 0.0, fan_heating_sample_s=60.0, fan_heating_every_s=300.0).put(
        built=0.5, since_s=100.0
    )
    run_fan(i.machine, i.state)
    assert (i.fan_runs, i.built) == (0.0, 0.5)
    run_fan(i.machine, i.put(since_s=240.0).state)
    assert (i.fan_runs, i.built) == (1.0, pytest.approx(0.5 * math.exp(-240.0 / 300.0)))
    run_fan(i.machine, i.put(since_s=270.0).state)
    assert i.built == pytest.approx(0.5 * math.exp(-240.0 / 300.0))  # once
