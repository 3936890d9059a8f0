"""Verdicts on random rooms, simulated: they never contradict the loads, the numbers, each other."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from hpsim.results import Run
from hpsim.scenario.load import load_scenario
from hpsim.scenario.model import Scenario
from hpsim.verdict.judge import judged_run
from hpsim.verdict.ladder import next_down
from hpsim.verdict.words import NUMBER_IN_TEXT

pytestmark = pytest.mark.slow
ROOMS = 12
ENLARGED = 1.4
WEATHERS = ("us-5A-chicago", "us-1A-miami", "us-7-fargo", "us-3A-atlanta", "us-4C-tacoma")
KINDS = ("bedroom", "addition", "tiny_house", "flat")
LARGER = "larger than it need be"


@cache
def scenario_of(seed: int, factor: float = 1.0) -> Scenario:
    """Return a random room with two sizes of one unit, hour by hour."""
    random = np.random.default_rng(seed)
    area_ft2 = float(random.uniform(100.0, 450.0)) * factor
    kind, sizes = (
        random.choice(["variable_speed", "single_stage"]),
        random.choice([[6, 12], [9, 18], [12, 24]]),
    )
    label = {"kind": str(kind), "seer2": 18, "hspf2": 9}
    written: dict[str, Any] = {
        "name": f"random room {seed}",
        "weather": str(random.choice(WEATHERS)),
        "room": {
            "kind": str(random.choice(KINDS)),
            "floor_area": f"{area_ft2:.0f} ft2",
            "quality": str(random.choice(["poor", "average", "good", "passive"])),
        },
        "thermostat": {"heating": "68 degF", "cooling": "76 degF"},
        "tariff": {"price": "0.18 $/kWh"},
        "candidates": [{**label, "size": f"{size} kBtu/h"} for size in map(int, sizes)],
        "simulation": {"resolution": "hour"},
        "verdict": {"what_if": False},
    }
    return load_scenario(written)


@cache
def run_of(seed: int, factor: float = 1.0) -> Run:
    return judged_run(scenario_of(seed, factor))


@pytest.mark.parametrize("seed", range(ROOMS))
def test_a_unit_short_in_the_design_hour_never_fits(seed: int) -> None:
    judgement = run_of(seed).judgement
    assert judgement is not None
    rules = scenario_of(seed).verdict
    for verdict in judgement.verdicts.values():
        for season, limit in (("heating", rules.heating_ratio), ("cooling", rules.cooling_ratio)):
            ratio = verdict.numbers.get(f"{season}_maximum_over_load")
            if ratio is not None and ratio < limit:
                assert verdict.word in ("too small", "wrong kind")


@pytest.mark.parametrize("seed", range(ROOMS))
def test_enlarging_the_room_never_makes_a_unit_larger_than_it_need_be(seed: int) -> None:
    """What is larger than need be in the larger room has a smaller one that does in this one too.

    Whether it costs something is measured against limits, which a year may miss or pass: there the
    smaller room's verdict is that this size costs nothing measurable.
    """
    here, larger = run_of(seed).judgement, run_of(seed, ENLARGED).judgement
    assert here is not None
    assert larger is not None
    for name, verdict in larger.verdicts.items():
        if verdict.word == LARGER:
            own = here.verdicts[name]
            assert own.word == LARGER or "would do as well" in own.reason
            ratios = {f"{season}_minimum_over_load" for season in ("heating", "cooling")}
            for ratio in ratios & verdict.numbers.keys() & own.numbers.keys():
                assert verdict.numbers[ratio] <= own.numbers[ratio] * 1.01


@pytest.mark.parametrize("seed", range(ROOMS))
def test_every_number_of_a_sentence_is_in_its_numbers_and_agrees_with_the_table(seed: int) -> None:
    run = run_of(seed)
    assert run.judgement is not None
    for results in run.candidates:
        verdict = run.judgement.verdicts[results.candidate]
        kept = set(verdict.numbers.values())
        text = verdict.reason
        for other in (*run.candidates, *run.judgement.also_run):
            text = text.replace(other.candidate.split()[0] + " kBtu/h", "")  # a unit's name
        for shown in NUMBER_IN_TEXT.findall(text):
            value = float(shown.replace(",", "").replace("\N{MINUS SIGN}", "-"))
            assert any(abs(value - k) < 1e-9 for k in kept), (shown, verdict.reason)
        below = verdict.numbers.get("hours_below_minimum_output")
        if below is not None:
            hours = np.count_nonzero(results.room.ideal_heating_w + results.room.ideal_cooling_w)
            assert below <= hours


@pytest.mark.parametrize("seed", range(ROOMS))
def test_the_next_size_down_really_was_run(seed: int) -> None:
    run, scenario = run_of(seed), scenario_of(seed)
    assert run.judgement is not None
    simulated = {r.candidate for r in (*run.candidates, *run.judgement.also_run)}
    for candidate in scenario.candidates:
        smaller = next_down(candidate)
        assert smaller is None or smaller.result_name() in simulated
    for name, verdict in run.judgement.verdicts.items():
        if verdict.word == LARGER:
            named = verdict.reason.split(" would do")[0].removeprefix("The ").removesuffix(" unit")
            assert any(named in other for other in simulated - {name})
