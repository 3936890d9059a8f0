"""The hourly method: part-load factors by hand, closed forms of the room, the year in minutes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from hand_made import Year, control, drivers, flat_map, lumped_room, machine, saturation
from hpsim import load_scenario
from hpsim.hourly import (
    ENERGYPLUS_CURVE,
    IDEAL_MODULATION,
    STEEP_CURVE,
    by_c_d,
    hourly_year,
    part_load_of,
    switching_of,
)
from hpsim.kernel.air import DRY_AIR_J_PER_KG_K, VAPORISATION_J_PER_KG, wet_bulb
from hpsim.kernel.compiling import compiled
from hpsim.kernel.hour_machine import (
    Around,
    Hour,
    Outside,
    PartLoad,
    Stays,
    Steady,
    run_hour,
    steady,
)
from hpsim.kernel.hour_runs import Switching
from hpsim.kernel.hour_state import IdealYear
from hpsim.kernel.plant import WET_BULB_DEPRESSION_K, saturated_humidity_ratio
from hpsim.kernel.types import Channels, Faults, KernelInputs, Machine, RoomDrivers, Saturation
from hpsim.results import Results
from hpsim.simulate.candidate import run_candidate
from hpsim.simulate.response import RoomResponse, room_response
from hpsim.validation import moisture
from hpsim.validation.bench import changed

HOURS = 240
LOSS = 40.0  # W/K
CAPACITANCE = 700e3  # J/K
ROUNDING = 1e-9
SAME_W = 0.02  # to which the hourly method finds a speed
SAME_YEAR = 0.05  # heat of a year in hours and in minutes: set points are kept as means or not
BUFFERED_MEAN, BUFFERED_SWING = 0.01, 0.15
"""Of the humidity by the minute: the means agree, an hour is a coarse step of a day's swing."""
BAND_K = 0.3  # half a differential: where in its band the minute's thermostat holds the room
LIKE_THE_MINUTE = 0.15  # of a year's kWh: what starts cost is told by a law, not by starts
COLDEST_K = 1.0  # the minute's room falls below the set point by its band and its delays
IDEAL_W, IDEAL_K = 0.1, 1e-3  # a machine that meets its load is the ideal one
CURVED = 0.05  # a first-order sum by hand beside a root that falls and runs of finite length
HALVED_BY_ROOT = 0.08  # the same over an overrun and a start: the coil has lost a seventh
DRYING_HOURS = 0.25  # of dry mode: the minute dries between two limits and two temperatures
DRIED = 0.03  # of the water: the loads are the same, the air's humidity nearly
IGNITED = 0.1  # of burner and igniter: starts by the law of 3 an hour at half load
SPEEDS = (0.25, 0.5, 1.0)


def inverter(**changes: object) -> Machine:
    table = flat_map(2000.0, 500.0, SPEEDS)
    table = table._replace(power_w=np.outer(np.full(2, 500.0), np.array(SPEEDS) ** 1.5))
    plain = machine(heating=table, cooling=table, compressor={"modulates": 1.0})
    return changed(plain, **changes)


def ideal_of(load_w: float, setpoint_degc: float, hours: int = HOURS) -> IdealYear:
    return IdealYear(
        np.full(hours, load_w), np.full(hours + 1, setpoint_degc), np.full(hours, setpoint_degc)
    )


def heated(
    unit: Machine, load_w: float, part_load: PartLoad = IDEAL_MODULATION, **outside: float
) -> Channels:
    """Return steady heating of a lumped room at 20 degC with that load."""
    weather = drivers(20.0 - load_w / LOSS, n_hours=HOURS, **outside)
    inputs = KernelInputs(lumped_room(CAPACITANCE, LOSS), weather, unit, control(), saturation())
    return hourly_year(inputs, ideal_of(load_w, 20.0), part_load)


@pytest.mark.parametrize("ratio", [0.1, 0.4, 0.8, 1.0])
@pytest.mark.parametrize("c_d", [0.0, 0.08, 0.25])
def test_a_single_stage_unit_uses_what_the_standard_says(ratio: float, c_d: float):
    year = heated(machine(), 2000.0 * ratio, by_c_d(c_d, c_d))
    by_hand = 500.0 * ratio / (1.0 - c_d * (1.0 - ratio))
    assert year.compressor_heating_w == pytest.approx(np.full(HOURS, by_hand), rel=ROUNDING)
    assert year.heat_delivered_w == pytest.approx(np.full(HOURS, 2000.0 * ratio), rel=ROUNDING)
    assert year.running[0] == pytest.approx(ratio / (1.0 - c_d * (1.0 - ratio)), rel=ROUNDING)
    assert not year.starts_heating.any()


