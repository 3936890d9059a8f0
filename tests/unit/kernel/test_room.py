"""One room and one sensor against the closed form, and moisture that nobody loses."""

from __future__ import annotations

import math

import numpy as np
import pytest

from hand_made import Instant, control, drivers, saturation
from hpsim.kernel.air_moisture import (
    between_layers,
    condensed,
    moisture_kg,
    predict_humidity,
    prepare_exchange,
    update_humidity,
)
from hpsim.kernel.heat_pump import saturated_humidity_ratio
from hpsim.kernel.response import change_modes
from hpsim.kernel.room import (
    advance_modes,
    gone,
    predict_air_and_sensor,
    prepare_fading,
    prepare_length,
    prepare_ramp,
    sorption_coupling,
    unlike,
)

ROUNDING = 1e-12


@pytest.mark.parametrize("a", [0.0, 1e-12, 1e-9, 1e-4, 0.05, 1.0, 5.0, 20.0, 50.0, 1e6])
def test_what_is_gone_of_a_mode_is_that_of_the_exponential(a: float) -> None:
    assert gone(a) == pytest.approx(-math.expm1(-a), rel=2e-14, abs=0.0)


@pytest.mark.parametrize(("product", "expected"), [(0.25, 0.75), (3.0, -2.0), (1.0, 1e-6)])
def test_a_mode_as_slow_as_the_sensor_does_not_divide_by_zero(
    product: float, expected: float
) -> None:
    assert unlike(product) == expected


# ---- temperature: 1 MJ/K and 100 W/K, so 1 / 100 K/W and a time constant of 10 000 s


def room(lag_s: float = 600.0, **exchange: float) -> Instant:
    """Return a room at its free temperature of 20 degC, with a lagging sensor there."""
    i = Instant(
        control=control(sensor_lag_s=lag_s),
        drivers=drivers(20.0, n_hours=2, **exchange),
    )
    i.work.x[0] = 0.0
    for m in range(i.work.x.size):
        i.work.apart[m] = 1.0 / (1.0 - 1e-4 * lag_s)
    return i.put(sensed_degc=20.0, free_rise_k=0.0, lagging_k=0.0)


def heat(i: Instant, interval_s: float, heat_w: float, offset_k: float = 0.0) -> float:
    """Heat the room for a while, leave it in the state that follows, and return the air's mean."""
    interval = i.work.interval
    interval.length_s = interval_s
    prepare_length(i.work, i.unit.direct_k_per_w, i.control.sensor_lag_s, interval_s)
    predict_air_and_sensor(i.unit, i.work, heat_w, offset_k)
    advance_modes(i.work, interval.heat_w)
    i.put(air_degc=interval.air_end_degc, sensed_degc=interval.sensed_end_degc)
    return interval.air_mean_degc


def test_one_mode_and_its_sensor_follow_the_closed_form() -> None:
    i = room()
    heat(i, 3600.0, 500.0)
    # 500 W warm the room by 5 K at last: 5 * (1 - exp(-0.36))
    assert i.air_degc == pytest.approx(20.0 + 5.0 * (1.0 - math.exp(-0.36)), rel=ROUNDING)
    # two lags in series, 10 000 s and 600 s:
    # 5 * (1 - (10 000 exp(-0.36) - 600 exp(-6)) / (10 000 - 600))
    left = (10_000.0 * math.exp(-0.36) - 600.0 * math.exp(-6.0)) / 9_400.0
    assert i.sensed_degc == pytest.approx(20.0 + 5.0 * (1.0 - left), rel=ROUNDING)


def test_two_intervals_leave_room_and_sensor_where_one_does() -> None:
    once, twice = room(), room()
    heat(once, 900.0, 500.0)
    heat(twice, 200.0, 500.0)
    heat(twice, 700.0, 500.0)
    assert twice.air_degc == pytest.approx(once.air_degc, rel=ROUNDING)
    assert twice.sensed_degc == pytest.approx(once.sensed_degc, rel=ROUNDING)
    assert twice.work.x == pytest.approx(once.work.x, rel=ROUNDING)


