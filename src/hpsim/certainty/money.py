"""What a year costs in a draw: energy at its price, equipment between its low and high price."""

from __future__ import annotations

from typing import Any

import numpy as np

from hpsim.certainty.apply import Draw
from hpsim.certainty.unknowns import triangular
from hpsim.economics.owned import Owned
from hpsim.economics.prices import Prices
from hpsim.metrics.cost import cost_of
from hpsim.metrics.ownership import owned_year
from hpsim.results import Results


def drawn_money(results: Results, prices: Prices, draw: Draw) -> dict[str, Any]:
    """Return the metrics of money that a verdict reads, at the prices of a draw."""
    electricity, fuel = cost_of(results, prices)
    found: dict[str, Any] = {"currency": prices.currency}
    if electricity is None or fuel is None:
        return found
    electricity *= draw.get("electricity_price", 1.0)
    fuel *= draw.get("fuel_price", 1.0)
    found["cost_per_year"] = electricity + fuel
    year = owned_year(results, prices, (electricity, fuel))
    if year is not None:
        position = draw.get(f"installed_price_{results.candidate}")
        first = year.owned.typical if position is None else first_cost_at(year.owned, position)
        life = year.life_cycle(prices.assumed, first)
        found["first_cost.typical"] = first
        found["life_cycle_cost.typical"] = life.total
    return found


def first_cost_at(owned: Owned, position: float) -> float:
    """Return the first cost at a probability, triangular from low over typical to high.

    Examples
    --------
    >>> first_cost_at(Owned(1000.0, 2000.0, 3000.0, 0.0, 15.0), 0.5)
    2000.0
    """
    low, mode, high = owned.low, min(max(owned.typical, owned.low), owned.high), owned.high
    if high <= low:
        return owned.typical
    u = np.clip(np.array([position]), 0.0, 1.0)
    return float(triangular(u, low, mode, high)[0])