@pytest.mark.parametrize(
    ("law", "plf"),
    [(ENERGYPLUS_CURVE, 0.85 + 0.15 * 0.3), (STEEP_CURVE, 0.22), (IDEAL_MODULATION, 1.0)],
)
def test_a_variable_unit_degrades_only_below_its_minimum(law: PartLoad, plf: float):
    minimum_w, power_w = 500.0, 500.0 * 0.25**1.5
    below = heated(inverter(), 0.3 * minimum_w, law)
    assert below.compressor_heating_w[0] == pytest.approx(0.3 * power_w / plf, rel=ROUNDING)
    above = heated(inverter(), 1000.0, law)
    assert above.heat_delivered_w[0] == pytest.approx(1000.0, abs=SAME_W)
    assert above.speed[0] == pytest.approx(0.5, abs=1e-4)
    assert above.compressor_heating_w[0] == pytest.approx(500.0 * 0.5**1.5, rel=1e-4)


def test_the_heat_of_the_fan_is_part_of_the_load():
    """Half the hour at 100 W of fan beside 2,000 W of coil carries 1,050 W."""
    unit = machine(heating={"fan_w": np.full(2, 100.0)})
    year = heated(unit, 1050.0)
    assert year.running[0] == pytest.approx(0.5, rel=ROUNDING)
    assert year.fan_w[0] == pytest.approx(50.0, rel=ROUNDING)


def test_a_two_stage_unit_takes_turns_between_its_stages():
    table = flat_map(2000.0, 500.0, (0.5, 1.0))
    table = table._replace(power_w=np.array([[200.0, 500.0], [200.0, 500.0]]))
    unit = machine(heating=table, cooling=table, compressor={"stages": 2.0})
    year = heated(unit, 1250.0, by_c_d(0.25, 0.25))
    assert year.compressor_heating_w[0] == pytest.approx(0.75 * 200.0 + 0.25 * 500.0, rel=1e-4)
    assert year.running_full[0] == pytest.approx(0.25, abs=1e-4)


def test_frost_takes_its_mean():
    """Addendum 82 at 35 degF: 0.9478 of the heat at 0.9913 of the power."""
    weather = drivers((35.0 - 32.0) / 1.8, n_hours=HOURS)
    inputs = KernelInputs(
        lumped_room(CAPACITANCE, LOSS),
        weather,
        machine(outdoor_coil={"defrost": 1.0}),
        control(),
        saturation(),
    )
    year = hourly_year(inputs, ideal_of(5000.0, 20.0), IDEAL_MODULATION)
    assert year.heat_delivered_w[-1] / 2000.0 == pytest.approx(0.9478, abs=1e-4)
    power = year.compressor_heating_w[-1] + year.defrost_w[-1]
    assert power / 500.0 == pytest.approx(0.9913, abs=1e-4)


def test_a_unit_too_small_lets_the_room_fall_as_the_room_does():
    """1,500 W short of 2,000: an exponential to 500 / 40 K below, with the room's time constant."""
    unit = machine(heating=flat_map(1500.0, 400.0))
    year = heated(unit, 2000.0)
    time_constant_h = CAPACITANCE / LOSS / 3600.0
    end = 500.0 / LOSS
    warmup = 720
    instants = 20.0 - end * (1.0 - np.exp(-(warmup + np.arange(HOURS + 1)) / time_constant_h))
    assert year.room_degc == pytest.approx(0.5 * (instants[1:] + instants[:-1]), abs=1e-9)
    assert year.running_full.all()


