"""The table of defaults says what the code does, and the page says what the table does."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from defaults import defaults_page
from hpsim.report.default_table import (
    DefaultValue,
    default_values,
    figures_of_runs,
    range_does,
)
from hpsim.report.explain import explain
from hpsim.scenario.load import load_scenario

ROOT = Path(__file__).parents[3]
ROWS = default_values()
ROUNDING = 5e-3  # of a value that is written with two or three digits
GRADES = {"measured", "standard", "manual", "judgement"}


def ids(row: DefaultValue) -> str:
    return row.name


def value_in_code(row: DefaultValue) -> float | str:
    """Return the value that the code has, in the unit of the row's."""
    module, _, path = row.code.partition(":")
    found: Any = import_module(module)
    for part in path.split("."):
        if isinstance(found, Mapping):
            found = found[part]
        elif hasattr(found, part):
            found = getattr(found, part)
        else:
            raise LookupError(f"{row.code}: no {part}")
    return found if isinstance(found, str) else float(found) * row.per_code


@pytest.mark.parametrize("row", [row for row in ROWS if row.code], ids=ids)
def test_a_value_is_that_of_the_code(row: DefaultValue) -> None:
    found = value_in_code(row)
    if isinstance(row.value, str):
        assert found == row.value
    else:
        assert found == pytest.approx(row.value, rel=ROUNDING)


def test_a_name_that_the_code_does_not_have_is_refused() -> None:
    row = DefaultValue(
        "room.x", 1.0, "", "", "judgement", "", code="hpsim.building.resolve:NOTHING"
    )
    with pytest.raises(LookupError, match="no NOTHING"):
        value_in_code(row)


@pytest.mark.parametrize("row", ROWS, ids=ids)
def test_a_row_is_complete(row: DefaultValue) -> None:
    assert row.grade in GRADES
    assert all((row.source, row.moves, row.before))
    assert not row.settings or row.range


def test_rows_have_names_of_their_own() -> None:
    assert len({row.name for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("row", [row for row in ROWS if row.settings], ids=ids)
def test_both_ends_of_a_range_are_scenarios(row: DefaultValue) -> None:
    for setting in row.settings:
        assert len(load_scenario(row.scenario, (*row.base, setting)).candidates) > row.candidate


def test_runs_are_of_rows_that_there_are() -> None:
    assert set(figures_of_runs()) <= {row.name for row in ROWS if row.settings}
    assert all(range_does(row) for row in ROWS if row.name in figures_of_runs())


def test_the_page_is_written_from_the_table() -> None:
    assert (ROOT / "docs" / "defaults.md").read_text(encoding="utf-8") == defaults_page()


def test_a_key_is_explained_with_its_default() -> None:
    found = [one for one in explain("air_capacity_multiplier") if one.what == "default"]
    assert [one.term for one in found] == ["room.air_capacity_multiplier"]
    assert found[0].meaning.startswith("7. Moves starts. Grade: manual;")
