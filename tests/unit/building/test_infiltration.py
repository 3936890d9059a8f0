from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import brentq

from hpsim.building.constants import AIR_J_PER_KG_K
from hpsim.building.infiltration import (
    constant_kg_per_s,
    door_factor_w_per_k15,
    home_humidity_ratio,
    leak_series,
    leakage_coefficient,
    part_of_stack,
    shelter,
    stack_factor,
    wind_factor,
)
from hpsim.building.library import ach50_of_effective_area, ach50_of_leakage_area
from hpsim.building.model import Aim2Infiltration, ConstantInfiltration, Door
from hpsim.building.outdoor import outdoor_density
from hpsim.kernel.air_exchange import driven_air
from hpsim.kernel.ideal_load_types import AirExchange
from hpsim.kernel.types import Climate
from rooms import resolved_in_words

ONE = np.ones(1)
DAY = np.ones(24)
FIELD = 0.1  # "about 300 W" is one digit
ROUNDED_CONSTANT = 5e-3  # OpenStudio's, and its air of another density
NETWORK = 2e-3  # two thousand leaks in place of even ones
PRINTED_RATIO = 2e-3  # densities and saturation pressures are typed with four digits


def dwelling(**over) -> Aim2Infiltration:
    fields = {
        "ach50": 7.0,
        "dwelling_volume_m3": 400.0,
        "dwelling_height_m": 5.0,
        "exposed_share": 1.0,
        "shelter": 0.7,
        "terrain": "country",
    }
    return Aim2Infiltration(**(fields | over))


def exchange(
    leak_m3_per_s=(), stack_pa=(), wind_pa=(), unbalanced_m3_per_s=0.0, of_stack=(1.0, 1.0)
):
    none = np.zeros((0, 1))
    return AirExchange(
        conductance_w_per_k=0.0 * ONE,
        heat_w=0.0 * ONE,
        leak_m3_per_s=np.array(leak_m3_per_s, dtype=float),
        leak_stack_pa=np.array(stack_pa, dtype=float).reshape(-1, 1),
        leak_wind_pa=np.array(wind_pa, dtype=float).reshape(-1, 1),
        leak_of_stack=np.broadcast_to(np.array(of_stack), (len(leak_m3_per_s), 2)).astype(float),
        unbalanced_m3_per_s=unbalanced_m3_per_s * ONE,
        air_j_per_m3_k=1200.0 * ONE,
        door_factor=none,
        door_degc=none,
        switched_w_per_k=none,
        switched_above_degc=0.0 * ONE[:0],
        switched_below_room_k=0.0 * ONE[:0],
    )


def ach(leak, indoor, outdoor, wind):
    series = leak_series(leak, outdoor * ONE, wind * ONE)
    parts = (series.of_stack_warm, series.of_stack_cool)
    air = exchange([series.at_1_pa_m3_per_s], series.stack_pa, series.wind_pa, of_stack=parts)
    return driven_air(air, 0, indoor, outdoor) * 3600.0 / leak.dwelling_volume_m3


def test_half_an_air_change_is_the_standards_conductance():
    # ASHRAE 140: 0.5 ach of 129.6 m3 at 1.0156 kg/m3 is 18.555 W/K
    air_kg_per_s = constant_kg_per_s(ConstantInfiltration(0.5, 1.0156), 129.6)
    assert air_kg_per_s * AIR_J_PER_KG_K == pytest.approx(18.555, abs=5e-4)


def test_the_coefficient_gives_back_the_blower_door():
    leak = dwelling()
    at_50 = leakage_coefficient(leak) * 50.0**0.65
    assert at_50 * 3600.0 / 400.0 == pytest.approx(7.0)


def test_a_leakage_area_gives_the_flow_of_a_hole_at_4_pa():
    # 200 cm2: 0.02 m2 * sqrt(8 / 1.2) m/s = 0.05164 m3/s at 4 Pa
    at_50 = ach50_of_effective_area(0.02, 100.0) * 100.0 / 3600.0
    assert at_50 * (4.0 / 50.0) ** 0.65 == pytest.approx(0.05164, rel=1e-4)