def test_after_a_cold_spell_the_room_is_brought_back():
    load_w = np.full(HOURS, 1000.0)
    load_w[100:110] = 2500.0
    outdoor = np.repeat(20.0 - load_w / LOSS, 2)
    weather = drivers(np.append(outdoor, outdoor[0]), n_hours=HOURS)
    inputs = KernelInputs(
        lumped_room(CAPACITANCE, LOSS), weather, machine(), control(), saturation()
    )
    ideal = ideal_of(0.0, 20.0)._replace(load_w=load_w)
    year = hourly_year(inputs, ideal, IDEAL_MODULATION)
    assert year.room_degc[109] < 15.0
    assert year.room_degc[120:] == pytest.approx(np.full(HOURS - 120, 20.0), abs=1e-6)
    short_w, more_w = load_w - year.heat_delivered_w, 0.0
    assert short_w[100:110].min() > 0.0
    assert short_w[110:120].min() < -100.0  # more than the ideal load, until it is warm again
    assert year.heat_delivered_w.max() <= 2000.0 + more_w + 1e-6


def test_backup_gives_what_is_missing():
    unit = machine(heating=flat_map(1500.0, 400.0), backup={"power_w": 1000.0, "below_degc": 0.0})
    year = heated(unit, 2000.0)
    assert year.backup_w == pytest.approx(np.full(HOURS, 500.0), rel=ROUNDING)
    assert year.room_degc == pytest.approx(np.full(HOURS, 20.0), abs=1e-9)
    locked = heated(changed(unit, outdoor_coil={"lowest_outdoor_degc": -20.0}), 2000.0)
    assert locked.backup_w.max() == 1000.0


def cooled(unit: Machine, load_w: float, moist: RoomDrivers) -> Channels:
    inputs = KernelInputs(lumped_room(CAPACITANCE, LOSS), moist, unit, control(), saturation())
    return hourly_year(inputs, ideal_of(-load_w, 26.0), IDEAL_MODULATION)


def test_what_the_coil_removes_is_what_comes_in():
    """In the steady state: gain and outdoor air bring as much water as the coil takes."""
    gain, flow, outdoor = 1e-4, 0.02, 0.014
    moist = drivers(
        26.0 + 1200.0 / LOSS,
        n_hours=HOURS,
        moisture_gain_kg_per_s=gain,
        outdoor_air_kg_per_s=flow,
        outdoor_humidity_ratio=outdoor,
    )
    year = cooled(machine(), 1200.0, moist)
    brought = gain + flow * (outdoor - year.humidity_ratio[-1])
    removed = year.latent_removed_w[-1] / VAPORISATION_J_PER_KG
    assert removed > 1e-5
    assert removed == pytest.approx(brought, rel=1e-6)
    assert year.cool_delivered_w[-1] == pytest.approx(1200.0, abs=SAME_W)


def test_humidity_without_a_coil_follows_the_air_that_comes_in():
    moist = drivers(20.0, n_hours=HOURS, moisture_gain_kg_per_s=2e-5, outdoor_air_kg_per_s=0.01)
    inputs = KernelInputs(lumped_room(CAPACITANCE, LOSS), moist, machine(), control(), saturation())
    year = hourly_year(inputs, ideal_of(0.0, 20.0), IDEAL_MODULATION)
    assert year.humidity_ratio[-1] == pytest.approx(0.004 + 2e-5 / 0.01, rel=1e-6)


def test_surfaces_damp_the_humidity_as_in_the_year_of_minutes():
    """A day's swing of moisture gains in a room whose walls breathe; no coil runs."""
    n = 2 * HOURS
    swing = 4e-5 * (1.0 + np.sin(2 * np.pi * np.arange(n) / 48.0))
    walls = {
        "surface_buffer_kg": 2.0,
        "surface_kg_per_s": 0.05,
        "deep_buffer_kg": 10.0,
        "deep_kg_per_s": 0.01,
    }
    damped, bare = (
        drivers(22.0, n_hours=HOURS)._replace(moisture_gain_kg_per_s=swing, **changes)
        for changes in (walls, {"moisture_capacity_kg": 70.0})
    )
    spans = []
    for moist in (damped, bare):
        inputs = KernelInputs(
            lumped_room(CAPACITANCE, LOSS), moist, machine(), control(), saturation()
        )
        hour = hourly_year(inputs, ideal_of(0.0, 22.0), IDEAL_MODULATION, warmup_hours=120)
        minute = Year(inputs, warmup_hours=120).hourly
        ours, theirs = hour.humidity_ratio[48:], minute.humidity_ratio[48:]
        assert ours.mean() == pytest.approx(theirs.mean(), rel=BUFFERED_MEAN)
        assert np.ptp(ours) == pytest.approx(np.ptp(theirs), rel=BUFFERED_SWING)
        spans.append(np.ptp(ours))
    assert spans[0] < 0.7 * spans[1]


