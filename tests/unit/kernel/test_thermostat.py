"""When a unit starts, stops and switches its backup, and how long an interval may be.

Unless a test has others: setpoints 20 and 26 degC, differential 0.5 K, so that heating starts at
19.75 and stops at 20.25 degC, cooling starts at 26.25 and stops at 25.75 degC.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from hand_made import Instant, calls_of, control, flat_map, machine, started
from hpsim.kernel.crossing import fraction_to_crossing
from hpsim.kernel.interval_length import until_lock_out, until_timer
from hpsim.kernel.state import NEVER_S
from hpsim.kernel.thermostat import (
    end_boost,
    end_recovery,
    has_to_stop,
    lock_out,
    margin,
    new_speed,
    record_run,
    slewing_s,
    stop,
    switch_backup,
)
from hpsim.kernel.types import Machine

HEATING, COOLING = 1.0, -1.0


def wait_of(at_instant: Instant) -> float:
    calls_of(at_instant)
    return at_instant.wait_s


def interval_of(
    at_instant: Instant, longest_s: float = 3600.0, outdoor_degc: float = 10.0
) -> float:
    i = at_instant
    return until_timer(i.machine, i.control, i.unit, outdoor_degc, i.state, longest_s)


# ---- start and stop


@pytest.mark.parametrize(
    ("sensed_degc", "calls"),
    [
        (19.70, HEATING),
        (19.75, HEATING),
        (19.76, 0.0),
        (20.00, 0.0),
        (26.24, 0.0),
        (26.25, COOLING),
        (26.30, COOLING),
    ],
)
def test_a_unit_is_called_for_half_the_differential_outside_the_setpoints(
    sensed_degc: float, calls: float
) -> None:
    assert calls_of(Instant().put(sensed_degc=sensed_degc)) == calls


@pytest.mark.parametrize(
    ("mode", "sensed_degc", "stops"),
    [
        (HEATING, 20.00, False),
        (HEATING, 20.24, False),
        (HEATING, 20.25, True),
        (COOLING, 26.00, False),
        (COOLING, 25.76, False),
        (COOLING, 25.75, True),
    ],
)
def test_a_unit_stops_half_the_differential_past_the_setpoint(
    mode: float, sensed_degc: float, stops: bool
) -> None:
    i = Instant().put(on=1.0, mode=mode, sensed_degc=sensed_degc, since_s=600.0)
    assert has_to_stop(i.control, i.state) is stops


@pytest.mark.parametrize(("mode", "unwanted"), [(1.0, 26.5), (2.0, 19.5)])
def test_a_thermostat_for_one_mode_alone_does_not_call_for_the_other(
    mode: float, unwanted: float
) -> None:
    assert calls_of(Instant(control=control(mode=mode)).put(sensed_degc=unwanted)) == 0.0


def test_a_modulating_unit_starts_by_its_own_margin_and_not_by_the_differential() -> None:
    i = Instant(
        machine=machine(compressor={"modulates": 1.0}), control=control(restart_margin_k=0.4)
    )
    assert calls_of(i.put(sensed_degc=19.65)) == 0.0  # 20 - 0.4 = 19.6
    assert calls_of(i.put(sensed_degc=19.60)) == HEATING


def test_a_modulating_unit_overshoots_twice_as_far_above_its_minimum_speed() -> None:
    i = Instant(machine=machine(compressor={"modulates": 1.0}), control=control(stop_margin_k=0.4))
    i.put(lowest=0.25, on=1.0, mode=HEATING, since_s=600.0)
    assert margin(0.25, i.state) == 0.4
    assert margin(0.30, i.state) == 0.8
    assert has_to_stop(i.control, i.put(speed_now=0.25, sensed_degc=20.4).state)
    assert not has_to_stop(i.control, i.put(speed_now=0.30, sensed_degc=20.4).state)
    assert has_to_stop(i.control, i.put(speed_now=0.30, sensed_degc=20.8).state)


# ---- timers


@pytest.mark.parametrize(("since_s", "stops"), [(299.0, False), (300.0, True)])
def test_a_satisfied_unit_runs_on_for_its_minimum_on_time(since_s: float, stops: bool) -> None:
    i = Instant(control=control(minimum_on_s=300.0))
    i.put(on=1.0, mode=HEATING, sensed_degc=21.0, since_s=since_s)
    assert has_to_stop(i.control, i.state) is stops


@pytest.mark.parametrize(
    ("mode", "limit"), [(HEATING, {"locked_out": 1.0}), (COOLING, {"too_hot": 1.0})]
)
def test_an_operating_limit_stops_a_unit_within_its_minimum_on_time(
    mode: float, limit: dict[str, float]
) -> None:
    i = Instant(control=control(minimum_on_s=300.0))
    i.put(on=1.0, mode=mode, sensed_degc=23.0, at_any_k=99.0, since_s=1.0)
    assert not has_to_stop(i.control, i.put(at_minimum_k=99.0).state)
    assert has_to_stop(i.control, i.put(**limit).state)
    assert not has_to_stop(i.control, i.put(mode=-mode).state)  # the limit of one mode only


def test_a_start_is_delayed_by_what_is_left_of_the_minimum_off_time() -> None:
    i = Instant(control=control(minimum_off_s=180.0)).put(sensed_degc=19.0, since_s=100.0)
    assert wait_of(i) == 80.0  # 180 - 100
    assert wait_of(i.put(since_s=180.0)) == 0.0


def test_the_start_delay_runs_from_the_call_and_not_from_the_stop() -> None:
    i = Instant(control=control(start_delay_s=60.0)).put(sensed_degc=19.0, call_s=20.0)
    assert wait_of(i) == 40.0  # 60 - 20, though the unit has been off for years


def test_ignition_delays_a_start_in_heating_and_not_in_cooling() -> None:
    i = Instant(machine=machine(burner={"ignition_s": 30.0}), control=control(start_delay_s=60.0))
    assert wait_of(i.put(sensed_degc=19.0)) == 90.0  # 60 + 30
    assert wait_of(i.put(sensed_degc=27.0)) == 60.0


def test_four_starts_an_hour_are_a_quarter_of_an_hour_from_start_to_start() -> None:
    i = Instant(control=control(starts_per_hour_limit=4.0))
    i.put(sensed_degc=19.0, since_s=100.0, since_start_s=600.0)
    assert wait_of(i) == 300.0  # 3600 / 4 - 600


def test_the_changeover_dead_time_holds_back_the_other_mode_alone() -> None:
    i = Instant(control=control(changeover_dead_time_s=600.0)).put(mode=HEATING, since_s=200.0)
    assert wait_of(i.put(sensed_degc=27.0)) == 400.0  # 600 - 200, cooling after heating
    assert wait_of(i.put(sensed_degc=19.0)) <= 0.0  # heating after heating
    assert wait_of(i.put(mode=0.0, sensed_degc=27.0)) <= 0.0  # has never run


def test_a_call_that_ends_is_forgotten() -> None:
    i = Instant(control=control(start_delay_s=60.0)).put(sensed_degc=20.0, call_s=50.0)
    assert calls_of(i) == 0.0
    assert (i.call_s, i.wait_s) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("since_s", "interval_s"),
    [
        (0.0, 300.0),
        (290.0, 10.0),  # 300 - 290: the minimum on time ends
        (900.0, 3600.0),
    ],
)
def test_intervals_of_a_satisfied_unit_end_with_its_timer(
    since_s: float, interval_s: float
) -> None:
    i = Instant(control=control(minimum_on_s=300.0)).put(on=1.0, mode=HEATING, since_s=since_s)
    assert interval_of(i.put(sensed_degc=20.3)) == interval_s  # past its stop at 20.25 degC
    assert interval_of(i.put(sensed_degc=20.2)) == 3600.0  # the search sees to the timer


def test_an_interval_of_a_unit_that_is_off_ends_when_a_start_is_allowed_or_the_fan_stops() -> None:
    i = Instant().put(mode=HEATING, since_s=50.0, wait_s=45.0, fan_left_s=40.0)
    assert interval_of(i) == 40.0  # the fan
    assert interval_of(i.put(fan_left_s=NEVER_S)) == 45.0  # the start
    assert interval_of(i.put(wait_s=0.0)) == 3600.0


# ---- a run's begin and end


def test_a_start_is_counted_in_its_own_mode_and_begins_a_run() -> None:
    i = started(Instant().put(calls=COOLING, sensed_degc=27.0, since_s=500.0, run_heat_j=9.0))
    assert (i.on, i.mode, i.since_s, i.since_start_s) == (1.0, COOLING, 0.0, 0.0)
    assert (i.off_before_s, i.run_start_s, i.run_heat_j) == (500.0, 7200.0, 0.0)
    assert (i.total("starts_cooling_s"), i.total("starts_heating_s")) == (3600.0, 0.0)


@pytest.mark.parametrize("calls", [HEATING, COOLING])
def test_a_machine_that_changes_its_mode_has_its_tables_read_anew(calls: float) -> None:
    i = started(Instant().put(calls=calls, mode=HEATING, machine_read=True, since_s=500.0))
    assert i.machine_read == float(calls == HEATING)


@pytest.mark.parametrize(
    ("compressor", "speed"),
    [
        ({}, 1.0),  # one stage: full speed
        ({"stages": 2.0}, 0.25),
        ({"modulates": 1.0}, 0.25),
        ({"modulates": 1.0, "boost_s": 120.0, "boost_speed": 0.6}, 0.6),
        ({"modulates": 1.0, "boost_s": 120.0, "boost_speed": 2.0}, 1.0),  # within the map
    ],
)
def test_the_speed_after_a_start_is_that_of_its_kind_of_compressor(
    compressor: dict[str, float], speed: float
) -> None:
    unit = machine(heating=flat_map(2000.0, 500.0, (0.25, 1.0)), compressor=compressor)
    assert started(Instant(machine=unit).put(calls=HEATING, sensed_degc=19.0)).speed_now == speed


def test_a_restart_keeps_what_the_coil_still_holds_of_the_same_mode() -> None:
    i = Instant().put(mode=HEATING, calls=HEATING, sensed_degc=19.0, since_s=300.0, built=0.8)
    assert started(i).built == pytest.approx(0.8 / math.e)  # a coil's time constant is 300 s
    i.put(calls=COOLING, sensed_degc=27.0, since_s=0.0)
    assert started(i).built == 0.0


def test_what_a_coil_holds_at_a_stop_is_that_of_the_speed_at_the_end() -> None:
    # 1 kW at a quarter and 4 kW at full speed: 2.8 kW at 0.7 on the mean, 2 kW at 0.5 at the end
    table = flat_map(4000.0, 500.0, (0.25, 1.0))
    table = table._replace(capacity_w=np.array([[1000.0, 4000.0]] * table.outdoor_degc.size))
    i = Instant(machine=machine(heating=table, cooling=table, compressor={"modulates": 1.0}))
    i.put(on=1.0, mode=HEATING, since_s=900.0, follows=1.0, speed_now=0.5, lowest=0.25, top=1.0)
    i.put(stopped_w=2800.0)
    i.work.interval.mean_speed, i.work.interval.per_speed_w = 0.7, 4000.0
    i.work.heating[:] = table.capacity_w[0]
    stop(i.machine, i.control, i.unit, i.work, np.zeros((1, 7)))
    assert i.stopped_w == pytest.approx(2000.0)


def test_a_wet_coil_holds_at_a_stop_what_its_sensible_heat_and_the_rest_go_with_the_speed() -> None:
    # 2.8 kW in all at 0.7, of which 2.1 are sensible and fall by 2.5 kW for all of the speed
    table = flat_map(4000.0, 500.0, (0.25, 1.0))
    table = table._replace(capacity_w=np.array([[1000.0, 4000.0]] * table.outdoor_degc.size))
    i = Instant(machine=machine(heating=table, cooling=table, compressor={"modulates": 1.0}))
    i.put(on=1.0, mode=COOLING, since_s=900.0, follows=1.0, speed_now=0.5, lowest=0.25, top=1.0)
    i.put(stopped_w=2100.0, stopped_latent_w=700.0)
    i.work.interval.mean_speed, i.work.interval.per_speed_w = 0.7, -2500.0
    i.work.cooling[:] = table.capacity_w[0]
    stop(i.machine, i.control, i.unit, i.work, np.zeros((1, 7)))
    assert i.stopped_w == pytest.approx(2100.0 - 0.2 * 2500.0)
    assert i.stopped_latent_w == pytest.approx(700.0 - (0.2 * 4000.0 - 0.2 * 2500.0))


@pytest.mark.parametrize(
    ("k_per_s", "length_s"), [(0.0, 240.0), (0.5 / 240.0, 240.0), (0.004, 125.0), (-0.1, 60.0)]
)
def test_a_speed_slews_in_brief_intervals_where_the_air_moves_fast(
    k_per_s: float, length_s: float
) -> None:
    """Half a kelvin at most, at least a brief interval, at most four."""
    i = Instant().put(air_k_per_s=k_per_s)
    assert slewing_s(i.unit, i.state) == pytest.approx(length_s)


def test_a_stop_ends_the_run_and_all_that_belongs_to_it() -> None:
    i = Instant().put(on=1.0, since_s=900.0, speed_now=1.0, full_s=500.0, defrosting_s=5.0)
    i.put(call_s=60.0, boosting=1.0)
    stop(i.machine, i.control, i.unit, i.work, np.zeros((1, 7)))
    assert (i.on, i.since_s, i.speed_now, i.full_s) == (0.0, 0.0, 0.0, 0.0)
    assert (i.defrosting_s, i.call_s, i.boosting) == (0.0, 0.0, 0.0)


def test_a_run_is_recorded_once_and_only_while_the_table_has_room() -> None:
    cycles = np.zeros((1, 7))
    i = Instant().put(on=1.0, mode=HEATING, run_start_s=7200.0, since_s=600.0, off_before_s=900.0)
    i.put(run_speed_s=450.0, run_electricity_j=3e5, run_heat_j=12e5)
    record_run(cycles, i.state)
    # start, run, off before, mode, mean speed 450 / 600, electricity, heat
    assert cycles[0] == pytest.approx([7200.0, 600.0, 900.0, 1.0, 0.75, 3e5, 12e5])
    record_run(cycles, i.put(run_start_s=9000.0).state)
    assert (i.n_runs, cycles[0, 0]) == (1.0, 7200.0)


def test_a_run_that_began_in_the_warm_up_is_not_recorded() -> None:
    i = Instant().put(run_start_s=-60.0, since_s=600.0)
    record_run(np.zeros((1, 7)), i.state)
    assert i.n_runs == 0.0


# ---- operating limits outdoors


def test_a_lockout_ends_its_restart_differential_above_where_it_began() -> None:
    i = Instant(
        machine=machine(outdoor_coil={"lowest_outdoor_degc": -15.0, "restart_above_k": 3.0})
    )
    course = [(-14.0, 0.0), (-15.0, 0.0), (-15.1, 1.0), (-14.0, 1.0), (-12.1, 1.0), (-12.0, 0.0)]
    for outdoor_degc, locked in [*course, (-14.0, 0.0)]:  # and colder again: still free
        lock_out(i.machine, outdoor_degc, i.state)
        assert i.locked_out == locked, outdoor_degc


def test_cooling_is_locked_out_above_its_highest_outdoor_temperature() -> None:
    i = Instant(machine=machine(outdoor_coil={"highest_outdoor_degc": 43.0}))
    for outdoor_degc, too_hot in [(42.9, 0.0), (43.0, 0.0), (43.1, 1.0), (43.0, 0.0)]:
        lock_out(i.machine, outdoor_degc, i.state)
        assert i.too_hot == too_hot, outdoor_degc


def test_a_unit_that_is_locked_out_is_not_called_for_in_that_mode_alone() -> None:
    i = Instant().put(locked_out=1.0)
    assert calls_of(i.put(sensed_degc=15.0)) == 0.0
    assert calls_of(i.put(sensed_degc=27.0)) == COOLING
    assert calls_of(i.put(too_hot=1.0)) == 0.0


@pytest.mark.parametrize(
    ("locked_out", "outdoor_degc", "rise_k", "interval_s"),
    [
        # outdoor temperature changes by rise_k in a base step of 1800 s
        (0.0, -14.0, -2.0, 900.0),  # 1 K down to -15 at 2 K in 1800 s
        (0.0, -14.0, 2.0, 3600.0),  # away from the limit
        (1.0, -14.0, 4.0, 900.0),  # 2 K up to -15 + 3
        (1.0, -14.0, -4.0, 3600.0),
        (0.0, -15.0 + 1e-9, -2.0, 0.5),  # the shortest interval
    ],
)
def test_an_interval_ends_where_a_lockout_begins_or_ends(
    locked_out: float, outdoor_degc: float, rise_k: float, interval_s: float
) -> None:
    i = Instant(
        machine=machine(outdoor_coil={"lowest_outdoor_degc": -15.0, "restart_above_k": 3.0})
    )
    i.put(locked_out=locked_out, outdoor_rise_k=rise_k)
    until_s = until_lock_out(i.machine, i.unit, outdoor_degc, i.state, 3600.0)
    assert until_s == pytest.approx(interval_s)


# ---- backup


def with_backup(**changes: float) -> Machine:
    return machine(backup={"power_w": 1000.0, "below_degc": 4.4, **changes})


def backup_w(i: Instant, outdoor_degc: float = -5.0) -> float:
    switch_backup(i.machine, i.control, i.unit, outdoor_degc, i.state)
    return i.backup_now_w


@pytest.mark.parametrize(
    ("full_s", "sensed_degc", "outdoor_degc", "power_w"),
    [
        # on at 20 - 0.25 (half the differential) - 0.5 (the backup's margin) = 19.25 degC
        (300.0, 19.25, -5.0, 1000.0),
        (299.0, 19.25, -5.0, 0.0),  # 300 s at full output are not yet over
        (0.0, 15.00, -5.0, 0.0),
        (300.0, 19.26, -5.0, 0.0),
        (300.0, 19.25, 4.4, 1000.0),
        (300.0, 19.25, 4.5, 0.0),  # too mild for backup
    ],
)
def test_backup_needs_its_delay_at_full_output_a_cold_room_and_cold_weather(
    full_s: float, sensed_degc: float, outdoor_degc: float, power_w: float
) -> None:
    i = Instant(machine=with_backup()).put(full_s=full_s, sensed_degc=sensed_degc)
    assert backup_w(i, outdoor_degc) == power_w


@pytest.mark.parametrize(
    ("sensed_degc", "outdoor_degc", "power_w"),
    [(19.99, -5.0, 1000.0), (20.0, -5.0, 0.0), (19.0, 4.5, 0.0)],
)
def test_backup_is_off_again_at_the_setpoint_and_in_mild_weather(
    sensed_degc: float, outdoor_degc: float, power_w: float
) -> None:
    i = Instant(machine=with_backup()).put(backup_on=1.0, stage=1.0, backup_now_w=1000.0)
    assert backup_w(i.put(sensed_degc=sensed_degc), outdoor_degc) == power_w


def test_a_second_stage_of_backup_follows_its_own_delay_after_the_first() -> None:
    i = Instant(machine=with_backup(stages=2.0)).put(full_s=900.0, sensed_degc=19.0)
    assert backup_w(i) == 500.0  # one of two stages
    assert backup_w(i.put(since_stage_s=299.0)) == 500.0
    assert backup_w(i.put(since_stage_s=300.0)) == 1000.0
    assert backup_w(i.put(since_stage_s=900.0)) == 1000.0  # there is no third
    assert backup_w(i.put(sensed_degc=20.0)) == 0.0  # both go off together


def test_backup_of_a_locked_out_compressor_replaces_it_without_delay_or_margin() -> None:
    i = Instant(machine=with_backup()).put(locked_out=1.0, full_s=0.0)
    assert backup_w(i.put(sensed_degc=19.76)) == 0.0
    assert backup_w(i.put(sensed_degc=19.75)) == 1000.0  # where the compressor would start


def test_the_backup_of_a_unit_that_does_not_heat_replaces_it() -> None:
    i = Instant(machine=with_backup()._replace(can_heat=0.0)).put(sensed_degc=19.75)
    assert calls_of(i) == 0.0
    assert backup_w(i) == 1000.0


def test_backup_never_runs_in_cooling_only() -> None:
    i = Instant(machine=with_backup(), control=control(mode=2.0))
    assert backup_w(i.put(sensed_degc=10.0, full_s=900.0)) == 0.0


@pytest.mark.parametrize(
    ("recovering_s", "sensed_degc", "locked_out", "power_w"),
    [
        (1799.0, 17.0, 0.0, 0.0),
        (1800.0, 17.0, 0.0, 1000.0),  # the lockout is over
        (60.0, 16.51, 0.0, 0.0),
        (60.0, 16.49, 0.0, 1000.0),  # the room falls 0.5 K behind where it began, 17 degC
        (60.0, 17.0, 1.0, 1000.0),  # the compressor cannot do it
    ],
)
def test_backup_is_locked_out_in_a_recovery_that_makes_progress(
    recovering_s: float, sensed_degc: float, locked_out: float, power_w: float
) -> None:
    i = Instant(machine=with_backup(), control=control(recovery_lockout_s=1800.0))
    i.put(recovering_to=1.0, recovering_s=recovering_s, recovery_from_degc=17.0, full_s=900.0)
    assert backup_w(i.put(sensed_degc=sensed_degc, locked_out=locked_out)) == power_w


@pytest.mark.parametrize(
    ("to", "sensed_degc", "goes_on"),
    [(1.0, 19.74, True), (1.0, 19.75, False), (-1.0, 26.26, True), (-1.0, 26.25, False)],
)
def test_a_recovery_ends_within_half_the_differential_of_the_new_setpoint(
    to: float, sensed_degc: float, goes_on: bool
) -> None:
    i = Instant().put(recovering_to=to, sensed_degc=sensed_degc)
    end_recovery(i.unit, i.state)
    assert (i.recovering_to != 0.0) is goes_on


def test_an_interval_ends_when_the_delay_of_the_backup_is_over() -> None:
    i = Instant(machine=with_backup()).put(on=1.0, mode=HEATING, since_s=7200.0)
    assert interval_of(i) == 3600.0  # not at full output: no delay runs
    assert interval_of(i.put(full_s=280.0)) == 20.0  # 300 - 280
    assert interval_of(i.put(full_s=900.0, since_stage_s=250.0)) == 50.0  # 300 - 250
    assert interval_of(i.put(stage=1.0)) == 3600.0  # no stage is left


# ---- crossings inside an interval


def crossing_of(i: Instant, sensed_end: float, stop_at_degc: float | None = None) -> float:
    stops = stop_at_degc is not None
    return fraction_to_crossing(
        i.machine, i.control, i.unit, i.state, sensed_end, stops, stop_at_degc or 0.0
    )


@pytest.mark.parametrize(
    ("sensed", "end", "fraction"),
    [
        (20.00, 19.50, 0.5),  # 0.25 of 0.5 K down to 19.75
        (26.00, 27.00, 0.25),  # 0.25 of 1 K up to 26.25
        (20.00, 19.76, 2.0),  # no threshold in between
        (19.00, 19.90, 2.0),  # out of the calling range, which a unit off does not look at
    ],
)
def test_a_unit_that_is_off_starts_where_the_sensor_leaves_the_differential(
    sensed: float, end: float, fraction: float
) -> None:
    assert crossing_of(Instant().put(sensed_degc=sensed), end) == pytest.approx(fraction)


def test_a_running_unit_stops_where_the_sensor_reaches_its_threshold() -> None:
    i = Instant().put(on=1.0, mode=HEATING, sensed_degc=20.05)
    assert crossing_of(i, 20.55, 20.25) == pytest.approx(0.4)  # 0.2 of 0.5 K
    assert crossing_of(i, 20.55) == 2.0  # within its minimum on time it doesn't stop
    i.put(mode=COOLING, sensed_degc=26.0)
    assert crossing_of(i, 25.0, 25.75) == pytest.approx(0.25)  # falling, 0.25 of 1 K


def test_backup_switches_inside_an_interval_and_the_first_crossing_counts() -> None:
    i = Instant(machine=with_backup()).put(on=1.0, mode=HEATING, sensed_degc=19.5)
    backup_w(i)  # works out 19.25 degC
    assert crossing_of(i, 19.0) == pytest.approx(0.5)  # 0.25 of 0.5 K down to 19.25
    i.put(backup_on=1.0, stage=1.0)
    # backup off at 20 after 0.5 of 1 K, before the unit's stop at 20.25
    assert crossing_of(i, 20.5, 20.25) == pytest.approx(0.5)


# ---- speed


@pytest.mark.parametrize(
    ("since_s", "sensed_degc", "speed"),
    [
        (299.0, 19.6, 0.25),
        (300.0, 19.6, 1.0),  # five minutes in the low stage
        (60.0, 19.49, 1.0),  # more than the differential of 0.5 K below the setpoint
    ],
)
def test_the_high_stage_follows_five_minutes_of_the_low_one_or_a_large_error(
    since_s: float, sensed_degc: float, speed: float
) -> None:
    unit = machine(
        heating=flat_map(2000.0, 500.0, (0.25, 1.0)),
        compressor={"stages": 2.0},
    )
    i = started(Instant(machine=unit).put(calls=HEATING, sensed_degc=19.0))
    i.put(since_s=since_s, sensed_degc=sensed_degc)
    assert new_speed(i.machine, i.control, i.unit, 10.0, i.state, 30.0) == (speed, 30.0)


def test_a_boost_holds_its_speed_for_its_time_or_to_the_setpoint() -> None:
    unit = machine(compressor={"modulates": 1.0, "boost_s": 120.0, "boost_speed": 0.6})
    i = started(Instant(machine=unit).put(calls=HEATING, sensed_degc=19.0)).put(since_s=60.0)
    assert new_speed(i.machine, i.control, i.unit, 10.0, i.state, 30.0) == (0.6, 30.0)
    assert interval_of(i.put(since_s=100.0)) == 20.0  # 120 - 100
    end_boost(i.machine, i.state)
    assert i.boosting
    end_boost(i.machine, i.put(since_s=120.0).state)
    assert not i.boosting
    end_boost(i.machine, i.put(boosting=1.0, since_s=60.0, sensed_degc=20.0).state)
    assert not i.boosting