def test_a_leakage_area_agrees_with_the_stocks_conversion():
    # OpenStudio-HPXML's constant, in2 per cfm at 4 Pa, is rounded and for its own density
    specific, ceiling_m = 0.00036, 2.4384
    ours = ach50_of_effective_area(specific * 100.0, 100.0 * ceiling_m)
    assert ours == pytest.approx(ach50_of_leakage_area(specific, ceiling_m), rel=ROUNDED_CONSTANT)


def test_factors_by_hand():
    # R 0.5, X 0, n 0.65: 1.325/1.65 * 0.5^1.65 = 0.2559; 0.19 * 1.35 * (1 - 0.25^1.5) = 0.2244
    assert stack_factor(flue=False) == pytest.approx(0.2559, abs=2e-4)
    assert wind_factor(flue=False) == pytest.approx(0.2244, abs=2e-4)


def test_factors_with_a_flue_by_hand():
    # Y 0.2, R 0.4, X 0: M = 0.46^2/1.6 = 0.13225; 1.26/1.65 * (0.5 - 0.0398)^1.65 = 0.2121;
    # X_c 0.6300, F = 0.13 * 0.8029 * (1 - 1.1906 * 0.7256/5) = 0.0863
    assert stack_factor(flue=True) == pytest.approx(0.2984, abs=3e-4)
    # 0.2565 * (1 - 0.2^1.3) = 0.2249, less 0.05 * (0.4 - 0.4 * 0.0256) = 0.0195
    assert wind_factor(flue=True) == pytest.approx(0.2054, abs=2e-4)
    # walls 0.5 * 0.8, the flue's free top 1.5 * 0.2
    assert shelter(0.5, flue=True) == pytest.approx(0.7)
    assert shelter(0.5, flue=False) == 0.5


@pytest.mark.parametrize(("outdoor_degc", "wind_m_per_s"), [(-10.0, 0.0), (20.0, 5.0), (-5.0, 4.0)])
def test_a_flue_lets_more_air_in(outdoor_degc, wind_m_per_s):
    closed = dwelling()
    flued = replace(closed, flue=True)
    assert ach(flued, 20.0, outdoor_degc, wind_m_per_s) > ach(
        closed, 20.0, outdoor_degc, wind_m_per_s
    )


def test_a_typical_house_breathes_a_twentieth_of_its_blower_door_in_winter():
    # Kronvall and Persily's rule of thumb, ACH50 / 20 for the season, within a factor of two
    assert 7.0 / 40.0 < ach(dwelling(), 20.0, 0.0, 4.0) < 7.0 / 10.0


def test_stack_and_wind_together_are_less_than_their_sum_and_more_than_either():
    leak = dwelling()
    stack, wind = ach(leak, 20.0, -10.0, 0.0), ach(leak, 20.0, 20.0, 5.0)
    both = ach(leak, 20.0, -10.0, 5.0)
    assert max(stack, wind) < both < stack + wind


def test_pure_stack_grows_with_the_exponent():
    leak = dwelling()
    ratio = ach(leak, 20.0, -20.0, 0.0) / ach(leak, 20.0, 0.0, 0.0)
    density = (293.15 - 20.0) / 253.15
    assert ratio == pytest.approx((2.0 * density) ** 0.65, rel=1e-3)


def storeys(leak):
    """Return the lower and the upper half of a dwelling."""
    half = replace(leak, exposed_share=0.5)
    return replace(half, high=0.5), replace(half, low=0.5)


# Pa over the height, the dwelling cold or warm, and Pa of the wind
@pytest.mark.parametrize(
    ("outdoor_degc", "wind_m_per_s"), [(-10.0, 0.0), (-10.0, 5.0), (35.0, 3.0)]
)
def test_storeys_take_together_what_their_dwelling_takes(outdoor_degc, wind_m_per_s):
    weather = 20.0, outdoor_degc, wind_m_per_s
    parts = sum(ach(storey, *weather) for storey in storeys(dwelling()))
    assert parts == pytest.approx(ach(dwelling(), *weather), rel=1e-12)


