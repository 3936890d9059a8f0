"""The hourly method: single hours by hand, closed forms of the room, the year in minutes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from hand_made import Year, control, drivers, flat_map, lumped_room, machine, saturation
from hpsim import load_scenario
from hpsim.kernel.airflow import VAPORISATION_J_PER_KG
from hpsim.kernel.hourly import IdealYear, PartLoad
from hpsim.kernel.types import Channels, Faults, KernelInputs, Machine, RoomDrivers
from hpsim.metrics import metrics_of
from hpsim.simulate.candidate import run_candidate
from hpsim.simulate.hourly import (
    ENERGYPLUS_CURVE,
    IDEAL_MODULATION,
    STEEP_CURVE,
    by_c_d,
    hourly_year,
    part_load,
    part_load_of,
)
from hpsim.simulate.response import RoomResponse, room_response

HOURS = 240
LOSS, CAPACITANCE = 40.0, 700e3  # W/K, J/K
ROUNDING = 1e-9
FOUND = 1e-5  # a ratio and a speed are found when their output is within a milliwatt
SAME_W = 0.01
IDEAL_W, IDEAL_K = 0.1, 1e-3  # a machine that meets its load is the ideal one
BUFFERED_MEAN, BUFFERED_SWING = 0.01, 0.15
"""Of the humidity by the minute: the means agree, an hour is a coarse step of a day's swing."""
SAME_LOAD = 0.03  # heat and cold of a year: the minute's room swings beyond its setpoints
COLDER_LOAD = 0.055  # the same in a small cooling load, which the swing makes larger
FEW_WH = 100.0  # which the band of the minute's thermostat may leave out altogether
BY_THE_MINUTE = {
    # of a year's kWh; the largest is a variable unit of twice the size, whose boosted starts an
    # hourly method doesn't know
    "chicago-addition": 0.08,
    "cold-cabin-with-backup": 0.01,
    "hot-flat": 0.08,
    "miami-addition": 0.18,
}
SPEEDS = (0.25, 0.5, 1.0)


def inverter(**changes: object) -> Machine:
    table = flat_map(2000.0, 500.0, SPEEDS)
    table = table._replace(power_w=np.outer(np.full(2, 500.0), np.array(SPEEDS) ** 1.5))
    plain: dict[str, object] = {"compressor": {"modulates": 1.0}, "heating": table}
    return machine(**{**plain, "cooling": table, **changes})


def ideal_of(load_w: float, setpoint_degc: float) -> IdealYear:
    level = np.full(HOURS, setpoint_degc)
    return IdealYear(np.full(HOURS, load_w), np.append(level, setpoint_degc), level)


def year_of(
    unit: Machine,
    weather: RoomDrivers,
    ideal: IdealYear,
    law: PartLoad = IDEAL_MODULATION,
    faults: Faults | None = None,
    warmup_hours: int = 720,
    **thermostat: float,
) -> Channels:
    inputs = KernelInputs(
        lumped_room(CAPACITANCE, LOSS),
        weather,
        unit,
        control(**thermostat),
        saturation(),
        faults or Faults(),
    )
    return hourly_year(inputs, ideal, law, warmup_hours=warmup_hours)


def heated(unit: Machine, load_w: float, law: PartLoad = IDEAL_MODULATION) -> Channels:
    """Return steady heating of a lumped room at 20 degC with that load."""
    return year_of(unit, drivers(20.0 - load_w / LOSS), ideal_of(load_w, 20.0), law)


# ------------------------------------------------------------------------- an hour by hand
@pytest.mark.parametrize("ratio", [0.1, 0.4, 0.8, 1.0])
@pytest.mark.parametrize("c_d", [0.0, 0.08, 0.25])
def test_a_single_stage_unit_uses_what_the_standard_has(ratio: float, c_d: float):
    year = heated(machine(), 2000.0 * ratio, by_c_d(c_d, c_d))
    energy = ratio / (1.0 - c_d * (1.0 - ratio))
    assert year.compressor_heating_w == pytest.approx(np.full(HOURS, 500.0 * energy), rel=FOUND)
    assert year.heat_delivered_w == pytest.approx(np.full(HOURS, 2000.0 * ratio), abs=SAME_W)
    assert year.running[0] == pytest.approx(energy, rel=FOUND)
    assert not year.starts_heating.any()


