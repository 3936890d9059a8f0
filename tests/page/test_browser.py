"""The pages in a browser: drawn without errors or requests, at three widths, light and dark.

The page of one run, and the page of several that ``hpsim compare --report`` writes. Needs Chromium
(Debian package ``chromium``) and playwright; skipped, with the reason, without.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from browsers import CHROMIUM, SERIOUS
from fakes import UNITS, fake_run
from hpsim.folder.summary import summary_of
from hpsim.judgement import Sureness, Verdict
from hpsim.report.page import Shown, several_html, write_page
from hpsim.report.page.build import PAGE
from hpsim.report.page.tables import columns
from hpsim.results import Judgement

pytestmark = [
    pytest.mark.slow,
    pytest.mark.ci,
    pytest.mark.skipif(CHROMIUM is None, reason="NO BROWSER: install chromium to check the page"),
]
WIDTHS = (390, 1280, 1920)
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
IS_DRAWN_AGAIN = """[...document.querySelectorAll('.plot')].every(
    (place) => Math.abs(place.querySelector('.main-svg').clientWidth - place.clientWidth) <= 1
)"""
"""Each picture is as wide as its place."""
CUT_TEXTS = """[...document.querySelectorAll('.plot')].flatMap((plot) => {
    const place = plot.getBoundingClientRect();
    const texts = [...plot.querySelectorAll('text')].filter((t) => t.textContent.trim());
    const cut = texts.filter((t) => {
        const box = t.getBoundingClientRect();
        return box.width > 0 && (box.left < place.left - 1 || box.right > place.right + 1
            || box.top < place.top - 1 || box.bottom > place.bottom + 1);
    });
    return cut.map((t) => `${plot.getAttribute('aria-label')}: ${t.textContent}`);
})"""
"""Texts that reach beyond their picture."""
HIDDEN = """(() => {
    const table = document.querySelector('.wide');
    return table.scrollWidth - table.clientWidth;
})()"""
"""What of the table of candidates is only seen by scrolling."""
GAPS = """[...document.querySelectorAll('.plot')].flatMap((plot) => {
    const [title, legend] = [plot.querySelector('.xtitle'), plot.querySelector('.legend')];
    if (!title || !legend) return [];
    const gap = legend.getBoundingClientRect().top - title.getBoundingClientRect().bottom;
    return [[plot.getAttribute('aria-label'), gap]];
})"""
"""Between the title of an axis and the legend below it, of each picture that has both."""
PAPER_PX = round((210 - 24) / 25.4 * 96)  # the printed width of A4
HOSTILE = "<b>9k</b> & more"


@pytest.fixture(scope="module", params=["run", "several"])
def page_file(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("page")
    if request.param == "run":
        run = fake_run(UNITS)
        return write_page(run, summary_of(run, None), folder)
    run, other = fake_run(UNITS[:1]), fake_run(UNITS[:2])
    renamed = replace(other.candidates[1], candidate=HOSTILE)
    other = replace(other, scenario_name="Another", candidates=(other.candidates[0], renamed))
    html = several_html([Shown(r, summary_of(r, None)) for r in (run, other)])
    page = folder / "comparison.html"
    page.write_text(html, encoding="utf-8")
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_drawn(browser: Any, page_file: Path, scheme: str) -> None:
    context = browser.new_context(
        viewport={"width": WIDTHS[0], "height": 900}, color_scheme=scheme, offline=True
    )
    page = context.new_page()
    messages: list[str] = []
    requests: list[str] = []
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    page.on("request", lambda request: requests.append(request.url))
    page.goto(page_file.as_uri())
    page.wait_for_function("document.documentElement.dataset.drawn")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for _ in range(100):
            if page.evaluate(IS_DRAWN_AGAIN):
                break
            page.wait_for_timeout(50)
        else:
            pytest.fail(f"not drawn again at {width}")
        assert page.evaluate(OVERFLOW) <= 1, width
        assert page.evaluate(CUT_TEXTS) == [], width
        drawn = page.locator(".plot").evaluate_all(
            "(all) => all.map((place) => [place.getAttribute('aria-label'),"
            "place.querySelectorAll('.cartesianlayer path, .cartesianlayer image').length])"
        )
        assert len(drawn) >= 9
        assert [label for label, n in drawn if n == 0] == []
    assert page.evaluate("document.documentElement.dataset.theme") == scheme
    page.get_by_role("button", name="Switch between US and SI").click()
    page.wait_for_timeout(200)
    assert page.evaluate("document.documentElement.dataset.units") == "us"
    assert "°F" in page.locator("[aria-label^='Below its band'] .xtitle").first.text_content()
    if page_file.name != PAGE:  # a name is text, also in pictures
        shown = page.locator(".legendtext, .ytick text").all_text_contents()
        assert any(HOSTILE in text for text in shown)
        assert not any(text.strip() == "9k & more" for text in shown)
    assert messages == []
    assert [url for url in requests if not url.startswith(("file:", "data:", "blob:"))] == []
    context.close()


def test_it_is_accessible(browser: Any, page_file: Path) -> None:
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="pip install axe-playwright-python"
    )
    context = browser.new_context(color_scheme="light", bypass_csp=True)
    page = context.new_page()
    page.goto(page_file.as_uri())
    page.wait_for_function("document.documentElement.dataset.drawn")
    for summary in page.locator("summary").all():
        summary.click()
    for scheme in ("light", "dark") if page_file.name == PAGE else ("light",):
        page.emulate_media(color_scheme=scheme)
        page.wait_for_timeout(300)
        assert page.evaluate("document.documentElement.dataset.theme") == scheme
        violations = axe.Axe().run(page).response["violations"]
        assert [v["id"] for v in violations if v["impact"] in SERIOUS] == [], scheme
    context.close()


AS_LONG = {
    "kWh a year": 2882.0,
    "kWh of fuel a year": 4575.0,
    "{currency} a year": 1153.0,
    "CO₂e a year": 2074.0,
    "{currency} over its life": 16433.0,
    "Starts a day": 10.6,
    "Typical run, min": 252.0,
    "Hours too cold": 965.0,
    "Hours too warm": 927.0,
    "Humid hours": 2882.0,
    "Heat per kWh": 2.77,
    "Cooling per kWh": 4.08,
    "Loud night hours": 501.0,
}
"""Numbers of the table's columns, as long as those of a year are."""


