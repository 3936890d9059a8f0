"""What nature says of a furnace in a room: fuel in, heat out, and nothing between but losses."""

from __future__ import annotations

import numpy as np
import pytest

from hand_made import Year, control, drivers, lumped_room, saturation
from hpsim.equipment.kinds.baseboard import Baseboard
from hpsim.equipment.kinds.furnace import Furnace
from hpsim.equipment.kinds.label_unit import SingleStage
from hpsim.equipment.kinds.pair import Pair
from hpsim.kernel.hourly import IdealYear
from hpsim.kernel.state import N_CHANNELS
from hpsim.kernel.types import Channels, FloatArray, KernelInputs, Machine
from hpsim.kernel.year import N_CYCLE_FIELDS, simulate_year
from hpsim.simulate.hourly import hourly_year, part_load_of
from hpsim.validation.bench import changed

CAPACITANCE, LOSS = 700e3, 40.0  # J/K, W/K
HOURS = 240
OUTPUT_W = 4000.0
STEP_KWH, STEP_STARTS = 0.003, 0.01
BY_THE_HOUR = 0.015  # the law of part load is straight, cycles of 4 to 30 minutes are not
THERMOSTAT = control(differential_k=0.6, sensor_lag_s=120.0, minimum_off_s=180.0)


def swing() -> FloatArray:
    """Return days between -5 and 15 degC outdoors."""
    return 5.0 + 10.0 * np.sin(2.0 * np.pi * np.arange(2 * HOURS + 1) / 48.0)


def inputs(machine: Machine, outdoor: FloatArray | float | None = None) -> KernelInputs:
    return KernelInputs(
        lumped_room(CAPACITANCE, LOSS),
        drivers(swing() if outdoor is None else outdoor, n_hours=HOURS),
        machine,
        THERMOSTAT,
        saturation(),
    )


BURNERS = {
    "single stage": Furnace(size_w=OUTPUT_W, afue=0.80),
    "two stages": Furnace(size_w=OUTPUT_W, afue=0.95, burner="two_stage"),
    "modulating": Furnace(size_w=OUTPUT_W, afue=0.95, burner="modulating"),
    "in ducts": Furnace(size_w=OUTPUT_W, afue=0.80, duct_loss=0.2),
    "no delay": Furnace(size_w=OUTPUT_W, afue=0.80, fan_delay_s=0.0, ignition_s=0.0),
    "on the wall": Furnace(size_w=OUTPUT_W, afue=0.75, form="wall"),
    "fan that never stops": Furnace(size_w=OUTPUT_W, afue=0.80, fan="continuous"),
}


@pytest.mark.parametrize("name", BURNERS)
def test_fuel_is_heat_delivered_and_what_stays_behind(name: str):
    """The room's own heat loss is the other side of the balance: it knows nothing of burners."""
    unit = BURNERS[name]
    machine, notes = unit.compile()
    assert notes.burner is not None
    year = Year(inputs(machine))
    made = notes.burner.steady_efficiency * (1.0 - (unit.duct_loss or 0.0)) * year.hourly.fuel_w
    fan = year.hourly.fan_w * (1.0 - (unit.duct_loss or 0.0))
    left_w_h = (made + fan - year.hourly.heat_delivered_w).sum()
    full = float(machine.heating.capacity_w.max()) * machine.air_path.delivery_effectiveness
    most = year.starts * full * machine.indoor_coil.heating_start_s / 3600.0
    rest = np.exp(-machine.fan.overrun_s / max(machine.indoor_coil.heating_start_s, 1e-9))
    if unit.fan == "continuous":
        rest = 1e-3  # until the next call, mostly some ten time constants away
    # a store that is in the steel at the year's ends may come in or stay out
    ends = full * machine.indoor_coil.heating_start_s / 3600.0
    assert -ends <= left_w_h <= 1.3 * most * rest + ends
    lost = (LOSS * (year.hourly.room_degc - np.convolve(swing(), [0.25, 0.5, 0.25])[2:-2:2])).sum()
    stored = CAPACITANCE * 1.0 / 3600.0  # a kelvin between the first hour and the last
    heat = year.hourly.heat_delivered_w.sum()
    assert lost == pytest.approx(heat, abs=stored)


def test_a_cycle_leaves_the_store_that_the_overrun_has_not_brought():
    """By the cycle table, start for start: 60 s of output, filled, times exp(-150/60)."""
    machine, notes = BURNERS["single stage"].compile()
    assert notes.burner is not None
    year = Year(inputs(machine))
    level, left_s = 0.0, 0.0
    tau, delay = machine.indoor_coil.heating_start_s, machine.burner.fan_delay_s
    rest = float(np.exp(-machine.fan.overrun_s / tau))
    for _, run_s, off_s, *_ in year.cycles:
        kept = level * np.exp(-off_s / 300.0)
        left_s += tau * (level - kept)
        level = (1.0 - (1.0 - kept - delay / tau) * np.exp(-(run_s - delay) / tau)) * rest
    expected_wh = OUTPUT_W * left_s / 3600.0
    made = notes.burner.steady_efficiency * year.hourly.fuel_w
    left_wh = float((made + year.hourly.fan_w - year.hourly.heat_delivered_w).sum())
    # cycles of the warm-up are in the table, and the first and last of the year are cut
    assert left_wh == pytest.approx(expected_wh, rel=0.06)