def test_a_sensor_without_lag_reads_the_air_and_its_offset() -> None:
    i = room(lag_s=0.0)
    heat(i, 900.0, 500.0, offset_k=0.3)
    assert i.sensed_degc == pytest.approx(i.air_degc + 0.3, rel=ROUNDING)


def test_a_sensor_lags_behind_a_steady_rise_by_slope_times_lag() -> None:
    # the free temperature rises by 1.8 K in a base step of 1800 s, 1 mK/s; the sensor has 100 s
    i = room(lag_s=100.0).put(free_rise_k=1.8, lagging_k=0.1)
    heat(i, 1800.0, 0.0)
    assert i.air_degc == pytest.approx(21.8)
    assert i.sensed_degc == pytest.approx(21.7, abs=1e-6)  # exp(-18) of the begin is left


def test_the_airs_mean_is_that_of_its_course() -> None:
    i = room().put(free_rise_k=0.9)
    mean = heat(i, 3600.0, 500.0)
    # 5 (1 - exp(-t / 10 000)) on the mean of an hour, and half of two base steps' rise
    risen = 5.0 * (1.0 - (1.0 - math.exp(-0.36)) / 0.36)
    assert mean == pytest.approx(20.0 + risen + 0.9, rel=ROUNDING)


@pytest.mark.parametrize(("length_s", "within_k"), [(60.0, 1e-5), (900.0, 3e-3)])
def test_air_exchange_takes_heat_by_the_airs_mean(length_s: float, within_k: float) -> None:
    # 50 W/K besides, with air of 20 degC: a room of 150 W/K, 6667 s, that 600 W warm by 4 K
    i = room(exchange_w_per_k=50.0, exchange_degc=20.0)
    assert i.given_w == 1000.0
    for _ in range(round(3600.0 / length_s)):
        heat(i, length_s, 600.0 + i.given_w)
    risen_k = 4.0 * (1.0 - math.exp(-3600.0 * 150.0 / 1e6))
    assert i.air_degc == pytest.approx(20.0 + risen_k, abs=within_k)


def test_a_change_of_films_takes_each_mode_from_its_own_column() -> None:
    change = np.zeros((2, 2, 2, 2))
    change[1, 0] = [[0.9, 0.2], [0.1, 0.8]]  # columns add to 1: the air keeps its temperature
    x = np.array([2.0, -1.0])
    change_modes(change, 0, 1, x, np.empty(2))
    assert x == pytest.approx([1.6, -0.6])  # 0.9 * 2 - 0.2; 0.1 * 2 - 0.8


# ---- moisture


def test_sorption_gives_the_layer_what_it_takes_from_the_air() -> None:
    conductance_kg, ratio_per_kg = 30.0, 0.004
    air_end, layer = 0.010, 0.006
    passed_kg = sorption_coupling(conductance_kg, ratio_per_kg) * (air_end - layer)
    layer_end = layer + passed_kg * ratio_per_kg
    # implicit: the flow is driven by both as they are in the end
    assert passed_kg == pytest.approx(conductance_kg * (air_end - layer_end), rel=ROUNDING)


def test_sorption_ends_with_air_and_layer_in_equilibrium() -> None:
    # a layer that rises by 0.004 kg/kg with a kilogram: 1 kg for a difference of 0.004
    assert sorption_coupling(1e12, 0.004) * 0.004 == pytest.approx(1.0)


def test_two_layers_end_at_their_common_humidity_and_keep_their_water() -> None:
    # 2 kg and 6 kg per unit of relative humidity at 0.6 and 0.4: together (1.2 + 2.4) / 8 = 0.45
    passed_kg = between_layers(0.6 - 0.4, 1e-3, 2.0, 6.0, 1e9)
    assert 0.6 - passed_kg / 2.0 == pytest.approx(0.45)
    assert 0.4 + passed_kg / 6.0 == pytest.approx(0.45)


def test_two_layers_exchange_at_first_by_their_conductance() -> None:
    assert between_layers(0.2, 1e-3, 2.0, 6.0, 1.0) == pytest.approx(2e-4, rel=1e-3)
    assert between_layers(-0.2, 1e-3, 2.0, 6.0, 1.0) == pytest.approx(-2e-4, rel=1e-3)


