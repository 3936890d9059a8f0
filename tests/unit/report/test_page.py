"""The page of a run: offline, safe with any name, and its numbers are those of the summary."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest

from fakes import UNITS, fake_run, small_results
from hpsim.folder.summary import summary_of
from hpsim.judgement import Sureness
from hpsim.report.page import Shown, charts, page_html, several_html
from hpsim.report.page.chart import Looks
from hpsim.report.page.compared import COMPARED
from hpsim.report.page.sure import likeliest
from hpsim.report.page.tables import columns as columns_of_metrics
from hpsim.report.page.tables import table_of
from hpsim.results import Judgement, Run


class Read(HTMLParser):
    """The page's elements, the text of its scripts and styles, and all other text."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.inline: list[tuple[str, dict[str, str | None], str]] = []
        self.text: list[str] = []
        self.inside: tuple[str, dict[str, str | None]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag in ("script", "style"):
            self.inside = (tag, dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self.inside = None

    def handle_data(self, data: str) -> None:
        if self.inside is None:
            self.text.append(data)
        else:
            self.inline.append((*self.inside, data))


def read(html: str) -> Read:
    page = Read()
    page.feed(html)
    return page


@pytest.fixture(scope="module")
def run() -> Run:
    return fake_run(UNITS[:2])


@pytest.fixture(scope="module")
def html(run: Run) -> str:
    return page_html(run, summary_of(run, None))


def test_nothing_is_requested_from_elsewhere(html: str) -> None:
    for tag, attributes in read(html).elements:
        for key in ("src", "href", "action", "poster", "data"):
            value = attributes.get(key)
            assert value is None or value.startswith("data:"), (tag, key, value)
    assert "@import" not in html.split("</style>")[0]


def test_the_policy_allows_exactly_the_scripts_and_the_style_of_the_page(html: str) -> None:
    page = read(html)
    (policy,) = (a["content"] for _, a in page.elements if "http-equiv" in a)
    assert policy is not None
    assert "default-src 'none'" in policy
    scripts = re.search(r"script-src ([^;]*)", policy)
    assert scripts is not None
    assert "unsafe" not in scripts[1]
    runs = [text for tag, a, text in page.inline if tag == "script" and "type" not in a]
    allowed = {hashed.strip("'") for hashed in scripts[1].split()}
    assert {sha256(text) for text in runs} == allowed
    (style,) = (text for tag, _, text in page.inline if tag == "style")
    assert sha256(style) in policy


def sha256(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def charts_of(page: Read) -> list[dict[str, Any]]:
    (text,) = (text for _, a, text in page.inline if a.get("id") == "charts")
    charts: list[dict[str, Any]] = json.loads(text)
    return charts


def test_each_picture_has_its_place(html: str) -> None:
    page = read(html)
    places = {a["id"] for _, a in page.elements if a.get("class") == "plot"}
    charts = charts_of(page)
    assert places == {chart["id"] for chart in charts}
    assert len(charts) >= 9
    assert {chart["group"] for chart in charts} >= {"hero", "days", "money", "runs", "air"}


def test_a_candidate_has_one_colour_in_all_pictures(run: Run, html: str) -> None:
    name = run.candidates[1].candidate
    colours = {t["colour"] for c in charts_of(read(html)) for t in c["traces"] if t["name"] == name}
    assert colours == {"c1"}


def test_no_panel_of_power_has_a_title_longer_than_itself(run: Run, html: str) -> None:
    """Each is some 75 px high, and its picture's title has the quantity with its unit."""
    alone = replace(run, candidates=run.candidates[:1])
    for page in (read(html), read(page_html(alone, summary_of(alone, None)))):
        panels = [c for c in charts_of(page) if c["title"].endswith("electric power [W]")]
        assert panels
        assert [c["y"]["title"] for c in panels] == [{"us": "", "si": ""}] * len(panels)


@pytest.mark.parametrize(
    "name",
    ["<script>alert(1)</script>", "</script><b>x", "\"quoted\" & 'so'", "{{ 7*7 }}", "❄️ 9k [old]"],
)
def test_a_hostile_name_is_text(run: Run, name: str) -> None:
    hostile = replace(
        run,
        scenario_name=name,
        candidates=(replace(run.candidates[0], candidate=name), run.candidates[1]),
    )
    page = read(page_html(hostile, summary_of(hostile, None)))
    assert name in "".join(page.text)
    assert "49" not in [t.strip() for t in page.text]
    assert sum(tag == "script" for tag, _ in page.elements) == 3
    assert not any(tag == "b" for tag, _ in page.elements)
    assert any(t["name"] == name for c in charts_of(page) for t in c["traces"])


def test_very_long_names_do_not_break_it(run: Run) -> None:
    long = replace(run, candidates=(replace(run.candidates[0], candidate="x" * 10_000),))
    assert "x" * 10_000 in page_html(long, summary_of(long, None))


def cells(html: str) -> list[list[str]]:
    body = html.split("<tbody>")[1].split("</tbody>")[0]
    rows = body.split("<tr>")[1:]
    cell = r"<t[dh][^>]*>(?:<span[^>]*></span>)?([^<]*)</t[dh]>"
    return [re.findall(cell, row.split("</tr>")[0]) for row in rows]


def groups(html: str) -> list[str]:
    """Return the scenario that each row of the table stands under."""
    body = html.split("<tbody>")[1].split("</tbody>")[0]
    parts = re.split(r'scope="rowgroup">([^<]*)<', body)[1:]
    return [
        name
        for name, rows in zip(*2 * [iter(parts)], strict=True)
        for _ in re.findall("<tr>", rows)
    ]


def test_the_numbers_of_the_table_are_those_of_the_summary(run: Run, html: str) -> None:
    summary = summary_of(run, None)
    for row, candidate in zip(cells(html), summary["candidates"], strict=True):
        metrics = candidate["metrics"]
        assert row[0] == candidate["name"]
        assert f"{metrics['electricity_kwh']:,.0f}" in row
        assert f"{metrics['cost_per_year']:,.0f}" in row
        assert f"{metrics['starts'] / 365:,.1f}" in row
        assert f"{metrics['unmet_heating_h']:,}" in row


def test_texts_follow_the_numbers(run: Run) -> None:
    summary = summary_of(run, None)
    before = page_html(run, summary)
    summary["candidates"][0]["metrics"]["electricity_kwh"] = 123456.0
    summary["candidates"][0]["metrics"]["unmet_heating_h"] = 3210
    after = page_html(run, summary)
    assert "123,456" not in before
    assert "123,456" in after
    assert "too cold for 3,210 h" in after


def test_both_systems_of_units_are_there(html: str) -> None:
    assert '<span class="us">' in html
    assert '<span class="si">' in html
    (hero,) = (c for c in charts_of(read(html)) if c["group"] == "hero")
    assert hero["x"]["units"]["us"] == ["°F", 1.8, 32.0]
    assert hero["x"]["units"]["si"] == ["°C", 1.0, 0.0]


def test_the_answer_stands_at_the_top(run: Run) -> None:
    summary = summary_of(run, None)
    summary["answer"] = ["The small one fits.", "It needs 1,500 W.", "It costs 12 USD less."]
    summary["candidates"][0]["verdict"] = {
        "word": "fits",
        "reason": "It gives what the room needs.",
        "costs": [],
        "changes": [],
        "numbers": {},
    }
    html = page_html(run, summary)
    assert html.index("The small one fits.</h1>") < html.index('class="plot"')
    assert "It gives what the room needs." in html


def test_the_answer_follows_the_switch_of_units(run: Run) -> None:
    summary = summary_of(run, None)
    summary["answer"] = ["It fits.", "It needs 1,000 W.", "Nothing more."]
    summary["in_other_units"] = {
        "answer": ["It fits.", "It needs 3,400 Btu/h.", "Nothing more."],
        "verdicts": {},
    }
    html = page_html(run, summary)
    assert '<span class="us">It needs 3,400 Btu/h.</span>' in html
    assert '<span class="si">It needs 1,000 W.</span>' in html


def test_what_the_answer_is_not_good_for_is_below_it(run: Run) -> None:
    summary = summary_of(run, None)
    summary["answer"] = ["It fits.", "It needs 1,000 W.", "Nothing more."]
    far = Judgement({}, ("", "", ""), caveat="The weather is 200 km away: good for a try.")
    html = page_html(replace(run, judgement=far, weather_place="Hill, 200 km from Town"), summary)
    assert '<span class="us">The weather is 124 miles away: good for a try.</span>' in html
    assert html.index("Nothing more.") < html.index("good for a try") < html.index('class="plot"')
    assert "Hill, 124 miles from Town" in html
    assert "good for a try" not in page_html(run, summary)


def sampled(run: Run, sure: Sureness) -> Run:
    return replace(run, judgement=Judgement({}, ("", "", ""), sure=sure))


def test_how_sure_is_shown_where_it_is_known(run: Run) -> None:
    summary = summary_of(run, None)
    names = [c["name"] for c in summary["candidates"]]
    verdicts = {names[0]: {"fits": 0.81}, names[1]: {"too small": 0.9}}
    sure = Sureness(300, 1, verdicts, (("the leaks", 0.4),), ("How leaky the house is.",))
    html = page_html(sampled(run, sure), summary)
    assert "fits: 81 of 100" in html
    assert "How leaky the house is." in html
    assert "40 % of the scatter of the verdict comes from the leaks." in html
    assert "How sure" not in page_html(run, summary)


def test_the_table_has_the_chance_of_the_answer() -> None:
    """Cases in which a unit fits count together, whether it cycles or not."""
    of = {"fits, but cycles": 0.95, "fits": 0.03, "too small": 0.02}
    sure = Sureness(300, 1, {"unit": of, "large": {"larger than it need be": 0.84, "fits": 0.16}})
    assert likeliest(sure, "unit", "fits, but cycles") == "98 of 100"
    assert likeliest(sure, "unit", "fits") == "98 of 100"
    assert likeliest(sure, "unit", "too small") == "fits: 98 of 100"
    assert likeliest(sure, "large", "larger than it need be") == "84 of 100"
    assert likeliest(sure, "large", "fits") == "larger than it need be: 84 of 100"


def test_it_is_small_enough_to_send() -> None:
    run = fake_run()
    assert len(page_html(run, summary_of(run, None)).encode()) < 3_000_000


def test_the_cost_of_owning_is_shown_with_its_range(run: Run) -> None:
    summary = summary_of(run, None)
    summary["money"] = {"currency": "USD", "study_period_years": 15, "discount_rate": 0.03}
    for candidate in summary["candidates"]:
        candidate["metrics"]["life_cycle_part"] = {"first": 3000.0, "electricity": 1800.0}
        candidate["metrics"]["life_cycle_cost"] = {"low": 4000.0, "typical": 4800.0, "high": 6100.0}
    page = read(page_html(run, summary))
    (chart,) = (c for c in charts_of(page) if c["id"] == "chart-life")
    assert "15 years" in chart["title"]
    assert chart["y"]["names"] == [c["name"] for c in summary["candidates"]]
    assert [t["x"] for t in chart["traces"]] == [[3000, 3000], [1800, 1800], *2 * [[4000, 6100]]]
    assert "4,800" in "".join(page.text)


@pytest.mark.parametrize(("top_w", "is_above"), [(1.0, True), (1e6, False)])
def test_a_unit_whose_band_is_out_of_sight_is_named_so(
    run: Run, monkeypatch: pytest.MonkeyPatch, top_w: float, is_above: bool
) -> None:
    monkeypatch.setattr(charts, "highest_shown_w", lambda _run: top_w)
    (chart,) = charts.load_and_output(run, Looks.of(run))
    bands = [trace.name for trace in chart.traces if trace.colour != "cloud"]
    assert len(bands) >= 4
    assert all(name.endswith("(above the picture)") == is_above for name in bands)


@pytest.fixture(scope="module")
def several(run: Run) -> list[Shown]:
    other = replace(
        run,
        scenario_name="Another <room>",
        candidates=(run.candidates[1], *fake_run(UNITS[2:3]).candidates),
    )
    return [Shown(r, summary_of(r, None), label) for r, label in ((run, "a"), (other, "b"))]


def test_a_page_of_several_has_all_of_them(several: list[Shown]) -> None:
    html = several_html(several)
    page = read(html)
    places = [a["id"] for _, a in page.elements if a.get("class") == "plot"]
    charts = charts_of(page)
    assert places == [chart["id"] for chart in charts]
    assert len(set(places)) == len(places)
    ids = [a["id"] for _, a in page.elements if a.get("id")]
    assert len(set(ids)) == len(ids)
    names = [(group, row[0]) for group, row in zip(groups(html), cells(html), strict=True)]
    assert names == [
        (one.summary["scenario"].replace("<", "&lt;").replace(">", "&gt;"), c["name"])
        for one in several
        for c in one.summary["candidates"]
    ]
    for one in several:
        for candidate in one.summary["candidates"]:
            assert f"{candidate['metrics']['electricity_kwh']:,.0f}" in html
    assert html.count("<dt>design heating load</dt>") <= 1


def test_a_candidate_of_two_scenarios_has_one_colour_on_their_page(several: list[Shown]) -> None:
    colours: dict[str, set[str]] = {}
    for chart in charts_of(read(several_html(several))):
        for trace in chart["traces"]:
            colours.setdefault(trace["name"], set()).add(trace["colour"])
    names = [unit.name for unit in UNITS[:3]]
    assert [colours[name] for name in names] == [{"c0"}, {"c1"}, {"c2"}]


def test_compared_bars_are_narrower_than_their_rows(several: list[Shown]) -> None:
    compared = [c for c in charts_of(read(several_html(several))) if c["group"] == "compared"]
    assert compared
    widths = {trace["plotly"].get("width") for chart in compared for trace in chart["traces"]}
    assert all(width is not None and 0.5 < width < 1.0 for width in widths)


def test_the_best_is_marked_within_each_scenario(several: list[Shown]) -> None:
    rows = several_html(several).split("<tbody>")[1].split("</tbody>")[0].split("<tr>")[1:]
    marked = [re.findall(r'best">([^<]*)', row) for row in rows]
    kwh = [c["metrics"]["electricity_kwh"] for one in several for c in one.summary["candidates"]]
    is_best = [f"{value:,.0f}" in found for value, found in zip(kwh, marked, strict=True)]
    assert is_best == [kwh[0] < kwh[1], kwh[1] < kwh[0], kwh[2] < kwh[3], kwh[3] < kwh[2]]


def test_amounts_of_several_currencies_have_theirs(several: list[Shown]) -> None:
    def column_of(candidates: list[dict[str, Any]], heading: str) -> list[str]:
        columns, rows = table_of(candidates, Looks(tuple(c["name"] for c in candidates)))
        place = [column.heading for column in columns].index(heading)
        return [row.cells[place].text for row in rows]

    entries = [dict(c) for c in several[0].summary["candidates"][:1]] * 3
    given = ((153.2, "USD"), (149.0, "EUR"), (None, "CHF"))
    candidates = [
        {**c, "name": f"{k}", "metrics": {**c["metrics"], "cost_per_year": cost, "currency": money}}
        for k, (c, (cost, money)) in enumerate(zip(entries, given, strict=True))
    ]
    assert column_of(candidates, "Cost a year") == ["$153", "€149", "–"]
    candidates[2]["metrics"]["cost_per_year"] = 210.0
    assert column_of(candidates, "Cost a year")[2] == "210 CHF"
    assert column_of(candidates[:1], "USD a year") == ["153"]


def test_what_is_burnt_has_a_column_and_less_electricity_is_then_not_best(run: Run) -> None:
    candidates = summary_of(run, None)["candidates"]
    plain, _ = table_of(candidates, Looks.of(run))
    assert "kWh of fuel a year" not in [column.heading for column in plain]
    burning = {**candidates[1]["metrics"], "fuel": "gas", "fuel_kwh": 4575.0}
    columns, rows = table_of([candidates[0], {**candidates[1], "metrics": burning}], Looks.of(run))
    headings = [column.heading for column in columns]
    assert "kWh a year" not in headings
    electricity, fuel = (
        [row.cells[headings.index(f"kWh of {what} a year")] for row in rows]
        for what in ("electricity", "fuel")
    )
    assert [cell.text for cell in fuel] == ["–", "4,575"]
    assert not any(cell.is_best for cell in (*electricity, *fuel))


def test_emissions_have_a_column_where_they_are_given_or_fuels_are_compared(run: Run) -> None:
    candidates = [
        {**c, "metrics": {**c["metrics"], "carbon_kg_per_year": kg}}
        for c, kg in zip(summary_of(run, None)["candidates"], (500.0, 181.4), strict=True)
    ]

    def emitted(**more: Any) -> list[Any]:
        columns, rows = table_of(candidates, Looks.of(run), **more)
        headings = [column.heading for column in columns]
        return [row.cells[headings.index("CO₂e a year")] for row in rows]

    with pytest.raises(ValueError, match="not in list"):
        emitted()
    first, second = emitted(carbon_given=True)
    assert not first.is_best
    assert second.is_best
    assert re.findall(r">([^<]+)<", second.text) == ["400 lb", "181 kg"]
    candidates[0]["metrics"]["fuel"] = "gas"
    assert emitted()[1].is_best
    given = replace(run, prices=replace(run.prices, is_carbon_given=True))
    summary = {**summary_of(given, None), "candidates": candidates}
    assert ">181 kg</span>" in page_html(given, summary).split("<tbody>")[1].split("</tbody>")[0]


def test_a_room_without_machine_is_never_best(run: Run) -> None:
    still = replace(small_results(8760, "none"), candidate="nothing", room=run.candidates[0].room)
    with_none = replace(run, candidates=(*run.candidates, still))
    html = page_html(with_none, summary_of(with_none, None))
    rows = html.split("<tbody>")[1].split("</tbody>")[0].split("<tr>")[1:]
    assert "nothing" in rows[-1]
    assert "best" not in rows[-1]
    assert any("best" in row for row in rows)


def test_what_an_unfit_unit_is_compared_with_is_never_best(run: Run) -> None:
    """The twin needs least electricity, but its original is too small."""
    first = summary_of(run, None)["candidates"][0]

    def entry(name: str, kwh: float, **more: Any) -> dict[str, Any]:
        metrics = {**first["metrics"], "electricity_kwh": kwh}
        return {**first, "name": name, "metrics": metrics, "verdict": None, **more}

    def marked(word: str) -> list[str]:
        twin = entry("small, constant setpoints", 10.0)
        small = entry("small", 11.0, verdict={"word": word})
        heater = entry("heater", 50.0, verdict={"word": "fits"})
        kept = entry("heater, maintained", 40.0)
        candidates = [small, twin, heater, kept]
        columns, rows = table_of(candidates, Looks(tuple(c["name"] for c in candidates)))
        place = [column.heading for column in columns].index("kWh a year")
        return [row.name for row in rows if row.cells[place].is_best]

    assert marked("wrong kind") == ["heater, maintained"]
    assert marked("fits") == ["small, constant setpoints"]


def test_a_price_is_shown_once_and_by_no_key(run: Run) -> None:
    source = ("tariff.price", "0.18 $/kWh", "EIA SEDS, residential, 2023, mean of IL")
    averaged = replace(run, prices=replace(run.prices, sources=(source,)))
    text = page_html(averaged, summary_of(averaged, None))
    assert "Electricity: 0.18 $/kWh (EIA SEDS, residential, 2023, mean of IL)." in text
    assert "tariff.price" not in text
    assert text.count("Electricity: ") == 1


def bars_of(several: list[Shown]) -> dict[tuple[str, int], float]:
    """Return the values of the pictures of all runs, by title and row."""
    charts = [c for c in charts_of(read(several_html(several))) if c["group"] == "compared"]
    return {
        (chart["title"], row): value
        for chart in charts
        for trace in chart["traces"]
        for row, value in zip(trace["y"], trace["x"], strict=True)
    }


def test_the_bars_of_a_page_of_several_follow_their_summaries(several: list[Shown]) -> None:
    """A changed number of one candidate of one run changes its bar in its picture, alone."""
    before = bars_of(several)
    rows = [
        name
        for s in several
        for name in (s.summary["scenario"], *(c["name"] for c in s.summary["candidates"]))
    ]
    charts = [c for c in charts_of(read(several_html(several))) if c["group"] == "compared"]
    assert all(chart["y"]["names"] == rows for chart in charts)
    metrics = several[1].summary["candidates"][1]["metrics"]
    moved = 0
    for metric, per, digits, title, _ in COMPARED:
        if (title, 5) in before:
            kept = metrics[metric]
            metrics[metric] = kept + 777.0 * per
            after = bars_of(several)
            metrics[metric] = kept
            assert {key for key in before if before[key] != after[key]} == {(title, 5)}
            assert after[title, 5] == round(kept / per + 777.0, digits)
            moved += 1
    assert moved >= 4


def test_how_sure_follows_its_numbers(run: Run) -> None:
    """Sentences, cells and bars of how sure are those of the sampled run."""
    summary = summary_of(run, None)
    names = [c["name"] for c in summary["candidates"]]
    for fraction, draws, index in ((0.63, 300, 0.41), (0.94, 77, 0.12)):
        verdicts = {name: {"fits": fraction} for name in names}
        found = sampled(run, Sureness(draws, 1, verdicts, (("leaks", index),)))
        html = page_html(found, summary)
        assert f"fits: {100 * fraction:.0f} of 100" in html
        alike = {"word": "fits", "reason": "", "costs": [], "changes": [], "numbers": {}}
        judged = {**summary, "candidates": [{**c, "verdict": alike} for c in summary["candidates"]]}
        assert cells(page_html(found, judged))[0][1:3] == [
            "fits",
            f"{100 * fraction:.0f} of 100",
        ]
        assert f"The year was run {draws} times for each candidate" in html
        assert f"{100 * index:.0f} % of the scatter of the verdict comes from leaks." in html
        (chart,) = (c for c in charts_of(read(html)) if c["group"] == "sure")
        assert [t["x"] for t in chart["traces"]] == [2 * [round(100 * fraction, 1)]]


def test_money_follows_its_numbers(run: Run) -> None:
    """Price, sources, period, rate and the bars of the life-cycle cost are the summary's."""
    summary = summary_of(run, None)
    for k in (1, 2):
        owned = [{"name": c["name"], "source": f"guide {k}"} for c in summary["candidates"]]
        money = {"currency": "USD", "study_period_years": 7.0 * k, "discount_rate": 0.01 * k}
        summary["money"] = {**money, "owned": owned}
        for candidate in summary["candidates"]:
            metrics = candidate["metrics"]
            metrics["life_cycle_part"] = {"first": 3000.0 * k, "electricity": 1800.0 * k}
            metrics["life_cycle_cost"] = {"low": 4e3 * k, "typical": 4800.0 * k, "high": 6e3 * k}
        priced = replace(run, prices=replace(run.prices, electricity_per_kwh=0.111 * k))
        html = page_html(priced, summary)
        (chart,) = (c for c in charts_of(read(html)) if c["id"] == "chart-life")
        assert chart["title"] == f"What it costs to own over {7 * k} years"
        assert f"{k} % real discount rate" in chart["note"]
        assert [t["x"][0] for t in chart["traces"]] == [3000 * k, 1800 * k, 4000 * k, 4000 * k]
        assert f"Electricity: {0.111 * k:.3g} USD/kWh." in html
        assert f": guide {k}." in html
        assert f"{4800 * k:,}" in html


def test_runs_of_one_name_are_told_apart_by_their_files(run: Run) -> None:
    summary = summary_of(run, None)
    html = several_html([Shown(run, summary, "a.yaml"), Shown(run, summary, "b.yaml")])
    assert "A made-up room (a.yaml)" in html
    assert "A made-up room (b.yaml)" in html


def test_every_number_of_the_table_follows_the_summary(run: Run) -> None:
    """Each column reads its metric: a changed number changes its cells, and no others."""
    candidates = summary_of(run, None)["candidates"]
    looks = Looks.of(run)
    columns, before = table_of(candidates, looks)
    read = [column for column in columns if not column.is_text]
    assert len(read) >= 8
    moved: dict[str, set[str]] = {}
    for key, value in candidates[0]["metrics"].items():
        if isinstance(value, int | float) and not isinstance(value, bool):
            metrics = {**candidates[0]["metrics"], key: 77_777.0 * 365.0}
            _, after = table_of([{**candidates[0], "metrics": metrics}, candidates[1]], looks)
            for column, old, new in zip(columns, before[0].cells, after[0].cells, strict=True):
                if old.text != new.text:
                    moved.setdefault(column.heading, set()).add(key)
                    per = 365.0 if column.heading == "Starts a day" else 1.0
                    assert float(new.text.replace(",", "")) == 77_777.0 * 365.0 / per
    followed = {heading for heading, keys in moved.items() if len(keys) == 1}
    shown = {c.heading.format(currency="USD") for c in columns_of_metrics()}
    nested = {"Loud night hours", "USD over its life"}  # tested with their own values
    assert followed == (shown & {c.heading for c in read}) - nested


def test_the_answer_and_the_reasons_are_those_of_the_summary(run: Run) -> None:
    """Numbers in sentences come from the summary: others there are others on the page."""
    summary = summary_of(run, None)
    for number in ("1,234", "5,678"):
        summary["answer"] = [f"It fits by {number} Btu/h.", f"It needs {number}.", "No more."]
        summary["candidates"][0]["verdict"] = {
            "word": "fits",
            "reason": f"It gives {number} Btu/h.",
            "costs": [f"It costs {number} USD."],
            "changes": [],
            "numbers": {},
        }
        html = page_html(run, summary)
        assert f"It fits by {number} Btu/h.</h1>" in html
        assert f"It gives {number} Btu/h. It costs {number} USD." in html


def test_the_pictures_have_the_numbers_of_the_summary(run: Run) -> None:
    """Electricity by use and by month add up to the year of each candidate."""
    summary = summary_of(run, None)
    charts = charts_of(read(page_html(run, summary)))
    (by_use,) = (c for c in charts if c["title"] == "A year's electricity by use")
    (by_month,) = (c for c in charts if c["title"].startswith("Electricity month by month"))
    for k, candidate in enumerate(summary["candidates"]):
        kwh = candidate["metrics"]["electricity_kwh"]
        assert sum(t["x"][k] for t in by_use["traces"]) == pytest.approx(kwh, abs=0.6)
        assert sum(by_month["traces"][k]["y"]) == pytest.approx(kwh, abs=1.0)
