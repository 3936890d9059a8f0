"""Pages point at files that are there."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from pathlib import Path

import pytest

import gallery
import hpsim
import pages
from hpsim.plots.figures import layouts
from hpsim.scenario.load import load_scenario
from hpsim.scenario.suspicious import WARNINGS

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


def test_every_picture_is_on_a_page() -> None:
    """One that no page shows grows old unseen."""
    links = {
        (page.parent / k).resolve() for page in PAGES for k in LINK.findall(page.read_text("utf-8"))
    }
    pictures = {path.resolve() for path in (ROOT / "docs" / "pictures").rglob("*.png")}
    assert pictures - links == set()


@pytest.mark.parametrize("example", EXAMPLE.findall(KEYS))
def test_every_example_of_a_room_is_a_room(example: str, tmp_path: Path) -> None:
    path = tmp_path / "example.yaml"
    path.write_text(BESIDE + example, "utf-8")
    scenario = load_scenario(path)
    assert [finding for check in WARNINGS for finding in check(scenario)] == []


@pytest.mark.parametrize("name", pages.PAGES)
def test_a_page_that_comes_from_the_program_is_up_to_date(name: str) -> None:
    shipped = (ROOT / "docs" / name).read_text("utf-8")
    assert shipped == pages.PAGES[name](), "python tools/pages.py writes it"


def test_the_gallery_has_the_question_of_every_scenario() -> None:
    """`python tools/gallery.py scenarios` writes page and list."""
    page = (ROOT / "docs" / "gallery.md").read_text("utf-8")
    listed = (ROOT / "scenarios" / "README.md").read_text("utf-8")
    for asked in gallery.questions():
        assert f"<!-- scenario {asked.name} -->\n## {asked.text}\n" in page
        assert f"[`{asked.name}`]({asked.name}.yaml) | {asked.text} |" in listed


@pytest.mark.parametrize("name", [n for n in hpsim.__all__ if inspect.isclass(getattr(hpsim, n))])
def test_every_public_member_of_a_class_is_on_the_page_of_python(name: str) -> None:
    """The page has those with a docstring; so each has one."""
    public = getattr(hpsim, name)
    source = ast.parse(inspect.getsource(importlib.import_module(public.__module__)))
    (body,) = (
        node.body
        for node in source.body
        if isinstance(node, ast.ClassDef) and node.name == public.__name__
    )
    members = [
        node.target.id
        for node in body
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    ]
    members += [node.name for node in body if isinstance(node, ast.FunctionDef)]
    page = (ROOT / "docs" / "python_api.md").read_text(encoding="utf-8")
    section = page.partition(f"## `hpsim.{name}`\n")[2].partition("\n## ")[0]
    listed = re.findall(r"^\| `(\w+)", section, re.MULTILINE)
    assert {m for m in members if not m.startswith("_")} <= set(listed)


def test_every_figure_is_on_its_page() -> None:
    page = (ROOT / "docs" / "figures.md").read_text("utf-8")
    drawn = set(re.findall(r"`(plot_\w+)`", page))
    priced = {"plot_fuel", "plot_carbon", "plot_cost_by_hour"}  # of other scenarios
    functions = {panel.draw.__name__ for layout in layouts().values() for panel in layout.panels}
    assert functions - priced <= drawn
    pictures = re.findall(r"\]\((pictures/figures/[^)]+)\)", page)
    assert all((ROOT / "docs" / name).exists() for name in pictures)


def test_the_readme_shows_a_scenario_that_loads(tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    (example,) = EXAMPLE.findall(readme)
    path = tmp_path / "my-room.yaml"
    path.write_text(example, "utf-8")
    assert load_scenario(path).content_hash == load_scenario("chicago-addition").content_hash


def test_every_option_and_argument_says_what_it_means() -> None:
    undocumented = [
        f"{words} {parameter.name}"
        for words, command in pages.commands()
        for parameter in command.params
        if not parameter.help
    ]
    assert undocumented == []
