"""The electricity bill, month by month: energy, demand, fixed charges, adders, minimums, taxes.

In this order: energy by period and tier; demand; fixed charges; adders; where the sum of a month is
below the monthly minimum, the rest up to it; where the sum of a year is below the annual minimum,
the rest in its last month; taxes on all of it.

Tiers count a month's use in all periods that have the same limits; each period has its part of
every tier in proportion to its use, as in NREL's Utilityrate5 and in baselines of such rates.
Periods with other limits, such as those of another season, are counted apart.

References
----------
Structures: OpenEI, Utility Rate Database, format version 7. Order of charges: NREL, System Advisor
Model, Utility Rate 5 (PySAM 7.1).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from hpsim.caching import IdentityCache
from hpsim.description.schedules import FloatArray, IntArray
from hpsim.economics.metering import MONTHS_PER_YEAR, Metering
from hpsim.economics.rate import DemandCharge, Rate, Tier
from hpsim.records import dataclass

Parts: TypeAlias = Mapping[str, FloatArray]
PARTS = ("energy", "demand", "fixed", "adder", "minimum", "tax")
"""What a bill consists of, in this order."""
CENT = 0.01
HOUR_S = 3600.0


@dataclass(frozen=True, eq=False)
class Bill:
    """A bill, month by month; amounts in its currency, not rounded."""

    currency: str
    parts: Parts
    """By the names of `PARTS`, each (n_months,): their sum is the bill."""
    kwh: FloatArray
    """(n_months,) metered."""
    peak_kw: FloatArray
    """(n_months,) highest billing demand of the month, at any hour."""
    kwh_by_period: FloatArray
    """(n_months, n_periods)."""
    labels: tuple[str, ...] = ()

    @property
    def monthly(self) -> FloatArray:
        """Return each month's total, (n_months,)."""
        return np.asarray(np.sum([self.parts[name] for name in PARTS], axis=0), dtype=float)

    @property
    def total(self) -> float:
        """Return the total of all months."""
        return float(self.monthly.sum())

    def total_of(self, part: str) -> float:
        """Return the total of one part over all months."""
        return float(self.parts[part].sum())

    def less(self, other: Bill) -> Bill:
        """Return what this bill is above another of the same months: its marginal part."""
        return Bill(
            self.currency,
            {name: self.parts[name] - other.parts[name] for name in PARTS},
            self.kwh - other.kwh,
            self.peak_kw - other.peak_kw,
            self.kwh_by_period - other.kwh_by_period,
            self.labels,
        )

    def in_cents(self) -> Bill:
        """Return the bill as it is printed: months to the cent, parts that add up to them.

        A month's total is rounded as a utility rounds it. What rounding its parts leaves goes to
        the parts that it moves least, so that whatever is added up comes to the printed total.
        """
        table = np.array([self.parts[name] for name in PARTS])
        cents = [add_up(column) for column in table.T]
        rounded = np.array(cents).reshape(-1, len(PARTS)).T * CENT
        parts = {name: np.round(row, 2) for name, row in zip(PARTS, rounded, strict=True)}
        return Bill(self.currency, parts, self.kwh, self.peak_kw, self.kwh_by_period, self.labels)


def add_up(amounts: Sequence[float] | FloatArray) -> list[int]:
    """Return amounts in whole cents that add up to their rounded sum.

    Examples
    --------
    >>> add_up([0.004, 0.004, 0.004])
    [1, 0, 0]
    """
    exact = np.asarray(amounts, dtype=float) / CENT
    # what lies within rounding of half a cent goes up, as on paper
    total = int(np.floor(exact.sum() + 0.5 + 1e-7))
    low = np.floor(exact + 1e-7).astype(np.int64)
    rest = exact - low
    missing = total - int(low.sum())
    for i in sorted(range(exact.size), key=lambda i: -rest[i])[: max(missing, 0)]:
        low[i] += 1
    return [int(n) for n in low]


def bill_of(rate: Rate, metering: Metering, kwh: FloatArray, demand_kw: FloatArray) -> Bill:
    """Return the bill of metered use.

    Parameters
    ----------
    rate : Rate
        What is charged.
    metering : Metering
        When the intervals lie.
    kwh : ndarray
        (n,) energy in each interval, at least zero.
    demand_kw : ndarray
        (n,) highest mean over the rate's demand interval within each interval [kW].
    """
    by_period = _kwh_by_period(rate, metering, kwh)
    used = by_period.sum(axis=1)
    if rate.hourly_per_kwh is not None:
        hourly = rate.hourly_per_kwh[metering.hour_of_year]
        energy = np.bincount(metering.month, kwh * hourly, metering.n_months)
    else:
        energy = _energy_charges(rate, metering, by_period).sum(axis=1)
    starts = metering.month_starts
    parts: dict[str, FloatArray] = {
        "energy": np.asarray(energy, dtype=float),
        "demand": _demand_charges(rate, metering, demand_kw, starts),
        "fixed": rate.fixed_per_month + rate.fixed_per_day * metering.days,
        "adder": rate.adder_per_kwh * used,
    }
    sums = np.sum(list(parts.values()), axis=0)
    parts["minimum"] = _minimum_charges(rate, sums)
    parts["tax"] = rate.tax * (sums + parts["minimum"])
    peak_kw = np.maximum.reduceat(demand_kw, starts)
    return Bill(rate.currency, parts, used, peak_kw, by_period, metering.labels)


_by_clock: IdentityCache[NDArray[Any]] = IdentityCache(16)
"""The same for all bills of a rate."""


