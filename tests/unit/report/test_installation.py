"""What `hpsim doctor` looks at."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hpsim import cli
from hpsim.report import installation


def test_this_installation_is_well(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["doctor", "--json"]) == cli.OK
    found = {check["name"]: check for check in json.loads(capsys.readouterr().out)["checks"]}
    assert all(check["passed"] for check in found.values())
    assert "28 climates" in found["shipped files"]["found"]


def test_what_fails_is_named_with_a_way_out(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing() -> Path | None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(installation, "_weather_cache", missing)
    monkeypatch.setattr(installation, "_small_run", installation._versions)
    assert cli.main(["doctor"]) == cli.FAILED
    text = capsys.readouterr().out
    assert "!!  weather cache: [Errno 28] No space left on device" in text
    assert "1 to look at" in text
