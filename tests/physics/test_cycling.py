"""What a thermostat, a machine and a lumped room do together, against the closed forms."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hand_made import Year, control, drivers, flat_map, lumped_room, machine, saturation
from hpsim import load_scenario
from hpsim.control.compile import compile_control
from hpsim.kernel import year
from hpsim.kernel.pack import packed, record_of
from hpsim.kernel.state import N_CHANNELS
from hpsim.kernel.types import (
    Channels,
    CompressorDrive,
    IndoorCoil,
    KernelInputs,
    Machine,
    RoomDrivers,
    RoomDynamics,
)
from hpsim.kernel.year import simulate_year
from hpsim.simulate.response import room_response
from hpsim.simulate.stepping import compile_inputs
from hpsim.validation.bench import changed

CAPACITANCE = 700e3  # J/K
LOSS = 40.0  # W/K
CAPACITY = 2000.0  # W
BAND = 0.5  # K
HOURS = 240
CYCLE_LAW = 0.05  # the law neglects the losses' curvature within the band
SYMMETRY = 0.01
RUNNING = 0.002  # the count of whole cycles in ten days
TIMER_S = 1.0  # an instant is found to half a second at either end
C_D_FOUND = 0.002  # the coil keeps exp(-24 min / 5 min) of the last run
DEFROST = 0.01  # as asked of the model's own factors
SHORT_OF_SET_POINT = 0.03  # a backup holds the room some half kelvin low: of 40 K, and its band
BACKUP_SHARE = 0.1  # of what is left to it: the same watts of a smaller sum
STEP_KWH = 0.003
STEP_STARTS_FIXED = 0.01
STEP_STARTS_VARIABLE = 0.03


def at_share(share: float, **changes: float) -> KernelInputs:
    """Return a room whose steady load is that share of the machine's capacity."""
    outdoor = 20.0 - share * CAPACITY / LOSS
    return KernelInputs(
        lumped_room(CAPACITANCE, LOSS),
        drivers(outdoor, n_hours=HOURS),
        machine(),
        control(differential_k=BAND, **changes),
        saturation(),
    )


def inverter(**changes: object) -> Machine:
    """Return a variable-speed machine, 500 to 2,400 W."""
    table = flat_map(2000.0, 500.0, tuple(np.linspace(0.25, 1.2, 8)))
    table = table._replace(fan_w=np.full(8, 20.0))
    plain = machine(
        heating=table,
        cooling=table,
        compressor=CompressorDrive(1.0, 1.0, boost_speed=0.6, boost_s=300.0, slew_per_s=1 / 120),
        indoor_coil=IndoorCoil(60.0, 60.0, 120.0),
    )
    return changed(plain, **changes)


ROOM = RoomDynamics(
    rate_per_s=np.array([1 / 600, 1 / 3600, 1 / 144e3]),
    gain_k_per_w=np.array([0.003, 0.004, 0.018]),
    direct_k_per_w=0.0003,
)
RESISTANCE = 0.0253  # K/W, all modes together
THERMOSTAT = control(
    sensor_lag_s=120.0,
    differential_k=0.556,
    stop_margin_k=0.5,
    restart_margin_k=0.278,
    minimum_on_s=120.0,
    minimum_off_s=180.0,
)


def days(share: float, hours: int = HOURS) -> RoomDrivers:
    """Return days whose mean load is that share of 2 kW, with a daily and a slow swing."""
    h = np.arange(hours * 2 + 1) / 2
    swing = 2.5 * np.sin(2 * np.pi * h / 24) + 1.0 * np.sin(2 * np.pi * h / hours)
    return drivers(20.0 - share * 2000.0 * RESISTANCE + swing, n_hours=hours)


@pytest.mark.parametrize("share", [0.1, 0.2, 0.3, 0.5, 0.7, 0.8, 0.9])
def test_starts_follow_the_thermostat_law(share: float) -> None:
    most = 3600.0 * CAPACITY / (4 * CAPACITANCE * BAND)
    law = 4 * most * share * (1 - share)
    assert Year(at_share(share)).starts / HOURS == pytest.approx(law, rel=CYCLE_LAW)