def follow(i: Instant, length_s: float, outdoor_ratio: float, **water: float) -> float:
    """Let humidity follow an interval, and return its mean."""
    interval = i.work.interval
    interval.length_s = length_s
    i.put(outdoor_ratio_from=outdoor_ratio, outdoor_ratio_rise=0.0)
    interval.air_end_degc = 20.0
    prepare_exchange(i.packed.room, i.unit, i.work)
    interval.latent_w = water.get("latent_w", 0.0)
    interval.evaporated_kg = water.get("evaporated_kg", 0.0)
    predict_humidity(i.unit, i.work)
    update_humidity(i.inputs.saturation, i.unit, i.work)
    i.put(humidity_ratio=interval.humidity_end)
    return interval.humidity_mean


def moist_room(buffer_kg: float) -> Instant:
    """Return a room with a door and a gain, and a layer that buffers some water."""
    moist = drivers(20.0, n_hours=2, moisture_gain_kg_per_s=1e-5)
    moist = moist._replace(surface_buffer_kg=buffer_kg, surface_kg_per_s=0.05)
    i = Instant(drivers=moist).put(humidity_ratio=0.006, home_kg_per_s=0.004)
    return i.put(home_water_kg_per_s=0.004 * 0.007, moisture_in_kg=0.0)


@pytest.mark.parametrize("buffer_kg", [0.0, 4.0])
@pytest.mark.parametrize("interval_s", [900.0, 60.0, 0.5])
def test_water_that_enters_is_in_the_air_or_in_the_layer(
    buffer_kg: float, interval_s: float
) -> None:
    i = moist_room(buffer_kg)
    before = moisture_kg(i.packed.room, i.unit, i.state)
    follow(i, interval_s, 0.004, latent_w=50.0, evaporated_kg=1e-4)
    after = moisture_kg(i.packed.room, i.unit, i.state)
    assert after - before == pytest.approx(i.moisture_in_kg, rel=1e-8)
    assert i.moisture_in_kg != 0.0


@pytest.mark.parametrize("buffer_kg", [0.0, 4.0])
def test_many_intervals_leave_the_air_as_moist_as_one_does(buffer_kg: float) -> None:
    once, often = moist_room(buffer_kg), moist_room(buffer_kg)
    mean = follow(once, 900.0, 0.004)
    means = [follow(often, 30.0, 0.004) for _ in range(30)]
    assert once.humidity_ratio == pytest.approx(often.humidity_ratio, rel=ROUNDING)
    assert once.surface_ratio == pytest.approx(often.surface_ratio, rel=ROUNDING)
    assert mean == pytest.approx(sum(means) / 30, rel=ROUNDING)


def test_air_and_layer_follow_small_steps_of_their_equations() -> None:
    i, steps = moist_room(4.0), 20_000
    room_, ratio_per_kg = i.packed.room, i.ratio_per_kg
    air, layer = i.humidity_ratio, i.surface_ratio
    for _ in range(steps):  # Heun's, of a 20,000th of a quarter-hour
        rates = []
        for ahead in (0.0, 1.0):
            w = air + (ahead and rates[0][0] * 900.0 / steps)
            s = layer + (ahead and rates[0][1] * 900.0 / steps)
            in_kg = 1e-5 + 0.01 * (0.004 - w) + 0.004 * (0.007 - w)
            sorbed_kg = room_.surface_kg_per_s * (w - s)
            rates.append(((in_kg - sorbed_kg) / i.unit.capacity_kg, sorbed_kg * ratio_per_kg))
        air += 0.5 * (rates[0][0] + rates[1][0]) * 900.0 / steps
        layer += 0.5 * (rates[0][1] + rates[1][1]) * 900.0 / steps
    follow(i, 900.0, 0.004)
    assert (i.humidity_ratio, i.surface_ratio) == pytest.approx((air, layer), rel=1e-8)