def test_neglect_changes_what_the_machine_gives_and_takes():
    n = 2 * HOURS
    ones = np.ones(n)
    neglect = Faults(0.8 * ones, 1.1 * ones, ones, ones, ones, 0.5 * ones, 0.0 * ones, 0.0 * ones)
    weather = drivers(0.0, n_hours=HOURS)
    unit = machine(heating={"fan_w": np.full(2, 100.0)})
    inputs = KernelInputs(
        lumped_room(CAPACITANCE, LOSS), weather, unit, control(), saturation(), neglect
    )
    year = hourly_year(inputs, ideal_of(5000.0, 20.0), IDEAL_MODULATION)
    assert year.heat_delivered_w[-1] == pytest.approx(0.8 * 2000.0 + 0.5 * 100.0)
    assert year.compressor_heating_w[-1] == pytest.approx(1.1 * 500.0)
    tripped = inputs._replace(faults=neglect._replace(tripped=ones))
    assert not hourly_year(tripped, ideal_of(800.0, 20.0), IDEAL_MODULATION).running.any()


def test_an_endless_fan_heats_the_room():
    unit = machine(heating={"fan_w": np.full(2, 100.0)}, fan={"always_on": 1.0})
    year = heated(unit, 1050.0)
    assert year.fan_w[-1] == pytest.approx(100.0)
    assert year.running[-1] == pytest.approx(950.0 / 2000.0, rel=ROUNDING)


def test_a_sensor_that_reads_high_keeps_the_room_cool():
    """1 K above the air: the room is held a kelvin below its set point, for less heat."""
    inputs = KernelInputs(
        lumped_room(CAPACITANCE, LOSS),
        drivers(-10.0, n_hours=HOURS),
        machine(),
        control(sensor_offset_k=1.0),
        saturation(),
    )
    year = hourly_year(inputs, ideal_of(LOSS * 30.0, 20.0), IDEAL_MODULATION)
    assert year.room_degc == pytest.approx(np.full(HOURS, 19.0), abs=1e-6)
    assert year.heat_delivered_w == pytest.approx(np.full(HOURS, LOSS * 29.0), abs=SAME_W)


def test_supply_air_that_falls_back_to_the_sensor_keeps_the_room_cool():
    """The sensor feels T + s / (1 - s) q / (m c); q is the loss at the room's temperature."""
    share, full_kg_per_s = 0.2, 0.15
    per_w = share / (1.0 - share) / (full_kg_per_s * DRY_AIR_J_PER_KG_K)
    room = (20.0 + per_w * LOSS * -10.0) / (1.0 + per_w * LOSS)
    inputs = KernelInputs(
        lumped_room(CAPACITANCE, LOSS),
        drivers(-10.0, n_hours=HOURS),
        machine(cooling={"airflow_kg_per_s": np.full(2, full_kg_per_s)}),
        control(short_circuit=share),
        saturation(),
    )
    year = hourly_year(inputs, ideal_of(LOSS * 30.0, 20.0), IDEAL_MODULATION, warmup_hours=240)
    assert room < 18.5
    assert year.room_degc[-1] == pytest.approx(room, abs=1e-3)
    minute = Year(inputs, warmup_hours=240).hourly
    assert minute.room_degc[-24:].mean() == pytest.approx(room, abs=BAND_K)


def recovering(lockout_s: float, unit: Machine) -> Channels:
    """Return days whose set point rises from 15 to 20 degC at six and falls at eighteen."""
    hour = np.arange(HOURS) % 24
    setpoint = np.where((hour >= 6) & (hour < 18), 20.0, 15.0)
    weather = drivers(-10.0, n_hours=HOURS)._replace(heating_setpoint_degc=np.repeat(setpoint, 2))
    room = lumped_room(CAPACITANCE, LOSS)
    decay = np.exp(-LOSS / CAPACITANCE * 3600.0)
    ends = setpoint  # ideal control reaches it within the hour
    starts = np.roll(ends, 1)
    load = LOSS * ((ends + 10.0) - (starts + 10.0) * decay) / (1.0 - decay)
    ideal = IdealYear(load, np.append(starts[:1], ends), 0.5 * (starts + ends))
    inputs = KernelInputs(room, weather, unit, control(recovery_lockout_s=lockout_s), saturation())
    return hourly_year(inputs, ideal, IDEAL_MODULATION, warmup_hours=48)


