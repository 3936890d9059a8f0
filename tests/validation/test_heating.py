"""What the parts of the heating suite rest on."""

from __future__ import annotations

import numpy as np
import pytest

from hpsim.validation import heating


def test_load_by_hand():
    """200 W/K over 50 K for 2160 hours: 77.76 GJ (he_cases, hand check)."""
    assert heating.case_values("HE100")["total_furnace_load"] == pytest.approx(77.76, abs=1e-3)


def test_part_load_curve_at_forty_percent():
    """The other form of the standard's curve gives 0.3938 of full input there: 0.4 / 0.3938."""
    factor = float(np.polyval(heating.inputs()["part_load_factor"][::-1], 0.4))
    assert 0.4 / factor == pytest.approx(0.3938, abs=1e-4)


def test_a_shorter_overrun_leaves_more_heat_behind():
    def delivered(overrun_s: float) -> float:
        """Heat over the burner's steady heat."""
        unit = heating.Furnace(size_w=10000.0, afue=0.8, fan_overrun_s=overrun_s)
        return heating.cycle_efficiency(unit) / unit.compile()[1].burner.steady_efficiency

    long, short = delivered(150.0), delivered(60.0)
    assert 0.02 < long - short < 0.1