def test_outdoor_air_comes_in_low_in_cold_weather_and_high_in_hot():
    low, high = storeys(dwelling())
    assert ach(high, 20.0, -10.0, 0.0) == 0.0
    assert ach(low, 20.0, 35.0, 0.0) == 0.0
    assert ach(high, 20.0, 20.0, 5.0) == ach(low, 20.0, 20.0, 5.0)


def network(stack_pa, wind_pa, n=2000):
    """Return heights and inflow of a house of many leaks round one well-mixed space.

    Walls of four sides with the usual pressure coefficients, floor and ceiling in still air; the
    pressure inside is the one at which as much flows in as out.
    """
    walls = np.repeat((np.arange(n) + 0.5) / n, 4)
    height = np.concatenate([walls, [0.0, 1.0]])
    coefficient = np.concatenate([np.tile([0.6, -0.3, -0.65, -0.65], n), [0.0, 0.0]])
    leaks = np.concatenate([np.full(4 * n, 0.5 / (4 * n)), [0.25, 0.25]])

    def across(inside_pa):
        return coefficient * wind_pa - stack_pa * height - inside_pa

    def net(inside_pa):
        pa = across(inside_pa)
        return float(leaks @ (np.sign(pa) * np.abs(pa) ** 0.65))

    return height, leaks * np.maximum(across(brentq(net, -100.0, 100.0)), 0.0) ** 0.65


@pytest.mark.parametrize(
    ("low", "high"), [(0.0, 0.5), (0.5, 1.0), (0.0, 0.3), (0.7, 1.0), (0.2, 1.0)]
)
@pytest.mark.parametrize("stack_pa", [5.0, -5.0])
def test_a_storey_has_its_part_of_the_stack_as_in_a_network_of_leaks(low, high, stack_pa):
    height, inflow = network(stack_pa, 0.0)
    here = (height >= low) & (height <= high)
    leaks = 0.5 * (high - low) + 0.25 * (low == 0.0) + 0.25 * (high == 1.0)
    heights = (low, high) if stack_pa > 0.0 else (1.0 - high, 1.0 - low)
    by_network = inflow[here].sum() / inflow.sum() / leaks
    assert part_of_stack(*heights) == pytest.approx(by_network, rel=NETWORK, abs=1e-3)


def test_an_upper_storey_takes_less_than_by_area_and_no_less_than_in_a_network():
    low, high = storeys(dwelling())
    still = replace(dwelling(), shelter=0.01)
    for wind_m_per_s in (2.0, 4.0, 6.0):
        series = leak_series(dwelling(), -10.0 * ONE, wind_m_per_s * ONE)
        stack_pa = leak_series(still, -10.0 * ONE, ONE).stack_pa[0] * 30.0 / 293.15
        stack_pa /= stack_factor(flue=False) ** (1.0 / 0.65)
        wind_pa = series.wind_pa[0] / wind_factor(flue=False) ** (1.0 / 0.65)
        height, inflow = network(stack_pa, wind_pa)
        upper, lower = (ach(storey, 20.0, -10.0, wind_m_per_s) for storey in (high, low))
        assert inflow[height > 0.5].sum() / inflow.sum() < upper / (upper + lower) < 0.5


def test_still_and_even_air_does_not_move():
    assert ach(dwelling(), 20.0, 20.0, 0.0) == 0.0


def test_an_exhaust_fan_adds_in_quadrature():
    # a leak of 0.03 m3/s at 1 Pa, all wind; exhaust 0.04 m3/s
    air = exchange([0.03], [0.0], [1.0], unbalanced_m3_per_s=0.04)
    assert driven_air(air, 0, 20.0, 20.0) == pytest.approx(0.05)