@pytest.mark.parametrize(
    ("law", "plf"),
    [
        (ENERGYPLUS_CURVE, 0.85 + 0.15 * 0.3),
        (STEEP_CURVE, 0.22),
        (IDEAL_MODULATION, 1.0),
        (part_load((1.0, -0.2, 0.0, 0.2), (1.0,)), 1.0 - 0.2 * 0.3 + 0.2 * 0.027),
    ],
)
def test_a_variable_unit_degrades_only_below_its_minimum(law: PartLoad, plf: float):
    minimum_w, power_w = 500.0, 500.0 * 0.25**1.5
    below = heated(inverter(), 0.3 * minimum_w, law)
    assert below.compressor_heating_w[0] == pytest.approx(0.3 * power_w / plf, rel=FOUND)
    above = heated(inverter(), 1000.0, law)
    assert above.heat_delivered_w[0] == pytest.approx(1000.0, abs=SAME_W)
    assert above.speed[0] == pytest.approx(0.5, rel=FOUND)
    assert above.compressor_heating_w[0] == pytest.approx(500.0 * 0.5**1.5, rel=FOUND)


def test_a_two_stage_unit_takes_turns_between_its_stages():
    table = flat_map(2000.0, 500.0, (0.5, 1.0))
    table = table._replace(power_w=np.array([[200.0, 500.0], [200.0, 500.0]]))
    unit = machine(heating=table, cooling=table, compressor={"stages": 2.0})
    year = heated(unit, 1250.0, by_c_d(0.25, 0.25))
    assert year.compressor_heating_w[0] == pytest.approx(0.75 * 200.0 + 0.25 * 500.0, rel=FOUND)
    assert year.running_full[0] == pytest.approx(0.25, rel=FOUND)


def test_fan_and_burner_run_as_long_as_the_part_load_factor_says():
    """A furnace of 2 kW out of 2.5 kW of fuel, PLF 0.9 at half load, its fan's heat in the load.

    x of the hour running: 2000 r + 100 x = 1050, x = r / (0.8 + 0.2 r): r = 0.49657, x = 0.55215.
    """
    table = flat_map(2000.0, 2550.0)._replace(fan_w=np.full(2, 100.0))
    unit = machine(heating=table, burner={"fuel_fraction": 2500.0 / 2550.0})
    year = heated(unit, 1048.36, by_c_d(0.2, 0.2))
    ratio, running = year.fuel_w[0] * (0.8 + 0.2 * 0.49657) / 2500.0, 0.55215
    assert ratio == pytest.approx(0.49657, abs=1e-4)
    assert year.fan_w[0] == pytest.approx(100.0 * running, abs=0.02)
    assert year.fuel_w[0] == pytest.approx(2500.0 * running, abs=0.5)
    assert year.compressor_heating_w[0] == pytest.approx(50.0 * running, abs=0.02)


def test_a_fan_that_never_stops_heats_the_room():
    table = flat_map(2000.0, 500.0)._replace(fan_w=np.full(2, 100.0))
    year = heated(machine(heating=table, fan={"always_on": 1.0}), 1050.0)
    assert year.fan_w[-1] == pytest.approx(100.0)
    assert year.running[-1] == pytest.approx(950.0 / 2000.0, rel=FOUND)


def test_standby_goes_with_the_time_off_and_the_pan_heater_with_the_time_on():
    heaters = {
        "standby_w": 8.0,
        "crankcase_w": 30.0,
        "crankcase_below_degc": 10.0,
        "pan_heater_w": 60.0,
    }
    year = heated(machine(auxiliaries=heaters), 1500.0)  # -17.5 degC outdoors, 0.75 of the time
    assert year.standby_w[-1] == pytest.approx(0.25 * 38.0 + 0.75 * 60.0, rel=FOUND)


def test_frost_takes_its_mean():
    """Addendum 82 at 35 degF: 0.9478 of the heat at 0.9913 of the power."""
    unit = machine(outdoor_coil={"defrost": 1.0})
    year = year_of(unit, drivers((35.0 - 32.0) / 1.8), ideal_of(5000.0, 20.0))
    assert year.heat_delivered_w[-1] / 2000.0 == pytest.approx(0.9478, abs=1e-4)
    power = year.compressor_heating_w[-1] + year.defrost_w[-1]
    assert power / 500.0 == pytest.approx(0.9913, abs=1e-4)


