"""What the page shows of one run: texts in both systems of units, pictures, the table."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

import hpsim
from hpsim.economics.fuels import FUELS
from hpsim.economics.owned import cost_sources
from hpsim.errors import HpsimError
from hpsim.plots.layouts import has_machines
from hpsim.report.glossary import glossary
from hpsim.report.page.chart import Chart, Looks
from hpsim.report.page.charts import CHARTS
from hpsim.report.page.compared import Shown
from hpsim.report.page.life import life_cycle_chart
from hpsim.report.page.sure import likeliest, sure_chart, sure_texts
from hpsim.report.page.texts import both, both_translated, either
from hpsim.results import Run
from hpsim.units.systems import UnitSystem
from hpsim.verdict.findings import findings

CHECKED = (
    "The room is checked against ASHRAE 140, VDI 6007 and EnergyPlus, the units against their "
    "labels (AHRI 210/240) and measured cycling; `hpsim validate all` repeats those checks."
)
FUEL_KEYS = {f"tariff.{name}": fuel.words.capitalize() for name, fuel in FUELS.items()}
PRICED = {**FUEL_KEYS, "tariff.price": "Electricity", "tariff.carbon": "Carbon of electricity"}
"""What prices stand for; fuels only where a candidate burns them."""

Parts = dict[str, Any]
"""What the template shows of one run, by name."""


def parts_of(shown: Shown, looks: Looks, key: str = "") -> Parts:
    """Return all that the template needs of a run.

    ``key`` makes the page's identifiers differ from those of another run on it.

    Raises
    ------
    HpsimError
        The run is of actual days: the page has months, a verdict and the cost of owning.
    """
    if shown.run.period is not None:
        hint = "its tables and pictures are in the folder; a page: without simulation.from and .to"
        message, title = f"the page needs a whole year, not {shown.run.span}", "no page"
        raise HpsimError.of(message, hint=hint, title=f"{shown.run.scenario_name}: {title}")
    run, summary = shown.run, shown.summary
    area = both(summary["room"]["floor_area_m2"], "floor_area_m2")
    made = [chart for maker in CHARTS for chart in maker(run, looks)]
    charts = [(f"chart-{key}{k}", chart) for k, chart in enumerate(made)]
    life = life_cycle_chart(summary)
    if life is not None:
        charts.append((f"chart-{key}life", life))
    sure = None if run.judgement is None else run.judgement.sure
    if sure is not None and sure.verdicts:
        charts.append((f"chart-{key}sure", sure_chart(sure)))
    return {
        "key": key,
        "name": shown.name,
        "shown": shown,
        "looks": looks,
        "place_line": Markup("{} · {} · {}").format(
            shown.name, area, both_translated(run.weather_place)
        ),
        "charts": charts,
        "figures": lambda group: figures(charts, group),
        "fractions": [
            likeliest(sure, c["name"], (c.get("verdict") or {}).get("word", ""))
            for c in summary["candidates"]
        ],
        "answer": _answer(run, summary),
        "caveat": both_translated("" if run.judgement is None else run.judgement.caveat),
        "verdicts": _verdicts(run, summary),
        "has_days": any(chart.group == "days" for _, chart in charts),
        "has_mild": any("mild_day" in results.traces for results in run.candidates),
        "has_machines": has_machines(run),
        "sure": sure_texts(sure) if sure is not None and sure.verdicts else None,
        "money_heading": "Money" if run.prices.electricity_per_kwh is not None else "Electricity",
        "money_lines": _money_lines(run),
        "cost_sources": cost_sources((summary.get("money") or {}).get("owned", ())),
        "rests": CHECKED.replace("`", ""),
        "findings": _findings(summary),
        "defaults": [(k, both_translated(v), both_translated(s)) for k, v, s in run.defaults],
        "notes": [
            {"name": results.candidate, "lines": [both_translated(n) for n in results.notes]}
            for results in run.candidates
            if results.notes
        ],
        "warnings": [both_translated(text) for text in run.warnings],
        "versions": _versions(run),
        "yaml_name": f"{_file_name(run.scenario_name)}.yaml",
        "yaml_href": f"data:application/yaml;charset=utf-8,{quote(run.scenario_yaml)}",
    }


def words() -> list[tuple[str, str]]:
    """Return the terms of the glossary with their meanings."""
    return [(term.term, term.meaning) for term in glossary()]


def as_json(document: Any) -> Markup:
    """Return JSON that may stand in a script element: no tag can begin in it."""
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # nothing of HTML is left in it


def figures(shown: Sequence[tuple[str, Chart]], group: str) -> Markup:
    """Return the figures of a section: caption and an empty place that the script fills."""
    template = Markup(
        '<figure><figcaption>{} <span>{}</span></figcaption><div class="plot" id="{}" role="img" '
        'aria-label="{}"></div></figure>\n'
    )
    return Markup().join(
        template.format(chart.title, chart.note, key, chart.title)
        for key, chart in shown
        if chart.group == group
    )


def _answer(run: Run, summary: Mapping[str, Any]) -> list[Markup]:
    """Return the lines at the top: the answer, or what the findings compare."""
    lines: list[str] = summary.get("answer") or []
    other = summary.get("in_other_units")
    if lines and other:
        pairs = zip(lines, other["answer"], strict=True)
        return [_in_both(line, elsewhere, run.units) for line, elsewhere in pairs]
    if lines:
        return [both_translated(line) for line in lines]
    found = _findings(summary)
    of_all = found[len(summary["candidates"]) :]
    return [Markup.escape(run.scenario_name), *(of_all or found)]


def _findings(summary: Mapping[str, Any]) -> list[Markup]:
    given = summary.get("carbon_given", False)

    def of(system: UnitSystem) -> list[str]:
        return findings(summary["candidates"], summary["room"], system, carbon_given=given)

    us, si = of("us"), of("si")
    return [
        either(lambda system, a=a, b=b: a if system == "us" else b)  # type: ignore[misc]
        for a, b in zip(us, si, strict=True)
    ]


def _in_both(text: str, elsewhere: str, units: UnitSystem) -> Markup:
    """Return a text in its reader's units and in the other ones."""
    return either(lambda system: text if system == units else elsewhere)


