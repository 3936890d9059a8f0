"""The bill: published cases, hand calculations, what its parts add up to."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpsim.description.schedules import Calendar
from hpsim.economics.bill import PARTS, add_up, bill_of, highest_means, price_by_interval
from hpsim.economics.metering import metered_year
from hpsim.economics.rate import Rate
from hpsim.economics.tariff import Tariff
from hpsim.validation.bills import case_bill, case_load_kwh
from hpsim.validation.checks import read_facts

CENT = 0.005
CASES = read_facts("bills/bill_cases.yaml")["cases"]
EXACT = 1e-9  # the same sums in another order


def rate_of(**written: object) -> Rate:
    tariff = Tariff.from_written(written)
    rate = tariff.rate(None if tariff.price_per_kwh is None else tariff.price_per_kwh.per_kwh)
    assert rate is not None
    return rate


def year(kwh: np.ndarray | float, **written: object):
    kwh = np.broadcast_to(np.asarray(kwh, dtype=float), (8760,))
    return bill_of(rate_of(**written), metered_year(), kwh, kwh)


def test_the_load_of_the_cases_is_the_published_one() -> None:
    facts = read_facts("bills/bill_cases.yaml")["load"]
    assert case_load_kwh()[:24] == pytest.approx(facts["first_day"])
    assert case_load_kwh().max() == facts["maximum_kwh"]


@pytest.mark.parametrize("name", CASES)
def test_a_published_bill_is_met_to_the_cent_in_every_month(name: str) -> None:
    bill, case = case_bill(CASES[name]), CASES[name]
    assert bill.in_cents().monthly == pytest.approx(case["monthly_total"], abs=1e-6)
    assert bill.total == pytest.approx(case["annual_total"], abs=CENT)
    for part, amount in case["annual_parts"].items():
        assert bill.total_of(part) == pytest.approx(amount, abs=CENT)


@pytest.mark.parametrize("name", CASES)
def test_printed_parts_add_up_to_the_printed_total(name: str) -> None:
    printed = case_bill(CASES[name]).in_cents()
    by_part = sum(printed.total_of(part) for part in PARTS)
    assert by_part == pytest.approx(printed.total, abs=EXACT)
    for month in range(12):
        parts = sum(printed.parts[part][month] for part in PARTS)
        assert parts == pytest.approx(round(printed.monthly[month], 2), abs=EXACT)


@given(st.lists(st.floats(-1e4, 1e4), min_size=1, max_size=8))
def test_cents_add_up_to_the_rounded_sum_and_move_no_part_by_more_than_one(amounts) -> None:
    cents = add_up(amounts)
    assert sum(cents) == pytest.approx(100.0 * sum(amounts), abs=0.5 + 1e-4)
    assert all(abs(c - 100.0 * a) < 1.0 + 1e-4 for c, a in zip(cents, amounts, strict=True))


def test_adder_and_tax_by_hand() -> None:
    # 1 kWh an hour: 744 kWh in January at 0.10 + 0.02, plus 5, and 10 % of all that
    bill = year(1.0, price="0.10 $/kWh", adder="0.02 $/kWh", fixed="5 $/month", tax="10 %")
    assert bill.monthly[0] == pytest.approx(1.1 * (744 * 0.12 + 5.0))
    assert bill.parts["tax"][0] == pytest.approx(0.1 * (744 * 0.12 + 5.0))


def test_a_daily_charge_counts_the_days_of_the_month() -> None:
    bill = year(0.0, price="0.1 $/kWh", fixed_daily="0.50 $/day")
    assert bill.monthly[:3] == pytest.approx([15.5, 14.0, 15.5])


def test_an_annual_minimum_adds_the_rest_in_december() -> None:
    bill = year(0.1, price="0.10 $/kWh", annual_minimum="100 $/year")
    assert bill.monthly[:11] == pytest.approx(bill.kwh[:11] * 0.1)
    assert bill.total == pytest.approx(100.0)


def test_the_annual_minimum_counts_what_the_monthly_one_added_and_both_are_taxed() -> None:
    # nothing used: 8 a month is 96 a year, so December gets 4 more, and 10 % of each month
    bill = year(
        0.0, price="0.10 $/kWh", minimum="8 $/month", annual_minimum="100 $/year", tax="10 %"
    )
    assert bill.monthly == pytest.approx([8.8] * 11 + [13.2])


def test_tiers_by_day_scale_with_the_month() -> None:
    tiers = [{"price": "0.1 $/kWh", "up_to": "10 kWh"}, {"price": "0.2 $/kWh"}]
    bill = year(1.0, periods=[{"tiers": tiers, "tiers_per": "day"}])
    assert bill.monthly[0] == pytest.approx(31 * (10 * 0.1 + 14 * 0.2))


def test_periods_with_the_same_limits_fill_their_tiers_together() -> None:
    # 744 kWh in January, a quarter of each day in the peak; the first 372 kWh are half of both
    def tiers(low: str, high: str) -> list[dict[str, str]]:
        return [{"price": low, "up_to": "372 kWh"}, {"price": high}]

    bill = year(
        1.0,
        periods=[
            {"hours": "12-18", "tiers": tiers("0.2 $/kWh", "0.4 $/kWh")},
            {"tiers": tiers("0.1 $/kWh", "0.3 $/kWh")},
        ],
    )
    assert bill.monthly[0] == pytest.approx(186 * 0.3 + 558 * 0.2)


def test_a_demand_charge_counts_its_own_hours_alone() -> None:
    kwh = np.zeros(8760)
    kwh[3], kwh[17] = 5.0, 2.0  # Monday 1 January: 03:00 and 17:00
    peak = {"price": "10 $/kW", "days": "weekday", "hours": "16-21"}
    assert year(kwh, price="0 $/kWh", demand=peak).monthly[0] == pytest.approx(20.0)
    assert year(kwh, price="0 $/kWh", demand="10 $/kW").monthly[0] == pytest.approx(50.0)


def test_schedules_follow_the_clock_in_summer_time() -> None:
    kwh = np.zeros(8760)
    july = 181 * 24  # Sunday 1 July; Monday the 2nd at 15:00 standard is 16:00 by the clock
    kwh[july + 24 + 15] = 1.0
    rate = rate_of(
        periods=[{"price": "1 $/kWh", "hours": "16-17"}, {"price": "0 $/kWh"}],
    )
    plain = bill_of(rate, metered_year(), kwh, kwh)
    summer = bill_of(rate, metered_year(Calendar(daylight_saving="us")), kwh, kwh)
    assert plain.total == 0.0
    assert summer.total == pytest.approx(1.0)


def test_hourly_prices_are_multiplied_hour_by_hour(tmp_path) -> None:
    file = tmp_path / "lmp.csv"
    prices = np.round(np.linspace(10.0, 90.0, 8760), 3)
    file.write_text("price [USD/MWh]\n" + "\n".join(map(str, prices)), encoding="utf-8")
    kwh = case_load_kwh()
    assert year(kwh, hourly_prices=str(file)).total == pytest.approx((kwh * prices).sum() / 1e3)


def test_a_marginal_bill_is_with_less_without() -> None:
    # 200 kWh a month at home, 100 more for the heat pump: half of them above the limit of 250
    months = metered_year().month
    hours = np.bincount(months)
    home, pump = 200.0 / hours[months], 100.0 / hours[months]
    tiers = [{"price": "0.1 $/kWh", "up_to": "250 kWh"}, {"price": "0.3 $/kWh"}]
    written = {"periods": [{"tiers": tiers}], "fixed": "9 $/month"}
    own = year(home + pump, **written).less(year(home, **written))
    assert own.monthly == pytest.approx(np.full(12, 50 * 0.1 + 50 * 0.3))
    assert own.total_of("fixed") == 0.0


@pytest.mark.parametrize("name", CASES)
def test_the_price_of_each_hour_times_its_use_is_the_bills_energy(name: str) -> None:
    tariff = Tariff.from_written(CASES[name]["tariff"])
    rate = tariff.rate(None if tariff.price_per_kwh is None else tariff.price_per_kwh.per_kwh)
    assert rate is not None
    load = case_load_kwh()
    cost = price_by_interval(rate, metered_year(), load) * load
    bill = case_bill(CASES[name])
    assert cost.sum() == pytest.approx(bill.total_of("energy"))


def test_demand_is_the_highest_mean_over_its_interval() -> None:
    kwh = np.array([0.1, 0.5, 0.1, 0.1, 0.2, 0.2])  # quarter hours: 2 kW in the second
    assert highest_means(kwh, 900, 900)[1] == pytest.approx(2.0)
    assert highest_means(kwh, 900, 1800)[1] == pytest.approx(1.2)
    assert highest_means(kwh, 900, 3600)[1] == pytest.approx(0.8)
    assert highest_means(kwh, 900, 1800, first_s=900)[1] == pytest.approx(1.2)
    assert highest_means(kwh, 3600, 900) == pytest.approx(kwh)
