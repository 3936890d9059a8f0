"""Scenarios made section by section are those that are read whole."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from hpsim.caching import LRUCache
from hpsim.scenario.load import load_scenario
from hpsim.scenario.tree import read_scenario_tree, shipped_scenarios
from hpsim.sweep.design.expand import (
    SECTIONS,
    Expander,
    Run,
    read_section,
    scenario_of_sections,
)
from hpsim.sweep.design.sweepfile import read_sweep
from hpsim.sweep.execute.chunk import aligned
from hpsim.sweep.execute.engine import engine_id
from hpsim.sweep.execute.plan import Planner
from hpsim.weather.cache import prepared

CONTRACT = Path(__file__).parents[2] / "data" / "contract"
FILES = [*shipped_scenarios(), str(CONTRACT / "case600.yaml"), str(CONTRACT / "minimal.yaml")]


@pytest.mark.parametrize("name", FILES)
def test_sections_sent_as_text_make_the_scenario_that_the_file_makes(name: str) -> None:
    tree, _ = read_scenario_tree(name)
    sections = {key: read_section(key, tree.value[key]) for key in SECTIONS if key in tree.value}
    sent = {key: read_section(key, json.loads(part.text)) for key, part in sections.items()}
    assert [part.digest for part in sent.values()] == [p.digest for p in sections.values()]
    again = scenario_of_sections({key: part.value for key, part in sent.items()})
    scenario = load_scenario(name)  # its units for readers follow from the file as a whole
    assert again.model_copy(update={"units": scenario.units}).as_mapping() == scenario.as_mapping()


def test_setting_a_key_leaves_the_base_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(
        "scenario: chicago-addition\ngrid: {candidates.1.size: [9 kBtu/h], $a: [1, 2]}\n"
    )
    sweep = read_sweep(path)
    before = json.dumps(sweep.base.value)
    planner = Planner(sweep, engine_id())
    runs = [run for run in planner.runs() if isinstance(run, Run)]
    assert json.dumps(sweep.base.value) == before
    assert runs[0].scenario.candidates[1] != load_scenario("chicago-addition").candidates[1]
    assert runs[0].scenario == runs[1].scenario
    assert planner.run_hash(runs[0]) != planner.run_hash(runs[1])  # their rows differ


def test_a_key_that_excludes_another_takes_its_place(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text("scenario: chicago-addition\ngrid: {room.vintage: [1975, 2005]}\n")
    planner = Planner(read_sweep(path), engine_id())
    assert planner.check().n_invalid == 0
    run = next(planner.runs())
    assert isinstance(run, Run)
    assert run.scenario.room.quality is None  # type: ignore[union-attr]


def test_what_was_made_lately_is_not_made_again() -> None:
    made: list[str] = []
    recent: LRUCache[str, str] = LRUCache(2)
    for key in "abacab":
        recent.get(key, lambda key=key: made.append(key) or key.upper())  # type: ignore[misc, func-returns-value]
    assert made == ["a", "b", "c", "b"]


def test_what_two_workers_need_is_made_once() -> None:
    made: list[str] = []
    behind: LRUCache[str, str] = LRUCache(2)
    one, other = (LRUCache[str, str](1, behind=behind) for _ in range(2))
    for cache, key in ((one, "a"), (other, "a"), (other, "b"), (one, "c"), (one, "a")):
        cache.get(key, lambda key=key: made.append(key) or key.upper())  # type: ignore[misc, func-returns-value]
    assert made == ["a", "b", "c", "a"]  # the last: two others were made since


def test_weather_from_odd_addresses_is_copied_to_even_ones() -> None:
    weather, _, _ = prepared("us-5A-chicago", ())
    odd = np.frombuffer(b"x" + weather.outdoor_degc.tobytes(), np.uint8)[1:].view(np.float64)
    assert not odd.flags.aligned
    values = {part.name: getattr(weather, part.name) for part in fields(weather)}
    moved = type(weather)(**{**values, "outdoor_degc": odd})
    good = aligned(moved)
    assert good.outdoor_degc.flags.aligned
    np.testing.assert_array_equal(good.outdoor_degc, weather.outdoor_degc)
    assert good.location == weather.location


def test_files_lie_beside_the_sweep_file_wherever_they_are_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there, here = tmp_path / "there", tmp_path / "here"
    there.mkdir()
    here.mkdir()
    monkeypatch.chdir(here)
    (there / "mine.epw").write_text("")
    (there / "unit.yaml").write_text("{kind: single_stage, size: 9 kBtu/h, seer2: 15, hspf2: 7.8}")
    (there / "s.yaml").write_text(
        """scenario: chicago-addition
grid:
  $file: [mine, other]
  candidates: [[{product: unit.yaml}], [{kind: ideal}]]
derive:
  weather: {rule: lookup, of: $file, table: {mine: mine.epw, other: us-1A-miami}}
only: [{weather: mine.epw}]
"""
    )
    expander = Expander(read_sweep(there / "s.yaml"))
    runs = [expander.run(index) for index in range(4)]
    kept = [run for run in runs if isinstance(run, Run)]
    assert len(kept) == 2
    assert [run.settings["weather"] for run in kept] == ["mine.epw"] * 2  # as it is written
    assert [run.scenario.weather for run in kept] == [str((there / "mine.epw").resolve())] * 2
    assert [run.scenario.candidates[0].kind for run in kept] == ["single_stage", "ideal"]
