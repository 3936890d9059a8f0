"""Where a year's heat and water went, worked out again from node temperatures and flows.

The loop knows only modes of the air. Here every node of the network is driven with the heat that
the loop booked, by implicit Euler on the nodes' matrix, and what the nodes store and lose is
compared with what was put in. No mode, gain or rate is used.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass, replace
from functools import cache

import numba
import numpy as np
import pytest

from hpsim import load_scenario
from hpsim.building.ideal_load import IdealLoadResult
from hpsim.building.ideal_load_pass import class_coefficients
from hpsim.building.locked_out import films_without_heat
from hpsim.building.modal import MILD_MONTH_K_S
from hpsim.building.network import Coefficients, assemble
from hpsim.control.compile import compile_control
from hpsim.kernel.state import N_CHANNELS
from hpsim.kernel.types import Channels, Cycles, FloatArray, KernelInputs
from hpsim.kernel.year import simulate_year
from hpsim.shipped import scenario_folder
from hpsim.simulate.response import RoomResponse, room_response
from hpsim.simulate.stepping import MOST_CYCLES, compile_inputs, step_year
from reference.naive import Moisture, lived_in_moisture

SHIPPED = sorted(path.stem for path in scenario_folder().glob("*.yaml"))
MACHINES = [
    (name, index)
    for name in SHIPPED
    for index, candidate in enumerate(load_scenario(name).candidates)
    if candidate.is_machine
]
MONTH_DAYS = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
MONTH_ENDS_H = np.cumsum(MONTH_DAYS) * 24
STEP_S = 600.0
BEFORE_H = 180 * 24  # eight of the longest time constants, a slab's soil
WARM_UP_H = 120 * 24  # the default's 30 days leave it a kilowatt hour in January

# Of the month's heat. The loop's modes are truncated with the static rest kept, so that a month's
# mean hardly changes: the project allows a truncated basis 1e-4; hourly means of the heat in place
# of every cycle's, within the hours at the month's ends, add as much. These are watt hours that do
# not shrink with the month (in Chicago's May, of 44 kWh, 21 Wh with every mode kept), so a month is
# counted with no less than a mild month's loss, as where the engine leaves modes out.
HEAT = 3e-4
HEAT_JANUARY = 2e-3  # the weeks before the year have another heat than its end
EULER = 1e-9  # the nodes' own balance: rounding
WATER = 1e-6  # of the turnover, as the engine refuses years beyond
HOURLY_WATER = 2e-3  # of the turnover: products of hourly means in place of means of products
LATENT_J_PER_KG = 2.501e6


@cache
def answer_of(name: str) -> RoomResponse:
    return room_response(load_scenario(name))


@cache
def inputs_of(name: str, index: int) -> KernelInputs:
    scenario = load_scenario(name)
    machine, _ = scenario.candidates[index].compile()
    inputs = compile_inputs(answer_of(name), machine, compile_control(scenario.thermostat))
    shut = {  # windows, which open where the weather stops cooling: hourly means lack their heat
        "switched_w_per_k": np.zeros((0, inputs.drivers.gain_w.size)),
        "switched_above_degc": np.zeros(0),
        "switched_below_room_k": np.zeros(0),
    }
    return inputs._replace(drivers=inputs.drivers._replace(**shut))


@cache
def year_of(name: str, index: int) -> tuple[Channels, Cycles]:
    hourly, cycles, _ = step_year(inputs_of(name, index), 60.0, WARM_UP_H, {})
    return hourly, cycles


@dataclass(frozen=True)
class Balance:
    """Twelve months of the deviation that the machine makes, each (12,) [J] or [K]."""

    put_in: FloatArray
    stored: FloatArray
    lost: FloatArray
    nodes_air_k: FloatArray
    loop_air_k: FloatArray
    turnover: FloatArray
    """What the machine and the ideal load move."""


def coefficients_of(ideal: IdealLoadResult, of_step: FloatArray) -> list[Coefficients]:
    """Return those of each film set; there is one more where the cold locks the unit out."""
    found = class_coefficients(ideal.load_pass, ideal.film_sets.of_step)
    if of_step.max() < len(found):
        return found
    assert ideal.film_modes is not None
    films, _ = films_without_heat(ideal, ideal.film_modes, of_step == len(found))
    return [*found, replace(found[0], inner=films)]


def balance_of(name: str, index: int) -> Balance:
    answer = answer_of(name)
    response = answer.ideal
    base = response.load_pass
    hourly, _ = year_of(name, index)
    machine_w = hourly.heat_delivered_w - hourly.cool_delivered_w + hourly.drawn_heat_w
    load_w = answer.year.ideal_heating_w - answer.year.ideal_cooling_w
    loop_air = hourly.room_degc - answer.year.ideal_room_degc
    drivers = inputs_of(name, index).drivers  # with what the closed door to the home carries
    exchange = drivers.exchange_w_per_k.reshape(8760, -1).mean(axis=1)
    heat_w = machine_w - load_w - exchange * loop_air

    layout = base.home_layout
    capacity, air = layout.capacity_j_per_k, layout.zones[0].air_node
    storage = capacity / STEP_S
    inverses, losses = [], []
    of_step = inputs_of(name, index).film_sets.of_step
    for at in coefficients_of(response, of_step):
        conductance = assemble(layout, at).conductance_w_per_k
        inverses.append(np.linalg.inv(np.diag(storage) + conductance))
        losses.append(conductance.sum(axis=1))  # to temperatures that are given

    per_hour = round(3600.0 / STEP_S)
    per_base_step = round(base.step_s / STEP_S)
    by_hour = of_step.astype(int).reshape(8760, -1).repeat(per_base_step, axis=1)
    t = np.zeros(capacity.size)
    month, result = 0, np.zeros((5, 12))
    for hour in range(-BEFORE_H, 8760):
        if hour == 0 or hour in MONTH_ENDS_H:
            if hour > 0:
                result[1, month] += capacity @ t
                month += 1
            result[1, month] -= capacity @ t
        for n in range(per_hour):
            films = by_hour[hour, n]
            t = inverses[films] @ (storage * t) + inverses[films][:, air] * heat_w[hour]
            if hour >= 0:
                result[0, month] += heat_w[hour] * STEP_S
                result[2, month] += losses[films] @ t * STEP_S
                result[3, month] += t[air] * STEP_S
        if hour >= 0:
            result[4, month] += loop_air[hour] * 3600.0
    result[1, month] += capacity @ t
    seconds = MONTH_DAYS * 86400.0
    moved = np.abs(machine_w) + np.abs(load_w)
    turnover = np.array([x.sum() for x in np.split(moved, MONTH_ENDS_H[:-1])]) * 3600.0
    return Balance(
        result[0], result[1], result[2], result[3] / seconds, result[4] / seconds, turnover
    )


CASES = [
    pytest.param("chicago-addition", 0, id="chicago-6k-variable"),
    pytest.param("chicago-addition", 1, id="chicago-6k-single"),
    pytest.param("miami-addition", 1, id="miami-6k-single"),
    pytest.param("hot-flat", 1, id="tampa-one-hose"),
    pytest.param("hot-flat", 2, id="tampa-two-hoses"),
]


@pytest.mark.parametrize(("name", "index"), CASES)
def test_every_months_heat_is_stored_or_lost(name: str, index: int) -> None:
    """The nodes store and lose what was put in, and their air is the loop's.

    A wrong air temperature, times the room's loss, is heat that went nowhere.
    """
    balance = balance_of(name, index)
    closure = balance.put_in - balance.stored - balance.lost
    assert np.abs(closure).max() < EULER * balance.turnover.max()
    seconds = MONTH_DAYS * 86400.0
    nowhere = (balance.loop_air_k - balance.nodes_air_k) * seconds
    loss_w_per_k = answer_of(name).ideal.heat_loss_w_per_k
    nowhere *= loss_w_per_k
    month_j = np.maximum(balance.turnover, MILD_MONTH_K_S * loss_w_per_k)
    missing = np.abs(nowhere / month_j)
    assert missing[1:].max() < HEAT
    assert missing[0] < HEAT_JANUARY


@pytest.mark.parametrize(("name", "index"), MACHINES)
def test_a_years_water_is_in_the_air_or_gone(name: str, index: int) -> None:
    hourly = np.zeros((N_CHANNELS, 8760))
    cycles = np.empty((MOST_CYCLES, len(Cycles._fields)))
    nothing = np.zeros((0, N_CHANNELS))
    _, entered, change, turnover = simulate_year(
        inputs_of(name, index), 60.0, 720, hourly, cycles, nothing, np.zeros(0), 0
    )
    assert turnover > 100.0  # kg
    assert abs(entered - change) < WATER * turnover


def _water_at(answer: RoomResponse, h: Channels, hour: int) -> Moisture:
    return lived_in_moisture(answer, h.humidity_ratio, h.room_degc, hour, days=90)


@pytest.mark.parametrize(("name", "index"), CASES)
def test_every_months_water_is_that_of_the_hourly_channels(name: str, index: int) -> None:
    """From hourly humidity, outdoor air, gains and the coil: not from the loop's own sums."""
    drivers = inputs_of(name, index).drivers
    h, _ = year_of(name, index)
    outdoor = drivers.outdoor_humidity_ratio
    outdoor = (0.5 * (outdoor[1:] + outdoor[:-1])).reshape(8760, -1).mean(axis=1)
    flow, gained = (
        x.reshape(8760, -1).mean(axis=1)
        for x in (drivers.outdoor_air_kg_per_s, drivers.moisture_gain_kg_per_s)
    )
    brought = flow * (outdoor - h.humidity_ratio) * 3600.0
    brought += h.drawn_latent_w / LATENT_J_PER_KG * 3600.0
    if drivers.home_air_kg_per_s.size > 0:  # closed doors; those of open ones follow the room
        home, water = (
            x.reshape(8760, -1).mean(axis=1)
            for x in (drivers.home_air_kg_per_s, drivers.home_water_kg_per_s)
        )
        brought += (water - home * h.humidity_ratio) * 3600.0
    coil = h.latent_removed_w / LATENT_J_PER_KG * 3600.0
    net = brought + gained * 3600.0 - coil - h.condensed_kg_per_s * 3600.0
    turnover = np.abs(brought) + gained * 3600.0 + np.abs(coil)
    # what air and layers hold at the months' ends, the layers stepped beside the hourly humidity
    ends = np.concatenate([[0], MONTH_ENDS_H])
    held = np.array([_water_at(answer_of(name), h, int(end)).water_kg for end in ends])
    stored = np.diff(held)
    for month, (first, last) in enumerate(zip(ends[:-1], MONTH_ENDS_H, strict=True)):
        if month in (0, 11):
            continue  # the year's first hour isn't the one after its last
        hours = slice(first, last)
        missing = net[hours].sum() - stored[month]
        assert abs(missing) < HOURLY_WATER * turnover[hours].sum()


def test_all_shipped_candidates_have_one_signature() -> None:
    kinds = {numba.typeof(inputs_of(name, index)) for name, index in MACHINES}
    assert len(kinds) == 1


ONE_COMPILE = """
from hpsim import load_scenario, simulate
from hpsim.kernel.year import run_year
from hpsim.shipped import scenario_folder
for path in sorted(scenario_folder().glob("*.yaml")):
    simulate(load_scenario(path))
print(len(run_year.calls))
"""


@pytest.mark.slow
def test_one_compiled_year_serves_all_shipped_scenarios() -> None:
    """In a process of its own: other tests may call the loop with other types."""
    done = subprocess.run(
        [sys.executable, "-c", ONE_COMPILE], capture_output=True, text=True, check=True, timeout=300
    )
    assert done.stdout.strip() == "1"
