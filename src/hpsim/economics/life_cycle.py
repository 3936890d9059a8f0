"""Life-cycle cost in constant money, as NIST Handbook 135 has it.

Cash flows lie at the end of each year; the discount rate is real, without inflation, and so is the
rise of energy prices. Equipment with a life shorter than the study period is replaced at its first
cost; what is left of its life at the end counts by the years that are left.

References
----------
NIST Handbook 135 (Fuller and Petersen, 1995; Kneifel and Webb, 2020), chapters 3, 5 and 6: single
and uniform present value, net savings, simple and discounted payback.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

from hpsim.records import dataclass

KWH_PER_MWH = 1000.0


@dataclass(frozen=True)
class Assumptions:
    """What a life-cycle cost rests on."""

    discount_rate: float = 0.03
    """Real, a year."""
    years: int = 15
    """Study period."""
    electricity_escalation: float = 0.0
    """Real rise of its price, a year."""
    fuel_escalation: float = 0.0


@dataclass(frozen=True)
class Ownership:
    """What a candidate costs its owner, apart from the years' energy."""

    first: float
    """Installed, less incentives."""
    maintenance_per_year: float = 0.0
    life_years: float = 15.0
    replacement: float | None = None
    """What it costs again after its life; None: as the first time."""
    other_per_year: float = 0.0
    """Such as a cost per start, times the starts of a year."""


@dataclass(frozen=True)
class LifeCycle:
    """Present values over the study period: their sum is the life-cycle cost."""

    first: float
    electricity: float
    fuel: float
    maintenance: float
    other: float
    replacement: float
    residual: float
    """Taken off: below zero."""

    @property
    def total(self) -> float:
        """Return the life-cycle cost."""
        return math.fsum(self.parts.values())

    @property
    def parts(self) -> dict[str, float]:
        """Return the present values by name, in the order of a table."""
        return dict(vars(self))


def single_present_value(rate: float, years: float) -> float:
    """Return what one unit of money in some years is worth today.

    Examples
    --------
    >>> round(single_present_value(0.03, 15), 6)
    0.641862
    """
    return float((1.0 + rate) ** -years)


@lru_cache(maxsize=64)
def uniform_present_value(rate: float, years: int, escalation: float = 0.0) -> float:
    """Return what one unit a year is worth today, if it rises by a fraction each year.

    Examples
    --------
    >>> round(uniform_present_value(0.03, 15), 6)
    11.937935
    """
    ratio = (1.0 + escalation) / (1.0 + rate)
    return math.fsum(ratio**t for t in range(1, years + 1))


def life_cycle(
    own: Ownership,
    electricity_per_year: float,
    fuel_per_year: float = 0.0,
    assumed: Assumptions = Assumptions(),  # noqa: B008  # immutable
) -> LifeCycle:
    """Return the life-cycle cost and its parts.

    Parameters
    ----------
    own : Ownership
        First cost, maintenance and life.
    electricity_per_year, fuel_per_year : float
        In today's prices.
    assumed : Assumptions
        Discount rate, years, escalation.
    """
    d, n = assumed.discount_rate, assumed.years
    again = own.first if own.replacement is None else own.replacement
    replacement, residual = 0.0, 0.0
    if again and own.life_years > 0.0:
        dates = _replacements(own.life_years, n)
        replacement = math.fsum(again * single_present_value(d, year) for year in dates)
        bought, value = (dates[-1], again) if dates else (0.0, own.first)
        left = (bought + own.life_years - n) / own.life_years
        residual = 0.0 - max(left, 0.0) * value * single_present_value(d, n)
    every_year = uniform_present_value(d, n)
    return LifeCycle(
        first=own.first,
        electricity=electricity_per_year
        * uniform_present_value(d, n, assumed.electricity_escalation),
        fuel=fuel_per_year * uniform_present_value(d, n, assumed.fuel_escalation),
        maintenance=own.maintenance_per_year * every_year,
        other=own.other_per_year * every_year,
        replacement=replacement,
        residual=residual,
    )


def _replacements(life_years: float, years: int) -> list[float]:
    """Return when equipment is bought again: not at the very end."""
    n = math.ceil(years / life_years - 1e-9) - 1
    return [life_years * (i + 1) for i in range(max(n, 0))]


def net_savings(alternative: LifeCycle, base: LifeCycle) -> float:
    """Return how much less an alternative costs over the study period than a base."""
    return base.total - alternative.total


def simple_payback_years(more_first: float, saved_per_year: float) -> float | None:
    """Return after how many years savings have paid for a higher first cost, None for never.

    Prices are held, replacements left out.

    Examples
    --------
    >>> round(simple_payback_years(4200 - 803, (540 - 310) - (100 - 25)), 4)
    21.9161
    """
    if more_first <= 0.0:
        return 0.0 if saved_per_year >= 0.0 else None
    return more_first / saved_per_year if saved_per_year > 0.0 else None


def discounted_payback_years(
    more_first: float, saved_by_year: Sequence[float], rate: float
) -> float | None:
    """Return after how many years discounted savings have paid for a higher first cost.

    ``saved_by_year`` are the savings at the end of each year in constant money, ``rate`` the real
    discount rate. Within a year savings come evenly. None: not within the years given.
    """
    if more_first <= 0.0:
        return 0.0 if sum(saved_by_year) >= 0.0 else None
    left = more_first
    for year, saved in enumerate(saved_by_year, start=1):
        now = saved * single_present_value(rate, year)
        if now >= left and now > 0.0:
            return year - 1 + left / now
        left -= now
    return None


def levelized_cost_per_mwh(
    cost: LifeCycle, delivered_kwh_per_year: float, assumed: Assumptions
) -> float | None:
    """Return the life-cycle cost over useful heat and cooling, both at present value, per MWh."""
    if delivered_kwh_per_year <= 0.0:
        return None
    upv = uniform_present_value(assumed.discount_rate, assumed.years)
    return cost.total / (delivered_kwh_per_year / KWH_PER_MWH * upv)
