"""Every shipped scenario through the verbs that judge it: no faults, and answers for people."""

from __future__ import annotations

import json
import re

import pytest

from hpsim.cli import main
from hpsim.shipped import scenario_folder

pytestmark = pytest.mark.slow
NO_WORDS = re.compile(r"\bnan\b|\binf\b|SEER|HSPF|\bCOP\b|median|unmet|W/K|None\b(?! of)")
REPEATED = re.compile(r"(costs \S+ a year to run).*\1|  ")
LONGEST = 420  # characters of a line: four sentences


def printed(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    code = main(list(words))
    out = capsys.readouterr()
    assert code == 0, out.err
    return out.out


@pytest.mark.parametrize("name", sorted(p.stem for p in scenario_folder().glob("*.yaml")))
def test_size_compare_and_sure_answer(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(capsys, "size", name)
    compared = json.loads(printed(capsys, "compare", name, "--json"))
    sure = json.loads(printed(capsys, "sure", name, "--draws", "4", "--json"))
    for answer in (compared["answer"], sure["answer"]):
        assert len(answer) == 3
        for line in answer:
            assert line.endswith("."), line
            assert not NO_WORDS.search(line), line
            assert not REPEATED.search(line), line
            assert len(line) < LONGEST, line
    for candidate in sure["candidates"]:
        assert sum(v["fraction"] for v in candidate["verdicts"].values()) == pytest.approx(1.0)
