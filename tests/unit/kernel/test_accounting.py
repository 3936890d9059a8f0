"""What intervals add up to: every joule in one use, every start once."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from hand_made import Instant, machine
from hpsim.kernel.accounting import (
    accumulate,
    accumulate_demand,
    accumulate_induced_infiltration,
    accumulate_run,
    begin_demand,
    off_cycle_power_w,
)
from hpsim.kernel.airflow import VAPORISATION_J_PER_KG
from hpsim.kernel.pack import blank
from hpsim.kernel.state import State, Totals
from hpsim.kernel.thermostat import start, stop

HEATING, COOLING = 1.0, -1.0
INTERVAL_S = 60.0
USES = (
    "compressor_heating_j",
    "compressor_cooling_j",
    "fan_j",
    "backup_j",
    "defrost_j",
    "standby_j",
)


def pass_interval(
    i: Instant,
    *,
    outdoor_degc: float = -5.0,
    power_w: float = 500.0,
    fuel_w: float = 0.0,
    fan_w: float = 30.0,
    sensible_w: float = 2000.0,
    latent_w: float = 0.0,
    evaporated_kg: float = 0.0,
    speed: float = 1.0,
) -> Instant:
    """Account for an interval as the yearly loop does."""
    if i.on:
        accumulate_run(
            i.state,
            i.totals,
            INTERVAL_S,
            speed,
            2100.0,
            150.0,
            power_w,
            fuel_w,
            fan_w,
            i.mode * sensible_w + latent_w,
            evaporated_kg,
        )
    accumulate(
        i.machine,
        i.work,
        INTERVAL_S,
        outdoor_degc,
        power_w,
        fan_w,
        sensible_w,
        latent_w,
        evaporated_kg,
    )
    return i


def uses_w(i: Instant) -> float:
    return sum(i.total(use) for use in USES) / INTERVAL_S


def unit() -> Instant:
    """Return a unit with a backup of 1000 W, a pan heater, standby power and a crankcase heater."""
    auxiliaries = {
        "standby_w": 3.0,
        "crankcase_w": 40.0,
        "crankcase_below_degc": 10.0,
        "crankcase_below_cooling_degc": 20.0,
        "pan_heater_w": 100.0,
        "pan_heater_below_degc": 2.0,
    }
    return Instant(machine=machine(auxiliaries=auxiliaries))


def test_electricity_of_a_heating_unit_is_the_sum_of_its_uses() -> None:
    i = unit().put(on=1.0, mode=HEATING, backup_on=1.0, backup_now_w=1000.0)
    pass_interval(i)
    # compressor 500, fan 30, backup 1000, pan heater 100; nothing else while it runs
    assert uses_w(i) == 1630.0
    assert i.total("heating_electricity_j") == 1630.0 * INTERVAL_S
    assert i.total("standby_j") == 100.0 * INTERVAL_S
    assert i.total("heat_j") == 3000.0 * INTERVAL_S  # 2000 from the coil and fan, 1000 backup


def test_a_pan_heater_is_off_in_mild_air() -> None:
    assert (
        pass_interval(unit().put(on=1.0, mode=HEATING), outdoor_degc=2.0).total("standby_j") == 0.0
    )


@pytest.mark.parametrize(
    ("mode", "outdoor_degc", "standby_w"),
    [
        (HEATING, 9.9, 43.0),
        (HEATING, 10.0, 3.0),
        (COOLING, 19.9, 43.0),  # each mode has its own limit
        (COOLING, 20.0, 3.0),
    ],
)
def test_a_unit_that_is_off_draws_standby_power_and_in_cold_its_crankcase_heater(
    mode: float, outdoor_degc: float, standby_w: float
) -> None:
    i = unit()
    assert off_cycle_power_w(i.machine, mode > 0.0, outdoor_degc, False) == standby_w
    pass_interval(
        i.put(mode=mode), outdoor_degc=outdoor_degc, power_w=0.0, fan_w=0.0, sensible_w=0.0
    )
    assert uses_w(i) == standby_w
    in_heating_w = i.total("heating_electricity_j") / INTERVAL_S
    assert in_heating_w == (standby_w if mode > 0.0 else 0.0)


@pytest.mark.parametrize(
    ("outdoor_degc", "was_on", "heats"),
    [(4.9, False, True), (5.0, False, False), (6.9, True, True), (7.0, True, False)],
)
def test_a_preheated_compressor_stays_warm_until_two_kelvin_above(
    outdoor_degc: float, was_on: bool, heats: bool
) -> None:
    auxiliaries = {"crankcase_w": 20.0, "crankcase_below_degc": 5.0, "crankcase_off_above_k": 2.0}
    i = Instant(machine=machine(auxiliaries=auxiliaries))
    power_w = off_cycle_power_w(i.machine, True, outdoor_degc, was_on)
    assert power_w == (20.0 if heats else 0.0)


def test_cooling_is_counted_positive_and_its_electricity_not_as_heating() -> None:
    i = pass_interval(unit().put(on=1.0, mode=COOLING), sensible_w=-1500.0, latent_w=400.0)
    assert i.total("cool_j") == 1500.0 * INTERVAL_S
    assert i.total("latent_j") == 400.0 * INTERVAL_S
    assert i.total("compressor_cooling_j") == 500.0 * INTERVAL_S
    assert (i.total("heat_j"), i.total("heating_electricity_j")) == (0.0, 0.0)
    assert uses_w(i) == 530.0


def test_power_of_a_defrost_is_a_use_of_its_own_and_not_the_compressors() -> None:
    i = unit().put(on=1.0, mode=HEATING, defrosting_s=100.0)
    pass_interval(i, outdoor_degc=5.0, sensible_w=-800.0)
    assert i.total("defrost_j") == 500.0 * INTERVAL_S
    assert i.total("compressor_heating_j") == 0.0
    assert i.total("heat_j") == -800.0 * INTERVAL_S  # taken from the room
    assert i.defrosting_s == 40.0  # 100 - 60
    assert uses_w(i) == 530.0


def test_frost_grows_between_defrosts_alone() -> None:
    i = unit().put(on=1.0, mode=HEATING, icing_share=0.1, frosted_per_s=1.0 / 2400.0)
    assert pass_interval(i).frosted == pytest.approx(0.025)  # 60 / 2400
    assert pass_interval(i.put(defrosting_s=100.0)).frosted == pytest.approx(0.025)
    assert pass_interval(i.put(defrosting_s=0.0, icing_share=0.0)).frosted == pytest.approx(0.025)


def test_fuel_is_not_electricity() -> None:
    i = pass_interval(unit().put(on=1.0, mode=HEATING), outdoor_degc=5.0, power_w=50.0, fuel_w=9e3)
    assert i.total("fuel_j") == 9e3 * INTERVAL_S
    assert uses_w(i) == 80.0  # 50 of the burner and 30 of the fan


def test_latent_cooling_is_net_of_what_the_coil_gives_back() -> None:
    i = unit().put(on=1.0, mode=COOLING)
    pass_interval(i, sensible_w=-1500.0, latent_w=400.0, evaporated_kg=1e-3)
    returned_j = 1e-3 * VAPORISATION_J_PER_KG
    assert i.total("returned_j") == pytest.approx(returned_j)
    assert i.total("latent_j") == pytest.approx(400.0 * INTERVAL_S - returned_j)
    # the run: 1500 + 400 W for 60 s, less what came back
    assert i.run_heat_j == pytest.approx(1900.0 * INTERVAL_S - returned_j)


def test_a_start_is_counted_once_however_many_intervals_its_run_has() -> None:
    i = unit().put(calls=HEATING, sensed_degc=19.0)
    start(i.machine, i.control, i.unit, 0.0, i.work)
    for _ in range(5):
        pass_interval(i)
    assert i.total("starts_heating_s") == 3600.0  # one start, as a rate times an hour
    stop(i.machine, i.control, i.unit, i.work, np.zeros((1, 7)))
    pass_interval(i, power_w=0.0, fan_w=0.0, sensible_w=0.0)
    assert i.total("starts_heating_s") == 3600.0
    assert i.total("running_s") == 300.0


@pytest.mark.parametrize(
    ("mode", "speed", "full_s", "running_full_s"),
    [
        (HEATING, 1.0, 260.0, 60.0),  # 200 and another 60
        (HEATING, 0.9, 0.0, 0.0),  # the delay of the backup begins anew
        (COOLING, 1.0, 0.0, 60.0),  # backup doesn't follow full cooling
    ],
)
def test_time_at_full_output_is_counted_for_the_backup_in_heating_alone(
    mode: float, speed: float, full_s: float, running_full_s: float
) -> None:
    i = pass_interval(unit().put(on=1.0, mode=mode, full_s=200.0), speed=speed)
    assert i.full_s == full_s
    assert i.total("running_full_s") == running_full_s
    assert i.total("speed_s") == pytest.approx(speed * INTERVAL_S)


def test_timers_of_call_stage_and_recovery_go_on_only_while_each_applies() -> None:
    i = pass_interval(unit().put(calls=HEATING, backup_on=1.0, since_stage_s=10.0))
    assert (i.call_s, i.since_stage_s, i.recovering_s) == (60.0, 70.0, 0.0)
    pass_interval(i.put(calls=0.0, backup_on=0.0, recovering_to=1.0))
    assert (i.call_s, i.since_stage_s, i.recovering_s) == (60.0, 70.0, 60.0)
    assert i.total("recovering_s") == 60.0


def test_time_in_dry_mode_and_with_open_windows_is_counted() -> None:
    i = pass_interval(unit().put(open_w_per_k=-1.0))  # not yet worked out
    assert (i.total("drying_s"), i.total("windows_open_s")) == (0.0, 0.0)
    pass_interval(i.put(is_drying=1.0, open_w_per_k=5.0))
    assert (i.total("drying_s"), i.total("windows_open_s")) == (60.0, 60.0)


def test_air_drawn_in_is_accounted_with_its_heat_and_water() -> None:
    # 0.01 kg/s brings 10 W/K from 5 degC into a room of 20 degC, and air 2 g/kg drier
    i = unit().put(drawn_kg_per_s=0.01, drawn_w_per_k=10.0, drawn_at_w=50.0)
    accumulate_induced_infiltration(i.state, i.totals, INTERVAL_S, 0.004, 20.0, 0.006)
    assert i.total("drawn_heat_j") == pytest.approx(-150.0 * INTERVAL_S)
    assert i.total("drawn_latent_j") == pytest.approx(-2e-5 * VAPORISATION_J_PER_KG * INTERVAL_S)
    assert i.total("drawn_air_kg") == pytest.approx(0.01 * INTERVAL_S)


# --- billing demand


def demand_w(step_s: float, power_w: Callable[[float], float]) -> tuple[float, float]:
    """Return the highest quarter-hour and half-hour of an hour of some power, step by step."""
    state, totals = blank(State), blank(Totals)
    begin_demand(state)
    for step in range(round(3600.0 / step_s)):
        totals.fan_j += power_w(step * step_s) * step_s
        accumulate_demand(state, totals, power_w(step * step_s), (step + 1) * step_s)
    return totals.quarter_peak_w_s / 3600.0, totals.half_peak_w_s / 3600.0


def test_the_highest_quarter_and_half_hour_are_kept() -> None:
    # 600 W for ten minutes from minute 20 on: ten minutes of the second quarter
    found = demand_w(60.0, lambda t: 600.0 * (1200.0 <= t < 1800.0))
    assert found == pytest.approx((400.0, 200.0))


def test_a_spike_of_a_minute_is_billed_as_its_mean() -> None:
    assert demand_w(60.0, lambda t: 3000.0 * (t == 2400.0)) == pytest.approx((200.0, 100.0))


@pytest.mark.parametrize("step_s", [30.0, 60.0, 720.0, 900.0, 1800.0, 3600.0])
def test_steady_power_is_its_own_demand_at_any_step(step_s: float) -> None:
    assert demand_w(step_s, lambda _: 700.0) == pytest.approx((700.0, 700.0))


def test_a_runs_electricity_is_that_of_fan_and_compressor_over_its_intervals() -> None:
    i = Instant(machine=machine()).put(mode=HEATING, on=1.0, run_electricity_j=0.0)
    pass_interval(pass_interval(i, power_w=500.0, fan_w=30.0), power_w=300.0, fan_w=20.0)
    assert i.run_electricity_j == pytest.approx((530.0 + 320.0) * INTERVAL_S)