def test_backup_stays_out_of_a_recovery_as_long_as_it_is_told():
    unit = machine(heating=flat_map(1400.0, 400.0), backup={"power_w": 3000.0, "below_degc": 50.0})
    at_once, later = recovering(0.0, unit), recovering(5400.0, unit)
    six = 24 * 5 + 6
    assert at_once.backup_w[six] > 0.0
    assert later.backup_w[six] == 0.0
    assert later.backup_w[six + 1] > 0.0  # half of the second hour is free
    assert later.backup_w.sum() < at_once.backup_w.sum()
    assert later.recovering[six] == pytest.approx(1.0)
    assert 0.0 < at_once.recovering[six] < 1.0
    weak = machine(heating=flat_map(600.0, 200.0), backup={"power_w": 3000.0, "below_degc": 50.0})
    # a machine that can't keep what the room had when it began gets its backup before
    assert recovering(7200.0, weak).room_degc.min() > 15.0 - 1.0


def test_emergency_heat_is_the_backups_alone():
    weather = drivers(-10.0, n_hours=HOURS)
    unit = machine(backup={"power_w": 3000.0, "below_degc": 50.0})
    inputs = KernelInputs(
        lumped_room(CAPACITANCE, LOSS), weather, unit, control(emergency_heat=1.0), saturation()
    )
    year = hourly_year(inputs, ideal_of(LOSS * 30.0, 20.0), IDEAL_MODULATION)
    assert not year.running.any()
    assert year.backup_w == pytest.approx(np.full(HOURS, LOSS * 30.0), rel=ROUNDING)


def wet_unit(**changes: object) -> Machine:
    """Return a cooling machine whose full coil holds 1000 s of its latent capacity."""
    plain = machine()
    at = steady_cooling(plain)
    latent_kg_per_s = at.latent_w / VAPORISATION_J_PER_KG
    water = {
        "water_capacity_kg": 1000.0 * latent_kg_per_s,
        "evaporation_kg_per_s": 1.5 * latent_kg_per_s * WET_BULB_DEPRESSION_K / DEPRESSION_K,
    }
    return changed(machine(indoor_coil=water), **changes)


DAMP_RATIO = 0.012
DEPRESSION_K = 26.0 - wet_bulb(saturation(), 26.0, DAMP_RATIO)


@compiled
def steady_at(unit: Machine, table: Saturation, mode: float, around: Around, ratio: float, speed):
    return steady(unit, table, mode, around.outside, around.room_degc, ratio, speed)


@compiled
def hour_at(unit: Machine, table: Saturation, law: PartLoad, load_w: float, around: Around, ratio):
    return run_hour(unit, table, law, -1.0, load_w, around, ratio)


HOT = Around(
    Outside(35.0, DAMP_RATIO, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0),
    26.0,
    Stays(0.0, 0.0, 0.0, 0.0, 0.0),
)


def steady_cooling(unit: Machine) -> Steady:
    return steady_at(unit, saturation(), -1.0, HOT, DAMP_RATIO, 1.0)


def an_hour(unit: Machine, load_w: float, part_load: PartLoad) -> Hour:
    return hour_at(unit, saturation(), part_load, load_w, HOT, DAMP_RATIO)


def by_thermostat_law(starts_per_h: float) -> PartLoad:
    """Return a law with as many starts an hour at half load, and 4 N X (1 - X) at others.

    A run that stores 900 q / N joules takes so long.
    """
    return IDEAL_MODULATION._replace(switching=Switching(lag_s=900.0 / starts_per_h))


