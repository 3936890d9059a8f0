"""Furnaces by hand: AFUE, what a cycle delivers, tables, and what a pair is made of."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from hpsim.equipment.kinds import read_candidate
from hpsim.equipment.kinds.baseboard import Baseboard
from hpsim.equipment.kinds.furnace import (
    MAX_DRY,
    TEST_OFF_S,
    TEST_ON_S,
    Furnace,
    afue_of,
    delivered_fraction,
    part_load_c_d,
    steady_efficiency_of,
)
from hpsim.equipment.kinds.label_unit import SingleStage
from hpsim.equipment.kinds.pair import Pair
from hpsim.simulate.hourly import part_load_of

W = 3.412142


def test_afue_with_a_pilot_by_hand():
    """Steady 0.78, nothing left behind, 500 Btu/h beside 60,000: worked with pencil and paper.

    p = 1/120; u = 232.2 / (232.2 + 798/120) = 0.97216; 2.5 * 1.7 * 4600 / 5200 = 3.75962;
    0.78 * 0.97216 / (1 + 3.75962 * 0.97216 / 120) = 0.75828 / 1.03046 = 0.7359.
    """
    assert afue_of(0.78, 1.0, 500.0 / 60_000.0) == pytest.approx(0.7359, abs=1e-4)


def test_the_tests_load_is_that_of_an_oversizing_of_seven_tenths():
    """3.87 in 17.17 minutes: the mean winter load of a unit 1.7 times the design load."""
    share = TEST_ON_S / (TEST_ON_S + TEST_OFF_S)
    assert share == pytest.approx(0.2254, abs=1e-4)


def test_what_is_left_behind_by_hand():
    """Of cycles far apart: 60 s of the store, filled 0.96, less what 150 s of fan bring."""
    store = 1.0 - (1.0 - 0.5) * np.exp(-(240.0 - 30.0) / 60.0)
    lost = 60.0 * store * np.exp(-150.0 / 60.0)
    share = delivered_fraction(60.0, 30.0, 150.0, on_s=240.0, off_s=1e6)
    assert share == pytest.approx(1.0 - lost / 240.0, rel=1e-12)


@given(
    afue=st.floats(0.6, 0.96),
    tau=st.floats(0.0, 60.0),
    pilot=st.floats(0.0, 60.0),
)
def test_steady_efficiency_has_its_afue(afue: float, tau: float, pilot: float):
    share = delivered_fraction(tau, 30.0, 150.0)
    found = steady_efficiency_of(afue, share, pilot, 10_000.0)
    if found < MAX_DRY:
        assert afue_of(found, share, pilot * found / 10_000.0) == pytest.approx(afue, rel=1e-9)
        assert found >= afue


@given(tau=st.floats(1.0, 300.0), delay=st.floats(0.0, 120.0), overrun=st.floats(0.0, 600.0))
def test_a_cycle_never_delivers_more_than_the_flame(tau: float, delay: float, overrun: float):
    share = delivered_fraction(tau, delay, overrun)
    assert 0.0 < share <= 1.0
    assert part_load_c_d(tau, delay, overrun) >= 0.0


def test_a_label_that_no_dry_unit_has_is_told():
    machine, notes = Furnace(size_w=5000.0, afue=0.86, warm_up_s=90.0).compile()
    assert notes.burner is not None
    assert notes.burner.steady_efficiency == MAX_DRY
    assert notes.miss["afue"] < 0.0
    assert "can't be met" in notes.notes[0]
    assert machine.can_cool == 0.0


def test_fuel_is_output_over_steady_efficiency():
    unit = Furnace(
        size_w=8000.0, afue=0.78, steady_efficiency=0.8, burner_power_w=100.0, duct_loss=0.25
    )
    machine, notes = unit.compile()
    assert notes.burner is not None
    assert notes.burner.input_w == pytest.approx(10_000.0)
    assert machine.heating.power_w == pytest.approx(10_100.0)
    assert machine.burner.fuel_fraction * 10_100.0 == pytest.approx(10_000.0)
    assert machine.heating.capacity_w == pytest.approx(8000.0)
    assert machine.air_path.delivery_effectiveness == 0.75  # a quarter stays in the ducts


def test_blower_of_a_condensing_unit_by_hand():
    """40 kBtu/h at 50 degF rise: 40000 / (1.08 * 50) = 741 cfm, at 0.375 W/cfm 278 W."""
    machine, _ = Furnace(size_w=40_000.0 / W, afue=0.95).compile()
    assert machine.heating.fan_w[1] == pytest.approx(278.0, rel=0.01)
    machine, _ = Furnace(size_w=40_000.0 / W, afue=0.80).compile()
    assert machine.heating.fan_w[1] == pytest.approx(370.0, rel=0.01)


@pytest.mark.parametrize(("burner", "low"), [("two_stage", 0.65), ("modulating", 0.40)])
def test_low_fire_burns_less_at_the_same_efficiency(burner: str, low: float):
    unit = Furnace(size_w=10_000.0, afue=0.95, burner=burner, burner_power_w=0.0)  # type: ignore[arg-type]
    machine, _ = unit.compile()
    capacity, power = machine.heating.capacity_w[0], machine.heating.power_w[0]
    assert capacity[0] == pytest.approx(low * capacity[1])
    assert capacity[0] / power[0] == pytest.approx(capacity[1] / power[1])
    assert (machine.compressor.modulates, machine.compressor.stages) == (
        (1.0, 1.0) if low < 0.5 else (0.0, 2.0)
    )


def test_a_wall_furnace_has_neither_fan_nor_ducts_nor_electricity():
    machine, notes = Furnace(size_w=2500.0, form="wall", afue=0.75).compile()
    assert not machine.heating.fan_w.any()
    assert machine.burner.fuel_fraction == 1.0
    assert machine.auxiliaries.standby_w == 0.0
    assert notes.burner is not None
    assert notes.burner.start_j == 0.0
    assert part_load_of(machine).heating[1] == pytest.approx(0.0, abs=1e-4)


def test_a_pair_heats_as_one_half_and_cools_as_the_other():
    cooler = SingleStage(form="window", size_w=1750.0, ceer=11.0, standby_w=3.0)
    heater = Furnace(size_w=3000.0, afue=0.8, standby_w=10.0)
    pair, notes = Pair(heating=heater, cooling=cooler).compile()
    cold, _ = cooler.compile()
    warm, about = heater.compile()
    assert pair.cooling.capacity_w == pytest.approx(cold.cooling.capacity_w)
    assert pair.heating.capacity_w == pytest.approx(warm.heating.capacity_w)
    assert (pair.can_heat, pair.can_cool, pair.auxiliaries.standby_w) == (1.0, 1.0, 13.0)
    assert notes.burner == about.burner
    # while one half runs, the other still stands by
    assert pair.heating.power_w == pytest.approx(warm.heating.power_w + 3.0)
    assert pair.cooling.power_w == pytest.approx(cold.cooling.power_w + 10.0)
    burnt = pair.burner.fuel_fraction * float(pair.heating.power_w.max())
    assert burnt == pytest.approx(warm.burner.fuel_fraction * float(warm.heating.power_w.max()))
    # its fan stops at once after cooling, late after heating
    assert pair.fan.overrun_s == 0.0
    assert pair.fan.overrun_s + pair.fan.heating_overrun_more_s == 150.0


def test_a_pairs_ducts_lose_heat_of_burner_and_fan():
    """8000 W and a fan of 100 W, a quarter lost: 0.75 * 8100 = 6075 W, the fan's 100 in it."""
    heater = Furnace(size_w=8000.0, afue=0.8, duct_loss=0.25, fan_power_w=100.0)
    cooler = SingleStage(form="window", size_w=1750.0, ceer=11.0)
    pair, _ = Pair(heating=heater, cooling=cooler).compile()
    assert pair.heating.capacity_w + pair.heating.fan_w == pytest.approx(6075.0)
    assert pair.air_path.delivery_effectiveness == 1.0