@pytest.mark.parametrize("share", [0.1, 0.2, 0.3, 0.4])
def test_starts_are_symmetric_about_half_load(share: float) -> None:
    low, high = Year(at_share(share)).starts, Year(at_share(1 - share)).starts
    assert low == pytest.approx(high, rel=SYMMETRY)


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
def test_running_share_is_the_load_share(share: float) -> None:
    assert Year(at_share(share)).hourly.running.mean() == pytest.approx(share, abs=RUNNING)


@given(
    share=st.floats(0.05, 0.95),
    on=st.floats(0.0, 900.0),
    off=st.floats(0.0, 900.0),
    lag=st.floats(0.0, 300.0),
)
def test_never_more_starts_than_the_timers_allow(
    share: float, on: float, off: float, lag: float
) -> None:
    year = Year(at_share(share, minimum_on_s=on, minimum_off_s=off, sensor_lag_s=lag))
    assert year.starts <= HOURS * 3600.0 / max(on + off, 1.0) + 1
    if len(year.cycles) > 1:
        assert year.cycles[:-1, 1].min() >= on - 1.0
        assert year.cycles[1:, 2].min() >= off - 1.0


def test_a_cap_on_starts_per_hour_holds() -> None:
    year = Year(at_share(0.5, starts_per_hour_limit=3.0))
    assert np.diff(year.cycles[:, 0]).min() >= 1200.0 - 1.0


@pytest.mark.parametrize("step_s", [15.0, 60.0, 120.0])
@pytest.mark.parametrize("share", [0.15, 0.45, 0.85])
def test_fixed_speed_year_does_not_depend_on_the_step(share: float, step_s: float) -> None:
    inputs = KernelInputs(
        ROOM,
        days(share),
        machine(indoor_coil={"heating_start_s": 60.0}, fan={"overrun_s": 60.0}),
        THERMOSTAT,
        saturation(),
    )
    fine, coarse = Year(inputs, 5.0), Year(inputs, step_s)
    kwh = coarse.hourly.compressor_heating_w.sum()
    assert kwh == pytest.approx(fine.hourly.compressor_heating_w.sum(), rel=STEP_KWH)
    assert abs(coarse.starts - fine.starts) <= max(STEP_STARTS_FIXED * fine.starts, 5)


@pytest.mark.parametrize("step_s", [15.0, 60.0, 120.0])
@pytest.mark.parametrize("share", [0.15, 0.3, 0.85])
def test_variable_speed_year_does_not_depend_on_the_step(share: float, step_s: float) -> None:
    inputs = KernelInputs(ROOM, days(share), inverter(), THERMOSTAT, saturation())
    fine, coarse = Year(inputs, 5.0), Year(inputs, step_s)
    kwh = coarse.hourly.compressor_heating_w.sum()
    assert kwh == pytest.approx(fine.hourly.compressor_heating_w.sum(), rel=STEP_KWH)
    assert abs(coarse.starts - fine.starts) <= max(STEP_STARTS_VARIABLE * fine.starts, 10)


@pytest.mark.parametrize("share", [0.45, 0.6, 0.9])
def test_variable_unit_above_its_minimum_does_not_cycle(share: float) -> None:
    year = Year(KernelInputs(ROOM, days(share), inverter(), THERMOSTAT, saturation()))
    assert year.starts <= 1
    assert year.hourly.room_degc.std() < 0.1


def test_variable_unit_below_its_minimum_cycles() -> None:
    assert (
        Year(KernelInputs(ROOM, days(0.1), inverter(), THERMOSTAT, saturation())).starts > HOURS / 4
    )


def test_start_boost_costs_electricity_below_the_minimum() -> None:
    """More output per run at the same COP changes nothing; a worse COP at high speed does."""
    speeds = np.linspace(0.25, 1.2, 8)
    table = flat_map(2000.0, 500.0, tuple(speeds))
    table = table._replace(power_w=np.outer(np.full(2, 500.0), speeds**1.5))
    plain, boosted = (
        Year(
            KernelInputs(
                ROOM,
                days(0.1),
                inverter(heating=table, compressor={"boost_s": boost_s}),
                THERMOSTAT,
                saturation(),
            )
        )
        for boost_s in (0.0, 300.0)
    )
    cop = [
        y.hourly.heat_delivered_w.sum() / y.hourly.compressor_heating_w.sum()
        for y in (plain, boosted)
    ]
    assert cop[1] < 0.95 * cop[0]


