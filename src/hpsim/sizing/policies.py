"""Sizing policies: where a candidate's output at the design conditions stands in each one's limits.

A policy's limits apply to the load they were written for, Manual J's, except those of one's own
policy, which may take the load of the simulated room. In small rooms no policy limits well what
matters most there, the minimum output: `hours_below_minimum` gives it over the year.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any, Literal, TypeAlias

from hpsim.records import dataclass
from hpsim.scenario.sizing import OwnBand
from hpsim.shipped import read_json
from hpsim.sizing.output import DesignOutput
from hpsim.units.constants import W_PER_BTUH

OWN = "own"
OWN_TITLE = "Own band (sizing.band)"
SINGLE_LIMIT_W = 24_000 * W_PER_BTUH  # larger single-speed units have a narrower band
COLD_DRY_RATIO, COLD_DRY_SENSIBLE = 2.0, 0.95
MIN_LATENT_W = 1.0  # less is no latent load

Word: TypeAlias = Literal["inside", "below", "above", "does not apply"]
Limits: TypeAlias = Mapping[str, Sequence[float | None]]


@dataclass(frozen=True, slots=True)
class PolicyLoads:
    """Loads that outputs are compared with [W]; None: a season without a setpoint."""

    heating_w: float | None
    heating_47f_w: float | None
    """The heating load at 47 °F."""
    sensible_w: float | None
    latent_w: float | None
    is_cold_and_dry: bool = False
    """Degree-days of heating twice those of cooling: more cooling may be bought to heat."""

    @property
    def cooling_w(self) -> float | None:
        """Return the total cooling load."""
        if self.sensible_w is None or self.latent_w is None:
            return None
        return self.sensible_w + self.latent_w


@dataclass(frozen=True, slots=True)
class Test:
    """One limit of a policy for one candidate."""

    quantity: str
    ratio: float
    low: float | None
    high: float | None

    @property
    def word(self) -> Word:
        """Return where the ratio lies."""
        if self.low is not None and self.ratio < self.low:
            return "below"
        return "above" if self.high is not None and self.ratio > self.high else "inside"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one candidate stands in one policy."""

    candidate: str
    tests: tuple[Test, ...]

    @property
    def word(self) -> Word:
        """Return the word for all tests together: short of one limit, it is below."""
        words = {test.word for test in self.tests}
        if not words:
            return "does not apply"
        return "below" if "below" in words else "above" if "above" in words else "inside"

    @property
    def deciding(self) -> Test | None:
        """Return the test that decides the word; of several inside the first."""
        return next((test for test in self.tests if test.word == self.word), None)

    def as_json(self) -> dict[str, Any]:
        """Return word and tests."""
        return {
            "word": self.word,
            "tests": [
                asdict(test) | {"ratio": round(test.ratio, 4), "word": test.word}
                for test in self.tests
            ],
        }


@dataclass(frozen=True, slots=True)
class Policy:
    """A named policy and where every candidate stands in it."""

    name: str
    title: str
    source: str
    status: str
    load: str
    """Whose load the limits are for."""
    standings: tuple[Standing, ...]

    def as_json(self) -> dict[str, Any]:
        """Return it without its name."""
        return {
            "title": self.title,
            "source": self.source,
            "status": self.status,
            "load": self.load,
            "candidates": {s.candidate: s.as_json() for s in self.standings},
        }


def sizing_data() -> dict[str, Any]:
    """Return policies and rules of thumb as the data file has them."""
    return read_json("sizing/policies.json")


def policies(
    outputs: Sequence[DesignOutput],
    loads: PolicyLoads,
    own: OwnBand,
    own_loads: PolicyLoads,
    own_load: str,
) -> tuple[Policy, ...]:
    """Return every policy with the standing of every candidate.

    Parameters
    ----------
    outputs : sequence of DesignOutput
        Of the candidates.
    loads : PolicyLoads
        Manual J's.
    own : OwnBand
        Limits of the policy ``own``.
    own_loads : PolicyLoads
        Loads of that policy.
    own_load : str
        What they are: ``manual_j`` or ``design_day``.
    """
    band = {
        "heating": own.heating,
        "cooling": own.cooling,
        "minimum_heating": (None, own.minimum),
        "minimum_cooling": (None, own.minimum),
    }
    source = "the scenario's sizing.band; its defaults: draft addendum c of Manual S 2023, 1.4 ours"
    ours = {"title": OWN_TITLE, "source": source, "status": "yours", "any": band}

    def policy(name: str, data: Mapping[str, Any], load: str, of: PolicyLoads) -> Policy:
        standings = tuple(_standing(output, data, of) for output in outputs)
        return Policy(name, data["title"], data["source"], data["status"], load, standings)

    listed = sizing_data()["policies"].items()
    found = tuple(policy(name, data, "manual_j", loads) for name, data in listed)
    return (*found, policy(OWN, ours, own_load, own_loads))


def _standing(output: DesignOutput, data: Mapping[str, Any], loads: PolicyLoads) -> Standing:
    """Return a candidate's standing; of several paths of a policy the first that it passes."""
    paths = []
    for key in _paths(output, data):
        limits = dict(data[key])
        if loads.is_cold_and_dry and "cold_dry_w" in data and loads.cooling_w:
            low, high = limits["cooling"]
            more = (loads.cooling_w + data["cold_dry_w"]) / loads.cooling_w
            limits["cooling"] = [low, max(high, more)]
        paths.append(Standing(output.name, tuple(tests(output, loads, limits))))
    return next((path for path in paths if path.word == "inside"), paths[0])


def _paths(output: DesignOutput, data: Mapping[str, Any]) -> list[str]:
    """Return the rows of a policy that a candidate may be judged by."""
    if "any" in data:
        return ["any"]
    if output.is_variable:
        return [key for key in ("variable", "variable_advanced") if key in data]
    if output.speeds > 1:
        return ["two_speed"]
    large = output.size_w > SINGLE_LIMIT_W and "single_over_24k" in data
    return ["single_over_24k" if large else "single"]


def tests(output: DesignOutput, loads: PolicyLoads, limits: Limits) -> Iterator[Test]:
    """Give the tests of those limits whose season the candidate and the room have."""
    found = ratios(output, loads)
    for quantity, (low, high) in limits.items():
        if quantity in found:
            yield Test(quantity, found[quantity], low, high)


def ratios(output: DesignOutput, loads: PolicyLoads) -> dict[str, float]:
    """Return outputs over loads by quantity, where both are there."""
    cooling, in_room = output.cooling, output.cooling_in_room
    least_heat, least_cold = output.minimum_heating, output.minimum_cooling
    pairs = {
        "heating": (output.heating and output.heating.total_w, loads.heating_w),
        "cooling": (cooling and cooling.total_w, loads.cooling_w),
        "sensible": (in_room and in_room.sensible_w, loads.sensible_w),
        "latent": (cooling and cooling.latent_w, loads.latent_w),
        "minimum_heating": (least_heat and least_heat.total_w, loads.heating_47f_w),
        "minimum_cooling": (least_cold and least_cold.total_w, loads.cooling_w),
    }
    return {
        quantity: out_w / load_w
        for quantity, (out_w, load_w) in pairs.items()
        if out_w is not None and load_w is not None and load_w > MIN_LATENT_W
    }
