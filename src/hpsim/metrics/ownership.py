"""What a candidate costs over its life, and how alternatives compare: NIST Handbook 135."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from hpsim.economics.life_cycle import (
    Assumptions,
    LifeCycle,
    discounted_payback_years,
    levelized_cost_per_mwh,
    life_cycle,
    net_savings,
    simple_payback_years,
)
from hpsim.economics.owned import Owned
from hpsim.economics.prices import Prices
from hpsim.metrics.cost import Costs, cost_of
from hpsim.records import dataclass
from hpsim.results import Results

DISCOUNT_RATES = (0.0, 0.03, 0.07)
ESCALATIONS = (-0.01, 0.0, 0.02)
LIVES = (0.8, 1.0, 4.0 / 3.0)  # of the typical one: 12, 15 and 20 years of a ductless unit


@dataclass(frozen=True)
class OwnedYear:
    """A candidate's year of costs, and what it costs to own."""

    name: str
    electricity: float
    fuel: float
    starts: float
    useful_kwh: float
    """Heat and cooling together."""
    owned: Owned

    def life_cycle(
        self, assumed: Assumptions, first: float | None = None, life_factor: float = 1.0
    ) -> LifeCycle:
        """Return its life-cycle cost at a first cost, by default the typical one."""
        own = self.owned.at(self.owned.typical if first is None else first, self.starts)
        own = replace(own, life_years=own.life_years * life_factor)
        return life_cycle(own, self.electricity, self.fuel, assumed)

    def spent_per_year(self) -> float:
        """Return what it costs each year at today's prices, energy and all else."""
        own = self.owned.at(self.owned.typical, self.starts)
        return self.electricity + self.fuel + own.maintenance_per_year + own.other_per_year


def owned_year(results: Results, prices: Prices, costs: Costs | None = None) -> OwnedYear | None:
    """Return a candidate's year of costs; None where a cost is not known.

    ``costs`` is what `cost_of` returns, if it is at hand.
    """
    owned = prices.owned.get(results.candidate)
    electricity, fuel = costs or cost_of(results, prices)
    if owned is None or electricity is None or fuel is None:
        return None
    starts = results.sums["starts_heating"] + results.sums["starts_cooling"]
    return OwnedYear(results.candidate, electricity, fuel, starts, sum(results.useful_kwh), owned)


def ownership_columns(
    results: Results, prices: Prices, costs: Costs | None = None
) -> dict[str, float | None]:
    """Return life-cycle figures of a candidate as columns of the summary, None without costs.

    ``costs`` is what `cost_of` returns, if it is at hand.
    """
    year = owned_year(results, prices, costs)
    if year is None:
        return dict.fromkeys(COLUMNS)
    assumed = prices.assumed
    firsts = (year.owned.low, year.owned.typical, year.owned.high)
    low, typical, high = (year.life_cycle(assumed, first) for first in firsts)
    totals = (low.total, typical.total, high.total)
    levelized = levelized_cost_per_mwh(typical, year.useful_kwh, assumed)
    values = (*firsts, *typical.parts.values(), *totals, levelized)
    return dict(zip(COLUMNS, values, strict=True))


COLUMNS = (
    "first_cost.low",
    "first_cost.typical",
    "first_cost.high",
    *(f"life_cycle_part.{name}" for name in LifeCycle(0, 0, 0, 0, 0, 0, 0).parts),
    "life_cycle_cost.low",
    "life_cycle_cost.typical",
    "life_cycle_cost.high",
    "levelized_cost_per_mwh",
)
"""Keys of `ownership_columns`, in the order of the summary."""


class Comparison(NamedTuple):
    """A candidate against a base."""

    name: str
    base: str
    net_savings: float
    """Over the study period; below zero: it costs more."""
    simple_payback_years: float | None
    """None: never."""
    discounted_payback_years: float | None
    """None: not within the study period."""


def owned_years(candidates: Sequence[Results], prices: Prices) -> list[OwnedYear]:
    """Return the years of all candidates whose costs are known."""
    found = (owned_year(results, prices) for results in candidates)
    return [year for year in found if year is not None]


def compared(years: Sequence[OwnedYear], assumed: Assumptions) -> list[Comparison]:
    """Return each candidate against the one with the lowest first cost."""
    if len(years) < 2:
        return []
    base = min(years, key=lambda year: (year.owned.typical, year.spent_per_year()))
    return [_against(year, base, assumed) for year in years if year is not base]


