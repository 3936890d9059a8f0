"""What each candidate costs its owner: what is given, completed by the shipped table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from hpsim.economics.equipment_cost import (
    CostRange,
    cost_of_item,
)
from hpsim.economics.fuels import DOLLAR
from hpsim.economics.life_cycle import Assumptions, Ownership
from hpsim.economics.ownership import DEFAULT_YEARS, Costs, Economics, Incentive
from hpsim.records import dataclass

GIVEN = "given"
KEPT = "kept: it is there"


class CandidateFacts(NamedTuple):
    """What of a candidate its price follows from."""

    name: str
    items: tuple[tuple[str | None, float], ...]
    """Item of the table of costs and size [W] of each of its parts; None: not in the table."""
    has_compressor: bool


@dataclass(frozen=True)
class Owned:
    """What a candidate costs, apart from energy."""

    low: float
    """First cost, less incentives; low, typical and high."""
    typical: float
    high: float
    maintenance_per_year: float
    life_years: float
    replacement: float | None = None
    """What it costs again; None: as the first time, without its incentives."""
    per_start: float = 0.0
    life_by_starts: tuple[tuple[float, float], ...] = ()
    incentives: float = 0.0
    """Taken off the typical first cost."""
    size_w: float | None = None
    """Rated size, for pictures over it."""
    source: str = GIVEN
    maintenance_source: str = GIVEN

    @property
    def is_by_guide(self) -> bool:
        """Whether its first cost is one of the shipped table, and not given."""
        return self.source != KEPT and not self.source.startswith(GIVEN)

    def at(self, first: float, starts: float) -> Ownership:
        """Return the costs at one first cost, for a year with so many starts."""
        life = self.life_years
        if self.life_by_starts:
            axis, values = zip(*self.life_by_starts, strict=True)
            life = float(np.interp(starts, axis, values))
        return Ownership(
            first=first,
            maintenance_per_year=self.maintenance_per_year,
            life_years=life,
            replacement=first + self.incentives if self.replacement is None else self.replacement,
            other_per_year=self.per_start * starts,
        )


def assumptions_of(economics: Economics) -> Assumptions:
    """Return rates and study period as numbers."""
    return Assumptions(
        discount_rate=economics.discount_rate,
        years=round(economics.study_period),
        electricity_escalation=economics.electricity_escalation,
        fuel_escalation=economics.fuel_escalation,
    )


def owned_of(
    facts: CandidateFacts, economics: Economics, currency: str
) -> tuple[Owned | None, list[str]]:
    """Return what a candidate costs, and warnings about it; None where no first cost is known.

    The shipped table is in dollars: with another currency it is not used.
    """
    given = economics.costs.get(facts.name, Costs.by_default())
    table = _table_row(facts, economics.regional_factor) if currency == DOLLAR else None
    low, typical, high, source = _first_costs(given, table)
    if typical is None:
        return None, []
    lines = [
        line
        for line in economics.incentives
        if (facts.name in line.candidates if line.candidates else not given.kept)
    ]
    taken = [line for line in lines if line.holds_on(economics.as_of)]
    late = [line for line in lines if line not in taken]
    warnings = [
        f"incentive '{line.name}' is not given on {economics.as_of}: left out" for line in late
    ]
    low, typical_net, high = (_less(value, taken) for value in (low, typical, high))
    maintenance, maintenance_source = _maintenance(facts, given, currency)
    life = given.life if given.life is not None else table.life_years if table else DEFAULT_YEARS
    return (
        Owned(
            low=low,
            typical=typical_net,
            high=high,
            maintenance_per_year=maintenance,
            life_years=life,
            replacement=None if given.replacement is None else given.replacement.value,
            per_start=0.0 if given.per_start is None else given.per_start.value,
            life_by_starts=tuple((p.starts_per_year, p.life) for p in given.life_by_starts),
            incentives=typical - typical_net,
            size_w=max((size_w for _, size_w in facts.items), default=None),
            source=source,
            maintenance_source=maintenance_source,
        ),
        warnings,
    )


def _table_row(facts: CandidateFacts, factor: float) -> CostRange | None:
    """Return what all parts cost together, None where one of them has no price."""
    found = [cost_of_item(item, size_w) for item, size_w in facts.items if item is not None]
    known = [cost.times(factor) for cost in found if cost is not None]
    if not known or len(known) < len(facts.items):
        return None
    total = known[0]
    for cost in known[1:]:
        total = total.plus(cost)
    return total


def _first_costs(given: Costs, table: CostRange | None) -> tuple[float, float | None, float, str]:
    """Return low, typical and high, and where they are from."""
    if given.kept:
        return 0.0, 0.0, 0.0, KEPT
    low, installed, high = given.low, given.installed, given.high
    if installed is not None:
        first = installed.value
        return (
            first if low is None else low.value,
            first,
            first if high is None else high.value,
            GIVEN,
        )
    if low is not None and high is not None:
        middle = 0.5 * (low.value + high.value)
        return low.value, middle, high.value, f"{GIVEN}; midpoint of low and high"
    if table is None:
        return 0.0, None, 0.0, ""
    return table.low, table.typical, table.high, table.words


def cost_sources(owned: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return where first costs, as a summary has them, are from: a line for each source."""
    by_source: dict[str, list[str]] = {}
    for row in owned:
        by_source.setdefault(row["source"], []).append(row["name"])
    return [f"First cost of {', '.join(names)}: {s}." for s, names in by_source.items()]


def _less(first: float, lines: Sequence[Incentive]) -> float:
    """Return a first cost less incentives, at least zero."""
    off = 0.0
    for line in lines:
        if line.amount is not None:
            off += line.amount.value
        elif line.fraction is not None:
            most = np.inf if line.up_to is None else line.up_to.value
            off += min(line.fraction * first, most)
    return max(first - off, 0.0)


def _maintenance(facts: CandidateFacts, given: Costs, currency: str) -> tuple[float, str]:
    if given.maintenance is not None:
        return given.maintenance.value, GIVEN
    is_ductless = "ductless" in [item for item, _ in facts.items]
    if currency != DOLLAR or not is_ductless:
        return 0.0, "none assumed"
    shipped = cost_of_item("maintenance_ductless")
    assert shipped is not None  # of the shipped table
    return shipped.typical, shipped.words