@pytest.fixture(scope="module")
def full_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a page whose table has every column."""
    names = ("6 kBtu/h variable-speed", "12 kBtu/h single-stage")
    run = fake_run(UNITS[:2])
    units = (replace(r, candidate=name) for r, name in zip(run.candidates, names, strict=True))
    chances = {name: {"larger than it need be": 0.73, "wrong kind": 0.27} for name in names}
    words = ("fits, but cycles", "larger than it need be")
    judgement = Judgement(
        {name: Verdict(word, "It does.") for name, word in zip(names, words, strict=True)},
        ("It fits.", "", ""),
        names[0],
        sure=Sureness(300, 1, chances),
    )
    run = replace(run, candidates=tuple(units), judgement=judgement)
    summary = summary_of(run, None)
    summary.pop("money", None)
    for k, candidate in enumerate(summary["candidates"]):
        candidate["metrics"]["fuel"] = "natural_gas"
        for column in columns():
            value = (1.0 + 0.01 * k) * AS_LONG[column.heading] * column.per
            for key in column.metrics:
                outer, _, inner = key.rpartition(".")
                metrics = candidate["metrics"]
                if outer:
                    metrics[outer] = dict(metrics.get(outer) or {})
                (metrics[outer] if outer else metrics)[inner] = value
    return write_page(run, summary, tmp_path_factory.mktemp("full"))


def test_the_whole_table_is_seen_on_a_laptop_and_on_paper(browser: Any, full_page: Path) -> None:
    page = browser.new_page(viewport={"width": WIDTHS[1], "height": 900})
    page.goto(full_page.as_uri())
    page.wait_for_function("document.documentElement.dataset.drawn")
    assert page.locator(".wide").first.locator("thead th").count() == 3 + len(columns())
    assert page.evaluate(HIDDEN) <= 1
    page.set_viewport_size({"width": PAPER_PX, "height": 900})
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(OVERFLOW) <= 1
    page.close()


def test_legends_stand_below_their_axes_however_often_they_are_drawn(
    browser: Any, full_page: Path
) -> None:
    page = browser.new_page(viewport={"width": WIDTHS[1], "height": 900}, color_scheme="dark")
    page.goto(full_page.as_uri())
    page.wait_for_function("document.documentElement.dataset.drawn")
    for width in (703, 390, 900, 703):
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate("window.hpsim.draw(680)")
        page.evaluate("window.hpsim.draw()")
        gaps = page.evaluate(GAPS)
        assert len(gaps) >= 9
        assert min(gap for _, gap in gaps) >= 5, (width, gaps)
    page.close()


def test_it_prints(browser: Any, page_file: Path, tmp_path: Path) -> None:
    page = browser.new_page()
    page.goto(page_file.as_uri())
    page.wait_for_function("document.documentElement.dataset.drawn")
    papers = {"A4": 210 - 24, "Letter": 216 - 24}  # the printed width in mm
    for paper in papers if page_file.name == PAGE else ["A4"]:
        page.set_viewport_size({"width": round(papers[paper] / 25.4 * 96), "height": 900})
        page.emulate_media(media="print")
        page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        assert page.evaluate(OVERFLOW) <= 1, paper  # nothing is cut at the right
        page.evaluate("window.dispatchEvent(new Event('afterprint'))")
        target = tmp_path / f"{paper}.pdf"
        page.pdf(path=str(target), format=paper)
        assert target.stat().st_size > 50_000
    page.close()
