"""A rate as numbers: what a bill is worked out from.

`hpsim.economics.tariff` has it as people write it, `hpsim.economics.bill` works out the bill.
"""

from __future__ import annotations

import math
from dataclasses import field
from typing import NamedTuple

import numpy as np

from hpsim.description.schedules import BoolArray, FloatArray, IntArray
from hpsim.records import dataclass

DEMAND_INTERVALS_S = (900.0, 1800.0, 3600.0)
"""Over which utilities average a billing demand: 15, 30 and 60 minutes."""


class Tier(NamedTuple):
    """A block of use, and what each unit in it costs."""

    price: float
    """Per kWh, or per kW of demand."""
    up_to: float = math.inf
    """End of the block [kWh, or kW], counted from zero."""


@dataclass(frozen=True)
class EnergyPeriod:
    """Hours with the same price of energy."""

    name: str
    tiers: tuple[Tier, ...]
    """Rising; limits count the month's use in all periods with the same limits."""
    is_per_day: bool = False
    """Limits are kWh per day, times the days of the month."""


@dataclass(frozen=True)
class DemandCharge:
    """A charge on the highest demand of each month within some hours."""

    name: str
    tiers: tuple[Tier, ...]
    weekday: BoolArray = field(compare=False)
    """(12, 24) in which months and hours it counts, Monday to Friday."""
    weekend: BoolArray = field(compare=False)


@dataclass(frozen=True)
class Rate:
    """What a utility charges for electricity, each month."""

    currency: str
    periods: tuple[EnergyPeriod, ...]
    weekday: IntArray = field(compare=False)
    """(12, 24) index of the period, Monday to Friday."""
    weekend: IntArray = field(compare=False)
    demand: tuple[DemandCharge, ...] = ()
    fixed_per_month: float = 0.0
    fixed_per_day: float = 0.0
    minimum_per_month: float = 0.0
    minimum_per_year: float = 0.0
    adder_per_kwh: float = 0.0
    tax: float = 0.0
    """Fraction of all charges."""
    hourly_per_kwh: FloatArray | None = field(default=None, compare=False)
    """(8760,) a price for each hour of the year, in place of the periods."""
    demand_interval_s: float = DEMAND_INTERVALS_S[0]

    @property
    def is_flat(self) -> bool:
        """Return whether one more kWh costs the same at any time and any use."""
        one = len(self.periods) == 1 and len(self.periods[0].tiers) == 1
        plain = one and self.hourly_per_kwh is None and not self.demand
        return plain and not self.minimum_per_month and not self.minimum_per_year


def flat_rate(per_kwh: float, currency: str) -> Rate:
    """Return the rate of one price for every kWh and nothing else.

    Examples
    --------
    >>> flat_rate(0.16, "USD").is_flat
    True
    """
    always = np.zeros((12, 24), dtype=np.int64)
    return Rate(currency, (EnergyPeriod("all hours", (Tier(per_kwh),)),), always, always)
