"""A hundred mistakes that people make: messages say where, what is wrong, and how to mend it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from hpsim.description.yamlfile import read_yaml
from hpsim.scenario.load import examine
from hpsim.scenario.problems import LISTS

DATA = Path(__file__).parents[1] / "data"
MINIMAL = (DATA / "contract" / "minimal.yaml").read_text(encoding="utf-8")
MISTAKES = YAML(typ="safe").load((DATA / "mistakes.yaml").read_text(encoding="utf-8"))
SAYS_IT_ITSELF = re.compile(r"is above \d|is needed, or ")
"""Messages that name the bound or what is missing, and so how to mend it."""
MAX_WIDTH = 400  # of a message: more is not read


def _name(mistake: dict[str, Any]) -> str:
    return " ".join(str(mistake["to"]).split())[:50] or "nothing"


def test_there_are_a_hundred() -> None:
    assert len(MISTAKES) >= 100


@pytest.mark.parametrize("key", sorted(LISTS))
def test_what_is_proposed_in_place_of_a_wrong_list_is_right(key: str) -> None:
    text = MINIMAL.replace(
        "  windows: [{facing: south, area: 30 ft2}, {facing: west, area: 12 ft2}]\n", ""
    )
    example = f"{key}: {LISTS[key].removeprefix('such as ')}\n"
    if key == "candidates":
        text = text.partition("candidates:")[0] + example
    else:
        text = text.replace("  quality: good\n", f"  quality: good\n  {example}")
    assert example in text
    scenario, problems = examine(*read_yaml(text, "room.yaml"))
    assert problems == []
    assert scenario is not None


@pytest.mark.parametrize("mistake", MISTAKES, ids=_name)
def test_a_mistake_is_reported_once_with_place_and_remedy(mistake: dict[str, Any]) -> None:
    assert mistake["from"] in MINIMAL
    text = MINIMAL.replace(mistake["from"], mistake["to"], 1).replace("LOGS", str(DATA / "logs"))
    if "days" in mistake:
        text += f"simulation: {{{mistake['days']}}}\n"
    tree, found = read_yaml(text, "room.yaml")
    _, problems = examine(tree, found)
    assert len(problems) == 1
    message = problems[0].as_text()
    assert message.startswith(mistake["where"])
    assert mistake["what"] in message
    assert mistake["way_out"] in message
    assert mistake["way_out"] or SAYS_IT_ITSELF.search(message)
    assert len(message) < MAX_WIDTH