@pytest.mark.parametrize("share", [0.6, 0.7, 0.8, 0.9])
def test_a_fan_that_never_stops_gives_back_what_the_analytic_model_says(share: float):
    """Henderson and Rengarajan, a coil that is cold and warm at once."""
    unit = wet_unit(fan={"always_on": 1.0})
    at = steady_cooling(unit)
    on_s, off_s = moisture.on_off(share)
    wanted = moisture.latent_ratio(on_s, off_s, latent_s=0.0)
    # what evaporates cools the room as well: the load at which it runs that share
    load_w = share * (at.coil_w + (1.0 - wanted) * at.latent_w)
    law = IDEAL_MODULATION._replace(switching=Switching(lag_s=on_s * (1.0 - load_w / at.coil_w)))
    found = an_hour(unit, load_w, law)
    assert found.running == pytest.approx(share, abs=1e-4)
    assert found.latent_w == pytest.approx(share * wanted * at.latent_w, rel=1e-3)
    assert found.returned_w == pytest.approx(share * (1.0 - wanted) * at.latent_w, rel=1e-3)
    # with the fan in step and a coil that turns cold at once nothing comes back
    assert an_hour(wet_unit(), load_w, law).returned_w == 0.0


def test_a_slow_start_and_an_overrun_give_water_back():
    law = by_thermostat_law(3.0)
    load_w = 0.5 * steady_cooling(wet_unit()).coil_w
    slow = an_hour(wet_unit(indoor_coil={"cooling_start_sensible_s": 60.0}), load_w, law)
    both = an_hour(
        wet_unit(indoor_coil={"cooling_start_sensible_s": 60.0}, fan={"overrun_s": 90.0}),
        load_w,
        law,
    )
    latent_w = steady_cooling(wet_unit()).latent_w
    starts = slow.starts / 3600.0
    by_hand = starts * 1.5 * latent_w * 60.0  # E over one time constant, the coil nearly full
    assert slow.returned_w == pytest.approx(by_hand, rel=CURVED)
    dries_s = 90.0 + 60.0 * np.exp(-90.0 / 60.0)  # the overrun, and what the start has of it
    starts = both.starts / 3600.0
    assert both.returned_w == pytest.approx(starts * 1.5 * latent_w * dries_s, rel=HALVED_BY_ROOT)


def test_a_fans_overrun_uses_power_after_every_stop():
    law = by_thermostat_law(3.0)
    unit = machine(cooling={"fan_w": np.full(2, 50.0)}, fan={"overrun_s": 120.0})
    found = an_hour(unit, 1000.0, law)
    assert found.starts > 2.0
    assert found.fan_w == pytest.approx(50.0 * (found.running + found.starts * 120.0 / 3600.0))


@pytest.mark.parametrize("share", [0.1, 0.5, 0.8])
def test_without_lags_starts_are_those_of_the_thermostat_law(share: float):
    found = an_hour(machine(), share * steady_cooling(machine()).coil_w, by_thermostat_law(3.0))
    assert found.running == pytest.approx(share, rel=ROUNDING)
    assert found.starts == pytest.approx(4.0 * 3.0 * share * (1.0 - share), rel=ROUNDING)


def test_dry_mode_dries_as_far_as_the_room_may_be_cooled():
    """A damp room at rest: nothing calls for cooling, and its floor is a kelvin below."""
    moist = drivers(
        24.0,
        n_hours=HOURS,
        moisture_gain_kg_per_s=3e-5,
        outdoor_air_kg_per_s=0.01,
        outdoor_humidity_ratio=0.012,
    )._replace(gain_w=np.full(2 * HOURS, 100.0))
    thermostat = control(dry_above=0.6, dry_overcool_k=2.0)
    ideal = ideal_of(0.0, 24.0 + 100.0 / LOSS)
    unit = inverter(
        cooling={"airflow_kg_per_s": np.full(3, 0.03), "coil_a0_kg_per_s": np.full(3, 0.04)}
    )
    years = []
    for switched in (thermostat, control()):
        inputs = KernelInputs(lumped_room(CAPACITANCE, LOSS), moist, unit, switched, saturation())
        years.append(hourly_year(inputs, ideal, IDEAL_MODULATION))
    dry, damp = years
    assert not damp.drying.any()
    assert 0.0 < dry.drying.mean() < 1.0
    assert dry.latent_removed_w.mean() > 10.0
    assert dry.humidity_ratio.mean() < 0.9 * damp.humidity_ratio.mean()
    floor = 26.0 - 2.0
    assert dry.room_degc.min() > floor - 1e-6
    is_cold = dry.room_degc < floor + 0.05
    at_saturation = np.array([saturated_humidity_ratio(saturation(), t) for t in dry.room_degc])
    relative = dry.humidity_ratio / at_saturation
    assert ((relative < 0.61) | is_cold).all()


