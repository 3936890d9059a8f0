"""Life-cycle cost: the worked examples to the dollar, hand calculations, limits."""

from __future__ import annotations

import pytest

from hpsim.economics.life_cycle import (
    Assumptions,
    Ownership,
    discounted_payback_years,
    levelized_cost_per_mwh,
    life_cycle,
    net_savings,
    simple_payback_years,
    single_present_value,
    uniform_present_value,
)
from hpsim.validation.checks import read_facts

FACTS = read_facts("bills/lcc_cases.yaml")
ASSUMED = Assumptions(0.03, 15, 0.005)
DOLLAR, PRINTED = 0.5, 5e-7


def cost_of(name: str):
    row = FACTS["alternatives"][name]
    own = Ownership(row["first"], row["maintenance_per_year"], row["life"])
    return life_cycle(own, row["energy_per_year"], assumed=ASSUMED)


@pytest.mark.parametrize("row", FACTS["factors"], ids=str)
def test_present_value_factors_are_the_published_ones(row) -> None:
    assert single_present_value(row["d"], row["n"]) == pytest.approx(row["spv_n"], abs=PRINTED)
    upv = uniform_present_value(row["d"], row["n"], row["e"])
    assert upv == pytest.approx(row["upv"], abs=PRINTED)


@pytest.mark.parametrize("name", FACTS["alternatives"])
def test_a_life_cycle_cost_is_met_to_the_dollar(name: str) -> None:
    assert cost_of(name).total == pytest.approx(FACTS["alternatives"][name]["lcc"], abs=DOLLAR)


@pytest.mark.parametrize("name", FACTS["alternatives"])
def test_its_parts_add_up(name: str) -> None:
    cost = cost_of(name)
    assert sum(cost.parts.values()) == pytest.approx(cost.total)


def test_net_savings_are_those_of_the_example() -> None:
    saved = net_savings(cost_of("ductless_9k"), cost_of("room_ac_and_baseboard"))
    assert saved == pytest.approx(FACTS["net_savings_9k_against_room_ac"], abs=DOLLAR)


def test_without_discount_and_escalation_years_are_counted() -> None:
    flat = Assumptions(0.0, 15)
    cost = life_cycle(Ownership(1000.0, 10.0, 15.0), 100.0, 20.0, flat)
    assert cost.total == pytest.approx(1000 + 15 * 130)


def test_equipment_that_ends_with_the_study_is_not_bought_again() -> None:
    cost = life_cycle(Ownership(1000.0, 0.0, 5.0), 0.0, assumed=Assumptions(0.0, 15))
    assert cost.replacement == pytest.approx(2000.0)  # after 5 and 10 years
    assert str(cost.residual) == "0.0"  # no minus in tables


def test_what_is_left_of_a_life_is_taken_off() -> None:
    cost = life_cycle(Ownership(1000.0, 0.0, 20.0), 0.0, assumed=Assumptions(0.0, 15))
    assert cost.residual == pytest.approx(-250.0)


def test_a_discounted_payback_by_hand() -> None:
    # 100 more, 60 saved a year at 10 %: 54.55 after one year, 45.45 of 49.59 in the second
    years = discounted_payback_years(100.0, [60.0, 60.0, 60.0], 0.10)
    assert years == pytest.approx(1 + (100 - 60 / 1.1) / (60 / 1.21))
    assert discounted_payback_years(100.0, [10.0, 10.0], 0.1) is None


def test_payback_is_at_once_or_never() -> None:
    assert simple_payback_years(-5.0, 10.0) == 0.0
    assert simple_payback_years(100.0, 0.0) is None


def test_a_levelized_cost_spreads_all_costs_over_what_is_delivered() -> None:
    cost = life_cycle(Ownership(1500.0, 0.0, 15.0), 200.0, assumed=Assumptions(0.0, 15))
    per_mwh = levelized_cost_per_mwh(cost, 2000.0, Assumptions(0.0, 15))
    assert per_mwh == pytest.approx((100 + 200) / 2.0)
    assert levelized_cost_per_mwh(cost, 0.0, Assumptions()) is None