def test_twice_the_size_starts_more_and_runs_shorter() -> None:
    one, two = (
        Year(
            KernelInputs(
                ROOM,
                days(0.3),
                machine(heating=flat_map(size, size / 4)),
                THERMOSTAT._replace(differential_k=3.0),  # wide, so that the timers never bind
                saturation(),
            )
        )
        for size in (2000.0, 4000.0)
    )
    assert two.starts > one.starts
    assert np.median(two.cycles[:, 1]) < np.median(one.cycles[:, 1])


@pytest.mark.parametrize("mode", [1.0, 2.0])
def test_a_machine_keeps_to_its_side(mode: float) -> None:
    swing = 22.0 + 12.0 * np.sin(np.arange(2 * HOURS + 1) / 48 * 2 * np.pi)
    inputs = KernelInputs(
        ROOM, drivers(swing, n_hours=HOURS), machine(), THERMOSTAT._replace(mode=mode), saturation()
    )
    year = Year(inputs)
    other = year.hourly.starts_cooling if mode == 1.0 else year.hourly.starts_heating
    assert other.sum() == 0
    assert year.starts > 0


def test_changeover_waits_between_heating_and_cooling() -> None:
    swing = 23.0 + 25.0 * np.sin(np.arange(2 * HOURS + 1) / 48 * 2 * np.pi)
    wait_s = 1800.0
    inputs = KernelInputs(
        lumped_room(200e3, 80.0),
        drivers(swing, n_hours=HOURS, cooling_degc=21.0),
        machine(),
        control(changeover_dead_time_s=wait_s),
        saturation(),
    )
    cycles = Year(inputs).cycles
    changes = cycles[1:, 3] != cycles[:-1, 3]
    assert changes.sum() > 5
    assert cycles[1:, 2][changes].min() >= wait_s - 1.0


def test_moisture_balance_closes() -> None:
    swing = 30.0 + 5.0 * np.sin(np.arange(2 * HOURS + 1) / 48 * 2 * np.pi)
    inputs = KernelInputs(
        ROOM,
        drivers(swing, n_hours=HOURS, moisture_gain_kg_per_s=3e-5, outdoor_humidity_ratio=0.016),
        inverter(indoor_coil={"water_capacity_kg": 0.3, "evaporation_kg_per_s": 4e-4}),
        THERMOSTAT,
        saturation(),
    )
    year = Year(inputs)
    assert year.hourly.latent_removed_w.sum() > 0
    assert year.moisture_in_kg == pytest.approx(
        year.moisture_change_kg, abs=1e-6 * year.moisture_turnover_kg
    )


def test_simulated_cyclic_test_gives_the_degradation_coefficient() -> None:
    """Six minutes on and 24 off, the fifth counted, in air that keeps its temperature."""
    lost_min = 1.0  # full-load minutes lost per start; gives C_D 0.20 in closed form
    # the level reached in six minutes loses tau (1 - exp(-6 / tau)): solve for tau
    tau = lost_min
    for _ in range(50):
        tau = lost_min / (1 - np.exp(-6 / tau))
    room = lumped_room(1e12, 1.0)  # holds its temperature
    outdoor = 8.33
    n_hours = 6
    base = drivers(20.0, n_hours=n_hours)._replace(
        outdoor_degc=np.full(2 * n_hours + 1, outdoor),
        # alternating calls: the setpoint lies above and below the air
    )
    thermostat = control(minimum_on_s=360.0, minimum_off_s=1440.0, differential_k=1e-4)
    # air stays at 20 degC, the sensor oscillates around it: a sensor that reads the setpoint
    # calls for heat always, so that the timers alone make the cycle
    base = base._replace(heating_setpoint_degc=np.full(2 * n_hours, 20.00005))
    unit = machine(indoor_coil={"heating_start_s": 60.0 * tau})
    inputs = KernelInputs(room, base, unit, thermostat, saturation())
    hourly = np.zeros((N_CHANNELS, n_hours))
    cycles = np.zeros((100, 7))
    simulate_year(inputs, 30.0, 0, hourly, cycles, np.zeros((0, N_CHANNELS)), np.zeros(0), 0)
    on_s, heat_j = cycles[4, 1], cycles[4, 6]
    assert on_s == pytest.approx(360.0, abs=TIMER_S)  # the timer's run, or it is no cyclic test
    assert cycles[4, 2] == pytest.approx(1440.0, abs=TIMER_S)
    load_factor = heat_j / (2000.0 * 1800.0)
    cop_share = heat_j / (2000.0 * on_s)
    c_d = (1 - cop_share) / (1 - load_factor)
    assert c_d == pytest.approx(0.20, abs=C_D_FOUND)


