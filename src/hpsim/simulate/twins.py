"""What a candidate is compared with."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from hpsim.control.compile import constant_twin
from hpsim.judgement import CONSTANT_TWIN, MAINTAINED_TWIN
from hpsim.results import Results
from hpsim.scenario.model import Scenario


class Twin(NamedTuple):
    """What a candidate is compared with."""

    scenario: Scenario
    """In which the candidate of the same index is the twin."""
    what: str
    """`CONSTANT_TWIN`, which needs a room response of its own, or `MAINTAINED_TWIN`."""

    def named(self, year: Results) -> Results:
        """Return the twin's year under its own name."""
        return replace(year, candidate=f"{year.candidate}, {self.what}")


def twins(scenario: Scenario, index: int) -> tuple[Twin, ...]:
    """Return what a candidate is compared with.

    The same machine with constant setpoints, where the scenario asks for it; the maintained one
    next to a neglected one.
    """
    candidate = scenario.candidates[index]
    found = []
    if candidate.is_machine and scenario.thermostat.compare_with_constant:
        steady = constant_twin(scenario.thermostat, scenario.schedules)
        found.append(Twin(scenario.model_copy(update={"thermostat": steady}), CONSTANT_TWIN))
    healthy = candidate.maintained()
    if healthy is not None:
        kept = list(scenario.candidates)
        name = scenario.candidate_names()[index]
        kept[index] = healthy.model_copy(update={"name": name})
        maintained = scenario.model_copy(update={"candidates": tuple(kept)})
        found.append(Twin(maintained, MAINTAINED_TWIN))
    return tuple(found)