def by_clock(of: Rate | DemandCharge, metering: Metering) -> NDArray[Any]:
    """Return what a schedule by month and hour has for each interval, (n,): period or whether."""

    def make() -> NDArray[Any]:
        month = metering.month_of_year[metering.month]
        weekday, weekend = (table[month, metering.hour] for table in (of.weekday, of.weekend))
        return np.where(metering.is_weekend, weekend, weekday)

    return _by_clock.get((of, metering), make)


_cells: IdentityCache[IntArray] = IdentityCache(16)
"""Each interval's place in a table of months and periods: the same for all bills of a rate."""


def _kwh_by_period(rate: Rate, metering: Metering, kwh: FloatArray) -> FloatArray:
    """Return each month's use in each period, (n_months, n_periods)."""
    n = len(rate.periods)
    cell = _cells.get((rate, metering), lambda: metering.month * n + by_clock(rate, metering))
    cells = np.bincount(cell, kwh, metering.n_months * n)
    return np.asarray(cells.reshape(metering.n_months, n), dtype=float)


def _energy_charges(rate: Rate, metering: Metering, by_period: FloatArray) -> FloatArray:
    """Return what the energy of each period costs, (n_months, n_periods)."""
    charges = np.zeros_like(by_period)
    for limits, members in _by_limits(rate).items():
        used = by_period[:, members].sum(axis=1)
        factor = metering.days if limits[-1] else np.ones(metering.n_months)
        for i in members:
            cost = tiered(rate.periods[i].tiers, used, factor)
            part = np.divide(by_period[:, i], used, out=np.zeros(used.size), where=used > 0.0)
            charges[:, i] = part * cost
    return charges


def _by_limits(rate: Rate) -> dict[tuple[float | bool, ...], list[int]]:
    """Return the periods whose tiers have the same limits: what counts together."""
    found: dict[tuple[float | bool, ...], list[int]] = {}
    for i, period in enumerate(rate.periods):
        ends = tuple(tier.up_to for tier in period.tiers)
        found.setdefault((*ends, period.is_per_day), []).append(i)
    return found


def tiered(tiers: Sequence[Tier], used: FloatArray, limit_factor: FloatArray) -> FloatArray:
    """Return what some use (n_months,) costs in blocks of rising use, kWh or kW.

    The ends of blocks are multiplied by ``limit_factor`` (n_months,).
    """
    cost, low = np.zeros(used.size), np.zeros(used.size)
    for tier in tiers:
        high = tier.up_to * limit_factor
        cost += tier.price * (np.clip(used, low, high) - low)
        low = high
    return cost


def _demand_charges(
    rate: Rate, metering: Metering, demand_kw: FloatArray, starts: IntArray
) -> FloatArray:
    charges = np.zeros(metering.n_months)
    one = np.ones(metering.n_months)
    for charge in rate.demand:
        counted_kw = np.where(by_clock(charge, metering), demand_kw, 0.0)
        peak_kw = np.maximum.reduceat(counted_kw, starts)
        charges += tiered(charge.tiers, np.maximum(peak_kw, 0.0), one)
    return charges


def _minimum_charges(rate: Rate, sums: FloatArray) -> FloatArray:
    """Return what is added where the sum of a month, or of twelve, is below a minimum."""
    added = np.maximum(rate.minimum_per_month - sums, 0.0) if rate.minimum_per_month else 0.0 * sums
    if rate.minimum_per_year:
        for last in range(MONTHS_PER_YEAR - 1, sums.size, MONTHS_PER_YEAR):
            year = slice(last + 1 - MONTHS_PER_YEAR, last + 1)
            billed = float(sums[year].sum() + added[year].sum())
            added[last] += max(rate.minimum_per_year - billed, 0.0)
    return added


def price_by_interval(rate: Rate, metering: Metering, kwh: FloatArray) -> FloatArray:
    """Return what a kWh of each interval costs on this bill, (n,); of tiers, their mean.

    Energy and adders with tax; times the use it adds up to their part of the bill. The place in
    the month's tiers depends on ``kwh`` (n,).
    """
    factor = 1.0 + rate.tax
    if rate.hourly_per_kwh is not None:
        hourly = rate.hourly_per_kwh[metering.hour_of_year]
        return np.asarray((hourly + rate.adder_per_kwh) * factor)
    period = by_clock(rate, metering)
    used = _kwh_by_period(rate, metering, kwh)
    cost = _energy_charges(rate, metering, used)
    first = np.tile([p.tiers[0].price for p in rate.periods], (metering.n_months, 1))
    mean = np.divide(cost, used, out=first, where=used > 0.0)
    return np.asarray((mean[metering.month, period] + rate.adder_per_kwh) * factor)


def highest_means(
    kwh: FloatArray, interval_s: float, demand_interval_s: float, first_s: float = 0.0
) -> FloatArray:
    """Return the demand of each interval [kW] from its energy, (n,).

    Intervals shorter than the demand interval are averaged over it; for longer ones it is their own
    mean, which is what is known.

    Parameters
    ----------
    kwh : ndarray
        (n,) energy of equal intervals.
    interval_s : float
        Their length [s].
    demand_interval_s : float
        Over which the utility averages [s].
    first_s : float
        Of the first interval, since midnight [s]: means begin at full demand intervals.
    """
    kw = np.asarray(kwh * (HOUR_S / interval_s))
    if demand_interval_s <= interval_s:
        return kw
    since_s = first_s % demand_interval_s + interval_s * np.arange(kw.size)
    group = (since_s // demand_interval_s).astype(np.int64)
    mean = np.bincount(group, kw) / np.bincount(group)
    return np.asarray(mean[group])
