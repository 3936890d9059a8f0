"""Compares bills with NREL's Utilityrate5 on random tariffs: ``python tools/crosscheck_bills.py``.

Needs PySAM (the extra ``crosscheck``), and never runs in CI. Each case draws a rate (periods by
month and hour, tiers, flat and time-of-use demand with tiers, fixed charges, monthly and annual
minimum) and a year of use at 15, 30 or 60 minutes. All twelve months must agree to the cent.
Known: where a monthly and an annual minimum both bind, Utilityrate5 measures the annual one against
charges without what the monthly one added, and so bills more than it; here the year's bills come to
the annual minimum. Such Decembers are compared by its rule, and counted.
Returns 1 if a month differs. ``--cases N`` and ``--seed N`` draw others.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from hpsim.description.schedules import DAYS_PER_MONTH, FloatArray
from hpsim.economics.bill import Bill, bill_of
from hpsim.economics.metering import Metering, metered_year
from hpsim.economics.rate import DemandCharge, EnergyPeriod, Rate, Tier

HALF_A_CENT = 0.005
WITHOUT_LIMIT, FAR = 1e38, 1e9  # as Utilityrate5 has it, and above any month's use
MAX_PERIODS, MAX_TIERS = 4, 3


def random_ends(rng: np.random.Generator, limit: float) -> FloatArray:
    """Return the ends of one to three tiers."""
    n = int(rng.integers(1, MAX_TIERS + 1))
    return np.asarray(np.round(np.cumsum(rng.uniform(0.2, 1.0, n)) * limit, 1))


def random_tiers(rng: np.random.Generator, price: float, ends: FloatArray) -> tuple[Tier, ...]:
    """Return tiers of some price."""
    n = ends.size
    prices = np.round(rng.uniform(0.2, 1.5, n) * price, 5)
    return tuple(
        Tier(float(p), float(end) if i < n - 1 else np.inf)
        for i, (p, end) in enumerate(zip(prices, ends, strict=True))
    )


def random_schedule(rng: np.random.Generator, n: int) -> np.ndarray:
    """Return a 12 x 24 schedule of n periods in blocks of hours and months."""
    table = np.zeros((12, 24), dtype=np.int64)
    for period in range(1, n):
        first, hours = rng.integers(0, 24), rng.integers(1, 10)
        start, months = rng.integers(0, 12), rng.integers(1, 13)
        inside_h = (np.arange(first, first + hours)) % 24
        inside_m = (np.arange(start, start + months)) % 12
        table[np.ix_(inside_m, inside_h)] = period
    return table


def random_rate(rng: np.random.Generator, interval_s: float) -> tuple[Rate, dict[str, Any]]:
    """Return a rate, and the demand schedules that Utilityrate5 needs."""
    n = int(rng.integers(1, MAX_PERIODS + 1))
    ends = random_ends(rng, 300.0)  # theirs are the same in all periods
    periods = tuple(EnergyPeriod(f"{i}", random_tiers(rng, 0.15, ends)) for i in range(n))
    demand: list[DemandCharge] = []
    extra: dict[str, Any] = {"flat": None, "tou": None}
    if rng.random() < 0.6:
        seasons = random_schedule(rng, 2)[:, 12]
        flat = [random_tiers(rng, 9.0, random_ends(rng, 3.0)) for _ in range(2)]
        extra["flat"] = [flat[int(s)] for s in seasons]
        for s in range(2):
            inside = np.repeat((seasons == s)[:, None], 24, axis=1)
            demand.append(DemandCharge(f"flat {s}", flat[s], inside, inside))
    if rng.random() < 0.6:
        k = int(rng.integers(1, MAX_PERIODS + 1))
        weekday, weekend = random_schedule(rng, k), random_schedule(rng, k)
        ends = random_ends(rng, 3.0)
        tiers = [random_tiers(rng, 8.0, ends) for _ in range(k)]
        extra["tou"] = (weekday, weekend, tiers)
        demand += [DemandCharge(f"tou {i}", tiers[i], weekday == i, weekend == i) for i in range(k)]
    rate = Rate(
        "USD",
        periods,
        random_schedule(rng, n),
        random_schedule(rng, n),
        tuple(demand),
        fixed_per_month=float(np.round(rng.uniform(0, 20), 2)),
        minimum_per_month=float(rng.choice([0.0, 40.0, 120.0])),
        minimum_per_year=float(rng.choice([0.0, 0.0, 900.0, 2500.0])),
        demand_interval_s=interval_s,
    )
    return rate, extra


def padded(tiers: Sequence[Tier], n: int) -> list[Tier]:
    """Return as many tiers as every period must have there; those added change no bill."""
    more = n - len(tiers)
    if not more:
        return list(tiers)
    last = tiers[-1]
    ends = [FAR * (i + 1) for i in range(more)]
    return [*tiers[:-1], *(Tier(last.price, end) for end in (*ends, np.inf))]


def most(all_tiers: Iterable[Sequence[Tier]]) -> int:
    """Return how many tiers the period with most of them has."""
    return max(len(tiers) for tiers in all_tiers)


def random_load_kw(rng: np.random.Generator, per_hour: int) -> FloatArray:
    """Return a year of mean powers, (8760 * per_hour,) [kW]."""
    hour = np.arange(8760 * per_hour) / per_hour
    season = 1.0 + 0.6 * np.cos(2 * np.pi * (hour / 8760.0 - rng.random()))
    day = 1.0 + 0.5 * np.cos(2 * np.pi * (hour / 24.0 - rng.random()))
    noise = rng.gamma(2.0, 0.5, hour.size)
    return np.asarray(np.round(rng.uniform(0.2, 2.0) * season * day * noise, 4))


def fine_year(per_hour: int) -> Metering:
    """Return the calendar of a year in intervals of an hour or a part of it."""
    year = metered_year()
    return Metering(
        interval_s=3600.0 / per_hour,
        month=np.repeat(year.month, per_hour),
        month_of_year=year.month_of_year,
        days=np.array(DAYS_PER_MONTH, dtype=float),
        hour=np.repeat(year.hour, per_hour),
        is_weekend=np.repeat(year.is_weekend, per_hour),
        hour_of_year=np.repeat(year.hour_of_year, per_hour),
    )


def theirs(rate: Rate, extra: dict[str, Any], load_kw: FloatArray) -> FloatArray:
    """Return the monthly bills of Utilityrate5, (12,)."""
    from PySAM import Utilityrate5  # type: ignore[import-not-found]  # of the extra

    model = Utilityrate5.new()
    values: dict[str, Any] = {
        "analysis_period": 1,
        "system_use_lifetime_output": 0,
        "inflation_rate": 0,
        "degradation": [0],
        "load": load_kw.tolist(),
        "gen": [0.0] * load_kw.size,
        "rate_escalation": [0],
        "ur_metering_option": 0,
        "ur_monthly_fixed_charge": rate.fixed_per_month,
        "ur_monthly_min_charge": rate.minimum_per_month,
        "ur_annual_min_charge": rate.minimum_per_year,
        "ur_nm_yearend_sell_rate": 0,
        "ur_sell_eq_buy": 0,
        "ur_en_ts_buy_rate": 0,
        "ur_en_ts_sell_rate": 0,
        "ur_ec_sched_weekday": (rate.weekday + 1).tolist(),
        "ur_ec_sched_weekend": (rate.weekend + 1).tolist(),
        "ur_ec_tou_mat": [
            [p + 1, t + 1, min(tier.up_to, WITHOUT_LIMIT), 0, tier.price, 0.0]
            for p, period in enumerate(rate.periods)
            for t, tier in enumerate(padded(period.tiers, most(p.tiers for p in rate.periods)))
        ],
        "ur_dc_enable": int(bool(rate.demand)),
        "ur_enable_billing_demand": 0,
    }
    nothing = (Tier(0.0),)
    weekday, weekend, tou = extra["tou"] or (
        np.zeros((12, 24), dtype=np.int64),
        np.zeros((12, 24), dtype=np.int64),
        [nothing],
    )
    values["ur_dc_sched_weekday"] = (weekday + 1).tolist()
    values["ur_dc_sched_weekend"] = (weekend + 1).tolist()
    values["ur_dc_tou_mat"] = [
        [p + 1, t + 1, min(tier.up_to, WITHOUT_LIMIT), tier.price]
        for p, tiers in enumerate(tou)
        for t, tier in enumerate(padded(tiers, most(tou)))
    ]
    flat = extra["flat"] or [nothing] * 12
    values["ur_dc_flat_mat"] = [
        [month, t + 1, min(tier.up_to, WITHOUT_LIMIT), tier.price]
        for month, tiers in enumerate(flat)
        for t, tier in enumerate(padded(tiers, most(flat)))
    ]
    model.assign({"ElectricityRates": {k: v for k, v in values.items() if k.startswith("ur_")}})
    for key, value in values.items():
        if not key.startswith("ur_"):
            model.value(key, value)
    model.execute(0)
    return np.array(model.Outputs.utility_bill_wo_sys_ym)[1]


def by_their_rule(bill: Bill, rate: Rate) -> tuple[FloatArray, bool]:
    """Return months with the annual minimum as Utilityrate5 has it, and whether that differs."""
    charges = np.sum([bill.parts[k] for k in ("energy", "demand", "fixed")], axis=0)
    months = np.maximum(charges, rate.minimum_per_month)
    if rate.minimum_per_year:
        months[-1] += max(rate.minimum_per_year - charges.sum(), 0.0)
    return months, bool(np.abs(months - bill.monthly).max() > HALF_A_CENT)


def main(words: list[str]) -> int:
    """Compare, print the largest difference and every month beyond a cent; return the code."""
    parser = argparse.ArgumentParser(prog="crosscheck_bills", description=__doc__)
    parser.add_argument("--cases", type=int, default=200)
    parser.add_argument("--seed", type=int, default=17)
    asked = parser.parse_args(words)
    rng = np.random.default_rng(asked.seed)
    worst, beyond, known = 0.0, 0, 0
    for case in range(asked.cases):
        per_hour = int(rng.choice([1, 2, 4]))
        rate, extra = random_rate(rng, 3600.0 / per_hour)
        load_kw = random_load_kw(rng, per_hour)
        bill = bill_of(rate, fine_year(per_hour), load_kw / per_hour, load_kw)
        own, differs = by_their_rule(bill, rate)
        known += differs
        other = theirs(rate, extra, load_kw)
        off = np.abs(own - other)
        worst = max(worst, float(off.max()))
        if off.max() > HALF_A_CENT:
            beyond += 1
            month = int(off.argmax())
            print(f"case {case}, month {month + 1}: {own[month]:.4f}, theirs {other[month]:.4f}")
    print(
        f"{asked.cases} random rates and years: largest difference {worst:.2g} $; beyond: {beyond}"
    )
    print(f"both minimums bind in {known}: their December by Utilityrate5's rule")
    return int(beyond > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
