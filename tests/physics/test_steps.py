"""What a year says doesn't depend on the step: every shipped scenario against steps of 5 s."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import pytest

from hpsim import load_scenario
from hpsim.equipment.compile import compile_machine
from hpsim.kernel.types import KernelInputs
from hpsim.shipped import scenario_folder
from hpsim.simulate import RoomAnswer, compile_control, compile_inputs, room_answer, step_year

FINE_S = 5.0
STEPS_S = (15.0, 60.0, 120.0)
WARM_UP_H = 720

# What the project promises of its step.
ENERGY = 0.003
RUNTIME = 0.003
STARTS_FIXED, FEW_FIXED = 0.01, 5
STARTS_VARIABLE, FEW_VARIABLE = 0.03, 10

SHIPPED = sorted(path.stem for path in scenario_folder().glob("*.yaml"))
MACHINES = [
    (name, index) for name in SHIPPED for index in range(len(load_scenario(name).candidates))
]
# 9 kBtu/h single-stage, setbacks and backup: a thousandth of a kelvin of noise in the room's free
# temperature moves the year's backup between 148 and 155 kWh at any step (means of six: 969.3,
# 968.5 and 968.7 kWh in all at 5, 15 and 60 s). So the 0.45 % between two single years are no bias.
BACKUP = {("setback-with-twin", 1, 15.0)}
QUICK = {("chicago-addition", 0, 60.0), ("chicago-addition", 1, 60.0)}


def marks_of(case: tuple[str, int, float]) -> list[pytest.MarkDecorator]:
    marks = [] if case in QUICK else [pytest.mark.slow]
    if case in BACKUP:
        marks.append(pytest.mark.xfail(reason="a year with backup moves as much by a mK of noise"))
    return marks


@dataclass(frozen=True)
class Totals:
    """A year's sums."""

    kwh: float
    running_h: float
    starts: float


@cache
def answer_of(name: str) -> RoomAnswer:
    return room_answer(load_scenario(name))


@cache
def inputs_of(name: str, index: int) -> KernelInputs:
    scenario = load_scenario(name)
    machine, _ = compile_machine(scenario.candidates[index])
    return compile_inputs(answer_of(name), machine, compile_control(scenario.thermostat))


@cache
def year(name: str, index: int, step_s: float) -> Totals:
    h, _, _ = step_year(inputs_of(name, index), step_s, WARM_UP_H, {})
    power_w = h.compressor_heating_w + h.compressor_cooling_w + h.defrost_w
    power_w = power_w + h.fan_w + h.standby_w + h.backup_w
    return Totals(
        float(power_w.sum()) / 1000.0,
        float(h.running.sum()),
        float(h.starts_heating.sum() + h.starts_cooling.sum()),
    )


@pytest.mark.parametrize(
    ("name", "index", "step_s"),
    [
        pytest.param(name, index, step_s, marks=marks_of((name, index, step_s)))
        for name, index in MACHINES
        for step_s in STEPS_S
    ],
)
def test_a_year_does_not_depend_on_the_step(name: str, index: int, step_s: float) -> None:
    modulates = inputs_of(name, index).machine.modulates > 0.0
    fine, coarse = year(name, index, FINE_S), year(name, index, step_s)
    share, few = (STARTS_VARIABLE, FEW_VARIABLE) if modulates else (STARTS_FIXED, FEW_FIXED)
    assert coarse.kwh == pytest.approx(fine.kwh, rel=ENERGY)
    assert coarse.running_h == pytest.approx(fine.running_h, rel=RUNTIME)
    assert abs(coarse.starts - fine.starts) <= max(share * fine.starts, few)
