"""What a new base step changes: setpoints, the machine at its weather, moisture layers."""

from __future__ import annotations

import numpy as np
import pytest

from hand_made import Instant, drivers, machine, saturation
from hpsim.kernel.air_moisture import (
    moisture_kg,
    prepare_exchange,
)
from hpsim.kernel.airflow import MOIST_AIR_J_PER_KG_K
from hpsim.kernel.coil import exchange
from hpsim.kernel.heat_pump import saturated_humidity_ratio
from hpsim.kernel.lookup import steady
from hpsim.kernel.types import Faults, Machine, PerformanceMap
from hpsim.kernel.weather_step import (
    breathe,
    change_set_points,
    load,
    neglect,
    read_cooling,
    read_heating,
)


def linear_map() -> PerformanceMap:
    """Return a map of 3000 W and 600 W at 0 degC, 100 W and 10 W more per kelvin at full speed."""
    speed = np.array([0.0, 1.0])
    return PerformanceMap(
        outdoor_degc=np.array([-30.0, 70.0]),
        speed=speed,
        capacity_w=np.outer([0.0, 10000.0], speed),
        power_w=np.outer([300.0, 1300.0], speed),
        fan_w=np.array([10.0, 40.0]),
        airflow_kg_per_s=np.array([0.1, 0.2]),
        coil_a0_kg_per_s=np.array([0.2, 0.2]),
    )


def weather_machine(**parts: object) -> Machine:
    return machine(heating=linear_map(), cooling=linear_map(), **parts)


def heating_w(i: Instant, fraction: float = 0.0) -> tuple[float, float]:
    """Return capacity and power in heating at full speed, some way through the base step."""
    return steady(i.work.heating, 0, 1.0, fraction)


# ---- setpoints


@pytest.mark.parametrize(
    ("heat_degc", "cool_degc", "to"),
    [
        (20.3, 26.0, 0.0),  # 0.3 K starts no recovery
        (20.4, 26.0, 1.0),
        (17.0, 26.0, 0.0),  # a setback is none
        (20.0, 25.6, -1.0),
        (20.0, 25.7, 0.0),
        (20.0, 29.0, 0.0),
    ],
)
def test_a_recovery_begins_where_a_setpoint_moves_away_from_the_room(
    heat_degc: float, cool_degc: float, to: float
) -> None:
    i = Instant().put(sensed_degc=19.2, recovering_s=500.0)
    step = i.packed.steps[0].copy()
    step.heating_setpoint_degc, step.cooling_setpoint_degc = heat_degc, cool_degc
    change_set_points(step, 0.0, i.unit, i.state, False)
    assert i.recovering_to == to
    assert i.recovering_s == (0.0 if to else 500.0)
    assert (i.heat_at_degc, i.cool_at_degc) == (heat_degc, cool_degc)
    if to > 0.0:
        assert i.recovery_from_degc == 19.2


def test_the_first_setpoints_of_a_year_start_no_recovery() -> None:
    i = Instant()
    step = i.packed.steps[0].copy()
    step.heating_setpoint_degc = 25.0
    change_set_points(step, 0.0, i.unit, i.state, True)
    assert i.recovering_to == 0.0


# ---- machine


def test_output_goes_straight_from_the_weather_at_begin_to_that_at_end() -> None:
    i = Instant(machine=weather_machine()).put(outdoor_from_degc=0.0, outdoor_rise_k=4.0)
    read_heating(i.packed, i.work, 0)
    assert heating_w(i, 0.0) == pytest.approx((3000.0, 600.0))
    assert heating_w(i, 0.25) == pytest.approx((3100.0, 610.0))  # at 1 degC
    assert heating_w(i, 1.0) == pytest.approx((3400.0, 640.0))


def test_an_outdoor_coil_that_draws_half_its_air_from_the_room_sees_the_mean_of_both() -> None:
    i = Instant(machine=weather_machine(outdoor_coil={"room_air_fraction": 0.5}))
    i.put(outdoor_from_degc=0.0, outdoor_rise_k=4.0, air_degc=20.0)
    read_heating(i.packed, i.work, 0)
    assert heating_w(i, 0.0)[0] == pytest.approx(4000.0)  # (0 + 20) / 2 = 10 degC
    assert heating_w(i, 1.0)[0] == pytest.approx(4200.0)  # (4 + 20) / 2 = 12 degC


