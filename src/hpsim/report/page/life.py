"""What each candidate costs over its life, for the page: from the summary's metrics."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hpsim.economics.bill import add_up
from hpsim.report.page.chart import ROW_BARS, Chart, Trace, names_axis, plain_axis

PARTS = {
    "first": ("First cost", "c3"),
    "electricity": ("Electricity", "c4"),
    "fuel": ("Fuel", "c1"),
    "maintenance": ("Maintenance", "c2"),
    "replacement": ("Replacement", "c5"),
    "other": ("Other", "c7"),
}


def _whole_parts(written: Mapping[str, float | None]) -> dict[str, int]:
    """Return the parts of a life-cycle cost in whole units of money; they add up to its total.

    What is left at the end comes off what was bought last.
    """
    parts = {part: float(written.get(part) or 0.0) for part in PARTS}
    last = "replacement" if parts["replacement"] > 0.0 else "first"
    parts[last] += float(written.get("residual") or 0.0)
    whole = add_up([value / 100.0 for value in parts.values()])
    return dict(zip(parts, whole, strict=True))


def life_cycle_chart(summary: Mapping[str, Any]) -> Chart | None:
    """Return bars of life-cycle cost by part with its range; None where no first cost is known."""
    rows = [c for c in summary["candidates"] if (c["metrics"].get("life_cycle_cost") or {})]
    rows = [c for c in rows if c["metrics"]["life_cycle_cost"].get("typical") is not None]
    money = summary.get("money")
    if not rows or not money:
        return None
    currency, names = money["currency"], [c["name"] for c in rows]
    traces = []
    whole = [_whole_parts(c["metrics"]["life_cycle_part"]) for c in rows]
    for part, (words, colour) in PARTS.items():
        values = [float(parts[part]) for parts in whole]
        if any(values):
            traces.append(Trace(words, colour, values, list(range(len(rows))), plotly=ROW_BARS))
    for k, c in enumerate(rows):
        cost = c["metrics"]["life_cycle_cost"]
        ends = [round(cost["low"], 0), round(cost["high"], 0)]
        line = {"mode": "lines+markers", "line": {"width": 2}, "showlegend": False}
        line["hovertemplate"] = ROW_BARS["hovertemplate"]
        traces.append(Trace("low to high", "quiet", ends, [k, k], plotly=line))
    years, rate = money["study_period_years"], 100.0 * money["discount_rate"]
    return Chart(
        "money",
        f"What it costs to own over {years:g} years",
        f"Constant {currency}, {rate:g} % real discount rate, less what equipment is worth at the "
        "end. The line is the range of first costs; their sources stand below.",
        plain_axis(f"{currency} over {years:g} years"),
        names_axis(names),
        traces,
        height=130 + 46 * len(rows),
        layout={"barmode": "stack"},
    )