def test_neglect_changes_what_the_machine_gives_and_takes():
    n = 2 * HOURS
    ones, none = np.ones(n), np.zeros(n)
    neglect = Faults(0.8 * ones, 1.1 * ones, ones, ones, ones, 0.5 * ones, none, none)
    unit = machine(heating=flat_map(2000.0, 500.0)._replace(fan_w=np.full(2, 100.0)))
    year = year_of(unit, drivers(0.0), ideal_of(5000.0, 20.0), faults=neglect)
    assert year.heat_delivered_w[-1] == pytest.approx(0.8 * 2000.0 + 0.5 * 100.0)
    assert year.compressor_heating_w[-1] == pytest.approx(1.1 * 500.0)
    tripped = neglect._replace(tripped=ones)
    assert not year_of(unit, drivers(0.0), ideal_of(800.0, 20.0), faults=tripped).running.any()


def test_backup_gives_what_is_missing():
    backup = {"power_w": 1000.0, "below_degc": 0.0}
    unit = machine(heating=flat_map(1500.0, 400.0), backup=backup)
    year = heated(unit, 2000.0)
    assert year.backup_w == pytest.approx(np.full(HOURS, 500.0), rel=ROUNDING)
    assert year.room_degc == pytest.approx(np.full(HOURS, 20.0), abs=1e-9)
    locked = unit._replace(outdoor_coil=unit.outdoor_coil._replace(lowest_outdoor_degc=-20.0))
    assert heated(locked, 2000.0).backup_w.max() == 1000.0
    alone = year_of(unit._replace(can_heat=0.0), drivers(0.0), ideal_of(800.0, 20.0))
    assert not alone.running.any()
    assert alone.backup_w == pytest.approx(np.full(HOURS, 800.0))


def test_a_units_own_factor_is_that_of_its_starts():
    """23.4 s is the time constant of C_D 0.08 in the test of a single-stage unit."""
    slow = {"heating_start_s": 23.4, "cooling_start_sensible_s": 23.4}
    law = part_load_of(machine(indoor_coil=slow))
    assert law.heating[1] == pytest.approx(0.08, abs=2e-4)
    assert law.heating.sum() == pytest.approx(1.0)
    # a fan that runs on brings what is left of the cold: exp(-t / tau) of the loss stays lost
    overrun = part_load_of(machine(indoor_coil=slow, fan={"overrun_s": 23.4}))
    assert overrun.cooling[1] == pytest.approx(0.08 * np.exp(-1.0), rel=0.05)
    assert part_load_of(machine(indoor_coil=slow, fan={"always_on": 1.0})).heating[1] < 1e-9


# ------------------------------------------------------------------------------- the room
def test_a_unit_too_small_lets_the_room_fall_as_the_room_does():
    """1,500 W short of 2,000: an exponential to 500 / 40 K below, with the room's time constant."""
    year = heated(machine(heating=flat_map(1500.0, 400.0)), 2000.0)
    time_constant_h, warmup = CAPACITANCE / LOSS / 3600.0, 720
    fallen = 1.0 - np.exp(-(warmup + np.arange(HOURS + 1)) / time_constant_h)
    instants = 20.0 - 500.0 / LOSS * fallen
    assert year.room_degc == pytest.approx(0.5 * (instants[1:] + instants[:-1]), abs=1e-9)
    assert year.running_full.all()


def test_after_a_cold_spell_the_room_is_brought_back():
    load_w = np.full(HOURS, 1000.0)
    load_w[100:110] = 2500.0
    outdoor = np.repeat(20.0 - load_w / LOSS, 2)
    weather = drivers(np.append(outdoor, outdoor[0]))
    year = year_of(machine(), weather, ideal_of(0.0, 20.0)._replace(load_w=load_w))
    assert year.room_degc[109] < 15.0
    assert year.room_degc[120:] == pytest.approx(np.full(HOURS - 120, 20.0), abs=1e-6)
    assert (year.heat_delivered_w - load_w)[110] > 900.0  # all it has, until it is warm again
    assert year.heat_delivered_w.max() <= 2000.0 + 1e-6