def test_an_open_doorway_carries_what_the_field_says():
    # 0.8 m x 2 m: about 300 W at 2 K and over 1 kW at 5 K
    door = Door(1.6, 2.0, ONE, 20.0 * ONE)
    factor = float(door_factor_w_per_k15(door, 101325.0)[0])
    assert factor * 2.0**1.5 == pytest.approx(300.0, rel=FIELD)
    assert factor * 5.0**1.5 > 1000.0


def climate(outdoor_degc, humidity_ratio):
    one, hours = np.ones(25), np.zeros(24)
    return Climate(outdoor_degc * one, humidity_ratio * one, 0 * one, one, 101325.0, hours, hours)


def test_a_home_in_winter_is_damper_than_outdoors_by_what_people_add():
    # 3 g/m3 over 1.204 kg/m3
    door = Door(1.6, 2.0, DAY, 20.0 * DAY)
    home = home_humidity_ratio(door, climate(-5.0, 0.002))
    assert home == pytest.approx(0.002 + 0.003 / 1.204, rel=PRINTED_RATIO)
    half = home_humidity_ratio(door, climate(10.0, 0.005))
    assert half == pytest.approx(0.005 + 0.0015 / 1.204, rel=PRINTED_RATIO)


def test_a_home_in_a_damp_summer_stays_at_sixty_percent():
    # saturation at 24 degC: 2985 Pa
    door = Door(1.6, 2.0, DAY, 24.0 * DAY)
    vapour = 0.6 * 2985.0
    expected = 0.62195 * vapour / (101325.0 - vapour)
    assert home_humidity_ratio(door, climate(28.0, 0.020)) == pytest.approx(
        expected, rel=PRINTED_RATIO
    )
    dry = home_humidity_ratio(door, climate(28.0, 0.006))
    assert dry == pytest.approx(0.006)


def test_a_home_is_as_damp_as_said():
    door = Door(1.6, 2.0, DAY, 24.0 * DAY, 0.4)
    vapour = 0.4 * 2985.0
    assert home_humidity_ratio(door, climate(28.0, 0.020)) == pytest.approx(
        0.62195 * vapour / (101325.0 - vapour), rel=PRINTED_RATIO
    )


def test_vapor_takes_the_place_of_air() -> None:
    """At 27 degC and 80 %: 0.875 m3 a kilogram of dry air (ASHRAE 2021, ch. 1, eqs. 20 and 26).

    w = 0.621945 * 0.8 * 3567 / (101325 - 0.8 * 3567) = 0.018024;
    v = 0.287042 * 300.15 * (1 + 1.607858 * 0.018024) / 101.325 = 0.87492 m3/kg.
    """
    kg_per_m3 = outdoor_density(101325.0, np.array([27.0]), np.array([0.018024]))
    assert 1.0 / kg_per_m3[0] == pytest.approx(0.87492, rel=2e-4)
    dry = outdoor_density(101325.0, np.array([27.0]), np.array([0.0]))
    assert dry[0] / kg_per_m3[0] == pytest.approx(1.029, abs=5e-4)


@pytest.mark.parametrize(
    ("room", "home_degc"),
    [
        ({"kind": "bedroom", "rest_of_home": "15 degC"}, 15.0),
        ({"kind": "bedroom", "rest_of_home": "adiabatic"}, None),
        ({"kind": "bedroom"}, None),
        ({"kind": "tiny_house"}, None),
    ],
)
def test_a_part_of_a_home_leaks_by_the_temperature_that_is_given_of_it(room, home_degc):
    (leak,) = resolved_in_words(floor_area="20 m2", **room).infiltration
    assert isinstance(leak, Aim2Infiltration)
    assert (leak.exposed_share < 1.0) == (room["kind"] == "bedroom")
    if home_degc is None:
        assert leak.dwelling_degc is None
    else:
        np.testing.assert_array_equal(leak.dwelling_degc, home_degc)
