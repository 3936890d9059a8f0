"""Moisture buffers, windows, neglect, backup, drying, recovery in the year, by hand sums."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.linalg import expm

from hand_made import Year, control, drivers, flat_map, lumped_room, machine, saturation
from hpsim.control.description import Thermostat
from hpsim.equipment.kinds.label_unit import SingleStage
from hpsim.kernel.heat_pump import saturated_humidity_ratio
from hpsim.kernel.moisture import moisture_course
from hpsim.kernel.types import Faults, KernelInputs, Machine, RoomDrivers, RoomDynamics
from hpsim.psychrometrics import humidity_ratio_from_relative_humidity
from hpsim.scenario.control import as_switched

HOURS = 240
HOLDS = lumped_room(1e12, 1.0)  # keeps its temperature
ROOM = RoomDynamics(
    rate_per_s=np.array([1 / 600, 1 / 3600, 1 / 144e3]),
    gain_k_per_w=np.array([0.003, 0.004, 0.018]),
    direct_k_per_w=0.0003,
)
THERMOSTAT = control(
    sensor_lag_s=120.0, differential_k=0.556, minimum_on_s=120.0, minimum_off_s=180.0
)
STEP_KWH, STEP_WATER = 0.003, 0.01  # promised of a plain year; water follows in minutes
STEP_ALL = 0.01  # promised with everything switched on
STEP_STARTS, FEW = 0.02, 5
STAGES = 0.1  # the room sags by a stage's band: its loss is that much smaller
ALONE = 0.03  # resistance holds the room half a band below its setpoint: 0.3 of 30 K
DEFROST = 0.01  # as asked of the model's own factors
LEVEL_K = 0.02  # a controller without an end finds its setpoint; the sensor's own lag remains
BAND_K = 0.3  # a half of the differential, about which the thermostat's mean lies
BALANCE = 1e-6  # of the turnover: rounding in half a million steps
STEP_K = 0.02  # half-hour exchange with the deep layer and one-minute implicit steps
HALF_HOUR = 0.05  # of a step's rise: half-hour implicit steps of air that renews itself in 100 min
ROUNDING = 1e-5  # the door warms even a room of 1 TJ/K by some ten microkelvin


def buffered(base: RoomDrivers) -> RoomDrivers:
    """Return drivers of a room whose surfaces hold 12 kg and 30 kg between dry and saturated."""
    return base._replace(
        surface_buffer_kg=12.0, surface_kg_per_s=0.04, deep_buffer_kg=30.0, deep_kg_per_s=0.006
    )


STEP_DAYS = 4
GAIN_KG_PER_S = 4e-5


def two_days_off_two_days_on() -> RoomDrivers:
    """Return drivers of a buffered room with a gain of moisture every other two days."""
    base = buffered(
        drivers(
            22.0, n_hours=24 * STEP_DAYS, outdoor_humidity_ratio=0.006, outdoor_air_kg_per_s=0.012
        )
    )
    gain = np.zeros(48 * STEP_DAYS)
    gain[24 * STEP_DAYS :] = GAIN_KG_PER_S
    return base._replace(moisture_gain_kg_per_s=gain)


def exact_humidity(base: RoomDrivers) -> tuple[np.ndarray, float]:
    """Return the air's humidity in the middle of each hour, and its rise by the gain for ever.

    A step of moisture gain at constant temperature: a linear system of three states, periodic.
    """
    saturated = saturated_humidity_ratio(saturation(), 22.0)
    air, g, flow = base.air_mass_kg, base.surface_kg_per_s, 0.012
    first, second = base.surface_buffer_kg / saturated, base.deep_buffer_kg / saturated
    deep = base.deep_kg_per_s
    a = np.array(
        [
            [-(flow + g) / air, g / air, 0.0],
            [g / first, -(g + deep) / first, deep / first],
            [0.0, deep / second, -deep / second],
        ]
    )
    half_s = 12.0 * STEP_DAYS * 3600.0
    source = np.array([flow * 0.006 / air, 0.0, 0.0])
    extra = np.array([GAIN_KG_PER_S / air, 0.0, 0.0])
    decay = expm(a * half_s)

    def steady(b: np.ndarray) -> np.ndarray:
        return -np.linalg.solve(a, b)

    off, on = steady(source), steady(source + extra)
    # each half of the period decays towards its own steady state
    x0 = np.linalg.solve(
        np.eye(3) - decay @ decay, (np.eye(3) - decay) @ on + decay @ (np.eye(3) - decay) @ off
    )
    x1 = off + decay @ (x0 - off)
    means = []
    for hour in range(96):
        into, start, end = (hour, x0, off) if hour < 48 else (hour - 48, x1, on)
        middle = end + expm(a * (into + 0.5) * 3600.0) @ (start - end)
        means.append(middle[0])
    return np.array(means), float(on[0] - off[0])


INSIDE = [h for h in range(96) if h % 48 > 0]  # the first hour curves: its mean is no middle


def test_moisture_follows_the_exact_solution_of_three_stores() -> None:
    base = two_days_off_two_days_on()
    year = Year(
        KernelInputs(HOLDS, base, machine(), control(), saturation()),
        warmup_hours=2000,
    )
    means, scale = exact_humidity(base)
    found = year.hourly.humidity_ratio
    np.testing.assert_allclose(found[INSIDE], means[INSIDE], atol=STEP_K * scale)


def test_a_room_without_a_coil_follows_the_same_solution() -> None:
    base = two_days_off_two_days_on()
    periods = 10  # the deep layer forgets its start

    def often(values: np.ndarray) -> np.ndarray:
        return np.append(np.tile(values[:192], periods), values[-1:][: values.size - 192])

    n = 192 * periods
    humidity, surplus = np.empty(n), np.empty(n)
    repeated = base._replace(
        outdoor_humidity_ratio=often(base.outdoor_humidity_ratio),
        outdoor_air_kg_per_s=often(base.outdoor_air_kg_per_s),
        moisture_gain_kg_per_s=often(base.moisture_gain_kg_per_s),
    )
    moisture_course(repeated, saturation(), np.full(n + 1, 22.0), humidity, surplus)
    means, scale = exact_humidity(base)
    found = humidity[-192:].reshape(96, 2).mean(axis=1)
    np.testing.assert_allclose(found[INSIDE], means[INSIDE], atol=HALF_HOUR * scale)
    assert not surplus.any()


def test_an_open_door_brings_the_homes_humidity() -> None:
    """Between outdoors and home by the flows of each: 12 W/K^1.5 and 4 K apart carry 24 W/K."""
    base = drivers(22.0, n_hours=HOURS, outdoor_humidity_ratio=0.004, outdoor_air_kg_per_s=0.01)
    one = np.ones((1, 2 * HOURS))
    ajar = base._replace(
        door_w_per_k15=12.0 * one, door_degc=26.0 * one, door_humidity_ratio=0.009 * one
    )
    door_kg_per_s = 12.0 * 2.0 / 1015.0
    mixed = (0.01 * 0.004 + door_kg_per_s * 0.009) / (0.01 + door_kg_per_s)
    off = machine(can_heat=0.0, can_cool=0.0)
    year = Year(KernelInputs(HOLDS, ajar, off, control(), saturation()), warmup_hours=200)
    assert year.hourly.humidity_ratio[-1] == pytest.approx(mixed, rel=ROUNDING)
    assert year.moisture_in_kg == pytest.approx(
        year.moisture_change_kg, abs=BALANCE * year.moisture_turnover_kg
    )
    through = np.full(2 * HOURS, door_kg_per_s)
    ideal = base._replace(home_air_kg_per_s=through, home_water_kg_per_s=0.009 * through)
    humidity, surplus = np.empty(2 * HOURS), np.empty(2 * HOURS)
    moisture_course(ideal, saturation(), np.full(2 * HOURS + 1, 22.0), humidity, surplus)
    assert humidity[-1] == pytest.approx(mixed, rel=ROUNDING)


def test_a_buffered_room_breathes_less_than_its_air_would() -> None:
    humid = 0.008 + 0.004 * np.sin(np.arange(2 * HOURS + 1) / 48 * 2 * np.pi)
    base = drivers(22.0, n_hours=HOURS)._replace(outdoor_humidity_ratio=humid)
    plain = base._replace(moisture_capacity_kg=base.air_mass_kg)
    years = [
        Year(KernelInputs(HOLDS, d, machine(), control(), saturation()))
        for d in (plain, buffered(base))
    ]
    swing = [np.ptp(y.hourly.humidity_ratio) for y in years]
    assert swing[1] < 0.5 * swing[0]


def test_moisture_balance_with_buffers_closes() -> None:
    swing = 30.0 + 5.0 * np.sin(np.arange(2 * HOURS + 1) / 48 * 2 * np.pi)
    inputs = KernelInputs(
        ROOM,
        buffered(
            drivers(swing, n_hours=HOURS, moisture_gain_kg_per_s=3e-5, outdoor_humidity_ratio=0.016)
        ),
        machine(indoor_coil={"water_capacity_kg": 0.3, "evaporation_kg_per_s": 4e-4}),
        THERMOSTAT,
        saturation(),
    )
    year = Year(inputs)
    assert year.hourly.latent_removed_w.sum() > 0
    assert year.moisture_in_kg == pytest.approx(
        year.moisture_change_kg, abs=BALANCE * year.moisture_turnover_kg
    )


@pytest.mark.parametrize("step_s", [15.0, 120.0])
def test_humidity_with_buffers_does_not_depend_on_the_step(step_s: float) -> None:
    swing = 30.0 + 5.0 * np.sin(np.arange(2 * HOURS + 1) / 48 * 2 * np.pi)
    inputs = KernelInputs(
        ROOM,
        buffered(drivers(swing, n_hours=HOURS, outdoor_humidity_ratio=0.016)),
        machine(indoor_coil={"cooling_start_sensible_s": 60.0, "cooling_start_latent_s": 120.0}),
        THERMOSTAT,
        saturation(),
    )
    fine, coarse = Year(inputs, 5.0), Year(inputs, step_s)
    assert coarse.hourly.latent_removed_w.sum() == pytest.approx(
        fine.hourly.latent_removed_w.sum(), rel=STEP_WATER
    )
    assert coarse.hourly.compressor_cooling_w.sum() == pytest.approx(
        fine.hourly.compressor_cooling_w.sum(), rel=STEP_KWH
    )


# --- windows


def with_window(base: RoomDrivers, w_per_k: float, above: float, below: float) -> RoomDrivers:
    n = base.gain_w.size
    return base._replace(
        switched_w_per_k=np.full((1, n), w_per_k),
        switched_above_degc=np.array([above]),
        switched_below_room_k=np.array([below]),
    )


def nothing() -> Machine:
    return machine(can_heat=0.0, can_cool=0.0)


def test_open_window_brings_the_room_to_the_balance_of_two_flows() -> None:
    """Free temperature 30 degC through 40 W/K, window of 60 W/K to 18 degC: (40*30+60*18)/100."""
    base = drivers(18.0, n_hours=HOURS)._replace(free_air_degc=np.full(2 * HOURS + 1, 30.0))
    room = lumped_room(700e3, 40.0)
    year = Year(
        KernelInputs(room, with_window(base, 60.0, 10.0, 2.0), nothing(), control(), saturation())
    )
    assert year.hourly.room_degc[-1] == pytest.approx(22.8, abs=1e-3)
    assert year.hourly.windows_open.mean() == pytest.approx(1.0)


def test_window_stays_shut_where_outdoors_is_no_cooler() -> None:
    base = drivers(29.0, n_hours=HOURS)._replace(free_air_degc=np.full(2 * HOURS + 1, 30.0))
    year = Year(
        KernelInputs(
            lumped_room(700e3, 40.0),
            with_window(base, 60.0, 10.0, 2.0),
            nothing(),
            control(),
            saturation(),
        )
    )
    assert year.hourly.windows_open.sum() == 0.0
    assert year.hourly.room_degc[-1] == pytest.approx(30.0, abs=1e-6)


def test_window_holds_the_room_within_its_hysteresis() -> None:
    base = drivers(10.0, n_hours=HOURS)._replace(free_air_degc=np.full(2 * HOURS + 1, 30.0))
    year = Year(
        KernelInputs(
            lumped_room(2000e3, 40.0),
            with_window(base, 200.0, 24.0, 2.0),
            nothing(),
            control(),
            saturation(),
        )
    )
    settled = year.hourly.room_degc[100:]
    assert 23.4 <= settled.min() <= settled.max() <= 24.1


# --- neglect


def faults(n: int, **factors: float) -> Faults:
    plain = dict.fromkeys(Faults._fields, 1.0)
    plain |= {"heating_colder_k": 0.0, "tripped": 0.0} | factors
    return Faults(**{name: np.full(n, value) for name, value in plain.items()})


def test_faults_scale_output_and_power() -> None:
    cold = drivers(0.0, n_hours=HOURS, heating_degc=40.0)  # never reached: runs all the time
    unit = machine(heating={"fan_w": np.full(2, 30.0)})
    healthy, faulty = (
        Year(KernelInputs(HOLDS, cold, unit, control(), saturation(), f))
        for f in (
            Faults(),
            faults(2 * HOURS, heating_capacity=0.8, heating_power=0.96, fan_power=0.5),
        )
    )
    heat = [y.hourly.heat_delivered_w.mean() - y.hourly.fan_w.mean() for y in (healthy, faulty)]
    assert heat[1] / heat[0] == pytest.approx(0.8)
    power = [y.hourly.compressor_heating_w.mean() for y in (healthy, faulty)]
    assert power[1] / power[0] == pytest.approx(0.96)
    assert faulty.hourly.fan_w.mean() == pytest.approx(0.5 * healthy.hourly.fan_w.mean())


def test_less_airflow_dries_more() -> None:
    hot = drivers(28.0, n_hours=HOURS, outdoor_humidity_ratio=0.014)
    room = lumped_room(1e12, 1.0)
    shares = []
    for flow in (1.0, 0.6):
        year = Year(
            KernelInputs(
                room,
                hot,
                machine(),
                control(sensor_offset_k=5.0),  # calls for cooling always
                saturation(),
                faults(2 * HOURS, airflow=flow),
            )
        )
        total = year.hourly.cool_delivered_w.mean() + year.hourly.latent_removed_w.mean()
        shares.append(year.hourly.latent_removed_w.mean() / total)
    assert shares[1] > 1.1 * shares[0]


def test_a_tripped_unit_stands_still() -> None:
    cold = drivers(0.0, n_hours=HOURS)
    year = Year(
        KernelInputs(
            ROOM, cold, machine(), THERMOSTAT, saturation(), faults(2 * HOURS, tripped=1.0)
        )
    )
    assert year.starts == 0


# --- backup


def test_backup_comes_in_stages() -> None:
    cold = drivers(-20.0, n_hours=HOURS)
    small = machine(
        heating=flat_map(1000.0, 400.0),
        backup={"power_w": 3000.0, "below_degc": 5.0, "stages": 3.0},
    )
    year = Year(KernelInputs(ROOM, cold, small, THERMOSTAT, saturation()))
    powers = year.hourly.backup_w
    need = 40.0 / 0.0253 - 1000.0
    assert powers.mean() == pytest.approx(need, rel=STAGES)
    assert year.hourly.room_degc.min() > 18.0


def test_emergency_heat_is_resistance_alone() -> None:
    cold = drivers(-10.0, n_hours=HOURS)
    unit = machine(backup={"power_w": 2500.0, "below_degc": -20.0})
    thermostat = Thermostat(heating=20.0, emergency_heat=True)
    unit = as_switched(thermostat, SingleStage(size_w=1000.0, seer2=15.0), unit)
    year = Year(KernelInputs(ROOM, cold, unit, THERMOSTAT, saturation()))
    assert year.starts == 0
    assert year.hourly.backup_w.mean() == pytest.approx(30.0 / 0.0253, rel=ALONE)


def setback_days() -> RoomDrivers:
    base = drivers(0.0, n_hours=HOURS)
    night = (np.arange(2 * HOURS) % 48) < 12
    return base._replace(heating_setpoint_degc=np.where(night, 16.0, 20.0))


def test_recovery_keeps_the_backup_out() -> None:
    unit = machine(backup={"power_w": 1500.0, "below_degc": 5.0})
    kwh = [
        Year(
            KernelInputs(
                ROOM,
                setback_days(),
                unit,
                THERMOSTAT._replace(recovery_lockout_s=hold_s),
                saturation(),
            )
        ).hourly.backup_w.sum()
        for hold_s in (0.0, 4 * 3600.0)
    ]
    assert kwh[0] > 100.0
    assert kwh[1] < 0.02 * kwh[0]


def test_recovery_is_counted_until_the_room_is_there() -> None:
    year = Year(KernelInputs(ROOM, setback_days(), machine(), THERMOSTAT, saturation()))
    recovering = year.hourly.recovering.reshape(-1, 24)
    assert (recovering[:, :6] == 0.0).all()  # by night nothing recovers
    assert (recovering[1:, 6] > 0.0).all()
    late = year.hourly.room_degc.reshape(-1, 24)[1:, 12]
    assert (late > 19.5).all()


# --- humidity


def damp_room() -> RoomDrivers:
    return buffered(
        drivers(
            24.5,
            n_hours=HOURS,
            cooling_degc=26.0,
            moisture_gain_kg_per_s=4e-5,
            outdoor_humidity_ratio=0.014,
        )
    )


def test_dry_mode_holds_humidity_without_a_call_for_cooling() -> None:
    speeds = np.linspace(0.25, 1.2, 8)
    table = flat_map(2500.0, 600.0, tuple(speeds))
    unit = machine(
        compressor={"modulates": 1.0},
        heating=table._replace(fan_w=np.full(8, 10.0)),
        cooling=table._replace(
            fan_w=np.full(8, 10.0), airflow_kg_per_s=0.15 * np.maximum(speeds, 0.4)
        ),
    )
    plain, dry = (
        Year(
            KernelInputs(
                ROOM,
                damp_room(),
                unit,
                THERMOSTAT._replace(dry_above=limit, dry_overcool_k=3.0, dry_airflow=0.7),
                saturation(),
            )
        )
        for limit in (2.0, 0.6)
    )
    assert plain.hourly.latent_removed_w.sum() == 0.0
    assert dry.hourly.drying.sum() > 5.0
    assert dry.hourly.humidity_ratio[-24:].mean() < 0.9 * plain.hourly.humidity_ratio[-24:].mean()
    assert dry.hourly.room_degc.min() > 22.5  # no colder than it may overcool


def test_supply_air_on_the_sensor_stops_the_unit_early() -> None:
    """The sensor reads share/(1-share) q/(m c) too warm: the room settles that much colder."""
    cold = drivers(0.0, n_hours=HOURS)
    speeds = np.linspace(0.25, 1.2, 8)
    table = flat_map(2000.0, 500.0, tuple(speeds))
    unit = machine(compressor={"modulates": 1.0}, heating=table, cooling=table)
    room = lumped_room(700e3, 40.0)
    year = Year(
        KernelInputs(room, cold, unit, THERMOSTAT._replace(short_circuit=0.1), saturation())
    )
    q = 40.0 * year.hourly.room_degc[-24:].mean()
    reads_k = 0.1 / 0.9 * q / (0.15 * 1006.0)
    assert year.hourly.room_degc[-24:].mean() == pytest.approx(20.0 - reads_k, abs=LEVEL_K)


# --- cold


@pytest.mark.parametrize("stages", [1.0, 2.0])
def test_backup_alone_keeps_the_set_point(stages: float) -> None:
    """Too cold for the compressor: resistance keeps to the thermostat's own band."""
    cold = drivers(-20.0, n_hours=HOURS)
    unit = machine(
        outdoor_coil={"lowest_outdoor_degc": -15.0},
        backup={"power_w": 4000.0, "below_degc": 5.0, "stages": stages},
    )
    year = Year(KernelInputs(ROOM, cold, unit, THERMOSTAT, saturation()))
    assert year.hourly.room_degc.mean() == pytest.approx(20.0, abs=BAND_K)
    assert year.hourly.room_degc.min() > 19.5