def test_humidity_without_layers_is_that_of_a_stirred_volume() -> None:
    # 700 kg of air at 0.006; 0.01 kg/s for 7000 s at 0.004 and 0.7 g/s: towards 0.074 by 0.1
    i = Instant(drivers=drivers(20.0, n_hours=2)).put(humidity_ratio=0.006)
    follow(i, 7000.0, 0.004, evaporated_kg=7e-3 * 7000.0 * 1e-2)
    aim = 0.004 + 7e-5 / 0.01
    assert i.humidity_ratio == pytest.approx(aim + (0.006 - aim) * math.exp(-0.1), rel=ROUNDING)


def test_only_air_above_saturation_condenses() -> None:
    table = saturation()
    at_20 = saturated_humidity_ratio(table, 20.0)
    assert condensed(table, 20.0, 0.99 * at_20) == 0.0
    # surfaces take up its heat: the air is left saturated at its own temperature
    assert condensed(table, 20.0, at_20 + 1e-3) == pytest.approx(1e-3)


@pytest.mark.parametrize("air_degc", [-20.0, 0.0, 10.0, 19.0, 20.0, 21.0, 30.0, 45.0])
def test_the_quick_check_for_condensation_never_skips_saturated_air(air_degc: float) -> None:
    table = saturation()
    assert condensed(table, air_degc, saturated_humidity_ratio(table, air_degc) * 1.01) > 0.0


@pytest.mark.parametrize("length_s", [10.0, 60.0, 1800.0])
def test_in_saturated_air_all_condenses_that_comes_in(length_s: float) -> None:
    """0.1 kg/s of air with 2 g/kg more than the room can hold: 0.2 g/s, however long it takes.

    The room's own air, of some 40 kg, would follow within ten minutes.
    """
    at_20 = float(saturated_humidity_ratio(saturation(), 20.0))
    i = Instant(drivers=drivers(20.0, n_hours=2)._replace(moisture_capacity_kg=40.0))
    i.put(humidity_ratio=at_20, outdoor_kg_per_s=0.1)
    mean = follow(i, length_s, at_20 + 2e-3)
    assert i.humidity_ratio == pytest.approx(at_20)
    assert mean == pytest.approx(at_20)
    assert i.total("condensed_kg") == pytest.approx(0.1 * 2e-3 * length_s)


def test_a_layer_next_to_saturated_air_gains_what_does_not_condense() -> None:
    """The layer's own law in air held at saturation; the rest of what comes in condenses."""
    i = moist_room(4.0)
    at_degc = float(saturated_humidity_ratio(saturation(), i.air_degc))
    i.put(humidity_ratio=at_degc, surface_ratio=0.95 * at_degc, outdoor_kg_per_s=0.1)
    room_, before = i.packed.room, moisture_kg(i.packed.room, i.unit, i.state)
    rate = room_.surface_kg_per_s * i.ratio_per_kg
    for _ in range(60):
        follow(i, 15.0, at_degc + 5e-3)
    drier = 0.05 * at_degc * math.exp(-rate * 900.0)
    assert i.surface_ratio == pytest.approx(at_degc - drier, rel=2e-4)
    held_kg = moisture_kg(i.packed.room, i.unit, i.state) - before
    assert i.moisture_in_kg == pytest.approx(held_kg)
    assert i.total("condensed_kg") > 0.0


def test_condensed_water_leaves_the_air_and_is_accounted() -> None:
    i = Instant(drivers=drivers(20.0, n_hours=2)).put(humidity_ratio=0.02, moisture_in_kg=0.0)
    before = moisture_kg(i.packed.room, i.unit, i.state)
    follow(i, 60.0, 0.02)
    after = moisture_kg(i.packed.room, i.unit, i.state)
    assert after - before == pytest.approx(i.moisture_in_kg)
    brought_kg = i.moisture_in_kg + i.total("condensed_kg")  # by moister air from outdoors
    assert 0.0 < brought_kg < 1e-3 * i.total("condensed_kg")
    assert i.moisture_in_kg == pytest.approx(after - before)
    assert after < before


