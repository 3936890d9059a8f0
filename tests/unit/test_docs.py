"""Pages point at files that are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hpsim.report import reference
from hpsim.scenario.checks import WARNINGS
from hpsim.scenario.load import load_scenario

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
EXAMPLE = re.compile(r"^```yaml\n(.*?)^```", re.MULTILINE | re.DOTALL)
KEYS = (ROOT / "docs" / "room_keys.md").read_text("utf-8")
BESIDE = """name: example of the docs
weather: us-5A-chicago
thermostat: {heating: 20 degC, cooling: 25 degC}
candidates: [{kind: ideal}]
"""
LINK = re.compile(r"\]\(([^)#\s]+)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_to_a_file_leads_somewhere(page: Path) -> None:
    links = [link for link in LINK.findall(page.read_text("utf-8")) if "://" not in link]
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("example", EXAMPLE.findall(KEYS))
def test_every_example_of_a_room_is_a_room(example: str, tmp_path: Path) -> None:
    path = tmp_path / "example.yaml"
    path.write_text(BESIDE + example, "utf-8")
    scenario = load_scenario(path)
    assert [finding for check in WARNINGS for finding in check(scenario)] == []


@pytest.mark.parametrize("name", reference.PAGES)
def test_a_page_that_comes_from_the_program_is_up_to_date(name: str) -> None:
    shipped = (ROOT / "docs" / name).read_text("utf-8")
    assert shipped == reference.PAGES[name](), "python tools/pages.py writes it"
