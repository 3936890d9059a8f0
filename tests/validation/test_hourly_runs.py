"""Runs in the hourly method: what room, sensor and machine make of them, beside the minute's."""

from __future__ import annotations

import numpy as np
import pytest

from hand_made import Year, control, drivers, flat_map, lumped_room, machine, saturation
from hpsim import load_scenario
from hpsim.hourly import hourly_year, part_load_of, switching_of
from hpsim.kernel.compiling import compiled
from hpsim.kernel.hour_runs import Switching, until_stored
from hpsim.kernel.hour_state import IdealYear
from hpsim.kernel.types import Channels, Control, KernelInputs, Machine
from hpsim.results import Results
from hpsim.simulate.candidate import run_candidate
from hpsim.simulate.response import room_response
from hpsim.validation.bench import changed

HOURS = 120
LOSS, CAPACITANCE = 40.0, 550e3  # W/K, J/K
BAND_K, LAG_S = 0.55, 120.0
SPEEDS = (0.25, 0.5, 1.0)
LEAKS_HEAT = 0.01  # of a capacity: the room loses a little within the run's minutes
STARTS = 0.07  # one capacity, but the minute's room loses more while it is above the set point
BOOSTED = 0.10  # the same where a boost overshoots
SPEED = 0.015  # of full speed: a speed that fades counts half
IN_A_ROOM = 0.16  # of starts, where a room's capacity grows with the length of a run
RUNNING = 0.04  # of hours, and of a fan's energy
DRAWN = 0.02  # of air: the fan runs as long
LEAKY = 0.02  # of kWh, of which leaky ducts are a part
WET = 0.02  # of the year's water, and of its mean humidity ratio
COOLED = 0.08  # of the compressor: rooms by the minute are cooled a little further than needed
BACKUP = 0.07  # of backup by the hour and by the minute, where nothing is defrosted


def thermostat(**changes: float) -> Control:
    return control(**({"sensor_lag_s": LAG_S, "differential_k": BAND_K} | changes))


def in_one_room(unit: Machine, load_w: float, by: Control) -> tuple[Channels, Channels]:
    """Return days of a room of one capacity, by the hour and by the minute."""
    room = lumped_room(CAPACITANCE, LOSS)
    weather = drivers(20.0 - load_w / LOSS, n_hours=HOURS)
    inputs = KernelInputs(room, weather, unit, by, saturation())
    ideal = IdealYear(np.full(HOURS, load_w), np.full(HOURS + 1, 20.0), np.full(HOURS, 20.0))
    law = part_load_of(unit)._replace(switching=switching_of(unit, room, by))
    return hourly_year(inputs, ideal, law, warmup_hours=48), Year(inputs).hourly


def starts_of(year: Channels) -> float:
    return float(year.starts_heating.sum() + year.starts_cooling.sum())


def mean_speed(year: Channels) -> float:
    return float(year.speed.sum() / year.running.sum())


@pytest.mark.parametrize("load_w", [150.0, 600.0, 1000.0, 1500.0])
@pytest.mark.parametrize(("lag_s", "start_s"), [(0.0, 0.0), (LAG_S, 0.0), (LAG_S, 30.0)])
def test_an_on_off_unit_starts_as_often_as_by_the_minute(
    load_w: float, lag_s: float, start_s: float
):
    unit, by = machine(indoor_coil={"heating_start_s": start_s}), thermostat(sensor_lag_s=lag_s)
    hour, minute = in_one_room(unit, load_w, by)
    assert starts_of(minute) > 100.0
    assert starts_of(hour) == pytest.approx(starts_of(minute), rel=STARTS)


@pytest.mark.parametrize("load_w", [150.0, 300.0, 600.0])
def test_supply_air_that_falls_back_to_the_sensor_stops_runs_sooner(load_w: float):
    """A twentieth of it feels like 0.7 K at 2 kW, more than the band; rests are long."""
    by = thermostat(short_circuit=0.05)
    hour, minute = in_one_room(machine(), load_w, by)
    usual, _ = in_one_room(machine(), load_w, thermostat())
    assert starts_of(minute) > 1.3 * starts_of(usual)
    assert starts_of(hour) == pytest.approx(starts_of(minute), rel=STARTS)


@compiled
def until(of: Switching, output_w: float, load_w: float, late_s: float) -> float:
    return until_stored(of, of.swing_j, output_w, load_w, late_s)


@pytest.mark.parametrize("lag_s", [-300.0, -20.0, 0.0, 60.0, 120.0])
@pytest.mark.parametrize("load_w", [50.0, 1000.0, 1990.0])
def test_a_run_ends_when_the_sensor_is_there(lag_s: float, load_w: float):
    of = Switching(swing_j=3e5, lag_s=lag_s, sensor_s=LAG_S)
    found = until(of, 2000.0, load_w, 30.0)
    seen = (2000.0 - load_w) * found - 30.0 * 2000.0
    seen -= lag_s * 2000.0 * -np.expm1(-max(found - 30.0, 0.0) / LAG_S)
    assert seen == pytest.approx(3e5, rel=1e-9)


def test_timers_keep_runs_and_rests_from_being_shorter():
    """Half load of 2 kW in a band of 0.1 K: a run of 55 s without them."""
    hour, _ = in_one_room(machine(), 1000.0, control(differential_k=0.1))
    assert starts_of(hour) == pytest.approx(HOURS * 3600.0 * 0.5 / 55.0, rel=LEAKS_HEAT)
    by = control(differential_k=0.1, minimum_on_s=120.0)
    assert starts_of(in_one_room(machine(), 1000.0, by)[0]) == pytest.approx(HOURS * 15.0)
    by = by._replace(minimum_off_s=180.0)
    assert starts_of(in_one_room(machine(), 1000.0, by)[0]) == pytest.approx(HOURS * 10.0)