def _verdicts(run: Run, summary: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the verdicts with their texts in both systems of units."""
    found = []
    other = (summary.get("in_other_units") or {}).get("verdicts", {})
    for candidate in summary["candidates"]:
        verdict = candidate.get("verdict")
        if verdict:
            parts = [verdict["reason"], *verdict.get("costs", ()), *verdict.get("changes", ())]
            elsewhere = other.get(candidate["name"], parts)
            text = _in_both(" ".join(parts), " ".join(elsewhere), run.units)
            found.append({"name": candidate["name"], "word": verdict["word"], "text": text})
    return found


def _money_lines(run: Run) -> list[Markup]:
    """Return the prices that the candidates' costs rest on, each with its source."""
    prices = run.prices
    lines = []
    is_given = all(key != "tariff.price" for key, _, _ in prices.sources)
    if prices.electricity_per_kwh is not None and is_given:
        lines.append(Markup("Electricity: {}.").format(prices.price_words))
    burnt = {f"tariff.{results.fuel}" for results in run.candidates if results.fuel}
    averages = {key for key, _, _ in prices.sources}
    lines += [
        Markup("{}: {}.").format(fuel.words.capitalize(), prices.fuel_words(name))
        for name, fuel in FUELS.items()
        if f"tariff.{name}" in burnt - averages
    ]
    lines += [
        both_translated(f"{PRICED.get(key, key)}: {value} ({source}).")
        for key, value, source in prices.sources
        if key in burnt or key not in FUEL_KEYS
    ]
    return lines


def _versions(run: Run) -> list[tuple[str, str]]:
    from hpsim.kernel.machine_code import kernel_hash

    return [
        ("hpsim", hpsim.__version__),
        ("engine", kernel_hash()),
        ("scenario", run.scenario_hash),
        ("weather", f"{run.weather_id}, SHA-256 {run.weather_sha256}"),
        ("steps", "one hour" if run.resolution == "hour" else f"{run.step_s:g} s"),
    ]


def _file_name(name: str) -> str:
    """Return a scenario's name as that of a file."""
    return re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-")[:60] or "scenario"
