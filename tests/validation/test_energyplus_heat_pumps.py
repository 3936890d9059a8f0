"""Heat pumps as EnergyPlus has them: its years are kept, ours are run."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

TOOLS = Path(__file__).resolve().parents[2] / "tools"
FAST = {
    "bedroom/us-5B-denver/sized",
    "bedroom/us-2A-tampa/undersized",
    "garage/us-4A-newyork-jfk/undersized",
    "bedroom/us-5A-chicago/1/cycles",
}


def _tool() -> ModuleType:
    sys.path.insert(0, str(TOOLS))
    path = TOOLS / "crosscheck_heat_pumps.py"
    spec = importlib.util.spec_from_file_location("crosscheck_heat_pumps", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def _marks(case: object) -> list[pytest.MarkDecorator]:
    """Return when a case is run: by day, before a change lands, or at night."""
    if case.key in FAST:  # type: ignore[attr-defined]
        return []
    at_night = case.has_speeds and case.key != FOUR_SPEEDS  # type: ignore[attr-defined]
    return [pytest.mark.slow] if at_night else [pytest.mark.slow, pytest.mark.ci]


tool = _tool()
FOUR_SPEEDS = "bedroom/us-5B-denver/sized/four speeds"
CASES = [(case, factor) for case, factor in tool.cases() if case.size != "oversized"]


@pytest.mark.parametrize(
    ("case", "factor"),
    [
        pytest.param(
            case,
            factor,
            id=case.key,
            marks=_marks(case),
        )
        for case, factor in CASES
    ],
)
def test_a_year_is_as_energyplus_has_it(case: object, factor: float) -> None:
    mine, theirs = tool.ours(case, factor), tool.read_kept()[case.key]  # type: ignore[attr-defined]
    if case.cycles:  # type: ignore[attr-defined]
        rel = tool.STARTS_TOLERANCE
        assert mine.starts_heating == pytest.approx(theirs.starts_heating, rel=rel)
        assert mine.starts_cooling == pytest.approx(theirs.starts_cooling, rel=rel)
        return
    is_held = theirs.unmet_k_h < tool.HELD_K_H
    rel = tool.HELD if is_held else tool.NOT_HELD
    assert mine.total_kwh == pytest.approx(theirs.total_kwh, rel=rel)


def test_soil_under_grass_explains_the_garage_on_a_slab() -> None:
    """EnergyPlus' soil is dry; grass that evaporates keeps Denver's colder, by 15 % of the heat."""
    heat = {key: year.heat_delivered_kwh for key, year in tool.slab_ours().items()}
    grass, dry = heat[f"{tool.SLAB}/grass"], heat[f"{tool.SLAB}/dry"]
    assert grass / dry == pytest.approx(1.15, abs=0.03)
    energyplus = tool.read_kept()[f"{tool.SLAB}/dry"].heat_delivered_kwh
    assert dry == pytest.approx(energyplus, rel=tool.HELD)


def test_the_page_is_what_the_tool_makes_of_its_figures() -> None:
    text, beyond = tool.page(tool.read_kept(tool.OURS), tool.read_kept(), tool.version_kept())
    assert tool.PAGE.read_text(encoding="utf-8") == text
    assert beyond == 0
