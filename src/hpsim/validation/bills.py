"""Bills to the cent and life-cycle costs to the dollar: NREL's Utilityrate5 and NIST Handbook 135.

References
----------
``data/bills``: a year of hourly use under seven rates, and three life-cycle costs.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from hpsim.description.schedules import FloatArray
from hpsim.economics.bill import Bill, bill_of
from hpsim.economics.life_cycle import (
    Assumptions,
    LifeCycle,
    Ownership,
    life_cycle,
    net_savings,
    simple_payback_years,
    single_present_value,
    uniform_present_value,
)
from hpsim.economics.metering import metered_year
from hpsim.economics.tariff import Tariff
from hpsim.economics.tariff_terms import MONTHS
from hpsim.validation.checks import Check, Facts, near, read_facts, suite

CENT = 0.005  # the last digit that is printed
FACTOR = 5e-7  # of the printed present-value factors
DOLLAR, PRINTED_YEARS = 0.5, 5e-5


@suite("bills", "Electricity bills and life-cycle costs: NREL Utilityrate5, NIST Handbook 135")
def checks() -> Iterator[Check]:
    """Give every check of the suite."""
    yield from bill_checks()
    yield from life_cycle_checks()


def case_load_kwh() -> FloatArray:
    """Return the use of each hour of the cases' year, (8760,)."""
    day, hour = np.repeat(np.arange(365), 24), np.tile(np.arange(24), 365)
    c = np.cos(2.0 * np.pi * (day - 15) / 365.0)
    evening, morning = (hour >= 17) & (hour < 22), (hour >= 6) & (hour < 9)
    night = np.where(hour < 7, 1.0, 0.4)
    load = 0.35 + 0.25 * c**2 + 0.30 * evening + 0.15 * morning + 0.5 * np.maximum(0.0, c) * night
    return np.asarray(np.round(load, 4), dtype=float)


def case_bill(case: Facts) -> Bill:
    """Return the bill of a case."""
    tariff = Tariff.from_written(case["tariff"])
    price = tariff.price_per_kwh
    rate = tariff.rate(None if price is None else price.per_kwh)
    assert rate is not None
    load = case_load_kwh()
    return bill_of(rate, metered_year(), load, load)


def bill_checks() -> Iterator[Check]:
    """Give the months of each rate, and its year by parts."""
    facts = read_facts("bills/bill_cases.yaml")
    load = case_load_kwh()
    annual = facts["load"]["annual_kwh"]
    yield near("use in the year", load.sum(), annual, 5e-5, basis="recomputed", unit="kWh")
    for name, case in facts["cases"].items():
        bill = case_bill(case)
        printed = bill.in_cents().monthly
        for month, ours, theirs in zip(MONTHS, printed, case["monthly_total"], strict=True):
            yield near(f"{name}, {month}", ours, theirs, CENT, basis="recomputed", unit="$")
        yield near(
            f"{name}, year", bill.total, case["annual_total"], CENT, basis="recomputed", unit="$"
        )
        for part, theirs in case["annual_parts"].items():
            ours = bill.total_of(part)
            yield near(f"{name}, {part}", ours, theirs, CENT, basis="recomputed", unit="$")


def life_cycle_checks() -> Iterator[Check]:
    """Give present-value factors, life-cycle costs, net savings and payback."""
    facts = read_facts("bills/lcc_cases.yaml")
    for row in facts["factors"]:
        d, n, e = row["d"], row["n"], row["e"]
        words = f"d = {d:g}, n = {n}, e = {e:g}"
        spv, upv = single_present_value(d, n), uniform_present_value(d, n, e)
        yield near(f"single present value, {words}", spv, row["spv_n"], FACTOR, basis="analytic")
        yield near(f"uniform present value, {words}", upv, row["upv"], FACTOR, basis="analytic")
    costs: dict[str, LifeCycle] = {}
    assumed = Assumptions(discount_rate=0.03, years=15, electricity_escalation=0.005)
    rows = facts["alternatives"]
    for name, row in rows.items():
        own = Ownership(row["first"], row["maintenance_per_year"], row["life"])
        costs[name] = life_cycle(own, row["energy_per_year"], assumed=assumed)
        total = costs[name].total
        yield near(f"{name}, life cycle", total, row["lcc"], DOLLAR, basis="analytic", unit="$")
    base, unit = rows["room_ac_and_baseboard"], rows["ductless_9k"]
    saved = net_savings(costs["ductless_9k"], costs["room_ac_and_baseboard"])
    wanted = facts["net_savings_9k_against_room_ac"]
    yield near("net savings", saved, wanted, DOLLAR, basis="analytic", unit="$")
    less = base["energy_per_year"] - unit["energy_per_year"]
    less -= unit["maintenance_per_year"] - base["maintenance_per_year"]
    years = simple_payback_years(unit["first"] - base["first"], less)
    assert years is not None
    wanted = facts["simple_payback_9k_against_room_ac_years"]
    yield near("simple payback", years, wanted, PRINTED_YEARS, basis="analytic", unit="years")
