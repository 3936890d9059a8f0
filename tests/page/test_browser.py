"""The page in a browser: drawn without errors or requests, at three widths, light and dark.

Needs Chromium (Debian package ``chromium``) and playwright; skipped, with the reason, without.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from browsers import CHROMIUM, SERIOUS
from fakes import UNITS, fake_run
from hpsim.folder.summary import summary_of
from hpsim.report.page import write_page

pytestmark = [
    pytest.mark.slow,
    pytest.mark.ci,
    pytest.mark.skipif(CHROMIUM is None, reason="NO BROWSER: install chromium to check the page"),
]


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    run = fake_run(UNITS)
    return write_page(run, summary_of(run, None), tmp_path_factory.mktemp("page"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280, 1920])
def test_the_page_is_drawn(browser: Any, page_file: Path, width: int, scheme: str) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True
    )
    page = context.new_page()
    messages: list[str] = []
    requests: list[str] = []
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    page.on("request", lambda request: requests.append(request.url))
    page.goto(page_file.as_uri())
    page.wait_for_function("document.documentElement.dataset.drawn")
    places = page.locator(".plot")
    n = places.count()
    assert n >= 9
    for place in places.all():
        drawn = place.locator(".cartesianlayer path, .cartesianlayer image")
        assert drawn.count() > 0, place.get_attribute("aria-label")
    assert page.evaluate("document.documentElement.dataset.theme") == scheme
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(overflow) <= 1
    page.get_by_role("button", name="Switch between US and SI").click()
    page.wait_for_timeout(200)
    assert page.evaluate("document.documentElement.dataset.units") == "us"
    assert "°F" in page.locator("#chart-0 .xtitle").text_content()
    assert messages == []
    assert [url for url in requests if not url.startswith(("file:", "data:", "blob:"))] == []
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_accessible(browser: Any, page_file: Path, scheme: str) -> None:
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="pip install axe-playwright-python"
    )
    context = browser.new_context(color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    page.goto(page_file.as_uri())
    page.wait_for_function("document.documentElement.dataset.drawn")
    for summary in page.locator("summary").all():
        summary.click()
    violations = axe.Axe().run(page).response["violations"]
    assert [v["id"] for v in violations if v["impact"] in SERIOUS] == []
    context.close()


def test_it_prints(browser: Any, page_file: Path, tmp_path: Path) -> None:
    page = browser.new_page()
    page.goto(page_file.as_uri())
    page.wait_for_function("document.documentElement.dataset.drawn")
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    for paper, printed_mm in (("A4", 210 - 24), ("Letter", 216 - 24)):
        page.set_viewport_size({"width": round(printed_mm / 25.4 * 96), "height": 900})
        page.emulate_media(media="print")
        page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        assert page.evaluate(overflow) <= 1, paper  # nothing is cut at the right
        page.evaluate("window.dispatchEvent(new Event('afterprint'))")
        target = tmp_path / f"{paper}.pdf"
        page.pdf(path=str(target), format=paper)
        assert target.stat().st_size > 50_000
