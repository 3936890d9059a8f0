"""The tool that fills figures of the docs from runs."""

from __future__ import annotations

from pathlib import Path

import pytest

import figures
import remade

PAGE = """<!-- runs
numbers = [1234.5, 2.0]
-->
It takes <!--{numbers[0]:,.0f}-->1,000<!----> kWh.
<!--claim numbers[0] > 2 * numbers[1]-->
<!--claim numbers[1] > 3-->
<!--block "a table\\n"-->
```
old
```
"""


def test_figures_and_blocks_are_refilled_and_untrue_claims_found() -> None:
    page, untrue = figures.refilled(PAGE)
    assert "takes <!--{numbers[0]:,.0f}-->1,234<!----> kWh" in page
    assert "```\na table\n```" in page
    assert untrue == ["numbers[1] > 3"]
    assert list(figures.differences(PAGE, page)) == [
        "numbers[0]:,.0f: 1,000 -> 1,234",
        '"a table\\n": old -> a table',
    ]


def test_a_page_that_is_up_to_date_stays_as_it_is() -> None:
    page, _ = figures.refilled(PAGE)
    assert figures.refilled(page)[0] == page


def test_checking_fails_where_a_figure_is_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "README.md"
    path.write_text(PAGE.replace("<!--claim numbers[1] > 3-->\n", ""), encoding="utf-8")
    monkeypatch.setattr(figures, "ROOT", tmp_path)
    assert figures.main(None) == 2
    assert "README.md: numbers[0]:,.0f: 1,000 -> 1,234" in capsys.readouterr().out
    assert figures.main(lambda file, text: file.write_text(text) and None) == 0
    assert figures.main(None) == 0


def test_last_digits_may_differ_between_machines_but_no_more() -> None:
    assert figures.is_same("starts 7,726 times", "starts  7,733 times")
    assert figures.is_same("4.5 min", "4.6 min")
    assert not figures.is_same("7,726", "7,900")
    assert not figures.is_same("1.00 h", "1.05 h")
    assert not figures.is_same("12 kWh", "12 USD")


def test_readme_takes_part() -> None:
    assert "README.md" in [path.name for path in figures.pages()]


def test_what_is_made_again_may_differ_in_last_digits_and_versions_only() -> None:
    page = remade.ROOT / "docs" / "gallery.md"
    kept = '"hpsim_version": "0.1.0",\nIt costs 153 USD.\nIt fits.\n'
    for now, moved in (
        (kept, []),
        (kept.replace("0.1.0", "0.2.0").replace("153", "154"), []),
        (kept.replace("153", "173"), ["It costs 153 USD. -> It costs 173 USD."]),
        (kept.replace("fits", "is too small"), ["It fits. -> It is too small."]),
        (f"More.\n{kept}", [" -> More."]),
    ):
        found = remade.differences({page: kept.encode()}, {page: now.encode()})
        assert list(found) == [f"docs/gallery.md: {line}" for line in moved]
    assert list(remade.differences({page: b""}, {})) == ["docs/gallery.md: not made any more"]