@pytest.mark.parametrize("step_s", [15.0, 120.0])
@pytest.mark.parametrize("name", ["single stage", "two stages", "modulating"])
def test_fuel_and_starts_do_not_depend_on_the_step(name: str, step_s: float):
    machine, _ = BURNERS[name].compile()
    fine, coarse = Year(inputs(machine), 5.0), Year(inputs(machine), step_s)
    assert coarse.hourly.fuel_w.sum() == pytest.approx(fine.hourly.fuel_w.sum(), rel=STEP_KWH)
    assert abs(coarse.starts - fine.starts) <= max(STEP_STARTS * fine.starts, 5)


def test_nothing_comes_before_the_flame_and_the_fan():
    machine, _ = Furnace(size_w=OUTPUT_W, afue=0.8, ignition_s=60.0).compile()
    slow = Year(inputs(machine, 0.0), 5.0)
    fast = Year(inputs(changed(machine, burner={"ignition_s": 0.0}), 0.0), 5.0)
    # a call waits a minute longer: rests are longer by more than that
    assert np.median(slow.cycles[5:, 2]) >= np.median(fast.cycles[5:, 2]) + 55.0
    fan_h, flame_h = slow.hourly.fan_w.sum() / machine.heating.fan_w[1], slow.hourly.running.sum()
    extra_s = 3600.0 * (fan_h - flame_h) / slow.starts
    assert extra_s == pytest.approx(150.0 - 30.0, rel=0.05)


@pytest.mark.parametrize("name", ["single stage", "two stages", "modulating", "on the wall"])
def test_the_method_in_hours_says_the_same_of_fuel(name: str):
    machine, _ = BURNERS[name].compile()
    both = inputs(machine)
    minutes = Year(both)
    outdoor = both.drivers.outdoor_degc
    load = LOSS * (20.0 - outdoor)
    mean = 0.25 * load[:-2:2] + 0.5 * load[1:-1:2] + 0.25 * load[2::2]
    ideal = IdealYear(mean, np.full(HOURS + 1, 20.0), np.full(HOURS, 20.0))
    hours = hourly_year(both, ideal, part_load_of(machine), warmup_hours=0)
    # the minute loop holds the room at another mean: its fuel per heat is compared
    per_heat = [
        float(year.fuel_w.sum() / (year.heat_delivered_w - year.fan_w).sum())
        for year in (minutes.hourly, hours)
    ]
    assert per_heat[1] == pytest.approx(per_heat[0], rel=BY_THE_HOUR)


def test_a_pair_heats_in_the_cold_and_cools_in_the_heat():
    pair = Pair(
        heating=Furnace(size_w=OUTPUT_W, afue=0.8),
        cooling=SingleStage(form="window", size_w=2000.0, ceer=11.0),
    )
    machine, _ = pair.compile()
    heater, _ = pair.heating.compile()
    outdoor = swing() * 2.5 + 6.0  # -6.5 to 43.5 degC
    together, alone = Year(inputs(machine, outdoor)), Year(inputs(heater, outdoor))
    assert together.hourly.starts_cooling.sum() > 10
    assert together.hourly.room_degc.max() < 28.0 < alone.hourly.room_degc.max()
    cooling_hours = together.hourly.cool_delivered_w > 100.0
    assert together.hourly.fuel_w[cooling_hours].max() == 0.0


def test_a_pair_with_a_baseboard_burns_nothing_and_makes_heat_of_all_its_current():
    heater = Baseboard(size_w=3000.0)
    cooler = SingleStage(form="window", size_w=2000.0, ceer=11.0, standby_w=0.0)
    machine, notes = Pair(heating=heater, cooling=cooler).compile()
    year = Year(inputs(machine, 0.0))
    assert notes.burner is None
    assert not year.hourly.fuel_w.any()
    assert year.hourly.heat_delivered_w == pytest.approx(year.hourly.compressor_heating_w)


@pytest.mark.parametrize("name", ["single stage", "modulating", "on the wall"])
def test_demand_has_the_ignitions_of_its_quarter_and_half_hours(name: str):
    """An ignition belongs to the minutes in which the burner starts."""
    machine, notes = BURNERS[name].compile()
    assert notes.burner is not None
    hourly = np.zeros((N_CHANNELS, HOURS))
    trace = np.zeros((HOURS * 60, N_CHANNELS))
    cycles = np.zeros((HOURS * 60, N_CYCLE_FIELDS))
    simulate_year(inputs(machine), 60.0, 0, hourly, cycles, trace, np.zeros(1), HOURS)
    steps, hours = Channels(*(trace.T / 60.0)), Channels(*hourly)
    started = steps.starts_heating / 60.0
    power_w = steps.compressor_heating_w + steps.fan_w + steps.standby_w
    with_starts_w = power_w + started * notes.burner.start_j / 60.0
    assert started.sum() > 50.0
    for minutes, found_w in ((15, hours.quarter_peak_w), (30, hours.half_peak_w)):
        means_w = with_starts_w.reshape(HOURS, -1, minutes).mean(axis=2)
        np.testing.assert_allclose(found_w, means_w.max(axis=1), atol=1e-6)
