"""The list of small errors fits the code that there is."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).parent)]

from errors import ERRORS, Mistake  # noqa: E402

from mutate import ROOT, caught_by, with_mistake  # noqa: E402


@pytest.mark.parametrize("mistake", ERRORS, ids=lambda mistake: mistake.name)
def test_an_error_has_its_place_in_the_code_and_its_tests(mistake: Mistake) -> None:
    text = (ROOT / "src" / "hpsim" / mistake.file).read_text(encoding="utf-8")
    wrong = with_mistake(mistake, text)
    assert wrong is not None, "its line has changed: put the new one into errors.py"
    compile(wrong, mistake.file, "exec")
    assert all((ROOT / test.partition("::")[0]).is_file() for test in mistake.tests)


def test_a_hundred_errors_and_no_two_alike() -> None:
    assert len(ERRORS) >= 100
    assert len({mistake.name for mistake in ERRORS}) == len(ERRORS)
    assert len({(m.file, m.right, m.wrong, m.within) for m in ERRORS}) == len(ERRORS)


@pytest.mark.slow
@pytest.mark.ci
@pytest.mark.parametrize("mistake", ERRORS[::10], ids=lambda mistake: mistake.name)
def test_every_tenth_error_is_caught(mistake: Mistake, tmp_path: Path) -> None:
    assert "::" in caught_by(mistake, tmp_path)