def test_a_neglected_outdoor_coil_sees_colder_air_in_heating_alone() -> None:
    colder = Faults(*np.ones((len(Faults._fields), 4)))._replace(
        heating_colder_k=np.full(4, 2.0), tripped=np.zeros(4)
    )
    i = Instant(machine=weather_machine(), faults=colder)
    i.put(outdoor_from_degc=0.0, outdoor_rise_k=0.0)
    read_heating(i.packed, i.work, 0)
    read_cooling(i.packed, i.work, 0)
    assert heating_w(i)[0] == pytest.approx(2800.0)
    assert steady(i.work.cooling, 0, 1.0, 0.0)[0] == pytest.approx(3000.0)


def test_time_between_defrosts_follows_from_the_fraction_of_time_in_them() -> None:
    # at the base step's middle, 0 degC, Addendum 82 has 0.134 - 0.003 * 32 = 0.038
    i = Instant(machine=weather_machine(outdoor_coil={"defrost": 1.0}))
    i.put(outdoor_from_degc=-1.0, outdoor_rise_k=2.0)
    read_heating(i.packed, i.work, 0)
    assert i.icing_share == pytest.approx(0.038)
    assert i.clear_per_icing == pytest.approx(0.962 / 0.038)
    assert i.frosted_per_s == pytest.approx(0.038 / (240.0 * 0.962))  # a defrost takes 240 s


@pytest.mark.parametrize(
    ("outdoor_degc", "rise_k", "may_lock"),
    [
        (-11.0, -0.9, 0.0),
        (-11.0, -1.1, 1.0),  # comes below -12, where a locked-out compressor restarts
        (-13.0, 0.5, 1.0),
        (-16.0, 1.1, 1.0),  # comes above -15
        (-20.0, 2.0, 0.0),  # stays locked out
    ],
)
def test_a_base_step_is_watched_if_a_lockout_may_begin_or_end_in_it(
    outdoor_degc: float, rise_k: float, may_lock: float
) -> None:
    course = np.full(5, outdoor_degc)
    course[1:] += rise_k
    i = Instant(
        machine=weather_machine(
            outdoor_coil={"lowest_outdoor_degc": -15.0, "restart_above_k": 3.0}
        ),
        drivers=drivers(course, n_hours=2),
    )
    assert i.may_lock == may_lock
    assert (i.outdoor_from_degc, i.outdoor_rise_k) == pytest.approx((outdoor_degc, rise_k))


def test_a_new_base_step_brings_its_gains_and_exchange_and_forgets_the_openings() -> None:
    i = Instant(
        drivers=drivers(
            10.0,
            n_hours=2,
            gain_w=300.0,
            exchange_w_per_k=5.0,
            exchange_degc=12.0,
            outdoor_air_kg_per_s=0.02,
            moisture_gain_kg_per_s=1e-5,
        )
    )
    i.put(given_w=0.0, exchange_w_per_k=99.0, outdoor_kg_per_s=99.0, open_w_per_k=7.0)
    load(i.packed, i.unit, i.work, 1, False)
    assert i.given_w == i.base_given_w == 360.0  # 300 + 5 * 12
    assert i.exchange_w_per_k == i.base_w_per_k == 5.0
    assert i.outdoor_kg_per_s == i.base_kg_per_s == 0.02
    assert i.moisture_kg_per_s == 1e-5
    assert i.open_w_per_k < 0.0  # to be worked out


# ---- faults


def faults(**changes: float) -> Faults:
    """Return faults that change nothing but what is given."""
    healthy = dict.fromkeys(Faults._fields, 1.0) | {"heating_colder_k": 0.0, "tripped": 0.0}
    return Faults(**{name: np.full(4, value) for name, value in (healthy | changes).items()})


def test_faults_scale_output_and_fan_power_each_by_their_own_factor() -> None:
    i = Instant(
        machine=weather_machine(),
        faults=faults(heating_capacity=0.9, heating_power=1.1, fan_power=0.5),
    )
    # at 10 degC: 4000 W and 700 W
    assert heating_w(i) == pytest.approx((3600.0, 770.0))
    assert i.work.heating_fan_w == pytest.approx([5.0, 20.0])
    load(i.packed, i.unit, i.work, 1, False)
    assert heating_w(i) == pytest.approx((3600.0, 770.0))  # of the healthy map, not once more
    assert i.work.heating_fan_w == pytest.approx([5.0, 20.0])


def test_less_airflow_passes_less_of_it_by_the_coil() -> None:
    i = Instant(machine=weather_machine(), faults=faults(airflow=0.8))
    healthy = Instant(machine=weather_machine())
    assert i.work.cooling_airflow_kg_per_s == pytest.approx([0.08, 0.16])
    assert (i.work.bypass < healthy.work.bypass).all()


