"""How sure a verdict is, from Python: what the command prints and keeps."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

import hpsim
from hpsim.cli import main

FAST = ("simulation.resolution=hour", "verdict.what_if=false")


def test_it_is_what_the_command_prints_and_keeps(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seen: list[tuple[int, int]] = []
    found = hpsim.how_sure(
        "chicago-addition",
        overrides=FAST,
        draws=4,
        seed=5,
        progress=lambda done, total: seen.append((done, total)),
    )
    options = ["--draws", "4", "--seed", "5", "--out", str(tmp_path), "--json"]
    for text in FAST:
        options += ["--set", text]
    main(["sure", "chicago-addition", *options])
    assert json.loads(capsys.readouterr().out) == found.document
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "sure.parquet"), found.cases)
    assert seen[-1] == (4, 4)
    assert len(found.cases) == 4 * len(found.document["candidates"])


def test_what_can_not_be_drawn_is_refused() -> None:
    with pytest.raises(ValueError, match="draws must be 1 or more, not 0"):
        hpsim.how_sure("chicago-addition", draws=0)
    with pytest.raises(ValueError, match="give them to load_scenario"):
        hpsim.how_sure(hpsim.load_scenario("chicago-addition"), overrides=FAST)
