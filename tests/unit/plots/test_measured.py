"""The picture of a simulated room next to a measured one."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest

from hpsim.plots.measured import measured_figure


@pytest.mark.parametrize(
    ("first", "years", "day"),
    [(date(2026, 3, 1), "2026.", "8 Mar"), (date(2025, 12, 25), "2025 to 2026.", "1 Jan")],
)
def test_days_have_their_months_and_the_legend_covers_nothing(
    first: date, years: str, day: str
) -> None:
    hours = np.arange(24 * 40)
    degc, heat_w = 20.0 + 2.0 * np.sin(hours / 4.0), 800.0 + 100.0 * np.sin(hours / 50.0)
    run = SimpleNamespace(
        period=SimpleNamespace(first=first),
        held=hours % 240 < 100,
        measured_degc=degc,
        simulated_degc=degc + 0.1,
        measured_heat_w=heat_w,
        simulated_heat_w=heat_w,
        scenario_name="A room",
    )
    figure = measured_figure(run, "si")  # type: ignore[arg-type]
    figure.draw_without_rendering()
    above, below = figure.axes
    assert below.get_xlabel().startswith(years)
    assert day in [text.get_text() for text in below.get_xticklabels()]
    assert above.get_legend().get_window_extent().y0 >= above.get_window_extent().y1
