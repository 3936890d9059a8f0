"""Put the page together: one HTML file without any request to elsewhere."""

from __future__ import annotations

import base64
import hashlib
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import BytecodeCache, DictLoader, Environment, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup

import hpsim
from hpsim.description.paths import write_whole
from hpsim.kernel.machine_code import keep, read_kept
from hpsim.report.page.chart import Chart, Looks
from hpsim.report.page.compared import Shown, compared_charts, distinct
from hpsim.report.page.sections import Parts, as_json, figures, parts_of, words
from hpsim.report.page.tables import table_of
from hpsim.results import Run
from hpsim.units.display import Reader
from hpsim.units.systems import UnitSystem

PAGE = "report.html"
EMPTY_STYLE = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
"""Of the empty style element that plotly adds and fills by script."""
ASSETS = Path(__file__).resolve().parent / "assets"
TEMPLATES = ("page", "parts", "sections", "several")


@cache
def asset(name: str) -> str:
    """Return a file of the page's: template, style or script."""
    return (ASSETS / name).read_text(encoding="utf-8")


def write_page(run: Run, summary: Mapping[str, Any], folder: Path) -> Path:
    """Write ``report.html`` into a folder, whole or not at all, and return its path.

    The run is what `simulate` or `read_run` returned, the summary its ``summary.json``.
    """
    write_whole(folder / PAGE, page_html(run, summary))
    return folder / PAGE


def page_html(run: Run, summary: Mapping[str, Any]) -> str:
    """Return the page of a run as text, as `write_page`."""
    parts = parts_of(Shown(run, summary), Looks.of(run))
    title = f"{run.scenario_name} · {Reader(run.units).translated(run.weather_place)}"
    return _page(title, parts["place_line"], run.units, "parts", _of_one(parts))


def several_html(shown: Sequence[Shown]) -> str:
    """Return one page of several runs: their answers, one table, then each run's pictures."""
    shown = distinct(shown)
    looks = Looks.of(*(one.run for one in shown))
    all_parts = [parts_of(one, looks, f"{k}-") for k, one in enumerate(shown)]
    compared = [(f"chart-all-{k}", c) for k, c in enumerate(compared_charts(shown, looks))]
    columns, rows = table_of(
        [c for one in shown for c in one.summary["candidates"]],
        looks,
        [text for parts in all_parts for text in parts["fractions"]],
        [one.name for one in shown for _ in one.summary["candidates"]],
        carbon_given=any(one.summary.get("carbon_given", False) for one in shown),
    )
    return _page(
        f"Compared: {' · '.join(one.name for one in shown)}",
        "Several scenarios on one page",
        shown[0].run.units,
        "several",
        {
            "all_parts": all_parts,
            "columns": columns,
            "rows": rows,
            "words": words(),
            "compared": figures(compared, "compared"),
            "charts_json": _charts_json([*compared, *(c for p in all_parts for c in p["charts"])]),
        },
    )


def parts_html(run: Run, summary: Mapping[str, Any]) -> str:
    """Return what stands between head and foot of the page, for the live page."""
    parts = parts_of(Shown(run, summary), Looks.of(run))
    return _environment().get_template("parts").render(**_of_one(parts))


def _of_one(parts: Parts) -> dict[str, Any]:
    shown, looks = parts["shown"], parts["looks"]
    columns, rows = table_of(
        shown.summary["candidates"],
        looks,
        parts["fractions"],
        carbon_given=shown.summary.get("carbon_given", False),
    )
    return {
        "p": parts,
        "columns": columns,
        "rows": rows,
        "words": words(),
        "charts_json": _charts_json(parts["charts"]),
    }


def _charts_json(charts: Sequence[tuple[str, Chart]]) -> Markup:
    return as_json([chart.as_mapping(key) for key, chart in charts])


def _page(
    title: str, line: str, units: UnitSystem, template: str, values: Mapping[str, Any]
) -> str:
    css, js, plotly = asset("page.css"), asset("page.js"), asset("plotly-cartesian.min.js")
    return (
        _environment()
        .get_template("page")
        .render(
            units=units,
            version=hpsim.__version__,
            title=title,
            line=line,
            template=template,
            css=Markup(css),  # a file of this package
            js=Markup(js),
            plotly=Markup(plotly),
            style_hashes=f"'{_hash(css)}' {EMPTY_STYLE}",
            script_hashes=f"'{_hash(plotly)}' '{_hash(js)}'",
            **values,
        )
    )


class _KeptTemplates(BytecodeCache):
    """Templates compiled to Python code, kept next to the machine code."""

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what was kept of a template with this content."""
        kept = read_kept(_template_file(bucket))
        if kept is not None:
            bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template."""
        keep(_template_file(bucket), bucket.bytecode_to_string())


def _template_file(bucket: Bucket) -> str:
    return f"template-{bucket.key}-{bucket.checksum}-{sys.implementation.cache_tag}"


@cache
def _environment() -> Environment:
    return Environment(
        bytecode_cache=_KeptTemplates(),
        loader=DictLoader({name: asset(f"{name}.html.j2") for name in TEMPLATES}),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _hash(text: str) -> str:
    """Return the hash of an inline script or style, as a content security policy has it."""
    digest = hashlib.sha256(text.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"