def test_dry_mode_by_hours_and_by_minutes_takes_the_same_water():
    by_minute = load_scenario("humid-bedroom")
    by_hour = load_scenario("humid-bedroom", ["simulation.resolution=hour"])
    answer = room_response(by_minute)
    for i in (0, 2):  # variable and single-stage, fans in step
        minute, hour = (run_candidate(s, answer, i).hourly for s in (by_minute, by_hour))
        assert minute.drying.sum() > 200.0
        assert hour.drying.sum() == pytest.approx(minute.drying.sum(), rel=DRYING_HOURS)
        assert hour.latent_removed_w.sum() == pytest.approx(
            minute.latent_removed_w.sum(), rel=DRIED
        )


def test_a_burners_ignitions_by_hours_and_by_minutes_use_the_same():
    by_minute = load_scenario("heat-pump-or-furnace")
    by_hour = load_scenario("heat-pump-or-furnace", ["simulation.resolution=hour"])
    answer = room_response(by_minute)
    minute, hour = (run_candidate(s, answer, 3).hourly for s in (by_minute, by_hour))
    assert minute.starts_heating.sum() > 5000.0
    assert hour.compressor_heating_w.sum() == pytest.approx(
        minute.compressor_heating_w.sum(), rel=IGNITED
    )


def test_what_a_year_of_hours_cannot_show_is_said():
    scenario = load_scenario(
        "cold-cabin-with-backup",
        [
            "simulation.resolution=hour",
            "thermostat.start_delay=2 min",
            "thermostat.starts_per_hour=3",
            "thermostat.sensor.lag=60 s",
        ],
    )
    answer = room_response(scenario)
    first, _, baseboard = (run_candidate(scenario, answer, i).notes for i in range(3))
    cannot = "thermostat.start_delay, thermostat.starts_per_hour, backup.stages can't show"
    assert any(cannot in note for note in first)
    assert any("backup that comes on because a defrost" in note for note in first)
    assert not any("defrost" in note for note in baseboard)


def test_a_units_own_factor_is_that_of_its_starts():
    """23.4 s is the time constant of C_D 0.08 in the test of a single-stage unit."""
    law = part_load_of(
        machine(indoor_coil={"heating_start_s": 23.4, "cooling_start_sensible_s": 23.4})
    )
    assert law.heating_slope == pytest.approx(0.08, abs=2e-4)
    assert law.heating_at_zero + law.heating_slope == pytest.approx(1.0)
    # a fan that runs on brings what is left of the cold: exp(-t / tau) of the loss stays lost
    overrun = part_load_of(
        machine(indoor_coil={"cooling_start_sensible_s": 23.4}, fan={"overrun_s": 23.4})
    )
    assert overrun.cooling_slope == pytest.approx(0.08 * np.exp(-1.0), rel=CURVED)
    assert (
        part_load_of(
            machine(indoor_coil={"heating_start_s": 23.4}, fan={"always_on": 1.0})
        ).heating_slope
        < 1e-9
    )


def a_year_with_much_in_it() -> np.ndarray:
    """Return channels with frost, backup, a recovery, cooling that cycles, and dry mode."""
    n = 2 * HOURS
    day = np.sin(2.0 * np.pi * np.arange(n + 1) / 48.0)
    weather = drivers(-5.0, n_hours=HOURS, moisture_gain_kg_per_s=6e-5)
    weather = weather._replace(
        outdoor_degc=np.linspace(-35.0, 34.0, n + 1) + 4.0 * day,
        outdoor_humidity_ratio=np.linspace(0.001, 0.014, n + 1),
        heating_setpoint_degc=np.where(day[:-1] > 0.0, 20.0, 17.0),
    )
    at_hours = weather.outdoor_degc[::2]
    load = np.where(at_hours[:-1] < 18.0, LOSS * (20.0 - at_hours[:-1]), 0.0)
    load -= np.where(at_hours[:-1] > 26.0, LOSS * (at_hours[:-1] - 26.0) + 100.0, 0.0)
    held = np.clip(at_hours, 20.0, 26.0)
    ideal = IdealYear(load, held, 0.5 * (held[1:] + held[:-1]))
    unit = inverter(
        outdoor_coil={"defrost": 1.0},
        compressor={"boost_speed": 0.6, "boost_s": 300.0, "slew_per_s": 0.001},
        backup={"power_w": 500.0, "below_degc": 0.0},
        indoor_coil={
            "water_capacity_kg": 0.3,
            "evaporation_kg_per_s": 4e-4,
            "cooling_start_sensible_s": 60.0,
        },
        cooling={"airflow_kg_per_s": np.full(3, 0.03), "coil_a0_kg_per_s": np.full(3, 0.04)},
    )
    thermostat = control(
        dry_above=0.5, dry_overcool_k=2.0, recovery_lockout_s=1800.0, sensor_lag_s=120.0
    )
    room = lumped_room(CAPACITANCE, LOSS)
    inputs = KernelInputs(room, weather, unit, thermostat, saturation())
    law = part_load_of(unit)._replace(switching=switching_of(unit, room, thermostat))
    return np.array(hourly_year(inputs, ideal, law, warmup_hours=48))


