"""The candidates of a run as a small HTML table, for notebooks."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from hpsim.economics.prices import NO_PRICES, Prices
from hpsim.metrics.summary import METRICS, columns_of
from hpsim.results import Results
from hpsim.units.numbers import number

SHOWN = (
    "electricity_kwh",
    "starts",
    "median_run_min",
    "unmet_heating_h",
    "unmet_cooling_h",
    "seasonal_cop_heating",
    "seasonal_cop_cooling",
    "rh_over_60_h",
)
"""Metrics of the table, by their keys; a yearly cost follows the energy where there are prices."""
RIGHT = ' style="text-align: right"'


def html_table(candidates: Sequence[Results], prices: Prices = NO_PRICES, caption: str = "") -> str:
    """Return the year of each candidate as a table with one row each.

    ``caption`` stands above it; without prices there is no cost.
    """
    rows = [columns_of(results, prices) for results in candidates]
    keys = list(SHOWN)
    cost = "cost_per_year" if any("cost_per_year" in row for row in rows) else "cost"
    if any(row.get(cost) is not None for row in rows):
        keys.insert(1, cost)
    headings = "".join(f"<th>{escape(_heading(key, prices))}</th>" for key in ("", *keys))
    lines = [
        f"<tr><th{RIGHT}>{escape(results.candidate)}</th>"
        + "".join(f"<td{RIGHT}>{_cell(row.get(key), key)}</td>" for key in keys)
        + "</tr>"
        for results, row in zip(candidates, rows, strict=True)
    ]
    title = f"<caption>{escape(caption)}</caption>" if caption else ""
    return f"<table>{title}<tr>{headings}</tr>{''.join(lines)}</table>"


def _heading(key: str, prices: Prices) -> str:
    if key in ("cost_per_year", "cost"):
        per_year = " per year" if key == "cost_per_year" else ""
        return f"Cost [{prices.currency}{per_year}]"
    if key not in METRICS:
        return ""
    found = METRICS[key]
    return f"{found.label} [{found.unit}]" if found.unit not in ("", "-") else found.label


def _cell(value: float | str | None, key: str) -> str:
    if value is None or isinstance(value, str):
        return number(None)
    return f"{value:,.0f}" if key.endswith(("_kwh", "_h", "starts", "_year")) else number(value)