def test_a_tripped_compressor_neither_heats_nor_cools_until_it_is_reset() -> None:
    limits = {"lowest_outdoor_degc": -15.0, "highest_outdoor_degc": 43.0}
    i = Instant(machine=weather_machine(outdoor_coil=limits), faults=faults(tripped=1.0))
    assert i.heat_above_degc > 1e6
    assert i.cool_below_degc < -1e6
    reset = Instant(machine=weather_machine(outdoor_coil=limits), faults=faults())
    neglect(i.machine, reset.packed.faults[0], i.work)
    assert (i.heat_above_degc, i.cool_below_degc) == (-15.0, 43.0)


# ---- moisture and air exchange


def test_layers_pass_water_to_each_other_and_lose_none() -> None:
    layered = drivers(20.0, n_hours=2)._replace(
        surface_buffer_kg=2.0, surface_kg_per_s=0.05, deep_buffer_kg=6.0, deep_kg_per_s=0.02
    )
    i = Instant(drivers=layered).put(surface_ratio=0.009, deep_share=0.4, air_degc=23.0)
    before = moisture_kg(i.packed.room, i.unit, i.state)
    breathe(i.packed.room, i.inputs.saturation, i.unit, i.state)
    assert moisture_kg(i.packed.room, i.unit, i.state) == pytest.approx(before, rel=1e-12)
    assert i.deep_share > 0.4  # the surface was the damper one, at 0.009 / 0.0147 = 0.61
    assert i.saturated_ratio == saturated_humidity_ratio(saturation(), 23.0)
    # a kilogram raises the surface's relative humidity by half, times saturation
    assert i.ratio_per_kg == pytest.approx(i.saturated_ratio / 2.0)


def test_air_and_layer_go_to_their_moisture_at_the_rates_of_their_matrix() -> None:
    moist = drivers(20.0, n_hours=2)._replace(surface_buffer_kg=4.0, surface_kg_per_s=0.05)
    i = Instant(drivers=moist).put(outdoor_kg_per_s=0.01, home_kg_per_s=0.02, ratio_per_kg=0.004)
    prepare_exchange(i.packed.room, i.unit, i.work)
    # w' and w_s' of 70 kg of air, 0.03 kg/s through it, 0.05 kg/s to the layer
    matrix = [[-0.08 / 70.0, 0.05 / 70.0], [0.05 * 0.004, -0.05 * 0.004]]
    rates = np.sort(-np.linalg.eigvals(matrix))
    assert (i.slow_per_s, i.fast_per_s) == pytest.approx(tuple(rates))


def test_a_base_step_has_the_air_that_closed_doors_exchange() -> None:
    n = 4
    doors = drivers(0.0, n_hours=2)._replace(
        home_air_kg_per_s=np.full(n, 0.0024), home_water_kg_per_s=np.full(n, 1.5e-5)
    )
    i = Instant(drivers=doors)
    assert (i.home_kg_per_s, i.home_water_kg_per_s) == (0.0024, 1.5e-5)
    assert i.base_home_kg_per_s == 0.0024


# ---- windows and fans that follow the room


def test_windows_that_are_shut_now_are_not_watched() -> None:
    openings = drivers(10.0, n_hours=2)._replace(
        switched_above_degc=np.array([26.0, 23.0]),
        switched_below_room_k=np.array([2.0, 2.0]),
        switched_w_per_k=np.array([[5.0, 5.0, 5.0, 0.0], [0.0, 9.0, 0.0, 0.0]]),
    )
    i = Instant(drivers=openings)
    i.work.is_open[:] = 1.0
    first_degc = []
    for k in range(3):
        load(i.packed, i.unit, i.work, k, False)
        first_degc.append(i.opens_above_degc)
        assert i.exchanges
    assert first_degc == [26.0, 23.0, 26.0]
    assert i.work.is_open.tolist() == [1.0, 0.0]
    load(i.packed, i.unit, i.work, 3, False)
    assert not i.exchanges
    assert i.opens_above_degc > 1e3


def test_a_fan_with_heat_recovery_exchanges_more_water_than_heat() -> None:
    """5 W/K of air that is cooled, and 3.5 times as much whose water goes."""
    fan = drivers(10.0, n_hours=2)._replace(
        switched_above_degc=np.array([-50.0]),
        switched_below_room_k=np.array([-1000.0]),
        switched_w_per_k=np.full((1, 4), 5.0),
        switched_water=np.array([3.5]),
    )
    i = Instant(drivers=fan)
    openings, air_kg_per_s = i.packed.openings, i.outdoor_kg_per_s
    exchange(i.packed.room, openings, i.machine, i.unit, i.work, 0, 10.0, 0.0)
    assert i.exchange_w_per_k == pytest.approx(5.0)
    more_kg_per_s = 3.5 * 5.0 / MOIST_AIR_J_PER_KG_K
    assert i.outdoor_kg_per_s - air_kg_per_s == pytest.approx(more_kg_per_s)