def test_compiled_and_interpreted_year_agree(tmp_path: Path):
    place = tmp_path / "year.npy"
    code = (
        "import sys, numpy, test_hourly as t; numpy.save(sys.argv[1], t.a_year_with_much_in_it())"
    )
    here = Path(__file__).parent
    paths = [str(here), str(here.parent), *sys.path]
    environment = os.environ | {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": os.pathsep.join(paths)}
    subprocess.run([sys.executable, "-c", code, str(place)], env=environment, check=True)
    year = Channels(*a_year_with_much_in_it())
    for happens in (year.defrost_w, year.backup_w, year.recovering, year.drying):
        assert happens.any()
    for happens in (year.starts_heating, year.starts_cooling, year.latent_returned_w):
        assert happens.any()
    np.testing.assert_allclose(np.array(year), np.load(place), rtol=1e-9, atol=1e-9)


# ------------------------------------------------------------------------- whole scenarios
@pytest.fixture(scope="module")
def chicago() -> tuple[RoomResponse, tuple[Results, ...], tuple[Results, ...]]:
    scenario = load_scenario("chicago-addition")
    by_hour = load_scenario("chicago-addition", ["simulation.resolution=hour"])
    answer = room_response(scenario)
    few = range(len(scenario.candidates))
    return (
        answer,
        tuple(run_candidate(by_hour, answer, i) for i in few),
        tuple(run_candidate(scenario, answer, i) for i in few),
    )


def test_a_unit_that_is_large_enough_gives_the_ideal_load(chicago):
    answer, by_hour, _ = chicago
    larger = by_hour[2]  # 12 kBtu/h, variable
    ideal = answer.year
    assert larger.hourly.heat_delivered_w == pytest.approx(ideal.ideal_heating_w, abs=IDEAL_W)
    assert larger.hourly.cool_delivered_w == pytest.approx(ideal.ideal_cooling_w, abs=IDEAL_W)
    assert larger.hourly.room_degc == pytest.approx(ideal.ideal_room_degc, abs=IDEAL_K)


def test_hours_and_minutes_heat_and_cool_alike(chicago):
    _, by_hour, by_minute = chicago
    for hour, minute in zip(by_hour, by_minute, strict=True):
        for channel in ("heat_delivered_w", "cool_delivered_w"):
            ours, theirs = (getattr(r.hourly, channel).sum() for r in (hour, minute))
            assert ours == pytest.approx(theirs, rel=SAME_YEAR)
        assert hour.electric_power_w.sum() == pytest.approx(
            minute.electric_power_w.sum(), rel=LIKE_THE_MINUTE
        )
        assert hour.hourly.room_degc.min() == pytest.approx(
            minute.hourly.room_degc.min(), abs=COLDEST_K
        )


def test_an_hourly_year_has_the_form_of_any_year(chicago):
    _, by_hour, by_minute = chicago
    for hour, minute in zip(by_hour, by_minute, strict=True):
        assert hour.kind == minute.kind
        assert hour.step_s == 3600.0
        assert hour.cycles.start_s.size == 0
        assert set(hour.traces) == set(minute.traces)
        assert hour.traces["winter_day"].channels.room_degc.size == 24
        used = hour.electric_power_w
        assert (used >= hour.hourly.heating_electricity_w - 1e-6).all()