@pytest.mark.parametrize("time_s", [90.0, 120.0])  # and one as slow as the sensor
def test_a_heat_that_fades_moves_room_and_sensor_as_its_small_parts_do(time_s: float) -> None:
    length_s, parts = 240.0, 2000
    i = Instant(control=control(sensor_lag_s=120.0), drivers=drivers(10.0, n_hours=2))
    i.put(air_degc=10.0, sensed_degc=10.0, free_from_degc=10.0, free_rise_k=0.0, lagging_k=0.0)
    i.work.x[:] = 0.0
    unit = i.unit._replace(supply_k_per_w=2e-4)
    fade = math.exp(-length_s / time_s)
    mean_w = 1000.0 * time_s / length_s * (1.0 - fade)

    def go(length_s: float, heat_w: float, fading_w: float, constants: float) -> None:
        i.work.interval.length_s, i.work.interval.fading_w = length_s, fading_w
        prepare_length(i.work, unit.direct_k_per_w, 120.0, length_s)
        if fading_w > 0.0:
            prepare_fading(i.work, unit, 120.0, constants, fade, 0)
        predict_air_and_sensor(unit, i.work, heat_w, unit.supply_k_per_w * heat_w)
        advance_modes(i.work, i.work.interval.heat_w)

    go(length_s, mean_w, 1000.0, time_s / length_s)
    interval = i.work.interval
    at_once = (interval.air_mean_degc, interval.air_end_degc, interval.sensed_end_degc)
    x = i.work.x.copy()
    i.work.x[:] = 0.0
    mean = 0.0
    for part in range(parts):
        middle_s = (part + 0.5) * length_s / parts
        go(length_s / parts, 1000.0 * math.exp(-middle_s / time_s), 0.0, 0.0)
        mean += interval.air_mean_degc / parts
        i.put(sensed_degc=interval.sensed_end_degc)
    in_parts = (mean, interval.air_end_degc, interval.sensed_end_degc)
    assert at_once == pytest.approx(in_parts, abs=1e-6)
    assert x == pytest.approx(i.work.x, abs=1e-6)
    assert at_once[2] - 10.0 > 0.01


def test_a_heat_that_rises_evenly_moves_room_and_sensor_as_its_small_parts_do() -> None:
    length_s, parts, rise_w, supply_k_per_w = 300.0, 3000, 800.0, 2e-4
    i = Instant(control=control(sensor_lag_s=120.0), drivers=drivers(10.0, n_hours=2))
    i.put(air_degc=10.0, sensed_degc=10.0, free_from_degc=10.0, free_rise_k=0.0, lagging_k=0.0)
    unit = i.unit._replace(supply_k_per_w=supply_k_per_w, direct_k_per_w=1e-3)
    interval, mean = i.work.interval, 0.0

    def go(length_s: float, heat_w: float, ramp_w: float) -> None:
        interval.length_s, interval.ramp_w = length_s, ramp_w
        prepare_length(i.work, unit.direct_k_per_w, 120.0, length_s)
        if ramp_w > 0.0:
            prepare_ramp(i.work, unit, 120.0)
        predict_air_and_sensor(unit, i.work, heat_w, supply_k_per_w * heat_w)
        advance_modes(i.work, interval.heat_w)

    i.work.x[:] = 0.0
    go(length_s, 1000.0, rise_w)
    at_once = (interval.air_mean_degc, interval.sensed_end_degc)
    x = i.work.x.copy()
    assert interval.air_end_degc == pytest.approx(10.0 + x.sum() + 1e-3 * 1400.0)
    i.work.x[:] = 0.0
    for part in range(parts):
        go(length_s / parts, 1000.0 + rise_w * ((part + 0.5) / parts - 0.5), 0.0)
        mean += interval.air_mean_degc / parts
        i.put(sensed_degc=interval.sensed_end_degc)
    assert at_once == pytest.approx((mean, interval.sensed_end_degc), abs=1e-6)
    assert x == pytest.approx(i.work.x, abs=1e-6)


def test_what_a_coil_catches_leaves_the_air() -> None:
    """50 W for 15 min are 18 g of water, 2,501 kJ/kg; the air and its multiplier hold 700 kg."""
    i = Instant(drivers=drivers(20.0, n_hours=2, outdoor_air_kg_per_s=0.0))
    i.put(humidity_ratio=0.008)
    follow(i, 900.0, 0.0, latent_w=50.0)
    assert i.humidity_ratio == pytest.approx(0.008 - 50.0 * 900.0 / 2.501e6 / 700.0)
