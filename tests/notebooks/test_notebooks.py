"""The stories still run, from the first cell to the last, and show their pictures."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.figure import Figure

from notebooks import NOTEBOOKS, cells, page_of, run_cells

PICTURES = {
    "1_your_first_room": 3,
    "2_6k_or_12k": 2,
    "3_variable_or_single_stage": 2,
    "4_cold_climate_and_backup": 2,
    "5_your_region": 1,
    "6_from_log_to_verdict": 1,
    "field_cop": 1,
}
WITHOUT_COMMA = re.compile(r"\d{4}")
MIN_INK = 0.005  # of a picture's pixels that are not white: axes alone are less


def ink(picture: bytes) -> float:
    """Return the fraction of a picture's pixels that are not white."""
    pixels = np.asarray(plt.imread(io.BytesIO(picture)))[..., :3]
    return float((pixels.min(axis=2) < 0.95).mean())


def figures_drawn(monkeypatch: pytest.MonkeyPatch) -> list[Figure]:
    """Return the list to which every figure that is written is added."""
    drawn: list[Figure] = []
    write = Figure.savefig

    def savefig(figure: Figure, *given: Any, **named: Any) -> None:
        drawn.append(figure)
        write(figure, *given, **named)

    monkeypatch.setattr(Figure, "savefig", savefig)
    return drawn


def ticks(figure: Figure) -> list[str]:
    """Return what stands at the axes of a figure."""
    axes = [axis for ax in figure.axes if ax.axison for axis in (ax.xaxis, ax.yaxis)]
    return [tick.get_text() for axis in axes for tick in axis.get_ticklabels()]


def test_every_notebook_is_expected() -> None:
    assert {path.stem for path in NOTEBOOKS} == set(PICTURES)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_runs_and_shows_its_pictures(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    drawn = figures_drawn(monkeypatch)
    pictures = [picture for _, shown in run_cells(path) for picture in shown.pictures]
    assert len(pictures) == PICTURES[path.stem]
    assert all(ink(picture) > MIN_INK for picture in pictures)
    assert [text for figure in drawn for text in ticks(figure) if WITHOUT_COMMA.search(text)] == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_its_page_has_its_cells(path: Path) -> None:
    found = cells(path)
    assert found[0].text.startswith("# ")
    page = page_of(path).read_text(encoding="utf-8")
    code = [cell.text for cell in found if cell.is_code]
    assert len(code) >= 2
    missing = [cell for cell in code if f"```python\n{cell}\n```" not in page]
    assert missing == [], "python tools/notebooks.py writes it"
