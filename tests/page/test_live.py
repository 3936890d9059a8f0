"""The live page in a browser: a change of the form changes the result; Back takes it back."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from browsers import CHROMIUM, SERIOUS

pytestmark = [
    pytest.mark.slow,
    pytest.mark.ci,
    pytest.mark.skipif(CHROMIUM is None, reason="NO BROWSER: install chromium to check the page"),
]
MAX_MS = 180_000  # a first compile may be under way elsewhere; nothing is timed here


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    command = [sys.executable, "-m", "hpsim", "serve", "--port", "0", "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ) as server:
        assert server.stdout is not None
        line = server.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+/", line)
        assert found, line
        yield found[0]
        server.terminate()


def shown(page: Any, part: str) -> None:
    page.locator(f"#results[data-shown*='{part}']").wait_for(timeout=MAX_MS)


def test_a_change_changes_the_result_and_back_takes_it_back(browser: Any, address: str) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    messages: list[str] = []
    requests: list[str] = []
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    page.on("request", lambda request: requests.append(request.url))
    page.goto(address)
    shown(page, "kind=bedroom")
    first = page.locator("#results tbody").first.inner_text()
    page.select_option("[name=quality]", "poor")
    shown(page, "quality=poor")
    assert page.locator("#results tbody").first.inner_text() != first
    assert page.locator("#results .plot .main-svg").count() >= 9
    page.go_back()
    shown(page, "quality=average")
    assert page.locator("#results tbody").first.inner_text() == first
    page.get_by_role("button", name="Switch between US and SI").click()
    shown(page, "units=si")
    assert page.locator("output[for=heating]").inner_text() == "20 °C"
    assert messages == []
    assert all(url.startswith((address, "data:", "blob:")) for url in requests)
    page.close()


def test_it_is_accessible(browser: Any, address: str) -> None:
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="pip install axe-playwright-python"
    )
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    page.goto(address)
    shown(page, "kind=bedroom")
    page.wait_for_function("getComputedStyle(document.getElementById('results')).opacity === '1'")
    violations = axe.Axe().run(page).response["violations"]
    assert [v["id"] for v in violations if v["impact"] in SERIOUS] == []
    context.close()


def test_what_is_wrong_is_named_where_it_is_seen_and_all_else_stays(
    browser: Any, address: str
) -> None:
    page = browser.new_page(viewport={"width": 1366, "height": 650})
    page.goto(f"{address}?kind=garage&area=400")
    shown(page, "kind=garage")
    page.evaluate("window.scrollTo(0, 2000)")
    page.fill("[name=price]", "9")
    page.keyboard.press("Tab")
    page.locator("#status.wrong").wait_for(timeout=MAX_MS)
    for part in ("#status", "[name=price]"):
        box = page.locator(part).bounding_box()
        assert 0.0 <= box["y"] <= 650.0 - box["height"]
    assert "price" not in page.url
    page.get_by_role("button", name="Switch between light and dark").click()
    page.get_by_role("button", name="Switch between US and SI").click()
    shown(page, "units=si")
    assert page.input_value("[name=kind]") == "garage"
    assert "price: 9 is above 5" in page.locator("#notice").inner_text()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    page.emulate_media(media="print")
    assert "Garage, Chicago OHare AP IL · 37 m²" in page.locator(".about").inner_text()
    assert not page.locator("#status").is_visible()
    page.close()