def _against(year: OwnedYear, base: OwnedYear, assumed: Assumptions) -> Comparison:
    more_first = year.owned.typical - base.owned.typical
    saved = base.spent_per_year() - year.spent_per_year()
    by_year = [_saved_in(t, year, base, assumed) for t in range(1, assumed.years + 1)]
    return Comparison(
        name=year.name,
        base=base.name,
        net_savings=net_savings(year.life_cycle(assumed), base.life_cycle(assumed)),
        simple_payback_years=simple_payback_years(more_first, saved),
        discounted_payback_years=discounted_payback_years(
            more_first, by_year, assumed.discount_rate
        ),
    )


def _saved_in(t: int, year: OwnedYear, base: OwnedYear, assumed: Assumptions) -> float:
    """Return what is saved in one year of the study, energy at its price then."""
    electricity = (base.electricity - year.electricity) * (
        1.0 + assumed.electricity_escalation
    ) ** t
    fuel = (base.fuel - year.fuel) * (1.0 + assumed.fuel_escalation) ** t
    rest = [y.spent_per_year() - y.electricity - y.fuel for y in (base, year)]
    return electricity + fuel + rest[0] - rest[1]


class Sensitivity(NamedTuple):
    """Life-cycle cost with one assumption changed."""

    assumption: str
    values: tuple[float, ...]
    """What it is set to."""
    totals: tuple[float, ...]


def sensitivities(year: OwnedYear, assumed: Assumptions) -> list[Sensitivity]:
    """Return the life-cycle cost over discount rate, price escalation, life and first cost.

    One at a time; the others stay as they are assumed.
    """
    rates = tuple(
        year.life_cycle(replace(assumed, discount_rate=rate)).total for rate in DISCOUNT_RATES
    )
    rises = tuple(
        year.life_cycle(replace(assumed, electricity_escalation=rise, fuel_escalation=rise)).total
        for rise in ESCALATIONS
    )
    life = year.owned.at(year.owned.typical, year.starts).life_years
    lives = tuple(year.life_cycle(assumed, life_factor=factor).total for factor in LIVES)
    ends = (year.owned.low, year.owned.typical, year.owned.high)
    firsts = tuple(year.life_cycle(assumed, first).total for first in ends)
    return [
        Sensitivity("discount rate", DISCOUNT_RATES, rates),
        Sensitivity("price escalation", ESCALATIONS, rises),
        Sensitivity("life", tuple(life * factor for factor in LIVES), lives),
        Sensitivity("first cost", ends, firsts),
    ]


class Crossing(NamedTuple):
    """The price of electricity at which two candidates cost the same over their life."""

    first: str
    second: str
    price_per_kwh: float


def total_at_price(year: OwnedYear, assumed: Assumptions, price_now: float, price: float) -> float:
    """Return the life-cycle cost at another price of electricity.

    The bill is taken in proportion to the price.

    Parameters
    ----------
    year : OwnedYear
        A candidate whose costs are known.
    assumed : Assumptions
        Discount rate, years, escalation.
    price_now, price : float
        Per kWh: what the year was billed at, and the other one.
    """
    scaled = replace(year, electricity=year.electricity * price / price_now)
    return scaled.life_cycle(assumed).total


def crossings(
    years: Sequence[OwnedYear], assumed: Assumptions, price_now: float, highest: float
) -> list[Crossing]:
    """Return where the costs of two candidates cross, between zero and a highest price.

    Parameters
    ----------
    years : sequence of OwnedYear
        Candidates whose costs are known.
    assumed : Assumptions
        Discount rate, years, escalation.
    price_now : float
        Mean price that the years were billed at, per kWh.
    highest : float
        End of the range, per kWh.
    """
    lines = []
    for year in years:
        at_zero = total_at_price(year, assumed, price_now, 0.0)
        per_price = total_at_price(year, assumed, price_now, 1.0) - at_zero
        lines.append((year.name, at_zero, per_price))
    found = []
    for i, (first, a, slope_a) in enumerate(lines):
        for second, b, slope_b in lines[i + 1 :]:
            if slope_a == slope_b:
                continue
            price = (b - a) / (slope_a - slope_b)
            if 0.0 < price < highest:
                found.append(Crossing(first, second, price))
    return found
