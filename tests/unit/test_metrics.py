"""Metrics from three-hour years that one can check by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from fakes import channels, cycles, fake_run, room_year, small_results
from hpsim import metrics
from hpsim.economics.prices import NO_PRICES, Prices
from hpsim.kernel.airflow import VAPORISATION_J_PER_KG
from hpsim.metrics import METRICS, columns_of, metrics_of
from hpsim.results import ControlBand, Results

CONTRACT = {
    "heat_delivered_kwh",
    "cool_delivered_kwh",
    "latent_removed_kwh",
    "electricity_kwh",
    "electricity_by_use_kwh",
    "peak_power_w",
    "runtime_h",
    "starts",
    "starts_heating",
    "starts_cooling",
    "max_starts_per_hour",
    "max_starts_per_day",
    "runs_under_5_min",
    "runs_under_10_min",
    "median_run_min",
    "hours_below_minimum_output",
    "unmet_heating_h",
    "unmet_cooling_h",
    "room_degc",
    "rh_over_60_h",
    "rh_over_70_h",
    "high_humidity_h",
    "short_of_capacity_heating_h",
    "short_of_capacity_cooling_h",
    "outside_band_h",
    "rh_mean",
    "seasonal_cop_heating",
    "seasonal_cop_cooling",
    "cost_per_year",
    "currency",
}
IDEAL = ["heating_load_kwh", "cooling_load_kwh", "peak_heating_w", "peak_cooling_w"]
USES = {"compressor_heating", "compressor_cooling", "fan", "backup", "defrost", "standby"}


def hours(*values: float) -> np.ndarray:
    return np.array(values, float)


def with_hourly(**arrays: np.ndarray) -> Results:
    results = small_results()
    return replace(results, hourly=results.hourly._replace(**arrays))


def as_needed(results: Results) -> Results:
    """Return results of a room that needs all the heat and cooling it gets: none cancels."""
    much = np.full(results.hourly.room_degc.size, 1e6)
    room = replace(results.room, ideal_heating_w=much, ideal_cooling_w=much)
    return replace(results, room=room)


def with_room(**arrays: np.ndarray) -> Results:
    return replace(small_results(), room=replace(room_year(3), **arrays))


def with_cycles(start_s: list[float], run_s: list[float]) -> Results:
    return replace(small_results(), cycles=cycles(start_s, run_s))


def test_a_kilowatt_for_an_hour_is_a_kilowatt_hour():
    results = with_hourly(heat_delivered_w=hours(1000, 500, 0))
    assert metrics.heat_delivered_kwh(results) == 1.5


def test_heat_and_cooling_are_what_the_hours_sum_to_of_either_sign():
    results = with_hourly(
        heat_delivered_w=hours(1000, -200, 0),
        cool_delivered_w=hours(-150, 50, 0),
        latent_removed_w=hours(30, -50, 0),
    )
    assert metrics.heat_delivered_kwh(results) == 0.8
    assert metrics.cool_delivered_kwh(results) == -0.1
    assert metrics.latent_removed_kwh(results) == -0.02
    rounding = with_hourly(latent_removed_w=hours(-1e-10, 0, 0))
    assert str(metrics.latent_removed_kwh(rounding)) == "0.0"


def test_a_fan_that_runs_on_in_cooling_mode_gives_heat():
    results = with_hourly(cool_delivered_w=hours(-60, 0, 0), fan_w=hours(60, 0, 0))
    assert metrics.cool_delivered_kwh(results) == -0.06
    assert math.isnan(metrics.cool_over_load(results))


def test_electricity_is_the_sum_of_its_uses():
    results = with_hourly(
        compressor_heating_w=hours(100, 0, 0),
        compressor_cooling_w=hours(0, 200, 0),
        fan_w=hours(10, 20, 0),
        backup_w=hours(0, 0, 1000),
        defrost_w=hours(0, 0, 5),
        standby_w=hours(1, 2, 3),
    )
    assert metrics.electricity_kwh(results) == pytest.approx(1.341)
    uses = metrics_of(results, NO_PRICES)["electricity_by_use_kwh"]
    assert uses == pytest.approx(
        {
            "compressor_heating": 0.1,
            "compressor_cooling": 0.2,
            "fan": 0.03,
            "backup": 1.0,
            "defrost": 0.005,
            "standby": 0.006,
        }
    )
    assert metrics.peak_power_w(results) == 1008.0


def test_running_time_is_the_sum_of_shares():
    assert metrics.runtime_h(with_hourly(running=hours(1, 0.25, 0))) == 1.25


def test_starts_add_up():
    results = with_hourly(starts_heating=hours(2, 0, 1), starts_cooling=hours(0, 4, 0))
    assert metrics.starts_heating(results) == 3
    assert metrics.starts_cooling(results) == 4
    assert metrics.starts(results) == 7


@pytest.mark.parametrize(
    ("start_s", "most"),
    [
        ([], 0),
        ([100.0], 1),
        ([0.0, 3600.0], 1),  # exactly an hour apart: never both in one hour
        ([0.0, 3599.0], 2),
        ([3000.0, 4000.0, 5000.0, 9000.0], 3),  # across the full hour
        ([0.0, 1000.0, 5000.0, 6000.0, 7000.0], 3),
    ],
)
def test_most_starts_in_any_hour(start_s, most):
    results = with_cycles(start_s, [60.0] * len(start_s))
    assert metrics.max_starts_per_hour(results) == most


@pytest.mark.parametrize(
    ("start_s", "most"),
    [
        ([], 0),
        ([86399.0, 86400.0, 86401.0], 2),  # a day begins at midnight
        ([0.0, 100.0, 50_000.0, 90_000.0, 200_000.0], 3),
    ],
)
def test_most_starts_in_a_day(start_s, most):
    results = with_cycles(start_s, [60.0] * len(start_s))
    assert metrics.max_starts_per_day(results) == most


def test_short_runs_are_counted_below_the_limit():
    results = with_cycles([0.0, 2000.0, 4000.0, 6000.0], [299.0, 300.0, 599.0, 1200.0])
    assert metrics.runs_under_5_min(results) == 1
    assert metrics.runs_under_10_min(results) == 3
    assert metrics.median_run_min(results) == pytest.approx((300 + 599) / 2 / 60)


@pytest.mark.parametrize(
    ("running_full", "cut_out", "short_h"),
    # setpoint 20 degC: the room is 0.4, 0.6 and 2 K too cold
    [
        ((1.0, 1.0, 1.0), (0.0, 0.0, 0.0), 2),
        ((1.0, 0.4, 0.5), (0.0, 0.0, 0.0), 1),  # at full output for half of the hour
        ((0.0, 0.0, 0.0), (1.0, 1.0, 1.0), 2),  # too cold outdoors
        ((0.3, 0.3, 0.3), (0.0, 0.2, 0.0), 1),
        ((0.0, 0.0, 0.0), (0.0, 0.0, 0.0), 0),  # a wide band is no lack of capacity
    ],
)
def test_hours_short_of_capacity_need_a_unit_that_can_give_no_more(running_full, cut_out, short_h):
    results = replace(
        with_hourly(
            room_degc=hours(19.6, 19.4, 18.0),
            running_full=hours(*running_full),
            cut_out_heating=hours(*cut_out),
        ),
        room=replace(room_year(3), heating_setpoint_degc=hours(20, 20, 20)),
    )
    assert metrics.short_of_capacity_heating_h(results) == short_h


def test_hours_short_of_cooling_capacity():
    results = replace(
        with_hourly(room_degc=hours(26.4, 26.6, 27), running_full=hours(1, 1, 0)),
        room=replace(room_year(3), cooling_setpoint_degc=hours(26, 26, 26)),
    )
    assert metrics.short_of_capacity_cooling_h(results) == 1
    only_heats = replace(results, maximum_cooling_w=np.full(3, np.nan))
    assert np.isnan(metrics.short_of_capacity_cooling_h(only_heats))


@pytest.mark.parametrize(
    ("room_degc", "heats", "outside_h"),
    # starts 1 K below 20 degC and stops 0.2 K above it
    [
        ((18.9, 18.81, 18.7), False, 1),  # 1.2 K and more below: beyond the start by 0.2 K
        ((20.3, 20.45, 20.6), True, 1),  # half a kelvin above at least
        ((20.3, 20.45, 20.6), False, 0),  # warm by itself
    ],
)
def test_hours_outside_the_band_go_by_the_control_and_not_the_setpoint(room_degc, heats, outside_h):
    results = replace(
        with_hourly(
            room_degc=hours(*room_degc), heat_delivered_w=np.full(3, 500.0 if heats else 0.0)
        ),
        room=replace(
            room_year(3),
            heating_setpoint_degc=hours(20, 20, 20),
            cooling_setpoint_degc=hours(26, 26, 26),
        ),
        band=ControlBand(-1.0, 0.2, 0.5, -0.5),
    )
    assert metrics.outside_band_h(results) == outside_h


def test_an_hour_within_the_band_of_either_mode_is_not_outside():
    def outside_h(room_degc: tuple[float, ...], heating_degc: float, cooling_degc: float) -> float:
        results = replace(
            with_hourly(room_degc=hours(*room_degc)),
            room=replace(
                room_year(3),
                heating_setpoint_degc=np.full(3, heating_degc),
                cooling_setpoint_degc=np.full(3, cooling_degc),
            ),
            band=ControlBand(0.0, 1.5, 0.0, -1.5),
        )
        return metrics.outside_band_h(results)

    assert outside_h((23.4, 20.6, 22.0), 22.0, 22.0) == 0  # heated up to 23.5, cooled down to 20.5
    assert outside_h((23.8, 20.2, 22.0), 22.0, 22.0) == 2
    assert outside_h((25.4, 21.4, 23.0), 22.0, 24.8) == 2  # setpoints wide apart


def test_time_too_cold_for_the_unit_counts_where_heat_is_needed():
    results = replace(
        with_hourly(cut_out_heating=hours(1, 0.5, 1)),
        room=replace(room_year(3), ideal_heating_w=hours(100, 100, 0)),
    )
    assert metrics.cold_cutout_h(results) == 1.5
    assert metrics.cold_cutout_longest_h(results) == 1.5
    assert metrics.cold_cutout_longest_from_h(results) == 0.0
    apart = replace(
        with_hourly(cut_out_heating=hours(1, 0, 0.5)),
        room=replace(room_year(3), ideal_heating_w=hours(100, 100, 100)),
    )
    assert metrics.cold_cutout_longest_h(apart) == 1.0
    assert np.isnan(metrics.cold_cutout_longest_from_h(small_results()))


def test_humid_hours_need_a_high_dew_point_too():
    # at 25 degC saturated air holds 20.1 g/kg: 12.4 g/kg are 62 %, dew point 17.3 degC; at 20 degC
    # (14.7 g/kg) 10.3 g/kg are 70.6 %, dew point 14.5 degC
    results = with_hourly(room_degc=hours(25, 20, 25), humidity_ratio=hours(0.0124, 0.0103, 0.0150))
    assert metrics.rh_over_60_h(results) == 3
    assert metrics.high_humidity_h(results) == 2
    assert metrics.rh_over_70_h(results) == 2


def test_heat_that_cooling_takes_out_on_the_same_day_is_of_no_use():
    """Two hours of 1000 W of heat for a load of 400 Wh; 1500 Wh of cooling for a load of 300."""
    results = replace(
        with_hourly(
            heat_delivered_w=hours(1000, 1000, 0),
            cool_delivered_w=hours(0, 0, 1500),
            compressor_heating_w=hours(300, 300, 0),
            heating_electricity_w=hours(300, 300, 0),
            compressor_cooling_w=hours(0, 0, 400),
        ),
        room=replace(
            room_year(3), ideal_heating_w=hours(400, 0, 0), ideal_cooling_w=hours(0, 0, 300)
        ),
    )
    # beyond the loads: 1600 and 1200 Wh, of which 1200 cancel
    assert metrics.cancelled_kwh(results) == pytest.approx(1.2)
    assert metrics.seasonal_cop_heating(results) == pytest.approx((2000 - 1200) / 600)
    assert metrics.seasonal_cop_cooling(results) == pytest.approx((1500 - 1200) / 400)


def test_a_unit_that_never_ran_has_no_median_run():
    assert np.isnan(metrics.median_run_min(small_results()))


def test_hours_below_minimum_need_a_load_above_zero():
    # minimum 1000 W, maximum 2000 W in both seasons
    results = with_room(ideal_heating_w=hours(0, 999, 1000), ideal_cooling_w=hours(0, 0, 0))
    assert metrics.hours_below_minimum_output(results) == 1
    results = with_room(ideal_heating_w=hours(5, 0, 0), ideal_cooling_w=hours(0, 5, 2500))
    assert metrics.hours_below_minimum_output(results) == 2
    assert metrics.hours_above_maximum_output(results) == 1


def test_a_unit_that_is_off_in_the_cold_gives_less_than_any_load():
    results = replace(
        with_room(ideal_heating_w=hours(10, 0, 10)),
        minimum_heating_w=hours(np.nan, np.nan, 1000),
        maximum_heating_w=hours(np.nan, np.nan, 2000),
    )
    assert metrics.hours_above_maximum_output(results) == 1
    assert metrics.hours_below_minimum_output(results) == 1


def test_no_load_is_above_what_a_machine_with_hoses_gives():
    results = replace(
        with_room(ideal_cooling_w=hours(0, 0, 300)), maximum_cooling_w=hours(-200, 900, -200)
    )
    assert metrics.hours_above_maximum_output(results) == 1


def test_minimum_of_the_hour_decides():
    results = replace(
        with_room(ideal_heating_w=hours(500, 500, 500)), minimum_heating_w=hours(400, 600, np.nan)
    )
    assert metrics.hours_below_minimum_output(results) == 1


def test_unmet_hours_are_more_than_half_a_kelvin_off():
    # setpoints 20 and 25 degC
    results = with_hourly(room_degc=hours(19.5, 19.4, 25.6))
    assert metrics.unmet_heating_h(results) == 1
    assert metrics.unmet_cooling_h(results) == 1
    assert metrics.unmet_heating_strict_h(results) == 2
    assert metrics.unmet_heating_loose_h(results) == 0


def test_hours_without_a_set_point_are_never_unmet():
    results = with_room(heating_setpoint_degc=hours(np.nan, 25, 20))
    assert metrics.unmet_heating_h(results) == 1
    assert metrics.heating_shortfall_k_h(results) == 5.0
    never = with_room(heating_setpoint_degc=hours(np.nan, np.nan, np.nan))
    assert np.isnan(metrics.unmet_heating_h(never))


def test_room_temperature_is_told_by_its_hours():
    results = with_hourly(room_degc=hours(18, 20, 25))
    told = metrics_of(results, NO_PRICES)["room_degc"]
    assert told == {"min": 18.0, "mean": 21.0, "max": 25.0}


def test_mean_room_temperature_of_a_season_is_that_of_its_hours_with_a_load():
    results = replace(
        with_hourly(room_degc=hours(18, 20, 25)),
        room=replace(room_year(3), ideal_heating_w=hours(9, 1, 0), ideal_cooling_w=hours(0, 0, 0)),
    )
    assert metrics.room_mean_heating_degc(results) == 19.0
    assert np.isnan(metrics.room_mean_cooling_degc(results))


def test_operative_temperature_is_the_mean_of_air_and_faces():
    results = replace(with_hourly(room_degc=hours(20, 20, 20)), mean_radiant_degc=hours(18, 20, 24))
    told = metrics_of(results)["operative_degc"]
    assert told == {"min": 19.0, "mean": pytest.approx(61 / 3), "max": 22.0}


def test_comfort_ends_at_the_corners_of_the_zones_and_halfway_between():
    # at 6 g/kg: 20.65 degC in winter clothes, 27.55 degC in summer clothes
    def counts(degc, ratio):
        both = hours(*degc)
        results = replace(
            with_hourly(room_degc=both, humidity_ratio=hours(*ratio)), mean_radiant_degc=both
        )
        return metrics.operative_cold_h(results), metrics.operative_warm_h(results)

    assert counts((21.6, 21.8, 20.7), (0.0, 0.0, 0.006)) == (1, 0)
    assert counts((20.6, 19.5, 19.7), (0.006, 0.012, 0.02)) == (2, 0)
    assert counts((28.2, 28.4, 27.5), (0.0, 0.0, 0.006)) == (0, 1)
    assert counts((27.6, 26.9, 26.7), (0.006, 0.015, 0.012)) == (0, 2)


def test_swing_is_the_mean_daily_range():
    room_degc = np.full(48, 20.0)
    room_degc[3], room_degc[30] = 23.0, 19.0
    results = replace(small_results(48), hourly=channels(48)._replace(room_degc=room_degc))
    assert metrics.daily_swing_k(results) == 2.0


def test_relative_humidity_of_a_known_state():
    # ASHRAE Fundamentals 2017, ch. 1, table 2: saturated air at 20 degC holds 14.758 g/kg.
    # Half the vapour pressure is a little less than half the ratio: 7.28 g/kg.
    results = with_hourly(humidity_ratio=hours(0.01476, 0.00728, 0.0))
    assert metrics.rh_over_60_h(results) == 1
    assert metrics.rh_mean(results) == pytest.approx(50.0, abs=0.3)  # real gas against ideal: 0.5 %


def test_damp_hours_in_drier_air_are_what_more_air_would_dry():
    results = replace(
        with_hourly(humidity_ratio=hours(0.0130, 0.0130, 0.0050)),
        room=replace(room_year(3), outdoor_humidity_ratio=hours(0.0109, 0.0111, 0.0010)),
    )
    assert metrics.rh_over_60_h(results) == 2
    assert metrics.rh_over_60_in_drier_air_h(results) == 1


def test_carbon_dioxide_counts_by_the_people_present():
    results = replace(
        small_results(),
        co2_ppm=hours(1200, 900, 2000),
        room=replace(room_year(3), people_w=hours(117, 234, 0)),
    )
    assert metrics.co2_mean_ppm(results) == pytest.approx((1200 + 2 * 900) / 3)
    assert metrics.co2_over_1000_h(results) == 1


def test_a_room_without_people_has_no_carbon_dioxide_metric():
    nobody = replace(room_year(3), people_w=np.zeros(3))
    results = replace(small_results(), co2_ppm=hours(1200, 900, 2000), room=nobody)
    for older in (results, small_results()):
        assert metrics_of(older)["co2_mean_ppm"] is None
        assert metrics_of(older)["co2_over_1000_h"] is None


def test_water_is_latent_heat_over_that_of_vaporisation():
    results = with_hourly(latent_removed_w=hours(VAPORISATION_J_PER_KG / 3600, 0, 0))
    assert metrics.water_removed_l(results) == pytest.approx(1.0, rel=1e-12)


def test_seasonal_cop_splits_electricity_by_mode():
    results = as_needed(
        with_hourly(
            heat_delivered_w=hours(3000, 0, 0),
            cool_delivered_w=hours(0, 1500, 0),
            latent_removed_w=hours(0, 500, 0),
            compressor_heating_w=hours(900, 0, 0),
            compressor_cooling_w=hours(0, 400, 0),
            standby_w=hours(100, 50, 50),
            heating_electricity_w=hours(1000, 0, 0),
        )
    )
    assert metrics.seasonal_cop_heating(results) == 3.0
    assert metrics.seasonal_cop_cooling(results) == pytest.approx(2000 / 500)


def test_air_that_the_unit_draws_in_is_taken_off_what_it_was_good_for():
    """Heating takes 200 W of 3,000 with it; in cooling 300 + 200 W came in beside 2,000."""
    results = as_needed(
        with_hourly(
            heat_delivered_w=hours(3000, 0, 0),
            cool_delivered_w=hours(0, 1500, 0),
            latent_removed_w=hours(0, 500, 0),
            compressor_heating_w=hours(1000, 0, 0),
            compressor_cooling_w=hours(0, 500, 0),
            heating_electricity_w=hours(1000, 0, 0),
            drawn_heat_w=hours(-200, 300, 0),
            drawn_latent_w=hours(-50, 200, 0),
        )
    )
    assert metrics.seasonal_cop_heating(results) == pytest.approx(2800 / 1000)
    assert metrics.seasonal_cop_cooling(results) == pytest.approx(1500 / 500)
    assert metrics.drawn_heat_kwh(results) == pytest.approx(0.5)


def test_a_season_that_never_came_has_no_cop():
    assert np.isnan(metrics.seasonal_cop_heating(small_results()))
    assert np.isnan(metrics.seasonal_cop_cooling(small_results()))


def test_a_season_with_hardly_any_load_has_no_cop():
    def year(cooled_w: float) -> Results:
        return as_needed(
            with_hourly(
                heat_delivered_w=hours(3000, 0, 0),
                cool_delivered_w=hours(0, cooled_w, 0),
                compressor_heating_w=hours(1000, 0, 0),
                standby_w=hours(0, 100, 100),
                heating_electricity_w=hours(1000, 0, 0),
            )
        )

    assert np.isnan(metrics.seasonal_cop_cooling(year(60)))  # just under 2 % of 3060
    assert metrics.seasonal_cop_cooling(year(62)) == pytest.approx(62 / 200)
    assert metrics.seasonal_cop_heating(year(60)) == 3.0
    assert metrics_of(year(60))["in_situ_seer2"] is None


def test_cooling_in_cooler_air_is_what_a_window_could_do():
    results = replace(
        with_hourly(cool_delivered_w=hours(500, 700, 900), room_degc=hours(25, 25, 25)),
        room=replace(room_year(3), outdoor_degc=hours(22.9, 23.1, 30)),
    )
    assert metrics.cool_delivered_in_cooler_air_kwh(results) == 0.5


def test_cost_is_electricity_times_price():
    results = with_hourly(standby_w=hours(1000, 1000, 1000))
    told = metrics_of(results, Prices("EUR", 0.2))
    assert told["cost_per_year"] == pytest.approx(0.6)
    assert told["currency"] == "EUR"
    assert metrics_of(results, NO_PRICES)["cost_per_year"] is None


def test_summary_has_every_key_of_the_contract():
    told = metrics_of(small_results(), Prices("USD", 0.2))
    assert told.keys() >= CONTRACT
    assert not set(IDEAL) & told.keys()
    uses = told["electricity_by_use_kwh"]
    assert isinstance(uses, dict)
    assert uses.keys() == USES


def test_counts_are_whole_numbers_and_undefined_is_none():
    told = metrics_of(with_hourly(starts_heating=hours(1, 1, 0)), NO_PRICES)
    assert told["starts"] == 2
    assert isinstance(told["starts"], int)
    assert told["median_run_min"] is None


def test_an_ideal_candidate_has_loads_and_no_machine():
    results = replace(
        with_room(ideal_heating_w=hours(1000, 3000, 0), ideal_cooling_w=hours(0, 0, 500)),
        kind="ideal",
    )
    told = metrics_of(results, Prices("USD", 0.2))
    assert told["heating_load_kwh"] == 4.0
    assert told["cooling_load_kwh"] == 0.5
    assert told["peak_heating_w"] == 3000.0
    assert told["peak_cooling_w"] == 500.0
    machine = ("starts", "runtime_h", "hours_below_minimum_output", "cost_per_year")
    assert [told[key] for key in machine] == [None] * len(machine)


def test_every_metric_says_what_it_returns():
    for entry in METRICS.values():
        assert entry.function.__doc__, entry.key
        assert entry.label, entry.key


def burnt(fuel: str, **arrays: np.ndarray) -> Results:
    return replace(with_hourly(**arrays), fuel=fuel, kind="furnace")


def test_fuel_is_told_apart_in_units_of_sale():
    """29.3071 kWh are a therm; 91,300 Btu a gallon of propane: 26.757 kWh."""
    gas = burnt("gas", fuel_w=hours(29307.1, 0, 0), fan_w=hours(100, 0, 0))
    told = metrics_of(gas)
    assert told["fuel_kwh"] == pytest.approx(29.3071)
    assert told["electricity_kwh"] == pytest.approx(0.1)
    assert told["fuel_used"] == {
        "gas_therms": pytest.approx(1.0, rel=1e-5),
        "gas_m3": pytest.approx(2.7334, rel=1e-3),
        "liquid_gal": None,
        "liquid_l": None,
        "wood_cords": None,
    }
    propane = metrics_of(burnt("propane", fuel_w=hours(26757.3, 0, 0)))["fuel_used"]
    assert propane["liquid_gal"] == pytest.approx(1.0, rel=1e-4)  # type: ignore[index]
    assert propane["liquid_l"] == pytest.approx(3.7854, rel=1e-4)  # type: ignore[index]


def test_cost_and_carbon_are_electricity_and_fuel_each_with_its_own():
    results = burnt("gas", fuel_w=hours(10_000, 0, 0), standby_w=hours(1000, 1000, 0))
    prices = Prices("USD", 0.2, {"gas": 0.05}, 0.4, {"gas": 0.25})
    told = metrics_of(results, prices)
    assert told["cost_by_energy_per_year"] == pytest.approx({"electricity": 0.4, "fuel": 0.5})
    assert told["cost_per_year"] == pytest.approx(0.9)
    assert told["carbon_kg_per_year"] == pytest.approx(2 * 0.4 + 10 * 0.25)
    assert metrics_of(results, replace(prices, fuel_per_kwh={}))["cost_per_year"] is None


def test_heat_of_fuel_has_no_cop():
    results = burnt(
        "oil",
        fuel_w=hours(10_000, 0, 0),
        heat_delivered_w=hours(8000, 0, 0),
        heating_electricity_w=hours(100, 0, 0),
    )
    assert np.isnan(metrics.seasonal_cop_heating(results))
    assert metrics.heat_per_fuel(results) == pytest.approx(0.8)


def test_columns_are_the_summary_without_nesting():
    results, prices = with_hourly(fan_w=hours(10, 20, 30)), Prices("USD", 0.2)
    flat: dict[str, object] = {}
    for key, value in metrics_of(results, prices).items():
        inner = value if isinstance(value, dict) else None
        flat |= {key: value} if inner is None else {f"{key}.{k}": v for k, v in inner.items()}
    assert columns_of(results, prices) == flat


def test_a_changed_year_has_its_own_figures():
    """What was worked out for a year is not taken along to another one."""
    quiet = small_results()
    assert quiet.electric_power_w.sum() == 0.0
    loud = replace(quiet, hourly=quiet.hourly._replace(fan_w=hours(10, 20, 30)))
    assert metrics.electricity_kwh(loud) == pytest.approx(0.06)
    assert metrics.electricity_kwh(quiet) == 0.0


def test_a_changeover_is_a_run_in_another_mode_than_the_one_before():
    results = with_cycles([0.0, 900.0, 1800.0, 2700.0], [60.0] * 4)
    for mode, changes in (((1, 1, 1, 1), 0), ((1, -1, -1, 1), 2), ((-1, 1, -1, 1), 3)):
        both = replace(results, cycles=results.cycles._replace(mode=np.array(mode, float)))
        assert metrics.changeovers(both) == changes


def test_hours_of_the_fan_are_those_with_the_compressor_alone_and_off():
    results = with_hourly(
        running=hours(0.5, 0.25, 0), fan_alone=hours(0.5, 0.25, 0), fan_w=hours(10, 5, 0)
    )
    told = metrics_of(results)["fan_state_h"]
    assert told == {"with_compressor": 0.75, "alone": 0.75, "off": 1.5}
    without = metrics_of(with_hourly(fan_w=hours(0, 0, 0)))["fan_state_h"]
    assert set(without.values()) == {None}  # no fan


def test_heat_over_load_is_what_is_delivered_over_what_holds_the_setpoint():
    results = replace(
        with_hourly(heat_delivered_w=hours(1000, 500, 0), cool_delivered_w=hours(0, 0, 0)),
        room=replace(room_year(3), ideal_heating_w=hours(1000, 200, 0)),
    )
    assert metrics.heat_over_load(results) == 1.25
    assert np.isnan(metrics.cool_over_load(results))


@pytest.mark.parametrize(
    ("miss_k", "unmet"),
    [(0.19, (0, 0, 0)), (0.21, (1, 0, 0)), (0.49, (1, 0, 0)), (0.51, (1, 1, 0))],
)
@pytest.mark.parametrize("edge", [(1.10, (1, 1, 0)), (1.12, (1, 1, 1))])
def test_tolerances_of_unmet_hours_end_where_they_are_promised_to(miss_k, unmet, edge):
    """0.2, 0.5 and 1.11 K, at setpoints of 20 and 25 degC."""
    for off_k, hours in ((miss_k, unmet), edge):
        for degc, side in ((20.0 - off_k, "heating"), (25.0 + off_k, "cooling")):
            plain = small_results(1)
            year = replace(plain, hourly=plain.hourly._replace(room_degc=np.array([degc])))
            found = metrics_of(year)
            names = (f"unmet_{side}_strict_h", f"unmet_{side}_h", f"unmet_{side}_loose_h")
            assert tuple(found[name] for name in names) == hours


def test_a_metric_of_a_whole_run_says_how_to_ask() -> None:
    run = fake_run()
    with pytest.raises(TypeError, match=r"starts is of one candidate: starts\(run\[0\]\)"):
        metrics.starts(run)
    assert metrics.starts(run[0]) >= 0.0