def a_day_with_much_in_it() -> KernelInputs:
    return KernelInputs(
        ROOM,
        days(0.2, hours=24),
        inverter(
            outdoor_coil={"defrost": 1.0},
            indoor_coil={"water_capacity_kg": 0.3, "evaporation_kg_per_s": 4e-4},
        ),
        THERMOSTAT,
        saturation(),
    )


def hourly_and_cycles(inputs: KernelInputs) -> tuple[np.ndarray, np.ndarray]:
    hourly = np.zeros((N_CHANNELS, 24))
    cycles = np.zeros((200, 7))
    simulate_year(inputs, 60.0, 2, hourly, cycles, np.zeros((0, N_CHANNELS)), np.zeros(0), 0)
    return hourly, cycles


def test_compiled_day_equals_interpreted_day(tmp_path: Path) -> None:
    place = tmp_path / "day.npz"
    code = (
        "import sys, numpy, test_cycling as t; "
        "hourly, cycles = t.hourly_and_cycles(t.a_day_with_much_in_it()); "
        "numpy.savez(sys.argv[1], hourly=hourly, cycles=cycles)"
    )
    here = Path(__file__).parent
    paths = [str(here), str(here.parent), *sys.path]
    environment = os.environ | {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": os.pathsep.join(paths)}
    subprocess.run([sys.executable, "-c", code, str(place)], env=environment, check=True)
    interpreted = np.load(place)
    hourly, cycles = hourly_and_cycles(a_day_with_much_in_it())
    assert cycles[:, 0].any()
    np.testing.assert_allclose(hourly, interpreted["hourly"], rtol=1e-9, atol=3e-10)
    np.testing.assert_allclose(cycles, interpreted["cycles"], rtol=1e-9, atol=1e-6)


# what half-hours of rest may change: no more than a step may
REST_RUNNING, REST_STARTS, REST_K = 1e-3, 5e-3, 5e-3


@pytest.mark.parametrize(
    ("unit_tried", "changes"),
    [
        (
            inverter(
                outdoor_coil={"defrost": 1.0},
                indoor_coil={"water_capacity_kg": 0.3, "evaporation_kg_per_s": 4e-4},
            ),
            {},
        ),
        (
            machine(
                auxiliaries={"crankcase_w": 20.0, "crankcase_below_degc": 5.0, "standby_w": 4.0}
            ),
            {},
        ),
        (machine(fan={"overrun_s": 90.0}), {"minimum_off_s": 400.0, "start_delay_s": 70.0}),
        (machine(backup={"power_w": 800.0, "below_degc": 30.0}), {"backup_delay_s": 300.0}),
    ],
)
def test_half_hours_of_rest_change_nothing(unit_tried: Machine, changes: dict[str, float]) -> None:
    """A unit that is off and not called for: the room's response is exact over any length."""
    weather = days(0.2, hours=240)
    inputs = KernelInputs(ROOM, weather, unit_tried, THERMOSTAT._replace(**changes), saturation())
    compare_resting_with_plain(inputs, 240)


DUCTED = "kind: single_stage, form: ducted, size: 9 kBtu/h, seer2: 15.2, hspf2: 7.8"
LEAKY = f"{{{DUCTED}, ducts: {{supply_leak: 5 %}}}}"


@pytest.mark.parametrize(
    ("scenario", "changes"),
    [
        ("humid-bedroom", ()),  # a dry mode, windows
        ("humid-bedroom", ("room.home_door=open",)),
        ("chicago-addition", (f"candidates=[{LEAKY}]",)),
        ("setback-with-twin", ()),
    ],
)
def test_half_hours_of_rest_change_nothing_in_a_room(
    scenario: str, changes: tuple[str, ...]
) -> None:
    """Where humidity, windows, a door or ducts go on while the unit rests."""
    described = load_scenario(scenario, changes)
    inputs = compile_inputs(
        room_response(described),
        described.candidates[0].compile()[0],
        compile_control(described.thermostat),
    )
    compare_resting_with_plain(inputs, 8760)


def compare_resting_with_plain(inputs: KernelInputs, n_hours: int) -> None:
    outcomes = []
    for rest_s in (1800.0, 60.0):
        hourly = np.zeros((N_CHANNELS, n_hours))
        cycles = np.zeros((30000, 7))
        work = year.work_for(inputs)
        unit = year.unit_of(inputs, 60.0)
        assert unit.rest_s == 1800.0
        year.run_year(
            packed(inputs),
            record_of(unit._replace(rest_s=rest_s)),
            work,
            24,
            hourly,
            cycles,
            np.zeros((0, N_CHANNELS)),
            np.zeros(0),
            0,
        )
        outcomes.append(Channels(*hourly))
    resting, plain = outcomes
    assert 0.0 < plain.running.sum() < 0.9 * n_hours
    assert resting.running.sum() == pytest.approx(plain.running.sum(), rel=REST_RUNNING)
    assert resting.room_degc.mean() == pytest.approx(plain.room_degc.mean(), abs=REST_K)
    starts = [h.starts_heating.sum() + h.starts_cooling.sum() for h in outcomes]
    assert abs(starts[0] - starts[1]) <= max(REST_STARTS * starts[1], 2.0)


def test_defrost_mean_in_the_year_is_that_of_addendum_82() -> None:
    """A unit that runs all the time at 35 degF: heat and power are the factors times steady."""
    outdoor = (35.0 - 32.0) / 1.8
    inputs = KernelInputs(
        lumped_room(1e12, 1.0),
        drivers(20.0, n_hours=HOURS, heating_degc=30.0)._replace(
            outdoor_degc=np.full(2 * HOURS + 1, outdoor)
        ),
        machine(outdoor_coil={"defrost": 1.0}),
        control(),
        saturation(),
    )
    year = Year(inputs)
    assert year.hourly.heat_delivered_w.mean() / 2000.0 == pytest.approx(0.9478, rel=DEFROST)
    power = year.hourly.compressor_heating_w.mean() + year.hourly.defrost_w.mean()
    assert power / 500.0 == pytest.approx(0.9913, rel=DEFROST)
    assert year.hourly.defrosts.sum() > 20


def test_backup_carries_what_the_machine_cannot() -> None:
    cold = drivers(-20.0, n_hours=HOURS)
    small = machine(heating=flat_map(1000.0, 400.0), backup={"power_w": 1500.0, "below_degc": 5.0})
    year = Year(KernelInputs(ROOM, cold, small, THERMOSTAT, saturation()))
    need = (20.0 + 20.0) / RESISTANCE
    delivered = year.hourly.heat_delivered_w.mean()
    assert delivered == pytest.approx(need, rel=SHORT_OF_SET_POINT)
    assert year.hourly.backup_w.mean() == pytest.approx(need - 1000.0, rel=BACKUP_SHARE)


def test_locked_out_below_the_lowest_temperature() -> None:
    cold = drivers(-20.0, n_hours=HOURS)
    unit = machine(outdoor_coil={"lowest_outdoor_degc": -15.0, "restart_above_k": 2.0})
    assert Year(KernelInputs(ROOM, cold, unit, THERMOSTAT, saturation())).starts == 0