@pytest.mark.parametrize("load_w", [600.0, 1000.0, 1300.0])
def test_a_two_stage_unit_goes_to_its_high_stage_as_by_the_minute(load_w: float):
    """Five minutes after a start, though the low stage could carry two of the loads."""
    table = flat_map(2000.0, 500.0, (0.7, 1.0))
    hour, minute = in_one_room(
        machine(heating=table, cooling=table, compressor={"stages": 2.0}), load_w, thermostat()
    )
    assert mean_speed(minute) > 0.8
    assert mean_speed(hour) == pytest.approx(mean_speed(minute), abs=SPEED)
    assert hour.running_full.sum() == pytest.approx(minute.running_full.sum(), rel=RUNNING)
    assert starts_of(hour) == pytest.approx(starts_of(minute), rel=STARTS)


def inverter(**changes: object) -> Machine:
    table = flat_map(4000.0, 1000.0, SPEEDS)
    plain = machine(
        heating=table, cooling=table, compressor={"modulates": 1.0, "slew_per_s": 0.001}
    )
    return changed(plain, **changes)


@pytest.mark.parametrize("load_w", [300.0, 500.0, 700.0, 900.0])
@pytest.mark.parametrize(("boost_speed", "boost_s"), [(0.6, 300.0), (1.0, 540.0), (0.0, 0.0)])
def test_a_variable_unit_that_cycles_is_as_fast_as_by_the_minute(
    load_w: float, boost_speed: float, boost_s: float
):
    """Boosted to 0.6, fully, or not at all: then by its controller's proportional part alone."""
    by = thermostat(
        stop_margin_k=0.5,
        restart_margin_k=0.5 * BAND_K,
        proportional_band_k=2.0,
        integral_time_s=1200.0,
    )
    unit = inverter(compressor={"boost_speed": boost_speed, "boost_s": boost_s})
    hour, minute = in_one_room(unit, load_w, by)
    assert mean_speed(minute) > SPEEDS[0] + SPEED
    assert mean_speed(hour) == pytest.approx(mean_speed(minute), abs=SPEED)
    assert starts_of(hour) == pytest.approx(starts_of(minute), rel=BOOSTED)


# ------------------------------------------------------------------------- whole scenarios
def years(
    name: str, changes: tuple[str, ...], candidates: tuple[int, ...]
) -> list[tuple[Results, Results]]:
    """Return candidates' years by the hour and by the minute."""
    by_minute = load_scenario(name, changes)
    by_hour = load_scenario(name, (*changes, "simulation.resolution=hour"))
    answer = room_response(by_minute)
    return [
        (run_candidate(by_hour, answer, i), run_candidate(by_minute, answer, i)) for i in candidates
    ]


def totals(pair: tuple[Results, Results], channel: str) -> tuple[float, float]:
    hour, minute = (float(getattr(year.hourly, channel).sum()) for year in pair)
    return hour, minute


def test_the_water_that_units_take_in_miami_is_that_of_the_minute():
    """Variable and single-stage, 12 kBtu/h: boosted starts dry, water comes back after them."""
    for pair in years("miami-addition", (), (2, 3)):
        for channel, rel in (
            ("latent_removed_w", WET),
            ("humidity_ratio", WET),
            ("starts_cooling", IN_A_ROOM),
            ("latent_returned_w", IN_A_ROOM),
            ("compressor_cooling_w", COOLED),
        ):
            hour, minute = totals(pair, channel)
            assert hour == pytest.approx(minute, rel=rel), channel


def test_a_two_stage_furnaces_fan_is_that_of_the_minute():
    changes = ("candidates.3.burner=two_stage",)
    (pair,) = years("heat-pump-or-furnace", changes, (3,))
    for channel in ("fan_w", "running", "running_full", "fuel_w"):
        hour, minute = totals(pair, channel)
        assert minute > 0.0
        assert hour == pytest.approx(minute, rel=RUNNING), channel


LEAKS = "ducts: {supply_leak: 10 %, return_leak: 5 %}"
DUCTED = f"kind: single_stage, form: ducted, size: 12 kBtu/h, seer2: 15.2, hspf2: 7.8, {LEAKS}"


def test_leaky_ducts_draw_air_in_with_a_fan_that_never_stops_and_after_stops():
    candidates = (
        f"candidates=[{{{DUCTED}, fan: continuous}}, {{{DUCTED}, fan_overrun: 120 s}}, "
        f"{{{DUCTED}, fan_overrun: 0 s}}]"
    )
    pairs = years("chicago-addition", (candidates,), (0, 1, 2))
    for pair in pairs:
        hour, minute = totals(pair, "drawn_air_kg_per_s")
        assert hour == pytest.approx(minute, rel=DRAWN)
        used = [float(year.electric_power_w.sum()) for year in pair]
        assert used[0] == pytest.approx(used[1], rel=LEAKY)
    always, after, in_step = (totals(pair, "drawn_air_kg_per_s")[0] for pair in pairs)
    assert always > 5.0 * in_step
    assert after > 1.1 * in_step  # two minutes more of runs that last some ten


def test_backup_is_that_of_the_minute_where_no_defrost_calls_for_it():
    (pair,) = years("setback-with-twin", ("candidates.1.defrost=none",), (1,))
    hour, minute = totals(pair, "backup_w")
    assert minute > 50e3
    assert hour == pytest.approx(minute, rel=BACKUP)
