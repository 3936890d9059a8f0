"""What a year's energy costs and emits: the bill of the electricity, fuel by its price, carbon."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, TypeAlias

import numpy as np

from hpsim.caching import IdentityCache
from hpsim.economics.bill import PARTS, Bill, bill_of, price_by_interval
from hpsim.economics.metering import metered_year
from hpsim.economics.prices import Prices
from hpsim.kernel.types import FloatArray
from hpsim.metrics import counts
from hpsim.metrics.common import never
from hpsim.metrics.counts import TOLERANCE_K
from hpsim.metrics.energy import electricity_kwh, fuel_kwh
from hpsim.results import Results

QUARTER_S, HOUR_S = 900.0, 3600.0
DAYS_PER_YEAR = 365.0

Costs: TypeAlias = tuple[float | None, float | None]
"""Of electricity and fuel; None: not known."""


def cost_of(results: Results, prices: Prices, parts: Mapping[str, float] | None = None) -> Costs:
    """Return what a year's electricity and fuel cost; `bill_by_part` may be at hand."""
    if results.traits.is_ideal:
        return None, None
    if not results.traits.is_machine:  # nothing is bought, nothing runs
        return (None, None) if prices.currency is None else (0.0, 0.0)
    fuel = _fuel_times(results, prices.fuel_per_kwh, prices)
    return _electricity_cost(results, prices, parts), fuel


def _electricity_cost(
    results: Results, prices: Prices, parts: Mapping[str, float] | None
) -> float | None:
    rate = prices.rate
    if rate is not None and not (rate.is_flat and not rate.adder_per_kwh and not rate.tax):
        parts = parts or bill_by_part(results, prices)
        return None if parts is None else sum(parts.values())
    price = prices.electricity_per_kwh
    return None if price is None else electricity_kwh(results) * price


def _fuel_times(results: Results, factors: Mapping[str, float], prices: Prices) -> float | None:
    """Return a year's fuel times a factor; 0 where none is burnt, None where it is not known."""
    if results.fuel is None:
        return None if prices.currency is None else 0.0
    factor = factors.get(results.fuel)
    return None if factor is None else fuel_kwh(results) * factor


_alone: IdentityCache[Bill] = IdentityCache(4)
"""The bill of a household without a unit, of a rate, a calendar and its other use: the same for all
units."""


def electricity_bill(
    results: Results, prices: Prices, added_kwh: FloatArray | None = None
) -> Bill | None:
    """Return a candidate's own part of the household's bill: with it, less without.

    Without ``tariff.other_use`` the household uses nothing else, so that fixed charges, which are
    paid anyway, are not its own, and tiers and demand begin at zero. Without a rate there is no
    bill. ``added_kwh`` (8760,) is further use next to the candidate, such as a portable heater's;
    where it is less than nothing it takes none off the highest power.
    """
    rate = prices.rate
    if rate is None or results.traits.is_ideal:
        return None
    year = metered_year(prices.calendar)
    kwh = results.electric_power_w / 1000.0
    demand_kw = demand_w(results, rate.demand_interval_s) / 1000.0
    other = None if prices.other_kwh is None else prices.other_kwh[year.hour_of_year]
    for added in (added_kwh, other):
        if added is not None:
            kwh, demand_kw = kwh + added, demand_kw + np.maximum(added, 0.0)
    if other is None:
        other = np.zeros(kwh.size)
    alone = _alone.get((rate, year, prices.other_kwh), lambda: bill_of(rate, year, other, other))
    return bill_of(rate, year, kwh, demand_kw).less(alone)


def bill_by_part(results: Results, prices: Prices) -> Mapping[str, float] | None:
    """Return each part of `electricity_bill` over all months; None: there is no rate.

    At a flat rate it follows from the year's energy: what is paid anyway is not the candidate's.
    """
    rate = prices.rate
    if rate is None or results.traits.is_ideal:
        return None
    if rate.is_flat:
        kwh = electricity_kwh(results)
        energy, adder = rate.periods[0].tiers[0].price * kwh, rate.adder_per_kwh * kwh
        own = {"energy": energy, "adder": adder, "tax": rate.tax * (energy + adder)}
        return {part: own.get(part, 0.0) for part in PARTS}
    bill = electricity_bill(results, prices)
    return None if bill is None else {part: bill.total_of(part) for part in PARTS}


def demand_w(results: Results, interval_s: float) -> FloatArray:
    """Return the highest mean power over a utility's interval in each hour, (n_hours,) [W].

    The yearly loop keeps it for 15 and 30 minutes; of an hour, and of a year at the hourly
    resolution, the hour's own mean is known.
    """
    hourly_w = results.electric_power_w
    if interval_s >= HOUR_S:
        return hourly_w
    is_quarter = interval_s <= QUARTER_S
    kept_w = results.hourly.quarter_peak_w if is_quarter else results.hourly.half_peak_w
    return np.maximum(kept_w, hourly_w)


