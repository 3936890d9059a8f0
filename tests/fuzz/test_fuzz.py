"""A few hundred hostile inputs, always the same; `make fuzz` tries thousands."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).parent)]

from harness import tried  # noqa: E402
from outcomes import BAD, NonsenseError, of  # noqa: E402
from surfaces import SURFACES  # noqa: E402

from hpsim.errors import HpsimError, Problem  # noqa: E402

pytestmark = pytest.mark.skipif(os.name != "posix", reason="alarms and limits as POSIX has them")
EACH, FEW = 40, 10
COSTLY = ("weather", "weather_cache", "years", "tariff_file", "accepted_years", "policies")
COSTLY += (
    "weather_headers",
    "weather_years",
    "sweeps_of_keys",
    "verbs_of_keys",
    "measured_rooms",
    "fitted_rooms",
    "meter_bills",
)
"""Surfaces of which an input takes a second."""


@pytest.mark.slow
@pytest.mark.ci
@pytest.mark.parametrize("name", SURFACES)
def test_hostile_inputs_are_refused_in_words_or_accepted_and_sane(name: str) -> None:
    bad = {}
    for seed in range(FEW if name in COSTLY else EACH):
        outcome = tried(name, 1_000_000 + seed)
        if outcome.kind in BAD:
            bad[seed] = outcome
    assert not bad


@pytest.mark.parametrize("name", [n for n in SURFACES if n not in COSTLY])
def test_every_surface_can_be_tried(name: str) -> None:
    assert tried(name, 7).kind not in BAD


def test_the_same_seed_is_the_same_input() -> None:
    first, again = (tried("scenario_values", 5) for _ in range(2))
    assert (first.kind, first.detail) == (again.kind, again.detail)


def test_outcomes_are_told_apart() -> None:
    def refuse() -> None:
        raise HpsimError("no", [Problem("such a thing")])

    def without_a_word() -> None:
        raise HpsimError("")

    def fail() -> None:
        raise KeyError("x")

    def pretend() -> None:
        raise NonsenseError("-5,809 degC")

    kinds = [of(action).kind for action in (refuse, without_a_word, fail, pretend, lambda: None)]
    assert kinds == ["refused", "fault", "fault", "nonsense", "accepted"]
