"""Put the page together: one HTML file without any request to elsewhere."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup

import hpsim
from hpsim.description.jsonfile import read_json
from hpsim.plots.layouts import has_machines
from hpsim.report.glossary import glossary
from hpsim.report.page import charts as charts_module
from hpsim.report.page.chart import CHARTS, Chart
from hpsim.report.page.life import cost_sources, life_cycle_chart
from hpsim.report.page.sure import sure_of
from hpsim.report.page.tables import table_of
from hpsim.report.page.texts import both, both_translated, either
from hpsim.results import Run
from hpsim.units.systems import UnitSystem
from hpsim.verdict.findings import findings

PAGE = "report.html"
EMPTY_STYLE = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
"""Of the empty style element that plotly adds and fills by script."""
CHECKED = (
    "The room is checked against ASHRAE 140, VDI 6007 and EnergyPlus, the units against their "
    "labels (AHRI 210/240) and measured cycling; `hpsim validate all` repeats those checks."
)


del charts_module  # imported so that its pictures are listed


@cache
def asset(name: str) -> str:
    """Return a file of the page's: template, style or script."""
    return (files("hpsim.report.page") / "assets" / name).read_text(encoding="utf-8")


FUELS = {"tariff.gas": "Natural gas", "tariff.propane": "Propane", "tariff.oil": "Heating oil"}
PRICED = {**FUELS, "tariff.carbon": "Carbon of electricity"}
"""What prices stand for; fuels only where a candidate burns them."""
SURE = "sure.json"
"""What ``hpsim sure`` leaves in a result folder."""


def read_sure(folder: Path) -> Any:
    """Return what ``hpsim sure`` left in a result folder, None where it has not been run."""
    try:
        return read_json(folder / SURE)
    except (OSError, ValueError):
        return None


def write_page(
    run: Run, summary: Mapping[str, Any], folder: Path, sure: Mapping[str, Any] | None = None
) -> Path:
    """Write ``report.html`` into a folder, whole or not at all, and return its path.

    Parameters
    ----------
    run : Run
        What `simulate` or `read_run` returned.
    summary : mapping
        Its ``summary.json``.
    folder : Path
        The result folder.
    sure : mapping, optional
        What ``hpsim sure --json`` gives, if it has been worked out.
    """
    target = folder / PAGE
    unfinished = folder / f".{PAGE}.new"
    unfinished.write_text(page_html(run, summary, sure), encoding="utf-8")
    unfinished.replace(target)
    return target


def page_html(run: Run, summary: Mapping[str, Any], sure: Mapping[str, Any] | None = None) -> str:
    """Return the page of a run as text, as `write_page`."""
    css, js, plotly = asset("page.css"), asset("page.js"), asset("plotly-cartesian.min.js")
    page = _environment().get_template("page")
    return page.render(
        units=run.units,
        version=hpsim.__version__,
        title=f"{run.scenario_name} · {run.weather_place}",
        place_line=_place_line(run, summary),
        css=Markup(css),  # a file of this package
        js=Markup(js),
        plotly=Markup(plotly),
        style_hashes=f"'{_hash(css)}' '{EMPTY_STYLE}'",
        script_hashes=f"'{_hash(plotly)}' '{_hash(js)}'",
        **_parts(run, summary, sure),
    )


def parts_html(run: Run, summary: Mapping[str, Any]) -> str:
    """Return what stands between head and foot of the page, for the live page."""
    return _environment().get_template("parts").render(**_parts(run, summary, None))


def _parts(run: Run, summary: Mapping[str, Any], sure: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return all that the template of the page's sections needs."""
    shown = [(f"chart-{k}", chart) for k, chart in enumerate(c for m in CHARTS for c in m(run))]
    life = life_cycle_chart(run, summary)
    if life is not None:
        shown.append(("chart-life", life))
    certainty = sure_of(sure)
    if certainty is not None and certainty.chart is not None:
        shown.append(("chart-sure", certainty.chart))
    columns, rows = table_of(
        summary["candidates"], None if certainty is None else certainty.fractions
    )
    return {
        "charts_json": _as_json([chart.as_mapping(key) for key, chart in shown]),
        "chart": lambda group: _figures(shown, group),
        "columns": columns,
        "rows": rows,
        "answer": _answer(run, summary),
        "verdicts": _verdicts(run, summary),
        "has_days": any(chart.group == "days" for _, chart in shown),
        "has_mild": any("mild_day" in results.traces for results in run.candidates),
        "has_machines": has_machines(run),
        "sure": certainty,
        "money_heading": "Money" if run.prices.electricity_per_kwh is not None else "Electricity",
        "money_lines": _money_lines(run),
        "cost_sources": cost_sources(summary),
        "rests": CHECKED.replace("`", ""),
        "findings": _findings(run, summary),
        "defaults": [(k, both_translated(v), both_translated(s)) for k, v, s in run.defaults],
        "notes": [
            {"name": results.candidate, "lines": [both_translated(n) for n in results.notes]}
            for results in run.candidates
            if results.notes
        ],
        "warnings": [both_translated(text) for text in run.warnings],
        "words": [(term.term, term.meaning) for term in glossary()],
        "versions": _versions(run),
        "yaml_name": f"{_file_name(run.scenario_name)}.yaml",
        "yaml_href": f"data:application/yaml;charset=utf-8,{quote(run.scenario_yaml)}",
    }


@cache
def _environment() -> Environment:
    return Environment(
        loader=DictLoader({"page": asset("page.html.j2"), "parts": asset("parts.html.j2")}),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _hash(text: str) -> str:
    """Return the hash of an inline script or style, as a content security policy has it."""
    digest = hashlib.sha256(text.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


def _as_json(document: Any) -> Markup:
    """Return JSON that may stand in a script element: no tag can begin in it."""
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # nothing of HTML is left in it


def _figures(shown: Sequence[tuple[str, Chart]], group: str) -> Markup:
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


def _place_line(run: Run, summary: Mapping[str, Any]) -> Markup:
    area = both(summary["room"]["floor_area_m2"], "floor_area_m2")
    return Markup("{} · {} · {}").format(run.scenario_name, area, run.weather_place)


def _answer(run: Run, summary: Mapping[str, Any]) -> list[Markup]:
    """Return the lines at the top: the answer, or what the findings compare."""
    lines: list[str] = summary.get("answer") or []
    other = summary.get("in_other_units")
    if lines and other:
        pairs = zip(lines, other["answer"], strict=True)
        return [_in_both(line, elsewhere, run.units) for line, elsewhere in pairs]
    if lines:
        return [both_translated(line) for line in lines]
    found = _findings(run, summary)
    of_all = found[len(summary["candidates"]) :]
    return [Markup.escape(run.scenario_name), *(of_all or found)]


def _findings(run: Run, summary: Mapping[str, Any]) -> list[Markup]:
    us = findings(summary["candidates"], summary["room"], "us")
    si = findings(summary["candidates"], summary["room"], "si")
    del run
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
    if prices.electricity_per_kwh is not None:
        text = "Electricity at {} {} per kWh on average."
        lines.append(Markup(text).format(f"{prices.electricity_per_kwh:.3g}", prices.currency))
    burnt = {f"tariff.{results.fuel}" for results in run.candidates if results.fuel}
    lines += [
        both_translated(f"{PRICED.get(key, key)}: {value} ({source}).")
        for key, value, source in prices.sources
        if key in burnt or key not in FUELS
    ]
    return lines


def _versions(run: Run) -> list[tuple[str, str]]:
    from hpsim.kernel.compiling import kernel_hash

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