def hourly_cost(results: Results, prices: Prices) -> FloatArray | None:
    """Return what the energy of each hour costs, (8760,), tiers by their mean; None: no price.

    Demand, fixed charges and minimums belong to no hour and are left out.
    """
    rate = prices.rate
    if rate is None or not results.traits.is_machine:
        return None
    kwh = results.electric_power_w / 1000.0
    year = metered_year(prices.calendar)
    other = 0.0 if prices.other_kwh is None else prices.other_kwh[year.hour_of_year]
    return kwh * price_by_interval(rate, year, kwh + other)


# --- equal comfort


class Heater(NamedTuple):
    """A portable heater next to a unit, and what the unit then leaves out."""

    kwh: FloatArray
    """(n_hours,) electricity of the heater, at a COP of 1."""
    saved_kwh: FloatArray
    """(n_hours,) electricity of the unit for heating up a room that would not have cooled."""
    saved_fuel_kwh: FloatArray
    """(n_hours,) its fuel, likewise."""


def heater_by_hour(results: Results) -> Heater | None:
    r"""Return what a portable heater would use to hold the heating setpoint, hour by hour.

    In hours more than `TOLERANCE_K` below the setpoint it gives what is missing of the ideal
    load, which holds the room, and a home next to it, at the setpoint:

    .. math:: q_{heater} = \max(0,\; q_{ideal} - q_{unit})

    Without the heater the unit gives part of that heat later, when it heats the cold room up
    again. Heat beyond the ideal load in such hours, at most as much as the heater gives, is
    therefore saved, with the electricity and the fuel in proportion: storage counts once.

    None where the room has no heating setpoint.
    """
    short_k, load_w = results.shortfall_k, results.room.ideal_heating_w
    if results.traits.is_ideal or never(short_k):
        return None
    heat_w, hourly = results.useful_heating_w, results.hourly
    missing_w = np.where(short_k > TOLERANCE_K, load_w - heat_w, 0.0)
    heater_w, beyond_w = np.maximum(missing_w, 0.0), np.maximum(-missing_w, 0.0)
    stored_w = beyond_w * min(1.0, heater_w.sum() / max(beyond_w.sum(), 1e-9))
    share = np.divide(stored_w, heat_w, out=np.zeros(heat_w.size), where=stored_w > 0.0)
    return Heater(
        kwh=heater_w / 1000.0,
        saved_kwh=share * hourly.heating_electricity_w / 1000.0,
        saved_fuel_kwh=share * hourly.fuel_w / 1000.0,
    )


def equal_comfort(
    results: Results, prices: Prices, costs: Costs | None = None
) -> tuple[float | None, float | None]:
    """Return the heater's energy [kWh], and the year's cost with it; None: not known.

    ``costs`` is what `cost_of` returns, if it is at hand.
    """
    electricity, fuel = costs or cost_of(results, prices)
    missed = counts.missed_heating(results)
    if results.traits.is_ideal or not missed.given:
        return None, None
    heater = heater_by_hour(results) if missed.plain else None
    used = 0.0 if heater is None else float(heater.kwh.sum())
    if electricity is None or fuel is None:
        return used, None
    if heater is None or not used:
        return 0.0, electricity + fuel
    if fuel:
        fuel *= 1.0 - float(heater.saved_fuel_kwh.sum()) / fuel_kwh(results)
    if prices.rate is not None and prices.rate.is_flat and prices.electricity_per_kwh is not None:
        added = used - float(heater.saved_kwh.sum())
        return used, electricity + added * prices.electricity_per_kwh + fuel
    bill = electricity_bill(results, prices, heater.kwh - heater.saved_kwh)
    if bill is None:
        return used, None
    return used, bill.total + fuel


# --- carbon


def carbon_kg(results: Results, prices: Prices) -> float | None:
    """Return what a year's energy emits, CO2e [kg], with given leakage; None: not known."""
    grid = prices.electricity_carbon_kg_per_kwh
    if not results.traits.is_machine or grid is None:
        return None
    fuel = _fuel_times(results, prices.fuel_carbon_kg_per_kwh, prices)
    if fuel is None and results.fuel is None:
        fuel = 0.0
    leak = prices.leak_kg_per_year if results.candidate in prices.compressors else 0.0
    if results.period is not None:
        leak *= results.period.n_counted / DAYS_PER_YEAR
    return None if fuel is None else electricity_kwh(results) * grid + fuel + leak
