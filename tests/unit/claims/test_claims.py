"""Claims: every one has a sweep, a test and published evidence; verdicts follow from rows."""

from __future__ import annotations

import json

import pytest

from hpsim.claims.bench import claims, judged, run_claims, sweep_file
from hpsim.claims.judge import (
    FAILS,
    HOLDS,
    HUMID_CLIMATES,
    TESTS,
    UNSAID,
    Rows,
    by_part,
    ratio,
    short_h,
)
from hpsim.cli import main
from hpsim.sweep.design.sweepfile import read_sweep

CLAIMS = {claim.name: claim for claim in claims()}
HUMID = min(HUMID_CLIMATES)
NAMES = list(dict.fromkeys(claim.scenario for claim in claims()))


def row(candidate: str, weather: str, quality: str = "good", **metrics: object) -> dict:
    plain = {
        "electricity_kwh": 1000.0,
        "starts": 2000,
        "runtime_h": 3000.0,
        "high_humidity_h": 500,
        "hours_below_minimum_output": 4000,
        "short_of_capacity_heating_h": 0,
        "short_of_capacity_cooling_h": 0,
        "error": None,
    }
    place = {"candidate": candidate, "weather": weather, "room.quality": quality}
    return {**plain, **place, **metrics}


def rows(*found: dict) -> dict[str, Rows]:
    return {"sizes": Rows(found, ("weather", "room.quality"))}


def test_every_claim_has_a_test_a_sweep_and_published_evidence() -> None:
    assert {claim.name for claim in claims()} == set(TESTS)
    assert all(claim.published and claim.claim and claim.evidence for claim in claims())
    assert [claim.name for claim in claims() if not claim.holds_if] == ["oversized_wears"]


@pytest.mark.parametrize("name", NAMES)
def test_every_sweep_of_the_claims_can_be_read(name: str) -> None:
    sweep = read_sweep(sweep_file(name))
    assert sweep.name == name
    assert sweep.design.size <= 50


def test_a_verdict_is_by_how_many_cases_agree() -> None:
    assert by_part([True] * 9 + [False], "x") == HOLDS
    assert by_part([True] + [False] * 9, "x") == FAILS
    assert by_part([True, False], "it rains") == "holds if it rains"
    assert by_part([], "x") == UNSAID


def test_a_small_unit_suits_rooms_in_which_it_is_enough() -> None:
    warm = [row("variable 6k", w) for w in ("us-1A-miami", "us-2A-tampa")]
    cold = row("variable 6k", "us-6B-moffat", short_of_capacity_heating_h=400)
    claim = CLAIMS["small_unit_suits"]
    assert claim.judged(rows(*warm))["verdict"] == HOLDS
    mixed = claim.judged(rows(*warm, cold))
    assert mixed["verdict"].startswith("holds if it is well insulated")
    assert "us-6B-moffat" in mixed["evidence"]


def test_starts_are_compared_where_the_small_unit_is_enough() -> None:
    pair = [row("variable 6k", "us-5A-chicago"), row("variable 18k", "us-5A-chicago", starts=7000)]
    short = [
        row("variable 6k", "us-6B-moffat", short_of_capacity_heating_h=500),
        row("variable 18k", "us-6B-moffat", starts=100),
    ]
    found = CLAIMS["oversized_starts"].judged(rows(*pair, *short))
    assert found["verdict"] == HOLDS
    assert "3.5" in found["evidence"]
    assert CLAIMS["undersized_runs"].judged(rows(*pair))["evidence"].startswith("no case in which")


@pytest.mark.parametrize(
    ("humid_h", "words", "verdict"),
    [
        ((100, 3100), "3,000 to 3,000, median 3,000 fewer humid hours than with an 18k", FAILS),
        ((3100, 100), "3,000 to 3,000, median 3,000 more humid hours than with an 18k", HOLDS),
    ],
)
def test_nobody_reads_of_negative_hours(humid_h: tuple[int, int], words: str, verdict: str) -> None:
    small, large = humid_h
    pair = [
        row("variable 6k", HUMID, short_of_capacity_cooling_h=500, high_humidity_h=small),
        row("variable 18k", HUMID, high_humidity_h=large),
    ]
    found = CLAIMS["undersized_humid"].judged(rows(*pair))
    assert (found["evidence"], found["verdict"]) == (words, verdict)


def test_wear_can_not_be_said() -> None:
    found = CLAIMS["oversized_wears"].judged(rows(row("variable 6k", "us-1A-miami")))
    assert found["verdict"] == UNSAID


def test_small_helpers() -> None:
    one, other = row("a", "w", starts=30), row("b", "w", starts=10)
    assert ratio([(one, other)], "starts") == [3.0]
    assert ratio([(one, {**other, "starts": None})], "starts") == []
    assert short_h(row("a", "w", short_of_capacity_cooling_h=7)) == 7


@pytest.mark.slow
def test_every_claim_gets_a_verdict(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["claims", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["claims"]
    assert len(found) == len(claims())
    known = {HOLDS, FAILS, UNSAID}
    assert all(one["verdict"] in known or one["verdict"].startswith("holds if") for one in found)
    assert all("nan" not in one["evidence"] for one in found)


@pytest.mark.slow
def test_the_bench_can_be_used_from_python() -> None:
    assert len(judged(run_claims())) == len(claims())
