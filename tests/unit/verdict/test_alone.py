"""The verdict on a unit alone says nothing that a smaller size could change."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpsim.equipment.kinds import Candidate, read_candidate
from hpsim.scenario.verdict_rules import VerdictRules
from hpsim.verdict.alone import LoneVerdict, verdict_alone
from hpsim.verdict.facts import CandidateFacts
from hpsim.verdict.rules import FITTING, Cause, decide
from verdict_facts import LARGE, RULES, UNIT, cooling, heating, units

LABEL: dict[str, Any] = {"kind": "variable_speed", "seer2": 21, "hspf2": 10}


def sized(size: str, **more: Any) -> Candidate:
    return read_candidate({**LABEL, "size": size, **more})


TWELVE, SIX = sized("12 kBtu/h"), sized("6 kBtu/h")
LARGE_OR_FITS = "fits, or larger than it need be"
SHORT = ("too small", "short on the design day", "heating")


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (UNIT, ("fits", "enough", None)),
        (heating(maximum_w=1800.0), SHORT),
        (cooling(short_h=200), ("too small", "short hours", "cooling")),
        (heating(cop=1.4), ("wrong kind", "low COP", "heating")),
        (LARGE, (LARGE_OR_FITS, "high minimum output", "heating")),
        (cooling(minimum_w=900.0), (LARGE_OR_FITS, "high minimum output", "cooling")),
        (heating(minimum_w=900.0, maximum_w=1000.0), SHORT),
    ],
)
def test_a_unit_alone(facts: CandidateFacts, expected: tuple[str, str, str | None]) -> None:
    assert verdict_alone(facts, RULES, TWELVE, [TWELVE]) == LoneVerdict(*expected)  # type: ignore[arg-type]


def test_a_unit_of_which_there_is_no_smaller_size_fits() -> None:
    assert verdict_alone(LARGE, RULES, SIX, [SIX, TWELVE]).word == "fits"
    assert verdict_alone(LARGE, RULES, SIX, [SIX, sized("5 kBtu/h")]).word == LARGE_OR_FITS
    window = sized("5 kBtu/h", form="window")
    assert verdict_alone(LARGE, RULES, SIX, [SIX, window]).word == "fits"


def test_without_sizes_that_are_sold_the_file_decides() -> None:
    rules = VerdictRules(next_size_down=False)
    assert verdict_alone(LARGE, rules, TWELVE, [TWELVE]).word == "fits"
    assert verdict_alone(LARGE, rules, TWELVE, [TWELVE, SIX]).word == LARGE_OR_FITS


@given(facts=units(), smaller=st.lists(units(), max_size=3))
def test_smaller_sizes_change_no_verdict_that_does_not_name_them(
    facts: CandidateFacts, smaller: list[CandidateFacts]
) -> None:
    alone = verdict_alone(facts, RULES, TWELVE, [TWELVE])
    run = decide(facts, smaller, RULES)
    if alone.word == LARGE_OR_FITS:
        assert run.word in (*FITTING, "larger than it need be")
    else:
        assert (alone.word, alone.why) == (run.word, run.cause)


def test_every_reason_is_in_the_documentation() -> None:
    page = (Path(__file__).parents[3] / "docs" / "sweeps.md").read_text(encoding="utf-8")
    codes = {*get_args(Cause), "high minimum output"} - {"smaller would do"}
    assert [code for code in sorted(codes) if f"`{code}`" not in page] == []