def test_leaky_ducts_blow_out_what_they_lose():
    """8000 W at 50 degF rise: 0.239 m3/s; a tenth lost from the supply draws in a tenth."""
    unit = Furnace.from_written(
        {"kind": "furnace", "size": "8 kW", "ducts": {"supply_leak": "10 %"}}
    )
    machine, _ = unit.compile()
    assert machine.air_path.delivery_effectiveness == pytest.approx(0.9)
    assert machine.air_path.induced_infiltration_kg_per_s == pytest.approx(
        0.1 * 8000.0 / (1006.0 * 50.0 / 1.8), rel=1e-6
    )
    assert machine.air_path.follows_fan == 1.0


def test_names_tell_what_it_is():
    assert Furnace(size_w=8000.0 / W).default_name() == "8 kBtu/h gas furnace, AFUE 0.8"
    two = Furnace(size_w=5000.0, fuel="oil", afue=0.83, burner="two_stage")
    assert two.default_name() == "5 kW two-stage oil furnace, AFUE 0.83"
    pair = Pair(
        heating=Baseboard(size_w=1500.0), cooling=SingleStage(form="window", size_w=1750, ceer=11)
    )
    assert pair.default_name() == "1.75 kW single-stage window unit + 1.5 kW baseboard"


def test_a_wood_stove_burns_wood_at_the_efficiency_that_is_given():
    stove = read_candidate(
        {"kind": "furnace", "form": "wall", "fuel": "pellets", "size": "9 kW", "afue": 0.78}
    )
    _, notes = stove.compile()
    assert stove.result_name() == "9 kW wood stove, AFUE 0.78"
    assert notes.burner is not None
    assert notes.burner.fuel == "wood"
    assert any("under a thermostat" in note for note in notes.notes)


def test_wood_without_an_efficiency_is_refused():
    with pytest.raises(ValidationError, match="wood without afue"):
        read_candidate({"kind": "furnace", "form": "wall", "fuel": "wood", "size": "9 kW"})
