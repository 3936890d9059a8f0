"""Single-speed heat pumps as EnergyPlus has them: its years are kept, ours are run."""

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


tool = _tool()
CASES = [(case, factor) for case, factor in tool.cases() if case.size != "oversized"]


@pytest.mark.parametrize(
    ("case", "factor"),
    [
        pytest.param(
            case,
            factor,
            id=case.key,
            marks=[] if case.key in FAST else [pytest.mark.slow, pytest.mark.ci],
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