def test_what_the_coil_removes_is_what_comes_in():
    """In the steady state: gain and outdoor air bring as much water as the coil takes."""
    gain, flow, outdoor = 1e-4, 0.02, 0.014
    moist = drivers(
        26.0 + 1200.0 / LOSS,
        moisture_gain_kg_per_s=gain,
        outdoor_air_kg_per_s=flow,
        outdoor_humidity_ratio=outdoor,
    )
    year = year_of(machine(), moist, ideal_of(-1200.0, 26.0))
    brought = gain + flow * (outdoor - year.humidity_ratio[-1])
    removed = year.latent_removed_w[-1] / VAPORISATION_J_PER_KG
    assert removed > 1e-5
    assert removed == pytest.approx(brought, rel=1e-6)
    assert year.cool_delivered_w[-1] == pytest.approx(1200.0, abs=SAME_W)


def test_the_rooms_water_closes_hour_by_hour():
    """Without a buffer: what the air holds more is what came in less what coil and cold took."""
    day = np.sin(2.0 * np.pi * np.arange(2 * HOURS) / 48.0)
    gain, flow, outdoor, held_kg = 1e-4 * (1.2 + day), 0.02, 0.014, 700.0
    moist = drivers(38.0, outdoor_air_kg_per_s=flow, outdoor_humidity_ratio=outdoor)
    moist = moist._replace(moisture_gain_kg_per_s=gain)
    ideal = ideal_of(0.0, 26.0)._replace(load_w=-700.0 * (1.2 + day[::2]))
    year = year_of(machine(), moist, ideal, warmup_hours=0)
    begin = outdoor
    for hour in range(HOURS):
        end = 2.0 * year.humidity_ratio[hour] - begin
        came = gain[2 * hour : 2 * hour + 2].mean() + flow * (outdoor - end)
        went = year.latent_removed_w[hour] / VAPORISATION_J_PER_KG + year.condensed_kg_per_s[hour]
        assert held_kg * (end - begin) == pytest.approx(3600.0 * (came - went), abs=1e-5)
        begin = end
    assert np.ptp(year.latent_removed_w) > 100.0


def test_surfaces_damp_the_humidity_as_in_the_year_of_minutes():
    """A day's swing of moisture gains in a room whose walls breathe; no coil runs."""
    swing = 4e-5 * (1.0 + np.sin(2 * np.pi * np.arange(2 * HOURS) / 48.0))
    walls = {
        "surface_buffer_kg": 2.0,
        "surface_kg_per_s": 0.05,
        "deep_buffer_kg": 10.0,
        "deep_kg_per_s": 0.01,
    }
    spans = []
    for changes in (walls, {"moisture_capacity_kg": 70.0}):
        moist = drivers(22.0)._replace(moisture_gain_kg_per_s=swing, **changes)
        hour = year_of(machine(), moist, ideal_of(0.0, 22.0), warmup_hours=120)
        room = lumped_room(CAPACITANCE, LOSS)
        inputs = KernelInputs(room, moist, machine(), control(), saturation())
        minute = Year(inputs, warmup_hours=120).hourly
        ours, theirs = hour.humidity_ratio[48:], minute.humidity_ratio[48:]
        assert ours.mean() == pytest.approx(theirs.mean(), rel=BUFFERED_MEAN)
        assert np.ptp(ours) == pytest.approx(np.ptp(theirs), rel=BUFFERED_SWING)
        spans.append(np.ptp(ours))
    assert spans[0] < 0.7 * spans[1]


def a_year_with_much_in_it() -> np.ndarray:
    """Return channels with frost, backup, a falling room, modulation, and cooling that cycles."""
    n = 2 * HOURS
    day = np.sin(2.0 * np.pi * np.arange(n + 1) / 48.0)
    weather = drivers(-5.0, moisture_gain_kg_per_s=6e-5)._replace(
        outdoor_degc=np.linspace(-45.0, 34.0, n + 1) + 4.0 * day,
        outdoor_humidity_ratio=np.linspace(0.001, 0.014, n + 1),
    )
    at_hours = weather.outdoor_degc[::2]
    load = np.where(at_hours[:-1] < 18.0, LOSS * (20.0 - at_hours[:-1]), 0.0)
    load -= np.where(at_hours[:-1] > 26.0, LOSS * (at_hours[:-1] - 26.0) + 100.0, 0.0)
    held = np.clip(at_hours, 20.0, 26.0)
    table = inverter().cooling._replace(
        airflow_kg_per_s=np.full(3, 0.03), coil_a0_kg_per_s=np.full(3, 0.04)
    )
    unit = inverter(
        cooling=table,
        outdoor_coil={"defrost": 1.0},
        backup={"power_w": 300.0, "below_degc": 0.0},
    )
    ideal = IdealYear(load, held, 0.5 * (held[1:] + held[:-1]))
    return np.array(year_of(unit, weather, ideal, by_c_d(0.1, 0.2), warmup_hours=48))


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
    for happens in (year.defrost_w, year.backup_w, year.cool_delivered_w, year.latent_removed_w):
        assert happens.any()
    assert year.room_degc.min() < 19.0
    np.testing.assert_allclose(np.array(year), np.load(place), rtol=1e-9, atol=1e-9)