def test_restart_waits_for_the_differential() -> None:
    """Cut out at -15, again at -12: between them it stays as it was."""
    n = 2 * HOURS
    outdoor = -15.0 + 5.0 * np.sin(np.arange(n + 1) / n * 2.0 * np.pi)
    base = drivers(0.0, n_hours=HOURS, heating_degc=30.0)._replace(outdoor_degc=outdoor)
    unit = machine(outdoor_coil={"lowest_outdoor_degc": -15.0, "restart_above_k": 3.0})
    year = Year(KernelInputs(HOLDS, base, unit, THERMOSTAT, saturation()))
    mean = (0.5 * (outdoor[:-1] + outdoor[1:])).reshape(-1, 2).mean(axis=1)
    runs = year.hourly.running > 0.5
    assert not runs[mean < -15.1].any()
    rising = np.arange(HOURS) > HOURS * 0.75  # from the coldest on: below -12 it waits
    assert not runs[rising & (mean < -12.1)].any()
    first = np.arange(HOURS) < HOURS * 0.25
    assert runs[first & (mean > -11.9)].all()


@pytest.mark.parametrize(
    ("kind", "capacity", "power"),
    [
        (1.0, 0.9478, 0.9913),  # RESNET Addendum 82
        # EnergyPlus on demand: 0.7998 and 0.8720 between, and the heat and power of reverse cycle:
        # t = 0.0860, T = 1.667: 0.01 t (7.222 - T) / 1.01667 and 0.1528 t / 1.01667
        (2.0, 0.7998 - 0.0860 * 0.01 * 5.555 / 1.01667, 0.8720),
    ],
)
def test_defrost_mean_at_35f_and_80_percent_is_the_chosen_model(
    kind: float, capacity: float, power: float
) -> None:
    outdoor = (35.0 - 32.0) / 1.8
    ratio = float(humidity_ratio_from_relative_humidity(outdoor, 0.8, 101325.0))
    base = drivers(20.0, n_hours=HOURS, heating_degc=30.0, outdoor_humidity_ratio=ratio)
    base = base._replace(outdoor_degc=np.full(2 * HOURS + 1, outdoor))
    year = Year(
        KernelInputs(HOLDS, base, machine(outdoor_coil={"defrost": kind}), control(), saturation())
    )
    assert year.hourly.heat_delivered_w.mean() / 2000.0 == pytest.approx(capacity, rel=DEFROST)
    between = year.hourly.compressor_heating_w.mean()
    if kind == 1.0:
        between += year.hourly.defrost_w.mean()
    assert between / 500.0 == pytest.approx(power, rel=DEFROST)
    assert year.hourly.defrosts.sum() > 20


