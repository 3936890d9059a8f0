"""The engine's ideal loads against the plain non-linear model of `naive`, and checks of that model.

`test_plain_model` compares weeks with machines.
"""

from __future__ import annotations

import numpy as np
import pytest

from hpsim.control.compile import compile_control
from hpsim.kernel.types import Control, Machine
from reference.naive import (
    WARM_UP_DAYS,
    MoistAir,
    Moisture,
    Room,
    Stepper,
    Unit,
    ideal_year,
    run_weeks,
    surroundings,
)
from reference.naive_air import StillAir
from reference.plain_scenarios import (
    MIAMI_SUMMER_H,
    SINGLE,
    SUMMER_H,
    WEEK_H,
    WINTER_H,
    answer_of,
    scenario_of,
)

# Ideal loads: no machine, no cycles. Half-hour steps against minutes, and the modes that the base
# pass drops (0.5 K after a full swing of any one input): a hundredth of the load would be too much.
IDEAL_KWH = 0.002  # measured: up to 0.10 % (Chicago in summer)
IDEAL_PEAK = 0.01  # measured: up to 0.59 % (case 600 in winter)
TOUCH_W = 20.0  # an hour in which the room just touches a setpoint hangs on hundredths of a kelvin
IDEAL_ROOM_K = 0.05  # measured: a mean of up to 0.03 K (case 600 in winter)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "firsts"),
    [
        pytest.param("chicago-addition", [WINTER_H, SUMMER_H], marks=pytest.mark.ci),
        ("miami-addition", [MIAMI_SUMMER_H]),
        ("case600", [WINTER_H, SUMMER_H]),
    ],
)
def test_ideal_loads_are_those_of_the_plain_model(name: str, firsts: list[int]) -> None:
    answer = answer_of(name)
    _, loads, airs = ideal_year(
        answer, [float(f) for f in firsts], WARM_UP_DAYS, WEEK_H, fine_s=200.0
    )
    for i, first in enumerate(firsts):
        week = slice(first, first + WEEK_H)
        for base, plain in (
            (answer.year.ideal_heating_w[week], np.maximum(loads[:, i], 0.0)),
            (answer.year.ideal_cooling_w[week], np.maximum(-loads[:, i], 0.0)),
        ):
            assert base.sum() == pytest.approx(plain.sum(), rel=IDEAL_KWH, abs=TOUCH_W)
            assert base.max() == pytest.approx(plain.max(), rel=IDEAL_PEAK, abs=TOUCH_W)
        # the mean: hours in which the room runs from one setpoint to the other differ by 0.4 K
        assert np.abs(airs[:, i] - answer.year.ideal_room_degc[week]).mean() < IDEAL_ROOM_K


@pytest.mark.ci
@pytest.mark.slow
def test_the_plain_model_does_not_depend_on_how_it_is_stepped() -> None:
    """A second pass within each step, and steps of half the length, change nothing that counts."""
    answer, scenario = answer_of("chicago-addition"), scenario_of("chicago-addition")
    control = compile_control(scenario.thermostat)
    machine, _ = scenario.candidates[SINGLE].compile()
    drivers = answer.ideal.drivers

    def case() -> list[tuple[Machine, Control, float, Moisture]]:
        water = Moisture(drivers, MoistAir(answer.climate.pressure_pa), 0.0105, 0.55, 0.55)
        return [(machine, control, float(SUMMER_H), water)]

    plain, twice, half = (
        run_weeks(answer, case(), 8, settle_hours=2, warm_up_days=10.0, **how)[0]
        for how in ({}, {"passes": 2}, {"step_s": 5.0})
    )
    assert twice.heat_wh.sum() == pytest.approx(plain.heat_wh.sum(), rel=1e-3)
    assert twice.cool_wh.sum() == pytest.approx(plain.cool_wh.sum(), rel=1e-3)
    assert abs(twice.starts.sum() - plain.starts.sum()) <= 1
    # eight hours end within a cycle: one run in some fifteen
    assert half.cool_wh.sum() == pytest.approx(plain.cool_wh.sum(), rel=1 / 15)
    assert abs(half.starts.sum() - plain.starts.sum()) <= 1


def test_the_plain_room_keeps_its_energy() -> None:
    """Without flows to outdoors, sun or gains, what is put in is stored, node by node."""
    answer = answer_of("chicago-addition")
    room = Room(answer)
    t = np.linspace(10.0, 30.0, room.capacity.size)[:, None]
    calm = np.zeros(1)
    inside = room.flows(t, calm, calm, calm, np.zeros((2, 1)))
    outside = inside[np.unique(room.outer_node)].sum()
    others = np.setdiff1d(np.arange(t.size), room.outer_node)
    # convection, long wave and gaps only move heat between nodes
    assert inside[others].sum() == pytest.approx(0.0, abs=1e-6 * np.abs(inside).sum())
    assert outside != 0.0


def test_the_plain_room_loses_what_its_conductance_says() -> None:
    """Held at 20 degC in steady weather at 0 degC without sun, sky at air temperature."""
    answer = answer_of("chicago-addition")
    around = surroundings(answer, [0.0], 24.0 * 60, 3600.0)
    steady = around.__class__(
        **{
            **around.__dict__,
            "outdoor": np.zeros_like(around.outdoor),
            "sky": np.zeros_like(around.sky),
            "wind": np.full_like(around.wind, float(answer.climate.wind_m_per_s[:-1].mean())),
            "wind_from": np.zeros_like(around.wind_from),
            "source": np.zeros_like(around.source),
            "heat": np.zeros_like(around.heat),
            "breath": StillAir(answer, np.zeros((answer.ideal.air_degc.size - 1, 1))),
            "heating": np.full_like(around.heating, 20.0),
            "cooling": np.full_like(around.cooling, 20.0),
        }
    )
    stepper = Stepper(Room(answer), steady, 3600.0, passes=8)
    t = np.full((stepper.room.capacity.size, 1), 10.0)
    for n in range(steady.outdoor.shape[0]):
        t, load = stepper.step(n, t, None)
    layers = answer.ideal.load_pass.layout
    # heat in at the air equals heat out at the boundaries, worked out from the final temperatures
    out = stepper.room.fixed.sum(axis=1) @ t[:, 0]
    flows = stepper.room.flows(t, np.zeros(1), np.zeros(1), steady.wind[-1], np.zeros((2, 1)))
    assert load[0] == pytest.approx(out - flows.sum(), rel=1e-3)
    assert layers.zones[0].air_node == stepper.air


def test_the_plain_thermostat_keeps_its_timers() -> None:
    """Run time and rest are never shorter than the timers, whatever the room does."""
    scenario = scenario_of("chicago-addition")
    machine, _ = scenario.candidates[SINGLE].compile()
    control = compile_control(scenario.thermostat)
    unit = Unit(machine, control, None, None, 18.0)  # type: ignore[arg-type]
    changes, was_on = [], False
    for n in range(2000):
        unit.sensed = 18.0 if (n // 3) % 2 else 22.0  # wants a change every half minute
        unit.look(20.0, 26.0, 5.0)
        unit.since += 10.0
        if unit.on != was_on:
            changes.append((n * 10.0, unit.on))
            was_on = unit.on
    lengths = np.diff([time for time, _ in changes])
    on = np.array([is_on for _, is_on in changes[:-1]])
    assert len(changes) > 20
    assert lengths[on].min() >= control.minimum_on_s
    assert lengths[~on].min() >= control.minimum_off_s