# ------------------------------------------------------------------------- whole scenarios
@pytest.fixture(scope="module")
def chicago() -> RoomResponse:
    return room_response(load_scenario("chicago-addition"))


def test_a_unit_that_is_large_enough_gives_the_ideal_load(chicago: RoomResponse):
    in_all_weather = "candidates.2.lowest_outdoor=-30 degF"
    by_hour = load_scenario("chicago-addition", ["simulation.resolution=hour", in_all_weather])
    larger, ideal = run_candidate(by_hour, chicago, 2), chicago.year  # 12 kBtu/h, variable
    assert larger.hourly.heat_delivered_w == pytest.approx(ideal.ideal_heating_w, abs=IDEAL_W)
    assert larger.hourly.cool_delivered_w == pytest.approx(ideal.ideal_cooling_w, abs=IDEAL_W)
    assert larger.hourly.room_degc == pytest.approx(ideal.ideal_room_degc, abs=IDEAL_K)


def test_an_hourly_year_has_the_form_of_any_year(chicago: RoomResponse):
    by_hour = load_scenario("chicago-addition", ["simulation.resolution=hour"])
    year = run_candidate(by_hour, chicago, 0)
    assert year.step_s == 3600.0
    assert year.cycles.start_s.size == 0
    assert set(year.traces) == {"winter_day", "summer_day", "mild_day"}
    assert year.traces["winter_day"].channels.room_degc.size == 24
    assert (year.electric_power_w >= year.hourly.heating_electricity_w - 1e-6).all()
    metrics = metrics_of(year)
    for what_hours_cannot_know in ("starts_heating", "median_run_min", "defrosts", "dry_mode_h"):
        assert metrics[what_hours_cannot_know] is None


@pytest.mark.parametrize("name", list(BY_THE_MINUTE))
def test_hours_and_minutes_use_alike(name: str):
    # hours hold the setpoints, as a wall thermostat nearly does, and know no door to the home
    by_wall = ["defaults=2026-11", "thermostat.differential=1 degF"]
    by_minute = load_scenario(name, by_wall)
    by_hour = load_scenario(name, [*by_wall, "simulation.resolution=hour"])
    response = room_response(by_minute)
    for i in range(len(by_minute.candidates)):
        hour, minute = (run_candidate(s, response, i) for s in (by_hour, by_minute))
        ours, theirs = (year.electric_power_w.sum() for year in (hour, minute))
        assert ours == pytest.approx(theirs, rel=BY_THE_MINUTE[name]), hour.candidate
        for channel, rel in (("heat_delivered_w", SAME_LOAD), ("cool_delivered_w", COLDER_LOAD)):
            ours, theirs = (getattr(year.hourly, channel).sum() for year in (hour, minute))
            same = pytest.approx(theirs, rel=rel, abs=FEW_WH)
            assert ours == same, f"{hour.candidate}: {channel}"


def test_what_a_year_of_hours_leaves_out_is_noted():
    written = [
        "simulation.resolution=hour",
        "thermostat.start_delay=2 min",
        "thermostat.starts_per_hour=3",
        "thermostat.sensor.offset=1 K",
    ]
    scenario = load_scenario("cold-cabin-with-backup", written)
    response = room_response(scenario)
    first, _, baseboard = (run_candidate(scenario, response, i).notes[-1] for i in range(3))
    for feature in ("start_delay", "starts_per_hour", "sensor's offset", "(stages)", "a defrost"):
        assert feature in first
    assert "defrost" not in baseboard
    minutes = load_scenario("cold-cabin-with-backup", written[1:])
    assert not any("leaves out" in note for note in run_candidate(minutes, response, 0).notes)