@pytest.mark.parametrize("kind", [1.0, 2.0])
def test_no_defrost_above_40f(kind: float) -> None:
    outdoor = (41.0 - 32.0) / 1.8 + 0.01
    base = drivers(20.0, n_hours=HOURS, heating_degc=30.0, outdoor_humidity_ratio=0.005)
    base = base._replace(outdoor_degc=np.full(2 * HOURS + 1, outdoor))
    year = Year(
        KernelInputs(HOLDS, base, machine(outdoor_coil={"defrost": kind}), control(), saturation())
    )
    assert year.hourly.defrosts.sum() == 0


# --- step


@pytest.mark.parametrize("step_s", [15.0, 120.0])
def test_a_year_with_everything_on_does_not_depend_on_the_step(step_s: float) -> None:
    """Buffers, windows, faults, dry mode, recovery and backup together."""
    n = 2 * HOURS
    h = np.arange(n + 1) / 2
    outdoor = 14.0 + 10.0 * np.sin(2 * np.pi * h / 24) + 12.0 * np.sin(2 * np.pi * h / HOURS)
    night = (np.arange(n) % 48) < 12
    base = buffered(
        drivers(outdoor, n_hours=HOURS, moisture_gain_kg_per_s=3e-5, outdoor_humidity_ratio=0.009)
    )
    base = with_window(base, 40.0, 23.5, 2.0)._replace(
        heating_setpoint_degc=np.where(night, 17.0, 20.0)
    )
    unit = machine(
        indoor_coil={
            "heating_start_s": 60.0,
            "cooling_start_sensible_s": 60.0,
            "cooling_start_latent_s": 120.0,
            "water_capacity_kg": 0.3,
            "evaporation_kg_per_s": 4e-4,
        },
        fan={"overrun_s": 60.0},
        backup={"power_w": 1000.0},
    )
    inputs = KernelInputs(
        ROOM,
        base,
        unit,
        THERMOSTAT._replace(
            dry_above=0.6, dry_overcool_k=2.0, dry_airflow=0.8, recovery_lockout_s=7200.0
        ),
        saturation(),
        faults(n, heating_capacity=0.9, cooling_power=1.1, airflow=0.8, fan_power=0.8),
    )
    fine, coarse = Year(inputs, 5.0), Year(inputs, step_s)
    for name in ("compressor_heating_w", "compressor_cooling_w"):
        assert getattr(coarse.hourly, name).sum() == pytest.approx(
            getattr(fine.hourly, name).sum(), rel=STEP_ALL
        )
    assert abs(coarse.starts - fine.starts) <= max(STEP_STARTS * fine.starts, FEW)
