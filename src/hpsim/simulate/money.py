"""The prices of a scenario: its tariff and economics, with what its candidates cost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from hpsim.description.schedules import Calendar
from hpsim.economics.equipment_cost import PORTABLE_HEATER, item_of
from hpsim.economics.owned import CandidateFacts
from hpsim.economics.prices import Prices, energy_prices, owning
from hpsim.economics.tariff import Tariff
from hpsim.equipment.kinds import Candidate
from hpsim.scenario.model import Scenario
from hpsim.scenario.room import calendar_of
from hpsim.simulate.twins import twins


def prices_for(
    scenario: Scenario,
    others: Sequence[Candidate] = (),
    energy: Callable[[Tariff | None, Calendar], Prices] = energy_prices,
) -> Prices:
    """Return the prices of a scenario and what its candidates cost; twins cost as they do.

    ``others`` are candidates that are not in the file; ``energy`` turns a tariff into prices, or
    keeps those that it has made.
    """
    facts = [candidate_facts(candidate, candidate.result_name()) for candidate in others]
    for index, name in enumerate(scenario.candidate_names()):
        own = candidate_facts(scenario.candidates[index], name)
        facts.append(own)
        facts += [own._replace(name=f"{name}, {twin.what}") for twin in twins(scenario, index)]
    calendar = calendar_of(scenario)
    if calendar.period is None:
        return owning(energy(scenario.tariff, calendar), scenario.economics, facts)
    calendar = replace(calendar, period=calendar.period.counted)
    prices = owning(energy(scenario.tariff, calendar), scenario.economics, facts)
    return replace(prices, owned={}, warnings=())  # days say nothing of what a life costs


def candidate_facts(candidate: Candidate, name: str) -> CandidateFacts:
    """Return what of a candidate its price follows from."""
    items: list[tuple[str | None, float]] = []
    for part in candidate.parts().values():
        form = getattr(part, "form", "")
        items.append((item_of(part.kind, form, getattr(part, "fuel", None)), part.size_w))
        backup = getattr(part, "backup", None)
        if backup is not None and "ducted" not in form:
            items.append((PORTABLE_HEATER, backup.size_w))
    return CandidateFacts(name, tuple(items), candidate.has_compressor)
